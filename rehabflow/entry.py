"""One record of a log, and the work that it may list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

Number = int | Fraction
"""Exact: an int, or a Fraction for what was written with decimals. Never a float."""

Side = Literal["left", "right", "both"]
Event = Literal["red_flag", "reinjury", "override", "clear"]

MOMENTS = ("during", "after", "morning", "rest", "walking", "palpation", "test")
"""When a pain rating was felt; `during` is the field `pain`, the others `pain_<moment>`."""
PAIN_FIELDS = ("pain", *(f"pain_{moment}" for moment in MOMENTS[1:]))

Ratings = tuple[Number | None, ...]
"""One place for each of MOMENTS."""
UNRATED: Ratings = (None,) * len(MOMENTS)
WORST_PAIN = 10

Quality = Literal["ache", "sharp", "cramp"]
"""What pain feels like."""
Feel = Literal["strain", "any", "ache", "sharp", "cramp"]
"""Which pain is asked for: `strain` is every pain but cramp."""
Reason = Literal["pain", "time", "other"]
"""Why work was cut short."""
Range = tuple[Number, Number]
"""The least and the most that something can be."""

WORK_FIELDS = frozenset(
    (
        *("exercise", "sets", "reps", "hold", "load", "variant", "duration", "distance"),
        *("effort", "work", "reps_done", "reps_target"),
    )
)


@lru_cache(4096)
def name_key(name: str) -> str:
    """What an exercise name is matched by: case, spaces, `-` and `_` do not count."""
    return "".join(name.casefold().split()).replace("-", "").replace("_", "")


@frozen
class How:
    """What is said of work beside its repetitions, where anything is.

    `variant` is what was used, such as `band: yellow`. `duration` is in seconds and `distance` in
    metres, of a set, or of a repetition where repetitions are logged. `effort` is in percent.
    """

    variant: str | None = None
    duration: Number | None = None
    distance: Number | None = None
    effort: Number | None = None


PLAINLY = How()
"""How work was done of which nothing more is said."""


@frozen
class Work:
    """One exercise as it was done: `heel-dig 3x10 @8s`.

    `reps` is a number for `sets` sets of it (one, where `sets` is absent), a tuple for one
    number a set, or absent where the amount is unknown. `hold` is in seconds, `load` in kg.
    `as_prescribed` stands for everything that the stage of the date prescribes.
    """

    exercise: str
    sets: int | None = None
    reps: int | tuple[int, ...] | None = None
    hold: Number | None = None
    load: Number | None = None
    as_prescribed: bool = False
    how: How = PLAINLY
    key: str = field(init=False, eq=False, repr=False)
    done: int | None = field(init=False, eq=False, repr=False)
    """Repetitions in all sets; None where unknown."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "key", name_key(self.exercise))
        object.__setattr__(self, "done", self._done())

    def _done(self) -> int | None:
        if self.sets == 0:
            return 0
        if self.reps is None:
            return None
        if isinstance(self.reps, tuple):
            return sum(self.reps)
        return self.reps * (1 if self.sets is None else self.sets)

    @property
    def is_none(self) -> bool:
        """Whether it says that nothing was done: 0 sets, repetitions, seconds or metres."""
        return self.done == 0 or self.how.duration == 0 or self.how.distance == 0

    def in_all(self, amount: Number | None) -> Number | None:
        """How much that makes, of what is stated for each repetition, or for each set."""
        if amount is None or self.is_none:
            return None if amount is None else 0
        many = self.done if self.reps is not None else self.sets
        return amount * (1 if many is None else many)

    @property
    def states_sets(self) -> bool:
        """Whether it says how many sets there were, so that it can stand for all of them."""
        return self.as_prescribed or self.sets is not None or isinstance(self.reps, tuple)

    @property
    def by_set(self) -> tuple[int | None, int | tuple[int, ...] | None]:
        """Sets and repetitions in one form however they were written: `3x10` is `10+10+10`."""
        if not isinstance(self.reps, tuple):
            return (1 if self.sets is None and self.reps is not None else self.sets), self.reps
        alike = len(set(self.reps)) == 1
        return len(self.reps), self.reps[0] if alike else self.reps


AS_TYPED: Mapping[str, str] = MappingProxyType({})
"""Every name stands for itself."""


@frozen(weakref_slot=False)
class Extra:
    """What few records say.

    `measures` are the columns that the protocol declares, with their values; yes is 1, no is 0.
    `quality` is that of the record's pain. `doubtful` names the fields whose text could not be
    read: each could hold anything.
    """

    measures: tuple[tuple[str, Number], ...] = ()
    medicated: bool | None = None
    quality: Quality | None = None
    cut_short: Reason | None = None
    id: str | None = None
    replaces: str | None = None
    doubtful: frozenset[str] = frozenset()


NOTHING = Extra()
"""What a record says that says none of it."""


@frozen(weakref_slot=False)
class Entry:
    """One record of a log. Every field but the date may be absent.

    Pain is on the 0-10 numeric rating scale, leg raises are in degrees. `line` is where the
    record stands in its file (in a list of records, its number), counting from 1.
    """

    date: dt.date
    line: int = 0
    time: dt.time | None = None
    ratings: Ratings = UNRATED
    aslr: Number | None = None
    aslr_other: Number | None = None
    work: tuple[Work, ...] = ()
    reps_done: int | None = None
    reps_target: int | None = None
    side: Side | None = None
    event: Event | None = None
    to: str | None = None
    by: str | None = None
    reason: str | None = None
    note: str | None = None
    extra: Extra | None = None

    @property
    def measures(self) -> tuple[tuple[str, Number], ...]:
        """The measures that the protocol declares, by column."""
        return (self.extra or NOTHING).measures

    def measure(self, column: str) -> Number | None:
        """What stands in the column of a declared measure."""
        return dict(self.measures).get(column)

    @property
    def medicated(self) -> bool | None:
        """Whether pain may have been masked by medication."""
        return (self.extra or NOTHING).medicated

    @property
    def quality(self) -> Quality | None:
        """What its pain felt like."""
        return (self.extra or NOTHING).quality

    @property
    def cut_short(self) -> Reason | None:
        """Why the work was cut short."""
        return (self.extra or NOTHING).cut_short

    @property
    def id(self) -> str | None:
        """What a correction names it by."""
        return (self.extra or NOTHING).id

    @property
    def replaces(self) -> str | None:
        """The id of the record that it stands in place of."""
        return (self.extra or NOTHING).replaces

    @property
    def doubtful(self) -> frozenset[str]:
        """The fields whose text could not be read."""
        return (self.extra or NOTHING).doubtful

    def pain(self, moment: str) -> Number | None:
        """The rating of one of MOMENTS."""
        return self.ratings[MOMENTS.index(moment)]

    def work_stated(self, names: Mapping[str, str] = AS_TYPED) -> tuple[object, ...]:
        """What makes the work of two entries the same; `names` has what a name stands for."""
        works = [
            (names.get(work.key, work.key), work.by_set, work.hold, work.load, work.how)
            for work in self.work
        ]
        return tuple(sorted(works, key=repr)), self.reps_done, self.reps_target

    @property
    def states_sets(self) -> bool:
        """Whether any of its work says how many sets there were."""
        return any(work.states_sets for work in self.work)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, by the names of a log, without what is absent."""
        from rehabflow.records import written

        return written(self)
