"""One dose of a prescription, in the words of a clinician and of a patient."""

from __future__ import annotations

from rehabflow.prescription import Dose
from rehabflow.printable import printable
from rehabflow.quantity import decimal
from rehabflow.render.page import tied


def dose_words(dose: Dose) -> str:
    """`3×10 held 5 s`."""
    hold = "" if dose.hold is None else f" held {decimal(dose.hold)} s"
    return f"{dose.sets}×{dose.reps}{hold}"


def exercise_words(dose: Dose) -> str:
    """`Supine heel dig 3×10 held 5 s (pain at most 3)`."""
    cap = dose.exercise.pain_cap
    capped = "" if cap is None else f" (pain at most {decimal(cap)})"
    return f"{printable(dose.exercise.title)} {tied(dose_words(dose))}{capped}"
