"""What was accepted in a file of scenarios, for people: each cell, and the change as a diff."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from rehabflow.accepted import Cell
from rehabflow.printable import printable
from rehabflow.render.phrase import counted
from rehabflow.tested import Tested


def acceptance_text(tested: Tested, cells: Sequence[Cell], before: str, after: str) -> str:
    """A line for each cell that was written anew, and the lines of the file that changed."""
    path, protocol = printable(tested.path), tested.protocol
    lines = [f"{protocol.id} {protocol.version}: {counted(len(cells), 'cell')} accepted"]
    lines += [f"  {path}:{each.line}: {each.field}: {each.was} -> {each.now}" for each in cells]
    diff = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="")
    return "\n".join([*lines, "", *map(printable, diff)])
