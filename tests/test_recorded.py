"""`rehabflow test --record`: a log as a scenario that says the same, and not whose it is."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import ladder_strategies
import pytest
import strategies
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case
from test_engine_properties import engine_of, log_of
from tested import PROTOCOL, SCENARIOS, written

from rehabflow import Engine, Log, LogError, Protocol, load_protocol
from rehabflow.cli import main
from rehabflow.readers.protocol import read_protocol
from rehabflow.recorded import recorded, shifted, title_of
from rehabflow.scenario import Scenario, scenarios_of

LOG = """\
# patient: Rosa
# injured: left
# injury: 2026-02-27
date,pain,work,event,to,by,reason,note
2026-03-01,3,heel-dig 10,,,,,slept badly
2026-03-02,4,heel-dig 10; Rosas own stretch 5 (blue | mine),,,,,
2026-03-03,,,override,two,Dr Someone,she | insists,
"""
SECTION = """\
## A recorded log, 1

A log as it was kept, and what it comes to. Notes and names are left out.

injured: left

injury: 2026-02-27

| date       | pain | work                              | event    | to  | by        \
| reason    | stage | kind     | review |
|------------|------|-----------------------------------|----------|-----|-----------\
|-----------|-------|----------|--------|
| 2026-03-01 | 3    | heel-dig 10                       |          |     |           \
|           | one   | start    | yes    |
| 2026-03-02 | 4    | heel-dig 10; other-1 5 (another-1) |          |     |           \
|           | one   | hold     | no     |
| 2026-03-03 |      |                                   | override | two | clinician \
| as logged | two   | override | no     |
"""


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["test", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def logged(folder: Path, text: str = LOG, name: str = "rosa.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def cells(text: str) -> list[list[str]]:
    """Without the blanks that make columns even."""
    return [[c.strip(" -") for c in line.split("|")] for line in text.splitlines()]


def read_back(text: str, protocol: Protocol) -> Scenario:
    (scenario,) = scenarios_of(text, "t.md", protocol)
    return scenario


# ---------------------------------------------------------------- the same decisions


def assert_alike(engine: Engine, log: Log) -> None:
    """The scenario holds, and the engine makes of it all that it makes of the log."""
    scenario = read_back(recorded(log, engine, "T"), engine.protocol)
    assert not list(scenario.misses(engine))
    one, other = engine.replay(log), engine.replay(scenario.log)
    assert [(d.date, d.kind, d.from_, d.to, d.rung) for d in one.decisions] == [
        (d.date, d.kind, d.from_, d.to, d.rung) for d in other.decisions
    ]
    assert [(g.kind, g.to, g.verdict) for g in one.outlook] == [
        (g.kind, g.to, g.verdict) for g in other.outlook
    ]
    assert len(scenario.expected) == len(log.entries)
    assert scenario.checks == 3 * len(log.sessions)


@given(st.one_of(strategies.cases(), ladder_strategies.cases()))
def test_a_scenario_is_decided_as_the_log_that_it_was_made_from(case: Case) -> None:
    assert_alike(engine_of(case), log_of(case))


@given(st.one_of(strategies.cases(), ladder_strategies.cases()), st.dates())
def test_a_log_that_was_moved_by_weeks_is_decided_alike(case: Case, to: dt.date) -> None:
    engine, log = engine_of(case), log_of(case)
    try:
        moved = shifted(log, to)
    except OverflowError:
        assert to.year > 9990 or to.year < 10
        return
    first, now = log.sessions[0].date, moved.sessions[0].date
    assert 0 <= (now - to).days < 7
    assert now.weekday() == first.weekday()
    apart = [d.date - first for d in engine.replay(log).decisions]
    assert apart == [d.date - now for d in engine.replay(moved).decisions]
    assert [s.date - first for s in log.sessions] == [s.date - now for s in moved.sessions]
    assert log.injury is None or moved.injury == log.injury + (now - first)
    assert_alike(engine, moved)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "exercise": st.text(st.sampled_from("a| ;()@:1x\n\u2028#"), min_size=1),
                "reps": st.integers(1, 10),
                "variant": st.text(st.sampled_from("y|;: b\n"), min_size=1),
            }
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_an_exercise_is_called_the_scenario_says_the_same(
    rows: list[dict[str, Any]],
) -> None:
    protocol = read_protocol(VARIED.encode(), "varied.yaml")
    entries = [{"date": "2026-03-01"} | row for row in rows]
    try:
        log = Log.from_entries(entries, protocol=protocol)
    except LogError:
        return
    try:
        assert_alike(Engine(protocol), log)
    except LogError as error:
        assert [each.code for each in error.problems] == ["RF607"]


VARIED = """\
rehabflow: 1
id: varied
version: 1.0.0
title: Varied
measures:
  limp: {title: Limps, type: yes/no, better: no}
exercises:
  "a": {title: "A"}
  another-1: {title: Another}
  other-1: {title: Other}
stages:
  one:
    exercises:
      - {do: "a", sets: 2, reps: 5, variant: {b: y}}
    advance:
      when: {reps: {at_least: 100%, last: 1 session}}
  done: {final: true}
"""


# ---------------------------------------------------------------- what is left out


def test_a_log_is_printed_as_a_section_of_markdown(tmp_path: Path) -> None:
    result = run(written(tmp_path), "--record", logged(tmp_path))
    assert result.exit_code == 0
    assert cells(result.stdout) == cells(SECTION)
    assert "other-1 5 (another-1)" in result.stdout
    assert "unknown here" not in result.stdout
    for private in ("Rosa", "rosa", "slept", "Someone", "insists", "stretch", "mine"):
        assert private not in result.stdout


def test_of_a_variant_only_what_is_prescribed_is_said() -> None:
    day = {"date": "2026-03-01"}
    rows = [day | {"work": work} for work in ("a 3 (Annas: Y)", "a 4 (Y)", "a 5 (Bens:y)")]
    said = ["a 3 (another-1: Y)", "a 4 (Y)", "a 5 (another-2: y)"]
    assert words(rows, VARIED.replace("{b: y}", "y")) == said


def test_no_control_character_is_left_of_a_known_name() -> None:
    day = {"date": "2026-03-01", "sets": 1}
    rows = [
        day | {"exercise": "anot\x1fher-1", "reps": 3},
        day | {"exercise": "a", "reps": 4, "variant": "b\x1f\x0b: \x85y"},
        day | {"exercise": "a\x1b", "reps": 5, "variant": "\x1by"},
    ]
    assert words(rows) == ["anot her-1 1x3", "a 1x4 (b : y)", "other-2 1x5 (another-1)"]


def words(rows: list[dict[str, Any]], protocol_text: str = "") -> list[str]:
    """The work of each row as a scenario says it."""
    protocol = read_protocol((protocol_text or VARIED).encode(), "varied.yaml")
    log = Log.from_entries(rows, protocol=protocol)
    table = recorded(log, Engine(protocol), "T").splitlines()
    at = [cell.strip() for cell in table[4].split("|")].index("work")
    return [line.split("|")[at].strip() for line in table[6:]]


def test_the_same_words_stand_for_the_same_and_other_words_for_others() -> None:
    day = {"date": "2026-03-01"}
    rows = [
        day | {"work": "Hers 5; his 5"},
        day | {"work": "HERS 6; a 3 (Y); a 4 (Annas: y); a 5 (b: y); a 6 (Annas: y); a 7 (mine)"},
        day | {"work": "all"},
    ]
    assert words(rows) == [
        "other-2 5; other-3 5",
        "other-2 6; a 3 (Y); a 4 (another-1); a 5 (b: y); a 6 (another-1); a 7 (another-2)",
        "all",
    ]


def test_measures_that_are_so_or_not_are_yes_or_no() -> None:
    protocol = read_protocol(VARIED.encode(), "varied.yaml")
    rows = [{"date": "2026-03-01", "limp": "yes"}, {"date": "2026-03-02", "limp": "no"}]
    log = Log.from_entries(rows, protocol=protocol)
    text = recorded(log, Engine(protocol), "T")
    assert "| 2026-03-01 | yes  |" in text
    assert "| 2026-03-02 | no   |" in text


def test_corrections_and_reasons_that_decide_nothing_are_left_out(tmp_path: Path) -> None:
    log = (
        "date,pain,work,id,replaces,reason,event\n"
        "2026-03-01,9,heel-dig 10,secret,,,\n2026-03-01,3,heel-dig 10,,secret,,\n"
        "2026-03-02,,,,,my words,red_flag\n"
    )
    result = run(written(tmp_path), "--record", logged(tmp_path, log))
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line.startswith("| 2026")]
    assert [line.split("|")[2].strip() for line in lines] == ["3", ""]
    assert "secret" not in result.stdout
    assert "my words" not in result.stdout


def test_what_no_table_can_hold_is_refused() -> None:
    protocol = read_protocol(
        VARIED.replace("sets: 2, reps: 5", "reps: 10").replace("{b: y}", "y y").encode(), "v.yaml"
    )
    day = {"date": "2026-03-01", "exercise": "a", "sets": 1, "reps": 5}
    rows = [day | {"variant": "y y"}, day | {"variant": "y\ny"}]
    log = Log.from_entries(rows, protocol=protocol)
    with pytest.raises(LogError) as caught:
        recorded(log, Engine(protocol), "T")
    assert [each.code for each in caught.value.problems] == ["RF607"]


def test_a_title_is_one_that_is_not_taken() -> None:
    assert title_of([]) == "A recorded log, 1"
    assert title_of(["A recorded log, 1", "A recorded log, 2"]) == "A recorded log, 3"


# ---------------------------------------------------------------- the command


def test_a_recorded_log_is_appended_and_holds(tmp_path: Path) -> None:
    path, log = written(tmp_path), logged(tmp_path)
    before = path.with_suffix(".md").read_bytes()
    for number in (4, 6):
        result = run(path, "--record", log, log, "--write")
        assert result.exit_code == 0
        assert result.stdout == f"{path.with_suffix('.md')}: 2 scenarios appended\n"
        assert run(path).stdout.startswith(f"✓ small 1.0.0: {number + 1} scenarios")
    text = path.with_suffix(".md").read_bytes()
    assert text.startswith(before + b"\n## A recorded log, 1\n")
    assert text.count(b"## A recorded log, 4") == 1
    assert b"\n\n\n" not in text


def test_a_file_of_scenarios_that_is_not_there_is_begun(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=None)
    assert run(path, "--record", logged(tmp_path), "--write").exit_code == 0
    text = path.with_suffix(".md").read_text(encoding="utf-8")
    assert text.startswith("# Scenarios of small\n\n## A recorded log, 1\n")
    assert run(path).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="no limit to the size of a file there")
@pytest.mark.parametrize("scenarios", [SCENARIOS, None])
def test_where_the_disk_is_full_nothing_is_lost(tmp_path: Path, scenarios: str | None) -> None:
    import resource

    path, log = written(tmp_path, scenarios=scenarios), logged(tmp_path)
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, was[1]))
    try:
        result = run(path, "--record", log, "--write")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be written: file too large" in result.stderr
    beside = path.with_suffix(".md")
    assert (beside.read_text(encoding="utf-8") if beside.exists() else None) == scenarios


def test_lines_are_ended_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=None)
    path.with_suffix(".md").write_bytes(b"# Mine\r\n\r\nProse")
    assert run(path, "--record", logged(tmp_path), "--write").exit_code == 0
    data = path.with_suffix(".md").read_bytes()
    assert data.startswith(b"# Mine\r\n\r\nProse\r\n\r\n## A recorded log, 1\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_dates_can_be_moved_by_weeks(tmp_path: Path) -> None:
    result = run(written(tmp_path), "--record", logged(tmp_path), "--shift-to", "2001-01-01")
    assert result.exit_code == 0
    assert "injury: 2001-01-05" in result.stdout
    assert "| 2001-01-07 | 3 " in result.stdout
    result = run(written(tmp_path), "--record", logged(tmp_path), "--shift-to", "9999-12-31")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "beyond the calendar" in result.stderr


def test_every_problem_of_every_log_is_told(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = path.with_suffix(".md").read_bytes()
    bad = logged(tmp_path, "date,pain\n2026-03-01,11\n2026-3-2,1\n", "bad.csv")
    result = run(path, "--record", bad, logged(tmp_path), tmp_path / "none.csv", "--write")
    assert (result.exit_code, result.stdout) == (3, "")
    assert [code for code in ("RF212", "RF202", "RF101") if code in result.stderr] == [
        "RF212",
        "RF202",
        "RF101",
    ]
    assert path.with_suffix(".md").read_bytes() == before


def test_how_a_log_is_read_can_be_said(tmp_path: Path) -> None:
    path = written(tmp_path)
    log = logged(tmp_path, "date,pain,side\n3/4/2026,3,left\n")
    assert run(path, "--record", log).exit_code == 3
    result = run(path, "--record", log, "--injured", "left", "--date-format", "mdy")
    assert result.exit_code == 0
    assert "| 2026-03-04 |" in result.stdout
    (tmp_path / "rehabflow.toml").write_text('injured = "left"\ndate_format = "mdy"\n')
    assert run(path, "--record", log).stdout == result.stdout


def test_warnings_of_a_log_are_told_beside_it(tmp_path: Path) -> None:
    result = run(written(tmp_path), "--record", logged(tmp_path))
    assert "warning: " in result.stderr
    assert "Rosas own stretch" in result.stderr


def test_an_installed_protocol_is_recorded_for_but_not_written_to(tmp_path: Path) -> None:
    log = logged(tmp_path, "date,pain\n2026-03-01,3\n")
    result = run("heiderscheit", "--record", log)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "phase-1" in result.stdout
    result = run("heiderscheit", "--record", log, "--write")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "args",
    [
        ["--record"],
        ["p.yaml", "--record"],
        ["p.yaml", "--write"],
        ["p.yaml", "--shift-to", "2026-01-01"],
        ["p.yaml", "--injured", "left"],
        ["p.yaml", "--date-format", "dmy"],
        ["p.yaml", "l.csv", "--record", "--format", "json"],
        ["p.yaml", "l.csv", "--record", "--shift-to", "tomorrow"],
        ["p.yaml", "l.csv", "--record", "--mutate"],
        ["nobody-has-this", "l.csv", "--record"],
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(args: list[str]) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_protocol_or_scenarios_that_cannot_be_read_record_nothing(tmp_path: Path) -> None:
    path, log = written(tmp_path, scenarios="# T\n\n| date | stage |\n|-|-|\n| 1 | x |\n"), None
    log = logged(tmp_path)
    assert run(path, "--record", log).exit_code == 3
    path.with_suffix(".md").write_bytes(b"\xff")
    assert "RF606" in run(path, "--record", log).stderr
    path.write_text("rehabflow: 1\n", encoding="utf-8")
    assert run(path, "--record", log).exit_code == 3


def test_a_log_that_cannot_be_told_is_named(tmp_path: Path) -> None:
    text = VARIED.replace("sets: 2, reps: 5", "reps: 10").replace("{b: y}", "y y")
    path = written(tmp_path, text, None)
    rows = [
        {"date": "2026-03-01", "exercise": "a", "sets": 1, "reps": 5, "variant": variant}
        for variant in ("y y", "y\ny")
    ]
    log = logged(tmp_path, "".join(f"{json.dumps(row)}\n" for row in rows), "rosa.jsonl")
    result = run(path, "--record", log)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{log}: RF607" in result.stderr


def test_a_rule_that_fails_records_nothing(tmp_path: Path) -> None:
    from test_catalog import RULE

    (tmp_path / "rules").mkdir()
    rule = tmp_path / "rules" / "entries.py"
    failing = RULE.replace("return Reading", "raise OSError\n        return Reading")
    rule.write_text(failing, encoding="utf-8")
    text = PROTOCOL.replace("{pain: {at_most: 3, last: 2 sessions}}", "{entries: {above: 9}}")
    path = written(tmp_path, text, None)
    assert load_protocol(path, rules=tmp_path / "rules")
    result = run(path, "--record", logged(tmp_path), "--rules", tmp_path / "rules")
    assert (result.exit_code, result.stdout) == (4, "")
