"""Checks: what is not logged, or not seen, may widen a reading and never makes it look better."""

from __future__ import annotations

from rehabflow.testing.altered import less_logged, seen_whole, unlogged
from rehabflow.testing.answer import answered, contains
from rehabflow.testing.asking import Asking, better_of
from rehabflow.testing.check import check_each


def _improved_by_silence(asking: Asking) -> str | None:
    if asking.criterion.ignore_missing:
        return None
    full = answered(asking)
    for other in (*unlogged(asking), *less_logged(asking)):
        less = answered(other)
        if full is None or less is None or (less.empty and not asking.advance):
            continue
        if not contains(less.ends(other), full.ends(asking)):
            return f"it answers {full}; with less of it logged, {less}, which rules that out"
    return None


def _improved_by_what_is_unseen(asking: Asking) -> str | None:
    better = better_of(asking.criterion.rule)
    for whole in seen_whole(asking):
        part, full = answered(asking), answered(whole)
        if part is None or full is None:
            continue
        (low, high), (least, most) = part.ends(asking) or (None, None), full.ends(whole) or (0, 0)
        worst, worst_of_full = (high, most) if better == "lower" else (low, least)
        falls_short = (
            worst is not None
            and worst_of_full is not None
            and (worst < worst_of_full if better == "lower" else worst > worst_of_full)
        )
        if better is not None and (falls_short or (worst is not None and worst_of_full is None)):
            return f"it answers {full} over all of it, and {part} where an advance sees less"
    return None


MISSING = check_each(
    "missing", "what is not logged leaves possible what it would have said", _improved_by_silence
)
UNSEEN = check_each(
    "unseen", "an advance that sees less never sees it better", _improved_by_what_is_unseen
)
