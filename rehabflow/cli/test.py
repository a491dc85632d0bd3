"""`rehabflow test`: whether protocols do what the scenarios beside them say."""

from __future__ import annotations

import click

from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("names", metavar="[PROTOCOL]...", nargs=-1)
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
@rules_option
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def test(
    names: tuple[str, ...],
    boundaries: bool,
    mutate: bool,
    score: float | None,
    directory: str | None,
    style: str,
) -> None:
    """Run the scenarios that stand beside each PROTOCOL, `mine.md` beside `mine.yaml`.

    A PROTOCOL is an installed id, or the path of a YAML file; without any, all that are
    installed. A row that comes out otherwise is shown with what was expected, what was found,
    and every criterion of that date.

    --mutate makes every limit, window, operator and combinator of the gates another, one at a
    time, and lists the changes that no scenario notices.

    \b
    Exit codes: 0 all comes out as written, 1 a row does not, a limit is not
    shown from both sides, too few changes are noticed, or a protocol has no
    scenarios, 2 usage, or no such protocol, 3 a protocol or scenarios that
    cannot be trusted, 4 a rule failed; of many protocols the highest.
    """
    from rehabflow.cli.scenarios import run_scenarios
    from rehabflow.tested import Wanted

    if score is not None and not mutate:
        raise click.UsageError("--at-least takes --mutate")
    wanted = Wanted(boundaries, mutate, 100 if score is None else score, directory)
    raise SystemExit(run_scenarios(names, wanted, style))
