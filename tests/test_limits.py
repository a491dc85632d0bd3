"""Limits, held against the plain meaning of their names."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rehabflow.entry import Number
from rehabflow.limits import Limits

MEANINGS: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
    "is": operator.eq,
}
NUMBERS = st.integers(-2, 6) | st.fractions(-2, 6, max_denominator=3)
ANY_LIMITS = st.builds(
    Limits,
    at_least=st.none() | NUMBERS,
    above=st.none() | NUMBERS,
    at_most=st.none() | NUMBERS,
    below=st.none() | NUMBERS,
    exactly=st.none() | NUMBERS,
)


def holds(limits: Limits, value: Number) -> bool:
    """Several must all hold."""
    return all(MEANINGS[name](value, limit) for name, limit in limits.by_name().items())


def values_between(low: Number | None, high: Number | None, limits: Limits) -> list[Number]:
    """A value of every kind from `low` to `high`: at each limit, between two, and outermost."""
    points = {*limits.numbers(), 0}
    first = min(points) - 1 if low is None else low
    last = max(points | {first}) + 1 if high is None else high
    first = min(first, last - 1) if low is None else first
    marks = sorted({first, last, *(point for point in points if first <= point <= last)})
    middles = [Fraction(a + b) / 2 for a, b in pairwise(marks)]
    return [*marks, *middles]


@given(ANY_LIMITS, NUMBERS)
def test_a_value_passes_where_every_limit_holds(limits: Limits, value: Number) -> None:
    assert limits.passes(value) is holds(limits, value)


@given(ANY_LIMITS, st.none() | NUMBERS, st.none() | NUMBERS)
def test_a_range_passes_where_each_of_its_values_does(
    limits: Limits, low: Number | None, high: Number | None
) -> None:
    assume(low is None or high is None or low <= high)
    answers = {holds(limits, value) for value in values_between(low, high, limits)}
    assert limits.pass_all(low, high) is (answers == {True})
    assert limits.pass_none(low, high) is (answers == {False})


@given(ANY_LIMITS, NUMBERS)
def test_a_margin_is_positive_only_inside_and_negative_only_outside(
    limits: Limits, value: Number
) -> None:
    assume(limits.numbers())
    margin = limits.margin(value)
    if margin > 0:
        assert holds(limits, value)
    elif margin < 0:
        assert not holds(limits, value)
    else:
        assert value in limits.numbers()


@pytest.mark.parametrize(
    ("limits", "below", "at", "above"),
    [
        (Limits(at_least=3), False, True, True),
        (Limits(above=3), False, False, True),
        (Limits(at_most=3), True, True, False),
        (Limits(below=3), True, False, False),
        (Limits(exactly=3), False, True, False),
        (Limits(at_least=3, above=3), False, False, True),
        (Limits(at_most=3, below=3), True, False, False),
        (Limits(at_least=3, above=2), False, True, True),
        (Limits(at_most=3, below=4), True, True, False),
        (Limits(exactly=3, above=3), False, False, False),
        (Limits(exactly=3, below=3), False, False, False),
        (Limits(at_least=3, below=4), False, True, True),
        (Limits(), True, True, True),
    ],
)
def test_boundaries_are_exact(limits: Limits, below: bool, at: bool, above: bool) -> None:
    values: list[Number] = [Fraction(29, 10), 3, Fraction(31, 10)]
    assert [limits.passes(value) for value in values] == [below, at, above]


@pytest.mark.parametrize(
    ("limits", "value", "margin"),
    [
        (Limits(at_least=90), Fraction(967, 10), Fraction(67, 10)),
        (Limits(at_least=90), 90, 0),
        (Limits(above=90), 89, -1),
        (Limits(at_most=3), 2, 1),
        (Limits(below=3), 8, -5),
        (Limits(at_least=2, at_most=5), 3, 1),
        (Limits(at_least=2, at_most=5), Fraction(9, 2), Fraction(1, 2)),
        (Limits(exactly=3), 5, -2),
        (Limits(exactly=3), 2, -1),
        (Limits(exactly=3), 3, 0),
    ],
)
def test_the_margin_is_to_the_nearest_limit(limits: Limits, value: Number, margin: Number) -> None:
    assert limits.margin(value) == margin


def test_limits_are_told_by_their_names_in_yaml_and_in_one_order() -> None:
    limits = Limits(exactly=3, below=8, at_most=Fraction(15, 2), above=1, at_least=2)
    assert list(limits.by_name().items()) == [
        ("at_least", 2),
        ("above", 1),
        ("at_most", Fraction(15, 2)),
        ("below", 8),
        ("is", 3),
    ]
    assert limits.numbers() == (2, 1, Fraction(15, 2), 8, 3)
    assert limits.to_dict() == {"at_least": 2, "above": 1, "at_most": 7.5, "below": 8, "is": 3}


def test_no_limits_are_no_names() -> None:
    assert Limits().by_name() == {}
    assert Limits().to_dict() == {}
