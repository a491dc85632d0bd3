"""Tables of cases of the shipped rules that tests/test_rules.py has none for, by the public kit.

Day 1 is Sunday 2026-03-01. How a row is written: `rehabflow.testing.cases`.
"""

from __future__ import annotations

import pytest
from rehabflow_rules.cut_short import CutShort
from rehabflow_rules.flare import Flare
from rehabflow_rules.gap import Gap
from rehabflow_rules.measure import Measure
from rehabflow_rules.over_cap import OverCap
from rehabflow_rules.pain import Pain
from rehabflow_rules.plateau import Plateau
from rehabflow_rules.rest import Rest
from rehabflow_rules.since_injury import SinceInjury
from rehabflow_rules.symmetry import Symmetry
from rehabflow_rules.trend import Trend

from rehabflow.catalog import installed_rules
from rehabflow.testing import Case, cases
from rehabflow.testing.kit_error import KitError
from rehabflow.verdict import Outcome

# ---------------------------------------------------------------- rest

REST = cases(
    Rest,
    """
shows | gate | criterion | log | verdict | value
a minute below the limit | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 10:00; 3 all, time 09:59 | unmet | 2879/60
at the limit | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 10:00; 3 all, time 10:00 | met | 48
a minute above it | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 10:00; 3 all, time 10:01 | met | 2881/60
48 is not above 48 | advance | above: 48 h, last: 2 sessions | \
    1 all, time 10:00; 3 all, time 10:00 | unmet | 48
Monday evening to Wednesday morning | advance | at_least: 48 h, last: 2 sessions | \
    2 all, time 20:00; 4 all, time 07:00 | unmet | 35
over a clock change, without zones | advance | at_least: 36 h, last: 2 sessions | \
    28 all, time 20:00; 30 all, time 07:00 | unmet | 35
over a clock change, 35 hours | advance | at_least: 35 h, last: 2 sessions | \
    28T20:00+01:00 all; 30T08:00+02:00 all | met | 35
over a clock change, an hour less | advance | at_least: 35 h, last: 2 sessions | \
    28T20:00+01:00 all; 30T07:00+02:00 all | unmet | 34
from another zone | advance | at_least: 35 h, last: 2 sessions | \
    2T20:00+01:00 all; 4T11:00+05:00 all | met | 35
neither timed | advance | at_least: 48 h, last: 2 sessions | 1 all; 3 all | met | 48
neither timed, the next day | advance | at_least: 48 h, last: 2 sessions | 1 all; 2 all | \
    unmet | 24
neither timed, over a clock change | advance | at_least: 48 h, last: 2 sessions | \
    28 all; 30 all | met | 48
the second not timed | advance | at_least: 48 h, last: 2 sessions | 1 all, time 20:00; 3 all | \
    unknown | 28..52
the first not timed | advance | at_least: 48 h, last: 2 sessions | 1 all; 3 all, time 07:00 | \
    unknown | 31..55
any time would pass | advance | at_least: 28 h, last: 2 sessions | 1 all, time 20:00; 3 all | \
    met | 28..52
no time would pass | advance | above: 52 h, last: 2 sessions | 1 all, time 20:00; 3 all | \
    unmet | 28..52
from the last row to the first | advance | at_least: 36 h, last: 2 sessions | \
    1 heel-dig 10, time 08:00; 1 heel-dig 10, time 20:00; 3 heel-dig 10, time 18:00; \
    3 heel-dig 10, time 07:00 | unmet | 35
a row without a time beside one | advance | at_least: 36 h, last: 2 sessions | \
    1 heel-dig 10, time 20:00; 1 heel-dig 5; 3 all, time 07:00 | unmet | 35
a time without work | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 08:00; 1 time 21:00, pain 3; 3 all, time 08:00 | met | 48
no repetitions are no work | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 08:00; 1 bridge 0, time 21:00; 3 all, time 08:00 | met | 48
work that is not prescribed | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 08:00; 1 bridge 10, time 20:00; 3 all, time 08:00 | unmet | 36
work of the other leg | advance | at_least: 48 h, last: 2 sessions | \
    1 all, time 08:00; 1 side left, heel-dig 10, time 20:00; 3 all, time 08:00 | met | 48
a day between without training | advance | at_least: 48 h, last: 2 sessions | \
    1 all; 2 pain 1; 3 all | met | 48
the shortest of two gaps | advance | at_least: 48 h | 1 all; 3 all; 4 all | unmet | 24
an older short gap | advance | at_least: 48 h | 1 all; 2 all; 4 all; 6 all | met | 48
one of three to come | advance | at_least: 48 h | 1 all; 3 all | unknown | 0..48
one of three to come, too short already | advance | at_least: 49 h | 1 all; 3 all | unmet | 0..48
one alone | advance | at_least: 48 h, last: 2 sessions | 1 all | unknown | 0..
none at all | advance | at_least: 48 h | 1 pain 1 | unknown | 0..
one was before the stage | advance | at_least: 48 h, last: 2 sessions | 1 all // 3 all | \
    unknown | 0..
7 days, just full | advance | at_least: 48 h, last: 7 days | 1 all; 7 all | met | 144
7 days, one too early | advance | at_least: 48 h, last: 7 days | 1 all; 6 all | unknown | 0..120
the whole stage | advance | at_least: 48 h, last: stage | 1 all; 9 all; 11 all | met | 48
just below the danger | setback | below: 24 h, last: 2 sessions | \
    1 all, time 10:00; 2 all, time 09:59 | met | 1439/60
at the limit of the danger | setback | below: 24 h, last: 2 sessions | \
    1 all, time 10:00; 2 all, time 10:00 | unmet | 24
just above the danger | setback | below: 24 h, last: 2 sessions | \
    1 all, time 10:00; 2 all, time 10:01 | unmet | 1441/60
those that were there to log | setback | at_most: 48 h | 1 all; 3 all | met | 48
one could be below | setback | below: 24 h | 1 all, time 20:00; 2 all | unknown | 4..28
one alone, nothing to read | setback | below: 24 h | 1 all | unmet | -
nothing to read, any would pass | refer | at_least: 0 h | 1 pain 1 | unmet | -
""",
)
REST_SETTLING = cases(
    Rest,
    """
shows | gate | criterion | log | verdict | value
the work of the date asked does not count | advance | at_least: 48 h, last: 2 sessions | \
    1 all; 3 all; 4 all | met | 48
nor does it fill the window | advance | at_least: 48 h, last: 2 sessions | 1 all; 3 all | \
    unknown | 0..
it does on the next date logged | advance | at_least: 48 h, last: 2 sessions | \
    1 all; 3 all; 4 all; 5 pain 1 | unmet | 24
a danger sees it at once | setback | at_most: 24 h | 1 all; 3 all; 4 all | met | 24
""",
    declares="settle: next morning",
)

# ---------------------------------------------------------------- symmetry

SYMMETRY = cases(
    Symmetry,
    """
shows | gate | criterion | log | verdict | value
just below the limit | advance | of: aslr, at_least: 90% | 1 aslr 71.9, aslr_other 80 | unmet | \
    719/8
at the limit | advance | of: aslr, at_least: 90% | 1 aslr 72, aslr_other 80 | met | 90
just above it | advance | of: aslr, at_least: 90% | 1 aslr 72.1, aslr_other 80 | met | 721/8
90 is not above 90 | advance | of: aslr, above: 90% | 1 aslr 72, aslr_other 80 | unmet | 90
more than the other | advance | of: aslr, at_least: 90% | 1 aslr 88, aslr_other 80 | met | 110
a third is exact | advance | of: aslr, above: 33.333333% | 1 aslr 30, aslr_other 90 | met | 100/3
none of it | advance | of: aslr, at_least: 90% | 1 aslr 0, aslr_other 80 | unmet | 0
its own newest, not the best | advance | of: aslr, at_least: 90% | \
    1 aslr 80, aslr_other 80; 2 aslr 60 | unmet | 75
the other's newest, not the best | advance | of: aslr, at_least: 90% | \
    1 aslr_other 90; 2 aslr 72; 3 aslr_other 80 | met | 90
its lowest of a date | advance | of: aslr, at_least: 90% | 1 aslr 80, aslr_other 80; 1 aslr 60 | \
    unmet | 75
the other's highest of a date | advance | of: aslr, at_least: 90% | \
    1 aslr 60, aslr_other 60; 1 aslr_other 80 | unmet | 75
a row of the other leg | advance | of: aslr, at_least: 90% | 1 aslr 72; 1 side left, aslr 80 | \
    met | 90
a week ago | advance | of: aslr, at_least: 90% | 1 aslr 72, aslr_other 80; 8 all | met | 90
a day longer ago | advance | of: aslr, at_least: 90% | 1 aslr 72, aslr_other 80; 9 all | \
    unknown | 0..
two days, and one longer | advance | of: aslr, at_least: 90%, within: 2 days | \
    1 aslr 72, aslr_other 80; 4 all | unknown | 0..
the other four weeks ago | advance | of: aslr, at_least: 90% | 1 aslr_other 80; 29 aslr 72 | \
    met | 90
the other a day longer ago | advance | of: aslr, at_least: 90% | 1 aslr_other 80; 30 aslr 72 | \
    unknown | 0..
the other two days ago | advance | of: aslr, at_least: 90%, other_within: 2 days | \
    1 aslr_other 80; 3 aslr 72 | met | 90
the other three days ago | advance | of: aslr, at_least: 90%, other_within: 2 days | \
    1 aslr_other 80; 4 aslr 72 | unknown | 0..
the other missing, not narrowed | advance | of: aslr, at_least: 90% | 1 aslr 0 | unknown | 0..
its own missing, not narrowed | advance | of: aslr, at_least: 90% | 1 aslr_other 180 | unknown | \
    0..
the other's is 0 | advance | of: aslr, at_least: 90% | 1 aslr 72, aslr_other 0 | unknown | 0..
any ratio would pass | advance | of: aslr, at_least: 0% | 1 all | met | 0..
both over an advance | advance | of: aslr, at_least: 90% | 1 aslr 72, aslr_other 80 // 3 all | \
    met | 90
the other over a setback | advance | of: aslr, at_least: 90% | \
    1 aslr 72, aslr_other 80 /setback/ 3 aslr 60 | unmet | 75
its own not over a setback | advance | of: aslr, at_least: 90% | \
    1 aslr 72, aslr_other 80 /setback/ 3 all | unknown | 0..
just above the danger | setback | of: aslr, below: 70% | 1 aslr 56.1, aslr_other 80 | unmet | 561/8
at the limit of the danger | setback | of: aslr, below: 70% | 1 aslr 56, aslr_other 80 | unmet | 70
just below the danger | setback | of: aslr, below: 70% | 1 aslr 55.9, aslr_other 80 | met | 559/8
the other over a setback, a danger | setback | of: aslr, below: 70% | \
    1 aslr 72, aslr_other 80 /setback/ 3 aslr 40 | met | 50
neither | setback | of: aslr, below: 70% | 1 all | unknown | 0..
the other missing in a danger | setback | of: aslr, below: 70% | 1 aslr 10 | unknown | 0..
neither, left out | setback | of: aslr, below: 70%, missing: ignore | 1 all | unmet | -
the other missing, left out | setback | of: aslr, below: 70%, missing: ignore | 1 aslr 10 | \
    unmet | -
both there, the rest left out | setback | of: aslr, below: 70%, missing: ignore | \
    1 aslr 40, aslr_other 80; 2 all | met | 50
""",
)
SYMMETRY_OVER_A_GAP = cases(
    Symmetry,
    """
shows | gate | criterion | log | verdict | value
the other over a gap | advance | of: aslr, at_least: 90% | \
    1 all, aslr 72, aslr_other 80; 6 all, aslr 60 | unmet | 75
its own not over a gap | advance | of: aslr, at_least: 90% | \
    1 all, aslr 72, aslr_other 80; 6 all | unknown | 0..
a gap that is none | advance | of: aslr, at_least: 90% | 1 all, aslr 72, aslr_other 80; 4 all | \
    met | 90
a danger sees over it | setback | of: aslr, at_most: 90% | \
    1 all, aslr 72, aslr_other 80; 6 all | met | 90
""",
    declares="lapse_after: 3 days",
)
MEASURES = """
measures:
  h_test: {title: Insecurity, unit: /100, range: [0, 100], better: lower}
  easiest: {range: [0, 100], better: lower, of_day: best}
  usual: {range: [0, 100], better: lower, of_day: mean}
  hop: {title: Single-leg hop, unit: cm, range: [0, 300], better: higher}
  longest: {unit: cm, range: [0, 300], better: higher, of_day: best}
  reach: {unit: cm, better: higher}
  squat_ok: {type: yes/no, better: yes}
"""
SYMMETRY_OF_A_MEASURE = cases(
    Symmetry,
    """
shows | gate | criterion | log | verdict | value
just below the limit | advance | of: hop, at_least: 90% | 1 hop 89.9, hop_other 100 | unmet | \
    899/10
at the limit | advance | of: hop, at_least: 90% | 1 hop 90, hop_other 100 | met | 90
just above it | advance | of: hop, at_least: 90% | 1 hop 90.1, hop_other 100 | met | 901/10
the worst of a date | advance | of: hop, at_least: 90% | 1 hop 90, hop_other 100; 1 hop 80 | \
    unmet | 80
the other's best of a date | advance | of: hop, at_least: 90% | \
    1 hop 90, hop_other 100; 1 hop_other 120 | unmet | 75
its best of a date | advance | of: longest, at_least: 90% | \
    1 longest 90, longest_other 100; 1 longest 70 | met | 90
a row of the other leg | advance | of: hop, at_least: 90% | 1 hop 90; 1 side left, hop 100 | \
    met | 90
a leg raise is another measure | advance | of: hop, at_least: 90% | 1 hop 90, aslr_other 100 | \
    unknown | 0..
the other's is 0 | advance | of: hop, at_least: 90% | 1 hop 90, hop_other 0 | unknown | 0..
of no range, below nothing | advance | of: reach, at_least: 90% | 1 reach -1, reach_other 10 | \
    unknown | 0..
the danger | refer | of: hop, below: 50% | 1 hop 49.9, hop_other 100 | met | 499/10
at the limit of the danger | refer | of: hop, below: 50% | 1 hop 50, hop_other 100 | unmet | 50
left out | refer | of: hop, below: 50%, missing: ignore | 1 hop 10 | unmet | -
""",
    declares=MEASURES,
)

# ---------------------------------------------------------------- flare

FLARE = cases(
    Flare,
    """
shows | gate | criterion | log | verdict | value
just below the limit | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_morning 2.9 | met | 9/10
at the limit | advance | at_most: 1, last: 1 session | 1 all, pain_morning 2; 2 pain_morning 3 | \
    met | 1
just above it | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_morning 3.1 | unmet | 11/10
1 is not below 1 | advance | below: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_morning 3 | unmet | 1
a fall is a negative rise | advance | at_most: -3, last: 1 session | \
    1 all, pain_morning 4; 2 pain_morning 1 | met | -3
two days later | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 3 pain_morning 3 | met | 1
three days later | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 4 pain_morning 3 | unknown | -10..10
the next one, not the highest | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_morning 3; 3 pain_morning 9 | met | 1
a day between without one | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 aslr 60; 3 pain_morning 3 | met | 1
pain at rest stands in | advance | at_most: 1, last: 1 session | \
    1 all, pain_rest 1; 2 pain_morning 3 | unmet | 2
pain at rest beside the morning's | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2, pain_rest 0; 2 pain_morning 3 | met | 1
it stands in for no later morning | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_rest 2 | unknown | -10..10
the first half missing, not narrowed | advance | at_most: 1, last: 1 session | \
    1 all; 2 pain_morning 0 | unknown | -10..10
the second half missing, not narrowed | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 10; 2 all | unknown | -10..10
any rise would pass | advance | at_most: 10, last: 1 session | 1 all; 2 all | met | -10..10
the date's own training is not one of them | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 all, pain_morning 3 | met | 1
nor does it fill the window | advance | at_most: 1, last: 1 session | 1 all, pain_morning 0 | \
    unknown | -10..10
the largest of three | advance | at_most: 1 | \
    1 all, pain_morning 1; 2 all, pain_morning 2; 3 all, pain_morning 1; 4 pain_morning 1 | \
    met | 1
an older rise | advance | at_most: 1 | \
    1 all, pain_morning 0; 2 all, pain_morning 9; 3 all, pain_morning 9; 4 all, pain_morning 9; \
    5 pain_morning 9 | met | 0
one of three to come | advance | at_most: 1 | \
    1 all, pain_morning 1; 2 all, pain_morning 1; 3 pain_morning 1 | unknown | 0..10
one to come, too bad already | advance | at_most: 1 | \
    1 all, pain_morning 1; 2 all, pain_morning 3; 3 pain_morning 1 | unmet | 2..10
one of two lacks a half | advance | at_most: 1, last: 2 sessions | \
    1 all, pain_morning 1; 2 all; 3 pain_morning 2 | unknown | 1..10
one lacks a half, one is too bad | advance | at_most: 0, last: 2 sessions | \
    1 all, pain_morning 1; 2 all; 3 pain_morning 2 | unmet | 1..10
medicated before | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2, medicated yes; 2 pain_morning 2 | unknown | -10..10
medicated the morning after | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 pain_morning 2, medicated yes | unknown | -10..10
the highest of a date's rows | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 1; 1 pain_morning 2; 2 pain_morning 3; 2 pain_morning 0 | met | 1
a row of the other leg | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2; 2 side left, pain_morning 9; 3 pain_morning 3 | met | 1
before the stage | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2 // 2 pain_morning 2 | unknown | -10..10
the first of the stage | advance | at_most: 1, last: 1 session | \
    1 all, pain_morning 2 // 2 all, pain_morning 2; 3 pain_morning 5 | unmet | 3
3 days, just full | advance | at_most: 1, last: 3 days | \
    1 all, pain_morning 1; 3 pain_morning 1 | met | 0
3 days, one too early | advance | at_most: 1, last: 3 days | \
    1 all, pain_morning 1; 2 pain_morning 1 | unknown | 0..10
full, no training before | advance | at_most: 1, last: 2 days | \
    1 all, pain_morning 1; 3 pain_morning 1 | unknown | -10..10
just below the danger | setback | at_least: 2, last: 1 session | \
    1 all, pain_morning 1; 2 pain_morning 2.9 | unmet | 19/10
at the danger | setback | at_least: 2, last: 1 session | \
    1 all, pain_morning 1; 2 pain_morning 3 | met | 2
just above the danger | setback | at_least: 2, last: 1 session | \
    1 all, pain_morning 1; 2 pain_morning 3.1 | met | 21/10
those that were there to log | setback | at_least: 2 | 1 all, pain_morning 1; 2 pain_morning 2 | \
    unmet | 1
a half is missing | setback | at_least: 2, last: 1 session | 1 all; 2 pain_morning 9 | unknown | \
    -10..10
none before | setback | at_least: 2 | 1 all, pain_morning 9 | unmet | -
a half is missing, left out | setback | at_least: 2, missing: ignore | 1 all; 2 pain_morning 9 | \
    unmet | -
one known, the other left out | setback | at_least: 2, last: 2 sessions, missing: ignore | \
    1 all, pain_morning 1; 2 all; 3 pain_morning 4 | met | 3
what is medicated is not left out | setback | at_least: 2, missing: ignore | \
    1 all, pain_morning 1; 2 pain_morning 2, medicated yes | unknown | -10..10
""",
)

# ---------------------------------------------------------------- trend

TREND = cases(
    Trend,
    """
shows | gate | criterion | log | verdict | value
just below the limit | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 all, pain 2.9 | met | \
    -1/10
at the limit | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 all, pain 3 | met | 0
just above it | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 all, pain 3.1 | unmet | 1/10
0 is not below 0 | advance | of: pain, below: 0 | 1 all, pain 3; 7 all, pain 3 | unmet | 0
what lies between does not count | advance | of: pain, at_most: 0 | \
    1 all, pain 3; 4 all, pain 9; 7 all, pain 3 | met | 0
from the first that is rated | advance | of: pain, at_most: 0 | \
    1 all; 2 all, pain 3; 6 all, pain 2; 7 all | met | -1
a rating without training | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 pain 4 | unmet | 1
the highest of a date's rows | advance | of: pain, at_most: 0 | \
    1 all, pain 1; 1 pain 4; 7 all, pain 4 | met | 0
a row of the other leg | advance | of: pain, at_most: 0 | \
    1 all, pain 3; 7 all, pain 3; 7 side left, pain 9 | met | 0
a cramp is none | advance | of: pain, at_most: 0 | \
    1 all, pain 3; 6 all, pain 2; 7 all, pain 9, quality cramp | met | -1
medicated first | advance | of: pain, at_most: 0 | 1 all, pain 3, medicated yes; 7 all, pain 5 | \
    unknown | -5..2
medicated last | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 all, pain 5, medicated yes | \
    unmet | 2..7
7 days, one too early, any first would pass | advance | of: pain, at_most: 0 | \
    1 all, pain 3; 6 all, pain 0 | met | -10..0
7 days, one too early | advance | of: pain, at_most: 0 | 1 all, pain 3; 6 all, pain 2 | \
    unknown | -8..2
one value, too early | advance | of: pain, at_most: 0 | 1 all, pain 3; 3 all | unknown | -10..10
full, one value | advance | of: pain, at_most: 0 | 1 all, pain 3; 7 all | unknown | -10..10
full, none | advance | of: pain, at_most: 0 | 1 all; 7 all | unknown | -10..10
too early, any would pass | advance | of: pain, at_most: 10 | 1 all | met | -10..10
the last 2 sessions | advance | of: pain, at_most: 0, last: 2 sessions | \
    1 all, pain 0; 2 all, pain 3; 3 pain 5; 4 all, pain 2 | met | -1
one session to come | advance | of: pain, at_most: 0, last: 3 sessions | \
    1 all, pain 3; 2 all, pain 2 | unknown | -8..2
the whole stage | advance | of: pain, at_most: -3, last: stage | 1 all, pain 5; 30 all, pain 2 | \
    met | -3
before the stage | advance | of: pain, at_most: 0, last: stage | \
    1 all, pain 9 // 2 all, pain 2; 3 all, pain 3 | unmet | 1
of the leg raise, just below the limit | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 14 aslr 64.9 | unmet | 49/10
of the leg raise, at the limit | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 14 aslr 65 | met | 5
of the leg raise, just above it | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 14 aslr 65.1 | met | 51/10
of the lowest raises of a date | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 1 aslr 70; 14 aslr 65; 14 aslr 75 | met | 5
of the other leg's raise, none | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 14 aslr_other 90 | unknown | -180..180
of the leg raise, too early | advance | of: aslr, at_least: 5 deg, last: 2 weeks | \
    1 aslr 60; 13 aslr 80 | unknown | -100..80
just below the danger | setback | of: pain, at_least: 3 | 1 all, pain 1; 3 all, pain 3.9 | \
    unmet | 29/10
at the danger | setback | of: pain, at_least: 3 | 1 all, pain 1; 3 all, pain 4 | met | 3
just above the danger | setback | of: pain, at_least: 3 | 1 all, pain 1; 3 all, pain 4.1 | met | \
    31/10
could be one | setback | of: pain, at_least: 3 | 1 all, pain 1; 3 all, pain 2, medicated yes | \
    unknown | 1..9
no session owes a value | setback | of: pain, at_least: 3 | 1 all, pain 1; 3 all | unmet | -
more than 7 days ago | setback | of: pain, at_least: 3 | 1 all, pain 1; 8 all, pain 9 | unmet | -
nothing to read, any would pass | refer | of: pain, at_most: 10 | 1 all | unmet | -
""",
)
TREND_OF_A_MEASURE = cases(
    Trend,
    """
shows | gate | criterion | log | verdict | value
of its own scale | advance | of: h_test, at_most: 0 | 1 h_test 30; 7 all | unknown | -100..100
at the limit | advance | of: h_test, at_most: -10 | 1 h_test 30; 7 h_test 20 | met | -10
just above it | advance | of: h_test, at_most: -10 | 1 h_test 30; 7 h_test 20.1 | unmet | -99/10
the worst of a date | advance | of: h_test, at_most: -10 | \
    1 h_test 30; 7 h_test 10; 7 h_test 25 | unmet | -5
the best of a date | advance | of: easiest, at_most: -10 | \
    1 easiest 30; 7 easiest 10; 7 easiest 25 | met | -20
of no range, too early | advance | of: reach, at_least: 5 | 1 reach 10; 6 reach 90 | unknown | ..
of no range | advance | of: reach, at_least: 5 | 1 reach 10; 7 reach 15 | met | 5
the danger | refer | of: h_test, at_least: 10 | 1 h_test 30; 2 h_test 40 | met | 10
one value in a danger | refer | of: h_test, at_least: 10 | 2 h_test 40 | unmet | -
""",
    declares=MEASURES,
)

# ---------------------------------------------------------------- measure

MEASURE = cases(
    Measure,
    """
shows | gate | criterion | log | verdict | value
just below the limit | advance | of: h_test, at_most: 10 | 1 h_test 9.9 | met | 99/10
at the limit | advance | of: h_test, at_most: 10 | 1 h_test 10 | met | 10
just above it | advance | of: h_test, at_most: 10 | 1 h_test 10.1 | unmet | 101/10
10 is not below 10 | advance | of: h_test, below: 10 | 1 h_test 10 | unmet | 10
the newest, not the best | advance | of: h_test, at_most: 10 | 1 h_test 0; 2 h_test 20 | unmet | 20
of a day the worst | advance | of: h_test, at_most: 10 | 1 h_test 5; 1 h_test 20 | unmet | 20
of a day the best | advance | of: easiest, at_most: 10 | 1 easiest 5; 1 easiest 20 | met | 5
of a day the mean | advance | of: usual, at_most: 12.5 | 1 usual 5; 1 usual 20 | met | 25/2
of a day the worst, where more is better | advance | of: hop, at_least: 100 | \
    1 hop 99; 1 hop 120 | unmet | 99
of a day the best, where more is better | advance | of: longest, at_least: 100 | \
    1 longest 99; 1 longest 120 | met | 120
the other leg's is none | advance | of: hop, at_least: 100 | 1 hop_other 120 | unknown | 0..300
a row of the other leg | advance | of: hop, at_least: 100 | 1 hop 100; 2 side left, hop 50 | \
    met | 100
a week ago | advance | of: h_test, at_most: 10 | 1 h_test 10; 8 all | met | 10
a day longer ago | advance | of: h_test, at_most: 10 | 1 h_test 10; 9 all | unknown | 0..100
over an advance | advance | of: h_test, at_most: 10 | 1 h_test 10 // 3 all | met | 10
not over a setback | advance | of: h_test, at_most: 10 | 1 h_test 10 /setback/ 3 all | unknown | \
    0..100
never logged | advance | of: h_test, at_most: 10 | 1 all | unknown | 0..100
never logged, any would pass | advance | of: h_test, at_most: 100 | 1 all | met | 0..100
of no range | advance | of: reach, at_least: -5 | 1 all | unknown | ..
of no range, at the limit | advance | of: reach, at_least: -5 | 1 reach -5 | met | -5
yes is yes | advance | of: squat_ok, is: yes | 1 squat_ok yes | met | 1
no is not yes | advance | of: squat_ok, is: yes | 1 squat_ok no | unmet | 0
of a day the worst, no | advance | of: squat_ok, is: yes | 1 squat_ok no; 1 squat_ok yes | \
    unmet | 0
neither yes nor no | advance | of: squat_ok, is: yes | 1 all | unknown | 0..1
just below the danger | setback | of: h_test, at_least: 50 | 1 h_test 49.9 | unmet | 499/10
at the danger | setback | of: h_test, at_least: 50 | 1 h_test 50 | met | 50
just above the danger | setback | of: h_test, at_least: 50 | 1 h_test 50.1 | met | 501/10
never logged in a danger | setback | of: h_test, at_least: 50 | 1 all | unknown | 0..100
too long ago in a danger | setback | of: h_test, at_least: 50, within: 1 day | \
    1 h_test 90; 3 all | unknown | 0..100
left out | setback | of: h_test, at_least: 50, missing: ignore | 1 all | unmet | -
logged, the rest left out | setback | of: h_test, at_least: 50, missing: ignore | \
    1 h_test 50; 2 all | met | 50
""",
    declares=MEASURES,
)
MEASURE_WORST = cases(
    Measure,
    """
shows | gate | criterion | log | verdict | value
at the limit | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 10; 2 all, h_test 5; 3 all, h_test 1 | met | 10
just above it | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 10.1; 2 all, h_test 5; 3 all, h_test 1 | unmet | 101/10
just below it | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 9.9; 2 all, h_test 5; 3 all, h_test 1 | met | 99/10
no session owes one | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 5; 2 all; 3 all | met | 5
a day without training | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 5; 2 h_test 20; 3 all; 4 all | unmet | 20
before the last three | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 90; 2 all; 3 all; 4 all, h_test 5 | met | 5
one to come | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 6 | unknown | 6..100
one to come, too bad already | advance | of: h_test, take: worst, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 12 | unmet | 12..100
none logged | advance | of: h_test, take: worst, at_most: 10 | 1 all; 2 all; 3 all | unknown | \
    0..100
none logged, one to come | advance | of: h_test, take: worst, at_most: 10 | 1 all; 2 all | \
    unknown | 0..100
where more is better | advance | of: hop, take: worst, at_least: 90 | \
    1 all, hop 90; 2 all, hop 120; 3 all | met | 90
where more is better, one to come | advance | of: hop, take: worst, at_least: 90 | \
    1 all, hop 90; 2 all, hop 120 | unknown | 0..90
of no range, one to come | advance | of: reach, take: worst, at_least: 10, last: 2 sessions | \
    1 all, reach 12 | unknown | ..12
3 days, just full | advance | of: h_test, take: worst, at_most: 10, last: 3 days | \
    1 h_test 5; 3 all | met | 5
3 days, one too early | advance | of: h_test, take: worst, at_most: 10, last: 3 days | \
    1 h_test 5; 2 all | unknown | 5..100
before the stage | advance | of: h_test, take: worst, at_most: 10, last: stage | \
    1 all, h_test 90 // 2 all, h_test 5 | met | 5
just below the danger | refer | of: h_test, take: worst, at_least: 50 | \
    1 all, h_test 49.9; 2 all, h_test 5 | unmet | 499/10
at the danger | refer | of: h_test, take: worst, at_least: 50 | \
    1 all, h_test 50; 2 all, h_test 5 | met | 50
none logged in a danger | refer | of: h_test, take: worst, at_least: 50 | 1 all; 2 all | \
    unknown | 0..100
none logged, left out | refer | of: h_test, take: worst, at_least: 50, missing: ignore | \
    1 all; 2 all | unmet | -
""",
    declares=MEASURES,
)
MEASURE_MEAN = cases(
    Measure,
    """
shows | gate | criterion | log | verdict | value
at the limit | advance | of: h_test, take: mean, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 10; 3 all, h_test 15 | met | 10
just above it | advance | of: h_test, take: mean, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 10; 3 all, h_test 15.3 | unmet | 101/10
just below it | advance | of: h_test, take: mean, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 10; 3 all, h_test 14.7 | met | 99/10
of what was logged | advance | of: h_test, take: mean, at_most: 7.5 | \
    1 all, h_test 5; 2 all; 3 all, h_test 10 | met | 15/2
of the dates, not the rows | advance | of: h_test, take: mean, at_most: 15, last: 2 sessions | \
    1 all, h_test 10; 1 h_test 20; 2 all, h_test 10 | met | 15
one to come, a value or none | advance | of: h_test, take: mean, at_most: 10 | \
    1 all, h_test 5; 2 all, h_test 7 | unknown | 4..112/3
one to come, too bad already | advance | of: h_test, take: mean, at_most: 10 | \
    1 all, h_test 90; 2 all, h_test 90 | unmet | 60..280/3
the best is to come, or none | advance | of: h_test, take: mean, at_most: 99 | \
    1 all, h_test 100; 2 all, h_test 100 | unknown | 200/3..100
none logged | advance | of: h_test, take: mean, at_most: 10 | 1 all; 2 all; 3 all | unknown | \
    0..100
of no range, one to come | advance | of: reach, take: mean, at_least: 10, last: 2 sessions | \
    1 all, reach 12 | unknown | ..
the danger | refer | of: h_test, take: mean, at_least: 50 | 1 all, h_test 40; 2 all, h_test 60 | \
    met | 50
none logged in a danger | refer | of: h_test, take: mean, at_least: 50 | 1 all | unknown | 0..100
""",
    declares=MEASURES,
)

# ---------------------------------------------------------------- since_injury, gap

SINCE_INJURY = cases(
    SinceInjury,
    """
shows | gate | criterion | log | verdict | value
a day short of it | advance | at_least: 14 days | injury 1; 14 all | unmet | 13
at the limit | advance | at_least: 14 days | injury 1; 15 all | met | 14
a day more | advance | at_least: 14 days | injury 1; 16 pain 1 | met | 15
in weeks | advance | at_least: 2 weeks | injury 3; 17 all | met | 14
14 is not above 14 | advance | above: 14 days | injury 1; 15 all | unmet | 14
over a clock change | advance | at_least: 2 days | injury 28; 30 all | met | 2
the day of the injury | advance | at_least: 1 days | injury 3; 3 all | unmet | 0
over a move | advance | at_least: 14 days | injury 1; 2 all // 15 all | met | 14
over a setback | advance | at_least: 14 days | injury 1; 2 all /setback/ 15 all | met | 14
a reinjury sets it anew | advance | at_least: 14 days | injury 1; 5 event reinjury // 18 all | \
    unmet | 13
a reinjury is enough to know it | advance | at_least: 14 days | 5 event reinjury // 19 all | \
    met | 14
a red flag sets nothing anew | advance | at_least: 14 days | \
    injury 1; 5 event red_flag // 15 all | met | 14
not known | advance | at_least: 14 days | 15 all | unknown | 0..
not known, any would pass | advance | at_least: 0 days | 15 all | met | 0..
dated later | advance | at_least: 14 days | injury 20; 15 all | unknown | 0..
a day short of the danger | setback | at_least: 42 days | injury 1; 42 all | unmet | 41
at the danger | setback | at_least: 42 days | injury 1; 43 all | met | 42
a day more than the danger | setback | at_least: 42 days | injury 1; 44 all | met | 43
not known in a danger | setback | at_least: 42 days | 43 all | unknown | 0..
""",
)
GAP = cases(
    Gap,
    """
shows | gate | criterion | log | verdict | value
a day below the limit | advance | at_most: 3 days | 1 all; 3 pain 1 | met | 2
at the limit | advance | at_most: 3 days | 1 all; 4 pain 1 | met | 3
a day above it | advance | at_most: 3 days | 1 all; 5 pain 1 | unmet | 4
3 is not below 3 | advance | below: 3 days | 1 all; 4 all | unmet | 3
over a clock change | advance | at_most: 2 days | 28 all; 30 all | met | 2
the date's own training is not it | advance | at_most: 3 days | 1 all; 5 all | unmet | 4
the last one | advance | at_most: 3 days | 1 all; 2 all; 5 all | met | 3
a day without training | advance | at_most: 3 days | 1 all; 3 pain 1; 5 all | unmet | 4
work that is not prescribed | advance | at_most: 3 days | 1 all; 3 bridge 10; 5 all | unmet | 4
no repetitions | advance | at_most: 3 days | 1 all; 3 heel-dig 0; 5 all | unmet | 4
work of the other leg | advance | at_most: 3 days | 1 all; 3 side left, heel-dig 10; 5 all | \
    unmet | 4
work of unknown amount | advance | at_most: 3 days | 1 all; 3 heel-dig; 5 all | met | 2
a target | advance | at_most: 3 days | 1 all; 3 reps_target 30; 5 all | met | 2
two rows of one date | advance | at_most: 3 days | 1 heel-dig 10; 1 heel-dig 5; 5 all | unmet | 4
none before | advance | at_most: 3 days | 1 all | unknown | 0..
none before, any would pass | advance | at_least: 0 days | 1 all | met | 0..
before the stage alone | advance | at_most: 3 days | 1 all // 3 all | unknown | 0..
the first of the stage | advance | at_most: 3 days | 1 all // 3 all; 5 all | met | 2
a day short of the danger | refer | at_least: 14 days | 1 all; 14 all | unmet | 13
at the danger | refer | at_least: 14 days | 1 all; 15 all | met | 14
a day more than the danger | refer | at_least: 14 days | 1 all; 16 pain 1 | met | 15
nothing to read | refer | at_least: 14 days | 1 pain 1; 20 all | unmet | -
before the stage alone, a danger | refer | at_least: 14 days | 1 all // 20 all | unmet | -
""",
)
GAP_OVER_A_LAPSE = cases(
    Gap,
    """
shows | gate | criterion | log | verdict | value
just no lapse | advance | at_most: 3 days | 1 all; 4 all | met | 3
a lapse hides it | advance | at_most: 3 days | 1 all; 5 all | unknown | 0..
a lapse is behind | advance | at_most: 1 days | 1 all; 5 all; 7 all | unmet | 2
a danger sees over it | setback | at_least: 4 days | 1 all; 5 all | met | 4
""",
    declares="lapse_after: 3 days",
)

# ---------------------------------------------------------------- over_cap

SLIDES = """
exercises:
  slide: {title: Sock slide, pain_cap: 3, aliases: [long-slide]}
  lunge: {title: Lunge, pain_cap: 5}
  swing: {title: Side swing}
"""
OVER_CAP = cases(
    OverCap,
    """
shows | gate | criterion | log | verdict | value
just below the cap | advance | at_most: 0 | 1 slide 10, pain 2.9 | met | -1/10
at the cap | advance | at_most: 0 | 1 slide 10, pain 3 | met | 0
just above it | advance | at_most: 0 | 1 slide 10, pain 3.1 | unmet | 1/10
0 is not below 0 | advance | below: 0 | 1 slide 10, pain 3 | unmet | 0
by its title | advance | at_most: 0 | 1 swing 10; 1 exercise Sock slide, reps 10, pain 4 | \
    unmet | 1
by another name | advance | at_most: 0 | 1 long-slide 10, pain 4 | unmet | 1
as prescribed | advance | at_most: 0 | 1 all, pain 4 | unmet | 1
a row that is not rated | advance | at_most: 0 | 1 slide 10 | unknown | -3..7
any rating would pass | advance | at_most: 7 | 1 slide 10 | met | -3..7
a rating of other work | advance | at_most: 0 | 1 slide 10; 1 swing 10, pain 1 | unknown | -3..7
what has no cap | advance | at_most: 0 | 1 slide 10, pain 1; 1 swing 10, pain 9 | met | -2
one row not rated, one too bad | advance | at_most: 0 | 1 slide 10; 1 slide 5, pain 4 | unmet | \
    1..7
the largest of a date's rows | advance | at_most: 0 | 1 slide 10, pain 2; 1 lunge 10, pain 6 | \
    unmet | 1
the lowest cap of a row | advance | at_most: 0 | 1 slide 10, lunge 10, pain 4 | unmet | 1
of one exercise | advance | of: lunge, at_most: 0 | 1 slide 10, pain 9; 1 lunge 10, pain 5 | \
    met | 0
of one, its own cap in a row of both | advance | of: lunge, at_most: 0 | \
    1 slide 10, lunge 10, pain 6 | unmet | 1
none of the one exercise | advance | of: lunge, at_most: 0 | 1 slide 10, pain 1 | unknown | -10..10
a row of the other leg | advance | at_most: 0 | \
    1 slide 10, pain 2; 1 side left, slide 10, pain 9 | met | -1
no repetitions, and why | advance | at_most: 0 | 1 swing 10, pain 0; 1 slide 0, pain 5 | unmet | 2
a cramp is not rated | advance | at_most: 0 | 1 slide 10, pain 1, quality cramp | unknown | -3..7
medicated | advance | at_most: 0 | 1 slide 10, pain 2, medicated yes | unknown | -1..7
medicated in another row | advance | at_most: 0 | 1 slide 10, pain 2; 1 medicated yes, aslr 60 | \
    unknown | -1..7
medicated, too bad already | advance | at_most: 0 | 1 slide 10, pain 4, medicated yes | unmet | \
    1..7
the newest session alone | advance | at_most: 0 | 1 slide 10, pain 9; 2 slide 10, pain 2 | met | -1
the largest of two sessions | advance | at_most: 0, last: 2 sessions | \
    1 slide 10, pain 4; 2 slide 10, pain 2 | unmet | 1
one to come | advance | at_most: 0, last: 2 sessions | 1 slide 10, pain 2 | unknown | -1..10
one to come, too bad already | advance | at_most: 0, last: 2 sessions | 1 slide 10, pain 4 | \
    unmet | 1..10
none yet | advance | at_most: 0 | 1 pain 1 | unknown | -10..10
a day that is no training | advance | at_most: 0 | 1 slide 10, pain 2; 2 lunge 10, pain 6 | \
    unmet | 1
before the stage | advance | at_most: 0, last: stage | \
    1 slide 10, pain 9 // 2 slide 10, pain 2 | met | -1
training without a cap | advance | at_most: 0 | 1 swing 10, pain 1 | unknown | -10..10
just below the danger | setback | at_least: 2 | 1 slide 10, pain 4.9 | unmet | 19/10
at the danger | setback | at_least: 2 | 1 slide 10, pain 5 | met | 2
just above the danger | setback | at_least: 2 | 1 slide 10, pain 5.1 | met | 21/10
not rated in a danger | setback | at_least: 2 | 1 slide 10 | unknown | -3..7
sessions not there to log | setback | at_least: 2, last: 3 sessions | 1 slide 10, pain 4 | \
    unmet | 1
no cap in a danger | setback | at_least: 2 | 1 swing 10, pain 9 | unmet | -
not rated, left out | setback | at_least: 2, missing: ignore | 1 slide 10 | unmet | -
one rated, one left out | setback | at_least: 2, last: 2 sessions, missing: ignore | \
    1 slide 10; 2 slide 10, pain 5 | met | 2
what is medicated is not left out | setback | at_least: 2, missing: ignore | \
    1 slide 10, pain 2, medicated yes | unknown | -1..7
""",
    declares=SLIDES,
    exercises="[{do: slide, reps: 10}, {do: swing, reps: 10}]",
)

# ---------------------------------------------------------------- plateau

PLATEAU = cases(
    Plateau,
    """
shows | gate | criterion | log | verdict | value
a session below the limit | advance | of: aslr, at_most: 2 | \
    1 all, aslr 60; 2 all, aslr 62; 3 all, aslr 61 | met | 1
at the limit | advance | of: aslr, at_most: 2 | \
    1 all, aslr 60; 2 all, aslr 62; 3 all, aslr 61; 4 all, aslr 62 | met | 2
a session above it | advance | of: aslr, at_most: 2 | \
    1 all, aslr 60; 2 all, aslr 62; 3 all, aslr 61; 4 all, aslr 62; 5 all | unmet | 3
the first one is the first best | advance | of: aslr, at_most: 2 | 1 all, aslr 60 | met | 0
improved on the date asked | advance | of: aslr, at_most: 2 | \
    1 all, aslr 60; 2 all, aslr 59; 3 all, aslr 60.1 | met | 0
better than before, not than the best | advance | of: aslr, at_most: 2 | \
    1 all, aslr 70; 2 all, aslr 50; 3 all, aslr 60; 4 all, aslr 65 | unmet | 3
by no more than 5 | advance | of: aslr, by: 5, at_most: 1 | \
    1 all, aslr 60; 2 all, aslr 65; 3 all, aslr 66 | unmet | 2
by just more than 5 | advance | of: aslr, by: 5, at_most: 1 | \
    1 all, aslr 60; 2 all, aslr 65.1; 3 all, aslr 66 | met | 1
a slow creep is none | advance | of: aslr, by: 5, at_most: 1 | \
    1 all, aslr 60; 2 all, aslr 65; 3 all, aslr 70 | unmet | 2
where less is better | advance | of: {pain: {moment: test}}, at_most: 1 | \
    1 all, pain_test 5; 2 all, pain_test 3; 3 all, pain_test 4 | met | 1
a day without training is no session | advance | of: aslr, at_most: 1 | \
    1 all, aslr 60; 2 aslr 50; 3 all, aslr 55 | met | 1
what it measured counts | advance | of: aslr, at_most: 0 | 1 all, aslr 60; 2 aslr 70; 3 all | \
    met | 0
its own window | advance | of: {aslr: {within: 1 day}}, at_most: 2 | \
    1 all, aslr 60; 2 all; 4 all, aslr 60 | met | 2
before the stage | advance | of: aslr, at_most: 1 | \
    1 all, aslr 70 // 2 all, aslr 60; 3 all, aslr 60 | met | 1
the first not known | advance | of: aslr, at_most: 1 | 1 all; 2 all, aslr 60; 3 all | unknown | \
    1..2
the first not known, either way | advance | of: aslr, at_most: 2 | \
    1 all; 2 all, aslr 60; 3 all | met | 1..2
one between not known | advance | of: pain, at_most: 1 | 1 all, pain 5; 2 all; 3 all, pain 5 | \
    unknown | 1..2
one not known, and better then | advance | of: pain, at_most: 0 | \
    1 all, pain 5; 2 all; 3 all, pain 0 | unknown | 0..1
one not known, and best for sure | advance | of: aslr, at_most: 1 | \
    1 all, aslr 60; 2 all, aslr 180; 3 all, aslr 20 | met | 1
medicated is not known | advance | of: pain, at_most: 1 | \
    1 all, pain 5; 2 all, pain 4, medicated yes; 3 all, pain 5 | unknown | 1..2
medicated, and no better for sure | advance | of: pain, at_most: 1 | \
    1 all, pain 5; 2 all, pain 5, medicated yes; 3 all, pain 5 | unmet | 2
none known | advance | of: aslr, at_most: 0 | 1 all; 2 all | unknown | 0..1
no training | advance | of: aslr, at_most: 2 | 1 aslr 60 | unknown | 0..
one to come may have been the best | advance | of: aslr, at_most: 1, last: 3 sessions | \
    1 all, aslr 60; 2 all, aslr 62 | unknown | 0..2
one to come, either way | advance | of: aslr, at_most: 2, last: 3 sessions | \
    1 all, aslr 60; 2 all, aslr 62 | met | 0..2
the last three alone | advance | of: aslr, at_most: 1, last: 3 sessions | \
    1 all, aslr 90; 2 all, aslr 60; 3 all, aslr 70; 4 all, aslr 70 | met | 1
a session below the danger | refer | of: aslr, at_least: 3 | 1 all, aslr 60; 2 all; 3 all | \
    unmet | 2
at the danger | refer | of: aslr, at_least: 3 | 1 all, aslr 60; 2 all; 3 all; 4 all | met | 3
a session more | refer | of: aslr, at_least: 3 | 1 all, aslr 60; 2 all; 3 all; 4 all; 5 all | \
    met | 4
sessions not there to log | refer | of: aslr, at_least: 3, last: 5 sessions | \
    1 all, aslr 60; 2 all, aslr 60 | unmet | 1
one between not known, a danger | refer | of: pain, at_least: 2 | \
    1 all, pain 5; 2 all; 3 all, pain 5 | unknown | 1..2
one between left out | refer | of: pain, at_least: 2, missing: ignore | \
    1 all, pain 5; 2 all; 3 all, pain 5 | met | 2
all of it left out | refer | of: aslr, at_least: 1, missing: ignore | 1 all; 2 all | unmet | -
nothing to read | refer | of: aslr, at_least: 0 | 1 aslr 60 | unmet | -
""",
)
PLATEAU_OF_A_MEASURE = cases(
    Plateau,
    """
shows | gate | criterion | log | verdict | value
where less is better | advance | of: {measure: {of: h_test}}, by: 10, at_most: 1 | \
    1 all, h_test 50; 2 all, h_test 39.9; 3 all, h_test 39 | met | 1
by no more than 10 | advance | of: {measure: {of: h_test}}, by: 10, at_most: 1 | \
    1 all, h_test 50; 2 all, h_test 40; 3 all, h_test 39 | unmet | 2
of no range, one not known | advance | of: {measure: {of: reach}}, at_most: 1 | \
    1 all; 2 all, reach 5; 3 all | unknown | 1..2
of yes | advance | of: {measure: {of: squat_ok}}, at_most: 1 | \
    1 all, squat_ok no; 2 all, squat_ok yes; 3 all | met | 1
of symmetry | refer | of: {symmetry: {of: hop}}, at_least: 2 | \
    1 all, hop 90, hop_other 100; 2 all, hop 80; 3 all, hop 90 | met | 2
""",
    declares=MEASURES,
)

# ---------------------------------------------------------------- cut_short

CUT_SHORT = cases(
    CutShort,
    """
shows | gate | criterion | log | verdict | value
one below the limit | advance | at_most: 1 | 1 all; 2 all; 3 all | met | 0
at the limit | advance | at_most: 1 | 1 all; 2 heel-dig 20, cut_short pain; 3 all | met | 1
one above it | advance | at_most: 1 | \
    1 heel-dig 20, cut_short pain; 2 heel-dig 20, cut_short pain; 3 all | unmet | 2
1 is not below 1 | advance | below: 1 | 1 all; 2 heel-dig 20, cut_short pain; 3 all | unmet | 1
for another reason | advance | at_most: 0 | 1 all; 2 heel-dig 20, cut_short time; 3 all | met | 0
another reason asked for | advance | why: time, at_most: 0 | \
    1 all; 2 heel-dig 20, cut_short time; 3 all | unmet | 1
pain where another is asked for | advance | why: other, at_most: 0 | \
    1 all; 2 heel-dig 20, cut_short pain; 3 all | met | 0
all was done, and a reason said | advance | at_most: 0 | 1 all; 2 all, cut_short pain; 3 all | \
    unmet | 1
not all done, no reason | advance | at_most: 0 | 1 all; 2 heel-dig 29; 3 all | unknown | 0..1
of unknown amount, no reason | advance | at_most: 0 | 1 all; 2 heel-dig; 3 all | unknown | 0..1
no reason, either way | advance | at_most: 1 | 1 all; 2 heel-dig 29; 3 all | met | 0..1
two without a reason, one with | advance | at_most: 0 | \
    1 heel-dig 20; 2 heel-dig 20, cut_short pain; 3 heel-dig 20 | unmet | 1..3
two reasons of one date | advance | at_most: 0 | \
    1 all; 2 heel-dig 10, cut_short time; 2 heel-dig 5, cut_short pain; 3 all | unmet | 1
two rows of one date, one reason | advance | at_most: 0 | \
    1 all; 2 heel-dig 10; 2 heel-dig 5, cut_short time; 3 all | met | 0
a row of the other leg | advance | at_most: 0 | \
    1 all; 2 all; 2 side left, heel-dig 10, cut_short pain; 3 all | met | 0
before the last three | advance | at_most: 0 | \
    1 heel-dig 20, cut_short pain; 2 all; 3 all; 4 all | met | 0
cut short before any of it was done | advance | at_most: 0 | \
    1 all; 2 bridge 5, cut_short pain; 3 all; 4 all | unmet | 1
one to come | advance | at_most: 0 | 1 all; 2 all | unknown | 0..
one to come, too many already | advance | at_most: 0 | 1 all; 2 heel-dig 20, cut_short pain | \
    unmet | 1..
before the stage | advance | at_most: 0, last: stage | 1 heel-dig 20, cut_short pain // 2 all | \
    met | 0
no training | advance | at_most: 0, last: stage | 1 pain 1 | unknown | 0..
one below the danger | setback | at_least: 2 | 1 heel-dig 20, cut_short pain; 2 all | unmet | 1
at the danger | setback | at_least: 2 | \
    1 heel-dig 20, cut_short pain; 2 heel-dig 20, cut_short pain | met | 2
one more | setback | at_least: 2 | \
    1 heel-dig 20, cut_short pain; 2 heel-dig 20, cut_short pain; \
    3 heel-dig 20, cut_short pain | met | 3
no reason in a danger | setback | at_least: 2 | 1 heel-dig 20; 2 heel-dig 20, cut_short pain | \
    unknown | 1..2
no reason, left out | setback | at_least: 2, missing: ignore | \
    1 heel-dig 20; 2 heel-dig 20, cut_short pain | unmet | 1
nothing to read | setback | at_most: 3 | 1 pain 1 | unmet | -
""",
)

# ---------------------------------------------------------------- pain: medication, quality

PAIN = cases(
    Pain,
    """
shows | gate | criterion | log | verdict | value
medicated is the least that it was | advance | at_most: 3 | 1 all, pain 2, medicated yes | \
    unknown | 2..10
medicated, too bad already | advance | at_most: 3 | 1 all, pain 4, medicated yes | unmet | 4..10
medicated, any would pass | advance | at_most: 10 | 1 all, pain 4, medicated yes | met | 4..10
not medicated | advance | at_most: 3 | 1 all, pain 2, medicated no | met | 2
medicated in another row | advance | at_most: 3 | 1 all, pain 2; 1 medicated yes, aslr 60 | \
    unknown | 2..10
medicated in a row of the other leg | advance | at_most: 3 | \
    1 all, pain 2; 1 side left, medicated yes, aslr 80 | unknown | 2..10
medicated on another date | advance | at_most: 3 | 1 medicated yes, aslr 60; 2 all, pain 2 | \
    met | 2
medicated and not rated | advance | at_most: 3 | 1 all, medicated yes | unknown | 0..10
medicated and 10 | advance | at_most: 3 | 1 all, pain 10, medicated yes | unmet | 10
another moment on that date | advance | moment: morning, at_most: 3 | \
    1 all, pain_morning 1, medicated yes | unknown | 1..10
the newest on that date | advance | moment: walking, at_most: 3 | \
    1 pain_walking 1, medicated yes; 2 all | unknown | 1..10
one medicated, one not | advance | at_most: 3, last: 2 sessions | \
    1 all, pain 1, medicated yes; 2 all, pain 2 | unknown | 2..10
a cramp is no strain pain | advance | at_most: 3 | 1 all, pain 1, quality cramp | unknown | 0..10
a cramp beside a rating | advance | at_most: 3 | 1 all, pain 2; 1 pain 9, quality cramp | met | 2
an ache is strain pain | advance | at_most: 3 | 1 all, pain 4, quality ache | unmet | 4
any counts a cramp | advance | quality: any, at_most: 3 | \
    1 all, pain 2; 1 pain 9, quality cramp | unmet | 9
a cramp asked for | advance | quality: cramp, at_most: 3 | 1 all, pain 2, quality cramp | met | 2
of that quality, just below | advance | quality: sharp, at_most: 3 | \
    1 all, pain 2.9, quality sharp | met | 29/10
of that quality, at the limit | advance | quality: sharp, at_most: 3 | \
    1 all, pain 3, quality sharp | met | 3
of that quality, just above | advance | quality: sharp, at_most: 3 | \
    1 all, pain 3.1, quality sharp | unmet | 31/10
of another quality | advance | quality: sharp, at_most: 3 | 1 all, pain 9, quality ache | met | 0
of no quality that is named | advance | quality: sharp, at_most: 3 | 1 all, pain 4 | unknown | 0..4
of no quality, too little either way | advance | quality: sharp, at_most: 3 | 1 all, pain 3 | \
    met | 0..3
of no quality, and 0 | advance | quality: sharp, at_most: 0 | 1 all, pain 0 | met | 0
one named, one not | advance | quality: sharp, at_most: 3 | \
    1 all, pain 4, quality sharp; 1 pain 6 | unmet | 4..6
unrated, of a quality | advance | quality: sharp, at_most: 3 | 1 all, quality sharp | unknown | \
    0..10
medicated just below the danger | setback | at_least: 6 | 1 all, pain 5.9, medicated yes | \
    unknown | 59/10..10
medicated at the danger | setback | at_least: 6 | 1 all, pain 6, medicated yes | met | 6..10
medicated is not left out | setback | at_least: 6, missing: ignore | \
    1 all, pain 2, medicated yes | unknown | 2..10
a cramp, left out | setback | at_least: 6, missing: ignore | 1 all, pain 9, quality cramp | \
    unmet | -
of no quality in a danger | setback | quality: sharp, at_least: 4 | 1 all, pain 4 | unknown | 0..4
of no quality, just below the danger | setback | quality: sharp, at_least: 4 | 1 all, pain 3.9 | \
    unmet | 0..39/10
of no quality, left out | setback | quality: sharp, at_least: 4, missing: ignore | \
    1 all, pain 4 | unmet | -
one named, the other left out | setback | quality: sharp, at_least: 4, missing: ignore | \
    1 all, pain 4, quality sharp; 1 pain 6 | met | 4
""",
)
PAIN_SETTLING = cases(
    Pain,
    """
shows | gate | criterion | log | verdict | value
a rating of the date asked counts | advance | at_most: 3 | 1 all, pain 2; 2 all, pain 7 | unmet | 7
one that is not rated is owed | advance | at_most: 3 | 1 all, pain 2; 2 all | unknown | 2..10
the work of the date is not the window's | advance | at_most: 3 | 1 all, pain 2 | unknown | 2..10
the next date brings it in | advance | at_most: 3 | 1 all, pain 2; 2 pain_morning 1 | met | 2
after training, at once | advance | moment: after, at_most: 3 | \
    1 all, pain_after 2; 2 all, pain_after 7 | unmet | 7
""",
    declares="settle: next morning",
)

TABLES: dict[str, tuple[Case, ...]] = {
    "rest": REST + REST_SETTLING,
    "symmetry": SYMMETRY + SYMMETRY_OVER_A_GAP + SYMMETRY_OF_A_MEASURE,
    "flare": FLARE,
    "trend": TREND + TREND_OF_A_MEASURE,
    "measure": MEASURE + MEASURE_WORST + MEASURE_MEAN,
    "since_injury": SINCE_INJURY,
    "gap": GAP + GAP_OVER_A_LAPSE,
    "over_cap": OVER_CAP,
    "plateau": PLATEAU + PLATEAU_OF_A_MEASURE,
    "cut_short": CUT_SHORT,
    "pain": PAIN + PAIN_SETTLING,
}
NEVER_UNKNOWN_IN_A_DANGER = {"gap"}
EVERY_CASE = [
    pytest.param(case, id=f"{id}: {case.criterion}: {case.shows}")
    for id, table in TABLES.items()
    for case in table
]


@pytest.mark.parametrize("case", EVERY_CASE)
def test_a_rule_measures_what_its_table_says(case: Case) -> None:
    case.check()
    explained = case.explained()
    exact = case.value is not None and not isinstance(case.value, tuple)
    assert (explained.unknown is None) is exact
    assert case.asking is not None
    assert case.asking.criterion.ask(case.asking.view()) is explained.verdict


@pytest.mark.parametrize("id", TABLES)
def test_a_table_has_met_unmet_and_unknown_rows_for_either_kind_of_gate(id: str) -> None:
    there = {(case.gate == "advance", case.verdict) for case in TABLES[id]}
    wanted = {(advance, outcome) for advance in (True, False) for outcome in Outcome}
    if id in NEVER_UNKNOWN_IN_A_DANGER:
        wanted.remove((False, Outcome.UNKNOWN))
    assert there == wanted


@pytest.mark.parametrize("id", TABLES)
def test_a_table_is_of_its_own_rule(id: str) -> None:
    kind = installed_rules()[id].load()
    asked = {type(case.asking.criterion.rule) for case in TABLES[id] if case.asking}
    assert asked == {kind}


@pytest.mark.parametrize("id", TABLES)
def test_a_rule_has_rows_of_what_is_left_out_where_that_may_be_said(id: str) -> None:
    ignored = [case for case in TABLES[id] if "missing: ignore" in case.criterion]
    assert bool(ignored) is installed_rules()[id].load().may_ignore


@pytest.mark.parametrize(
    "kind", [CutShort, Flare, Gap, OverCap, Rest, SinceInjury], ids=lambda kind: kind.__name__
)
def test_what_is_missing_is_left_out_in_a_danger_alone(kind: type) -> None:
    """In an advance gate, and by a rule for which it means nothing, it is refused."""
    gate = "advance" if kind.may_ignore else "setback"
    table = f"""
shows | gate | criterion | log | verdict | value
left out | {gate} | at_least: 1, missing: ignore | 1 all | met | 3
"""
    with pytest.raises(KitError, match="missing"):
        cases(kind, table)
