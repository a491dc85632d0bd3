"""A stage compiled for asking."""

from __future__ import annotations

import make
from make import dose, stage, way

from rehabflow.plan import Exit, Plan, plan_of
from rehabflow.prescription import Prescription

HEEL = Prescription((dose("heel-dig", 3, 10),))
PROTOCOL = make.protocol(
    stage("acute", way("advance", "isometric", "2 sessions", "3 days"), prescription=HEEL),
    stage(
        "isometric",
        way("refer", "referred", "within 3 days"),
        way("setback", "isometric", "stage"),
        way("setback", "acute", "5 days"),
        way("advance", "running", "4 sessions", "1 week"),
        way("advance", "done"),
    ),
    stage("running", way("setback", "acute", "within 9 days"), way("advance", "done")),
    stage("done", final=True),
    refer=(way("refer", "referred", "1 session"),),
    setback=(way("setback", None, "1 day"), way("setback", "isometric")),
)


def plan(id: str) -> Plan:
    return plan_of(PROTOCOL, PROTOCOL.stage(id))


def ways(id: str) -> list[tuple[str, str]]:
    return [(each.kind, each.to) for each in plan(id).exits]


def test_gates_are_asked_refer_first_then_setback_then_advance_the_protocols_own_first() -> None:
    assert ways("isometric") == [
        ("refer", "referred"),
        ("refer", "referred"),
        ("setback", "acute"),
        ("setback", "isometric"),
        ("setback", "isometric"),
        ("setback", "acute"),
        ("advance", "running"),
        ("advance", "done"),
    ]


def test_each_exit_has_the_gate_that_was_declared() -> None:
    declared = PROTOCOL.stage("isometric")
    assert plan("isometric").exits == (
        Exit("refer", "referred", PROTOCOL.refer[0].gate),
        Exit("refer", "referred", declared.refer[0].gate),
        Exit("setback", "acute", PROTOCOL.setback[0].gate),
        Exit("setback", "isometric", PROTOCOL.setback[1].gate),
        Exit("setback", "isometric", declared.setback[0].gate),
        Exit("setback", "acute", declared.setback[1].gate),
        Exit("advance", "running", declared.advance[0].gate),
        Exit("advance", "done", declared.advance[1].gate),
    )


def test_a_setback_of_the_protocol_never_moves_anyone_forward() -> None:
    assert ways("acute")[1:3] == [("setback", "acute"), ("setback", "acute")]
    assert ways("running")[1:3] == [("setback", "isometric"), ("setback", "isometric")]


def test_a_final_stage_asks_nothing() -> None:
    final = plan("done")
    assert final.exits == final.refers == ()
    assert (final.reach.sessions, final.reach.days, final.reach.whole) == (0, 0, False)


def test_the_exits_to_a_clinician_are_at_hand() -> None:
    isometric = plan("isometric")
    assert isometric.refers == isometric.exits[:2]
    assert plan("running").refers == plan("running").exits[:1]


def test_a_plan_knows_how_far_back_its_windows_look() -> None:
    acute, isometric, running = plan("acute"), plan("isometric"), plan("running")
    assert (acute.reach.sessions, acute.reach.days, acute.reach.whole) == (2, 3, False)
    assert (isometric.reach.sessions, isometric.reach.days, isometric.reach.whole) == (4, 7, True)
    assert (running.reach.sessions, running.reach.days, running.reach.whole) == (1, 1, False)


def test_the_age_of_a_newest_value_is_the_greatest_of_the_whole_protocol() -> None:
    assert [plan(id).newest for id in PROTOCOL.stage_ids] == [9, 9, 9, 9]


def test_where_nothing_is_looked_at_nothing_is_kept() -> None:
    bare = make.protocol(stage("acute", way("advance", "done")), stage("done", final=True))
    compiled = plan_of(bare, bare.stage("acute"))
    assert (
        compiled.reach.sessions,
        compiled.reach.days,
        compiled.reach.whole,
        compiled.newest,
    ) == (0, 0, False, 0)


def test_a_plan_carries_its_stage_and_what_that_prescribes() -> None:
    assert (plan("acute").stage, plan("acute").prescription) == ("acute", HEEL)
    assert (plan("done").stage, plan("done").prescription) == ("done", make.NOTHING)
