"""`check --watch`: the same check again, whenever a file that it reads has changed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import click

from rehabflow.catalog import exercise_files, installed_protocols, ladder_files
from rehabflow.errors import ProtocolError
from rehabflow.readers.protocol import contents

BETWEEN = 0.5
"""Seconds between two looks at the files."""
STOPPED = 130
"""The exit code where not even the first check came to its end; as shells have it for Ctrl-C."""

Seen = Mapping[str, str]
"""What stands in each file, as a digest; empty where it cannot be read."""


def watch(look: Callable[[], Seen], run: Callable[[], int], wait: Callable[[], None]) -> int:
    """Run, then again after each change, until Ctrl-C; the exit code of the last whole run.

    A change during a run is not missed. After one it is waited until nothing changes any more:
    editors write a file in several steps, and some take it away for a moment.
    """
    code = STOPPED
    try:
        while True:
            seen = look()
            code = run()
            while (now := look()) == seen:
                wait()
            while True:
                wait()
                if (later := look()) == now:
                    break
                now = later
    except KeyboardInterrupt:
        return code


def watch_files(
    files: Sequence[str], directory: str | None, style: str, *, notes: bool = False
) -> int:
    """Check some files until Ctrl-C; the exit code of the last whole check."""
    command = _command(files, directory, ["--format", style, *["--notes"] * notes])
    return watch(
        lambda: seen_of(files, directory),
        lambda: _check(command, files),
        lambda: time.sleep(BETWEEN),
    )


def seen_of(files: Sequence[str], directory: str | None) -> Seen:
    """What a check of some files reads: they, whatever they may extend, and a directory's rules.

    Contents alone count: what was only touched is the same, and clocks of network drives differ.
    """
    rules = sorted(Path(directory).glob("*.py")) if directory is not None else []
    bases = [each.path for each in installed_protocols().values()]
    shared = (*exercise_files(), *ladder_files())
    return {name: _digest(name) for name in map(str, (*files, *bases, *shared, *rules))}


def _digest(name: str) -> str:
    try:
        return sha256(contents(name)).hexdigest()
    except ProtocolError:
        return ""


def _command(files: Sequence[str], directory: str | None, how: Sequence[str]) -> list[str]:
    """The same check in a process of its own, which knows nothing of rules as they were."""
    start = [sys.executable, "-P", "-c", "from rehabflow.cli import main; main()"]
    rules = [] if directory is None else ["--rules", directory]
    return [*start, "check", *how, *rules, "--", *files]


def _check(command: Sequence[str], files: Sequence[str]) -> int:
    many = f"{len(files)} file{'s' * (len(files) != 1)}"
    click.echo(f"--- {time.strftime('%H:%M:%S')}, {many}; Ctrl-C ends", err=True)
    return subprocess.run(command, check=False).returncode  # noqa: S603  (this command line)
