"""The ladders of a declaration: rungs, and when an exercise climbs and drops."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.declared_amount import AMOUNTS, Amounts, merged
from rehabflow.declared_gate import Asked, Gates
from rehabflow.desk import ABOUT, Desk, about, did_you_mean, number, one_of, said, shown
from rehabflow.entry import Number
from rehabflow.gate import AllOf, Gate
from rehabflow.ladder import Drop, Ladder
from rehabflow.prescription import Dose, Exercise

_RUNG = re.compile("([1-9][0-9]{0,3})[x×]([1-9][0-9]{0,3})")
_WAIT = re.compile("(?P<count>[0-9]{1,4}) *(?P<unit>h|hours?|days?)")
_LADDER = ("title", "rungs", "climb", "drop")
MAX_RUNGS = 99
_CLIMB = "write, for example, `climb: {when: {reps: {at_least: 100%, last: 1 session}}}`"

Shared = Callable[[], Mapping[str, t.Node]]


@frozen
class Rungs:
    """The doses of a ladder as they are written, with what the ladder itself says."""

    nodes: tuple[t.Node, ...]
    names: t.Mapping
    where: str


class Ladders:
    """Reads ladders: those of the declaration, by name, and the shared ones where one is named."""

    def __init__(self, desk: Desk, gates: Gates, shared: Shared) -> None:
        self.desk = desk
        self.gates = gates
        self.amounts = Amounts(desk)
        self.shared = shared
        self.own: dict[str, t.Node] = {}
        self.used: set[str] = set()
        self.taken: dict[str, t.Node] = {}
        """The shared ladders that are used, by name."""

    def declare(self, node: t.Node | None) -> None:
        """Ladders that are declared by name."""
        if node is None:
            return
        if not isinstance(node, t.Mapping):
            hint = "write `three-sets: [1x10, 2x10, 3x10]`, one a line, without dashes"
            self.desk.unlike(node, "ladders", "the name of each ladder, and its doses", hint)
            return
        self.desk.check_about(node, "ladders")
        for key, value in node.items:
            if key.text not in ABOUT:
                self.desk.id(key, f"ladders.{key.text}", "a ladder")
                self.own[key.text] = value

    def know(self, rungs: Mapping[str, int]) -> None:
        """Let the gates of a stage know which exercises have a ladder there, of how many rungs."""
        self.gates.declared = evolve(self.gates.declared, ladders=rungs)

    def check_unused(self) -> None:
        """Read the declared ladders that no exercise has read."""
        for name, node in self.own.items():
            if name not in self.used:
                rungs = self.written(node, f"ladders.{name}")
                nobody = Exercise(name, name)
                self.doses(nobody, rungs, t.Mapping(()))
                asked: Mapping[str, frozenset[str]] = {}
                self.gate(rungs.names.get("climb"), f"{rungs.where}.climb", "climb", asked)
                self.drop(rungs.names.get("drop"), f"{rungs.where}.drop", asked)

    # ------------------------------------------------------------ one ladder

    def rungs(self, exercise: Exercise, names: t.Mapping, where: str) -> tuple[Dose, ...]:
        """The doses of an exercise's ladder, easiest first; none where it has none."""
        node = names.get("ladder")
        return () if node is None else self.doses(exercise, self.found(node, where), names)

    def ladder(self, dose: Dose, names: t.Mapping, where: str, stage: str) -> Ladder | None:
        """When an exercise climbs and drops; None where it has no ladder."""
        node, id = names.get("ladder"), dose.exercise.id
        if node is None:
            for name in ("climb", "drop"):
                if place := names.key(name):
                    message = f"`{name}` stands beside no ladder"
                    hint = "write `ladder: [1x10, 2x10, 3x10]` beside it, with the doses meant"
                    self.desk.refuse(place, where, "RF452", message, "`ladder:`", hint)
            return None
        rungs = self.found(node, where)
        asked = {stage: frozenset((id,))}
        inside = {
            name: (names, where) if names.get(name) else (rungs.names, rungs.where)
            for name in ("climb", "drop")
        }
        mapping, path = inside["climb"]
        climb = mapping.get("climb")
        if climb is None and rungs.nodes:
            message, expected = f"nothing says when `{id}` climbs its ladder", "`climb:` beside it"
            self.desk.refuse(
                names.key("ladder") or node, where, "RF452", message, expected, _CLIMB
            )
        climbing = self.gate(climb, f"{path}.climb", "climb", asked)
        mapping, path = inside["drop"]
        drop = self.drop(mapping.get("drop"), f"{path}.drop", asked)
        return Ladder(id, len(dose.rungs), climbing, drop, about(rungs.names))

    def found(self, node: t.Node, where: str) -> Rungs:
        """A ladder as it is written, here or under its name."""
        if not isinstance(node, t.Scalar):
            return self.written(node, f"{where}.ladder")
        name = node.text
        if name in self.own:
            self.used.add(name)
            return self.written(self.own[name], f"ladders.{name}")
        shared: Mapping[str, t.Node] = self.shared() if isinstance(node.value, str) else {}
        if name in shared:
            self.taken[name] = shared[name]
            return self.written(t.without_places(shared[name]), f"ladders.{name}")
        known = sorted({*self.own, *shared})
        message = f"there is no ladder `{shown(name)}`"
        hint = did_you_mean(name, known) or "write its doses here: `ladder: [1x10, 2x10, 3x10]`"
        expected = f"a list of doses, or {one_of(known)}" if known else "a list of doses"
        self.desk.refuse(node, f"{where}.ladder", "RF451", message, expected, hint)
        return Rungs((), t.Mapping(()), where)

    def written(self, node: t.Node, where: str) -> Rungs:
        names = t.Mapping((), node.line, node.column)
        rungs: t.Node | None = node
        if isinstance(node, t.Mapping):
            names = self.desk.names(node, where, "a ladder", _LADDER, ("rungs",))
            self.desk.text(names.get("title"), f"{where}.title")
            rungs = names.get("rungs")
        if not isinstance(rungs, t.Sequence):
            if rungs is not None:
                hint = "write `[1x10, 2x10, 3x10]`, easiest first"
                self.desk.unlike(rungs, where, "a list of doses", hint)
            return Rungs((), names, where)
        if not 0 < len(rungs.items) <= MAX_RUNGS:
            message = f"a ladder has {len(rungs.items) or 'no'} rungs"
            expected, hint = f"1 to {MAX_RUNGS} doses", "write `[1x10, 2x10, 3x10]`, easiest first"
            self.desk.refuse(rungs, where, "RF403", message, expected, hint)
        return Rungs(rungs.items[:MAX_RUNGS], names, where)

    def doses(self, exercise: Exercise, rungs: Rungs, names: t.Mapping) -> tuple[Dose, ...]:
        """The rungs; what the exercise says of its dose holds where a rung does not say it."""
        whole = t.Mapping(tuple(pair for pair in names.items if pair[0].text in AMOUNTS))
        inside = rungs.where if not rungs.names.items else f"{rungs.where}.rungs"
        return tuple(
            evolve(self.rung(exercise, each, f"{inside}[{at}]", whole), rung=at + 1)
            for at, each in enumerate(rungs.nodes)
        )

    def rung(self, exercise: Exercise, node: t.Node, where: str, whole: t.Mapping) -> Dose:
        found = _RUNG.fullmatch(node.text) if isinstance(node, t.Scalar) else None
        if found:
            place = (False, node.line, node.column, node.end_line, node.end_column)
            items = tuple(
                (t.Scalar(name, name, *place), t.Scalar(int(each), each, *place))
                for name, each in zip(("sets", "reps"), found.groups(), strict=True)
            )
            return self.amounts.dose(exercise, merged(t.Mapping(items), whole), where)
        if not isinstance(node, t.Mapping):
            expected = "a dose: `3x10`, or `sets`, `reps`, `hold`, ..."
            self.desk.unlike(node, where, expected, "write `3x10` for three sets of ten")
            return Dose(exercise)
        names = self.desk.names(node, where, "a rung", AMOUNTS)
        if not any(key.text in AMOUNTS for key, _ in names.items):
            message, hint = "a rung says nothing", "write `3x10` for three sets of ten"
            self.desk.refuse(node, where, "RF403", message, "`sets`, `reps`, `hold`, ...", hint)
        return self.amounts.dose(exercise, merged(names, whole), where)

    # ------------------------------------------------------------ its gates

    def gate(
        self, node: t.Node | None, where: str, kind: str, stages: Mapping[str, frozenset[str]]
    ) -> Gate:
        if node is None:
            return AllOf(())
        asked = Asked("climb" if kind == "climb" else "drop", stages)
        known = ("when",) if kind == "climb" else ("when", "by", "wait")
        names = self.desk.names(node, where, f"a {kind}", known, ("when",))
        when = names.get("when")
        return self.gates.gate(when, f"{where}.when", asked) if when else AllOf(())

    def drop(
        self, node: t.Node | None, where: str, stages: Mapping[str, frozenset[str]]
    ) -> Drop | None:
        if node is None:
            return None
        gate = self.gate(node, where, "drop", stages)
        names = node if isinstance(node, t.Mapping) else t.Mapping(())
        by = names.get("by")
        return Drop(
            gate,
            1 if by is None else self.by(by, f"{where}.by"),
            self.wait(names.get("wait"), f"{where}.wait"),
            about(names),
        )

    def by(self, node: t.Node, where: str) -> int:
        """How many rungs."""
        value = number(node)
        if isinstance(value, int) and 0 <= value <= MAX_RUNGS:
            return value
        expected = "how many rungs, 0 to begin the rung anew"
        self.desk.refuse(node, where, "RF411", f"`by` is {said(node)}", expected, "write `by: 1`")
        return 1

    def wait(self, node: t.Node | None, where: str) -> Number:
        """Hours."""
        if node is None:
            return 0
        found = _WAIT.fullmatch(node.text) if isinstance(node, t.Scalar) else None
        if found is None:
            hint = "write, for example, `wait: 24 h`"
            expected = "hours or days, such as 24 h or 2 days"
            self.desk.refuse(node, where, "RF407", f"`wait` is {said(node)}", expected, hint)
            return 0
        return int(found["count"]) * (24 if found["unit"].startswith("day") else 1)
