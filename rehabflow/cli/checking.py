"""One run of `check`: every file read, and what was found in it printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click
from attrs import evolve

from rehabflow.cli.exit_codes import DONE, FOUND, RULE_FAILED
from rehabflow.cli.fixing import Fix, Fixed, show_mends
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


def check_files(
    files: Sequence[str], directory: str | None, style: str, fix: Fix | None = None
) -> int:
    """Print what is wrong with each file, and return the exit code; `fix` comes before that."""
    forgive_encodings()
    found: Found = []
    result, failed = DONE, set[str]()
    for file in files:
        fixed = Fixed()
        try:
            with patience(file):
                fixed = fix(file, directory) if fix else fixed
                problems = problems_of(file, directory)
        except RuleFailed as error:
            problems = tuple(
                each if each.path else evolve(each, path=file) for each in error.problems
            )
            result = RULE_FAILED
            failed.update(each.field for each in problems)
        if fixed.told:
            click.echo(fixed.told, err=style != "text" or fixed.code != DONE)
        result = max(result, FOUND if problems else DONE, fixed.code)
        found.append((file, problems))
    if fix is not show_mends and (text := _STYLES[style](found)):
        click.echo(text)
    warn_of_plugins(directory, failed)
    return result


def _text(found: Found) -> str:
    problems = _all(found)
    bad = sum(bool(each) for _, each in found)
    checked = _many(len(found), "file")
    if not problems:
        return f"{checked} checked, nothing found."
    sure = sum(bool(each.fix) for each in problems)
    mend = f"`--fix` can mend {_of(sure, len(problems))}; " if sure else ""
    mend += "`--diff` shows it first.\n" if sure else ""
    return (
        f"{_told(problems)}\n\n"
        f"{checked} checked, {_many(len(problems), 'problem')} in {_many(bad, 'file')}.\n"
        f"{mend}"
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


def _of(some: int, all_: int) -> str:
    return f"{some} of them" if some < all_ else "it" if all_ == 1 else "all of them"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


_STYLES: Mapping[str, Callable[[Found], str]] = {
    "text": _text,
    "json": _json,
    "sarif": lambda found: line(sarif(_all(found))),
    "github": lambda found: render_annotations(_all(found)),
}
