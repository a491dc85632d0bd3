"""A search for a log that makes what reasoning thinks possible so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice, product

from attrs import field, frozen

from rehabflow.boundaries import nearest
from rehabflow.check.boxes import Box, possible
from rehabflow.check.course import Course, stage_of
from rehabflow.check.measurand import Measurand
from rehabflow.check.perfect import spacing
from rehabflow.check.signs import Values, best, pained, reading, trained
from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.errors import LogError
from rehabflow.protocol import Protocol, Stage

MOST_STEPS = 2000
"""So many dates are tried in one search."""
MOST_DAYS = 120
"""A log is not tried for longer."""
MOST_CHOICES = 24
"""So many choices of values are tried for one box."""
AFTER = 8
"""How many better days may follow a bad one."""
AT_ONCE = 3
"""So many last days of a stay are tried first, where it should nearly be over."""
GAPS = (1, 2, 3)
"""In how many days training is tried."""

MOST_IN_ALL = 200_000
"""So much is tried for one protocol: a date costs EACH, and one more for each criterion asked."""
EACH = 20

TOGETHER = ("event", "to", "by", "reason", "reps_done", "reps_target")
"""Columns that belong to others, so that none of them is left out alone."""

Goal = Callable[[Course], bool]
"""Whether the last date of a course is what is looked for."""


@frozen(slots=False)
class Search:
    """Looks for logs under one protocol; days without complaint are made once for all searches."""

    engine: Engine
    _well: dict[tuple[str, int], list[Course]] = field(
        factory=dict[tuple[str, int], list[Course]], init=False, repr=False
    )

    _spent: list[int] = field(factory=lambda: [0], init=False, repr=False)

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is searched for."""
        return self._spent[0] > MOST_IN_ALL

    @cached_property
    def good(self) -> Values:
        """The cells of a date without complaint."""
        return best(self.engine.protocol)

    def witness(
        self,
        stage: Stage,
        boxes: Iterable[Box],
        goal: Goal,
        *,
        most: int = MOST_STEPS,
        late: bool = False,
    ) -> Course | None:
        """A course whose newest date, decided in a stage, meets a goal; None where none is found.

        Each box says what the readings should be. The log begins in the stage: days without
        complaint, then one or more with those readings, then days without complaint. `late` says
        that the stage should nearly have been left, so that this is tried first.
        """
        if self.is_spent:
            return None
        cost = EACH + sum(
            1 for way, _ in self.engine.protocol.exits(stage) for _ in way.gate.criteria()
        )
        for gap in GAPS:
            for course in self._well_in(stage, gap):
                if goal(course):
                    return self._shrunk(course, goal, cost)
        budget = self._budget(most, cost)
        cells = _each_once(boxes, stage, self.engine.protocol)
        for lasts in (AT_ONCE, AFTER) if late else (AFTER,):
            for each in cells:
                for tried in self._tried(stage, each, budget, lasts, late=late):
                    if goal(tried):
                        return self._shrunk(tried, goal, cost)
        return None

    def _budget(self, most: int, cost: int) -> Iterator[int]:
        """As many dates as may be tried, each of that cost."""
        for at in range(most):
            if self.is_spent:
                return
            self._spent[0] += cost
            yield at

    def _shrunk(self, course: Course, goal: Goal, cost: int) -> Course:
        columns = {name for row in course.rows for name in row.cells}
        self._spent[0] += cost * len(course.rows) * len(columns)
        return shrunk(course, goal)

    def _well_in(self, stage: Stage, gap: int) -> list[Course]:
        """Days without complaint in a stage, training every so many days, until it is left."""
        key = stage.id, gap
        if key not in self._well:
            course = Course.begin(self.engine).enter(stage.id)
            found = [course]
            while course.stage == stage.id and course.day < MOST_DAYS:
                course = step(course.skip((gap - 1) * (course.row is not None)), self.good)
                found.append(course)
            self._well[key] = found
        return self._well[key]

    def _tried(
        self, stage: Stage, cells: Values, budget: Iterator[int], lasts: int, *, late: bool
    ) -> Iterator[Course]:
        """Courses in a stage, each with a newest date that was decided there."""
        every = spacing(Course.begin(self.engine).enter(stage.id))
        for gap in sorted(GAPS, key=lambda each: each != every):
            well = [each for each in self._well_in(stage, gap) if each.stage == stage.id]
            places = [*range(len(well))]
            if late:
                places = [*reversed(places[-lasts:]), *places[: -lasts if lasts == AFTER else 0]]
            for at in places:
                days = min(lasts, len(well) - at) if late and lasts < AFTER else lasts
                course = well[at].skip((gap - 1) * (at > 0))
                yield from self._turned(course, cells, islice(budget, days + 1))

    def _turned(self, course: Course, cells: Values, budget: Iterable[int]) -> Iterator[Course]:
        """The same with a date of those cells, and what follows it in the same stay."""
        stage, since = course.stage, course.progress.since
        today = {**self.good, **cells}
        for _ in budget:
            course = step(course, today)
            today = self.good
            yield course
            if course.stage != stage or (since and course.progress.since != since):
                return


def _each_once(boxes: Iterable[Box], stage: Stage, protocol: Protocol) -> list[Values]:
    """The cells to try for some boxes."""
    found: list[Values] = []
    for box in boxes:
        found += [each for each in choices(box, stage, protocol) if each not in found]
    return found


def shrunk(course: Course, goal: Goal) -> Course:
    """The same with fewer columns, as long as its newest date still meets the goal."""
    rows = course.rows
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    for name in columns:
        if name in TOGETHER:
            continue
        fewer = [(row.day, {k: v for k, v in row.cells.items() if k != name}) for row in rows]
        tried = _again(course, fewer)
        if tried is not None and goal(tried):
            course, rows = tried, tried.rows
    return course


def _again(course: Course, rows: Iterable[tuple[int, Values]]) -> Course | None:
    """The same with other cells; None where no log may say so."""
    made = Course(course.engine, course.engine.begin(course.injury), injury=course.injury)
    try:
        for day, cells in rows:
            made = made.then(cells, day - made.day)
    except LogError:
        return None
    return made


def choices(box: Box, stage: Stage, protocol: Protocol) -> Iterator[Values]:
    """Cells with which a date reads what a box says, as far as one date can."""
    options = [_values(at, box) for at in box]
    for values in islice(product(*options), MOST_CHOICES):
        cells: Values = {}
        pairs = zip(box, values, strict=True)
        said = [(at, value) for at, value in pairs if value is not None]
        for at, value in said:
            cells |= reading(at, value, stage, protocol) or {}
        yield cells | pained(said)


def _values(at: Measurand, box: Box) -> list[Number | None]:
    """Values to try for a measurand: the ends of its interval first; None where none is said."""
    interval = possible(at, box)
    ends = [each for each in (interval.low, interval.high) if each is not None]
    unit = at.rule.in_unit() if at.rule else ""
    digit: Number = 1 if at.counted else min((nearest(end, unit) for end in ends), default=1)
    if unit == "%":
        digit = 1
    found = [each for each in interval.within(digit) if each in at.shaped(interval)]
    return [*found] or [None]


def step(course: Course, cells: Values) -> Course:
    """The same with another training session, of those cells."""
    if course.stage not in course.engine.protocol.stage_ids:
        return course.then(cells)
    return course.then({**trained(stage_of(course)), **cells})
