"""What is prescribed: doses, the ladders on which they grow, and the shared exercises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rehabflow.declared_ladder import MAX_RUNGS
from rehabflow.declared_prescription import MAX_A_DAY
from rehabflow.prescription import KINDS
from rehabflow.schema.shapes import (
    NO,
    Schema,
    called,
    either,
    listed,
    names,
    numeric,
    ref,
    spelt,
    text,
    told,
    whole,
    word,
)

_NUMBER = r"[0-9]{1,5}(\.[0-9]{1,3})?"
_WHOLE = "[0-9]{1,5}"
_TIMES = "(s|min|h)"
_METRES = "(m|km)"
_RANGE = "[0-9]{1,4} to [0-9]{1,4}"
_LADDER = "The doses of an exercise as it grows, easiest first, or the name of a ladder."


def dose_definitions(
    exercises: Mapping[str, str], ladders: Sequence[str], *, over: bool
) -> dict[str, Schema]:
    """Definitions of doses and ladders; `exercises` are the titles of the shared ones by id.

    With `over`, as parts of a protocol that extends another: nothing has to be there.
    """
    end = "-over" if over else ""
    beside = _beside(over=over)
    made = {
        f"exercise{end}": _exercise(over=over),
        f"dose{end}": names({"do": ref("exercise-id"), **beside}, () if over else ("do",)),
        f"climb{end}": _climb(over=over),
        f"drop{end}": _drop(over=over),
        f"ladder{end}": _ladder(over=over),
    }
    if over:
        part = names(beside, (), "What is new of the dose of an exercise.")
        return {**made, "dose-part-over": part}
    member = either("", ref("exercise-id"), ref("dose"))
    group = {"one_of": listed(member, "Exercises of which either is enough.", 2), **beside}
    known: Schema = {
        "enum": list(exercises),
        "enumDescriptions": list(exercises.values()),
        "description": "An exercise of the shared catalogue.",
    }
    return {
        **made,
        "exercise-id": either("The id of an exercise.", known, text()),
        "ladder-name": either("The name of a ladder.", {"enum": list(ladders)}, text()),
        "group": names(group, ("one_of",)),
        "prescribed": {
            "if": {"required": ["one_of"]},
            "then": ref("group"),
            "else": ref("dose"),
        },
        "rung": _rung(),
        "told-dose": _told_dose(),
    }


# ---------------------------------------------------------------- doses of a stage


def amounts() -> dict[str, Schema]:
    """What a stage's exercise, and a rung, may say of its dose."""
    count = numeric(whole(), _RANGE, "a whole number, or a range such as `8 to 12`")
    counted = told(count, "", [10, "8 to 12"])
    number: Schema = {"type": "number", "minimum": 1}
    seconds = numeric(number, _RANGE, "seconds, such as `5` or `5 to 8`")
    return {
        "sets": told(counted, "Sets; a range is completed by its low end. 1 where absent."),
        "reps": told(counted, "Repetitions of a set; a range is completed by its low end."),
        "hold": told(seconds, "Seconds that each repetition is held.", [5, "5 to 8"]),
        "time": _amount(_TIMES, "30 s", "How long a set takes, or a repetition beside `reps`."),
        "distance": _amount(_METRES, "40 m", "How far, likewise."),
        "effort": _amount("%", "70 %", "A share of full effort."),
        "variant": ref("about-variant"),
        "tempo": text("How fast, for people.", "3 s up, 5 s down"),
        "rest": text("The rest between sets, for people.", "1 to 2 min"),
        "note": text("What else is to be said of the dose, for people."),
        "dose": word(["not stated"], "The source gives no dose: shown, and no part of `reps`."),
    }


def variant() -> Schema:
    """What is used or how: a text, or one name and a text."""
    plain = spelt("[^():;]*[^():;\\s][^():;]*", "a text without brackets or colons")
    named: Schema = {
        "type": "object",
        "additionalProperties": plain,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return either("What is used, or how.", plain, named, examples=["yellow", {"band": "yellow"}])


def _amount(units: str, example: str, said: str, upto: str = "") -> Schema:
    pattern = rf"(at least |{upto}{_NUMBER} to )?{_NUMBER} ?{units}"
    return spelt(pattern, f"an amount, such as `{example}`", said, example)


def _beside(*, over: bool) -> dict[str, Schema]:
    end = "-over" if over else ""
    of = "The exercise whose ladder must be finished before this one opens; of a list, each."
    any_of_them = listed(text(), "Exercises of which any opens it.")
    either_of = names({"one_of": any_of_them}, ("one_of",))
    grown = either(_LADDER, ref("ladder-name"), ref("ladder"))
    return {
        **amounts(),
        "ladder": grown,
        "climb": ref(f"climb{end}"),
        "drop": ref(f"drop{end}"),
        "after": either(of, text(), listed(text()), either_of),
        "every": spelt(
            "[1-9][0-9]{0,2} (days?|weeks?)",
            "whole days or weeks, such as `2 days`",
            "Due so many days after it was last done.",
            "2 days",
        ),
        "per_week": whole("Due so many times in seven days.", most=7),
        "per_day": whole("The whole dose so many times a date.", most=MAX_A_DAY),
    }


# ---------------------------------------------------------------- ladders


def _rung() -> Schema:
    short = spelt("[1-9][0-9]{0,3}[x×][1-9][0-9]{0,3}", "`3x10`, three sets of ten", "", "3x10")
    full = {**names(amounts()), "minProperties": 1}
    return either("A dose of a ladder.", short, full)


def _ladder(*, over: bool) -> Schema:
    rungs = listed(ref("rung"), "The doses, easiest first.", most=MAX_RUNGS)
    end = "-over" if over else ""
    parts = {
        "title": text("What people call it."),
        "rungs": rungs,
        "climb": ref(f"climb{end}"),
        "drop": ref(f"drop{end}"),
    }
    return either(_LADDER, rungs, names(parts, () if over else ("rungs",)))


def _gate(kind: str, more: Mapping[str, Schema], said: str, *, over: bool) -> Schema:
    change = {"change": ref("change")} if over else {}
    properties: dict[str, Any] = {"when": ref(f"when-{kind}"), **change, **more}
    return names(properties, () if over else ("when",), said)


def _climb(*, over: bool) -> Schema:
    said = "When the exercise climbs one rung; on the top rung, when its ladder is finished."
    return _gate("climb", {}, said, over=over)


def _drop(*, over: bool) -> Schema:
    wait = "How long it rests before it goes on."
    more = {
        "by": whole("How many rungs it goes down; 0 begins the rung anew.", 0, MAX_RUNGS),
        "wait": spelt("[0-9]{1,4} *(h|hours?|days?)", "`24 h` or `2 days`", wait, "24 h"),
    }
    return _gate("drop", more, "When the exercise goes down its ladder.", over=over)


# ---------------------------------------------------------------- exercises


def _exercise(*, over: bool) -> Schema:
    others = listed(ref("exercise-id"), "Ids of other exercises.")
    properties = {
        "title": text("What people call it; required."),
        "aliases": listed(text(), "Other names that a log may use."),
        "kind": word(KINDS, "What kind of work it is."),
        "pain_cap": told(
            {"type": "number", "minimum": 0, "maximum": 10},
            "The highest pain that its source allows, 0 to 10; what `over_cap` reads.",
        ),
        "position": text("How one lies, sits or stands, for people."),
        "equipment": listed(text(), "What is needed, for people."),
        "sides": word(
            ("each", "both", "alternating"),
            "Whether the dose is for each side, for both at once, or alternating.",
        ),
        "dose": ref("told-dose"),
        "easier": others,
        "harder": others,
        "cues": listed(text(), "What to tell the patient."),
    }
    return names(properties, () if over else ("title",), "An exercise.")


def exercises_by_id(*, over: bool) -> Schema:
    """The exercises that a protocol declares."""
    said = "Exercises of this protocol by their ids, beside the shared ones."
    return called(ref("exercise-over" if over else "exercise"), said)


def _told_dose() -> Schema:
    count = "a whole number, `8 to 12`, `at least 8` or `up to 12`"
    counted = told(numeric(whole(), _open(_WHOLE), count), "", [3, "8 to 12"])
    number: Schema = {"type": "number", "exclusiveMinimum": 0}
    held = numeric(number, _open(_NUMBER), "seconds, such as `5` or `5 to 8`")
    doses = listed(ref("told-dose"), "", 2)
    upto = "up to |"
    properties = {
        "sets": told(counted, "Sets."),
        "reps": told(counted, "Repetitions of a set."),
        "hold": told(held, "Seconds of a repetition."),
        "time": _amount(_TIMES, "30 s", "How long.", upto),
        "rest": _amount(_TIMES, "1 to 2 min", "The rest between sets.", upto),
        "distance": _amount(_METRES, "20 m", "How far.", upto),
        "effort": _amount("%", "70 %", "A share of full effort.", upto),
        "tempo": text("How fast."),
        "frequency": text("How often."),
        "note": text("What else the source says."),
        "then": told(doses, "Doses one after the other."),
        "or": told(doses, "Doses of which any will do."),
    }
    made = names(properties, (), "The dose as the source gives it, for people; decides nothing.")
    both = {"if": {"required": ["then"]}, "then": {"properties": {"or": NO}}}
    return {**made, **both, "minProperties": 1}


def _open(number: str) -> str:
    return f"(at least |up to |{number} to )?{number}"
