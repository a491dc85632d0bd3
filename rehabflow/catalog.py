"""What is installed: rules, protocols and the shared exercises, by id."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.abc import SourceLoader
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from importlib.util import find_spec, module_from_spec, spec_from_loader
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from rehabflow.errors import Problem, RehabflowError, RuleFailed
from rehabflow.gate import RuleSource
from rehabflow.printable import printable
from rehabflow.rule import Rule
from rehabflow.rule_file import (
    RuleFile,
    not_one_rule,
    python_fault,
    read_package_file,
    read_rule_file,
)
from rehabflow.rule_terms import class_fault, rule_fault

T = TypeVar("T")
OWN = "rehabflow"
"""The distribution whose rules are known to be whole."""
RULE_ID = re.compile("[a-z][a-z0-9_]*")
"""What a rule may be called: the name of its file."""
TAKEN_WORDS = frozenset(
    "all any none some repeat when at_least at_most below above is last within missing"
    " from choice verified".split()
)
"""Words of a gate, by which a protocol could not ask for a rule."""


@frozen
class InstalledRule:
    """A rule that can be used; its code is imported only when a protocol names it.

    `text` is the content of a file that a directory brings; one of a package is imported.
    """

    source: RuleSource
    module: str
    path: Path
    text: bytes | None = field(default=None, repr=False)

    def is_on_one_date(self) -> bool:
        """Whether it can stand under `repeat`."""
        return self.load().on_one_date

    def load(self) -> type[Rule]:
        """Import it. Raises RuleFailed, naming the distribution, where it cannot be used."""
        try:
            module = self._imported()
        except (Exception, SystemExit) as error:
            raise self._broken(*_reason(error, self.path)) from error
        rules = [
            each
            for each in vars(module).values()
            if inspect.isclass(each)
            and issubclass(each, Rule)
            and each.__module__ == module.__name__
        ]
        if len(rules) != 1:
            raise self._broken(not_one_rule([each.__name__ for each in rules]), 0)
        if fault := class_fault(rules[0]):
            raise self._broken(fault, 0)
        return rules[0]

    def read(self) -> RuleFile:
        """What its file says, without running any of it."""
        return _said(self.path) if self.text is None else read_rule_file(self.text)

    def fault(self) -> Problem | None:
        """Why it cannot be loaded, where that shows without running any of it."""
        found = self.read()
        if found.fault is None:
            return None
        (problem,) = self._broken(found.fault, found.line).problems
        return evolve(problem, code="RF531", hint=self._cure())

    def answers(self, ask: Callable[[], T], passed: tuple[type[Exception], ...] = ()) -> T:
        """What the rule's own code answers. Raises RuleFailed for what it raises, save some."""
        try:
            return ask()
        except passed:
            raise
        except (Exception, SystemExit) as error:
            raise self._broken(*_reason(error, self.path)) from error

    def check(self, rule: Rule) -> None:
        """Raise RuleFailed where nothing can be made of what one says of itself."""
        if fault := self.answers(lambda: rule_fault(rule)):
            raise self._broken(fault, 0)

    def _imported(self) -> ModuleType:
        if self.text is None:
            return import_module(self.module)
        if self.module not in sys.modules:
            spec = spec_from_loader(self.module, _FileOfARule(str(self.path), self.text))
            assert spec is not None and spec.loader is not None
            module = module_from_spec(spec)
            sys.modules[self.module] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[self.module]
                raise
        return sys.modules[self.module]

    def _broken(self, why: str, line: int) -> RuleFailed:
        source = self.source
        message = (
            f"the rule {source.id!r} of {source.distribution} {source.version} "
            f"cannot be loaded: {printable(why, 300)}"
        )
        hint = f"no decision was made; {self._cure()}"
        path = str(self.path)
        return RuleFailed(Problem(path, line, 0, "RF502", message, source.id, hint=hint))

    def _cure(self) -> str:
        if self.text is not None:
            return "mend the file, or take it out of the directory"
        return f"reinstall or update {self.source.distribution}, or tell its author"


@frozen
class InstalledProtocol:
    """A protocol that can be named by its id, and the distribution that brings it."""

    id: str
    path: Path
    distribution: str
    version: str
    """Of the distribution; the protocol's own stands in its file."""


def _said(path: Path) -> RuleFile:
    """What a file of a package says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return RuleFile(None, f"its file cannot be read: {_why(error)}")
    return read_package_file(data) if path.stem == "__init__" else read_rule_file(data)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


class _FileOfARule(SourceLoader):
    """Runs what was read of a file, and writes nothing beside it."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path, self._data = path, data

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002  (the library names it)
        return self._path

    def get_data(self, path: str) -> bytes:  # noqa: ARG002  (the library names it)
        return self._data


def _reason(error: BaseException, path: Path) -> tuple[str, int]:
    """Why a file could not be imported, and in which of its lines that showed."""
    from traceback import extract_tb

    why, line = python_fault(error)
    if getattr(error, "filename", None) == str(path):
        return why, line
    lines = [each.lineno for each in extract_tb(error.__traceback__) if each.filename == str(path)]
    return why, (lines[-1] if lines else None) or 0


def rules_at_hand(
    directory: str | os.PathLike[str] | None = None,
) -> Mapping[str, InstalledRule]:
    """The installed rules and those of a directory, by id. None of them is imported.

    Raises RuleFailed where one id is brought twice, and RehabflowError for a directory that
    cannot be read.
    """
    if directory is None:
        return installed_rules()
    found = dict(installed_rules())
    for rule in _rules_in(Path(directory)):
        other = found.setdefault(rule.source.id, rule)
        # The directory of a package that is installed from it brings nothing new.
        if other is not rule and other.path.resolve() != rule.path.resolve():
            raise _brought_twice(other, rule)
    return found


@cache
def installed_rules() -> Mapping[str, InstalledRule]:
    """The installed rules by id. None of them is imported.

    An entry point of the group `rehabflow.rules` names a package with one file a rule, whose
    name is the rule's id. Two distributions that bring one id are an error that names both.
    """
    found: dict[str, InstalledRule] = {}
    for point in _points("rehabflow.rules"):
        distribution, version = _origin(point)
        for path in _rule_files(point):
            if _may_be_called(path.stem):
                source = RuleSource(path.stem, distribution, version)
                rule = InstalledRule(source, f"{point.value}.{path.stem}", path)
                other = found.setdefault(path.stem, rule)
                if other != rule:
                    raise _brought_twice(other, rule)
    return found


def broken_plugins(directory: str | os.PathLike[str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with the rules that others bring, as far as it shows without importing one.

    It is no hindrance to a protocol that refers to none of them.
    """
    problems = list(_broken_packages())
    for rule in rules_at_hand(directory).values():
        if rule.source.distribution != OWN:
            problems += filter(None, [rule.fault()])
    if directory is not None:
        problems += _unusable_names(f"the {_name_of(Path(directory))}", _listed(Path(directory)))
    return tuple(problems)


def broken_protocols() -> tuple[Problem, ...]:
    """What is wrong with the packages of protocols that others bring: those that are not there."""
    return tuple(
        _absent(point.value, "protocols", *_origin(point))
        for point in _points("rehabflow.protocols")
        if not _files(point.value, "*.yaml")
    )


def _absent(package: str, what: str, distribution: str, version: str) -> Problem:
    """A package in which nothing is that its distribution says to bring."""
    message = f"{package!r}, the package of {what} of {distribution} {version}, "
    message += f"is not there, or has no file of a {what.removesuffix('s')}"
    hint = f"reinstall or update {distribution}, or tell its author"
    return Problem(distribution, 0, 0, "RF531", message, hint=hint)


def _broken_packages() -> Iterator[Problem]:
    for point in _points("rehabflow.rules"):
        distribution, version = _origin(point)
        if distribution == OWN:
            continue
        whose = f"{distribution} {version}"
        hint = f"reinstall or update {distribution}, or tell its author"
        files = _files(point.value, "*.py")
        if not files:
            yield _absent(point.value, "rules", distribution, version)
        for path in files:
            found = _said(path) if path.stem == "__init__" else RuleFile(None)
            if found.fault:
                message = f"no rule of {whose} can be loaded: {printable(found.fault, 300)}"
                yield Problem(str(path), found.line, 0, "RF531", message, hint=hint)
        yield from _unusable_names(whose, files)


def _unusable_names(whose: str, files: list[Path]) -> Iterator[Problem]:
    for path in files:
        id = path.stem
        if not id.startswith(("_", ".")) and not _may_be_called(id):
            reason = "is a word of a gate" if id in TAKEN_WORDS else "is no name of a rule"
            message = f"the file {path.name!r} of {whose} is left out: {id!r} {reason}"
            expected = "small letters, digits and `_`, beginning with a letter"
            hint = "name the file after its rule, such as `hop_distance.py`"
            yield Problem(str(path), 0, 0, "RF532", message, id, expected, hint)


def _may_be_called(id: str) -> bool:
    """Whether a protocol could ask for a rule of that name."""
    return RULE_ID.fullmatch(id) is not None and id not in TAKEN_WORDS


def _brought_twice(one: InstalledRule, other: InstalledRule) -> RuleFailed:
    id, first, second = one.source.id, one.source.distribution, other.source.distribution
    message = f"the rule {id!r} is brought by two distributions: {first} and {second}"
    hint = f"uninstall {first} or {second}, or tell their authors"
    if other.text is not None:
        message = f"the rule {id!r} is brought by {first}, which is installed, and by {second}"
        hint = "give the file in the directory another name"
    return RuleFailed(Problem(str(other.path), 0, 0, "RF503", message, id, hint=hint))


def _rules_in(directory: Path) -> Iterator[InstalledRule]:
    """The rules of a directory. The module of each is named after what its file says."""
    for path in _listed(directory):
        if _may_be_called(path.stem):
            text = _content(path)
            digest = hashlib.sha256(text).hexdigest()[:12]
            source = RuleSource(path.stem, _name_of(directory), f"sha256:{digest}")
            module = f"rehabflow_rule_of_a_directory_{path.stem}_{digest}"
            yield InstalledRule(source, module, path, text)


def _listed(directory: Path) -> list[Path]:
    try:
        return sorted(each for each in directory.iterdir() if _is_python(each))
    except OSError as error:
        raise _unreadable(directory, "directory of rules", error) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "file of a rule", error) from error


def _unreadable(path: Path, what: str, error: OSError) -> RehabflowError:
    message, expected = f"the {what} cannot be read: {_why(error)}", "a directory of rule files"
    hint = "check the path, and that you may read what is there"
    return RehabflowError(Problem(str(path), 0, 0, "RF533", message, "rules", expected, hint))


def _is_python(path: Path) -> bool:
    return path.suffix == ".py" and path.is_file()


def _name_of(directory: Path) -> str:
    """Its own name, not where it lies: it is shown with every decision."""
    return f"directory {directory.resolve().name}"


@cache
def installed_protocols() -> Mapping[str, InstalledProtocol]:
    """The installed protocols by id. Nothing of them is read or imported."""
    found: dict[str, InstalledProtocol] = {}
    for point in _points("rehabflow.protocols"):
        for path in _files(point.value, "*.yaml"):
            if path.stem not in ("exercises", "ladders"):
                found[path.stem] = InstalledProtocol(path.stem, path, *_origin(point))
    return found


@cache
def exercise_files() -> tuple[Path, ...]:
    """The files of the shared exercise catalogues."""
    points = _points("rehabflow.protocols")
    return tuple(path for point in points for path in _files(point.value, "exercises.yaml"))


@cache
def ladder_files() -> tuple[Path, ...]:
    """The files of the shared ladders."""
    points = _points("rehabflow.protocols")
    return tuple(path for point in points for path in _files(point.value, "ladders.yaml"))


def _points(group: str) -> EntryPoints:
    points: EntryPoints = installed_points().select(group=group)
    return points


@cache
def installed_points() -> Any:
    """Every entry point that is installed: one look, as it opens a file a distribution."""
    return entry_points()


def _rule_files(point: EntryPoint) -> list[Path]:
    """The files of a package of rules; where it is gone, those that were installed with it."""
    found = _files(point.value, "[a-z]*.py")
    if found or point.dist is None or _files(point.value, "*"):
        return found
    record = point.dist.read_text("RECORD") or ""
    names = [PurePosixPath(line.partition(",")[0]) for line in record.splitlines()]
    package = PurePosixPath(*point.value.split("."))
    return [
        Path(str(point.dist.locate_file(name)))
        for name in names
        if name.parent == package and name.match("[a-z]*.py")
    ]


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
    return (point.dist.name, point.dist.version) if point.dist else (OWN, "")
