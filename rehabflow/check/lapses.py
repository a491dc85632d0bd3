"""Windows that what lapses never lets fill."""

from __future__ import annotations

from collections.abc import Iterator

from rehabflow.check.boxes import Box
from rehabflow.check.finding import Finding
from rehabflow.check.study import Study, Way
from rehabflow.gate import Criterion

HOURS = 24
ZONES = 26
"""So many hours two dates can lie further apart than they are written, by their time zones."""


def lapses(study: Study) -> Iterator[Finding]:
    """What an advance asks for between sessions, beside a `lapse_after` that is shorter."""
    lapse = study.protocol.lapse_after
    if lapse is None:
        return
    for stage in study.open_stages:
        for way in (each for each in study.ways(stage) if each.kind == "advance"):
            boxes = study.boxes(way)
            if boxes and all(_lapses(box, lapse) for box in boxes):
                yield _always_lapses(study, way, lapse)
            elif (every := _due(way)) > lapse:
                yield from _by_schedule(study, way, lapse, every)


def _lapses(box: Box, lapse: int) -> bool:
    """Whether training that is far enough apart for a box is too far apart to count."""
    for at, interval in box.items():
        if not at.is_our or interval.nothing or interval.low is None:
            continue
        least = interval.low
        # From the first hour of one day to the last of another is a day more than their dates say.
        if at.id == "rest" and least > HOURS * (lapse + 1) + ZONES:
            return True
        if at.id == "gap" and least > lapse:
            return True
    return False


def _due(way: Way) -> int:
    """In how many days at the earliest a stage asks for training again; 1 where on any day."""
    doses = way.stage.prescription.doses
    days = [each.schedule.soonest if each.schedule else 1 for each in doses]
    return min(days, default=1)


def _always_lapses(study: Study, way: Way, lapse: int) -> Finding:
    return Finding(
        way,
        "RF813",
        f"{way.words} asks for more time between sessions than the {lapse} days after which "
        "training no longer counts",
        "a `lapse_after` longer than what is asked for between sessions",
        "make `lapse_after` longer",
        "proved",
        study.stuck_in(way.stage),
    )


def _by_schedule(study: Study, way: Way, lapse: int, every: int) -> Iterator[Finding]:
    for criterion in way.gate.criteria():
        if _wants_several(criterion):
            yield Finding(
                criterion,
                "RF813",
                f"whoever trains no more than `{way.stage.id}` prescribes, at the soonest every "
                f"{every} days, never fills this window: after {lapse} days training no longer "
                "counts",
                "a `lapse_after` longer than the days between sessions",
                "make `lapse_after` longer, or the window one session long",
                "proved",
                study.stuck_in(way.stage),
            )


def _wants_several(criterion: Criterion) -> bool:
    """Whether its window is about more than one session of the stage."""
    span = criterion.span
    if span is None or span.newest or span.count is None:
        return False
    return span.count > 1
