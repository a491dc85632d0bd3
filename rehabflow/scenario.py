"""Scenarios: Markdown tables that say what a protocol makes of a log, for people and as tests."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from attrs import evolve, frozen

from rehabflow.cells import cells_of
from rehabflow.decision import Decision
from rehabflow.engine import Engine
from rehabflow.entry import Entry
from rehabflow.errors import LogError, Problem
from rehabflow.fields import FIELDS, OUTCOMES
from rehabflow.log import Log
from rehabflow.nearest import did_you_mean
from rehabflow.protocol import REFERRED, Protocol
from rehabflow.timeline import Timeline

MOST_BYTES = 8 * 2**20
_KINDS = ("start", "hold", "advance", "setback", "refer", "override", "clear", "climb", "drop")
_LINE = re.compile(" {0,3}\\|")
"""How a line of a table begins; what is further in is code."""
_BARE_RULE = re.compile(r" {0,3}:?-+:? *(?:\| *:?-+:? *)+\|? *")
"""The second line of a table whose lines do not begin with a bar."""
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

    @property
    def checks(self) -> int:
        """How many cells say what should come out."""
        said = ((each.stage, each.kind, each.review) for each in self.expected)
        return sum(cell is not None for cells in said for cell in cells)

    def fold(self, engine: Engine) -> Iterator[tuple[str, Decision, str]]:
        """What each date of the log came to, between the stages before and after it."""
        progress = engine.begin(self.log.injury)
        for session in self.log.sessions:
            decision = engine.step(progress, session)
            assert decision.progress is not None
            yield progress.stage, decision, decision.progress.stage
            progress = decision.progress

    def misses(self, engine: Engine) -> Iterator[Miss]:
        """The rows that come out otherwise than the table expects."""
        made = [
            {"stage": stage, "kind": decision.kind, "review": bool(decision.review)}
            for _, decision, stage in self.fold(engine)
        ]
        before = {"stage": engine.begin().stage, "kind": None, "review": False}
        dates = [session.date for session in self.log.sessions]
        for row in self.expected:
            # A row that was corrected away leaves its date as it was.
            at = bisect_right(dates, row.date)
            found = made[at - 1] if at else before
            differing = tuple(
                Difference(name, wanted, answer)
                for name, answer in found.items()
                if (wanted := getattr(row, name)) is not None and wanted != answer
            )
            if differing:
                yield Miss(self, row, differing)

    def differences(self, engine: Engine) -> Iterator[Problem]:
        """Where the engine's answers are not those that the table expects."""
        for miss in self.misses(engine):
            yield from miss.problems()


@frozen
class Difference:
    """A cell that comes out otherwise."""

    field: str
    expected: object
    found: object

    @property
    def words(self) -> tuple[str, str]:
        """What was expected and what was found, as a cell says it."""
        return _said(self.expected), _said(self.found)


@frozen
class Miss:
    """A row that comes out otherwise than its table expects."""

    scenario: Scenario
    row: Expected
    differences: tuple[Difference, ...]

    def problems(self) -> Iterator[Problem]:
        """The same, one by one, with its place in the file."""
        title, on = self.scenario.title, self.row.date.isoformat()
        for each in self.differences:
            expected, found = each.words
            message = f"{title}: {each.field} is {found} on {on}"
            yield Problem(
                self.scenario.path, self.row.line, 0, "RF601", message, each.field, expected
            )

    def timeline(self, engine: Engine) -> Timeline:
        """All that the log came to at the end of that date."""
        return engine.replay(self.scenario.log.until(self.row.date))


def read_scenarios(path: Path, protocol: Protocol) -> tuple[Scenario, ...]:
    """The scenarios of a Markdown file.

    Raises FileNotFoundError where it is not there, LogError with all that is wrong in its tables.
    """
    return scenarios_of(read_text(path), str(path), protocol)


def read_text(path: Path) -> str:
    """What a file of scenarios says, its lines ended as they are.

    Raises FileNotFoundError where it is not there, LogError where it cannot be read.
    """
    try:
        about = path.stat()
        if not (S_ISREG(about.st_mode) or S_ISDIR(about.st_mode)):
            raise OSError(None, "this is not a file")
        if about.st_size > MOST_BYTES:
            raise OSError(None, f"the file is too large, over {MOST_BYTES // 2**20} MiB")
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        strerror = getattr(error, "strerror", None)
        reason = f"{strerror[0].lower()}{strerror[1:]}" if strerror else "it is not UTF-8 text"
        message = f"the scenarios cannot be read: {reason}"
        hint = "check the file, and that you may read it"
        raise LogError(Problem(str(path), 0, 0, "RF606", message, hint=hint)) from error


def scenarios_of(text: str, path: str, protocol: Protocol) -> tuple[Scenario, ...]:
    """The scenarios of Markdown that stands, or is to stand, in a file. Raises LogError."""
    found: list[Scenario] = []
    problems = list(_passed_over(text, path))
    for title, line, header, names, rows in tables_of(text):
        try:
            cells = _cells(path, line, names, rows)
            found.append(_scenario(path, title, line, header, cells, protocol))
        except LogError as error:
            problems += error.problems
    if problems:
        raise LogError(*problems)
    return tuple(found)


Row = tuple[int, list[str]]
Cells = tuple[int, dict[str, str]]
Table = tuple[str, int, dict[str, str], list[str], list[Row]]


def tables_of(text: str) -> Iterator[Table]:
    """Each table under the heading before it, with the header lines between the two."""
    title, header = "", dict[str, str]()
    names: list[str] | None = None
    rows: list[Row] = []
    start = 0
    for number, line in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], 1):
        if _LINE.match(line):
            cells = cells_of(line)
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


def _passed_over(text: str, path: str) -> Iterator[Problem]:
    """Tables as some Markdown has them, without a bar in front: they would not be run."""
    lines = text.splitlines()
    for number, (head, rule) in enumerate(pairwise(lines), 1):
        if "|" in head and _BARE_RULE.fullmatch(rule):
            message = "the lines of this table do not begin with a bar, so that it is not read"
            hint = "begin and end each of them with `|`"
            yield Problem(path, number, 0, "RF603", message, hint=hint)


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
        hint = each.hint
        if each.code == "RF110":
            hint = did_you_mean(each.field, (*FIELDS, *protocol.measures, *OUTCOMES))
        return evolve(each, path=path, line=at, other=other, hint=hint)

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
    log = evolve(_in_file(log, path, lines), warnings=tuple(map(placed, log.warnings)))
    return Scenario(title, path, line, log, tuple(expected))


def _in_file(log: Log, path: str, lines: Sequence[int]) -> Log:
    """A log whose entries stand on those lines of a file."""

    def placed(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(evolve(each, line=lines[each.line - 1]) for each in entries)

    return evolve(
        log,
        path=path,
        sessions=tuple(evolve(s, path=path, entries=placed(s.entries)) for s in log.sessions),
        replaced=placed(log.replaced),
    )


def _said(answer: object) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)
