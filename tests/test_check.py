"""`rehabflow check`: every problem of every file, as text and for programs."""

from __future__ import annotations

import json
import os
import re
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from conftest import Install
from hypothesis import given
from hypothesis import strategies as st
from test_catalog import BOMB, PROTOCOL, RULE

from rehabflow import Problem
from rehabflow.catalog import exercise_files
from rehabflow.cli import main
from rehabflow.codes import NOTE_CODES
from rehabflow.errors import ProtocolError
from rehabflow.printable import printable
from rehabflow.readers.check import problems_of, protocol_problems
from rehabflow.readers.protocol import load_protocol, shared_exercises, shared_ladders
from rehabflow.render.annotations import annotation, render_annotations
from rehabflow.render.problems import render_problems
from rehabflow.render.sarif import SCHEMA, sarif

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden" / "protocols"
GOOD = ROOT / "protocols" / "heiderscheit.yaml"
NOTED = ROOT / "protocols" / "hamstring-strain.yaml"
BAD = GOLDEN / "exercise-names-taken.yaml"
STYLES = ("text", "json", "sarif", "github")


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# ---------------------------------------------------------------- what is found


def test_nothing_is_found_in_what_is_shipped() -> None:
    files = sorted((ROOT / "protocols").glob("*.yaml"))
    result = run(*files)
    assert (result.exit_code, result.stderr) == (0, "")
    told = result.stdout.splitlines()
    assert re.fullmatch(
        rf"{len(files)} files checked, nothing found\. [0-9]+ notes: `--notes` shows them\.",
        told[-1],
    )
    ways = [line for line in told if ": the perfect patient needs " in line]
    assert len(ways) == len(files) - 2
    assert {"exercises.yaml", "ladders.yaml"} <= {each.name for each in files}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_problem_of_a_file_is_found(path: Path) -> None:
    with pytest.raises(ProtocolError) as caught:
        load_protocol(path)
    assert tuple(evolve(each, fix=()) for each in problems_of(str(path))) == tuple(
        evolve(each, fix=()) for each in caught.value.problems
    )


def test_the_text_is_that_of_the_problems_and_a_count() -> None:
    result = run(BAD)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == (
        f"{render_problems(problems_of(str(BAD)))}\n\n"
        "1 file checked, 3 problems in 1 file.\n"
        "Why one matters: rehabflow explain RF414\n"
    )


def test_a_bad_file_silences_none_of_the_others(tmp_path: Path) -> None:
    absent = tmp_path / "absent.yaml"
    one, two, three, four = objects(run(BAD, absent, GOOD, BAD, "--format", "json"))
    assert [each["file"] for each in (one, two, three)] == [str(BAD), str(absent), str(GOOD)]
    assert [each["code"] for each in one["problems"]] == ["RF414", "RF413", "RF413"]
    assert [each["code"] for each in two["problems"]] == ["RF442"]
    assert three.pop("perfect")["days"] > 0
    assert three.pop("whole") is True
    assert three == {"rehabflow": 1, "file": str(GOOD), "problems": [], "notes": []}
    assert four == one
    text = run(BAD, absent, GOOD).stdout
    assert "\n3 files checked, 4 problems in 2 files.\n" in text


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "RF442" in result.stdout


def test_notes_are_counted_shown_where_they_are_asked_for_and_no_finding() -> None:
    counted, shown = run(NOTED), run(NOTED, "--notes")
    assert (counted.exit_code, shown.exit_code) == (0, 0)
    (told,) = objects(run(NOTED, "--format", "json"))
    codes = [each["code"] for each in told["notes"]]
    assert codes
    assert set(codes) <= {*NOTE_CODES}
    assert f" {len(codes)} notes: `--notes` shows them.\n" in counted.stdout
    assert "note: " not in counted.stdout
    assert shown.stdout.count("\nnote: ") + 1 == len(codes)
    assert "a made-up log that shows it:\n    date," in shown.stdout
    assert {each["sureness"] for each in told["notes"]} <= {
        "shown by the log below",
        "proved for all logs",
    }
    marked = run(NOTED, "--format", "github").stdout.splitlines()
    assert [line.startswith("::notice ") for line in marked] == [True] * len(codes)


@pytest.mark.parametrize("args", [[], ["--format", "xml", str(GOOD)]])
def test_what_cannot_be_asked_is_a_usage_error(args: list[str]) -> None:
    assert run(*args).exit_code == 2


DOUBTFUL = """\
rehabflow: 1
id: example
version: 1.0.0
title: Example
stages:
  acute:
    advance: {when: {pain: {at_most: 3}}}
    setback: {to: acute, when: {rest: {below: 48 h, last: 1 session}}}
  done: {final: true}
"""


def test_what_is_doubted_in_a_protocol_is_a_warning_and_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "doubtful.yaml"
    path.write_text(DOUBTFUL, encoding="utf-8")
    result = run(path, BAD)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith(f"warning: {path}:8:33: RF801 `rest` can never be met")
    assert f"\n\n{BAD}:7:3: RF414 " in result.stdout
    assert run(path).exit_code == 1
    (log,) = objects(run(path, BAD, "--format", "sarif"))
    levels = [each["level"] for each in log["runs"][0]["results"]]
    assert levels == ["warning", "error", "error", "error"]
    marked = run(path, BAD, "--format", "github").stdout.splitlines()
    assert [line.partition(" ")[0] for line in marked] == ["::warning", *["::error"] * 3]
    assert [each["code"] for each in objects(run(path, "--format", "json"))[0]["problems"]] == [
        "RF801"
    ]


@pytest.mark.parametrize("own", ["", "[1x10]", "3", "more", "{}"])
def test_own_ladders_of_another_kind_are_a_problem_beside_a_shared_one(own: str) -> None:
    text = DOUBTFUL.replace("  acute:", "  acute:\n    exercises: [{do: run, ladder: LADDER}]")
    text = f"ladders: {own}\n{text}".replace("LADDER", next(iter(shared_ladders())))
    with pytest.raises(ProtocolError) as caught:
        protocol_problems(text.encode(), "example.yaml")
    assert any(each.line == 1 for each in caught.value.problems) is (own != "{}")


# ---------------------------------------------------------------- shared files


def test_shared_exercises_are_looked_at_like_a_protocol(tmp_path: Path) -> None:
    path = tmp_path / "exercises.yaml"
    path.write_text("rehabflow: 1\nexercises:\n  a-leap: {title: Leap, kind: jump, easier: [a]}\n")
    assert [each.code for each in problems_of(str(path))] == ["RF428", "RF410"]
    path.write_text("rehabflow: 1\nexercises:\n  a-leap: {title: Leap, easier: [heel-dig]}\n")
    assert problems_of(str(path)) == ()


def test_shared_exercises_may_not_take_the_names_of_those_installed(tmp_path: Path) -> None:
    copied = shutil.copy(ROOT / "protocols" / "exercises.yaml", tmp_path / "exercises.yaml")
    assert {each.code for each in problems_of(str(copied))} == {"RF413", "RF430"}


def test_an_installed_catalogue_is_read_beside_those_before_it(install: Install) -> None:
    text = "rehabflow: 1\nexercises:\n  a-leap: {title: Leap, easier: [heel-dig]}\n"
    files = {"__init__.py": BOMB, "exercises.yaml": text}
    install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    shared_exercises.cache_clear()
    first, second = exercise_files()
    ours, theirs = sorted((first, second), key=lambda each: "acme" in str(each))
    expected = () if theirs == second else ("RF410",)
    assert tuple(each.code for each in problems_of(str(theirs))) == expected
    assert problems_of(str(ours)) == ()
    shared_exercises.cache_clear()


def test_the_text_of_a_shared_file_is_looked_at_too(tmp_path: Path) -> None:
    path = tmp_path / "exercises.yaml"
    path.write_text("rehabflow: 1\nexercises:\n  a-leap: {title: 010, kind: jump}\n")
    assert [each.code for each in problems_of(str(path))] == ["RF311", "RF428"]
    path.write_text("rehabflow: [\n")
    assert {each.code for each in problems_of(str(path))} == {"RF305"}


def test_shared_ladders_are_looked_at_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "ladders.yaml"
    path.write_text("rehabflow: 1\nladder: {}\n")
    assert [each.code for each in problems_of(str(path))] == ["RF402"]


# ---------------------------------------------------------------- rules


def test_rules_of_a_directory_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "entries.py").write_text(RULE, encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    assert run(path, "--rules", tmp_path / "rules").exit_code == 0
    assert "RF408" in run(path).stdout


@pytest.mark.parametrize("style", STYLES)
def test_a_rule_that_cannot_be_loaded_is_exit_code_4(tmp_path: Path, style: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "entries.py").write_text(BOMB, encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    result = run(BAD, path, GOOD, "--rules", tmp_path / "rules", "--format", style)
    assert (result.exit_code, result.stderr) == (4, "")
    assert "RF502" in result.stdout
    assert "RF414" in result.stdout


def test_a_broken_plugin_that_no_file_names_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "entries.py").write_text("class", encoding="utf-8")
    result = run(GOOD, "--rules", tmp_path / "rules")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: ")


# ---------------------------------------------------------------- for programs

PROBLEM = Problem(
    "a folder/m%,:y.yaml",
    7,
    12,
    "RF423",
    "100% is\nno limit",
    expected="a number, from 0 to 10: so",
    hint="write 10",
    width=4,
    other=(3, 2),
)


def test_an_annotation_has_file_place_code_and_mend() -> None:
    assert annotation(PROBLEM) == (
        "::error file=a folder/m%25%2C%3Ay.yaml,line=7,col=12,endColumn=16,title=RF423::"
        "100%25 is\\x0ano limit%0Aexpected: a number, from 0 to 10: so%0Afix: write 10"
    )


def test_an_annotation_leaves_out_what_is_not_known() -> None:
    assert annotation(Problem("a.yaml", 0, 0, "RF442", "x")) == (
        "::error file=a.yaml,title=RF442::x"
    )
    assert annotation(Problem("a.yaml", 3, 0, "RF442", "x")) == (
        "::error file=a.yaml,line=3,title=RF442::x"
    )


def test_without_problems_nothing_is_annotated() -> None:
    result = run(GOOD, "--format", "github")
    assert (result.exit_code, result.stdout) == (0, "")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_begins_a_command_of_its_own(path: str, text: str) -> None:
    problem = Problem(path, 1, 1, "RF401", text, text, text, text)
    (line,) = render_annotations([problem]).splitlines()
    place, _, said = line.removeprefix("::error ").partition("::")
    assert printable(line) == line
    assert re.fullmatch(r"file=[^,:]*,line=1,col=1,endColumn=2,title=RF401", place)
    assert re.sub("%(25|0A)", "", said).count("%") == 0


def test_sarif_has_a_rule_for_each_code_and_a_region_for_each_problem() -> None:
    result = run(BAD, GOOD, "--format", "sarif")
    assert (result.exit_code, result.stderr) == (1, "")
    (log,) = objects(result)
    assert (log["version"], log["$schema"]) == ("2.1.0", SCHEMA)
    (made,) = log["runs"]
    driver = made["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("rehabflow", version("rehabflow"))
    assert [each["id"] for each in driver["rules"]] == ["RF413", "RF414"]
    assert driver["rules"][0]["shortDescription"]["text"] == "exercise name that is taken"
    assert driver["rules"][0]["fullDescription"]["text"].startswith("A log names an exercise")
    found = problems_of(str(BAD))
    assert len(made["results"]) == len(found)
    for told, problem in zip(made["results"], found, strict=True):
        assert driver["rules"][told["ruleIndex"]]["id"] == told["ruleId"] == problem.code
        assert told["level"] == "error"
        assert told["properties"] == json.loads(json.dumps(problem.to_dict()))
        (place,) = told["locations"]
        assert place["physicalLocation"]["region"] == {
            "startLine": problem.line,
            "startColumn": problem.column,
            "endColumn": problem.column + problem.width,
        }


def only_result(problem: Problem) -> dict[str, Any]:
    (made,) = sarif([problem])["runs"]
    (told,) = made["results"]
    return dict(told)


def test_sarif_names_a_file_by_its_uri() -> None:
    def uri(path: str) -> str:
        (place,) = only_result(Problem(path, 0, 0, "RF442", "x"))["locations"]
        assert "region" not in place["physicalLocation"]
        return str(place["physicalLocation"]["artifactLocation"]["uri"])

    assert uri("a folder/m%,:y.yaml") == "a%20folder/m%25%2C%3Ay.yaml"
    assert uri(str(GOOD)) == GOOD.as_uri()
    assert uri(os.fsdecode(b"\xff.yaml")) == "%FF.yaml"


def test_sarif_tells_the_second_place_and_how_to_mend() -> None:
    told = only_result(PROBLEM)
    assert told["message"]["text"].endswith("\nFix: write 10")
    (other,) = told["relatedLocations"]
    assert other["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 2,
        "endColumn": 3,
    }
    bare = only_result(Problem("a.yaml", 3, 0, "RF505", "x {0}"))
    assert bare["message"] == {"text": "x {{0}}"}
    assert bare["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "relatedLocations" not in bare


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    (log,) = objects(run(GOOD, "--format", "sarif"))
    assert log["runs"][0]["results"] == log["runs"][0]["tool"]["driver"]["rules"] == []


# ---------------------------------------------------------------- untrusted text


@pytest.mark.parametrize("style", STYLES)
def test_control_characters_of_a_file_or_its_name_are_escaped(tmp_path: Path, style: str) -> None:
    path = tmp_path / "\x1b[2J.yaml"
    path.write_text("rehabflow: 1\nid: \x1b[2J\n", encoding="utf-8")
    result = run(path, tmp_path / "\x1b[3J.yaml", "--format", style)
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout + result.stderr


# ---------------------------------------------------------------- docs/check.md


def test_the_page_shows_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`REHABFLOW_ACCEPT=1` writes it anew."""
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / "check.md"

    def shown(block: re.Match[str]) -> str:
        args = block["args"]
        return f"```console\n$ rehabflow check {args}\n{run(*args.split()).stdout}```\n"

    text = page.read_text(encoding="utf-8")
    block = r"```console\n\$ rehabflow check (?P<args>[^\n]+)\n.*?^```\n"
    real = re.sub(block, shown, text, flags=re.DOTALL | re.MULTILINE)
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        page.write_text(real, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == real
