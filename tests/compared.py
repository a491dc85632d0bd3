"""A made-up protocol with something of everything, and edits of a declaration."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rehabflow import Protocol
from rehabflow.comparison.protocols import Comparison, compared
from rehabflow.render.changes import change_words

Plain = dict[str, Any]
Path = tuple[str | int, ...]
GONE = object()

PAIN = {"pain": {"at_most": 3, "last": "3 sessions", "from": ["S1.14"]}}
BASE: Plain = {
    "rehabflow": 1,
    "id": "made-up",
    "version": "1.0.0",
    "title": "Made up",
    "summary": "Three stages.",
    "sources": [{"cite": "Nobody. Nothing. 2026"}],
    "lapse_after": "7 days",
    "settle": "next morning",
    "measures": {"hop": {"title": "Hop", "unit": "cm", "range": [0, 300], "better": "higher"}},
    "exercises": {
        "curl-x": {"title": "Curl X", "aliases": ["x curl"], "pain_cap": 3, "cues": ["Slowly."]}
    },
    "ladders": {
        "two": {"rungs": ["1x10", "2x10"], "climb": {"when": {"reps": {"at_least": "100%"}}}}
    },
    "advise": [{"when": {"pain": {"at_least": 5}}, "say": "Do less."}],
    "refer": {"when": {"pain": {"at_least": 8, "last": "1 session"}}},
    "setback": {"when": {"any": [{"pain": {"at_least": 7}}, {"aslr": {"below": 40}}]}},
    "stages": {
        "one": {
            "goal": "Begin.",
            "exercises": [
                {"do": "curl-x", "sets": 3, "reps": 10, "hold": 5, "note": "Slowly."},
                {"do": "heel-dig", "every": "2 days"},
            ],
            "advance": {"when": [PAIN, {"pain": {"moment": "morning", "at_most": 2}}]},
        },
        "two": {
            "choose": 1,
            "exercises": [
                {
                    "do": "bridge",
                    "ladder": "two",
                    "drop": {"when": {"pain": {"above": 5}}, "by": 1, "wait": "24 h"},
                },
                {"do": "hamstring-set", "reps": 10, "after": "bridge"},
            ],
            "advance": [
                {
                    "to": "three",
                    "when": {"some": {"at_least": 1, "of": [PAIN, {"aslr": {"at_least": 80}}]}},
                },
                {
                    "to": "done",
                    "when": {"none": [{"pain": {"above": 0}}, {"aslr": {"below": 90}}]},
                },
            ],
            "setback": {"when": {"pain": {"moment": "after", "at_least": 6, "missing": "ignore"}}},
            "refer": {"when": {"time_in_stage": {"at_least": "60 days"}}},
            "advise": [{"when": {"pain": {"at_least": 4}}, "say": "Ease off."}],
        },
        "three": {
            "advance": {
                "when": {
                    "repeat": {
                        "times": 2,
                        "last": "3 sessions",
                        "when": [{"pain": {"at_most": 1}}],
                    }
                }
            }
        },
        "done": {"final": True},
    },
}


def at(*path: str | int, now: Any = GONE, base: Plain = BASE) -> Plain:
    """The declaration with something else at a path, or without it."""
    made = json.loads(json.dumps(base))
    inside: Any = made
    for step in path[:-1]:
        inside = inside[step]
    if now is GONE:
        del inside[path[-1]]
    else:
        inside[path[-1]] = now
    return made


def between(old: Plain, new: Plain) -> Comparison:
    return compared(Protocol.from_dict(old), Protocol.from_dict(new))


def told(new: Plain, old: Plain = BASE) -> list[str]:
    """What is said of all that decides or that people are told."""
    return [
        f"{each.place.stage or '*'}: {change_words(each)}"
        for each in between(old, new).changes
        if each.level != "about"
    ]


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in plain data."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        items = list(node.items())
    elif isinstance(node, list):
        items = list(enumerate(node))
    for key, value in items:
        yield (*path, key)
        yield from paths(value, (*path, key))


def value_at(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step]
    return node
