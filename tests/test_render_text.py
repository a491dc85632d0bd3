"""What a clinician reads, whole: golden texts of typical and odd patients, and what holds for all.

After a change of wording, `REHABFLOW_ACCEPT=1` writes the texts anew: read every one of them.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import category, east_asian_width

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from strategies import Case, cases
from test_engine_properties import engine_of, log_of

from rehabflow import Engine, Log, Protocol, Timeline, load_protocol, read_log
from rehabflow.decision import Undecided
from rehabflow.readers.log import read_log_bytes
from rehabflow.readers.protocol import read_protocol
from rehabflow.render.text import date_text, timeline_text
from rehabflow.verdict import GateVerdict, Measured, Verdict
from rehabflow.wording import limits_words, value_words

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden" / "text"
Plain = dict[str, Any]


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def example(name: str, until: dt.date | None = None, as_of: dt.date | None = None) -> Timeline:
    """An example log, named as if it stood in the folder that one works in."""
    protocol = load_protocol("hamstring-strain")
    log = evolve(read_log(ROOT / "examples" / name, protocol=protocol), path=name)
    return Engine(protocol).replay(log.until(until) if until else log, as_of=as_of)


def stages(first: Plain, **top: Any) -> Protocol:
    """A protocol of four stages of which the first is what a test is about."""
    two_sessions = {"when": {"sessions": {"at_least": 2}}}
    return Protocol.from_dict(
        {
            "rehabflow": 1,
            "id": "odd",
            "version": "0.1.0",
            "title": "Odd gates",
            **top,
            "stages": {
                "one": {
                    "title": "The first",
                    "exercises": [{"do": "bridge", "reps": 10}],
                    **first,
                },
                "two": {"advance": two_sessions},
                "three": {"advance": two_sessions},
                "last": {"final": True},
            },
        }
    )


def folded(
    protocol: Protocol, *entries: Plain, as_of: dt.date | None = None, **header: Any
) -> Timeline:
    """What a protocol makes of entries; `march` is a date's day."""
    rows = [
        {"date": f"2026-03-{row['march']:02}", **{k: v for k, v in row.items() if k != "march"}}
        for row in entries
    ]
    log = Log.from_entries(rows, protocol=protocol, **({"patient": "Ann"} | header))
    return Engine(protocol).replay(log, as_of=as_of)


ASLR: Plain = {"aslr": {"at_least": 60}}
ON: Plain = {"advance": {"when": ASLR}}
GUARDED = stages(
    ON | {"setback": {"to": "one", "when": {"pain": {"at_least": 6, "last": "5 sessions"}}}}
)
NESTED = stages(
    {
        "advance": {
            "when": [
                {"pain": {"at_most": 3, "last": "2 sessions"}},
                {
                    "any": [
                        {"aslr": {"at_least": 80}},
                        {
                            "all": [
                                {"aslr": {"at_least": 70}},
                                {"pain": {"moment": "morning", "below": 2}},
                            ]
                        },
                    ]
                },
                {
                    "none": [
                        {"pain": {"moment": "after", "at_least": 5, "last": "2 sessions"}},
                        {"pain": {"moment": "walking", "at_least": 6}},
                    ]
                },
                {
                    "some": {
                        "at_least": 2,
                        "of": [
                            {"sessions": {"at_least": 3}},
                            {"time_in_stage": {"is": 4}},
                            {"reps": {"at_least": "90%", "last": "2 sessions"}},
                        ],
                    }
                },
            ]
        },
        "refer": {
            "when": {
                "some": {
                    "at_least": 2,
                    "of": [
                        {"pain": {"moment": "rest", "at_least": 4, "missing": "ignore"}},
                        {"none": [{"aslr": {"at_least": 40}}]},
                        {"all": [{"pain": {"above": 5}}, {"time_in_stage": {"at_least": 7}}]},
                    ],
                }
            }
        },
    }
)
TWO_WAYS = stages(
    {
        "choose": 1,
        "advance": [
            {"to": "three", "when": {"pain": {"moment": "test", "at_most": 0}}},
            {"when": {"none": [{"pain": {"at_least": 3}}]}},
        ],
    },
    setback={"when": {"pain": {"moment": "walking", "at_least": 6}}},
)
TWICE = stages(
    {
        "advance": {"when": {"pain": {"at_most": 1}}},
        "setback": {
            "to": "one",
            "when": {
                "repeat": {
                    "times": 2,
                    "last": "stage",
                    "when": [
                        {"any": [{"pain": {"at_least": 6}}, {"aslr": {"below": 40}}]},
                        {"none": [{"pain": {"moment": "rest", "at_most": 1}}]},
                        {"some": {"at_least": 1, "of": [ASLR, {"pain": {"above": 2}}]}},
                    ],
                }
            },
        },
    },
    setback={"when": {"pain": {"at_least": 6}}},
)
LOOP = stages(
    {"advance": {"when": ASLR}, "setback": {"to": "one", "when": {"pain": {"at_least": 6}}}},
    setback={"to": "one", "when": {"pain": {"at_least": 6}}},
)
BRIDGES: Plain = {"work": "bridge 10"}
ODD_NAME = "Zoë\x1b[31m 山田太郎\u202e e\u0301milie"
BY: Plain = {"by": "Dr. Berg", "reason": "moved here from another clinic"}


def nested() -> Timeline:
    first = {"march": 2, "pain": 2, "pain_after": 6, "pain_morning": 1, "aslr": 72, **BRIDGES}
    second = {"march": 4, "pain": 1, "pain_after": 2, "pain_morning": 2, "pain_walking": 4}
    return folded(NESTED, first, second | {"aslr": 75, "work": "bridge 7"}, injured="left")


def guarded(*more: Plain, as_of: dt.date | None = None) -> Timeline:
    """Pain is missing once while another session could already have been a danger."""
    rows = [{"march": 2, "pain": 2, **BRIDGES}, {"march": 4, "aslr": 75, **BRIDGES}]
    return folded(GUARDED, *rows, *more, as_of=as_of, injury="2025-12-30")


def overridden() -> Timeline:
    rows = [
        {"march": 2, "pain": 2, **BRIDGES},
        {"march": 4, "event": "override", "to": "three", **BY},
        {"march": 5, "event": "clear", "to": "one", "by": "Dr. Berg", "reason": "by mistake"},
    ]
    return folded(GUARDED, *rows)


def placed(**more: Any) -> Timeline:
    """Overridden into a stage whose gates are met already by what the date says."""
    override: Plain = {"march": 4, "event": "override", "to": "one", **BY, "aslr": 70}
    return folded(LOOP, {"march": 2, "aslr": 40}, override | more)


def back_from_referral(*more: Plain) -> Timeline:
    rows = [
        {"march": 2, "pain": 2, **BRIDGES},
        {"march": 3, "event": "red_flag", "note": "a pop"},
        {"march": 5, "event": "clear", "to": "one", **BY},
    ]
    return folded(GUARDED, *rows, *more)


def long_path() -> Timeline:
    """Up on every odd date and back on every even one."""
    rows = [
        {"march": day, "aslr": 70, "pain": 1, **BRIDGES}
        if day % 2
        else {"march": day, "pain": 7, **BRIDGES}
        for day in range(1, 18)
    ]
    return folded(LOOP, *rows)


def odd_words() -> Timeline:
    """What no rule that ships says: an impossible date, and nothing at all."""
    texts = "no such thing on 2026-02-31, or on 2026-03-01", ""
    review = tuple(Undecided("refer", "referred", True, text) for text in texts)
    return evolve(guarded(), review=review)


def odd_name() -> Timeline:
    protocol = stages(ON, title="A title 強い")
    rows = [
        {"march": 2, "pain": 1, "work": "Bridge 10", "note": "note \x1b]0;x\x07 山" * 30},
        {"march": 3, "event": "reinjury", "note": "\x1b[2J ✓ met"},
    ]
    return folded(protocol, *rows, patient=ODD_NAME)


MEASURED = b"""
rehabflow: 1
id: measured
version: 1.0.0
title: With measures
settle: next morning
measures:
  hop: {title: Single-leg hop, unit: cm, range: [0, 300], better: higher}
  squat_ok: {title: Painless squat, type: yes/no, better: yes}
advise:
  - {when: {flare: {at_least: 2, missing: ignore}}, say: Do less next time}
  - {when: {aslr: {below: 70}}, say: "Stretch gently, every morning."}
stages:
  first:
    exercises: [{do: bridge, reps: 10}]
    setback:
      to: first
      when:
        any:
          - repeat: {times: 1, last: stage, when: {pain: {at_least: 6, missing: ignore}}}
          - symmetry: {of: hop, below: 50%, within: 3 days}
    advance:
      when:
        - measure: {of: squat_ok, is: yes, within: 3 days}
        - repeat: {times: 2, last: 3 sessions, when: [{pain: {at_most: 2}}, {aslr: {above: 60}}]}
        - rest: {at_least: 48 h}
        - plateau: {of: aslr, by: 5, at_most: 3}
        - none: [{repeat: {times: 2, last: 2 sessions, when: {pain: {at_least: 4}}}}]
  last: {final: true}
"""
ROWS = b"""# injured: right
date,time,pain,pain_morning,aslr,hop,hop_other,squat_ok,quality,medicated,work,id,replaces
2026-03-02,18:00,1,1,66,100,120,yes,ache,,bridge 10,a,
2026-03-03,,,4,,,,,,,,,
2026-03-04,,%s,2,66,,,,,no,bridge 10,,
2026-03-02,18:30,2,1,66,100,120,yes,,,bridge 10,,a
"""


def measured(*more: str, pain: str = "2") -> Timeline:
    protocol = read_protocol(MEASURED, "measured.yaml")
    rows = ROWS % pain.encode() + "".join(f"{row}\n" for row in more).encode()
    log = read_log_bytes(rows, "log.csv", "csv", protocol=protocol, salvage=True, patient="Ada")
    return Engine(protocol).replay(log, as_of=log.sessions[-1].date)


TEXTS: dict[str, Callable[[], str]] = {
    "measured": lambda: timeline_text(measured("2026-03-06,,1,2,71,98,,no,,,bridge 10,,")),
    "measured-missing": lambda: timeline_text(measured("2026-03-09,,,2,,,,,,,bridge 10,,")),
    "measured-salvaged": lambda: timeline_text(measured(pain="two")),
    "on-measured": lambda: date_text(measured(pain="two")),
    "on-measured-so": lambda: date_text(measured("2026-03-06,,1,2,71,98,,no,,,bridge 10,,")),
    "measured-done": lambda: timeline_text(
        measured("2026-03-06,,1,2,75,98,120,yes,,,bridge 10,,", "2026-03-07,,,1,,,,,,,,,")
    ),
    "maya": lambda: timeline_text(example("maya.csv")),
    "maya-flare-up": lambda: timeline_text(example("maya.csv").explain(on(3, 18))),
    "maya-set-back": lambda: timeline_text(example("maya.csv").explain(on(3, 31))),
    "maya-again": lambda: timeline_text(example("maya.csv").explain(on(4, 10))),
    "maya-first-day": lambda: timeline_text(example("maya.csv").explain(on(3, 3))),
    "maya-stale": lambda: timeline_text(example("maya.csv", as_of=on(5, 5))),
    "maya-provisional": lambda: timeline_text(example("maya.csv", on(4, 12), on(4, 12))),
    "jon-final": lambda: timeline_text(example("jon.jsonl")),
    "jon-running": lambda: timeline_text(example("jon.jsonl").explain(on(4, 8))),
    "rosa-referred": lambda: timeline_text(example("rosa.yaml")),
    "nested": lambda: timeline_text(nested()),
    "danger-unknown": lambda: timeline_text(guarded(as_of=on(3, 20))),
    "danger-many-gaps": lambda: timeline_text(
        guarded(*({"march": day, **BRIDGES} for day in (5, 6, 7)))
    ),
    "override": lambda: timeline_text(overridden()),
    "met-already": lambda: timeline_text(placed(pain=1)),
    "danger-met-already": lambda: timeline_text(placed(pain=7)),
    "referred-and-back": lambda: timeline_text(back_from_referral()),
    "referred-again": lambda: timeline_text(
        back_from_referral({"march": 6, "event": "reinjury"}, {"march": 7, "event": "red_flag"})
    ),
    "two-ways": lambda: timeline_text(
        folded(TWO_WAYS, {"march": 2, "pain": 1, "pain_walking": 7, **BRIDGES})
    ),
    "two-ways-open": lambda: timeline_text(
        folded(TWO_WAYS, {"march": 2, "pain": 1, "pain_walking": 1, **BRIDGES})
    ),
    "back-twice": lambda: timeline_text(
        folded(TWICE, {"march": 2, "pain": 5, "pain_rest": 3, "aslr": 30, **BRIDGES})
    ),
    "long-path": lambda: timeline_text(long_path()),
    "odd-name": lambda: timeline_text(odd_name()),
    "odd-words": lambda: timeline_text(odd_words()),
    "not-begun": lambda: timeline_text(folded(GUARDED, as_of=on(3, 20), patient="")),
    "warnings": lambda: timeline_text(
        folded(GUARDED, {"march": 2, "pain": 1, "work": "bridge 10; bridg 10"}, injured="right")
    ),
    "colour": lambda: timeline_text(guarded(as_of=on(3, 4)), colour=True),
    "narrow": lambda: timeline_text(nested(), width=48),
    "on-flare-up": lambda: date_text(example("maya.csv").explain(on(3, 18))),
    "on-set-back": lambda: date_text(example("maya.csv").explain(on(3, 31))),
    "on-first-day": lambda: date_text(example("rosa.yaml").explain(on(3, 7))),
    "on-several-rows": lambda: date_text(example("rosa.yaml").explain(on(3, 30))),
    "on-red-flag": lambda: date_text(example("rosa.yaml").explain(on(4, 8))),
    "on-override": lambda: date_text(overridden().explain(on(3, 4))),
    "on-no-effect": lambda: date_text(overridden().explain(on(3, 5))),
    "on-provisional": lambda: date_text(example("maya.csv", on(4, 12), on(4, 12))),
    "on-danger": lambda: date_text(guarded()),
    "on-many-dates": lambda: date_text(long_path()),
    "on-nested": lambda: date_text(nested()),
    "on-odd-name": lambda: date_text(odd_name().explain(on(3, 2))),
    "on-not-begun": lambda: date_text(folded(GUARDED)),
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_as_it_was_accepted(name: str) -> None:
    path, text = GOLDEN / f"{name}.txt", TEXTS[name]() + "\n"
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(TEXTS)


# ---------------------------------------------------------------- whatever the patient


def columns(text: str) -> int:
    """How wide a terminal shows a line."""
    wide = sum(2 if east_asian_width(each) in ("W", "F") else 1 for each in text)
    return wide - sum(category(each) in ("Mn", "Me") for each in text)


def check_layout(text: str, width: int = 80) -> None:
    controls = {each for each in text if category(each) in ("Cc", "Cf", "Zl", "Zp")}
    assert controls <= {"\n"}
    for line in text.split("\n"):
        assert columns(line) <= width or len(line.split()) == 1, line
        assert line == line.rstrip()
    assert not re.search(r"\b(safe|cleared)\b", text, re.IGNORECASE)
    assert "\n\n\n" not in text
    for mark, word in (("✓", "met"), ("✗", "not met"), ("?", "unknown")):
        for line in text.split("\n"):
            assert not line.lstrip().startswith(mark) or line.lstrip().startswith(
                f"{mark} {word} "
            )


def check_criteria(text: str, gates: tuple[GateVerdict, ...]) -> None:
    """Every criterion of the gates is there."""
    said = " ".join(text.split())
    for gate in gates:
        for each in gate.gate.criteria():
            check_criterion(said, each)


def in_one_sentence(verdict: Verdict) -> Iterator[Measured]:
    """The criteria that a danger's sentence names: of a repeat it tells how often, and `--on` the
    rest."""
    if isinstance(verdict, Measured):
        yield verdict
    elif verdict.op != "repeat":
        for each in verdict.of:
            yield from in_one_sentence(each)


def check_overview(text: str, gates: tuple[GateVerdict, ...]) -> None:
    """Every criterion is there, of a danger those that its sentence names."""
    said = " ".join(text.split())
    for gate in gates:
        criteria = in_one_sentence(gate.gate) if gate.danger else gate.gate.criteria()
        for each in criteria:
            check_criterion(said, each)


def check_criterion(said: str, each: Measured) -> None:
    """Its label, its value if it has one, its limits."""
    limits = re.escape(limits_words(each.limits, each.unit))
    value = ""
    if each.value is not None and not isinstance(each.value, tuple):
        value = re.escape(value_words(each.value, each.unit, each.limits))
    label = re.escape(each.label)
    line = f"{label}.{{0,40}}?{value}.{{0,20}}?{limits}"
    assert re.search(line, said, re.IGNORECASE), each.text


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"colour", "narrow"}))
def test_an_accepted_text_keeps_to_its_80_columns_and_to_its_words(name: str) -> None:
    check_layout(TEXTS[name]())


@pytest.mark.parametrize("width", [60, 120])
def test_another_width_is_kept_too(width: int) -> None:
    for timeline in (nested(), odd_name(), example("maya.csv")):
        check_layout(timeline_text(timeline, width=width), width)
        check_layout(date_text(timeline, width=width), width)


def test_a_word_that_no_line_can_hold_stands_alone() -> None:
    text = date_text(folded(GUARDED, {"march": 2, "pain": 1, "note": "long" * 30}))
    check_layout(text)
    assert any(columns(line) > 80 for line in text.split("\n"))


def test_wide_and_combining_characters_are_counted_as_they_are_shown() -> None:
    reason = "山田" * 5 + " e\u0301e\u0301" * 10
    override = {"march": 3, "event": "override", "to": "two", "by": "山", "reason": reason * 2}
    text = timeline_text(folded(GUARDED, {"march": 2, "pain": 1}, override))
    check_layout(text)
    assert max(map(columns, text.split("\n"))) > 70


def test_a_gate_that_could_be_asked_on_no_date_is_shown_without_any() -> None:
    calm = {"pain": {"at_most": 3}}
    gate = {"repeat": {"times": 1, "last": "2 sessions", "when": [calm]}}
    text = date_text(folded(stages({"advance": {"when": gate}}), {"march": 2, "note": "rest"}))
    check_layout(text)
    assert "to two: unknown. Once on the training sessions of the last 2 sessions (0" in text
    assert "met).\n" in text


def test_sessions_that_are_counted_are_shown_as_a_range_where_some_are_not_certain() -> None:
    gate = {"plateau": {"of": "aslr", "at_least": 9}}
    protocol = stages(
        {"advance": {"when": {"sessions": {"at_least": 9}}}, "refer": {"when": gate}}
    )
    rows = [{"date": on(3, day), "work": "all"} for day in (2, 3, 4)]
    text = timeline_text(Engine(protocol).replay(Log.from_entries(rows)))
    assert "improvement of leg raise 0 to 2, at least 9" in " ".join(text.split())


def test_the_date_of_the_injury_is_asked_for_where_a_gate_waits_for_it() -> None:
    gate = {"since_injury": {"at_least": 3}}
    protocol = stages({"advance": {"when": gate}})
    rows = [{"date": on(3, 2), "work": "all"}]
    wanted = "Write the date of the injury, `injury: YYYY-MM-DD`, before the entries."
    for injury, told in ((None, True), (on(3, 1), False)):
        log = Log.from_entries(rows, injury=injury)
        text = timeline_text(Engine(protocol).replay(log))
        assert (wanted in " ".join(text.split())) is told


@given(case=cases(), as_of=st.sampled_from([None, 0, 1, 30]), width=st.sampled_from([80, 100]))
def test_any_timeline_is_shown_whole(case: Case, as_of: int | None, width: int) -> None:
    log = log_of(case, patient="Ann")
    seen = None if as_of is None else log.sessions[-1].date + dt.timedelta(as_of)
    timeline = engine_of(case).replay(log, as_of=seen)
    text = timeline_text(timeline, width=width)
    check_layout(text, width)
    check_overview(text, timeline.outlook)
    assert text.count("! NOT RULED OUT: ") == len({r for r in timeline.review if r.danger})
    plain = re.sub(r"\x1b\[[0-9;]*m", "", timeline_text(timeline, colour=True, width=width))
    assert plain == text


@given(case=cases(), data=st.data())
def test_any_date_is_shown_whole(case: Case, data: DataObject) -> None:
    log = log_of(case, patient="Ann")
    date = data.draw(st.sampled_from([session.date for session in log.sessions]))
    timeline = engine_of(case).replay(log).explain(date)
    text = date_text(timeline)
    check_layout(text)
    check_criteria(text, timeline.asked)
    for session in timeline.log.sessions[-1:]:
        assert all(f"[{entry.line}] " in text for entry in session.entries)
