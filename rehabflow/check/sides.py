"""Made-up logs that just meet a limit, or just miss it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice, product
from typing import Literal

from attrs import evolve

from rehabflow.boundaries import Boundary, measured_in, nearest
from rehabflow.check.boxes import Box
from rehabflow.check.collisions import verdict_of
from rehabflow.check.course import Course
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import measurand
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import Goal, choices, shrunk, step
from rehabflow.entry import Number
from rehabflow.verdict import Combined, Outcome, Verdict

Side = Literal["met", "missed"]
SIDES: tuple[Side, ...] = ("met", "missed")
MOST_STEPS = 1500
FEW = 6
"""So many choices of values are tried for one box, where they are kept up."""
BEFORE = 30
"""So many dates may come before that."""
KEPT = 4
"""On so many dates it is kept up."""


def log_of_side(study: Study, boundary: Boundary, side: Side) -> Course | None:
    """A course whose newest date just meets a limit, or just misses it; None where none is found.

    Where one is found, the limit alone decides in it: all else that its gate asks is met.
    """
    for decides in (True, False):
        for way in _ways(study, boundary):
            boxes = list(_boxes(study, way, boundary, side))
            goal = partial(_shows, way, boundary, side, decides)
            found = study.search.witness(way.stage, boxes, goal, most=MOST_STEPS)
            found = found or _kept_up(study, way, boxes, goal)
            if found is not None:
                return found
    return None


def _kept_up(study: Study, way: Way, boxes: list[Box], goal: Goal) -> Course | None:
    """The same in logs that keep up what a box says on several dates, after days of training of
    which nothing is rated, or everything well."""
    for first, box in product(({}, study.search.good), boxes):
        for cells in islice(choices(box, way.stage, study.protocol), FEW):
            course = Course.begin(study.engine).enter(way.stage.id)
            for _ in range(BEFORE):
                tried = course
                for _ in range(KEPT):
                    tried = step(tried, {**first, **cells})
                    if goal(tried):
                        return shrunk(tried, goal)
                    if tried.stage != way.stage.id:
                        break
                course = step(course, first)
                if course.stage != way.stage.id:
                    break
    return None


def _ways(study: Study, boundary: Boundary) -> Iterator[Way]:
    """The gates that ask a criterion, in the stages in which they ask it."""
    for stage in study.open_stages:
        on_ladders = (way for pair in study.ladders(stage) for way in pair if way is not None)
        for way in (*study.ways(stage), *on_ladders):
            if any(each is boundary.criterion for each in way.gate.criteria()):
                yield way


def _boxes(study: Study, way: Way, boundary: Boundary, side: Side) -> Iterator[Box]:
    """How a gate is met, but for the criterion, which reads a value on that side of its limit."""
    at = measurand(boundary.criterion, way.kind, study.protocol)
    met = study.boxes(way) or ()
    for value in _values(boundary, side):
        wanted = at.shaped(Interval(value, value))
        if wanted.is_empty:
            continue
        for box in met:
            if at in box:
                yield {**box, at: wanted}
        yield {at: wanted}


def _values(boundary: Boundary, side: Side) -> list[Number]:
    """The values nearest a limit on one side of it."""
    limit, digit = boundary.limit, nearest(boundary.limit, boundary.unit)
    if boundary.unit == "%":
        digit = 1
    near = (limit, limit - digit, limit + digit)
    return [each for each in near if boundary.alone.passes(each) is (side == "met")]


def _shows(way: Way, boundary: Boundary, side: Side, decides: bool, course: Course) -> bool:
    """Whether the newest date of a course shows a side and, if asked, that the limit decides."""
    verdict = verdict_of(course, way)
    if verdict is None:
        return False
    if decides and not _decides(verdict, side):
        return False
    for criterion, answer in measured_in(way.gate, verdict):
        if criterion is boundary.criterion:
            fresh = evolve(boundary, met_at=None, missed_at=None)
            fresh.look(answer)
            if fresh.met if side == "met" else fresh.missed:
                return True
    return False


def _decides(verdict: Verdict, side: Side) -> bool:
    """Whether a gate is met, or is not met for want of one criterion."""
    if side == "met":
        return verdict.verdict is Outcome.MET
    if verdict.verdict is not Outcome.UNMET:
        return False
    of_all = isinstance(verdict, Combined) and verdict.op == "all"
    return not of_all or sum(each.verdict is not Outcome.MET for each in verdict.criteria()) == 1
