"""Hypothesis strategies: gates that ask about the same things, and logs that are aimed at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import strategies
from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from strategies import Plain

from rehabflow import Engine, Log, Progress, Protocol, Session
from rehabflow.gate import AllOf, Gate
from rehabflow.plan import plan_of
from rehabflow.standing import Standing
from rehabflow.view import View

STRETCHES = ["1 session", "2 sessions", "3 sessions", "1 day", "2 days", "4 days", "stage"]
AGES = ["7 days", "3 days"]
FAMILIES: dict[str, dict[str, list[Any]]] = {
    "pain": {"moment": ["during", "after", "morning"], "last": STRETCHES},
    "pain of a quality": {"quality": ["sharp", "strain", "any"], "last": STRETCHES[:4]},
    "pain newest": {"moment": ["rest", "walking"], "within": AGES},
    "aslr": {"side": ["injured", "other"], "within": AGES},
    "reps": {"take": ["mean", "worst", "worst"], "last": STRETCHES},
    "reps of one": {"of": ["x-squeeze"], "take": ["worst"], "last": STRETCHES},
    "sessions": {"last": STRETCHES},
    "rest": {"last": ["2 sessions", "3 sessions", "4 days", "stage"]},
    "flare": {"last": STRETCHES[1:]},
    "trend": {"of": ["pain", "aslr"], "last": ["3 days", "1 week", "3 sessions"]},
    "over_cap": {"last": STRETCHES},
    "cut_short": {"why": ["pain", "time"], "last": STRETCHES},
    "gap": {},
    "time_in_stage": {},
    "since_injury": {},
    "adherence": {"last": ["4 days", "1 week"]},
    "measure worst": {"of": ["m_jump", "m_fear"], "take": ["worst"], "last": STRETCHES},
    "measure": {"of": ["m_jump", "m_squat"], "within": AGES},
    "symmetry": {"of": ["aslr", "m_jump"], "within": AGES},
    "plateau": {"of": ["aslr", "pain"], "last": ["2 sessions", "3 sessions", "stage"]},
}
VALUES: dict[str, list[Any]] = {
    "pain": [3, 4, 2, 6, 5, 0, 10],
    "aslr": [60, 70, 50],
    "reps": ["80%", "100%", "50%", 0],
    "sessions": [1, 2, 3, 0],
    "rest": [24, 48, 36],
    "flare": [0, 1, 2, -1],
    "trend": [0, 1, -5],
    "over_cap": [0, 1, -1, -3],
    "cut_short": [0, 1, 2],
    "gap": [1, 2, 3],
    "time_in_stage": [2, 4],
    "since_injury": [5, 8],
    "adherence": [50, 80],
    "m_jump": [90, 100],
    "m_fear": [40, 30],
    "symmetry": [80, 90],
    "plateau": [1, 2],
}
IGNORING = ("pain", "aslr", "symmetry", "flare", "measure", "over_cap", "cut_short")
STRAINS = ("at_most", "at_least", "below", "above")


def criterion(draw: DrawFn, family: str) -> Plain:
    """A criterion of a family: the parameters, the window and the limit are drawn."""
    rule = family.split(maxsplit=1)[0]
    about = {name: draw(st.sampled_from(values)) for name, values in FAMILIES[family].items()}
    if about.get("of") == "m_squat":
        return {rule: {**about, "is": draw(st.sampled_from(["yes", "no"]))}}
    values = VALUES.get(str(about.get("of")), VALUES.get(rule, []))
    limit = draw(st.sampled_from(VALUES.get(rule, values)))
    name = draw(st.sampled_from(STRAINS))
    ends = {"pain": (0, 10), "reps": (0, "100%"), "sessions": (0, None), "cut_short": (0, None)}
    low, high = ends.get(rule, (None, None))
    if (name, limit) in (("below", low), ("above", high)):
        name = "at_most" if name == "below" else "at_least"
    return {rule: {**about, name: limit}}


def gate(draw: DrawFn, families: list[str]) -> Any:
    """A criterion of some families, or a few of them combined."""
    made = [criterion(draw, draw(st.sampled_from(families))) for _ in range(3)]
    shape = draw(st.sampled_from(["one", "one", "one", "all", "any", "none", "some", "deep"]))
    if shape == "one":
        return made[0]
    if shape == "some":
        return {"some": {"at_least": 2, "of": made}}
    if shape == "deep":
        return {"all": [made[0], {"none": [{"any": made[1:]}]}]}
    return {shape: made[: 1 if shape == "none" else 2]}


def ignoring(draw: DrawFn, node: Any) -> Any:
    """The same, now and then with `missing: ignore`, as a danger may have it."""
    ((name, about),) = node.items()
    if name in IGNORING and draw(st.booleans()):
        return {name: {**about, "missing": "ignore"}}
    return node


@frozen
class Case:
    """A protocol whose first stage nothing leaves, and entries of a log."""

    protocol: Plain
    entries: list[Plain]
    injured: str | None

    @property
    def known(self) -> Protocol:
        """The protocol."""
        return Protocol.from_dict(self.protocol)

    def asked(self, protocol: Protocol) -> list[tuple[str, Gate]]:
        """The gates, each in the kind in which it is asked."""
        first = protocol.stages[0]
        advances = [each.gate for each in first.advance]
        held = [each.of[1] for each in advances if isinstance(each, AllOf)]
        return [
            *(("advance", each) for each in held),
            *(("setback", each.gate) for each in first.advise),
        ]

    def seen(self, protocol: Protocol) -> Iterator[dict[str, View]]:
        """What an advance and a danger see on each date on which the first stage is asked."""
        engine = Engine(protocol)
        salvage = any("doubtful" in each for each in self.entries)
        log = Log.from_entries(
            [strategies.unreadable(each) for each in self.entries],
            injured=self.injured,
            injury=strategies.injury_of(self.injured),
            protocol=protocol,
            salvage=salvage,
        )
        progress = engine.begin(log.injury)
        for session in log.sessions:
            if progress.stage == "stage-1" and not session.events:
                yield self._views(engine, progress, session)
            decision = engine.step(progress, session)
            assert decision.progress is not None
            progress = decision.progress

    def _views(self, engine: Engine, progress: Progress, session: Session) -> dict[str, View]:
        plan = plan_of(engine.protocol, engine.protocol.stages[0])
        standing = Standing(progress, plan)
        if standing.since is None:
            standing.enter(plan, "start", session)
        standing.take(session, engine.protocol.lapse_after)
        return {"advance": standing.advance, "setback": standing.danger}


@st.composite
def cases(draw: DrawFn) -> Case:
    """Gates of one or two families, and a log that is aimed at their limits.

    Some cells of the log may not be readable.
    """
    families = draw(st.lists(st.sampled_from(sorted(FAMILIES)), min_size=1, max_size=2))
    gates = [gate(draw, families) for _ in range(4)]
    never = {"time_in_stage": {"at_least": 9999}}
    stage: Plain = {
        "exercises": [{"do": "x-squeeze", "sets": 2, "reps": 5}, {"do": "x-tilt", "reps": 4}],
        "advance": [{"when": [never, each]} for each in gates],
        "advise": [{"when": ignoring(draw, each), "say": "Advice"} for each in gates],
    }
    protocol: Plain = {
        "rehabflow": 1,
        "id": "drawn",
        "version": "1.0.0",
        "title": "Drawn",
        "measures": {name: dict(about) for name, about in strategies.MEASURES.items()},
        "exercises": {name: dict(about) for name, about in strategies.EXERCISES.items()},
        "stages": {"stage-1": stage, "done": {"final": True}},
    }
    lapse = draw(st.sampled_from([None, None, "2 days", "4 days"]))
    protocol |= {} if lapse is None else {"lapse_after": lapse}
    protocol |= draw(st.sampled_from([{}, {}, {"settle": "next morning"}]))
    injured = draw(st.sampled_from([None, "right"]))
    entries = [dict(each) for each in draw(strategies.logs(protocol, injured))]
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        entry = draw(st.sampled_from(entries))
        stated = [name for name in strategies.SPOILED if name in entry]
        if "event" not in entry and stated:
            entry["doubtful"] = [draw(st.sampled_from(stated))]
    return Case(protocol, entries, injured)
