"""Pain above what an exercise allows."""

from typing import Self

from attrs import evolve, field, frozen

from rehabflow import Day, Declared, Number, Reading, Rule, Value, Window, name_key, on_dates


@frozen
class OverCap(Rule):
    """The largest excess of an exercise's pain over its `pain_cap`, in points of the 0-10 scale.

    Read in the rows that list an exercise with a cap: the row's pain minus the lowest of their
    caps. A row without a rating could be anything up to 10. `of` asks for one exercise.

    ```yaml
    exercises:
      heel-slide: {title: Heel slide, pain_cap: 3}
    when: {over_cap: {at_most: 0, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "points", (-10, 10), "lower", "pain over an exercise's cap"
    window, reads = "1 session", ("pain",)
    may_ignore = True

    of: str | None = None
    _caps: dict[str, Number] = field(factory=dict[str, Number], init=False, hash=False)

    def bind(self, declared: Declared) -> Self:
        caps = dict(declared.caps)
        if self.of is not None:
            key = name_key(self.of)
            if key not in caps:
                raise ValueError(f"no exercise {self.of} has a pain_cap")
            caps = {key: caps[key]}
        bound = evolve(self)
        object.__setattr__(bound, "_caps", caps)
        return bound

    def bound_to(self) -> str:
        return f"caps {sorted((key, str(cap)) for key, cap in self._caps.items())}"

    def called(self) -> str:
        return f"pain over the cap of {self.of}" if self.of else self.label

    def measure(self, window: Window) -> Reading:
        evidence: list[tuple[Day, Value]] = []
        open_days: list[Day] = []
        lows: list[Number] = []
        highs: list[Number] = []
        for day in window:
            for keys, rating in day.rated_work():
                caps = [self._caps[key] for key in keys if key in self._caps]
                if not caps or (rating is None and window.ignore):
                    continue
                least, most = rating or (0, 10)
                low, high = least - min(caps), most - min(caps)
                lows.append(low)
                highs.append(high)
                evidence.append((day, low if low == high else (low, high)))
                if low != high and day not in open_days:
                    open_days.append(day)
        if not lows and not window.missing:
            return Reading.nothing("no exercise with a cap was done")
        low, high = max(lows, default=-10), max(highs, default=10)
        if window.missing:
            return Reading(low, 10, window.lacks(), evidence)
        if low == high:
            return Reading(low, low, None, evidence)
        unknown = f"the pain of what has a cap is not certain {on_dates(open_days)}"
        return Reading(low, high, unknown, evidence)
