"""`rehabflow rules`, `--rules DIR`, and what a broken plugin does to a run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from test_catalog import BOMB, PROTOCOL, RULE, gone

from rehabflow.cli import main
from rehabflow.cli.exit_codes import NO_DECISION

EXAMPLE = "More.\n\n    ```yaml\n    when: {entries: {at_least: 2}}\n    ```\n"
DOCUMENTED = RULE.replace('counted."""', f'counted.\n\n    {EXAMPLE}    """')
LOG = "# injured: right\ndate,pain\n2026-03-01,3\n2026-03-02,2\n2026-03-03,2\n"
SHIPPED = ("aslr", "pain", "reps", "sessions", "time_in_stage")


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, args)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "entries.py").write_text(DOCUMENTED, encoding="utf-8")
    return folder


@pytest.fixture
def advance(tmp_path: Path) -> list[str]:
    """Arguments of a run whose protocol asks for `entries`."""
    log, protocol = tmp_path / "maya.csv", tmp_path / "example.yaml"
    log.write_text(LOG, encoding="utf-8")
    protocol.write_text(PROTOCOL, encoding="utf-8")
    return ["advance", str(log), "-p", str(protocol), "--as-of", "2026-03-04"]


# ---------------------------------------------------------------- the list


def test_the_list_is_sorted_and_names_summary_distribution_and_version() -> None:
    result = run("rules", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = objects(result)
    assert [each["id"] for each in found] == sorted(each["id"] for each in found)
    assert {each["id"] for each in found} >= set(SHIPPED)
    assert {each["distribution"] for each in found} == {"rehabflow"}
    assert all(each["summary"].endswith(".") and each["version"] for each in found)


def test_the_list_fits_80_columns() -> None:
    lines = run("rules").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines if line[0] != " "] == sorted(
        each["id"] for each in objects(run("rules", "--format", "json"))
    )


def test_nothing_is_imported_for_the_list(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": BOMB, "entries.py": f"{RULE}\n{BOMB}"})
    result = run("rules")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "The sessions in the window, counted." in result.stdout
    assert "acme-rules 2.1.0" in result.stdout
    assert "acme_rules" not in sys.modules


def test_a_broken_rule_is_listed_with_a_warning(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": "def x(:\n"})
    result = run("rules")
    assert result.exit_code == 0
    assert "(no summary)" in result.stdout
    assert result.stderr.startswith("warning: ")
    assert "RF531 the rule 'entries' of acme-rules 2.1.0 cannot be loaded: Syntax" in result.stderr


def test_an_id_that_two_distributions_bring_stops_every_command(
    install: Install, advance: list[str]
) -> None:
    files = {"__init__.py": "", "entries.py": RULE}
    install("acme-rules", "acme_rules", files)
    install("acme-more", "acme_more", files)
    for args in (["rules"], ["rules", "pain"], advance):
        result = run(*args)
        assert (result.exit_code, result.stdout) == (4, "")
        assert "RF503 the rule 'entries' is brought by two distributions" in result.stderr
        assert "acme-rules" in result.stderr
        assert "acme-more" in result.stderr
    (problems,) = objects(run("rules", "--format", "json"))
    assert problems["problems"][0]["code"] == "RF503"


# ---------------------------------------------------------------- one rule


@pytest.mark.parametrize("args", [("pain",), ("show", "pain"), ("--rules", ".", "pain")])
def test_a_rule_is_shown_by_its_name(args: tuple[str, ...], mine: Path) -> None:
    result = run("rules", *(str(mine) if each == "." else each for each in args))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("pain  ")
    assert "\n    when: {pain: {at_most: 3, last: 3 sessions}}\n" in result.stdout


@pytest.mark.parametrize(
    "args", [("--format", "json", "aslr"), ("aslr", "--format", "json")], ids=["before", "after"]
)
def test_a_rule_is_shown_as_json(args: tuple[str, ...]) -> None:
    (shown,) = objects(run("rules", *args))
    assert (shown["id"], shown["distribution"]) == ("aslr", "rehabflow")
    assert (shown["unit"], shown["scale"], shown["better"]) == ("deg", [0, 180], "higher")
    assert shown["windows"] == {"": "within: 7 days"}
    assert [each["name"] for each in shown["parameters"]] == ["side"]
    assert shown["example"] == "when: {aslr: {at_least: 80 deg, within: 7 days}}\n"


def test_only_the_rule_that_is_shown_is_imported(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "bomb.py": BOMB, "entries.py": RULE})
    result = run("rules", "aslr")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "acme_rules" not in sys.modules


@pytest.mark.parametrize(
    ("name", "hint"), [("pian", "did you mean 'pain'?"), ("zzzzzz", "there are adherence, ")]
)
def test_an_unknown_rule_is_a_usage_error_with_the_nearest_name(name: str, hint: str) -> None:
    result = run("rules", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no rule '{name}'; {hint}" in result.stderr


def test_a_rule_that_cannot_be_loaded_or_described_exits_4(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "bomb.py": BOMB, "entries.py": RULE})
    result = run("rules", "bomb")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF502 the rule 'bomb' of acme-rules 2.1.0 cannot be loaded" in result.stderr
    result = run("rules", "entries")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "cannot be described: ValueError: the docstring has no example" in result.stderr


# ---------------------------------------------------------------- a directory


def test_the_rules_of_a_directory_are_listed_shown_and_used(
    mine: Path, advance: list[str]
) -> None:
    listed = objects(run("rules", "--rules", mine, "--format", "json"))
    (own,) = (each for each in listed if each["distribution"] != "rehabflow")
    assert (own["id"], own["distribution"]) == ("entries", "directory mine")
    for args in (("entries", "--rules", mine), ("--rules", mine, "entries")):
        assert "directory mine sha256:" in run("rules", *args).stdout
    (result,) = objects(run(*advance, "--rules", mine, "--format", "json"))
    assert result["stage"] == "last"
    assert result["rules"] == [{k: own[k] for k in ("id", "distribution", "version")}]
    assert str(mine) not in json.dumps(result["rules"])


def test_without_the_directory_the_protocol_is_refused(advance: list[str]) -> None:
    result = run(*advance)
    assert result.exit_code == 3
    assert "there is no rule `entries`" in result.stderr


@pytest.mark.parametrize("name", ["nowhere", "maya.csv"])
def test_a_missing_directory_is_a_usage_error(
    tmp_path: Path, advance: list[str], name: str
) -> None:
    for args in (advance, ["rules"], ["rules", "pain"]):
        result = run(*args, "--rules", tmp_path / name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--rules" in result.stderr


def test_a_directory_that_vanishes_is_told(
    mine: Path, advance: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    for args in (advance, ["rules"]):
        result = run(*args, "--rules", mine)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.count("RF533") == 1


def test_a_rule_of_a_directory_that_is_installed_exits_4(mine: Path, advance: list[str]) -> None:
    (mine / "pain.py").write_text(DOCUMENTED, encoding="utf-8")
    for args in (advance, ["rules"]):
        result = run(*args, "--rules", mine)
        assert (result.exit_code, result.stdout) == (4, "")
        assert "RF503 the rule 'pain' is brought by rehabflow" in result.stderr
        assert "directory mine" in result.stderr


# ---------------------------------------------------------------- broken plugins

BROKEN = {
    "is no Python": "def broken(:\n",
    "lacks a module": f"import acme_nobody\n{RULE}",
    "has no rule": "x = 1\n",
    "has two": f"{RULE}\n\nclass Second(Entries):\n    pass\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_that_no_protocol_refers_to_is_a_warning(
    install: Install, mine: Path, advance: list[str], text: str
) -> None:
    files = {"__init__.py": "", "bad.py": text, "worse.py": text}
    folder = install("acme-rules", "acme_rules", files)
    log = advance[1]
    result = run(*advance, log, "--rules", mine, "--format", "json")
    assert result.exit_code == 0
    assert [each["stage"] for each in objects(result)] == ["last", "last"]
    assert result.stderr.count("warning: ") == 2, "once a run, not once a log"
    assert f"warning: {folder / 'bad.py'}:" in result.stderr
    assert "the rule 'bad' of acme-rules 2.1.0 cannot be loaded" in result.stderr
    assert NO_DECISION not in result.stderr


@pytest.mark.parametrize("text", [*BROKEN.values(), BOMB], ids=[*BROKEN, "raises"])
def test_a_broken_plugin_that_the_protocol_refers_to_stops_the_decision(
    install: Install, advance: list[str], text: str
) -> None:
    folder = install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    result = run(*advance)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith(str(folder / "entries.py"))
    assert "the rule 'entries' of acme-rules 2.1.0 cannot be loaded" in result.stderr
    assert result.stderr.endswith(f"{NO_DECISION}\n")
    assert "warning" not in result.stderr


def test_a_package_that_is_gone_stops_only_the_protocols_that_refer_to_it(
    install: Install, tmp_path: Path, advance: list[str]
) -> None:
    gone(install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE}))
    result = run(*advance)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "No module named 'acme_rules'" in result.stderr
    path = tmp_path / "example.yaml"
    path.write_text(PROTOCOL.replace("entries", "sessions"), encoding="utf-8")
    result = run(*advance)
    assert result.exit_code == 0
    assert "warning: acme-rules: RF531 'acme_rules', the package of rules" in result.stderr


def test_a_broken_file_of_a_directory_is_a_warning_too(mine: Path, advance: list[str]) -> None:
    (mine / "Hop.py").write_text(RULE, encoding="utf-8")
    result = run(*advance, "--rules", mine)
    assert result.exit_code == 0
    assert "warning: " in result.stderr
    assert "RF532 the file 'Hop.py' of the directory mine is left out" in result.stderr
