"""What holds of the engine for every protocol and every log, not for one fixed example."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import naive
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import MEASURES, Case, cases, injury_of, monotone_protocols

from rehabflow import (
    Decision,
    Engine,
    Log,
    Outcome,
    Progress,
    Protocol,
    Session,
    Timeline,
)
from rehabflow.protocol import REFERRED
from rehabflow.verdict import GateVerdict, Measured

Plain = dict[str, Any]


def engine_of(case: Case) -> Engine:
    return Engine(Protocol.from_dict(case[0]))


def log_of(case: Case, entries: list[Plain] | None = None, **header: Any) -> Log:
    """The log of a case, or other entries of the same patient."""
    about = {"injured": case[2], "injury": injury_of(case[2])} | header
    rows = case[1] if entries is None else entries
    return Log.from_entries(rows, protocol=Protocol.from_dict(case[0]), **about)


def course(timeline: Timeline) -> list[tuple[dt.date, str, str | None, str]]:
    """The moves without their evidence, whose lines depend on the order of the file."""
    return [(each.date, each.kind, each.from_, each.to) for each in timeline.decisions]


def verdicts(gates: tuple[GateVerdict, ...]) -> list[tuple[str, str, str, list[Any]]]:
    return [
        (g.kind, g.to, str(g.verdict), [(c.rule, c.verdict, c.value) for c in g.gate.criteria()])
        for g in gates
    ]


# ---------------------------------------------------------------- the fold


@given(cases())
def test_the_same_log_gives_the_same_timeline(case: Case) -> None:
    one, other = engine_of(case).replay(log_of(case)), engine_of(case).replay(log_of(case))
    assert one == other
    assert one.to_json() == other.to_json()


@given(cases())
def test_appending_later_entries_never_changes_an_earlier_decision(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    whole = engine.replay(log).decisions
    for session in log.sessions:
        part = engine.replay(log.until(session.date)).decisions
        assert part == tuple(each for each in whole if each.date <= session.date)


def steps(
    engine: Engine, log: Log, *, by_json: bool = False, twice: bool = False
) -> Iterator[Decision]:
    """Every step of a log; perhaps through JSON in between, perhaps with dates that grow."""
    progress = engine.begin(log.injury)
    for session in log.sessions:
        if twice and len(session.entries) > 1:
            part = Session(session.date, session.entries[:1], session.injured, session.path)
            progress = engine.step(progress, part).progress or progress
        decision = engine.step(progress, session)
        assert decision.progress is not None
        progress = decision.progress
        if by_json:
            progress = Progress.from_json(progress.to_json())
        yield decision


@given(cases(), st.booleans(), st.booleans())
def test_replay_is_step_folded_over_the_log(case: Case, by_json: bool, twice: bool) -> None:
    engine, log = engine_of(case), log_of(case)
    taken = list(steps(engine, log, by_json=by_json, twice=twice))
    timeline = engine.replay(log)
    assert tuple(made for each in taken for made in each.made) == timeline.decisions
    assert taken[-1].progress == timeline.progress
    assert taken[-1].outlook == timeline.outlook
    assert taken[-1].asked == timeline.asked
    assert taken[-1].review == timeline.review


@given(cases(), st.randoms(use_true_random=False))
def test_order_among_entries_is_nothing(case: Case, random: Any) -> None:
    engine, shuffled = engine_of(case), list(case[1])
    random.shuffle(shuffled)
    one, other = engine.replay(log_of(case)), engine.replay(log_of(case, shuffled))
    assert course(one) == course(other)
    assert verdicts(one.outlook) == verdicts(other.outlook)


@given(cases())
def test_explaining_a_date_shows_it_as_it_stood_then(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    timeline = engine.replay(log)
    for session in log.sessions[::3]:
        assert timeline.explain(session.date) == engine.replay(log.until(session.date))


# ---------------------------------------------------------------- the moves


@given(cases())
def test_a_move_is_an_edge_an_order_or_a_referral_and_at_most_one_a_date(case: Case) -> None:
    engine = engine_of(case)
    protocol = engine.protocol
    moves = [each for each in engine.replay(log_of(case)).decisions if each.kind != "start"]
    assert len({each.date for each in moves}) == len(moves)
    for each in moves:
        if each.kind in ("override", "clear"):
            assert (each.from_ == REFERRED) == (each.kind == "clear")
            assert each.to in protocol.stage_ids
        elif each.kind == "refer":
            assert each.from_ != REFERRED
            assert each.to == REFERRED
        else:
            assert each.from_ is not None
            exits = protocol.exits(protocol.stage(each.from_))
            assert (each.kind, each.to) in {(way.kind, to) for way, to in exits}


@given(cases())
def test_a_setback_never_lands_in_a_later_stage_nor_an_advance_in_an_earlier(case: Case) -> None:
    engine = engine_of(case)
    place = {id: index for index, id in enumerate(engine.protocol.stage_ids)}
    for each in engine.replay(log_of(case)).decisions:
        if each.kind == "setback":
            assert place[each.to] <= place[str(each.from_)]
        if each.kind == "advance":
            assert place[each.to] > place[str(each.from_)]


@given(cases())
def test_no_advance_while_a_danger_is_met_or_unknown(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    timeline = engine.replay(log)
    for each in timeline.decisions:
        if each.kind == "advance":
            asked = timeline.explain(each.date).asked
            assert {g.verdict for g in asked if g.danger} <= {Outcome.UNMET}
            assert Outcome.MET in {g.verdict for g in asked if not g.danger}


@given(cases())
def test_nothing_before_the_stage_changes_what_rules_over_a_stretch_say(case: Case) -> None:
    """Where work settles, that of the date of an advance belongs to the stage it leads to."""
    engine, log = engine_of(case), log_of(case)
    timeline = engine.replay(log)
    seen = {"start", "override", "clear", *(["advance"] if engine.protocol.settle else [])}
    for gate in timeline.outlook:
        for criterion in gate.gate.criteria():
            if criterion.window is not None and not criterion.window.newest:
                entered = timeline.decisions[-1]
                for each in criterion.evidence:
                    assert each.date > entered.date or (
                        each.date == entered.date and entered.kind in seen
                    )


# ---------------------------------------------------------------- what is missing


def emptied(entries: list[Plain], index: int, field: str) -> list[Plain]:
    """The entries with one cell left empty."""
    row = {key: value for key, value in entries[index].items() if key != field}
    return [*entries[:index], row, *entries[index + 1 :]]


def is_twin(entries: list[Plain], index: int) -> bool:
    """Whether another row of the date does the same work, so that they count once."""
    work = {"exercise", "sets", "reps", "hold", "work", "reps_done", "reps_target"}
    row = {key: value for key, value in entries[index].items() if key in work}
    others = [each for place, each in enumerate(entries) if place != index]
    return any(
        each["date"] == entries[index]["date"] and row.keys() & each.keys() & work
        for each in others
    )


def is_rated_elsewhere(entries: list[Plain], index: int) -> bool:
    """Whether another row of the date rates pain: the session is then rated without this one."""
    date = naive.day_of(entries[index])
    return any(
        "pain" in row and naive.day_of(row) == date
        for place, row in enumerate(entries)
        if place != index
    )


def is_work(cell: Any) -> bool:
    """Whether a repetitions cell states any; 0 of them are no work, an empty cell may be."""
    return any(int(part) for part in str(cell).replace("x", "+").split("+")) and not str(
        cell
    ).startswith("0x")


def gaps(case: Case) -> list[tuple[int, str]]:
    """The cells that can be emptied."""
    return [
        (index, field)
        for index, row in enumerate(case[1])
        for field in ("pain", "reps", "reps_done")
        if field in row
        and not is_twin(case[1], index)
        and not (field == "pain" and is_rated_elsewhere(case[1], index))
        and (field == "pain" or is_work(row[field]) or field == "reps_done")
        and not (field == "reps" and "x" in str(row["reps"]))
    ]


def on_date(engine: Engine, log: Log, date: dt.date) -> set[str]:
    """The kinds of moves on one date."""
    return {each.kind for each in engine.replay(log.until(date)).decisions if each.date == date}


def owes(engine: Engine, log: Log, date: dt.date) -> bool:
    """Whether a date is one of training, seen from the stage that it is decided in: a rating on
    any other date counts, but none is missing where there is none."""
    before = engine.replay(log.until(date - dt.timedelta(1))).stage
    (session,) = (each for each in log.sessions if each.date == date)
    return before != REFERRED and engine.protocol.stage(before).prescription.trains(session)


monotone_cases = cases(of=monotone_protocols())


@given(monotone_cases, st.data())
def test_an_empty_cell_never_makes_an_advance(case: Case, data: st.DataObject) -> None:
    places = gaps(case)
    assume(places)
    index, field = data.draw(st.sampled_from(places))
    date = naive.day_of(case[1][index])
    engine = engine_of(case)
    assume(owes(engine, log_of(case), date))
    without = on_date(engine, log_of(case, emptied(case[1], index, field)), date)
    if "advance" in without:
        assert "advance" in on_date(engine, log_of(case), date)


@given(monotone_cases, st.data())
def test_an_empty_cell_never_undoes_a_setback_that_the_rest_proves(
    case: Case, data: st.DataObject
) -> None:
    places = [(index, field) for index, field in gaps(case) if field == "pain"]
    assume(places)
    index, field = data.draw(st.sampled_from(places))
    date = naive.day_of(case[1][index])
    engine = engine_of(case)
    filled = (
        [*case[1][:index], {**case[1][index], field: value}, *case[1][index + 1 :]]
        for value in range(11)
    )
    if all("setback" in on_date(engine, log_of(case, rows), date) for rows in filled):
        assert "setback" in on_date(engine, log_of(case, emptied(case[1], index, field)), date)


@given(monotone_cases, st.data())
def test_worse_values_never_open_an_advance_gate(case: Case, data: st.DataObject) -> None:
    places = [
        (index, field)
        for index, row in enumerate(case[1])
        for field in ("pain", "pain_morning", "pain_after", "aslr")
        if field in row and row.get("side") in (None, "both", case[2])
    ]
    assume(places)
    index, field = data.draw(st.sampled_from(places))
    row = case[1][index]
    value = Fraction(str(row[field]))
    worse = (
        data.draw(st.integers(0, int(value)))
        if field == "aslr"
        else data.draw(st.integers(-int(-value // 1), 10))
    )
    rows = [*case[1][:index], {**row, field: worse}, *case[1][index + 1 :]]
    engine, date = engine_of(case), naive.day_of(row)
    log, worse_log = log_of(case).until(date), log_of(case, rows).until(date)
    before = engine.begin(log.injury)
    for session in log.sessions[:-1]:
        before = engine.step(before, session).progress or before
    better = {(g.to, g.verdict) for g in engine.step(before, log.sessions[-1]).asked}
    for gate in engine.step(before, worse_log.sessions[-1]).asked:
        if gate.kind == "advance" and gate.verdict is Outcome.MET:
            assert (gate.to, Outcome.MET) in better


# ---------------------------------------------------------------- explanations


NOT_FROM_VALUES = ("time_in_stage", "since_injury", "plateau")
"""Rules that read dates alone, or cite the sessions that they count."""


def rederived(criterion: Measured, date: dt.date) -> Any:
    """The value that a criterion's own evidence gives; its lower end where that is a range."""
    known = [each.value for each in criterion.evidence if each.value is not None]
    lows: list[Any] = [each[0] if isinstance(each, tuple) else each for each in known]
    take = criterion.parameters.get("take")
    match criterion.rule:
        case "sessions":
            return len(criterion.evidence)
        case "gap":
            return (date - criterion.evidence[-1].date).days if criterion.evidence else None
        case "cut_short":
            return sum(lows)
        case "rest":
            return min(lows, default=None)
        case "trend":
            return lows[-1] - lows[0] if len(lows) > 1 else None
        case "symmetry":  # the share is cited with the injured leg's date, the other's without
            return lows[0] if lows else None
        case "flare" | "over_cap":
            return max(lows, default=None)
        case "pain" if criterion.window is not None and not criterion.window.newest:
            return max(lows, default=None)
        case "reps":
            return reduced(lows, str(take), min) if lows else None
        case "measure" if take != "newest":
            worst = min if MEASURES[criterion.parameters["of"]]["better"] == "higher" else max
            return reduced(lows, str(take), worst) if lows else None
        case _:
            assert len(lows) <= 1
            return lows[0] if lows else None


def reduced(values: list[Any], take: str, worst: Callable[[list[Any]], Any]) -> Any:
    return worst(values) if take == "worst" else Fraction(sum(values), len(values))


@given(cases())
def test_every_exact_value_re_derives_from_its_evidence(case: Case) -> None:
    timeline = engine_of(case).replay(log_of(case))
    date = log_of(case).sessions[-1].date
    for gate in (*timeline.outlook, *timeline.asked):
        for criterion in gate.gate.criteria():
            value = criterion.value
            if value is None:
                assert criterion.verdict is Outcome.UNMET
                continue
            if criterion.rule in NOT_FROM_VALUES:
                continue
            found = rederived(criterion, date)
            if isinstance(value, tuple):
                assert criterion.verdict is not Outcome.MET or criterion.limits.pass_all(*value)
                assert criterion.unknown
                if criterion.rule == "pain" and found is not None:
                    assert value[0] == found
            else:
                assert value == found
                passes = criterion.limits.passes(value)
                assert (criterion.verdict is Outcome.MET) == passes


@given(cases())
def test_evidence_names_the_lines_that_say_it(case: Case) -> None:
    log = log_of(case)
    lines = {str(entry.line): entry.date for entry in log.entries}
    for gate in engine_of(case).replay(log).outlook:
        for criterion in gate.gate.criteria():
            for each in criterion.evidence:
                assert all(lines[at] == each.date for at in each.at)


# ---------------------------------------------------------------- copies


@given(cases())
def test_json_and_pickle_round_trips(case: Case) -> None:
    engine, log = engine_of(case), log_of(case)
    timeline = engine.replay(log, as_of=log.sessions[-1].date)
    assert Protocol.from_json(engine.protocol.to_json()) == engine.protocol
    assert Protocol.from_json(engine.protocol.to_json()).digest == engine.protocol.digest
    assert Log.from_json(log.to_json()) == log
    assert Timeline.from_json(timeline.to_json()) == timeline
    assert Progress.from_json(timeline.progress.to_json()) == timeline.progress
    for each in timeline.decisions:
        assert Decision.from_json(each.to_json()) == each
    assert pickle.loads(pickle.dumps(timeline)) == timeline  # noqa: S301
    assert pickle.loads(pickle.dumps(engine)).replay(log) == engine.replay(log)  # noqa: S301
    json.dumps(timeline.to_dict(), allow_nan=False)


@given(cases())
def test_a_decision_of_a_step_round_trips(case: Case) -> None:
    *_, last = steps(engine_of(case), log_of(case))
    assert Decision.from_json(last.to_json()) == last


def test_one_engine_serves_many_threads() -> None:
    found: list[Case] = []

    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    protocol = found[0][0]
    engine = Engine(Protocol.from_dict(protocol))
    logs = [
        log_of((protocol, entries, injured))
        for plain, entries, injured in found
        if plain["stages"].keys() == protocol["stages"].keys()
    ]
    expected = [engine.replay(log) for log in logs]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(engine.replay, logs * 3)) == expected * 3
