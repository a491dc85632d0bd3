"""How long work of one date lies before that of a later one."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from attrs import frozen

from rehabflow.entry import Number, Range
from rehabflow.session import Session

DAY = 24
ANY_TIME: Range = 0, DAY


@frozen
class Timed:
    """When work of a date was done: the first and the last time that are known.

    `doubtful` says that a time could not be read, so that it may have been any time of the day.
    """

    date: dt.date
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    doubtful: bool = False


def timed(session: Session) -> Timed:
    """When the work of a session was done."""
    first, last = session.work_times or (None, None)
    return Timed(session.date, first, last, session.times_are_doubtful)


def hours_between(early: Timed, late: Timed) -> Range:
    """The least and the most hours from the last work of one date to the first of a later one."""
    whole = DAY * (late.date - early.date).days
    first, second = _hour(early, last=True), _hour(late, last=False)
    if first is None and second is None:
        return whole, whole
    end, begin = early.last, late.first
    if first and second and end and begin and first[0] == first[1] and second[0] == second[1]:
        if (end.tzinfo is None) is (begin.tzinfo is None):
            exactly = exact_hours(begin - end)
            if exactly >= 0:
                return exactly, exactly
        first = second = ANY_TIME
    (least, most), (from_, to) = first or ANY_TIME, second or ANY_TIME
    return whole + from_ - most, whole + to - least


def _hour(of: Timed, *, last: bool) -> Range | None:
    """Between which hours of its day the last, or the first, timed work can have been."""
    time = of.last if last else of.first
    if time is None:
        return ANY_TIME if of.doubtful else None
    hour = exact_hours(time - time.replace(hour=0, minute=0, second=0, microsecond=0))
    if not of.doubtful:
        return hour, hour
    return (hour, DAY) if last else (0, hour)


def exact_hours(time: dt.timedelta) -> Number:
    """A stretch of time in hours, exactly."""
    hours = Fraction(time // dt.timedelta(microseconds=1), 3_600_000_000)
    return hours.numerator if hours.denominator == 1 else hours
