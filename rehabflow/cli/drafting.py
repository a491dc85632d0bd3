"""What `rehabflow test --boundaries --write` does: scenarios for limits that none shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rehabflow.cli.exit_codes import DONE, RULE_FAILED, UNTRUSTED
from rehabflow.cli.own_file import appended, own_scenarios, write
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.streams import forgive_encodings
from rehabflow.drafted import drafts
from rehabflow.errors import RehabflowError, RuleFailed
from rehabflow.printable import printable
from rehabflow.readers.protocol import load_protocol
from rehabflow.render.phrase import counted
from rehabflow.render.problems import render_problems
from rehabflow.scenario import read_text, scenarios_of


def draft(names: Sequence[str], rules: str | None) -> int:
    """Append what is missing to the scenarios of each protocol; the gravest exit code.

    A protocol that cannot be read, or whose scenarios cannot, is left as it is.
    """
    forgive_encodings()
    paths = {name: own_scenarios(name, "--write") for name in names}
    return max(_one(name, path, rules) for name, path in paths.items())


def _one(name: str, path: Path, rules: str | None) -> int:
    seen = set[str]()
    try:
        with patience(name):
            protocol = load_protocol(name, rules=rules)
            seen.update(each.id for each in protocol.rules)
            before = _before(path)
            made = drafts(protocol, scenarios_of(before or "", str(path), protocol))
    except RehabflowError as error:
        seen.update(each.field for each in error.problems)
        click.echo(render_problems(error.problems), err=True)
        warn_of_plugins(rules, seen)
        return RULE_FAILED if isinstance(error, RuleFailed) else UNTRUSTED
    texts = [each.text for each in made if each.text is not None]
    if texts:
        write(path, before, appended(before, "\n".join(texts), protocol))
    lacking = len(made) - len(texts)
    left = f", {counted(lacking, 'side')} of a limit not found in a search" if lacking else ""
    click.echo(f"{printable(str(path))}: {counted(len(texts), 'scenario')} appended{left}")
    return DONE


def _before(path: Path) -> str | None:
    try:
        return read_text(path)
    except FileNotFoundError:
        return None
