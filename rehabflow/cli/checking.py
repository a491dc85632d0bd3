"""One run of `check`: every file read, and what was found in it printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click
from attrs import evolve

from rehabflow.cli.exit_codes import DONE, FOUND, RULE_FAILED
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.streams import forgive_encodings
from rehabflow.codes import DOUBT_CODES
from rehabflow.errors import Problem, RuleFailed
from rehabflow.readers.check import problems_of
from rehabflow.render.annotations import render_annotations
from rehabflow.render.json import file_object, line
from rehabflow.render.problems import render_problem, render_warnings
from rehabflow.render.sarif import sarif

Found = list[tuple[str, tuple[Problem, ...]]]
"""What was found in each file, in the order given."""


def check_files(files: Sequence[str], directory: str | None, style: str) -> int:
    """Print what is wrong with each file, and return the exit code."""
    forgive_encodings()
    found: Found = []
    result, failed = DONE, set[str]()
    for file in files:
        try:
            with patience(file):
                problems = problems_of(file, directory)
        except RuleFailed as error:
            problems = tuple(
                each if each.path else evolve(each, path=file) for each in error.problems
            )
            result = RULE_FAILED
            failed.update(each.field for each in problems)
        result = max(result, FOUND if problems else DONE)
        found.append((file, problems))
    if text := _STYLES[style](found):
        click.echo(text)
    warn_of_plugins(directory, failed)
    return result


def _text(found: Found) -> str:
    problems = _all(found)
    bad = sum(bool(each) for _, each in found)
    checked = _many(len(found), "file")
    if not problems:
        return f"{checked} checked, nothing found."
    return (
        f"{_told(problems)}\n\n"
        f"{checked} checked, {_many(len(problems), 'problem')} in {_many(bad, 'file')}.\n"
        f"Why one matters: rehabflow explain {problems[0].code}"
    )


def _told(problems: Sequence[Problem]) -> str:
    return "\n\n".join(
        render_warnings([each]) if each.code in DOUBT_CODES else render_problem(each)
        for each in problems
    )


def _json(found: Found) -> str:
    return "\n".join(line(file_object(path, problems)) for path, problems in found)


def _all(found: Found) -> list[Problem]:
    return [each for _, problems in found for each in problems]


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


_STYLES: Mapping[str, Callable[[Found], str]] = {
    "text": _text,
    "json": _json,
    "sarif": lambda found: line(sarif(_all(found))),
    "github": lambda found: render_annotations(_all(found)),
}
