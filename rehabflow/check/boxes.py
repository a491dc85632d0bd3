"""A gate as boxes: in each, every measurand lies in one interval, and the gate is met.

What is empty here is met by no log at all: readings are taken as free of each other, but for what
`Measurand` knows, so that more is thought possible than is. Whether a log makes the readings of a
box is for `witness` to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from attrs import frozen

from rehabflow.check.interval import NOTHING, Interval
from rehabflow.check.measurand import Measurand, View, measurand
from rehabflow.gate import (
    AllOf,
    AnyOf,
    Combination,
    Criterion,
    Gate,
    NoneOf,
    Repeat,
    SomeOf,
)
from rehabflow.protocol import Protocol
from rehabflow.verdict import Outcome

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
MOST = 4096
"""With more boxes than this a gate is not reasoned about."""

Box = Mapping[Measurand, Interval]


class TooManyError(Exception):
    """A gate that comes to more boxes than are looked at."""


@frozen
class Reasoning:
    """What is reasoned with: a protocol, and of which kind the gates are that it asks."""

    protocol: Protocol

    def boxes(self, gate: Gate, kind: str) -> tuple[Box, ...]:
        """Every way in which a gate can be met. Raises TooManyError."""
        return tuple(self._boxes(gate, kind, wanted=True))

    def boxes_unmet(self, gate: Gate, kind: str) -> tuple[Box, ...]:
        """Every way in which a gate can be known and not be met. Raises TooManyError."""
        return tuple(self._boxes(gate, kind, wanted=False))

    def answer(self, gate: Gate, kind: str, box: Box) -> Outcome:
        """What a gate answers wherever the readings lie in a box; unknown where that is open."""
        if isinstance(gate, Criterion):
            return _judged(gate, known(measurand(gate, kind, self.protocol), box))
        if isinstance(gate, Repeat):
            at = box.get(_whole(gate, kind))
            return UNKNOWN if at is None else MET if at.low == 1 else UNMET
        assert isinstance(gate, Combination)
        said = [self.answer(each, kind, box) for each in gate.of]
        met, open_ = said.count(MET), said.count(UNKNOWN)
        needed = _needed(gate)
        if isinstance(gate, NoneOf):
            return UNMET if met else UNKNOWN if open_ else MET
        if met >= needed:
            return MET
        return UNKNOWN if met + open_ >= needed else UNMET

    def implies(self, one: Gate, kind: str, other: Gate, other_kind: str) -> bool:
        """Whether, in every log, the other gate is met on each date on which one is.

        False where that is not proved. Raises TooManyError.
        """
        return all(self.answer(other, other_kind, box) is MET for box in self.boxes(one, kind))

    def together(self, one: tuple[Box, ...], other: tuple[Box, ...]) -> Iterator[Box]:
        """The boxes in which two gates are met at once."""
        for a in one:
            for b in other:
                both = joined(a, b)
                if both is not None:
                    yield both

    def _boxes(self, gate: Gate, kind: str, *, wanted: bool) -> list[Box]:
        if isinstance(gate, Criterion):
            return self._of_criterion(gate, kind, wanted=wanted)
        if isinstance(gate, Repeat):
            return [{_whole(gate, kind): Interval(int(wanted), int(wanted))}]
        assert isinstance(gate, Combination)
        if isinstance(gate, NoneOf):
            wanted = not wanted
        inner = [self._boxes(each, kind, wanted=wanted) for each in gate.of]
        needed = _needed(gate) if wanted else len(gate.of) - _needed(gate) + 1
        found: list[Box] = []
        for some in combinations(inner, needed):
            found += _crossed(some)
            if len(found) > MOST:
                raise TooManyError
        return found

    def _of_criterion(self, criterion: Criterion, kind: str, *, wanted: bool) -> list[Box]:
        at = measurand(criterion, kind, self.protocol)
        passing = Interval.of_limits(criterion.limits)
        parts = (passing,) if wanted else passing.parts_outside()
        found: list[Box] = [{at: at.shaped(part)} for part in parts]
        if not wanted and kind not in ("advance", "climb"):
            found.append({at: NOTHING})
        return [box for box in found if not box[at].is_empty]


def known(at: Measurand, box: Box) -> Interval:
    """Where the reading of a measurand lies in a box."""
    interval = box.get(at, at.range)
    if interval.nothing:
        return interval
    for other, there in box.items():
        if there.nothing:
            continue
        if other.is_below(at):
            interval = interval & there.opened(high=True)
        elif at.is_below(other):
            interval = interval & there.opened(low=True)
    return at.shaped(interval)


def joined(one: Box, other: Box) -> Box | None:
    """The box of what lies in both; None where nothing can."""
    both = dict(one)
    for at, interval in other.items():
        both[at] = both[at] & interval if at in both else interval
    for at in list(both):
        interval = known(at, both)
        if interval.is_empty:
            return None
        both[at] = interval
    return both


def scores(box: Box) -> set[str]:
    """The log fields that a box is about, other than what was done and when."""
    return {name for at in box for name in at.fields} - {"work", "time"}


def _crossed(choices: tuple[list[Box], ...]) -> list[Box]:
    found: list[Box] = [{}]
    for boxes in choices:
        both = (joined(one, other) for one in found for other in boxes)
        found = [each for each in both if each is not None]
        if len(found) > MOST:
            raise TooManyError
    return found


def _needed(gate: Combination) -> int:
    """How many of what it holds must be met, or for `none` must not."""
    if isinstance(gate, AllOf):
        return len(gate.of)
    if isinstance(gate, SomeOf):
        return gate.at_least
    assert isinstance(gate, AnyOf | NoneOf)
    return 1


def _whole(gate: Repeat, kind: str) -> Measurand:
    view: View = "advance" if kind in ("advance", "climb") else "danger"
    return Measurand("repeat", "", None, gate.last, view, gate)


def _judged(criterion: Criterion, interval: Interval) -> Outcome:
    if interval.nothing:
        return UNMET
    passing = Interval.of_limits(criterion.limits)
    if passing.holds(interval):
        return MET
    return UNKNOWN if passing.meets(interval) else UNMET
