"""Which limits of a protocol its scenarios show from both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import inf
from typing import Any

from attrs import define, field, frozen

from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.gate import Combination, Criterion, Gate, Repeat
from rehabflow.limits import Limits
from rehabflow.measure import YES_NO
from rehabflow.protocol import Protocol
from rehabflow.quantity import decimal, json_number
from rehabflow.reachable import reachable
from rehabflow.scenario import Scenario
from rehabflow.setting import Ends
from rehabflow.verdict import Combined, GateVerdict, Measured, Verdict, plain_span, plain_value

COARSE = {"%": 10, "hours": 24}
"""How near is near, in units in which a log hardly comes nearer; else it is the last digit."""


@frozen
class Asked:
    """Where a gate stands: in a stage, or None for all of them; a way out of it, or a ladder."""

    stage: str | None
    kind: str
    to: str | None = None
    exercise: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "stage": self.stage,
            "kind": self.kind,
            "to": self.to,
            "exercise": self.exercise,
        }


@define(eq=False)
class Boundary:
    """One limit of a gate, and whether a scenario just meets it and just misses it.

    `asked` is every ladder that asks the same, as a ladder does that several exercises share.
    `met_at` and `missed_at` are the nearest readings on either side; `ends` is what a reading
    can be at all, where that is known.
    """

    asked: list[Asked]
    criterion: Criterion
    name: str
    limit: Number
    met_at: Number | None = None
    missed_at: Number | None = None
    ends: Ends | None = None
    _alone: Limits = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._alone = Limits(**{"exactly" if self.name == "is" else self.name: self.limit})

    @property
    def unit(self) -> str:
        """What the limit counts."""
        return self.criterion.rule.in_unit()

    @property
    def alone(self) -> Limits:
        """The limit without the others of its criterion."""
        return self._alone

    @property
    def met(self) -> bool:
        """Whether a scenario just meets it, or none can."""
        return self._away(self.met_at) <= self._near(self._reachable(meeting=True))

    @property
    def missed(self) -> bool:
        """Whether a scenario just misses it, or none can."""
        return self._away(self.missed_at) <= self._near(self._reachable(meeting=False))

    def _near(self, values: Iterable[Number] | None) -> float | Number:
        """How near is near, where a reading on that side can only be one of some values."""
        near = nearest(self.limit, self.unit)
        return near if values is None else max(near, min(map(self._away, values), default=inf))

    def _reachable(self, *, meeting: bool) -> Iterable[Number] | None:
        """The ends that tell of readings on one side, where they are known."""
        if self.ends is None or self.name == "is":
            return None
        ends = self.ends.high if self._is_top is meeting else self.ends.low
        return [each for each in ends if self._alone.passes(each) is meeting]

    @property
    def shown(self) -> bool:
        """Whether it is shown from both sides."""
        return self.met and self.missed

    def look(self, answer: Measured) -> None:
        """Take in what was measured on a date.

        Of a range it is the end that lies nearest to the other side of the limit.
        """
        value = answer.value
        low, high = value if isinstance(value, tuple) else (value, value)
        if self._alone.pass_all(low, high):
            self.met_at = self._nearer(self.met_at, high if self._is_top else low)
        elif self._alone.pass_none(low, high):
            ends = (low, high) if self.name == "is" else (low if self._is_top else high,)
            self.missed_at = self._nearer(self.missed_at, *ends)

    def take(self, other: Boundary) -> None:
        """Take in what other scenarios show of the same limit."""
        self.met_at = self._nearer(self.met_at, other.met_at)
        self.missed_at = self._nearer(self.missed_at, other.missed_at)

    @property
    def _is_top(self) -> bool:
        return self.name in ("at_most", "below")

    def _nearer(self, *values: Number | None) -> Number | None:
        return min(values, key=self._away)

    def _away(self, value: Number | None) -> float | Number:
        """How far a reading lies from the limit; an open end, or none, is nowhere near."""
        if value is None:
            return inf
        return max(value - self.limit, self.limit - value)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        criterion = self.criterion
        return {
            "asked": [each.to_dict() for each in self.asked],
            "rule": criterion.source.id,
            "label": criterion.rule.called(),
            "window": plain_span(criterion.span),
            "limit": self.name,
            "value": bool(self.limit) if self.unit == YES_NO else json_number(self.limit),
            "unit": self.unit,
            "met": self.met,
            "missed": self.missed,
            "met_at": plain_value(self.met_at, self.alone, self.unit)["value"],
            "missed_at": plain_value(self.missed_at, self.alone, self.unit)["value"],
        }


def nearest(limit: Number, unit: str) -> Number:
    """How far the next value lies from a limit: one in the last digit that it is written with."""
    digits = len(decimal(limit).partition(".")[2])
    return COARSE[unit] if unit in COARSE else Fraction(1, 10**digits)


def boundaries(protocol: Protocol, scenarios: Iterable[Scenario]) -> tuple[Boundary, ...]:
    """Every limit of every gate that moves anyone, in the order of the declaration."""
    every = list[Boundary]()
    of = dict[int, list[Boundary]]()
    same = dict[tuple[str, Gate], Gate]()
    ends = reachable(protocol, doubtful=False)
    for asked, gate in _gates(protocol):
        first = same.setdefault((asked.kind, gate), gate) if asked.exercise else gate
        for criterion, one in zip(gate.criteria(), first.criteria(), strict=True):
            if gate is first:
                limits = criterion.limits.by_name().items()
                of[id(criterion)] = [
                    Boundary([], criterion, *limit, ends=ends.get(id(criterion)))
                    for limit in limits
                ]
                every += of[id(criterion)]
            of[id(criterion)] = of[id(one)]
            for each in of[id(one)]:
                each.asked.append(asked)
    engine = Engine(protocol)
    for scenario in scenarios:
        for stage, decision, _ in scenario.fold(engine):
            for gate, answer in _answered(protocol, stage, decision.asked):
                for criterion, measured in measured_in(gate, answer):
                    for each in of[id(criterion)]:
                        each.look(measured)
    return tuple(every)


def _gates(protocol: Protocol) -> Iterator[tuple[Asked, Gate]]:
    for each in (*protocol.refer, *protocol.setback):
        yield Asked(None, each.kind, each.to), each.gate
    for stage in protocol.stages:
        for each in (*stage.refer, *stage.setback, *stage.advance):
            yield Asked(stage.id, each.kind, each.to), each.gate
        for ladder in stage.ladders:
            yield Asked(stage.id, "climb", stage.id, ladder.exercise), ladder.climb
            if ladder.drop is not None:
                yield Asked(stage.id, "drop", stage.id, ladder.exercise), ladder.drop.gate


def _answered(
    protocol: Protocol, stage: str, asked: Iterable[GateVerdict]
) -> Iterator[tuple[Gate, Verdict]]:
    """The gates that were asked on a date, in a stage, with their answers."""
    answers = [each for each in asked if each.exercise is None]
    if answers:
        # Those that are not asked, on a date with an override, are the last ones.
        exits = protocol.exits(protocol.stage(stage))
        for (each, _), said in zip(exits, answers, strict=False):
            yield each.gate, said.gate
    for said in asked:
        if said.exercise is not None:
            ladders = {each.exercise: each for each in protocol.stage(stage).ladders}
            ladder = ladders[said.exercise]
            drop = ladder.drop if said.kind == "drop" else None
            yield drop.gate if drop else ladder.climb, said.gate


def measured_in(gate: Gate, answer: Verdict) -> Iterator[tuple[Criterion, Measured]]:
    """Each criterion of a gate with what it measured; under `repeat`, on each date."""
    if isinstance(gate, Criterion) and isinstance(answer, Measured):
        yield gate, answer
    elif isinstance(gate, Repeat) and isinstance(answer, Combined):
        for date in answer.of:
            yield from measured_in(gate.gate, date)
    else:
        assert isinstance(gate, Combination) and isinstance(answer, Combined)
        for inner, said in zip(gate.of, answer.of, strict=True):
            yield from measured_in(inner, said)
