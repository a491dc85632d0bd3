"""The nearest known name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.nearest import did_you_mean, nearest

KNOWN = ("pain", "pain_after", "aslr", "time_in_stage", "heel-dig")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("pain", "pain"),
        ("pian", "pain"),
        ("PAIN AFTER", "pain_after"),
        ("pain-aftr", "pain_after"),
        ("Heel Dig", "heel-dig"),
        ("heeldig", "heel-dig"),
        ("alsr", "aslr"),
        ("timeinstage", "time_in_stage"),
        ("squat", None),
        ("", None),
        ("pain" * 100, None),
    ],
)
def test_case_and_marks_do_not_count_and_what_is_far_is_not_guessed(
    name: str, found: str | None
) -> None:
    assert nearest(name, KNOWN) == found


@given(st.sampled_from(["pian", "heel", "pain after", "stage"]), st.permutations(KNOWN))
def test_the_order_of_the_known_names_never_matters(name: str, known: Sequence[str]) -> None:
    assert nearest(name, known) == nearest(name, KNOWN)


@given(st.permutations(["heel-dig", "Heel dig", "heel_dig"]))
def test_of_names_alike_but_for_their_marks_the_first_by_alphabet_is_named(
    known: Sequence[str],
) -> None:
    assert nearest("heeldigs", known) == "Heel dig"


def test_where_nothing_is_known_nothing_is_near() -> None:
    assert nearest("pain", []) is None


def test_a_long_name_is_held_against_the_known_ones_by_its_beginning() -> None:
    long = "a" * 80
    assert nearest(long + "b" * 1_000_000, [long, "pain"]) == long


def test_the_question_quotes_the_name_and_is_empty_where_there_is_none() -> None:
    assert did_you_mean("pian", KNOWN) == "did you mean 'pain'?"
    assert did_you_mean("squat", KNOWN) == ""
