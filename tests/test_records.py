"""A log from plain Python data, as strictly as from a file; and back through JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow import Entry, Log, LogError, Session, Work
from rehabflow.entry import MOMENTS
from rehabflow.readers.log import read_log_bytes
from rehabflow.records import cells_of_entry

DAY = dt.date(2026, 3, 2)


def one(**fields: Any) -> Entry:
    """The entry that some values make."""
    (entry,) = Log.from_entries([{"date": DAY, **fields}]).entries
    return entry


def told(entries: Iterable[Any], **options: Any) -> list[tuple[int, str, str]]:
    with pytest.raises(LogError) as error:
        Log.from_entries(entries, **options)
    return [(each.line, each.code, each.message) for each in error.value.problems]


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("value", "pain"),
    [
        (3, 3),
        ("3", 3),
        ("2.5", Fraction(5, 2)),
        (2.5, Fraction(5, 2)),
        (3.0, 3),
        (1e-06, Fraction(1, 10**6)),
        (0.1, Fraction(1, 10)),
        (Decimal("2.50"), Fraction(5, 2)),
        (Decimal("1E+1"), 10),
        (Fraction(5, 2), Fraction(5, 2)),
        (None, None),
        ("", None),
    ],
)
def test_a_number_is_taken_exactly(value: object, pain: object) -> None:
    assert one(pain=value).pain("during") == pain


class Level(IntEnum):
    SEVERE = 7


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "True, not a number"),
        (float("nan"), "'NaN', not a number"),
        (float("inf"), "'Infinity', not a number"),
        (-0.0, "'-0.0', outside"),
        (0.1 + 0.2, "'0.30000000000000004', not a number"),
        (1e300, "'1E+300', not a number"),
        (Decimal("sNaN"), "'sNaN', not a number"),
        (Decimal("1E+999999999"), "'1E+999999999', not a number"),
        (Fraction(1, 3), "'1/3', not a number"),
        (10**5000, "a number of thousands of digits, not a number"),
        (Fraction(10**5000), "a number of thousands of digits, not a number"),
        (11, "'11', outside 0 to 10"),
        ([3], "a list, not a number"),
        (b"3", "a bytes, not a number"),
        (object(), "a object, not a number"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_number_is_refused(value: object, said: str) -> None:
    ((line, _, message),) = told([{"date": DAY, "pain": value}])
    assert line == 1 and message.startswith(f"pain is {said}")


def test_a_number_of_another_kind_of_int_is_one() -> None:
    assert one(pain=Level.SEVERE).pain("during") == 7


def test_dates_and_times_are_taken_as_they_are() -> None:
    (entry,) = Log.from_entries([{"date": dt.datetime(2026, 3, 2, 18, 5, tzinfo=dt.UTC)}]).entries
    assert (entry.date, entry.time) == (DAY, dt.time(18, 5, tzinfo=dt.UTC))
    assert one(time=dt.time(18, 5)).time == dt.time(18, 5)
    for time in (dt.time(18, 5, 1), dt.time(18, 5, tzinfo=dt.UTC), dt.time(18, 5, 0, 1)):
        assert told([{"date": DAY, "time": time}])[0][1] == "RF206"
    assert told([{"date": 20260302}])[0][1] == "RF202"


def test_a_number_may_stand_for_a_text_and_nothing_else_may() -> None:
    assert one(note=5, exercise=Fraction(5, 2)).note == "5"
    assert told([{"date": DAY, "note": True}])[0][2] == "note is not text"
    assert told([{"date": DAY, "by": ["Ben"]}])[0][2] == "by is not text"


def test_every_name_is_known_even_where_its_value_is_absent() -> None:
    codes = [code for _, code, _ in told([{"date": DAY, "mood": None, 5: "x", "line": 3}])]
    assert codes == ["RF110", "RF110", "RF110"]


def test_what_is_no_entry_is_named_by_its_number() -> None:
    found = told([{"date": DAY}, "2026-03-02", {"pain": 3}, None])
    assert found[0] == (2, "RF118", "this is a str, not an entry")
    assert [(line, code) for line, code, _ in found] == [(2, "RF118"), (3, "RF201"), (4, "RF118")]


def test_what_a_log_says_of_itself_is_said_beside_the_entries() -> None:
    log = Log.from_entries(
        [{"date": "3/4/2026", "side": "left"}],
        patient="Maya",
        injured="right",
        injury=dt.date(2026, 2, 27),
        protocol="example-strain@1.0.0",
        date_format="dmy",
    )
    assert (log.patient, log.injured, log.protocol, log.path) == (
        "Maya",
        "right",
        "example-strain@1.0.0",
        "",
    )
    assert log.injury == dt.date(2026, 2, 27)
    assert Log.from_entries([], injury="2026-02-27").injury == dt.date(2026, 2, 27)
    assert [code for _, code, _ in told([], injured="Right", injury="soon")] == ["RF202", "RF216"]
    assert told([{"date": DAY}], latest=dt.date(2026, 3, 1))[0][1] == "RF205"


# ---------------------------------------------------------------- and back


GOOD = (Path(__file__).parent / "golden" / "logs" / "good.csv").read_bytes()
WORKS = st.sampled_from(
    [
        (),
        (Work("all", as_prescribed=True),),
        (Work("heel-dig", 3, 10, Fraction(17, 2), 5),),
        (Work("odd; name 3", None, (10, 10, 8)),),
        (Work("bridge", 3), Work("heel-dig", 3, 10, 8), Work("x", None, (1, 0))),
        (Work("bridge"), Work("all", as_prescribed=True), Work("bridge", None, 4)),
    ]
)
RATING = st.none() | st.integers(0, 10) | st.sampled_from([Fraction(1, 2), Fraction(1, 10**6)])
ZONE = dt.timezone(dt.timedelta(hours=5, minutes=-30))
ENTRIES = st.builds(
    Entry,
    date=st.dates(),
    line=st.integers(1, 10**6),
    time=st.none() | st.times(timezones=st.just(ZONE)),
    ratings=st.tuples(*[RATING] * len(MOMENTS)),
    aslr=st.none() | st.integers(0, 180),
    aslr_other=RATING,
    work=WORKS,
    reps_target=st.none() | st.integers(0, 99),
    event=st.sampled_from([None, "red_flag", "reinjury"]),
    note=st.none() | st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
)


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.date), st.sampled_from([None, "left"]))
def test_a_log_is_the_same_out_of_its_json(entries: list[Entry], injured: Any) -> None:
    sessions = tuple(
        Session(entry.date, (entry,), injured) for entry in sorted(entries, key=lambda e: e.date)
    )
    log = Log("Maya", sessions, injured, DAY, "example", "maya.csv")
    assert Log.from_json(log.to_json()) == log
    assert Log.from_json(log.to_json()).to_json() == log.to_json()


def test_the_warnings_of_a_log_are_kept() -> None:
    data = b"date,exercise,sets\n2026-03-02,bridge,3\n2026-03-02,bridge,3\n2026-03-03,bridge,3\n"
    log = read_log_bytes(data, "maya.csv", "csv")
    assert log.warnings[0].other == (2, 1)
    assert Log.from_json(log.to_json()) == log


def test_a_log_of_a_file_is_the_same_out_of_its_json() -> None:
    log = read_log_bytes(GOOD, "maya.csv", "csv")
    assert Log.from_json(log.to_json()) == log
    assert Log.from_dict(log.to_dict()).entries[0].line == log.entries[0].line


def test_a_session_is_the_same_out_of_its_json() -> None:
    for session in read_log_bytes(GOOD, "maya.csv", "csv").sessions:
        again = Session.from_dict(json.loads(json.dumps(session.to_dict())))
        assert again == session and again.path == "maya.csv"


def test_what_is_written_of_an_entry_can_be_read_as_a_log() -> None:
    entries = read_log_bytes(GOOD, "maya.csv", "csv").entries
    plain = [{k: v for k, v in entry.to_dict().items() if k != "line"} for entry in entries]
    again = Log.from_entries(plain, injured="right").entries
    assert [entry.work for entry in again] == [entry.work for entry in entries]


@pytest.mark.parametrize(
    "work",
    [
        (Work("a"), Work("b", load=3)),
        (Work("a"), Work("b", 3)),
        (Work("a"), Work("b 3")),
        (Work("all", as_prescribed=True), Work("b; c")),
    ],
)
def test_work_that_no_log_can_say_is_not_written(work: tuple[Work, ...]) -> None:
    with pytest.raises(ValueError, match="no log can say"):
        Entry(DAY, work=work).to_dict()


LOG = read_log_bytes(GOOD, "maya.csv", "csv").to_dict()
WARNING = {
    "path": "a",
    "line": 1,
    "column": 1,
    "code": "RF292",
    "message": "m",
    "field": "",
    "expected": "",
    "hint": "",
    "excerpt": "",
    "width": 1,
    "other": [1, 2],
    "other_excerpt": "",
}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {**LOG, "entries": None},
        {**LOG, "entries": [5]},
        {**LOG, "entries": [{"date": "2026-03-02", "line": -1, "pain": 11}]},
        {**LOG, "warnings": {}},
        {**LOG, "warnings": [5]},
        {**LOG, "warnings": [{**WARNING, "line": "1"}]},
        {**LOG, "warnings": [{**WARNING, "other": 5}]},
        {**LOG, "warnings": [{**WARNING, "other": [1]}]},
        {**LOG, "warnings": [{**WARNING, "fix": 5}]},
        {**LOG, "warnings": [{**WARNING, "fix": [{"line": 1}]}]},
        {**LOG, "path": 5},
        {**LOG, "injured": "Right"},
        {**LOG, "more": 1},
        {name: value for name, value in LOG.items() if name != "path"},
    ],
)
def test_what_is_no_log_is_refused(data: Any) -> None:
    assert Log.from_dict(LOG)
    assert Log.from_dict({**LOG, "warnings": [WARNING, {**WARNING, "other": None}]})
    fix = [{"line": 1, "column": 2, "end": 3, "text": "a"}]
    mended = Log.from_dict({**LOG, "warnings": [{**WARNING, "fix": fix}]})
    assert mended.to_dict()["warnings"][0]["fix"] == fix
    with pytest.raises(LogError):
        Log.from_dict(data)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"path": NaN}', "null"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(LogError):
        Log.from_json(text)


def test_a_session_has_one_date() -> None:
    entries = [{"date": "2026-03-02"}, {"date": "2026-03-03"}]
    for found in (entries, []):
        with pytest.raises(LogError):
            Session.from_dict({"path": "", "injured": None, "entries": found})


@pytest.mark.parametrize("name", ["x @", "a @8s @9s", "; "])
def test_work_that_no_cell_of_a_day_can_say_keeps_its_own_columns(name: str) -> None:
    entry = one(exercise=name, sets=1, reps=5)
    cells = cells_of_entry(entry, set())
    assert (cells["exercise"], cells["sets"], cells["reps"]) == (name.strip(), "1", "5")
    assert "work" not in cells
