"""The rest between training sessions."""

from collections.abc import Mapping
from itertools import pairwise
from typing import ClassVar

from attrs import frozen

from rehabflow import Day, Range, Reading, Rule, Window, exact_hours

DAY = 24
ANY_TIME: Range = 0, DAY


@frozen
class Rest(Rule):
    """The shortest gap in hours between training sessions that follow each other.

    It runs from the last timed work of one to the first of the next. Where neither has a time it
    is 24 hours for each calendar day between them; where one has none, whatever that day allows.

    ```yaml
    when: {rest: {at_least: 48 h, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "hours", (0, None), "higher", "rest between sessions"
    window, reads = "3 sessions", ("time", "work")
    waived: ClassVar[Mapping[str, str]] = {
        "evidence": "a gap is cited by the session that ends it, so that the first is not cited",
    }

    def measure(self, window: Window) -> Reading:
        days = list(window.trained)
        gaps = [(late, hours_between(early, late)) for early, late in pairwise(days)]
        if not gaps:
            return Reading.nothing("there were not two training sessions to rest between")
        low = min(gap[0] for _, gap in gaps)
        high = min(gap[1] for _, gap in gaps)
        cited = [(day, gap[0] if gap[0] == gap[1] else gap) for day, gap in gaps]
        if window.missing:
            return Reading(0, high, window.lacks(), cited)
        if low == high:
            return Reading(low, high, None, cited)
        return Reading(low, high, "not every session has the time of its work", cited)


def hours_between(early: Day, late: Day) -> Range:
    """The least and the most hours from the work of one day to that of a later one."""
    whole = DAY * (late.date - early.date).days
    first, second = hours_of(early, last=True), hours_of(late, last=False)
    if first is None and second is None:
        return whole, whole
    ends, begins = early.session.work_times, late.session.work_times
    if first and second and ends and begins and first[0] == first[1] and second[0] == second[1]:
        if (ends[1].tzinfo is None) is (begins[0].tzinfo is None):
            exactly = exact_hours(begins[0] - ends[1])
            if exactly >= 0:
                return exactly, exactly
        first = second = ANY_TIME
    (least, most), (from_, to) = first or ANY_TIME, second or ANY_TIME
    return whole + from_ - most, whole + to - least


def hours_of(day: Day, *, last: bool) -> Range | None:
    """Between which hours of its day the last, or the first, timed work can have been."""
    times, doubtful = day.session.work_times, day.session.times_are_doubtful
    if times is None:
        return ANY_TIME if doubtful else None
    time = times[1 if last else 0]
    hour = exact_hours(time - time.replace(hour=0, minute=0, second=0, microsecond=0))
    if not doubtful:
        return hour, hour
    return (hour, DAY) if last else (0, hour)
