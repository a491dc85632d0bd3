"""What held a date: which criterion alone, and which among others, in every combination."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import make
import pytest
from hypothesis import given
from make import points
from strategies import Case, cases
from test_simulation import made_of

from rehabflow import Engine, Log, Outcome, Protocol
from rehabflow.gate import AllOf, AnyOf, Criterion, Gate, NoneOf, SomeOf
from rehabflow.protocol import Transition
from rehabflow.simulation.blockers import Held, held
from rehabflow.verdict import GateVerdict

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
READ = {MET: (5, 5), UNMET: (4, 4), UNKNOWN: (0, 10)}
Shape = Callable[[Criterion, Criterion, Criterion], Gate]
SHAPES: dict[str, Shape] = {
    "all": lambda a, b, c: AllOf((a, b, c)),
    "any": lambda a, b, c: AnyOf((a, b, c)),
    "none": lambda a, b, c: NoneOf((a, b, c)),
    "some": lambda a, b, c: SomeOf((a, b, c), 2),
    "any in all": lambda a, b, c: AllOf((a, AnyOf((b, c)))),
    "all in any": lambda a, b, c: AnyOf((a, AllOf((b, c)))),
    "none in all": lambda a, b, c: AllOf((a, NoneOf((b, c)))),
    "all in none": lambda a, b, c: NoneOf((a, AllOf((b, c)))),
    "some in none": lambda a, b, c: AllOf((NoneOf((SomeOf((a, b, c), 2),)),)),
    "any in none": lambda a, b, c: NoneOf((AnyOf((a, b)), c)),
    "none in none": lambda a, b, c: NoneOf((NoneOf((a, b)), c)),
    "one": lambda a, b, c: a,
}
EVERY = list(product((MET, UNMET, UNKNOWN), repeat=3))
VIEW = make.view(make.on(1))


def leaves(outcomes: tuple[Outcome, ...]) -> list[Criterion]:
    return [points(*READ[each]) for each in outcomes]


def asked(gate: Gate, *dangers: Outcome) -> tuple[Held | None, Protocol]:
    """What held a date on which such a gate and dangers were asked."""
    ways = [make.way("refer", None) for _ in dangers]
    forward = Transition("advance", "done", gate)
    protocol = make.protocol(make.stage("one", *ways, forward), make.stage("done", final=True))
    answers = [
        GateVerdict("refer", "referred", points(*READ[each]).explain(VIEW)) for each in dangers
    ]
    answers.append(GateVerdict("advance", "done", gate.explain(VIEW)))
    return held(protocol, "one", answers), protocol


@pytest.mark.parametrize("shape", SHAPES)
def test_a_criterion_held_alone_where_another_answer_of_it_would_have_met_the_gate(
    shape: str,
) -> None:
    make_gate = SHAPES[shape]
    for outcomes in EVERY:
        of = leaves(outcomes)
        gate = make_gate(of[0], of[1], of[2])
        found, _ = asked(gate)
        assert found is not None
        if gate.ask(VIEW) is MET:
            assert found == Held((), (), False)
            continue
        alone = {at for each in found.blockers if each.alone for at in range(3)
                 if of[at] is each.criterion}  # fmt: skip
        among = {at for each in found.blockers for at in range(3) if of[at] is each.criterion}
        deciding = set[int]()
        for at, other in product(range(3), (MET, UNMET)):
            changed = leaves((*outcomes[:at], other, *outcomes[at + 1 :]))
            if make_gate(changed[0], changed[1], changed[2]).ask(VIEW) is MET:
                deciding.add(at)
        assert alone == deciding
        assert alone <= among
        assert among


@pytest.mark.parametrize(("shape", "bad"), [("all", MET), ("any", MET), ("none", UNMET)])
def test_among_what_held_is_all_that_was_not_as_it_should(shape: str, bad: Outcome) -> None:
    for outcomes in EVERY:
        of = leaves(outcomes)
        found, _ = asked(SHAPES[shape](of[0], of[1], of[2]))
        assert found is not None
        if found.blockers:
            among = [each.verdict for each in found.blockers]
            assert among == [each for each in outcomes if each is not bad]


@pytest.mark.parametrize("answer", [MET, UNMET])
def test_nothing_holds_alone_beside_a_danger_that_cannot_be_ruled_out(answer: Outcome) -> None:
    gate = AllOf((points(*READ[answer]), points(5, 5)))
    found, _ = asked(gate, UNMET, UNKNOWN)
    assert found is not None
    assert len(found.dangers) == 1
    assert not any(each.alone for each in found.blockers)
    assert found.by_danger is (answer is MET)
    assert len(found.blockers) == (answer is UNMET)


def test_of_two_ways_on_either_would_do() -> None:
    one, other = points(4, 4), points(0, 10)
    ways = [Transition("advance", to, AllOf((each,))) for to, each in (("two", one), ("b", other))]
    protocol = make.protocol(
        make.stage("one", *ways), make.stage("two"), make.stage("b", final=True)
    )
    answers = [GateVerdict("advance", str(e.to), e.gate.explain(VIEW)) for e in ways]
    found = held(protocol, "one", answers)
    assert found is not None
    assert [(each.transition.to, each.alone) for each in found.blockers] == [
        ("two", True), ("b", True),
    ]  # fmt: skip


def test_where_one_way_on_is_met_and_a_danger_holds_the_other_way_held_nobody() -> None:
    ways = [
        Transition("advance", to, AllOf((each,)))
        for to, each in (("two", points(4, 4)), ("b", points(5, 5)))
    ]
    first = make.stage("one", make.way("refer", None), *ways)
    protocol = make.protocol(first, make.stage("two"), make.stage("b", final=True))
    danger = GateVerdict("refer", "referred", points(0, 10).explain(VIEW))
    found = held(
        protocol,
        "one",
        [danger, *(GateVerdict("advance", str(e.to), e.gate.explain(VIEW)) for e in ways)],
    )
    assert found == Held((), (danger,), True)


def test_nothing_is_held_where_no_advance_is_asked() -> None:
    gate = AllOf((points(4, 4),))
    _, protocol = asked(gate)
    answer = GateVerdict("advance", "done", gate.explain(VIEW))
    assert held(protocol, "referred", ()) is None
    assert held(protocol, "done", ()) is None
    assert held(protocol, "one", ()) is None
    ladder = GateVerdict("climb", "one", gate.explain(VIEW), "heel-dig", (1, 2))
    assert held(protocol, "one", [ladder]) is None
    assert held(protocol, "one", [answer, ladder]) == held(protocol, "one", [answer])


def last_held(when: object, *rows: dict[str, object]) -> Held:
    """What held the last date of a log, in a stage with such an advance."""
    stage = {"exercises": [{"do": "heel-dig", "reps": 10}], "advance": {"when": when}}
    protocol = made_of({"one": stage, "done": {"final": True}})
    entries = [
        {"date": f"2024-01-{number:02}", "work": "all", **row}
        for number, row in enumerate(rows, 1)
    ]
    engine = Engine(protocol)
    progress, asked_last = engine.begin(), ()
    for session in Log.from_entries(entries, protocol=protocol).sessions:
        decision = engine.step(progress, session)
        assert decision.progress is not None
        progress, asked_last = decision.progress, decision.asked
    found = held(protocol, "one", asked_last)
    assert found is not None
    return found


REPEAT = {"repeat": {"times": 2, "last": "3 sessions", "when": [{"pain": {"at_most": 3}}]}}


def test_a_criterion_under_repeat_is_told_once_with_what_it_said_first() -> None:
    found = last_held(REPEAT, {"pain": 5}, {"pain": 6}, {"pain": 2})
    (one,) = found.blockers
    assert (one.alone, one.verdict) == (True, UNMET)


def test_a_repeat_that_would_just_be_met_was_held_alone() -> None:
    found = last_held(REPEAT, {"pain": 5}, {"pain": 2})
    assert [each.alone for each in found.blockers] == [True]


def test_a_repeat_that_lacks_sessions_is_held_by_its_criteria() -> None:
    found = last_held(REPEAT, {"pain": 2})
    (one,) = found.blockers
    assert (one.alone, one.verdict) == (False, UNKNOWN)


def test_a_repeat_that_should_not_be_met_holds_while_it_is() -> None:
    found = last_held({"none": [REPEAT]}, {"pain": 2}, {"pain": 2}, {"pain": 6})
    assert [each.alone for each in found.blockers] == [False]
    both = {"all": [{"none": [REPEAT]}, {"pain": {"at_most": 2, "last": "1 session"}}]}
    other = last_held(both, {"pain": 6}, {"pain": 6}, {"pain": 6})
    assert [each.alone for each in other.blockers] == [True]


@given(cases())
def test_wherever_nobody_advanced_something_held_them(case: Case) -> None:
    data, entries, injured = case
    protocol = Protocol.from_dict(data)
    engine = Engine(protocol)
    log = Log.from_entries(entries, injured=injured, protocol=protocol)
    progress = engine.begin(log.injury)
    for session in log.sessions:
        decision = engine.step(progress, session)
        found = None
        if decision.kind in ("start", "hold", "climb", "drop"):
            found = held(protocol, progress.stage, decision.asked)
        if found is not None:
            advances = [e for e in decision.asked if e.kind == "advance"]
            met = any(each.verdict is MET for each in advances)
            assert bool(found.blockers) is not met
            assert found.by_danger is met
            for each in found.blockers:
                assert not (each.alone and found.dangers)
        assert decision.progress is not None
        progress = decision.progress
