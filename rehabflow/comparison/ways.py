"""The ways out of a stage, beside each other in two protocols, and what changed of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rehabflow.comparison.change import Change, Place, change
from rehabflow.comparison.gates import Pair, gate_changes, key, matched
from rehabflow.protocol import Transition


def ways_beside(old: Sequence[Transition], new: Sequence[Transition]) -> list[Pair[Transition]]:
    """The ways of one kind beside each other: by where they lead and what they ask, else by
    where they lead."""
    return matched(old, new, (lambda each: (each.to, key(each.gate)), _leads))


def _leads(way: Transition) -> Any:
    return way.to


def way_changes(
    old: Sequence[Transition], new: Sequence[Transition], stage: str | None, *claims: str
) -> Iterator[Change]:
    """Every change of the ways of one kind; one that leads elsewhere is still the same way."""
    pairs = ways_beside(old, new)
    gone = [was for was, now in pairs if was is not None and now is None]
    fresh = [now for was, now in pairs if was is None and now is not None]
    alone = len(gone) == len(fresh) == 1
    moved = matched(gone, fresh, (lambda each: key(each.gate), lambda each: alone or id(each)))
    pairs = [each for each in pairs if None not in each] + moved
    for was, now in pairs:
        if was is None or now is None:
            of = now or was
            assert of is not None
            yield change("decides", "way", Place(stage, of.kind, of.to), was, now, *claims)
            continue
        place = Place(stage, now.kind, now.to)
        if was.to != now.to:
            yield change("decides", "target", place, was, now, *claims)
        yield from gate_changes(was.gate, now.gate, place, *claims)
    left = [was for was, now in pairs if was is not None and now is not None]
    if left != [each for each in old if each in left] and len(left) > 1:
        place = Place(stage, new[0].kind, to="")
        yield change("decides", "tried", place, list(old), list(new), *claims)
