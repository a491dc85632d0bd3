"""Readings between two zones of danger, or in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import frozen

from rehabflow.boundaries import measured_in
from rehabflow.check.collisions import answer_of, verdict_of
from rehabflow.check.course import Course
from rehabflow.check.finding import Finding
from rehabflow.check.interval import Interval
from rehabflow.check.measurand import BY_DATE, CALENDAR, Measurand
from rehabflow.check.study import Study, Way
from rehabflow.verdict import Outcome
from rehabflow.wording import number_words

MET, UNMET = Outcome.MET, Outcome.UNMET


@frozen
class Zone:
    """Readings of a measurand that alone meet a danger."""

    way: Way
    at: Measurand
    interval: Interval


def zones(study: Study) -> Iterator[Finding]:
    """Holes and overlaps between the zones of readings that are a danger (D21)."""
    for stage in study.open_stages:
        for group in _grouped(study, [way for way in study.ways(stage) if way.is_danger]):
            yield from _hole(study, group)
            yield from _overlap(study, group)


def _grouped(study: Study, dangers: list[Way]) -> list[list[Zone]]:
    """The zones of each rule that knows which of its values are better."""
    found: list[list[Zone]] = []
    for way in dangers:
        for box in study.boxes(way) or ():
            if len(box) != 1:
                continue
            ((at, interval),) = box.items()
            if not _is_a_score(at) or interval.nothing:
                continue
            group = next((each for each in found if each[0].at.is_same_rule(at)), None)
            if group is None:
                found.append([Zone(way, at, interval)])
            else:
                group.append(Zone(way, at, interval))
    return found


def _is_a_score(at: Measurand) -> bool:
    """Whether some of its values are worse than others for a patient: days and counts are not."""
    if at.rule is None or (at.is_our and at.id in CALENDAR | BY_DATE):
        return False
    return at.rule.is_better() is not None


def _hole(study: Study, group: list[Zone]) -> Iterator[Finding]:
    """Readings that are worse than a danger and are none."""
    at = group[0].at
    left = [at.shaped(at.range)]
    for zone in group:
        left = [
            at.shaped(part & rest)
            for part in left
            for rest in zone.interval.parts_outside()
            if not at.shaped(part & rest).is_empty
        ]
    for part in left:
        milder = next((zone for zone in group if _is_worse(part, zone.interval, at)), None)
        if milder is None or _is_looked_at(study, milder.way, at, part):
            continue
        box = {at: part}
        found = study.search.witness(milder.way.stage, [box], _falls_through(study, group, part))
        yield Finding(
            milder.way,
            "RF811",
            f"`{at.id}` {_said(part, at.unit)} is worse than what makes {milder.way.words}, "
            "and no danger looks at it",
            "zones without a hole: whatever is worse than a danger is a danger too",
            "take the limit on the worse side away, or let the next zone begin where it ends",
            "proved",
            found,
        )


def _is_looked_at(study: Study, way: Way, at: Measurand, part: Interval) -> bool:
    """Whether a danger of the stage asks for such readings, beside others, or may."""
    for danger in (each for each in study.ways(way.stage) if each.is_danger):
        boxes = study.boxes(danger)
        said = (pair for box in boxes or () for pair in box.items())
        if boxes is None or any(
            other.is_same_rule(at) and not interval.nothing and interval.meets(part)
            for other, interval in said
        ):
            return True
    return False


def _is_worse(part: Interval, zone: Interval, at: Measurand) -> bool:
    """Whether a stretch of readings lies on the worse side of a zone."""
    end, start = (zone.high, part.low) if at.lower_is_better else (part.high, zone.low)
    return end is not None and start is not None and end <= start


def _falls_through(study: Study, group: list[Zone], part: Interval) -> Callable[[Course], bool]:
    """Whether a date meets nothing of a group, by a reading that is known and lies in a hole."""
    return lambda course: (
        all(answer_of(course, zone.way) is UNMET for zone in group)
        and any(_reads(study, course, zone, part) for zone in group)
    )


def _reads(study: Study, course: Course, zone: Zone, part: Interval) -> bool:
    """Whether what a zone asks for is known on the newest date, and lies in a stretch."""
    verdict, way = verdict_of(course, zone.way), zone.way
    return verdict is not None and any(
        study.reasoning.measurand(criterion, way.kind) == zone.at
        and isinstance(said.value, int | Fraction)
        and said.value in part
        for criterion, said in measured_in(way.gate, verdict)
    )


def _overlap(study: Study, group: list[Zone]) -> Iterator[Finding]:
    """Readings in two zones of which the milder one says where it ends."""
    for one in group:
        for other in group:
            if one.at != other.at or one.way.to == other.way.to or not _ends_in(one, other):
                continue
            both = one.at.shaped(one.interval & other.interval)
            yield Finding(
                one.way,
                "RF811",
                f"`{one.at.id}` {_said(both, one.at.unit)} makes both {one.way.words} and "
                f"{other.way.words}",
                "zones that do not overlap: one ends where the next begins",
                "write `below` or `above` for one of the two limits",
                "proved",
                study.search.witness(
                    one.way.stage,
                    [{one.at: both}],
                    _in_both(one, other),
                ),
            )


def _in_both(one: Zone, other: Zone) -> Callable[[Course], bool]:
    return lambda course: all(answer_of(course, each.way) is MET for each in (one, other))


def _ends_in(one: Zone, other: Zone) -> bool:
    """Whether a zone ends, on the worse side, within another that goes on."""
    lower, scale = one.at.lower_is_better, one.at.range
    end, last = (one.interval.high, scale.high) if lower else (one.interval.low, scale.low)
    if end is None or end == last or end not in other.interval:
        return False
    return one.interval.meets(other.interval) and not one.interval.holds(other.interval)


def _said(part: Interval, unit: str) -> str:
    """A stretch of readings in words."""
    if part.low is not None and part.low == part.high:
        return f"of {number_words(part.low, unit)}"
    ends = (
        ("above" if part.above else "at least", part.low),
        ("below" if part.below else "at most", part.high),
    )
    said = (f"{word} {number_words(end, unit)}" for word, end in ends if end is not None)
    return " and ".join(said)
