"""A problem as text: a caret under what is meant, and nothing that a terminal would obey."""

from __future__ import annotations

from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from rehabflow import Problem
from rehabflow.excerpt import excerpt
from rehabflow.printable import printable
from rehabflow.render.problems import render_problem, render_problems

PROBLEM = Problem(
    "maya.csv",
    7,
    12,
    "RF212",
    "pain is '11', outside 0 to 10",
    expected="a number from 0 to 10, or nothing",
    hint="write the worst pain",
    excerpt="2026-03-09,11,64,…",
    width=2,
)


def test_a_problem_shows_its_line_and_a_caret() -> None:
    assert render_problem(PROBLEM) == dedent(
        """\
        maya.csv:7:12: RF212 pain is '11', outside 0 to 10
            2026-03-09,11,64,…
                       ^^
          expected: a number from 0 to 10, or nothing
          fix:      write the worst pain"""
    )


def test_what_is_absent_is_left_out() -> None:
    assert render_problem(Problem("", 0, 0, "RF118", "no JSON")) == ": RF118 no JSON"
    assert render_problem(Problem("a.csv", 3, 0, "RF118", "x")) == "a.csv:3: RF118 x"


def test_a_second_place_is_shown_with_its_line_where_that_is_another() -> None:
    def shown(line: int) -> str:
        return render_problem(
            Problem(
                "a.csv", 5, 3, "RF229", "x", excerpt="a,b", other=(line, 2), other_excerpt="cde"
            )
        )

    assert shown(2).splitlines()[3:] == ["  see also: a.csv:2:2", "    cde", "     ^"]
    assert shown(5).splitlines()[3:] == ["  see also: a.csv:5:2"]


def test_an_entry_in_memory_has_a_number_alone() -> None:
    problem = Problem("", 2, 0, "RF229", "x", other=(1, 0))
    assert render_problem(problem).endswith("  see also: 1")


def test_a_caret_stands_under_wide_letters_and_marks() -> None:
    line = "日本e\N{COMBINING ACUTE ACCENT},部分"
    text = render_problem(Problem("a", 1, 6, "RF211", "x", excerpt=line, width=2))
    assert text.splitlines()[2] == "    " + " " * 6 + "^^^^"


def test_a_long_line_of_any_source_is_cut_around_the_caret() -> None:
    line = "x" * 500 + "here" + "y" * 500
    text = render_problem(Problem("a", 1, 501, "RF401", "x", excerpt=line, width=4))
    _, shown, carets = text.splitlines()
    assert len(shown) <= 100
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "here"


def test_a_long_mend_is_wrapped() -> None:
    text = render_problem(Problem("a", 1, 0, "RF110", "x", expected="one of " + "a_field, " * 30))
    assert all(len(line) <= 96 for line in text.splitlines())
    assert text.splitlines()[2].startswith(" " * 12 + "a_field")


def test_a_word_without_end_is_cut_wherever_it_stands() -> None:
    endless = "9" * 100_000
    problem = Problem("a", 1, 0, "RF311", f"what `{endless}` is", expected=endless, hint=endless)
    text = render_problem(problem)
    assert len(text) < 1000
    assert text.count("…") == 3
    assert text.splitlines()[0].endswith("9… is")


def test_problems_stand_one_below_the_other() -> None:
    assert render_problems([PROBLEM, PROBLEM]).count("\n\n") == 1
    assert render_problems([]) == ""


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_reaches_the_terminal_raw(text: str, line: str) -> None:
    shown, width = excerpt(line[:40], line[40:50], line[50:])
    problem = Problem(
        text,
        1,
        41,
        "RF211",
        text,
        text,
        text,
        text,
        shown,
        width,
        other=(2, 3),
        other_excerpt=line,
    )
    assert all(printable(each) == each for each in render_problem(problem).split("\n"))
