"""What somebody who means harm, or a broken machine, can put in front of the command line."""

from __future__ import annotations

import datetime as dt
import os
import pkgutil
import re
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
from attrs.exceptions import FrozenInstanceError
from click.testing import CliRunner, Result

import rehabflow
from rehabflow import Engine, Entry, Log, LogError, ProtocolError, Session, load_protocol
from rehabflow.cli import main

ROWS = "date,pain\n2026-03-02,3\n2026-03-03,3\n"
AS_OF = ["--as-of", "2026-03-03"]


def advance(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["advance", *arguments, *AS_OF])


def log_at(path: Path, header: str = "# protocol: hamstring-strain\n") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + ROWS)
    return str(path)


def test_a_log_names_no_file_to_be_opened(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("rehabflow: 1\n")
    log = log_at(tmp_path / "x.csv", f"# protocol: {tmp_path / 'mine.yaml'}\n")
    result = advance(log)
    assert result.exit_code == 3
    assert "RF524" in result.stderr or "RF2" in result.stderr
    assert "rehabflow: 1" not in result.stderr


def test_settings_are_those_of_the_folder_that_the_log_really_lies_in(tmp_path: Path) -> None:
    log_at(tmp_path / "x.csv", "")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "rehabflow.toml").write_text('protocol = "hamstring-strain"\n')
    result = advance(str(tmp_path / "logs" / ".." / "x.csv"))
    assert result.exit_code == 2
    assert "no protocol is named" in result.stderr


@pytest.mark.parametrize(
    "settings", ["a=" + "[" * 100_000, 'protocol="a\\u0000b.yaml"', 'protocol=""', "x" * 100_000]
)
def test_hostile_settings_are_a_problem_not_a_traceback(tmp_path: Path, settings: str) -> None:
    (tmp_path / "rehabflow.toml").write_text(settings)
    result = advance(log_at(tmp_path / "x.csv", ""))
    assert result.exit_code == 3
    assert "No decision was made" in result.stderr


def test_a_name_with_a_null_is_no_file() -> None:
    with pytest.raises(ProtocolError):
        load_protocol("a\0b.yaml")


def test_an_installed_protocol_is_loaded_by_its_version_too() -> None:
    assert load_protocol("hamstring-strain@1.0.0").version == "1.0.0"
    with pytest.raises(ProtocolError, match=r"RF443 .*9\.9\.9"):
        load_protocol("hamstring-strain@9.9.9")


def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from rehabflow.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **settings)  # type: ignore[call-overload,no-any-return]


def test_an_output_that_cannot_say_every_sign_still_gets_the_words(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    result = run("advance", log_at(tmp_path / "x.csv"), *AS_OF, env=environment)
    assert result.returncode == 0
    assert b"not met" in result.stdout


def test_a_closed_standard_input_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from rehabflow.cli.run import Options
    from rehabflow.cli.run import run as run_logs

    monkeypatch.setattr(sys, "stdin", None)
    options = Options(protocol="hamstring-strain", log_format="csv")
    assert run_logs(["-"], options) == 3


def test_a_session_by_hand_names_no_side_without_the_injured_leg() -> None:
    entry = Entry(dt.date(2026, 3, 2), ratings=(9, *(None,) * 6), side="left")
    with pytest.raises(LogError):
        Session(entry.date, (entry,))


def test_an_engine_stays_as_it_is_made() -> None:
    engine = Engine(load_protocol("hamstring-strain"))
    with pytest.raises(FrozenInstanceError):
        engine.protocol = engine.protocol  # type: ignore[misc]
    assert len({engine, Engine(engine.protocol)}) == 1


def test_a_date_time_is_taken_for_its_day() -> None:
    engine = Engine(load_protocol("hamstring-strain"))
    log = Log.from_entries([{"date": "2026-03-02", "pain": 3, "work": "all"}])
    evening = dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC)
    timeline = engine.replay(log, as_of=evening)
    assert timeline == engine.replay(log, as_of=evening.date())
    assert timeline.explain(evening) == timeline
    assert engine.step(engine.begin(), log.sessions[0], as_of=evening).made == timeline.decisions


def test_an_earlier_date_has_the_warnings_of_its_own_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("date,exercise\n2026-03-02,heel-dig\n2026-03-03,foo\n")
    arguments = [str(path), "-p", "hamstring-strain"]
    assert "foo" in advance(*arguments).stdout
    assert "foo" not in advance(*arguments, "--on", "2026-03-02").stdout


def test_a_date_without_entries_is_a_slip_of_the_command_not_of_the_log(tmp_path: Path) -> None:
    result = advance(log_at(tmp_path / "x.csv"), "--on", "2026-03-01", "--format", "json")
    assert result.exit_code == 2
    assert "RF505" in result.stdout
    assert "No decision" not in result.stderr


SHAPES = (
    "a",
    " ",
    "9",
    "-",
    "1.",
    "a ",
    " a",
    "(",
    "\t",
    "x@",
    "1 day",
    "2026-",
    "#",
    "\u200b",
    "é",
)


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Every pattern that a module of the library keeps."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for info in pkgutil.walk_packages(rehabflow.__path__, "rehabflow."):
        for name, value in vars(import_module(info.name)).items():
            if isinstance(value, re.Pattern):
                found[f"{info.name}.{name}"] = value
    return found


def test_no_pattern_of_the_library_takes_its_time_over_a_long_text() -> None:
    found = patterns()
    assert len(found) >= 20
    for name, pattern in found.items():
        for shape in SHAPES:
            text: str | bytes = shape * (60_000 // len(shape)) + "\x00"
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            begin = time.process_time()
            for way in (pattern.match, pattern.fullmatch):
                way(text)  # type: ignore[operator]
            assert time.process_time() - begin < 0.5, f"{name} on {shape!r}"
