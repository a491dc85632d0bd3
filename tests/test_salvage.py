"""Reading on where only cells are bad: each could say anything, and none counts as empty."""

from __future__ import annotations

from typing import Any

import pytest
from make import days_of, dose

from rehabflow import Engine, Log, LogError, Progress, Timeline
from rehabflow.prescription import Prescription
from rehabflow.protocol import Protocol
from rehabflow.readers.log import read_log_bytes
from rehabflow.readers.protocol import read_protocol
from rehabflow.verdict import Outcome

PROTOCOL = b"""
rehabflow: 1
id: salvaged
version: 1.0.0
title: Salvaged
measures:
  hop: {unit: cm, range: [0, 300], better: higher}
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {%s}}
    setback: {to: first, when: {pain: {at_least: 6, last: 1 session}}}
  last: {final: true}
"""
HEEL = Prescription((dose("heel-dig", 1, 10),))


def protocol(criterion: str) -> Protocol:
    return read_protocol(PROTOCOL % criterion.encode(), "salvaged.yaml")


def salvaged(text: str, criterion: str = "sessions: {at_least: 99}") -> Log:
    return read_log_bytes(
        text.encode(), "maya.csv", "csv", protocol=protocol(criterion), injured="right",
        salvage=True,
    )  # fmt: skip


def replayed(text: str, criterion: str) -> Timeline:
    return Engine(protocol(criterion)).replay(salvaged(text, criterion))


BAD = [
    ("pain", "7/10"),
    ("pain_morning", "11"),
    ("quality", "burning"),
    ("medicated", "perhaps"),
    ("aslr", "steep"),
    ("aslr_other", "-1"),
    ("hop", "301"),
    ("hop_other", "far"),
    ("time", "25:00"),
    ("work", "heel-dig 3x10 @x"),
    ("reps_target", "ten"),
    ("cut_short", "tired"),
    ("side", "rigth"),
]


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_bad_cell_is_a_warning_where_it_was_a_problem(name: str, text: str) -> None:
    log = f"date,pain,{name}\n" if name != "pain" else "date,pain\n"
    log += f"2026-03-02,{'3,' * (name != 'pain')}{text}\n"
    salvage: dict[str, Any] = {"protocol": protocol("sessions: {at_least: 9}"), "injured": "right"}
    with pytest.raises(LogError) as strict:
        read_log_bytes(log.encode(), "maya.csv", "csv", **salvage)
    (warning,) = salvaged(log).warnings
    assert [warning] == list(strict.value.problems)


@pytest.mark.parametrize(
    "text",
    [
        "date,pain\n31/31/2026,3\n",
        "date,event\n2026-03-02,red_flagg\n",
        "date,event,to,by,reason\n2026-03-02,override,nowhere,A,B\n",
        "date,pain,id\n2026-03-02,3,not an id\n",
        "date,pain\n2026-03-02\n",
        "date,pian\n2026-03-02,3\n",
        "date,sets\n2026-03-02,3\n",
    ],
)
def test_what_decides_by_itself_and_the_shape_of_the_file_must_still_be_right(text: str) -> None:
    with pytest.raises(LogError):
        salvaged(text)


def test_a_bad_rating_is_anything_from_the_highest_readable_one_up() -> None:
    (session,) = salvaged("date,pain,work\n2026-03-02,4,all\n2026-03-02,x,\n").sessions
    assert session.rating(0) == (4, 10)
    (alone,) = salvaged("date,pain\n2026-03-02,x\n").sessions
    assert alone.rating(0) == (0, 10)


def test_a_bad_quality_makes_a_doubt_of_the_rating() -> None:
    (session,) = salvaged("date,pain,quality\n2026-03-02,4,ouch\n").sessions
    assert session.rating(0) == (0, 10)
    assert session.rating(0, "any") == (4, 4)


def test_a_bad_leg_raise_is_anything_that_makes_the_legs_look_worse() -> None:
    text = "date,aslr,aslr_other\n2026-03-02,70,80\n2026-03-02,x,x\n"
    (session,) = salvaged(text).sessions
    assert (session.raised, session.raised_other) == ((0, 70), (80, 180))
    (other,) = salvaged("date,side,aslr\n2026-03-02,left,x\n").sessions
    assert (other.raised, other.raised_other) == (None, (0, 180))


def test_an_unreadable_side_makes_a_doubt_of_all_that_the_row_says_of_either_leg() -> None:
    text = "date,side,pain,aslr,hop,work\n2026-03-02,?,3,70,100,all\n"
    (session,) = salvaged(text).sessions
    assert session.rating(0) == (0, 10)
    assert (session.raised, session.raised_other) == ((0, 180), (0, 180))
    assert session.measured("hop") is None
    assert session.measured("hop", other=True) is None
    assert session.work_is_doubtful


def test_an_unreadable_side_makes_a_doubt_of_the_other_legs_column_too() -> None:
    (session,) = salvaged("date,side,aslr_other\n2026-03-02,?,41\n").sessions
    assert (session.raised, session.raised_other) == ((0, 180), (0, 180))


def test_unreadable_work_is_a_training_session_of_any_amount() -> None:
    (session,) = salvaged("date,work\n2026-03-02,heel-dig 3x10 @x\n").sessions
    (day,) = days_of([session], HEEL)
    assert day.trained
    assert day.completion() == (0, 1)


def test_unreadable_work_never_counts_towards_a_number_of_sessions() -> None:
    text = "date,pain,work\n2026-03-02,2,all\n2026-03-03,2,heel-dig 3x10 @x\n"
    timeline = replayed(text, "sessions: {at_least: 2}")
    assert timeline.stage == "first"
    (asked,) = [each for each in timeline.outlook if each.kind == "advance"]
    (criterion,) = asked.gate.criteria()
    assert criterion.value == (1, 2)
    assert criterion.unknown == "the work on 2026-03-03 could not be read"


def test_a_window_that_holds_unreadable_work_may_reach_further_back() -> None:
    """If the unreadable work was none, the last training session was another one."""
    text = "date,pain,work\n2026-03-02,2,all\n2026-03-03,2,heel-dig 3x10 @x\n"
    timeline = replayed(text, "sessions: {at_least: 9}")
    assert [each.kind for each in timeline.review if each.danger] == ["setback"]
    assert (
        timeline.review[0].text == "work that could not be read may have been no training session"
    )


def test_a_bad_rating_neither_advances_nor_hides_a_danger() -> None:
    good = replayed("date,pain,work\n2026-03-02,2,all\n", "pain: {at_most: 3}")
    assert good.stage == "last"
    bad = replayed("date,pain,work\n2026-03-02,2?,all\n", "pain: {at_most: 3}")
    assert bad.stage == "first"
    assert {each.danger for each in bad.review} == {True, False}


def test_what_was_salvaged_survives_the_way_through_json() -> None:
    text = "date,pain,hop,hop_other,work\n2026-03-02,2?,100.5,x,all\n2026-03-03,1,,110,all\n"
    log = salvaged(text)
    assert Log.from_json(log.to_json()) == log
    engine = Engine(protocol("pain: {at_most: 3, last: 3 sessions}"))
    progress = engine.begin()
    for session in log.sessions:
        progress = Progress.from_json(engine.step(progress, session).progress.to_json())
    assert progress == engine.replay(log).progress


@pytest.mark.parametrize("more", [{"measures": {"hop": "far"}}, {"doubtful": [3]}])
def test_what_nobody_wrote_so_is_refused(more: dict[str, Any]) -> None:
    data = salvaged("date,pain\n2026-03-02,2\n").to_dict()
    data["entries"][0] |= more
    with pytest.raises(LogError, match="RF118"):
        Log.from_dict(data)


NONE_OR_ALL = "date,pain,pain_after,cut_short,work\n"
GOOD, BAD_WORK = "2026-03-02,2,2,,all\n", "heel-dig 3x10 @x"


@pytest.mark.parametrize(
    ("criterion", "last", "kind"),
    [
        ("rest: {at_most: 24 h, last: 3 days}", f"2026-03-03,2,2,,{BAD_WORK}\n", "setback"),
        (
            "pain: {moment: after, at_least: 6, last: 3 days}",
            f"2026-03-02,2,7,,{BAD_WORK}\n",
            "setback",
        ),
        (
            "pain: {moment: after, at_most: 3, last: 1 day}",
            f"2026-03-02,2,2,,{BAD_WORK}\n",
            "advance",
        ),
        (
            "none: [cut_short: {at_least: 2, last: 1 day, why: pain}]",
            f"2026-03-02,2,2,,{BAD_WORK}\n",
            "advance",
        ),
    ],
)
def test_unreadable_work_settles_nothing_that_it_would_not_settle_as_none(
    criterion: str, last: str, kind: str
) -> None:
    """Read as training it would, and as no work it would not: unknown, neither met nor not."""
    about = protocol("sessions: {at_least: 99}").to_dict()
    first = about["stages"]["first"]
    rule = read_protocol(PROTOCOL % criterion.encode(), "x.yaml").to_dict()
    when = rule["stages"]["first"]["advance"]["when"]
    first[kind] = {"when": when} if kind == "advance" else {"to": "first", "when": when}
    made = Protocol.from_dict(about)
    text = NONE_OR_ALL + (GOOD if "rest" in criterion else "") + last
    log = read_log_bytes(text.encode(), "maya.csv", "csv", protocol=made, salvage=True)
    (asked,) = [each for each in Engine(made).replay(log).asked if each.kind == kind]
    assert str(asked.verdict) == "unknown"


def test_of_many_dates_of_unreadable_work_nothing_is_known_that_rests_on_training() -> None:
    rows = [f"2026-03-{day:02},2,2,,{BAD_WORK}\n" for day in range(3, 8)]
    criterion = "pain: {moment: after, at_most: 1, last: stage}"
    values = []
    for many in (4, 5):
        timeline = replayed(NONE_OR_ALL + GOOD + "".join(rows[:many]), criterion)
        (asked,) = [each for each in timeline.outlook if each.kind == "advance"]
        values += [each.value for each in asked.gate.criteria()]
    assert values == [2, (0, 10)]


LAPSING = b"""
rehabflow: 1
id: lapsing
version: 1.0.0
title: Lapsing
lapse_after: 7 days
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: [%s]}
  last: {final: true}
"""


def lapsing(criterion: str, *rows: str) -> Timeline:
    """Rows as `01 all 2`: the day of March, the work (`@` cannot be read), the morning's pain."""
    found = read_protocol(LAPSING % criterion.encode(), "lapsing.yaml")
    names = "date", "work", "pain_morning"
    cells = [dict(zip(names, row.split(), strict=True)) for row in rows]
    entries = [{**each, "date": f"2026-03-{each['date']}"} for each in cells]
    return Engine(found).replay(Log.from_entries(entries, protocol=found, salvage=True))


MORNINGS = "{pain: {moment: morning, at_most: 3, last: 14 days}}"


@pytest.mark.parametrize(
    ("rows", "stage"),
    [
        (["01 all 2", "07 all 2", "14 all 2"], "last"),
        (["01 all 2", "14 all 2"], "first"),
        (["01 all 2", "07 @ 2", "14 all 2"], "first"),
        (["01 @ 2", "07 @ 2", "14 all 2"], "first"),
        (["01 all 2", "07 all 2", "08 @ 2", "14 all 2"], "last"),
    ],
)
def test_unreadable_work_bridges_no_gap_in_training(rows: list[str], stage: str) -> None:
    """Had it been none, what lies before the gap would not count any more."""
    assert lapsing(MORNINGS, *rows).stage == stage


def test_unreadable_work_begins_no_gap_that_would_hide_what_came_before() -> None:
    """Had it been none, there was no lapse, and the 8 still counts."""
    rows = "01 @ 8", "14 all 2"
    timeline = lapsing("{pain: {moment: morning, at_most: 3, last: stage}}", *rows)
    assert timeline.stage == "first"
    (asked,) = timeline.asked
    assert asked.verdict is Outcome.UNKNOWN
    (undecided,) = timeline.review
    assert undecided.text == "whether training lapsed is not known: some work could not be read"


def test_a_doubt_of_a_gap_leaves_time_alone_and_ends_with_the_next_sure_one() -> None:
    time = "{time_in_stage: {at_least: 13 days}}"
    assert lapsing(time, "01 @ 8", "14 all 2").stage == "last"
    sessions = "{sessions: {is: 1}}, {pain: {moment: morning, at_most: 3}}"
    assert lapsing(sessions, "01 @ 8", "14 all 2", "28 all 2").stage == "last"


def test_a_repeat_is_unknown_while_a_gap_is_in_doubt() -> None:
    repeat = "{repeat: {times: 1, last: 2 sessions, when: {pain: {moment: morning, at_most: 3}}}}"
    timeline = lapsing(repeat, "01 all 9", "07 @ 9", "14 all 2")
    assert timeline.stage == "first"
    assert timeline.asked[0].verdict is Outcome.UNKNOWN


def test_a_doubt_of_a_gap_survives_the_way_through_json() -> None:
    timeline = lapsing(MORNINGS, "01 all 2", "07 @ 2", "14 all 2")
    engine, progress = timeline.engine, timeline.engine.begin()
    for session in timeline.log.sessions:
        decision = engine.step(progress, session)
        progress = Progress.from_json((decision.progress or progress).to_json())
    assert decision.asked == timeline.asked
    assert progress == timeline.progress


def test_of_many_gaps_in_doubt_nothing_more_is_kept_than_that() -> None:
    rows = [f"{day:02} @ 2" for day in range(1, 30)]
    timeline = lapsing(MORNINGS, *rows)
    assert timeline.stage == "first"
    assert len(timeline.progress.courses) <= 64


def test_a_target_that_cannot_be_read_survives_the_way_through_json() -> None:
    found = salvaged("date,pain,reps_done,reps_target\n2026-03-02,1,30,thirty\n")
    assert Log.from_json(found.to_json()) == found
    timeline = Engine(protocol("sessions: {at_least: 99}")).replay(found)
    assert Timeline.from_json(timeline.to_json()) == timeline
    assert Progress.from_json(timeline.progress.to_json()) == timeline.progress
