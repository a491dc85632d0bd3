"""Every check of the kit finds the rule that it is there to find."""

from __future__ import annotations

import datetime as dt
import random
import re
import sys
import time
from types import SimpleNamespace
from typing import Any

import faulty
import pytest
from rehabflow_rules.pain import Pain

from rehabflow.entry import MOMENTS
from rehabflow.errors import RehabflowError
from rehabflow.rule import Rule
from rehabflow.testing import CHECKS, check_rule, conformance, replica, scorecard
from rehabflow.testing.corpus import corpus_of
from rehabflow.testing.offered import around, read_offered
from rehabflow.testing.purity import Impure, watch, watched
from rehabflow.testing.score import OneCheck

FOUND: list[tuple[str, type[Rule], str]] = [
    ("documentation", faulty.Undocumented, "no summary"),
    ("documentation", faulty.UnreadableExample, "no `at_mots`"),
    ("documentation", faulty.ExampleOfAnother, "does not ask `example_of_another`"),
    ("documentation", faulty.NoSentence, "full stop"),
    ("documentation", faulty.Unlabelled, "no label"),
    ("documentation", faulty.OneValue, "one value"),
    ("documentation", faulty.NeedsMore, "no example"),
    ("answers", faulty.Raises, "raised StopIteration"),
    ("answers", faulty.Exits, "raised SystemExit"),
    ("answers", faulty.AnswersANumber, "answered with int, not a Reading"),
    ("answers", faulty.AnswersAFloat, "answered with 10.0, a float"),
    ("answers", faulty.AnswersTrue, "answered with True, a bool"),
    ("answers", faulty.CitesDates, "neither days nor pairs"),
    ("answers", faulty.RaisesLate, "RuntimeError"),
    ("scale", faulty.OffScale, "outside its scale, 0 to 10"),
    ("scale", faulty.UpsideDown, "upside down"),
    ("scale", faulty.OpenEnded, "outside its scale"),
    ("scale", faulty.SaysNothing, "does not say what is missing"),
    ("scale", faulty.EmptyWithAValue, "has a value"),
    ("again", faulty.Remembers, "when asked again"),
    ("again", faulty.RemembersDates, "when asked again"),
    ("seed", faulty.TakesAnyOfASet, "one process answers"),
    ("order", faulty.TakesTheFirstEntry, "shuffled"),
    ("pure", faulty.HidesItsClock, "it calls time.time"),
    ("pure", faulty.ReadsItsOwnClock, "it calls faulty.Born.today"),
    ("unchanged", faulty.ChangesItsWindow, "`missing` was 2, and is 0"),
    ("unchanged", faulty.ChangesADay, "`days` was"),
    ("unchanged", faulty.DropsADay, "`days` was"),
    ("unchanged", faulty.ChangesASession, "`days` was"),
    ("local", faulty.LooksElsewhere, "with other data before its window"),
    ("missing", faulty.MissingIsZero, "with less of it logged, 0"),
    ("missing", faulty.NewestMissingIsZero, "with less of it logged, 0"),
    ("missing", faulty.UnratedLeftOut, "with less of it logged"),
    ("unreadable", faulty.UnreadLeftOut, "with a date that cannot be read"),
    ("unseen", faulty.FullAsItIs, "where an advance sees less"),
    ("direction", faulty.FewerIsBetter, "where one date is worse"),
    ("direction", faulty.InvertsPain, "where one date is worse"),
    ("direction", faulty.MoreRaiseIsWorse, "where one date is worse"),
    ("direction", faulty.MoreWorkIsWorse, "where one date is worse"),
    ("direction", faulty.OpenWhenBad, "where one date is worse"),
    ("evidence", faulty.CitesNothing, "over nothing but the days that it cites"),
    ("evidence", faulty.CitesElsewhere, "not in its window"),
    ("evidence", faulty.CitesTooLittle, "over nothing but the days that it cites"),
    ("round_trip", faulty.CannotBePickled, "not this one"),
    ("round_trip", faulty.PicklesToAnother, "is Worst()"),
    ("round_trip", faulty.ParameterIsNoJson, "no JSON"),
    ("round_trip", faulty.ParameterIsATuple, "something else"),
]


@pytest.mark.parametrize(
    ("check", "rule", "said"), FOUND, ids=lambda each: getattr(each, "__name__", None)
)
def test_a_fault_is_found_by_its_check(check: str, rule: type[Rule], said: str) -> None:
    found = CHECKS[check].find(corpus_of(rule))
    assert found is not None
    assert said in found


@pytest.mark.parametrize("called", faulty.IMPURE)
def test_what_lies_outside_the_window_is_poisoned(called: str) -> None:
    found = CHECKS["pure"].find(corpus_of(faulty.asking(faulty.IMPURE[called])))
    assert found is not None
    assert found.startswith(f"it calls {called}\n")


def test_a_rule_that_raises_is_left_to_one_check() -> None:
    failed = [each.check for each in scorecard(faulty.Raises) if each.result == "failed"]
    assert failed == ["documentation", "answers"]


def test_a_rule_that_hangs_is_stopped_and_asked_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replica, "DEADLINE", 3)
    scores = {each.check: each for each in scorecard(faulty.Hangs)}
    assert scores["finishes"].result == "failed"
    assert re.search("still busy.*\n.*asked Hangs.*pain: 7", scores["finishes"].said, re.DOTALL)
    assert {each.result for each in scores.values()} == {"failed", "not asked"}


def test_a_rule_that_another_process_cannot_have_is_told_so() -> None:
    scores = {each.check: each for each in scorecard(faulty.asking(len.__call__))}
    assert "define it at the top of a module" in scores["finishes"].said


def test_a_rule_without_a_fault_passes() -> None:
    check_rule(faulty.Worst)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(AssertionError) as raised:
        check_rule(faulty.UpsideDown)
    found = [line.partition(":")[0] for line in str(raised.value).splitlines()]
    assert {"documentation", "scale"} <= set(found)


def test_the_smallest_log_that_shows_a_fault_is_told() -> None:
    found = CHECKS["scale"].find(corpus_of(faulty.UpsideDown)) or ""
    assert found.splitlines()[2:] == ["    date: 2026-03-02"]


def test_where_neither_side_is_better_no_direction_is_promised() -> None:
    corpus = corpus_of(faulty.NeitherSide)
    assert CHECKS["unseen"].find(corpus) is None
    assert CHECKS["direction"].find(corpus) is None


def test_a_rule_that_cannot_be_made_is_asked_nothing() -> None:
    scores = scorecard(faulty.NeedsMore)
    assert {each.result for each in scores[1:]} == {"not asked"}
    assert {each.said for each in scores[1:]} == {
        "its docstring has no example to take its parameters from"
    }


def called(what: Any, event: str = "c_call") -> str:
    """What is said of a call; a profile function is not seen by whatever measures coverage."""
    try:
        watch(sys._getframe(), event, what)
    except Impure as error:
        return str(error)
    return ""


def test_a_call_is_judged_by_what_is_called() -> None:
    assert called(time.time) == "time.time"
    assert called(faulty.Born.today) == "faulty.Born.today"
    assert called(print) == "builtins.print"
    assert called(sorted) == called(sys.setprofile) == called(dt.date(2026, 3, 1).isoformat) == ""
    assert called(None, "call") == called(None, "return") == ""
    choice = random.Random.choice.__code__
    frame: Any = SimpleNamespace(f_globals={"__name__": "random"}, f_code=choice)
    with pytest.raises(Impure, match=r"^random\.Random\.choice$"):
        watch(frame, "call", None)
    chooses = faulty.asking(faulty.IMPURE["random.Random.choice"])()
    with pytest.raises(Impure, match=r"^random\.Random\.choice$"):
        watched(chooses, corpus_of("pain").askings[0].window())


# ---------------------------------------------------------------- waiving


def test_a_check_is_waived_with_a_reason() -> None:
    why = {"unchanged": "it says so in its own words"}
    scores = {each.check: each for each in scorecard(faulty.ChangesItsWindow, waive=why)}
    assert (scores["unchanged"].result, scores["unchanged"].said) == (
        "waived",
        "it says so in its own words",
    )


def test_a_check_is_not_waived_without_a_reason() -> None:
    with pytest.raises(RehabflowError, match="RF704 'pure' is waived without a reason"):
        check_rule(faulty.Worst, waive={"pure": " "})


def test_an_unknown_check_cannot_be_waived() -> None:
    with pytest.raises(RehabflowError, match=r"RF703 .*did you mean 'direction'\?"):
        check_rule(faulty.Worst, waive={"directions": "for a reason"})


def test_whoever_waives_that_a_rule_finishes_is_asked_everything_else() -> None:
    unreachable = faulty.asking(lambda: None)
    scores = scorecard(unreachable, waive={"finishes": "it is made in a test"})
    assert "not asked" not in {each.result for each in scores}


# ---------------------------------------------------------------- in a test of one's own


def test_a_parametrisation_has_a_test_for_each_check() -> None:
    mark = conformance(faulty.NoSentence)
    checks: list[OneCheck] = mark.args[1]
    assert [str(each) for each in checks] == list(CHECKS)
    with pytest.raises(AssertionError, match=r"an example that loads: failed: .* full stop"):
        checks[0]()
    checks[2]()


def test_a_rule_with_parameters_and_its_own_protocol_is_looked_at() -> None:
    protocol = read_offered(around("{pain: {at_most: 3}}"))
    corpus = corpus_of(Pain("morning"), protocol)
    assert {each.criterion.rule for each in corpus.askings} == {Pain("morning")}
    assert {each.protocol.digest for each in corpus.askings} == {protocol.digest}


def test_each_word_of_a_parameter_is_tried() -> None:
    moments = {each.criterion.rule for each in corpus_of("pain").askings}
    assert moments >= {*(Pain(moment) for moment in MOMENTS), Pain(quality="cramp")}


def test_an_id_that_is_not_installed_is_refused() -> None:
    with pytest.raises(RehabflowError, match=r"RF701 no rule 'pian' is installed.*'pain'"):
        scorecard("pian")
