"""A protocol under study: its gates where they are asked, and how each can be met."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from rehabflow.check.boxes import Box, Reasoning
from rehabflow.check.course import Course
from rehabflow.check.labour import TooManyError
from rehabflow.check.perfect import Perfect, perfect
from rehabflow.check.witness import Search
from rehabflow.engine import Engine
from rehabflow.gate import Gate
from rehabflow.protocol import Protocol, Stage, Transition

MOST_STEADY = 60
"""So many days somebody stays in a stage, where the perfect patient does not leave it either."""
SLACK = 7
"""So many days more than the perfect patient somebody may need on steady readings."""


@frozen
class Way:
    """A gate as a stage asks it: of a transition and where that leads, a ladder, or an advice.

    `transition` is None for a ladder, whose `exercise` is named, and for an advice.
    """

    stage: Stage
    kind: str
    to: str
    gate: Gate
    transition: Transition | None = field(default=None, repr=False)
    exercise: str | None = None

    @property
    def is_danger(self) -> bool:
        """Whether it is asked as a danger is: a refer, a setback, a drop or an advice."""
        return self.kind not in ("advance", "climb")

    @property
    def words(self) -> str:
        """What it is called in a message."""
        if self.exercise is not None:
            return f"the {self.kind} of {self.exercise}"
        if self.kind == "advise":
            return "the advice"
        return "the refer" if self.kind == "refer" else f"the {self.kind} to {self.to}"


@frozen(slots=False)
class Study:
    """What is known of a protocol by reasoning, each thing found out once."""

    protocol: Protocol
    _boxes: dict[tuple[int, str, bool], tuple[Box, ...] | None] = field(
        factory=dict[tuple[int, str, bool], "tuple[Box, ...] | None"], init=False, repr=False
    )

    @cached_property
    def engine(self) -> Engine:
        """What decides by it."""
        return Engine(self.protocol)

    @cached_property
    def reasoning(self) -> Reasoning:
        """What reasons about its gates."""
        return Reasoning(self.protocol)

    @cached_property
    def search(self) -> Search:
        """What searches for logs under it."""
        return Search(self.engine)

    @cached_property
    def perfect(self) -> Perfect:
        """The way of the perfect patient through it."""
        return perfect(self.protocol)

    @property
    def is_whole(self) -> bool:
        """Whether all was looked at that would be in a smaller protocol."""
        spent = self.reasoning.labour.is_over or self.search.is_spent
        return self.perfect.is_whole and not spent

    @cached_property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages that are not final."""
        return tuple(each for each in self.protocol.stages if not each.final)

    def stuck_in(self, stage: Stage) -> Course | None:
        """The log of the perfect patient's first weeks in a stage that has no end."""
        return next((each.stuck for each in self.perfect.stays if each.stage == stage.id), None)

    def longest(self, stage: Stage) -> int:
        """In how many days somebody leaves a stage whose readings are steady, if at all."""
        days = next((each.days for each in self.perfect.stays if each.stage == stage.id), None)
        return MOST_STEADY if days is None else days + SLACK

    def ways(self, stage: Stage) -> tuple[Way, ...]:
        """The ways out of a stage, in the order asked."""
        return tuple(
            Way(stage, each.kind, to, each.gate, each) for each, to in self.protocol.exits(stage)
        )

    def ladders(self, stage: Stage) -> Iterator[tuple[Way, Way | None]]:
        """The climb and the drop of each ladder of a stage."""
        for each in stage.ladders:
            climb = Way(stage, "climb", stage.id, each.climb, exercise=each.exercise)
            if each.drop is None:
                yield climb, None
            else:
                gate = each.drop.gate
                yield climb, Way(stage, "drop", stage.id, gate, exercise=each.exercise)

    def gates(self) -> Iterator[Way]:
        """Every gate, each once, where it is asked first."""
        seen = set[int]()
        for stage in self.open_stages:
            on_ladders = (way for pair in self.ladders(stage) for way in pair if way is not None)
            advice = (
                Way(stage, "advise", stage.id, each.gate)
                for each in (*self.protocol.advise, *stage.advise)
            )
            for way in (*self.ways(stage), *on_ladders, *advice):
                if id(way.gate) not in seen:
                    seen.add(id(way.gate))
                    yield way

    def boxes(self, way: Way) -> tuple[Box, ...] | None:
        """How its gate can be met; None where that comes to too much to reason about."""
        return self._known(way, wanted=True)

    def boxes_unmet(self, way: Way) -> tuple[Box, ...] | None:
        """How its gate can be known and not be met; None as above."""
        return self._known(way, wanted=False)

    def is_never(self, way: Way) -> bool:
        """Whether it is proved that its gate is never met."""
        return self.boxes(way) == ()

    def implies(self, one: Way, other: Way) -> bool:
        """Whether it is proved that wherever one gate is met, so is the other."""
        try:
            boxes = self.reasoning.boxes(one.gate, one.kind)
            return bool(boxes) and self.reasoning.implies(
                one.gate, one.kind, other.gate, other.kind
            )
        except TooManyError:
            return False

    def _known(self, way: Way, *, wanted: bool) -> tuple[Box, ...] | None:
        key = id(way.gate), way.kind, wanted
        if key not in self._boxes:
            make = self.reasoning.boxes if wanted else self.reasoning.boxes_unmet
            try:
                self._boxes[key] = make(way.gate, way.kind)
            except TooManyError:
                self._boxes[key] = None
        return self._boxes[key]
