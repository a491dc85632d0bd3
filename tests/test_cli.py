"""The command line: what is printed where, and what the exit code says."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import date

from rehabflow import Rule
from rehabflow.catalog import InstalledRule
from rehabflow.cli import main
from rehabflow.cli.exit_codes import NO_DECISION
from rehabflow.cli.run import Options
from rehabflow.cli.run import run as run_logs

Plain = dict[str, Any]
CANARY = "CANARY-7f3"
PROTOCOL = """\
rehabflow: 1
id: small
version: 1.0.0
title: Four small stages
stages:
  one:
    exercises: [{do: heel-dig, sets: 3, reps: 10}]
    advance: {when: {pain: {at_most: 3, last: 2 sessions}}}
  two:
    exercises: [{do: heel-dig, sets: 3, reps: 10}]
    setback: {when: {pain: {at_least: 6}}}
    advance: {when: {all: [{sessions: {at_least: 3}}, {aslr: {at_least: 70}}]}}
  done: {final: true}
"""
HEAD = "date,pain,aslr,work,event,to,by,reason,note\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a small protocol."""
    path = tmp_path_factory.mktemp("protocols") / "small.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    return str(path)


def day(number: int, pain: object = "", event: str = "", to: str = "", **cells: str) -> str:
    """A full training of a numbered day, as a line of a log."""
    by, reason = ("Dr Reed", cells.get("reason", "seen")) if to else ("", "")
    when, aslr, note = date(number).isoformat(), cells.get("aslr", ""), cells.get("note", CANARY)
    return f"{when},{pain},{aslr},all,{event},{to},{by},{reason},{note}\n"


def written(folder: Path, *lines: str, name: str = "maya.csv") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def run(*args: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, ["advance", *args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def objects(result: Result) -> list[Plain]:
    return [json.loads(line) for line in result.stdout.splitlines()]


SOME = (HEAD, day(1, 5), day(2, 2), day(3, 2))
AS_OF = "2026-03-04"


# ---------------------------------------------------------------- what is printed


def test_text_goes_to_standard_output_and_nothing_else_to_standard_error(
    tmp_path: Path, small: str
) -> None:
    result = run(written(tmp_path, *SOME), "-p", small, "--as-of", AS_OF)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("maya")
    assert "advanced to two" in result.stdout


def test_json_has_the_keys_of_the_contract(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, *SOME)
    result = run(log, "-p", small, "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    (found,) = objects(result)
    assert set(found) == {
        "rehabflow", "patient", "as_of", "protocol", "log", "stage", "since", "decisions",
        "advice", "outlook", "review", "rules", "warnings",
    }  # fmt: skip
    assert (found["rehabflow"], found["patient"], found["as_of"]) == (1, "maya", AS_OF)
    assert set(found["protocol"]) == {"id", "version", "digest"}
    assert (found["protocol"]["id"], found["protocol"]["version"]) == ("small", "1.0.0")
    assert found["protocol"]["digest"].startswith("sha256:")
    assert found["log"] == {
        "path": log,
        "entries": 3,
        "sessions": 3,
        "from": "2026-03-01",
        "to": "2026-03-03",
    }
    assert (found["stage"], found["since"]) == ("two", "2026-03-03")
    start, advance = found["decisions"]
    assert start == {
        "date": "2026-03-01",
        "kind": "start",
        "from": None,
        "to": "one",
        "why": None,
        "provisional": False,
    }
    assert set(advance) == set(start)
    assert (advance["kind"], advance["from"], advance["to"]) == ("advance", "one", "two")
    setback, onward = found["outlook"]
    assert set(setback) == {"kind", "to", "verdict", "gate"}
    assert (setback["kind"], setback["to"], setback["verdict"]) == ("setback", "one", "unmet")
    gate = onward["gate"]
    assert (gate["op"], gate["verdict"]) == ("all", "unmet")
    assert {"rule", "verdict", "value", "unit", "limits", "window", "margin", "unknown", "text",
            "evidence"} <= set(gate["of"][0])  # fmt: skip
    assert gate["of"][0]["limits"] == {"at_least": 3}
    (criterion,) = [advance["why"]]
    assert criterion["evidence"][0] == {"date": "2026-03-02", "value": 2, "at": [f"{log}:3"]}
    assert criterion["window"] == {"last": 2, "of": "sessions"}
    assert criterion["margin"] == 1
    assert [set(each) for each in found["rules"]] == [{"id", "distribution", "version"}] * 3
    assert sorted(each["id"] for each in found["rules"]) == ["aslr", "pain", "sessions"]
    assert found["warnings"] == []


def test_json_says_who_ordered_why_and_where(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, HEAD, day(1, 5, "red_flag"), day(2, 5, "clear", "two"))
    found = objects(run(log, "-p", small, "--format", "json", "--as-of", AS_OF))[0]
    _, refer, clear = found["decisions"]
    assert refer["to"] == "referred"
    assert clear["why"] == {"by": "Dr Reed", "reason": "seen", "at": [f"{log}:3"]}


def test_json_marks_a_danger_that_could_not_be_ruled_out(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, *SOME, day(4))
    found = objects(run(log, "-p", small, "--format", "json", "--as-of", AS_OF))[0]
    (setback,) = found["review"]
    assert set(setback) == {"kind", "to", "danger", "text"}
    assert (setback["kind"], setback["to"], setback["danger"]) == ("setback", "one", True)
    assert "2026-03-04" in setback["text"]


def test_logs_are_answered_in_the_order_given_and_a_bad_one_silences_none(
    tmp_path: Path, small: str
) -> None:
    bad = written(tmp_path, HEAD, day(1, 11), day(2, "x"), name="bad.csv")
    good, other = (written(tmp_path, *SOME, name=name) for name in ("good.csv", "other.csv"))
    result = run(good, bad, other, "-p", small, "--format", "json", "--as-of", AS_OF)
    assert result.exit_code == 3
    first, broken, last = objects(result)
    assert [first["patient"], last["patient"]] == ["good", "other"]
    assert set(broken) == {"rehabflow", "log", "problems"}
    assert broken["log"] == {"path": bad}
    assert [(each["path"], each["line"], each["field"]) for each in broken["problems"]] == [
        (bad, 2, "pain"),
        (bad, 3, "pain"),
    ]
    assert f"{bad}:2:12: " in result.stderr
    assert result.stderr.splitlines()[-1] == NO_DECISION


def test_texts_of_several_logs_are_parted_by_an_empty_line(tmp_path: Path, small: str) -> None:
    logs = [written(tmp_path, *SOME, name=name) for name in ("anna.csv", "bert.csv")]
    result = run(*logs, "-p", small, "--as-of", AS_OF)
    one, other = (run(log, "-p", small, "--as-of", AS_OF).stdout for log in logs)
    assert result.stdout == f"{one}\n{other}"


def test_a_bad_log_prints_nothing_as_text_and_says_that_nothing_was_decided(
    tmp_path: Path, small: str
) -> None:
    result = run(written(tmp_path, HEAD, day(1, 11)), "-p", small, "--as-of", AS_OF)
    assert (result.exit_code, result.stdout) == (3, "")
    last = result.stderr.splitlines()[-1]
    assert last == "No decision was made; the stage is not verified."


@pytest.mark.parametrize("style", ["text", "json"])
def test_notes_of_a_bad_log_are_never_shown(tmp_path: Path, small: str, style: str) -> None:
    log = written(tmp_path, HEAD, day(1, 11), day(2, 2), day(3, 2, "override", "tow"))
    result = run(log, "-p", small, "--format", style, "--as-of", AS_OF)
    assert result.exit_code == 3
    assert "pain" in result.stderr
    assert CANARY not in result.output


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_control_character_of_a_log_is_sent_raw(tmp_path: Path, small: str, style: str) -> None:
    """Neither from a note nor from a reason, a patient's name or an exercise."""
    evil = {"note": "\x1b[2J\x9b31m\u202e", "reason": "\x1b]0;own\x07"}
    row = {"date": "2026-03-01", "pain": 2, "work": "x\x1b[31m 3x10", "event": "override",
           "to": "two", "by": "\x1b[1mDr", **evil}  # fmt: skip
    lines = [{"patient": "Ma\x1b[31mya\u202e"}, row]
    log = written(tmp_path, *(json.dumps(each) + "\n" for each in lines), name="evil.jsonl")
    for more in ([], ["--on", "2026-03-01"]):
        result = run(log, "-p", small, "--format", style, "--as-of", AS_OF, *more)
        hidden = [c for c in result.output if c != "\n" and not c.isprintable()]
        assert hidden == []


@pytest.mark.parametrize("no_colour", ["", "1"])
def test_nothing_is_coloured_when_not_on_a_terminal_or_with_no_color(
    tmp_path: Path, small: str, monkeypatch: pytest.MonkeyPatch, no_colour: str
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    result = run(written(tmp_path, *SOME), "-p", small, "--as-of", AS_OF)
    assert "\x1b" not in result.output


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_a_terminal_is_coloured_unless_no_color_says_otherwise(
    tmp_path: Path, small: str, monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    arguments = ["advance", written(tmp_path, *SOME), "-p", small, "--as-of", AS_OF]
    result = CliRunner().invoke(main, arguments, color=True)
    assert ("\x1b[" in result.stdout) is coloured


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "Missing argument 'LOG...'"),
        (["-"], "--log-format"),
        (["-", "-", "--log-format", "csv"], "standard input can be read once"),
        (["a.csv", "b.csv", "--exit-code"], "--exit-code takes one log"),
        (["a.csv", "--on", "9 March"], "write it as 2026-03-09"),
        (["a.csv", "--as-of", "2026-02-30"], "is no date"),
        (["a.csv", "--as-of", "20260301"], "is no date"),
        (["a.csv", "--since", "2026-W10-1"], "is no date"),
        (["a.csv", "--format", "xml"], "'text', 'json'"),
        (["a.csv", "--injured", "both"], "'left', 'right'"),
        (["a.csv", "--log-format", "xlsx"], "'csv', 'jsonl', 'yaml'"),
        (["a.csv", "--date-format", "ymd"], "'dmy', 'mdy'"),
        (["a.csv", "--rescue"], "No such option"),
    ],
)
def test_wrong_usage_exits_2(args: Sequence[str], says: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_log_for_which_no_protocol_is_named_exits_2(tmp_path: Path) -> None:
    log = written(tmp_path, *SOME)
    result = run(log, "--as-of", AS_OF, "--format", "json")
    assert result.exit_code == 2
    assert objects(result)[0]["problems"][0]["message"] == "no protocol is named"
    assert "name it with -p, in the log's header, or in a rehabflow.toml" in result.stderr


def test_help_and_version_are_results() -> None:
    for args, says in ((["--version"], "rehabflow, version"), (["advance", "-h"], "12 referred")):
        result = CliRunner().invoke(main, args)
        assert (result.exit_code, result.stderr) == (0, "")
        assert says in result.stdout


# ---------------------------------------------------------------- standard input


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("csv", "".join(SOME)),
        ("jsonl", '{"date": "2026-03-01", "pain": 5}\n'),
        ("yaml", "entries:\n  - {date: 2026-03-01, pain: 5}\n"),
    ],
)
def test_standard_input_is_read_as_the_log_format_says(small: str, format: str, text: str) -> None:
    args = ("-", "--log-format", format, "-p", small, "--as-of", AS_OF, "--format", "json")
    result = run(*args, stdin=text.encode())
    assert (result.exit_code, result.stderr) == (0, "")
    assert objects(result)[0]["log"]["from"] == "2026-03-01"


def test_the_log_format_goes_before_the_name_of_a_file(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, *SOME, name="maya.txt")
    assert run(log, "-p", small, "--as-of", AS_OF).exit_code == 3
    assert run(log, "-p", small, "--as-of", AS_OF, "--log-format", "csv").exit_code == 0


def test_standard_input_that_is_closed_exits_3(
    small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehabflow.cli.run.sys.stdin", None)
    with redirect_stderr(StringIO()) as stderr:
        assert run_logs(["-"], Options(protocol=small, log_format="csv")) == 3
    assert stderr.getvalue().startswith("<stdin>: ")
    assert stderr.getvalue().endswith(f"{NO_DECISION}\n")


# ---------------------------------------------------------------- what cannot be trusted


def test_a_protocol_that_is_not_installed_or_broken_exits_3(tmp_path: Path) -> None:
    log = written(tmp_path, *SOME)
    broken = written(tmp_path, "rehabflow: 1\nid: [\n", name="broken.yaml")
    for named in ("no-such-thing", broken, str(tmp_path / "absent.yaml")):
        result = run(log, "-p", named, "--as-of", AS_OF)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.splitlines()[-1] == NO_DECISION


@pytest.mark.parametrize("name", ["absent.csv", "folder/", "a\0b.csv", "a" * 300 + "/b.csv"])
def test_a_log_that_cannot_be_read_exits_3(tmp_path: Path, small: str, name: str) -> None:
    (tmp_path / "folder").mkdir()
    result = run(f"{tmp_path}/{name}", "-p", small, "--as-of", AS_OF)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines()[-1] == NO_DECISION


class Failing(Rule):
    unit, label = "points", "points that fail"

    def measure(self, window: object) -> Any:
        raise ZeroDivisionError(CANARY)


def test_a_rule_that_fails_exits_4_and_the_highest_of_many_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = written(tmp_path, PROTOCOL.replace("pain: {at_most: 3, last: 2 sessions}",
                                                 "sessions: {at_least: 2}"),
                      name="failing.yaml")  # fmt: skip
    good, bad = written(tmp_path, *SOME), written(tmp_path, HEAD, day(1, 11), name="bad.csv")
    load = InstalledRule.load
    monkeypatch.setattr(
        InstalledRule,
        "load",
        lambda self: _failing(load(self)) if self.source.id == "sessions" else load(self),
    )
    result = run(good, bad, good, "-p", failing, "--as-of", AS_OF, "--format", "json")
    assert result.exit_code == 4
    first, second, third = objects(result)
    assert first == third
    assert second["problems"][0]["field"] == "pain"
    (problem,) = first["problems"]
    assert (problem["code"], problem["path"]) == ("RF501", good)
    assert "'sessions' of rehabflow" in problem["message"]
    assert "raised ZeroDivisionError on 2026-03-01" in problem["message"]
    assert CANARY not in result.output


def _failing(rule: type[Rule]) -> type[Rule]:
    """The same rule, but that it raises when it measures."""
    return type(rule.__name__, (rule,), {"measure": Failing.measure, "__slots__": ()})


# ---------------------------------------------------------------- --exit-code

OVER = day(1, 2, "override", "two")
BY_RESULT = {
    "nothing": (0, [day(1, 5)]),
    "an advance": (10, [day(1, 2), day(2, 2)]),
    "an advance of an older date": (0, [day(1, 2), day(2, 2), day(3, 2, aslr="60")]),
    "a setback": (11, [OVER, day(2, 8)]),
    "a setback of an older date": (0, [OVER, day(2, 8), day(3, 5)]),
    "a red flag": (12, [day(1, 2, "red_flag")]),
    "a red flag of an older date": (12, [day(1, 2, "red_flag"), day(2, 2)]),
    "an advance gate that is unknown": (13, [day(1, 2), day(2)]),
    "a danger that is unknown": (14, [OVER, day(2)]),
    "an override": (0, [OVER]),
}


@pytest.mark.parametrize("name", BY_RESULT)
def test_the_exit_code_says_what_one_log_comes_to(tmp_path: Path, small: str, name: str) -> None:
    code, lines = BY_RESULT[name]
    log = written(tmp_path, HEAD, *lines)
    assert run(log, "-p", small, "--as-of", AS_OF, "--exit-code").exit_code == code
    assert run(log, "-p", small, "--as-of", AS_OF).exit_code == 0


@pytest.mark.parametrize(
    ("since", "code"), [("2026-03-01", 11), ("2026-03-02", 11), ("2026-03-03", 0)]
)
def test_since_counts_the_moves_from_a_date_on(
    tmp_path: Path, small: str, since: str, code: int
) -> None:
    log = written(tmp_path, HEAD, OVER, day(2, 8), day(3, 5))
    assert (
        run(log, "-p", small, "--as-of", AS_OF, "--exit-code", "--since", since).exit_code == code
    )


def test_graver_codes_go_first(tmp_path: Path, small: str) -> None:
    """Set back, then advanced; stale as well; seen since before both."""
    log = written(tmp_path, HEAD, OVER, day(2, 8), day(3, 2), day(4, 2))
    late = ("--as-of", "2026-04-30")
    args = (log, "-p", small, "--exit-code")
    assert run(*args, "--as-of", AS_OF).exit_code == 10
    assert run(*args, *late).exit_code == 14
    assert run(*args, *late, "--since", "2026-03-01").exit_code == 11
    red = written(tmp_path, HEAD, OVER, day(2, 8), day(3, 8, "red_flag"), name="red.csv")
    assert run(red, *args[1:], *late, "--since", "2026-03-01").exit_code == 12


def test_a_stale_log_is_14_from_the_eighth_day_on(tmp_path: Path, small: str) -> None:
    args = (written(tmp_path, HEAD, day(1, 5)), "-p", small, "--exit-code", "--as-of")
    assert [run(*args, as_of).exit_code for as_of in ("2026-03-08", "2026-03-09")] == [0, 14]


def test_a_log_that_cannot_be_trusted_stays_3_with_exit_code(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, HEAD, day(1, 11))
    assert run(log, "-p", small, "--as-of", AS_OF, "--exit-code").exit_code == 3


# ---------------------------------------------------------------- --on and --as-of


def test_a_date_is_shown_as_it_stood_then(tmp_path: Path, small: str) -> None:
    log = written(tmp_path, *SOME, day(4, 9))
    args = (log, "-p", small, "--as-of", AS_OF)
    assert objects(run(*args, "--format", "json"))[0]["stage"] == "one"
    then = objects(run(*args, "--format", "json", "--on", "2026-03-03"))[0]
    assert (then["stage"], then["log"]["to"], then["as_of"]) == ("two", "2026-03-03", "2026-03-03")
    text = run(*args, "--on", "2026-03-03")
    assert text.exit_code == 0
    assert "3 Mar" in text.stdout
    assert text.stdout != run(*args).stdout


def test_a_date_on_which_nothing_is_logged_exits_2_and_names_the_nearest(
    tmp_path: Path, small: str
) -> None:
    log = written(tmp_path, *SOME)
    result = run(log, "-p", small, "--as-of", AS_OF, "--on", "2026-03-09")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing is logged on 2026-03-09" in result.stderr
    assert "the nearest logged date is 2026-03-03" in result.stderr
    assert NO_DECISION not in result.stderr


def test_a_date_on_which_nothing_is_logged_is_a_problem_in_json_too(
    tmp_path: Path, small: str
) -> None:
    args = (written(tmp_path, *SOME), "-p", small, "--as-of", AS_OF, "--on", "2026-03-09")
    (found,) = objects(run(*args, "--format", "json"))
    assert [each["code"] for each in found["problems"]] == ["RF505"]


def test_a_program_may_give_a_date_as_a_date(tmp_path: Path, small: str) -> None:
    arguments = ["advance", written(tmp_path, *SOME), "-p", small, "--format", "json"]
    given = {"advance": {"as_of": date(3)}}
    result = CliRunner().invoke(main, arguments, default_map=given)
    assert objects(result)[0]["as_of"] == "2026-03-03"


def test_an_entry_after_as_of_is_a_problem_and_one_of_that_date_is_not(
    tmp_path: Path, small: str
) -> None:
    log = written(tmp_path, *SOME)
    result = run(log, "-p", small, "--as-of", "2026-03-02", "--format", "json")
    assert result.exit_code == 3
    (problem,) = objects(result)[0]["problems"]
    assert (problem["line"], problem["field"]) == (4, "date")
    same = run(log, "-p", small, "--as-of", "2026-03-03", "--format", "json")
    assert same.exit_code == 0
    assert [each["provisional"] for each in objects(same)[0]["decisions"]] == [False, True]


@pytest.mark.parametrize(("ahead", "code"), [(0, 0), (1, 0), (2, 3)])
def test_an_entry_may_be_dated_tomorrow_and_no_later(
    tmp_path: Path, small: str, ahead: int, code: int
) -> None:
    when = dt.date.today() + dt.timedelta(ahead)  # noqa: DTZ011  (as the command line asks)
    log = written(tmp_path, "date,pain\n", f"{when},5\n")
    result = run(log, "-p", small, "--format", "json")
    assert result.exit_code == code
    if not code:
        assert objects(result)[0]["as_of"] == dt.date.today().isoformat()  # noqa: DTZ011


# ---------------------------------------------------------------- who names what


def headed(folder: Path, *header: str, name: str = "maya.csv") -> str:
    return written(folder, *(f"# {line}\n" for line in header), *SOME, name=name)


def protocol_of(result: Result) -> str:
    return str(objects(result)[0]["protocol"]["id"])


@pytest.mark.parametrize("named", ["hamstring-strain", "hamstring-strain@1.0.0"])
def test_the_header_of_a_log_may_name_the_protocol(tmp_path: Path, named: str) -> None:
    log = written(tmp_path, f"# protocol: {named}\n", "date,pain\n", "2026-03-01,2\n")
    result = run(log, "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, protocol_of(result)) == (0, "hamstring-strain")


def test_a_header_that_names_another_version_exits_3(tmp_path: Path) -> None:
    log = written(tmp_path, "# protocol: hamstring-strain@0.9.0\n", "date,pain\n2026-03-01,2\n")
    result = run(log, "--as-of", AS_OF)
    assert (result.exit_code, result.stdout) == (3, "")
    assert (
        "hamstring-strain@0.9.0 is asked for, and hamstring-strain 1.0.0 is installed"
        in result.stderr
    )


@pytest.mark.parametrize("named", ["small.yaml", "./small.yaml", "{folder}/small.yaml"])
def test_a_header_that_names_a_path_exits_3_and_opens_nothing(tmp_path: Path, named: str) -> None:
    written(tmp_path, PROTOCOL, name="small.yaml")
    result = run(headed(tmp_path, f"protocol: {named.format(folder=tmp_path)}"), "--as-of", AS_OF)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "protocol is " in result.stderr
    assert result.stderr.splitlines()[-1] == NO_DECISION


def test_the_command_line_names_the_protocol_before_the_header_and_the_settings(
    tmp_path: Path, small: str
) -> None:
    written(tmp_path, 'protocol = "hamstring-strain"\n', name="rehabflow.toml")
    log = headed(tmp_path, "protocol: hamstring-strain@0.9.0")
    result = run(log, "-p", small, "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, protocol_of(result)) == (0, "small")


@pytest.mark.parametrize("name", ["maya.csv", "2026/march/maya.csv"])
def test_settings_beside_the_log_or_above_it_name_the_protocol(tmp_path: Path, name: str) -> None:
    """A path in them is meant from where they stand."""
    written(tmp_path, 'protocol = "mine/small.yaml"\n', name="rehabflow.toml")
    written(tmp_path, PROTOCOL, name="mine/small.yaml")
    result = run(written(tmp_path, *SOME, name=name), "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, protocol_of(result)) == (0, "small")


def test_the_header_names_the_protocol_before_the_settings(tmp_path: Path) -> None:
    written(tmp_path, 'protocol = "no-such-thing"\n', name="rehabflow.toml")
    text = ("# protocol: hamstring-strain\n", "date,pain\n", "2026-03-01,2\n")
    result = run(written(tmp_path, *text), "--as-of", AS_OF, "--format", "json")
    assert (result.exit_code, protocol_of(result)) == (0, "hamstring-strain")


@pytest.mark.parametrize(
    ("header", "toml", "args", "stage"),
    [
        ("", "left", [], "two"),
        ("", "right", [], "one"),
        ("# injured: left\n", "right", [], "two"),
        ("# injured: right\n", "left", [], "one"),
        ("", "left", ["--injured", "right"], "one"),
        ("", "right", ["--injured", "left"], "two"),
        ("# injured: left\n", "right", ["--injured", "left"], "two"),
    ],
)
def test_settings_say_which_leg_is_injured_only_where_nobody_else_does(
    tmp_path: Path, header: str, toml: str, args: list[str], stage: str
) -> None:
    written(tmp_path, f'injured = "{toml}"\n', name="rehabflow.toml")
    text = PROTOCOL.replace("  one:\n", "  zero: {advance: {when: {sessions: {at_least: 9}}}}\n"
                                        "  one:\n")  # fmt: skip
    sore = "setback: {when: {pain: {at_least: 8}}}\nstages:"
    protocol = written(tmp_path, text.replace("stages:", sore), name="sided.yaml")
    two = "2026-03-01,,,override,two,A,b\n"
    rows = "2026-03-02,9,right,,,,\n"  # not the injured leg's where that is the left
    log = written(tmp_path, header, "date,pain,side,event,to,by,reason\n", two, rows)
    result = run(log, "-p", protocol, "--as-of", AS_OF, "--format", "json", *args)
    assert result.exit_code == 0, result.output
    assert objects(result)[0]["stage"] == stage


def test_a_leg_that_disagrees_with_the_log_exits_3(tmp_path: Path, small: str) -> None:
    log = headed(tmp_path, "injured: left")
    assert run(log, "-p", small, "--as-of", AS_OF, "--injured", "right").exit_code == 3


def test_the_date_format_comes_from_the_settings_or_the_command_line(
    tmp_path: Path, small: str
) -> None:
    log = written(tmp_path, "date,pain\n", "3/4/2026,5\n")
    args = (log, "-p", small, "--as-of", "2026-05-01", "--format", "json")
    assert run(*args).exit_code == 3
    written(tmp_path, 'date_format = "dmy"\n', name="rehabflow.toml")
    assert objects(run(*args))[0]["log"]["from"] == "2026-04-03"
    assert objects(run(*args, "--date-format", "mdy"))[0]["log"]["from"] == "2026-03-04"


def test_settings_that_are_wrong_exit_3(tmp_path: Path, small: str) -> None:
    written(tmp_path, 'injured = "lef"\n', name="rehabflow.toml")
    result = run(written(tmp_path, *SOME), "-p", small, "--as-of", AS_OF)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "rehabflow.toml: RF522 injured is 'lef'" in result.stderr


# ---------------------------------------------------------------- any bytes


PIECES = st.sampled_from(
    [b"date", b"pain", b"\n", b",", b";", b'"', b"{", b"}", b"[", b":", b"entries:", b"- ",
     b"2026-03-01", b"11", b"3", b"\xff", b"\0", b"\x1b[31m", b"# injured: right\n", b"work",
     b"all", b"heel-dig 3x10 @8s", b"\xef\xbb\xbf", b"\r\n", b"nan", b"!!python/object", b"&a *a"]
)  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "jsonl", "yaml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.binary(max_size=60) | st.lists(PIECES, max_size=25).map(b"".join))
def test_no_bytes_make_a_traceback(small: str, format: str, data: bytes) -> None:
    for style in ("text", "json"):
        args = ("-", "--log-format", format, "-p", small, "--as-of", AS_OF, "--format", style)
        result = run(*args, stdin=data)
        assert result.exit_code in {0, 3}
        assert not [c for c in result.output if c != "\n" and not c.isprintable()]
        if result.exit_code:
            assert result.stderr.endswith(f"{NO_DECISION}\n")


# ---------------------------------------------------------------- as a process of its own


def process(*args: str, stdin: bytes = b"", **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from rehabflow.cli import main; main()", "advance", *args],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_process_reads_standard_input_and_names_it(small: str) -> None:
    args = ("-", "--log-format", "csv", "-p", small, "--as-of", AS_OF, "--format", "json")
    code, out, err = process(*args, "--exit-code", stdin="".join(SOME).encode())
    assert (code, err) == (10, "")
    assert json.loads(out)["log"]["path"] == "<stdin>"
    code, out, err = process(*args, stdin=b"date,pain\n2026-03-01,11\n")
    assert code == 3
    assert json.loads(out)["problems"][0]["path"] == "<stdin>"
    assert err.startswith("<stdin>:2:12: ")


def test_a_terminal_that_knows_only_ascii_still_gets_the_whole_answer(
    tmp_path: Path, small: str
) -> None:
    """Nothing fails, and no verdict is shown as another: `?` stands for unknown alone."""
    log = written(tmp_path, *SOME)
    code, out, err = process(log, "-p", small, "--as-of", AS_OF, PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert "?" in run(log, "-p", small, "--as-of", AS_OF).stdout
    assert out.count("?") == run(log, "-p", small, "--as-of", AS_OF).stdout.count("?")


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "rehabflow", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("rehabflow, version ")
