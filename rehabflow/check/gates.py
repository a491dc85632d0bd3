"""Gates that are never met, or always."""

from __future__ import annotations

from collections.abc import Iterator

from rehabflow.check.boxes import Box
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import measurand
from rehabflow.check.signs import worst
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import step
from rehabflow.doubts import never
from rehabflow.gate import Criterion


def never_or_always(study: Study) -> Iterator[Finding]:
    """Gates whose answer is the same in every log, and criteria that ask nothing."""
    for way in study.gates():
        criteria = list(way.gate.criteria())
        idle = [each for each in criteria if _asks_nothing(study, each, way.kind)]
        for each in idle:
            yield _idle(each, study, way)
        if study.is_never(way) and not any(map(never, criteria)):
            yield _never(study, way)
        elif not idle and _is_always(study, way):
            yield _always(study, way)


def _asks_nothing(study: Study, criterion: Criterion, kind: str) -> bool:
    """Whether every value that a criterion can read passes its limits."""
    at = measurand(criterion, kind, study.protocol)
    return Interval.of_limits(criterion.limits).holds(at.shaped(at.range))


def _is_always(study: Study, way: Way) -> bool:
    """Whether a gate is met wherever all that it asks is known."""
    boxes = study.boxes_unmet(way)
    return boxes is not None and not any(_is_of_numbers(box) for box in boxes)


def _is_of_numbers(box: Box) -> bool:
    return not any(interval.nothing for interval in box.values())


def _idle(criterion: Criterion, study: Study, way: Way) -> Finding:
    name = criterion.source.id
    return Finding(
        criterion,
        "RF805",
        f"every value of `{name}` passes these limits, so that it asks nothing",
        "a limit that some log misses",
        "write the limit that is meant, or take the criterion out",
        "proved",
        _worst(study, way),
    )


def _never(study: Study, way: Way) -> Finding:
    return Finding(
        way,
        "RF804",
        f"{way.words} can never be met, whatever is logged: what it asks contradicts itself",
        "criteria that one log can meet together",
        "compare the limits of what stands under `all`, or is taken out by `none`",
        "proved",
        study.stuck_in(way.stage) if way.kind == "advance" else None,
    )


def _always(study: Study, way: Way) -> Finding:
    return Finding(
        way,
        "RF805",
        f"{way.words} is met whatever the readings are",
        "a gate that some readings meet and others do not",
        "compare the limits of what stands under `any`, or is taken out by `none`",
        "proved",
        _worst(study, way),
    )


def _worst(study: Study, way: Way) -> Course:
    """A log as bad as can be, in the stage of a gate."""
    course = Course.begin(study.engine).enter(way.stage.id)
    return step(course, worst(study.protocol))
