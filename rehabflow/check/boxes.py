"""A gate as boxes: in each, every measurand lies in one interval, and the gate is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from attrs import field, frozen

from rehabflow.check.interval import NOTHING, Interval
from rehabflow.check.labour import Labour, TooManyError
from rehabflow.check.measurand import VIEWS, Measurand, measurand
from rehabflow.check.order import caps, is_below, is_within, lifts, narrows
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
"""All of the range in which each reading may lie, where it is a range, lies in its interval.

Readings are taken as free of each other, but for what `order` knows, so that more is thought
possible than is. A gate without a box is met by no log at all; whether a log makes the readings of
a box is for `witness` to show.
"""


@frozen
class Reasoning:
    """What is reasoned with: a protocol, and of which kind the gates are that it asks."""

    protocol: Protocol
    _made: dict[tuple[int, str], tuple[Criterion, Measurand]] = field(
        factory=dict[tuple[int, str], tuple[Criterion, Measurand]],
        init=False,
        repr=False,
        eq=False,
    )

    labour: Labour = field(factory=Labour, init=False, repr=False, eq=False)
    """How much was reasoned so far."""

    def measurand(self, criterion: Criterion, kind: str) -> Measurand:
        """What a criterion measures in a gate of that kind."""
        key = id(criterion), kind
        if key not in self._made:
            # The criterion is kept, so that no other can come to have its id.
            self._made[key] = criterion, measurand(criterion, kind, self.protocol)
        return self._made[key][1]

    def boxes(self, gate: Gate, kind: str) -> tuple[Box, ...]:
        """Every way in which a gate can be met. Raises TooManyError."""
        self.labour.ask()
        return tuple(self._boxes(gate, kind, wanted=True))

    def boxes_unmet(self, gate: Gate, kind: str) -> tuple[Box, ...]:
        """Every way in which a gate can be known and not be met. Raises TooManyError."""
        self.labour.ask()
        return tuple(self._boxes(gate, kind, wanted=False))

    def answer(self, gate: Gate, kind: str, box: Box) -> Outcome:
        """What a gate answers wherever the readings lie in a box; unknown where that is open."""
        if isinstance(gate, Criterion):
            return _judged(gate, self.measurand(gate, kind), box)
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
        boxes = self.boxes(one, kind)
        asked = sum(1 for _ in other.criteria())
        for box in boxes:
            self.labour.spend(asked * (1 + len(box)))
            if self.answer(other, other_kind, box) is not MET:
                return False
        return True

    def together(self, one: tuple[Box, ...], other: tuple[Box, ...]) -> Iterator[Box]:
        """The boxes in which two gates are met at once, as far as they are looked at."""
        self.labour.ask()
        for a, b in product(one, other):
            try:
                both = self._joined(a, b)
            except TooManyError:
                return
            else:
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
            found += self._crossed(some)
            if len(found) > MOST:
                self.labour.refuse()
        return found

    def _crossed(self, choices: tuple[list[Box], ...]) -> list[Box]:
        found: list[Box] = [{}]
        for boxes in choices:
            if len(found) * len(boxes) > MOST:
                self.labour.refuse()
            both = (self._joined(one, other) for one in found for other in boxes)
            found = [each for each in both if each is not None]
        return found

    def _joined(self, one: Box, other: Box) -> Box | None:
        """The same as `joined`. Raises TooManyError."""
        self.labour.spend(1 + (len(one) + len(other)) * len(other))
        return joined(one, other)

    def _of_criterion(self, criterion: Criterion, kind: str, *, wanted: bool) -> list[Box]:
        at = self.measurand(criterion, kind)
        passing = Interval.of_limits(criterion.limits)
        parts = (passing,) if wanted else passing.parts_outside()
        there_are = (part for part in parts if not at.shaped(part).is_empty)
        found: list[Box] = [{at: at.named(part)} for part in there_are]
        if not wanted and at.fires_nothing and at.may_be_empty:
            found.append({at: NOTHING})
        return found


def possible(at: Measurand, box: Box) -> Interval:
    """Where a reading can lie in a box at most, by what else is said there."""
    interval = box.get(at, at.range)
    if interval.nothing:
        return interval
    for other, there in box.items():
        if there.nothing or other.id != at.id:
            continue
        if is_within(at, other):
            interval = interval & there
        elif is_below(other, at):
            interval = interval & there.opened(high=True)
        elif is_below(at, other):
            interval = interval & there.opened(low=True)
    return at.shaped(interval)


def joined(one: Box, other: Box) -> Box | None:
    """The box of what lies in both; None where nothing can."""
    both = dict(one)
    for at, interval in other.items():
        both[at] = at.named(both[at] & interval) if at in both else interval
        if both[at].is_empty:
            return None
    # What the other box does not look at is as it was.
    ids = {at.id for at in other}
    return None if any(possible(at, both).is_empty for at in both if at.id in ids) else both


def looks_at_all_of(one: Box, other: Box) -> bool:
    """Whether a box is about all the scores that another one is about, over whatever windows."""
    scores = [at for at in other if not {"work", "time"}.issuperset(at.fields)]
    return bool(scores) and all(any(at.is_same_rule(each) for each in one) for at in scores)


def _needed(gate: Combination) -> int:
    """How many of what it holds must be met, or for `none` must not."""
    if isinstance(gate, AllOf):
        return len(gate.of)
    if isinstance(gate, SomeOf):
        return gate.at_least
    assert isinstance(gate, AnyOf | NoneOf)
    return 1


def _whole(gate: Repeat, kind: str) -> Measurand:
    return Measurand("repeat", "", None, gate.last, VIEWS.get(kind, "danger"), gate)


def _judged(criterion: Criterion, at: Measurand, box: Box) -> Outcome:
    """What a criterion answers wherever the readings lie in a box."""
    interval, is_read = _read(at, box)
    if interval.nothing:
        return UNMET if at.fires_nothing else UNKNOWN
    passing = Interval.of_limits(criterion.limits)
    if not passing.meets(interval):
        return UNMET
    sure = is_read or (at.is_our and not at.fires_nothing)
    return MET if passing.holds(interval) and sure else UNKNOWN


def _read(at: Measurand, box: Box) -> tuple[Interval, bool]:
    """Where all that a reading may be lies in a box, and whether there is something to read."""
    interval = box.get(at, at.scale)
    is_read = at in box or not at.may_be_empty
    if interval.nothing:
        return interval, False
    for other, there in box.items():
        if there.nothing or other.id != at.id or other is at:
            continue
        bound = _bound(at, other, there)
        if not bound.holds(other.scale):
            interval, is_read = interval & bound, True
    return at.named(interval), is_read


def _bound(at: Measurand, other: Measurand, there: Interval) -> Interval:
    """What is known of a reading by that of another."""
    if narrows(other, at):
        return there
    low, high = lifts(other, at), caps(other, at)
    return there.opened(low=not low, high=not high)
