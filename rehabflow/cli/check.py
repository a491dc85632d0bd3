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
@click.option("--fix", is_flag=True, help="Write the mends that are certain into the files.")
@click.option("--diff", is_flag=True, help="Print what --fix would change; write nothing.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
def check(
    files: tuple[str, ...],
    directory: str | None,
    style: str,
    fix: bool,
    diff: bool,
    watch: bool,
    notes: bool,
) -> None:
    """Report every problem of each FILE, with its place and a mend.

    A FILE is a protocol; or shared exercises or ladders, where it is called exercises.yaml or
    ladders.yaml. `rehabflow explain CODE` tells why a problem matters. For programs there are
    JSON, one line a file, and SARIF 2.1.0; `github` marks the lines of a change on GitHub.

    --fix mends what can only have been meant in one way, such as a misspelt name or a missing
    space, and reports what is left. Comments, layout and numbers stay as they are.

    \b
    Exit codes: 0 nothing was found, 1 something was, 2 usage, 4 a rule that
    cannot be loaded or that two distributions bring. With --watch it is the exit
    code of the last check.
    """
    if fix + diff + watch > 1:
        raise click.UsageError("--fix, --diff and --watch do not go together.")
    if diff and style != "text":
        raise click.UsageError("--diff is text for people; --format json tells each fix.")
    if watch:
        from rehabflow.cli.watching import watch_files

        raise SystemExit(watch_files(files, directory, style, notes=notes))
    from rehabflow.cli.checking import check_files
    from rehabflow.cli.fixing import show_mends, write_mends

    how = write_mends if fix else show_mends if diff else None
    raise SystemExit(check_files(files, directory, style, how, notes=notes))
