"""What a gate asks, in words: each criterion with its limits, window and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

import attrs
from attrs import evolve, frozen

from rehabflow.gate import AllOf, AnyOf, Combination, Criterion, Gate, NoneOf, Repeat, SomeOf
from rehabflow.printable import printable
from rehabflow.quantity import decimal
from rehabflow.render.phrase import counted
from rehabflow.rule import Days, Probe, Rule, Span
from rehabflow.rule_sheet import Parameter, parameters_of
from rehabflow.wording import limits_words

IF_LOGGED = "if logged"
"""`missing: ignore`: what is not logged is left out."""
_WORD = re.compile(r"[^\W_]+")
_WRITTEN = (str, int, Fraction, Probe)
"""What an author can write for a parameter."""


@frozen
class Group:
    """Criteria that are asked together: how many of them must be met, and on which dates.

    `abouts` are what their author said of where its own numbers come from.
    """

    who: str
    verb: str
    on: str
    parts: tuple[Gate, ...]
    abouts: tuple[Mapping[str, Any], ...]

    def clause(self, met: str = "met") -> str:
        """`at least one of these is met`."""
        return f"{self.who} {self.verb} {met}{self.on}"

    def head(self) -> str:
        """`at least one of these`."""
        return f"{self.who}{self.on}"


def group(gate: Gate) -> Group:
    """A gate as a group of criteria; a single one is a group of its own."""
    if isinstance(gate, Repeat):
        inner = group(gate.gate)
        return evolve(inner, on=f", {repeat_words(gate)}", abouts=(gate.about, *inner.abouts))
    if isinstance(gate, AllOf | AnyOf) and len(gate.of) == 1:
        inner = group(gate.of[0])
        return evolve(inner, abouts=(gate.about, *inner.abouts))
    if not isinstance(gate, Combination):
        return Group("this", "is", "", (gate,), ())
    who, verb = "all of these", "are"
    if isinstance(gate, AnyOf):
        who, verb = "at least one of these", "is"
    elif isinstance(gate, NoneOf):
        who, verb = "none of these", "is"
    elif isinstance(gate, SomeOf):
        who, verb = f"at least {gate.at_least} of these", "is" if gate.at_least == 1 else "are"
    return Group(who, verb, "", gate.of, (gate.about,))


def repeat_words(repeat: Repeat) -> str:
    """`on at least 2 of the last 3 training sessions, each read on its own date`."""
    span = repeat.last
    if span.count is None:
        which = "the training sessions of this stage"
    elif span.unit == "sessions":
        which = f"the last {counted(span.count, 'training session')}"
    else:
        which = f"the training sessions of the last {counted(span.count, 'day')}"
    which = which.replace("last 1 ", "last ")
    return f"on at least {repeat.times} of {which}, each read on its own date"


def label_words(rule: Rule, *, columns: bool = True) -> str:
    """What is measured, and how: `leg raise`, `repetitions of sprint (take worst)`.

    Without `columns` what has a name in words is not named by its column of the log too.
    """
    more = "; ".join(_told(rule, columns))
    return printable(rule.called() + (f" ({more})" if more else ""))


def asked_words(criterion: Criterion) -> str:
    """`at least 80°`."""
    return printable(limits_words(criterion.limits, criterion.rule.in_unit()))


def window_words(criterion: Criterion) -> str:
    """`last 3 sessions`, `within 7 days, if logged`; nothing for a rule that takes no window."""
    window = span_words(criterion.span)
    if window and criterion.rule.before:
        window += " before that date"
    return ", ".join(filter(None, [window, IF_LOGGED * criterion.ignore_missing]))


def span_words(span: Span | None) -> str:
    """`last session`, `last 3 days`, `within 7 days`, `this stage`."""
    return "" if span is None else str(span).replace("last 1 ", "last ")


def usual_words(kind: type[Rule]) -> str:
    """The parameters of a rule where none are given: `moment during, quality strain`."""
    usual = [
        f"{each.name} {_value(attribute.default)}"
        for attribute, each in _parameters(kind)
        if isinstance(attribute.default, str | int | Fraction) and attribute.default != ""
    ]
    return printable(", ".join(usual))


def _parameters(kind: type[Rule]) -> Iterator[tuple[attrs.Attribute[Any], Parameter]]:
    attributes = (each for each in attrs.fields(kind) if each.init)
    return zip(attributes, parameters_of(kind), strict=True)


def _told(rule: Rule, columns: bool) -> Iterator[str]:
    """The parameters that are given, unless the label of the rule tells them."""
    in_words = not columns and rule.called() != type(rule).label
    for attribute, each in _parameters(type(rule)):
        value, usual = getattr(rule, attribute.name), attribute.default
        given = isinstance(value, _WRITTEN) and value != usual
        if in_words and each.name == "of" and isinstance(value, str):
            continue
        if given and not _is_told(rule, each, value, usual):
            yield f"{each.name} {_value(value)}"


def _is_told(rule: Rule, parameter: Parameter, value: object, usual: object) -> bool:
    """Whether the label of a rule tells the value of a parameter from any other."""
    if not isinstance(value, str):
        return False
    name, label = parameter.name, rule.called()
    with suppress(TypeError, ValueError):
        if parameter.words:
            others = {*parameter.words, *([] if usual is attrs.NOTHING else [usual])} - {value}
            if evolve(rule, **{name: value}).called() != label:
                return False
        else:
            others = {"?"}
            words = set(_WORD.findall(value.casefold()))
            if not words or not words <= set(_WORD.findall(label.casefold())):
                return False
        return all(evolve(rule, **{name: each}).called() != label for each in others)
    return False


def _value(value: str | int | Fraction | Probe) -> str:
    if isinstance(value, Probe):
        return ", ".join(filter(None, [label_words(value.rule), span_words(value.span)]))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Days):
        return counted(value, "day")
    return decimal(value) if isinstance(value, int | Fraction) else value
