"""The injured leg as a share of the other one."""

from fractions import Fraction
from typing import Self

from attrs import field, frozen

from rehabflow import Bounds, Cited, Day, Days, Declared, Measure, Number, Reading, Rule, Window

ASLR = "aslr"
MONTH = Days(28)


@frozen
class Symmetry(Rule):
    """The newest value of the injured leg in percent of the other leg's newest.

    `of` is `aslr`, or a declared measure of which higher is better. The other leg's value is good
    for `other_within` over every move and gap. Where either is missing, or the other leg's is 0,
    it could be any ratio.

    ```yaml
    when: {symmetry: {of: aslr, at_least: 90%}}
    ```
    """

    unit, scale, better, label = "%", (0, None), "higher", "symmetry"
    window = "within 7 days"
    may_ignore = on_one_date = True

    of: str
    other_within: Days = MONTH
    _declared: Measure | None = field(default=None, init=False)

    def bind(self, declared: Declared) -> Self:
        if self.of == ASLR:
            return self
        measure = declared.measure(self.of, ASLR)
        if measure.unit == "yes/no":
            raise ValueError(f"{self.of} is yes or no, which has no share")
        if measure.better != "higher":
            raise ValueError(f"of {self.of} less is better, so a share of it says nothing")
        return self.bound(_declared=measure)

    def called(self) -> str:
        name = self._declared.title if self._declared else "leg raise"
        return f"symmetry of {name}"

    def fields_read(self) -> tuple[str, ...]:
        return (self.of, f"{self.of}_other")

    def looks_back(self) -> int:
        return self.other_within

    def measure(self, window: Window) -> Reading:
        mine = next(((day, v) for day in reversed(window) if (v := self.value(day))), None)
        others = window.ever(self.other_within)
        other = next(((day, v) for day in others if (v := self.value(day, other=True))), None)
        lacking = [
            words for words, found in (("injured", mine), ("other", other)) if found is None
        ]
        if mine is None or other is None:
            what = f"no value of the {' or '.join(lacking)} leg that still counts"
            if window.ignore or not window.seen:
                return Reading.nothing(what)
            return Reading(*self.scale, what)
        (day, (low, high)), (other_day, (other_low, other_high)) = mine, other
        if low is None or high is None or other_low is None or other_high is None:
            return Reading(*self.scale, "the values of the two legs are not certain")
        if low < 0 or other_low <= 0:
            return Reading(*self.scale, "the other leg's value makes no ratio")
        least, most = ratio(low, other_high), ratio(high, other_low)
        cited: list[Cited] = [(day, least if least == most else (least, most))]
        if other_day.date != day.date:
            cited.append(other_day)
        unknown = None if least == most else "the values of the two legs are not certain"
        return Reading(least, most, unknown, cited)

    def value(self, day: Day, *, other: bool = False) -> Bounds | None:
        if self._declared is not None:
            return day.measure(self._declared, other=other)
        return day.leg_raise(other=other)


def ratio(part: Number, whole: Number) -> Number:
    share = Fraction(part * 100, whole)
    return share.numerator if share.denominator == 1 else share
