"""Checks: what is not logged, read or seen may widen a reading and never makes it look better."""

from __future__ import annotations

from rehabflow.testing.altered import less_logged, seen_whole, unlogged, unreadable
from rehabflow.testing.answer import answered, contains, ends_of
from rehabflow.testing.asking import Asking, Ends, better_of
from rehabflow.testing.check import check_each


def _improved_by_silence(asking: Asking) -> str | None:
    full = ends_of(asking)
    if full is None or asking.criterion.ignore_missing:
        return None
    for other in (*unlogged(asking), *less_logged(asking)):
        less = ends_of(other)
        if less is not None and not contains(less, full):
            one, two = answered(asking), answered(other)
            return f"it answers {one}; with less of it logged, {two}, which rules that out"
    return None


def _improved_by_a_blot(asking: Asking) -> str | None:
    full = ends_of(asking)
    for other in unreadable(asking) if full else ():
        blotted = ends_of(other)
        if full and not (blotted and contains(blotted, full)):
            one, two = answered(asking), answered(other)
            return (
                f"it answers {one}; with a date that cannot be read, {two}, which rules that out"
            )
    return None


def _improved_by_what_is_unseen(asking: Asking) -> str | None:
    better = better_of(asking.criterion.rule)
    # The end that a limit on the better side is held against.
    end = 1 if better == "lower" else 0
    for whole in seen_whole(asking) if better else ():
        part, full = ends_of(asking), ends_of(whole)
        if part and full and not contains(_only(part, end), _only(full, end)):
            one, two = answered(whole), answered(asking)
            return f"it answers {one} over all of it, and {two} where an advance sees less"
    return None


def _only(ends: Ends, end: int) -> Ends:
    """One end of a range, the other left open."""
    return (None, ends[1]) if end else (ends[0], None)


MISSING = check_each(
    "missing", "what is not logged leaves possible what it would have said", _improved_by_silence
)
UNREADABLE = check_each(
    "unreadable", "what cannot be read leaves possible what it says", _improved_by_a_blot
)
UNSEEN = check_each(
    "unseen", "an advance that sees less never sees it better", _improved_by_what_is_unseen
)
