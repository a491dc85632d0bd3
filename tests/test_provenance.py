"""Every number of a shipped protocol says where it comes from, and names facts that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from provenance import (
    BOUNDARIES,
    NAMES,
    PROVENANCE,
    TEXTS,
    bare_numbers,
    is_number,
    says_where_from,
    sources_of,
)
from test_exercise_catalogue import ARTICLES, PUBLISHED

from rehabflow.readers.yaml_tree import read_tree
from rehabflow.tree import plain

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "protocols" / "exercises.yaml"
LADDERS = ROOT / "protocols" / "ladders.yaml"
PROTOCOLS = sorted(set((ROOT / "protocols").glob("*.yaml")) - {CATALOGUE, LADDERS})
LISTED = ARTICLES.keys() | PUBLISHED.keys()
PATIENTS = {f"D{number}" for number in range(1, 25)}
Plain = dict[str, Any]


def read(path: Path) -> Plain:
    data: Plain = plain(read_tree(path.read_bytes(), str(path)).root)
    return data


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


# ---------------------------------------------------------------- the shipped protocols


@each(PROTOCOLS)
def test_every_number_says_where_it_comes_from(path: Path) -> None:
    assert list(map(str, bare_numbers(read(path)))) == []


def test_every_number_of_a_shared_ladder_says_where_it_comes_from() -> None:
    assert list(map(str, bare_numbers(read(LADDERS)))) == []


@each([*PROTOCOLS, CATALOGUE, LADDERS])
def test_every_fact_that_is_named_is_one_that_there_is(path: Path) -> None:
    named = list(sources_of(read(path)))
    assert named
    assert [(id, where) for id, where in named if id not in LISTED | PATIENTS] == []


@each(PROTOCOLS)
def test_a_choice_says_why(path: Path) -> None:
    """As in `choice: three sets; the article names none`, or `choice: as in acute`."""
    said = [why for node in mappings(read(path)) if (why := node.get("choice")) is not None]
    assert [why for why in said if not re.search(r"\w+ \w+", why)] == []


@each(PROTOCOLS)
def test_without_any_one_of_its_sources_a_number_would_be_bare(path: Path) -> None:
    """The check sees each of them: nothing is covered by what stands further out."""
    whole = read(path)
    holding = [
        at
        for at, node in enumerate(mappings(whole))
        if says_where_from(node) and any(is_number(value) for value in own_values(node))
    ]
    assert holding
    for at in holding:
        stripped = deepcopy(whole)
        node = list(mappings(stripped))[at]
        for name in PROVENANCE:
            node.pop(name, None)
        assert bare_numbers(stripped), node


def mappings(node: Any) -> Iterator[Plain]:
    """Every mapping, from the outermost on."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from mappings(value)
    elif isinstance(node, list):
        for value in node:
            yield from mappings(value)


def own_values(node: Plain) -> Iterator[Any]:
    """The values of a criterion or dose: no names, no texts, nothing that speaks for itself."""
    if not node.keys() & {"rehabflow", "cite", "say"}:
        told = TEXTS | NAMES | BOUNDARIES
        yield from (value for name, value in node.items() if name not in told)


# ---------------------------------------------------------------- what the check itself does


def gate(*criteria: Plain, **beside: Any) -> Plain:
    return {"stages": {"one": {"advance": {"when": list(criteria), **beside}}}}


def stage(**said: Any) -> Plain:
    return {"stages": {"one": said}}


FROM = {"from": ["S1.14"]}
BARE: list[tuple[str, Plain, str]] = [
    ("a limit", gate({"pain": {"at_most": 3}}), "at_most: 3"),
    ("a limit of 0", gate({"pain": {"at_most": 0}}), "at_most: 0"),
    ("a window", gate({"pain": {"last": "3 sessions"}}), "last: 3 sessions"),
    ("a percentage", gate({"reps": {"at_least": "90%"}}), "at_least: 90%"),
    ("a from of nothing", gate({"pain": {"at_most": 3, "from": []}}), "at_most: 3"),
    ("an empty choice", gate({"pain": {"at_most": 3, "choice": ""}}), "at_most: 3"),
    ("verified alone", gate({"pain": {"at_most": 3, "verified": True}}), "at_most: 3"),
    ("a sourced gate", gate({"pain": {"at_most": 3}}, **FROM), "at_most: 3"),
    ("a sourced stage", stage(**FROM, advance={"when": {"gap": {"above": 7}}}), "above: 7"),
    ("a sourced file", {**gate({"pain": {"at_most": 3}}), **FROM}, "at_most: 3"),
    ("a sourced any", gate({"any": [{"pain": {"at_most": 3}}], **FROM}), "at_most: 3"),
    (
        "a sourced some",
        gate({"some": {"at_least": 2, "of": [{"pain": {"at_most": 3}}], **FROM}}),
        "at_most: 3",
    ),
    (
        "a sourced repeat",
        gate({"repeat": {"times": 2, "when": {"pain": {"at_most": 3}}, **FROM}}),
        "at_most: 3",
    ),
    ("a bare some", gate({"some": {"at_least": 2, "of": []}}), "at_least: 2"),
    ("a bare repeat", gate({"repeat": {"times": 2, "last": "3 sessions"}}), "times: 2"),
    ("a dose", stage(exercises=[{"do": "bridge", "sets": 3, "reps": "8 to 12"}]), "sets: 3"),
    ("a dose of a sourced stage", stage(**FROM, exercises=[{"sets": 3}]), "sets: 3"),
    ("a choice of doses", stage(choose=1), "choose: 1"),
    (
        "one of two doses",
        stage(exercises=[{"one_of": [{"do": "bridge", "sets": 2}], **FROM}]),
        "sets: 2",
    ),
    ("rungs", {"ladders": {"three": {"rungs": ["1x10", "2x10"]}}}, "rungs[0]: 1x10"),
    ("rungs of a bare list", {"ladders": {"three": ["1x10"], **FROM}}, "three[0]: 1x10"),
    (
        "a climb of a sourced ladder",
        {"ladders": {"a": {**FROM, "climb": {"when": {"reps": {"at_least": "100%"}}}}}},
        "at_least: 100%",
    ),
    ("a drop", {"ladders": {"a": {**FROM, "drop": {"by": 1, "wait": "24 h"}}}}, "by: 1"),
    ("a time", stage(exercises=[{"do": "jog", "time": "30 s"}]), "time: 30 s"),
    ("a distance", stage(exercises=[{"do": "jog", "distance": "40 m"}]), "distance: 40 m"),
    ("a schedule", stage(exercises=[{"do": "jog", "every": "2 days"}]), "every: 2 days"),
    ("a variant", stage(exercises=[{"do": "rdl", "variant": {"load": "5 kg"}}]), "load: 5 kg"),
    ("a tempo", stage(exercises=[{"do": "rdl", "tempo": "5 s down"}]), "tempo: 5 s down"),
    ("a range", {"measures": {"hop": {"range": [0, 300]}}}, "range[0]: 0"),
    ("a unit", {"measures": {"fear": {"unit": "/100"}}}, "unit: /100"),
    ("measures that say it for all", {"measures": {**FROM, "a": {"range": [0, 9]}}}, "[0]: 0"),
    ("days of the file", {"lapse_after": "7 days"}, "lapse_after: 7 days"),
    (
        "a change of a criterion",
        {"stages": {"one": {"advance": {"change": [{"pain": {"at_most": 1}}], **FROM}}}},
        "at_most: 1",
    ),
    (
        "a change of a dose",
        {"stages": {"one": {"exercises": {"heel-dig": {"sets": 2}}, **FROM}}},
        "exercises.heel-dig.sets: 2",
    ),
    ("a cap", {"exercises": {"press": {"title": "P", "pain_cap": 3}}}, "pain_cap: 3"),
    ("a probe", gate({"plateau": {"of": {"aslr": {"within": "7 days"}}}}), "within: 7 days"),
]
COVERED: list[tuple[str, Plain]] = [
    ("a limit", gate({"pain": {"at_most": 3, **FROM}})),
    ("a limit that is a choice", gate({"pain": {"at_most": 3, "choice": "ours"}})),
    ("beside its criterion", gate({"pain": {"at_most": 3}, **FROM})),
    ("a probe", gate({"plateau": {"of": {"aslr": {"within": "7 days"}}, **FROM}})),
    ("a repeat and what is repeated", gate({"repeat": {
        "times": 2, **FROM, "when": {"pain": {"at_most": 3, **FROM}}}})),
    ("a dose", stage(exercises=[{"do": "bridge", "sets": 3, **FROM}])),
    ("how many exercises", stage(choose=1, **FROM)),
    ("rungs of an exercise", stage(exercises=[{"do": "a", "ladder": [{"sets": 1}], **FROM}])),
    ("rungs of a ladder", {"ladders": {"three": {"rungs": ["1x10"], **FROM}}}),
    ("a rung", stage(exercises=[{"do": "a", "ladder": [{"sets": 1, **FROM}]}])),
    ("a drop", {"ladders": {"a": {"drop": {"by": 1, "wait": "24 h", **FROM}}}}),
    ("a measure", {"measures": {"hop": {"unit": "/100", "range": [0, 300], **FROM}}}),
    ("days of the file", {"lapse_after": "7 days", **FROM}),
    ("names with digits", gate({"reps": {"of": "run-through-70"}})),
    ("the name of a dose", stage(exercises=[{"do": "45-degree-raise", "ladder": "of-3"}])),
    ("a word with digits", stage(exercises=[{"do": "a", "variant": "grade-2"}])),
    ("a base", {"extends": "other@1.0.0", "based_on": "other@1.0.0"}),
    ("texts", {"rehabflow": 1, "version": "1.0.0", "title": "Of 5", "summary": "5", **stage(
        goal="10 days", title="Stage 2"), "sources": [{"cite": "2020;50(2)", "doi": "10.1"}]}),
    ("advice", {"advise": [{"when": {"pain": {"above": 3, **FROM}}, "say": "Rest for 2 days"}]}),
    ("yes", stage(final=True)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("declaration", "first"), [each[1:] for each in BARE], ids=[each[0] for each in BARE]
)
def test_a_number_without_a_source_is_found(declaration: Plain, first: str) -> None:
    found = list(map(str, bare_numbers(declaration)))
    assert found[0].endswith(first)


@pytest.mark.parametrize(
    "declaration", [each[1] for each in COVERED], ids=[each[0] for each in COVERED]
)
def test_what_has_its_source_or_is_no_number_is_left_alone(declaration: Plain) -> None:
    assert list(map(str, bare_numbers(declaration))) == []
