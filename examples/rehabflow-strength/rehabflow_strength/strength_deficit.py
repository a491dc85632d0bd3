"""The strength that the injured leg lacks."""

from fractions import Fraction
from typing import Self

from attrs import field, frozen

from rehabflow import Bounds, Day, Declared, Measure, Reading, Rule, Window


@frozen
class StrengthDeficit(Rule):
    """How much weaker the injured leg was, in percent, when both legs were last tested.

    `of` is a declared measure of strength. Both legs are read on one day, so that device, posture
    and examiner are the same: a later day with one leg alone could have been any deficit. `error`
    is by how many percent a single value may be off, up or down; it widens the answer.

    ```yaml
    measures:
      flexors: {title: Knee flexors, unit: N, range: [0, 900], better: higher}
    when: {strength_deficit: {of: flexors, below: 20%, within: 7 days}}
    ```
    """

    unit, scale, better, label = "%", (None, 100), "lower", "strength deficit"
    window = "within 7 days"
    may_ignore = True

    of: str
    error: int = 0
    _declared: Measure = field(default=Measure("", "higher"), init=False)

    def bind(self, declared: Declared) -> Self:
        measure = declared.measure(self.of)
        if measure.better != "higher" or measure.low is None or measure.low < 0:
            raise ValueError(
                f"{self.of} is no strength: that has `better: higher` and a range from 0 on"
            )
        if not 0 <= self.error < 100:
            raise ValueError(f"an error of {self.error} % is none: write a number from 0 to 99")
        return self.bound(_declared=measure)

    def called(self) -> str:
        return f"strength deficit of {self._declared.title or self.of}"

    def fields_read(self) -> tuple[str, ...]:
        return (self.of, f"{self.of}_other")

    def measure(self, window: Window) -> Reading:
        return self.newest(window, lambda day: self.on_day(day, ignore=window.ignore))

    def on_day(self, day: Day, *, ignore: bool) -> Bounds | None:
        """The least and the greatest deficit of a day; None where there was no test."""
        injured = day.measure(self._declared)
        other = day.measure(self._declared, other=True)
        if injured is None or other is None:
            half = injured is not None or other is not None
            return self.scale if half and not ignore else None
        (low, high), (other_low, other_high) = self.off(injured), self.off(other)
        if other_high == 0:
            return self.scale
        least = None if other_low == 0 else 100 - 100 * high / other_low
        return least, 100 - 100 * low / other_high

    def off(self, value: Bounds) -> tuple[Fraction, Fraction]:
        """What a value can have been, had it been off by the error."""
        low, high = value
        assert low is not None and high is not None, "`bind` wants a range"
        return Fraction(low) * (100 - self.error) / 100, Fraction(high) * (100 + self.error) / 100
