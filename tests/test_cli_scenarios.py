"""`rehabflow test`: what holds, what is shown of what does not, and the exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Install
from test_catalog import BOMB, RULE
from tested import PROTOCOL, SCENARIOS, written

from rehabflow.catalog import installed_protocols
from rehabflow.cli import main, scenarios
from rehabflow.scenario import MOST_BYTES


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["test", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def one(*args: object) -> dict[str, Any]:
    (said,) = run(*args, "--format", "json").stdout.splitlines()
    found: dict[str, Any] = json.loads(said)
    return found


def wrong(folder: Path) -> Path:
    """A protocol of which one row comes out otherwise, in two cells."""
    row = "| 2026-03-02 | 3    | all  | two   | advance | no     |"
    assert row in SCENARIOS
    return written(
        folder,
        scenarios=SCENARIOS.replace(
            row, row.replace("two  ", "done ").replace("advance", "hold   ")
        ),
    )


# ---------------------------------------------------------------- what holds


def test_what_comes_out_as_written_is_one_line(tmp_path: Path) -> None:
    result = run(written(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "✓ small 1.0.0: 3 scenarios, 26 checks\n"


def test_boundaries_and_changes_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    result = run(written(tmp_path), "--boundaries", "--mutate")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "  limits: 3 of 3 shown from both sides",
        "  changes: 12 of 12 noticed, 100 % (0 no protocol, 0 of no effect)",
    ]


def test_an_installed_protocol_is_named_by_its_id_and_version() -> None:
    version = "heiderscheit 1.0.0"
    for name in ("heiderscheit", "heiderscheit@1.0.0"):
        result = run(name)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"✓ {version}: ")


def test_without_a_name_all_that_are_installed_are_run(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"__init__.py": BOMB, "small.yaml": PROTOCOL, "small.md": SCENARIOS}
    install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    ours = {"small": installed_protocols()["small"]}
    monkeypatch.setattr(scenarios, "installed_protocols", lambda: ours)
    result = run()
    assert result.exit_code == 0
    assert result.stdout.startswith("✓ small 1.0.0: ")


def test_nothing_installed_is_nothing_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "installed_protocols", dict)
    result = run()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing was run" in result.stderr


# ---------------------------------------------------------------- what does not hold


def test_a_row_that_comes_out_otherwise_is_shown_in_full(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    result = run(path)
    assert result.exit_code == 1
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    beside = path.with_suffix(".md")
    assert lines[0] == "✗ small 1.0.0: 3 scenarios, 26 checks, 1 row not as written"
    assert lines[2:5] == [
        f"{beside}:8: RF601 Just in time: 2026-03-02",
        "  stage   expected done, found two",
        "  kind    expected hold, found advance",
    ]
    said = " ".join(result.stdout.split())
    assert "NEXT to two: met. Criteria: 1 met." in said
    assert "✓ met exercise pain, 2 sessions 3 at most 3 just met" in said
    assert "3 on Sun 1 Mar [7], 3 on Mon 2 Mar [8]" in said
    assert "[n] is line n of" in said


def test_a_row_that_comes_out_otherwise_as_json(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    found = one(path)
    assert (found["passed"], found["scenarios"], found["checks"]) == (False, 3, 26)
    assert found["protocol"]["id"] == "small"
    assert (found["boundaries"], found["mutation"], found["problems"]) == (None, None, [])
    (miss,) = found["failed"]
    assert miss["differences"] == [
        {"field": "stage", "expected": "done", "found": "two"},
        {"field": "kind", "expected": "hold", "found": "advance"},
    ]
    assert (miss["title"], miss["line"], miss["date"]) == ("Just in time", 8, "2026-03-02")
    (gate,) = miss["asked"]
    assert gate["gate"]["margin"] == 0
    assert gate["gate"]["evidence"][0]["at"] == [f"{path.with_suffix('.md')}:7"]


def test_changes_are_not_looked_for_while_rows_come_out_otherwise(tmp_path: Path) -> None:
    result = run(wrong(tmp_path), "--mutate")
    assert "  changes: not looked for until the scenarios hold" in result.stdout.splitlines()


def test_a_limit_that_is_shown_from_one_side_is_told(tmp_path: Path) -> None:
    text = SCENARIOS.replace("| 4  ", "| 5  ")
    result = run(written(tmp_path, scenarios=text), "--boundaries")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "✗ small 1.0.0: 3 scenarios, 26 checks",
        "  limits: 2 of 3 shown from both sides",
        "    one, advance to two: exercise pain at most 3, last 2 sessions: never just",
        "        missed (at nearest 5)",
    ]
    found = one(tmp_path / "small.yaml", "--boundaries")
    assert [(each["met"], each["missed"]) for each in found["boundaries"]].count(
        (True, False)
    ) == 1


def test_a_limit_is_named_by_where_it_is_asked(tmp_path: Path) -> None:
    ladder = "{do: bridge, ladder: [1x5, 1x10], climb: {when: {reps: {at_least: 90%}}}}"
    gates = "refer: {when: {pain: {at_least: 9}}}\nstages:"
    text = PROTOCOL.replace("stages:", gates).replace("reps: 10}]", f"reps: 10}}, {ladder}]", 1)
    more = ladder.replace("bridge", "standing-curl")
    text = text.replace(ladder, f"{ladder}, {more}")
    result = run(written(tmp_path, text), "--boundaries")
    said = " ".join(result.stdout.split())
    assert "every stage, refer: exercise pain at least 9, last session: never just met" in said
    assert "one, climb of bridge and 1 more: repetitions at least 90 %, last 3 sessions: " in said
    assert "never just met nor just missed" in said


def test_changes_that_go_unseen_are_told_with_a_score(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=SCENARIOS.replace("| 4  ", "| 5  "))
    result = run(path, "--mutate")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        "  changes: 11 of 12 noticed, 91.6 % (0 no protocol, 0 of no effect)",
        "    not noticed: stages.one.advance.when.pain.at_most: 3 -> 4",
    ]
    mutation = one(path, "--mutate")["mutation"]
    assert mutation["unnoticed"] == [
        {
            "what": "limit",
            "where": "stages.one.advance.when.pain.at_most",
            "was": "3",
            "now": "4",
        }
    ]
    assert (mutation["changed"], mutation["noticed"], mutation["refused"]) == (12, 11, 0)


def test_how_many_changes_must_be_noticed_can_be_said(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=SCENARIOS.replace("| 4  ", "| 5  "))
    assert run(path, "--mutate", "--at-least", "91").exit_code == 0
    assert run(path, "--mutate", "--at-least", "92").exit_code == 1
    assert run(path, "--at-least", "92").exit_code == 2
    assert run(path, "--mutate", "--at-least", "101").exit_code == 2


@pytest.mark.parametrize(
    "text", [None, "# Prose only\n", "# T\n\n| date | pain |\n|---|---|\n| 2026-03-01 | 3 |\n"]
)
def test_a_protocol_without_scenarios_is_a_failure(tmp_path: Path, text: str | None) -> None:
    path = written(tmp_path, scenarios=text)
    result = run(path, "--boundaries", "--mutate")
    assert result.exit_code == 1
    assert "RF605 small has no scenarios that check anything" in result.stdout
    assert "  changes: not looked for until the scenarios hold\n" in result.stdout
    assert [each["code"] for each in one(path)["problems"]] == ["RF605"]


def test_what_a_file_says_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    beside = path.with_suffix(".md")
    text = beside.read_text(encoding="utf-8").replace("## Just", "## \x1b[2J\u202eJust")
    beside.write_text(text, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert "\\x1b[2J\\u202eJust in time" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "\x1b" not in run(path, "--format", "json").stdout


# ---------------------------------------------------------------- what cannot be trusted


def test_scenarios_that_cannot_be_read_are_not_trusted(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios="# T\n\n| date | stage |\n|---|---|\n| 2026-03-01 | x |\n")
    result = run(path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "RF602 stage is 'x'" in result.stderr
    found = one(path)
    assert (found["passed"], found["path"]) == (False, str(path))
    assert [each["code"] for each in found["problems"]] == ["RF602"]


def test_a_file_of_scenarios_that_is_no_text_is_not_trusted(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.with_suffix(".md").write_bytes(b"\xff\xfe# T")
    result = run(path)
    assert result.exit_code == 3
    assert "RF606 the scenarios cannot be read: it is not UTF-8 text" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("how", [[], ["--accept"], ["--boundaries", "--write"]])
def test_a_pipe_in_place_of_scenarios_is_not_waited_for(how: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=None)
    os.mkfifo(path.with_suffix(".md"))
    result = run(path, *how)
    assert result.exit_code == 3
    assert "RF606 the scenarios cannot be read: this is not a file" in result.stderr


def test_scenarios_without_end_are_not_trusted(tmp_path: Path) -> None:
    path = written(tmp_path)
    for more, code in ((0, 0), (1, 3)):
        with path.with_suffix(".md").open("a", encoding="utf-8") as file:
            file.write(" " * (MOST_BYTES + more - path.with_suffix(".md").stat().st_size))
        result = run(path)
        assert result.exit_code == code
    assert "RF606 the scenarios cannot be read: the file is too large" in result.stderr


def test_a_folder_in_place_of_scenarios_is_not_trusted(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=None)
    path.with_suffix(".md").mkdir()
    result = run(path)
    assert result.exit_code == 3
    assert f"RF606 the scenarios cannot be read: {os.strerror(21).lower()}" in result.stderr


def test_a_protocol_that_cannot_be_trusted_silences_no_other(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("rehabflow: 1\n", encoding="utf-8")
    good = written(tmp_path)
    result = run(tmp_path / "bad.yaml", good)
    assert result.exit_code == 3
    assert result.stdout.startswith("✓ small 1.0.0: ")
    assert "bad.yaml" in result.stderr


def test_an_unknown_id_is_a_usage_error() -> None:
    result = run("heiderschiet")
    assert result.exit_code == 2
    assert "did you mean 'heiderscheit'?" in result.stderr


def test_rules_of_a_directory_and_one_that_fails(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    rule = tmp_path / "rules" / "entries.py"
    rule.write_text(RULE, encoding="utf-8")
    path = written(
        tmp_path, PROTOCOL.replace("{sessions: {at_least: 3}}", "{entries: {above: 9}}")
    )
    found = run(path, "--rules", tmp_path / "rules", "--mutate")
    assert found.exit_code == 1
    assert "✗ small" in found.stdout
    rule.write_text(
        RULE.replace("return Reading", "raise OSError\n        return Reading"), "utf-8"
    )
    assert run(path, "--rules", tmp_path / "rules").exit_code == 4
    assert run(path).exit_code == 3
