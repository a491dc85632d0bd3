"""What a row has to say for a rule to read a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, get_args

from rehabflow.check.measurand import OURS, Measurand
from rehabflow.entry import PAIN_FIELDS, Number, Quality
from rehabflow.gate import Criterion
from rehabflow.measure import OTHER, YES_NO, Bounds
from rehabflow.prescription import Dose
from rehabflow.protocol import Protocol, Stage
from rehabflow.quantity import decimal

ANGLES = ("aslr", "aslr_other")
OF_WORK = frozenset(["work", "time", "cut_short"])
"""Fields that say what was done, not how it was."""
TARGET = 10_000
"""Repetitions to be done in a session that says only how many of them were."""
TOTAL = {"reps_done": TARGET, "reps_target": TARGET}

Values = dict[str, Any]


def numeric_fields(protocol: Protocol) -> dict[str, Bounds]:
    """The fields of a log that hold a number, with their scales: ratings, angles, measures."""
    found: dict[str, Bounds] = dict.fromkeys(PAIN_FIELDS, (0, 10))
    found |= dict.fromkeys(ANGLES, (0, 180))
    for name, each in protocol.measures.items():
        found[name] = found[f"{name}{OTHER}"] = each.bounds
    return found


def fields_of(criteria: Iterable[Criterion], protocol: Protocol) -> tuple[str, ...]:
    """The numeric fields that some criteria read, in order."""
    known = numeric_fields(protocol)
    read = (name for each in criteria for name in each.rule.fields_read())
    return tuple(dict.fromkeys(name for name in read if name in known))


def best(protocol: Protocol) -> Values:
    """The cells of somebody who is as well as this protocol can ask.

    Of a score without an end it is a little better than every limit on it.
    """
    criteria = [each for gate in protocol.gates() for each in gate.criteria()]
    return {name: _best_of(name, criteria, protocol) for name in fields_of(criteria, protocol)}


def worst(protocol: Protocol) -> Values:
    """The cells of somebody who is as unwell as this protocol can ask."""
    criteria = [each for gate in protocol.gates() for each in gate.criteria()]
    return {
        name: _best_of(name, criteria, protocol, turned=True)
        for name in fields_of(criteria, protocol)
    }


def trained(stage: Stage) -> Values:
    """The cells of a date on which all was done that a stage prescribes."""
    return {"work": "all"} if stage.prescription.doses else dict(TOTAL)


def cell(value: Number, unit: str = "") -> str:
    """A number as a cell says it."""
    if unit == YES_NO:
        return "yes" if value else "no"
    return decimal(value)


def reading(at: Measurand, value: Number, stage: Stage, protocol: Protocol) -> Values | None:
    """Cells with which a date reads a value; None where this is not known.

    What spans several dates (a count, a rise, days) is for the dates to make.
    """
    if at.rule is None:
        return None
    scales = numeric_fields(protocol)
    fields = [name for name in at.fields if name in scales]
    if not at.is_our:
        return {name: cell(value, _unit(name, protocol)) for name in fields} or None
    if at.id in ("pain", "aslr", "measure"):
        felt = at.rule.parameters().get("quality")
        said = {"quality": felt} if felt in get_args(Quality) else {}
        return {name: cell(value, at.rule.in_unit()) for name in fields} | said
    if at.id == "sessions":
        return {"work": ""} if value == 0 else {}
    if at.id == "symmetry":
        return _of_two_legs(fields, value, scales)
    if at.id == "reps":
        return done(stage, value, at.rule.parameters().get("of"))
    if at.id == "over_cap":
        return _over_cap(at, value, stage)
    if at.id == "cut_short":
        return {"cut_short": at.rule.parameters()["why"]} if value else {}
    return None


def pained(said: Iterable[tuple[Measurand, Number]]) -> Values:
    """The cells of pain that reads several values at once, of which some are of one quality."""
    highest: dict[str, Number] = {}
    qualities: dict[str, Number] = {}
    for at, value in said:
        if at.is_our and at.id == "pain" and at.rule is not None:
            highest[at.fields[0]] = max(value, highest.get(at.fields[0], 0))
            quality = at.rule.parameters()["quality"]
            if quality not in ("strain", "any"):
                qualities[quality] = value
    cells: Values = {name: cell(value) for name, value in highest.items()}
    if qualities and any(highest.values()):
        felt = [name for name, value in qualities.items() if value]
        other = [name for name in ("ache", "sharp") if name not in qualities]
        cells["quality"] = [*felt, *other, "cramp"][0]
    return cells


def done(stage: Stage, share: Number, of: object = None) -> Values | None:
    """Cells of a date on which so many of a hundred parts of what is prescribed were done."""
    if share >= 100:
        return trained(stage)
    if not stage.ladders and of is None:
        many = Fraction(share) * TARGET / 100
        if many.denominator == 1:
            return {"work": "", "reps_done": int(many), "reps_target": TARGET}
    parts = [_done(dose, share) for dose in stage.prescription.doses]
    return {"work": "; ".join(parts)} if parts else None


def _done(dose: Dose, share: Number) -> str:
    """A part of a dose, no more than the share, as it stands in a day's work."""
    if not dose.stated:
        return dose.exercise.id
    unit = {"reps": "", "time": "s", "distance": "m"}[dose.counts]
    how = "" if dose.variant is None else f" ({dose.variant})"
    return f"{dose.exercise.id} 1x{int(Fraction(share) * dose.total / 100)}{unit}{how}"


def _of_two_legs(fields: list[str], value: Number, scales: Mapping[str, Bounds]) -> Values | None:
    mine, other = fields[0], fields[-1]
    low, high = scales[mine]
    for base in (100, 50, 10, 20, 1):
        own = Fraction(value) * base / 100
        fits = (low is None or own >= low) and (high is None or own <= high)
        if fits and (high is None or base <= high) and 10**6 % own.denominator == 0:
            return {mine: cell(own), other: cell(base)}
    return None


def _over_cap(at: Measurand, value: Number, stage: Stage) -> Values | None:
    of = at.rule and at.rule.parameters().get("of")
    for dose in stage.prescription.doses:
        cap = dose.exercise.pain_cap
        if cap is not None and of in (None, dose.exercise.id) and 0 <= cap + value <= 10:
            return {
                "work": f"{dose.exercise.id} {dose.sets}x{dose.reps}",
                "pain": cell(cap + value),
            }
    return None


def _unit(name: str, protocol: Protocol) -> str:
    found = protocol.measures.get(name.removesuffix(OTHER))
    return found.unit if found else ""


def _best_of(
    name: str, criteria: Iterable[Criterion], protocol: Protocol, *, turned: bool = False
) -> str:
    low, high = numeric_fields(protocol)[name]
    limits = [
        limit
        for each in criteria
        if name in each.rule.fields_read() and each.source.distribution == OURS
        for limit in each.limits.numbers()
        if each.source.id in ("pain", "aslr", "measure")
    ]
    better = _better(name, protocol)
    if (better == "higher") is not turned:
        value = high if high is not None else max(limits, default=0) + 10
        if name in ANGLES and not turned:
            value = max([*limits, 90])
    else:
        value = low if low is not None else min(limits, default=0) - 10
    return cell(value, _unit(name, protocol))


def _better(name: str, protocol: Protocol) -> str:
    if name in PAIN_FIELDS:
        return "lower"
    found = protocol.measures.get(name.removesuffix(OTHER))
    return found.better if found else "higher"
