"""The edges of the shipped rules, asked by a protocol about a log as a person writes it.

A row says what it shows, a criterion, the log by days of March, and the verdict with its value
(`-` where there was nothing to read, an end left out where it is open). `x` in a cell cannot be
read, and is salvaged. The gate is asked on the last day; nobody is ever moved by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import make
import pytest
from rehabflow_rules.cut_short import CutShort
from rehabflow_rules.flare import Flare
from rehabflow_rules.gap import Gap
from rehabflow_rules.since_injury import SinceInjury

from rehabflow import Log, Progress, ProtocolError
from rehabflow.entry import Extra
from rehabflow.plan import plan_of
from rehabflow.prescription import Prescription
from rehabflow.protocol import Protocol
from rehabflow.readers.protocol import read_protocol
from rehabflow.rule import Cited, Reading, Value
from rehabflow.standing import Standing
from rehabflow.verdict import Measured

PROTOCOL = """
rehabflow: 1
id: edges
version: 1.0.0
title: Edges
measures:
  hop: {title: Single-leg hop, unit: cm, range: [0, 300], better: higher}
  h_test: {title: H-test, range: [0, 100], better: lower}
  angle: {title: Knee angle, unit: °, range: [-10, 90], better: higher}
  force: {unit: N, better: higher}
  sprint: {unit: s, better: lower}
  squat_ok: {type: yes/no, better: yes}
exercises:
  heel-slide: {title: Heel slide, pain_cap: 3}
  lunge: {title: Lunge, pain_cap: 5}
  press: {title: Press}
  swim: {title: Swim}
stages:
  first:
    exercises: [{do: press, reps: 10}]
    advance: {when: {%s}}
    setback: {to: first, when: {%s}}
  last: {final: true}
"""
ANY = Prescription((make.dose("press"),))
NEVER = "sessions: {at_least: 999}"
ORDER = "event override, to first, by Ada Example, reason trial"


def entries(text: str) -> list[dict[str, Any]]:
    """`2 all, pain 2, at 18:30; 3 heel-slide 3x10, pain x; 4 pain 1`."""
    found: list[dict[str, Any]] = []
    for row in text.replace("ORDER", ORDER).split(";"):
        day, *cells = row.strip().replace(" ", ", ", 1).split(",")
        entry: dict[str, Any] = {"date": f"2026-03-{int(day):02}"}
        works: list[str] = []
        for name, _, cell in (each.strip().partition(" ") for each in cells):
            if name == "at":
                entry["date"] += f"T{cell}"
            elif name in EXERCISES:
                works.append(f"{name} {cell}".strip())
            elif (name, cell) == ("work", "x"):
                works.append("press 10 @x")
            else:
                entry[name] = cell
        found.append(entry | ({"work": "; ".join(works)} if works else {}))
    return found


EXERCISES = ("all", "press", "heel-slide", "lunge", "swim")


def protocol_of(criterion: str, kind: str) -> Protocol:
    gates = (criterion, NEVER) if kind == "advance" else (NEVER, criterion)
    return read_protocol((PROTOCOL % gates).encode(), "edges.yaml")


def asked(criterion: str, text: str, kind: str = "advance") -> tuple[Measured, Reading]:
    """What the gate of that kind says on the last day, and what the rule says to it."""
    protocol = protocol_of(criterion, kind)
    log = Log.from_entries(entries(text), injured="right", protocol=protocol, salvage=True)
    plan = plan_of(protocol, protocol.stages[0])
    standing = Standing(Progress(protocol.digest, plan.stage), plan)
    for session in log.sessions:
        if standing.since is None:
            standing.enter(plan, "start", session)
        standing.take(session, None)
        if session.events:
            standing.enter(plan, "override", session)
    (gate,) = [each.gate for each in plan.exits if each.kind == kind]
    (found,) = gate.criteria()
    view, rule = standing.seen_by(kind), found.rule
    window = view.window(found.span or rule.looks(), found.ignore_missing, rule.before)
    return found.explain(view), rule.measure(window)


def value_of(text: str) -> Value:
    if text == "-":
        return None
    low, dots, high = text.partition("..")
    if not dots:
        return make.exact(low)
    return (make.exact(low) if low else None), (make.exact(high) if high else None)


def rows(kind: str, rule: str, text: str) -> list[object]:
    """The rows of a table; one that ends in `|` goes on in the line below."""
    return [
        pytest.param(kind, f"{rule}: {{{limit}}}", *cells, id=f"{rule} of {kind}: {shows}")
        for shows, limit, *cells in make.table(text.replace("|\n", "|"))
    ]


CASES = [
    *rows(
        "advance",
        "rest",
        """
from the last work of a day | at_least: 35 h, last: 2 sessions |
    2 all, at 08:00; 2 swim 5, at 20:00; 4 all, at 07:00 | met | 35
to the first work of a day | at_least: 47 h, last: 2 sessions |
    2 all, at 08:00; 4 swim 5, at 20:00; 4 all, at 07:00 | met | 47
a minute less | at_least: 47 h, last: 2 sessions |
    2 all, at 08:01; 4 all, at 07:00 | unmet | 2819/60
neither has a time | at_least: 48 h, last: 2 sessions | 2 all; 4 all | met | 48
the earlier has no time | at_least: 48 h, last: 2 sessions |
    2 all; 4 all, at 06:00 | unknown | 30..54
the later has no time | at_least: 48 h, last: 2 sessions |
    2 all, at 18:00; 4 all | unknown | 30..54
from the last of two times | at_least: 48 h, last: 2 sessions |
    2 all, at 08:00; 2 swim 5, at 20:00; 4 all | unknown | 28..52
to the first of two times | at_least: 48 h, last: 2 sessions |
    2 all; 4 swim 5, at 20:00; 4 all, at 06:00 | unknown | 30..54
the later, on the next day, has no time | at_least: 48 h, last: 2 sessions |
    2 all, at 10:00; 3 all | unmet | 14..38
the shortest of two | at_least: 25 h, last: 3 sessions | 2 all; 3 all; 5 all | unmet | 24
the shortest may be another | at_least: 25 h, last: 3 sessions |
    2 all; 3 all, at 12:00; 4 all, at 08:00 | unmet | 12..20
zones are instants | at_least: 49 h, last: 2 sessions |
    2 all, at 18:00+01:00; 4 all, at 18:00+00:00 | met | 49
zones against the dates | at_least: 48 h, last: 2 sessions |
    9 all, at 18:00-10:00; 10 all, at 07:00+13:00 | unknown | 0..48
half an hour against the dates | at_least: 48 h, last: 2 sessions |
    9 all, at 18:00-10:00; 10 all, at 16:30+13:00 | unknown | 0..48
at one instant | at_least: 1 h, last: 2 sessions |
    9 all, at 18:00-10:00; 10 all, at 17:00+13:00 | unmet | 0
one more still to come | at_least: 48 h, last: 3 sessions | 2 all; 4 all | unknown | 0..48
one more, too short already | at_least: 49 h, last: 3 sessions | 2 all; 4 all | unmet | 0..48
the other leg's time is none | at_least: 48 h, last: 2 sessions |
    2 all; 2 all, side left, at 20:00; 4 all | met | 48
what was not done has none | at_least: 48 h, last: 2 sessions |
    2 all, at 08:00; 2 press 0, at 20:00; 4 all, at 08:00 | met | 48
an unreadable time, earlier | at_least: 48 h, last: 2 sessions |
    2 all, at 08:00; 2 swim 5, time x; 4 all, at 08:00 | unknown | 32..48
an unreadable time, later | at_least: 48 h, last: 2 sessions |
    2 all, at 08:00; 4 swim 5, time x; 4 all, at 08:00 | unknown | 40..48
only an unreadable time | at_least: 48 h, last: 2 sessions |
    2 all, time x; 4 all, at 08:00 | unknown | 32..56
one session of the stage | at_least: 48 h, last: stage | 2 all | unknown | 0..
""",
    ),
    *rows(
        "setback",
        "rest",
        """
one session alone | below: 48 h, last: 2 sessions | 2 all, at 08:00 | unmet | -
a day less        | below: 48 h, last: 3 sessions | 2 all; 3 all    | met   | 24
just enough       | below: 48 h, last: 3 sessions | 2 all; 4 all    | unmet | 48
""",
    ),
    *rows(
        "advance",
        "flare",
        """
just above the limit | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 pain_morning 2.1 | unmet | 1.1
at the limit | at_most: 1, last: 1 session | 2 all, pain_morning 1; 3 pain_morning 2 | met | 1
a fall is negative | below: 0, last: 1 session | 2 all, pain_morning 4; 3 pain_morning 1 | met | -3
two days later | at_most: 1, last: 1 session | 2 all, pain_morning 1; 4 pain_morning 3 | unmet | 2
three days later | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 5 pain_morning 3 | unknown | -10..10
the next morning alone | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 pain_morning 2; 4 pain_morning 5 | met | 1
a day without a morning | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 pain 9; 4 pain_morning 3 | unmet | 2
pain at rest stands in | at_most: 1, last: 1 session |
    2 all, pain_rest 1; 3 pain_morning 2 | met | 1
the morning before rest | at_most: 1, last: 1 session |
    2 all, pain_rest 0, pain_morning 4; 3 pain_morning 5 | met | 1
rest is no next morning | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 pain_rest 9 | unknown | -10..10
no pain before | at_most: 1, last: 1 session | 2 all; 3 pain_morning 1 | unknown | -10..10
the date itself owes nothing | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 all, pain_morning 2 | met | 1
nor does it count | at_most: 1, last: 2 sessions |
    2 all, pain_morning 1; 3 all, pain_morning 2 | unknown | 1..10
the largest of two | at_most: 1, last: 2 sessions |
    2 all, pain_morning 1; 3 all, pain_morning 4; 4 pain_morning 5 | unmet | 3
the largest, the other way | at_most: 1, last: 2 sessions |
    2 all, pain_morning 1; 3 all, pain_morning 2; 4 pain_morning 5 | unmet | 3
one of two is open | at_most: 3, last: 2 sessions |
    2 all, pain_morning 1; 3 all; 4 pain_morning 3 | unknown | 2..10
too much beside an open one | at_most: 1, last: 2 sessions |
    2 all, pain_morning 1; 3 all; 4 pain_morning 3 | unmet | 2..10
no session of it yet | at_most: 1, last: 1 session | 2 all, pain_morning 1 | unknown | -10..10
whole, one could be left out | at_most: 1, last: 3 days |
    2 all, pain_morning 1; 3 pain_morning 2; 4 aslr 60 | met | 1
a rating under medication | at_most: 1, last: 1 session |
    2 all, pain_morning 1; 3 pain_morning 2, medicated yes | unknown | -10..10
medication before | at_most: 1, last: 1 session |
    2 all, pain_morning 1, medicated yes; 3 pain_morning 2 | unknown | -10..10
""",
    ),
    *rows(
        "setback",
        "flare",
        """
no session came before | at_least: 2, last: 1 session | 2 all, pain_morning 1 | unmet | -
just below the danger | at_least: 2, last: 1 session |
    2 all, pain_morning 1; 3 pain_morning 2.9 | unmet | 1.9
at the danger | at_least: 2, last: 1 session | 2 all, pain_morning 1; 3 pain_morning 3 | met | 2
fewer than asked for | at_least: 2, last: 3 sessions |
    2 all, pain_morning 1; 3 pain_morning 2 | unmet | 1
an open one, left out | at_least: 2, last: 2 sessions, missing: ignore |
    2 all, pain_morning 1; 3 all; 4 pain_morning 3 | met | 2
only open ones, left out | at_least: 2, last: 1 session, missing: ignore |
    2 all, pain_morning 1; 3 pain_rest 2 | unmet | -
no pain before, left out | at_least: 2, last: 1 session, missing: ignore |
    2 all; 3 pain_morning 9 | unmet | -
only its own morning, left out | at_least: 2, last: 3 days, missing: ignore |
    1 aslr 60; 2 all, pain_morning 1; 3 pain_rest 2 | unmet | -
a morning too late, left out | at_least: 2, last: 1 session, missing: ignore |
    2 all, pain_morning 1; 5 pain_morning 9 | unmet | -
medication is not left out | at_least: 2, last: 1 session, missing: ignore |
    2 all, pain_morning 1; 3 pain_morning 2, medicated yes | unknown | -10..10
nor is it two days later | at_least: 2, last: 1 session, missing: ignore |
    2 all, pain_morning 1; 4 pain_morning 2, medicated yes | unknown | -10..10
after a day without training | at_least: 2, last: 3 days |
    1 aslr 60; 2 all, pain_morning 1; 3 pain_morning 4 | met | 3
""",
    ),
    *rows(
        "advance",
        "trend",
        """
last minus first | of: pain, at_most: -2, last: 3 days | 2 pain 5; 4 pain 3 | met | -2
a little less | of: pain, at_most: -2, last: 3 days | 2 pain 5; 4 pain 3.1 | unmet | -1.9
what lies between is nothing | of: pain, at_most: 0, last: 3 days |
    2 pain 5; 3 pain 9; 4 pain 5 | met | 0
a day that is not seen yet | of: pain, at_most: 0, last: 4 days |
    2 pain 5; 4 pain 3 | unknown | -7..3
not all seen, three values | of: pain, at_most: 0, last: 5 days |
    2 pain 5; 3 pain 9; 4 pain 3 | unknown | -7..3
not seen, one value | of: pain, at_most: 0, last: 4 days | 2 aslr 60; 4 pain 3 | unknown | -10..10
one value alone | of: pain, at_most: 0, last: 3 days | 2 aslr 60; 4 pain 3 | unknown | -10..10
of the leg raise | of: aslr, at_least: 5, last: 2 days | 2 aslr 60; 3 aslr 65 | met | 5
of a leg raise not seen yet | of: aslr, at_least: 5, last: 3 days |
    2 aslr 60; 3 aslr 65 | unknown | -115..65
a leg raise that is missing | of: aslr, at_least: 5, last: 2 days |
    2 aslr 60; 3 pain 1 | unknown | -180..180
of a measure | of: hop, at_least: 5, last: 2 days | 2 hop 60; 3 hop 64 | unmet | 4
of a measure not seen yet | of: hop, at_least: 5, last: 3 days |
    2 hop 60; 3 hop 64 | unknown | -236..64
of one that begins below nought | of: angle, at_least: 5, last: 2 days |
    2 angle 60; 3 pain 1 | unknown | -100..100
of a measure before `aslr` by the alphabet | of: angle, at_least: 5, last: 2 days |
    2 angle 60, aslr 9; 3 angle 65, aslr 99 | met | 5
of one without a range | of: force, at_least: 5, last: 3 days |
    2 force 60; 3 force 64 | unknown | -
a value that is not read | of: hop, at_least: 5, last: 2 days |
    2 hop 60; 3 hop x | unknown | -60..240
a first value not read | of: hop, at_least: 5, last: 2 days |
    2 hop x; 3 hop 60 | unknown | -240..60
none without a range | of: force, at_least: 5, last: 2 days | 2 force 60; 3 force x | unknown | -
pain under medication | of: pain, at_most: 0, last: 2 days |
    2 pain 4, medicated yes; 3 pain 4 | met | -6..0
cramp is not this pain | of: pain, at_most: 0, last: 3 days |
    2 pain 5; 3 pain 4; 4 pain 9, quality cramp | met | -1
""",
    ),
    *rows(
        "setback",
        "trend",
        """
at the danger     | of: pain, at_least: 2, last: 7 days | 2 pain 1; 4 pain 3 | met   | 2
just below it     | of: pain, at_least: 2, last: 7 days | 2 pain 1; 4 pain 2 | unmet | 1
one value is none | of: pain, at_least: 2, last: 7 days | 2 pain 1           | unmet | -
""",
    ),
    *rows(
        "advance",
        "measure",
        """
the newest | of: hop, at_least: 100 | 2 hop 120; 3 hop 100 | met | 100
a little less | of: hop, at_least: 100 | 2 hop 120; 3 hop 99.9 | unmet | 99.9
seven days ago | of: hop, at_least: 100 | 2 hop 100; 9 pain 1 | met | 100
eight days ago | of: hop, at_least: 100 | 2 hop 100; 10 pain 1 | unknown | 0..300
none of it | of: hop, at_least: 0 | 2 pain 1 | met | 0..300
one without a range | of: force, at_least: 100 | 2 pain 1 | unknown | -
the other leg's is not it | of: hop, at_least: 100 | 2 hop_other 120 | unknown | 0..300
it cannot be read | of: hop, at_least: 100 | 2 hop 120; 3 hop x | unknown | 0..300
yes | of: squat_ok, is: yes | 2 squat_ok yes | met | 1
the worst where more is good | of: hop, take: worst, at_least: 100, last: 3 days |
    2 hop 99; 3 hop 150; 4 hop 120 | unmet | 99
the worst where less is good | of: h_test, take: worst, at_most: 10, last: 3 days |
    2 h_test 5; 3 h_test 11; 4 h_test 0 | unmet | 11
one of two, the mean | of: hop, take: mean, at_least: 60, last: 2 sessions |
    2 all, hop 100 | unknown | 50..200
a mean of degrees | of: angle, take: mean, at_least: 4, last: 1 session |
    2 all, angle 4 | met | 4
the worst, still to come | of: hop, take: worst, at_least: 90, last: 4 days |
    2 hop 99; 4 hop 120 | unknown | 0..99
too bad, still to come | of: h_test, take: worst, at_most: 10, last: 4 days |
    2 h_test 5; 4 h_test 11 | unmet | 11..100
less is good, still to come | of: h_test, take: worst, at_most: 20, last: 4 days |
    2 h_test 5; 4 h_test 11 | unknown | 11..100
the worst with an unread one | of: hop, take: worst, at_least: 100, last: 2 days |
    2 hop 120; 3 hop x | unknown | 0..120
less is good, one not read | of: h_test, take: worst, at_most: 10, last: 2 days |
    2 h_test 5; 3 h_test x | unknown | 5..100
an open one, not read | of: force, take: worst, at_least: 100, last: 2 days |
    2 force 120; 3 force x | unknown | ..120
an open one below the limit | of: force, take: worst, at_least: 100, last: 2 days |
    2 force 90; 3 force x | unmet | ..90
open, where less is good | of: sprint, take: worst, at_most: 5, last: 2 days |
    2 sprint 4; 3 sprint x | unknown | 4..
open, all of them not read | of: sprint, take: worst, at_most: 5, last: 2 days |
    2 sprint x; 3 sprint x | unknown | -
open too, all not read | of: force, take: worst, at_least: 5, last: 2 days |
    2 force x; 3 force x | unknown | -
the mean | of: hop, take: mean, at_least: 110, last: 3 days |
    2 hop 100; 3 hop 110; 4 hop 120 | met | 110
a mean with a fraction | of: hop, take: mean, at_least: 110, last: 3 days |
    2 hop 100; 3 hop 110; 4 hop 119 | unmet | 329/3
the mean, two to come | of: hop, take: mean, at_least: 90, last: 3 sessions |
    2 all, hop 90 | unknown | 30..230
a mean of the least | of: hop, take: mean, at_least: 1, last: 3 sessions |
    2 all, hop 0 | unknown | 0..200
a mean of the most | of: hop, take: mean, at_least: 1, last: 3 sessions |
    2 all, hop 300 | met | 100..300
the mean with an unread one | of: hop, take: mean, at_least: 90, last: 2 days |
    2 hop 100; 3 hop x | unknown | 50..200
an open mean | of: force, take: mean, at_least: 90, last: 2 days |
    2 force 100; 3 force x | unknown | -
an open mean, one to come | of: force, take: mean, at_least: 90, last: 2 sessions |
    2 all, force 100 | unknown | -
no value in the stretch | of: hop, take: worst, at_least: 90, last: 2 days |
    2 pain 1; 3 pain 1 | unknown | 0..300
three sessions if not said | of: hop, take: worst, at_least: 90 |
    2 all, hop 99; 3 all, hop 98; 4 all, hop 97 | met | 97
""",
    ),
    *rows(
        "setback",
        "measure",
        """
at the danger | of: hop, at_most: 50 | 2 hop 50 | met | 50
just above it | of: hop, at_most: 50 | 2 hop 50.1 | unmet | 50.1
none of it | of: hop, at_most: 50 | 2 pain 1 | unknown | 0..300
none of it, left out | of: hop, at_most: 50, missing: ignore | 2 pain 1 | unmet | -
none in the stretch | of: hop, take: worst, at_most: 50, last: 2 days | 2 pain 1 | unknown | 0..300
none there, left out | of: hop, take: worst, at_most: 50, last: 2 days, missing: ignore |
    2 pain 1 | unmet | -
the mean of what there is | of: hop, take: mean, at_most: 50, last: 3 sessions |
    2 all, hop 40; 3 all | met | 40
""",
    ),
    *rows(
        "advance",
        "symmetry",
        """
at the limit | of: aslr, at_least: 90% | 2 aslr 72, aslr_other 80 | met | 90
just below it | of: aslr, at_least: 90% | 2 aslr 71.9, aslr_other 80 | unmet | 89.875
a fraction | of: hop, at_least: 90% | 2 hop 100, hop_other 120 | unmet | 250/3
the newest of either | of: hop, at_least: 90% |
    2 hop 1, hop_other 1; 3 hop 90; 4 hop_other 120 | unmet | 75
its own leg seven days old | of: aslr, at_least: 90% |
    2 aslr 72, aslr_other 80; 9 pain 1 | met | 90
its own leg eight days old | of: aslr, at_least: 90% |
    2 aslr 72, aslr_other 80; 10 pain 1 | unknown | 0..
the other leg 28 days old | of: aslr, at_least: 90% | 2 aslr_other 80; 30 aslr 72 | met | 90
the other leg 29 days old | of: aslr, at_least: 90% | 2 aslr_other 80; 31 aslr 72 | unknown | 0..
as old as the author says | of: aslr, at_least: 90%, other_within: 3 days |
    2 aslr_other 80; 5 aslr 72 | met | 90
older than the author says | of: aslr, at_least: 90%, other_within: 3 days |
    2 aslr_other 80; 6 aslr 72 | unknown | 0..
the other leg over an order | of: aslr, at_least: 90% |
    2 aslr_other 80; 3 ORDER; 4 aslr 72 | met | 90
its own leg over an order | of: aslr, at_least: 90% |
    2 aslr 72; 3 ORDER; 4 aslr_other 80 | unknown | 0..
the other leg has 0 | of: hop, at_least: 90% | 2 hop 10, hop_other 0 | unknown | 0..
its own leg has 0 | of: hop, at_least: 90% | 2 hop 0, hop_other 10 | unmet | 0
its own leg is not read | of: hop, at_least: 90% | 2 hop x, hop_other 100 | unknown | 0..300
the other leg is not read | of: hop, at_least: 90% | 2 hop 100, hop_other x | unknown | 0..
an other leg that had a rest | of: aslr, at_least: 90% |
    2 aslr 72, aslr_other 80; 2 aslr_other x | unknown | 40..90
open and not read | of: force, at_least: 90% | 2 force x, force_other 100 | unknown | 0..
below nought | of: force, at_least: 90% | 2 force -1, force_other 100 | unknown | 0..
the other leg below nought | of: force, at_least: 90% | 2 force 1, force_other -1 | unknown | 0..
of a measure before `aslr` by the alphabet | of: angle, at_least: 90% |
    2 angle 45, angle_other 50, aslr 10, aslr_other 50 | met | 90
more than the other leg | of: hop, at_least: 110% | 2 hop 110, hop_other 100 | met | 110
""",
    ),
    *rows(
        "setback",
        "symmetry",
        """
at the danger | of: hop, at_most: 50% | 2 hop 50, hop_other 100 | met | 50
just above it | of: hop, at_most: 50% | 2 hop 50.1, hop_other 100 | unmet | 50.1
no other leg | of: hop, at_most: 50% | 2 hop 50 | unknown | 0..
no other leg, left out | of: hop, at_most: 50%, missing: ignore | 2 hop 50 | unmet | -
an other leg with 0 | of: hop, at_most: 50%, missing: ignore |
    2 hop 50, hop_other 0 | unknown | 0..
""",
    ),
    *rows(
        "advance",
        "over_cap",
        """
at the cap | at_most: 0 | 2 all; 2 heel-slide 10, pain 3 | met | 0
just above it | at_most: 0 | 2 all; 2 heel-slide 10, pain 3.1 | unmet | 0.1
below it | at_most: 0 | 2 all; 2 heel-slide 10, pain 0 | met | -3
the lowest cap of a row | at_most: 0 | 2 all; 2 heel-slide 10, lunge 10, pain 4 | unmet | 1
every row by its own cap | at_most: 0 |
    2 all; 2 heel-slide 10, pain 2; 2 lunge 10, pain 4 | met | -1
no cap, no pain | at_most: 0 | 2 all; 2 heel-slide 10, pain 2; 2 swim 10, pain 9 | met | -1
one exercise alone | of: lunge, at_most: 0 |
    2 all; 2 heel-slide 10, pain 9; 2 lunge 10, pain 5 | met | 0
one exercise, the first by the alphabet | of: heel-slide, at_most: 0 |
    2 all; 2 heel-slide 10, pain 3; 2 lunge 10, pain 9 | met | 0
a row without a rating | at_most: 0 | 2 all, pain 1; 2 heel-slide 10 | unknown | -3..7
a rating beside an open one | at_most: 0 |
    2 all; 2 heel-slide 10; 2 lunge 10, pain 5 | unknown | 0..7
too much beside an open one | at_most: 0 |
    2 all; 2 heel-slide 10; 2 lunge 10, pain 6 | unmet | 1..7
one still to come | at_most: 0, last: 2 sessions |
    2 all; 2 heel-slide 10, pain 1 | unknown | -2..10
none yet, one to come | at_most: 0, last: 2 sessions | 2 all | unknown | -10..10
no exercise with a cap | at_most: 0 | 2 all, pain 9 | unknown | -10..10
work that cannot be read | at_most: 0 | 2 all; 3 work x, pain 1 | unknown | -10..10
beside work that can be read | at_most: 0 | 2 all; 2 work x, pain 1 | unknown | -10..10
what follows it is read | at_most: 0 |
    2 all; 2 work x, pain 1; 2 lunge 10, pain 7 | unmet | 2..10
pain under medication | at_most: 0 |
    2 all; 2 heel-slide 10, pain 1, medicated yes | unknown | -2..7
the other leg's pain | at_most: 0 |
    2 all; 2 heel-slide 10, pain 1; 2 heel-slide 10, pain 9, side left | met | -2
the highest of two days | at_most: 0, last: 2 days |
    2 heel-slide 10, pain 5; 3 heel-slide 10, pain 1 | unmet | 2
a cramp is unrated | at_most: 0 | 2 all; 2 heel-slide 10, pain 1, quality cramp | unknown | -3..7
""",
    ),
    *rows(
        "setback",
        "over_cap",
        """
at the danger | above: 0 | 2 all; 2 heel-slide 10, pain 3.1 | met | 0.1
just below it | above: 0 | 2 all; 2 heel-slide 10, pain 3 | unmet | 0
no exercise with a cap | above: 0 | 2 all, pain 9 | unmet | -
unrated | above: 0 | 2 all; 2 heel-slide 10 | unknown | -3..7
unrated, left out | above: 0, missing: ignore | 2 all; 2 heel-slide 10 | unmet | -
""",
    ),
    *rows(
        "advance",
        "plateau",
        """
better each time | of: aslr, at_most: 0 | 2 all, aslr 60; 3 all, aslr 61; 4 all, aslr 62 | met | 0
better each of four times | of: aslr, at_most: 0 |
    2 all, aslr 60; 3 all, aslr 61; 4 all, aslr 62; 5 all, aslr 63 | met | 0
two of five | of: aslr, at_most: 0, last: 5 sessions |
    2 all, aslr 60; 3 all, aslr 61 | unknown | 0..4
one of four | of: aslr, at_most: 0, last: 4 sessions | 2 all, aslr 60 | unknown | 0..3
as good is no better | of: aslr, at_most: 0 |
    2 all, aslr 60; 3 all, aslr 61; 4 all, aslr 61 | unmet | 1
worse is no better | of: aslr, at_most: 1 |
    2 all, aslr 60; 3 all, aslr 55; 4 all, aslr 60 | unmet | 2
back to the best is no gain | of: aslr, at_most: 0 |
    2 all, aslr 60; 3 all, aslr 50; 4 all, aslr 59 | unmet | 2
by so much is not more | of: aslr, by: 5, at_most: 0 | 2 all, aslr 60; 3 all, aslr 65 | unmet | 1
by more | of: aslr, by: 5, at_most: 0 | 2 all, aslr 60; 3 all, aslr 65.1 | met | 0
slowly does not add up | of: aslr, by: 5, at_most: 1 |
    2 all, aslr 60; 3 all, aslr 64; 4 all, aslr 68 | unmet | 2
where less is better | of: pain, at_most: 0 | 2 all, pain 5; 3 all, pain 4 | met | 0
where more is worse | of: pain, at_most: 0 | 2 all, pain 4; 3 all, pain 5 | unmet | 1
days without training | of: aslr, at_most: 1 | 2 all, aslr 60; 3 aslr 50; 4 all, aslr 50 | met | 1
one session is its own best | of: aslr, at_most: 0 | 2 all, aslr 60 | met | 0
one that may have been best | of: aslr, at_most: 0 | 2 all, aslr 60; 3 all, aslr x | unknown | 0..1
nothing better than the most | of: pain, at_most: 0 | 2 all, pain 0; 3 all | unmet | 1
the first may have been best | of: aslr, at_most: 0 |
    2 all, aslr x; 3 all, aslr 60 | unknown | 0..1
the first may be any | of: pain, at_most: 0 | 2 all; 3 all, pain 4; 4 all, pain 3 | unknown | 0..2
surely better than any | of: aslr, by: 5, at_most: 1 |
    2 all, aslr 60; 2 aslr x; 3 all, aslr 66; 4 all, aslr 60 | met | 1
one still to come | of: aslr, at_most: 0, last: 3 sessions |
    2 all, aslr 60; 3 all, aslr 61 | unknown | 0..2
none yet | of: aslr, at_most: 0, last: 2 sessions | 2 aslr 60 | unknown | 0..
none yet of so many | of: aslr, at_most: 1, last: 2 sessions | 2 aslr 60 | unknown | 0..
none of the stage | of: aslr, at_most: 0 | 2 aslr 60 | unknown | 0..
a measure | of: {measure: {of: h_test}}, at_most: 0 | 2 all, h_test 9; 3 all, h_test 8 | met | 0
one without a range | of: {measure: {of: force}}, at_most: 0 |
    2 all, force 9; 3 all, force x; 4 all, force 9 | unmet | 1..2
less is good, without range | of: {measure: {of: sprint}}, at_most: 0 |
    2 all, sprint 9; 3 all, sprint x; 4 all, sprint 9 | unmet | 1..2
without range, the first | of: {measure: {of: force}}, at_most: 0 |
    2 all, force x; 3 all, force 9 | unknown | 0..1
the best is of work that is not read | of: aslr, at_most: 0 |
    2 all, aslr 60; 3 work x, aslr 65 | met | 0
not read after the third, the best | of: aslr, at_most: 0 |
    2 all, aslr 60; 3 all, aslr 61; 4 all, aslr 62; 5 work x, aslr 50 | unknown | 0..1
work that is not read | of: aslr, at_most: 1 |
    2 all, aslr 60; 3 work x, aslr 50; 4 all, aslr 50 | unknown | 1..2
""",
    ),
    *rows(
        "setback",
        "plateau",
        """
at the danger | of: aslr, at_least: 2 | 2 all, aslr 60; 3 all, aslr 60; 4 all, aslr 60 | met | 2
just below it | of: aslr, at_least: 2 | 2 all, aslr 60; 3 all, aslr 60 | unmet | 1
no training | of: aslr, at_least: 2 | 2 aslr 60 | unmet | -
not logged, left out | of: pain, at_least: 1, missing: ignore |
    2 all, pain 3; 3 all; 4 all, pain 2 | unmet | 0
the newest left out | of: pain, at_least: 2, missing: ignore |
    2 all, pain 3; 3 all, pain 2; 4 all | unmet | 1
none logged, left out | of: pain, at_least: 1, missing: ignore | 2 all | unmet | -
not read is not left out | of: aslr, at_least: 1, missing: ignore |
    2 all, aslr 60; 3 all, aslr x; 4 all, aslr 61 | unknown | 0..1
the same share is no gain | of: {symmetry: {of: hop}}, at_least: 1, missing: ignore |
    2 all, hop 100, hop_other 120; 3 all, hop 100 | met | 1
""",
    ),
    *rows(
        "advance",
        "cut_short",
        """
for pain | at_most: 0, last: 1 session | 2 press 5, cut_short pain | unmet | 1
for another reason | at_most: 0, last: 1 session | 2 press 5, cut_short time | met | 0
for want of time | why: time, at_most: 0, last: 1 session | 2 press 5, cut_short time | unmet | 1
all was done | at_most: 0, last: 1 session | 2 press 10 | met | 0
less, and nobody says why | at_most: 0, last: 1 session | 2 press 9 | unknown | 0..1
of unknown amount | at_most: 0, last: 1 session | 2 press | unknown | 0..1
two of three | at_most: 1, last: 3 sessions |
    2 all, cut_short pain; 3 all; 4 all, cut_short pain | unmet | 2
one of them may have been | at_most: 1, last: 3 sessions |
    2 all, cut_short pain; 3 all; 4 press 1 | unknown | 1..2
two still to come | at_most: 0, last: 3 sessions | 2 all | unknown | 0..
as many as that | at_most: 2, last: 3 sessions | 2 all | unknown | 0..
too many already | at_most: 0, last: 3 sessions | 2 all, cut_short pain | unmet | 1..
two reasons of a day | at_most: 0, last: 1 session |
    2 press 5, cut_short time; 2 cut_short pain | unmet | 1
a reason that is not read, without work | at_most: 1, last: 1 session |
    2 cut_short x | unknown | 0..
no more than that, without work | at_most: 1, last: 1 day | 2 cut_short x | unknown | 0..
one that is read beside it | at_most: 1, last: 2 days |
    2 cut_short pain; 3 cut_short x | unknown | 1..2
a reason that is not read | at_most: 0, last: 1 session | 2 all, cut_short x | unknown | 0..1
not read beside one that is | at_most: 0, last: 1 session |
    2 all, cut_short time; 2 swim 5, cut_short x | unknown | 0..1
no training | at_most: 0, last: 2 days | 2 aslr 60; 3 aslr 60 | unknown | 0..
""",
    ),
    *rows(
        "setback",
        "cut_short",
        """
at the danger | at_least: 1, last: 3 sessions | 2 press 5, cut_short pain | met | 1
just below it | at_least: 1, last: 3 sessions | 2 all | unmet | 0
nobody says why | at_least: 1, last: 3 sessions | 2 press 5 | unknown | 0..1
left out | at_least: 1, last: 3 sessions, missing: ignore | 2 press 5 | unmet | 0
not read is not left out | at_least: 1, last: 3 sessions, missing: ignore |
    2 press 5, cut_short x | unknown | 0..1
no training | at_least: 0, last: 3 sessions | 2 aslr 60 | unmet | -
""",
    ),
    *rows(
        "advance",
        "gap",
        """
at the limit               | at_most: 3 days | 2 all; 5 all                     | met     | 3
a day longer               | at_most: 3 days | 2 all; 6 all                     | unmet   | 4
the newest before          | at_most: 3 days | 2 all; 4 all; 5 all              | met     | 1
without training today     | at_most: 3 days | 2 all; 5 aslr 60                 | met     | 3
none before                | at_most: 3 days | 2 all                            | unknown | 0..
an order begins anew       | at_most: 3 days | 2 all; 3 ORDER; 4 all            | unknown | 0..
work that is not read      | at_most: 3 days | 2 all; 4 work x; 6 all           | unknown | 2..4
the newest of two not read | at_most: 1 day  | 2 all; 3 work x; 4 work x; 6 all | unmet   | 2..4
none but one not read      | at_most: 3 days | 4 work x; 6 all                  | unknown | 0..
not read, but before it    | at_most: 3 days | 2 work x; 4 all; 6 all           | met     | 2
""",
    ),
    *rows(
        "setback",
        "gap",
        """
at the danger | at_least: 4 days | 2 all; 6 aslr 60 | met   | 4
just below it | at_least: 4 days | 2 all; 5 aslr 60 | unmet | 3
none before   | at_least: 4 days | 2 all            | unmet | -
not read      | at_least: 2 days | 4 work x; 6 all  | unknown | 0..
""",
    ),
    *rows(
        "advance",
        "pain",
        """
under medication it may be more | at_most: 3 | 2 all, pain 2, medicated yes | unknown | 2..10
medication of another row | at_most: 3 | 2 all, pain 2; 2 medicated yes | unknown | 2..10
medication said of the other | at_most: 3 |
    2 all, pain 2; 2 medicated yes, side left | unknown | 2..10
no medication | at_most: 3 | 2 all, pain 2, medicated no | met | 2
too much under medication | at_most: 3 | 2 all, pain 4, medicated yes | unmet | 4..10
the most under medication | at_most: 9 | 2 all, pain 10, medicated yes | unmet | 10
a cramp is not this pain | at_most: 3 | 2 all, pain 2; 2 pain 9, quality cramp | met | 2
only a cramp is unrated | at_most: 3 | 2 all, pain 2, quality cramp | unknown | 0..10
of any quality | quality: any, at_most: 3 | 2 all, pain 2; 2 pain 9, quality cramp | unmet | 9
of one quality | quality: sharp, at_most: 3 |
    2 all, pain 2, quality sharp; 2 pain 9, quality ache | met | 2
of none that is named | quality: sharp, at_most: 3 | 2 all, pain 4 | unknown | 0..4
no pain is none of any quality | quality: sharp, at_most: 0 | 2 all, pain 0 | met | 0
one date unsure, one not | quality: sharp, at_most: 3, last: 2 sessions |
    2 all, pain 2, quality sharp; 3 all, pain 3 | met | 2..3
the newest under medication | moment: walking, at_most: 3 |
    2 pain_walking 2, medicated yes | unknown | 2..10
a rating that is not read | at_most: 3 | 2 all, pain 2; 2 pain x | unknown | 2..10
a quality that is not read | at_most: 3 | 2 all, pain 2, quality x | unknown | 0..10
""",
    ),
    *rows(
        "setback",
        "pain",
        """
no quality named, left out | quality: sharp, at_least: 3, missing: ignore |
    2 all, pain 4 | unmet | -
no pain, left out | quality: sharp, at_least: 3, missing: ignore | 2 all, pain 0 | unmet | 0
a danger under medication | at_least: 6 | 2 all, pain 6, medicated yes | met | 6..10
it may be one | at_least: 6 | 2 all, pain 5, medicated yes | unknown | 5..10
""",
    ),
    *rows(
        "advance",
        "sessions",
        """
work that is not read may count | at_least: 2 | 2 all; 3 work x; 4 aslr 60 | unknown | 1..2
not read beside more            | at_least: 3 | 2 all; 3 all; 4 work x    | unknown | 2..3
not read and too few            | at_least: 3 | 2 all; 3 work x; 4 aslr 60 | unmet   | 1..2
not read beside what is         | at_least: 1 | 2 all; 2 work x            | unknown | 0..1
""",
    ),
    *rows(
        "advance",
        "reps",
        """
repetitions that are not read | at_least: 90%, last: 1 session | 2 all; 2 work x | unknown | 0..100
the whole of one exercise | of: press, take: worst, at_least: 90%, last: 2 sessions |
    2 all; 3 press 9 | met | 90
""",
    ),
]


@pytest.mark.parametrize(("kind", "criterion", "log", "verdict", "value"), CASES)
def test_a_rule_says_at_its_edges(
    kind: str, criterion: str, log: str, verdict: str, value: str
) -> None:
    """And it says what is missing where its value is open, and nowhere else."""
    found, reading = asked(criterion, log, kind)
    assert (str(found.verdict), found.value) == (verdict, value_of(value))
    known = reading.low is not None and reading.low == reading.high
    assert reading.unknown is None if known else reading.unknown
    if not criterion.startswith("reps"):
        for end in (reading.low, reading.high):
            assert not isinstance(end, Fraction) or end.denominator > 1


def cited(evidence: Iterable[Cited]) -> str:
    """`2: 3, 4: 1..2, 5`: the days of March, and what was read on each."""
    return ", ".join(map(one_cited, evidence)) or "none"


def one_cited(cited: Cited) -> str:
    if not isinstance(cited, tuple):
        return str(cited.date.day)
    day, value = cited
    if isinstance(value, tuple):
        return f"{day.date.day}: " + "..".join("" if end is None else str(end) for end in value)
    return f"{day.date.day}: {'-' if value is None else value}"


SAID = [
    pytest.param(*cells, id=shows)
    for shows, *cells in make.table(
        """
the gap that ends | rest: {at_least: 1 h, last: 3 sessions} | 2 all; 3 all; 5 all |
    3: 24, 5: 48 | none
a time that lacks | rest: {at_least: 1 h, last: 2 sessions} | 2 all; 4 all, at 06:00 |
    4: 30..54 | not every session has the time of its work
rest to come | rest: {at_least: 1 h, last: 4 sessions} | 2 all; 3 all |
    3: 24 | 2 of the last 4 sessions are still to come
no rest | rest: {at_least: 1 h, last: stage} | 2 all |
    none | there were not two training sessions to rest between
either half | flare: {at_most: 1, last: 1 session} | 2 all, pain_morning 1; 3 pain_morning 2 |
    2: 1, 3: 1 | none
two flares, one morning | flare: {at_most: 1, last: 2 sessions} |
    2 all, pain_morning 0; 3 all, pain_rest 4; 4 pain_morning 5 | 2: 5, 3: 1, 4: 5 | none
two flares in a row | flare: {at_most: 1, last: 2 sessions} |
    2 all, pain_morning 0; 3 all, pain_morning 4; 4 pain_morning 5 | 2: 4, 3: 4, 4: 1 | none
an open flare | flare: {at_most: 1, last: 2 sessions} |
    2 all, pain_morning 0; 3 all; 4 pain_morning 5 | 2: 5, 3: -, 4: 5 |
    the mornings before or after are not rated: trained on 2026-03-03
an open flare after one | flare: {at_most: 1, last: 2 sessions} |
    2 all, pain_morning 0; 3 all, pain_morning 2; 7 aslr 60 | 2: 2, 3: - |
    the mornings before or after are not rated: trained on 2026-03-03
a flare to come | flare: {at_most: 1, last: 2 sessions} |
    2 all, pain_morning 1; 3 pain_morning 2 | 2: 1, 3: 1 |
    1 of the last 2 sessions is still to come
no flare | flare: {at_most: 1, last: 1 day} | 2 all |
    none | no training session came before
the first and the last | trend: {of: pain, at_most: 0, last: 3 days} |
    2 pain 5; 3 pain 9; 4 pain 3 | 2: 5, 4: 3 | none
an unsure trend | trend: {of: hop, at_most: 0, last: 2 days} | 2 hop 5; 3 hop x |
    2: 5, 3: 0..300 | the values are not certain
a trend not seen | trend: {of: hop, at_most: 0, last: 3 days} | 2 hop 5; 3 hop 4 |
    2: 5, 3: 4 | not all of the last 3 days can be seen yet
no trend | trend: {of: aslr, at_most: 0, last: 2 days} | 2 aslr 5; 3 pain 4 |
    none | there are not two values of leg raise
the worst of them | measure: {of: hop, take: worst, at_most: 0, last: 2 days} | 2 hop 5; 3 hop 4 |
    2: 5, 3: 4 | none
an unsure worst | measure: {of: hop, take: worst, at_most: 0, last: 2 days} | 2 hop 5; 3 hop x |
    2: 5, 3: 0..300 | Single-leg hop is not certain
an open worst | measure: {of: force, take: worst, at_most: 0, last: 2 days} |
    2 force x; 3 force x | 2: -, 3: - | force is not certain
a worst to come | measure: {of: hop, take: worst, at_most: 0, last: 2 sessions} | 2 all, hop 5 |
    2: 5 | 1 of the last 2 sessions is still to come
no worst | measure: {of: hop, take: worst, at_most: 0, last: 1 day} | 2 all |
    none | no Single-leg hop was logged
two dates | symmetry: {of: aslr, at_least: 90%} | 2 aslr_other 80; 3 aslr 72 |
    3: 90, 2 | none
two dates, the other's the later | symmetry: {of: aslr, at_least: 90%} |
    2 aslr 72; 3 aslr_other 80 | 2: 90, 3 | none
an open ratio | symmetry: {of: force, at_least: 90%} | 2 force_other 100, force x |
    none | the values of the two legs are not certain
another open ratio | symmetry: {of: force, at_least: 90%} | 2 force_other x, force 100 |
    none | the values of the two legs are not certain
a ratio of small values | symmetry: {of: hop, at_least: 90%} | 2 hop_other 1, hop 1 | 2: 100 | none
a ratio with a fraction | symmetry: {of: hop, at_least: 90%} | 2 hop_other 120, hop 100 |
    2: 250/3 | none
one date | symmetry: {of: aslr, at_least: 90%} | 2 aslr_other 80, aslr 72 | 2: 90 | none
an unsure ratio | symmetry: {of: hop, at_least: 90%} | 2 hop_other 100, hop x |
    2: 0..300 | the values of the two legs are not certain
no ratio | symmetry: {of: hop, at_least: 90%} | 2 hop_other 0, hop 1 |
    none | the other leg's value makes no ratio
no other leg | symmetry: {of: hop, at_least: 90%} | 2 hop 1 |
    none | no value of the other leg that still counts
neither leg | symmetry: {of: hop, at_least: 90%} | 2 pain 1 |
    none | no value of the injured or other leg that still counts
a cap a date | over_cap: {at_most: 0, last: 2 days} |
    2 heel-slide 10, pain 5; 3 heel-slide 10, pain 1; 3 lunge 10, pain 1 | 2: 2, 3: -2 | none
a cap and a fraction | over_cap: {at_most: 0} | 2 all; 2 heel-slide 10, pain 3.1 |
    2: 1/10 | none
an unrated cap | over_cap: {at_most: 0, last: 2 days} | 2 heel-slide 10, pain 5; 3 lunge 10 |
    2: 2, 3: -5..5 | the pain of what has a cap is not certain on 2026-03-03
work that cannot be read | over_cap: {at_most: 0} | 2 all; 2 work x, pain 1 |
    2: -10..10 | work that could not be read may have been no training session
a fraction beside an unrated cap | over_cap: {at_most: 0, last: 2 days} |
    2 heel-slide 10, pain 3.1; 3 lunge 10 |
    2: 1/10, 3: -5..5 | the pain of what has a cap is not certain on 2026-03-03
a cap to come | over_cap: {at_most: 0, last: 2 sessions} | 2 all; 2 heel-slide 10, pain 5 |
    2: 2 | 1 of the last 2 sessions is still to come
no cap | over_cap: {at_most: 0} | 2 all | none | no exercise with a cap was done
what is counted | plateau: {of: aslr, at_most: 0} | 2 all, aslr 60; 3 aslr 9; 4 all, aslr 60 |
    2, 4 | none
an unsure best | plateau: {of: aslr, at_most: 0} | 2 all, aslr 60; 3 all, aslr x |
    2, 3 | leg raise is not known in some of the training sessions
a best to come | plateau: {of: aslr, at_most: 0, last: 3 sessions} | 2 all, aslr 60 |
    2 | 2 of the last 3 sessions are still to come
no best | plateau: {of: aslr, at_most: 0} | 2 aslr 60 |
    none | no leg raise was known in a training session
the ones cut short | cut_short: {at_most: 0, last: 2 sessions} |
    2 press 5, cut_short pain; 3 all | 2: 1, 3: 0 | none
a reason that lacks | cut_short: {at_most: 0, last: 2 sessions} | 2 press 5; 3 all |
    2: 0, 3: 0 | why work was left undone on 2026-03-02 is not known
one cut short to come | cut_short: {at_most: 0, last: 2 sessions} | 2 press 5 |
    2: 0 | 1 of the last 2 sessions is still to come
none cut short | cut_short: {at_most: 0, last: 1 day} | 2 aslr 60 |
    none | no training session was logged
the newest before | gap: {at_most: 0 days} | 2 all; 3 all; 5 all | 3 | none
an unsure gap | gap: {at_most: 0 days} | 2 all; 3 work x; 5 all |
    2 | when training was last is not certain
nothing but a doubt | gap: {at_most: 0 days} | 3 work x; 5 all |
    none | whether there was any training is not certain
no gap | gap: {at_most: 0 days} | 3 all |
    none | no training session of this stage came before
doubtful sessions | sessions: {at_least: 9} | 2 all; 3 work x |
    2, 3 | the work on 2026-03-03 could not be read
a rating of two rows | pain: {quality: sharp, at_most: 3} |
    2 all, pain 2.5; 2 pain 2.50, quality sharp | 2: 5/2 | none
an unrated session | pain: {at_most: 3, last: 2 sessions} | 2 all, pain 1; 3 all |
    2: 1, 3: - | exercise pain was not rated on 2026-03-03
a rating with a fraction | pain: {at_most: 3, last: 2 sessions} |
    2 all, pain 2.5; 3 all, pain 2, medicated yes | 2: 5/2, 3: 2..10 |
    how high exercise pain was on 2026-03-03 is not certain
an unsure rating | pain: {at_most: 3, last: 2 sessions} |
    2 all, pain 1; 3 all, pain 2, medicated yes | 2: 1, 3: 2..10 |
    how high exercise pain was on 2026-03-03 is not certain
""".replace("|\n", "|")
    )
]


@pytest.mark.parametrize(("criterion", "log", "evidence", "unknown"), SAID)
def test_a_rule_says_what_it_read_and_what_is_missing(
    criterion: str, log: str, evidence: str, unknown: str
) -> None:
    _, reading = asked(criterion, log)
    assert (cited(reading.evidence), reading.unknown or "none") == (evidence, unknown)


CALLED = [
    ("cut_short: {at_most: 0}", "sessions cut short by pain", {"why": "pain"}),
    ("cut_short: {why: time, at_most: 0}", "sessions cut short by time", {"why": "time"}),
    (
        "cut_short: {why: other, at_most: 0}",
        "sessions cut short by other reasons",
        {"why": "other"},
    ),
    ("symmetry: {of: hop, at_least: 1%}", "symmetry of Single-leg hop", {"of": "hop"}),
    ("trend: {of: hop, at_least: 1}", "trend of Single-leg hop", {"of": "hop"}),
    ("measure: {of: hop, at_least: 1}", "Single-leg hop", {"of": "hop", "take": "newest"}),
    ("over_cap: {of: lunge, at_most: 1}", "pain over the cap of lunge", {"of": "lunge"}),
    ("over_cap: {at_most: 1}", "pain over an exercise's cap", {"of": None}),
    ("gap: {at_most: 1 day}", "days since the last training", {}),
    ("rest: {at_least: 1 h}", "rest between sessions", {}),
    ("flare: {at_most: 1}", "rise by the next morning", {}),
    (
        "plateau: {of: {measure: {of: hop}}, at_most: 1}",
        "sessions without improvement of Single-leg hop",
        {"by": 0},
    ),
    ("plateau: {of: aslr, at_most: 1}", "sessions without improvement of leg raise", {"by": 0}),
    ("since_injury: {at_least: 1}", "time since the injury", {}),
]


@pytest.mark.parametrize(("criterion", "called", "parameters"), CALLED)
def test_a_rule_is_called_by_what_its_author_wrote(
    criterion: str, called: str, parameters: dict[str, Any]
) -> None:
    """What the protocol declares is no parameter, and keeps nobody from telling rules apart."""
    found, _ = asked(criterion, "2 all")
    assert found.label == called
    given = dict(found.parameters)
    given.pop("other_within", None)
    if given.pop("of", None) != parameters.pop("of", None):
        assert criterion.startswith("plateau")
    assert given == parameters
    gates = [each.gate for each in protocol_of(criterion, "advance").stages[0].advance]
    assert len({each.rule for gate in gates for each in gate.criteria()}) == 1


@pytest.mark.parametrize("rule", ["trend", "symmetry"])
def test_yes_and_no_have_no_trend_and_no_share(rule: str) -> None:
    with pytest.raises(ProtocolError, match="squat_ok"):
        protocol_of(f"{rule}: {{of: squat_ok, at_least: 1}}", "advance")


def test_the_date_asked_is_a_date_not_an_object() -> None:
    """A window that is asked on its newest date says that date by another object."""
    sessions = [make.on(day, make.ALL, pain_morning=day) for day in (1, 2, 4)]
    window = make.window("stage", *sessions, prescription=ANY, asked=4)
    assert window.date is not sessions[-1].date
    assert Gap().measure(window).low == 2
    assert cited(Flare().measure(window).evidence) == "1: 1, 2: 2, 4: 2"


def test_hundreds_of_sessions_are_counted() -> None:
    sessions = [make.on(day, make.ALL, extra=Extra(cut_short="pain")) for day in range(1, 301)]
    reading = CutShort().measure(make.window("stage", *sessions, prescription=ANY))
    assert (reading.low, reading.high, reading.unknown) == (300, 300, None)


@pytest.mark.parametrize(("injury", "days"), [(1, 1), (2, 0), (3, None)])
def test_an_injury_dated_after_the_date_asked_is_not_known(injury: int, days: int | None) -> None:
    view = make.view(make.on(2))
    view.injury = make.date(injury)
    reading = SinceInjury().measure(view.window(None))
    assert (reading.low, reading.high) == ((0, None) if days is None else (days, days))
