"""`rehabflow rules verify`: the scorecard of an installed rule on the command line."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner, Result
from faulty import UpsideDown

from rehabflow.catalog import InstalledRule, installed_rules
from rehabflow.cli.verify import verify
from rehabflow.gate import RuleSource
from rehabflow.testing import CHECKS, score, subject


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verify, arguments)


def offer(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """A rule of `faulty.py` in the place of an installed one."""
    source = RuleSource(id, "acme-rules", "2.1.0")
    rules = {**installed_rules(), id: InstalledRule(source, f"only_{id}")}
    monkeypatch.setattr(subject, "installed_rules", lambda: rules)


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
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(score, "kind_of", lambda _: UpsideDown)
    monkeypatch.setattr(subject, "kind_of", lambda _: UpsideDown)
    result = run("upside_down")
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


def test_a_rule_that_cannot_be_loaded_exits_with_4(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "nowhere")
    result = run("nowhere")
    assert result.exit_code == 4
    assert "RF502" in result.stderr
    assert "acme-rules" in result.stderr


def test_without_hypothesis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "rehabflow.testing.strategies", raising=False)
    monkeypatch.setattr("rehabflow.testing.corpus._logs_by_ground", {})
    result = run("time_in_stage")
    assert result.exit_code == 2
    assert "pip install 'rehabflow[testing]'" in result.stderr
