"""`rehabflow new`: what an author begins with."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def new() -> None:
    """Write what an author begins with."""


@new.command()
@click.argument("name")
@click.option(
    "--in",
    "folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    default=".",
    metavar="DIR",
    help="Where its folder is written.  [here]",
)
def rule(name: str, folder: Path) -> None:
    """Write a distribution that brings one rule called NAME, with its tests.

    They pass as they are written; change the rule and its cases into yours. Nothing that is
    there already is overwritten.
    """
    from rehabflow.cli.listing import refused
    from rehabflow.cli.new_rule import refusal, write_rule
    from rehabflow.errors import RehabflowError

    try:
        if why := refusal(name):
            raise click.UsageError(why)
        written = write_rule(name, folder)
    except RehabflowError as error:
        raise SystemExit(refused(error, "text")) from error
    except FileExistsError as error:
        raise click.UsageError(f"{error.filename} is there already") from error
    except OSError as error:
        raise click.UsageError(f"{error.filename} cannot be written: {error.strerror}") from error
    click.echo(f"{written}/\n")
    for path in sorted(each for each in written.rglob("*") if each.is_file()):
        click.echo(f"  {path.relative_to(written)}")
    click.echo(f"\nNext: cd {written} && pip install -e '.[test]' && pytest")
