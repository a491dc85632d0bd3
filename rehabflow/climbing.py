"""The doses of a stage while sessions are folded in: rungs that change, exercises that are due."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Literal

from attrs import evolve, frozen

from rehabflow.gate import MET, UNKNOWN, UNMET, why_met
from rehabflow.ladder import Ladder, Rung
from rehabflow.one_exercise import alone
from rehabflow.plan import Plan, Reach
from rehabflow.prescription import Dose, Prescription
from rehabflow.rest_between import Timed, hours_between, timed
from rehabflow.rule import Day, settling
from rehabflow.session import Session
from rehabflow.terms import MAY, RESTS, in_all, is_open, rests, rung_of
from rehabflow.verdict import Verdict
from rehabflow.view import View

_number = attrgetter("number")
_MANY = 64
"""Of more ways in which training lapsed no more is kept than that there are many."""


@frozen
class Change:
    """A rung that a date changed: a climb or a drop, from one height to another, and why."""

    kind: Literal["climb", "drop"]
    rung: Rung
    heights: tuple[int, int]
    why: Verdict


class OneLadder:
    """The ladder of one exercise, and the sessions as the exercise sees them.

    `danger` is what its drop gate sees on the newest date, `advance` what its climb gate sees.
    """

    __slots__ = (
        *("_keys", "_plan", "_rested", "_settles"),
        *("advance", "danger", "days", "ladder", "reach", "rung"),
    )

    def __init__(self, plan: Plan, ladder: Ladder, reach: Reach, rung: Rung) -> None:
        self._plan = plan
        self._keys = plan.prescription.get(ladder.exercise).exercise.keys
        self._settles = plan.settle
        self.ladder = ladder
        self.reach = reach
        self.rung = rung
        self.days: list[Day] = []
        self._rested = False
        self.danger = View(self.days, advance=False)
        self.advance = View(self.days, advance=True)

    def alone(self, session: Session, *, everything: bool) -> Session:
        """A session as the exercise sees it; `everything`: `all` means it too."""
        return alone(session, self._keys, self._plan.prescription.ids, everything=everything)

    def append(self, session: Session, number: int, term: int, *, seen: bool) -> None:
        """Add a session; `seen` where it is one of the stage, `term` is as in `Plan.on`."""
        self._rested = rests(term)
        own = self.alone(session, everything=in_all(term))
        prescription = self._plan.alone(self.ladder.exercise, rung_of(term))
        trained = seen and is_open(term) and prescription.trains(own)
        doubtful = trained and own.work_is_doubtful
        if doubtful:
            self.danger.doubtful = self.advance.doubtful = True
        nth = (self.days[-1].nth if self.days else 0) + trained
        self.days.append(Day(session.date, own, trained, nth, number, prescription, doubtful))

    def take_up(self, days: Iterable[Day]) -> None:
        """Take the sessions that were kept."""
        self.days += days
        doubtful = any(day.doubtful for day in self.days)
        self.danger.doubtful = self.advance.doubtful = doubtful

    def look(self, danger: View, lapse_after: int | None) -> None:
        """Point what its gates see to the newest date, as the stage's gates see it.

        A lapse is one of training of the exercise, since its rung was reached.
        """
        rung = self.rung
        for view in (self.danger, self.advance):
            view.date, view.number, view.injury = danger.date, danger.number, danger.injury
            view.entered, view.unsure = danger.entered, False
            view.stretch_from = max(danger.stretch_from, rung.sees_from)
            view.newest_from = max(danger.newest_from, rung.newest_from)
            view.rungs, view.reached = danger.rungs, rung.since
        if lapse_after is not None:
            hidden = hidden_by_lapses(
                self.days, self.danger.stretch_from, danger.number, lapse_after
            )
            self.advance.unsure = len(hidden) > 1
            begins = min(hidden) + 1
            self.advance.stretch_from = max(self.danger.stretch_from, begins)
            self.advance.newest_from = max(self.danger.newest_from, begins)
        if self._settles:
            self.advance.days = [*self.days[:-1], *map(settling, self.days[-1:])]

    def rests(self, session: Session) -> bool:
        """Whether the exercise still rests on a date, after a drop on an earlier one."""
        drop, rung = self.ladder.drop, self.rung
        if drop is None or rung.dropped in (None, session.date) or not drop.wait:
            return False
        assert rung.dropped is not None
        last = None
        if rung.last_work is not None:
            last = dt.datetime.combine(rung.dropped, rung.last_work)
        dropped = Timed(rung.dropped, last, last, rung.unsure)
        least, _ = hours_between(dropped, timed(self.alone(session, everything=True)))
        return least < drop.wait

    def seen_by_drop(self, session: Session, *, unknown: bool) -> View:
        """What the drop gate sees.

        Where work settles and the climb gate is met, the work of the date belongs to the new rung,
        so that only its ratings are seen here.
        """
        if not self._settles or unknown or not self._may_climb(session):
            return self.danger
        return self.danger.over([*self.days[:-1], *map(settling, self.days[-1:])])

    def is_asked_to_climb(self, session: Session) -> bool:
        """Whether its climb gate is asked on a date: not once it is finished, nor in a rest."""
        return not (self.rung.finished or self._rested or self.rests(session))

    def _may_climb(self, session: Session) -> bool:
        """Whether its climb gate is met."""
        return self.is_asked_to_climb(session) and self.ladder.climb.is_met(self.advance)

    def changed(self, session: Session, sees_from: int, *, unknown: bool) -> Change | None:
        """What a date changes; `unknown` says that a danger of the stage is not ruled out."""
        drop, was = self.ladder.drop, self.rung.height
        view = self.seen_by_drop(session, unknown=unknown)
        dropping = drop.gate.ask(view) if drop else UNMET
        if drop and dropping is MET:
            rung = self.dropped(session, drop.by)
            return Change("drop", rung, (was, rung.height), why_met(drop.gate, view))
        if dropping is UNKNOWN or unknown or not self._may_climb(session):
            return None
        rung = self.climbed(session.date, sees_from)
        why = why_met(self.ladder.climb, self.advance)
        return Change("climb", rung, (was, rung.height), why)

    def climbed(self, date: dt.date, sees_from: int) -> Rung:
        """One rung higher, or the top one done."""
        rung = self.rung
        if rung.rung == rung.of:
            return evolve(rung, finished=True, since=date, sees_from=sees_from)
        return evolve(rung, rung=rung.rung + 1, since=date, sees_from=sees_from)

    def dropped(self, session: Session, by: int) -> Rung:
        """So many rungs lower, but never below the first."""
        number = session.date.toordinal() + 1
        when = timed(self.days[-1].session)
        return evolve(
            self.rung,
            rung=max(1, self.rung.rung - by),
            finished=False,
            since=session.date,
            sees_from=number,
            newest_from=number,
            dropped=session.date,
            last_work=None if when.last is None else when.last.timetz(),
            unsure=when.doubtful,
        )

    def back(self, stretch_from: int, reach_from: int) -> int:
        """The place of the oldest of its sessions that its gates can reach on a later date."""
        days, reach = self.days, self.reach
        seen_from = max(stretch_from, self.rung.sees_from)
        first = bisect_left(
            days,
            seen_from if reach.whole else max(seen_from, reach_from - reach.days + 1),
            key=_number,
        )
        if self.danger.doubtful:
            # Whether training lapsed stays in doubt, however far back the doubt lies.
            first = bisect_left(days, seen_from, key=_number)
        first = min(first, trained_back(days, len(days), reach.sessions, seen_from))
        return trained_back(days, first, reach.before, seen_from)


def hidden_by_lapses(days: list[Day], seen_from: int, number: int, lapse_after: int) -> set[int]:
    """What a lapse in training may hide up to: each training session that could not be read was
    one or none."""
    courses = {(0, 0)}
    for day in [*days[:-1], None]:
        at = number if day is None else day.number
        if day is not None and (day.number < seen_from or not day.trained):
            continue
        stepped = {
            (at, trained if trained and at - trained > lapse_after else hidden)
            for trained, hidden in courses
        }
        courses = stepped | courses if day is not None and day.doubtful else stepped
        if len(courses) > _MANY:
            return {0, -1}
    return {hidden for _, hidden in courses}


def trained_back(days: list[Day], index: int, count: int, seen_from: int) -> int:
    """Where the last `count` sure training sessions before an index begin."""
    while count and index and days[index - 1].number >= seen_from:
        index -= 1
        count -= days[index].trained and not days[index].doubtful
    return index


class Climbing:
    """What changes of a stage's prescription: ladders, and when each exercise was last done."""

    __slots__ = ("_done_since", "_plan", "_seen_from", "done", "ladders")

    def __init__(
        self,
        plan: Plan,
        since: dt.date,
        seen_from: int,
        rungs: Iterable[Rung] = (),
        done: Iterable[tuple[str, int]] = (),
    ) -> None:
        self._plan = plan
        self._seen_from = seen_from
        self.done = dict(done)
        """When each exercise that is due on some days was last done, before the newest date."""
        self._done_since = dict(self.done)
        known = {rung.exercise: rung for rung in rungs}
        self.ladders = {
            each.exercise: OneLadder(
                plan,
                each,
                reach,
                known.get(each.exercise) or Rung(each.exercise, 1, each.rungs, since, seen_from),
            )
            for each, reach in zip(plan.ladders, plan.reaches, strict=True)
        }

    def heights(self) -> Mapping[str, int]:
        """How high each ladder was climbed; one more than its rungs where it is finished."""
        return {id: each.rung.height for id, each in self.ladders.items()}

    def next_date(self) -> None:
        """Let what was done on the newest date count as done before."""
        self.done = dict(self._done_since)

    def last_done(self) -> tuple[tuple[str, int], ...]:
        """When each exercise that is due on some days was last done."""
        return tuple(sorted(self._done_since.items()))

    def terms(self, session: Session) -> tuple[int, ...]:
        """What is prescribed on a session's date, as in `Plan.on`; notes what was done."""
        prescription = self._plan.prescription
        did = prescription.did(session)
        number = session.date.toordinal()
        self._done_since = dict(self.done)
        terms = [self._term(dose, session) for dose in prescription]
        done: dict[str, bool] = {}
        for dose, term in zip(prescription, terms, strict=True):
            if is_open(term) and (schedule := dose.schedule):
                due = number - self._last(dose) >= schedule.due
                if dose.exercise.id in did or ("all" in did and due):
                    done[dose.group] = True
        for at, (dose, term) in enumerate(zip(prescription, terms, strict=True)):
            if is_open(term) and (schedule := dose.schedule):
                days = number - self._last(dose)
                terms[at] += 0 if days >= schedule.due else MAY
                may = dose.group in done and days >= schedule.soonest
                if not (may or days >= schedule.missed):
                    terms[at] = -terms[at]
        self._done_since |= dict.fromkeys(done, number)
        counted = zip(prescription, terms, strict=True)
        if not any(term > 0 and is_open(term) and dose.stated for dose, term in counted):
            for at, (dose, term) in enumerate(zip(prescription, terms, strict=True)):
                if is_open(term) and dose.exercise.id in did:
                    terms[at] = abs(term)
        return tuple(terms)

    def _term(self, dose: Dose, session: Session) -> int:
        """The rung of an exercise on a date, and whether it rests; 0 where it is not its turn."""
        if not self.is_open(dose):
            return 0
        ladder = self.ladders.get(dose.exercise.id)
        if ladder is None:
            return 1
        return ladder.rung.rung + (RESTS if ladder.rests(session) else 0)

    def is_open(self, dose: Dose) -> bool:
        """Whether the turn of an exercise has come."""
        finished = {id for id, each in self.ladders.items() if each.rung.finished}
        return dose.after is None or dose.after.is_met(finished)

    def _last(self, dose: Dose) -> int:
        """When an exercise was last done, as its schedule counts."""
        assert dose.schedule is not None
        return self.done.get(dose.group, self._seen_from - dose.schedule.before_stage)

    def prescribed(self, on: dt.date | None) -> Prescription:
        """What the stage prescribes, with the rungs as they are.

        `on` leaves out what rests or is not due on that date.
        """
        session = None if on is None else Session(on, ())
        terms: list[int] = []
        for dose in self._plan.prescription:
            ladder = self.ladders.get(dose.exercise.id)
            term = ladder.rung.rung if ladder else 1
            if session is not None:
                term = self._term(dose, session)
                days = session.date.toordinal() - self._last(dose) if dose.schedule else 0
                term *= dose.schedule is None or days >= dose.schedule.due
            terms.append(term * self.is_open(dose))
        return self._plan.on(tuple(terms)).now()

    def change(self, changed: Iterable[Rung], date: dt.date, sees_from: int) -> None:
        """Take the rungs that a date changed. What opens or closes with them begins anew."""
        doses = self._plan.prescription.doses
        was_open = {dose.exercise.id: self.is_open(dose) for dose in doses}
        for rung in changed:
            self.ladders[rung.exercise].rung = rung
        for _ in doses:
            for dose in doses:
                id = dose.exercise.id
                if self.is_open(dose) != was_open[id]:
                    was_open[id] = not was_open[id]
                    if id in self.ladders:
                        rung = self.ladders[id].rung
                        self.ladders[id].rung = Rung(
                            id, 1, rung.of, date, sees_from, rung.newest_from
                        )

    def closed_by(self, drops: Iterable[Rung]) -> set[str]:
        """The exercises whose turn is over when some ladders have dropped."""
        dropped = {rung.exercise for rung in drops}
        finished = {id for id, each in self.ladders.items() if each.rung.finished} - dropped
        closed: set[str] = set()
        for _ in self.ladders:
            for dose in self._plan.prescription:
                id = dose.exercise.id
                if dose.after is not None and not dose.after.is_met(finished - closed):
                    closed.add(id)
        return closed
