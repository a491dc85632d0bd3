"""A measure that the protocol declares."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, Self

from attrs import field, frozen

from rehabflow import Better, Bounds, Day, Declared, Number, Reading, Rule, Span, Window
from rehabflow import Measure as DeclaredMeasure


@frozen
class Measure(Rule):
    """The newest value of a measure that the protocol declares, or the worst or mean of a window.

    Of several values of one date the one that the measure's `of_day` names counts. Over a window
    no session owes a value: none at all is unknown, and what the window lacks could hold any.

    ```yaml
    measures:
      h_test: {title: Insecurity, unit: /100, range: [0, 100], better: lower}
    when: {measure: {of: h_test, at_most: 10, within: 7 days}}
    ```
    """

    unit, scale, label = "as declared", (None, None), "measure"
    may_ignore = on_one_date = True

    of: str
    take: Literal["newest", "worst", "mean"] = "newest"
    _declared: DeclaredMeasure = field(default=DeclaredMeasure("", "higher"), init=False)

    def bind(self, declared: Declared) -> Self:
        measure = declared.measure(self.of)
        if self.take == "mean" and measure.unit == "yes/no":
            raise ValueError(f"{self.of} is yes or no, which has no mean")
        return self.bound(_declared=measure)

    def called(self) -> str:
        return self._declared.title

    def in_unit(self) -> str:
        return self._declared.unit

    def on_scale(self) -> Bounds:
        return self._declared.bounds

    def is_better(self) -> Better:
        return self._declared.better

    def fields_read(self) -> tuple[str, ...]:
        return (self.of,)

    def default_window(self) -> Span:
        return Span.parse("within 7 days" if self.take == "newest" else "3 sessions")

    def measure(self, window: Window) -> Reading:
        measure = self._declared
        if self.take == "newest":
            return self.newest(window, lambda day: day.measure(measure))
        found: list[tuple[Day, Bounds]] = []
        for day in window:
            value = day.measure(measure)
            if value is not None:
                found.append((day, value))
        if not found:
            what = f"no {self.called()} was logged"
            nothing = window.ignore or not len(window)
            return Reading.nothing(what) if nothing else Reading(*measure.bounds, what)
        return self.taken(found, window)

    def taken(self, found: list[tuple[Day, Bounds]], window: Window) -> Reading:
        lows = [low for _, (low, _) in found]
        highs = [high for _, (_, high) in found]
        least, most = self._declared.bounds
        if self.take == "mean":
            low, high = _mean(lows, 0, 0), _mean(highs, 0, 0)
            if window.missing:
                low = _no_more(low, _mean(lows, least, window.missing))
                high = _no_less(high, _mean(highs, most, window.missing))
        elif self._declared.better == "higher":
            low = least if window.missing else _no_more(*lows)
            high = min(_known(highs), default=None)
        else:
            low = max(_known(lows), default=None)
            high = most if window.missing else _no_less(*highs)
        unknown = None
        if low is None or low != high:
            unknown = window.lacks() if window.missing else f"{self.called()} is not certain"
        cited = [(day, ends if ends[0] != ends[1] else ends[0]) for day, ends in found]
        return Reading(low, high, unknown, cited)


def _known(ends: Sequence[Number | None]) -> list[Number]:
    return [end for end in ends if end is not None]


def _no_more(*lows: Number | None) -> Number | None:
    """The least of some lower ends; open where any is."""
    return None if None in lows else min(_known(lows))


def _no_less(*highs: Number | None) -> Number | None:
    """The most of some upper ends; open where any is."""
    return None if None in highs else max(_known(highs))


def _mean(ends: Sequence[Number | None], other: Number | None, many: int) -> Number | None:
    """The mean of some ends and of so many times another one; open where any is."""
    if None in ends or other is None:
        return None
    known = _known(ends)
    mean = Fraction(sum(known) + other * many, len(known) + many)
    return mean.numerator if mean.denominator == 1 else mean
