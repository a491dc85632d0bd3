"""Hypothesis strategies: protocols with ladders and schedules, and logs that are aimed at them.

As in `strategies`, the naive engine walks along while a log is drawn, so that each date can do
the dose of the rung that is in force, a little less of it, or something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import naive
import strategies
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from naive_plan import Dose
from strategies import FIRST_DAY, TIMES, Case, Plain, weighted

SPARE = ["x-bridge", "x-march"]
EXERCISES: Plain = {
    **strategies.EXERCISES,
    "x-bridge": {"title": "X bridge"},
    "x-march": {"title": "X march", "aliases": ["x-walk"]},
}
NAMED: Plain = {
    "more-sets": {
        "rungs": ["1x5", "2x5", "3x5"],
        "climb": {"when": {"reps": {"at_least": "100%", "last": "1 session"}}},
        "drop": {"when": {"pain": {"above": 3, "last": "1 session"}}, "by": 1, "wait": "24 h"},
    },
    "bare": ["1x8", {"sets": 2, "reps": "8 to 12"}],
}

# ---------------------------------------------------------------- doses and ladders

DOSES: list[tuple[Plain, list[Any]]] = [
    ({"reps": 10}, [{"sets": 1}, {"sets": 2}, {"sets": 3}]),
    ({"reps": 6, "hold": 5}, ["1x6", "2x6", {"sets": 2, "hold": "8 to 10"}]),
    ({"hold": "5 to 8"}, ["1x4", "2x4"]),
    ({}, [{"time": "20 s"}, {"time": "30 to 60 s"}, {"sets": 2, "time": "1 min"}]),
    ({"distance": "40 m"}, [{"sets": 1}, {"sets": 2}, {"sets": 2, "distance": "0.1 km"}]),
    ({"reps": 4, "effort": "50 to 70 %"}, [{"sets": 1}, {"effort": "80 %"}, {"sets": 2}]),
    ({"reps": 5, "time": "4 s"}, [{"sets": 1}, {"time": "6 s"}, {"reps": 8}]),
    ({"reps": 10}, [{"variant": "yellow"}, {"sets": 2, "variant": "yellow"}, {"variant": "red"}]),
    ({"sets": 2}, [{"reps": 4, "variant": {"band": "yellow"}}, {"reps": "4 to 6"}]),
]
"""What an exercise says of its dose, and what its rungs say."""
CLIMBS: list[Plain] = weighted(
    ({"reps": {"at_least": "100%", "last": "1 session"}}, 6),
    ({"reps": {"at_least": "100%", "last": "2 sessions"}}, 3),
    ({"reps": {"at_least": "90%", "last": "2 days"}}, 1),
    ({"pain": {"at_most": 3, "last": "1 session"}}, 3),
    ({"pain": {"at_most": 3, "last": "2 sessions"}}, 2),
    ({"pain": {"at_most": 3, "last": "3 days"}}, 1),
    ({"pain": {"moment": "morning", "at_most": 3, "last": "1 day"}}, 1),
    ({"pain": {"moment": "after", "at_most": 3}}, 1),
    ({"time_on_rung": {"at_least": 2}}, 2),
    ({"time_on_rung": {"at_least": "1 day"}}, 1),
    ({"sessions": {"at_least": 1}}, 2),
    ({"sessions": {"at_least": 2, "last": "1 week"}}, 1),
    ({"aslr": {"at_least": 60}}, 1),
    ({"rest": {"at_least": "24 h", "last": "2 sessions"}}, 1),
    ({"flare": {"at_most": 2, "last": "1 session"}}, 1),
    ({"gap": {"at_most": 3}}, 1),
    ({"over_cap": {"at_most": 0}}, 1),
    ({"cut_short": {"at_most": 0, "last": "2 sessions"}}, 1),
)
DROPS: list[Plain] = weighted(
    ({"pain": {"above": 3, "last": "1 session"}}, 5),
    ({"pain": {"at_least": 4, "missing": "ignore"}}, 4),
    ({"pain": {"above": 5, "last": "2 days"}}, 2),
    ({"pain": {"moment": "morning", "at_least": 5, "missing": "ignore"}}, 1),
    ({"pain": {"moment": "after", "at_least": 4, "last": "1 session", "missing": "ignore"}}, 1),
    ({"reps": {"below": "50%", "last": "1 session"}}, 2),
    ({"flare": {"at_least": 2, "last": "1 session", "missing": "ignore"}}, 1),
    ({"gap": {"above": 4}}, 1),
    ({"time_on_rung": {"at_least": 4}}, 1),
    ({"over_cap": {"above": 0, "missing": "ignore"}}, 1),
    ({"cut_short": {"at_least": 1, "last": "1 session"}}, 1),
    ({"aslr": {"below": 50, "missing": "ignore"}}, 1),
    ({"repeat": {"times": 2, "last": "3 sessions", "when": [{"pain": {"above": 3}}]}}, 1),
)


def of_no_other(node: Any) -> Any:
    """Without `of` of `over_cap`: a gate of a ladder is asked of its exercise alone."""
    if isinstance(node, list):
        return [of_no_other(each) for each in node]
    if not isinstance(node, dict):
        return node
    bare = {key: of_no_other(value) for key, value in node.items()}
    if "over_cap" in bare:
        bare["over_cap"].pop("of", None)
    return bare


def owes_every_pain(node: Any) -> bool:
    """Whether a criterion is unknown wherever a pain is not logged: neither left out, nor made up
    for by another morning's."""
    ((rule, about),) = node.items()
    return rule not in ("flare", "repeat") and "missing" not in about


def climb(draw: DrawFn, owing: bool) -> Plain:
    if not owing and draw(st.sampled_from([False] * 9 + [True])):
        return {"when": of_no_other(strategies.when(draw, strategies.Place("advance", (), False)))}
    count = draw(st.sampled_from([1, 1, 2]))
    of = [each for each in CLIMBS if owes_every_pain(each) or not owing]
    return {"when": [draw(st.sampled_from(of)) for _ in range(count)]}


def drop(draw: DrawFn, owing: bool) -> Plain:
    of = [each for each in DROPS if owes_every_pain(each) or not owing]
    when = draw(st.sampled_from(of))
    if not owing and draw(st.sampled_from([False] * 11 + [True])):
        when = of_no_other(strategies.when(draw, strategies.Place("setback", (), False)))
    elif draw(st.sampled_from([False] * 3 + [True])):
        when = {draw(st.sampled_from(["any", "all"])): [when, draw(st.sampled_from(of))]}
    more = {"by": [1, 0, 2], "wait": ["24 h", "36 h", "2 days", "0 h"]}
    return {"when": when, **strategies.some_parameters(draw, more)}


def laddered(draw: DrawFn, owing: bool) -> Plain:
    """What an exercise with a ladder says beside its name."""
    name = draw(st.sampled_from([None, None, None, *NAMED]))
    if name is not None:
        entry: Plain = {"ladder": name}
        entry |= draw(st.sampled_from([{}, {"hold": 5}, {"variant": "red"}]))
        own = NAMED[name]
        if isinstance(own, list) or draw(st.sampled_from([False, False, True])):
            entry["climb"] = climb(draw, owing)
        if draw(st.sampled_from([False, True])):
            entry["drop"] = drop(draw, owing)
        return entry
    dose, rungs = draw(st.sampled_from(DOSES))
    count = draw(st.sampled_from([2, len(rungs), 1]))
    entry = {**dose, "ladder": rungs[:count], "climb": climb(draw, owing)}
    return entry | ({"drop": drop(draw, owing)} if draw(st.booleans()) else {})


def plain_dose(draw: DrawFn) -> Plain:
    """An exercise without a ladder."""
    dose, rungs = draw(st.sampled_from([*DOSES, ({"dose": "not stated"}, [{}])]))
    rung = draw(st.sampled_from(rungs))
    return {**dose, **(rung if isinstance(rung, dict) else {"reps": 6})}


SCHEDULES = weighted(
    ({}, 12),
    ({"every": "2 days"}, 3),
    ({"every": "3 days"}, 2),
    ({"every": "1 day"}, 1),
    ({"per_week": 3}, 3),
    ({"per_week": 2}, 1),
    ({"per_week": 5}, 1),
    ({"per_day": 2}, 1),
    ({"every": "2 days", "per_day": 2}, 1),
)


def exercises(draw: DrawFn, owing: bool) -> list[Plain]:
    """The exercises of a stage: some on ladders, some after others, some on some days only."""
    names = draw(st.permutations(sorted(strategies.EXERCISES)))
    entries: list[Plain] = []
    ladders: list[str] = []
    for name in names[: draw(st.sampled_from([2, 1, 3, 4]))]:
        on_ladder = not ladders or draw(st.sampled_from([True, True, False]))
        entry = {"do": name, **(laddered(draw, owing) if on_ladder else plain_dose(draw))}
        if ladders and draw(st.sampled_from([False, False, True])):
            entry["after"] = after(draw, ladders)
        ladders += [name] if on_ladder else []
        entries.append(entry | draw(st.sampled_from(SCHEDULES)))
    if draw(st.sampled_from([False, False, True])):
        members = [{"do": name, **plain_dose(draw)} for name in SPARE]
        members = [each for each in members if "dose" not in each]
        if len(members) == 2:
            entries.append({"one_of": members})
    return list(draw(st.permutations(entries)))


def after(draw: DrawFn, ladders: list[str]) -> Any:
    if len(ladders) == 1 or draw(st.booleans()):
        return draw(st.sampled_from(ladders))
    return draw(st.sampled_from([ladders[:2], {"one_of": ladders[:2]}]))


# ---------------------------------------------------------------- protocols


def rungs_in(protocol: Plain, entry: Plain) -> int:
    about = entry["ladder"]
    if isinstance(about, str):
        about = protocol["ladders"][about]
    return len(about["rungs"] if isinstance(about, dict) else about)


def ladder_limit(draw: DrawFn, protocol: Plain, entries: list[Plain], *, wished: bool) -> Plain:
    entry = draw(st.sampled_from([each for each in entries if "ladder" in each]))
    rung = min(2, rungs_in(protocol, entry))
    limits = [{"is": "finished"}, {"at_least": rung}] if wished else [{"below": 2}]
    return {"ladder": {"of": entry["do"], **draw(st.sampled_from(limits))}}


def adherence(draw: DrawFn, entries: list[Plain], limit: Plain) -> Plain:
    names = [each["do"] for each in entries if "do" in each]
    about = {**limit, "last": draw(st.sampled_from(["1 week", "4 days", "10 days", "3 days"]))}
    return {"adherence": about | strategies.some_parameters(draw, {"of": names})}


def ways_out(draw: DrawFn, protocol: Plain, entries: list[Plain], here: int) -> Plain:
    """The gates of a stage."""
    names = tuple(each["do"] for each in entries if "do" in each and "dose" not in each)
    on = draw(
        st.sampled_from(
            weighted(("ladder", 4), ("reps", 2), ("adherence", 2), ("both", 1), ("any", 1))
        )
    )
    wished = ladder_limit(draw, protocol, entries, wished=True)
    reps = {"reps": {"at_least": "90%", "last": draw(st.sampled_from(["2 sessions", "3 days"]))}}
    if names and draw(st.sampled_from([False, False, True])):
        reps["reps"]["of"] = draw(st.sampled_from(names))
    when: Any = {
        "ladder": [wished],
        "reps": [reps, {"time_in_stage": {"at_least": 4}}],
        "adherence": [adherence(draw, entries, {"at_least": "60%"})],
        "both": [wished, reps],
        "any": strategies.when(draw, strategies.Place("advance", names, False)),
    }[on]
    gates: Plain = {"advance": {"when": when}}
    to = {"to": "stage-1"} if here == 0 else {}
    backs: list[Any] = [
        {"pain": {"above": 6, "last": "1 session"}},
        {"pain": {"at_least": 6, "missing": "ignore"}},
        {"reps": {"below": "30%", "last": "3 sessions"}},
        adherence(draw, entries, {"below": "20%"}),
        {"all": [ladder_limit(draw, protocol, entries, wished=False), {"pain": {"above": 4}}]},
        strategies.when(draw, strategies.Place("setback", names, False)),
    ]
    if draw(st.booleans()):
        gates["setback"] = {**to, "when": draw(st.sampled_from(backs))}
    if draw(st.sampled_from([False] * 5 + [True])):
        gates["refer"] = {"when": {"pain": {"at_least": 9, "missing": "ignore"}}}
    if draw(st.sampled_from([False] * 3 + [True])):
        advice = [adherence(draw, entries, {"below": "80%"}), {"pain": {"above": 3}}]
        gates["advise"] = [{"when": draw(st.sampled_from(advice)), "say": "Advice"}]
    return gates


@st.composite
def any_protocol(draw: DrawFn, owing: bool) -> Plain:
    count = draw(st.sampled_from([2, 1, 2, 3]))
    protocol: Plain = {
        "rehabflow": 1,
        "id": "climbing",
        "version": "1.0.0",
        "title": "A drawn protocol with ladders",
    }
    if draw(st.sampled_from([False] * 3 + [True])):
        protocol["lapse_after"] = draw(st.sampled_from(["4 days", "2 days", "1 week"]))
    if draw(st.sampled_from([False, False, True])):
        protocol["settle"] = "next morning"
    protocol["measures"] = {name: dict(about) for name, about in strategies.MEASURES.items()}
    protocol["exercises"] = {name: dict(about) for name, about in EXERCISES.items()}
    protocol["ladders"] = NAMED
    stages: Plain = {}
    for here in range(count):
        entries = exercises(draw, owing)
        stage: Plain = {"title": f"Stage {here + 1}", "exercises": entries}
        if len(entries) > 1 and draw(st.sampled_from([False] * 3 + [True])):
            stage["choose"] = len(entries) - 1
        gates = ways_out(draw, protocol, entries, here)
        if owing:
            gates = {"advance": gates["advance"]}
            if draw(st.booleans()):
                back = {
                    "pain": {"above": 6, "last": draw(st.sampled_from(["1 session", "2 days"]))}
                }
                gates["setback"] = {"to": "stage-1", "when": back}
        stages[f"stage-{here + 1}"] = stage | gates
    protocol["stages"] = {**stages, "discharged": {"final": True}}
    return protocol


def protocols() -> SearchStrategy[Plain]:
    """Protocols that are valid, each stage but the last with a ladder."""
    return any_protocol(owing=False)


def owing_protocols() -> SearchStrategy[Plain]:
    """Protocols of which every climb, drop and setback asks for pain that is owed, if for any."""
    return any_protocol(owing=True)


# ---------------------------------------------------------------- logs


@dataclass(frozen=True)
class Mood:
    """How a log goes: how much of a dose is done, how it hurts, what is done on a date at all."""

    does: list[bool]
    amounts: list[str]
    pains: list[int | None]
    gaps: list[int]


WELL = Mood(
    does=weighted((True, 12), (False, 1)),
    amounts=weighted(("all", 20), ("short", 1), ("more", 1), ("unknown", 1)),
    pains=weighted((2, 12), (3, 4), (4, 1), (None, 1), (7, 1)),
    gaps=weighted((1, 12), (2, 3), (3, 1)),
)
MIXED = Mood(
    does=weighted((True, 4), (False, 1)),
    amounts=weighted(
        ("all", 10), ("short", 2), ("more", 1), ("unknown", 1), ("none", 1), ("other", 1)
    ),
    pains=weighted((2, 6), (3, 3), (4, 3), (None, 2), (7, 1), (10, 1)),
    gaps=weighted((1, 6), (2, 4), (3, 2), (5, 1), (8, 1)),
)
HAPPENS = weighted(("", 40), ("totals", 2), ("other leg", 2), ("stray", 2), ("twice", 2))


def spelled(draw: DrawFn, name: str) -> str:
    return str(draw(st.sampled_from([name, name, name, name.upper(), name.replace("-", "_")])))


def halves(amount: Fraction) -> tuple[int, int] | None:
    """Two sets of so many."""
    return None if amount % 2 or amount < 2 else (2, int(amount) // 2)


def row_of(draw: DrawFn, dose: Dose, how: str) -> Plain:
    """One exercise, as it was done; in cells of its own."""
    row: Plain = {"exercise": dose.exercise}
    amount = {"short": dose.amount - 1, "more": dose.amount + 2}.get(how, dose.amount)
    counted = dose.counted or "reps"
    if how == "unknown":
        return row
    if how == "none":
        return row | {"reps": 0}
    if how == "other":
        counted = "time" if counted == "reps" else "reps"
    amount = max(Fraction(1), amount)
    sets = halves(amount) if draw(st.booleans()) else None
    each = int(amount) if sets is None else sets[1]
    if sets is not None:
        row["sets"] = sets[0]
    if counted == "reps":
        row["reps"] = each
    else:
        column = "duration" if counted == "time" else "distance"
        row[column] = draw(st.sampled_from([f"{each} {'s' if counted == 'time' else 'm'}", each]))
    return row | quality_of(draw, dose, logs_reps=counted == "reps")


def quality_of(draw: DrawFn, dose: Dose, *, logs_reps: bool) -> Plain:
    """How the work was done: as prescribed, seldom lower, or not logged."""
    columns = {"hold": "hold", "effort": "effort", "time": "duration", "distance": "distance"}
    cells: Plain = {}
    for name, least in dose.qualities.items():
        if name in ("time", "distance") and not logs_reps:
            continue
        value = draw(st.sampled_from([None, *[int(least)] * 4, int(least) + 2, int(least) - 1]))
        if value is not None:
            cells[columns[name]] = value
    if dose.variant is not None:
        right = dose.variant.name
        wrong = {"yellow": "red"}.get(right, "yellow")
        named = f"{dose.variant.of}: {right}" if dose.variant.of else right
        logged = draw(st.sampled_from([*[named] * 8, right, None, wrong]))
        cells |= {} if logged is None else {"variant": logged}
    return cells


def in_cell(row: Plain) -> str | None:
    """The same in one cell of `work`; None where a cell cannot say it."""
    if "duration" in row and "reps" in row:
        return None
    reps = row.get("reps", "")
    for column, unit in (("duration", "s"), ("distance", "m")):
        if column in row:
            reps = str(row[column]).replace(" ", "")
            reps += "" if reps.endswith(unit) else unit
    sets = f"{row['sets']}x" if "sets" in row else ""
    parts = [row["exercise"].lower().replace("_", "-"), f"{sets}{reps}"]
    parts += [f"@{row['hold']}s"] if "hold" in row else []
    parts += [f"@{row['effort']}%"] if "effort" in row else []
    parts += [f"({row['variant']})"] if "variant" in row else []
    return " ".join(part for part in parts if part)


def doses_on(course: naive.Course, on: date) -> list[Dose]:
    """What is prescribed on a date, and now and then what is closed or rests."""
    found = naive.in_force(course, on)
    return [member.on_rung(found[member.exercise].rung) for member in course.members]


def work_of(draw: DrawFn, course: naive.Course, on: date, mood: Mood) -> list[Plain]:
    """The rows of a date's work: one an exercise, several in a cell, or `all`."""
    pains = mood.pains

    def rated(row: Plain) -> Plain:
        pain = draw(st.sampled_from(pains))
        return row if pain is None else {**row, "pain": pain}

    style = draw(st.sampled_from(weighted(("rows", 5), ("cell", 3), ("all", 1))))
    if style == "all":
        return [rated({"work": "all"})]
    rows = []
    for dose in doses_on(course, on):
        is_open = naive.is_open_on(course, dose.exercise, on)
        if draw(st.sampled_from(mood.does if is_open else [False] * 5 + [True])):
            row = row_of(draw, dose, draw(st.sampled_from(mood.amounts)))
            rows.append({**row, "exercise": spelled(draw, dose.exercise)})
    cells = [in_cell(row) for row in rows]
    if style == "cell" and rows and None not in cells:
        if draw(st.sampled_from([False] * 9 + [True])):
            cells.append("all")
        return [rated({"work": "; ".join(str(cell) for cell in cells)})]
    return [rated(row) for row in rows]


def beside_work(draw: DrawFn, mood: Mood, injured: str | None) -> list[Plain]:
    """What a date says beside its work."""
    cells: Plain = {}
    for name, values, seldom in (
        ("pain_morning", [1, 2, 3, 5], 2),
        ("pain_after", [1, 3, 4], 3),
        ("aslr", [70, 62, 45], 4),
    ):
        if draw(st.sampled_from([True] + [False] * seldom)):
            cells[name] = draw(st.sampled_from(values))
    rows = [cells] if cells else []
    if draw(st.sampled_from([False] * 7 + [True])):
        rows.append({"pain": draw(st.sampled_from([each or 0 for each in mood.pains]))})
    what = draw(st.sampled_from(HAPPENS))
    if what == "totals":
        rows.append({"reps_done": 20, "reps_target": draw(st.sampled_from([20, 30, 0]))})
    if what == "other leg" and injured is not None:
        other = "left" if injured == "right" else "right"
        rows.append({"side": other, "pain": 10, "work": "all"})
    if what == "stray":
        rows.append({"exercise": "x-nobody-knows", "reps": 5, "pain": draw(st.integers(0, 9))})
    return rows


def day_of(
    draw: DrawFn, course: naive.Course, on: date, mood: Mood, injured: str | None, timed: bool
) -> list[Plain]:
    """The entries of one date, without it."""
    entries: list[Plain] = []
    if naive.is_open(course.protocol, course.stage):
        if draw(st.sampled_from([True] * 5 + [False])):
            entries += work_of(draw, course, on, mood)
        for entry in entries:
            if timed and draw(st.sampled_from([True, True, False])):
                entry["time"] = draw(st.sampled_from(TIMES))
        entries += beside_work(draw, mood, injured)
        if entries and draw(st.sampled_from([False] * 15 + [True])):
            entries.append(dict(entries[0]))
        if draw(st.sampled_from([False] * 11 + [True])) and entries:
            entries[0]["cut_short"] = draw(st.sampled_from(["pain", "time"]))
        if draw(st.sampled_from([False] * 39 + [True])):
            entries.append({"medicated": "yes"})
    entries += strategies.happenings(draw, course.stage, course.protocol)
    return entries or [{"note": "nothing done"}]


@st.composite
def logs(draw: DrawFn, protocol: Plain, injured: str | None = None) -> list[Plain]:
    """Entries that walk up the ladders of a protocol."""
    mood = draw(st.sampled_from([WELL, WELL, WELL, MIXED, MIXED]))
    clock = draw(st.sampled_from(["", "local", "local", "zoned"]))
    injury = strategies.injury_of(injured)
    decisions: list[Plain] = [naive.begin(protocol, FIRST_DAY)]
    sessions: list[naive.Session] = []
    entries: list[Plain] = []
    on = FIRST_DAY
    for _ in range(draw(st.sampled_from([12, 6, 18, 3, 24]))):
        ahead = naive.Course(protocol, decisions, [*sessions, naive.Session(on)])
        drawn = day_of(draw, ahead, on, mood, injured, timed=bool(clock))
        dated: list[Plain] = [strategies.on_clock(entry, on, clock) for entry in drawn]
        entries += dated
        sessions.append(naive.session_of(protocol, on, dated, injured))
        made, _ = naive.decide(protocol, sessions, decisions, injury)
        decisions += made
        on += timedelta(days=draw(st.sampled_from(mood.gaps)))
    return entries


@st.composite
def cases(draw: DrawFn, of: SearchStrategy[Plain] | None = None) -> Case:
    """A protocol with ladders, a log aimed at it, and the injured leg."""
    protocol = draw(protocols() if of is None else of)
    injured = draw(st.sampled_from([None, "left", "right"]))
    return protocol, draw(logs(protocol, injured)), injured


SPOILED = [*strategies.SPOILED, "variant", "duration", "distance", "effort"]


@st.composite
def doubtful_cases(draw: DrawFn) -> Case:
    """Cases in which some of the cells cannot be read: `doubtful` names them in their entry."""
    protocol, entries, injured = draw(cases())
    spoiled = [dict(entry) for entry in entries]
    for _ in range(draw(st.sampled_from([1, 2, 3]))):
        entry = draw(st.sampled_from(spoiled))
        stated = [name for name in SPOILED if name in entry and name != "load"]
        fields: Sequence[str] = stated if "event" in entry else [*stated, "pain"]
        if fields:
            name = draw(st.sampled_from(fields))
            entry["doubtful"] = sorted({*entry.get("doubtful", ()), name})
    return protocol, spoiled, injured


def landmarks(case: Case) -> set[str]:
    """What a log reaches."""
    protocol, entries, injured = case
    replay = naive.replay(protocol, entries, injured, strategies.injury_of(injured))
    found = {each["kind"] for each in replay.decisions}
    for each in replay.changes:
        entry = next(
            one
            for one in protocol["stages"][each["from"]]["exercises"]
            if one.get("do") == each["exercise"]
        )
        if each["rung"][1] > rungs_in(protocol, entry):
            found.add("finished")
        if each["rung"][0] > rungs_in(protocol, entry):
            found.add("dropped when finished")
        if "after" in entry:
            found.add(f"{each['kind']} after another")
    return found | {f"{gate['kind']} {gate['verdict']}" for gate in replay.outlook}
