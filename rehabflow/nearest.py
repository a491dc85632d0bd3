"""The nearest known name to one that nothing knows."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None where none is near.

    Case and the marks `-`, `_` and space do not count.
    """
    from difflib import get_close_matches

    plain = {_plain(each): each for each in sorted(known, reverse=True)}
    found = get_close_matches(_plain(name)[:80], plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean 'pain'?`, or nothing where no known name is near."""
    found = nearest(name, known)
    return f"did you mean {found!r}?" if found else ""


def _plain(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")
