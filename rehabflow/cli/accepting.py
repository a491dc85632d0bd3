"""What `rehabflow test --accept` does: rows that come out otherwise say what comes out."""

from __future__ import annotations

from pathlib import Path

from rehabflow.accepted import accepted, cells_to_accept
from rehabflow.cli.own_file import write
from rehabflow.render.acceptance import acceptance_text
from rehabflow.render.json import line
from rehabflow.render.scenarios import object_of_test
from rehabflow.scenario import read_text
from rehabflow.tested import Tested


def accept(tested: Tested, path: Path, style: str) -> str:
    """Write what comes out into the file of the scenarios, and say what was changed."""
    cells = cells_to_accept(tested.misses)
    before = read_text(path)
    after = accepted(before, cells)
    write(path, before, after)
    if style == "json":
        return line({**object_of_test(tested), "accepted": [each.to_dict() for each in cells]})
    return acceptance_text(tested, cells, before, after)
