"""How much there is to reason about in a gate, told before any of it is done."""

from __future__ import annotations

from math import comb, prod

from rehabflow.gate import AllOf, Combination, Gate, NoneOf, Repeat, SomeOf

MOST = 512
"""A gate of more ways than this is not reasoned about."""


def is_too_much(gate: Gate, *, met: bool) -> bool:
    """Whether a gate can be met, or not be met, in too many ways."""
    return ways_of(gate, met=met) > MOST


def ways_of(gate: Gate, *, met: bool) -> int:
    """In how many ways, at most, a gate is met, or is known and not met."""
    if isinstance(gate, Repeat):
        return 1
    if not isinstance(gate, Combination):
        return 1 if met else 2
    if isinstance(gate, NoneOf):
        met = not met
    inner = [ways_of(each, met=met) for each in gate.of]
    many = len(inner)
    needed = many if isinstance(gate, AllOf) else 1
    if isinstance(gate, SomeOf):
        needed = gate.at_least
    if not met:
        needed = many - needed + 1
    if needed == many:
        return prod(inner)
    return sum(inner) if needed == 1 else comb(many, needed) * max(inner) ** needed
