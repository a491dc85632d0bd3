"""What a gate sees on a date: which sessions its windows hold, and which they still lack."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from rehabflow.rule import Day, Span, Window

_number = attrgetter("number")


class View:
    """The sessions that one stage's gates may look at on one date.

    Dates are counted in days (`date.toordinal()`). Rules over a stretch see sessions from
    `stretch_from` on, rules taking the newest value from `newest_from` on. An advance gate also
    misses what a window cannot hold yet, and sees nothing up to a lapse (`hidden_to`); a refer
    or setback gate takes what was there to log.
    """

    __slots__ = ("_days", "_newest_from", "_stretch_from", "_windows", "advance", "date", "entered")

    def __init__(
        self,
        date: dt.date,
        entered: dt.date,
        days: Sequence[Day],
        stretch_from: int,
        newest_from: int,
        *,
        advance: bool,
        hidden_to: int = 0,
    ) -> None:
        self.date = date
        self.entered = entered
        self.advance = advance
        self._days = days
        self._stretch_from = stretch_from
        self._newest_from = newest_from
        if advance and hidden_to:
            self._stretch_from = max(stretch_from, hidden_to + 1)
            self._newest_from = max(newest_from, hidden_to + 1)
        self._windows: dict[tuple[Span | None, bool], Window] = {}

    def window(self, span: Span | None, ignore: bool = False) -> Window:
        """The window of a criterion; `ignore` is its `missing: ignore`."""
        found = self._windows.get((span, ignore))
        if found is None:
            found = self._windows[span, ignore] = self._look(span, ignore)
        return found

    def _look(self, span: Span | None, ignore: bool) -> Window:
        days, missing, seen = self._days, 0, True
        start = len(days)
        if span is None:
            pass
        elif span.newest:
            start = self._first(max(self._newest_from, self.date.toordinal() - (span.count or 0)))
            seen = bool(days) and days[-1].number >= self._newest_from
        elif span.count is None:
            start = bisect_left(days, self._stretch_from, key=_number)
        elif span.unit == "days":
            first = self.date.toordinal() - span.count + 1
            start = self._first(max(self._stretch_from, first))
            missing = max(0, self._stretch_from - first)
        else:
            start, missing = self._last_trained(span.count)
        return Window(
            self.date,
            self.entered,
            days,
            start,
            span=span,
            missing=missing if self.advance else 0,
            ignore=ignore,
            seen=seen,
        )

    def _first(self, number: int) -> int:
        """Where the days from a date on begin; they are few, so looked for from the end."""
        days = self._days
        index = len(days)
        while index and days[index - 1].number >= number:
            index -= 1
        return index

    def _last_trained(self, count: int) -> tuple[int, int]:
        """Where the last `count` training sessions begin, and how many of them are not there."""
        days, stretch_from = self._days, self._stretch_from
        index = len(days)
        while count and index and days[index - 1].number >= stretch_from:
            index -= 1
            count -= days[index].trained
        return index, count
