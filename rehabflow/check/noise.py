"""Limits finer than what is measured: between two of them nobody can tell a patient's change."""

from __future__ import annotations

from collections.abc import Iterator

from rehabflow.check.bounces import NOT_STEADY
from rehabflow.check.boxes import Box
from rehabflow.check.cells import best, cell, numeric_fields
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.measurand import OURS, Measurand
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
MOST_DAYS = 40


def noise(study: Study) -> Iterator[Finding]:
    """An advance and a setback of its stages closer to each other than the measurement error."""
    for stage in study.open_stages:
        for way in (each for each in study.ways(stage) if each.kind == "advance"):
            seen = set[tuple[str, Number, Number]]()
            for back in study.ways(study.protocol.stage(way.to)):
                for at, good, bad in _near(study, way, back):
                    if (at.id, good, bad) not in seen:
                        seen.add((at.id, good, bad))
                        yield _too_near(study, way, back, at, (good, bad))
    yield from _changes(study)


def _near(study: Study, way: Way, back: Way) -> Iterator[tuple[Measurand, Number, Number]]:
    """The limits of an advance and of a setback on one score that are hardly apart."""
    if back.kind != "setback":
        return
    for on in study.boxes(way) or ():
        for off in study.boxes(back) or ():
            yield from _of_boxes(on, off)


def _of_boxes(on: Box, off: Box) -> Iterator[tuple[Measurand, Number, Number]]:
    for at, good in on.items():
        error = ERRORS.get(at.unit)
        if error is None or (at.is_our and at.id in NOT_STEADY) or good.nothing:
            continue
        for other, bad in off.items():
            if not at.is_same_rule(other) or bad.nothing:
                continue
            ends = (good.high, bad.low) if at.lower_is_better else (bad.high, good.low)
            low, high = ends
            if low is not None and high is not None and 0 <= high - low < error[0]:
                yield at, *((low, high) if at.lower_is_better else (high, low))


def _too_near(
    study: Study, way: Way, back: Way, at: Measurand, ends: tuple[Number, Number]
) -> Finding:
    good, bad = (number_words(end, at.unit) for end in ends)
    return Finding(
        way,
        "RF817",
        f"{way.words} and {back.words} from there are {good} and {bad} of `{at.id}` apart, and "
        f"{ERRORS[at.unit][1]}",
        "limits that differ by more than the measurement error (C1)",
        "set the two limits further apart, or ask for several sessions",
        "proved",
        _swaying(study, way, back, at, ends),
    )


def _swaying(
    study: Study, way: Way, back: Way, at: Measurand, ends: tuple[Number, Number]
) -> Course | None:
    """A log that goes on and back by readings no further apart than the error."""
    scales = numeric_fields(study.protocol)
    names = [name for name in at.fields if name in scales][:1]
    good = {**best(study.protocol), **{name: cell(ends[0]) for name in names}}
    slightly = ends[1] if _passes(study, back, at, ends[1]) else None
    if slightly is None or not names:
        return None
    course = Course.begin(study.engine).enter(way.stage.id)
    for _ in range(MOST_DAYS):
        course = step(course, good)
        if course.stage == way.to:
            course = step(course, {**good, **{name: cell(slightly) for name in names}})
            return course if course.stage == back.to else None
    return None


def _passes(study: Study, back: Way, at: Measurand, value: Number) -> bool:
    return any(
        value in interval
        for box in study.boxes(back) or ()
        for other, interval in box.items()
        if at.is_same_rule(other) and not interval.nothing
    )


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
