"""What `rehabflow diff` says: the changes, what they mean, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rehabflow.comparison.meaning import Claim
from rehabflow.comparison.patients import Standings, Unread
from rehabflow.comparison.protocols import Comparison
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.render.changes import changes_object, put_changes, verdict_words
from rehabflow.render.claims import claim_object, put_claims, put_guards
from rehabflow.render.page import Page
from rehabflow.render.standings import put_standings, standings_object, unread_object

Patients = tuple[Sequence[Standings], Sequence[Unread]]


def diff_text(
    comparison: Comparison,
    claims: Sequence[Claim] | None,
    patients: Patients | None,
    *,
    paths: Sequence[str] = ("", ""),
    colour: bool = False,
    filed: bool = False,
    width: int = 80,
) -> str:
    """All of it for people; `patients` where logs were asked about, `filed` where the made-up
    logs were written to files. `paths` are those of protocols that come from a file."""
    page = Page(width, colour)
    sides = (("OLD", comparison.old), ("NEW", comparison.new))
    for (head, protocol), path in zip(sides, paths, strict=True):
        page.put(_called(protocol, path), f"{head:<7}", "bold")
    page.gap()
    page.put(verdict_words(comparison))
    put_guards(claims, comparison, page)
    put_changes(comparison, page)
    put_claims(claims, comparison, page, filed=filed)
    if patients is not None:
        put_standings(*patients, page)
    return page.text()


def _called(protocol: Protocol, path: str) -> str:
    return printable(f"{protocol.id} {protocol.version}" + f" ({path})" * bool(path))


def diff_object(
    comparison: Comparison, claims: Sequence[Claim] | None, patients: Patients | None
) -> dict[str, Any]:
    """The same as one object of JSON."""
    said = changes_object(comparison)
    said["means"] = None if claims is None else [claim_object(each) for each in claims]
    if patients is not None:
        compared, unread = patients
        said["patients"] = [standings_object(each) for each in compared]
        said["not_compared"] = [unread_object(each) for each in unread]
    return said
