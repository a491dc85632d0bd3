"""A protocol as a page of Markdown: all of it, whatever its author's texts are made of.

After a change of wording, `REHABFLOW_ACCEPT=1` writes the page anew: read it.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import protocols
from test_render_protocol import GOLDEN, least, odd

from rehabflow import Protocol, load_protocol
from rehabflow.printable import printable
from rehabflow.render.diagram import diagram_text, mermaid
from rehabflow.render.markdown import MarkdownPage, escaped
from rehabflow.render.page import Page, Row
from rehabflow.render.protocol import ProtocolView
from rehabflow.render.protocol_page import protocol_page

PAGE = GOLDEN.parent / "odd.md"
Plain = dict[str, Any]

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LEAD = re.compile(r"#{1,2} |\*\*[A-Z]+\*\* |(?:  )*- |[0-9]+\. |")
"""The markup that the page itself begins a line with."""
_LINK = re.compile(r"<(https?://[^<>\s|]+)>")


def shown(markdown: str) -> str:
    """What a reader sees of a line of Markdown; any markup that is not the page's own fails."""
    if re.fullmatch(r"\|(?: \|)+|\|(?:---\|)+", markdown):
        return ""
    row = re.fullmatch(r"\| (.*) \|", markdown)
    cells = row[1].split(" | ") if row else [_LEAD.sub("", markdown, count=1)]
    return "  ".join(map(read, cells))


def read(text: str) -> str:
    """What a reader sees of a text, whose every mark is escaped or part of a link."""
    bare = _ESCAPE.sub("", _LINK.sub("", text.replace("&#124;", "")))
    assert not re.search(r"[\\`*_\[\]<>~$|#&{}]", bare), text
    assert not re.match(r"[-+=]|[0-9]+[.)] ", text), text
    return _ESCAPE.sub(r"\1", _LINK.sub(r"\1", text.replace("&#124;", "|")))


def parts(page: str) -> tuple[list[str], list[str]]:
    """The lines of a page, and those of its diagram."""
    text, fence, rest = page.partition("```mermaid\n")
    diagram, _, more = rest.partition("\n```\n")
    assert fence
    assert "```" not in text + diagram + more
    return [*text.splitlines(), *more.splitlines()], diagram.splitlines()


def flat(text: str) -> str:
    return " ".join(printable(text).split())


# ---------------------------------------------------------------- all of it


def test_the_page_is_as_it_was_accepted() -> None:
    text = protocol_page(odd(), "brought by odd.yaml") + "\n"
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert text == PAGE.read_text(encoding="utf-8")


@given(protocols())
def test_the_page_says_what_the_text_for_a_terminal_says(data: Plain) -> None:
    protocol = Protocol.from_dict(data)
    lines, _ = parts(protocol_page(protocol, "brought by a test"))
    said = re.sub(r"\W+", "", "".join(lines))
    view = ProtocolView(protocol, Page(80, colour=False))
    view.head("brought by a test")
    view.body()
    for line in view.page.text().splitlines():
        words = re.sub(r"^(?:STAGES|WHY)", "", line)
        assert re.sub(r"\W+", "", words) in said, line


# ---------------------------------------------------------------- texts of any kind

ODD = st.text(alphabet="\"'`|[]()<>{};:#%&*_~$\\-+=!@^/.,1a \n", min_size=1, max_size=12)
NASTY = [
    "a; b",
    'say "no"',
    "a | b",
    "[x](y)",
    "one\ntwo",
    "- a",
    "1. a",
    "# a",
    "<b>a</b>",
    "--> [*]",
    "%%{init: {}}%%",
    "#35;",
    "end note",
    "`a`",
    "$a$",
    "a\\",
    "&lt;",
    "https://example.org/a_b|c`d",
]


def strange(text: str) -> Protocol:
    """A protocol in which every text for people is that one."""
    limit = {"at_most": 3, "choice": text}
    stage = {
        "title": text,
        "goal": text,
        "exercises": [{"do": "odd-press", "choice": text}],
        "advise": [{"when": {"pain": limit}, "say": text}],
        "advance": {
            "when": [{"measure": {"of": "fear", "at_most": 3}}, {"any": [{"gap": limit}]}]
        },
    }
    return Protocol.from_dict({
        "rehabflow": 1, "id": "strange", "version": "1.0.0", "title": text, "summary": text,
        "sources": [{"cite": text, "url": text}],
        "measures": {"fear": {"title": text, "better": "lower", "choice": text}},
        "exercises": {"odd-press": {"title": f"Odd press {text}"}},
        "setback": {"to": "first", "when": {"pain": {"above": 5}}},
        "stages": {"first": stage, "last": {"title": text, "final": True}},
    })  # fmt: skip


def check(text: str) -> None:
    lines, diagram = parts(protocol_page(strange(text), f"brought by {flat(text)}"))
    wanted = flat(text)
    assert sum(wanted in shown(line) for line in lines) >= 8
    check_diagram(diagram)
    said = "\n".join(map(spelt, diagram))
    for each in (f'"1 {wanted}"', f'"2 {wanted}"', f"when {wanted} ≤ 3", f"back to {wanted}"):
        assert each in said


def spelt(line: str) -> str:
    """A line of a diagram as Mermaid shows it."""
    return re.sub(r"#([0-9]+);", lambda code: chr(int(code[1])), line)


def check_diagram(lines: list[str]) -> None:
    """Each line is one of a few, and its label has nothing that Mermaid could mistake."""
    text = r"(?:[^\x00-\x1f:;#\"<>`{}&*_\\|$~\[\]]|#[0-9]+;)+"
    label = rf"{text}(?:<br/>{text})*"
    known = re.compile(
        rf'    state "{label}" as \w+|    \w+ --> \w+(?: : {label})?|    \[\*\] --> s1|'
        rf"    style \w+ fill:none,stroke:none|    \w+ --> \[\*\]|"
        rf"    note (?:left|right) of \w+ : {label}"
    )
    assert lines[0] == "stateDiagram-v2"
    for line in lines[1:]:
        assert known.fullmatch(line), line
        assert not re.search(r"--(?!> )|%[%{]", line), line
    notes = [line.split()[3] for line in lines if line.startswith("    note")]
    assert len(notes) == len(set(notes)), "Mermaid would keep the last note only"


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_shown_as_it_was_written(text: str) -> None:
    check(text)


@given(ODD.filter(lambda text: text.strip()))
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    check(text)


@given(protocols())
def test_any_diagram_has_every_stage_and_every_way(data: Plain) -> None:
    protocol = Protocol.from_dict(data)
    lines = diagram_text(protocol).splitlines()
    check_diagram(lines)
    assert drawn(lines) == [
        (
            f"s{at}",
            f"s{1 + protocol.stage_ids.index(each.to)}" if each.kind != "refer" else "clinician",
        )
        for at, stage in enumerate(protocol.stages, 1)
        for each in (*stage.advance, *stage.setback, *stage.refer)
        if each.to != stage.id
    ]
    anew = [
        line for line in lines if re.match("    note left of .* : starts anew<br/>when ", line)
    ]
    loops = [stage for stage in protocol.stages if stage.id in {e.to for e in stage.setback}]
    assert len(anew) == len(loops)
    states = [line.split()[-1] for line in lines if line.startswith("    state ")]
    assert len(states) == len(set(states))
    assert [each for each in states if "w" not in each][:-1] == [
        f"s{at}" for at, _ in enumerate(protocol.stages, 1)
    ]


def drawn(lines: list[str]) -> list[tuple[str, str]]:
    """From where to where each way leads, over the place of its gate where it has one."""
    arrows = [line.split()[:3:2] for line in lines if re.match(r"    s[0-9w]+ --> \w", line)]
    onwards = {start: end for start, end in arrows if "w" in start}
    return [(start, onwards.get(end, end)) for start, end in arrows if "w" not in start]


def test_a_stage_that_is_only_led_back_to_has_its_gates_apart() -> None:
    lines = diagram_text(load_protocol("askling-l-protocol")).splitlines()
    (gate,) = [line for line in lines if line.endswith(" as s4w2")]
    assert gate.startswith('    state "when Insecurity on the H-test')
    assert {"    s4 --> s4w2", "    s4w2 --> s3"} < {*lines}
    assert not any(line.startswith("    s4 --> s3") for line in lines)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain words", "plain words"),
        ("pain_morning", "pain\\_morning"),
        ("1. first", "1\\. first"),
        ("1.5 of 2", "1.5 of 2"),
        ("12) twelfth", "12\\) twelfth"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("=== under", "\\=== under"),
        ("a - b", "a - b"),
        ("a | b", "a &#124; b"),
        ("see https://example.org/a_b.", "see <https://example.org/a_b>."),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_only_what_would_be_read_as_markdown_is_escaped(text: str, wanted: str) -> None:
    assert escaped(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("repetitions ≥ 100 %", "repetitions ≥ 100 %"),
        ("90%, or more", "90%, or more"),
        ("%%{init", "#37;#37;#123;init"),
        ("a: b; c", "a#58; b#59; c"),
        ("walk-jog", "walk-jog"),
        ("a --> b", "a -#45;#62; b"),
        ("one\ntwo", "one#92;x0atwo"),
    ],
)
def test_only_what_would_be_read_as_a_diagram_is_escaped(text: str, wanted: str) -> None:
    assert mermaid(text) == wanted


# ---------------------------------------------------------------- its parts


def test_rows_below_others_are_a_list_and_others_a_table() -> None:
    page = MarkdownPage.empty()
    page.put("Before.")
    page.table([Row("- ", "plain", 7, ("a", ""), "[1]"), Row("- ", "plain", 7, ("b", ""), "")], ())
    group = Row("- ", "plain", 7, (), "all of these:")
    page.table([group, Row("- ", "plain", 9, ("a", "", "today"), "[1]", ("more",))], ())
    page.more("After.")
    page.reasons([])
    page.reasons(["From A1."])
    assert page.text() == (
        "Before.\n\n| | |\n|---|---|\n| a | \\[1\\] |\n| b |  |\n\n"
        "- all of these:\n  - a, today \\[1\\] more\n\nAfter.\n\nWhy:\n\n1. From A1."
    )


def test_the_least_protocol_has_a_page() -> None:
    text = protocol_page(least(), "brought by a test")
    assert text.startswith("# Wait (least 1.0.0)\n\nBrought by a test.\n\n| | | |\n")
    assert "    s1 --> s2 : when time in stage ≥ 3 days\n" in text
    assert "Scenarios" not in text
