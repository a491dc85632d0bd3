"""All the records of one date, merged so that the worst counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import field, frozen

from rehabflow.entry import (
    AS_TYPED,
    NOTHING,
    PAIN_FIELDS,
    UNRATED,
    WORK_FIELDS,
    WORST_PAIN,
    Entry,
    Extra,
    Feel,
    Number,
    Range,
    Ratings,
    Reason,
    Work,
)
from rehabflow.errors import LogError, Problem


@frozen(weakref_slot=False)
class Session:
    """All the entries of one calendar date, merged so that the worst counts.

    Order among the entries never matters. Ratings are the injured leg's highest; `aslr` is its
    lowest leg raise, `aslr_other` the other leg's highest; `work` and the totals are the
    injured leg's, each export counted once.
    """

    date: dt.date
    entries: tuple[Entry, ...]
    injured: Literal["left", "right"] | None = None
    path: str = field(default="", eq=False)
    _merged: Entry = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        alone = len(self.entries) == 1 and self.entries[0].side is None
        if self.injured is None and not alone and any(entry.side for entry in self.entries):
            message = f"an entry of {self.date.isoformat()} names a side, and no leg is injured"
            expected = "the injured leg, left or right"
            raise LogError(Problem(self.path, 0, 0, "RF227", message, "side", expected))
        object.__setattr__(self, "_merged", self.entries[0] if alone else self._merge())

    def _merge(self) -> Entry:
        """One entry that says what all of them say."""
        mine = [entry for entry in self.entries if not self.is_other_leg(entry)]
        rows = _once(mine, AS_TYPED)
        others = [entry.aslr for entry in self.entries if self.is_other_leg(entry)]
        return Entry(
            self.date,
            ratings=tuple(map(_highest, zip(*(e.ratings for e in mine), strict=True))) or UNRATED,
            aslr=_lowest(entry.aslr for entry in mine),
            aslr_other=_highest([*others, *(entry.aslr_other for entry in self.entries)]),
            work=tuple(work for entry in rows for work in entry.work),
            reps_done=sum(entry.reps_done or 0 for entry in rows if entry.reps_target),
            reps_target=sum(entry.reps_target or 0 for entry in rows),
            extra=self._merge_extra(mine),
        )

    def _merge_extra(self, mine: list[Entry]) -> Extra | None:
        """What must be looked at entry by entry; None where no entry says any of it."""
        if all(entry.extra is None for entry in self.entries):
            return None
        doubtful = [each.doubtful for each in mine]
        doubtful += [each.doubtful & {"aslr_other"} for each in self.entries]
        if any("aslr" in each.doubtful for each in self.entries if self.is_other_leg(each)):
            doubtful.append(frozenset(("aslr_other",)))
        return Extra(
            medicated=any(entry.medicated for entry in self.entries),
            doubtful=frozenset[str]().union(*doubtful),
        )

    def rating(self, moment: int, feel: Feel = "strain", *, sure: bool = False) -> Range | None:
        """What a pain rating, by its place in MOMENTS, can have been; None where there is none.

        Medication hides what was above it. A rating of no named quality may be of any: where one
        is asked for, anything up to the rating, or left out with `sure`.
        """
        merged = self._merged
        if merged.extra is None and feel in ("strain", "any"):
            rating = merged.ratings[moment]
            return None if rating is None else (rating, rating)
        mine = (entry for entry in self.entries if not self.is_other_leg(entry))
        ratings = [self.rating_in(entry, moment, feel, sure=sure) for entry in mine]
        found = [each for each in ratings if each is not None]
        return (max(low for low, _ in found), max(high for _, high in found)) if found else None

    def rating_in(
        self, entry: Entry, moment: int, feel: Feel = "strain", *, sure: bool = False
    ) -> Range | None:
        """What the rating of one of its entries can have been, like `rating`."""
        rating, quality = entry.ratings[moment], entry.quality
        if PAIN_FIELDS[moment] in entry.doubtful or (
            rating is not None and "quality" in entry.doubtful and feel != "any"
        ):
            return 0, WORST_PAIN
        if rating is None or (feel == "strain" and quality == "cramp"):
            return None
        low = high = rating
        if feel not in ("any", "strain", quality):
            low = 0
            high = 0 if quality is not None else high
            if high and sure:
                return None
        return low, WORST_PAIN if self._merged.medicated else high

    @property
    def raised(self) -> Range | None:
        """What the lowest leg raise of the injured leg can have been, in degrees."""
        merged = self._merged
        aslr = merged.aslr
        if merged.extra is not None and "aslr" in merged.extra.doubtful:
            return 0, 180 if aslr is None else aslr
        return None if aslr is None else (aslr, aslr)

    @property
    def raised_other(self) -> Range | None:
        """What the highest leg raise of the other leg can have been, in degrees."""
        merged = self._merged
        aslr = merged.aslr_other
        if merged.extra is not None and "aslr_other" in merged.extra.doubtful:
            return aslr or 0, 180
        return None if aslr is None else (aslr, aslr)

    def measured(self, name: str, *, other: bool = False) -> list[Number] | None:
        """The values of a declared measure of one leg; None where one could not be read."""
        if self._merged.extra is None:
            return []
        values: list[Number] = []
        for entry in self.entries:
            columns = {f"{name}_other"} if other else {name}
            if self.is_other_leg(entry):
                columns = {name, f"{name}_other"} if other else set[str]()
            if not columns.isdisjoint(entry.doubtful):
                return None
            values += [value for column, value in entry.measures if column in columns]
        return values

    @property
    def work_is_doubtful(self) -> bool:
        """Whether something of the work could not be read: it may be work of any amount."""
        extra = self._merged.extra
        return extra is not None and not WORK_FIELDS.isdisjoint(extra.doubtful)

    @property
    def may_be_any_work(self) -> bool:
        """Whether it cannot be read which exercises were done."""
        if not self.work_is_doubtful:
            return False
        mine = [entry for entry in self.entries if not self.is_other_leg(entry)]
        naming = ("exercise", "work") if any(entry.work for entry in mine) else WORK_FIELDS
        return any(not entry.doubtful.isdisjoint(naming) for entry in mine)

    @property
    def cut_short(self) -> frozenset[Reason | None]:
        """Why work was cut short; None among them where that could not be read."""
        extra = self._merged.extra
        if extra is None:
            return frozenset()
        mine = [entry for entry in self.entries if not self.is_other_leg(entry)]
        said: set[Reason | None] = {entry.cut_short for entry in mine if entry.cut_short}
        if "cut_short" in extra.doubtful:
            said.add(None)
        return frozenset(said)

    @property
    def times_are_doubtful(self) -> bool:
        """Whether a time of the injured leg's rows could not be read."""
        return "time" in (self._merged.extra or NOTHING).doubtful

    @property
    def work_times(self) -> tuple[dt.datetime, dt.datetime] | None:
        """When the first and the last timed work of the injured leg was done."""
        times = [
            dt.datetime.combine(self.date, entry.time)
            for entry in self.entries
            if entry.time is not None
            and not self.is_other_leg(entry)
            and (entry.reps_target or any(not work.is_none for work in entry.work))
        ]
        return (min(times), max(times)) if times else None

    @property
    def ratings(self) -> Ratings:
        """The highest pain of each of MOMENTS."""
        return self._merged.ratings

    @property
    def aslr(self) -> Number | None:
        """The lowest leg raise of the injured leg, in degrees."""
        return self._merged.aslr

    @property
    def aslr_other(self) -> Number | None:
        """The highest leg raise of the other leg, in degrees."""
        return self._merged.aslr_other

    @property
    def work(self) -> tuple[Work, ...]:
        """The exercises done."""
        return self._merged.work

    @property
    def reps_done(self) -> int:
        """Repetitions that the totals state as done."""
        return self._merged.reps_done or 0

    @property
    def reps_target(self) -> int:
        """Repetitions that the totals state as aimed at."""
        return self._merged.reps_target or 0

    @property
    def target_open(self) -> bool:
        """Whether a target stands without what was done of it."""
        return any(
            entry.reps_target and entry.reps_done is None
            for entry in self.entries
            if not self.is_other_leg(entry)
        )

    @property
    def events(self) -> tuple[Entry, ...]:
        """The entries of what happened."""
        if len(self.entries) == 1:
            return self.entries if self.entries[0].event else ()
        return tuple(entry for entry in self.entries if entry.event)

    def is_other_leg(self, entry: Entry) -> bool:
        """Whether an entry is about the leg that is not injured."""
        return entry.side in ("left", "right") and entry.side != self.injured

    def repeats(self, names: Mapping[str, str] = AS_TYPED) -> tuple[Entry, ...]:
        """The entries whose work another entry of the date states already: read twice.

        `names` has the id of each known exercise, by what its names are matched by.
        """
        mine = [entry for entry in self.entries if not self.is_other_leg(entry)]
        kept = {id(entry) for entry in _once(mine, names)}
        return tuple(entry for entry in mine if id(entry) not in kept)

    def work_by(self, names: Mapping[str, str]) -> tuple[Work, ...]:
        """The exercises done, where names that stand for one exercise are the same name."""
        mine = [entry for entry in self.entries if not self.is_other_leg(entry)]
        return tuple(work for entry in _once(mine, names) for work in entry.work)

    def stating(self, fields: Iterable[str]) -> tuple[Entry, ...]:
        """The entries that say something of any of some fields, as the injured leg's session.

        `work` stands for exercises and totals, `aslr_other` for any raise of the other leg.
        """
        return tuple(e for e in self.entries if any(self._states(e, name) for name in fields))

    def _states(self, entry: Entry, name: str) -> bool:
        other = self.is_other_leg(entry)
        if name in entry.doubtful:
            return not other or name.endswith("_other")
        if name == "aslr_other":
            return entry.aslr_other is not None or (other and entry.aslr is not None)
        if name.endswith("_other"):
            columns = dict(entry.measures)
            return name in columns or (other and name.removesuffix("_other") in columns)
        if other:
            return False
        if name == "cut_short":
            return entry.cut_short is not None
        if name == "time":
            return entry.time is not None and bool(entry.work or entry.reps_target)
        if name == "aslr":
            return entry.aslr is not None
        if name == "work":
            return bool(entry.work) or entry.reps_target is not None
        if name in PAIN_FIELDS:
            return entry.ratings[PAIN_FIELDS.index(name)] is not None
        return name in dict(entry.measures)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        from rehabflow.records import session_dict

        return session_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Session:
        """A session from its plain data, read as strictly as a log. Raises LogError."""
        from rehabflow.records import session_of

        return session_of(data)

    def lines(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """`path:line` of some of the entries, for evidence."""
        return tuple(
            f"{self.path}:{entry.line}" if self.path else str(entry.line) for entry in entries
        )


def _highest(values: Iterable[Number | None]) -> Number | None:
    return max((value for value in values if value is not None), default=None)


def _lowest(values: Iterable[Number | None]) -> Number | None:
    return min((value for value in values if value is not None), default=None)


def _once(entries: list[Entry], names: Mapping[str, str]) -> list[Entry]:
    """The rows of one date without those that state the same work again at no other time.

    A bare exercise and repetitions is one row a set: such rows all count, unless a row beside
    them states the same work with its sets.
    """
    if len(entries) < 2:
        return entries
    alike: dict[Any, list[Entry]] = {}
    for entry in entries:
        alike.setdefault(entry.work_stated(names), []).append(entry)
    kept: list[Entry] = []
    for rows in alike.values():
        if any(row.reps_target is not None or row.states_sets for row in rows):
            timed = {row.time: row for row in reversed(rows) if row.time is not None}
            kept += timed.values() if timed else rows[:1]
        else:
            kept += rows
    return kept
