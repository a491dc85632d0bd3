"""A protocol as a clinician wants to read it: each stage with its doses and gates, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import cleandoc

import attrs
from attrs import field, frozen

from rehabflow.catalog import OWN
from rehabflow.gate import Criterion, Gate
from rehabflow.ladder import Ladder
from rehabflow.measure import OTHER, YES_NO, Measure
from rehabflow.prescription import Dose
from rehabflow.printable import display_width, printable
from rehabflow.protocol import Advised, Protocol, Stage, Transition
from rehabflow.quantity import decimal
from rehabflow.render.differences import put_differences
from rehabflow.render.dose import (
    cap_words,
    dose_words,
    drop_words,
    steps_words,
    told_words,
    turn_words,
    when_words,
)
from rehabflow.render.gates import (
    IF_LOGGED,
    asked_words,
    group,
    label_words,
    usual_words,
    window_words,
)
from rehabflow.render.notes import Notes
from rehabflow.render.page import Page, Row, tied
from rehabflow.render.phrase import closed, counted, listed, named, sentence
from rehabflow.rule import Probe, Rule

_STAGES, _DOSES, _ASKED = (3, 24), (47, 20, 16), (18, 26)
"""The widest that the columns of stages, of doses, and of limits and windows grow."""
_HEADS = {"advance": "NEXT", "setback": "BACK", "refer": "REFER"}
_SETTLE = "For NEXT, the work of a date counts from the next date on, and its ratings at once."
_LAPSE = "For NEXT, nothing counts that lies before a gap of more than {} in training."
_STALE = "A log is stale when its newest entry is more than {} old."
_EVENTS = "to a clinician, from the last stage too, when a red_flag or reinjury is logged."
_WINDOWS = (
    '"Last 3 sessions" looks from the third last training session of the stage on, "last 3 days" '
    'at the last three calendar days, "within 7 days" at the newest value, which is no older. '
    f'"{IF_LOGGED.capitalize()}": what is not logged is left out. Anywhere else it is unknown, '
    "which moves nobody on and never hides a danger."
)
ENDING = "Decision support, not medical advice: a clinician decides."
_ORDER = (
    "REFER is asked first, then BACK, then NEXT, each in the order of this page. The first that "
    "is met is taken; while a REFER or BACK is unknown, nobody moves on."
)


def protocol_text(
    protocol: Protocol,
    brought: str,
    *,
    colour: bool = False,
    width: int = 80,
    base: Protocol | None = None,
) -> str:
    """All of it; `brought` says where it was found, and `base` is what it was made from."""
    view = ProtocolView(protocol, Page(width, colour))
    view.head(brought)
    put_differences(protocol, base, view.page)
    view.body()
    view.ending()
    return view.page.text()


@frozen
class ProtocolView:
    """A protocol, section by section."""

    protocol: Protocol
    page: Page
    notes: Notes = field(factory=Notes, init=False)

    def head(self, brought: str) -> None:
        """What it is, what counts, and its stages."""
        protocol, page = self.protocol, self.page
        name = tied(f"({protocol.id} {protocol.version})")
        page.title(f"{printable(protocol.title)} {name}")
        page.put(sentence(printable(brought)))
        if protocol.summary:
            page.gap()
            page.put(printable(protocol.summary))
        page.gap()
        rows = [
            Row(f"{'' if at else 'STAGES':<7}", "bold", 0, (str(at + 1), each.id), _title(each))
            for at, each in enumerate(protocol.stages)
        ]
        page.table(rows, _STAGES)
        said = [_STALE.format(counted(protocol.stale_after, "day"))]
        if protocol.lapse_after is not None:
            said.insert(0, _LAPSE.format(counted(protocol.lapse_after, "day")))
        if protocol.settle:
            said.insert(0, _SETTLE)
        source = protocol.source
        abouts = (source, *(source.get(name, {}) for name in ("stages", "exercises", "measures")))
        page.section("COUNTS", f"{' '.join(said)} {self.notes.mark(*abouts)}")
        self.notes.show(page)

    def body(self) -> None:
        """Everything that it asks and prescribes, what that means, and where it comes from."""
        self.everywhere()
        for number, stage in enumerate(self.protocol.stages, 1):
            self.stage(stage, number)
        self.measures()
        self.terms()
        self.sources()
        self.reading()

    def everywhere(self) -> None:
        """What is asked in every stage that is not final."""
        protocol, page = self.protocol, self.page
        page.rule("In every stage but the last")
        for each in protocol.refer:
            self.way(each, "to a clinician")
        page.section("REFER", _EVENTS)
        for each in protocol.setback:
            self.way(each, self.back(each))
        self.advice(protocol.advise)
        self.notes.show(page)

    def back(self, setback: Transition) -> str:
        """Where a setback of the protocol leads, which moves nobody forward."""
        if setback.to is None:
            return "to the stage before; the first stage starts anew"
        anew = "; an earlier stage starts anew" * (self.protocol.stage_ids.index(setback.to) > 0)
        return f"to {self.place(setback.to)}{anew}"

    def stage(self, stage: Stage, number: int) -> None:
        """What one stage prescribes, and the ways out of it."""
        page, protocol = self.page, self.protocol
        page.rule(f"{number} of {len(protocol.stages)}: {self.place(stage.id)}")
        if said := f"{printable(stage.goal or '')} {self.notes.mark(stage.about)}".strip():
            page.put(said)
        self.doses(stage)
        for each in (*stage.advance, *stage.setback):
            anew = ", which starts anew" * (each.to == stage.id)
            self.way(each, f"to {self.place(str(each.to))}{anew}")
        for each in stage.refer:
            self.way(each, "to a clinician")
        if stage.final:
            page.section("LAST", "Nothing is asked any more; a red_flag or reinjury still refers.")
        self.advice(stage.advise)
        self.notes.show(page)

    def doses(self, stage: Stage) -> None:
        """What is done in each training session."""
        doses, choose = stage.prescription.doses, stage.prescription.choose
        if not doses:
            return
        self.page.section("DO", f"any {choose} of these:" if choose else "in each session:")
        own = self.protocol.source.get("exercises", {})
        rows: list[Row] = []
        for each in doses:
            exercise = each.exercise
            marks = self.notes.mark(each.about)
            if exercise.pain_cap is not None or exercise.id in own:
                marks += self.notes.mark(exercise.about, of=f"{printable(exercise.title)}: ")
            said = dose_words(each.rungs[0] if each.rungs else each)
            first = ["first"] * bool(each.rungs)
            dose = " ".join([*first, said]) + "".join(f", {w}" for w in [when_words(each)] if w)
            either = "or " * (each.group != exercise.id)
            called = [f"{either}{printable(exercise.title)}", turn_words(each)]
            title = " ".join(filter(None, called))
            rows.append(Row("- ", "plain", 7, (title, dose, cap_words(each)), marks))
        self.page.table(rows, _DOSES)
        for ladder in stage.ladders:
            self.ladder(ladder, stage.prescription.get(ladder.exercise))

    def ladder(self, ladder: Ladder, dose: Dose) -> None:
        """The rungs of an exercise, and when it climbs and drops."""
        title = printable(dose.exercise.title)
        marks = self.notes.mark(*(each.about for each in dose.rungs))
        if any(map(told_words, dose.rungs)):
            self.page.section("LADDER", f"{title}: {marks}")
            for number, rung in enumerate(dose.rungs, 1):
                told = told_words(rung)
                said = f"{dose_words(rung)}: {told}" if told else dose_words(rung)
                self.page.put(closed(f"rung {number}: {said}"), "- ", indent=7)
        else:
            self.page.section("LADDER", f"{title}: {steps_words(dose)}. {marks}")
        asked = group(ladder.climb)
        marks = self.notes.mark(ladder.about, *asked.abouts)
        self.page.section("CLIMB", f"{title}, one rung, when {asked.clause()}: {marks}")
        self.criteria(asked.parts)
        if drop := ladder.drop:
            asked = group(drop.gate)
            marks = self.notes.mark(drop.about, *asked.abouts)
            down = drop_words(drop)
            self.page.section("DROP", f"{title}, {down}, when {asked.clause()}: {marks}")
            self.criteria(asked.parts)

    def way(self, transition: Transition, to: str) -> None:
        """A way out: where it leads, and everything that it asks."""
        asked = group(transition.gate)
        marks = self.notes.mark(transition.about, *asked.abouts)
        self.page.section(_HEADS[transition.kind], f"{to}, when {asked.clause()}: {marks}")
        self.criteria(asked.parts)

    def advice(self, advised: Iterable[Advised]) -> None:
        """What is said while a gate is met."""
        for each in advised:
            asked = group(each.gate)
            marks = self.notes.mark(each.about, *asked.abouts)
            said = f"“{printable(each.say)}” while {asked.clause()}: {marks}"
            self.page.section("ADVICE", said)
            self.criteria(asked.parts)

    def criteria(self, parts: Iterable[Gate]) -> None:
        """Everything that a gate asks, in columns that leave room for the marks beside them."""
        rows = list(self.rows(parts))
        full = [row for row in rows if row.cells]
        limits, window = (
            min(most, max(display_width(row.cells[at]) for row in full))
            for at, most in enumerate(_ASKED, 1)
        )
        marks = max(display_width(row.beside) for row in full)
        room = self.page.width - limits - window - marks - len("- ") - 3 * len("  ")
        self.page.table(rows, (room, limits, window))

    def rows(self, parts: Iterable[Gate], indent: int = 7) -> Iterator[Row]:
        """A row for each criterion, and one above the rows of each group."""
        for each in parts:
            if isinstance(each, Criterion):
                cells = (label_words(each.rule), asked_words(each), window_words(each))
                yield Row("- ", "plain", indent, cells, self.notes.mark(each.about))
            else:
                asked = group(each)
                head = f"{asked.head()}: {self.notes.mark(*asked.abouts)}"
                yield Row("- ", "plain", indent, (), head)
                yield from self.rows(asked.parts, min(indent + 2, self.page.width // 4))

    def measures(self) -> None:
        """The columns of the log that it adds."""
        measures = self.protocol.measures.values()
        if measures:
            self.page.rule("Columns of the log that it adds")
        for each in measures:
            marks = self.notes.mark(self.protocol.source["measures"][each.name])
            self.page.put(f"{each.name}: {measure_words(each)} {marks}", "- ")
        self.notes.show(self.page)

    def terms(self) -> None:
        """What each rule that is asked measures, and which columns of the log it reads."""
        rules: dict[str, list[Rule]] = {}
        for gate in self.protocol.gates():
            for criterion in gate.criteria():
                for id, rule in _rules(criterion.source.id, criterion.rule):
                    rules.setdefault(id, []).append(rule)
        self.page.rule("What is measured")
        for source in self.protocol.rules:
            whose = f" of {source.distribution} {source.version}" * (source.distribution != OWN)
            said = " ".join(_term(rules[source.id]))
            self.page.put(printable(f"{source.id}{whose}: {said}"), "- ")

    def sources(self) -> None:
        """What it cites."""
        page, cited = self.page, self.protocol.source.get("sources", [])
        if cited:
            page.rule("Sources")
        for each in cited:
            doi, url = (printable(each.get(name, "")) for name in ("doi", "url"))
            said = [printable(each["cite"]).rstrip("."), f"doi {doi}" * bool(doi), url]
            page.put(f"{', '.join(filter(None, said))}. {self.notes.mark(each)}", "- ")
        self.notes.show(page)

    def reading(self) -> None:
        """How to read all this."""
        self.page.rule("How to read this")
        self.page.put(_WINDOWS)
        self.page.put(_ORDER)

    def ending(self) -> None:
        """What else there is, and what this is not."""
        page = self.page
        page.gap()
        page.put("With --stage ID: the sheet of that stage, for a patient.")
        page.put(ENDING)

    def place(self, id: str) -> str:
        """`isometric (Hold)`."""
        return named(id, self.protocol.stage(id).title)


def measure_words(measure: Measure) -> str:
    """`Single-leg hop, in cm, 0 to 300; higher is better; ...`."""
    if measure.unit == YES_NO:
        better = "yes" if measure.better == "higher" else "no"
        scale = ["yes or no"]
    else:
        better = measure.better
        scale = [f"in {printable(measure.unit)}"] if measure.unit else []
        if measure.low is not None and measure.high is not None:
            scale.append(f"{decimal(measure.low)} to {decimal(measure.high)}")
    return (
        f"{', '.join([printable(measure.title), *scale])}; {better} is better. Of several values "
        f"of a date the {measure.of_day} counts. {measure.name}{OTHER} is the other leg's."
    )


def _title(stage: Stage) -> str:
    return printable(stage.title) + ", the last stage" * stage.final


def _rules(id: str, rule: Rule) -> Iterator[tuple[str, Rule]]:
    """A rule, and those that it asks for their readings."""
    yield id, rule
    for each in attrs.fields(type(rule)):
        value = getattr(rule, each.name)
        if isinstance(value, Probe):
            yield from _rules(value.id, value.rule)


def _term(rules: list[Rule]) -> Iterator[str]:
    """What one rule measures, as it is asked with these parameters."""
    kind = type(rules[0])
    yield cleandoc(kind.__doc__ or "(no summary)").partition("\n")[0]
    units = dict.fromkeys(filter(None, (each.in_unit() for each in rules)))
    yield f"Unit: {listed([*units]) or 'none'}."
    columns: dict[tuple[str, ...], dict[str, None]] = {}
    for each in rules:
        columns.setdefault(each.fields_read(), {})[each.called()] = None
    read = [f"{listed(names)} ({', '.join(called)})" for names, called in columns.items() if names]
    if read:
        yield f"Reads {'; '.join(read)}."
    if usual := usual_words(kind):
        yield f"Where not said otherwise: {usual}."
