"""What can be wrong, said so that its author can mend it: the errors and their problems."""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen
class Edit:
    """A part of one line of a file, and what to write in its place.

    Line and columns count from 1; the character at `end` is no longer part of it.
    """

    line: int
    column: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for JSON."""
        return {"line": self.line, "column": self.column, "end": self.end, "text": self.text}


@frozen
class Problem:
    """One thing wrong in a file: where, what, what was expected, and how to mend it.

    Lines and columns count from 1; 0 means that the problem has no place in a text (an entry
    built in memory has a line, its number in the list, and no column).
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    """What is wrong, in the author's words."""
    field: str = ""
    """The column, key or rule that it is about."""
    expected: str = ""
    hint: str = ""
    """A concrete mend, with the nearest known name where there is one."""
    excerpt: str = ""
    """The author's own line; in a log, free text other than the offending cell is masked."""
    width: int = 1
    """How many characters of the excerpt are meant, from `column` on."""
    other: tuple[int, int] | None = None
    """Line and column of the second place, where two disagree."""
    other_excerpt: str = ""
    fix: tuple[Edit, ...] = ()
    """What mends it, where exactly one thing does and nobody could have meant another."""
    sureness: str = ""
    """How it is known, where it was found by reasoning or by a search."""
    witness: str = ""
    """A made-up log that shows it, as CSV."""

    @property
    def place(self) -> str:
        """`path:line:column`, as editors and terminals link it."""
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for JSON; without `fix`, or `sureness`, where there is none."""
        reasoned = {"sureness": self.sureness, "witness": self.witness} if self.sureness else {}
        said = {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "expected": self.expected,
            "excerpt": self.excerpt,
            "width": self.width,
            "other": list(self.other) if self.other else None,
            "other_excerpt": self.other_excerpt,
            **reasoned,
        }
        return said | {"fix": [each.to_dict() for each in self.fix]} if self.fix else said

    def __str__(self) -> str:
        tail = "".join(f"; {part}" for part in (self.expected, self.hint) if part)
        return f"{self.place}: {self.code} {self.message}{tail}"


class RehabflowError(Exception):
    """The root of every error that rehabflow raises on purpose; `problems` says what is wrong."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class LogError(RehabflowError):
    """A log that cannot be trusted: no decision is made from it."""


class ProtocolError(RehabflowError):
    """A protocol that cannot be trusted, or a progress made under another protocol."""


class RuleFailed(RehabflowError):
    """A rule raised, or answered with what is not a Reading: no decision is made."""


class LateEntry(RehabflowError):
    """A session dated before the newest one that a progress holds; `replay` the whole log."""
