"""A protocol as a graph in the language of Graphviz: every stage, every way, every limit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from strategies import protocols
from test_render_page import NASTY, ODD, flat, strange

from rehabflow import Protocol, load_protocol
from rehabflow.render.dot import dot_text, quoted
from rehabflow.render.picture import picture_of

Plain = dict[str, Any]
QUOTED = r'"(?:[^"\\\n]|\\.)*"'
VALUE = rf"(?:{QUOTED}|[\w.]+)"
SAID = rf"\[(?:\w+={VALUE}(?:, \w+={VALUE})*)\]"
LINE = re.compile(
    rf"digraph {QUOTED} \{{|\}}|  (?:graph|node|edge) {SAID}|  (?P<box>\w+) {SAID}"
    rf"|  (?P<start>\w+) -> (?P<end>\w+)(?: {SAID})?"
)
LABEL = re.compile(rf"label=({QUOTED})")


def drawn(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The boxes and arrows that Graphviz reads, with the words of each; it refuses no line."""
    boxes: dict[str, str] = {}
    arrows: list[tuple[str, str, str]] = []
    for line in text.splitlines():
        found = LINE.fullmatch(line)
        assert found, line
        label = LABEL.search(line)
        words = shown(label[1]) if label else ""
        if found["box"]:
            boxes[found["box"]] = words
        elif found["start"]:
            arrows.append((found["start"], found["end"], words))
    return boxes, arrows


def shown(quotes: str) -> str:
    """What Graphviz shows of a text in quotes, on one line."""
    plain = re.sub(r"\\(.)", lambda found: " " if found[1] in "nl" else found[1], quotes[1:-1])
    assert not re.search(r"&(?!amp;)", plain)
    return " ".join(plain.replace("&amp;", "&").split())


@given(protocols())
def test_any_graph_has_every_stage_and_every_way(data: Plain) -> None:
    protocol = Protocol.from_dict(data)
    boxes, arrows = drawn(dot_text(protocol))
    places = {id: f"s{at}" for at, id in enumerate(protocol.stage_ids, 1)}
    for at, stage in enumerate(protocol.stages, 1):
        assert boxes[f"s{at}"] == f"{at} {' '.join(stage.title.split())}"
    ways = [("begin", "s1")]
    for stage in protocol.stages:
        here = places[stage.id]
        ways += [(here, places[str(e.to)]) for e in (*stage.advance, *stage.setback)]
        ways += [(here, "clinician") for _ in stage.refer]
    ways += [("every", "clinician"), *(("open", "clinician") for _ in protocol.refer)]
    ways += [("open", places.get(str(e.to), "before")) for e in protocol.setback]
    assert [(start, end) for start, end, _ in arrows] == ways
    assert {id for each in ways for id in each} <= set(boxes)


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_shown_as_it_was_written(text: str) -> None:
    boxes, arrows = drawn(dot_text(strange(text)))
    wanted = flat(text)
    assert boxes["s1"] == f"1 {wanted}"
    assert any(f"when {wanted}" in words for _, _, words in arrows)


@given(ODD.filter(lambda text: text.strip()))
def test_any_text_leaves_a_graph_that_can_be_read(text: str) -> None:
    boxes, _ = drawn(dot_text(strange(text)))
    assert boxes["s1"] == f"1 {flat(text)}"


def test_the_gates_stand_on_the_edges_with_limits_and_windows() -> None:
    boxes, arrows = drawn(dot_text(load_protocol("hamstring-strain")))
    assert boxes["s1"] == "1 Protect and settle"
    assert boxes["open"] == "every stage but the last"
    (on,) = (words for start, end, words in arrows if (start, end) == ("s1", "s2"))
    assert on == (
        "when exercise pain ≤ 3, last 3 sessions and morning pain ≤ 2, last 3 days "
        "and time in stage ≥ 3 days"
    )
    (back,) = (words for start, end, words in arrows if (start, end) == ("s2", "s1"))
    assert "or pain after exercise ≥ 6, last session, if logged" in back
    assert ("every", "clinician", "when a red flag or re-injury is logged") in arrows


def test_ways_of_different_kinds_look_different() -> None:
    lines = dot_text(load_protocol("hamstring-strain")).splitlines()
    by_kind = {
        kind: [line for line in lines if line.startswith(f"  {ways} ")]
        for kind, ways in (("advance", "s2 -> s3"), ("setback", "s2 -> s1"))
    }
    assert all("style" not in line for line in by_kind["advance"])
    assert all("style=dashed" in line for line in by_kind["setback"])
    assert all("style=bold" in line for line in lines if "-> clinician" in line)
    assert 's6 [label="6 Discharged", peripheries=2]' in "\n".join(lines)


def test_a_place_that_no_way_leads_to_is_left_out() -> None:
    ids = {box.id for box in picture_of(load_protocol("hamstring-strain")).boxes}
    assert "before" not in ids
    assert {"clinician", "every", "open"} <= ids


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", '"plain"'),
        ('say "go"', '"say \\"go\\""'),
        ("\\N", '"\\\\N"'),
        ("a & b &lt;", '"a &amp; b &amp;lt;"'),
    ],
)
def test_only_what_graphviz_would_read_as_more_is_escaped(text: str, wanted: str) -> None:
    assert quoted(text) == wanted


def test_the_title_names_the_protocol_and_its_version() -> None:
    protocol = load_protocol("pats")
    assert f"({protocol.id} {protocol.version})" in dot_text(protocol).splitlines()[1]
