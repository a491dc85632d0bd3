"""How long something has not improved."""

from collections.abc import Mapping
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from rehabflow import Day, Declared, Number, Probe, Reading, Rule, Span, Window


@frozen
class Plateau(Rule):
    """The training sessions since the reading of another rule last improved.

    `of` is a rule, with its parameters where it needs any; `by` is how much more than the best
    reading before counts as better, in that rule's unit. A session on which the reading was not
    known may have been an improvement.

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
    _rule: Rule | None = field(default=None, init=False)

    def bind(self, declared: Declared) -> Self:
        rule = self.of.rule.bind(declared)
        if rule.is_better() is None:
            raise ValueError(f"of {self.of.id} neither more nor less is better")
        if rule.asks() is not None:
            raise ValueError(f"{self.of.id} looks at other dates itself")
        bound = evolve(self)
        object.__setattr__(bound, "_rule", rule)
        return bound

    def called(self) -> str:
        return f"sessions without improvement of {(self._rule or self.of.rule).called()}"

    def fields_read(self) -> tuple[str, ...]:
        return (self._rule or self.of.rule).fields_read()

    def asks(self) -> Span | None:
        return self.of.span

    def measure(self, window: Window) -> Reading:
        rule = self._rule or self.of.rule
        sign = 1 if rule.is_better() == "higher" else -1
        best: Number | None = None
        certain = possible = 0
        open_days: list[Day] = []
        count = 0
        for day, earlier in window.on_each_trained(self.of.span):
            count += 1
            reading = rule.measure(earlier)
            ends = rule.on_scale() if reading.empty else (reading.low, reading.high)
            low, high = ends if sign > 0 else (ends[1], ends[0])
            known = low is not None and low == high
            if known and low is not None and (best is None or sign * (low - best) > self.by):
                best = low
                certain = possible = count
                open_days = []
            elif not known and not window.ignore:
                reach = None if high is None or best is None else sign * (high - best)
                if reach is None or reach > self.by:
                    possible = count
                    open_days.append(day)
        if not count:
            return Reading.nothing("no training session was logged")
        if best is None and not window.ignore:
            what = f"{rule.called()} was never known"
            return Reading(0, None if window.missing else count, what, window.trained)
        low_count, high_count = count - possible, count - certain
        if window.missing:
            return Reading(low_count, None, window.lacks(), window.trained)
        unknown = f"{rule.called()} is not known on some sessions since"
        return Reading(
            low_count, high_count, unknown if low_count != high_count else None, window.trained
        )
