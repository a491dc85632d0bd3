"""How long the command line waits for a rule that does not answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, redirect_stdout
from types import FrameType

from attrs import define

from rehabflow.catalog import InstalledRule
from rehabflow.cli.exit_codes import NO_DECISION, RULE_FAILED
from rehabflow.errors import Problem, RuleFailed
from rehabflow.gate import Criterion, RuleSource
from rehabflow.render.problems import render_problem

TICK = 1.0
"""Seconds between two looks at what is being asked."""
LOOKS = 20
"""How many looks in a row may find one and the same question unanswered."""
CHANCES = 3
"""How often a rule is told to stop before the whole run is stopped."""


class Hung(BaseException):
    """Raised within a rule that does not answer; none that an `except Exception` would catch."""


@contextmanager
def patience(path: str) -> Generator[None]:
    """Raises RuleFailed where a rule that is asked or loaded in here does not come to an end;
    `path` is the file that it is about. What a rule prints is no result: it goes to standard
    error.

    Looks from time to time, which costs a reading nothing. Where the system has no such timer,
    and beside the main thread, it waits for ever.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        with redirect_stdout(sys.stderr):
            yield
        return
    watch = Watch(path)
    before = signal.signal(signal.SIGALRM, watch.look)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        with redirect_stdout(sys.stderr):
            yield
    except Hung:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if watch.failed:
        raise watch.failed


@define
class Watch:
    """Which question is being asked, for how many looks, and what came of it."""

    path: str
    frame: FrameType | None = None
    looks: int = 0
    failed: RuleFailed | None = None

    def look(self, _: int, running: FrameType | None) -> None:
        """Called by the timer, between two steps of whatever is running."""
        source, date, frame = _asked(running)
        self.looks = self.looks + 1 if frame is not None and frame is self.frame else 0
        self.frame = frame
        if source is None or self.looks < LOOKS:
            return
        doing = f"did not answer {date}" if date else "cannot be loaded: it did not come to an end"
        message = (
            f"the rule {source.id!r} of {source.distribution} {source.version} {doing} "
            f"within {LOOKS * TICK:g} seconds"
        )
        hint = "no decision was made; report it to the author of the rule"
        problem = Problem(self.path, 0, 0, "RF535", message, source.id, hint=hint)
        self.failed = RuleFailed(problem)
        if self.looks < LOOKS + CHANCES:
            raise Hung
        os.write(2, f"{render_problem(problem)}\n{NO_DECISION}\n".encode(errors="replace"))
        os._exit(RULE_FAILED)


def _asked(frame: FrameType | None) -> tuple[RuleSource | None, str, FrameType | None]:
    """The rule that is running, the date that it is asked about, and the call that asked it."""
    while frame is not None:
        seen = frame.f_locals
        asker = seen.get("self")
        if type(asker) is Criterion and "view" in seen:
            return asker.source, f"on {seen['view'].date.isoformat()}", frame
        if type(asker) is InstalledRule:
            return asker.source, "", frame
        frame = frame.f_back
    return None, "", None
