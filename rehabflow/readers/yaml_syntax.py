"""What a YAML parser stumbles over, said in the words of someone who never met YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml.error import MarkedYAMLError

from rehabflow.errors import Edit, Problem
from rehabflow.tree import Node, Source, Spot, quoted

_NAMED = re.compile(r"(?P<indent> *(?:- +)*)(?P<name>[^\s:,{}\[\]\"'#-][^:,{}\[\]\"'#]*):(?: +|$)")
_TIGHT = re.compile(r" *(?:- +)*(?P<name>[A-Za-z_][\w-]*):(?P<rest>[^\s/:].*)")
_COMMENT = re.compile(r"(?:^| +)#.*")
_FOR_PEOPLE = ("title", "summary", "goal", "say", "choice", "cite")
"""What holds a text that people read, and nothing that could have a colon of its own."""
_LIKE_A_NAME = re.compile("(?:^|[^A-Za-z])[a-z_]+:(?: |$)")
LONG_LINE = 1000
"""Characters; nothing is guessed about a longer one."""
_LIMITS = {"<": "below", "<=": "at_most", "≤": "at_most", "≥": "at_least"}
_SIGN = re.compile(r"(<=?|[≤≥]) *(\d.*)")
_NAME_AND_NUMBER = re.compile(r"([a-z_]+) +(\d.*)")
_LOOK_BACK = 100
"""Lines; so that a megabyte of blank ones costs nothing."""


def syntax_problem(source: Source, error: MarkedYAMLError) -> Problem:
    """A parser's error as a problem: where, what it is to its author, and how to mend it."""
    said = f"{error.context or ''}; {error.problem}"
    marks: list[Any] = [error.problem_mark, error.context_mark or error.problem_mark]
    at, begun = (_Place(source, mark.line, mark.column) for mark in marks)
    if at.too_long or begun.too_long:
        return _other(at, begun)
    return next(tell for marker, tell in _TELLERS if marker in said)(at, begun)


def escape_problem(source: Source, row: int, column: int) -> Problem:
    r"""What is wrong with a `\` that stands in double quotes."""
    return _Place(source, row, column).problem(
        r"in double quotes, `\` begins a code that YAML must know",
        expected=r"a text without `\`, or in single quotes",
        hint=r"put single quotes around the text, or write `\\` for one `\`",
    )


def no_space_problem(source: Source, at: Node | Spot, name: str, rest: str) -> Problem:
    """What is wrong with `at_most:3`."""
    after = at.column + len(name) + 1
    written = source.line(at.line)[at.column - 1 : after - 1] == f"{name}:"
    return source.problem(
        at,
        "RF315",
        f"no space after the colon of `{name}`",
        expected=f"`{name}: {rest}`",
        hint=f"write a space after the colon: `{name}: {rest}`",
        fix=(Edit(at.line, after, after, " "),) if written else (),
    )


class _Place:
    """A place in the text, and what stands around it. Rows and columns count from 0."""

    def __init__(self, source: Source, row: int, column: int) -> None:
        self.source = source
        self.row = row
        self.column = column
        line = source.line(row + 1)
        self.too_long = len(line) > LONG_LINE
        self.line = "" if self.too_long else line
        self.before = self.line[:column]
        self.after = self.line[column:]
        self.character = self.after[:1]
        self.first = not self.before.strip()

    def problem(
        self,
        message: str,
        expected: str,
        hint: str,
        width: int = 1,
        other: _Place | None = None,
        fix: str = "",
    ) -> Problem:
        line, column = self.row + 1, self.column + 1
        return self.source.problem(
            Spot(line, column, line, column + width),
            "RF305",
            message,
            expected=expected,
            hint=hint,
            other=Spot(other.row + 1, other.column + 1) if other else None,
            fix=fix,
        )

    def at(self, column: int) -> _Place:
        """Another place on the same line."""
        return _Place(self.source, self.row, column)

    def above(self) -> _Place:
        """Where the nearest line above begins that says something, its dashes left out."""
        for row in range(self.row - 1, max(-1, self.row - _LOOK_BACK), -1):
            line = self.source.line(row + 1)
            if _COMMENT.sub("", line).strip():
                named = _NAMED.match(line)
                indent = len(named["indent"]) if named else len(line) - len(line.lstrip(" -"))
                return _Place(self.source, row, indent)
        return _Place(self.source, 0, 0)

    def value(self) -> str:
        """The text from here to the end of the line, or of the braces that it stands in."""
        text = _COMMENT.sub("", self.after).rstrip()
        if self.before.count("{") > self.before.count("}"):
            return re.split(r"[,}]", text)[0].rstrip()
        return text

    def word(self) -> str:
        """The name or word that begins here."""
        return re.split(r"[:,\s}\]]", self.after, maxsplit=1)[0]


def _unclosed_quote(_: _Place, begun: _Place) -> Problem:
    mark = begun.character
    text = _COMMENT.sub("", begun.after).rstrip()[1:]
    hint = f"end the text with `{mark}`"
    if mark not in text:
        hint += f": `{mark}{text}{mark}`"
    return begun.problem(
        f"the text that begins with `{mark}` here is never closed",
        expected=f"a second `{mark}` where the text ends",
        hint=hint,
        width=1 + len(text),
    )


def _escape(at: _Place, _: _Place) -> Problem:
    return escape_problem(at.source, at.row, at.column)


def _bad_start(at: _Place, _: _Place) -> Problem:
    text = at.value()
    limit = re.fullmatch("(>=?) *([0-9].*)", text)
    hint = f"write `{quoted(text)}`"
    if limit:
        name = "above" if limit[1] == ">" else "at_least"
        hint = f"a limit is written `{name}: {limit[2]}`, and a text in quotes: `{quoted(text)}`"
    return at.problem(
        f"a text cannot begin with `{at.character}` unless it stands in quotes",
        expected="a text in quotes, or another value",
        hint=hint,
        width=len(text),
    )


def _bad_begun(_: _Place, begun: _Place) -> Problem:
    return _bad_start(begun, begun)


def _second_colon(at: _Place, _: _Place) -> Problem:
    named = _NAMED.match(at.before)
    if named:
        start = at.at(named.end())
        text = start.value()
        return start.problem(
            "a text with a colon in it must stand in quotes",
            expected=f"one value for `{named['name']}`",
            hint=f"write `{named['name']}: {quoted(text)}`",
            width=len(text),
            fix=_in_quotes(named["name"].rstrip(), text),
        )
    above = at.above()
    tight = _TIGHT.match(above.line)
    if tight:
        return _no_space(above.at(tight.start("name")), tight)
    name = at.at(len(at.before) - len(at.before.lstrip(" -")))
    if _NAMED.match(above.line):
        return name.problem(
            f"`{name.word()}` stands deeper than `{above.word()}` above it, which has its value "
            "already",
            expected="names that belong together to begin in the same column",
            hint=f"begin it in column {above.column + 1}, straight below `{above.word()}`",
            width=len(name.word()),
            other=above,
        )
    return _no_colon(above, above)


def _in_quotes(name: str, text: str) -> str:
    """A text for people in quotes; empty where a word in it could be a name with a value."""
    return quoted(text) if name in _FOR_PEOPLE and not _LIKE_A_NAME.search(text) else ""


def _no_space(start: _Place, tight: re.Match[str]) -> Problem:
    line, column = start.row + 1, start.column + 1
    spot = Spot(line, column, line, column + len(tight[0].strip()))
    rest = _COMMENT.sub("", tight["rest"]).rstrip()
    return no_space_problem(start.source, spot, tight["name"], rest)


def _no_colon(_: _Place, begun: _Place) -> Problem:
    tight = _TIGHT.match(begun.line)
    if tight:
        return _no_space(begun, tight)
    text = begun.value()
    name, rest = (*text.split(" ", 1), "")[:2]
    above = begun.source.line(begun.row)
    if above.startswith("- ", begun.column):
        hint = f"write `- {text}` if it is one more in the list"
    elif rest:
        hint = f"write `{name}: {rest}` if `{name}` is a name"
    else:
        hint = f"write `{name}: ` and its value"
    return begun.problem(
        f"`{text}` has no colon",
        expected="`name: value`",
        hint=f"{hint}; to go on with the text above, begin further to the right",
        width=len(text),
    )


def meant_by(text: str) -> str:
    """How a name without a value is to be written, in words."""
    if found := _SIGN.fullmatch(text):
        return f"`{_LIMITS[found[1]]}: {found[2]}`"
    if found := _NAME_AND_NUMBER.fullmatch(text):
        return f"`{found[1]}: {found[2]}`"
    return f"`{text}: ` and its value"


def _not_a_name(at: _Place, _: _Place) -> Problem:
    if not at.first:
        return _after_value(at)
    if at.character == ":":
        return at.problem(
            "nothing stands before this colon",
            expected="`name: value`",
            hint="write the name before the colon, or take the line out",
        )
    if at.after.startswith("-"):
        return at.problem(
            "a dash begins an item of a list, but the lines above are names with values",
            expected="either a list, each item with a dash, or names with values",
            hint="give each of them a dash, or take this one out",
            other=at.above(),
        )
    return _lines_up_with_nothing(at)


def _lines_up_with_nothing(at: _Place) -> Problem:
    """A name that begins in a column where none above it begins."""
    beside: list[_Place] = []
    above = at.above()
    for _ in range(_LOOK_BACK):
        if _NAMED.match(above.line) and (above.column < at.column or not beside):
            beside.append(above)
        if above.row == 0 or above.column < at.column:
            break
        above = above.above()
    if not beside:
        return _other(at, at)
    columns = ", or in ".join(
        f"column {each.column + 1}, below `{each.word()}`" for each in beside
    )
    return at.problem(
        f"`{at.word()}` lines up with nothing above it",
        expected="names that belong together to begin in the same column",
        hint=f"begin it in {columns}",
        width=len(at.word()),
        other=beside[0],
    )


def _after_value(at: _Place) -> Problem:
    """Something stands on a line after a value that has ended: a quote or a bracket too early."""
    mark = at.before.rstrip()[-1:]
    if mark in {"'", '"'}:
        if at.before.count(mark) % 2:
            return _unclosed_quote(at, _opened_above(at, mark))
        start = at.at(at.before.index(mark))
        whole = start.value()
        inner = whole[1:-1] if whole.endswith(mark) else whole.replace(mark, "")
        return at.problem(
            f"the text ended at the `{mark}` before this",
            expected="one pair of quotes around the whole text",
            hint=f"write `{quoted(inner)}`",
            width=len(at.value()),
            other=start,
        )
    if at.character in {"}", "]"}:
        return at.problem(
            f"this `{at.character}` closes nothing",
            expected=f"a `{'{' if at.character == '}' else '['}` for each `{at.character}`",
            hint=f"take this `{at.character}` out",
        )
    return at.problem(
        f"`{at.value()}` stands after the end of the value",
        expected="one value for each name",
        hint="put quotes around the whole text, or take this out",
        width=len(at.value()),
    )


def _opened_above(at: _Place, mark: str) -> _Place:
    """Where the text began, on a line above, that a quote on this line closed."""
    for row in range(at.row - 1, max(-1, at.row - _LOOK_BACK), -1):
        line = at.source.line(row + 1)
        if line.count(mark) % 2:
            return _Place(at.source, row, line.rfind(mark))
    return at.at(at.before.rfind(mark))


def _not_an_item(at: _Place, begun: _Place) -> Problem:
    if not at.first:
        return _after_value(at)
    if at.column == begun.column:
        return at.problem(
            f"`{at.word()}` has no dash, but the lines beside it are a list",
            expected="a dash before each item of a list",
            hint=f"write `- {at.value()}` if it is one more, or begin it in column "
            f"{begun.column + 3} if it belongs to the one above",
            width=len(at.word()),
            other=begun,
        )
    return _lines_up_with_nothing(at)


def _bracket(at: _Place, begun: _Place) -> Problem:
    opened = begun.character
    closing = "}" if opened == "{" else "]"
    if at.character in {"}", "]"}:
        return at.problem(
            f"`{opened}` is closed by `{at.character}`",
            expected=f"`{closing}`",
            hint=f"write `{closing}` here, or close what was opened in between",
            other=begun,
        )
    if at.row == begun.row:
        return _no_comma(at)
    if _COMMENT.sub("", begun.line).rstrip().endswith((",", "{", "[")) and at.character:
        above = at.above()
        end = above.at(len(_COMMENT.sub("", above.line).rstrip()) - 1)
        return end.problem(
            "a comma is missing at the end of this line",
            expected=f"`,` between two, and `{closing}` after the last",
            hint=f"write a comma after it: `{end.character},`",
            other=begun,
        )
    return _unclosed_bracket(begun)


def _unclosed_bracket(begun: _Place) -> Problem:
    closing = "}" if begun.character == "{" else "]"
    text = _COMMENT.sub("", begun.after).rstrip()
    return begun.problem(
        f"the `{begun.character}` here is never closed",
        expected=f"a `{closing}` where it ends",
        hint=f"write `{text}{closing}`" if text[1:] else f"write `{closing}` at its end",
        width=len(text),
    )


def _open_above(at: _Place) -> _Place | None:
    """The nearest bracket before a place that nothing closes."""
    closed = 0
    for row in range(at.row, max(-1, at.row - _LOOK_BACK), -1):
        line = at.before if row == at.row else at.source.line(row + 1)
        for column in range(len(line) - 1, -1, -1):
            if line[column] in "}]":
                closed += 1
            elif line[column] in "{[":
                if not closed:
                    return _Place(at.source, row, column)
                closed -= 1
    return None


def _no_comma(at: _Place) -> Problem:
    """In braces, a colon or a text where only a comma may stand."""
    start = max(at.before.rfind(mark) for mark in ",{[") + 1
    name, colon, text = at.before[start:].partition(": ")
    first, _, last = text.strip().rpartition(" ")
    if at.character == ":" and colon and not (first and re.fullmatch("[a-z][a-z_]*", last)):
        value = at.at(start + len(name) + 2)
        whole = value.value()
        return value.problem(
            "a text with a colon in it must stand in quotes",
            expected=f"one value for `{name.strip()}`",
            hint=f"write `{name.strip()}: {quoted(whole)}`",
            width=len(whole),
        )
    place = at.at(at.column - len(last)) if at.character == ":" else at
    return place.problem(
        f"a comma is missing before `{place.word()}`",
        expected="a comma between two",
        hint=f"write `, {place.word()}`",
        width=len(place.word()),
    )


def _nothing_here(at: _Place, _: _Place) -> Problem:
    if not at.character:
        begun = _open_above(at)
        return _unclosed_bracket(begun) if begun else _other(at, at)
    return at.problem(
        f"a value is missing before `{at.character}`",
        expected="a value",
        hint=f"write the value, or take the `{at.character}` out; a text that begins with it "
        "must stand in quotes",
    )


def _dash_in_line(at: _Place, _: _Place) -> Problem:
    text = at.after.removeprefix("-").strip()
    return at.problem(
        "a list cannot begin on the line of its name",
        expected="each item on a line of its own below the name, or all in square brackets",
        hint=f"write `[{text}]`, or move `- {text}` to the next line, indented by two spaces",
        width=len(at.after),
    )


def _tight_in_braces(at: _Place, begun: _Place) -> Problem:
    if at.row != begun.row:
        return _other(at, begun)
    name = at.line[begun.column : at.column]
    rest = at.after.removeprefix(":")
    line = begun.row + 1
    spot = Spot(line, begun.column + 1, line, at.column + 2)
    return no_space_problem(at.source, spot, name, rest)


def _after_end(at: _Place, _: _Place) -> Problem:
    if not at.first or at.above().line.startswith(("...", "}", "]", "'", '"')):
        return at.problem(
            "this stands after the end of the text",
            expected="nothing here",
            hint="take it out, or take out what ended the text before it",
            width=len(at.after),
        )
    return at.problem(
        "this begins further to the left than the first line, so the text has ended",
        expected="all outermost names in the same column",
        hint="begin every outermost name, the first one too, in column 1",
        width=len(at.word()),
    )


def _other(at: _Place, _: _Place) -> Problem:
    return at.problem(
        "YAML cannot be read from here on",
        expected="`name: value`",
        hint="look at this line and the one above it for a mark that is missing or too many; put "
        "quotes around a text with unusual marks",
        width=len(at.word()),
    )


_TELLERS: tuple[tuple[str, Callable[[_Place, _Place], Problem]], ...] = (
    ("quoted scalar; found unexpected", _unclosed_quote),
    ("quoted scalar", _escape),
    ("cannot start any token", _bad_start),
    ("block scalar", _bad_begun),
    ("document start", _after_end),
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("node content", _nothing_here),
    ("parsing a block mapping", _not_a_name),
    ("parsing a block collection", _not_an_item),
    ("flow ", _bracket),
    ("an alias", _bad_begun),
    ("an anchor", _bad_begun),
    ("tag", _bad_begun),
    ("a plain scalar", _tight_in_braces),
    ("sequence entries are not allowed", _dash_in_line),
    ("mapping keys are not allowed", _bad_start),
    ("", _other),
)
"""In the parsers' own words (libyaml's and PyYAML's), what tells which error; in this order."""
