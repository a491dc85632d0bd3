"""`rehabflow rules verify`: the scorecard of an installed rule on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rehabflow.cli import main
from rehabflow.cli.verify import verify
from rehabflow.testing import CHECKS


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verify, arguments)


RULE = '''"""Given points."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class PointsGiven(Rule):
    """Points that are given beforehand.

    ```yaml
    when: {given: {at_least: 3}}
    ```
    """

    unit, scale, better, label = "points", (0, 10), "higher", "points"

    def measure(self, window: Window) -> Reading:
        return Reading(LOW, HIGH, "nobody counted")
'''


def folder(path: Path, low: int, high: int) -> str:
    """A folder with one rule, which reads the same range whatever the log."""
    text = RULE.replace("LOW", str(low)).replace("HIGH", str(high))
    (path / "given.py").write_text(text, encoding="utf-8")
    return str(path)


def test_a_rule_that_keeps_to_everything_exits_with_0() -> None:
    result = run("time_in_stage")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"time_in_stage: {len(CHECKS)} of {len(CHECKS)} checks held\n")
    assert " ✓ held      pure           it calls no clock" in result.stdout


def test_as_json_each_check_says_what_came_of_it() -> None:
    result = run("time_in_stage", "--format", "json", "--waive", "pure=it is pure anyway")
    said = json.loads(result.stdout)
    assert said["rule"] == "time_in_stage"
    assert [each["check"] for each in said["checks"]] == list(CHECKS)
    assert {each["said"] for each in said["checks"] if each["result"] == "waived"} == {
        "it is pure anyway"
    }


def test_a_check_that_fails_exits_with_1_and_says_what_was_found(
    tmp_path: Path,
) -> None:
    result = run("given", "--rules", folder(tmp_path, 10, 0))
    assert result.exit_code == 1
    assert " ✗ failed    scale " in result.stdout
    assert "the range 10 to 0 is upside down" in result.stdout


def test_a_check_is_waived_by_its_name_and_a_reason() -> None:
    result = run("time_in_stage", "--waive", "pure=")
    assert result.exit_code == 2
    assert "RF704" in result.stderr


def test_a_rule_that_is_not_installed_is_a_usage_error() -> None:
    result = run("time_on_stage")
    assert result.exit_code == 2
    assert "did you mean 'time_in_stage'?" in result.stderr


def test_a_rule_that_cannot_be_loaded_exits_with_4(tmp_path: Path) -> None:
    (tmp_path / "nowhere.py").write_text("1 / 0", encoding="utf-8")
    result = run("nowhere", "--rules", str(tmp_path))
    assert result.exit_code == 4
    assert "RF502" in result.stderr


def test_the_folder_may_be_named_before_the_command(tmp_path: Path) -> None:
    where = folder(tmp_path, 0, 10)
    result = CliRunner().invoke(main, ["rules", "--rules", where, "verify", "given"])
    assert result.exit_code == 0, result.output


def test_without_hypothesis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "rehabflow.testing.strategies", raising=False)
    monkeypatch.setattr("rehabflow.testing.corpus._logs_by_ground", {})
    result = run("time_in_stage")
    assert result.exit_code == 2
    assert "pip install 'rehabflow[testing]'" in result.stderr
