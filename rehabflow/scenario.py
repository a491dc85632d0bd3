"""Scenarios: Markdown tables that say what a protocol makes of a log, for people and as tests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from rehabflow.engine import Engine
from rehabflow.errors import LogError, Problem
from rehabflow.fields import OUTCOMES
from rehabflow.log import Log
from rehabflow.nearest import did_you_mean
from rehabflow.protocol import REFERRED, Protocol

_KINDS = ("start", "hold", "advance", "setback", "refer", "override", "clear", "climb", "drop")
_HEADER = re.compile(r"(patient|injured|injury): *(\S.*)")


@frozen
class Expected:
    """What a row says of the end of its date; None where its cell is empty."""

    date: dt.date
    line: int
    stage: str | None = None
    kind: str | None = None
    review: bool | None = None


@frozen
class Scenario:
    """One table: a whole log, and what it should come to."""

    title: str
    path: str
    line: int
    log: Log
    expected: tuple[Expected, ...]

    def differences(self, engine: Engine) -> Iterator[Problem]:
        """Where the engine's answers are not those that the table expects."""
        for row in self.expected:
            timeline = engine.replay(self.log.until(row.date))
            newest = timeline.newest
            found = {
                "stage": timeline.stage,
                "kind": newest and newest.kind,
                "review": bool(timeline.review),
            }
            for name, answer in found.items():
                wanted = getattr(row, name)
                if wanted is not None and wanted != answer:
                    message = f"{self.title}: {name} is {_said(answer)} on {row.date.isoformat()}"
                    yield Problem(
                        self.path, row.line, 0, "RF601", message, name, f"{_said(wanted)}"
                    )


def read_scenarios(path: Path, protocol: Protocol) -> tuple[Scenario, ...]:
    """The scenarios of a Markdown file. Raises LogError with all that is wrong in its tables."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for title, line, header, names, rows in _tables(path.read_text(encoding="utf-8")):
        try:
            cells = _cells(str(path), line, names, rows)
            found.append(_scenario(str(path), title, line, header, cells, protocol))
        except LogError as error:
            problems += error.problems
    if problems:
        raise LogError(*problems)
    return tuple(found)


Row = tuple[int, list[str]]
Cells = tuple[int, dict[str, str]]
Table = tuple[str, int, dict[str, str], list[str], list[Row]]


def _tables(text: str) -> Iterator[Table]:
    """Each table under the heading before it, with the header lines between the two."""
    title, header = "", dict[str, str]()
    names: list[str] | None = None
    rows: list[Row] = []
    start = 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.startswith("|"):
            inner = line.strip().removeprefix("|").removesuffix("|")
            cells = [cell.strip() for cell in inner.split("|")]
            if names is None:
                names, start = cells, number
            elif not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append((number, cells))
            continue
        if names is not None:
            yield title, start, header, names, rows
            names, rows = None, []
        if line.startswith("#"):
            title, header = line.lstrip("# "), {}
        elif match := _HEADER.fullmatch(line.strip().strip("`")):
            header[match[1]] = match[2]


def _cells(path: str, line: int, names: list[str], rows: list[Row]) -> list[Cells]:
    """The cells of each row by the names of the columns. Raises LogError where they do not fit."""
    problems = [
        Problem(path, line, 0, "RF604", f"the column {name!r} stands twice", name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    problems += [
        Problem(path, number, 0, "RF603", f"this row has {len(cells)} cells", "", f"{len(names)}")
        for number, cells in rows
        if len(cells) != len(names)
    ]
    if problems:
        raise LogError(*problems)
    return [(number, dict(zip(names, cells, strict=True))) for number, cells in rows]


def _scenario(
    path: str, title: str, line: int, header: dict[str, str], rows: list[Cells], protocol: Protocol
) -> Scenario:
    lines = [number for number, _ in rows]

    def placed(each: Problem) -> Problem:
        """The problem with lines of the file, where it counts the rows of the table."""
        other = each.other and (lines[each.other[0] - 1], 0)
        at = lines[each.line - 1] if each.line else line
        return evolve(each, path=path, line=at, other=other)

    entries: list[dict[str, Any]] = []
    for _, cells in rows:
        entries.append({k: v for k, v in cells.items() if k not in OUTCOMES and v})
    try:
        log = Log.from_entries(
            entries,
            patient=header.get("patient", ""),
            injured=header.get("injured"),
            injury=header.get("injury"),
            protocol=protocol,
        )
    except LogError as error:
        raise LogError(*map(placed, error.problems)) from error
    expected: list[Expected] = []
    problems: list[Problem] = []
    for number, cells in rows:
        allowed = {
            "stage": (*protocol.stage_ids, REFERRED),
            "kind": _KINDS,
            "review": ("yes", "no"),
        }
        for name, names in allowed.items():
            said = cells.get(name)
            if said and said not in names:
                message = f"{name} is {said!r}"
                problems.append(
                    Problem(
                        path,
                        number,
                        0,
                        "RF602",
                        message,
                        name,
                        f"one of {', '.join(names)}",
                        did_you_mean(said, names),
                    )
                )
        expected.append(
            Expected(
                dt.date.fromisoformat(cells["date"][:10]),
                number,
                cells.get("stage") or None,
                cells.get("kind") or None,
                {"yes": True, "no": False}.get(cells.get("review", "")),
            )
        )
    if problems:
        raise LogError(*problems)
    return Scenario(title, path, line, log, tuple(expected))


def _said(answer: object) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)
