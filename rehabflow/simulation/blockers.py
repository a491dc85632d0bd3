"""What held a patient back on a date: which criteria alone, and which among others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from rehabflow.gate import AllOf, AnyOf, Combination, Criterion, Gate, NoneOf, Repeat, SomeOf
from rehabflow.protocol import Protocol, Transition
from rehabflow.verdict import Combined, GateVerdict, Outcome, Verdict

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
_OTHER = {MET: UNMET, UNMET: MET}


@frozen
class Blocker:
    """A criterion of an advance gate that was not met on a date, and what it said."""

    transition: Transition
    criterion: Criterion
    said: Verdict
    """What it measured; under `repeat` that may be what still lacks."""
    alone: bool
    """Whether the patient would have advanced but for it."""

    @property
    def verdict(self) -> Outcome:
        """Not met, or unknown; met where none of some criteria was to be."""
        return self.said.verdict


@frozen
class Held:
    """Why a date moved nobody on.

    `dangers` are the refer and setback gates that could not be ruled out; `by_danger` says that
    an advance was met and only they held it.
    """

    blockers: tuple[Blocker, ...]
    dangers: tuple[GateVerdict, ...]
    by_danger: bool


def held(protocol: Protocol, stage: str, asked: Sequence[GateVerdict]) -> Held | None:
    """What held a date on which no gate moved the patient, from the gates as they were `asked`.

    None where no advance was asked: in a final stage, while referred, and on the date of an
    override or a red flag. Gates of ladders hold nobody.
    """
    answers = [each for each in asked if each.exercise is None]
    if stage not in protocol.stage_ids:
        return None
    exits = protocol.exits(protocol.stage(stage))
    advances = [
        (way, said)
        for (way, _), said in zip(exits, answers, strict=False)
        if way.kind == "advance"
    ]
    if not advances:
        return None
    dangers = tuple(each for each in answers if each.danger and each.verdict is UNKNOWN)
    found = [
        Blocker(
            way,
            criterion,
            its,
            not dangers and _is(way.gate, said.gate, MET, criterion),
        )
        for way, said in advances
        for criterion, its in _once(_lacking(way.gate, said.gate, MET))
    ]
    met = any(said.verdict is MET for _, said in advances)
    return Held(() if met else tuple(found), dangers, met and bool(dangers))


def _is(gate: Gate, said: Verdict, wanted: Outcome, forced: Criterion) -> bool:
    """Whether a gate is met (or unmet, as `wanted`) if one criterion in it were as it should."""
    if isinstance(gate, Criterion):
        return gate is forced or said.verdict is wanted
    assert isinstance(said, Combined)
    if isinstance(gate, Repeat):
        if wanted is UNMET:
            return said.verdict is UNMET
        dates = [_is(gate.gate, each, MET, forced) for each in said.of]
        return sum(dates) >= gate.times
    assert isinstance(gate, Combination)
    inner = _OTHER[wanted] if isinstance(gate, NoneOf) else wanted
    are = [_is(each, its, inner, forced) for each, its in zip(gate.of, said.of, strict=True)]
    return sum(are) >= _needed(gate, wanted)


def _needed(gate: Combination, wanted: Outcome) -> int:
    """How many of its parts must be as they should, for the whole to be as wanted."""
    many = len(gate.of)
    if isinstance(gate, SomeOf):
        return gate.at_least if wanted is MET else many - gate.at_least + 1
    if isinstance(gate, AllOf | NoneOf):
        return many if wanted is MET else 1
    assert isinstance(gate, AnyOf)
    return 1 if wanted is MET else many


def _lacking(gate: Gate, said: Verdict, wanted: Outcome) -> Iterator[tuple[Criterion, Verdict]]:
    """The criteria that are not as they should, in the parts that are not."""
    if said.verdict is wanted:
        return
    if isinstance(gate, Criterion):
        yield gate, said
        return
    assert isinstance(said, Combined)
    if isinstance(gate, Repeat):
        found = [each for date in said.of for each in _lacking(gate.gate, date, wanted)]
        # Where nothing that is there is wrong, what is missing is further sessions.
        yield from found or ((each, said) for each in gate.criteria())
        return
    assert isinstance(gate, Combination)
    inner = _OTHER[wanted] if isinstance(gate, NoneOf) else wanted
    for each, its in zip(gate.of, said.of, strict=True):
        yield from _lacking(each, its, inner)


def _once(
    found: Iterator[tuple[Criterion, Verdict]],
) -> Iterator[tuple[Criterion, Verdict]]:
    """Each criterion once, with the first thing that it said."""
    seen = set[int]()
    for criterion, its in found:
        if id(criterion) not in seen:
            seen.add(id(criterion))
            yield criterion, its
