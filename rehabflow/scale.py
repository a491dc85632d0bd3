"""The numbers of a log: exact, and on their scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from unicodedata import normalize

from attrs import field, frozen

from rehabflow.entry import Number
from rehabflow.faults import Comma, Fault, shown
from rehabflow.quantity import decimal

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


HIGHEST = 999_999
SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600}
METRES = {"m": 1, "km": 1000}
_QUANTITY = re.compile(r"(?P<number>[0-9.]+) ?(?P<unit>[a-z]+)")


def measured(text: str, units: Mapping[str, int]) -> Number | None:
    """`30 s` in seconds, `2 km` in metres, exactly; None for anything else."""
    found = _QUANTITY.fullmatch(text)
    value = exact(found["number"]) if found else None
    if found is None or value is None or found["unit"] not in units:
        return None
    value *= units[found["unit"]]
    return int(value) if value.denominator == 1 else value


@frozen
class Scale:
    """The numbers that a field may hold."""

    unit: str
    high: Number = HIGHEST
    whole: bool = False
    low: Number = 0
    units: Mapping[str, int] = field(factory=dict[str, int], hash=False)
    """The units that may stand behind a number, and how many of the scale's own each is."""

    @property
    def expected(self) -> str:
        """In words, for a message."""
        kind = "a whole number" if self.whole else "a number"
        span = f" from {decimal(self.low)} to {decimal(self.high)}"
        if self.high == HIGHEST:
            span = f" from {decimal(self.low)} on" if -HIGHEST < self.low < 0 else ""
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
        if value is None and self.units:
            value = measured(text, self.units)
        if value is None or not self.low <= value <= self.high:
            raise self._fault(text, value)
        if self.whole and not text.isdecimal():
            raise Fault("RF213", f"is {shown(text)}, not a whole number", self.expected)
        return value

    def _fault(self, text: str, value: Number | None) -> Fault:
        if value is None and not _OUTSIDE.fullmatch(text):
            return Fault(
                "RF211", f"is {shown(text)}, not a number", self.expected, number_mend(text)
            )
        hint = ""
        if text.startswith("-") and self.low == 0:
            hint = "leave it empty where nothing was measured"
        elif self.high == 10 and value and value <= 100:
            hint = "if it is of a 0-100 scale, divide each rating of that scale by 10"
        span = f"{decimal(self.low)} to {decimal(self.high)}"
        span = f"0 to {self.high:,}" if self.low == 0 and isinstance(self.high, int) else span
        message = f"is {shown(text)}, outside {span}"
        return Fault("RF212", message, self.expected, hint)


def number_mend(text: str) -> str:
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
