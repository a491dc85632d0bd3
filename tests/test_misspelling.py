"""A misspelt name: mended where it can only be one known name, and never to another meaning."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rehabflow.catalog import installed_rules
from rehabflow.declared_gate import LIMITS
from rehabflow.desk import ABOUT
from rehabflow.misspelling import misspelt
from rehabflow.readers.protocol import shared_exercises

WORDS = sorted(
    {*LIMITS, *ABOUT, *installed_rules(), "advance", "setback", "refer", "last", "within", "when"}
    | {"title", "stages", "exercises", "easier", "harder", "sets", "reps", "rest", "hold", "time"}
)
EXERCISES = sorted(each.id for each in shared_exercises())
LETTERS = "abcdefghijklmnopqrstuvwxyz_-"


@st.composite
def slips(draw: st.DrawFn, words: list[str]) -> tuple[str, str]:
    """A known name, and the same with one slip of the finger in it."""
    word = draw(st.sampled_from(words))
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(LETTERS))
    before, here, after = word[:at], word[at], word[at + 1 :]
    slip = draw(
        st.sampled_from(
            [
                before + after,
                before + letter + here + after,
                before + letter + after,
                before + after[:1] + here + after[1:],
            ]
        )
    )
    return word, slip


@given(slips(WORDS))
def test_one_slip_is_mended_to_what_was_meant_or_not_at_all(
    made: tuple[str, str],
) -> None:
    word, slip = made
    assume(slip not in WORDS)
    assert misspelt(slip, WORDS) in ("", word)


@given(slips(EXERCISES))
def test_the_same_holds_for_every_shared_exercise(made: tuple[str, str]) -> None:
    word, slip = made
    assume(slip not in EXERCISES)
    assert misspelt(slip, EXERCISES) in ("", word)


@given(st.text(max_size=90), st.lists(st.text(max_size=20)))
def test_any_text_is_mended_to_a_known_name_or_not_at_all(name: str, known: list[str]) -> None:
    assert misspelt(name, known) in ("", *known)


@pytest.mark.parametrize("word", WORDS)
def test_no_name_of_the_language_is_taken_for_another(word: str) -> None:
    assert misspelt(word, [each for each in WORDS if each != word]) == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("at_mots", "at_most"),  # two letters in the wrong order
        ("at_mst", "at_most"),  # one too few
        ("at_moost", "at_most"),  # one too many
        ("at_mest", ""),  # two slips from `at_least`
        ("at-most", "at_most"),
        ("At_Most", "at_most"),
        ("at_mast", ""),
        ("abve", "above"),
        ("belwo", "below"),
        ("between", ""),
        ("", ""),
        ("x" * 81, ""),
    ],
)
def test_limits_are_never_each_others_mend(name: str, meant: str) -> None:
    assert misspelt(name, LIMITS) == meant


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("phase-2", ["phase-1"]),  # a digit differs
        ("phase-", ["phase-1"]),
        ("resp", ["reps", "rest"]),  # two are near
        ("rep", ["reps"]),  # too short
        ("hops", ["hop"]),
        ("bridge", []),
        ("squats", ["bridge"]),
    ],
)
def test_where_more_than_one_could_be_meant_a_person_decides(name: str, known: list[str]) -> None:
    assert misspelt(name, known) == ""


def test_a_name_that_is_told_twice_is_one_name() -> None:
    assert misspelt("brigde", ["bridge", "bridge"]) == "bridge"
