"""`rehabflow rules`: what is installed, and what one of them measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from rehabflow.cli.verify import verify

F = TypeVar("F", bound=Callable[..., Any])


class RuleOrCommand(click.Group):
    """A group in which the name of a rule stands for `show` and that name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


def rules_option(command: F) -> F:
    """`--rules DIR`: rules beside those that are installed."""
    return click.option(
        "--rules",
        "directory",
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        help="Rules from the files of a directory, beside those installed.",
    )(command)


def format_option(command: F) -> F:
    """`--format`: for people or for programs."""
    return click.option("--format", "style", type=click.Choice(["text", "json"]))(command)


@click.group(
    cls=RuleOrCommand, invoke_without_command=True, subcommand_metavar="[NAME | COMMAND NAME]"
)
@rules_option
@format_option
@click.pass_context
def rules(ctx: click.Context, directory: str | None, style: str | None) -> None:
    """List the rules that a protocol may name, or show the one called NAME.

    Nothing is imported for the list. A rule called like one of the commands below is shown with
    `rehabflow rules show NAME`.

    \b
    Exit codes: 0 done, 2 usage or no such rule, 4 a rule that cannot be loaded
    or that two distributions bring.
    """
    ctx.obj = {"directory": directory, "style": style or "text"}
    if ctx.invoked_subcommand is None:
        from rehabflow.cli.listing import list_rules

        raise SystemExit(list_rules(directory, ctx.obj["style"]))


rules.add_command(verify)


@rules.command()
@click.argument("name")
@rules_option
@format_option
@click.pass_obj
def show(around: dict[str, Any], name: str, directory: str | None, style: str | None) -> None:
    """Show what one rule measures, its parameters, and how a protocol asks for it."""
    from rehabflow.cli.listing import show_rule

    given = directory or around["directory"]
    raise SystemExit(show_rule(name, given, style or around["style"]))
