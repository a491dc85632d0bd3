"""What rules that look back read is kept from step to step: `step` decides as `replay` does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rehabflow import Engine, Log, Progress, Timeline
from rehabflow.readers.protocol import read_protocol

PROTOCOL = """
rehabflow: 1
id: looking-back
version: 1.0.0
title: Looking back
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {time_in_stage: {at_least: 99 days}}}
    setback: {to: first, when: {pain: {at_least: 8}}}
    refer: {when: {all: [{%s}, {time_in_stage: {at_least: %d days}}]}}
  last: {final: true}
"""


def trained(number: int, **cells: Any) -> dict[str, Any]:
    date = dt.date(2026, 1, 1) + dt.timedelta(number)
    return {"date": date.isoformat(), "work": "all", "pain": 2, **cells}


def stepped_and_replayed(
    criterion: str, after: int, rows: list[dict[str, Any]]
) -> tuple[Progress, Timeline]:
    protocol = read_protocol((PROTOCOL % (criterion, after)).encode(), "looking-back.yaml")
    engine, log = Engine(protocol), Log.from_entries(rows, protocol=protocol)
    progress = engine.begin()
    for session in log.sessions:
        progress = Progress.from_json(engine.step(progress, session).progress.to_json())
    return progress, engine.replay(log)


@pytest.mark.parametrize(
    "criterion",
    [
        "plateau: {of: {symmetry: {of: aslr}}, at_least: 2, last: 3 sessions}",
        "plateau: {of: {pain: {last: 30 days}}, at_least: 1, last: 2 sessions}",
        "plateau: {of: {pain: {last: stage}}, at_least: 1, last: 2 sessions}",
        "plateau: {of: {pain: {last: 12 sessions}}, at_least: 1, last: 2 sessions}",
        "plateau: {of: gap, at_least: 1, last: 2 sessions}",
    ],
)
def test_what_a_plateau_asks_on_earlier_dates_is_kept_between_two_steps(criterion: str) -> None:
    """The leg raise of the other leg stands 20 days back; the worst pain was the first."""
    rows = [trained(number, aslr=60) for number in range(24)]
    rows[0] |= {"aslr_other": 80, "pain": 5}
    progress, timeline = stepped_and_replayed(criterion, 20, rows)
    assert timeline.decisions[-1].date == dt.date(2026, 1, 21)
    assert progress == timeline.progress
    assert progress.stage == "referred"


def test_the_other_leg_is_kept_over_a_setback_for_criteria_that_repeat() -> None:
    rows = [trained(number, aslr=60) for number in range(12)]
    rows[0] |= {"aslr_other": 80}
    rows[4] |= {"pain": 9}
    criterion = "repeat: {times: 2, last: 2 sessions, when: {symmetry: {of: aslr, below: 80%}}}"
    progress, timeline = stepped_and_replayed(criterion, 5, rows)
    assert [each.kind for each in timeline.decisions] == ["start", "setback", "refer"]
    assert progress == timeline.progress
    assert progress.stage == "referred"


def test_what_a_stage_cannot_see_any_more_is_let_go_of_all_the_same() -> None:
    """A move to a clinician hides all newest values: step and replay let go of the same."""
    rows = [trained(number, aslr=60, pain_morning=1) for number in range(25)]
    criterion = "plateau: {of: {trend: {of: pain, last: 12 days}}, at_least: 1, last: 2 sessions}"
    progress, timeline = stepped_and_replayed(criterion, 20, rows)
    assert progress == timeline.progress
    assert progress.seen[0].date >= dt.date(2026, 1, 22)
