"""Check: what a rule cites lies in its window, and is enough to come to the same reading."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import date, timedelta

from attrs import evolve

from rehabflow.rule import Day, Window
from rehabflow.testing.answer import NoAnswer, answer_over, answered, contains
from rehabflow.testing.asking import Asking
from rehabflow.testing.check import check_each


def _unfounded(asking: Asking) -> str | None:
    answer = answered(asking)
    if answer is None:
        return None
    window = asking.window()
    since = window.date - timedelta(asking.criterion.rule.looks_back())
    dates = [cited for cited, _ in answer.cited]
    allowed = {day.date for day in window}
    for cited in dates:
        if cited not in allowed and not since <= cited < window.date:
            return f"it cites {cited.isoformat()}, which is not in its window"
    try:
        again = answer_over(asking, only(asking, window, dates))
    except NoAnswer:
        return None
    known = answer.low is not None and answer.low == answer.high
    same = (again.low, again.high, again.empty) == (answer.low, answer.high, answer.empty)
    wider = again.empty or contains((again.low, again.high), (answer.low, answer.high))
    if not (same or (wider and not known)):
        return f"it answers {answer}, and {again} over nothing but the days that it cites"
    return None


def only(asking: Asking, window: Window, dates: Collection[date]) -> Window:
    """The window as if no other dates stood in it."""
    view = copy(asking.view())
    start = len(view.days) - len(window)
    kept: list[Day] = []
    nth = window.count_trained() and next(iter(window)).nth - next(iter(window)).trained
    for day in view.days[start:]:
        if day.date in dates:
            nth += day.trained
            kept.append(evolve(day, nth=nth))
    view.days = [*view.days[:start], *kept]
    narrowed = copy(window)
    seen = view.window(None)
    for name in ("_days", "_stop", "_ask"):
        object.__setattr__(narrowed, name, getattr(seen, name))
    return narrowed


EVIDENCE = check_each(
    "evidence", "what it cites lies in its window, and is enough for its value", _unfounded
)
