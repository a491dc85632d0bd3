"""A page of the docs walked through in an empty folder, from its first block to its last."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(
    r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
PROGRAMS = {
    "rehabflow": ["-c", "from rehabflow.cli import main; main(prog_name='rehabflow')"],
    "python": [],
}


def walk(text: str, folder: Path) -> int:
    """Write the files of a page, change them and run its commands; how many were run.

    A block after the name of a file is that file, or, where it is a `diff`, a change of it. Any
    other is a console: what a command says has to be what is shown below it.
    """
    done = 0
    for block in BLOCK.finditer(text):
        if block["file"] is not None:
            path = folder / block["file"]
            written = block["text"]
            if block["kind"] == "diff":
                written = changed(path.read_text(encoding="utf-8"), written)
            path.write_text(written, encoding="utf-8")
            continue
        assert block["kind"] == "console", f"a block of no file: {block['text']}"
        for command, shown in commands(block["text"]):
            if command.startswith("cd "):
                folder /= command[3:]
                continue
            said = run(command, folder)
            done += 1
            assert as_shown(said, shown), f"$ {command}\n{said}"
    return done


def run(command: str, folder: Path) -> str:
    """What a command says, on either stream; behind `>` stands the file that takes it."""
    command, _, kept = command.partition(" > ")
    program, *arguments = shlex.split(command)
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, *PROGRAMS[program], *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**surroundings, "NO_COLOR": "1", "PYTHONUTF8": "1"},
    )
    if not kept:
        return done.stdout
    assert done.returncode == 0, done.stdout
    (folder / kept).write_text(done.stdout, encoding="utf-8")
    return ""


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console, and what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


def as_shown(said: str, shown: list[str]) -> bool:
    """Whether a text is what is shown, where `…` stands for whatever there is, or nothing."""
    text = "\n".join(shown)
    whole = text.removesuffix("\n…")
    pattern = re.escape(whole).replace("…", r"[\s\S]*?")
    if whole != text:
        pattern += r"(\n[\s\S]*)?"
    return re.fullmatch(pattern, said.rstrip("\n")) is not None


def changed(text: str, diff: str) -> str:
    """A text in which the old lines of a diff, which stand there once, are the new ones."""
    lines = diff.splitlines(keepends=True)
    assert {line[:1].strip() for line in lines} <= {"", "+", "-"}, diff
    old = "".join(line[1:] or "\n" for line in lines if line[:1] != "+")
    new = "".join(line[1:] or "\n" for line in lines if line[:1] != "-")
    assert text.count(old) == 1, f"not there once:\n{old}"
    return text.replace(old, new)
