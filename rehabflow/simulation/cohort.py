"""Many made-up patients through a protocol, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from math import ceil

from attrs import define, field, frozen

from rehabflow.engine import Engine
from rehabflow.gate import Criterion
from rehabflow.protocol import REFERRED, Protocol, Transition
from rehabflow.simulation.assumptions import Assumptions
from rehabflow.simulation.course import Course, course_of
from rehabflow.simulation.patient import Field, Patient, field_of, patient

START = dt.date(2024, 1, 1)
"""The date of a made-up log's first day, where none is asked for: a Monday."""
MOST_PATIENTS, MOST_DAYS = 100_000, 3650
FIRST_YEAR, LAST_YEAR = 1900, 2200
_ALWAYS_THERE = frozenset(("work", "cut_short"))
"""Fields that a course fills in beside what patients read off themselves."""


@frozen
class Cohort:
    """How many patients are made up, from which seed, for how many days.

    Raises ValueError for less than one patient or day, more than can be waited for, and a start in
    no year that a log is kept in.
    """

    size: int
    seed: int = 1
    days: int = 180
    start: dt.date = START
    assumptions: Assumptions = field(factory=Assumptions)

    def __attrs_post_init__(self) -> None:
        for name, most in (("size", MOST_PATIENTS), ("days", MOST_DAYS)):
            if not 1 <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {getattr(self, name)}, outside 1 to {most:,}")
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise ValueError(f"start is in {self.start.year}, outside {FIRST_YEAR} to {LAST_YEAR}")

    def patients(self) -> Iterator[Patient]:
        """Each patient, by number from 1: patient 7 is the same in a cohort of any size."""
        for number in range(1, self.size + 1):
            yield patient(number, seed=self.seed, days=self.days, assumptions=self.assumptions)


@define(eq=False)
class InStage:
    """What patients did in one stage: how many days each spent there, and who is still there."""

    id: str
    title: str
    final: bool = False
    days: list[int] = field(factory=list[int])
    """Of each patient who reached it, all stays together, in rising order."""
    still: int = 0
    """How many are there on the last day: their days go on."""

    @property
    def reached(self) -> int:
        """How many patients were ever in it."""
        return len(self.days)


@define(eq=False)
class Blocked:
    """How often a criterion held patients in a stage: on so many dates, of so many patients."""

    stage: str
    transition: Transition
    criterion: Criterion
    alone: int = 0
    """Dates on which it was the only thing between the patient and the advance."""
    among: int = 0
    """Dates on which it was not met, or unknown, whatever else was."""
    unknown: int = 0
    """Those of them on which it was unknown for want of data."""
    patients: int = 0
    """Patients whom it held alone on at least one date."""


@define(eq=False)
class Outcomes:
    """What became of a cohort under one protocol.

    Days to discharge are None for a patient whom the horizon came before. `dates` are those on
    which an advance was asked and none was made; `danger` those of them on which a refer or
    setback could not be ruled out, and `danger_alone` those on which only that held.
    """

    protocol: Protocol
    stages: list[InStage]
    blocked: list[Blocked]
    empty: tuple[str, ...] = ()
    """Fields that its criteria read and that made-up patients never fill in."""
    days: list[int | None] = field(factory=list[int | None])
    """Days to discharge of each patient, by number."""
    setbacks: int = 0
    set_back: int = 0
    """Patients who were set back at all; and so for the other kinds."""
    refers: int = 0
    referred: int = 0
    climbs: int = 0
    drops: int = 0
    dates: int = 0
    danger: int = 0
    danger_alone: int = 0

    @property
    def finished(self) -> int:
        """How many reached the final stage."""
        return sum(each is not None for each in self.days)


def percentile(days: Sequence[int | None], share: int) -> int | None:
    """The nearest-rank percentile: so many percent of the patients took no more days than this.

    None counts as more than any, and stands for no answer where nobody is there.
    """
    known = sorted(each for each in days if each is not None)
    at = max(1, ceil(len(days) * share / 100))
    return known[at - 1] if at <= len(known) else None


def simulate(protocol: Protocol, cohort: Cohort) -> Outcomes:
    """The outcomes of a cohort under a protocol. Raises RuleFailed where a rule fails."""
    (found,) = simulated((protocol,), cohort)
    return found


def courses(
    protocol: Protocol, cohort: Cohort, beside: Collection[Protocol] = ()
) -> Iterator[Course]:
    """The course of each patient; what protocols `beside` read is logged as well."""
    engine, names = Engine(protocol), _read((protocol, *beside))
    fields = _fields(protocol, cohort.assumptions, names)
    for each in cohort.patients():
        yield course_of(
            engine,
            each,
            each.readings(fields),
            start=cohort.start,
            cut_short="cut_short" in names,
        )


def simulated(protocols: Sequence[Protocol], cohort: Cohort) -> list[Outcomes]:
    """The outcomes under each of some protocols of one and the same patients.

    They log what any of the protocols asks for. Raises RuleFailed where a rule fails.
    """
    made: list[Outcomes] = []
    for protocol in protocols:
        found = _nothing_yet(protocol, cohort)
        of = {(each.stage, id(each.criterion)): each for each in found.blocked}
        for course in courses(protocol, cohort, protocols):
            _count(found, of, course)
        for stage in found.stages:
            stage.days.sort()
        made.append(found)
    return made


def _read(protocols: Sequence[Protocol]) -> list[str]:
    """The fields that the criteria of some protocols read, each once."""
    rules = (
        criterion.rule
        for protocol in protocols
        for gate in protocol.gates()
        for criterion in gate.criteria()
    )
    return sorted({name for rule in rules for name in rule.fields_read()})


def _fields(protocol: Protocol, us: Assumptions, names: Sequence[str]) -> list[Field]:
    found = (field_of(name, protocol.measures, us.fields) for name in names)
    return [each for each in found if each is not None]


def _nothing_yet(protocol: Protocol, cohort: Cohort) -> Outcomes:
    names = _read((protocol,))
    filled = {each.name for each in _fields(protocol, cohort.assumptions, names)}
    blocked = [
        Blocked(stage.id, way, criterion)
        for stage in protocol.stages
        for way in stage.advance
        for criterion in way.gate.criteria()
    ]
    stages = [InStage(each.id, each.title, each.final) for each in protocol.stages]
    stages.append(InStage(REFERRED, "Referred to a clinician"))
    empty = tuple(each for each in names if each not in filled | _ALWAYS_THERE)
    return Outcomes(protocol, stages, blocked, empty)


def _count(found: Outcomes, of: dict[tuple[str, int], Blocked], course: Course) -> None:
    """Take in one more patient."""
    days = course.days_in()
    for stage in found.stages:
        if stage.id in days:
            stage.days.append(days[stage.id])
        stage.still += bool(course.stays) and course.stays[-1][0] == stage.id
    found.days.append(course.days)
    setbacks, refers = course.count("setback"), course.count("refer")
    found.setbacks += setbacks
    found.set_back += setbacks > 0
    found.refers += refers
    found.referred += refers > 0
    found.climbs += course.count("climb")
    found.drops += course.count("drop")
    alone = set[int]()
    for date in course.dates:
        if date.held is None:
            continue
        found.dates += 1
        found.danger += bool(date.held.dangers)
        found.danger_alone += date.held.by_danger
        for each in date.held.blockers:
            one = of[date.stage, id(each.criterion)]
            one.among += 1
            one.alone += each.alone
            one.unknown += each.verdict.value == "unknown"
            if each.alone and id(one) not in alone:
                alone.add(id(one))
                one.patients += 1
