"""What `rehabflow schema` prints: the schema of a protocol file, from what is installed."""

from __future__ import annotations

import json

import click

from rehabflow.catalog import installed_protocols, rules_at_hand
from rehabflow.cli.exit_codes import DONE, RULE_FAILED
from rehabflow.cli.listing import described, refused
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.errors import Problem, RehabflowError
from rehabflow.printable import printable
from rehabflow.readers.protocol import shared_exercises, shared_ladders
from rehabflow.render.problems import render_problems
from rehabflow.rule import Rule
from rehabflow.rule_sheet import RuleSheet
from rehabflow.schema.document import Words, protocol_schema


def show_schema(directory: str | None) -> int:
    """The schema; a rule that cannot be described is told on standard error."""
    try:
        schema, broken = schema_at_hand(directory)
    except RehabflowError as error:
        return refused(error, "text")
    click.echo(schema)
    if broken:
        click.echo(render_problems(broken), err=True)
    warn_of_plugins(directory, {each.field for each in broken})
    return RULE_FAILED if broken else DONE


def schema_at_hand(directory: str | None) -> tuple[str, list[Problem]]:
    """The schema as JSON, and what is wrong with rules of which it takes whatever is said.

    Raises RehabflowError where two distributions bring one rule, or where what protocols share
    cannot be trusted.
    """
    broken: list[Problem] = []
    rules: dict[str, tuple[type[Rule], RuleSheet] | None] = {}
    for id, rule in sorted(rules_at_hand(directory).items()):
        try:
            sheet = described(rule)
            rules[id] = rule.load(), sheet
        except RehabflowError as error:
            rules[id] = None
            broken += error.problems
    words = Words(
        rules,
        {each.id: printable(each.title) for each in shared_exercises()},
        sorted(shared_ladders()),
        sorted(installed_protocols()),
    )
    return json.dumps(protocol_schema(words), ensure_ascii=False, indent=1), broken
