"""A protocol compiled to a state machine: which moves there are, and the moving."""

from __future__ import annotations

from typing import Any

from transitions import Machine, MachineError

from rehabflow.errors import Problem, RehabflowError
from rehabflow.protocol import REFERRED, Protocol


class _Machine(Machine):
    """A machine that never turns text into code."""

    @staticmethod
    def resolve_callable(func: Any, event_data: Any) -> Any:
        if not callable(func):
            raise TypeError("only functions may be called")
        return func


class _Cursor:
    """Where one patient stands while a move is made."""

    def __init__(self, state: str) -> None:
        self.state = state


class StageMachine:
    """The moves that a protocol has, one machine for all its patients.

    Gates decide before anything moves; the machine holds that a move is an edge of the protocol,
    an override, a clear or a referral, and refuses every other.
    """

    def __init__(self, protocol: Protocol) -> None:
        machine = _Machine(
            model=None,
            states=[*protocol.stage_ids, REFERRED],
            initial=protocol.stages[0].id,
            auto_transitions=False,
            send_event=True,
        )
        edges: set[tuple[str, str, str]] = {
            (each.kind, stage.id, to)
            for stage in protocol.stages
            for each, to in protocol.exits(stage)
        }
        for source in protocol.stage_ids:
            edges.add(("refer", source, REFERRED))
            edges.update(("override", source, to) for to in protocol.stage_ids)
            edges.add(("clear", REFERRED, source))
        for kind, source, to in sorted(edges):
            machine.add_transition(_trigger(kind, to), source, to)
        self._machine = machine

    def move(self, stage: str, kind: str, to: str) -> str:
        """Make a move and return the stage that it leads to. Raises RehabflowError for no edge."""
        cursor = _Cursor(stage)
        try:
            self._machine.events[_trigger(kind, to)].trigger(cursor)
        except (KeyError, ValueError, MachineError) as error:
            message = f"the protocol has no {kind} from {stage!r} to {to!r}; nobody was moved"
            raise RehabflowError(Problem("", 0, 0, "RF504", message)) from error
        return cursor.state


def _trigger(kind: str, to: str) -> str:
    return f"{kind} {to}"
