"""The sheet that a patient is given: whole texts, and what holds for every protocol.

After a change of wording, `REHABFLOW_ACCEPT=1` writes the texts anew: read every one of them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from strategies import EXERCISES, MEASURES, protocols
from test_render_text import check_layout

from rehabflow import Protocol, load_protocol
from rehabflow.prescription import Dose, Exercise, Prescription
from rehabflow.protocol import Stage
from rehabflow.render.dose import dose_sentence, dose_words
from rehabflow.render.sheet import WIDTH, sheet_text

GOLDEN = Path(__file__).parent / "golden" / "sheets"
ODD = GOLDEN.parent / "odd.yaml"
Plain = dict[str, Any]


def sheets() -> dict[str, tuple[Protocol, Stage]]:
    """Each stage of the shipped protocol, and of one that says a little of everything."""
    own, odd = load_protocol("hamstring-strain"), load_protocol(ODD)
    return {
        f"{protocol.id}-{stage.id}": (protocol, stage)
        for protocol in (own, odd)
        for stage in protocol.stages
    }


SHEETS = sheets()


@pytest.mark.parametrize("name", SHEETS)
def test_the_sheet_is_as_it_was_accepted(name: str) -> None:
    path, text = GOLDEN / f"{name}.txt", sheet_text(*SHEETS[name]) + "\n"
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_sheet_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_says_what_it_is_and_who_gives_it(name: str) -> None:
    protocol, stage = SHEETS[name]
    text = sheet_text(protocol, stage)
    check_layout(text, WIDTH)
    said = " ".join(text.split())
    assert f"This is a sheet of a protocol: {protocol.title}, version {protocol.version}." in said
    assert "Your clinician gives it to you." in said
    assert said.endswith("Decision support, not medical advice: a clinician decides.")
    assert "whatever your numbers are: after a pop, with a bruise" in said
    assert "Telephone: ___" in said


def test_a_fact_in_brackets_is_no_part_of_a_sheet_and_any_other_text_is() -> None:
    text = sheet_text(*SHEETS["odd-last-one"])
    assert "Back to it (T1) (Z9)." in text, "no fact of the protocol"
    said = " ".join(sheet_text(*SHEETS["odd-one"]).split())
    assert "Slowly out." in said
    assert "Pull back with both legs (as far as you can)." in said
    assert "within 25 days of return, so" in " ".join(
        sheet_text(*SHEETS["hamstring-strain-discharged"]).split()
    )


# ---------------------------------------------------------------- one exercise


@pytest.mark.parametrize(
    ("dose", "short", "long"),
    [
        ({}, "1×1", "Do it once."),
        ({"reps": 2}, "1×2", "Do it twice."),
        ({"reps": 10}, "1×10", "Do it 10 times."),
        ({"sets": 3}, "3×1", "Do 3 sets of 1."),
        ({"sets": 3, "reps": 10}, "3×10", "Do 3 sets of 10."),
        ({"reps": 10, "hold": 1}, "1×10 held 1 s", "Do it 10 times. Hold each for 1 second."),
        (
            {"sets": 3, "reps": 10, "hold": 2.5},
            "3×10 held 2.5 s",
            "Do 3 sets of 10. Hold each for 2.5 seconds.",
        ),
    ],
)
def test_a_dose_is_told_in_short_and_in_a_sentence(dose: Plain, short: str, long: str) -> None:
    data = load_protocol(ODD).to_dict()
    data["stages"]["two"]["exercises"] = [{"do": "bridge", **dose}]
    (made,) = Protocol.from_dict(data).stage("two").prescription
    assert (dose_words(made), dose_sentence(made)) == (short, long)


def of(**about: Any) -> str:
    """The sheet of a stage with one exercise, of which its author wrote this."""
    protocol = load_protocol(ODD)
    dose = Dose(Exercise("x", "Bridge", about=about), reps=10)
    stage = evolve(protocol.stage("two"), prescription=Prescription((dose,)))
    made = evolve(protocol, stages=(protocol.stages[0], stage, protocol.stages[2]))
    return " ".join(sheet_text(made, stage).split())


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, "1. Bridge Do it 10 times. When to stop"),
        ({"position": "lying"}, "Do it 10 times. Position: lying. When to stop"),
        ({"position": "Lying."}, "Do it 10 times. Position: Lying. When to stop"),
        ({"equipment": ["chair", "band"]}, "Do it 10 times. You need: chair, band. When to stop"),
        ({"sides": "each"}, "Do it 10 times. Do it with each leg. When to stop"),
        ({"sides": "both"}, "Do it 10 times. Do it with both legs together. When to stop"),
        ({"sides": "alternating"}, "Do it 10 times. Let your legs take turns. When to stop"),
        ({"sides": "either"}, "1. Bridge Do it 10 times. When to stop"),
        ({"cues": ["Slowly.", "Breathe."]}, "Do it 10 times. - Slowly. - Breathe. When to stop"),
        ({"cues": {"a": 1}, "position": 3, "equipment": [None]}, "Do it 10 times. When to stop"),
        ({"dose": {"tempo": "5 s down"}}, "Do it 10 times. Tempo: 5 s down. When to stop"),
        ({"dose": {"tempo": "slow down"}}, "Do it 10 times. Tempo: slow on the way down. When"),
        ({"dose": {"tempo": 5}}, "Do it 10 times. When to stop"),
        ({"dose": "slowly"}, "Do it 10 times. When to stop"),
        ({"dose": {"reps": "8 to 12"}, "easier": ["y"]}, "1. Bridge Do it 10 times. When to stop"),
    ],
)
def test_what_an_exercise_does_not_say_is_left_out(about: Plain, said: str) -> None:
    assert said in of(**about)


# ---------------------------------------------------------------- when to stop


def told(when: Any, measures: Plain | None = None, kind: str = "refer") -> str:
    """What the sheet says of one way back or to a clinician."""
    data = load_protocol(ODD).to_dict()
    for name in ("refer", "setback", "advise"):
        data.pop(name)
    way = {"when": when} | ({"to": "one"} if kind == "setback" else {})
    data["stages"]["two"] = {"advance": {"when": {"sessions": {"at_least": 1}}}, kind: way}
    data["measures"] |= measures or {}
    protocol = Protocol.from_dict(data)
    text = " ".join(sheet_text(protocol, protocol.stage("two")).split())
    found = re.search("injured again. (.*) Pain is rated", text)
    assert found
    return found[1]


TOLD = "Stop, and tell your clinician, when this is true: - "


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ({"pain": {"at_least": 8}}, "Exercise pain: 8 or more out of 10 in your last session"),
        (
            {"pain": {"above": 3, "last": "3 sessions"}},
            "Exercise pain: more than 3 out of 10 in your last 3 sessions",
        ),
        ({"aslr": {"below": 40}}, "Leg raise: less than 40°, no more than 7 days ago"),
        (
            {"aslr": {"at_most": 40, "within": "1 day"}},
            "Leg raise: 40° or less, no more than 1 day ago",
        ),
        (
            {"pain": {"moment": "morning", "above": 5, "below": 7, "missing": "ignore"}},
            "Morning pain: more than 5 and less than 7 out of 10 today",
        ),
        (
            {"pain": {"moment": "morning", "is": 7, "last": "3 days"}},
            "Morning pain: exactly 7 out of 10 in the last 3 days",
        ),
        ({"sessions": {"below": 1}}, "Training sessions: less than 1 in this stage"),
        ({"time_in_stage": {"at_least": 7}}, "Time in stage: 7 days or more"),
        (
            {"flare": {"at_least": 2}},
            "Rise by the next morning: 2 points or more in your last 3 sessions before today",
        ),
        (
            {"trend": {"of": "pain", "above": 2}},
            "Trend of exercise pain: more than 2 in the last 7 days",
        ),
        (
            {"measure": {"of": "squat", "is": "no"}},
            "Painless squat: no, no more than 7 days ago",
        ),
        (
            {"measure": {"of": "fear", "at_least": 80}},
            "Fear of it: 80 or more out of 100, no more than 7 days ago",
        ),
        (
            {"over_cap": {"of": "thigh-roll-out", "above": 0}},
            "Pain over the cap of thigh roll out: more than 0 points in your last session",
        ),
        (
            {"over_cap": {"of": "towel-slide", "above": 0}},
            "Pain over the cap of Towel slide: more than 0 points in your last session",
        ),
    ],
    ids=lambda each: str(each)[:60],
)
def test_a_danger_is_told_in_plain_words(criterion: Plain, said: str) -> None:
    assert told(criterion) == TOLD + said


def test_groups_are_told_one_within_the_other() -> None:
    pain, raised = {"pain": {"at_least": 8}}, {"aslr": {"below": 40}}
    assert told({"any": [pain, {"all": [raised, {"none": [pain]}]}]}) == (
        "Stop, and tell your clinician, when at least one of these is true: "
        "- Exercise pain: 8 or more out of 10 in your last session - All of these: "
        "- Leg raise: less than 40°, no more than 7 days ago - None of these: "
        "- Exercise pain: 8 or more out of 10 in your last session"
    )


@pytest.mark.parametrize(
    ("to", "back"),
    [("one", "goes back to “One”"), ("two", "starts this stage anew")],
)
def test_a_way_back_says_where_it_leads(to: str, back: str) -> None:
    data = load_protocol(ODD).to_dict()
    data["stages"]["two"]["setback"] = {"to": to, "when": {"pain": {"at_least": 6}}}
    protocol = Protocol.from_dict(data)
    said = " ".join(sheet_text(protocol, protocol.stage("two")).split())
    assert f"{TOLD[30:]}Exercise pain: 6 or more out of 10 in your last session" in said
    assert f"last session The protocol then {back}." in said


def test_advice_is_told_with_when_it_holds() -> None:
    said = " ".join(sheet_text(*SHEETS["odd-one"]).split())
    assert "before today Then: Do less in the next session." in said
    assert "Then: Have it measured! Pain is rated" in said
    assert "Then:" not in sheet_text(*SHEETS["odd-last-one"])


# ---------------------------------------------------------------- whatever the protocol


@given(protocols())
def test_any_sheet_is_narrow_and_names_no_id(data: Plain) -> None:
    protocol = Protocol.from_dict(data)
    for stage in protocol.stages:
        text = sheet_text(protocol, stage)
        check_layout(text, WIDTH)
        for id in (*EXERCISES, *MEASURES, *protocol.stage_ids[:-1]):
            assert not re.search(rf"(?<![\w-]){id}(?![\w-])", text), id
        for dose in stage.prescription:
            assert dose.exercise.title in text
            assert dose_sentence(dose) in " ".join(text.split())


def test_what_an_author_wrote_is_fit_for_a_terminal() -> None:
    assert "Position: lying\\u202e." in of(position="lying\u202e")


def test_an_exercise_that_is_called_like_a_moment_of_pain_is_no_part_of_its_name() -> None:
    data: Plain = {
        "rehabflow": 1,
        "id": "example",
        "version": "1.0.0",
        "title": "Example",
        "exercises": {"walking": {"title": "Brisk walk"}},
        "refer": {"when": {"pain": {"moment": "walking", "at_least": 6}}},
        "stages": {
            "one": {
                "exercises": [{"do": "walking"}],
                "advance": {"when": {"reps": {"of": "walking", "at_least": "100%"}}},
                "setback": {"to": "one", "when": {"reps": {"of": "walking", "below": "10%"}}},
            },
            "last": {"final": True},
        },
    }
    protocol = Protocol.from_dict(data)
    text = " ".join(sheet_text(protocol, protocol.stages[0]).split())
    assert "Pain on walking: 6 or more" in text
    assert "Repetitions of Brisk walk: less than 10 %" in text
