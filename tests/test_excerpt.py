"""A stretch of a line is cut and escaped so that what is meant is found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.excerpt import HIDDEN, MOST, MOST_BEFORE, excerpt, shown_at
from rehabflow.printable import printable


@pytest.mark.parametrize(
    ("parts", "line", "meant"),
    [
        (("a,", "11", ",b"), "a,11,b", "11"),
        (("", "11", ""), "11", "11"),
        (("a,", "", ",b"), "a,,b", ","),
        (("a\x1b,", "\x07", "\x00"), "…b,\\x07\\x00", "\\x07"),
        (("a,", "b", f",{HIDDEN * 9},c"), "a,b,…,c", "b"),
        (("x" * 99 + ",", "11", ""), "…" + "x" * (MOST_BEFORE - 2) + ",11", "11"),
        (("", "y" * 61, ""), "y" * 60 + "…", "y" * 60 + "…"),
        (("", "1", "z" * 200), "1" + "z" * (MOST - 2) + "…", "1"),
        (("", "\x1b" * 60, "z"), "\\x1b" * 60 + "…", "\\x1b" * 60),
    ],
)
def test_what_is_meant_stands_where_it_is_said_to(
    parts: tuple[str, str, str], line: str, meant: str
) -> None:
    shown, width = excerpt(*parts)
    assert shown == line
    at = shown_at(shown, len(parts[0]) + 1)
    assert shown[at : at + width] == meant


TEXT = st.text(st.characters(codec="utf-8", exclude_characters=HIDDEN), max_size=120)


@given(TEXT, st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), TEXT)
def test_it_does_in_any_line(before: str, meant: str, after: str) -> None:
    shown, width = excerpt(before, meant, after)
    at = shown_at(shown, len(before) + 1)
    assert shown[at : at + width] == printable(meant)
    assert printable(shown) == shown


def test_a_place_before_the_line_is_its_beginning() -> None:
    assert shown_at("abc", 0) == 0
