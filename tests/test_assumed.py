"""Assumptions as people write them: what can be said, and where mistakes are told."""

from __future__ import annotations

import pytest

from rehabflow import load_protocol
from rehabflow.errors import RehabflowError
from rehabflow.simulation import Assumptions, Trait, read_assumptions
from rehabflow.simulation.assumed import assumed_also, fields_known

KNOWN = fields_known([load_protocol("aspetar"), load_protocol("aspetar")])


def read(text: str) -> Assumptions:
    return read_assumptions(text.encode(), "ours.yaml", KNOWN)


def test_what_is_not_said_is_as_usual() -> None:
    assert read("missed: 0.3\n") == Assumptions(missed=0.3)
    assert read("train_every: 1\n") == Assumptions(train_every=1)


def test_the_fields_are_those_with_numbers_and_the_measures_of_the_protocols() -> None:
    assert {"pain", "aslr_other", "run_percent", "run_percent_other"} & set(KNOWN)
    assert "note" not in KNOWN
    assert len(KNOWN) == len(set(KNOWN))


def test_a_field_says_how_it_reads() -> None:
    us = read(
        "fields:\n  aslr: {hurt: 50, healed: 84.5}\n  pain: {hurt: 9, healed: 1, noise: 2}\n"
    )
    assert us.fields == {"aslr": Trait(50, 84.5), "pain": Trait(9, 1, 2)}


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("misssed: 1", (1, 1), "RF904"),
        ("missed: a lot", (1, 9), "RF905"),
        ("missed: true", (1, 9), "RF905"),
        ("missed: [1]", (1, 9), "RF905"),
        ("missed: 3", (1, 9), "RF905"),
        ("begins: 1.5", (1, 9), "RF905"),
        ("- missed", (1, 1), "RF905"),
        ("fields: 3", (1, 9), "RF905"),
        ("fields: {alsr: {hurt: 1, healed: 2}}", (1, 10), "RF904"),
        ("fields: {aslr: {hurts: 1, healed: 2}}", (1, 17), "RF904"),
        ("fields: {aslr: {hurt: 1}}", (1, 16), "RF905"),
        ("fields: {aslr: 3}", (1, 16), "RF905"),
        ("fields: {aslr: {hurt: x, healed: 2}}", (1, 23), "RF905"),
        ("fields: {aslr: {hurt: 1, healed: 2, noise: -1}}", (1, 16), "RF905"),
        ("fields: {aslr: {hurt: 1, healed: 2, spread: -0.5}}", (1, 16), "RF905"),
        ("fields: {aslr: {hurt: 1, healed: 200000000}}", (1, 16), "RF905"),
        ("missed: 1\nmissed: 1", (2, 1), "RF306"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, place: tuple[int, int], code: str) -> None:
    with pytest.raises(RehabflowError) as raised:
        read(text + "\n")
    (problem,) = raised.value.problems
    assert (problem.line, problem.column, problem.code) == (*place, code)


def test_all_mistakes_are_told_at_once_with_the_nearest_name() -> None:
    with pytest.raises(RehabflowError) as raised:
        read("misssed: 1\nsilent: 2\nfields: {alsr: {}}\n")
    hints = [each.hint for each in raised.value.problems]
    assert hints == ["did you mean 'missed'?", "", "did you mean 'aslr'?"]


def test_what_is_said_later_stands() -> None:
    us = assumed_also(Assumptions(missed=0.5, silent=0.5), ["missed=0.1", "missed=0.2"])
    assert (us.missed, us.silent) == (0.2, 0.5)
