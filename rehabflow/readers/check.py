"""Everything that is wrong with a protocol's file, or with a shared file of its folder."""

from __future__ import annotations

import os
from pathlib import Path

from rehabflow.catalog import exercise_files
from rehabflow.declaration import Known, declare_exercises, declare_ladders, doubts_about
from rehabflow.errors import Problem, ProtocolError
from rehabflow.readers.protocol import contents, installed, read_whole, shared_exercises
from rehabflow.readers.tabs import with_tabs_mended
from rehabflow.readers.yaml_text import text_of
from rehabflow.tree import Source


def problems_of(path: str, rules: str | os.PathLike[str] | None = None) -> tuple[Problem, ...]:
    """Every problem of a file; of a protocol that can be read, what is to be doubted in it.

    One that is called `exercises.yaml` or `ladders.yaml`, like those that a package of protocols
    shares, is read as such; what a ladder says is looked at where a protocol uses it. Any other
    is a protocol, which may name the `rules` of a directory. Raises RuleFailed where a rule
    cannot be loaded.
    """
    try:
        return problems_in(contents(path), path, rules)
    except ProtocolError as error:
        return error.problems


def problems_in(
    data: bytes, path: str, rules: str | os.PathLike[str] | None = None
) -> tuple[Problem, ...]:
    """The same of the bytes of a file, whether or not they stand at its path."""
    name = Path(path).name
    try:
        if name == "exercises.yaml":
            others = Known({}, shared_exercises(_installed_as(path)))
            read_whole(data, path, lambda tree: declare_exercises(tree, others))
        elif name == "ladders.yaml":
            read_whole(data, path, declare_ladders)
        else:
            return protocol_problems(data, path, rules)
    except ProtocolError as error:
        source = Source(path, text_of(data))
        return with_tabs_mended(
            error.problems, source, lambda each: not problems_in(each, path, rules)
        )
    return ()


def protocol_problems(
    data: bytes, path: str, rules: str | os.PathLike[str] | None = None
) -> tuple[Problem, ...]:
    """The same of the bytes of a protocol. Raises ProtocolError where it cannot be read."""
    return read_whole(data, path, lambda tree: doubts_about(tree, installed(rules)))


def _installed_as(path: str) -> Path | None:
    """The installed catalogue that a file is: it is read beside those before it alone."""
    return next((each for each in exercise_files() if each.samefile(path)), None)
