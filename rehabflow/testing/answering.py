"""Checks: a rule answers every question, exactly, and on its scale."""

from __future__ import annotations

from rehabflow.testing.answer import NoAnswer, answer_of, answered, contains
from rehabflow.testing.asking import Asking, scale_of
from rehabflow.testing.check import check_each


def _no_answer(asking: Asking) -> str | None:
    try:
        answer_of(asking)
    except NoAnswer as error:
        return f"it {error}"
    return None


def _off_scale(asking: Asking) -> str | None:
    answer = answered(asking)
    if answer is None:
        return None
    low, high = answer.low, answer.high
    if answer.empty:
        if (low, high) != (None, None) or not answer.unknown:
            return "an empty reading has a value, or does not say what is not there"
        return None
    if low is not None and high is not None and low > high:
        return f"the range {answer} is upside down"
    scale = scale_of(asking.criterion.rule)
    if not contains(scale, (low, high)):
        return f"{answer} lies outside its scale, {scale[0]} to {scale[1]}"
    if not answer.unknown and (low is None or low != high):
        return f"{answer} is a range, and `unknown` does not say what is missing"
    return None


ANSWERS = check_each(
    "answers", "it answers any log, also an empty one, with an exact Reading", _no_answer
)
SCALE = check_each(
    "scale", "what it answers lies on its scale, and a range says what is missing", _off_scale
)
