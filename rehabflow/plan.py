"""A stage compiled for asking: its gates in order, and how far back they can look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from rehabflow.gate import Gate
from rehabflow.prescription import Prescription
from rehabflow.protocol import Protocol, Stage


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
    protocol accepts of a newest value.
    """

    stage: str
    prescription: Prescription
    exits: tuple[Exit, ...]
    sessions: int
    days: int
    whole: bool
    newest: int

    @property
    def refers(self) -> tuple[Exit, ...]:
        """The exits to a clinician."""
        return tuple(each for each in self.exits if each.kind == "refer")


def plan_of(protocol: Protocol, stage: Stage) -> Plan:
    """Compile one stage of a protocol."""
    exits = tuple(Exit(each.kind, to, each.gate) for each, to in protocol.exits(stage))
    spans = [c.span for each in exits for c in each.gate.criteria() if c.span is not None]
    return Plan(
        stage.id,
        stage.prescription,
        exits,
        max((s.count or 0 for s in spans if s.unit == "sessions"), default=0),
        max((s.count or 0 for s in spans if s.unit == "days" and not s.newest), default=0),
        any(s.count is None for s in spans),
        _oldest(protocol.gates()),
    )


def _oldest(gates: Iterable[Gate]) -> int:
    spans = (c.span for gate in gates for c in gate.criteria())
    return max((s.count or 0 for s in spans if s is not None and s.newest), default=0)
