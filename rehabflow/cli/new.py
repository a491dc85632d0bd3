"""`rehabflow new`: what an author begins with."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., None])


def _folder_option(what: str) -> Callable[[F], F]:
    """`--in DIR`: where something is written."""
    return click.option(
        "--in",
        "folder",
        type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
        default=".",
        metavar="DIR",
        help=f"Where {what} written.  [here]",
    )


@contextmanager
def _refusing() -> Generator[None]:
    """What hinders writing, told as what it is."""
    from rehabflow.cli.listing import refused
    from rehabflow.errors import RehabflowError

    try:
        yield
    except RehabflowError as error:
        raise SystemExit(refused(error, "text")) from error
    except FileExistsError as error:
        raise click.UsageError(f"{_named(error.filename)} is there already") from error
    except OSError as error:
        message = f"{_named(error.filename)} cannot be written: {error.strerror}"
        raise click.UsageError(message) from error


def _named(path: object) -> str:
    """A path fit for a terminal."""
    from rehabflow.printable import printable

    return printable(str(path))


def _typed(path: object) -> str:
    """A path as a command takes it."""
    return shlex.quote(_named(path))


@click.group()
def new() -> None:
    """Write what an author begins with."""


@new.command()
@click.argument("name")
@_folder_option("its files are")
def protocol(name: str, folder: Path) -> None:
    """Write a small protocol called NAME, with its scenarios.

    `rehabflow check` finds nothing in it and `rehabflow test` passes as it is written; all its
    numbers are made up. Change them into yours. With them comes what an editor needs to complete
    and explain the file, unless that is there. Nothing that is there already is overwritten.
    """
    from rehabflow.cli.new_protocol import SCHEMA, refusal, write_protocol
    from rehabflow.cli.schema_view import schema_at_hand
    from rehabflow.render.problems import render_warnings

    with _refusing():
        if why := refusal(name):
            raise click.UsageError(why)
        schema, broken = schema_at_hand(None)
        written = write_protocol(name, f"{schema}\n", folder)
    if broken:
        click.echo(render_warnings(broken), err=True)
    for path in written:
        click.echo(_named(path))
    if folder / SCHEMA not in written:
        click.echo(
            f"{_named(folder / SCHEMA)} was there and is kept; `rehabflow schema` prints it anew"
        )
    path = folder / f"{name}.yaml"
    named = path if folder.is_absolute() else f"./{path}"
    click.echo(f"\nNext: rehabflow check {_typed(path)} && rehabflow test {_typed(named)}")


@new.command()
@click.argument("name")
@_folder_option("its folder is")
def rule(name: str, folder: Path) -> None:
    """Write a distribution that brings one rule called NAME, with its tests.

    They pass as they are written; change the rule and its cases into yours. Nothing that is
    there already is overwritten.
    """
    from rehabflow.cli.new_rule import refusal, write_rule

    with _refusing():
        if why := refusal(name):
            raise click.UsageError(why)
        written = write_rule(name, folder)
    click.echo(f"{_named(written)}/\n")
    for path in sorted(each for each in written.rglob("*") if each.is_file()):
        click.echo(f"  {path.relative_to(written)}")
    click.echo(f"\nNext: cd {_typed(written)} && pip install -e '.[test]' && pytest")
