"""A protocol around one criterion, read as from a file, for a rule that need not be installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from inspect import isclass
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

from rehabflow.catalog import RULE_ID, InstalledRule, installed_rules
from rehabflow.declaration import Known, declare
from rehabflow.errors import ProtocolError
from rehabflow.gate import Criterion, RuleSource
from rehabflow.protocol import Protocol
from rehabflow.readers.protocol import shared_exercises
from rehabflow.readers.yaml_tree import scan
from rehabflow.rule import Rule
from rehabflow.tree import tree_of

_AROUND = """\
rehabflow: 1
id: example
version: 1.0.0
title: A protocol around one criterion
{head}stages:
  first:
    exercises: {exercises}
    {ways}
  last: {{final: true}}
"""
EXERCISES = "[{do: heel-dig, sets: 3, reps: 10}]"
"""What the stage prescribes, where nothing else is said."""


@frozen
class OfferedRule(InstalledRule):
    """A rule that is at hand, in the place of an installed one."""

    kind: type[Rule] = field(kw_only=True)

    def load(self) -> type[Rule]:
        return self.kind


def id_of(kind: type[Rule]) -> str:
    """The id of a rule: the name of its file, where it is alone in one that is no test.

    Else its class's name as the name of a file: `DaysOff` is `days_off`.
    """
    module = sys.modules[kind.__module__]
    rules = [
        each
        for each in cast(Iterable[object], vars(module).values())
        if isclass(each) and issubclass(each, Rule) and each.__module__ == kind.__module__
    ]
    stem = Path(getattr(module, "__file__", None) or "").stem
    if rules == [kind] and RULE_ID.fullmatch(stem) and not stem.startswith("test_"):
        return stem
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.__name__).lower()


def source_of(kind: type[Rule]) -> RuleSource:
    """Where a rule comes from: its distribution, or the module that defines it."""
    id = id_of(kind)
    installed = installed_rules().get(id)
    if installed is not None and installed.module == kind.__module__:
        return installed.source
    return RuleSource(id, kind.__module__, "not installed")


def read_offered(text: str, kind: type[Rule] | None = None) -> Protocol:
    """The protocol of a text that may name the rule at hand, too. Raises ProtocolError."""
    tree, problems = scan(text.encode(), "example.yaml")
    if tree is None or problems:
        raise ProtocolError(*problems)
    return declare(tree, _known(kind))


def _known(kind: type[Rule] | None) -> Known:
    """What is installed, and the rule at hand."""
    rules = dict(installed_rules())
    if kind is not None:
        source = source_of(kind)
        rules[source.id] = OfferedRule(source, kind.__module__, Path(), kind=kind)
    return Known(rules, shared_exercises())


def around(when: str, gate: str = "advance", head: str = "", exercises: str = EXERCISES) -> str:
    """A protocol whose first stage asks a criterion in a gate of that kind.

    `head` is what else the protocol declares, such as `measures:`.
    """
    to = "to: first, " if gate == "setback" else ""
    ways = f"{gate}: {{{to}when: {when}}}"
    if gate != "advance":
        ways += "\n    advance: {when: {sessions: {at_least: 99}}}"
    head = head.strip("\n") + "\n" if head else ""
    return _AROUND.format(head=head, exercises=exercises, ways=ways)


def criterion_in(protocol: Protocol, kind: type[Rule], parameters: Mapping[str, Any]) -> Criterion:
    """A criterion as if the protocol's first stage asked it: with what the protocol declares.

    Raises ProtocolError where that cannot be read.
    """
    data = protocol.to_dict()
    first = protocol.stages[0].id
    data["stages"][first]["advance"] = {"when": {id_of(kind): dict(parameters)}}
    (criterion,) = criteria_of(declare(tree_of(data), _known(kind)), kind)
    return criterion


def criteria_of(protocol: Protocol, kind: type[Rule]) -> Iterator[Criterion]:
    """The criteria of a protocol that ask a rule of that class."""
    for gate in protocol.gates():
        yield from (each for each in gate.criteria() if type(each.rule) is kind)
