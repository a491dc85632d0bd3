"""What a plateau may ask for: another rule's reading, on each training session's date."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from rehabflow import Engine, Log, ProtocolError, Timeline
from rehabflow.readers.protocol import read_protocol

PROTOCOL = """
rehabflow: 1
id: plateau
version: 1.0.0
title: Plateau
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {time_in_stage: {at_least: 9999}}}
    refer: {when: {%s}}
  last: {final: true}
"""
FIRST = dt.date(2026, 1, 1)


def replayed(criterion: str, rows: list[dict[str, object]]) -> Timeline:
    protocol = read_protocol((PROTOCOL % criterion).encode(), "plateau.yaml")
    dated = [
        {"date": (FIRST + dt.timedelta(at)).isoformat(), "work": "all", **row}
        for at, row in enumerate(rows)
    ]
    return Engine(protocol).replay(Log.from_entries(dated, protocol=protocol))


def value(criterion: str, rows: list[dict[str, object]]) -> object:
    (asked,) = [each for each in replayed(criterion, rows).asked if each.kind == "refer"]
    (measured,) = asked.gate.criteria()
    return measured.value


@pytest.mark.parametrize(
    ("criterion", "code", "hint"),
    [
        ("plateau: {of: aslr, by: -5, at_least: 3}", "RF428", "page"),
        ("plateau: {of: aslr, by: -0.5, at_least: 3}", "RF428", "page"),
        ("plateau: {of: {pain: {missing: ignore}}, at_least: 3}", "RF402", "take the `missing`"),
        ("plateau: {of: {pain: {at_most: 3}}, at_least: 3}", "RF402", "take the limit out"),
        ("plateau: {of: {pain: 3}, at_least: 3}", "RF401", "write `pain` alone"),
        ("plateau: {of: {pain: [3]}, at_least: 3}", "RF401", "write `pain` alone"),
    ],
)
def test_nothing_that_an_author_writes_of_the_other_rule_is_passed_over(
    criterion: str, code: str, hint: str
) -> None:
    with pytest.raises(ProtocolError) as raised:
        replayed(criterion, [])
    (problem,) = raised.value.problems
    assert problem.code == code
    assert hint in problem.hint


def test_a_rule_that_looks_over_a_stretch_of_its_own_looks_over_it_here_too() -> None:
    """Days since the last training, on each training date: 1, 1, 1, none of them less."""
    many = value("plateau: {of: gap, at_least: 99, last: 3 sessions}", [{"pain": 1}] * 4)
    assert many == 2


def test_a_rule_that_counts_its_sessions_from_before_a_date_does_so_here_too() -> None:
    """A flare over one session is that after the session before: 0, 3, 1, 1 by the next day."""
    rows: list[dict[str, object]] = [{"pain_morning": pain} for pain in (0, 0, 3, 4, 5)]
    of = "plateau: {of: {flare: {last: 1 session}}, at_least: 99, last: 4 sessions}"
    assert value(of, rows) == 3


def test_a_long_plateau_is_found_in_the_time_that_its_sessions_take() -> None:
    rows: list[dict[str, object]] = [{"aslr": 50 + at / 100} for at in range(400)]
    started = time.process_time()
    assert value("plateau: {of: aslr, at_least: 99}", rows) == 0
    assert time.process_time() - started < 10
