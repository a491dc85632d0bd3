"""The made-up logs that are tried on two protocols: at limits, with gaps, with cells left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from attrs import frozen

from rehabflow.check.boxes import Box, Reasoning
from rehabflow.check.labour import TooManyError
from rehabflow.check.signs import best, fields_of, numeric_fields, trained
from rehabflow.check.witness import choices
from rehabflow.comparison.pairs import Pair
from rehabflow.entry import Number
from rehabflow.gate import Gate
from rehabflow.prescription import Dose
from rehabflow.protocol import Protocol
from rehabflow.quantity import decimal

Cells = Mapping[str, Any]
Script = Sequence[tuple[int, Cells]]
"""The dates of a log: how many days after the day before, and the cells."""

MOST_BOXES, MOST_CHOICES, FEW = 8, 6, 32
LEADS = (0, 1, 2)
AFTER = 5
LONGEST = 60
"""A log is not tried for more dates."""


@frozen
class Trials:
    """What is tried in one stage of two protocols, for some pairs of gates."""

    old: Protocol
    new: Protocol
    stage: str
    pairs: tuple[Pair, ...]

    def scripts(self) -> Iterator[Script]:
        """All of them, the simplest first."""
        cells = list(self.cells())
        for good in self.good():
            yield from self.steady(good, [{}])
            yield from self.as_dosed(good)
            yield from self.left_out(good)
            yield from self.with_gaps(good)
            yield from self.steady(good, cells)
            yield from self.turned(good, cells)

    def good(self) -> Iterator[Cells]:
        """The cells of somebody who is as well as either protocol can ask."""
        shared = numeric_fields(self.old).keys() & numeric_fields(self.new).keys()
        seen: list[Cells] = []
        for protocol in (self.new, self.old):
            good = {name: value for name, value in best(protocol).items() if name in shared}
            good |= trained(self.new.stage(self.stage))
            if good not in seen:
                seen.append(good)
                yield good

    def cells(self) -> Iterator[dict[str, Any]]:
        """Cells at the limits of the gates, those that tell the two apart first."""
        seen: list[dict[str, Any]] = []
        for box in self.boxes():
            for protocol in (self.old, self.new):
                stage = protocol.stage(self.stage)
                for cells in islice(choices(box, stage, protocol), MOST_CHOICES):
                    if cells and cells not in seen:
                        seen.append(cells)
                        yield cells

    def boxes(self) -> Iterator[Box]:
        """Readings with which one gate is met and the other is not, then those at either."""
        for pair in self.pairs:
            if pair.old is not None and pair.new is not None:
                gates = pair.old.gate, pair.new.gate
                for one, other in (gates, gates[::-1]):
                    apart = tuple(islice(self.apart(one, other, pair.kind), MOST_BOXES))
                    yield from ({at: box[at]} for box in apart for at in box)
                    yield from apart
        for pair in self.pairs:
            for gate in pair.gates:
                yield from islice(self.of(gate, pair.kind, met=True), MOST_BOXES)
                yield from islice(self.of(gate, pair.kind, met=False), MOST_BOXES)

    def apart(self, one: Gate, other: Gate, kind: str) -> Iterator[Box]:
        """Readings with which the first is met and the second is not."""
        met, unmet = self.of(one, kind, met=True), self.of(other, kind, met=False)
        yield from Reasoning(self.new).together(met[:FEW], unmet[:FEW])

    def of(self, gate: Gate, kind: str, *, met: bool) -> tuple[Box, ...]:
        """How a gate can be met, or can be known and not be met; nothing of one too many ways."""
        reasoning = Reasoning(self.new)
        try:
            return reasoning.boxes(gate, kind) if met else reasoning.boxes_unmet(gate, kind)
        except TooManyError:
            return ()

    def steady(self, good: Cells, cells: Iterable[Cells]) -> Iterator[Script]:
        """The same on every date."""
        for each in cells:
            yield [(0, {**good, **each})] * self.horizon

    def turned(self, good: Cells, cells: Iterable[Cells]) -> Iterator[Script]:
        """Some dates with those cells among dates without complaint, or before them."""
        for each in cells:
            for lead in LEADS:
                yield [(0, good)] * lead + [(0, {**good, **each})] + [(0, good)] * AFTER
            for many in (2, 3, self.horizon):
                yield [(0, {**good, **each})] * many + [(0, good)] * AFTER

    def left_out(self, good: Cells) -> Iterator[Script]:
        """With a field left out: always, from the second date on, or on one date."""
        criteria = [each for pair in self.pairs for gate in pair.gates for each in gate.criteria()]
        names = (*fields_of(criteria, self.new), "work")
        yield [(0, {})] * AFTER
        for without in ({name, also} for also in ("", "work") for name in names):
            less = {field: value for field, value in good.items() if field not in without}
            if len(less) < len(good):
                yield [(0, less)] * self.horizon
                yield [(0, good), *[(0, less)] * self.horizon]
                yield [(0, less), *[(0, good)] * AFTER]

    def as_dosed(self, good: Cells) -> Iterator[Script]:
        """With the work that either protocol prescribes, exercise by exercise."""
        for protocol in (self.old, self.new):
            doses = protocol.stage(self.stage).prescription.doses
            most = max((len(dose.rungs) for dose in doses), default=0)
            for rung in range(1, max(most, 1) + 1):
                works = [
                    work_words(dose.on_rung(min(rung, len(dose.rungs) or 1))) for dose in doses
                ]
                if all(works) and works:
                    yield [(0, {**good, "work": "; ".join(works)})] * self.horizon

    def with_gaps(self, good: Cells) -> Iterator[Script]:
        """With days between the dates: as many as a gap or a window is long, and one more."""
        for gap in sorted(self.lengths()):
            yield [(gap - 1, good)] * min(self.horizon, 8)

    def lengths(self) -> set[int]:
        """Lengths in days that make a difference."""
        found = {2, 3}
        for protocol in (self.old, self.new):
            if protocol.lapse_after is not None:
                found |= {protocol.lapse_after, protocol.lapse_after + 1}
        for pair in self.pairs:
            for gate in pair.gates:
                spans = [each.span for each in gate.criteria() if each.span is not None]
                counts = {each.count for each in spans if each.unit == "days" and each.count}
                found |= counts | {each + 1 for each in counts}
        return {each for each in found if 1 < each <= LONGEST}

    @property
    def horizon(self) -> int:
        """So many dates, that whoever is well has come on."""
        longest: Number = 6
        for pair in self.pairs:
            for gate in pair.gates:
                for each in gate.criteria():
                    if each.rule.in_unit() in ("days", "count"):
                        longest = max(longest, *each.limits.numbers())
                    if each.span is not None and each.span.count:
                        longest = max(longest, each.span.count)
        return min(int(longest) + 3, LONGEST)


def work_words(dose: Dose) -> str:
    """A dose as a log writes that it was done; nothing where its source states none."""
    if not dose.stated:
        return ""
    sets, more = dose.sets * dose.per_day, ""
    if dose.counts == "reps":
        amount = f"{sets}x{dose.reps}"
        more += f" @{decimal(dose.hold)}s" if dose.hold is not None else ""
    else:
        unit = "s" if dose.counts == "time" else "m"
        each = dose.time if dose.counts == "time" else dose.distance
        amount = f"{sets}x{decimal(each or 1)}{unit}"
    more += f" @{decimal(dose.effort)}%" if dose.effort is not None else ""
    more += f" ({dose.variant})" if dose.variant is not None else ""
    return f"{dose.exercise.id} {amount}{more}"
