"""How the entries of one date become its session: the worst counts, and nothing counts twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import make
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, did, entry, on, session

from rehabflow.entry import MOMENTS, PAIN_FIELDS, UNRATED, Entry, Extra, Number, Work, name_key
from rehabflow.errors import LogError, Problem
from rehabflow.log import Log
from rehabflow.session import Session

MORNING, EVENING = dt.time(8, 15), dt.time(18, 30)
RATINGS = st.none() | st.sampled_from([0, 3, Fraction(7, 2), 10])
RAISES = st.none() | st.sampled_from([0, 60, Fraction(135, 2), 90])
WORKS = st.sampled_from(
    [
        (),
        (ALL,),
        (did("heel-dig", 3, 10),),
        (did("heel-dig", reps=10),),
        (did("bridge", reps=(10, 8)), did("heel-dig")),
    ]
)
TOTALS = st.sampled_from([(None, None), (None, None), (8, 10), (0, 10), (None, 10), (0, 0)])
ROWS = st.builds(
    Entry,
    date=st.just(make.date(1)),
    line=st.integers(1, 3),
    time=st.sampled_from([None, MORNING, EVENING]),
    ratings=st.tuples(*[RATINGS] * len(MOMENTS)),
    aslr=RAISES,
    aslr_other=RAISES,
    work=WORKS,
    side=st.sampled_from([None, "left", "right", "both"]),
    event=st.sampled_from([None, None, "red_flag"]),
)
ENTRIES = st.builds(
    lambda row, totals: evolve(row, reps_done=totals[0], reps_target=totals[1]), ROWS, TOTALS
)
ENTRY_LISTS = st.lists(ENTRIES, min_size=1, max_size=4)


def said(session: Session) -> tuple[object, ...]:
    """All that a session says of its date, lines apart."""
    works = sorted((w.key, str(w.sets), str(w.reps)) for w in session.work)
    totals = session.reps_done, session.reps_target, session.target_open
    return session.ratings, session.aslr, session.aslr_other, works, totals


# ---------------------------------------------------------------- work


@pytest.mark.parametrize(
    ("work", "done", "states_sets"),
    [
        (did("curl", 3, 10), 30, True),
        (did("curl", 1, 10), 10, True),
        (did("curl", reps=10), 10, False),
        (did("curl", reps=(10, 10, 8)), 28, True),
        (did("curl", reps=(0, 0)), 0, True),
        (did("curl"), None, False),
        (did("curl", 3), None, True),
        (did("curl", 0), 0, True),
        (did("curl", 0, 10), 0, True),
        (did("curl", 3, 0), 0, True),
        (did("curl", reps=0), 0, False),
        (ALL, None, True),
    ],
)
def test_repetitions_in_all_sets_are_known_or_not(
    work: Work, done: int | None, states_sets: bool
) -> None:
    assert work.done == done
    assert work.states_sets is states_sets


@pytest.mark.parametrize(
    "name", ["heel-dig", "Heel Dig", "HEEL_DIG", " heel\t dig ", "h-e_e l-dig"]
)
def test_an_exercise_name_is_matched_by_its_letters(name: str) -> None:
    assert name_key(name) == "heeldig"
    assert Work(name).key == "heeldig"


# ---------------------------------------------------------------- the worst counts


@given(ENTRY_LISTS, st.sampled_from(["left", "right"]))
def test_the_worst_of_a_date_counts(entries: list[Entry], injured: str) -> None:
    merged = Session(make.date(1), tuple(entries), injured)  # type: ignore[arg-type]
    mine = [each for each in entries if each.side in (None, "both", injured)]
    others = [each for each in entries if each not in mine]
    for name, rating in zip(MOMENTS, merged.ratings, strict=True):
        found = [each.pain(name) for each in mine if each.pain(name) is not None]
        assert rating == max(found, default=None)  # type: ignore[type-var]
    own = [each.aslr for each in mine if each.aslr is not None]
    assert merged.aslr == min(own, default=None)
    raised = [each.aslr_other for each in entries] + [each.aslr for each in others]
    assert merged.aslr_other == max((r for r in raised if r is not None), default=None)
    assert merged.events == tuple(each for each in entries if each.event)


@given(ENTRY_LISTS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_order_inside_a_date_never_matters(both: tuple[list[Entry], Sequence[Entry]]) -> None:
    written, shuffled = (Session(make.date(1), tuple(rows), "right") for rows in both)
    assert said(written) == said(shuffled)
    assert len(written.repeats()) == len(shuffled.repeats())


@given(ENTRIES)
def test_an_entry_that_says_nothing_changes_nothing(lone: Entry) -> None:
    alone = session(lone)
    assert said(alone) == said(session(lone, entry(1, note="slept well")))


@given(ENTRY_LISTS, ENTRIES)
def test_one_entry_more_never_makes_a_date_look_better(rows: list[Entry], more: Entry) -> None:
    before, after = session(*rows), session(*rows, more)
    for was, now in zip(before.ratings, after.ratings, strict=True):
        assert was is None or (now is not None and now >= was)
    assert before.aslr is None or (after.aslr is not None and after.aslr <= before.aslr)
    other = before.aslr_other
    assert other is None or (after.aslr_other is not None and after.aslr_other >= other)


def test_pain_is_the_highest_and_each_moment_has_its_own() -> None:
    merged = session(
        entry(1, pain=3, pain_morning=2), entry(1, pain=5), entry(1, pain_morning=1, pain_test=0)
    )
    assert dict(zip(PAIN_FIELDS, merged.ratings, strict=True)) == {
        "pain": 5,
        "pain_after": None,
        "pain_morning": 2,
        "pain_rest": None,
        "pain_walking": None,
        "pain_palpation": None,
        "pain_test": 0,
    }


@pytest.mark.parametrize(
    ("rows", "aslr", "other"),
    [
        ([entry(1, aslr=70), entry(1, aslr=64)], 64, None),
        ([entry(1, aslr_other=70), entry(1, aslr_other=64)], None, 70),
        ([entry(1, aslr=60), entry(1, aslr=80, side="left")], 60, 80),
        ([entry(1, aslr=60, side="right"), entry(1, aslr=80, side="left")], 60, 80),
        ([entry(1, aslr=80, side="left"), entry(1, aslr=85, aslr_other=75)], 85, 80),
        ([entry(1, aslr=80, side="left")], None, 80),
        ([entry(1, aslr_other=82, side="left")], None, 82),
        ([entry(1, aslr=60, side="right")], 60, None),
    ],
)
def test_a_leg_raise_belongs_to_the_leg_that_its_row_names(
    rows: list[Entry], aslr: Number | None, other: Number | None
) -> None:
    merged = session(*rows, injured="right")
    assert (merged.aslr, merged.aslr_other) == (aslr, other)


def test_pain_and_work_of_the_other_leg_are_not_the_injured_legs() -> None:
    row = entry(1, did("heel-dig", 3, 10), pain=9, reps_done=8, reps_target=10, side="left")
    merged = session(row, injured="right")
    assert merged.ratings == UNRATED
    assert said(merged)[3:] == ([], (0, 0, False))


@pytest.mark.parametrize("side", ["right", "both"])
def test_a_row_of_the_injured_leg_or_of_both_counts_in_full(side: str) -> None:
    row = entry(1, did("heel-dig", 3, 10), pain=4, reps_done=8, reps_target=10, side=side)
    merged = session(row, injured="right")
    assert merged.ratings[0] == 4
    assert merged.work == (did("heel-dig", 3, 10),)
    assert (merged.reps_done, merged.reps_target) == (8, 10)


@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_where_a_side_is_named_the_injured_one_must_be_given(side: str) -> None:
    rows = entry(1, pain=3), entry(1, pain=4, side=side)
    for written in (rows, rows[1:]):
        with pytest.raises(LogError) as refused:
            Session(make.date(1), written, path="maya.csv")
        assert refused.value.problems == (
            Problem(
                "maya.csv",
                0,
                0,
                "RF227",
                "an entry of 2026-03-01 names a side, and no leg is injured",
                "side",
                "the injured leg, left or right",
            ),
        )
    assert Session(make.date(1), rows[:1]).ratings[0] == 3


def test_an_event_counts_whichever_leg_its_row_names() -> None:
    flag = entry(1, event="red_flag", side="left")
    assert session(flag, entry(1, pain=1)).events == (flag,)
    assert on(1, event="reinjury").events == (entry(1, event="reinjury"),)
    assert on(1, pain=1).events == ()


# ---------------------------------------------------------------- work adds up, once


def test_totals_add_up_and_an_absent_number_done_leaves_the_target_open() -> None:
    rows = entry(1, reps_done=8, reps_target=10), entry(1, reps_done=9, reps_target=12)
    merged = session(*rows)
    assert (merged.reps_done, merged.reps_target, merged.target_open) == (17, 22, False)
    merged = session(*rows, entry(1, reps_target=5))
    assert (merged.reps_done, merged.reps_target, merged.target_open) == (17, 27, True)


@pytest.mark.parametrize(
    ("cells", "open_target"),
    [
        ({"reps_target": 5}, True),
        ({"reps_target": 0}, False),
        ({"reps_done": 0, "reps_target": 5}, False),
        ({}, False),
    ],
)
def test_a_target_is_open_where_nothing_says_what_was_done_of_it(
    cells: dict[str, int], open_target: bool
) -> None:
    assert on(1, **cells).target_open is open_target
    assert session(entry(1, **cells), entry(1)).target_open is open_target


SETS, TUPLE, BARE = did("curl", 3, 10), did("curl", reps=(10, 10, 8)), did("curl", reps=10)
TIMES = MORNING, EVENING


@pytest.mark.parametrize(
    ("shows", "first", "second", "kept"),
    [
        ("the same sets", entry(1, SETS), entry(1, SETS), 1),
        ("the same, set by set", entry(1, TUPLE), entry(1, TUPLE), 1),
        ("all, twice", entry(1, ALL), entry(1, ALL), 1),
        ("the same sets, one by one", entry(1, SETS), entry(1, did("curl", reps=(10,) * 3)), 1),
        ("one set, and a bare row", entry(1, did("curl", 1, 10)), entry(1, BARE), 1),
        ("3 sets, and a bare row", entry(1, SETS), entry(1, BARE), 2),
        ("2x10 and 2+10", entry(1, did("curl", 2, 10)), entry(1, did("curl", reps=(2, 10))), 2),
        (
            "10+8 and 8+10",
            entry(1, did("curl", reps=(10, 8))),
            entry(1, did("curl", reps=(8, 10))),
            2,
        ),
        ("sets of nothing said", entry(1, did("curl", 3)), entry(1, did("curl", 3)), 1),
        ("other ratings beside them", entry(1, SETS, pain=1), entry(1, SETS, pain=2), 1),
        ("another name of it", entry(1, SETS), entry(1, did("Curl", 3, 10)), 1),
        ("one of them timed", entry(1, SETS, time=MORNING), entry(1, SETS), 1),
        ("both at one time", *[entry(1, SETS, time=MORNING)] * 2, 1),
        ("at two times", *[entry(1, SETS, time=time) for time in TIMES], 2),
        ("a bare row a set", entry(1, BARE), entry(1, BARE), 2),
        ("bare rows at one time", *[entry(1, BARE, time=MORNING)] * 2, 2),
        ("no amount at all", entry(1, did("curl")), entry(1, did("curl")), 2),
        ("other repetitions", entry(1, SETS), entry(1, did("curl", 3, 9)), 2),
        ("other sets", entry(1, SETS), entry(1, did("curl", 2, 10)), 2),
        ("another hold", entry(1, SETS), entry(1, did("curl", 3, 10, 8)), 2),
        ("another load", entry(1, SETS), entry(1, evolve(SETS, load=4)), 2),
        ("another exercise", entry(1, SETS), entry(1, did("bridge", 3, 10)), 2),
        ("totals beside one", entry(1, SETS), entry(1, SETS, reps_done=1, reps_target=2), 2),
        ("totals", *[entry(1, reps_done=8, reps_target=10)] * 2, 1),
        ("targets alone", *[entry(1, reps_target=10)] * 2, 1),
        (
            "other totals",
            entry(1, reps_done=8, reps_target=10),
            entry(1, reps_done=9, reps_target=10),
            2,
        ),
        ("no work at all", entry(1, pain=3), entry(1, pain=3), 2),
        ("the other leg's", entry(1, SETS), entry(1, SETS, side="left"), 1),
    ],
)
def test_work_read_twice_counts_once(shows: str, first: Entry, second: Entry, kept: int) -> None:
    merged = session(evolve(first, line=1), evolve(second, line=2))
    stated = [each for each in (first, second) if each.side != "left"]
    assert len(stated) - len(merged.repeats()) == kept, shows
    works = [work for row in stated[:kept] for work in row.work]
    assert sum(work.done or 0 for work in merged.work) == sum(work.done or 0 for work in works)
    assert merged.reps_target == sum(row.reps_target or 0 for row in stated[:kept])


def test_an_untimed_copy_of_work_done_at_two_times_is_left_out() -> None:
    rows = [entry(1, SETS, line=1)]
    rows += [entry(1, SETS, time=time, line=line) for line, time in enumerate(TIMES, 2)]
    merged = session(*rows)
    assert merged.work == (SETS, SETS)
    assert [each.line for each in merged.repeats()] == [1]


@given(ENTRY_LISTS)
def test_an_export_read_twice_counts_once(rows: list[Entry]) -> None:
    stating = [
        each
        for each in rows
        if each.reps_target is not None or all(work.states_sets for work in each.work)
    ]
    once, twice = (
        Session(make.date(1), (*rows, entry(1)), "right"),
        session(*rows, *stating, entry(1)),
    )
    assert said(once)[:3] == said(twice)[:3]
    assert said(once)[3:] == said(twice)[3:]


# ---------------------------------------------------------------- where it stands


def test_the_entries_that_state_a_field_are_those_of_the_leg_it_is_about() -> None:
    rows = [
        entry(1, line=1, pain=3),
        entry(1, line=2, pain=9, side="left"),
        entry(1, line=3, aslr=60),
        entry(1, line=4, aslr=80, side="left"),
        entry(1, line=5, aslr_other=82),
        entry(1, SETS, line=6),
        entry(1, line=7, reps_target=10),
        entry(1, SETS, line=8, side="left"),
        entry(1, line=9, pain_morning=1),
    ]
    merged = session(*rows)

    def lines(*fields: str) -> list[int]:
        return [each.line for each in merged.stating(fields)]

    assert lines("pain") == [1]
    assert lines("pain_morning") == [9]
    assert lines("pain", "pain_morning") == [1, 9]
    assert lines("aslr") == [3]
    assert lines("aslr_other") == [4, 5]
    assert lines("work") == [6, 7]
    assert lines("sleep") == []
    assert lines() == []


def extra(line: int, **said: Any) -> Entry:
    """An entry with what few records say, and perhaps a side, a time or work."""
    mine = {
        name: said.pop(name) for name in ("side", "time", "work", "reps_target") if name in said
    }
    return Entry(make.date(1), line, extra=Extra(**said), **mine)


def test_what_few_records_say_is_stated_by_the_leg_it_is_about() -> None:
    noon = dt.time(12)
    hop, other = (("hop", 100), ("angle", 3), ("x_jump", 4)), (("hop_other", 110),)
    merged = session(
        extra(1, measures=hop),
        extra(2, measures=hop, side="left"),
        extra(3, measures=other),
        extra(4, cut_short="pain"),
        extra(5, cut_short="pain", side="left"),
        extra(6, time=noon),
        extra(7, time=noon, work=(did("curl"),)),
        extra(8, time=noon, reps_target=10),
        extra(9, work=(did("curl"),)),
        extra(10, doubtful=frozenset({"pain", "hop_other"})),
        extra(11, doubtful=frozenset({"pain", "hop_other"}), side="left"),
        extra(12, measures=other, side="left"),
    )

    def lines(*fields: str) -> list[int]:
        return [each.line for each in merged.stating(fields)]

    assert lines("hop") == lines("angle") == lines("x_jump") == [1]
    assert lines("hop_other") == [2, 3, 10, 11, 12]
    assert lines("cut_short") == [4]
    assert lines("time") == [7, 8]
    assert lines("work") == [7, 8, 9]
    assert lines("pain") == [10]


def test_a_rating_of_no_named_quality_may_be_of_any_and_is_left_out_where_that_is_asked() -> None:
    ache, sharp = extra(1, quality="ache"), extra(2, quality="sharp")
    rated = [evolve(each, ratings=entry(1, pain=4).ratings) for each in (ache, sharp)]
    bare = entry(1, pain=6)
    assert session(bare, ache).rating(0, "sharp") == (0, 6)
    assert session(bare, ache).rating_in(bare, 0, "sharp") == (0, 6)
    assert session(bare, ache).rating(0, "sharp", sure=True) is None
    assert session(rated[0]).rating(0, "sharp") == (0, 0)
    assert session(rated[1]).rating(0, "sharp") == (4, 4)
    assert session(rated[0]).rating(0) == (4, 4)
    assert session(bare, extra(3, quality="cramp")).rating(0, "any") == (6, 6)
    cramp = evolve(rated[0], extra=Extra(quality="cramp"))
    assert session(cramp).rating(0) is None
    assert session(cramp).rating(0, "any") == (4, 4)
    assert session(cramp).rating(0, "cramp") == (4, 4)


def test_a_quality_that_cannot_be_read_leaves_a_rating_open_but_where_any_will_do() -> None:
    unread = evolve(entry(1, pain=4), extra=Extra(doubtful=frozenset({"quality"})))
    assert session(unread).rating(0) == (0, 10)
    assert session(unread).rating(0, "ache") == (0, 10)
    assert session(unread).rating(0, "sharp") == (0, 10)
    assert session(unread).rating(0, "any") == (4, 4)


def test_measures_are_the_injured_legs_unless_the_other_is_asked_for() -> None:
    merged = session(
        extra(1, measures=(("hop", 100), ("hop_other", 110))),
        extra(2, measures=(("hop", 120),), side="left"),
    )
    assert merged.measured("hop") == [100]
    assert merged.measured("hop", other=True) == [110, 120]


def test_work_is_the_same_by_its_sets_however_they_were_written() -> None:
    assert did("curl", reps=(10, 10, 10)).by_set == did("curl", 3, 10).by_set == (3, 10)
    assert did("curl", reps=(10,)).by_set == did("curl", reps=10).by_set == (1, 10)
    assert did("curl", reps=(10, 10, 8)).by_set == (3, (10, 10, 8))
    assert did("curl").by_set == (None, None)
    assert did("curl", 3).by_set == (3, None)


def test_what_was_done_of_a_target_of_0_is_no_work() -> None:
    merged = session(entry(1, reps_done=30, reps_target=0), entry(1, reps_target=10))
    assert (merged.reps_done, merged.reps_target, merged.target_open) == (0, 10, True)


def test_a_side_is_told_by_its_letters() -> None:
    right: Any = b"right".decode()
    assert session(entry(1, pain=3, side=right)).rating(0) == (3, 3)


def test_an_entry_that_names_no_line_has_none() -> None:
    assert Entry(make.date(1)).line == 0


def test_what_is_worked_out_is_not_shown_of_work_and_sessions() -> None:
    work = did("curl", 3, 10)
    assert "key=" not in repr(work)
    assert "done=" not in repr(work)
    assert "_merged" not in repr(session(entry(1, pain=3)))
    assert did("heel-dig") != did("Heel Dig")


def test_evidence_names_path_and_line_or_the_line_alone() -> None:
    row = entry(1, line=41)
    assert Session(row.date, (row,), path="maya.csv").lines([row]) == ("maya.csv:41",)
    assert Session(row.date, (row,)).lines([row]) == ("41",)


def test_a_log_holds_its_entries_by_date_and_can_be_cut_at_one() -> None:
    sessions = on(1, pain=1), on(2, pain=2), on(4, pain=3)
    log = Log("maya", sessions, injured="right", path="maya.csv")
    assert [each.date for each in log.entries] == [make.date(1), make.date(2), make.date(4)]
    assert log.until(make.date(3)) == evolve(log, sessions=sessions[:2])
    assert log.until(make.date(4)) == log


def test_a_log_that_is_cut_keeps_the_warnings_of_the_lines_that_it_keeps() -> None:
    sessions = on(1, line=2), on(2, line=3)
    early, late = (Problem("maya.csv", line, 1, "RF290", "counts once") for line in (2, 3))
    log = Log("maya", sessions, warnings=(early, late))
    assert log.until(make.date(2)).warnings == (early, late)
    assert log.until(make.date(1)).warnings == (early,)
    assert log.until(dt.date(2026, 2, 28)).warnings == ()


def test_a_log_before_its_first_date_is_empty() -> None:
    log = Log("maya", (on(1, pain=1),))
    assert log.until(dt.date(2026, 2, 28)).sessions == ()
