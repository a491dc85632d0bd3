"""The command line: arguments in, results and exit codes out."""

from __future__ import annotations

import click

from rehabflow.cli.advance import advance
from rehabflow.cli.check import check
from rehabflow.cli.diff import diff
from rehabflow.cli.explain import explain
from rehabflow.cli.graph import graph
from rehabflow.cli.new import new
from rehabflow.cli.protocols import protocols
from rehabflow.cli.rules import rules
from rehabflow.cli.schema import schema
from rehabflow.cli.simulate import simulate
from rehabflow.cli.test import test


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rehabflow", prog_name="rehabflow")
def main() -> None:
    """Decide when a hamstring-strain patient may move to the next stage, and say why.

    Decision support, not medical advice: criteria are met or not met, a clinician decides.
    """


main.add_command(advance)
main.add_command(check)
main.add_command(diff)
main.add_command(explain)
main.add_command(graph)
main.add_command(new)
main.add_command(protocols)
main.add_command(rules)
main.add_command(schema)
main.add_command(simulate)
main.add_command(test)
