"""A protocol held against the scenarios that stand beside it."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from rehabflow.boundaries import Boundary, boundaries
from rehabflow.engine import Engine
from rehabflow.errors import Problem
from rehabflow.mutation import Mutants, mutated
from rehabflow.protocol import Protocol
from rehabflow.scenario import Miss, Scenario, read_text, scenarios_of


@frozen
class Wanted:
    """What is looked at beside the rows of the scenarios.

    `score` is how many of a hundred changes must be noticed. `rules` is the directory of rule
    files that the protocol was loaded with.
    """

    boundaries: bool = False
    mutate: bool = False
    score: float = 100
    rules: str | None = None


@frozen
class Tested:
    """What came of it. `boundaries` and `mutants` are None where they were not looked at."""

    engine: Engine
    path: str
    scenarios: tuple[Scenario, ...]
    misses: tuple[Miss, ...]
    wanted: Wanted
    boundaries: tuple[Boundary, ...] | None = None
    mutants: Mutants | None = None

    @property
    def protocol(self) -> Protocol:
        """The protocol that was tested."""
        return self.engine.protocol

    @property
    def checks(self) -> int:
        """How many cells were compared."""
        return sum(each.checks for each in self.scenarios)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """That nothing was run, where nothing was."""
        if self.checks:
            return ()
        message = f"{self.protocol.id} has no scenarios that check anything"
        expected = "a table below a heading, with a column `stage`, `kind` or `review`"
        hint = f"write one in {Path(self.path).name}, beside the protocol"
        return (Problem(self.path, 0, 0, "RF605", message, "stage", expected=expected, hint=hint),)

    @property
    def one_sided(self) -> tuple[Boundary, ...]:
        """The limits that no scenario shows, or only from one side."""
        return tuple(each for each in self.boundaries or () if not each.shown)

    @property
    def passed(self) -> bool:
        """Whether something was run, and nothing was found."""
        noticed = self.mutants is None or self.mutants.score >= self.wanted.score
        return bool(self.checks) and not self.misses and not self.one_sided and noticed


def tested(protocol: Protocol, path: Path, wanted: Wanted) -> Tested:
    """Run the scenarios of a file. Raises LogError where they cannot be read.

    A file that is not there has none. Changes are looked for only where there are rows that all
    come out as written: else every change would be noticed, or none.
    """
    engine = Engine(protocol)
    scenarios = _scenarios(path, protocol)
    misses = tuple(miss for each in scenarios for miss in each.misses(engine))
    mutate = wanted.mutate and not misses and any(each.checks for each in scenarios)
    return Tested(
        engine,
        str(path),
        scenarios,
        misses,
        wanted,
        boundaries(protocol, scenarios) if wanted.boundaries else None,
        mutated(protocol, scenarios, wanted.rules) if mutate else None,
    )


def _scenarios(path: Path, protocol: Protocol) -> tuple[Scenario, ...]:
    try:
        return scenarios_of(read_text(path), str(path), protocol)
    except FileNotFoundError:
        return ()
