"""How the kit says that it was asked for what it cannot do."""

from __future__ import annotations

from rehabflow.errors import Problem, RehabflowError


class KitError(RehabflowError):
    """The kit was used in a way that shows nothing: a table without rows, an unknown check."""


def refused(code: str, message: str, hint: str, *, expected: str = "", line: int = 0) -> KitError:
    """The error of one problem; `line` is the row of a table."""
    path = "table" if line else ""
    return KitError(Problem(path, line, 0, code, message, expected=expected, hint=hint))
