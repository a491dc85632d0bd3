"""What is certain of a protocol before anybody is treated by it, and cannot have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.declared_gate import Written
from rehabflow.errors import Problem
from rehabflow.gate import AllOf, AnyOf, Criterion, Gate
from rehabflow.protocol import Protocol, Stage

OURS = "rehabflow"
"""The distribution whose rules are known here; of others only what each rule says of itself."""
LOGGED_BY_ALL = frozenset({"pain", "work"})
"""Fields that whoever trains writes down."""


PROVED = "proved for all logs"
OF_ALL_WHO_TRAIN = "certain of whoever trains as prescribed"


@frozen
class Doubt:
    """What is doubted of a criterion, and how sure that is; of RF803 where, and by which score."""

    criterion: Criterion
    code: str
    message: str
    expected: str
    hint: str
    sureness: str = PROVED
    stage: Stage | None = None
    score: str = ""


def doubts(protocol: Protocol, written: Iterable[Written], tree: t.Tree) -> list[Problem]:
    """Warnings about a protocol that can be read, in the order of its text."""
    places = {id(each.criterion): each for each in written}
    found: list[Problem] = []
    for each in doubted(protocol, [each.criterion for each in places.values()]):
        at = places[id(each.criterion)]
        made = tree.problem(
            at.key,
            each.code,
            each.message,
            field=at.where,
            expected=each.expected,
            hint=each.hint,
        )
        found.append(evolve(made, sureness=each.sureness))
    return sorted(found, key=lambda each: (each.line, each.column))


def doubted(protocol: Protocol, criteria: Iterable[Criterion]) -> Iterator[Doubt]:
    """What is doubted of the criteria of a protocol; of each criterion the same once."""
    told = set[tuple[int, str]]()
    for each in (*_never_met(criteria), *_of_stages(protocol)):
        if (id(each.criterion), each.code) not in told:
            told.add((id(each.criterion), each.code))
            yield each


def _never_met(criteria: Iterable[Criterion]) -> Iterator[Doubt]:
    for each in criteria:
        if why := never(each):
            message = f"`{each.source.id}` can never be met: {why}"
            expected = "a criterion that some log meets"
            yield Doubt(each, "RF801", message, expected, "look over a longer window")


def _of_stages(protocol: Protocol) -> Iterator[Doubt]:
    for stage in protocol.stages:
        for criterion in _stage_criteria(stage):
            if _is_our(criterion, "reps") and not _is_counted(stage, criterion.rule.parameters()):
                yield _uncounted(stage, criterion)
        for criterion, field in _unasked(protocol, stage):
            yield Doubt(
                criterion,
                "RF803",
                f"nobody in `{stage.id}` is asked for `{field}` but by this danger, and whoever "
                "does not log it is never moved on",
                "a score that an advance asks for too, or `missing: ignore`",
                "ask for it in the advance, if everybody is to log it; add `missing: ignore`, if "
                "not everybody keeps that score",
                OF_ALL_WHO_TRAIN,
                stage,
                field,
            )


def _uncounted(stage: Stage, criterion: Criterion) -> Doubt:
    if not stage.prescription.doses:
        return Doubt(
            criterion,
            "RF802",
            f"`{stage.id}` prescribes nothing that `reps` could be a share of: it reads nothing "
            "but totals, and exercises that are listed are of unknown amount",
            "exercises with doses in the stage",
            "prescribe the exercises, or ask for `sessions`",
        )
    return Doubt(
        criterion,
        "RF802",
        f"no dose of `{stage.id}` that `reps` asks for is stated",
        "doses that can be counted, with `sets` and `reps`, `time`, ...",
        "state the doses, or ask for `sessions`",
    )


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
    """Whether a stage states a dose of the exercises that `reps` asks for, on any rung."""
    of = parameters.get("of")
    doses = stage.prescription.doses
    groups = {dose.group for dose in doses if of in (None, dose.exercise.id)}
    meant = [dose for dose in doses if dose.group in groups]
    return any(each.stated for dose in meant for each in (dose, *dose.rungs))
