"""Where everything of a picture stands: stages one below another, ways back left, others right."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from rehabflow.render.measured import wrapped
from rehabflow.render.picture import BEFORE, CLINICIAN, Arrow, Box, Picture
from rehabflow.render.short import TIE

LINE = 16
"""Points from a line of text to the next."""
PAD = 10
BOX, CARD = 260, 320
"""How wide a box and a card are."""
MARGIN, TITLE = 24, 24
_GAP, _LANE, _ENTRY, _LEAST = 36, 14, 14, 48
HANGING = TIE * 3
"""What a line begins with that goes on with the one above it."""
BELOW = BOX // 2 + _GAP + CARD - PAD
"""How wide a gate is beside the arrow to the next row: as far as the cards above it."""
ASKED, NAME, HEADING = 13, 15, 18
"""The sizes of what a gate asks, of the name of a box, and of the title."""

Point = tuple[int, int]
Kind = Literal["advance", "setback", "refer"]


@frozen
class Card:
    """A gate in words, beside its arrow."""

    at: Point
    head: tuple[str, ...]
    """Where it leads."""
    lines: tuple[str, ...]
    kind: Kind

    @property
    def width(self) -> int:
        """Beside the arrow to the next row there is more room, and no head."""
        return CARD if self.head else BELOW

    @property
    def height(self) -> int:
        """With the room around its lines."""
        return _height(len(self.head) + len(self.lines))


@frozen
class Plate:
    """A box of the picture."""

    at: Point
    height: int
    lines: tuple[str, ...]
    box: Box


@frozen
class Drawn:
    """An arrow from point to point."""

    points: tuple[Point, ...]
    kind: Kind


@frozen
class Layout:
    """A whole drawing, and its size."""

    width: int
    height: int
    title: tuple[str, ...]
    plates: tuple[Plate, ...]
    cards: tuple[Card, ...]
    arrows: tuple[Drawn, ...]


def layout_of(picture: Picture) -> Layout:
    """A place for each box, gate and arrow; no two gates overlap."""
    return _Desk(picture).layout()


@frozen
class _Desk:
    """Places row after row; what is placed is kept."""

    picture: Picture
    plates: list[Plate] = field(factory=list[Plate])
    cards: list[Card] = field(factory=list[Card])
    arrows: list[Drawn] = field(factory=list[Drawn])
    exits: dict[Arrow, Point] = field(factory=dict[Arrow, Point])
    """Where the arrows go on that lead along the side to another row."""
    entries: dict[Arrow, Point] = field(factory=dict[Arrow, Point])

    def layout(self) -> Layout:
        rows = [box for box in self.picture.boxes if box.id not in (CLINICIAN, BEFORE)]
        width = self.x_right + CARD + _LANE * len(self.sideways("advance")) + MARGIN
        title = wrapped(self.picture.title, width - 2 * MARGIN, HEADING, bold=True)
        y = MARGIN + TITLE * len(title) + PAD
        for at, box in enumerate(rows):
            after = rows[at + 1].id if at + 1 < len(rows) else ""
            y = self.row(box, after, y)
        for lane, arrow in enumerate(self.sideways("setback")):
            self.lead(arrow, MARGIN + _LANE * lane)
        for lane, arrow in enumerate(self.sideways("advance")):
            self.lead(arrow, self.x_right + CARD + _LANE * (lane + 1))
        return Layout(width, y, title, tuple(self.plates), tuple(self.cards), tuple(self.arrows))

    # ------------------------------------------------------------ columns

    @property
    def x_left(self) -> int:
        return MARGIN + _LANE * len(self.sideways("setback"))

    @property
    def x_box(self) -> int:
        has_left = any(each.kind == "setback" for each in self.picture.arrows)
        return self.x_left + (CARD + _GAP if has_left else 0)

    @property
    def x_right(self) -> int:
        return self.x_box + BOX + _GAP

    def sideways(self, kind: Kind) -> list[Arrow]:
        """The arrows of a kind that lead along the side to the row of another stage."""
        ids = [box.id for box in self.picture.boxes if box.kind in ("stage", "final")]
        found = [each for each in self.picture.arrows if each.kind == kind and each.end in ids]
        return [each for each in found if not _is_next(each, ids)]

    # ------------------------------------------------------------ rows

    def row(self, box: Box, after: str, y: int) -> int:
        """A box with its gates; where the next row begins."""
        own = [each for each in self.picture.arrows if each.start == box.id]
        down = [each for each in own if each.kind == "advance" and each.end == after]
        left = [each for each in own if each.kind == "setback"]
        right = [each for each in own if each not in (*down, *left)]
        ends = [
            self.side(left, box, y, self.x_left, self.x_box, "setback"),
            self.side(right, box, y, self.x_right, self.x_box + BOX, "advance"),
        ]
        lines = wrapped(box.text, BOX - 2 * PAD, NAME, bold=True)
        height = max(_LEAST, _height(len(lines)), *(end - y for end in ends))
        self.plates.append(Plate((self.x_box, y), height, lines, box))
        return self.below(down, y + height)

    def side(self, own: list[Arrow], box: Box, y: int, x: int, edge: int, kind: Kind) -> int:
        """The arrows that come in and go out on one side of a box; where they end."""
        for each in self.sideways(kind):
            if each.end == box.id:
                y += _ENTRY
                self.entries[each] = edge, y - _ENTRY // 2
        for each in own:
            card = Card((x, y), self.head(each), _lines(each, CARD), each.kind)
            self.cards.append(card)
            middle = y + card.height // 2
            near, far = (x + CARD, x) if x < edge else (x, x + CARD)
            self.arrows.append(Drawn(((edge, middle), (near, middle)), each.kind))
            self.exits[each] = far, middle
            y += card.height + PAD
        return y - PAD if own else y

    def below(self, down: list[Arrow], y: int) -> int:
        """The gates of the way to the next row, beside its arrow."""
        if not down:
            return y + _GAP
        first, middle = y, self.x_box + BOX // 2
        for each in down:
            card = Card((middle + PAD, y + PAD), (), _lines(each, BELOW), each.kind)
            self.cards.append(card)
            y += card.height + PAD
        y += PAD
        self.arrows.append(Drawn(((middle, first), (middle, y)), "advance"))
        return y

    def lead(self, arrow: Arrow, lane: int) -> None:
        """The line from a gate along a lane of its own to the row where it leads."""
        start, end = self.exits[arrow], self.entries[arrow]
        points = (start, (lane, start[1]), (lane, end[1]), end)
        self.arrows.append(Drawn(points, arrow.kind))

    def head(self, arrow: Arrow) -> tuple[str, ...]:
        text = next(box.text for box in self.picture.boxes if box.id == arrow.end)
        word = {"advance": "on to", "setback": "back to", "refer": "to"}[arrow.kind]
        said = "starts anew" if arrow.start == arrow.end else f"{word} {text}"
        return wrapped(said, CARD - 2 * PAD, ASKED, bold=True)


def _is_next(arrow: Arrow, ids: list[str]) -> bool:
    """Whether an advance leads to the row below."""
    return arrow.kind == "advance" and ids.index(arrow.end) == ids.index(arrow.start) + 1


def _height(lines: int) -> int:
    return LINE * lines + PAD


def _lines(arrow: Arrow, width: int) -> tuple[str, ...]:
    room = width - 2 * PAD
    return tuple(
        line for each in arrow.lines for line in wrapped(each, room, ASKED, hanging=HANGING)
    )
