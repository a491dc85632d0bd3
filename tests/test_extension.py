"""A protocol that extends another: what comes of both, and that nothing is lost without a word."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from conftest import Install
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import protocols
from test_declaration import ODD, complaints, head, paths

from rehabflow import Engine, Protocol, ProtocolError, load_protocol, read_log
from rehabflow.catalog import installed_protocols
from rehabflow.declaration import Known, declare
from rehabflow.differences import differences
from rehabflow.errors import Problem
from rehabflow.extension import extended
from rehabflow.readers.protocol import MAX_BASES, installed, read_protocol
from rehabflow.readers.protocol_head import read_head
from rehabflow.tree import plain as plain_of
from rehabflow.tree import tree_of

Plain = dict[str, Any]
ROOT = Path(__file__).parent.parent
OWN = ("id", "version", "based_on")

BASE: Plain = head(
    id="base",
    lapse_after="7 days",
    choice="a week",
    measures={"hop": {"better": "higher", "range": [0, 300], "from": ["B1"]}},
    exercises={"curl-x": {"title": "Curl X", "pain_cap": 3, "from": ["S1"]}},
    refer={"when": {"pain": {"at_least": 8, "from": ["C2"]}}},
    setback={"when": {"any": [{"pain": {"at_least": 7}}, {"aslr": {"below": 40}}]}},
    stages={
        "first": {
            "goal": "Begin.",
            "exercises": [
                {"do": "curl-x", "sets": 3, "reps": 10, "from": ["S1"]},
                {"do": "bridge", "sets": 2},
            ],
            "choose": 1,
            "choice": "one of two",
            "advance": [
                {"to": "last", "when": {"aslr": {"at_least": 90}}},
                {
                    "when": [
                        {"pain": {"at_most": 3, "last": "3 sessions", "from": ["S1"]}},
                        {"pain": {"moment": "morning", "at_most": 2}, "from": ["C2"]},
                        {"none": [{"pain": {"moment": "rest", "above": 4}}]},
                        {"some": {"at_least": 1, "of": [{"sessions": {"at_least": 6}}]}},
                        {
                            "repeat": {
                                "times": 1,
                                "last": "3 sessions",
                                "when": [{"aslr": {"side": "other", "at_least": 80}}],
                            }
                        },
                    ],
                    "choice": "ours",
                },
            ],
        },
        "second": {
            "advance": {"when": {"aslr": {"at_least": 80, "at_most": 120}}, "from": ["C1"]},
            "setback": {
                "when": {
                    "any": [
                        {"pain": {"at_least": 6, "last": "1 session"}},
                        {"pain": {"at_least": 4, "last": "3 sessions"}},
                    ]
                }
            },
        },
        "last": {"final": True},
    },
)


def known(*bases: Plain) -> Known:
    """What is installed, and these protocols to extend."""
    by_id = {each["id"]: each for each in bases}

    def base_of(name: str) -> Protocol:
        return Protocol.from_dict(by_id[name.partition("@")[0]])

    return evolve(installed(), base_of=base_of)


def extending(base: Plain = BASE, **own: Any) -> Protocol:
    data = {"rehabflow": 1, "id": "own", "version": "2.0.0", "extends": base["id"], **own}
    return declare(tree_of(data), known(base))


def told(base: Plain = BASE, **own: Any) -> list[str]:
    data = {"rehabflow": 1, "id": "own", "version": "2.0.0", "extends": base["id"], **own}
    return complaints(data, known(base))


def gate(protocol: Protocol) -> list[Any]:
    """The gate of the first stage that most tests change."""
    when: list[Any] = protocol.to_dict()["stages"]["first"]["advance"][1]["when"]
    return when


def changing(*changes: Plain, **more: Any) -> Plain:
    return {"first": {"advance": {"change": list(changes), **more}}}


def changed(*changes: Plain, **more: Any) -> list[Any]:
    return gate(extending(stages=changing(*changes, **more)))


# ---------------------------------------------------------------- what comes of both


def test_a_protocol_that_gives_nothing_of_its_own_is_its_base_under_another_name() -> None:
    whole = extending().to_dict()
    assert whole.pop("based_on") == "base@1.0.0"
    assert whole == BASE | {"id": "own", "version": "2.0.0"}


@given(protocols())
def test_any_protocol_is_taken_over_whole(data: Plain) -> None:
    base = Protocol.from_dict(data)
    for own in ({}, {k: v for k, v in data.items() if k not in ("rehabflow", "id", "version")}):
        whole = extending(data, **copy.deepcopy(own))
        assert {k: v for k, v in whole.to_dict().items() if k not in OWN} == {
            k: v for k, v in data.items() if k not in OWN
        }
        assert (whole.stages, whole.refer, whole.setback) == (
            base.stages,
            base.refer,
            base.setback,
        )
        assert list(whole.to_dict()["stages"]) == list(data["stages"])
        assert differences(data, whole.source) == ()


@given(protocols())
def test_the_whole_is_read_without_its_base_and_has_the_same_digest(data: Plain) -> None:
    whole = extending(data, title="Ours", summary="Our own.")
    again = Protocol.from_dict(whole.to_dict())
    assert (again, again.digest) == (whole, whole.digest)
    assert whole.digest != Protocol.from_dict(data).digest


def test_a_text_or_a_list_takes_the_place_of_the_bases() -> None:
    stages = {"first": {"goal": "Go.", "exercises": [{"do": "curl-x"}], "choose": 1}}
    whole = extending(title="Ours", stages=stages)
    assert (whole.title, whole.stages[0].goal) == ("Ours", "Go.")
    assert [dose.exercise.id for dose in whole.stages[0].prescription] == ["curl-x"]
    assert whole.stages[1:] == Protocol.from_dict(BASE).stages[1:]


def test_names_are_laid_over_names_and_new_ones_are_added() -> None:
    whole = extending(
        measures={"hop": {"title": "Hop"}, "jump": {"better": "higher"}},
        exercises={"curl-x": {"cues": ["Slowly."]}, "lift-x": {"title": "Lift X"}},
        advise=[{"when": {"pain": {"at_least": 5}}, "say": "Rest."}],
        stages={"second": {"refer": {"when": {"pain": {"at_least": 9}}}}, "choice": "three"},
    ).to_dict()
    assert whole["measures"]["hop"] == BASE["measures"]["hop"] | {"title": "Hop"}
    assert list(whole["measures"]) == ["hop", "jump"]
    assert whole["exercises"]["curl-x"] == {
        "title": "Curl X",
        "pain_cap": 3,
        "from": ["S1"],
        "cues": ["Slowly."],
    }
    assert whole["exercises"]["lift-x"] == {"title": "Lift X"}
    assert list(whole["stages"]) == ["first", "second", "last", "choice"]
    assert whole["stages"]["second"]["refer"] == {"when": {"pain": {"at_least": 9}}}


def test_single_doses_are_changed_by_their_exercise() -> None:
    stages = {"first": {"exercises": {"curl-x": {"sets": 2}, "bridge": {"hold": 3}}}}
    assert extending(stages=stages).to_dict()["stages"]["first"]["exercises"] == [
        {"do": "curl-x", "sets": 2, "reps": 10},
        {"do": "bridge", "sets": 2, "hold": 3},
    ]


def laid(base: Plain, **own: Any) -> Plain:
    """What comes of both before anything of it is looked at."""
    protocol = Protocol("base", "1.0.0", "Base", (), source=base)
    data = {"id": "own", "extends": "base", **own}
    made = extended(tree_of(data), lambda _: protocol)
    assert made.problems == ()
    whole: Plain = plain_of(made.tree.root)
    return whole


def test_a_dose_of_several_of_which_one_is_done_is_changed_as_well() -> None:
    several = [{"one_of": [{"do": "curl"}, {"do": "dig"}], "choice": "x"}, {"note": "rest"}, "y"]
    base = {"stages": {"a": {"exercises": several}}}
    made = laid(base, stages={"a": {"exercises": {"dig": {"sets": 2}}}})
    assert made["stages"]["a"]["exercises"] == [
        {"one_of": [{"do": "curl"}, {"do": "dig", "sets": 2}], "choice": "x"},
        *several[1:],
    ]


def test_a_gate_of_a_ladder_is_changed_like_any_other() -> None:
    climb = {"when": {"reps": {"at_least": "100%", "last": "2 sessions"}}}
    base = {"ladders": {"x": {"rungs": ["1x10", "2x10"], "climb": climb, "from": ["S1"]}}}
    change = {"climb": {"change": {"reps": {"last": "3 sessions"}}}}
    assert laid(base, ladders={"x": change})["ladders"]["x"] == {
        "rungs": ["1x10", "2x10"],
        "climb": {"when": {"reps": {"at_least": "100%", "last": "3 sessions"}}},
        "from": ["S1"],
    }
    assert laid(base, ladders={"x": {"rungs": ["1x10"]}})["ladders"]["x"] == {
        "rungs": ["1x10"],
        "climb": climb,
    }


# ---------------------------------------------------------------- where numbers come from


def test_a_number_takes_what_the_base_said_of_its_own_away() -> None:
    whole = extending(
        lapse_after="5 days",
        exercises={"curl-x": {"pain_cap": 2, "choice": "ours"}},
        stages={"first": {"choose": 2}},
    ).to_dict()
    assert "choice" not in whole
    assert whole["exercises"]["curl-x"] == {"title": "Curl X", "pain_cap": 2, "choice": "ours"}
    assert "choice" not in whole["stages"]["first"]


def test_a_text_leaves_what_the_base_said_of_its_numbers() -> None:
    whole = extending(title="Ours", stages={"first": {"goal": "Go."}}).to_dict()
    assert whole["choice"] == "a week"
    assert whole["stages"]["first"]["choice"] == "one of two"


def test_another_gate_takes_the_bases_reasons_away_and_another_way_leaves_them() -> None:
    first = {"advance": {"when": {"pain": {"at_most": 1}}}}
    whole = extending(stages={"first": first, "second": {"setback": {"to": "second"}}}).to_dict()
    assert whole["stages"]["first"]["advance"][1] == first["advance"]
    setback = whole["stages"]["second"]["setback"]
    assert setback == BASE["stages"]["second"]["setback"] | {"to": "second"}
    kept = extending(stages=changing({"pain": {"at_most": 2}}))
    assert kept.to_dict()["stages"]["first"]["advance"][1]["choice"] == "ours"


# ---------------------------------------------------------------- single limits


def test_a_change_keeps_the_rest_of_the_gate_and_of_the_criterion() -> None:
    base = BASE["stages"]["first"]["advance"][1]["when"]
    assert changed({"pain": {"at_most": 2}}) == [
        {"pain": {"last": "3 sessions", "at_most": 2}},
        *base[1:],
    ]
    assert changed({"pain": {"last": "5 sessions", "choice": "ours"}})[0] == {
        "pain": {"at_most": 3, "last": "5 sessions", "choice": "ours"}
    }


def test_what_stands_beside_a_criterion_goes_with_its_number() -> None:
    morning = {"pain": {"moment": "morning", "below": 1}}
    assert changed(morning)[1] == morning
    assert changed({**morning, "choice": "ours"})[1] == {**morning, "choice": "ours"}


def test_a_criterion_is_found_wherever_it_stands() -> None:
    made = changed(
        {"pain": {"moment": "rest", "above": 3}},
        {"sessions": {"at_least": 8}},
        {"aslr": {"side": "other", "at_least": 85}},
    )
    assert made[2] == {"none": [{"pain": {"moment": "rest", "above": 3}}]}
    assert made[3] == {"some": {"at_least": 1, "of": [{"sessions": {"at_least": 8}}]}}
    assert made[4]["repeat"] == {
        "times": 1,
        "last": "3 sessions",
        "when": [{"aslr": {"side": "other", "at_least": 85}}],
    }


def test_a_change_of_one_criterion_needs_no_list() -> None:
    whole = extending(refer={"change": {"pain": {"at_least": 7}}}).to_dict()
    assert whole["refer"] == {"when": {"pain": {"at_least": 7}}}


def test_limits_of_both_sides_are_given_together() -> None:
    def second(**limits: int) -> Plain:
        return {"second": {"advance": {"change": {"aslr": limits}}}}

    whole = extending(stages=second(at_least=85, below=130)).to_dict()
    assert whole["stages"]["second"]["advance"] == {
        "when": {"aslr": {"at_least": 85, "below": 130}},
        "from": ["C1"],
    }
    where = "stages.second.advance.change.aslr"
    assert told(stages=second(at_least=85)) == [f"RF439 {where}"]
    assert told(stages=second(**{"is": 100})) == [f"RF439 {where}"]


def test_yes_is_not_turned_into_no() -> None:
    base = copy.deepcopy(BASE)
    base["measures"]["squat"] = {"better": "yes", "type": "yes/no"}
    base["refer"] = {"when": {"measure": {"of": "squat", "is": "no"}}}

    def of(**change: Any) -> Plain:
        return {"refer": {"change": {"measure": {"of": "squat", **change}}}}

    for so in ("yes", True, [3]):
        assert "RF439 refer.change.measure" in told(base, **of(**{"is": so}))
    whole = extending(base, **of(within="3 days")).to_dict()
    assert whole["refer"]["when"] == {"measure": {"of": "squat", "is": "no", "within": "3 days"}}


def test_what_is_left_out_when_missing_stays_so() -> None:
    base = copy.deepcopy(BASE)
    base["refer"]["when"]["pain"]["missing"] = "ignore"
    whole = extending(base, refer={"change": {"pain": {"at_least": 7}}})
    assert [each.ignore_missing for each in whole.refer[0].gate.criteria()] == [True]


def test_two_of_one_name_cannot_be_told_apart() -> None:
    data = tree_of(
        {
            "rehabflow": 1,
            "id": "own",
            "version": "2.0.0",
            "extends": "base",
            "stages": {"second": {"setback": {"change": {"pain": {"at_least": 5}}}}},
        }
    )
    with pytest.raises(ProtocolError) as caught:
        declare(data, known(BASE))
    (problem,) = caught.value.problems
    assert problem.code == "RF438"
    assert problem.message == "2 criteria of this gate are called `pain`"
    assert "`when:`" in problem.hint


def criteria(node: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every criterion of a gate as it is written, and where it stands."""
    for name, value in enumerate(node) if isinstance(node, list) else node.items():
        if isinstance(node, list) or name in ("all", "any", "none"):
            yield from criteria(value, (*where, name))
        elif name in ("some", "repeat"):
            inner = "of" if name == "some" else "when"
            yield from criteria(value[inner], (*where, name, inner))
        elif name not in ("from", "choice", "verified"):
            yield (*where, name), name


def at(node: Any, where: tuple[Any, ...]) -> Any:
    for name in where:
        node = node[name]
    return node


NOT_TOLD_APART = ("at_most", "at_least", "below", "above", "is", "last", "within", "missing")


def named(rule: str, about: Plain) -> str:
    kept = {name: value for name, value in about.items() if name not in NOT_TOLD_APART}
    return f"{rule} {json.dumps(kept, sort_keys=True)}"


@given(protocols(), st.data())
def test_one_limit_of_any_gate_is_changed_and_nothing_else(
    data: Plain, drawn: st.DataObject
) -> None:
    """Against the base's own data, changed by hand."""
    ways = [
        (*where, kind)
        for where in ((), *(("stages", id) for id in data["stages"]))
        for kind in ("refer", "setback", "advance")
        if kind in at(data, where)
    ]
    assume(ways)
    where = drawn.draw(st.sampled_from(ways))
    listed = at(data, where)
    nth = drawn.draw(st.integers(0, len(listed) - 1)) if isinstance(listed, list) else None
    way = listed if nth is None else listed[nth]
    found = list(criteria(way["when"]))
    place, rule = drawn.draw(st.sampled_from(found))
    about = at(way["when"], place)
    limit = next(name for name in about if name in NOT_TOLD_APART[:5])
    change = {
        rule: {name: value for name, value in about.items() if name not in NOT_TOLD_APART}
        | {limit: about[limit], "choice": "ours"}
    }
    own: Plain = {"change": [change]} | ({"to": way["to"]} if "to" in way else {})
    for name in reversed(where):
        own = {name: own}
    names = [named(name, at(way["when"], where)) for where, name in found]
    alone = names.count(named(rule, about)) == 1
    many = 1 if nth is None else [each.get("to") for each in listed].count(way.get("to"))
    if alone and many == 1 and len(limits(about)) == 1:
        expected = copy.deepcopy(data)
        made = at(expected, where) if nth is None else at(expected, where)[nth]
        at(made["when"], place)["choice"] = "ours"
        whole = extending(data, **own)
        assert {k: v for k, v in whole.to_dict().items() if k not in OWN} == {
            k: v for k, v in expected.items() if k not in OWN
        }
        assert differences(data, whole.source) == ()
    elif len(limits(about)) == 1 or not alone:
        assert {each.partition(" ")[0] for each in told(data, **own)} <= {"RF438"}


def limits(about: Plain) -> list[str]:
    return [name for name in about if name in NOT_TOLD_APART[:5]]


# ---------------------------------------------------------------- several ways out


def test_one_of_several_ways_out_is_named_by_where_it_leads() -> None:
    first = BASE["stages"]["first"]["advance"]
    skip = {"to": "last", "change": {"aslr": {"at_least": 100}}}
    whole = extending(stages={"first": {"advance": skip}}).to_dict()
    assert whole["stages"]["first"]["advance"] == [
        {"to": "last", "when": {"aslr": {"at_least": 100}}},
        first[1],
    ]
    both = [skip, {"change": {"pain": {"at_most": 1}}}]
    made = extending(stages={"first": {"advance": both}}).to_dict()["stages"]["first"]["advance"]
    assert made[0] == {"to": "last", "when": {"aslr": {"at_least": 100}}}
    assert made[1]["when"][0] == {"pain": {"last": "3 sessions", "at_most": 1}}


def test_a_list_of_whole_gates_takes_the_place_of_the_ways_out() -> None:
    ways = [{"when": {"pain": {"at_most": 1}}}]
    whole = extending(stages={"first": {"advance": ways}, "second": {"advance": ways}}).to_dict()
    assert whole["stages"]["first"]["advance"] == ways
    assert whole["stages"]["second"]["advance"] == ways


@pytest.mark.parametrize(
    ("advance", "code"),
    [
        ({"to": "second", "change": {"pain": {"at_most": 1}}}, "RF438 stages.first.advance"),
        ([{"to": "x", "change": {"pain": {"at_most": 1}}}], "RF438 stages.first.advance[0]"),
        (
            [{"change": {"pain": {"at_most": 1}}}, {"change": {"pain": {"at_most": 2}}}],
            "RF439 stages.first.advance[1]",
        ),
        (5, "RF401 stages.first.advance[0]"),
    ],
)
def test_a_way_out_that_is_not_one_of_them_is_refused(advance: Any, code: str) -> None:
    assert told(stages={"first": {"advance": advance}}) == [code]


def test_of_two_that_lead_to_one_place_neither_is_named() -> None:
    base = copy.deepcopy(BASE)
    base["refer"] = [{"when": {"pain": {"at_least": 8}}}, {"when": {"aslr": {"below": 20}}}]
    data = {"change": {"pain": {"at_least": 7}}}
    assert told(base, refer=data) == ["RF438 refer"]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("own", "problems"),
    [
        ({"refer": None}, ["RF439 refer"]),
        ({"setback": []}, ["RF439 setback"]),
        ({"refer": {"when": None}}, ["RF439 refer.when"]),
        ({"stages": None}, ["RF439 stages"]),
        ({"stages": {"first": None}}, ["RF439 stages.first"]),
        ({"stages": {"first": {"advance": None}}}, ["RF439 stages.first.advance"]),
        ({"stages": {"first": {"exercises": []}}}, ["RF439 stages.first.exercises"]),
        ({"stages": {"third": {"final": True}}}, ["RF438 stages.third"]),
        ({"refer": {"change": None}}, ["RF403 refer.change"]),
        ({"refer": {"change": [{}]}}, ["RF418 refer.change[0]"]),
        ({"refer": {"change": {"pain": None}}}, ["RF403 refer.change.pain"]),
        ({"stages": []}, ["RF439 stages"]),
        ({"stages": "x"}, ["RF401 stages"]),
        ({"stages": {"first": "x"}}, ["RF401 stages.first"]),
        ({"exercises": "x"}, ["RF401 exercises", "RF410 stages.first.exercises[0].do"]),
        ({"measures": "x"}, ["RF401 measures"]),
        ({"measures": {"hop": "x"}}, ["RF401 measures.hop"]),
        (
            {"stages": {"second": {"exercises": {"bridge": {"sets": 2}}}}},
            ["RF401 stages.second.exercises"],
        ),
        ({"stages": {"first": {"advance": {"to": "last", "pain": 3}}}},
            ["RF402 stages.first.advance[0].pain"]),
        ({"setbak": 3}, ["RF402 setbak"]),
    ],
)  # fmt: skip
def test_nothing_of_the_base_is_taken_out_or_put_in_its_place_by_mistake(
    own: Plain, problems: list[str]
) -> None:
    assert told(**own) == problems


def test_id_and_version_are_a_files_own() -> None:
    data = {"rehabflow": 1, "extends": "base"}
    assert complaints(data, known(BASE)) == ["RF403 ", "RF403 "]
    assert complaints({**data, "id": "base"}, known(BASE)) == ["RF436 id"]


def test_what_is_extended_is_the_id_of_an_installed_protocol() -> None:
    for extends in (None, 3, [], "", "../base", "base.yaml", "base@", "Base", "base@1.0.0@2"):
        data = head(id="own", extends=extends)
        assert complaints(data) == ["RF435 extends"], extends
    assert complaints(head(id="own", extends="nobody")) == ["RF441 extends"]
    assert complaints(head(id="own", extends="base"), Known({})) == ["RF441 extends"]
    assert complaints(head(id="own", extends="hamstring-strain@0.0.1")) == ["RF443 extends"]


def test_an_unknown_base_is_told_with_the_nearest_or_with_where_to_look() -> None:
    def problem(extends: str) -> Problem:
        with pytest.raises(ProtocolError) as caught:
            Protocol.from_dict(head(id="own", extends=extends))
        return caught.value.problems[0]

    assert problem("hamstring-strian").hint == "did you mean `hamstring-strain`?"
    assert "`rehabflow protocols`" in problem("knee").hint


def test_too_many_problems_end_somewhere() -> None:
    stages = {f"x-{number}": {"final": True} for number in range(120)}
    assert len(told(stages=stages)) == 101


@given(protocols(), ODD, st.data())
def test_one_odd_value_anywhere_makes_a_protocol_or_problems(
    data: Plain, odd: Any, drawn: st.DataObject
) -> None:
    own = {k: v for k, v in data.items() if k not in ("rehabflow", "id", "version")}
    path = drawn.draw(st.sampled_from(list(paths(own))))
    broken = json.loads(json.dumps(own))
    at(broken, path[:-1])[path[-1]] = odd
    found: tuple[Problem, ...] = ()
    try:
        whole = extending(data, **broken)
    except ProtocolError as error:
        found = error.problems
    else:
        assert Protocol.from_dict(whole.to_dict()).digest == whole.digest
    assert all(each.expected and each.hint for each in found)


DANGERS = ("refer", "setback")


@given(protocols(), protocols(), st.data())
def test_no_danger_is_lost_without_being_told(
    data: Plain, other: Plain, drawn: st.DataObject
) -> None:
    """Gates of another protocol in the place of some of the base's."""
    own: Plain = {name: other[name] for name in DANGERS if name in other and drawn.draw(BOOLEANS)}
    theirs = list(other["stages"].values())
    own["stages"] = {
        id: {kind: at(drawn.draw(st.sampled_from(theirs)), ()).get(kind) for kind in DANGERS}
        for id in data["stages"]
        if drawn.draw(BOOLEANS)
    }
    own["stages"] = {
        id: {kind: way for kind, way in stage.items() if way is not None and id_free(way)}
        for id, stage in own["stages"].items()
    }
    try:
        whole = extending(data, **own)
    except ProtocolError:
        return
    base = Protocol.from_dict(data)
    told_of = {each.path.split("[")[0] for each in differences(data, whole.source)}
    for where, before, after in (
        ("refer", base.refer, whole.refer),
        ("setback", base.setback, whole.setback),
        *(
            (f"stages.{old.id}.{kind}", getattr(old, kind), getattr(new, kind))
            for old, new in zip(base.stages, whole.stages, strict=True)
            for kind in DANGERS
        ),
    ):
        if before != after:
            assert any(path == where or path.startswith(f"{where}.") for path in told_of)


BOOLEANS = st.booleans()


def id_free(way: Any) -> bool:
    """Whether ways out name no stage."""
    return all("to" not in each for each in (way if isinstance(way, list) else [way]))


# ---------------------------------------------------------------- files


OURS = """\
rehabflow: 1
id: {id}
version: 1.0.0
extends: {base}
"""


def bring(install: Install, **files: str) -> Path:
    """A distribution with these protocols."""
    named = {f"{name.replace('_', '-')}.yaml": text for name, text in files.items()}
    return install(
        "acme-protocols", "acme_protocols", {"__init__.py": "", **named}, "rehabflow.protocols"
    )


def problems_of(name: str | Path) -> tuple[Problem, ...]:
    with pytest.raises(ProtocolError) as caught:
        load_protocol(name)
    return caught.value.problems


def test_an_installed_protocol_may_extend_one_that_extends_another(install: Install) -> None:
    bring(
        install,
        acme_one=OURS.format(id="acme-one", base="hamstring-strain@1.0.0") + "lapse_after: 5 days",
        acme_two=OURS.format(id="acme-two", base="acme-one") + "title: Two",
    )
    two = load_protocol("acme-two@1.0.0")
    assert (two.title, two.lapse_after) == ("Two", 5)
    assert two.source["based_on"] == "acme-one@1.0.0"
    assert two.stages == load_protocol("hamstring-strain").stages
    one = installed_protocols()["acme-one"]
    assert read_head(one.path).title == load_protocol("hamstring-strain").title
    assert read_head(one.path).version == "1.0.0"


def test_a_circle_is_refused(install: Install) -> None:
    folder = bring(
        install,
        acme_one=OURS.format(id="acme-one", base="acme-two"),
        acme_two=OURS.format(id="acme-two", base="acme-one"),
    )
    first, second = problems_of("acme-one")
    assert (first.code, first.path, first.line) == ("RF437", str(folder / "acme-one.yaml"), 4)
    assert (second.code, second.path) == ("RF436", str(folder / "acme-two.yaml"))
    circle = "`acme-one` extends `acme-two` extends `acme-one`: in a circle"
    assert second.message == circle
    assert read_head(folder / "acme-one.yaml").title == ""


@pytest.mark.parametrize(("many", "refused"), [(MAX_BASES, False), (MAX_BASES + 1, True)])
def test_so_many_may_extend_each_other_and_no_more(
    install: Install, tmp_path: Path, many: int, refused: bool
) -> None:
    names = [f"acme_{number}" for number in range(many)]
    bases = [*(f"acme-{number}" for number in range(1, many)), ""]
    texts = {
        name: OURS.format(id=name.replace("_", "-"), base=base)
        for name, base in zip(names, bases, strict=True)
    }
    whole = (ROOT / "protocols" / "hamstring-strain.yaml").read_text(encoding="utf-8")
    texts[names[-1]] = whole.replace("id: hamstring-strain", f"id: acme-{many - 1}")
    bring(install, **texts)
    path = tmp_path / "mine.yaml"
    path.write_text(OURS.format(id="mine", base="acme-0"), encoding="utf-8")
    if refused:
        *others, last = problems_of(path)
        assert {each.code for each in others} == {"RF437"}
        assert last.code == "RF436"
        assert last.message.endswith(f"more than {MAX_BASES} in a row")
    else:
        assert load_protocol(path).stage_ids == load_protocol("hamstring-strain").stage_ids


def test_a_base_with_problems_is_told_first_and_its_problems_point_into_its_own_file(
    install: Install, tmp_path: Path
) -> None:
    folder = bring(install, acme_one="rehabflow: 1\nid: acme-one\n")
    path = tmp_path / "mine.yaml"
    path.write_text("\n" * 9 + OURS.format(id="mine", base="acme-one"), encoding="utf-8")
    first, *rest = problems_of(path)
    assert (first.code, first.path, first.line, first.column) == ("RF437", str(path), 13, 10)
    assert {each.path for each in rest} == {str(folder / "acme-one.yaml")}
    assert [each.code for each in rest] == ["RF403"] * 3
    assert all(each.expected and each.hint for each in (first, *rest))


def test_what_the_base_says_and_no_longer_fits_is_told_where_the_base_is_named() -> None:
    text = OURS.format(id="mine", base="hamstring-strain")
    text += "stages: {return-to-run: {exercises: [{do: walk-jog, reps: 9}]}}\n"
    with pytest.raises(ProtocolError) as caught:
        read_protocol(text.encode(), "mine.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("RF429", "mine.yaml:4:10")
    where = "stages.return-to-run.advance.when[1].reps.of"
    assert problem.message.startswith(f"`{where}` of hamstring-strain 1.0.0: ")
    assert (problem.field, problem.excerpt) == (where, "extends: hamstring-strain")


def test_the_rules_of_a_directory_serve_the_base_too(install: Install, tmp_path: Path) -> None:
    from test_catalog import RULE

    bring(
        install,
        acme_one=(
            "rehabflow: 1\nid: acme-one\nversion: 1.0.0\ntitle: One\nstages:\n"
            "  a: {advance: {when: {entries: {at_least: 2}}}}\n  b: {final: true}\n"
        ),
    )
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "entries.py").write_text(RULE, encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(OURS.format(id="mine", base="acme-one"), encoding="utf-8")
    assert [each.id for each in load_protocol(path, rules=rules).rules] == ["entries"]
    assert [each.code for each in problems_of(path)] == ["RF437", "RF408"]


@pytest.mark.parametrize("id", sorted(installed_protocols()))
def test_every_shipped_protocol_may_be_extended(id: str) -> None:
    base = load_protocol(id)
    whole = Protocol.from_dict({"rehabflow": 1, "id": "ours", "version": "1.0.0", "extends": id})
    assert (whole.stages, whole.refer, whole.setback, whole.advise) == (
        *(base.stages, base.refer, base.setback, base.advise),
    )
    assert differences(base.source, whole.source) == ()
    assert Protocol.from_dict(whole.to_dict()).digest == whole.digest


# ---------------------------------------------------------------- the example

EXAMPLE = ROOT / "examples" / "protocols" / "our-clinic.yaml"


def said(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_the_example_is_ten_lines_and_the_one_of_the_page() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert len(said(text)) <= 12
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert "\n".join(said(text)) in page


def test_the_example_differs_in_what_it_says_and_decides_so() -> None:
    ours, base = load_protocol(EXAMPLE), load_protocol("hamstring-strain")
    assert [(each.path, each.was, each.now) for each in differences(base.source, ours.source)] == [
        ("stages.acute.advance.when[1].pain.at_most", 2, 1),
        ("stages.isometric.exercises[0].sets", 3, 2),
    ]
    log = read_log(ROOT / "examples" / "maya.csv", protocol=base)
    before, after = (Engine(each).replay(evolve(log, protocol="")) for each in (base, ours))
    first, second = (
        next(d.date for d in each.decisions if d.to == "isometric") for each in (before, after)
    )
    assert (first.day, second.day) == (7, 11)
