"""A measure that a protocol declares: a column of the log of its own, and what is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from rehabflow.entry import Number, name_key

Better = Literal["lower", "higher"]
Bounds = tuple[Number | None, Number | None]
YES_NO = "yes/no"
"""The unit of what is either so or not; yes is 1, no is 0."""
OTHER = "_other"
"""What the name of a measure ends in where it is the other leg's."""


@frozen
class Measure:
    """A measure by its name in the log, in its unit and on its scale; None is an open end.

    `of_day` says which of several values of one date counts.
    """

    name: str
    better: Better
    title: str = ""
    unit: str = ""
    low: Number | None = None
    high: Number | None = None
    of_day: Literal["worst", "best", "mean"] = "worst"

    @property
    def bounds(self) -> Bounds:
        """The least and the most that it can be."""
        return self.low, self.high

    def of_one_day(self, values: Iterable[Number], *, other: bool) -> Number:
        """The one value of a date; of the other leg the best, so that symmetry looks worse."""
        values = list(values)
        if self.of_day == "mean":
            mean = Fraction(sum(values), len(values))
            return mean.numerator if mean.denominator == 1 else mean
        best = other or self.of_day == "best"
        return max(values) if best is (self.better == "higher") else min(values)


@frozen
class Declared:
    """What a protocol declares that a rule may need: its measures, and the exercises' pain caps.

    `exercises` has the id of each exercise, `caps` the cap (0-10) of each that has one, both by
    what its id, title and aliases are matched by (`rehabflow.name_key`).
    """

    measures: Mapping[str, Measure] = field(factory=dict[str, Measure])
    caps: Mapping[str, Number] = field(factory=dict[str, Number])
    exercises: Mapping[str, str] = field(factory=dict[str, str])
    ladders: Mapping[str, int] = field(factory=dict[str, int])
    """How many rungs the ladder of each exercise has, where the gate is asked."""

    def exercise(self, name: str) -> str:
        """The id of the exercise of that id, title or alias. Raises NotDeclared."""
        id = self.exercises.get(name_key(name))
        if id is None:
            known = tuple(dict.fromkeys(self.exercises.values()))
            raise NotDeclared(name, known, "exercise")
        return id

    def rungs(self, exercise: str) -> int:
        """How many rungs the ladder of an exercise has. Raises NotDeclared where it has none."""
        if exercise not in self.ladders:
            raise NotDeclared(exercise, tuple(self.ladders), "ladder")
        return self.ladders[exercise]

    def measure(self, name: str, *besides: str) -> Measure:
        """The measure of that name. Raises NotDeclared; `besides` are other names allowed."""
        if name not in self.measures:
            raise NotDeclared(name, (*besides, *self.measures))
        return self.measures[name]


class NotDeclared(ValueError):
    """A rule names a measure, exercise or ladder that is not there; `known` are those that are."""

    def __init__(
        self,
        name: str,
        known: tuple[str, ...],
        what: Literal["measure", "exercise", "ladder"] = "measure",
    ) -> None:
        super().__init__(f"there is no {what} {name}")
        self.name = name
        self.known = known
        self.what = what
