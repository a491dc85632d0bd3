"""A protocol as a drawing: everything is there, nothing overlaps, and nothing else is needed."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from strategies import protocols
from test_render_page import NASTY, ODD, flat, strange

from rehabflow import Protocol, load_protocol
from rehabflow.catalog import installed_protocols
from rehabflow.render.layout import BOX, Layout, layout_of
from rehabflow.render.picture import BEFORE, CLINICIAN, picture_of
from rehabflow.render.svg import svg_text

Plain = dict[str, Any]
Area = tuple[int, int, int, int]
SPACE = "\N{NO-BREAK SPACE}"


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314  (made here)
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def areas(layout: Layout) -> list[Area]:
    """Left, top, right and bottom of every box and gate."""
    plates = [(*each.at, BOX, each.height) for each in layout.plates]
    cards = [(*each.at, each.width, each.height) for each in layout.cards]
    return [(x, y, x + wide, y + high) for x, y, wide, high in (*plates, *cards)]


def overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check(protocol: Protocol) -> None:
    picture = picture_of(protocol)
    layout = layout_of(picture)
    found = areas(layout)
    assert not [pair for pair in combinations(found, 2) if overlap(*pair)]
    assert all(x >= 0 and y >= 0 for x, y, _, _ in found)
    assert all(x <= layout.width and y <= layout.height for _, _, x, y in found)
    boxes = [each.box.id for each in layout.plates]
    assert boxes == [e.id for e in picture.boxes if e.id not in (CLINICIAN, BEFORE)]
    asked = [said("".join(f"{line} " for line in each.lines)) for each in layout.cards]
    assert sorted(asked) == sorted(said(" ".join(each.lines)) for each in picture.arrows)
    edges = {x for plate in layout.plates for x in (plate.at[0], plate.at[0] + BOX)}
    for arrow in layout.arrows:
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in arrow.points)
        if len(arrow.points) == 4:
            assert arrow.points[-1][0] in edges
        for (x, y), (to_x, to_y) in zip(arrow.points, arrow.points[1:], strict=False):
            assert x == to_x or y == to_y, "lines are level or upright"


def said(text: str) -> str:
    """A text without what parts its lines."""
    return re.sub(rf"[\s{SPACE}]+", "", text)


@given(protocols())
def test_whatever_a_protocol_holds_nothing_overlaps_and_all_is_there(data: Plain) -> None:
    check(Protocol.from_dict(data))


@pytest.mark.parametrize("id", sorted(installed_protocols()))
def test_a_shipped_protocol_is_drawn_whole(id: str) -> None:
    protocol = load_protocol(id)
    check(protocol)
    lines = texts(svg_text(protocol))
    assert lines[0].startswith(protocol.title.split()[0])
    assert lines[-1].startswith("Decision support, not medical advice")


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_shown_as_it_was_written(text: str) -> None:
    protocol = strange(text)
    check(protocol)
    shown = said("".join(texts(svg_text(protocol))))
    assert said(f"1 {flat(text)}") in shown
    assert said(f"when {flat(text)}") in shown


@given(ODD.filter(lambda text: text.strip()))
def test_any_text_leaves_a_drawing_that_can_be_read(text: str) -> None:
    assert said(f"1 {flat(text)}") in said("".join(texts(svg_text(strange(text)))))


def test_a_gate_says_where_its_arrow_leads() -> None:
    lines = texts(svg_text(load_protocol("askling-l-protocol")))
    assert {"on to 4 H-test", "back to 2 Lengthening", "starts anew", "to a clinician"} <= {*lines}


def test_no_line_breaks_inside_of_a_limit_or_a_window_nor_at_a_hyphen() -> None:
    lines = [each for id in installed_protocols() for each in texts(svg_text(load_protocol(id)))]
    assert "≥ 90 %, within 7 days" in " ".join(lines)
    cut = re.compile(rf"([≥≤<>=]|within|last [0-9]+|-)$|^{SPACE}*(%|days|sessions|logged)")
    assert [each for each in lines if cut.search(each)] == []


def test_what_has_a_name_in_words_is_not_named_by_its_column_too() -> None:
    shown = " ".join(texts(svg_text(load_protocol("strength-foundations"))))
    assert "The basic exercises feel comfortable = yes" in shown
    assert "basics_comfortable" not in shown


def test_a_long_place_takes_more_lines() -> None:
    heads = [each.head for each in layout_of(picture_of(strange("word " * 30))).cards]
    assert any(len(head) > 3 and head[0].startswith("back to 1 word") for head in heads)


def test_nothing_is_fetched() -> None:
    svg = svg_text(load_protocol("hamstring-strain"))
    assert re.findall(r'https?://[^"]*', svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"href|@import|url\((?!#)|<script|<image|<foreignObject", svg)


def test_a_protocol_without_a_way_back_has_no_column_for_it() -> None:
    plain = {
        "rehabflow": 1, "id": "onwards", "version": "1.0.0", "title": "Onwards",
        "stages": {
            "first": {"advance": {"when": {"time_in_stage": {"at_least": 3}}}},
            "last": {"final": True},
        },
    }  # fmt: skip
    layout = layout_of(picture_of(Protocol.from_dict(plain)))
    assert {plate.at[0] for plate in layout.plates} == {24}
    check(Protocol.from_dict(plain))
