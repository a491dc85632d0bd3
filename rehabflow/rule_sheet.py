"""What a protocol's author wants to know of a rule: its parameters, unit, scale and window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from rehabflow.entry import Number
from rehabflow.quantity import decimal, json_number
from rehabflow.rule import Days, Probe, Rule, Span
from rehabflow.rule_page import RulePage, rule_page

_TAKES: Mapping[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    Fraction: "a number",
    Days: "days or weeks",
    Probe: "a rule, or a rule with its parameters",
}
DEPENDS = "depends on its parameters"


@frozen
class Parameter:
    """A parameter of a rule. `words` are all that it takes, where it takes only these."""

    name: str
    takes: str
    words: tuple[str, ...]
    required: bool
    default: str | int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return attrs.asdict(self) | {"words": list(self.words)}


@frozen
class RuleSheet:
    """A rule described, as far as that does not depend on its parameters; else None.

    `windows` are those that it has where an author names none: one, or one for each word of the
    parameter on which it depends.
    """

    page: RulePage
    parameters: tuple[Parameter, ...]
    unit: str | None
    scale: tuple[Number | None, Number | None] | None
    better: str | None
    windows: Mapping[str, str]
    reads: tuple[str, ...]
    may_ignore: bool

    def scale_words(self) -> str:
        """`0 to 180`, `from 0`."""
        if self.scale is None:
            return DEPENDS
        low, high = self.scale
        if high is None:
            return "any number" if low is None else f"from {decimal(low)}"
        return f"up to {decimal(high)}" if low is None else f"{decimal(low)} to {decimal(high)}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        ends = self.scale and [None if end is None else json_number(end) for end in self.scale]
        return {
            "summary": self.page.summary,
            "text": self.page.text,
            "parameters": [each.to_dict() for each in self.parameters],
            "unit": self.unit,
            "scale": ends,
            "better": self.better,
            "windows": dict(self.windows),
            "reads": list(self.reads),
            "may_ignore": self.may_ignore,
            "example": self.page.example,
        }


def rule_sheet(rule: type[Rule]) -> RuleSheet:
    """The description of a rule. Raises ValueError where its docstring lacks a part."""
    parameters = tuple(parameters_of(rule))
    usual = list(_made(rule, {}))
    made = {
        each.name: {word: found for word in each.words for found in _made(rule, {each.name: word})}
        for each in parameters
    }
    every = [*usual, *(rule for by_word in made.values() for rule in by_word.values())]
    reads = [name for each in every for name in each.fields_read()]
    if not every and rule.fields_read is not Rule.fields_read:
        reads = [DEPENDS]
    return RuleSheet(
        rule_page(rule.__doc__),
        parameters,
        getattr(rule, "unit", None) if rule.in_unit is Rule.in_unit else None,
        getattr(rule, "scale", None) if rule.on_scale is Rule.on_scale else None,
        rule.better if rule.is_better is Rule.is_better else DEPENDS,
        _windows(rule, usual, made),
        tuple(dict.fromkeys(reads or rule.reads)),
        rule.may_ignore,
    )


def _made(rule: type[Rule], given: Mapping[str, Any]) -> Iterator[Rule]:
    """The rule with those parameters, and a name where it wants some name."""
    hints = get_type_hints(rule)
    wanted = {
        each.alias or each.name: f"`{each.name}`"
        for each in attrs.fields(rule)
        if each.init and each.default is attrs.NOTHING and hints[each.name] is str
    }
    with suppress(TypeError, ValueError):
        yield rule(**wanted | dict(given))


def parameters_of(rule: type[Rule]) -> Iterator[Parameter]:
    """The parameters of a rule, in the order of its fields."""
    hints = get_type_hints(rule)
    for each in attrs.fields(rule):
        if each.init:
            hint = hints[each.name]
            kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
            words = [word for kind in kinds if get_origin(kind) is Literal
                     for word in get_args(kind)]  # fmt: skip
            takes = [_TAKES.get(kind, "a value") for kind in kinds if kind is not NoneType]
            said = one_of_words(words) or " or ".join(takes)
            required = each.default is attrs.NOTHING
            default = each.default if isinstance(each.default, str | int) else None
            name = each.alias or each.name
            yield Parameter(name, said, tuple(words), required, default)


def one_of_words(words: list[str]) -> str:
    """`ache, sharp or cramp`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _windows(
    rule: type[Rule], usual: list[Rule], made: Mapping[str, Mapping[str, Rule]]
) -> dict[str, str]:
    for name, by_word in made.items():
        windows = {word: _window_words(each.default_window()) for word, each in by_word.items()}
        if len(set(windows.values())) > 1:
            return {f"{name}: {word}": window for word, window in windows.items()}
    spans = [each.default_window() for each in usual]
    spans = spans or [Span.parse(rule.window) if rule.window else None]
    return {"": _window_words(spans[0])} if spans[0] else {}


def _window_words(span: Span | None) -> str:
    """As a protocol says it: `last: 3 sessions`; nothing for a rule that takes no window."""
    if span is None:
        return ""
    if span.count is None:
        return "last: stage"
    return str(span).replace(" ", ": ", 1)
