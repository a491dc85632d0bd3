"""The naive engine's ladders and schedules against examples worked out by hand from the page."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import ladder_strategies
import naive
import naive_plan
import pytest
import strategies
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings

Plain = dict[str, Any]
NEVER: Plain = {"time_in_stage": {"at_least": 1000}}
FULL: Plain = {"reps": {"at_least": "100%", "last": "1 session"}}
TWICE: Plain = {"reps": {"at_least": "100%", "last": "2 sessions"}}
SORE: Plain = {"pain": {"above": 3, "last": "1 session", "missing": "ignore"}}
SIGNED = {"by": "A. Physio", "reason": "examined"}


def squeeze(climb: Any = FULL, **more: Any) -> Plain:
    rungs = ["1x10", "2x10", "3x10"]
    return {"do": "x-squeeze", "ladder": rungs, "climb": {"when": climb}, **more}


def protocol(*exercises: Plain, advance: Any = NEVER, stage: Any = None, **more: Any) -> Plain:
    one = {"exercises": list(exercises), "advance": {"when": advance}, **(stage or {})}
    return {
        "exercises": ladder_strategies.EXERCISES,
        **more,
        "stages": {
            "one": one,
            "two": {**one, "setback": {"when": NEVER}},
            "done": {"final": True},
        },
    }


def at(day: int, **cells: Any) -> Plain:
    return {"date": f"2026-03-{day:02}", **cells}


def did(day: int, reps: Any, name: str = "x-squeeze", **cells: Any) -> Plain:
    return at(day, exercise=name, reps=reps, **cells)


def steps(about: Plain, *entries: Plain) -> list[tuple[int, str, str, tuple[int, int]]]:
    replay = naive.replay(about, entries, "right")
    return [(e["date"].day, e["kind"], e["exercise"], e["rung"]) for e in replay.changes]


def climbs(about: Plain, *entries: Plain) -> list[tuple[int, tuple[int, int]]]:
    """Of one ladder."""
    return [(day, rung) for day, _, _, rung in steps(about, *entries)]


# ---------------------------------------------------------------- doses


@pytest.mark.parametrize(
    ("dose", "log", "share"),
    [
        ({"reps": "8 to 12"}, {"reps": 8}, (1, 1)),
        ({"reps": "8 to 12"}, {"reps": 6}, (Fraction(3, 4), Fraction(3, 4))),
        ({"sets": 2, "time": "30 s"}, {"sets": 2, "duration": "30 s"}, (1, 1)),
        ({"sets": 2, "time": "30 to 60 s"}, {"duration": 30}, (Fraction(1, 2), Fraction(1, 2))),
        ({"time": "1 min"}, {"reps": 6, "duration": "10 s"}, (1, 1)),
        ({"time": "30 s"}, {"reps": 10}, (0, 1)),
        ({"reps": 10}, {"duration": "30 s"}, (0, 1)),
        ({"distance": "40 m"}, {"distance": 40}, (1, 1)),
        ({"distance": "0.2 km"}, {"sets": 4, "distance": "40 m"}, (Fraction(4, 5),) * 2),
        ({"reps": 10, "hold": "5 to 8"}, {"reps": 10, "hold": 5}, (1, 1)),
        ({"reps": 10, "hold": "5 to 8"}, {"reps": 10, "hold": 4}, (0, 0)),
        ({"reps": 5, "effort": "50 to 70 %"}, {"reps": 5, "effort": 50}, (1, 1)),
        ({"reps": 5, "effort": "50 to 70 %"}, {"reps": 5, "effort": 49}, (0, 0)),
        ({"reps": 5, "effort": "50 to 70 %"}, {"reps": 5}, (1, 1)),
        ({"reps": 5, "time": "4 s"}, {"reps": 5, "duration": 3}, (0, 0)),
        ({"reps": 5, "variant": "yellow"}, {"reps": 5, "variant": "Yellow"}, (1, 1)),
        ({"reps": 5, "variant": {"band": "yellow"}}, {"reps": 5, "variant": "red"}, (0, 0)),
        ({"reps": 5, "variant": {"band": "red"}}, {"reps": 5, "variant": "band: red"}, (1, 1)),
        ({"reps": 5, "variant": "yellow"}, {"reps": 5}, (0, 1)),
        ({"reps": 5, "variant": "yellow"}, {"reps": 0}, (0, 0)),
        ({"reps": 5}, {"reps": 5, "variant": "red"}, (1, 1)),
    ],
)
def test_what_is_done_of_a_dose(dose: Plain, log: Plain, share: tuple[Any, Any]) -> None:
    about = protocol({"do": "x-squeeze", **dose})
    session = naive.session_of(about, date(2026, 3, 1), [did(1, None) | log], None)
    (slot,) = naive_plan.slots_of(about, "one")
    assert naive.share_of_dose(slot.members[0].dose, session, set()) == share


@pytest.mark.parametrize(
    ("cell", "dose"),
    [
        ("x-squeeze 3x10 @3s (yellow)", {"sets": 3, "reps": 10, "hold": 3, "variant": "yellow"}),
        ("x-squeeze 3x30s", {"sets": 3, "time": "30 s"}),
        ("x-squeeze 20min", {"time": "20 min"}),
        ("x-squeeze 3x40m @70%", {"sets": 3, "distance": "40 m"}),
    ],
)
def test_a_cell_of_work_says_a_dose(cell: str, dose: Plain) -> None:
    about = protocol({"do": "x-squeeze", **dose})
    session = naive.session_of(about, date(2026, 3, 1), [at(1, work=cell)], None)
    (slot,) = naive_plan.slots_of(about, "one")
    assert naive.share_of_dose(slot.members[0].dose, session, set()) == (1, 1)


def test_a_rung_says_what_differs_and_a_named_ladder_may_be_overruled() -> None:
    named = {"rungs": ["1x5", {"hold": 9}], "climb": {"when": NEVER}, "drop": {"when": SORE}}
    entry = {"do": "x-squeeze", "reps": 7, "hold": 4, "ladder": "slow", "climb": {"when": FULL}}
    about = protocol(entry, ladders={"slow": named})
    (member,) = naive_plan.members_of(about, "one")
    assert member.ladder is not None
    assert [(rung.amount, rung.qualities) for rung in member.ladder.rungs] == [
        (5, {"hold": 4}),
        (7, {"hold": 9}),
    ]
    assert (member.ladder.climb, member.ladder.drop) == ({"when": FULL}, {"when": SORE})


# ---------------------------------------------------------------- climbs and drops


def test_a_ladder_is_climbed_one_rung_a_date_and_then_finished() -> None:
    about = protocol(squeeze(), advance={"ladder": {"of": "x-squeeze", "is": "finished"}})
    entries = [did(1, 30), did(2, 20), did(3, 29), did(4, 30)]
    assert climbs(about, *entries) == [(1, (1, 2)), (2, (2, 3)), (4, (3, 4))]
    replay = naive.replay(about, entries)
    assert [(e["date"].day, e["kind"]) for e in replay.decisions][-2:] == [
        (4, "climb"),
        (4, "advance"),
    ]
    assert [day.rungs["x-squeeze"] for day in replay.days.values()] == [2, 3, 3, 1]


def test_two_sessions_are_two_on_the_same_rung() -> None:
    entries = [did(1, 30), did(2, 30), did(3, 30), did(4, 30), did(5, 30)]
    assert climbs(protocol(squeeze(TWICE)), *entries) == [(2, (1, 2)), (4, (2, 3))]


def test_only_its_own_rows_and_rows_without_work_are_asked_of_a_ladder() -> None:
    about = protocol(squeeze(drop={"when": SORE}), {"do": "x-tilt", "reps": 10})
    one, two = did(1, 10, pain=2), did(1, 10, "x-tilt", pain=7)
    assert climbs(about, one, two) == [(1, (1, 2))]
    assert climbs(about, one, two, at(1, pain=7)) == [(1, (1, 1))]
    both = at(1, work="x-squeeze 10; x-tilt 10", pain=7)
    assert climbs(about, both) == [(1, (1, 1))]


def test_nothing_climbs_while_a_danger_is_unknown_and_a_drop_goes_first() -> None:
    drop = {"when": {"pain": {"above": 3}}}
    about = protocol(squeeze(drop=drop))
    assert climbs(about, did(1, 10), did(2, 10, pain=3)) == [(2, (1, 2))]
    assert climbs(about, did(1, 10, pain=4)) == [(1, (1, 1))]
    back = {"setback": {"to": "one", "when": {"pain": {"moment": "after", "above": 3}}}}
    held = protocol(squeeze(), stage=back)
    assert climbs(held, did(1, 10), did(2, 10, pain_after=3)) == [(2, (1, 2))]
    assert climbs(held, did(1, 10, pain_after=4)) == []


def test_a_finished_ladder_drops_from_its_top_rung() -> None:
    up = [did(1, 30), did(2, 30), did(3, 30)]
    for by, after in ((1, 2), (0, 3), (5, 1)):
        about = protocol(squeeze(drop={"when": SORE, "by": by}))
        assert climbs(about, *up, did(4, 30, pain=4))[-1] == (4, (4, after))


@pytest.mark.parametrize(
    ("times", "climbed"),
    [
        (("08:00", "07:59"), [3]),
        (("08:00", "08:00"), [2]),
        ((None, None), [2]),
        (("08:00", None), [3]),
        ((None, "23:59"), [3]),
    ],
)
def test_an_exercise_that_dropped_rests_for_so_long(
    times: tuple[Any, Any], climbed: list[int]
) -> None:
    about = protocol(squeeze(drop={"when": SORE, "wait": "24 h"}))
    first, second = times
    entries = [did(1, 10, pain=4, time=first), did(2, 10, time=second), did(3, 10)]
    assert [day for day, (one, two) in climbs(about, *entries) if two > one][:1] == climbed


def test_a_move_of_the_stage_begins_its_ladders_at_their_first_rung() -> None:
    about = protocol(squeeze())
    order = at(2, event="override", to="two", **SIGNED)
    assert climbs(about, did(1, 10), order, did(3, 10)) == [(1, (1, 2)), (3, (1, 2))]
    anew = protocol(squeeze(), stage={"setback": {"to": "one", "when": SORE}})
    assert climbs(anew, did(1, 10), did(2, 10, pain=4), did(3, 10)) == [(1, (1, 2)), (3, (1, 2))]


def test_under_settle_a_climb_comes_before_the_work_of_its_date() -> None:
    about = protocol(squeeze(), settle="next morning")
    assert climbs(about, did(1, 10), did(2, 20), did(3, 20), at(4)) == [(2, (1, 2)), (3, (2, 3))]


def test_newest_values_are_seen_over_climbs_and_not_over_drops() -> None:
    about = protocol(squeeze({"aslr": {"at_least": 60}}, drop={"when": SORE}))
    assert climbs(about, at(1, aslr=70), at(2), did(3, 1, pain=4), at(4), at(5, aslr=60)) == [
        (1, (1, 2)),
        (2, (2, 3)),
        (3, (3, 2)),
        (5, (2, 3)),
    ]


# ---------------------------------------------------------------- after


def tilt(after: Any, **more: Any) -> Plain:
    return {
        "do": "x-tilt",
        "ladder": ["1x5", "2x5"],
        "climb": {"when": FULL},
        "after": after,
        **more,
    }


def one_rung(name: str, **more: Any) -> Plain:
    return {"do": name, "ladder": ["1x5"], "climb": {"when": FULL}, **more}


def test_what_stands_after_another_opens_the_day_after_and_closes_when_that_drops() -> None:
    about = protocol(one_rung("x-squeeze", drop={"when": SORE}), tilt("x-squeeze"))
    both = [(did(day, 5), did(day, 5, "x-tilt")) for day in (1, 2)]
    up = [entry for day in both for entry in day]
    assert steps(about, *up) == [(1, "climb", "x-squeeze", (1, 2)), (2, "climb", "x-tilt", (1, 2))]
    down = [*up, did(3, 5, pain=4), did(4, 10, "x-tilt"), did(5, 5), did(6, 5, "x-tilt")]
    assert steps(about, *down)[2:] == [
        (3, "drop", "x-squeeze", (2, 1)),
        (5, "climb", "x-squeeze", (1, 2)),
        (6, "climb", "x-tilt", (1, 2)),
    ]


def test_after_both_or_after_either() -> None:
    first = [one_rung("x-squeeze"), one_rung("x-slide")]
    entries = [did(1, 5), did(2, 5, "x-tilt")]
    assert steps(protocol(*first, tilt(["x-squeeze", "x-slide"])), *entries)[1:] == []
    either = protocol(*first, tilt({"one_of": ["x-squeeze", "x-slide"]}))
    assert steps(either, *entries)[1:] == [(2, "climb", "x-tilt", (1, 2))]


def counted(about: Plain, *entries: Plain) -> list[list[str]]:
    days = naive.replay(about, entries).days.values()
    return [["/".join(name for name, _ in part) for part in day.counted] for day in days]


def share(about: Plain, *entries: Plain, of: str | None = None) -> Any:
    """What `reps` says of the last date."""
    reps = {"at_least": 50, "last": "1 session"} | ({} if of is None else {"of": of})
    stage = about["stages"]["one"] | {"advance": {"when": [{"reps": reps}, NEVER]}}
    asked = naive.replay({**about, "stages": {**about["stages"], "one": stage}}, entries).asked
    leaf = asked[-1]["gate"]["of"][0]
    return leaf["low"], leaf["high"]


def test_what_is_closed_is_no_part_of_reps_but_makes_a_training_session() -> None:
    about = protocol(one_rung("x-squeeze"), tilt("x-squeeze"))
    assert counted(about, did(1, 5), did(2, 5)) == [["x-squeeze"], ["x-squeeze", "x-tilt"]]
    assert share(about, did(1, 5, "x-tilt")) == (0, 0)
    assert share(about, did(1, 5, "x-tilt"), of="x-tilt") == (0, 100)
    assert share(about, did(1, 4), did(1, 5, "x-tilt")) == (80, 80)


def test_of_two_exercises_of_which_one_will_do_the_better_counts() -> None:
    either = {"one_of": [{"do": "x-bridge", "reps": 10}, {"do": "x-march", "reps": 20}]}
    about = protocol(squeeze(), either)
    assert share(about, did(1, 10), did(1, 5, "x-bridge"), did(1, 15, "x-march")) == (87.5, 87.5)
    assert counted(about, did(1, 10)) == [["x-squeeze", "x-bridge/x-march"]]


def test_a_dose_that_is_not_stated_is_training_and_no_part_of_reps() -> None:
    unsaid = {"do": "x-tilt", "dose": "not stated"}
    assert share(protocol(squeeze(), unsaid), did(1, 10), did(1, 1, "x-tilt")) == (100, 100)
    assert share(protocol(squeeze(), unsaid), did(1, 1, "x-tilt")) == (0, 0)
    assert share(protocol(unsaid), did(1, 1, "x-tilt")) == (0, 100)


# ---------------------------------------------------------------- schedules

DAILY = {"do": "x-tilt", "reps": 5}


@pytest.mark.parametrize(
    ("schedule", "may", "means", "missed", "first"),
    [
        ({"every": "2 days"}, 1, 2, 3, 2),
        ({"every": "1 week"}, 6, 7, 8, 7),
        ({"per_week": 3}, 2, 2, 4, 3),
        ({"per_week": 5}, 1, 1, 3, 2),
        ({"per_week": 7}, 1, 1, 2, 1),
    ],
)
def test_schedules_leave_a_day(
    schedule: Plain, may: int, means: int, missed: int, first: int
) -> None:
    found = naive_plan.schedule_of(schedule)
    assert (found.may, found.means, found.missed, found.first) == (may, means, missed, first)


def test_reps_counts_what_is_missed_or_done_when_it_may_be() -> None:
    about = protocol({"do": "x-squeeze", "reps": 10, "every": "3 days"}, DAILY)
    log = [did(1, 10), *(did(day, 5, "x-tilt") for day in range(1, 6)), did(6, 10)]
    both, tilt_alone = ["x-squeeze", "x-tilt"], ["x-tilt"]
    assert counted(about, *log) == [both, tilt_alone, tilt_alone, tilt_alone, both, both]
    assert counted(about, did(1, 10), did(2, 10)) == [both, ["x-tilt"]]
    alone = protocol({"do": "x-squeeze", "reps": 10, "every": "3 days"})
    assert counted(alone, did(1, 10), did(2, 10)) == [["x-squeeze"], ["x-squeeze"]]


def test_all_means_what_is_due() -> None:
    about = protocol({"do": "x-squeeze", "reps": 10, "every": "3 days"}, DAILY)
    log = [at(day, work="all") for day in range(1, 6)]
    both, tilt_alone = ["x-squeeze", "x-tilt"], ["x-tilt"]
    assert counted(about, *log) == [both, tilt_alone, tilt_alone, both, tilt_alone]


def test_twice_a_date_is_twice_the_dose() -> None:
    about = protocol({"do": "x-squeeze", "reps": 10, "per_day": 2})
    assert share(about, did(1, 15)) == (75, 75)
    assert share(about, at(1, work="all")) == (100, 100)


def adherence(exercises: list[Plain], *entries: Plain, last: str, of: str | None = None) -> Any:
    """As a setback gate asks for it on the last date."""
    about = {"below": 0, "last": last} | ({} if of is None else {"of": of})
    back = {"setback": {"to": "one", "when": {"adherence": about}}}
    asked = naive.replay(protocol(*exercises, stage=back), entries).asked
    leaf = asked[0]["gate"]
    return leaf["low"], leaf["high"]


def test_adherence_is_done_of_due_each_exercise_for_itself() -> None:
    often = {"do": "x-squeeze", "reps": 10, "every": "2 days"}
    log = [did(1, 10), did(3, 1), did(4, 5, "x-tilt"), at(7)]
    assert adherence([often], *log, last="1 week") == (Fraction(200, 3),) * 2
    assert adherence([often, DAILY], *log, last="1 week") == (Fraction(100, 3),) * 2
    assert adherence([often, DAILY], *log, last="1 week", of="x-squeeze")[0] == Fraction(200, 3)
    assert adherence([often], did(1, 10), last="1 week") == (None, None)


def test_adherence_counts_whole_doses_of_a_date() -> None:
    twice = {"do": "x-squeeze", "reps": 10, "every": "1 day", "per_day": 2}
    assert adherence([twice], did(1, 19), did(2, 45), last="2 days") == (75, 75)
    assert adherence([twice], did(1, None), did(2, 20), last="2 days") == (50, 100)


# ---------------------------------------------------------------- the drawn cases


@given(ladder_strategies.protocols())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_drawn_protocols_are_plain_data(about: Plain) -> None:
    assert yaml.safe_load(yaml.safe_dump(about, sort_keys=False)) == about
    for name in list(about["stages"])[:-1]:
        members = naive_plan.members_of(about, name)
        on_ladders = [each.exercise for each in members if each.ladder is not None]
        assert on_ladders
        assert all(set(each.after) <= set(on_ladders) for each in members)


def test_the_drawn_logs_climb_high() -> None:
    """At least so many in a hundred, or the comparison with the engine would show little."""
    found: Counter[str] = Counter()

    @seed(2026)
    @settings(
        max_examples=150,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(ladder_strategies.cases())
    def draw(case: strategies.Case) -> None:
        found.update({"cases", *ladder_strategies.landmarks(case)})

    draw()
    wanted = {"climb": 60, "drop": 25, "finished": 25, "advance": 40, "setback": 10}
    wanted |= {"dropped when finished": 2}
    reached = {name: 100 * found[name] // found["cases"] for name in wanted}
    assert all(reached[name] >= least for name, least in wanted.items()), str(reached)
    assert found["climb after another"]
