"""Work that counts once the next day is logged."""

from __future__ import annotations

import datetime as dt

import pytest

from rehabflow import Engine, Log, Timeline
from rehabflow.readers.protocol import read_protocol

PROTOCOL = """
rehabflow: 1
id: settling
version: 1.0.0
title: Settling
settle: next morning
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {%s}}
    setback: {to: first, when: {pain: {at_least: 6, last: 1 session}}}
  second:
    exercises: [{do: bridge, reps: 10}]
    advance: {when: {sessions: {at_least: 2}}}
  last: {final: true}
"""


def replayed(criterion: str, *rows: str, **log: str) -> Timeline:
    """Rows as `2026-03-02 work pain after`, a `-` for what is not logged."""
    names = ("date", "work", "pain", "pain_after")
    entries = [
        {name: "" if cell == "-" else cell for name, cell in zip(names, row.split(), strict=False)}
        for row in rows
    ]
    protocol = read_protocol((PROTOCOL % criterion).encode(), "settling.yaml")
    return Engine(protocol).replay(Log.from_entries(entries))


def value(timeline: Timeline) -> object:
    (asked,) = [each for each in timeline.asked if each.kind == "advance"]
    (criterion,) = asked.gate.criteria()
    return criterion.value


def test_a_dates_work_counts_only_from_the_next_logged_date_on() -> None:
    rows = "2026-03-02 all 2", "2026-03-03 - -"
    assert value(replayed("sessions: {at_least: 1}", rows[0])) == 0
    after = replayed("sessions: {at_least: 1}", *rows)
    assert [(each.kind, each.date.day) for each in after.decisions] == [
        ("start", 2),
        ("advance", 3),
    ]


def test_neither_does_it_count_towards_a_number_of_sessions_nor_for_repetitions() -> None:
    rows = "2026-03-02 all 2", "2026-03-03 heel-dig 2"
    reps = "reps: {at_least: 90%, last: 1 session}"
    assert value(replayed(reps, rows[0])) == (0, 100)
    assert replayed(reps, *rows).stage == "second"


@pytest.mark.parametrize("moment", ["during", "after"])
def test_every_rating_of_the_date_counts(moment: str) -> None:
    rows = "2026-03-02 all 2 2", "2026-03-03 all 5 5"
    assert value(replayed(f"pain: {{moment: {moment}, at_most: 1}}", *rows)) == 5


def test_a_rating_counts_on_a_date_without_work_too() -> None:
    rows = "2026-03-02 all 2 2", "2026-03-03 - 5 5"
    assert value(replayed("pain: {moment: after, at_most: 1}", *rows)) == 5


@pytest.mark.parametrize("moment", ["during", "after"])
def test_an_unrated_training_session_of_the_date_is_missing(moment: str) -> None:
    rows = "2026-03-02 all 2 2", "2026-03-03 all - -"
    assert value(replayed(f"pain: {{moment: {moment}, at_most: 3}}", *rows)) == (2, 10)


def test_an_advance_leaves_the_dates_work_to_the_stage_that_it_enters() -> None:
    rows = "2026-03-02 all 2", "2026-03-03 bridge 2", "2026-03-04 bridge 2", "2026-03-05 - -"
    timeline = replayed("sessions: {at_least: 1}", *rows)
    moves = [(each.kind, each.to, each.date.day) for each in timeline.decisions]
    assert moves[1:] == [("advance", "second", 3), ("advance", "last", 5)]


def test_a_danger_does_not_wait_for_the_next_morning() -> None:
    timeline = replayed("sessions: {at_least: 9}", "2026-03-02 all 2", "2026-03-03 all 7")
    assert timeline.decisions[-1].kind == "setback"
    assert timeline.decisions[-1].date == dt.date(2026, 3, 3)


def test_stepping_session_by_session_says_the_same() -> None:
    rows = "2026-03-02 all 2", "2026-03-03 bridge 2", "2026-03-04 bridge 2", "2026-03-05 - -"
    timeline = replayed("sessions: {at_least: 1}", *rows)
    engine, progress = timeline.engine, timeline.engine.begin()
    for session in timeline.log.sessions:
        grown = engine.step(progress, session).progress
        assert grown is not None
        progress = engine.step(grown, session).progress or grown
    assert progress == timeline.progress
