"""A made-up patient: recovery from day to day, and what they write down of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import floor

from attrs import frozen

from rehabflow.entry import PAIN_FIELDS, Number
from rehabflow.fields import FIELDS
from rehabflow.measure import OTHER, YES_NO, Measure
from rehabflow.quantity import decimal
from rehabflow.simulation.assumptions import TRAITS, Assumptions, Trait
from rehabflow.simulation.chance import (
    between,
    log_normal,
    normal,
    uniforms,
    whole_between,
)

DAILY = frozenset(("pain_morning", "pain_rest"))
ON_TRAINING = frozenset(("pain", "pain_after"))
"""What is rated each day, and after training; all else is measured every so many days."""
GOOD_FROM = 0.8
"""From which share of the way on a measure of yes or no reads as good."""
_OPEN = 100
"""How far a measure goes whose range has an open end."""


@frozen
class Field:
    """A field of the log as patients fill it in: how it reads, and between which numbers."""

    name: str
    trait: Trait
    low: Number
    high: Number
    digits: int = 0
    good: bool | None = None
    """Of a measure of yes or no, which of the two is good."""

    @property
    def leg(self) -> str:
        """Its name without the mark of the other leg: what both legs share."""
        return self.name.removesuffix(OTHER)

    def text(self, value: float) -> str:
        """A value as it stands in a log, on the scale of the field."""
        if self.good is not None:
            return "yes" if (value >= GOOD_FROM) is self.good else "no"
        scale: int = 10**self.digits
        rounded = Fraction(floor(value * scale + 0.5), scale)
        return decimal(min(self.high, max(self.low, rounded)))


def field_of(name: str, measures: Mapping[str, Measure], own: Mapping[str, Trait]) -> Field | None:
    """How a field is filled in; None for one that made-up patients leave empty.

    `own` says what is assumed of some fields otherwise than is usual.
    """
    measure = measures.get(name) or measures.get(name.removesuffix(OTHER))
    if measure is not None:
        return _of_measure(name, measure, own.get(name))
    trait = own.get(name) or TRAITS.get(name)
    scale = FIELDS[name].scale if name in FIELDS else None
    if trait is None or scale is None:
        return None
    return Field(name, trait, scale.low, scale.high)


def _of_measure(name: str, measure: Measure, trait: Trait | None) -> Field:
    """A declared measure: from three tenths of its range up to the best, as the other leg."""
    low, high = _ends(measure)
    if measure.unit == YES_NO:
        usual = Trait(0.0, 1.0, 0.1)
        return Field(name, trait or usual, 0, 1, good=measure.better == "higher")
    wide = float(high - low)
    worst, best = map(float, (low, high) if measure.better == "higher" else (high, low))
    hurt = worst + 0.3 * (best - worst)
    usual = Trait(best if name.endswith(OTHER) else hurt, best, 0.03 * wide)
    return Field(name, trait or usual, low, high, 0 if wide >= 10 else 1 if wide >= 1 else 2)


def _ends(measure: Measure) -> tuple[Number, Number]:
    """The range of a measure; one with an open end goes on for a hundred."""
    low, high = measure.bounds
    if low is None:
        low = 0 if high is None else min(0, high - _OPEN)
    return low, max(low + _OPEN, _OPEN) if high is None else high


@frozen
class Recovery:
    """How one patient does on one day, whatever a protocol asks of them."""

    healed: float
    """From 0 (the day of the injury) to 1."""
    flare: int
    """Points of pain that flare-ups add."""
    planned: bool
    """Whether it is a day of training, and is not missed."""
    share: float
    """How much of a training they would do."""
    silent: bool
    """Whether nothing is logged."""


@frozen
class Patient:
    """One made-up patient, the same under every protocol and in a cohort of any size.

    Made by `patient`. `days` is how each day goes, `severity` how far each field is off at first.
    """

    seed: int
    number: int
    assumptions: Assumptions
    healing_days: int
    severity: float
    days: tuple[Recovery, ...]

    @property
    def name(self) -> str:
        """What stands in the log as the patient's name."""
        return f"made up (patient {self.number} of seed {self.seed})"

    def readings(self, fields: Iterable[Field]) -> Readings:
        """What some fields read on each day."""
        return Readings(tuple(fields), {each.name: self._texts(each) for each in fields})

    def _texts(self, field: Field) -> tuple[str | None, ...]:
        """What a field reads on each day; None where it is left out."""
        many, trait = len(self.days), field.trait
        left_out = uniforms(many, self.seed, self.number, "unrated", field.name)
        noise = uniforms(many, self.seed, self.number, "noise", field.name)
        (drawn,) = uniforms(1, self.seed, self.number, "healed", field.leg)
        end = trait.healed + trait.spread * normal(drawn)
        off = (trait.hurt - trait.healed) * self.severity
        pains = field.name in PAIN_FIELDS
        return tuple(
            None
            if skip < self.assumptions.unrated
            else field.text(
                end
                + off * (1 - day.healed)
                + (day.flare if pains else 0)
                + (trait.noise * normal(chance) if trait.noise else 0)
            )
            for day, skip, chance in zip(self.days, left_out, noise, strict=True)
        )


@frozen
class Readings:
    """What a patient would log of some fields, by day."""

    fields: tuple[Field, ...]
    texts: Mapping[str, tuple[str | None, ...]]

    def on(self, day: int, asked: Callable[[str], bool]) -> dict[str, str]:
        """What stands in the log of a day, of those fields that are asked for on it."""
        found = {e.name: self.texts[e.name][day] for e in self.fields if asked(e.name)}
        return {name: text for name, text in found.items() if text is not None}


def patient(number: int, *, seed: int, days: int, assumptions: Assumptions) -> Patient:
    """The patient of a number (from 1) of a seed, for so many days.

    Whatever is drawn has a stream of its own, one number a day: no day, field, patient or
    protocol shifts what another gets.
    """
    us = assumptions

    def drawn(what: str, count: int = days) -> list[float]:
        return uniforms(count, seed, number, what)

    (heals,) = drawn("healing", 1)
    (severe,) = drawn("severity", 1)
    healing = max(1, floor(log_normal(heals, us.healing_days, us.healing_spread) + 0.5))
    flares = [each < us.flare_ups for each in drawn("flare-up")]
    sizes = [whole_between(each, 1, us.flare_pain) for each in drawn("flare-up size")]
    missed = [each < us.missed for each in drawn("missed")]
    parts = [each < us.part_done for each in drawn("part done")]
    shares = [between(each, 0.5, 0.9) for each in drawn("share done")]
    silent = [each < us.silent for each in drawn("silent")]
    course: list[Recovery] = []
    flare = lost = 0
    for day in range(days):
        flare = max(flare - 1, sizes[day] if flares[day] else 0, 0)
        lost += us.flare_days * flares[day]
        healed = min(1.0, max(0, us.begins + day - lost) / healing)
        planned = day % us.train_every == 0 and not missed[day]
        share = shares[day] if parts[day] else 1.0
        course.append(Recovery(healed, flare, planned, share, silent[day]))
    severity = between(severe, us.severity_from, us.severity_to)
    return Patient(seed, number, us, healing, severity, tuple(course))
