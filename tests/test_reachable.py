"""Which values a reading can have, and which changes of a limit no log can tell."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ladder_strategies
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from laddered import made
from strategies import Case
from test_engine_properties import engine_of, log_of

from rehabflow import Engine, Log, Protocol
from rehabflow.boundaries import Boundary, boundaries, measured_in
from rehabflow.boundaries import _answered as answered
from rehabflow.limits import Limits
from rehabflow.mutation import _criteria as criteria
from rehabflow.mutation import _decides_alike as decides_alike
from rehabflow.nudges import nudges
from rehabflow.reachable import reachable
from rehabflow.setting import MOST, Ends, Setting, sums
from rehabflow.verdict import Measured

RUN = """
- do: return-to-run
  ladder: [{reps: 1, variant: stage 1}, {reps: 1, variant: stage 2}]
  climb: {when: [{pain: {at_most: 0, last: 1 session}}, {reps: {at_least: 100%, last: 1 session}}]}
  drop: {when: {any: [{pain: {above: 0, last: 1 session}}, {gap: {above: 6}}]}, by: 1}
"""
"""A run is done or it is not, and pain in it takes it back."""
BRIDGES = "- {do: bridge, sets: 2, reps: 5}\n- {do: heel-dig, reps: 1}"
RARE = (
    "- {do: bridge, every: 3 days}\n- {do: heel-dig, every: 2 days}\n- {do: donkey-kick, reps: 3}"
)
OFTEN = (
    "[{adherence: {of: bridge, at_least: 75%, last: 12 days}}, "
    "{adherence: {of: heel-dig, at_least: 75%, last: 12 days}}]"
)
LAPSE = "lapse_after: 5 days"
SETTLE = "settle: next morning"


def spanned(found: object) -> tuple[Any, Any]:
    return found if isinstance(found, tuple) else (found, found)


def assert_reached(engine: Engine, log: Log) -> None:
    """Every end of every reading is one that its rule said it can be."""
    known = reachable(engine.protocol)
    progress = engine.begin(log.injury)
    for session in log.sessions:
        stage = progress.stage
        decision = engine.step(progress, session)
        assert decision.progress is not None
        if stage in engine.protocol.stage_ids:
            for gate, answer in answered(engine.protocol, stage, decision.asked):
                for criterion, measured in measured_in(gate, answer):
                    if id(criterion) in known and isinstance(measured, Measured):
                        low, high = spanned(measured.value)
                        ends = known[id(criterion)]
                        assert low is None or low in ends.low
                        assert high is None or high in ends.high
        progress = decision.progress


@given(st.one_of(strategies.cases(), ladder_strategies.cases()))
def test_a_reading_is_one_that_its_rule_said_it_can_be(case: Case) -> None:
    assert_reached(engine_of(case), log_of(case))


@given(st.one_of(strategies.doubtful_cases(), ladder_strategies.doubtful_cases()))
def test_so_is_a_reading_of_a_salvaged_log(case: Case) -> None:
    entries = [strategies.unreadable(entry) for entry in case[1]]
    assert_reached(engine_of(case), log_of(case, entries, salvage=True))


def alike(protocol: Protocol) -> dict[str, Protocol]:
    """The changes that are said to decide alike, with the changed protocols."""
    units = {each.source.id: each.rule.in_unit() for each in criteria(protocol)}
    known = reachable(protocol)
    found: dict[str, Protocol] = {}
    for each in nudges(protocol.source, units):
        if each.what in ("limit", "operator"):
            try:
                other = Protocol.from_dict(each.data)
            except Exception:  # noqa: BLE001, S112  (no protocol)
                continue
            if decides_alike(protocol, other, known):
                where = each.where.removeprefix("stages.hold.")
                found[f"{where}: {each.was} -> {each.now}"] = other
    return found


MADE = {
    "a run": made(RUN, head=LAPSE),
    "a run that counts the next morning": made(RUN, head=SETTLE),
    "five in two sets": made(BRIDGES, advance="{reps: {of: bridge, at_least: 70%}}", head=LAPSE),
    "one of it": made(
        BRIDGES, advance="{reps: {of: heel-dig, at_least: 90%, last: 1 session}}", head=LAPSE
    ),
    "the worst of two": made(
        BRIDGES,
        advance="{reps: {of: bridge, take: worst, at_least: 75%, last: 9 days}}",
        head=SETTLE,
    ),
    "every few days": made(RARE, advance=OFTEN, head=LAPSE),
    "every few days, the next morning": made(RARE, advance=OFTEN, head=SETTLE),
}
ALIKE = {name: alike(protocol) for name, protocol in MADE.items()}


def test_what_no_log_can_tell_is_known() -> None:
    pain, reps = "exercises[0].climb.when[0].pain", "exercises[0].climb.when[1].reps"
    assert list(ALIKE["a run"]) == [f"{pain}.at_most: 0 -> 1", f"{reps}.at_least: 100% -> 95 %"]
    assert list(ALIKE["a run that counts the next morning"]) == [f"{reps}.at_least: 100% -> 95 %"]
    assert list(ALIKE["one of it"]) == [
        f"advance.when.reps.at_least: 90% -> {now} %" for now in (85, 95)
    ] + ["advance.when.reps.at_least: at_least -> above"]
    bridge, dig = (f"advance.when[{at}].adherence.at_least" for at in (0, 1))
    assert list(ALIKE["every few days"]) == [
        f"{bridge}: 75% -> 70 %",
        f"{dig}: 75% -> 70 %",
        f"{dig}: 75% -> 80 %",
        f"{dig}: at_least -> above",
    ]


ROW = st.fixed_dictionaries(
    {"days": st.sampled_from([1, 1, 1, 2, 3, 6, 7])},
    optional={
        "pain": st.sampled_from([0, 0, 0, "0.5", 1, 3]),
        "work": st.sampled_from(
            [
                *("return-to-run 1 (stage 1)", "return-to-run 1 (stage 2)", "return-to-run 1"),
                *("all", "all", "bridge 2x5", "bridge 9", "bridge 7; heel-dig", "heel-dig 1"),
                *("bridge; donkey-kick 3", "donkey-kick 1; heel-dig 1"),
            ]
        ),
        "event": st.sampled_from(["", "", "", "override"]),
    },
)


def log_from(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    day = 0
    for row in rows:
        day += row.pop("days")
        if row.get("event"):
            row |= {"to": "hold", "by": "A", "reason": "b"}
        entries.append(row | {"date": f"2026-{1 + day // 28:02}-{1 + day % 28:02}"})
    return entries


def outcome(protocol: Protocol, log: Log) -> list[tuple[str, str, bool]]:
    engine, progress = Engine(protocol), Engine(protocol).begin()
    found: list[tuple[str, str, bool]] = []
    for session in log.sessions:
        decision = engine.step(progress, session)
        progress = decision.progress or progress
        found.append((progress.stage, decision.kind, bool(decision.review)))
    return found


@given(st.lists(ROW, min_size=1, max_size=20))
def test_no_log_tells_what_is_said_to_decide_alike(rows: list[dict[str, Any]]) -> None:
    entries = log_from([dict(row) for row in rows])
    for name, protocol in MADE.items():
        log = Log.from_entries(entries, protocol=protocol)
        expected = outcome(protocol, log)
        for change, other in ALIKE[name].items():
            assert outcome(other, log) == expected, (name, change)


@pytest.mark.parametrize(
    "exercises",
    [
        RUN.replace("[{pain: {at_most: 0, last: 1", "[{pain: {at_most: 0, last: 2"),
        RUN.replace("at_most: 0, last: 1", "at_most: 0, moment: after, last: 1"),
        RUN.replace("above: 0, last: 1 session", "above: 0, last: 1 session, missing: ignore"),
        RUN.replace("pain: {above: 0", "pain: {above: 1"),
        RUN.replace("pain: {above: 0", "pain: {at_most: 9, above: 0"),
        RUN.replace("pain: {above: 0", "pain: {at_most: 0"),
        RUN.replace("any: [", "all: ["),
        RUN.replace("{pain: {at_most: 0, last: 1 session}}", "{any: [{pain: {at_most: 0}}]}"),
        RUN.replace("{pain: {above: 0, last: 1 session}}", "{none: [{pain: {at_most: 0}}]}"),
        RUN.partition("  drop")[0],
    ],
)
def test_pain_that_no_drop_answers_is_not_said_to_decide_alike(exercises: str) -> None:
    assert not [each for each in alike(made(exercises)) if "pain.at_most: 0 -> 1" in each]


def test_a_limit_of_one_value_or_of_none_is_not_said_to_decide_alike() -> None:
    for limits in ("is: 100%", "at_least: 90%, at_most: 95%", "at_least: 95%, at_most: 95%"):
        advance = f"{{reps: {{of: heel-dig, {limits}, last: 1 session}}}}"
        found = alike(made(BRIDGES, advance=advance))
        assert not [each for each in found if each.endswith(("is: 100% -> 95 %", "-> 100 %"))]


def test_what_is_asked_in_several_stages_can_be_what_it_is_in_any_of_them() -> None:
    head = "setback: {when: {adherence: {of: bridge, below: 50%, last: 2 days}}}"
    protocol = made("- {do: bridge, every: 2 days}", head=head)
    (criterion,) = protocol.setback[0].gate.criteria()
    assert reachable(protocol)[id(criterion)].low == {0, 50, 100}
    timed = made(
        "- {do: bridge, time: 30 s}",
        head="setback: {when: {reps: {of: bridge, below: 50%, last: 1 session}}}",
    )
    (criterion,) = timed.setback[0].gate.criteria()
    assert id(criterion) not in reachable(timed)


def test_pain_whose_drop_is_all_that_is_asked_decides_alike() -> None:
    for drop in ("{pain: {above: 0, last: 1 session}}", "[{pain: {above: 0, last: 1 session}}]"):
        start = RUN.index("{any:")
        exercises = RUN[:start] + drop + RUN[RUN.index(", by: 1") :]
        assert [each for each in alike(made(exercises)) if "pain.at_most: 0 -> 1" in each]


def test_a_ceiling_that_lets_the_worst_pass_is_not_masked() -> None:
    """Where training lapsed, what the climb lacks could be 10, and the drop sees what was."""
    found = alike(made(RUN.replace("at_most: 0", "at_most: 9").replace("above: 0", "above: 9")))
    assert not [each for each in found if "pain.at_most: 9 -> 10" in each]


@pytest.mark.parametrize(
    ("exercises", "advance"),
    [
        (BRIDGES, "{reps: {at_least: 90%}}"),
        (BRIDGES, "{reps: {of: bridge, at_least: 90%, last: 9 days}}"),
        (BRIDGES, "{reps: {of: bridge, at_least: 90%, last: stage}}"),
        (BRIDGES, "{reps: {of: bridge, at_least: 90%, last: 99 sessions}}"),
        ("- {do: bridge, time: 30 s}", "{reps: {of: bridge, at_least: 90%, last: 1 session}}"),
        ("- {do: bridge, sets: 9, reps: 500}", "{reps: {of: bridge, at_least: 90%}}"),
        (RARE, "{adherence: {of: bridge, at_least: 90%, last: 3 sessions}}"),
        (RARE, "{adherence: {of: bridge, at_least: 90%, last: stage}}"),
        (RARE, "{repeat: {times: 1, last: 1 session, when: {reps: {of: bridge, at_least: 90%}}}}"),
    ],
)
def test_of_what_is_not_known_any_value_could_be(exercises: str, advance: str) -> None:
    protocol = made(exercises, advance=advance)
    (criterion,) = protocol.stages[0].advance[0].gate.criteria()
    assert id(criterion) not in reachable(protocol)


def test_a_limit_whose_other_side_is_far_is_shown_where_nothing_lies_nearer() -> None:
    protocol = made(BRIDGES, advance="{reps: {of: heel-dig, at_least: 90%, last: 1 session}}")
    found = next(e for e in boundaries(protocol, ()) if e.criterion.source.id == "reps")
    assert not (found.met or found.missed)
    for value in (100, 0):
        found.look(measured(value))
    assert found.met
    assert found.missed


def test_a_side_on_which_nothing_can_lie_needs_no_scenario() -> None:
    protocol = made("- {do: bridge, reps: 1}", advance="{reps: {at_least: 90%, of: bridge}}")
    (criterion,) = protocol.stages[0].advance[0].gate.criteria()
    ends = Ends(frozenset({0, 100}), frozenset({100}))
    found = Boundary([], criterion, "at_least", 90, ends=ends)
    assert (found.met, found.missed) == (False, True)
    exact = Boundary([], criterion, "is", 100, ends=ends)
    assert not exact.missed


def measured(value: int) -> Measured:
    from rehabflow import Outcome

    return Measured("reps", "", Outcome.UNMET, value, "%", Limits(), None, None, "")


def test_sums_are_given_up_where_they_are_too_many() -> None:
    assert sums({0, Fraction(1, 2)}, 2) == {0, Fraction(1, 2), 1}
    assert sums({1 << each for each in range(14)}, 2 * MOST) is None


def test_the_doses_of_an_exercise_are_those_of_either() -> None:
    stage = made("- one_of: [{do: bridge}, {do: heel-dig}]\n- {do: donkey-kick}").stages[0]
    setting = Setting(stage.prescription.doses)
    assert [each.exercise.id for each in setting.of("heel-dig")] == ["bridge", "heel-dig"]
    assert setting.of("nordic") == ()
