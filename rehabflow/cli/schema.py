"""`rehabflow schema`: what an editor needs to complete and explain a protocol."""

from __future__ import annotations

import click

from rehabflow.cli.rules import rules_option


@click.command()
@rules_option
def schema(directory: str | None) -> None:
    """Print the JSON Schema (draft-07) of a protocol file, for editors.

    It is made from the rules, exercises, ladders and protocols that are installed. Write it to a
    file, and begin a protocol with a line that names it:

    \b
    # yaml-language-server: $schema=./rehabflow.schema.json

    \b
    Exit codes: 0 done, 2 usage, 3 a shared catalogue that cannot be trusted,
    4 a rule that cannot be loaded: anything may then be said of it.
    """
    from rehabflow.cli.schema_view import show_schema

    raise SystemExit(show_schema(directory))
