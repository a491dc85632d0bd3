"""What a stage prescribes for each training session, and how much of it a session did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from attrs import field, frozen

from rehabflow.entry import Number, Work, name_key
from rehabflow.session import Session

KINDS = (
    *("isometric", "concentric", "eccentric", "strength", "mobility", "stretch", "release"),
    *("plyometric", "balance", "running"),
)
"""What kind of work an exercise is; `strength` is lifting and lowering alike."""

Share = tuple[Number, Number]
"""The least and the most that may have been done, each from 0 to 1."""


@frozen
class Exercise:
    """One movement, by the names that a log may call it.

    `kind` is one of `KINDS`. `pain_cap` is the highest pain (0-10) that its source allows while
    doing it; absent where the source names none. `about` holds what else its author wrote:
    position, equipment, sides, dose, easier and harder exercises, cues.
    """

    id: str
    title: str
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    pain_cap: Number | None = None
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @property
    def key(self) -> str:
        """What its id is matched by."""
        return name_key(self.id)

    @property
    def keys(self) -> frozenset[str]:
        """What its id, title and aliases are matched by."""
        return frozenset(map(name_key, (self.id, self.title, *self.aliases)))


@frozen
class Dose:
    """One exercise of a prescription: `sets` times `reps`, each held for `hold` seconds."""

    exercise: Exercise
    sets: int = 1
    reps: int = 1
    hold: Number | None = None
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @property
    def total(self) -> int:
        """Repetitions in all sets."""
        return self.sets * self.reps


@frozen
class Prescription:
    """The doses of one training session; with `choose`, any so many of them are a full one.

    `names` has the id of each known exercise by what its names are matched by.
    """

    doses: tuple[Dose, ...] = ()
    choose: int | None = None
    names: Mapping[str, str] = field(factory=dict[str, str], eq=False, repr=False)
    _by_key: Mapping[str, Dose] = field(init=False, eq=False, repr=False)
    _ids: Mapping[str, str] = field(init=False, eq=False, repr=False)
    _total: int = field(init=False, eq=False, repr=False)
    _whole: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_key = {key: dose for dose in self.doses for key in dose.exercise.keys}
        object.__setattr__(self, "_by_key", by_key)
        ids = {key: dose.exercise.id for key, dose in by_key.items()}
        object.__setattr__(self, "_ids", {**self.names, **ids})
        totals = sorted((dose.total for dose in self.doses), reverse=True)
        object.__setattr__(self, "_total", sum(totals[: self.choose]))
        object.__setattr__(self, "_whole", lcm(*totals))

    def __iter__(self) -> Iterator[Dose]:
        return iter(self.doses)

    def trains(self, session: Session) -> bool:
        """Whether a session is a training session: work that is prescribed, or a target.

        Where nothing is prescribed, any work makes one. 0 sets, 0 repetitions and a target of 0
        are no work.
        """
        if session.reps_target or session.work_is_doubtful:
            return True
        by_key = self._by_key
        for work in session.work:
            if work.done != 0 and (
                bool(by_key) if work.as_prescribed else not by_key or work.key in by_key
            ):
                return True
        return False

    def completion(self, session: Session, of: str | None = None) -> Share:
        """The share of the prescription that a training session did, of all or of one exercise.

        A shorter hold than prescribed earns nothing, no hold logged earns all. Work of unknown
        amount is anything from nothing to all, and so is work that could not be read.
        """
        if session.work_is_doubtful:
            return 0, 1
        done = self._done(session)
        if done:
            if of is not None:
                low, high = done[of]
                return _share(low, self._whole), _share(high, self._whole)
            best = self.choose or len(self.doses)
            lows, highs = zip(*done.values(), strict=True)
            low = sum(sorted(lows, reverse=True)[:best])
            high = sum(sorted(highs, reverse=True)[:best])
            return _share(low, self._whole * best), _share(high, self._whole * best)
        if of is not None or not session.reps_target:
            return 0, 1
        low = min(session.reps_done, target := max(session.reps_target, self._total))
        return _share(low, target), 1 if session.target_open else _share(low, target)

    def _done(
        self, session: Session, works: tuple[Work, ...] | None = None
    ) -> dict[str, tuple[int, int]]:
        """The least and the most done of each prescribed exercise that the session lists.

        Counted in parts of `_whole`, a number that every exercise's total divides. `works` are
        the exercises done, where the same work under two names of one counts once.
        """
        reps: dict[str, int] = {}
        unknown: set[str] = set()
        named: dict[str, str] = {}
        for work in session.work if works is None else works:
            if work.as_prescribed:
                return {dose.exercise.id: (self._whole, self._whole) for dose in self.doses}
            dose = self._by_key.get(work.key)
            if dose is None:
                continue
            id = dose.exercise.id
            if named.setdefault(id, work.key) != work.key and works is None:
                return self._done(session, session.work_by(self._ids))
            reps.setdefault(id, 0)
            if dose.hold is not None and work.hold is not None and work.hold < dose.hold:
                continue
            if work.done is None:
                unknown.add(id)
            else:
                reps[id] += work.done
        done: dict[str, tuple[int, int]] = {}
        for dose in self.doses if reps else ():
            id, part = dose.exercise.id, self._whole // dose.total
            low = min(reps.get(id, 0), dose.total) * part
            done[id] = low, self._whole if id in unknown else low
        return done


def _share(part: int, whole: int) -> Number:
    return 1 if part == whole else Fraction(part, whole) if part else 0
