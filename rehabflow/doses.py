"""Work as a log writes it: sets, repetitions, and a day in one cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn
from unicodedata import normalize

from attrs import evolve

from rehabflow.entry import PLAINLY, How, Number, Work, name_key
from rehabflow.faults import Bare, Fault, shown
from rehabflow.scale import METRES, SECONDS, exact, measured, number_mend
from rehabflow.texts import read_text

_COUNT = r"(?:0|[1-9][0-9]{0,5})"
_SETS = re.compile(rf"({_COUNT})[xX×]({_COUNT})")
_SUM = re.compile(rf"{_COUNT}(?:\+{_COUNT})*")
_HOLD = re.compile(r" *([0-9.]+) ?s *")
_EFFORT = re.compile(r" *([0-9.]+) ?% *")
_AMOUNT = re.compile(rf"(?:(?P<sets>{_COUNT})[xX×])?(?P<each>[0-9.]+ ?[a-z]+)")
_DOSE_LIKE = re.compile(r"[0-9]+(?:[xX×+*][0-9]+)*[,.]?|[xX×*]")
_DOSE = "repetitions as 10, 3x10 or 10+10+8"
_WORK = "exercises parted by `;`, each as `heel-dig 3x10 @8s`, `heel-dig 10+10+8` or `heel-dig`"
_UNITS = frozenset((*SECONDS, *METRES))

Dose = tuple[int | None, int | tuple[int, ...] | None]
"""Sets, where the text says them, and repetitions, as Work holds them."""


@lru_cache(4096)
def read_dose(text: str) -> Dose:
    """`10`, `3x10` or `10+10+8`. Raises Fault."""
    dose = _dose(text)
    if dose is None:
        message = f"is {shown(text)}, not repetitions"
        raise Fault("RF214", message, f"{_DOSE}, or nothing", _dose_hint(text))
    return dose


def _dose(text: str) -> Dose | None:
    found = _SETS.fullmatch(text)
    if found:
        return int(found[1]), int(found[2])
    if not _SUM.fullmatch(text):
        return None
    first, *more = map(int, text.split("+"))
    return None, (first, *more) if more else first


def _dose_hint(text: str) -> str:
    plain = "".join(normalize("NFKC", text).split()).replace("*", "x")
    for joined in (plain, re.sub("[,;/&-]", "+", plain)):
        if _dose(joined):
            return f"write {joined}"
    return number_mend(text) if exact(text) is None else "write whole repetitions"


@lru_cache(4096)
def read_work(text: str) -> tuple[Work, ...]:
    """A day's work: `heel-dig 3x10 @8s; bridge 10+10+8`, or `all`. Raises Fault.

    An item is a name, a dose, a hold and an effort, and a variant in parentheses behind them, as
    far as they are known: `kick 3x30s`, `run 3x40m @70%`, `curl 3x10 (yellow)`. The last word is
    read as the dose where it can be one: `bridge 2` is two repetitions.
    """
    if isinstance(text, Bare):
        raise Fault("RF215", f"is {shown(text)}, not a day's work", _WORK)
    works: list[Work] = []
    start = 0
    for item in text.split(";"):
        if item.strip():
            works.append(_item(item, start))
        start += len(item) + 1
    if not works:
        raise Fault("RF215", f"is {shown(text)}, without an exercise", _WORK)
    return tuple(works)


def _item(item: str, start: int) -> Work:
    def refuse(what: str, hint: str) -> NoReturn:
        left = len(item) - len(item.lstrip())
        meant = item.strip()
        message = f"has {shown(meant)}: {what}"
        raise Fault("RF215", message, _WORK, hint, start + left, len(meant))

    said, variant = _parted(item)
    if variant is not None and not name_key(variant.rpartition(":")[2]):
        refuse("no variant is named", "write what was used in the parentheses, or leave them out")
    head, *tails = said.split("@")
    at: dict[str, Number] = {}
    for tail in tails:
        name, value = _quality(tail)
        if value is None or name in at:
            if name == "effort":
                refuse("the effort is not clear", "write an effort as @70%, once, up to 100")
            refuse("the hold is not clear", "write a hold of 8 seconds as @8s, after the dose")
        at[name] = value
    words = head.split()
    dose, how = _amount(words)
    if at.get("effort") is not None or variant is not None:
        how = evolve(how, variant=variant, effort=at.get("effort"))
    name = " ".join(words)
    if not name:
        refuse("no exercise is named", "name the exercise before its dose")
    if name_key(name) == "all":
        if dose or at or variant is not None:
            refuse("`all` takes no dose", "write `all` alone, or the exercises with their doses")
        return Work("all", as_prescribed=True)
    if any(map(_DOSE_LIKE.fullmatch, words[1:])) or (not dose and words[-1][0].isdecimal()):
        refuse("the dose is not clear", "write a dose as 3x10, and part exercises by `;`")
    sets, reps = dose or (None, None)
    return Work(name, sets, reps, at.get("hold"), how=how)


def _parted(item: str) -> tuple[str, str | None]:
    """What stands in parentheses behind a dose, taken off; parentheses of a name are its own."""
    head, opened, inside = item.rstrip().removesuffix(")").rpartition("(")
    words = head.partition("@")[0].split()
    dosed = len(words) > 1 and (words[-1][0].isdecimal() or words[-1] in _UNITS)
    if not opened or not item.rstrip().endswith(")") or not (dosed or "@" in head):
        return item, None
    return head, inside.strip()


def _amount(words: list[str]) -> tuple[Dose | None, How]:
    """The dose at the end of an item, which is taken off."""
    dose = _dose(words[-1]) if words else None
    if dose:
        words.pop()
        return dose, PLAINLY
    return _timed(words)


def _quality(tail: str) -> tuple[str, Number | None]:
    """What follows an @: a hold in seconds, or an effort in percent; no number where not clear."""
    name, pattern = ("effort", _EFFORT) if "%" in tail else ("hold", _HOLD)
    found = pattern.fullmatch(tail)
    value = exact(found[1]) if found else None
    return name, None if name == "effort" and value is not None and value > 100 else value


def _timed(words: list[str]) -> tuple[Dose | None, How]:
    """The dose at the end of an item that is a time or a distance, which is taken off."""
    many = 2 if len(words) > 2 and words[-1] in _UNITS else 1
    found = _AMOUNT.fullmatch(" ".join(words[-many:]))
    if not found or len(words) <= many:
        return None, PLAINLY
    duration, distance = (measured(found["each"], units) for units in (SECONDS, METRES))
    if duration is None and distance is None:
        return None, PLAINLY
    del words[-many:]
    sets = int(found["sets"]) if found["sets"] else None
    return (sets, None), How(duration=duration, distance=distance)


@lru_cache(4096)
def work_of(
    exercise: str,
    sets: int | None,
    dose: Dose,
    hold: Number | None,
    load: Number | None,
    how: How = PLAINLY,
) -> tuple[Work, ...]:
    """The work of a row that names its exercise."""
    return (Work(exercise, dose[0] if sets is None else sets, dose[1], hold, load, how=how),)


@lru_cache(1024)
def read_variant(text: str) -> str | None:
    """What an exercise was done with; None where it is blank. Raises Fault."""
    name = read_text(text)
    if name and not name_key(name.rpartition(":")[2]):
        hint = "write it as `yellow` or `band: yellow`"
        raise Fault("RF216", f"is {shown(name)}, no variant", "what was used, or nothing", hint)
    return name and name.strip()
