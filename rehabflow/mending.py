"""Mending a file: what its problems say for certain is written into it, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import pairwise

from attrs import Factory, define, field, frozen

from rehabflow import tree as t
from rehabflow.codes import DOUBT_CODES
from rehabflow.errors import Edit, Problem
from rehabflow.readers.yaml_text import BOM
from rehabflow.readers.yaml_tree import scan

ROUNDS = 10
"""How often a file is mended and looked at again; what one mend brings to light may be another."""

_BETWEEN = re.compile(r"[\s,{}\[\]]")
"""What stands between two words."""

Look = Callable[[bytes], Sequence[Problem]]
"""Says what is wrong with the bytes of a file."""


@frozen
class Change:
    """One edit that was made: where, why, and the words before and after it."""

    line: int
    column: int
    code: str
    was: str
    now: str


@frozen
class Mended:
    """What mending made of a file."""

    data: bytes = field(repr=False)
    changes: tuple[Change, ...] = ()
    """What was changed, in the order of the lines; a column is that at the time of the change."""


def mended(data: bytes, path: str, look: Look) -> Mended:
    """The bytes of a file, mended as far as is certain; they differ only where edits say so.

    The outcome is YAML and has no more problems than the file had; else it is the file as it was.
    Of a file that could be read, every other line means what it meant, and no mend brings a new
    problem.
    """
    work = _Work(data, path, look, tuple(look(data)))
    bound, best = _count(work.problems), Mended(data)
    for _ in range(ROUNDS):
        fixable = work.fixable()
        if not work.mend(fixable):
            # From the end, so that the places of the others hold.
            alone = [work.mend((each,)) for each in reversed(fixable)] if fixable[1:] else []
            if not any(alone):
                break
        if _count(work.problems) <= bound and _meaning(work.data, path, ()) is not None:
            best = Mended(work.data, tuple(sorted(work.changes, key=lambda each: each.line)))
    return best


@define
class _Work:
    """A file on the way."""

    data: bytes
    path: str
    look: Look
    problems: tuple[Problem, ...]
    changes: list[Change] = Factory(list[Change])

    def fixable(self) -> tuple[Problem, ...]:
        """The problems of this file that say what mends them, on lines that are else YAML."""
        unclear = {each.line for each in self.problems if each.code in t.CODES and not each.fix}
        own = [each for each in self.problems if each.fix and each.path == self.path]
        alike = Counter(each.message for each in own)
        return tuple(
            each
            for each in own
            if each.line not in unclear
            and not (alike[each.message] > 1 and self.is_named_here(each))
        )

    def is_named_here(self, problem: Problem) -> bool:
        """Whether it refers to what this file names: the slip may as well be in that name."""
        words = _meaning(self.data, self.path, ()) if problem.code in ("RF409", "RF410") else None
        return any(name and text == problem.fix[0].text for _, name, _, text in words or ())

    def mend(self, some: Sequence[Problem]) -> bool:
        """Mend some problems at once; whether that was done, for it was for the better."""
        edits = _edits(some)
        if not edits or any((a.line, a.end) > (b.line, b.column) for a, b in pairwise(edits)):
            return False
        after = _edited(self.data, edits)
        found = tuple(self.look(after))
        if not self.is_better(after, found, some):
            return False
        self.changes += _changes(self.data, some)
        self.data, self.problems = after, found
        return True

    def is_better(self, after: bytes, found: Sequence[Problem], some: Sequence[Problem]) -> bool:
        """Whether what was to be mended is, and all else is as it was."""
        were, are = _kinds(self.problems), _kinds(found)
        if any(are[kind] >= were[kind] for kind in _kinds(some)):
            return False
        lines = {edit.line for edit in _edits(some)}
        old, new = (_meaning(each, self.path, lines) for each in (self.data, after))
        return old is None or (old == new and are <= were)


def _count(problems: Sequence[Problem]) -> int:
    """How many there are, apart from doubts: those are told only where there is nothing else."""
    return sum(each.code not in DOUBT_CODES for each in problems)


def _edits(problems: Sequence[Problem]) -> list[Edit]:
    found = {edit for each in problems for edit in each.fix}
    return sorted(found, key=lambda edit: (edit.line, edit.column, edit.end))


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    lines = _lines(data)
    for edit in reversed(edits):
        lines[edit.line - 1] = _written(lines[edit.line - 1], edit)
    return data[: len(data) - len(data.removeprefix(BOM))] + "\n".join(lines).encode()


def _lines(data: bytes) -> list[str]:
    return data.removeprefix(BOM).decode().split("\n")


def _written(line: str, edit: Edit) -> str:
    return line[: edit.column - 1] + edit.text + line[edit.end - 1 :]


def _changes(data: bytes, problems: Sequence[Problem]) -> Iterator[Change]:
    lines = _lines(data)
    codes = {edit: each.code for each in problems for edit in each.fix}
    for edit in _edits(problems):
        line = lines[edit.line - 1]
        before, after = line[: edit.column - 1], line[edit.end - 1 :]
        first, last = _BETWEEN.split(before)[-1], _BETWEEN.split(after, maxsplit=1)[0]
        was = first + line[edit.column - 1 : edit.end - 1] + last
        yield Change(edit.line, edit.column, codes[edit], was, first + edit.text + last)


def _kinds(problems: Sequence[Problem]) -> Counter[tuple[str, int, str]]:
    """The problems, doubts apart, by what does not change where another is mended."""
    return Counter(
        (each.code, each.line, each.field) for each in problems if each.code not in DOUBT_CODES
    )


_Word = tuple[int, bool, t.Value, str]


def _meaning(data: bytes, path: str, but: Container[int]) -> list[_Word] | None:
    """Every name and value outside some lines, in order; None where nothing can be read."""
    tree, _ = scan(data, path)
    return None if tree is None else [word for word in _words(tree.root) if word[0] not in but]


def _words(node: t.Node, is_name: bool = False) -> Iterator[_Word]:
    if isinstance(node, t.Mapping):
        for key, value in node.items:
            yield from _words(key, is_name=True)
            yield from _words(value)
    elif isinstance(node, t.Sequence):
        for each in node.items:
            yield from _words(each)
    else:
        yield node.line, is_name, node.value, node.text
