"""Logs as YAML: what the log says of itself, and `entries`; or the bare list of them."""

from __future__ import annotations

import re
from collections.abc import Container

from attrs import evolve

from rehabflow.errors import LogError, Problem
from rehabflow.excerpt import excerpt
from rehabflow.faults import Bare, Fault
from rehabflow.fields import ENTRIES, FIELDS, HEADER
from rehabflow.intake import Expectations, Intake, in_order
from rehabflow.log import Log
from rehabflow.places import Place, is_private, names_only
from rehabflow.readers.yaml_tree import scan
from rehabflow.tree import CODES, Mapping, Node, Scalar, Sequence, Source

_EXPECTED = "entries as `- date: 2026-03-09`, with the other fields below it"
_KEYED = re.compile(r"[ -]*(?P<name>[a-z_]+) *:(?: [^#{\[]*)?")


class YamlReader:
    """Reads a YAML log. A log may be cut off between two lines unseen, as YAML ends anywhere."""

    def __init__(self, data: bytes, path: str, expect: Expectations) -> None:
        self.path = path
        self.intake = Intake(self, expect)
        self.tree, self.told = scan(data, path)
        self.source = self.tree or Source(path, data.decode(errors="replace"))
        self.records: dict[int, Mapping] = {}

    def read(self, patient: str) -> Log:
        """The log. Raises LogError with every problem."""
        found: tuple[Problem, ...] = ()
        try:
            if self.tree:
                self.document(self.tree.root)
            log = self.intake.log(patient)
            if not self.told:
                return log
        except LogError as error:
            found = error.problems
        told = {(each.line, each.column) for each in self.told}
        fresh = [each for each in found if (each.line, each.column) not in told]
        raise LogError(*in_order([*map(self.discreet, self.told), *fresh]))

    def document(self, root: Node) -> None:
        """Take the whole document."""
        entries: Node | None = root
        if isinstance(root, Mapping):
            self.records[0] = root
            self.intake.head(0, _values(root, (*HEADER, ENTRIES)), also=(ENTRIES,))
            entries = root.get(ENTRIES)
        if isinstance(entries, Sequence):
            for item in entries.items:
                self.entry(item)
        if entries is None or _is_empty(entries):
            self.refuse(entries or root, Fault("RF108", "there are no entries", _EXPECTED))
        elif not isinstance(entries, Sequence):
            self.refuse(entries, Fault("RF118", "there is no list of entries here", _EXPECTED))

    def entry(self, item: Node) -> None:
        """Take one entry of the list."""
        if not isinstance(item, Mapping):
            self.refuse(item, Fault("RF118", "this is no entry", _EXPECTED))
        elif item.line in self.records:
            hint = "begin each entry on a line of its own"
            fault = Fault("RF118", "a second entry begins on this line", _EXPECTED, hint)
            self.refuse(item, fault)
        else:
            self.records[item.line] = item
            self.intake.record(item.line, _values(item, FIELDS))

    def refuse(self, node: Node, fault: Fault) -> None:
        """Keep what is wrong with a part of the document that is no field."""
        self.intake.refuse_at(self.quoted(node, "", fault), "", fault)

    # Where something stands

    def place(self, line: int, field: str, fault: Fault) -> Place:
        """Where a field of the entry that begins on a line stands, for a problem."""
        entry = self.records[line]
        node = entry.key(field) if fault.at_name else entry.get(field)
        return self.quoted(node or entry, field if node else "", fault)

    def quoted(self, node: Node, field: str, fault: Fault) -> Place:
        """Where a node stands, or the part of it that a fault means."""
        text = self.source.line(node.line)
        hidden = names_only(text, self.intake.declared)
        start = node.column - 1
        end = node.end_column - 1 if node.end_line == node.line else len(text)
        if not field:
            end = start + 1
        elif fault.at_name or field in self.intake.declared or not is_private(field):
            hidden = hidden[:start] + text[start:end] + hidden[end:]
        if isinstance(node, Scalar) and fault.length is not None:
            part = text.find(node.text, start, end)
            if part >= 0:
                start, end = part + fault.start, part + fault.start + fault.length
        line, width = excerpt(hidden[:start], hidden[start:end], hidden[end:])
        return Place(node.line, start + 1, line, width)

    def discreet(self, problem: Problem) -> Problem:
        """A problem with the text itself, without a patient's own words."""
        text = self.source.line(problem.line)
        start, end = problem.column - 1, problem.column - 1 + problem.width
        if self.is_public(problem.line):
            line, width = excerpt(text[:start], text[start:end], text[end:])
            return evolve(problem, excerpt=line, width=width)
        quoted = names_only(text)
        line, width = excerpt(quoted[:start], quoted[start:end], quoted[end:])
        return evolve(
            problem,
            message=problem.message if "`" not in problem.message else CODES[problem.code],
            expected=problem.expected if "`" not in problem.expected else "plain YAML",
            hint=problem.hint if "`" not in problem.hint else "put quotes around the whole text",
            excerpt=line,
            width=width,
            other_excerpt=names_only(problem.other_excerpt),
        )

    def is_public(self, number: int) -> bool:
        """Whether a line, and the one above that it may go on from, hold no one's own words."""
        lines = self.source.lines[:number]
        above = [line for line in lines[:-1] if line.strip() and not line.lstrip().startswith("#")]
        return all(map(_is_public, [*above[-1:], *lines[-1:]]))


def _is_public(line: str) -> bool:
    found = _KEYED.fullmatch(line)
    return found is not None and not is_private(found["name"])


def _is_empty(node: Node) -> bool:
    if isinstance(node, Sequence):
        return not node.items
    return isinstance(node, Scalar) and node.value is None


def _values(mapping: Mapping, known: Container[str]) -> dict[str, str]:
    """What is not empty, and every name that is not known."""
    texts = {key.text: _text(node) for key, node in mapping.items}
    return {name: text for name, text in texts.items() if text or name not in known}


def _text(node: Node) -> str:
    if not isinstance(node, Scalar):
        return Bare("a mapping" if isinstance(node, Mapping) else "a list")
    if node.value is None:
        return ""
    return Bare(node.text) if isinstance(node.value, bool) else node.text
