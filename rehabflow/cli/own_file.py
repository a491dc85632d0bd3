"""Which file of scenarios a command may write: that of a protocol of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from rehabflow.protocol import Protocol
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


def appended(before: str, text: str, protocol: Protocol) -> str:
    """A file with more scenarios at its end, its lines ended as they are."""
    newline = "\r\n" if "\r\n" in before else "\n"
    head = before or f"# Scenarios of {protocol.id}\n"
    end = "" if head.endswith("\n") else newline
    return f"{head}{end}{newline}" + text.replace("\n", newline)
