"""For whom a change of protocol makes a difference: each log replayed through both."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

from attrs import frozen

from rehabflow.decision import ON_A_LADDER, Decision
from rehabflow.errors import Problem
from rehabflow.ladder import Rung
from rehabflow.timeline import Timeline

Side = Literal["old", "new"]


@frozen
class Entered:
    """A stage that was entered for the nth time, and when, under either protocol."""

    stage: str
    nth: int
    old: dt.date | None
    new: dt.date | None

    @property
    def later(self) -> int | None:
        """By how many days later under the new protocol; None where either never entered it."""
        return None if self.old is None or self.new is None else (self.new - self.old).days


@frozen
class Standings:
    """Where one patient stands under both protocols."""

    path: str
    old: Timeline
    new: Timeline

    @property
    def patient(self) -> str:
        """Who it is, as the log says."""
        return self.old.log.patient

    @property
    def elsewhere(self) -> bool:
        """Whether the stage now is another."""
        return self.old.stage != self.new.stage

    @property
    def differs(self) -> bool:
        """Whether any move, or any change of a dose, is another or on another date."""
        return self.parts is not None

    @property
    def parts(self) -> dt.date | None:
        """The first date on which the two decide differently."""
        for one, other in zip_longest(self.old.decisions, self.new.decisions):
            if one is None or other is None or _move(one) != _move(other):
                return min(each.date for each in (one, other) if each is not None)
        return None

    def on(self, date: dt.date) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
        """What was decided on a date under either protocol."""
        old, new = (
            tuple(one for one in each.decisions if one.date == date)
            for each in (self.old, self.new)
        )
        return old, new

    @property
    def entered(self) -> tuple[Entered, ...]:
        """Every stage entered on another date than under the other protocol."""
        old, new = (dict(_entries(each)) for each in (self.old, self.new))
        found = [Entered(*each, old.get(each), new.get(each)) for each in {**old, **new}]
        return tuple(each for each in found if each.old != each.new)

    @property
    def rungs(self) -> tuple[tuple[str, Rung | None, Rung | None], ...]:
        """The ladders of the stage now on which the patient stands elsewhere, by exercise."""
        if self.elsewhere:
            return ()
        old, new = (
            {rung.exercise: rung for rung in each.progress.rungs} for each in (self.old, self.new)
        )
        found = [(id, old.get(id), new.get(id)) for id in {**old, **new}]
        return tuple(each for each in found if _height(each[1]) != _height(each[2]))


@frozen
class Unread:
    """A log that was not compared, and why: it cannot be read under either protocol or one, or a
    rule failed."""

    path: str
    under: tuple[Side, ...]
    """The protocols under which it cannot be read or replayed."""
    problems: tuple[Problem, ...]
    rule_failed: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that one of the protocols does not know."""
        if len(self.under) != 1:
            return ()
        return tuple(dict.fromkeys(each.field for each in self.problems if each.code == "RF110"))


def _height(rung: Rung | None) -> int | None:
    return None if rung is None else rung.height


def _move(decision: Decision) -> tuple[dt.date, object]:
    what = decision.kind, decision.from_, decision.to, decision.exercise, decision.rung
    return decision.date, what


def _entries(timeline: Timeline) -> Iterator[tuple[tuple[str, int], dt.date]]:
    """When each stage was entered, by its id and how often it had been."""
    seen = Counter[str]()
    for each in timeline.decisions:
        if each.kind not in ON_A_LADDER:
            seen[each.to] += 1
            yield (each.to, seen[each.to]), each.date
