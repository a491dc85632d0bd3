"""Every hazard and every property has its tests, and docs/safety.md says which."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import fill
from typing import Any

import pytest
import yaml

Plain = dict[str, Any]
TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "safety.md"
DATA: Plain = yaml.safe_load((TESTS / "hazards.yaml").read_text(encoding="utf-8"))
KINDS = ("property", "table", "example", "golden")
WORST = {"H01", "H05", "H09", "H16", "H24", "H28", "H41", "H47", "H48", "H62"}
"""A wrong advance, or a setback that nobody sees."""


def entries(chapters: Plain) -> list[Plain]:
    return [entry for chapter in chapters.values() for entry in chapter]


HAZARDS, PROPERTIES = entries(DATA["hazards"]), entries(DATA["properties"])


def each(found: list[Plain]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", found, ids=lambda entry: str(entry["id"]))


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    """The tests of a file, read off its source."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def decorated(test: str) -> set[str]:
    """The last words of a test's decorators: `given`, `parametrize`."""
    file, _, name = test.partition("::")
    marks = functions(file)[name].decorator_list
    calls = (mark.func if isinstance(mark, ast.Call) else mark for mark in marks)
    return {ast.unparse(call).rpartition(".")[2] for call in calls}


def shown_by(entry: Plain) -> Iterator[str]:
    found = entry["tests"]
    for part in found.values() if isinstance(found, dict) else [found]:
        yield from part


# ---------------------------------------------------------------- the data


@pytest.mark.parametrize(
    ("letter", "count", "listed", "left_out"),
    [("H", 79, HAZARDS, "left_out"), ("P", 37, PROPERTIES, "properties_left_out")],
)
def test_none_is_forgotten(letter: str, count: int, listed: list[Plain], left_out: str) -> None:
    ids = [entry["id"] for entry in listed] + list(DATA[left_out])
    assert sorted(ids) == [f"{letter}{number:02}" for number in range(1, count + 1)]
    assert all(len(why) > 20 for why in DATA[left_out].values())


@each([*HAZARDS, *PROPERTIES])
def test_it_is_told_in_sentences(entry: Plain) -> None:
    texts = [entry[name] for name in ("hazard", "behaviour", "says", "otherwise") if name in entry]
    assert all(text == text.strip() and text.endswith((".", '."')) for text in texts)
    known = {"id", "hazard", "behaviour", "says", "otherwise", "tests", "worst"}
    assert set(entry) <= known
    assert len(texts) >= (2 if "hazard" in entry else 1)


@each([*HAZARDS, *PROPERTIES])
def test_it_has_tests_that_there_are(entry: Plain) -> None:
    named = list(shown_by(entry))
    assert named
    assert len(set(named)) == len(named)
    for test in named:
        file, _, name = test.partition("::")
        assert (TESTS / file).is_file(), test
        assert name in functions(file), test


@each(HAZARDS)
def test_the_tests_of_a_hazard_are_of_their_kind(entry: Plain) -> None:
    assert set(entry["tests"]) <= set(KINDS)
    for kind, named in entry["tests"].items():
        for test in named:
            assert ("given" in decorated(test)) == (kind == "property"), test
            assert kind != "table" or decorated(test), test
            source = (TESTS / test.partition("::")[0]).read_text(encoding="utf-8")
            assert kind != "golden" or "REHABFLOW_ACCEPT" in source, test


def test_the_worst_have_shown_by_two_kinds() -> None:
    worst = {entry["id"]: set(entry["tests"]) for entry in HAZARDS if entry.get("worst")}
    assert set(worst) == WORST
    for id, kinds in worst.items():
        assert "property" in kinds, id
        assert len(kinds) >= 2, id


@each(PROPERTIES)
def test_a_property_is_held_by_what_is_drawn_or_by_every_case_there_is(entry: Plain) -> None:
    """Or by single cases, where there is only one thing to look at."""
    single = {"P02", "P12", "P19", "P25", "P26", "P36"}
    marks: set[str] = set()
    for test in entry["tests"]:
        marks |= decorated(test)
    assert marks & {"given", "parametrize"} or entry["id"] in single


# ---------------------------------------------------------------- docs/safety.md

HEAD = """\
# What could go wrong, and what is done about it

A program that says "criteria met" can do harm: by a wrong advance, or by a danger that nobody
sees. This page lists what could lead to either, what rehabflow does about it, and the tests that
show it, which run on every change. It is made from `tests/hazards.yaml`.

Doubt only ever holds a patient back. But to hold is not always harmless either, so whatever could
not be ruled out is told in the review and never passed over. Nothing here makes the result more
than decision support: criteria are met, not met or unknown, and a clinician decides.

A *property* is tried on many drawn protocols and logs, a *table* on rows of cases, an *example* on
one, and a *golden* text was read by a person before it was kept. **Worst** marks the ten hazards
that have tests of at least two kinds.
"""


def linked(tests: list[str]) -> str:
    return ", ".join(
        f"[{name.removeprefix('test_').replace('_', ' ')}](../tests/{file})"
        for file, _, name in (test.partition("::") for test in tests)
    )


def wrapped(text: str, first: str = "", later: str = "") -> str:
    return fill(
        text,
        99,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def otherwise(entry: Plain) -> str:
    return f"*Otherwise than first asked for:* {entry['otherwise']}"


def hazard_lines(entry: Plain) -> Iterator[str]:
    worst = " **Worst.**" if entry.get("worst") else ""
    yield f"### {entry['id']}. {entry['hazard'].removesuffix('.')}\n"
    yield wrapped(f"{entry['behaviour']}{worst}") + "\n"
    if "otherwise" in entry:
        yield wrapped(otherwise(entry)) + "\n"
    shown = (f"{kind}: {linked(entry['tests'][kind])}" for kind in KINDS if kind in entry["tests"])
    yield wrapped(f"Shown by {'; '.join(shown)}.") + "\n"


def property_lines(entry: Plain) -> Iterator[str]:
    more = f" {otherwise(entry)}" if "otherwise" in entry else ""
    text = f"**{entry['id']}.** {entry['says']}{more} Shown by {linked(entry['tests'])}."
    yield wrapped(text, "- ", "  ")


def left_out_lines(left_out: Plain) -> Iterator[str]:
    yield "| id | why |\n|---|---|"
    yield from (f"| {id} | {why} |" for id, why in left_out.items())


def safety_page() -> str:
    lines = [HEAD]
    for title, chapter in DATA["hazards"].items():
        lines.append(f"## {title}\n")
        lines += (text for entry in chapter for text in hazard_lines(entry))
    lines.append("## Hazards that are left out\n")
    lines += left_out_lines(DATA["left_out"])
    lines.append("\n## Properties\n\nWhat holds of any protocol and any log.")
    for title, chapter in DATA["properties"].items():
        lines.append(f"\n### {title}\n")
        lines += (text for entry in chapter for text in property_lines(entry))
    lines.append("\n### Properties that are left out\n")
    lines += left_out_lines(DATA["properties_left_out"])
    return "\n".join(lines) + "\n"


def test_the_page_is_made_from_the_data() -> None:
    """`REHABFLOW_ACCEPT=1` writes it."""
    if os.environ.get("REHABFLOW_ACCEPT"):
        PAGE.write_text(safety_page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == safety_page()
