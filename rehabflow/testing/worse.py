"""Check: more pain, a lower leg raise or less work never makes a reading better."""

from __future__ import annotations

from rehabflow.entry import Number
from rehabflow.testing.altered import worsened
from rehabflow.testing.answer import answered
from rehabflow.testing.asking import Asking, better_of
from rehabflow.testing.check import check_each


def _improved_by_worse(asking: Asking) -> str | None:
    better = better_of(asking.criterion.rule)
    if better is None:
        return None
    for worse in worsened(asking):
        before, after = answered(asking), answered(worse)
        if before is None or after is None or before.empty or after.empty:
            continue
        pairs = ((before.low, after.low), (before.high, after.high))
        for (was, now), open_end in zip(pairs, (-1, 1), strict=True):
            change = _change(was, now, open_end)
            if change < 0 if better == "lower" else change > 0:
                return f"it answers {before}, and {after} where one date is worse:\n  {worse}"
    return None


def _change(was: Number | None, now: Number | None, open_end: int) -> Number:
    """By how much an end moves up; an open end is further out than any number."""
    if was is None or now is None:
        return 0 if was is now else (open_end if now is None else -open_end)
    return now - was


WORSE = check_each(
    "direction", "more pain, a lower raise or less work is never better", _improved_by_worse
)
