"""Everything that one protocol says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from rehabflow.comparison.change import Change, Level, Place, change
from rehabflow.comparison.doses import dose_changes
from rehabflow.comparison.gates import gate_changes, key, matched
from rehabflow.comparison.ways import way_changes
from rehabflow.desk import ABOUT
from rehabflow.differences import differences
from rehabflow.prescription import Exercise
from rehabflow.protocol import Advised, Protocol, Stage

WAYS: tuple[Literal["advance", "setback", "refer"], ...] = ("advance", "setback", "refer")
_HEAD: tuple[tuple[Level, str], ...] = (
    ("decides", "settle"),
    ("decides", "lapse_after"),
    ("decides", "stale_after"),
    ("says", "title"),
    ("says", "summary"),
)
_STAGE: tuple[tuple[Level, str], ...] = (("says", "title"), ("says", "goal"), ("decides", "final"))
_EXERCISE: dict[str, Level] = {"title": "decides", "aliases": "decides", "pain_cap": "decides"}
"""What decides of an exercise: the names that a log may call it by, and its pain cap."""
_PARTS = ("title", "aliases", "pain_cap", "kind")


@frozen
class Comparison:
    """Two protocols and every change from the first to the second."""

    old: Protocol
    new: Protocol
    changes: tuple[Change, ...]

    @property
    def is_layout(self) -> bool:
        """Whether they say the same in every word, whatever their layout and comments."""
        return self.old.digest == self.new.digest

    @property
    def differs(self) -> bool:
        """Whether anything decides otherwise, or tells people other things."""
        return any(each.level != "about" for each in self.changes)

    @property
    def same_version(self) -> bool:
        """Whether both carry the same version number of one protocol."""
        return (self.old.id, self.old.version) == (self.new.id, self.new.version)


def compared(old: Protocol, new: Protocol) -> Comparison:
    """Every change, in the order of a protocol; where its numbers come from last."""
    changes = [*_of_head(old, new), *_of_stages(old, new)]
    changes += _of_measures(old, new)
    changes += _of_exercises(old, new)
    changes += _of_the_rest(old, new, changes)
    changes.sort(key=lambda each: (each.level == "about", each.place.stage is not None))
    return Comparison(old, new, tuple(changes))


def _of_head(old: Protocol, new: Protocol) -> Iterator[Change]:
    """What holds in every stage."""
    place = Place()
    for level, name in _HEAD:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Change(level, "changed", name, place, was, now, claims=(name,))
    for kind in ("refer", "setback"):
        yield from way_changes(getattr(old, kind), getattr(new, kind), None, kind)
    yield from _of_advice(old.advise, new.advise, None, "advise")


def _of_stages(old: Protocol, new: Protocol) -> Iterator[Change]:
    """Stages that came and went, their order, and what changed in each."""
    for id in old.stage_ids:
        if id not in new.stage_ids:
            yield change("decides", "stage", Place(), old.stage(id), None, f"stages.{id}")
    was = [id for id in old.stage_ids if id in new.stage_ids]
    now = [id for id in new.stage_ids if id in old.stage_ids]
    if was != now:
        yield change("decides", "order", Place(), was, now)
    for at, stage in enumerate(new.stages):
        if stage.id in old.stage_ids:
            yield from _of_stage(old.stage(stage.id), stage)
            continue
        before = new.stage_ids[at - 1] if at else None
        claim = f"stages.{stage.id}"
        yield change("decides", "stage", Place(stage.id), None, stage, claim, of=before)
        yield from _of_stage(Stage(stage.id, stage.title, stage.goal, final=stage.final), stage)


def _of_stage(old: Stage, new: Stage) -> Iterator[Change]:
    where = f"stages.{new.id}"
    for level, name in _STAGE:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            claim = f"{where}.{name}"
            yield Change(level, "changed", name, Place(new.id), was, now, claims=(claim,))
    yield from dose_changes(old, new)
    for kind in WAYS:
        claim = f"{where}.{kind}"
        yield from way_changes(getattr(old, kind), getattr(new, kind), new.id, claim)
    yield from _of_advice(old.advise, new.advise, new.id, f"{where}.advise")


def _of_advice(
    old: Sequence[Advised], new: Sequence[Advised], stage: str | None, claim: str
) -> Iterator[Change]:
    for was, now in matched(
        old, new, (_whole, lambda each: each.say, lambda each: key(each.gate))
    ):
        of = now or was
        assert of is not None
        place = Place(stage, "advise", of.say)
        if was is None or now is None:
            yield change("says", "advice", place, was, now, claim)
            continue
        if was.say != now.say:
            yield change("says", "advice", place, was, now, claim)
        for each in gate_changes(was.gate, now.gate, place, claim):
            yield Change(
                "says", each.kind, each.what, place, each.was, each.now, each.of, (claim,)
            )


def _whole(advised: Advised) -> Any:
    return advised.say, key(advised.gate)


def _of_measures(old: Protocol, new: Protocol) -> Iterator[Change]:
    for name in {**old.measures, **new.measures}:
        was, now = old.measures.get(name), new.measures.get(name)
        if was != now:
            yield change("decides", "measure", Place(), was, now, f"measures.{name}")


def _of_exercises(old: Protocol, new: Protocol) -> Iterator[Change]:
    """What the protocols' own exercises are; where one is no longer declared, the shared one
    of that name counts."""
    before, after = (_own(each) for each in (old, new))
    prescribed = [_prescribed(each) for each in (old, new)]
    for id in {**before, **after}:
        was, now = before.get(id), after.get(id)
        claim = f"exercises.{id}"
        if was is not None and now is not None:
            yield from _of_exercise(id, was, now, claim)
            continue
        yield change("decides", "own exercise", Place(), was, now, claim, of=id)
        if all(id in each for each in prescribed):
            one, other = (_parts(each[id]) for each in prescribed)
            yield from _of_exercise(id, one, other, claim)


def _of_exercise(
    id: str, was: Mapping[str, Any], now: Mapping[str, Any], claim: str
) -> Iterator[Change]:
    for name in {**was, **now}:
        if name not in ABOUT and was.get(name) != now.get(name):
            level = _EXERCISE.get(name, "says")
            before, after = was.get(name), now.get(name)
            claims = (f"{claim}.{name}",)
            what = f"exercise {name}"
            yield Change(level, "changed", what, Place(exercise=id), before, after, id, claims)


def _own(protocol: Protocol) -> dict[str, Mapping[str, Any]]:
    own = protocol.source.get("exercises", {})
    return {id: said for id, said in own.items() if id not in ABOUT}


def _prescribed(protocol: Protocol) -> dict[str, Exercise]:
    doses = (dose for stage in protocol.stages for dose in stage.prescription)
    return {dose.exercise.id: dose.exercise for dose in doses}


def _parts(exercise: Exercise) -> dict[str, Any]:
    return {name: getattr(exercise, name) or None for name in _PARTS}


def _of_the_rest(old: Protocol, new: Protocol, changes: Sequence[Change]) -> Iterator[Change]:
    """What is written otherwise and is no change of anything above: ids, versions, sources,
    where numbers come from, and the same said in other words."""
    claimed = {claim for each in changes for claim in each.claims}
    for each in differences(old.source, new.source, everything=True):
        steps = each.path.split(".")
        above = {".".join(steps[:many]).partition("[")[0] for many in range(1, len(steps) + 1)}
        own = any(step.partition("[")[0] in ABOUT for step in steps)
        if own or not above & claimed:
            yield change("about", "written", Place(), each.was, each.now, of=each.path)
