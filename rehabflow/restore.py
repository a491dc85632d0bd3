"""Progress, decisions and timelines out of the JSON that they were written as."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar, cast

from cattrs import Converter, transform_error
from cattrs.gen import make_dict_structure_fn, override

from rehabflow.decision import Decision, Happened
from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.errors import Problem, RehabflowError
from rehabflow.limits import Limits
from rehabflow.log import Log
from rehabflow.measure import YES_NO
from rehabflow.protocol import Protocol
from rehabflow.quantity import exact
from rehabflow.rule import Span, Value
from rehabflow.session import Session
from rehabflow.timeline import Timeline
from rehabflow.verdict import Combined, Evidence, Measured, Outcome, Verdict

T = TypeVar("T")
_EXACT = re.compile(r"-?[0-9]{1,40}(/[0-9]{1,40})?")


def parsed(text: str) -> Any:
    """JSON as plain data. Raises RehabflowError where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("JSON", str(error)) from error


def restored(data: Mapping[str, Any], kind: type[T]) -> T:
    """An object of that kind from what its `to_dict` gave. Raises RehabflowError."""
    try:
        return _converter.structure(data, kind)
    except Exception as error:
        raise _refused(kind.__name__, "; ".join(transform_error(error))) from error


def refolded(data: Mapping[str, Any], rules: str | os.PathLike[str] | None = None) -> Timeline:
    """A timeline folded anew from its plain data, and held against what was written down."""
    try:
        protocol, log = (
            Protocol.from_dict(data["protocol"], rules=rules),
            Log.from_dict(data["log"]),
        )
        as_of = None if data["as_of"] is None else _date(data["as_of"])
        written = list[Any](data["decisions"])
    except (KeyError, TypeError, ValueError) as error:
        raise _refused("Timeline", f"{type(error).__name__}: {error}") from error
    timeline = Engine(protocol).replay(log, as_of=as_of)
    for was, now in zip(written, timeline.to_dict()["decisions"], strict=False):
        if was != now:
            raise _refused("Timeline", f"the decision of {now['date']} comes out differently now")
    if len(written) != len(timeline.decisions):
        raise _refused("Timeline", "the log gives another number of decisions now")
    return timeline


def _refused(kind: str, why: str) -> RehabflowError:
    message = f"this is not a {kind} as rehabflow writes it: {why}"
    return RehabflowError(Problem("", 0, 0, "RF511", message))


def _number(value: Any, _: object = None) -> Number:
    if type(value) not in (int, float):
        raise ValueError(f"{value!r} is no number")
    return exact(value)


def _named(value: Any) -> dict[str, Any]:
    """A mapping of names to plain data."""
    if type(value) is not dict:
        raise ValueError(f"{value!r} is no mapping")
    return cast(dict[str, Any], value)


def _alike(value: Any, kind: type[T]) -> T:
    """Text, a whole number, true or false: never made of something else."""
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value


def _date(value: Any, _: object = None) -> dt.date:
    return dt.date.fromisoformat(value)


def _value(data: Mapping[str, Any]) -> Value:
    """The value of what `plain_value` wrote."""
    if isinstance(value := data.get("exact"), str):
        return _fraction(value)
    if value is not None:
        low, high = (None if end is None else _whole(_fraction(end)) for end in value)
        return low, high
    if isinstance(value := data["value"], dict):
        low, high = (None if value[end] is None else _number(value[end]) for end in ("from", "to"))
        return low, high
    return None if value is None else _number(value)


def _fraction(text: str) -> Fraction:
    if not _EXACT.fullmatch(text):
        raise ValueError(f"{text!r} is no fraction")
    return Fraction(text)


def _whole(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else value


def _evidence(data: Mapping[str, Any], _: object) -> Evidence:
    return Evidence(_date(data["date"]), _value(data), tuple(_alike(at, str) for at in data["at"]))


def _limits(data: Mapping[str, Any], unit: str) -> Limits:
    if not data:
        raise ValueError("a criterion has at least one limit")
    return Limits(
        **{
            "exactly" if name == "is" else name: _number(_so(limit, unit))
            for name, limit in data.items()
        }
    )


def _so(value: Any, unit: str) -> Any:
    """1 or 0 for what is either so or not; else the value itself."""
    return int(value) if unit == YES_NO and isinstance(value, bool) else value


def _span(data: Mapping[str, Any] | None) -> Span | None:
    if data is None:
        return None
    if data.get("last") == "stage":
        return Span(None, "stage")
    if data["of"] not in ("sessions", "days"):
        raise ValueError(f"{data['of']!r} is no unit of a window")
    count = _alike(data["within"] if "within" in data else data["last"], int)
    return Span(count, data["of"], newest="within" in data)


def _verdict(data: Mapping[str, Any], _: object = None) -> Verdict:
    if "op" in data:
        return _converter.structure(data, Combined)
    return Measured(
        rule=_alike(data["rule"], str),
        label=_alike(data["label"], str),
        verdict=_converter.structure(data["verdict"], Outcome),
        value=_value({**data, "value": _so(data["value"], data["unit"])}),
        unit=_alike(data["unit"], str),
        limits=_limits(data["limits"], data["unit"]),
        window=_span(data["window"]),
        unknown=None if data["unknown"] is None else _alike(data["unknown"], str),
        text=_alike(data["text"], str),
        evidence=tuple(
            _evidence({**each, "value": _so(each["value"], data["unit"])}, Evidence)
            for each in data["evidence"]
        ),
        reads=tuple(_alike(each, str) for each in data["reads"]),
        parameters=_named(data["parameters"]),
        about=_named(data["about"]),
    )


def _why(data: Mapping[str, Any] | None, _: object = None) -> Verdict | Happened | None:
    if data is None:
        return None
    return _converter.structure(data, Happened) if "by" in data else _verdict(data)


_converter = Converter()
for _kind in (str, int, bool):
    _converter.register_structure_hook(_kind, _alike)
_converter.register_structure_hook(Outcome, lambda data, _: Outcome(data))
_converter.register_structure_hook(dt.date, _date)
_converter.register_structure_hook(dt.time, lambda data, _: dt.time.fromisoformat(data))
_converter.register_structure_hook(Session, lambda data, _: Session.from_dict(data))
_converter.register_structure_hook(Span | None, lambda data, _: _span(data))
_converter.register_structure_hook(Verdict, _verdict)
_converter.register_structure_hook(Verdict | Happened | None, _why)
_converter.register_structure_hook(
    Decision, make_dict_structure_fn(Decision, _converter, from_=override(rename="from"))
)
