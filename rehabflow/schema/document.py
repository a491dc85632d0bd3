"""The schema of a whole protocol file, of one that stands alone and of one that extends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import field, frozen

from rehabflow.protocol import REFERRED
from rehabflow.rule import Rule
from rehabflow.rule_sheet import RuleSheet
from rehabflow.schema.criterion import criterion, loose
from rehabflow.schema.dose import dose_definitions, exercises_by_id, variant
from rehabflow.schema.gate import gate_definitions
from rehabflow.schema.shapes import (
    DAYS,
    ID,
    NO,
    Schema,
    about,
    called,
    either,
    listed,
    names,
    ref,
    spelt,
    text,
    told,
    whole,
    word,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
_WAYS = ("advance", "setback", "refer")
_STAGE = ("title", "goal", "exercises", "choose", "advise", *_WAYS, "final")
_VERSION = r"(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}([-+][0-9A-Za-z][0-9A-Za-z.+-]{0,63})?"
_TOLD = {
    "advance": "The way on, to the next stage where `to` is absent; of a list the first that is "
    "met. None fires while a refer or setback gate is unknown.",
    "setback": "The way back, to the stage before where `to` is absent. Asked before any advance.",
    "refer": "The way to a clinician, to the built-in stage `referred`. Asked first.",
}
_EVERYWHERE = " Asked in every stage that is not final."


@frozen
class Words:
    """What a protocol may name: the rules at hand, and what is shared or installed.

    A rule that cannot be described is None. `exercises` are titles by id.
    """

    rules: Mapping[str, tuple[type[Rule], RuleSheet] | None]
    exercises: Mapping[str, str] = field(factory=dict[str, str])
    ladders: Sequence[str] = ()
    protocols: Sequence[str] = ()


def protocol_schema(words: Words) -> Schema:
    """The JSON Schema, draft-07, of a protocol file."""
    extends = {"required": ["extends"]}
    parts = ("measures", "exercises", "ladders", "advise", "refer", "setback", "stages")
    return {
        "$schema": DRAFT,
        "title": "A rehabflow protocol",
        **names({**_head(words), **dict.fromkeys(parts, True)}, ("rehabflow", "id", "version")),
        "if": extends,
        "then": {"properties": {**_parts(over=True), "based_on": NO}},
        "else": {"properties": _parts(over=False), "required": ["title", "stages"]},
        "definitions": _definitions(words),
    }


def _definitions(words: Words) -> dict[str, Schema]:
    kinds = {id: found and found[0] for id, found in words.rules.items()}
    rules = {
        f"rule-{id}": criterion(id, *found) if found else loose(id)
        for id, found in words.rules.items()
    }
    made = {
        **{f"about-{name}": said for name, said in about().items()},
        "about-variant": variant(),
        **rules,
        **gate_definitions(kinds),
    }
    for over in (False, True):
        made |= dose_definitions(words.exercises, words.ladders, over=over)
        end = "-over" if over else ""
        made[f"stage{end}"] = _stage(over=over)
        made |= {f"{way}{end}": _way(way, over=over) for way in _WAYS}
    when = "While this is met, `say` is shown."
    say = {"when": told({"allOf": [ref("when-advice")]}, when), "say": text("What to say.")}
    return {**made, "advice": listed(names(say, ("when", "say")), "What to say.", 0)}


# ---------------------------------------------------------------- the whole file


def _head(words: Words) -> dict[str, Schema]:
    """What a file says of itself."""
    days = "whole days or weeks, such as `7 days` or `2 weeks`"
    source = {
        "cite": text("What is cited."),
        "doi": text("Its DOI.", "10.0000/example"),
        "url": text("Where it is to be read."),
    }
    based = rf"{_name()}@[0-9A-Za-z][0-9A-Za-z.+-]{{0,127}}"
    version = spelt(rf"{_name()}(@[0-9A-Za-z][0-9A-Za-z.+-]{{0,127}})?", "`id` or `id@1.0.0`")
    return {
        "rehabflow": told({"const": 1}, "The version of the format."),
        "id": spelt(ID, "small letters, digits, single `-` or `_`", "Its id.", "our-clinic"),
        "version": spelt(
            _VERSION,
            "three whole numbers with dots between them, such as 1.0.0",
            "The version of this protocol; raise it with every change.",
            "1.0.0",
        ),
        "title": text("What people call it."),
        "summary": text("One or two sentences for a clinician."),
        "sources": listed(names(source, ("cite",)), "What it was made from, to be read.", 0),
        "lapse_after": spelt(
            DAYS,
            days,
            "In advance gates, nothing before a longer gap in training is seen.",
            *("7 days", "2 weeks"),
        ),
        "stale_after": spelt(
            DAYS, days, "Say so when the newest entry is older; 7 days where absent.", "7 days"
        ),
        "settle": word(
            ["next morning"],
            "A date's work counts towards an advance once the next date is logged.",
        ),
        "extends": either(
            "The installed protocol that this one changes parts of: `id`, or `id@1.0.0`.",
            {"enum": list(words.protocols)},
            version,
        ),
        "based_on": spelt(based, "`id@1.0.0`", "What it was made from; written by `extends`."),
    }


def _name() -> str:
    return "[a-z][a-z0-9_-]{0,127}"


def _parts(*, over: bool) -> dict[str, Schema]:
    """What a file declares."""
    end = "-over" if over else ""
    everywhere = {
        way: told({"allOf": [ref(f"{way}{end}")]}, f"{_TOLD[way]}{_EVERYWHERE}")
        for way in ("refer", "setback")
    }
    return {
        "measures": _measures(over=over),
        "exercises": exercises_by_id(over=over),
        "ladders": called(ref(f"ladder{end}"), "Ladders of this protocol by their names."),
        "advise": ref("advice", "What to say while a gate is met, in every stage."),
        **everywhere,
        "stages": _stages(over=over),
    }


def _measures(*, over: bool) -> Schema:
    so: Schema = {
        "properties": {
            "better": {"enum": ["yes", "no"]},
            "of_day": {"enum": ["worst", "best"]},
            "unit": NO,
            "range": NO,
        }
    }
    amount: Schema = {"properties": {"better": {"enum": ["lower", "higher"]}}}
    ends: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    properties = {
        "title": text("What people call it."),
        "unit": text("Its unit.", "cm"),
        "range": told(
            ends, "The least and the most; anything else in a log is refused.", [[0, 9]]
        ),
        "better": word(("lower", "higher", "yes", "no"), "Which way is better; required."),
        "type": word(("number", "yes/no"), "`yes/no` for what either is so or not."),
        "of_day": word(("worst", "best", "mean"), "Which of several values of a date counts."),
    }
    made = names(properties, () if over else ("better",), "A column of the log.")
    if not over:
        condition = {"properties": {"type": {"const": "yes/no"}}, "required": ["type"]}
        made |= {"if": condition, "then": so, "else": amount}
    column = spelt("[a-z][a-z0-9_]{0,63}", "small letters, digits and `_`, a letter first")
    taken = {"not": {"pattern": "_other$"}}
    said = "Columns of the log that this protocol adds, by their names."
    return called(made, said, {**column, **taken})


# ---------------------------------------------------------------- stages and ways out


def _stages(*, over: bool) -> Schema:
    stray = {"not": {"enum": [REFERRED, *_STAGE]}}
    name = spelt(ID, "small letters, digits, and single `-` or `_`: the id of a stage")
    said = "The stages in their order, by their ids; everyone starts in the first."
    made = called(ref("stage-over" if over else "stage"), said, {**name, **stray})
    return made if over else {**made, "minProperties": 2}


def _stage(*, over: bool) -> Schema:
    end = "-over" if over else ""
    doses = listed(ref("prescribed"), "What is prescribed for each training session.")
    parts = called(ref("dose-part-over"), "What is new of single doses, by their exercises.")
    properties: dict[str, Any] = {
        "title": text("What people call it; without, its id."),
        "goal": text("What it is for.", "Walk without pain."),
        "exercises": either("The prescription.", doses, parts) if over else doses,
        "choose": whole("So many of the exercises make a full session."),
        "advise": ref("advice", "What to say while a gate is met."),
        **{way: ref(f"{way}{end}", _TOLD[way]) for way in _WAYS},
        "final": told({"type": "boolean"}, "The last stage, and it alone: no way out."),
    }
    made = names(properties)
    if over:
        return made
    final = {"properties": {"final": {"const": True}}, "required": ["final"]}
    nothing = dict.fromkeys(("exercises", "choose", "advise", *_WAYS), NO)
    return {**made, "if": final, "then": {"properties": nothing}, "else": _WITH_A_WAY_ON}


_WITH_A_WAY_ON: Schema = {"required": ["advance"]}


def _way(way: str, *, over: bool) -> Schema:
    gate = "advance" if way == "advance" else "danger"
    to = {} if way == "refer" else {"to": text("The id of the stage that it leads to.")}
    change = {"change": ref("change")} if over else {}
    when = {"when": ref(f"when-{gate}"), **change}
    one = names({**to, **when}, () if over else ("when",))
    return either("", one, listed(one))
