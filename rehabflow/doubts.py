"""What is certain of a protocol before anybody is treated by it, and cannot have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rehabflow import tree as t
from rehabflow.declared_gate import Written
from rehabflow.errors import Problem
from rehabflow.gate import AllOf, AnyOf, Criterion, Gate
from rehabflow.protocol import Protocol, Stage

OURS = "rehabflow"
"""The distribution whose rules are known here; of others only what each rule says of itself."""
LOGGED_BY_ALL = frozenset({"pain", "work"})
"""Fields that whoever trains writes down."""


def doubts(protocol: Protocol, written: Iterable[Written], tree: t.Tree) -> list[Problem]:
    """Warnings about a protocol that can be read, in the order of its text."""
    places = {id(each.criterion): each for each in written}
    found: dict[tuple[int, str], Problem] = {}

    def doubt(criterion: Criterion, code: str, message: str, expected: str, hint: str) -> None:
        at = places[id(criterion)]
        found.setdefault(
            (id(criterion), code),
            tree.problem(at.key, code, message, field=at.where, expected=expected, hint=hint),
        )

    for each in places.values():
        if why := never(each.criterion):
            message = f"`{each.criterion.source.id}` can never be met: {why}"
            expected = "a criterion that some log meets"
            doubt(each.criterion, "RF801", message, expected, "look over a longer window")
    for stage in protocol.stages:
        for criterion in _stage_criteria(stage):
            if _is_our(criterion, "reps") and not _is_counted(stage, criterion.rule.parameters()):
                message = f"no dose of `{stage.id}` that `reps` asks for is stated"
                expected = "doses that can be counted, with `sets` and `reps`, `time`, ..."
                hint = "state the doses, or ask for `sessions`"
                doubt(criterion, "RF802", message, expected, hint)
        for criterion, field in _unasked(protocol, stage):
            message = (
                f"nobody in `{stage.id}` is asked for `{field}` but by this danger, and whoever "
                "does not log it is never moved on"
            )
            expected = "a score that an advance asks for too, or `missing: ignore`"
            hint = (
                "ask for it in the advance, if everybody is to log it; add `missing: ignore`, if "
                "not everybody keeps that score"
            )
            doubt(criterion, "RF803", message, expected, hint)
    return sorted(found.values(), key=lambda each: (each.line, each.column))


def never(criterion: Criterion) -> str | None:
    """Why a criterion is never met, whatever a log says; None where it may be."""
    span, limits = criterion.span, criterion.limits
    if span is None or span.count is None or span.newest or criterion.source.distribution != OURS:
        return None
    name, one_day = criterion.source.id, span.unit == "days" and span.count == 1
    if name == "sessions" and limits.pass_none(0, span.count):
        return f"there are never more than {span.count} training sessions in the {span}"
    if limits.pass_all(*criterion.rule.on_scale()):
        return None
    if name == "rest" and span.count == 1:
        return f"there are never two training sessions to rest between in the {span}"
    if name == "trend" and one_day:
        return "one day has no two values"
    if name == "flare" and one_day:
        return "one day has no morning after training"
    return None


def _stage_criteria(stage: Stage) -> Iterator[Criterion]:
    for each in (*stage.refer, *stage.setback, *stage.advance):
        yield from each.gate.criteria()


def _unasked(protocol: Protocol, stage: Stage) -> Iterator[tuple[Criterion, str]]:
    """What alone leaves a danger of a stage unknown, of fields that no advance there reads."""
    read = LOGGED_BY_ALL.union(
        *(each.rule.fields_read() for way in stage.advance for each in way.gate.criteria())
    )
    for way, _ in protocol.exits(stage):
        for each in _decisive(way.gate) if way.kind != "advance" else ():
            fields = each.rule.fields_read()
            owed = each.rule.may_ignore and not each.ignore_missing and not never(each)
            if owed and fields and each.source.distribution == OURS and read.isdisjoint(fields):
                yield each, fields[0]


def _decisive(gate: Gate) -> Iterator[Criterion]:
    """The criteria of which each alone leaves a gate unknown where nothing else is met."""
    if isinstance(gate, Criterion):
        yield gate
    elif isinstance(gate, AnyOf) or (isinstance(gate, AllOf) and len(gate.of) == 1):
        for each in gate.of:
            yield from _decisive(each)


def _is_our(criterion: Criterion, name: str) -> bool:
    return (criterion.source.distribution, criterion.source.id) == (OURS, name)


def _is_counted(stage: Stage, parameters: Mapping[str, object]) -> bool:
    """Whether a stage states a dose of the exercises that `reps` asks for, on any rung.

    Where it prescribes nothing, the totals of a session are counted.
    """
    of = parameters.get("of")
    doses = stage.prescription.doses
    groups = {dose.group for dose in doses if of in (None, dose.exercise.id)}
    meant = [dose for dose in doses if dose.group in groups]
    stated = (each.stated for dose in meant for each in (dose, *dose.rungs))
    return not doses or any(stated)
