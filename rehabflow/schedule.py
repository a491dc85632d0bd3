"""On which days an exercise is due."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from rehabflow.entry import Number


@frozen
class Schedule:
    """How often an exercise is due, in the days since it was last done.

    It may be done from `soonest` days after, is due from `due`, and is missed from `missed`.
    """

    every: int | None = None
    per_week: int | None = None

    @property
    def soonest(self) -> int:
        """From how many days after the last time it may be done."""
        return 7 // self.per_week if self.per_week else max(1, (self.every or 1) - 1)

    @property
    def due(self) -> int:
        """From how many days after the last time it is to be done."""
        return 7 // self.per_week if self.per_week else self.every or 1

    @property
    def missed(self) -> int:
        """From how many days after the last time it counts as missed."""
        return self.before_stage + 1

    @property
    def before_stage(self) -> int:
        """How many days before a stage is seen it counts as last done."""
        return -(-7 // self.per_week) if self.per_week else self.every or 1

    def times_in(self, days: int) -> int:
        """How often it is due in so many days."""
        rate: Number = (
            Fraction(self.per_week, 7) if self.per_week else Fraction(1, self.every or 1)
        )
        return int(days * rate)
