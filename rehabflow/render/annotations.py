"""Problems as the workflow commands that make GitHub mark the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable

from rehabflow.codes import level
from rehabflow.errors import Problem
from rehabflow.printable import printable


def render_annotations(problems: Iterable[Problem]) -> str:
    """One command a line: `::error file=...,line=...,col=...,title=RF423::...`."""
    return "\n".join(map(annotation, problems))


def annotation(problem: Problem) -> str:
    """One problem; what has no place in the text is about its file."""
    place: dict[str, object] = {"file": problem.path}
    if problem.line:
        place["line"] = problem.line
    if problem.column:
        place |= {"col": problem.column, "endColumn": problem.column + problem.width}
    place["title"] = problem.code
    said = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    lines = [problem.message]
    lines += [f"expected: {problem.expected}"] * bool(problem.expected)
    lines += [f"fix: {problem.hint}"] * bool(problem.hint)
    command = {"note": "notice"}.get(level(problem.code), level(problem.code))
    return f"::{command} {said}::{'%0A'.join(map(_data, lines))}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
