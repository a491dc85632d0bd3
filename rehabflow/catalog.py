"""What is installed: rules, protocols and the shared exercises, by id."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen

from rehabflow.errors import Problem, RuleFailed
from rehabflow.gate import RuleSource
from rehabflow.rule import Rule


@frozen
class InstalledRule:
    """A rule that is installed; its code is imported only when a protocol names it."""

    source: RuleSource
    module: str

    def is_on_one_date(self) -> bool:
        """Whether it can stand under `repeat`."""
        return self.load().on_one_date

    def load(self) -> type[Rule]:
        """Import it. Raises RuleFailed where that fails, naming the distribution."""
        try:
            module = import_module(self.module)
            (rule,) = (
                each
                for each in vars(module).values()
                if inspect.isclass(each)
                and issubclass(each, Rule)
                and each.__module__ == module.__name__
            )
        except (Exception, SystemExit) as error:
            source = self.source
            message = (
                f"the rule {source.id!r} of {source.distribution} {source.version} "
                f"cannot be loaded: {type(error).__name__}"
            )
            hint = f"reinstall or update {source.distribution}"
            raise RuleFailed(Problem("", 0, 0, "RF502", message, source.id, hint=hint)) from error
        return rule


@cache
def installed_rules() -> Mapping[str, InstalledRule]:
    """The installed rules by id. None of them is imported.

    An entry point of the group `rehabflow.rules` names a package with one file a rule, whose
    name is the rule's id. Two distributions that bring one id are an error that names both.
    """
    found: dict[str, InstalledRule] = {}
    for point in _points("rehabflow.rules"):
        distribution, version = _origin(point)
        for path in _files(point.value, "[a-z]*.py"):
            rule = InstalledRule(
                RuleSource(path.stem, distribution, version), f"{point.value}.{path.stem}"
            )
            other = found.setdefault(path.stem, rule)
            if other != rule:
                both = f"{other.source.distribution} and {distribution}"
                message = f"the rule {path.stem!r} is brought by two distributions: {both}"
                raise RuleFailed(Problem("", 0, 0, "RF503", message, path.stem))
    return found


@cache
def installed_protocols() -> Mapping[str, Path]:
    """The files of the installed protocols, by id."""
    return {
        path.stem: path
        for point in _points("rehabflow.protocols")
        for path in _files(point.value, "*.yaml")
        if path.stem != "exercises"
    }


@cache
def exercise_files() -> tuple[Path, ...]:
    """The files of the shared exercise catalogues."""
    points = _points("rehabflow.protocols")
    return tuple(path for point in points for path in _files(point.value, "exercises.yaml"))


def _points(group: str) -> EntryPoints:
    points: EntryPoints = installed_points().select(group=group)
    return points


@cache
def installed_points() -> Any:
    """Every entry point that is installed: one look, as it opens a file a distribution."""
    return entry_points()


def _files(package: str, pattern: str) -> list[Path]:
    """The files of a package, which is found without importing it or its parents."""
    root, *inner = package.split(".")
    spec = find_spec(root)
    name = root
    for part in inner:
        name = f"{name}.{part}"
        if spec is not None and spec.submodule_search_locations:
            spec = PathFinder.find_spec(name, spec.submodule_search_locations)
    if spec is None or not spec.submodule_search_locations:
        return []
    folders = spec.submodule_search_locations
    return sorted(path for folder in folders for path in Path(folder).glob(pattern))


def _origin(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist else ("rehabflow", "")
