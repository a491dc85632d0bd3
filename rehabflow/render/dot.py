"""The stages of a protocol and the ways between them in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rehabflow.protocol import Protocol
from rehabflow.render.picture import Arrow, Box, picture_of
from rehabflow.render.short import untied

_FONT = "Helvetica"
_WIDE = 48
"""How many characters a line of a label takes at most, unless one word does."""
_CENTRED, _TO_THE_LEFT = "\\n", "\\l"
"""How a line of a label ends."""
_BOXES = {
    "stage": "",
    "final": ", peripheries=2",
    "clinician": ', style="rounded,bold"',
    "every": ', style="rounded,dashed"',
}
_ARROWS = {
    "advance": ", weight=20",  # which keeps the stages in one column
    "setback": ", style=dashed",
    "refer": ", style=bold",
}


def dot_text(protocol: Protocol) -> str:
    """A directed graph with the gates on its edges: limits, windows, and all."""
    return "\n".join(_lines(protocol))


def _lines(protocol: Protocol) -> Iterator[str]:
    picture = picture_of(protocol)
    yield f"digraph {quoted(protocol.id)} {{"
    yield f'  graph [label={quoted(picture.title)}, labelloc=t, nodesep=0.6, fontname="{_FONT}"]'
    yield f'  node [shape=box, style=rounded, fontname="{_FONT}", margin="0.25,0.12"]'
    yield f'  edge [fontname="{_FONT}", fontsize=10]'
    yield "  begin [shape=point, width=0.15]"
    for box in picture.boxes:
        yield _box(box)
    yield "  begin -> s1"
    for arrow in picture.arrows:
        yield _arrow(arrow)
    yield "}"


def _box(box: Box) -> str:
    label = _CENTRED.join(map(_escaped, _wrapped(box.text)))
    return f'  {box.id} [label="{label}"{_BOXES[box.kind]}]'


def _arrow(arrow: Arrow) -> str:
    lines = (line for each in arrow.lines for line in _wrapped(each, "  "))
    # The arrow itself runs along the left of its label, close by.
    label = "".join(f"  {_escaped(line)}{_TO_THE_LEFT}" for line in lines)
    return f'  {arrow.start} -> {arrow.end} [label="{label}"{_ARROWS[arrow.kind]}]'


def _wrapped(text: str, hanging: str = "") -> list[str]:
    lines = wrap(
        text, _WIDE, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    return [untied(line) for line in lines]


def quoted(text: str) -> str:
    """A text in quotes that Graphviz shows as it is."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    r"""Graphviz reads `\N` and the like as more than itself, and `&lt;` as a character."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
