"""A protocol printed as YAML is the same protocol when it is read."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import protocols
from test_declaration import plain

from rehabflow import Protocol, load_protocol
from rehabflow.catalog import installed_protocols
from rehabflow.readers.protocol import read_protocol
from rehabflow.readers.yaml_tree import read_tree
from rehabflow.render.yaml import WIDTH, protocol_yaml, yaml_line
from rehabflow.tree import HIDDEN, Mapping, Scalar
from rehabflow.tree import plain as plain_of

ROOT = Path(__file__).parent.parent
FILES = [
    *sorted(installed_protocols()),
    *(
        str(ROOT / "examples" / "protocols" / "our-clinic.yaml"),
        str(ROOT / "tests" / "golden" / "odd.yaml"),
    ),
]


def read(text: str) -> Protocol:
    return read_protocol(text.encode(), "printed.yaml")


@pytest.mark.parametrize("name", FILES)
def test_a_protocol_is_the_same_when_it_is_printed_and_read(name: str) -> None:
    protocol = load_protocol(name)
    text = protocol_yaml(protocol)
    again = read(text)
    assert (again, again.digest) == (protocol, protocol.digest)
    assert again.to_dict() == protocol.to_dict()
    assert protocol_yaml(again) == text


@given(protocols())
def test_any_protocol_is_the_same_when_it_is_printed_and_read(data: dict[str, Any]) -> None:
    protocol = Protocol.from_dict(data)
    text = protocol_yaml(protocol)
    assert read(text).digest == protocol.digest
    assert read(text).to_dict() == data
    assert yaml.safe_load(text) == data, "other readers of YAML agree"


TEXTS = [
    *("no", "Yes", "on", "y", "null", "~", "true", "3:1:3", "12:30", "1.5", "010", "1e3", "0x1f"),
    *("2026-03-02", "a: b", "a #b", "#a", "- a", "[a]", "{a}", "a, b", "why?", "*a", "&a", "!a"),
    *("> 3", "|", "%", "@a", "`a`", '"a"', "'a'", " a", "a ", "a  b", "a\nb", "a\tb", "<<", "="),
    *("1.0.0", "3 sessions", "90%", "70 deg", "NaN", ".inf", "\xa0a", "山田", "😀", "a\\b", "-"),
    *("word " * 60 + "end", "x" * 200, "a: " + "b c " * 60 + "#d", "  " + "a b " * 60),
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_that_text(text: str) -> None:
    protocol = Protocol.from_dict(plain(goal=text) | {"summary": text, "choice": text})
    printed = protocol_yaml(protocol)
    assert read(printed).to_dict() == protocol.to_dict()
    assert yaml.safe_load(printed) == protocol.to_dict()


@given(st.text(min_size=1).filter(lambda text: text.strip() and not HIDDEN.search(text)))
@example("a" * 100 + " b")
def test_any_text_stays_that_text(text: str) -> None:
    protocol = Protocol.from_dict(plain(goal=text))
    assert read(protocol_yaml(protocol)).to_dict() == protocol.to_dict()


@given(st.decimals(0, 10, places=9).map(float))
@example(2.5)
@example(3.0)
@example(0.1)
@example(0.00000001)
def test_decimals_stay_exact(number: float) -> None:
    protocol = Protocol.from_dict(plain({"pain": {"at_most": number}}))
    again = read(protocol_yaml(protocol))
    assert again.stages[0].advance[0].gate == protocol.stages[0].advance[0].gate
    assert again.digest == protocol.digest
    (criterion,) = again.stages[0].advance[0].gate.criteria()
    assert criterion.limits.at_most == Fraction(repr(number))


@pytest.mark.parametrize(
    "data",
    [
        {"a": [], "b": {}, "c": None, "d": True, "e": -3, "f": -0.5},
        {"a": [[1, 2], [{"b": 1}], []], "b": {"c": {"d": [{}]}}},
        {"a": [{"b": [{"c": [1]}], "d": "x " * 90 + "x"}, "x " * 90 + "x", "y" * 120]},
        {"a": {"b" * 60: "c d " * 20 + "c", "no": {"on": "off"}}},
    ],
)
def test_plain_data_of_any_shape_is_printed(data: Any) -> None:
    said = yaml_line(data)
    assert json.loads(json.dumps(yaml.safe_load(said))) == data
    protocol = Protocol("x", "1.0.0", "X", (), source=data)
    printed = protocol_yaml(protocol)
    assert yaml.safe_load(printed) == data
    assert plain_of(read_tree(printed.encode()).root) == data


def test_a_long_text_is_folded_and_a_line_is_no_wider_than_it_must_be() -> None:
    printed = protocol_yaml(load_protocol("hamstring-strain"))
    assert "summary: >-\n" in printed
    assert max(map(len, printed.splitlines())) <= WIDTH


def test_what_other_readers_would_take_for_something_else_stands_in_quotes() -> None:
    printed = protocol_yaml(Protocol.from_dict(plain(title="no", goal="3:1:3")))
    assert 'title: "no"' in printed
    assert 'goal: "3:1:3"' in printed
    root = read_tree(printed.encode()).root
    assert isinstance(root, Mapping)
    assert isinstance(root.get("title"), Scalar)
