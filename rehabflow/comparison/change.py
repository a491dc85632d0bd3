"""One change from a protocol to another, in the things that a protocol is made of."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

Level = Literal["decides", "says", "about"]
"""What a change is of: what decides, what people are told, or where something comes from."""
Kind = Literal["added", "removed", "changed"]


@frozen
class Place:
    """Where something changed: in a stage, or in the whole protocol where that is None.

    `kind` and `to` are those of a way out of the stage; of a ladder's climb or drop, `exercise`
    says whose; of advice, `to` is what is said.
    """

    stage: str | None = None
    kind: Literal["advance", "setback", "refer", "climb", "drop", "advise"] | None = None
    to: str | None = None
    exercise: str | None = None


@frozen
class Change:
    """What changed, where, and what it was and is now, as objects of the two protocols.

    `of` is what the change is a part of: the criterion whose limit changed, the exercise whose
    dose did. `claims` are the paths of the declaration that it accounts for.
    """

    level: Level
    kind: Kind
    what: str
    place: Place
    was: Any = None
    now: Any = None
    of: Any = None
    claims: tuple[str, ...] = ()


def change(
    level: Level, what: str, place: Place, was: Any, now: Any, *claims: str, of: Any = None
) -> Change:
    """A change whose kind follows from what is absent."""
    kind: Kind = "added" if was is None else "removed" if now is None else "changed"
    return Change(level, kind, what, place, was, now, of, claims)
