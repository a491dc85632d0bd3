"""Everything that is to be said of a protocol that can be read, each with its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from rehabflow.check.bounces import bounces
from rehabflow.check.collisions import collisions, redundant, shadowed
from rehabflow.check.finding import Finding
from rehabflow.check.gates import never_or_always
from rehabflow.check.lapses import lapses
from rehabflow.check.noise import noise
from rehabflow.check.paths import dead_ends
from rehabflow.check.perfect import Perfect
from rehabflow.check.placing import Placing
from rehabflow.check.study import Study, Way
from rehabflow.check.units import slips
from rehabflow.check.zones import zones
from rehabflow.codes import DOUBT_CODES, NOTE_CODES
from rehabflow.declaration import declare_placed
from rehabflow.errors import Problem
from rehabflow.readers.check import problems_of
from rehabflow.readers.protocol import contents, installed, read_whole

LOOKS: tuple[Callable[[Study], Iterator[Finding]], ...] = (
    never_or_always,
    dead_ends,
    shadowed,
    collisions,
    redundant,
    bounces,
    zones,
    noise,
    slips,
    lapses,
)
SHARED = ("exercises.yaml", "ladders.yaml")
"""Files that are no protocol."""


@frozen
class Examined:
    """What was found in a file.

    `problems` are mistakes and what can hardly have been meant, `notes` what is well to know and
    may be meant. `perfect` is the way of the perfect patient, where the file is a protocol that
    can be read. `is_whole` is False where the file comes to so much that not all of it was looked
    at: what is told is so, but there may be more.
    """

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    perfect: Perfect | None = None
    is_whole: bool = True


def examine(path: str, rules: str | os.PathLike[str] | None = None) -> Examined:
    """Look at a file as `problems_of` does and, where it is a protocol, at what it comes to.

    Raises RuleFailed where a rule cannot be loaded.
    """
    found = problems_of(path, rules)
    if Path(path).name in SHARED or not all(each.code in DOUBT_CODES for each in found):
        return Examined(found)
    placed = read_whole(contents(path), path, lambda tree: declare_placed(tree, installed(rules)))
    study, placing = Study(placed.protocol), Placing(placed)
    found = tuple(placing.with_witness(study, found))
    told = [placing.problem(each) for each in findings(study)]
    warnings = [each for each in told if each.code not in NOTE_CODES]
    return Examined(
        tuple(sorted((*found, *warnings), key=_place)),
        tuple(sorted((each for each in told if each.code in NOTE_CODES), key=_place)),
        study.perfect,
        study.is_whole,
    )


def findings(study: Study) -> Iterator[Finding]:
    """What is to be said of a protocol, one kind after the other.

    What is so in several stages of gates of the whole protocol is told once.
    """
    told = set[tuple[int, str, str]]()
    for look in LOOKS:
        for each in look(study):
            at = each.at.gate if isinstance(each.at, Way) else each.at
            key = id(at), each.code, each.message
            if key not in told:
                told.add(key)
                yield each


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column
