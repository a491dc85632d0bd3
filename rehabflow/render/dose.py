"""One dose of a prescription, in the words of a clinician and of a patient."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rehabflow.entry import Number
from rehabflow.ladder import Drop
from rehabflow.prescription import Dose
from rehabflow.printable import printable
from rehabflow.quantity import decimal
from rehabflow.render.page import tied
from rehabflow.render.phrase import closed, counted, listed, sentence, times

TOLD = ("note", "tempo", "rest")
_LONG = {"time": ((3600, "h"), (60, "min")), "distance": ((1000, "km"),)}
_UNITS = {"time": "s", "distance": "m", "hold": "s", "effort": "%"}
_SPELT = {"s": "second", "min": "minute", "h": "hour", "m": "metre", "km": "kilometre"}


def dose_words(dose: Dose) -> str:
    """`3×10 held 5 s`, `3×30–60 s`, `3×3 of 40 m at 70 % (band: red)`."""
    if not dose.stated:
        return "dose not stated"
    if dose.counts == "reps":
        said = [f"{_range(dose, 'sets')}×{_range(dose, 'reps')}"]
        said += [f"of {_amount(dose, name)}" for name in ("time", "distance") if _has(dose, name)]
    else:
        sets, each = _range(dose, "sets"), _amount(dose, dose.counts)
        said = [each if sets == "1" else f"{sets}×{each}"]
        others = {"time", "distance"} - {dose.counts}
        said += [f"of {_amount(dose, name)}" for name in others if _has(dose, name)]
    said += [f"held {_amount(dose, 'hold')}"] if dose.hold is not None else []
    said += [f"at {_amount(dose, 'effort')}"] if dose.effort is not None else []
    said += [f"({printable(dose.variant)})"] if dose.variant else []
    return " ".join(said)


def _has(dose: Dose, name: str) -> bool:
    return _low(dose, name) is not None


def _low(dose: Dose, name: str) -> Number | None:
    found: Number | None = getattr(dose, name)
    return found


def _range(dose: Dose, name: str, scale: int = 1, to: str = "–") -> str:
    """`8`, `8–12`; in a unit that is `scale` times that of the dose."""
    ends = [_low(dose, name), dose.up_to.get(name)]
    return to.join(_scaled(end, scale) for end in ends if end is not None)


def _scaled(value: Number, scale: int) -> str:
    return decimal(Fraction(value, scale))


def _unit(dose: Dose, name: str) -> tuple[int, str]:
    """The largest unit in which an amount is whole."""
    ends = [end for end in (_low(dose, name), dose.up_to.get(name)) if end is not None]
    for scale, unit in _LONG.get(name, ()):
        if all(end % scale == 0 for end in ends):
            return scale, unit
    return 1, _UNITS[name]


def _amount(dose: Dose, name: str) -> str:
    """`30–60 s`, `2 km`, `70 %`."""
    scale, unit = _unit(dose, name)
    return f"{_range(dose, name, scale)} {unit}"


def told_words(dose: Dose) -> str:
    """What else is said of a dose: its note, its tempo, its rest."""
    said = {name: printable(str(dose.about[name])) for name in TOLD if name in dose.about}
    return "; ".join(text if name == "note" else f"{name} {text}" for name, text in said.items())


def when_words(dose: Dose) -> str:
    """`twice a day, every 2 days`; nothing where it is done in each session."""
    said = [f"{times(dose.per_day)} a day"] if dose.per_day > 1 else []
    if schedule := dose.schedule:
        many = schedule.per_week
        every = f"{times(many)} a week" if many else f"every {counted(schedule.every or 1, 'day')}"
        said.append("every day" if every == "every 1 day" else every)
    return ", ".join(said)


def cap_words(dose: Dose) -> str:
    """`pain at most 3`; nothing where the exercise has no cap."""
    cap = dose.exercise.pain_cap
    return "" if cap is None else f"pain at most {decimal(cap)}"


def rung_words(dose: Dose) -> str:
    """`rung 2 of 3`; nothing where it has no ladder."""
    return f"rung {dose.rung} of {len(dose.rungs)}" if dose.rungs else ""


def exercise_words(dose: Dose) -> str:
    """`Supine heel dig 2×10 held 5 s, every 2 days (rung 2 of 3, pain at most 3)`."""
    beside = ", ".join(filter(None, [rung_words(dose), cap_words(dose)]))
    said = f"{printable(dose.exercise.title)} {tied(dose_words(dose))}"
    if when := when_words(dose):
        said = f"{said}, {tied(when)}"
    said = f"{said} ({beside})" if beside else said
    told = told_words(dose)
    return f"{said}: {told}" if told else said


def steps_words(dose: Dose) -> str:
    """`1×10, then 2×10, then 3×10`: the rungs of a ladder."""
    return ", then ".join(tied(dose_words(rung)) for rung in dose.rungs)


def drop_words(drop: Drop) -> str:
    """`one rung down, then 24 h of rest`, `the rung anew`."""
    down = f"{counted(drop.by, 'rung')} down" if drop.by else "the rung anew"
    return f"{down}, then {decimal(drop.wait)} h of rest" if drop.wait else down


def dose_sentence(dose: Dose) -> str:
    """`Do 3 sets of 10. Hold each for 5 seconds.`"""
    said = list(_sentences(dose))
    when = when_words(dose)
    said += [f"Do this {when}."] if when else []
    told = told_words(dose)
    return " ".join([*said, closed(sentence(told, ""))] if told else said)


def _sentences(dose: Dose) -> Iterator[str]:
    """How much of it, and how."""
    if not dose.stated:
        yield "How much is not said: ask your clinician."
        return
    sets = _range(dose, "sets", to=" to ")
    if dose.counts == "reps":
        each = _range(dose, "reps", to=" to ")
        often = f"{each} times" if "reps" in dose.up_to else times(dose.reps)
        many = f"Do it {often}." if sets == "1" else f"Do {sets} sets of {each}."
    else:
        each = _spelt(dose, dose.counts)
        many = f"Do it for {each}." if sets == "1" else f"Do {sets} sets of {each}."
    yield many
    for name in ("time", "distance"):
        if name != dose.counts and _has(dose, name):
            yield f"Each is {_spelt(dose, name)}."
    if dose.hold is not None:
        yield f"Hold each for {_spelt(dose, 'hold')}."
    if dose.effort is not None:
        yield f"Go at {_amount(dose, 'effort')} of full effort."
    if dose.variant:
        yield _variant(dose.variant)


def _variant(name: str) -> str:
    """`Band: yellow.`; `How: short.` where it is not said what is short."""
    kind, colon, which = printable(name).rpartition(":")
    return f"{sentence(kind, '') if colon else 'How'}: {which.strip()}."


def _spelt(dose: Dose, name: str) -> str:
    """`30 to 60 seconds`."""
    scale, unit = _unit(dose, name)
    shown = _range(dose, name, scale, " to ")
    return f"{shown} {_SPELT[unit]}{'s' * (shown != '1')}"


def turn_words(dose: Dose) -> str:
    """`once the ladder of heel-dig is finished`; nothing where it is open from the start."""
    if dose.after is None:
        return ""
    last = "or" if dose.after.either else "and"
    ladder = "ladder" if len(dose.after.of) == 1 or dose.after.either else "ladders"
    verb = "is" if ladder == "ladder" else "are"
    return f"once the {ladder} of {listed(dose.after.of, last)} {verb} finished"
