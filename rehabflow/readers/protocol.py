"""A protocol from a file, or by the id of one that is installed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve

from rehabflow.catalog import (
    exercise_files,
    installed_protocols,
    ladder_files,
    rules_at_hand,
)
from rehabflow.declaration import Known, declare, declare_exercises, declare_ladders
from rehabflow.declared_exercise import FOR_PEOPLE
from rehabflow.desk import did_you_mean, one_of, shown
from rehabflow.errors import Problem, ProtocolError
from rehabflow.prescription import Exercise
from rehabflow.protocol import Protocol
from rehabflow.readers.later import Later
from rehabflow.readers.yaml_text import MAX_BYTES
from rehabflow.readers.yaml_tree import Skim, scan
from rehabflow.tree import Node, Tree

T = TypeVar("T")


def load_protocol(
    source: str | os.PathLike[str], *, rules: str | os.PathLike[str] | None = None
) -> Protocol:
    """The installed protocol of an id (`id` or `id@version`), or the one in a file.

    A text with `/` in it, or that ends in `.yaml` or `.yml`, is a path. `rules` is a
    directory of rule files, whose rules the protocol may name beside those that are installed.
    Raises ProtocolError with every problem of the file.
    """
    name = os.fspath(source)
    if isinstance(source, str) and not is_path(name):
        return _installed_protocol(rules, (), name)
    return read_protocol(contents(name), name, rules)


MAX_BASES = 8
"""How many protocols may extend each other in a row."""


def _installed_protocol(
    rules: str | os.PathLike[str] | None, chain: tuple[str, ...], name: str
) -> Protocol:
    """The installed protocol of a name; `chain` are those that wait for it, as they extend it."""
    id, _, version = name.partition("@")
    found = installed_protocols().get(id)
    if found is None:
        known = sorted(installed_protocols())
        raise _refused(
            name,
            "RF441",
            f"no protocol with the id `{shown(id)}` is installed",
            one_of(known) or "the path of a file",
            did_you_mean(id, known) or "a file is named by its path: ./my-protocol.yaml",
        )
    if id in chain or len(chain) == MAX_BASES:
        round_ = id in chain
        told = " extends ".join(f"`{each}`" for each in (*chain, id))
        message = f"{told}: {'in a circle' if round_ else f'more than {MAX_BASES} in a row'}"
        expected = f"at most {MAX_BASES} protocols in a row, the last of which extends none"
        hint = "copy one of them whole: `rehabflow protocols NAME --format yaml`"
        raise _refused(name, "RF436", message, expected, hint)
    path = str(found.path)
    protocol = read_protocol(contents(path), path, rules, (*chain, id))
    if version and version != protocol.version:
        message = f"{shown(name)} is asked for, and {id} {protocol.version} is installed"
        hint = "decisions may differ between versions; name the one to use"
        raise _refused(name, "RF443", message, f"{id}@{protocol.version}", hint)
    return protocol


def is_path(name: str) -> bool:
    """Whether a protocol's name is a path, not an id."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def read_protocol(
    data: bytes,
    path: str,
    rules: str | os.PathLike[str] | None = None,
    chain: tuple[str, ...] = (),
) -> Protocol:
    """The protocol in the bytes of a file; `chain` are the ids that lead to it by `extends`."""
    return read_whole(data, path, lambda tree: declare(tree, installed(rules, chain)))


def read_whole(data: bytes, path: str, make: Callable[[Tree], T]) -> T:
    """What is made of the bytes of a file. Raises ProtocolError with what is wrong with the text
    and with what it says, in the order of the file."""
    tree, problems = scan(data, path)
    if tree is None:
        raise ProtocolError(*problems)
    try:
        made = make(tree)
    except ProtocolError as error:
        problems += [each for each in error.problems if not _follows(each, problems)]
    else:
        if not problems:
            return made
    # Those of a protocol that is extended come last, as they are.
    own = [each for each in problems if each.path == path]
    others = [each for each in problems if each.path != path]
    raise ProtocolError(*sorted(own, key=lambda each: (each.line, each.column)), *others)


def _follows(problem: Problem, causes: list[Problem]) -> bool:
    """Whether a problem is there only because the text itself is wrong: in the same place, or
    something is missing on the same line."""
    missing = problem.code in ("RF403", "RF417", "RF420")
    return any(
        problem.line == cause.line and (missing or problem.column == cause.column)
        for cause in causes
    )


def installed(rules: str | os.PathLike[str] | None = None, chain: tuple[str, ...] = ()) -> Known:
    """The installed rules, those of a directory, shared exercises, and what may be extended."""
    base_of = partial(_installed_protocol, rules, chain)
    return Known(rules_at_hand(rules), shared_exercises(), shared_ladders, base_of)


@cache
def shared_ladders() -> Mapping[str, Node]:
    """The ladders of every installed catalogue as they are written, by name."""
    found: dict[str, Node] = {}
    for path in ladder_files():
        found |= declare_ladders(_tree(path))
    return found


@cache
def shared_exercises(before: Path | None = None) -> tuple[Exercise, ...]:
    """The exercises of every installed catalogue, or of those that come before one of them.

    What only people read of them is skimmed over: `about` is read, and checked, when asked for.
    """
    exercises: tuple[Exercise, ...] = ()
    for path in exercise_files():
        if path == before:
            break
        told = cache(partial(_told, path, exercises))
        found = declare_exercises(_tree(path, _FOR_PEOPLE), Known({}, exercises))
        exercises += tuple(evolve(each, about=Later(told, each.id)) for each in found)
    return exercises


_FOR_PEOPLE = Skim(3, frozenset(FOR_PEOPLE))


def _told(path: Path, others: tuple[Exercise, ...]) -> Mapping[str, Mapping[str, Any]]:
    """All that a catalogue says of each of its exercises, by id."""
    return {each.id: each.about for each in declare_exercises(_tree(path), Known({}, others))}


def _tree(path: Path, skim: Skim | None = None) -> Tree:
    tree, problems = scan(contents(str(path)), str(path), skim=skim)
    if tree is None or problems:
        raise ProtocolError(*problems)
    return tree


def contents(path: str) -> bytes:
    """The bytes of a regular file of bounded size; one byte more tells that it is larger."""
    try:
        # Opening a pipe would otherwise wait for its other end.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                hint = "name the file itself"
                raise _refused(path, "RF442", "this is not a file", "a protocol's file", hint)
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = _beside(Path(path)) or "check the path, and that you may read the file"
        message = f"the file cannot be read: {reason}"
        raise _refused(path, "RF442", message, "a protocol's YAML file", hint) from error


def _beside(path: Path) -> str:
    """The YAML file beside a missing one that has the nearest name."""
    names = [] if path.exists() else [each.name for each in path.parent.glob("*.y*ml")]
    return did_you_mean(path.name, names)


def _refused(path: str, code: str, message: str, expected: str, hint: str = "") -> ProtocolError:
    return ProtocolError(Problem(path, 0, 0, code, message, expected=expected, hint=hint))
