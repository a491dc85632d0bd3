"""What came of testing a protocol by its scenarios, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from textwrap import wrap
from typing import Any

from rehabflow.boundaries import Boundary
from rehabflow.entry import Number
from rehabflow.mutation import Mutants
from rehabflow.printable import printable
from rehabflow.protocol import REFERRED
from rehabflow.render.gates import label_words, window_words
from rehabflow.render.json import FORMAT, identity
from rehabflow.render.listing import WIDTH
from rehabflow.render.phrase import counted
from rehabflow.render.problems import render_problems
from rehabflow.render.text import date_text
from rehabflow.scenario import Miss
from rehabflow.tested import Tested
from rehabflow.wording import limits_words, number_words

_MOST = 200
"""How many characters of an author's text are shown."""


def text_of_test(tested: Tested, *, colour: bool = False) -> str:
    """A line where all is well; else every row in full that comes out otherwise."""
    protocol, many = tested.protocol, len(tested.misses)
    mark = "✓" if tested.passed else "✗"
    ran = f"{counted(len(tested.scenarios), 'scenario')}, {counted(tested.checks, 'check')}"
    wrong = f", {counted(many, 'row')} not as written" * bool(many)
    lines = [f"{mark} {protocol.id} {protocol.version}: {ran}{wrong}"]
    if tested.problems:
        lines.append(render_problems(tested.problems))
    lines += _boundaries(tested)
    lines += _mutants(tested)
    for each in tested.misses:
        lines += ["", *_miss(each, tested, colour=colour)]
    return "\n".join(lines)


def _miss(miss: Miss, tested: Tested, *, colour: bool) -> Iterator[str]:
    """What was expected and found in a row, and the date in full."""
    title = printable(miss.scenario.title, _MOST)
    place = f"{printable(miss.scenario.path)}:{miss.row.line}"
    yield f"{place}: RF601 {title}: {miss.row.date.isoformat()}"
    for each in miss.differences:
        expected, found = each.words
        yield f"  {each.field:<6}  expected {expected}, found {found}"
    yield ""
    yield date_text(miss.timeline(tested.engine), colour=colour)


def _boundaries(tested: Tested) -> Iterator[str]:
    found = tested.boundaries
    if found is not None:
        shown = sum(each.shown for each in found)
        yield f"  limits: {shown} of {len(found)} shown from both sides"
        for each in tested.one_sided:
            yield from _wrapped(f"{_limit_words(each)}: {_lacks(each)}")


def _limit_words(boundary: Boundary) -> str:
    """`acute, advance to isometric: exercise pain at most 3, last 3 sessions`."""
    asked, criterion, more = boundary.asked[0], boundary.criterion, len(boundary.asked) - 1
    where = f"{asked.stage or 'every stage'}, {asked.kind}"
    if asked.exercise:
        where += f" of {asked.exercise}{f' and {more} more' * bool(more)}"
    elif asked.to not in (None, REFERRED):
        where += f" to {asked.to}"
    limit = limits_words(boundary.alone, boundary.unit)
    window = window_words(criterion)
    return f"{where}: {label_words(criterion.rule)} {limit}{', ' if window else ''}{window}"


def _lacks(boundary: Boundary) -> str:
    """`never just missed (at nearest 80 %)`."""
    sides = [
        ("just met", boundary.met, boundary.met_at),
        ("just missed", boundary.missed, boundary.missed_at),
    ]
    lacking = [
        side if at is None else f"{side} (at nearest {_reading(at, boundary)})"
        for side, reached, at in sides
        if not reached
    ]
    return f"never {' nor '.join(lacking)}"


def _reading(value: Number, boundary: Boundary) -> str:
    return number_words(value, boundary.unit, boundary.alone)


def _mutants(tested: Tested) -> Iterator[str]:
    mutants = tested.mutants
    if mutants is None:
        if tested.wanted.mutate:
            yield "  changes: not looked for until the scenarios hold"
        return
    noticed = len(mutants.of("noticed"))
    yield (
        f"  changes: {noticed} of {mutants.changed} noticed, {_score(mutants)} % "
        f"({len(mutants.of('refused'))} no protocol, "
        f"{len(mutants.of('equivalent'))} of no effect)"
    )
    for each in mutants.of("unnoticed"):
        change = f"{each.where}: {each.was} -> {each.now}"
        yield from _wrapped(f"not noticed: {printable(change, _MOST)}")


def _wrapped(text: str) -> list[str]:
    """A finding on a line or two; no word of it is broken."""
    return wrap(
        text,
        WIDTH,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _score(mutants: Mutants) -> str:
    """To one decimal, and never rounded up."""
    return f"{floor(mutants.score * 10) / 10:g}"


def object_of_test(tested: Tested) -> dict[str, Any]:
    """The same as one object of JSON."""
    found, mutants = tested.boundaries, tested.mutants
    return {
        "rehabflow": FORMAT,
        "protocol": identity(tested.protocol),
        "path": tested.path,
        "passed": tested.passed,
        "scenarios": len(tested.scenarios),
        "checks": tested.checks,
        "failed": [_miss_object(each, tested) for each in tested.misses],
        "problems": [each.to_dict() for each in tested.problems],
        "boundaries": None if found is None else [each.to_dict() for each in found],
        "mutation": None if mutants is None else _mutants_object(mutants),
    }


def _miss_object(miss: Miss, tested: Tested) -> dict[str, Any]:
    timeline = miss.timeline(tested.engine)
    return {
        "title": miss.scenario.title,
        "path": miss.scenario.path,
        "line": miss.row.line,
        "date": miss.row.date.isoformat(),
        "differences": [
            {"field": each.field, "expected": each.words[0], "found": each.words[1]}
            for each in miss.differences
        ],
        "asked": [each.to_dict() for each in timeline.asked],
        "review": [each.to_dict() for each in timeline.review],
    }


def _mutants_object(mutants: Mutants) -> dict[str, Any]:
    return {
        "score": mutants.score,
        "changed": mutants.changed,
        "noticed": len(mutants.of("noticed")),
        "refused": len(mutants.of("refused")),
        "equivalent": [each.to_dict() for each in mutants.of("equivalent")],
        "unnoticed": [each.to_dict() for each in mutants.of("unnoticed")],
    }
