"""The two protocols of one trial: they differ in one number, and advise to the number.

Which exercise climbed, scenarios do not say: it stands here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rehabflow import Engine, Log, Progress, load_protocol
from rehabflow.readers.yaml_tree import read_tree
from rehabflow.tree import plain

PROTOCOLS = Path(__file__).parent.parent / "protocols"
LIMITS = {"hickey-pain-threshold": 4, "hickey-pain-free": 0}
BOTH = list(LIMITS)
PROTOCOL_OF = {id: load_protocol(id) for id in BOTH}


def read(id: str) -> dict[str, Any]:
    path = PROTOCOLS / f"{id}.yaml"
    data: dict[str, Any] = plain(read_tree(path.read_bytes(), str(path)).root)
    return data


def pairs(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two declarations differ: their innermost mappings, side by side."""
    if one == other:
        return
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from pairs(left, right, f"{path}[{at}]")
        return
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        inner = [name for name in one if isinstance(one[name], dict | list)]
        if all(one[name] == other[name] for name in one.keys() - set(inner)):
            for name in inner:
                yield from pairs(one[name], other[name], f"{path}.{name}".lstrip("."))
            return
    yield path, one, other


def on(day: int, **cells: str) -> dict[str, str]:
    return {"date": f"2026-03-{day:02}", **cells}


def trained(day: int, **cells: str) -> dict[str, str]:
    return on(day, **{"work": "nordic 2x4", **cells})


# ---------------------------------------------------------------- one number


def limits() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Where the two differ, but for their names."""
    threshold, free = (read(id) for id in BOTH)
    for name in ("id", "title", "summary"):
        assert threshold.pop(name) != free.pop(name)
    return list(pairs(threshold, free))


def test_they_differ_in_nothing_but_their_names_and_the_pain_limit() -> None:
    assert len(limits()) == 11
    for path, one, other in limits():
        limit = "above" if "above" in one else "at_most"
        assert path.endswith(".pain"), path
        assert (one.pop(limit), other.pop(limit)) == (4, 0), path
        for each in (one, other):
            for name in ("from", "choice", "verified"):
                each.pop(name, None)
        assert one == other, path
        assert one["last"] == "1 session", path


def exercises(id: str) -> dict[str, dict[str, Any]]:
    """What the first stage prescribes, by exercise."""
    listed = read(id)["stages"]["rehabilitation"]["exercises"]
    return {each["do"]: each for item in listed for each in item.get("one_of", [item])}


@pytest.mark.parametrize("id", BOTH)
def test_every_ladder_climbs_within_that_limit_and_drops_over_it(id: str) -> None:
    ladders = {name: each for name, each in exercises(id).items() if "ladder" in each}
    assert list(ladders) == [*LEGS, "single-leg-slider", "before-running", "return-to-run"]
    walking = ladders.pop("before-running")
    assert walking["climb"]["when"]["pain"]["at_most"] == 4
    assert walking["drop"]["when"]["pain"]["above"] == 4
    for each in ladders.values():
        assert each["climb"]["when"][0]["pain"]["at_most"] == LIMITS[id]
        assert each["drop"]["when"]["pain"]["above"] == LIMITS[id]
        assert each["drop"]["by"] == 0


def test_running_with_a_limit_of_4_is_the_shared_ladder_itself() -> None:
    shared = read("ladders")["ladders"]["hickey-running"]
    said = exercises("hickey-pain-threshold")["return-to-run"]
    assert (said["climb"], said["drop"]) == (shared["climb"], shared["drop"])


@pytest.mark.parametrize(("id", "other"), [BOTH, BOTH[::-1]])
def test_each_names_the_other_and_the_number(id: str, other: str) -> None:
    summary = read(id)["summary"]
    assert other in summary
    assert f"{LIMITS[other]} there" in summary


def test_the_limit_of_the_pain_free_group_passes_nowhere_for_verified() -> None:
    for path, _, free in limits():
        assert free["verified"] == "no", path


# ---------------------------------------------------------------- which exercise goes on

LEGS = {
    "hamstring-bridge": "bridge_full",
    "hip-extension-45": "hip_extension_full",
    "hamstring-slider": "slider_full",
}
HARDER = {
    "hamstring-bridge": "single-leg-hamstring-bridge",
    "hip-extension-45": "single-leg-hip-extension-45",
    "hamstring-slider": "single-leg-slider",
    "single-leg-slider": "nordic",
    "before-running": "return-to-run",
}
AT_FIRST = {*LEGS, "before-running"}
Rows = list[dict[str, str]]


def reached(id: str, rows: Rows) -> Progress:
    """Where some rows lead."""
    engine = Engine(PROTOCOL_OF[id])
    progress = engine.begin()
    for session in Log.from_entries(rows, protocol=PROTOCOL_OF[id]).sessions:
        after = engine.step(progress, session).progress
        assert after is not None
        progress = after
    return progress


def doing(id: str, rows: Rows, day: int | None = None) -> set[str]:
    """What is open after some rows; with a day, what is due on it."""
    date = day and dt.date(2026, 3, day)
    prescription = Engine(PROTOCOL_OF[id]).prescription(reached(id, rows), on=date or None)
    return {dose.exercise.id for dose in prescription}


def after(id: str, rows: Rows) -> tuple[set[str], set[str]]:
    """What is open, and which ladders are finished, after some rows."""
    rungs = reached(id, rows).rungs
    return doing(id, rows), {rung.exercise for rung in rungs if rung.finished}


def done(id: str, day: int, exercise: str, *, over: bool = False) -> dict[str, str]:
    """A session of one exercise, completed, at the limit or half a point over it."""
    if exercise == "before-running":
        return on(day, pain_walking="4.5" if over else "4")
    full = {**LEGS, "single-leg-slider": "single_leg_slider_full"}[exercise]
    pain = f"{LIMITS[id]}{'.5' if over else ''}"
    return on(day, pain=pain, work=f"{exercise} 2x8", **{full: "yes"})


@pytest.mark.parametrize("id", BOTH)
def test_at_first_there_are_both_legs_and_no_run(id: str) -> None:
    assert after(id, []) == (AT_FIRST, set())


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize("exercise", AT_FIRST)
def test_what_is_completed_opens_the_harder_one_and_no_other(id: str, exercise: str) -> None:
    rows = [done(id, 2, exercise)]
    assert after(id, rows) == ({*AT_FIRST, HARDER[exercise]}, {exercise})
    assert after(id, [done(id, 2, exercise, over=True)]) == (AT_FIRST, set())


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize("exercise", AT_FIRST)
def test_over_the_limit_again_the_harder_one_closes_and_no_other(id: str, exercise: str) -> None:
    every = [done(id, 2 + at, each) for at, each in enumerate([*LEGS, "before-running"])]
    is_open, finished = after(id, every)
    assert (is_open, finished) == ({*AT_FIRST, *map(HARDER.get, AT_FIRST)}, AT_FIRST)
    assert after(id, [*every, done(id, 9, exercise, over=True)]) == (
        is_open - {HARDER[exercise]},
        finished - {exercise},
    )


@pytest.mark.parametrize("id", BOTH)
def test_the_nordic_comes_after_the_slider_on_one_leg(id: str) -> None:
    both, one = done(id, 2, "hamstring-slider"), done(id, 4, "single-leg-slider")
    assert "nordic" not in after(id, [both])[0]
    assert "nordic" in after(id, [both, one])[0]
    assert "nordic" not in after(id, [both, one, done(id, 6, "single-leg-slider", over=True)])[0]
    assert "nordic" not in after(id, [both, one, done(id, 6, "hamstring-slider", over=True)])[0]


@pytest.mark.parametrize("id", BOTH)
@pytest.mark.parametrize(("days", "due"), [(2, False), (3, True)])
@pytest.mark.parametrize(("exercise", "full"), LEGS.items())
def test_all_holds_strength_work_from_three_days_after_it_was_done(
    id: str, exercise: str, full: str, days: int, due: bool
) -> None:
    """The range of the first session was not written down, that of the next one was."""
    rows = [trained(2, pain="0", work="all"), trained(2 + days, pain="0", work="all")]
    rows[0][full], rows[1][full] = "no", "yes"
    assert after(id, rows)[1] == ({exercise} if due else set())


@pytest.mark.parametrize("id", BOTH)
def test_the_harder_one_stands_for_the_easier_one_in_the_week(id: str) -> None:
    rows = [done(id, 2, "hamstring-bridge"), on(5, pain="0", work="single-leg-hamstring-bridge")]
    bridges = {"hamstring-bridge", "single-leg-hamstring-bridge"}
    assert doing(id, rows) >= bridges
    assert not doing(id, rows, 7) & bridges
    assert doing(id, rows, 8) >= bridges
    assert doing(id, rows, 7) >= {*LEGS} - bridges


def test_no_dose_is_borrowed_and_all_strength_work_is_twice_a_week() -> None:
    for dose in PROTOCOL_OF["hickey-pain-threshold"].stage("rehabilitation").prescription:
        strength = dose.exercise.id not in ("before-running", "return-to-run")
        assert dose.stated == (dose.exercise.id == "return-to-run")
        assert (dose.schedule.per_week if dose.schedule else None) == (2 if strength else None)


# ---------------------------------------------------------------- what they say

SAID = {
    "over": "Over the pain limit.",
    "worse": "The morning after",
    "walking": "Walking hurts too much",
    "run": "The running programme is done.",
    "few": "Fewer than two sessions",
    "week": "A week, and nothing",
}


def said(id: str, *rows: dict[str, str]) -> set[str]:
    advice = [
        each.say
        for each in Engine(PROTOCOL_OF[id])
        .replay(Log.from_entries(rows, protocol=PROTOCOL_OF[id]))
        .advice
    ]
    found = {short for short, words in SAID.items() for say in advice if say.startswith(words)}
    assert len(found) == len(advice)
    return found


@pytest.mark.parametrize("id", BOTH)
def test_each_piece_of_advice_has_its_case_here(id: str) -> None:
    says = [each["say"] for each in read(id)["advise"]]
    assert len(says) == len(SAID)
    assert all(say.startswith(words) for say, words in zip(says, SAID.values(), strict=True))


@pytest.mark.parametrize("id", BOTH)
def test_over_the_limit_is_said_and_at_the_limit_is_not(id: str) -> None:
    limit = LIMITS[id]
    assert said(id, trained(2, pain=f"{limit}.5")) == {"over"}
    assert said(id, trained(2, pain=f"{limit}")) == set()
    assert said(id, trained(2)) == set()


@pytest.mark.parametrize("id", BOTH)
def test_a_morning_two_points_worse_is_said_and_one_point_is_not(id: str) -> None:
    before = trained(2, pain="0", pain_morning="1")
    assert said(id, before, on(3, pain_morning="3")) == {"worse"}
    assert said(id, before, on(3, pain_morning="2.5")) == set()
    assert said(id, before, on(3, note="not rated")) == set()


@pytest.mark.parametrize("id", BOTH)
def test_walking_over_4_is_said_in_both(id: str) -> None:
    assert said(id, on(2, pain_walking="4")) == set()
    assert said(id, on(2, pain_walking="4.5")) == {"walking"}
    assert said(id, on(2)) == set()
    assert "walking" in said(id, on(2, pain_walking="5"), trained(9, pain="0"))
    assert "walking" not in said(id, on(2, pain_walking="5"), trained(10, pain="0"))


@pytest.mark.parametrize("id", BOTH)
def test_after_the_last_stage_is_said_what_return_to_play_asks(id: str) -> None:
    """On the day after, since advice sees the stages as the date began."""
    runs = [trained(2 + at, pain="0", work=f"return-to-run 1 (stage {at})") for at in range(1, 10)]
    rows = [on(2, pain_walking="0"), *runs]
    assert said(id, *rows) == set()
    assert said(id, *rows, on(12)) == {"run"}
    assert said(id, *rows[:-1], on(12)) == set()


@pytest.mark.parametrize("id", BOTH)
def test_two_sessions_in_seven_days_are_enough_and_one_is_not(id: str) -> None:
    first = done(id, 2, "hamstring-bridge")
    assert said(id, first, trained(8, pain="0")) == set()
    assert said(id, first, trained(9, pain="0")) == {"few"}
    assert said(id, first, trained(3, pain="0"), trained(9, pain="0")) == set()


@pytest.mark.parametrize("id", BOTH)
def test_a_week_without_anything_completed_is_said(id: str) -> None:
    def week(*rows: dict[str, str], last: int = 9) -> set[str]:
        return said(id, on(2), *rows, trained(last - 1, pain="0"), trained(last, pain="0"))

    assert week() == {"week"}
    assert week(last=8) == set()
    assert week(done(id, 3, "before-running")) == {"week"}
    for exercise in LEGS:
        assert week(done(id, 3, exercise)) == set(), exercise
    run = trained(4, pain="0", work="return-to-run 1 (stage 1)")
    assert week(done(id, 3, "before-running"), run) == set()
