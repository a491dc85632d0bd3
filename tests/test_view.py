"""What a gate sees: where each window begins, and what it still lacks."""

from __future__ import annotations

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, dose, on

from rehabflow.prescription import Prescription
from rehabflow.rule import Span
from rehabflow.session import Session
from rehabflow.view import View

HEEL = Prescription((dose("heel-dig", 3, 10),))
DAILY = [on(number, ALL) for number in range(1, 9)]


def seen(
    text: str,
    *sessions: Session,
    advance: bool = True,
    since: int | None = None,
    newest: int | None = None,
    asked: int | None = None,
) -> tuple[list[int], int]:
    """The days in a window, and how many training sessions it could still hold."""
    window = make.window(
        text,
        *sessions,
        prescription=HEEL,
        advance=advance,
        since=since,
        newest=newest,
        asked=asked,
    )
    return make.numbers(window), window.missing


# ---------------------------------------------------------------- last: N sessions


def test_the_last_sessions_are_training_sessions_and_all_others_from_the_first_of_them() -> None:
    log = [on(1, ALL), on(2), on(3, ALL), on(4), on(5, ALL), on(6)]
    assert seen("1 session", *log) == ([5, 6], 0)
    assert seen("2 sessions", *log) == ([3, 4, 5, 6], 0)
    assert seen("3 sessions", *log) == ([1, 2, 3, 4, 5, 6], 0)


def test_of_fewer_than_so_many_training_sessions_all_that_is_seen_is_in() -> None:
    log = [on(1), on(2, ALL), on(3), on(4, ALL)]
    assert seen("2 sessions", *log) == ([2, 3, 4], 0)
    assert seen("3 sessions", *log) == ([1, 2, 3, 4], 1)
    assert seen("5 sessions", *log) == ([1, 2, 3, 4], 3)


def test_the_sessions_before_the_date_are_counted_from_before_it() -> None:
    view = make.view(*DAILY[:4], prescription=HEEL)
    window = view.window(Span(2), before=True)
    assert make.numbers(window) == [2, 3, 4]
    alone = make.view(*DAILY[:4], prescription=HEEL, since=5).window(Span(2), before=True)
    assert (make.numbers(alone), alone.missing) == ([], 2)


def test_a_refer_or_setback_gate_misses_no_session_that_was_not_there_to_log() -> None:
    log = [on(1), on(2, ALL)]
    assert seen("3 sessions", *log, advance=False) == ([1, 2], 0)


@pytest.mark.parametrize(("since", "found"), [(3, ([3, 4], 1)), (4, ([4], 2)), (5, ([], 3))])
def test_sessions_before_the_stage_are_not_seen(since: int, found: tuple[list[int], int]) -> None:
    assert seen("3 sessions", *DAILY[:4], since=since) == found


# ---------------------------------------------------------------- last: N days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 day", [8]),
        ("2 days", [7, 8]),
        ("1 week", [2, 3, 4, 5, 6, 7, 8]),
        ("8 days", [*range(1, 9)]),
    ],
)
def test_the_last_days_are_those_after_the_date_minus_so_many(text: str, days: list[int]) -> None:
    assert seen(text, *DAILY) == (days, 0)


def test_a_day_counts_by_the_calendar_not_by_what_is_logged() -> None:
    assert seen("3 days", on(1, ALL), on(3), on(6, ALL)) == ([6], 0)
    assert seen("4 days", on(1, ALL), on(3), on(6, ALL)) == ([3, 6], 0)
    assert seen("3 days", on(1, ALL), asked=9) == ([], 0)


@pytest.mark.parametrize(("since", "missing"), [(1, 0), (2, 0), (3, 0), (4, 1), (5, 2), (6, 3)])
def test_n_days_are_full_when_the_date_and_the_first_day_seen_are_n_minus_1_apart(
    since: int, missing: int
) -> None:
    """Asked on the 5th for 3 days: the 3rd, the 4th and the 5th."""
    log = DAILY[:5]
    held = [number for number in (3, 4, 5) if number >= since]
    assert seen("3 days", *log, since=since) == (held, missing)
    assert seen("3 days", *log, since=since, advance=False) == (held, 0)


# ---------------------------------------------------------------- last: stage


@pytest.mark.parametrize(("since", "days"), [(1, [1, 2, 3]), (2, [2, 3]), (3, [3]), (4, [])])
def test_the_stage_is_all_from_its_first_day_on_and_never_lacks_anything(
    since: int, days: list[int]
) -> None:
    assert seen("stage", *DAILY[:3], since=since) == (days, 0)


# ---------------------------------------------------------------- within: N days


@pytest.mark.parametrize(("asked", "days"), [(7, [1, 2]), (8, [1, 2]), (9, [2]), (10, [])])
def test_a_value_dated_so_many_days_back_is_still_in(asked: int, days: list[int]) -> None:
    assert seen("within 7 days", on(1), on(2), asked=asked) == (days, 0)


def test_newest_values_are_seen_over_an_advance_but_not_past_a_setback() -> None:
    assert seen("within 7 days", *DAILY, since=8) == ([*range(1, 9)], 0)
    assert seen("within 7 days", *DAILY, since=8, newest=5) == ([5, 6, 7, 8], 0)
    assert seen("within 2 days", *DAILY, since=8, newest=5) == ([6, 7, 8], 0)
    assert seen("within 7 days", *DAILY, newest=9, asked=9) == ([], 0)


@pytest.mark.parametrize(
    ("newest", "asked", "any_seen"), [(1, 2, True), (2, 2, True), (3, 3, False), (2, 30, True)]
)
def test_a_window_knows_whether_any_session_may_be_looked_at_at_all(
    newest: int, asked: int, any_seen: bool
) -> None:
    window = make.window("within 7 days", on(1), on(2), newest=newest, asked=asked)
    assert window.seen is any_seen


def test_before_any_session_none_is_seen() -> None:
    assert View([], advance=True).window(Span.parse("within 7 days")).seen is False


# ---------------------------------------------------------------- every window


def test_a_criterion_without_a_window_sees_its_dates_and_no_session() -> None:
    window = make.view(*DAILY, since=3, entered=2).window(None)
    assert (make.numbers(window), window.missing, window.span) == ([], 0, None)
    assert (window.date, window.entered) == (make.date(8), make.date(2))


@pytest.mark.parametrize("text", ["2 sessions", "3 days", "stage", "within 7 days"])
def test_a_window_carries_whether_its_author_leaves_out_what_is_missing(text: str) -> None:
    view = make.view(*DAILY)
    assert view.window(Span.parse(text), ignore=True).ignore is True
    assert view.window(Span.parse(text)).ignore is False
    assert view.window(Span.parse(text)).seen is True


DAYS = st.lists(
    st.tuples(st.integers(1, 12), st.booleans()),
    min_size=1,
    unique_by=lambda day: day[0],
).map(sorted)


@given(DAYS, st.integers(1, 14), st.integers(1, 14), st.integers(1, 5), st.booleans())
def test_windows_hold_what_the_contract_says(
    drawn: list[tuple[int, bool]], since: int, newest: int, count: int, advance: bool
) -> None:
    log = [on(number, *([ALL] if trained else [])) for number, trained in drawn]
    today = drawn[-1][0]
    since = min(since, today + 1)
    there = [number for number, _ in drawn if number >= since]
    trained = [number for number, each in drawn if each and number >= since]

    def look(text: str) -> tuple[list[int], int]:
        return seen(text, *log, advance=advance, since=since, newest=newest)

    short = max(0, count - len(trained)) if advance else 0
    first = trained[-count] if len(trained) >= count else 0
    assert look(f"{count} sessions") == ([n for n in there if n >= first], short)
    unseen = len([day for day in range(today - count + 1, today + 1) if day < since])
    held = [number for number in there if number > today - count]
    assert look(f"{count} days") == (held, unseen if advance else 0)
    assert look("stage") == (there, 0)
    values = [n for n, _ in drawn if n >= newest and n >= today - count]
    assert look(f"within {count} days") == (values, 0)
