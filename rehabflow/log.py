"""The log of one patient: the sessions in the order of their dates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from rehabflow.entry import Entry
from rehabflow.errors import Problem
from rehabflow.session import Session

if TYPE_CHECKING:
    from rehabflow.intake import Vocabulary


def _replaced_by(entries: Iterable[Entry], replaced: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those that some entries stand in place of, also where one of them did so for another."""
    left = {entry.id: entry for entry in replaced}
    standing = [entry for entry in entries if entry.replaces] if left else []
    for entry in standing:
        found = left.pop(entry.replaces, None)
        if found is not None:
            standing.append(found)
    return tuple(entry for entry in replaced if entry.id not in left)


@frozen
class Log:
    """One patient's sessions in the order of their dates.

    `injured` is the injured leg, `injury` the date of the injury, `protocol` the id (or
    `id@version`) that the log itself names. `warnings` tell what was read and counted less
    than it was written, such as an export read twice.
    """

    patient: str
    sessions: tuple[Session, ...]
    injured: Literal["left", "right"] | None = None
    injury: dt.date | None = None
    protocol: str | None = None
    path: str = ""
    warnings: tuple[Problem, ...] = ()
    replaced: tuple[Entry, ...] = ()
    """Entries that a correction stands in place of: kept, and part of no session."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by date."""
        return tuple(entry for session in self.sessions for entry in session.entries)

    def until(self, date: dt.date) -> Log:
        """The log as it stood at the end of a date."""
        kept = tuple(session for session in self.sessions if session.date <= date)
        lines = {entry.line for session in kept for entry in session.entries}
        warnings = tuple(each for each in self.warnings if each.line in lines)
        replaced = _replaced_by((e for s in kept for e in s.entries), self.replaced)
        return evolve(self, sessions=kept, warnings=warnings, replaced=replaced)

    @classmethod
    def from_entries(
        cls,
        entries: Iterable[Mapping[str, Any]],
        *,
        patient: str = "",
        injured: str | None = None,
        injury: dt.date | str | None = None,
        protocol: Vocabulary | str | None = None,
        date_format: Literal["dmy", "mdy"] | None = None,
        latest: dt.date | None = None,
        salvage: bool = False,
    ) -> Log:
        """A log from mappings of field names to values, read as strictly as a file.

        Values are texts as in a file, numbers, dates and times. `protocol` is the id that the log
        would name, or the protocol itself: the stages and exercises of the entries are then
        checked against it. Raises LogError with every problem.
        """
        from rehabflow.intake import Expectations
        from rehabflow.records import log_of

        named = protocol if isinstance(protocol, str) else None
        known = None if isinstance(protocol, str) else protocol
        header = {"patient": patient, "injured": injured, "injury": injury, "protocol": named}
        expect = Expectations(known, date_format=date_format, latest=latest, salvage=salvage)
        return log_of(entries, header, expect)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        from rehabflow.records import log_dict

        return log_dict(self)

    def to_json(self) -> str:
        """JSON, for keeping it."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Log:
        """A log from its plain data, read as strictly as a file. Raises LogError."""
        from rehabflow.records import log_from

        return log_from(data)

    @classmethod
    def from_json(cls, text: str) -> Log:
        """A log from its JSON. Raises LogError."""
        from rehabflow.records import log_from, parsed

        return log_from(parsed(text))
