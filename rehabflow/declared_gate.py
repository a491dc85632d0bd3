"""The gates of a declaration: criteria, what combines them, and what each may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.catalog import InstalledRule
from rehabflow.desk import (
    ABOUT,
    Desk,
    about,
    did_you_mean,
    inner,
    number,
    one_of,
    said,
    shown,
    stretch,
    text_hint,
    unit_spelling,
)
from rehabflow.entry import Number
from rehabflow.fields import FIELDS
from rehabflow.gate import AllOf, AnyOf, Criterion, Gate, NoneOf, Repeat, RuleSource, SomeOf
from rehabflow.limits import Limits
from rehabflow.measure import YES_NO, Declared, NotDeclared
from rehabflow.misspelling import misspelt
from rehabflow.quantity import decimal
from rehabflow.rule import Days, Probe, Rule, Span

_hints = cache(get_type_hints)

COMBINED = ("all", "any", "none", "some", "repeat")
LIMITS = ("at_most", "at_least", "below", "above", "is")
WINDOWS = ("last", "within")

_UNITS: dict[str, dict[str, int]] = {
    "0-10": {"/10": 1},
    "deg": {"deg": 1, "degree": 1, "degrees": 1, "°": 1},
    "%": {"%": 1, "percent": 1},
    "days": {"day": 1, "days": 1, "week": 7, "weeks": 7},
    "hours": {"h": 1, "hour": 1, "hours": 1},
}
"""How a limit may say its rule's unit, and how many of that unit it is."""
_EXAMPLES = {"deg": "70 deg", "%": "90%", "days": "3 days", "hours": "48 h", YES_NO: "yes"}
_UNIT_WORDS = {
    "0-10": "",
    "count": "",
    "points": "",
    "deg": ", in degrees (deg)",
    "%": ", in percent (%)",
}
_QUANTITY = re.compile(r"(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?) *(?P<unit>[^0-9\s.,].*)?")
_COMMA = re.compile(r"(-?[0-9]{1,15}),([0-9]{1,15})(.*)")
_COMPARED = re.compile(r"(?P<sign><=|>=|=<|=>|≤|≥|<|>|==?) *(?P<rest>.*)")
_SIGNS = {
    **dict.fromkeys(["<=", "=<", "≤"], "at_most"),
    **dict.fromkeys([">=", "=>", "≥"], "at_least"),
    **dict.fromkeys(["=", "=="], "is"),
    "<": "below",
    ">": "above",
}
_IN_WORDS = re.compile(
    r"(?P<rule>[a-z_]+)(?: (?P<limit>at most|at least|below|above))?(?: (?P<many>[0-9][0-9.]*))?"
)


@frozen
class Asked:
    """Where a gate is asked: in a transition of this kind, in these stages.

    `stages` has the exercises that each of them prescribes. `under_none` marks what is negated.
    """

    kind: Literal["advance", "setback", "refer", "advise", "climb", "drop"]
    stages: Mapping[str, frozenset[str]]
    under_none: bool = False
    under_repeat: bool = False
    """Whether each criterion is read on one date alone, so that it takes no window."""


@frozen
class Written:
    """A criterion, and where its author wrote it."""

    criterion: Criterion
    key: t.Scalar
    where: str


class Gates:
    """Reads the gates of one declaration; keeps which rules they name in `sources`, and where each
    criterion stands in `written`."""

    def __init__(self, desk: Desk, rules: Mapping[str, InstalledRule]) -> None:
        self.desk = desk
        self.rules = rules
        self.sources: dict[str, RuleSource] = {}
        self.written: list[Written] = []
        self.declared = Declared()

    def is_criterion(self, name: str) -> bool:
        """Whether a name is a rule's or combines criteria."""
        return name in COMBINED or name in self.rules

    def gate(self, node: t.Node, where: str, asked: Asked) -> Gate:
        """What stands under `when`: a criterion, a combinator, or a list of them."""
        if not isinstance(node, t.Sequence):
            return self.one(node, where, asked)
        gates = self.many(node, where, asked)
        if asked.kind in ("refer", "setback", "drop") and len(gates) > 1:
            self.desk.refuse(
                node,
                where,
                "RF419",
                f"this list does not say whether all of it or any of it makes a {asked.kind}",
                "`any:` or `all:` above the list",
                "write `any:` below `when:`, and the list below that, indented further",
            )
        return AllOf(gates)

    def many(self, node: t.Node, where: str, asked: Asked) -> tuple[Gate, ...]:
        """A list of criteria and combinators."""
        if not isinstance(node, t.Sequence):
            hint = "begin each criterion with a dash: `- pain: {at_most: 3}`"
            self.desk.unlike(node, where, "a list of criteria", hint)
            return ()
        if not node.items:
            self.empty(node, where)
        return tuple(self.one(each, f"{where}[{at}]", asked) for at, each in enumerate(node.items))

    def empty(self, node: t.Node, where: str) -> None:
        self.desk.refuse(
            node,
            where,
            "RF417",
            "there is no criterion here, so nothing would be asked",
            "at least one criterion",
            "write one, such as `pain: {at_most: 3}`, or take the whole gate out",
        )

    def one(self, node: t.Node, where: str, asked: Asked) -> Gate:
        """One criterion or combinator: a mapping with one name."""
        if isinstance(node, t.Sequence):
            self.desk.refuse(
                node,
                where,
                "RF418",
                "a list stands within a list",
                "one criterion to a dash",
                "write `all:` or `any:` above the inner list",
            )
            return AllOf(self.many(node, where, asked))
        if not isinstance(node, t.Mapping):
            self.not_a_criterion(node, where)
            return AllOf(())
        self.desk.check_about(node, where)
        pairs = [(key, value) for key, value in node.items if key.text not in ABOUT]
        if not pairs:
            self.empty(node, where)
        if len(pairs) > 1 and not self.several(pairs, where, asked):
            return AllOf(())
        gates = [self.named(*pair, where, asked, about(node)) for pair in pairs]
        return gates[0] if len(gates) == 1 else AllOf(tuple(gates))

    def not_a_criterion(self, node: t.Scalar, where: str) -> None:
        if node.value is None:
            self.empty(node, where)
            return
        found = _IN_WORDS.fullmatch(node.text)
        name, limit, many = "pain", "at_most", "3"
        if found and found["rule"] in self.rules:
            name = found["rule"]
            limit, many = (found["limit"] or "").replace(" ", "_"), found["many"]
            kind = self.rules[name].load()
            limit, many = limit or usual_limit(kind), many or example_of(kind.unit)
        hint = f"write `{name}: {{{limit}: {many}}}`"
        self.desk.unlike(node, where, "a criterion: a rule's name, and its limits", hint)

    def several(self, pairs: list[tuple[t.Scalar, t.Node]], where: str, asked: Asked) -> bool:
        """Refuse more than one name in a mapping; whether each is worth a look of its own."""
        (first, value), (second, _) = pairs[0], pairs[1]
        empty = isinstance(value, t.Scalar) and value.value is None
        if empty and self.is_criterion(first.text) and not self.is_criterion(second.text):
            self.desk.refuse(
                second,
                where,
                "RF418",
                f"`{shown(second.text)}` stands beside `{first.text}`, and belongs to it",
                f"what belongs to `{first.text}` indented further than `{first.text}`",
                f"begin each of these lines two columns to the right of `{first.text}`",
                first,
            )
            return False
        said_all = " and ".join(f"`{shown(key.text)}`" for key, _ in pairs[:3])
        above = "" if asked.kind in ("advance", "climb") else ", below `any:` or `all:`"
        self.desk.refuse(
            second,
            where,
            "RF418",
            f"{said_all} stand together, where one criterion should",
            "one criterion to a dash",
            f"begin each with a dash, on a line of its own{above}",
            first,
        )
        return all(self.is_criterion(key.text) for key, _ in pairs)

    def named(
        self, key: t.Scalar, value: t.Node, outside: str, asked: Asked, outer: dict[str, Any]
    ) -> Gate:
        """A rule or combinator, by its name, and what it says."""
        name, where = key.text, inner(outside, key.text)
        if name in self.rules:
            return self.criterion(self.rules[name], key, value, where, asked, outer)
        if name == "some":
            return self.some(value, where, asked, outer)
        if name == "repeat":
            if asked.under_repeat:
                self.not_on_one_date(key, where)
            return self.repeat(value, where, asked, outer)
        if name == "none":
            return NoneOf(self.many(value, where, evolve(asked, under_none=True)), about=outer)
        if name in COMBINED:
            gates = self.many(value, where, asked)
            return AnyOf(gates, about=outer) if name == "any" else AllOf(gates, about=outer)
        if name in LIMITS + WINDOWS:
            message = f"`{name}` belongs to a rule, and none is named"
            hint = "write the rule's name above it, such as `pain:`, and indent it below"
        else:
            message = f"there is no rule `{shown(name)}`"
            hint = did_you_mean(name, [*sorted(self.rules), *COMBINED])
            hint = hint or "take it out, or use one of these"
        expected = f"{one_of(sorted(self.rules))}, or `all`, `any`, `none`, `some`, `repeat`"
        fix = misspelt(name, [*self.rules, *COMBINED, *LIMITS, *WINDOWS])
        fix = "" if fix in LIMITS + WINDOWS else fix
        self.desk.refuse(key, where, "RF408", message, expected, hint, fix=fix)
        return AllOf(())

    def some(self, node: t.Node, where: str, asked: Asked, outer: dict[str, Any]) -> Gate:
        if isinstance(node, t.Sequence):
            hint = "write `some: {at_least: 2, of: [...]}`"
            self.desk.unlike(node, where, "how many, and of which criteria", hint)
            return AllOf(self.many(node, where, asked))
        names = self.desk.names(node, where, "`some`", ("at_least", "of"), ("at_least", "of"))
        at_least = self.desk.whole(names.get("at_least"), f"{where}.at_least", 1)
        of = names.get("of")
        gates = self.many(of, f"{where}.of", asked) if of else ()
        if gates and at_least > len(gates):
            self.desk.refuse(
                names.get("at_least") or node,
                f"{where}.at_least",
                "RF411",
                f"`at_least` is {at_least}, and there are {len(gates)} to choose from",
                f"a whole number from 1 to {len(gates)}",
                "add criteria, or ask for fewer",
                of,
            )
        return SomeOf(gates, at_least, about=outer | about(names))

    def repeat(self, node: t.Node, where: str, asked: Asked, outer: dict[str, Any]) -> Gate:
        known = ("times", "last", "when")
        names = self.desk.names(node, where, "`repeat`", known, known)
        times = self.desk.whole(names.get("times"), f"{where}.times", 1)
        last, when = names.get("last"), names.get("when")
        span = Span(times)
        if last is not None:
            try:
                span = Span.parse(_text(last))
                if span.newest:
                    raise ValueError(_text(last))
            except ValueError:
                self.bad_window(last, f"{where}.last", "last")
        if span.unit == "sessions" and span.count is not None and times > span.count:
            self.desk.refuse(
                names.get("times") or node,
                f"{where}.times",
                "RF411",
                f"`times` is {times}, and the window holds {span.count}",
                f"a whole number from 1 to {span.count}",
                "look over more sessions, or ask for fewer",
                last,
            )
        inside = evolve(asked, under_repeat=True)
        gate = AllOf(())
        if when is not None:
            gates = (
                self.many(when, f"{where}.when", inside)
                if isinstance(when, t.Sequence)
                else (self.one(when, f"{where}.when", inside),)
            )
            gate = AllOf(gates)
        return Repeat(gate, times, span, outer | about(names))

    def check_repeatable(self, rule: Rule, key: t.Scalar, node: t.Mapping, where: str) -> None:
        """A criterion under `repeat` is read on one date alone, so it names no window."""
        if not rule.on_one_date:
            self.not_on_one_date(key, where)
            return
        for name in WINDOWS:
            place = node.key(name)
            if place is not None:
                message = f"`{key.text}` stands under `repeat`, which reads one date at a time"
                hint = f"take `{name}` out; `last` of `repeat` says over which sessions"
                self.desk.refuse(place, inner(where, name), "RF432", message, "no window", hint)

    def not_on_one_date(self, key: t.Scalar, where: str) -> None:
        able = sorted(name for name, each in self.rules.items() if each.is_on_one_date())
        message = f"`{key.text}` cannot be read on one date alone"
        expected = f"under `repeat`, {one_of(able)}"
        hint = "take it out of `repeat`, and ask for it beside it"
        self.desk.refuse(key, where, "RF432", message, expected, hint)

    # ------------------------------------------------------------ one criterion

    def criterion(
        self,
        installed: InstalledRule,
        key: t.Scalar,
        node: t.Node,
        where: str,
        asked: Asked,
        outer: dict[str, Any],
    ) -> Gate:
        kind = installed.load()
        self.sources[key.text] = installed.source
        if not isinstance(node, t.Mapping):
            self.no_names(key, kind, node, where)
            return AllOf(())
        self.desk.check_about(node, where)
        rule = self.made(installed, key, node, where, asked)
        if rule is None:
            return AllOf(())
        names_are_known = self.check_names(rule, key, node, where)
        if rule.on_a_rung and asked.kind not in ("climb", "drop"):
            message = f"`{key.text}` stands in a gate of a stage, and reads a rung of a ladder"
            expected, hint = "it in a `climb` or a `drop`", "take it out, or use `time_in_stage`"
            self.desk.refuse(key, where, "RF455", message, expected, hint)
        if asked.under_repeat:
            self.check_repeatable(rule, key, node, where)
        criterion = Criterion(
            installed.source,
            rule,
            self.limits(rule, key, node, where, needed=names_are_known),
            None if asked.under_repeat else self.span(rule, key, node, where),
            self.ignores(rule, key, node, where, asked),
            outer | about(node),
        )
        self.written.append(Written(criterion, key, where))
        return criterion

    def no_names(self, key: t.Scalar, kind: type[Rule], node: t.Node, where: str) -> None:
        """Refuse `pain: 3`, `pain: < 3`, `pain:`."""
        name, usual = key.text, usual_limit(kind)
        example = f"`{name}: {{{usual}: {example_of(kind.unit)}}}`"
        expected = f"a limit, such as {example}"
        text = node.text if isinstance(node, t.Scalar) else ""
        compared = _COMPARED.fullmatch(text)
        if number(node) is not None or _QUANTITY.fullmatch(text) or compared:
            limit, rest = (
                (_SIGNS[compared["sign"]], compared["rest"]) if compared else (usual, text)
            )
            message = f"`{name}: {shown(text)}` does not name a limit"
            hint = f"write `{name}: {{{limit}: {shown(rest)}}}`"
            if not compared:
                hint += f", or with another of {', '.join(LIMITS)}"
            exact = compared is not None and _QUANTITY.fullmatch(rest) is not None
            fix = f"{{{limit}: {rest}}}" if exact else ""
            self.desk.refuse(node, where, "RF420", message, expected, hint, fix=fix)
        elif isinstance(node, t.Scalar) and node.value is None:
            hint = f"write {example}, with the number that you mean"
            self.desk.refuse(key, where, "RF420", f"`{name}` has no limit", expected, hint)
        else:
            hint = "write its limits as `name: value`, in braces or each on a line of its own"
            self.desk.unlike(node, where, expected, hint)

    def check_names(self, rule: Rule, key: t.Scalar, node: t.Mapping, where: str) -> bool:
        """Refuse names that the rule does not have; whether there are none."""
        span = rule.default_window()
        window = () if span is None else ("within",) if span.newest else ("last",)
        missing = ("missing",) if rule.may_ignore else ()
        known = (*LIMITS, *window, *_parameters(type(rule)), *missing)
        allowed = (*known, *WINDOWS, "missing", *ABOUT)
        unknown = [name for name, _ in node.items if name.text not in allowed]
        for name in unknown:
            self.desk.unknown(name, inner(where, name.text), f"`{key.text}`", known, node)
        return not unknown

    def made(
        self, installed: InstalledRule, key: t.Scalar, node: t.Mapping, where: str, asked: Asked
    ) -> Rule | None:
        """The rule with its parameters; None, with a problem, where it cannot be made.

        Raises RuleFailed where its own code fails.
        """
        kind = installed.load()
        before, given = len(self.desk.problems), dict[str, Any]()
        hints = installed.answers(lambda: _hints(kind))
        for name, attribute in _parameters(kind).items():
            value = node.get(name)
            if value is not None:
                hint = hints[attribute.name]
                given[name] = (
                    self.probe(value, f"{where}.{name}", key, asked)
                    if hint is Probe
                    else self.parameter(value, f"{where}.{name}", hint, key)
                )
            elif attribute.default is attrs.NOTHING:
                message, expected = f"`{key.text}` has no `{name}`", f"`{name}:` and its value"
                hint = f"write `{name}:` beside its limits"
                self.desk.refuse(key, where, "RF403", message, expected, hint)
        # What is read a second time, as part of a ladder, brings no second problem.
        if len(self.desk.problems) > before or any(each is None for each in given.values()):
            return None
        try:
            rule = installed.answers(lambda: kind(**given), (TypeError, ValueError))
        except (TypeError, ValueError) as error:
            message = f"`{key.text}` cannot be read so: {shown(str(error))}"
            expected, hint = "parameters that go together", "see what the rule's author says of it"
            self.desk.refuse(key, where, "RF428", message, expected, hint)
            return None
        bound = self.bound(installed, rule, key, node, where)
        of = node.get("of")
        named = isinstance(getattr(rule, "of", None), str)
        if bound and isinstance(of, t.Scalar) and named and "work" in bound.fields_read():
            self.check_prescribed(of, f"{where}.of", asked)
        return bound

    def bound(
        self, installed: InstalledRule, rule: Rule, key: t.Scalar, node: t.Mapping, where: str
    ) -> Rule | None:
        """The rule with what the protocol declares; None, with a problem, where it cannot be."""
        try:
            bound = installed.answers(lambda: rule.bind(self.declared), (ValueError,))
            installed.check(bound)
            return bound
        except NotDeclared as error:
            self.not_declared(error, node.get("of") or key, f"{where}.of")
        except ValueError as error:
            message, expected = f"`{key.text}`: {shown(str(error))}", "another parameter"
            hint = "see what the rule's page says of it"
            self.desk.refuse(node.get("of") or key, where, "RF428", message, expected, hint)
        return None

    def not_declared(self, error: NotDeclared, at: t.Node, where: str) -> None:
        name, hint = shown(error.name), did_you_mean(error.name, error.known)
        message = f"there is no {error.what} `{name}`"
        if error.what == "exercise":
            expected = "an exercise of the protocol or of the shared catalogue"
            hint = hint or "declare it under `exercises:` at the top of the protocol"
            self.desk.refuse(at, where, "RF410", message, expected, hint)
            return
        if error.what == "ladder":
            message = f"`{name}` has no ladder here"
            expected = one_of(error.known) or "an exercise with a `ladder:` in this stage"
            hint = hint or f"give `{name}` a `ladder:` in every stage that is asked"
            self.desk.refuse(at, where, "RF451", message, expected, hint)
            return
        if not hint and error.name in FIELDS:
            hint = f"`{name}` is a field of every log; name another, or take this out"
        expected = one_of(error.known) or "a measure that stands under `measures:`"
        hint = hint or f"declare it: `measures: {{{name}: {{better: higher}}}}`"
        self.desk.refuse(at, where, "RF431", message, expected, hint)

    def parameter(self, node: t.Node, where: str, hint: Any, key: t.Scalar) -> Any:
        """A rule's parameter, of the type that the rule's author gave it."""
        kinds = [kind for kind in _alternatives(hint) if kind is not NoneType]
        words = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
        value = node.value if isinstance(node, t.Scalar) else None
        if value in words or type(value) in kinds:
            return value
        if Days in kinds and _is_days(_text(node)):
            return Days(Span.parse(f"within {_text(node)}").count or 0)
        name = where.rpartition(".")[2]
        expected = one_of(words) or " or ".join(_KINDS.get(kind, "a value") for kind in kinds)
        hint = did_you_mean(value, words) if isinstance(value, str) and words else ""
        fix = misspelt(value, words) if isinstance(value, str) else ""
        if not hint and words:
            hint = f"write, for example, `{name}: {words[0]}`"
        hint = hint or (text_hint(node) if str in kinds else f"write {expected}")
        message = f"`{name}` of `{key.text}` is {said(node)}"
        self.desk.refuse(node, where, "RF428", message, expected, hint, fix=fix)
        return None

    def probe(self, node: t.Node, where: str, key: t.Scalar, asked: Asked) -> Probe | None:
        """Another rule that is asked for its reading: its name, or its name and parameters."""
        expected = "the name of a rule, or `{name: {parameters}}` without limits"
        name = node if isinstance(node, t.Scalar) else None
        inside: t.Node | None = None
        if isinstance(node, t.Mapping) and len(node.items) == 1:
            name, inside = node.items[0]
        if name is None or name.text not in self.rules:
            hint = did_you_mean(name.text, self.rules) if name is not None else ""
            hint = hint or f"write, for example, `{where.rpartition('.')[2]}: aslr`"
            message = f"`{where.rpartition('.')[2]}` of `{key.text}` is {said(node)}"
            self.desk.refuse(node, where, "RF428", message, expected, hint)
            return None
        if isinstance(inside, t.Sequence) or (isinstance(inside, t.Scalar) and inside.text):
            hint = f"write `{name.text}` alone, or `{{{name.text}: {{name: value}}}}`"
            self.desk.unlike(inside, where, expected, hint)
            return None
        given = inside if isinstance(inside, t.Mapping) else t.Mapping(())
        installed = self.rules[name.text]
        self.sources[name.text] = installed.source
        rule = self.made(installed, name, given, where, asked)
        if rule is None:
            return None
        for place, _ in given.items:
            if place.text in (*LIMITS, "missing"):
                what = "limit" if place.text in LIMITS else "`missing`"
                message = f"`{place.text}` stands in what is asked for its reading"
                hint = f"take the {what} out"
                self.desk.refuse(place, where, "RF402", message, f"no {what}", hint)
        self.check_names(rule, name, given, where)
        return Probe(name.text, rule, self.span(rule, name, given, where))

    def check_prescribed(self, of: t.Scalar, where: str, asked: Asked) -> None:
        for stage, prescribed in asked.stages.items():
            if of.value not in prescribed:
                self.desk.refuse(
                    of,
                    where,
                    "RF429",
                    f"the stage `{stage}` does not prescribe `{shown(of.text)}`",
                    one_of(sorted(prescribed)) or "an exercise that the stage prescribes",
                    did_you_mean(of.text, sorted(prescribed))
                    or f"add it to the `exercises` of `{stage}`, or ask for another",
                )
                return

    # ------------------------------------------------------------ limits

    def limits(
        self, rule: Rule, key: t.Scalar, node: t.Mapping, where: str, *, needed: bool
    ) -> Limits:
        found: dict[str, Number] = {}
        wrong = False
        for name in LIMITS:
            value = node.get(name)
            if value is not None:
                limit = self.limit(rule, key, value, f"{where}.{name}")
                wrong = wrong or limit is None
                if limit is not None:
                    found[name] = limit
        if not found and not wrong and needed:
            self.desk.refuse(
                key,
                where,
                "RF420",
                f"`{key.text}` has no limit",
                one_of(LIMITS),
                f"write, for example, `{_usual(rule)}: {example_of(rule.in_unit())}`",
            )
        given = {"exactly" if name == "is" else name: limit for name, limit in found.items()}
        limits = Limits(**given)
        if found and not wrong:
            self.check_passable(limits, found, rule, key, node, where)
        return limits

    def check_passable(
        self,
        limits: Limits,
        found: dict[str, Number],
        rule: Rule,
        key: t.Scalar,
        node: t.Mapping,
        where: str,
    ) -> None:
        """Refuse limits that contradict each other, or that no value of the scale passes."""
        if limits.pass_none(None, None):
            floors = [(found[name], name) for name in ("at_least", "above", "is") if name in found]
            tops = [(found[name], name) for name in ("at_most", "below", "is") if name in found]
            floor, top = (
                max(floors, key=lambda each: (each[0], each[1] == "above"))[1],
                min(tops, key=lambda each: (each[0], each[1] != "below"))[1],
            )
            first, second = sorted(
                (k for k, _ in node.items if k.text in (floor, top)),
                key=lambda k: (k.line, k.column),
            )
            self.desk.refuse(
                second,
                where,
                "RF424",
                f"nothing is {_limit_words(first.text, found)} and "
                f"{_limit_words(second.text, found)} at once",
                "limits that some value passes",
                "take one of the two out, or use two criteria below `any:`",
                first,
            )
        elif limits.pass_none(*rule.on_scale()):
            name = next(name for name in ("above", "below") if name in found)
            other = "at_least" if name == "above" else "at_most"
            self.desk.refuse(
                node.key(name) or key,
                where,
                "RF424",
                f"`{key.text}` can never be {_limit_words(name, found)}",
                _number_words(rule),
                f"write `{other}: {decimal(found[name])}`, or another limit",
            )

    def limit(self, rule: Rule, key: t.Scalar, node: t.Node, where: str) -> Number | None:
        """One limit in the rule's unit; None, with a problem, where it cannot be."""
        if rule.in_unit() == YES_NO:
            return self.so(node, where)
        value = number(node)
        if value is None:
            value = rule.words().get(_text(node))
        if value is None:
            value = self.quantity(rule, key, node, where)
        if value is None:
            return None
        low, high = rule.on_scale()
        if low is not None and value < low:
            hint = f"write {decimal(low)} or more"
        elif high is not None and value > high:
            hint = f"write {decimal(high)} or less"
        else:
            return int(value) if value.denominator == 1 else value
        said_so = f"{where.rpartition('.')[2]}: {shown(_text(node))}"
        message = f"`{said_so}` lies outside the scale of `{key.text}`"
        self.desk.refuse(node, where, "RF423", message, _number_words(rule), hint)
        return None

    def so(self, node: t.Node, where: str) -> Number | None:
        """The limit of a measure that is either so or not: 1 or 0; None, with a problem."""
        name = where.rpartition(".")[2]
        value = node.value if isinstance(node, t.Scalar) else None
        words: dict[t.Value, Number] = {"yes": 1, "no": 0, True: 1, False: 0}
        found = words.get(value) if name == "is" else None
        if found is None:
            message, expected = f"`{name}` is {said(node)}", "`is: yes` or `is: no`"
            hint = "write `is: yes`, if that is meant"
            self.desk.refuse(node, where, "RF421", message, expected, hint)
        return found

    def quantity(self, rule: Rule, key: t.Scalar, node: t.Node, where: str) -> Number | None:
        """A limit that is said with its unit."""
        text, name = _text(node), where.rpartition(".")[2]
        expected = _number_words(rule)
        hint = f"write, for example, `{name}: {example_of(rule.in_unit())}`"
        if not (isinstance(node, t.Scalar) and isinstance(node.value, str)):
            self.desk.unlike(node, where, expected, hint)
            return None
        found = _QUANTITY.fullmatch(text)
        if not found:
            compared, comma, fix = _COMPARED.fullmatch(text), _COMMA.fullmatch(text), ""
            if compared:
                point = _COMMA.sub(r"\1.\2\3", compared["rest"])
                hint = f"write `{_SIGNS[compared['sign']]}: {point}`"
                alike = _SIGNS[compared["sign"]] == name and _QUANTITY.fullmatch(compared["rest"])
                fix = compared["rest"] if alike else ""
            elif comma:
                hint = f"write `{name}: {comma[1]}.{comma[2]}{comma[3]}`, with a point"
            message = f"`{name}` is the text `{shown(text)}`"
            self.desk.refuse(node, where, "RF421", message, expected, hint, fix=fix)
            return None
        unit = (found["unit"] or "").strip()
        times = _factor(rule.in_unit(), key.text, unit)
        if times is None:
            many = Fraction(found["number"])
            if rule.in_unit() == "days" and unit in _UNITS["hours"] and many % 24 == 0:
                hint = f"write `{name}: {many // 24} days`"
            elif rule.in_unit() == "hours" and unit in _UNITS["days"]:
                hint = f"write `{name}: {decimal(many * _UNITS['days'][unit] * 24)} h`"
            elif in_scale(many, rule):
                own = rule.in_unit()
                unit_word = "" if own in ("0-10", "count", "") else f" {own}"
                hint = f"write `{name}: {found['number']}{unit_word}`, if that is meant"
            message = f"`{key.text}` is not measured in `{shown(unit)}`"
            self.desk.refuse(node, where, "RF422", message, expected, hint)
            return None
        return Fraction(found["number"]) * times

    # ------------------------------------------------------------ the window, and what is missing

    def span(self, rule: Rule, key: t.Scalar, node: t.Mapping, where: str) -> Span | None:
        default = rule.default_window()
        takes = "" if default is None else "within" if default.newest else "last"
        for name in WINDOWS:
            place = node.key(name)
            if place and name != takes:
                self.other_window(rule, key, place, node, where, takes)
        given = node.get(takes) if takes else None
        if default is None or given is None:
            return default
        text = _text(given)
        try:
            if not (isinstance(given, t.Scalar) and isinstance(given.value, str)):
                raise ValueError(text)
            return Span.parse(f"within {text}" if takes == "within" else text)
        except ValueError:
            self.bad_window(given, f"{where}.{takes}", takes)
            return default

    def other_window(
        self,
        rule: Rule,
        key: t.Scalar,
        place: t.Scalar,
        node: t.Mapping,
        where: str,
        takes: str,
    ) -> None:
        value = _text(node.get(place.text) or place)
        what = (
            f"`{key.text}`" if rule.called() == rule.label else f"`{key.text}` ({rule.called()})"
        )
        if takes == "":
            message, expected = f"{what} looks over no window", f"no `{place.text}`"
            hint = f"take `{place.text}: {shown(value)}` out"
        elif takes == "within":
            message = f"{what} takes the newest value, not a stretch of time"
            expected = "how old the value may be: `within: 7 days`"
            hint = f"write `within: {value if _is_days(value) else '7 days'}`"
        else:
            message = f"{what} looks over a stretch, not at the newest value"
            expected = "`last: 3 sessions`, `last: 3 days` or `last: stage`"
            hint = f"write `last: {value if _is_days(value) else '3 sessions'}`"
        self.desk.refuse(place, inner(where, place.text), "RF426", message, expected, hint)

    def bad_window(self, node: t.Node, where: str, takes: str) -> None:
        within = takes == "within"
        expected = (
            "whole days or weeks, at least 1: `within: 7 days`"
            if within
            else "`last: 3 sessions`, `last: 3 days`, `last: 2 weeks` or `last: stage`, at least 1"
        )
        hint = f"write, for example, `{takes}: {'7 days' if within else '3 sessions'}`"
        value, said_so = number(node), stretch(_text(node))
        if isinstance(value, int) and value > 0:
            sessions = "" if within else f"`last: {value} sessions` or "
            hint = f"write {sessions}`{takes}: {value} days`"
        elif said_so and not (within and said_so[1].startswith("session")):
            hint = f"write `{takes}: {said_so[0]} {said_so[1]}`"
        fix = unit_spelling(_text(node))
        fix = "" if within and "session" in fix else fix
        message = f"`{takes}` is {said(node)}"
        self.desk.refuse(node, where, "RF425", message, expected, hint, fix=fix)

    def ignores(
        self, rule: Rule, key: t.Scalar, node: t.Mapping, where: str, asked: Asked
    ) -> bool:
        """Whether what is not logged is left out."""
        value = node.get("missing")
        if value is None:
            return False
        expected, hint = "no `missing` here", "take it out"
        if _text(value) != "ignore":
            message, expected = f"`missing` is {said(value)}", "`missing: ignore`"
            hint = "write `missing: ignore`, or take it out"
        elif asked.kind in ("advance", "climb"):
            what = "an advance" if asked.kind == "advance" else "a climb"
            message = f"{what} cannot ignore what is missing: nobody moves on unseen"
        elif asked.under_none:
            message = "under `none`, what is missing cannot be ignored: it would count as good"
        elif not rule.may_ignore:
            message = f"`{key.text}` has nothing that could be left out"
        else:
            return True
        self.desk.refuse(value, f"{where}.missing", "RF427", message, expected, hint)
        return False


_KINDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    Fraction: "a number",
    Days: "days or weeks, such as `28 days`",
}


def in_scale(value: Number, rule: Rule) -> bool:
    """Whether a rule's measure can have a value."""
    low, high = rule.on_scale()
    return (low is None or value >= low) and (high is None or value <= high)


def example_of(unit: str) -> str:
    """An example of a limit in a unit."""
    return _EXAMPLES.get(unit, "3")


def usual_limit(kind: type[Rule]) -> str:
    """The limit that an advance most often sets."""
    return "at_most" if kind.better == "lower" else "at_least"


def _usual(rule: Rule) -> str:
    """The limit that an advance most often sets on a rule with its parameters."""
    if rule.in_unit() == YES_NO:
        return "is"
    return "at_most" if rule.is_better() == "lower" else "at_least"


def _parameters(kind: type[Rule]) -> Mapping[str, attrs.Attribute[Any]]:
    """The YAML parameters of a rule: its fields, by the names that it is made with."""
    return {each.alias or each.name: each for each in attrs.fields(kind) if each.init}


def _alternatives(hint: Any) -> Iterable[Any]:
    return [hint] if get_origin(hint) in (None, Literal) else get_args(hint)


def _text(node: t.Node) -> str:
    return node.text if isinstance(node, t.Scalar) else ""


def _is_days(text: str) -> bool:
    return text != "stage" and re.fullmatch("[1-9][0-9]{0,4} (days?|weeks?)", text) is not None


def unit_words(unit: str, rule: str) -> tuple[str, ...]:
    """How a limit of a rule may say its unit; small and capital letters are alike."""
    counted = (rule, rule.removesuffix("s")) if unit == "count" else ()
    return tuple(dict.fromkeys((unit, *_UNITS.get(unit, {}), *counted)))


def _factor(unit: str, rule: str, word: str) -> int | None:
    """How many of a rule's unit one of the word is; None where it is another unit."""
    if not word or word.casefold() == unit.casefold():
        return 1
    if unit == "count":
        return 1 if word in (rule, rule.removesuffix("s")) else None
    return _UNITS.get(unit, {}).get(word.casefold())


def _number_words(rule: Rule) -> str:
    """What numbers a rule's limits may be: `a number from 0 to 180, in degrees (deg)`."""
    low, high = rule.on_scale()
    start = f" from {decimal(low)}" if low is not None else ""
    end = f" to {decimal(high)}" if high is not None else " on" if start else ""
    own = rule.in_unit()
    unit = _UNIT_WORDS.get(own, f", in {own}" if own else "")
    return f"a number{start}{end}{unit}"


def _limit_words(name: str, found: dict[str, Number]) -> str:
    return f"{name.replace('_', ' ')} {decimal(found[name])}".replace("is ", "exactly ")
