"""One question to a rule: a log, where the patient stands in it, and what the gate looks over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import evolve, field, frozen

from rehabflow.entry import Number
from rehabflow.gate import Criterion
from rehabflow.log import Log
from rehabflow.measure import Better
from rehabflow.plan import plan_of
from rehabflow.progress import Progress
from rehabflow.protocol import Protocol
from rehabflow.rule import Reading, Rule, Window
from rehabflow.standing import Standing
from rehabflow.view import View

Row = tuple[tuple[str, Any], ...]
"""A row of a log: the names of its fields, and what stands there."""
Ends = tuple[Number | None, Number | None]


def row(cells: Mapping[str, Any]) -> Row:
    """The row that has those cells."""
    return tuple(cells.items())


@frozen
class Asking:
    """A criterion, asked on the last date of a log, in the first stage of a protocol.

    The stage was entered by `move` at the end of the date number `moved` of the log, or was the
    first one (0). `lapse` is the protocol's `lapse_after`. `advance` says which kind of gate asks.
    """

    rows: tuple[Row, ...]
    criterion: Criterion
    protocol: Protocol = field(eq=False, repr=False)
    advance: bool = True
    moved: int = 0
    move: Literal["advance", "setback"] = "advance"
    lapse: int | None = None
    injury: dt.date | None = None
    salvage: bool = False
    """Whether cells that cannot be read are read on over."""

    def log(self) -> Log:
        """The rows, read as strictly as a file; the right leg is injured."""
        rows = map(dict, self.rows)
        return Log.from_entries(
            rows, injured="right", protocol=self.protocol, salvage=self.salvage
        )

    def view(self) -> View:
        """What the gate sees."""
        plan = plan_of(self.protocol, self.protocol.stages[0])
        progress = Progress(self.protocol.digest, plan.stage, injury=self.injury)
        standing = Standing(progress, plan)
        for number, session in enumerate(self.log().sessions):
            if number == 0:
                standing.enter(plan, "start", session)
            standing.take(session, self.lapse)
            standing.change_rungs(session, unknown=False)
            if any(each.event == "reinjury" for each in session.events):
                standing.hurt(session.date)
            if number + 1 == self.moved:
                standing.enter(plan, self.move, session)
        if self.criterion.rule.on_a_rung:
            own = next(standing.open_ladders())
            return own.advance if self.advance else own.danger
        return standing.seen_by("advance" if self.advance else "setback")

    def window(self) -> Window:
        """What the rule sees."""
        rule = self.criterion.rule
        span = self.criterion.span or rule.looks()
        return self.view().window(span, self.criterion.ignore_missing, rule.before)

    def ends(self, reading: Reading) -> Ends | None:
        """The range in which the value lies; None where a danger gate finds nothing to read."""
        if not reading.empty:
            return reading.low, reading.high
        return scale_of(self.criterion.rule) if self.advance else None

    def having(self, rows: Iterable[Row]) -> Asking:
        """The same question, of another log."""
        return evolve(self, rows=tuple(rows))

    def __str__(self) -> str:
        """What is asked of which rows, for whoever has to mend the rule."""
        criterion = self.criterion
        missing = ", missing: ignore" if criterion.ignore_missing else ""
        gate = "an advance gate" if self.advance else "a refer or setback gate"
        since = f", {self.move} at the end of date {self.moved}" if self.moved else ""
        lapse = f", lapse_after {self.lapse} days" if self.lapse else ""
        lapse += f", injured on {self.injury}" if self.injury else ""
        asked = f"{criterion.rule!r} over {criterion.span or 'no window'}{missing}"
        rows = (", ".join(f"{name}: {value}" for name, value in cells) for cells in self.rows)
        return f"{asked}, in {gate}{since}{lapse}\n    " + "\n    ".join(rows)


def unit_of(rule: Rule) -> str:
    """The unit of what a rule measures."""
    return rule.in_unit()


def scale_of(rule: Rule) -> Ends:
    """The bounds of what a rule measures."""
    return rule.on_scale()


def better_of(rule: Rule) -> Better | None:
    """Which side of its scale is the better one."""
    return rule.is_better()
