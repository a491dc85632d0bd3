"""The same log, had it been written or gone otherwise: what a rule must, or must not, care for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from functools import partial
from itertools import groupby
from math import ceil, floor
from typing import Any

from attrs import evolve

from rehabflow.entry import PAIN_FIELDS
from rehabflow.measure import OTHER, YES_NO, Measure
from rehabflow.quantity import decimal
from rehabflow.testing.asking import Asking, Row, row

Cells = dict[str, Any]
_AMOUNT = re.compile(r"(?P<name>[^ ]+) (?P<sets>[0-9]+x)?(?P<reps>[0-9]+)")
_RAISES = ("aslr", "aslr_other")


def date_of(each: Row) -> dt.date:
    """The date of a row."""
    return dt.date.fromisoformat(dict(each)["date"][:10])


def shuffled(asking: Asking) -> Iterator[Asking]:
    """The entries of each date the other way round."""
    dates = [list(rows) for _, rows in groupby(asking.rows, date_of)]
    if any(len(rows) > 1 for rows in dates):
        yield asking.having(each for rows in dates for each in reversed(rows))


def later(asking: Asking) -> Asking:
    """Asked two days later, after two more sessions."""
    last = date_of(asking.rows[-1])
    felt = {"pain": 9, "pain_morning": 9, "aslr": 20, "aslr_other": 20, "work": "all"}
    dates = [(last + dt.timedelta(days)).isoformat() for days in (1, 2)]
    return asking.having([*asking.rows, *(row({"date": each, **felt}) for each in dates)])


def unlogged(asking: Asking) -> Iterator[Asking]:
    """Nothing rated or measured on any date, and every amount left open."""
    blank = partial(_blank, asking, trained=_trained(asking), also_raises=True)
    yield _changed(asking, blank)


def less_logged(asking: Asking) -> Iterator[Asking]:
    """A training session of the window without its ratings, and its amounts left open."""
    span = asking.criterion.span
    if span is None or span.newest:
        return
    trained = _trained(asking)
    blank = partial(_blank, asking, trained=trained, also_raises=False)
    for date in dict.fromkeys([*trained[:1], *trained[-1:]]):
        yield _changed(asking, blank, {date})


def unreadable(asking: Asking) -> Iterator[Asking]:
    """All that is rated or measured on one date, such that it cannot be read."""
    dates = [*dict.fromkeys(map(date_of, asking.rows))]
    for date in dict.fromkeys([*dates[:1], *dates[-2:]]):
        other = _changed(asking, lambda cells: _blotted(asking, cells), {date})
        if other.rows != asking.rows:
            yield evolve(other, salvage=True)


def elsewhere(asking: Asking) -> Iterator[Asking]:
    """Quite another patient before the first date that the rule may look at."""
    rule, window = asking.criterion.rule, asking.window()
    asks = rule.asks()
    if asks is not None and not asks.newest:
        return
    first = min((day.date for day in window), default=window.date + dt.timedelta(1))
    if asks is not None:
        first -= dt.timedelta(max(asks.count or 0, rule.looks_back()))
    if back := rule.looks_back():
        first = min(first, window.date - dt.timedelta(back))
    before = {date for date in map(date_of, asking.rows) if date < first}
    if before:
        yield _changed(asking, lambda cells: _opposite(asking, cells), before)


def worsened(asking: Asking) -> Iterator[Asking]:
    """One date worse than it was: more pain, a lower leg raise, less work done."""
    counts = dict.fromkeys(map(date_of, asking.rows), 0)
    for each in asking.rows:
        counts[date_of(each)] += bool({"work", "reps_target"} & dict(each).keys())
    for date in [*counts][-4:]:
        # Work that is stated twice counts once, until one of the two is changed.
        change = partial(_worse, asking, once=counts[date] == 1)
        worse = _changed(asking, change, {date})
        if worse.rows != asking.rows:
            yield worse


def seen_whole(asking: Asking) -> Iterator[Asking]:
    """Seen from the first stage on; `last: stage` asks for what the present one holds."""
    span = asking.criterion.span
    whole = span is not None and span.count is None
    if asking.advance and (asking.moved or asking.lapse) and not whole:
        yield evolve(asking, moved=0, lapse=None)


def every_alteration(asking: Asking) -> Iterator[Asking]:
    """All of these."""
    yield later(asking)
    for alter in (shuffled, unlogged, less_logged, unreadable, elsewhere, worsened, seen_whole):
        yield from alter(asking)


def whole_range(measure: Measure) -> tuple[int, int]:
    """The least and the most that a log is drawn to say of a measure."""
    low = 0 if measure.low is None else ceil(measure.low)
    return low, low + 100 if measure.high is None else floor(measure.high)


def _trained(asking: Asking) -> list[dt.date]:
    return [day.date for day in asking.window().trained]


def _changed(
    asking: Asking, change: Callable[[Cells], Cells], dates: Collection[dt.date] | None = None
) -> Asking:
    """Each row changed, or those of some dates."""
    return asking.having(
        row(change(dict(each))) if dates is None or date_of(each) in dates else each
        for each in asking.rows
    )


def _blank(
    asking: Asking, cells: Cells, *, trained: Collection[dt.date], also_raises: bool
) -> Cells:
    gone = {*PAIN_FIELDS, "quality", "reps_done"}
    if date_of(row(cells)) in trained:
        # On another date, it is all that tells of a session which came to no work.
        gone.add("cut_short")
    if also_raises:
        measures = asking.protocol.measures
        gone |= {*_RAISES, *measures, *(f"{name}{OTHER}" for name in measures)}
    kept = {name: value for name, value in cells.items() if name not in gone}
    if "work" in kept:
        kept["work"] = _amount(asking, kept["work"], None)
    return kept


def _blotted(asking: Asking, cells: Cells) -> Cells:
    measures = asking.protocol.measures
    known = {*PAIN_FIELDS, *_RAISES, *measures, *(f"{name}{OTHER}" for name in measures)}
    known |= {"quality", "medicated", "cut_short"}
    return {name: "?" if name in known else value for name, value in cells.items()}


def _opposite(asking: Asking, cells: Cells) -> Cells:
    other = dict(cells)
    for name in {*PAIN_FIELDS, *_RAISES} & cells.keys():
        other[name] = decimal((180 if name in _RAISES else 10) - Fraction(cells[name]))
    for name, measure in asking.protocol.measures.items():
        for column in {name, f"{name}{OTHER}"} & cells.keys():
            other[column] = _from_end(measure, cells[column])
    if "work" in cells:
        other["work"] = _amount(asking, cells["work"], 1)
    return other


def _from_end(measure: Measure, value: Any) -> Any:
    """The value as far from one end of a measure's range as it was from the other."""
    if measure.unit == YES_NO:
        return "no" if value == "yes" else "yes"
    return decimal(sum(whole_range(measure)) - Fraction(value))


def _worst(measure: Measure) -> Any:
    """The worst that a log can say of a measure."""
    low, high = whole_range(measure)
    if measure.unit == YES_NO:
        return "no" if measure.better == "higher" else "yes"
    return low if measure.better == "higher" else high


def _worse(asking: Asking, cells: Cells, *, once: bool) -> Cells:
    worse = dict(cells)
    mine = cells.get("side") != "left"
    read = asking.criterion.rule.fields_read()
    for name in {*PAIN_FIELDS} & cells.keys() if mine else set[str]():
        worse[name] = decimal(min(Fraction(10), Fraction(cells[name]) + 3))
    own, other = ("aslr", "aslr_other") if mine else ("", "aslr")
    lowered = own if "aslr" in read else other if "aslr_other" in read else ""
    if lowered in cells:
        worse[lowered] = decimal(max(Fraction(0), Fraction(cells[lowered]) - 20))
    for name in asking.protocol.measures.keys() & cells.keys() if mine else set[str]():
        worse[name] = _worst(asking.protocol.measures[name])
    if once and "work" in cells:
        worse["work"] = _amount(asking, cells["work"], 1)
    if once and "reps_done" in cells:
        worse["reps_done"] = cells["reps_done"] // 2
    return worse


def _amount(asking: Asking, work: str, reps: int | None) -> str:
    """The work with that many repetitions, or with an open amount; none stays none."""
    doses = asking.protocol.stages[0].prescription
    dose = "" if reps is None else f" {reps}"
    if work == "all":
        return "; ".join(f"{each.exercise.id}{dose}" for each in doses) or work
    found = _AMOUNT.fullmatch(work)
    return f"{found['name']}{dose}" if found and found["reps"] != "0" else work
