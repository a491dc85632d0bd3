"""What was found of a protocol, and how sure that is."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from rehabflow.check.course import Course
from rehabflow.check.study import Way
from rehabflow.doubts import PROVED
from rehabflow.gate import Criterion
from rehabflow.protocol import Stage

SHOWN = "shown by the log below"
Certainty = Literal["proved", "shown", "searched"]
"""Proved for all logs; shown by a log to be possible; or not found in a search up to a bound."""


@frozen
class Finding:
    """One thing found: where, what, how sure, and the log that shows it where there is one."""

    at: Criterion | Way | Stage
    code: str
    message: str
    expected: str
    hint: str
    certainty: Certainty
    witness: Course | None = None
    bound: str = ""
    """Up to where was searched, where it was."""

    @property
    def sureness(self) -> str:
        """How sure it is, in words."""
        if self.certainty == "searched":
            return f"searched, not proved: {self.bound}"
        if self.certainty == "shown":
            return SHOWN
        return PROVED
