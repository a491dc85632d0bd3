"""A gate in words says everything that it asks: limits, units, windows, parameters, groups."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import pytest
from attrs import field, frozen

from rehabflow import Protocol, Reading, Rule, Window
from rehabflow.catalog import installed_rules
from rehabflow.gate import AllOf, Criterion, Gate, Repeat, RuleSource
from rehabflow.limits import Limits
from rehabflow.render.gates import (
    asked_words,
    group,
    label_words,
    repeat_words,
    usual_words,
    window_words,
)
from rehabflow.rule import Days, Span

Plain = dict[str, Any]
MEASURES: Plain = {
    "fear": {"title": "Fear of it", "unit": "/100", "range": [0, 100], "better": "lower"},
    "hop": {"title": "Single-leg hop", "unit": "cm", "better": "higher"},
    "hop_two": {"title": "Single-leg hop", "unit": "cm", "better": "higher"},
    "squat": {"title": "Painless squat", "type": "yes/no", "better": "yes"},
}


CLIMB: Plain = {"when": {"time_on_rung": {"at_least": "1 week"}}}


def gates(when: Any, kind: str = "setback") -> Gate:
    """A gate of a first stage; in a setback it may say `missing: ignore`."""
    way: Plain = {"when": when} | ({"to": "one"} if kind == "setback" else {})
    stage: Plain = {
        "exercises": [{"do": "heel-dig", "ladder": ["1x10", "3x10"], "climb": CLIMB}],
        "advance": {"when": {"sessions": {"at_least": 1}}},
        kind: way,
    }
    protocol = Protocol.from_dict(
        {
            "rehabflow": 1,
            "id": "example",
            "version": "1.0.0",
            "title": "Example",
            "measures": MEASURES,
            "stages": {"one": stage, "last": {"final": True}},
        }
    )
    (transition,) = getattr(protocol.stages[0], kind)
    gate: Gate = transition.gate
    return gate


def words(criterion: Gate) -> str:
    assert isinstance(criterion, Criterion)
    cells = label_words(criterion.rule), asked_words(criterion), window_words(criterion)
    return " | ".join(cells)


STUCK, FIVE_OF_SIX = "sessions without improvement of", "at least 5 | last 6 sessions"
ROWS: list[tuple[Plain, str]] = [
    # Limits, exactly.
    ({"pain": {"at_most": 3}}, "exercise pain | at most 3 | last session"),
    ({"pain": {"below": 3}}, "exercise pain | below 3 | last session"),
    ({"pain": {"at_least": 6}}, "exercise pain | at least 6 | last session"),
    ({"pain": {"above": 6}}, "exercise pain | above 6 | last session"),
    ({"pain": {"is": 0}}, "exercise pain | exactly 0 | last session"),
    (
        {"pain": {"at_least": 2.5, "below": 6}},
        "exercise pain | at least 2.5 and below 6 | last session",
    ),
    # Units.
    ({"aslr": {"at_least": "67.5 deg"}}, "leg raise | at least 67.5° | within 7 days"),
    ({"reps": {"at_least": "90%"}}, "repetitions | at least 90 % | last 3 sessions"),
    ({"time_in_stage": {"at_least": "2 weeks"}}, "time in stage | at least 14 days | "),
    ({"time_in_stage": {"at_least": 1}}, "time in stage | at least 1 day | "),
    (
        {"rest": {"at_least": "48 h"}},
        "rest between sessions | at least 48 h | last 3 sessions",
    ),
    (
        {"flare": {"at_most": 1}},
        "rise by the next morning | at most 1 point | last 3 sessions before that date",
    ),
    ({"measure": {"of": "fear", "at_most": 10}}, "Fear of it | at most 10 /100 | within 7 days"),
    ({"measure": {"of": "squat", "is": "yes"}}, "Painless squat | exactly yes | within 7 days"),
    # Windows.
    (
        {"pain": {"at_most": 3, "last": "3 sessions"}},
        "exercise pain | at most 3 | last 3 sessions",
    ),
    ({"pain": {"at_most": 3, "last": "1 day"}}, "exercise pain | at most 3 | last day"),
    ({"pain": {"at_most": 3, "last": "2 weeks"}}, "exercise pain | at most 3 | last 14 days"),
    ({"pain": {"at_most": 3, "last": "stage"}}, "exercise pain | at most 3 | this stage"),
    ({"aslr": {"at_least": 80, "within": "1 day"}}, "leg raise | at least 80° | within 1 day"),
    ({"sessions": {"at_least": 8}}, "training sessions | at least 8 | this stage"),
    ({"gap": {"at_least": "8 days"}}, "days since the last training | at least 8 days | "),
    ({"since_injury": {"at_least": 30}}, "time since the injury | at least 30 days | "),
    # Parameters that a label tells.
    (
        {"pain": {"moment": "after", "at_least": 6}},
        "pain after exercise | at least 6 | last session",
    ),
    ({"pain": {"moment": "morning", "at_least": 6}}, "morning pain | at least 6 | last day"),
    ({"pain": {"moment": "rest", "at_least": 6}}, "pain at rest | at least 6 | within 7 days"),
    (
        {"pain": {"moment": "walking", "at_least": 6}},
        "pain on walking | at least 6 | within 7 days",
    ),
    (
        {"pain": {"moment": "palpation", "at_least": 6}},
        "pain on palpation | at least 6 | within 7 days",
    ),
    (
        {"pain": {"moment": "test", "at_least": 6}},
        "pain in the leg raise | at least 6 | within 7 days",
    ),
    (
        {"pain": {"quality": "sharp", "at_least": 1}},
        "sharp exercise pain | at least 1 | last session",
    ),
    ({"aslr": {"side": "other", "below": 60}}, "other leg's raise | below 60° | within 7 days"),
    (
        {"reps": {"of": "heel-dig", "below": "50%"}},
        "repetitions of heel-dig | below 50 % | last 3 sessions",
    ),
    (
        {"cut_short": {"why": "time", "at_least": 2}},
        "sessions cut short by time | at least 2 | last 3 sessions",
    ),
    (
        {"cut_short": {"at_least": 2}},
        "sessions cut short by pain | at least 2 | last 3 sessions",
    ),
    (
        {"over_cap": {"of": "heel-dig", "at_least": 1}},
        "pain over the cap of heel-dig | at least 1 point | last session",
    ),
    # Parameters that it does not tell, or not as they are written.
    (
        {"trend": {"of": "pain", "at_least": 2}},
        "trend of exercise pain (of pain) | at least 2 | last 7 days",
    ),
    (
        {"pain": {"quality": "any", "at_least": 6}},
        "exercise pain (quality any) | at least 6 | last session",
    ),
    (
        {"reps": {"of": "heel-dig", "take": "worst", "below": 50}},
        "repetitions of heel-dig (take worst) | below 50 % | last 3 sessions",
    ),
    (
        {"measure": {"of": "fear", "take": "mean", "at_least": 60, "last": "stage"}},
        "Fear of it (take mean) | at least 60 /100 | this stage",
    ),
    (
        {"measure": {"of": "hop", "take": "worst", "below": 60}},
        "Single-leg hop (take worst) | below 60 cm | last 3 sessions",
    ),
    (
        {"measure": {"of": "hop_two", "below": 60}},
        "Single-leg hop (of hop_two) | below 60 cm | within 7 days",
    ),
    (
        {"symmetry": {"of": "aslr", "below": "90%"}},
        "symmetry of leg raise (of aslr) | below 90 % | within 7 days",
    ),
    (
        {"symmetry": {"of": "hop", "other_within": "2 weeks", "below": 90, "within": "1 day"}},
        "symmetry of Single-leg hop (other_within 14 days) | below 90 % | within 1 day",
    ),
    (
        {"plateau": {"of": "aslr", "by": 2.5, "at_least": 5}},
        f"{STUCK} leg raise (of leg raise, within 7 days; by 2.5) | at least 5 | this stage",
    ),
    (
        {
            "plateau": {
                "of": {"reps": {"take": "worst", "last": "2 sessions"}},
                "at_least": 5,
                "last": "6 sessions",
            }
        },
        f"{STUCK} repetitions (of repetitions (take worst), last 2 sessions) | {FIVE_OF_SIX}",
    ),
    (
        {"plateau": {"of": "time_in_stage", "at_least": 5}},
        f"{STUCK} time in stage (of time in stage) | at least 5 | this stage",
    ),
    # What is not logged.
    (
        {"pain": {"moment": "after", "at_least": 6, "missing": "ignore"}},
        "pain after exercise | at least 6 | last session, if logged",
    ),
    (
        {"flare": {"at_least": 3, "last": "1 session", "missing": "ignore"}},
        "rise by the next morning | at least 3 points | last session before that date, if logged",
    ),
    # Ladders and schedules.
    (
        {"ladder": {"of": "heel-dig", "at_least": 2}},
        "ladder of heel-dig | at least rung 2 of 2 | ",
    ),
    ({"ladder": {"of": "heel-dig", "is": "finished"}}, "ladder of heel-dig | finished | "),
    ({"adherence": {"at_least": "80%"}}, "adherence | at least 80 % | last 14 days"),
    (
        {"adherence": {"of": "heel-dig", "below": "80%", "last": "2 weeks"}},
        "adherence to heel-dig | below 80 % | last 14 days",
    ),
]


@pytest.mark.parametrize(("when", "said"), ROWS, ids=[said for _, said in ROWS])
def test_a_criterion_is_told_with_all_that_it_asks(when: Plain, said: str) -> None:
    assert words(gates(when)) == said


def test_every_shipped_rule_has_a_row() -> None:
    shipped = {
        id for id, rule in installed_rules().items() if rule.source.distribution == "rehabflow"
    }
    assert {id for when, _ in ROWS for id in when} == shipped - {"time_on_rung"}


def test_no_two_criteria_that_differ_are_told_alike() -> None:
    assert len({said for _, said in ROWS}) == len(ROWS)


# ---------------------------------------------------------------- rules of others


WEEK = Days(7)


@frozen
class Steps(Rule):
    """The steps of a day."""

    unit, scale, label = "count", (0, None), "steps"

    indoors: bool = False
    shoes: Literal["light", "heavy"] = "light"
    by: Literal["bike", "foot"] | None = None
    goal: Fraction = Fraction(1, 2)
    age: Days = WEEK
    note: str = ""
    worn: tuple[str, ...] = field(factory=tuple)

    def called(self) -> str:
        return f"steps in light shoes{' by bike' * (self.by == 'bike')}"

    def measure(self, window: Window) -> Reading:
        return Reading.nothing("no steps")


@frozen
class Picky(Steps):
    """Steps that go only in one kind of shoes."""

    def __attrs_post_init__(self) -> None:
        if self.shoes != "heavy":
            raise ValueError("these shoes are too light")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Steps(), "steps in light shoes"),
        (Steps(indoors=True), "steps in light shoes (indoors true)"),
        (Steps(shoes="heavy"), "steps in light shoes (shoes heavy)"),
        (Steps(by="bike"), "steps in light shoes by bike"),
        (Steps(by="foot"), "steps in light shoes (by foot)"),
        (Steps(goal=Fraction(5, 2), age=Days(1)), "steps in light shoes (goal 2.5; age 1 day)"),
        (Steps(note="light"), "steps in light shoes (note light)"),
        (Steps(note="?"), "steps in light shoes (note ?)"),
        (Picky(shoes="heavy"), "steps in light shoes (shoes heavy)"),
    ],
)
def test_a_parameter_that_a_label_leaves_open_is_told(rule: Rule, said: str) -> None:
    assert label_words(rule) == said


def test_what_is_usual_is_told_once_for_a_rule() -> None:
    assert usual_words(Steps) == "indoors false, shoes light, goal 0.5, age 7 days"


def test_a_label_is_fit_for_a_terminal() -> None:
    @frozen
    class Loud(Rule):
        unit, scale, label = "\x1b[31m", (0, None), "steps\x1b[31m"
        note: str = ""

        def measure(self, window: Window) -> Reading:
            return Reading.nothing("no steps")

    rule = Loud(note="\u202e")
    assert label_words(rule) == "steps\\x1b[31m (note \\u202e)"
    criterion = Criterion(RuleSource("loud", "acme", "1"), rule, Limits(at_least=1), None)
    assert asked_words(criterion) == "at least 1 \\x1b[31m"


# ---------------------------------------------------------------- groups

CALM: Plain = {"pain": {"at_most": 3}}
HIGH: Plain = {"aslr": {"at_least": 80}}
EACH = "each read on its own date"
TWO_IN_STAGE = "on at least 2 of the training sessions of this stage"
LONG: Plain = {"time_in_stage": {"at_least": 3}}


@pytest.mark.parametrize(
    ("when", "clause", "head", "many"),
    [
        (CALM, "this is met", "this", 1),
        ([CALM], "this is met", "this", 1),
        ({"all": [CALM]}, "this is met", "this", 1),
        ({"any": [{"all": [CALM]}]}, "this is met", "this", 1),
        ([CALM, HIGH], "all of these are met", "all of these", 2),
        ({"all": [CALM, HIGH]}, "all of these are met", "all of these", 2),
        ({"any": [CALM, HIGH]}, "at least one of these is met", "at least one of these", 2),
        ([{"any": [CALM, HIGH]}], "at least one of these is met", "at least one of these", 2),
        ({"none": [CALM]}, "none of these is met", "none of these", 1),
        ({"none": [CALM, HIGH]}, "none of these is met", "none of these", 2),
        (
            {"some": {"at_least": 1, "of": [CALM, HIGH]}},
            "at least 1 of these is met",
            "at least 1 of these",
            2,
        ),
        (
            {"some": {"at_least": 2, "of": [CALM, HIGH, LONG]}},
            "at least 2 of these are met",
            "at least 2 of these",
            3,
        ),
        (
            {"repeat": {"times": 1, "last": "1 session", "when": CALM}},
            f"this is met, on at least 1 of the last training session, {EACH}",
            f"this, on at least 1 of the last training session, {EACH}",
            1,
        ),
        (
            {"repeat": {"times": 2, "last": "3 sessions", "when": [CALM, HIGH]}},
            f"all of these are met, on at least 2 of the last 3 training sessions, {EACH}",
            f"all of these, on at least 2 of the last 3 training sessions, {EACH}",
            2,
        ),
        (
            {"repeat": {"times": 2, "last": "stage", "when": {"any": [CALM, HIGH]}}},
            f"at least one of these is met, {TWO_IN_STAGE}, {EACH}",
            f"at least one of these, {TWO_IN_STAGE}, {EACH}",
            2,
        ),
    ],
)
def test_a_group_is_told_with_how_many_of_it_must_be_met(
    when: Any, clause: str, head: str, many: int
) -> None:
    told = group(gates(when, "advance"))
    assert (told.clause(), told.head(), len(told.parts)) == (clause, head, many)
    assert told.clause("true") == clause.replace(" met", " true")


def test_a_repeat_over_days_counts_the_training_sessions_in_them() -> None:
    said = f"on at least 2 of the training sessions of the last 7 days, {EACH}"
    assert repeat_words(Repeat(AllOf(()), 2, Span(7, "days"))) == said


def test_a_criterion_of_one_date_has_no_window() -> None:
    told = group(gates({"repeat": {"times": 1, "last": "stage", "when": CALM}}, "advance"))
    assert [words(each) for each in told.parts] == ["exercise pain | at most 3 | "]


def test_where_the_numbers_of_a_group_come_from_is_kept_through_groups_of_one() -> None:
    inner = {"some": {"at_least": 2, "of": [CALM, HIGH], "choice": "two"}}
    gate = gates({"all": [{**inner, "from": ["A"]}], "choice": "outer"}, "advance")
    assert [each for each in group(gate).abouts if each] == [
        {"choice": "outer"},
        {"from": ["A"], "choice": "two"},
    ]
