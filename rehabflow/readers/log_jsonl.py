"""Logs as JSON Lines: one entry a line."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Any

from attrs import frozen

from rehabflow.excerpt import HIDDEN, excerpt
from rehabflow.fields import (
    FIELDS,
    HEADER,
    Bare,
    Fault,
    Place,
    is_private,
    may_be_quoted,
    names_only,
)
from rehabflow.intake import Rest
from rehabflow.readers.lines import LineReader

_HEADS = (b'{"date": "', b'{"date":"')
_ENTRY = 'one entry as {"date": "2026-03-09", "pain": 2}'
_WRONG = (
    ("Expecting property name", "a name in double quotes is missing here"),
    ("Expecting ':'", "a colon is missing here"),
    ("Expecting ','", "a comma or the closing brace is missing here"),
    ("Expecting value", "a value is missing here"),
    ("Illegal trailing comma", "a comma stands before the closing brace"),
    ("Unterminated string", "quotes open here and never close"),
    ("Invalid control character", "a tab or another control character stands in a text"),
    ("Invalid \\", "a `\\` begins a code that JSON does not know"),
    ("", "the line cannot be read from here on"),
)


class Pairs(list[tuple[str, Any]]):
    """The names and values of a JSON object, each as often as it was written."""


_decoder = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_int=Bare, parse_float=Bare, parse_constant=Bare
)


@frozen
class Member:
    """Where a name and its value begin and end on a line, counting from 0."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


class JsonLinesReader(LineReader):
    """Reads JSON Lines; the first line may say what a log says of itself."""

    begun = False
    """Whether the first line was read."""

    def take(self, number: int, line: bytes) -> Rest | None:
        """Read one line."""
        text = self.text(number, line)
        if text is None or not text.strip(" \t"):
            return None
        first, self.begun = not self.begun, True
        pairs = self.pairs(number, text, not line.endswith(b"\n"))
        if pairs is None:
            return None
        names = {name for name, _ in pairs}
        if len(names) < len(pairs):
            self.refuse_twice(number, text)
        if first and "date" not in names and not names.isdisjoint(HEADER):
            self.intake.head(number, _values(pairs, HEADER))
            return None
        rest = self.intake.record(number, _values(pairs, FIELDS))
        if self.head is None:
            self.head = next(filter(line.startswith, _HEADS), None)
        return rest if len(names) == len(pairs) else None

    def pairs(self, number: int, text: str, cut: bool) -> Pairs | None:
        """The names and values of a line; None, and a problem, where it holds no one object."""
        start = _after_space(text, 0)
        try:
            value, end = _decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            wrong = next(words for begin, words in _WRONG if error.msg.startswith(begin))
            self.refuse_json(number, text, error.pos, wrong, cut)
            return None
        except RecursionError:
            self.refuse_json(number, text, start, "a list or mapping is nested too deep", False)
            return None
        if not isinstance(value, Pairs):
            self.refuse_json(number, text, start, "the line is no entry", False)
            return None
        after = _after_space(text, end)
        if after < len(text):
            self.refuse_json(number, text, after, "something stands after the entry", False)
            return None
        return value

    def refuse_json(self, number: int, text: str, at: int, message: str, cut: bool) -> None:
        """Say where a line stops being an entry."""
        fault = Fault("RF118", message, _ENTRY)
        if cut:
            hint = "was it cut off? save or export it again"
            fault = Fault("RF107", "the file breaks off within this line", _ENTRY, hint)
        quoted = names_only(text)
        place = Place(number, at + 1, *excerpt(quoted[:at], quoted[at : at + 1], quoted[at + 1 :]))
        self.intake.refuse_at(place, "", fault)

    def refuse_twice(self, number: int, text: str) -> None:
        """Say which names stand twice on a line."""
        first: dict[str, Member] = {}
        members = members_of(text)
        for member in members:
            earlier = first.setdefault(member.name, member)
            if earlier is not member:
                fault = Fault("RF111", "stands twice", "each name once", "take one of them out")
                place, other = (
                    _place(number, text, members, each, fault) for each in (member, earlier)
                )
                self.intake.refuse_at(place, member.name, fault, other)

    def place(self, line: int, field: str, fault: Fault) -> Place:
        """Where a field stands on a line, for a problem."""
        text = self.lines[line - 1]
        members = members_of(text)
        member = next((each for each in members if each.name == field), None)
        return _place(line, text, members, member, fault)


def _values(pairs: Pairs, known: Container[str]) -> dict[str, str]:
    """What is not empty, and every name that is not known."""
    texts = ((name, _text(value)) for name, value in pairs)
    return {name: text for name, text in texts if text or name not in known}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return Bare(str(value).lower())
    return Bare("a mapping" if isinstance(value, Pairs) else "a list")


# Where something stands


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def members_of(text: str) -> list[Member]:
    """The members of the object that a line holds."""
    members: list[Member] = []
    at = _after_space(text, _after_space(text, 0) + 1)
    while text[at] == '"':
        name, end = _decoder.raw_decode(text, at)
        start = _after_space(text, _after_space(text, end) + 1)
        value, value_end = _decoder.raw_decode(text, start)
        members.append(Member(name, _text(value), at, end, start, value_end))
        at = _after_space(text, value_end)
        at = _after_space(text, at + 1) if text[at] == "," else at
    return members


def _place(
    line: int, text: str, members: list[Member], member: Member | None, fault: Fault
) -> Place:
    """Where a member stands, or the part of it that a fault means; else where its object does."""
    start = _after_space(text, 0)
    end = start + 1
    hidden = False
    if member:
        start, end = member.value_start, member.value_end
        hidden = not fault.at_name and is_private(member.name)
        part = text.find(member.value, start, end)
        if fault.at_name:
            start, end = member.start, member.end
        elif fault.length is not None and part >= 0:
            start = part + fault.start
            end = start + fault.length
    quoted = _quoted(text, members)
    meant = HIDDEN if hidden else text[start:end]
    return Place(line, start + 1, *excerpt(quoted[:start], meant, quoted[end:]))


def _quoted(text: str, members: list[Member]) -> str:
    """A line of the same length, hidden where it may hold a patient's own words."""
    parts: list[str] = []
    at = 0
    for each in members:
        known = each.name in (*FIELDS, *HEADER)
        name, value = text[each.start : each.end], text[each.value_start : each.value_end]
        parts += [
            text[at : each.start],
            name if known else HIDDEN * len(name),
            text[each.end : each.value_start],
            value if may_be_quoted(each.name, each.value) else HIDDEN * len(value),
        ]
        at = each.value_end
    return "".join([*parts, text[at:]])
