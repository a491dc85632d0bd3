"""A session as one exercise sees it: its own work and pain, and all that is no one's work."""

from __future__ import annotations

from collections.abc import Container, Mapping, Set

from attrs import evolve

from rehabflow.entry import WORK_FIELDS, Entry, Extra
from rehabflow.session import Session

_NAMING = frozenset(("exercise", "work"))
_TOTALS = frozenset(("reps_done", "reps_target"))
_OF_OTHERS = (WORK_FIELDS - _NAMING - _TOTALS) | {"pain", "cut_short", "time"}


def alone(
    session: Session, keys: Container[str], names: Mapping[str, str], *, everything: bool
) -> Session:
    """The session without the work of other exercises, and without the pain of that work.

    `keys` are what the exercise's names are matched by. `everything` says whether what is done as
    prescribed is of this exercise too. Rows that list no work stay as they are, and so do those
    of which it cannot be read what they list. Totals stay where no exercise is listed. What was
    read twice counts once; `names` has the id of each exercise by what its names are matched by.
    """
    again = {id(entry) for entry in session.repeats(names)}
    mine = [entry for entry in session.entries if not session.is_other_leg(entry)]
    listed = any(entry.work for entry in mine)
    entries = tuple(
        entry
        if session.is_other_leg(entry)
        else _alone(entry, keys, everything, listed, again=id(entry) in again)
        for entry in session.entries
    )
    if all(one is other for one, other in zip(entries, session.entries, strict=True)):
        return session
    return evolve(session, entries=entries)


def _alone(
    entry: Entry, keys: Container[str], everything: bool, listed: bool, *, again: bool
) -> Entry:
    works = tuple(
        work for work in entry.work if (everything if work.as_prescribed else work.key in keys)
    )
    if (listed or again) and entry.reps_target is not None:
        entry = evolve(entry, reps_done=None, reps_target=None)
    if listed and not _TOTALS.isdisjoint(entry.doubtful):
        entry = evolve(entry, extra=_without(entry, _TOTALS))
    if again and works:
        return evolve(entry, work=())
    if len(works) == len(entry.work):
        if works or "time" not in entry.doubtful or not WORK_FIELDS.isdisjoint(entry.doubtful):
            return entry
        return evolve(entry, extra=_without(entry, {"time"}))
    if works or not _NAMING.isdisjoint(entry.doubtful):
        return evolve(entry, work=works)
    extra = _without(entry, _OF_OTHERS)
    extra = extra and evolve(extra, cut_short=None)
    return evolve(entry, work=(), ratings=(None, *entry.ratings[1:]), extra=extra)


def _without(entry: Entry, fields: Set[str]) -> Extra | None:
    """What few records say, as if some fields could be read."""
    return entry.extra and evolve(entry.extra, doubtful=entry.doubtful - fields)
