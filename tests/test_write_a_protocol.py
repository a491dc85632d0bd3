"""docs/write-a-protocol.md, from an empty folder, followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

from walked import BLOCK, walk

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "write-a-protocol.md").read_text(encoding="utf-8")


def test_the_page_is_true_from_its_first_block_to_its_last(tmp_path: Path) -> None:
    assert walk(TEXT, tmp_path) == len(re.findall(r"^\$ ", TEXT, re.MULTILINE)) == 17
    drawn = (tmp_path / "clinic.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")


def test_every_block_is_walked_through() -> None:
    assert (
        len(list(BLOCK.finditer(TEXT)))
        == TEXT.count("\n```\n")
        == len(re.findall(r"^```\w+$", TEXT, re.MULTILINE))
    )


def test_each_page_that_it_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert len(links) > 8
    assert [each for each in links if not (DOCS / each).is_file()] == []
