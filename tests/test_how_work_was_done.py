"""Variant, duration, distance and effort: in columns, in a cell of work, and back."""

from __future__ import annotations

from typing import Any

import pytest

from rehabflow import Log, LogError
from rehabflow.doses import read_work
from rehabflow.entry import How, Work
from rehabflow.faults import Fault
from rehabflow.fields import FIELDS
from rehabflow.readers.protocol import read_protocol
from rehabflow.testing.offered import around


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("kick 3x30s", Work("kick", 3, how=How(duration=30))),
        ("jog 20 min", Work("jog", how=How(duration=1200))),
        ("jog 1h", Work("jog", how=How(duration=3600))),
        ("run 3x40m @70%", Work("run", 3, how=How(distance=40, effort=70))),
        ("walk 1.5 km", Work("walk", how=How(distance=1500))),
        ("curl 3x10 @3s (band: yellow)", Work("curl", 3, 10, 3, how=How("band: yellow"))),
        ("curl 10 @70% @3s (red)", Work("curl", None, 10, 3, how=How("red", effort=70))),
        ("legs up wall 30s", Work("legs up wall", how=How(duration=30))),
        ("bridge (both legs)", Work("bridge (both legs)")),
        ("bridge (both legs) 10", Work("bridge (both legs)", None, 10)),
        ("20 min", Work("20 min")),
    ],
)
def test_a_cell_of_work_says_how_it_was_done(text: str, work: Work) -> None:
    assert read_work(text) == (work,)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("duration", "30", 30),
        ("duration", "30 s", 30),
        ("duration", "1.5 min", 90),
        ("distance", "40", 40),
        ("distance", "2km", 2000),
        ("effort", "70", 70),
        ("variant", "yellow", "yellow"),
        ("variant", "band: yellow", "band: yellow"),
        ("variant", "  ", None),
    ],
)
def test_a_column_says_how_it_was_done(field: str, text: str, value: object) -> None:
    assert FIELDS[field].read(text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("duration", "30 m"),
        ("duration", "soon"),
        ("duration", "1.2.3 s"),
        ("distance", "40 s"),
        ("effort", "101"),
        ("variant", "band: -"),
    ],
)
def test_what_is_neither_is_refused(field: str, text: str) -> None:
    with pytest.raises(Fault):
        FIELDS[field].read(text)


def test_it_belongs_to_an_exercise() -> None:
    with pytest.raises(LogError, match="no exercise is named"):
        Log.from_entries([{"date": "2026-03-01", "variant": "red"}])


@pytest.mark.parametrize(
    "entry",
    [
        {"exercise": "curl", "sets": 3, "reps": 10, "variant": "band: red", "effort": 70},
        {"exercise": "run", "sets": 3, "reps": 3, "distance": 40, "duration": 6.5},
        {"work": "run 3x40m @70%; jog 20min; curl 3x10 @3s (red)"},
    ],
)
def test_it_is_the_same_after_being_written_down(entry: dict[str, Any]) -> None:
    log = Log.from_entries([{"date": "2026-03-01", **entry}])
    assert Log.from_json(log.to_json()).sessions[0].work == log.sessions[0].work


@pytest.mark.parametrize(
    ("work", "each", "amount"),
    [
        (Work("kick", 3), 30, 90),
        (Work("kick"), 30, 30),
        (Work("run", 3, 3), 40, 360),
        (Work("run", None, (3, 2)), 40, 200),
        (Work("run", 0), 40, 0),
        (Work("run", 3), None, None),
        (Work("run", how=How(distance=0)), 40, 0),
    ],
)
def test_what_each_took_adds_up(work: Work, each: int | None, amount: int | None) -> None:
    assert work.in_all(each) == amount


def test_work_in_which_nothing_was_done_is_none() -> None:
    assert Work("run", how=How(duration=0)).is_none
    assert Work("run", 3, 0).is_none
    assert not Work("run").is_none


def test_a_declared_measure_takes_the_place_of_such_a_column() -> None:
    log = Log.from_entries(
        [
            {"date": "2026-03-01", "effort": 13, "work": "run 3x40m @70%"},
            {"date": "2026-03-02", "effort": 13},
        ],
        protocol=protocol_with("measures: {effort: {better: lower, range: [6, 20]}}"),
    )
    first, second = (each.entries[0] for each in log.sessions)
    assert (first.measures, first.work[0].how.effort) == ((("effort", 13),), 70)
    assert second.measures == (("effort", 13),)
    assert Log.from_json(log.to_json()).sessions == log.sessions


def protocol_with(head: str) -> Any:
    return read_protocol(around("{sessions: {at_least: 9}}", head=head).encode(), "made.yaml")
