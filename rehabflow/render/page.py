"""Text laid out for a terminal: sections, hanging lines and rows in columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import field, frozen

from rehabflow.printable import display_width

Style = Literal["plain", "bold", "danger", "bad", "good", "open"]

_HEAD = re.compile(r"\S+( \S+)*")
TIE = "\0"
"""A space at which no line breaks. Nothing from a log or protocol holds it once printable."""
_CODES = {"bold": "1", "danger": "1;31", "bad": "31", "good": "32", "open": "33"}


@frozen
class Row:
    """A line of a table: its cells in columns, what stands beside and below it.

    Without cells it stands across all columns.
    """

    lead: str
    style: Style
    indent: int
    cells: tuple[str, ...]
    beside: str
    below: tuple[str, ...] = ()

    def columns(self) -> list[int]:
        """How wide its cells are, the first with what it is indented by."""
        first, *others = map(display_width, self.cells)
        return [first + self.indent, *others]

    def text(self, widths: Iterable[int]) -> str:
        """Its cells, two spaces apart, and what stands beside them.

        A cell stays on one line, unless it is too long for its column.
        """
        text, at, column = "", self.indent, 0
        for cell, wide in zip(self.cells, widths, strict=False):
            column += wide + 2
            kept = tied(cell) if display_width(cell) <= wide else cell
            gap = max(2, column - at - display_width(cell))
            text += f"{kept}{TIE * (gap - 1)} "
            at += display_width(cell) + gap
        return text + self.beside


@frozen
class Page:
    """Lines no wider than `width`, unless one word is."""

    width: int
    colour: bool
    _lines: list[str] = field(factory=list[str], init=False)

    def put(self, text: str, lead: str = "", style: Style = "plain", indent: int = 0) -> None:
        """`text`, hanging below its first word, after a lead that alone is ever coloured."""
        used = indent + display_width(lead)
        hang = min(used, self.width // 2)
        line, first = " " * indent + self._painted(lead, style), True
        for word in text.split():
            wide = display_width(word)
            if used + wide + (not first) > self.width and line.strip():
                if not word.strip(TIE):
                    continue  # an empty cell
                self._lines.append(line)
                line, used, first = " " * hang, hang, True
            line += word if first else f" {word}"
            used += wide + (not first)
            first = False
        self._lines.append(line)

    def title(self, text: str) -> None:
        """What the whole page is about."""
        self.put(text)

    def section(self, head: str, text: str, style: Style = "bold") -> None:
        """The first line of a section, below an empty one."""
        self.gap()
        self.put(text, f"{head:<7}", style)

    def rule(self, head: str) -> None:
        """A heading across the page, below an empty line and above one."""
        self.gap()
        wide = self.width - display_width(head) - 4
        self.put("=" * wide if wide > 0 else "", f"== {head} ", "bold")

    def more(self, text: str) -> None:
        """A further line of a section."""
        self.put(text, indent=7)

    def reasons(self, texts: Sequence[str]) -> None:
        """Numbered notes, below an empty line."""
        wide = len(str(len(texts))) + 2
        for at, text in enumerate(texts, 1):
            if at == 1:
                self.gap()
            head = "WHY" if at == 1 else ""
            self.put(text, f"{head:<7}{f'[{at}]':<{wide}} ", "bold")

    def table(self, rows: Sequence[Row], widest: Sequence[int]) -> None:
        """Rows in columns that grow no wider than `widest`."""
        columns = zip(*(row.columns() for row in rows if row.cells), strict=True)
        widths = [min(each, max(column)) for each, column in zip(widest, columns, strict=False)]
        for row in rows:
            self.put(row.text(widths), row.lead, row.style, row.indent)
            for line in filter(None, row.below):
                self.put(line, indent=row.indent + display_width(row.lead))

    def gap(self) -> None:
        """An empty line."""
        self._lines.append("")

    def text(self) -> str:
        """All of it."""
        return "\n".join(line.replace(TIE, " ").rstrip() for line in self._lines)

    def _painted(self, text: str, style: Style) -> str:
        head = _HEAD.match(text)
        if not self.colour or style == "plain" or not head:
            return text
        return f"\x1b[{_CODES[style]}m{head[0]}\x1b[0m{text[head.end() :]}"


def tied(text: str) -> str:
    """A text that stays on one line."""
    return text.replace(" ", TIE)
