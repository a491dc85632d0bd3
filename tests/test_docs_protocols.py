"""docs/protocols/ has a page for each shipped protocol, made from its file and its scenarios."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from rehabflow import Protocol, load_protocol
from rehabflow.catalog import OWN, installed_protocols
from rehabflow.render.protocol_page import protocol_page
from rehabflow.scenario import Scenario, read_scenarios

PAGES = Path(__file__).parent.parent / "docs" / "protocols"
SHIPPED = {
    id: found.path
    for id, found in sorted(installed_protocols().items())
    if found.distribution == OWN
}
HEAD = """\
# The shipped protocols

Each page is made from the file of its protocol, by `rehabflow protocols NAME --format markdown`:
a diagram, the stages with their exercises and doses, every gate in words, where each number comes
from, and the scenarios that show its limits. None of them is medical advice: they are decision
support, and a clinician decides.

| protocol | what it is | stages | scenarios |
|---|---|---|---|
"""


@cache
def shipped(id: str) -> tuple[Protocol, tuple[Scenario, ...]]:
    protocol = load_protocol(id)
    return protocol, read_scenarios(SHIPPED[id].with_suffix(".md"), protocol)


def page(id: str) -> str:
    protocol, scenarios = shipped(id)
    made = f"made from protocols/{id}.yaml"
    return protocol_page(protocol, made, scenarios, f"../../protocols/{id}.md") + "\n"


def index() -> str:
    rows: list[str] = []
    for id in SHIPPED:
        protocol, scenarios = shipped(id)
        counts = f"{len(protocol.stages)} | {len(scenarios)}"
        rows.append(f"| [{id}]({id}.md) | {protocol.title} | {counts} |\n")
    return HEAD + "".join(rows)


def check(path: Path, text: str) -> None:
    """`REHABFLOW_ACCEPT=1` writes the page anew."""
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("id", SHIPPED)
def test_the_page_is_what_the_protocol_says(id: str) -> None:
    check(PAGES / f"{id}.md", page(id))


def test_the_list_is_of_every_protocol() -> None:
    check(PAGES / "README.md", index())


def test_there_is_no_page_of_anything_else() -> None:
    assert {path.name for path in PAGES.iterdir()} == {f"{id}.md" for id in (*SHIPPED, "README")}
