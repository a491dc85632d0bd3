"""Hypothesis strategies: sessions, logs, windows of a rule, and protocols."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from rehabflow.catalog import installed_rules
from rehabflow.entry import PAIN_FIELDS
from rehabflow.log import Log
from rehabflow.measure import OTHER, YES_NO, Measure
from rehabflow.prescription import Prescription
from rehabflow.protocol import Protocol
from rehabflow.rule import Rule, Window
from rehabflow.rule_page import rule_page
from rehabflow.session import Session
from rehabflow.testing.altered import whole_range
from rehabflow.testing.asking import Asking, Row, row
from rehabflow.testing.kit_error import refused
from rehabflow.testing.offered import around, read_offered
from rehabflow.testing.subject import subject_of

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    raise refused(
        "RF702",
        "logs are drawn with hypothesis, which is not installed",
        "pip install 'rehabflow[testing]'",
    ) from error

Measures = Mapping[str, Measure]
"""The measures that a protocol declares, by name."""
FIRST_DAY = dt.date(2026, 3, 2)
_SELDOM = {
    "medicated": st.sampled_from(["no", "no", "no", "yes"]),
    "quality": st.sampled_from(["ache", "sharp", "cramp"]),
    "cut_short": st.sampled_from(["pain", "time", "other"]),
}
_RATINGS = st.sampled_from([0, 3, 7, 1, 2, 4, 5, 6, 8, 9, 10, "2.5", "6.5"])
_RAISES = st.sampled_from([0, 40, 60, 70, 75, 80, 90, 120, 180, "67.5"])
_GAPS = st.sampled_from([1, 1, 1, 1, 2, 2, 3, 5, 9])


def sessions(protocol: Protocol | None = None) -> SearchStrategy[Session]:
    """Sessions of one date: one row or several, of either leg, with much or little logged."""
    return rows_of_a_date(*ground_of(protocol)).map(
        lambda drawn: _read([{**each, "date": FIRST_DAY} for each in drawn], protocol).sessions[0]
    )


def logs(protocol: Protocol | None = None, *, most: int = 8) -> SearchStrategy[Log]:
    """Logs of up to so many sessions, with gaps between them; the right leg is injured."""
    return rows(*ground_of(protocol), most=most).map(
        lambda drawn: _read([dict(each) for each in drawn], protocol)
    )


def windows(rule: type[Rule] | Rule | str) -> SearchStrategy[Window]:
    """Windows as a gate would show them to a rule, with the parameters of its example."""
    return askings(rule).map(Asking.window)


@st.composite
def protocols(draw: DrawFn) -> Protocol:
    """Protocols of up to four stages, whose gates ask what the installed rules' examples ask."""
    asked = draw(st.lists(st.sampled_from(_examples()), min_size=1, max_size=4))
    last = len(asked)
    stages: dict[str, Any] = {}
    for number, when in enumerate(asked):
        gate = draw(st.sampled_from(["all", "any", "none"]))
        others = draw(st.lists(st.sampled_from(_examples()), max_size=2))
        stage = {"exercises": [{"do": "heel-dig", "sets": 3, "reps": 10}]}
        back = {"to": f"stage-{draw(st.integers(0, number))}", "when": {gate: [when, *others]}}
        ways = {"setback": back} if draw(st.booleans()) else {}
        stages[f"stage-{number}"] = {**stage, **ways, "advance": {"when": [when, *others]}}
    stages[f"stage-{last}"] = {"final": True}
    lapse = draw(st.sampled_from([{}, {"lapse_after": "5 days"}]))
    head = {"rehabflow": 1, "id": "drawn", "version": "1.0.0", "title": "Drawn"}
    return Protocol.from_dict({**head, **lapse, "stages": stages})


@cache
def _examples() -> tuple[dict[str, Any], ...]:
    """What the examples of the installed rules ask, but for what a protocol has to declare."""
    pages = [rule_page(each.load().__doc__) for each in installed_rules().values()]
    bare = [page for page in pages if page.example.startswith("when:")]
    read = [read_offered(page.protocol()).to_dict() for page in bare]
    asked: list[Any] = [each["stages"]["first"]["advance"]["when"] for each in read]
    return tuple({"all": when} if isinstance(when, list) else when for when in asked)


def askings(rule: type[Rule] | Rule | str) -> SearchStrategy[Asking]:
    """Questions to a rule, over any log."""
    subject = subject_of(rule)
    return st.builds(
        Asking,
        rows=rows(*ground_of(subject.protocol)),
        criterion=st.sampled_from(subject.criteria),
        protocol=st.just(subject.protocol),
        advance=st.booleans(),
        moved=st.integers(0, 8),
        move=st.sampled_from(["advance", "setback"]),
        lapse=st.sampled_from([None, 4]),
    )


@st.composite
def rows(
    draw: DrawFn, prescription: Prescription, measures: Measures, *, most: int = 8
) -> tuple[Row, ...]:
    """The rows of a log, dated."""
    date, drawn = FIRST_DAY, list[Row]()
    for _ in range(draw(st.integers(1, most))):
        of_date = draw(rows_of_a_date(prescription, measures))
        drawn += [row({"date": date.isoformat(), **each}) for each in of_date]
        date += dt.timedelta(draw(_GAPS))
    return tuple(drawn)


def rows_of_a_date(
    prescription: Prescription, measures: Measures
) -> SearchStrategy[list[dict[str, Any]]]:
    """The rows of one date, without it."""
    one = _row(prescription, _columns(measures))
    return st.lists(one, min_size=1, max_size=1) | st.lists(one, min_size=1, max_size=3)


def _row(
    prescription: Prescription, columns: dict[str, SearchStrategy[Any]]
) -> SearchStrategy[dict[str, Any]]:
    """Work of the injured leg and how it felt, the other leg's raise, or no more than a note."""
    ratings = dict.fromkeys(PAIN_FIELDS, _RATINGS)
    raises = {"aslr": _RAISES, "aslr_other": _RAISES}
    time = {"time": st.sampled_from(["08:15", "18:30"])}
    felt = {**ratings, **raises, **columns, **time, **_SELDOM}
    work = {"work": st.sampled_from(_works(prescription))}
    total = {"reps_done": st.integers(0, 30), "reps_target": st.sampled_from([30, 20, 0])}
    return st.one_of(
        st.fixed_dictionaries(work, optional=felt),
        st.fixed_dictionaries(work, optional=felt),
        st.fixed_dictionaries({}, optional={**work, **felt}),
        st.fixed_dictionaries(total, optional=felt),
        st.fixed_dictionaries(work, optional=ratings),
        st.fixed_dictionaries({"side": st.just("both"), **work}, optional=ratings),
        st.fixed_dictionaries({"side": st.just("left")}, optional={**work, "aslr": _RAISES}),
        st.just({"note": "nothing else logged"}),
        st.just({"reps_target": 30}),
    )


def _works(prescription: Prescription) -> list[str]:
    """All of it, each exercise in full, in part, not at all or of unknown amount; another one."""
    doses = {dose.exercise.id: dose for dose in prescription}
    amounts = ["{id} {dose.sets}x{dose.reps}", "{id} 1x{dose.reps}", "{id} 7", "{id}", "{id} 0"]
    each = [how.format(id=id, dose=dose) for id, dose in doses.items() for how in amounts]
    return ["all", *each, "swimming 1x20"]


def _columns(measures: Measures) -> dict[str, SearchStrategy[Any]]:
    """The columns of measures, the other leg's among them."""
    drawn: dict[str, SearchStrategy[Any]] = {}
    for name, measure in measures.items():
        low, high = whole_range(measure)
        cell = st.sampled_from(["yes", "no"]) if measure.unit == YES_NO else st.integers(low, high)
        drawn |= {name: cell, f"{name}{OTHER}": cell}
    return drawn


def ground_of(protocol: Protocol | None) -> tuple[Prescription, Measures]:
    """What a log may be about: what the first stage prescribes, and the declared measures.

    Without a protocol, one exercise.
    """
    known = protocol or read_offered(around("{sessions: {at_least: 1}}"))
    return known.stages[0].prescription, known.measures


def _read(entries: list[dict[str, Any]], protocol: Protocol | None) -> Log:
    return Log.from_entries(entries, injured="right", protocol=protocol)
