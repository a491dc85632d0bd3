"""Plugins that are broken, told where they hinder nothing at hand."""

from __future__ import annotations

from collections.abc import Collection

import click

from rehabflow.catalog import broken_plugins
from rehabflow.errors import RehabflowError
from rehabflow.render.problems import render_warnings


def warn_of_plugins(directory: str | None, called_for: Collection[str]) -> None:
    """Of each broken plugin but those rules that were called for: they have their own errors."""
    try:
        broken = [each for each in broken_plugins(directory) if each.field not in called_for]
    except RehabflowError:
        return  # as whoever asked for a rule was told
    if broken:
        click.echo(render_warnings(broken), err=True)
