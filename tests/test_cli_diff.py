"""`rehabflow diff`: what is said of two protocols, and of the patients of a folder."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from compared import BASE, Plain, at
from conftest import Install

from rehabflow import Protocol
from rehabflow.cli import main
from rehabflow.render.yaml import protocol_yaml

ROOT = Path(__file__).parent.parent
CONSOLE = re.compile(r"```console\n\$ rehabflow (.*)\n((?:.*\n)*?)```\n")
OLD: Plain = {
    "rehabflow": 1,
    "id": "small",
    "version": "1.0.0",
    "title": "Small",
    "measures": {"hop": {"title": "Hop", "unit": "cm", "better": "higher"}},
    "stages": {
        "one": {"advance": {"when": {"pain": {"at_most": 3, "last": "2 sessions"}}}},
        "two": {
            "exercises": [{"do": "bridge", "ladder": "rise"}],
            "setback": {"when": {"pain": {"at_least": 6}}},
            "advance": {"when": {"sessions": {"at_least": 9}}},
        },
        "done": {"final": True},
    },
    "ladders": {"rise": {"rungs": ["1x10", "2x10"], "climb": {"when": {"pain": {"at_most": 2}}}}},
}
WHEN = ("stages", "one", "advance", "when", "pain", "at_most")
STRICT = at(*WHEN, now=2, base=OLD)
LOG = """\
# patient: {}
date,pain,work
2026-03-01,{},bridge 10
2026-03-02,{},bridge 10
2026-03-03,{},bridge 10
2026-03-05,{},bridge 10
"""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["diff", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def saved(folder: Path, name: str, source: Plain) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(protocol_yaml(Protocol.from_dict(source)) + "\n", encoding="utf-8")
    return path


def logged(folder: Path, patient: str, *pains: int) -> Path:
    path = folder / f"{patient}.csv"
    path.write_text(LOG.format(patient, *pains), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    return saved(tmp_path, "old", OLD), saved(tmp_path, "new", STRICT)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


def object_of(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# ---------------------------------------------------------------- what changed


def test_a_protocol_and_itself_say_the_same(two: tuple[Path, Path]) -> None:
    result = run(two[0], two[0])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "They say the same: nothing but layout and comments can differ." in result.stdout


def test_layout_and_comments_are_no_change(two: tuple[Path, Path]) -> None:
    two[1].write_text("# other\n\n" + two[0].read_text("utf-8"), encoding="utf-8")
    result = run(*two)
    assert result.exit_code == 0
    assert "They say the same" in result.stdout


def test_a_change_of_the_meaning_under_one_version_is_told(two: tuple[Path, Path]) -> None:
    result = run(*two)
    assert result.exit_code == 1
    assert "1 change in what decides, 0 in what people are told." in result.stdout
    for head, path in zip(("OLD", "NEW"), two, strict=True):
        assert f"{head} small 1.0.0 ({path})" in " ".join(result.stdout.split())
    assert "Both are called version 1.0.0: give the new one another." in " ".join(
        result.stdout.split()
    )
    assert "- NEXT to two: exercise pain (last 2 sessions) at most 2, was at most 3" in (
        result.stdout
    )


def test_a_change_of_the_version_alone_is_told(tmp_path: Path, two: tuple[Path, Path]) -> None:
    other = saved(tmp_path, "other", {**OLD, "version": "1.0.1"})
    result = run(two[0], other)
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "Nothing that decides or that people are told differs. The version number" in said
    assert "- version: 1.0.1, was 1.0.0" in result.stdout


def test_where_a_number_comes_from_is_told_and_is_no_change_of_what_it_means(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    other = saved(tmp_path, "other", {**OLD, "choice": "ours"})
    result = run(two[0], other)
    assert result.exit_code == 0
    assert "- choice: ours, new" in result.stdout
    back = run(other, two[0])
    assert "- choice: ours, gone" in back.stdout
    assert "version" not in result.stdout


def test_the_same_said_in_other_words_is_told_as_that(tmp_path: Path) -> None:
    old = saved(tmp_path, "old", {**OLD, "stale_after": "7 days"})
    new = saved(tmp_path, "new", {**OLD, "stale_after": "1 week"})
    result = run(old, new)
    assert result.exit_code == 0
    assert "- stale_after: 1 week, was 7 days" in result.stdout


def test_a_long_text_is_shown_around_the_place_where_it_changed(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    old = saved(tmp_path, "old", {**OLD, "summary": words + " here."})
    new = saved(tmp_path, "new", {**OLD, "summary": words + " there."})
    said = " ".join(run(old, new).stdout.split())
    assert "word199 there.”, was “…" in said
    assert "word0 " not in said


def test_a_new_stage_is_told_with_all_that_is_in_it(tmp_path: Path) -> None:
    old = saved(tmp_path, "old", BASE)
    stages = {
        "zero": {"advance": {"when": {"sessions": {"at_least": 2}}}},
        **at("stages", "one", base=BASE)["stages"],
        "between": {
            "exercises": [{"do": "bridge"}],
            "choose": 1,
            "advance": {"when": {"pain": {"at_most": 1}}},
            "setback": {"when": {"pain": {"at_least": 5}}},
            "advise": [{"when": {"pain": {"at_least": 4}}, "say": "Slow."}],
        },
        "done": {"final": True},
    }
    order = ["zero", "three", "between", "done"]
    new = saved(
        tmp_path,
        "new",
        {**BASE, "stages": {id: stages[id] for id in order}} | {"exercises": {}, "ladders": {}},
    )
    said = run(old, new).stdout
    assert "- a new stage, the first" in said
    assert "- a new stage, after three" in said
    assert "- the stage one is gone" in said
    assert "- Simple bridge 1×1, new" in said
    assert "- BACK to three: when exercise pain at least 5 (last session), new" in said
    assert "- ADVICE “Slow.”: said while exercise pain at least 4 (last session), new" in said


def test_stages_in_another_order_are_told(tmp_path: Path) -> None:
    gate = {"advance": {"when": {"sessions": {"at_least": 2}}}}
    head = {name: BASE[name] for name in ("rehabflow", "id", "version", "title")}
    end = {"done": {"final": True}}
    old = saved(tmp_path, "old", {**head, "stages": {"a": gate, "b": gate, **end}})
    new = saved(tmp_path, "new", {**head, "stages": {"b": gate, "a": gate, **end}})
    said = run(old, new).stdout
    assert "- the stages stand in another order: b, a and done; was a, b and done" in said
    assert "- NEXT to done: leads to done, was b" in said


def test_the_same_is_there_as_json(two: tuple[Path, Path]) -> None:
    result = run(*two, "--format", "json")
    assert result.exit_code == 1
    found = object_of(result)
    assert found["differs"] is True
    assert found["same_version"] is True
    assert [each["id"] for each in (found["old"], found["new"])] == ["small", "small"]
    assert found["changes"] == [
        {
            "level": "decides",
            "kind": "changed",
            "what": "limit",
            "stage": "one",
            "gate": "advance",
            "to": "two",
            "exercise": None,
            "text": "NEXT to two: exercise pain (last 2 sessions) at most 2, was at most 3",
        }
    ]
    assert "patients" not in found


def test_control_characters_of_a_path_are_never_sent_raw(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    folder = tmp_path / "logs\x1b[2J"
    folder.mkdir()
    logged(folder, "bad", 30, 3, 3, 3)
    for style in ("text", "json"):
        result = run(*two, "--logs", folder, "--as-of", "2026-03-06", "--format", style)
        assert result.exit_code == 3
        assert "\x1b" not in result.stdout + result.stderr


# ---------------------------------------------------------------- what it means


def test_what_a_change_means_is_told_with_a_log(two: tuple[Path, Path]) -> None:
    said = run(*two).stdout
    assert "one, NEXT to two\n  Stricter. Wherever it is met under NEW" in said
    assert "  - This log advances to two under OLD and holds under NEW:" in said
    (claim,) = object_of(run(*two, "--format", "json"))["means"]
    assert (claim["relation"], claim["how"]) == ("stricter", "proved")


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_made_up_logs_are_written_so_that_advance_reads_them(
    tmp_path: Path, two: tuple[Path, Path], style: str
) -> None:
    folder = tmp_path / "deep" / "witness"
    result = run(*two, "--witness", folder, "--format", style)
    assert result.exit_code == 1
    (log,) = folder.iterdir()
    assert log.name in result.stdout
    stages = []
    for protocol in two:
        args = ["advance", str(log), "-p", str(protocol), "--format", "json"]
        stages.append(json.loads(CliRunner().invoke(main, args).stdout)["stage"])
    assert stages == ["two", "one"]


def test_made_up_logs_are_never_written_over_anything(
    tmp_path: Path, two: tuple[Path, Path]
) -> None:
    result = run(*two, "--witness", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty" in result.stderr
    file = two[0] / "below"
    result = run(*two, "--witness", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be a folder: not a directory" in result.stderr


# ---------------------------------------------------------------- for whom


def test_a_patient_who_would_stand_elsewhere_is_named(two: tuple[Path, Path], logs: Path) -> None:
    logged(logs, "anna", 3, 3, 2, 2)
    logged(logs, "ben", 2, 2, 2, 2)
    logged(logs, "cleo", 3, 3, 3, 3)
    result = run(*two, "--logs", logs, "--as-of", "2026-03-06")
    assert (result.exit_code, result.stderr) == (1, "")
    said = " ".join(result.stdout.split())
    assert "3 logs: 1 in another stage now, 1 in the same stage by another way, 1 the same" in said
    assert "cleo two since 2026-03-02 under OLD, one since 2026-03-01 under NEW." in said
    assert "- they part on 2026-03-02: advance to two under OLD, no move under NEW" in said
    assert "- entered two: 2026-03-02 under OLD, never under NEW" in said
    assert "anna two since 2026-03-02 under OLD, two since 2026-03-05 under NEW." in said
    assert "- entered two: 2026-03-02 under OLD, 2026-03-05 under NEW, 3 days later" in said
    assert "- bridge: finished under OLD, rung 1 of 2 under NEW" in said
    assert "ben" not in said


def test_earlier_is_told_too_and_a_stage_that_is_entered_again(
    two: tuple[Path, Path], logs: Path
) -> None:
    log = logged(logs, "anna", 3, 3, 2, 2)
    result = run(*two[::-1], "--logs", log, "--as-of", "2026-03-06")
    assert "2026-03-05 under OLD, 2026-03-02 under NEW, 3 days earlier" in result.stdout
    log.write_text(log.read_text("utf-8") + "2026-03-06,7,bridge 10\n2026-03-07,1,bridge 10\n")
    result = run(*two, "--logs", log, "--as-of", "2026-03-07")
    assert "entered one again" not in result.stdout
    log.write_text(
        log.read_text("utf-8").replace("2026-03-05,2", "2026-03-05,6"), encoding="utf-8"
    )
    again = run(*two, "--logs", log, "--as-of", "2026-03-07")
    assert "entered one again: 2026-03-05 under OLD, never under NEW" in again.stdout


def test_the_patients_are_there_as_json(two: tuple[Path, Path], logs: Path) -> None:
    log = logged(logs, "anna", 3, 3, 2, 2)
    same = logged(logs, "ben", 2, 2, 2, 2)
    result = run(*two, "--logs", log, "--logs", same, "--as-of", "2026-03-06", "--format", "json")
    found = object_of(result)
    assert found["not_compared"] == []
    anna, ben = found["patients"]
    assert anna == {
        "patient": "anna",
        "path": str(log),
        "differs": True,
        "elsewhere": False,
        "parts": "2026-03-02",
        "old": {"stage": "two", "since": "2026-03-02"},
        "new": {"stage": "two", "since": "2026-03-05"},
        "entered": [
            {"stage": "two", "nth": 1, "old": "2026-03-02", "new": "2026-03-05", "later": 3}
        ],
        "rungs": [{"exercise": "bridge", "old": 3, "new": 1}],
    }
    assert (ben["differs"], ben["parts"], ben["entered"], ben["rungs"]) == (False, None, [], [])


def test_a_ladder_that_only_one_protocol_has_is_told(tmp_path: Path, logs: Path) -> None:
    plain = at("ladders", base=OLD)
    plain["stages"]["two"]["exercises"] = [{"do": "bridge", "reps": 10}]
    old, new = saved(tmp_path, "old", OLD), saved(tmp_path, "new", plain)
    log = logged(logs, "anna", 2, 2, 2, 2)
    result = run(old, new, "--logs", log, "--as-of", "2026-03-06")
    assert "- bridge: finished under OLD, no ladder under NEW" in result.stdout
    assert "they part on 2026-03-03: climb of bridge to rung 2 under OLD, no move" in (
        " ".join(result.stdout.split())
    )


def test_no_text_of_a_patient_is_told(two: tuple[Path, Path], logs: Path) -> None:
    log = logged(logs, "anna", 3, 3, 2, 2)
    text = log.read_text("utf-8").replace("work\n", "work,note\n")
    log.write_text(text.replace("bridge 10\n", "bridge 10,secret\n"), encoding="utf-8")
    for style in ("text", "json"):
        result = run(*two, "--logs", log, "--as-of", "2026-03-06", "--format", style)
        assert result.exit_code == 1
        assert "secret" not in result.stdout + result.stderr


def test_a_log_that_cannot_be_read_silences_none_of_the_others(
    two: tuple[Path, Path], logs: Path
) -> None:
    logged(logs, "anna", 3, 3, 3, 3)
    bad = logged(logs, "bad", 30, 3, 3, 3)
    for style in ("text", "json"):
        result = run(*two, "--logs", logs, "--as-of", "2026-03-06", "--format", style)
        assert result.exit_code == 3
        assert result.stderr.count("RF212") == 1
        assert result.stderr.endswith("No decision was made; the stage is not verified.\n")
        assert "anna" in result.stdout
    assert object_of(result)["not_compared"][0]["under"] == ["old", "new"]
    text = run(*two, "--logs", logs, "--as-of", "2026-03-06").stdout
    assert f"{bad}: not compared; it cannot be read under either" in " ".join(
        text.split()
    ).replace("/ ", "/")


def test_a_column_that_one_protocol_does_not_know_is_told(tmp_path: Path, logs: Path) -> None:
    old, new = saved(tmp_path, "old", OLD), saved(tmp_path, "new", at("measures", base=OLD))
    log = logged(logs, "anna", 3, 3, 3, 3)
    text = (
        log.read_text("utf-8")
        .replace("work\n", "work,hop\n")
        .replace("bridge 10\n", "bridge 10,90\n")
    )
    log.write_text(text, encoding="utf-8")
    result = run(old, new, "--logs", log, "--as-of", "2026-03-06")
    assert result.exit_code == 3
    said = " ".join(result.stdout.split())
    assert "1 log: 0 in another stage now" in said
    assert "1 not compared" in said
    assert "not compared; hop is not known under NEW" in said
    assert "RF110" in result.stderr


def test_a_stage_that_one_protocol_has_not_is_told(tmp_path: Path, logs: Path) -> None:
    other = json.loads(json.dumps(OLD).replace('"two"', '"second"'))
    old, new = saved(tmp_path, "old", OLD), saved(tmp_path, "new", other)
    log = logs / "anna.csv"
    log.write_text("date,event,to,by,reason\n2026-03-01,override,two,A,b\n", encoding="utf-8")
    result = run(old, new, "--logs", log, "--as-of", "2026-03-06")
    assert result.exit_code == 3
    assert "not compared; it cannot be read under NEW" in " ".join(result.stdout.split())


def test_settings_beside_the_logs_hold(two: tuple[Path, Path], logs: Path) -> None:
    log = logs / "anna.csv"
    log.write_text("date,pain,work,side\n2026-03-01,3,bridge 10,left\n", encoding="utf-8")
    assert run(*two, "--logs", log, "--as-of", "2026-03-06").exit_code == 3
    (logs / "rehabflow.toml").write_text('injured = "left"\n', encoding="utf-8")
    assert run(*two, "--logs", log, "--as-of", "2026-03-06").exit_code == 1
    (logs / "rehabflow.toml").write_text('injured = "middle"\n', encoding="utf-8")
    result = run(*two, "--logs", log, "--as-of", "2026-03-06")
    assert (result.exit_code, "RF522" in result.stderr) == (3, True)


def test_a_folder_without_logs_is_a_usage_error(two: tuple[Path, Path], logs: Path) -> None:
    (logs / "notes.txt").write_text("none", encoding="utf-8")
    result = run(*two, "--logs", logs)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a log ends in .csv" in result.stderr


# ---------------------------------------------------------------- what cannot be compared


def test_an_unknown_protocol_is_a_usage_error_with_the_nearest_id() -> None:
    result = run("hamstring-strian", "pats")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'hamstring-strain'?" in result.stderr


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_protocol_that_cannot_be_trusted_is_not_compared(
    tmp_path: Path, two: tuple[Path, Path], style: str
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("rehabflow: 1\n", encoding="utf-8")
    result = run(two[0], bad, "--format", style)
    assert result.exit_code == 3
    assert "RF403" in result.stderr
    assert ("problems" in object_of(result)) if style == "json" else (result.stdout == "")


RULE = '''"""A rule that fails."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Acme(Rule):
    """A reading that is never to be had."""

    unit, scale, better, label = "points", (0, 10), "lower", "acme"
    window, reads = "3 days", ("pain",)

    def called(self) -> str:
        {called}

    def measure(self, window: Window) -> Reading:
        {measure}
'''


def with_rule(tmp_path: Path, called: str, measure: str) -> tuple[Path, Path, Path]:
    rules = tmp_path / "rules"
    rules.mkdir()
    text = RULE.format(called=called, measure=measure)
    (rules / "acme.py").write_text(text, encoding="utf-8")
    paths: list[Path] = []
    for limit in (3, 4):
        gate = {"acme": {"at_most": limit}}
        source = at("stages", "one", "advance", "when", now=gate, base=OLD)
        path = tmp_path / f"with-{limit}.yaml"
        made = Protocol.from_dict(source, rules=rules)
        path.write_text(protocol_yaml(made) + "\n", encoding="utf-8")
        paths.append(path)
    return *paths, rules  # type: ignore[return-value]


def test_a_rule_that_fails_on_a_log_is_told_and_hides_nothing(tmp_path: Path, logs: Path) -> None:
    old, new, rules = with_rule(tmp_path, 'return "acme"', "raise ValueError")
    log = logged(logs, "anna", 3, 3, 3, 3)
    result = run(old, new, "--rules", rules, "--logs", log, "--as-of", "2026-03-06")
    assert result.exit_code == 4
    assert "RF501" in result.stderr
    assert "What it means" in result.stdout
    assert "Not known, as a rule failed." in result.stdout
    as_json = run(old, new, "--rules", rules, "--format", "json")
    assert (as_json.exit_code, object_of(as_json)["means"]) == (4, None)
    said = " ".join(result.stdout.split())
    assert "acme (last 3 days) at most 4 points, was at most 3 points" in said
    assert "not compared; a rule failed under either" in said


def test_a_rule_that_cannot_be_described_is_told(tmp_path: Path) -> None:
    called = (
        'import sys; return "acme" if sys._getframe(1).f_code.co_name != "label_words" else 1 / 0'
    )
    old, new, rules = with_rule(tmp_path, called, "return Reading.nothing('none')")
    result = run(old, new, "--rules", rules)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF534" in result.stderr


def test_a_plugin_that_is_broken_is_told_beside_the_result(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "bad.py": "x = 1\n"})
    result = run("pats", "pats")
    assert result.exit_code == 0
    assert "the rule 'bad' of acme-rules 2.1.0 cannot be loaded" in result.stderr


# ---------------------------------------------------------------- docs/diff.md


def test_the_page_shows_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`REHABFLOW_ACCEPT=1` writes it anew."""
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / "diff.md"
    text = page.read_text(encoding="utf-8")
    assert CONSOLE.search(text)

    def shown(found: re.Match[str]) -> str:
        result = CliRunner().invoke(main, shlex.split(found[1]))
        return f"```console\n$ rehabflow {found[1]}\n{result.stdout}```\n"

    real = CONSOLE.sub(shown, text)
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        page.write_text(real, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == real
