"""Stages that nobody comes to, or out of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.perfect import GAPS, MOST_DAYS, stay
from rehabflow.check.signs import best
from rehabflow.check.study import Study, Way
from rehabflow.protocol import Stage


def dead_ends(study: Study) -> Iterator[Finding]:
    """Stages that cannot be reached or left, and those in which the perfect patient stays."""
    reached, closed = _reached(study)
    for stage in study.protocol.stages:
        if stage.id not in reached | closed:
            yield Finding(
                stage,
                "RF806",
                f"no gate leads to `{stage.id}` from any stage that somebody comes to",
                "a stage that somebody comes to",
                "let an advance lead there, or take the stage out",
                "proved",
                _past(study, stage),
            )
    for stage in study.open_stages:
        advances = [way for way in study.ways(stage) if way.kind == "advance"]
        if not any(is_open(study, way) for way in advances):
            yield Finding(
                stage,
                "RF807",
                f"whoever is in `{stage.id}` never comes further: no advance of it can ever fire",
                "an advance that some log meets",
                "mend the advance, or what comes before it",
                "proved",
                study.stuck_in(stage),
            )
        elif study.stuck_in(stage) is not None:
            yield _stuck(study, stage)


def _past(study: Study, stage: Stage) -> Course | None:
    """A log of one who does well and passes a stage over; None where nobody passes it."""
    order = study.protocol.stage_ids
    at = order.index(stage.id)
    for before in reversed(order[:at]):
        start = Course.begin(study.engine).enter(before)
        course, left = stay(start, best(study.protocol))
        if left and order.index(course.stage) > at:
            return course
    return None


def is_open(study: Study, way: Way) -> bool:
    """Whether it is not proved that a way is never taken."""
    return not study.is_never(way) and shadow(study, way) is None


def shadow(study: Study, way: Way) -> Way | None:
    """A way that is asked earlier and is met wherever this one is, so that it alone is taken."""
    before = takewhile(lambda each: each != way, study.ways(way.stage))
    return next((earlier for earlier in before if study.implies(way, earlier)), None)


def _reached(study: Study) -> tuple[set[str], set[str]]:
    """The stages to which gates lead from the first one, and those to which closed ones would.

    Of a gate that is never taken it is told where it stands.
    """
    first = study.protocol.stages[0].id
    reached, closed, todo = {first}, set[str](), [first]
    while todo:
        stage = study.protocol.stage(todo.pop())
        for way in study.ways(stage):
            if way.kind == "refer" or way.to in reached:
                continue
            if is_open(study, way):
                reached.add(way.to)
                todo.append(way.to)
            else:
                closed.add(way.to)
    return reached, closed


def _stuck(study: Study, stage: Stage) -> Finding:
    gaps = ", ".join(map(str, GAPS[:-1]))
    return Finding(
        stage,
        "RF814",
        f"the perfect patient does not advance from `{stage.id}` in {MOST_DAYS} days",
        "an advance that somebody meets who does all, and whom nothing hurts",
        "look at what the advance of the last date below still lacks",
        "searched",
        study.stuck_in(stage),
        f"as well as can be, training as prescribed or every {gaps} or {GAPS[-1]} days, "
        f"{MOST_DAYS} days",
    )
