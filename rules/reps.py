"""Repetitions done of those prescribed."""

from typing import Literal

from attrs import frozen

from rehabflow import Number, Reading, Rule, Value, Window, on_dates, percent


@frozen
class Reps(Rule):
    """The completion of the prescribed repetitions, in percent, over training sessions.

    `of` asks for one prescribed exercise; `take` says whether the sessions' mean or the worst of
    them counts. Work of unknown amount is anything from nothing to all, and so is a session that
    the window still lacks.

    ```yaml
    when: {reps: {at_least: 90%, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "%", (0, 100), "higher", "repetitions"
    window, reads = "3 sessions", ("work",)
    on_one_date = True

    of: str | None = None
    take: Literal["mean", "worst"] = "mean"

    def called(self) -> str:
        return f"repetitions of {self.of}" if self.of else "repetitions"

    def measure(self, window: Window) -> Reading:
        days = list(window.trained)
        if self.of is not None:
            days = [day for day in days if day.counts(self.of)]
        if not days and not window.missing:
            return Reading.nothing("no training session was logged")
        shares = [day.completion(self.of) for day in days]
        cited = list(zip(days, shares, strict=True))
        lows, highs = [low for low, _ in shares], [high for _, high in shares]
        if self.take == "worst":
            low = 0 if window.missing else percent(min(lows))
            high = percent(min(highs, default=1))
        else:
            many = len(days) + window.missing
            low = percent(sum(lows), many)
            high = low
            if lows != highs or window.missing:
                high = percent(sum(highs) + window.missing, many)
        unclear = [day for day, (least, most) in cited if least != most]
        unknown = None
        if unclear:
            unknown = f"how much was done {on_dates(unclear)} is unknown"
        elif window.missing:
            unknown = window.lacks()
        return Reading(low, high, unknown, [(day, in_percent(*share)) for day, share in cited])


def in_percent(least: Number, most: Number) -> Value:
    """A session's completion in percent, or the range of it."""
    low = percent(least)
    return low if least == most else (low, percent(most))
