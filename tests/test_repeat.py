"""Criteria that must hold on several training sessions, each read on its own date alone."""

from __future__ import annotations

from typing import Any

import pytest
from make import number_of

from rehabflow import Engine, Log, ProtocolError, Timeline
from rehabflow.readers.protocol import read_protocol
from rehabflow.verdict import Combined, Outcome

PROTOCOL = """
rehabflow: 1
id: repeated
version: 1.0.0
title: Repeated
lapse_after: 7 days
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {%s}}
    setback: {to: first, when: {none: [{sessions: {at_least: 0}}]}}
  last: {final: true}
"""
MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
TWO_OF_THREE = "repeat: {times: 2, last: 3 sessions, when: [%s]}"


def replayed(criterion: str, rows: str, kind: str = "advance") -> Timeline:
    """Rows as `2 all, pain 2, aslr 70; 3 aslr 60`, by the day of March."""
    entries: list[dict[str, Any]] = []
    for row in rows.split(";"):
        day, *cells = row.strip().replace(" ", ", ", 1).split(",")
        entry: dict[str, Any] = {"date": f"2026-03-{int(day):02}"}
        for cell in cells:
            name, _, text = cell.strip().partition(" ")
            entry |= {"work": "all"} if name == "all" else {name: text}
        entries.append(entry)
    text = PROTOCOL % criterion
    if kind == "setback":
        text = (PROTOCOL % "sessions: {at_least: 99}").replace(
            "none: [{sessions: {at_least: 0}}]", criterion
        )
    protocol = read_protocol(text.encode(), "repeated.yaml")
    return Engine(protocol).replay(Log.from_entries(entries))


def asked(timeline: Timeline, kind: str = "advance") -> Combined:
    (gate,) = [each.gate for each in timeline.asked if each.kind == kind]
    assert isinstance(gate, Combined)
    return gate


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ("2 all, pain 2; 3 all, pain 2", MET),
        ("2 all, pain 2; 3 all, pain 4; 4 all, pain 2", MET),
        ("2 all, pain 4; 3 all, pain 4; 4 all, pain 2", UNMET),
        ("2 all, pain 4; 3 all, pain 4", UNMET),
        ("2 all, pain 2; 3 all, pain 4", UNKNOWN),
        ("2 all, pain 2", UNKNOWN),
        ("2 all, pain 2; 3 all; 4 all, pain 4", UNKNOWN),
        ("2 all, pain 2; 3 all; 4 all", UNKNOWN),
        ("2 pain 2; 3 pain 2", UNKNOWN),
        ("2 all, pain 2; 3 pain 9; 4 all, pain 2", MET),
        ("2 all, pain 2; 3 all, pain 4; 4 all, pain 4", UNMET),
        ("2 all, pain 2; 12 all, pain 2", UNKNOWN),
    ],
)
def test_in_an_advance_so_many_of_the_sessions_must_have_held(rows: str, verdict: Outcome) -> None:
    gate = asked(replayed(TWO_OF_THREE % "{pain: {at_most: 2}}", rows))
    assert gate.verdict is verdict
    assert (gate.op, gate.times, str(gate.window)) == ("repeat", 2, "last 3 sessions")


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ("2 all, pain 6; 3 all, pain 6", MET),
        ("2 all, pain 6", UNMET),
        ("2 all, pain 6; 3 all", UNKNOWN),
        ("2 all; 3 pain 9", UNMET),
        ("2 pain 9", UNMET),
    ],
)
def test_in_a_danger_only_what_was_there_to_log_counts(rows: str, verdict: Outcome) -> None:
    timeline = replayed(TWO_OF_THREE % "{pain: {at_least: 6}}", rows, "setback")
    assert asked(timeline, "setback").verdict is verdict


def test_what_a_danger_ignores_counts_as_nothing() -> None:
    criterion = TWO_OF_THREE % "{pain: {at_least: 6, missing: ignore}}"
    gate = asked(replayed(criterion, "2 all, pain 6; 3 all", "setback"), "setback")
    assert gate.verdict is UNMET


def test_all_of_the_criteria_must_hold_on_one_date() -> None:
    both = TWO_OF_THREE % "{pain: {at_most: 2}}, {aslr: {at_least: 70}}"
    rows = "2 all, pain 2, aslr 60; 3 all, pain 4, aslr 70; 4 all, pain 2, aslr 70"
    gate = asked(replayed(both, rows))
    assert gate.verdict is UNMET
    assert [each.verdict for each in gate.of] == [UNMET, UNMET, MET]
    dates = [each.date for each in gate.of if isinstance(each, Combined) and each.date]
    assert [number_of(day) for day in dates] == [2, 3, 4]


def test_a_value_counts_only_on_the_date_that_it_was_logged_on() -> None:
    criterion = TWO_OF_THREE % "{aslr: {at_least: 70}}"
    gate = asked(replayed(criterion, "2 all, aslr 80; 3 all; 4 all"))
    assert [each.verdict for each in gate.of] == [MET, UNKNOWN, UNKNOWN]


def test_the_other_leg_counts_as_of_each_date() -> None:
    criterion = TWO_OF_THREE % "{symmetry: {of: aslr, at_least: 90%}}"
    rows = "1 aslr_other 100; 2 all, aslr 80; 3 all, aslr 80; 4 all, aslr 80, aslr_other 80"
    gate = asked(replayed(criterion, rows))
    assert [each.verdict for each in gate.of] == [UNMET, UNMET, MET]


def test_the_other_leg_is_remembered_over_a_setback_however_the_log_goes_on() -> None:
    """The value before the setback counts on the date after it, whatever is logged later."""
    about = read_protocol(
        (PROTOCOL % (TWO_OF_THREE % "{symmetry: {of: aslr, at_least: 90%}}"))
        .replace("times: 2", "times: 1")
        .replace("{none: [{sessions: {at_least: 0}}]}", "{pain: {at_least: 6}}")
        .encode(),
        "repeated.yaml",
    )
    rows: list[dict[str, Any]] = [
        {"date": "2026-03-02", "aslr_other": 80},
        {"date": "2026-03-03", "work": "all", "pain": 7},
        {"date": "2026-03-04", "work": "all", "pain": 0, "aslr": 80},
        {"date": "2026-03-05", "note": "a day off"},
    ]
    log = Log.from_entries(rows, protocol=about)
    engine, progress = Engine(about), Engine(about).begin()
    kinds = []
    for session in log.sessions:
        decision = engine.step(progress, session)
        assert decision.progress is not None
        progress = decision.progress
        kinds.append(decision.kind)
        assert engine.replay(log.until(session.date)).progress == progress
    assert kinds == ["start", "setback", "advance", "hold"]


def test_what_is_missing_is_said() -> None:
    timeline = replayed(TWO_OF_THREE % "{pain: {at_most: 2}}", "2 all, pain 2")
    (undecided,) = timeline.review
    assert undecided.text == "2 of the last 3 sessions are still to come"
    timeline = replayed(TWO_OF_THREE % "{pain: {at_most: 2}}", "2 all, pain 2; 3 all; 4 all")
    assert timeline.review[0].text == (
        "exercise pain was not rated on 2026-03-03; exercise pain was not rated on 2026-03-04"
    )


def test_a_repeated_gate_survives_the_way_through_json() -> None:
    timeline = replayed(TWO_OF_THREE % "{pain: {at_most: 2}}", "2 all, pain 2; 3 all, pain 2")
    advance = timeline.decisions[-1]
    assert advance.kind == "advance"
    assert advance.from_json(advance.to_json()) == advance
    plain = advance.to_dict()["why"]
    assert plain["op"] == "repeat"
    assert (plain["times"], plain["window"]) == (2, {"last": 3, "of": "sessions"})
    assert [each["date"] for each in plain["of"]] == ["2026-03-02", "2026-03-03"]


def test_nothing_is_repeated_within_what_repeats() -> None:
    inner = "repeat: {times: 1, last: 2 sessions, when: {pain: {at_most: 3}}}"
    with pytest.raises(ProtocolError) as raised:
        replayed(TWO_OF_THREE % f"{{{inner}}}", "2 all, pain 2")
    assert [problem.code for problem in raised.value.problems] == ["RF432"]
    assert "`repeat` cannot be read on one date alone" in raised.value.problems[0].message


@pytest.mark.parametrize(
    ("criterion", "rows"),
    [
        ("reps: {at_least: 90%}", "2 all; 3 all"),
        ("aslr: {at_least: 70}", "2 all, aslr 70; 3 all, aslr 75"),
        ("symmetry: {of: aslr, at_least: 90%}", "2 all, aslr 72, aslr_other 80; 3 all, aslr 80"),
    ],
)
def test_every_rule_that_can_be_read_on_one_date_may_be_repeated(
    criterion: str, rows: str
) -> None:
    assert asked(replayed(TWO_OF_THREE % f"{{{criterion}}}", rows)).verdict is MET
