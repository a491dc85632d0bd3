"""Results, protocols and sheets as the JSON objects of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rehabflow.differences import differences
from rehabflow.entry import Number
from rehabflow.errors import Problem
from rehabflow.ladder import Rung
from rehabflow.prescription import Dose
from rehabflow.protocol import Protocol, Stage
from rehabflow.quantity import json_number
from rehabflow.timeline import Timeline

FORMAT = 1


def timeline_object(timeline: Timeline) -> dict[str, Any]:
    """What was decided, why, and what is open."""
    protocol, log = timeline.protocol, timeline.log
    dates = [session.date.isoformat() for session in log.sessions]
    return {
        "rehabflow": FORMAT,
        "patient": log.patient,
        "as_of": timeline.as_of and timeline.as_of.isoformat(),
        "protocol": identity(protocol),
        "log": {
            "path": log.path,
            "entries": sum(len(session.entries) for session in log.sessions),
            "sessions": len(dates),
            "from": dates[0] if dates else None,
            "to": dates[-1] if dates else None,
        },
        "stage": timeline.stage,
        "since": timeline.since and timeline.since.isoformat(),
        "decisions": [each.to_dict() for each in timeline.decisions],
        **_ladders(timeline),
        "outlook": [each.to_dict() for each in timeline.outlook],
        "advice": [each.to_dict() for each in timeline.advice],
        "review": [each.to_dict() for each in timeline.review],
        "rules": [each.to_dict() for each in protocol.rules],
        "warnings": [each.to_dict() for each in timeline.warnings],
    }


def _ladders(timeline: Timeline) -> dict[str, Any]:
    """Where the patient stands on the ladders of the stage; nothing where it has none."""
    rungs = timeline.progress.rungs
    return {"ladders": [_rung(timeline, each) for each in rungs]} if rungs else {}


def _rung(timeline: Timeline, rung: Rung) -> dict[str, Any]:
    """Where the patient stands on a ladder, and the dose that goes with it."""
    dose = timeline.protocol.stage(timeline.stage).prescription.get(rung.exercise)
    return {
        "exercise": rung.exercise,
        "rung": rung.rung,
        "of": rung.of,
        "finished": rung.finished,
        "since": rung.since.isoformat(),
        "dose": _amounts(dose.on_rung(rung.rung)),
    }


def problems_object(path: str, problems: Iterable[Problem]) -> dict[str, Any]:
    """A log of which no decision was made."""
    return {
        "rehabflow": FORMAT,
        "log": {"path": path},
        "problems": [each.to_dict() for each in problems],
    }


def protocol_object(
    protocol: Protocol, origin: dict[str, Any], base: Protocol | None = None
) -> dict[str, Any]:
    """A protocol: its stages in order, with what they prescribe, and its whole declaration.

    `base` is what it was made from, and `differs` where it says otherwise.
    """
    told = differences(base.source, protocol.source) if base else None
    return {
        "rehabflow": FORMAT,
        "protocol": identity(protocol),
        "title": protocol.title,
        **origin,
        "rules": [each.to_dict() for each in protocol.rules],
        "stages": [_stage_object(protocol, each) for each in protocol.stages],
        "based_on": protocol.source.get("based_on"),
        "differs": None if told is None else [each.to_dict() for each in told],
        "declaration": protocol.to_dict(),
    }


def sheet_object(protocol: Protocol, stage: Stage) -> dict[str, Any]:
    """What stands on the sheet of a stage."""
    return {
        "rehabflow": FORMAT,
        "protocol": identity(protocol),
        "title": protocol.title,
        "stage": _stage_object(protocol, stage),
    }


def identity(protocol: Protocol) -> dict[str, str]:
    """Which protocol it is, of which version, saying what."""
    return {"id": protocol.id, "version": protocol.version, "digest": protocol.digest}


def _stage_object(protocol: Protocol, stage: Stage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "number": protocol.stage_ids.index(stage.id) + 1,
        "title": stage.title,
        "goal": stage.goal,
        "final": stage.final,
        "choose": stage.prescription.choose,
        "exercises": [_dose_object(each) for each in stage.prescription],
    }


def _dose_object(dose: Dose) -> dict[str, Any]:
    exercise = dose.exercise
    return {
        "exercise": {
            "id": exercise.id,
            "title": exercise.title,
            "aliases": list(exercise.aliases),
            "kind": exercise.kind,
            "pain_cap": _number(exercise.pain_cap),
            **exercise.about,
        },
        **_amounts(dose),
        **({"ladder": [_amounts(each) for each in dose.rungs]} if dose.rungs else {}),
        **_when(dose),
        **dose.about,
    }


def _amounts(dose: Dose) -> dict[str, Any]:
    """What is prescribed; the low end of a range, with its top under `up_to`."""
    others = {
        "time": _number(dose.time),
        "distance": _number(dose.distance),
        "effort": _number(dose.effort),
        "variant": dose.variant,
        "up_to": {name: _number(top) for name, top in dose.up_to.items()} or None,
        "stated": None if dose.stated else False,
    }
    said = {name: value for name, value in others.items() if value is not None}
    return {"sets": dose.sets, "reps": dose.reps, "hold": _number(dose.hold), **said}


def _when(dose: Dose) -> dict[str, Any]:
    """On which days it is due, and what comes before it."""
    schedule, after = dose.schedule, dose.after
    said = {
        "every": schedule and schedule.every,
        "per_week": schedule and schedule.per_week,
        "per_day": dose.per_day if dose.per_day > 1 else None,
        "after": after and {"of": list(after.of), "either": after.either},
        "instead_of": None if dose.group == dose.exercise.id else dose.group,
    }
    return {name: value for name, value in said.items() if value is not None}


def _number(value: Number | None) -> int | float | None:
    return None if value is None else json_number(value)


def line(result: dict[str, Any]) -> str:
    """One line of JSON, in ASCII, so that nothing in it can break a terminal or a parser."""
    return json.dumps(result, ensure_ascii=True, allow_nan=False)
