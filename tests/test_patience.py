"""A rule that does not answer stops the command line, not the other way round."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import make
import pytest
from click.testing import CliRunner, Result
from test_catalog import PROTOCOL, RULE

from rehabflow.cli import main, patience
from rehabflow.cli.exit_codes import NO_DECISION
from rehabflow.gate import Criterion
from rehabflow.limits import Limits
from rehabflow.view import View

ANSWER = "        return Reading.exactly(len(window))\n"
FOREVER = "        while True:\n            pass\n"
DEAF = """\
        import itertools
        for turn in itertools.count():
            try:
                while True:
                    pass
            except BaseException:
                if turn == {turns}:
                    return Reading.exactly(9)
"""
SAID = "RF535 the rule 'entries' of directory mine sha256:"


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TICK", 0.005)
    monkeypatch.setattr(patience, "LOOKS", 20)


@pytest.fixture
def args(tmp_path: Path) -> list[str]:
    log, protocol = tmp_path / "maya.csv", tmp_path / "example.yaml"
    log.write_text("date,pain\n2026-03-01,3\n2026-03-02,2\n2026-03-03,2\n", encoding="utf-8")
    protocol.write_text(PROTOCOL, encoding="utf-8")
    rules = tmp_path / "mine"
    return ["advance", str(log), "-p", str(protocol), "--injured", "right",
            "--as-of", "2026-03-04", "--rules", str(rules)]  # fmt: skip


def rule(args: list[str], text: str) -> None:
    folder = Path(args[-1])
    folder.mkdir()
    (folder / "entries.py").write_text(text, encoding="utf-8")


def alone(args: list[str]) -> subprocess.CompletedProcess[bytes]:
    """What a process of its own says."""
    code = (
        "from rehabflow.cli import main, patience\n"
        "patience.TICK, patience.LOOKS = 0.005, 20\n"
        "main()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, check=False, timeout=60
    )


def run(args: list[str]) -> Result:
    before = signal.getsignal(signal.SIGALRM)
    result = CliRunner().invoke(main, args)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    return result


@pytest.mark.parametrize(
    "swallows",
    ["", "except Exception", "except (Exception, SystemExit)"],
    ids=["plain", "Exception", "and SystemExit"],
)
def test_a_rule_that_hangs_is_stopped_and_nothing_is_decided(
    args: list[str], swallows: str
) -> None:
    hangs = FOREVER
    if swallows:
        hangs = f"        try:\n    {FOREVER.replace('pass', '    pass')}        {swallows}:\n"
        hangs += f"    {ANSWER}"
    rule(args, RULE.replace(ANSWER, hangs))
    result = run(args)
    assert (result.exit_code, result.stdout) == (4, "")
    assert f"{args[1]}: {SAID}" in result.stderr
    assert "did not answer on 2026-03-01 within 0.1 seconds" in result.stderr
    assert result.stderr.endswith(f"{NO_DECISION}\n")


def test_a_rule_that_swallows_being_stopped_decides_nothing_all_the_same(args: list[str]) -> None:
    rule(args, RULE.replace(ANSWER, DEAF.format(turns=1)))
    result = run(args)
    assert (result.exit_code, result.stdout) == (4, "")
    assert SAID in result.stderr


def test_a_rule_that_cannot_be_stopped_ends_the_run(
    args: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Exited(BaseException):
        pass

    def leave(code: int) -> None:
        codes.append(code)
        raise Exited

    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", leave)
    rule(args, RULE.replace(ANSWER, DEAF.format(turns=patience.CHANCES)))
    run(args)
    assert set(codes) == {4}
    said = capfd.readouterr().err
    assert said.startswith(f"{args[1]}: {SAID}")
    assert said.endswith(f"{NO_DECISION}\n")


def test_a_process_ends_whatever_the_rule_does(args: list[str]) -> None:
    rule(args, RULE.replace(ANSWER, DEAF.format(turns=-1)))
    done = alone(args)
    assert (done.returncode, done.stdout) == (4, b"")
    assert SAID in done.stderr.decode()


def test_a_rule_that_hangs_when_it_is_imported_is_stopped(args: list[str]) -> None:
    rule(args, f"{RULE}\n\nwhile True:\n    pass\n")
    for each in (args, ["rules", "entries", *args[-2:]]):
        result = run(each)
        assert (result.exit_code, result.stdout) == (4, "")
        assert SAID in result.stderr
        assert "cannot be loaded: it did not come to an end within" in result.stderr


def test_evidence_that_never_ends_is_stopped(args: list[str]) -> None:
    """In a process of its own: what measures coverage holds a lock while a function is called."""
    endless = "        return Reading.exactly(0, iter(lambda: next(iter(window)), None))\n"
    rule(args, RULE.replace(ANSWER, endless))
    done = alone(args)
    assert (done.returncode, done.stdout) == (4, b"")
    assert SAID in done.stderr.decode()


def asked(self: Criterion, view: View, watch: patience.Watch, looks: int) -> None:
    """A question that so many looks find unanswered."""
    assert (self.source.id, len(view.days)) == (make.SOURCE.id, 1)
    for _ in range(looks):
        watch.look(0, inspect.currentframe())


def test_many_quick_answers_may_take_as_long_as_they_need() -> None:
    watch = patience.Watch("maya.csv")
    criterion = Criterion(make.SOURCE, make.Points(), Limits(at_least=1), None)
    view = make.view(make.on(1))
    for _ in range(10):
        asked(criterion, view, watch, patience.LOOKS)
    assert watch.failed is None
    with pytest.raises(patience.Hung):
        asked(criterion, view, watch, patience.LOOKS + 1)
    assert watch.failed is not None


@pytest.mark.parametrize("lacks", ["a timer", "the main thread"])
def test_without_a_timer_it_waits(
    args: list[str], monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    rule(args, RULE)
    codes: list[int] = []
    if lacks == "a timer":
        monkeypatch.delattr(signal, "setitimer")
        codes.append(CliRunner().invoke(main, args).exit_code)
    else:
        beside = threading.Thread(
            target=lambda: codes.append(CliRunner().invoke(main, args).exit_code)
        )
        beside.start()
        beside.join()
    assert codes == [0]


def test_what_a_rule_prints_is_no_result(args: list[str]) -> None:
    rule(args, RULE.replace(ANSWER, f'        print("looking")\n{ANSWER}'))
    result = run([*args, "--format", "json"])
    assert result.exit_code == 0
    assert result.stdout.startswith('{"rehabflow": 1')
    assert "looking" in result.stderr


def test_a_rule_that_fails_while_an_earlier_date_is_shown_is_a_failed_rule(
    args: list[str],
) -> None:
    """The replay stopped at what decided that date; shown in full, the rule is asked too."""
    fails = "        if len(window) == 2:\n            raise ValueError\n"
    rule(args, RULE.replace(ANSWER, fails + ANSWER))
    protocol = Path(args[3])
    text = protocol.read_text(encoding="utf-8")
    gate = "[{time_in_stage: {at_least: 99}}, {entries: {at_least: 2}}]"
    text = text.replace("{entries: {at_least: 2}}", gate)
    assert gate in text
    protocol.write_text(text, encoding="utf-8")
    result = run([*args, "--on", "2026-03-02"])
    assert (result.exit_code, result.stdout) == (4, "")
    assert f"{args[1]}: RF501 the rule 'entries'" in result.stderr
