"""`rehabflow check --watch`: again after each change, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.cli import main, watching
from rehabflow.cli.watching import STOPPED, seen_of, watch

ROOT = Path(__file__).parent.parent
BAD = ROOT / "docs" / "broken.yaml"
GOOD = ROOT / "protocols" / "hamstring-strain.yaml"


class Script:
    """What each look finds, in turn; after the last, Ctrl-C."""

    def __init__(self, looks: list[str], codes: list[int]) -> None:
        self.looks = iter(looks)
        self.codes = iter(codes)
        self.done: list[str] = []

    def look(self) -> dict[str, str]:
        found = next(self.looks, None)
        if found is None:
            raise KeyboardInterrupt
        self.done.append(found)
        return {"file": found}

    def run(self) -> int:
        self.done.append("run")
        return next(self.codes)

    def wait(self) -> None:
        self.done.append("wait")


def watched(looks: list[str], codes: list[int]) -> tuple[int, list[str]]:
    script = Script(looks, codes)
    return watch(script.look, script.run, script.wait), script.done


def test_it_runs_at_once_and_waits_while_nothing_changes() -> None:
    code, done = watched(["a", "a", "a"], [1])
    assert (code, done) == (1, ["a", "run", "a", "wait", "a", "wait"])


def test_after_a_change_it_runs_again_and_the_last_code_counts() -> None:
    code, done = watched(["a", "b", "b", "b", "b"], [1, 0])
    assert code == 0
    assert done == ["a", "run", "b", "wait", "b", "b", "run", "b", "wait"]


def test_a_change_in_several_steps_is_one_change() -> None:
    _, done = watched(["a", "", "half", "whole", "whole", "whole"], [1, 0])
    assert done == [
        "a",
        "run",
        "",
        "wait",
        "half",
        "wait",
        "whole",
        "wait",
        "whole",
        "whole",
        "run",
    ]


def test_a_change_back_to_what_was_is_looked_at_again() -> None:
    code, done = watched(["a", "b", "a", "a", "a"], [1, 0])
    assert (code, done.count("run")) == (0, 2)


def test_ctrl_c_before_the_first_check_is_over_is_told_by_the_exit_code() -> None:
    def stopped() -> int:
        raise KeyboardInterrupt

    assert watch(dict, stopped, lambda: None) == STOPPED
    assert watched([], []) == (STOPPED, [])


@given(st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=12))
def test_the_last_run_has_seen_what_is_there_once_it_is_at_rest(looks: list[str]) -> None:
    looks = [*looks, *[looks[-1]] * 3]
    _, done = watched(looks, [0] * len(looks))
    last = len(done) - 1 - done[::-1].index("run")
    assert done[last - 1] == looks[-1]


# ---------------------------------------------------------------- what is looked at


def test_a_file_counts_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    files = [str(path)]
    absent = seen_of(files, None)
    path.write_text("a", encoding="utf-8")
    first = seen_of(files, None)
    path.touch()
    assert seen_of(files, None) == first != absent
    other = tmp_path / "other"
    other.write_text("b", encoding="utf-8")
    other.replace(path)
    assert seen_of(files, None) not in (first, absent)


def test_protocols_that_may_be_extended_and_shared_files_are_looked_at() -> None:
    names = {Path(each).name for each in seen_of(["mine.yaml"], None)}
    assert {"mine.yaml", "hamstring-strain.yaml", "exercises.yaml", "ladders.yaml"} <= names


def test_the_rules_of_a_directory_are_looked_at_and_new_ones_too(tmp_path: Path) -> None:
    before = seen_of([], str(tmp_path))
    (tmp_path / "mine.py").write_text("x", encoding="utf-8")
    after = seen_of([], str(tmp_path))
    assert set(after) - set(before) == {str(tmp_path / "mine.py")}
    (tmp_path / "mine.py").write_text("y", encoding="utf-8")
    assert seen_of([], str(tmp_path)) != after


# ---------------------------------------------------------------- the command


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", stop)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize(("file", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_check_is_that_of_the_command(
    file: Path, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--watch", "--format", "json", str(file)], standalone_mode=False)
    out, err = capfd.readouterr()
    assert ended.value.code == code
    assert out == CliRunner().invoke(main, ["check", "--format", "json", str(file)]).stdout
    assert err.startswith("--- ")
    assert err.endswith(", 1 file; Ctrl-C ends\n")


@pytest.mark.usefixtures("once")
def test_rules_and_odd_names_are_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def note(command: list[str], check: bool) -> object:
        asked.append(command)
        return type("Done", (), {"returncode": 4})

    monkeypatch.setattr(watching.subprocess, "run", note)
    args = ["check", "--watch", "--notes", "--rules", str(tmp_path), "--", "-odd.yaml", "two.yaml"]
    assert CliRunner().invoke(main, args).exit_code == 4
    (command,) = asked
    own = ["check", "--format", "text", "--notes", "--rules", str(tmp_path)]
    own += ["--", "-odd.yaml", "two.yaml"]
    assert command[-len(own) :] == own
    assert "-P" in command
