"""A patient's log as it grows, stepped through beside the whole of it decided anew."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import naive
import pytest
import strategies
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from strategies import Aim, Patient
from test_against_naive import bare, bare_advice, gates, moves, told

from rehabflow import (
    Decision,
    Engine,
    LateEntry,
    Log,
    Progress,
    Protocol,
    ProtocolError,
    Session,
)

Plain = dict[str, Any]
SIGNED = {"by": "A. Physio", "reason": "examined"}


def undecided(replay: naive.Replay, on: dt.date) -> set[tuple[str, str]]:
    """The gates that a review must name: unknown before the one that fired, and unknown in the
    stage that it led to."""
    asked = replay.asked
    if not any(move["date"] == on and move["kind"] != "start" for move in replay.decisions):
        return named(asked)
    met = [place for place, gate in enumerate(asked) if gate["verdict"] == naive.MET]
    return named(asked[: met[0]] if met else asked) | named(replay.outlook)


def named(asked: list[Plain]) -> set[tuple[str, str]]:
    return {(gate["kind"], gate["to"]) for gate in asked if gate["verdict"] == naive.UNKNOWN}


class Course(RuleBasedStateMachine):
    """One patient, one engine, one progress; `entries` is all that was ever logged."""

    @initialize(
        data=st.data(),
        about=strategies.protocols(),
        injured=st.sampled_from(["right", "left"]),
        mood=st.sampled_from(strategies.MOODS),
        clock=st.sampled_from(["", "local", "zoned"]),
    )
    def starts(
        self, data: st.DataObject, about: Plain, injured: str, mood: Any, clock: str
    ) -> None:
        self.about = about
        self.patient = Patient(mood, None, injured, clock)
        self.injury = strategies.injury_of(injured)
        self.engine = Engine(Protocol.from_dict(about))
        self.progress = self.engine.begin(self.injury)
        self.decisions: list[Decision] = []
        self.entries: list[Plain] = []
        self.on = strategies.FIRST_DAY
        self.corrections = 0
        self.write(self.drawn(data), self.on)
        self.decide(self.on)

    # ------------------------------------------------------------ what is logged

    @rule(data=st.data(), dates=st.integers(1, 4))
    def later_dates_are_logged(self, data: st.DataObject, dates: int) -> None:
        for _ in range(dates):
            self.on += dt.timedelta(data.draw(st.sampled_from(self.patient.mood.gaps)))
            self.write(self.drawn(data), self.on)
            self.decide(self.on)

    @rule(data=st.data())
    def the_newest_date_grows(self, data: st.DataObject) -> None:
        self.write(plain(self.drawn(data)), self.on)
        self.decide(self.on)

    @rule(data=st.data(), days=st.integers(1, 4))
    def an_earlier_date_is_added_to(self, data: st.DataObject, days: int) -> None:
        date = self.on - dt.timedelta(days)
        self.write(plain(self.drawn(data)), date)
        self.decide(date)

    @precondition(lambda self: not self.happened())
    @rule(data=st.data(), event=st.sampled_from(["override", "clear", "red_flag", "reinjury"]))
    def something_happens(self, data: st.DataObject, event: str) -> None:
        row: Plain = {"event": event}
        if event in ("override", "clear"):
            row |= {"to": data.draw(st.sampled_from([*self.about["stages"]][:-1])), **SIGNED}
        self.write([row], self.on)
        self.decide(self.on)

    @precondition(lambda self: self.loose())
    @rule(data=st.data(), pain=st.integers(0, 10))
    def a_row_is_corrected(self, data: st.DataObject, pain: int) -> None:
        place = data.draw(st.sampled_from(self.loose()))
        wrong = self.entries[place]
        self.corrections += 1
        name = f"correction-{self.corrections}"
        self.entries[place] = {**wrong, "id": name}
        self.entries.append({**wrong, "pain": pain, "replaces": name})
        self.decide(naive.day_of(wrong))

    @precondition(lambda self: self.loose())
    @rule(data=st.data())
    def a_cell_turns_out_to_be_unreadable(self, data: st.DataObject) -> None:
        entry = self.entries[data.draw(st.sampled_from(self.loose()))]
        stated = [name for name in strategies.SPOILED if name in entry and name != "load"]
        name = data.draw(st.sampled_from([*stated, "pain", "medicated"]))
        entry["doubtful"] = sorted({*entry.get("doubtful", ()), name})
        self.decide(naive.day_of(entry))

    # ------------------------------------------------------------ what is kept in between

    @rule(pickled=st.booleans())
    def the_progress_is_put_away(self, pickled: bool) -> None:
        kept = Progress.from_json(self.progress.to_json())
        if pickled:
            kept = pickle.loads(pickle.dumps(self.progress))  # noqa: S301
        assert kept == self.progress
        self.progress = kept

    @rule()
    def the_protocol_changes(self) -> None:
        """The progress of another version is refused, and nothing is decided."""
        other = Engine(Protocol.from_dict({**self.about, "version": "1.0.1"}))
        with pytest.raises(ProtocolError, match="RF506"):
            other.step(self.progress, self.session(self.on))

    # ------------------------------------------------------------ how it is decided

    def decide(self, date: dt.date) -> None:
        """Step where the date is the newest, else be refused and replay; then compare."""
        session = self.session(date)
        if date < (self.progress.date or date):
            with pytest.raises(LateEntry, match="RF507"):
                self.engine.step(self.progress, session)
            timeline = self.engine.replay(self.log(self.entries))
            self.decisions = list(timeline.decisions)
            self.progress = timeline.progress
            self.compare(timeline)
            return
        decision = self.engine.step(self.progress, session)
        assert decision.progress is not None
        self.progress = decision.progress
        kept = [each for each in self.decisions if each.date < date]
        self.decisions = [*kept, *decision.made]
        self.compare(decision)

    def compare(self, told_of: Any) -> None:
        """A decision or a timeline beside the naive engine's answer to the whole log."""
        injured = self.patient.injured
        expected = naive.replay(self.about, self.entries, injured, self.injury)
        assert moves(self) == expected.decisions
        assert (self.progress.stage, self.progress.since) == (expected.stage, expected.since)
        assert gates(told_of.asked) == bare(expected.asked)
        assert gates(told_of.outlook) == bare(expected.outlook)
        assert told(told_of.advice) == bare_advice(expected.advice)
        review = {(each.kind, str(each.to)) for each in told_of.review if each.kind != "event"}
        assert review == undecided(expected, self.on)

    # ------------------------------------------------------------ the log

    def drawn(self, data: st.DataObject) -> list[Plain]:
        stage = self.progress.stage
        aim: Aim | None = None
        if naive.is_open(self.about, stage):
            aim = strategies.aim_of(self.about, stage)
        return strategies.day_entries(data.draw, self.about, stage, aim, self.patient)

    def write(self, rows: list[Plain], date: dt.date) -> None:
        self.entries += [strategies.on_clock(row, date, self.patient.clock) for row in rows]

    def log(self, entries: list[Plain]) -> Log:
        """Read on where a cell is bad, as it is from the moment that one is."""
        return Log.from_entries(
            [strategies.unreadable(entry) for entry in entries],
            injured=self.patient.injured,
            injury=self.injury,
            protocol=self.engine.protocol,
            salvage=True,
        )

    def session(self, date: dt.date) -> Session:
        """All that the log says of a date."""
        rows = [entry for entry in self.entries if naive.day_of(entry) == date]
        (session,) = self.log(rows).sessions
        return session

    def happened(self) -> bool:
        return any("event" in each and naive.day_of(each) == self.on for each in self.entries)

    def loose(self) -> list[int]:
        """The rows that no correction and no event ties down."""
        tied = {"id", "replaces", "event"}
        return [place for place, row in enumerate(self.entries) if not row.keys() & tied]


def plain(rows: list[Plain]) -> list[Plain]:
    """Rows without what a date that has some already cannot take: orders and names."""
    kept = [
        {key: value for key, value in row.items() if key not in ("id", "replaces")}
        for row in rows
        if "event" not in row
    ]
    return kept or [{"note": "nothing more"}]


TestCourse = Course.TestCase
TestCourse.settings = settings(stateful_step_count=20)
