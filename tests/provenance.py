"""Every number of a protocol, and whether something says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

PROVENANCE = ("from", "choice")
BOUNDARIES = {
    *("stages", "exercises", "one_of", "measures", "ladders", "sources"),
    *("refer", "setback", "advance", "advise", "climb", "drop"),
    *("when", "change", "all", "any", "none"),
}
"""What stands below one of these is covered by no mapping above it."""
CATALOGUES = {"stages", "exercises", "measures", "ladders"}
"""Mappings of ids, each to what it says for itself."""
TEXTS = {
    *("rehabflow", "id", "version", "title", "summary", "goal", "say"),
    *("cite", "doi", "url", "from", "choice", "verified"),
}
"""Words for people, and what a file calls itself."""
NAMES = {
    *("do", "to", "of", "after", "ladder", "extends", "based_on"),
    *("aliases", "easier", "harder"),
}
"""Under these a text names something: `run-through-70` is no number."""
_NUMBER = re.compile(r"(?<![^\W\d_])(?<!\w[-_])[0-9]+(?:\.[0-9]+)?")


@frozen
class Bare:
    """A number for which nothing says where it comes from."""

    path: str
    said: str

    def __str__(self) -> str:
        return f"{self.path}: {self.said}"


def bare_numbers(declaration: Any) -> list[Bare]:
    """The numbers of a protocol as plain data that neither `from` nor `choice` stands by.

    A mapping that says either covers the numbers in it, and those in what it holds (the rungs of
    a ladder, a probe), but for what stands below one of the `BOUNDARIES`: a criterion is not
    covered by its gate, a dose not by its stage, and nothing but its own values by the file.
    """
    return list(_bare(declaration, "", covered=False))


def _bare(node: Any, path: str, *, covered: bool) -> Iterator[Bare]:
    if isinstance(node, dict):
        covered = covered or says_where_from(node)
        for name, value in node.items():
            if name in TEXTS or (name in NAMES and is_name(value)):
                continue
            starts = name in BOUNDARIES or (name == "of" and isinstance(value, list))
            inside = f"{path}.{name}".lstrip(".")
            if name in CATALOGUES and isinstance(value, dict):
                for id, each in value.items():
                    if id not in TEXTS:
                        yield from _bare(each, f"{inside}.{id}", covered=False)
            else:
                yield from _bare(value, inside, covered=covered and not starts)
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from _bare(value, f"{path}[{at}]", covered=covered)
    elif not covered and is_number(node):
        yield Bare(path, str(node))


def says_where_from(node: dict[str, Any]) -> bool:
    """Whether a mapping says where its numbers come from, in something that is not empty."""
    return any(node.get(name) for name in PROVENANCE)


def is_name(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


def is_number(value: Any) -> bool:
    """Whether a value is a number, or a text with one in it: `3 sessions`, `3x10`, `90%`."""
    if isinstance(value, bool) or value is None:
        return False
    return not isinstance(value, str) or _NUMBER.search(value) is not None


def sources_of(declaration: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each fact that a `from` names, with the path of what names it: `stages.acute.advance[0]`.

    A dose goes by its exercise: `stages.acute.exercises.heel-dig`.
    """
    if isinstance(declaration, dict):
        for name, value in declaration.items():
            if name == "from":
                yield from ((each, path) for each in value)
            else:
                yield from sources_of(value, f"{path}.{name}".lstrip("."))
    elif isinstance(declaration, list):
        for at, value in enumerate(declaration):
            dose = isinstance(value, dict) and value.get("do")
            yield from sources_of(value, f"{path}.{dose}" if dose else f"{path}[{at}]")
