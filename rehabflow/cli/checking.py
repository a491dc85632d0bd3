"""One run of `check`: every file read, and what was found in it printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import click
from attrs import evolve

from rehabflow.check.examine import Examined, examine
from rehabflow.cli.exit_codes import DONE, FOUND, RULE_FAILED
from rehabflow.cli.fixing import Fix, Fixed, show_mends
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.streams import forgive_encodings
from rehabflow.errors import Problem, RuleFailed
from rehabflow.render.annotations import render_annotations
from rehabflow.render.examined import Found, examined_object, examined_text
from rehabflow.render.json import line
from rehabflow.render.sarif import sarif


def check_files(
    files: Sequence[str],
    directory: str | None,
    style: str,
    fix: Fix | None = None,
    *,
    notes: bool = False,
) -> int:
    """Print what is wrong with each file, and return the exit code; `fix` comes before that.

    Notes are no finding; as text they are only counted, unless they are asked for.
    """
    forgive_encodings()
    found: list[tuple[str, Examined]] = []
    result, failed = DONE, set[str]()
    for file in files:
        fixed = Fixed()
        try:
            with patience(file):
                fixed = fix(file, directory) if fix else fixed
                one = examine(file, directory)
        except RuleFailed as error:
            one = Examined(
                tuple(each if each.path else evolve(each, path=file) for each in error.problems)
            )
            result = RULE_FAILED
            failed.update(each.field for each in one.problems)
        if fixed.told:
            click.echo(fixed.told, err=style != "text" or fixed.code != DONE)
        result = max(result, FOUND if one.problems else DONE, fixed.code)
        found.append((file, one))
    styles = _STYLES | {"text": partial(examined_text, notes=notes)}
    if fix is not show_mends and (text := styles[style](found)):
        click.echo(text)
    warn_of_plugins(directory, failed)
    return result


def _json(found: Found) -> str:
    return "\n".join(line(examined_object(path, one)) for path, one in found)


def _all(found: Found) -> list[Problem]:
    return [each for _, one in found for each in (*one.problems, *one.notes)]


_STYLES: dict[str, Callable[[Found], str]] = {
    "json": _json,
    "sarif": lambda found: line(sarif(_all(found))),
    "github": lambda found: render_annotations(_all(found)),
}
