"""One log's result as the JSON object of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rehabflow.errors import Problem
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
        "protocol": {"id": protocol.id, "version": protocol.version, "digest": protocol.digest},
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
        "outlook": [each.to_dict() for each in timeline.outlook],
        "advice": [each.to_dict() for each in timeline.advice],
        "review": [each.to_dict() for each in timeline.review],
        "rules": [each.to_dict() for each in protocol.rules],
        "warnings": [each.to_dict() for each in timeline.warnings],
    }


def problems_object(path: str, problems: Iterable[Problem]) -> dict[str, Any]:
    """A log of which no decision was made."""
    return {
        "rehabflow": FORMAT,
        "log": {"path": path},
        "problems": [each.to_dict() for each in problems],
    }


def line(result: dict[str, Any]) -> str:
    """One line of JSON, in ASCII, so that nothing in it can break a terminal or a parser."""
    return json.dumps(result, ensure_ascii=True, allow_nan=False)
