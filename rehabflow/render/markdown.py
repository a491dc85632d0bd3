"""Text laid out as Markdown, in which nothing that an author wrote means anything but itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from rehabflow.render.page import TIE, Page, Row, Style

_MARKUP = re.compile(r"[\\`*_{}\[\]<>~$&#]")
_PIPE = "&#124;"
_AT_START = re.compile(r"([0-9]{1,9}(?=[.)](?: |$))|(?=[-+=]))")
_LINK = re.compile(r"(https?://[^<>\\`|]+?)([.,;]*)")
_UNENDING = 10_000
"""No line is broken: one that begins with a dash or a number would become a list."""


@frozen
class MarkdownPage(Page):
    """A page in Markdown: headings, paragraphs, lists and tables."""

    @classmethod
    def empty(cls) -> MarkdownPage:
        """A page of nothing yet."""
        return cls(_UNENDING, colour=False)

    def put(self, text: str, lead: str = "", style: Style = "plain", indent: int = 0) -> None:
        """A paragraph, or an item of a list where its lead is a dash; it has no style."""
        del style
        if lead.strip() == "-":
            self.item(escaped(text), indent // 2)
        else:
            self.block(escaped(text))

    def title(self, text: str) -> None:
        """What the whole page is about."""
        self.block(f"# {escaped(text)}")

    def rule(self, head: str) -> None:
        """A heading."""
        self.block(f"## {escaped(head)}")

    def section(self, head: str, text: str, style: Style = "bold") -> None:
        """A paragraph with a word in bold before it, whatever the style."""
        del style
        self.block(f"**{escaped(head)}** {escaped(text)}")

    def more(self, text: str) -> None:
        """A further paragraph."""
        self.put(text)

    def table(self, rows: Sequence[Row], widest: Sequence[int]) -> None:
        """A table of any width, or where rows stand below others, a list."""
        del widest
        if len({row.indent for row in rows if row.lead.strip()}) > 1 or not all(
            row.cells and not row.below for row in rows
        ):
            self.nested(rows)
            return
        lines = [[*row.cells, row.beside] for row in rows]
        kept = [at for at, column in enumerate(zip(*lines, strict=True)) if any(column)]
        self.block(f"|{' |' * len(kept)}\n|{'---|' * len(kept)}")
        for line in lines:
            self._lines.append(f"| {' | '.join(escaped(line[at]) for at in kept)} |")

    def nested(self, rows: Iterable[Row]) -> None:
        """Rows as items of a list, each group below what stands above it."""
        outer = min(row.indent for row in rows)
        for row in rows:
            said = ", ".join(filter(None, row.cells))
            more = filter(None, [said, row.beside, *row.below])
            self.item(escaped(" ".join(more)), (row.indent - outer) // 2)

    def reasons(self, texts: Sequence[str]) -> None:
        """A numbered list."""
        if texts:
            self.block("Why:")
            self.block("\n".join(f"{at}. {escaped(text)}" for at, text in enumerate(texts, 1)))

    def code(self, language: str, text: str) -> None:
        """Lines that are no Markdown; the text must hold no backticks."""
        self.block(f"```{language}\n{text}\n```")

    def block(self, markdown: str) -> None:
        """What is Markdown already, below an empty line."""
        self.gap()
        self._lines.append(markdown)

    def item(self, markdown: str, level: int = 0) -> None:
        """An item of a list."""
        if not (self._lines and self._lines[-1].lstrip().startswith("- ")):
            self.gap()
        self._lines.append(f"{'  ' * level}- {markdown}")

    def gap(self) -> None:
        """An empty line, unless there is one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is; an address of the web is a link."""
    said = " ".join(_word(word) for word in text.replace(TIE, " ").split())
    return _AT_START.sub(r"\1\\", said, count=1) if _AT_START.match(said) else said


def _word(word: str) -> str:
    if link := _LINK.fullmatch(word):
        return f"<{link[1]}>{link[2]}"
    return _MARKUP.sub(r"\\\g<0>", word).replace("|", _PIPE)
