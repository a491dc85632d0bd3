"""`rehabflow simulate`, and the page that tells of it."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from tested import written

from rehabflow.cli import main
from rehabflow.simulation import assumed
from rehabflow.simulation.assumptions import TRAITS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "simulate.md"
CONSOLE = re.compile(r"```console\n\$ rehabflow (.*)\n((?:.*\n)*?)```\n")
OWN = str(ROOT / "examples" / "protocols" / "our-clinic.yaml")
SMALL = ["--cohort", "3", "--days", "40"]


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["simulate", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def data(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# ---------------------------------------------------------------- a script


def test_a_script_is_played_date_by_date() -> None:
    result = run("hamstring-strain", "--script", "train pain=2; 2 days; train pain=8")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "never what patients will do" in " ".join(result.stdout.split())
    assert "Mon 2024-01-01  start in acute" in result.stdout
    assert "Wed 2024-01-03  refer from acute to referred" in result.stdout
    assert "because exercise pain 8" in result.stdout


def test_a_script_as_json_says_what_held_each_date() -> None:
    found = data(run("hamstring-strain", "--script", "train pain=2", "--format", "json"))
    assert found["made_up"] is True
    (date,) = found["dates"]
    assert (date["kind"], date["stage"]) == ("start", "acute")
    assert {each["verdict"] for each in date["held"]["blockers"]} == {"unmet", "unknown"}


def test_a_script_file_is_played(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(b"\xef\xbb\xbftrain pain=2 # well\r\n1 day\r\ntrain pain=3\r\n")
    result = run("hamstring-strain", "--script-file", path, "--start", "2026-03-01")
    assert result.exit_code == 0
    assert "Mon 2026-03-02  hold in acute" in result.stdout


def test_the_log_that_is_written_comes_to_the_same(tmp_path: Path) -> None:
    log = tmp_path / "new" / "made-up.csv"
    script = (ROOT / "examples" / "simulations" / "flare-up.txt").read_text(encoding="utf-8")
    said = data(run("hamstring-strain", "--script", script, "--log", log, "--format", "json"))
    assert "made up" in log.read_text(encoding="utf-8").splitlines()[0]
    args = ["advance", str(log), "-p", "hamstring-strain", "--as-of", "2024-02-01"]
    advanced = json.loads(CliRunner().invoke(main, [*args, "--format", "json"]).stdout)
    made = [each for date in said["dates"] for each in date["decisions"]]
    keys = ("date", "kind", "from", "to")
    assert [[each[k] for k in keys] for each in made] == [
        [each[k] for k in keys] for each in advanced["decisions"]
    ]


@pytest.mark.parametrize(
    ("script", "code", "column"),
    [
        ("trian pain=2", "RF901", 1),
        ("train pian=2", "RF901", 7),
        ("train pain=11", "RF212", 12),
        ("1 day", "RF902", 1),
        ("train; train", "RF903", 8),
    ],
)
def test_a_bad_script_is_a_usage_error_and_a_bad_file_is_not_to_be_trusted(
    tmp_path: Path, script: str, code: str, column: int
) -> None:
    result = run("hamstring-strain", "--script", script)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--script:1:{column}: {code}" in result.stderr
    path = tmp_path / "mine.txt"
    path.write_text(script, encoding="utf-8")
    result = run("hamstring-strain", "--script-file", path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"mine.txt:1:{column}: {code}" in result.stderr


def test_a_script_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(b"train\xff")
    result = run("hamstring-strain", "--script-file", path, "--format", "json")
    assert result.exit_code == 3
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["code"] == "RF902"


def test_a_script_file_that_is_too_large_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(b"train\n" + b"\n" * (1 << 20))
    result = run("hamstring-strain", "--script-file", path)
    assert result.exit_code == 3
    assert "too large" in result.stderr
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        for way in (["--script-file"], [*SMALL, "--assumptions"]):
            result = run("hamstring-strain", *way, tmp_path / "pipe")
            assert result.exit_code == 3
            assert "a file that can be read" in result.stderr


def test_control_characters_of_a_script_never_reach_the_terminal() -> None:
    played = run("hamstring-strain", "--script", 'train pain=2 variant="\x1b[2J" work=all')
    assert "\x1b" not in played.stdout + played.stderr
    refused = run("hamstring-strain", "--script", "tra\x1b[2Jin")
    assert refused.exit_code == 2
    assert "\x1b" not in refused.stderr


def test_what_somebody_wrote_as_a_note_is_not_shown() -> None:
    result = run("hamstring-strain", "--script", 'train pain=2; 1 day; rest note="secret words"')
    assert result.exit_code == 0
    assert "secret" not in result.stdout


# ---------------------------------------------------------------- a cohort


def test_a_cohort_says_that_it_is_made_up_in_every_format() -> None:
    for style in ("text", "json", "svg"):
        shown = run("hamstring-strain", *SMALL, "--format", style).stdout
        assert "made-up patients" in shown
        words = " ".join(re.sub(r"<[^>]*>", " ", shown).split())
        assert "never what patients will do" in words


def test_two_protocols_stand_side_by_side_in_every_format() -> None:
    said = data(run("hamstring-strain", OWN, *SMALL, "--format", "json"))
    assert [said[side]["protocol"]["id"] for side in ("old", "new")] == [
        "hamstring-strain",
        "our-clinic",
    ]
    text = run("hamstring-strain", OWN, *SMALL).stdout
    assert "morning pain at most 2, last 3" in text
    assert "PATIENTS" in text
    assert "<svg" in run("hamstring-strain", OWN, *SMALL, "--format", "svg").stdout


def test_the_logs_of_a_cohort_are_written_and_say_that_they_are_made_up(tmp_path: Path) -> None:
    assert run("hamstring-strain", *SMALL, "--logs", tmp_path / "logs").exit_code == 0
    files = sorted((tmp_path / "logs").iterdir())
    assert [each.name for each in files] == [f"made-up-{n}.csv" for n in (1, 2, 3)]
    for each in files:
        text = each.read_text(encoding="utf-8")
        assert text.startswith("# patient: made up (patient ")
        assert "made up by rehabflow simulate: no patient" in text


def test_assumptions_come_from_a_file_and_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        "missed: 0.5\nhealing_days: 40\nfields:\n  aslr: {hurt: 40, healed: 80}\n",
        encoding="utf-8",
    )
    args = ["--assumptions", path, "--assume", "missed=0.25", "--format", "json"]
    said = data(run("hamstring-strain", *SMALL, *args))["assumptions"]
    assert (said["missed"], said["healing_days"], said["fields"]["aslr"]["healed"]) == (
        0.25, 40, 80,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("misssed=0.3", "RF904"),
        ("missed", "RF904"),
        ("fields=3", "RF904"),
        ("missed=a lot", "RF905"),
        ("missed=2", "RF905"),
        ("train_every=1.5", "RF905"),
    ],
)
def test_a_bad_assumption_is_a_usage_error(said: str, code: str) -> None:
    result = run("hamstring-strain", *SMALL, "--assume", said)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr


def test_an_assumption_that_is_no_yaml_is_a_usage_error() -> None:
    assert run("hamstring-strain", *SMALL, "--assume", "missed={").exit_code == 2


def test_a_bad_file_of_assumptions_is_not_to_be_trusted(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("missed: 0.5\nhaeling_days: 3\n", encoding="utf-8")
    result = run("hamstring-strain", *SMALL, "--assumptions", path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "ours.yaml:2:1: RF904" in result.stderr
    assert "did you mean 'healing_days'?" in result.stderr


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    "args",
    [
        ["hamstring-strain"],
        ["hamstring-strain", "--script", "train", "--cohort", "3"],
        ["hamstring-strain", "pats", "--script", "train"],
        ["hamstring-strain", "pats", "aspetar", "--cohort", "3"],
        ["hamstring-strain", "--script", "train", "--format", "svg"],
        ["hamstring-strain", "--script", "train", "--logs", "x"],
        ["hamstring-strain", "--script", "train", "--assume", "missed=0"],
        ["hamstring-strain", "--cohort", "3", "--log", "x"],
        ["hamstring-strain", "pats", "--cohort", "3", "--logs", "x"],
        ["hamstring-strain", "--cohort", "0"],
        ["hamstring-strain", "--cohort", "3", "--injury", "2024-01-01"],
        ["hamstring-strain", "--script", "train", "--injury", "2024-01-02"],
        ["hamstring-strain", "--cohort", "3", "--start", "1492-01-01"],
        ["hamstring-strian", "--cohort", "3"],
    ],
)
def test_what_does_not_go_together_is_a_usage_error(args: list[str]) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_log_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    log = tmp_path / "file" / "log.csv"
    result = run("hamstring-strain", "--script", "train", "--log", log)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_the_log_of_a_patient_is_never_written_over(tmp_path: Path) -> None:
    log = tmp_path / "maya.csv"
    log.write_text("date,pain\n2024-01-01,3\n", encoding="utf-8")
    result = run("hamstring-strain", "--script", "train", "--log", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert log.read_text(encoding="utf-8") == "date,pain\n2024-01-01,3\n"


def test_what_somebody_added_to_a_made_up_log_is_never_lost(tmp_path: Path) -> None:
    log = tmp_path / "made-up.csv"
    for _ in range(2):
        assert run("hamstring-strain", "--script", "train", "--log", log).exit_code == 0
    kept = log.read_bytes() + b"2026-01-02,all,maya's own row\n"
    log.write_bytes(kept)
    result = run("hamstring-strain", "--script", "train", "--log", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert log.read_bytes() == kept


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "pipe"])
def test_what_is_no_file_is_neither_read_nor_written(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = run("hamstring-strain", "--script", "train", "--log", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is there already, and says something else" in result.stderr


@pytest.mark.parametrize("said", ["missed=\udcff", "mis\udcffsed=1", "\udcff"])
def test_what_is_no_text_is_assumed_of_nobody(said: str) -> None:
    result = run("hamstring-strain", "--cohort", 1, "--assume", said)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--assume" in result.stderr


def test_the_day_of_the_injury_is_known_to_a_script_where_it_is_said() -> None:
    args = ["askling-l-protocol", "--script", "train pain=0"]
    assert "start in protect\n" in run(*args).stdout
    text = run(*args, "--injury", "2023-12-20").stdout
    assert "advance from protect to lengthening" in text


def test_a_protocol_that_cannot_be_trusted_is_not_simulated(tmp_path: Path) -> None:
    path = written(tmp_path, "rehabflow: 1\n")
    result = run(path, "--cohort", 3, "--format", "json")
    assert result.exit_code == 3
    assert "RF403" in result.stderr
    assert json.loads(result.stdout)["problems"]


def test_a_rule_that_fails_ends_the_run(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "broken.py").write_text(
        '"""Broken."""\nfrom rehabflow import Reading, Rule, Window\n'
        "from attrs import frozen\n\n\n"
        '@frozen\nclass Broken(Rule):\n    """Raises."""\n\n'
        '    unit, scale, label, window = "points", (0, 10), "points", "stage"\n\n'
        "    def measure(self, window: Window) -> Reading:\n        raise ValueError\n",
        encoding="utf-8",
    )
    text = """\
rehabflow: 1
id: small
version: 1.0.0
title: Small
stages:
  one: {advance: {when: {broken: {at_least: 3}}}}
  done: {final: true}
"""
    result = run(written(tmp_path, text), "--rules", rules, "--script", "train pain=1")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF501" in result.stderr


# ---------------------------------------------------------------- docs/simulate.md


@pytest.fixture
def _in_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")


def shown(command: str) -> str:
    result = CliRunner().invoke(main, shlex.split(command))
    return result.stdout + result.stderr


def tables() -> dict[str, str]:
    """The tables of the page that the sources make, by their first lines."""
    numbers = [
        f"| `{name}` | {each['default']:g} | {each['low']:g} | {each['high']:g} | "
        f"{each['says']} | {each['choice']}{''.join(f', {fact}' for fact in each['from'])} |\n"
        for name, each in assumed().items()
    ]
    fields = [
        f"| `{name}` | {each.hurt:g} | {each.healed:g} | {each.noise:g} | {each.spread:g} |\n"
        for name, each in TRAITS.items()
    ]
    return {
        "| name | usual | from | to | what it is | choice |\n|---|---|---|---|---|---|\n": "".join(
            numbers
        ),
        "| field | hurt | healed | noise | spread |\n|---|---|---|---|---|\n": "".join(fields),
    }


@pytest.mark.usefixtures("_in_the_clone")
def test_the_page_shows_what_is_printed_and_assumed() -> None:
    """`REHABFLOW_ACCEPT=1` writes it anew."""
    text = PAGE.read_text(encoding="utf-8")
    real = CONSOLE.sub(lambda m: f"```console\n$ rehabflow {m[1]}\n{shown(m[1])}```\n", text)
    for head, rows in tables().items():
        assert head in real
        before, _, after = real.partition(head)
        real = before + head + rows + re.sub(r"\A(?:\|.*\n)*", "", after)
    assert len(CONSOLE.findall(text)) == 5
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        PAGE.write_text(real, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == real


@pytest.mark.usefixtures("_in_the_clone")
def test_the_python_of_the_page_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(block, "simulate.md", "exec"), {})  # noqa: S102


def test_the_example_of_assumptions_is_that_of_the_page() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = ROOT / "examples" / "simulations" / "busy-clinic.yaml"
    assert yaml.safe_load(block) == yaml.safe_load(path.read_text(encoding="utf-8"))
    assert run("hamstring-strain", *SMALL, "--assumptions", path).exit_code == 0
