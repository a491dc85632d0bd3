"""`rehabflow rules verify`: what a rule is looked at for, and what was found, without pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rehabflow.cli.exit_codes import DONE, FOUND, RULE_FAILED, USAGE

if TYPE_CHECKING:
    from rehabflow.testing.score import Score

_SIGNS = {"held": "✓", "failed": "✗", "waived": "-", "not asked": "?"}


@click.command()
@click.argument("name")
@click.option(
    "--waive", "waived", multiple=True, metavar="CHECK=REASON", help="A check it need not pass."
)
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--rules",
    "directory",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="Rules from the files of a directory, beside those installed.",
)
@click.pass_obj
def verify(
    around: dict[str, Any] | None,
    name: str,
    waived: tuple[str, ...],
    style: str,
    directory: str | None,
) -> None:
    """Look at the rule NAME for everything that a rule has to keep to.

    \b
    Exit codes: 0 it keeps to all of it, 1 a check fails, 2 usage,
    4 the rule cannot be loaded.
    """
    from rehabflow.catalog import rules_at_hand
    from rehabflow.errors import RehabflowError, RuleFailed
    from rehabflow.render.problems import render_problems

    try:
        from rehabflow.testing.score import scorecard

        at_hand = rules_at_hand(directory or (around or {}).get("directory"))
        rule = at_hand[name].load() if name in at_hand else name
        waive = {check: reason for check, _, reason in (each.partition("=") for each in waived)}
        scores = scorecard(rule, waive=waive)
    except RehabflowError as error:
        click.echo(render_problems(error.problems), err=True)
        raise SystemExit(RULE_FAILED if isinstance(error, RuleFailed) else USAGE) from error
    click.echo(_json(name, scores) if style == "json" else _text(name, scores))
    bad = any(each.result in ("failed", "not asked") for each in scores)
    raise SystemExit(FOUND if bad else DONE)


def _json(name: str, scores: tuple[Score, ...]) -> str:
    from attrs import asdict

    from rehabflow.render.json import line

    return line({"rehabflow": 1, "rule": name, "checks": [asdict(each) for each in scores]})


def _text(name: str, scores: tuple[Score, ...]) -> str:
    from rehabflow.printable import printable

    many = sum(each.result == "held" for each in scores)
    said = [f"{name}: {many} of {len(scores)} checks held", ""]
    for each in scores:
        said.append(f" {_SIGNS[each.result]} {each.result:<9} {each.check:<13}  {each.promise}")
        said += [f"   {printable(line, 400)}" for line in each.said.splitlines()]
    return "\n".join(said)
