"""What is assumed of made-up patients: named distributions, and how each field of a log reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field, frozen


@frozen
class Trait:
    """How a field of the log reads: `hurt` on the day of the injury, `healed` in the end.

    Between the two it follows recovery in a straight line. `noise` is the standard deviation of
    one reading, `spread` that of `healed` between patients, both normal and from 0 on. A measure
    of yes or no is a share from 0 (worst) to 1 (best), read as good from 0.8 on. Raises ValueError
    for a deviation below 0, and for more than a million either way.
    """

    hurt: float
    healed: float
    noise: float = 0
    spread: float = 0

    def __attrs_post_init__(self) -> None:
        for name in ("hurt", "healed"):
            _within(name, getattr(self, name), -_MOST, _MOST)
        for name in ("noise", "spread"):
            _within(name, getattr(self, name), 0, _MOST)


_MOST = 1_000_000


def _within(name: str, given: float, low: float, high: float) -> None:
    if not low <= given <= high:
        raise ValueError(f"{name} is {str(given)[:20]}, outside {low:,} to {high:,}")


_PAIN = {
    "pain": 5,
    "pain_after": 5,
    "pain_morning": 4,
    "pain_rest": 3,
    "pain_walking": 4,
    "pain_palpation": 5,
    "pain_test": 5,
}
PAIN_NOISE = 0.4
TRAITS: Mapping[str, Trait] = {
    **{name: Trait(hurt, 0, PAIN_NOISE) for name, hurt in _PAIN.items()},
    "aslr": Trait(55, 88, 2.5, 4),
    "aslr_other": Trait(88, 88, 2.5, 4),
}
"""The fields that every log has. Made up, but for the noise of a leg raise (C1: 2.2 to 2.6)."""


def _assumed(default: float, says: str, low: float, high: float, choice: str, *facts: str) -> Any:
    """A number with its range, the distribution that it belongs to, and where it comes from."""
    about = {"says": says, "low": low, "high": high, "choice": choice, "from": facts}
    return field(default=default, metadata=about)


@frozen
class Assumptions:
    """What made-up patients are drawn from. All of it is made up: no number was fitted to data.

    `assumed()` lists what each number means, its range, and why it is what it is. Raises
    ValueError for a number outside its range.
    """

    healing_days: float = _assumed(
        28.0,
        "median of the days from injury to full recovery: log-normal",
        1,
        3650,
        "the middle of published 15 to 51 days to return to play",
        "B1",
        "B2",
    )
    healing_spread: float = _assumed(
        0.4,
        "standard deviation of the logarithm of these days",
        0,
        3,
        "a tenth of patients needs less than three fifths, a tenth more than 1.7 times as long",
    )
    severity_from: float = _assumed(
        0.5, "least share of how far each field is off at first: uniform", 0, 2, "made up"
    )
    severity_to: float = _assumed(1.5, "most share of how far it is off", 0, 2, "made up")
    begins: int = _assumed(
        3, "days from the injury to the first day of the log", 0, 365, "three days of rest", "C3"
    )
    flare_ups: float = _assumed(
        0.02, "chance of a flare-up on a day: Bernoulli", 0, 1, "about one in seven weeks"
    )
    flare_pain: int = _assumed(
        4, "most points of pain that one adds, one less each day: uniform from 1", 1, 10, "made up"
    )
    flare_days: int = _assumed(2, "days of recovery that one costs", 0, 365, "made up")
    train_every: int = _assumed(
        2, "days from one planned training to the next", 1, 60, "every other day", "S3.19"
    )
    missed: float = _assumed(
        0.15, "chance that a planned training is missed: Bernoulli", 0, 1, "one in seven"
    )
    part_done: float = _assumed(
        0.1, "chance that only 50 to 90 % of a training is done: Bernoulli", 0, 1, "made up"
    )
    stops_at: int = _assumed(
        5, "pain while training from which on it is broken off", 0, 11, "made up; 11 is never"
    )
    silent: float = _assumed(
        0.05, "chance that nothing at all is logged on a day: Bernoulli", 0, 1, "one in twenty"
    )
    unrated: float = _assumed(
        0.05, "chance that a rating or measurement is left out: Bernoulli", 0, 1, "one in twenty"
    )
    test_every: int = _assumed(
        3, "days from one measurement (leg raise, pressing, measures) to the next", 1, 60,
        "twice a week",
    )  # fmt: skip
    seen_after: int = _assumed(
        7, "days until a clinician sends a referred patient back to their stage", 0, 3650,
        "a week; 0 is never",
    )  # fmt: skip
    fields: Mapping[str, Trait] = field(factory=dict[str, Trait], hash=False)
    """How fields read that are to read otherwise than is usual, by their names."""

    def __attrs_post_init__(self) -> None:
        for name, about in assumed().items():
            given = getattr(self, name)
            _within(name, given, about["low"], about["high"])
            if isinstance(about["default"], int) and given != int(given):
                raise ValueError(f"{name} is {given:g}, not a whole number")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return attrs.asdict(self)


def assumed() -> dict[str, dict[str, Any]]:
    """Each number by its name: what it `says`, its `default`, `low` and `high`, `choice`, `from`.

    `choice` says that it was made up and why, `from` names facts that it leans on.
    """
    return {
        each.name: {"default": each.default, **each.metadata}
        for each in attrs.fields(Assumptions)
        if each.metadata
    }
