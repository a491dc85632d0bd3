"""The readings between two ends, each of which belongs to them or not."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from attrs import evolve, frozen

from rehabflow.entry import Number
from rehabflow.limits import Limits
from rehabflow.measure import Bounds


@frozen
class Interval:
    """Every number from `low` to `high`; None is an open end without a number.

    `above` and `below` say that the end itself is left out. `nothing` stands for no reading at
    all, which is what a refer or setback gate finds where nothing of its kind was logged.
    """

    low: Number | None = None
    high: Number | None = None
    above: bool = False
    below: bool = False
    nothing: bool = False

    @classmethod
    def of_limits(cls, limits: Limits) -> Interval:
        """What passes every limit."""
        made = cls()
        for name, limit in limits.by_name().items():
            low = limit if name in ("at_least", "above", "is") else None
            high = limit if name in ("at_most", "below", "is") else None
            made = made & cls(low, high, name == "above", name == "below")
        return made

    @classmethod
    def of_bounds(cls, bounds: Bounds) -> Interval:
        """Every value of a scale."""
        return cls(*bounds)

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        if self.nothing or self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.above or self.below))

    def __and__(self, other: Interval) -> Interval:
        """What lies in both."""
        if self.nothing or other.nothing:
            return self if self.nothing is other.nothing else EMPTY
        low, above = _tighter(self.low, self.above, other.low, other.above, sign=1)
        high, below = _tighter(self.high, self.below, other.high, other.below, sign=-1)
        return Interval(low, high, above, below)

    def __contains__(self, value: Number) -> bool:
        return not self.nothing and self.holds(Interval(value, value))

    def holds(self, other: Interval) -> bool:
        """Whether all of another, which is not empty, lies in it."""
        if self.nothing or other.nothing:
            return self.nothing is other.nothing
        return (self & other) == other

    def meets(self, other: Interval) -> bool:
        """Whether anything lies in both."""
        return not (self & other).is_empty

    def parts_outside(self) -> tuple[Interval, ...]:
        """The numbers that do not lie in it, as intervals."""
        if self.nothing:
            return (Interval(),)
        lower = Interval(None, self.low, below=not self.above)
        upper = Interval(self.high, None, above=not self.below)
        return tuple(
            part for part, end in ((lower, self.low), (upper, self.high)) if end is not None
        )

    def whole(self) -> Interval:
        """The same for what is counted: its ends are whole numbers that belong to it."""
        if self.nothing:
            return self
        low, high = self.low, self.high
        if low is not None:
            low = floor(low) + 1 if self.above else ceil(low)
        if high is not None:
            high = ceil(high) - 1 if self.below else floor(high)
        return Interval(low, high)

    def within(self, digit: Number) -> tuple[Number, ...]:
        """Numbers in it to try: those nearest its ends, in steps of a digit, and its middle."""
        if self.nothing or self.is_empty:
            return ()
        low = None if self.low is None else self.low + (digit if self.above else 0)
        high = None if self.high is None else self.high - (digit if self.below else 0)
        if low is None and high is None:
            return (0,)
        ends = [each for each in (low, high) if each is not None]
        middle: list[Number] = []
        if self.low is not None and self.high is not None:
            half = Fraction(self.low + self.high) / 2
            middle = [half.numerator if half.denominator == 1 else half]
        found = [each for each in (*ends, *middle) if each in self]
        return tuple(dict.fromkeys(found))

    def opened(self, low: bool = False, high: bool = False) -> Interval:
        """The same without an end."""
        made = evolve(self, low=None, above=False) if low else self
        return evolve(made, high=None, below=False) if high else made


EMPTY = Interval(0, 0, above=True)
NOTHING = Interval(nothing=True)


def _tighter(
    one: Number | None, one_out: bool, other: Number | None, other_out: bool, *, sign: int
) -> tuple[Number | None, bool]:
    """The end that lets less in, of two low ends (sign 1) or two high ones (-1)."""
    if one is None:
        return other, other_out
    if other is None or sign * one > sign * other:
        return one, one_out
    if one == other:
        return one, one_out or other_out
    return other, other_out
