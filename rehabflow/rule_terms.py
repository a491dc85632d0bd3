"""What a rule says of itself: its unit, scale, windows and the like, held against their types."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeGuard

from rehabflow.rule import Rule, Span

Test = Callable[[Any], bool]


def _is_text(said: Any) -> bool:
    return isinstance(said, str)


def _is_tuple(said: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(said, tuple)


def _is_end(said: Any) -> bool:
    return said is None or type(said) in (int, Fraction)


def _is_scale(said: Any) -> bool:
    if not (_is_tuple(said) and len(said) == 2 and all(map(_is_end, said))):
        return False
    low, high = said
    return low is None or high is None or low <= high


def _is_better(said: Any) -> bool:
    return said in (None, "higher", "lower")


def _is_window(said: Any) -> bool:
    if not isinstance(said, str):
        return said is None
    try:
        return bool(Span.parse(said))
    except ValueError:
        return False


def _are_names(said: Any) -> bool:
    return _is_tuple(said) and all(map(_is_text, said))


def _is_span(said: Any) -> bool:
    return said is None or isinstance(said, Span)


def _is_days(said: Any) -> bool:
    return isinstance(said, int) and said >= 0


_SCALE = "two exact numbers in order, or None for an open end: `(0, None)`"
_BETTER = "'higher', 'lower' or None"
_WINDOW = "a window such as '3 sessions', '7 days', 'stage', 'within 7 days', or None"
_FIELDS = "a tuple of the log's fields"

_OF_A_CLASS: dict[str, tuple[Test, str]] = {
    "unit": (_is_text, "a text"),
    "label": (_is_text, "a text"),
    "scale": (_is_scale, _SCALE),
    "better": (_is_better, _BETTER),
    "window": (_is_window, _WINDOW),
    "reads": (_are_names, _FIELDS),
    **dict.fromkeys(
        ("may_ignore", "before", "on_one_date", "on_a_rung"),
        (lambda said: type(said) is bool, "True or False"),
    ),
}
_OF_ONE: dict[str, tuple[Test, str]] = {
    "called": (_is_text, "a text"),
    "fields_read": (_are_names, _FIELDS),
    "default_window": (_is_span, "a Span or None"),
    "in_unit": (_is_text, "a text"),
    "on_scale": (_is_scale, _SCALE),
    "is_better": (_is_better, _BETTER),
    "looks": (_is_span, "a Span or None"),
    "looks_back": (_is_days, "whole days"),
    "asks": (_is_span, "a Span or None"),
    "parameters": (lambda said: isinstance(said, dict), "a dict"),
    "words": (lambda said: isinstance(said, dict), "a dict"),
    "bound_to": (_is_text, "a text"),
}


def class_fault(kind: type[Rule]) -> str | None:
    """What a rule's class lacks, or says that nothing could be made of; else None."""
    if inspect.isabstract(kind):
        return f"{kind.__name__} has no `measure`"
    for name, (test, expected) in _OF_A_CLASS.items():
        if not hasattr(kind, name):
            return f"{kind.__name__} does not say its `{name}`: {expected}"
        if not test(getattr(kind, name)):
            return f"`{name}` of {kind.__name__} is {getattr(kind, name)!r}, not {expected}"
    return None


def rule_fault(rule: Rule) -> str | None:
    """What a rule with its parameters says of itself that nothing could be made of; else None.

    Raises whatever the rule raises.
    """
    for name, (test, expected) in _OF_ONE.items():
        said = getattr(rule, name)()
        if not test(said):
            return f"`{name}` answered {said!r}, not {expected}"
    return None
