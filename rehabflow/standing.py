"""Where a patient stands while sessions are folded in: a progress that can move."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from rehabflow.climbing import Change, Climbing, OneLadder, trained_back
from rehabflow.plan import Plan
from rehabflow.progress import Progress
from rehabflow.rule import Day, settling
from rehabflow.session import Session
from rehabflow.view import View

_number = attrgetter("number")
SEES_OWN_DATE = ("start", "override", "clear")
"""The moves whose own date's sessions the stage entered by them may see; where work settles,
an advance too."""
_MANY = 64
_ANY = (0, -1)
"""Of more courses than _MANY no more is kept than that there are many."""


class Standing:
    """One patient's place, changed session by session; `freeze` makes a Progress of it.

    `danger` is what refer and setback gates see on the newest date, `advance` what advance gates
    see. `climbing` is there where what the stage prescribes is not the same on every date.
    """

    __slots__ = (
        "_counted",
        "_lapse_after",
        "_trim_at",
        "advance",
        "climbing",
        "courses",
        "danger",
        "date",
        "days",
        "digest",
        "hidden_to",
        "injury",
        "newest_from",
        "plan",
        "since",
        "stretch_from",
        "trained",
    )

    def __init__(self, progress: Progress, plan: Plan) -> None:
        self.digest = progress.protocol
        self.plan = plan
        self.since = progress.since
        self.date = progress.date
        self.stretch_from = progress.stretch_from
        self.newest_from = progress.newest_from
        self.hidden_to = progress.hidden_to
        self.trained = progress.trained
        self.courses: set[tuple[int, int]] = set(progress.courses)
        self.injury = progress.injury
        self.days: list[Day] = list(progress.days or ())
        self._counted = progress.counted
        self.danger = View(self.days, advance=False)
        self.advance = View(self.days, advance=True)
        self._lapse_after: int | None = None
        self._trim_at = 64
        self.danger.doubtful = self.advance.doubtful = any(day.doubtful for day in self.days)
        self.climbing = self._climbing(progress)
        if progress.days is None:
            kept = progress.prescribed or ((),) * len(progress.seen)
            for session, terms in zip(progress.seen, kept, strict=True):
                self._append(session, terms)
        elif self.climbing is not None:
            for own, days in zip(self.climbing.ladders.values(), progress.alone_days, strict=True):
                own.take_up(days)

    def _climbing(self, progress: Progress) -> Climbing | None:
        """The ladders and schedules of the stage, as a progress has them."""
        if self.since is None or not self.plan.prescription.changes:
            return None
        return Climbing(self.plan, self.since, self.stretch_from, progress.rungs, progress.done)

    def enter(self, plan: Plan, kind: str, session: Session) -> None:
        """Enter a stage by a move of that kind, on the session's date."""
        own = kind in SEES_OWN_DATE or (kind == "advance" and plan.settle)
        number = session.date.toordinal() + (not own)
        self.plan = plan
        self.since = session.date
        self.stretch_from = number
        self.hidden_to = 0
        self.trained = 0
        self.courses = set()
        self._counted = 0
        if kind not in ("start", "advance"):
            self.newest_from = number
        self.days[:] = [
            Day(day.date, day.session, False, 0, day.number, plan.prescription, day.doubtful)
            for day in self.days
        ]
        self.climbing = None
        self.danger.rungs = self.advance.rungs = {}
        if plan.prescription.changes:
            self.climbing = Climbing(plan, session.date, number)
            self.danger.rungs = self.climbing.heights()
            for day in self.days:
                self._append_alone(day.session, day.number, ())
        if own and kind != "start":
            self._pop()
            self._add(session)
        if kind != "start":
            self._look()

    def _pop(self) -> None:
        """Take the newest session out."""
        self.days.pop()
        for own in self.climbing.ladders.values() if self.climbing else ():
            own.days.pop()

    def take(self, session: Session, lapse_after: int | None) -> None:
        """Add the session of a later date, before its gates are asked.

        `lapse_after` is the longest gap in training, in days, over which what came before counts.
        """
        self._lapse_after = lapse_after
        self.date = session.date
        if self.climbing is not None:
            self.climbing.next_date()
            self.danger.rungs = self.climbing.heights()
        number = session.date.toordinal()
        self.hidden_to = self._hidden(number, self.trained, self.hidden_to)
        self.courses = {
            (trained, self._hidden(number, trained, hidden)) for trained, hidden in self.courses
        }
        self._add(session)
        self._look()
        if len(self.days) > self._trim_at:
            self._trim()
            self._trim_at = 64 + 2 * len(self.days)

    def _hidden(self, number: int, trained: int, hidden: int) -> int:
        """What a lapse hides up to a date, the last training session having been on another."""
        lapse_after = self._lapse_after
        if lapse_after is None or not trained or number - trained <= lapse_after:
            return hidden
        return trained

    def _add(self, session: Session) -> None:
        """Append a new session, and note whether it was training."""
        self._append(session)
        day = self.days[-1]
        if day.trained:
            self._train(day.number, doubtful=day.doubtful)

    def _train(self, number: int, *, doubtful: bool) -> None:
        """Note a training session; a doubtful one may have been none."""
        if self._lapse_after is not None and (doubtful or self.courses):
            trained = {(number, hidden) for _, hidden in self.courses}
            if doubtful:
                trained |= {*self.courses, (self.trained, self.hidden_to)}
            self.courses = trained - {(number, self.hidden_to)}
            if len(self.courses) > _MANY:
                self.courses = {_ANY}
        self.trained = number

    def _append(self, session: Session, terms: tuple[int, ...] = ()) -> None:
        """Append a session; `terms` are what was prescribed on its date, where that is kept."""
        number = session.date.toordinal()
        if self.climbing is not None and number >= self.stretch_from:
            terms = terms or self.climbing.terms(session)
        prescription = self.plan.on(terms) if terms else self.plan.prescription
        nth, trained = 0, False
        if number >= self.stretch_from:
            trained = prescription.trains(session)
            nth = self._counted + trained
            if self.days and self.days[-1].number >= self.stretch_from:
                nth = self.days[-1].nth + trained
        doubtful = trained and session.work_is_doubtful
        if doubtful:
            self.danger.doubtful = self.advance.doubtful = True
        self.days.append(Day(session.date, session, trained, nth, number, prescription, doubtful))
        if self.climbing is not None:
            self._append_alone(session, number, terms)

    def _append_alone(self, session: Session, number: int, terms: tuple[int, ...]) -> None:
        """Append a session as each ladder's exercise sees it."""
        assert self.climbing is not None
        doses = self.plan.prescription.doses
        kept = terms or (0,) * len(doses)
        term_of = {dose.exercise.id: term for dose, term in zip(doses, kept, strict=True)}
        for id, own in self.climbing.ladders.items():
            own.append(session, number, term_of[id], seen=number >= self.stretch_from)

    def open_ladders(self) -> Iterator[OneLadder]:
        """The ladders of the exercises whose turn has come."""
        if self.climbing is not None:
            for id, own in self.climbing.ladders.items():
                if self.climbing.is_open(self.plan.prescription.get(id)):
                    yield own

    def change_rungs(self, session: Session, *, unknown: bool) -> list[Change]:
        """Change the rungs that the newest date changes, and say which and why.

        `unknown` says that a danger of the stage is not ruled out. Where work settles, a climb
        comes before the work of its date.
        """
        if self.climbing is None:
            return []
        own, after = session.date.toordinal(), session.date.toordinal() + 1
        sees_from = own if self.plan.settle else after
        changes: list[Change] = []
        for each in self.open_ladders():
            dropped = (change.rung for change in changes if change.kind == "drop")
            if each.ladder.exercise not in self.climbing.closed_by(dropped):
                change = each.changed(session, sees_from, unknown=unknown)
                changes += [change] if change is not None else []
        drops = [each.rung for each in changes if each.kind == "drop"]
        climbs = [each.rung for each in changes if each.kind == "climb"]
        if climbs:
            self.climbing.change(climbs, session.date, sees_from)
            if self.plan.settle:
                self._pop()
                self._append(session)
        if drops:
            self.climbing.change(drops, session.date, after)
        if changes:
            self._look()
        return changes

    def hurt(self, date: dt.date) -> None:
        """Take a reinjury: from here on, the days since the injury count from it."""
        self.injury = self.danger.injury = self.advance.injury = date

    def seen_by(self, kind: str) -> View:
        """What a gate of that kind sees on the newest date."""
        return self.advance if kind == "advance" else self.danger

    def _look(self) -> None:
        """Point what the gates see to the newest date."""
        assert self.date is not None and self.since is not None
        danger, advance, number = self.danger, self.advance, self.date.toordinal()
        danger.date = advance.date = self.date
        danger.number = advance.number = number
        danger.entered = advance.entered = self.since
        danger.stretch_from = advance.stretch_from = self.stretch_from
        danger.newest_from = advance.newest_from = self.newest_from
        danger.injury = advance.injury = self.injury
        if self.plan.settle:
            advance.days = [*self.days[:-1], *map(settling, self.days[-1:])]
        advance.unsure = any(hidden != self.hidden_to for _, hidden in self.courses)
        if self.hidden_to:
            advance.stretch_from = max(self.stretch_from, self.hidden_to + 1)
            advance.newest_from = max(self.newest_from, self.hidden_to + 1)
        if self.climbing is not None:
            advance.rungs = self.climbing.heights()
            for own in self.climbing.ladders.values():
                own.look(danger, self._lapse_after)

    def freeze(self, before: Progress | None) -> Progress:
        """The place as it is now."""
        self._trim()
        climbing = self.climbing
        return Progress(
            protocol=self.digest,
            stage=self.plan.stage,
            since=self.since,
            date=self.date,
            stretch_from=self.stretch_from,
            newest_from=self.newest_from,
            hidden_to=self.hidden_to,
            trained=self.trained,
            counted=self._counted,
            courses=tuple(sorted(self.courses)),
            injury=self.injury,
            seen=tuple(day.session for day in self.days),
            before=before,
            rungs=tuple(own.rung for own in climbing.ladders.values()) if climbing else (),
            done=climbing.last_done() if climbing else (),
            prescribed=tuple(day.terms for day in self.days) if climbing else (),
            days=tuple(self.days),
            alone_days=tuple(tuple(own.days) for own in climbing.ladders.values())
            if climbing
            else (),
        )

    def _trim(self) -> None:
        """Let go of what no window can reach on a later date."""
        days, plan = self.days, self.plan
        assert self.date is not None
        reach = self.date.toordinal() + 1
        oldest = min(max(self.newest_from, reach - plan.newest), reach - plan.ever)
        stretch = max(self.stretch_from, reach - plan.reach.days + 1)
        if plan.reach.whole:
            stretch = self.stretch_from
        first = bisect_left(days, stretch, key=_number)
        seen_from = self.stretch_from
        first = min(first, trained_back(days, len(days), plan.reach.sessions, seen_from))
        first = trained_back(days, first, plan.reach.before, seen_from)
        own_days = list(self.climbing.ladders.values()) if self.climbing else []
        first = min((first, *(own.back(seen_from, reach) for own in own_days)))
        if first < len(days):
            number = days[first].number
            oldest = min(oldest, max(self.newest_from, number - plan.behind), number - plan.ever)
        start = min(first, bisect_left(days, oldest, key=_number))
        gone = days[start - 1] if start else None
        if gone is not None and gone.number >= self.stretch_from:
            self._counted = gone.nth
        del days[:start]
        for own in own_days:
            del own.days[:start]
