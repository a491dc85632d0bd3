"""A timeline in words: what a clinician wants on the screen at the end of a visit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from attrs import frozen

from rehabflow.decision import ON_A_LADDER, Decision, Happened
from rehabflow.entry import PAIN_FIELDS, WORK_FIELDS, Entry, Number
from rehabflow.limits import Limits
from rehabflow.measure import OTHER, YES_NO, Measure
from rehabflow.prescription import Prescription
from rehabflow.printable import display_width, printable
from rehabflow.protocol import REFERRED
from rehabflow.quantity import decimal, rounded
from rehabflow.render.dose import dose_words, exercise_words, rung_words
from rehabflow.render.page import Page, Row, Style, tied
from rehabflow.render.phrase import closed, counted, listed, named, sentence, times
from rehabflow.session import Session
from rehabflow.timeline import Timeline
from rehabflow.verdict import Combined, Evidence, GateVerdict, Measured, Outcome, Verdict
from rehabflow.wording import RUNGS, limits_words, number_words, value_words

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
LONG, RECENT = 12, 6
"""A path of more than LONG moves keeps no reasons of an advance before the RECENT ones."""
SHORT = 36
"""The most columns of a label and value that are kept on one line of prose."""
DATES = 12
"""How many dates a criterion in full names."""

_MARKS = {UNMET: "✗ not met", UNKNOWN: "? unknown", MET: "✓ met"}
_WORDS = {UNMET: "not met", UNKNOWN: "unknown", MET: "met"}
_HEADS = {"refer": "REFER", "setback": "BACK", "advance": "NEXT", "climb": "CLIMB", "drop": "DROP"}
_GROUPS = {"all": "all of these", "any": "at least one of these", "none": "none of these"}
_WIDEST = (27, 10, 18)
"""The widest that the columns of labels, values and limits grow."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def timeline_text(timeline: Timeline, *, colour: bool = False, width: int = 80) -> str:
    """Where the patient stands, what is missing for the next stage, and how they got there."""
    report = _Report.of(timeline, colour, width)
    report.who()
    report.advice()
    report.now()
    report.alerts()
    report.ahead()
    report.to_do()
    report.back()
    report.path()
    report.ending()
    return report.page.text()


def date_text(timeline_at: Timeline, *, colour: bool = False, width: int = 80) -> str:
    """The newest date in full: what was logged, what happened, and every gate that was asked.

    For an earlier date, give what `Timeline.explain` makes of it.
    """
    if timeline_at.newest is None:
        return timeline_text(timeline_at, colour=colour, width=width)
    report = _Report.of(timeline_at, colour, width)
    report.who()
    report.advice()
    report.date(timeline_at.newest)
    report.alerts()
    report.asked(timeline_at.newest)
    report.ending()
    return report.page.text()


@frozen
class _Words:
    """What is measured and decided, in words. Dates of `year` go without their year."""

    year: int

    def day(self, date: dt.date, pad: int = 0) -> str:
        """`Fri 10 Apr`, with the year where it is another."""
        year = "" if date.year == self.year else f" {date.year}"
        month = _MONTHS[date.month - 1]
        return tied(f"{_DAYS[date.weekday()]} {date.day:>{pad}} {month}{year}")

    def said(self, text: str) -> str:
        """A text of a rule or of the engine, with its dates as they are written here."""

        def day(match: re.Match[str]) -> str:
            try:
                return self.day(dt.date.fromisoformat(match[0]))
            except ValueError:
                return match[0]

        return _DATE.sub(day, printable(text))

    def missing(self, criterion: Measured) -> str:
        """What leaves a criterion open."""
        return self.said(criterion.unknown or "")

    def dates(self, evidence: Iterable[Evidence], of: Measured | None = None) -> str:
        """`Wed 18 Mar [16], Fri 20 Mar [17]`; of a criterion, each with its value."""
        said: list[str] = []
        for each in evidence:
            value = ""
            if of is not None and each.value is not None:
                value = f"{value_words(each.value, of.unit, of.limits)} on "
            elif of is not None and isinstance(of.value, tuple):
                value = "nothing on "
            said.append(tied(f"{value}{self.day(each.date)}{_lines(each.at)}"))
        return ", ".join(said)

    def telling(self, criterion: Measured) -> str:
        """The newest dates that by themselves pass or miss the limits as the whole does."""
        of = [each for each in criterion.evidence if _tells(each, criterion)][-3:]
        if not of or [each.value for each in of] == [criterion.value]:
            return self.dates(of or criterion.evidence[-1:])
        return self.dates(of, criterion)

    def inline(self, verdict: Verdict, *, wanted: bool, inner: bool = False) -> str:
        """A gate in one sentence, with how far away it is."""
        if isinstance(verdict, Measured):
            margin = _margin(verdict, wanted) or _WORDS[verdict.verdict]
            if _value(verdict) is None and verdict.verdict is UNMET:
                margin = "none that counts"
            return f"{_reading(verdict)}, {_limits(verdict)} ({margin})"
        if verdict.op == "repeat":
            asked = f"{_asked(verdict.of[-1])}, " if verdict.of else ""
            return f"{asked}{_repeated(verdict)}"
        wanted = wanted is not (verdict.op == "none")
        parts = "; ".join(self.inline(each, wanted=wanted, inner=True) for each in verdict.of)
        many = verdict.op if verdict.at_least is None else f"at least {verdict.at_least}"
        said = f"{many} of: {parts}"
        return f"({said})" if inner else said

    def reasons(self, verdict: Verdict, *, full: bool) -> Iterator[str]:
        """The criteria that made a gate met, with their values; in full, with limit and lines."""
        if isinstance(verdict, Combined):
            if verdict.op in ("none", "repeat"):
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
    page: Page
    words: _Words

    @classmethod
    def of(cls, timeline: Timeline, colour: bool, width: int) -> _Report:
        """An empty report, whose dates go without the year of the newest one."""
        newest = timeline.progress.date or timeline.as_of
        return cls(timeline, Page(width, colour), _Words(newest.year if newest else 0))

    def who(self) -> None:
        """The patient, the protocol, and what the log spans."""
        log, protocol, page = self.timeline.log, self.timeline.protocol, self.page
        about = [f"{log.injured} leg"] if log.injured else []
        about += [f"injured {self.words.day(log.injury)}"] if log.injury else []
        name = printable(log.patient, 60) or "Unnamed patient"
        page.put(", ".join(about), f"{name}, " if about else name, "bold")
        page.put(f"{printable(protocol.title)} ({protocol.id} {protocol.version})")
        sessions, as_of = log.sessions, self.timeline.as_of
        if not sessions:
            page.put("No session is logged yet.")
            return
        first, last = sessions[0].date, sessions[-1].date
        start = "" if first == last else f"{self.words.day(first)} to "
        seen = f", seen on {self.words.day(as_of)}" if as_of and as_of != last else ""
        page.put(f"{counted(len(sessions), 'session')}, {start}{_Words(0).day(last)}{seen}.")

    def advice(self) -> None:
        """What the protocol says to do, and why."""
        head = "ADVICE"
        for each in self.timeline.advice:
            if head:
                self.page.gap()
            why = ", ".join(self.words.reasons(each.gate, full=True))
            said = closed(printable(each.say))
            self.page.put(f"{said} Because: {why}.", f"{head:<7}", "danger")
            head = ""

    def now(self) -> None:
        """The stage now, since when, and what came before."""
        timeline, page, words = self.timeline, self.page, self.words
        newest, since, stage = timeline.newest, timeline.since, timeline.stage
        if newest is None or since is None:
            page.section("NOW", f"Not begun. The first stage is {self._place(stage)}.")
            return
        moves = [each for each in timeline.decisions if each.kind not in ON_A_LADDER]
        last, days = moves[-1], (newest.date - since).days
        long = f", {counted(days, 'day')} by {words.day(newest.date)}" if days else ""
        when = f"since {words.day(since)}{long}."
        if stage == REFERRED:
            page.section("NOW", f"REFERRED to a clinician {when}", "danger")
            page.more(f"From {last.from_}: {self._cause(last)}{self._notes(last.date)}.")
        else:
            ids = timeline.protocol.stage_ids
            where = f"Stage {ids.index(stage) + 1} of {len(ids)}."
            page.section("NOW", f"{self._place(stage)} {when} {where}")
            if newest.kind not in ("hold", "start"):
                page.more(f"New on {words.day(newest.date)}, {self._moved(newest)}.")
        if newest.provisional:
            page.more("Provisional: that date is not over, and the move may still change.")
        for kind, often in (("setback", "Set back"), ("refer", "Referred")):
            dates = [each.date for each in timeline.decisions if each.kind == kind]
            if dates and (len(dates) > 1 or kind != last.kind):
                on = f"{'last ' * (len(dates) > 1)}on {words.day(dates[-1])}"
                page.more(f"{often} {times(len(dates))}, {on}.")

    def alerts(self) -> None:
        """What the newest date could not rule out, dangers first."""
        words, timeline, found = self.words, self.timeline, list[tuple[str, str]]()
        for each in timeline.review:
            if each.danger:
                why = words.said(each.text) or "data is missing"
                found.append(("NOT RULED OUT", f"{_way(each.kind, each.to)}: {why}."))
        for gate in timeline.outlook:
            if gate.danger and gate.verdict is MET:
                why = ", ".join(words.reasons(gate.gate, full=True))
                way = _way(gate.kind, gate.exercise or gate.to)
                text = f"{way}: {why}. The next session asks again."
                found.append(("MET ALREADY", text))
        ahead = {gate.to for gate in timeline.outlook if gate.verdict is UNKNOWN}
        for each in timeline.review:
            text = words.said(each.text)
            if each.kind == "stale":
                found.append(("STALE LOG", f"{text}; what happened since is not known."))
            elif each.kind == "event":
                found.append(("NO EFFECT", f"{text}."))
            elif not each.danger and each.to not in ahead:
                came = f" from {timeline.newest.from_}" if timeline.newest else ""
                found.append(("UNKNOWN", f"{_way(each.kind, each.to)}{came}: {text}."))
        if found:
            self.page.gap()
        for head, text in dict.fromkeys(found):
            self.page.put(text, f"! {head}: ", "danger")

    def ahead(self) -> None:
        """Each way on, with every criterion."""
        timeline, page = self.timeline, self.page
        for kind in ("advance", "climb"):
            for gate in timeline.outlook:
                if gate.kind == kind:
                    self._gate(gate, self._answer(gate))
        if timeline.stage == REFERRED:
            stages = listed(timeline.protocol.stage_ids, "or")
            how = f"event `clear`, `to` the stage to go on in ({stages}), `by` and `reason`"
            page.section("NEXT", f"Only a clinician's entry leads on. To log it: {how}.")
        elif timeline.protocol.stage(timeline.stage).final:
            page.section("NEXT", "Nothing: this is the last stage.")
            page.more("A red_flag or reinjury logged from here on still refers.")

    def _answer(self, gate: GateVerdict) -> str:
        """What the gate of a way on came to."""
        if gate.verdict is not MET:
            return "not yet" if gate.verdict is UNMET else "unknown"
        mine = (None, gate.exercise)
        dangers = {
            each.verdict for each in self.timeline.outlook if each.danger and each.exercise in mine
        }
        if MET in dangers:
            return "met, but so is a danger, which comes first"
        if UNKNOWN in dangers:
            return "met, but held while a danger is not ruled out"
        return "met already; the next session asks again"

    def _gate(self, gate: GateVerdict, answer: str, *, full: bool = False) -> None:
        """A gate, with every criterion on a line of its own."""
        root = gate.gate
        parts, wanted = _parts(root), not gate.danger
        what = f"{_tally(parts)}."
        if isinstance(root, Combined) and root.op != "all":
            what, parts = sentence(_group(root), ":" if root.of else "."), list(root.of)
            wanted = wanted is not (root.op == "none")
        self.page.section(_HEADS[gate.kind], f"{self._where(gate)}: {answer}. {what}")
        rows = list(self._rows(parts, wanted=wanted, full=full))
        if rows:
            self.page.gap()
        self.page.table(rows, _WIDEST)

    def _where(self, gate: GateVerdict) -> str:
        """Where a gate leads: `to isometric (Hold)`, `Supine heel dig to 2×10 (rung 2 of 3)`."""
        if gate.exercise is None or gate.rung is None:
            return f"to {self._place(gate.to)}"
        called = self._called(gate.to, gate.exercise)
        return f"{called} {self._rung(gate.to, gate.exercise, gate.rung[1])}"

    def _called(self, stage: str, exercise: str) -> str:
        """The title of an exercise."""
        dose = self.timeline.protocol.stage(stage).prescription.get(exercise)
        return printable(dose.exercise.title)

    def _rung(self, stage: str, exercise: str, rung: int) -> str:
        """`to 2×10 (rung 2 of 3)`, or the end of the ladder."""
        dose = self.timeline.protocol.stage(stage).prescription.get(exercise)
        if rung > len(dose.rungs):
            return f"to the end of its ladder of {len(dose.rungs)}"
        dose = dose.on_rung(rung)
        return f"to {tied(dose_words(dose))} ({rung_words(dose)})"

    def _rows(
        self, parts: Iterable[Verdict], *, wanted: bool, full: bool, indent: int = 1
    ) -> Iterator[Row]:
        """Every criterion as a row of its own, bad news first, good news last."""
        order = [UNMET, UNKNOWN, MET] if wanted else [MET, UNKNOWN, UNMET]
        telling = self._full if full else self._short
        for part in sorted(parts, key=lambda each: order.index(each.verdict)):
            good = (part.verdict is MET) is wanted
            style: Style = "open" if part.verdict is UNKNOWN else "good" if good else "bad"
            lead = f"{_MARKS[part.verdict]:<11}"
            if isinstance(part, Measured):
                beside, below = telling(part, wanted)
                yield Row(lead, style, indent, _cells(part), beside, below)
            else:
                date = f"on {self.words.day(part.date)}, " if part.date else ""
                lacks = (self.words.said(part.unknown),) if part.unknown else ()
                yield Row(lead, style, indent, (), f"{date}{_group(part)}:", lacks)
                inside = wanted is not (part.op == "none")
                deeper = min(indent + 4, self.page.width // 4)
                yield from self._rows(part.of, wanted=inside, full=full, indent=deeper)

    def _short(self, part: Measured, wanted: bool) -> tuple[str, tuple[str, ...]]:
        """What stands beside and below a criterion: how far it is away, or its newest date."""
        words = self.words
        if part.verdict is UNKNOWN:
            return "", (words.missing(part),)
        margin = _margin(part, wanted)
        if (part.verdict is MET) is wanted:
            return words.dates(part.evidence[-1:]) or margin, ()
        return margin, (words.telling(part), words.missing(part))

    def _full(self, part: Measured, wanted: bool) -> tuple[str, tuple[str, ...]]:
        """The same with everything that the criterion rests on."""
        older, missing = len(part.evidence) - DATES, self.words.missing(part)
        seen = self.words.dates(part.evidence[-DATES:], part)
        more = f", and {counted(older, 'earlier date')}" if older > 0 else ""
        window = str(part.window).replace("last 1 ", "last ") if part.window else ""
        read = f"{seen}{more}" or missing or "nothing"
        about = [f"{printable(name)}: {_plain(value)}" for name, value in part.about.items()]
        return _margin(part, wanted), (
            sentence(f"{window}: {read}" if window else ""),
            sentence(missing if seen else ""),
            "What is not logged is left out." if _ignores(part) else "",
            sentence("; ".join(about)),
        )

    def to_do(self) -> None:
        """What to log and to do next."""
        lines = list(dict.fromkeys(self._wanted()))
        prescription = self.timeline.engine.prescription(self.timeline.progress)
        if prescription.doses:
            choice = f" any {prescription.choose} of" if prescription.choose else ""
            do = "Next time" if self._has_ladders() else "Train"
            lines.append(f"{do}{choice}: {'; '.join(_each(prescription))}.")
            lines += self._rest()
        lines += self._fields()
        if lines:
            self.page.gap()
        for index, line in enumerate(lines):
            self.page.put(line, "       - " if index else "TO DO  - ", "bold")

    def _has_ladders(self) -> bool:
        timeline = self.timeline
        return bool(timeline.progress.rungs) and timeline.stage != REFERRED

    def _rest(self) -> Iterator[str]:
        """What is to rest after a drop."""
        timeline = self.timeline
        ladders = timeline.protocol.stage(timeline.stage).ladders if self._has_ladders() else ()
        for ladder, rung in zip(ladders, timeline.progress.rungs, strict=True):
            wait = ladder.drop.wait if ladder.drop else 0
            if wait and rung.dropped and timeline.progress.date:
                passed = (timeline.progress.date - rung.dropped).days * 24
                if passed < wait:
                    title = self._called(timeline.stage, ladder.exercise)
                    since = self.words.day(rung.dropped)
                    yield f"Let {title} rest first: {decimal(wait)} h from that of {since}."

    def _wanted(self) -> Iterator[str]:
        """What unknown criteria wait for, those of dangers first."""
        for gate in sorted(self.timeline.outlook, key=lambda each: not each.danger):
            if not gate.danger or gate.verdict is UNKNOWN:
                for each in _open(gate.gate):
                    yield from self._asked_for(each)

    def _asked_for(self, criterion: Measured) -> Iterator[str]:
        """What to log for an unknown criterion; nothing where only more sessions will tell."""
        what = f"{listed(criterion.reads)} ({printable(criterion.label)})"
        gaps = [each.date for each in criterion.evidence if _is_open(each)]
        bad = {date for date in gaps if self._is_unreadable(date, criterion.reads)}
        if lacking := [date for date in gaps if date not in bad]:
            yield f"Write {what} for {self._newest_three(lacking)}."
        if bad:
            yield f"Correct {what}, which cannot be read, for {self._newest_three(sorted(bad))}."
        if gaps:
            return
        if criterion.window is not None and criterion.window.newest:
            last = [found for each in criterion.reads if (found := self._last(each, criterion))]
            yield f"Log {what}: {listed(last) or 'not logged so far'}."
        elif criterion.rule == "since_injury":
            yield "Write the date of the injury, `injury: YYYY-MM-DD`, before the entries."

    def _newest_three(self, dates: Sequence[dt.date]) -> str:
        more = [counted(len(dates) - 3, "earlier date")] if len(dates) > 3 else []
        return listed([*map(self.words.day, dates[-3:]), *more])

    def _is_unreadable(self, date: dt.date, reads: Iterable[str]) -> bool:
        """Whether some of what a criterion reads of a date stands there and cannot be read."""
        fields = {name for each in reads for name in (WORK_FIELDS if each == "work" else (each,))}
        sessions = (each for each in self.timeline.log.sessions if each.date == date)
        return any(fields & entry.doubtful for each in sessions for entry in each.entries)

    def _last(self, name: str, criterion: Measured) -> str:
        """The newest value of a field, wherever it stands in the log."""
        for session in reversed(self.timeline.log.sessions):
            value = _stated(session, name)
            if value is not None:
                said = f"{number_words(value, criterion.unit)} on {self.words.day(session.date)}"
                at = _lines(session.lines(session.stating([name])))
                return f"the last, {tied(said)}{at}, no longer counts"
        return ""

    def _fields(self) -> Iterator[str]:
        """Which fields the gates of the stage read, and how often."""
        always, within = dict[str, None](), dict[str, int]()
        for gate in self.timeline.outlook:
            for each in gate.gate.criteria():
                span = each.window
                for name in () if _ignores(each) else each.reads:
                    if span is not None and span.newest and span.count:
                        within[name] = min(within.get(name, span.count), span.count)
                    else:
                        always[name] = None
        if always:
            yield f"Log at each session: {listed([*always])}."
        for days in sorted(set(within.values())):
            names = [name for name, count in within.items() if count == days]
            every = f"{days} days" if days > 1 else "day"
            yield f"Log at least every {every}: {listed(names)}."

    def back(self) -> None:
        """The ways back and to a clinician, in short."""
        gates = [each for each in self.timeline.outlook if each.danger]
        if gates:
            self.page.gap()
        for gate in gates:
            to = "to a clinician" if gate.kind == "refer" else f"to {gate.to}"
            to = to if gate.exercise is None else self._where(gate)
            answer = f"{_WORDS[gate.verdict]}{', not ruled out' * (gate.verdict is UNKNOWN)}"
            why = sentence(self.words.inline(gate.gate, wanted=False))
            self.page.put(f"{to}: {answer}. {why}", f"{_HEADS[gate.kind]:<7}", "bold")

    def path(self) -> None:
        """Every move, with its reasons."""
        decisions, head = self.timeline.decisions, "PATH"
        if decisions:
            self.page.gap()
        for index, each in enumerate(decisions):
            old = len(decisions) > LONG and index < len(decisions) - RECENT
            moved = self._moved(each, brief=old and each.kind in ("advance", "climb"))
            lead = f"{head:<7}{self.words.day(each.date, 2)}  "
            self.page.put(f"{moved}{' (provisional)' * each.provisional}.", lead, "bold")
            head = ""

    def ending(self) -> None:
        """The log's warnings, and how to read all this."""
        page, path = self.page, self.timeline.log.path
        known = {each.text for each in self.timeline.review}
        warnings = [each for each in self.timeline.warnings if each.message not in known]
        if warnings:
            page.section("LOG", f"{counted(len(warnings), 'warning')}:")
        for each in warnings:
            place = each.place if each.path else f"entry {each.line}"
            said = "; ".join(filter(None, [each.message, each.hint]))
            page.put(printable(closed(f"{place}: {said}")), "       - ")
        page.gap()
        source = f"line n of {printable(path)}" if path else "entry n of the log"
        page.put(f"[n] is {source}. For one date in full: --on DATE.")
        page.put("Decision support, not medical advice: a clinician decides.")

    def date(self, newest: Decision) -> None:
        """What was logged on the newest date, and what it did."""
        timeline, page, words = self.timeline, self.page, self.words
        page.section("DATE", f"{_Words(0).day(newest.date)} in full, as it stood then.")
        page.gap()
        measures = timeline.protocol.measures
        for index, entry in enumerate(timeline.log.sessions[-1].entries):
            said = ", ".join(_stating(entry, measures)) or "nothing but its date"
            page.put(f"{said}.", f"{'' if index else 'LOGGED':<7}[{entry.line}] ", "bold")
        page.gap()
        head = "MOVE"
        for each in timeline.decisions:
            if each.date == newest.date:
                page.put(f"{sentence(self._moved(each))}", f"{head:<7}", "bold")
                head = ""
        if newest.kind == "hold" and timeline.since:
            days = counted((newest.date - timeline.since).days, "day")
            since = f"since {words.day(timeline.since)}, {days}"
            page.put(f"None: {self._place(newest.to)} {since}.", f"{head:<7}", "bold")
        if newest.provisional:
            page.more("Provisional: the date was not over, and the move could still change.")

    def asked(self, newest: Decision) -> None:
        """Every gate that the newest date was decided by, in full; what is open after a move."""
        timeline, page = self.timeline, self.page
        for gate in timeline.asked:
            self._gate(gate, _WORDS[gate.verdict], full=True)
        if not timeline.asked:
            page.section("GATES", "None was asked on this date.")
        if newest.kind not in ("hold", "start") and timeline.outlook:
            ways = "; ".join(
                f"{_way(each.kind, each.exercise or each.to)} {_WORDS[each.verdict]}"
                for each in timeline.outlook
            )
            page.section("AFTER", f"Open in {timeline.stage} from then on: {ways}.")

    def _place(self, id: str) -> str:
        """`isometric (Hold)`, or `a clinician`."""
        if id == REFERRED:
            return "a clinician"
        return named(id, self.timeline.protocol.stage(id).title)

    def _moved(self, decision: Decision, *, brief: bool = False) -> str:
        """A decision and its reasons."""
        cause, to = "" if brief else self._cause(decision), decision.to
        if decision.exercise is not None and decision.rung is not None:
            verb = {"climb": "climbed", "drop": "dropped"}[decision.kind]
            rung = self._rung(to, decision.exercise, decision.rung[1])
            said = f"{self._called(to, decision.exercise)} {verb} {rung}"
            return f"{said}{': ' if cause else ''}{cause}"
        verb = {
            "start": f"started in {to}",
            "advance": f"advanced to {to}",
            "setback": f"{to} started anew" if to == decision.from_ else f"set back to {to}",
            "refer": "referred to a clinician",
        }.get(decision.kind, f"{decision.kind} to {to}")
        return f"{verb}{': ' if cause else ''}{cause}"

    def _cause(self, decision: Decision) -> str:
        """Why a decision was made."""
        why = decision.why
        if why is None:
            return ""
        if not isinstance(why, Happened):
            return ", ".join(self.words.reasons(why, full=decision.kind != "advance"))
        if why.event is not None:
            return why.event.replace("_", " ") + _lines(why.at)
        by, reason = printable(why.by or "", 60), printable(why.reason or "", 200)
        return f"by {by}, “{reason}”{_lines(why.at)}"

    def _notes(self, date: dt.date) -> str:
        """What was written beside the events of a date."""
        return "".join(
            f", “{printable(entry.note, 200)}”"
            for session in self.timeline.log.sessions
            for entry in session.events
            if session.date == date and entry.note
        )


def _each(prescription: Prescription) -> Iterator[str]:
    """The exercises of a prescription; those of which either counts together."""
    groups: dict[str, list[str]] = {}
    for dose in prescription:
        groups.setdefault(dose.group, []).append(exercise_words(dose))
    for said in groups.values():
        yield " or ".join(said)


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


def _tally(parts: Iterable[Verdict]) -> str:
    """`Criteria: 1 not met, 3 met`."""
    found = [each.verdict for each in parts]
    many = [f"{found.count(each)} {word}" for each, word in _WORDS.items() if each in found]
    return f"Criteria: {', '.join(many)}"


def _group(verdict: Combined) -> str:
    """`at least one of these (0 of 2 met)`."""
    if verdict.op == "repeat":
        return _repeated(verdict)
    named = _GROUPS.get(verdict.op, f"at least {verdict.at_least} of these")
    met = sum(each.verdict is MET for each in verdict.of)
    return f"{named} ({met} of {len(verdict.of)} met)"


def _repeated(verdict: Combined) -> str:
    """`on at least 2 of the last 3 sessions (1 met)`."""
    met = sum(each.verdict is MET for each in verdict.of)
    window = str(verdict.window).removeprefix("last ")
    which = "of this stage" if window == "this stage" else f"of the last {window}"
    return f"{times(verdict.times or 0)} on the training sessions {which} ({met} met)"


def _asked(verdict: Verdict) -> str:
    """What is asked, and nothing of what came of it: `exercise pain at most 2`."""
    if isinstance(verdict, Measured):
        return f"{printable(verdict.label)} {_limits(verdict)}"
    if verdict.op in ("all", "any"):
        other, word = {"all": ("any", " and "), "any": ("all", " or ")}[verdict.op]
        said = [(_asked(each), getattr(each, "op", "")) for each in verdict.of]
        return word.join(f"({text})" if op == other else text for text, op in said)
    parts = [_asked(each) for each in verdict.of]
    many = verdict.op if verdict.at_least is None else f"at least {verdict.at_least}"
    return f"{many} of ({'; '.join(parts)})"


def _cells(criterion: Measured) -> tuple[str, str, str]:
    """A criterion in columns: `exercise pain, 3 sessions`, `2 to 10`, `at most 3`."""
    span, of = criterion.window, ""
    if span is not None and not span.newest and span.count:
        of = f", {counted(span.count, span.unit[:-1])}"
    return printable(criterion.label) + of, _value(criterion) or "missing", _limits(criterion)


def _reading(criterion: Measured) -> str:
    """`leg raise 83°`; the bare label where nothing is known of it."""
    value, label = _value(criterion), printable(criterion.label)
    said = f"{label} {tied(value)}" if value else label
    return tied(said) if display_width(said) <= SHORT else said


def _value(criterion: Measured) -> str | None:
    """A value or range in words; None where nothing is known of it.

    What is counted is cited without values of its own.
    """
    value, counted = criterion.value, criterion.unit == "count" and criterion.evidence
    if isinstance(value, tuple) and all(each.value is None for each in criterion.evidence):
        return value_words(value, criterion.unit, criterion.limits) if counted else None
    return None if value is None else value_words(value, criterion.unit, criterion.limits)


def _limits(criterion: Measured) -> str:
    return tied(limits_words(criterion.limits, criterion.unit))


def _margin(criterion: Measured, wanted: bool) -> str:
    """By how much the nearest limit is passed or missed; nothing where that is open."""
    return tied(_margin_words(criterion, wanted))


def _margin_words(criterion: Measured, wanted: bool) -> str:
    margin, value, limits = criterion.margin, criterion.value, criterion.limits
    if criterion.unit == YES_NO:
        return ""
    if margin is None or value is None or isinstance(value, tuple):
        return ""
    shown = rounded(margin if margin > 0 else -margin, (0,))
    by = number_words(shown, criterion.unit, Limits(at_least=0))
    if criterion.unit.startswith(RUNGS):
        by = counted(int(shown), "rung")
    if not margin:
        return "just met" if criterion.verdict is MET else "exactly at the limit"
    if criterion.verdict is MET:
        return f"{by} to spare" if wanted else f"met by {by}"
    if not wanted or limits.exactly is not None:
        return f"{by} away"
    floors = [floor for floor in (limits.at_least, limits.above) if floor is not None]
    return f"{by} short" if any(value < floor for floor in floors) else f"{by} too high"


def _ignores(criterion: Measured) -> bool:
    return criterion.parameters.get("missing") == "ignore"


def _tells(evidence: Evidence, criterion: Measured) -> bool:
    """Whether a date by itself passes or misses the limits as the criterion does."""
    value, limits = evidence.value, criterion.limits
    if value is None:
        return False
    low, high = value if isinstance(value, tuple) else (value, value)
    return (limits.pass_all if criterion.verdict is MET else limits.pass_none)(low, high)


def _is_open(evidence: Evidence) -> bool:
    return evidence.value is None or isinstance(evidence.value, tuple)


def _stated(session: Session, name: str) -> Number | None:
    """What a session says in a field that holds a number."""
    if name in PAIN_FIELDS:
        return session.ratings[PAIN_FIELDS.index(name)]
    if name in ("aslr", "aslr_other"):
        return session.aslr if name == "aslr" else session.aslr_other
    other = name.endswith(OTHER)
    values = session.measured(name.removesuffix(OTHER) if other else name, other=other)
    return values[-1] if values else None


def _stating(entry: Entry, measures: Mapping[str, Measure]) -> Iterator[str]:
    """What an entry says, by the names of a log."""
    so = {name for name, each in measures.items() if each.unit == YES_NO}
    if entry.time:
        yield f"at {entry.time.isoformat('minutes')}"
    for name, value in entry.to_dict().items():
        if name in ("by", "reason", "note"):
            yield f"{name} “{printable(value, 200)}”"
        elif name.removesuffix(OTHER) in so:
            yield f"{name} {'yes' if value else 'no'}"
        elif name not in ("date", "line"):
            yield f"{name} {printable(str(value), 200)}"
    if entry.doubtful:
        yield f"not readable: {', '.join(sorted(entry.doubtful))}"


def _way(kind: str, to: str | None) -> str:
    """A transition as a noun."""
    named = {
        "refer": "referral to a clinician",
        "setback": f"set-back to {to}",
        "climb": f"climb of {to}",
        "drop": f"drop of {to}",
    }
    return named.get(kind, f"{kind} to {to}")


def _plain(value: object) -> str:
    """What an author said of where a number comes from."""
    if isinstance(value, list):
        return ", ".join(map(_plain, cast(list[object], value)))
    return printable(str(value))


def _lines(places: Iterable[str]) -> str:
    """` [31]`, ` [12-14, 16]`: lines of the log."""
    runs: list[list[int]] = []
    for number in sorted({int(place.rpartition(":")[2]) for place in places}):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return tied(f" [{', '.join(ends)}]") if ends else ""
