"""Verdicts as data: what an explanation is made from."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, Literal

import make
import pytest
from attrs import evolve

from rehabflow.entry import Number
from rehabflow.limits import Limits
from rehabflow.rule import Span, Value
from rehabflow.verdict import (
    Combined,
    Evidence,
    GateVerdict,
    Measured,
    Outcome,
    plain_span,
    plain_value,
)

REPS = Measured(
    rule="reps",
    label="repetitions",
    verdict=Outcome.MET,
    value=Fraction(290, 3),
    unit="%",
    limits=Limits(at_least=90),
    window=Span(3),
    unknown=None,
    text="repetitions 96.7 % (last 3 sessions), at least 90 %: met",
    evidence=(Evidence(make.date(7), 100, ("maya.csv:41",)),),
    reads=("work",),
    parameters={"of": None, "take": "mean"},
    about={"from": ["S1.14"]},
)


def test_a_criterion_says_everything_that_it_rests_on() -> None:
    assert REPS.to_dict() == {
        "rule": "reps",
        "label": "repetitions",
        "verdict": "met",
        "value": 96.7,
        "exact": "290/3",
        "unit": "%",
        "limits": {"at_least": 90},
        "window": {"last": 3, "of": "sessions"},
        "margin": 6.7,
        "unknown": None,
        "text": "repetitions 96.7 % (last 3 sessions), at least 90 %: met",
        "evidence": [{"date": "2026-03-07", "value": 100, "at": ["maya.csv:41"]}],
        "reads": ["work"],
        "parameters": {"of": None, "take": "mean"},
        "about": {"from": ["S1.14"]},
    }


def test_a_verdict_is_plain_json() -> None:
    data = Combined("any", Outcome.MET, (REPS,)).to_dict()
    assert json.loads(json.dumps(data)) == data


def test_evidence_is_rounded_with_the_limits_in_mind() -> None:
    share = Evidence(make.date(7), Fraction(8_996, 100))
    assert share.to_dict()["value"] == 90
    assert share.to_dict(Limits(at_least=90)) == {
        "date": "2026-03-07",
        "value": 89.96,
        "at": [],
    }


@pytest.mark.parametrize(
    ("value", "margin"),
    [(Fraction(290, 3), Fraction(20, 3)), (90, 0), (89, -1), ((80, 100), None), (None, None)],
)
def test_only_a_known_value_has_a_margin(value: Value, margin: Number | None) -> None:
    measured = evolve(REPS, value=value)
    assert measured.margin == margin


@pytest.mark.parametrize(
    ("value", "margin"),
    [(Fraction(90_001, 1000), 0.001), (Fraction(89_999, 1000), -0.001), ((80, 100), None)],
)
def test_a_margin_is_never_rounded_to_nothing(value: Value, margin: float | None) -> None:
    assert evolve(REPS, value=value).to_dict()["margin"] == margin


@pytest.mark.parametrize(
    ("value", "limits", "data"),
    [
        (None, None, {"value": None}),
        (3, None, {"value": 3}),
        (Fraction(5, 2), None, {"value": 2.5}),
        (Fraction(9, 4), None, {"value": 2.3, "exact": "9/4"}),
        (Fraction(9, 4), Limits(at_most=Fraction(9, 4)), {"value": 2.25}),
        (Fraction(8_996, 100), Limits(at_least=90), {"value": 89.96}),
        (Fraction(8_996, 100), Limits(at_least=80), {"value": 90, "exact": "2249/25"}),
        ((8, 10), None, {"value": {"from": 8, "to": 10}}),
        ((Fraction(15, 2), 10), None, {"value": {"from": 7.5, "to": 10}}),
        (
            (Fraction(200, 3), 100),
            None,
            {"value": {"from": 66.7, "to": 100}, "exact": ["200/3", "100"]},
        ),
        ((3, None), None, {"value": {"from": 3, "to": None}}),
        ((None, 3), None, {"value": {"from": None, "to": 3}}),
        (
            (Fraction(1, 3), None),
            None,
            {"value": {"from": 0.3, "to": None}, "exact": ["1/3", None]},
        ),
    ],
)
def test_a_value_that_had_to_be_rounded_keeps_its_exact_value_beside_it(
    value: Value, limits: Limits | None, data: dict[str, Any]
) -> None:
    assert plain_value(value, limits) == data


@pytest.mark.parametrize(
    ("window", "data"),
    [
        ("3 sessions", {"last": 3, "of": "sessions"}),
        ("1 session", {"last": 1, "of": "sessions"}),
        ("2 weeks", {"last": 14, "of": "days"}),
        ("within 7 days", {"within": 7, "of": "days"}),
        ("stage", {"last": "stage"}),
    ],
)
def test_a_window_for_json_says_how_far_it_looks(window: str, data: dict[str, Any]) -> None:
    assert plain_span(Span.parse(window)) == data


def test_a_rule_without_a_window_has_none_in_json() -> None:
    assert plain_span(None) is None


def test_combined_verdicts_nest_in_the_authors_order() -> None:
    other = evolve(REPS, rule="aslr", verdict=Outcome.UNMET)
    inner = Combined("some", Outcome.MET, (REPS, other), at_least=1)
    whole = Combined("all", Outcome.UNMET, (other, inner))
    assert [each.rule for each in whole.criteria()] == ["aslr", "reps", "aslr"]
    assert whole.to_dict() == {
        "op": "all",
        "verdict": "unmet",
        "of": [
            other.to_dict(),
            {
                "op": "some",
                "at_least": 1,
                "verdict": "met",
                "of": [REPS.to_dict(), other.to_dict()],
            },
        ],
    }


def test_one_criterion_is_the_whole_of_its_tree() -> None:
    assert list(REPS.criteria()) == [REPS]


@pytest.mark.parametrize(
    ("kind", "danger"), [("advance", False), ("setback", True), ("refer", True)]
)
def test_a_gate_says_where_it_leads_and_whether_it_guards_against_a_danger(
    kind: Literal["advance", "setback", "refer"], danger: bool
) -> None:
    gate = GateVerdict(kind, "running", REPS)
    assert gate.danger is danger
    assert gate.verdict is Outcome.MET
    assert gate.to_dict() == {
        "kind": kind,
        "to": "running",
        "verdict": "met",
        "gate": REPS.to_dict(),
    }


def test_what_is_missing_is_said_only_where_it_leaves_a_criterion_open() -> None:
    assert list(REPS.missing()) == []
    unknown = evolve(REPS, verdict=Outcome.UNKNOWN, value=(0, 100))
    assert list(unknown.missing()) == []
    assert list(evolve(unknown, unknown="it was not logged").missing()) == ["it was not logged"]


def test_what_is_made_of_a_verdict_is_the_callers_own() -> None:
    told = evolve(REPS, about={"from": ["S1.1"]})
    told.to_dict()["about"]["from"].append("S9.9")
    assert told.about == {"from": ["S1.1"]}
