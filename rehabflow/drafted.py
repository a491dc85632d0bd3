"""Scenarios for the limits that none shows from both sides, from made-up logs that were found."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from rehabflow.boundaries import Asked, Boundary, boundaries
from rehabflow.check.sides import SIDES, Side, log_of_side
from rehabflow.check.study import Study
from rehabflow.protocol import Protocol
from rehabflow.recorded import recorded
from rehabflow.scenario import Scenario, scenarios_of
from rehabflow.wording import limits_words

INTRO = (
    "A made-up log, found by a search. Read what it comes to, and keep it only if that is what is "
    "meant."
)


@frozen
class Draft:
    """A side of a limit that no scenario shows, and a scenario that does; None: none was found."""

    boundary: Boundary
    side: Side
    text: str | None


def drafts(protocol: Protocol, scenarios: Iterable[Scenario]) -> tuple[Draft, ...]:
    """A scenario for each side of a limit that neither scenarios nor an earlier draft shows."""
    scenarios = tuple(scenarios)
    titles = {each.title for each in scenarios}
    every = boundaries(protocol, scenarios)
    study = Study(protocol)
    found: list[Draft] = []
    for boundary in every:
        for side in SIDES:
            if boundary.met if side == "met" else boundary.missed:
                continue
            course = log_of_side(study, boundary, side)
            text = None
            if course is not None:
                title = _title(boundary, side, titles)
                titles.add(title)
                text = recorded(course.log(), study.engine, title, INTRO)
                for one, other in zip(
                    every, boundaries(protocol, scenarios_of(text, "", protocol)), strict=True
                ):
                    one.take(other)
            found.append(Draft(boundary, side, text))
    return tuple(found)


def _title(boundary: Boundary, side: Side, taken: set[str]) -> str:
    """What a draft shows, in words that no other heading has."""
    criterion = boundary.criterion
    limit = limits_words(boundary.alone, boundary.unit)
    title = f"Just {side}: {criterion.rule.called()} {limit} ({_where(boundary.asked[0])})"
    number, free = 1, title
    while free in taken:
        number += 1
        free = f"{title}, {number}"
    return free


def _where(asked: Asked) -> str:
    what = asked.kind if asked.exercise is None else f"{asked.kind} of {asked.exercise}"
    return f"{asked.stage or 'any stage'}, {what}"
