"""What a rule answered to one question, in a form that can be compared and sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

from attrs import frozen

from rehabflow.entry import Number
from rehabflow.rule import Day, Reading, Value, Window
from rehabflow.testing.asking import Asking, Ends


class NoAnswer(Exception):
    """A rule raised, or answered with what is no reading."""


@frozen
class Answer:
    """A reading, with the dates and values that it cites."""

    low: Number | None
    high: Number | None
    unknown: str | None
    empty: bool
    cited: tuple[tuple[dt.date, Value], ...]

    def ends(self, asking: Asking) -> Ends | None:
        """The range in which the value lies; None where a danger gate finds nothing to read."""
        return asking.ends(Reading(self.low, self.high, None, (), self.empty))

    def __str__(self) -> str:
        if self.empty:
            return f"nothing to read ({self.unknown})"
        if self.low == self.high and self.low is not None:
            return str(self.low)
        return f"{_end(self.low)} to {_end(self.high)}"


def _end(end: Number | None) -> str:
    return "anything" if end is None else str(end)


def answer_of(asking: Asking) -> Answer:
    """What the rule answers. Raises NoAnswer."""
    return answer_over(asking, asking.window())


def answer_over(
    asking: Asking, window: Window, measure: Callable[[Window], Any] | None = None
) -> Answer:
    """What the rule answers over that window. Raises NoAnswer."""
    try:
        reading: Any = (measure or asking.criterion.rule.measure)(window)
    except (Exception, SystemExit) as error:
        raise NoAnswer(f"raised {type(error).__name__}: {error}") from error
    if type(reading) is not Reading:
        raise NoAnswer(f"answered with {type(reading).__name__}, not a Reading")
    for end in (reading.low, reading.high):
        if type(end) not in (int, Fraction, type(None)):
            raise NoAnswer(
                f"answered with {end!r}, a {type(end).__name__}: numbers are int or Fraction"
            )
    try:
        cited = tuple(map(_cited, reading.evidence))
    except (Exception, SystemExit) as error:
        message = "cites evidence that is neither days nor pairs of a day and its value"
        raise NoAnswer(f"{message} ({type(error).__name__})") from error
    return Answer(reading.low, reading.high, reading.unknown, reading.empty, cited)


def _cited(each: Any) -> tuple[dt.date, Value]:
    day, value = cast(tuple[Any, Value], each) if isinstance(each, tuple) else (each, None)
    if not isinstance(day, Day):
        raise TypeError(type(day).__name__)
    return day.date, value


def answered(asking: Asking) -> Answer | None:
    """What the rule answers, or None where it gives no answer: one check looks for that."""
    try:
        return answer_of(asking)
    except NoAnswer:
        return None


def ends_of(asking: Asking) -> Ends | None:
    """The range in which the value lies; None where there is no answer, or nothing to read."""
    answer = answered(asking)
    return None if answer is None else answer.ends(asking)


def contains(outer: Ends, inner: Ends) -> bool:
    """Whether all that one range leaves possible is possible in the other."""
    (low, high), (least, most) = outer, inner
    below = low is None or (least is not None and low <= least)
    return below and (high is None or (most is not None and most <= high))
