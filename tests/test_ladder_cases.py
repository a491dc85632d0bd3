"""Cases of ladders and schedules that were hard to get right, and the slow engine beside them."""

from __future__ import annotations

from typing import Any

import ladder_strategies
import pytest
import strategies
from test_against_naive import expected_of
from test_engine_properties import engine_of, log_of
from test_ladder_properties import assert_same, naive_gates, of_stage

Plain = dict[str, Any]
NEVER: Plain = {"time_in_stage": {"at_least": 999}}
FULL: Plain = {"reps": {"at_least": "100%", "last": "1 session"}}
SORE: Plain = {"pain": {"above": 3, "last": "1 session", "missing": "ignore"}}
TILT: Plain = {"do": "x-tilt", "reps": 5}


def squeeze(**more: Any) -> Plain:
    climb = {"when": more.pop("climb", FULL)}
    return {"do": "x-squeeze", "ladder": ["1x10", "2x10", "3x10"], "climb": climb, **more}


def one_rung(name: str, **more: Any) -> Plain:
    return {"do": name, "ladder": ["1x5"], "climb": {"when": FULL}, **more}


def drop(**more: Any) -> Plain:
    return {"drop": {"when": SORE, **more}}


def back(rule: str, **about: Any) -> Plain:
    return {"setback": {"to": "one", "when": {rule: about}}}


def protocol(*exercises: Plain, advance: Any = NEVER, stage: Any = None, **more: Any) -> Plain:
    one = {"exercises": list(exercises), "advance": {"when": advance}, **(stage or {})}
    return {
        "rehabflow": 1,
        "id": "hard",
        "version": "1.0.0",
        "title": "A hard case",
        "exercises": ladder_strategies.EXERCISES,
        **more,
        "stages": {"one": one, "done": {"final": True}},
    }


def at(day: int, hour: str = "", **cells: Any) -> Plain:
    return {"date": f"2026-03-{day:02}{hour}", **(cells or {"note": "nothing done"})}


def did(day: int, reps: Any, name: str = "x-squeeze", hour: str = "", **cells: Any) -> Plain:
    return at(day, hour, exercise=name, reps=reps, **cells)


CASES: dict[str, tuple[Plain, list[Plain]]] = {
    "times with a zone are compared as instants while an exercise rests": (
        protocol(squeeze(**drop(wait="24 h"))),
        [
            did(1, 10, hour="T18:30+01:00", pain=4),
            did(2, 10, hour="T18:40+02:00"),
            did(3, 10, hour="T18:40+02:00"),
        ],
    ),
    "a time that cannot be read may be the last of the date that dropped": (
        protocol(squeeze(**drop(wait="24 h"))),
        [did(1, 10, pain=4, time="18:30", doubtful=["time"]), did(2, 10)],
    ),
    "what stands after what closes begins anew too, in whatever order": (
        protocol(
            one_rung("x-hop", after="x-tilt"),
            one_rung("x-tilt", after="x-squeeze"),
            one_rung("x-squeeze", **drop()),
            advance=[{"ladder": {"of": "x-hop", "is": "finished"}}, {"pain": {"above": 4}}],
        ),
        [did(1, 5), did(2, 5, "x-tilt"), did(3, 5, "x-hop"), did(4, 5, pain=5)],
    ),
    "what a drop of the same date closes does not climb": (
        protocol(
            one_rung("x-squeeze", **drop()),
            {**TILT, "ladder": ["1x5", "2x5"], "climb": {"when": FULL}, "after": "x-squeeze"},
        ),
        [did(1, 5), did(2, 5, pain=5), did(2, 5, "x-tilt", pain=1)],
    ),
    "an exercise that rests does not climb": (
        protocol(squeeze(climb={"time_on_rung": {"at_least": 1}}, **drop(wait="72 h"))),
        [did(1, 10), did(2, 20, pain=5), at(3), at(4)],
    ),
    "training of another exercise does not bridge a lapse": (
        protocol(
            squeeze(climb={"reps": {"at_least": "100%", "last": "2 sessions"}}),
            TILT,
            lapse_after="3 days",
        ),
        [did(1, 10), *(did(day, 5, "x-tilt") for day in range(2, 9)), did(9, 10)],
    ),
    "a row that was read twice counts once, of each exercise in it": (
        protocol(squeeze(), TILT),
        [at(1, work="x-tilt 2x5; x-squeeze 5"), at(1, work="x-tilt 2x5; x-squeeze 5")],
    ),
    "all is not what is not due": (
        protocol(
            {**squeeze(), "every": "3 days"}, TILT, stage=back("reps", below="1%", of="x-squeeze")
        ),
        [did(1, 9), at(3, work="all; x-squeeze 1")],
    ),
    "0 repetitions are no work of a dose that counts time": (
        protocol(
            squeeze(),
            {"do": "x-slide", "time": "20 s"},
            stage=back("reps", below="10%", last="1 session"),
        ),
        [did(1, 0, "x-slide"), did(1, 1)],
    ),
    "a rest does not fill a window of adherence": (
        protocol(
            squeeze(**drop(wait="36 h")),
            TILT,
            advance={"adherence": {"of": "x-squeeze", "at_least": "80%", "last": "1 week"}},
        ),
        [did(1, 10, pain=5), at(2), did(3, 10, pain=1)],
    ),
    "what rests today was due before": (
        protocol(
            squeeze(**drop(wait="36 h")),
            TILT,
            advance={"adherence": {"at_least": "80%", "last": "3 days"}},
        ),
        [
            did(1, 5, "x-tilt"),
            did(2, 5, "x-tilt"),
            did(3, 10, pain=5),
            did(3, 5, "x-tilt"),
            did(4, 5, "x-tilt"),
        ],
    ),
    "an exercise that rests is not due on days without an entry": (
        protocol(
            {**squeeze(**drop(wait="72 h")), "every": "1 day"},
            stage=back("adherence", below="1%", last="4 days"),
        ),
        [did(1, 10, pain=5), did(4, 10)],
    ),
    "how many whole doses were done is not known of a dose that is not stated": (
        protocol(
            squeeze(),
            {"do": "x-tilt", "dose": "not stated", "every": "2 days", "per_day": 2},
            advance={"adherence": {"of": "x-tilt", "at_least": "60%", "last": "3 days"}},
        ),
        [did(4, 1, "x-tilt"), did(5, 1, "x-tilt")],
    ),
    "under settle the work of a date that drops belongs to the rung before": (
        protocol(
            squeeze(**drop()),
            stage=back("reps", below="10%", last="1 session"),
            settle="next morning",
        ),
        [did(1, 10), did(2, 20), did(3, 10, pain=5), at(4)],
    ),
    "under settle an exercise does not rest yet on the date that drops it": (
        protocol(
            squeeze(**drop(wait="36 h")),
            stage=back("reps", below="10%", last="1 session"),
            settle="next morning",
        ),
        [did(1, 10, pain=5), at(2)],
    ),
    "under settle a setback is shown as it was asked, before the climb": (
        protocol(
            squeeze(),
            stage=back("reps", below="60%", last="1 session"),
            settle="next morning",
        ),
        [did(1, 10), did(2, 10)],
    ),
    "what is done counts where only a dose that is not stated would": (
        protocol(
            {**squeeze(climb=NEVER), "per_week": 3},
            {"do": "x-tilt", "dose": "not stated"},
            advance={"reps": {"of": "x-squeeze", "at_least": "90%", "last": "2 days"}},
        ),
        [did(1, 5), did(1, 1, "x-tilt"), did(2, 10), at(3)],
    ),
    "all is no row of what is closed": (
        protocol(
            one_rung("x-slide"),
            one_rung("x-hop", after="x-slide"),
            stage=back("over_cap", below=-1, last="1 session"),
        ),
        [at(1, work="all", pain=2)],
    ),
    "unreadable work that may have lapsed holds a climb": (
        protocol(
            squeeze(climb={"sessions": {"at_least": 2, "last": "1 week"}}), lapse_after="4 days"
        ),
        [did(1, 10, doubtful=["exercise"]), did(6, None), did(9, None), at(10)],
    ),
    "an exercise that drops while it rests still rests on that date": (
        protocol(squeeze(**drop(wait="24 h"))),
        [did(1, 10, pain=7), did(2, 10, pain=4, time="07:00")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_both_engines_decide_alike(name: str) -> None:
    about, entries = CASES[name]
    salvage = any("doubtful" in entry for entry in entries)
    case = (about, entries, None)
    log = log_of(case, [strategies.unreadable(entry) for entry in entries], salvage=salvage)
    timeline, expected = engine_of(case).replay(log), expected_of(case)
    assert_same(timeline, expected)
    assert of_stage(timeline.asked) == naive_gates(expected.asked, of_ladders=False)
