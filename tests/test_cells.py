"""Cells of a Markdown table: read, written, and changed one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.cells import cells_of, row_of, with_cell

TEXTS = st.text(st.sampled_from("ab |\\ -:#\n\u2028é")).map(lambda text: text.strip())


def kept(text: str) -> str:
    """What is left of a text on one line."""
    return " ".join(text.splitlines()).strip()


@given(st.lists(TEXTS, min_size=1))
def test_a_row_reads_back_as_it_was_written(cells: list[str]) -> None:
    row = row_of(cells)
    assert len(row.splitlines()) == 1
    assert cells_of(row) == [kept(cell) for cell in cells]


@given(st.lists(TEXTS, min_size=1), st.data(), TEXTS)
def test_one_cell_is_changed_and_no_other(
    cells: list[str], data: st.DataObject, text: str
) -> None:
    at = data.draw(st.integers(0, len(cells) - 1))
    row = with_cell(row_of(cells, [9] * len(cells)), at, text)
    expected = [kept(text if number == at else cell) for number, cell in enumerate(cells)]
    assert cells_of(row) == expected


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("|a|b|", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        ("| a |", ["a"]),
        ("|", [""]),
        ("| |", [""]),
        ("| | |  \n", ["", ""]),
        (r"| a \| b | c |", ["a | b", "c"]),
        (r"| a \\| b |", [r"a \| b"]),
    ],
)
def test_the_cells_of_a_row(row: str, cells: list[str]) -> None:
    assert cells_of(row) == cells


@pytest.mark.parametrize(
    ("row", "at", "text", "now"),
    [
        ("| one   | hold    |\n", 0, "two", "| two   | hold    |\n"),
        ("| one   | hold    |\r\n", 1, "advance", "| one   | advance |\r\n"),
        ("| one | hold |\n", 1, "advance", "| one | advance |\n"),
        ("|one|hold|\n", 1, "advance", "|one|advance|\n"),
        ("| one | hold\n", 1, "advance", "| one | advance\n"),
        ("| one | hold |\n", 1, "", "| one |      |\n"),
        ("|  one  |\n", 0, "acute", "|  acute |\n"),
    ],
)
def test_a_cell_stays_as_wide_as_it_was_where_that_will_do(
    row: str, at: int, text: str, now: str
) -> None:
    assert with_cell(row, at, text) == now
