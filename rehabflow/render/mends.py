"""What was mended in a file, one line a change; or the difference that mending would make."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from rehabflow.mending import Change
from rehabflow.printable import printable

_MOST = 60
"""Characters of a word that are shown."""


def render_mends(path: str, changes: Sequence[Change]) -> str:
    """`clinic.yaml:3:10: RF406 mended: 1.0 -> 1.0.0`, one line a change."""
    return "\n".join(
        f"{printable(path)}:{each.line}:{each.column}: {each.code} mended: "
        f"{_word(each.was)} -> {_word(each.now)}"
        for each in changes
    )


def render_difference(path: str, before: str, after: str) -> str:
    """A unified diff of two texts of a file; empty where they are the same."""
    old, new = (text.removesuffix("\n").split("\n") for text in (before, after))
    name = printable(path)
    told = unified_diff(old, new, f"{name} (as it is)", f"{name} (mended)", lineterm="")
    return "\n".join(printable(line.removesuffix("\r").replace("\t", "→")) for line in told)


def _word(text: str) -> str:
    shown = printable(text.strip(" ").replace("\t", "→"), _MOST)
    return f"`{shown}`" if shown else "nothing"
