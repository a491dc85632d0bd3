r"""The cells of a row of a Markdown table; a bar inside one is written as `\|`."""

from __future__ import annotations

import re

_BAR = re.compile(r"(?<!\\)\|")


def cells_of(row: str) -> list[str]:
    """What stands in each cell of a row, without the blanks around it."""
    cells = _BAR.split(row.strip().removeprefix("|"))
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    return [cell.strip().replace(r"\|", "|") for cell in cells]


def row_of(cells: list[str], widths: list[int] | None = None) -> str:
    """A row with these cells; each on one line, and as wide as `widths` says at least."""
    escaped = map(escape, cells)
    padded = (
        cell.ljust(width) for cell, width in zip(escaped, widths or [0] * len(cells), strict=True)
    )
    return f"| {' | '.join(padded)} |"


def escape(text: str) -> str:
    r"""A text as a cell holds it: on one line, with its bars written as `\|`."""
    return " ".join(text.splitlines()).strip().replace("|", r"\|")


def with_cell(row: str, at: int, text: str) -> str:
    """The row with another text in one cell, which stays as wide as it was where that will do."""
    bars = [found.start() for found in _BAR.finditer(row)]
    start = bars[at] + 1
    end = bars[at + 1] if at + 1 < len(bars) else len(row.rstrip())
    old = row[start:end]
    left = old[: len(old) - len(old.lstrip())]
    right = old[len(old.rstrip()) :]
    new = f"{left}{escape(text)}"
    return row[:start] + f"{new}{right[:1]}".ljust(len(old)) + row[end:]
