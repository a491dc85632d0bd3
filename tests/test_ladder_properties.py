"""What holds of ladders and schedules for every protocol and log, and a slow second opinion."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ladder_strategies
import naive
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from ladder_strategies import cases
from strategies import Case
from test_against_naive import bare, expected_of, gates, timeline_of, tree
from test_engine_properties import engine_of, log_of, steps

from rehabflow import Engine, Log, Outcome, Progress, Timeline
from rehabflow.verdict import GateVerdict

Plain = dict[str, Any]
CHANGES = ("climb", "drop")
Change = tuple[dt.date, str, str, tuple[int, int]]
"""When, climb or drop, of which exercise, from which rung to which."""


def changes(timeline: Timeline) -> list[Change]:
    """The climbs and drops."""
    return [
        (each.date, each.kind, str(each.exercise), each.rung)
        for each in timeline.decisions
        if each.kind in CHANGES and each.rung is not None
    ]


def path(timeline: Timeline) -> list[tuple[Any, ...]]:
    """Every decision without its evidence, whose lines depend on the order of the file."""
    return [
        (each.date, each.kind, each.from_, each.to, each.exercise, each.rung)
        for each in timeline.decisions
    ]


def naive_path(replay: naive.Replay) -> list[tuple[Any, ...]]:
    """The same of the naive engine. Between which stages a climb leads is nowhere written."""
    return [
        (each["date"], each["kind"], each.get("exercise"), each.get("rung"))
        + (() if each["kind"] in CHANGES else (each["from"], each["to"]))
        for each in replay.decisions
    ]


def real_path(timeline: Timeline) -> list[tuple[Any, ...]]:
    return [
        (date, kind, exercise, rung) + (() if kind in CHANGES else (from_, to))
        for date, kind, from_, to, exercise, rung in path(timeline)
    ]


def rungs(progress: Progress) -> dict[str, int]:
    """From 1; one more than the ladder has, where its top rung is done."""
    return {each.exercise: each.rung + each.finished for each in progress.rungs}


def of_stage(asked: tuple[GateVerdict, ...]) -> list[Plain]:
    return gates(tuple(gate for gate in asked if gate.kind not in CHANGES))


def of_ladders(asked: tuple[GateVerdict, ...]) -> list[Plain]:
    return [
        {
            "kind": gate.kind,
            "exercise": gate.exercise,
            "verdict": str(gate.verdict),
            "gate": tree(gate.gate),
        }
        for gate in asked
        if gate.kind in CHANGES
    ]


def naive_gates(asked: list[Plain], *, of_ladders: bool) -> list[Plain]:
    kept = [gate for gate in asked if (gate["kind"] in CHANGES) == of_ladders]
    if of_ladders:
        return [{**gate, "gate": bare(gate["gate"])} for gate in kept]
    bared: list[Plain] = bare(kept)
    return bared


def assert_same(timeline: Timeline, expected: naive.Replay) -> None:
    assert real_path(timeline) == naive_path(expected)
    assert (timeline.stage, timeline.since) == (expected.stage, expected.since)
    last = expected.days[max(expected.days)].rungs
    assert rungs(timeline.progress) == last
    assert of_stage(timeline.outlook) == naive_gates(expected.outlook, of_ladders=False)
    assert of_ladders(timeline.outlook) == naive_gates(expected.outlook, of_ladders=True)


@settings(derandomize=True)
@given(cases())
def test_every_climb_and_drop_and_every_open_gate_is_the_same(case: Case) -> None:
    assert_same(timeline_of(case), expected_of(case))


@settings(derandomize=True)
@given(ladder_strategies.doubtful_cases())
def test_a_salvaged_log_is_decided_the_same(case: Case) -> None:
    log = log_of(case, [strategies.unreadable(entry) for entry in case[1]], salvage=True)
    assert_same(engine_of(case).replay(log), expected_of(case))


# ---------------------------------------------------------------- the fold


@given(cases())
def test_the_same_log_gives_the_same_timeline(case: Case) -> None:
    one, other = timeline_of(case), timeline_of(case)
    assert one == other
    assert one.to_json() == other.to_json()


@given(cases())
def test_appending_later_entries_never_changes_an_earlier_climb(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    whole = engine.replay(log).decisions
    for session in log.sessions[::2]:
        part = engine.replay(log.until(session.date)).decisions
        assert part == tuple(each for each in whole if each.date <= session.date)


@given(cases(), st.booleans(), st.booleans())
def test_replay_is_step_folded_over_the_log(case: Case, by_json: bool, twice: bool) -> None:
    engine, log = engine_of(case), log_of(case)
    taken = list(steps(engine, log, by_json=by_json, twice=twice))
    timeline = engine.replay(log)
    assert tuple(made for each in taken for made in each.made) == timeline.decisions
    assert taken[-1].progress == timeline.progress
    assert taken[-1].outlook == timeline.outlook


@given(cases(), st.randoms(use_true_random=False))
def test_order_among_entries_is_nothing(case: Case, random: Any) -> None:
    engine, shuffled = engine_of(case), list(case[1])
    random.shuffle(shuffled)
    one, other = engine.replay(log_of(case)), engine.replay(log_of(case, shuffled))
    assert path(one) == path(other)
    assert rungs(one.progress) == rungs(other.progress)


def resumed(engine: Engine, log: Log, after: int) -> Progress:
    """The progress at the end of a log that was put away as JSON after so many of its dates."""
    progress = engine.begin(log.injury)
    for count, session in enumerate(log.sessions):
        if count == after:
            progress = Progress.from_json(progress.to_json())
        progress = engine.step(progress, session).progress or progress
    return progress


@given(cases(), st.integers(0, 20))
def test_progress_that_was_put_away_is_taken_up_on_the_same_rung(case: Case, after: int) -> None:
    engine, log = engine_of(case), log_of(case)
    after %= len(log.sessions)
    ended = resumed(engine, log, after)
    assert ended == engine.replay(log).progress
    assert Progress.from_json(ended.to_json()) == ended


# ---------------------------------------------------------------- what climbs, and when


@given(cases())
def test_a_ladder_changes_once_a_date_and_stays_on_its_rungs(case: Case) -> None:
    protocol, *_ = case
    made = changes(timeline_of(case))
    assert len({(date, exercise) for date, _, exercise, _ in made}) == len(made)
    tops: dict[str, int] = {}
    for stage in protocol["stages"].values():
        for entry in stage.get("exercises", []):
            if "ladder" in entry:
                most = ladder_strategies.rungs_in(protocol, entry)
                tops[entry["do"]] = max(most, tops.get(entry["do"], 0))
    for _, kind, exercise, (before, after) in made:
        assert 1 <= before <= tops[exercise] + 1
        assert 1 <= after <= tops[exercise] + 1
        assert after == before + 1 if kind == "climb" else after <= before


@given(cases())
def test_every_stage_begins_its_ladders_at_the_first_rung(case: Case) -> None:
    seen: set[str] = set()
    for each in timeline_of(case).decisions:
        if each.kind not in CHANGES:
            seen = set()
        elif each.rung is not None and each.exercise not in seen:
            assert each.rung[0] == 1
            seen.add(str(each.exercise))


@given(cases())
def test_nothing_climbs_while_a_danger_is_unknown(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    for session in log.sessions[::2]:
        timeline = engine.replay(log.until(session.date))
        dangers = [gate for gate in timeline.asked if gate.kind in ("refer", "setback")]
        if any(gate.verdict is not Outcome.UNMET for gate in dangers):
            today = [each for each in timeline.decisions if each.date == session.date]
            assert not [each for each in today if each.kind in CHANGES[:1]]
            if any(gate.verdict is Outcome.MET for gate in dangers):
                assert not [each for each in today if each.kind in CHANGES]


PAINS = ("pain", "pain_after", "pain_morning")


def trained_on(case: Case, on: dt.date) -> set[str]:
    """Which exercises that stand after no other were worked on while they were open, by the naive
    engine."""
    protocol, entries, injured = case
    until = [entry for entry in entries if naive.day_of(entry) <= on]
    sessions = naive.sessions_of(protocol, until, injured)
    made = naive.replay_sessions(protocol, sessions, strategies.injury_of(injured)).decisions
    before = [each for each in made if each["date"] < on or each["kind"] == "start"]
    course = naive.Course(protocol, before, sessions)
    return {
        member.exercise
        for member in course.members
        if not member.after and naive.has_work(naive.of_exercise(course, sessions[-1], member))
    }


def without(entries: list[Plain], on: dt.date, name: str) -> list[Plain]:
    """The entries with one column of a date emptied."""
    return [
        {key: value for key, value in entry.items() if key != name or naive.day_of(entry) != on}
        for entry in entries
    ]


@given(cases(ladder_strategies.owing_protocols()), st.data())
def test_a_pain_that_is_owed_and_not_logged_makes_nothing_climb_that_did_not(
    case: Case, data: st.DataObject
) -> None:
    """On the first date on which anything differs: from then on the two go ways of their own. A
    rating of a date without work on the exercise is owed by nobody."""
    dates = sorted({naive.day_of(entry) for entry in case[1]})
    on = data.draw(st.sampled_from(dates))
    name = data.draw(st.sampled_from(PAINS))
    fewer = without(case[1], on, name)
    engine = engine_of(case)
    whole, part = (engine.replay(log_of(case, entries)) for entries in (case[1], fewer))
    differ = [
        day
        for day in dates
        if [each for each in path(whole) if each[0] == day]
        != [each for each in path(part) if each[0] == day]
    ]
    for day in differ[:1]:
        climbed, climbs = (
            {each[2] for each in changes(timeline) if each[0] == day and each[1] == "climb"}
            for timeline in (whole, part)
        )
        assert not (climbs - climbed) & trained_on(case, on)
