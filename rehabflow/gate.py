"""Gates: criteria on what rules measure, combined in three-valued logic."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from attrs import evolve, field, frozen

from rehabflow.entry import Number
from rehabflow.errors import Problem, RuleFailed
from rehabflow.limits import Limits
from rehabflow.measure import Bounds
from rehabflow.rule import Cited, Reading, Rule, Span, Value
from rehabflow.verdict import Combined, Evidence, Measured, Outcome, Verdict
from rehabflow.view import OneDate, View
from rehabflow.wording import limits_words, value_words

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
OUTCOME_WORDS = {MET: "met", UNMET: "not met", UNKNOWN: "unknown"}
_NEGATED = {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}
LAPSE_IN_DOUBT = "whether training lapsed is not known: some work could not be read"
_EXACT = {int, Fraction, type(None)}
_ANSWERED = {(bool, str), (bool, type(None))}


@frozen
class Gate(ABC):
    """A criterion or a combination of them.

    `ask` answers and stops at what decides; `is_met` stops sooner, at the first thing that is
    not met; `explain` asks everything and keeps it. The three always agree.
    """

    @abstractmethod
    def ask(self, view: View) -> Outcome:
        """The three-valued answer."""

    def is_met(self, view: View) -> bool:
        """Whether the answer is met."""
        return self.ask(view) is MET

    @abstractmethod
    def explain(self, view: View) -> Verdict:
        """The answer with everything that it rests on."""

    @abstractmethod
    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in it."""

    @abstractmethod
    def needs(self) -> Iterator[Need]:
        """What it must be able to see."""


@frozen
class Need:
    """What a gate must be able to see.

    `span` is a window. `ever` are days back from each of its sessions over every move and gap,
    `behind` such days as far as newest values are seen, `sessions` training sessions before it.
    """

    span: Span | None
    ever: int = 0
    behind: int = 0
    sessions: int = 0


@frozen
class RuleSource:
    """Where a rule comes from: its id and the installed distribution that brings it."""

    id: str
    distribution: str
    version: str

    def to_dict(self) -> dict[str, str]:
        """Plain data for JSON."""
        return {"id": self.id, "distribution": self.distribution, "version": self.version}


@frozen
class Criterion(Gate):
    """A rule, the window that it reads, and the limits that its reading must pass.

    `ignore_missing` is the author's word that what is not logged is left out. `about` keeps
    where the numbers come from.
    """

    source: RuleSource
    rule: Rule
    limits: Limits
    span: Span | None
    ignore_missing: bool = False
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    _looks: Span | None = field(init=False, eq=False, repr=False)
    _scale: Bounds = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_looks", self.span or self.rule.looks())
        object.__setattr__(self, "_scale", self.rule.on_scale())

    def ask(self, view: View) -> Outcome:
        reading = self._measure(view)
        if reading.empty:
            return self._judge(*self._scale) if view.advance else UNMET
        return self._judge(reading.low, reading.high)

    def explain(self, view: View) -> Measured:
        reading = self._measure(view)
        try:
            return self._explained(reading, view)
        except (Exception, SystemExit) as error:
            raise self._failed(view, f"raised {type(error).__name__}") from error

    def _explained(self, reading: Reading, view: View) -> Measured:
        scale, unit = self._scale, self.rule.in_unit()
        low, high = scale if reading.empty else (reading.low, reading.high)
        value: Value = low if low == high else (low, high)
        verdict = self._judge(low, high)
        if value == (None, None) or (reading.empty and not view.advance):
            value = None
        if reading.empty and not view.advance:
            verdict = UNMET
        called = self.rule.called()
        unknown = reading.unknown if value is None or isinstance(value, tuple) else None
        window = f" ({self.span})" if self.span else ""
        return Measured(
            rule=self.source.id,
            label=called,
            verdict=verdict,
            value=value,
            unit=unit,
            limits=self.limits,
            window=self.span,
            unknown=unknown,
            text=f"{called} {value_words(value, unit, self.limits)}{window}, "
            f"{limits_words(self.limits, unit)}: {OUTCOME_WORDS[verdict]}"
            + (f"; {unknown}" if unknown else ""),
            evidence=tuple(self._evidence(reading.evidence)),
            reads=self.rule.fields_read(),
            parameters=self.rule.parameters()
            | ({"missing": "ignore"} if self.ignore_missing else {}),
            about=self.about,
        )

    def criteria(self) -> Iterator[Criterion]:
        yield self

    def needs(self) -> Iterator[Need]:
        inner, ever = self.rule.asks(), self.rule.looks_back()
        if inner is None:
            yield Need(self._looks, ever)
        elif inner.count is None:
            yield Need(inner, ever)
        elif inner.unit == "sessions":
            yield Need(self._looks, ever, sessions=inner.count)
        else:
            yield Need(self._looks, ever, inner.count)

    def _judge(self, low: Number | None, high: Number | None) -> Outcome:
        limits = self.limits
        if low is not None and low == high:
            return MET if limits.passes(low) else UNMET
        if limits.pass_none(low, high):
            return UNMET
        return MET if limits.pass_all(low, high) else UNKNOWN

    def _measure(self, view: View) -> Reading:
        if view.unsure and self._looks is not None:
            return Reading(*self._scale, LAPSE_IN_DOUBT)
        if view.doubtful and self._looks is not None and not self._looks.newest:
            readings = [self._measure_once(course) for course in view.courses()]
            return self._widened(readings, view)
        return self._measure_once(view)

    def _widened(self, readings: Sequence[Reading], view: View) -> Reading:
        """What covers all of some readings.

        One that is empty could be anything in an advance gate; in a refer or setback gate it only
        keeps the others from being met.
        """
        doubt = "work that could not be read may have been no training session"
        scale = self._scale
        if not readings:
            return Reading(*scale, doubt)
        found = [(each.low, each.high) for each in readings if not each.empty]
        if not found:
            return readings[0]
        low, high = _covering(found)
        if any(each.empty for each in readings) and (
            view.advance or self._judge(low, high) is MET
        ):
            low, high = scale
        first = readings[0]
        if not first.empty and (low, high) == (first.low, first.high):
            return first
        return Reading(low, high, first.unknown or doubt, first.evidence)

    def _measure_once(self, view: View) -> Reading:
        try:
            window = view.window(self._looks, self.ignore_missing, self.rule.before)
            reading = self.rule.measure(window)
        except (Exception, SystemExit) as error:
            raise self._failed(view, f"raised {type(error).__name__}") from error
        if type(reading) is not Reading:
            raise self._failed(view, f"answered with {type(reading).__name__}, not a Reading")
        if not (type(reading.low) in _EXACT and type(reading.high) in _EXACT):
            raise self._failed(view, "answered with a number that is not exact")
        low, high = reading.low, reading.high
        if low is not None and high is not None and low > high:
            raise self._failed(view, "answered with a range that is upside down")
        floor, ceiling = self._scale
        if (floor is not None and low is not None and low < floor) or (
            ceiling is not None and high is not None and high > ceiling
        ):
            raise self._failed(view, "answered with a value that is not on its scale")
        if (type(reading.empty), type(reading.unknown)) not in _ANSWERED:
            raise self._failed(
                view, "answered with a Reading that says other than text or nothing"
            )
        return reading

    def _failed(self, view: View, what: str) -> RuleFailed:
        rule = self.source
        message = (
            f"the rule {rule.id!r} of {rule.distribution} {rule.version} {what} "
            f"on {view.date.isoformat()}"
        )
        hint = "no decision was made; report it to the author of the rule"
        return RuleFailed(Problem("", 0, 0, "RF501", message, field=rule.id, hint=hint))

    def _evidence(self, cited: Iterable[Cited]) -> Iterator[Evidence]:
        for each in cited:
            day, value = each if isinstance(each, tuple) else (each, None)
            session = day.session
            yield Evidence(
                day.date, value, session.lines(session.stating(self.rule.fields_read()))
            )


def why_met(gate: Gate, view: View) -> Verdict:
    """What a gate that is met rests on. Raises RuleFailed where it is not met when asked again."""
    why = gate.explain(view)
    if why.verdict is not MET:
        sources = {c.source for c in gate.criteria()}
        rules = sorted(f"{s.id!r} of {s.distribution} {s.version}" for s in sources)
        message = (
            f"one of the rules {', '.join(rules)} answered differently when asked "
            f"again on {view.date.isoformat()}"
        )
        raise RuleFailed(Problem("", 0, 0, "RF510", message))
    return why


def _covering(ranges: Sequence[Bounds]) -> Bounds:
    """The range that covers some ranges; an open end stays open."""
    lows, highs = zip(*ranges, strict=True)
    return (None if None in lows else min(lows), None if None in highs else max(highs))


@frozen
class Combination(Gate):
    """Several gates taken together. `about` keeps where its own numbers come from."""

    of: tuple[Gate, ...]
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, kw_only=True)

    def criteria(self) -> Iterator[Criterion]:
        for each in self.of:
            yield from each.criteria()

    def needs(self) -> Iterator[Need]:
        for each in self.of:
            yield from each.needs()

    def _explained(self, view: View, op: Literal["all", "any", "none", "some"]) -> Combined:
        of = tuple(each.explain(view) for each in self.of)
        return Combined(op, self._combine(each.verdict for each in of), of)

    def ask(self, view: View) -> Outcome:
        return self._combine(each.ask(view) for each in self.of)

    @abstractmethod
    def _combine(self, outcomes: Iterable[Outcome]) -> Outcome:
        """Combine the answers, taking no more of them than decide."""


def _cost(gate: Gate) -> int:
    """What asking a gate costs, roughly: nothing to look at, the newest value, a stretch."""
    spans = [need.span for need in gate.needs()]
    return sum(0 if span is None else 1 if span.newest else 2 for span in spans)


@frozen
class AllOf(Combination):
    """Unmet if any is unmet, else unknown if any is unknown, else met."""

    _cheapest_first: tuple[Gate, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_cheapest_first", tuple(sorted(self.of, key=_cost)))

    def is_met(self, view: View) -> bool:
        return all(each.is_met(view) for each in self._cheapest_first)

    def explain(self, view: View) -> Combined:
        return self._explained(view, "all")

    def _combine(self, outcomes: Iterable[Outcome]) -> Outcome:
        answer = MET
        for outcome in outcomes:
            if outcome is UNMET:
                return UNMET
            if outcome is UNKNOWN:
                answer = UNKNOWN
        return answer


@frozen
class AnyOf(Combination):
    """Met if any is met, else unknown if any is unknown, else unmet."""

    def explain(self, view: View) -> Combined:
        return self._explained(view, "any")

    def _combine(self, outcomes: Iterable[Outcome]) -> Outcome:
        return _any(outcomes)


@frozen
class NoneOf(Combination):
    """The negation of any."""

    def explain(self, view: View) -> Combined:
        return self._explained(view, "none")

    def _combine(self, outcomes: Iterable[Outcome]) -> Outcome:
        return _NEGATED[_any(outcomes)]


@frozen
class SomeOf(Combination):
    """Met when `at_least` so many are met, unmet when so many can no longer be."""

    at_least: int

    def explain(self, view: View) -> Combined:
        return evolve(self._explained(view, "some"), at_least=self.at_least)

    def _combine(self, outcomes: Iterable[Outcome]) -> Outcome:
        counts = Counter(outcomes)
        if counts[MET] >= self.at_least:
            return MET
        return UNKNOWN if counts[MET] + counts[UNKNOWN] >= self.at_least else UNMET


@frozen
class Repeat(Gate):
    """Met when its gate was met on `times` of the training sessions of a window.

    The gate is asked on the date of each, of that date alone. A session that the window could
    hold beside those that are there is unknown.
    """

    gate: AllOf
    times: int
    last: Span
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    def ask(self, view: View) -> Outcome:
        if view.unsure:
            return UNKNOWN
        dates, missing = view.on_each_date(self.last)
        return self._combine((_sure(self.gate.ask(each), each) for each in dates), missing)

    def explain(self, view: View) -> Combined:
        if view.unsure:
            unknown = LAPSE_IN_DOUBT
            return Combined(
                "repeat", UNKNOWN, (), times=self.times, window=self.last, unknown=unknown
            )
        dates, missing = view.on_each_date(self.last)
        of = tuple(self._on(each) for each in dates)
        verdict = self._combine((each.verdict for each in of), missing)
        lacks = view.window(self.last).lacks() if missing else None
        return Combined("repeat", verdict, of, times=self.times, window=self.last, unknown=lacks)

    def criteria(self) -> Iterator[Criterion]:
        yield from self.gate.criteria()

    def needs(self) -> Iterator[Need]:
        ever = max((need.ever for need in self.gate.needs()), default=0)
        yield Need(self.last, ever)

    def _on(self, view: OneDate) -> Combined:
        """The answer of one date, with the date."""
        answer = self.gate.explain(view)
        return evolve(answer, verdict=_sure(answer.verdict, view), date=view.date)

    def _combine(self, outcomes: Iterable[Outcome], missing: int) -> Outcome:
        counts = Counter(outcomes)
        if counts[MET] >= self.times:
            return MET
        open_still = counts[MET] + counts[UNKNOWN] + missing
        return UNKNOWN if open_still >= self.times else UNMET


def _sure(answer: Outcome, view: OneDate) -> Outcome:
    """Not met by a date that may be no training session."""
    return UNKNOWN if answer is MET and view.uncertain else answer


def _any(outcomes: Iterable[Outcome]) -> Outcome:
    answer = UNMET
    for outcome in outcomes:
        if outcome is MET:
            return MET
        if outcome is UNKNOWN:
            answer = UNKNOWN
    return answer
