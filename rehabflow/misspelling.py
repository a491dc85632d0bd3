"""Whether a name is a known one with one slip of the finger in it, and no other one."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 4
"""Characters; in a shorter word, one slip makes another word too easily."""
_MOST = 80
"""Characters; nobody misspells a longer name."""


def misspelt(name: str, known: Iterable[str]) -> str:
    """The known name that `name` misspells beyond doubt, or an empty text.

    It is one letter too many, too few or another, or two letters in the wrong order; or only the
    case of letters differs, or `-`, `_` and spaces do. No other known name is within two such
    slips, and no digit differs: exercises and stages are often told apart by a digit alone.
    """
    if not SHORTEST <= len(name) <= _MOST:
        return ""
    near = [(each, _slips(name, each)) for each in dict.fromkeys(known)]
    near = [(each, slips) for each, slips in near if slips <= 2]
    if len(near) != 1:
        return ""
    ((found, slips),) = near
    same_digits = _digits(name) == _digits(found)
    return found if slips <= 1 and same_digits and len(found) >= SHORTEST else ""


def _slips(name: str, other: str) -> int:
    """How many slips are between two names; 3 where there are more than two."""
    one, two = _plain(name), _plain(other)
    if abs(len(one) - len(two)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, meant in enumerate(two, 1):
            least = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != meant))
            if at > 1 and to > 1 and (letter, one[at - 2]) == (two[to - 2], meant):
                least = min(least, earlier[to - 2] + 1)
            row.append(least)
    return min(row[-1], 3)


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def _digits(name: str) -> str:
    return "".join(each for each in name if each.isdigit())
