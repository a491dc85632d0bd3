"""A made-up log that grows a date at a time, and what a protocol makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from rehabflow.check.measurand import OURS
from rehabflow.decision import Decision
from rehabflow.engine import Engine
from rehabflow.log import Log
from rehabflow.progress import Progress
from rehabflow.protocol import Stage

FIRST_DAY = dt.date(2026, 1, 5)
Cells = Mapping[str, Any]
"""The cells of a row by the names of their columns, but for its date."""


@frozen
class Row:
    """A row of the log: so many days after FIRST_DAY, its cells."""

    day: int
    cells: Cells

    @property
    def date(self) -> dt.date:
        """Its date."""
        return FIRST_DAY + dt.timedelta(self.day)

    def to_dict(self) -> dict[str, Any]:
        """The row as `Log.from_entries` takes it."""
        return {"date": self.date.isoformat(), **self.cells}


@frozen(slots=False)
class Course:
    """A log, the progress after it, and the decision of its last date.

    It is never changed: each further date makes another, so that several can share a beginning.
    `rows` is a chain, newest last.
    """

    engine: Engine
    progress: Progress
    day: int = 0
    """The day of the next row at the earliest."""
    row: Row | None = None
    decision: Decision | None = None
    before: Course | None = field(default=None, repr=False, eq=False)
    injury: dt.date | None = None

    @classmethod
    def begin(cls, engine: Engine, injured_before: int | None = 0) -> Course:
        """A log without rows, of somebody injured so many days before its first; None: unknown."""
        injury = None if injured_before is None else FIRST_DAY - dt.timedelta(injured_before)
        return cls(engine, engine.begin(injury), injury=injury)

    def enter(self, stage: str) -> Course:
        """The same after a clinician put the patient into a stage; for the first one nothing."""
        if stage == self.engine.protocol.stages[0].id and self.row is None:
            return self
        said = {"event": "override", "to": stage, "by": "clinician", "reason": "example"}
        return self.then(said)

    def then(self, cells: Cells, after: int = 0) -> Course:
        """The same with another date: the next one, or so many days later."""
        row = Row(self.day + after, cells)
        log = Log.from_entries([row.to_dict()], protocol=self.engine.protocol)
        decision = self.engine.step(self.progress, log.sessions[0])
        assert decision.progress is not None
        return evolve(
            self,
            progress=decision.progress,
            day=row.day + 1,
            row=row,
            decision=decision,
            before=self,
        )

    def skip(self, days: int) -> Course:
        """The same after so many days without an entry."""
        return evolve(self, day=self.day + days)

    @property
    def stage(self) -> str:
        """The stage after it."""
        return self.progress.stage

    def back(self) -> Iterator[Course]:
        """Itself and what it grew from, newest first, as long as there is a row."""
        at: Course | None = self
        while at is not None and at.row is not None:
            yield at
            at = at.before

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Its rows, oldest first."""
        rows = [each.row for each in self.back() if each.row is not None]
        return tuple(reversed(rows))

    @property
    def length(self) -> int:
        """How many days it covers."""
        return 0 if self.row is None else self.row.day + 1

    def log(self) -> Log:
        """The log as a whole."""
        rows = [row.to_dict() for row in self.rows]
        return Log.from_entries(
            rows, patient="made-up", injury=self.told_injury, protocol=self.engine.protocol
        )

    @property
    def told_injury(self) -> dt.date | None:
        """When the injury was, where any rule may look at it; those from elsewhere all may."""
        criteria = (each for gate in self.engine.protocol.gates() for each in gate.criteria())
        sources = {(each.source.distribution, each.source.id) for each in criteria}
        asked = any(source != OURS or name == "since_injury" for source, name in sources)
        return self.injury if asked else None


def stage_of(course: Course) -> Stage:
    """The stage in which a course now stands. Raises KeyError where that is `referred`."""
    return course.engine.protocol.stage(course.stage)
