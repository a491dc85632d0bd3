"""What shipped protocols say beside their moves, from both sides of each limit.

Scenarios have no column for it.
"""

from __future__ import annotations

import pytest

from rehabflow import Engine, Log, load_protocol

STOP, WORSE, WEEK = "Pain of 2 or more", "The morning after", "A week in this stage"
HURT = "It hurt."


def said(id: str, text: str) -> list[str]:
    """The advice on the last of the rows `day pain morning`; `-` was not logged."""
    names = ("date", "pain", "pain_morning")
    rows = []
    for row in text.split(";"):
        day, *cells = row.split()
        cells = ["" if each == "-" else each for each in cells]
        rows.append(dict(zip(names, [f"2026-03-{day}", *cells], strict=True)))
        rows[-1]["work"] = "all" if cells[0] else ""
    timeline = Engine(load_protocol(id)).replay(Log.from_entries(rows, patient="Maya"))
    return [each.say for each in timeline.advice]


@pytest.mark.parametrize(
    ("id", "text", "starts"),
    [
        ("aspetar", "02 1.9 1", []),
        ("aspetar", "02 2 1", [STOP]),
        ("aspetar", "02 2 1; 03 1.9 1", []),
        ("aspetar", "02 2 1; 03 - 1", [STOP]),
        ("aspetar", "02 1 1; 03 - 2.9", []),
        ("aspetar", "02 1 1; 03 - 3", [WORSE]),
        ("aspetar", "02 1 1; 03 1 3; 04 1 3", []),
        ("aspetar", "02 1 1; 05 - 5", []),
        ("aspetar", "02 2 1; 08 2 1", [STOP]),
        ("aspetar", "02 2 1; 09 2 1", [STOP, WEEK]),
        ("aspetar", "02 2 1; 09 1.9 1", []),
        *((id, "02 0 1", []) for id in ("heiderscheit", "pats")),
        *((id, "02 0.1 1", [HURT]) for id in ("heiderscheit", "pats")),
        *((id, "02 1 1; 03 0 1", []) for id in ("heiderscheit", "pats")),
        *((id, "02 0 1; 03 - 2.9", []) for id in ("heiderscheit", "pats")),
        *((id, "02 0 1; 03 - 3", [WORSE]) for id in ("heiderscheit", "pats")),
        *((id, "02 0 1; 03 0 3; 04 0 3", []) for id in ("heiderscheit", "pats")),
    ],
)
def test_advice_is_given_from_its_limit_on(id: str, text: str, starts: list[str]) -> None:
    found = said(id, text)
    assert len(found) == len(starts), found
    assert all(each.startswith(start) for each, start in zip(found, starts, strict=True))
