"""A document as plain nodes that know their place, so that each can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from attrs import field, frozen

from rehabflow.errors import Edit, Problem, RehabflowError
from rehabflow.excerpt import excerpt

Value = str | int | Fraction | bool | None
"""What a scalar may mean. A number with decimals is a Fraction, so that it stays exact."""

MAX_DEPTH = 32
MAX_DIGITS = 15
"""A number of so many digits is the same in YAML, in JSON and in a spreadsheet."""

CODES = {
    "RF301": "not UTF-8 text",
    "RF302": "hidden character",
    "RF303": "too large",
    "RF304": "tab",
    "RF305": "not readable as YAML",
    "RF306": "name given twice",
    "RF307": "anchor, alias or merge key",
    "RF308": "tag",
    "RF309": "more than one document",
    "RF310": "name that is not text",
    "RF311": "ambiguous value",
    "RF312": "text lost in a comment",
    "RF313": "name without a value",
    "RF314": "line swallowed by the text above it",
    "RF315": "no space after a colon or dash",
    "RF316": "empty file",
    "RF317": "too many problems",
    "RF318": "value of an unknown kind",
}
"""What each code of a problem with the text itself stands for."""

HIDDEN = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff"
    "\U000e0000-\U000e0fff]"
)
"""Control, direction and zero-width characters: nobody sees them, and YAML readers disagree."""


class TreeError(RehabflowError):
    """A text that does not make one plain document."""


@frozen
class Spot:
    """A stretch of the text. Lines and columns count from 1; 0 means no place in a text."""

    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@frozen
class Scalar:
    """A single value; `text` is how its author wrote it, quotes and escapes undone."""

    value: Value
    text: str
    plain: bool = False
    """Written without quotes."""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@frozen
class Mapping:
    """Names and their values, in the order of the text; no name stands twice."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def get(self, name: str) -> Node | None:
        """The value of a name, or None where the name is absent."""
        return next((value for key, value in self.items if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """Where a name itself stands, or None where it is absent."""
        return next((key for key, _ in self.items if key.text == name), None)


@frozen
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


Node = Scalar | Mapping | Sequence


@frozen(slots=False)
class Source:
    """The text that a problem is quoted from, and the path that it came from."""

    path: str = ""
    text: str = field(default="", repr=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The author's lines without their ends."""
        return tuple(line.removesuffix("\r") for line in self.text.split("\n"))

    def problem(
        self,
        at: Node | Spot,
        code: str,
        message: str,
        *,
        field: str = "",
        expected: str = "",
        hint: str = "",
        other: Node | Spot | None = None,
        fix: str | tuple[Edit, ...] = (),
    ) -> Problem:
        """What is wrong at a node or spot; `other` is the second place, where two disagree.

        A `fix` that is a text is to be written in the place of the node.
        """
        end = at.end_column if at.end_line == at.line else None
        shown, width = self.excerpt(at.line, at.column, end)
        place = (other.line, other.column) if other and other.line else None
        return Problem(
            path=self.path,
            line=at.line,
            column=at.column,
            code=code,
            message=message,
            field=field,
            expected=expected,
            hint=hint,
            excerpt=shown,
            width=width,
            other=place,
            other_excerpt=self.excerpt(*place)[0] if place else "",
            fix=_instead(at, fix) if isinstance(fix, str) else fix,
        )

    def line(self, number: int) -> str:
        """One of the lines, counted from 1; nothing where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def excerpt(self, line: int, column: int, end: int | None = None) -> tuple[str, int]:
        """What is shown of a line, and how much of that is meant: up to `end`, or all the rest."""
        text = self.line(line).replace("\t", "→")
        start, stop = column - 1, len(text) if end is None else end - 1
        return excerpt(text[:start], text[start:stop], text[stop:]) if text else ("", 1)


def _instead(at: Node | Spot, text: str) -> tuple[Edit, ...]:
    """The edit that writes a text in the place of a node, where that is on one line of a text."""
    if not text or not at.line or at.line != at.end_line:
        return ()
    return (Edit(at.line, at.column, at.end_column, text),)


@frozen(slots=False)
class Tree(Source):
    """A document and the text that it was read from."""

    root: Node = Scalar(None, "")


def tree_of(data: object, path: str = "") -> Tree:
    """The same nodes from plain data (as JSON gives it), without places."""
    return Tree(path, "", _node(data, path, "", 1))


def _node(data: object, path: str, where: str, depth: int) -> Node:
    def refused(message: str, code: str = "RF318", expected: str = "") -> TreeError:
        return TreeError(Problem(path, 0, 0, code, message, where, expected))

    if depth > MAX_DEPTH:
        raise refused(f"nested more than {MAX_DEPTH} levels deep", "RF303")
    if isinstance(data, dict):
        pairs: list[tuple[Scalar, Node]] = []
        for name, value in cast(dict[object, object], data).items():
            if not isinstance(name, str):
                raise refused(f"the name {name!r:.40} is not text", "RF310", "a name in quotes")
            inner = f"{where}.{name}" if where else name
            pairs.append((_text(name, path, inner), _node(value, path, inner, depth + 1)))
        return Mapping(tuple(pairs))
    if isinstance(data, list | tuple):
        items = enumerate(cast(Iterable[object], data))
        return Sequence(tuple(_node(x, path, f"{where}[{n}]", depth + 1) for n, x in items))
    if data is None or isinstance(data, bool):
        return Scalar(data, {None: "null", True: "true", False: "false"}[data])
    if isinstance(data, str):
        return _text(data, path, where)
    if isinstance(data, int) and abs(data) < 10**MAX_DIGITS:
        return Scalar(data, str(data))
    if isinstance(data, float) and abs(data) < 10**MAX_DIGITS:
        return Scalar(Fraction(repr(data)), repr(data))
    raise refused(
        f"a value of the kind {type(data).__name__} that plain data cannot hold",
        expected=f"text, a number of up to {MAX_DIGITS} digits, true, false, null, a list or a "
        "mapping",
    )


def _text(text: str, path: str, where: str) -> Scalar:
    if HIDDEN.search(text):
        message = "a control or invisible character in a text"
        raise TreeError(Problem(path, 0, 0, "RF302", message, where))
    return Scalar(text, text)


def without_places(node: Node) -> Node:
    """The same node as if it stood in no text: for what was written in another file."""
    if isinstance(node, Mapping):
        return Mapping(
            tuple((Scalar(k.value, k.text), without_places(value)) for k, value in node.items)
        )
    if isinstance(node, Sequence):
        return Sequence(tuple(map(without_places, node.items)))
    return Scalar(node.value, node.text, node.plain)


def plain(node: Node) -> Any:
    """A node as plain data for JSON; a number with decimals becomes a float."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.items}
    if isinstance(node, Sequence):
        return [plain(value) for value in node.items]
    return float(node.value) if isinstance(node.value, Fraction) else node.value


def quoted(text: str) -> str:
    """A text in the quotes that suit it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
