"""The sheet of a stage for a patient: what to do, when to stop, and whom to tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from attrs import frozen

from rehabflow.gate import Criterion, Gate
from rehabflow.ladder import Ladder
from rehabflow.limits import Limits
from rehabflow.measure import YES_NO
from rehabflow.prescription import Dose
from rehabflow.printable import display_width, printable
from rehabflow.protocol import Protocol, Stage
from rehabflow.quantity import decimal
from rehabflow.render.dose import dose_sentence, when_words
from rehabflow.render.gates import group
from rehabflow.render.page import Page
from rehabflow.render.phrase import closed, counted, listed, sentence
from rehabflow.rule import Span
from rehabflow.wording import number_words

WIDTH = 48
"""So many columns fit on A4 in 18 points."""
_SIDES = {
    "each": "Do it with each leg.",
    "both": "Do it with both legs together.",
    "alternating": "Let your legs take turns.",
}
_LIMITS = {
    "at_least": "{} or more",
    "above": "more than {}",
    "at_most": "{} or less",
    "below": "less than {}",
    "is": "exactly {}",
}
_GIVEN = (
    "This is a sheet of a protocol: {}, version {}. Your clinician gives it to you. What your "
    "clinician tells you comes before what stands here."
)
_FLAGS = (
    "Stop, and tell your clinician, whatever your numbers are: after a pop, with a bruise, with "
    "trouble walking, with numbness, or when you are injured again."
)
_SCALE = "Pain is rated from 0, no pain, to 10, the worst pain that you can think of."
_WRITE = ("Your clinician: ", "Telephone: ")
_IN_BRACKETS = re.compile(r" ?\(([^()]*)\)")
_SLOW = re.compile(r"\bslow (?=down|up|out|back)")
_WORD = re.compile(r"[\w-]+")
_ENDING = "Decision support, not medical advice: a clinician decides."


def sheet_text(protocol: Protocol, stage: Stage, *, width: int = WIDTH) -> str:
    """What a clinician hands out with a stage: plain, in the second person, without ids."""
    sheet = _Sheet.of(protocol, stage, Page(width, colour=False))
    sheet.head()
    sheet.exercises()
    sheet.stop()
    sheet.advice()
    sheet.ending()
    return sheet.page.text()


@frozen
class _Sheet:
    """A sheet, part by part. `facts` are the ids of facts, `titles` those of exercises."""

    protocol: Protocol
    stage: Stage
    page: Page
    facts: frozenset[str]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, protocol: Protocol, stage: Stage, page: Page) -> _Sheet:
        """An empty sheet, which knows the ids that it is to do without."""
        own: dict[str, Any] = protocol.source.get("exercises", {})
        titles = {id: id.replace("-", " ") for id in protocol.known_exercises.values()}
        titles |= {id: about["title"] for id, about in own.items() if id in titles}
        facts = set(_facts(protocol.source))
        for each in protocol.stages:
            for dose in each.prescription:
                titles[dose.exercise.id] = dose.exercise.title
                facts.update(_facts(dose.exercise.about))
        return cls(protocol, stage, page, frozenset(facts), titles)

    def head(self) -> None:
        """Which sheet it is, and what its stage is for."""
        protocol, stage, page = self.protocol, self.stage, self.page
        what = "exercises" if stage.prescription.doses else "stage"
        page.put(f"Your {what}: {self.plain(stage.title)}")
        page.gap()
        page.put(_GIVEN.format(self.plain(protocol.title), protocol.version))
        page.gap()
        at = f"This is stage {protocol.stage_ids.index(stage.id) + 1} of {len(protocol.stages)}."
        page.put(f"{at} {self.plain(stage.goal or '')}")

    def exercises(self) -> None:
        """What to do, and how."""
        page, prescription = self.page, self.stage.prescription
        if not prescription.doses:
            page.gap()
            page.put("This stage names no exercises.")
            return
        of = f": any {prescription.choose} of these" if prescription.choose else ""
        self.part(f"What to do in each session{of}")
        for number, dose in enumerate(prescription, 1):
            lead = f"{number}. "
            page.gap()
            page.put(self.plain(dose.exercise.title), lead)
            for line in self.about(dose):
                page.put(line, indent=len(lead))
            for cue in _texts(dose.exercise.about, "cues"):
                page.put(self.plain(cue), "- ", indent=len(lead))
            for ladder in self.stage.ladders:
                if ladder.exercise == dose.exercise.id:
                    self.steps(ladder)

    def steps(self, ladder: Ladder) -> None:
        """When to take the next step of an exercise, and when to go back."""
        self.when("Take the next step of this exercise when, at the present step,", ladder.climb)
        if drop := ladder.drop:
            back = f"Go back {counted(drop.by, 'step')}" if drop.by else "Begin the step anew"
            wait = f", after {counted(int(drop.wait), 'hour')} of rest," if drop.wait else ""
            self.when(f"{back}{wait} when, at the present step,", drop.gate)

    def about(self, dose: Dose) -> Iterator[str]:
        """The dose of an exercise, and what else there is to know before doing it."""
        cap, about = dose.exercise.pain_cap, dose.exercise.about
        if dose.group != dose.exercise.id:
            yield "You may do this one in place of the one above it."
        if dose.after is not None:
            titles = [self.plain(self.titles[each]) for each in dose.after.of]
            last = "or" if dose.after.either else "and"
            yield f"Begin with it when the last step of {listed(titles, last)} is done."
        for number, rung in enumerate(dose.rungs, 1):
            yield f"Step {number}: {dose_sentence(rung)}"
        yield (
            dose_sentence(dose) if not dose.rungs else f"Begin with step 1. {_often(dose)}".strip()
        )
        yield from (_SIDES[each] for each in _texts(about, "sides") if each in _SIDES)
        dose_of_source: object = about.get("dose")
        if isinstance(dose_of_source, dict):
            for each in _texts(cast(dict[str, Any], dose_of_source), "tempo"):
                yield f"Tempo: {closed(self.plain(_SLOW.sub('slow on the way ', each)))}"
        if cap is not None:
            yield f"Pain: {decimal(cap)} or less out of 10. Stop this exercise when it is more."
        for name, lead in (("position", "Position"), ("equipment", "You need")):
            if said := _texts(about, name):
                yield f"{lead}: {closed(self.plain(', '.join(said)))}"

    def stop(self) -> None:
        """When to stop, and whom to tell."""
        page, exits = self.page, self.protocol.exits(self.stage)
        self.part("When to stop, and whom to tell")
        page.gap()
        for each in _WRITE:
            page.put(each + "_" * (page.width - len(each)))
        page.gap()
        page.put(_FLAGS)
        for transition, _ in exits:
            if transition.kind == "refer":
                self.when("Stop, and tell your clinician, when", transition.gate)
        for transition, to in exits:
            if transition.kind == "setback":
                self.when("Tell your clinician too when", transition.gate)
                title = self.plain(self.protocol.stage(to).title)
                back = (
                    "starts this stage anew" if to == self.stage.id else f"goes back to “{title}”"
                )
                page.put(f"The protocol then {back}.")

    def advice(self) -> None:
        """What the protocol says to do while a gate is met."""
        if self.stage.final:
            return
        for each in (*self.protocol.advise, *self.stage.advise):
            self.when("When", each.gate)
            self.page.put(f"Then: {closed(self.plain(each.say))}")

    def when(self, lead: str, gate: Gate) -> None:
        """A gate in a patient's words."""
        asked = group(gate)
        self.page.gap()
        self.page.put(f"{lead} {asked.clause('true')}:")
        self.bullets(asked.parts, 0)

    def bullets(self, parts: Iterable[Gate], indent: int) -> None:
        """A line for each criterion, and one above the lines of each group."""
        for each in parts:
            if isinstance(each, Criterion):
                self.page.put(sentence(self.criterion(each), ""), "- ", indent=indent)
            else:
                asked = group(each)
                self.page.put(f"{sentence(asked.head(), '')}:", "- ", indent=indent)
                self.bullets(asked.parts, min(indent + 2, self.page.width // 4))

    def criterion(self, criterion: Criterion) -> str:
        """`exercise pain: 8 or more out of 10 in your last session`."""
        rule = criterion.rule
        of = rule.parameters().get("of")
        titles = {id: title for id, title in self.titles.items() if id == of}
        label = _WORD.sub(lambda word: titles.get(word[0], word[0]), rule.called())
        window = f"{_window(criterion.span)}{' before today' * rule.before}"
        unit, of = rule.in_unit(), ""
        if unit == "0-10" and rule.on_scale() == (0, 10):
            of = " out of 10"
        elif unit.startswith("/"):
            unit, of = "", f" out of {unit[1:]}"
        return printable(f"{label}: {_limits(criterion.limits, unit)}{of}{window}")

    def ending(self) -> None:
        """What the numbers mean, and what this is not."""
        self.page.gap()
        if not self.stage.final:
            self.page.put(_SCALE)
            self.page.gap()
        self.page.put(_ENDING)

    def part(self, head: str) -> None:
        """A heading, below an empty line."""
        self.page.gap()
        self.page.put(head)
        self.page.put("-" * min(display_width(head), self.page.width))

    def plain(self, text: str) -> str:
        """A text without the ids of facts that stand in brackets in it: `(C1)`."""
        return printable(_IN_BRACKETS.sub(self._without_facts, text))

    def _without_facts(self, found: re.Match[str]) -> str:
        ids = {each.strip() for each in found[1].split(",")}
        return "" if ids <= self.facts else found[0]


def _often(dose: Dose) -> str:
    when = when_words(dose)
    return f"Do this {when}." if when else ""


def _facts(about: Mapping[str, Any]) -> Iterator[str]:
    """The ids of facts that are named anywhere in plain data."""
    for name, value in about.items():
        if name == "from":
            yield from value
        for each in cast(list[object], value if isinstance(value, list) else [value]):
            if isinstance(each, dict):
                yield from _facts(cast(dict[str, Any], each))


def _texts(about: Mapping[str, Any], name: str) -> list[str]:
    """What an author said of an exercise under some name: a text, a list of them, or nothing."""
    value: object = about.get(name)
    items = cast(list[object], value) if isinstance(value, list) else [value]
    return [each for each in items if isinstance(each, str)]


def _limits(limits: Limits, unit: str) -> str:
    """`8 or more`, `more than 40° and less than 60°`, `yes`."""
    if unit == YES_NO:
        return " and ".join(number_words(limit, unit) for limit in limits.numbers())
    said = (
        _LIMITS[name].format(number_words(limit, unit, limits))
        for name, limit in limits.by_name().items()
    )
    return " and ".join(said)


def _window(span: Span | None) -> str:
    """` in your last 3 sessions`, ` today`, `, no more than 7 days ago`."""
    if span is None:
        return ""
    if span.count is None:
        return " in this stage"
    if span.newest:
        return f", no more than {counted(span.count, 'day')} ago"
    if span.unit == "days":
        return " today" if span.count == 1 else f" in the last {span.count} days"
    return f" in your {str(span).replace('last 1 ', 'last ')}"
