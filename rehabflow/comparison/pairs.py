"""The gates of two protocols that stand for each other, and what else their readings rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from rehabflow.check.measurand import CALENDAR, OURS
from rehabflow.comparison.change import Place
from rehabflow.comparison.doses import asked_of
from rehabflow.comparison.gates import key
from rehabflow.comparison.ways import ways_beside
from rehabflow.gate import Criterion, Gate
from rehabflow.ladder import Ladder
from rehabflow.measure import OTHER
from rehabflow.protocol import Protocol, Stage, Transition

UNDOSED = CALENDAR | frozenset("pain aslr sessions rest symmetry flare trend measure gap".split())
"""Our rules that read the same however much is prescribed of the same exercises."""

LAPSE = "lapse_after"
"""What only the gates of an advance and a climb look at."""


@frozen
class Asked:
    """A gate as one protocol asks it: that of a transition, or of a ladder's climb or drop."""

    gate: Gate
    transition: Transition | None = None


@frozen
class Pair:
    """A way in two protocols, matched by stage, kind and where it leads; None where it is not.

    `stages` are those of both protocols in which it is asked.
    """

    place: Place
    old: Asked | None
    new: Asked | None
    stages: tuple[str, ...]
    rests_on: tuple[str, ...]
    """What else differs that its criteria read from; nothing where the readings are the same."""

    @property
    def kind(self) -> str:
        """`advance`, `setback`, `refer`, `climb` or `drop`."""
        return str(self.place.kind)

    @property
    def is_danger(self) -> bool:
        """Whether it guards against a danger."""
        return self.kind not in ("advance", "climb")

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Its gates, as far as they are there."""
        return tuple(each.gate for each in (self.old, self.new) if each is not None)


def pairs(old: Protocol, new: Protocol) -> Iterator[Pair]:
    """Every way of either protocol in the stages that both have, in the order asked."""
    shared = [each.id for each in new.stages if each.id in old.stage_ids and not each.final]
    everywhere = tuple(dict.fromkeys(one for id in shared for one in surroundings(old, new, id)))
    for kind in ("refer", "setback"):
        for was, now in ways_beside(getattr(old, kind), getattr(new, kind)):
            yield _of_ways(was, now, None, tuple(shared), everywhere)
    for id in shared:
        differs = surroundings(old, new, id)
        before, after = old.stage(id), new.stage(id)
        for kind in ("refer", "setback", "advance"):
            for was, now in ways_beside(getattr(before, kind), getattr(after, kind)):
                yield _of_ways(was, now, id, (id,), differs)
        yield from _of_ladders(before, after, surroundings(old, new, id, on_ladder=True))


def _of_ways(
    was: Transition | None,
    now: Transition | None,
    stage: str | None,
    stages: tuple[str, ...],
    differs: tuple[Difference, ...],
) -> Pair:
    of = now or was
    assert of is not None
    old, new = (None if each is None else Asked(each.gate, each) for each in (was, now))
    return _pair(Place(stage, of.kind, of.to), old, new, stages, differs)


def _of_ladders(old: Stage, new: Stage, differs: tuple[Difference, ...]) -> Iterator[Pair]:
    before, after = ({each.exercise: each for each in stage.ladders} for stage in (old, new))
    for id in {**before, **after}:
        was, now = before.get(id), after.get(id)
        for kind in ("climb", "drop"):
            one, other = (_on_ladder(each, kind) for each in (was, now))
            if one or other:
                place = Place(new.id, "climb" if kind == "climb" else "drop", exercise=id)
                yield _pair(place, one, other, (new.id,), differs)


def _on_ladder(ladder: Ladder | None, kind: str) -> Asked | None:
    if ladder is None:
        return None
    if kind == "climb":
        return Asked(ladder.climb)
    return Asked(ladder.drop.gate) if ladder.drop else None


def _pair(
    place: Place,
    old: Asked | None,
    new: Asked | None,
    stages: tuple[str, ...],
    differs: tuple[Difference, ...],
) -> Pair:
    """A pair, with what of all that differs around it makes a difference to its criteria."""
    gates = [each.gate for each in (old, new) if each is not None]
    criteria = [each for gate in gates for each in gate.criteria()]
    rests_on = [
        each.name
        for each in differs
        if any(each.touches(one) for one in criteria)
        and (each.name != LAPSE or place.kind in ("advance", "climb"))
    ]
    return Pair(place, old, new, stages, tuple(dict.fromkeys(rests_on)))


@frozen
class Difference:
    """Something that is not the same around two gates: its name in words, and which criteria read
    other values for it."""

    name: str
    touches: Callable[[Criterion], bool]


def surroundings(
    old: Protocol, new: Protocol, stage: str, *, on_ladder: bool = False
) -> tuple[Difference, ...]:
    """What differs that the same criterion reads other values from.

    On a ladder, the rungs of all others are where the patient stands, however they came there.
    """
    before, after = old.stage(stage), new.stage(stage)
    shared = old.measures.keys() & new.measures.keys()
    measures = {name for name in shared if old.measures[name] != new.measures[name]}
    dosed = _any if on_ladder else _is_dosed
    climbed = _is_of_ladders if on_ladder else _is_dosed
    parts: tuple[tuple[str, object, object, Callable[[Criterion], bool]], ...] = (
        ("settle", old.settle, new.settle, _is_seen),
        (LAPSE, old.lapse_after, new.lapse_after, _is_seen),
        ("the exercises of the stage", _named(before), _named(after), _is_seen),
        ("the names of exercises", old.known_exercises, new.known_exercises, dosed),
        ("the doses of the stage", _doses(before), _doses(after), dosed),
        ("the ladders of the stage", _climbing(before), _climbing(after), climbed),
        ("pain caps", _caps(old), _caps(new), lambda each: bool(each.rule.bound_to())),
    )
    found = [Difference(name, touches) for name, was, now, touches in parts if was != now]
    if measures:
        found.append(Difference("the measures", lambda each: _reads(each, measures)))
    return tuple(found)


def _any(_: Criterion) -> bool:
    return True


def _is_of_ladders(criterion: Criterion) -> bool:
    return criterion.source.distribution != OURS or criterion.source.id == "ladder"


def _is_seen(criterion: Criterion) -> bool:
    """Whether a criterion reads more than the calendar."""
    return not (criterion.source.distribution == OURS and criterion.source.id in CALENDAR)


def _is_dosed(criterion: Criterion) -> bool:
    return not (criterion.source.distribution == OURS and criterion.source.id in UNDOSED)


def _reads(criterion: Criterion, measures: set[str]) -> bool:
    read = {name.removesuffix(OTHER) for name in criterion.rule.fields_read()}
    return bool(read & measures) or criterion.source.distribution != OURS


def _named(stage: Stage) -> set[frozenset[str]]:
    return {dose.exercise.keys for dose in stage.prescription}


def _doses(stage: Stage) -> Any:
    doses = [(dose.exercise.id, *asked_of(dose)) for dose in stage.prescription]
    return stage.prescription.choose, sorted(doses, key=repr)


def _climbing(stage: Stage) -> Any:
    return {
        each.exercise: (
            key(each.climb),
            each.drop and (key(each.drop.gate), each.drop.by, each.drop.wait),
        )
        for each in stage.ladders
    }


def _caps(protocol: Protocol) -> Any:
    """What the rules of its gates are bound to of the exercises."""
    rules = [each.rule for gate in protocol.gates() for each in gate.criteria()]
    return sorted({text for rule in rules if (text := rule.bound_to())})
