"""Tricky patients, each under its own name, and the decision that each should end in.

D1 to D24 are the scenarios of the clinical facts that the protocols are written from. Where the
contract decides otherwise than a clinician there would, the test asserts what it decides, and its
docstring says why. All log data are made up; the injured leg is the right one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from rehabflow import Engine, LateEntry, Log, Timeline, load_protocol, read_log
from rehabflow.decision import Happened

HEAD = """\
rehabflow: 1
id: scenario
version: 1.0.0
title: A scenario
exercises:
  towel-slide: {title: Towel slide, kind: eccentric}
  long-reach: {title: Long reach, kind: eccentric}
  slow-glide: {title: Slow glide, kind: eccentric}
"""
REST = """\
  later:
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance: {when: {sessions: {at_least: 99}}}
    setback: {when: {pain: {at_least: 6, last: 1 session}}}
  discharged: {final: true}
"""
Replay = Callable[..., Timeline]


def protocol(now: str, top: str = "") -> str:
    """A first stage, `now`, of that body, then `later`; `top` stands at the protocol's top."""
    return f"{HEAD}{dedent(top)}stages:\n  now:\n{indent(dedent(now), '    ')}{REST}"


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    """Reads a protocol's text and a log's, as a user would, and folds the one over the other."""

    def folded(about: str, log: str, injured: str | None = "right", **options: Any) -> Timeline:
        (tmp_path / "scenario.yaml").write_text(about, encoding="utf-8")
        (tmp_path / "maya.csv").write_text(dedent(log), encoding="utf-8")
        known = load_protocol(tmp_path / "scenario.yaml")
        read: Log = read_log(tmp_path / "maya.csv", protocol=known, default_injured=injured)
        return Engine(known).replay(read, **options)

    return folded


def march(day: int) -> date:
    """A day of March 2026; the second is a Monday."""
    return date(2026, 3, day)


def course(timeline: Timeline) -> list[tuple[int, str, str]]:
    """The moves after the start, by the day of March."""
    return [(each.date.day, each.kind, each.to) for each in timeline.decisions[1:]]


def criteria(timeline: Timeline, kind: str = "advance") -> list[tuple[str, str, Any]]:
    """Rule, verdict and value of every criterion of the open gates of a kind."""
    return [
        (each.rule, str(each.verdict), each.value)
        for gate in timeline.outlook
        if gate.kind == kind
        for each in gate.gate.criteria()
    ]


def advice(timeline: Timeline) -> list[str]:
    return [each.say for each in timeline.advice]


# ---------------------------------------------------------------- D1 to D5


FLARING = protocol(
    """\
    exercises: [{do: towel-slide, sets: 2, reps: 10}]
    advance:
      when:
        - pain: {at_most: 3, last: 1 session}
        - reps: {at_least: 100%, last: 1 session}
        - flare: {at_most: 2, last: 1 session}
    advise:
      - when: {flare: {at_least: 3, last: 1 session, missing: ignore}}
        say: Do fewer sets or an easier variant next time, then repeat the dose.
    """,
    top="settle: next morning\n",
)
FLARED = dedent(
    """\
    date,work,pain,pain_after,pain_morning
    2026-03-02,all,2,2,1
    2026-03-03,,,,5
    """
)
LESS = ["Do fewer sets or an easier variant next time, then repeat the dose."]


def test_d01_next_day_flare_up_after_a_good_session(replay: Replay) -> None:
    timeline = replay(FLARING, FLARED)
    assert course(timeline) == []
    assert criteria(timeline) == [
        ("pain", "met", 2),
        ("reps", "met", 100),
        ("flare", "unmet", 4),
    ]
    assert advice(timeline) == LESS
    evening = timeline.explain(march(2))
    assert (course(evening), advice(evening)) == ([], [])
    assert str(evening.outlook[-1].verdict) == "unknown"


def test_d01_only_a_clean_24_hours_after_a_repeated_session_advances(replay: Replay) -> None:
    again = f"{FLARED}2026-03-05,all,2,2,1\n2026-03-06,,,,1\n"
    timeline = replay(FLARING, again)
    assert course(timeline) == [(6, "advance", "later")]
    assert advice(timeline.explain(march(5))) == LESS
    assert advice(timeline) == []


RISING = dedent(
    """\
    date,work,pain,pain_morning,aslr
    2026-03-02,all,0,0,62
    2026-03-04,all,1,0,70
    2026-03-06,all,2,1,78
    2026-03-08,all,3,1,86
    """
)
STRONG = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advise:
      - when: {trend: {of: pain, at_least: 2}}
        say: Pain is rising under the cap; stay at this dose.
    advance:
      when:
        - aslr: {at_least: 85}
        - pain: {at_most: 3, last: 3 sessions}
    """
)
STEADY = f"{STRONG}    - trend: {{of: pain, at_most: 1, last: 7 days}}\n"


def test_d02_aslr_climbing_pain_creeping_up_under_the_cap(replay: Replay) -> None:
    timeline = replay(protocol(STEADY), RISING)
    assert course(timeline) == []
    assert criteria(timeline) == [("aslr", "met", 86), ("pain", "met", 3), ("trend", "unmet", 3)]
    assert advice(timeline) == ["Pain is rising under the cap; stay at this dose."]


def test_d02_a_protocol_that_does_not_ask_for_a_trend_advances(replay: Replay) -> None:
    """Whether a trend matters is the protocol's to say: an engine that held on its own would
    follow a rule that nobody wrote down."""
    assert course(replay(protocol(STRONG), RISING)) == [(8, "advance", "later")]


THREE_CLEAN = protocol(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - pain: {at_most: 3, last: 3 sessions}
        - reps: {at_least: 90%, last: 3 sessions}
    """,
    top="lapse_after: 7 days\n",
)
MISSED = dedent(
    """\
    date,work,pain
    2026-03-05,all,1
    2026-03-07,all,1
    2026-03-16,all,1
    """
)


def test_d03_missed_week(replay: Replay) -> None:
    timeline = replay(THREE_CLEAN, MISSED)
    assert (course(timeline), timeline.stage) == ([], "now")
    assert [each[:2] for each in criteria(timeline)] == [("pain", "unknown"), ("reps", "unknown")]
    again = f"{MISSED}2026-03-18,all,1\n2026-03-20,all,1\n"
    assert course(replay(THREE_CLEAN, again)) == [(20, "advance", "later")]
    silent = replay(THREE_CLEAN, MISSED[: MISSED.index("2026-03-16")], as_of=march(15))
    assert "stale" in [each.kind for each in silent.review]


def test_d03_a_gap_is_advised_on_where_the_protocol_names_it(replay: Replay) -> None:
    """A gate moves between stages, never within one: the starter dose after a missed week is
    advice, and the allowed gap is a number that the protocol names."""
    gap = "    advise: [{when: {gap: {above: 7 days}}, say: Start one step easier.}]\n"
    about = THREE_CLEAN.replace("  now:\n", f"  now:\n{gap}")
    assert advice(replay(about, MISSED)) == ["Start one step easier."]
    assert advice(replay(about, MISSED.replace("03-16", "03-14"))) == []


@pytest.mark.parametrize(
    ("limit", "verdict"), [("at_most: 4", "met"), ("at_most: 3", "unmet"), ("below: 2", "unmet")]
)
def test_d04_during_after_next_morning_recorded_separately(
    replay: Replay, limit: str, verdict: str
) -> None:
    gates = f"""\
    exercises: [{{do: towel-slide, sets: 3, reps: 10}}]
    advance:
      when:
        - pain: {{{limit}, last: 1 session}}
        - pain: {{moment: after, at_most: 2, last: 1 session}}
        - pain: {{moment: morning, at_most: 0, last: 1 day}}
        - sessions: {{at_least: 9}}
    """
    log = """\
    date,work,pain,pain_after,pain_morning
    2026-03-02,all,4,2,1
    2026-03-03,,,,0
    """
    during, after, morning, _ = criteria(replay(protocol(gates), log))
    assert during == ("pain", verdict, 4)
    assert (after, morning) == (("pain", "met", 2), ("pain", "met", 0))


@pytest.mark.parametrize(("pain", "moves"), [(1, []), (2, [(2, "setback", "now")])])
def test_d04_exactly_2_with_stop_at_2_stops(replay: Replay, pain: int, moves: list[Any]) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    setback: {to: now, when: {pain: {at_least: 2, last: 1 session}}}
    advance: {when: {sessions: {at_least: 9}}}
    """
    log = f"date,work,pain\n2026-03-02,all,{pain}\n"
    assert course(replay(protocol(gates), log)) == moves


BOTH_LEGS = dedent(
    """\
    date,side,exercise,sets,reps,pain,aslr
    2026-03-02,left,towel-slide,3,15,,
    2026-03-02,left,,,,,90
    2026-03-02,right,towel-slide,2,15,2,
    2026-03-02,right,,,,,71
    """
)
ONE_LEG = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 15}]
    advance:
      when:
        - aslr: {at_least: 85}
        - reps: {at_least: 100%, last: 1 session}
        - pain: {at_most: 3, last: 1 session}
    """
)


def test_d05_both_legs_logged_one_injured(replay: Replay) -> None:
    timeline = replay(protocol(ONE_LEG), BOTH_LEGS)
    assert course(timeline) == []
    assert criteria(timeline) == [
        ("aslr", "unmet", 71),
        ("reps", "unmet", Fraction(200, 3)),
        ("pain", "met", 2),
    ]


def test_d05_an_exercise_of_both_legs_counts_for_both(replay: Replay) -> None:
    both = BOTH_LEGS.replace("right,towel-slide,2,15", "both,towel-slide,3,15")
    assert criteria(replay(protocol(ONE_LEG), both))[1] == ("reps", "met", 100)


def test_d05_the_sound_leg_is_the_reference(replay: Replay) -> None:
    gates = ONE_LEG.replace("aslr: {at_least: 85}", "symmetry: {of: aslr, at_least: 90%}")
    timeline = replay(protocol(gates), BOTH_LEGS)
    assert criteria(timeline)[0] == ("symmetry", "unmet", Fraction(7100, 90))
    assert course(timeline) == []


# ---------------------------------------------------------------- D6 to D10


TWO_INJURED = dedent(
    """\
    date,side,exercise,sets,reps,pain,aslr
    2026-03-02,both,towel-slide,3,10,,
    2026-03-02,left,,,,1,86
    2026-03-02,right,,,,2,64
    """
)
ABSOLUTE = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - aslr: {at_least: 85}
        - reps: {at_least: 100%, last: 1 session}
    """
)


def test_d06_truly_bilateral_injury(replay: Replay) -> None:
    """A log has one injured leg, so two injured legs are two patients to the engine: the same
    entries are replayed once for each, and what both legs did counts for both. That an exercise
    of both legs waits for the slower one is for the clinician who reads the two results."""
    left = replay(protocol(ABSOLUTE), TWO_INJURED, injured="left")
    right = replay(protocol(ABSOLUTE), TWO_INJURED, injured="right")
    assert (left.stage, right.stage) == ("later", "now")
    assert criteria(right) == [("aslr", "unmet", 64), ("reps", "met", 100)]


def test_d06_without_a_sound_leg_logged_symmetry_is_unknown_and_holds(replay: Replay) -> None:
    """The engine cannot know that the other leg is injured too: a protocol for two injured legs
    asks for absolute values, and a log that names no other leg's leaves symmetry unknown."""
    gates = ABSOLUTE.replace("aslr: {at_least: 85}", "symmetry: {of: aslr, at_least: 90%}")
    alone = "date,work,aslr\n2026-03-02,all,86\n"
    timeline = replay(protocol(gates), alone)
    assert criteria(timeline)[0] == ("symmetry", "unknown", (0, None))
    assert course(timeline) == []


RUNNING = dedent(
    """\
    exercises: [{do: towel-slide}]
    advance: {when: {sessions: {at_least: 1}}}
    """
)
GRABBED = dedent(
    """\
    date,work,pain,event,to,by,reason
    2026-03-02,all,1,,,,
    2026-03-04,all,1,,,,
    2026-03-06,all,1,,,,
    2026-03-08,all,7,reinjury,,,
    """
)
CLEARED = f"{GRABBED}2026-03-12,,,clear,now,A. Physio,seen; a new strain\n"


def test_d07_reinjury_during_return_to_run(replay: Replay) -> None:
    """A reinjury refers, and only a clinician's clear leads on; it names the stage to begin in, as
    the engine does not choose how far a new injury sets a patient back."""
    timeline = replay(protocol(RUNNING), GRABBED)
    assert course(timeline) == [(2, "advance", "later"), (8, "refer", "referred")]
    why = timeline.decisions[-1].why
    assert isinstance(why, Happened)
    assert why.event == "reinjury"
    cleared = replay(protocol(RUNNING), CLEARED)
    assert (cleared.stage, cleared.since) == ("now", march(12))
    assert criteria(cleared) == [("sessions", "unmet", 0)]


def test_d07_the_reinjury_is_the_new_date_of_injury(replay: Replay) -> None:
    gates = RUNNING.replace("sessions: {at_least: 1}", "since_injury: {at_least: 30 days}")
    timeline = replay(protocol(gates), f"# injury: 2026-02-01\n{CLEARED}")
    assert criteria(timeline) == [("since_injury", "unmet", 4)]


CLEAN = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - reps: {at_least: 100%, last: 1 session}
        - pain: {at_most: 3, last: 1 session}
    """
)


def test_d08_contradictory_entries_on_one_day(replay: Replay) -> None:
    """Both entries stay and the worse rating decides; repetitions of one date add up, because two
    rows may well be two bouts, so that a conflict shows in the pain and in why work stopped."""
    log = """\
    date,time,exercise,sets,reps,pain
    2026-03-04,18:00,towel-slide,3,10,1
    2026-03-04,21:00,towel-slide,2,10,6
    """
    timeline = replay(protocol(CLEAN), log)
    assert course(timeline) == []
    assert criteria(timeline) == [("reps", "met", 100), ("pain", "unmet", 6)]
    assert len(timeline.log.entries) == 2


STOPPED = dedent(
    """\
    date,time,exercise,sets,reps,pain,cut_short,id,replaces,note
    2026-03-04,18:00,towel-slide,3,10,1,,app,,
    2026-03-04,21:00,towel-slide,2,10,6,pain,paper,,
    """
)


def test_d08_that_work_was_stopped_is_not_hidden_by_a_second_entry(replay: Replay) -> None:
    gates = f"{CLEAN}    - cut_short: {{at_most: 0, last: 1 session}}\n"
    timeline = replay(protocol(gates), STOPPED)
    assert criteria(timeline)[2] == ("cut_short", "unmet", 1)


def test_d08_a_correction_supersedes_and_both_are_kept(replay: Replay) -> None:
    gates = f"{CLEAN}    - cut_short: {{at_most: 0, last: 1 session}}\n"
    corrected = f"{STOPPED}2026-03-04,21:00,,,,1,,,paper,another patient's sheet\n"
    timeline = replay(protocol(gates), corrected)
    assert course(timeline) == [(4, "advance", "later")]
    assert [each.pain("during") for each in timeline.log.replaced] == [6]
    assert timeline.warnings


TWO_OF_THREE = dedent(
    """\
    date,exercise,sets,reps,pain,cut_short
    2026-03-02,towel-slide,2,10,0,time
    2026-03-04,towel-slide,2,10,3,pain
    """
)


DOSE_REVIEW = dedent(
    """\
    advise:
      - when: {cut_short: {for: pain, at_least: 1, last: 1 session}}
        say: Stopped by pain; review the dose.
    """
)


def test_d09_two_of_three_sets_done(replay: Replay) -> None:
    timeline = replay(protocol(CLEAN + DOSE_REVIEW), TWO_OF_THREE)
    first = timeline.explain(march(2))
    assert course(timeline) == []
    assert [criteria(each)[0] for each in (first, timeline)] == [
        ("reps", "unmet", Fraction(200, 3))
    ] * 2
    assert advice(first) == []
    assert advice(timeline) == ["Stopped by pain; review the dose."]


STIFF = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - aslr: {at_least: 85}
        - pain: {at_most: 3, last: 3 sessions}
    """
)
WAIVED = dedent(
    """\
    date,work,pain,aslr,event,to,by,reason
    2026-03-02,all,1,79,,,,
    2026-03-05,all,1,79,,,,
    2026-03-09,all,0,79,,,,
    2026-03-12,all,1,79,,,,
    2026-03-14,,,,override,later,A. Physio,sound side 80 and always stiff
    """
)


def test_d10_clinician_override(replay: Replay) -> None:
    """An override names a stage, not a criterion: what it waives stands in its reason, and nothing
    is waived from there on."""
    before = replay(protocol(STIFF), WAIVED[: WAIVED.index("2026-03-14")])
    assert criteria(before) == [("aslr", "unmet", 79), ("pain", "met", 1)]
    timeline = replay(protocol(STIFF), WAIVED)
    assert course(timeline) == [(14, "override", "later")]
    why = timeline.decisions[-1].why
    assert isinstance(why, Happened)
    assert (why.by, why.reason) == ("A. Physio", "sound side 80 and always stiff")


def test_d10_after_an_override_setbacks_still_fire_and_a_red_flag_needs_a_clear(
    replay: Replay,
) -> None:
    sore = f"{WAIVED}2026-03-16,all,6,,,,,\n"
    assert course(replay(protocol(STIFF), sore))[-1] == (16, "setback", "now")
    flagged = (
        f"{WAIVED}2026-03-16,,,,red_flag,,,\n2026-03-17,,,,override,later,A. Physio,looks fine\n"
    )
    timeline = replay(protocol(STIFF), flagged)
    assert timeline.stage == "referred"
    assert timeline.warnings


# ---------------------------------------------------------------- D11 to D15


STABLE = "date,work,pain,aslr,aslr_other\n" + "".join(
    f"2026-03-{day:02},all,0,73,74\n" for day in (2, 5, 8, 11, 14, 17, 20)
)


def test_d11_threshold_nobody_can_reach(replay: Replay) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    refer: {when: {plateau: {of: aslr, by: 2, at_least: 6}}}
    advance: {when: {aslr: {at_least: 85}}}
    """
    timeline = replay(protocol(gates), STABLE)
    assert course(timeline) == [(20, "refer", "referred")]
    assert course(timeline.explain(march(17))) == []


def test_d11_a_side_to_side_criterion_is_the_way_round_it(replay: Replay) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        any:
          - aslr: {at_least: 85}
          - symmetry: {of: aslr, at_least: 90%}
    """
    assert course(replay(protocol(gates), STABLE)) == [(2, "advance", "later")]


def test_d12_threshold_passed_too_easily(replay: Replay) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - aslr: {at_least: 85}
        - symmetry: {of: aslr, at_least: 90%}
        - pain: {moment: test, at_most: 0}
    """
    log = "date,work,aslr,aslr_other,pain_test\n2026-03-02,all,92,118,2\n"
    timeline = replay(protocol(gates), log)
    assert course(timeline) == []
    assert criteria(timeline) == [
        ("aslr", "met", 92),
        ("symmetry", "unmet", Fraction(9200, 118)),
        ("pain", "unmet", 2),
    ]


PAINLESS = protocol(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance: {when: {pain: {at_most: 2, last: 2 sessions}}}
    """
)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["2026-03-02,all,0", "2026-03-03,,0"], "a rest day's 0 says nothing about load"),
        (["2026-03-02,all,0", "2026-03-03,all,"], "an empty cell is not a 0"),
    ],
)
def test_d13_pain_0_that_is_not_pain_free(replay: Replay, rows: list[str], why: str) -> None:
    timeline = replay(PAINLESS, "\n".join(["date,work,pain", *rows, ""]))
    assert course(timeline) == [], why
    assert criteria(timeline) == [("pain", "unknown", (0, 10))]
    assert timeline.review


@pytest.mark.parametrize(("medicated", "moves"), [("yes", []), ("", [(3, "advance", "later")])])
def test_d13_a_medicated_0_is_anything_from_0_up(
    replay: Replay, medicated: str, moves: list[Any]
) -> None:
    log = f"date,work,pain,medicated\n2026-03-02,all,0,\n2026-03-03,all,0,{medicated}\n"
    timeline = replay(PAINLESS, log)
    assert course(timeline) == moves
    assert moves or criteria(timeline) == [("pain", "unknown", (0, 10))]


def cramping(quality: str) -> str:
    """A protocol whose setback counts pain of that quality."""
    return protocol(
        f"""\
        exercises: [{{do: towel-slide, reps: 12}}]
        setback: {{to: now, when: {{pain: {{quality: {quality}, at_least: 6, last: 1 session}}}}}}
        advise:
          - when: {{pain: {{quality: sharp, at_least: 3, last: 1 session}}}}
            say: Sharp pain; do less and have it looked at.
          - when:
              repeat:
                times: 2
                last: 2 sessions
                when: [{{pain: {{quality: cramp, at_least: 1}}}}]
            say: Cramp again; ask about it.
        advance: {{when: [{{pain: {{at_most: 3, last: 2 sessions}}}}]}}
        """
    )


FIRST_CRAMP = dedent(
    """\
    date,work,pain,quality,pain_morning
    2026-03-02,,6,cramp,
    2026-03-02,all,1,ache,
    2026-03-03,,,,0
    """
)
SECOND_CRAMP = f"""{FIRST_CRAMP}\
2026-03-04,,5,cramp,
2026-03-04,all,4,sharp,
2026-03-05,,,,3
"""


def test_d14_cramp_or_strain(replay: Replay) -> None:
    first = replay(cramping("strain"), FIRST_CRAMP)
    assert (course(first), advice(first)) == ([], [])
    assert criteria(first, "setback") == [("pain", "unmet", 1)]
    second = replay(cramping("strain"), SECOND_CRAMP)
    assert course(second) == []
    assert criteria(second)[0] == ("pain", "unmet", 4)
    assert advice(second) == [
        "Sharp pain; do less and have it looked at.",
        "Cramp again; ask about it.",
    ]


def test_d14_cramp_counts_where_the_protocol_says_so(replay: Replay) -> None:
    assert course(replay(cramping("any"), FIRST_CRAMP)) == [(2, "setback", "now")]


def test_d14_a_session_with_only_a_cramp_rated_is_unrated(replay: Replay) -> None:
    """That a cramp was noted does not say that nothing else hurt."""
    log = "date,work,pain,quality\n2026-03-02,all,6,cramp\n"
    timeline = replay(cramping("strain"), log)
    assert criteria(timeline, "setback") == [("pain", "unknown", (0, 10))]
    assert timeline.review[0].danger


ALARMING = dedent(
    """\
    date,pain_rest,event,to,by,reason,note
    2026-03-02,3,,,,,slipped on ice and heard a pop
    2026-03-04,3,red_flag,,,,"bruise to the knee, crutch, tingling foot"
    """
)


def test_d15_low_pain_number_with_red_flags(replay: Replay) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance: {when: {pain: {moment: rest, at_most: 3, within: 1 day}}}
    """
    log = ALARMING.replace("2026-03-02,3", "2026-03-02,4")
    timeline = replay(protocol(gates), log)
    assert course(timeline) == [(4, "refer", "referred")]
    assert timeline.engine.prescription(timeline.progress).doses == ()
    waved_on = f"{log}2026-03-05,0,override,later,A. Coach,feels fine,\n"
    assert replay(protocol(gates), waved_on).stage == "referred"
    cleared = f"{log}2026-03-09,1,clear,now,A. Surgeon,no avulsion on MRI,\n"
    assert replay(protocol(gates), cleared).stage == "now"


# ---------------------------------------------------------------- D16 to D24


def test_d16_late_entry(replay: Replay) -> None:
    """Decisions follow what happened when, so a late entry is replayed and changes them; the
    decision that stood before is no longer given, because the stage is never stored as truth.
    Whoever keeps decisions keeps them with their log."""
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    setback:
      to: now
      when: {pain: {moment: morning, at_least: 5, last: 2 days, missing: ignore}}
    advance:
      when:
        - pain: {at_most: 3, last: 2 sessions}
        - sessions: {at_least: 2}
    """
    rows = ["date,work,pain,pain_morning", "2026-03-02,all,2,", "2026-03-04,all,2,"]
    on_time = replay(protocol(gates), "\n".join([*rows, ""]))
    assert course(on_time) == [(4, "advance", "later")]
    late = Log.from_entries([{"date": march(3), "pain_morning": 5}]).sessions[0]
    with pytest.raises(LateEntry):
        on_time.engine.step(on_time.progress, late)
    told = replay(protocol(gates), "\n".join([*rows, "2026-03-03,,,5", ""]))
    assert course(told) == [(3, "setback", "now")]


@pytest.mark.parametrize(
    ("first", "second", "verdict", "hours"),
    [
        ("2026-03-02T20:00", "2026-03-04T07:00", "unmet", 35),
        ("2026-03-02T20:00", "2026-03-04T20:00", "met", 48),
        ("2026-03-28T20:00+01:00", "2026-03-30T20:00+02:00", "unmet", 47),
        ("2026-03-28T20:00+01:00", "2026-03-30T21:00+02:00", "met", 48),
    ],
)
def test_d17_48_h_rule(replay: Replay, first: str, second: str, verdict: str, hours: int) -> None:
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - rest: {at_least: 48 h, last: 2 sessions}
        - sessions: {at_least: 9}
    """
    timeline = replay(protocol(gates), f"date,work\n{first},all\n{second},all\n")
    assert criteria(timeline)[0] == ("rest", verdict, hours)


def test_d18_two_problems_one_entry(replay: Replay) -> None:
    log = "date,exercise,sets,reps,pain\n2026-03-02,towel-slide,2,10,5\n"
    timeline = replay(protocol(CLEAN), log)
    assert criteria(timeline) == [("reps", "unmet", Fraction(200, 3)), ("pain", "unmet", 5)]


DOMS = dedent(
    """\
    exercises: [{do: towel-slide, reps: 5}]
    setback:
      to: now
      when: {pain: {moment: morning, quality: sharp, at_least: 4, last: 2 days}}
    advise:
      - when: {pain: {moment: morning, quality: ache, at_least: 3, last: 2 days}}
        say: Sore on waking; repeat it lighter.
    advance:
      when:
        - pain: {at_most: 3, last: 1 session}
        - pain: {moment: morning, at_most: 2, last: 2 days}
    """
)


@pytest.mark.parametrize(
    ("quality", "moves", "said"),
    [
        ("ache", [], ["Sore on waking; repeat it lighter."]),
        ("sharp", [(3, "setback", "now")], []),
    ],
)
def test_d19_doms(replay: Replay, quality: str, moves: list[Any], said: list[str]) -> None:
    """The log tells an ache from a sharp pain, not a diffuse one from a focal one: the quality
    stands for what the clinician would ask, and a protocol says which of them sets back."""
    log = f"""\
    date,side,work,pain,quality,pain_morning
    2026-03-02,right,all,3,ache,0
    2026-03-03,both,,,{quality},4
    """
    timeline = replay(protocol(DOMS), log)
    assert course(timeline) == moves
    assert advice(timeline) == said


SPEED = protocol(
    """\
    exercises: [{do: towel-slide}]
    advise:
      - when: {measure: {of: speed, above: 80, within: 1 day}}
        say: Faster than planned; hold back.
    advance:
      when:
        - measure: {of: speed, at_most: 80, within: 1 day}
        - sessions: {at_least: 1}
    """,
    top="""\
    measures:
      effort: {title: Effort as the runner names it, unit: "%", range: [0, 100], better: lower}
      speed: {title: Speed by GPS of own best, unit: "%", range: [0, 100], better: lower}
    """,
)


@pytest.mark.parametrize(
    ("speed", "verdict", "said"),
    [
        ("90", "unmet", ["Faster than planned; hold back."]),
        ("80", "met", []),
        ("", "unknown", []),
    ],
)
def test_d20_speed_label(replay: Replay, speed: str, verdict: str, said: list[str]) -> None:
    """A gate reads the measure that it names and never falls back on another: the speed that was
    measured decides, a label alone leaves it unknown, and no rule compares the two columns."""
    log = f"date,work,effort,speed\n2026-03-02,all,70,{speed}\n"
    timeline = replay(SPEED, log)
    gate = next(each for each in timeline.asked if each.kind == "advance")
    assert str(next(gate.gate.criteria()).verdict) == verdict
    assert bool(course(timeline)) == (verdict == "met")
    assert verdict == "met" or advice(timeline) == said


ZONES = dedent(
    """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    setback: {to: now, when: {pain: {above: 7, last: 1 session}}}
    advance: {when: {pain: {at_most: 3, last: 1 session}}}
    """
)


@pytest.mark.parametrize(
    ("pain", "moves"),
    [
        (3, [(2, "advance", "later")]),
        (5, []),
        (7, []),
        (8, [(2, "setback", "now")]),
    ],
)
def test_d21_gap_or_overlap_zones(replay: Replay, pain: int, moves: list[Any]) -> None:
    """There are no zones that could leave a gap: every gate is asked by itself, a value that
    meets none of them holds, and each gate that it misses says so. Such a protocol is therefore
    not refused."""
    timeline = replay(protocol(ZONES), f"date,work,pain\n2026-03-02,all,{pain}\n")
    assert course(timeline) == moves


def test_d21_where_zones_overlap_the_setback_comes_before_the_advance(replay: Replay) -> None:
    overlapping = protocol(ZONES.replace("above: 7", "at_least: 3"))
    timeline = replay(overlapping, "date,work,pain\n2026-03-02,all,3\n")
    assert course(timeline) == [(2, "setback", "now")]


def test_d22_two_frequencies_at_once(replay: Replay) -> None:
    """Each exercise has its own criterion, so that missing the rarer one leaves the credit of the
    other as it is."""
    gates = """\
    exercises:
      - {do: long-reach, sets: 2, reps: 12}
      - {do: slow-glide, sets: 3, reps: 4}
    advance:
      when:
        - reps: {of: long-reach, at_least: 100%, last: 3 sessions}
        - reps: {of: slow-glide, at_least: 33%, last: 3 sessions}
    """
    rows = [
        f"2026-03-0{day},{time},long-reach,12" for day in (2, 3, 4) for time in ("08:00", "18:00")
    ]
    header = "date,time,exercise,reps"
    missed = replay(protocol(gates), "\n".join([header, *rows, ""]))
    assert criteria(missed) == [("reps", "met", 100), ("reps", "unmet", 0)]
    rows.append("2026-03-04,18:30,slow-glide,4+4+4")
    done = replay(protocol(gates), "\n".join([header, *rows, ""]))
    assert course(done) == [(4, "advance", "later")]


@pytest.mark.parametrize(
    ("limit", "verdicts"),
    [
        ("at_most", ["met", "met", "unmet"]),
        ("below", ["met", "unmet", "unmet"]),
        ("at_least", ["unmet", "met", "met"]),
        ("above", ["unmet", "unmet", "met"]),
    ],
)
def test_d23_pain_3_and_rule_text(replay: Replay, limit: str, verdicts: list[str]) -> None:
    gates = f"""\
    exercises: [{{do: towel-slide, sets: 3, reps: 10}}]
    advance:
      when:
        - pain: {{{limit}: 3, last: 1 session}}
        - sessions: {{at_least: 9}}
    """
    said = []
    for pain in ("2.9", "3", "3.1"):
        timeline = replay(protocol(gates), f"date,work,pain\n2026-03-02,all,{pain}\n")
        said.append(criteria(timeline)[0][1])
        first = next(timeline.outlook[0].gate.criteria())
        assert first.to_dict()["limits"] == {limit: 3}
    assert said == verdicts


def test_d24_range_gained_by_cheating(replay: Replay) -> None:
    """A column is one way of measuring: another method is another measure, so that only like is
    compared with like. What changed hands unnoticed in one column, the engine cannot see."""
    gates = """\
    exercises: [{do: towel-slide, sets: 3, reps: 10}]
    advance:
      when:
        - measure: {of: raise_goniometer, at_least: 85}
        - trend: {of: raise_goniometer, at_least: 0, last: 2 days}
    """
    measures = """\
    measures:
      raise_goniometer: {title: Leg raise, unit: deg, range: [0, 180], better: higher}
      raise_phone: {title: Leg raise by phone, unit: deg, range: [0, 180], better: higher}
    """
    log = """\
    date,work,raise_goniometer,raise_phone
    2026-03-02,all,66,
    2026-03-04,all,,86
    """
    timeline = replay(protocol(gates, measures), log)
    assert course(timeline) == []
    assert criteria(timeline)[0] == ("measure", "unmet", 66)
    assert [each[:2] for each in criteria(timeline)][1] == ("trend", "unknown")
