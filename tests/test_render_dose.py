"""A dose in the words of a clinician and of a patient: amounts, ranges, ladders, turns."""

from __future__ import annotations

import pytest
from laddered import CAREFUL, THREE, fold, made

from rehabflow.prescription import Dose
from rehabflow.render.dose import (
    dose_sentence,
    dose_words,
    drop_words,
    exercise_words,
    steps_words,
    turn_words,
    when_words,
)
from rehabflow.render.json import protocol_object, timeline_object
from rehabflow.render.protocol import protocol_text
from rehabflow.render.sheet import sheet_text
from rehabflow.render.text import date_text, timeline_text


def dose(said: str, more: str = "") -> Dose:
    found = made(f"- {{do: bridge, {said}}}\n{more}").stages[0].prescription
    return found.get("bridge")


@pytest.mark.parametrize(
    ("said", "words", "sentence"),
    [
        ("sets: 3, reps: 10", "3×10", "Do 3 sets of 10."),
        ("sets: 3, reps: 8 to 12", "3×8–12", "Do 3 sets of 8 to 12."),
        ("sets: 2 to 3, reps: 10", "2–3×10", "Do 2 to 3 sets of 10."),
        ("reps: 1", "1×1", "Do it once."),
        ("reps: 8 to 12", "1×8–12", "Do it 8 to 12 times."),
        (
            "reps: 5, hold: 5 to 8",
            "1×5 held 5–8 s",
            "Do it 5 times. Hold each for 5 to 8 seconds.",
        ),
        ("hold: 1", "1×1 held 1 s", "Do it once. Hold each for 1 second."),
        ("sets: 3, time: 30 s", "3×30 s", "Do 3 sets of 30 seconds."),
        ("time: 1 min", "1 min", "Do it for 1 minute."),
        ("time: 30 to 90 s", "30–90 s", "Do it for 30 to 90 seconds."),
        ("time: 1 to 2 h", "1–2 h", "Do it for 1 to 2 hours."),
        ("distance: 2 km", "2 km", "Do it for 2 kilometres."),
        ("distance: 1.5 km", "1500 m", "Do it for 1500 metres."),
        (
            "sets: 3, reps: 3, distance: 40 m, effort: 70 %",
            "3×3 of 40 m at 70 %",
            "Do 3 sets of 3. Each is 40 metres. Go at 70 % of full effort.",
        ),
        (
            "time: 1 min, distance: 100 m",
            "1 min of 100 m",
            "Do it for 1 minute. Each is 100 metres.",
        ),
        ("reps: 10, variant: {band: red}", "1×10 (band: red)", "Do it 10 times. Band: red."),
        ("reps: 10, variant: short", "1×10 (short)", "Do it 10 times. How: short."),
        ("dose: not stated", "dose not stated", "How much is not said: ask your clinician."),
        (
            "dose: not stated, note: if able, per_week: 2",
            "dose not stated",
            "How much is not said: ask your clinician. Do this twice a week. If able.",
        ),
        (
            "reps: 2, note: slowly, tempo: 3 s down, rest: 1 min",
            "1×2",
            "Do it twice. Slowly; tempo 3 s down; rest 1 min.",
        ),
        ("reps: 2, per_day: 2", "1×2", "Do it twice. Do this twice a day."),
    ],
)
def test_a_dose_in_words(said: str, words: str, sentence: str) -> None:
    assert (dose_words(dose(said)), dose_sentence(dose(said))) == (words, sentence)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("reps: 1", ""),
        ("every: 1 day", "every day"),
        ("every: 2 days", "every 2 days"),
        ("every: 1 week", "every 7 days"),
        ("per_week: 3", "3 times a week"),
        ("per_day: 2, every: 2 days", "twice a day, every 2 days"),
    ],
)
def test_when_it_is_due_in_words(said: str, words: str) -> None:
    assert when_words(dose(said)) == words


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("heel-dig", "once the ladder of heel-dig is finished"),
        ("[heel-dig, hip-hinge]", "once the ladders of heel-dig and hip-hinge are finished"),
        (
            "{one_of: [heel-dig, hip-hinge]}",
            "once the ladder of heel-dig or hip-hinge is finished",
        ),
    ],
)
def test_whose_turn_it_is_in_words(after: str, words: str) -> None:
    more = f"{THREE}\n{THREE.replace('heel-dig', 'hip-hinge')}"
    assert turn_words(dose(f"reps: 1, after: {after}", more)) == words


def test_the_rungs_of_a_ladder_in_words() -> None:
    (found,) = made(CAREFUL).stages[0].prescription
    assert steps_words(found).replace("\u2060", "").replace("\xa0", " ") == (
        "1×10, then 2×10, then 3×10"
    )
    said = exercise_words(found.on_rung(2)).replace("\xa0", " ")
    assert said == "Supine heel dig 2×10 (rung 2 of 3, pain at most 3)"


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        ("", "1 rung down"),
        (", by: 0", "the rung anew"),
        (", by: 2, wait: 12 h", "2 rungs down, then 12 h of rest"),
    ],
)
def test_a_drop_in_words(drop: str, words: str) -> None:
    protocol = made(CAREFUL.replace("session}}}", f"session}}}}{drop}}}"))
    (ladder,) = protocol.stages[0].ladders
    assert ladder.drop is not None
    assert drop_words(ladder.drop) == words


# ---------------------------------------------------------------- where they are said

WAITING = CAREFUL.replace("session}}}", "session}}, by: 0, wait: 2 days}")
EVERYTHING = f"""
{WAITING}
- do: bridge
  ladder: [{{reps: 5, note: with both legs}}, {{reps: 5}}]
  climb: {{when: {{reps: {{at_least: 100%, last: 1 session}}}}}}
  drop: {{when: {{pain: {{above: 7, last: 1 session}}}}, by: 2}}
  after: heel-dig
  every: 2 days
- {{one_of: [hip-hinge, {{do: standing-curl, reps: 5}}], reps: 10, per_day: 2}}
- {{do: nordic, dose: not stated, after: {{one_of: [heel-dig, bridge]}}}}
"""


def said(text: str) -> str:
    return " ".join(text.split())


def test_a_protocol_tells_ladders_turns_and_schedules() -> None:
    assert "DROP" not in protocol_text(made(THREE), "made")
    text = said(protocol_text(made(EVERYTHING), "made"))
    for words in (
        "LADDER Supine heel dig: 1×10, then 2×10, then 3×10.",
        "CLIMB Supine heel dig, one rung, when all of these are met:",
        "DROP Supine heel dig, the rung anew, then 48 h of rest, when this is met:",
        "- rung 1: 1×5: with both legs. - rung 2: 1×5.",
        "Simple bridge once the ladder of heel-dig is finished first 1×5, every 2 days",
        "or Standing hamstring curl 1×5, twice a day",
        "once the ladder of heel-dig or bridge is finished dose not stated",
    ):
        assert words in text, words


def test_a_sheet_tells_the_steps_and_when_to_take_them() -> None:
    protocol = made(EVERYTHING)
    only_up = made(THREE)
    assert "Go back" not in sheet_text(only_up, only_up.stages[0])
    text = said(sheet_text(protocol, protocol.stages[0]))
    for words in (
        "Step 1: Do it 10 times. Step 2: Do 2 sets of 10. Step 3: Do 3 sets of 10. Begin with",
        "Take the next step of this exercise when, at the present step, all of these are true:",
        "Begin the step anew, after 48 hours of rest, when, at the present step, this is true:",
        "Begin with it when the last step of Supine heel dig is done.",
        "Step 1: Do it 5 times. With both legs. Step 2: Do it 5 times. Begin with step 1.",
        "Go back 2 steps when, at the present step, this is true:",
        "You may do this one in place of the one above it. Do it 5 times. Do this twice a day.",
        "Begin with it when the last step of Supine heel dig or Simple bridge is done.",
    ):
        assert words in text, words


def test_a_timeline_tells_the_rungs_and_what_comes_next() -> None:
    log = "1 all, pain 1; 2 all, pain 1; 3 all, pain 6"
    text = said(timeline_text(fold(made(EVERYTHING), log)))
    for words in (
        "New on Tue 3 Mar, Supine heel dig dropped to 2×10 (rung 2 of 3): exercise pain 6,",
        "CLIMB Supine heel dig to 3×10 (rung 3 of 3): unknown.",
        "Next time: Supine heel dig 2×10 (rung 2 of 3, pain at most 3);",
        "Let Supine heel dig rest first: 48 h from that of Tue 3 Mar.",
        "DROP Supine heel dig to 2×10 (rung 2 of 3): not met.",
        "Supine heel dig climbed to 2×10 (rung 2 of 3): repetitions 100 %",
    ):
        assert words in text, words


def test_how_far_a_ladder_is_away_is_told_in_rungs_and_a_rest_no_longer_than_it_is() -> None:
    asked = made(THREE, advance="{ladder: {of: heel-dig, is: finished}}")
    assert "2 rungs away" in said(timeline_text(fold(asked, "1 all")))
    log = "1 all, pain 1; 2 all, pain 6; 4 pain 1"
    assert "rest first" not in said(timeline_text(fold(made(WAITING), log)))


def test_a_date_in_full_tells_what_it_changed() -> None:
    timeline = fold(made(CAREFUL), "1 all, pain 1; 2 all, pain 1")
    text = said(date_text(timeline))
    assert "MOVE Supine heel dig climbed to 2×10 (rung 2 of 3)" in text
    assert "climb of heel-dig unknown" in text


def test_the_end_of_a_ladder_is_told() -> None:
    one = THREE.replace("[1x10, 2x10, 3x10]", "[1x10]")
    timeline = fold(made(one), "1 heel-dig 9")
    assert "Supine heel dig to the end of its ladder of 1" in said(timeline_text(timeline))


def test_a_drop_that_was_met_already_or_is_unknown_is_told_among_the_dangers() -> None:
    asked = "pain: {moment: after, above: 5}"
    odd = CAREFUL.replace("pain: {above: 5, last: 1 session}", asked)
    text = said(timeline_text(fold(made(odd), "1 all, pain 1")))
    assert "! NOT RULED OUT: drop of heel-dig:" in text
    old = CAREFUL.replace("pain: {above: 5, last: 1 session}", "time_in_stage: {at_least: 1 day}")
    text = said(timeline_text(fold(made(old), "1 all, pain 1; 2 all, pain 1")))
    assert "! MET ALREADY: drop of heel-dig:" in text


def test_json_tells_ladders_schedules_and_where_the_patient_stands() -> None:
    protocol = made(EVERYTHING)
    first, second, third, fourth, fifth = protocol_object(protocol, {})["stages"][0]["exercises"]
    assert [each["reps"] for each in first["ladder"]] == [10, 10, 10]
    assert (second["every"], second["after"]) == (2, {"of": ["heel-dig"], "either": False})
    assert (third["per_day"], fourth["instead_of"]) == (2, "hip-hinge")
    assert fifth["stated"] is False
    timeline = timeline_object(fold(protocol, "1 all, pain 1; 2 all, pain 1"))
    assert timeline["ladders"][0] == {
        "exercise": "heel-dig",
        "rung": 2,
        "of": 3,
        "finished": False,
        "since": "2026-03-02",
        "dose": {"sets": 2, "reps": 10, "hold": None},
    }
    kinds = [each["kind"] for each in timeline["decisions"]]
    assert kinds == ["start", "climb"]
    amounts = protocol_object(
        made("- {do: bridge, time: 30 to 60 s, effort: 70 %, variant: red}"), {}
    )
    (one,) = amounts["stages"][0]["exercises"]
    told = {name: one[name] for name in ("time", "effort", "variant", "up_to")}
    assert told == {"time": 30, "effort": 70, "variant": "red", "up_to": {"time": 60}}
