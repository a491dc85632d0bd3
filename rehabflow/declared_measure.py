"""The measures of a declaration: columns of the log of its own."""

from __future__ import annotations

import re
from typing import Any, cast

from rehabflow import tree as t
from rehabflow.desk import ABOUT, Desk, inner, number, one_of, said, shown
from rehabflow.entry import Number
from rehabflow.fields import ENTRIES, FIELDS, HEADER, HOW, LINE, OUTCOMES
from rehabflow.measure import OTHER, YES_NO, Measure

_MEASURE = ("title", "unit", "range", "better", "type", "of_day")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RANGE = "two numbers, the least and the most: [0, 100]"


def declared_measures(node: t.Node | None, desk: Desk) -> dict[str, Measure]:
    """The measures by name; what is wrong is kept by the desk."""
    if node is None:
        return {}
    if not isinstance(node, t.Mapping):
        hint = "write `hop: {title: Single-leg hop, unit: cm, better: higher}`, one a line"
        desk.unlike(node, "measures", "the name of each measure, and below it what it is", hint)
        return {}
    desk.check_about(node, "measures")
    own = [(key, value) for key, value in node.items if key.text not in ABOUT]
    names = {key.text: key for key, _ in own}
    found: dict[str, Measure] = {}
    for key, value in own:
        _check_name(key, names, desk)
        found[key.text] = _measure(key, value, desk)
    return found


def _check_name(key: t.Scalar, names: dict[str, t.Scalar], desk: Desk) -> None:
    name, where = key.text, f"measures.{key.text}"
    if not _NAME.fullmatch(name):
        mended = re.sub("[^a-z0-9]+", "_", name.casefold()).strip("_0123456789")[:64]
        expected = "small letters, digits and `_`, a letter first: it is a column of the log"
        hint = f"write `{mended}`" if mended else "write a short name such as `hop`"
        message = f"`{shown(name)}` cannot be the name of a measure"
        desk.refuse(key, where, "RF405", message, expected, hint)
    elif (name in FIELDS and name not in HOW) or name in HEADER or name == ENTRIES:
        message = f"`{name}` is a field of every log"
        hint = "give the measure another name"
        desk.refuse(key, where, "RF414", message, "a name that no field has", hint)
    elif name == LINE or name in OUTCOMES:
        message = f"`{name}` stands beside the fields of a log where one is written down"
        hint = "give the measure another name"
        desk.refuse(key, where, "RF414", message, "a name that nothing else has", hint)
    elif name.endswith(OTHER):
        message = f"`{name}` ends in `{OTHER}`, which is how a log names the other leg's"
        hint = f"call it `{name.removesuffix(OTHER)}`"
        other = names.get(name.removesuffix(OTHER))
        desk.refuse(key, where, "RF414", message, "a name without that", hint, other)


def _measure(key: t.Scalar, node: t.Node, desk: Desk) -> Measure:
    name, where = key.text, f"measures.{key.text}"
    names = desk.names(node, where, "a measure", _MEASURE)
    so = desk.word(names.get("type"), f"{where}.type", ("number", YES_NO)) == YES_NO
    allowed = ("yes", "no") if so else ("lower", "higher")
    if names.key("better") is None and isinstance(node, t.Mapping):
        message = f"the measure `{shown(name)}` does not say what is better"
        hint = f"write `better: {allowed[0]}`, if that is meant"
        expected = one_of(allowed)
        desk.refuse(key, where, "RF403", message, f"`better:` with {expected}", hint)
    better = desk.word(names.get("better"), f"{where}.better", allowed)
    for each in ("unit", "range", "of_day") if so else ():
        place = names.key(each)
        if place is not None and (each != "of_day"):
            message = f"a measure of type {YES_NO} has no `{each}`"
            desk.refuse(place, inner(where, each), "RF402", message, "no such name", "take it out")
    unit = names.get("unit")
    if not so and isinstance(unit, t.Scalar) and unit.text == YES_NO:
        message, expected = f"`unit` is {said(unit)}", "the unit of a number"
        hint = f"write `type: {YES_NO}` in its place, and `better: yes` or `better: no`"
        desk.refuse(unit, inner(where, "unit"), "RF428", message, expected, hint)
    low, high = (0, 1) if so else _range(names.get("range"), f"{where}.range", desk)
    days = ("worst", "best") if so else ("worst", "best", "mean")
    of_day = desk.word(names.get("of_day"), f"{where}.of_day", days)
    return Measure(
        name,
        "higher" if better in ("higher", "yes") else "lower",
        desk.text(names.get("title"), f"{where}.title") or name.replace("_", " "),
        YES_NO if so else desk.text(unit, f"{where}.unit"),
        low,
        high,
        cast(Any, of_day or "worst"),
    )


def _range(node: t.Node | None, where: str, desk: Desk) -> tuple[Number | None, Number | None]:
    """The scale of a measure; open where there is none."""
    if node is None:
        return None, None
    items = node.items if isinstance(node, t.Sequence) else ()
    ends = [number(each) for each in items]
    if len(ends) != 2 or None in ends:
        desk.unlike(node, where, _RANGE, "write `range: [0, 100]`, with the numbers meant")
        return None, None
    low, high = cast(list[Number], ends)
    if low >= high:
        message = f"`range` goes from {' to '.join(map(said, items))}"
        desk.refuse(node, where, "RF411", message, _RANGE, "write the lower number first")
        return None, None
    return low, high
