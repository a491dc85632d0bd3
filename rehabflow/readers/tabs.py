"""Tabs to spaces, where every width of a tab that can be read makes the same of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import evolve

from rehabflow.errors import Edit, Problem
from rehabflow.readers.yaml_tree import scan
from rehabflow.tree import Node, Source, without_places

_WIDTHS = (2, 4, 8, 1, 3)
"""How wide a tab at the beginning of a line may be; the first that can be read is written."""
_INSIDE = (1, 2)
"""How many spaces may stand in place of another; where that matters, it is part of a text."""
_TABS = re.compile("\t+")


def with_tabs_mended(problems: Sequence[Problem], source: Source) -> tuple[Problem, ...]:
    """The problems of a text; those that are tabs with what mends them, where nobody could have
    meant anything else: every width of a tab that makes YAML of the text makes the same."""
    if all(each.code != "RF304" for each in problems):
        return tuple(problems)
    edits = _edits(source)
    return tuple(
        evolve(each, fix=edits.get(each.line, ())) if each.code == "RF304" else each
        for each in problems
    )


def _edits(source: Source) -> Mapping[int, tuple[Edit, ...]]:
    """What is to be written in place of the tabs of each line; nothing where that is unclear."""
    found: list[tuple[Node, int]] = []
    for width in _WIDTHS:
        for inside in _INSIDE:
            lines = [_spaced(each, width, inside) for each in source.text.split("\n")]
            tree, problems = scan("\n".join(lines).encode(), source.path)
            if tree is not None and not problems:
                found.append((without_places(tree.root), width))
    if not found or any(node != found[0][0] for node, _ in found):
        return {}
    width = found[0][1]
    return {
        number: tuple(
            Edit(number, run.start() + 1, run.end() + 1, _instead(line, run, width, 1))
            for run in _TABS.finditer(line)
        )
        for number, line in enumerate(source.lines, 1)
    }


def _spaced(line: str, width: int, inside: int) -> str:
    return _TABS.sub(lambda run: _instead(line, run, width, inside), line)


def _instead(line: str, run: re.Match[str], width: int, inside: int) -> str:
    """The spaces in place of some tabs in a row."""
    leads = not line[: run.start()].strip()
    return " " * (len(run[0]) * width if leads else inside)
