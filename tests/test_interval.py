"""Intervals of readings, beside the numbers that lie in them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from rehabflow.check.interval import EMPTY, NOTHING, Interval
from rehabflow.limits import Limits

GRID = [Fraction(n, 2) for n in range(-2, 13)]
ENDS = st.sampled_from([None, *range(6)])
ANY = st.builds(Interval, ENDS, ENDS, st.booleans(), st.booleans())
INTERVALS = ANY.map(lambda made: made.opened(low=made.low is None, high=made.high is None))
LIMITS = st.builds(
    Limits,
    at_least=ENDS,
    above=ENDS,
    at_most=ENDS,
    below=ENDS,
    exactly=st.sampled_from([None, None, None, 2]),
).filter(lambda made: made.by_name() != {})


def inside(interval: Interval) -> set[Fraction]:
    """The numbers of a grid that lie between its ends, so many of them as say which ends."""
    return {each for each in GRID if each in interval}


@given(LIMITS)
def test_what_passes_limits_is_an_interval(limits: Limits) -> None:
    assert inside(Interval.of_limits(limits)) == {each for each in GRID if limits.passes(each)}


@given(INTERVALS, INTERVALS)
def test_what_lies_in_both_lies_in_each(one: Interval, other: Interval) -> None:
    assert inside(one & other) == inside(one) & inside(other)
    assert one.meets(other) is bool(inside(one) & inside(other))
    assert (one & other) == (other & one)


@given(INTERVALS)
def test_nothing_lies_in_what_is_empty(one: Interval) -> None:
    assert one.is_empty is (not inside(one))


@given(INTERVALS, INTERVALS)
def test_one_holds_another_where_every_number_of_it_lies_in_it(
    one: Interval, other: Interval
) -> None:
    assume(not other.is_empty)
    ends_held = (one.low is None or other.low is not None) and (
        one.high is None or other.high is not None
    )
    assert one.holds(other) is (ends_held and inside(other) <= inside(one))


@given(INTERVALS)
def test_what_lies_outside_is_the_rest(one: Interval) -> None:
    assume(not one.is_empty)
    outside = [inside(part) for part in one.parts_outside()]
    assert set[Fraction]().union(*outside) == set(GRID) - inside(one)


@given(INTERVALS)
def test_of_what_is_counted_the_whole_numbers_are_left(one: Interval) -> None:
    assert inside(one.whole()) & set(map(Fraction, range(-1, 7))) == {
        each for each in inside(one) if each.denominator == 1
    }
    assert not (one.whole().above or one.whole().below)


@given(INTERVALS, st.sampled_from([1, Fraction(1, 2)]))
def test_what_is_tried_lies_in_it(one: Interval, digit: int) -> None:
    tried = one.within(digit)
    assert all(each in one for each in tried)
    assert len(set(tried)) == len(tried)
    if one.is_empty:
        assert tried == ()
    elif None not in (one.low, one.high) and not (one.above or one.below):
        assert {one.low, one.high} <= set(tried)


def test_nothing_to_read_is_no_number() -> None:
    anything = Interval()
    assert (NOTHING & NOTHING) == NOTHING
    assert (NOTHING & anything).is_empty
    assert not NOTHING.is_empty
    assert NOTHING.holds(NOTHING)
    assert not NOTHING.holds(anything)
    assert not anything.holds(NOTHING)
    assert 3 not in NOTHING
    assert NOTHING.parts_outside() == (anything,)
    assert NOTHING.whole() == NOTHING
    assert NOTHING.within(1) == ()
    assert anything.within(1) == (0,)
    assert EMPTY.is_empty


def test_an_end_can_be_opened() -> None:
    one = Interval(1, 2, above=True, below=True)
    assert one.opened(low=True) == Interval(None, 2, below=True)
    assert one.opened(high=True) == Interval(1, None, above=True)
    assert Interval.of_bounds((0, None)) == Interval(0)
