"""A stage compiled for asking: its gates in order, and how far back they can look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal

from attrs import evolve, field, frozen

from rehabflow.gate import Gate, Need
from rehabflow.ladder import Ladder
from rehabflow.prescription import Prescription
from rehabflow.protocol import Advised, Protocol, Stage
from rehabflow.terms import in_all, is_open, rung_of


@frozen
class Exit:
    """A transition of one stage: where it leads from there, and its gate."""

    kind: Literal["advance", "setback", "refer"]
    to: str
    gate: Gate


@frozen
class Reach:
    """How far back the stretches of some gates go.

    `sessions` and `days` are the longest that they name, `whole` says that one of them is the
    whole stage, `before` are the training sessions that must be kept before them.
    """

    sessions: int = 0
    days: int = 0
    whole: bool = False
    before: int = 0


_EXITS = {
    "refers": ("refer",),
    "dangers": ("refer", "setback"),
    "advances": ("advance",),
}


def reach_of(needs: Sequence[Need]) -> Reach:
    """The reach of what some gates need."""
    spans = [need.span for need in needs if need.span is not None]
    return Reach(
        max((s.count or 0 for s in spans if s.unit == "sessions"), default=0),
        max((s.count or 0 for s in spans if s.unit == "days" and not s.newest), default=0),
        any(s.count is None for s in spans),
        max((need.sessions for need in needs), default=0),
    )


@frozen
class Plan:
    """What is asked in one stage, in order.

    `reach` is that of its gates, `reaches` those of its ladders; `newest` is the greatest age, in
    days, that any gate of the protocol accepts of a newest value, `ever` that of one that is good
    over every move. Both reach back from the stretches too, newest values so many days as
    `behind` says.
    `settle` says that work of a date does not count on it.
    """

    stage: str
    prescription: Prescription
    exits: tuple[Exit, ...]
    reach: Reach
    newest: int
    ever: int = 0
    behind: int = 0
    settle: bool = False
    advice: tuple[Advised, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    reaches: tuple[Reach, ...] = ()
    _dated: dict[tuple[int, ...], Prescription] = field(
        factory=dict[tuple[int, ...], Prescription], init=False, eq=False, repr=False
    )

    refers: tuple[Exit, ...] = field(init=False, eq=False, repr=False)
    """The exits to a clinician."""
    dangers: tuple[Exit, ...] = field(init=False, eq=False, repr=False)
    """The exits to a clinician and back."""
    advances: tuple[Exit, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name, kinds in _EXITS.items():
            found = tuple(each for each in self.exits if each.kind in kinds)
            object.__setattr__(self, name, found)

    def on(self, terms: tuple[int, ...]) -> Prescription:
        """What the stage prescribes on a date.

        `terms` has a number for each dose (`rehabflow.terms`). Without any, the prescription is
        the same on every date.
        """
        found = self._dated.get(terms) if terms else self.prescription
        if found is None:
            doses = tuple(
                evolve(
                    dose.on_rung(rung_of(term)),
                    is_open=is_open(term),
                    is_due=term > 0,
                    in_all=in_all(term),
                    has_turn=term != 0,
                )
                for dose, term in zip(self.prescription, terms, strict=True)
            )
            found = self._dated[terms] = evolve(self.prescription, doses=doses, terms=terms)
        return found

    def alone(self, exercise: str, rung: int) -> Prescription:
        """A rung of the ladder of one exercise, as all that is prescribed."""
        dose = evolve(self.prescription.get(exercise).on_rung(rung), group=exercise)
        return evolve(self.prescription, doses=(dose,), choose=None, of_one=True)


def plan_of(protocol: Protocol, stage: Stage) -> Plan:
    """Compile one stage of a protocol."""
    exits = tuple(Exit(each.kind, to, each.gate) for each, to in protocol.exits(stage))
    advice = () if stage.final else (*protocol.advise, *stage.advise)
    here = [*(each.gate for each in exits), *(each.gate for each in advice)]
    needs = [need for gate in here for need in gate.needs()]
    laddered = [[*_asked_of(ladder)] for ladder in stage.ladders]
    anywhere = [need for gate in protocol.gates() for need in gate.needs()]
    aged = (need.span for need in anywhere)
    return Plan(
        stage.id,
        stage.prescription,
        exits,
        reach_of(needs),
        max(
            max((s.count or 0 for s in aged if s is not None and s.newest), default=0),
            max((need.behind for need in anywhere), default=0),
        ),
        max((need.ever for need in anywhere), default=0),
        max((need.behind for need in [*needs, *chain(*laddered)]), default=0),
        protocol.settle,
        advice,
        stage.ladders,
        tuple(map(reach_of, laddered)),
    )


def _asked_of(ladder: Ladder) -> Iterator[Need]:
    yield from ladder.climb.needs()
    if ladder.drop is not None:
        yield from ladder.drop.gate.needs()
