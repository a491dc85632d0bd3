"""What became of made-up patients, drawn and in words: all is there, and nothing raw."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from test_render_page import NASTY, ODD, strange

from rehabflow import Protocol, load_protocol
from rehabflow.printable import display_width, printable
from rehabflow.render.simulated import (
    comparison_object,
    comparison_text,
    outcomes_object,
    outcomes_text,
)
from rehabflow.render.simulated_svg import comparison_svg, outcomes_svg
from rehabflow.simulation import Cohort, compare, percentile, simulate

COHORT = Cohort(3, days=40)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  (made here)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iter(f"{NAMESPACE}text")]


def bars(svg: str, kind: str) -> list[int]:
    """How wide the bars of a class are."""
    return [
        int(each.attrib["width"])
        for each in parsed(svg).iter(f"{NAMESPACE}rect")
        if each.attrib.get("class") == kind
    ]


@pytest.fixture(scope="module")
def protocols() -> tuple[Protocol, Protocol]:
    return load_protocol("hamstring-strain"), load_protocol("reactive-hamstring")


def test_every_stage_that_was_reached_has_a_bar_as_long_as_its_days(
    protocols: tuple[Protocol, Protocol],
) -> None:
    found = simulate(protocols[0], COHORT)
    svg = outcomes_svg(found, COHORT)
    reached = [each for each in found.stages if each.days and not each.final]
    said = [
        f"{percentile(e.days, 50)} ({percentile(e.days, 10)} to {percentile(e.days, 90)})"
        for e in reached
    ]
    assert [each for each in texts(svg) if re.fullmatch(r"\d+ \(\d+ to \d+\)", each)] == said
    wide = bars(svg, "bar new")[: len(reached)]
    days = [percentile(each.days, 50) or 0 for each in reached]
    assert sorted(range(len(days)), key=days.__getitem__) == sorted(
        range(len(wide)), key=wide.__getitem__
    )


def test_every_criterion_that_held_has_a_bar_until_there_are_too_many(
    protocols: tuple[Protocol, Protocol],
) -> None:
    found = simulate(protocols[0], COHORT)
    svg = outcomes_svg(found, COHORT)
    held = [each for each in found.blocked if each.among]
    said = [each for each in texts(svg) if re.fullmatch(r"\d+ of \d+", each)]
    assert len(said) == min(12, len(held))
    assert ("JSON has all." in " ".join(texts(svg))) == (len(held) > 12)
    assert f"{max(each.alone for each in held)} of " in said[0]


def test_nothing_lies_outside_the_drawing_and_nothing_is_fetched(
    protocols: tuple[Protocol, Protocol],
) -> None:
    both = compare(*protocols, COHORT)
    for svg in (outcomes_svg(both.old, COHORT), comparison_svg(both, COHORT)):
        root = parsed(svg)
        wide, high = int(root.attrib["width"]), int(root.attrib["height"])
        for each in root.iter():
            if "x" in each.attrib:
                right = int(each.attrib["x"]) + int(each.attrib.get("width", 0))
                assert 0 <= int(each.attrib["x"]) <= right <= wide
                assert 0 <= int(each.attrib["y"]) <= high
        assert re.findall(r'https?://[^"]*', svg) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"href|@import|url\(|<script|<image|<foreignObject", svg)


def test_two_protocols_have_a_bar_each(protocols: tuple[Protocol, Protocol]) -> None:
    svg = comparison_svg(compare(*protocols, COHORT), COHORT)
    assert bars(svg, "bar old")
    assert bars(svg, "bar new")
    assert "Dashed: the old protocol" in " ".join(texts(svg))


def test_more_criteria_than_are_shown_are_counted(protocols: tuple[Protocol, Protocol]) -> None:
    text = comparison_text(compare(*protocols, COHORT), COHORT)
    assert re.search(r"\d+ more criteria:\s--format json", text)


def everything(protocol: Protocol) -> list[Any]:
    both = compare(protocol, protocol, COHORT)
    return [
        outcomes_text(both.old, COHORT),
        comparison_text(both, COHORT),
        outcomes_svg(both.old, COHORT),
        comparison_svg(both, COHORT),
    ]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_protocol_is_called_nothing_raw_is_shown(text: str) -> None:
    protocol = strange(text)
    for shown in everything(protocol):
        assert all(line.isprintable() for line in shown.splitlines())
    assert outcomes_object(simulate(protocol, COHORT), COHORT)["made_up"] is True


@given(ODD.filter(lambda text: text.strip()))
def test_any_text_leaves_words_and_drawings_that_can_be_read(text: str) -> None:
    for shown in everything(strange(text)):
        if shown.startswith("<svg"):
            parsed(shown)
        else:
            assert printable(shown.replace("\n", "")) == shown.replace("\n", "")


def test_text_fits_a_terminal(protocols: tuple[Protocol, Protocol]) -> None:
    both = compare(*protocols, COHORT)
    for shown in (outcomes_text(both.old, COHORT), comparison_text(both, COHORT)):
        assert max(map(display_width, shown.splitlines())) <= 80


def test_the_objects_of_both_sides_and_their_difference_agree(
    protocols: tuple[Protocol, Protocol],
) -> None:
    both = compare(*protocols, COHORT)
    said = comparison_object(both, COHORT)
    one = outcomes_object(both.old, COHORT)
    assert {name: one[name] for name in said["old"]} == said["old"]
    alone = said["difference"]["discharged"]
    assert alone == said["new"]["discharged"] - said["old"]["discharged"]
    changed = said["difference"]
    assert changed["sooner"] + changed["later"] + changed["same"] == COHORT.size
