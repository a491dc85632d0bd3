"""The answer of the next morning to training."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from rehabflow import Day, Number, Reading, Rule, Window, on_dates

WITHIN = 2
"""Days in which the next morning must be logged."""


@frozen
class Flare(Rule):
    """The largest rise of morning pain after a training session, in points of the 0-10 scale.

    From the session's morning pain (else its pain at rest) to the next morning pain that is
    logged within 2 days, over the training sessions before the date asked. A session that lacks
    either could have been any rise; a fall is a negative rise.

    ```yaml
    when: {flare: {at_most: 1, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "points", (-10, 10), "lower", "rise by the next morning"
    window, reads = "3 sessions", ("pain_morning", "pain_rest")
    may_ignore = before = True
    waived: ClassVar[Mapping[str, str]] = {
        "direction": "a rise is a difference: more pain before training makes it smaller",
    }

    def measure(self, window: Window) -> Reading:
        days = list(window)
        evidence: list[tuple[Day, Number | None]] = []
        open_days: list[Day] = []
        highest: Number | None = None
        for at, day in enumerate(days):
            if not day.trained or day.date == window.date:
                continue
            rise = rise_after(day, days[at + 1 :])
            if rise is not None:
                morning, risen = rise
                evidence += [(day, risen), (morning, risen)]
                highest = risen if highest is None else max(highest, risen)
            elif not (window.ignore and lacks_half(day, days[at + 1 :])):
                evidence.append((day, None))
                open_days.append(day)
        if open_days:
            unknown = f"the mornings before or after are not rated: trained {on_dates(open_days)}"
            return Reading(-10 if highest is None else highest, 10, unknown, once(evidence))
        if window.missing:
            lacks = window.lacks()
            return Reading(-10 if highest is None else highest, 10, lacks, once(evidence))
        if highest is None:
            return Reading.nothing("no training session came before")
        return Reading.exactly(highest, once(evidence))


def once(evidence: list[tuple[Day, Number | None]]) -> list[tuple[Day, Number | None]]:
    """Each date once, with the largest rise from or to it; none where one is open."""
    by_date: dict[dt.date, tuple[Day, Number | None]] = {}
    for day, rise in evidence:
        _, other = by_date.get(day.date, (day, rise))
        by_date[day.date] = day, None if rise is None or other is None else max(rise, other)
    return [by_date[date] for date in sorted(by_date)]


def lacks_half(day: Day, later: list[Day]) -> bool:
    """Whether the pain of a day or of the next morning was not logged at all."""
    before = day.rating("morning") or day.rating("rest")
    mornings = [each.rating("morning") for each in later if (each.date - day.date).days <= WITHIN]
    return before is None or not any(mornings)


def rise_after(day: Day, later: list[Day]) -> tuple[Day, Number] | None:
    """The next morning and the rise to it; None where either half is not known."""
    before = day.pain("morning") if day.rating("morning") is not None else day.pain("rest")
    for each in later:
        if (each.date - day.date).days > WITHIN:
            return None
        if each.rating("morning") is not None:
            after = each.pain("morning")
            return None if before is None or after is None else (each, after - before)
    return None
