"""A stage compiled for asking: its gates in order, and how far back they can look."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from rehabflow.gate import Gate
from rehabflow.prescription import Prescription
from rehabflow.protocol import Advised, Protocol, Stage


@frozen
class Exit:
    """A transition of one stage: where it leads from there, and its gate."""

    kind: Literal["advance", "setback", "refer"]
    to: str
    gate: Gate


@frozen
class Plan:
    """What is asked in one stage, in order.

    `sessions` and `days` are the longest stretches that its windows name, `whole` says that one
    of them is the whole stage; `newest` is the greatest age, in days, that any gate of the
    protocol accepts of a newest value, `ever` that of one that is good over every move. `behind`
    are the days, `ever_behind` those over every move, `before` the training sessions, that must be
    kept before the stretches. `settle` says that work of a date does not count on it.
    """

    stage: str
    prescription: Prescription
    exits: tuple[Exit, ...]
    sessions: int
    days: int
    whole: bool
    newest: int
    ever: int = 0
    behind: int = 0
    ever_behind: int = 0
    before: int = 0
    settle: bool = False
    advice: tuple[Advised, ...] = ()

    @property
    def refers(self) -> tuple[Exit, ...]:
        """The exits to a clinician."""
        return tuple(each for each in self.exits if each.kind == "refer")


def plan_of(protocol: Protocol, stage: Stage) -> Plan:
    """Compile one stage of a protocol."""
    exits = tuple(Exit(each.kind, to, each.gate) for each, to in protocol.exits(stage))
    advice = () if stage.final else (*protocol.advise, *stage.advise)
    here = [*(each.gate for each in exits), *(each.gate for each in advice)]
    needs = [need for gate in here for need in gate.needs()]
    spans = [need.span for need in needs if need.span is not None]
    anywhere = [need for gate in protocol.gates() for need in gate.needs()]
    aged = (need.span for need in anywhere)
    return Plan(
        stage.id,
        stage.prescription,
        exits,
        max((s.count or 0 for s in spans if s.unit == "sessions"), default=0),
        max((s.count or 0 for s in spans if s.unit == "days" and not s.newest), default=0),
        any(s.count is None for s in spans),
        max(
            max((s.count or 0 for s in aged if s is not None and s.newest), default=0),
            max((need.behind for need in anywhere), default=0),
        ),
        max((need.ever for need in anywhere), default=0),
        max((need.behind for need in needs), default=0),
        max((need.ever_behind for need in needs), default=0),
        max((need.sessions for need in needs), default=0),
        protocol.settle,
        advice,
    )
