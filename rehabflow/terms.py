"""What is prescribed of an exercise on a date, as one number that can be kept."""

from __future__ import annotations

MAY = 100
RESTS = 200
"""0 stands for an exercise whose turn has not come. Else the number is its rung, from 1, and RESTS
more where it rests after a drop, or MAY more where it may be done and is not due; the negative of
that where `reps` does not count it."""


def rung_of(term: int) -> int:
    """The rung that it is on."""
    return abs(term) % MAY or 1


def rests(term: int) -> bool:
    """Whether it rests."""
    return abs(term) >= RESTS


def is_open(term: int) -> bool:
    """Whether it is prescribed on the date: its turn has come, and it does not rest."""
    return term != 0 and not rests(term)


def in_all(term: int) -> bool:
    """Whether it is meant by what is done as prescribed."""
    return 0 < term < MAY
