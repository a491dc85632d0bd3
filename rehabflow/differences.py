"""What one declaration says otherwise than another, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from attrs import frozen

from rehabflow.desk import ABOUT, inner

_OWN = ("rehabflow", "id", "version", "based_on")
"""What two protocols never have in common."""


@frozen
class Difference:
    """One place where two declarations are not the same; what is absent is None."""

    path: str
    """By its names: `stages.acute.advance.when[0].pain.at_most`."""
    kind: Literal["changed", "added", "gone"]
    was: Any
    now: Any

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for JSON."""
        return {"path": self.path, "kind": self.kind, "was": self.was, "now": self.now}


def differences(
    base: Mapping[str, Any], own: Mapping[str, Any], *, everything: bool = False
) -> tuple[Difference, ...]:
    """All of them. Where a number comes from, and what two protocols never have in common, are no
    part of what is said, unless `everything` is asked for."""
    if everything:
        return tuple(_between(base, own, ""))
    before, after = (
        {name: value for name, value in each.items() if name not in _OWN} for each in (base, own)
    )
    return tuple(_between(_bare(before), _bare(after), ""))


def _bare(value: Any) -> Any:
    """A value without what it says of where it comes from."""
    if isinstance(value, list):
        return [_bare(each) for each in cast(list[object], value)]
    if isinstance(value, dict):
        names = cast(dict[str, Any], value)
        return {name: _bare(each) for name, each in names.items() if name not in ABOUT}
    return value


def _between(was: Any, now: Any, where: str) -> Iterator[Difference]:
    if _same(was, now):
        return
    if isinstance(was, dict) and isinstance(now, dict):
        before, after = cast(dict[str, Any], was), cast(dict[str, Any], now)
        for name in {**before, **after}:
            place = inner(where, name)
            if name not in after:
                yield Difference(place, "gone", before[name], None)
            elif name not in before:
                yield Difference(place, "added", None, after[name])
            else:
                yield from _between(before[name], after[name], place)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _between_lists(cast(list[object], was), cast(list[object], now), where)
    else:
        yield Difference(where, "changed", was, now)


def _between_lists(was: list[Any], now: list[Any], where: str) -> Iterator[Difference]:
    """Item by item where they are as many; else what is gone, by its old place, and what is new.

    The same in another order is told whole.
    """
    if len(was) == len(now) and all(isinstance(each, dict) for each in (*was, *now)):
        for at, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from _between(old, new, f"{where}[{at}]")
        return
    gone = [at for at, each in enumerate(was) if not _in(each, now)]
    new_ones = [at for at, each in enumerate(now) if not _in(each, was)]
    if not (gone or new_ones) or any(not isinstance(each, dict) for each in (*was, *now)):
        yield Difference(where, "changed", was, now)
        return
    for at in gone:
        yield Difference(f"{where}[{at}]", "gone", was[at], None)
    for at in new_ones:
        yield Difference(f"{where}[{at}]", "added", None, now[at])


def _in(value: Any, values: list[Any]) -> bool:
    return any(_same(value, each) for each in values)


def _same(one: Any, other: Any) -> bool:
    """Whether two say the same: `true` is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        first, second = cast(list[object], one), cast(list[object], other)
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(one, dict) and isinstance(other, dict):
        before, after = cast(dict[str, Any], one), cast(dict[str, Any], other)
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    return bool(one == other)
