"""`rehabflow graph`: the stages of a protocol and the ways between them, to be drawn."""

from __future__ import annotations

import click

from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("name")
@rules_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["mermaid", "dot", "svg"]),
    default="mermaid",
    show_default=True,
    help="For Mermaid or Graphviz to draw, or drawn.",
)
def graph(name: str, directory: str | None, style: str) -> None:
    """Print the protocol called NAME as a graph: stages, and the gates on the edges.

    NAME is an installed id, or the path of a YAML file. GitHub and many editors draw Mermaid in a
    page; `dot -Tpdf` of Graphviz makes a page to print; any browser shows and prints the SVG. In
    Mermaid the windows are left out.

    \b
    Exit codes: 0 done, 2 usage, or no such protocol, 3 a protocol that cannot be
    trusted, 4 a rule that cannot be loaded or that two distributions bring.
    """
    from rehabflow.cli.protocol_view import show_protocol

    raise SystemExit(show_protocol(name, None, directory, style))
