"""What `rehabflow test` prints: each protocol, and where its scenarios do not hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from rehabflow.catalog import installed_protocols
from rehabflow.cli.accepting import accept
from rehabflow.cli.exit_codes import DONE, FOUND, RULE_FAILED, UNTRUSTED
from rehabflow.cli.own_file import own_scenarios
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.protocol_view import named_protocol
from rehabflow.cli.streams import forgive_encodings, is_coloured
from rehabflow.errors import RehabflowError, RuleFailed
from rehabflow.readers.protocol import is_path, load_protocol
from rehabflow.render.json import FORMAT, line
from rehabflow.render.problems import render_problems
from rehabflow.render.scenarios import object_of_test, text_of_test
from rehabflow.tested import Wanted, tested


def run_scenarios(
    names: Sequence[str], wanted: Wanted, style: str, *, accepting: bool = False
) -> int:
    """Test the protocols of those names, or all that are installed, and return the exit code.

    `accepting` writes what comes out into the rows that say otherwise.
    """
    forgive_encodings()
    if accepting:
        for name in names:
            own_scenarios(name, "--accept")
    paths = {name: _path(name) for name in names or sorted(installed_protocols())}
    if not paths:
        click.echo("no protocol is installed, so nothing was run", err=True)
        return FOUND
    seen = set[str]()
    code = max(
        [
            _one(name, path, wanted, style, seen, accepting=accepting)
            for name, path in paths.items()
        ]
    )
    warn_of_plugins(wanted.rules, seen)
    return code


def _path(name: str) -> Path:
    """The file of a protocol, or a usage error."""
    return Path(name) if is_path(name) else named_protocol(name).path


def _one(
    name: str, path: Path, wanted: Wanted, style: str, seen: set[str], *, accepting: bool
) -> int:
    """Test one protocol; what rules were `seen` to be asked for, or to fail, is kept."""
    beside = path.with_suffix(".md")
    try:
        with patience(name):
            protocol = load_protocol(name, rules=wanted.rules)
            seen.update(each.id for each in protocol.rules)
            result = tested(protocol, beside, wanted)
            shown = (
                line(object_of_test(result))
                if style == "json"
                else text_of_test(result, colour=is_coloured())
            )
    except RehabflowError as error:
        seen.update(each.field for each in error.problems)
        if style == "json":
            problems = [each.to_dict() for each in error.problems]
            said = {"rehabflow": FORMAT, "path": str(path), "passed": False, "problems": problems}
            click.echo(line(said))
        click.echo(render_problems(error.problems), err=True)
        return RULE_FAILED if isinstance(error, RuleFailed) else UNTRUSTED
    if accepting and result.misses:
        click.echo(accept(result, beside, style))
        return DONE
    click.echo(shown)
    return DONE if result.passed else FOUND
