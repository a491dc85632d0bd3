"""What scenarios notice of small changes, and which changes none of them could."""

from __future__ import annotations

from pathlib import Path

import pytest
from tested import PROTOCOL, SCENARIOS, loaded

from rehabflow.limits import Limits
from rehabflow.mutation import Mutants, mutated
from rehabflow.mutation import _judge_alike as judge_alike
from rehabflow.mutation import _passes_alike as passes_alike
from rehabflow.setting import Ends

PAIN = "pain: {at_most: 3, last: 2 sessions}"


def mutants(folder: Path, protocol: str = PROTOCOL, scenarios: str = SCENARIOS) -> Mutants:
    return mutated(*loaded(folder, protocol, scenarios))


def told(found: Mutants, fate: str) -> list[str]:
    nudges = [each.nudge for each in found.all if each.fate == fate]
    return [f"{each.where.removeprefix('stages.')}: {each.was} -> {each.now}" for each in nudges]


def test_scenarios_on_both_sides_of_every_limit_notice_every_change(tmp_path: Path) -> None:
    found = mutants(tmp_path)
    assert told(found, "unnoticed") == []
    assert (found.changed, found.score) == (12, 100)
    assert len(found.of("noticed")) == len(found.all) == 12


def test_what_no_scenario_shows_is_told(tmp_path: Path) -> None:
    found = mutants(tmp_path, scenarios=SCENARIOS.replace("| 4  ", "| 5  "))
    assert told(found, "unnoticed") == ["one.advance.when.pain.at_most: 3 -> 4"]
    assert found.score == pytest.approx(100 * 11 / 12)
    assert [each.now for each in found.of("unnoticed")] == ["4"]


def test_what_is_no_protocol_is_not_counted(tmp_path: Path) -> None:
    found = mutants(tmp_path, PROTOCOL.replace("at_most: 3", "at_most: 0"))
    assert told(found, "refused") == [
        "one.advance.when.pain.at_most: 0 -> -1",
        "one.advance.when.pain.at_most: at_most -> below",
    ]
    assert found.changed == len(found.all) - 2


def test_what_decides_alike_is_not_counted(tmp_path: Path) -> None:
    """No value of the scale lies below 0; nobody uses the ladder."""
    ladder = "ladders: {two: {rungs: [1x5, 1x10], climb: {when: {reps: {at_least: 100%}}}}}\n"
    text = PROTOCOL.replace("at_most: 3", "is: 0").replace("stages:", f"{ladder}stages:")
    found = mutants(tmp_path, text)
    assert told(found, "equivalent") == [
        "ladders.two.climb.when.reps.at_least: 100% -> 95 %",
        "one.advance.when.pain.is: is -> at_most",
    ]


def test_a_combinator_or_a_lapse_never_decides_alike(tmp_path: Path) -> None:
    text = PROTOCOL.replace(f"{{{PAIN}}}", f"[{{{PAIN}}}, {{sessions: {{at_least: 1}}}}]")
    found = mutants(tmp_path, text.replace("stages:", "lapse_after: 30 days\nstages:"))
    assert told(found, "equivalent") == []
    assert "lapse_after: 30 days -> 29 days" in told(found, "unnoticed")
    assert "one.advance.when: all -> any" in told(found, "noticed")


def test_nothing_that_could_be_noticed_is_no_score() -> None:
    assert Mutants(()).score == 0


@pytest.mark.parametrize(
    ("one", "other", "scale", "alike"),
    [
        (Limits(exactly=0), Limits(at_most=0), (0, 10), True),
        (Limits(exactly=0), Limits(at_most=0), (None, 10), False),
        (Limits(at_least=3), Limits(above=3), (0, 10), False),
        (Limits(at_least=10), Limits(exactly=10), (0, 10), True),
        (Limits(at_least=10), Limits(exactly=10), (0, None), False),
        (Limits(above=2, at_least=3), Limits(above=1, at_least=3), (0, 10), True),
        (Limits(above=2), Limits(above=1), (None, None), False),
    ],
)
def test_limits_pass_alike_where_no_value_of_the_scale_tells_them_apart(
    one: Limits, other: Limits, scale: tuple[int | None, int | None], alike: bool
) -> None:
    assert passes_alike(one, other, scale) is alike
    assert passes_alike(other, one, scale) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Limits(at_least=100), Limits(at_least=95), True),
        (Limits(at_least=50), Limits(at_least=60), False),
        (Limits(at_least=60), Limits(above=60), True),
        (Limits(below=100), Limits(below=60), True),
        (Limits(at_least=60, at_most=90), Limits(at_least=60, at_most=80), True),
        (Limits(at_least=60, at_most=60), Limits(at_least=70, at_most=60), False),
        (Limits(exactly=60), Limits(exactly=70), False),
    ],
)
def test_limits_judge_alike_where_no_end_of_a_reading_tells_them_apart(
    one: Limits, other: Limits, alike: bool
) -> None:
    """Of readings that begin and end at 0, 50 or 100."""
    ends = Ends(frozenset({0, 50, 100}), frozenset({0, 50, 100}))
    assert judge_alike(one, other, ends) is alike
    assert judge_alike(other, one, ends) is alike
    for low in (0, 50, 100):
        for high in (0, 50, 100):
            if alike and low <= high:
                assert one.pass_all(low, high) is other.pass_all(low, high)
                assert one.pass_none(low, high) is other.pass_none(low, high)
