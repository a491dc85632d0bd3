"""Plain Python data to a log, as strictly as from a file; and back."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, TypeGuard, cast

from attrs import asdict, evolve, frozen

from rehabflow.doses import read_work
from rehabflow.entry import PAIN_FIELDS, WORK_FIELDS, Entry, Extra, Number, Work
from rehabflow.errors import Edit, LogError, Problem
from rehabflow.faults import Bare, Fault
from rehabflow.fields import FIELDS, HEADER, LINE
from rehabflow.intake import Expectations, Intake
from rehabflow.log import Log
from rehabflow.places import Place
from rehabflow.quantity import decimal, exact, json_number
from rehabflow.session import Session

_MEASURES = "measures"
_DOUBTFUL = "doubtful"
_NUMBER = re.compile("[0-9]{1,9}")
_WORKED = WORK_FIELDS - {"reps_done", "reps_target"}


@frozen
class Records:
    """Records that stand in no text: a place is a number in their list."""

    path: str = ""

    def place(self, line: int, _field: str, _fault: Fault) -> Place:
        """The number of a record."""
        return Place(line)


def log_of(
    entries: Iterable[object],
    header: Mapping[str, object],
    expect: Expectations,
    path: str = "",
    *,
    numbered: bool = False,
) -> Log:
    """The log of entries as plain data; `numbered` where each says the `line` it stood on.

    Raises LogError with every problem.
    """
    intake = Intake(Records(path), expect)
    intake.head(0, _texts(header, HEADER))
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            message = f"this is {_kind(entry)}, not an entry"
            fault = Fault("RF118", message, "a mapping of field names to values")
            intake.refuse(number, "", fault)
            continue
        data = dict(cast(Mapping[Any, object], entry))
        kept = _kept(data) if numbered else None
        values = _texts(data, FIELDS)
        line = values.pop(LINE, "") if numbered else ""
        intake.record(int(line) if _NUMBER.fullmatch(line) else number, values, kept)
    return intake.log()


def _texts(data: Mapping[Any, object], known: Container[str]) -> dict[str, str]:
    """What is not empty, and every name that is not known."""
    texts = {str(name): _text(value) for name, value in data.items()}
    return {name: text for name, text in texts.items() if text or name not in known}


def _text(value: object) -> str:
    """A value as its text in a log; what has none is named by its kind."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return Bare(value)
    if isinstance(value, int | float | Decimal | Fraction):
        return _digits(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, dt.time) and not (value.second or value.microsecond or value.tzinfo):
        return value.isoformat("minutes")
    return Bare(_kind(value))


def _digits(value: int | float | Decimal | Fraction) -> str:
    """A number in plain digits where it has few, else as Python writes it."""
    try:
        if isinstance(value, float):
            value = Decimal(float.__repr__(value))
        if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 20:
            return f"{value:f}"
        if isinstance(value, Fraction) and (value * 10**6).denominator == 1:
            return decimal(value)
        return str(value)
    except ValueError:
        return Bare("a number of thousands of digits")


def _kind(value: object) -> str:
    return f"a {type(value).__name__}"


# And back


def written(entry: Entry) -> dict[str, Any]:
    """An entry by the names of a log, without what is absent; and the line it stood on.

    Raises ValueError for work that no log can say, such as a load in a second exercise.
    """
    return _fields(entry) | _measures(entry)


def _measures(entry: Entry) -> dict[str, Any]:
    return {name: _number(value) for name, value in entry.measures}


def _fields(entry: Entry) -> dict[str, Any]:
    """What an entry says in the fields that every log has."""
    named, rest = _parted(entry.work)
    when = entry.date.isoformat()
    fields: dict[str, Any] = {
        "date": f"{when}T{entry.time.isoformat()}" if entry.time else when,
        **dict(zip(PAIN_FIELDS, map(_number, entry.ratings), strict=True)),
        "quality": entry.quality,
        "medicated": _yes_or_no(entry.medicated),
        "aslr": _number(entry.aslr),
        "aslr_other": _number(entry.aslr_other),
        "exercise": named and named.exercise,
        "sets": named and named.sets,
        "reps": named and _reps(named),
        "hold": named and _number(named.hold),
        "load": named and _number(named.load),
        "variant": named and named.how.variant,
        "duration": named and _number(named.how.duration),
        "distance": named and _number(named.how.distance),
        "effort": named and _number(named.how.effort),
        "work": "; ".join(map(_item, rest)) or None,
        "reps_done": entry.reps_done,
        "reps_target": entry.reps_target,
        "cut_short": entry.cut_short,
        "side": entry.side,
        "event": entry.event,
        "to": entry.to,
        "by": entry.by,
        "reason": entry.reason,
        "note": entry.note,
        "id": entry.id,
        "replaces": entry.replaces,
        LINE: entry.line or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def cells_of_entry(entry: Entry, yes_or_no: Container[str] = ()) -> dict[str, str]:
    """The texts of an entry in the fields of a log; its work in one cell, where one can say it.

    `yes_or_no` are the columns of measures that are either so or not.
    """
    fields = _fields(entry)
    try:
        cell = "; ".join(map(_item, entry.work))
        if entry.work and read_work(cell) == entry.work:
            fields = {n: v for n, v in fields.items() if n not in _WORKED} | {"work": cell}
    except Fault:
        pass
    measures = {
        name: ("no", "yes")[bool(value)] if name in yes_or_no else value
        for name, value in entry.measures
    }
    return {name: _text(value) for name, value in (fields | measures).items() if name != LINE}


def _written_whole(entry: Entry) -> dict[str, Any]:
    """The same with what no log says by itself: declared measures, and what was not readable."""
    measures = _measures(entry)
    return (
        _fields(entry)
        | ({_MEASURES: measures} if measures else {})
        | ({_DOUBTFUL: sorted(entry.doubtful)} if entry.doubtful else {})
    )


def _kept(data: dict[Any, object]) -> Extra | None:
    """What `_written_whole` put beside the fields of a log, taken out of it."""
    measures, doubtful = data.pop(_MEASURES, None), data.pop(_DOUBTFUL, None)
    if measures is None and doubtful is None:
        return None
    named: object = {} if measures is None else measures
    texts: object = [] if doubtful is None else doubtful
    if not (_are_numbers(named) and _are_texts(texts)):
        raise _refused("measures are numbers by their names, doubtful fields are a list of texts")
    return Extra(
        tuple((name, exact(value)) for name, value in named.items()),
        doubtful=frozenset(texts),
    )


def _are_numbers(data: object) -> TypeGuard[dict[str, int | float]]:
    values = cast(dict[object, object], data).values() if isinstance(data, dict) else [None]
    return all(type(each) is int or (type(each) is float and isfinite(each)) for each in values)


def _are_texts(data: object) -> TypeGuard[list[str]]:
    return isinstance(data, list) and all(isinstance(e, str) for e in cast(list[object], data))


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _parted(works: tuple[Work, ...]) -> tuple[Work | None, tuple[Work, ...]]:
    """The work that `exercise` names, and what is left for `work`."""
    named = works[0] if works and not works[0].as_prescribed else None
    rest = works[1:] if named else works
    try:
        sayable = not rest or read_work("; ".join(map(_item, rest))) == rest
    except Fault:
        sayable = False
    if not sayable:
        raise ValueError(f"no log can say {rest!r}")
    return named, rest


def _number(value: Number | None) -> int | float | None:
    return None if value is None else json_number(value)


def _reps(work: Work) -> int | str | None:
    return "+".join(map(str, work.reps)) if isinstance(work.reps, tuple) else work.reps


def _item(work: Work) -> str:
    how = work.how
    dose = _reps(work)
    if dose is None and how.duration is not None:
        dose = f"{decimal(how.duration)}s"
    elif dose is None and how.distance is not None:
        dose = f"{decimal(how.distance)}m"
    if work.sets is not None:
        dose = f"{work.sets}x{dose}"
    parts = [work.exercise, "" if dose is None else f"{dose}"]
    parts.append("" if work.hold is None else f"@{decimal(work.hold)}s")
    parts.append("" if how.effort is None else f"@{decimal(how.effort)}%")
    parts.append("" if how.variant is None else f"({how.variant})")
    return " ".join(filter(None, parts))


def session_dict(session: Session) -> dict[str, Any]:
    """A session as plain data for JSON."""
    return {
        "path": session.path,
        "injured": session.injured,
        "entries": [_written_whole(entry) for entry in session.entries],
    }


def session_of(data: object) -> Session:
    """A session from its plain data. Raises LogError where it is none."""
    given = _parts(data, "path", "injured", "entries")
    header = {"injured": given["injured"]}
    expect = Expectations(whole=False)
    log = log_of(given["entries"], header, expect, given["path"], numbered=True)
    if len(log.sessions) != 1:
        raise _refused("a session has the entries of one date")
    return log.sessions[0]


def log_dict(log: Log) -> dict[str, Any]:
    """A log as plain data for JSON."""
    return {
        "patient": log.patient,
        "injured": log.injured,
        "injury": log.injury and log.injury.isoformat(),
        "protocol": log.protocol,
        "path": log.path,
        "entries": [_written_whole(entry) for entry in (*log.entries, *log.replaced)],
        "warnings": [_written_warning(warning) for warning in log.warnings],
    }


def _written_warning(warning: Problem) -> dict[str, Any]:
    """A warning as plain data; `fix` stands there only where there is one."""
    fix = {"fix": [each.to_dict() for each in warning.fix]} if warning.fix else {}
    left_out = {"fix", "sureness", "witness"}
    return {k: v for k, v in asdict(warning).items() if k not in left_out} | fix


def log_from(data: object) -> Log:
    """A log from its plain data. Raises LogError where it is none."""
    names = ("patient", "injured", "injury", "protocol")
    given = _parts(data, *names, "path", "entries", "warnings")
    header = {name: given[name] for name in names}
    log = log_of(given["entries"], header, Expectations(), given["path"], numbered=True)
    warnings = tuple(_problem(each) for each in given["warnings"])
    return evolve(log, warnings=warnings)


def _problem(data: object) -> Problem:
    given = _plain(data)
    other: Any = given.pop("other", None)
    mends: object = given.pop("fix", [])
    fix = tuple(map(_edit, _listed(mends)))
    kinds = {name: type(each).__name__ for name, each in given.items()}
    try:
        place = None if other is None else (other[0], other[1])
    except (TypeError, LookupError):
        kinds = {}
        place = None
    if kinds != _PROBLEM:
        raise _refused("the warnings of a log are problems")
    return Problem(**given, other=place, fix=fix)


def _listed(data: object) -> list[object]:
    return cast(list[object], data) if isinstance(data, list) else [data]


def _edit(data: object) -> Edit:
    given = _plain(data)
    if {name: type(each).__name__ for name, each in given.items()} != _EDIT:
        raise _refused("what mends a warning of a log is edits of one line")
    return Edit(**given)


_EDIT = {"line": "int", "column": "int", "end": "int", "text": "str"}


_PROBLEM = {
    **dict.fromkeys(("path", "code", "message", "field", "expected", "hint"), "str"),
    **dict.fromkeys(("excerpt", "other_excerpt"), "str"),
    **dict.fromkeys(("line", "column", "width"), "int"),
}


def parsed(text: str) -> Any:
    """JSON as plain data. Raises LogError where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(f"this is not JSON: {error}") from None


def _parts(data: object, *names: str) -> dict[str, Any]:
    given = _plain(data)
    if set(given) != set(names):
        raise _refused(f"what is written down has the names {', '.join(names)}")
    if not all(isinstance(given.get(name, []), list) for name in ("entries", "warnings")):
        raise _refused("entries and warnings are lists")
    if not isinstance(given["path"], str):
        raise _refused("a path is text")
    return given


def _plain(data: object) -> dict[str, Any]:
    return dict(cast(Mapping[str, Any], data)) if isinstance(data, Mapping) else {}


def _refused(message: str) -> LogError:
    return LogError(Problem("", 0, 0, "RF118", message))
