"""Words put together: sentences, counts, lists and names."""

from __future__ import annotations

from collections.abc import Sequence

from rehabflow.entry import name_key
from rehabflow.printable import printable


def sentence(text: str, end: str = ".") -> str:
    """A text that begins with a capital letter and ends in `end`; nothing of nothing."""
    return f"{text[0].upper()}{text[1:]}{end}" if text else ""


def closed(text: str) -> str:
    """A text that ends as a sentence does."""
    return text + "." * (text[-1:] not in (".", "!", "?"))


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def named(id: str, title: str) -> str:
    """`isometric (Hold)`; the id alone where the title says no more."""
    return id if name_key(title) == name_key(id) else f"{id} ({printable(title)})"
