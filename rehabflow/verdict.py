"""What a gate answered and why: the data that every explanation is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any, Literal

from attrs import field, frozen

from rehabflow.entry import Number
from rehabflow.limits import Limits
from rehabflow.measure import YES_NO
from rehabflow.quantity import json_number, rounded
from rehabflow.rule import Span, Value


class Outcome(StrEnum):
    """Met, not met, or not known for want of data."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@frozen
class Evidence:
    """What a session contributed to a reading, and where in the log it stands."""

    date: dt.date
    value: Value
    at: tuple[str, ...] = ()

    def to_dict(self, limits: Limits | None = None, unit: str = "") -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "date": self.date.isoformat(),
            **plain_value(self.value, limits, unit),
            "at": list(self.at),
        }


@frozen
class Measured:
    """One criterion: what its rule measured, against which limits, by which margin."""

    rule: str
    label: str
    verdict: Outcome
    value: Value
    """The value, the range in which it must lie, or None where there was nothing to read."""
    unit: str
    limits: Limits
    window: Span | None
    unknown: str | None
    """What is missing, where that leaves the value open."""
    text: str
    evidence: tuple[Evidence, ...] = ()
    reads: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    """Where the author took the numbers from: `from`, `choice`, `verified`."""

    @property
    def margin(self) -> Number | None:
        """By how much the nearest limit is passed; negative where it is missed."""
        if self.value is None or isinstance(self.value, tuple):
            return None
        return self.limits.margin(self.value)

    def criteria(self) -> Iterator[Measured]:
        """Itself, as the one criterion of its tree."""
        yield self

    def missing(self) -> Iterator[str]:
        """What leaves it open, in words."""
        if self.verdict is Outcome.UNKNOWN and self.unknown:
            yield self.unknown

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; a number that had to be rounded keeps its exact value beside it."""
        margin = self.margin
        return {
            "rule": self.rule,
            "label": self.label,
            "verdict": self.verdict.value,
            **plain_value(self.value, self.limits, self.unit),
            "unit": self.unit,
            "limits": self.limits.to_dict(self.unit),
            "window": plain_span(self.window),
            "margin": None if margin is None else json_number(rounded(margin, (0,))),
            "unknown": self.unknown,
            "text": self.text,
            "evidence": [each.to_dict(self.limits, self.unit) for each in self.evidence],
            "reads": list(self.reads),
            "parameters": dict(self.parameters),
            "about": deepcopy(dict(self.about)),
        }


@frozen
class Combined:
    """Several criteria under `all`, `any`, `none` or `some`; or, under `repeat`, the same ones on
    several dates, oldest first."""

    op: Literal["all", "any", "none", "some", "repeat"]
    verdict: Outcome
    of: tuple[Verdict, ...]
    at_least: int | None = None
    """How many must be met, for `some`."""
    times: int | None = None
    """On how many dates they must be met, for `repeat`."""
    window: Span | None = None
    """Which training sessions `repeat` looks at."""
    unknown: str | None = None
    """Which sessions `repeat` still lacks."""
    date: dt.date | None = None
    """Of which date it is, under `repeat`."""

    def criteria(self) -> Iterator[Measured]:
        """Every criterion of the tree, in the author's order."""
        for each in self.of:
            yield from each.criteria()

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        some: dict[str, Any] = {} if self.at_least is None else {"at_least": self.at_least}
        if self.op == "repeat":
            some = {"times": self.times, "window": plain_span(self.window)}
            some["unknown"] = self.unknown
        if self.date is not None:
            some["date"] = self.date.isoformat()
        of = [each.to_dict() for each in self.of]
        return {"op": self.op, **some, "verdict": self.verdict.value, "of": of}

    def missing(self) -> Iterator[str]:
        """What leaves it open, in words."""
        for each in self.of:
            if each.verdict is Outcome.UNKNOWN:
                yield from each.missing()
        if self.unknown and self.verdict is Outcome.UNKNOWN:
            yield self.unknown


Verdict = Measured | Combined


@frozen
class GateVerdict:
    """A transition as it was asked on a date: where it leads, and what its gate answered.

    That of a ladder names its `exercise`, leads from and to a `rung`, and stays in the stage.
    """

    kind: Literal["advance", "setback", "refer", "climb", "drop"]
    to: str
    gate: Verdict
    exercise: str | None = None
    rung: tuple[int, int] | None = None

    @property
    def verdict(self) -> Outcome:
        """What the whole gate answered."""
        return self.gate.verdict

    @property
    def danger(self) -> bool:
        """Whether it guards against a danger: a refer, a setback or a drop."""
        return self.kind not in ("advance", "climb")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "kind": self.kind,
            "to": self.to,
            **on_ladder(self.exercise, self.rung),
            "verdict": self.verdict.value,
            "gate": self.gate.to_dict(),
        }


def on_ladder(exercise: str | None, rung: tuple[int, int] | None) -> dict[str, Any]:
    """Of which exercise a ladder is, and from which rung to which, for JSON."""
    return {} if rung is None else {"exercise": exercise, "rung": list(rung)}


def plain_span(span: Span | None) -> dict[str, Any] | None:
    """A window for JSON: `{"last": 3, "of": "sessions"}`."""
    if span is None:
        return None
    if span.count is None:
        return {"last": "stage"}
    return {"within" if span.newest else "last": span.count, "of": span.unit}


def plain_value(value: Value, limits: Limits | None, unit: str = "") -> dict[str, Any]:
    """`value` for JSON, and `exact` beside it where rounding changed it.

    What is either so or not is true or false, and null where that is not known.
    """
    near = limits.numbers() if limits else ()
    if value is None:
        return {"value": None}
    if unit == YES_NO:
        if isinstance(value, tuple):
            return {"value": None, "exact": [*map(str, value)]}
        return {"value": bool(value)}
    if isinstance(value, tuple):
        ends = [None if end is None else rounded(end, near) for end in value]
        low, high = (None if end is None else json_number(end) for end in ends)
        exact = (
            {}
            if tuple(ends) == value
            else {"exact": [None if end is None else str(end) for end in value]}
        )
        return {"value": {"from": low, "to": high}, **exact}
    shown = rounded(value, near)
    return {"value": json_number(shown), **({} if shown == value else {"exact": str(value)})}
