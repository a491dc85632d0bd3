"""What is proved of gates holds on every date of every log."""

from __future__ import annotations

from itertools import product

import related_gates
from hypothesis import given, settings
from related_gates import Case

from rehabflow import Outcome
from rehabflow.check.boxes import Reasoning
from rehabflow.gate import Gate

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
Asked = tuple[str, Gate]


def answers(case: Case, asked: list[Asked]) -> list[list[Outcome]]:
    """What each gate answers, date by date."""
    return [[gate.ask(seen[kind]) for kind, gate in asked] for seen in case.seen(case.known)]


@settings(max_examples=60)
@given(related_gates.cases())
def test_what_is_proved_of_two_gates_holds_on_every_date(case: Case) -> None:
    protocol = case.known
    asked, reasoning = case.asked(protocol), Reasoning(protocol)
    boxes = [reasoning.boxes(gate, kind) for kind, gate in asked]
    pairs = list(product(range(len(asked)), repeat=2))
    follows = [
        (a, b)
        for a, b in pairs
        if reasoning.implies(asked[a][1], asked[a][0], asked[b][1], asked[b][0])
    ]
    apart = [(a, b) for a, b in pairs if not list(reasoning.together(boxes[a], boxes[b]))]
    for said in ([gate.ask(seen[kind]) for kind, gate in asked] for seen in case.seen(protocol)):
        for a, b in follows:
            assert said[a] is not MET or said[b] is MET, (asked[a], asked[b])
        for a, b in apart:
            assert said[a] is not MET or said[b] is not MET, (asked[a], asked[b])
