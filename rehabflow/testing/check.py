"""One thing that a rule is looked at for, and how it is looked for in a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from rehabflow.testing.asking import Asking
from rehabflow.testing.corpus import Corpus

Find = Callable[[Asking], str | None]
"""What is wrong with the answer to a question, or None."""


@frozen
class Check:
    """What a rule promises, and `find`, which says how it breaks that, or None."""

    name: str
    promise: str
    find: Callable[[Corpus], str | None]


def check_each(name: str, promise: str, find: Find) -> Check:
    """A check that looks at one question after the other, and tells the smallest one it finds."""

    def first(corpus: Corpus) -> str | None:
        for asking in corpus.askings:
            found = find(asking)
            if found is not None:
                least, said = smallest(asking, find, found)
                return f"{said}\n  asked {least}"
        return None

    return Check(name, promise, first)


def smallest(asking: Asking, find: Find, found: str) -> tuple[Asking, str]:
    """The question without the rows and cells that what is wrong does not need, and what it is."""
    for less in _lesser(asking):
        said = find(less)
        if said is not None:
            return smallest(less, find, said)
    return asking, found


def _lesser(asking: Asking) -> Iterator[Asking]:
    rows = asking.rows
    for at in range(len(rows) if len(rows) > 1 else 0):
        yield asking.having([*rows[:at], *rows[at + 1 :]])
    for at, cells in enumerate(rows):
        for name, _ in cells:
            # A total needs its target, whose absence is not what is wrong.
            if name not in ("date", "reps_target"):
                less = tuple(each for each in cells if each[0] != name)
                yield asking.having([*rows[:at], less, *rows[at + 1 :]])
