"""Stages between which a patient goes back and forth on steady readings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from rehabflow.check.boxes import Box, looks_at_all_of
from rehabflow.check.course import Course, stage_of
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import COUNTS, Measurand
from rehabflow.check.signs import Values
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import choices, shrunk, step
from rehabflow.protocol import Stage
from rehabflow.verdict import Outcome

MET = Outcome.MET
NOT_STEADY = COUNTS | {"rest", "flare", "trend", "adherence"}
"""Our rules whose reading changes, or is none, where every date is like the one before."""
Walks = dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Course, ...]]
"""Walks on steady readings, by the stage in which they begin and the cells of each date."""
MOST_BOXES = 12
MOST_PAIRS = 2000
"""So many ways of meeting an advance and a setback are looked at beside each other."""
MOST_DAYS = 60
"""Two rounds take longer than this only where stages last for weeks."""


def bounces(study: Study) -> Iterator[Finding]:
    """Pairs of stages of which one is advanced from and gone back to on the same readings."""
    order = study.protocol.stage_ids
    walks: Walks = {}
    for stage in study.open_stages:
        for way in (each for each in study.ways(stage) if each.kind == "advance"):
            for back in study.ways(study.protocol.stage(way.to)):
                if back.kind == "setback" and order.index(back.to) <= order.index(stage.id):
                    yield from _bounce(study, way, back, walks)


def _bounce(study: Study, way: Way, back: Way, walks: Walks) -> Iterator[Finding]:
    on = study.boxes(way) or ()
    off = [box for box in study.boxes(back) or () if not _is_held(study, way.stage, box)]
    both = (
        (box, looks_at_all_of(a, d))
        for a, d in islice(product(on, off), MOST_PAIRS)
        if (box := steady(a, d)) is not None
    )
    for box, same in islice(both, MOST_BOXES):
        for cells in choices(box, way.stage, study.protocol):
            for course in _walk(study, way.stage, cells, walks):
                if _has_bounced(course, way, back):
                    short = shrunk(course, lambda each: _has_bounced(each, way, back))
                    yield _found(way, back, short, same=same)
                    return


def _is_held(study: Study, stage: Stage, box: Box) -> bool:
    """Whether steady readings of a box are a danger in a stage too, so that nobody leaves it."""
    if not all(is_steady(at) for at in box):
        return False
    dangers = [each for each in study.ways(stage) if each.is_danger]
    return any(study.reasoning.answer(each.gate, each.kind, box) is MET for each in dangers)


def _walk(study: Study, stage: Stage, cells: Values, walks: Walks) -> tuple[Course, ...]:
    """The dates that go back on steady readings, from the second on; each walk is made once.

    It ends where the patient stays, or gets on by two stages without having gone back.
    """
    key = stage.id, tuple(sorted(cells.items()))
    if key not in walks:
        course = Course.begin(study.engine).enter(stage.id)
        every = {**study.search.good, **cells}
        found: list[Course] = []
        here, since, moves = stage, 0, 0
        while course.day < min(MOST_DAYS, since + study.longest(here)) and moves < 2:
            course = step(course, every)
            kind = course.decision.kind if course.decision else "hold"
            if kind == "setback":
                found.append(course)
                moves = -len(study.open_stages)
            if course.stage not in study.protocol.stage_ids:
                break
            if course.stage != here.id or kind == "setback":
                here, since, moves = stage_of(course), course.day, moves + 1
        walks[key] = tuple(found[1:])
    return walks[key]


def _found(way: Way, back: Way, course: Course, *, same: bool) -> Finding:
    here, there = way.stage.id, way.to
    why = "" if same else ", by a score that the advance does not look at"
    return Finding(
        way,
        "RF810" if same else "RF818",
        f"on steady readings a patient can advance from `{here}` to `{there}` and go back to "
        f"`{back.to}` again and again{why}",
        "limits so far apart that readings which advance do not set back",
        "set the two limits apart"
        if same
        else "ask the advance for it too, where it is not only the new work that can bring it on",
        "shown",
        course,
    )


def is_steady(at: Measurand) -> bool:
    """Whether what a measurand reads stays as it is, where every date is like the one before."""
    return at.rule is not None and not (at.is_our and at.id in NOT_STEADY)


def steady(one: Box, other: Box) -> Box | None:
    """What the readings of two boxes can be where every date is like the one before.

    None where no such readings lie in both. What changes even then is left open.
    """
    made: dict[Measurand, Interval] = {}
    for at, interval in (*one.items(), *other.items()):
        if not is_steady(at) or interval.nothing:
            continue
        first = next((each for each in made if each.is_same_rule(at)), at)
        both = made[first] & interval if first in made else interval
        if both.is_empty:
            return None
        made[first] = both
    return made


def _has_bounced(course: Course, way: Way, back: Way) -> bool:
    """Whether the newest date goes back for the second time."""
    moves = [each.decision for each in course.back() if each.decision is not None]
    went = [(each.kind, each.from_, each.to) == ("setback", way.to, back.to) for each in moves]
    return went[0] and sum(went) > 1
