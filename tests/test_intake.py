"""What the entries of a log must say of each other, and what the log comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from make import date

from rehabflow import Log, LogError, Problem
from rehabflow import intake as module
from rehabflow.entry import Work
from rehabflow.intake import Expectations, Intake
from rehabflow.measure import Measure
from rehabflow.records import Records

Row = Mapping[str, str]


@frozen
class Names:
    """What a reader asks of a protocol."""

    stage_ids: tuple[str, ...] = ("acute", "isometric")
    measures: Mapping[str, Measure] = {
        "hop": Measure("hop", "higher", "single-leg hop", "cm", 0, 300),
        "squat_ok": Measure("squat_ok", "higher", "painless squat", "yes/no", 0, 1),
    }

    @property
    def known_exercises(self) -> dict[str, str]:
        return {"heeldig": "heel-dig", "bridge": "bridge", "lift": "bridge"}

    def knows_exercise(self, name: str) -> bool:
        return name.casefold() in self.exercise_names()

    def exercise_names(self) -> Iterable[str]:
        return "heel-dig", "bridge"


def take(*rows: Row, header: Row | None = None, **expected: Any) -> Log:
    """The log of some rows; those without a date are of 2026-03-02."""
    intake = Intake(Records("maya.csv"), Expectations(**expected))
    intake.head(1, header or {})
    for line, row in enumerate(rows, 2):
        intake.record(line, {"date": "2026-03-02", **row} if "date" not in row else row)
    return intake.log()


def problems(*rows: Row, header: Row | None = None, **expected: Any) -> tuple[Problem, ...]:
    with pytest.raises(LogError) as error:
        take(*rows, header=header, **expected)
    return error.value.problems


def told(*rows: Row, header: Row | None = None, **expected: Any) -> list[tuple[int, str, str]]:
    """Line, code and field of each problem."""
    found = problems(*rows, header=header, **expected)
    return [(each.line, each.code, each.field) for each in found]


MOVE = {"event": "override", "to": "acute", "by": "Ben", "reason": "scan"}


# ---------------------------------------------------------------- one entry


def test_an_entry_holds_what_its_fields_say() -> None:
    row = {"pain": "3", "pain_test": "2.5", "exercise": "bridge", "sets": "3", "reps": "10"}
    (entry,) = take({**row, "work": "all; heel-dig 10", "note": "x"}).entries
    assert (entry.date, entry.line, entry.note) == (dt.date(2026, 3, 2), 2, "x")
    assert (entry.pain("during"), entry.pain("test"), entry.pain("after")) == (3, 2.5, None)
    assert entry.work == (
        Work("bridge", 3, 10),
        Work("all", as_prescribed=True),
        Work("heel-dig", None, 10),
    )


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"sets": "3"}, "RF221", "sets"),
        ({"reps": "3x10", "hold": "8"}, "RF221", "reps"),
        ({"hold": "8"}, "RF221", "hold"),
        ({"load": "2.5", "work": "bridge"}, "RF221", "load"),
        ({"exercise": "bridge", "sets": "3", "reps": "3x10"}, "RF222", "reps"),
        ({"exercise": "bridge", "sets": "3", "reps": "10+8"}, "RF222", "reps"),
        ({"reps_done": "8"}, "RF223", "reps_done"),
        ({"event": "override", "to": "acute", "by": "Ben"}, "RF224", "event"),
        ({"event": "clear", "by": "Ben", "reason": "scan"}, "RF224", "event"),
        ({"to": "acute"}, "RF225", "to"),
        ({"to": "acute", "event": "red_flag"}, "RF225", "to"),
        ({"side": "both", "aslr": "60"}, "RF226", "side"),
        ({"side": "both", "aslr_other": "60"}, "RF226", "side"),
        ({"date": "2026-03-02T10:30", "time": "10:31"}, "RF207", "time"),
        ({"date": "", "pain": "3"}, "RF202", "date"),
        ({"mood": "fine"}, "RF110", "mood"),
        ({"injured": "left"}, "RF110", "injured"),
    ],
)
def test_fields_that_do_not_go_together_are_a_problem(row: Row, code: str, field: str) -> None:
    assert told(row, injured="left") == [(2, code, field)]


@pytest.mark.parametrize(
    "row",
    [
        {"exercise": "bridge", "reps": "3x10"},
        {"exercise": "bridge", "sets": "3"},
        {"exercise": "bridge", "work": "bridge 10", "load": "2"},
        {"reps_target": "20"},
        {"reps_done": "8", "reps_target": "20"},
        {"by": "Ben", "reason": "no event"},
        {"event": "reinjury", "by": "Ben"},
        {"side": "both", "pain": "3"},
        {"date": "2026-03-02T10:30:20", "time": "10:30"},
        MOVE,
    ],
)
def test_fields_that_go_together_are_none(row: Row) -> None:
    assert len(take(row, injured="left").entries) == 1


def test_a_blank_text_is_none() -> None:
    assert told({**MOVE, "by": " "}) == [(2, "RF224", "event")]
    assert told({"exercise": "  ", "sets": "3"}) == [(2, "RF221", "sets")]
    (entry,) = take({"exercise": " ", "to": " ", "note": " ", "pain": "3"}).entries
    assert (entry.work, entry.to, entry.note, entry.pain("during")) == ((), None, None, 3)


def test_an_event_that_is_not_read_leaves_the_rest_of_its_entry_alone() -> None:
    assert told({**MOVE, "event": "overide"}) == [(2, "RF216", "event")]


def test_every_problem_of_an_entry_is_told() -> None:
    row = {"date": "2026-02-30", "pain": "11", "sets": "x", "to": "acute", "pian": "3"}
    codes = {code for _, code, _ in told(row)}
    assert codes == {"RF203", "RF212", "RF211", "RF221", "RF225", "RF110"}


def test_a_source_without_dates_says_so_once() -> None:
    intake = Intake(Records(), undated=True)
    intake.record(2, {"pain": "11"})
    intake.record(3, {"pain": "3"})
    with pytest.raises(LogError) as error:
        intake.log()
    assert [problem.code for problem in error.value.problems] == ["RF212"]


def test_an_entry_may_not_lie_ahead() -> None:
    assert len(take({"date": "2026-03-04"}, latest=dt.date(2026, 3, 4)).sessions) == 1
    assert told({"date": "2026-03-05"}, latest=dt.date(2026, 3, 4)) == [(2, "RF205", "date")]


def test_what_an_entry_says_is_told_to_be_the_same_but_for_its_date() -> None:
    intake = Intake(Records())
    rest = intake.record(2, {"date": "2026-03-02", "pain": "3"})
    assert rest is not None
    assert module.entry_of(dt.date(2026, 3, 2), 2, rest) == intake.entries[0]
    assert intake.record(3, {"date": "2026-03-03", "event": "red_flag"}) is None


# ---------------------------------------------------------------- the header


def test_a_header_says_who_and_which_leg_and_when_and_by_what() -> None:
    header = {"patient": "Maya", "injured": "left", "injury": "1/3/2026", "protocol": "x@1"}
    log = take({"pain": "3"}, header=header, date_format="dmy")
    assert (log.patient, log.injured, log.protocol) == ("Maya", "left", "x@1")
    assert log.injury == dt.date(2026, 3, 1)
    assert take({}, header=header, patient="17", date_format="mdy").patient == "17"


def test_a_header_is_read_strictly() -> None:
    assert told({}, header={"injury": "1/3/2026"}) == [(1, "RF204", "injury")]
    assert told({}, header={"injuerd": "left"}) == [(1, "RF110", "injuerd")]
    assert told({}, header={"injured": "left"}, injured="right") == [(1, "RF228", "injured")]


def test_a_name_of_the_header_stands_once() -> None:
    intake = Intake(Records())
    intake.head(1, {"injured": "left"})
    intake.head(2, {"injured": "left"})
    with pytest.raises(LogError) as error:
        intake.log()
    (problem,) = error.value.problems
    assert (problem.code, problem.line, problem.other) == ("RF111", 2, (1, 0))


# ---------------------------------------------------------------- the whole log


def test_where_a_side_is_named_the_injured_leg_must_be_known() -> None:
    rows = ({"pain": "3"}, {"side": "right"}, {"side": "left"})
    assert told(*rows) == [(3, "RF227", "side")]
    assert told(*rows, header={"injured": "lfet"}) == [(1, "RF216", "injured")]
    assert take(*rows, injured="left").injured == "left"
    assert take(*rows, default_injured="left").injured == "left"
    assert take(*rows, header={"injured": "left"}, default_injured="right").injured == "left"


def test_all_times_have_a_zone_or_none_has() -> None:
    zoned, plain = {"date": "2026-03-02T10:30Z"}, {"date": "2026-03-03", "time": "10:30"}
    (problem,) = problems(zoned, zoned, plain, plain)
    assert (problem.line, problem.field, problem.other) == (4, "time", (2, 0))
    assert problem.message == "time has no time zone, and the time on line 2 has one"
    (problem,) = problems(plain, zoned)
    assert (problem.line, problem.field, problem.other) == (3, "date", (2, 0))
    assert problem.message == "date has a time zone, and the time on line 2 has none"
    assert (
        len(take(zoned, {"date": "2026-03-04T10:30+02:00"}, {"date": "2026-03-05"}).entries) == 3
    )
    assert len(take(plain, {"date": "2026-03-04 10:30", "time": "10:30"}).entries) == 2


def test_decisions_of_one_date_and_kind_name_one_stage() -> None:
    other = {**MOVE, "to": "isometric"}
    assert len(take(MOVE, MOVE, {**other, "event": "clear"}).entries) == 3
    assert len(take(MOVE, {**other, "date": "2026-03-03"}).entries) == 2
    (problem,) = problems(MOVE, other, MOVE)
    assert (problem.line, problem.code, problem.other) == (3, "RF229", (2, 0))


def test_a_stage_is_one_of_the_protocols() -> None:
    rows = (MOVE, {**MOVE, "date": "2026-03-03", "to": "Isometric"})
    assert len(take(*rows).entries) == 2
    (problem,) = problems(*rows, protocol=Names())
    assert (problem.line, problem.code, problem.hint) == (3, "RF230", "did you mean 'isometric'?")
    (problem,) = problems({**MOVE, "to": "referred"}, protocol=Names())
    assert "red_flag" in problem.hint


def test_a_stage_that_is_none_is_told_beside_what_else_is_wrong_with_its_entry() -> None:
    row = {"date": "2026-02-30", "event": "clear", "to": "moon", "by": "Ben"}
    codes = [code for _, code, _ in told(row, protocol=Names())]
    assert codes == ["RF203", "RF224", "RF230"]


def test_an_exercise_that_the_protocol_does_not_know_is_a_warning_once() -> None:
    rows = (
        {"exercise": "heel-dgi"},
        {"exercise": "Heel_Dgi"},
        {"work": "bridge; moon  walk 10; all"},
        {"exercise": "Bridge"},
    )
    assert take(*rows).warnings == ()
    first, second = take(*rows, protocol=Names()).warnings
    assert (first.line, first.code, first.field) == (2, "RF291", "exercise")
    assert (first.message, first.hint) == (
        "exercise is 'heel-dgi', which the protocol does not know",
        "did you mean 'heel-dig'?",
    )
    assert (second.line, second.message) == (
        4,
        "work has 'moon walk', which the protocol does not know",
    )


def test_work_that_stands_twice_is_a_warning_a_date() -> None:
    work = {"exercise": "bridge", "sets": "3", "reps": "10"}
    later = {**work, "date": "2026-03-03"}
    assert take(work, later).warnings == ()
    (warning,) = take(work, work).warnings
    assert (warning.line, warning.code, warning.other) == (3, "RF292", (2, 0))
    other = {**work, "exercise": "Lift"}
    assert take(work, other).warnings == ()
    (warning,) = [
        each for each in take(work, other, protocol=Names()).warnings if each.code == "RF292"
    ]
    assert (warning.line, warning.other) == (3, (2, 0))
    first, second = take(work, later, work, later, {**work, "exercise": "BRIDGE"}).warnings
    assert first.message == (
        "date is 2026-03-02, with the work of line 2 once more, and so in 2 rows; it counts once"
    )
    assert (second.line, second.other) == (5, (3, 0))


def test_of_two_rows_the_one_with_a_time_counts() -> None:
    work = {"exercise": "bridge", "sets": "3", "reps": "10"}
    (warning,) = take(work, {**work, "time": "10:30"}).warnings
    assert (warning.line, warning.other) == (3, (2, 0))


def test_dates_in_a_local_order_are_told_what_fits_all_of_them() -> None:
    def hints(*dates: str) -> set[str]:
        found = problems(*({"date": each} for each in dates))
        return {problem.hint for problem in found if problem.code == "RF204"}

    assert hints("3/4/2026", "2026-13-01", "5/4/2026") == {
        "day/month and month/day both fit all dates here: say --date-format dmy or mdy"
    }
    assert hints("3/4/2026", "13/4/2026", "31/4/2026") == {
        "only day/month fits all dates here: say --date-format dmy if that is meant"
    }
    assert hints("3/4/2026", "4/13/2026") == {
        "only month/day fits all dates here: say --date-format mdy if that is meant"
    }
    assert hints("13/4/2026", "4/13/2026") == {
        "neither day/month nor month/day fits all dates here: write YYYY-MM-DD"
    }


def test_too_many_problems_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PROBLEMS", 3)
    found = problems(*[{"pain": "11"}] * 5)
    assert [(each.line, each.code) for each in found] == [
        (0, "RF119"),
        (2, "RF212"),
        (3, "RF212"),
        (4, "RF212"),
        (5, "RF212"),
    ]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(1, 60))
def test_a_log_is_refused_where_any_entry_lies_ahead_and_nowhere_else(
    days: list[int], latest: int
) -> None:
    rows = [{"date": date(day).isoformat(), "pain": "3"} for day in days]
    ahead = [line for line, day in enumerate(days, 1) if day > latest]
    try:
        log = Log.from_entries(rows, latest=date(latest))
    except LogError as error:
        assert [(each.code, each.line) for each in error.problems] == [
            ("RF205", line) for line in ahead
        ]
    else:
        assert not ahead
        assert len(log.entries) == len(days)
