"""The return-to-run programmes: what completes a level, how far to go back, when to retry."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import frozen

from rehabflow import Engine, Log, Protocol
from rehabflow.readers.protocol import shared_ladders

Row = dict[str, str]


@frozen
class Programme:
    """A programme as its source has it, for the tests below.

    `runs` are what a log says for each whole level. A level takes `times` sessions, `apart` days
    apart; the last is judged `later` days on. `limit` is the highest pain with which one climbs,
    `over` the least pain that drops, by `by` rungs; then `wait` hours must pass.
    """

    runs: tuple[str, ...]
    limit: str
    over: str
    by: int
    wait: int
    times: int = 1
    apart: int = 1
    later: int = 0


def stages(work: str, *names: str) -> tuple[str, ...]:
    return tuple(f"return-to-run {work} ({name})" for name in names)


PROGRAMMES = {
    "track-run-throughs": Programme(
        runs=(
            *stages("2km", "level 1", "level 2"),
            *stages("6x3", "level 3"),
            *stages("7x3", "level 4"),
            *stages("3x3", *(f"level {at}" for at in range(5, 11))),
        ),
        limit="0",
        over="0.5",
        by=2,
        wait=12,
    ),
    "physio-7-to-10-day": Programme(
        runs=(
            *stages("6", "stage 1", "stage 2", "stage 3"),
            *stages("5", "stage 4"),
            *stages("4", "stage 5"),
        ),
        limit="0",
        over="0.5",
        by=0,
        wait=24,
    ),
    "nfl-functional": Programme(
        runs=(
            *stages("20min", "phase 1"),
            *stages("15", "phase 2"),
            *stages("1", "phase 3", "phase 4"),
        ),
        limit="0",
        over="0.5",
        by=0,
        wait=0,
        times=2,
    ),
    "healthy-runner": Programme(
        runs=tuple(
            f"return-to-run 3x{minutes}min (stage {at})"
            for at, minutes in enumerate((1, 3, 5, 8, 10), 1)
        ),
        limit="0",
        over="0.5",
        by=0,
        wait=48,
        times=2,
        apart=2,
    ),
    "runcalcs": Programme(
        runs=("return-to-run 10x1min (level 1)", "return-to-run 8x2min (level 2)"),
        limit="2",
        over="2.5",
        by=1,
        wait=48,
        times=2,
        apart=2,
        later=1,
    ),
    "arc-running": Programme(
        runs=(
            *(f"return-to-run 5x{2 + at}min (day {at + 1})" for at in range(3)),
            "return-to-run 2x14min (day 4)",
            "return-to-run 1x30min (day 5)",
        ),
        limit="2.5",
        over="3",
        by=0,
        wait=0,
        apart=2,
        later=1,
    ),
    "strides-80-90-100": Programme(
        runs=stages("1", "80 percent", "90 percent", "100 percent"),
        limit="0",
        over="0.5",
        by=0,
        wait=0,
    ),
    "hickey-running": Programme(
        runs=stages("1", *(f"stage {at}" for at in range(1, 10))),
        limit="4",
        over="4.5",
        by=0,
        wait=0,
    ),
    "aspetar-running": Programme(
        runs=stages("1", "25 percent", "70 percent", "100 percent"),
        limit="0",
        over="2",
        by=1,
        wait=0,
    ),
}
EACH = pytest.mark.parametrize("name", PROGRAMMES)
WAITING = pytest.mark.parametrize("name", [name for name, it in PROGRAMMES.items() if it.wait])
LATER = pytest.mark.parametrize("name", [name for name, it in PROGRAMMES.items() if it.later])


def protocol(name: str) -> Protocol:
    """One stage that holds nothing but the programme."""
    run = {
        "exercises": [{"do": "return-to-run", "ladder": name}],
        "advance": {"when": {"ladder": {"of": "return-to-run", "is": "finished"}}},
    }
    stages = {"run": run, "done": {"final": True}}
    head = {"rehabflow": 1, "id": "run", "version": "1.0.0", "title": "Run"}
    return Protocol.from_dict({**head, "stages": stages})


def heights(name: str, *rows: Row) -> list[int]:
    """How high the ladder is after each date; one more than its levels where it is finished."""
    of = protocol(name)
    engine, found = Engine(of), list[int]()
    progress = engine.begin()
    for session in Log.from_entries(rows, protocol=of).sessions:
        after = engine.step(progress, session).progress
        assert after is not None
        progress = after
        done = progress.stage == "done"
        found.append(len(PROGRAMMES[name].runs) + 1 if done else progress.rungs[0].height)
    return found


def on(day: float, time: str = "", **cells: str) -> Row:
    date = dt.date(2026, 3, 2) + dt.timedelta(days=int(day))
    return {"date": f"{date}T{time}" if time else str(date), **cells}


def run(name: str, level: int, day: int, time: str = "", pain: str = "", **cells: str) -> Row:
    """A whole session of a level, from 1."""
    it = PROGRAMMES[name]
    said = {"pain": pain or it.limit, "pain_morning": "0", "work": it.runs[level - 1]}
    return on(day, time, **{**said, **cells})


def climbed(name: str, level: int, since: int = 0) -> tuple[list[Row], int]:
    """The rows of climbing to the end of a level from the one before, and the day after them."""
    it = PROGRAMMES[name]
    rows = [run(name, level, since + at * it.apart) for at in range(it.times)]
    last = since + (it.times - 1) * it.apart
    if it.later:
        rows.append(on(last + it.later, pain_morning="0"))
    return rows, max(last + it.apart, last + it.later + 1)


def up_to(name: str, level: int) -> tuple[list[Row], int]:
    """The rows of climbing to a level from the first one, and the day after them."""
    rows: list[Row] = []
    day = 0
    for at in range(1, level):
        more, day = climbed(name, at, day)
        rows += more
    return rows, day


def test_every_shared_ladder_is_tested_here() -> None:
    assert list(shared_ladders()) == list(PROGRAMMES)


# ---------------------------------------------------------------- to the end


@EACH
def test_whole_levels_within_the_limit_climb_to_the_end(name: str) -> None:
    it = PROGRAMMES[name]
    rows, _ = up_to(name, len(it.runs) + 1)
    each = it.times + (1 if it.later else 0)
    assert heights(name, *rows)[each - 1 :: each] == list(range(2, len(it.runs) + 2))


@EACH
def test_nothing_climbs_before_its_last_session(name: str) -> None:
    it = PROGRAMMES[name]
    rows, _ = climbed(name, 1)
    assert heights(name, *rows) == [1] * (len(rows) - 1) + [2]
    assert len(rows) == it.times + (1 if it.later else 0)


@EACH
def test_as_prescribed_climbs_too(name: str) -> None:
    rows, _ = climbed(name, 1)
    rows = [{**row, **({"work": "all"} if "work" in row else {})} for row in rows]
    assert heights(name, *rows)[-1] == 2


@EACH
def test_without_a_rating_nothing_climbs(name: str) -> None:
    rows, _ = climbed(name, 1)
    rows = [{**row, "pain": ""} for row in rows]
    assert set(heights(name, *rows)) == {1}


@EACH
def test_a_run_that_names_no_level_and_a_run_of_another_level_climb_nothing(name: str) -> None:
    rows, day = up_to(name, 2)
    it = PROGRAMMES[name]
    work = it.runs[1]
    for said in (work.partition(" (")[0], f"{work.partition(' (')[0]} (another)", it.runs[0]):
        more = [{**row, **({"work": said} if "work" in row else {})}
                for row in climbed(name, 2, day)[0]]  # fmt: skip
        assert max(heights(name, *rows, *more)[-len(more) :]) <= 2


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("track-run-throughs", "return-to-run 1.9km (level 1)"),
        ("physio-7-to-10-day", "return-to-run 5 (stage 1)"),
        ("nfl-functional", "return-to-run 19min (phase 1)"),
        ("healthy-runner", "return-to-run 2x1min (stage 1)"),
        ("healthy-runner", "return-to-run 3x50s (stage 1)"),
        ("runcalcs", "return-to-run 9x1min (level 1)"),
        ("runcalcs", "return-to-run 10x50s (level 1)"),
        ("arc-running", "return-to-run 4x2min (day 1)"),
        ("arc-running", "return-to-run 5x110s (day 1)"),
        ("strides-80-90-100", "return-to-run 1 @79% (80 percent)"),
        ("aspetar-running", "return-to-run 1 @24% (25 percent)"),
    ],
)
def test_less_than_the_level_is_not_the_level(name: str, short: str) -> None:
    rows, _ = climbed(name, 1)
    rows = [{**row, **({"work": short} if "work" in row else {})} for row in rows]
    assert set(heights(name, *rows)) == {1}


@pytest.mark.parametrize(("level", "effort"), [(4, 50), (6, 50), (7, 70), (8, 70), (9, 100)])
def test_a_stage_of_the_trial_has_its_effort(level: int, effort: int) -> None:
    rows, day = up_to("hickey-running", level)
    for logged, height in ((effort - 1, level), (effort, level + 1)):
        work = f"return-to-run 1 @{logged}% (stage {level})"
        last = run("hickey-running", level, day, work=work)
        assert heights("hickey-running", *rows, last)[-1] == height


# ---------------------------------------------------------------- back


@EACH
def test_over_the_limit_goes_back_by_so_many_and_never_below_the_first(name: str) -> None:
    it = PROGRAMMES[name]
    for level in range(1, len(it.runs) + 1):
        rows, day = up_to(name, level)
        found = heights(name, *rows, run(name, level, day, pain=it.over))
        assert found[-1] == max(1, level - it.by), level


@pytest.mark.parametrize(("name", "pain"), [("aspetar-running", "1"), ("aspetar-running", "1.5")])
def test_between_the_limits_one_stays(name: str, pain: str) -> None:
    rows, day = up_to(name, 3)
    assert heights(name, *rows, run(name, 3, day, pain=pain))[-1] == 3


def test_who_stops_at_level_4_begins_again_at_level_2() -> None:
    rows, day = up_to("track-run-throughs", 4)
    assert heights("track-run-throughs", *rows, run("track-run-throughs", 4, day, pain="1"))[-2:] \
        == [4, 2]  # fmt: skip


@pytest.mark.parametrize("name", ["healthy-runner", "runcalcs"])
def test_what_was_not_finished_is_a_failure(name: str) -> None:
    it = PROGRAMMES[name]
    rows, day = up_to(name, 2)
    found = heights(name, *rows, run(name, 2, day, work="return-to-run 1"))
    assert found[-1] == 2
    short = it.runs[1].replace("run 3x", "run 2x").replace("run 8x", "run 7x")
    more = climbed(name, 2, day + 2)[0]
    assert heights(name, *rows, run(name, 2, day, work=short))[-1] == 2 - it.by
    assert heights(name, *rows, run(name, 2, day, work=short), *more)[-1] == 3 - 2 * it.by


def test_a_cramp_stops_the_physiotherapists_programme_and_no_other() -> None:
    """In the first it drops, and 23 hours later is too early; elsewhere it is no strain pain."""
    for name, height in (("physio-7-to-10-day", 3), ("track-run-throughs", 4)):
        rows, day = up_to(name, 3)
        cramp = run(name, 3, day, "19:00", pain="2", quality="cramp")
        then = run(name, 3, day + 1, "18:00")
        assert heights(name, *rows, cramp, then)[-2:] == [3, height]


# ---------------------------------------------------------------- again


def clock(day: int, hours: float) -> tuple[int, str]:
    """So long after 18:00 of a day."""
    at = dt.datetime.fromisoformat("2026-03-02T18:00") + dt.timedelta(days=day, hours=hours)
    return (at.date() - dt.date(2026, 3, 2)).days, f"{at:%H:%M}"


@WAITING
def test_too_early_earns_nothing_and_on_time_earns(name: str) -> None:
    """All but the last session of a level, then a retry just before and just after the wait."""
    it = PROGRAMMES[name]
    level = len(it.runs)
    rows, day = up_to(name, level)
    back = max(1, level - it.by)
    stop = run(name, level, day, "18:00", pain=it.over)
    for hours, height in ((it.wait - 0.5, back), (it.wait, back + 1)):
        retry, time = clock(day, hours)
        again = [
            run(name, back, retry + at * it.apart, time)
            for at in range(it.times)
        ]  # fmt: skip
        if it.later:
            again.append(on(retry + (it.times - 1) * it.apart + it.later, pain_morning="0"))
        assert heights(name, *rows, stop, *again)[-1] == height, hours


@EACH
def test_on_the_date_of_the_drop_nothing_is_earned(name: str) -> None:
    it = PROGRAMMES[name]
    rows, day = up_to(name, 2)
    stop, more = run(name, 2, day, "07:00", pain=it.over), run(name, 2, day, "21:00")
    assert heights(name, *rows, stop, more)[-1] == max(1, 2 - it.by)


@EACH
def test_a_retreat_is_climbed_out_of_again(name: str) -> None:
    it = PROGRAMMES[name]
    level = len(it.runs)
    rows, day = up_to(name, level)
    rows.append(run(name, level, day, pain=it.over))
    day += max(it.wait // 24, 1)
    for at in range(max(1, level - it.by), level + 1):
        more, day = climbed(name, at, day)
        rows += more
    assert heights(name, *rows)[-1] == level + 1


# ---------------------------------------------------------------- what a source asks beside


@pytest.mark.parametrize(
    ("name", "days", "height"),
    [
        ("nfl-functional", (0, 1), 2),
        ("nfl-functional", (0, 2), 1),
        ("healthy-runner", (0, 2), 2),
        ("healthy-runner", (0, 1), 1),
        ("healthy-runner", (0, 4), 2),
    ],
)
def test_two_days_in_a_row_or_with_one_between(
    name: str, days: tuple[int, int], height: int
) -> None:
    rows = [run(name, 1, day) for day in days]
    assert heights(name, *rows, on(days[1] + 1, pain_morning="0"))[-1] == height


def test_two_runs_on_days_in_a_row_do_not_climb_the_run_walk_plan() -> None:
    rows = [run("runcalcs", 1, 0), run("runcalcs", 1, 1), on(2, pain_morning="0")]
    assert heights("runcalcs", *rows) == [1, 1, 1]


@LATER
def test_the_morning_after_must_be_logged_and_be_no_worse(name: str) -> None:
    rows, _ = climbed(name, 1)
    assert heights(name, *rows)[-1] == 2
    assert heights(name, *rows[:-1], {**rows[-1], "pain_morning": "", "note": "rest"})[-1] == 1
    assert heights(name, *rows[:-1], {**rows[-1], "pain_morning": "0.5"})[-1] == 1


def test_a_morning_that_is_worse_goes_back_in_the_run_walk_plan() -> None:
    rows, day = up_to("runcalcs", 2)
    rows += [run("runcalcs", 2, day, pain_morning="1")]
    assert heights("runcalcs", *rows, on(day + 1, pain_morning="1"))[-1] == 2
    assert heights("runcalcs", *rows, on(day + 1, pain_morning="2"))[-1] == 1


def test_what_lingers_holds_even_where_it_is_no_worse() -> None:
    rows = [run("arc-running", 1, 0, pain_morning="1"), on(1, pain_morning="1")]
    assert heights("arc-running", *rows) == [1, 1]
