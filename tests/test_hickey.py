"""The two protocols of one trial: they differ in one number, and advise to the number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rehabflow import Engine, Log, load_protocol
from rehabflow.readers.yaml_tree import read_tree
from rehabflow.tree import plain

PROTOCOLS = Path(__file__).parent.parent / "protocols"
LIMITS = {"hickey-pain-threshold": 4, "hickey-pain-free": 0}
BOTH = list(LIMITS)
PROTOCOL_OF = {id: load_protocol(id) for id in BOTH}


def read(id: str) -> dict[str, Any]:
    path = PROTOCOLS / f"{id}.yaml"
    data: dict[str, Any] = plain(read_tree(path.read_bytes(), str(path)).root)
    return data


def pairs(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two declarations differ: their innermost mappings, side by side."""
    if one == other:
        return
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from pairs(left, right, f"{path}[{at}]")
        return
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        inner = [name for name in one if isinstance(one[name], dict | list)]
        if all(one[name] == other[name] for name in one.keys() - set(inner)):
            for name in inner:
                yield from pairs(one[name], other[name], f"{path}.{name}".lstrip("."))
            return
    yield path, one, other


# ---------------------------------------------------------------- one number


def limits() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Where the two differ, but for their names."""
    threshold, free = (read(id) for id in BOTH)
    for name in ("id", "title", "summary"):
        assert threshold.pop(name) != free.pop(name)
    return list(pairs(threshold, free))


def test_they_differ_in_nothing_but_their_names_and_the_pain_limit() -> None:
    assert len(limits()) == 7
    for path, one, other in limits():
        limit = "above" if "above" in one else "at_most"
        assert path.endswith(".pain"), path
        assert (one.pop(limit), other.pop(limit)) == (4, 0), path
        for each in (one, other):
            for name in ("from", "choice", "verified"):
                each.pop(name, None)
        assert one == other, path
        assert one["last"] == "1 session", path


def test_every_stage_before_the_last_two_moves_on_within_that_limit() -> None:
    for id, limit in LIMITS.items():
        stages = read(id)["stages"]
        asked = {name: stages[name]["advance"]["when"][0]["pain"] for name in list(stages)[:2]}
        assert [each["at_most"] for each in asked.values()] == [limit, limit]
        assert list(asked) == ["bilateral", "unilateral"]


@pytest.mark.parametrize(("id", "other"), [BOTH, BOTH[::-1]])
def test_each_names_the_other_and_the_number(id: str, other: str) -> None:
    summary = read(id)["summary"]
    assert other in summary
    assert f"{LIMITS[other]} there" in summary


def test_the_limit_of_the_pain_free_group_passes_nowhere_for_verified() -> None:
    for path, _, free in limits():
        assert free["verified"] == "no", path


# ---------------------------------------------------------------- what they say

SAID = {
    "over": "Over the pain limit.",
    "worse": "The morning after",
    "walking": "Walking still hurts",
    "begin": "Running may begin",
    "to 3": "The next running level is 2 or 3",
    "to 6": "The next running level is one of 4 to 6",
    "to 8": "The next running level is 7 or 8",
    "to 9": "The next running level is 9",
    "few": "Fewer than two sessions",
    "week": "A week in this stage.",
}


def said(id: str, *rows: dict[str, str]) -> set[str]:
    advice = [
        each.say
        for each in Engine(PROTOCOL_OF[id])
        .replay(Log.from_entries(rows, protocol=PROTOCOL_OF[id]))
        .advice
    ]
    found = {short for short, words in SAID.items() for say in advice if say.startswith(words)}
    assert len(found) == len(advice)
    return found


def on(day: int, **cells: str) -> dict[str, str]:
    return {"date": f"2026-03-{day:02}", **cells}


def trained(day: int, **cells: str) -> dict[str, str]:
    return on(day, work="running-programme 1", **cells)


@pytest.mark.parametrize("id", BOTH)
def test_each_piece_of_advice_has_its_case_here(id: str) -> None:
    says = [each["say"] for each in read(id)["advise"]]
    assert len(says) == len(SAID)
    assert all(say.startswith(words) for say, words in zip(says, SAID.values(), strict=True))


@pytest.mark.parametrize("id", BOTH)
def test_over_the_limit_is_said_and_at_the_limit_is_not(id: str) -> None:
    limit = LIMITS[id]
    assert said(id, trained(2, pain=f"{limit}.5")) == {"over"}
    assert said(id, trained(2, pain=f"{limit}")) == set()
    assert said(id, trained(2)) == set()


@pytest.mark.parametrize("id", BOTH)
def test_a_morning_two_points_worse_is_said_and_one_point_is_not(id: str) -> None:
    before = trained(2, pain="0", pain_morning="1")
    assert said(id, before, on(3, pain_morning="3")) == {"worse"}
    assert said(id, before, on(3, pain_morning="2.5")) == set()
    assert said(id, before, on(3, note="not rated")) == set()


@pytest.mark.parametrize("id", BOTH)
def test_running_begins_where_walking_hurts_4_or_less_in_both(id: str) -> None:
    row = trained(2, pain="0", run_level="0")
    assert said(id, {**row, "pain_walking": "4"}) == {"begin"}
    assert said(id, {**row, "pain_walking": "4.5"}) == {"walking"}
    assert said(id, row) == set()


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize(
    ("level", "next"),
    [
        *[("1", {"to 3"}), ("2", {"to 3"}), ("3", {"to 6"}), ("5", {"to 6"}), ("6", {"to 8"})],
        *[("7", {"to 8"}), ("8", {"to 9"}), ("9", set[str]()), ("", set[str]())],
    ],
)
def test_the_next_running_level_is_said_within_the_limit(
    id: str, level: str, next: set[str]
) -> None:
    limit = LIMITS[id]
    row = trained(2, pain=f"{limit}", pain_walking="4", run_level=level)
    assert said(id, row) == next
    assert said(id, {**row, "pain": f"{limit}.5"}) == {"over"}
    assert said(id, {**row, "pain": ""}) == set()
    assert said(id, {**row, "pain_walking": ""}) == set()


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize("column", ["run_level", "pain_walking"])
def test_what_is_eight_days_old_says_nothing_of_running(id: str, column: str) -> None:
    old = {"pain_walking": "2", "run_level": "3"}
    new = {name: value for name, value in old.items() if name != column}
    first = trained(2, pain="0", **{column: old[column]})
    for day, expected in ((9, {"to 6", "few", "week"}), (10, {"few", "week"})):
        assert said(id, first, trained(day, pain="0", **new)) == expected


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize(("column", "short"), [("0", "begin"), ("5", "walking")])
def test_walking_that_was_rated_eight_days_ago_is_not_held_against_running(
    id: str, column: str, short: str
) -> None:
    first = trained(2, pain="0", pain_walking=column)
    level = {"run_level": "0"}
    assert short in said(id, first, trained(9, pain="0", **level))
    assert short not in said(id, first, trained(10, pain="0", **level))


@pytest.mark.parametrize("id", BOTH)
def test_two_sessions_in_seven_days_are_enough_and_one_is_not(id: str) -> None:
    assert said(id, trained(2, pain="0"), trained(8, pain="0")) == set()
    assert said(id, trained(2, pain="0"), trained(9, pain="0")) == {"few", "week"}
    assert said(id, *(trained(day, pain="0") for day in (2, 3, 9))) == {"week"}
