"""YAML to nodes: one meaning or none, every problem in words, and no hostile file hurts."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rehabflow.errors import Problem
from rehabflow.readers import yaml_tree
from rehabflow.readers.yaml_text import MAX_BYTES, MAX_PROBLEMS
from rehabflow.readers.yaml_tree import PureParser, Skim, fastest_parser, read_tree, scan
from rehabflow.tree import (
    CODES,
    HIDDEN,
    MAX_DEPTH,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Source,
    Spot,
    Tree,
    TreeError,
    plain,
    quoted,
    tree_of,
)

PARSERS = [fastest_parser(), PureParser]
both = pytest.mark.parametrize("parser", PARSERS, ids=["libyaml", "pure"])


def value_of(text: str) -> Any:
    return plain(read_tree(text.encode()).root)


def problems_of(data: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(TreeError) as caught:
        read_tree(data if isinstance(data, bytes) else data.encode(), "p.yaml")
    return caught.value.problems


def told(data: str | bytes) -> list[str]:
    """`line:column code` of every problem."""
    return [f"{each.line}:{each.column} {each.code}" for each in problems_of(data)]


# ---------------------------------------------------------------- what values mean


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("0", 0),
        ("2.5", Fraction(5, 2)),
        ("-0.10", Fraction(-1, 10)),
        ("1.0", Fraction(1)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        *((word, word) for word in ["no", "on", "yes", "off", "y", "n", "tRue", "nUll", "FaLSE"]),
        *((word, word) for word in ["1_000", "12:30", "1:30", "3:1:3", "0b11", "1.2.3", "1.0.0"]),
        *((word, word) for word in ["2026-03-09", "2026-03-09T10:00", "90%", "75 deg", "3x10"]),
        *((word, word) for word in ["10+10+8", "-", "--", "-.", "+", ".", "=", "1e", "e3", "0x"]),
        *((word, word) for word in ["<3", "a #b", "a: b", "# a", "*a", "&a", "!a", "%"]),
    ],
)
def test_a_plain_word_means_what_it_looks_like(text: str, value: Any) -> None:
    """YAML 1.2, and less: what looks like text in one of the two versions is text."""
    in_quotes = text[:1] in ("*", "&", "!", "%", "#") or text in ("a #b", "a: b", "-")
    written = f"'{text}'" if in_quotes else text
    node = read_tree(f"a: {written}\nb: [{written}]\n".encode()).root
    assert isinstance(node, Mapping)
    (_, first), (_, second) = node.items
    assert isinstance(first, Scalar)
    assert isinstance(second, Sequence)
    assert (first.value, type(first.value), first.text) == (value, type(value), text)
    assert first.plain is not in_quotes
    assert [plain(each) for each in second.items] == ([plain(first)] if text else [])


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("010", "write 10 if it is a number"),
        ("007.5", "write 7.5 if it is a number"),
        ("00", "write 0 if it is a number"),
        ("+3", "write 3 if it is a number"),
        ("-03", "write -3 if it is a number"),
        (".5", "write 0.5 if it is a number"),
        ("5.", "write 5 if it is a number"),
        ("1e3", "write the number in plain digits"),
        ("1.5E-3", "write the number in plain digits"),
        ("0x1F", "write the number in plain digits"),
        ("0o17", "write the number in plain digits"),
        (".inf", "write the number in plain digits"),
        ("-.INF", "write the number in plain digits"),
        (".nan", "write the number in plain digits"),
        ("0000000000000000001", "write the number in plain digits"),
        ("1234567890123456", "write at most 15 digits"),
        ("0.1234567890123456", "write at most 15 digits"),
        ("True", "write true"),
        ("FALSE", "write false"),
        ("Null", "write null"),
    ],
)
def test_what_readers_of_yaml_disagree_about_is_refused(text: str, mended: str) -> None:
    (problem,) = problems_of(f"a: {text}\n")
    assert (problem.code, problem.line, problem.column) == ("RF311", 1, 4)
    assert problem.width == len(text)
    assert problem.hint == f'{mended}, or put quotes around it: `"{text}"`'


def test_every_node_knows_its_place() -> None:
    tree = read_tree(b'a: {b: 1.10}\nc:\n- "x y"\n- d\n  e\n', "p.yaml")
    root = tree.root
    assert isinstance(root, Mapping)
    assert (root.line, root.column) == (1, 1)
    key = root.key("c")
    assert key is not None
    assert (key.line, key.column, key.end_line, key.end_column) == (2, 1, 2, 2)
    inner, items = root.get("a"), root.get("c")
    assert isinstance(inner, Mapping)
    assert (inner.column, inner.end_column) == (4, 13)
    assert isinstance(items, Sequence)
    first, second = items.items
    assert (first.line, first.column, first.end_line, first.end_column) == (3, 3, 3, 8)
    assert (second.line, second.column, second.end_line, second.end_column) == (4, 3, 5, 4)
    assert root.key("x") is root.get("x") is None
    number = inner.get("b")
    assert isinstance(number, Scalar)
    assert (number.text, number.value) == ("1.10", Fraction(11, 10))


def test_places_count_characters_not_bytes() -> None:
    root = read_tree("é\U0001f600: {ü: ö, a: b}\n".encode()).root
    assert isinstance(root, Mapping)
    inner = root.items[0][1]
    assert isinstance(inner, Mapping)
    assert [key.column for key, _ in inner.items] == [6, 12]


def test_json_is_yaml_too() -> None:
    data = {"a": {"b": [1, {"c": None}]}, "d": "x: #y", "e": -2, "f": True}
    assert value_of(json.dumps(data)) == value_of(json.dumps(data, separators=(",", ":"))) == data


def test_a_bom_line_ends_of_windows_and_document_marks_are_fine() -> None:
    data = b"\xef\xbb\xbf--- # a file\r\na: b\r\n\r\nc: |\r\n  d\r\n  e\r\n...\r\n"
    assert plain(read_tree(data).root) == {"a": "b", "c": "d\ne\n"}


def test_comments_and_texts_that_only_look_odd_are_fine() -> None:
    text = (
        "# whole lines: - of anything\n"
        "a: b # after a space\n"
        "b: c#d\n"
        "c: 3 #### marks\n"
        "d: # and then below\n"
        "  e: https://example.test/x\n"
        "f: -3\n"
        "g: '- 3'\n"
    )
    assert value_of(text) == {
        "a": "b",
        "b": "c#d",
        "c": 3,
        "d": {"e": "https://example.test/x"},
        "f": -3,
        "g": "- 3",
    }


def test_texts_of_several_lines_are_fine() -> None:
    text = 'a: one\n  two\n  three\nb: "x\n  y"\nc: >-\n  d\n  e\n'
    assert value_of(text) == {"a": "one two three", "b": "x y", "c": "d e"}


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What the text is made of.
        ("a\tb: 1\n\n \t\tc: 2\n\td", ["1:2 RF304", "3:2 RF304", "4:1 RF304"]),
        ("a: b\x00\n", ["1:5 RF302"]),
        ("a: b\x1b[31m\n", ["1:5 RF302"]),
        ("a: b\u202ec\n", ["1:5 RF302"]),
        ("a: b\ufeffc\n", ["1:5 RF302"]),
        ("a: b\u2028c\n", ["1:5 RF302"]),
        ("a: 1\rb: 2\n", ["1:5 RF302"]),
        ("a: 1\n%x\n", ["2:1 RF309"]),
        ('a: "\\x1b"\nb: "\\r"\n', ["1:4 RF302", "2:4 RF302"]),
        ("a: \xa0b\nc:\xa0d: 1\n", ["1:4 RF302", "2:3 RF302"]),
        # More than one meaning.
        ("a: 1\nb: 2\na: 3\n", ["3:1 RF306"]),
        ("a: &x 1\nb: *x\n", ["1:4 RF307", "2:4 RF307"]),
        ("a: &x {b: 1}\n", ["1:4 RF307"]),
        ("a: {<<: {b: 1}}\n", ["1:5 RF307"]),
        ("a: !!int 3\nb: !x [1]\n", ["1:4 RF308", "2:4 RF308"]),
        ("a: 1\n---\nb: 1\n", ["2:1 RF309"]),
        ("a: 1\n...\n---\nb: 1\n", ["3:1 RF309"]),
        # Names.
        ("1: a\n", ["1:1 RF310"]),
        ("true: a\n~: b\n", ["1:1 RF310", "2:1 RF310"]),
        ("010: a\n", ["1:1 RF311"]),
        ("[a]: 1\n", ["1:1 RF310"]),
        ("{a: 1}: 1\n", ["1:1 RF310"]),
        ("? - a\n: 1\n", ["1:3 RF310"]),
        ("? \n: 1\n", ["1:2 RF310"]),
        ("*x : 1\n", ["1:1 RF307"]),
        ("a: {{b}}\n", ["1:6 RF313"]),
        # Lost, swallowed, left alone.
        ("a: b #c\nd: #e\n", ["1:6 RF312", "2:4 RF312"]),
        ("a: {b}\n", ["1:5 RF313"]),
        ("a: {b, c}\n", ["1:5 RF313", "1:8 RF313"]),
        ("a: {b: c, d, e, f: g}\n", ["1:11 RF313"]),
        ("a: {b: 1, c}\n", ["1:11 RF313"]),
        ("a: {b:3, c:4, d}\n", ["1:5 RF315", "1:10 RF315", "1:15 RF313"]),
        ("a: b\n  - c\n", ["2:3 RF314"]),
        ("a: b\n  c:d\n", ["2:3 RF315"]),
        ("a:\n  b:3\n", ["2:3 RF315"]),
        ("a:\n  -b\n", ["2:3 RF315"]),
        ("-a: 1\n", ["1:1 RF315"]),
        ("a: {b:{c: 1}}\n", ["1:5 RF315"]),
        ("a: {b:}\n", ["1:5 RF315"]),
        ("a: >3\nb: 1\n", ["1:4 RF305"]),
        ("a: {b: why?}\n", ["1:8 RF305"]),
        ("- #x\n- b\n- # fine\n- c #x\n", ["1:3 RF312", "4:5 RF312"]),
        # Nothing.
        ("", ["0:0 RF316"]),
        ("# only this\n", ["0:0 RF316"]),
        ("\n\n", ["0:0 RF316"]),
    ],
)  # fmt: skip
def test_what_has_no_single_meaning_is_refused(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_independent_problems_are_told_together() -> None:
    text = "a: 010\nb: !x 1\na: #2\nc: {d:3}\ne: [1\n"
    assert told(text) == [
        "1:4 RF311",
        "2:4 RF308",
        "3:1 RF306",
        "3:4 RF312",
        "4:5 RF315",
        "5:4 RF305",
    ]


def test_two_places_that_disagree_are_both_named() -> None:
    (problem,) = problems_of("title: a\nb: 1\ntitle: c\n")
    assert (problem.other, problem.other_excerpt) == ((1, 1), "title: a")
    assert (problem.excerpt, problem.width) == ("title: c", 5)


def test_bytes_that_are_no_utf_8_are_told_with_their_place() -> None:
    (problem,) = problems_of("a: b\nc: déjà\n".encode("cp1252"))
    assert (problem.code, problem.line, problem.column) == ("RF301", 2, 5)
    assert "0xe9" in problem.message
    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        (problem,) = problems_of("a: b\n".encode(encoding))
        assert (problem.code, problem.hint) == ("RF301", "save it again with the encoding UTF-8")


def test_too_many_problems_end_the_reading() -> None:
    codes = [each.code for each in problems_of("- 010\n" * 60)]
    assert codes.count("RF311") == MAX_PROBLEMS
    assert "RF317" in codes
    codes = [each.code for each in problems_of("\t\n" * 60)]
    assert codes.count("RF304") == MAX_PROBLEMS
    assert "RF317" in codes


def test_what_is_wrong_stands_in_the_tree_as_text() -> None:
    tree, problems = scan(b"a: 010\nb: !x c\nd: *e\n1: f\ng: 2\n")
    assert tree is not None
    assert plain(tree.root) == {"a": "010", "b": "c", "d": "*e", "1": "f", "g": 2}
    assert [each.code for each in problems] == ["RF311", "RF308", "RF307", "RF310"]


# ---------------------------------------------------------------- syntax errors in words


FAR_DOWN = "".join(f"    b{number}: 1\n" for number in range(1, 151))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('a: "x\nb: 1\n', "1:4", 'end the text with `"`: `"x"`'),
        ("a: 'x \"y\nb: 'z\n", "1:4", "end the text with `'`"),
        ('a: "x\nb: "y"\n', "1:4", "is never closed"),
        ('a: x"\nb: "y" z" c\n', "2:8", "stands after the end|the text ended"),
        ("a: 'x\n---\nb: 1\n", "1:4", "is never closed"),
        ('a: "\\d"\n', "1:5", "single quotes"),
        ('a: "\\ud800"\n', "1:7", "single quotes"),
        ("a: %\n", "1:4", 'write `"%"`'),
        ("a: {b: @x, c: 1}\n", "1:8", 'write `"@x"`'),
        ("a: >= 75%\nb: 1\n", "1:4", "a limit is written `at_least: 75%`"),
        ("a: |x\n", "1:4", 'write `"|x"`'),
        ("a: **b**\n", "1:4", 'write `"**b**"`'),
        ("a: & b\n", "1:4", 'write `"& b"`'),
        ("a: !<x\n", "1:4", 'write `"!<x"`'),
        ("a: !x!y b\n", "1:4", 'write `"!x!y b"`'),
        ("a: b: c # d\n", "1:4", 'write `a: "b: c"`'),
        ("a: b:\n", "1:4", 'write `a: "b:"`'),
        ("- a: b: c\n", "1:6", 'write `a: "b: c"`'),
        ("a:1\nb: 2\n", "1:1", "write a space after the colon: `a: 1`"),
        ("a: 1\nb:2\nc: 3\n", "2:1", "write a space after the colon: `b: 2`"),
        ("a b\nc: 1\n", "1:1", "write `a: b` if `a` is a name"),
        ("a: 1\nb\nc: 1\n", "2:1", "write `b: ` and its value"),
        ("a:\n  - b\n  c\n  - d\n", "3:3", "write `- c` if it is one more in the list"),
        ("a: 1\n b: 2\n", "2:2", "begin it in column 1, straight below `a`"),
        ("- a: 1\n   b: 2\n", "2:4", "begin it in column 3, straight below `a`"),
        ("- a: 1\n b: 2\n", "2:2", "begin it in column 3, below `a`"),
        ("a:\n    b: 1\n  c: 2\n", "3:3", "column 5, below `b`, or in column 1, below `a`"),
        ("a:\n  b:\n    - x\n   c: 1\n", "4:4", "begin it in column 3, below `b`"),
        ("  a: 1\nb: 2\n", "2:1", "begin every outermost name, the first one too, in column 1"),
        ("a: 1\n...\nb: 2\n", "3:1", "stands after the end of the text"),
        ("{a: 1} b\n", "1:8", "stands after the end of the text"),
        (": 1\n", "1:1", "write the name before the colon"),
        ("a:\n  b: 1\n  - c\n", "3:3", "give each of them a dash, or take this one out"),
        ("a:\n  - b: 1\n  c: 2\n", "3:3", "write `- c: 2` if it is one more"),
        ("a:\n  e:\n    - b: 1\n  c\n", "4:3", "write `c: ` and its value"),
        ("- a\nb: 1\n", "2:1", "write `- b: 1` if it is one more"),
        ("- 'a' b\n", "1:7", 'write `"a b"`'),
        ("a: 'it's fine'\n", "1:8", 'write `"it\'s fine"`'),
        ('a: "so "x" y"\n', "1:9", "write `'so \"x\" y'`"),
        ("a: {b: 1}}\n", "1:10", "take this `}` out"),
        ("a: [1]]\n", "1:7", "take this `]` out"),
        ("a: {b: 1} c\n", "1:11", "put quotes around the whole text"),
        ("a: {b: 1]\n", "1:9", "write `}` here"),
        ("a: [1}\n", "1:6", "write `]` here"),
        ("a: {b: 1\nc: 2\n", "1:4", "write `{b: 1}`"),
        ("a: [b\nc: 2\n", "1:4", "write `[b]`"),
        ("a: {", "1:4", "write `}` at its end"),
        ("a: [\n  {b: 1}\n  {b: 2}\n]\n", "2:8", "write a comma after it: `},`"),
        ("{a: 1 b: 2}\n", "1:7", "write `, b`"),
        ("{a: b c: d}\n", "1:7", "write `, c`"),
        ("{a: Phase 1: b, c: d}\n", "1:5", 'write `a: "Phase 1: b"`'),
        ("['a' 'b']\n", "1:6", "write `, 'b'`"),
        ("a: ,b\n", "1:4", "a value is missing before `,`"),
        ("a: ]\n", "1:4", "a value is missing before `]`"),
        ("a: - b\n", "1:4", "write `[b]`, or move `- b` to the next line"),
        ("a: ? b\n", "1:4", 'write `"? b"`'),
        ("{a:{b: 1}}\n", "1:2", "write a space after the colon: `a: {b: 1}}`"),
        ("a" * 1100 + ": 1\n", "1:1101", "look at this line"),
        ("a: [b\n  c\n:]\n", "3:1", "look at this line"),
        ('"a":\n    "b": 1\n  "c": 2\n', "3:3", "look at this line"),
        ("a:\n" + FAR_DOWN + "  c: 1\n", "152:3", "begin it in column 5, below `b150`"),
        ("a: [\n" + "b,\n" * 150, "152:1", "look at this line"),
        ('a: "b\n' + "c\n" * 150 + 'd" e\n', "152:2", "is never closed"),
        ("a: {b: 1, c: [2], d:", "1:4", "write `{b: 1, c: [2], d:}`"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(text: str, place: str, words: str) -> None:
    (problem,) = problems_of(text)
    assert f"{problem.line}:{problem.column}" == place
    assert problem.code in ("RF305", "RF315")
    assert any(each in f"{problem.message}; {problem.hint}" for each in words.split("|"))
    assert problem.expected
    assert problem.width >= 1


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("p: {<= 3, last: 1}\n", "1:5", "write `at_most: 3`"),
        ("p: {last: 1, ≥3 %}\n", "1:14", "write `at_least: 3 %`"),
        ("p: {≤ 3}\n", "1:5", "write `at_most: 3`"),
        ("p: {< 3}\n", "1:5", "write `below: 3`"),
        ("p: {at_most 3, last: 1}\n", "1:5", "write `at_most: 3`"),
        ("p: {at_most 3 sessions}\n", "1:5", "write `at_most: 3 sessions`"),
        ("p: {at_most: 2,5, last: 1}\n", "1:16", "write `at_most: 2.5`"),
        ("p: {at_least: 80,5 deg}\n", "1:18", "write `at_least: 80.5 deg`"),
        ("p: {at_least: 80, 5 deg}\n", "1:19", "write `5 deg: ` and its value"),
        ("p: {at_least: 8.5,5}\n", "1:19", "and its value"),
    ],
)
def test_a_name_that_is_left_alone_is_mended_as_it_was_meant(
    text: str, place: str, hint: str
) -> None:
    found = {f"{each.line}:{each.column}": each for each in problems_of(text)}
    assert hint in found[place].hint
    if "," in hint or "and its value" not in hint:
        assert len(found) == len(problems_of(text)) == 1


@both
@pytest.mark.parametrize(
    "text",
    [
        'a: "\\UFFFFFFFF"\n',
        'a: "\\U00110000"\n',
        'a: "\\ud83d"\n',
        'a: "\\xzz"\n',
        "{a:{b: 1}}",
        "[a:?b]",
        "{a:?}",
        "{a:}",
    ],
)
def test_what_only_one_parser_lets_pass_is_refused_under_both(text: str, parser: Any) -> None:
    _, problems = scan(text.encode(), "", parser)
    assert problems
    assert all(each.expected and each.hint for each in problems)


# ---------------------------------------------------------------- both parsers, and any text


AGREED = [
    "a: b\n",
    "- a\n- {b: [c, 'd', \"e\"]}\n",
    "a: |\n  b\n\n  c\nd: >-\n  e\n   f\n",
    "a: {b: 1, c}\n",
    "? a\n: b\n",
    "a:\n- b\n-\n- - c\n",
    "{a, b: , 'c': d, \"e\":f}\n",
]
PIECES = [*"ab1 \n-:,{}[]#'\"\\>|&*!%@?.~é\U0001f600", "- ", ": ", "\n  ", "a: "]
YAMLISH = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def shape(node: Node | None) -> Any:
    """A tree with its places, but for those of values that are not there."""
    if isinstance(node, Mapping):
        return [(shape(key), shape(value)) for key, value in node.items], node.line, node.column
    if isinstance(node, Sequence):
        return [shape(each) for each in node.items], node.line, node.column
    return node if node is None or node.text else node.plain


@pytest.mark.parametrize("text", AGREED)
def test_both_parsers_build_the_same_tree(text: str) -> None:
    (tree, problems), (other, others) = (scan(text.encode(), "", each) for each in PARSERS)
    assert tree is not None
    assert other is not None
    assert shape(tree.root) == shape(other.root)
    assert problems == others


@given(YAMLISH)
@example("{a:?b}")
@example("a: 'b\n\n c'")
def test_both_parsers_accept_the_same_and_read_it_alike(text: str) -> None:
    (tree, problems), (other, others) = (scan(text.encode(), "", each) for each in PARSERS)
    assert bool(problems) == bool(others)
    if tree and other and not problems:
        assert shape(tree.root) == shape(other.root)


@given(YAMLISH | st.text())
def test_any_text_makes_a_tree_or_problems(text: str) -> None:
    for parser in PARSERS:
        tree, problems = scan(text.encode(errors="surrogatepass"), "p.yaml", parser)
        assert tree is not None or problems
        assert all(each.code in CODES and each.expected and each.hint for each in problems)
        assert all(each.line == 0 or each.column >= 1 for each in problems)
        json.dumps([each.to_dict() for each in problems])


@given(st.binary())
def test_any_bytes_make_a_tree_or_an_error(data: bytes) -> None:
    try:
        tree = read_tree(data)
    except TreeError as error:
        assert error.problems
    else:
        assert isinstance(tree.root, Mapping | Sequence | Scalar)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20).filter(lambda x: not HIDDEN.search(x))
PLAIN = st.recursive(
    TEXTS
    | st.integers(-(10**15) + 1, 10**15 - 1)
    | st.booleans()
    | st.none()
    | st.decimals(-1000, 1000, places=3).map(float),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_data_is_the_same_from_its_tree_and_its_yaml(data: Any) -> None:
    assert plain(tree_of(data).root) == data
    assert value_of(json.dumps(data, ensure_ascii=False)) == data


@given(YAMLISH)
def test_what_is_read_is_the_same_when_written_and_read_again(text: str) -> None:
    tree, problems = scan(text.encode())
    if tree is None or problems:
        return
    data = plain(tree.root)
    dumped = yaml.dump(data, Dumper=Quoting, allow_unicode=True)
    assert value_of(dumped) == data


class Quoting(yaml.SafeDumper):
    """Writes every text in quotes: PyYAML leaves them out by the rules of YAML 1.1."""


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'")
)


# ---------------------------------------------------------------- hostile files


HOSTILE = {
    "open brackets": "[" * MAX_BYTES,
    "open braces": "{" * MAX_BYTES,
    "dashes": "- " * (MAX_BYTES // 2),
    "question marks": "? " * (MAX_BYTES // 2),
    "names": "a: " * (MAX_BYTES // 3),
    "items": "[" + "a," * (MAX_BYTES // 2 - 1),
    "names alone": "{" + "a," * (MAX_BYTES // 2 - 1),
    "many names": "\n".join(f"k{number}: v" for number in range(90_000)),
    "short lines": "- a\n" * (MAX_BYTES // 4),
    "empty lines": "\n" * MAX_BYTES,
    "spaces": " " * MAX_BYTES,
    "one word": "a" * MAX_BYTES,
    "one long name": "a" * (MAX_BYTES - 9) + ": b",
    "an open quote": '"' + "a" * (MAX_BYTES - 1),
    "an open quote over lines": "'" + "\n" * (MAX_BYTES - 1),
    "a block of empty lines": "|\n" + "\n" * (MAX_BYTES - 2),
    "tags": "!a " * (MAX_BYTES // 3),
    "marks": "!" * MAX_BYTES,
    "anchors": "&a " * (MAX_BYTES // 3),
    "aliases": "[*a" + ",*a" * (MAX_BYTES // 3 - 1),
    "billion laughs": "a: &a [x, x]\n"
    + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    ),
    "merge keys": "{" + "<<: {a: b}," * (MAX_BYTES // 11 - 1),
    "instructions": "%TAG !a! x\n" * (MAX_BYTES // 11),
    "documents": "---\n" * (MAX_BYTES // 4),
    "names again": "a: 1\n" * (MAX_BYTES // 5),
    "numbers of two kinds": "- 010\n" * (MAX_BYTES // 6),
    "digits": "9" * MAX_BYTES,
    "dots": "1." * (MAX_BYTES // 2),
    "comments": "# a\n" * (MAX_BYTES // 4),
    "marks of comments": "a" + " #" * (MAX_BYTES // 2 - 1),
    "lost text": "- a #b\n" * (MAX_BYTES // 7),
    "tabs": "\t" * MAX_BYTES,
    "tabs on lines": "\t\n" * (MAX_BYTES // 2),
    "carriage returns": "\r" * MAX_BYTES,
    "hidden characters": "\u200b" * (MAX_BYTES // 3),
    "odd spaces": ":\xa0" * (MAX_BYTES // 3),
    "steps": "".join(" " * depth + "a:\n" for depth in range(1400)),
    "backslashes": '"' + "\\" * (MAX_BYTES - 2) + '"',
    "colons": "a: b: c\n" * (MAX_BYTES // 8),
    "wrong indentation far below": "a: b\n" + "\n" * (MAX_BYTES - 99) + "  c: d\n",
    "no space": "[a:b" + ",a:b" * (MAX_BYTES // 4 - 1),
    "faces": "- \U0001f600\n" * (MAX_BYTES // 7),
}
MEASURE = """
import pathlib, re, sys, time
from rehabflow.readers.yaml_tree import scan
data = sys.stdin.buffer.read()
scan(b"warm: [up]")
began = time.process_time()
tree, problems = scan(data)
took = time.process_time() - began
status = pathlib.Path("/proc/self/status")
peak = re.search("VmHWM:.*?([0-9]+)", status.read_text() if status.exists() else "VmHWM: 0")[1]
print(took, peak, tree is not None, *{each.code for each in problems})
"""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_neither_crashes_nor_holds_nor_fills(text: str) -> None:
    """Half a second of one process, whatever else the machine does, and 100 MB."""
    data = text.encode()
    assert len(data) <= MAX_BYTES + 9
    run = subprocess.run(
        [sys.executable, "-c", MEASURE], input=data[:MAX_BYTES], capture_output=True, check=True
    )
    seconds, kilobytes, *_ = run.stdout.split()
    assert float(seconds) < 0.5
    assert int(kilobytes) < 100 * 1024


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("#" * (MAX_BYTES + 1), "the file is too large (1.0 MiB)"),
        ("[" * (MAX_DEPTH + 1), "more than 32 levels deep"),
        ("[" + "a," * 50_000 + "]", "more than 50,000 names and values"),
        ("[" + "{}," * 50_000 + "]", "more than 50,000 names and values"),
    ],
)
def test_what_is_too_large_is_told(text: str, what: str) -> None:
    (problem,) = problems_of(text)
    assert problem.code == "RF303"
    assert problem.message.startswith(what)


def test_what_is_just_small_enough_is_read() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert len(value_of("[" + "a," * 49_999 + "]")) == 49_999
    assert value_of("a" * MAX_BYTES)


@both
def test_what_is_skimmed_over_is_as_if_it_were_not_there(parser: Any) -> None:
    """At the depth asked for, and only in mappings; what is wrong there is not looked at."""
    text = (
        b"b: 1\nas: [b, {b: 2}]\nc:\n  a: {b: [3]}\n  b: {a: [{b: 4}, 010], b: {}, b: 5}\n  d: 6\n"
    )
    tree, problems = scan(text, "", parser, Skim(2, frozenset("b")))
    assert tree
    assert problems == []
    assert plain(tree.root) == {"b": 1, "as": ["b", {"b": 2}], "c": {"a": {"b": [3]}, "d": 6}}


def test_without_libyaml_the_slow_parser_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fastest_parser().__name__ == "CParser"

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(yaml_tree, "import_module", missing)
    assert fastest_parser() is PureParser


# ---------------------------------------------------------------- trees of plain data


def test_a_tree_of_plain_data_is_like_the_one_that_was_read() -> None:
    data = {"a": [1, 2.5, True, None, "x"], "b": {}}
    root = tree_of(data, "p.json").root
    assert isinstance(root, Mapping)
    assert root.line == 0
    items = root.get("a")
    assert isinstance(items, Sequence)
    values: list[Node] = list(items.items)
    assert [each.value for each in values if isinstance(each, Scalar)] == [
        1,
        Fraction(5, 2),
        True,
        None,
        "x",
    ]
    assert plain(tree_of(("a", "b")).root) == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"a": {1: 2}}, "RF310", "a"),
        ({"a": [b"x"]}, "RF318", "a[0]"),
        ({"a": {"b": {1, 2}}}, "RF318", "a.b"),
        (float("nan"), "RF318", ""),
        (float("inf"), "RF318", ""),
        (10**15, "RF318", ""),
        (-1e15, "RF318", ""),
        ({"a": "x\x00"}, "RF302", "a"),
        ({"a\u202e": 1}, "RF302", "a\u202e"),
    ],
)
def test_data_that_is_not_plain_is_refused(data: Any, code: str, field: str) -> None:
    with pytest.raises(TreeError) as caught:
        tree_of(data, "p.json")
    (problem,) = caught.value.problems
    assert (problem.path, problem.code, problem.field) == ("p.json", code, field)


def test_data_without_end_is_refused() -> None:
    data: list[Any] = []
    data.append(data)
    with pytest.raises(TreeError, match="levels"):
        tree_of(data)


def test_a_problem_shows_the_authors_line() -> None:
    source = Source("p.yaml", "a: b\r\n\tc\r\n" + "x" * 500)
    problem = source.problem(Spot(2, 2, 2, 3), "RF304", "m", field="f", other=Spot(1, 4, 1, 5))
    assert (problem.excerpt, problem.width, problem.field) == ("→c", 1, "f")
    assert (problem.other, problem.other_excerpt) == ((1, 4), "a: b")
    assert source.problem(Spot(1, 1, 2, 1), "RF304", "m").width == 4
    assert len(source.problem(Spot(3, 400, 3, 410), "RF304", "m").excerpt) < 120
    assert source.problem(Spot(), "RF303", "m", other=Spot()).other is None
    assert source.line(9) == source.line(0) == ""
    assert Tree().root == Scalar(None, "")


def test_quotes_suit_the_text() -> None:
    assert [quoted(text) for text in ["it's", 'so "x"', "C:\\x"]] == [
        '"it\'s"',
        "'so \"x\"'",
        "'C:\\x'",
    ]


@pytest.mark.parametrize("text", ["title: 'it''s open\n", 'title: "say \\"so\n'])
def test_an_open_text_that_holds_its_own_mark_is_not_closed_by_guess(text: str) -> None:
    with pytest.raises(TreeError) as error:
        read_tree(text.encode(), "a.yaml")
    (problem,) = error.value.problems
    assert problem.hint == f"end the text with `{text[7]}`"
