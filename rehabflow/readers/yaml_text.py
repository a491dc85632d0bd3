"""Bytes to the text of a YAML file: UTF-8 that reads as it looks, or problems."""

from __future__ import annotations

import re

from rehabflow.errors import Problem
from rehabflow.tree import HIDDEN, Source, Spot

BOM = b"\xef\xbb\xbf"
"""What some editors write before everything else."""
MAX_BYTES = 1 << 20
MAX_PROBLEMS = 50

_UNWANTED = re.compile(f"{HIDDEN.pattern}|\t|^%", re.MULTILINE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file; instead of it, problems."""
    source = Source(path)
    if len(data) > MAX_BYTES:
        size = f"{len(data) / MAX_BYTES:.1f} MiB"
        return "", [
            source.problem(
                Spot(),
                "RF303",
                f"the file is too large ({size})",
                expected="at most 1 MiB",
                hint="check that this is the right file",
            )
        ]
    if data.startswith(_UTF_16) or b"\0" in data[:4]:
        return "", [
            source.problem(
                Spot(),
                "RF301",
                "the file is saved as UTF-16 or UTF-32",
                expected="UTF-8",
                hint="save it again with the encoding UTF-8",
            )
        ]
    data = data.removeprefix(BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return "", [
            Source(path, data.decode(errors="replace")).problem(
                Spot(line, column, line, column + 1),
                "RF301",
                f"the byte {data[error.start]:#04x} is not UTF-8 text",
                expected="UTF-8",
                hint="save the file again with the encoding UTF-8 (not Windows-1252 or Latin-1)",
            )
        ]
    return text, _hidden(Source(path, text))


def text_of(data: bytes) -> str:
    """The text of bytes whose encoding does not matter."""
    return data.removeprefix(BOM).decode(errors="replace")


def _hidden(source: Source) -> list[Problem]:
    """The first unwanted character of each line."""
    problems: list[Problem] = []
    text, line, position = source.text, 1, 0
    while found := _UNWANTED.search(text, position):
        if len(problems) == MAX_PROBLEMS:
            problems.append(too_many(source))
            break
        line += text.count("\n", position, found.start())
        column = found.start() - text.rfind("\n", 0, found.start())
        spot = Spot(line, column, line, column + 1)
        problems.append(_hidden_problem(source, spot, found[0]))
        end = text.find("\n", found.start())
        if end == -1:
            break
        position, line = end + 1, line + 1
    return problems


def _hidden_problem(source: Source, spot: Spot, character: str) -> Problem:
    if character == "\t":
        return source.problem(
            spot,
            "RF304",
            "a tab: YAML is indented with spaces",
            expected="spaces",
            hint="replace each tab by two spaces (most editors can do it for the whole file)",
        )
    if character == "%":
        return source.problem(
            spot,
            "RF309",
            "a line that begins with `%` is an instruction to YAML readers",
            expected="no such line",
            hint="take the line out, or put quotes around a text that begins with `%`",
        )
    if character == "\r":
        return source.problem(
            spot,
            "RF302",
            "a bare carriage return: the lines end in the way of very old computers",
            expected="line ends as on Linux, macOS or Windows",
            hint="save the file again with line ends of Unix or Windows",
        )
    return source.problem(
        spot,
        "RF302",
        f"a character that nobody can see (U+{ord(character):04X})",
        expected="text that reads as it looks",
        hint="delete it: retype the words around it by hand",
    )


def too_many(source: Source) -> Problem:
    """What is said last, after MAX_PROBLEMS of them."""
    return source.problem(
        Spot(),
        "RF317",
        f"more than {MAX_PROBLEMS} problems; the rest of the file was not looked at",
        expected="a protocol or log in YAML",
        hint="mend the first ones, then look again",
    )
