"""One made-up log under two protocols, a date at a time."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from rehabflow.check.course import Cells, Course, Row
from rehabflow.comparison.pairs import Asked, Pair
from rehabflow.decision import Decision
from rehabflow.engine import Engine
from rehabflow.verdict import Outcome

Direction = Literal["old only", "new only", "old holds", "new holds"]
"""Under which protocol alone a gate was met; or, of a danger, could not be ruled out."""
MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN
_DIRECTIONS: dict[tuple[Outcome, Outcome], Direction] = {
    (MET, UNMET): "old only",
    (MET, UNKNOWN): "old only",
    (UNMET, MET): "new only",
    (UNKNOWN, MET): "new only",
    (UNKNOWN, UNMET): "old holds",
    (UNMET, UNKNOWN): "new holds",
}


@frozen(slots=False)
class Twins:
    """A log under the old protocol and the new one."""

    old: Course
    new: Course

    @classmethod
    def begin(cls, old: Engine, new: Engine) -> Twins:
        """A log without rows."""
        return cls(Course.begin(old), Course.begin(new))

    def enter(self, stage: str) -> Twins:
        """The same after a clinician put the patient into a stage, where it is not the first."""
        first = all(e.engine.protocol.stages[0].id == stage for e in (self.old, self.new))
        if first and self.old.row is None:
            return self
        said = {"event": "override", "to": stage, "by": "clinician", "reason": "example"}
        return self.then(said)

    def then(self, cells: Cells, after: int = 0) -> Twins:
        """The same with another date. Raises LogError where either cannot read it."""
        return Twins(self.old.then(cells, after), self.new.then(cells, after))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the log."""
        return self.old.rows

    @property
    def together(self) -> bool:
        """Whether the newest date was decided alike, in every move and every rung."""
        return _all_made(self.old) == _all_made(self.new)

    def made(self, pair: Pair) -> tuple[Decision | None, Decision | None]:
        """What became of a pair's way on the newest date: the move of the stage, or the change of
        the ladder's rung; None where there was none."""
        return _made(self.old, pair), _made(self.new, pair)

    def differs(self, pair: Pair) -> bool:
        """Whether that is not the same under both."""
        old, new = (each and (each.kind, each.to, each.rung) for each in self.made(pair))
        return old != new

    def direction(self, pair: Pair) -> Direction | None:
        """How the gates of a pair answered otherwise on the newest date; None where they did not.

        Where one protocol has no such gate, it counts as not met.
        """
        answers = [
            UNMET if asked is None else answer(course, pair, asked)
            for course, asked in ((self.old, pair.old), (self.new, pair.new))
        ]
        old, new = answers
        if old is None or new is None:
            return None
        found = _DIRECTIONS.get((old, new))
        return found if pair.is_danger or found in ("old only", "new only") else None


def _all_made(course: Course) -> list[tuple[object, ...]]:
    made = () if course.decision is None else course.decision.made
    return [(each.kind, each.to, each.exercise, each.rung) for each in made]


def _made(course: Course, pair: Pair) -> Decision | None:
    made = () if course.decision is None else course.decision.made
    if pair.place.exercise is not None:
        found = [each for each in made if each.exercise == pair.place.exercise]
    else:
        found = [each for each in made if each.kind != "start" and each.exercise is None]
    return found[0] if found else None


def answer(course: Course, pair: Pair, asked: Asked) -> Outcome | None:
    """What a gate answered on the newest date of a course; None where it was not asked there."""
    before, decision = course.before, course.decision
    if decision is None or before is None or before.stage not in pair.stages:
        return None
    if pair.place.exercise is not None:
        wanted = pair.kind, pair.place.exercise
        found = [one.gate for one in decision.asked if (one.kind, one.exercise) == wanted]
        return found[0].verdict if found else None
    said = [each.gate for each in decision.asked if each.exercise is None]
    protocol = course.engine.protocol
    exits = protocol.exits(protocol.stage(before.stage))
    if len(said) != len(exits):
        return None
    return next(
        gate.verdict
        for gate, (each, _) in zip(said, exits, strict=True)
        if each is asked.transition
    )
