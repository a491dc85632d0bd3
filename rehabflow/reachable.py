"""Which values the readings of a protocol's criteria can have, where their rules can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from rehabflow.gate import Combination, Criterion, Gate
from rehabflow.prescription import Dose, Prescription
from rehabflow.protocol import Protocol, Stage
from rehabflow.setting import Ends, Setting


def reachable(protocol: Protocol, *, doubtful: bool = True) -> Mapping[int, Ends]:
    """Every end that the readings of a criterion can have, by the criterion's `id()`.

    `doubtful` says whether a log may hold work that could not be read.

    What is asked in several places has those of all of them. A criterion that is not there could
    have any value of its scale.
    """
    found: dict[int, Ends | None] = {}
    for setting, gate in _settings(protocol, doubtful):
        for criterion in _alone(gate):
            ends = criterion.rule.ends(setting, criterion.span)
            before = found.setdefault(id(criterion), ends)
            if before != ends:
                found[id(criterion)] = before | ends if before and ends else None
    return {criterion: ends for criterion, ends in found.items() if ends is not None}


def _alone(gate: Gate) -> Iterator[Criterion]:
    """The criteria of a gate but for those that are read on single dates."""
    if isinstance(gate, Criterion):
        yield gate
    elif isinstance(gate, Combination):
        for each in gate.of:
            yield from _alone(each)


def _settings(protocol: Protocol, doubtful: bool) -> Iterator[tuple[Setting, Gate]]:
    """Every gate that moves anyone or changes a dose, with where it is asked."""
    for stage in protocol.stages:
        here = Setting(_doses(stage.prescription), settles=protocol.settle, doubtful=doubtful)
        for each, _ in protocol.exits(stage):
            yield evolve(here, advance=each.kind == "advance"), each.gate
        yield from _of_ladders(stage, here)


def _of_ladders(stage: Stage, here: Setting) -> Iterator[tuple[Setting, Gate]]:
    for ladder in stage.ladders:
        own = tuple(each for each in here.doses if each.exercise.id == ladder.exercise)
        alone = evolve(here, doses=own, alone=True)
        yield alone, ladder.climb
        if ladder.drop is not None:
            yield evolve(alone, advance=False), ladder.drop.gate


def _doses(prescription: Prescription) -> tuple[Dose, ...]:
    """Each dose that a stage can prescribe, every rung of a ladder by itself."""
    return tuple(
        dose.on_rung(rung)
        for dose in prescription
        for rung in range(1, max(1, len(dose.rungs)) + 1)
    )
