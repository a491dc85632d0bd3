"""What a change of a gate means, as `rehabflow diff` tells it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from compared import GONE, Plain, at
from test_meaning import CASES, OLD

from rehabflow import Protocol
from rehabflow.comparison.meaning import claims
from rehabflow.comparison.protocols import compared
from rehabflow.render.claims import claim_object, put_claims, put_guards
from rehabflow.render.page import Page

TOLD = {
    "nothing": "",
    "stricter limit": """
one, NEXT to two
  Stricter. Wherever it is met under NEW it is met under OLD: proved for all
  logs.
  - This log advances to two under OLD and holds under NEW:
      date        pain  aslr  work
      2026-01-05  3     90    all
      2026-01-07  3     90    all
""",
    "the same otherwise said": """
one, NEXT to two
  Equivalent. It is met in the same logs under both: proved for all logs.
""",
    "one laxer, one stricter": """
one, NEXT to two
  Neither. One log has it met under OLD and not met under NEW and one log has it
  not met under OLD and met under NEW: shown by the logs below.
""",
    "what is missing left out": """
one, BACK to one
  Neither. One log has it unknown under OLD and ruled out under NEW: shown by
  the logs below.
  - This log holds under both; the gate is unknown under OLD, ruled out under
    NEW:
      date        aslr  work
      2026-01-05  90    all
""",
    "a danger that fires earlier": """
one, BACK to one
  Laxer, so that it fires more often. Wherever it is met under OLD it is met
  under NEW: proved for all logs.
  - This log holds under OLD and is set back to one under NEW:
""",
    "a refer of every stage": """
every stage, REFER
  Laxer, so that it fires more often. Wherever it is met under OLD it is met
  under NEW: proved for all logs.
  - This log is set back to one under OLD and is referred under NEW:
""",
    "a way gone": """
two, BACK to one
  Gone. NEW has no such way.
  - This log is set back to one under OLD and holds under NEW:
      date        pain_morning
      2026-01-05  (override to two)
      2026-01-06  6
""",
    "a way new": """
two, REFER
  New. OLD has no such way.
  - This log holds under OLD and is referred under NEW:
""",
    "climb": """
two, CLIMB of bridge
  Stricter. Wherever it is met under NEW it is met under OLD: proved for all
  logs.
  - This log climbs to rung 2 under OLD and holds under NEW:
""",
    "drop": """
two, DROP of bridge
  Laxer, so that it fires more often. Wherever it is met under OLD it is met
  under NEW: proved for all logs.
  - This log holds under OLD and drops to rung 1 under NEW:
""",
    "dose": """
one, NEXT to two
  Stricter. Wherever it is met under NEW it is met under OLD, as far as was
  searched. Not proved, as what it reads rests on what differs: the doses of the
  stage.
""",
}
SLOW: Plain = at(
    "stages", "one", "advance", "when", now={"time_in_stage": {"at_least": "40 days"}}, base=OLD
)
SLOWER: Plain = at(
    "stages", "one", "advance", "when", now={"time_in_stage": {"at_least": "41 days"}}, base=OLD
)


def text_of(old: Plain, new: Plain, **more: Any) -> str:
    first, second = Protocol.from_dict(old), Protocol.from_dict(new)
    page = Page(80, colour=False)
    put_claims(claims(first, second, most=400), compared(first, second), page, **more)
    return page.text()


@cache
def told(name: str) -> str:
    return text_of(OLD, CASES[name][0])


@pytest.mark.parametrize("name", TOLD)
def test_a_claim_is_told_with_how_sure_it_is_and_a_log(name: str) -> None:
    assert TOLD[name] in told(name) + "\n"
    assert bool(told(name)) is (name != "nothing")
    assert ("Searched: up to" in told(name)) is (name == "dose")


def test_where_no_difference_was_found_it_is_said_that_none_is_ruled_out() -> None:
    new = at("lapse_after", now="70 days", base=OLD)
    said = text_of(new, {**new, "lapse_after": "71 days"})
    assert (
        """
No difference found. No log was found that tells the two apart, as far as was
searched. Not proved, as what it reads rests on what differs: lapse_after.
  - one, NEXT to two
  - two, CLIMB of bridge"""
        in said
    )
    assert "Searched: up to 1200 dates a stage, in logs of up to 60 dates." in said


def test_many_dates_that_say_the_same_are_shown_as_two() -> None:
    said = text_of(SLOW, SLOWER)
    assert "  - This log advances to two under OLD and holds under NEW:" in said
    assert "more dates like it, every day)" in said
    assert said.count("2026-") <= 4


def test_dates_that_stand_apart_are_told_so() -> None:
    """One date each so many days, where the log must be seen to go on."""
    old, new = (
        at(
            *("stages", "one", "advance", "when"),
            now=[{"sessions": {"at_least": many}}, {"gap": {"at_least": "3 days"}}],
            base=OLD,
        )
        for many in (5, 6)
    )
    said = text_of(old, new)
    assert "more dates like it, every " in said


def test_what_is_proved_to_be_no_more_may_be_the_same() -> None:
    """Where what differs cannot be logged by anybody."""
    old = at("stages", "one", "advance", "when", now={"since_injury": {"at_least": 200}}, base=OLD)
    new = at("stages", "one", "advance", "when", now={"since_injury": {"at_least": 201}}, base=OLD)
    said = " ".join(text_of(old, new).split())
    assert "Stricter, or the same. Wherever it is met under NEW it is met under OLD" in said
    assert "No log that tells the two apart was found." in said


def test_a_way_that_no_log_was_found_to_take_is_told() -> None:
    never = {"when": {"since_injury": {"at_least": 900}}}
    said = " ".join(text_of(OLD, at("stages", "two", "refer", now=never, base=OLD)).split())
    assert "New. OLD has no such way. No log that tells the two apart was found." in said


def test_a_gate_that_answers_otherwise_may_change_no_decision() -> None:
    """A refer that is met outranks the setback that is met earlier now."""
    stages = ("stages", "one", "setback", "when")
    old = at(*stages, now={"pain": {"at_least": 9}}, base=OLD)
    new = at(*stages, now={"pain": {"at_least": 8}}, base=OLD)
    said = " ".join(text_of(old, new).split())
    assert "This log is referred under both; the gate is not met under OLD, met under NEW:" in said


def test_files_are_named_where_they_were_written() -> None:
    assert "in 01-one-advance-two.csv" in text_of(OLD, CASES["stricter limit"][0], filed=True)


def test_a_claim_is_there_as_plain_data() -> None:
    old, new = Protocol.from_dict(OLD), Protocol.from_dict(CASES["stricter limit"][0])
    (found,) = claims(old, new, most=400)
    assert claim_object(found) == {
        "stage": "one",
        "gate": "advance",
        "to": "two",
        "exercise": None,
        "relation": "stricter",
        "guards_less": False,
        "how": "proved",
        "bound": None,
        "rests_on": [],
        "text": "Stricter. Wherever it is met under NEW it is met under OLD: proved for all logs.",
        "examples": [
            {
                "direction": "old only",
                "differs": True,
                "old": {"kind": "advance", "to": "two", "rung": None},
                "new": None,
                "file": "01-one-advance-two.csv",
                "log": [
                    {"date": "2026-01-05", "pain": "3", "aslr": "90", "work": "all"},
                    {"date": "2026-01-07", "pain": "3", "aslr": "90", "work": "all"},
                ],
            }
        ],
    }
    (climb,) = claims(old, Protocol.from_dict(CASES["climb"][0]), most=400)
    (example,) = claim_object(climb)["examples"]
    assert example["old"] == {"kind": "climb", "to": "two", "rung": 2}
    (dose,) = claims(old, Protocol.from_dict(CASES["dose"][0]), most=400)
    assert claim_object(dose)["bound"] == "up to 1200 dates a stage, in logs of up to 60 dates"


REFER: Plain = {"refer": {"when": {"pain": {"at_least": 8, "last": "1 session"}}}}
GUARDED: Plain = {
    "rehabflow": 1,
    "id": "guarded",
    "version": "1.0.0",
    "title": "Guarded",
    **REFER,
    "stages": {
        "one": {"advance": {"when": {"pain": {"at_most": 3, "last": "3 sessions"}}}},
        "two": {
            "advance": {"when": {"pain": {"at_most": 3, "last": "3 sessions"}}},
            "setback": {"when": {"pain": {"at_least": 6, "last": "1 session"}}},
        },
        "three": {"final": True},
    },
}
SET_BACK = ("stages", "two", "setback")
LIMIT = (*SET_BACK, "when", "pain")


def guards(old: Plain, new: Plain) -> str:
    first, second = Protocol.from_dict(old), Protocol.from_dict(new)
    page = Page(80, colour=False)
    put_guards(claims(first, second, most=400), compared(first, second), page)
    return page.text().strip()


@pytest.mark.parametrize(
    ("path", "now"),
    [
        (("refer", "when", "pain", "at_least"), 9),
        (("refer", "when", "pain", "missing"), "ignore"),
        ((*LIMIT, "at_least"), 7),
        (SET_BACK, GONE),
    ],
    ids=["a laxer refer", "a refer that ignores", "a laxer setback", "no setback"],
)
def test_a_danger_that_stops_less_is_told_before_anything_else(
    path: tuple[str, ...], now: object
) -> None:
    new = at(*path, now=now, base=GUARDED)
    where = "every stage, REFER" if path[0] == "refer" else "two, BACK to one"
    assert guards(GUARDED, new) == (
        f"LESS GUARDED: NEW lets pass what these dangers stop under OLD.\n  - {where}"
    )
    if now is not GONE:
        assert guards(new, GUARDED) == ""


def test_a_danger_that_refers_no_more_but_sets_back_stops_less() -> None:
    """In the only stage that has both."""
    old = at("stages", "two", "refer", now=REFER["refer"], base=GUARDED)
    old = at("refer", now=GONE, base=old)
    new = at("stages", "two", "refer", now=GONE, base=old)
    assert guards(old, new).endswith("\n  - two, REFER")


def test_a_danger_that_leads_elsewhere_stops_as_much_as_before() -> None:
    assert guards(GUARDED, at(*SET_BACK, "to", now="two", base=GUARDED)) == ""


def test_of_a_danger_that_can_never_be_met_it_is_said_that_no_log_shows_the_loss() -> None:
    never = {"all": [{"pain": {"above": 9}}, {"pain": {"below": 9}}]}
    old = at(*SET_BACK, "when", now=never, base=GUARDED)
    assert " ".join(guards(old, at(*SET_BACK, now=GONE, base=old)).split()).endswith(
        "two, BACK to one (as far as is known; no log was found that shows it)"
    )
