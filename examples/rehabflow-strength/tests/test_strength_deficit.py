"""What strength_deficit measures, case by case, and that it keeps to what every rule has to."""

from collections.abc import Callable

import pytest
from rehabflow_strength.strength_deficit import StrengthDeficit

from rehabflow.testing import Case, cases, check_rule, conformance
from rehabflow.testing.kit_error import KitError

FORCES = """
measures:
  f: {title: Knee flexors, unit: N, range: [0, 900], better: higher, of_day: best}
  open: {unit: N, better: higher}
  h_test: {range: [0, 100], better: lower}
"""
# Numbered days, what was logged on them, and the answer on the last of them. Before `//` is before
# the stage, which was entered by an advance; by a setback where it says so.
MEASURED = cases(
    StrengthDeficit,
    """
shows                   | criterion          | log                               | verdict | value
just below the limit    | of: f, below: 20%  | 1 f 200.1, f_other 250            | met     | 499/25
at the limit            | of: f, below: 20%  | 1 f 200, f_other 250              | unmet   | 20
just above it           | of: f, below: 20%  | 1 f 199.9, f_other 250            | unmet   | 501/25
stronger than the other | of: f, at_most: 0% | 1 f 275, f_other 250              | met     | -10
no strength at all      | of: f, below: 20%  | 1 f 0, f_other 250                | unmet   | 100
the best try of the day | of: f, below: 20%  | 1 f 150, f_other 250; 1 f 225     | met     | 10
a row of the other leg  | of: f, below: 20%  | 1 f 225; 1 side left, f 250       | met     | 10
a week ago              | of: f, below: 20%  | 1 f 225, f_other 250; 8 all       | met     | 10
a day longer ago        | of: f, below: 20%  | 1 f 225, f_other 250; 9 all       | unknown | ..100
over an advance         | of: f, below: 20%  | 1 f 225, f_other 250 // 3 all     | met     | 10
not over a setback      | of: f, below: 20%  | 1 f 9, f_other 10 /setback/ 3 all | unknown | ..100
never tested            | of: f, below: 20%  | 1 all                             | unknown | ..100
one leg alone           | of: f, below: 20%  | 1 f 250                           | unknown | ..100
each leg on its own day | of: f, below: 20%  | 1 f_other 250; 2 f 250            | unknown | ..100
one leg alone, later    | of: f, below: 20%  | 1 f 250, f_other 250; 2 f 100     | unknown | ..100
the other has none      | of: f, below: 20%  | 1 f 200, f_other 0                | unknown | ..100
""",
    declares=FORCES,
)
WITH_AN_ERROR = cases(
    StrengthDeficit,
    """
shows              | criterion                      | log                  | verdict | value
low either way     | of: f, error: 20, below: 30%   | 1 f 300, f_other 250 | met     | -80..20
much either way    | of: f, error: 20, below: 30%   | 1 f 100, f_other 250 | unmet   | 40..220/3
it could be either | of: f, error: 20, below: 30%   | 1 f 200, f_other 250 | unknown | -20..140/3
just low enough    | of: f, error: 20, at_most: 20% | 1 f 300, f_other 250 | met     | -80..20
just not           | of: f, error: 20, below: 20%   | 1 f 300, f_other 250 | unknown | -80..20
""",
    declares=FORCES,
)
IN_A_DANGER = cases(
    StrengthDeficit,
    """
shows | gate | criterion | log | verdict | value
just below | setback | of: f, at_least: 30 | 1 f 70.1, f_other 100 | unmet | 299/10
at it | setback | of: f, at_least: 30 | 1 f 70, f_other 100 | met | 30
just above it | setback | of: f, at_least: 30 | 1 f 69.9, f_other 100 | met | 301/10
never tested | setback | of: f, at_least: 30 | 1 all | unknown | ..100
one leg alone | setback | of: f, at_least: 30 | 1 f 10 | unknown | ..100
none, left out | setback | of: f, at_least: 30, missing: ignore | 1 all | unmet | -
one alone, left out | setback | of: f, at_least: 30, missing: ignore | 1 f 10 | unmet | -
the older one | setback | of: f, at_least: 30, missing: ignore | 1 f 1, f_other 2; 2 f 1 | met | 50
""",
    declares=FORCES,
)


@pytest.mark.parametrize("case", [*MEASURED, *WITH_AN_ERROR, *IN_A_DANGER], ids=str)
def test_strength_deficit(case: Case) -> None:
    case.check()


@conformance(StrengthDeficit)
def test_it_keeps_to_what_every_rule_has_to(check: Callable[[], None]) -> None:
    check()


def test_it_does_with_an_error_too() -> None:
    check_rule(StrengthDeficit(of="flexors", error=7))


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ("of: h_test, below: 20%", "h_test is no strength"),
        ("of: open, below: 20%", "open is no strength"),
        ("of: g, below: 20%", "there is no measure `g`"),
        ("of: f, error: 100, below: 20%", "an error of 100 % is none"),
    ],
)
def test_what_it_cannot_measure_is_refused_when_a_protocol_is_read(
    criterion: str, said: str
) -> None:
    table = f"shows | criterion | log | verdict | value\nrefused | {criterion} | 1 all | met | 1"
    with pytest.raises(KitError, match=said):
        cases(StrengthDeficit, table, declares=FORCES)
