"""Repetitions done of those prescribed."""

from fractions import Fraction
from typing import Literal

from attrs import frozen

from rehabflow import (
    Ends,
    Number,
    Reading,
    Rule,
    Setting,
    Span,
    Value,
    Window,
    on_dates,
    percent,
    sums,
)

MANY = 20_000
"""Of more ends of a reading than that it is not worth knowing each."""


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

    def ends(self, setting: Setting, span: Span | None) -> Ends | None:
        if self.of is None and not setting.alone:
            return None
        doses = setting.doses if self.of is None else setting.of(self.of)
        if not doses or any(dose.counts != "reps" for dose in doses):
            return None
        totals = {dose.total for dose in doses}
        done = {Fraction(part, each) for each in totals for part in range(int(each) + 1)}
        # Work that counts for nothing: held too short, or of something else that is prescribed.
        plain = all(dose.is_plain and dose.hold is None for dose in doses)
        if plain and len({dose.exercise.id for dose in setting.doses}) == 1:
            done -= {Fraction(0)}
        low, high = done | {0}, done | {1}
        if self.take == "worst":
            return Ends(frozenset(map(percent, low)), frozenset(map(percent, high | {0})))
        if span is None or span.unit != "sessions" or span.count is None:
            return None
        return _means(low, high, span.count, 1 + setting.doubtful)

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


def _means(low: set[Number], high: set[Number], most: int, times: int) -> Ends | None:
    """The ends of the mean of up to so many sessions, of which each can have these.

    Beside them a session that the window lacks is of any result. One that may be none is so two
    `times`: as there and as lacking.
    """
    lows: set[Number] = {0}
    highs: set[Number] = {100}
    for known in range(1, most + 1):
        least, greatest = sums(low, known), sums(high, known)
        if least is None or greatest is None:
            return None
        for open_ in range(times * (most - known) + 1):
            lows |= {percent(each, known + open_) for each in least}
            highs |= {percent(each + open_, known + open_) for each in greatest}
        if len(highs) > MANY:
            return None
    return Ends(frozenset(lows), frozenset(highs))


def in_percent(least: Number, most: Number) -> Value:
    """A session's completion in percent, or the range of it."""
    low = percent(least)
    return low if least == most else (low, percent(most))
