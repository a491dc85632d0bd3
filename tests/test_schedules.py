"""Schedules: on which days an exercise is due, what `reps` counts, and `adherence`."""

from __future__ import annotations

import pytest
from laddered import course, fold, made
from rehabflow_rules.adherence import Adherence

from rehabflow.schedule import Schedule
from rehabflow.testing import Case, cases

WHOLE = "{reps: {at_least: 100%, last: 1 session}}"


SECOND = "{all: [{reps: {at_least: 100%, last: 1 session}}, {sessions: {at_least: 2}}]}"


@pytest.mark.parametrize(
    ("schedule", "soonest", "due", "missed"),
    [
        (Schedule(every=1), 1, 1, 2),
        (Schedule(every=2), 1, 2, 3),
        (Schedule(every=3), 2, 3, 4),
        (Schedule(every=7), 6, 7, 8),
        (Schedule(per_week=1), 7, 7, 8),
        (Schedule(per_week=2), 3, 3, 5),
        (Schedule(per_week=3), 2, 2, 4),
        (Schedule(per_week=5), 1, 1, 3),
        (Schedule(per_week=7), 1, 1, 2),
    ],
)
def test_from_when_an_exercise_may_be_done_is_due_and_is_missed(
    schedule: Schedule, soonest: int, due: int, missed: int
) -> None:
    assert (schedule.soonest, schedule.due, schedule.missed) == (soonest, due, missed)


@pytest.mark.parametrize(
    ("schedule", "days", "times"),
    [
        (Schedule(every=3), 14, 4),
        (Schedule(every=3), 2, 0),
        (Schedule(every=2), 14, 7),
        (Schedule(per_week=3), 14, 6),
        (Schedule(per_week=3), 4, 1),
    ],
)
def test_how_often_it_is_due(schedule: Schedule, days: int, times: int) -> None:
    assert schedule.times_in(days) == times


THIRD = """
- {do: bridge, reps: 10}
- {do: heel-dig, reps: 10, every: 3 days}
"""


@pytest.mark.parametrize(
    ("log", "value"),
    [
        # Due at once; missed from the day after.
        ("1 bridge 10", "100"),
        ("1 bridge 10, heel-dig 5", "75"),
        ("1 bridge 10; 2 bridge 10", "50"),
        # Two days after the last time it may be done; so early it counts where it is done.
        ("1 heel-dig 10; 3 bridge 10", "100"),
        ("1 heel-dig 10; 3 bridge 10, heel-dig 5", "75"),
        ("1 heel-dig 10; 2 bridge 10, heel-dig 5", "100"),
        # Three days after is the day, and four days after it is missed.
        ("1 heel-dig 10; 4 bridge 10", "100"),
        ("1 heel-dig 10; 5 bridge 10", "50"),
        ("1 heel-dig 10; 5 bridge 10, heel-dig 10", "100"),
        # What was done early moves the day.
        ("1 heel-dig 10; 2 heel-dig 10; 5 bridge 10", "100"),
        ("1 heel-dig 10; 2 heel-dig 10; 6 bridge 10", "50"),
        ("1 heel-dig 10; 2 heel-dig 0; 5 bridge 10", "50"),
        # What is done too early is no part of it.
        ("1 heel-dig 10; 2 heel-dig 10", "0"),
        # `all` is what is due.
        ("1 all; 2 all; 3 all; 5 bridge 10", "50"),
        ("1 all; 2 all; 3 all; 4 all; 7 bridge 10", "100"),
        ("1 all; 2 all; 3 all; 4 all; 8 bridge 10", "50"),
    ],
)
def test_an_exercise_counts_when_it_is_due(log: str, value: str) -> None:
    held = made(THIRD, advance=f"{{all: [{WHOLE}, {{sessions: {{at_least: 99}}}}]}}")
    (gate,) = (each.gate for each in fold(held, log).asked if each.kind == "advance")
    assert str(next(gate.criteria()).value) == value


def test_where_only_what_is_not_due_was_done_that_counts() -> None:
    only = "- {do: heel-dig, reps: 10, every: 3 days}"
    assert course(fold(made(only, advance=SECOND), "1 heel-dig 10; 2 heel-dig 10")) == [
        "2 advance lift"
    ]
    assert course(fold(made(only, advance=SECOND), "1 heel-dig 10; 2 heel-dig 9")) == []
    assert course(fold(made(only, advance=SECOND), "1 all; 2 all")) == []


def test_repetitions_of_one_exercise_leave_out_the_dates_on_which_it_does_not_count() -> None:
    reps = "{reps: {of: heel-dig, at_least: 100%, last: 2 sessions}}"
    of = f"{{all: [{reps}, {{sessions: {{at_least: 3}}}}]}}"
    log = "1 heel-dig 10; 2 bridge 10; 4 heel-dig 10, bridge 10"
    assert course(fold(made(THIRD, advance=of), log)) == ["4 advance lift"]
    assert course(fold(made(THIRD, advance=of), "1 heel-dig 10; 2 bridge 10; 3 bridge 10")) == []


def test_several_times_a_date_is_so_many_doses() -> None:
    twice = "- {do: heel-dig, sets: 3, reps: 12, per_day: 2}"
    assert course(fold(made(twice, advance=WHOLE), "1 heel-dig 6x12")) == ["1 advance lift"]
    assert course(fold(made(twice, advance=WHOLE), "1 heel-dig 3x12")) == []
    log = "1 heel-dig 3x12, time 08:00; 1 heel-dig 3x12, time 18:00"
    assert course(fold(made(twice, advance=WHOLE), log)) == ["1 advance lift"]
    assert course(fold(made(twice, advance=WHOLE), "1 all")) == ["1 advance lift"]


def test_members_of_a_choice_share_their_schedule() -> None:
    choice = "- {one_of: [heel-dig, bridge], reps: 10, every: 3 days}\n- {do: hip-hinge, reps: 10}"
    assert course(fold(made(choice, advance=SECOND), "1 bridge 10; 4 hip-hinge 10")) == [
        "4 advance lift"
    ]
    assert course(fold(made(choice, advance=SECOND), "1 bridge 10; 5 hip-hinge 10")) == []


def test_work_that_cannot_be_read_is_done() -> None:
    log = "1 work all 3x10; 2 bridge 10"
    assert course(fold(made(THIRD, advance=WHOLE), log, salvage=True)) == ["2 advance lift"]


def test_what_stands_before_the_stage_is_not_the_last_time() -> None:
    protocol = made(THIRD, advance="{sessions: {at_least: 99}}")
    log = "1 heel-dig 10; 2 bridge 10, event override, to hold, by A, reason B; 3 bridge 10"
    timeline = fold(protocol, log)
    assert timeline.progress.done == ()


# ---------------------------------------------------------------- adherence

SIDE_BY_SIDE = """[
  {do: heel-dig, reps: 10, per_day: 2}, {do: bridge, reps: 10, every: 2 days},
  {do: hip-hinge, reps: 10, every: 3 days}, {do: nordic, reps: 5, per_week: 2}]"""
ADHERENCE_SIDE_BY_SIDE = cases(
    Adherence,
    """
shows | gate | criterion | log | verdict | value
every second day | advance | of: bridge, at_least: 100%, last: 4 days | \
    1 bridge 10; 3 bridge 10; 4 pain 1 | met | 100
once of twice | advance | of: bridge, at_least: 51%, last: 4 days | \
    1 bridge 10; 4 pain 1 | unmet | 50
never more than all | advance | of: bridge, at_least: 100%, last: 4 days | \
    1 bridge 10; 2 bridge 10; 3 bridge 10; 4 bridge 10 | met | 100
two of fourteen | advance | of: nordic, at_least: 50%, last: 7 days | \
    1 nordic 5; 7 pain 1 | met | 50
twice a day | advance | of: heel-dig, at_least: 75%, last: 2 days | \
    1 heel-dig 20; 2 heel-dig 10 | met | 75
not twice whole | advance | of: heel-dig, at_least: 75%, last: 2 days | \
    1 heel-dig 19; 2 heel-dig 10 | unmet | 50
of unknown amount | advance | of: heel-dig, at_least: 75%, last: 2 days | \
    1 heel-dig 20; 2 heel-dig | unknown | 50..100
as prescribed | advance | of: heel-dig, at_least: 100%, last: 2 days | 1 all; 2 all | met | 100
the worst | advance | at_least: 51%, last: 7 days | \
    1 all; 2 heel-dig 20; 3 heel-dig 20, bridge 10; 4 heel-dig 20, hip-hinge 10; \
    5 heel-dig 20, bridge 10; 6 heel-dig 20; 7 heel-dig 20 | unmet | 50
one missed takes nothing from another | advance | of: heel-dig, at_least: 100%, last: 4 days | \
    1 heel-dig 20; 2 heel-dig 20; 3 heel-dig 20; 4 heel-dig 20 | met | 100
days before the stage could hold it | advance | of: bridge, at_least: 51%, last: 8 days | \
    1 pain 1 // 4 bridge 10; 5 bridge 10; 8 pain 1 | unknown | 50..75
in a danger only what was there | setback | of: bridge, below: 100%, last: 8 days | \
    1 pain 1 // 4 bridge 10; 5 bridge 10; 6 pain 1 | unmet | 100
a day without an entry | setback | of: bridge, below: 51%, last: 8 days | \
    1 bridge 10; 8 pain 1 | met | 25
nothing due yet | setback | of: hip-hinge, below: 51%, last: 8 days | \
    1 pain 1; 2 pain 1 | unmet | -
unreadable totals | setback | of: bridge, below: 51%, last: 2 days | \
    1 reps_done 9, reps_target 9; 2 pain 1 | unknown | 0..100
nothing of it | setback | of: bridge, below: 51%, last: 2 days | 1 heel-dig 9; 2 pain 1 | met | 0
over sessions | advance | of: bridge, at_least: 50%, last: 2 sessions | \
    1 bridge 10; 6 bridge 10 | met | 200/3
over the stage | advance | of: bridge, at_least: 51%, last: stage | \
    1 bridge 10; 4 pain 1 | unmet | 50
""",
    exercises=SIDE_BY_SIDE,
)
EACH_SESSION = cases(
    Adherence,
    """
shows | gate | criterion | log | verdict | value
all sessions | setback | below: 100%, last: 8 days | 1 all; 8 all | unmet | 100
half of them | setback | below: 51%, last: 8 days | 1 heel-dig 10; 8 bridge 10 | met | 50
totals could be of it | setback | below: 51%, last: 8 days | \
    1 heel-dig 10; 8 reps_done 9, reps_target 9 | unknown | 50..100
sessions to come | advance | at_least: 100%, last: 8 days | \
    1 pain 1 // 3 all | unknown | 100/7..100
nothing trained | setback | below: 51%, last: 8 days | 1 pain 1 | unmet | -
with a danger the other way | setback | above: 99%, last: 8 days | 1 all; 8 all | met | 100
in an advance | advance | at_least: 50%, last: 1 day | 1 all | met | 100
in an advance, unmet | advance | below: 100%, last: 1 day | 1 all | unmet | 100
""",
    exercises="[{do: heel-dig, reps: 10}, {one_of: [bridge, hip-hinge], reps: 10, every: 9 days}]",
)


@pytest.mark.parametrize("case", [*ADHERENCE_SIDE_BY_SIDE, *EACH_SESSION], ids=str)
def test_adherence_is_what_was_done_of_what_was_due(case: Case) -> None:
    case.check()


def test_a_closed_exercise_is_not_due_and_one_that_opened_is_from_then_on() -> None:
    two = """
- {do: heel-dig, ladder: [1x10], climb: {when: {reps: {at_least: 100%, last: 1 session}}}}
- {do: bridge, reps: 10, every: 1 day, after: heel-dig}
"""
    asked = "{adherence: {of: bridge, at_least: 100%, last: 5 days}}"
    danger = "setback: {to: hold, when: {adherence: {of: bridge, below: 60%, last: 9 days}}}"
    log = "1 pain 1; 4 heel-dig 10; 5 bridge 10"
    assert course(fold(made(two, advance=asked), log)) == [
        "4 climb heel-dig 1>2",
        "5 advance lift",
    ]
    assert course(fold(made(two, more=danger), "1 pain 1; 4 heel-dig 10; 6 bridge 10"))[1:] == [
        "6 setback hold"
    ]


def test_where_work_settles_the_date_itself_is_not_due_yet() -> None:
    daily = "- {do: bridge, reps: 10, every: 1 day}"
    asked = "{adherence: {of: bridge, at_least: 100%, last: 3 days}}"
    settled = made(daily, advance=asked, head="settle: next morning")
    assert course(fold(settled, "1 all; 2 all; 3 all")) == ["3 advance lift"]
    assert course(fold(settled, "1 all; 3 all; 4 all")) == []


def test_unreadable_work_is_anything_of_what_was_due() -> None:
    daily = "- {do: bridge, reps: 10, every: 1 day}"
    asked = "{adherence: {of: bridge, at_least: 100%, last: 2 days}}"
    timeline = fold(made(daily, advance=asked), "1 all; 2 exercise bridge, reps x", salvage=True)
    (gate,) = (each.gate for each in timeline.asked if each.kind == "advance")
    assert next(gate.criteria()).value == (50, 100)


def test_work_in_the_rest_after_a_drop_is_not_done() -> None:
    ladder = """
- do: bridge
  every: 1 day
  ladder: [{reps: 10}]
  climb: {when: {sessions: {at_least: 9}}}
  drop: {when: {pain: {above: 5, last: 1 session}}, wait: 2 days}
"""
    asked = (
        "{all: [{adherence: {of: bridge, at_least: 100%, last: 2 days}}, {pain: {at_most: 1}}]}"
    )
    log = "1 bridge 10, pain 6; 2 bridge 10, pain 1"
    assert course(fold(made(ladder, advance=asked), log)) == ["1 drop bridge 1>1"]
