"""The shared exercise catalogue says what its sources say: every exercise of them, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rehabflow.entry import name_key
from rehabflow.prescription import KINDS, Exercise
from rehabflow.readers.protocol import shared_exercises

DATA = Path(__file__).parent / "data"
Facts = dict[str, tuple[str, str]]
"""The kind and the title of each fact, by its id."""


def facts(file: str) -> Facts:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()[1:]
    return {id: (kind, title) for id, kind, title in (line.split("\t") for line in lines)}


ARTICLES = facts("fact_ids.tsv")
PUBLISHED = facts("published_ids.tsv")
ROWS = {id: title for id, (kind, title) in ARTICLES.items() if kind == "exercise"}
EXERCISES = {each.id: each for each in shared_exercises()}


def of(row: str) -> list[Exercise]:
    """The exercises that paraphrase a row of the articles."""
    return [each for each in EXERCISES.values() if row in each.about["from"]]


def rows_of(exercise: Exercise) -> list[str]:
    return [id for id in exercise.about["from"] if id in ROWS]


def inside(value: Any, name: str) -> Iterator[Any]:
    """Every value of a name, at any depth."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == name:
                yield each
            yield from inside(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from inside(each, name)


def rows(text: str) -> list[str]:
    """`S0.3-5 S1.2` is S0.3, S0.4, S0.5 and S1.2."""
    found: list[str] = []
    for part in text.split():
        article, _, span = part.partition(".")
        first, _, last = span.partition("-")
        found += [f"{article}.{at}" for at in range(int(first), int(last or first) + 1)]
    return found


# ---------------------------------------------------------------- where it comes from


def test_every_exercise_of_the_articles_is_in_the_catalogue() -> None:
    assert len(ROWS) == 69
    assert [row for row in ROWS if not of(row)] == []


@pytest.mark.parametrize("id", ["B1", "B2", "B3", "B5", "B7"])
def test_the_published_protocols_are_in_the_catalogue(id: str) -> None:
    assert len(of(id)) >= 5


# What the facts call one movement: SX.5 and SX.16 the Nordic, SX.14 the one-legged deadlift.
ONE_MOVEMENT = {
    "nordic": ["S2.14", "S3.2"],
    "single-leg-deadlift": ["S3.4", "S4.12"],
}


def test_the_catalogue_names_no_fact_that_there_is_not() -> None:
    told = [dict(each.about) for each in EXERCISES.values()]
    named = {id for about in told for ids in inside(about, "from") for id in ids}
    assert named - ARTICLES.keys() - PUBLISHED.keys() == set()


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_an_exercise_comes_from_one_row_or_from_a_published_protocol(exercise: Exercise) -> None:
    found = rows_of(exercise)
    assert len(found) <= 1 or found == ONE_MOVEMENT[exercise.id]
    assert found or any(id.startswith("B") for id in exercise.about["from"])


@pytest.mark.parametrize(
    "group",
    [
        "S0.4 S2.2 S2.3 S2.11 S2.12 S2.13 S3.5 S3.7 S4.3 S4.5 S4.6",
        "S1.6 S2.8 S4.2",
        "S1.3 S3.16",
        "S0.7-10 S3.10",
        "S1.10 S3.1",
        "S2.7 S3.6 S4.1",
    ],
)
def test_one_name_of_different_movements_is_nobodys(group: str) -> None:
    """SX.14: what two articles call alike may be two movements."""
    found = [{each.id for each in of(row)} for row in rows(group)]
    assert sum(map(len, found)) == len(set().union(*found))


@pytest.mark.parametrize(
    "name", ["hamstring curl", "single leg bridge", "ball curl", "good morning", "foam rolling"]
)
def test_a_name_that_means_several_movements_means_none(name: str) -> None:
    assert [each.id for each in EXERCISES.values() if name_key(name) in each.keys] == []


# ---------------------------------------------------------------- what it says

KIND_STATED = rows("S0.1-11 S1.1-6 S1.8 S1.10 S2.14 S3.2 S3.11-16 S4.7 S4.10 S4.17-18")
"""Rows whose source names the kind itself."""
NO_KIND = {"stationary-bike", "elliptical"}
"""None of the words fits a bicycle."""


def test_every_exercise_has_a_kind_and_every_kind_an_exercise() -> None:
    assert {each.kind for each in EXERCISES.values()} == {*KINDS, None}
    assert {id for id, each in EXERCISES.items() if each.kind is None} == NO_KIND


def test_a_kind_that_the_source_does_not_name_is_marked_as_a_choice() -> None:
    """But for S4.7 without its jump, which is another kind than the source names."""
    unmarked = {
        each.id
        for each in EXERCISES.values()
        if rows_of(each) and not str(each.about.get("choice")).startswith("kind")
    }
    stated = {each.id for row in KIND_STATED for each in of(row)}
    assert unmarked == stated - {"butt-kick-step"}


def numbers(value: object) -> set[int]:
    return {int(each) for each in re.findall("[0-9]+", str(value))}


@pytest.mark.parametrize("row", ROWS)
def test_the_numbers_of_a_row_are_in_its_dose(row: str) -> None:
    """`2-3 x 30-60 s` is there, to the number; a row without a dose has none in the catalogue."""
    said = re.sub(r"S[0-9]\.[0-9]+|Stage [0-9]|/10", "", ROWS[row])
    found = of(row)
    if "no dose" in said:
        mine = [each for each in found if rows_of(each) == [row]]
        assert [each.id for each in mine if "dose" in each.about] == []
    shown = numbers([[each.about.get("dose"), each.pain_cap, each.title] for each in found])
    assert numbers(said) <= shown


@pytest.mark.parametrize(
    ("row", "dose"),
    [
        ("S0.1", {"hold": "at least 30"}),
        ("S0.6", {"or": [{"reps": "15 to 20"}, {"hold": 30, "note": "for example"}]}),
        ("S1.4", {"reps": 10, "hold": "5 to 8"}),
        ("S1.10", {"reps": "10 to 15", "tempo": "5 s down"}),
        ("S4.2", {"sets": "up to 3", "reps": "10 to 15"}),
        ("S4.7", {"sets": "2 to 3", "time": "30 to 60 s"}),
    ],
)
def test_a_dose_is_as_the_source_gives_it(row: str, dose: dict[str, Any]) -> None:
    assert of(row)[0].about["dose"] == dose


def test_one_after_the_other_is_said_in_order() -> None:
    man = EXERCISES["running-man"].about["dose"]["then"]
    assert [(each["reps"], each["note"].split()[0]) for each in man] == [
        (10, "leg"),
        (10, "heels"),
    ]
    finisher = EXERCISES["pails-rails"].about["dose"]
    assert finisher["sets"] == 3
    assert [each["hold"] for each in finisher["then"]] == ["10 to 20", "1 to 20"]


@pytest.mark.parametrize("row", rows("S2.1-13"))
def test_the_one_dose_of_a_whole_article_is_that_of_each_of_its_exercises(row: str) -> None:
    dose = of(row)[0].about["dose"]
    assert (dose["sets"], dose["reps"]) == ("1 to 3", 10)
    assert "S2.15" in of(row)[0].about["from"]


# SX.13: whether a dose counts for each leg.
SIDES = {
    "each": rows("S0.2 S0.10 S0.11 S1.1 S1.5-7 S4.2 S4.8 S4.10 S4.12"),
    "both": rows(
        "S0.1 S0.3-9 S1.2 S1.8-10 S2.7 S2.9 S2.11-12 S2.14 S3.1-3 S3.5-6 S4.1 S4.3-4 S4.6 S4.11"
    ),
    "alternating": rows("S4.7 S4.9"),
    None: rows("S1.3-4 S2.1-6 S2.8 S2.10 S2.13 S3.7-16 S4.5 S4.13-18"),
}


@pytest.mark.parametrize("sides", SIDES)
def test_the_sides_are_said_where_the_source_says_them(sides: str | None) -> None:
    assert {of(row)[0].about.get("sides") for row in SIDES[sides]} == {sides}


def test_every_row_is_known_to_say_its_sides_or_not_to() -> None:
    said = [row for listed in SIDES.values() for row in listed]
    assert sorted([*said, "S3.4"]) == sorted(ROWS)


def test_a_pain_cap_stands_only_where_the_source_limits_pain() -> None:
    caps = {each.id: each.pain_cap for each in EXERCISES.values() if each.pain_cap is not None}
    assert caps == {
        "heel-dig": 3,
        "thigh-roll-out": 3,
        **dict.fromkeys(["standing-hamstring-stretch", "seated-forward-fold"], 0),
        **dict.fromkeys(["extender", "diver", "glider", "isotonic-curl"], 0),
    }
    words = [id for id, cap in caps.items() if cap == 0]
    assert all("pain_cap" in EXERCISES[id].about["choice"] for id in words)


# ---------------------------------------------------------------- easier and harder


def links(name: str) -> set[tuple[str, str]]:
    return {(id, to) for id, each in EXERCISES.items() for to in each.about.get(name, [])}


def test_links_go_both_ways() -> None:
    assert links("harder") == {(easier, harder) for harder, easier in links("easier")}
    assert len(links("harder")) > 25


def test_nothing_is_harder_than_itself() -> None:
    """Nor is anything that is harder than it."""
    left = links("harder")
    while left:
        hardest = {to for _, to in left} - {id for id, _ in left}
        assert hardest, left
        left = {(id, to) for id, to in left if to not in hardest}


def test_what_nobody_has_checked_is_linked_only_to_its_like() -> None:
    unchecked = {id for id, each in EXERCISES.items() if each.about.get("verified") == "no"}
    assert len(unchecked) > 10
    assert all((id in unchecked) == (to in unchecked) for id, to in links("harder"))


def test_the_ladder_of_the_physiotherapist_is_climbed_in_its_order() -> None:
    """S2.16, but for the ball curls, whose first step is fit for beginners (S2.11)."""
    ladder = [of(f"S2.{at}")[0].id for at in (1, 2, 4, 5, 6, 7, 8, 9, 10)]
    assert set(pairwise(ladder)) <= links("harder")
    ladder = [of(f"S2.{at}")[0].id for at in (11, 12, 13, 14)]
    assert set(pairwise(ladder)) <= links("harder")
