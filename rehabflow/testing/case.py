"""Tables of cases: what an author writes, what a patient logs, and what must come out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from rehabflow.entry import Number
from rehabflow.errors import LogError, ProtocolError
from rehabflow.fields import FIELDS
from rehabflow.gate import Criterion
from rehabflow.measure import OTHER
from rehabflow.nearest import did_you_mean
from rehabflow.protocol import Protocol
from rehabflow.rule import Rule, Value
from rehabflow.testing.altered import date_of
from rehabflow.testing.asking import Asking, Row, row
from rehabflow.testing.kit_error import refused
from rehabflow.testing.offered import EXERCISES, around, criteria_of, id_of, read_offered
from rehabflow.verdict import Measured, Outcome

COLUMNS = ("shows", "criterion", "log", "verdict", "value", "gate")
"""The columns of a table; `gate` (advance, setback, refer) may be left out: it is an advance."""
_GATES = ("advance", "setback", "refer")
_FIRST = dt.date(2026, 3, 1)
_ROW = re.compile(r"\s*([0-9]{1,3})(T\S+)?\s+(\S.*?)\s*")
_INJURY = re.compile(r"\s*injury ([0-9]{1,3})\s*")


@frozen
class Case:
    """One row of a table."""

    shows: str
    criterion: str
    """What stands in the braces: `at_most: 3, last: 2 sessions`."""
    log: str
    verdict: Outcome
    value: Value
    """Exact, a range, or None where it could be anything or there was nothing to read."""
    gate: str = "advance"
    asking: Asking | None = field(default=None, eq=False, repr=False)

    def __str__(self) -> str:
        return self.shows

    def explained(self) -> Measured:
        """What the criterion answers, as a protocol would have it."""
        assert self.asking is not None
        return self.asking.criterion.explain(self.asking.view())

    def check(self) -> None:
        """Raise AssertionError where the rule says something else."""
        found = self.explained()
        if (found.verdict, found.value) != (self.verdict, self.value):
            raise AssertionError(
                f"{self.shows}: expected {self.verdict.value}, {_said(self.value)}; "
                f"found {found.verdict.value}, {_said(found.value)}\n  {found.text}"
            )


def cases(
    rule: type[Rule] | Rule,
    table: str,
    *,
    declares: str = "",
    exercises: str = EXERCISES,
) -> tuple[Case, ...]:
    """The cases of a table, which has rows that are met, unmet and unknown, and none twice.

    Its first line names the columns, `|` parts them:

        shows              | criterion                | log                   | verdict | value
        3 is at most 3     | at_most: 3               | 1 all, pain 3         | met     | 3
        4 is not           | at_most: 3               | 1 all, pain 4         | unmet   | 4
        unrated            | at_most: 3               | 1 all                 | unknown | 0..10
        the newest alone   | at_most: 3               | 1 all, pain 9 // 2 all, pain 1 | met | 1

    A log is numbered days and what was logged on them, by the names of the fields; what else
    there is is work (`heel-dig 3x10 @8s`, `all`). A number that stands twice is a day of two rows;
    one may have a time with a zone (`28T20:00+01:00 all`). `injury 3` says when the injury was.
    What stands before `//` was logged before the stage was entered, by an advance on the last of
    those days; `/setback/` in its place says that it was by a setback. The criterion is asked on
    the last day. A value is `3`, `200/3`, `0..10`, `0..`, `..` where it could be anything, or `-`
    where there was nothing to read. `declares` is what else the protocol has, such as `measures:`
    or `lapse_after:`; `exercises` what the stage prescribes. Raises KitError.
    """
    kind = type(rule) if isinstance(rule, Rule) else rule
    made: list[Case] = []
    for line, cells in _rows(table):
        made.append(_case(kind, cells, line, declares, exercises))
    verdicts = {each.verdict.value for each in made}
    if lacking := [each.value for each in Outcome if each.value not in verdicts]:
        message = f"no row is {' or '.join(lacking)}"
        raise refused("RF713", message, "add a row for each: met, unmet and unknown")
    return tuple(made)


def _rows(table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells of each row by the names of the columns, and its number."""
    lines = [line.strip() for line in table.strip().splitlines()]
    names, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    _check_names(names)
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in enumerate(rows, 1):
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, and there are {len(names)} columns"
            raise refused("RF711", message, "part the cells with `|`", line=number)
        if "" in cells:
            message = f"the cell under `{names[cells.index('')]}` is empty"
            hint = "write what is expected; `-` is a value that is not there"
            raise refused("RF711", message, hint, line=number)
        by_name = dict(zip(names, cells, strict=True))
        asked = tuple(cell for name, cell in sorted(by_name.items()) if name != "shows")
        for key in ((by_name["shows"],), asked):
            if key in seen:
                message = f"this says the same as row {seen[key]}"
                raise refused("RF712", message, "take one of the two out", line=number)
            seen[key] = number
        yield number, by_name


def _check_names(names: Sequence[str]) -> None:
    expected = ", ".join(COLUMNS)
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            what = "stands twice" if name in COLUMNS else "is no column of a table of cases"
            hint = did_you_mean(name, COLUMNS) if name not in COLUMNS else "take one out"
            raise refused("RF710", f"`{name}` {what}", hint or "take it out", expected=expected)
    if lacking := [name for name in COLUMNS[:-1] if name not in names]:
        message = f"there is no column `{lacking[0]}`"
        hint = "the first line of a table names its columns"
        raise refused("RF710", message, hint, expected=expected)


def _case(
    kind: type[Rule], cells: dict[str, str], line: int, declares: str, exercises: str
) -> Case:
    """A row, read as a protocol and a log are read."""
    gate = cells.get("gate", "advance")
    if gate not in _GATES:
        hint = did_you_mean(gate, _GATES) or "write advance, setback or refer"
        raise refused("RF714", f"`{gate}` is no gate", hint, line=line)
    if cells["verdict"] not in [each.value for each in Outcome]:
        hint = "write met, unmet or unknown"
        raise refused("RF714", f"`{cells['verdict']}` is no verdict", hint, line=line)
    try:
        value = _value(cells["value"])
    except ValueError:
        hint = "write 3, 2.5, 200/3, 0..10, 0.., .. or -"
        raise refused("RF714", f"`{cells['value']}` is no value", hint, line=line) from None
    try:
        text = around(f"{{{id_of(kind)}: {{{cells['criterion']}}}}}", gate, declares, exercises)
        protocol = read_offered(text, kind)
        (criterion,) = criteria_of(protocol, kind)
        asking = _asking(cells["log"], protocol, criterion, gate == "advance", line)
        asking.log()
    except (LogError, ProtocolError) as error:
        message = f"{cells['shows']}: {error.problems[0].message}"
        each = error.problems[0]
        raise refused(
            "RF715", message, each.hint or "mend the row", expected=each.expected, line=line
        ) from error
    verdict = Outcome(cells["verdict"])
    return Case(cells["shows"], cells["criterion"], cells["log"], verdict, value, gate, asking)


def _asking(
    log: str, protocol: Protocol, criterion: Criterion, advance: bool, line: int
) -> Asking:
    setback = "/setback/" in log
    before, _, inside = log.rpartition("/setback/" if setback else "//")
    injury: dt.date | None = None
    earlier: list[Row] = []
    own: list[Row] = []
    for rows, part in ((earlier, before), (own, inside)):
        for piece in filter(str.strip, part.split(";")):
            if found := _INJURY.fullmatch(piece):
                injury = _date(found[1])
            else:
                rows.append(_row(piece, protocol, line))
    if not own:
        hint = "write the day that the criterion is asked on, for example `4 all`"
        raise refused("RF714", f"`{log}` logs nothing in the stage", hint, line=line)
    return Asking(
        (*earlier, *own),
        criterion,
        protocol,
        advance,
        moved=len(set(map(date_of, earlier))),
        move="setback" if setback else "advance",
        lapse=protocol.lapse_after,
        injury=injury,
    )


def _row(text: str, protocol: Protocol, line: int) -> Row:
    """`1 all, pain 3`: the number of a day, and what is logged."""
    found = _ROW.fullmatch(text)
    if found is None:
        message = f"`{text.strip()}` does not begin with the number of a day"
        raise refused("RF714", message, "write, for example, `1 all, pain 3`", line=line)
    measures = protocol.measures
    fields = {*FIELDS, *measures, *(f"{name}{OTHER}" for name in measures)}
    cells: dict[str, Any] = {}
    works: list[str] = []
    for item in re.split(r"\s*,\s*", found[3]):
        name, _, value = item.partition(" ")
        if name in fields:
            cells[name] = value
        elif name == "all" or protocol.knows_exercise(name):
            works.append(item)
        else:
            message = f"`{item}` names neither a field of a log nor an exercise"
            known = [*fields, *protocol.exercise_names()]
            hint = did_you_mean(name, known) or "write, for example, `pain 3` or `heel-dig 3x10`"
            raise refused("RF714", message, hint, line=line)
    work = {"work": "; ".join(works)} if works else {}
    return row({"date": f"{_date(found[1])}{found[2] or ''}", **cells, **work})


def _date(number: str) -> dt.date:
    return _FIRST + dt.timedelta(int(number) - 1)


def _value(text: str) -> Value:
    if text in ("-", ".."):
        return None
    low, dots, high = text.partition("..")
    return (_exact(low), _exact(high)) if dots else _exact(low)


def _exact(text: str) -> Number | None:
    if not text:
        return None
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def _said(value: Value) -> str:
    if value is None:
        return "no value"
    if isinstance(value, tuple):
        return "..".join("" if end is None else str(end) for end in value)
    return str(value)
