"""Scenarios that say what comes out today, and nothing else of their file changed."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from rehabflow.cells import with_cell
from rehabflow.scenario import Miss, tables_of


@frozen
class Cell:
    """A cell that was written anew: on which line, in which column, what it said and says."""

    line: int
    field: str
    was: str
    now: str

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {"line": self.line, "field": self.field, "was": self.was, "now": self.now}


def cells_to_accept(misses: Iterable[Miss]) -> tuple[Cell, ...]:
    """The cells of rows that come out otherwise, in the order of the file."""
    found = [
        Cell(miss.row.line, each.field, *each.words)
        for miss in misses
        for each in miss.differences
    ]
    return tuple(sorted(found, key=lambda each: each.line))


def accepted(text: str, cells: Iterable[Cell]) -> str:
    """The text of a file of scenarios with those cells, and every other byte as it was."""
    lines = text.splitlines(keepends=True)
    columns = {number: names for _, _, _, names, rows in tables_of(text) for number, _ in rows}
    for each in cells:
        at = columns[each.line].index(each.field)
        lines[each.line - 1] = with_cell(lines[each.line - 1], at, each.now)
    return "".join(lines)
