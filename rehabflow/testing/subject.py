"""The rule that is looked at: its class, and the criteria that its own example asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from rehabflow.catalog import installed_rules
from rehabflow.errors import ProtocolError
from rehabflow.gate import Criterion
from rehabflow.limits import Limits
from rehabflow.nearest import did_you_mean
from rehabflow.protocol import Protocol
from rehabflow.rule import Rule, Span
from rehabflow.rule_page import rule_page
from rehabflow.testing.asking import scale_of
from rehabflow.testing.kit_error import refused
from rehabflow.testing.offered import (
    around,
    criteria_of,
    criterion_in,
    id_of,
    read_offered,
)

_STRETCHES = ("1 session", "3 sessions", "2 days", "4 days", "stage")
_AGES = ("within 1 day", "within 3 days", "within 2 weeks")


@frozen
class Subject:
    """A rule, the protocol that it is asked under, and what is asked of it.

    `unread` says why its documented example cannot be read, where it cannot.
    """

    id: str
    kind: type[Rule]
    protocol: Protocol
    criteria: tuple[Criterion, ...]
    unread: str | None = None


def subject_of(rule: type[Rule] | Rule | str, protocol: Protocol | None = None) -> Subject:
    """What is to be looked at: a class, one with parameters, or an installed rule by its id.

    Parameters, and what the protocol around them declares, come from the example in the class's
    docstring, and each word that a parameter may be is tried. `protocol` takes its place.
    """
    kind = kind_of(rule)
    unread = None
    if protocol is None:
        protocol, unread = _documented(kind)
    criteria = list(criteria_of(protocol, kind))
    if isinstance(rule, Rule):
        criteria = [_asked(rule, protocol)]
    else:
        criteria = criteria or [_asked(each, protocol) for each in _plain(kind)]
        criteria = [each for criterion in criteria for each in _each_word(criterion, protocol)]
    spanned = [each for criterion in criteria for each in _over_each_window(criterion)]
    return Subject(id_of(kind), kind, protocol, tuple(dict.fromkeys(spanned)), unread)


def kind_of(rule: type[Rule] | Rule | str) -> type[Rule]:
    """The class of a rule, which may be named by its id. Raises KitError where there is none."""
    if isinstance(rule, Rule):
        return type(rule)
    if not isinstance(rule, str):
        return rule
    known = installed_rules()
    if rule not in known:
        raise refused(
            "RF701",
            f"no rule {rule!r} is installed",
            did_you_mean(rule, known) or "install the package that brings it",
            expected=", ".join(sorted(known)),
        )
    return known[rule].load()


def _documented(kind: type[Rule]) -> tuple[Protocol, str | None]:
    """The protocol of the example in the docstring; why there is none, and a bare one."""
    try:
        protocol = read_offered(rule_page(kind.__doc__).protocol(), kind)
    except (ValueError, ProtocolError) as error:
        return read_offered(around("{sessions: {at_least: 1}}"), kind), str(error)
    if any(criteria_of(protocol, kind)):
        return protocol, None
    return protocol, f"the example does not ask `{id_of(kind)}`"


def _plain(kind: type[Rule]) -> Iterator[Rule]:
    """The rule with its own parameters, where none of them has to be given."""
    try:
        yield kind()
    except TypeError:
        return


def _asked(rule: Rule, protocol: Protocol) -> Criterion:
    """A criterion of that rule, with a limit at the one end of its scale that there is."""
    low, high = scale_of(rule)
    limit = next((end for end in (low, high) if end is not None), 0)
    limits = Limits(at_least=limit).to_dict()
    return criterion_in(protocol, type(rule), {**_given(rule), **limits})


def _given(rule: Rule) -> dict[str, object]:
    """The parameters that a rule was made with, but for those that it would have had anyway."""
    usual = {each.alias or each.name: each.default for each in attrs.fields(type(rule))}
    said = rule.parameters()
    return {name: value for name, value in said.items() if value != usual[name]}


def _each_word(criterion: Criterion, protocol: Protocol) -> Iterator[Criterion]:
    """The rule as it is, and with every word that one of its parameters may be."""
    kind = type(criterion.rule)
    yield criterion
    hints = get_type_hints(kind)
    for each in attrs.fields(kind):
        words = get_args(hints[each.name]) if get_origin(hints[each.name]) is Literal else ()
        for word in words if each.init else ():
            said = {**_given(criterion.rule), each.alias or each.name: word}
            yield criterion_in(protocol, kind, {**said, **criterion.limits.to_dict()})


def _over_each_window(criterion: Criterion) -> Iterator[Criterion]:
    """The criterion as it is, and over longer and shorter windows of its kind."""
    yield criterion
    if criterion.span is not None:
        for text in _AGES if criterion.span.newest else _STRETCHES:
            yield evolve(criterion, span=Span.parse(text))
