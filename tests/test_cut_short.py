"""Work that was cut short: also where it was cut short before any of it was done."""

from __future__ import annotations

from typing import Any

import pytest

from rehabflow import Engine, Log
from rehabflow.readers.protocol import read_protocol

PROTOCOL = """
rehabflow: 1
id: cut-short
version: 1.0.0
title: Cut short
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {sessions: {at_least: 99}}}
    refer: {when: {cut_short: {why: pain, at_least: 1, last: 3 sessions}}}
  last: {final: true}
"""
TRAINED = {"date": "2026-03-02", "work": "all"}


@pytest.mark.parametrize(
    ("tried", "stage", "undecided"),
    [
        ({"cut_short": "pain"}, "referred", False),
        ({"exercise": "heel-dig", "sets": 0, "cut_short": "pain"}, "referred", False),
        ({"cut_short": "time"}, "first", False),
        ({"cut_short": "agony"}, "first", True),
        ({"side": "left", "cut_short": "pain"}, "first", False),
        ({"pain": 2}, "first", False),
    ],
)
def test_pain_that_let_no_work_be_done_is_not_passed_over(
    tried: dict[str, Any], stage: str, undecided: bool
) -> None:
    protocol = read_protocol(PROTOCOL.encode(), "cut-short.yaml")
    rows = [TRAINED, {"date": "2026-03-04", **tried}]
    log = Log.from_entries(rows, injured="right", protocol=protocol, salvage=True)
    timeline = Engine(protocol).replay(log)
    assert timeline.stage == stage
    assert any(each.danger for each in timeline.review) is undecided
