"""What a gate asks, in the short form that a picture has room for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rehabflow.gate import Criterion, Gate
from rehabflow.protocol import Transition
from rehabflow.render.gates import group, label_words, window_words
from rehabflow.wording import number_words

TIE = "\N{NO-BREAK SPACE}"
_BEHIND_NUMBERS = re.compile("(?<=[0-9]) ")
_SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<", "is": "="}
_JOINED = {"this": "and", "all of these": "and", "at least one of these": "or"}


def when_lines(transition: Transition, *, windows: bool = False) -> tuple[str, ...]:
    """`when leg raise ≥ 80°`, and a line for each further criterion.

    With its window, if asked; then no line is to break inside of a limit or a window.
    """
    return tuple(_asked(transition.gate, "when", windows))


def _asked(gate: Gate, lead: str, windows: bool) -> Iterator[str]:
    """What a gate asks, a line for each of its parts."""
    asked = group(gate)
    parts = [_short(each, windows) for each in asked.parts]
    many = asked.who not in _JOINED
    if many:
        yield f"{lead} {asked.who}"
    for at, each in enumerate(parts):
        word = "•" if many else lead if at == 0 else _JOINED[asked.who]
        yield f"{word} {each}"
    if asked.on:
        on = asked.on.removeprefix(", ")
        yield _BEHIND_NUMBERS.sub(TIE, on) if windows else on


def _short(gate: Gate, windows: bool) -> str:
    """`leg raise ≥ 80°`, or in brackets what is asked together."""
    if not isinstance(gate, Criterion):
        return f"({' '.join(_asked(gate, '', windows)).strip()})"
    unit = gate.rule.in_unit()
    limits = (
        f"{_SIGNS[name]} {number_words(limit, unit, gate.limits)}"
        for name, limit in gate.limits.by_name().items()
    )
    limited = " and ".join(limits)
    if not windows:
        return f"{gate.rule.called()} {limited}"
    stretch = "".join(f", {tied(each)}" for each in window_words(gate).split(", ") if each)
    return f"{label_words(gate.rule, columns=False)} {tied(limited)}{stretch}"


def tied(text: str) -> str:
    """A text in which no line breaks."""
    return text.replace(" ", TIE)


def untied(text: str) -> str:
    """A line as it is to be shown, once no more lines are broken."""
    return text.replace(TIE, " ")
