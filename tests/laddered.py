"""A protocol of one stage with ladders and schedules, and logs folded through it."""

from __future__ import annotations

import datetime as dt
import re
from textwrap import indent
from typing import Any

from rehabflow import Engine, Log, Progress, Protocol, Timeline
from rehabflow.decision import Decision
from rehabflow.fields import FIELDS
from rehabflow.readers.protocol import read_protocol

HEAD = """\
rehabflow: 1
id: made
version: 1.0.0
title: Made for a test
{head}stages:
  hold:
    exercises:
{exercises}
    advance: {{when: {advance}}}
{more}  lift:
    exercises: [{{do: bridge, sets: 3, reps: 10}}]
    setback: {{when: {{pain: {{at_least: 8, last: 1 session}}}}}}
    advance: {{when: {{sessions: {{at_least: 99}}}}}}
  done: {{final: true}}
"""
THREE = (
    "- {do: heel-dig, ladder: [1x10, 2x10, 3x10], "
    "climb: {when: {reps: {at_least: 100%, last: 1 session}}}}"
)
"""Climbs by each whole session."""
CAREFUL = (
    """\
- do: heel-dig
  ladder: [1x10, 2x10, 3x10]
  climb: {when: [reps: {at_least: 100%, last: 2 sessions}, pain: {at_most: 3, last: 2 sessions}]}
  drop: {when: {pain: {above: 5, last: 1 session}}}
""".replace("[reps:", "[{reps:")
    .replace("2 sessions}, pain:", "2 sessions}}, {pain:")
    .replace("2 sessions}]}", "2 sessions}}]}")
)
"""Climbs by two whole sessions of little pain, drops by one of much."""
NEVER = "{sessions: {at_least: 99}}"


def made(exercises: str, *, advance: str = NEVER, head: str = "", more: str = "") -> Protocol:
    """The protocol with those exercises in its first stage."""
    text = HEAD.format(
        exercises=indent(exercises.strip(), "      "),
        advance=advance,
        head=f"{head}\n" if head else "",
        more=indent(more.strip(), "    ") + "\n" if more else "",
    )
    return read_protocol(text.encode(), "made.yaml")


def entries(log: str) -> list[dict[str, Any]]:
    """`1 heel-dig 1x10, pain 2; 2 all`: the day of March 2026, fields by name, and work."""
    rows: list[dict[str, Any]] = []
    for row in filter(str.strip, log.split(";")):
        day, said = re.fullmatch(r"\s*([0-9]+)\s*(.*?)\s*", row, re.DOTALL).groups()  # type: ignore[union-attr]
        cells: dict[str, Any] = {"date": dt.date(2026, 3, 1) + dt.timedelta(int(day) - 1)}
        works: list[str] = []
        for item in filter(None, re.split(r"\s*,\s*", said)):
            name, _, value = item.partition(" ")
            if name in FIELDS:
                cells[name] = value
            else:
                works.append(item)
        rows.append(cells | ({"work": "; ".join(works)} if works else {}))
    return rows


def log_of(protocol: Protocol, log: str, *, salvage: bool = False) -> Log:
    """The log; the right leg is injured."""
    return Log.from_entries(entries(log), protocol=protocol, injured="right", salvage=salvage)


def fold(protocol: Protocol, log: str, *, salvage: bool = False) -> Timeline:
    """What the protocol makes of the log: replayed, and step by step by way of JSON, alike."""
    read = log_of(protocol, log, salvage=salvage)
    engine = Engine(protocol)
    timeline = engine.replay(read)
    progress, stepped = engine.begin(), list[Decision]()
    for session in read.sessions:
        decision = engine.step(progress, session)
        stepped += decision.made
        assert decision.outlook == engine.replay(read.until(session.date)).outlook
        progress = Progress.from_json(decision.progress.to_json())  # type: ignore[union-attr]
    assert [each.to_dict() for each in stepped] == [e.to_dict() for e in timeline.decisions]
    return timeline


def course(timeline: Timeline) -> list[str]:
    """`2 climb heel-dig 1>2`, `5 advance lift`: what happened but the start."""
    return [
        f"{each.date.day} {each.kind} "
        + (f"{each.exercise} {each.rung[0]}>{each.rung[1]}" if each.rung else each.to)
        for each in timeline.decisions
        if each.kind != "start"
    ]
