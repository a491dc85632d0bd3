"""The public hypothesis strategies: what they draw can be read, folded and asked about."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from rehabflow_rules.pain import Pain

from rehabflow import Engine, Log, Protocol, Reading, Session, Window
from rehabflow.catalog import installed_rules
from rehabflow.prescription import Prescription
from rehabflow.testing import altered
from rehabflow.testing.asking import Asking
from rehabflow.testing.corpus import drawn
from rehabflow.testing.offered import around, criteria_of, read_offered
from rehabflow.testing.strategies import logs, protocols, rows, sessions, windows
from rehabflow.testing.subject import subject_of


@given(sessions())
def test_a_session_is_of_one_date(session: Session) -> None:
    assert {entry.date for entry in session.entries} == {session.date}


@given(logs(most=3))
def test_a_log_has_up_to_so_many_sessions(log: Log) -> None:
    assert 1 <= len(log.sessions) <= 3


@settings(max_examples=40)
@given(st.data(), protocols())
def test_a_protocol_folds_any_log_that_is_drawn_for_it(
    data: st.DataObject, protocol: Protocol
) -> None:
    timeline = Engine(protocol).replay(data.draw(logs(protocol)))
    assert timeline.stage in (*protocol.stage_ids, "referred")


@pytest.mark.parametrize("name", sorted(installed_rules()))
def test_a_window_can_be_measured(name: str) -> None:
    rule = subject_of(name).criteria[0].rule

    @settings(max_examples=20)
    @given(windows(name))
    def measured(window: Window) -> None:
        assert type(subject_of(name).kind()) is type(rule)
        assert type(rule.measure(window)) is Reading

    measured()


def test_what_is_drawn_is_the_same_each_time() -> None:
    assert drawn(st.integers(), 20) == drawn(st.integers(), 20)


def test_logs_reach_what_a_rule_has_to_mind() -> None:
    """Both legs, rows of one date, open amounts, totals, unrated training, gaps."""
    protocol = read_offered(around("{sessions: {at_least: 1}}"))
    found = drawn(logs(protocol), 100)
    every = [session for log in found for session in log.sessions]
    entries = [entry for session in every for entry in session.entries]
    assert {"left", "both"} <= {entry.side for entry in entries}
    assert any(len(session.entries) > 1 for session in every)
    assert any(work.done is None and not work.as_prescribed for e in entries for work in e.work)
    assert any(session.target_open for session in every)
    assert any(session.work and session.ratings[0] is None for session in every)
    assert max((b.date - a.date).days for log in found for a, b in _pairs(log)) == 9
    assert any(session.aslr is not None and session.aslr_other is not None for session in every)


def _pairs(log: Log) -> list[tuple[Session, Session]]:
    return list(zip(log.sessions, log.sessions[1:], strict=False))


# ---------------------------------------------------------------- what a protocol declares


MEASURES = {
    "squat": {"type": "yes/no", "better": "yes"},
    "h_test": {"range": [0, 50], "better": "lower"},
}


def test_declared_measures_are_drawn_within_their_range() -> None:
    found = drawn(rows(Prescription(), MEASURES), 100)
    said: dict[str, set[Any]] = {}
    for name, value in (cell for each in found for cells in each for cell in cells):
        said.setdefault(name, set()).add(value)
    assert said["squat"] == said["squat_other"] == {"yes", "no"}
    assert said["h_test"] | said["h_test_other"] <= set(range(51))


def test_measures_are_altered_with_all_the_rest() -> None:
    protocol = read_offered(around("{pain: {at_most: 3}}"))
    declared = evolve(protocol, source={**protocol.source, "measures": MEASURES})
    (criterion,) = criteria_of(protocol, Pain)
    asking = Asking((), criterion, declared)
    cells = {"work": "all", "squat": "yes", "h_test_other": 20}
    other = altered._opposite(asking, cells)
    assert other == {"work": "heel-dig 1", "squat": "no", "h_test_other": "30"}
    assert altered._opposite(asking, other) == {**other, "squat": "yes", "h_test_other": "20"}
    assert altered._blank(asking, cells, also_raises=True) == {"work": "heel-dig"}
