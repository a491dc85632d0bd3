"""What changes of gates mean, with a made-up log for each difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from rehabflow.check.course import Row
from rehabflow.comparison.example import ORDERED, Example
from rehabflow.comparison.meaning import Claim, bound
from rehabflow.comparison.protocols import Comparison
from rehabflow.comparison.twins import Direction
from rehabflow.decision import Decision
from rehabflow.printable import display_width, printable
from rehabflow.render.changes import place_words, stage_words
from rehabflow.render.page import Page, tied
from rehabflow.render.phrase import counted, listed, sentence

_OF_WHOM = (
    "Of patients who came into the stage, or to the rung, on the same date. Proved: for all logs, "
    "by reasoning over what the criteria read. Shown: by the made-up logs below."
)
_SAME = 4
"""From so many dates in a row on that say the same, only the first and the last are shown."""
_MEANS: Mapping[str, str] = {
    "stricter": "wherever it is met under NEW it is met under OLD",
    "laxer": "wherever it is met under OLD it is met under NEW",
    "equivalent": "it is met in the same logs under both",
    "new": "OLD has no such way",
    "gone": "NEW has no such way",
    "open": "no log was found that tells the two apart",
}
_SIDES: Mapping[Direction, tuple[str, str]] = {
    "old only": ("met", "not met"),
    "new only": ("not met", "met"),
    "old holds": ("unknown", "ruled out"),
    "new holds": ("ruled out", "unknown"),
}


def put_guards(claims: Sequence[Claim] | None, comparison: Comparison, page: Page) -> None:
    """First of all: each danger that guards less under NEW than under OLD."""
    found = [each for each in claims or () if each.guards_less]
    if not found:
        return
    page.gap()
    page.put("", "LESS GUARDED: NEW lets pass what these dangers stop under OLD.", "bold")
    for each in found:
        unshown = "" if each.examples else " (as far as is known; no log was found that shows it)"
        page.put(_place(each, comparison) + unshown, "- ", indent=2)


def put_claims(
    claims: Sequence[Claim] | None, comparison: Comparison, page: Page, *, filed: bool = False
) -> None:
    """Each way that does not mean the same word for word, and how sure that is.

    `filed` says that each log was also written to a file. None in place of the claims says that a
    rule failed.
    """
    if claims is not None and not claims:
        return
    page.rule("What it means")
    if claims is None:
        page.put("Not known, as a rule failed.")
        return
    page.put(_OF_WHOM)
    if any(each.how == "searched" or not _is_shown(each) for each in claims):
        page.put(f"Searched: {bound()}.")
    for each in claims:
        if each.relation == "open":
            continue
        page.gap()
        page.put("", _place(each, comparison), "bold")
        page.put(claim_words(each), indent=2)
        for example in each.examples:
            put_example(example, page)
            if filed:
                page.put(f"in {example.file}", indent=6)
    _put_open(claims, comparison, page)


def _put_open(claims: Sequence[Claim], comparison: Comparison, page: Page) -> None:
    """Those of which nothing was found and nothing is proved, by what they rest on."""
    found: dict[str, list[str]] = {}
    for each in claims:
        if each.relation == "open":
            found.setdefault(claim_words(each), []).append(_place(each, comparison))
    for said, places in found.items():
        page.gap()
        page.put(said)
        for place in places:
            page.put(place, "- ", indent=2)


def _place(claim: Claim, comparison: Comparison) -> str:
    """`isometric (Hold), NEXT to concentric`."""
    stage = claim.pair.place.stage
    where = "every stage" if stage is None else stage_words(stage, comparison)
    return f"{where}, {place_words(claim.pair.place).removesuffix(': ')}"


def claim_words(claim: Claim) -> str:
    """`Stricter. Wherever it is met under NEW it is met under OLD: proved for all logs.`"""
    said = [f"{_called(claim)}. {sentence(_why(claim))}"]
    if rests_on := claim.pair.rests_on:
        said.append(f"Not proved, as what it reads rests on what differs: {listed(rests_on)}.")
    if not _is_shown(claim):
        said.append("No log that tells the two apart was found.")
    return sentence(" ".join(said), "")


def _is_shown(claim: Claim) -> bool:
    """Whether a difference that is claimed was also found in a log."""
    return claim.relation in ("equivalent", "open") or bool(claim.examples)


def _called(claim: Claim) -> str:
    if not _is_shown(claim) and claim.relation in ("stricter", "laxer"):
        return f"{claim.relation}, or the same"
    if claim.relation in ("stricter", "laxer") and claim.pair.is_danger:
        often = "less" if claim.relation == "stricter" else "more"
        return f"{claim.relation}, so that it fires {often} often"
    if claim.relation == "open":
        return "no difference found"
    return claim.relation


def _why(claim: Claim) -> str:
    if claim.relation == "neither":
        found = [_met(one) for one in claim.examples]
        return f"{listed(found)}: shown by the logs below"
    said = _MEANS[claim.relation]
    if claim.relation in ("new", "gone"):
        return said
    if claim.how == "proved":
        return f"{said}: proved for all logs"
    return f"{said}, as far as was searched"


def _met(example: Example) -> str:
    old, new = _SIDES[example.direction]
    return f"one log has it {old} under OLD and {new} under NEW"


def put_example(example: Example, page: Page) -> None:
    """A made-up log as a table, and what either protocol makes of its last date."""
    old, new = map(_decided, example.made)
    if example.differs:
        said = f"This log {old} under OLD and {new} under NEW:"
    else:
        before, after = _SIDES[example.direction]
        said = f"This log {old} under both; the gate is {before} under OLD, {after} under NEW:"
    page.put(said, "- ", indent=2)
    for line in _table(example):
        page.put(tied(line), indent=6)


def _decided(decision: Decision | None) -> str:
    """`advances to isometric`, `holds`."""
    if decision is None:
        return "holds"
    if decision.rung is not None:
        verb = "climbs" if decision.kind == "climb" else "drops"
        return f"{verb} to rung {decision.rung[1]}"
    if decision.kind == "refer":
        return "is referred"
    back = decision.kind == "setback"
    return f"is set back to {decision.to}" if back else f"advances to {decision.to}"


def _table(example: Example) -> list[str]:
    columns = [name for name in example.columns if name not in ORDERED]
    lines: list[tuple[str, ...]] = [("date", *columns)]
    for _, alike in groupby(example.rows, key=lambda row: dict(row.cells)):
        rows = list(alike)
        shown = rows if len(rows) < _SAME else [rows[0], rows[-1]]
        for row in shown:
            if len(shown) < len(rows) and row is rows[-1]:
                more = counted(len(rows) - 2, "more date")
                lines.append((f"({more} like it{_spaced(rows)})",))
            lines.append(_line(row, columns))
    full = [line for line in lines if len(line) == len(columns) + 1]
    wide = [max(map(display_width, column)) for column in zip(*full, strict=True)]
    return [
        "  ".join(_padded(cell, many) for cell, many in zip(line, wide, strict=False)).rstrip()
        for line in lines
    ]


def _line(row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    if "event" in row.cells:
        return row.date.isoformat(), f"({row.cells['event']} to {row.cells['to']})"
    cells = (printable(str(row.cells.get(name, ""))) for name in columns)
    return row.date.isoformat(), *cells


def _spaced(rows: Sequence[Row]) -> str:
    gaps = {after.day - before.day for before, after in pairwise(rows)}
    if gaps == {1}:
        return ", every day"
    return f", every {max(gaps)} days" if len(gaps) == 1 else ""


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - display_width(text))


def claim_object(claim: Claim) -> dict[str, Any]:
    """The same of one way as plain data for JSON."""
    place = claim.pair.place
    return {
        "stage": place.stage,
        "gate": place.kind,
        "to": place.to,
        "exercise": place.exercise,
        "relation": claim.relation,
        "guards_less": claim.guards_less,
        "how": claim.how,
        "bound": bound() if claim.how == "searched" else None,
        "rests_on": list(claim.pair.rests_on),
        "text": claim_words(claim),
        "examples": [_example_object(each) for each in claim.examples],
    }


def _example_object(example: Example) -> dict[str, Any]:
    old, new = example.made
    return {
        "direction": example.direction,
        "differs": example.differs,
        "old": old and {"kind": old.kind, "to": old.to, "rung": old.rung and old.rung[1]},
        "new": new and {"kind": new.kind, "to": new.to, "rung": new.rung and new.rung[1]},
        "file": example.file,
        "log": [row.to_dict() for row in example.rows],
    }
