"""Limits that look as if they were written in another unit."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.study import Study, Way
from rehabflow.entry import Number
from rehabflow.gate import Criterion
from rehabflow.verdict import Outcome
from rehabflow.wording import number_words


@frozen
class Slip:
    """Limits above 0 and up to `most` of a unit are hardly meant: what they may stand for."""

    most: Number
    meant: str
    factor: Number = 0


SLIPS = {
    "%": Slip(1, "a share of 1", 100),
    "deg": Slip(4, "an angle in radians"),
}


def slips(study: Study) -> Iterator[Finding]:
    """Limits such as `0.9 %`."""
    for way in study.gates():
        for criterion in way.gate.criteria():
            yield from _slips(study, way, criterion)


def _slips(study: Study, way: Way, criterion: Criterion) -> Iterator[Finding]:
    unit = criterion.rule.in_unit()
    slip = SLIPS.get(unit)
    if slip is None or criterion.source.id in ("trend", "plateau"):
        return
    for name, limit in criterion.limits.by_name().items():
        if 0 < limit <= slip.most:
            meant = (
                f" or `{name}: {number_words(limit * slip.factor, '%')}`" if slip.factor else ""
            )
            yield Finding(
                criterion,
                "RF812",
                f"`{name}` is {number_words(limit, unit)}, which looks like {slip.meant}",
                f"a limit in the unit of `{criterion.source.id}`",
                f"write what is meant: `{name}: {number_words(limit, unit)}` is next to nothing"
                + meant,
                "proved",
                _passing(study, way, criterion),
            )


def _passing(study: Study, way: Way, criterion: Criterion) -> Course | None:
    """A log on which the criterion is met by next to nothing."""

    def goal(course: Course) -> bool:
        made = course.decision
        asked = [each.gate for each in made.asked] if made else []
        advised = [each.gate for each in made.advice] if made else []
        said = (measured for each in (*asked, *advised) for measured in each.criteria())
        return any(
            each.rule == criterion.source.id
            and each.limits == criterion.limits
            and each.verdict is Outcome.MET
            for each in said
        )

    return study.search.witness(way.stage, study.boxes(way) or (), goal)
