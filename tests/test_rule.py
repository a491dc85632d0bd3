"""What a rule is given to read, and the helpers that it measures with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import make
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, did, dose, on

from rehabflow.entry import Number
from rehabflow.prescription import Prescription
from rehabflow.rule import Reading, Rule, Span, Window, on_dates, percent

HEEL = Prescription((dose("heel-dig", 3, 10),))


@frozen
class Raise(Rule):
    """The newest leg raise."""

    unit, scale, better, label = "deg", (0, 180), "higher", "leg raise"
    window, reads = "within 7 days", ("aslr",)

    def measure(self, window: Window) -> Reading:
        return self.newest(window, lambda day: day.aslr)


@frozen
class Bare(Rule):
    """A rule that takes no window."""

    unit, scale, label = "count", (0, None), "entries"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(len(window))


# ---------------------------------------------------------------- how far a criterion looks


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [
        ("3 sessions", Span(3), "last 3 sessions"),
        ("1 session", Span(1), "last 1 session"),
        ("1 sessions", Span(1), "last 1 session"),
        ("99999 sessions", Span(99999), "last 99999 sessions"),
        ("7 days", Span(7, "days"), "last 7 days"),
        ("1 day", Span(1, "days"), "last 1 day"),
        ("2 weeks", Span(14, "days"), "last 14 days"),
        ("1 week", Span(7, "days"), "last 7 days"),
        ("stage", Span(None, "stage"), "this stage"),
        ("within 7 days", Span(7, "days", newest=True), "within 7 days"),
        ("within 1 day", Span(1, "days", newest=True), "within 1 day"),
        ("within 2 weeks", Span(14, "days", newest=True), "within 14 days"),
    ],
)
def test_a_window_is_read_as_its_author_says_it(text: str, span: Span, words: str) -> None:
    assert Span.parse(text) == span
    assert str(span) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "sessions",
        "0 sessions",
        "-1 days",
        "03 days",
        "1.5 days",
        "100000 days",
        "3  sessions",
        " 3 sessions",
        "3 sessions ",
        "3 sessions\n",
        "3 Sessions",
        "3 months",
        "٣ days",
        "last 3 sessions",
        "within 3 sessions",
        "within 1 session",
        "within stage",
        "this stage",
        "Stage",
    ],
)
def test_anything_else_is_no_window(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Span.parse(text)
    assert refused.value.args == (text,)


@given(st.integers(1, 14_285), st.sampled_from(["session", "day", "week"]), st.booleans())
def test_a_window_says_its_length_in_sessions_or_days(count: int, unit: str, newest: bool) -> None:
    newest = newest and unit != "session"
    text = f"{'within ' if newest else ''}{count} {unit}{'s' if count > 1 else ''}"
    days = count * 7 if unit == "week" else count
    expected = Span(days, "sessions" if unit == "session" else "days", newest)
    assert Span.parse(text) == expected
    assert Span.parse(str(expected).removeprefix("last ")) == expected


# ---------------------------------------------------------------- a window of sessions


LOGGED = on(1, ALL), on(2, pain=1), on(3, ALL, pain=2), on(5, ALL), on(6, aslr=70)


def looked(text: str, **seen: Any) -> Window:
    return make.window(text, *LOGGED, prescription=HEEL, **seen)


def test_a_window_is_read_oldest_first_or_backwards() -> None:
    window = looked("2 sessions")
    assert make.numbers(window) == [3, 5, 6]
    assert [make.number_of(day.date) for day in reversed(window)] == [6, 5, 3]
    assert len(window) == 3


def test_the_training_sessions_of_a_window_are_counted_without_being_built() -> None:
    window = looked("2 sessions")
    assert len(window.trained) == 2
    assert [make.number_of(day.date) for day in window.trained] == [3, 5]


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(1, 9), st.integers(1, 9))
def test_their_count_is_always_how_many_there_are(
    trained: list[bool], since: int, days: int
) -> None:
    sessions = [on(at, *([ALL] if each else [])) for at, each in enumerate(trained, 1)]
    for text in (f"{days} days", f"{days} sessions", f"within {days} days", "stage"):
        window = make.window(text, *sessions, prescription=HEEL, since=since)
        assert len(window.trained) == len(list(window.trained)), text


def test_an_empty_window_holds_no_training() -> None:
    window = make.window("3 days", on(1, ALL), prescription=HEEL, asked=9)
    assert (len(window), len(window.trained), list(window.trained)) == (0, 0, [])


def test_a_window_knows_when_it_is_asked_and_when_the_stage_was_entered() -> None:
    window = looked("3 days", entered=4)
    assert (window.date, window.entered) == (make.date(6), make.date(4))
    assert window.span == Span(3, "days")


@pytest.mark.parametrize(
    ("text", "missing", "words"),
    [
        ("5 sessions", 2, "2 of the last 5 sessions are still to come"),
        ("4 sessions", 1, "1 of the last 4 sessions is still to come"),
        ("8 days", 2, "not all of the last 8 days can be seen yet"),
    ],
)
def test_what_a_window_is_short_of_is_said(text: str, missing: int, words: str) -> None:
    window = looked(text)
    assert window.missing == missing
    assert window.lacks() == words


# ---------------------------------------------------------------- a day


def test_a_day_says_what_its_session_says() -> None:
    (day,) = make.days_of([on(1, pain=3, pain_after=5, aslr=60, aslr_other=80)])
    ratings = [day.pain(moment) for moment in ("during", "after", "morning", "test")]
    assert ratings == [3, 5, None, None]
    assert (day.aslr, day.aslr_other) == (60, 80)


def test_a_day_tells_how_much_of_the_prescription_was_done_of_all_or_of_one() -> None:
    both = Prescription((dose("heel-dig", 3, 10), dose("bridge", 1, 6)))
    (day,) = make.days_of([on(1, did("heel-dig", 3, 9))], both, since=1)
    for _ in range(2):
        assert day.completion() == (Fraction(9, 20), Fraction(9, 20))
        assert day.completion("heel-dig") == (Fraction(9, 10), Fraction(9, 10))
        assert day.completion("bridge") == (0, 0)


# ---------------------------------------------------------------- readings and rules


def test_a_reading_is_one_value_or_nothing_or_a_range() -> None:
    assert Reading.exactly(3) == Reading(3, 3, None, (), empty=False)
    assert Reading.nothing("no pain was logged") == Reading(
        None, None, "no pain was logged", (), empty=True
    )


def test_a_rule_says_what_it_is_called_and_reads_by_default() -> None:
    rule = Raise()
    assert rule.called() == "leg raise"
    assert rule.fields_read() == ("aslr",)
    assert rule.default_window() == Span(7, "days", newest=True)
    assert rule.may_ignore is False


def test_a_rule_without_a_window_takes_none() -> None:
    rule = Bare()
    assert rule.default_window() is None
    assert rule.better is None
    assert rule.fields_read() == ()


def test_a_rule_that_measures_nothing_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="measure"):
        Rule()  # type: ignore[abstract]


@pytest.mark.parametrize(
    ("sessions", "value", "day"),
    [
        ([on(1, aslr=60)], 60, 1),
        ([on(1, aslr=60), on(2, aslr=50)], 50, 2),
        ([on(1, aslr=60), on(2, pain=1)], 60, 1),
        ([on(1, aslr=0), on(2, pain=1)], 0, 1),
    ],
)
def test_the_newest_value_counts_not_the_best(
    sessions: list[Any], value: Number, day: int
) -> None:
    window = make.window("within 7 days", *sessions)
    reading = Raise().measure(window)
    assert (reading.low, reading.high, reading.unknown) == (value, value, None)
    ((cited, found),) = reading.evidence  # type: ignore[misc]
    assert (make.number_of(cited.date), found) == (day, value)


def test_a_newest_value_that_was_not_logged_could_be_anything_of_its_scale() -> None:
    reading = Raise().measure(make.window("within 7 days", on(1, pain=1)))
    assert reading == Reading(0, 180, "no leg raise on record that still counts", ())


@pytest.mark.parametrize(
    "window",
    [
        make.window("within 7 days", on(1, pain=1), ignore=True),
        make.window("within 7 days", on(1, pain=1), newest=2, asked=2),
    ],
    ids=["left out by the author", "no session is seen"],
)
def test_there_is_nothing_to_read(window: Window) -> None:
    assert Raise().measure(window) == Reading.nothing("no leg raise on record that still counts")


# ---------------------------------------------------------------- helpers


@pytest.mark.parametrize(
    ("part", "whole", "value"),
    [
        (1, 1, 100),
        (Fraction(27, 30), 1, 90),
        (0, 3, 0),
        (2, 3, Fraction(200, 3)),
        (3, 4, 75),
        (Fraction(17, 20) + Fraction(19, 20) + Fraction(18, 20), 3, 90),
        (Fraction(1, 3), 2, Fraction(50, 3)),
    ],
)
def test_a_percentage_is_exact(part: Number, whole: int, value: Number) -> None:
    assert percent(part, whole) == value


@given(st.integers(0, 500) | st.fractions(0, 9), st.integers(1, 60))
def test_a_percentage_is_a_hundred_times_the_share(part: Number, whole: int) -> None:
    assert percent(part, whole) == Fraction(part) / whole * 100


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([11], "on 2026-03-11"),
        ([10, 11], "on 2026-03-10 and 2026-03-11"),
        ([9, 10, 11], "on 2026-03-09, 2026-03-10 and 2026-03-11"),
    ],
)
def test_dates_are_listed_in_words(numbers: list[int], words: str) -> None:
    assert on_dates(make.days_of([on(number) for number in numbers])) == words
