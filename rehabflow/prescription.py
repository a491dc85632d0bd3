"""What a stage prescribes for a training session, and how much of it a session did."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from attrs import Factory, evolve, field, frozen

from rehabflow.entry import Number, Work, name_key
from rehabflow.schedule import Schedule
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


Amount = Literal["reps", "time", "distance"]
QUALITIES = ("time", "distance")
"""What is counted where a dose has no repetitions, and else said of each of them."""


@frozen
class After:
    """What opens an exercise: that the ladders of others are finished, all of them or `either`."""

    of: tuple[str, ...]
    either: bool = False

    def is_met(self, finished: Container[str]) -> bool:
        """Whether it is open where those ladders are finished."""
        return (any if self.either else all)(each in finished for each in self.of)


@frozen
class Dose:
    """One exercise of a prescription: `sets` times `reps`, each held for `hold` seconds.

    `counts` is what `reps` measures it by: repetitions, or `time` (seconds) or `distance`
    (metres) of a set. Beside repetitions these are of each of them, and `effort` is in percent.
    Each number is the low end of what is prescribed; `up_to` has the top of a range by its name.
    A dose that its source does not state (`stated`) is no part of `reps`.

    `rungs` are the doses of its ladder, easiest first, and `rung` which of them it is, from 1.
    `per_day` is how often it is done on a date on which it is due. `group` is what it stands for
    where either of several exercises counts: the id of the first of them, else its own.
    """

    exercise: Exercise
    sets: int = 1
    reps: int = 1
    hold: Number | None = None
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    time: Number | None = field(default=None, kw_only=True)
    distance: Number | None = field(default=None, kw_only=True)
    effort: Number | None = field(default=None, kw_only=True)
    variant: str | None = field(default=None, kw_only=True)
    counts: Amount = field(default="reps", kw_only=True)
    stated: bool = field(default=True, kw_only=True)
    up_to: Mapping[str, Number] = field(factory=dict[str, Number], hash=False, kw_only=True)
    rungs: tuple[Dose, ...] = field(default=(), kw_only=True)
    rung: int = field(default=1, kw_only=True)
    schedule: Schedule | None = field(default=None, kw_only=True)
    per_day: int = field(default=1, kw_only=True)
    after: After | None = field(default=None, kw_only=True)
    group: str = field(
        default=Factory(lambda self: self.exercise.id, takes_self=True), kw_only=True
    )
    is_open: bool = field(default=True, kw_only=True)
    """Whether it is prescribed on the date: its turn has come, and it does not rest."""
    is_due: bool = field(default=True, kw_only=True)
    """Whether `reps` counts it on the date."""
    in_all: bool = field(default=True, kw_only=True)
    """Whether it is meant by work `as_prescribed` on the date."""
    has_turn: bool = field(default=True, kw_only=True)
    """Whether its turn has come; it may rest all the same."""
    is_plain: bool = field(init=False, eq=False, repr=False)
    """Whether it is but repetitions, which may be held."""

    def __attrs_post_init__(self) -> None:
        said = (self.time, self.distance, self.effort, self.variant)
        object.__setattr__(self, "is_plain", all(each is None for each in said))

    @property
    def total(self) -> Number:
        """What it counts, in all sets of a date."""
        each = {"reps": self.reps, "time": self.time, "distance": self.distance}[self.counts]
        return self.sets * (each or 1) * self.per_day

    def earned(self, work: Work) -> Number | None:
        """How much of what it counts some work of its exercise did; None where that is unknown.

        Work that was held shorter than prescribed, or done with less effort or with something
        else, earns nothing.
        """
        if work.is_none:
            return 0
        how = work.how
        asked: list[tuple[Number | None, Number | None]] = [
            (self.hold, work.hold),
            (self.effort, how.effort),
        ]
        if self.counts == "reps":
            asked += [(self.time, how.duration), (self.distance, how.distance)]
        if any(low is not None and did is not None and did < low for low, did in asked):
            return 0
        if self.variant is not None and how.variant is not None:
            if not is_same_variant(self.variant, how.variant):
                return 0
        elif self.variant is not None:
            return None
        if self.counts == "reps":
            return work.done
        return work.in_all(how.duration if self.counts == "time" else how.distance)

    def times_due(self, days: int, sessions: int) -> int:
        """How often it is due in so many days with so many training sessions."""
        if self.schedule is not None:
            return self.schedule.times_in(days) * self.per_day
        return days * self.per_day if self.per_day > 1 else sessions

    def on_rung(self, rung: int) -> Dose:
        """The same exercise with another dose of its ladder."""
        if rung == self.rung or not self.rungs:
            return self
        return self.rungs[rung - 1].within(self)

    def within(self, stage: Dose) -> Dose:
        """Itself as a rung of what a stage says of the exercise."""
        return evolve(
            self,
            rungs=stage.rungs,
            schedule=stage.schedule,
            per_day=stage.per_day,
            after=stage.after,
            group=stage.group,
        )


def is_same_variant(one: str, other: str) -> bool:
    """Whether two names stand for one variant: `yellow` is `band: yellow`."""
    if ":" in one and ":" in other:
        return name_key(one) == name_key(other)
    return name_key(one.rpartition(":")[2]) == name_key(other.rpartition(":")[2])


@frozen
class Prescription:
    """The doses of one training session; with `choose`, any so many of them are a full one.

    `names` has the id of each known exercise by what its names are matched by.
    """

    doses: tuple[Dose, ...] = ()
    choose: int | None = None
    names: Mapping[str, str] = field(factory=dict[str, str], eq=False, repr=False)
    of_one: bool = False
    """Whether it is one exercise of several, so that totals of a session say nothing of it."""
    terms: tuple[int, ...] = field(default=(), eq=False, repr=False)
    """What it is on its date, where it is not the same on every date (`Plan.on`)."""
    _by_key: Mapping[str, Dose] = field(init=False, eq=False, repr=False)
    _ids: Mapping[str, str] = field(init=False, eq=False, repr=False)
    _counted: Mapping[str, tuple[Number, Number]] = field(init=False, eq=False, repr=False)
    """Of each exercise that is counted, by id: its whole dose, and parts of `_whole` for one."""
    _in_all: frozenset[str] = field(init=False, eq=False, repr=False)
    """Which of them are meant by work `as_prescribed`."""
    _best: int = field(init=False, eq=False, repr=False)
    """How many of them are a full session."""
    _total: Number = field(init=False, eq=False, repr=False)
    """The repetitions of a full session, at most."""
    _whole: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_key = {key: dose for dose in self.doses for key in dose.exercise.keys}
        object.__setattr__(self, "_by_key", by_key)
        ids = {key: dose.exercise.id for key, dose in by_key.items()}
        object.__setattr__(self, "_ids", {**self.names, **ids})
        counted = [each for each in self.doses if each.is_open and each.is_due and each.stated]
        in_all = frozenset(each.exercise.id for each in counted if each.in_all)
        object.__setattr__(self, "_in_all", in_all)
        groups = dict.fromkeys(each.group for each in counted)
        object.__setattr__(self, "_best", min(self.choose or len(groups), len(groups)))
        of_groups: dict[str, Number] = {}
        for each in counted:
            repetitions = each.total if each.counts == "reps" else 0
            of_groups[each.group] = max(repetitions, of_groups.get(each.group, 0))
        totals = sorted(of_groups.values(), reverse=True)
        object.__setattr__(self, "_total", sum(totals[: self._best]))
        whole = lcm(*(each.total.numerator for each in counted))
        object.__setattr__(self, "_whole", whole)
        parts = {each.exercise.id: (each.total, _ratio(whole, each.total)) for each in counted}
        object.__setattr__(self, "_counted", parts)

    def __iter__(self) -> Iterator[Dose]:
        return iter(self.doses)

    @property
    def ids(self) -> Mapping[str, str]:
        """The id of each known exercise by what its names are matched by."""
        return self._ids

    def get(self, id: str) -> Dose:
        """The dose of an exercise that is prescribed."""
        return next(dose for dose in self.doses if dose.exercise.id == id)

    @property
    def changes(self) -> bool:
        """Whether what it prescribes is not the same on every date."""
        return any(dose.rungs or dose.schedule or dose.after for dose in self.doses)

    def now(self) -> Prescription:
        """What is open of it."""
        return evolve(self, doses=tuple(dose for dose in self.doses if dose.is_open))

    def trains(self, session: Session) -> bool:
        """Whether a session is a training session: work that is prescribed, or a target.

        Where nothing is prescribed, any work makes one. 0 sets, 0 repetitions and a target of 0
        are no work.
        """
        if session.reps_target or session.work_is_doubtful:
            return True
        by_key = self._by_key
        for work in session.work:
            if not work.is_none and (
                bool(by_key) if work.as_prescribed else not by_key or work.key in by_key
            ):
                return True
        return False

    def did(self, session: Session) -> frozenset[str]:
        """The exercises of it that a session lists, by id; `all` for what is prescribed.

        Known work of nothing is not done; work of which not even the exercise can be read is
        everything.
        """
        if session.may_be_any_work:
            return frozenset(("all", *(dose.exercise.id for dose in self.doses)))
        return frozenset(
            "all" if work.as_prescribed else self._by_key[work.key].exercise.id
            for work in session.work
            if not work.is_none and (work.as_prescribed or work.key in self._by_key)
        )

    def times(self, session: Session, of: Dose) -> tuple[int, int]:
        """How often, at least and at most, a date did an exercise, or another of its group."""
        group = [dose for dose in self.doses if dose.group == of.group and dose.is_open]
        found = [self._times(session, dose) for dose in group]
        lows, highs = zip(*found, strict=True) if found else ((0,), (0,))
        return max(lows), max(highs)

    def _times(self, session: Session, dose: Dose) -> tuple[int, int]:
        if session.work_is_doubtful:
            return 0, dose.per_day
        if not session.work:
            return 0, dose.per_day if session.reps_target else 0
        did = self.did(session)
        if "all" in did and dose.is_open and dose.in_all:
            return dose.per_day, dose.per_day
        if dose.exercise.id not in did:
            return 0, 0
        if dose.per_day == 1 or not dose.stated:
            return (1, 1) if dose.per_day == 1 else (0, dose.per_day)
        amounts = [
            dose.earned(work)
            for work in session.work_by(self._ids)
            if not work.as_prescribed and self._by_key.get(work.key) == dose
        ]
        known = sum(each for each in amounts if each is not None)
        times = min(dose.per_day, int(Fraction(known * dose.per_day, dose.total)))
        return times, dose.per_day if None in amounts else times

    def counts(self, of: str) -> bool:
        """Whether `reps` counts an exercise on the date."""
        return bool(self._of(of))

    def _of(self, of: str) -> list[str]:
        """The exercises that count for one: itself, or either of its group."""
        group = self.get(of).group
        return [
            each.exercise.id
            for each in self.doses
            if each.group == group and each.exercise.id in self._counted
        ]

    def completion(self, session: Session, of: str | None = None) -> Share:
        """The share of the prescription that a training session did, of all or of one exercise.

        A shorter hold than prescribed earns nothing, no hold logged earns all. Work of unknown
        amount is anything from nothing to all, and so is work that could not be read.
        """
        if session.work_is_doubtful or (self.doses and not self._counted):
            return 0, 1
        done = self._done(session)
        if done:
            if of is not None:
                lows, highs = zip(*(done[each] for each in self._of(of)), strict=True)
                return _share(max(lows), self._whole), _share(max(highs), self._whole)
            best = self._best
            lows, highs = zip(*self._by_group(done), strict=True)
            low = sum(sorted(lows, reverse=True)[:best])
            high = sum(sorted(highs, reverse=True)[:best])
            return _share(low, self._whole * best), _share(high, self._whole * best)
        if of is not None or self.of_one or not session.reps_target:
            return 0, 1
        low = min(session.reps_done, target := max(session.reps_target, self._total))
        if any(dose.counts != "reps" for dose in self.doses):
            return 0, 1
        return _share(low, target), 1 if session.target_open else _share(low, target)

    def _by_group(
        self, done: Mapping[str, tuple[Number, Number]]
    ) -> Iterable[tuple[Number, Number]]:
        """The same by what it stands for: of exercises of which either counts, the better."""
        found: dict[str, tuple[Number, Number]] = {}
        for dose in self.doses:
            if dose.exercise.id in done:
                low, high = done[dose.exercise.id]
                least, most = found.get(dose.group, (0, 0))
                found[dose.group] = max(low, least), max(high, most)
        return found.values()

    def _done(
        self, session: Session, works: tuple[Work, ...] | None = None
    ) -> dict[str, tuple[Number, Number]]:
        """The least and the most done of each exercise that counts, where the session lists any.

        Counted in parts of `_whole`, a number that every exercise's total divides. `works` are
        the exercises done, where the same work under two names of one counts once.
        """
        earned: dict[str, Number] = {}
        unknown: set[str] = set()
        named: dict[str, str] = {}
        for work in session.work if works is None else works:
            if work.as_prescribed:
                named["all"] = "all"
                continue
            dose = self._by_key.get(work.key)
            if dose is None:
                continue
            id = dose.exercise.id
            if named.setdefault(id, work.key) != work.key and works is None:
                return self._done(session, session.work_by(self._ids))
            short = dose.hold is not None and work.hold is not None and work.hold < dose.hold
            did = 0 if short else work.done if dose.is_plain else dose.earned(work)
            if did is None:
                unknown.add(id)
            else:
                earned[id] = earned.get(id, 0) + did
        if not named:
            return {}
        done: dict[str, tuple[Number, Number]] = {}
        whole = self._in_all if "all" in named else frozenset[str]()
        for id, (total, part) in self._counted.items():
            if id in whole:
                done[id] = self._whole, self._whole
                continue
            low = min(earned.get(id, 0), total) * part
            done[id] = low, self._whole if id in unknown else low
        return done


def _share(part: Number, whole: Number) -> Number:
    return 1 if part == whole else Fraction(part, whole) if part else 0


def _ratio(whole: int, part: Number) -> Number:
    ratio = Fraction(whole, part)
    return int(ratio) if ratio.denominator == 1 else ratio
