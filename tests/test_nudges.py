"""Which small changes are made of a declaration, and that each is one change and no other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from rehabflow import load_protocol
from rehabflow.nudges import Nudge, nudges

UNITS = {"reps": "%", "rest": "hours", "pain": "0-10"}


def declared(when: Any, **more: Any) -> dict[str, Any]:
    return {"stages": {"one": {"advance": {"when": when}}}, **more}


def made(when: Any, **more: Any) -> list[Nudge]:
    return list(nudges(declared(when, **more), UNITS))


def told(when: Any, **more: Any) -> list[str]:
    """Each change in short, without where the gate stands."""
    start = "stages.one.advance.when"
    return [f"{n.where.removeprefix(start)}: {n.was} -> {n.now}" for n in made(when, **more)]


@pytest.mark.parametrize(
    ("rule", "name", "value", "near"),
    [
        ("pain", "at_most", 3, [2, 4]),
        ("aslr", "at_least", "70 deg", ["69 deg", "71 deg"]),
        ("aslr", "at_least", "70°", ["69 °", "71 °"]),
        ("measure", "above", 0.25, [0.24, 0.26]),
        ("measure", "below", "1.0", ["0.9", "1.1"]),
        ("reps", "at_least", "90%", ["85 %", "95 %"]),
        ("reps", "at_least", 90, [85, 95]),
        ("rest", "at_least", "48 h", ["24 h", "72 h"]),
        ("rest", "at_least", 48, [24, 72]),
        ("time_in_stage", "at_least", "3 days", ["2 days", "4 days"]),
        ("trend", "at_most", -2, [-3, -1]),
    ],
)
def test_a_limit_is_nudged_by_the_least_that_a_log_would_show(
    rule: str, name: str, value: Any, near: list[Any]
) -> None:
    found = [each for each in made({rule: {name: value}}) if each.what == "limit"]
    assert [each.data for each in found] == [declared({rule: {name: one}}) for one in near]
    assert [each.now for each in found] == [str(one) for one in near]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("at_most", ["below"]),
        ("below", ["at_most"]),
        ("at_least", ["above"]),
        ("above", ["at_least"]),
        ("is", ["at_least", "at_most"]),
    ],
)
def test_an_operator_becomes_its_neighbour_with_the_same_limit(
    name: str, others: list[str]
) -> None:
    found = [each for each in made({"pain": {name: 3, "from": ["C1"]}}) if each.what == "operator"]
    assert [(each.was, each.now) for each in found] == [(name, other) for other in others]
    wanted = [declared({"pain": {other: 3, "from": ["C1"]}}) for other in others]
    assert [each.data for each in found] == wanted


def test_an_operator_does_not_take_the_place_of_a_limit_that_stands_there() -> None:
    found = made({"pain": {"at_most": 3, "below": 5}})
    assert [each.what for each in found] == ["limit"] * 4


@pytest.mark.parametrize(("value", "other"), [("yes", "no"), (True, "false"), (False, "true")])
def test_what_is_either_so_or_not_becomes_the_other(value: Any, other: str) -> None:
    (found,) = made({"measure": {"of": "limp", "is": value}})
    assert (found.what, found.now) == ("limit", other)


def test_a_limit_in_words_keeps_its_words() -> None:
    found = made({"ladder": {"of": "bridge", "is": "finished"}})
    assert [(each.what, each.now) for each in found] == [
        ("operator", "at_least"),
        ("operator", "at_most"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("last", "3 sessions", ["2 sessions", "4 sessions"]),
        ("last", "1 session", ["2 sessions"]),
        ("last", "2 weeks", ["13 days", "15 days"]),
        ("within", "1 day", ["2 days"]),
        ("other_within", "28 days", ["27 days", "29 days"]),
        ("last", "stage", []),
        ("moment", "morning", []),
        ("choice", "7 days", []),
    ],
)
def test_a_window_is_nudged_by_one(name: str, value: str, near: list[str]) -> None:
    found = made({"pain": {name: value}})
    assert [(each.what, each.was, each.now) for each in found] == [
        ("window", value, one) for one in near
    ]


def test_what_another_rule_is_asked_for_has_a_window_of_its_own() -> None:
    found = told({"plateau": {"of": {"pain": {"moment": "rest", "within": "7 days"}}}})
    assert found == [
        ".plateau.of.pain.within: 7 days -> 6 days",
        ".plateau.of.pain.within: 7 days -> 8 days",
    ]


def test_combinators_change_where_that_can_make_a_difference() -> None:
    one, two = {"pain": {"last": "stage"}}, {"aslr": {"side": "other"}}
    assert told([one, two]) == [": all -> any"]
    assert made([one, two])[0].data == declared({"any": [one, two]})
    assert told([one]) == []
    assert told({"all": [one, two]}) == [".all: all -> any"]
    assert told({"any": [one, two], "choice": "ours"}) == [".any: any -> all"]
    assert told({"any": [one]}) == []
    assert told({"none": [one]}) == [".none: none -> any"]
    assert made({"any": [{"all": [one, two]}, two]})[1].data == declared(
        {"any": [{"any": [one, two]}, two]}
    )


def test_counts_of_some_and_repeat_are_limits() -> None:
    some = {"some": {"at_least": 2, "of": [{"pain": {"last": "stage"}}]}}
    assert told(some) == [".some.at_least: 2 -> 1", ".some.at_least: 2 -> 3"]
    repeat = {"repeat": {"times": 2, "last": "3 sessions", "when": {"pain": {"is": "yes"}}}}
    assert told(repeat) == [
        ".repeat.times: 2 -> 1",
        ".repeat.times: 2 -> 3",
        ".repeat.last: 3 sessions -> 2 sessions",
        ".repeat.last: 3 sessions -> 4 sessions",
        ".repeat.when.pain.is: yes -> no",
    ]
    assert told({"some": {"choice": "ours"}}) == []


def test_the_lapse_is_a_window_and_advice_is_left_alone() -> None:
    advise = [{"when": {"pain": {"at_most": 3}}, "say": "Rest."}]
    found = made({}, lapse_after="7 days", stale_after="7 days", advise=advise)
    assert [(each.what, each.where, each.now) for each in found] == [
        ("window", "lapse_after", "6 days"),
        ("window", "lapse_after", "8 days"),
    ]


def test_ladders_and_lists_of_transitions_are_walked() -> None:
    gate = {"when": {"pain": {"last": "1 session"}}}
    data = {"ladders": {"two": {"climb": gate}}, "refer": [gate, gate]}
    assert [each.where for each in nudges(data, {})] == [
        "ladders.two.climb.when.pain.last",
        "refer[0].when.pain.last",
        "refer[1].when.pain.last",
    ]


def test_the_declaration_itself_stays_as_it_is() -> None:
    protocol = load_protocol("hamstring-strain")
    before = deepcopy(dict(protocol.source))
    found = list(nudges(protocol.source, UNITS))
    assert protocol.source == before
    assert len(found) > 100
    assert all(each.data != before for each in found)


def test_a_nudge_is_plain_data() -> None:
    assert made({"any": [{}, {}]})[0].to_dict() == {
        "what": "combinator",
        "where": "stages.one.advance.when.any",
        "was": "any",
        "now": "all",
    }
