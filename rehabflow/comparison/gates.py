"""What one gate asks otherwise than another, criterion by criterion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import attrs

from rehabflow.comparison.change import Change, Place, change
from rehabflow.gate import AllOf, AnyOf, Combination, Criterion, Gate, Repeat, SomeOf
from rehabflow.rule import Probe, Rule

T = TypeVar("T")
Pair = tuple[T | None, T | None]


def key(gate: Gate) -> Any:
    """What a gate asks, without where its numbers come from and in no order."""
    gate = plain(gate)
    if isinstance(gate, Criterion):
        limits = tuple(gate.limits.by_name().items())
        return measured(gate), limits, gate.span, gate.ignore_missing
    if isinstance(gate, Repeat):
        return "repeat", gate.times, str(gate.last), key(gate.gate)
    parts = sorted(map(key, parts_of(gate)), key=repr)
    return type(gate).__name__, getattr(gate, "at_least", None), *parts


def measured(criterion: Criterion) -> Any:
    """The rule of a criterion with its parameters, as its author gave them."""
    return criterion.source.id, _given(criterion.rule)


def _given(rule: Rule) -> tuple[Any, ...]:
    fields = (each for each in attrs.fields(type(rule)) if each.init)
    return tuple((each.name, _value(getattr(rule, each.name))) for each in fields)


def _value(value: object) -> Any:
    if isinstance(value, Probe):
        return value.id, _given(value.rule), value.span
    return repr(value)


def plain(gate: Gate) -> Gate:
    """A gate without brackets around one part."""
    while isinstance(gate, AllOf | AnyOf) and len(gate.of) == 1:
        gate = gate.of[0]
    return gate


def parts_of(gate: Gate) -> tuple[Gate, ...]:
    """What a gate combines; a criterion is its own only part."""
    return gate.of if isinstance(gate, Combination) else (gate,)


def gate_changes(was: Gate, now: Gate, place: Place, *claims: str) -> Iterator[Change]:
    """Every change from one gate to another."""
    old, new = plain(was), plain(now)
    if key(old) == key(new):
        return
    if isinstance(old, Criterion) and isinstance(new, Criterion):
        yield from _of_criteria(old, new, place, *claims)
        return
    if isinstance(old, Repeat) and isinstance(new, Repeat):
        for what in ("times", "last"):
            if getattr(old, what) != getattr(new, what):
                yield change("decides", "repeat", place, old, new, *claims, of=what)
        yield from gate_changes(old.gate, new.gate, place, *claims)
        return
    if _how(old, new) != _how(new, old):
        yield change("decides", "combinator", place, old, new, *claims)
        if isinstance(old, Repeat) or isinstance(new, Repeat):
            old = old.gate if isinstance(old, Repeat) else old
            new = new.gate if isinstance(new, Repeat) else new
    for before, after in _matched(parts_of(old), parts_of(new)):
        if before is not None and after is not None:
            yield from gate_changes(before, after, place, *claims)
        else:
            yield change("decides", "criterion", place, before, after, *claims)


def _how(gate: Gate, other: Gate) -> tuple[Any, ...]:
    """How a gate combines its parts; a single one combines as the other gate may."""
    if isinstance(gate, Criterion) and isinstance(other, AllOf | AnyOf):
        return _how(other, other)
    if isinstance(gate, Repeat):
        return "repeat", gate.times, str(gate.last)
    many = gate.at_least if isinstance(gate, SomeOf) else None
    named = AllOf if isinstance(gate, Criterion) else type(gate)
    return named, many


def _of_criteria(old: Criterion, new: Criterion, place: Place, *claims: str) -> Iterator[Change]:
    """What differs of two criteria; of two measures, one stands in place of the other."""
    if measured(old) != measured(new):
        yield change("decides", "criterion", place, old, new, *claims)
        return
    aspects = {
        "limit": (old.limits, new.limits),
        "window": (old.span, new.span),
        "missing": (old.ignore_missing, new.ignore_missing),
    }
    for what, (before, after) in aspects.items():
        if before != after:
            yield change("decides", what, place, old, new, *claims, of=new)


def _matched(old: Sequence[Gate], new: Sequence[Gate]) -> list[Pair[Gate]]:
    """The parts of two gates side by side: the same, of the same measure, of the same rule."""
    return matched(old, new, (key, _alike, _roughly))


def _alike(gate: Gate) -> Any:
    """What a criterion measures; what combines others is like another of its kind."""
    gate = plain(gate)
    return measured(gate) if isinstance(gate, Criterion) else type(gate)


def _roughly(gate: Gate) -> Any:
    """The rule of a criterion; what combines others is like any other that does."""
    gate = plain(gate)
    return gate.source.id if isinstance(gate, Criterion) else None


def matched(
    old: Sequence[T], new: Sequence[T], likeness: Sequence[Callable[[T], Any]]
) -> list[Pair[T]]:
    """Each of `old` beside its like among `new`, by the first likeness that finds one.

    In the order of `new`, then what has no like any more.
    """
    left, right = list(range(len(old))), list(range(len(new)))
    found: dict[int, int] = {}
    for like in likeness:
        for at in list(right):
            same = [each for each in left if like(old[each]) == like(new[at])]
            if same:
                found[at] = same[0]
                left.remove(same[0])
                right.remove(at)
    pairs: list[Pair[T]] = [
        (old[found[at]] if at in found else None, each) for at, each in enumerate(new)
    ]
    return pairs + [(old[at], None) for at in left]
