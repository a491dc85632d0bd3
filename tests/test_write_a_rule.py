"""docs/write-a-rule.md, followed to the letter."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehabflow.testing import CHECKS

PAGE = Path(__file__).parent.parent / "docs" / "write-a-rule.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(
    r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
PROGRAMS = {
    "rehabflow": ["-c", "from rehabflow.cli import main; main(prog_name='rehabflow')"],
    "python": [],
}


def run(command: str, folder: Path) -> str:
    """What a command says, on either stream."""
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
    return done.stdout


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console, and what is shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


def as_shown(said: str, shown: list[str]) -> bool:
    """Whether a text is what is shown, where `…` stands for whatever there is."""
    pattern = re.escape("\n".join(shown)).replace("…", r"[\s\S]*?")
    return re.fullmatch(pattern, said.rstrip("\n")) is not None


def test_the_page_is_true_from_its_first_block_to_its_last(tmp_path: Path) -> None:
    folder, done = tmp_path, 0
    for block in BLOCK.finditer(TEXT):
        if block["file"] is not None:
            (folder / block["file"]).write_text(block["text"], encoding="utf-8")
            continue
        assert block["kind"] == "console", f"a block of no file: {block['text']}"
        for command, shown in commands(block["text"]):
            if command.startswith("cd "):
                folder /= command[3:]
                continue
            said = run(command, folder)
            done += 1
            assert as_shown(said, shown), f"$ {command}\n{said}"
    assert done == 6


def test_a_block_may_leave_out_and_may_not_make_up() -> None:
    assert as_shown("a\nb\nc\n", ["a", "…", "c"])
    assert as_shown("26 passed in 3.1s\n", ["26 passed in …"])
    assert not as_shown("a\nb\nc\n", ["a", "c"])
    assert not as_shown("a\nb\n", ["…", "d"])


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    (_, _, below) = TEXT.partition(f"\n## {heading}\n")
    lines = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_what_a_rule_may_not_do_names_every_check_of_the_kit_once() -> None:
    named = [
        name for row in rows("What a rule may not") for name in re.findall(r"`(\w+)`", row[2])
    ]
    assert sorted(named) == sorted(CHECKS)


@pytest.mark.parametrize("heading", ["What a rule may", "What a rule may not"])
def test_what_a_rule_may_and_may_not_do_has_its_reason(heading: str) -> None:
    assert len(rows(heading)) > 5
    assert all(all(row) for row in rows(heading))
