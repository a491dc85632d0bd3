"""The dose of an exercise as its source gives it, for people, and the amounts in a dose."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import frozen

from rehabflow import tree as t
from rehabflow.desk import ABOUT, Desk, said
from rehabflow.entry import Number
from rehabflow.scale import METRES, SECONDS


@frozen
class _Amount:
    """How one part of a dose is written."""

    expected: str
    example: str
    units: tuple[str, ...] = ()
    whole: bool = False
    most: int | None = None


_COUNT = "a whole number, such as `10`, `8 to 12`, `at least 8` or `up to 12`"
_TIME = "how long, in s, min or h, such as `30 s` or `1 to 2 min`"
_TIMES = ("s", "min", "h")
_AMOUNTS = {
    "sets": _Amount(_COUNT, "3", whole=True),
    "reps": _Amount(_COUNT, "10", whole=True),
    "hold": _Amount("seconds, such as `5`, `5 to 8` or `at least 30`", "5"),
    "time": _Amount(_TIME, "30 s", _TIMES),
    "rest": _Amount(_TIME, "30 s", _TIMES),
    "distance": _Amount("how far, in m or km, such as `20 m`", "20 m", ("m", "km")),
    "effort": _Amount("a share of full effort, such as `50 to 70 %`", "70 %", ("%",), most=100),
}
_TEXTS = ("tempo", "frequency", "note")
_DOSES = ("then", "or")
_DOSE = (*_AMOUNTS, *_TEXTS, *_DOSES)

_NUMBER = r"[0-9]{1,5}(?:\.[0-9]{1,3})?"
_WRITTEN = re.compile(
    rf"(?:(?:at least |up to )?|(?P<from>{_NUMBER}) to )(?P<to>{_NUMBER})(?: ?(?P<unit>%|[a-z]+))?"
)
_MEANT = re.compile(
    rf"(?P<from>{_NUMBER}) *(?:[x×] *(?P<by>{_NUMBER})|(?:-|–|to) *(?P<to>{_NUMBER}))?"
    " *(?P<unit>%|[a-z]*)"
)
_UNITS = {
    **dict.fromkeys(("sec", "second", "seconds"), "s"),
    **dict.fromkeys(("minute", "minutes"), "min"),
    **dict.fromkeys(("hour", "hours"), "h"),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    "percent": "%",
}
"""What authors write for a unit that is called otherwise here."""


def check_dose(node: t.Node | None, where: str, desk: Desk) -> None:
    """Refuse what nobody could follow: parts of unknown names, and amounts of no known kind."""
    if node is None:
        return
    if not isinstance(node, t.Mapping):
        hint = "write, for example, `dose: {sets: 3, reps: 10}`"
        if isinstance(node, t.Sequence):
            hint = "write `{then: [...]}` for one after another, `{or: [...]}` for either of them"
        desk.unlike(node, where, "what the source gives: `sets`, `reps`, `hold`, ...", hint)
        return
    desk.names(node, where, "a dose", _DOSE)
    parts = [(key, value) for key, value in node.items if key.text not in ABOUT]
    if not parts:
        message, hint = "the dose says nothing", "leave it out where the source gives none"
        desk.refuse(node, where, "RF403", message, "`sets`, `reps`, `hold`, ...", hint)
    for key, value in parts:
        inside = f"{where}.{key.text}"
        if amount := _AMOUNTS.get(key.text):
            _check_amount(value, inside, amount, desk)
        elif key.text in _TEXTS:
            desk.text(value, inside)
        elif key.text in _DOSES:
            _check_doses(value, inside, desk)
    if (first := node.key("then")) and (second := node.key("or")):
        message, expected = "a dose has both `then` and `or`", "one of them"
        hint = "write one of them inside the other"
        desk.refuse(second, f"{where}.or", "RF433", message, expected, hint, first)


def amount_of(node: t.Node, where: str, desk: Desk) -> tuple[Number | None, Number | None]:
    """The low end of an amount in seconds, metres or percent, and the top where it is a range."""
    name, text = where.rpartition(".")[2], node.text if isinstance(node, t.Scalar) else ""
    amount = _AMOUNTS[name]
    if text.startswith("up to "):
        message, expected = f"`{name}` is {said(node)}", "how much completes it"
        hint = f"write the range that is meant, such as `{name}: {amount.example}`"
        desk.refuse(node, where, "RF433", message, expected, hint)
        return None, None
    before = len(desk.problems)
    _check_amount(node, where, amount, desk)
    found = _WRITTEN.fullmatch(text)
    if found is None or len(desk.problems) > before:
        return None, None
    unit = {**SECONDS, **METRES}.get(found["unit"] or "", 1)
    low, top = (None if e is None else _exact(e) * unit for e in (found["from"], found["to"]))
    return (top, None) if low is None else (low, top)


def _exact(text: str) -> Number:
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def _check_doses(node: t.Node, where: str, desk: Desk) -> None:
    expected = "a list of two doses or more"
    hint = "write `[{reps: 10}, {hold: 30}]`, with the doses meant"
    if not isinstance(node, t.Sequence):
        desk.unlike(node, where, expected, hint)
        return
    if len(node.items) < 2:
        message = f"`{where.rpartition('.')[2]}` has fewer than two doses"
        desk.refuse(node, where, "RF403", message, expected, hint)
    for at, each in enumerate(node.items):
        check_dose(each, f"{where}[{at}]", desk)


def _check_amount(node: t.Node, where: str, amount: _Amount, desk: Desk) -> None:
    text = node.text if isinstance(node, t.Scalar) and not isinstance(node.value, bool) else ""
    name = where.rpartition(".")[2]
    if not text:
        desk.unlike(
            node, where, amount.expected, f"write, for example, `{name}: {amount.example}`"
        )
        return
    found = _WRITTEN.fullmatch(text)
    if not found or not _is_of(found, amount):
        message = f"`{name}` is {said(node)}"
        desk.refuse(node, where, "RF433", message, amount.expected, _hint(name, text, amount))
        return
    least, most = (float(found[each] or 0) for each in ("from", "to"))
    if least >= most or (amount.most is not None and most > amount.most):
        message = f"`{name}` is {said(node)}"
        hint = "write the lower number first" if least > most else ""
        hint = hint or f"write, for example, `{name}: {amount.example}`, or take it out"
        desk.refuse(node, where, "RF411", message, amount.expected, hint)


def _is_of(found: re.Match[str], amount: _Amount) -> bool:
    return (found["unit"] or "") in (amount.units or ("",)) and not (
        amount.whole and "." in found[0]
    )


def _hint(name: str, text: str, amount: _Amount) -> str:
    """The amount that was probably meant: `3x10` is sets of repetitions, `5-8` is 5 to 8."""
    found = _MEANT.fullmatch(text)
    if found and found["by"]:
        return f"write `sets: {found['from']}, reps: {found['by']}`"
    unit = _UNITS.get(found["unit"], found["unit"]) if found else ""
    if not found or unit not in (amount.units or ("", "s")) or (amount.whole and "." in text):
        return f"write, for example, `{name}: {amount.example}`"
    meant = f"{found['from']} to {found['to']}" if found["to"] else found["from"]
    return f"write `{name}: {meant}{f' {unit}' if amount.units else ''}`"
