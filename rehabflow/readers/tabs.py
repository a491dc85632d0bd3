"""Tabs to spaces, where the file can be meant in one way alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product

from attrs import evolve

from rehabflow.errors import Edit, Problem
from rehabflow.readers.yaml_tree import scan
from rehabflow.tree import Node, Source, without_places

MOST = 100_000
"""Characters; a file that is larger was not written by hand, and would take long."""
_WIDTHS = (2, 4, 8, 1, 3)
"""How wide a tab at the beginning of a line may be; the first that can be read is written."""
_INSIDE = (1, 2)
"""How many spaces may stand in place of another; where that matters, it is part of a text."""
_TABS = re.compile("\t+")


def with_tabs_mended(
    problems: Sequence[Problem], source: Source, is_whole: Callable[[bytes], bool]
) -> tuple[Problem, ...]:
    """The problems of a text; those that are tabs with what mends them, where nobody could have
    meant anything else.

    Every width of a tab that makes YAML of the text makes the same; or one of them alone makes
    what `is_whole`, without any problem.
    """
    own = [each.line for each in problems if each.code == "RF304"]
    if not own or len(source.text) > MOST or (width := _width(source, is_whole)) is None:
        return tuple(problems)
    # Of very many tabs only the first are told: the last of those stands for the others.
    ends = dict(zip(own, [*own[1:], len(source.lines) + 1], strict=True))
    return tuple(
        evolve(each, fix=_edits(source, range(each.line, ends[each.line]), width))
        if each.code == "RF304"
        else each
        for each in problems
    )


def _width(source: Source, is_whole: Callable[[bytes], bool]) -> int | None:
    """How wide a tab is; None where that is unclear."""
    read: list[tuple[Node, int, bytes]] = []
    for width, inside in product(_WIDTHS, _INSIDE):
        lines = [_spaced(each, width, inside) for each in source.text.split("\n")]
        data = "\n".join(lines).encode()
        tree, problems = scan(data, source.path)
        node = None if tree is None or problems else without_places(tree.root)
        if node is not None and all(node != each for each, *_ in read):
            read.append((node, width, data))
    if len(read) > 1:
        read = [each for each in read if is_whole(each[2])]
    return read[0][1] if len(read) == 1 else None


def _edits(source: Source, numbers: Iterable[int], width: int) -> tuple[Edit, ...]:
    """What is to be written in place of the tabs of some lines."""
    return tuple(
        Edit(number, run.start() + 1, run.end() + 1, _instead(source.line(number), run, width, 1))
        for number in numbers
        for run in _TABS.finditer(source.line(number))
    )


def _spaced(line: str, width: int, inside: int) -> str:
    return _TABS.sub(lambda run: _instead(line, run, width, inside), line)


def _instead(line: str, run: re.Match[str], width: int, inside: int) -> str:
    """The spaces in place of some tabs in a row."""
    leads = not line[: run.start()].strip()
    return " " * (len(run[0]) * width if leads else inside)
