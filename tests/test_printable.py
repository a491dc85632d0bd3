"""Untrusted text on a terminal."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.printable import display_width, printable

ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT)
def test_no_control_or_format_character_is_left(text: str) -> None:
    assert not {category(character) for character in printable(text)} & HIDDEN


@given(ANY_TEXT, st.integers(1, 20))
def test_at_most_so_many_characters_of_the_text_are_kept(text: str, most: int) -> None:
    kept = printable(text[:most])
    assert printable(text, most) == (kept if len(text) <= most else kept + "…")


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=30
    )
)
def test_text_without_them_is_left_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("heel-dig 3×10", "heel-dig 3×10"),
        ("a\u00a0b", "a\u00a0b"),
        ("\x1b]0;gone\x07", "\\x1b]0;gone\\x07"),
        ("two\nlines\r", "two\\x0alines\\x0d"),
        ("\x7f\x9b\xad", "\\x7f\\x9b\\xad"),
        ("\u202egnp", "\\u202egnp"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ue000\ud800", "\\ue000\\ud800"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_nobody_sees_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("most", "shown"), [(0, "ab\\x1bc"), (4, "ab\\x1bc"), (3, "ab\\x1b…"), (2, "ab…")]
)
def test_a_cut_counts_the_characters_of_the_text_and_not_of_the_escapes(
    most: int, shown: str
) -> None:
    assert printable("ab\x1bc", most) == shown


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("heel-dig", 8),
        ("3×10 ✓", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("a\u20dd", 1),
        ("漢字", 4),
        ("\uff41", 2),
        ("\uff71", 1),
    ],
)
def test_a_text_takes_as_many_columns_as_a_terminal_gives_it(text: str, wide: int) -> None:
    assert display_width(text) == wide


@given(st.text(st.characters(codec="ascii")), st.text(st.characters(codec="ascii")))
def test_the_columns_of_texts_add_up(one: str, other: str) -> None:
    assert display_width(one + "漢" + other) == len(one) + 2 + len(other)
