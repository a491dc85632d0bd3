"""A made-up log on which two protocols part, with no more in it than it takes."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from rehabflow.check.course import Row
from rehabflow.check.csv_text import csv_text
from rehabflow.comparison.pairs import Pair
from rehabflow.comparison.twins import Direction, Twins
from rehabflow.decision import Decision
from rehabflow.errors import LogError

ORDERED = ("event", "to", "by", "reason")
"""The columns of a clinician's order."""
_MILDEST_FIRST = ("", "drop", "setback", "refer")
"""What a danger does; first, nothing."""
FEW = 30
"""Of a longer log, dates are not left out one by one."""


@frozen
class Example:
    """A made-up log whose newest date one gate of a pair answers otherwise than the other."""

    pair: Pair
    direction: Direction
    twins: Twins
    file: str = ""
    """What a file of it is called."""

    @property
    def made(self) -> tuple[Decision | None, Decision | None]:
        """What became of the way on the newest date, under either protocol."""
        return self.twins.made(self.pair)

    @property
    def differs(self) -> bool:
        """Whether that is not the same under both."""
        return self.twins.differs(self.pair)

    @property
    def is_lost(self) -> bool:
        """Whether, on the newest date, NEW does less against the danger than OLD: nothing, or
        something milder."""
        old, new = (_MILDEST_FIRST.index(each.kind) if each else 0 for each in self._stopped)
        return new < old or not new

    @property
    def _stopped(self) -> tuple[Decision | None, ...]:
        return tuple(each if each and each.kind in _MILDEST_FIRST else None for each in self.made)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its rows."""
        return self.twins.rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the log, but for the date."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.cells))

    def csv(self) -> str:
        """The log as a file that `rehabflow advance` reads with either protocol."""
        # The date of the injury is written for a protocol that asks for it.
        return max(csv_text(self.twins.old), csv_text(self.twins.new), key=len)


def shrunk(example: Example) -> Example:
    """The same without the columns and the dates that it does not take."""
    for name in example.columns:
        if name in ORDERED:
            continue
        less = [
            evolve(row, cells={k: v for k, v in row.cells.items() if k != name})
            for row in example.rows
        ]
        example = _still(example, less) or example
    if len(example.rows) <= FEW:
        for row in example.rows[:-1]:
            less = [each for each in example.rows if each.day != row.day]
            example = _still(example, less) or example
    return example


def _still(example: Example, rows: Sequence[Row]) -> Example | None:
    """An example of the same with other rows, if it still is one."""
    old, new = (each.engine for each in (example.twins.old, example.twins.new))
    twins = Twins.begin(old, new)
    try:
        for at, row in enumerate(rows):
            twins = twins.then(row.cells, row.day - twins.old.day)
            if at < len(rows) - 1 and not twins.together:
                return None
    except LogError:
        return None
    made = evolve(example, twins=twins)
    same = twins.direction(example.pair) == example.direction and made.differs == example.differs
    return made if same else None
