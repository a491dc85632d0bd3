"""Decides when a hamstring-strain patient may move to the next stage, and says why."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rehabflow.decision import Advice as Advice
    from rehabflow.decision import Decision as Decision
    from rehabflow.engine import Engine as Engine
    from rehabflow.entry import Entry as Entry
    from rehabflow.entry import Feel as Feel
    from rehabflow.entry import Number as Number
    from rehabflow.entry import Range as Range
    from rehabflow.entry import Work as Work
    from rehabflow.entry import name_key as name_key
    from rehabflow.errors import LateEntry as LateEntry
    from rehabflow.errors import LogError as LogError
    from rehabflow.errors import Problem as Problem
    from rehabflow.errors import ProtocolError as ProtocolError
    from rehabflow.errors import RehabflowError as RehabflowError
    from rehabflow.errors import RuleFailed as RuleFailed
    from rehabflow.ladder import Rung as Rung
    from rehabflow.log import Log as Log
    from rehabflow.measure import Better as Better
    from rehabflow.measure import Bounds as Bounds
    from rehabflow.measure import Declared as Declared
    from rehabflow.measure import Measure as Measure
    from rehabflow.measure import NotDeclared as NotDeclared
    from rehabflow.prescription import Dose as Dose
    from rehabflow.prescription import Prescription as Prescription
    from rehabflow.progress import Progress as Progress
    from rehabflow.protocol import Protocol as Protocol
    from rehabflow.readers.log import read_log as read_log
    from rehabflow.readers.protocol import load_protocol as load_protocol
    from rehabflow.rest_between import exact_hours as exact_hours
    from rehabflow.rule import Cited as Cited
    from rehabflow.rule import Day as Day
    from rehabflow.rule import Days as Days
    from rehabflow.rule import Probe as Probe
    from rehabflow.rule import Reading as Reading
    from rehabflow.rule import Rule as Rule
    from rehabflow.rule import Span as Span
    from rehabflow.rule import Value as Value
    from rehabflow.rule import Window as Window
    from rehabflow.rule import on_dates as on_dates
    from rehabflow.rule import percent as percent
    from rehabflow.session import Session as Session
    from rehabflow.setting import Ends as Ends
    from rehabflow.setting import Setting as Setting
    from rehabflow.setting import sums as sums
    from rehabflow.timeline import Timeline as Timeline
    from rehabflow.verdict import Outcome as Outcome

_HOMES = {
    "Cited": "rule",
    "exact_hours": "rest_between",
    "Dose": "prescription",
    "Prescription": "prescription",
    "Rung": "ladder",
    "Days": "rule",
    "Better": "measure",
    "name_key": "entry",
    "Advice": "decision",
    "Range": "entry",
    "Feel": "entry",
    "Probe": "rule",
    "NotDeclared": "measure",
    "Measure": "measure",
    "Declared": "measure",
    "Bounds": "measure",
    "Decision": "decision",
    "Engine": "engine",
    "LateEntry": "errors",
    "LogError": "errors",
    "Problem": "errors",
    "ProtocolError": "errors",
    "RehabflowError": "errors",
    "RuleFailed": "errors",
    "Entry": "entry",
    "Log": "log",
    "Number": "entry",
    "Session": "session",
    "Ends": "setting",
    "Setting": "setting",
    "sums": "setting",
    "Work": "entry",
    "Progress": "progress",
    "Protocol": "protocol",
    "read_log": "readers.log",
    "load_protocol": "readers.protocol",
    "Day": "rule",
    "Reading": "rule",
    "Rule": "rule",
    "Span": "rule",
    "Value": "rule",
    "Window": "rule",
    "on_dates": "rule",
    "percent": "rule",
    "Timeline": "timeline",
    "Outcome": "verdict",
}
__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    # Names are fetched when first used, so that `rehabflow --help` need not load the engine.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
