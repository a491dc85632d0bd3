"""How a decision is made, sentence by sentence, on protocols and logs of a few lines."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any, ClassVar

import attrs
import make
import pytest
from make import criterion, date, entry, on, session

from rehabflow import (
    Decision,
    Engine,
    Entry,
    LateEntry,
    Log,
    LogError,
    Problem,
    Progress,
    Protocol,
    ProtocolError,
    Reading,
    RehabflowError,
    Rule,
    RuleFailed,
    Session,
    Timeline,
    load_protocol,
)
from rehabflow.decision import Happened, Undecided
from rehabflow.gate import AllOf
from rehabflow.limits import Limits
from rehabflow.protocol import REFERRED, Transition
from rehabflow.rule import Window
from rehabflow.verdict import Combined, Measured, Outcome

Plain = dict[str, Any]
DOSE: Plain = {"do": "heel-dig", "sets": 3, "reps": 10}
CALM: Plain = {"pain": {"at_most": 3, "last": "2 sessions"}}
TWICE: Plain = {"sessions": {"at_least": 2}}
SORE: Plain = {"pain": {"at_least": 6, "last": "1 session"}}
AT_REST: Plain = {"pain": {"moment": "rest", "at_least": 7, "within": "1 day"}}


def stage(advance: Plain | None, **keys: Any) -> Plain:
    """A stage of one exercise; without a way on it is the final one."""
    if advance is None:
        return {"final": True, **keys}
    return {"exercises": [DOSE], "advance": {"when": advance}, **keys}


SMALL: Plain = {
    "rehabflow": 1,
    "id": "small",
    "version": "1.0.0",
    "title": "Four small stages",
    "stages": {
        "one": stage(CALM),
        "two": stage(TWICE, setback={"when": SORE}, refer={"when": AT_REST}),
        "three": stage(TWICE),
        "done": stage(None),
    },
}


def engine(**keys: Any) -> Engine:
    """The small protocol, with other keys at its top."""
    return Engine(Protocol.from_dict(SMALL | keys))


def log(*entries: Plain | tuple[int, Plain], **header: Any) -> Log:
    """`(1, {"pain": 2})` is a full training of the first of March."""
    plain = [
        each if isinstance(each, dict) else {"date": date(each[0]), "work": "all", **each[1]}
        for each in entries
    ]
    return Log.from_entries(plain, **header)


def order(event: str, to: str, **cells: Any) -> Plain:
    """The cells of an override or a clear."""
    return {"event": event, "to": to, "by": "Dr Reed", "reason": "seen today", **cells}


def course(timeline: Timeline) -> list[tuple[int, str, str | None, str]]:
    """The moves, by the number of their day."""
    return [
        (make.number_of(each.date), each.kind, each.from_, each.to) for each in timeline.decisions
    ]


def steps(engine: Engine, log: Log) -> Iterator[Decision]:
    progress = engine.begin()
    for each in log.sessions:
        decision = engine.step(progress, each)
        assert decision.progress is not None
        progress = decision.progress
        yield decision


def refused(call: Callable[[], object], kind: type[RehabflowError]) -> Problem:
    """The one problem of a call that raises exactly that error."""
    with pytest.raises(RehabflowError) as error:
        call()
    assert type(error.value) is kind
    (problem,) = error.value.problems
    return problem


# ---------------------------------------------------------------- start, and one move a date


def test_before_the_first_session_a_patient_stands_at_the_first_stage() -> None:
    progress = engine().begin()
    assert (progress.stage, progress.since, progress.date) == ("one", None, None)


def test_nothing_logged_gives_no_decision_and_asks_no_gate() -> None:
    timeline = engine().replay(Log("", ()), as_of=date(1))
    assert timeline.decisions == timeline.outlook == timeline.review == ()
    assert (timeline.stage, timeline.since, timeline.newest) == ("one", None, None)
    assert timeline.progress == engine().begin()


def test_the_first_session_starts_and_is_asked_like_any_other() -> None:
    once = stage({"sessions": {"at_least": 1}})
    start_and_move = engine(stages={**SMALL["stages"], "one": once})
    timeline = start_and_move.replay(log((1, {"pain": 2})))
    assert course(timeline) == [(1, "start", None, "one"), (1, "advance", "one", "two")]
    (decision,) = steps(start_and_move, log((1, {"pain": 2})))
    assert [each.kind for each in decision.made] == ["start", "advance"]
    assert (decision.kind, decision.from_, decision.stage) == ("advance", "one", "two")
    assert timeline.newest == timeline.decisions[1]


def test_the_start_is_the_decision_of_a_first_date_that_moves_nobody() -> None:
    (decision,) = steps(engine(), log((1, {"pain": 2})))
    assert (decision.kind, decision.from_, decision.to, decision.why) == (
        "start",
        None,
        "one",
        None,
    )


def test_a_red_flag_on_the_first_date_starts_and_refers() -> None:
    timeline = engine().replay(log((1, {"event": "red_flag"})))
    assert course(timeline) == [(1, "start", None, "one"), (1, "refer", "one", REFERRED)]


def test_two_moves_never_fall_on_one_date() -> None:
    """A gate of the new stage that would be met at once waits for the next date."""
    at_once = {"pain": {"at_most": 3, "moment": "rest", "within": "7 days"}}
    quick = engine(stages={**SMALL["stages"], "one": stage(at_once), "two": stage(at_once)})
    days = [(number, {"pain_rest": 1}) for number in (1, 2, 3)]
    assert course(quick.replay(log(*days))) == [
        (1, "start", None, "one"),
        (1, "advance", "one", "two"),
        (2, "advance", "two", "three"),
    ]


def test_a_date_that_moves_nobody_is_a_hold() -> None:
    days = log((1, {"pain": 5}), (2, {"pain": 5}))
    _, hold = steps(engine(), days)
    assert (hold.kind, hold.from_, hold.to, hold.why, hold.made) == (
        "hold",
        "one",
        "one",
        None,
        (),
    )
    newest = engine().replay(days).newest
    assert newest == Decision(date(2), "hold", "one", "one")


def test_a_final_stage_moves_nobody_and_asks_nothing() -> None:
    timeline = engine().replay(
        log((1, order("override", "done")), (2, {"pain": 10, "pain_rest": 10}))
    )
    assert course(timeline)[1:] == [(1, "override", "one", "done")]
    assert timeline.outlook == timeline.asked == timeline.review == ()


# ---------------------------------------------------------------- red flag, reinjury, orders


@pytest.mark.parametrize("event", ["red_flag", "reinjury"])
@pytest.mark.parametrize("at", ["one", "two", "three", "done"])
def test_a_red_flag_or_reinjury_refers_from_every_stage(event: str, at: str) -> None:
    timeline = engine().replay(log((1, order("override", at)), (2, {"event": event})))
    assert timeline.stage == REFERRED
    refer = timeline.decisions[-1]
    assert (refer.kind, refer.from_) == ("refer", at)
    assert refer.why == Happened(("2",), event=event)
    assert timeline.outlook == timeline.asked == ()


def test_a_red_flag_in_referred_makes_no_new_decision() -> None:
    timeline = engine().replay(log((1, {"event": "red_flag"}), (2, {"event": "reinjury"})))
    assert course(timeline)[1:] == [(1, "refer", "one", REFERRED)]
    assert timeline.newest == Decision(date(2), "hold", REFERRED, REFERRED)
    assert timeline.since == date(1)


@pytest.mark.parametrize("kind", ["override", "clear"])
def test_a_red_flag_outranks_an_order_of_the_same_date(kind: str) -> None:
    day = date(2)
    timeline = engine().replay(
        log(
            (1, {"pain": 2}),
            {"date": day, **order(kind, "three")},
            {"date": day, "event": "red_flag"},
        )
    )
    assert course(timeline)[1:] == [(2, "refer", "one", REFERRED)]
    text = f"the {kind} to three moved nobody: a red_flag of the same date outranks it"
    assert timeline.review == (Undecided("event", "three", False, text),)
    assert [each.to_dict() for each in timeline.warnings] == [
        Problem("", 2, 0, "RF590", text, field="event").to_dict()
    ]


def test_a_red_flag_in_referred_outranks_a_clear_of_the_same_date() -> None:
    timeline = engine().replay(
        log(
            (1, {"event": "red_flag"}),
            {"date": date(2), **order("clear", "two")},
            {"date": date(2), "event": "reinjury"},
        )
    )
    assert timeline.stage == REFERRED
    assert len(timeline.decisions) == 2
    assert [each.text for each in timeline.review] == [
        "the clear to two moved nobody: a reinjury of the same date outranks it"
    ]


def test_an_override_moves_anywhere_and_no_other_gate_is_asked() -> None:
    """Pain 8 would set back; the override of the date stands."""
    timeline = engine().replay(
        log((1, order("override", "two")), (2, {"pain": 8, **order("override", "three")}))
    )
    assert course(timeline)[1:] == [(1, "override", "one", "two"), (2, "override", "two", "three")]
    why = timeline.decisions[-1].why
    assert why == Happened(("2",), "Dr Reed", "seen today")
    assert why.to_dict() == {"by": "Dr Reed", "reason": "seen today", "at": ["2"]}
    assert [each.kind for each in timeline.asked] == ["refer"]
    assert timeline.warnings == ()


def test_a_refer_gate_that_is_met_wins_over_an_override() -> None:
    timeline = engine().replay(
        log((1, order("override", "two")), (2, {"pain_rest": 7, **order("override", "three")}))
    )
    assert course(timeline)[2:] == [(2, "refer", "two", REFERRED)]
    assert isinstance(timeline.decisions[-1].why, Measured | Combined)
    text = "the override to three moved nobody: a refer gate that is met outranks it"
    assert timeline.review == (Undecided("event", "three", False, text),)
    assert [each.message for each in timeline.warnings] == [text]


def test_a_clear_leads_out_of_referred() -> None:
    timeline = engine().replay(
        log((1, {"event": "red_flag"}), (4, {"pain": 9, **order("clear", "two")}))
    )
    assert course(timeline)[2:] == [(4, "clear", REFERRED, "two")]
    assert (timeline.stage, timeline.since) == ("two", date(4))
    assert timeline.decisions[-1].why == Happened(("2",), "Dr Reed", "seen today")


def test_an_override_in_referred_moves_nobody_and_is_a_warning() -> None:
    timeline = engine().replay(log((1, {"event": "red_flag"}), (2, order("override", "two"))))
    assert timeline.stage == REFERRED
    text = "the override to two moved nobody: only a clear leads out of referred"
    assert timeline.review == (Undecided("event", "two", False, text),)
    assert [(each.line, each.message) for each in timeline.warnings] == [(2, text)]


def test_a_clear_in_referred_counts_beside_an_override_that_does_not() -> None:
    timeline = engine().replay(
        log(
            (1, {"event": "red_flag"}),
            {"date": date(2), **order("override", "one")},
            {"date": date(2), **order("clear", "two")},
        )
    )
    assert timeline.stage == "two"
    assert [each.text for each in timeline.review if each.kind == "event"] == [
        "the override to one moved nobody: only a clear leads out of referred"
    ]


def test_a_clear_outside_referred_goes_on_as_if_it_were_not_there() -> None:
    """The pain of the date still sets the patient back."""
    timeline = engine().replay(
        log((1, order("override", "two")), (2, {"pain": 8, **order("clear", "three")}))
    )
    assert course(timeline)[2:] == [(2, "setback", "two", "one")]
    text = "the clear to three moved nobody: the patient is not referred"
    assert Undecided("event", "three", False, text) in timeline.review
    assert [each.message for each in timeline.warnings] == [text]


def test_an_override_counts_beside_a_clear_that_does_not() -> None:
    timeline = engine().replay(
        log(
            {"date": date(1), **order("override", "three")},
            {"date": date(1), **order("clear", "two")},
        )
    )
    assert timeline.stage == "three"
    assert [each.to for each in timeline.review if each.kind == "event"] == ["two"]


def test_warnings_of_older_dates_are_kept_but_are_nothing_to_review_now() -> None:
    timeline = engine().replay(log((1, order("clear", "two")), (2, {"pain": 5})))
    assert [each.line for each in timeline.warnings] == [1]
    assert timeline.review == ()


def test_a_step_gives_the_warnings_of_its_own_date() -> None:
    first, second = steps(engine(), log((1, order("clear", "two")), (2, {"pain": 5})))
    assert [each.code for each in first.warnings] == ["RF590"]
    assert second.warnings == ()


@pytest.mark.parametrize("kind", ["override", "clear"])
def test_an_order_to_what_is_no_stage_is_a_problem(kind: Any) -> None:
    """A log read without its protocol cannot know; the engine does."""
    row = entry(1, event=kind, to="towo", by="Dr Reed", reason="seen", line=7)
    by_hand = Session(date(1), (row,), None, "maya.csv")
    problem = refused(lambda: engine().step(engine().begin(), by_hand), LogError)
    assert problem.place == "maya.csv:7"
    assert problem.message == "to names 'towo', which is no stage"
    assert problem.expected == "one of one, two, three, done"
    assert "two" in problem.hint


def test_an_order_to_nowhere_or_to_referred_is_a_problem() -> None:
    for to in (None, REFERRED):
        by_hand = on(1, event="override", to=to)
        problem = refused(lambda by_hand=by_hand: engine().replay(Log("", (by_hand,))), LogError)
        assert problem.code == "RF508"


@pytest.mark.parametrize("kind", ["override", "clear"])
@pytest.mark.parametrize("flag", [False, True])
def test_two_orders_of_one_date_to_different_stages_are_a_problem(kind: Any, flag: bool) -> None:
    rows: list[Entry] = [
        entry(1, event=kind, to=to, by="Dr Reed", reason="seen", line=line)
        for line, to in ((2, "two"), (3, "three"))
    ]
    rows += [entry(1, event="red_flag", line=4)] * flag
    problem = refused(lambda: engine().replay(Log("", (session(*rows),))), LogError)
    assert problem.message == f"two of one date's {kind} entries name different stages"
    assert (problem.line, problem.column, problem.other) == (3, 0, (2, 0))


def test_a_stage_that_is_none_is_quoted_as_far_as_it_fits_a_line() -> None:
    row = entry(1, event="override", to="x" * 80, by="Dr Reed", reason="seen today")
    problem = refused(lambda: engine().replay(Log("", (session(row),))), LogError)
    assert problem.message == f"to names '{'x' * 60}…', which is no stage"


def test_two_overrides_of_one_date_to_one_stage_are_one_move() -> None:
    row = {"date": date(1), **order("override", "two")}
    timeline = engine().replay(log(row, {**row, "time": "09:00", "by": "Dr Moss"}))
    assert course(timeline)[1:] == [(1, "override", "one", "two")]
    why = timeline.decisions[-1].why
    assert isinstance(why, Happened)
    assert set(why.at) == {"1", "2"}


def test_the_first_of_two_dangers_of_one_date_is_named() -> None:
    flags = [{"date": date(1), "event": each} for each in ("reinjury", "red_flag")]
    timeline = engine().replay(log(*flags, {"date": date(1), **order("override", "two")}))
    (warning,) = timeline.warnings
    assert "a reinjury of the same date outranks it" in warning.message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"event": "red_flag"}, {"event": "reinjury"}], (None, None, "reinjury")),
        (
            [order("override", "two", by="Dr Reed"), order("override", "two", by="Dr Moss")],
            ("Dr Moss", "seen today", None),
        ),
    ],
)
def test_what_is_said_of_two_events_is_the_same_in_any_order(
    rows: list[Plain], said: tuple[str | None, ...]
) -> None:
    for each in (rows, rows[::-1]):
        why = engine().replay(log(*({"date": date(1), **row} for row in each))).decisions[-1].why
        assert isinstance(why, Happened)
        assert (why.by, why.reason, why.event) == said


# ---------------------------------------------------------------- the gates


def test_no_advance_fires_while_a_danger_is_unknown() -> None:
    """The second session is not rated: the setback gate cannot be ruled out."""
    timeline = engine().replay(
        log(
            (1, order("override", "two")),
            (2, {"pain_rest": 1}),
            (3, {"pain": 1, "pain_rest": 1}),
        )
    )
    assert timeline.stage == "three"
    held = timeline.explain(date(2))
    assert held.stage == "two"
    assert [(each.kind, each.verdict) for each in held.asked] == [
        ("refer", Outcome.UNMET),
        ("setback", Outcome.UNKNOWN),
        ("advance", Outcome.MET),
    ]
    assert held.review == (
        Undecided("setback", "one", True, "exercise pain was not rated on 2026-03-02"),
    )


def test_a_refer_gate_is_asked_before_a_setback_gate() -> None:
    timeline = engine().replay(
        log((1, order("override", "two")), (2, {"pain": 9, "pain_rest": 9}))
    )
    assert course(timeline)[2:] == [(2, "refer", "two", REFERRED)]
    assert [each.verdict for each in timeline.asked] == [Outcome.MET, Outcome.MET, Outcome.MET]


def test_a_gate_of_the_protocol_is_asked_before_that_of_the_stage() -> None:
    both = engine(setback={"to": "three", "when": SORE}, refer={"when": AT_REST})
    timeline = both.replay(log((1, order("override", "two")), (2, {"pain": 9})))
    assert [(each.kind, each.to) for each in timeline.asked] == [
        ("refer", REFERRED),
        ("refer", REFERRED),
        ("setback", "two"),
        ("setback", "one"),
        ("advance", "three"),
    ]
    assert timeline.decisions[-1].to == "two"


@pytest.mark.parametrize(
    ("to", "landings"),
    [
        (None, {"one": "one", "two": "one", "three": "two"}),
        ("two", {"one": "one", "two": "two", "three": "two"}),
        ("three", {"one": "one", "two": "two", "three": "three"}),
    ],
)
def test_a_setback_of_the_protocol_never_moves_anyone_forward(
    to: str | None, landings: dict[str, str]
) -> None:
    stages = {id: stage(TWICE) for id in ("one", "two", "three")} | {"done": stage(None)}
    named = {} if to is None else {"to": to}
    sore = engine(stages=stages, setback={"when": SORE, **named})
    for at, landing in landings.items():
        timeline = sore.replay(log((1, order("override", at)), (2, {"pain": 6})))
        assert course(timeline)[2:] == [(2, "setback", at, landing)]
        assert timeline.since == date(2)


def test_no_gate_of_the_protocol_is_asked_in_its_final_stage() -> None:
    sore = engine(setback={"when": SORE}, refer={"when": AT_REST})
    timeline = sore.replay(log((1, order("override", "done")), (2, {"pain": 9, "pain_rest": 9})))
    assert timeline.stage == "done"
    assert timeline.asked == ()


def test_a_move_carries_the_verdict_that_made_it() -> None:
    timeline = engine().replay(log((1, {"pain": 3}), (2, {"pain": 2})))
    why = timeline.decisions[-1].why
    assert isinstance(why, Measured)
    assert (why.rule, why.verdict, why.value, why.margin) == ("pain", Outcome.MET, 3, 0)
    assert [(each.date, each.value, each.at) for each in why.evidence] == [
        (date(1), 3, ("1",)),
        (date(2), 2, ("2",)),
    ]


def test_the_outlook_after_a_move_is_that_of_the_new_stage() -> None:
    timeline = engine().replay(log((1, {"pain": 3}), (2, {"pain": 2})))
    assert [(each.kind, each.to) for each in timeline.asked] == [("advance", "two")]
    assert [(each.kind, each.to) for each in timeline.outlook] == [
        ("refer", REFERRED),
        ("setback", "one"),
        ("advance", "three"),
    ]


def test_an_unknown_advance_gate_is_to_be_reviewed_and_is_no_danger() -> None:
    timeline = engine().replay(log((1, {"pain": 3}), (2, {})))
    assert timeline.review == (
        Undecided("advance", "two", False, "exercise pain was not rated on 2026-03-02"),
    )
    assert [each.danger for each in timeline.outlook] == [False]


def test_a_danger_asked_before_the_move_that_was_made_stays_in_the_review() -> None:
    """A rating of an earlier date is missing: the setback is unknown, the refer after it met."""
    unrated = {"pain": {"at_least": 8, "last": "2 sessions"}}
    both = engine(refer=[{"when": unrated}, {"when": AT_REST}])
    timeline = both.replay(log((1, {}), (2, {"pain": 2, "pain_rest": 9})))
    assert course(timeline)[1:] == [(2, "refer", "one", REFERRED)]
    assert timeline.review == (
        Undecided("refer", REFERRED, True, "exercise pain was not rated on 2026-03-01"),
    )


def test_what_stands_after_the_gate_that_fired_is_nothing_to_review() -> None:
    ways = [
        {"to": "three", "when": AT_REST},
        {"to": "done", "when": {"sessions": {"at_least": 1}}},
    ]
    two = {**stage(TWICE, setback={"when": SORE}), "advance": ways}
    sore = engine(
        stages={**SMALL["stages"], "one": stage({"sessions": {"at_least": 1}}), "two": two}
    )
    timeline = sore.replay(log((1, {"pain": 2}), (2, {"pain": 7})))
    assert course(timeline)[-1] == (2, "setback", "two", "one")
    assert [each.verdict for each in timeline.asked] == [Outcome.MET, Outcome.UNKNOWN, Outcome.MET]
    assert timeline.review == ()


# ---------------------------------------------------------------- provisional and stale


def test_a_move_dated_as_of_is_provisional_and_a_start_never_is() -> None:
    days = log((1, {"pain": 3}), (2, {"pain": 2}))
    seen = engine().replay(days, as_of=date(2))
    assert [each.provisional for each in seen.decisions] == [False, True]
    assert seen.newest is not None
    assert seen.newest.provisional
    assert [each.provisional for each in engine().replay(days, as_of=date(3)).decisions] == [
        False,
        False,
    ]
    assert [each.provisional for each in engine().replay(days).decisions] == [False, False]
    before = engine().replay(days, as_of=date(1))
    assert [each.provisional for each in before.decisions] == [False, True]
    first = engine().replay(days.until(date(1)), as_of=date(1))
    assert [each.provisional for each in first.decisions] == [False]


def test_a_step_says_that_its_move_is_provisional() -> None:
    first, second = log((1, {"pain": 3}), (2, {"pain": 2})).sessions
    progress = engine().step(engine().begin(), first).progress
    assert progress is not None
    decision = engine().step(progress, second, as_of=date(2))
    assert decision.provisional
    assert [each.provisional for each in decision.made] == [True]


@pytest.mark.parametrize(("after", "says"), [(7, False), (8, True)])
def test_a_log_is_stale_after_seven_days_where_the_protocol_is_silent(
    after: int, says: bool
) -> None:
    days = log((1, {"pain": 5}))
    stale = Undecided("stale", None, False, f"the newest entry is {after} days old")
    timeline = engine().replay(days, as_of=date(1 + after))
    assert (stale in timeline.review) is says
    decision = engine().step(engine().begin(), days.sessions[0], as_of=date(1 + after))
    assert (stale in decision.review) is says


def test_a_protocol_may_say_when_a_log_is_stale() -> None:
    patient = engine(stale_after="2 weeks")
    for as_of, stale in ((15, []), (16, ["the newest entry is 15 days old"])):
        review = patient.replay(log((1, {"pain": 5})), as_of=date(as_of)).review
        assert [each.text for each in review if each.kind == "stale"] == stale


def test_nothing_is_stale_without_a_date_to_look_from() -> None:
    assert all(each.kind != "stale" for each in engine().replay(log((1, {"pain": 5}))).review)


# ---------------------------------------------------------------- one session at a time


def test_the_newest_date_again_replaces_that_date() -> None:
    """A morning score at seven, the training at six."""
    small = engine()
    first, second = log((1, {"pain": 2}), (2, {"pain": 2})).sessions
    before = small.step(small.begin(), first).progress
    assert before is not None
    morning = on(2, pain_morning=1)
    early = small.step(before, morning)
    assert (early.kind, early.stage) == ("hold", "one")
    assert early.progress is not None
    late = small.step(early.progress, second)
    assert (late.kind, late.stage) == ("advance", "two")
    assert late == small.step(before, second)


def test_a_date_that_grows_can_undo_its_own_move() -> None:
    small = engine()
    first, calm, sore = (
        *log((1, {"pain": 2}), (2, {"pain": 2})).sessions,
        log((2, {"pain": 7})).sessions[0],
    )
    before = small.step(small.begin(), first).progress
    assert before is not None
    moved = small.step(before, calm)
    assert moved.stage == "two"
    assert moved.progress is not None
    held = small.step(moved.progress, sore)
    assert (held.kind, held.stage, held.made) == ("hold", "one", ())


def test_the_first_date_again_starts_again() -> None:
    small = engine()
    (one,) = log((1, {"pain": 2})).sessions
    progress = small.step(small.begin(), on(1, pain_morning=1)).progress
    assert progress is not None
    again = small.step(progress, one)
    assert [each.kind for each in again.made] == ["start"]
    assert again == small.step(small.begin(), one)


def test_an_earlier_date_is_a_late_entry_whose_cure_is_replay() -> None:
    small = engine()
    *_, decision = steps(small, log((1, {"pain": 2}), (3, {"pain": 2})))
    assert decision.progress is not None
    progress = decision.progress
    late = Session(date(2), (entry(2),), None, "maya.csv")
    problem = refused(lambda: small.step(progress, late), LateEntry)
    assert (problem.path, problem.line, problem.column) == ("maya.csv", 0, 0)
    assert problem.code == "RF507"
    assert problem.message == "a session of 2026-03-02 comes after one of 2026-03-03"
    assert "replay the whole log" in problem.hint


def test_a_progress_of_another_protocol_is_refused() -> None:
    begun = engine(version="1.0.1").begin()
    problem = refused(lambda: engine().step(begun, on(1)), ProtocolError)
    assert (problem.code, problem.line, problem.column) == ("RF506", 0, 0)
    assert "another protocol, or another version" in problem.message


@pytest.mark.parametrize("digest", ["", "sha256:0", "sha256:~"])
def test_a_progress_of_any_other_digest_is_refused(digest: str) -> None:
    begun = attrs.evolve(engine().begin(), protocol=digest)
    assert refused(lambda: engine().step(begun, on(1)), ProtocolError).code == "RF506"


def test_engines_of_one_protocol_are_the_same_and_show_no_more_than_that() -> None:
    assert engine() == engine()
    assert engine() != engine(version="1.0.1")
    assert "_machine" not in repr(engine())
    assert "_plans" not in repr(engine())


def test_a_date_that_grows_can_move_again_as_it_did_the_first_time() -> None:
    small = engine()
    first, second = log((1, {"pain": 2}), (2, {"pain": 2})).sessions
    before = small.step(small.begin(), first).progress
    assert before is not None
    moved = small.step(before, second)
    assert moved.progress is not None
    again = small.step(moved.progress, second)
    assert [each.kind for each in (moved, again)] == ["advance", "advance"]
    assert again == moved == small.step(before, second)


def test_a_progress_is_never_changed_by_a_step() -> None:
    small = engine()
    (one,) = log((1, {"pain": 2})).sessions
    progress = small.step(small.begin(), one).progress
    assert progress is not None
    kept = progress.to_json()
    small.step(progress, on(2, pain=9))
    assert progress.to_json() == kept
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        progress.stage = "done"  # type: ignore[misc]


def test_a_progress_keeps_the_place_before_it_and_no_more() -> None:
    *_, decision = steps(engine(), log(*((n, {"pain": 5}) for n in range(1, 6))))
    progress = decision.progress
    assert progress is not None
    assert progress.before is not None
    assert progress.before.before is None
    assert progress.alone().before is None


def test_what_to_do_today_is_what_the_stage_prescribes() -> None:
    small = engine()
    (dose,) = small.prescription(small.begin())
    assert (dose.exercise.id, dose.sets, dose.reps) == ("heel-dig", 3, 10)


@pytest.mark.parametrize(
    "cells", [{"event": "red_flag"}, order("override", "done")], ids=["referred", "final"]
)
def test_nothing_is_prescribed_while_referred_nor_in_the_final_stage(cells: Plain) -> None:
    small = engine()
    assert list(small.prescription(small.replay(log((1, cells))).progress)) == []


# ---------------------------------------------------------------- explain


def test_explaining_a_date_on_which_nothing_is_logged_names_the_nearest() -> None:
    timeline = engine().replay(log((1, {"pain": 5}), (9, {"pain": 5})))
    problem = refused(lambda: timeline.explain(date(6)), RehabflowError)
    assert problem.message == "nothing is logged on 2026-03-06"
    assert problem.hint == "the nearest logged date is 2026-03-09"


def test_explaining_a_date_of_an_empty_log_names_none() -> None:
    problem = refused(lambda: engine().replay(Log("", ())).explain(date(6)), RehabflowError)
    assert problem.hint == ""


def test_a_date_is_explained_as_it_stood_then() -> None:
    days = log((1, {"pain": 3}), (2, {"pain": 2}), (3, {"pain": 9}), (20, {"pain": 1}))
    timeline = engine().replay(days, as_of=date(40))
    then = timeline.explain(date(2))
    assert (then.stage, then.as_of) == ("two", date(2))
    assert [each.provisional for each in then.decisions] == [False, True]
    assert then.review == engine().replay(days.until(date(2))).review
    unseen = engine().replay(days).explain(date(3))
    assert (unseen.as_of, unseen.stage) == (None, "one")


# ---------------------------------------------------------------- rules that fail


class Fickle(Rule):
    """A rule that answers 9 once, and 0 from then on."""

    unit, label = "points", "fickle points"
    scale: ClassVar[tuple[int, int]] = (0, 10)
    answers: ClassVar[Iterator[int]] = iter(())

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(next(self.answers))


@pytest.mark.parametrize("kind", ["advance", "refer"])
def test_a_rule_that_answers_differently_when_asked_again_stops_the_decision(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fickle, "answers", chain([9], repeat(0)))
    gate = AllOf((criterion(Fickle(), Limits(at_least=5)),))
    first = make.stage("one", Transition(kind, "two" if kind == "advance" else REFERRED, gate))
    fickle = Engine(make.protocol(first, make.stage("two", final=True)))
    problem = refused(lambda: fickle.replay(Log("", (on(1),))), RuleFailed)
    assert (problem.code, problem.line, problem.column) == ("RF510", 0, 0)
    assert problem.message == (
        "one of the rules 'points' of acme-rules 2.1.0 answered differently when asked again "
        "on 2026-03-01"
    )


class Broken(Rule):
    unit, scale, label = "points", (0, None), "broken points"

    def measure(self, window: Window) -> Reading:
        raise ZeroDivisionError


def test_a_rule_that_raises_stops_the_decision_and_is_named_with_its_date() -> None:
    gate = AllOf((criterion(Broken(), Limits(at_least=5)),))
    broken = Engine(
        make.protocol(
            make.stage("one", Transition("advance", "two", gate)), make.stage("two", final=True)
        )
    )
    problem = refused(lambda: broken.step(broken.begin(), on(3)), RuleFailed)
    assert problem.message == (
        "the rule 'points' of acme-rules 2.1.0 raised ZeroDivisionError on 2026-03-03"
    )


# ---------------------------------------------------------------- what is plain data


def test_an_engine_can_be_pickled() -> None:
    days = log((1, {"pain": 3}), (2, {"pain": 2}))
    again: Engine = pickle.loads(pickle.dumps(engine()))  # noqa: S301  (made a moment ago)
    assert again.protocol == engine().protocol
    assert again.replay(days) == engine().replay(days)


def test_a_timeline_a_decision_and_a_protocol_come_back_from_their_json() -> None:
    days = log((1, {"pain": 3}), (2, {"pain": 2}), injured="right", patient="Maya")
    timeline = engine().replay(days, as_of=date(2))
    assert Timeline.from_json(timeline.to_json()) == timeline
    for decision in (*timeline.decisions, *steps(engine(), days)):
        assert Decision.from_json(decision.to_json()) == decision
    assert Progress.from_json(timeline.progress.to_json()) == timeline.progress
    assert Protocol.from_json(engine().protocol.to_json()) == engine().protocol


def test_a_stage_is_found_by_its_id() -> None:
    protocol = engine().protocol
    assert protocol.stage("two").setback[0].to == "one"
    with pytest.raises(KeyError):
        protocol.stage(REFERRED)


def test_every_gate_of_a_protocol_is_found_those_of_the_whole_protocol_first() -> None:
    protocol = engine(setback={"when": SORE}, refer={"when": AT_REST}).protocol
    names = [next(iter(gate.criteria())).rule.called() for gate in protocol.gates()]
    assert names == [
        "pain at rest",
        "exercise pain",
        "exercise pain",
        "pain at rest",
        "exercise pain",
        "training sessions",
        "training sessions",
    ]


def test_a_protocol_knows_exercises_by_any_of_their_names() -> None:
    protocol = engine().protocol
    assert protocol.knows_exercise("Heel_Dig")
    assert not protocol.knows_exercise("juggling")
    assert "heel-dig" in protocol.exercise_names()


# ---------------------------------------------------------------- the digest

WRITTEN = """\
rehabflow: 1
id: written
version: 1.0.0
title: Written down
stages:
  one:
    exercises: [{do: heel-dig, sets: 3, reps: 10}]
    advance: {when: {pain: {at_most: 3, last: 2 sessions}}}
  two: {final: true}
"""
LAID_OUT = """\
# Another hand, other habits.
title:   "Written down"

version: '1.0.0'
id: written
rehabflow: 1
stages:
    one:
        advance:
            when:
                pain:
                    last: 2 sessions   # the last two
                    at_most: 3
        exercises:
            - reps: 10
              sets: 3
              do: heel-dig
    two:
        final: true
"""


def digest_of(folder: Path, text: str) -> str:
    path = folder / "written.yaml"
    path.write_text(text, encoding="utf-8")
    return load_protocol(path).digest


def test_comments_and_layout_are_no_part_of_the_digest(tmp_path: Path) -> None:
    digest = digest_of(tmp_path, WRITTEN)
    assert digest.startswith("sha256:")
    assert len(digest) == 71
    assert digest_of(tmp_path, LAID_OUT) == digest


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("id: written", "id: rewritten"),
        ("1.0.0", "1.0.1"),
        ("Written down", "Written up"),
        ("sets: 3", "sets: 4"),
        ("reps: 10", "reps: 11"),
        ("heel-dig", "bridge"),
        ("at_most: 3", "at_most: 2"),
        ("at_most: 3", "below: 3"),
        ("2 sessions", "3 sessions"),
        ("2 sessions", "2 days"),
        ("pain: {", "pain: {moment: after, "),
        ("at_most: 3,", "at_most: 3, choice: why,"),
        ("at_most: 3,", "at_most: 3, from: [S1.14],"),
        ("{final: true}", "{final: true, title: Done}"),
        ("{final: true}", "{final: true, goal: Run}"),
        ("  one:", "  first:"),
        ("stages:", "lapse_after: 7 days\nstages:"),
        ("stages:", "stale_after: 8 days\nstages:"),
        ("stages:", "summary: Short\nstages:"),
        ("stages:", "sources: [{cite: Somebody 2020}]\nstages:"),
        ("stages:", "setback: {when: {pain: {at_least: 6}}}\nstages:"),
        ("stages:", "refer: {when: {pain: {at_least: 9}}}\nstages:"),
        ("stages:", "exercises: {hop: {title: Hop}}\nstages:"),
    ],
)
def test_the_digest_changes_with_what_the_declaration_says(
    tmp_path: Path, was: str, now: str
) -> None:
    assert was in WRITTEN
    assert digest_of(tmp_path, WRITTEN.replace(was, now)) != digest_of(tmp_path, WRITTEN)


def test_the_order_of_the_stages_is_part_of_the_digest() -> None:
    stages = SMALL["stages"]
    turned = {id: stages[id] for id in ("one", "three", "two", "done")}
    plain = {**SMALL, "stages": {**turned, "two": stage(TWICE), "three": stage(TWICE)}}
    other = {**SMALL, "stages": {**stages, "two": stage(TWICE), "three": stage(TWICE)}}
    assert Protocol.from_dict(plain).digest != Protocol.from_dict(other).digest


def test_what_to_dict_gives_is_the_callers_own() -> None:
    protocol = engine().protocol
    digest = protocol.digest
    protocol.to_dict()["stages"].clear()
    assert Protocol.from_dict(protocol.to_dict()).digest == digest


def test_json_that_is_no_protocol_is_refused() -> None:
    for text in ("{", "[]", "null", "[" * 100_000):
        with pytest.raises(ProtocolError):
            Protocol.from_json(text)


def test_dates_have_no_clock() -> None:
    """A log of the far future is folded like any other."""
    row = {"date": dt.date(9999, 12, 30), "work": "all", "pain": 2}
    days = log(row, {**row, "date": dt.date(9999, 12, 31)})
    assert engine().replay(days, as_of=dt.date(9999, 12, 31)).stage == "two"


@pytest.mark.parametrize("date", ["2026-03-02", 20260302, 1.5])
def test_what_is_no_date_is_refused_at_once(date: object) -> None:
    protocol = load_protocol("hamstring-strain")
    with pytest.raises(TypeError, match="a date is wanted"):
        Engine(protocol).begin(injury=date)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a date is wanted"):
        Engine(protocol).replay(Log.from_entries([]), as_of=date)  # type: ignore[arg-type]
