"""What a rule reaches for beside its window: the clock, chance, files, the network, programs."""

from __future__ import annotations

import datetime as dt
import sys
from types import FrameType
from typing import Any

from rehabflow.rule import Reading, Rule, Window

_MODULES = {
    "_io", "_pyio", "_random", "_socket", "_ssl", "_thread", "asyncio", "ctypes", "glob", "http",
    "io", "logging", "multiprocessing", "nt", "os", "pathlib", "posix", "random", "secrets",
    "shutil", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time",
    "urllib", "uuid", "zoneinfo",
}  # fmt: skip
"""No function of these has anything to do with a window."""
_BUILTINS = {"__import__", "breakpoint", "eval", "exec", "id", "input", "open", "print"}
_CLOCK = {"now", "today", "utcnow"}


class Impure(BaseException):
    """Something outside the window was reached for; not an Exception, so that no rule hides it."""


def watched(rule: Rule, window: Window) -> Reading:
    """What a rule measures. Raises Impure as soon as it calls what is not about its window."""
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        return rule.measure(window)
    finally:
        sys.setprofile(before)


def watch(frame: FrameType, event: str, called: Any) -> None:
    """Look at each call before it is made. Raises Impure."""
    if event == "call":
        module = str(frame.f_globals.get("__name__"))
        name = frame.f_code.co_qualname
        if _root(module) in _MODULES:
            raise Impure(f"{module}.{name}")
    elif event == "c_call" and called is not sys.setprofile:
        owner: Any = getattr(called, "__self__", None)
        module = getattr(called, "__module__", None) or type(owner).__module__
        name = str(called.__name__)
        of_clock = name in _CLOCK and isinstance(owner, type) and issubclass(owner, dt.date)
        if _root(module) in _MODULES or of_clock or (module == "builtins" and name in _BUILTINS):
            raise Impure(
                f"{owner.__module__}.{owner.__name__}.{name}" if of_clock else f"{module}.{name}"
            )


def _root(module: str) -> str:
    return module.partition(".")[0]
