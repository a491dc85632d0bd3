"""Values, limits and windows in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rehabflow.entry import Number
from rehabflow.limits import Limits
from rehabflow.rule import Value
from rehabflow.wording import limits_words, number_words, value_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3, "0-10", "3"),
        (Fraction(9, 4), "0-10", "2.25"),
        (74, "deg", "74°"),
        (Fraction(135, 2), "deg", "67.5°"),
        (90, "%", "90 %"),
        (Fraction(290, 3), "%", "96.7 %"),
        (0, "days", "0 days"),
        (1, "days", "1 day"),
        (Fraction(1), "days", "1 day"),
        (2, "days", "2 days"),
        (Fraction(3, 2), "days", "1.5 days"),
        (6, "count", "6"),
        (1, "count", "1"),
        (48, "hours", "48 h"),
        (Fraction(1, 3), "points", "0.3 points"),
        (1, "points", "1 point"),
        (1, "s", "1 s"),
        (1, "yes/no", "yes"),
        (0, "yes/no", "no"),
    ],
)
def test_a_number_carries_its_unit(value: Number, unit: str, words: str) -> None:
    assert number_words(value, unit) == words


def test_a_percentage_is_never_rounded_up_to_its_limit() -> None:
    just_short = Fraction(8_999, 100)
    assert number_words(just_short, "%", Limits(at_least=90)) == "89.99 %"
    assert number_words(just_short, "%", Limits(at_least=80)) == "90 %"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "deg", "-"),
        (8, "0-10", "8"),
        ((8, 10), "0-10", "8 to 10"),
        ((Fraction(9, 4), 10), "0-10", "2.25 to 10"),
        ((0, 180), "deg", "0 to 180°"),
        ((Fraction(200, 3), 100), "%", "66.7 to 100 %"),
        ((0, 1), "days", "0 to 1 day"),
        ((3, None), "days", "from 3 days"),
        ((None, 5), "points", "up to 5 points"),
        ((None, None), "points", "-"),
    ],
)
def test_a_range_names_both_ends_or_the_one_that_is_known(
    value: Value, unit: str, words: str
) -> None:
    assert value_words(value, unit) == words


def test_the_ends_of_a_range_are_never_rounded_onto_a_limit() -> None:
    ends = (Fraction(8_996, 100), Fraction(9_004, 100))
    assert value_words(ends, "%", Limits(at_least=90)) == "89.96 to 90.04 %"
    assert value_words((ends[0], 100), "%", Limits(at_least=50)) == "90 to 100 %"


@pytest.mark.parametrize(
    ("limits", "unit", "words"),
    [
        (Limits(at_least=80), "deg", "at least 80°"),
        (Limits(at_most=3), "0-10", "at most 3"),
        (Limits(above=0, below=Fraction(5, 2)), "0-10", "above 0 and below 2.5"),
        (Limits(exactly=1), "days", "exactly 1 day"),
        (Limits(at_least=2, at_most=4), "count", "at least 2 and at most 4"),
        (Limits(at_least=Fraction(175, 2)), "%", "at least 87.5 %"),
        (Limits(at_least=Fraction(349, 4)), "%", "at least 87.25 %"),
    ],
)
def test_limits_are_named_as_their_author_wrote_them(
    limits: Limits, unit: str, words: str
) -> None:
    assert limits_words(limits, unit) == words
