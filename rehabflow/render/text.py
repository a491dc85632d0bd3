"""A timeline in words: what a clinician wants on the screen at the end of a visit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from unicodedata import category, east_asian_width

from attrs import field, frozen

from rehabflow.decision import Decision, Happened
from rehabflow.limits import Limits
from rehabflow.log import PAIN_FIELDS, Entry, Number, Session, Work, name_key
from rehabflow.prescription import Dose
from rehabflow.printable import printable
from rehabflow.protocol import REFERRED
from rehabflow.quantity import decimal, rounded
from rehabflow.timeline import Timeline
from rehabflow.verdict import Combined, Evidence, GateVerdict, Measured, Outcome, Verdict
from rehabflow.wording import limits_words, number_words, value_words

Style = Literal["plain", "bold", "danger", "bad", "good", "open"]

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
LONG, RECENT = 12, 6
"""A path of more than LONG moves keeps no reasons of an advance before the RECENT ones."""

_MARKS = {UNMET: "✗ not met", UNKNOWN: "? unknown", MET: "✓ met"}
_WORDS = {UNMET: "not met", UNKNOWN: "unknown", MET: "met"}
_GROUPS = {"all": "all of these", "any": "at least one of these", "none": "none of these"}
_WIDEST = (26, 10, 18)
"""The widest that the columns of labels, values and limits grow."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_TIE = "\0"
"""A space at which no line breaks. Nothing from a log or protocol holds it once printable."""
_CODES = {"bold": "1", "danger": "1;31", "bad": "31", "good": "32", "open": "33"}


def timeline_text(timeline: Timeline, *, colour: bool = False, width: int = 80) -> str:
    """Where the patient stands, what is missing for the next stage, and how they got there."""
    report = _Report.of(timeline, colour, width)
    report.who()
    report.now()
    report.alerts()
    report.ahead()
    report.to_do()
    report.dangers()
    report.path()
    report.ending()
    return report.page.text()


def date_text(timeline_at: Timeline, *, colour: bool = False, width: int = 80) -> str:
    """The newest date in full: what was logged, which gates were asked, and what happened.

    For an earlier date, give what `Timeline.explain` makes of it.
    """
    report = _Report.of(timeline_at, colour, width)
    report.who()
    report.logged()
    report.happened()
    report.alerts()
    report.asked()
    report.ending()
    return report.page.text()


@frozen
class _Page:
    """Lines no wider than `width`, unless one word is."""

    width: int
    colour: bool
    _lines: list[str] = field(factory=list[str], init=False)

    def put(self, text: str, lead: str = "", style: Style = "plain", indent: int = 0) -> None:
        """`text`, hanging below its first word, after a lead that alone is ever coloured."""
        used = indent + _columns(lead)
        hang = min(used, self.width // 2)
        line, empty = " " * indent + self._painted(lead, style), True
        for word in text.split():
            wide = _columns(word)
            if used + wide + (not empty) > self.width and line.strip():
                self._lines.append(line)
                line, used, empty = " " * hang, hang, True
            line += word if empty else f" {word}"
            used += wide + (not empty)
            empty = False
        self._lines.append(line)

    def section(self, head: str, text: str, style: Style = "bold") -> None:
        """The first line of a section, below an empty one."""
        self.gap()
        self.put(text, f"{head:<7}", style)

    def more(self, text: str) -> None:
        """A further line of a section."""
        self.put(text, indent=7)

    def gap(self) -> None:
        """An empty line."""
        self._lines.append("")

    def text(self) -> str:
        """All of it."""
        return "\n".join(line.replace(_TIE, " ").rstrip() for line in self._lines)

    def _painted(self, text: str, style: Style) -> str:
        if not self.colour or style == "plain":
            return text
        bare = text.rstrip()
        return f"\x1b[{_CODES[style]}m{bare}\x1b[0m{text[len(bare) :]}"


@frozen
class _Words:
    """What is measured and decided, in words. Dates of `year` go without their year."""

    year: int

    def day(self, date: dt.date, pad: int = 0) -> str:
        """`Fri 10 Apr`, with the year where it is another."""
        year = "" if date.year == self.year else f" {date.year}"
        month = _MONTHS[date.month - 1]
        return _tied(f"{_DAYS[date.weekday()]} {date.day:>{pad}} {month}{year}")

    def said(self, text: str) -> str:
        """A text of a rule or of the engine, with its dates as they are written here."""

        def day(match: re.Match[str]) -> str:
            try:
                return self.day(dt.date.fromisoformat(match[0]))
            except ValueError:
                return match[0]

        return _DATE.sub(day, printable(text))

    def margin(self, criterion: Measured, wanted: bool) -> str:
        """By how much the nearest limit is passed or missed; nothing where that is open."""
        margin, value, limits = criterion.margin, criterion.value, criterion.limits
        if margin is None or value is None or isinstance(value, tuple):
            return ""
        by = number_words(abs(rounded(margin, (0,))), criterion.unit, Limits(at_least=0))
        if not margin:
            return "just met" if criterion.verdict is MET else "exactly at the limit"
        if criterion.verdict is MET:
            return f"{by} to spare" if wanted else f"met by {by}"
        if not wanted or limits.exactly is not None:
            return f"{by} away"
        floors = [floor for floor in (limits.at_least, limits.above) if floor is not None]
        return f"{by} short" if any(value < floor for floor in floors) else f"{by} too high"

    def telling(self, criterion: Measured) -> str:
        """The newest sessions that by themselves pass or miss the limits as the whole does.

        `5 on Wed 18 Mar [16], 4 on Fri 20 Mar [17]`, or the date alone where its value is known.
        """
        of = [each for each in criterion.evidence if _tells(each, criterion)][-3:]
        if not of or [each.value for each in of] == [criterion.value]:
            return self.dates(of or criterion.evidence[-1:])
        return self.dates(of, criterion)

    def dates(self, evidence: Iterable[Evidence], of: Measured | None = None) -> str:
        """`Wed 18 Mar [16], Fri 20 Mar [17]`; of a criterion, each with its value."""
        said: list[str] = []
        for each in evidence:
            value = ""
            if of is not None and each.value is not None:
                value = f"{value_words(each.value, of.unit, of.limits)} on "
            said.append(_tied(f"{value}{self.day(each.date)}{_lines(each.at)}"))
        return ", ".join(said)

    def inline(self, verdict: Verdict, *, wanted: bool, inner: bool = False) -> str:
        """A gate in one sentence, with how far away it is."""
        if isinstance(verdict, Measured):
            margin = self.margin(verdict, wanted) or _WORDS[verdict.verdict]
            return f"{_reading(verdict)}, {_limits(verdict)} ({_tied(margin)})"
        wanted = wanted is not (verdict.op == "none")
        parts = "; ".join(self.inline(each, wanted=wanted, inner=True) for each in verdict.of)
        said = f"{_group(verdict)}: {parts}"
        return f"({said})" if inner else said

    def reasons(self, verdict: Verdict, *, full: bool) -> Iterator[str]:
        """The criteria that made a gate met, with their values; in full, with limit and lines."""
        if isinstance(verdict, Combined):
            if verdict.op == "none":
                yield self.inline(verdict, wanted=True)
                return
            for each in verdict.of:
                if each.verdict is MET:
                    yield from self.reasons(each, full=full)
        elif full:
            telling = [each for each in verdict.evidence if _tells(each, verdict)][-1:]
            where = "".join(_lines(each.at) for each in telling)
            yield f"{_reading(verdict)}, {_limits(verdict)}{where}"
        else:
            yield _reading(verdict)


@frozen
class _Report:
    """A timeline, section by section."""

    timeline: Timeline
    page: _Page
    words: _Words

    @classmethod
    def of(cls, timeline: Timeline, colour: bool, width: int) -> _Report:
        """An empty report, whose dates go without the year of the newest one."""
        newest = timeline.progress.date or timeline.as_of
        return cls(timeline, _Page(width, colour), _Words(newest.year if newest else 0))

    def who(self) -> None:
        """The patient, the protocol, and what the log spans."""
        log, protocol, page = self.timeline.log, self.timeline.protocol, self.page
        leg = f", {log.injured} leg" if log.injured else ""
        injury = f", injured {self.words.day(log.injury)}" if log.injury else ""
        name = printable(log.patient, 60)
        page.put(f"{leg}{injury}"[2:], f"{name}{', ' * bool(leg or injury)}", "bold")
        page.put(f"{printable(protocol.title)} ({protocol.id} {protocol.version})")
        sessions, as_of = log.sessions, self.timeline.as_of
        if not sessions:
            page.put("No session is logged yet.")
            return
        first, last = sessions[0].date, sessions[-1].date
        start = "" if first == last else f"{self.words.day(first)} to "
        seen = f", seen on {self.words.day(as_of)}" if as_of and as_of != last else ""
        page.put(f"{_count(len(sessions), 'session')}, {start}{_Words(0).day(last)}{seen}.")

    def now(self) -> None:
        """The stage now, since when, and what came before."""
        timeline, page, stage = self.timeline, self.page, self.timeline.stage
        newest, since = timeline.newest, timeline.since
        if newest is None or since is None:
            page.section("NOW", f"Not begun. The first stage is {self._stage(stage)}.")
            return
        days = (newest.date - since).days
        long = f", {_count(days, 'day')} by {self.words.day(newest.date)}" if days else ""
        when = f"since {self.words.day(since)}{long}."
        last = timeline.decisions[-1]
        if stage == REFERRED:
            page.section("NOW", f"REFERRED to a clinician {when}", "danger")
            page.more(f"Before that {last.from_}. Reason: {self._cause(last)}.")
        else:
            ids = timeline.protocol.stage_ids
            place = f"Stage {ids.index(stage) + 1} of {len(ids)}."
            page.section("NOW", f"{self._stage(stage)} {when} {place}")
            if newest.kind not in ("hold", "start"):
                page.more(f"New on {self.words.day(newest.date)}: {self._moved(newest)}.")
        if newest.provisional:
            page.more("Provisional: that date is not over, and the move may still change.")
        for kind, words in (("setback", "Set back"), ("refer", "Referred")):
            dates = [each.date for each in timeline.decisions if each.kind == kind]
            if dates:
                last_on = "last on" if len(dates) > 1 else "on"
                page.more(f"{words} {_times(len(dates))}, {last_on} {self.words.day(dates[-1])}.")

    def alerts(self) -> None:
        """What the newest date could not rule out, dangers first."""
        words, timeline, found = self.words, self.timeline, list[tuple[str, str]]()
        for each in timeline.review:
            if each.danger:
                why = words.said(each.text) or "data is missing"
                found.append(("NOT RULED OUT", f"{_way(each.kind, each.to)}: {why}."))
        for gate in timeline.outlook:
            if gate.danger and gate.verdict is MET:
                why = words.inline(gate.gate, wanted=False)
                text = f"{_way(gate.kind, gate.to)}: {why}. The next session asks again."
                found.append(("MET ALREADY", text))
        ahead = {gate.to for gate in timeline.outlook if gate.verdict is UNKNOWN}
        for each in timeline.review:
            text = words.said(each.text)
            if each.kind == "stale":
                found.append(("STALE LOG", f"{text}; what happened since is not known."))
            elif each.kind == "event":
                found.append(("NO EFFECT", f"{text}."))
            elif not each.danger and each.to not in ahead:
                found.append(("UNKNOWN", f"{_way(each.kind, each.to)}: {text}."))
        if found:
            self.page.gap()
        for head, text in found:
            self.page.put(text, f"! {head}: ", "danger")

    def ahead(self) -> None:
        """Each way on, with every criterion."""
        timeline = self.timeline
        for gate in timeline.outlook:
            if gate.kind == "advance":
                self._gate("NEXT", self._stage(gate.to), gate)
        if timeline.since is None:
            return
        if timeline.stage == REFERRED:
            stages = _listed(timeline.protocol.stage_ids, "or")
            self.page.section("NEXT", "Only a clinician's entry leads out of this: event clear,")
            self.page.more(f"with `to` ({stages}), `by` and `reason`.")
        elif timeline.protocol.stage(timeline.stage).final:
            self.page.section("NEXT", "Nothing: this is the last stage.")
            self.page.more("A red_flag or reinjury logged from here on still refers.")

    def _gate(self, head: str, to: str, gate: GateVerdict, *, full: bool = False) -> None:
        """A gate with every criterion on a line of its own."""
        parts = [each.verdict for each in _parts(gate.gate)]
        tally = [f"{parts.count(each)} {word}" for each, word in _WORDS.items() if each in parts]
        self.page.section(head, f"{to}: {self._answer(gate)} Criteria: {', '.join(tally)}.")
        self.page.gap()
        self._tree(gate.gate, wanted=not gate.danger, indent=2, full=full)

    def _answer(self, gate: GateVerdict) -> str:
        """What a gate came to."""
        if gate.danger:
            return f"{_WORDS[gate.verdict]}."
        if gate.verdict is not MET:
            return "not yet." if gate.verdict is UNMET else "unknown."
        if any(each.danger and each.verdict is UNKNOWN for each in self.timeline.outlook):
            return "met, but held while a danger is not ruled out."
        return "met already; the next session asks again."

    def _tree(self, verdict: Verdict, *, wanted: bool, indent: int, full: bool) -> None:
        """Every criterion in a line of its own, what is not met first."""
        cells = [(_label(each), _value(each), _limits(each)) for each in verdict.criteria()]
        widths = [
            min(most, max(map(_columns, column)))
            for most, column in zip(_WIDEST, zip(*cells, strict=True), strict=True)
        ]
        self._branch(verdict, wanted, indent, widths, full)

    def _branch(
        self, verdict: Verdict, wanted: bool, indent: int, widths: Sequence[int], full: bool
    ) -> None:
        order = [*_MARKS]
        for part in sorted(_parts(verdict), key=lambda each: order.index(each.verdict)):
            good = (part.verdict is MET) is wanted
            style: Style = "open" if part.verdict is UNKNOWN else "good" if good else "bad"
            lead = f"{_MARKS[part.verdict]:<11}"
            if isinstance(part, Combined):
                self.page.put(f"{_group(part)}:", lead, style, indent)
                deeper = min(indent + 4, self.page.width // 3)
                for each in part.of:
                    inside = wanted is not (part.op == "none")
                    self._branch(each, inside, deeper, widths, full)
                continue
            cells, tails = self._row(part, wanted)
            if full:
                tails = self._details(part, wanted)
            text = " ".join(
                _padded(cell, wide) for cell, wide in zip(cells, (*widths, 0), strict=True)
            )
            self.page.put(text, lead, style, indent)
            for tail in filter(None, tails):
                self.page.put(tail, indent=min(indent + len(lead), self.page.width // 2))

    def _row(self, part: Measured, wanted: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The cells of a criterion, and what stands below them."""
        words = self.words
        cells = _label(part), _value(part), _limits(part)
        unknown = words.said(part.unknown or "")
        if part.verdict is UNKNOWN:
            return (*cells, ""), (unknown,)
        margin = words.margin(part, wanted)
        if (part.verdict is MET) is wanted:
            return (*cells, words.dates(part.evidence[-1:]) or margin), ()
        return (*cells, margin), (", ".join(filter(None, [words.telling(part), unknown])),)

    def _details(self, part: Measured, wanted: bool) -> tuple[str, ...]:
        return ()

    def to_do(self) -> None:
        """What to log and to do next."""
        lines = list(dict.fromkeys(self._missing()))
        prescription = self.timeline.engine.prescription(self.timeline.progress)
        if prescription.doses:
            any_of = f"any {prescription.choose} of " if prescription.choose else ""
            lines.append(f"Train {any_of}{'; '.join(map(_dose, prescription))}.")
        lines += self._fields()
        for index, line in enumerate(lines):
            if index:
                self.page.more(line)
            else:
                self.page.section("TO DO", line)

    def _missing(self) -> Iterator[str]:
        """What unknown criteria wait for, those of dangers first."""
        for gate in sorted(self.timeline.outlook, key=lambda each: not each.danger):
            if not gate.danger or gate.verdict is UNKNOWN:
                for each in _open(gate.gate):
                    yield self._wanted(each)

    def _wanted(self, criterion: Measured) -> str:
        """What to log for an unknown criterion."""
        fields, label = _listed(criterion.reads) or "data", printable(criterion.label)
        gaps = [each for each in criterion.evidence if _is_open(each)]
        if gaps:
            more = f" and {_count(len(gaps) - 3, 'earlier date')}" if len(gaps) > 3 else ""
            dates = _listed([self.words.day(each.date) for each in gaps[-3:]])
            return f"Write {fields} ({label}) for {dates}{more}."
        if criterion.window is None or not criterion.window.newest:
            return f"Go on logging {fields} ({label}): {self.words.said(criterion.unknown or '')}."
        last = [found for each in criterion.reads if (found := self._last(each, criterion))]
        return f"Log {fields} ({label}): {_listed(last) or 'not logged so far'}."

    def _last(self, name: str, criterion: Measured) -> str:
        """The newest value of a field in the log, wherever it stands."""
        for session in reversed(self.timeline.log.sessions):
            value = _stated(session, name)
            if value is not None:
                at = _lines(session.lines(session.stating([name])))
                said = _tied(f"{number_words(value, criterion.unit)} on {self.words.day(session.date)}{at}")
                return f"the last, {said}, no longer counts"
        return ""

    def _fields(self) -> Iterator[str]:
        """Which fields the gates of the stage read, and how often."""
        always, within = dict[str, None](), dict[str, int]()
        for gate in self.timeline.outlook:
            for each in gate.gate.criteria():
                if each.parameters.get("missing") == "ignore":
                    continue
                for name in each.reads:
                    if each.window is not None and each.window.newest:
                        within[name] = min(within.get(name, 99999), each.window.count or 0)
                    else:
                        always[name] = None
        if always:
            yield f"Log at each session: {_listed(sorted(always))}."
        for days in sorted(set(within.values())):
            names = [name for name, count in within.items() if count == days]
            yield f"Log every {_count(days, 'day')} at least: {_listed(names)}."

    def dangers(self) -> None:
        """The ways back and to a clinician, in short."""
        for gate in self.timeline.outlook:
            if gate.danger:
                head, to = ("REFER", "a clinician") if gate.kind == "refer" else ("BACK", gate.to)
                why = self.words.inline(gate.gate, wanted=False)
                self.page.section(head, f"to {to}: {_WORDS[gate.verdict]}. {_capital(why)}.")

    def path(self) -> None:
        """Every move, with its reasons."""
        decisions, head = self.timeline.decisions, "PATH"
        if decisions:
            self.page.gap()
        for index, each in enumerate(decisions):
            old = len(decisions) > LONG and index < len(decisions) - RECENT
            said = self._moved(each, brief=old and each.kind == "advance")
            self.page.put(f"{said}.", f"{head:<7}{self.words.day(each.date, 2)}  ")
            head = ""

    def ending(self) -> None:
        """The log's warnings, and how to read all this."""

    def logged(self) -> None: ...
    def happened(self) -> None: ...
    def asked(self) -> None: ...

    def _stage(self, id: str) -> str:
        """`isometric (Hold)`."""
        title = self.timeline.protocol.stage(id).title
        return id if name_key(title) == name_key(id) else f"{id} ({printable(title)})"

    def _moved(self, decision: Decision, *, brief: bool = False) -> str:
        """A decision and its reasons."""
        cause, to = "" if brief else self._cause(decision), decision.to
        verb = {
            "start": f"started in {to}",
            "advance": f"advanced to {to}",
            "setback": f"set back to {to}" if to != decision.from_ else f"{to} started anew",
            "refer": "referred to a clinician",
        }.get(decision.kind, f"{decision.kind} to {to}")
        return f"{verb}{': ' if cause else ''}{cause}"

    def _cause(self, decision: Decision) -> str:
        why = decision.why
        if why is None:
            return ""
        if isinstance(why, Happened):
            if why.by is None:
                return why.event.replace("_", " ") + _lines(why.at) + self._note(decision.date)
            return f"by {printable(why.by, 60)}, {printable(why.reason or '', 200)}{_lines(why.at)}"
        return ", ".join(self.words.reasons(why, full=decision.kind != "advance"))

    def _note(self, date: dt.date) -> str:
        """What the patient wrote beside the event of a date."""
        notes = [
            f", \u201c{printable(entry.note, 120)}\u201d"
            for session in self.timeline.log.sessions
            if session.date == date
            for entry in session.events
            if entry.note
        ]
        return "".join(notes)


def _parts(verdict: Verdict) -> list[Verdict]:
    """What a gate asks: what stands under `all`, or the one thing that it is."""
    if isinstance(verdict, Combined) and verdict.op == "all":
        return [part for each in verdict.of for part in _parts(each)]
    return [verdict]


def _open(verdict: Verdict, *, top: bool = True) -> Iterator[Measured]:
    """The unknown criteria whose answer could still matter."""
    if isinstance(verdict, Measured):
        if verdict.verdict is UNKNOWN:
            yield verdict
    elif verdict.verdict is UNKNOWN or (top and verdict.op == "all"):
        for each in verdict.of:
            yield from _open(each, top=top and verdict.op == "all")


def _group(verdict: Combined) -> str:
    """`at least one of these (0 of 2 met)`."""
    named = _GROUPS.get(verdict.op, f"at least {verdict.at_least} of these")
    met = sum(each.verdict is MET for each in verdict.of)
    return f"{named} ({met} of {len(verdict.of)} met)"


def _label(criterion: Measured) -> str:
    """`exercise pain, 3 sessions`."""
    span, of = criterion.window, ""
    if span is not None and not span.newest:
        of = f", {_count(span.count, span.unit[:-1])}" if span.count else ""
    return printable(criterion.label) + of


def _value(criterion: Measured) -> str:
    """A value or range in words."""
    value = criterion.value
    if value is None or (isinstance(value, tuple) and all(e.value is None for e in criterion.evidence)):
        return "no value"
    return value_words(value, criterion.unit, criterion.limits)


def _limits(criterion: Measured) -> str:
    return _tied(limits_words(criterion.limits, criterion.unit))


def _reading(criterion: Measured) -> str:
    """`leg raise 83°`."""
    value = _value(criterion)
    return f"{printable(criterion.label)} {_tied('not logged yet' if value == 'no value' else value)}"


def _is_open(evidence: Evidence) -> bool:
    return evidence.value is None or isinstance(evidence.value, tuple)


def _stated(session: Session, name: str) -> Number | None:
    """What a session says in a field of a number."""
    if name in PAIN_FIELDS:
        return session.ratings[PAIN_FIELDS.index(name)]
    return {"aslr": session.aslr, "aslr_other": session.aslr_other}.get(name)


def _dose(dose: Dose) -> str:
    """`Heel dig 3×10 held 5 s`."""
    hold = "" if dose.hold is None else f" held {decimal(dose.hold)} s"
    cap = dose.exercise.pain_cap
    capped = "" if cap is None else f" (pain up to {decimal(cap)})"
    return f"{printable(dose.exercise.title)} {_tied(f'{dose.sets}×{dose.reps}{hold}{capped}')}"


def _tells(evidence: Evidence, criterion: Measured) -> bool:
    """Whether a session by itself passes or misses the limits as the criterion does."""
    value, limits = evidence.value, criterion.limits
    if value is None:
        return False
    low, high = value if isinstance(value, tuple) else (value, value)
    return (limits.pass_all if criterion.verdict is MET else limits.pass_none)(low, high)


def _way(kind: str, to: str | None) -> str:
    named = {"refer": "referral to a clinician", "setback": f"set back to {to}"}
    return named.get(kind, f"{kind} to {to}")


def _padded(cell: str, wide: int) -> str:
    """A cell of a column, and more than one space after it; too long for it, just words."""
    columns = _columns(cell)
    return _tied(cell) + _TIE * (wide - columns + 1) if columns <= wide else cell


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if category(each) in ("Mn", "Me") else 2 if east_asian_width(each) in "WF" else 1
        for each in text
    )


def _tied(text: str) -> str:
    return text.replace(" ", _TIE)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def _lines(places: Iterable[str]) -> str:
    """` [31]`, ` [12-14, 16]`: lines of the log."""
    runs: list[list[int]] = []
    for number in sorted({int(place.rpartition(":")[2]) for place in places}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return _tied(f" [{', '.join(ends)}]") if ends else ""
