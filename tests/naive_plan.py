"""What a stage prescribes, as the naive engine reads it: doses, ladders and schedules.

Written from docs/ladders.md alone, like `naive` from the contract. Nothing here looks at a log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

Plain = Mapping[str, Any]

DOSE = ("sets", "reps", "hold", "time", "distance", "effort", "variant", "dose")
"""What decides of a dose; `tempo`, `rest` and `note` are text for people."""
UNITS = {"min": 60, "km": 1000}
"""What a unit is of the smallest one: seconds, metres."""


def folded(name: str) -> str:
    """Ignoring case, spaces, `-` and `_`."""
    return re.sub(r"[\s_-]", "", name).casefold()


def low_end(value: object) -> Fraction:
    """`8 to 12`: the low end completes. `30 to 60 s`, `1 min`, `2 km`, `50 to 70 %`."""
    found = re.fullmatch(
        r"([0-9.]+)(?:\s*to\s*[0-9.]+)?\s*(s|min|m|km|%)?", str(value).strip().lower()
    )
    if found is None:
        raise ValueError(f"not an amount: {value!r}")
    return Fraction(found[1]) * UNITS.get(found[2] or "", 1)


@dataclass(frozen=True)
class Variant:
    """`yellow`, or `{band: yellow}`: what is used, and perhaps what kind of thing it is."""

    of: str
    name: str

    def is_other_than(self, other: Variant) -> bool:
        kinds = {self.of, other.of} - {""}
        return self.name != other.name or len(kinds) > 1


def variant_of(value: object) -> Variant:
    if isinstance(value, Mapping):
        ((of, name),) = value.items()
        return Variant(folded(str(of)), folded(str(name)))
    of, colon, name = str(value).partition(":")
    return Variant(folded(of), folded(name)) if colon else Variant("", folded(of))


@dataclass(frozen=True)
class Dose:
    """What is counted of one exercise, how much of it is all, and of what quality it must be."""

    exercise: str
    counted: str | None
    """`reps`, `time` or `distance`; None where the source gives no dose."""
    amount: Fraction
    qualities: dict[str, Fraction] = field(default_factory=dict, hash=False)
    variant: Variant | None = None


def dose_of(exercise: str, keys: Plain, times: int) -> Dose:
    """What is counted is repetitions; where a dose has no `reps`, its `time`; without that its
    `distance`: sets times the low end. `hold`, `effort`, and `time` and `distance` beside `reps`,
    are a quality of the work."""
    if keys.get("dose") == "not stated":
        return Dose(exercise, None, Fraction(0))
    counted = "reps"
    if "reps" not in keys:
        counted = next((name for name in ("time", "distance") if name in keys), "reps")
    sets, each = low_end(keys.get("sets", 1)), low_end(keys.get(counted, 1))
    beside = ["hold", "effort", *(["time", "distance"] if counted == "reps" else [])]
    return Dose(
        exercise,
        counted,
        sets * each * times,
        {name: low_end(keys[name]) for name in beside if name in keys},
        variant_of(keys["variant"]) if "variant" in keys else None,
    )


@dataclass(frozen=True)
class Schedule:
    """When an exercise is due: after so many days, or so many times in seven."""

    every: int | None = None
    per_week: int | None = None
    per_day: int = 1

    @property
    def has_days(self) -> bool:
        return self.every is not None or self.per_week is not None

    @property
    def may(self) -> int:
        """From how many days after it was last done it may be done."""
        return self.every - 1 if self.every is not None else floor(self.week)

    @property
    def means(self) -> int:
        """From how many days after `all` in a log means it."""
        return self.every if self.every is not None else floor(self.week)

    @property
    def missed(self) -> int:
        """From how many days after it is missed."""
        return self.first + 1

    @property
    def first(self) -> int:
        """How many days before the stage is seen it counts as last done."""
        return self.every if self.every is not None else ceil(self.week)

    @property
    def week(self) -> Fraction:
        assert self.per_week is not None
        return Fraction(7, self.per_week)

    def due(self, days: int) -> int:
        """How often it is due in so many days."""
        times = days // self.every if self.every else self.per_week * days // 7  # type: ignore[operator]
        return times * self.per_day


def schedule_of(entry: Plain) -> Schedule:
    every = entry.get("every")
    return Schedule(
        every=None if every is None else days_of(every),
        per_week=None if entry.get("per_week") is None else int(entry["per_week"]),
        per_day=int(entry.get("per_day", 1)),
    )


def days_of(value: object) -> int:
    """`2 days`, `1 week`."""
    number, _, unit = str(value).partition(" ")
    return int(number) * (7 if unit.startswith("week") else 1)


def hours_of(value: object) -> Fraction:
    """`24 h`, `2 days`."""
    found = re.fullmatch(r"([0-9.]+)\s*(h|days?|weeks?)?", str(value))
    assert found is not None
    unit = found[2] or "h"
    return Fraction(found[1]) * (24 if unit[0] == "d" else 168 if unit[0] == "w" else 1)


@dataclass(frozen=True)
class Ladder:
    """The doses of an exercise, easiest first, and the gates between them."""

    rungs: tuple[Dose, ...]
    climb: Plain
    drop: Plain | None


@dataclass(frozen=True)
class Member:
    """One exercise of a stage."""

    exercise: str
    dose: Dose
    ladder: Ladder | None = None
    after: tuple[str, ...] = ()
    after_any: bool = False

    def on_rung(self, rung: int) -> Dose:
        return self.dose if self.ladder is None else self.ladder.rungs[rung - 1]


@dataclass(frozen=True)
class Slot:
    """One exercise of a stage, or several of which one is enough."""

    members: tuple[Member, ...]
    schedule: Schedule


def rung_of(rung: object) -> Plain:
    """`3x10` is three sets of ten."""
    if isinstance(rung, Mapping):
        return rung
    sets, _, reps = str(rung).partition("x")
    return {"sets": sets, "reps": reps} if reps else {"reps": sets}


def ladder_of(protocol: Plain, entry: Plain, times: int) -> Ladder | None:
    """A list of doses, or the name of one of the protocol's `ladders:`. What the exercise says of
    its dose holds for every rung that does not say it; its `climb` and `drop` win."""
    about = entry.get("ladder")
    if about is None:
        return None
    if isinstance(about, str):
        about = protocol["ladders"][about]
    if isinstance(about, Mapping):
        rungs, gates = about["rungs"], about
    else:
        rungs, gates = about, {}
    own = {key: entry[key] for key in DOSE if key in entry}
    doses = tuple(dose_of(str(entry["do"]), {**own, **rung_of(each)}, times) for each in rungs)
    climb, drop = (entry.get(name, gates.get(name)) for name in ("climb", "drop"))
    return Ladder(doses, climb, drop)


def member_of(protocol: Plain, entry: Plain) -> Member:
    times = int(entry.get("per_day", 1))
    after = entry.get("after", [])
    after_any = isinstance(after, Mapping)
    names = after["one_of"] if isinstance(after, Mapping) else after
    return Member(
        str(entry["do"]),
        dose_of(str(entry["do"]), entry, times),
        ladder_of(protocol, entry, times),
        tuple([names] if isinstance(names, str) else names),
        after_any,
    )


def slots_of(protocol: Plain, stage: str) -> list[Slot]:
    """`exercises` of a stage; of a `one_of`, either of them counts, and is enough. What stands
    beside `one_of` is of all its members."""
    slots = []
    for entry in protocol["stages"].get(stage, {}).get("exercises", []):
        beside = {key: value for key, value in entry.items() if key != "one_of"}
        entries = [{**beside, **each} for each in entry.get("one_of", [{}])]
        members = tuple(member_of(protocol, each) for each in entries)
        slots.append(Slot(members, schedule_of(entries[0])))
    return slots


def members_of(protocol: Plain, stage: str) -> list[Member]:
    return [member for slot in slots_of(protocol, stage) for member in slot.members]
