"""Which small changes of a protocol its scenarios notice."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from attrs import frozen

from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.errors import ProtocolError
from rehabflow.gate import Criterion
from rehabflow.limits import Limits
from rehabflow.measure import Bounds
from rehabflow.nudges import Nudge, nudges
from rehabflow.protocol import Protocol
from rehabflow.scenario import Scenario

Fate = Literal["noticed", "unnoticed", "refused", "equivalent"]


@frozen
class Mutant:
    """A changed protocol, and what became of it.

    `refused` is no protocol at all; `equivalent` is known to decide as before.
    """

    nudge: Nudge
    fate: Fate


@frozen
class Mutants:
    """Every changed protocol."""

    all: tuple[Mutant, ...]

    def of(self, fate: Fate) -> tuple[Nudge, ...]:
        """The changes of one fate, in the order of the declaration."""
        return tuple(each.nudge for each in self.all if each.fate == fate)

    @property
    def changed(self) -> int:
        """How many could have been noticed."""
        return len(self.of("noticed")) + len(self.of("unnoticed"))

    @property
    def score(self) -> float:
        """How many of a hundred that could be noticed were; none where there are none."""
        return 100 * len(self.of("noticed")) / self.changed if self.changed else 0.0


def mutated(
    protocol: Protocol,
    scenarios: Iterable[Scenario],
    rules: str | os.PathLike[str] | None = None,
) -> Mutants:
    """Run scenarios that hold through every nudge of their protocol.

    `rules` is the directory of rule files that the protocol was loaded with.
    """
    units = {each.source.id: each.rule.in_unit() for each in _criteria(protocol)}
    engine = Engine(protocol)
    runs = [(each, _visited(each, engine)) for each in scenarios]
    return Mutants(
        tuple(
            Mutant(each, _fate(each, protocol, runs, rules))
            for each in nudges(protocol.source, units)
        )
    )


def _visited(scenario: Scenario, engine: Engine) -> frozenset[str]:
    """The stages that a scenario passes through."""
    return frozenset(id for before, _, after in scenario.fold(engine) for id in (before, after))


def _fate(
    nudge: Nudge,
    protocol: Protocol,
    runs: list[tuple[Scenario, frozenset[str]]],
    rules: str | os.PathLike[str] | None,
) -> Fate:
    try:
        other = Protocol.from_dict(nudge.data, rules=rules)
    except ProtocolError:
        return "refused"
    if _decides_alike(protocol, other):
        return "equivalent"
    engine, touched = Engine(other), _touched(protocol, other)
    for at, (scenario, visited) in enumerate(runs):
        if touched & visited and any(scenario.misses(engine)):
            # What noticed this change is the likeliest to notice the next one.
            runs.insert(0, runs.pop(at))
            return "noticed"
    return "unnoticed"


def _touched(one: Protocol, other: Protocol) -> frozenset[str]:
    """The stages in which two protocols can decide otherwise: elsewhere none can notice."""
    everywhere = (one.refer, one.setback, one.lapse_after) != (
        other.refer,
        other.setback,
        other.lapse_after,
    )
    pairs = zip(one.stages, other.stages, strict=True)
    return frozenset(a.id for a, b in pairs if everywhere or a != b)


def _decides_alike(one: Protocol, other: Protocol) -> bool:
    """Whether two protocols that differ in one place are known to decide alike."""
    if one.lapse_after != other.lapse_after:
        return False
    if (one.refer, one.setback, one.stages) == (other.refer, other.setback, other.stages):
        return True
    pairs = list(zip(_criteria(one), _criteria(other), strict=True))
    limits = [(a.limits, b.limits, a.rule.on_scale()) for a, b in pairs if a.limits != b.limits]
    return (
        bool(limits)
        and all((a.rule, a.span) == (b.rule, b.span) for a, b in pairs)
        and all(_passes_alike(*each) for each in limits)
    )


def _criteria(protocol: Protocol) -> list[Criterion]:
    return [each for gate in protocol.gates() for each in gate.criteria()]


def _passes_alike(one: Limits, other: Limits, scale: Bounds) -> bool:
    """Whether two limits pass the same values of a scale."""
    return all(one.passes(each) is other.passes(each) for each in _telling(one, other, scale))


def _telling(one: Limits, other: Limits, scale: Bounds) -> list[Number]:
    """Values of a scale among which two limits differ if they differ at all."""
    low, high = scale
    ends = {*one.numbers(), *other.numbers(), *(each for each in scale if each is not None)}
    at = sorted(ends)
    between = [Fraction(a + b) / 2 for a, b in pairwise(at)]
    return [
        each
        for each in (at[0] - 1, *at, *between, at[-1] + 1)
        if (low is None or each >= low) and (high is None or each <= high)
    ]
