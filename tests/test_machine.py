"""Which moves there are: the protocol's edges, overrides, clears and referrals, and no other."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import make
import pytest
from make import stage, way

from rehabflow.errors import RehabflowError
from rehabflow.machine import StageMachine, _Machine

PROTOCOL = make.protocol(
    stage("acute", way("advance", "isometric")),
    stage(
        "isometric",
        way("refer", "referred"),
        way("setback", "acute"),
        way("advance", "running"),
        way("advance", "done"),
    ),
    stage("running", way("setback", "running"), way("advance", "done")),
    stage("done", final=True),
    setback=(way("setback", "isometric"),),
)
STAGES = ["acute", "isometric", "running", "done"]
EVERYWHERE = [*STAGES, "referred"]
EDGES = {
    ("acute", "advance", "isometric"),
    ("isometric", "advance", "running"),
    ("isometric", "advance", "done"),
    ("running", "advance", "done"),
    ("isometric", "setback", "acute"),
    ("running", "setback", "running"),
    # The protocol's own setback, to isometric, never moves anyone forward.
    ("acute", "setback", "acute"),
    ("isometric", "setback", "isometric"),
    ("running", "setback", "isometric"),
    *((source, "refer", "referred") for source in STAGES),
    *((source, "override", to) for source in STAGES for to in STAGES),
    *(("referred", "clear", to) for to in STAGES),
}
KINDS = ["advance", "setback", "refer", "override", "clear", "start", "hold", ""]


@pytest.fixture(scope="module")
def machine() -> StageMachine:
    return StageMachine(PROTOCOL)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_protocols_edges_and_what_a_clinician_decides_move_anyone(
    machine: StageMachine, kind: str
) -> None:
    for source, to in product(EVERYWHERE, [*EVERYWHERE, "nowhere"]):
        if (source, kind, to) in EDGES:
            assert machine.move(source, kind, to) == to
            continue
        with pytest.raises(RehabflowError) as refused:
            machine.move(source, kind, to)
        (problem,) = refused.value.problems
        assert (problem.code, problem.line, problem.column) == ("RF504", 0, 0)
        assert problem.message == (
            f"the protocol has no {kind} from {source!r} to {to!r}; nobody was moved"
        )


def test_there_is_no_trigger_beside_the_edges_such_as_one_that_walks_around_every_gate(
    machine: StageMachine,
) -> None:
    triggers = set(machine._machine.events)
    assert triggers == {f"{kind} {to}" for _, kind, to in EDGES}
    assert machine._machine.initial == STAGES[0]


def test_a_stage_that_the_protocol_has_not_is_left_by_no_move(machine: StageMachine) -> None:
    with pytest.raises(RehabflowError, match="no advance from 'nowhere' to 'done'"):
        machine.move("nowhere", "advance", "done")


def test_a_machine_made_after_another_knows_only_its_own_protocol(machine: StageMachine) -> None:
    other = StageMachine(
        make.protocol(stage("one", way("advance", "two")), stage("two", final=True))
    )
    assert other.move("one", "advance", "two") == "two"
    with pytest.raises(RehabflowError, match="RF504"):
        other.move("acute", "advance", "isometric")
    with pytest.raises(RehabflowError, match="RF504"):
        machine.move("one", "advance", "two")


@pytest.mark.parametrize("text", ["os.system", "os.path.exists", "print", "", None, 3])
def test_text_is_never_turned_into_code(text: Any) -> None:
    with pytest.raises(TypeError, match="only functions may be called"):
        _Machine.resolve_callable(text, None)


def test_a_function_is_called_as_it_is() -> None:
    assert _Machine.resolve_callable(len, None) is len


@pytest.mark.parametrize("where", ["conditions", "unless", "prepare", "before", "after"])
def test_a_callback_given_as_text_stops_the_move_and_calls_nothing(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(os, "system", called.append)
    machine = StageMachine(PROTOCOL)
    machine._machine.add_transition("clear nowhere", "acute", "done", **{where: "os.system"})
    with pytest.raises(TypeError, match="only functions may be called"):
        machine.move("acute", "clear", "nowhere")
    assert called == []


def test_one_machine_serves_many_threads() -> None:
    machine = StageMachine(PROTOCOL)
    asked = [*product(EVERYWHERE, ["advance", "setback", "override", "clear"], STAGES)] * 25

    def outcome(source: str, kind: str, to: str) -> str | None:
        try:
            return machine.move(source, kind, to)
        except RehabflowError:
            return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda move: outcome(*move), asked))
    assert answers == [to if (source, kind, to) in EDGES else None for source, kind, to in asked]
