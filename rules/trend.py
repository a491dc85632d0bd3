"""Where a value is going."""

from collections.abc import Mapping
from typing import ClassVar, Self

from attrs import field, frozen

from rehabflow import Better, Bounds, Day, Declared, Measure, Number, Reading, Rule, Value, Window

PAIN = Measure("pain", "lower", "exercise pain", "0-10", 0, 10)
ASLR = Measure("aslr", "higher", "leg raise", "deg", 0, 180)
OWN = {"pain": PAIN, "aslr": ASLR}


@frozen
class Trend(Rule):
    """The last value of a window minus its first one, on the days that have a value.

    `of` is `pain` (while exercising), `aslr` or a declared measure. Fewer than two values are
    nothing to read.

    ```yaml
    when: {trend: {of: pain, at_most: 0, last: 7 days}}
    ```
    """

    unit, scale, label = "that of `of`", (None, None), "trend"
    window = "7 days"
    waived: ClassVar[Mapping[str, str]] = {
        "direction": "a trend is a difference: a worse first value makes it better",
        "missing": "no session owes a value: a trend is that of the values that are there",
    }

    of: str
    _measure: Measure = field(default=PAIN, init=False)

    def bind(self, declared: Declared) -> Self:
        measure = OWN.get(self.of) or declared.measure(self.of, *OWN)
        if measure.unit == "yes/no":
            raise ValueError(f"{self.of} is yes or no, which has no trend")
        return self.bound(_measure=measure)

    def called(self) -> str:
        return f"trend of {self._measure.title}"

    def in_unit(self) -> str:
        return self._measure.unit

    def on_scale(self) -> Bounds:
        low, high = self._measure.bounds
        return (None, None) if low is None or high is None else (low - high, high - low)

    def is_better(self) -> Better:
        return self._measure.better

    def fields_read(self) -> tuple[str, ...]:
        return (self.of,)

    def measure(self, window: Window) -> Reading:
        found: list[tuple[Day, Bounds]] = []
        for day in window:
            value = self.value(day)
            if value is not None:
                found.append((day, value))
        cited = [cite(day, value) for day, value in found]
        if window.missing:
            ends = self.on_scale()
            if len(found) > 1:
                ends = rise(self._measure.bounds, found[-1][1])
            return Reading(*ends, window.lacks(), cited)
        if len(found) < 2:
            return Reading.nothing(f"there are not two values of {self._measure.title}")
        low, high = rise(found[0][1], found[-1][1])
        unknown = None if low is not None and low == high else "the values are not certain"
        return Reading(low, high, unknown, [cited[0], cited[-1]])

    def value(self, day: Day) -> Bounds | None:
        if self.of == "pain":
            return day.rating("during")
        return day.leg_raise() if self.of == "aslr" else day.measure(self._measure)


def rise(first: Bounds, last: Bounds) -> Bounds:
    """The least and the most that a value can have risen by."""
    return less(last[0], first[1]), less(last[1], first[0])


def less(value: Number | None, other: Number | None) -> Number | None:
    return None if value is None or other is None else value - other


def cite(day: Day, value: Bounds) -> tuple[Day, Value]:
    return day, value[0] if value[0] == value[1] else value
