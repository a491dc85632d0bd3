"""`rehabflow check --fix` and `--diff`: what is written, what is said of it, and what is not."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from rehabflow import rewriting
from rehabflow.cli import main
from rehabflow.errors import Edit, Problem
from rehabflow.mending import Change
from rehabflow.readers.check import problems_in
from rehabflow.readers.tabs import MOST, with_tabs_mended
from rehabflow.render.mends import render_difference, render_mends
from rehabflow.rewriting import ChangedMeanwhile, rewrite
from rehabflow.tree import Source

ROOT = Path(__file__).parent.parent
GOOD = """\
rehabflow: 1
id: example
version: 1.0.0
title: Example
stages:
  acute: {advance: {when: {pain: {at_most: 3}}}}   # calm
  discharged: {final: true}
"""
BAD = GOOD.replace("at_most", "at_mots").replace("1.0.0", "1.0")
WORSE = BAD.replace("final: true", "final: 3")
TABBED = GOOD.replace("  acute", "\tacute").replace("  discharged", "\tdischarged")


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "example.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


# ---------------------------------------------------------------- --fix


def test_what_is_certain_is_written_and_told(bad: Path) -> None:
    result = run("--fix", bad)
    assert (result.exit_code, result.stderr) == (0, "")
    mends = (
        f"{bad}:3:10: RF406 mended: `1.0` -> `1.0.0`\n"
        f"{bad}:6:35: RF402 mended: `at_mots:` -> `at_most:`\n\n"
    )
    assert bad.read_text(encoding="utf-8") == GOOD
    report = run(bad).stdout
    assert result.stdout == mends + report
    assert "1 file checked, nothing found." in report
    assert run("--fix", bad).stdout == report


def test_what_is_left_is_reported(bad: Path) -> None:
    bad.write_text(WORSE, encoding="utf-8")
    result = run("--fix", bad)
    assert result.exit_code == 1
    assert result.stdout.count(" mended: ") == 2
    assert "\n\n1 file checked, 1 problem in 1 file.\nWhy" in result.stdout
    assert bad.read_text(encoding="utf-8") == GOOD.replace("true", "3")


@pytest.mark.parametrize("style", ["json", "sarif", "github"])
def test_for_programs_the_changes_are_told_on_standard_error(bad: Path, style: str) -> None:
    result = run("--fix", bad, "--format", style)
    assert result.exit_code == 0
    assert " mended: " not in result.stdout
    assert result.stderr.count(" mended: ") == 2
    if style == "json":
        assert json.loads(result.stdout)["problems"] == []


def test_what_cannot_be_read_is_left_alone_and_the_others_are_mended(
    bad: Path, tmp_path: Path
) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(BAD.replace("Example", "Wadé").encode("latin-1"))
    large = tmp_path / "large.yaml"
    large.write_bytes(BAD.encode() + b"#" * (1 << 20))
    before = [each.read_bytes() for each in (latin, large)]
    result = run("--fix", latin, large, tmp_path / "absent.yaml", tmp_path, bad)
    assert result.exit_code == 1
    assert [each.read_bytes() for each in (latin, large)] == before
    assert bad.read_text(encoding="utf-8") == GOOD


def test_a_file_without_a_certain_mend_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(GOOD.replace("at_most: 3", "at_most: 30"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert run("--fix", path).exit_code == 1
    assert path.stat().st_mtime_ns == 1


def test_a_rule_that_cannot_be_loaded_stops_the_mending(bad: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "boom.py").write_text("raise RuntimeError('boom')\n", encoding="utf-8")
    bad.write_text(BAD.replace("pain", "boom"), encoding="utf-8")
    result = run("--fix", bad, "--rules", rules)
    assert result.exit_code == 4
    assert bad.read_text(encoding="utf-8") == BAD.replace("pain", "boom")


def test_a_rule_of_a_directory_is_a_known_name(bad: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    shutil.copy(ROOT / "rules" / "gap.py", rules / "dayspast.py")
    text = (rules / "dayspast.py").read_text(encoding="utf-8")
    (rules / "dayspast.py").write_text(
        re.sub("class [A-Za-z]+", "class Dayspast", text), encoding="utf-8"
    )
    bad.write_text(GOOD.replace("pain: {at_most: 3}", "daypast: {at_most: 3}"), encoding="utf-8")
    run("--fix", bad, "--rules", rules)
    assert "dayspast: {at_most: 3}" in bad.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_says_so(bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rehabflow.cli.fixing.rewrite", full)
    result = run("--fix", bad)
    assert result.exit_code == 1
    assert result.stderr == f"{bad}: nothing was mended: no space left on device\n"
    assert "2 problems in 1 file" in result.stdout
    assert bad.read_text(encoding="utf-8") == BAD


def test_why_nothing_was_written_is_told_without_an_errno(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bare(*_: object) -> None:
        raise OSError("Odd \x1b[2J")

    monkeypatch.setattr("rehabflow.cli.fixing.rewrite", bare)
    assert run("--fix", bad).stderr == f"{bad}: nothing was mended: odd \\x1b[2j\n"


# ---------------------------------------------------------------- --diff


def test_the_difference_is_shown_and_nothing_is_written(bad: Path) -> None:
    result = run("--diff", bad)
    assert (result.exit_code, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"--- {bad} (as it is)", f"+++ {bad} (mended)"]
    assert [each for each in lines[2:] if each[0] in "+-"] == [
        "-version: 1.0",
        "+version: 1.0.0",
        "-  acute: {advance: {when: {pain: {at_mots: 3}}}}   # calm",
        "+  acute: {advance: {when: {pain: {at_most: 3}}}}   # calm",
    ]
    assert bad.read_text(encoding="utf-8") == BAD


def test_where_nothing_is_to_be_mended_nothing_is_shown(bad: Path) -> None:
    bad.write_text(GOOD, encoding="utf-8")
    result = run("--diff", bad)
    assert (result.exit_code, result.output) == (0, "")


def test_tabs_and_line_ends_are_shown_so_that_they_can_be_seen() -> None:
    told = render_difference("f\x1b.yaml", "\ta: 1\r\nb\r\n", "  a: 1\r\nb\r\n")
    assert told.splitlines() == [
        "--- f\\x1b.yaml (as it is)",
        "+++ f\\x1b.yaml (mended)",
        "@@ -1,2 +1,2 @@",
        "-→a: 1",
        "+  a: 1",
        " b",
    ]


def test_a_change_is_told_on_one_line_of_bounded_length() -> None:
    changes = [Change(1, 2, "RF402", "\tx\x1b", "y" * 99), Change(3, 1, "RF307", "&a ", "")]
    assert render_mends("f", changes).splitlines() == [
        f"f:1:2: RF402 mended: `→x\\x1b` -> `{'y' * 60}…`",
        "f:3:1: RF307 mended: `&a` -> nothing",
    ]


@pytest.mark.parametrize(
    "args",
    [
        ["--fix", "--diff"],
        ["--fix", "--watch"],
        ["--diff", "--watch"],
        ["--diff", "--format", "json"],
    ],
)
def test_what_does_not_go_together_is_a_usage_error(bad: Path, args: list[str]) -> None:
    result = run(bad, *args)
    assert result.exit_code == 2
    assert bad.read_text(encoding="utf-8") == BAD


# ---------------------------------------------------------------- for programs


def test_the_report_says_how_many_are_certain(bad: Path) -> None:
    assert "`--fix` can mend all of them; `--diff` shows it first.\n" in run(bad).stdout
    bad.write_text(WORSE, encoding="utf-8")
    assert "`--fix` can mend 2 of them; " in run(bad).stdout
    bad.write_text(GOOD.replace("1.0.0", "1.0"), encoding="utf-8")
    assert "`--fix` can mend it; " in run(bad).stdout
    bad.write_text(GOOD.replace("true", "3"), encoding="utf-8")
    assert "--fix" not in run(bad).stdout


def test_json_has_the_edits_where_there_are_any(bad: Path) -> None:
    bad.write_text(WORSE, encoding="utf-8")
    first, second, third = json.loads(run(bad, "--format", "json").stdout)["problems"]
    assert first["fix"] == [{"line": 3, "column": 10, "end": 13, "text": "1.0.0"}]
    assert second["fix"] == [{"line": 6, "column": 35, "end": 42, "text": "at_most"}]
    assert "fix" not in third


def test_sarif_has_the_edits_as_fixes(bad: Path) -> None:
    bad.write_text(WORSE, encoding="utf-8")
    results = json.loads(run(bad, "--format", "sarif").stdout)["runs"][0]["results"]
    assert ["fixes" in each for each in results] == [True, True, False]
    (fix,) = results[1]["fixes"]
    assert fix["description"]["text"] == results[1]["properties"]["hint"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": bad.as_uri()}
    region = {"startLine": 6, "startColumn": 35, "endColumn": 42}
    assert change["replacements"] == [
        {"deletedRegion": region, "insertedContent": {"text": "at_most"}}
    ]


# ---------------------------------------------------------------- tabs


@given(st.integers(1, 3), st.sampled_from([" ", "  "]))
def test_tabs_that_can_be_meant_in_one_way_are_mended(deep: int, gap: str) -> None:
    indent = "\t" * deep
    text = f"a:\n{indent}b: 1\n{indent}c:\t2{gap}# x\n"
    (first, second) = with_tabs_mended(_tabs(text), Source("f", text), lambda data: False)
    assert first.fix == (Edit(2, 1, deep + 1, "  " * deep),)
    assert second.fix == (Edit(3, 1, deep + 1, "  " * deep), Edit(3, deep + 3, deep + 4, " "))


def test_of_two_meanings_the_one_that_is_a_protocol_is_taken() -> None:
    text = GOOD.replace("  acute: {advance", "  acute:\n\tadvance").replace("}}}}", "}}}")
    found = problems_in(text.encode(), "example.yaml")
    assert [each.fix for each in found] == [(Edit(7, 1, 2, "    "),)]
    two = with_tabs_mended(_tabs(text), Source("f", text), lambda data: True)
    assert [each.fix for each in two] == [()]


def test_what_is_no_tab_has_no_mend_beside_one() -> None:
    text = GOOD.replace("  acute", "\tacute").replace("title: E", "title: \u200bE")
    assert [each.fix for each in problems_in(text.encode(), "example.yaml")] == [(), ()]


def test_a_file_with_tabs_is_mended_whole(bad: Path) -> None:
    bad.write_text(TABBED, encoding="utf-8")
    assert run("--fix", bad).exit_code == 0
    assert bad.read_text(encoding="utf-8") == GOOD


def test_very_many_tabs_are_all_mended_and_too_many_characters_are_left(bad: Path) -> None:
    many = "".join(f"\t# {at}\n" for at in range(99))
    bad.write_text(TABBED + many, encoding="utf-8")
    assert run("--fix", bad).exit_code == 0
    assert bad.read_text(encoding="utf-8") == GOOD + many.replace("\t", "  ")
    bad.write_text(TABBED + "#" * MOST, encoding="utf-8")
    assert run("--fix", bad).exit_code == 1
    assert bad.read_text(encoding="utf-8") == TABBED + "#" * MOST


def _tabs(text: str) -> list[Problem]:
    lines = enumerate(text.split("\n"), 1)
    return [Problem("f", number, 1, "RF304", "tab") for number, line in lines if "\t" in line]


# ---------------------------------------------------------------- writing


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def test_permissions_stay_and_nothing_is_left_beside(bad: Path) -> None:
    bad.chmod(0o640)
    rewrite(str(bad), BAD.encode(), b"new\r\n")
    assert bad.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(bad.stat().st_mode) == 0o640
    assert names_in(bad.parent) == ["example.yaml"]


def test_of_a_link_what_it_leads_to_is_written(bad: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.yaml"
    link.symlink_to(bad)
    assert run("--fix", link).exit_code == 0
    assert link.is_symlink()
    assert bad.read_text(encoding="utf-8") == GOOD
    assert names_in(folder) == ["link.yaml"]


def test_what_somebody_else_wrote_meanwhile_is_kept(bad: Path) -> None:
    with pytest.raises(ChangedMeanwhile, match="meanwhile"):
        rewrite(str(bad), b"what it was", b"what it would be")
    assert bad.read_text(encoding="utf-8") == BAD
    assert names_in(bad.parent) == ["example.yaml"]


def test_what_may_not_be_written_is_kept_though_its_folder_may(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting.os, "access", lambda path, how: False)
    result = run("--fix", bad)
    assert result.exit_code == 1
    assert result.stderr == f"{bad}: nothing was mended: the file may not be written\n"
    assert bad.read_text(encoding="utf-8") == BAD


def test_a_write_that_fails_half_way_changes_nothing(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(rewriting.os, "fsync", failing)
    with pytest.raises(OSError, match="Input"):
        rewrite(str(bad), BAD.encode(), b"half")
    assert bad.read_text(encoding="utf-8") == BAD
    assert names_in(bad.parent) == ["example.yaml"]


# ---------------------------------------------------------------- docs/check.md


def test_the_page_shows_the_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """`REHABFLOW_ACCEPT=1` writes it anew."""
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / "check.md"
    command = "$ rehabflow check --diff docs/broken.yaml"
    told = run("--diff", "docs/broken.yaml").stdout
    shown = f"```diff\n{command}\n{told}```\n"
    text = page.read_text(encoding="utf-8")
    real = re.sub(r"```diff\n.*?^```\n", lambda _: shown, text, flags=re.DOTALL | re.MULTILINE)
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        page.write_text(real, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == real
