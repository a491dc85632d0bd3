"""What is installed as a list for people: an id, what it is, and who brings it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rehabflow.printable import display_width, printable

WIDTH = 80
_MOST = (24, 28)
"""The most columns of an id and of who brings it; what is longer has a line of its own."""


def listing_text(rows: Sequence[tuple[str, str, str]]) -> str:
    """A line or two for each: its id, what is said of it, and who brings it."""
    shown = [(printable(id), printable(said), who) for id, said, who in rows]
    first, last = (
        min(most, max((display_width(row[at]) for row in shown), default=0))
        for at, most in ((0, _MOST[0]), (2, _MOST[1]))
    )
    return "\n".join(line for row in shown for line in _row(*row, first, last))


def brought_by(distribution: str, version: str) -> str:
    """`rehabflow 0.1.0`."""
    return printable(f"{distribution} {version}".rstrip())


def _row(id: str, summary: str, who: str, first: int, last: int) -> Iterator[str]:
    middle = WIDTH - first - last - 4
    said = wrap(summary, middle)
    if display_width(id) > first:
        yield id
        id = ""
    beside = who if display_width(who) <= last else ""
    yield f"{_padded(id, first)}  {_padded(said[0], middle)}  {beside}".rstrip()
    yield from (f"{'':<{first}}  {more}" for more in said[1:])
    if not beside:
        yield f"{'':<{first}}  {who}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))
