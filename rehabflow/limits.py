"""Limits: which values pass, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import field, frozen

from rehabflow.entry import Number
from rehabflow.measure import YES_NO, Bounds
from rehabflow.quantity import json_number


@frozen
class Limits:
    """Bounds that must all hold. `at_most: 3` passes 3, `below: 3` does not."""

    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    exactly: Number | None = None
    _floor: Number | None = field(init=False, eq=False, repr=False)
    _ceiling: Number | None = field(init=False, eq=False, repr=False)
    _open_floor: bool = field(init=False, eq=False, repr=False)
    _open_ceiling: bool = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        floor = max(_given(self.at_least, self.above, self.exactly), default=None)
        ceiling = min(_given(self.at_most, self.below, self.exactly), default=None)
        object.__setattr__(self, "_floor", floor)
        object.__setattr__(self, "_ceiling", ceiling)
        object.__setattr__(self, "_open_floor", floor is not None and self.above == floor)
        object.__setattr__(self, "_open_ceiling", ceiling is not None and self.below == ceiling)

    def by_name(self) -> dict[str, Number]:
        """The limits that are given, by their names in YAML."""
        named = {
            "at_least": self.at_least,
            "above": self.above,
            "at_most": self.at_most,
            "below": self.below,
            "is": self.exactly,
        }
        return {name: limit for name, limit in named.items() if limit is not None}

    def numbers(self) -> tuple[Number, ...]:
        """The limits that are given."""
        return tuple(self.by_name().values())

    def passes(self, value: Number) -> bool:
        """Whether one value passes every limit."""
        floor, ceiling = self._floor, self._ceiling
        if floor is not None and (value <= floor if self._open_floor else value < floor):
            return False
        return ceiling is None or (value < ceiling if self._open_ceiling else value <= ceiling)

    def pass_all(self, low: Number | None, high: Number | None) -> bool:
        """Whether every value from `low` to `high` passes; None is an open end."""
        if (low is None and self._floor is not None) or (
            high is None and self._ceiling is not None
        ):
            return False
        return (low is None or self.passes(low)) and (high is None or self.passes(high))

    def pass_none(self, low: Number | None, high: Number | None) -> bool:
        """Whether no value from `low` to `high` passes; None is an open end."""
        floor, ceiling = self._floor, self._ceiling
        if (
            floor is not None
            and ceiling is not None
            and (
                floor > ceiling or (floor == ceiling and (self._open_floor or self._open_ceiling))
            )
        ):
            return True
        if (
            high is not None
            and floor is not None
            and (high <= floor if self._open_floor else high < floor)
        ):
            return True
        return (
            low is not None
            and ceiling is not None
            and (low >= ceiling if self._open_ceiling else low > ceiling)
        )

    def margin(self, value: Number) -> Number:
        """How far a value lies inside the nearest limit; negative outside it."""
        margins = [value - floor for floor in _given(self.at_least, self.above)]
        margins += [ceiling - value for ceiling in _given(self.at_most, self.below)]
        margins += [min(value, point) - max(value, point) for point in _given(self.exactly)]
        return min(margins)

    def to_dict(self, unit: str = "") -> dict[str, Any]:
        """Plain data for JSON and YAML; of what is either so or not, true or false."""
        if unit == YES_NO:
            return {name: bool(limit) for name, limit in self.by_name().items()}
        return {name: json_number(limit) for name, limit in self.by_name().items()}


def _given(*limits: Number | None) -> list[Number]:
    return [limit for limit in limits if limit is not None]


def telling(limits: Iterable[Limits], scale: Bounds) -> list[Number]:
    """Values of a scale among which limits judge differently if they do so at all."""
    low, high = scale
    ends = {number for each in limits for number in each.numbers()}
    at = sorted({*ends, *(each for each in scale if each is not None)})
    between = [(a + b) * Fraction(1, 2) for a, b in pairwise(at)]
    return [
        each
        for each in (at[0] - 1, *at, *between, at[-1] + 1)
        if (low is None or each >= low) and (high is None or each <= high)
    ]
