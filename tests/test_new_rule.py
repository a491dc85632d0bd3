"""`rehabflow new rule`: what it writes can be installed, is listed, and passes its own tests."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from test_packaging import build

from rehabflow import Engine, Log, load_protocol
from rehabflow.catalog import installed_rules
from rehabflow.cli import main
from rehabflow.cli.new_rule import refusal
from rehabflow.rule_file import read_rule_file
from rehabflow.testing import CHECKS


def new(name: str, folder: Path) -> Result:
    result = CliRunner().invoke(main, ["new", "rule", name, "--in", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def hop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new distribution, as it is written."""
    folder = tmp_path_factory.mktemp("new")
    result = new("hop_distance", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    (written,) = folder.iterdir()
    assert str(written) in result.stdout
    assert "rehabflow_rule_hop_distance/hop_distance.py" in result.stdout
    return written


@pytest.fixture(scope="module")
def installed(hop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where its wheel is unpacked, as pip would."""
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(build("--wheel", hop, tmp_path_factory.mktemp("wheel"))) as wheel:
        wheel.extractall(place)
    return place


def run(installed: Path, *args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**surroundings, "PYTHONPATH": str(installed)},
    )


def test_it_names_one_package_of_rules_and_the_rehabflow_that_it_needs(hop: Path) -> None:
    project = tomllib.loads((hop / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], hop.name) == ("rehabflow-rule-hop-distance",) * 2
    points = project["entry-points"]["rehabflow.rules"]
    assert points == {"hop_distance": "rehabflow_rule_hop_distance"}
    (needs,) = project["dependencies"]
    assert needs.startswith("rehabflow>=")
    (needs,) = project["optional-dependencies"]["test"]
    assert needs.startswith("rehabflow[testing]>=")


def test_nothing_is_left_to_fill_in(hop: Path) -> None:
    files = [path for path in hop.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert [path for path in files if "$" in path.read_text(encoding="utf-8")] == []


def test_its_tests_pass_as_written_and_can_fail(installed: Path, hop: Path) -> None:
    done = run(installed, "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", cwd=hop)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{14 + len(CHECKS)} passed" in done.stdout
    rule = hop / "rehabflow_rule_hop_distance" / "hop_distance.py"
    text = rule.read_text(encoding="utf-8")
    try:
        rule.write_text(text.replace("most > self.over", "most >= self.over"))
        done = run(installed, "pytest", "-q", "-p", "no:cacheprovider", cwd=hop)
        assert done.returncode == 1, done.stdout
    finally:
        rule.write_text(text, encoding="utf-8")


def test_it_is_listed_and_shown_once_it_is_installed(installed: Path, hop: Path) -> None:
    call = "import sys; sys.argv[0] = 'rehabflow'; from rehabflow.cli import main; main()"
    (installed / "rehabflow_call.py").write_text(call, encoding="utf-8")
    done = run(installed, "rehabflow_call", "rules", cwd=hop)
    assert (done.returncode, done.stderr) == (0, "")
    assert "rehabflow-rule-hop-distance" in done.stdout
    done = run(installed, "rehabflow_call", "rules", "hop_distance", cwd=hop)
    assert (done.returncode, done.stderr) == (0, "")
    assert "    when: {hop_distance: {at_most: 1, last: 3 sessions}}\n" in done.stdout
    assert "over: a whole number [3]" in done.stdout


def test_its_folder_of_rules_can_be_named_without_installing_it(hop: Path) -> None:
    folder = str(hop / "rehabflow_rule_hop_distance")
    result = CliRunner().invoke(main, ["rules", "hop_distance", "--rules", folder])
    assert result.exit_code == 0
    assert "directory rehabflow_rule_hop_distance" in result.stdout


def test_it_keeps_to_all_that_the_kit_looks_at(hop: Path) -> None:
    folder = str(hop / "rehabflow_rule_hop_distance")
    result = CliRunner().invoke(main, ["rules", "--rules", folder, "verify", "hop_distance"])
    assert result.exit_code == 0, result.stdout
    assert f"{len(CHECKS)} of {len(CHECKS)} checks held" in result.stdout


SALVAGED = """
rehabflow: 1
id: example
version: 1.0.0
title: An example
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {hop_distance: {is: 9, last: stage}}}
  last: {final: true}
"""


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"pain": "5", "work": "heel-dig 1x1x1"}, (1, 2)),
        ({"pain": "4?", "work": "all"}, (1, 2)),
        ({"pain": "2", "work": "heel-dig 1x1x1"}, 1),
        ({"pain": "2", "work": "all", "medicated": "y?"}, (1, 2)),
    ],
)
def test_what_it_reads_of_a_salvaged_log_is_what_could_have_been(
    hop: Path, tmp_path: Path, cells: dict[str, str], value: object
) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(SALVAGED, encoding="utf-8")
    protocol = load_protocol(path, rules=hop / "rehabflow_rule_hop_distance")
    rows = [{"date": "2026-03-01", **cells}, {"date": "2026-03-02", "pain": 4, "work": "all"}]
    log = Log.from_entries(rows, protocol=protocol, salvage=True)
    (outlook,) = Engine(protocol).replay(log).outlook
    (criterion,) = outlook.gate.criteria()
    assert criterion.value == value


# ---------------------------------------------------------------- refusals


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    assert new("hop", tmp_path).exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = new("hop", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path / 'rehabflow-rule-hop'} is there already" in result.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Hop", "is no name of a rule"),
        ("hop-distance", "is no name of a rule"),
        ("../hop", "is no name of a rule"),
        ("2hops", "is no name of a rule"),
        ("hop_", "is no name of a rule"),
        ("h" * 41, "is no name of a rule"),
        ("class", "is a word of Python"),
        ("all", "is a word of a protocol's gates"),
        ("at_least", "is a word of a protocol's gates"),
        ("window", "would hide Window, which its files use"),
        ("case", "would hide Case, which its files use"),
        ("pain", "brings a rule 'pain'"),
    ],
)
def test_a_name_that_no_rule_can_have_is_refused(tmp_path: Path, name: str, why: str) -> None:
    result = new(name, tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_name_like_that_of_a_module_that_python_has_is_no_hindrance() -> None:
    assert [refusal(name) for name in ("math", "hop", "a1", "rules", "h" * 40)] == [""] * 5
    assert "hop" not in installed_rules()


@pytest.mark.parametrize("name", ["rules", "a__b", "hop_2"])
def test_every_name_that_is_taken_makes_a_rule(tmp_path: Path, name: str) -> None:
    assert new(name, tmp_path).exit_code == 0
    (path,) = tmp_path.rglob(f"rehabflow_rule_{name}/{name}.py")
    assert read_rule_file(path.read_bytes()).fault is None


def test_where_two_distributions_bring_one_rule_that_is_mended_first(
    install: Install, tmp_path: Path
) -> None:
    for distribution, package in (("acme-rules", "acme_rules"), ("acme-more", "acme_more")):
        install(distribution, package, {"__init__.py": "", "entries.py": ""})
    result = new("hop", tmp_path)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF503 the rule 'entries' is brought by two distributions" in result.stderr


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert new("hop", tmp_path / "nowhere").exit_code == 2


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "mkdir", full)
    result = new("hop", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "rehabflow-rule-hop cannot be written: No space left on device" in result.stderr
