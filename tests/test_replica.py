"""The same questions in another process."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import faulty
import pytest

from rehabflow.testing import CHECKS
from rehabflow.testing.corpus import corpus_of
from rehabflow.testing.replica import NotReached, ask_elsewhere, line_of


def test_another_process_answers_the_same_on_a_line_each() -> None:
    askings = corpus_of(faulty.Worst).askings
    replica = ask_elsewhere(askings, seed=1)
    assert not replica.stopped
    assert replica.lines == tuple(map(line_of, askings))


def test_a_rule_that_raises_there_does_not_stop_the_rest() -> None:
    askings = corpus_of(faulty.Raises).askings
    lines = ask_elsewhere(askings, seed=1).lines
    assert len(lines) == len(askings)
    assert any(line == "raised StopIteration: " for line in lines)


def test_what_a_rule_prints_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    askings = corpus_of(faulty.Prints).askings[:3]
    assert len(ask_elsewhere(askings, seed=1).lines) == 3


def test_nothing_asked_is_nothing_answered() -> None:
    assert ask_elsewhere([], seed=1).lines == ()


def test_a_rule_of_a_folder_is_found_there_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the rules of `--rules DIR` are: their module is no part of the search path."""
    path = tmp_path / "days_off.py"
    source = Path(faulty.__file__).read_text(encoding="utf-8")
    source = source.partition("@frozen\nclass Undocumented")[0]
    path.write_text(source.replace("class Worst", "class DaysOff"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("named_by_a_user", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "named_by_a_user", module)
    spec.loader.exec_module(module)
    assert CHECKS["finishes"].find(corpus_of(module.DaysOff)) is None


def test_a_rule_of_no_file_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    module = type(sys)("of_no_file")
    made = type("Made", (faulty.Worst,), {"__module__": "of_no_file", "__doc__": "Made."})
    vars(module)["Made"] = made
    monkeypatch.setitem(sys.modules, "of_no_file", module)
    with pytest.raises(NotReached):
        ask_elsewhere(corpus_of(made).askings, seed=1)
