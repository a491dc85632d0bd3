"""The perfect patient: trains as prescribed, rates everything as well as can be."""

from __future__ import annotations

from attrs import frozen

from rehabflow.check.course import Course, stage_of
from rehabflow.check.signs import Values, best, trained
from rehabflow.engine import Engine
from rehabflow.protocol import Protocol, Stage

HORIZONS = (30, 120, 400)
"""So many days of a stage are looked at, the later ones only where the earlier do not do."""
MOST_DAYS = HORIZONS[-1]
"""After so many days in one stage nobody waits any longer."""
GAPS = (2, 3, 4, 7)
"""How many days to the next training are tried where training more often leads nowhere."""


MOST_IN_ALL = 12_000
"""After so many days in stages that are not left, no further stage is looked at."""
SHOWN = 14
"""So many days of a stay without an end are shown."""


@frozen
class Stay:
    """How long the perfect patient was in a stage; None where there was no end of it.

    `stuck` is then the log of its first weeks; without one, the stage was not looked at.
    """

    stage: str
    days: int | None
    stuck: Course | None = None


@frozen
class Perfect:
    """The way of the perfect patient: each stage once, in the order entered."""

    stays: tuple[Stay, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every stage on it was looked at."""
        return not any(each.days is None and each.stuck is None for each in self.stays)

    @property
    def days(self) -> int | None:
        """How many days there are from the start to the final stage."""
        days = [each.days for each in self.stays]
        return None if None in days else sum(each for each in days if each is not None)


def perfect(protocol: Protocol) -> Perfect:
    """Follow the perfect patient from the first stage until no advance comes in MOST_DAYS.

    Whoever is held is put into the next stage, so that each is looked at.
    """
    engine = Engine(protocol)
    good = best(protocol)
    course = Course.begin(engine)
    stays: list[Stay] = []
    wasted = 0
    for at, stage in enumerate(protocol.stages):
        if stage.final or any(each.stage == stage.id for each in stays):
            continue
        if course.stage != stage.id:
            if not _is_ahead(protocol, course.stage, at):
                course = Course.begin(engine).enter(stage.id)
            else:
                continue
        if wasted >= MOST_IN_ALL:
            stays.append(Stay(stage.id, None))
            continue
        began = course.day - (course.row is not None)
        course, left = stay(course, good)
        if left:
            stays.append(Stay(stage.id, course.day - 1 - began))
        else:
            shown = _beginning(course, stage.id) if course.stage == stage.id else course
            stays.append(Stay(stage.id, None, shown))
            course = Course.begin(engine)
            wasted += MOST_DAYS * (1 + len(GAPS))
    return Perfect(tuple(stays))


def stay(course: Course, good: Values) -> tuple[Course, bool]:
    """The same until an advance, or for MOST_DAYS; and whether there was an advance.

    Who is set back to another stage or referred has not got on, and is followed no further.

    Trains as often as is prescribed, or, where that leads nowhere so soon, with one of GAPS
    between sessions; what is rated is rated on the days between as well.
    """
    here, protocol = course.stage, course.engine.protocol
    order = protocol.stage_ids
    tries = [course] * (len(GAPS) + 1)
    for days in HORIZONS:
        for at, gap in enumerate((None, *GAPS)):
            if tries[at].stage == here:
                tries[at] = _steady(tries[at], good, gap, course.day + days)
            if _is_ahead(protocol, tries[at].stage, order.index(here)):
                return tries[at], True
    return tries[0], False


def without(engine: Engine, stage: Stage, score: str) -> Course | None:
    """The first weeks in a stage of one who does all but log a score.

    None where this one is not held by it.
    """
    good = {name: value for name, value in best(engine.protocol).items() if name != score}
    course = _steady(Course.begin(engine).enter(stage.id), good, None, SHOWN)
    held = course.decision is not None and any(each.danger for each in course.decision.review)
    return course if course.stage == stage.id and held else None


def _steady(course: Course, good: Values, gap: int | None, last: int) -> Course:
    here = course.stage
    since = 0
    while course.day < last and course.stage == here:
        due = since >= (gap or spacing(course)) or since == 0
        course = course.then({**good, **trained(stage_of(course))} if due else good)
        since = 1 if due else since + 1
    return course


def _beginning(course: Course, stage: str) -> Course:
    """What a course grew from, as far as it can be shown: the first weeks of its last stage."""
    inside = [each for each in course.back() if each.stage == stage]
    first = inside[-1].length
    return next(each for each in inside if each.length < first + SHOWN)


def spacing(course: Course) -> int:
    """In how many days the next training is, where nothing is prescribed more often."""
    doses = stage_of(course).prescription.doses
    days = [dose.schedule.due if dose.schedule else 1 for dose in doses]
    return min(days, default=1)


def _is_ahead(protocol: Protocol, stage: str, at: int) -> bool:
    return stage in protocol.stage_ids and protocol.stage_ids.index(stage) > at
