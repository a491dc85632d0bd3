"""`rehabflow explain`: why the code of a problem matters, and how it is mended."""

from __future__ import annotations

import click


@click.command()
@click.argument("code")
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def explain(code: str, style: str) -> None:
    """Tell why CODE matters, with a file that has the problem and the same file mended.

    \b
    Exit codes: 0 done, 2 usage or no such code.
    """
    from attrs import asdict

    from rehabflow.cli.streams import forgive_encodings
    from rehabflow.explanation import TITLES, explanation
    from rehabflow.nearest import did_you_mean
    from rehabflow.render.explanation import explanation_text
    from rehabflow.render.json import FORMAT, line

    forgive_encodings()
    wanted = code.upper()
    if wanted not in TITLES:
        hint = did_you_mean(wanted, TITLES) or "a code is such as RF423"
        raise click.UsageError(f"there is no code {code!r}; {hint}")
    told = explanation(wanted)
    if style == "json":
        click.echo(line({"rehabflow": FORMAT, **asdict(told)}))
    else:
        click.echo(explanation_text(told))
