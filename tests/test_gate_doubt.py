"""What a gate makes of a stretch that may be one of several, and what it must be able to see."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import make
import pytest
from attrs import frozen

from rehabflow.gate import AllOf, Criterion, Gate, Need, Repeat, RuleSource
from rehabflow.limits import Limits
from rehabflow.rule import Reading, Rule, Span, Window
from rehabflow.verdict import Outcome
from rehabflow.view import View

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
SOURCE = RuleSource("points", "acme-rules", "2.1.0")
DOUBT = "work that could not be read may have been no training session"
NOTHING = Reading.nothing("nothing of its kind")


@frozen
class Given(Rule):
    """Answers what a course of a test holds in place of its window."""

    unit, scale, label = "points", (0, 10), "points"

    def measure(self, window: Window) -> Reading:
        return cast(Reading, window)


def course(reading: Reading) -> Any:
    return SimpleNamespace(window=lambda *_: reading)


def doubtful(*readings: Reading, advance: bool = True) -> View:
    view = SimpleNamespace(
        unsure=False,
        doubtful=True,
        advance=advance,
        courses=lambda: [course(each) for each in readings],
    )
    return cast(View, view)


def criterion(limits: Limits, span: Span | None = None) -> Criterion:
    return Criterion(SOURCE, Given(), limits, span or Span(3))


def read(*readings: Reading, limits: Limits | None = None, advance: bool = True) -> Any:
    """The value, what is unknown of it, and the verdict."""
    view = doubtful(*readings, advance=advance)
    gate = criterion(limits or Limits(at_most=3))
    told = gate.explain(view)
    assert gate.ask(view) is told.verdict
    return told.value, told.unknown, told.verdict


def between(low: int | None, high: int | None, unknown: str | None = "open") -> Reading:
    return Reading(low, high, unknown)


@pytest.mark.parametrize(
    ("readings", "value", "unknown", "verdict"),
    [
        ([Reading.exactly(2)], 2, None, MET),
        ([Reading.exactly(2), Reading.exactly(2)], 2, None, MET),
        ([Reading.exactly(2), Reading.exactly(3)], (2, 3), DOUBT, MET),
        ([Reading.exactly(3), Reading.exactly(2)], (2, 3), DOUBT, MET),
        ([Reading.exactly(2), Reading.exactly(4)], (2, 4), DOUBT, UNKNOWN),
        ([Reading.exactly(5), Reading.exactly(4)], (4, 5), DOUBT, UNMET),
        ([between(1, 4), Reading.exactly(2)], (1, 4), "open", UNKNOWN),
        ([between(1, 2), between(1, 3, "later")], (1, 3), "open", MET),
        ([between(1, 3, None), between(1, 3, None)], (1, 3), None, MET),
        ([between(None, 3), between(1, 2)], (None, 3), "open", MET),
        ([between(1, 2), between(None, 3)], (None, 3), "open", MET),
        ([between(1, None), between(1, 2)], (1, None), "open", UNKNOWN),
        ([between(1, 2), between(1, None)], (1, None), "open", UNKNOWN),
        ([between(1, None), between(None, 2)], None, "open", UNKNOWN),
        ([NOTHING], (0, 10), "nothing of its kind", UNKNOWN),
        ([NOTHING, Reading.nothing("another")], (0, 10), "nothing of its kind", UNKNOWN),
        ([NOTHING, Reading.exactly(2)], (0, 10), "nothing of its kind", UNKNOWN),
        ([Reading.exactly(2), NOTHING], (0, 10), DOUBT, UNKNOWN),
        ([], (0, 10), DOUBT, UNKNOWN),
    ],
)
def test_an_advance_covers_every_course_that_training_may_have_taken(
    readings: Sequence[Reading], value: object, unknown: str | None, verdict: Outcome
) -> None:
    assert read(*readings) == (value, unknown, verdict)


@pytest.mark.parametrize(
    ("readings", "value", "verdict"),
    [
        ([Reading.exactly(7), Reading.exactly(8)], (7, 8), MET),
        ([Reading.exactly(5), Reading.exactly(8)], (5, 8), UNKNOWN),
        ([Reading.exactly(7), NOTHING], (0, 10), UNKNOWN),
        ([NOTHING, Reading.exactly(7)], (0, 10), UNKNOWN),
        ([Reading.exactly(2), NOTHING], 2, UNMET),
        ([NOTHING, Reading.exactly(2)], 2, UNMET),
        ([between(5, 8), NOTHING], (5, 8), UNKNOWN),
        ([NOTHING, NOTHING], None, UNMET),
        ([], (0, 10), UNKNOWN),
    ],
)
def test_a_danger_is_met_only_where_every_course_has_it(
    readings: Sequence[Reading], value: object, verdict: Outcome
) -> None:
    found = read(*readings, limits=Limits(at_least=6), advance=False)
    assert (found[0], found[2]) == (value, verdict)


# ---------------------------------------------------------------- repeat


ANSWERS: dict[Outcome, Gate] = {
    MET: make.points(5, 5),
    UNMET: make.points(4, 4),
    UNKNOWN: make.points(4, 5),
}


def repeated(outcomes: Sequence[tuple[Outcome, bool]], times: int, missing: int = 0) -> Outcome:
    """The answer of sessions of which the second word says whether they may be none."""

    class Asked(Gate):
        def ask(self, view: View) -> Outcome:
            return cast(Any, view).answer

        def explain(self, view: View) -> Any:
            return make.points(5, 5).explain(make.view(make.on(1, make.ALL)))

        def criteria(self) -> Any:
            return iter(())

        needs = criteria

    dates = [SimpleNamespace(answer=answer, uncertain=none) for answer, none in outcomes]
    view = SimpleNamespace(unsure=False, on_each_date=lambda _: (dates, missing))
    return Repeat(AllOf((Asked(),)), times, Span(9)).ask(cast(View, view))


@pytest.mark.parametrize(
    ("outcomes", "missing", "answer"),
    [
        ([(MET, False), (MET, False)], 0, MET),
        ([(MET, False)] * 3, 0, MET),
        ([(MET, False)], 0, UNMET),
        ([(MET, False)], 1, UNKNOWN),
        ([(MET, False), (UNKNOWN, False)], 0, UNKNOWN),
        ([(MET, False), (UNMET, False)], 0, UNMET),
        ([(MET, False), (MET, True)], 0, UNKNOWN),
        ([(MET, False), (UNMET, True)], 0, UNMET),
        ([(MET, False), (UNKNOWN, True)], 0, UNKNOWN),
    ],
)
def test_a_date_that_may_be_no_training_session_is_never_one_on_which_it_held(
    outcomes: Sequence[tuple[Outcome, bool]], missing: int, answer: Outcome
) -> None:
    assert repeated(outcomes, 2, missing) is answer


# ---------------------------------------------------------------- what must be seen


@frozen
class Asking(Given):
    """Asks for the windows of another rule."""

    of: Span | None = None
    back: int = 0

    def asks(self) -> Span | None:
        return self.of

    def looks_back(self) -> int:
        return self.back


THREE = Span(3)


@pytest.mark.parametrize(
    ("rule", "need"),
    [
        (Asking(), Need(THREE, 0, 0, 0)),
        (Asking(back=28), Need(THREE, 28, 0, 0)),
        (Asking(Span(None, "stage"), 7), Need(Span(None, "stage"), 7, 0, 0)),
        (Asking(Span(2, "sessions"), 7), Need(THREE, 7, 0, 2)),
        (Asking(Span(5, "days"), 7), Need(THREE, 7, 5, 0)),
        (Asking(Span(5, "days", newest=True)), Need(THREE, 0, 5, 0)),
    ],
)
def test_what_a_criterion_must_be_able_to_see(rule: Asking, need: Need) -> None:
    gate = Criterion(SOURCE, rule, Limits(at_most=3), THREE)
    assert list(gate.needs()) == [need]
    seen = Need(Span(9), need.ever)
    assert list(Repeat(AllOf((gate,)), 1, Span(9)).needs()) == [seen]


def test_a_repeat_of_nothing_looks_back_no_further_than_its_window() -> None:
    assert list(Repeat(AllOf(()), 1, THREE).needs()) == [Need(THREE, 0)]
    assert Need(THREE) == Need(THREE, 0, 0, 0)


def test_what_follows_from_the_rule_is_not_shown_of_a_criterion() -> None:
    shown = repr(criterion(Limits(at_most=3)))
    assert "_looks" not in shown
    assert "_scale" not in shown
