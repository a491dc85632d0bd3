"""Which patients would stand elsewhere under a changed protocol, since when, by how many days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rehabflow.comparison.patients import Entered, Standings, Unread
from rehabflow.decision import Decision
from rehabflow.ladder import Rung
from rehabflow.printable import printable
from rehabflow.render.json import problems_object
from rehabflow.render.page import Page
from rehabflow.render.phrase import counted, listed

_NTH = {1: "", 2: " again", 3: " a third time"}
_AS_LOGGED = (
    "Each log was replayed as it stands: what was done in it was what one protocol prescribed, "
    "and under the other it might have been other work."
)


def put_standings(compared: Sequence[Standings], unread: Sequence[Unread], page: Page) -> None:
    """Those who stand elsewhere, those who moved on other dates, and how many all others are."""
    page.rule("Patients")
    elsewhere = [each for each in compared if each.elsewhere]
    moved = [each for each in compared if each.differs and not each.elsewhere]
    same = [each for each in compared if not each.differs]
    many = (
        f"{counted(len(compared) + len(unread), 'log')}: {len(elsewhere)} in another stage now, "
    )
    many += f"{len(moved)} in the same stage by another way, {len(same)} the same on every date"
    page.put(f"{many}, {len(unread)} not compared." if unread else f"{many}.")
    if elsewhere or moved:
        page.put(_AS_LOGGED)
    for each in (*elsewhere, *moved):
        page.gap()
        page.put(_now(each), f"{_name(each)}  ", "bold")
        for line in _lines(each):
            page.put(line, "- ", indent=2)
    if unread:
        page.gap()
    for one in unread:
        page.put(f"{printable(one.path)}: {_why(one)}", "- ")


def _name(each: Standings) -> str:
    return printable(each.patient) or printable(each.path)


def _now(each: Standings) -> str:
    """`eccentric since 2026-04-12 under OLD, isometric since 2026-04-04 under NEW.`"""
    sides = zip(("OLD", "NEW"), (each.old, each.new), strict=True)
    told = [f"{line.stage} since {line.since} under {name}" for name, line in sides]
    return f"{', '.join(told)}."


def _lines(each: Standings) -> list[str]:
    said = [_parting(each, each.parts)] if each.parts else []
    said += [_entered(one) for one in each.entered]
    return said + [_rung(*one) for one in each.rungs]


def _parting(each: Standings, date: dt.date) -> str:
    """`they part on 2026-03-07: advance to isometric under OLD, no move under NEW`."""
    old, new = (listed([_decided(one) for one in side]) or "no move" for side in each.on(date))
    return f"they part on {date}: {old} under OLD, {new} under NEW"


def _decided(each: Decision) -> str:
    if each.rung is None:
        return f"{each.kind} {'in' if each.kind == 'start' else 'to'} {each.to}"
    return f"{each.kind} of {printable(each.exercise or '')} to rung {each.rung[1]}"


def _entered(each: Entered) -> str:
    """`isometric: on 2026-03-07 under OLD, on 2026-03-09 under NEW, 2 days later`."""
    nth = _NTH.get(each.nth, f" for the {each.nth}th time")
    told = [f"{'never' if date is None else date} under" for date in (each.old, each.new)]
    said = f"entered {each.stage}{nth}: {told[0]} OLD, {told[1]} NEW"
    if each.later is None:
        return said
    days = counted(abs(each.later), "day")
    return f"{said}, {days} {'later' if each.later > 0 else 'earlier'}"


def _rung(exercise: str, old: Rung | None, new: Rung | None) -> str:
    told = [f"{_height(rung)} under {name}" for name, rung in (("OLD", old), ("NEW", new))]
    return f"{printable(exercise)}: {', '.join(told)}"


def _height(rung: Rung | None) -> str:
    if rung is None:
        return "no ladder"
    return "finished" if rung.finished else f"rung {rung.rung} of {rung.of}"


def _why(each: Unread) -> str:
    if each.fields:
        named = listed([printable(name) for name in each.fields])
        return f"not compared; {named} is not known {_where(each)}"
    why = "a rule failed" if each.rule_failed else "it cannot be read"
    return f"not compared; {why} {_where(each)}"


def _where(each: Unread) -> str:
    return f"under {each.under[0].upper()}" if len(each.under) == 1 else "under either"


def standings_object(each: Standings) -> dict[str, Any]:
    """The same of one patient as plain data for JSON."""
    return {
        "patient": each.patient,
        "path": each.path,
        "differs": each.differs,
        "elsewhere": each.elsewhere,
        "parts": each.parts and each.parts.isoformat(),
        "old": _side(each.old.stage, each.old.since),
        "new": _side(each.new.stage, each.new.since),
        "entered": [
            {
                "stage": one.stage,
                "nth": one.nth,
                "old": one.old and one.old.isoformat(),
                "new": one.new and one.new.isoformat(),
                "later": one.later,
            }
            for one in each.entered
        ],
        "rungs": [
            {"exercise": id, "old": old and old.height, "new": new and new.height}
            for id, old, new in each.rungs
        ],
    }


def _side(stage: str, since: dt.date | None) -> dict[str, Any]:
    return {"stage": stage, "since": since and since.isoformat()}


def unread_object(each: Unread) -> dict[str, Any]:
    """What is said of a log that was not compared."""
    return {**problems_object(each.path, each.problems), "under": list(each.under)}
