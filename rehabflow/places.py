"""Where a value stands in a log, and what of its line may be quoted."""

from __future__ import annotations

import re
from collections.abc import Container

from attrs import frozen

from rehabflow.errors import Problem
from rehabflow.excerpt import HIDDEN
from rehabflow.faults import Fault, shown
from rehabflow.fields import ENTRIES, EVENTS, FIELDS, HEADER, QUALITIES, REASONS, SIDES
from rehabflow.printable import printable


@frozen
class Place:
    """Where a value stands in a log, and the line to quote, other people's eyes in mind."""

    line: int
    column: int = 0
    excerpt: str = ""
    width: int = 1

    def problem(
        self,
        path: str,
        field: str,
        fault: Fault,
        other: Place | None = None,
        declared: Container[str] = (),
    ) -> Problem:
        """What is wrong here, as a problem; `other` is the second place, where two disagree."""
        known = not field or _is_known(field) or field in declared
        name = field if known else shown(field)
        return Problem(
            path=path,
            line=self.line,
            column=self.column,
            code=fault.code,
            message=f"{name} {fault.message}".lstrip(),
            field=printable(field, 60),
            expected=fault.expected,
            hint=fault.hint,
            excerpt=self.excerpt,
            width=self.width,
            other=(other.line, other.column) if other else None,
            other_excerpt=other.excerpt if other else "",
        )


_PLAIN = re.compile(r"[0-9][0-9.:+xX×-]{0,30}(?:[T ][0-9.:+-]{1,20}Z?)?")


def is_plain(text: str) -> bool:
    """Whether a text is a number, a date, a dose or nothing at all: no one's own words."""
    return not text or _PLAIN.fullmatch(text) is not None


def _is_known(name: str) -> bool:
    return name in FIELDS or name in HEADER or name == ENTRIES


def is_private(name: str) -> bool:
    """Whether a field may hold a patient's own words; one that is not known may."""
    field = FIELDS.get(name) or HEADER.get(name)
    return field.private if field else name != ENTRIES


def may_be_quoted(name: str, text: str, declared: Container[str] = ()) -> bool:
    """Whether the value of a field may be quoted beside another one that is meant.

    `declared` are the measures that the protocol declares.
    """
    if name not in declared and is_private(name):
        return not text
    return is_plain(text) or (name in _NAMES and len(text) <= 60) or text in _PUBLIC


def names_only(line: str, declared: Container[str] = ()) -> str:
    """A line that could not be understood, of the same length: names of fields and marks only."""

    def quote(found: re.Match[str]) -> str:
        known = _is_known(found["name"]) or found["name"] in declared
        return found[0] if known else HIDDEN * len(found[0])

    return _WORD.sub(quote, line)


_NAMES = ("exercise", "work", "to", "protocol")
_PUBLIC = (*SIDES, *EVENTS, *QUALITIES, *REASONS, "yes", "no")
_WORD = re.compile(r"""(?P<name>[a-z_]+)(?="? *:)|[^\s,;:{}\[\]"'#-]+""")
