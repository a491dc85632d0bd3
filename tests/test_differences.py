"""Where two declarations differ, from small data, and for any two protocols."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import protocols
from test_declaration import paths

from rehabflow.differences import Difference, differences

Plain = dict[str, Any]


def told(was: Any, now: Any) -> list[str]:
    """`path kind was now` of what stands below one name."""
    found = differences({"x": was}, {"x": now})
    return [" ".join([f.path, f.kind, *(json.dumps(v) for v in (f.was, f.now))]) for f in found]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (3, 3, []),
        (3, 2, ["x changed 3 2"]),
        (1, True, ["x changed 1 true"]),
        (1, 1.0, []),
        ([1], [True], ["x changed [1] [true]"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["x.b added null 2"]),
        ({"a": 1, "b": 2}, {"a": 1}, ["x.b gone 2 null"]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, ["x.a.b changed 1 2"]),
        ({"a": 1, "from": ["S1"], "choice": "x", "verified": False}, {"a": 1}, []),
        ([{"a": 1, "from": ["S1"]}], [{"a": 1}], []),
        ({"a": 1}, [1], ['x changed {"a": 1} [1]']),
        (["a"], ["a", "b"], ['x changed ["a"] ["a", "b"]']),
        ([{"a": 1}, {"b": 2}], [{"a": 1}, {"b": 3}], ["x[1].b changed 2 3"]),
        ([{"a": 1}, {"b": 2}], [{"b": 2}], ['x[0] gone {"a": 1} null']),
        ([{"a": 1}], [{"b": 2}, {"a": 1}], ['x[0] added null {"b": 2}']),
        ([{"a": 1}, {"a": 1}], [{"a": 1}], ['x changed [{"a": 1}, {"a": 1}] [{"a": 1}]']),
        ([{"a": 1}, 2], [{"a": 1}, 3], ['x changed [{"a": 1}, 2] [{"a": 1}, 3]']),
    ],
)  # fmt: skip
def test_a_difference_is_told_where_it_lies(was: Any, now: Any, expected: list[str]) -> None:
    assert told(was, now) == expected


def test_what_a_protocol_calls_itself_is_no_difference() -> None:
    one = {"rehabflow": 1, "id": "a", "version": "1.0.0", "title": "A"}
    other = {"rehabflow": 1, "id": "b", "version": "2.0.0", "title": "B", "based_on": "a@1.0.0"}
    (only,) = differences(one, other)
    assert only == Difference("title", "changed", "A", "B")
    assert only.to_dict() == {"path": "title", "kind": "changed", "was": "A", "now": "B"}


REASONS = ("from", "choice", "verified")
"""What says of a number where it comes from, and is no difference."""


@given(protocols(), st.sampled_from([-7, "other", [9], {"other": 9}]), st.data())
def test_one_value_that_is_another_is_told_at_its_place_or_above(
    data: Plain, odd: Any, drawn: st.DataObject
) -> None:
    assert differences(data, copy.deepcopy(data)) == ()
    inside = [
        path
        for path in paths(data)
        if path[0] not in ("rehabflow", "id", "version") and not set(path) & set(REASONS)
    ]
    path = drawn.draw(st.sampled_from(inside))
    other = copy.deepcopy(data)
    node = other
    for name in path[:-1]:
        node = node[name]
    assume(node[path[-1]] != odd)
    node[path[-1]] = odd
    where = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)[1:]
    for found in (differences(data, other), differences(other, data)):
        assert found
        assert all(where.startswith(f.path) or f.path.startswith(where) for f in found)
