"""`rehabflow protocols`: the list, one protocol, a stage's sheet, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from test_catalog import BOMB, RULE, gone

from rehabflow import Protocol, load_protocol
from rehabflow.catalog import installed_protocols
from rehabflow.cli import main
from rehabflow.readers.protocol import shared_exercises
from rehabflow.render.phrase import listed
from rehabflow.render.protocol import protocol_text
from rehabflow.render.sheet import sheet_text

KNEE = """\
rehabflow: 1
id: acme-knee
version: 2.0.0
title: A knee that is asked for {rule}
stages:
  first: {{advance: {{when: {{{rule}: {{at_least: 2}}}}}}}}
  last: {{final: true}}
"""
OURS = "Hamstring strain, from injury to full-speed running"
SHIPPED = listed(sorted(installed_protocols()))
"""As a hint names them."""
LATE = RULE.replace(
    "    def measure(",
    """\
    asked = [0]

    def called(self) -> str:
        self.asked[0] += 1
        if self.asked[0] > 1:
            raise LookupError("asked before")
        return "entries"

    def measure(""",
)
"""A rule that can be asked only once what it is called."""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["protocols", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def knee(install: Install, text: str = KNEE.format(rule="sessions")) -> Path:
    """A distribution with a protocol."""
    files = {"__init__.py": BOMB, "acme-knee.yaml": text}
    return install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A protocol that asks for a rule of a directory beside it."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "entries.py").write_text(RULE, encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(KNEE.format(rule="entries"), encoding="utf-8")
    return path


# ---------------------------------------------------------------- the list


def test_the_list_names_id_version_title_and_distribution(install: Install) -> None:
    knee(install)
    result = run("--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    shown = {each["id"]: each for each in objects(result)}
    assert shown["acme-knee"] == {
        "rehabflow": 1,
        "id": "acme-knee",
        "version": "2.0.0",
        "title": "A knee that is asked for sessions",
        "distribution": "acme-protocols",
        "distribution_version": "2.1.0",
    }
    assert shown["hamstring-strain"]["title"] == OURS
    assert shown["hamstring-strain"]["distribution"] == "rehabflow"
    assert list(shown) == sorted(installed_protocols())


def test_the_list_fits_80_columns_and_says_the_same(install: Install) -> None:
    knee(install)
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    said = " ".join(result.stdout.split())
    assert "acme-knee 2.0.0 A knee that is asked for" in said
    assert "acme-protocols 2.1.0" in said
    assert f"hamstring-strain 1.0.0 {OURS[:30]}" in said


def test_nothing_is_imported_for_the_list(install: Install) -> None:
    knee(install, KNEE.format(rule="entries"))
    install("acme-rules", "acme_rules", {"__init__.py": BOMB, "entries.py": f"{RULE}\n{BOMB}"})
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert "A knee that is asked for entries" in result.stdout
    assert not {"acme_rules", "acme_protocols"} & set(sys.modules)


def test_a_process_that_lists_imports_no_rule_and_no_engine() -> None:
    code = (
        "import sys\n"
        "from rehabflow.cli import main\n"
        "try:\n    main(['protocols'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'rehabflow_rules', 'rehabflow_protocols', 'transitions'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "RF316"), ("title: a\ntitle: b\n", "RF306"), ("\x1b[31m: 1\n", "RF302")],
)
def test_a_file_that_cannot_be_read_is_listed_with_a_warning(
    install: Install, text: str, code: str
) -> None:
    path = knee(install, text) / "acme-knee.yaml"
    result = run()
    assert result.exit_code == 0
    assert "acme-knee (cannot be read)" in " ".join(result.stdout.split())
    assert result.stderr.startswith(f"warning: {path}:")
    assert code in result.stderr
    broken = objects(run("--format", "json"))[0]
    assert (broken["id"], broken["version"], broken["title"]) == ("acme-knee", None, None)


@pytest.mark.parametrize("text", ["- a\n", "title: [a]\n", "id: acme-knee\n"])
def test_a_file_that_does_not_say_its_title_is_listed_without(install: Install, text: str) -> None:
    knee(install, text)
    assert "acme-knee (no title)" in " ".join(run().stdout.split())


def test_a_package_that_is_gone_is_a_warning(install: Install) -> None:
    gone(knee(install))
    result = run()
    assert (result.exit_code, "acme-knee" in result.stdout) == (0, False)
    what = "'acme_protocols', the package of protocols of acme-protocols 2.1.0, is not there, or"
    assert f"warning: acme-protocols: RF531 {what} has no file of a protocol" in result.stderr


def test_a_rule_that_two_distributions_bring_stops_the_list(install: Install) -> None:
    for name in ("acme-rules", "acme-more"):
        install(name, name.replace("-", "_"), {"__init__.py": "", "entries.py": RULE})
    result = run()
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF503 the rule 'entries' is brought by two distributions" in result.stderr
    (problems,) = objects(run("--format", "json"))
    assert problems["problems"][0]["code"] == "RF503"


def test_a_broken_rule_is_a_warning_beside_the_list(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": "def x(:\n"})
    result = run()
    assert (result.exit_code, OURS[:30] in result.stdout) == (0, True)
    assert "RF531 the rule 'entries' of acme-rules 2.1.0 cannot be loaded" in result.stderr


# ---------------------------------------------------------------- one protocol


@pytest.mark.parametrize("name", ["hamstring-strain", "hamstring-strain@1.0.0"])
def test_an_installed_protocol_is_shown_by_its_id(name: str) -> None:
    result = run(name)
    assert (result.exit_code, result.stderr) == (0, "")
    protocol = load_protocol("hamstring-strain")
    first, second, rest = result.stdout.split("\n", 2)
    assert first == f"{OURS} (hamstring-strain 1.0.0)"
    assert second.startswith("Brought by rehabflow 0.")
    assert rest == protocol_text(protocol, "brought by x").split("\n", 2)[2] + "\n"


def test_a_protocol_is_shown_by_its_path_and_with_the_rules_of_a_directory(mine: Path) -> None:
    result = run(mine, "--rules", mine.parent / "rules")
    assert (result.exit_code, result.stderr) == (0, "")
    said = " ".join(result.stdout.split())
    assert "Brought by " + str(mine) in said
    assert "when this is met: - entries at least 2 this stage" in said
    assert "- entries of directory rules sha256:" in said
    assert ": The sessions in the window, counted. Unit: count." in said
    result = run(mine)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "RF408 there is no rule `entries`" in result.stderr


def test_a_protocol_is_shown_as_json_with_all_that_it_declares() -> None:
    result = run("hamstring-strain", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    (shown,) = objects(result)
    protocol = load_protocol("hamstring-strain")
    assert shown["rehabflow"] == 1
    assert shown["protocol"] == {
        "id": "hamstring-strain",
        "version": "1.0.0",
        "digest": protocol.digest,
    }
    assert (shown["distribution"], shown["path"]) == ("rehabflow", None)
    assert Protocol.from_dict(shown["declaration"]) == protocol
    assert [each["id"] for each in shown["rules"]] == [each.id for each in protocol.rules]
    assert [each["id"] for each in shown["stages"]] == list(protocol.stage_ids)
    (dose, _) = shown["stages"][1]["exercises"]
    assert (dose["sets"], dose["reps"], dose["hold"]) == (3, 10, 5)
    assert dose["from"] == ["S1.4", "S2.15"]
    assert dose["exercise"]["title"] == "Supine heel dig"
    assert dose["exercise"]["pain_cap"] == 3
    assert dose["exercise"]["cues"]


def test_a_path_is_told_in_json_where_there_is_no_distribution(mine: Path) -> None:
    (shown,) = objects(run(mine, "--rules", mine.parent / "rules", "--format", "json"))
    assert (shown["distribution"], shown["distribution_version"]) == (None, None)
    assert shown["path"] == str(mine)


# ---------------------------------------------------------------- one that extends another

CLINIC = Path(__file__).parent.parent / "examples" / "protocols" / "our-clinic.yaml"
EXTENDING = """\
rehabflow: 1
id: acme-knee
version: 2.0.0
extends: hamstring-strain
"""


def test_a_protocol_that_extends_another_tells_where_it_differs() -> None:
    result = run(CLINIC)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "BASE   hamstring-strain 1.0.0. This differs from it in:\n" in result.stdout
    assert "- stages.acute.advance.when[1].pain.at_most: 1, was 2\n" in result.stdout
    (shown,) = objects(run(CLINIC, "--format", "json"))
    assert shown["based_on"] == "hamstring-strain@1.0.0"
    assert shown["differs"][1] == {
        "path": "stages.isometric.exercises[0].sets",
        "kind": "changed",
        "was": 3,
        "now": 2,
    }
    (shown,) = objects(run("hamstring-strain", "--format", "json"))
    assert (shown["based_on"], shown["differs"]) == (None, None)
    page = run(CLINIC, "--format", "markdown").stdout
    assert "hamstring-strain 1.0.0. This differs from it in:" in page
    assert "- stages.acute.advance.when\\[1\\].pain.at\\_most: 1, was 2\n" in page


def test_an_extending_protocol_is_listed_with_the_title_that_it_takes_over(
    install: Install,
) -> None:
    knee(install, EXTENDING)
    assert f"acme-knee 2.0.0 {OURS[:30]}" in " ".join(run().stdout.split())
    assert run("acme-knee").exit_code == 0


@pytest.mark.parametrize("name", ["hamstring-strain", CLINIC])
def test_a_whole_protocol_is_printed_as_yaml_that_is_the_same(
    name: object, tmp_path: Path
) -> None:
    result = run(name, "--format", "yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    path = tmp_path / "whole.yaml"
    path.write_text(result.stdout, encoding="utf-8")
    assert load_protocol(path).digest == load_protocol(str(name)).digest


def test_a_base_of_another_version_is_told_to_be_none_that_is_installed(tmp_path: Path) -> None:
    path = tmp_path / "whole.yaml"
    text = run(CLINIC, "--format", "yaml").stdout
    path.write_text(text.replace("strain@1.0.0", "strain@0.9.0"), encoding="utf-8")
    result = run(path)
    assert result.exit_code == 0
    assert "BASE   hamstring-strain 0.9.0: that version is not installed here" in result.stdout
    (shown,) = objects(run(path, "--format", "json"))
    assert (shown["based_on"], shown["differs"]) == ("hamstring-strain@0.9.0", None)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--format", "yaml"), "--format yaml takes the NAME of a protocol"),
        (("hamstring-strain", "--format", "yaml", "--stage", "acute"), "take --format yaml or"),
    ],
)
def test_yaml_is_of_a_whole_protocol_only(args: tuple[str, ...], told: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_broken_protocol_is_told_where_yaml_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(EXTENDING.replace("hamstring", "hamster"), encoding="utf-8")
    result = run(path, "--format", "yaml")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "RF441 no protocol with the id `hamster-strain` is installed" in result.stderr


# ---------------------------------------------------------------- a page


def test_an_installed_protocol_is_a_page_with_its_scenarios() -> None:
    result = run("hamstring-strain", "--format", "markdown")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        f"# {OURS} (hamstring-strain 1.0.0)\n\nBrought by rehabflow 0."
    )
    assert "\n```mermaid\nstateDiagram-v2\n" in result.stdout
    assert ": [hamstring-strain.md](hamstring-strain.md).\n" in result.stdout
    assert "\n- A missed week\n" in result.stdout


def test_a_file_of_ones_own_is_a_page_with_the_scenarios_beside_it(mine: Path) -> None:
    asked = (mine, "--rules", mine.parent / "rules", "--format", "markdown")
    result = run(*asked)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"Brought by {mine}" in result.stdout.replace("\\_", "_")
    assert "Scenarios" not in result.stdout
    beside = mine.with_name("mine.md")
    beside.write_text("# One *day*\n\n| date | stage |\n|---|---|\n| 2026-03-02 | first |\n")
    said = run(*asked).stdout
    assert "## Scenarios\n\n1 scenario, each with" in said
    assert "\n- One \\*day\\*\n" in said
    beside.write_text("# Another\n\n| when |\n|---|\n| 2026-03-02 |\n")
    result = run(*asked)
    assert (result.exit_code, "Scenarios" in result.stdout) == (0, False)
    assert result.stderr.startswith(f"warning: {beside}:5: RF110")
    beside.write_bytes(b"\xff\xfe")
    result = run(*asked)
    assert (result.exit_code, "Scenarios" in result.stdout) == (0, False)
    assert result.stderr.startswith(f"warning: {beside}: RF606")


@pytest.mark.parametrize("asked", [(), ("hamstring-strain", "--stage", "acute")])
def test_only_a_whole_protocol_is_a_page(asked: tuple[str, ...]) -> None:
    result = run(*asked, "--format", "markdown")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "markdown" in result.stderr


# ---------------------------------------------------------------- a sheet


def test_the_sheet_of_a_stage_is_printed_alone() -> None:
    protocol = load_protocol("hamstring-strain")
    for stage in protocol.stages:
        result = run("hamstring-strain", "--stage", stage.id)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == sheet_text(protocol, stage) + "\n"


def test_the_sheet_of_a_stage_is_printed_as_json() -> None:
    (shown,) = objects(run("hamstring-strain", "--stage", "isometric", "--format", "json"))
    assert set(shown) == {"rehabflow", "protocol", "title", "stage"}
    assert shown["title"] == OURS
    stage = shown["stage"]
    assert (stage["id"], stage["number"], stage["final"]) == ("isometric", 2, False)
    assert [each["exercise"]["id"] for each in stage["exercises"]] == [
        "heel-dig",
        "prone-band-hold",
    ]


@pytest.mark.parametrize(
    ("id", "hint"),
    [
        ("isometrc", "did you mean 'isometric'?"),
        ("referred", "there is acute, isometric, concentric"),
    ],
)
def test_an_unknown_stage_is_a_usage_error_with_the_nearest_one(id: str, hint: str) -> None:
    result = run("hamstring-strain", "--stage", id)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"hamstring-strain has no stage '{id}'; {hint}" in " ".join(result.stderr.split())


def test_a_stage_of_no_protocol_is_a_usage_error() -> None:
    result = run("--stage", "acute")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--stage takes the NAME of a protocol" in result.stderr


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("hamstring-strian", "did you mean 'hamstring-strain'?"),
        ("knee", f"there is {SHIPPED}; a file is named by its path: ./mine.yaml"),
        ("knee@1.0.0", f"there is {SHIPPED}; a file"),
    ],
)
def test_an_unknown_protocol_is_a_usage_error_with_the_nearest_one(name: str, hint: str) -> None:
    result = run(name)
    assert (result.exit_code, result.stdout) == (2, "")
    said = " ".join(result.stderr.split())
    assert f"there is no protocol '{name.partition('@')[0]}'; {hint}" in said


@pytest.mark.parametrize(
    ("name", "code"), [("hamstring-strain@9.9.9", "RF443"), ("./nowhere.yaml", "RF442")]
)
def test_another_version_or_no_file_exits_3(name: str, code: str) -> None:
    result = run(name)
    assert (result.exit_code, result.stdout) == (3, "")
    assert code in result.stderr


def test_a_broken_protocol_exits_3_and_tells_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    text = KNEE.format(rule="sesions").replace("2.0.0", "two")
    path.write_text(text, encoding="utf-8")
    for more in ((), ("--stage", "first")):
        result = run(path, *more)
        assert (result.exit_code, result.stdout) == (3, "")
        assert f"{path}:3:10: RF406" in result.stderr
        assert "RF408 there is no rule `sesions`" in result.stderr
        (problems,) = objects(run(path, *more, "--format", "json"))
        assert [each["code"] for each in problems["problems"]] == ["RF406", "RF408"]


@pytest.mark.parametrize("text", [BOMB, "def x(:\n", RULE.replace('label, window = "count"', "")])
def test_a_rule_that_cannot_be_loaded_exits_4_and_is_told_once(
    install: Install, mine: Path, text: str
) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    result = run(mine)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "RF502 the rule 'entries' of acme-rules 2.1.0 cannot be loaded" in result.stderr
    assert "warning" not in result.stderr


def test_a_broken_rule_that_is_not_asked_is_a_warning(install: Install, mine: Path) -> None:
    files = {"__init__.py": "", "other.py": "def x(:\n"}
    install("acme-rules", "acme_rules", files)
    result = run(mine, "--rules", mine.parent / "rules")
    assert (result.exit_code, "- entries" in result.stdout) == (0, True)
    assert result.stderr.startswith("warning: ")
    assert "RF531 the rule 'other' of acme-rules 2.1.0" in result.stderr


def test_a_rule_that_fails_while_it_is_described_exits_4(mine: Path) -> None:
    (mine.parent / "rules" / "entries.py").write_text(LATE, encoding="utf-8")
    result = run(mine, "--rules", mine.parent / "rules")
    assert (result.exit_code, result.stdout) == (4, "")
    said = "a rule that acme-knee 2.0.0 asks cannot be described: LookupError: asked before"
    assert f"RF534 {said}" in result.stderr


def test_a_shared_exercise_that_turns_out_to_be_wrong_exits_3(install: Install) -> None:
    hop = "rehabflow: 1\nexercises:\n  acme-hop: {title: Hop, cues: Softly}\n"
    text = KNEE.format(rule="sessions").replace(
        "{advance", "{exercises: [{do: acme-hop}], advance"
    )
    files = {"__init__.py": "", "exercises.yaml": hop, "acme-knee.yaml": text}
    folder = install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    shared_exercises.cache_clear()
    try:
        for args in (("--stage", "first"), ("--format", "json")):
            result = run("acme-knee", *args)
            assert result.exit_code == 3
            assert f"{folder / 'exercises.yaml'}:3:32: RF401 `cues` is the text" in result.stderr
    finally:
        shared_exercises.cache_clear()


def test_a_directory_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    for args in ((), ("hamstring-strain",)):
        result = run(*args, "--rules", tmp_path / "nowhere")
        assert (result.exit_code, result.stdout) == (2, "")


# ---------------------------------------------------------------- terminals


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_a_protocol_is_coloured_on_a_terminal_and_a_sheet_never(
    monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
) -> None:
    assert "\x1b" not in run("hamstring-strain").stdout
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    arguments = ["protocols", "hamstring-strain"]
    shown = CliRunner().invoke(main, arguments, color=True).stdout
    assert ("\x1b[1mNEXT\x1b[0m" in shown) is coloured
    sheet = CliRunner().invoke(main, [*arguments, "--stage", "acute"], color=True).stdout
    assert "\x1b" not in sheet


def test_a_terminal_that_knows_only_ascii_still_gets_the_whole_protocol() -> None:
    for args in (["hamstring-strain"], ["hamstring-strain", "--stage", "isometric"]):
        done = subprocess.run(
            [sys.executable, "-c", "from rehabflow.cli import main; main()", "protocols", *args],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert b"Decision support, not medical advice" in done.stdout
        assert done.stderr == b""
