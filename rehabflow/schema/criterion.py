"""What a protocol may say of one rule: limits, a window, and the rule's own parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from rehabflow import tree as t
from rehabflow.declared_gate import LIMITS, WINDOWS, example_of, unit_words
from rehabflow.quantity import json_number
from rehabflow.readers.yaml_tree import scan
from rehabflow.render.rules import parameter_words, window_lines
from rehabflow.rule import Days, Probe, Rule
from rehabflow.rule_sheet import RuleSheet
from rehabflow.schema.shapes import DAYS, NO, Schema, names, numeric, ref, spelt, told, word

LAST = f"stage|[1-9][0-9]{{0,4}} (sessions?)|{DAYS}"
_MEANT = {
    "at_most": "met at this value and below",
    "at_least": "met at this value and above",
    "below": "met below this value, not at it",
    "above": "met above this value, not at it",
    "is": "met at exactly this value",
}
_WINDOWS = {
    "last": spelt(
        LAST,
        "`3 sessions`, `3 days`, `2 weeks` or `stage`",
        "The stretch that is looked over, up to the date asked.",
        *("1 session", "3 sessions", "7 days", "stage"),
    ),
    "within": spelt(
        DAYS,
        "`7 days` or `2 weeks`",
        "How old the newest value may be.",
        *("7 days", "2 weeks"),
    ),
}
_IGNORE = "What is not logged is left out; in a refer or setback gate, not under `none`."
_KINDS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Fraction: {"type": "number"},
    Days: spelt(DAYS, "`28 days` or `4 weeks`"),
    Probe: ref("probe"),
}
_SPECIAL = frozenset(".*+?^${}()|[]\\/")


def criterion(id: str, rule: type[Rule], sheet: RuleSheet) -> Schema:
    """What may stand below the name of a rule."""
    properties: dict[str, Any] = dict(_parameters(rule, sheet))
    limit = _limit(id, rule, sheet)
    measured = f"{_unit(sheet)}scale {sheet.scale_words()}"
    for name in LIMITS:
        said = f"{_MEANT[name].capitalize()} ({measured})."
        properties[name] = told({"allOf": [limit]}, said, _examples(sheet))
    takes = _windows(rule, sheet)
    for name in dict.fromkeys(takes.values()):
        properties[name] = _WINDOWS[name]
    if sheet.may_ignore:
        properties["missing"] = word(["ignore"], _IGNORE)
    required = [each.name for each in sheet.parameters if each.required]
    made = names(properties, required, f"{sheet.page.summary} Measured in {measured}.")
    return told({**made, **_one_window(takes, sheet), **_page(id, sheet)}, "")


def loose(id: str) -> Schema:
    """A rule that cannot be described: whatever is said of it."""
    return {"type": "object", "description": f"The rule `{id}`, which cannot be described."}


def _unit(sheet: RuleSheet) -> str:
    return "" if sheet.unit == "count" else f"{sheet.unit or 'a unit of its parameters'}, "


def _page(id: str, sheet: RuleSheet) -> Schema:
    """All that is told of a rule, and its example as it may be written."""
    page = sheet.page
    facts = "; ".join(window_lines(sheet))
    parts = [
        f"**{id}**: {page.summary}",
        page.text,
        f"{_unit(sheet)}scale {sheet.scale_words()}; window where none is named: {facts}",
        f"```yaml\n{page.example}```",
    ]
    tree, _ = scan(page.example.encode(), id)
    found = [t.plain(each) for each in _said_of(id, tree.root)] if tree else []
    more = {"examples": found} if found else {}
    return {"markdownDescription": "\n\n".join(filter(None, parts)), **more}


def _said_of(id: str, node: t.Node) -> Iterator[t.Mapping]:
    """What an example says of its rule, wherever that stands."""
    if isinstance(node, t.Sequence):
        for each in node.items:
            yield from _said_of(id, each)
    elif isinstance(node, t.Mapping):
        for key, value in node.items:
            if key.text == id and isinstance(value, t.Mapping):
                yield value
            elif key.text != "exercises":
                yield from _said_of(id, value)


# ---------------------------------------------------------------- limits


def _limit(id: str, rule: type[Rule], sheet: RuleSheet) -> Schema:
    """A limit: a number on the scale, or with its unit; where that depends, what it can be."""
    if sheet.unit is None or sheet.scale is None or rule.words is not Rule.words:
        return {"type": ["number", "string", "boolean"]}
    low, high = sheet.scale
    number: Schema = {"type": "number"}
    if low is not None:
        number["minimum"] = json_number(low)
    if high is not None:
        number["maximum"] = json_number(high)
    units = "|".join(map(_any_case, unit_words(sheet.unit, id)))
    return numeric(
        number,
        rf"-?[0-9]{{1,15}}(\.[0-9]{{1,15}})? *({units})? *",
        f"a number{_in(sheet)}, such as `{example_of(sheet.unit)}`",
    )


def _in(sheet: RuleSheet) -> str:
    return "" if sheet.unit in ("count", "") else f" in {sheet.unit}"


def _any_case(unit: str) -> str:
    """A pattern of a unit in small or capital letters."""
    return "".join(
        f"[{each.lower()}{each.upper()}]"
        if each.isalpha()
        else f"\\{each}"
        if each in _SPECIAL
        else each
        for each in unit
    )


def _examples(sheet: RuleSheet) -> list[str | int]:
    found = example_of(sheet.unit or "")
    return [int(found) if found.isdecimal() else found]


# ---------------------------------------------------------------- windows


def _windows(rule: type[Rule], sheet: RuleSheet) -> dict[str, str]:
    """Which window each word of a parameter takes; under no word, the only one.

    Both, where nothing here tells.
    """
    found = {said: each.partition(":")[0] for said, each in sheet.windows.items() if each}
    if "" in sheet.windows and rule.default_window is not Rule.default_window:
        return {"": "last", "*": "within"}
    return found


def _one_window(takes: Mapping[str, str], sheet: RuleSheet) -> Schema:
    """Where a parameter tells which window there is, the other is refused."""
    newest = [said for said, window in takes.items() if window == "within" and said]
    if "*" in takes or not newest:
        return {}
    name = newest[0].partition(": ")[0]
    words = [said.partition(": ")[2] for said in newest]
    usual = next(each.default for each in sheet.parameters if each.name == name)
    condition: Schema = {"properties": {name: {"enum": words}}}
    if usual not in words:
        condition["required"] = [name]
    first, second = ({"properties": {window: NO}} for window in WINDOWS)
    return {"if": condition, "then": first, "else": second}


# ---------------------------------------------------------------- parameters


def _parameters(rule: type[Rule], sheet: RuleSheet) -> Iterator[tuple[str, Schema]]:
    hints = get_type_hints(rule)
    fields = [each for each in attrs.fields(rule) if each.init]
    for field, each in zip(fields, sheet.parameters, strict=True):
        hint = hints[field.name]
        kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        shapes = [_shape(kind) for kind in kinds if kind is not NoneType]
        shape = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
        said = f"{parameter_words(each)}."
        yield each.name, told(shape if "$ref" not in shape else {"allOf": [shape]}, said)


def _shape(kind: object) -> Schema:
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    return _KINDS.get(kind, {})
