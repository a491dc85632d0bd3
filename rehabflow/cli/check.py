"""`rehabflow check`: everything that is wrong with the files of protocols."""

from __future__ import annotations

import click

from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@rules_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
)
@click.option("--notes", is_flag=True, help="Show what may be meant and is well to know, too.")
def check(files: tuple[str, ...], directory: str | None, style: str, notes: bool) -> None:
    """Report every problem of each FILE, with its place and a mend.

    A FILE is a protocol; or shared exercises or ladders, where it is called exercises.yaml or
    ladders.yaml. `rehabflow explain CODE` tells why a problem matters. For programs there are
    JSON, one line a file, and SARIF 2.1.0; `github` marks the lines of a change on GitHub.

    \b
    Exit codes: 0 nothing was found, 1 something was, 2 usage, 4 a rule that
    cannot be loaded or that two distributions bring.
    """
    from rehabflow.cli.checking import check_files

    raise SystemExit(check_files(files, directory, style, notes=notes))
