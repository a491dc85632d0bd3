"""Checks: a rule reads its window, leaves it as it is, and reaches for nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from rehabflow.rule import Window
from rehabflow.testing.altered import elsewhere
from rehabflow.testing.answer import NoAnswer, answer_over, answered
from rehabflow.testing.asking import Asking
from rehabflow.testing.check import check_each
from rehabflow.testing.purity import Impure, watched


def _impure(asking: Asking) -> str | None:
    rule = asking.criterion.rule
    # What a rule imports when first asked is none of its answer.
    answered(asking)
    try:
        answer_over(asking, asking.window(), lambda window: watched(rule, window))
    except NoAnswer:
        return None
    except Impure as error:
        return f"it calls {error}"
    return None


def _meddling(asking: Asking) -> str | None:
    window = asking.window()
    before = deepcopy(_shown(window))
    try:
        answer_over(asking, window)
    except NoAnswer:
        return None
    for name, was in before.items():
        if (now := _shown(window)[name]) != was:
            return f"it changes its window: `{name}` was {was!r}, and is {now!r}"
    return None


def _shown(window: Window) -> dict[str, Any]:
    """All that a window shows."""
    said = {name: getattr(window, name) for name in ("date", "entered", "missing", "span")}
    days = [(day.date, day.trained, day.nth, day.number, day.session) for day in window]
    return {**said, "ignore": window.ignore, "seen": window.seen, "days": days}


def _far_sight(asking: Asking) -> str | None:
    for other in elsewhere(asking):
        if (one := answered(asking)) != (two := answered(other)):
            return f"it answers {one}; with other data before its window, {two}"
    return None


PURE = check_each("pure", "it calls no clock, chance, file, network or program", _impure)
UNCHANGED = check_each(
    "unchanged", "it leaves its window, days and sessions as they are", _meddling
)
LOCAL = check_each("local", "what lies outside its window makes no difference", _far_sight)
