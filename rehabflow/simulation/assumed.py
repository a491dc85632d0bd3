"""Assumptions as people write them: a YAML file, and single ones of a command."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve

from rehabflow.errors import Problem, RehabflowError
from rehabflow.faults import shown
from rehabflow.fields import FIELDS
from rehabflow.measure import OTHER
from rehabflow.nearest import did_you_mean
from rehabflow.protocol import Protocol
from rehabflow.readers.yaml_tree import read_tree
from rehabflow.simulation.assumptions import Assumptions, Trait, assumed
from rehabflow.tree import Mapping, Node, Scalar, Tree

_TRAIT = tuple(each.name for each in attrs.fields(Trait))
_FIELDS = "fields"


class AssumptionError(RehabflowError):
    """Assumptions that cannot be read; `problems` says where and why, all of it at once."""


def fields_known(protocols: Iterable[Protocol]) -> tuple[str, ...]:
    """The fields of which something can be assumed: of any log, and measures of the protocols."""
    measures = [name for protocol in protocols for name in protocol.measures]
    own = [name + tail for name in measures for tail in ("", OTHER)]
    return (*(name for name, each in FIELDS.items() if each.scale), *dict.fromkeys(own))


def read_assumptions(data: bytes, path: str, known: Collection[str]) -> Assumptions:
    """The assumptions of a YAML file; what it does not say is as usual.

    `known` are the fields of which it may say something. Raises AssumptionError, or TreeError
    where it is not YAML.
    """
    tree = read_tree(data, path)
    if not isinstance(tree.root, Mapping):
        raise AssumptionError(tree.problem(tree.root, "RF905", "this is no list of assumptions"))
    reader = _Reader(tree, known)
    made = reader.all(tree.root, Assumptions())
    if reader.problems:
        raise AssumptionError(*reader.problems)
    return made


def assumed_also(us: Assumptions, said: Iterable[str]) -> Assumptions:
    """The same with some more, each as `missed=0.3`. Raises AssumptionError."""
    for each in said:
        name, sign, text = each.partition("=")
        known = sign and name in assumed()
        data = f"{name}: {text}\n".encode(errors="surrogateescape")
        tree = read_tree(data, "--assume") if known else None
        if tree is None or not isinstance(tree.root, Mapping):
            message = f"{shown(each)} assumes nothing that there is"
            hint = did_you_mean(name, assumed())
            problem = Problem("--assume", 0, 0, "RF904", message, name, _known(), hint)
            raise AssumptionError(problem)
        reader = _Reader(tree, ())
        us = reader.all(tree.root, us)
        if reader.problems:
            raise AssumptionError(*reader.problems)
    return us


def _known() -> str:
    return f"one of {', '.join(assumed())}"


class _Reader:
    """Reads names and numbers; all that is wrong is kept."""

    def __init__(self, tree: Tree, known: Collection[str]) -> None:
        self.tree = tree
        self.known = known
        self.problems: list[Problem] = []

    def all(self, root: Mapping, us: Assumptions) -> Assumptions:
        """What some names and numbers make of what was assumed before."""
        for key, node in root.items:
            if key.text == _FIELDS:
                us = evolve(us, fields=self.fields(node))
            elif key.text not in assumed():
                self.refuse(key, "RF904", f"nothing is called {shown(key.text)}", _known(),
                            did_you_mean(key.text, (*assumed(), _FIELDS)))  # fmt: skip
            elif (number := self.number(node)) is not None:
                try:
                    changed: dict[str, Any] = {key.text: number}
                    us = evolve(us, **changed)
                except ValueError as error:
                    self.refuse(node, "RF905", str(error))
        return us

    def fields(self, node: Node) -> dict[str, Trait]:
        made: dict[str, Trait] = {}
        for key, said in node.items if isinstance(node, Mapping) else ():
            if key.text not in self.known:
                self.refuse(key, "RF904", f"{shown(key.text)} is no field of numbers", "",
                            did_you_mean(key.text, self.known))  # fmt: skip
            elif (trait := self.trait(said)) is not None:
                made[key.text] = trait
        if not isinstance(node, Mapping):
            self.refuse(node, "RF905", "these are no fields", "`aslr: {hurt: 50, healed: 85}`")
        return made

    def trait(self, node: Node) -> Trait | None:
        numbers: dict[str, Any] = {}
        for key, said in node.items if isinstance(node, Mapping) else ():
            if key.text not in _TRAIT:
                self.refuse(key, "RF904", f"nothing is called {shown(key.text)}",
                            f"one of {', '.join(_TRAIT)}",
                            did_you_mean(key.text, _TRAIT))  # fmt: skip
            elif (number := self.number(said)) is not None:
                numbers[key.text] = number
        if numbers.keys() >= {"hurt", "healed"}:
            try:
                return Trait(**numbers)
            except ValueError as error:
                self.refuse(node, "RF905", str(error))
                return None
        if not self.problems:
            self.refuse(node, "RF905", "how a field reads is not said",
                        "`hurt` and `healed`, both numbers")  # fmt: skip
        return None

    def number(self, node: Node) -> int | float | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            self.refuse(node, "RF905", "this is not a number", "a number")
            return None
        return value if isinstance(value, int) else float(value)

    def refuse(
        self, at: Node, code: str, message: str, expected: str = "", hint: str = ""
    ) -> None:
        self.problems.append(self.tree.problem(at, code, message, expected=expected, hint=hint))
