"""What was decided on a date, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from rehabflow.errors import Problem
from rehabflow.progress import Progress
from rehabflow.verdict import GateVerdict, Verdict, on_ladder

Kind = Literal[
    "start", "hold", "advance", "setback", "refer", "override", "clear", "climb", "drop"
]
ON_A_LADDER: tuple[Kind, ...] = ("climb", "drop")
"""What happens to the dose of an exercise, and moves nobody to another stage."""


@frozen
class Happened:
    """What somebody wrote down that moved the patient: by whom, why, and where in the log.

    `event` is `red_flag` or `reinjury`; None for an override or a clear, whose kind says it.
    """

    at: tuple[str, ...]
    by: str | None = None
    reason: str | None = None
    event: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        said = {"event": self.event} if self.event else {}
        return {**said, "by": self.by, "reason": self.reason, "at": list(self.at)}


@frozen
class Undecided:
    """Something that a date left undecided.

    `kind` is that of a gate that lacked data, `event` for an event that moved nobody, `stale`
    for a log whose newest entry is old. `danger` marks a refer or setback that could not be
    ruled out.
    """

    kind: Literal["advance", "setback", "refer", "climb", "drop", "event", "stale"]
    to: str | None
    danger: bool
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"kind": self.kind, "to": self.to, "danger": self.danger, "text": self.text}


@frozen
class Advice:
    """What a protocol says while a gate is met; it moves nobody."""

    say: str
    gate: Verdict

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"say": self.say, "gate": self.gate.to_dict()}


@frozen
class Decision:
    """One date's decision: what happened, from which stage to which, and why.

    `why` is the verdict of the gate that was met, or the event that moved the patient; None for a
    start and a hold. `provisional` says that the date may still grow. A climb or a drop stays in
    the stage: it takes an `exercise` from one `rung` of its ladder to another (one more than the
    last is its end: the ladder is finished).

    A decision that `Engine.step` returns also carries the `progress` after it, every gate as it
    was `asked` on the date, the `outlook` from the stage now, the `advice` that holds there, what
    the `review` lists as undecided, the `warnings`, and all that the date adds to a timeline
    (`made`: the start and a move can fall on one date).
    """

    date: dt.date
    kind: Kind
    from_: str | None
    to: str
    why: Verdict | Happened | None = None
    provisional: bool = False
    exercise: str | None = None
    rung: tuple[int, int] | None = None
    progress: Progress | None = field(default=None, repr=False)
    asked: tuple[GateVerdict, ...] = field(default=(), repr=False)
    outlook: tuple[GateVerdict, ...] = field(default=(), repr=False)
    advice: tuple[Advice, ...] = field(default=(), repr=False)
    review: tuple[Undecided, ...] = field(default=(), repr=False)
    warnings: tuple[Problem, ...] = field(default=(), repr=False)
    made: tuple[Decision, ...] = field(default=(), repr=False)

    @property
    def stage(self) -> str:
        """The stage at the end of the date."""
        return self.to

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        data: dict[str, Any] = {
            "date": self.date.isoformat(),
            "kind": self.kind,
            "from": self.from_,
            "to": self.to,
            **on_ladder(self.exercise, self.rung),
            "why": self.why and self.why.to_dict(),
            "provisional": self.provisional,
        }
        if self.progress is not None:
            data["progress"] = self.progress.to_dict()
            data["asked"] = [each.to_dict() for each in self.asked]
            data["outlook"] = [each.to_dict() for each in self.outlook]
            data["advice"] = [each.to_dict() for each in self.advice]
            data["review"] = [each.to_dict() for each in self.review]
            data["warnings"] = [each.to_dict() for each in self.warnings]
            data["made"] = [each.to_dict() for each in self.made]
        return data

    def to_json(self) -> str:
        """JSON."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Decision:
        """A decision from its plain data. Raises RehabflowError where it is none."""
        from rehabflow.restore import restored

        return restored(data, cls)

    @classmethod
    def from_json(cls, text: str) -> Decision:
        """A decision from its JSON. Raises RehabflowError where it is none."""
        from rehabflow.restore import parsed

        return cls.from_dict(parsed(text))
