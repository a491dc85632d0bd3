"""`rehabflow test`: whether protocols do what the scenarios beside them say."""

from __future__ import annotations

from typing import Any

import click

from rehabflow.cli.advance import calendar_date
from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("names", metavar="[PROTOCOL]... [LOG]...", nargs=-1)
@click.option(
    "--boundaries", is_flag=True, help="Find limits that no scenario just meets and just misses."
)
@click.option(
    "--mutate", is_flag=True, help="Change each number and word of a gate; find what goes unseen."
)
@click.option(
    "--at-least",
    "score",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="With --mutate: of the changes, so many must be noticed. [100]",
)
@click.option(
    "--record",
    is_flag=True,
    help="Print the LOGs that follow the PROTOCOL as scenarios, without names and notes.",
)
@click.option(
    "--write",
    is_flag=True,
    help="With --record: append them to the scenarios. With --boundaries: append scenarios, found "
    "by a search, for the limits that none shows from both sides.",
)
@click.option(
    "--shift-to",
    type=calendar_date,
    metavar="DATE",
    help="With --record: move each log by whole weeks, to begin then or soon after.",
)
@click.option(
    "--injured", type=click.Choice(["left", "right"]), help="With --record: the injured leg."
)
@click.option(
    "--date-format",
    type=click.Choice(["dmy", "mdy"]),
    help="With --record: how dates such as 3/4/2026 are meant.",
)
@click.option(
    "--accept",
    "accepting",
    is_flag=True,
    help="Show what comes out otherwise, and write it into the scenarios.",
)
@rules_option
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def test(
    names: tuple[str, ...],
    boundaries: bool,
    mutate: bool,
    score: float | None,
    record: bool,
    accepting: bool,
    directory: str | None,
    style: str,
    **options: Any,
) -> None:
    """Run the scenarios that stand beside each PROTOCOL, `mine.md` beside `mine.yaml`.

    A PROTOCOL is an installed id, or the path of a YAML file; without any, all that are
    installed. A row that comes out otherwise is shown with what was expected, what was found,
    and every criterion of that date.

    --mutate makes every limit, window, operator and combinator of the gates another, one at a
    time, and lists the changes that no scenario notices.

    --boundaries --write appends a made-up log for each side of a limit that no scenario shows,
    as far as a search finds one, with what it comes to; read each of them before you keep it.

    --record PROTOCOL LOG... makes a scenario of each log: its rows, and what they come to now.

    --accept changes only the cells of stage, kind and review that come out otherwise, in the file
    beside a protocol of your own. It asks nothing; what it changed is shown.

    \b
    Exit codes: 0 all comes out as written, 1 a row does not, a limit is not
    shown from both sides, too few changes are noticed, or a protocol has no
    scenarios, 2 usage, no such protocol, or a file that cannot be written,
    3 a protocol, scenarios or a log that cannot be trusted, 4 a rule failed;
    of many protocols the highest. With --accept, 0 after writing.
    """
    if score is not None and not mutate:
        raise click.UsageError("--at-least takes --mutate")
    if (record or accepting) and (boundaries or mutate or (record and accepting)):
        raise click.UsageError("--record and --accept go with no other way to test")
    if record:
        raise SystemExit(_record(names, options, directory, style))
    if boundaries and options.pop("write"):
        if not names:
            raise click.UsageError("--write takes a PROTOCOL")
        from rehabflow.cli.drafting import draft

        if code := draft(names, directory):
            raise SystemExit(code)
    if given := [name for name, value in options.items() if value]:
        raise click.UsageError(f"--{given[0].replace('_', '-')} takes --record")
    if accepting and not names:
        raise click.UsageError("--accept takes a PROTOCOL")
    from rehabflow.cli.scenarios import run_scenarios
    from rehabflow.tested import Wanted

    wanted = Wanted(boundaries, mutate, 100 if score is None else score, directory)
    raise SystemExit(run_scenarios(names, wanted, style, accepting=accepting))


def _record(
    names: tuple[str, ...], options: dict[str, Any], directory: str | None, style: str
) -> int:
    if len(names) < 2:
        raise click.UsageError("--record takes a PROTOCOL and a LOG")
    if style == "json":
        raise click.UsageError("--record prints Markdown only")
    from rehabflow.cli.recording import Recording, record

    protocol, *logs = names
    return record(protocol, logs, Recording(**options, rules=directory))
