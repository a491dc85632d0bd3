"""Gates: the criteria of all rules, what combines them, and where each may stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rehabflow.declared_gate import LIMITS, WINDOWS
from rehabflow.rule import Rule
from rehabflow.schema.criterion import LAST
from rehabflow.schema.shapes import (
    NO,
    Schema,
    any_of_names,
    either,
    listed,
    names,
    ref,
    spelt,
    told,
    whole,
)

_KINDS = ("advance", "danger", "climb", "drop")
"""An advance, which leaves nothing out; a refer, setback or advice; and those of a ladder."""
_ON_A_RUNG = ("climb", "drop")
_TOLD = {
    "all": "Met when every one of these is met.",
    "any": "Met when at least one of these is met.",
    "none": "Met when not one of these is met.",
    "some": "Met when so many of these are met.",
    "repeat": "Met when all of it was met on so many training sessions of the window, each read "
    "on its own date.",
}
_ANY_OR_ALL = "A criterion, or what combines criteria. Of two or more say `any:` or `all:`."
_ALL_OF_IT = "A criterion, what combines criteria, or a list: all of it."
_LIST = "Criteria, one to a dash."


def gate_definitions(rules: Mapping[str, type[Rule] | None]) -> dict[str, Schema]:
    """The definitions of all gates; None stands for a rule that cannot be described."""
    lacking = {"properties": {"missing": NO}}
    limited = any_of_names(LIMITS)
    made: dict[str, Schema] = {
        "limited": limited,
        "limited-all-logged": {**limited, **lacking},
        "on-one-date": {"properties": dict.fromkeys(WINDOWS, NO)},
        "changed": {**any_of_names((*LIMITS, *WINDOWS)), **lacking},
        "probe": _probe(rules),
        "asked-changed": _one(
            {name: _said(name, "changed") for name in rules},
            "A criterion of the gate that is extended, named by its rule and all its parameters.",
        ),
    }
    for kind in _KINDS:
        once = f"{kind}-on-one-date"
        made[f"asked-in-{kind}"] = _asked(kind, rules, once)
        made[f"asked-in-{once}"] = _asked(once, _repeatable(rules), "")
        made[f"when-{kind}"] = _when(kind)
    made["when-advice"] = _when("danger", _ALL_OF_IT, most=None)
    change = ref("asked-changed")
    made["change"] = either(
        "Single criteria of the gate of the protocol that this one extends: the rest stays.",
        *(change, listed(change)),
    )
    return made


def _when(kind: str, said: str = "", most: int | None = 1) -> Schema:
    one = ref(f"asked-in-{kind}")
    if kind in ("advance", "climb"):
        return either(_ALL_OF_IT, one, listed(one))
    return either(said or _ANY_OR_ALL, one, listed(one, most=most))


def _asked(kind: str, rules: Mapping[str, type[Rule] | None], once: str) -> Schema:
    """One criterion or combinator; `once` is what it is called where it is repeated."""
    plain = kind.removesuffix("-on-one-date")
    limits = "limited-all-logged" if plain in ("advance", "climb") else "limited"
    also = () if once else ("on-one-date",)
    asked = {
        name: _said(name, limits, *also)
        for name, rule in rules.items()
        if plain in _ON_A_RUNG or not (rule and rule.on_a_rung)
    }
    many = listed(ref(f"asked-in-{kind}"), _LIST)
    properties: dict[str, Any] = {
        **asked,
        **{name: told({"allOf": [many]}, _TOLD[name]) for name in ("all", "any", "none")},
        "some": names(
            {"at_least": whole("How many of them are enough."), "of": many},
            ("at_least", "of"),
            _TOLD["some"],
        ),
    }
    if once:
        one = ref(f"asked-in-{once}")
        times = whole("On how many of them at least.")
        over = spelt(LAST, "`3 sessions`, `3 days` or `stage`", "Over which sessions.")
        when = either(_ALL_OF_IT, one, listed(one))
        repeat = {"times": times, "last": over, "when": when}
        properties["repeat"] = names(repeat, tuple(repeat), _TOLD["repeat"])
    return _one(properties, "One criterion: a rule's name and its limits; or what combines them.")


def _one(properties: Mapping[str, Any], said: str) -> Schema:
    """One of some names, beside which may stand where its numbers come from."""
    cited = any_of_names(("from", "choice", "verified"))
    return {
        **names(properties, (), said),
        "if": cited,
        "then": {"minProperties": 2, "maxProperties": 4},
        "else": {"minProperties": 1, "maxProperties": 1},
    }


def _said(name: str, *more: str) -> Schema:
    return {"allOf": [ref(f"rule-{name}"), *map(ref, more)]}


def _probe(rules: Collection[str]) -> Schema:
    """A rule that another one asks for its reading: its name, or its parameters and window."""
    bare = {"properties": dict.fromkeys((*LIMITS, "missing"), NO)}
    asked = {
        name: {"anyOf": [{"type": "null"}, {"allOf": [ref(f"rule-{name}"), bare]}]}
        for name in rules
    }
    whole_rule: Schema = {
        "type": "object",
        "properties": asked,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return either("", {"enum": list(rules)}, whole_rule)


def _repeatable(rules: Mapping[str, type[Rule] | None]) -> dict[str, type[Rule] | None]:
    return {name: rule for name, rule in rules.items() if rule is None or rule.on_one_date}
