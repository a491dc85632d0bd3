"""A stretch of someone's line, cut and made printable so that a caret can stand under it."""

from __future__ import annotations

import re

from rehabflow.printable import printable

MOST_BEFORE = 60
MOST = 96
"""How many characters of a line are shown before the stretch that is meant, and in all."""
HIDDEN = "…"
"""Stands for what is left out: cut off, or not for everyone's eyes."""
_HIDDEN_RUN = re.compile(f"{HIDDEN}+")


def excerpt(before: str, meant: str, after: str) -> tuple[str, int]:
    """One printable line of bounded length, and how many characters of it are meant.

    What is meant begins where `shown_at` says, whatever had to be escaped or cut.
    """
    shown = printable(meant, 60)
    rest = printable(_HIDDEN_RUN.sub(HIDDEN, after[: 4 * MOST]))
    room = max(0, MOST - min(len(before), MOST_BEFORE) - len(shown))
    if len(rest) > room:
        rest = rest[: max(0, room - 1)] + HIDDEN
    return _fitted(before) + shown + rest, max(1, len(shown))


def shown_at(line: str, column: int) -> int:
    """Where in an excerpt the text of a column (from 1) stands, counting from 0.

    An excerpt that begins with `…` may have been cut before it.
    """
    before = max(0, column - 1)
    return min(before, MOST_BEFORE) if line.startswith(HIDDEN) else before


def _fitted(before: str) -> str:
    """As many characters as there were, up to MOST_BEFORE: escapes push out the far end."""
    room = min(len(before), MOST_BEFORE)
    shown = printable(before[len(before) - room :])
    if len(before) == room == len(shown):
        return shown
    return HIDDEN + shown[len(shown) - room + 1 :]
