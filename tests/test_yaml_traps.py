"""What YAML 1.1 makes something else of: the table of docs/protocol.md, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from rehabflow import LogError, ProtocolError
from rehabflow.entry import Entry
from rehabflow.protocol import Protocol
from rehabflow.quantity import decimal
from rehabflow.readers.log import read_log_bytes
from rehabflow.readers.protocol import read_protocol

PAGE = (Path(__file__).parent.parent / "docs" / "protocol.md").read_text(encoding="utf-8")
PROTOCOL = """\
rehabflow: 1
id: mine
version: {version}
title: {title}
measures:
  {measure}: {{title: Hop, better: higher, range: [0, 5000]}}
exercises:
  dig: {{title: Dig, dose: {{tempo: {tempo}}}}}
stages:
  {stage}:
    exercises: [{{do: dig, sets: {sets}}}]
    advance: {{when: {{measure: {{of: {measure}, at_least: {limit}}}}}}}
  done: {{final: true}}
"""
USUAL = {
    "version": "1.0.0", "title": "Mine", "measure": "hop", "tempo": "slow", "stage": "first",
    "sets": "3", "limit": "2",
}  # fmt: skip
LOG = "entries:\n- {{date: {date}, time: {time}, pain: {pain}, note: {note}}}\n"
LOGGED = {"date": "2026-03-02", "time": "10:00", "pain": "1", "note": "calm"}


def protocol(**places: str) -> Protocol:
    return read_protocol(PROTOCOL.format(**{**USUAL, **places}).encode(), "mine.yaml")


def entry(**places: str) -> Entry:
    text = LOG.format(**{**LOGGED, **places})
    (found,) = read_log_bytes(text.encode(), "log.yaml", "yaml", protocol=protocol()).entries
    return found


def dug(tempo: str) -> Any:
    return protocol(tempo=tempo).to_dict()["exercises"]["dig"]["dose"]["tempo"]


def limit(word: str) -> Any:
    gate = protocol(limit=word).to_dict()["stages"]["first"]["advance"]["when"]
    return gate["measure"]["at_least"]


PLACES: dict[str, Callable[[str], Any]] = {
    "`title`, `tempo`": lambda word: protocol(title=word).title,
    "`version`": lambda word: protocol(version=word).version,
    "`sets`": lambda word: protocol(sets=word).to_dict()["stages"]["first"]["exercises"][0][
        "sets"
    ],
    "a limit": limit,
    "a stage": lambda word: protocol(stage=word).stage_ids[0],
    "`note` of a log": lambda word: entry(note=word).note,
    "`pain` of a log": lambda word: entry(pain=word).ratings[0],
}


def made(place: Callable[[str], Any], word: str) -> str:
    """What becomes of a word at a place, as a cell of the table says it."""
    try:
        found = place(word)
    except (LogError, ProtocolError) as error:
        return error.problems[0].code
    if found is None:
        return "empty"
    if isinstance(found, str):
        assert found == word, "a text is as it was written"
        return "text"
    return decimal(found) if not isinstance(found, float) else str(found)


def table() -> list[dict[str, str]]:
    (rows,) = re.findall(r"^\| written \| YAML 1\.1 .*\n(?:\|.*\n)+", PAGE, re.MULTILINE)
    head, _, *lines = ([e.strip() for e in row.strip("|").split("|")] for row in rows.splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


ROWS = table()
of_each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["written"])


def test_the_table_has_every_trap_that_readers_of_yaml_1_1_fall_into() -> None:
    told = {row["written"].strip("`") for row in ROWS}
    assert told >= {"3:1:3", "1:30", "no", "on", "1.10", "1_000", "010", "0x1f", "1e3", "~", "yes"}
    assert told >= {".inf", "2024-01-01"}
    assert list(ROWS[0])[2:] == list(PLACES)


@of_each
def test_a_word_becomes_what_the_table_says_in_each_place(row: dict[str, str]) -> None:
    word = row["written"].strip("`")
    assert {place: made(PLACES[place], word) for place in PLACES} == {
        place: row[place] for place in PLACES
    }
    assert made(dug, word) == row["`title`, `tempo`"]


@of_each
def test_a_reader_of_yaml_1_1_makes_of_it_what_the_table_says(row: dict[str, str]) -> None:
    value = yaml.safe_load(f"a: {row['written'].strip('`')}")["a"]
    told = {float("inf"): "infinity", None: "null", True: "true", False: "false"}
    said = "text" if isinstance(value, str) else "a date" if isinstance(value, date) else ""
    assert (said or (told[value] if value in told else str(value))) == row["YAML 1.1 reads"]


@of_each
def test_in_quotes_every_one_of_them_is_text(row: dict[str, str]) -> None:
    word = row["written"].strip("`")
    assert protocol(title=f'"{word}"').title == word
    assert entry(note=f'"{word}"').note == word


@pytest.mark.parametrize("name", ["no", "on", "yes", "off"])
def test_a_stage_and_a_measure_may_be_called_so(name: str) -> None:
    found = protocol(stage=name, measure=name)
    assert found.stage_ids == (name, "done")
    assert [*found.to_dict()["measures"]] == [name]


def test_a_time_and_a_date_of_a_log_are_what_they_look_like() -> None:
    found = entry(time="12:30", date="2024-01-01")
    assert (found.date, found.time) == (date(2024, 1, 1), time(12, 30))
    for word in ("1:30", "3:1:3"):
        with pytest.raises(LogError, match="RF206"):
            entry(time=word)
