"""The public hypothesis strategies: what they draw can be read, folded and asked about."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from rehabflow_rules.pain import Pain
from rehabflow_rules.plateau import Plateau

from rehabflow import Engine, Log, Protocol, Reading, Session, Window
from rehabflow.catalog import installed_rules
from rehabflow.testing.altered import elsewhere, unlogged, worsened
from rehabflow.testing.asking import Asking, row
from rehabflow.testing.corpus import drawn
from rehabflow.testing.offered import around, criteria_of, criterion_in, read_offered
from rehabflow.testing.strategies import ground_of, logs, protocols, rows, sessions, windows
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

    @settings(max_examples=10)
    @given(windows(name))
    def measured(window: Window) -> None:
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


MEASURES = """
measures:
  squat: {title: Painless squat, type: yes/no, better: yes}
  h_test: {title: Insecurity on the H-test, range: [0, 50], better: lower}
  hop: {title: Hop, better: higher}
  limps: {title: Limps, type: yes/no, better: no}
"""
DECLARING = read_offered(around("{pain: {at_most: 3}}", head=MEASURES))


def test_declared_measures_are_drawn_within_their_range() -> None:
    said: dict[str, set[Any]] = {}
    for each in drawn(rows(*ground_of(DECLARING)), 100):
        for name, value in (cell for cells in each for cell in cells):
            said.setdefault(name, set()).add(value)
    assert said["squat"] == said["squat_other"] == {"yes", "no"}
    assert said["h_test"] | said["h_test_other"] <= set(range(51))
    assert said["hop"] <= set(range(101))


def asked(**cells: Any) -> Asking:
    """A log of one row before the window, and one in it."""
    (criterion,) = criteria_of(DECLARING, Pain)
    both = [{"date": f"2026-03-0{day}", "work": "all", **cells} for day in (2, 3)]
    return Asking(tuple(map(row, both)), criterion, DECLARING)


def test_measures_are_altered_with_all_the_rest() -> None:
    asking = asked(squat="yes", h_test_other=20, hop=90)
    (other,) = elsewhere(asking)
    changed = {"squat": "no", "h_test_other": "30", "hop": "10"}
    assert dict(other.rows[0]) == {"date": "2026-03-02", "work": "heel-dig 1", **changed}
    (back,) = elsewhere(other)
    assert dict(back.rows[0])["squat"] == "yes"
    (silent,) = unlogged(asking)
    assert dict(silent.rows[0]) == {"date": "2026-03-02", "work": "heel-dig"}


def test_the_worst_of_a_measure_is_on_its_worse_side() -> None:
    worse = [
        dict(each.rows[0]) for each in worsened(asked(squat="yes", h_test=20, hop=90, limps="no"))
    ]
    names = ("squat", "h_test", "hop", "limps")
    assert ("no", 50, 0, "yes") in [tuple(each[name] for name in names) for each in worse]


def test_the_other_leg_is_left_alone_where_an_injured_legs_value_is_meant() -> None:
    worse = [
        dict(each) for less in worsened(asked(side="left", aslr=80, pain=3)) for each in less.rows
    ]
    assert {(each["aslr"], each["pain"]) for each in worse} == {(80, 3)}


def test_what_another_rule_reads_over_its_own_window_is_left_alone() -> None:
    criterion = criterion_in(DECLARING, Plateau, {"of": "pain", "at_most": 5})
    assert list(elsewhere(evolve(asked(pain=3), criterion=criterion))) == []
