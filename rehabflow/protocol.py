"""A protocol as declared: stages in order, what each prescribes, and the gates between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from rehabflow.entry import name_key
from rehabflow.errors import Problem, ProtocolError
from rehabflow.gate import Gate, RuleSource
from rehabflow.ladder import Ladder
from rehabflow.measure import Measure
from rehabflow.prescription import Prescription

if TYPE_CHECKING:
    import os

REFERRED = "referred"
"""The built-in stage of a patient who needs a clinician; only a `clear` leads out of it."""


@frozen
class Transition:
    """A way out of a stage, taken when its gate is met.

    `to` is a stage's id, `referred` for a refer, or None for a protocol-level setback that names
    none: the stage before the present one.
    """

    kind: Literal["advance", "setback", "refer"]
    to: str | None
    gate: Gate
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class Advised:
    """What is said while a gate is met; it moves nobody."""

    gate: Gate
    say: str
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class Stage:
    """One stage: what it prescribes for each training session, and the ways out of it."""

    id: str
    title: str
    goal: str | None = None
    prescription: Prescription = Prescription()
    ladders: tuple[Ladder, ...] = ()
    """The ladders of what it prescribes, in order."""
    advance: tuple[Transition, ...] = ()
    setback: tuple[Transition, ...] = ()
    refer: tuple[Transition, ...] = ()
    advise: tuple[Advised, ...] = ()
    final: bool = False
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class Protocol:
    """A protocol, checked and immutable. The first stage is where everyone starts.

    `lapse_after` and `stale_after` are in days. `source` is the declaration as plain data, as
    `to_dict` gives it and `from_dict` takes it.
    """

    id: str
    version: str
    title: str
    stages: tuple[Stage, ...]
    summary: str | None = None
    refer: tuple[Transition, ...] = ()
    setback: tuple[Transition, ...] = ()
    lapse_after: int | None = None
    stale_after: int = 7
    settle: bool = False
    """Whether a date's work counts only from the next date on (`settle: next morning`)."""
    advise: tuple[Advised, ...] = ()
    measures: Mapping[str, Measure] = field(factory=dict[str, Measure], hash=False)
    """The columns of the log that it declares."""
    rules: tuple[RuleSource, ...] = field(default=(), eq=False)
    """The rules that its gates name, by id."""
    source: Mapping[str, Any] = field(factory=dict[str, Any], repr=False, hash=False)
    known_exercises: Mapping[str, str] = field(factory=dict[str, str], eq=False, repr=False)
    """The id behind every exercise name that a log may use, by its `name_key`."""

    @cached_property
    def stage_ids(self) -> tuple[str, ...]:
        """The ids of the declared stages, in order; `referred` is not among them."""
        return tuple(stage.id for stage in self.stages)

    def stage(self, id: str) -> Stage:
        """The stage of that id. Raises KeyError where there is none."""
        return self._stages[id]

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    def exits(self, stage: Stage) -> tuple[tuple[Transition, str], ...]:
        """Every transition that is asked in a stage, in the order asked, and where it leads."""
        if stage.final:
            return ()
        at = self.stages.index(stage)

        def backwards(to: str | None) -> str:
            """A protocol-level setback never moves anyone forward."""
            target = at - 1 if to is None else self.stage_ids.index(to)
            return self.stage_ids[max(0, min(at, target))]

        return (
            *((each, REFERRED) for each in (*self.refer, *stage.refer)),
            *((each, backwards(each.to)) for each in self.setback),
            *((each, str(each.to)) for each in (*stage.setback, *stage.advance)),
        )

    def gates(self) -> Iterator[Gate]:
        """Every gate, in the order of the declaration."""
        for each in (*self.refer, *self.setback):
            yield each.gate
        for stage in self.stages:
            for each in (*stage.refer, *stage.setback, *stage.advance):
                yield each.gate
            for ladder in stage.ladders:
                yield ladder.climb
                if ladder.drop is not None:
                    yield ladder.drop.gate
        for advised in (self.advise, *(stage.advise for stage in self.stages)):
            yield from (each.gate for each in advised)

    def knows_exercise(self, name: str) -> bool:
        """Whether a name in a log is the id, title or alias of an exercise."""
        return name_key(name) in self.known_exercises

    def exercise_names(self) -> Iterable[str]:
        """The ids of all known exercises."""
        return sorted(set(self.known_exercises.values()))

    @cached_property
    def digest(self) -> str:
        """`sha256:` and the digest of what the declaration says; layout and comments are no part.

        The exercises that the stages prescribe are part of it, by the names that they go by, and
        so are the pain caps of exercises where a rule looks at them.
        """
        doses = (dose for stage in self.stages for dose in stage.prescription)
        names = {dose.exercise.id: sorted(dose.exercise.keys) for dose in doses}
        said = dict(self.source)
        said["stages"] = [[id, stage] for id, stage in self.source["stages"].items()]
        rules = [each.rule for gate in self.gates() for each in gate.criteria()]
        bound = sorted({text for rule in rules if (text := rule.bound_to())})
        parts = [said, names, *([bound] if bound else [])]
        text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

    def to_dict(self) -> dict[str, Any]:
        """The declaration as plain data."""
        return deepcopy(dict(self.source))

    def to_json(self) -> str:
        """The declaration as JSON."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, rules: str | os.PathLike[str] | None = None
    ) -> Protocol:
        """A protocol from plain data, checked like a file. Raises ProtocolError.

        `rules` is a directory of rule files, as for `load_protocol`.
        """
        from rehabflow.declaration import declare_plain

        return declare_plain(data, rules)

    @classmethod
    def from_json(cls, text: str, *, rules: str | os.PathLike[str] | None = None) -> Protocol:
        """A protocol from its JSON; the rest is as for `from_dict`."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"this is not JSON: {error}"
            raise ProtocolError(Problem("", 0, 0, "RF512", message)) from error
        return cls.from_dict(data, rules=rules)
