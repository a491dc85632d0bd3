"""A problem as text: where, what, the author's own line with a caret under it, and a mend."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import wrap

from rehabflow.errors import Problem
from rehabflow.excerpt import MOST, excerpt, shown_at
from rehabflow.printable import display_width, printable

_INDENT = " " * 4
_KEPT = 200
_ENDLESS = re.compile(r"\S{250,}")


def render_problem(problem: Problem) -> str:
    """One problem on a few lines, fit for any terminal and never coloured."""
    lines = [f"{printable(problem.place)}: {problem.code} {_shortened(problem.message)}"]
    lines += _quoted(problem.excerpt, problem.column, problem.width)
    for label, text in (("expected", problem.expected), ("fix", problem.hint)):
        lines += _labelled(label, _shortened(text))
    if problem.other:
        line, column = problem.other
        place = ":".join(map(str, filter(None, (problem.path, line, column))))
        lines.append(f"  see also: {printable(place)}")
        if line != problem.line:
            lines += _quoted(problem.other_excerpt, column, 1)
    if problem.sureness:
        lines += _labelled("how sure", problem.sureness)
    if problem.witness:
        lines.append("  a made-up log that shows it:")
        lines += [_INDENT + printable(row) for row in problem.witness.splitlines()]
    return "\n".join(lines)


def render_problems(problems: Iterable[Problem]) -> str:
    """Problems one below the other, an empty line between them."""
    return "\n\n".join(map(render_problem, problems))


def render_warnings(problems: Iterable[Problem]) -> str:
    """Problems that hinder nothing at hand, one below the other."""
    return "\n".join(f"warning: {render_problem(each)}" for each in problems)


def render_notes(problems: Iterable[Problem]) -> str:
    """What may be meant and is well to know, one below the other."""
    return "\n\n".join(f"note: {render_problem(each)}" for each in problems)


def _shortened(text: str) -> str:
    """A text fit for a terminal; of a word that has no end, how it begins."""
    return _ENDLESS.sub(lambda found: f"{found[0][:_KEPT]}…", printable(text))


def _labelled(label: str, text: str) -> list[str]:
    return wrap(
        text,
        MOST,
        initial_indent=f"  {label + ':':<10}",
        subsequent_indent=" " * 12,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(line: str, column: int, width: int) -> list[str]:
    if not line:
        return []
    at = shown_at(line, column)
    line, width = excerpt(line[:at], line[at : at + width], line[at + width :])
    at = shown_at(line, column)
    carets = _spaces(line[:at]) + "^" * max(1, display_width(line[at : at + width]))
    return [_INDENT + line, _INDENT + carets]


def _spaces(text: str) -> str:
    return " " * display_width(text)
