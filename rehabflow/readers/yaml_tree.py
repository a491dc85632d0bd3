"""YAML to nodes: a small strict YAML with one meaning, refused in words where it has two."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from attrs import frozen
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from rehabflow.errors import Edit, Problem
from rehabflow.readers.yaml_syntax import (
    LONG_LINE,
    escape_problem,
    meant_by,
    no_space_problem,
    syntax_problem,
)
from rehabflow.readers.yaml_text import MAX_PROBLEMS, decoded, too_many
from rehabflow.readers.yaml_word import MAY_BE_TYPED, Ambiguous, meaning
from rehabflow.tree import (
    HIDDEN,
    MAX_DEPTH,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Source,
    Spot,
    Tree,
    TreeError,
    Value,
    quoted,
)

MAX_VALUES = 50_000


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for where libyaml is missing."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def fastest_parser() -> Callable[[str], Any]:
    """The parser of libyaml; `from yaml import CParser` would fall silently into the slow one."""
    try:
        parser: Callable[[str], Any] = import_module("yaml.cyaml").CParser
    except ImportError:
        return PureParser
    return parser


_PARSER = fastest_parser()


def read_tree(data: bytes, path: str = "") -> Tree:
    """The one document that the bytes hold; TreeError with every problem where they do not."""
    tree, problems = scan(data, path)
    if tree is None or problems:
        raise TreeError(*problems)
    return tree


@frozen
class Skim:
    """Reading with gaps: these names, and their values, of every mapping at a depth."""

    depth: int
    names: frozenset[str]


_NO_GAPS = Skim(0, frozenset())


def scan(
    data: bytes,
    path: str = "",
    parser: Callable[[str], Any] = _PARSER,
    skim: Skim | None = None,
) -> tuple[Tree | None, list[Problem]]:
    """The document so far as it can be read, and every problem of the text itself.

    Where there is a tree beside problems, what is wrong in it stands there as text, so that a
    reader may go on to find its own problems elsewhere. Nothing is said of what is skimmed over,
    if only it is YAML.
    """
    text, problems = decoded(data, path)
    if problems:
        return None, problems
    builder = _Builder(Source(path, text), parser, skim or _NO_GAPS)
    root = builder.document()
    tree = None if root is None else Tree(path, text, root)
    return tree, sorted(builder.problems, key=lambda problem: (problem.line, problem.column))


def _place(start: Any, end: Any) -> tuple[int, int, int, int]:
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1


def _spot(event: Any) -> Spot:
    return Spot(*_place(event.start_mark, event.end_mark))


_GLUED = re.compile(r" +#+[^\s#]")
_GLUED_EMPTY = re.compile(r" *(?:: *)?#+[^\s#]")
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_SPACE = re.compile(f"^[-?]?[{_SPACES}]|:[{_SPACES}]|[{_SPACES}]$")
_SWALLOWED = re.compile(r"\n *(?P<what>-(?= )|[a-z_]+:[^\s/:]\S*)")
_DECIMALS = re.compile(r"\d+(?: ?[^\W\d]+| ?%)?")
_TIGHT = re.compile(r"([a-z_]+):([^\s/:].*)")
_TIGHT_COLON = re.compile(r"\s*:[{}\[\],]")
_WORD = re.compile(r"[^\s,}\]]+")
_OPENS = re.compile(r" +[{\[]")
_HEADER = re.compile(r"[|>][-+]?(?:[0-9]|#)")


class _Stop(Exception):
    """The rest of the document is not looked at."""


class _Builder:
    """One document, built from the parser's events as they come."""

    def __init__(self, source: Source, parser: Callable[[str], Any], skim: Skim) -> None:
        self.source = source
        self.skim = skim
        self.text = source.text
        self.problems: list[Problem] = []
        self.parser = parser(self.text)
        self.next: Callable[[], Any] = self.parser.get_event
        self.count = 0
        self.flow = 0
        self.meanings: dict[str, Value] = {}
        self.glued = re.search("#[^\\s#]", self.text) is not None
        self.ascii = self.text.isascii()
        self.watched = self.glued or not self.ascii

    def refuse(
        self,
        at: Node | Spot,
        code: str,
        message: str,
        expected: str,
        hint: str,
        other: Node | None = None,
        fix: str | tuple[Edit, ...] = (),
    ) -> None:
        self.add(
            self.source.problem(
                at, code, message, expected=expected, hint=hint, other=other, fix=fix
            )
        )

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) == MAX_PROBLEMS:
            self.problems.append(too_many(self.source))
            raise _Stop

    def document(self) -> Node | None:
        try:
            return self._document()
        except _Stop:
            pass
        except MarkedYAMLError as error:
            self.unreadable(syntax_problem(self.source, error))
        except (ValueError, OverflowError):
            # So PyYAML's own parser ends at an escape beyond Unicode.
            mark = self.parser.get_mark()
            self.problems.append(escape_problem(self.source, mark.line, mark.column))
        return None

    def unreadable(self, problem: Problem) -> None:
        """Keep a syntax error, or what explains it: what was found on the same line before.

        What a bracket that is never closed swallows explains nothing.
        """
        self.problems = [
            each for each in self.problems if each.code != "RF314" or each.line <= problem.line
        ]
        if all(problem.line != each.line for each in self.problems):
            self.problems.append(problem)

    def _document(self) -> Node | None:
        self.next()
        if type(self.next()) is StreamEndEvent:
            self.refuse(
                Spot(),
                "RF316",
                "there is nothing in this file",
                "a protocol or log in YAML",
                "check that this is the right file and that it was saved",
            )
            return None
        root = self.node(self.next(), 1)
        self.next()
        event = self.next()
        if type(event) is not StreamEndEvent:
            self.refuse(
                _spot(event),
                "RF309",
                "a second document begins here",
                "one document a file",
                "take the line `---` out, or put the rest into a file of its own",
            )
        return root

    def node(self, event: Any, depth: int) -> Node:
        kind: Any = event.__class__
        if kind is ScalarEvent:
            return self.scalar(event)
        self.count += 1
        if self.count > MAX_VALUES:
            self.too_many_values(event)
        if kind is AliasEvent:
            return self.alias(event)
        if depth > MAX_DEPTH:
            self.stop(event, f"more than {MAX_DEPTH} levels deep", f"at most {MAX_DEPTH} levels")
        if event.tag is not None or event.anchor is not None:
            self.marked(event)
        return (
            self.sequence(event, depth)
            if kind is SequenceStartEvent
            else self.mapping(event, depth)
        )

    def too_many_values(self, event: Any) -> None:
        most = f"{MAX_VALUES:,} names and values"
        self.stop(event, f"more than {most}", f"at most {most}")

    def stop(self, event: Any, what: str, expected: str) -> NoReturn:
        self.refuse(
            _spot(event),
            "RF303",
            f"{what}; the rest of the file was not looked at",
            expected,
            "check that this is the right file",
        )
        raise _Stop

    def sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        self.flow += bool(start.flow_style)
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(self.node(event, depth + 1))
            if self.glued:
                self.check_empty(event, event.start_mark.index)
        self.flow -= bool(start.flow_style)
        return Sequence(tuple(items), *self.extent(start, event))

    def mapping(self, start: Any, depth: int) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        alone: list[Scalar] = []
        self.flow += bool(start.flow_style)
        event: Any
        while type(event := self.next()) is not MappingEndEvent:
            if depth == self.skim.depth and self.is_skimmed(event):
                self.pass_over()
                continue
            key = self.key(event, depth)
            value_event: Any = self.next()
            value = self.node(value_event, depth + 1)
            if key is None:
                continue
            if start.flow_style and self.is_alone(event, value_event):
                alone.append(key)
                continue
            if self.glued:
                self.check_empty(value_event, event.end_mark.index)
            self.without_values(alone, pairs)
            alone = []
            first = seen.setdefault(key.text, key)
            if first is key:
                pairs.append((key, value))
            else:
                self.refuse(
                    key,
                    "RF306",
                    f"`{key.text}` stands twice",
                    "each name once",
                    "keep one of the two, or give one of them another name",
                    first,
                )
        self.without_values(alone, pairs)
        self.flow -= bool(start.flow_style)
        return Mapping(tuple(pairs), *self.extent(start, event))

    def is_skimmed(self, event: Any) -> bool:
        """Whether a name is one whose value is passed over."""
        kind: Any = event.__class__
        return kind is ScalarEvent and event.value in self.skim.names

    def pass_over(self) -> None:
        """Leave the next value out."""
        inside = 0
        while True:
            kind: Any = self.next().__class__
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                inside += 1
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                inside -= 1
            if not inside:
                return

    def extent(self, start: Any, end: Any) -> tuple[int, int, int, int]:
        """From bracket to bracket; without brackets, the rest of the first line."""
        mark = start.start_mark
        if start.flow_style:
            return _place(mark, end.end_mark)
        line, column = mark.line + 1, mark.column + 1
        stop = self.text.find("\n", mark.index)
        width = (len(self.text) if stop < 0 else stop) - mark.index
        return line, column, line, column + width

    def key(self, event: Any, depth: int) -> Scalar | None:
        """A name; None, with a problem, where it is none."""
        kind: Any = event.__class__
        if kind is not ScalarEvent:
            braces = kind is MappingStartEvent and event.flow_style
            before = len(self.problems)
            node = self.node(event, depth + 1)
            if len(self.problems) == before:
                self.refuse(
                    node,
                    "RF310",
                    "a list, or names with values, where a name should stand",
                    "a name that is plain text",
                    "put quotes around a text with braces or brackets"
                    if braces
                    else "take the brackets or the `?` out",
                )
            return None
        key = self.scalar(event, True)
        if event.implicit[0]:
            if key.text == "<<":
                self.refuse(
                    key,
                    "RF307",
                    "`<<` copies names from another part of the file (a YAML merge key)",
                    "each name written out",
                    "write the names out here",
                )
                return None
            if key.text.startswith("-") and isinstance(key.value, str):
                self.tight_dash(key, key.text)
            else:
                self.check_colon(key, event.end_mark.index)
        return key

    def check_colon(self, key: Scalar, end: int) -> None:
        """`{c:}`: PyYAML's own parser lets this pass, libyaml does not."""
        found = _TIGHT_COLON.match(self.text, end)
        if found and key.text:
            rest = self.text[found.end() - 1 : end + LONG_LINE].split("\n", 1)[0]
            self.tight(key, key.text.rstrip(" "), rest)

    def is_alone(self, key: Any, value: Any) -> bool:
        """Whether a name in braces has no colon after it, so that YAML makes up its value."""
        kind: Any = value.__class__
        start = value.start_mark.index
        return (
            kind is ScalarEvent
            and start == value.end_mark.index
            and ":" not in self.text[key.end_mark.index : start]
        )

    def without_values(self, names: list[Scalar], pairs: list[tuple[Scalar, Node]]) -> None:
        """Refuse names in braces without a value: a space is missing, or a comma is too many."""
        while names and (tight := _TIGHT.fullmatch(names[0].text)):
            self.tight(names.pop(0), tight[1], tight[2])
        if not names:
            return
        last = pairs[-1] if pairs else None
        if last and isinstance(last[1], Scalar) and isinstance(last[1].value, str):
            name, value = last[0], last[1]
            text = ", ".join([value.text, *(each.text for each in names)])
            self.refuse(
                names[0],
                "RF313",
                f"the comma ends the text of `{name.text}`, and `{names[0].text}` is left alone",
                "quotes around a text with a comma in it",
                f"write `{name.text}: {quoted(text)}`",
                value,
            )
            return
        if last and (rest := _whole_before(last[1], names[0])):
            name = names.pop(0)
            self.problems = [each for each in self.problems if not _is_at(each, name)]
            self.refuse(
                name,
                "RF313",
                f"the comma ends the number `{rest}`, and `{name.text}` is left alone",
                "a point before the decimals of a number",
                f"write `{last[0].text}: {rest}.{name.text}`",
            )
        for name in names:
            self.refuse(
                name,
                "RF313",
                f"`{name.text}` has no value",
                "`name: value`",
                f"write {meant_by(name.text)}",
            )

    def alias(self, event: Any) -> Scalar:
        text = self.word(event)
        alias = Scalar(text, text, True, *_place(event.start_mark, event.end_mark))
        self.refuse(
            alias,
            "RF307",
            f"`{text}` points to another part of the file (a YAML alias)",
            "the value itself",
            f"write the value out; a text that begins with `*` needs quotes: `{quoted(text)}`",
        )
        return alias

    def marked(self, event: Any) -> None:
        word = self.word(event)
        row, column = event.start_mark.line + 1, event.start_mark.column + 1
        spot = Spot(row, column, row, column + len(word))
        if word.startswith("&"):
            self.refuse(
                spot,
                "RF307",
                f"`{word}` names a part of the file to be used again (a YAML anchor)",
                "the value alone",
                f"take `{word}` out; a text that begins with `&` needs quotes",
                fix=self.without_anchor(event, spot),
            )
        else:
            self.refuse(
                spot,
                "RF308",
                f"`{word}` is a YAML tag",
                "the value alone",
                f"take `{word}` out; a text that begins with `!` needs quotes",
            )

    def without_anchor(self, event: Any, spot: Spot) -> tuple[Edit, ...]:
        """What takes an anchor out that nothing points to, before a list or names in brackets."""
        end = event.start_mark.index + spot.end_column - spot.column
        found = _OPENS.match(self.text, end)
        if found is None or f"*{event.anchor}" in self.text:
            return ()
        return (Edit(spot.line, spot.column, spot.end_column + found.end() - end - 1, ""),)

    def word(self, event: Any) -> str:
        """What the author wrote where an event begins, up to the next space."""
        found = _WORD.match(self.text, event.start_mark.index)
        return found[0] if found else ""

    def scalar(self, event: Any, is_key: bool = False) -> Scalar:
        self.count += 1
        if self.count > MAX_VALUES:
            self.too_many_values(event)
        if event.tag is not None or event.anchor is not None:
            self.marked(event)
        text: str = event.value
        start, end = event.start_mark, event.end_mark
        line = start.line + 1
        place = (line, start.column + 1, end.line + 1, end.column + 1)
        if not event.implicit[0]:
            scalar = Scalar(text, text, False, *place)
            self.check_quoted(scalar, start.index, end.index)
            return scalar
        if text[:1] in MAY_BE_TYPED:
            scalar = self.meant(text, place)
        else:
            scalar = Scalar(text, text, True, *place)
        if is_key and not isinstance(scalar.value, str):
            self.refuse(
                scalar,
                "RF310",
                f"the name `{text}` is not text" if text else "a name is missing",
                "a name that is text",
                f"put quotes around it: `{quoted(text)}`" if text else "write `name: value`",
            )
        if self.watched or line != end.line + 1 or text[:1] == "-" or ":" in text or "?" in text:
            self.check_plain(scalar, start.index, end.index, is_key)
        return scalar

    def meant(self, text: str, place: tuple[int, int, int, int]) -> Scalar:
        """A word that may be more than text; text, with a problem, where it is ambiguous."""
        try:
            if text not in self.meanings:
                self.meanings[text] = meaning(text)
        except Ambiguous as ambiguous:
            scalar = Scalar(text, text, True, *place)
            self.refuse(
                scalar,
                "RF311",
                f"YAML readers do not agree on what `{text}` is",
                "a plain number, true, false, null, or a text in quotes",
                f"{ambiguous} put quotes around it: `{quoted(text)}`",
            )
            return scalar
        return Scalar(self.meanings[text], text, True, *place)

    def check_quoted(self, scalar: Scalar, start: int, end: int) -> None:
        """In quotes or a block, what was not to be seen before escapes were undone."""
        mark = self.text[start]
        if mark == '"' and "\\" in self.text[start:end] and (found := HIDDEN.search(scalar.text)):
            self.refuse(
                scalar,
                "RF302",
                f"the text holds a character that nobody can see (U+{ord(found[0]):04X})",
                "text that reads as it looks",
                "take the code that begins with `\\` out",
            )
        elif mark in "|>" and (header := _HEADER.match(self.text, start)):
            self.refuse(
                scalar,
                "RF305",
                f"`{header[0]}` begins a block of text here",
                "a value, or a text in quotes",
                f"a limit is written with its name, such as `above: 3`, and a text in quotes: "
                f"`{quoted(header[0])}`",
            )

    def check_plain(self, scalar: Scalar, start: int, end: int, is_key: bool) -> None:
        """Without quotes, what YAML takes otherwise than its author meant."""
        text = scalar.text
        if self.glued and text and (found := _GLUED.match(self.text, end)):
            self.lost(text, found)
        if not self.ascii and (odd := _ODD_SPACE.search(text)):
            column = scalar.column + odd.end() - 1
            self.refuse(
                Spot(scalar.line, column, scalar.line, column + 1),
                "RF302",
                f"a space that is not the plain one (U+{ord(odd[0][-1]):04X})",
                "plain spaces",
                "delete the space and type it again",
                fix=" ",
            )
        if scalar.line != scalar.end_line:
            self.check_lines(scalar, start, end)
        if self.flow and "?" in text:
            self.refuse(
                scalar,
                "RF305",
                "in braces or brackets, a text with `?` in it must stand in quotes",
                "quotes around the text",
                f"write `{quoted(text)}`",
            )
        if not is_key and (text[:1] == "-" or ":" in text):
            self.check_tight(scalar, start, end)

    def check_empty(self, event: Any, end: int) -> None:
        """A value that is not there, because all of it is a comment; `end` is before it."""
        kind: Any = event.__class__
        if kind is ScalarEvent and event.implicit[0] and not event.value:
            found = _GLUED_EMPTY.match(self.text, end)
            if found:
                self.lost("", found)

    def lost(self, text: str, found: re.Match[str]) -> None:
        start = found.start() + found[0].index("#")
        rest = self.text[start:].split("\n", 1)[0].rstrip("\r")
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        whole = re.split(r"[,}\]]", rest)[0].rstrip()
        if text:
            whole = text + found[0].partition("#")[0] + whole
        self.refuse(
            Spot(line, column, line, column + len(rest)),
            "RF312",
            f"`{rest}` is lost: a space and `#` begin a comment",
            "quotes around a text with `#` in it; a space after the `#` of a comment",
            f"write `{quoted(whole)}`, or `# {rest.lstrip('#')}` if it is a comment",
        )

    def check_lines(self, scalar: Scalar, start: int, end: int) -> None:
        """A text of several lines that swallowed a line meant as an item or as a name."""
        found = _SWALLOWED.search(self.text, start, end)
        if not found:
            return
        line = scalar.line + self.text.count("\n", start, found.end())
        column = found.start("what") - found.start()
        spot = Spot(line, column, line, column + len(found["what"]))
        if found["what"] == "-":
            self.refuse(
                spot,
                "RF314",
                "this dash begins no item: the line belongs to the text above it",
                "a list that stands alone below its name",
                "take the text above out, or move this line to where its list is",
                scalar,
            )
        else:
            self.tight(spot, *found["what"].split(":", 1))

    def check_tight(self, scalar: Scalar, start: int, end: int) -> None:
        """A missing space after a dash or a colon, which makes text of an item or a name."""
        text = self.text[start:end].split("\n", 1)[0].rstrip("\r")
        if scalar.column > LONG_LINE:
            return
        before = self.text[start - scalar.column + 1 : start].strip()
        if not before and re.match("-[^0-9. ]", text):
            self.tight_dash(scalar, text)
        elif before in ("", "-") and (tight := _TIGHT.match(text)):
            self.tight(scalar, tight[1], tight[2])

    def tight(self, at: Node | Spot, name: str, rest: str) -> None:
        self.add(no_space_problem(self.source, at, name, rest))

    def tight_dash(self, at: Scalar, text: str) -> None:
        self.refuse(
            at,
            "RF315",
            f"no space after the dash of `{text}`",
            "a dash, a space, and what the item holds",
            f"write `- {text.lstrip('- ')}`",
            fix=(Edit(at.line, at.column + 1, at.column + 1, " "),) if text[1:2].isalpha() else (),
        )


def _whole_before(before: Node, name: Scalar) -> str:
    """The whole number from which a decimal comma parts a name; empty where there is none."""
    touching = (before.end_line, before.end_column + 1) == (name.line, name.column)
    number = isinstance(before, Scalar) and type(before.value) is int and before.text
    return number if number and touching and _DECIMALS.fullmatch(name.text) else ""


def _is_at(problem: Problem, name: Scalar) -> bool:
    return (problem.line, problem.column) == (name.line, name.column)
