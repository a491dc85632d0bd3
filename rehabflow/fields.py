"""The fields of a log: what one cell of each may hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import frozen

from rehabflow.dates import read_date, read_day, read_time
from rehabflow.doses import read_dose, read_variant, read_work
from rehabflow.entry import PAIN_FIELDS
from rehabflow.measure import YES_NO, Measure
from rehabflow.scale import HIGHEST, METRES, SECONDS, Scale
from rehabflow.texts import (
    read_id,
    read_name,
    read_protocol_name,
    read_so,
    read_stage,
    read_text,
    read_word,
)


@frozen
class Field:
    """One field of a log: what it means, and how the text of its cell is read."""

    meaning: str
    read: Callable[[str], Any]
    private: bool = False
    """Whether it may hold a patient's own words, which no message repeats."""
    scale: Scale | None = None


def _scaled(meaning: str, scale: Scale) -> Field:
    return Field(meaning, scale.read, scale=scale)


def measure_field(measure: Measure, *, other: bool) -> Field:
    """The field of a measure that a protocol declares."""
    leg = "the other leg's " if other else ""
    if measure.unit == YES_NO:
        return Field(f"{leg}{measure.title}: yes or no", lambda text: int(read_so(text)))
    low, high = measure.bounds
    scale = Scale(
        measure.unit, HIGHEST if high is None else high, low=-HIGHEST if low is None else low
    )
    return _scaled(f"{leg}{measure.title}", scale)


_RATING = Scale("", 10)
_ANGLE = Scale("degrees", 180)
_WHOLE = Scale("", whole=True)
_PAIN = (
    "worst pain while exercising, 0 to 10",
    "pain after exercising, 0 to 10",
    "pain on waking that day, 0 to 10",
    "pain at rest, 0 to 10",
    "pain while walking, 0 to 10",
    "pain when the muscle is pressed, 0 to 10",
    "pain during the leg raise, 0 to 10",
)

SIDES = ("left", "right", "both")
QUALITIES = ("ache", "sharp", "cramp")
REASONS = ("pain", "time", "other")
EVENTS = ("red_flag", "reinjury", "override", "clear")
DECISIONS = ("override", "clear")
"""Events that move the patient to a stage: `to`, `by` and `reason` belong to them."""

_QUALITY = partial(read_word, QUALITIES)
_CUT_SHORT = partial(read_word, REASONS)

FIELDS: dict[str, Field] = {
    "date": Field("the day, as YYYY-MM-DD; a time may follow", read_date),
    "time": Field("the time, as HH:MM", read_time),
    **{name: _scaled(meaning, _RATING) for name, meaning in zip(PAIN_FIELDS, _PAIN, strict=True)},
    "quality": Field("what the row's pain felt like: ache, sharp or cramp", _QUALITY),
    "medicated": Field("whether medication may hide pain on that date: yes or no", read_so),
    "aslr": _scaled("active straight-leg raise of the injured leg, in degrees", _ANGLE),
    "aslr_other": _scaled("active straight-leg raise of the other leg, in degrees", _ANGLE),
    "exercise": Field("an exercise that was done", read_name),
    "sets": _scaled("how many sets of it", _WHOLE),
    "reps": Field("repetitions a set; also 3x10, 10+10+8", read_dose),
    "hold": _scaled("how long each was held", Scale("seconds")),
    "load": _scaled("the weight", Scale("kg")),
    "variant": Field("what was used or how: yellow, or band: yellow", read_variant),
    "duration": _scaled("how long each took: 30, 30 s or 5 min", Scale("seconds", units=SECONDS)),
    "distance": _scaled("how far each went: 40, 40 m or 2 km", Scale("metres", units=METRES)),
    "effort": _scaled("the share of full effort", Scale("%", 100)),
    "work": Field("a day's work in one cell: heel-dig 3x10 @8s; bridge 10+10+8", read_work),
    "reps_done": _scaled("repetitions done in the whole session", _WHOLE),
    "reps_target": _scaled("repetitions to be done in the whole session", _WHOLE),
    "cut_short": Field("why work was cut short: pain, time or other", _CUT_SHORT),
    "side": Field("whose leg the row is about: left, right or both", partial(read_word, SIDES)),
    "event": Field("red_flag, reinjury, override or clear", partial(read_word, EVENTS)),
    "to": Field("the stage of an override or clear", read_stage),
    "by": Field("who decided an override or clear", read_text, private=True),
    "reason": Field("why they decided so", read_text, private=True),
    "note": Field("anything; kept, never interpreted", read_text, private=True),
    "id": Field("a name for the row, for a correction to say", read_id),
    "replaces": Field("the id of the row that this one stands in place of", read_id),
}
"""Every field of an entry, by its name in a log."""

HOW = ("variant", "duration", "distance", "effort")
"""Fields of how work was done; a protocol may declare a measure of such a name in its place."""

DECIDING = frozenset(("date", "event", "to", "by", "reason", "id", "replaces"))
"""Fields whose text must be read: no date and no range of values stands in for them."""

HEADER: dict[str, Field] = {
    "patient": Field("who it is", read_text, private=True),
    "injured": Field("the injured leg: left or right", partial(read_word, SIDES[:2])),
    "injury": Field("the date of the injury", read_day),
    "protocol": Field("the protocol's id, or id@version", read_protocol_name),
}
"""What a log may say of itself before its entries."""

ENTRIES = "entries"
"""What the entries of a YAML log stand under."""

LINE = "line"
"""What an entry says its place by, where it is written down."""

OUTCOMES = ("stage", "kind", "review")
"""What the table of a scenario says beside the fields of a log."""
