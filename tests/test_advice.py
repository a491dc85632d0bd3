"""What a protocol says while a gate is met: it moves nobody."""

from __future__ import annotations

import datetime as dt

from rehabflow import Decision, Engine, Log
from rehabflow.readers.protocol import read_protocol
from rehabflow.render.json import timeline_object
from rehabflow.render.text import date_text, timeline_text
from rehabflow.verdict import Measured

PROTOCOL = read_protocol(
    b"""
rehabflow: 1
id: advising
version: 1.0.0
title: Advising
advise:
  - {when: {pain: {moment: morning, at_least: 4}}, say: Do less today}
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advise:
      - when: [{pain: {at_least: 3, missing: ignore}}, {sessions: {at_least: 2}}]
        say: Ask how it felt.
    advance: {when: {pain: {at_most: 1, last: 1 session}}}
  last: {final: true}
""",
    "advising.yaml",
)
ENGINE = Engine(PROTOCOL)
ROWS = [
    {"date": "2026-03-02", "pain": "3", "pain_morning": "4", "work": "all"},
    {"date": "2026-03-03", "pain": "4", "pain_morning": "5", "work": "all"},
]


def log(*rows: dict[str, str]) -> Log:
    return Log.from_entries(rows, patient="Maya")


def test_advice_is_given_while_its_gate_is_met_the_protocols_first() -> None:
    timeline = ENGINE.replay(log(*ROWS))
    assert [each.say for each in timeline.advice] == ["Do less today", "Ask how it felt."]
    assert [each.say for each in ENGINE.replay(log(ROWS[0])).advice] == ["Do less today"]
    assert [each.kind for each in timeline.decisions] == ["start"]


def test_a_move_of_the_date_takes_no_advice_away() -> None:
    """The stage that it enters has seen nothing yet that would call for it."""
    calm = {"date": "2026-03-03", "pain": "1", "pain_morning": "4", "work": "all"}
    timeline = ENGINE.replay(log(ROWS[0], calm))
    assert timeline.stage == "last"
    assert [each.say for each in timeline.advice] == ["Do less today"]


def test_the_stage_that_is_entered_may_advise_too() -> None:
    text = b"""
rehabflow: 1
id: advising
version: 1.0.0
title: Advising
advise: [{when: {aslr: {below: 60}}, say: Measure again}]
stages:
  first: {advance: {when: {sessions: {at_least: 1}}}}
  second:
    advise:
      - {when: {aslr: {below: 70}}, say: Stretch gently}
      - {when: {aslr: {below: 70}}, say: Measure again}
    advance: {when: {sessions: {at_least: 9}}}
  last: {final: true}
"""
    engine = Engine(read_protocol(text, "advising.yaml"))
    timeline = engine.replay(log({"date": "2026-03-02", "work": "bridge 10", "aslr": "50"}))
    assert timeline.stage == "second"
    assert [each.say for each in timeline.advice] == ["Measure again", "Stretch gently"]


def test_what_is_not_known_advises_nothing() -> None:
    timeline = ENGINE.replay(log({"date": "2026-03-02", "work": "all"}))
    assert timeline.advice == ()


def test_a_step_gives_the_advice_of_the_fold_and_keeps_it_through_json() -> None:
    progress = ENGINE.begin()
    timeline = ENGINE.replay(log(*ROWS))
    for session in timeline.log.sessions:
        decision = ENGINE.step(progress, session)
        assert decision.progress is not None
        progress = decision.progress
    assert decision.advice == timeline.advice
    assert Decision.from_json(decision.to_json()) == decision


def test_advice_is_shown_first_with_its_reason() -> None:
    timeline = ENGINE.replay(log(*ROWS))
    text = timeline_text(timeline)
    assert text.index("ADVICE Do less today. Because: morning pain 5") < text.index("NOW ")
    assert "Ask how it felt. Because: exercise pain 4" in " ".join(text.split())
    assert "ADVICE" in date_text(timeline.explain(dt.date(2026, 3, 2)))
    plain = timeline_object(timeline)["advice"]
    assert [each["say"] for each in plain] == ["Do less today", "Ask how it felt."]
    assert plain[0]["gate"]["of"][0]["verdict"] == "met" if "of" in plain[0]["gate"] else plain


def test_the_reason_is_what_was_measured() -> None:
    (first, _) = ENGINE.replay(log(*ROWS)).advice
    assert isinstance(first.gate, Measured)
    assert first.gate.value == 5
