"""What is proved of gates holds on every date of every log."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
import related_gates
from hypothesis import given, settings
from related_gates import Case

from rehabflow import Outcome, Protocol
from rehabflow.check.boxes import Reasoning
from rehabflow.check.labour import TooManyError
from rehabflow.check.measurand import Measurand
from rehabflow.check.order import caps, is_below, is_within, lifts, narrows
from rehabflow.check.study import Study, Way
from rehabflow.gate import AllOf, Criterion, Gate, SomeOf
from rehabflow.readers.protocol import read_protocol
from rehabflow.view import View

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
Asked = tuple[str, Gate]


@settings(max_examples=60)
@given(related_gates.cases())
def test_what_is_proved_of_two_gates_holds_on_every_date(case: Case) -> None:
    """One that another implies is met with it; two that nothing can meet together never are."""
    protocol = case.known
    asked, reasoning = case.asked(protocol), Reasoning(protocol)
    boxes = [reasoning.boxes(gate, kind) for kind, gate in asked]
    pairs = list(product(range(len(asked)), repeat=2))
    follows = [(a, b) for a, b in pairs if implies(reasoning, asked[a], asked[b])]
    apart = [(a, b) for a, b in pairs if not list(reasoning.together(boxes[a], boxes[b]))]
    for seen in case.seen(protocol):
        said = [gate.ask(seen[kind]) for kind, gate in asked]
        for a, b in follows:
            assert said[a] is not MET or said[b] is MET, (asked[a], asked[b])
        for a, b in apart:
            assert said[a] is not MET or said[b] is not MET, (asked[a], asked[b])


@settings(max_examples=40)
@given(related_gates.cases())
def test_what_is_proved_of_one_gate_holds_on_every_date(case: Case) -> None:
    """Without a box it is never met; without one in which it is not met, nor is it ever known not
    to be."""
    protocol = case.known
    asked, reasoning = case.asked(protocol), Reasoning(protocol)
    never = {id(gate) for kind, gate in asked if not reasoning.boxes(gate, kind)}
    always = {id(gate) for kind, gate in asked if is_always(reasoning, kind, gate)}
    for seen in case.seen(protocol):
        for kind, gate in asked:
            said = gate.ask(seen[kind])
            assert id(gate) not in never or said is not MET
            if id(gate) in always and is_known(gate, seen[kind]):
                assert said is MET


@settings(max_examples=40)
@given(related_gates.cases())
def test_what_is_known_of_two_readings_holds_of_every_pair(case: Case) -> None:
    protocol = case.known
    reasoning = Reasoning(protocol)
    read = {
        reasoning.measurand(each, kind): (kind, each)
        for kind, gate in case.asked(protocol)
        for each in gate.criteria()
    }
    pairs = list(product(read, repeat=2))
    below = [pair for pair in pairs if is_below(*pair)]
    within = [pair for pair in pairs if is_within(*pair) or narrows(*pair)]
    lifted = [pair for pair in pairs if lifts(*pair)]
    capped = [pair for pair in pairs if caps(*pair)]
    for seen in case.seen(protocol):
        said = {at: reading(each, seen[kind]) for at, (kind, each) in read.items()}
        for one, other in below:
            mine, its = said[one], said[other]
            if mine and its and mine[0] == mine[1] and its[0] == its[1]:
                assert mine[0] <= its[0]
        for one, other in within:
            mine, its = said[one], said[other]
            assert not (mine and its) or (mine[0] <= its[1] and its[0] <= mine[1])
        for one, other in lifted:
            mine, its = said[one], said[other]
            if mine and mine[0] > least(one):
                assert its
                assert its[0] >= mine[0]
        for one, other in capped:
            mine, its = said[one], said[other]
            if mine and mine[1] < most(one):
                assert its
                assert its[1] <= mine[1]


def implies(reasoning: Reasoning, one: Asked, other: Asked) -> bool:
    return reasoning.implies(one[1], one[0], other[1], other[0])


def is_always(reasoning: Reasoning, kind: str, gate: Gate) -> bool:
    boxes = reasoning.boxes_unmet(gate, kind)
    return not any(all(not each.nothing for each in box.values()) for box in boxes)


def is_known(gate: Gate, view: View) -> bool:
    """Whether there is something to read for each criterion, and it is not unknown."""
    return all(each.ask(view) is not UNKNOWN and reading(each, view) for each in gate.criteria())


def reading(criterion: Criterion, view: View) -> tuple[float, float] | None:
    """What a criterion reads; None where there is nothing to read."""
    found = criterion.explain(view).value
    if found is None:
        return None
    low, high = found if isinstance(found, tuple) else (found, found)
    empty = criterion._measure(view).empty
    if empty and not view.advance:
        return None
    return (-inf if low is None else low), (inf if high is None else high)


def least(at: Measurand) -> float:
    return -inf if at.scale.low is None else at.scale.low


def most(at: Measurand) -> float:
    return inf if at.scale.high is None else at.scale.high


# ---------------------------------------------------------------- what is proved of which gates

PAIN = "pain: {at_most: 3, last: 3 sessions}"
FOLLOWS = [
    ("advance", PAIN, "advance", "pain: {at_most: 4, last: 3 sessions}", True),
    ("advance", PAIN, "advance", "pain: {at_most: 3, last: 1 session}", True),
    ("advance", PAIN, "advance", "pain: {at_most: 3, last: 4 sessions}", False),
    ("advance", PAIN, "advance", "pain: {at_most: 3, last: 1 day}", False),
    ("advance", "pain: {at_most: 3, last: stage}", "advance", PAIN, False),
    ("setback", "pain: {at_most: 3, last: stage}", "setback", PAIN, True),
    ("setback", "pain: {at_least: 5, last: stage}", "setback", "pain: {at_least: 5}", False),
    ("advance", PAIN, "setback", PAIN, True),
    ("setback", PAIN, "advance", PAIN, False),
    ("advance", PAIN, "setback", "pain: {at_most: 4, last: 1 session}", True),
    ("advance", PAIN, "setback", "pain: {at_most: 10, last: 1 day}", False),
    ("advance", PAIN, "advance", "pain: {at_most: 10, last: 1 day}", True),
    ("setback", PAIN, "setback", "pain: {at_most: 3, last: 3 sessions, missing: ignore}", False),
    (
        *("setback", "pain: {at_least: 5, last: 1 session}"),
        *("setback", "pain: {at_least: 5, last: 3 sessions}", True),
    ),
    (
        *("setback", "pain: {at_least: 5, last: 3 sessions}"),
        *("setback", "pain: {at_least: 5, last: 3 sessions, missing: ignore}", True),
    ),
    (
        *("setback", "pain: {at_least: 5, quality: sharp}"),
        *("setback", "pain: {at_least: 4, last: 2 sessions}", True),
    ),
    (
        *("setback", "pain: {at_least: 5, quality: sharp, moment: after}"),
        *("setback", "pain: {at_least: 4, last: 2 sessions}", False),
    ),
    (
        *("advance", "pain: {at_most: 2, moment: morning, last: 3 days}"),
        *("advance", "pain: {at_most: 2, moment: morning, last: 1 day}", True),
    ),
    (
        *("advance", "reps: {at_least: 90%, take: worst, last: 3 sessions}"),
        *("advance", "reps: {at_least: 90%, take: worst, last: 1 session}", True),
    ),
    (
        *("advance", "reps: {at_least: 90%, last: 3 sessions}"),
        *("advance", "reps: {at_least: 90%, last: 1 session}", False),
    ),
    (
        *("setback", "reps: {at_most: 50%, take: worst, last: 1 session}"),
        *("setback", "reps: {at_most: 50%, take: worst, last: 3 sessions}", True),
    ),
    (
        *("advance", "rest: {at_least: 48 h, last: 3 sessions}"),
        *("advance", "rest: {at_least: 48 h, last: 2 sessions}", True),
    ),
    (
        *("advance", "rest: {at_least: 48 h, last: 3 sessions}"),
        *("advance", "rest: {at_least: 48 h, last: 1 session}", False),
    ),
    (
        *("advance", "measure: {of: hop, at_least: 60, take: worst, last: 3 sessions}"),
        *("advance", "measure: {of: hop, at_least: 60, take: worst, last: 1 session}", False),
    ),
    (
        *("setback", "measure: {of: hop, at_most: 60, take: worst, last: 1 session}"),
        *("setback", "measure: {of: hop, at_most: 60, take: worst, last: 3 sessions}", True),
    ),
    (
        *("setback", "measure: {of: fear, at_least: 60, take: worst, last: 1 session}"),
        *("setback", "measure: {of: fear, at_least: 50, take: worst, last: 3 sessions}", True),
    ),
    (
        *("setback", "cut_short: {at_least: 1, last: 1 session}"),
        *("setback", "cut_short: {at_least: 1, last: 3 sessions}", True),
    ),
    (
        *("advance", "cut_short: {at_most: 0, last: 3 sessions}"),
        *("advance", "cut_short: {at_most: 0, last: 2 sessions}", True),
    ),
    (
        *("advance", "flare: {at_most: 1, last: 3 sessions}"),
        *("advance", "flare: {at_most: 1, last: 2 sessions}", True),
    ),
    (
        *("advance", "flare: {at_most: 1, last: stage}"),
        *("advance", "flare: {at_most: 1, last: 2 sessions}", False),
    ),
    (
        *("advance", "sessions: {at_least: 3, last: 5 days}"),
        *("advance", "sessions: {above: 2}", True),
    ),
    ("advance", "sessions: {at_most: 3}", "advance", "sessions: {below: 4, last: 2 days}", True),
    ("advance", "time_in_stage: {at_least: 3}", "setback", "time_in_stage: {above: 2}", True),
    ("setback", "time_in_stage: {above: 2}", "advance", "time_in_stage: {at_least: 3}", True),
    ("advance", "aslr: {at_least: 70}", "setback", "none: [{aslr: {below: 60}}]", True),
    ("advance", "aslr: {at_least: 70}", "setback", "aslr: {at_least: 70, within: 9 days}", False),
    (
        *("advance", "repeat: {times: 2, last: 3 sessions, when: [{pain: {at_most: 3}}]}"),
        *("advance", "repeat: {times: 2, last: 3 sessions, when: [{pain: {at_most: 3}}]}", True),
    ),
    (
        *("advance", "repeat: {times: 2, last: 3 sessions, when: [{pain: {at_most: 3}}]}"),
        *("advance", "repeat: {times: 1, last: 3 sessions, when: [{pain: {at_most: 3}}]}", False),
    ),
    (
        *("advance", f"none: [{{any: [{{pain: {{above: 3}}}}, {{{PAIN}}}]}}]"),
        *("advance", "pain: {at_most: 3, last: 1 session}", True),
    ),
    (
        *("advance", f"some: {{at_least: 2, of: [{{{PAIN}}}, {{aslr: {{at_least: 70}}}}]}}"),
        *("advance", "any: [{aslr: {at_least: 70}}, {sessions: {at_least: 3}}]", True),
    ),
]


def parsed(one: str, other: str, top: str = "") -> tuple[Protocol, Gate, Gate]:
    text = (
        "rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n" + top + "measures:\n"
        "  hop: {unit: cm, range: [0, 200], better: higher}\n"
        "  fear: {unit: /100, range: [0, 100], better: lower}\n"
        "stages:\n  one:\n    exercises: [{do: heel-dig, sets: 3, reps: 10}]\n"
        "    advance: {when: {pain: {at_most: 3}}}\n"
        f"    advise: [{{when: {{{one}}}, say: A}}, {{when: {{{other}}}, say: B}}]\n"
        "  done: {final: true}\n"
    )
    protocol = read_protocol(text.encode(), "p.yaml")
    first, second = (each.gate for each in protocol.stages[0].advise)
    return protocol, first, second


@pytest.mark.parametrize(("kind", "one", "other_kind", "other", "expected"), FOLLOWS)
def test_one_gate_is_proved_to_imply_another(
    kind: str, one: str, other_kind: str, other: str, expected: bool
) -> None:
    protocol, first, second = parsed(one, other)
    assert Reasoning(protocol).implies(first, kind, second, other_kind) is expected


@pytest.mark.parametrize(
    ("top", "expected"),
    [("", True), ("lapse_after: 4 days\n", True), ("settle: next morning\n", False)],
)
def test_an_advance_implies_a_danger_where_both_see_the_same_work(
    top: str, expected: bool
) -> None:
    protocol, first, second = parsed(PAIN, "pain: {at_most: 4, last: 3 sessions}", top)
    assert Reasoning(protocol).implies(first, "advance", second, "setback") is expected


def test_what_settles_takes_no_rating_from_an_advance() -> None:
    """It looks at all that a danger looks at, so that the two are never met together."""
    protocol, first, second = parsed(
        PAIN, "pain: {above: 3, last: 2 sessions}", "settle: next morning\n"
    )
    reasoning = Reasoning(protocol)
    on, off = reasoning.boxes(first, "advance"), reasoning.boxes(second, "setback")
    assert not list(reasoning.together(on, off))
    assert not list(reasoning.together(off, on))


def test_of_a_gate_of_too_many_ways_nothing_is_proved() -> None:
    two = "{any: [{pain: {at_most: 3}}, {aslr: {at_least: 70}}]}"
    protocol, first, _ = parsed(f"all: [{', '.join([two] * 3)}]", PAIN)
    gate = AllOf((first,) * 5)
    with pytest.raises(TooManyError):
        Reasoning(protocol).boxes(gate, "advance")
    some = SomeOf((first,) * 14, 7)
    with pytest.raises(TooManyError):
        Reasoning(protocol).boxes(some, "advance")
    study, stage = Study(protocol), protocol.stages[0]
    way = Way(stage, "advance", "done", gate)
    assert study.boxes(way) is None
    assert not study.is_never(way)
    assert not study.implies(way, way)
