"""The ladder of an exercise: when its dose grows, and when it goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from rehabflow.entry import Number
from rehabflow.gate import Gate


@frozen
class Drop:
    """When an exercise goes back on its ladder: `by` so many rungs, resting `wait` hours."""

    gate: Gate
    by: int = 1
    wait: Number = 0
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class Ladder:
    """When the dose of a stage's exercise climbs to the next of its `rungs`, and when it drops.

    The doses themselves stand in the prescription.
    """

    exercise: str
    rungs: int
    climb: Gate
    drop: Drop | None = None
    about: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


@frozen
class Rung:
    """Where a patient stands on the ladder of an exercise: rung `rung` of `of`, from 1.

    `finished` says that the top rung was done. Its gates see what comes from `sees_from` on,
    newest values from `newest_from` on (dates counted in days). After a drop, `dropped` is its
    date and `last_work` when the last timed work on the exercise was done on it; `unsure` says
    that it may have been later.
    """

    exercise: str
    rung: int
    of: int
    since: dt.date
    sees_from: int
    newest_from: int = 0
    finished: bool = False
    dropped: dt.date | None = None
    last_work: dt.time | None = None
    unsure: bool = False

    @property
    def height(self) -> int:
        """The rung, and one more where the ladder is finished."""
        return self.rung + self.finished

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "exercise": self.exercise,
            "rung": self.rung,
            "of": self.of,
            "since": self.since.isoformat(),
            "sees_from": self.sees_from,
            "newest_from": self.newest_from,
            "finished": self.finished,
            "dropped": self.dropped and self.dropped.isoformat(),
            "last_work": self.last_work and self.last_work.isoformat(),
            "unsure": self.unsure,
        }
