"""A search for a log that makes what reasoning thinks possible so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from rehabflow.boundaries import nearest
from rehabflow.check.boxes import Box
from rehabflow.check.cells import Values, best, reading, trained
from rehabflow.check.course import Course, stage_of
from rehabflow.check.measurand import Measurand
from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.protocol import Protocol, Stage

MOST_STEPS = 2000
"""So many dates are tried in one search."""
MOST_DAYS = 120
"""A log is not tried for longer."""
MOST_CHOICES = 24
"""So many choices of values are tried for one box."""
AFTER = 8
"""How many better days may follow a bad one."""

ORDERS = ("event", "to", "by", "reason")
"""Columns of an override, which belong together."""

Goal = Callable[[Course], bool]
"""Whether the last date of a course is what is looked for."""


def bound() -> str:
    """Up to where is searched, in words."""
    return f"up to {MOST_STEPS} dates in logs of up to {MOST_DAYS} days"


def witness(
    engine: Engine, stage: Stage, boxes: Iterable[Box], goal: Goal, *, most: int = MOST_STEPS
) -> Course | None:
    """A course whose newest date, decided in a stage, meets a goal; None where none is found.

    Each box says what the readings should be. The log begins in the stage: days without
    complaint, then one or more with those readings, then days without complaint.
    """
    budget = iter(range(most))
    for box in boxes:
        for cells in choices(box, stage, engine.protocol):
            for tried in _tried(engine, stage, cells, budget):
                if goal(tried):
                    return shrunk(tried, goal)
            if next(budget, None) is None:
                return None
    return None


def shrunk(course: Course, goal: Goal) -> Course:
    """The same with fewer columns, as long as its newest date still meets the goal."""
    rows = course.rows
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    for name in columns:
        if name in ORDERS:
            continue
        fewer = [(row.day, {k: v for k, v in row.cells.items() if k != name}) for row in rows]
        tried = _again(course, fewer)
        if goal(tried):
            course, rows = tried, tried.rows
    return course


def _again(course: Course, rows: Iterable[tuple[int, Values]]) -> Course:
    made = Course(course.engine, course.engine.begin(course.injury), injury=course.injury)
    for day, cells in rows:
        made = made.then(cells, day - made.day)
    return made


def choices(box: Box, stage: Stage, protocol: Protocol) -> Iterator[Values]:
    """Cells with which a date reads what a box says, as far as one date can."""
    options = [_values(at, box) for at in box]
    for values in islice(product(*options), MOST_CHOICES):
        cells: Values = {}
        for at, value in zip(box, values, strict=True):
            made = None if value is None else reading(at, value, stage, protocol)
            cells |= made or {}
        yield cells


def _values(at: Measurand, box: Box) -> list[Number | None]:
    """Values to try for a measurand: the ends of its interval first; None where none is said."""
    interval = box[at]
    ends = [each for each in (interval.low, interval.high) if each is not None]
    unit = at.rule.in_unit() if at.rule else ""
    digit: Number = 1 if at.counted else min((nearest(end, unit) for end in ends), default=1)
    if unit == "%":
        digit = 1
    found = [each for each in interval.within(digit) if each in at.shaped(interval)]
    return [*found] or [None]


def _tried(engine: Engine, stage: Stage, cells: Values, budget: Iterator[int]) -> Iterator[Course]:
    """Courses in a stage, each with a newest date that was decided there."""
    good = best(engine.protocol)
    for gap in (1, 2, 3):
        course = Course.begin(engine).enter(stage.id)
        while course.stage == stage.id and course.day < MOST_DAYS:
            if next(budget, None) is None:
                return
            yield from _turned(course, stage, cells, budget)
            course = step(course, good)
            yield course
            course = course.skip(gap - 1)


def _turned(
    course: Course, stage: Stage, cells: Values, budget: Iterator[int]
) -> Iterator[Course]:
    """The same with a date of those cells, and what follows it."""
    good = best(course.engine.protocol)
    course = step(course, {**good, **cells})
    yield course
    for _ in range(AFTER):
        if course.stage != stage.id or next(budget, None) is None:
            return
        course = step(course, good)
        yield course


def step(course: Course, cells: Values) -> Course:
    """The same with another training session, of those cells."""
    if course.stage not in course.engine.protocol.stage_ids:
        return course.then(cells)
    return course.then({**trained(stage_of(course)), **cells})
