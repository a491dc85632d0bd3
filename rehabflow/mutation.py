"""Which small changes of a protocol its scenarios notice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import frozen

from rehabflow.engine import Engine
from rehabflow.errors import ProtocolError
from rehabflow.gate import Criterion
from rehabflow.limits import Limits, telling
from rehabflow.masked import is_masked
from rehabflow.measure import Bounds
from rehabflow.nudges import Nudge, nudges
from rehabflow.protocol import Protocol
from rehabflow.reachable import reachable
from rehabflow.scenario import Scenario
from rehabflow.setting import Ends

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
    ends = reachable(protocol)
    return Mutants(
        tuple(
            Mutant(each, _fate(each, protocol, runs, ends, rules))
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
    ends: Mapping[int, Ends],
    rules: str | os.PathLike[str] | None,
) -> Fate:
    try:
        other = Protocol.from_dict(nudge.data, rules=rules)
    except ProtocolError:
        return "refused"
    if _decides_alike(protocol, other, ends):
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


def _decides_alike(one: Protocol, other: Protocol, ends: Mapping[int, Ends]) -> bool:
    """Whether two protocols that differ in one place are known to decide alike.

    `ends` has what the readings of the criteria of the first can be, by their `id()`.
    """
    if one.lapse_after != other.lapse_after:
        return False
    if (one.refer, one.setback, one.stages) == (other.refer, other.setback, other.stages):
        return True
    pairs = list(zip(_criteria(one), _criteria(other), strict=True))
    changed = [(a, b) for a, b in pairs if a.limits != b.limits]
    return (
        bool(changed)
        and all((a.rule, a.span) == (b.rule, b.span) for a, b in pairs)
        and all(
            _passes_alike(a.limits, b.limits, a.rule.on_scale())
            or (id(a) in ends and _judge_alike(a.limits, b.limits, ends[id(a)]))
            or is_masked(one, a, b.limits)
            for a, b in changed
        )
    )


def _criteria(protocol: Protocol) -> list[Criterion]:
    return [each for gate in protocol.gates() for each in gate.criteria()]


def _passes_alike(one: Limits, other: Limits, scale: Bounds) -> bool:
    """Whether two limits pass the same values of a scale."""
    return all(one.passes(each) is other.passes(each) for each in telling((one, other), scale))


def _judge_alike(one: Limits, other: Limits, ends: Ends) -> bool:
    """Whether no reading with such ends is judged otherwise by two limits.

    What a range is judged is a matter of on which sides of a floor and of a ceiling its ends lie.
    """
    if one.exactly is not None or other.exactly is not None:
        return False
    if one.pass_none(None, None) or other.pass_none(None, None):
        return False
    return all(
        a.passes(each) is b.passes(each)
        for a, b in ((_floor(one), _floor(other)), (_ceiling(one), _ceiling(other)))
        for each in ends.low | ends.high
    )


def _floor(limits: Limits) -> Limits:
    return Limits(at_least=limits.at_least, above=limits.above)


def _ceiling(limits: Limits) -> Limits:
    return Limits(at_most=limits.at_most, below=limits.below)
