"""What bounds the answers of a rule where it is asked, so that more than its scale is known."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from rehabflow.entry import Number
from rehabflow.prescription import Dose

MOST = 4096
"""Of more values than that it is not worth knowing each."""


@frozen
class Setting:
    """Where a criterion is asked.

    `doses` is everything that can be prescribed there, each rung of a ladder by itself; `alone`
    says that it is one exercise, as in the gates of its ladder. In an `advance` gate a window
    misses what the stage cannot fill yet; `settles` says that work counts from the next date on.
    `doubtful` says that some work may be such as could not be read (`--salvage`).
    """

    doses: tuple[Dose, ...] = ()
    alone: bool = False
    advance: bool = True
    settles: bool = False
    doubtful: bool = True

    def of(self, exercise: str) -> tuple[Dose, ...]:
        """The doses of an exercise, and of those of which either counts."""
        groups = {dose.group for dose in self.doses if dose.exercise.id == exercise}
        return tuple(dose for dose in self.doses if dose.group in groups)


@frozen
class Ends:
    """Every low end and every high end that a reading can have."""

    low: frozenset[Number]
    high: frozenset[Number]

    def __or__(self, other: Ends) -> Ends:
        return Ends(self.low | other.low, self.high | other.high)


def sums(values: Iterable[Number], many: int) -> set[Number] | None:
    """What so many of some values come to; None where there are too many of them."""
    found: set[Number] = {0}
    values = frozenset(values)
    for _ in range(many):
        found = {one + other for one in found for other in values}
        if len(found) > MOST:
            return None
    return found
