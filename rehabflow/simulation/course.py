"""The way of one made-up patient through a protocol: what they log, and what is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from attrs import define, field, frozen

from rehabflow.decision import Decision
from rehabflow.engine import Engine
from rehabflow.entry import Number
from rehabflow.log import Log
from rehabflow.prescription import Prescription
from rehabflow.progress import Progress
from rehabflow.protocol import REFERRED, Protocol
from rehabflow.quantity import decimal
from rehabflow.simulation.blockers import Held, held
from rehabflow.simulation.patient import DAILY, ON_TRAINING, Patient, Readings

Row = dict[str, Any]
MADE_UP = "made up by rehabflow simulate: no patient"
INJURED = "right"


@frozen
class Passed:
    """One logged date of a course: what happened on it, and what held the patient back."""

    date: dt.date
    stage: str
    """The stage before it."""
    made: tuple[Decision, ...]
    to: str
    """The stage after it."""
    held: Held | None


@define
class Course:
    """A patient's log under a protocol, and what came of it.

    `stays` has the stages in the order in which they were entered, each with its first date;
    `finished` is the date of reaching the final stage, None where the horizon came first, and
    `end` the date up to which days are counted.
    """

    patient: Patient
    protocol: Protocol
    injury: dt.date
    end: dt.date
    rows: list[Row] = field(factory=list[Row])
    dates: list[Passed] = field(factory=list[Passed])
    stays: list[tuple[str, dt.date]] = field(factory=list[tuple[str, dt.date]])
    finished: dt.date | None = None

    def log(self) -> Log:
        """The made-up log, read as strictly as any."""
        return log_of(self.rows, self.patient.name, self.injury, self.protocol)

    def count(self, kind: str) -> int:
        """How many decisions were of a kind."""
        return sum(each.kind == kind for date in self.dates for each in date.made)

    def days_in(self) -> dict[str, int]:
        """The days spent in each stage that was entered, all stays together."""
        ends = [*(date for _, date in self.stays[1:]), *[self.end] * bool(self.stays)]
        days: dict[str, int] = {}
        for (stage, since), until in zip(self.stays, ends, strict=True):
            days[stage] = days.get(stage, 0) + (until - since).days
        return days

    @property
    def days(self) -> int | None:
        """Days from the first entry to the final stage; None where that was not reached."""
        return None if self.finished is None else (self.finished - self.stays[0][1]).days


def log_of(rows: list[Row], name: str, injury: dt.date | None, protocol: Protocol) -> Log:
    """The log of some rows. Raises LogError where one says what no log may."""
    return Log.from_entries(rows, patient=name, injured=INJURED, injury=injury, protocol=protocol)


def course_of(
    engine: Engine, patient: Patient, readings: Readings, *, start: dt.date, cut_short: bool
) -> Course:
    """Follow a patient from the start of the log until the final stage, or as long as they go.

    `readings` are what they would log; `cut_short` says whether they also log why work was cut
    short. Raises RuleFailed where a rule fails.
    """
    protocol, us = engine.protocol, patient.assumptions
    injury = start - dt.timedelta(us.begins)
    course = Course(patient, protocol, injury, start + dt.timedelta(len(patient.days)))
    progress = engine.begin(injury)
    for day in range(len(patient.days)):
        date = start + dt.timedelta(day)
        row = _row(engine, progress, patient, readings, day, date)
        if not cut_short:
            row.pop("cut_short", None)
        row |= _sent_back(course, date, us.seen_after)
        if not row:
            continue
        first = {"note": MADE_UP} if not course.rows else {}
        course.rows.append({"date": date.isoformat(), **row, **first})
        progress = _take(engine, course, progress)
        if progress.stage != REFERRED and protocol.stage(progress.stage).final:
            course.finished = course.end = date
            break
    return course


def _take(engine: Engine, course: Course, progress: Progress) -> Progress:
    """Fold the newest row in."""
    protocol = engine.protocol
    (session,) = Log.from_entries(course.rows[-1:], protocol=protocol).sessions
    decision = engine.step(progress, session)
    after = decision.progress
    assert after is not None
    moved = decision.kind not in ("start", "hold", "climb", "drop")
    why = None if moved else held(protocol, progress.stage, decision.asked)
    course.dates.append(Passed(session.date, progress.stage, decision.made, after.stage, why))
    for each in decision.made:
        if each.kind not in ("climb", "drop"):
            course.stays.append((each.to, session.date))
    return after


def _sent_back(course: Course, date: dt.date, after: int) -> Row:
    """A clinician's word that leads out of `referred`, after so many days."""
    if not (after and course.stays and course.stays[-1][0] == REFERRED):
        return {}
    since = course.stays[-1][1]
    if (date - since).days < after:
        return {}
    to = next(stage for stage, _ in reversed(course.stays) if stage != REFERRED)
    return {"event": "clear", "to": to, "by": "nobody", "reason": "made up: seen by a clinician"}


def _row(
    engine: Engine,
    progress: Progress,
    patient: Patient,
    readings: Readings,
    day: int,
    date: dt.date,
) -> Row:
    """What the patient logs on a day; nothing where they log nothing."""
    us, how = patient.assumptions, patient.days[day]
    if how.silent:
        return {}
    due = engine.prescription(progress, on=date)
    rests = not due.doses and bool(engine.prescription(progress).doses)
    trains = how.planned and not rests and progress.stage != REFERRED
    tested = day % us.test_every == 0

    def asked(name: str) -> bool:
        return name in DAILY or (trains if name in ON_TRAINING else tested)

    row: Row = dict(readings.on(day, asked))
    if trains:
        hurts = float(row.get("pain", 0)) >= us.stops_at
        share = patient.days[day].share if how.share < 1 else 0.5 if hurts else 1
        row |= work(due, Fraction(floor(share * 100), 100))
        if share < 1:
            row["cut_short"] = "pain" if hurts else "time"
    return row


def work(due: Prescription, share: Fraction) -> dict[str, Any]:
    """Some share of what is prescribed, as a log says it; never more than that.

    Each exercise that is but repetitions is listed, with so many of them as are whole. Else, and
    where nothing is prescribed, it is the totals of a session.
    """
    if share == 1 and due.doses:
        return {"work": "all"}
    meant = [dose for dose in due if dose.is_open and dose.is_due and dose.stated and dose.in_all]
    if meant and all(dose.is_plain for dose in meant):
        each = (f"{dose.exercise.id} {floor(dose.total * share)}" for dose in meant)
        return {"work": "; ".join(each)}
    done, target = totals(due, share)
    return {"reps_done": done, "reps_target": target}


def totals(due: Prescription, share: Fraction) -> tuple[int, int]:
    """Repetitions done and aimed at that are exactly a share of what is prescribed.

    The target is as many times the prescription as it takes for what was done to be whole; it is
    1 repetition where no repetitions are prescribed.
    """
    whole = repetitions(due) or 1
    target = whole * (share * whole).denominator
    return int(share * target), target


def repetitions(due: Prescription) -> int:
    """The repetitions of a full session; 0 where none are prescribed."""
    counted = [d for d in due if d.is_open and d.is_due and d.stated and d.counts == "reps"]
    of_groups: dict[str, int] = {}
    for dose in counted:
        of_groups[dose.group] = max(int(dose.total), of_groups.get(dose.group, 0))
    most = sorted(of_groups.values(), reverse=True)
    return sum(most[: due.choose or len(most)])


def said(row: Mapping[str, Any]) -> dict[str, str]:
    """A row as the texts of a log."""
    return {name: decimal(v) if isinstance(v, Number) else str(v) for name, v in row.items()}
