"""A real log as a scenario: what decides in it, without what says who it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count

from attrs import define, evolve, field

from rehabflow.cells import escape, row_of
from rehabflow.engine import Engine
from rehabflow.entry import Entry, Work, name_key
from rehabflow.errors import LogError, Problem
from rehabflow.fields import DECISIONS, FIELDS, OUTCOMES
from rehabflow.log import Log
from rehabflow.measure import OTHER, YES_NO
from rehabflow.prescription import is_same_variant
from rehabflow.protocol import Protocol
from rehabflow.records import cells_of_entry
from rehabflow.scenario import Scenario, scenarios_of

DECIDED = "clinician"
"""Who decided, in place of a name."""
WHY = "as logged"
"""Why they did, in place of their words."""
INTRO = "A log as it was kept, and what it comes to. Notes and names are left out."
_LEFT_OUT = ("note", "id", "replaces")

Row = Mapping[str, str]


def shifted(log: Log, to: dt.date) -> Log:
    """The log moved by whole weeks, so that it begins on `to` or in the six days after.

    Weekdays and intervals stay. Raises OverflowError where a date would not exist.
    """
    first = log.sessions[0].date
    by = dt.timedelta(7 * -((first - to).days // 7))
    sessions = tuple(
        evolve(
            each,
            date=each.date + by,
            entries=tuple(evolve(entry, date=entry.date + by) for entry in each.entries),
        )
        for each in log.sessions
    )
    return evolve(log, sessions=sessions, injury=log.injury and log.injury + by)


def recorded(log: Log, engine: Engine, title: str, intro: str = INTRO) -> str:
    """A section of Markdown with the log as a table, and what it comes to at the end of each date.

    Entries that were corrected are left out. Exercises and variants that the protocol does not
    know are told apart and not named, since a patient may have written anything there. Raises
    LogError where the table would not be decided as the log is.
    """
    rows = list(_rows(log, engine))
    names = [name for name in _columns(engine.protocol) if any(row.get(name) for row in rows)]
    cells = [names, *([row.get(name, "") for name in names] for row in rows)]
    widths = [max(len(escape(row[at])) for row in cells) for at in range(len(names))]
    head, *body = (row_of(row, widths) for row in cells)
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    about = [f"injured: {log.injured}"] * bool(log.injured)
    about += [f"injury: {log.injury}"] * bool(log.injury)
    parts = [f"## {title}", intro, *about, "\n".join([head, rule, *body])]
    text = "\n\n".join(parts) + "\n"
    _agree(text, log, engine)
    return text


def _agree(text: str, log: Log, engine: Engine) -> None:
    """Raises LogError where a scenario is not decided as the log that it was made from."""
    (scenario,) = scenarios_of(text, log.path, engine.protocol)
    if _course(scenario.log, engine) != _course(log, engine) or any(scenario.misses(engine)):
        message = "the log holds a text that no table can hold, and on which a decision rests"
        hint = "write exercises and variants on one line each"
        raise LogError(Problem(log.path, 0, 0, "RF607", message, hint=hint))


def _course(log: Log, engine: Engine) -> list[tuple[object, ...]]:
    """Every decision without its evidence, which names the places of the entries."""
    return [
        (each.date, each.kind, each.from_, each.to, each.exercise, each.rung)
        for each in engine.replay(log).decisions
    ]


def _columns(protocol: Protocol) -> Iterator[str]:
    """Every column that a table can have, in order; the work last of what was logged."""
    yield from (name for name in FIELDS if name not in _AT_END)
    for name in protocol.measures:
        yield from (name, f"{name}{OTHER}")
    yield from _AT_END
    yield from OUTCOMES


_AT_END = (
    *("exercise", "sets", "reps", "hold", "load", "variant", "duration", "distance", "effort"),
    *("work", "reps_done", "reps_target", "cut_short", "event", "to", "by", "reason"),
)


def _rows(log: Log, engine: Engine) -> Iterator[Row]:
    """Each entry by its columns; the last one of a date says what came of that."""
    words = _Words(engine.protocol)
    fold = Scenario("", "", 0, log, ()).fold(engine)
    for session, (_, decision, stage) in zip(log.sessions, fold, strict=True):
        review = "yes" if decision.review else "no"
        outcome = {"stage": stage, "kind": decision.kind, "review": review}
        *before, last = (words.cells(entry) for entry in session.entries)
        yield from before
        yield {**last, **outcome}


@define
class _Words:
    """Entries in words that say nothing of who it is: other words for other words."""

    protocol: Protocol
    exercises: dict[str, str] = field(factory=dict[str, str])
    variants: dict[str, str] = field(factory=dict[str, str])
    known: tuple[str, ...] = field(init=False)
    """The variants that the protocol prescribes."""

    def __attrs_post_init__(self) -> None:
        doses = (dose for stage in self.protocol.stages for dose in stage.prescription)
        every = (each.variant for dose in doses for each in (dose, *dose.rungs))
        self.known = tuple(filter(None, every))

    def cells(self, entry: Entry) -> Row:
        """The texts of an entry."""
        decides = entry.event in DECISIONS
        plain = evolve(
            entry,
            work=tuple(map(self._work, entry.work)),
            by=DECIDED if decides else None,
            reason=WHY if decides else None,
        )
        either = {name for name, each in self.protocol.measures.items() if each.unit == YES_NO}
        either |= {f"{name}{OTHER}" for name in either}
        cells = cells_of_entry(plain, either)
        return {name: text for name, text in cells.items() if name not in _LEFT_OUT}

    def _work(self, work: Work) -> Work:
        if work.as_prescribed:
            return work
        name, how = " ".join(work.exercise.split()), work.how
        if not self.protocol.knows_exercise(name):
            name = _numbered(self.exercises, work.key, "other", self.protocol.knows_exercise)
        if how.variant is not None:
            how = evolve(how, variant=self._variant(how.variant))
        return evolve(work, exercise=name, how=how)

    def _variant(self, text: str) -> str:
        """A variant; of `mine: yellow`, where `yellow` is prescribed, only what is prescribed."""
        if not self._is_known(text):
            return _numbered(self.variants, text, "another", self._is_known)
        text = " ".join(text.split())
        of, colon, last = text.rpartition(":")
        if not colon or any(name_key(text) == name_key(each) for each in self.known):
            return text
        return f"{_numbered(self.variants, of, 'another', self._is_known)}: {last.strip()}"

    def _is_known(self, variant: str) -> bool:
        return any(is_same_variant(variant, each) for each in self.known)


def _numbered(names: dict[str, str], key: str, word: str, is_known: Callable[[str], bool]) -> str:
    """The word for a name, with a number of its own that no known name has."""
    if key not in names:
        numbers = (f"{word}-{number}" for number in count(1))
        taken = set(names.values())
        names[key] = next(e for e in numbers if e not in taken and not is_known(e))
    return names[key]


def title_of(taken: Iterable[str]) -> str:
    """A title that no other scenario has."""
    used = set(taken)
    return next(e for e in (f"A recorded log, {n}" for n in count(1)) if e not in used)
