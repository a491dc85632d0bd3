"""A scripted patient: a script played through a protocol, date by date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from attrs import evolve, frozen

from rehabflow.decision import Decision
from rehabflow.engine import Engine
from rehabflow.errors import LogError, Problem
from rehabflow.log import Log
from rehabflow.progress import Progress
from rehabflow.protocol import Protocol
from rehabflow.simulation.blockers import Held, held
from rehabflow.simulation.course import INJURED, MADE_UP, Row, log_of, repetitions, totals
from rehabflow.simulation.script import Script, ScriptError, Step, cells

NAME = "made up (scripted)"


@frozen
class PlayedDate:
    """What was logged on a date, what was decided, and what held the patient back."""

    date: dt.date
    stage: str
    """The stage before it."""
    rows: tuple[Row, ...]
    decision: Decision
    to: str
    """The stage after it."""
    held: Held | None


@frozen
class Played:
    """A script as it went: every date on which something was logged, and the whole made-up log."""

    protocol: Protocol
    dates: tuple[PlayedDate, ...]
    injury: dt.date | None = None

    @property
    def rows(self) -> list[Row]:
        """The rows of the log, as they were logged."""
        return [row for date in self.dates for row in date.rows]

    def log(self) -> Log:
        """The made-up log, read as strictly as any."""
        return log_of(self.rows, NAME, self.injury, self.protocol)


def play(
    protocol: Protocol, script: Script, start: dt.date, injury: dt.date | None = None
) -> Played:
    """Play a script, whose first step falls on `start`.

    All steps up to the next that lets time pass are of one date. Raises ScriptError for what the
    stage of a date cannot take, RuleFailed where a rule fails.
    """
    engine = Engine(protocol)
    progress = engine.begin(injury)
    date, waiting = start, list[Step]()
    dates: list[PlayedDate] = []
    for step in (*script.steps, Step("days", days=1)):
        if step.verb != "days":
            waiting.append(step)
            continue
        if waiting:
            played = _played(engine, progress, script, waiting, date, first=not dates)
            dates.append(played)
            assert played.decision.progress is not None
            progress = played.decision.progress
            waiting = []
        date = _later(script, step, date)
    return Played(protocol, tuple(dates), injury)


def _later(script: Script, step: Step, date: dt.date) -> dt.date:
    try:
        return date + dt.timedelta(step.days)
    except OverflowError:
        raise _refused(script, step, "the calendar ends before this", "fewer days") from None


def _played(
    engine: Engine,
    progress: Progress,
    script: Script,
    steps: list[Step],
    date: dt.date,
    *,
    first: bool,
) -> PlayedDate:
    """Log the steps of one date, and decide it."""
    trained = [each for each in steps if each.verb == "train"]
    for again in trained[1:]:
        if "time" not in again.settings:
            message = "this is a second training on one date"
            hint = "let time pass before it, as in `1 day`, or set the `time` of each"
            raise _refused(script, again, message, "one `train` a date", hint)
    rows: list[Row] = []
    for step in steps:
        row = {"date": date.isoformat(), **_cells(engine, progress, script, step, date)}
        rows.append(row | ({"note": MADE_UP} if first and not rows else {}))
    try:
        log = Log.from_entries(rows, injured=INJURED, protocol=engine.protocol)
    except LogError as error:
        problems = [_placed(script, steps[max(0, e.line - 1)], e) for e in error.problems]
        raise ScriptError(*problems) from error
    decision = engine.step(progress, log.sessions[0])
    after = decision.progress
    assert after is not None
    moved = decision.kind not in ("start", "hold", "climb", "drop")
    why = None if moved else held(engine.protocol, progress.stage, decision.asked)
    return PlayedDate(date, progress.stage, tuple(rows), decision, after.stage, why)


def _cells(
    engine: Engine, progress: Progress, script: Script, step: Step, date: dt.date
) -> dict[str, Any]:
    """The cells of a step's row on a date."""
    row: dict[str, Any] = cells(step)
    if step.verb != "train":
        return row
    due = engine.prescription(progress, on=date)
    if step.share is not None:
        if not repetitions(due):
            message = f"{progress.stage} prescribes no repetitions on {date.isoformat()}"
            hint = 'say what was done: `train work="..."`'
            raise _refused(script, step, message, "a share of repetitions", hint)
        done, target = totals(due, step.share)
        row |= {"reps_done": done, "reps_target": target}
    elif row.get("work") == "all" and not engine.prescription(progress).doses:
        # Where nothing is prescribed, `all` of it is no work.
        del row["work"]
        row |= {"reps_done": 1, "reps_target": 1}
    return row


def _placed(script: Script, step: Step, problem: Problem) -> Problem:
    """A problem of a row at the place of its step."""
    placed = script.source.problem(step.at, problem.code, f"{problem.field} {problem.message}")
    return evolve(placed, field=problem.field, expected=problem.expected, hint=problem.hint)


def _refused(
    script: Script, step: Step, message: str, expected: str, hint: str = ""
) -> ScriptError:
    problem = script.source.problem(step.at, "RF903", message, expected=expected, hint=hint)
    return ScriptError(problem)
