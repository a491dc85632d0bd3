"""A problem as text: where, what, the author's own line with a caret under it, and a mend."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import category, east_asian_width

from rehabflow.errors import Problem
from rehabflow.excerpt import excerpt, shown_at
from rehabflow.printable import printable

_INDENT = " " * 4


def render_problem(problem: Problem) -> str:
    """One problem on a few lines, fit for any terminal and never coloured."""
    lines = [f"{printable(problem.place)}: {problem.code} {printable(problem.message)}"]
    lines += _quoted(problem.excerpt, problem.column, problem.width)
    if problem.expected:
        lines.append(f"  expected: {printable(problem.expected)}")
    if problem.hint:
        lines.append(f"  fix:      {printable(problem.hint)}")
    if problem.other:
        line, column = problem.other
        place = ":".join(map(str, filter(None, (problem.path, line, column))))
        lines.append(f"  see also: {printable(place)}")
        lines += _quoted(problem.other_excerpt, column, 1)
    return "\n".join(lines)


def render_problems(problems: Iterable[Problem]) -> str:
    """Problems one below the other, an empty line between them."""
    return "\n\n".join(map(render_problem, problems))


def _quoted(line: str, column: int, width: int) -> list[str]:
    if not line:
        return []
    at = shown_at(line, column)
    line, width = excerpt(line[:at], line[at : at + width], line[at + width :])
    at = shown_at(line, column)
    carets = _spaces(line[:at]) + "^" * max(1, _wide(line[at : at + width]))
    return [_INDENT + line, _INDENT + carets]


def _spaces(text: str) -> str:
    return " " * _wide(text)


def _wide(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if category(each) in ("Mn", "Me") else 1 + (east_asian_width(each) in "WF")
        for each in text
    )
