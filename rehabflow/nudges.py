"""Small changes of a declaration: each makes one limit, window, operator or combinator another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, cast

from attrs import field, frozen

ABOUT = ("from", "choice", "verified")
COMBINED = ("all", "any", "none", "some", "repeat")
OPERATORS = {
    "at_most": ("below",),
    "below": ("at_most",),
    "at_least": ("above",),
    "above": ("at_least",),
    "is": ("at_least", "at_most"),
}
COARSE = {"%": 5, "h": 24}
"""By how much a limit is nudged in units in which a log hardly differs by less."""
_OTHER = {"all": "any", "any": "all", "none": "any"}
_QUANTITY = re.compile(r"(?P<number>-?[0-9]+(?:\.[0-9]+)?) *(?P<unit>\D*)")
_STRETCH = re.compile(r"(?P<count>[0-9]+) (?P<unit>session|day|week)s?")
_SO = {"yes": "no", "no": "yes", True: False, False: True}

Path = tuple[str | int, ...]
What = Literal["limit", "window", "operator", "combinator"]


@frozen
class Nudge:
    """One change: of what, where, and the declaration that comes of it."""

    what: What
    where: str
    was: str
    now: str
    data: Mapping[str, Any] = field(eq=False, repr=False)

    def to_dict(self) -> dict[str, str]:
        """Plain data for JSON, without the declaration."""
        return {"what": self.what, "where": self.where, "was": self.was, "now": self.now}


@frozen
class Change:
    """What stands at a path in place of what stood there, or under another name."""

    what: What
    path: Path
    was: str
    now: Any
    renamed: bool = False


def nudges(source: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[Nudge]:
    """Every nudge of a declaration as plain data, in its order.

    Advice is left as it is, for no scenario sees it. `units` are those of the rules by their ids.
    """
    for each in _changes(source, (), units):
        now = each.now if isinstance(each.now, str) else _said(each.now)
        yield Nudge(each.what, _where(each.path), each.was, now, _changed(source, each))


def _changes(node: Any, path: Path, units: Mapping[str, str]) -> Iterator[Change]:
    """The changes outside of any gate."""
    for key, value in _items(node):
        at = (*path, key)
        if key == "when":
            yield from _of_gate(value, at, units)
        elif at == ("lapse_after",):
            yield from _of_stretch(value, at)
        elif key not in (*ABOUT, "advise"):
            yield from _changes(value, at, units)


def _of_gate(node: Any, path: Path, units: Mapping[str, str]) -> Iterator[Change]:
    """The changes of what stands under `when` or a combinator."""
    if isinstance(node, list):
        if path[-1] == "when" and len(_items(node)) > 1:
            yield Change("combinator", path, "all", {"any": node})
        for key, value in _items(node):
            yield from _of_gate(value, (*path, key), units)
        return
    for key, value in _items(node):
        at = (*path, key)
        if key in ABOUT:
            continue
        if key not in COMBINED:
            yield from _of_criterion(value, at, units.get(str(key), ""))
        elif key in _OTHER:
            if len(value) > 1 or key == "none":
                yield Change("combinator", at, str(key), _OTHER[str(key)], renamed=True)
            yield from _of_gate(value, at, units)
        else:
            yield from _of_count(value, at, units)


def _of_count(node: Any, path: Path, units: Mapping[str, str]) -> Iterator[Change]:
    """The changes of `some` and `repeat`: how many, of which sessions, and what is inside."""
    for key, value in _items(node):
        at = (*path, key)
        if key in ("at_least", "times"):
            yield from (Change("limit", at, str(value), each) for each in (value - 1, value + 1))
        elif key == "last":
            yield from _of_stretch(value, at)
        elif key in ("of", "when"):
            yield from _of_gate(value, at, units)


def _of_criterion(node: Any, path: Path, unit: str) -> Iterator[Change]:
    for key, value in _items(node):
        at = (*path, key)
        if key in OPERATORS:
            yield from (Change("limit", at, _said(value), each) for each in _near(value, unit))
            for other in OPERATORS[str(key)]:
                if other not in node and not _is_so(value):
                    yield Change("operator", at, str(key), other, renamed=True)
        elif isinstance(value, str):
            yield from _of_stretch(value, at)
        elif key not in ABOUT:
            # What another rule is asked for has windows of its own.
            yield from _of_criterion(value, at, "")


def _near(value: Any, unit: str) -> Iterator[Any]:
    """The limits beside a limit."""
    if _is_so(value):
        yield _SO[value]
    elif found := _QUANTITY.fullmatch(str(value)):
        number = Decimal(found["number"])
        last_digit = Decimal(1).scaleb(int(number.as_tuple().exponent))
        step = COARSE.get(found["unit"][:1] or unit[:1], last_digit)
        for near in (number - step, number + step):
            yield f"{near} {found['unit']}".strip() if isinstance(value, str) else _plain(near)


def _is_so(value: Any) -> bool:
    """Whether a limit says that something is so or not; 1 and 0 are numbers."""
    return isinstance(value, bool) or value in ("yes", "no")


def _of_stretch(value: Any, path: Path) -> Iterator[Change]:
    """The windows one session or day shorter and longer."""
    found = _STRETCH.fullmatch(str(value))
    if found and path[-1] not in ABOUT:
        count = int(found["count"]) * (7 if found["unit"] == "week" else 1)
        unit = "session" if found["unit"] == "session" else "day"
        for near in (count - 1, count + 1):
            if near:
                yield Change("window", path, str(value), f"{near} {unit}{'s' * (near > 1)}")


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _items(node: Any) -> list[tuple[str | int, Any]]:
    """What is in a mapping or a list, with its key or place."""
    if isinstance(node, dict):
        return list(cast(dict[str, Any], node).items())
    return [*enumerate(cast(Iterable[Any], node))] if isinstance(node, list) else []


def _changed(node: Any, change: Change, depth: int = 0) -> Any:
    """The same data with one change; what does not change is shared."""
    if depth == len(change.path):
        return change.now
    key = change.path[depth]
    if change.renamed and depth == len(change.path) - 1:
        return {change.now if each == key else each: value for each, value in _items(node)}
    inside = [
        (each, _changed(value, change, depth + 1) if each == key else value)
        for each, value in _items(node)
    ]
    return [value for _, value in inside] if isinstance(node, list) else dict(inside)


def _where(path: Path) -> str:
    """`stages.acute.advance.when[0].pain.at_most`."""
    return "".join(f"[{at}]" if isinstance(at, int) else f".{at}" for at in path)[1:]


def _said(value: Any) -> str:
    """A value as it stands in the declaration."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(map(str, cast(dict[str, Any], value)))
    return str(value)
