"""JSON that comes back: as what it was, or refused; never as something else, never a crash."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from rehabflow import (
    Decision,
    Engine,
    Log,
    Progress,
    Protocol,
    RehabflowError,
    Timeline,
)
from rehabflow.decision import Happened

Plain = dict[str, Any]
Path = tuple[str | int, ...]

PLAIN: Plain = {
    "rehabflow": 1,
    "id": "small",
    "version": "1.0.0",
    "title": "Every kind of gate and window",
    "refer": {"when": {"pain": {"moment": "rest", "at_least": 9}}},
    "stages": {
        "one": {
            "exercises": [{"do": "heel-dig", "sets": 3, "reps": 10}],
            "advance": {
                "when": {
                    "all": [
                        {"reps": {"at_least": "90%", "last": "3 sessions", "from": ["S1.1"]}},
                        {
                            "any": [
                                {"aslr": {"at_least": 80}},
                                {"aslr": {"side": "other", "is": 5}},
                            ]
                        },
                        {"none": [{"pain": {"moment": "morning", "above": 9, "last": "2 days"}}]},
                        {
                            "some": {
                                "at_least": 1,
                                "of": [
                                    {"sessions": {"at_least": 2, "last": "stage"}},
                                    {"time_in_stage": {"at_least": "2 weeks"}},
                                ],
                            }
                        },
                    ]
                }
            },
            "setback": {"to": "one", "when": {"pain": {"at_least": 6, "missing": "ignore"}}},
        },
        "two": {"advance": {"when": {"sessions": {"at_least": 2}}}},
        "done": {"final": True},
    },
}
ENTRIES: list[Plain] = [
    {"date": "2026-03-01T18:30", "pain": 2, "work": "heel-dig 3x10 @8s", "aslr": 60.5},
    {"date": "2026-03-02", "exercise": "heel dig", "sets": 3, "reps": 7, "load": 2.5},
    {"date": "2026-03-03", "pain_morning": 3, "work": "all", "note": "up late", "aslr": 82},
    {"date": "2026-03-03", "event": "clear", "to": "two", "by": "Dr Reed", "reason": "by phone"},
    {"date": "2026-03-04", "work": "heel-dig 10+10+9", "pain": 2},
    {"date": "2026-03-05", "reps_done": 29, "reps_target": 30, "pain_rest": 1, "side": "right"},
]
ENGINE = Engine(Protocol.from_dict(PLAIN))
LOG = Log.from_entries(ENTRIES, patient="Maya", injured="right", injury="2026-02-27")
TIMELINE = ENGINE.replay(LOG, as_of=LOG.sessions[-1].date)
DECISION = ENGINE.step(
    ENGINE.replay(LOG.until(LOG.sessions[-2].date)).progress,
    LOG.sessions[-1],
    as_of=TIMELINE.as_of,
)
ORDERED = ENGINE.replay(
    Log.from_entries(
        [
            {"date": "2026-03-01", "event": "red_flag"},
            {"date": "2026-03-02", "event": "clear", "to": "one", "by": "A", "reason": "b"},
        ]
    )
)
KINDS: dict[str, tuple[Any, Plain]] = {
    "Progress": (Progress, json.loads(TIMELINE.progress.to_json())),
    "Decision": (Decision, json.loads(DECISION.to_json())),
    "Timeline": (Timeline, json.loads(TIMELINE.to_json())),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def test_what_is_restored_here_holds_something_of_everything() -> None:
    assert (TIMELINE.stage, DECISION.kind) == ("one", "hold")
    ops = {gate["gate"].get("op") for gate in KINDS["Decision"][1]["asked"]}
    assert ops == {None, "all"}
    assert '"exact"' in DECISION.to_json()


@each_kind
def test_what_was_written_comes_back_as_it_was(kind: str) -> None:
    made, plain = KINDS[kind]
    assert json.loads(made.from_dict(plain).to_json()) == plain


def test_exact_values_come_back_exact() -> None:
    back = Decision.from_json(DECISION.to_json())
    assert back == DECISION
    values = [c.value for gate in back.asked for c in gate.gate.criteria()]
    assert any(isinstance(value, Fraction) for value in values)
    assert values == [c.value for gate in DECISION.asked for c in gate.gate.criteria()]


def test_orders_and_red_flags_come_back_as_what_happened() -> None:
    start, refer, clear = (Decision.from_json(each.to_json()) for each in ORDERED.decisions)
    assert start.why is None
    assert refer.why == Happened(("1",), event="red_flag")
    assert clear.why == Happened(("2",), "A", "b")


def test_an_open_end_comes_back_open() -> None:
    plain = deepcopy(KINDS["Decision"][1])
    criterion = measured(plain["asked"])[0]
    criterion |= {"value": {"from": 8, "to": None}, "margin": None}
    criterion.pop("exact", None)
    back = Decision.from_dict(plain)
    assert next(iter(back.asked[0].gate.criteria())).value == (8, None)


def test_the_ends_of_a_range_come_back_exact() -> None:
    plain = deepcopy(KINDS["Decision"][1])
    criterion = measured(plain["asked"])[0]
    criterion |= {"value": {"from": 0.3, "to": None}, "exact": ["1/3", None], "margin": None}
    back = Decision.from_dict(plain)
    assert next(iter(back.asked[0].gate.criteria())).value == (Fraction(1, 3), None)
    criterion["exact"] = ["2", "7/3"]
    back = Decision.from_dict(plain)
    assert next(iter(back.asked[0].gate.criteria())).value == (2, Fraction(7, 3))


def test_a_step_from_a_stage_that_the_protocol_has_not_is_refused() -> None:
    progress = Progress.from_dict({**KINDS["Progress"][1], "stage": "three", "before": None})
    with pytest.raises(RehabflowError):
        ENGINE.step(progress, LOG.sessions[-1])


def measured(gates: list[Plain]) -> list[Plain]:
    """The criteria of gates as plain data."""
    found: list[Plain] = []
    for each in gates:
        tree = each.get("gate", each)
        found += measured(tree["of"]) if "op" in tree else [tree]
    return found


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("kind", ["Progress", "Decision", "Timeline", "Log", "Protocol"])
@pytest.mark.parametrize(
    "text",
    ["", "{", "nul", "null", "true", "1", '"text"', "[]", "[{}]", "{}", "\ufeff{}", "[" * 9999],
    ids=["nothing", "cut", "word", "null", "true", "1", "text", "list", "lists", "empty", "bom",
         "deep"],
)  # fmt: skip
def test_json_of_something_else_is_refused(kind: str, text: str) -> None:
    made: Any = {**{name: each for name, (each, _) in KINDS.items()}, "Log": Log,
                 "Protocol": Protocol}[kind]  # fmt: skip
    with pytest.raises(RehabflowError) as error:
        made.from_json(text)
    assert error.value.problems


@pytest.mark.parametrize("key", ["protocol", "log", "as_of", "decisions"])
def test_a_timeline_that_lacks_what_it_is_made_from_is_refused(key: str) -> None:
    less = {name: value for name, value in KINDS["Timeline"][1].items() if name != key}
    with pytest.raises(RehabflowError, match=f"RF511 this is not a Timeline.*{key}"):
        Timeline.from_dict(less)


@pytest.mark.parametrize("key", ["protocol", "stage"])
def test_a_progress_without_its_protocol_or_stage_is_refused(key: str) -> None:
    less = {name: value for name, value in KINDS["Progress"][1].items() if name != key}
    with pytest.raises(RehabflowError, match=f"RF511 this is not a Progress.*{key}"):
        Progress.from_dict(less)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("protocol", None),
        ("protocol", 5),
        ("stage", 5),
        ("stage", None),
        ("since", 5),
        ("since", "9 March"),
        ("date", True),
        ("stretch_from", "5"),
        ("stretch_from", 5.5),
        ("newest_from", True),
        ("hidden_to", None),
        ("trained", [1]),
        ("counted", {}),
        ("seen", 5),
        ("seen", [5]),
        ("seen", [{}]),
        ("seen", None),
        ("before", 5),
        ("before", {}),
    ],
)
def test_a_progress_with_a_value_of_another_kind_is_refused(key: str, value: Any) -> None:
    with pytest.raises(RehabflowError, match="RF"):
        Progress.from_dict({**KINDS["Progress"][1], key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", None),
        ("date", "2026-02-30"),
        ("kind", "forward"),
        ("from", 5),
        ("to", None),
        ("why", 5),
        ("why", {}),
        ("why", {"by": 5, "reason": None, "at": []}),
        ("why", {"op": "xor", "verdict": "met", "of": []}),
        ("why", {"op": "all", "verdict": "perhaps", "of": []}),
        ("provisional", "no"),
        ("provisional", None),
        ("asked", [{}]),
        ("asked", {"kind": "advance"}),
        ("review", [{"kind": "danger", "to": None, "danger": True, "text": ""}]),
        ("review", [{"kind": "stale", "to": None, "danger": 1, "text": ""}]),
        ("warnings", [5]),
        ("made", [None]),
        ("progress", 7),
    ],
)
def test_a_decision_with_a_value_of_another_kind_is_refused(key: str, value: Any) -> None:
    with pytest.raises(RehabflowError, match="RF"):
        Decision.from_dict({**KINDS["Decision"][1], key: value})


@pytest.mark.parametrize(
    "value",
    [
        {"value": "3"},
        {"value": True},
        {"value": [1, 2]},
        {"value": {"from": 1}},
        {"value": float("nan")},
        {"value": float("inf")},
        {"value": 1, "exact": "1/0"},
        {"value": 1, "exact": "one"},
        {"value": 1, "exact": "1e9999999999"},
        {"value": 1, "exact": ["1"]},
        {"value": 1, "exact": 3},
        {"verdict": "perhaps"},
        {"limits": {"at_last": 3}},
        {"limits": {"at_most": "3"}},
        {"limits": None},
        {"limits": {}},
        {"window": {"of": 3}},
        {"window": []},
        {"evidence": [{}]},
        {"evidence": None},
        {"reads": None},
        {"reads": [1]},
        {"parameters": None},
        {"about": "[]"},
        {"rule": 5},
        {"unknown": 5},
    ],
)
def test_a_criterion_with_a_value_of_another_kind_is_refused(value: Plain) -> None:
    plain = deepcopy(KINDS["Decision"][1])
    measured(plain["asked"])[0].update(value)
    with pytest.raises(RehabflowError, match="this is not a Decision as rehabflow writes it"):
        Decision.from_dict(plain)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("protocol", None),
        ("protocol", {}),
        ("protocol", []),
        ("log", None),
        ("log", {}),
        ("log", 5),
        ("as_of", "soon"),
        ("as_of", 5),
        ("as_of", 0),
        ("as_of", False),
        ("as_of", ""),
        ("as_of", []),
        ("decisions", None),
        ("decisions", 5),
        ("decisions", {}),
        ("decisions", []),
        ("decisions", [5]),
    ],
)
def test_a_timeline_with_a_value_of_another_kind_is_refused(key: str, value: Any) -> None:
    with pytest.raises(RehabflowError, match="RF"):
        Timeline.from_dict({**KINDS["Timeline"][1], key: value})


def test_a_timeline_whose_decisions_come_out_differently_is_refused() -> None:
    plain = deepcopy(KINDS["Timeline"][1])
    plain["decisions"][0]["to"] = "done"
    with pytest.raises(RehabflowError, match="the decision of 2026-03-01 comes out differently"):
        Timeline.from_dict(plain)


def test_a_timeline_with_a_decision_too_many_or_too_few_is_refused() -> None:
    plain = KINDS["Timeline"][1]
    for decisions in ([*plain["decisions"], plain["decisions"][0]], []):
        with pytest.raises(RehabflowError, match="another number of decisions"):
            Timeline.from_dict({**plain, "decisions": decisions})


def test_a_timeline_whose_log_was_changed_is_refused() -> None:
    plain = deepcopy(KINDS["Timeline"][1])
    plain["log"]["entries"][0]["event"] = "red_flag"
    with pytest.raises(RehabflowError):
        Timeline.from_dict(plain)


# ---------------------------------------------------------------- any change at all


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Where every value of plain data stands."""
    yield path
    items: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        items = list(data.items())
    elif isinstance(data, list):
        items = list(enumerate(data))
    for key, value in items:
        yield from places(value, (*path, key))


def changed(data: Any, path: Path, change: Callable[[Any, Any], None]) -> Any:
    """A copy of plain data that was changed in one place."""
    data = deepcopy(data)
    at = data
    for key in path[:-1]:
        at = at[key]
    change(at, path[-1])
    return data


JUNK: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["2026-03-01", "met", "advance", "1/0", "1e99999", "one", "referred", "all"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=4)
            | st.sampled_from(
                ["op", "of", "by", "at", "value", "exact", "from", "to", "last", "kind"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def mutated(data: DataObject, plain: Plain) -> Any:
    """Plain data with one to three values replaced or taken out."""
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([each for each in places(plain) if each]))
        if data.draw(st.booleans()):
            junk = data.draw(JUNK)
            plain = changed(plain, path, lambda at, key, junk=junk: at.__setitem__(key, junk))
        else:
            plain = changed(plain, path, lambda at, key: at.__delitem__(key))
        if not any(places(plain)):
            break
    return plain


@each_kind
@given(st.data())
def test_no_change_makes_another_error_or_an_object_that_cannot_be_written(
    kind: str, data: DataObject
) -> None:
    made, plain = KINDS[kind]
    plain = mutated(data, plain)
    try:
        back = made.from_json(json.dumps(plain))
    except RehabflowError as error:
        assert all(problem.message for problem in error.problems)
        return
    assert made.from_json(back.to_json()).to_json() == back.to_json()


@given(st.data())
def test_a_step_from_a_changed_progress_decides_or_is_refused(data: DataObject) -> None:
    plain = mutated(data, KINDS["Progress"][1])
    try:
        progress = Progress.from_json(json.dumps(plain))
        decision = ENGINE.step(progress, LOG.sessions[-1])
    except RehabflowError:
        return
    assert decision.progress is not None


@given(JUNK)
def test_junk_is_refused(junk: Any) -> None:
    for made, _ in KINDS.values():
        with pytest.raises(RehabflowError):
            made.from_json(json.dumps(junk))
        with pytest.raises(RehabflowError):
            made.from_dict(junk)
