"""`rehabflow new protocol`: what it writes is checked, tested and completed as it is written."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from rehabflow import load_protocol
from rehabflow import tree as t
from rehabflow.catalog import installed_protocols
from rehabflow.cli import main
from rehabflow.cli.new_protocol import SCHEMA, refusal
from rehabflow.readers.yaml_tree import scan

NAMES = ["knee", "k", "at-home", "stage_2", "no", "on", "yes", "off", "x" * 40]


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, args)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def new(name: str, folder: Path) -> Result:
    return run("new", "protocol", name, "--in", str(folder))


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture
def knee(tmp_path: Path) -> Path:
    """A new protocol, as it is written."""
    result = new("knee", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    return tmp_path / "knee.yaml"


# ---------------------------------------------------------------- what is written


def test_it_says_what_it_wrote_and_what_to_run_next(tmp_path: Path) -> None:
    result = new("knee", tmp_path)
    assert set(files(tmp_path)) == {"knee.yaml", "knee.md", SCHEMA}
    *written, empty, then = result.stdout.splitlines()
    assert {Path(each) for each in written} == set(tmp_path.iterdir())
    yaml = tmp_path / "knee.yaml"
    assert (empty, then) == ("", f"Next: rehabflow check {yaml} && rehabflow test {yaml}")


def test_without_a_folder_it_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", "protocol", "knee")
    assert set(files(tmp_path)) == {"knee.yaml", "knee.md", SCHEMA}
    then = "Next: rehabflow check knee.yaml && rehabflow test ./knee.yaml\n"
    assert result.stdout == f"knee.yaml\nknee.md\n{SCHEMA}\n\n{then}"


@pytest.mark.parametrize("what", ["protocol", "rule"])
def test_what_to_run_next_can_be_run_whatever_its_folder_is_called(
    what: str, tmp_path: Path
) -> None:
    folder = tmp_path / "Anna's clinic"
    folder.mkdir()
    result = run("new", what, "knee", "--in", str(folder))
    (then,) = (each for each in result.stdout.splitlines() if each.startswith("Next: "))
    paths = [Path(each) for each in shlex.split(then) if "clinic" in each]
    assert paths
    assert all(each.exists() for each in paths)


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("what", ["protocol", "rule"])
def test_the_name_of_a_folder_never_reaches_the_terminal_raw(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[2Jb"
    folder.mkdir()
    for output in ("stdout", "stderr"):
        result = run("new", what, "knee", "--in", str(folder))
        assert r"a\x1b[2Jb" in getattr(result, output)


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_nothing_and_test_passes_at_once(name: str, tmp_path: Path) -> None:
    assert new(name, tmp_path).exit_code == 0
    path = str(tmp_path / f"{name}.yaml")
    checked = run("check", path)
    assert checked.exit_code == 0
    assert checked.stdout.endswith("\n1 file checked, nothing found.\n")
    tested = run("test", path, "--boundaries", "--mutate", "--at-least", "95")
    assert tested.exit_code == 0, tested.stdout
    assert load_protocol(path).id == name


def test_its_scenarios_notice_every_change_and_show_every_limit(knee: Path) -> None:
    said = run("test", str(knee), "--boundaries", "--mutate").stdout
    assert "  limits: 12 of 12 shown from both sides\n" in said
    assert " noticed, 100 % " in said


def test_its_name_stands_wherever_it_is_named(tmp_path: Path) -> None:
    assert new("at-home", tmp_path).exit_code == 0
    yaml, scenarios = (tmp_path / f"at-home.{each}" for each in ("yaml", "md"))
    text = yaml.read_text(encoding="utf-8")
    assert load_protocol(yaml).title == "At home, with made-up numbers"
    assert "rehabflow check at-home.yaml" in text
    assert "rehabflow test ./at-home.yaml" in scenarios.read_text(encoding="utf-8")
    for each in (yaml, scenarios):
        assert re.search("my.protocol", each.read_text(encoding="utf-8"), re.IGNORECASE) is None


def numbers(node: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Each mapping of the stages and gates that holds a number, by its path."""
    if isinstance(node, list):
        return [found for each in node for found in numbers(each, path)]
    if not isinstance(node, dict):
        return []
    inside = [found for key, each in node.items() for found in numbers(each, f"{path}.{key}")]
    told = any(re.match("-?[0-9]", str(each)) for each in node.values())
    return [*inside, (path, node)] if told else inside


def test_every_number_is_marked_as_made_up(knee: Path) -> None:
    source = load_protocol(knee).to_dict()
    found = [*numbers(source["stages"], "stages"), *numbers(source["refer"], "refer")]
    assert len(found) > 12
    assert [path for path, node in found if node.get("choice") != "made up"] == []


def test_it_says_that_it_is_decision_support_and_not_medical_advice(knee: Path) -> None:
    head, _, _ = knee.read_text(encoding="utf-8").partition("rehabflow: 1")
    assert "Decision support, not medical advice" in head
    assert "made up" in head
    assert "not medical advice" in load_protocol(knee).summary


# ---------------------------------------------------------------- for an editor


def test_its_first_line_names_the_schema_beside_it_and_it_fits(knee: Path) -> None:
    first = knee.read_text(encoding="utf-8").splitlines()[0]
    (_, _, named) = first.partition("$schema=")
    assert first.startswith("# yaml-language-server: ")
    schema = json.loads((knee.parent / named).read_text(encoding="utf-8"))
    tree, problems = scan(knee.read_bytes())
    assert tree is not None and not problems
    assert [*Draft7Validator(schema).iter_errors(t.plain(tree.root))] == []


def test_the_schema_is_what_rehabflow_schema_prints(knee: Path) -> None:
    assert (knee.parent / SCHEMA).read_text(encoding="utf-8") == run("schema").stdout


def test_a_schema_that_is_there_is_kept_and_that_is_told(knee: Path) -> None:
    (knee.parent / SCHEMA).write_text("{}", encoding="utf-8")
    result = new("hip", knee.parent)
    assert result.exit_code == 0
    assert f"{SCHEMA} was there and is kept; `rehabflow schema` prints it anew" in result.stdout
    assert (knee.parent / SCHEMA).read_text(encoding="utf-8") == "{}"


def test_a_rule_that_cannot_be_described_hinders_nothing_and_is_told(
    install: Install, tmp_path: Path
) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "broken.py": "raise OSError\n"})
    (tmp_path / "mine").mkdir()
    result = new("knee", tmp_path / "mine")
    assert result.exit_code == 0
    assert "broken" in result.stderr
    assert set(files(tmp_path / "mine")) == {"knee.yaml", "knee.md", SCHEMA}


def test_where_two_distributions_bring_one_rule_that_is_mended_first(
    install: Install, tmp_path: Path
) -> None:
    for distribution, package in (("acme-rules", "acme_rules"), ("acme-more", "acme_more")):
        install(distribution, package, {"__init__.py": "", "entries.py": ""})
    (tmp_path / "mine").mkdir()
    result = new("knee", tmp_path / "mine")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF503 the rule 'entries' is brought by two distributions" in result.stderr
    assert files(tmp_path / "mine") == {}


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("there", ["knee.yaml", "knee.md"])
def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    result = new("knee", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path / there} is there already" in result.stderr
    assert files(tmp_path) == {there: b"mine"}


@pytest.mark.parametrize(
    ("name", "why", "instead"),
    [
        ("Knee", "is no name of a protocol", "knee"),
        ("knee.yaml", "is no name of a protocol", "knee"),
        ("../knee", "is no name of a protocol", "knee"),
        ("C:\\logs\\knee.yml", "is no name of a protocol", "knee"),
        ("Müller's knee", "is no name of a protocol", "muller-s-knee"),
        ("2nd--knee_", "is no name of a protocol", "nd-knee"),
        ("膝", "is no name of a protocol", "my-protocol"),
        ("", "is no name of a protocol", "my-protocol"),
        ("k" * 41, "is no name of a protocol", "k" * 37),
        ("\x1b[31mknee", "is no name of a protocol", "mknee"),
        ("hamstring-strain", "is installed already", "my-hamstring-strain"),
        ("Aspetar", "is no name of a protocol", "my-aspetar"),
        ("exercises", "is what the exercises that protocols share", "my-exercises"),
        ("ladders", "is what the ladders that protocols share", "my-ladders"),
        ("true", "is no text in YAML", "my-true"),
    ],
)
def test_a_name_that_no_protocol_can_have_is_refused(
    tmp_path: Path, name: str, why: str, instead: str
) -> None:
    result = new(name, tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert result.stderr.endswith(f"; {instead!r} would do\n")
    assert "\x1b" not in result.stderr
    assert files(tmp_path) == {}


@given(st.text() | st.sampled_from([*NAMES, *installed_protocols()]))
def test_any_name_is_taken_or_refused_with_one_that_would_be(name: str) -> None:
    why = refusal(name)
    if why:
        (_, _, instead) = why.rpartition("; ")
        name = instead.removesuffix("' would do").removeprefix("'")
    assert refusal(name) == ""
    assert Path(f"{name}.yaml").name == f"{name}.yaml"


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert new("knee", tmp_path / "nowhere").exit_code == 2


def test_a_disk_that_refuses_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Path.open

    def full(path: Path, *args: Any, **named: Any) -> Any:
        if path.name == SCHEMA:
            raise OSError(28, os.strerror(28), str(path))
        return really(path, *args, **named)

    monkeypatch.setattr(Path, "open", full)
    result = new("knee", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{SCHEMA} cannot be written: No space left on device" in result.stderr
    assert files(tmp_path) == {}
