"""`rehabflow.comparison`: a word for every change, and none where nothing changed."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import attrs
import pytest
from compared import BASE, Path, Plain, at, between, paths, told, value_at
from hypothesis import assume, given
from hypothesis import strategies as st

from rehabflow import Protocol, RehabflowError, load_protocol
from rehabflow.catalog import installed_protocols
from rehabflow.comparison.protocols import compared
from rehabflow.differences import differences
from rehabflow.gate import Criterion, Repeat, SomeOf
from rehabflow.ladder import Drop, Ladder
from rehabflow.measure import Measure
from rehabflow.nudges import Nudge, nudges
from rehabflow.prescription import Dose, Exercise, Prescription
from rehabflow.protocol import Advised, Stage, Transition
from rehabflow.render.changes import change_words, changes_object, put_changes, verdict_words
from rehabflow.render.page import Page

SHIPPED = sorted(installed_protocols())


@cache
def shipped(id: str) -> Protocol:
    return load_protocol(id)


@cache
def nudged(id: str) -> tuple[Nudge, ...]:
    protocol = shipped(id)
    units = {
        each.source.id: each.rule.in_unit()
        for gate in protocol.gates()
        for each in gate.criteria()
    }
    return tuple(nudges(protocol.source, units))


# ---------------------------------------------------------------- every change has its word


@pytest.mark.parametrize("id", SHIPPED)
def test_a_protocol_differs_in_nothing_from_itself(id: str) -> None:
    again = Protocol.from_dict(shipped(id).to_dict())
    found = compared(shipped(id), again)
    assert (found.changes, found.is_layout, found.differs) == ((), True, False)
    assert verdict_words(found).startswith("They say the same")


@given(st.data())
def test_every_nudge_of_a_shipped_protocol_shows_as_a_change_of_what_decides(
    data: st.DataObject,
) -> None:
    id = data.draw(st.sampled_from(SHIPPED))
    nudge = data.draw(st.sampled_from(nudged(id)))
    try:
        new = Protocol.from_dict(nudge.data)
    except RehabflowError:
        assume(False)
        raise
    for old, other in ((shipped(id), new), (new, shipped(id))):
        found = compared(old, other).changes
        # What a shared ladder says need not be what any exercise takes from it.
        said = any(each.level == "decides" for each in found) or nudge.where.startswith("ladders.")
        assert found, nudge.where
        assert said, nudge.where
        assert all(map(change_words, found))


@st.composite
def edits(draw: st.DrawFn, source: Plain) -> Plain:
    """The declaration with something taken out, repeated, swapped or made another."""
    path: Path = draw(st.sampled_from(list(paths(source))))
    made = deepcopy(source)
    parent, last = value_at(made, path[:-1]), path[-1]
    value = parent[last]
    how = draw(st.sampled_from(["gone", "other", "turned"]))
    if how == "gone":
        del parent[last]
    elif how == "turned" and isinstance(value, list):
        value.reverse()
    elif how == "turned" and isinstance(value, dict):
        parent[last] = dict(reversed(value.items()))
    else:
        parent[last] = draw(_others(value))
    return made


def _others(value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int | float):
        return st.sampled_from([value + 1, value - 1, value * 2])
    if isinstance(value, str):
        other = ["heel-dig", "one", "2 days", "14 days", "last", "5 sessions", "80 %", "yes"]
        return st.sampled_from([*other, f"{value}s", f"{value} more"])
    return st.just(value)


@given(st.data())
def test_every_edit_of_a_protocol_shows_unless_it_says_the_same(data: st.DataObject) -> None:
    """A change of the digest is never passed over."""
    source = data.draw(st.sampled_from([BASE, *(shipped(id).source for id in SHIPPED)]))
    old = Protocol.from_dict(source)
    try:
        new = Protocol.from_dict(data.draw(edits(dict(source))))
    except RehabflowError:
        assume(False)
        raise
    for one, other in ((old, new), (new, old)):
        found = compared(one, other)
        assert bool(found.changes) is (old.digest != new.digest), list(
            differences(one.source, other.source, everything=True)
        )
        page = Page(80, colour=False)
        put_changes(found, page)
        assert changes_object(found)["differs"] is found.differs


HANDLED = {
    Protocol: "id version title stages summary refer setback lapse_after stale_after settle "
    "advise measures rules source known_exercises",
    Stage: "id title goal prescription ladders advance setback refer advise final about",
    Transition: "kind to gate about",
    Advised: "gate say about",
    Ladder: "exercise rungs climb drop about",
    Drop: "gate by wait about",
    Criterion: "source rule limits span ignore_missing about",
    SomeOf: "of about at_least",
    Repeat: "gate times last about",
    Measure: "name better title unit low high of_day",
    Exercise: "id title kind aliases pain_cap about",
    Prescription: "doses choose names of_one terms",
    Dose: "exercise sets reps hold about time distance effort variant counts stated up_to rungs "
    "rung schedule per_day after group is_open is_due in_all has_turn",
}
"""What was thought of where two protocols are compared. `source` stands behind all of it."""


@pytest.mark.parametrize("kind", HANDLED, ids=lambda kind: kind.__name__)
def test_nothing_was_added_to_a_protocol_that_no_comparison_looks_at(kind: type) -> None:
    assert {each.name for each in attrs.fields(kind) if each.init} == set(HANDLED[kind].split())


# ---------------------------------------------------------------- in words of the protocol

ONE = ("stages", "one")
TWO = ("stages", "two")
WHEN = (*ONE, "advance", "when")
HEEL_DIG_GONE = "one: Supine heel dig 1×1, every 2 days (pain at most 3), gone"
CASES: dict[str, tuple[Plain, list[str]]] = {
    "lapse": (
        at("lapse_after", now="1 week") | {"lapse_after": "5 days"},
        [
            (
                "*: training lapses after a gap of more than 5 days, was after a gap of more "
                "than 7 days"
            )
        ],
    ),
    "no lapse": (
        at("lapse_after"),
        ["*: training lapses never, was after a gap of more than 7 days"],
    ),
    "stale": (
        {**BASE, "stale_after": "1 day"},
        ["*: a log is stale when older than 1 day, was 7 days"],
    ),
    "settle": (
        at("settle"),
        ["*: the work of a date counts on its own date, was from the next date on"],
    ),
    "title": ({**BASE, "title": "Other"}, ["*: title: “Other”, was “Made up”"]),
    "goal": (at(*ONE, "goal"), ["one: goal: none, was “Begin.”"]),
    "measure": (
        at("measures", "hop", "better", now="lower"),
        [
            (
                "*: the measure hop: Hop, in cm, 0 to 300; lower is better. Of several values of "
                "a date the worst counts. hop_other is the other leg's., was Hop, in cm, 0 to "
                "300; higher is better. Of several values of a date the worst counts. hop_other "
                "is the other leg's."
            )
        ],
    ),
    "no measure": (
        at("measures"),
        [
            (
                "*: the measure hop: Hop, in cm, 0 to 300; higher is better. Of several values of "
                "a date the worst counts. hop_other is the other leg's., gone"
            )
        ],
    ),
    "pain cap": (
        at("exercises", "curl-x", "pain_cap", now=2),
        ["*: exercise curl-x: pain cap: 2, was 3"],
    ),
    "said dose": (
        at("exercises", "curl-x", "kind", now="eccentric"),
        ["*: exercise curl-x: kind: “eccentric”, was none"],
    ),
    "cues": (at("exercises", "curl-x", "cues"), ["*: exercise curl-x: cues: none, was [Slowly.]"]),
    "own exercise": (
        {**BASE, "exercises": {**BASE["exercises"], "y": {"title": "Y"}}},
        ["*: the exercise y (Y) is declared here"],
    ),
    "advice": (
        at("advise", 0, "say", now="Do much less."),
        ["*: ADVICE “Do much less.”: was “Do less.”"],
    ),
    "no advice": (
        at("advise"),
        ["*: ADVICE “Do less.”: said while exercise pain at least 5 (last session), gone"],
    ),
    "advice when": (
        at("advise", 0, "when", "pain", "at_least", now=4),
        ["*: ADVICE “Do less.”: exercise pain (last session) at least 4, was at least 5"],
    ),
    "refer": (at("refer"), ["*: REFER: when exercise pain at least 8 (last session), gone"]),
    "setback": (
        at("setback", "to", now="one"),
        ["*: BACK to one: leads to one, was the stage before"],
    ),
    "dose": (
        at(*ONE, "exercises", 0, "sets", now=2),
        ["one: Curl X: 2×10 held 5 s, was 3×10 held 5 s"],
    ),
    "note": (
        at(*ONE, "exercises", 0, "note"),
        ["one: Curl X: nothing said of it, was “Slowly.”"],
    ),
    "schedule": (
        at(*ONE, "exercises", 1, "every"),
        ["one: Supine heel dig: in each session, was every 2 days"],
    ),
    "exercise": (
        at(*ONE, "exercises", 1),
        ["one: Supine heel dig 1×1, every 2 days (pain at most 3), gone"],
    ),
    "order of exercises": (
        at(*ONE, "exercises", now=BASE["stages"]["one"]["exercises"][::-1]),
        [
            (
                "one: the exercises stand in another order: heel-dig and curl-x; was curl-x and "
                "heel-dig"
            )
        ],
    ),
    "either": (
        at(*ONE, "exercises", now=[{"one_of": BASE["stages"]["one"]["exercises"]}]),
        ["one: Supine heel dig: counts in place of curl-x, was counts for itself"],
    ),
    "choose": (
        at(*TWO, "choose"),
        ["two: a full session is any 2 of the exercises, was any 1"],
    ),
    "turn": (
        at(*TWO, "exercises", 1, "after"),
        [
            "two: Hamstring set: open from the start, was once the ladder of bridge is finished",
        ],
    ),
    "rungs": (
        at("ladders", "two", "rungs", 1, now="3x10"),
        ["two: Simple bridge: 1×10, then 3×10, was 1×10, then 2×10"],
    ),
    "climb": (
        at("ladders", "two", "climb", "when", "reps", "at_least", now="90%"),
        ["two: CLIMB of bridge: repetitions (last 3 sessions) at least 90 %, was at least 100 %"],
    ),
    "drop": (
        at(*TWO, "exercises", 0, "drop", "wait", now="48 h"),
        [
            (
                "two: DROP of bridge: 1 rung down, then 48 h of rest, was 1 rung down, "
                "then 24 h of rest"
            )
        ],
    ),
    "no drop": (
        at(*TWO, "exercises", 0, "drop"),
        [
            (
                "two: DROP of bridge: 1 rung down, then 24 h of rest when exercise pain above 5 "
                "(last session), gone"
            )
        ],
    ),
    "limit": (
        at(*WHEN, 0, "pain", "at_most", now=2),
        ["one: NEXT to two: exercise pain (last 3 sessions) at most 2, was at most 3"],
    ),
    "operator": (
        at(*WHEN, 0, "pain", now={"below": 3, "last": "3 sessions"}),
        ["one: NEXT to two: exercise pain (last 3 sessions) below 3, was at most 3"],
    ),
    "window": (
        at(*WHEN, 0, "pain", "last", now="2 sessions"),
        ["one: NEXT to two: exercise pain at most 3: last 2 sessions, was last 3 sessions"],
    ),
    "parameter": (
        at(*WHEN, 1, "pain", "moment", now="after"),
        [
            (
                "one: NEXT to two: pain after exercise at most 2 (last session), in place of "
                "morning pain at most 2 (last day)"
            )
        ],
    ),
    "missing": (
        at(*TWO, "setback", "when", "pain", "missing"),
        [
            (
                "two: BACK to one: pain after exercise at least 6 (last session): what is not "
                "logged is unknown, was left out"
            )
        ],
    ),
    "criterion gone": (
        at(*WHEN, 1),
        ["one: NEXT to two: morning pain at most 2 (last day), gone"],
    ),
    "any": (
        at(*WHEN, now={"any": BASE["stages"]["one"]["advance"]["when"]}),
        ["one: NEXT to two: met when at least one of these is met, was when all of these are met"],
    ),
    "some": (
        at(*TWO, "advance", 0, "when", "some", "at_least", now=2),
        [
            (
                "two: NEXT to three: met when at least 2 of these are met, was when at least 1 of "
                "these is met"
            )
        ],
    ),
    "in brackets": (
        at(*WHEN, 1, now={"any": [{"aslr": {"at_least": 60}}, {"sessions": {"at_least": 2}}]}),
        [
            (
                "one: NEXT to two: at least one of these [leg raise at least 60° (within 7 days); "
                "training sessions at least 2 (this stage)], new"
            ),
            "one: NEXT to two: morning pain at most 2 (last day), gone",
        ],
    ),
    "repeat": (
        at("stages", "three", "advance", "when", "repeat", "times", now=1),
        [
            (
                "three: NEXT to done: on at least 1 of the last 3 training sessions, each read on "
                "its own date, was on at least 2 of the last 3 training sessions, each read on "
                "its own date"
            )
        ],
    ),
    "repeated": (
        at("stages", "three", "advance", "when", "repeat", "when", 0, "pain", "at_most", now=0),
        ["three: NEXT to done: exercise pain at most 0, was at most 1"],
    ),
    "no repeat": (
        at("stages", "three", "advance", "when", now={"pain": {"at_most": 1}}),
        [
            (
                "three: NEXT to done: met when this is met, was when this is met, on at least 2 "
                "of the last 3 training sessions, each read on its own date"
            ),
            "three: NEXT to done: exercise pain at most 1: last session, was of one date",
        ],
    ),
    "target": (
        at(*ONE, "advance", "to", now="three"),
        ["one: NEXT to three: leads to three, was two"],
    ),
    "tried": (
        at(*TWO, "advance", now=BASE["stages"]["two"]["advance"][::-1]),
        ["two: NEXT: asked in another order: done and three; was three and done"],
    ),
    "a way gone": (
        at(*TWO, "refer"),
        ["two: REFER: when time in stage at least 60 days, gone"],
    ),
    "own exercise of a shared name": (
        {**BASE, "exercises": {**BASE["exercises"], "bridge": {"title": "My bridge"}}},
        [
            "*: the exercise bridge (My bridge) is declared here",
            "*: exercise bridge: title: “My bridge”, was “Simple bridge”",
            "*: exercise bridge: kind: none, was “strength”",
        ],
    ),
    "final": (
        {
            **BASE,
            "stages": {
                **BASE["stages"],
                "done": {"advance": {"when": {"sessions": {"at_least": 1}}}},
                "end": {"final": True},
            },
        },
        [
            "done: no longer the final stage",
            "done: NEXT to end: when training sessions at least 1 (this stage), new",
            "end: a new stage, after done",
        ],
    ),
    "stage gone": (
        at("stages", "three", base=at(*TWO, "advance", 0)),
        [
            "*: the stage three is gone",
            (
                "two: NEXT to three: when at least 1 of these [exercise pain at most 3 (last 3 "
                "sessions); leg raise at least 80° (within 7 days)], gone"
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told_in_words_of_the_protocol(name: str) -> None:
    new, expected = CASES[name]
    assert told(new) == expected


def test_each_case_has_its_opposite() -> None:
    """What was added one way is gone the other, and the other way round."""
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    for name, (new, _) in CASES.items():
        if name == "stage gone":
            continue  # of a stage that is gone, what was in it is not told
        there, back = between(BASE, new).changes, between(new, BASE).changes
        kinds = sorted((each.level, turned[each.kind]) for each in there)
        assert kinds == sorted((each.level, each.kind) for each in back)
