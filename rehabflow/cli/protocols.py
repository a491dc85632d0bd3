"""`rehabflow protocols`: what is installed, one of them to read, or a stage's sheet."""

from __future__ import annotations

import click

from rehabflow.cli.rules import rules_option

_WHOLE = ("markdown", "yaml")
"""Formats of a whole protocol."""


@click.command()
@click.argument("name", required=False)
@click.option("--stage", metavar="ID", help="The sheet of one stage, to hand to a patient.")
@rules_option
@click.option("--format", "style", type=click.Choice(["text", "json", "markdown", "yaml"]))
def protocols(
    name: str | None, stage: str | None, directory: str | None, style: str | None
) -> None:
    """List the installed protocols, or show the one called NAME: stages, doses, gates, and why.

    NAME is an installed id, or the path of a YAML file. For the list no rule is imported.
    Markdown is a page with a diagram, and with the titles of the scenarios beside the file. YAML
    is the whole of NAME, with all that it takes from what it extends: a file of that is the same
    protocol.

    \b
    Exit codes: 0 done, 2 usage, or no such protocol or stage, 3 a protocol that
    cannot be trusted, 4 a rule that cannot be loaded or that two distributions
    bring.
    """
    from rehabflow.cli.protocol_view import list_protocols, show_protocol

    if name is None:
        if stage is not None:
            raise click.UsageError("--stage takes the NAME of a protocol")
        if style in _WHOLE:
            raise click.UsageError(f"--format {style} takes the NAME of a protocol")
        raise SystemExit(list_protocols(directory, style or "text"))
    if stage is not None and style in _WHOLE:
        raise click.UsageError(f"a stage has no page of its own: take --format {style} or --stage")
    raise SystemExit(show_protocol(name, stage, directory, style or "text"))
