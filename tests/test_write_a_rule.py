"""docs/write-a-rule.md, followed to the letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from walked import walk

from rehabflow.testing import CHECKS

PAGE = Path(__file__).parent.parent / "docs" / "write-a-rule.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_true_from_its_first_block_to_its_last(tmp_path: Path) -> None:
    assert walk(TEXT, tmp_path) == 6


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    (_, _, below) = TEXT.partition(f"\n## {heading}\n")
    lines = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_what_a_rule_may_not_do_names_every_check_of_the_kit_once() -> None:
    named = [
        name for row in rows("What a rule may not") for name in re.findall(r"`(\w+)`", row[2])
    ]
    assert sorted(named) == sorted(CHECKS)


@pytest.mark.parametrize("heading", ["What a rule may", "What a rule may not"])
def test_what_a_rule_may_and_may_not_do_has_its_reason(heading: str) -> None:
    assert len(rows(heading)) > 5
    assert all(all(row) for row in rows(heading))
