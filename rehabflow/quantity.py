"""Exact numbers as people and JSON see them, never rounded into a pass."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from rehabflow.entry import Number


def rounded(value: Number, limits: Iterable[Number] = ()) -> Number:
    """A value to one decimal, or to as many as tell it apart from every limit."""
    if value.denominator == 1:
        return int(value)
    near = [limit for limit in limits if finite(limit)]
    digits = 1
    shown = _round(value, digits)
    while any((shown > it) - (shown < it) != (value > it) - (value < it) for it in near):
        digits += 1
        shown = _round(value, digits)
    return int(shown) if shown.denominator == 1 else shown


def _round(value: Number, digits: int) -> Fraction:
    scale = 10**digits
    whole, rest = divmod(abs(value) * scale, 1)
    whole += rest >= Fraction(1, 2)
    return Fraction(whole if value > 0 else -whole, scale)


def finite(value: Number) -> bool:
    """Whether a value can be written out in decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal(value: Number) -> str:
    """A finite value written out: `2`, `2.5`, `-0.125`."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 1
    while (10**digits * value).denominator != 1:
        digits += 1
    whole = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{whole[:-digits]}.{whole[-digits:]}"


def json_number(value: Number) -> int | float:
    """A finite value for JSON."""
    return int(value) if value.denominator == 1 else float(value)


def exact(number: int | float) -> Number:
    """A JSON number as it was written, exactly."""
    if isinstance(number, int):
        return number
    value = Fraction(repr(number))
    return int(value) if value.denominator == 1 else value
