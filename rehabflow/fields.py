"""The fields of a log: what one cell of each may hold, and how strictly its text is read."""

from __future__ import annotations

import datetime as dt
import re
from calendar import month_name, monthrange
from collections.abc import Callable, Container, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Literal, NoReturn
from unicodedata import normalize

from attrs import define, frozen

from rehabflow.errors import Problem
from rehabflow.excerpt import HIDDEN
from rehabflow.log import PAIN_FIELDS, Number, Work, name_key
from rehabflow.measure import YES_NO, Measure
from rehabflow.nearest import did_you_mean
from rehabflow.printable import printable
from rehabflow.quantity import decimal

DateFormat = Literal["dmy", "mdy"]

LOG_CODES = {
    "RF101": "file cannot be opened",
    "RF102": "file too large",
    "RF103": "not a text file",
    "RF104": "not UTF-8 text",
    "RF105": "character that no text holds",
    "RF106": "line too long",
    "RF107": "cut off in the middle",
    "RF108": "no entries",
    "RF109": "format not known",
    "RF110": "unknown name",
    "RF111": "name given twice",
    "RF112": "no column `date`",
    "RF113": "more cells than columns",
    "RF114": "fewer cells than columns",
    "RF115": "quotes in the wrong place",
    "RF116": "line break inside a cell",
    "RF117": "header line not understood",
    "RF118": "not an entry",
    "RF119": "too many problems",
    "RF201": "entry without a date",
    "RF202": "not a date",
    "RF203": "day that does not exist",
    "RF204": "date in another order than year, month, day",
    "RF205": "date that lies ahead",
    "RF206": "not a time",
    "RF207": "two times that differ",
    "RF208": "time zone on some times only",
    "RF211": "not a number",
    "RF212": "number outside its scale",
    "RF213": "not a whole number",
    "RF214": "repetitions not readable",
    "RF215": "day's work not readable",
    "RF216": "not one of the known words",
    "RF217": "not text",
    "RF218": "not a protocol's id",
    "RF221": "dose without an exercise",
    "RF222": "sets said twice",
    "RF223": "repetitions done without a target",
    "RF224": "override or clear without to, by or reason",
    "RF225": "`to` without an override or clear",
    "RF226": "leg raise of both legs at once",
    "RF227": "side named, injured leg unknown",
    "RF228": "two answers to which leg is injured",
    "RF229": "two decisions of one date that disagree",
    "RF230": "not a stage of the protocol",
    "RF231": "id that stands twice",
    "RF232": "correction of what is not there",
    "RF233": "two corrections of one entry",
    "RF234": "corrections in a circle",
    "RF235": "correction of an earlier date",
    "RF291": "exercise that nothing knows",
    "RF292": "work that stands twice",
    "RF293": "entry that was corrected",
}
"""What each code of a problem or warning with a log stands for."""


class Comma(str):
    """A number with a decimal comma, in a file that may have it."""

    __slots__ = ()


class Bare(str):
    """What JSON, YAML or Python holds that is neither text nor a number: told, not quoted.

    It is never found in place of the text that it looks like.
    """

    __slots__ = ()
    __hash__ = object.__hash__


@define(eq=False)
class Fault(Exception):
    """What is wrong with one value; `message` says it with the value, after the field's name.

    `start` and `length` are the part of the text that is meant, where it is not all of it;
    `at_name` says that the column or key is meant, not its value. `other` is the record and
    the field of the second place, where two disagree.
    """

    code: str
    message: str
    expected: str = ""
    hint: str = ""
    start: int = 0
    length: int | None = None
    at_name: bool = False
    other: tuple[int, str] | None = None


def shown(text: str) -> str:
    """A value as its author wrote it, fit for a message."""
    return printable(text, 60) if isinstance(text, Bare) else f"'{printable(text, 60)}'"


# Numbers


_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,6})?")
_NOTHING = frozenset(
    (
        "- -- – — . ? ?? / x n/a na n.a. none null nil missing unknown skipped "
        "nan inf -inf infinity -infinity"
    ).split()
)
_OUTSIDE = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]{1,6})?")


@lru_cache(4096)
def exact(text: str) -> Number | None:
    """The number that plain digits write, exactly: `3`, `2.5`; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


_HIGHEST = 999_999


@frozen
class Scale:
    """The numbers that a field may hold."""

    unit: str
    high: Number = _HIGHEST
    whole: bool = False
    low: Number = 0

    @property
    def expected(self) -> str:
        """In words, for a message."""
        kind = "a whole number" if self.whole else "a number"
        span = f" from {decimal(self.low)} to {decimal(self.high)}"
        if self.high == _HIGHEST:
            span = f" from {decimal(self.low)} on" if -_HIGHEST < self.low < 0 else ""
            span = span or " in plain digits"
        return f"{kind}{span}{self.unit and f' ({self.unit})'}, or nothing"

    def read(self, text: str) -> Number:
        """The number that a text writes. Raises Fault."""
        value = exact(text)
        if value is None and isinstance(text, Comma):
            value = exact(text.replace(",", "."))
        if value is None and self.low < 0 and text.startswith("-"):
            plain = exact(text[1:].replace(",", ".") if isinstance(text, Comma) else text[1:])
            value = None if plain is None else -plain
        if value is None or not self.low <= value <= self.high:
            raise self._fault(text, value)
        if self.whole and not text.isdecimal():
            raise Fault("RF213", f"is {shown(text)}, not a whole number", self.expected)
        return value

    def _fault(self, text: str, value: Number | None) -> Fault:
        if value is None and not _OUTSIDE.fullmatch(text):
            return Fault("RF211", f"is {shown(text)}, not a number", self.expected, _mend(text))
        hint = ""
        if text.startswith("-") and self.low == 0:
            hint = "leave it empty where nothing was measured"
        elif self.high == 10 and value and value <= 100:
            hint = "if it is of a 0-100 scale, divide each rating of that scale by 10"
        span = f"{decimal(self.low)} to {decimal(self.high)}"
        span = f"0 to {self.high:,}" if self.low == 0 and isinstance(self.high, int) else span
        message = f"is {shown(text)}, outside {span}"
        return Fault("RF212", message, self.expected, hint)


def _mend(text: str) -> str:
    """How to write as a number what was written otherwise."""
    plain = normalize("NFKC", text).strip()
    if plain.casefold() in _NOTHING:
        return "leave it empty where nothing was measured"
    if plain.casefold() in _WORDS:
        return f"write {_WORDS.index(plain.casefold())}"
    if exact(plain) is not None:
        return f"write {plain}, in plain digits without spaces"
    if exact(plain.replace(",", ".")) is not None:
        return f"write {plain.replace(',', '.')}, with a decimal point"
    for pattern, mend in _MENDS:
        found = pattern.fullmatch(plain)
        number = found and next(filter(None, found.groups()), "")
        if number is not None and (not number or exact(number) is not None):
            return mend.format(number)
    return ""


_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MENDS = (
    (re.compile(r"([0-9.]+) ?(?:/|of|out of) ?[0-9]+"), "write {}, without the scale"),
    (re.compile(r"([0-9.]+) ?(?:(?![xX])[^\W\d_]{1,10}\.?|[°%])"), "write {}, without the unit"),
    (re.compile(r"0+([0-9][0-9.]*)|([0-9]+)\."), "write {}, in plain digits"),
    (re.compile(r"\+([0-9.]+)"), "write {}, without the sign"),
    (
        re.compile(r"[~<>≤≥≈=] ?([0-9.]+)|([0-9.]+) ?[+?]"),
        "write {} if that is the number; leave it empty where it is not known",
    ),
    (re.compile(r"[0-9.]+ ?(?:-|–|to) ?[0-9.]+"), "write one number, the worse of the two"),
    (re.compile(r"[0-9]*\.[0-9]+"), "write at most 6 decimals, as in 0.5"),
    (re.compile(r"[0-9_.,' ]+(?:[eE][-+]?[0-9]+)?"), "write it in plain digits"),
)


# Dates and times


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


# Work


_COUNT = r"(?:0|[1-9][0-9]{0,5})"
_SETS = re.compile(rf"({_COUNT})[xX×]({_COUNT})")
_SUM = re.compile(rf"{_COUNT}(?:\+{_COUNT})*")
_HOLD = re.compile(r" *([0-9.]+) ?s *")
_DOSE_LIKE = re.compile(r"[0-9]+(?:[xX×+*][0-9]+)*[,.]?|[xX×*]")
_DOSE = "repetitions as 10, 3x10 or 10+10+8"
_WORK = "exercises parted by `;`, each as `heel-dig 3x10 @8s`, `heel-dig 10+10+8` or `heel-dig`"

Dose = tuple[int | None, int | tuple[int, ...] | None]
"""Sets, where the text says them, and repetitions, as Work holds them."""


@lru_cache(4096)
def read_dose(text: str) -> Dose:
    """`10`, `3x10` or `10+10+8`. Raises Fault."""
    dose = _dose(text)
    if dose is None:
        message = f"is {shown(text)}, not repetitions"
        raise Fault("RF214", message, f"{_DOSE}, or nothing", _dose_hint(text))
    return dose


def _dose(text: str) -> Dose | None:
    found = _SETS.fullmatch(text)
    if found:
        return int(found[1]), int(found[2])
    if not _SUM.fullmatch(text):
        return None
    first, *more = map(int, text.split("+"))
    return None, (first, *more) if more else first


def _dose_hint(text: str) -> str:
    plain = "".join(normalize("NFKC", text).split()).replace("*", "x")
    for joined in (plain, re.sub("[,;/&-]", "+", plain)):
        if _dose(joined):
            return f"write {joined}"
    return _mend(text) if exact(text) is None else "write whole repetitions"


@lru_cache(4096)
def read_work(text: str) -> tuple[Work, ...]:
    """A day's work: `heel-dig 3x10 @8s; bridge 10+10+8`, or `all`. Raises Fault.

    An item is a name, a dose and a hold, the last two where they are known. The last word is
    read as the dose where it can be one: `bridge 2` is two repetitions.
    """
    if isinstance(text, Bare):
        raise Fault("RF215", f"is {shown(text)}, not a day's work", _WORK)
    works: list[Work] = []
    start = 0
    for item in text.split(";"):
        if item.strip():
            works.append(_item(item, start))
        start += len(item) + 1
    if not works:
        raise Fault("RF215", f"is {shown(text)}, without an exercise", _WORK)
    return tuple(works)


def _item(item: str, start: int) -> Work:
    def refuse(what: str, hint: str) -> NoReturn:
        left = len(item) - len(item.lstrip())
        meant = item.strip()
        message = f"has {shown(meant)}: {what}"
        raise Fault("RF215", message, _WORK, hint, start + left, len(meant))

    head, at, tail = item.partition("@")
    words = head.split()
    hold = _HOLD.fullmatch(tail)
    seconds = hold and exact(hold[1])
    if at and seconds is None:
        refuse("the hold is not clear", "write a hold of 8 seconds as @8s, after the dose")
    dose = _dose(words[-1]) if words else None
    if dose:
        words.pop()
    name = " ".join(words)
    if not name:
        refuse("no exercise is named", "name the exercise before its dose")
    if name_key(name) == "all":
        if dose or at:
            refuse("`all` takes no dose", "write `all` alone, or the exercises with their doses")
        return Work("all", as_prescribed=True)
    if any(map(_DOSE_LIKE.fullmatch, words[1:])) or (not dose and words[-1][0].isdecimal()):
        refuse("the dose is not clear", "write a dose as 3x10, and part exercises by `;`")
    sets, reps = dose or (None, None)
    return Work(name, sets, reps, seconds)


@lru_cache(4096)
def work_of(
    exercise: str, sets: int | None, dose: Dose, hold: Number | None, load: Number | None
) -> tuple[Work, ...]:
    """The work of a row that names its exercise."""
    return (Work(exercise, dose[0] if sets is None else sets, dose[1], hold, load),)


# Words and text


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_ENTRY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_PROTOCOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?:@[A-Za-z0-9][A-Za-z0-9.+-]{0,63})?")


def _word(words: Sequence[str], text: str) -> str:
    if text in words:
        return text
    start = text.strip().casefold()
    hint = did_you_mean(text, words)
    if not hint and start:
        hint = next((f"did you mean '{word}'?" for word in words if word.startswith(start)), "")
    raise Fault("RF216", f"is {shown(text)}, not a word known here", _either(words), hint)


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}, or nothing"


def read_text(text: str) -> str | None:
    """A text as it is; None where it is blank. Raises Fault, which never holds the text."""
    if isinstance(text, Bare):
        raise Fault("RF217", "is not text", "text, in quotes, or nothing")
    half = _HALF_CHARACTER.search(text)
    if half:
        code = f"\\u{ord(half[0]):04x}"
        raise Fault("RF217", f"holds {code}, half a character", "whole characters")
    return text if text.strip() else None


@lru_cache(4096)
def _name(text: str) -> str | None:
    name = read_text(text)
    if name and name_key(name) == "all":
        hint = "write `all` in the field `work`"
        raise Fault("RF216", f"is {shown(name)}, not one exercise", "an exercise's name", hint)
    return name and name.strip()


def read_so(text: str) -> bool:
    """`yes` or `no`; true and false of JSON and Python too. Raises Fault."""
    so = {"yes": True, "no": False}.get(text)
    if isinstance(text, Bare) and text.casefold() in ("true", "false"):
        so = text.casefold() == "true"
    if so is None:
        hint = did_you_mean(text, ("yes", "no"))
        word = text.strip().casefold()
        hint = hint or ("write yes" if word in ("y", "true", "1", "x") else "")
        hint = hint or ("write no" if word in ("false", "0") else "")
        raise Fault("RF216", f"is {shown(text)}, not yes or no", "yes or no, or nothing", hint)
    return so


def read_id(text: str) -> str:
    """A name that an entry goes by in its log. Raises Fault."""
    if isinstance(text, Bare) or not _ENTRY_ID.fullmatch(text):
        expected = "letters, digits, `.`, `:`, `-` and `_`, up to 64 of them"
        raise Fault("RF218", f"is {shown(text)}, not an entry's id", expected)
    return text


def measure_field(measure: Measure, *, other: bool) -> Field:
    """The field of a measure that a protocol declares."""
    leg = "the other leg's " if other else ""
    if measure.unit == YES_NO:
        return Field(f"{leg}{measure.title}: yes or no", lambda text: int(read_so(text)))
    low, high = measure.bounds
    scale = Scale(
        measure.unit, _HIGHEST if high is None else high, low=-_HIGHEST if low is None else low
    )
    return _scaled(f"{leg}{measure.title}", scale)


def _stage(text: str) -> str | None:
    stage = read_text(text)
    return stage and stage.strip()


def _protocol(text: str) -> str:
    if not _PROTOCOL.fullmatch(text):
        expected = "an id such as example-strain, or id@version"
        raise Fault("RF218", f"is {shown(text)}, not a protocol's id", expected)
    return text


@frozen
class Field:
    """One field of a log: what it means, and how the text of its cell is read."""

    meaning: str
    read: Callable[[str], Any]
    private: bool = False
    """Whether it may hold a patient's own words, which no message repeats."""
    scale: Scale | None = None


def _scaled(meaning: str, scale: Scale) -> Field:
    return Field(meaning, scale.read, scale=scale)


_RATING = Scale("", 10)
_ANGLE = Scale("degrees", 180)
_WHOLE = Scale("", whole=True)
_PAIN = (
    "worst pain while exercising, 0 to 10",
    "pain after exercising, 0 to 10",
    "pain on waking that day, 0 to 10",
    "pain at rest, 0 to 10",
    "pain while walking, 0 to 10",
    "pain when the muscle is pressed, 0 to 10",
    "pain during the leg raise, 0 to 10",
)

SIDES = ("left", "right", "both")
QUALITIES = ("ache", "sharp", "cramp")
REASONS = ("pain", "time", "other")
EVENTS = ("red_flag", "reinjury", "override", "clear")
DECISIONS = ("override", "clear")
"""Events that move the patient to a stage: `to`, `by` and `reason` belong to them."""

_QUALITY = partial(_word, QUALITIES)
_CUT_SHORT = partial(_word, REASONS)

FIELDS: dict[str, Field] = {
    "date": Field("the day, as YYYY-MM-DD; a time may follow", read_date),
    "time": Field("the time, as HH:MM", read_time),
    **{name: _scaled(meaning, _RATING) for name, meaning in zip(PAIN_FIELDS, _PAIN, strict=True)},
    "quality": Field("what the row's pain felt like: ache, sharp or cramp", _QUALITY),
    "medicated": Field("whether medication may hide pain on that date: yes or no", read_so),
    "aslr": _scaled("active straight-leg raise of the injured leg, in degrees", _ANGLE),
    "aslr_other": _scaled("active straight-leg raise of the other leg, in degrees", _ANGLE),
    "exercise": Field("an exercise that was done", _name),
    "sets": _scaled("how many sets of it", _WHOLE),
    "reps": Field("repetitions a set; also 3x10, 10+10+8", read_dose),
    "hold": _scaled("how long each was held", Scale("seconds")),
    "load": _scaled("the weight", Scale("kg")),
    "work": Field("a day's work in one cell: heel-dig 3x10 @8s; bridge 10+10+8", read_work),
    "reps_done": _scaled("repetitions done in the whole session", _WHOLE),
    "reps_target": _scaled("repetitions to be done in the whole session", _WHOLE),
    "cut_short": Field("why work was cut short: pain, time or other", _CUT_SHORT),
    "side": Field("whose leg the row is about: left, right or both", partial(_word, SIDES)),
    "event": Field("red_flag, reinjury, override or clear", partial(_word, EVENTS)),
    "to": Field("the stage of an override or clear", _stage),
    "by": Field("who decided an override or clear", read_text, private=True),
    "reason": Field("why they decided so", read_text, private=True),
    "note": Field("anything; kept, never interpreted", read_text, private=True),
    "id": Field("a name for the row, for a correction to say", read_id),
    "replaces": Field("the id of the row that this one stands in place of", read_id),
}
"""Every field of an entry, by its name in a log."""

DECIDING = frozenset(("date", "event", "to", "by", "reason", "id", "replaces"))
"""Fields whose text must be read: no date and no range of values stands in for them."""

HEADER: dict[str, Field] = {
    "patient": Field("who it is", read_text, private=True),
    "injured": Field("the injured leg: left or right", partial(_word, SIDES[:2])),
    "injury": Field("the date of the injury", read_day),
    "protocol": Field("the protocol's id, or id@version", _protocol),
}
"""What a log may say of itself before its entries."""

ENTRIES = "entries"
"""What the entries of a YAML log stand under."""

LINE = "line"
"""What an entry says its place by, where it is written down."""

OUTCOMES = ("stage", "kind", "review")
"""What the table of a scenario says beside the fields of a log."""


@frozen
class Place:
    """Where a value stands in a log, and the line to quote, other people's eyes in mind."""

    line: int
    column: int = 0
    excerpt: str = ""
    width: int = 1

    def problem(
        self,
        path: str,
        field: str,
        fault: Fault,
        other: Place | None = None,
        declared: Container[str] = (),
    ) -> Problem:
        """What is wrong here, as a problem; `other` is the second place, where two disagree."""
        known = not field or _is_known(field) or field in declared
        name = field if known else shown(field)
        return Problem(
            path=path,
            line=self.line,
            column=self.column,
            code=fault.code,
            message=f"{name} {fault.message}".lstrip(),
            field=printable(field, 60),
            expected=fault.expected,
            hint=fault.hint,
            excerpt=self.excerpt,
            width=self.width,
            other=(other.line, other.column) if other else None,
            other_excerpt=other.excerpt if other else "",
        )


_PLAIN = re.compile(r"[0-9][0-9.:+xX×-]{0,30}(?:[T ][0-9.:+-]{1,20}Z?)?")


def is_plain(text: str) -> bool:
    """Whether a text is a number, a date, a dose or nothing at all: no one's own words."""
    return not text or _PLAIN.fullmatch(text) is not None


def _is_known(name: str) -> bool:
    return name in FIELDS or name in HEADER or name == ENTRIES


def is_private(name: str) -> bool:
    """Whether a field may hold a patient's own words; one that is not known may."""
    field = FIELDS.get(name) or HEADER.get(name)
    return field.private if field else name != ENTRIES


def may_be_quoted(name: str, text: str, declared: Container[str] = ()) -> bool:
    """Whether the value of a field may be quoted beside another one that is meant.

    `declared` are the measures that the protocol declares.
    """
    if name not in declared and is_private(name):
        return not text
    return is_plain(text) or (name in _NAMES and len(text) <= 60) or text in _PUBLIC


def names_only(line: str, declared: Container[str] = ()) -> str:
    """A line that could not be understood, of the same length: names of fields and marks only."""

    def quote(found: re.Match[str]) -> str:
        known = _is_known(found["name"]) or found["name"] in declared
        return found[0] if known else HIDDEN * len(found[0])

    return _WORD.sub(quote, line)


_NAMES = ("exercise", "work", "to", "protocol")
_PUBLIC = (*SIDES, *EVENTS, *QUALITIES, *REASONS, "yes", "no")
_WORD = re.compile(r"""(?P<name>[a-z_]+)(?="? *:)|[^\s,;:{}\[\]"'#-]+""")
