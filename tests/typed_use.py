"""A program that embeds rehabflow, as the type checkers see it: nothing here is ever run."""

import datetime as dt
from pathlib import Path
from typing import assert_type

from attrs import frozen

from rehabflow import (
    Decision,
    Engine,
    LateEntry,
    Log,
    LogError,
    Outcome,
    Problem,
    Progress,
    Protocol,
    ProtocolError,
    Reading,
    RehabflowError,
    Rule,
    RuleFailed,
    Session,
    Timeline,
    Window,
    load_protocol,
    read_log,
)


def replay_a_file(path: Path) -> str:
    protocol = assert_type(load_protocol("hamstring-strain"), Protocol)
    engine = Engine(protocol)
    log = assert_type(read_log("maya.csv", protocol=protocol), Log)
    timeline = assert_type(engine.replay(log), Timeline)
    assert_type(engine.replay(read_log(path, protocol=protocol)), Timeline)
    assert_type(timeline.since, dt.date | None)
    assert_type(timeline.explain(dt.date(2026, 3, 12)), Timeline)
    return assert_type(timeline.stage, str)


def explain(timeline: Timeline) -> list[str]:
    for decision in timeline.decisions:
        assert_type(decision, Decision)
        assert_type(decision.date, dt.date)
    for undecided in timeline.review:
        assert_type(undecided.danger, bool)
    unmet: list[str] = []
    for asked in timeline.outlook:
        assert_type(asked.verdict, Outcome)
        unmet += [each.text for each in asked.gate.criteria() if each.verdict is Outcome.UNMET]
    return unmet


def step_by_step(engine: Engine, sessions: list[Session]) -> Progress:
    progress = assert_type(engine.begin(), Progress)
    for session in sessions:
        decision = engine.step(progress, session, as_of=session.date)
        if decision.progress is not None:
            progress = Progress.from_json(decision.progress.to_json())
    for dose in engine.prescription(progress):
        assert_type(dose.exercise.id, str)
    return progress


def round_trips(timeline: Timeline, decision: Decision, protocol: Protocol, log: Log) -> None:
    assert_type(Timeline.from_json(timeline.to_json()), Timeline)
    assert_type(Decision.from_json(decision.to_json()), Decision)
    assert_type(Protocol.from_json(protocol.to_json()), Protocol)
    assert_type(Log.from_json(log.to_json()), Log)
    assert_type(Timeline.from_dict(timeline.to_dict()), Timeline)
    assert_type(Decision.from_dict(decision.to_dict()), Decision)
    assert_type(Protocol.from_dict(protocol.to_dict()), Protocol)
    assert_type(Log.from_dict(log.to_dict()), Log)


def in_memory(protocol: Protocol) -> Log:
    rows: list[dict[str, object]] = [
        {"date": "2026-03-02", "pain": 4, "work": "all"},
        {"date": dt.date(2026, 3, 3), "pain": 2.5, "aslr": 70},
    ]
    return assert_type(Log.from_entries(rows, protocol=protocol, injured="left"), Log)


def problems_of(path: str) -> tuple[Problem, ...]:
    try:
        replay_a_file(Path(path))
    except (LogError, ProtocolError, RuleFailed, LateEntry) as error:
        return assert_type(error.problems, tuple[Problem, ...])
    except RehabflowError as error:
        return error.problems
    return ()


@frozen
class Entries(Rule):
    """A rule of somebody's own: the entries in the window, counted."""

    unit, scale, better, label = "count", (0, None), "higher", "entries"
    window = "7 days"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(sum(len(day.session.entries) for day in window), window)
