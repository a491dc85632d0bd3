"""Logs as CSV, as spreadsheets save them and people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from attrs import frozen

from rehabflow.excerpt import HIDDEN, excerpt
from rehabflow.faults import Comma, Fault, shown
from rehabflow.fields import FIELDS, HEADER
from rehabflow.intake import Rest, unknown
from rehabflow.nearest import nearest
from rehabflow.places import Place, is_plain, may_be_quoted
from rehabflow.readers.lines import LineReader

SEPARATORS = ",;\t"
_BLANKS = ' ",;\t'
_SEPARATOR_LINE = re.compile(r'"?sep=(.?)[",;\t ]*', re.IGNORECASE)
_ABOUT = re.compile(r'[ "]*#[# ]*(?P<name>\w{1,40}) *: *"*(?P<value>.*?)[ ",;\t]*')
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"(?!")')
_COMMA_HOLD = re.compile("(@ *[0-9]+),([0-9]+ ?s)")
MAX_COLUMNS = 200
_LOOK_AHEAD = 20
"""Lines; how far a line break inside quotes is followed."""


@frozen
class Cell:
    """One cell of a line: where it begins and ends (from 0), and its text without quotes."""

    start: int
    end: int
    text: str


class BadQuote(Exception):
    """A quote in the wrong place: the cells before it, and where it stands (from 0).

    `opens` where it opens a cell that its line does not close.
    """

    def __init__(self, cells: list[Cell], at: int, opens: bool) -> None:
        super().__init__(at)
        self.cells = cells
        self.at = at
        self.opens = opens


@lru_cache(len(SEPARATORS))
def _cell(separator: str) -> re.Pattern[str]:
    end = rf"(?={separator}|\Z)"
    return re.compile(rf' *"([^"]*(?:""[^"]*)*)" *{end}|([^"{separator}]*){end}')


def cells_of(line: str, separator: str) -> list[Cell]:
    """The cells of a line. Raises BadQuote."""
    cells: list[Cell] = []
    match, at = _cell(separator).match, 0
    while True:
        found = match(line, at)
        if not found:
            raise _bad_quote(line, at, cells)
        quoted, plain = found.groups()
        text = plain if quoted is None else quoted.replace('""', '"')
        cells.append(Cell(found.start(), found.end(), text.strip(" ")))
        if found.end() == len(line):
            return cells
        at = found.end() + 1


def _bad_quote(line: str, at: int, cells: list[Cell]) -> BadQuote:
    quote = line.index('"', at)
    if line[at:quote].strip(" "):
        return BadQuote(cells, quote, False)
    closed = _QUOTED.match(line, quote)
    return BadQuote(cells, closed.end() - 1 if closed else quote, not closed)


class CsvReader(LineReader):
    """Reads CSV: lines `# injured: right`, the names of the columns, then one entry a line.

    Every row must have as many cells as there are columns, so a file that was cut off is found
    out, but for a cut in the very last cell: where it held `10`, `1` looks just as whole.
    """

    separator = ""
    header_line = 0
    columns: Sequence[str | None] = ()
    """The name of each column; None where it is one that no field goes by."""
    skip_to = 0
    """The last line of a cell that a line break runs through."""

    def take(self, number: int, line: bytes) -> Rest | None:
        """Read one line, of the header or a row."""
        text = self.text(number, line)
        if text is None or number <= self.skip_to or not text.strip(_BLANKS):
            return None
        if self.header_line:
            return self.row(number, text, not line.endswith(b"\n")) if self.columns else None
        marked = _SEPARATOR_LINE.fullmatch(text) if number == 1 else None
        if marked:
            self.separate(marked)
        elif text.lstrip(' "').startswith("#"):
            self.about(number, text)
        else:
            self.header_line = number
            self.names(number, text)
        return None

    # Above the rows

    def separate(self, marked: re.Match[str]) -> None:
        """Take a spreadsheet's `sep=;`."""
        self.separator = marked[1]
        if not self.separator or self.separator not in SEPARATORS:
            message = f"sep is {shown(self.separator)}, which parts no cells"
            self.refuse(1, "RF117", message, "a comma, a semicolon or a tab", column=5)
            self.separator = ""

    def about(self, number: int, text: str) -> None:
        """Take a line `# injured: right`."""
        found = _ABOUT.fullmatch(text)
        if not found:
            names = ", ".join(f"`# {name}: ...`" for name in HEADER)
            message = "a line that begins with `#` is not `# name: value`"
            self.refuse(number, "RF117", message, f"one of {names}", "take the line out")
        elif found["value"]:
            self.intake.head(number, {found["name"]: found["value"]})

    def names(self, number: int, text: str) -> None:
        """Take the names of the columns."""
        self.separator = self.separator or _separator(text)
        cells = self.cells(number, text)
        while cells and not cells[-1].text:
            cells.pop()
        names = [cell.text for cell in cells]
        if not names:
            return
        if len(names) > MAX_COLUMNS:
            message = f"there are {len(names):,} columns"
            self.refuse(number, "RF110", message, f"the {len(FIELDS)} fields of a log, or fewer")
            return
        knows = self.intake.knows
        known = [knows(name) for name in names]
        fields = self.intake.fields
        near = [
            name if each else nearest(name, fields)
            for name, each in zip(names, known, strict=True)
        ]
        if not any(near) or (FIELDS.keys().isdisjoint(names) and any(map(is_plain, names))):
            message, expected = "there are no column names", "the names of the columns above this"
            hint = "begin with a line such as date,pain,aslr,exercise,sets,reps,note"
            self.refuse(number, "RF112", message, expected, hint)
            return
        self.columns = [
            name if knows(name) and names.index(name) == at else None
            for at, name in enumerate(names)
        ]
        quoted = [
            text[cell.start : cell.end] if known else HIDDEN * (cell.end - cell.start)
            for cell, known in zip(cells, near, strict=True)
        ]
        places = [
            self.cell_place(number, text, cells, at, quoted, Fault("", ""))
            for at in range(len(names))
        ]
        for name, place, column in zip(names, places, self.columns, strict=True):
            if not knows(name):
                blank = Fault("RF110", "there is a column without a name", "a name for each")
                self.intake.refuse_at(place, name, unknown(name, fields) if name else blank)
            elif column is None:
                fault = Fault("RF111", "stands twice", "each column once", "take one of them out")
                self.intake.refuse_at(place, name, fault, places[names.index(name)])
        self.intake.undated = "date" not in names
        if "date" not in near:
            message = "there is no column `date`"
            self.refuse(number, "RF112", message, "a column `date` with the day of each row")
        if self.columns[0] == "date":
            self.head = b""

    # The rows

    def row(self, number: int, text: str, cut: bool) -> Rest | None:
        """Take one row; `cut` where the file ends with it and no line end follows."""
        if '"' in text:
            texts = [cell.text for cell in self.cells(number, text)]
        else:
            texts = [cell.strip(" ") for cell in text.split(self.separator)]
        columns = self.columns
        if len(texts) < len(columns) or any(texts[len(columns) :]):
            if texts:
                self.misfit(number, text, texts, cut)
            return None
        values = {name: each for name, each in zip(columns, texts, strict=False) if name and each}
        if self.separator == ";" and "," in text:
            fields = self.intake.fields
            for name, each in values.items():
                if fields[name].scale:
                    values[name] = Comma(each)
            if "work" in values:
                values["work"] = _COMMA_HOLD.sub(r"\1.\2", values["work"])
        return self.intake.record(number, values)

    def cells(self, number: int, text: str) -> list[Cell]:
        """The cells of a line; none, and a problem, where its quotes are wrong."""
        try:
            return cells_of(text, self.separator)
        except BadQuote as bad:
            self.refuse_quote(number, text, bad)
            return []

    def refuse_quote(self, number: int, text: str, bad: BadQuote) -> None:
        """Say which quote is in the wrong place."""
        end = self.closing(number) if bad.opens else None
        if end:
            self.skip_to = end.line
            message = f"quotes open here and close on line {end.line}"
            hint = "write the whole cell on one line"
            fault = Fault("RF116", message, "no line break inside a cell", hint)
        elif bad.opens:
            hint = "close them where the cell ends, or take this one out"
            fault = Fault("RF115", "quotes open here and never close", "quotes in pairs", hint)
        else:
            expected = "quotes around a whole cell only"
            hint = 'put quotes around the whole cell, and write each one inside it as ""'
            fault = Fault("RF115", "a quote stands inside a cell", expected, hint)
        quoted = [*map(self.quotable(text), bad.cells, self.columns), ""]
        before = self.separator.join(quoted)
        before += HIDDEN * (bad.at - len(before))
        place = Place(number, bad.at + 1, *excerpt(before[: bad.at], '"', HIDDEN))
        self.intake.refuse_at(place, "", fault, end)

    def closing(self, number: int) -> Place | None:
        """Where quotes that a line leaves open close on a later one."""
        for line, text in enumerate(self.lines[number : number + _LOOK_AHEAD], number + 1):
            if text.count('"') % 2:
                at = text.index('"')
                return Place(line, at + 1)
        return None

    def misfit(self, number: int, text: str, texts: list[str], cut: bool) -> None:
        """Say that a row has more or fewer cells than there are columns."""
        count, columns = len(texts), len(self.columns)
        expected = f"{columns} cells, one for each column"
        if text.startswith("#"):
            message = "a line that begins with `#` stands below the column names"
            self.refuse(number, "RF117", message, "an entry", "put it above them, or take it out")
            return
        if count > columns:
            fault = Fault("RF113", f"the row has {count} cells", expected, _too_many(text))
        elif cut:
            message = f"the file breaks off here, after {count} of {columns} cells"
            fault = Fault("RF107", message, expected, "was it cut off? save or export it again")
        else:
            hint = "an empty cell has its separator, too"
            fault = Fault("RF114", f"the row has only {count} cells", expected, hint)
        if count > MAX_COLUMNS:
            message = f"the row has {count:,} cells"
            self.refuse(number, "RF113", message, expected, "is this the right file?")
            return
        cells = cells_of(text, self.separator)
        raw = [text[cell.start : cell.end] for cell in cells]
        quoted = [each if is_plain(each.strip()) else HIDDEN * len(each) for each in raw]
        if count > columns:
            at = next(at for at in range(columns, count) if texts[at])
            place = self.cell_place(number, text, cells, at, quoted, fault, hidden=True)
        else:
            place = Place(number, len(text) + 1, *excerpt(self.separator.join(quoted), "", ""))
        self.intake.refuse_at(place, "", fault)

    # Where something stands

    def place(self, line: int, field: str, fault: Fault) -> Place:
        """Where a field stands on a line, for a problem."""
        text = self.lines[line - 1]
        if line < self.header_line or not self.header_line:
            return _about_place(line, text, fault)
        cells = cells_of(text, self.separator)
        quoted = list(map(self.quotable(text), cells, self.columns))
        at, private = self.columns.index(field), self.intake.fields[field].private
        return self.cell_place(line, text, cells, at, quoted, fault, private)

    def quotable(self, text: str) -> Callable[[Cell, str | None], str]:
        """How a cell of a column is quoted: hidden where it may be a patient's own words."""

        def quote(cell: Cell, column: str | None) -> str:
            raw = text[cell.start : cell.end]
            public = may_be_quoted(column or "", cell.text, self.intake.declared)
            return raw if public else HIDDEN * len(raw)

        return quote

    def cell_place(
        self,
        line: int,
        text: str,
        cells: list[Cell],
        at: int,
        quoted: list[str],
        fault: Fault,
        hidden: bool = False,
    ) -> Place:
        """Where a cell stands, or the part of it that a fault means.

        `quoted` are the cells as they may be quoted beside it; `hidden` where it may not itself.
        """
        cell = cells[at]
        inner = text.find(cell.text, cell.start, cell.end)
        start, end = cell.start, cell.end
        if inner >= 0:
            start = inner + fault.start
            end = start + (len(cell.text) if fault.length is None else fault.length)
        before = self.separator.join([*quoted[:at], text[cell.start : start]])
        after = self.separator.join([text[end : cell.end], *quoted[at + 1 :]])
        meant = HIDDEN if hidden else text[start:end]
        return Place(line, start + 1, *excerpt(before, meant, after))


def _separator(text: str) -> str:
    """The separator under which most of a line's cells are names of fields."""

    def known(separator: str) -> int:
        return sum(name.strip(_BLANKS) in FIELDS for name in text.split(separator))

    return max(SEPARATORS, key=known)


def _too_many(text: str) -> str:
    if re.search(r",[0-9]{1,3},[0-9]{1,2}(?:,|$)", text):
        return "write 2.5 with a decimal point; put a text with commas in quotes"
    return "put a text that holds the separator in quotes"


def _about_place(line: int, text: str, fault: Fault) -> Place:
    """Where the name or the value stands on a line `# injured: right`."""
    found = _ABOUT.fullmatch(text)
    assert found
    start, end = found.span("name" if fault.at_name else "value")
    after = HIDDEN if fault.at_name else ""
    return Place(line, start + 1, *excerpt(text[:start], text[start:end], after))
