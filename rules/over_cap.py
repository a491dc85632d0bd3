"""Pain above what an exercise allows."""

from typing import Self

from attrs import field, frozen

from rehabflow import Day, Declared, Number, Range, Reading, Rule, Window, on_dates


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
            id = declared.exercise(self.of)
            caps = {key: cap for key, cap in caps.items() if declared.exercises[key] == id}
            if not caps:
                raise ValueError(f"no exercise {self.of} has a pain_cap")
        return self.bound(_caps=caps)

    def bound_to(self) -> str:
        return f"caps {sorted((key, str(cap)) for key, cap in self._caps.items())}"

    def called(self) -> str:
        return f"pain over the cap of {self.of}" if self.of else self.label

    def measure(self, window: Window) -> Reading:
        found: list[tuple[Day, Range]] = []
        for day in window:
            excess = self.excess(day, ignore=window.ignore)
            if excess is not None:
                found.append((day, excess))
        cited = [(day, ends[0] if ends[0] == ends[1] else ends) for day, ends in found]
        if not found and not window.missing:
            return Reading.nothing("no exercise with a cap was done")
        low = max((low for _, (low, _) in found), default=-10)
        if window.missing:
            return Reading(low, 10, window.lacks(), cited)
        high = max(high for _, (_, high) in found)
        if low == high:
            return Reading(low, low, None, cited)
        unsure = [day for day, (least, most) in found if least != most]
        unknown = f"the pain of what has a cap is not certain {on_dates(unsure)}"
        return Reading(low, high, unknown, cited)

    def excess(self, day: Day, *, ignore: bool) -> Range | None:
        """What the largest excess of a day can have been; None where no row says any."""
        found: list[Range] = []
        for keys, rating in day.rated_work():
            if keys is None:
                found.append((-10, 10))
                continue
            caps = [self._caps[key] for key in keys if key in self._caps]
            if caps and not (rating is None and ignore):
                least, most = rating or (0, 10)
                found.append((least - min(caps), most - min(caps)))
        if not found:
            return None
        return max(low for low, _ in found), max(high for _, high in found)
