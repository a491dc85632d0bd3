"""Limits finer than what is measured: between two of them nobody can tell a patient's change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from rehabflow.boundaries import nearest
from rehabflow.check.bounces import MOST_PAIRS, is_steady
from rehabflow.check.boxes import Box
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import OURS, Measurand
from rehabflow.check.signs import cell, numeric_fields
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import step
from rehabflow.entry import Number
from rehabflow.gate import Criterion
from rehabflow.wording import number_words

ERRORS: dict[str, tuple[Number, str]] = {
    "deg": (7, "a leg raise is measured to about 7 degrees"),
    "0-10": (2, "a change of less than about 2 points of pain may be none"),
}
"""What a change must be to be one, by the unit of a rule, and in words (C1)."""
CHANGES = frozenset(["trend", "flare"])
"""Our rules that read a change."""
Near = tuple[Measurand, Interval, Interval]
"""What is measured, where an advance is met and where a setback from the next stage is."""


def noise(study: Study) -> Iterator[Finding]:
    """An advance and a setback of its stages closer to each other than the measurement error."""
    for stage in study.open_stages:
        for way in (each for each in study.ways(stage) if each.kind == "advance"):
            told = set[str]()
            for back in study.ways(study.protocol.stage(way.to)):
                for near in _near(study, way, back):
                    found = _too_near(study, way, back, near)
                    if found.message not in told:
                        told.add(found.message)
                        yield found
    yield from _changes(study)


def _near(study: Study, way: Way, back: Way) -> Iterator[Near]:
    """The limits of an advance and of a setback on one score that are hardly apart."""
    if back.kind != "setback":
        return
    both = product(study.boxes(way) or (), study.boxes(back) or ())
    for on, off in islice(both, MOST_PAIRS):
        yield from _of_boxes(on, off)


def _of_boxes(on: Box, off: Box) -> Iterator[Near]:
    for at, good in on.items():
        error = ERRORS.get(at.unit)
        if error is None or not is_steady(at) or good.nothing:
            continue
        for other, bad in off.items():
            if not at.is_same_rule(other) or bad.nothing:
                continue
            low, high = (good.high, bad.low) if at.lower_is_better else (bad.high, good.low)
            if low is not None and high is not None and 0 <= high - low < error[0]:
                yield at, good, bad


def _too_near(study: Study, way: Way, back: Way, near: Near) -> Finding:
    at, good, bad = near
    return Finding(
        way,
        "RF817",
        f"{way.words} asks for `{at.id}` {_said(good, at)} and {back.words} from there for "
        f"{_said(bad, at, worse=True)}, and {ERRORS[at.unit][1]}",
        "limits that differ by more than the measurement error (C1)",
        "set the two limits further apart, or ask for several sessions",
        "proved",
        _swaying(study, way, back, near),
    )


def _said(interval: Interval, at: Measurand, *, worse: bool = False) -> str:
    """The limit of an interval that lies towards the other one, in words."""
    upper = at.lower_is_better is not worse
    end = interval.high if upper else interval.low
    assert end is not None
    if upper:
        word = "below" if interval.below else "at most"
    else:
        word = "above" if interval.above else "at least"
    return f"{word} {number_words(end, at.unit)}"


def _swaying(study: Study, way: Way, back: Way, near: Near) -> Course | None:
    """A log that goes on and back by readings no further apart than the error."""
    at, good, bad = near
    ends = _ends_of(at, good, bad)
    if ends is None or at.fields[0] not in numeric_fields(study.protocol):
        return None
    well, ill = ({**study.search.good, at.fields[0]: cell(end)} for end in ends)
    course = Course.begin(study.engine).enter(way.stage.id)
    for _ in range(study.longest(way.stage)):
        course = step(course, well)
        if course.stage == way.to:
            course = step(course, ill)
            return course if course.stage == back.to else None
    return None


def _ends_of(at: Measurand, good: Interval, bad: Interval) -> tuple[Number, Number] | None:
    """A value of each interval next to the other; None where they are too far apart for that."""
    least, _ = ERRORS[at.unit]
    low, high = (good, bad) if at.lower_is_better else (bad, good)
    assert low.high is not None
    assert high.low is not None
    digit = nearest(low.high, at.unit)
    first = low.high - (digit if low.below else 0)
    second = high.low + (digit if high.above else 0)
    if second - first >= least:
        return None
    return (first, second) if at.lower_is_better else (second, first)


def _changes(study: Study) -> Iterator[Finding]:
    """Limits on a change that is smaller than the measurement error."""
    for way in study.gates():
        for criterion in way.gate.criteria():
            error = _error_of_change(criterion)
            if error is None:
                continue
            least, why = error
            if any(-least < each < least and each for each in criterion.limits.numbers()):
                yield Finding(
                    criterion,
                    "RF817",
                    f"`{criterion.source.id}` asks for a change smaller than can be told: {why}",
                    "a change of more than the measurement error (C1)",
                    "ask for a larger change, or for the value itself",
                    "proved",
                )


def _error_of_change(criterion: Criterion) -> tuple[Number, str] | None:
    if criterion.source.distribution != OURS or criterion.source.id not in CHANGES:
        return None
    unit = "0-10" if criterion.source.id == "flare" else criterion.rule.in_unit()
    return ERRORS.get(unit)
