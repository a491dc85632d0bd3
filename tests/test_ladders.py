"""Ladders: when a dose grows and goes back, what is asked for it, and what a move does to it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from laddered import CAREFUL, NEVER, THREE, course, fold, log_of, made

from rehabflow import Decision, Engine, Progress, Protocol, ProtocolError
from rehabflow.climbing import hidden_by_lapses
from rehabflow.declaration import declare_ladders
from rehabflow.prescription import Dose, Prescription
from rehabflow.rule import Day
from rehabflow.session import Session
from rehabflow.tree import tree_of


def rungs(protocol: Protocol, log: str) -> list[tuple[str, int, bool]]:
    found = fold(protocol, log).progress.rungs
    return [(each.exercise, each.rung, each.finished) for each in found]


# ---------------------------------------------------------------- climbing


def test_a_whole_dose_climbs_one_rung_a_date_and_the_top_one_finishes() -> None:
    log = "1 heel-dig 3x10; 2 heel-dig 2x10; 3 heel-dig 2x10; 4 heel-dig 3x10; 5 heel-dig 3x10"
    assert course(fold(made(THREE), log)) == [
        "1 climb heel-dig 1>2",
        "2 climb heel-dig 2>3",
        "4 climb heel-dig 3>4",
    ]
    assert rungs(made(THREE), log) == [("heel-dig", 3, True)]


def test_what_was_done_before_the_rung_was_reached_does_not_count_for_it() -> None:
    log = "1 heel-dig 3x10, pain 1; 2 heel-dig 3x10, pain 1; 3 heel-dig 3x10, pain 1"
    assert course(fold(made(CAREFUL), log)) == ["2 climb heel-dig 1>2"]


@pytest.mark.parametrize(
    ("third", "climbs"),
    [
        ("heel-dig 10, pain 3", True),
        ("heel-dig 10, pain 4", False),
        ("heel-dig 9, pain 3", False),
        ("heel-dig, pain 3", False),
        ("heel-dig 10", False),
        ("all, pain 3", True),
        ("reps_done 10, reps_target 10, pain 3", False),
        ("pain 3", False),
    ],
)
def test_a_climb_needs_the_work_and_its_rating(third: str, climbs: bool) -> None:
    assert bool(course(fold(made(CAREFUL), f"1 heel-dig 10, pain 1; 3 {third}"))) is climbs


def test_only_the_pain_of_its_own_work_counts() -> None:
    two = CAREFUL + "- {do: bridge, sets: 1, reps: 10}\n"
    log = "1 heel-dig 10, pain 1; 1 bridge 10, pain 7; 2 heel-dig 10, pain 2; 2 bridge 10"
    assert course(fold(made(two), log)) == ["2 climb heel-dig 1>2"]


def test_a_rating_beside_no_work_is_of_everything_done_on_the_date() -> None:
    for pain, climbs in ((3, 1), (4, 0), (6, 1)):
        log = f"1 heel-dig 10, pain 1; 2 heel-dig 10, pain 2; 2 pain {pain}"
        found = course(fold(made(CAREFUL), log))
        assert len(found) == climbs
        assert not found or found[0].split()[1] == ("drop" if pain > 5 else "climb")


def test_totals_beside_listed_work_are_not_of_the_exercise() -> None:
    two = CAREFUL + "- {do: bridge, sets: 1, reps: 10}\n"
    log = "1 heel-dig 10, pain 1; 2 bridge 10, reps_done 10, reps_target 10; 3 heel-dig 10, pain 1"
    assert course(fold(made(two), log)) == ["3 climb heel-dig 1>2"]


def test_work_of_another_exercise_is_no_session_of_it() -> None:
    two = CAREFUL + "- {do: bridge, sets: 1, reps: 10}\n"
    log = "1 heel-dig 10, pain 1; 2 bridge 10, pain 9; 3 heel-dig 10, pain 1"
    assert course(fold(made(two), log)) == ["3 climb heel-dig 1>2"]


def test_the_other_leg_does_not_climb() -> None:
    log = "1 heel-dig 10, pain 1; 2 heel-dig 10, pain 1, side left"
    assert course(fold(made(CAREFUL), log)) == []


def test_what_cannot_be_read_does_not_climb() -> None:
    log = "1 all, pain 1; 2 exercise heel-dig, reps 10, pain 1, hold x; 3 pain 1"
    timeline = fold(made(CAREFUL), log, salvage=True)
    assert course(timeline) == []
    two = CAREFUL + "- {do: bridge, sets: 1, reps: 10}\n"
    log = (
        "1 heel-dig 10, pain 1; 2 heel-dig 10, pain 1;"
        "2 exercise bridge, reps 10, hold x, pain y, cut_short z"
    )
    assert course(fold(made(two), log, salvage=True)) == ["2 climb heel-dig 1>2"]
    log = "1 heel-dig 10, pain 1; 2 heel-dig 10, pain 1; 2 exercise bridge, work all 3x10, pain 1"
    assert course(fold(made(two), log, salvage=True)) == []


def test_nothing_climbs_while_a_danger_is_unknown() -> None:
    danger = "setback: {to: hold, when: {pain: {moment: morning, at_least: 6, last: 1 day}}}"
    log = "1 heel-dig 10; 2 heel-dig 20, pain_morning 1"
    assert course(fold(made(THREE, more=danger), log)) == ["2 climb heel-dig 1>2"]


def test_a_lapse_hides_what_was_climbed_for() -> None:
    lapse = "lapse_after: 3 days"
    log = "1 heel-dig 10, pain 1; 6 heel-dig 10, pain 1; 7 heel-dig 10, pain 1"
    assert course(fold(made(CAREFUL, head=lapse), log)) == ["7 climb heel-dig 1>2"]
    assert course(fold(made(CAREFUL), log)) == ["6 climb heel-dig 1>2"]


def test_where_work_settles_a_climb_comes_before_the_work_of_its_date() -> None:
    settled = made(THREE, head="settle: next morning")
    log = "1 heel-dig 1x10; 2 heel-dig 2x10; 3 pain_morning 1; 4 heel-dig 3x10; 5 pain_morning 0"
    assert course(fold(settled, log)) == [
        "2 climb heel-dig 1>2",
        "3 climb heel-dig 2>3",
        "5 climb heel-dig 3>4",
    ]


# ---------------------------------------------------------------- dropping


def dropping(by: str = "") -> Protocol:
    return made(CAREFUL.replace("last: 1 session}}}", f"last: 1 session}}}}{by}}}"))


UP = "1 all, pain 1; 2 all, pain 1; 3 all, pain 1; 4 all, pain 1;"
"""Two climbs, to the third rung."""


@pytest.mark.parametrize(
    ("by", "drops"),
    [("", "3>2"), (", by: 0", "3>3"), (", by: 2", "3>1"), (", by: 7", "3>1")],
)
def test_a_drop_goes_down_so_many_rungs_and_never_below_the_first(by: str, drops: str) -> None:
    assert course(fold(dropping(by), f"{UP} 5 all, pain 6"))[2:] == [f"5 drop heel-dig {drops}"]


def test_a_drop_begins_the_rung_anew_and_is_not_asked_of_what_caused_it() -> None:
    log = f"{UP} 5 all, pain 6; 6 pain_morning 1; 7 all, pain 1; 8 all, pain 1"
    assert course(fold(dropping(", by: 0"), log))[2:] == [
        "5 drop heel-dig 3>3",
        "8 climb heel-dig 3>4",
    ]


def test_the_newest_values_before_a_drop_are_not_seen_after_it() -> None:
    asked = "pain: {moment: rest, above: 5, missing: ignore}"
    rest = CAREFUL.replace("pain: {above: 5, last: 1 session}", asked)
    log = f"{UP} 5 pain_rest 6; 6 pain 1; 7 pain_rest 6"
    found = course(fold(made(rest), log))[2:]
    assert found == ["5 drop heel-dig 3>2", "7 drop heel-dig 2>1"]


def test_a_finished_ladder_drops_from_its_top_rung() -> None:
    log = f"{UP} 5 all, pain 1; 6 all, pain 1; 7 all, pain 6"
    assert course(fold(dropping(), log))[2:] == ["6 climb heel-dig 3>4", "7 drop heel-dig 4>2"]


def test_a_drop_that_is_met_comes_before_a_climb_that_is() -> None:
    both = CAREFUL.replace("pain: {at_most: 3, last", "pain: {at_most: 9, last")
    log = "1 all, pain 1; 2 all, pain 6"
    assert course(fold(made(both), log)) == ["2 drop heel-dig 1>1"]


def test_a_drop_gate_that_is_unknown_holds_the_climb_and_is_told() -> None:
    odd = CAREFUL.replace("pain: {above: 5, last: 1 session}", "pain: {moment: after, above: 5}")
    log = "1 all, pain 1, pain_after 1; 2 all, pain 1"
    timeline = fold(made(odd), log)
    assert course(timeline) == []
    assert [(e.kind, e.to, e.danger) for e in timeline.review if e.danger] == [
        ("drop", "heel-dig", True)
    ]


@pytest.mark.parametrize(
    ("drop", "again", "climbs"),
    [
        # From the last timed work to the first: exactly the wait is enough.
        ("5 all, pain 6, time 10:00", "6 all, pain 1, time 10:00; 7 all, pain 1", 1),
        ("5 all, pain 6, time 10:00", "6 all, pain 1, time 09:59; 7 all, pain 1", 0),
        # Neither timed: 24 hours a day.
        ("5 all, pain 6", "6 all, pain 1; 7 all, pain 1", 1),
        # One of them: the least that it can have been.
        ("5 all, pain 6, time 10:00", "6 all, pain 1; 7 all, pain 1", 0),
        ("5 all, pain 6", "6 all, pain 1, time 23:00; 7 all, pain 1", 0),
        ("5 all, pain 6", "7 all, pain 1, time 00:00; 8 all, pain 1", 1),
    ],
)
def test_what_is_done_in_the_wait_after_a_drop_earns_nothing(
    drop: str, again: str, climbs: int
) -> None:
    found = course(fold(dropping(", by: 0, wait: 24 h"), f"{UP} {drop}; {again}"))
    assert len(found) == 3 + climbs


def test_a_time_that_cannot_be_read_could_be_too_early() -> None:
    log = f"{UP} 5 all, pain 6; 6 all, pain 1, time x; 7 all, pain 1"
    assert len(course(fold(dropping(", wait: 24 h"), log, salvage=True))) == 3
    log = f"{UP} 5 all, pain 6, time x; 7 all, pain 1, time 09:00; 8 all, pain 1"
    assert len(course(fold(dropping(", wait: 2 days"), log, salvage=True))) == 3


def test_an_unreadable_time_beside_no_work_is_no_time_of_the_work() -> None:
    log = f"{UP} 5 all, pain 6, time 10:00; 6 all, pain 1, time 10:00; 6 pain 1, time x;"
    found = course(fold(dropping(", by: 0, wait: 24 h"), f"{log} 7 all, pain 1", salvage=True))
    assert found[-1] == "7 climb heel-dig 3>4"


def test_of_many_dates_that_cannot_be_read_it_is_not_known_what_a_lapse_hides() -> None:
    first = dt.date(2026, 3, 1)
    days = [
        Day(first, Session(first, ()), True, number, number, Prescription(), True)
        for number in range(1, 80)
    ]
    assert len(hidden_by_lapses(days, 0, 90, 3)) > 1
    assert hidden_by_lapses(days[:1], 0, 90, 3) == {0}


def test_work_in_the_wait_still_owes_a_rating() -> None:
    log = f"{UP} 5 all, pain 6; 6 all"
    danger = "setback: {to: hold, when: {pain: {at_least: 8, last: 1 session}}}"
    protocol = made(CAREFUL.replace("session}}}", "session}}, wait: 2 days}"), more=danger)
    timeline = fold(protocol, log)
    assert [each.kind for each in timeline.review if each.danger] == ["setback"]


# ---------------------------------------------------------------- what a move does


def test_every_move_begins_the_ladders_of_its_stage_at_the_first_rung() -> None:
    protocol = made(THREE, advance="{ladder: {of: heel-dig, is: finished}}")
    log = "1 all; 2 all; 3 all; 4 bridge 3x10, pain 8; 5 all; 6 all"
    assert course(fold(protocol, log)) == [
        "1 climb heel-dig 1>2",
        "2 climb heel-dig 2>3",
        "3 climb heel-dig 3>4",
        "3 advance lift",
        "4 setback hold",
        "5 climb heel-dig 1>2",
        "6 climb heel-dig 2>3",
    ]


def test_a_setback_of_the_date_moves_and_no_rung_changes() -> None:
    danger = "setback: {to: hold, when: {pain: {at_least: 8, last: 1 session}}}"
    protocol = made(CAREFUL, more=danger)
    assert course(fold(protocol, f"{UP} 5 all, pain 8"))[2:] == ["5 setback hold"]
    assert rungs(protocol, f"{UP} 5 all, pain 8") == [("heel-dig", 1, False)]


@pytest.mark.parametrize(
    ("event", "left"),
    [
        ("event override, to hold, by A, reason B", [("heel-dig", 2, False)]),
        ("event red_flag", []),
        ("event clear, to hold, by A, reason B", [("heel-dig", 3, True)]),
    ],
)
def test_an_event_that_moves_changes_no_rung_but_begins_anew(
    event: str, left: list[tuple[str, int, bool]]
) -> None:
    log = f"1 all; 2 all; 3 all, {event}; 4 all"
    assert rungs(made(THREE), log) == left


def test_a_ladder_is_read_before_the_date_by_a_danger_and_after_it_by_an_advance() -> None:
    danger = "setback: {to: hold, when: {ladder: {of: heel-dig, at_least: 3}}}"
    protocol = made(THREE, advance="{ladder: {of: heel-dig, at_least: 3}}", more=danger)
    assert course(fold(protocol, "1 all; 2 all"))[-1] == "2 advance lift"
    held = made(THREE, advance=NEVER, more=danger)
    assert course(fold(held, "1 all; 2 all; 3 all"))[-1] == "3 setback hold"


def test_an_advance_on_a_date_that_climbs_is_the_graver_of_the_two() -> None:
    protocol = made(THREE, advance="{ladder: {of: heel-dig, at_least: 2}}")
    timeline = fold(protocol, "1 all")
    assert timeline.newest is not None
    assert (timeline.newest.kind, timeline.newest.to) == ("advance", "lift")
    assert timeline.progress.rungs == ()


# ---------------------------------------------------------------- turns


def test_an_exercise_opens_when_the_ladder_before_it_is_finished() -> None:
    two = (
        THREE + "\n" + THREE.replace("heel-dig", "bridge").replace("}}}}", "}}}, after: heel-dig}")
    )
    log = "1 all, bridge 3x10; 2 all; 3 all, bridge 3x10; 4 all; 5 bridge 3x10"
    assert course(fold(made(two), log)) == [
        "1 climb heel-dig 1>2",
        "2 climb heel-dig 2>3",
        "3 climb heel-dig 3>4",
        "4 climb bridge 1>2",
        "5 climb bridge 2>3",
    ]


def test_it_closes_again_and_begins_anew_when_that_ladder_drops() -> None:
    drop = "drop: {when: {pain: {above: 5, last: 1 session}}}"
    first = THREE.replace("}}}}", f"}}}}}}, {drop}}}")
    second = THREE.replace("heel-dig", "bridge").replace("}}}}", "}}}, after: heel-dig}")
    log = (
        "1 all, pain 1; 2 all, pain 1; 3 all, pain 1; 4 all, pain 1;"
        "5 heel-dig 3x10, pain 6; 6 all, pain 1; 7 all, pain 1; 8 bridge 10, pain 1"
    )
    assert course(fold(made(f"{first}\n{second}"), log))[3:] == [
        "4 climb bridge 1>2",
        "5 drop heel-dig 4>2",
        "6 climb heel-dig 2>3",
        "7 climb heel-dig 3>4",
        "8 climb bridge 1>2",
    ]


@pytest.mark.parametrize(
    ("after", "opens"), [("[heel-dig, bridge]", 3), ("{one_of: [heel-dig, bridge]}", 2)]
)
def test_it_may_wait_for_all_or_for_either(after: str, opens: int) -> None:
    one = THREE.replace("[1x10, 2x10, 3x10]", "[1x10]")
    bridge = one.replace("heel-dig", "bridge")
    third = one.replace("heel-dig", "hip-hinge").replace("}}}}", f"}}}}}}, after: {after}}}")
    log = "1 heel-dig 10; 2 bridge 10, hip-hinge 10; 3 hip-hinge 10"
    found = course(fold(made(f"{one}\n{bridge}\n{third}"), log))
    assert found[-1] == f"{opens} climb hip-hinge 1>2"


# ---------------------------------------------------------------- what is to be done


def doses(engine: Engine, progress: Progress | None) -> list[tuple[str, int, int]]:
    assert progress is not None
    return [(e.exercise.id, e.sets, e.reps) for e in engine.prescription(progress)]


def test_the_prescription_is_of_the_rung_and_of_what_is_open() -> None:
    two = THREE + "\n- {do: bridge, sets: 2, reps: 5, after: heel-dig}"
    protocol = made(two)
    engine = Engine(protocol)
    assert doses(engine, engine.begin()) == [("heel-dig", 1, 10)]
    assert doses(engine, fold(protocol, "1 all").progress) == [("heel-dig", 2, 10)]
    finished = fold(protocol, "1 all; 2 all; 3 all").progress
    assert doses(engine, finished) == [("heel-dig", 3, 10), ("bridge", 2, 5)]
    assert doses(engine, fold(protocol, "1 event red_flag").progress) == []


def test_on_a_date_what_rests_or_is_not_due_is_left_out() -> None:
    protocol = made(
        CAREFUL.replace("session}}}", "session}}, wait: 2 days}")
        + "- {do: bridge, reps: 5, every: 3 days}\n"
    )
    engine = Engine(protocol)
    progress = fold(protocol, "1 all, pain 1; 2 heel-dig 10, pain 6").progress

    def on(day: int) -> list[str]:
        found = engine.prescription(progress, on=dt.date(2026, 3, day))
        return [each.exercise.id for each in found]

    assert [on(day) for day in (3, 4, 5)] == [[], ["heel-dig", "bridge"], ["heel-dig", "bridge"]]
    assert [e.exercise.id for e in engine.prescription(progress)] == ["heel-dig", "bridge"]


def test_each_date_is_measured_by_the_rung_that_was_in_force_on_it() -> None:
    protocol = made(THREE, advance="{reps: {at_least: 100%, last: 3 sessions, take: worst}}")
    timeline = fold(protocol, "1 heel-dig 1x10; 2 heel-dig 2x10; 3 heel-dig 2x10")
    (gate,) = (each for each in timeline.asked if each.kind == "advance")
    (asked,) = gate.gate.criteria()
    assert [each.value for each in asked.evidence][:2] == [100, 100]
    assert str(asked.evidence[2].value) == "200/3"


def test_the_outlook_names_the_exercise_and_where_its_gates_lead() -> None:
    timeline = fold(made(CAREFUL), "1 all, pain 1")
    found = [(e.kind, e.exercise, e.rung, e.to) for e in timeline.outlook if e.exercise]
    assert found == [("drop", "heel-dig", (1, 1), "hold"), ("climb", "heel-dig", (1, 2), "hold")]
    said = timeline.outlook[-1].to_dict()
    assert (said["exercise"], said["rung"]) == ("heel-dig", [1, 2])


def test_after_a_climb_the_outlook_is_of_the_next_rung() -> None:
    timeline = fold(made(CAREFUL), "1 all, pain 1; 2 all, pain 1")
    assert [each.rung for each in timeline.outlook if each.kind == "climb"] == [(2, 3)]
    assert [each.rung for each in timeline.asked if each.kind == "climb"] == [(1, 2)]


def test_a_climb_can_be_written_down_and_read_back() -> None:
    decision = fold(made(THREE), "1 all").decisions[-1]
    assert decision.kind == "climb"
    assert Decision.from_json(decision.to_json()) == decision


@pytest.mark.parametrize(
    ("kinds", "log"),
    [
        ("drop", "1 all, pain 1; 2 all, pain 1; 3 all, pain 6"),
        ("climb", "1 all, pain 1; 2 all, pain 1"),
        ("hold", "1 all, pain 1; 2 all, pain 4"),
        ("start", "1 all, pain 1"),
    ],
)
def test_the_decision_of_a_date_is_the_gravest(kinds: str, log: str) -> None:
    newest = fold(made(CAREFUL), log).newest
    assert newest is not None
    assert newest.kind == kinds


def test_a_climb_of_today_is_provisional() -> None:
    protocol = made(THREE)
    timeline = Engine(protocol).replay(log_of(protocol, "1 all"), as_of=dt.date(2026, 3, 1))
    assert [each.provisional for each in timeline.decisions] == [False, True]


# ---------------------------------------------------------------- doses


def test_a_rung_has_what_the_exercise_says_of_its_dose_where_it_does_not_say_it() -> None:
    protocol = made(
        """
- do: heel-dig
  hold: 5 to 8
  reps: 10
  note: slowly
  ladder: [2x5, {sets: 3}, {time: 1 min, reps: 2, variant: {band: red}}]
  climb: {when: {reps: {at_least: 100%}}}
  from: [S1.4]
"""
    )
    (dose,) = protocol.stages[0].prescription
    said = [(e.sets, e.reps, e.hold, e.time, e.variant) for e in dose.rungs]
    assert said == [(2, 5, 5, None, None), (3, 10, 5, None, None), (1, 2, 5, 60, "band: red")]
    assert [each.about["note"] for each in dose.rungs] == ["slowly"] * 3
    assert dose.about["from"] == ["S1.4"]
    assert dose.up_to == {"hold": 8}


@pytest.mark.parametrize(
    ("dose", "work", "share"),
    [
        ("sets: 3, time: 30 s", "bridge 3x30s", "1"),
        ("sets: 3, time: 30 to 60 s", "bridge 3x20s", "2/3"),
        ("sets: 3, time: 30 s", "bridge 3x10", "?"),
        ("distance: 2 km", "bridge 1.5km", "3/4"),
        ("sets: 3, reps: 3, distance: 40 m", "bridge 9", "1"),
        ("effort: 70 %, reps: 10", "bridge 10 @69%", "0"),
        ("effort: 50 to 70 %, reps: 10", "bridge 10 @50%", "1"),
        ("effort: 70 %, reps: 10", "bridge 10", "1"),
        ("reps: 8 to 12", "bridge 8", "1"),
        ("reps: 8 to 12", "bridge 6", "3/4"),
        ("sets: 2 to 3, reps: 10", "bridge 2x10", "1"),
        ("reps: 10, variant: {band: red}", "bridge 10 (yellow)", "0"),
        ("reps: 10, variant: {band: red}", "bridge 10 (band: red)", "1"),
        ("reps: 10, variant: {band: red}", "bridge 10 (red)", "1"),
        ("reps: 10, variant: {band: red}", "bridge 10 (rope: red)", "0"),
        ("reps: 10, variant: red", "bridge 10 (rope: red)", "1"),
        ("reps: 10, variant: {band: red}", "bridge 10", "?"),
        ("reps: 10, variant: {band: red}", "bridge 0, bridge 5 (red)", "1/2"),
        ("reps: 10, variant: {band: red}", "all", "1"),
        ("reps: 10", "bridge 10 (red)", "1"),
        ("time: 1 min, distance: 100 m", "bridge 1min", "1"),
    ],
)
def test_what_work_makes_of_a_dose(dose: str, work: str, share: str) -> None:
    protocol = made(f"- {{do: bridge, {dose}}}", advance="{reps: {at_least: 1%, last: 1 session}}")
    timeline = fold(protocol, f"1 {work}")
    (gate,) = (each for each in timeline.asked if each.kind == "advance")
    (asked,) = gate.gate.criteria()
    if share == "?":
        assert asked.value == (0, 100)
    else:
        assert str(asked.value) == str(100 * Fraction(share))


def test_a_dose_that_is_not_stated_is_training_and_no_part_of_repetitions() -> None:
    two = "- {do: bridge, reps: 10}\n- {do: hip-hinge, dose: not stated}"
    protocol = made(two, advance="{reps: {at_least: 100%, last: 2 sessions}}")
    assert course(fold(protocol, "1 bridge 10; 2 hip-hinge, bridge 10")) == ["2 advance lift"]
    assert course(fold(protocol, "1 bridge 10; 2 hip-hinge")) == []
    only = made("- {do: hip-hinge, dose: not stated}", advance="{reps: {at_least: 1%}}")
    assert course(fold(only, "1 hip-hinge; 2 all; 3 reps_done 9, reps_target 9")) == []


def test_totals_say_nothing_of_doses_that_are_not_counted_in_repetitions() -> None:
    protocol = made(
        "- {do: bridge, time: 30 s}", advance="{reps: {at_least: 1%, last: 1 session}}"
    )
    assert course(fold(protocol, "1 reps_done 30, reps_target 30")) == []


def test_of_a_choice_either_counts_and_the_better_of_both() -> None:
    choice = """
- {one_of: [bridge, {do: hip-hinge, reps: 20}], reps: 10}
- {do: heel-dig, reps: 10}
"""
    protocol = made(choice, advance="{reps: {at_least: 100%, last: 1 session}}")
    for work, moves in (
        ("bridge 10, heel-dig 10", True),
        ("hip-hinge 20, heel-dig 10", True),
        ("hip-hinge 10, heel-dig 10", False),
        ("hip-hinge 10, bridge 10, heel-dig 10", True),
        ("reps_done 20, reps_target 20", False),
        ("reps_done 30, reps_target 30", True),
    ):
        assert bool(course(fold(protocol, f"1 {work}"))) is moves, work
    of = made(choice, advance="{reps: {of: bridge, at_least: 100%, last: 1 session}}")
    assert course(fold(of, "1 hip-hinge 20")) == ["1 advance lift"]


def test_with_choose_so_many_of_what_is_open_are_a_full_session() -> None:
    two = f"{THREE}\n- {{do: bridge, sets: 1, reps: 10, after: heel-dig}}"
    protocol = made(two, advance="{reps: {at_least: 100%, last: 1 session}}", more="choose: 2")
    assert course(fold(protocol, "1 heel-dig 10")) == ["1 climb heel-dig 1>2", "1 advance lift"]


def test_a_dose_by_itself_is_what_it_counts() -> None:
    protocol = made("- {do: bridge, sets: 3, time: 30 s, per_day: 2}")
    (dose,) = protocol.stages[0].prescription
    assert isinstance(dose, Dose)
    assert dose.total == 180
    assert dose.on_rung(1) is dose


def test_where_work_settles_a_drop_does_not_see_work_that_belongs_to_the_next_rung() -> None:
    ladder = """
- do: bridge
  ladder: [{reps: 10}, {reps: 5, variant: hard}]
  climb: {when: {reps: {at_least: 100%, last: 1 session}}}
  drop: {when: {any: [{reps: {below: 100%, last: 1 session}}, {pain: {above: 5}}]}, by: 0}
"""
    settled = made(ladder, head="settle: next morning")
    log = "1 bridge 10, pain 1; 2 bridge 5 (hard), pain 1; 3 bridge 5 (hard), pain 1"
    assert course(fold(settled, log)) == ["2 climb bridge 1>2", "3 climb bridge 2>3"]
    log = "1 bridge 10, pain 1; 2 bridge 5 (hard), pain 6"
    assert course(fold(settled, log)) == ["2 drop bridge 1>1"]
    assert course(fold(settled, "1 bridge 9, pain 1; 2 pain 1")) == [
        "1 drop bridge 1>1",
    ]


def test_a_climb_may_ask_for_the_rungs_before_the_date() -> None:
    gate = (
        "{any: [{all: [{ladder: {of: heel-dig, is: 1}}, {pain: {at_most: 1}}]}, {pain: {is: 0}}]}"
    )
    ladder = f"- {{do: heel-dig, ladder: [1x10, 2x10, 3x10], climb: {{when: {gate}}}}}"
    log = "1 all, pain 1; 2 all, pain 1; 3 all, pain 0"
    assert course(fold(made(ladder), log)) == ["1 climb heel-dig 1>2", "3 climb heel-dig 2>3"]


# ---------------------------------------------------------------- shared ladders


def test_a_file_of_shared_ladders_with_a_mistake_is_refused() -> None:
    said = {"rehabflow": 1, "ladders": {"Run Levels": ["1x10"]}, "exercises": {}}
    with pytest.raises(ProtocolError) as error:
        declare_ladders(tree_of(said))
    assert [each.code for each in error.value.problems] == ["RF402", "RF405"]
    with pytest.raises(ProtocolError, match="version 2"):
        declare_ladders(tree_of({"rehabflow": 2, "ladders": {}}))


def test_a_protocol_keeps_the_shared_ladders_that_it_uses() -> None:
    protocol = made("- {do: return-to-run, ladder: runcalcs}")
    assert list(protocol.to_dict()["ladders"]) == ["runcalcs"]
    again = Protocol.from_dict(protocol.to_dict())
    assert (again, again.digest) == (protocol, protocol.digest)
    own = made(
        "- {do: bridge, ladder: runcalcs}",
        head="ladders: {runcalcs: {rungs: [1x1], climb: {when: {reps: {at_least: 100%}}}}}",
    )
    assert len(own.stages[0].prescription.get("bridge").rungs) == 1
