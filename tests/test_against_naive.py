"""The engine beside a slow and obvious one, on generated protocols and logs."""

from __future__ import annotations

from typing import Any

import naive
import strategies
from hypothesis import given
from strategies import Case, cases
from test_engine_properties import engine_of, log_of

from rehabflow import Outcome, Timeline
from rehabflow.decision import Advice
from rehabflow.verdict import Combined, GateVerdict, Verdict

Plain = dict[str, Any]


def timeline_of(case: Case) -> Timeline:
    return engine_of(case).replay(log_of(case))


def expected_of(case: Case) -> naive.Replay:
    return naive.replay(*case, strategies.injury_of(case[2]))


def moves(timeline: Timeline) -> list[Plain]:
    return [
        {"date": each.date, "kind": each.kind, "from": each.from_, "to": each.to}
        for each in timeline.decisions
    ]


def tree(verdict: Verdict) -> Plain:
    if isinstance(verdict, Combined) and str(verdict.op) == "repeat":
        each = [str(getattr(one, "verdict", one)) for one in verdict.of]
        return {"op": "repeat", "verdict": str(verdict.verdict), "of": each}
    if isinstance(verdict, Combined):
        of = [tree(each) for each in verdict.of]
        return {"op": verdict.op, "verdict": str(verdict.verdict), "of": of}
    value = verdict.value if isinstance(verdict.value, tuple) else (verdict.value,) * 2
    low, high = value
    return {"rule": verdict.rule, "verdict": str(verdict.verdict), "low": low, "high": high}


def gates(asked: tuple[GateVerdict, ...]) -> list[Plain]:
    return [
        {"kind": each.kind, "to": each.to, "verdict": str(each.verdict), "gate": tree(each.gate)}
        for each in asked
    ]


def bare(node: Any) -> Any:
    """What both engines tell of a gate."""
    if isinstance(node, list):
        return [bare(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("op") == "repeat":
        each = [one["verdict"] for one in node["of"]]
        return {"op": "repeat", "verdict": node["verdict"], "of": each}
    kept = ("kind", "to", "verdict", "gate", "op", "of", "rule", "low", "high")
    return {
        key: bare(value) if key in ("gate", "of") else value
        for key, value in node.items()
        if key in kept
    }


def told(advice: tuple[Advice, ...]) -> list[Plain]:
    return [{"say": each.say, "gate": tree(each.gate)} for each in advice]


def bare_advice(advice: list[Plain]) -> list[Plain]:
    return [{**each, "gate": bare(each["gate"])} for each in advice]


@given(cases())
def test_every_decision_and_every_open_gate_is_the_same(case: Case) -> None:
    timeline, expected = timeline_of(case), expected_of(case)
    assert moves(timeline) == expected.decisions
    assert (timeline.stage, timeline.since) == (expected.stage, expected.since)
    assert gates(timeline.asked) == bare(expected.asked)
    assert gates(timeline.outlook) == bare(expected.outlook)
    assert told(timeline.advice) == bare_advice(expected.advice)


@given(cases())
def test_a_danger_that_was_not_ruled_out_is_in_the_review(case: Case) -> None:
    timeline = timeline_of(case)
    unknown = {(g.kind, g.to) for g in timeline.outlook if g.verdict is Outcome.UNKNOWN}
    assert unknown <= {(each.kind, each.to) for each in timeline.review}
    assert all(each.danger for each in timeline.review if each.kind in ("refer", "setback"))


@given(strategies.doubtful_cases())
def test_a_salvaged_log_is_decided_the_same(case: Case) -> None:
    log = log_of(case, [strategies.unreadable(entry) for entry in case[1]], salvage=True)
    timeline, expected = engine_of(case).replay(log), expected_of(case)
    assert moves(timeline) == expected.decisions
    assert gates(timeline.outlook) == bare(expected.outlook)
