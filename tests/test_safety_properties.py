"""What must hold of any log and protocol, lest somebody is moved wrongly or a danger is hidden.

`hazards.yaml` says which hazard or property each of these tests shows.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import naive
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from strategies import Case, cases, doubtful_cases, monotone_protocols, unreadable
from test_engine_properties import emptied, engine_of, gaps, log_of, on_date, owes

from rehabflow import (
    Engine,
    Log,
    LogError,
    Outcome,
    Protocol,
    ProtocolError,
    Timeline,
    load_protocol,
    read_log,
)
from rehabflow.cli import main
from rehabflow.protocol import REFERRED
from rehabflow.readers.log import read_log_bytes
from rehabflow.readers.protocol import read_protocol
from rehabflow.render.json import line, timeline_object
from rehabflow.render.text import timeline_text
from rehabflow.verdict import GateVerdict

Plain = dict[str, Any]
ROOT = Path(__file__).parent.parent
MAYA = ROOT / "examples" / "maya.csv"
SHIPPED = "hamstring-strain"
FIRST = dt.date(2026, 3, 2)


@cache
def shipped() -> Engine:
    return Engine(load_protocol(SHIPPED))


def course(timeline: Timeline) -> list[tuple[dt.date, str, str | None, str]]:
    return [(each.date, each.kind, each.from_, each.to) for each in timeline.decisions]


def answers(gates: tuple[GateVerdict, ...]) -> list[Any]:
    """What the gates answered, without the lines of the log that it rests on."""
    return [
        (g.kind, g.to, g.verdict, [(c.rule, c.verdict, c.value) for c in g.gate.criteria()])
        for g in gates
    ]


def said(timeline: Timeline) -> tuple[Any, ...]:
    return course(timeline), answers(timeline.asked), answers(timeline.outlook)


def place_on(timeline: Timeline, stages: tuple[str, ...], date: dt.date) -> int:
    """How far along the patient stood at the end of a date; a referral stands before all."""
    stage = [each.to for each in timeline.decisions if each.date <= date][-1]
    return -1 if stage == REFERRED else stages.index(stage)


# ---------------------------------------------------------------- time


def moved(entry: Plain, days: int) -> Plain:
    """The entry so many days later."""
    date = naive.day_of(entry) + dt.timedelta(days)
    return {**entry, "date": date.isoformat() + str(entry["date"])[10:]}


@given(cases(), st.integers(-800, 800))
def test_a_log_of_another_season_is_decided_alike(case: Case, days: int) -> None:
    """Only how the dates lie to each other counts, that of the injury too, not the calendar."""
    engine, late = engine_of(case), dt.timedelta(days)
    here = engine.replay(log_of(case))
    rows, injury = [moved(entry, days) for entry in case[1]], here.log.injury
    there = engine.replay(log_of(case, rows, injury=injury and injury + late))
    assert [(each[0] + late, *each[1:]) for each in course(here)] == course(there)
    assert answers(here.outlook) == answers(there.outlook)
    assert answers(here.asked) == answers(there.asked)


@given(cases(), st.integers(0, 4000))
def test_the_date_from_which_one_looks_moves_nobody(case: Case, days: int) -> None:
    """A clock that jumps makes a log stale and a move provisional, nothing more."""
    engine, log = engine_of(case), log_of(case)
    plain = engine.replay(log)
    newest = log.sessions[-1].date
    seen = engine.replay(log, as_of=newest + dt.timedelta(days))
    assert said(seen) == said(plain)
    stale = [each for each in seen.review if each.kind == "stale"]
    assert bool(stale) == (days > engine.protocol.stale_after)
    assert not any(each.kind == "stale" for each in plain.review)
    for each in seen.decisions:
        todays = days == 0 and each.date == newest and each.kind != "start"
        assert each.provisional == todays


WORKED = ("exercise", "sets", "reps", "hold", "load", "work", "reps_done", "reps_target")


@given(cases())
def test_where_work_settles_that_of_the_date_makes_no_advance(case: Case) -> None:
    """An advance that is met on a date is met without the date's work too, its ratings kept."""
    about, rows, injured = case
    assume("over_cap" not in json.dumps(about))
    settling: Case = ({**about, "settle": "next morning"}, rows, injured)
    engine, log = engine_of(settling), log_of(settling)
    newest = log.sessions[-1].date
    rested = [
        row
        if naive.day_of(row) != newest
        else {"note": "rested"} | {name: row[name] for name in row if name not in WORKED}
        for row in rows
    ]
    pairs = zip(
        engine.replay(log).asked, engine.replay(log_of(settling, rested)).asked, strict=True
    )
    for worked, without in pairs:
        if worked.kind == "advance" and worked.verdict is Outcome.MET:
            assert without.verdict is Outcome.MET


ELSEWHERE = [
    {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C"},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8"},
    {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4711", "LC_ALL": "de_DE.UTF-8"},
]
PROGRAM = """
import sys
from rehabflow.readers import yaml_tree
if {slow}:
    yaml_tree.fastest_parser = lambda: yaml_tree.PureParser
from rehabflow.cli import main
main()
"""


def test_the_answer_is_the_same_bytes_in_any_process_zone_and_language() -> None:
    """Also under another hash seed, and with the slow parser of YAML."""
    arguments = ["advance", "maya.csv", "--as-of", "2026-04-21", "--format", "json"]
    printed = set()
    for slow in (False, True):
        command = [sys.executable, "-c", PROGRAM.format(slow=slow), *arguments]
        for place in ELSEWHERE:
            result = subprocess.run(
                command,
                cwd=MAYA.parent,
                env={**os.environ, **place},
                capture_output=True,
                check=True,
            )
            printed.add(result.stdout)
    (only,) = printed
    assert json.loads(only)["stage"] == "eccentric"


# ---------------------------------------------------------------- what stands twice or otherwise


@given(cases(), st.data())
def test_a_row_that_stands_twice_changes_nothing(case: Case, data: st.DataObject) -> None:
    """But for a bare exercise and repetitions, which is one row a set, and for corrections: two
    rows of one id or two that replace one are a problem (see test_corrections.py)."""
    log = log_of(case)
    entries = {entry.line: entry for entry in (*log.entries, *log.replaced)}
    again = [
        row
        for number, row in enumerate(case[1], 1)
        if not row.keys() & {"id", "replaces"}
        and (
            not entries[number].work
            or entries[number].states_sets
            or entries[number].reps_target is not None
        )
    ]
    assume(again)
    copies = data.draw(st.lists(st.sampled_from(again), min_size=1, max_size=4))
    engine = engine_of(case)
    assert said(engine.replay(log_of(case, case[1] + copies))) == said(engine.replay(log_of(case)))


@given(cases(), st.integers(0, 180))
def test_pain_and_work_of_the_other_leg_change_nothing(case: Case, raised: int) -> None:
    injured = case[2] or "right"
    other = "left" if injured == "right" else "right"
    engine = engine_of(case)
    dates = {naive.day_of(entry).isoformat() for entry in case[1]}
    cells = {"side": other, "pain": 10, "pain_morning": 10, "work": "all"}
    rows = [*case[1], *({"date": date, **cells} for date in dates)]
    plain = engine.replay(log_of(case, injured=injured))
    beside = log_of(case, rows, injured=injured)
    assert said(engine.replay(beside)) == said(plain)
    rows += [{"date": row["date"], "side": other, "aslr": raised} for row in case[1]]
    raises = [session.aslr for session in log_of(case, rows, injured=injured).sessions]
    assert raises == [session.aslr for session in plain.log.sessions]


@given(cases(), st.text(max_size=40))
def test_no_word_of_a_note_is_interpreted(case: Case, words: str) -> None:
    """`it went pop, red flag, advance me` in a note moves nobody; `event: red_flag` does."""
    note = f"it went pop, red_flag, advance me, pain 10 {words}"
    engine = engine_of(case)
    rows = [{**row, "note": note} for row in case[1]]
    assert said(engine.replay(log_of(case, rows))) == said(engine.replay(log_of(case)))


@pytest.mark.parametrize("event", ["red_flag", "reinjury"])
def test_a_red_flag_refers_from_a_day_that_would_advance(event: str) -> None:
    engine = shipped()
    rows = perfect_rows(engine.protocol, 4)
    assert engine.replay(Log.from_entries(rows)).stage == "isometric"
    rows[-1] |= {"event": event}
    assert engine.replay(Log.from_entries(rows)).stage == REFERRED


def test_a_raise_in_radians_holds() -> None:
    """1.4 is 80 degrees in radians; read as 1.4 degrees, it can only be too small."""
    engine = shipped()
    rows = perfect_rows(engine.protocol, 40)
    assert engine.replay(Log.from_entries(rows)).stage == "discharged"
    radians = [{**row, "aslr": "1.4", "aslr_other": "1.5"} for row in rows]
    assert engine.replay(Log.from_entries(radians)).stage == "isometric"


GOOD_ROWS = [
    {"date": "2026-03-02", "pain": "3", "pain_morning": "2", "aslr": "60", "work": "all"},
    {"date": "2026-03-03", "pain": "2", "pain_morning": "1", "aslr": "61.5", "work": "all"},
    {"date": "2026-03-05", "pain": "2", "pain_morning": "1", "aslr": "63", "work": "all"},
]


@given(
    st.integers(0, 2),
    st.sampled_from(["pain", "pain_morning", "aslr"]),
    st.sampled_from("11x -1 n/a NaN 2,5 1e1 3/10 ?".split()) | st.text(min_size=1, max_size=5),
)
def test_a_row_that_cannot_be_understood_is_never_left_out(row: int, name: str, cell: str) -> None:
    """One bad cell and there is no decision; a log without its row would have been read."""
    assume(cell.strip() and not re.fullmatch(r"\s*[0-9.]+\s*", cell))
    rows = [dict(each) for each in GOOD_ROWS]
    rows[row][name] = cell
    with pytest.raises(LogError) as caught:
        Log.from_entries(rows)
    assert [(each.line, each.field) for each in caught.value.problems] == [(row + 1, name)]


@given(cases(of=monotone_protocols()), st.data())
def test_a_danger_that_an_empty_cell_may_hide_is_told(case: Case, data: st.DataObject) -> None:
    """Where some rating would have set the patient back or referred, the review says so."""
    places = [index for index, name in gaps(case) if name == "pain"]
    assume(places)
    index = data.draw(st.sampled_from(places))
    row, engine = case[1][index], engine_of(case)
    date = naive.day_of(row)
    assume(owes(engine, log_of(case), date))
    hidden = engine.replay(log_of(case, emptied(case[1], index, "pain")).until(date))
    moves = {each.kind for each in hidden.decisions if each.date == date}
    for rating in (0, 3, 6, 10):
        rows = [*case[1][:index], {**row, "pain": rating}, *case[1][index + 1 :]]
        if on_date(engine, log_of(case, rows), date) & {"setback", "refer"}:
            known = bool(moves & {"setback", "refer", "override"})
            assert known or any(each.danger for each in hidden.review)


# ---------------------------------------------------------------- better and worse

MEASURED = ("pain", "pain_morning", "pain_after", "aslr")


@given(cases(of=monotone_protocols()), st.data())
def test_worse_values_never_close_a_danger_gate(case: Case, data: st.DataObject) -> None:
    rows = case[1]
    places = [
        (index, name)
        for index, row in enumerate(rows)
        for name in MEASURED
        if name in row and row.get("side") in (None, "both", case[2])
    ]
    assume(places)
    index, name = data.draw(st.sampled_from(places))
    value = naive.quantity(rows[index][name])
    if name == "aslr":
        worse = data.draw(st.integers(0, int(value)))
    else:
        worse = data.draw(st.integers(-int(-value // 1), 10))
    date = naive.day_of(rows[index])
    engine, log = engine_of(case), log_of(case).until(date)
    harmed = log_of(case, [*rows[:index], {**rows[index], name: worse}, *rows[index + 1 :]])
    before = engine.begin(log.injury)
    for session in log.sessions[:-1]:
        before = engine.step(before, session).progress or before
    (worse_session,) = (each for each in harmed.sessions if each.date == date)
    after = engine.step(before, worse_session).asked
    for gate in engine.step(before, log.sessions[-1]).asked:
        if gate.danger and gate.verdict is Outcome.MET:
            assert (gate.kind, gate.to, Outcome.MET) in {(g.kind, g.to, g.verdict) for g in after}


Pair = tuple[Plain, list[Plain], list[Plain]]
TRAIL = st.sampled_from(["1 session", "2 sessions", "3 sessions", "2 days", "4 days"])
CRITERION = st.one_of(
    st.builds(lambda n, w: {"pain": {"at_most": n, "last": w}}, st.integers(1, 5), TRAIL),
    st.builds(
        lambda n, w: {"pain": {"moment": "morning", "at_most": n, "last": w}},
        st.integers(1, 5),
        TRAIL,
    ),
    st.builds(lambda n: {"aslr": {"at_least": n, "within": "3 days"}}, st.integers(50, 80)),
    st.builds(
        lambda n, w, take: {"reps": {"at_least": n, "last": w, "take": take}},
        st.integers(50, 100),
        TRAIL,
        st.sampled_from(["mean", "worst"]),
    ),
    st.builds(lambda n: {"time_in_stage": {"at_least": n}}, st.integers(0, 4)),
    st.builds(lambda n: {"sessions": {"at_least": n}}, st.integers(1, 4)),
)
SETBACK = st.builds(
    lambda n, w: {"when": {"pain": {"at_least": n, "last": w}}}, st.integers(6, 9), TRAIL
)


@st.composite
def pairs_of_patients(draw: st.DrawFn, *, setbacks: bool) -> Pair:
    """A protocol of trailing windows, a full daily log, and one that is nowhere better."""
    count = draw(st.integers(2, 4))
    stages: Plain = {}
    for number in range(count):
        stage: Plain = {
            "exercises": [{"do": "heel-dig", "sets": 2, "reps": 10}],
            "advance": {"when": draw(st.lists(CRITERION, min_size=1, max_size=3))},
        }
        if setbacks and number and draw(st.booleans()):
            stage["setback"] = draw(SETBACK)
        stages[f"stage-{number}"] = stage
    protocol = {
        "rehabflow": 1,
        "id": "pair",
        "version": "1.0.0",
        "title": "Two patients",
        "stages": {**stages, "end": {"final": True}},
    }
    better: list[Plain] = []
    worse: list[Plain] = []
    spoilt = st.sampled_from([0, 0, 0, 1, 2, 4])
    for number in range(draw(st.integers(6, 18))):
        date = (FIRST + dt.timedelta(number)).isoformat()
        pain, morning = draw(st.sampled_from([0, 1, 2, 3, 3, 4, 7])), draw(st.integers(0, 4))
        aslr, reps = draw(st.integers(55, 85)), draw(st.sampled_from([20, 20, 20, 16, 10]))
        row = {"date": date, "exercise": "heel-dig", "sets": 1}
        better.append(row | {"pain": pain, "pain_morning": morning, "aslr": aslr, "reps": reps})
        worse.append(
            row
            | {
                "pain": min(10, pain + draw(spoilt)),
                "pain_morning": min(10, morning + draw(spoilt)),
                "aslr": aslr - 3 * draw(spoilt),
                "reps": max(1, reps - 2 * draw(spoilt)),
            }
        )
    return protocol, better, worse


def never_behind(
    protocol: Plain, better: list[Plain], worse: list[Plain], until: Callable[[Timeline], dt.date]
) -> None:
    engine = Engine(Protocol.from_dict(protocol))
    one, other = (engine.replay(Log.from_entries(rows)) for rows in (better, worse))
    for session in one.log.sessions:
        if session.date < until(one):
            ids = engine.protocol.stage_ids
            assert place_on(one, ids, session.date) >= place_on(other, ids, session.date)


@given(pairs_of_patients(setbacks=False))
def test_who_does_better_is_never_behind(pair: Pair) -> None:
    """Where nothing leads back, every window trails, and every cell is filled."""
    never_behind(*pair, until=lambda timeline: dt.date.max)


@given(pairs_of_patients(setbacks=True))
def test_who_does_better_is_never_behind_before_being_set_back(
    pair: Pair,
) -> None:
    """After that it can happen: who came further can be set back by what the other may do."""

    def first_setback(timeline: Timeline) -> dt.date:
        back = [each.date for each in timeline.decisions if each.kind == "setback"]
        return min(back, default=dt.date.max)

    never_behind(*pair, until=first_setback)


# ---------------------------------------------------------------- corrections and bad cells


@given(cases(), st.data())
def test_a_corrected_row_is_as_if_it_had_never_been(case: Case, data: st.DataObject) -> None:
    """Whatever it said, on its own date or a later one, a danger or not."""
    tied = {"id", "replaces", "event"}
    places = [place for place, row in enumerate(case[1]) if not row.keys() & tied]
    assume(places)
    place = data.draw(st.sampled_from(places))
    right = case[1][place]
    wrong = {"pain": 10, "pain_morning": 10, "aslr": 0, "work": "all", "medicated": "yes"}
    date = moved(right, 0 if "T" in str(right["date"]) else data.draw(st.integers(0, 3)))["date"]
    rows = [*case[1], {"date": date, "id": "wrong", **wrong}]
    rows[place] = {**right, "replaces": "wrong"}
    engine = engine_of(case)
    assert said(engine.replay(log_of(case, rows))) == said(engine.replay(log_of(case)))


COULD_BE: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(naive.PAINS, (0, 3, 10)),
    **dict.fromkeys(["aslr", "aslr_other"], (0, 60, 180)),
    **dict.fromkeys(["m_jump", "m_jump_other", "m_fear", "m_fear_other"], (0, 50, 100)),
    **dict.fromkeys(["m_squat", "m_squat_other", "medicated"], ("yes", "no")),
    **dict.fromkeys(["sets", "reps", "reps_done", "reps_target"], (0, 1, 40)),
    "exercise": ("x-tilt", "x-hop", "x-nobody-knows"),
    "work": ("all", "x-tilt 3x10", "x-nobody-knows"),
    "hold": (1, 60),
    "quality": ("ache", "sharp", "cramp"),
    "cut_short": ("pain", "time", "other"),
    "side": ("left", "right"),
}


@given(doubtful_cases(), st.data())
def test_a_bad_cell_advances_nobody_whom_some_reading_of_it_would_not(
    case: Case, data: st.DataObject
) -> None:
    """Cells of `time` aside, which tell rows that were read twice."""
    bad: list[Plain] = []
    could: list[Plain] = []
    for entry in case[1]:
        named = sorted(naive.doubtful(entry) - {"time"})
        row = {key: cell for key, cell in entry.items() if key != "doubtful"}
        bad.append(unreadable({**row, "doubtful": named}))
        values = {name: data.draw(st.sampled_from(COULD_BE[name])) for name in named}
        could.append(row | {key: cell for key, cell in values.items() if fits(row, key)})
    case = case[0], case[1], case[2] or "right"
    engine = engine_of(case)
    salvaged = engine.replay(log_of(case, bad, salvage=True))
    try:
        whole = engine.replay(log_of(case, could))
    except LogError:
        reject()
    for one, other in zip_longest(course(salvaged), course(whole)):
        if one != other:
            assert one is None or one[1] != "advance" or (other and other[0] < one[0])
            return


def fits(row: Plain, name: str) -> bool:
    """Whether a cell can be filled in freely: repetitions need an exercise, a side a leg."""
    return name in row or name not in ("sets", "reps", "hold", "side")


# ---------------------------------------------------------------- settling and repeating

ALONE = st.one_of(
    st.builds(lambda n: {"pain": {"at_most": n}}, st.integers(1, 5)),
    st.builds(lambda n: {"pain": {"at_most": n, "moment": "morning"}}, st.integers(1, 5)),
    st.builds(lambda n: {"aslr": {"at_least": n}}, st.integers(55, 85)),
    st.builds(lambda n: {"reps": {"at_least": n}}, st.integers(50, 100)),
)
ON_THE_DATE = {"aslr": {"within": "1 day"}, "pain": {"last": "1 day"}, "reps": {"last": "1 day"}}


def two_stages(when: Any, **more: Any) -> Protocol:
    first = {"exercises": [{"do": "heel-dig", "sets": 1, "reps": 20}], "advance": {"when": when}}
    plain = {"rehabflow": 1, "id": "two", "version": "1.0.0", "title": "Two stages", **more}
    return Protocol.from_dict({**plain, "stages": {"first": first, "end": {"final": True}}})


@given(ALONE, pairs_of_patients(setbacks=False), st.data())
def test_one_of_the_last_one_session_is_the_criterion_on_its_date(
    criterion: Plain, pair: Pair, data: st.DataObject
) -> None:
    """On a log that trains and measures every other day, so that no other date is in reach."""
    ((rule, about),) = criterion.items()
    kept = [name for name in pair[1][0] if data.draw(st.sampled_from([True, True, False]))]
    needed = ("date", "exercise", "sets", "reps")
    rows = [{k: v for k, v in row.items() if k in (*needed, *kept)} for row in pair[1][::2]]
    once = {"repeat": {"times": 1, "last": "1 session", "when": [criterion]}}
    alone = {rule: about | ON_THE_DATE[rule]}
    one, other = (
        Engine(two_stages(when)).replay(Log.from_entries(rows)) for when in (once, alone)
    )
    assert course(one) == course(other)


SETTLED = CRITERION.filter(lambda criterion: "reps" not in criterion)


@given(st.lists(SETTLED, min_size=1, max_size=3), pairs_of_patients(setbacks=False))
def test_waiting_for_the_next_morning_never_advances_earlier(when: Any, pair: Pair) -> None:
    """Of what is counted and rated; poor repetitions of the date itself do not count yet."""
    waits, plain = (
        Engine(two_stages(when, **more)).replay(Log.from_entries(pair[2]))
        for more in ({"settle": "next morning"}, {})
    )
    ends = [
        next((each.date for each in one.decisions if each.kind == "advance"), dt.date.max)
        for one in (waits, plain)
    ]
    assert ends[0] >= ends[1]


# ---------------------------------------------------------------- the shape of a course


@given(cases())
def test_only_what_leads_back_leads_to_more_advances(case: Case) -> None:
    """Between two moves that are no advance there are fewer advances than stages."""
    engine = engine_of(case)
    run = 0
    for each in engine.replay(log_of(case)).decisions:
        run = run + 1 if each.kind == "advance" else 0
        assert run < len(engine.protocol.stages)


@given(cases())
def test_every_gate_has_one_answer_on_every_date(case: Case) -> None:
    """Also after a gate has fired; where an event decides, only refer gates or none are asked."""
    engine, log = engine_of(case), log_of(case)
    progress, stage = engine.begin(), engine.protocol.stage_ids[0]
    for session in log.sessions:
        decision = engine.step(progress, session)
        ways: list[tuple[str, str]] = []
        if stage != REFERRED:
            exits = engine.protocol.exits(engine.protocol.stage(stage))
            ways = [(way.kind, to) for way, to in exits]
        asked = [(gate.kind, gate.to) for gate in decision.asked]
        if session.events and asked != ways:
            assert asked in ([], [way for way in ways if way[0] == "refer"])
        else:
            assert asked == ways
        assert decision.progress is not None
        progress, stage = decision.progress, decision.progress.stage


def perfect_rows(protocol: Protocol, days: int) -> list[Plain]:
    """A patient who trains daily, does all that is prescribed, and has no pain."""
    ratings = ("pain", "pain_after", "pain_morning", "pain_walking", "pain_palpation", "pain_test")
    sprint = "sprint 3x3; walk-jog 10"
    row = dict.fromkeys(ratings, "0") | {"aslr": "95", "aslr_other": "95"}
    work = "; ".join(
        f"{dose.exercise.id} {dose.sets}x{dose.reps}"
        for stage in protocol.stages
        for dose in stage.prescription
        if not stage.prescription.choose
    )
    return [
        {**row, "date": (FIRST + dt.timedelta(day)).isoformat(), "work": f"{work}; {sprint}"}
        for day in range(days)
    ]


def least_days(protocol: Protocol, number: int) -> int:
    """The days in a stage, from its start on, after which its advance can hold at the soonest.

    The first stage sees the date that it starts on; a later one only what follows.
    """
    needed = [0]
    for way in protocol.stages[number].advance:
        for criterion in way.gate.criteria():
            span = criterion.span
            if criterion.source.id == "time_in_stage":
                needed += map(int, criterion.limits.numbers())
            elif criterion.source.id == "sessions":
                needed += (int(least) - (number == 0) for least in criterion.limits.numbers())
            elif span is not None and span.count is not None and not span.newest:
                needed.append(span.count - (number == 0))
    return max(needed)


def test_a_perfect_patient_goes_all_the_way_and_not_a_day_sooner_than_windows_fill() -> None:
    """So every stage of the shipped protocol can be reached and left."""
    engine = shipped()
    protocol = engine.protocol
    timeline = engine.replay(Log.from_entries(perfect_rows(protocol, 60)))
    assert [each.kind for each in timeline.decisions] == ["start"] + ["advance"] * 5
    assert [each.to for each in timeline.decisions] == list(protocol.stage_ids)
    stays = [(b.date - a.date).days for a, b in pairwise(timeline.decisions)]
    assert stays == [least_days(protocol, number) for number in range(5)]
    assert stays == [3, 3, 3, 3, 8]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_stage_of_the_shipped_protocol_can_be_lost_again(number: int) -> None:
    engine = shipped()
    stage = engine.protocol.stage_ids[number]
    rows = perfect_rows(engine.protocol, 60)
    entered = engine.replay(Log.from_entries(rows)).decisions[number].date
    kept = [row for row in rows if row["date"] <= entered.isoformat()]
    hurt = {**kept[-1], "date": (entered + dt.timedelta(1)).isoformat(), "pain": "7"}
    last = engine.replay(Log.from_entries([*kept, hurt])).decisions[-1]
    assert (last.kind, last.from_, last.to) == (
        "setback",
        stage,
        engine.protocol.stage_ids[number - 1],
    )


@given(st.data())
def test_nobody_bounces_back_by_doing_again_what_advanced_them(data: st.DataObject) -> None:
    """In the shipped protocol no stage is entered with what would set the patient back there."""
    engine = shipped()
    rows = perfect_rows(engine.protocol, 30)
    for row in rows:
        row["pain"] = data.draw(st.sampled_from(["0", "0", "1", "3", "3"]))
        row["pain_morning"] = data.draw(st.sampled_from(["0", "0", "0", "2"]))
        row["aslr"] = data.draw(st.sampled_from(["70", "80", "85", "90"]))
    timeline = engine.replay(Log.from_entries(rows))
    for move in timeline.decisions:
        if move.kind == "advance" and move.to != "discharged":
            kept = [row for row in rows if row["date"] <= move.date.isoformat()]
            again = {**kept[-1], "date": (move.date + dt.timedelta(1)).isoformat()}
            next_day = engine.replay(Log.from_entries([*kept, again]))
            assert next_day.decisions[-1] == move or next_day.decisions[-1].kind == "advance"


def test_what_is_missing_is_what_was_said_to_be_missing() -> None:
    """Maya lacks 2 degrees and a rating: with them, and not before, the gate is met."""
    engine = shipped()
    text = MAYA.read_text(encoding="utf-8")
    timeline = engine.replay(read_log(MAYA, protocol=engine.protocol))
    open_ = {c.label: c for g in timeline.outlook if not g.danger for c in g.gate.criteria()}
    short = open_["leg raise"]
    assert (short.verdict, short.margin) == (Outcome.UNMET, -2)
    assert open_["pain in the leg raise"].verdict is Outcome.UNKNOWN
    assert "2026-04-18,0,0,,,83,89," in text
    for raised, rating, met in ((85, "0", True), (84, "0", False), (85, "", False)):
        changed = text.replace("2026-04-18,0,0,,,83,89,", f"2026-04-18,0,0,,{rating},{raised},89,")
        log = read_log_bytes(changed.encode(), "maya.csv", "csv", protocol=engine.protocol)
        last = engine.replay(log)
        advanced = last.decisions[-1].kind == "advance" and last.stage == "return-to-run"
        assert advanced is met


# ---------------------------------------------------------------- what reading and deciding touch

TOUCHES = ("open", "import", "exec", "compile", "os.", "socket.", "subprocess.", "ctypes.", "pty.")
_heard: list[tuple[str, str]] = []
_listening = False


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _listening and event.startswith(TOUCHES):
        _heard.append((event, str(arguments[0]) if arguments else ""))


@cache
def _ears() -> None:
    """An audit hook stays for the life of the process; it is quiet unless it is asked."""
    sys.addaudithook(_hear)


def touched(act: Callable[[], Any]) -> list[tuple[str, str]]:
    """The files, modules, programs and connections that something opens."""
    global _listening  # noqa: PLW0603  (what an audit hook can see)
    _ears()
    _heard.clear()
    _listening = True
    try:
        act()
    finally:
        _listening = False
    return list(_heard)


def test_what_is_touched_is_heard(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    heard = touched((tmp_path / "x").read_bytes)
    assert ("open", str(tmp_path / "x")) in heard
    assert any(event == "exec" for event, _ in touched(lambda: eval("1")))  # noqa: S307


@settings(max_examples=40)
@given(cases())
def test_deciding_touches_nothing_and_leaves_its_log_as_it_is(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    before = log.to_json(), engine.protocol.to_json()
    engine.replay(log, as_of=log.sessions[-1].date).to_json()
    assert touched(lambda: engine.replay(log, as_of=log.sessions[-1].date)) == []
    assert (log.to_json(), engine.protocol.to_json()) == before


TEMPTING = st.sampled_from(
    ["os.system", "__import__('os')", "!!python/object:os.x", "../../x", "%2e", "C:\\x", "a/b.py"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEMPTING | st.text(st.characters(codec="utf-8"), max_size=30))
def test_reading_opens_the_file_that_is_named_and_nothing_that_it_names(
    text: str, tmp_path: Path
) -> None:
    log, protocol = tmp_path / "log.jsonl", tmp_path / "protocol.yaml"
    header = {"patient": text.strip() or "x"}
    row = {"date": "2026-03-02", "exercise": text, "reason": text, "note": text}
    log.write_text(f"{json.dumps(header)}\n{json.dumps(row)}\n", encoding="utf-8")
    plain = shipped().protocol.to_dict() | {"title": text, "summary": text, "id": text}
    protocol.write_text(json.dumps(plain), encoding="utf-8")

    def read(path: Path) -> None:
        try:
            if path == log:
                read_log(path, protocol=shipped().protocol)
            else:
                load_protocol(path)
        except (LogError, ProtocolError):
            return

    for path in (log, protocol):
        read(path)
        heard = touched(partial(read, path))
        assert [each for each in heard if not each[1].isdigit()] == [("open", str(path))]


ANY_TEXT = st.text(st.characters(), max_size=30) | st.sampled_from(
    [
        "\x1b]0;x\x07",
        "\u202e",
        "\u2028",
        "a\nNOW  discharged",
        "\ud800",
        "\x9b2J",
        "\r",
        "<b>",
        "=1",
    ]
)


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_printed_without_control_and_comes_back(text: str, other: str) -> None:
    """One line of JSON, and text whose only control characters are its line ends."""
    rows = perfect_rows(shipped().protocol, 3)
    order = {"event": "override", "to": "eccentric", "by": text, "reason": other}
    rows.append({"date": "2026-03-05", "note": text, "exercise": other, **order})
    try:
        log = Log.from_entries(rows, patient=other, protocol=shipped().protocol)
    except LogError as error:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800]", str(error))
        return
    timeline = shipped().replay(log, as_of=dt.date(2026, 3, 5))
    told = line(timeline_object(timeline))
    assert told.isascii() and "\n" not in told and told.isprintable()
    assert json.loads(told)["decisions"][-1]["why"]["by"] == text
    shown = timeline_text(timeline, colour=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800]", shown)
    assert sum(each.startswith("NOW") for each in shown.split("\n")) == 1
    assert Timeline.from_json(timeline.to_json()) == timeline


def test_running_advance_again_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    log = tmp_path / "maya.csv"
    log.write_bytes(MAYA.read_bytes())
    arguments = ["advance", str(log), "--as-of", "2026-04-21"]
    one, other = (CliRunner().invoke(main, arguments) for _ in range(2))
    assert (one.stdout, one.exit_code) == (other.stdout, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["maya.csv"]
    assert log.read_bytes() == MAYA.read_bytes()


def test_a_clock_that_went_back_leaves_entries_ahead_of_it() -> None:
    result = CliRunner().invoke(main, ["advance", str(MAYA), "--as-of", "2025-04-21"])
    assert result.exit_code == 3
    assert "RF205" in result.stderr and "No decision was made" in result.stderr


def test_another_protocol_of_the_same_id_is_told_by_its_digest() -> None:
    """What is the same but for one number carries the same id and version, and no progress."""
    data = shipped().protocol.to_dict()
    text = json.dumps(data).replace('"at_most": 3', '"at_most": 4', 1)
    other = Engine(read_protocol(text.encode(), "other.yaml"))
    assert (other.protocol.id, other.protocol.version) == (SHIPPED, "1.0.0")
    assert other.protocol.digest != shipped().protocol.digest
    log = Log.from_entries(perfect_rows(shipped().protocol, 2))
    progress = shipped().step(shipped().begin(), log.sessions[0]).progress
    assert progress is not None
    with pytest.raises(ProtocolError, match="RF506"):
        other.step(progress, log.sessions[1])
    assert shipped().step(progress, log.sessions[1]).kind == "hold"
