"""Which limits scenarios show from both sides: just met, and just missed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from laddered import CAREFUL, made
from tested import PROTOCOL, SCENARIOS, loaded

from rehabflow import Protocol
from rehabflow.boundaries import Asked, Boundary, boundaries, nearest
from rehabflow.limits import Limits
from rehabflow.scenario import Scenario, read_scenarios
from rehabflow.verdict import Measured, Outcome


def sides(found: tuple[Boundary, ...]) -> list[tuple[str | None, str, str, bool, bool]]:
    return [(e.asked[0].stage, e.asked[0].kind, e.name, e.met, e.missed) for e in found]


def small(folder: Path, was: str, now: str) -> list[tuple[bool, bool]]:
    found = boundaries(*loaded(folder, scenarios=SCENARIOS.replace(was, now)))
    return [(each.met, each.missed) for each in found]


def test_limits_that_are_shown_from_both_sides(tmp_path: Path) -> None:
    found = boundaries(*loaded(tmp_path))
    assert sides(found) == [
        ("one", "advance", "at_most", True, True),
        ("two", "setback", "at_least", True, True),
        ("two", "advance", "at_least", True, True),
    ]
    assert all(each.shown for each in found)


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ("| 4    | all  | one   | start", "| 5    | all  | one   | start", (True, False)),
        ("| 3    | all  | one   ", "| 1    | all  | one   ", (True, True)),
        ("| 3    | all", "| 1    | all", (False, True)),
    ],
)
def test_a_limit_that_is_met_or_missed_by_more_is_not_shown(
    tmp_path: Path, was: str, now: str, found: tuple[bool, bool]
) -> None:
    assert small(tmp_path, was, now)[0] == found


def test_nothing_run_shows_nothing(tmp_path: Path) -> None:
    protocol, _ = loaded(tmp_path)
    found = boundaries(protocol, ())
    assert {(each.met, each.missed, each.shown) for each in found} == {(False, False, False)}


def run(folder: Path, when: str, rows: str, head: str = "") -> list[tuple[str, bool, bool]]:
    """The limits of the advance of a first stage, with a table of these rows."""
    text = PROTOCOL.replace("{pain: {at_most: 3, last: 2 sessions}}", when)
    text = text.replace("stages:", f"{head}stages:")
    found = boundaries(*loaded(folder, text, f"# T\n\n{rows}"))
    return [
        (each.name, each.met, each.missed)
        for each in found
        if each.asked[0].stage in ("one", None)
    ]


def table(columns: str, *rows: str) -> str:
    lines = [columns, "|".join("-" for _ in columns.split("|")), *rows]
    return "".join(f"| {line} |\n" for line in lines)


def test_of_a_range_the_end_that_is_nearer_tells(tmp_path: Path) -> None:
    """Pain of 4 in a window that is not full yet could be more, and is over 3 in any case."""
    rows = table("date | pain | work | stage", "2026-03-01 | 4 | all | one")
    assert run(tmp_path, "{pain: {at_most: 3, last: 2 sessions}}", rows) == [
        ("at_most", False, True)
    ]


def test_a_range_that_decides_nothing_shows_nothing(tmp_path: Path) -> None:
    rows = table("date | pain | work | stage", "2026-03-01 | 3 | all | one")
    assert run(tmp_path, "{pain: {at_most: 3, last: 2 sessions}}", rows) == [
        ("at_most", False, False)
    ]


@pytest.mark.parametrize(
    ("limit", "met", "missed"),
    [("is: 2", 2, 3), ("is: 2", 2, 1), ("above: 1", 2, 1), ("below: 3", 2, 3)],
)
def test_every_kind_of_limit_has_two_sides(
    tmp_path: Path, limit: str, met: int, missed: int
) -> None:
    when = f"{{all: [{{pain: {{{limit}, last: 1 session}}}}, {{sessions: {{at_least: 9}}}}]}}"
    name = limit.partition(":")[0]
    for value, expected in ((met, (name, True, False)), (missed, (name, False, True))):
        rows = table("date | pain | work | stage", f"2026-03-01 | {value} | all | one")
        assert run(tmp_path, when, rows)[0] == expected


def test_an_open_end_is_near_to_nothing(tmp_path: Path) -> None:
    protocol, _ = loaded(tmp_path)
    (criterion,) = protocol.stages[0].advance[0].gate.criteria()
    for high, missed in ((2, True), (1, False)):
        boundary = Boundary([], criterion, "is", 3)
        boundary.look(
            Measured("pain", "", Outcome.UNMET, (None, high), "0-10", Limits(), None, None, "")
        )
        assert (boundary.met, boundary.missed) == (False, missed)


def test_limits_of_one_criterion_are_looked_at_one_by_one(tmp_path: Path) -> None:
    rows = table("date | pain | work | stage", "2026-03-01 | 5 | all | one")
    when = "{pain: {at_least: 1, at_most: 4, last: 1 session}}"
    assert run(tmp_path, when, rows) == [("at_least", False, False), ("at_most", False, True)]


def test_yes_and_no_are_the_two_sides_of_a_measure_that_is_either(tmp_path: Path) -> None:
    head = "measures: {limp: {type: yes/no, better: no}}\n"
    rows = table("date | limp | work | stage", "2026-03-01 | yes | all | one")
    assert run(tmp_path, "{measure: {of: limp, is: no}}", rows, head) == [("is", False, True)]


def test_a_gate_under_repeat_and_none_is_read_on_each_date(tmp_path: Path) -> None:
    rows = table(
        "date | pain | work | stage",
        "2026-03-01 | 3 | all | one",
        "2026-03-02 | 4 | all | one",
    )
    when = (
        "{all: [{repeat: {times: 2, last: 2 sessions, when: {pain: {at_most: 3}}}}, "
        "{none: [{pain: {at_least: 5, last: 1 session}}]}]}"
    )
    assert run(tmp_path, when, rows) == [("at_most", True, True), ("at_least", False, True)]


def test_gates_of_the_whole_protocol_count_once(tmp_path: Path) -> None:
    head = "refer: {when: {pain: {at_least: 8}}}\nsetback: {when: {pain: {at_least: 7}}}\n"
    text = PROTOCOL.replace("stages:", f"{head}stages:")
    found = boundaries(*loaded(tmp_path, text))
    assert [each.asked for each in found][:2] == [
        [Asked(None, "refer", "referred")],
        [Asked(None, "setback", None)],
    ]
    assert len(found) == 5


def test_on_a_date_with_an_override_the_refers_are_asked(tmp_path: Path) -> None:
    rows = table(
        "date | pain | event | to | by | reason",
        "2026-03-01 | 7 | override | two | A | b",
        "2026-03-02 | 7 | red_flag | | | ",
    )
    head = "refer: {when: {pain: {at_least: 8}}}\n"
    found = run(tmp_path, "{pain: {at_most: 6, last: 1 session}}", rows, head)
    assert found == [("at_least", False, True), ("at_most", False, False)]


# ---------------------------------------------------------------- ladders


def laddered(folder: Path, exercises: str, *rows: str) -> tuple[Protocol, tuple[Scenario, ...]]:
    protocol = made(exercises)
    path = folder / "made.md"
    path.write_text("# T\n\n" + table("date | pain | work | stage", *rows), encoding="utf-8")
    return protocol, read_scenarios(path, protocol)


def test_climbs_and_drops_have_limits_too(tmp_path: Path) -> None:
    rows = [
        "2026-03-01 | 3 | all | hold",
        "2026-03-02 | 3 | all | hold",
        "2026-03-03 | 6 | all | ",
    ]
    found = boundaries(*laddered(tmp_path, CAREFUL, *rows))
    asked = [(each.asked[0].kind, each.asked[0].exercise, each.name) for each in found]
    assert asked == [
        ("advance", None, "at_least"),
        ("climb", "heel-dig", "at_least"),
        ("climb", "heel-dig", "at_most"),
        ("drop", "heel-dig", "above"),
        ("setback", None, "at_least"),
        ("advance", None, "at_least"),
    ]
    by_kind = {(each.asked[0].kind, each.name): each for each in found[1:4]}
    assert by_kind["climb", "at_most"].met
    assert by_kind["drop", "above"].met


def test_ladders_that_ask_the_same_are_shown_by_any_of_them(tmp_path: Path) -> None:
    two = CAREFUL + CAREFUL.replace("heel-dig", "bridge")
    found = boundaries(*laddered(tmp_path, two, "2026-03-01 | 6 | bridge 1x10 | hold"))
    drop = next(each for each in found if each.asked[0].kind == "drop")
    assert [each.exercise for each in drop.asked] == ["heel-dig", "bridge"]
    assert drop.met
    assert [each.asked[0].kind for each in found].count("drop") == 1


# ---------------------------------------------------------------- how near is near


@pytest.mark.parametrize(
    ("limit", "unit", "near"),
    [
        (3, "0-10", 1),
        (Fraction(5, 2), "0-10", Fraction(1, 10)),
        (70, "deg", 1),
        (100, "%", 10),
        (48, "hours", 24),
        (Fraction(5, 4), "m/s", Fraction(1, 100)),
    ],
)
def test_near_is_one_in_the_last_digit(limit: Any, unit: str, near: Any) -> None:
    assert nearest(limit, unit) == near


def test_a_boundary_is_plain_data(tmp_path: Path) -> None:
    assert boundaries(*loaded(tmp_path))[0].to_dict() == {
        "asked": [{"stage": "one", "kind": "advance", "to": "two", "exercise": None}],
        "rule": "pain",
        "label": "exercise pain",
        "window": {"last": 2, "of": "sessions"},
        "limit": "at_most",
        "value": 3,
        "unit": "0-10",
        "met": True,
        "missed": True,
        "met_at": 3,
        "missed_at": 4,
    }


def test_a_limit_that_is_either_so_or_not_is_true_or_false(tmp_path: Path) -> None:
    head = "measures: {limp: {type: yes/no, better: no}}\n"
    text = PROTOCOL.replace(
        "{pain: {at_most: 3, last: 2 sessions}}", "{measure: {of: limp, is: no}}"
    )
    found = boundaries(*loaded(tmp_path, text.replace("stages:", f"{head}stages:"), "# T\n"))
    assert found[0].to_dict()["value"] is False
