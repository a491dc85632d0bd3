"""Where in its author's file a finding stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.check.csv_text import csv_text
from rehabflow.check.finding import SHOWN, Finding
from rehabflow.check.perfect import without
from rehabflow.check.study import Study, Way
from rehabflow.declaration import Placed
from rehabflow.doubts import doubted
from rehabflow.errors import Problem
from rehabflow.gate import Criterion
from rehabflow.protocol import Protocol, Stage, Transition


@frozen
class Place:
    """A node of the declaration, and the way to it: `stages.acute.advance`."""

    node: t.Node
    where: str


class Placing:
    """Finds the places of one declaration."""

    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        self.tree = placed.extension.tree
        self.criteria = {id(each.criterion): each for each in placed.written}

    def problem(self, finding: Finding) -> Problem:
        """A finding as a problem with its place."""
        at = self._place(finding.at)
        made = self.tree.problem(
            at.node,
            finding.code,
            finding.message,
            field=at.where,
            expected=finding.expected,
            hint=finding.hint,
        )
        witness = "" if finding.witness is None else csv_text(finding.witness)
        return evolve(
            self.placed.extension.placed(made), sureness=finding.sureness, witness=witness
        )

    def with_witness(self, study: Study, found: Iterable[Problem]) -> Iterator[Problem]:
        """The same doubts, with a log for each danger on a score that somebody may not log."""
        logs: dict[str, str] = {}
        for each in doubted(study.protocol, [each.criterion for each in self.placed.written]):
            at = self._criterion(each.criterion)
            if each.stage is not None and at is not None:
                course = without(study.engine, each.stage, each.score)
                if course is not None:
                    logs[at.where] = csv_text(course)
        for problem in found:
            if problem.code == "RF803" and problem.field in logs:
                yield evolve(problem, sureness=SHOWN, witness=logs[problem.field])
            else:
                yield problem

    def _place(self, at: Criterion | Way | Stage) -> Place:
        if isinstance(at, Criterion):
            return self._criterion(at) or Place(self.tree.root, at.source.id)
        if isinstance(at, Stage):
            return self._stage(at)
        return self._transition(at) if at.transition is not None else self._of_criterion(at)

    def _stage(self, stage: Stage) -> Place:
        stages = _mapping(self.tree.root, "stages")
        key = stages.key(stage.id) if stages else None
        return Place(key or self.tree.root, f"stages.{stage.id}")

    def _transition(self, way: Way) -> Place:
        everywhere = _at(way, _of_protocol(self.placed.protocol, way.kind))
        inside = everywhere is None
        root = self.tree.root
        stages = _mapping(root, "stages")
        holder = _mapping(stages, way.stage.id) if inside else root
        at = _at(way, _of_stage(way)) if inside else everywhere
        where = f"stages.{way.stage.id}.{way.kind}" if inside else way.kind
        if not isinstance(holder, t.Mapping):
            return Place(root, where)
        value = holder.get(way.kind)
        if isinstance(value, t.Sequence) and at is not None:
            return Place(value.items[at], f"{where}[{at}]")
        return Place(holder.key(way.kind) or root, where)

    def _of_criterion(self, way: Way) -> Place:
        """Of what has no name of its own, the first criterion."""
        return self._criterion(next(way.gate.criteria())) or self._stage(way.stage)

    def _criterion(self, criterion: Criterion) -> Place | None:
        written = self.criteria.get(id(criterion))
        return Place(written.key, written.where) if written else None


def _mapping(node: t.Node | None, name: str) -> t.Mapping | None:
    found = node.get(name) if isinstance(node, t.Mapping) else None
    return found if isinstance(found, t.Mapping) else None


def _of_protocol(protocol: Protocol, kind: str) -> tuple[Transition, ...]:
    return {"refer": protocol.refer, "setback": protocol.setback}.get(kind, ())


def _of_stage(way: Way) -> tuple[Transition, ...]:
    stage = way.stage
    return {"refer": stage.refer, "setback": stage.setback, "advance": stage.advance}[way.kind]


def _at(way: Way, among: tuple[Transition, ...]) -> int | None:
    """The place of a way's transition in a list; None where it is not in it."""
    return next((at for at, each in enumerate(among) if each is way.transition), None)
