"""One table of cases a shipped rule: just below, at and just above a limit; met, unmet, unknown.

A row says what it shows, the limit (with a window, where it is not the rule's own), the log by
numbered days, the verdict and the value (`-` where there was nothing to read). What stands before
`//` was logged before the stage was entered, on the last of these days. The gate is asked on the
last day of the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import make
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, did, dose
from rehabflow_rules.aslr import Aslr
from rehabflow_rules.pain import Pain
from rehabflow_rules.reps import Reps
from rehabflow_rules.sessions import Sessions
from rehabflow_rules.time_in_stage import TimeInStage
from test_ladder_rules import OF_LADDERS
from test_rule_tables import TABLES as MORE_TABLES

from rehabflow.catalog import installed_rules
from rehabflow.entry import MOMENTS, PAIN_FIELDS, Number
from rehabflow.gate import Criterion
from rehabflow.limits import Limits
from rehabflow.prescription import Prescription
from rehabflow.rule import Reading, Rule, Span, Value
from rehabflow.session import Session
from rehabflow.verdict import Measured, Outcome

HEEL = Prescription((dose("heel-dig", 3, 10, 8),))
TWENTY = Prescription((dose("heel-dig", 2, 10),))
BOTH = Prescription((dose("heel-dig", 3, 10), dose("bridge", 1, 10)))
ANY_TWO = Prescription((*BOTH.doses, dose("curl", 1, 5)), choose=2)
ANY_WORK = Prescription()

_SIGNS = {"<=": "at_most", ">=": "at_least", "<": "below", ">": "above", "=": "exactly"}
_LIMIT = re.compile(
    r"(?P<sign>\S+) (?P<limit>[0-9.]+)(?:, (?P<window>(?:within )?\d+ \w+|stage))?"
    r"(?P<ignored>, ignored)?"
)


@dataclass(frozen=True)
class Case:
    """A row of a table, and the rule and the gate that it is about."""

    rule: Rule
    advance: bool
    plan: Prescription
    shows: str
    limit: str
    log: str
    verdict: str
    value: str

    def explained(self) -> Measured:
        before, _, inside = self.log.rpartition("//")
        earlier = make.log(before) if before else []
        own = make.log(inside)
        entered = make.number_of((earlier or own)[-1 if earlier else 0].date)
        view = make.view(
            *earlier,
            *own,
            advance=self.advance,
            prescription=self.plan,
            since=entered + bool(earlier),
            entered=entered,
        )
        explained = self.criterion().explain(view)
        assert self.criterion().ask(view) is explained.verdict
        return explained

    def criterion(self) -> Criterion:
        said = _LIMIT.fullmatch(self.limit)
        assert said, self.limit
        limits = Limits(**{_SIGNS[said["sign"]]: make.exact(said["limit"])})
        span = Span.parse(said["window"]) if said["window"] else self.rule.default_window()
        criterion = make.criterion(self.rule, limits, ignore=bool(said["ignored"]))
        return evolve(criterion, span=span)


def value_of(text: str) -> Value:
    """`3`, `200/3`, `0..10`, `-`."""
    if text == "-":
        return None
    low, _, high = text.partition("..")
    return (make.exact(low), make.exact(high)) if high else make.exact(low)


def advance(rule: Rule, rows: str, plan: Prescription = HEEL) -> list[Case]:
    """Cases of an advance gate."""
    return [Case(rule, True, plan, *row) for row in make.table(rows)]


def danger(rule: Rule, rows: str, plan: Prescription = HEEL) -> list[Case]:
    """Cases of a refer or setback gate."""
    return [Case(rule, False, plan, *row) for row in make.table(rows)]


# ---------------------------------------------------------------- pain

PAIN = [
    *advance(
        Pain(),
        """
just below the limit          | <= 3  | 1 all, pain 2.9                | met     | 2.9
at the limit                  | <= 3  | 1 all, pain 3                  | met     | 3
just above it                 | <= 3  | 1 all, pain 3.1                | unmet   | 3.1
3 is not below 3              | < 3   | 1 all, pain 3                  | unmet   | 3
2.9 is below 3                | < 3   | 1 all, pain 2.9                | met     | 2.9
a rating of 0 is a rating     | <= 0  | 1 all, pain 0                  | met     | 0
the newest session alone      | <= 3  | 1 all, pain 9; 2 all, pain 1   | met     | 1
an unrated training           | <= 3  | 1 all                          | unknown | 0..10
any rating would pass         | <= 10 | 1 all                          | met     | 0..10
a rating after the training   | <= 3  | 1 all, pain 1; 2 pain 7        | unmet   | 7
a rating before the training  | <= 3  | 1 pain 7; 2 all, pain 1        | met     | 1
no training yet, but a rating | <= 3  | 1 pain 1                       | unknown | 1..10
no training, no rating        | <= 3  | 1 aslr 60                      | unknown | 0..10
before the stage, not in it   | <= 3  | 1 all, pain 9 // 2 all, pain 1 | met     | 1
""",
    ),
    *advance(
        Pain(),
        """
the highest of two    | <= 3, 2 sessions | 1 all, pain 4; 2 all, pain 1           | unmet   | 4
2 and an unrated one  | <= 3, 2 sessions | 1 all; 2 all, pain 2                   | unknown | 2..10
8 and an unrated one  | <= 3, 2 sessions | 1 all, pain 8; 2 all                   | unmet   | 8..10
a rating in between   | <= 3, 2 sessions | 1 all, pain 1; 2 pain 7; 3 all, pain 2 | unmet   | 7
a day owes no rating  | <= 3, 2 sessions | 1 all, pain 1; 2 aslr 9; 3 all, pain 2 | met     | 2
one still to come     | <= 3, 3 sessions | 1 all, pain 1; 2 all, pain 2           | unknown | 2..10
one to come, too bad  | <= 3, 3 sessions | 1 all, pain 1; 2 all, pain 4           | unmet   | 4..10
one before the stage  | <= 3, 2 sessions | 1 all, pain 1 // 2 all, pain 1         | unknown | 1..10
3 days, just full     | <= 3, 3 days     | 1 all, pain 2; 3 all, pain 3           | met     | 3
3 days, one too early | <= 3, 3 days     | 1 all, pain 2; 2 all, pain 3           | unknown | 3..10
full, no training     | <= 3, 2 days     | 1 aslr 60; 2 aslr 60                   | unknown | 0..10
the whole stage       | <= 3, stage      | 1 all, pain 3; 9 all, pain 2           | met     | 3
""",
    ),
    *danger(
        Pain(),
        """
just below the danger     | >= 6                      | 1 all, pain 5.9      | unmet   | 5.9
at the danger             | >= 6                      | 1 all, pain 6        | met     | 6
just above it             | >= 6                      | 1 all, pain 6.1      | met     | 6.1
unrated                   | >= 6                      | 1 all                | unknown | 0..10
2 and an unrated one      | >= 6, 2 sessions          | 1 all; 2 all, pain 2 | unknown | 2..10
8 and an unrated one      | >= 6, 2 sessions          | 1 all, pain 8; 2 all | met     | 8..10
sessions not there to log | >= 6, 3 sessions          | 1 all, pain 5        | unmet   | 5
days not there to log     | >= 6, 3 days              | 1 all, pain 5        | unmet   | 5
nothing to read yet       | >= 6                      | 1 aslr 60            | unmet   | -
nothing, any would pass   | <= 10                     | 1 aslr 60            | unmet   | -
a rating without training | >= 6                      | 1 pain 7             | met     | 7
2 and one left out        | >= 6, 2 sessions, ignored | 1 all; 2 all, pain 2 | unmet   | 2
8 and one left out        | >= 6, 2 sessions, ignored | 1 all, pain 8; 2 all | met     | 8
all of it left out        | >= 6, ignored             | 1 all                | unmet   | -
""",
    ),
]
PAIN_AFTER = [
    *advance(
        Pain(moment="after"),
        """
just below the limit          | <= 3 | 1 all, pain_after 2.9               | met     | 2.9
at the limit                  | <= 3 | 1 all, pain_after 3                 | met     | 3
just above it                 | <= 3 | 1 all, pain_after 3.1               | unmet   | 3.1
another moment's rating       | <= 3 | 1 all, pain 1                       | unknown | 0..10
no training, no rating counts | <= 3 | 1 all, pain_after 2; 2 pain_after 9 | met     | 2
""",
    ),
    *danger(
        Pain(moment="after"),
        """
just below the danger     | >= 6          | 1 all, pain_after 5.9 | unmet   | 5.9
at the danger             | >= 6          | 1 all, pain_after 6   | met     | 6
just above it             | >= 6          | 1 all, pain_after 6.1 | met     | 6.1
unrated                   | >= 6          | 1 all                 | unknown | 0..10
a rating without training | >= 6          | 1 pain_after 9        | unmet   | -
left out                  | >= 6, ignored | 1 all                 | unmet   | -
""",
    ),
]
PAIN_MORNING = [
    *advance(
        Pain(moment="morning"),
        """
just below the limit  | <= 2            | 1 pain_morning 1.9                      | met     | 1.9
at the limit          | <= 2            | 1 pain_morning 2                        | met     | 2
just above it         | <= 2            | 1 pain_morning 2.1                      | unmet   | 2.1
this morning alone    | <= 2            | 1 pain_morning 9; 2 pain_morning 1      | met     | 1
any entry owes one    | <= 2            | 1 aslr 60                               | unknown | 0..10
no entry owes none    | <= 2, 3 days    | 1 pain_morning 2; 3 pain_morning 1      | met     | 2
the highest of 3 days | <= 2, 3 days    | 1 pain_morning 3; 3 pain_morning 1      | unmet   | 3
3 days, one too early | <= 2, 3 days    | 1 pain_morning 2; 2 pain_morning 1      | unknown | 2..10
1 and an unrated one  | <= 2, 2 days    | 1 all; 2 pain_morning 1                 | unknown | 1..10
3 and an unrated one  | <= 2, 2 days    | 1 all; 2 pain_morning 3                 | unmet   | 3..10
since the training    | <= 2, 1 session | 1 all, pain_morning 2; 2 pain_morning 1 | met     | 2
""",
    ),
    *danger(
        Pain(moment="morning"),
        """
just below the danger       | >= 5          | 1 pain_morning 4.9         | unmet   | 4.9
at the danger               | >= 5          | 1 pain_morning 5           | met     | 5
just above it               | >= 5          | 1 pain_morning 5.1         | met     | 5.1
unrated                     | >= 5          | 1 all                      | unknown | 0..10
a danger and an unrated one | >= 5, 2 days  | 1 pain_morning 6; 2 aslr 9 | met     | 6..10
days not there to log       | >= 5, 3 days  | 1 pain_morning 4           | unmet   | 4
left out                    | >= 5, ignored | 1 all                      | unmet   | -
""",
    ),
]
PAIN_NEWEST = [
    *advance(
        Pain(moment="walking"),
        """
just below the limit        | <= 3 | 1 pain_walking 2.9                 | met     | 2.9
at the limit                | <= 3 | 1 pain_walking 3                   | met     | 3
just above it               | <= 3 | 1 pain_walking 3.1                 | unmet   | 3.1
the newest, not the highest | <= 3 | 1 pain_walking 9; 2 pain_walking 1 | met     | 1
logged a week ago           | <= 3 | 1 pain_walking 3; 8 all            | met     | 3
logged a day longer ago     | <= 3 | 1 pain_walking 3; 9 all            | unknown | 0..10
in an earlier stage         | <= 3 | 1 pain_walking 3 // 4 all          | met     | 3
never logged                | <= 3 | 1 all, pain 1                      | unknown | 0..10
""",
    ),
    *danger(
        Pain(moment="walking"),
        """
just below the danger     | >= 6                | 1 pain_walking 5.9          | unmet   | 5.9
at the danger             | >= 6                | 1 pain_walking 6            | met     | 6
just above it             | >= 6                | 1 pain_walking 6.1          | met     | 6.1
never logged              | >= 6                | 1 all                       | unknown | 0..10
too long ago              | >= 6, within 3 days | 1 pain_walking 9; 5 aslr 60 | unknown | 0..10
never logged, left out    | >= 6, ignored       | 1 all                       | unmet   | -
logged, the rest left out | >= 6, ignored       | 1 pain_walking 7; 2 all     | met     | 7
""",
    ),
    *advance(Pain(moment="rest"), "newest | <= 3 | 1 pain_rest 9; 2 pain_rest 3 | met | 3"),
    *advance(
        Pain(moment="palpation"),
        "newest | <= 3 | 1 pain_palpation 9; 2 pain_palpation 3 | met | 3",
    ),
    *advance(Pain(moment="test"), "newest | <= 3 | 1 pain_test 9; 2 pain_test 3 | met | 3"),
]

# ---------------------------------------------------------------- aslr

ASLR = [
    *advance(
        Aslr(),
        """
just below the limit      | >= 70                | 1 aslr 69.9          | unmet   | 69.9
at the limit              | >= 70                | 1 aslr 70            | met     | 70
just above it             | >= 70                | 1 aslr 70.1          | met     | 70.1
70 is not above 70        | > 70                 | 1 aslr 70            | unmet   | 70
the newest, not the best  | >= 70                | 1 aslr 80; 2 aslr 60 | unmet   | 60
the lowest of a date      | >= 70                | 1 aslr 80; 1 aslr 60 | unmet   | 60
measured a week ago       | >= 70                | 1 aslr 70; 8 all     | met     | 70
measured a day longer ago | >= 70                | 1 aslr 70; 9 all     | unknown | 0..180
within two days           | >= 70, within 2 days | 1 aslr 70; 3 all     | met     | 70
two days and one more     | >= 70, within 2 days | 1 aslr 70; 4 all     | unknown | 0..180
in an earlier stage       | >= 70                | 1 aslr 70 // 4 all   | met     | 70
never measured            | >= 70                | 1 all, aslr_other 90 | unknown | 0..180
any raise would pass      | >= 0                 | 1 all                | met     | 0..180
""",
    ),
    *danger(
        Aslr(),
        """
just above the danger    | <= 40          | 1 aslr 40.1 | unmet   | 40.1
at the danger            | <= 40          | 1 aslr 40   | met     | 40
just below it            | <= 40          | 1 aslr 39.9 | met     | 39.9
never measured           | <= 40          | 1 all       | unknown | 0..180
never measured, left out | <= 40, ignored | 1 all       | unmet   | -
""",
    ),
]
ASLR_OTHER = [
    *advance(
        Aslr(side="other"),
        """
just below the limit      | >= 80 | 1 aslr_other 79.9                | unmet   | 79.9
at the limit              | >= 80 | 1 aslr_other 80                  | met     | 80
just above it             | >= 80 | 1 aslr_other 80.1                | met     | 80.1
the highest of a date     | >= 80 | 1 aslr_other 70; 1 aslr_other 80 | met     | 80
in a row of the other leg | >= 80 | 1 aslr 80, left; 1 aslr 50       | met     | 80
the newest, not the best  | >= 80 | 1 aslr_other 90; 2 aslr_other 75 | unmet   | 75
never measured            | >= 80 | 1 aslr 90                        | unknown | 0..180
""",
    ),
    *danger(
        Aslr(side="other"),
        """
just above the danger    | <= 40          | 1 aslr_other 40.1 | unmet   | 40.1
at the danger            | <= 40          | 1 aslr_other 40   | met     | 40
just below it            | <= 40          | 1 aslr_other 39.9 | met     | 39.9
never measured           | <= 40          | 1 aslr 30         | unknown | 0..180
never measured, left out | <= 40, ignored | 1 aslr 30         | unmet   | -
""",
    ),
]

# ---------------------------------------------------------------- reps

REPS = [
    *advance(
        Reps(),
        """
27 of 30 are 90 %            | >= 90, 1 session | 1 heel-dig 27                  | met     | 90
one short of it              | >= 90, 1 session | 1 heel-dig 26                  | unmet   | 260/3
one more than that           | >= 90, 1 session | 1 heel-dig 28                  | met     | 280/3
90 is not above 90           | > 90, 1 session  | 1 heel-dig 27                  | unmet   | 90
more than all is all         | = 100, 1 session | 1 heel-dig 31                  | met     | 100
one short of all             | = 100, 1 session | 1 heel-dig 29                  | unmet   | 290/3
as prescribed                | = 100, 1 session | 1 all                          | met     | 100
a shorter hold earns nothing | > 0, 1 session   | 1 heel-dig 3x10 @7             | unmet   | 0
the hold as prescribed       | = 100, 1 session | 1 heel-dig 3x10 @8             | met     | 100
no hold logged earns all     | = 100, 1 session | 1 heel-dig 3x10                | met     | 100
work of unknown amount       | >= 90, 1 session | 1 heel-dig                     | unknown | 0..100
totals                       | >= 90, 1 session | 1 reps_done 27, reps_target 30 | met     | 90
totals, one short            | >= 90, 1 session | 1 reps_done 26, reps_target 30 | unmet   | 260/3
totals of a target too low   | >= 90, 1 session | 1 reps_done 15, reps_target 15 | unmet   | 50
totals of a higher target    | >= 90, 1 session | 1 reps_done 30, reps_target 40 | unmet   | 75
a target alone               | >= 90, 1 session | 1 reps_target 30               | unknown | 0..100
the day after the training   | >= 90, 1 session | 1 heel-dig 27; 2 pain 1        | met     | 90
no training yet              | >= 90, 1 session | 1 pain 1                       | unknown | 0..100
before the stage, not in it  | >= 90, 1 session | 1 heel-dig 1 // 2 heel-dig 27  | met     | 90
""",
    ),
    *advance(
        Reps(),
        """
the mean of three      | >= 90         | 1 all; 2 heel-dig 24; 3 heel-dig 27 | met     | 90
the mean, one short    | >= 90         | 1 all; 2 heel-dig 24; 3 heel-dig 26 | unmet   | 800/9
the mean, one more     | >= 90         | 1 all; 2 heel-dig 24; 3 heel-dig 28 | met     | 820/9
the last three alone   | >= 90         | 1 heel-dig 1; 2 all; 3 all; 4 all   | met     | 100
one short, open        | >= 90         | 1 all; 2 all                        | unknown | 200/3..100
one short, enough      | >= 66         | 1 all; 2 all                        | met     | 200/3..100
one short, too bad     | >= 90         | 1 heel-dig 3; 2 heel-dig 3          | unmet   | 20/3..40
one unknown            | >= 90, 2 days | 1 all; 2 heel-dig                   | unknown | 50..100
unknown, and one short | >= 90         | 1 all; 2 heel-dig                   | unknown | 100/3..100
2 days, one too early  | >= 90, 2 days | 1 all                               | unknown | 50..100
3 days, just full      | >= 90, 3 days | 1 all; 3 heel-dig 24                | met     | 90
full, no training      | >= 90, 2 days | 1 pain 1; 2 pain 1                  | unknown | 0..100
the whole stage        | >= 90, stage  | 1 all; 9 heel-dig 24                | met     | 90
no training at all     | >= 90, stage  | 1 pain 1                            | unknown | 0..100
""",
    ),
    *danger(
        Reps(),
        """
just below the danger  | < 50 | 1 heel-dig 14                | met     | 140/3
at its limit           | < 50 | 1 heel-dig 15                | unmet   | 50
just above it          | < 50 | 1 heel-dig 16                | unmet   | 160/3
the mean of two        | < 50 | 1 heel-dig 14; 2 heel-dig 15 | met     | 145/3
work of unknown amount | < 50 | 1 heel-dig                   | unknown | 0..100
nothing to read yet    | < 50 | 1 pain 1                     | unmet   | -
""",
    ),
    *advance(
        Reps(),
        "85, 95 and 90 % are 90 % | >= 90 | "
        "1 heel-dig 17; 2 heel-dig 19; 3 heel-dig 18 | met | 90",
        TWENTY,
    ),
]
REPS_OF_TWO = advance(
    Reps(),
    """
more of one, none of another    | >= 50.1, 1 session | 1 heel-dig 9x10       | unmet   | 50
half of it unknown              | >= 90, 1 session   | 1 heel-dig, bridge 10 | unknown | 50..100
half unknown, half is enough    | >= 50, 1 session   | 1 heel-dig, bridge 10 | met     | 50..100
half unknown, the rest not done | >= 90, 1 session   | 1 heel-dig            | unmet   | 0..50
""",
    BOTH,
)
REPS_OF_NONE = advance(
    Reps(),
    """
work where none is wanted   | >= 90, 1 session | 1 swim 3x10                   | unknown | 0..100
totals where none is wanted | >= 90, 1 session | 1 reps_done 9, reps_target 10 | met     | 90
""",
    ANY_WORK,
)
REPS_WORST = [
    *advance(
        Reps(take="worst"),
        """
the worst at the limit       | >= 90             | 1 all; 2 heel-dig 27; 3 all | met     | 90
the worst one short          | >= 90             | 1 all; 2 heel-dig 26; 3 all | unmet   | 260/3
the worst one above          | >= 90             | 1 all; 2 heel-dig 28; 3 all | met     | 280/3
one still to come            | >= 90             | 1 all; 2 heel-dig 27        | unknown | 0..90
one to come, too bad already | >= 90             | 1 all; 2 heel-dig 26        | unmet   | 0..260/3
none yet                     | >= 90             | 1 pain 1                    | unknown | 0..100
one unknown                  | >= 90, 2 sessions | 1 all; 2 heel-dig           | unknown | 0..100
one unknown, one too bad     | >= 90, 2 sessions | 1 heel-dig 26; 2 heel-dig   | unmet   | 0..260/3
""",
    ),
    *danger(
        Reps(take="worst"),
        """
just below the danger     | < 50 | 1 all; 2 heel-dig 14      | met     | 140/3
at its limit              | < 50 | 1 all; 2 heel-dig 15      | unmet   | 50
just above it             | < 50 | 1 all; 2 heel-dig 16      | unmet   | 160/3
one unknown               | < 50 | 1 all; 2 heel-dig         | unknown | 0..100
one unknown, one a danger | < 50 | 1 heel-dig 14; 2 heel-dig | met     | 0..140/3
""",
    ),
]
REPS_OF = [
    *advance(
        Reps(of="heel-dig"),
        """
its own, at the limit | >= 90, 1 session | 1 heel-dig 27                  | met     | 90
its own, one short    | >= 90, 1 session | 1 heel-dig 26, bridge 10       | unmet   | 260/3
its own, one above    | >= 90, 1 session | 1 heel-dig 28                  | met     | 280/3
another's             | >= 90, 1 session | 1 bridge 10                    | unmet   | 0
another's unknown     | >= 90, 1 session | 1 heel-dig 3x10, bridge        | met     | 100
as prescribed         | >= 90, 1 session | 1 all                          | met     | 100
totals are of all     | >= 90, 1 session | 1 reps_done 40, reps_target 40 | unknown | 0..100
""",
        BOTH,
    ),
    *danger(
        Reps(of="heel-dig"),
        """
just below the danger | < 50 | 1 heel-dig 14, bridge 10       | met     | 140/3
at its limit          | < 50 | 1 heel-dig 15                  | unmet   | 50
totals are of all     | < 50 | 1 reps_done 40, reps_target 40 | unknown | 0..100
""",
        BOTH,
    ),
]
REPS_CHOOSE = [
    *advance(
        Reps(),
        """
two of three in full      | = 100, 1 session | 1 bridge 10, curl 5             | met     | 100
the best two              | >= 90, 1 session | 1 heel-dig 30, curl 4, bridge 1 | met     | 90
the best two, one short   | >= 90, 1 session | 1 heel-dig 29, curl 4           | unmet   | 265/3
one in full               | >= 90, 1 session | 1 heel-dig 30                   | unmet   | 50
one unknown               | >= 90, 1 session | 1 heel-dig 30, bridge 2, curl   | unknown | 60..100
totals of the two largest | >= 90, 1 session | 1 reps_done 36, reps_target 30  | met     | 90
totals, one short         | >= 90, 1 session | 1 reps_done 35, reps_target 30  | unmet   | 175/2
""",
        ANY_TWO,
    ),
    *danger(
        Reps(),
        """
just below the danger | < 50 | 1 heel-dig 29      | met     | 145/3
at its limit          | < 50 | 1 heel-dig 30      | unmet   | 50
one unknown           | < 50 | 1 heel-dig         | unknown | 0..50
one unknown, one done | < 50 | 1 heel-dig, curl 1 | unknown | 10..60
""",
        ANY_TWO,
    ),
]

# ---------------------------------------------------------------- time_in_stage, sessions

TIME_IN_STAGE = [
    *advance(
        TimeInStage(),
        """
a day short of it            | >= 3  | 1 all; 3 all          | unmet | 2
at the limit                 | >= 3  | 1 all; 4 pain 1       | met   | 3
a day more                   | >= 3  | 1 all; 5 pain 1       | met   | 4
the day of the start         | >= 0  | 1 all                 | met   | 0
3 is not above 3             | > 3   | 1 all; 4 all          | unmet | 3
from the date of the move on | >= 3  | 1 all; 2 all // 5 all | met   | 3
over the end of the month    | >= 31 | 1 all; 32 all         | met   | 31
""",
    ),
    *danger(
        TimeInStage(),
        """
a day short of the danger | >= 20 | 1 all; 20 all | unmet | 19
at the danger             | >= 20 | 1 all; 21 all | met   | 20
a day more                | >= 20 | 1 all; 22 all | met   | 21
""",
    ),
]
SESSIONS = [
    *advance(
        Sessions(),
        """
one short                   | >= 3             | 1 all; 2 all               | unmet | 2
at the limit                | >= 3             | 1 all; 2 all; 3 all        | met   | 3
one more                    | >= 3             | 1 all; 2 all; 3 all; 4 all | met   | 4
none is exactly none        | = 0              | 1 pain 1                   | met   | 0
a day without training      | >= 3             | 1 all; 2 all; 3 pain 1     | unmet | 2
work that is not prescribed | >= 1             | 1 swim 1x1                 | unmet | 0
work of unknown amount      | >= 1             | 1 heel-dig                 | met   | 1
a target                    | >= 1             | 1 reps_target 30           | met   | 1
two rows of one date        | >= 2             | 1 heel-dig 3; 1 heel-dig 4 | unmet | 1
those before the stage      | >= 3             | 1 all // 2 all; 3 all      | unmet | 2
over two days               | >= 2, 2 days     | 1 all; 2 all; 3 all        | met   | 2
over two empty days         | >= 1, 2 days     | 1 all; 2 all; 4 pain 1     | unmet | 0
over days too early         | >= 2, 7 days     | 1 all                      | unmet | 1
over sessions to come       | >= 2, 3 sessions | 1 all                      | unmet | 1
over the last three         | <= 3, 3 sessions | 1 all; 2 all; 3 all; 4 all | met   | 3
""",
    ),
    *danger(
        Sessions(),
        """
just below the danger's limit | < 1 | 1 pain 1     | met   | 0
at its limit                  | < 1 | 1 all        | unmet | 1
just above it                 | < 1 | 1 all; 2 all | unmet | 2
""",
    ),
]

TABLES = {
    "pain": [*PAIN, *PAIN_AFTER, *PAIN_MORNING, *PAIN_NEWEST],
    "aslr": [*ASLR, *ASLR_OTHER],
    "reps": [*REPS, *REPS_OF_TWO, *REPS_OF_NONE, *REPS_WORST, *REPS_OF, *REPS_CHOOSE],
    "time_in_stage": TIME_IN_STAGE,
    "sessions": SESSIONS,
}
ALWAYS_KNOWN = {"time_in_stage", "sessions"}
EVERY_CASE = [pytest.param(case, id=f"{id}: {case.shows}") for id in TABLES for case in TABLES[id]]


@pytest.mark.parametrize("case", EVERY_CASE)
def test_a_rule_measures_what_its_table_says(case: Case) -> None:
    explained = case.explained()
    assert (explained.verdict, explained.value) == (case.verdict, value_of(case.value))
    assert (explained.unknown is None) is isinstance(explained.value, int | Fraction)


def test_every_shipped_rule_has_a_table() -> None:
    """Here, in tests/test_rule_tables.py, or with the ladders and schedules."""
    rules = installed_rules().items()
    assert sorted({*TABLES, *MORE_TABLES, *OF_LADDERS, "adherence"}) == sorted(
        id for id, each in rules if each.source.distribution == "rehabflow"
    )


@pytest.mark.parametrize("id", TABLES)
def test_a_table_has_met_unmet_and_unknown_rows_for_either_kind_of_gate(id: str) -> None:
    outcomes = set(Outcome) - ({Outcome.UNKNOWN} if id in ALWAYS_KNOWN else set())
    there = {(case.advance, Outcome(case.verdict)) for case in TABLES[id]}
    assert there == {(advance, outcome) for advance in (True, False) for outcome in outcomes}


@pytest.mark.parametrize("id", TABLES)
def test_a_table_is_of_its_own_rule(id: str) -> None:
    kind = installed_rules()[id].load()
    assert {type(case.rule) for case in TABLES[id]} == {kind}


# ---------------------------------------------------------------- what is said of it


def asked(rule: Rule, limit: str, log: str, *, danger: bool = False) -> Measured:
    return Case(rule, not danger, HEEL, "", limit, log, "", "").explained()


@pytest.mark.parametrize(
    ("rule", "limit", "log", "unknown"),
    [
        (Pain(), "<= 3", "1 all", "exercise pain was not rated on 2026-03-01"),
        (
            Pain(),
            "<= 3, 2 sessions",
            "1 all; 3 all",
            "exercise pain was not rated on 2026-03-01 and 2026-03-03",
        ),
        (
            Pain(),
            "<= 3, 3 sessions",
            "1 all, pain 2",
            "2 of the last 3 sessions are still to come",
        ),
        (
            Pain(moment="morning"),
            "<= 3, 3 days",
            "1 pain_morning 2",
            "not all of the last 3 days can be seen yet",
        ),
        (
            Pain(moment="walking"),
            "<= 3",
            "1 all",
            "no pain on walking on record that still counts",
        ),
        (Aslr(), ">= 70", "1 all", "no leg raise on record that still counts"),
        (Aslr(side="other"), ">= 70", "1 all", "no other leg's raise on record that still counts"),
        (
            Reps(),
            ">= 90",
            "1 heel-dig; 2 all; 3 heel-dig",
            "how much was done on 2026-03-01 and 2026-03-03 is unknown",
        ),
        (Reps(), ">= 90", "1 all", "2 of the last 3 sessions are still to come"),
        (Reps(), ">= 90, stage", "1 pain 1", "no training session was logged"),
        (Sessions(), ">= 3", "1 pain 1", None),
        (TimeInStage(), ">= 3", "1 pain 1", None),
    ],
)
def test_what_is_missing_is_said(rule: Rule, limit: str, log: str, unknown: str | None) -> None:
    assert asked(rule, limit, log).unknown == unknown


def test_that_there_was_nothing_to_read_is_said() -> None:
    assert asked(Pain(), ">= 6", "1 pain_rest 1", danger=True).text == (
        "exercise pain - (last 1 session), at least 6: not met; no exercise pain was logged"
    )
    assert asked(Reps(), "< 50", "1 pain 1", danger=True).text == (
        "repetitions - (last 3 sessions), below 50 %: not met; no training session was logged"
    )


@pytest.mark.parametrize(
    ("rule", "limit", "log", "evidence"),
    [
        (
            Pain(),
            "<= 3, 2 sessions",
            "1 all; 2 pain 7; 3 all, pain 2; 4 aslr 60",
            [(1, None), (2, 7), (3, 2)],
        ),
        (
            Pain(moment="after"),
            "<= 3",
            "1 all, pain_after 2; 2 pain_after 7",
            [(1, 2)],
        ),
        (
            Pain(moment="morning"),
            "<= 3, 2 days",
            "1 pain_morning 2; 2 all",
            [(1, 2), (2, None)],
        ),
        (Pain(moment="walking"), "<= 3", "1 pain_walking 5; 2 all", [(1, 5)]),
        (Aslr(), ">= 70", "1 aslr 60; 2 aslr 70", [(2, 70)]),
        (Aslr(), ">= 70", "1 all", []),
        (
            Reps(),
            ">= 90",
            "1 heel-dig 15; 2 pain 1; 3 heel-dig; 4 heel-dig 10, heel-dig",
            [(1, 50), (3, (0, 100)), (4, (Fraction(100, 3), 100))],
        ),
        (Sessions(), ">= 3", "1 all; 2 all; 3 pain 1", [(1, None), (2, None)]),
        (TimeInStage(), ">= 3", "1 all; 4 all", []),
    ],
)
def test_a_reading_cites_the_dates_that_it_was_made_from(
    rule: Rule, limit: str, log: str, evidence: list[tuple[int, Value]]
) -> None:
    cited = asked(rule, limit, log).evidence
    assert [(make.number_of(each.date), each.value) for each in cited] == evidence


def test_repetitions_that_are_known_lack_nothing() -> None:
    """Short of what is prescribed is not the same as unknown."""
    log = make.log("1 heel-dig 2x9; 2 heel-dig 2x9")
    reading = Reps().measure(make.window("2 sessions", *log, prescription=TWENTY))
    assert (reading.low, reading.high, reading.unknown) == (90, 90, None)


MOMENT_WORDS = {
    "during": ("exercise pain", "pain", "1 session"),
    "after": ("pain after exercise", "pain_after", "1 session"),
    "morning": ("morning pain", "pain_morning", "1 day"),
    "rest": ("pain at rest", "pain_rest", "within 7 days"),
    "walking": ("pain on walking", "pain_walking", "within 7 days"),
    "palpation": ("pain on palpation", "pain_palpation", "within 7 days"),
    "test": ("pain in the leg raise", "pain_test", "within 7 days"),
}
PAINS = [Pain(moment=moment) for moment in MOMENTS]  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", PAINS, ids=MOMENTS)
def test_each_moment_of_pain_has_its_words_its_field_and_its_window(rule: Pain) -> None:
    label, field, window = MOMENT_WORDS[rule.moment]
    assert rule.called() == label
    assert rule.fields_read() == (field,)
    assert field == PAIN_FIELDS[MOMENTS.index(rule.moment)]
    assert rule.default_window() == Span.parse(window)


@pytest.mark.parametrize(
    ("rule", "label", "reads", "window"),
    [
        (Aslr(), "leg raise", ("aslr",), "within 7 days"),
        (Aslr(side="other"), "other leg's raise", ("aslr_other",), "within 7 days"),
        (Reps(), "repetitions", ("work",), "3 sessions"),
        (Reps(of="heel-dig"), "repetitions of heel-dig", ("work",), "3 sessions"),
        (TimeInStage(), "time in stage", (), None),
        (Sessions(), "training sessions", ("work",), "stage"),
    ],
    ids=repr,
)
def test_a_rule_says_what_it_is_called_reads_and_looks_at(
    rule: Rule, label: str, reads: tuple[str, ...], window: str | None
) -> None:
    assert rule.called() == label
    assert rule.fields_read() == reads
    assert rule.default_window() == (Span.parse(window) if window else None)


@pytest.mark.parametrize(
    ("rule", "unit", "scale", "better", "may_ignore"),
    [
        (Pain, "0-10", (0, 10), "lower", True),
        (Aslr, "deg", (0, 180), "higher", True),
        (Reps, "%", (0, 100), "higher", False),
        (TimeInStage, "days", (0, None), "higher", False),
        (Sessions, "count", (0, None), "higher", False),
    ],
)
def test_a_rule_has_its_unit_its_scale_and_a_better_side(
    rule: type[Rule],
    unit: str,
    scale: tuple[Number | None, Number | None],
    better: str,
    may_ignore: bool,
) -> None:
    assert (rule.unit, rule.scale, rule.better) == (unit, scale, better)
    assert rule.may_ignore is may_ignore


# ---------------------------------------------------------------- any log, any window


STRETCHES = ["1 session", "3 sessions", "2 days", "4 days"]
AGES = ["within 1 day", "within 3 days"]
REPS_RULES = [Reps(of=of, take=take) for of in (None, "heel-dig") for take in ("mean", "worst")]
STRETCHED: list[tuple[Rule, str]] = [
    (rule, text) for rule in (*PAINS[:3], *REPS_RULES) for text in STRETCHES
]
NEWEST: list[tuple[Rule, str]] = [
    (rule, text) for rule in (*PAINS[3:], Aslr(), Aslr(side="other")) for text in AGES
]
WHOLE_STAGE: list[tuple[Rule, str]] = [
    (rule, "stage") for rule in (*PAINS[:3], *REPS_RULES, Sessions())
]
MEASURES = [*STRETCHED, *NEWEST, *WHOLE_STAGE, *((Sessions(), text) for text in STRETCHES)]
RATED = st.none() | st.integers(0, 10)
RAISED = st.none() | st.integers(0, 180)
WORKS = st.sampled_from(
    [
        (),
        (ALL,),
        (did("heel-dig"),),
        (did("heel-dig", 1, 17), did("bridge", 1, 10)),
        (did("heel-dig", 3, 10), did("bridge")),
        (did("swim", 1, 1),),
    ]
)
TOTALS = st.sampled_from([(None, None), (None, None), (23, 30), (None, 40)])


@st.composite
def logs(draw: st.DrawFn) -> list[Session]:
    """Up to eight sessions, some of them days apart."""
    number, log = 0, []
    for _ in range(draw(st.integers(1, 8))):
        number += draw(st.sampled_from([1, 1, 1, 2, 3]))
        done, target = draw(TOTALS)
        row = evolve(
            make.entry(number, *draw(WORKS), aslr=draw(RAISED), aslr_other=draw(RAISED)),
            ratings=draw(st.tuples(*[RATED] * len(MOMENTS))),
            reps_done=done,
            reps_target=target,
        )
        log.append(make.session(row))
    return log


def measured(rule: Rule, text: str, log: list[Session], **seen: Any) -> Reading:
    return rule.measure(make.window(text, *log, prescription=BOTH, **seen))


def possible(rule: Rule, reading: Reading) -> tuple[Number, Number]:
    """The values that a reading leaves possible."""
    low, high = rule.scale if reading.empty else (reading.low, reading.high)
    assert low is not None
    assert high is not None
    return low, high


@given(st.sampled_from(MEASURES), logs(), st.booleans(), st.booleans())
def test_a_rule_answers_twice_alike_from_its_window_alone(
    measure: tuple[Rule, str], log: list[Session], advance: bool, ignore: bool
) -> None:
    rule, text = measure
    window = make.window(text, *log, prescription=BOTH, advance=advance, ignore=ignore)
    first, second = rule.measure(window), rule.measure(window)
    assert evolve(first, evidence=()) == evolve(second, evidence=())
    cited = [each[0] if isinstance(each, tuple) else each for each in first.evidence]
    assert cited == [each[0] if isinstance(each, tuple) else each for each in second.evidence]
    assert {day.date for day in cited} <= {day.date for day in window}


@given(st.sampled_from(MEASURES), logs(), st.booleans(), st.booleans())
def test_a_reading_lies_on_its_scale_and_says_what_is_missing_where_it_is_open(
    measure: tuple[Rule, str], log: list[Session], advance: bool, ignore: bool
) -> None:
    rule, text = measure
    reading = measured(rule, text, log, advance=advance, ignore=ignore)
    if reading.empty:
        assert (reading.low, reading.high) == (None, None)
        assert reading.unknown
        return
    low, high = possible(rule, reading)
    bottom, top = rule.scale
    assert bottom is not None
    assert bottom <= low <= high
    assert top is None or high <= top
    assert low == high or reading.unknown


@given(st.sampled_from([*STRETCHED, *NEWEST]), logs(), st.integers(1, 12))
def test_what_an_advance_does_not_see_only_widens_a_reading(
    measure: tuple[Rule, str], log: list[Session], since: int
) -> None:
    """Whatever stood before what is seen, the reading leaves it possible."""
    rule, text = measure
    since = min(since, make.number_of(log[-1].date) + 1)
    low, high = possible(rule, measured(rule, text, log, since=1))
    least, most = possible(rule, measured(rule, text, log, since=since, newest=since))
    assert least <= low <= high <= most


def completed(draw: st.DrawFn, each: Session, owes: bool) -> Session:
    """A session with every rating that it owes, every amount, and all totals."""
    (row,) = each.entries
    if owes:
        rated = draw(st.tuples(*[st.integers(0, 10)] * len(MOMENTS)))
        pairs = zip(row.ratings, rated, strict=True)
        row = evolve(row, ratings=tuple(new if old is None else old for old, new in pairs))
    if row.reps_target and row.reps_done is None:
        row = evolve(row, reps_done=draw(st.integers(0, 50)))
    work = tuple(
        each
        if each.as_prescribed or each.done
        else did(each.exercise, 1, draw(st.integers(1, 40)))
        for each in row.work
    )
    return make.session(evolve(row, work=work))


@given(st.sampled_from(STRETCHED), logs(), st.booleans(), st.data())
def test_filling_in_what_was_not_logged_gives_nothing_that_was_thought_impossible(
    measure: tuple[Rule, str], log: list[Session], advance: bool, data: st.DataObject
) -> None:
    rule, text = measure
    morning = isinstance(rule, Pain) and rule.moment == "morning"
    filled = [
        data.draw(st.composite(completed)(each, morning or BOTH.trains(each))) for each in log
    ]
    low, high = possible(rule, measured(rule, text, log, advance=advance))
    least, most = possible(rule, measured(rule, text, filled, advance=advance))
    assert low <= least <= most <= high
