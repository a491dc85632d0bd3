"""Which file of scenarios a command may write: that of a protocol of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from rehabflow.readers.protocol import is_path

_INSTALLED = {"site-packages", "dist-packages"}


def own_scenarios(name: str, option: str) -> Path:
    """The file of scenarios beside a protocol, or a usage error where it is an installed one."""
    path = Path(name)
    if not is_path(name) or not _INSTALLED.isdisjoint(path.resolve().parts):
        raise click.UsageError(
            f"{option} writes beside a protocol of your own, not an installed one: give the path "
            "of its file"
        )
    return path.with_suffix(".md")


def write(path: Path, text: str) -> None:
    """Write a file as it is to be, or end in a usage error."""
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
