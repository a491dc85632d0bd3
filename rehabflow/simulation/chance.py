"""Chance that comes out alike on any machine: numbers by name, and what is drawn with them."""

from __future__ import annotations

from hashlib import sha256
from math import exp
from random import Random
from statistics import NormalDist

_DIGITS = 6
_STANDARD = NormalDist()
_LEAST = 2.0**-54


def uniforms(count: int, *name: str | int) -> list[float]:
    """So many numbers from 0 up to 1, the same for the same name whatever else is drawn.

    The first of them do not depend on how many are asked for. Only `Random.random` is used: of
    the methods of Python's generator it alone is promised to answer alike in every version. The
    seed is a digest of the name, since `hash` differs from one process to the next.
    """
    digest = sha256("\0".join(map(str, name)).encode()).digest()
    draw = Random(int.from_bytes(digest, "big")).random  # noqa: S311  (nothing secret)
    return [draw() for _ in range(count)]


def normal(chance: float) -> float:
    """The standard normal distribution, at a share of it.

    Rounded to six decimals, since the last bits may differ from machine to machine.
    """
    return round(_STANDARD.inv_cdf(max(chance, _LEAST)), _DIGITS)


def log_normal(chance: float, median: float, spread: float) -> float:
    """The log-normal distribution of that median; `spread` is the deviation of its logarithm."""
    return round(median * exp(spread * normal(chance)), _DIGITS)


def between(chance: float, low: float, high: float) -> float:
    """The uniform distribution from low to high."""
    return round(low + (high - low) * chance, _DIGITS)


def whole_between(chance: float, low: int, high: int) -> int:
    """A whole number from low to high, each as likely."""
    return low + int((high - low + 1) * chance)
