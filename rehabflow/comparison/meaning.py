"""What changes of gates mean: which logs meet them under one protocol and not the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count, islice
from typing import Literal

from attrs import evolve, frozen

from rehabflow.check.boxes import Reasoning
from rehabflow.check.labour import TooManyError
from rehabflow.comparison.example import Example, shrunk
from rehabflow.comparison.gates import key, measured
from rehabflow.comparison.pairs import Asked, Pair, pairs
from rehabflow.comparison.trials import LONGEST, Script, Trials
from rehabflow.comparison.twins import Direction, Twins
from rehabflow.engine import Engine
from rehabflow.errors import LogError
from rehabflow.protocol import Protocol
from rehabflow.verdict import Outcome

Relation = Literal["stricter", "laxer", "equivalent", "neither", "new", "gone", "open"]
"""What the new gate is to the old one. `open`: no difference was found, and none ruled out."""
How = Literal["proved", "shown", "searched"]
"""For all logs; by examples, which is as sure; or as far as was searched."""
MOST_STEPS = 1200
"""So many dates are tried in one stage."""


@frozen
class Claim:
    """What is claimed of a pair of gates, how sure it is, and examples of each difference."""

    pair: Pair
    relation: Relation
    how: How
    examples: tuple[Example, ...] = ()

    @property
    def guards_less(self) -> bool:
        """Whether a danger of OLD stops less under NEW: where its examples show that, or where it
        is gone or stricter and none was found."""
        if not self.pair.is_danger:
            return False
        if not self.examples:
            return self.relation in ("stricter", "gone")
        return any(
            each.is_lost for each in self.examples if each.direction in ("old only", "old holds")
        )


def bound() -> str:
    """Up to where is searched, in words."""
    return f"up to {MOST_STEPS} dates a stage, in logs of up to {LONGEST} dates"


def claims(old: Protocol, new: Protocol, *, most: int = MOST_STEPS) -> tuple[Claim, ...]:
    """One for each way that is not asked word for word alike of the same readings.

    `most` dates are tried in each stage.
    """
    proofs = [Proof(each, new) for each in pairs(old, new) if not _is_same(each)]
    found = _searched(old, new, proofs, most)
    made = [_claim(each, one) for each, one in zip(proofs, found, strict=True)]
    numbers = count(1)
    return tuple(
        evolve(each, examples=tuple(_filed(one, next(numbers)) for one in each.examples))
        for each in made
    )


def _filed(example: Example, number: int) -> Example:
    """An example with a name for its file: `01-acute-advance-isometric.csv`."""
    place = example.pair.place
    parts = place.stage or "every-stage", place.kind, place.exercise or place.to or "before"
    return evolve(example, file=f"{number:02}-{'-'.join(map(str, parts))}.csv")


def _is_same(pair: Pair) -> bool:
    """Whether a gate asks the same of the same readings."""
    if pair.old is None or pair.new is None:
        return False
    return not pair.rests_on and key(pair.old.gate) == key(pair.new.gate)


def _claim(proof: Proof, found: Mapping[Direction, Example]) -> Claim:
    """What the proofs and the examples come to.

    A log that speaks against what was proved counts for more: then there is no proof.
    """
    pair = proof.pair
    told = tuple(shrunk(found[each]) for each in (*_MET, *_HOLDS) if each in found)
    if pair.old is None or pair.new is None:
        relation: Relation = "new" if pair.old is None else "gone"
        return Claim(pair, relation, "shown" if told else "searched", told)
    if found.keys() <= set(proof.wanted):
        if proof.same_met and proof.same_unmet:
            return Claim(pair, "equivalent", "proved")
        if not proof.same_met and (proof.stricter or proof.laxer):
            return Claim(pair, "stricter" if proof.stricter else "laxer", "proved", told)
    met = [each for each in _MET if each in found]
    if len(met) == 1:
        return Claim(pair, "stricter" if met == ["old only"] else "laxer", "searched", told)
    if told:
        return Claim(pair, "neither", "shown", told)
    return Claim(pair, "open", "searched")


_MET: tuple[Direction, Direction] = ("old only", "new only")
_HOLDS: tuple[Direction, Direction] = ("old holds", "new holds")


@frozen(slots=False)
class Proof:
    """What can be proved of two gates for all logs, by reasoning over their readings."""

    pair: Pair
    protocol: Protocol

    @cached_property
    def stricter(self) -> bool:
        """Whether the new gate is met only where the old one is."""
        return self.implies(self.pair.new, self.pair.old)

    @cached_property
    def laxer(self) -> bool:
        """Whether the new gate is met wherever the old one is."""
        return self.implies(self.pair.old, self.pair.new)

    @property
    def same_met(self) -> bool:
        """Whether both are met in the same logs."""
        return self.stricter and self.laxer

    @cached_property
    def wanted(self) -> tuple[Direction, ...]:
        """The examples that there may be."""
        holds = _HOLDS if self.pair.is_danger else ()
        if self.same_met:
            return () if self.same_unmet else holds
        if self.stricter or self.laxer:
            return ("old only",) if self.stricter else ("new only",)
        if self.pair.old is None or self.pair.new is None:
            return ("new only",) if self.pair.old is None else ("old only",)
        return (*_MET, *holds)

    def implies(self, one: Asked | None, other: Asked | None) -> bool:
        """Whether wherever one is met, so is the other. False where that is not proved."""
        if one is None or other is None or not self.is_comparable:
            return False
        kind = self.pair.kind
        try:
            return Reasoning(self.protocol).implies(one.gate, kind, other.gate, kind)
        except TooManyError:
            return False

    @cached_property
    def same_unmet(self) -> bool:
        """Whether what rules out one rules out the other. An advance rules nothing out."""
        if not self.pair.is_danger:
            return True
        gates = self.pair.gates
        reasoning, kind = Reasoning(self.protocol), self.pair.kind
        try:
            return all(
                reasoning.answer(other, kind, box) is Outcome.UNMET
                for one, other in (gates, gates[::-1])
                for box in reasoning.boxes_unmet(one, kind)
            )
        except TooManyError:
            return False

    @property
    def is_comparable(self) -> bool:
        """Whether the same criterion reads the same value under both protocols."""
        if self.pair.rests_on:
            return False
        ignoring: dict[object, bool] = {}
        return all(
            ignoring.setdefault((measured(each), each.span), each.ignore_missing)
            == each.ignore_missing
            for gate in self.pair.gates
            for each in gate.criteria()
        )


# ---------------------------------------------------------------- examples


def _searched(
    old: Protocol, new: Protocol, proofs: Sequence[Proof], most: int
) -> list[dict[Direction, Example]]:
    """Examples of each pair, one for each direction in which its gates may differ."""
    engines = Engine(old), Engine(new)
    found: list[dict[Direction, Example]] = [{} for _ in proofs]
    stages = dict.fromkeys(id for each in proofs for id in each.pair.stages)
    for stage in stages:
        here = [
            (each, kept)
            for each, kept in zip(proofs, found, strict=True)
            if stage in each.pair.stages and not _is_enough(each, kept)
        ]
        if here:
            trials = Trials(old, new, stage, tuple(each.pair for each, _ in here))
            _try(trials, engines, here, most)
    return found


def _try(
    trials: Trials,
    engines: tuple[Engine, Engine],
    here: Sequence[tuple[Proof, dict[Direction, Example]]],
    most: int,
) -> None:
    """Keep the examples of one stage, until there are enough or the bound is reached."""
    for twins in islice(grown(trials, engines), most):
        news = False
        for proof, kept in here:
            direction = twins.direction(proof.pair)
            if direction in (*proof.wanted, *_MET):
                example = Example(proof.pair, direction, twins)
                if direction not in kept or _rank(example) < _rank(kept[direction]):
                    kept[direction], news = example, True
        if news and all(_is_enough(proof, kept) for proof, kept in here):
            return


def _is_enough(proof: Proof, kept: Mapping[Direction, Example]) -> bool:
    """Whether every difference that there may be is shown by a log that is decided otherwise."""
    return all(each in kept and kept[each].differs for each in proof.wanted)


def _rank(example: Example) -> tuple[bool, int]:
    return not example.differs, len(example.rows)


def grown(trials: Trials, engines: tuple[Engine, Engine]) -> Iterator[Twins]:
    """Every beginning of every log that is tried."""
    for script in trials.scripts():
        yield from _run(script, trials.stage, engines)


def _run(script: Script, stage: str, engines: tuple[Engine, Engine]) -> Iterator[Twins]:
    try:
        twins = Twins.begin(*engines).enter(stage)
        for after, cells in script:
            twins = twins.then(cells, after)
            yield twins
            if not twins.together or twins.old.stage != stage:
                return
    except LogError:
        return  # what one of the protocols cannot read tells nothing of the two
