"""Dates and times as a log writes them."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name, monthrange
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from rehabflow.faults import Fault, shown

DateFormat = Literal["dmy", "mdy"]
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})[T ]({_TIME})")
_LOCAL = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}})(?:[T ]({_TIME}))?")
_BEGINS_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ](.+)", re.DOTALL)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/. ]?)([0-9]{1,2})\2([0-9]{1,2})T?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}")
_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})-?([1-7])")
_SERIAL = re.compile(r"[345][0-9]{4}")
_CLOCK = re.compile(r"([0-9]{1,2})[:.h]([0-9]{2})")
_DATE = "a date as YYYY-MM-DD"

When = tuple[dt.date, dt.time | None]


@lru_cache(4096)
def read_date(text: str, order: DateFormat | None = None) -> When:
    """A date, and the time where one stands beside it. Raises Fault."""
    if _DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text), None
        except ValueError:
            return _day(text, int(text[:4]), int(text[5:7]), int(text[8:])), None
    found = _ISO.fullmatch(text)
    if found:
        year, month, day, time = found.groups()
        return _day(text, int(year), int(month), int(day)), _time(text, time)
    found = _LOCAL.fullmatch(text)
    if not found:
        raise _no_date(text)
    first, second, year, time = int(found[1]), int(found[3]), int(found[4]), found[5]
    ways = [f"{first} {month_name[second]}"] if _exists(year, second, first) else []
    if first != second and _exists(year, first, second):
        ways.append(f"{second} {month_name[first]}")
    if order is None and ways:
        which = f": {ways[0]} or {ways[1]}?" if ways[1:] else ", not in the order year-month-day"
        raise Fault("RF204", f"is {shown(text)}{which}", _DATE)
    day, month = (second, first) if order == "mdy" else (first, second)
    return _day(text, year, month, day), _time(text, time) if time else None


def read_day(text: str, order: DateFormat | None = None) -> dt.date:
    """A date alone. Raises Fault."""
    return read_date(text, order)[0]


def orders_of(text: str) -> set[DateFormat]:
    """The orders, dmy or mdy, that a date which is not year-month-day leaves open."""
    found = _LOCAL.fullmatch(text)
    first, second, year = map(int, found.group(1, 3, 4)) if found else (1, 1, 1)
    able: set[DateFormat] = set()
    if _exists(year, second, first):
        able.add("dmy")
    if _exists(year, first, second):
        able.add("mdy")
    return able or {"dmy", "mdy"}


def read_time(text: str) -> dt.time:
    """A time of the day as `HH:MM`. Raises Fault."""
    if not re.fullmatch("[0-9]{2}:[0-9]{2}", text):
        raise _no_time(text, text)
    return _time(text, text)


def _day(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        hint = "there are 12 months" if year else "there is no year 0"
    if year and 1 <= month <= 12:
        hint = f"{month_name[month]} {year} has {monthrange(year, month)[1]} days"
    elif _exists(year, day, month):
        hint += f", and the month stands before the day: {year:04}-{day:02}-{month:02}?"
    raise Fault("RF203", f"is {shown(text)}, a day that does not exist", _DATE, hint)


def _exists(year: int, month: int, day: int) -> bool:
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


@lru_cache(4096)
def _clock(time: str) -> dt.time:
    return dt.time.fromisoformat(time)


def _time(text: str, time: str) -> dt.time:
    try:
        return _clock(time)
    except ValueError:
        raise _no_time(text, time) from None


def _no_time(text: str, time: str) -> Fault:
    found = _CLOCK.fullmatch(time)
    hint = ""
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        hint = f"write {int(found[1]):02}:{found[2]}"
    elif time.startswith("24:"):
        hint = "midnight is 00:00 of the day that begins"
    start = len(text) - len(time)
    message = f"is {shown(text)}, {'with a time that cannot be read' if start else 'not a time'}"
    return Fault("RF206", message, "a time as HH:MM, from 00:00 to 23:59", hint, start, len(time))


def _no_date(text: str) -> Fault:
    found = _BEGINS_ISO.fullmatch(text)
    if found:
        return _no_time(text, found[2])
    return Fault("RF202", f"is {shown(text)}, not a date", _DATE, _date_hint(text))


def _date_hint(text: str) -> str:
    plain = normalize("NFKC", text).strip()
    found = _YEAR_FIRST.fullmatch(plain)
    if found and _exists(int(found[1]), int(found[3]), int(found[4])):
        return f"write {found[1]}-{int(found[3]):02}-{int(found[4]):02}"
    if _SHORT_YEAR.fullmatch(plain):
        return "write the year in full, and first"
    found = _WEEK.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 52 and int(found[1]):
        day = dt.date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
        return f"write the day of the calendar, {day.isoformat()}"
    if _SERIAL.fullmatch(plain):
        day = dt.date(1899, 12, 30) + dt.timedelta(int(plain))
        return f"a spreadsheet's number for {day.isoformat()}? give the column a date format"
    return ""
