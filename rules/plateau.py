"""How long something has not improved."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate, islice
from typing import ClassVar, Self

from attrs import frozen

from rehabflow import Bounds, Declared, Number, Probe, Reading, Rule, Span, Window


@frozen
class Plateau(Rule):
    """The training sessions since the reading of another rule last improved.

    `of` is a rule, with its parameters where it needs any; `by` is how much more than the best
    reading before counts as better, in that rule's unit. A session on which the reading was not
    known may have been the best, or none.

    ```yaml
    when: {plateau: {of: aslr, by: 5, at_most: 5}}
    ```
    """

    unit, scale, better, label = "count", (0, None), "lower", "sessions without improvement"
    window = "stage"
    may_ignore = True
    waived: ClassVar[Mapping[str, str]] = {
        "direction": "worse at first and then as before is an improvement",
        "evidence": "it cites the sessions that it counts, not what the other rule read on them",
    }

    of: Probe
    by: Number = 0

    def bind(self, declared: Declared) -> Self:  # noqa: ARG002  (what is asked is bound already)
        rule = self.of.rule
        if self.by < 0:
            raise ValueError("by less than 0 takes what got worse for an improvement")
        if rule.is_better() is None:
            raise ValueError(f"of {self.of.id} neither more nor less is better")
        if rule.asks() is not None:
            raise ValueError(f"{self.of.id} looks at other dates itself")
        return self

    def called(self) -> str:
        return f"sessions without improvement of {self.of.rule.called()}"

    def fields_read(self) -> tuple[str, ...]:
        return self.of.rule.fields_read()

    def asks(self) -> Span | None:
        return self.of.looks()

    def looks_back(self) -> int:
        return self.of.rule.looks_back()

    def measure(self, window: Window) -> Reading:
        rule = self.of.rule
        count = len(window.trained)
        ranges: list[tuple[int, Bounds]] = []
        for nth, (_, earlier) in enumerate(window.on_each_trained(self.of)):
            reading = rule.measure(earlier)
            if reading.empty and window.ignore:
                continue
            low, high = rule.on_scale() if reading.empty else (reading.low, reading.high)
            ranges.append((nth, upwards(low, high, rule.is_better() == "higher")))
        if not ranges:
            return Reading.nothing(f"no {rule.called()} was known in a training session")
        latest, earliest = self.last_improved([ends for _, ends in ranges])
        low_count, high_count = count - 1 - ranges[latest][0], count - 1 - ranges[earliest][0]
        if window.missing:
            high_count = count + window.missing - 1
            return Reading(low_count, high_count, window.lacks(), window.trained)
        if low_count == high_count:
            return Reading(low_count, low_count, None, window.trained)
        unknown = f"{rule.called()} is not known in some of the training sessions"
        return Reading(low_count, high_count, unknown, window.trained)

    def last_improved(self, ranges: Sequence[Bounds]) -> tuple[int, int]:
        """The latest and the earliest place at which readings can have improved last."""
        latest, best = 0, None
        for at, (low, high) in enumerate(ranges):
            if at and above(high, best, self.by):
                latest = at
            best = higher(best, low)
        tops = list(accumulate((high for _, high in ranges), _no_less))
        if self.may_end(ranges, 0, tops[0]):
            return latest, 0
        # What may end at one place may end at any later one.
        places = range(len(ranges))
        return latest, bisect_left(places, True, key=lambda at: self.may_end(ranges, at, tops[at]))

    def may_end(self, ranges: Sequence[Bounds], at: int, best: Number | None) -> bool:
        """Whether nothing need have improved after a place, with that the best up to it."""
        if best is None:
            return True
        for low, high in islice(ranges, at, None):
            if low is not None and low > best + self.by:
                return False
            reach = best + self.by
            best = max(best, reach if high is None else min(high, reach))
        return True


def upwards(low: Number | None, high: Number | None, more_is_better: bool) -> Bounds:
    """A range turned so that more is better."""
    if more_is_better:
        return low, high
    return (None if high is None else -high), (None if low is None else -low)


def above(high: Number | None, best: Number | None, by: Number) -> bool:
    """Whether a reading of at most `high` can exceed the best by more than an amount."""
    return high is None or best is None or high > best + by


def _no_less(high: Number | None, other: Number | None) -> Number | None:
    return None if high is None or other is None else max(high, other)


def higher(best: Number | None, low: Number | None) -> Number | None:
    if best is None or low is None:
        return low if best is None else best
    return max(best, low)
