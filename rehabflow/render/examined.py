"""What was found in files of protocols, as text and as the JSON object of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rehabflow.check.examine import Examined
from rehabflow.check.perfect import MOST_DAYS, Perfect, Stay
from rehabflow.codes import DOUBT_CODES
from rehabflow.errors import Problem
from rehabflow.printable import printable
from rehabflow.render.json import FORMAT
from rehabflow.render.problems import render_notes, render_problem, render_warnings

Found = Sequence[tuple[str, Examined]]
"""What was found in each file, in the order given."""


def examined_text(found: Found, *, notes: bool = False) -> str:
    """Every problem, then what is well to know, then how many there were."""
    problems = [each for _, one in found for each in one.problems]
    noted = [each for _, one in found for each in one.notes]
    ways = [perfect_text(path, one.perfect) for path, one in found if one.perfect is not None]
    ways += [_whole(path) for path, one in found if not one.is_whole]
    parts = [_told(problems), render_notes(noted) if notes else "", "\n".join(ways)]
    return "\n\n".join([*filter(None, parts), _summary(found, problems, noted, notes=notes)])


def examined_object(path: str, found: Examined) -> dict[str, Any]:
    """A file that was looked at, and what was found in it; `perfect` where it is a protocol."""
    perfect = found.perfect
    way: dict[str, Any] = {}
    if perfect is not None:
        stages = {each.stage: each.days for each in perfect.stays}
        way = {"perfect": {"days": perfect.days, "stages": stages, "at_most": MOST_DAYS}}
        way["whole"] = found.is_whole
    return {
        "rehabflow": FORMAT,
        "file": path,
        "problems": [each.to_dict() for each in found.problems],
        "notes": [each.to_dict() for each in found.notes],
        **way,
    }


def perfect_text(path: str, perfect: Perfect) -> str:
    """How many days the perfect patient needs, in all and in each stage."""
    stays = ", ".join(f"{each.stage} {_stay(each)}" for each in perfect.stays)
    days = perfect.days
    whole = "does not come to its end" if days is None else f"needs {_many(days, 'day')}"
    return f"{printable(path)}: the perfect patient {whole}: {printable(stays)}."


def _stay(stay: Stay) -> str:
    if stay.days is not None:
        return str(stay.days)
    return "not looked at" if stay.stuck is None else f"not in {MOST_DAYS}"


def _whole(path: str) -> str:
    return (
        f"{printable(path)}: too much to look at all of it. What is told is so; "
        "there may be more that is not."
    )


def _told(problems: Sequence[Problem]) -> str:
    return "\n\n".join(
        render_warnings([each]) if each.code in DOUBT_CODES else render_problem(each)
        for each in problems
    )


def _summary(
    found: Found, problems: Sequence[Problem], noted: Sequence[Problem], *, notes: bool
) -> str:
    checked = f"{_many(len(found), 'file')} checked"
    counted = (
        ""
        if not noted
        else f" {_many(len(noted), 'note')}" + ("." if notes else ": `--notes` shows them.")
    )
    if not problems:
        return f"{checked}, nothing found.{counted}"
    sure = sum(bool(each.fix) for each in problems)
    mend = (
        f"`--fix` can mend {_of(sure, len(problems))}; `--diff` shows it first.\n" if sure else ""
    )
    bad = _many(sum(bool(one.problems) for _, one in found), "file")
    return (
        f"{checked}, {_many(len(problems), 'problem')} in {bad}.{counted}\n"
        f"{mend}"
        f"Why one matters: rehabflow explain {problems[0].code}"
    )


def _of(some: int, whole: int) -> str:
    return f"{some} of them" if some < whole else "it" if whole == 1 else "all of them"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
