"""The fold: sessions through a protocol, at most one move a date, everything explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field, frozen

from rehabflow.climbing import Climbing, OneLadder
from rehabflow.decision import ON_A_LADDER, Advice, Decision, Happened, Kind, Undecided
from rehabflow.entry import Entry
from rehabflow.errors import LateEntry, LogError, Problem, ProtocolError
from rehabflow.gate import MET, UNKNOWN, why_met
from rehabflow.log import Log
from rehabflow.machine import StageMachine
from rehabflow.nearest import did_you_mean
from rehabflow.plan import Exit, Plan, plan_of
from rehabflow.prescription import Prescription
from rehabflow.printable import printable
from rehabflow.progress import Progress
from rehabflow.protocol import REFERRED, Protocol
from rehabflow.session import Session
from rehabflow.standing import Standing
from rehabflow.timeline import Timeline, calendar_day
from rehabflow.verdict import GateVerdict, Verdict

Move = tuple[Kind, str, "Verdict | Happened"]


@define
class _Date:
    """What one date's session did."""

    made: list[Decision] = field(factory=list[Decision])
    move: Decision | None = None
    dangers: tuple[GateVerdict, ...] = ()
    """The refer and setback gates as they were asked, where a rung could change after them."""
    on_ladders: tuple[GateVerdict, ...] = ()
    """The gates of ladders as they were asked, where they were."""
    asked: tuple[GateVerdict, ...] = ()
    ineffective: list[tuple[Entry, str]] = field(factory=list[tuple[Entry, str]])
    advice: tuple[Advice, ...] = ()

    def decision(self, session: Session, stage: str) -> Decision:
        """The gravest of what it did: a move, a drop, a climb, the start, or nothing."""
        hold = Decision(session.date, "hold", stage, stage)
        on_ladders = [each for each in self.made if each.kind in ON_A_LADDER]
        drops = [each for each in on_ladders if each.kind == "drop"]
        return self.move or [hold, *self.made[:1], *on_ladders[-1:], *drops[-1:]][-1]


@frozen
class Engine:
    """A protocol made ready to decide. Immutable, and safe to share between threads.

    It reads no clock and no file. `as_of` is the date on which one looks at a log: moves of that
    date are provisional, since it may still grow, and a log is stale seen from it.
    """

    protocol: Protocol
    """The protocol that it decides by."""
    _machine: StageMachine = field(init=False, eq=False, repr=False)
    _plans: Mapping[str, Plan] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        protocol = self.protocol
        plans = {stage.id: plan_of(protocol, stage) for stage in protocol.stages}
        first = plans[protocol.stages[0].id]
        plans[REFERRED] = evolve(
            first, stage=REFERRED, prescription=Prescription(), exits=(), advice=()
        )
        object.__setattr__(self, "_machine", StageMachine(protocol))
        object.__setattr__(self, "_plans", plans)

    def __reduce__(self) -> tuple[Any, ...]:
        return Engine, (self.protocol,)

    def begin(self, injury: dt.date | None = None) -> Progress:
        """The place of a patient of whom nothing is logged yet: before the first stage's start.

        `injury` is the date of the injury, where it is known.
        """
        injury = injury and calendar_day(injury)
        return Progress(self.protocol.digest, self.protocol.stages[0].id, injury=injury)

    def prescription(self, progress: Progress, *, on: dt.date | None = None) -> Prescription:
        """What the stage now prescribes for a training session; nothing while referred.

        Of an exercise with a ladder it is the rung that the patient is on; an exercise whose turn
        has not come is left out. One that is due on some days only says so by its `schedule`; `on`
        asks for what is due on a date, without what rests then.
        """
        plan = self._plan(progress)
        if not plan.prescription.changes:
            return plan.prescription
        since = progress.since or dt.date.min
        climbing = Climbing(plan, since, progress.stretch_from, progress.rungs, progress.done)
        return climbing.prescribed(on and calendar_day(on))

    def _plan(self, progress: Progress) -> Plan:
        """What is asked in the stage of a progress. Raises ProtocolError where it is not ours."""
        if progress.protocol == self.protocol.digest and progress.stage in self._plans:
            return self._plans[progress.stage]
        message = "this progress was made under another protocol, or another version of it"
        hint = "replay the whole log under the protocol at hand"
        raise ProtocolError(Problem("", 0, 0, "RF506", message, hint=hint))

    def step(
        self, progress: Progress, session: Session, *, as_of: dt.date | None = None
    ) -> Decision:
        """Fold one session in. The newest date again replaces that date.

        Raises LateEntry for an earlier date, ProtocolError for a progress made under another
        protocol, LogError for an override or clear to a stage that the protocol has not, and
        RuleFailed where a rule fails.
        """
        self._plan(progress)
        if progress.date is not None and session.date < progress.date:
            message = (
                f"a session of {session.date.isoformat()} comes after one of "
                f"{progress.date.isoformat()}"
            )
            hint = "replay the whole log: every later decision may change"
            raise LateEntry(Problem(session.path, 0, 0, "RF507", message, hint=hint))
        as_of = as_of and calendar_day(as_of)
        base = progress
        if session.date == progress.date and progress.before is not None:
            base = progress.before
        standing = Standing(base, self._plan(base))
        date = self._take(standing, session, explain=True)
        made = tuple(self._dated(each, as_of) for each in date.made)
        outlook, review = self._open(standing, date, session, as_of)
        return evolve(
            self._dated(date.decision(session, base.stage), as_of),
            progress=standing.freeze(base.alone()),
            asked=date.asked,
            outlook=outlook,
            advice=date.advice,
            review=review,
            warnings=_warnings(session, date),
            made=made,
        )

    def replay(self, log: Log, *, as_of: dt.date | None = None) -> Timeline:
        """Fold a whole log. Raises like `step`."""
        as_of = as_of and calendar_day(as_of)
        progress = self.begin(log.injury)
        standing = Standing(progress, self._plans[progress.stage])
        made: list[Decision] = []
        warnings = list(log.warnings)
        date, newest = _Date(), None
        outlook: tuple[GateVerdict, ...] = ()
        review: tuple[Undecided, ...] = ()
        before = None
        for session in log.sessions[:-1]:
            date = self._take(standing, session, explain=False)
            made += date.made
            warnings += _warnings(session, date)
        for session in log.sessions[-1:]:
            before = standing.freeze(None) if standing.since else progress
            stage = standing.plan.stage
            date = self._take(standing, session, explain=True)
            made += date.made
            warnings += _warnings(session, date)
            outlook, review = self._open(standing, date, session, as_of)
            newest = date.decision(session, stage)
            progress = standing.freeze(before)
        return Timeline(
            log=log,
            as_of=as_of,
            decisions=tuple(self._dated(each, as_of) for each in made),
            progress=progress,
            newest=newest and self._dated(newest, as_of),
            asked=date.asked,
            outlook=outlook,
            advice=date.advice,
            review=review,
            warnings=tuple(warnings),
            engine=self,
        )

    def _dated(self, decision: Decision, as_of: dt.date | None) -> Decision:
        """The decision, provisional where its date may still grow as seen from `as_of`."""
        if as_of is None or decision.date < as_of or decision.kind in ("start", "hold"):
            return decision
        return evolve(decision, provisional=True)

    def _take(self, standing: Standing, session: Session, *, explain: bool) -> _Date:
        """Fold one session of a later date into a standing."""
        date = _Date()
        if standing.since is None:
            standing.enter(standing.plan, "start", session)
            date.made.append(Decision(session.date, "start", None, standing.plan.stage))
        standing.take(session, self.protocol.lapse_after)
        plan = standing.plan
        asked = plan.exits
        move = None
        if session.events:
            if any(each.event == "reinjury" for each in session.events):
                standing.hurt(session.date)
            move, asked = self._by_event(standing, session, date)
        if move is None and asked:
            move, unknown = self._by_gate(standing, plan.dangers)
            if move is None and standing.climbing is not None:
                if explain:
                    date.dangers = _explained(standing, plan.dangers)
                    date.on_ladders = _on_ladders(standing, session, unknown=unknown)
                date.made += (
                    Decision(
                        session.date,
                        each.kind,
                        standing.plan.stage,
                        standing.plan.stage,
                        each.why,
                        exercise=each.rung.exercise,
                        rung=each.heights,
                    )
                    for each in standing.change_rungs(session, unknown=unknown)
                )
            if move is None and not unknown:
                move = self._by_advance(standing, plan.advances)
        if explain:
            rest = asked[len(date.dangers) :]
            date.asked = date.dangers + _explained(standing, rest) + date.on_ladders
            date.advice = _advice(standing)
        if move is not None:
            kind, to, why = move
            source = standing.plan.stage
            to = self._machine.move(source, kind, to)
            standing.enter(self._plans[to], kind, session)
            date.move = Decision(session.date, kind, source, to, why)
            date.made.append(date.move)
            if explain:
                said = {each.say for each in date.advice}
                date.advice += tuple(each for each in _advice(standing) if each.say not in said)
        return date

    def _by_event(
        self, standing: Standing, session: Session, date: _Date
    ) -> tuple[Move | None, tuple[Exit, ...]]:
        """The move that the date's events make, if any, and the gates that are still asked."""
        plan = standing.plan
        events = sorted(session.events, key=_rank)
        flags = [e for e in events if e.event in ("red_flag", "reinjury")]
        orders = {name: [e for e in events if e.event == name] for name in ("override", "clear")}
        for rows in orders.values():
            self._check_stages(session, sorted(rows, key=lambda each: each.line))
        referred = plan.stage == REFERRED
        if flags:
            for entry in orders["override"] + orders["clear"]:
                date.ineffective.append(
                    (entry, f"a {flags[0].event} of the same date outranks it")
                )
            if referred:
                return None, ()
            return ("refer", REFERRED, _happened(session, flags)), ()
        if referred:
            for entry in orders["override"]:
                date.ineffective.append((entry, "only a clear leads out of referred"))
            if orders["clear"]:
                rows = orders["clear"]
                return ("clear", str(rows[0].to), _happened(session, rows)), ()
            return None, ()
        for entry in orders["clear"]:
            date.ineffective.append((entry, "the patient is not referred"))
        rows = orders["override"]
        if not rows:
            return None, plan.exits
        refers = plan.refers
        move, _ = self._by_gate(standing, refers)
        if move is not None:
            for entry in rows:
                date.ineffective.append((entry, "a refer gate that is met outranks it"))
            return move, refers
        return ("override", str(rows[0].to), _happened(session, rows)), refers

    def _check_stages(self, session: Session, rows: Sequence[Entry]) -> None:
        """An override or clear names a stage, and those of one date the same."""
        problems = [
            Problem(
                session.path,
                entry.line,
                0,
                "RF508",
                f"to names '{printable(str(entry.to), 60)}', which is no stage",
                field="to",
                expected=f"one of {', '.join(self.protocol.stage_ids)}",
                hint=did_you_mean(str(entry.to), self.protocol.stage_ids),
            )
            for entry in rows
            if entry.to not in self.protocol.stage_ids
        ]
        if not problems and len({entry.to for entry in rows}) > 1:
            message = f"two of one date's {rows[0].event} entries name different stages"
            problems.append(
                Problem(
                    session.path,
                    rows[1].line,
                    0,
                    "RF509",
                    message,
                    field="to",
                    other=(rows[0].line, 0),
                )
            )
        if problems:
            raise LogError(*problems)

    def _by_gate(self, standing: Standing, asked: Iterable[Exit]) -> tuple[Move | None, bool]:
        """The first refer or setback gate that is met; and whether one before it is unknown."""
        unknown = False
        for each in asked:
            answer = each.gate.ask(standing.danger)
            if answer is MET:
                return (each.kind, each.to, why_met(each.gate, standing.danger)), unknown
            unknown = unknown or answer is UNKNOWN
        return None, unknown

    def _by_advance(self, standing: Standing, asked: Iterable[Exit]) -> Move | None:
        """The first advance gate that is met."""
        for each in asked:
            if each.gate.is_met(standing.advance):
                return each.kind, each.to, why_met(each.gate, standing.advance)
        return None

    def _open(
        self, standing: Standing, date: _Date, session: Session, as_of: dt.date | None
    ) -> tuple[tuple[GateVerdict, ...], tuple[Undecided, ...]]:
        """The gates of the stage now, and what the date left undecided."""
        moved = date.move is not None
        outlook = date.asked
        if moved:
            outlook = _explained(standing, standing.plan.exits) + _on_ladders(standing, session)
        elif any(each.kind in ON_A_LADDER for each in date.made):
            outlook = outlook[: -len(date.on_ladders)] + _on_ladders(standing, session)
        before = date.asked
        if moved:
            met = [
                index
                for index, each in enumerate(before)
                if each.verdict is MET and each.exercise is None
            ]
            before = before[: met[0]] if met else before
        open_gates = [*before, *(outlook if moved else ())]
        review = list(
            dict.fromkeys(
                _undecided(each)
                for each in open_gates
                if each.verdict is UNKNOWN and each.kind != "climb"
            )
        )
        for entry, why in date.ineffective:
            text = f"the {entry.event} to {entry.to} moved nobody: {why}"
            review.append(Undecided("event", entry.to, False, text))
        if as_of is not None and (as_of - session.date).days > self.protocol.stale_after:
            text = f"the newest entry is {(as_of - session.date).days} days old"
            review.append(Undecided("stale", None, False, text))
        return outlook, tuple(review)


def _on_ladders(
    standing: Standing, session: Session, *, unknown: bool = False
) -> tuple[GateVerdict, ...]:
    """The gates of the ladders of what is open; `unknown` says that a danger is not ruled out."""
    stage = standing.plan.stage
    return tuple(
        each
        for own in standing.open_ladders()
        for each in _ladder_gates(own, stage, session, unknown=unknown)
    )


def _ladder_gates(
    own: OneLadder, stage: str, session: Session, *, unknown: bool
) -> list[GateVerdict]:
    """The drop gate and the climb gate of a ladder, as they are asked."""
    ladder, rung = own.ladder, own.rung
    found: list[GateVerdict] = []
    if ladder.drop is not None:
        to = max(1, rung.rung - ladder.drop.by)
        why = ladder.drop.gate.explain(own.seen_by_drop(session, unknown=unknown))
        found.append(GateVerdict("drop", stage, why, ladder.exercise, (rung.height, to)))
    if own.is_asked_to_climb(session):
        why = ladder.climb.explain(own.advance)
        heights = rung.rung, rung.rung + 1
        found.append(GateVerdict("climb", stage, why, ladder.exercise, heights))
    return found


def _explained(standing: Standing, exits: Iterable[Exit]) -> tuple[GateVerdict, ...]:
    return tuple(
        GateVerdict(each.kind, each.to, each.gate.explain(standing.seen_by(each.kind)))
        for each in exits
    )


def _advice(standing: Standing) -> tuple[Advice, ...]:
    """What is to be said in the stage that the standing is in."""
    met = (each for each in standing.plan.advice if each.gate.is_met(standing.danger))
    return tuple(Advice(each.say, each.gate.explain(standing.danger)) for each in met)


def _rank(entry: Entry) -> tuple[str, ...]:
    """The order in which the events of one date are told, wherever they stand in the log."""
    told = (entry.to, entry.by, entry.reason, entry.note)
    return "" if entry.event == "reinjury" else str(entry.event), *(each or "" for each in told)


def _happened(session: Session, rows: Sequence[Entry]) -> Happened:
    entry = rows[0]
    event = entry.event if entry.event in ("red_flag", "reinjury") else None
    return Happened(session.lines(rows), entry.by, entry.reason, event)


def _undecided(gate: GateVerdict) -> Undecided:
    missing = dict.fromkeys(gate.gate.missing())
    return Undecided(gate.kind, gate.exercise or gate.to, gate.danger, "; ".join(missing))


def _warnings(session: Session, date: _Date) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            session.path,
            entry.line,
            0,
            "RF590",
            f"the {entry.event} to {entry.to} moved nobody: {why}",
            field="event",
        )
        for entry, why in date.ineffective
    )
