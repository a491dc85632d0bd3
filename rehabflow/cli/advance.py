"""`rehabflow advance`: a log goes in, an explained decision comes out."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import Any

import click

from rehabflow.cli.rules import rules_option


def calendar_date(text: str | dt.date) -> dt.date:
    """A date as YYYY-MM-DD, or a usage error."""
    if isinstance(text, dt.date):
        return text
    with suppress(ValueError):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    raise click.BadParameter(f"{text!r} is no date; write it as 2026-03-09")


@click.command()
@click.argument("logs", metavar="LOG...", nargs=-1, required=True)
@click.option("-p", "--protocol", metavar="PROTOCOL", help="An installed id, or a YAML file.")
@click.option("--injured", type=click.Choice(["left", "right"]), help="The injured leg.")
@click.option(
    "--as-of", type=calendar_date, metavar="DATE", help="Look at the log from there. [today]"
)
@click.option(
    "--on", "on_date", type=calendar_date, metavar="DATE", help="Show it as it stood then."
)
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--exit-code", is_flag=True, help="Say the result in the exit code; see below.")
@click.option(
    "--since",
    type=calendar_date,
    metavar="DATE",
    help="With --exit-code: moves from then on.",
)
@click.option(
    "--log-format", type=click.Choice(["csv", "jsonl", "yaml"]), help="What '-' or a log holds."
)
@click.option(
    "--date-format",
    type=click.Choice(["dmy", "mdy"]),
    help="How dates such as 3/4/2026 are meant.",
)
@click.option(
    "--salvage", is_flag=True, help="Read on where only cells are bad: each could say anything."
)
@rules_option
def advance(logs: tuple[str, ...], **options: Any) -> None:
    """Fold each LOG through a protocol and say which stage the patient is in, and why.

    A LOG is a CSV, JSON Lines or YAML file, or '-' for standard input. The protocol is named
    with -p, in the log's header, or in a rehabflow.toml beside the log or above it.

    \b
    Exit codes: 0 done, 2 usage, 3 a log or protocol that cannot be trusted,
    4 a rule failed; of many logs the highest. With --exit-code, gravest first:
    12 referred, 11 set back, 14 a danger could not be ruled out or the log is
    stale, 10 advanced, 13 the advance gate is unknown, else 0.
    """
    from rehabflow.cli.run import Options, run

    if options["exit_code"] and len(logs) > 1:
        raise click.UsageError("--exit-code takes one log")
    if logs.count("-") > 1:
        raise click.UsageError("standard input can be read once")
    if "-" in logs and not options["log_format"]:
        raise click.UsageError("reading standard input takes --log-format")
    raise SystemExit(run(logs, Options(**options)))
