"""`rehabflow test --accept`: only what came out otherwise is changed, and shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tested import SCENARIOS, written

from rehabflow import Engine, load_protocol, rewriting
from rehabflow.accepted import Cell, accepted, cells_to_accept
from rehabflow.cli import main
from rehabflow.scenario import scenarios_of

COMPACT = r"""# T

| date | stage | pain | kind | work | review | note |
|---|---|---|---|---|---|---|
|2026-03-02| rehabilitation|0| start |hamstring-bridge 2x8 |   no | a \| b |
| 2026-03-04 | rehabilitation | 1 | drop | hamstring-bridge 2x8 | no | |
| 2026-03-05 | referred | 9 | refer | | no|  stage  |"""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["test", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def wrong(folder: Path, text: str = SCENARIOS) -> Path:
    row = "| 2026-03-02 | 3    | all  | two   | advance | no     |"
    other = "| 2026-03-02 | 3    | all  | done  | hold    | no     |"
    assert row in text
    return written(folder, scenarios=text.replace(row, other))


def test_what_comes_out_is_written_and_shown(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    beside = path.with_suffix(".md")
    result = run(path, "--accept")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "small 1.0.0: 2 cells accepted",
        f"  {beside}:8: stage: done -> two",
        f"  {beside}:8: kind: hold -> advance",
        "",
        f"--- {beside}",
        f"+++ {beside}",
        "@@ -5,7 +5,7 @@",
        " | date       | pain | work | stage | kind    | review |",
        " |------------|------|------|-------|---------|--------|",
        " | 2026-03-01 | 3    | all  | one   | start   | yes    |",
        "-| 2026-03-02 | 3    | all  | done  | hold    | no     |",
        "+| 2026-03-02 | 3    | all  | two   | advance | no     |",
        " | 2026-03-03 | 5    | all  | two   | hold    |        |",
        " | 2026-03-04 | 6    | all  | one   | setback |        |",
        " ",
    ]
    assert beside.read_text(encoding="utf-8") == SCENARIOS


def test_a_second_run_passes(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    run(path, "--accept")
    for _ in range(2):
        result = run(path, "--accept")
        assert (result.exit_code, result.stdout) == (0, "✓ small 1.0.0: 3 scenarios, 26 checks\n")
    assert run(path).exit_code == 0


def test_what_was_accepted_as_json(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    result = run(path, "--accept", "--format", "json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["accepted"] == [
        {"line": 8, "field": "stage", "was": "done", "now": "two"},
        {"line": 8, "field": "kind", "was": "hold", "now": "advance"},
    ]
    assert "accepted" not in json.loads(run(path, "--accept", "--format", "json").stdout)


def test_lines_stay_ended_as_they_are(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    beside = path.with_suffix(".md")
    crlf = beside.read_text(encoding="utf-8").replace("\n", "\r\n")
    beside.write_bytes(f"\ufeff{crlf.rstrip()}".encode())
    assert run(path, "--accept").exit_code == 0
    now = SCENARIOS.replace("\n", "\r\n").rstrip()
    assert beside.read_bytes() == f"\ufeff{now}".encode()


@given(st.data())
def test_cells_that_were_changed_are_what_they_were_again(data: st.DataObject) -> None:
    """And nothing else is touched: the whole file is as it was."""
    protocol = load_protocol(Path(__file__).parent.parent / "protocols" / "hickey-pain-free.yaml")
    text = COMPACT
    lines = text.splitlines(keepends=True)
    words = {
        "rehabilitation": ["return-to-play", "referred"],
        "referred": ["rehabilitation"],
        "start": ["hold", "climb"],
        "drop": ["hold"],
        "refer": ["advance"],
    }
    for at in range(4, 7):
        for was, others in words.items():
            word = data.draw(st.sampled_from([was, *others]))
            cells = lines[at].split("|")
            lines[at] = "|".join(
                cell.replace(was, word) if cell.strip() == was else cell for cell in cells
            )
    scenarios = scenarios_of("".join(lines), "t.md", protocol)
    misses = [miss for each in scenarios for miss in each.misses(Engine(protocol))]
    now = accepted("".join(lines), cells_to_accept(misses))
    assert [cell.split() for cell in now.split("|")] == [cell.split() for cell in text.split("|")]
    assert not [m for e in scenarios_of(now, "t.md", protocol) for m in e.misses(Engine(protocol))]


@pytest.mark.parametrize("text", [None, "# Prose only\n"])
def test_nothing_run_is_nothing_accepted(tmp_path: Path, text: str | None) -> None:
    path = written(tmp_path, scenarios=text)
    result = run(path, "--accept")
    assert result.exit_code == 1
    assert "RF605" in result.stdout
    assert path.with_suffix(".md").exists() is (text is not None)


def test_what_cannot_be_read_is_not_accepted(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    beside = path.with_suffix(".md")
    text = beside.read_text(encoding="utf-8") + "\n| date | stage |\n|---|---|\n| 1 | one |\n"
    beside.write_text(text, encoding="utf-8")
    assert run(path, "--accept").exit_code == 3
    path.write_text("rehabflow: 1\n", encoding="utf-8")
    assert run(path, "--accept").exit_code == 3
    assert beside.read_text(encoding="utf-8") == text


def test_an_installed_protocol_is_not_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    path = wrong(folder)
    before = path.with_suffix(".md").read_bytes()
    for name in (path, "heiderscheit", "heiderscheit@1.0.0"):
        result = run(name, "--accept")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "not an installed one" in result.stderr
    assert path.with_suffix(".md").read_bytes() == before


def test_a_file_that_cannot_be_written_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = wrong(tmp_path)

    before = path.with_suffix(".md").read_bytes()

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rewriting.os, "fsync", refuse)
    result = run(path, "--accept")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be written: no space left on device" in result.stderr
    assert path.with_suffix(".md").read_bytes() == before


def test_what_somebody_else_wrote_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = wrong(tmp_path)
    beside = path.with_suffix(".md")

    def written_meanwhile(text: str, cells: Iterable[Cell]) -> str:
        beside.write_text("mine\n", encoding="utf-8")
        return accepted(text, cells)

    monkeypatch.setattr("rehabflow.cli.accepting.accepted", written_meanwhile)
    result = run(path, "--accept")
    assert result.exit_code == 2
    assert "changed by somebody else meanwhile" in result.stderr
    assert beside.read_text(encoding="utf-8") == "mine\n"


def test_a_link_to_scenarios_that_are_installed_is_not_written_through(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    installed = wrong(folder).with_suffix(".md")
    path = wrong(tmp_path)
    path.with_suffix(".md").unlink()
    path.with_suffix(".md").symlink_to(installed)
    before = installed.read_bytes()
    assert run(path, "--accept").exit_code == 2
    assert installed.read_bytes() == before


def test_one_that_cannot_be_trusted_silences_no_other(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("rehabflow: 1\n", encoding="utf-8")
    result = run(bad, wrong(tmp_path), "--accept")
    assert result.exit_code == 3
    assert "2 cells accepted" in result.stdout


@pytest.mark.parametrize("also", ["--boundaries", "--mutate", "--record", "--write"])
def test_accepting_goes_with_no_other_way_to_test(tmp_path: Path, also: str) -> None:
    assert run(wrong(tmp_path), "--accept", also).exit_code == 2


def test_accepting_takes_a_protocol() -> None:
    assert run("--accept").exit_code == 2


def test_what_a_file_says_never_reaches_the_terminal_raw(tmp_path: Path) -> None:
    path = wrong(
        tmp_path, SCENARIOS.replace("## Just in time\n", "## Just \x1b[2J\u202ein time\n")
    )
    text = path.with_suffix(".md").read_text(encoding="utf-8")
    path.with_suffix(".md").write_text(text.replace("time\n\n", "time\n"), encoding="utf-8")
    result = run(path, "--accept")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
