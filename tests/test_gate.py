"""Gates: three-valued logic over what rules measure, and rules that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import make
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, dose, on, points

from rehabflow.entry import Number
from rehabflow.errors import RuleFailed
from rehabflow.gate import (
    AllOf,
    AnyOf,
    Combination,
    Criterion,
    Gate,
    NoneOf,
    RuleSource,
    SomeOf,
)
from rehabflow.limits import Limits
from rehabflow.prescription import Prescription
from rehabflow.rule import Cited, Reading, Rule, Span, Value, Window
from rehabflow.session import Session
from rehabflow.verdict import Combined, Evidence, Measured, Outcome
from rehabflow.view import View

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
ANSWERS = {MET: points(5, 5), UNMET: points(4, 4), UNKNOWN: points(4, 5)}
TODAY = make.view(on(1, ALL), on(2))
DANGER = make.view(on(1, ALL), on(2), advance=False)
COMBINED: dict[str, Callable[[tuple[Gate, ...]], Gate]] = {
    "all": AllOf,
    "any": AnyOf,
    "none": NoneOf,
}


def settled(outcomes: tuple[Outcome, ...]) -> Iterator[tuple[bool, ...]]:
    """Every way in which what is unknown may turn out."""
    ways = {MET: [True], UNMET: [False], UNKNOWN: [True, False]}
    return product(*(ways[outcome] for outcome in outcomes))


def expected(op: str, outcomes: tuple[Outcome, ...], at_least: int = 0) -> Outcome:
    """Met or unmet where every way says so."""
    plain: dict[str, Callable[[tuple[bool, ...]], bool]] = {
        "all": all,
        "any": any,
        "none": lambda way: not any(way),
        "some": lambda way: sum(way) >= at_least,
    }
    answers = {plain[op](way) for way in settled(outcomes)}
    return UNKNOWN if len(answers) == 2 else MET if True in answers else UNMET


def agreed(gate: Gate, view: View) -> Outcome:
    """The answer that all three ways of asking give."""
    answer = gate.ask(view)
    assert gate.explain(view).verdict is answer
    assert gate.is_met(view) is (answer is MET)
    return answer


# ---------------------------------------------------------------- three-valued logic


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("op", ["all", "any", "none"])
def test_combined_gates_answer_what_every_way_to_settle_the_unknown_gives(
    op: str, count: int
) -> None:
    for outcomes in product(Outcome, repeat=count):
        gate = COMBINED[op](tuple(ANSWERS[each] for each in outcomes))
        assert agreed(gate, TODAY) is expected(op, outcomes), outcomes


@pytest.mark.parametrize(
    ("count", "at_least"), [(n, k) for n in (1, 2, 3) for k in range(1, n + 1)]
)
def test_some_is_met_when_enough_are_and_unmet_when_enough_can_no_longer_be(
    count: int, at_least: int
) -> None:
    for outcomes in product(Outcome, repeat=count):
        gate = SomeOf(tuple(ANSWERS[each] for each in outcomes), at_least)
        assert agreed(gate, TODAY) is expected("some", outcomes, at_least), outcomes


@pytest.mark.parametrize(
    ("op", "outcomes", "answer"),
    [
        ("all", (MET, MET), MET),
        ("all", (MET, UNKNOWN), UNKNOWN),
        ("all", (UNKNOWN, UNMET), UNMET),
        ("any", (UNMET, UNMET), UNMET),
        ("any", (UNMET, UNKNOWN), UNKNOWN),
        ("any", (UNKNOWN, MET), MET),
        ("none", (UNMET, UNMET), MET),
        ("none", (UNMET, UNKNOWN), UNKNOWN),
        ("none", (UNKNOWN, MET), UNMET),
    ],
)
def test_the_tables_of_the_contract(
    op: str, outcomes: tuple[Outcome, ...], answer: Outcome
) -> None:
    assert agreed(COMBINED[op](tuple(ANSWERS[each] for each in outcomes)), TODAY) is answer


ENDS = st.none() | st.integers(0, 10)
WINDOWS = st.sampled_from(["", "2 sessions", "3 days", "within 7 days"])


@st.composite
def leaves(draw: st.DrawFn) -> Criterion:
    """A criterion that reads a value, a range, perhaps open, or nothing."""
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return points(low, high, draw(WINDOWS), empty=draw(st.booleans()))


def branches(inner: st.SearchStrategy[Gate]) -> st.SearchStrategy[Gate]:
    of = st.lists(inner, min_size=1, max_size=3).map(tuple)
    some = of.flatmap(lambda gates: st.builds(SomeOf, st.just(gates), st.integers(1, len(gates))))
    return st.builds(AllOf, of) | st.builds(AnyOf, of) | st.builds(NoneOf, of) | some


TREES = st.recursive(leaves(), branches, max_leaves=8)


def by_kleene(gate: Gate, view: View) -> Outcome:
    """The answer by arithmetic: unmet is 0, unknown 1, met 2."""
    if isinstance(gate, Criterion):
        return gate.explain(view).verdict
    assert isinstance(gate, AllOf | AnyOf | NoneOf | SomeOf)
    ranks = sorted([UNMET, UNKNOWN, MET].index(by_kleene(each, view)) for each in gate.of)
    if isinstance(gate, AllOf):
        rank = ranks[0]
    elif isinstance(gate, SomeOf):
        rank = ranks[-gate.at_least]
    else:
        rank = ranks[-1] if isinstance(gate, AnyOf) else 2 - ranks[-1]
    return [UNMET, UNKNOWN, MET][rank]


@given(TREES, st.sampled_from([TODAY, DANGER]))
def test_asking_and_explaining_agree_on_any_tree(gate: Gate, view: View) -> None:
    assert agreed(gate, view) is by_kleene(gate, view)


@given(TREES, st.sampled_from([TODAY, DANGER]))
def test_an_explanation_has_every_criterion_in_the_authors_order(gate: Gate, view: View) -> None:
    explained = gate.explain(view)
    windows = [each.window for each in explained.criteria()]
    assert windows == [each.span for each in gate.criteria()]


def test_an_explanation_keeps_the_shape_of_the_gate() -> None:
    gate = AllOf((ANSWERS[MET], SomeOf((NoneOf((ANSWERS[MET],)), AnyOf((ANSWERS[UNMET],))), 2)))
    explained = gate.explain(TODAY)
    assert isinstance(explained.of[1], Combined)
    some = explained.of[1]
    assert (explained.op, explained.at_least, explained.verdict) == ("all", None, UNMET)
    assert (some.op, some.at_least, some.verdict) == ("some", 2, UNMET)
    assert [each.op for each in some.of if isinstance(each, Combined)] == ["none", "any"]


# ---------------------------------------------------------------- ranges against limits


HAIR = Fraction(1, 1000)


@pytest.mark.parametrize(
    ("limits", "low", "high", "answer"),
    [
        (Limits(at_least=5), 5, 5, MET),
        (Limits(at_least=5), 5 - HAIR, 5 - HAIR, UNMET),
        (Limits(at_least=5), 5, 10, MET),
        (Limits(at_least=5), 5 - HAIR, 10, UNKNOWN),
        (Limits(at_least=5), 0, 5, UNKNOWN),
        (Limits(at_least=5), 0, 5 - HAIR, UNMET),
        (Limits(above=5), 5 + HAIR, 10, MET),
        (Limits(above=5), 5, 10, UNKNOWN),
        (Limits(above=5), 0, 5, UNMET),
        (Limits(above=5), 0, 5 + HAIR, UNKNOWN),
        (Limits(at_most=5), 0, 5, MET),
        (Limits(at_most=5), 0, 5 + HAIR, UNKNOWN),
        (Limits(at_most=5), 5, 10, UNKNOWN),
        (Limits(at_most=5), 5 + HAIR, 10, UNMET),
        (Limits(below=5), 0, 5 - HAIR, MET),
        (Limits(below=5), 0, 5, UNKNOWN),
        (Limits(below=5), 5, 10, UNMET),
        (Limits(below=5), 5 - HAIR, 10, UNKNOWN),
        (Limits(exactly=5), 5, 5, MET),
        (Limits(exactly=5), 4, 6, UNKNOWN),
        (Limits(exactly=5), 5, 6, UNKNOWN),
        (Limits(exactly=5), 5 + HAIR, 6, UNMET),
        (Limits(at_least=2, at_most=5), 2, 5, MET),
        (Limits(at_least=2, at_most=5), 1, 3, UNKNOWN),
        (Limits(at_least=2, at_most=5), 6, 10, UNMET),
        (Limits(at_least=5), 5, None, MET),
        (Limits(at_least=5), 4, None, UNKNOWN),
        (Limits(at_least=5), None, 4, UNMET),
        (Limits(at_least=5), None, 5, UNKNOWN),
        (Limits(at_most=5), None, 5, MET),
        (Limits(at_most=5), 6, None, UNMET),
        (Limits(at_most=5), None, None, UNKNOWN),
    ],
)
def test_a_limit_is_met_if_every_possible_value_passes_and_unmet_if_none_does(
    limits: Limits, low: Number | None, high: Number | None, answer: Outcome
) -> None:
    criterion = make.criterion(make.Points(low, high), limits)
    assert agreed(criterion, TODAY) is answer
    assert agreed(criterion, DANGER) is answer


@pytest.mark.parametrize(
    ("limits", "advancing", "guarding"),
    [
        (Limits(at_least=5), UNKNOWN, UNMET),
        (Limits(at_least=0), MET, UNMET),
        (Limits(at_most=10), MET, UNMET),
        (Limits(above=10), UNMET, UNMET),
    ],
)
def test_nothing_to_read_could_be_anything_in_an_advance_and_fires_no_danger(
    limits: Limits, advancing: Outcome, guarding: Outcome
) -> None:
    criterion = make.criterion(make.Points(None, None, empty=True), limits)
    assert agreed(criterion, TODAY) is advancing
    assert agreed(criterion, DANGER) is guarding
    assert agreed(NoneOf((criterion,)), DANGER) is MET


@frozen
class Unbounded(make.Points):
    scale = (0, None)


@frozen
class Endless(make.Points):
    scale = (None, None)


@pytest.mark.parametrize(
    ("rule", "view", "value", "unknown"),
    [
        (make.Points(7, 7), TODAY, 7, None),
        (make.Points(4, 5), TODAY, (4, 5), "nobody counted"),
        (make.Points(4, 5), DANGER, (4, 5), "nobody counted"),
        (make.Points(4, None), TODAY, (4, None), "nobody counted"),
        (make.Points(None, None), TODAY, None, "nobody counted"),
        (make.Points(empty=True), TODAY, (0, 10), "nobody counted"),
        (make.Points(empty=True), DANGER, None, "nobody counted"),
        (Unbounded(empty=True), TODAY, (0, None), "nobody counted"),
        (Endless(empty=True), TODAY, None, "nobody counted"),
    ],
)
def test_an_explanation_tells_the_value_the_range_or_that_there_was_none(
    rule: Rule, view: View, value: Value, unknown: str | None
) -> None:
    explained = make.criterion(rule, Limits(at_least=5)).explain(view)
    assert explained.value == value
    assert explained.unknown == unknown


# ---------------------------------------------------------------- what a criterion explains


@frozen
class Raises(Rule):
    """The leg raises of a window, counted; and which of them it cites."""

    unit, scale, better, label = "deg", (0, 180), "higher", "leg raise"
    window, reads, may_ignore = "2 sessions", ("aslr",), True

    side: str = "injured"

    def measure(self, window: Window) -> Reading:
        cited: list[Cited] = [day if day.aslr is None else (day, day.aslr) for day in window]
        return Reading(60, 75, "no leg raise was logged on 2026-03-02", cited)


HEEL = Prescription((dose("heel-dig"),))
LOGGED = (
    Session(
        make.date(1), (make.entry(1, ALL, line=2), make.entry(1, aslr=75, line=3)), path="a.csv"
    ),
    Session(make.date(2), (make.entry(2, ALL, line=4),), path="a.csv"),
)


def test_a_criterion_explains_what_it_measured_where_and_against_which_limit() -> None:
    criterion = make.criterion(
        Raises(), Limits(at_least=70), "2 sessions", ignore=True, about={"from": ["S1.4"]}
    )
    assert criterion.explain(make.view(*LOGGED, prescription=HEEL, advance=False)) == Measured(
        rule="points",
        label="leg raise",
        verdict=UNKNOWN,
        value=(60, 75),
        unit="deg",
        limits=Limits(at_least=70),
        window=Span(2),
        unknown="no leg raise was logged on 2026-03-02",
        text="leg raise 60 to 75° (last 2 sessions), at least 70°: unknown; "
        "no leg raise was logged on 2026-03-02",
        evidence=(
            Evidence(make.date(1), 75, ("a.csv:3",)),
            Evidence(make.date(2), None, ()),
        ),
        reads=("aslr",),
        parameters={"side": "injured", "missing": "ignore"},
        about={"from": ["S1.4"]},
    )


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (7, 7, "points 7 points, at least 5 points: met"),
        (4, 4, "points 4 points, at least 5 points: not met"),
        (4, 6, "points 4 to 6 points, at least 5 points: unknown; nobody counted"),
        (5, 6, "points 5 to 6 points, at least 5 points: met; nobody counted"),
    ],
)
def test_a_criterion_is_told_in_one_line(low: int, high: int, text: str) -> None:
    explained = points(low, high).explain(TODAY)
    assert explained.text == text
    assert explained.window is None
    assert explained.parameters == {"low": low, "high": high, "empty": False}


def test_a_source_says_which_distribution_brings_the_rule() -> None:
    assert make.SOURCE.to_dict() == {
        "id": "points",
        "distribution": "acme-rules",
        "version": "2.1.0",
    }


# ---------------------------------------------------------------- rules that fail


@frozen
class Answers(Rule):
    """Answers with whatever it is given; what is an exception is raised."""

    unit, scale, label = "points", (0, 10), "points"

    answer: Any = None

    def measure(self, window: Window) -> Reading:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer  # type: ignore[no-any-return]


class Posing(Reading):
    """Not a reading as the engine knows it."""


class Broken:
    """Evidence that cannot be looked through."""

    def __iter__(self) -> Iterator[Cited]:
        raise ZeroDivisionError("Maya Example, born 1990")


BAD_ANSWERS: list[tuple[Any, str]] = [
    (ValueError("Maya Example, born 1990"), "raised ValueError"),
    (RecursionError(), "raised RecursionError"),
    (MemoryError(), "raised MemoryError"),
    (StopIteration(), "raised StopIteration"),
    (SystemExit(0), "raised SystemExit"),
    (None, "answered with NoneType, not a Reading"),
    (True, "answered with bool, not a Reading"),
    (7, "answered with int, not a Reading"),
    ("met", "answered with str, not a Reading"),
    (Outcome.MET, "answered with Outcome, not a Reading"),
    (Reading, "answered with type, not a Reading"),
    (Posing(5, 5), "answered with Posing, not a Reading"),
    (Reading(5.0, 5.0), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading(5, 7.5), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading(0.1, None), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading(float("nan"), 10), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading(True, True), "answered with a number that is not exact"),
    (Reading(5, False), "answered with a number that is not exact"),
    (Reading(Decimal(5), Decimal(5)), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading("5", "5"), "answered with a number that is not exact"),  # type: ignore[arg-type]
    (Reading(9, 2), "answered with a range that is upside down"),
    (Reading(-1, 5), "answered with a value that is not on its scale"),
    (Reading(5, 11), "answered with a value that is not on its scale"),
    (Reading(Fraction(-1, 9), None), "answered with a value that is not on its scale"),
    (Reading(0, 9, 17), "answered with a Reading that says other than text or nothing"),  # type: ignore[arg-type]
    (
        Reading(5, 5, None, (), "no"),
        "answered with a Reading that says other than text or nothing",
    ),  # type: ignore[arg-type]
]
ASKED: dict[str, Callable[[Gate, View], object]] = {
    "ask": lambda gate, view: gate.ask(view),
    "is_met": lambda gate, view: gate.is_met(view),
    "explain": lambda gate, view: gate.explain(view),
}


def failure(rule: Rule, asked: str) -> RuleFailed:
    """How a gate fails whose rule does, on 2026-03-02."""
    source = RuleSource("wobble", "acme-rules", "2.1.0")
    gate = AllOf((Criterion(source, rule, Limits(at_least=5), None),))
    with pytest.raises(RuleFailed) as failed:
        ASKED[asked](gate, TODAY)
    return failed.value


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(("answer", "what"), BAD_ANSWERS, ids=[what for _, what in BAD_ANSWERS])
def test_a_rule_that_fails_is_named_with_its_distribution_and_the_date(
    answer: Any, what: str, asked: str
) -> None:
    error = failure(Answers(answer), asked)
    (problem,) = error.problems
    assert (problem.code, problem.line, problem.column) == ("RF501", 0, 0)
    assert problem.field == "wobble"
    assert problem.message == f"the rule 'wobble' of acme-rules 2.1.0 {what} on 2026-03-02"
    assert problem.hint == "no decision was made; report it to the author of the rule"
    assert error.__cause__ is (answer if isinstance(answer, BaseException) else None)


def test_the_message_of_a_failing_rule_is_never_repeated() -> None:
    assert "Maya" not in str(failure(Answers(ValueError("Maya Example")), "ask"))


@frozen
class Garbled(Answers):
    """Measures well, and fails in the telling."""

    where: str = ""

    def called(self) -> str:
        return str(1 / 0) if self.where == "called" else "points"

    def fields_read(self) -> tuple[str, ...]:
        return (str(1 / 0),) if self.where == "fields_read" else ("pain",)


@pytest.mark.parametrize(
    "rule",
    [
        Garbled(Reading.exactly(5, Broken()), "evidence"),
        Garbled(Reading.exactly(5), "called"),
        Garbled(Reading.exactly(5), "fields_read"),
    ],
    ids=lambda rule: rule.where,
)
def test_a_rule_that_fails_while_it_is_explained_is_named_as_well(rule: Garbled) -> None:
    (problem,) = failure(rule, "explain").problems
    assert problem.message == (
        "the rule 'wobble' of acme-rules 2.1.0 raised ZeroDivisionError on 2026-03-02"
    )


def test_a_rule_that_cites_what_is_no_day_is_named_as_well() -> None:
    cited: Any = ["2026-03-01"]
    (problem,) = failure(Answers(Reading.exactly(5, cited)), "explain").problems
    assert problem.message.startswith("the rule 'wobble' of acme-rules 2.1.0 ")
    assert problem.message.endswith(" on 2026-03-02")


def test_an_interrupt_from_the_keyboard_is_no_failure_of_a_rule() -> None:
    with pytest.raises(KeyboardInterrupt):
        Criterion(make.SOURCE, Answers(KeyboardInterrupt()), Limits(), None).ask(TODAY)


# ---------------------------------------------------------------- what gates are made of


def test_a_gate_must_be_able_to_answer_and_to_explain() -> None:
    assert Gate.__abstractmethods__ == {"ask", "explain", "criteria", "needs"}
    assert Combination.__abstractmethods__ == {"_combine", "explain"}


def test_what_costs_least_is_asked_first_and_else_in_the_authors_order() -> None:
    """To look at nothing costs nothing, the newest value little, a stretch most."""
    nothing, newest, stretch = (points(5, 5, each) for each in ("", "within 2 days", "2 days"))
    gate = AllOf((stretch, newest, nothing))
    assert gate._cheapest_first == (nothing, newest, stretch)
    both = AnyOf((nothing, newest))
    assert AllOf((newest, both))._cheapest_first == (newest, both)
    assert AllOf((both, newest))._cheapest_first == (both, newest)
    twice = AnyOf((newest, newest))
    assert AllOf((stretch, twice))._cheapest_first == (stretch, twice)
    assert AllOf((twice, stretch))._cheapest_first == (twice, stretch)
    assert "_cheapest_first" not in repr(gate)
    assert len({gate, AllOf((stretch, newest, nothing))}) == 1


def test_nothing_is_ignored_unless_the_author_says_so() -> None:
    assert Criterion(make.SOURCE, make.Points(), Limits(), None).ignore_missing is False


def test_two_ends_that_are_equal_are_one_value() -> None:
    """Also where they are two numbers in memory."""
    explained = points(Fraction(11, 2), Fraction(11, 2)).explain(TODAY)
    assert (explained.value, explained.verdict) == (Fraction(11, 2), MET)
