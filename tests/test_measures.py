"""Columns of the log that a protocol declares."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow import Engine, Log, LogError, Progress, ProtocolError, Timeline
from rehabflow.entry import Number
from rehabflow.errors import RehabflowError
from rehabflow.measure import Better, Declared, Measure, NotDeclared
from rehabflow.protocol import Protocol
from rehabflow.readers.log import read_log_bytes
from rehabflow.readers.protocol import read_protocol

HEAD = """
rehabflow: 1
id: measured
version: 1.0.0
title: Measured
measures:
  hop: {title: Single-leg hop, unit: cm, range: [0, 300], better: higher, of_day: %s}
  h_test: {range: [0, 100], better: lower}
  reach: {unit: cm, better: higher}
  squat_ok: {type: yes/no, better: yes}
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {%s}}
  last: {final: true}
"""


def protocol(criterion: str = "sessions: {at_least: 9}", of_day: str = "worst") -> Protocol:
    return read_protocol((HEAD % (of_day, criterion)).encode(), "measured.yaml")


def replayed(criterion: str, *rows: dict[str, Any], of_day: str = "worst") -> Timeline:
    found = protocol(criterion, of_day)
    return Engine(found).replay(Log.from_entries(rows, injured="right", protocol=found))


def value(timeline: Timeline) -> object:
    (asked,) = [each for each in timeline.asked if each.kind == "advance"]
    (criterion,) = asked.gate.criteria()
    return criterion.value


SEVERAL = [
    {"date": "2026-03-02", "hop": 100, "hop_other": 120},
    {"date": "2026-03-02", "hop": 110, "hop_other": 150},
    {"date": "2026-03-02", "side": "left", "hop": 140},
]


@pytest.mark.parametrize(
    ("of_day", "mine", "other"),
    [("worst", 100, 150), ("best", 110, 150), ("mean", 105, Fraction(410, 3))],
)
def test_of_several_values_of_a_date_one_counts(of_day: str, mine: int, other: Number) -> None:
    """Of the other leg the best, which makes symmetry look worse."""
    newest = replayed("measure: {of: hop, at_least: 300}", *SEVERAL, of_day=of_day)
    assert value(newest) == mine
    share = replayed("symmetry: {of: hop, at_least: 200%}", *SEVERAL, of_day=of_day)
    assert value(share) == Fraction(mine * 100) / other


def test_yes_and_no_are_said_as_true_and_false_to_a_machine_and_in_words_to_people() -> None:
    timeline = replayed(
        "measure: {of: squat_ok, is: yes}", {"date": "2026-03-02", "squat_ok": "no"}
    )
    plain = timeline.outlook[0].to_dict()["gate"]
    assert (plain["value"], plain["limits"], plain["evidence"][0]["value"]) == (
        False, {"is": True}, False,
    )  # fmt: skip
    assert plain["text"].startswith("squat ok no (within 7 days), exactly yes: not met")


def test_a_yes_that_is_not_known_is_null() -> None:
    timeline = replayed("measure: {of: squat_ok, is: yes}", {"date": "2026-03-02"})
    plain = timeline.outlook[0].to_dict()["gate"]
    assert (plain["value"], plain["verdict"]) == (None, "unknown")


@pytest.mark.parametrize("name", ["yes", "no"])
def test_a_decision_on_a_yes_survives_the_way_through_json(name: str) -> None:
    timeline = replayed(
        f"measure: {{of: squat_ok, is: {name}}}", {"date": "2026-03-02", "squat_ok": name}
    )
    (_, advance) = timeline.decisions
    assert advance.from_json(advance.to_json()) == advance
    assert Timeline.from_json(timeline.to_json()) == timeline


def test_an_unknown_yes_survives_the_way_through_json() -> None:
    found = protocol("measure: {of: squat_ok, is: yes}")
    engine = Engine(found)
    (session,) = Log.from_entries([{"date": "2026-03-02"}]).sessions
    decision = engine.step(engine.begin(), session)
    assert decision.from_json(decision.to_json()) == decision


def test_a_measure_may_be_below_nought_where_its_range_allows() -> None:
    timeline = replayed(
        "measure: {of: reach, at_least: -5}", {"date": "2026-03-02", "reach": "-4.5"}
    )
    assert timeline.stage == "last"
    with pytest.raises(LogError, match="RF212"):
        replayed("measure: {of: hop, at_least: 5}", {"date": "2026-03-02", "hop": "-4.5"})
    with pytest.raises(LogError, match="RF211"):
        replayed("measure: {of: reach, at_least: 5}", {"date": "2026-03-02", "reach": "-4.5.1"})


def test_a_decimal_comma_may_stand_in_a_measure_too() -> None:
    text = "date;reach;hop\n2026-03-02;-4,5;100,5\n"
    log = read_log_bytes(text.encode(), "a.csv", "csv", protocol=protocol())
    assert dict(log.entries[0].measures) == {"reach": -4.5, "hop": 100.5}


def test_a_log_keeps_its_measures_through_json() -> None:
    rows = [{"date": "2026-03-02", "hop": 100.5, "squat_ok": "yes"}]
    log = Log.from_entries(rows, protocol=protocol())
    assert Log.from_json(log.to_json()) == log
    engine = Engine(protocol())
    progress = engine.step(engine.begin(), log.sessions[0]).progress
    assert progress is not None
    assert Progress.from_json(progress.to_json()) == progress
    assert log.entries[0].measure("hop") == 100.5
    assert log.entries[0].measure("reach") is None


def test_a_measure_that_was_not_taken_may_stand_there_empty() -> None:
    text = b'{"date": "2026-03-02", "hop": null, "squat_ok": ""}\n'
    log = read_log_bytes(text, "a.jsonl", "jsonl", protocol=protocol())
    assert log.entries[0].measures == ()


def test_without_its_protocol_a_measure_is_an_unknown_column() -> None:
    with pytest.raises(LogError, match="RF110"):
        Log.from_entries([{"date": "2026-03-02", "hop": 100}])


def test_the_protocol_is_asked_only_where_a_column_may_be_its_own() -> None:
    asked: list[str | None] = []

    def ask(named: str | None) -> Protocol:
        asked.append(named)
        return protocol()

    text = b"# protocol: measured\ndate,hop\n2026-03-02,100\n"
    assert read_log_bytes(text, "a.csv", "csv", protocol=ask).entries[0].measure("hop") == 100
    assert asked == ["measured"]


@pytest.mark.parametrize(
    ("error", "told"),
    [(ProtocolError, ProtocolError), (RehabflowError, LogError)],
)
def test_a_protocol_that_cannot_be_read_is_told_before_a_column_that_only_it_could_tell(
    error: type[RehabflowError], told: type[RehabflowError]
) -> None:
    def ask(_: str | None) -> Protocol:
        raise error

    with pytest.raises(told) as raised:
        read_log_bytes(b"date,hop\n2026-03-02,100\n", "a.csv", "csv", protocol=ask)
    assert type(raised.value) is told


@given(st.lists(st.fractions(0, 300), min_size=1), st.booleans())
def test_the_worst_never_looks_better_than_the_best_and_the_other_leg_never_worse(
    values: list[Any], higher: bool
) -> None:
    def of(of_day: Any, *, other: bool = False) -> Number:
        better: Better = "higher" if higher else "lower"
        return Measure("hop", better, of_day=of_day).of_one_day(values, other=other)

    order = [of("worst"), of("mean"), of("best")]
    assert order == sorted(order, reverse=not higher)
    assert of("worst", other=True) == of("best", other=True) == of("best")
    assert of("mean", other=True) == of("mean")


def test_a_name_that_is_not_declared_is_told_with_those_that_are() -> None:
    declared = Declared({"hop": Measure("hop", "higher")})
    with pytest.raises(NotDeclared) as raised:
        declared.measure("jump", "aslr")
    assert (raised.value.name, raised.value.known) == ("jump", ("aslr", "hop"))


@pytest.mark.parametrize("name", ["line", "stage", "kind", "review"])
def test_no_measure_has_a_name_that_stands_beside_the_fields_of_a_log(name: str) -> None:
    text = HEAD % ("worst", "sessions: {at_least: 9}")
    with pytest.raises(ProtocolError) as raised:
        read_protocol(text.replace("h_test", name).encode(), "measured.yaml")
    assert [problem.code for problem in raised.value.problems] == ["RF414"]


def test_a_unit_of_yes_or_no_is_not_taken_for_the_type() -> None:
    text = HEAD % ("worst", "sessions: {at_least: 9}")
    with pytest.raises(ProtocolError) as raised:
        read_protocol(text.replace("unit: cm", "unit: yes/no").encode(), "measured.yaml")
    assert [problem.code for problem in raised.value.problems] == ["RF428", "RF428"]
    assert "`type: yes/no`" in raised.value.problems[0].hint


@pytest.mark.parametrize(
    ("criterion", "why"),
    [
        ("measure: {of: squat_ok, take: mean, is: yes}", "squat_ok is yes or no, which has no"),
        ("symmetry: {of: squat_ok, at_least: 90}", "squat_ok is yes or no, which has no share"),
        ("symmetry: {of: h_test, at_least: 90}", "of h_test less is better"),
    ],
)
def test_what_is_yes_or_no_has_no_mean_and_no_share(criterion: str, why: str) -> None:
    with pytest.raises(ProtocolError) as raised:
        protocol(criterion)
    (problem,) = raised.value.problems
    assert why in problem.message


@pytest.mark.parametrize(
    ("text", "hint"),
    [("TRUE", "write yes"), ("1", "write yes"), ("FALSE", "write no"), ("0", "write no")],
)
def test_other_words_for_yes_and_no_are_told_how_to_be_written(text: str, hint: str) -> None:
    with pytest.raises(LogError) as raised:
        replayed("measure: {of: squat_ok, is: yes}", {"date": "2026-03-02", "squat_ok": text})
    assert raised.value.problems[0].hint == hint


def test_yes_and_no_are_pythons_too() -> None:
    rows = [{"date": "2026-03-02", "squat_ok": True}, {"date": "2026-03-03", "squat_ok": False}]
    found = Log.from_entries(rows, protocol=protocol())
    assert [entry.measure("squat_ok") for entry in found.entries] == [1, 0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("measures", {"hop": float("nan")}),
        ("measures", {"hop": float("inf")}),
        ("measures", {"hop": True}),
        ("measures", 5),
        ("measures", ["hop"]),
        ("doubtful", "hop"),
        ("doubtful", {"hop": 1}),
        ("doubtful", [1]),
    ],
)
def test_what_is_no_measure_and_no_doubt_in_json_is_refused(name: str, data: object) -> None:
    log = Log.from_entries([{"date": "2026-03-02", "hop": 5}], protocol=protocol())
    written = log.to_dict()
    written["entries"][0][name] = data
    with pytest.raises(LogError, match="RF118"):
        Log.from_dict(written)
