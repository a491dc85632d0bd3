"""The page of tricky patients: what each ends in, and where that is not what one might expect."""

from __future__ import annotations

import ast
import os
import re
from itertools import groupby
from pathlib import Path
from textwrap import fill

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "tricky-patients.md"
SOURCE = Path(__file__).parent / "test_clinical_scenarios.py"
HEAD = """\
# Tricky patients

Twenty-four patients that a rehabilitation tool easily gets wrong (D1 to D24 of the clinical
facts), and what rehabflow makes of each. Every line is a test of that name in
`tests/test_clinical_scenarios.py`, with its protocol and its made-up log. Where the decision is
another than a clinician in the room might take, the sentence below the line says why.
"""
_NAME = re.compile(r"test_d(?P<number>[0-9]{2})_(?P<words>\w+)")


def named() -> list[tuple[int, str, str]]:
    """The number of the patient, what the test is called, and its docstring."""
    found: list[tuple[int, str, str]] = []
    for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body:
        match = _NAME.fullmatch(node.name) if isinstance(node, ast.FunctionDef) else None
        if match and isinstance(node, ast.FunctionDef):
            words = match["words"].replace("_", " ").replace("aslr", "ASLR")
            said = " ".join((ast.get_docstring(node) or "").split())
            found.append((int(match["number"]), words[0].upper() + words[1:], said))
    return found


def page() -> str:
    parts = [HEAD]
    for number, group in groupby(named(), key=lambda each: each[0]):
        lines = list(group)
        parts.append(f"\n## D{number}: {lines[0][1]}\n\n")
        for _, words, said in lines:
            parts.append(f"- {words}.\n")
            if said:
                parts.append(fill(said, 98, initial_indent="  ", subsequent_indent="  ") + "\n")
    return "".join(parts)


def test_every_patient_is_there_in_order() -> None:
    assert list(dict.fromkeys(number for number, *_ in named())) == list(range(1, 25))


def test_the_page_is_what_the_tests_say() -> None:
    """`REHABFLOW_ACCEPT=1` writes the page anew."""
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
