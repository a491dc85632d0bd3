"""Text broken into lines: none is wider than its room, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rehabflow.render.measured import width_of, wrapped

HANGING = "\N{NO-BREAK SPACE}" * 3
WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), min_size=1)


@given(WORDS.map(" ".join), st.integers(100, 900), st.booleans())
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(
    text: str, room: int, bold: bool
) -> None:
    lines = wrapped(text, room, 13, bold=bold, hanging=HANGING)
    assert all(width_of(each, 13, bold=bold) <= room for each in lines)
    assert "".join(lines).replace(HANGING, "").replace(" ", "") == text.replace(" ", "")
    assert all(each.startswith(HANGING) for each in lines[1:])


def test_lines_break_at_spaces_alone_unless_one_word_is_too_wide() -> None:
    assert wrapped("one two-three", 80, 13) == ("one", "two-three")
    assert wrapped("one two", 80, 13) == ("one two",)
    assert wrapped("≥\N{NO-BREAK SPACE}90 days", 60, 13) == ("≥\N{NO-BREAK SPACE}90", "days")
    assert wrapped("a " + "b" * 9, 30, 10, hanging="> ") == (
        "a",
        "> bb",
        "> bb",
        "> bb",
        "> bb",
        "> b",
    )
    assert wrapped("", 80, 13) == ("",)


def test_a_capital_is_wider_than_a_letter_and_bold_wider_than_plain() -> None:
    assert width_of("i", 100) < width_of("a", 100) < width_of("A", 100) < width_of("W", 100)
    assert width_of("腿", 100) == width_of("W", 100)
    assert width_of("a", 100, bold=True) > width_of("a", 100)
    assert width_of("a\N{COMBINING ACUTE ACCENT}", 100) == width_of("a", 100)
    assert (width_of("", 13), width_of("a", 1)) == (0, 1)
