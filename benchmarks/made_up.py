"""Made-up patients for the benchmarks: seeded, and of no real person."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

FIRST = dt.date(2026, 1, 1)


def _stage(title: str, raise_: int, setback: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "exercises": [
            {"do": "bench-dig", "sets": 3, "reps": 10},
            {"do": "bench-lift", "sets": 3, "reps": 10},
        ],
        "advance": {
            "when": [
                {"pain": {"at_most": 3, "last": "3 sessions"}},
                {"pain": {"moment": "morning", "at_most": 2, "last": "3 days"}},
                {"aslr": {"at_least": raise_}},
                {"reps": {"at_least": "90%", "last": "3 sessions"}},
                {"time_in_stage": {"at_least": "3 days"}},
            ]
        },
        "setback": {**setback, "when": {"pain": {"at_least": 6, "last": "1 session"}}},
    }


PROTOCOL: dict[str, Any] = {
    "rehabflow": 1,
    "id": "bench",
    "version": "1.0.0",
    "title": "Five criteria and a setback",
    "lapse_after": "7 days",
    "exercises": {"bench-dig": {"title": "Bench dig"}, "bench-lift": {"title": "Bench lift"}},
    "stages": {
        "acute": _stage("Acute", 60, {"to": "acute"}),
        "isometric": _stage("Isometric", 70, {}),
        "concentric": _stage("Concentric", 80, {}),
        "discharged": {"title": "Discharged", "final": True},
    },
}

STUCK: dict[str, Any] = {
    **PROTOCOL,
    "id": "stuck",
    "stages": {
        "acute": _stage("Acute, for ever", 180, {"to": "acute"}),
        "discharged": PROTOCOL["stages"]["discharged"],
    },
}
"""The same with a leg raise that nobody reaches, so that a log only grows longer."""


def patient(seed: int, sessions: int) -> list[dict[str, Any]]:
    """The entries of one patient who trains on most days, with flare-ups, gaps and lapses.

    The leg raise rises slowly enough that the patient is still on the way at the end.
    """
    chance = random.Random(seed)
    day, entries = FIRST, []
    for number in range(sessions):
        flare = chance.random() < 0.04
        entry: dict[str, Any] = {
            "date": day.isoformat(),
            "pain": chance.choice([6, 7]) if flare else chance.choice([1, 2, 2, 3, 4]),
            "pain_morning": chance.choice([0, 1, 1, 2, 3]),
            "work": chance.choice(
                [
                    "bench-dig 3x10; bench-lift 3x10",
                    "bench-dig 3x10; bench-lift 3x10",
                    "bench-dig 3x10; bench-lift 10+10+8",
                    "bench-dig 3x10; bench-lift 2x10",
                ]
            ),
        }
        if number % 3 == 0:
            entry["aslr"] = 50 + 32 * number // sessions + chance.randint(-4, 4)
        if chance.random() < 0.05:
            del entry["pain"]
        entries.append(entry)
        day += dt.timedelta(chance.choice([1, 1, 1, 2, 2, 3, 9 if number % 10 == 0 else 1]))
    return entries
