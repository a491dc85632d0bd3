"""`rehabflow diff`: what a change of a protocol changes, and for whom."""

from __future__ import annotations

from typing import Any

import click

from rehabflow.cli.advance import calendar_date
from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--logs",
    multiple=True,
    type=click.Path(exists=True),
    metavar="PATH",
    help="Replay this log, or each log of a directory, under both.",
)
@click.option(
    "--as-of", type=calendar_date, metavar="DATE", help="Look at the logs from there. [today]"
)
@click.option(
    "--witness",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write each made-up log to this folder, a new or empty one.",
)
@rules_option
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def diff(old: str, new: str, **options: Any) -> None:
    """Say what the protocol NEW changes of the protocol OLD, and what that means.

    OLD and NEW are installed ids, or paths of YAML files. For each way out of a stage that
    changed: whether it is stricter or laxer, and a made-up log that shows it. With --logs, also
    which of these patients would stand elsewhere, since when, and by how many days.

    \b
    Exit codes: 0 nothing differs that decides or that people are told (where
    numbers come from may), 1 something does, 2 usage, or no such protocol,
    3 a protocol or log that cannot be trusted, 4 a rule failed.
    """
    from rehabflow.cli.diffing import Asked, diff_protocols

    raise SystemExit(diff_protocols(old, new, Asked(**options)))
