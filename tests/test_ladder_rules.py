"""The rules that read a ladder: which rung it is on, and since when."""

from __future__ import annotations

from fractions import Fraction

import pytest
from laddered import NEVER, fold, made

from rehabflow.verdict import Measured

LADDER = "{do: heel-dig, ladder: [1x10, 2x10, 3x10], climb: {when: %s}}"
WHOLE = "{reps: {at_least: 100%, last: 1 session}}"
Row = tuple[str, str, str, int]
OF_LADDERS: dict[str, list[Row]] = {
    "ladder": [
        # limit, log, verdict, value
        ("at_least: 2", "1 heel-dig 9", "unmet", 1),
        ("at_least: 2", "1 all", "met", 2),
        ("at_least: 3", "1 all; 2 all", "met", 3),
        ("above: 2", "1 all", "unmet", 2),
        ("is: finished", "1 all; 2 all", "unmet", 3),
        ("is: finished", "1 all; 2 all; 3 all", "met", 4),
        ("is: 3", "1 all; 2 all; 3 all", "unmet", 4),
        ("below: finished", "1 all; 2 all", "met", 3),
    ],
    "time_on_rung": [
        ("at_least: 3 days", "1 all; 3 pain 1", "unmet", 2),
        ("at_least: 3 days", "1 all; 4 pain 1", "met", 3),
        ("at_least: 3 days", "1 all; 5 pain 1", "met", 4),
        ("above: 3 days", "1 all; 4 pain 1", "unmet", 3),
    ],
}


def test_a_table_says_what_each_rule_reads_on_both_sides() -> None:
    for rows in OF_LADDERS.values():
        assert {verdict for _, _, verdict, _ in rows} == {"met", "unmet"}


@pytest.mark.parametrize(("limit", "log", "verdict", "value"), OF_LADDERS["ladder"])
def test_the_rung_of_a_ladder(limit: str, log: str, verdict: str, value: int) -> None:
    asked = f"{{ladder: {{of: heel-dig, {limit}}}}}"
    both = f"{{all: [{asked}, {{sessions: {{at_least: 99}}}}]}}"
    timeline = fold(made(f"- {LADDER % WHOLE}", advance=both), log)
    (gate,) = (each.gate for each in timeline.asked if each.kind == "advance")
    found = next(gate.criteria())
    assert (found.verdict.value, found.value) == (verdict, value)


@pytest.mark.parametrize(("limit", "log", "verdict", "value"), OF_LADDERS["time_on_rung"])
def test_the_days_on_a_rung(limit: str, log: str, verdict: str, value: int) -> None:
    timeline = fold(made(f"- {LADDER % f'{{time_on_rung: {{{limit}}}}}'}", advance=NEVER), log)
    gates = [each.gate for each in timeline.asked if each.kind == "climb"]
    found = next(gates[0].criteria())
    assert isinstance(found, Measured)
    assert (found.verdict.value, found.value) == (verdict, value)


def test_the_days_count_from_the_climb() -> None:
    asked = f"[{{time_on_rung: {{at_least: 2 days}}}}, {WHOLE}]"
    timeline = fold(made(f"- {LADDER % asked}", advance=NEVER), "1 all; 3 all; 4 all; 5 all")
    assert [each.date.day for each in timeline.decisions if each.kind == "climb"] == [3, 5]


def test_a_ladder_is_told_in_rungs() -> None:
    limits = ("at_least: 3", "is: finished")
    third, last = (f"{{ladder: {{of: heel-dig, {limit}}}}}" for limit in limits)
    asked = f"{{all: [{third}, {last}]}}"
    timeline = fold(made(f"- {LADDER % WHOLE}", advance=asked), "1 all")
    (gate,) = (each.gate for each in timeline.outlook if each.kind == "advance")
    assert [each.text for each in gate.criteria()] == [
        "ladder of heel-dig rung 2 of 3, at least rung 3 of 3: not met",
        "ladder of heel-dig rung 2 of 3, finished: not met",
    ]
    assert [each.margin for each in gate.criteria()] == [Fraction(-1), Fraction(-2)]
