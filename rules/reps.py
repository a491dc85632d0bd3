"""Repetitions done of those prescribed."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from attrs import frozen

from rehabflow import Number, Reading, Rule, Window, on_dates, percent


@frozen
class Reps(Rule):
    """The completion of the prescribed repetitions, in percent, over training sessions.

    `of` asks for one prescribed exercise; `take` says whether the sessions' mean or the worst of
    them counts. Work of unknown amount is anything from nothing to all, and so is a session that
    the window still lacks.
    """

    unit, scale, better, label = "%", (0, 100), "higher", "repetitions"
    window, reads = "3 sessions", ("work",)

    of: str | None = None
    take: Literal["mean", "worst"] = "mean"

    def called(self) -> str:
        return f"repetitions of {self.of}" if self.of else "repetitions"

    def measure(self, window: Window) -> Reading:
        days = list(window.trained)
        if not days and not window.missing:
            return Reading.nothing("no training session was logged")
        shares = [day.completion(self.of) for day in days]
        lows, highs = [low for low, _ in shares], [high for _, high in shares]
        if self.take == "worst":
            low = min(lows) if not window.missing else 0
            high = min(highs, default=1)
        else:
            many = len(days) + window.missing
            low, high = mean(lows, many), mean(highs + [1] * window.missing, many)
        evidence = [
            (day, percent(least) if least == most else (percent(least), percent(most)))
            for day, (least, most) in zip(days, shares, strict=True)
        ]
        unclear = [day for day, (least, most) in zip(days, shares, strict=True) if least != most]
        if unclear:
            unknown = f"how much was done {on_dates(unclear)} is unknown"
        else:
            unknown = window.lacks() if window.missing else None
        return Reading(percent(low), percent(high), unknown, evidence)


def mean(shares: Sequence[Number], many: int) -> Number:
    return Fraction(sum(shares), many)
