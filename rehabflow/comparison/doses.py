"""What a stage prescribes otherwise: exercises, doses, schedules and ladders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve

from rehabflow.comparison.change import Change, Level, Place, change
from rehabflow.comparison.gates import gate_changes
from rehabflow.ladder import Drop, Ladder
from rehabflow.prescription import Dose
from rehabflow.protocol import Stage

TOLD = ("note", "tempo", "rest")
"""What is said of a dose and decides nothing."""
_AMOUNT = (
    *("sets", "reps", "hold", "time", "distance", "effort", "variant", "counts", "stated"),
    "up_to",
)
_ASPECTS: tuple[tuple[Level, str, Callable[[Dose], Any]], ...] = (
    ("decides", "dose", lambda each: _rungs(each) if each.rungs else _amount(each)),
    ("decides", "schedule", lambda each: (each.schedule, each.per_day)),
    ("decides", "turn", lambda each: each.after),
    ("decides", "instead", lambda each: each.group),
    ("says", "note", lambda each: [_told(rung) for rung in each.rungs or (each,)]),
)


def dose_changes(old: Stage, new: Stage) -> Iterator[Change]:
    """Every change of what a stage prescribes."""
    place, claims = Place(new.id), (f"stages.{new.id}.exercises", "ladders")
    before, after = (
        {dose.exercise.id: dose for dose in each.prescription.doses} for each in (old, new)
    )
    for id, dose in after.items():
        if id not in before:
            yield change("decides", "exercise", place, None, dose, *claims)
            continue
        for level, what, aspect in _ASPECTS:
            if aspect(before[id]) != aspect(dose):
                yield change(level, what, place, before[id], dose, *claims, of=dose)
    for id in before:
        if id not in after:
            yield change("decides", "exercise", place, before[id], None, *claims)
    was, now = ([id for id in each if id in before and id in after] for each in (before, after))
    if was != now:
        by_turns: Level = "decides" if old.ladders or new.ladders else "says"
        yield change(by_turns, "exercises", place, was, now, *claims)
    if old.prescription.choose != new.prescription.choose:
        were = old.prescription.choose or len(before), new.prescription.choose or len(after)
        yield change("decides", "choose", place, *were, f"stages.{new.id}.choose")
    yield from _of_ladders(old, new, claims)


def asked_of(dose: Dose) -> tuple[Any, ...]:
    """All that decides of what is prescribed of an exercise."""
    return tuple(aspect(dose) for level, _, aspect in _ASPECTS if level == "decides")


def _of_ladders(old: Stage, new: Stage, claims: tuple[str, ...]) -> Iterator[Change]:
    """Every change of when an exercise climbs and drops; one that is not there any more has told
    so with its doses."""
    before, after = ({each.exercise: each for each in stage.ladders} for stage in (old, new))
    for id, ladder in after.items():
        was = before.get(id)
        place = Place(new.id, "climb", exercise=id)
        if was is None:
            yield change("decides", "ladder", place, None, ladder, *claims)
            continue
        yield from gate_changes(was.climb, ladder.climb, place, *claims)
        yield from _of_drops(was, ladder, evolve(place, kind="drop"), claims)
    for id, ladder in before.items():
        if id not in after:
            place = Place(new.id, "climb", exercise=id)
            yield change("decides", "ladder", place, ladder, None, *claims)


def _of_drops(old: Ladder, new: Ladder, place: Place, claims: tuple[str, ...]) -> Iterator[Change]:
    was, now = old.drop, new.drop
    if was is None or now is None:
        if was is not now:
            yield change("decides", "way", place, was, now, *claims)
        return
    if _down(was) != _down(now):
        yield change("decides", "drop", place, was, now, *claims)
    yield from gate_changes(was.gate, now.gate, place, *claims)


def _down(drop: Drop) -> Any:
    return drop.by, drop.wait


def _amount(dose: Dose) -> tuple[Any, ...]:
    return tuple(getattr(dose, name) for name in _AMOUNT)


def _rungs(dose: Dose) -> list[tuple[Any, ...]]:
    return [_amount(each) for each in dose.rungs]


def _told(dose: Dose) -> list[Any]:
    return [dose.about.get(name) for name in TOLD]
