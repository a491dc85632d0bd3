"""A protocol as its author wrote it: what is read, and how everything wrong is told.

Each broken protocol in `golden/protocols` stands beside what its author is told about it. After
a change of wording, `REHABFLOW_ACCEPT=1` writes the texts anew: read every one of them.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from attrs import field, frozen
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import protocols

from rehabflow import Number, Protocol, ProtocolError, Reading, Rule, Window, load_protocol
from rehabflow.catalog import installed_rules
from rehabflow.declaration import Known, declare, declare_exercises
from rehabflow.desk import CODES, MAX_PROBLEMS
from rehabflow.errors import Problem
from rehabflow.gate import (
    AllOf,
    AnyOf,
    Combination,
    Criterion,
    Gate,
    NoneOf,
    Repeat,
    RuleSource,
    SomeOf,
)
from rehabflow.limits import Limits
from rehabflow.prescription import Exercise
from rehabflow.readers import protocol as reader
from rehabflow.readers.protocol import installed, read_protocol, shared_exercises
from rehabflow.render.problems import render_problems
from rehabflow.rule import Span
from rehabflow.testing.offered import OfferedRule
from rehabflow.tree import tree_of

GOLDEN = Path(__file__).parent / "golden" / "protocols"
BROKEN = sorted(GOLDEN.glob("*.yaml"))
SOME_GATE = {"pain": {"at_most": 3}}
OF_THE_FILE = {"RF301", "RF303", "RF316", "RF317", "RF430", "RF442"}
"""Codes of problems that are no single line's."""


def problems_of(source: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(ProtocolError) as caught:
        load_protocol(source)
    return caught.value.problems


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProtocolError) as caught:
        read_protocol(text.encode(), "p.yaml")
    return caught.value.problems


def head(**more: Any) -> dict[str, Any]:
    return {"rehabflow": 1, "id": "example", "version": "1.0.0", "title": "Example", **more}


def plain(gate: Any = None, **stage: Any) -> dict[str, Any]:
    """A protocol of one stage and its end, as plain data."""
    acute = {"advance": {"when": gate or SOME_GATE}, **stage}
    return head(stages={"acute": acute, "discharged": {"final": True}})


def declaring(**exercise: Any) -> dict[str, Any]:
    """A protocol with an exercise of its own."""
    return plain() | {"exercises": {"x": exercise}}


def gate_of(when: Any, **stage: Any) -> Gate:
    return Protocol.from_dict(plain(when, **stage)).stages[0].advance[0].gate


def criterion(when: Any, **stage: Any) -> Criterion:
    gate = gate_of(when, **stage)
    assert isinstance(gate, Criterion)
    return gate


def complaints(data: dict[str, Any], known: Known | None = None) -> list[str]:
    """`code field` of every problem with plain data."""
    with pytest.raises(ProtocolError) as caught:
        declare(tree_of(data), known or installed())
    return [f"{each.code} {each.field}" for each in caught.value.problems]


# ---------------------------------------------------------------- broken protocols


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_an_author_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    told = render_problems(problems_of(path.name)) + "\n"
    expected = path.with_suffix(".txt")
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def test_there_are_as_many_texts_as_broken_protocols() -> None:
    assert len(BROKEN) >= 45
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in BROKEN}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_problem_says_all_that_helps(path: Path) -> None:
    source = path.read_text(encoding="utf-8").split("\n")
    for each in problems_of(path):
        assert each.code in CODES
        assert each.message
        assert each.expected
        assert each.hint
        if each.code not in OF_THE_FILE:
            assert each.line
            assert each.column
            line = source[each.line - 1]
            assert 1 <= each.column <= len(line) + 1
            shown = each.excerpt.lstrip("…").replace("→", "\t")
            assert shown in line or "\\u" in shown
        as_json = json.loads(json.dumps(each.to_dict()))
        assert as_json["code"] == each.code


def test_every_code_of_a_protocol_has_a_broken_example() -> None:
    elsewhere = {"RF301", "RF303", "RF317", "RF318", "RF430", "RF437", "RF441", "RF442", "RF443"}
    found = {each.code for path in BROKEN for each in problems_of(path)}
    assert set(CODES) - found - elsewhere == set()


def test_problems_come_in_the_order_of_the_text() -> None:
    places = [(each.line, each.column) for each in problems_of(GOLDEN / "many-at-once.yaml")]
    assert places == sorted(places)
    assert len(places) == 8


# ---------------------------------------------------------------- what a protocol says


def test_the_smallest_protocol() -> None:
    protocol = Protocol.from_dict(plain())
    acute, discharged = protocol.stages
    assert (protocol.id, protocol.version, protocol.title) == ("example", "1.0.0", "Example")
    assert (protocol.summary, protocol.lapse_after, protocol.stale_after) == (None, None, 7)
    assert (acute.title, acute.goal, acute.final) == ("Acute", None, False)
    assert (acute.advance[0].to, discharged.final) == ("discharged", True)
    assert [rule.id for rule in protocol.rules] == ["pain"]


def test_a_protocol_with_everything() -> None:
    protocol = Protocol.from_dict(
        head(
            version="2.0.0-beta.1",
            summary="For a clinician.",
            sources=[
                {"cite": "Author A", "doi": "10.0000/x", "url": "https://x.test", "from": ["S1"]}
            ],
            lapse_after="2 weeks",
            stale_after="1 day",
            exercises={
                "from": ["S1.1"],
                "slow-curl": {
                    "title": "Slow curl",
                    "aliases": ["SC"],
                    "kind": "eccentric",
                    "position": "lying",
                    "equipment": ["slider"],
                    "cues": ["Slowly."],
                    "pain_cap": 3,
                    "choice": "ours",
                },
            },
            refer={"when": {"pain": {"at_least": 8}}, "choice": "stop"},
            setback=[{"when": {"pain": {"at_least": 7}}}],
            stages={
                "choice": "two",
                "lift_slowly": {
                    "goal": "Lift.",
                    "choose": 1,
                    "exercises": [
                        {"do": "slow-curl", "sets": 3, "reps": 8, "hold": 1.5, "from": ["S1.2"]},
                        {"do": "heel-dig"},
                    ],
                    "advance": [
                        {"when": {"reps": {"of": "slow-curl", "at_least": 90}}, "to": "end"},
                        {"when": {"sessions": {"at_least": "6 sessions"}}},
                    ],
                    "setback": {"to": "lift_slowly", "when": {"aslr": {"below": 40}}},
                    "refer": {"when": {"pain": {"moment": "rest", "at_least": 8}}},
                    "verified": False,
                },
                "middle": {
                    "advance": {"when": {"time_in_stage": {"at_least": "2 weeks"}}},
                    "setback": {"when": {"pain": {"at_least": 6}}},
                },
                "end": {"title": "Done", "final": True},
            },
        )
    )
    lift, middle, end = protocol.stages
    curl, dig = lift.prescription
    assert (protocol.lapse_after, protocol.stale_after) == (14, 1)
    assert curl.exercise == Exercise(
        "slow-curl",
        "Slow curl",
        "eccentric",
        ("SC",),
        3,
        {"position": "lying", "equipment": ["slider"], "cues": ["Slowly."], "choice": "ours"},
    )
    assert (curl.sets, curl.reps, curl.hold, curl.about) == (
        3,
        8,
        Fraction(3, 2),
        {"from": ["S1.2"]},
    )
    assert (dig.exercise.id, dig.sets, dig.reps, dig.hold) == ("heel-dig", 1, 1, None)
    assert lift.prescription.choose == 1
    assert (lift.title, lift.goal, lift.about) == ("Lift slowly", "Lift.", {"verified": False})
    assert [each.to for each in lift.advance] == ["end", "middle"]
    assert [each.to for each in (*lift.setback, *middle.setback)] == ["lift_slowly", "lift_slowly"]
    assert [each.to for each in (*protocol.refer, *lift.refer)] == ["referred", "referred"]
    assert protocol.refer[0].about == {"choice": "stop"}
    assert [each.to for each in protocol.setback] == [None]
    assert (end.title, end.advance) == ("Done", ())
    assert protocol.knows_exercise("SC")
    assert protocol.knows_exercise("slow curl")
    assert protocol.knows_exercise("Heel Dig")


@pytest.mark.parametrize(
    ("rule", "limit", "value"),
    [
        ("pain", 3, 3),
        ("pain", 2.5, Fraction(5, 2)),
        ("pain", "3/10", 3),
        ("pain", "2.5", Fraction(5, 2)),
        ("aslr", "75 deg", 75),
        ("aslr", "75°", 75),
        ("aslr", "67.5 degrees", Fraction(135, 2)),
        ("reps", "90%", 90),
        ("reps", "90 %", 90),
        ("reps", "33.3 percent", Fraction(333, 10)),
        ("time_in_stage", "3 days", 3),
        ("time_in_stage", "1 day", 1),
        ("time_in_stage", "2 weeks", 14),
        ("sessions", "6 sessions", 6),
        ("sessions", 6.0, 6),
    ],
)
def test_a_limit_may_say_its_unit(rule: str, limit: Any, value: Number) -> None:
    assert criterion({rule: {"at_least": limit}}).limits == Limits(at_least=value)


def test_several_limits_hold_together() -> None:
    limits = criterion({"pain": {"at_least": 1, "above": 0, "at_most": 3, "below": 4}}).limits
    assert limits == Limits(at_least=1, above=0, at_most=3, below=4)
    assert criterion({"pain": {"is": 0}}).limits == Limits(exactly=0)


@pytest.mark.parametrize(
    ("about", "span"),
    [
        ({"pain": {"at_most": 3}}, Span(1)),
        ({"pain": {"at_most": 3, "moment": "morning"}}, Span(1, "days")),
        ({"pain": {"at_most": 3, "moment": "rest"}}, Span(7, "days", newest=True)),
        ({"pain": {"at_most": 3, "last": "3 sessions"}}, Span(3)),
        ({"pain": {"at_most": 3, "last": "2 weeks"}}, Span(14, "days")),
        ({"pain": {"at_most": 3, "last": "stage"}}, Span(None, "stage")),
        ({"aslr": {"at_least": 60, "within": "1 week"}}, Span(7, "days", newest=True)),
        ({"time_in_stage": {"at_least": 3}}, None),
    ],
)
def test_a_window_is_given_or_the_rules_own(about: dict[str, Any], span: Span | None) -> None:
    assert criterion(about).span == span


def test_gates_combine() -> None:
    pain, aslr = {"pain": {"at_most": 3}}, {"aslr": {"at_least": 60}}
    one, two = criterion(pain), criterion(aslr)
    assert gate_of([pain]) == AllOf((one,))
    assert gate_of([pain, aslr]) == gate_of({"all": [pain, aslr]}) == AllOf((one, two))
    assert gate_of({"any": [pain, aslr]}) == AnyOf((one, two))
    assert gate_of({"none": [pain]}) == NoneOf((one,))
    assert gate_of({"some": {"at_least": 1, "of": [pain, aslr]}}) == SomeOf((one, two), 1)
    assert gate_of({"any": [{"all": [pain, aslr]}, pain]}) == AnyOf((AllOf((one, two)), one))


def test_where_a_number_comes_from_is_kept() -> None:
    told = criterion({"pain": {"at_most": 3, "from": ["S1.14"]}, "choice": "ours"})
    assert told.about == {"choice": "ours", "from": ["S1.14"]}


@pytest.mark.parametrize(
    "when",
    [
        {"all": [SOME_GATE]},
        {"any": [SOME_GATE]},
        {"none": [SOME_GATE]},
        {"some": {"at_least": 1, "of": [SOME_GATE], "from": ["S1.14"]}},
        {"repeat": {"times": 1, "last": "stage", "when": SOME_GATE, "from": ["S1.14"]}},
    ],
    ids=lambda when: next(iter(when)),
)
def test_where_a_number_of_several_criteria_comes_from_is_kept(when: dict[str, Any]) -> None:
    gate = gate_of({**when, "choice": "ours"})
    assert isinstance(gate, Combination | Repeat)
    inside = {"from": ["S1.14"]} if {"some", "repeat"} & set(when) else {}
    assert gate.about == {"choice": "ours", **inside}


def test_missing_may_be_ignored_in_a_setback() -> None:
    when = {"any": [{"pain": {"at_least": 6, "missing": "ignore"}}, {"pain": {"at_least": 7}}]}
    stage = Protocol.from_dict(plain(setback={"to": "acute", "when": when})).stages[0]
    assert [each.ignore_missing for each in stage.setback[0].gate.criteria()] == [True, False]


def test_reps_may_be_asked_where_nothing_is_prescribed() -> None:
    assert criterion({"reps": {"at_least": 90}}).rule.called() == "repetitions"


def test_an_exercise_may_stand_in_place_of_a_shared_one() -> None:
    own = {"heel-dig": {"title": "Supine heel dig", "aliases": ["digging in"]}}
    data = plain(exercises=[{"do": "heel-dig"}]) | {"exercises": own}
    protocol = Protocol.from_dict(data)
    (dose,) = protocol.stages[0].prescription
    assert dose.exercise.aliases == ("digging in",)
    assert protocol.knows_exercise("Digging in")
    assert not protocol.knows_exercise("supine isometric hold")


def test_what_may_stand_in_any_mapping() -> None:
    where = {"from": ["S1"], "choice": "why", "verified": "no"}
    one = {"pain": {"at_most": 3, **where}}
    some = {"some": {"at_least": 1, "of": [{**one, **where}], **where}, **where}
    data = plain(some, exercises=[{"do": "bridge", **where}], **where) | where
    data["stages"].update(where)
    data["stages"]["acute"]["advance"].update(where)
    data["exercises"] = {"x-curl": {"title": "X curl", **where}, **where}
    data["sources"] = [{"cite": "A", **where}]
    assert Protocol.from_dict(data).to_dict() == data


# ---------------------------------------------------------------- plain data, text and digest


@given(protocols())
def test_a_protocol_is_the_same_from_its_dict_its_json_and_its_yaml(data: dict[str, Any]) -> None:
    protocol = Protocol.from_dict(data)
    assert protocol.to_dict() == data
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    for other in (
        Protocol.from_dict(protocol.to_dict()),
        Protocol.from_json(protocol.to_json()),
        read_protocol(text.encode(), "drawn.yaml"),
    ):
        assert other == protocol
        assert other.digest == protocol.digest


def shuffled(draw: Callable[[Any], Any], node: Any, in_order: bool = False) -> Any:
    """The same names and values, every mapping but the stages in another order."""
    if isinstance(node, list):
        return [shuffled(draw, each) for each in node]
    if not isinstance(node, dict):
        return node
    names = list(node) if in_order else draw(st.permutations(list(node)))
    return {name: shuffled(draw, node[name], name == "stages") for name in names}


@given(protocols(), st.data())
def test_layout_is_no_part_of_the_digest(data: dict[str, Any], drawn: st.DataObject) -> None:
    digest = Protocol.from_dict(data).digest
    other = shuffled(drawn.draw, data)
    assert Protocol.from_dict(other).digest == digest
    text = yaml.safe_dump(other, sort_keys=False, indent=4, default_flow_style=False)
    commented = "\n\n".join(f"{line}  # noted" for line in text.rstrip().split("\n"))
    assert read_protocol(commented.encode(), "p.yaml").digest == digest


def test_the_order_of_the_stages_is_part_of_the_digest() -> None:
    one = plain()["stages"]["acute"]
    end = {"discharged": {"final": True}}
    first = Protocol.from_dict(head(stages={"a": one, "b": one, **end}))
    second = Protocol.from_dict(head(stages={"b": one, "a": one, **end}))
    assert first.digest != second.digest


def test_plain_data_that_is_none_is_refused() -> None:
    with pytest.raises(ProtocolError) as caught:
        Protocol.from_dict(plain(title=object()))
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("RF318", "stages.acute.title")


def test_a_problem_with_plain_data_says_where_by_names() -> None:
    told = complaints(plain(goal=3, exercises=[{"do": "heel-dig", "sets": 0}]))
    assert sorted(told) == ["RF401 stages.acute.goal", "RF411 stages.acute.exercises[0].sets"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    )
)
def test_any_plain_data_makes_a_protocol_or_an_error(data: Any) -> None:
    with pytest.raises(ProtocolError):
        Protocol.from_dict({**head(), "stages": data})


def paths(node: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if where:
        yield where
    if isinstance(node, dict | list):
        for name, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(value, (*where, name))


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2.5, "", " ", "x", "3", "> 3", "a:b", [], [1], {}, {"a": 1}, [[]], 10**14]
)


@given(protocols(), ODD, st.data())
def test_one_odd_value_anywhere_makes_a_protocol_or_problems(
    data: dict[str, Any], odd: Any, drawn: st.DataObject
) -> None:
    path = drawn.draw(st.sampled_from(list(paths(data))))
    broken = json.loads(json.dumps(data))
    inside = broken
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = odd
    found: tuple[Problem, ...] = ()
    try:
        Protocol.from_dict(broken)
    except ProtocolError as error:
        found = error.problems
    assert all(each.expected and each.hint for each in found)


# ---------------------------------------------------------------- problems beyond the broken ones


@pytest.mark.parametrize("said", ["<= 3,5", "≤3,5", "3,5"])
def test_a_decimal_comma_is_to_be_a_point_beside_a_sign_too(said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        Protocol.from_dict(plain({"pain": {"at_most": said, "last": "1 session"}}))
    (problem,) = caught.value.problems
    assert problem.hint.startswith("write `at_most: 3.5`")


def test_problems_end_somewhere() -> None:
    many = {f"x{number}": {"final": 3} for number in range(MAX_PROBLEMS + 5)}
    told = complaints(head(stages=many))
    assert len(told) == MAX_PROBLEMS + 1
    assert "RF430 " in told


def test_exercises_of_a_catalogue_have_their_problems_too() -> None:
    many = {"x" * 65: {"title": "All"}, **{f"x-{number}": {} for number in range(MAX_PROBLEMS)}}
    with pytest.raises(ProtocolError) as caught:
        declare_exercises(tree_of({"rehabflow": 1, "exercises": many}), Known({}))
    assert len(caught.value.problems) == MAX_PROBLEMS + 1


def test_a_catalogue_does_not_replace_what_another_one_has() -> None:
    known = Known({}, (Exercise("curl", "Curl"),))
    fine = {"rehabflow": 1, "exercises": {"dig": {"title": "Dig"}}}
    assert declare_exercises(tree_of(fine), known) == (Exercise("dig", "Dig"),)
    with pytest.raises(ProtocolError, match="curl"):
        declare_exercises(tree_of({"rehabflow": 1, "exercises": {"curl": {"title": "C"}}}), known)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (plain(advance=[]), ["RF417 stages.acute.advance"]),
        (plain(exercises={"do": "bridge"}), ["RF401 stages.acute.exercises"]),
        (plain(exercises=[5]), ["RF401 stages.acute.exercises[0]"]),
        (plain(advance={"to": 5, "when": SOME_GATE}), ["RF401 stages.acute.advance.to"]),
        (plain({"pain": [3]}), ["RF401 stages.acute.advance.when.pain"]),
        (plain({"all": {"pain": {"at_most": 3}}}), ["RF401 stages.acute.advance.when.all"]),
        (plain([{"pain": {"at_most": 3}, "pian": 3}]), ["RF418 stages.acute.advance.when[0]"]),
        (plain({"pain": {"at_most": ""}}), ["RF421 stages.acute.advance.when.pain.at_most"]),
        (plain("- -"), ["RF401 stages.acute.advance.when"]),
        (plain(" "), ["RF401 stages.acute.advance.when"]),
        (plain("aslr"), ["RF401 stages.acute.advance.when"]),
        (plain(title="a:b", goal=" "), ["RF403 stages.acute.goal"]),
        (head(stages={"a": "b:c", "discharged": {"final": True}}), ["RF401 stages.a"]),
        (head(stages=[]), ["RF401 stages"]),
        (head(stages="x"), ["RF401 stages"]),
        (head(stages={}), ["RF403 stages"]),
        (head(stages={"a": None, "b": None}), ["RF403 stages.a", "RF403 stages.b"]),
        (plain() | {"version": [1]}, ["RF401 version"]),
        (plain() | {"version": None}, ["RF403 version"]),
        (plain() | {"lapse_after": [1]}, ["RF401 lapse_after"]),
        (plain() | {"lapse_after": 0}, ["RF407 lapse_after"]),
        (plain() | {"lapse_after": "3 sessions"}, ["RF407 lapse_after"]),
        (plain() | {"lapse_after": "00 days"}, ["RF407 lapse_after"]),
        (plain() | {"id": 5}, ["RF401 id"]),
        (plain() | {"id": "!!!"}, ["RF405 id"]),
        (plain() | {"sources": [[]]}, ["RF401 sources[0]"]),
        (plain() | {"sources": [None]}, ["RF403 sources[0]"]),
        (plain() | {"exercises": "x"}, ["RF401 exercises"]),
        (declaring(title="-"), ["RF414 exercises.x"]),
        (declaring(title="X", pain_cap="3"), ["RF401 exercises.x.pain_cap"]),
        (declaring(title="X", cues=[]), ["RF403 exercises.x.cues"]),
        (declaring(title="X", cues={}), ["RF401 exercises.x.cues"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_once(data: dict[str, Any], told: list[str]) -> None:
    assert complaints(data) == told


# ---------------------------------------------------------------- rules of other people


@frozen
class Steps(Rule):
    """Steps walked, with a parameter of every kind."""

    unit, scale, label, window = "steps", (None, 50_000), "steps", "7 days"

    of: str | None = None
    least: int = 0
    goal: Number | None = None
    indoors: bool = False
    shoes: Literal["none", "light"] | None = None
    _by: str = field(default="foot", kw_only=True)

    def measure(self, window: Window) -> Reading:
        return Reading.nothing("nobody counted")


@frozen
class Strict(Rule):
    """A rule that cannot do without its parameter, and checks it."""

    unit, scale, label = "hours", (0, None), "strictness"

    often: int = field()

    @often.validator
    def _check(self, _: object, value: int) -> None:
        if value > 9:
            raise ValueError("often is at most 9")

    def measure(self, window: Window) -> Reading:
        return Reading.nothing("nobody asked")


def fake(kind: type[Rule]) -> OfferedRule:
    return OfferedRule(RuleSource("fake", "acme-rules", "2.0"), "", Path(), kind=kind)


KNOWN = Known({"steps": fake(Steps), "strict": fake(Strict)})


def steps_of(**about: Any) -> Criterion:
    protocol = declare(tree_of(plain({"steps": {"at_least": 100, **about}})), KNOWN)
    gate = protocol.stages[0].advance[0].gate
    assert isinstance(gate, Criterion)
    return gate


def test_parameters_are_typed_by_the_rules_author() -> None:
    about = {"of": "me", "least": 3, "goal": 2.5, "indoors": True, "shoes": "light", "by": "bike"}
    rule = steps_of(**about).rule
    assert rule == Steps("me", 3, Fraction(5, 2), True, "light", by="bike")
    assert steps_of(goal=2).rule == Steps(goal=2)


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"of": 3}, "text"),
        ({"least": 2.5}, "a whole number"),
        ({"least": True}, "a whole number"),
        ({"goal": "x"}, "a whole number or a number"),
        ({"indoors": 1}, "true or false"),
        ({"shoes": "lihgt"}, "one of `none`, `light`"),
        ({"by": None}, "text"),
    ],
)
def test_a_parameter_of_another_type_is_refused(about: dict[str, Any], told: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        steps_of(**about)
    (problem,) = caught.value.problems
    assert (problem.code, problem.expected) == ("RF428", told)


def test_a_unit_of_its_own_and_an_open_scale() -> None:
    assert steps_of(at_most="200 steps").limits == Limits(at_least=100, at_most=200)
    assert steps_of(above=-5, at_least=-3).limits == Limits(at_least=-3, above=-5)
    with pytest.raises(ProtocolError, match="a number to 50000, in steps"):
        steps_of(at_most="200 km")
    with pytest.raises(ProtocolError, match="write `last: 7 days`"):
        steps_of(within="7 days")


def test_a_rule_may_need_a_parameter_and_check_it() -> None:
    def told(about: dict[str, Any]) -> list[str]:
        return complaints(plain({"strict": about}), KNOWN)

    fine = {"often": 3, "at_least": "48 h"}
    assert declare(tree_of(plain({"strict": fine})), KNOWN).rules[0].distribution == "acme-rules"
    where = "stages.acute.advance.when.strict"
    assert told({"at_least": 3}) == [f"RF403 {where}"]
    assert told({"often": 10, "at_least": 3}) == [f"RF428 {where}"]
    assert told({"often": 1, "at_least": 3, "last": "stage"}) == [f"RF426 {where}.last"]
    assert told({"often": 1, "is": "3 days"}) == [f"RF422 {where}.is"]


def test_only_rules_that_a_protocol_names_are_loaded() -> None:
    class Never:
        def load(self) -> type[Rule]:
            raise AssertionError

    rules: Any = {**installed_rules(), "never": Never()}
    assert declare(tree_of(plain()), Known(rules)).rules


# ---------------------------------------------------------------- files


def write(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


SMALL = json.dumps(plain())


def test_an_installed_protocol_by_its_id_and_a_file_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_protocol("hamstring-strain").id == "hamstring-strain"
    path = tmp_path / "mine.yaml"
    assert load_protocol(write(path, SMALL)).id == "example"
    assert load_protocol(path).id == "example"
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "other.yml", SMALL)
    assert load_protocol("mine.yaml") == load_protocol("other.yml")
    write(tmp_path / "bare", SMALL)
    assert load_protocol("./bare").id == load_protocol(Path("bare")).id == "example"


def test_a_windows_file_reads_the_same(tmp_path: Path) -> None:
    text = yaml.safe_dump(plain(), sort_keys=False)
    unix = load_protocol(write(tmp_path / "unix.yaml", text))
    windows = write(
        tmp_path / "windows.yaml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    )
    assert load_protocol(windows) == unix


def test_an_unknown_protocol_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = problems_of("hamstring-strian")
    assert (problem.code, problem.hint) == ("RF441", "did you mean `hamstring-strain`?")
    (problem,) = problems_of("knee")
    assert "path" in problem.hint
    monkeypatch.setattr(reader, "installed_protocols", dict[str, Path])
    (problem,) = problems_of("knee")
    assert problem.expected == "the path of a file"


def test_an_installed_protocol_may_be_asked_for_in_one_version() -> None:
    here = load_protocol("hamstring-strain")
    assert load_protocol(f"hamstring-strain@{here.version}") == here
    (problem,) = problems_of("hamstring-strain@0.0.1")
    assert (problem.code, problem.expected) == ("RF443", f"hamstring-strain@{here.version}")


def test_a_missing_file_is_told_with_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path / "protocol.yaml", SMALL)
    write(tmp_path / "protocol.txt", SMALL)
    (problem,) = problems_of(tmp_path / "protocl.yaml")
    assert (problem.code, problem.hint) == ("RF442", "did you mean `protocol.yaml`?")
    assert "no such file" in problem.message
    assert problems_of(tmp_path / "nowhere" / "protocol.yaml")[0].hint


@pytest.mark.parametrize("kind", ["folder", "pipe", "socket"])
def test_only_files_are_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "protocol.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.close()
    (problem,) = problems_of(path)
    assert problem.code == "RF442"


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path / "large.yaml", b"# " * (1 << 20)))
    assert problem.code == "RF303"


def test_problems_of_the_text_and_of_the_protocol_come_together() -> None:
    text = yaml.safe_dump(plain(goal=7), sort_keys=False).replace("at_most: 3", "at_most: 03")
    assert [each.code for each in refused(text)] == ["RF311", "RF401"]
    assert [each.code for each in refused(SMALL.replace("1,", "01,", 1))] == ["RF311"]
    tagged = yaml.safe_dump(plain(), sort_keys=False).replace("Example", "!x Example")
    assert [each.code for each in refused(tagged)] == ["RF308"]


def test_shared_exercises_with_problems_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "exercises.yaml"
    monkeypatch.setattr(reader, "exercise_files", lambda: (path,))
    for text, code in (("a: &x 1", "RF307"), ("rehabflow: 1", "RF403"), ("'", "RF305")):
        write(path, text)
        shared_exercises.cache_clear()
        with pytest.raises(ProtocolError) as caught:
            shared_exercises()
        assert caught.value.problems[0].code == code
    shared_exercises.cache_clear()


def test_what_only_people_read_of_a_shared_exercise_is_read_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    write(
        first,
        "rehabflow: 1\nexercises:\n  from: [S2]\n"
        "  curl: {title: Curl, kind: strength, dose: {reps: ten}, pain_cap: 2, from: [S1]}\n",
    )
    write(
        second,
        "rehabflow: 1\nexercises:\n  lift: {easier: [curl], title: Lift, "
        "dose: {then: [{reps: 1}, {hold: 2}]}, aliases: [L]}\n",
    )
    monkeypatch.setattr(reader, "exercise_files", lambda: (first, second))
    shared_exercises.cache_clear()
    curl, lift = shared_exercises()
    assert (curl.title, curl.kind, curl.pain_cap) == ("Curl", "strength", 2)
    assert lift.aliases == ("L",)
    assert lift.about == {"easier": ["curl"], "dose": {"then": [{"reps": 1}, {"hold": 2}]}}
    with pytest.raises(ProtocolError) as caught:
        dict(curl.about)
    assert [each.code for each in caught.value.problems] == ["RF433"]
    write(second, "rehabflow: 1\nexercises:\n  lift: {title: Lift, pain_cpa: 3}\n")
    shared_exercises.cache_clear()
    with pytest.raises(ProtocolError, match="did you mean `pain_cap`"):
        shared_exercises()
    shared_exercises.cache_clear()


# ---------------------------------------------------------------- slips


def keys_in(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every key of a protocol stands, but for the names that its author gives stages."""
    if isinstance(data, dict):
        for key, value in data.items():
            if path != ("stages",):
                yield (*path, key)
            yield from keys_in(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from keys_in(value, (*path, number))


def as_text(data: Any, slip: Callable[[tuple[Any, ...]], list[str]], path: Any = ()) -> str:
    """JSON with a key written once, otherwise, or twice."""
    if isinstance(data, dict):
        parts = [
            f"{json.dumps(name)}: {as_text(value, slip, (*path, key))}"
            for key, value in data.items()
            for name in slip((*path, key))
        ]
        return "{" + ", ".join(parts) + "}"
    if isinstance(data, list):
        return f"[{', '.join(as_text(each, slip, (*path, n)) for n, each in enumerate(data))}]"
    return json.dumps(data)


@pytest.mark.parametrize("change", [lambda key: [f"{key}s_"], lambda key: [key, key]])
def test_no_key_of_the_shipped_protocol_may_be_misspelt_or_stand_twice(
    change: Callable[[str], list[str]],
) -> None:
    data = load_protocol("hamstring-strain").to_dict()
    places = list(keys_in(data))
    assert len(places) > 300
    assert Protocol.from_dict(json.loads(as_text(data, lambda path: [path[-1]]))).to_dict() == data
    for place in places[::7]:
        text = as_text(data, lambda at, here=place: (change if at == here else list_of)(at[-1]))
        problems = refused(text)
        assert problems and all(each.line and each.column for each in problems), place


def list_of(key: str) -> list[str]:
    return [key]


LIMIT_NAMES = ("at_least", "above", "at_most", "below", "is")


@example({"above": 0, "is": 0})
@given(st.dictionaries(st.sampled_from(LIMIT_NAMES), st.integers(-1, 11), min_size=1))
def test_limits_load_only_where_some_value_of_the_scale_passes_them(limits: Any) -> None:
    """A gate that nobody can pass would be a trap, and one that all pass is still a gate."""
    ways: dict[str, Callable[[Fraction, int], bool]] = {
        "at_least": Fraction.__ge__,
        "above": Fraction.__gt__,
        "at_most": Fraction.__le__,
        "below": Fraction.__lt__,
        "is": Fraction.__eq__,
    }
    values = [Fraction(eighths, 8) for eighths in range(81)]
    can_pass = any(
        all(ways[name](value, many) for name, many in limits.items()) for value in values
    )
    on_the_scale = all(0 <= many <= 10 for many in limits.values())
    try:
        Protocol.from_dict(plain({"pain": limits}))
    except ProtocolError:
        assert not (can_pass and on_the_scale)
    else:
        assert can_pass and on_the_scale


@given(
    st.recursive(
        st.just([]),
        lambda inner: st.sampled_from(["all", "any", "none"]).flatmap(
            lambda op: inner.map(lambda node: {op: node})
        ),
        max_leaves=3,
    )
    | st.just({})
)
def test_a_gate_without_a_criterion_is_never_met_because_it_is_never_loaded(when: Any) -> None:
    """`all: []` would be met by everybody."""
    with pytest.raises(ProtocolError):
        Protocol.from_dict(
            plain()
            | {"stages": {"acute": {"advance": {"when": when}}, "discharged": {"final": True}}}
        )


def test_a_name_that_a_shared_exercise_has_too_means_the_protocols_own() -> None:
    about = plain({"pain": {"at_most": 3}})
    about["exercises"] = {"my-dig": {"title": "Heel Dig"}}
    about["stages"]["acute"]["exercises"] = [{"do": "my-dig"}]
    protocol = Protocol.from_dict(about)
    assert protocol.known_exercises["heeldig"] == "my-dig"
    assert protocol.known_exercises["supineheeldig"] == "heel-dig"
