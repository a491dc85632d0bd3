"""A log that only grows: an entry that replaces another stands in its place."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from rehabflow import Engine, Log, LogError, load_protocol


def log(*rows: dict[str, str]) -> Log:
    return Log.from_entries(rows, injured="right")


FIRST = {"date": "2026-03-02", "pain": "8", "work": "all", "id": "a"}


def test_a_correction_stands_in_place_of_what_it_replaces() -> None:
    found = log(FIRST, {"date": "2026-03-02", "pain": "2", "replaces": "a"})
    (session,) = found.sessions
    assert (session.rating(0), session.work) == ((2, 2), ())
    assert [entry.id for entry in found.replaced] == ["a"]
    (warning,) = found.warnings
    assert (warning.code, warning.line, warning.other) == ("RF293", 2, (1, 0))


def test_a_correction_can_be_corrected_and_take_a_row_out_or_to_an_earlier_day() -> None:
    found = log(
        FIRST,
        {"date": "2026-03-01", "pain": "2", "id": "b", "replaces": "a"},
        {"date": "2026-02-28", "replaces": "b"},
    )
    (session,) = found.sessions
    assert session.date == dt.date(2026, 2, 28)
    assert session.rating(0) is None
    assert [entry.id for entry in found.replaced] == ["a", "b"]


def test_the_order_of_a_log_is_nothing_to_its_corrections() -> None:
    rows = FIRST, {"date": "2026-03-02", "pain": "2", "replaces": "a"}
    one, other = log(*rows), log(*reversed(rows))
    assert [s.rating(0) for s in one.sessions] == [s.rating(0) for s in other.sessions]


def test_a_replaced_event_moves_nobody() -> None:
    engine = Engine(load_protocol("hamstring-strain"))
    flag = {"date": "2026-03-02", "event": "red_flag", "id": "a"}
    assert engine.replay(log(flag)).stage == "referred"
    assert engine.replay(log(flag, {"date": "2026-03-02", "replaces": "a"})).stage == "acute"


def test_a_replaced_override_does_not_disagree_with_the_one_that_replaces_it() -> None:
    def override(to: str, **more: str) -> dict[str, str]:
        said = {"date": "2026-03-02", "event": "override", "to": to, "by": "A", "reason": "B"}
        return said | more

    rows = override("isometric", id="a"), override("concentric", replaces="a")
    timeline = Engine(load_protocol("hamstring-strain")).replay(log(*rows))
    assert timeline.stage == "concentric"
    with pytest.raises(LogError, match="RF229"):
        log(override("isometric", id="a"), override("concentric"))


def test_corrections_survive_the_way_through_json() -> None:
    found = log(FIRST, {"date": "2026-03-02", "pain": "2", "replaces": "a"})
    again = Log.from_json(found.to_json())
    assert again == found
    assert again.sessions[0].from_dict(found.sessions[0].to_dict()) == found.sessions[0]


def test_a_log_until_a_date_keeps_its_corrections() -> None:
    found = log(FIRST, {"date": "2026-03-02", "pain": "2", "replaces": "a"})
    assert found.until(dt.date(2026, 3, 2)) == found


BAD = {"date": "2026-03-02", "pain": "82", "aslr": "70", "work": "all", "id": "a"}


def test_what_is_wrong_with_a_row_is_mended_by_a_row_that_replaces_it() -> None:
    with pytest.raises(LogError, match="RF212"):
        log(BAD)
    found = log(BAD, {"date": "2026-03-02", "pain": "2", "replaces": "a"})
    (session,) = found.sessions
    assert session.rating(0) == (2, 2)
    assert [each.code for each in found.warnings] == ["RF212", "RF293"]
    (replaced,) = found.replaced
    assert (replaced.aslr, replaced.doubtful) == (70, {"pain"})
    assert Log.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "2026-02-31"},
        {"id": "not an id"},
        {"id": "b", "replaces": "not an id"},
        {"id": "b", "replaces": "c"},
    ],
)
def test_a_row_whose_date_or_id_is_wrong_must_be_mended_itself(wrong: dict[str, str]) -> None:
    with pytest.raises(LogError):
        log(BAD | wrong, {"date": "2026-03-02", "pain": "2", "replaces": wrong.get("id", "a")})


def test_a_correction_with_a_fault_of_its_own_is_a_problem() -> None:
    with pytest.raises(LogError) as raised:
        log(BAD, {"date": "2026-03-02", "pain": "99", "id": "b", "replaces": "a"})
    assert [(each.line, each.code) for each in raised.value.problems] == [(2, "RF212")]


def test_a_correction_of_a_row_with_a_fault_is_dated_no_later_either() -> None:
    with pytest.raises(LogError, match="RF235"):
        log(BAD, {"date": "2026-03-03", "pain": "2", "replaces": "a"})


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"id": "a"}, {"id": "a"}], "RF231"),
        ([{"replaces": "a"}], "RF232"),
        ([{"id": "a"}, {"replaces": "a"}, {"replaces": "a"}], "RF233"),
        ([{"id": "a", "replaces": "a"}], "RF234"),
        ([{"id": "a"}, {"replaces": "a", "date": "2026-03-03"}], "RF235"),
        ([{"id": "a", "replaces": "b"}, {"id": "b", "replaces": "a"}], "RF234"),
    ],
)
def test_corrections_that_do_not_fit_are_problems(rows: list[dict[str, str]], code: str) -> None:
    with pytest.raises(LogError, match=code):
        log(*({"date": "2026-03-02"} | row for row in rows))


def test_a_correction_of_a_circle_is_no_circle_itself() -> None:
    rows = [{"id": "a", "replaces": "b"}, {"id": "b", "replaces": "a"}, {"replaces": "c"}]
    with pytest.raises(LogError) as raised:
        log(*({"date": "2026-03-02"} | row for row in [*rows, {"id": "c"}]))
    assert [problem.code for problem in raised.value.problems] == ["RF234", "RF234"]


def test_what_is_corrected_later_is_no_part_of_the_log_until_a_date() -> None:
    """The correction is of the 3rd, what it replaces of the 5th: on the 2nd there is neither."""
    found = log(
        {"date": "2026-03-01", "pain": "1"},
        {"date": "2026-03-05", "pain": "9", "id": "a"},
        {"date": "2026-03-04", "pain": "3", "id": "b", "replaces": "a"},
        {"date": "2026-03-03", "pain": "2", "replaces": "b"},
    )
    for day, kept in ((2, []), (3, ["a", "b"])):
        until = found.until(dt.date(2026, 3, day))
        assert [entry.id for entry in until.replaced] == kept
        assert Log.from_json(until.to_json()) == until


def test_a_circle_that_others_lead_to_is_told_of_its_own_entries_alone() -> None:
    rows = [
        {"date": "2026-03-02", "id": "a", "replaces": "b"},
        {"date": "2026-03-02", "id": "b", "replaces": "a"},
        {"date": "2026-03-02", "id": "c", "replaces": "d"},
        {"date": "2026-03-02", "id": "d", "replaces": "e"},
        {"date": "2026-03-02", "id": "e"},
    ]
    with pytest.raises(LogError) as raised:
        log(*rows)
    told = [(problem.code, problem.line) for problem in raised.value.problems]
    assert told == [("RF234", 1), ("RF234", 2)]


def test_ten_thousand_corrections_take_no_longer_than_as_many_entries() -> None:
    chain = [{"date": "2026-03-02", "id": "n0"}]
    chain += [
        {"date": "2026-03-02", "id": f"n{at}", "replaces": f"n{at - 1}"} for at in range(1, 10_000)
    ]
    started = time.process_time()
    found = log(*reversed(chain))
    assert len(found.replaced) == 9_999
    assert time.process_time() - started < 5


def test_the_nearest_id_is_looked_for_so_many_times_only() -> None:
    rows = [
        {"date": "2026-03-02", "id": f"squat-{at}", "replaces": f"sqat-{at}"} for at in range(200)
    ]
    with pytest.raises(LogError) as raised:
        log(*rows)
    hints = [problem.hint for problem in raised.value.problems]
    assert all(hints[:100])
    assert not any(hints[100:])
