"""What the rules do with parameters and times that hardly anybody writes."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from attrs import evolve, frozen
from make import ALL, date, days_of, entry
from rehabflow_rules.plateau import Plateau

from rehabflow import Declared, Engine, Log, Probe, ProtocolError, Reading, Rule, Window
from rehabflow.entry import Entry, Extra, Work
from rehabflow.readers.protocol import read_protocol
from rehabflow.session import Session

PROTOCOL = """
rehabflow: 1
id: rare
version: 1.0.0
title: Rare
stages:
  first:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {%s}}
  last: {final: true}
"""


@frozen
class Aimless(Rule):
    """A rule of which neither more nor less is better."""

    unit, scale, label = "count", (0, None), "entries"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(len(window))


@pytest.mark.parametrize(
    "criterion",
    [
        "plateau: {of: aslr, by: -5, at_most: 3}",
        "plateau: {of: {aslr: 5}, at_most: 3}",
        "plateau: {of: {aslr: [5]}, at_most: 3}",
    ],
)
def test_a_plateau_that_would_say_something_else_is_refused(criterion: str) -> None:
    with pytest.raises(ProtocolError, match=r"RF4(01|28)"):
        read_protocol((PROTOCOL % criterion).encode(), "rare.yaml")


def test_a_plateau_asks_of_a_rule_which_way_is_better() -> None:
    with pytest.raises(ValueError, match="neither more nor less is better"):
        Plateau(Probe("aimless", Aimless(), None)).bind(Declared())


ZONED, PLAIN = dt.time(7, tzinfo=dt.UTC), dt.time(7)


@pytest.mark.parametrize("times", [(ZONED, PLAIN), (PLAIN, ZONED)])
def test_a_time_with_a_zone_and_one_without_could_be_any_of_their_days(
    times: tuple[dt.time, dt.time],
) -> None:
    work = (Work("heel-dig", None, 10),)
    sessions = [
        Session(date(day), (Entry(date(day), day, time, work=work),))
        for day, time in enumerate(times, 1)
    ]
    early, late = days_of(sessions)
    assert late.hours_since(early) == (0, 48)


def test_of_much_unreadable_work_nothing_that_rests_on_training_is_known() -> None:
    protocol = read_protocol((PROTOCOL % "sessions: {at_least: 2}").encode(), "rare.yaml")
    rows = [{"date": f"2026-03-{day:02}", "work": "@"} for day in range(2, 8)]
    timeline = Engine(protocol).replay(Log.from_entries(rows, protocol=protocol, salvage=True))
    (gate,) = timeline.outlook
    (criterion,) = gate.gate.criteria()
    assert (gate.verdict.value, criterion.value) == ("unknown", (0, None))


def test_equal_ratings_are_one_value_whatever_numbers_they_were() -> None:
    text = PROTOCOL.replace("%s", "pain: {quality: sharp, at_most: 3}")
    protocol = read_protocol(text.encode(), "rare.yaml")
    bare = entry(2, ALL, pain=Fraction(5, 2))
    sharp = evolve(entry(2, pain=Fraction(10, 4)), extra=Extra(quality="sharp"))
    log = Log("", (Session(bare.date, (bare, sharp)),))
    (gate,) = Engine(protocol).replay(log).asked
    (criterion,) = gate.gate.criteria()
    assert [each.value for each in criterion.evidence] == [Fraction(5, 2)]
