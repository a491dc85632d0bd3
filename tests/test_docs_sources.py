"""docs/sources.md lists every fact of the sources with where it is encoded, or why it is not."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator

from provenance import sources_of
from test_exercise_catalogue import ARTICLES, DATA, PUBLISHED
from test_provenance import CATALOGUE, PROTOCOLS, ROOT, read

PAGE = ROOT / "docs" / "sources.md"
HEAD = """\
# The sources, fact by fact

Every fact that was taken from the articles and publications behind the shipped protocols, in a few
words of our own, and where it is encoded: in which protocol, and where in it. What names the fact
there is `from:`. A fact that nothing is decided by is listed with the reason.

This page is made from the protocols, from the catalogue of exercises and from
`tests/data/not_encoded.tsv`.
"""
CHAPTERS = {
    "S0": '"10 Exercises for Healthy Hamstrings" (article of a yoga site, no author named)',
    "S1": 'St. George M, "The 10 Best Hamstring Injury Exercises" (article)',
    "S2": 'Wilson C, "Hamstring Strengthening Exercises" (article)',
    "S3": "A first-person general fitness article on hamstring exercises",
    "S4": 'Vykoukal J, "10 Hamstring Exercises for Runners" (article)',
    "SX": "Where the articles contradict each other",
    "B": "Published protocols and guidelines",
    "C": "Measurement, pain scales, acute care, red flags",
}
FACTS = ARTICLES | PUBLISHED
INNER = re.compile(
    r"\[[0-9]+\].*|\.(when|change|dose|one_of|ladder|rungs|climb|drop)(?=[.\[]|$).*"
)
"""What is left off a path: which criterion of a gate, which rung of a ladder."""


def reasons() -> list[tuple[str, str]]:
    """The facts that are not encoded, each with the reason."""
    lines = (DATA / "not_encoded.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(id, why) for id, why in (line.split("\t") for line in lines)]


def outer(place: str) -> str:
    """The stage or the chapter that a place is in: a whole publication stands in many places."""
    chapter, *more = place.split(".")
    return f"stages.{more[0]}" if chapter == "stages" else chapter


def encoded() -> dict[str, dict[str, list[str]]]:
    """The places where a fact is named, by fact and file."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in (*PROTOCOLS, CATALOGUE):
        for id, where in sources_of(read(path)):
            places = found.setdefault(id, {}).setdefault(path.stem, [])
            place = INNER.sub("", where) or "top level"
            if path == CATALOGUE:
                place = place.removeprefix("exercises.")
            elif id in PUBLISHED:
                place = outer(place)
            if place not in places:
                places.append(place)
    return found


ENCODED, REASONS = encoded(), dict(reasons())


def where(id: str) -> str:
    if id in REASONS:
        return f"not encoded: {REASONS[id]}"
    files = ENCODED.get(id, {}).items()
    said = (f"[{stem}](../protocols/{stem}.yaml): {', '.join(places)}" for stem, places in files)
    return "; ".join(said)


def chapter(letter: str, title: str) -> Iterator[str]:
    yield f"\n## {letter}: {title}\n\n| id | what it says | where it is |\n|---|---|---|\n"
    for id, (_, said) in FACTS.items():
        if id.startswith(letter):
            yield f"| {id} | {said} | {where(id)} |\n"


def page() -> str:
    return HEAD + "".join(line for each in CHAPTERS.items() for line in chapter(*each))


def test_the_page_is_what_the_protocols_say() -> None:
    """`REHABFLOW_ACCEPT=1` writes the page anew."""
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_fact_has_its_row_and_there_is_no_other() -> None:
    rows = re.findall(r"^\| ([A-Z]\S*) \|", page(), re.MULTILINE)
    assert rows == list(FACTS)
    counts = Counter(id.partition(".")[0] for id in ARTICLES)
    assert counts == {"S0": 22, "S1": 36, "S2": 28, "S3": 62, "S4": 31, "SX": 16}


def test_every_fact_is_encoded_or_has_its_reason() -> None:
    assert [id for id in FACTS if id not in ENCODED and id not in REASONS] == []


def test_no_fact_is_both_encoded_and_left_out() -> None:
    """What a protocol encodes after all is taken out of `not_encoded.tsv`."""
    assert [(id, *ENCODED[id]) for id in REASONS if id in ENCODED] == []


def test_each_reason_is_of_a_fact_that_there_is_and_stands_once() -> None:
    ids = [id for id, _ in reasons()]
    order = list(FACTS)
    assert ids == sorted(set(ids), key=order.index)
    assert all(len(why) >= len("housekeeping") for why in REASONS.values())


def test_no_exercise_and_no_limit_is_left_out() -> None:
    """What an article prescribes or limits is encoded, but for what it says of meals."""
    left_out = {id for id in REASONS if FACTS[id][0] in ("exercise", "dose", "threshold")}
    assert left_out == {"S3.34"}
