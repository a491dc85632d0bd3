"""Gates of one stage that get in each other's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from rehabflow.check.boxes import Box, looks_at_all_of
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.labour import TooManyError
from rehabflow.check.measurand import measurand
from rehabflow.check.paths import shadow
from rehabflow.check.study import Study, Way
from rehabflow.gate import AllOf, AnyOf, Combination, Criterion, Gate
from rehabflow.protocol import Stage
from rehabflow.verdict import Outcome, Verdict

MET = Outcome.MET
FEW = 4
"""So many ways of meeting two gates at once are tried, and"""
FEW_STEPS = 80
"""so many dates."""


def shadowed(study: Study) -> Iterator[Finding]:
    """Transitions that are never taken, as an earlier one is met wherever they are."""
    for stage in study.open_stages:
        for way in study.ways(stage):
            over = None if study.is_never(way) else shadow(study, way)
            if over is not None:
                yield Finding(
                    way,
                    "RF809",
                    f"{way.words} never fires in `{stage.id}`: wherever it is met, so is "
                    f"{over.words}, which is asked before it",
                    "a transition that some log takes",
                    "take it out, or make the limits of the earlier one stricter",
                    "proved",
                    _both(study, way, over),
                )


def collisions(study: Study) -> Iterator[Finding]:
    """An advance, or a climb, and a danger that one date can meet at once.

    By the same scores: the limits overlap. By others, which is told once of a stage: the danger
    decides, and it is well to know.
    """
    for stage in study.open_stages:
        ways = study.ways(stage)
        dangers = [way for way in ways if way.is_danger]
        pairs = [(way, danger) for way in ways if not way.is_danger for danger in dangers]
        pairs += _on_ladders(study, stage)
        for way, danger in pairs:
            yield from _overlap(study, way, danger)
        yield from islice(_by_others(study, pairs), 1)


def _on_ladders(study: Study, stage: Stage) -> list[tuple[Way, Way]]:
    """The climb and the drop of the ladders of a stage; of those that ask the same, the first."""
    found: list[tuple[Way, Way]] = []
    for climb, drop in study.ladders(stage):
        if drop is not None and not any(
            (climb.gate, drop.gate) == (a.gate, b.gate) for a, b in found
        ):
            found.append((climb, drop))
    return found


def redundant(study: Study) -> Iterator[Finding]:
    """Criteria beside others that imply them, so that they ask nothing more."""
    for way in study.gates():
        yield from _redundant(study, way, way.gate)


def _redundant(study: Study, way: Way, gate: Gate) -> Iterator[Finding]:
    if not isinstance(gate, Combination):
        return
    for inner in gate.of:
        yield from _redundant(study, way, inner)
    if not isinstance(gate, AllOf | AnyOf):
        return
    criteria = [each for each in gate.of if isinstance(each, Criterion)]
    for at, one in enumerate(criteria):
        for other in criteria[at + 1 :] if not study.reasoning.labour.is_spent else ():
            # Under `all` the laxer of two asks nothing, under `any` the stricter.
            pair = _stricter(study, way.kind, one, other)
            if pair is not None:
                strict, lax = pair
                idle, over = (lax, strict) if isinstance(gate, AllOf) else (strict, lax)
                yield Finding(
                    idle,
                    "RF816",
                    f"`{_said(idle)}` changes nothing beside `{_said(over)}`",
                    "criteria of which each can decide",
                    "take one of the two out, or mend the one that was meant otherwise",
                    "proved",
                    _shown(study, way, ((idle, over),)),
                )


def _stricter(
    study: Study, kind: str, one: Criterion, other: Criterion
) -> tuple[Criterion, Criterion] | None:
    """Two criteria, the one first that implies the other; None where neither does."""
    for strict, lax in ((one, other), (other, one)):
        at = measurand(lax, kind, study.protocol)
        asks = not Interval.of_limits(lax.limits).holds(at.shaped(at.range))
        try:
            can_be = study.reasoning.boxes(strict, kind)
            if asks and can_be and study.reasoning.implies(strict, kind, lax, kind):
                return strict, lax
        except TooManyError:
            return None
    return None


def _said(criterion: Criterion) -> str:
    limits = ", ".join(f"{name}: {limit}" for name, limit in criterion.limits.to_dict().items())
    span = f", {criterion.span}" if criterion.span else ""
    return f"{criterion.source.id}: {limits}{span}"


def _overlap(study: Study, way: Way, danger: Way) -> Iterator[Finding]:
    boxes = [both for both, same in _joined(study, way, danger) if same]
    goal = _both_met(way, danger)
    found = study.search.witness(way.stage, boxes[:FEW], goal, most=FEW_STEPS, late=True)
    if found is not None:
        yield Finding(
            way,
            "RF808",
            f"one date can meet {way.words} and {danger.words} at once, by the same readings",
            "readings that are either good enough to go on or bad enough to go back",
            "make one of the two limits stricter, so that no value passes both",
            "shown",
            found,
        )


def _by_others(study: Study, pairs: list[tuple[Way, Way]]) -> Iterator[Finding]:
    for way, danger in pairs:
        if danger.kind != "setback":
            continue
        boxes = [both for both, same in _joined(study, way, danger) if not same]
        goal = _both_met(way, danger)
        found = study.search.witness(way.stage, boxes[:FEW], goal, most=FEW_STEPS, late=True)
        if found is not None:
            yield Finding(
                way,
                "RF815",
                f"one date can meet {way.words} and {danger.words} at once: the danger decides",
                "nothing to mend, where the danger is meant to outrank what else is well",
                "ask for it in the advance as well, where it is to count there",
                "shown",
                found,
            )


def _joined(study: Study, way: Way, danger: Way) -> Iterator[tuple[Box, bool]]:
    """How two gates can be met at once, and whether by scores that the first one looks at."""
    if way.exercise is None and shadow(study, way) is not None:
        return
    for a in study.boxes(way) or ():
        for d in study.boxes(danger) or ():
            for both in study.reasoning.together((a,), (d,)):
                yield both, looks_at_all_of(a, d)


def _both(study: Study, way: Way, over: Way) -> Course | None:
    boxes = study.boxes(way) or ()
    return study.search.witness(way.stage, boxes, _both_met(way, over), late=True)


def _both_met(one: Way, other: Way) -> Callable[[Course], bool]:
    def goal(course: Course) -> bool:
        return answer_of(course, one) is MET and answer_of(course, other) is MET

    return goal


def _shown(
    study: Study, way: Way, pairs: tuple[tuple[Criterion, Criterion], ...]
) -> Course | None:
    """A course on which both criteria of a pair are met."""
    criteria = list(way.gate.criteria())

    def goal(course: Course) -> bool:
        verdict = verdict_of(course, way)
        if verdict is None:
            return False
        said = list(verdict.criteria())
        if len(said) != len(criteria):
            return False
        met = {id(c) for c, m in zip(criteria, said, strict=True) if m.verdict is MET}
        return any(id(a) in met and id(b) in met for a, b in pairs)

    return study.search.witness(way.stage, study.boxes(way) or (), goal)


def answer_of(course: Course, way: Way) -> Outcome | None:
    """What a gate answered on the newest date of a course; None where it was not asked."""
    found = verdict_of(course, way)
    return None if found is None else found.verdict


def verdict_of(course: Course, way: Way) -> Verdict | None:
    """The same with all that it rests on."""
    before = course.before
    if course.decision is None or before is None or before.stage != way.stage.id:
        return None
    asked = course.decision.asked
    if way.exercise is not None:
        return next(
            (e.gate for e in asked if (e.kind, e.exercise) == (way.kind, way.exercise)), None
        )
    said = [each for each in asked if each.exercise is None]
    exits = course.engine.protocol.exits(way.stage)
    # Beside an override only the first of them are asked, the refers.
    return next(
        (e.gate for e, (each, _) in zip(said, exits, strict=False) if each is way.transition), None
    )
