"""The stages of a protocol and the ways between them as an SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rehabflow.protocol import Protocol
from rehabflow.render.layout import (
    ASKED,
    BOX,
    HANGING,
    HEADING,
    LINE,
    MARGIN,
    NAME,
    PAD,
    TITLE,
    Card,
    Drawn,
    Layout,
    Plate,
    layout_of,
)
from rehabflow.render.picture import picture_of
from rehabflow.render.short import untied

LETTERS = f"""\
text {{ font-family: Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: {ASKED}px; }}
text {{ fill: #1a1a1a; }}
.title {{ font-size: {HEADING}px; font-weight: bold; }}
"""
"""How every drawing is lettered."""
_STYLE = (
    LETTERS
    + f"""\
.box {{ fill: #eef4fb; stroke: #1f4e79; stroke-width: 1.5; }}
.box.every {{ fill: #ffffff; stroke-dasharray: 6 4; }}
.box.final {{ stroke-width: 4; }}
.name {{ font-size: {NAME}px; font-weight: bold; text-anchor: middle; }}
.card {{ fill: #ffffff; stroke-width: 1; }}
.head {{ font-weight: bold; }}
path {{ fill: none; stroke-width: 1.5; }}
.advance {{ stroke: #2e6b34; }}
.setback {{ stroke: #8a5a00; }}
path.setback {{ stroke-dasharray: 6 4; }}
.refer {{ stroke: #b00020; }}
path.refer {{ stroke-width: 3; }}
marker path {{ stroke: none; fill: #1a1a1a; }}"""
)
_TIP = '<marker id="tip" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="11" markerHeight="11"'
ALWAYS = "Decision support, not medical advice: a clinician decides."


def svg_text(protocol: Protocol) -> str:
    """A drawing of its own: gates beside the arrows, with limits and windows."""
    return "\n".join(_drawing(layout_of(picture_of(protocol))))


def _drawing(layout: Layout) -> Iterator[str]:
    width, height = layout.width, layout.height + 2 * LINE
    yield from opened(width, height, " ".join(layout.title), _STYLE)
    yield f'<defs>{_TIP} markerUnits="userSpaceOnUse" orient="auto">'
    yield '<path d="M 0 0 L 10 5 L 0 10 z"/></marker></defs>'
    yield paper(width, height)
    for at, title in enumerate(layout.title, 1):
        yield lettered(MARGIN, TITLE * at, title, "title")
    for arrow in layout.arrows:
        yield _arrow(arrow)
    for plate in layout.plates:
        yield from _plate(plate)
    for card in layout.cards:
        yield from _card(card)
    yield lettered(MARGIN, layout.height + LINE, ALWAYS, "always")
    yield "</svg>"


def opened(width: int, height: int, title: str, style: str) -> Iterator[str]:
    """How a drawing begins that needs nothing else."""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">'
    )
    yield f"<title>{escape(title)}</title>"
    yield f"<style>\n{style}\n</style>"


def paper(width: int, height: int) -> str:
    """What it is drawn on."""
    return f'<rect width="{width}" height="{height}" fill="#ffffff"/>'


def _arrow(arrow: Drawn) -> str:
    (x, y), *others = arrow.points
    steps = f"M {x} {y}" + "".join(f" L {x} {y}" for x, y in others)
    return f'<path class="{arrow.kind}" d="{steps}" marker-end="url(#tip)"/>'


def _plate(plate: Plate) -> Iterator[str]:
    x, y = plate.at
    yield (
        f'<rect class="box {plate.box.kind}" x="{x}" y="{y}" width="{BOX}" '
        f'height="{plate.height}" rx="10"/>'
    )
    top = y + (plate.height - LINE * len(plate.lines)) // 2
    for at, line in enumerate(plate.lines, 1):
        yield lettered(x + BOX // 2, top + LINE * at - 4, line, "name")


def _card(card: Card) -> Iterator[str]:
    x, y = card.at
    if card.head:
        shape = f'x="{x}" y="{y}" width="{card.width}" height="{card.height}" rx="4"'
        yield f'<rect class="card {card.kind}" {shape}/>'
    lines = [*((each, "head") for each in card.head), *((each, "asked") for each in card.lines)]
    for at, (line, kind) in enumerate(lines, 1):
        yield lettered(x + PAD, y + LINE * at, line, kind)


def lettered(x: int, y: int, text: str, kind: str) -> str:
    """A line of text; `kind` is its class. What hangs together is not broken."""
    bare = text.removeprefix(HANGING)
    shown = escape(text[: len(text) - len(bare)] + untied(bare))
    return f'<text class="{kind}" x="{x}" y="{y}">{shown}</text>'
