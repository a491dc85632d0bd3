"""What a rule is: it measures a window of sessions and answers with a reading."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self

import attrs
from attrs import define, field, frozen

from rehabflow.entry import MOMENTS, Feel, Number, Range
from rehabflow.measure import Better, Bounds, Declared, Measure
from rehabflow.prescription import Dose, Prescription, Share
from rehabflow.quantity import json_number
from rehabflow.rest_between import hours_between, timed
from rehabflow.session import Session
from rehabflow.setting import Ends, Setting

_SPAN = re.compile(
    r"(?P<newest>within )?(?P<count>[1-9][0-9]{0,4}) (?P<unit>sessions?|days?|weeks?)"
)
Around = tuple[Mapping[str, int], dt.date | None, int]
"""What a window is seen with: the rungs of ladders, when one was reached, and from which date on
(counted in days) a stretch may be looked at."""
_NOTHING_AROUND: Around = (MappingProxyType({}), None, 0)
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


class Days(int):
    """A parameter that an author writes as `28 days` or `4 weeks`."""


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
    doubtful: bool = False
    """Whether something of its work could not be read: it may have been work of any amount."""
    settling: bool = False
    """Whether its work does not count yet, while each of its ratings does."""
    held: bool = False
    """Whether it would be a training session if its work counted already."""
    _shares: dict[str | None, Share] | None = field(default=None, eq=False, repr=False)

    @property
    def terms(self) -> tuple[int, ...]:
        """What is prescribed on its date, where that is not the same on every date."""
        return self._prescription.terms

    @property
    def owes(self) -> bool:
        """Whether a rating of its work is called for."""
        return self.trained or self.held

    def rating(self, moment: str, feel: Feel = "strain", *, sure: bool = False) -> Range | None:
        """What the highest rating, 0 to 10, of one of MOMENTS can have been.

        None where there is none. A rating may be hidden in part, by medication for example; see
        `Session.rating`.
        """
        return self.session.rating(_INDEX[moment], feel, sure=sure)

    def pain(self, moment: str) -> Number | None:
        """The highest rating, 0 to 10, of one of MOMENTS, where it is known."""
        return _known(self.rating(moment))

    @property
    def aslr(self) -> Number | None:
        """The lowest leg raise of the injured leg, in degrees, where it is known."""
        return _known(self.session.raised)

    @property
    def aslr_other(self) -> Number | None:
        """The highest leg raise of the other leg, in degrees, where it is known."""
        return _known(self.session.raised_other)

    def hours_since(self, early: Day) -> Range:
        """The least and the most hours from the last work of an earlier date to its first.

        Where neither is timed, 24 hours for each calendar day between them.
        """
        return hours_between(timed(early.session), timed(self.session))

    def leg_raise(self, *, other: bool = False) -> Range | None:
        """What the leg raise of one leg can have been, in degrees; None where there is none."""
        return self.session.raised_other if other else self.session.raised

    def measure(self, measure: Measure, *, other: bool = False) -> Bounds | None:
        """What a declared measure of one leg can have been; None where there is none."""
        values = self.session.measured(measure.name, other=other)
        if values is None:
            return measure.bounds
        if not values:
            return None
        value = measure.of_one_day(values, other=other)
        return value, value

    def rated_work(self) -> Iterator[tuple[frozenset[str] | None, Range | None]]:
        """What each row of the injured leg's work lists, by name key, and its own rating.

        None in place of the names where what was done could not be read.
        """
        meant = (dose for dose in self._prescription if dose.is_open and dose.in_all)
        prescribed = frozenset(dose.exercise.key for dose in meant)
        for entry in self.session.entries:
            if self.session.is_other_leg(entry):
                continue
            rating = self.session.rating_in(entry, _INDEX["during"])
            if not entry.doubtful.isdisjoint(("exercise", "work")):
                yield None, rating
            elif entry.work:
                keys = frozenset(work.key for work in entry.work if not work.as_prescribed)
                everything = any(work.as_prescribed for work in entry.work)
                yield keys | (prescribed if everything else frozenset()), rating

    @property
    def doses(self) -> tuple[Dose, ...]:
        """What is prescribed on its date; what is not open stands there too, and says so."""
        return self._prescription.doses

    def had_turn(self, dose: Dose) -> bool:
        """Whether the turn of an exercise, or of another of its group, had come on its date."""
        return any(each.has_turn for each in self.doses if each.group == dose.group)

    def times(self, dose: Dose) -> Range:
        """How often, at least and at most, an exercise was done on its date.

        Once; up to as often as it was due, where that is several times a date.
        """
        return self._prescription.times(self.session, dose) if self.trained else (0, 0)

    def counts(self, of: str) -> bool:
        """Whether its date counts for what is prescribed of one exercise: where that is due."""
        return not self._prescription.doses or self._prescription.counts(of)

    def completion(self, of: str | None = None) -> Share:
        """The least and the most of the prescription that was done, from 0 to 1."""
        if self._shares is None:
            self._shares = {}
        if of not in self._shares:
            self._shares[of] = self._prescription.completion(self.session, of)
        return self._shares[of]


def settling(day: Day) -> Day:
    """The day with work that does not count yet."""
    return attrs.evolve(
        day, trained=False, nth=day.nth - day.trained, settling=True, held=day.trained
    )


def _known(found: Range | None) -> Number | None:
    return found[0] if found is not None and found[0] == found[1] else None


class Window:
    """The sessions that a criterion may look at, oldest first, seen from the date asked."""

    __slots__ = (
        "_around",
        "_ask",
        "_days",
        "_start",
        "_stop",
        "date",
        "doubtful",
        "entered",
        "ignore",
        "injury",
        "missing",
        "seen",
        "span",
    )

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
        stop: int | None = None,
        injury: dt.date | None = None,
        ask: Callable[[int, Span | None, bool, bool], Window] | None = None,
        doubtful: bool = False,
        around: Around = _NOTHING_AROUND,
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
        self.injury = injury
        """When the injury was, where that is known; a reinjury sets it anew."""
        self.doubtful = doubtful
        """Whether any of its training sessions may be none, as something could not be read."""
        self._around = around
        self._days = days
        self._start = start
        self._stop = len(days) if stop is None else stop
        self._ask = ask

    def __iter__(self) -> Iterator[Day]:
        return iter(self._days[self._start : self._stop])

    def __reversed__(self) -> Iterator[Day]:
        days = self._days
        return (days[index] for index in range(self._stop - 1, self._start - 1, -1))

    def __len__(self) -> int:
        return self._stop - self._start

    def ever(self, days: int) -> Iterator[Day]:
        """The sessions of so many days back, newest first, over every move and gap.

        A rule says by `looks_back` how far it may ask.
        """
        first = self.date.toordinal() - days
        for index in range(self._stop - 1, -1, -1):
            if self._days[index].number < first:
                return
            yield self._days[index]

    def on_each_trained(self, probe: Probe) -> Iterator[tuple[Day, Window]]:
        """Each training session in it, and the window of a probe as it was on that date."""
        span, before = probe.looks(), probe.rule.before
        ignore = self.ignore and probe.rule.may_ignore
        for index in range(self._start, self._stop):
            if self._days[index].trained and self._ask is not None:
                yield self._days[index], self._ask(index + 1, span, before, ignore)

    @property
    def rungs(self) -> Mapping[str, int]:
        """How high each ladder of the stage was climbed, by exercise: its rung, from 1, and one
        more than it has where it is finished."""
        return self._around[0]

    @property
    def reached(self) -> dt.date | None:
        """When the rung was reached, in the gates of a ladder."""
        return self._around[1]

    @property
    def days_seen(self) -> int:
        """How many of its calendar days lie in what may be looked at."""
        seen = self.date.toordinal() - self._around[2] + 1
        return min(seen, (self.span.count if self.span else None) or seen)

    @property
    def trained(self) -> Trained:
        """The training sessions in it; asking how many there are costs nothing."""
        return Trained(self)

    def count_trained(self) -> int:
        """How many training sessions it holds."""
        if self._start >= self._stop:
            return 0
        first = self._days[self._start]
        return self._days[self._stop - 1].nth - first.nth + first.trained

    def lacks(self) -> str:
        """What it is still short of, in words."""
        if self.doubtful and any(day.doubtful for day in self.trained):
            return "work that could not be read may have been no training session"
        if self.span is not None and self.span.unit == "sessions":
            if self.span.count == 1:
                return "the next training session is still to come"
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
    scale: ClassVar[Bounds]
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
    before: ClassVar[bool] = False
    """Whether the training sessions of its window are counted from before the date asked."""
    on_a_rung: ClassVar[bool] = False
    """Whether it reads a rung, so that it stands in the gates of a ladder only."""
    on_one_date: ClassVar[bool] = False
    """Whether it can be read on one date alone, so that it may stand under `repeat`."""

    def called(self) -> str:
        """Its label with these parameters."""
        return self.label

    def fields_read(self) -> tuple[str, ...]:
        """The log fields that it reads with these parameters."""
        return self.reads

    def default_window(self) -> Span | None:
        """The window where the author names none."""
        return Span.parse(self.window) if self.window else None

    def in_unit(self) -> str:
        """Its unit with these parameters."""
        return self.unit

    def on_scale(self) -> Bounds:
        """Its scale with these parameters."""
        return self.scale

    def is_better(self) -> Better | None:
        """Which of its values are better, with these parameters."""
        return self.better

    def looks(self) -> Span | None:
        """What it looks over where an author can name no window."""
        return None

    def looks_back(self) -> int:
        """How many days it looks back over every move and gap (`Window.ever`)."""
        return 0

    def asks(self) -> Span | None:
        """The window of another rule that it asks on earlier dates."""
        return None

    def parameters(self) -> dict[str, Any]:
        """Its YAML parameters, as plain data."""
        given = {
            each.alias or each.name: getattr(self, each.name)
            for each in attrs.fields(type(self))
            if each.init
        }
        return {name: _plain(value) for name, value in given.items()}

    def bound_to(self) -> str:
        """What of the shared exercises it is bound to, as a text: part of a protocol's digest."""
        return ""

    def words(self) -> Mapping[str, Number]:
        """Words that a limit may be, and the value that each stands for."""
        return {}

    def bind(self, declared: Declared) -> Self:  # noqa: ARG002  (for those that need it)
        """Itself with what the protocol declares that it needs: asked once, at reading.

        Raises NotDeclared for a measure or exercise that is not there, ValueError for one that
        will not do.
        """
        return self

    def bound(self, **values: Any) -> Self:
        """A copy with values for its fields that no author gives (`init=False`): for `bind`."""
        copy = attrs.evolve(self)
        for name, value in values.items():
            object.__setattr__(copy, name, value)
        return copy

    def ends(self, setting: Setting, span: Span | None) -> Ends | None:  # noqa: ARG002
        """Every end that its readings can have where it is asked over a window.

        None, where it does not know, stands for any value of its scale. Too many are no harm, too
        few are: `rehabflow test` then takes changes that matter for changes that do not.
        """
        return None

    @abstractmethod
    def measure(self, window: Window) -> Reading:
        """Read the window. Missing evidence widens the reading, it never narrows it."""

    def newest(self, window: Window, value: Callable[[Day], Number | Bounds | None]) -> Reading:
        """The reading of a rule that takes the newest value in a window.

        `value` gives a day's value, or the range in which it must have been; None where the day
        has none.
        """
        for day in reversed(window):
            found = value(day)
            if found is not None:
                low, high = found if isinstance(found, tuple) else (found, found)
                if low is not None and low == high:
                    return Reading(low, high, None, ((day, low),))
                unknown = f"{self.called()} is not certain {on_dates([day])}"
                return Reading(low, high, unknown, ((day, found),))
        what = f"no {self.called()} on record that still counts"
        if window.ignore or not window.seen:
            return Reading.nothing(what)
        return Reading(*self.on_scale(), what)


def _plain(value: object) -> Any:
    if isinstance(value, Probe):
        return {value.id: value.rule.parameters() | {"window": value.span and str(value.span)}}
    return json_number(value) if isinstance(value, Fraction) else value


@frozen
class Probe:
    """Another rule whose reading is asked for: its id, itself, and its window.

    A rule has one as a parameter where it looks at how another's readings went.
    """

    id: str
    rule: Rule
    span: Span | None

    def looks(self) -> Span | None:
        """What it looks over, where an author can name no window too."""
        return self.span or self.rule.looks()


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
