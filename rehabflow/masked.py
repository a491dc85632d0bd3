"""Changes of when a dose climbs that no log shows: the dose goes back on the same reading."""

from __future__ import annotations

from collections.abc import Iterator

from rehabflow.gate import AllOf, AnyOf, Criterion, Gate
from rehabflow.ladder import Ladder
from rehabflow.limits import Limits, telling
from rehabflow.protocol import Protocol
from rehabflow.rule import Span

OURS = "rehabflow"
"""The distribution whose rules are known here."""
_CEILINGS = {"at_most", "below"}


def is_masked(protocol: Protocol, criterion: Criterion, other: Limits) -> bool:
    """Whether a criterion decides alike with other limits, as a drop comes before every climb.

    A dose climbs only while its drop gate is not met and not unknown. Take a climb and a drop that
    both ask for the highest pain of the last training session. Where they see the same session,
    a reading that the two limits judge otherwise has an end that the drop's limit passes, so that
    the drop is met or unknown. Where the climb does not see the drop's session, as training lapsed
    in between, its reading goes up to 10, which neither limit passes: it is not met by either.
    """
    if protocol.settle or not _asks_last_pain(criterion):
        return False
    ladders = [
        ladder
        for stage in protocol.stages
        for ladder in stage.ladders
        if any(each is criterion for each in ladder.climb.criteria())
    ]
    gates = sum(any(each is criterion for each in gate.criteria()) for gate in protocol.gates())
    return gates == len(ladders) > 0 and all(
        any(each is criterion for each in _needed(ladder.climb))
        and any(_covers(each, criterion, other) for each in _enough(ladder))
        for ladder in ladders
    )


def _asks_last_pain(criterion: Criterion) -> bool:
    """Whether it is the pain of the last training session, with nothing left out."""
    source = criterion.source.distribution, criterion.source.id
    last = criterion.span == Span(1)
    return source == (OURS, "pain") and last and not criterion.ignore_missing


def _needed(gate: Gate) -> Iterator[Criterion]:
    """The criteria without each of which a gate is not met."""
    if isinstance(gate, Criterion):
        yield gate
    elif isinstance(gate, AllOf):
        for each in gate.of:
            yield from _needed(each)


def _enough(ladder: Ladder) -> Iterator[Criterion]:
    """The criteria of which each alone meets a ladder's drop gate, or leaves it unknown."""
    gate = ladder.drop.gate if ladder.drop else None
    if isinstance(gate, AnyOf) or (isinstance(gate, AllOf) and len(gate.of) == 1):
        yield from (each for each in gate.of if isinstance(each, Criterion))
    elif isinstance(gate, Criterion):
        yield gate


def _covers(drop: Criterion, climb: Criterion, other: Limits) -> bool:
    """Whether the limit of a drop passes whatever two limits of a climb judge otherwise."""
    kinds = [set(each.by_name()) for each in (drop.limits, climb.limits, other)]
    if drop.rule != climb.rule or not _asks_last_pain(drop) or any(len(k) != 1 for k in kinds):
        return False
    floor, *ceilings = (kind.pop() for kind in kinds)
    if floor not in ("at_least", "above") or not _CEILINGS.issuperset(ceilings):
        return False
    low, high = drop.rule.on_scale()
    if climb.limits.passes(high or 0) or other.passes(high or 0):
        return False
    return all(
        drop.limits.passes(each)
        for each in telling((drop.limits, climb.limits, other), (low, high))
        if climb.limits.passes(each) is not other.passes(each)
    )
