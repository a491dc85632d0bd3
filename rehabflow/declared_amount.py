"""What one exercise of a stage is prescribed: amounts, and what is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rehabflow import tree as t
from rehabflow.declared_dose import amount_of
from rehabflow.desk import Desk, about, number, said
from rehabflow.entry import Number, name_key
from rehabflow.prescription import Dose, Exercise

TOLD = ("tempo", "rest", "note")
"""What is said of a dose for people."""
NUMBERS = ("sets", "reps", "hold", "time", "distance", "effort")
AMOUNTS = (*NUMBERS, "variant", *TOLD, "dose")
_RANGE = re.compile("([0-9]{1,4}) to ([0-9]{1,4})")
_CROSSED = re.compile("([0-9]{1,4}) *[x×] *([0-9]{1,4})")


class Amounts:
    """Reads what is prescribed of an exercise."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def dose(self, exercise: Exercise, names: t.Mapping, where: str) -> Dose:
        """The dose that some names and their values make."""
        tops: dict[str, Number] = {}
        lows: dict[str, Number] = {}
        for name in NUMBERS:
            low, top = self.amount(name, names.get(name), f"{where}.{name}")
            if low is not None:
                lows[name] = low
            if top is not None:
                tops[name] = top
        others = [name for name in ("time", "distance") if name in lows]
        counts: Any = "reps" if "reps" in lows or not others else others[0]
        told = {name: self.desk.text(names.get(name), f"{where}.{name}") for name in TOLD}
        return Dose(
            exercise=exercise,
            sets=int(lows.get("sets", 1)),
            reps=int(lows.get("reps", 1)),
            hold=lows.get("hold"),
            about={**{name: text for name, text in told.items() if text}, **about(names)},
            time=lows.get("time"),
            distance=lows.get("distance"),
            effort=lows.get("effort"),
            variant=self.variant(names.get("variant"), f"{where}.variant"),
            counts=counts,
            stated=self.is_stated(names, where),
            up_to=tops,
        )

    def amount(
        self, name: str, node: t.Node | None, where: str
    ) -> tuple[Number | None, Number | None]:
        """The low end of an amount, and the top where it is a range."""
        if node is None:
            return None, None
        if name in ("sets", "reps"):
            return self.count(node, where)
        text = node.text if isinstance(node, t.Scalar) else ""
        if name == "hold" and not _RANGE.fullmatch(text):
            return self.hold(node, where), None
        return amount_of(node, where, self.desk)

    def count(self, node: t.Node, where: str) -> tuple[Number | None, Number | None]:
        text = node.text if isinstance(node, t.Scalar) else ""
        if found := _RANGE.fullmatch(text):
            low, top = int(found[1]), int(found[2])
            if 0 < low < top:
                return low, top
            name, expected = where.rpartition(".")[2], "the lower number first, from 1 on"
            message, hint = f"`{name}` is {said(node)}", f"write, for example, `{name}: 8 to 12`"
            self.desk.refuse(node, where, "RF411", message, expected, hint)
            return 1, None
        crossed = _CROSSED.fullmatch(text) if where.endswith(".reps") else None
        hint = f"write `sets: {crossed[1]}, reps: {crossed[2]}`" if crossed else ""
        return self.desk.whole(node, where, 1, hint), None

    def hold(self, node: t.Node, where: str) -> Number | None:
        """Seconds."""
        value, expected = number(node), "how many seconds, at least 1"
        if value is None:
            text = node.text if isinstance(node, t.Scalar) else ""
            seconds = re.fullmatch("([1-9][0-9]{0,3}) *s(?:ec)?(?:onds?)?", text)
            hint = f"write `hold: {seconds[1] if seconds else 5}`"
            self.desk.unlike(node, where, expected, hint, seconds[1] if seconds else "")
        elif value < 1:
            hint = "write seconds, or leave `hold` out where nothing is held"
            self.desk.refuse(node, where, "RF411", f"`hold` is {said(node)}", expected, hint)
        return value

    def variant(self, node: t.Node | None, where: str) -> str | None:
        """What is used: `yellow`, or `{band: yellow}`."""
        if node is None:
            return None
        expected, hint = "a text, or one name and a text", "write, for example, `{band: yellow}`"
        if isinstance(node, t.Mapping) and len(node.items) == 1:
            (key, value) = node.items[0]
            kind, text = key.text, self.desk.text(value, f"{where}.{key.text}")
            named = f"{kind}: {text}"
        else:
            kind, text = "", node.text if isinstance(node, t.Scalar) else ""
            named = text
            if not (isinstance(node, t.Scalar) and isinstance(node.value, str)):
                self.desk.unlike(node, where, expected, hint)
                return None
        if text and (not name_key(text) or ":" in text or ":" in kind or set("();") & set(named)):
            message = f"`variant` is {said(node)}"
            self.desk.refuse(node, where, "RF433", message, expected, hint)
        return named or None

    def is_stated(self, names: t.Mapping, where: str) -> bool:
        """Whether there is a dose; `dose: not stated` says that the source gives none."""
        node = names.get("dose")
        if node is None:
            return True
        if not (isinstance(node, t.Scalar) and node.value == "not stated"):
            hint = "write `dose: not stated` where the source gives none; else `sets`, `reps`, ..."
            self.desk.unlike(node, f"{where}.dose", "`not stated`", hint)
        given = next((key for key, _ in names.items if key.text in NUMBERS), None)
        if given is not None:
            message = f"`{given.text}` stands beside `dose: not stated`"
            hint = "take one of the two out"
            self.desk.refuse(given, where, "RF433", message, "a dose, or none", hint, node)
        return False


def merged(one: t.Mapping, other: t.Mapping) -> t.Mapping:
    """What a mapping says, and what another says beside it."""
    own: Mapping[str, t.Scalar] = {key.text: key for key, _ in one.items}
    items = (*one.items, *(pair for pair in other.items if pair[0].text not in own))
    return t.Mapping(items, one.line, one.column, one.end_line, one.end_column)
