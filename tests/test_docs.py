"""What the pages under docs/ say is what the program does."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest
from attrs import evolve

from rehabflow import Engine, Log, LogError, Probe, Protocol, Rule, Span, load_protocol
from rehabflow.catalog import installed_rules
from rehabflow.codes import DOUBT_CODES, ENGINE_CODES, NOTE_CODES
from rehabflow.desk import CODES
from rehabflow.entry import Entry
from rehabflow.explanation import FOLDER
from rehabflow.faults import LOG_CODES
from rehabflow.fields import FIELDS, HEADER
from rehabflow.prescription import KINDS
from rehabflow.readers.log import Format, read_log_bytes
from rehabflow.readers.protocol import read_protocol
from rehabflow.readers.yaml_tree import scan
from rehabflow.scenario import read_scenarios

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TABLES = (LOG_CODES, CODES, ENGINE_CODES, DOUBT_CODES, NOTE_CODES)

Block = tuple[int, str, str]
"""A block of code: its line, its language and its text."""


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, *languages: str) -> list[Block]:
    found = re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        (text.count("\n", 0, each.start()) + 1, each[1], each[2])
        for each in found
        if each[1] in languages
    ]


def each_of(name: str, *languages: str) -> pytest.MarkDecorator:
    found = blocks(page(name), *languages)
    assert found, f"{name} has no block of {languages}"
    return pytest.mark.parametrize("block", found, ids=lambda block: f"{name}:{block[0]}")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above.

    A single `#` begins the header lines of a CSV log.
    """
    level = len(heading) - len(heading.lstrip("#"))
    _, _, below = text.partition(f"\n{heading}\n")
    assert below, heading
    return re.split(rf"^#{{2,{level}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


def row(text: str, name: str) -> str:
    """The row of a table that begins with a name."""
    found = re.search(rf"^\| `{name}`.*$", text, re.MULTILINE)
    assert found, f"no row for {name}"
    return found[0]


# ---------------------------------------------------------------- docs/problems.md

CHAPTERS = {
    "RF1": "The file of a log",
    "RF2": "What the entries of a log say",
    "RF3": "The text of a YAML file",
    "RF4": "What a protocol says",
    "RF5": "Running",
    "RF6": "Scenarios",
    "RF7": "Testing a rule",
    "RF8": "What `check` warns of",
    "RF9": "Simulating",
}
HEAD = """\
# Problems

Every code that a problem or warning can have. A problem is told as `file:line:column`, with what
was expected and how to mend it; no decision is made until it is mended. RF291 to RF293 and RF590
are warnings: the log is read, and something in it counts for less than it was written. With
`--salvage`, what is wrong with a cell is a warning too. RF801 to RF803 are warnings of
`rehabflow check` alone: the protocol can be read and followed, and what it says cannot have been
meant.

`rehabflow explain RF413` tells why a code matters, with a file that has the problem and the same
file mended; so do the pages that the codes below lead to.
"""


def problems_page() -> str:
    codes = {code: title for table in TABLES for code, title in table.items()}
    parts = [HEAD]
    for start, title in CHAPTERS.items():
        rows = [
            f"| {told(code)} | {codes[code]} |\n" for code in sorted(codes) if code[:3] == start
        ]
        parts.append(f"## {title}\n\n| code | what is wrong |\n|---|---|\n{''.join(rows)}")
    return "\n".join(parts)


def told(code: str) -> str:
    """A code, with a link to the page that explains it."""
    page = FOLDER / f"{code}.md"
    return f"[{code}](../{page.relative_to(ROOT).as_posix()})" if page.exists() else code


def codes_used() -> set[str]:
    """The codes in the library's sources, but for those that a table explains."""
    used: set[str] = set()
    for path in (ROOT / "rehabflow").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        explained = {
            key for each in ast.walk(tree) if isinstance(each, ast.Dict) for key in each.keys
        }
        for each in ast.walk(tree):
            if isinstance(each, ast.Constant) and each not in explained:
                used |= set(re.findall(r"\bRF[0-9]{3}\b", str(each.value)))
    return used


def test_the_page_of_problems_is_what_the_tables_give() -> None:
    """`REHABFLOW_ACCEPT=1` writes the page anew."""
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        (DOCS / "problems.md").write_text(problems_page(), encoding="utf-8")
    assert page("problems.md") == problems_page()


def test_a_code_stands_in_one_table_and_has_a_title_and_a_chapter() -> None:
    codes = [code for table in TABLES for code in table]
    assert len(codes) == len(set(codes))
    assert {code[:3] for code in codes} == set(CHAPTERS)
    assert all(title.strip() for table in TABLES for title in table.values())


def test_every_code_in_use_is_in_a_table_and_every_code_of_a_table_is_in_use() -> None:
    assert codes_used() == {code for table in TABLES for code in table}


@pytest.mark.parametrize("name", ["check.md", "log.md", "protocol.md", "how-it-decides.md"])
def test_the_pages_name_no_code_that_there_is_not(name: str) -> None:
    known = {code for table in TABLES for code in table}
    assert set(re.findall(r"\bRF[0-9]{3}\b", page(name))) <= known


# ---------------------------------------------------------------- docs/log.md

FORMATS: dict[str, Format] = {"csv": "csv", "json": "jsonl", "yaml": "yaml"}


def log_of(block: Block) -> Log:
    line, language, text = block
    protocol = load_protocol("hamstring-strain")
    path = f"log.md:{line}"
    return read_log_bytes(text.encode(), path, FORMATS[language], protocol=protocol)


def entries(log: Log) -> list[Entry]:
    """What a log says, wherever in its file it says it."""
    return [evolve(entry, line=0) for entry in log.entries]


@each_of("log.md", *FORMATS)
def test_a_log_on_the_page_reads_without_a_warning(block: Block) -> None:
    """But for the one that tells of a correction."""
    log = log_of(block)
    assert log.sessions
    assert {each.code for each in log.warnings} == ({"RF293"} if "replaces" in block[2] else set())


def test_the_three_formats_say_the_same_log() -> None:
    found = blocks(section(page("log.md"), "## Three formats"), *FORMATS)
    assert [language for _, language, _ in found] == [*FORMATS]
    first, *others = map(log_of, found)
    for other in others:
        assert entries(other) == entries(first)
        for name in HEADER:
            assert getattr(other, name) == getattr(first, name)


def test_the_session_of_several_rows_is_what_the_page_says() -> None:
    text = section(page("log.md"), "## One date, one session")
    log = log_of(blocks(text, "csv")[0])
    (session,) = log.sessions
    done = {"heel-dig": 0, "prone-band-hold": 0}
    for work in session.work:
        done[work.exercise] += work.done or 0
    said = f"pain {session.ratings[0]}, {done['heel-dig']} heel digs and"
    assert f"{said} {done['prone-band-hold']} band holds" in text


def test_a_file_that_was_cut_off_is_told_with_the_codes_that_the_page_names() -> None:
    text = section(page("log.md"), "### A file that was cut off")
    ((_, _, cut),) = blocks(text, "text")
    for data, code in ((cut.rstrip("\n"), "RF107"), (cut, "RF114")):
        with pytest.raises(LogError) as raised:
            read_log_bytes(data.encode(), "log.csv", "csv")
        assert [problem.code for problem in raised.value.problems] == [code]
        assert f"`{code}`" in text


@pytest.mark.parametrize("name", FIELDS)
def test_a_column_has_its_row_with_type_range_and_unit(name: str) -> None:
    said = row(section(page("log.md"), "## The columns"), name)
    assert said.count("|") == 5
    scale = FIELDS[name].scale
    if scale and scale.high < 999_999:
        assert f"0 to {scale.high}" in said
    if scale and scale.whole:
        assert "whole number" in said
    if scale:
        assert scale.unit in said


@pytest.mark.parametrize("name", [name for name in FIELDS if FIELDS[name].scale])
def test_the_example_of_a_column_of_numbers_can_be_read(name: str) -> None:
    said = row(section(page("log.md"), "## The columns"), name)
    example = said.split("|")[-2].strip().strip("`")
    assert FIELDS[name].read(example) is not None


@pytest.mark.parametrize("name", HEADER)
def test_a_name_of_the_header_has_its_row(name: str) -> None:
    assert row(section(page("log.md"), "## The header"), name)


def test_what_may_hold_a_persons_own_words_is_named() -> None:
    said = section(page("log.md"), "## Privacy")
    for name, field in (FIELDS | HEADER).items():
        if field.private:
            assert f"`{name}`" in said


# ---------------------------------------------------------------- docs/protocol.md

STAGE = """\
rehabflow: 1
id: example
version: 1.0.0
title: Example
measures:
  h_test: {title: Insecurity on the H-test, unit: /100, range: [0, 100], better: lower}
stages:
  before: {advance: {when: {sessions: {at_least: 1}}}}
  stage:
%s
  after: {advance: {when: {sessions: {at_least: 1}}}}
  last-stage: {final: true}
"""
RUNG = """\
exercises:
  - do: heel-dig
    ladder: [1x10, 3x10]
    climb:
      when:
%s
advance: {when: {sessions: {at_least: 1}}}
"""
CRITERIA = """\
exercises:
  - {do: heel-dig, ladder: [1x10, 3x10], climb: {when: {reps: {at_least: 100%%}}}}
advance:
  when:
%s
"""
DANGER = """\
advance: {when: {sessions: {at_least: 1}}}
setback:
  when:
    any:
%s
"""


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True)).rstrip("\n")


def whole(text: str) -> str:
    """A whole protocol around what an example shows of one."""
    if text.startswith("rehabflow:"):
        return text
    if text.startswith("- ") and "missing:" in text:
        text = DANGER % indented(text, 6)
    elif text.startswith("- time_on_rung"):
        text = RUNG % indented(text, 8)
    elif text.startswith("- "):
        text = CRITERIA % indented(text, 4)
    return STAGE % indented(text, 4)


def protocol_of(text: str) -> Protocol:
    return read_protocol(whole(text).encode(), "protocol.md")


@each_of("protocol.md", "yaml")
def test_an_example_of_the_page_loads(block: Block) -> None:
    protocol = protocol_of(block[2])
    assert protocol.rules


def test_the_example_of_ladders_loads_and_shows_every_key() -> None:
    ((_, _, text),) = blocks(page("ladders.md"), "yaml")
    head, _, stages = text.partition("stages:")
    head = f"rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n{head}"
    protocol = read_protocol(f"{head}stages:{stages}  done: {{final: true}}\n".encode(), "made")
    assert [ladder.rungs for ladder in protocol.stages[0].ladders] == [3, 3]


def test_the_page_begins_with_a_whole_protocol_that_says_every_key() -> None:
    _, _, text = blocks(page("protocol.md"), "yaml")[0]
    assert text.startswith("rehabflow:")
    for name in ("sources", "lapse_after", "stale_after", "exercises", "refer", "setback"):
        assert re.search(rf"^{name}:", text, re.MULTILINE), name
    assert protocol_of(text).stale_after == 14


def words(kind: type[Rule], name: str) -> tuple[Any, ...]:
    """The words that a parameter of a rule takes; none where it takes any text."""
    hint = get_type_hints(kind)[name]
    return get_args(hint) if get_origin(hint) is Literal else ()


def test_the_page_names_every_kind_of_exercise() -> None:
    text = section(page("protocol.md"), "## Exercises")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []


RULES = [
    pytest.param(id, rule.load(), id=id)
    for id, rule in sorted(installed_rules().items())
    if rule.source.distribution == "rehabflow"
]


def span_said(span: Span | None) -> str:
    if span is None:
        return "no window"
    if span.count is None:
        return "`last: stage`"
    kind, _, many = str(span).partition(" ")
    return f"`{kind}: {many}`"


@pytest.mark.parametrize(("id", "kind"), RULES)
def test_a_rule_is_told_with_its_unit_scale_parameters_and_default_window(
    id: str, kind: type[Rule]
) -> None:
    said = " ".join(section(page("protocol.md"), f"### `{id}`").split())
    low, high = kind.scale
    assert f"unit {kind.unit}" in said
    scale = f"scale {low} to {high}" if high is not None else f"scale from {low}"
    assert ("scale as" if low is None else scale) in said
    assert ("`missing: ignore` allowed" in said) == kind.may_ignore
    names = [each.name for each in attrs.fields(kind) if each.init]
    assert names or "no parameters" in said
    for name in names:
        assert f"`{name}`" in said
        for word in words(kind, name):
            assert f"`{word}`" in said
    assert re.search(rf"- {id}: ", said), "an example"


@pytest.mark.parametrize(("id", "kind"), RULES)
def test_a_default_window_is_told_for_every_word_of_a_parameter(id: str, kind: type[Rule]) -> None:
    text = section(page("protocol.md"), f"### `{id}`")
    told = False
    for name in [each.name for each in attrs.fields(kind) if each.init]:
        made = {word: made_with(kind, name, word) for word in words(kind, name)}
        if len({str(rule.default_window()) for rule in made.values()}) > 1:
            told = True
            for word, rule in made.items():
                assert span_said(rule.default_window()) in row(text, word)
    if not told:
        assert span_said(made_with(kind).default_window()) in " ".join(text.split())


def test_the_column_of_every_moment_of_pain_is_told() -> None:
    text, pain = section(page("protocol.md"), "### `pain`"), installed_rules()["pain"].load()
    for moment in words(pain, "moment"):
        (field,) = made_with(pain, "moment", moment).fields_read()
        assert f"`{field}`" in row(text, moment)


def made_with(kind: type[Rule], *parameter: str) -> Rule:
    """A rule with one parameter, and some rule or name for what it must have."""
    aslr = installed_rules()["aslr"].load()()
    needed = [each for each in attrs.fields(kind) if each.init and each.default is attrs.NOTHING]
    hints = get_type_hints(kind)
    given: dict[str, Any] = {
        each.name: Probe("aslr", aslr, aslr.default_window()) if hints[each.name] is Probe else "x"
        for each in needed
    }
    return kind(**given | dict([parameter] if parameter else []))


TRAP = re.compile(r"^\| `(.+)` \| (RF3[0-9]{2}) \| `(.+)` \|$", re.MULTILINE)
TRAPS = TRAP.findall(section(page("protocol.md"), "## YAML without its traps"))


@pytest.mark.parametrize(("written", "code", "mended"), TRAPS)
def test_a_trap_is_told_with_its_code_and_what_the_page_writes_is_none(
    written: str, code: str, mended: str
) -> None:
    assert {each.code for each in scan(written.encode())[1]} == {code}
    tree, problems = scan(mended.encode())
    assert tree
    assert problems == []


def test_the_traps_are_there() -> None:
    assert len(TRAPS) >= 10


def test_the_scenario_of_the_page_comes_out_as_it_says(tmp_path: Path) -> None:
    ((_, _, text),) = blocks(page("protocol.md"), "markdown")
    (tmp_path / "example.md").write_text(text, encoding="utf-8")
    protocol = load_protocol("hamstring-strain")
    (scenario,) = read_scenarios(tmp_path / "example.md", protocol)
    assert scenario.log.injured == "right"
    assert [str(each) for each in scenario.differences(Engine(protocol))] == []
