"""What a rule is: it measures a window of sessions and answers with a reading."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Literal

from attrs import define, field, frozen

from rehabflow.log import MOMENTS, Number, Session
from rehabflow.prescription import Prescription, Share

Better = Literal["lower", "higher"]
_SPAN = re.compile(
    r"(?P<newest>within )?(?P<count>[1-9][0-9]{0,4}) (?P<unit>sessions?|days?|weeks?)"
)
_INDEX = {moment: index for index, moment in enumerate(MOMENTS)}


@frozen
class Span:
    """How far a criterion looks: `last: 3 sessions`, `last: 7 days`, `last: stage` or
    `within: 7 days`.

    `count` is absent for `last: stage`. `newest` marks `within`, whose days count back from the
    date asked: a value so many days old is still in.
    """

    count: int | None
    unit: Literal["sessions", "days", "stage"] = "sessions"
    newest: bool = False

    @classmethod
    @lru_cache(256)
    def parse(cls, text: str) -> Span:
        """`3 sessions`, `1 session`, `7 days`, `2 weeks`, `stage` or `within 7 days`.

        Raises ValueError for anything else.
        """
        if text == "stage":
            return cls(None, "stage")
        match = _SPAN.fullmatch(text)
        if not match or (match["newest"] and match["unit"].startswith("session")):
            raise ValueError(text)
        count = int(match["count"])
        if match["unit"].startswith("session"):
            return cls(count)
        days = count * (7 if match["unit"].startswith("week") else 1)
        return cls(days, "days", newest=bool(match["newest"]))

    def __str__(self) -> str:
        if self.count is None:
            return "this stage"
        many = f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"
        return f"within {many}" if self.newest else f"last {many}"


@define(weakref_slot=False)
class Day:
    """A session as one stage sees it; a rule reads it and leaves it as it is."""

    date: dt.date
    session: Session
    trained: bool
    """Whether the stage counts it as a training session."""
    nth: int
    """How many training sessions of the stage there are up to and including this date."""
    number: int
    """Its date, counted in days."""
    _prescription: Prescription = field(repr=False)
    _shares: dict[str | None, Share] | None = field(default=None, eq=False, repr=False)

    def pain(self, moment: str) -> Number | None:
        """The highest rating, 0 to 10, of one of MOMENTS."""
        return self.session.ratings[_INDEX[moment]]

    @property
    def aslr(self) -> Number | None:
        """The lowest leg raise of the injured leg, in degrees."""
        return self.session.aslr

    @property
    def aslr_other(self) -> Number | None:
        """The highest leg raise of the other leg, in degrees."""
        return self.session.aslr_other

    def completion(self, of: str | None = None) -> Share:
        """The least and the most of the prescription that was done, from 0 to 1."""
        if self._shares is None:
            self._shares = {}
        if of not in self._shares:
            self._shares[of] = self._prescription.completion(self.session, of)
        return self._shares[of]


class Window:
    """The sessions that a criterion may look at, oldest first, seen from the date asked."""

    __slots__ = ("_days", "_start", "date", "entered", "ignore", "missing", "seen", "span")

    def __init__(
        self,
        date: dt.date,
        entered: dt.date,
        days: Sequence[Day],
        start: int = 0,
        span: Span | None = None,
        missing: int = 0,
        ignore: bool = False,
        seen: bool = True,
    ) -> None:
        self.date = date
        """The date asked."""
        self.entered = entered
        """When the present stage was entered."""
        self.missing = missing
        """How many training sessions, of any result, the window could hold beside these."""
        self.span = span
        """What the author asked for; None for a rule that takes no window."""
        self.ignore = ignore
        """Whether the author left out what is not logged (`missing: ignore`)."""
        self.seen = seen
        """Whether any session at all may be looked at, in this window or before it."""
        self._days = days
        self._start = start

    def __iter__(self) -> Iterator[Day]:
        return iter(self._days[self._start :])

    def __reversed__(self) -> Iterator[Day]:
        days = self._days
        return (days[index] for index in range(len(days) - 1, self._start - 1, -1))

    def __len__(self) -> int:
        return len(self._days) - self._start

    @property
    def trained(self) -> Trained:
        """The training sessions in it; asking how many there are costs nothing."""
        return Trained(self)

    def count_trained(self) -> int:
        """How many training sessions it holds."""
        if self._start >= len(self._days):
            return 0
        first = self._days[self._start]
        return self._days[-1].nth - first.nth + first.trained

    def lacks(self) -> str:
        """What it is still short of, in words."""
        if self.span is not None and self.span.unit == "sessions":
            verb = "is" if self.missing == 1 else "are"
            return f"{self.missing} of the {self.span} {verb} still to come"
        return f"not all of the {self.span} can be seen yet"


class Trained:
    """The training sessions of a window."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        self._window = window

    def __len__(self) -> int:
        return self._window.count_trained()

    def __iter__(self) -> Iterator[Day]:
        return (day for day in self._window if day.trained)


Value = Number | tuple[Number | None, Number | None] | None
"""A value, the range in which it must lie (None is an open end), or None where there is none."""
Cited = Day | tuple[Day, Value]
"""What a reading was made from: a day, or a day and its value."""


@frozen
class Reading:
    """What a rule measured: a value (`low` = `high`), or the range in which it must lie.

    An open end is None. `unknown` says what is missing where it is a range. A reading that is
    `empty` found nothing to read: in an advance gate that could be anything, in a refer or
    setback gate it fires nothing.
    """

    low: Number | None
    high: Number | None
    unknown: str | None = None
    evidence: Iterable[Cited] = ()
    empty: bool = False

    @classmethod
    def exactly(cls, value: Number, evidence: Iterable[Cited] = ()) -> Reading:
        """One value, known."""
        return cls(value, value, None, evidence)

    @classmethod
    def nothing(cls, unknown: str) -> Reading:
        """There was nothing of its kind to read."""
        return cls(None, None, unknown, (), True)


@frozen
class Rule(ABC):
    """A measure over a window. It sees no limit, no stage name, no clock and no file.

    A subclass is an attrs class whose fields are its YAML parameters and whose docstring's first
    line is its summary. What depends on a parameter overrides the method of the same meaning.
    """

    unit: ClassVar[str]
    scale: ClassVar[tuple[Number | None, Number | None]]
    """The bounds of every value that it can have; None is an open end."""
    label: ClassVar[str]
    """What it measures, as a clinician would say it: `leg raise`."""
    better: ClassVar[Better | None] = None
    window: ClassVar[str | None] = None
    """The window where the author names none (`3 sessions`, `7 days`, `stage`, `within 7 days`);
    None for a rule that takes none."""
    reads: ClassVar[tuple[str, ...]] = ()
    """The log fields that it reads."""
    may_ignore: ClassVar[bool] = False
    """Whether `missing: ignore` means something for it."""

    def called(self) -> str:
        """Its label with these parameters."""
        return self.label

    def fields_read(self) -> tuple[str, ...]:
        """The log fields that it reads with these parameters."""
        return self.reads

    def default_window(self) -> Span | None:
        """The window where the author names none."""
        return Span.parse(self.window) if self.window else None

    @abstractmethod
    def measure(self, window: Window) -> Reading:
        """Read the window. Missing evidence widens the reading, it never narrows it."""

    def newest(self, window: Window, value: Callable[[Day], Number | None]) -> Reading:
        """The reading of a rule that takes the newest value in a window."""
        for day in reversed(window):
            found = value(day)
            if found is not None:
                return Reading(found, found, None, ((day, found),))
        what = f"no {self.called()} on record that still counts"
        if window.ignore or not window.seen:
            return Reading.nothing(what)
        return Reading(*self.scale, what)


def percent(part: Number, whole: int = 1) -> Number:
    """A part of a whole as a percentage, exactly."""
    many = part * 100
    if whole == 1:
        return many
    if isinstance(many, int) and many % whole == 0:
        return many // whole
    return Fraction(many, whole)


def on_dates(days: Iterable[Day]) -> str:
    """`on 2026-04-11`, `on 2026-04-10 and 2026-04-11`: for saying what is missing."""
    dates = [day.date.isoformat() for day in days]
    return "on " + " and ".join(filter(None, [", ".join(dates[:-1]), dates[-1]]))
