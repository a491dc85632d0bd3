"""Which file of scenarios a command may write: that of a protocol of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.readers.protocol import is_path
from rehabflow.rewriting import create, rewrite

_INSTALLED = {"site-packages", "dist-packages"}


def own_scenarios(name: str, option: str) -> Path:
    """The file of scenarios beside a protocol, or a usage error where it is an installed one."""
    path = Path(name)
    beside = path.with_suffix(".md")
    leads_to = {part for each in (path, beside) for part in each.resolve().parts}
    if not is_path(name) or not _INSTALLED.isdisjoint(leads_to):
        raise click.UsageError(
            f"{option} writes beside a protocol of your own, not an installed one: give the path "
            "of its file"
        )
    return beside


def write(path: Path, before: str | None, text: str) -> None:
    """Put a text in the place of what was read `before`, None where no file was there.

    All of it is written or nothing, and nothing over what somebody else wrote meanwhile; else it
    ends in a usage error.
    """
    try:
        if before is None:
            create(path, text.encode())
        else:
            rewrite(str(path), before.encode(), text.encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise click.UsageError(f"{printable(str(path))} cannot be written: {reason}") from error


def appended(before: str | None, text: str, protocol: Protocol) -> str:
    """A file with more scenarios at its end, its lines ended as they are."""
    before = before or ""
    newline = "\r\n" if "\r\n" in before else "\n"
    head = before or f"# Scenarios of {protocol.id}\n"
    end = "" if head.endswith("\n") else newline
    return f"{head}{end}{newline}" + text.replace("\n", newline)
