"""Tables of cases, as the author of a rule writes them."""

from __future__ import annotations

import pytest
from faulty import Worst
from rehabflow_rules.aslr import Aslr
from rehabflow_rules.pain import Pain
from rehabflow_rules.reps import Reps
from rehabflow_rules.rest import Rest
from rehabflow_rules.since_injury import SinceInjury
from rehabflow_rules.time_in_stage import TimeInStage

from rehabflow.testing import Case, cases
from rehabflow.testing.kit_error import KitError

HEAD = "shows | criterion | log | verdict | value\n"
GOOD = """
shows            | criterion                    | log                            | verdict | value
3 is at most 3   | at_most: 3                   | 1 all, pain 3                  | met     | 3
the newest alone | at_most: 3                   | 1 all, pain 9; 2 all, pain 2.5 | met     | 2.5
4 is more        | at_most: 3                   | 1 all, pain 4                  | unmet   | 4
unrated          | at_most: 3                   | 1 all                          | unknown | 0..10
an earlier stage | at_most: 3                   | 1 all, pain 9 // 2 all, pain 1 | met     | 1
over two         | at_most: 3, last: 2 sessions | 1 all, pain 1; 2 all, pain 2   | met     | 2
another moment   | moment: morning, at_most: 3  | 1 all, pain 9, pain_morning 3  | met     | 3
"""

PAIN = cases(Pain, GOOD)
REPS = cases(
    Reps,
    """
shows        | gate    | criterion                   | log                     | verdict | value
half, twice  | advance | at_least: 60%  | 1 bridge 10; 2 bridge 5+5; 3 all   | met     | 200/3
two rows     | advance | at_least: 100%, last: 1 day | 1 bridge 1x10; 1 bridge 2x5 | met     | 100
a short hold | advance | at_least: 1%, last: 1 day   | 1 bridge 2x10 @3s       | unmet   | 0
no amount    | setback | below: 50%                  | 1 bridge                | unknown | 0..100
nothing yet  | refer   | below: 50%                  | 1 aslr 60               | unmet   | -
""",
    exercises="[{do: bridge, sets: 2, reps: 10, hold: 5}]",
)
OWN = cases(
    Worst,
    """
shows        | criterion  | log                       | verdict | value
not installed | at_most: 3, last: 1 day | 1 all, pain 3 | met    | 3
of the leg   | at_most: 3 | 1 all, pain 4; 1 side left, pain 9 | unmet | 4..10
nothing yet  | at_most: 3 | 1 note nothing            | unknown | 0..10
""",
)


@pytest.mark.parametrize("case", [*PAIN, *REPS, *OWN], ids=str)
def test_a_case_holds(case: Case) -> None:
    case.check()


def test_an_open_end_is_written_as_nothing() -> None:
    row = "open | at_least: 3 | 1 all | met | 3.."
    made = cases(
        TimeInStage,
        HEAD + row + "\nb | is: 3 | 2 all | unmet | ..\nc | is: 3 | 3 all | unknown | 1",
    )
    assert [case.value for case in made] == [(3, None), None, 1]


def test_a_parameter_may_stand_in_the_rule_or_in_the_row() -> None:
    assert [
        str(case)
        for case in cases(
            Aslr(),
            HEAD
            + """a | side: other, at_least: 80 | 1 aslr_other 80 | met | 80
b | at_least: 80 | 1 aslr 79 | unmet | 79
c | at_least: 80 | 1 all | unknown | 0..180""",
        )
    ] == ["a", "b", "c"]


def test_a_log_says_when_the_injury_was_and_a_reinjury_sets_it_anew() -> None:
    table = (
        HEAD
        + """before the stage | at_least: 3 | injury 1; 2 all // 4 all | met | 3
in the stage     | at_least: 3 | 2 all; injury 2; 4 all            | unmet | 2
anew             | at_least: 3 | injury 1; 3 event reinjury; 5 all | unmet | 2
not said         | at_least: 3 | 4 all                             | unknown | 0.."""
    )
    for case in cases(SinceInjury, table):
        case.check()


def test_a_setback_hides_the_newest_values_before_it_and_an_advance_does_not() -> None:
    table = (
        HEAD
        + """advance | at_least: 70 | 1 aslr 70 // 2 all | met | 70
setback | at_least: 70 | 1 aslr 70 /setback/ 2 all | unknown | 0..180
anew    | at_least: 70 | 1 aslr 70 /setback/ 2 aslr 60 | unmet | 60"""
    )
    for case in cases(Aslr, table):
        case.check()


def test_what_lies_before_a_gap_is_hidden_where_the_protocol_says_so() -> None:
    table = (
        HEAD
        + """before the gap | at_least: 70 | 1 all, aslr 70; 6 all | unknown | 0..180
no gap         | at_least: 70 | 1 all, aslr 70; 5 all | met | 70
after the gap  | at_least: 70 | 1 all, aslr 70; 6 all, aslr 60 | unmet | 60"""
    )
    for case in cases(Aslr, table, declares="lapse_after: 4 days"):
        case.check()


def test_a_day_may_have_a_time_with_its_zone() -> None:
    table = (
        "shows | gate | criterion | log | verdict | value\n"
        """an hour less | setback | below: 35 | 28T20:00+01:00 all; 30T07:00+02:00 all | met | 34
exactly      | setback | below: 35 | 28T20:00+01:00 all; 30T08:00+02:00 all | unmet | 35
one alone    | advance | at_least: 1 | 28T20:00+01:00 all | unknown | 0.."""
    )
    for case in cases(Rest, table):
        case.check()


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("3 is not 4 | at_most: 3 | 1 all, pain 3 | met | 4", "expected met, 4; found met, 3"),
        ("met after all | at_most: 3 | 1 all, pain 3 | unmet | 3", "expected unmet, 3; found met"),
        (
            "a range | at_most: 3 | 1 all | unknown | 3",
            "expected unknown, 3; found unknown, 0..10",
        ),
        ("nothing | at_most: 3 | 1 all, pain 3 | met | -", "expected met, no value; found"),
    ],
)
def test_a_case_that_does_not_hold_says_what_was_found(row: str, found: str) -> None:
    *_, case = cases(Pain, GOOD + row)
    with pytest.raises(AssertionError, match=found):
        case.check()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("shows | limit | log | verdict | value", "RF710 `limit` is no column"),
        ("shows | criterion | log | verdict | verdict", "RF710 `verdict` stands twice"),
        ("shows | criterion | log | verdict", "RF710 there is no column `value`"),
        (HEAD + "a | at_most: 3 | 1 all | met", "RF711 the row has 4 cells, and there are 5"),
        (HEAD + "a | at_most: 3 | | met | 3", "RF711 the cell under `log` is empty"),
        (
            GOOD + "unrated | at_most: 2 | 1 all | met | 3",
            "table:8: RF712 this says the same as row 4",
        ),
        (
            GOOD + "again | at_most: 3 | 1 all | unknown | 0..10",
            "RF712 this says the same as row 4",
        ),
        (HEAD + "a | at_most: 3 | 1 all, pain 3 | met | 3", "RF713 no row is unmet or unknown"),
        (HEAD + "a | at_most: 3 | 1 all | mett | 3", "RF714 `mett` is no verdict"),
        (HEAD + "a | at_most: 3 | 1 all | met | three", "RF714 `three` is no value"),
        (HEAD + "a | at_most: 3 | all | met | 3", "RF714 `all` does not begin with the number"),
        (
            HEAD + "a | at_most: 3 | 1 all, pian 3 | met | 3",
            "RF714 `pian 3` .* did you mean 'pain'",
        ),
        (
            HEAD + "a | at_most: 3 | 1 all, slept well | met | 3",
            "RF714 `slept well` names neither",
        ),
        (
            HEAD + "a | at_most: 3 | 1 all // injury 3 | met | 3",
            "RF714 `1 all // injury 3` logs nothing in the stage",
        ),
        (HEAD + "a | at_mots: 3 | 1 all | met | 3", "RF715 a: `pain` has no `at_mots`; .*at_most"),
        (HEAD + "a | at_most: [3 | 1 all | met | 3", "RF715 a: "),
        (HEAD + "a | at_most: 3 | 1 pain 11 | met | 3", "RF715 a: pain is '11', outside 0 to 10"),
        (
            "gate | " + HEAD + "advnce | a | at_most: 3 | 1 all | met | 3",
            "RF714 `advnce` is no gate",
        ),
    ],
)
def test_a_table_that_shows_nothing_is_refused(table: str, said: str) -> None:
    with pytest.raises(KitError, match=said):
        cases(Pain, table)
