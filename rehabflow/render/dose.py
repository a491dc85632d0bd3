"""One dose of a prescription, in the words of a clinician and of a patient."""

from __future__ import annotations

from rehabflow.prescription import Dose
from rehabflow.printable import printable
from rehabflow.quantity import decimal
from rehabflow.render.page import tied
from rehabflow.render.phrase import times


def dose_words(dose: Dose) -> str:
    """`3×10 held 5 s`."""
    hold = "" if dose.hold is None else f" held {decimal(dose.hold)} s"
    return f"{dose.sets}×{dose.reps}{hold}"


def cap_words(dose: Dose) -> str:
    """`pain at most 3`; nothing where the exercise has no cap."""
    cap = dose.exercise.pain_cap
    return "" if cap is None else f"pain at most {decimal(cap)}"


def exercise_words(dose: Dose) -> str:
    """`Supine heel dig 3×10 held 5 s (pain at most 3)`."""
    cap = cap_words(dose)
    said = f"{printable(dose.exercise.title)} {tied(dose_words(dose))}"
    return f"{said} ({cap})" if cap else said


def dose_sentence(dose: Dose) -> str:
    """`Do 3 sets of 10. Hold each for 5 seconds.`"""
    many = (
        f"Do {dose.sets} sets of {dose.reps}." if dose.sets > 1 else f"Do it {times(dose.reps)}."
    )
    if dose.hold is None:
        return many
    return f"{many} Hold each for {decimal(dose.hold)} second{'s' * (dose.hold != 1)}."
