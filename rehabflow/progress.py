"""Where a patient stands after the newest session: all that the next step needs, no more."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from rehabflow.ladder import Rung
from rehabflow.rule import Day
from rehabflow.session import Session


@frozen
class Progress:
    """A patient's place in a protocol, immutable. The engine makes it and reads it.

    `seen` are the sessions that a window may still reach. The whole numbers are dates counted in
    days (`date.toordinal()`), 0 where there is none: what is seen by rules over a stretch begins
    on `stretch_from`, by rules taking the newest value on `newest_from`; advance gates see
    nothing up to `hidden_to`; the last training session of the stage was on `trained`, and
    `counted` of them came before the first of `seen`. `courses` are what `trained` and `hidden_to`
    would be if some work that could not be read had been none. `before` is the place before the
    newest date, so that this date can still grow.

    `rungs` are where the patient stands on the ladders of the stage. Where what the stage
    prescribes is not the same on every date, `prescribed` has it for each of `seen`, and `done`
    when each exercise that is due on some days only was last done.
    """

    protocol: str
    """The digest of the protocol that it was made under."""
    stage: str
    since: dt.date | None = None
    date: dt.date | None = None
    stretch_from: int = 0
    newest_from: int = 0
    hidden_to: int = 0
    trained: int = 0
    counted: int = 0
    courses: tuple[tuple[int, int], ...] = ()
    injury: dt.date | None = None
    """When the injury was, where that is known; a reinjury sets it anew."""
    seen: tuple[Session, ...] = ()
    before: Progress | None = None
    rungs: tuple[Rung, ...] = ()
    done: tuple[tuple[str, int], ...] = ()
    prescribed: tuple[tuple[int, ...], ...] = ()
    days: tuple[Day, ...] | None = field(default=None, eq=False, repr=False)
    """`seen` as the stage sees it, where that is at hand; never written out."""
    alone_days: tuple[tuple[Day, ...], ...] = field(default=(), eq=False, repr=False)
    """The same as the exercise of each of `rungs` sees it."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "protocol": self.protocol,
            "stage": self.stage,
            "since": self.since and self.since.isoformat(),
            "date": self.date and self.date.isoformat(),
            "stretch_from": self.stretch_from,
            "newest_from": self.newest_from,
            "hidden_to": self.hidden_to,
            "trained": self.trained,
            "counted": self.counted,
            "courses": [list(each) for each in self.courses],
            "injury": self.injury and self.injury.isoformat(),
            "seen": [session.to_dict() for session in self.seen],
            "before": self.before and self.before.to_dict(),
            **self._changing(),
        }

    def _changing(self) -> dict[str, Any]:
        """What belongs to a stage whose prescription changes; nothing where there is none."""
        said = {
            "rungs": [each.to_dict() for each in self.rungs],
            "done": [list(each) for each in self.done],
            "prescribed": [list(each) for each in self.prescribed],
        }
        return {name: each for name, each in said.items() if each}

    def to_json(self) -> str:
        """JSON, for keeping it between two sessions."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Progress:
        """A progress from its plain data. Raises RehabflowError where it is none."""
        from rehabflow.restore import restored

        return restored(data, cls)

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """A progress from its JSON. Raises RehabflowError where it is none."""
        from rehabflow.restore import parsed

        return cls.from_dict(parsed(text))

    def alone(self) -> Progress:
        """The same without the place before it."""
        return evolve(self, before=None)
