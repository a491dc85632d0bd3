"""Logs as JSON Lines: one entry a line."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from typing import Any, cast

from attrs import frozen

from rehabflow.excerpt import HIDDEN, excerpt
from rehabflow.faults import Bare, Fault
from rehabflow.fields import FIELDS, HEADER
from rehabflow.intake import Rest
from rehabflow.places import Place, is_private, may_be_quoted, names_only
from rehabflow.readers.lines import MAX_LINE, LineReader

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


Pairs = tuple[tuple[str, Any], ...]
"""The names and values of a JSON object, each as often as it was written; numbers are text."""

_decoder = json.JSONDecoder(
    object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=Bare
)
_ENDS = ("\n", "\r\n", "")


class JsonLinesReader(LineReader):
    """Reads JSON Lines; the first line may say what a log says of itself."""

    begun = False
    """Whether the first line was read."""
    last: Line | None = None

    def take(self, number: int, line: bytes) -> Rest | None:
        """Read one line."""
        pairs = self.pairs(line) or self.checked(number, line)
        if pairs is None:
            return None
        first, self.begun = not self.begun, True
        values = dict(pairs)
        again = len(values) < len(pairs)
        if again:
            self.refuse_twice(number, self.lines[number - 1])
        if first and "date" not in values and not HEADER.keys().isdisjoint(values):
            self.intake.head(number, _texts(values, HEADER))
            return None
        rest = self.intake.record(number, _texts(values, FIELDS))
        if self.head is None:
            self.head = next(filter(line.startswith, _HEADS), None)
        return None if again else rest

    def pairs(self, line: bytes) -> Pairs | None:
        """The names and values of a line that is plainly right."""
        try:
            text = line.decode()
            value, end = _decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return None
        right = isinstance(value, tuple) and text[end:] in _ENDS and len(line) <= MAX_LINE
        return cast(Pairs, value) if right else None

    def checked(self, number: int, line: bytes) -> Pairs | None:
        """The names and values of a line; None where it is empty, or a problem."""
        text = self.text(number, line)
        if text is None or not text.strip(" \t"):
            return None
        start = _after_space(text, 0)
        if text[start] != "{":
            self.refuse_json(number, text, start, "an entry begins with a brace")
            return None
        try:
            value, end = _decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            wrong = next(words for begin, words in _WRONG if error.msg.startswith(begin))
            self.refuse_json(number, text, error.pos, wrong, not line.endswith(b"\n"))
            return None
        except RecursionError:
            self.refuse_json(number, text, start, "lists are nested too deep")
            return None
        after = _after_space(text, end)
        if after < len(text):
            self.refuse_json(number, text, after, "something stands after the entry")
            return None
        return cast(Pairs, value)

    def refuse_json(
        self, number: int, text: str, at: int, message: str, cut: bool = False
    ) -> None:
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
        line = self.line(text)
        for member in line.members:
            earlier = line.first[member.name]
            if earlier is not member:
                fault = Fault("RF111", "stands twice", "each name once", "take one of them out")
                place, other = (line.place(number, each, fault) for each in (member, earlier))
                self.intake.refuse_at(place, member.name, fault, other)

    def place(self, line: int, field: str, fault: Fault) -> Place:
        """Where a field stands on a line, for a problem."""
        known = self.line(self.lines[line - 1])
        return known.place(line, known.first.get(field), fault)

    def line(self, text: str) -> Line:
        """A line that holds an object; the last one is kept, as many problems may be of it."""
        if self.last is None or self.last.text != text:
            self.last = Line(text, self.intake.declared)
        return self.last


def _texts(values: dict[str, Any], known: Container[str]) -> dict[str, str]:
    """What is not empty, and every name that is not known."""
    if set(map(type, values.values())) == _ONLY_TEXT and "" not in values.values():
        return values
    texts = {name: _text(value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text or name not in known}


_ONLY_TEXT = {str}


def _text(value: Any) -> str:
    """A value as its text; what has none is named."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return Bare(str(value).lower())
    return Bare("a mapping" if isinstance(value, tuple) else "a list")


# Where something stands


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


@frozen
class Member:
    """Where a name and its value begin and end on a line, counting from 0."""

    name: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


class Line:
    """A line that holds an object, and where its members stand on it."""

    def __init__(self, text: str, declared: Container[str]) -> None:
        self.text = text
        self.declared = declared
        self.members = list(_members(text))
        self.first = {member.name: member for member in reversed(self.members)}
        self.quoted = _quoted(text, self.members, declared)

    def place(self, number: int, member: Member | None, fault: Fault) -> Place:
        """Where a member, or the part of it that a fault means, stands; else where all does."""
        start = _after_space(self.text, 0)
        end = start + 1
        if member and fault.at_name:
            start, end = member.start, member.end
        elif member:
            start, end = member.value_start, member.value_end
            part = self.text.find(member.value, start, end)
            if fault.length is not None and part >= 0:
                start = part + fault.start
                end = start + fault.length
        hidden = (
            member
            and not fault.at_name
            and member.name not in self.declared
            and is_private(member.name)
        )
        meant = HIDDEN if hidden else self.text[start:end]
        return Place(number, start + 1, *excerpt(self.quoted[:start], meant, self.quoted[end:]))


def _members(text: str) -> Iterator[Member]:
    at = _after_space(text, _after_space(text, 0) + 1)
    while text[at] == '"':
        name, end = _decoder.raw_decode(text, at)
        start = _after_space(text, _after_space(text, end) + 1)
        value, value_end = _decoder.raw_decode(text, start)
        yield Member(name, _text(value), at, end, start, value_end)
        at = _after_space(text, value_end)
        at = _after_space(text, at + 1) if text[at] == "," else at


def _quoted(text: str, members: Iterable[Member], declared: Container[str]) -> str:
    """A line of the same length, hidden where it may hold a patient's own words."""
    parts: list[str] = []
    at = 0
    for each in members:
        known = each.name in FIELDS or each.name in HEADER or each.name in declared
        name, value = text[each.start : each.end], text[each.value_start : each.value_end]
        parts += [
            text[at : each.start],
            name if known else HIDDEN * len(name),
            text[each.end : each.value_start],
            value if may_be_quoted(each.name, each.value, declared) else HIDDEN * len(value),
        ]
        at = each.value_end
    return "".join([*parts, text[at:]])
