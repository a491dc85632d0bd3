"""Short ways to make what the tests of the core are about: a log, a stage, what a gate sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from attrs import frozen

from rehabflow.entry import PAIN_FIELDS, Entry, Number, Work
from rehabflow.gate import AllOf, Criterion, RuleSource
from rehabflow.limits import Limits
from rehabflow.prescription import Dose, Exercise, Prescription
from rehabflow.protocol import Protocol, Stage, Transition
from rehabflow.rule import Day, Reading, Rule, Span, Window
from rehabflow.session import Session
from rehabflow.view import View

ALL = Work("all", as_prescribed=True)
"""Everything that the stage prescribes."""
NOTHING = Prescription()
SOURCE = RuleSource("points", "acme-rules", "2.1.0")


def date(number: int) -> dt.date:
    """Days are numbered from 2026-03-01 on: 1 is the first of March, 32 the first of April."""
    return dt.date(2026, 3, 1) + dt.timedelta(days=number - 1)


def number_of(day: dt.date) -> int:
    """The number of a date, the other way round."""
    return (day - date(1)).days + 1


# ---------------------------------------------------------------- a log


def did(
    exercise: str,
    sets: int | None = None,
    reps: int | tuple[int, ...] | None = None,
    hold: Number | None = None,
) -> Work:
    """One exercise as it was done."""
    return Work(exercise, sets, reps, hold)


def entry(number: int, *work: Work, **cells: Any) -> Entry:
    """One record of a numbered day; the pain fields by their names in a log."""
    ratings = tuple(cells.pop(name, None) for name in PAIN_FIELDS)
    return Entry(date(number), ratings=ratings, work=work, **cells)


def on(number: int, *work: Work, **cells: Any) -> Session:
    """A session of one record."""
    return Session(date(number), (entry(number, *work, **cells),))


def session(*entries: Entry, injured: Literal["left", "right"] | None = "right") -> Session:
    """All the records of one date."""
    return Session(entries[0].date, entries, injured)


FIELDS = (*PAIN_FIELDS, "aslr", "aslr_other", "reps_done", "reps_target")


def log(text: str) -> list[Session]:
    """`1 all, pain 3; 2 heel-dig 3x10 @8, bridge; 2 aslr 70, left`: numbered days and their rows.

    An exercise takes `27` for one set, `3x10`, `10+10+7`, `3x?` for sets of unknown amount, or
    nothing; `@8` is how long it was held.
    """
    rows: dict[int, list[Entry]] = {}
    for row in text.split(";"):
        day, *items = (row.strip().replace(" ", ", ", 1)).split(",")
        work: list[Work] = []
        cells: dict[str, Any] = {}
        for name, *words in (item.split() for item in items):
            if name in FIELDS:
                cells[name] = exact(words[0])
            elif name in ("left", "right", "both"):
                cells["side"] = name
            else:
                work.append(ALL if name == "all" else work_of(name, *words))
        rows.setdefault(int(day), []).append(entry(int(day), *work, **cells))
    return [session(*entries) for entries in rows.values()]


def work_of(name: str, *words: str) -> Work:
    """An exercise and its amount."""
    hold = next((exact(word[1:]) for word in words if word.startswith("@")), None)
    amount = words[0] if words and not words[0].startswith("@") else ""
    sets, _, each = amount.rpartition("x")
    if "+" in each:
        return did(name, None, tuple(map(int, each.split("+"))), hold)
    reps = int(each) if each not in ("", "?") else None
    return did(name, int(sets) if sets else None, reps, hold)


def exact(text: str) -> Number:
    """`3`, `2.5` or `200/3`."""
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def table(text: str) -> list[list[str]]:
    """The cells of a table whose columns `|` parts; none is empty, and no row stands twice."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    assert all(all(row) and len(row) == len(rows[0]) for row in rows), "an empty or absent cell"
    assert len({tuple(row[1:]) for row in rows}) == len({row[0] for row in rows}) == len(rows)
    return rows


# ---------------------------------------------------------------- a stage


def dose(exercise: str, sets: int = 1, reps: int = 1, hold: Number | None = None) -> Dose:
    """One exercise of a prescription."""
    return Dose(Exercise(exercise, exercise.title()), sets, reps, hold)


def days_of(
    sessions: Iterable[Session], prescription: Prescription = NOTHING, since: int = 0
) -> list[Day]:
    """Sessions as a stage sees them that counts training from day number `since` on."""
    days: list[Day] = []
    nth = 0
    for each in sessions:
        own = each.date >= date(since)
        trained = own and prescription.trains(each)
        nth += trained
        days.append(Day(each.date, each, trained, nth, each.date.toordinal(), prescription))
    return days


def view(
    *sessions: Session,
    advance: bool = True,
    prescription: Prescription = NOTHING,
    since: int | None = None,
    newest: int | None = None,
    asked: int | None = None,
    entered: int | None = None,
) -> View:
    """What a gate sees on day number `asked`, by default that of the newest session.

    Rules over a stretch see from day number `since` on, by default the first session's, rules
    taking the newest value from `newest` on, by default all. The stage was entered on `since`,
    or on `entered`.
    """
    first = since if since is not None else number_of(sessions[0].date)
    made = View(days_of(sessions, prescription, first), advance=advance)
    made.date = sessions[-1].date if asked is None else date(asked)
    made.number = made.date.toordinal()
    made.entered = date(first if entered is None else entered)
    made.stretch_from = date(first).toordinal()
    made.newest_from = 0 if newest is None else date(newest).toordinal()
    return made


def window(text: str, *sessions: Session, ignore: bool = False, **seen: Any) -> Window:
    """The window of that name; the rest is for `view`."""
    return view(*sessions, **seen).window(Span.parse(text), ignore)


def numbers(window: Window) -> list[int]:
    """The days that a window holds, by number."""
    return [number_of(day.date) for day in window]


# ---------------------------------------------------------------- a gate


@frozen
class Points(Rule):
    """A reading that is given beforehand, of a scale from 0 to 10."""

    unit, better, label = "points", "higher", "points"
    scale: ClassVar[tuple[Number | None, Number | None]] = (0, 10)

    low: Number | None = 0
    high: Number | None = 10
    empty: bool = False

    def measure(self, window: Window) -> Reading:
        return Reading(self.low, self.high, "nobody counted", (), self.empty)


def criterion(
    rule: Rule,
    limits: Limits,
    window: str = "",
    *,
    ignore: bool = False,
    about: Mapping[str, Any] | None = None,
) -> Criterion:
    """A criterion with that window, or without one."""
    span = Span.parse(window) if window else None
    return Criterion(SOURCE, rule, limits, span, ignore, about or {})


def points(
    low: Number | None, high: Number | None, window: str = "", *, empty: bool = False
) -> Criterion:
    """A criterion that wants at least 5 points, and reads what is given."""
    return criterion(Points(low, high, empty), Limits(at_least=5), window)


# ---------------------------------------------------------------- a protocol


def way(kind: Literal["advance", "setback", "refer"], to: str | None, *windows: str) -> Transition:
    """A transition whose gate reads those windows; without any, it looks at nothing."""
    return Transition(kind, to, AllOf(tuple(points(5, 5, each) for each in windows or [""])))


def stage(
    id: str, *ways: Transition, final: bool = False, prescription: Prescription = NOTHING
) -> Stage:
    """A stage with those ways out of it."""
    kinds = ("advance", "setback", "refer")
    out: dict[str, Any] = {kind: tuple(w for w in ways if w.kind == kind) for kind in kinds}
    return Stage(id, id.title(), None, prescription, final=final, **out)


def protocol(*stages: Stage, **fields: Any) -> Protocol:
    """A protocol of those stages."""
    source: dict[str, Any] = {"stages": {each.id: {} for each in stages}}
    return Protocol("example-strain", "1.0.0", "Example", stages, source=source, **fields)
