"""What a gate sees on a date: which sessions its windows hold, and which they still lack."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from operator import attrgetter

from rehabflow.rule import Day, Span, Window

_number = attrgetter("number")


class View:
    """The sessions that one stage's gates may look at, kept up to date while sessions are added.

    Dates are counted in days (`date.toordinal()`). Rules over a stretch see sessions from
    `stretch_from` on, rules taking the newest value from `newest_from` on; what an advance gate
    may not see because of a lapse lies before both. An advance gate also misses what a window
    cannot hold yet; a refer or setback gate takes what was there to log.
    """

    __slots__ = ("advance", "date", "days", "entered", "newest_from", "number", "stretch_from")

    def __init__(self, days: list[Day], *, advance: bool) -> None:
        self.advance = advance
        self.days = days
        self.date = self.entered = dt.date.min
        self.number = self.stretch_from = self.newest_from = 0

    def window(self, span: Span | None, ignore: bool = False) -> Window:
        """The window of a criterion; `ignore` is its `missing: ignore`."""
        days, missing, seen = self.days, 0, True
        if span is None:
            start = len(days)
        elif span.count is None:
            start = bisect_left(days, self.stretch_from, key=_number)
        elif span.unit == "sessions":
            start, missing = self._last_trained(span.count)
        elif span.newest:
            start = self._first(max(self.newest_from, self.number - span.count))
            seen = bool(days) and days[-1].number >= self.newest_from
        else:
            first = self.number - span.count + 1
            start = self._first(max(self.stretch_from, first))
            missing = max(0, self.stretch_from - first)
        if not self.advance:
            missing = 0
        return Window(self.date, self.entered, days, start, span, missing, ignore, seen)

    def _first(self, number: int) -> int:
        """Where the days from a date on begin; they are few, so looked for from the end."""
        days = self.days
        index = len(days)
        while index and days[index - 1].number >= number:
            index -= 1
        return index

    def _last_trained(self, count: int) -> tuple[int, int]:
        """Where the last `count` training sessions begin, and how many of them are not there."""
        days, stretch_from = self.days, self.stretch_from
        index = len(days)
        while count and index:
            day = days[index - 1]
            if day.number < stretch_from:
                break
            index -= 1
            if day.trained:
                count -= 1
        return index, count
