"""What a gate sees on a date: which sessions its windows hold, and which they still lack."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product
from operator import attrgetter

from attrs import evolve

from rehabflow.rule import Day, Span, Window

_number = attrgetter("number")
MAY_BE_NONE = 4
"""How many dates of unreadable work are gone through as training and as none; with more of them
nothing is known of what rests on training sessions."""


class View:
    """The sessions that one stage's gates may look at, kept up to date while sessions are added.

    Dates are counted in days (`date.toordinal()`). Rules over a stretch see sessions from
    `stretch_from` on, rules taking the newest value from `newest_from` on; what an advance gate
    may not see because of a lapse lies before both. An advance gate also misses what a window
    cannot hold yet; a refer or setback gate takes what was there to log.
    """

    __slots__ = (
        "advance",
        "date",
        "days",
        "doubtful",
        "entered",
        "injury",
        "newest_from",
        "number",
        "reached",
        "rungs",
        "stretch_from",
        "unsure",
    )

    def __init__(self, days: Sequence[Day], *, advance: bool) -> None:
        self.advance = advance
        self.days = days
        self.date = self.entered = dt.date.min
        self.injury: dt.date | None = None
        self.doubtful = False
        self.unsure = False
        """Whether it is in doubt what a lapse hides."""
        self.number = self.stretch_from = self.newest_from = 0
        self.rungs: Mapping[str, int] = {}
        """How high each ladder of the stage was climbed."""
        self.reached: dt.date | None = None
        """When the rung was reached, where the gates of a ladder are asked."""

    def window(
        self,
        span: Span | None,
        ignore: bool = False,
        before: bool = False,
        stop: int | None = None,
    ) -> Window:
        """The window of a criterion; `ignore` is its `missing: ignore`.

        `before` is that of a rule whose training sessions are counted from before the date.
        `stop` asks for the window as it was on the date of the session before that place.
        """
        days, missing, seen, doubtful = self.days, 0, True, 0
        date, number = self.date, self.number
        if stop is None:
            stop = len(days)
        else:
            date, number = days[stop - 1].date, days[stop - 1].number
        if span is None:
            start = stop
        elif span.count is None:
            start = bisect_left(days, self.stretch_from, hi=stop, key=_number)
        elif span.unit == "sessions":
            start, missing, doubtful = self._last_trained(
                span.count, stop, number if before else 0
            )
        elif span.newest:
            start = self._first(max(self.newest_from, number - span.count), stop)
            seen = stop > 0 and days[stop - 1].number >= self.newest_from
        else:
            first = number - span.count + 1
            start = self._first(max(self.stretch_from, first), stop)
            missing = max(0, self.stretch_from - first)
        if not self.advance:
            missing = 0
        return Window(
            date,
            self.entered,
            days,
            start,
            span,
            missing + doubtful,
            ignore,
            seen,
            stop,
            self.injury,
            self._asked_on,
            self.doubtful,
            (self.rungs, self.reached, self.stretch_from),
        )

    def _asked_on(self, stop: int, span: Span | None, before: bool, ignore: bool) -> Window:
        """The window of a span as it was on an earlier date, the last before `stop`."""
        return self.window(span, ignore, before, stop)

    def courses(self) -> Iterator[View]:
        """What is seen for each way in which work that could not be read was training or none.

        None where there are too many ways to go through.
        """
        doubtful = [
            at
            for at, day in enumerate(self.days)
            if day.doubtful and day.owes and day.number >= self.stretch_from
        ]
        if len(doubtful) > MAY_BE_NONE:
            return
        for training in product((True, False), repeat=len(doubtful)):
            none = {at for at, trained in zip(doubtful, training, strict=True) if not trained}
            yield self._without(none) if none else self

    def _without(self, none: Container[int]) -> View:
        """The same where the days at some places were no training sessions."""
        days: list[Day] = []
        fewer = 0
        for at, day in enumerate(self.days):
            if at in none:
                fewer += day.trained
                days.append(
                    evolve(day, trained=False, held=False, doubtful=False, nth=day.nth - fewer)
                )
            else:
                days.append(evolve(day, nth=day.nth - fewer) if fewer else day)
        return self.over(days)

    def over(self, days: Sequence[Day]) -> View:
        """The same, of other days."""
        view = View(days, advance=self.advance)
        view.unsure = self.unsure
        view.date, view.entered, view.injury = self.date, self.entered, self.injury
        view.number, view.doubtful = self.number, self.doubtful
        view.stretch_from, view.newest_from = self.stretch_from, self.newest_from
        view.rungs, view.reached = self.rungs, self.reached
        return view

    def on_each_date(self, last: Span) -> tuple[list[OneDate], int]:
        """Each training session of a window as what is seen on its date alone, oldest first; and
        how many more the window could hold."""
        window = self.window(last)
        first = len(self.days) - len(window)
        alone = [OneDate(self, at) for at in range(first, len(self.days)) if self.days[at].trained]
        return alone, window.missing

    def _first(self, number: int, stop: int) -> int:
        """Where the days from a date on begin; they are few, so looked for from the end."""
        days = self.days
        index = stop
        while index and days[index - 1].number >= number:
            index -= 1
        return index

    def _last_trained(self, count: int, stop: int, before: int) -> tuple[int, int, int]:
        """Where the last `count` training sessions begin, how many of them are not there, and of
        how many it is doubtful that they are.

        They are those before the date `before`, where that is not 0.
        """
        days, stretch_from = self.days, self.stretch_from
        index, doubtful = stop, 0
        if before and index and days[index - 1].number == before:
            index -= 1
            if days[index].number < stretch_from:
                return stop, count, 0
        while count and index:
            day = days[index - 1]
            if day.number < stretch_from:
                break
            index -= 1
            if day.trained:
                count -= 1
                doubtful += day.doubtful
        return index, count, doubtful


class OneDate(View):
    """What is seen of one session alone, on its own date.

    `uncertain` says that something of its work could not be read: it may be no training session.
    """

    __slots__ = ("_at", "uncertain")

    def __init__(self, view: View, at: int) -> None:
        super().__init__(view.days, advance=view.advance)
        self._at = at
        self.uncertain = view.days[at].doubtful
        self.date, self.entered, self.injury = view.days[at].date, view.entered, view.injury
        self.doubtful = view.doubtful

    def window(
        self,
        span: Span | None,
        ignore: bool = False,
        before: bool = False,  # noqa: ARG002  (a date alone has nothing before it)
        stop: int | None = None,  # noqa: ARG002  (nor another date)
    ) -> Window:
        """The window of that date, whatever the span."""
        return Window(
            self.date,
            self.entered,
            self.days,
            self._at,
            span,
            ignore=ignore,
            stop=self._at + 1,
            injury=self.injury,
            doubtful=self.doubtful,
        )
