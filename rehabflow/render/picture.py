"""The stages of a protocol and the ways between them as boxes and arrows, for any drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from rehabflow.printable import printable
from rehabflow.protocol import Protocol, Transition
from rehabflow.render.short import TIE, when_lines

_SPACES = re.compile(rf"[^\S{TIE}]+")
CLINICIAN, EVERY, OPEN, BEFORE = "clinician", "every", "open", "before"
"""The boxes that are no stage of the protocol."""
_WHERE = {
    CLINICIAN: "a clinician",
    EVERY: "every stage",
    OPEN: "every stage but the last",
    BEFORE: "the stage before",
}


@frozen
class Box:
    """A stage, or one of the places above."""

    id: str
    text: str
    kind: Literal["stage", "final", "clinician", "every"]


@frozen
class Arrow:
    """A way from one box to another, and what it asks, line by line."""

    start: str
    end: str
    kind: Literal["advance", "setback", "refer"]
    lines: tuple[str, ...]


@frozen
class Picture:
    """All that a drawing shows. The texts are fit to be shown, and not yet for any format."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture_of(protocol: Protocol) -> Picture:
    """The picture of a protocol."""
    places = {id: f"s{at}" for at, id in enumerate(protocol.stage_ids, 1)}
    arrows = tuple(_arrows(protocol, places))
    stages = (
        Box(places[each.id], _flat(f"{at} {each.title}"), "final" if each.final else "stage")
        for at, each in enumerate(protocol.stages, 1)
    )
    used = {id for each in arrows for id in (each.start, each.end)}
    others = (
        Box(id, text, "clinician" if id == CLINICIAN else "every")
        for id, text in _WHERE.items()
        if id in used
    )
    title = _flat(f"{protocol.title} ({protocol.id} {protocol.version})")
    return Picture(title, (*stages, *others), arrows)


def _arrows(protocol: Protocol, places: dict[str, str]) -> Iterator[Arrow]:
    for stage in protocol.stages:
        for each in (*stage.advance, *stage.setback):
            yield _arrow(places[stage.id], places[str(each.to)], each)
        for each in stage.refer:
            yield _arrow(places[stage.id], CLINICIAN, each)
    yield Arrow(EVERY, CLINICIAN, "refer", ("when a red flag or re-injury is logged",))
    for each in protocol.refer:
        yield _arrow(OPEN, CLINICIAN, each)
    for each in protocol.setback:
        yield _arrow(OPEN, BEFORE if each.to is None else places[each.to], each)


def _arrow(start: str, end: str, way: Transition) -> Arrow:
    return Arrow(start, end, way.kind, tuple(map(_flat, when_lines(way, windows=True))))


def _flat(text: str) -> str:
    return _SPACES.sub(" ", printable(text)).strip()
