"""Exact numbers, shown: never so that a value seems to lie on the other side of a limit."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.entry import Number
from rehabflow.quantity import decimal, exact, finite, json_number, rounded

VALUES = st.integers(-200, 200) | st.fractions(-200, 200, max_denominator=900)
DECIMALS = st.builds(
    lambda whole, digits: Fraction(whole, 10**digits),
    st.integers(-(10**7), 10**7),
    st.integers(0, 6),
)


def sign(number: Number) -> int:
    return (number > 0) - (number < 0)


@st.composite
def values_near_limits(draw: st.DrawFn) -> tuple[Number, list[Number]]:
    """A value, and limits that people could write, some of them at it or a hair beside it."""
    value = draw(VALUES | DECIMALS)
    elsewhere = draw(st.lists(DECIMALS, max_size=2))
    digits = draw(st.lists(st.integers(0, 5), max_size=2))
    close = [Fraction(round(value * 10**count), 10**count) for count in digits]
    return value, [*elsewhere, *close]


@given(values_near_limits())
def test_a_rounded_value_stands_to_every_limit_as_the_value_itself_does(
    case: tuple[Number, list[Number]],
) -> None:
    value, limits = case
    shown = rounded(value, limits)
    assert [sign(shown - limit) for limit in limits] == [sign(value - limit) for limit in limits]


@given(VALUES)
def test_without_limits_a_value_is_shown_to_the_nearest_tenth(value: Number) -> None:
    shown = rounded(value)
    assert (shown * 10).denominator == 1
    assert -Fraction(1, 20) <= shown - value <= Fraction(1, 20)


@given(values_near_limits())
def test_a_rounded_value_can_be_written_and_a_whole_one_is_a_whole_number(
    case: tuple[Number, list[Number]],
) -> None:
    shown = rounded(*case)
    assert finite(shown)
    assert isinstance(shown, int) == (shown.denominator == 1)


@pytest.mark.parametrize(
    ("value", "limits", "shown"),
    [
        (90, (), 90),
        (Fraction(180, 2), (), 90),
        (Fraction(2900, 30), (90,), Fraction(967, 10)),
        (Fraction(1, 4), (), Fraction(3, 10)),
        (Fraction(-1, 4), (), Fraction(-3, 10)),
        (Fraction(-967, 30), (), Fraction(-322, 10)),
        (Fraction(1, 100), (), 0),
        (Fraction(1, 100), (0,), Fraction(1, 100)),
        (Fraction(8996, 100), (90,), Fraction(8996, 100)),
        (Fraction(89_999, 1000), (90,), Fraction(89_999, 1000)),
        (Fraction(90_001, 1000), (90,), Fraction(90_001, 1000)),
        (Fraction(200, 3), (Fraction(667, 10),), Fraction(6667, 100)),
        (Fraction(200, 3), (Fraction(6666, 100),), Fraction(667, 10)),
        (Fraction(2995, 1000), (3,), Fraction(2995, 1000)),
        (Fraction(9, 4), (Fraction(9, 4),), Fraction(9, 4)),
        (Fraction(9, 4), (3,), Fraction(23, 10)),
    ],
)
def test_one_decimal_or_as_many_as_tell_it_from_the_limits(
    value: Number, limits: tuple[Number, ...], shown: Number
) -> None:
    assert rounded(value, limits) == shown


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (7, True),
        (0, True),
        (Fraction(1, 2), True),
        (Fraction(3, 5), True),
        (Fraction(7, 40), True),
        (Fraction(-1, 1000), True),
        (Fraction(1, 3), False),
        (Fraction(1, 6), False),
        (Fraction(-29, 30), False),
    ],
)
def test_what_has_an_end_in_decimals_is_known(value: Number, answer: bool) -> None:
    assert finite(value) is answer


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2, "2"),
        (Fraction(4, 2), "2"),
        (-3, "-3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 100), "0.01"),
        (Fraction(967, 10), "96.7"),
    ],
)
def test_a_decimal_is_written_plainly(value: Number, text: str) -> None:
    assert decimal(value) == text


@given(st.integers(-(10**20), 10**20) | DECIMALS)
def test_a_decimal_says_the_exact_value_in_the_fewest_digits(value: Number) -> None:
    text = decimal(value)
    assert Fraction(text) == value
    assert "." not in text or not text.endswith("0")


@given(st.integers(-(10**15), 10**15) | DECIMALS)
def test_a_number_comes_back_from_json_as_it_went(value: Number) -> None:
    back = exact(json.loads(json.dumps(json_number(value))))
    assert back == value
    assert isinstance(back, int) == (value.denominator == 1)


@pytest.mark.parametrize(
    ("value", "number"), [(90, 90), (Fraction(90), 90), (Fraction(967, 10), 96.7)]
)
def test_a_number_for_json_is_whole_where_it_can_be(value: Number, number: float) -> None:
    assert json_number(value) == number
    assert type(json_number(value)) is type(number)


@pytest.mark.parametrize(
    ("number", "value"), [(3, 3), (3.0, 3), (0.1, Fraction(1, 10)), (1e16, 10**16)]
)
def test_a_json_number_is_taken_as_it_was_written(number: float, value: Number) -> None:
    assert exact(number) == value
    assert type(exact(number)) is type(value)
