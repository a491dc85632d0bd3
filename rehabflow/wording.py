"""Values, limits and windows in words."""

from __future__ import annotations

from rehabflow.entry import Number
from rehabflow.limits import Limits
from rehabflow.measure import YES_NO
from rehabflow.quantity import decimal, finite, rounded
from rehabflow.rule import Value

_UNITS = {
    **dict.fromkeys(("0-10", "count", ""), ""),
    "deg": "°",
    "%": " %",
    "days": " days",
    "hours": " h",
}
RUNGS = "rung of "
"""What the unit of a ladder begins with; the number of its rungs follows."""
_FINISHED = "finished"
_LIMITS = {
    "at_least": "at least",
    "above": "above",
    "at_most": "at most",
    "below": "below",
    "is": "exactly",
}


def number_words(value: Number, unit: str, limits: Limits | None = None) -> str:
    """One number with its unit: `74°`, `96.7 %`, `1 day`."""
    if unit == YES_NO:
        return "yes" if value else "no"
    if unit.startswith(RUNGS):
        top = int(unit.removeprefix(RUNGS))
        return _FINISHED if value > top else f"rung {decimal(value)} of {top}"
    shown = _shown(value, unit, limits)
    tail = _UNITS.get(unit, f" {unit}")
    one = shown == 1 and unit in ("days", "points")
    return decimal(shown) + (tail.removesuffix("s") if one else tail)


def value_words(value: Value, unit: str, limits: Limits | None = None) -> str:
    """A value, a range (`8 to 10`), or `-` where there is none."""
    if value is None:
        return "-"
    if not isinstance(value, tuple):
        return number_words(value, unit, limits)
    low, high = value
    if unit == YES_NO:
        return "yes or no"
    if low is None or high is None:
        ends = [
            f"{word} {number_words(end, unit, limits)}"
            for word, end in (("from", low), ("up to", high))
            if end is not None
        ]
        return "".join(ends) or "-"
    return f"{decimal(_shown(low, unit, limits))} to {number_words(high, unit, limits)}"


def limits_words(limits: Limits, unit: str) -> str:
    """`at least 80°`, `at least 2 and below 5`."""
    said = {name: number_words(limit, unit, limits) for name, limit in limits.by_name().items()}
    return " and ".join(
        text if text == _FINISHED else f"{_LIMITS[name]} {text}" for name, text in said.items()
    )


def _shown(value: Number, unit: str, limits: Limits | None) -> Number:
    """What was logged as it was written; a percentage is reckoned, so it is rounded."""
    if unit != "%" and finite(value):
        return value
    return rounded(value, limits.numbers() if limits else ())
