"""A patient's whole course: every move with its reason, and what is open now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from rehabflow.decision import Advice, Decision, Undecided
from rehabflow.errors import Problem, RehabflowError
from rehabflow.log import Log
from rehabflow.progress import Progress
from rehabflow.protocol import Protocol
from rehabflow.verdict import GateVerdict

if TYPE_CHECKING:
    import os

    from rehabflow.engine import Engine


def calendar_day(date: object) -> dt.date:
    """The day of a date, or of a date-time, which is a date to the type checkers as well.

    Raises TypeError for anything else.
    """
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    raise TypeError(f"a date is wanted, not {date!r}")


@frozen
class Timeline:
    """What a protocol makes of a log.

    `decisions` are the start and every move. `newest` is the decision of the newest date, a hold
    where it moved nobody. `outlook` are the gates of the stage now, as asked on the newest date;
    `asked` those that the date was decided by. `advice` is what the protocol says in the stage
    now, `review` lists what that date left undecided.
    """

    log: Log
    as_of: dt.date | None
    decisions: tuple[Decision, ...]
    progress: Progress
    newest: Decision | None
    asked: tuple[GateVerdict, ...]
    outlook: tuple[GateVerdict, ...]
    advice: tuple[Advice, ...]
    review: tuple[Undecided, ...]
    warnings: tuple[Problem, ...]
    engine: Engine = field(eq=False, repr=False)

    @property
    def protocol(self) -> Protocol:
        """The protocol that the log was folded through."""
        return self.engine.protocol

    @property
    def stage(self) -> str:
        """The stage now."""
        return self.progress.stage

    @property
    def since(self) -> dt.date | None:
        """When the stage now was entered; None where nothing is logged."""
        return self.progress.since

    def explain(self, date: dt.date) -> Timeline:
        """The same as it stood at the end of a logged date.

        Raises RehabflowError for a date on which nothing is logged.
        """
        date = calendar_day(date)
        if all(session.date != date for session in self.log.sessions):
            message = f"nothing is logged on {date.isoformat()}"
            near = sorted((abs((s.date - date).days), s.date) for s in self.log.sessions)
            hint = f"the nearest logged date is {near[0][1].isoformat()}" if near else ""
            raise RehabflowError(Problem(self.log.path, 0, 0, "RF505", message, hint=hint))
        as_of = self.as_of and min(self.as_of, date)
        return self.engine.replay(self.log.until(date), as_of=as_of)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, whole: with the protocol and the log that it was made from."""
        return {
            "protocol": self.protocol.to_dict(),
            "log": self.log.to_dict(),
            "as_of": self.as_of and self.as_of.isoformat(),
            "stage": self.stage,
            "since": self.since and self.since.isoformat(),
            "decisions": [each.to_dict() for each in self.decisions],
            "outlook": [each.to_dict() for each in self.outlook],
            "advice": [each.to_dict() for each in self.advice],
            "review": [each.to_dict() for each in self.review],
            "warnings": [each.to_dict() for each in self.warnings],
        }

    def to_json(self) -> str:
        """JSON."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, rules: str | os.PathLike[str] | None = None
    ) -> Timeline:
        """A timeline from its plain data, folded anew.

        `rules` is a directory of rule files, where its protocol was loaded with one.
        Raises RehabflowError where the protocol and the log no longer give the decisions that
        were written down.
        """
        from rehabflow.restore import refolded

        return refolded(data, rules)

    @classmethod
    def from_json(cls, text: str, *, rules: str | os.PathLike[str] | None = None) -> Timeline:
        """A timeline from its JSON; the rest is as for `from_dict`."""
        from rehabflow.restore import parsed

        return cls.from_dict(parsed(text), rules=rules)
