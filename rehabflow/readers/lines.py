"""Logs of one record a line: each line once, and quickly where one like it was read before."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from functools import cached_property
from io import BytesIO

from rehabflow.faults import Fault
from rehabflow.intake import Expectations, Intake, Rest, entry_of
from rehabflow.log import Log
from rehabflow.places import Place

MAX_LINE = 1 << 16
MAX_KNOWN = 20_000
"""How many lines are remembered, to be read once for all dates."""

_DAY = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_LENGTH = 10


class LineReader(ABC):
    """Reads a log line by line, and finds the lines again to say where something stands.

    Most lines of a log differ from an earlier one by their date alone. `head` is what stands
    before a date that begins a line, once that is known.
    """

    def __init__(self, data: bytes, path: str, expect: Expectations) -> None:
        self.data = data.removeprefix(b"\xef\xbb\xbf")
        self.path = path
        self.intake = Intake(self, expect)
        self.head: bytes | None = None
        self.utf_8 = True

    def read(self, patient: str) -> Log:
        """The log. Raises LogError with every problem."""
        add, latest = self.intake.entries.append, self.intake.expect.latest or dt.date.max
        known: dict[bytes, Rest] = {}
        head, start = b"", 0
        last, day = b"", None
        for number, line in enumerate(BytesIO(self.data), 1):
            rest = known.get(line[start + _DAY_LENGTH :])
            if rest is not None and line.startswith(head):
                written = line[start : start + _DAY_LENGTH]
                if written != last:
                    last, day = written, _dated(written)
                if day is not None and day <= latest:
                    add(entry_of(day, number, rest))
                    continue
            rest = self.take(number, line)
            if rest is None or self.head is None or len(known) >= MAX_KNOWN:
                continue
            head, start = self.head, len(self.head)
            if line.startswith(head) and _DAY.match(line, start):
                known[line[start + _DAY_LENGTH :]] = rest
        if self.intake.nothing:
            hint = "check that this is the right file and that it was saved"
            self.refuse(1, "RF108", "there are no entries", "an entry for each day", hint)
        return self.intake.log(patient)

    @abstractmethod
    def take(self, number: int, line: bytes) -> Rest | None:
        """Read one line into the intake; answers what `Intake.record` does."""

    @abstractmethod
    def place(self, line: int, field: str, fault: Fault) -> Place:
        """Where a field stands on a line, for a problem."""

    def text(self, number: int, line: bytes) -> str | None:
        """A line as text without its end; None where it is none, which is then a problem."""
        if len(line) > MAX_LINE:
            message = f"the line is {len(line):,} bytes long"
            self.refuse(number, "RF106", message, "at most 65,536 bytes a line")
            return None
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            if self.utf_8:
                self.utf_8 = False
                message = f"the byte {line[error.start]:#04x} is not UTF-8, here first"
                hint = "save the file again with the encoding UTF-8 (not Windows-1252, Latin-1)"
                column = len(line[: error.start].decode()) + 1
                self.refuse(number, "RF104", message, "UTF-8 text", hint, column)
            return None
        text = text.removesuffix("\n").removesuffix("\r")
        for odd, what in (("\0", "a NUL byte"), ("\r", "a carriage return within the line")):
            if odd in text:
                hint = "save or export the file again as plain text"
                self.refuse(number, "RF105", what, "text", hint, text.index(odd) + 1)
                return None
        return text

    def refuse(
        self, line: int, code: str, message: str, expected: str, hint: str = "", column: int = 1
    ) -> None:
        """Keep what is wrong with a line as such; the line itself is not quoted."""
        self.intake.refuse_at(Place(line, column), "", Fault(code, message, expected, hint))

    @cached_property
    def lines(self) -> list[str]:
        """Every line as text, for quoting."""
        lines = self.data.decode(errors="replace").split("\n")
        return [line.removesuffix("\r") for line in lines]


def _dated(text: bytes) -> dt.date | None:
    """The date that a text is, where it is one."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text.decode())
    except ValueError:
        return None
