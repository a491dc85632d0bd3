"""Stages between which a patient goes back and forth on steady readings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rehabflow.check.boxes import Box, scores
from rehabflow.check.cells import best
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import COUNTS, Measurand
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import choices, shrunk, step

NOT_STEADY = COUNTS | {"rest", "flare", "trend", "adherence"}
"""Our rules whose reading changes, or is none, where every date is like the one before."""
MOST_BOXES = 12
MOST_DAYS = 60
"""Two rounds take longer than this only where stages last for weeks."""


def bounces(study: Study) -> Iterator[Finding]:
    """Pairs of stages of which one is advanced from and gone back to on the same readings."""
    order = study.protocol.stage_ids
    for stage in study.open_stages:
        for way in (each for each in study.ways(stage) if each.kind == "advance"):
            for back in study.ways(study.protocol.stage(way.to)):
                if back.kind == "setback" and order.index(back.to) <= order.index(stage.id):
                    yield from _bounce(study, way, back)


def _bounce(study: Study, way: Way, back: Way) -> Iterator[Finding]:
    on, off = study.boxes(way) or (), study.boxes(back) or ()
    both = (
        (box, scores(d) <= scores(a)) for a in on for d in off if (box := steady(a, d)) is not None
    )
    for box, same in islice(both, MOST_BOXES):
        for cells in choices(box, way.stage, study.protocol):
            course = Course.begin(study.engine).enter(way.stage.id)
            for _ in range(MOST_DAYS):
                course = step(course, {**best(study.protocol), **cells})
                if _has_bounced(course, way, back):
                    short = shrunk(course, lambda each: _has_bounced(each, way, back))
                    yield _found(way, back, short, same=same)
                    return
                if course.stage not in (way.stage.id, way.to, back.to):
                    break


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


def steady(one: Box, other: Box) -> Box | None:
    """What the readings of two boxes can be where every date is like the one before.

    None where no such readings lie in both. What changes even then is left open.
    """
    made: dict[Measurand, Interval] = {}
    for at, interval in (*one.items(), *other.items()):
        if at.rule is None or interval.nothing or (at.is_our and at.id in NOT_STEADY):
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
