"""A second, slow and obvious engine, written from the contract's text alone.

Only tests use it: whatever it and the real engine disagree about is a fault in one of them, or
a sentence of the contract that can be read in two ways. Every date is decided anew from the
whole log; the only thing carried on is the list of decisions made so far. Each function stands
for a sentence of the contract, which its docstring quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Any

from naive_plan import (
    Dose,
    Ladder,
    Member,
    Slot,
    Variant,
    folded,
    hours_of,
    low_end,
    members_of,
    slots_of,
    variant_of,
)

Plain = Mapping[str, Any]
Node = dict[str, Any]
Range = tuple[Fraction, Fraction]
Open = tuple[Fraction | None, Fraction | None]
"""A range whose ends may be open."""

MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
REFERRED = "referred"
LIMITS = ("at_most", "at_least", "below", "above", "is")
PAINS = (
    "pain",
    "pain_after",
    "pain_morning",
    "pain_rest",
    "pain_walking",
    "pain_palpation",
    "pain_test",
)
UNREADABLE = "?"
"""The quality of a rating whose cell could not be read."""
ZERO, ONE = Fraction(0), Fraction(1)
TOP = {
    "pain": Fraction(10),
    "aslr": Fraction(180),
    "reps": Fraction(100),
    "adherence": Fraction(100),
}
HOW = ("sets", "reps", "hold", "load", "variant", "duration", "distance", "effort")
WORK = ("exercise", "work", *HOW, "reps_done", "reps_target")
PAIN_SCALE: Range = (ZERO, TOP["pain"])
RISES: Range = (-TOP["pain"], TOP["pain"])


# ---------------------------------------------------------------- what plain values say


def doubtful(entry: Plain) -> set[str]:
    """`--salvage` reads on where only cells are bad: the fields whose cell could not be read."""
    return set(entry.get("doubtful", ()))


def absent(entry: Plain, name: str) -> bool:
    """Every field but `date` may be absent or empty; what cannot be read says nothing either."""
    return entry.get(name) is None or entry.get(name) == "" or name in doubtful(entry)


def number(value: object) -> Fraction:
    """Arithmetic is exact; yes is 1 and no is 0."""
    return Fraction({"yes": "1", "no": "0"}.get(str(value), str(value)))


def cell(entry: Plain, name: str) -> Fraction | None:
    return None if absent(entry, name) else number(entry[name])


def quantity(value: object) -> Fraction:
    """A limit may carry its unit (`90%`, `75 deg`, `48 h`, `3 days`, `2 weeks`)."""
    text = str(value).strip()
    if text in ("yes", "no"):
        return number(text)
    found = re.fullmatch(r"(-?[0-9./]+)\s*(%|deg|h|days?|weeks?)?", text)
    if found is None:
        raise ValueError(f"not a quantity: {value!r}")
    return Fraction(found[1]) * (7 if (found[2] or "").startswith("week") else 1)


def days(value: object) -> int:
    """Days may be said as weeks."""
    return int(quantity(value))


def day_of(entry: Plain) -> date:
    """The calendar day as written decides the session."""
    written = entry["date"]
    return date.fromisoformat(str(written)[:10])


def time_of(entry: Plain) -> str | None:
    """A date-time with `T` or a space; or `time`, the same, in a column of its own."""
    if not absent(entry, "time"):
        return str(entry["time"])[:5]
    return str(entry["date"])[11:16] or None


def clock_of(entry: Plain) -> datetime | None:
    """Zoned times are compared as instants."""
    written = time_of(entry)
    if written is None:
        return None
    if len(str(entry["date"])) > 16 and absent(entry, "time"):
        return datetime.fromisoformat(str(entry["date"]))
    return datetime.combine(day_of(entry), time.fromisoformat(written))


def exercise_id(protocol: Plain, name: str) -> str:
    """Exercises are matched by id, title or alias."""
    for known, about in protocol.get("exercises", {}).items():
        names = [known, about.get("title", known), *about.get("aliases", [])]
        if folded(name) in {folded(each) for each in names}:
            return str(known)
    return folded(name)


# ---------------------------------------------------------------- entries become sessions


@dataclass(frozen=True)
class Item:
    """One exercise of one row: its repetitions set by set, None where they are not known."""

    exercise: str
    repetitions: tuple[Fraction, ...] | None
    sets_alone: Fraction | None
    hold: Fraction | None
    load: Fraction | None
    states_sets: bool = field(compare=False)
    variant: Variant | None = None
    time: Fraction | None = None
    distance: Fraction | None = None
    effort: Fraction | None = None

    @property
    def amount(self) -> Fraction | None:
        return None if self.repetitions is None else sum(self.repetitions, ZERO)

    def amount_in(self, counted: str) -> Fraction | None:
        """A duration is of a set, or of a repetition where repetitions are logged; a distance
        likewise. Work logged in another amount than is counted is work of unknown amount."""
        if counted == "reps" or self.amount == 0:
            return self.amount
        each = self.time if counted == "time" else self.distance
        if each is None:
            return None
        sets = ONE if self.sets_alone is None else self.sets_alone
        return each * (sets if self.amount is None else self.amount)


@dataclass(frozen=True)
class Row:
    """The work of the injured leg in one entry."""

    items: tuple[Item, ...] = ()
    everything: bool = False
    done: Fraction | None = None
    target: Fraction | None = None
    time: str | None = field(default=None, compare=False)

    @property
    def states(self) -> bool:
        """Stating `sets` or totals."""
        stated = any(item.states_sets for item in self.items)
        return stated or self.everything or self.target is not None


@dataclass(frozen=True)
class Rating:
    """One pain rating of the injured leg, and the quality that its row names."""

    name: str
    value: Fraction
    quality: str | None = None


@dataclass(frozen=True)
class Effort:
    """A row of the injured leg that lists exercises, as it was written, for `over_cap`."""

    exercises: frozenset[str]
    everything: bool
    pain: Fraction | None
    in_doubt: bool
    """Its rating cannot be read."""
    anything: bool
    """What it lists, or whose it is, cannot be read."""


@dataclass(frozen=True)
class Line:
    """One row of the injured leg, or one that may be: what it lists, and what was rated in it."""

    row: Row
    ratings: tuple[Rating, ...]
    cut: str | None
    clock: datetime | None
    effort: Effort
    doubts: frozenset[str]
    maybe: frozenset[str] | None
    """Of which exercises its work cannot be read; None where it could be of any."""
    own: bool

    @property
    def lists_something(self) -> bool:
        """An exercise that was tried and not done is listed: its pain is not another's."""
        return self.row.everything or bool(self.row.items)


@dataclass
class Session:
    """All the entries of one calendar date; order inside it never matters."""

    date: date
    ratings: list[Rating] = field(default_factory=list)
    aslr: dict[str, Fraction] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    events: set[str] = field(default_factory=set)
    goals: dict[str, str] = field(default_factory=dict)
    medicated: bool = False
    measures: dict[str, list[Fraction]] = field(default_factory=dict)
    cuts: set[str] = field(default_factory=set)
    efforts: list[Effort] = field(default_factory=list)
    clocks: list[datetime] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    """What cannot be read of this date: a field, or `work` for any field of work."""
    lines: list[Line] = field(default_factory=list)

    @property
    def pains(self) -> dict[str, Fraction]:
        """The worst counts: highest pain, of whatever quality."""
        worst: dict[str, Fraction] = {}
        for each in self.ratings:
            worst[each.name] = max(each.value, worst.get(each.name, each.value))
        return worst

    @property
    def items(self) -> list[Item]:
        return [item for row in self.rows for item in row.items]

    @property
    def everything(self) -> bool:
        return any(row.everything for row in self.rows)

    @property
    def totals(self) -> list[tuple[Fraction | None, Fraction]]:
        """A target of 0 is no work."""
        return [(row.done, row.target) for row in self.rows if row.target]


def leg_of(entry: Plain, injured: str | None) -> str:
    """`side`: whose entry it is; absent = the injured leg's."""
    if "side" in doubtful(entry):
        return "either"
    if absent(entry, "side"):
        return "injured"
    if injured is None:
        raise ValueError("where any entry names a side, the injured one must be given")
    if entry["side"] == "both":
        return "both"
    return "injured" if entry["side"] == injured else "other"


def item_of(
    protocol: Plain,
    name: str,
    sets: Fraction | None,
    reps: str,
    hold: Fraction | None,
    load: Fraction | None,
    variant: str = "",
    lasting: str = "",
    distance: str = "",
    effort: str = "",
) -> Item:
    """`reps` also takes `3x10` and `10+10+8` when `sets` is empty."""
    counted: tuple[Fraction, ...] | None
    alone = None
    if "x" in reps:
        times, each = reps.split("x")
        counted = (number(each.strip()),) * int(times)
    elif "+" in reps:
        counted = tuple(number(each.strip()) for each in reps.split("+"))
    elif reps and sets is not None:
        counted = (number(reps),) * int(sets)
    elif reps:
        counted = (number(reps),)
    elif sets == 0:
        counted = ()
    else:
        counted, alone = None, sets
    stated = sets is not None or "x" in reps or "+" in reps
    return Item(
        exercise_id(protocol, name),
        counted,
        alone,
        hold,
        load,
        stated,
        variant_of(variant) if variant else None,
        low_end(lasting) if lasting else None,
        low_end(distance) if distance else None,
        low_end(effort) if effort else None,
    )


def items_of_cell(protocol: Plain, text: str) -> list[Item]:
    """A day's work in one cell: `heel-dig 3x10 @8s; curl 3x10 @3s (yellow); kick 3x30s; jog 20min;
    run 3x40m @70%`."""
    items = []
    for part in (part.strip() for part in text.split(";")):
        if part in ("", "all"):
            continue
        found = re.fullmatch(r"(.*?)\s*(?:\(([^()]*)\))?", part)
        assert found is not None
        words, variant = found[1].split(), found[2] or ""
        hold = load = None
        effort = ""
        while words[-1].startswith("@"):
            word = words.pop()[1:]
            if word.endswith("kg"):
                load = number(word[:-2])
            elif word.endswith("%"):
                effort = word
            else:
                hold = number(word.removesuffix("s"))
        reps = words.pop() if re.fullmatch(r"[0-9x+]+", words[-1]) else ""
        measured = re.fullmatch(r"(?:([0-9]+)x)?([0-9.]+(s|min|m|km))", words[-1])
        sets, amounts = None, {}
        if measured is not None and not reps:
            words.pop()
            sets = None if measured[1] is None else number(measured[1])
            amounts = {"lasting" if measured[3] in ("s", "min") else "distance": measured[2]}
        name = " ".join(words)
        items.append(
            item_of(protocol, name, sets, reps, hold, load, variant, effort=effort, **amounts)
        )
    return items


def text_of(entry: Plain, name: str) -> str:
    return "" if absent(entry, name) else str(entry[name])


def row_of(protocol: Plain, entry: Plain) -> Row:
    """Work is an exercise or a target of the injured leg."""
    items = []
    text = "" if absent(entry, "work") else str(entry["work"])
    if not absent(entry, "exercise"):
        reps = "" if absent(entry, "reps") else str(entry["reps"]).replace(" ", "")
        items.append(
            item_of(
                protocol,
                str(entry["exercise"]),
                cell(entry, "sets"),
                reps,
                cell(entry, "hold"),
                cell(entry, "load"),
                text_of(entry, "variant"),
                text_of(entry, "duration"),
                text_of(entry, "distance"),
                text_of(entry, "effort"),
            )
        )
    items += items_of_cell(protocol, text)
    return Row(
        items=tuple(sorted(items, key=lambda item: str(replace(item, states_sets=False)))),
        everything="all" in [part.strip() for part in text.split(";")],
        done=cell(entry, "reps_done"),
        target=cell(entry, "reps_target"),
        time=time_of(entry),
    )


def times_differ(one: Row, other: Row) -> bool:
    return one.time is not None and other.time is not None and one.time != other.time


def same_work(one: Row, other: Row) -> bool:
    """Two rows of one date with the same work, stating `sets` or totals, and no times that
    differ, count once; a bare exercise and repetitions is one row a set, and all count."""
    return one == other and (one.states or other.states) and not times_differ(one, other)


def counted_once(rows: Iterable[Row]) -> list[Row]:
    """An export read twice."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (not row.states, row.time is None)):
        if not any(same_work(row, other) for other in kept):
            kept.append(row)
    return kept


def is_own(entry: Plain, injured: str | None) -> bool:
    """Whether an entry is surely the injured leg's (or both legs')."""
    return leg_of(entry, injured) in ("injured", "both")


def ratings_of(entries: Iterable[Plain], injured: str | None) -> list[Rating]:
    """Pain in a row of the other leg is not the injured one's; `quality` is that of the pain
    ratings in its row."""
    found = []
    for entry in entries:
        quality = None if absent(entry, "quality") else str(entry["quality"])
        quality = UNREADABLE if "quality" in doubtful(entry) else quality
        for name in PAINS:
            rated = cell(entry, name)
            if rated is not None and is_own(entry, injured):
                found.append(Rating(name, rated, quality))
    return found


def raises_of(entries: Iterable[Plain], injured: str | None) -> dict[str, Fraction]:
    """Lowest ASLR of the injured leg, highest of the other. A leg raise in a row whose `side`
    is the other leg is the other leg's."""
    raised = both_legs(entries, "aslr", injured)
    worst = {}
    if raised["injured"]:
        worst["injured"] = min(raised["injured"])
    if raised["other"]:
        worst["other"] = max(raised["other"])
    return worst


def both_legs(
    entries: Iterable[Plain], name: str, injured: str | None
) -> dict[str, list[Fraction]]:
    """The values of a leg raise or a measure: *name*, and *name*`_other`."""
    found: dict[str, list[Fraction]] = {"injured": [], "other": []}
    for entry in entries:
        leg = leg_of(entry, injured)
        own, other = cell(entry, name), cell(entry, f"{name}_other")
        if own is not None and leg != "either":
            found["other" if leg == "other" else "injured"].append(own)
        if other is not None and leg != "either":
            found["other"].append(other)
    return found


def measures_of(
    protocol: Plain, entries: Sequence[Plain], injured: str | None
) -> dict[str, list[Fraction]]:
    found: dict[str, list[Fraction]] = {}
    for name in protocol.get("measures", {}):
        values = both_legs(entries, name, injured)
        found |= {name: values["injured"], f"{name}_other": values["other"]}
    return found


def doubts_of(protocol: Plain, entry: Plain, injured: str | None) -> set[str]:
    """Each bad cell widens what its date could say. `side`: all values of the row, for both legs.
    `quality`: the row's ratings. Any field of work: the work of the date."""
    leg, bad = leg_of(entry, injured), doubtful(entry)
    legged = ["aslr", *protocol.get("measures", {})]
    if leg == "either":
        bad |= {name for name in entry if not absent(entry, name)}
        for name in legged:
            if bad & {name, f"{name}_other"}:
                bad |= {name, f"{name}_other"}
    if leg == "other":
        others = {f"{name}_other" for name in legged if bad & {name, f"{name}_other"}}
        return others | (bad & {"medicated"})
    if "quality" in bad:
        bad |= {name for name in PAINS if not absent(entry, name)}
    return bad | ({"work"} if bad & set(WORK) else set())


def effort_of(protocol: Plain, entry: Plain, injured: str | None) -> Effort:
    """A row of the injured leg that lists exercises; one without a rating, or rated a cramp, is
    unrated."""
    row, bad = row_of(protocol, entry), doubtful(entry)
    cramp = not absent(entry, "quality") and entry["quality"] == "cramp"
    return Effort(
        exercises=frozenset(item.exercise for item in row.items),
        everything=row.everything,
        pain=None if cramp else cell(entry, "pain"),
        in_doubt=bool(bad & {"pain", "quality"}),
        anything=bool(bad & {"exercise", "work"})
        or (leg_of(entry, injured) == "either" and bool(row.items or row.everything)),
    )


def line_of(protocol: Plain, entry: Plain, injured: str | None) -> Line:
    bad, row = doubts_of(protocol, entry, injured), row_of(protocol, entry)
    maybe: frozenset[str] | None = frozenset()
    may_be_all = leg_of(entry, injured) == "either" and row.everything
    if may_be_all or doubtful(entry) & {"exercise", "work"}:
        maybe = None
    elif bad & set(HOW):
        maybe = frozenset(item.exercise for item in row.items)
    return Line(
        row=row,
        ratings=tuple(ratings_of([entry], injured)),
        cut=None if absent(entry, "cut_short") else str(entry["cut_short"]),
        clock=clock_of(entry),
        effort=effort_of(protocol, entry, injured),
        doubts=frozenset(bad | (doubtful(entry) & {"time"})),
        maybe=maybe,
        own=is_own(entry, injured),
    )


def works(row: Row) -> bool:
    """0 sets, 0 repetitions or a target of 0 is no work."""
    return row.everything or bool(row.target) or any(is_work(item) for item in row.items)


def clocks_of(protocol: Plain, entries: Iterable[Plain]) -> list[datetime]:
    """Timed work: rows of the injured leg with work (not 0) and a time."""
    clocks = [clock_of(entry) for entry in entries if works(row_of(protocol, entry))]
    return [clock for clock in clocks if clock is not None]


def session_of(
    protocol: Plain, day: date, entries: Sequence[Plain], injured: str | None
) -> Session:
    """A session is all the entries of one calendar date."""
    own = [entry for entry in entries if is_own(entry, injured)]
    happened = [entry for entry in entries if not absent(entry, "event")]
    goals: dict[str, str] = {}
    for entry in happened:
        if entry["event"] in ("override", "clear"):
            goal = goals.setdefault(entry["event"], entry["to"])
            if goal != entry["to"]:
                raise ValueError("two of one date that name different stages are a problem")
    doubts = {name for entry in entries for name in doubts_of(protocol, entry, injured)}
    if any("time" in doubtful(entry) and works(row_of(protocol, entry)) for entry in own):
        doubts.add("clock")
    return Session(
        date=day,
        ratings=ratings_of(entries, injured),
        aslr=raises_of(entries, injured),
        rows=counted_once(row_of(protocol, entry) for entry in own),
        events={str(entry["event"]) for entry in happened},
        goals=goals,
        medicated="medicated" in doubts
        or any(not absent(e, "medicated") and number(e["medicated"]) == 1 for e in entries),
        measures=measures_of(protocol, entries, injured),
        cuts={str(entry["cut_short"]) for entry in own if not absent(entry, "cut_short")},
        efforts=[
            effort_of(protocol, e, injured) for e in entries if leg_of(e, injured) != "other"
        ],
        clocks=clocks_of(protocol, own),
        doubts=doubts,
        lines=[line_of(protocol, e, injured) for e in entries if leg_of(e, injured) != "other"],
    )


def standing(entries: Iterable[Plain]) -> list[Plain]:
    """An entry that replaces another stands in its place. Two rows of one id, a `replaces` that
    no row has as its id, two rows that replace one, and a cycle are problems."""
    entries = list(entries)
    named = [str(entry["id"]) for entry in entries if not absent(entry, "id")]
    gone = [str(entry["replaces"]) for entry in entries if not absent(entry, "replaces")]
    if len(set(named)) < len(named) or len(set(gone)) < len(gone) or set(gone) - set(named):
        raise ValueError("a correction that names what it cannot replace")
    replaced = {
        str(entry["id"]): str(entry["replaces"])
        for entry in entries
        if not absent(entry, "id") and not absent(entry, "replaces")
    }
    for name in replaced:
        step, seen = name, {name}
        while step in replaced:
            step = replaced[step]
            if step in seen:
                raise ValueError("corrections in a circle")
            seen.add(step)
    return [entry for entry in entries if absent(entry, "id") or str(entry["id"]) not in gone]


def sessions_of(
    protocol: Plain, entries: Iterable[Plain], injured: str | None = None
) -> list[Session]:
    """Sessions are taken in date order; entries may be in any order."""
    by_day: dict[date, list[Plain]] = {}
    for entry in standing(entries):
        by_day.setdefault(day_of(entry), []).append(entry)
    return [session_of(protocol, day, by_day[day], injured) for day in sorted(by_day)]


# ---------------------------------------------------------------- a session seen from a stage


def prescription(protocol: Plain, stage: str) -> list[Dose]:
    """`exercises` of a stage are its prescription; of a ladder, its first rung."""
    return [member.on_rung(1) for member in members_of(protocol, stage)]


def is_work(item: Item) -> bool:
    """0 sets or 0 repetitions is no work; an exercise without repetitions is work of unknown
    amount."""
    return item.amount is None or item.amount > 0


def is_training(protocol: Plain, stage: str, session: Session) -> bool:
    """One with work that the stage prescribes, or with a target; where the stage prescribes
    nothing, any work."""
    doses = [dose.exercise for dose in prescription(protocol, stage)]
    if session.totals or "work" in session.doubts:
        return True
    if not doses:
        return any(is_work(item) for item in session.items)
    return session.everything or any(
        is_work(item) and item.exercise in doses for item in session.items
    )


def share_of_dose(dose: Dose, session: Session, meant: set[str]) -> Range:
    """Done / prescribed, each at most 1. Work of a lower quality than prescribed earns nothing; of
    none logged, all. Another variant earns nothing; where none is logged, and where it is of
    unknown amount, work is anything from nothing to all. `meant`: what `all` stands for."""
    if session.everything and dose.exercise in meant:
        return ONE, ONE
    done, unknown = ZERO, False
    for item in session.items:
        if item.exercise != dose.exercise or is_too_low(item, dose):
            continue
        amount = item.amount_in(str(dose.counted))
        if dose.variant is not None and item.variant is not None:
            if dose.variant.is_other_than(item.variant):
                continue
        elif dose.variant is not None and amount != 0:
            amount = None
        if amount is None:
            unknown = True
        else:
            done += amount
    share = min(ONE, done / dose.amount)
    return share, ONE if unknown else share


def is_too_low(item: Item, dose: Dose) -> bool:
    """`hold`, `effort`, and `time` and `distance` beside `reps`: logged lower than the dose's low
    end."""
    logged = [(getattr(item, name), least) for name, least in dose.qualities.items()]
    return any(value is not None and value < least for value, least in logged)


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, ZERO) / len(values)


def best(values: Iterable[Fraction], choose: int) -> list[Fraction]:
    """With `choose: k`, over the best k."""
    return sorted(values, reverse=True)[:choose]


def share_of_totals(amounts: list[Fraction], choose: int, session: Session) -> Range:
    """`reps_done` / the larger of its target and the prescription (with `choose`, its k
    largest); a target alone is work of unknown amount."""
    prescribed = sum(best(amounts, choose), ZERO)
    target = sum((target for _, target in session.totals), ZERO)
    done = sum((done for done, _ in session.totals if done is not None), ZERO)
    share = min(ONE, done / max(target, prescribed))
    return share, ONE if any(done is None for done, _ in session.totals) else share


# ---------------------------------------------------------------- what a date could say


def rated(
    session: Session, name: str, quality: str = "strain", ignore: bool = False
) -> Range | None:
    """`strain` counts every rating but those of cramps, `any` all, a named quality its own: a
    rating of no named quality could be of it or not, one of another counts as 0. On a medicated
    date each rating is a lower bound; a doubtful one is anything from what can be read to 10. A
    row whose quality cannot be read may have been a cramp, so it says nothing of the strain."""
    ranges: list[Range] = []
    for each in (each for each in session.ratings if each.name == name):
        if quality != "any" and each.quality == UNREADABLE:
            continue
        if quality in ("any", each.quality):
            ranges.append((each.value, each.value))
        elif quality == "strain":
            if each.quality != "cramp":
                ranges.append((each.value, each.value))
        elif each.quality is not None or each.value == 0:
            ranges.append((ZERO, ZERO))
        elif not ignore:
            ranges.append((ZERO, each.value))
    in_doubt = name in session.doubts
    if not ranges and not in_doubt:
        return None
    low = max((low for low, _ in ranges), default=ZERO)
    if in_doubt or session.medicated:
        return low, TOP["pain"]
    return low, max(high for _, high in ranges)


def raised(session: Session, side: str) -> Range | None:
    """A doubtful raise: from 0 to the lowest readable; of the other leg, from the highest
    readable to 180."""
    found = session.aslr.get(side)
    if ("aslr" if side == "injured" else "aslr_other") not in session.doubts:
        return None if found is None else (found, found)
    if side == "injured":
        return ZERO, TOP["aslr"] if found is None else found
    return (ZERO if found is None else found), TOP["aslr"]


def high_is_better(protocol: Plain, measure: str) -> bool:
    return str(protocol["measures"][measure]["better"]) in ("higher", "yes")


def measure_scale(protocol: Plain, measure: str) -> Open:
    about = protocol["measures"][measure]
    if about.get("type") == "yes/no":
        return ZERO, ONE
    low, high = about.get("range", (None, None))
    return (None if low is None else number(low)), (None if high is None else number(high))


def measured(protocol: Plain, session: Session, name: str, other: bool = False) -> Open | None:
    """A measure by its `of_day`: the worst unless it says otherwise, and the other way round for
    the other leg, which is taken at its best then and also where `of_day` is `best`: both make
    symmetry look worse. A doubtful one could be anything on its scale."""
    key = f"{name}_other" if other else name
    if key in session.doubts:
        return measure_scale(protocol, name)
    values = session.measures.get(key, [])
    if not values:
        return None
    of_day = protocol["measures"][name].get("of_day", "worst")
    if of_day == "mean":
        value = mean(values)
    else:
        wants_best = other or of_day == "best"
        value = max(values) if wants_best == high_is_better(protocol, name) else min(values)
    return value, value


# ---------------------------------------------------------------- rungs


def is_move(decision: Node) -> bool:
    return decision["kind"] not in ("climb", "drop")


def moves_of(decisions: Iterable[Node]) -> list[Node]:
    return [each for each in decisions if is_move(each)]


@dataclass(frozen=True)
class Course:
    """All that is folded so far: every date with an entry, every move, climb and drop."""

    protocol: Plain
    decisions: list[Node]
    sessions: list[Session]
    known: dict[Any, Any] = field(default_factory=dict, compare=False)
    """Answers given before, for it is slow enough."""

    @property
    def stage(self) -> str:
        return str(moves_of(self.decisions)[-1]["to"])

    @property
    def since(self) -> date:
        since: date = moves_of(self.decisions)[-1]["date"]
        return since

    @property
    def changes(self) -> list[Node]:
        """Climbs and drops of the present stage: a move of the stage begins every ladder of the
        stage that is entered at its first rung."""
        last = max(n for n, each in enumerate(self.decisions) if is_move(each))
        return self.decisions[last + 1 :]

    @property
    def slots(self) -> list[Slot]:
        if "slots" not in self.known:
            self.known["slots"] = slots_of(self.protocol, self.stage)
        found: list[Slot] = self.known["slots"]
        return found

    @property
    def members(self) -> list[Member]:
        return [member for slot in self.slots for member in slot.members]

    def before(self, on: date) -> Course:
        """Without what a date changed."""
        kept = [each for each in self.decisions if each["date"] < on or is_move(each)]
        return Course(self.protocol, kept, self.sessions)


@dataclass
class Place:
    """Where an exercise stands on its ladder."""

    reached: date
    """When its rung was reached."""
    begins: date
    """From when its rung sees anything."""
    open: bool
    rung: int = 1
    finished: bool = False
    newest: date = date.min
    """From when it sees newest values: over climbs, not over drops."""


def finished_enough(member: Member, found: dict[str, Place]) -> bool:
    """`after: heel-dig` keeps an exercise closed until the ladder of that exercise is finished;
    `after: [a, b]` until both are, `after: {one_of: [a, b]}` until either is."""
    done = [found[name].finished for name in member.after]
    return any(done) if member.after_any else all(done)


def places(course: Course, changes: list[Node]) -> dict[str, Place]:
    """Where every exercise of the stage stands after these climbs and drops."""
    since, begins = course.since, stretch_begins(course.protocol, course.decisions)
    found = {
        member.exercise: Place(since, begins, open=not member.after) for member in course.members
    }
    for change in changes:
        place, on = found[change["exercise"]], change["date"]
        ladder = next(m.ladder for m in course.members if m.exercise == change["exercise"])
        assert ladder is not None
        # What a rung sees begins the day after it was reached; under `settle` a climb comes before
        # the work of its date, which belongs to the new rung.
        climbs = change["kind"] == "climb"
        sees = on if climbs and settles(course.protocol) else on + timedelta(days=1)
        place.finished = change["rung"][1] > len(ladder.rungs)
        place.rung = min(change["rung"][1], len(ladder.rungs))
        place.reached, place.begins = on, sees
        if not climbs:
            place.newest = on + timedelta(days=1)
        open_and_close(course, found, on, sees)
    return found


def open_and_close(course: Course, found: dict[str, Place], on: date, sees: date) -> None:
    """It opens the day after (under `settle`, that day), closes again when that ladder drops, and
    then begins at its first rung; so may what stands after it."""
    for _ in course.members:
        for member in course.members:
            place = found[member.exercise]
            if place.open != finished_enough(member, found):
                found[member.exercise] = Place(on, sees, open=not place.open, newest=place.newest)


def in_force(course: Course, on: date) -> dict[str, Place]:
    """Where they stand for the work of a date."""
    if ("in force", on) not in course.known:
        early = settles(course.protocol)
        counted = [
            change
            for change in course.changes
            if change["date"] < on
            or (change["date"] == on and early and change["kind"] == "climb")
        ]
        course.known["in force", on] = places(course, counted)
    found: dict[str, Place] = course.known["in force", on]
    return found


def session_on(course: Course, on: date) -> Session:
    """The session of a date; an empty one where there is no entry."""
    return next((s for s in course.sessions if s.date == on), Session(on))


def timed_work(session: Session, name: str, meant: bool) -> Session:
    """Only when an exercise was worked on. `meant`: whether `all` stands for it."""
    lines = [
        line
        for line in session.lines
        if line.own
        and (
            (line.row.everything and meant)
            or (bool(line.row.target) and not lists_exercises(session))
            or any(item.exercise == name and is_work(item) for item in line.row.items)
        )
    ]
    return Session(
        session.date,
        clocks=[line.clock for line in lines if line.clock is not None],
        doubts={"clock" for line in lines if "time" in line.doubts},
    )


def rests(course: Course, name: str, on: date) -> bool:
    """After a drop, and for `wait`, the exercise rests. The wait counts from the last timed work
    on the exercise of the drop's date to the first of the date asked; where neither is timed, 24
    hours a calendar day; where one is, the least that it can have been."""
    ladder = next(m.ladder for m in course.members if m.exercise == name)
    for change in course.changes:
        if change["kind"] != "drop" or change["exercise"] != name or change["date"] >= on:
            continue
        assert ladder is not None and ladder.drop is not None
        dropped = session_on(course, change["date"])
        asked = timed_work(session_on(course, on), name, meant=True)
        dropped = timed_work(dropped, name, name in meant_by_all(course, dropped))
        if rest_between(dropped, asked)[0] < hours_of(ladder.drop.get("wait", 0)):
            return True
    return False


def is_open_on(course: Course, name: str, on: date) -> bool:
    """Neither closed nor resting: prescribed on that date."""
    if ("open", name, on) not in course.known:
        answer = in_force(course, on)[name].open and not rests(course, name, on)
        course.known["open", name, on] = answer
    return bool(course.known["open", name, on])


# ---------------------------------------------------------------- schedules


def days_since(course: Course, slot: Slot, on: date) -> int:
    """How many days ago it was last done in this stage. Before it was first done, it counts as
    last done N days before the stage is seen."""
    key = ("since", slot.members[0].exercise, on)
    if key not in course.known:
        begins = stretch_begins(course.protocol, course.decisions)
        last = begins - timedelta(days=slot.schedule.first)
        for session in course.sessions:
            if begins <= session.date < on and was_done(course, slot, session):
                last = session.date
        course.known[key] = (on - last).days
    return int(course.known[key])


def was_done(course: Course, slot: Slot, session: Session, *, of_any: bool = False) -> bool:
    """Known work of 0 is not done; unreadable work is. Doing one of a `one_of` is doing it. For a
    schedule, work on what is not open is none; `of_any`: whether it is open or not."""
    names = {member.exercise for member in slot.members}
    if not of_any:
        names = {name for name in names if is_open_on(course, name, session.date)}
    for line in session.lines:
        if names if line.maybe is None else line.maybe & names:
            return True
    if any(item.exercise in names and is_work(item) for item in session.items):
        return True
    return session.everything and bool(names & meant_by_all(course, session))


def meant_by_all(course: Course, session: Session) -> set[str]:
    """`all` is all that is prescribed on that date, and of what has a schedule what is due."""
    meant = set()
    for slot in course.slots:
        days = slot.schedule.has_days
        if not days or days_since(course, slot, session.date) >= slot.schedule.means:
            names = {member.exercise for member in slot.members}
            meant |= {name for name in names if is_open_on(course, name, session.date)}
    return meant


Part = tuple[Slot, list[Dose]]
"""Something that counts on a date: the open exercises of a slot, each on its rung of that date."""


def prescribed_on(course: Course, on: date) -> list[Part]:
    """What `reps` could count: neither what is closed or rests, nor what has no stated dose."""
    parts = []
    for slot in course.slots:
        doses = [
            member.on_rung(in_force(course, on)[member.exercise].rung)
            for member in slot.members
            if is_open_on(course, member.exercise, on)
        ]
        stated = [dose for dose in doses if dose.counted is not None]
        parts += [(slot, stated)] if stated else []
    return parts


def counted_on(course: Course, session: Session) -> list[Part]:
    """On a date, `reps` counts an exercise with a schedule if it is missed, or if it is done on a
    day on which it may be. Where nothing would count so, all that was done counts."""
    parts = prescribed_on(course, session.date)
    counted = [part for part in parts if counts(course, part[0], session)]
    return counted or [part for part in parts if was_done(course, part[0], session)]


def counts(course: Course, slot: Slot, session: Session) -> bool:
    if not slot.schedule.has_days:
        return True
    since = days_since(course, slot, session.date)
    done = was_done(course, slot, session)
    return since >= slot.schedule.missed or (done and since >= slot.schedule.may)


def completion(view: View, of: str | None, session: Session) -> Range | None:
    """Each training session's completion, in percent. `reps` of one exercise leaves out the dates
    on which it does not count."""
    course, on = view.course, session.date
    if view.exercise is not None:
        of = view.exercise
        parts = [part for part in prescribed_on(course, on) if has_dose(part, of)]
    else:
        parts = counted_on(course, session)
    if of is not None:
        parts = [
            (slot, [dose for dose in doses if dose.exercise == of])
            for slot, doses in parts
            if has_dose((slot, doses), of)
        ]
        if not parts:
            return None
    if "work" in session.doubts:
        return ZERO, TOP["reps"]
    names = {m.exercise for m in course.members if is_open_on(course, m.exercise, on)}
    lists = session.everything or any(item.exercise in names for item in session.items)
    choose = int(course.protocol["stages"][course.stage].get("choose", len(course.slots)))
    if of is not None and not lists and session.totals:
        low, high = ZERO, ONE  # totals, where `of` asks for one exercise
    elif session.totals and not lists and parts and counts_repetitions(parts):
        amounts = [max(dose.amount for dose in doses) for _, doses in parts]
        low, high = share_of_totals(amounts, choose, session)
    elif session.totals and not lists and not course.slots:
        low, high = share_of_totals([], choose, session)
    elif session.totals and not lists:
        low, high = ZERO, ONE  # totals are repetitions
    elif parts:
        meant = meant_by_all(course, session)
        shares = [share_of_part(doses, session, meant) for _, doses in parts]
        low = mean(best([share[0] for share in shares], choose))
        high = mean(best([share[1] for share in shares], choose))
    else:
        low, high = ZERO, ONE  # nothing is left to count; or the stage prescribes nothing
    return low * 100, high * 100


def counts_repetitions(parts: list[Part]) -> bool:
    return all(dose.counted == "reps" for _, doses in parts for dose in doses)


def has_dose(part: Part, name: str) -> bool:
    return any(dose.exercise == name for dose in part[1])


def share_of_part(doses: list[Dose], session: Session, meant: set[str]) -> Range:
    """Of a `one_of`, either counts, and is enough."""
    shares = [share_of_dose(dose, session, meant) for dose in doses]
    return max(low for low, _ in shares), max(high for _, high in shares)


# ---------------------------------------------------------------- a session seen from a ladder


def has_work(session: Session) -> bool:
    done = session.everything or any(map(is_work, session.items))
    return done or bool(session.totals) or "work" in session.doubts


def lists_exercises(session: Session) -> bool:
    return any(line.lists_something for line in session.lines)


def of_exercise(course: Course, session: Session, member: Member) -> Session:
    """Only rows that list the exercise are its work, and `pain` is that of these rows and of rows
    that list no work. What else was rated or measured on a date is seen whole. Work on a date on
    which it is not open is none."""
    name, on = member.exercise, session.date
    if on < stretch_begins(course.protocol, course.decisions):
        return session  # of another stage: only its newest values are seen
    is_open = is_open_on(course, name, on)
    meant = is_open and name in meant_by_all(course, session)
    listing = [line for line in session.lines if lists(line, name, meant)]
    kept = [line for line in session.lines if line in listing or not line.lists_something]
    rows = [
        Row(tuple(i for i in row.items if i.exercise == name), row.everything and meant)
        for row in session.rows
    ]
    in_doubt = any(line.maybe is None or name in line.maybe for line in listing)
    if not lists_exercises(session):
        # Totals are work of unknown amount on it where the date lists no exercise.
        rows = session.rows
        in_doubt = any("work" in line.doubts for line in session.lines)
    timed = timed_work(session, name, meant)
    work = {"work", "clock", "time", *WORK}
    doubts = {
        doubt
        for line in session.lines
        for doubt in line.doubts - work
        if line in kept or doubt not in ("pain", "cut_short")
    }
    doubts |= session.doubts - {each for line in session.lines for each in line.doubts} - work
    whole = [each for each in session.ratings if each.name != "pain"]
    return replace(
        session,
        ratings=whole + [r for line in kept for r in line.ratings if r.name == "pain"],
        rows=rows if is_open else [],
        cuts={line.cut for line in kept if line.cut is not None and line.own},
        efforts=[
            replace(line.effort, exercises=frozenset({name}), everything=False) for line in listing
        ],
        clocks=timed.clocks if is_open else [],
        doubts=doubts | timed.doubts | ({"work"} if in_doubt and is_open else set()),
    )


def lists(line: Line, name: str, meant: bool) -> bool:
    """Whether a row lists an exercise, or may."""
    listed = any(item.exercise == name for item in line.row.items)
    return listed or (line.row.everything and meant) or line.maybe is None


# ---------------------------------------------------------------- what a gate sees


@dataclass(frozen=True)
class View:
    """What one gate sees on the date *D*, from a stage entered at `since`."""

    course: Course
    since: date
    on: date
    advance: bool
    stretch: list[Session]
    begins: date
    newest: list[Session]
    every: list[Session] = field(default_factory=list)
    """All up to *D*, over every move and gap."""
    injury: date | None = None
    settling: bool = False
    """Whether the work of *D* does not count yet."""
    alone: bool = False
    """Whether one date is read alone, for `repeat`."""
    unsure: bool = False
    """Whether a lapse hides more or less, as work that could not be read was training or none."""
    exercise: str | None = None
    """The one exercise that a climb or drop gate is asked of."""
    reached: date | None = None
    """When its rung was reached."""

    @property
    def protocol(self) -> Plain:
        return self.course.protocol

    @property
    def stage(self) -> str:
        return self.course.stage

    def trains(self, session: Session) -> bool:
        """In the gates of a ladder a training session is one with work on the exercise."""
        if self.exercise is not None:
            return has_work(session)
        return is_training(self.protocol, self.stage, session)

    def trainings(self, sessions: Iterable[Session]) -> list[Session]:
        """Work done on *D* does not count yet (nor towards N) while it settles."""
        return [s for s in sessions if self.trains(s) and not self.unsettled(s)]

    def unsettled(self, session: Session) -> bool:
        return self.settling and session.date == self.on


def settles(protocol: Plain) -> bool:
    """`settle: next morning`."""
    return "settle" in protocol


def stretch_begins(protocol: Plain, decisions: list[Node]) -> date:
    """Stretch rules see the present stage: the sessions after the date of the move that entered
    it; from that date on, where it was the start, an override, a clear, or an advance under
    `settle`."""
    entered = moves_of(decisions)[-1]
    own_date = entered["kind"] in ("start", "override", "clear") or (
        entered["kind"] == "advance" and settles(protocol)
    )
    return seen_from(entered, own_date)


def newest_begins(decisions: list[Node]) -> date:
    """Newest-value rules look back over advances, but not past a setback, refer, override or
    clear (sessions of an override's or clear's own date are seen; of a setback's or refer's are
    not)."""
    for decision in reversed(decisions):
        if decision["kind"] in ("setback", "refer", "override", "clear"):
            return seen_from(decision, decision["kind"] in ("override", "clear"))
    return date.min


def seen_from(decision: Node, own_date: bool) -> date:
    day: date = decision["date"]
    return day if own_date else day + timedelta(days=1)


def lapse(protocol: Plain, trainings: list[Session], on: date) -> date | None:
    """When two consecutive training sessions, or the last one and *D*, lie further apart than
    that, everything up to and including the earlier one is hidden."""
    if "lapse_after" not in protocol:
        return None
    dates = [session.date for session in trainings]
    hidden = None
    for earlier, later in pairwise([*dates, on]):
        if (later - earlier).days > days(protocol["lapse_after"]):
            hidden = earlier
    return hidden


def lapses(protocol: Plain, trainings: list[Session], on: date) -> set[date | None]:
    """What each way in which unreadable work was training or none would hide."""
    ways: list[list[Session]] = [[]]
    for session in trainings:
        none = ways if "work" in session.doubts else []
        ways = [*none, *([*way, session] for way in ways)]
    return {lapse(protocol, way, on) for way in ways}


def injured_on(sessions: Iterable[Session], on: date, injury: date | None) -> date | None:
    """The header's `injury`; a `reinjury` sets it anew. Not known where it is dated after *D*."""
    for session in sessions:
        if session.date <= on and "reinjury" in session.events:
            injury = session.date
    return None if injury is None or injury > on else injury


def view_of(
    course: Course, on: date, advance: bool, injury: date | None = None, of: Member | None = None
) -> View:
    """Everything up to and including *D* that the stage entered last may see; or, `of` an exercise
    with a ladder, its rung."""
    protocol, sessions, decisions = course.protocol, course.sessions, course.decisions
    begins, newest = stretch_begins(protocol, decisions), newest_begins(decisions)
    reached = None
    if of is not None:
        place = places(course, course.changes)[of.exercise]
        begins, newest, reached = place.begins, max(newest, place.newest), place.reached
        sessions = [of_exercise(course, session, of) for session in sessions]
    every = [s for s in sessions if s.date <= on]
    view = View(
        course=course,
        since=course.since,
        on=on,
        advance=advance,
        stretch=[s for s in every if s.date >= begins],
        begins=begins,
        newest=[s for s in every if s.date >= newest],
        every=every,
        injury=injured_on(sessions, on, injury),
        settling=advance and settles(protocol),
        exercise=None if of is None else of.exercise,
        reached=reached,
    )
    return after_lapse(view) if advance else view


def after_lapse(view: View) -> View:
    """What is seen begins on the day after it, newest values too."""
    trainings = [s for s in view.stretch if view.trains(s)]
    hidden = lapse(view.protocol, trainings, view.on)
    view = replace(view, unsure=len(lapses(view.protocol, trainings, view.on)) > 1)
    if hidden is None:
        return view
    begins = hidden + timedelta(days=1)
    return replace(
        view,
        begins=begins,
        stretch=[s for s in view.stretch if s.date >= begins],
        newest=[s for s in view.newest if s.date >= begins],
    )


def as_of(view: View, day: date) -> View:
    """The same view, asked on an earlier date of it. Its work has settled by now."""
    return replace(
        view,
        on=day,
        stretch=[s for s in view.stretch if s.date <= day],
        newest=[s for s in view.newest if s.date <= day],
        every=[s for s in view.every if s.date <= day],
        settling=False,
    )


def alone(view: View, session: Session) -> View:
    """One date read alone; of the other leg, what there was as of that date."""
    only = as_of(view, session.date)
    return replace(only, stretch=[session], newest=[session], begins=session.date, alone=True)


@dataclass(frozen=True)
class Window:
    """The sessions that a stretch rule looks over, and how many could still be missing."""

    sessions: list[Session]
    trainings: list[Session]
    missing: int


def last_sessions(view: View, count: int) -> Window:
    """The last N training sessions, and every other session from the first of them up to *D*;
    where there are fewer than N, all that is seen. The training sessions short of N could still
    hold anything."""
    trainings = view.trainings(view.stretch)
    if len(trainings) < count:
        return Window(view.stretch, trainings, count - len(trainings))
    first = trainings[-count].date
    return Window([s for s in view.stretch if s.date >= first], trainings[-count:], 0)


def last_days(view: View, count: int) -> Window:
    """The sessions dated after *D* minus N days. Each day before what is seen begins could hold
    at most one training session."""
    first = view.on - timedelta(days=count - 1)
    sessions = [s for s in view.stretch if s.date >= first]
    return Window(sessions, view.trainings(sessions), max(0, (view.begins - first).days))


def window_of(view: View, last: object, before: bool = False) -> Window:
    """`last: N sessions`, `last: N days`, `last: stage`. In a refer or setback gate only what
    was there to log counts. A window of N sessions that holds a date whose work is doubtful may
    lack one more session, in every kind of gate. `before`: counted before *D*."""
    text = str(last)
    if view.alone:
        return Window(view.stretch, view.stretch, 0)
    if before:
        view = replace(view, stretch=[s for s in view.stretch if s.date < view.on])
    if text == "stage":
        return Window(view.stretch, view.trainings(view.stretch), 0)
    if "session" not in text:
        window = last_days(view, days(text))
        return window if view.advance else Window(window.sessions, window.trainings, 0)
    window = last_sessions(view, int(text.partition(" ")[0]))
    in_doubt = sum("work" in session.doubts for session in window.trainings)
    missing = in_doubt + (window.missing if view.advance else 0)
    return Window(window.sessions, window.trainings, missing)


# ---------------------------------------------------------------- rules measure


def ignores(about: Plain) -> bool:
    """`missing: ignore`: what is not logged is left out. What was logged and is doubtful, or was
    felt under medication, is not."""
    return about.get("missing") == "ignore"


def read_stretch_pain(view: View, moment: str, about: Plain) -> Range | None:
    """The highest rating in the window. Every training session in it should have one: an
    unrated one could be anything up to 10. `during` counts ratings of other sessions in the
    window too, `after` does not. `morning`: every session in it should have one. While *D*
    settles, every rating of *D* counts, and an unrated training on *D* is left out like any
    other."""
    name = {"during": "pain", "after": "pain_after", "morning": "pain_morning"}[moment]
    quality, ignore = about.get("quality", "strain"), ignores(about)
    window = window_of(view, about.get("last", "1 day" if moment == "morning" else "1 session"))
    today = [s for s in window.sessions if view.unsettled(s)]
    owing = [*window.trainings, *(s for s in today if view.trains(s))]
    counted = [*window.trainings, *today]
    if moment == "morning":
        owing = window.sessions
    if moment != "after":
        counted = window.sessions
    found = [rated(session, name, quality, ignore) for session in counted]
    ratings = [rating for rating in found if rating is not None]
    left_out = any(rated(session, name, quality, ignore) is None for session in owing)
    if ignore:
        left_out, owing = False, []
    if not owing and not ratings and not (window.missing and not view.advance):
        return None
    low = max((low for low, _ in ratings), default=ZERO)
    high = max((high for _, high in ratings), default=ZERO)
    return low, TOP["pain"] if left_out or window.missing else high


def newest_of(values: list[tuple[date, Open]], oldest: date) -> Open | None:
    """A value dated *D* minus N days is still in."""
    young = [value for day, value in values if day >= oldest]
    return young[-1] if young else None


def read_newest(
    view: View, values: list[tuple[date, Open]], about: Plain, scale: Open
) -> Open | None:
    """Rules that take the newest value take its greatest age, `within: N days` (a value dated
    *D* minus N days is still in). Nothing to read: for a newest value no session at all."""
    found = newest_of(values, view.on - timedelta(days=days(about.get("within", "7 days"))))
    if found is not None:
        return found
    return None if ignores(about) or not view.newest else scale


def dated(sessions: Iterable[Session], value: Any) -> list[tuple[date, Open]]:
    """The dates that say something, oldest first, and what they say."""
    said = [(session.date, value(session)) for session in sessions]
    return [(day, found) for day, found in said if found is not None]


def read_pain(view: View, about: Plain) -> Open | None:
    """`moment`: `during` (default), `after`, `morning`; `rest`, `walking`, `palpation`, `test`."""
    moment = about.get("moment", "during")
    if moment in ("during", "after", "morning"):
        return read_stretch_pain(view, moment, about)
    name, quality = f"pain_{moment}", about.get("quality", "strain")
    values = dated(view.newest, lambda s: rated(s, name, quality, ignores(about)))
    return read_newest(view, values, about, PAIN_SCALE)


def read_aslr(view: View, about: Plain) -> Open | None:
    """`aslr`, `side`: `injured` (default), `other`: the newest."""
    side = about.get("side", "injured")
    values = dated(view.newest, lambda s: raised(s, side))
    return read_newest(view, values, about, (ZERO, TOP["aslr"]))


def read_reps(view: View, about: Plain) -> Range | None:
    """Then the mean over the window's sessions, or the worst. A session missing from the window
    is anything from nothing to all."""
    window = window_of(view, about.get("last", "3 sessions"))
    found = [completion(view, about.get("of"), session) for session in window.trainings]
    shares = [share for share in found if share is not None]
    if not shares:
        return None
    lows = [low for low, _ in shares] + [ZERO] * window.missing
    highs = [high for _, high in shares] + [TOP["reps"]] * window.missing
    if about.get("take", "mean") == "worst":
        return min(lows), min(highs)
    return mean(lows), mean(highs)


def read_time_in_stage(view: View, _about: Plain) -> Range:
    """*D* minus the date the stage was entered."""
    passed = Fraction((view.on - view.since).days)
    return passed, passed


def read_sessions(view: View, about: Plain) -> Range:
    """Training sessions that are there: always exact, but one that is doubtful counts as 0 or
    1."""
    trainings = window_of(view, about.get("last", "stage")).trainings
    in_doubt = sum("work" in session.doubts for session in trainings)
    return Fraction(len(trainings) - in_doubt), Fraction(len(trainings))


def hours(start: datetime, end: datetime) -> Fraction:
    """Zoned times are compared as instants, others as they are written."""
    if start.tzinfo is None or end.tzinfo is None:
        start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
    return Fraction((end - start) // timedelta(minutes=1), 60)


def rest_between(one: Session, other: Session) -> Range:
    """From the last timed work of one to the first of the next. Neither timed: 24 x the calendar
    days between; one timed: the range that the other day (00:00 to 24:00) allows. A time that
    cannot be read could be any time of its day."""
    midnight = datetime.combine(one.date, time())
    next_midnight = datetime.combine(other.date, time())
    whole_day = timedelta(days=1)
    timed = [bool(each.clocks) or "clock" in each.doubts for each in (one, other)]
    if not any(timed):
        between = Fraction(24 * (other.date - one.date).days)
        return between, between
    ends = [midnight, midnight + whole_day]
    if one.clocks:
        last = max(one.clocks, key=lambda clock: hours(midnight, clock.replace(tzinfo=None)))
        if all(clock.tzinfo for clock in one.clocks):
            last = max(one.clocks)
        ends = [last, midnight + whole_day if "clock" in one.doubts else last]
    starts = [next_midnight, next_midnight + whole_day]
    if other.clocks:
        first = min(other.clocks, key=lambda clock: hours(midnight, clock.replace(tzinfo=None)))
        if all(clock.tzinfo for clock in other.clocks):
            first = min(other.clocks)
        starts = [next_midnight if "clock" in other.doubts else first, first]
    return hours(ends[1], starts[0]), hours(ends[0], starts[1])


def read_rest(view: View, about: Plain) -> Range | None:
    """The shortest gap between consecutive training sessions. Fewer than two: nothing to read;
    in an advance gate, fewer than the window names: at most the shortest known."""
    window = window_of(view, about.get("last", "3 sessions"))
    gaps = [rest_between(one, other) for one, other in pairwise(window.trainings)]
    if not gaps:
        return None
    shortest = min(high for _, high in gaps)
    return (ZERO if window.missing else min(low for low, _ in gaps)), shortest


def read_symmetry(view: View, about: Plain) -> Open | None:
    """Newest injured / newest other x 100; the other leg's value is good over every move and gap.
    Either missing, or the other's 0: any ratio, not narrowed by the one known."""
    of = about["of"]
    if of == "aslr":
        own = dated(view.newest, lambda s: raised(s, "injured"))
        others = dated(view.every, lambda s: raised(s, "other"))
    else:
        own = dated(view.newest, lambda s: measured(view.protocol, s, of))
        others = dated(view.every, lambda s: measured(view.protocol, s, of, other=True))
    good = days(about.get("other_within", "28 days"))
    injured = newest_of(own, view.on - timedelta(days=days(about.get("within", "7 days"))))
    other = newest_of(others, view.on - timedelta(days=good))
    if not view.newest or (ignores(about) and (injured is None or other is None)):
        return None
    ends = [*(injured or [None]), *(other or [None])]
    if any(end is None for end in ends):
        return ZERO, None
    low, high, least, most = (end for end in ends if end is not None)
    if least <= 0:
        return ZERO, None
    return low / most * 100, high / least * 100


def rise_after(view: View, session: Session, ignore: bool) -> Range | None:
    """From that day's `pain_morning` (else `pain_rest`) to the next logged `pain_morning` within
    2 days and up to *D*. One that lacks either half, or whose half is medicated or doubtful,
    could be any rise."""
    before = rated(session, "pain_morning") or rated(session, "pain_rest")
    mornings = dated(
        [s for s in view.stretch if 0 < (s.date - session.date).days <= 2],
        lambda s: rated(s, "pain_morning"),
    )
    if before is None or not mornings:
        return None if ignore else RISES
    after = mornings[0][1]
    if before[0] != before[1] or after[0] is None or after[0] != after[1]:
        return RISES
    return after[0] - before[0], after[0] - before[0]


def read_flare(view: View, about: Plain) -> Range | None:
    """Over the last N training sessions before *D*: the largest rise; a fall is a negative
    rise."""
    window = window_of(view, about.get("last", "3 sessions"), before=True)
    found = [rise_after(view, session, ignores(about)) for session in window.trainings]
    rises = [rise for rise in found if rise is not None]
    if not rises and not (window.missing and not view.advance):
        return None
    rises += [RISES] * window.missing
    return max(low for low, _ in rises), max(high for _, high in rises)


def width(view: View, of: str) -> Open:
    """The scale of what a trend is of."""
    if of == "pain":
        return PAIN_SCALE
    return (ZERO, TOP["aslr"]) if of == "aslr" else measure_scale(view.protocol, of)


def less(one: Open, other: Open) -> Open:
    """What is left of anything in one range after anything in the other is taken away."""
    low = None if one[0] is None or other[1] is None else one[0] - other[1]
    high = None if one[1] is None or other[0] is None else one[1] - other[0]
    return low, high


def read_trend(view: View, about: Plain) -> Open | None:
    """Last minus first dated value; fewer than two: nothing to read. Where the window lacks
    something, the first could be anything."""
    of = about["of"]
    ways = {"pain": lambda s: rated(s, "pain"), "aslr": lambda s: raised(s, "injured")}
    window = window_of(view, about.get("last", "7 days"))
    value = ways.get(of, lambda s: measured(view.protocol, s, of))
    values = [found for _, found in dated(window.sessions, value)]
    scale = width(view, of)
    if len(values) < 2:
        return less(scale, scale) if window.missing and not view.advance else None
    return less(values[-1], scale if window.missing else values[0])


def read_measure(view: View, about: Plain) -> Open | None:
    """The newest; with `take: worst` or `mean`, over the values logged in `last: ...`: no session
    owes one, none logged is unknown, a window not yet full widens it."""
    of, take = about["of"], about.get("take", "newest")
    scale = bottom, top = measure_scale(view.protocol, of)
    if take == "newest":
        values = dated(view.newest, lambda s: measured(view.protocol, s, of))
        return read_newest(view, values, about, scale)
    window = window_of(view, about.get("last", "3 sessions"))
    found = [each for _, each in dated(window.sessions, lambda s: measured(view.protocol, s, of))]
    if not found:
        nothing = not window.sessions or ignores(about)
        return None if nothing else scale
    lows = [low for low, _ in found]
    highs = [high for _, high in found]
    if take == "mean":
        return mean_of(lows + [bottom] * window.missing), mean_of(highs + [top] * window.missing)
    if high_is_better(view.protocol, of):
        least = None if None in lows else min(low for low in lows if low is not None)
        most = [high for high in highs if high is not None]
        return (bottom if window.missing else least), min(most) if most else None
    least_bad = [low for low in lows if low is not None]
    worst = None if None in highs else max(high for high in highs if high is not None)
    return (max(least_bad) if least_bad else None), top if window.missing else worst


def mean_of(values: list[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return mean(known) if len(known) == len(values) else None


def read_since_injury(view: View, _about: Plain) -> Open:
    """*D* minus the injury; not known: unknown."""
    if view.injury is None:
        return ZERO, None
    passed = Fraction((view.on - view.injury).days)
    return passed, passed


def read_gap(view: View, _about: Plain) -> Open | None:
    """*D* minus the last training session before it in this stage. One whose work is doubtful may
    be none."""
    before = [s for s in view.trainings(view.stretch) if s.date < view.on]
    if not before:
        return None
    sure = [s for s in before if "work" not in s.doubts]
    longest = Fraction((view.on - sure[-1].date).days) if sure else None
    return Fraction((view.on - before[-1].date).days), longest


def caps_of(protocol: Plain) -> dict[str, Fraction]:
    exercises = protocol.get("exercises", {})
    return {n: number(each["pain_cap"]) for n, each in exercises.items() if "pain_cap" in each}


def excesses(view: View, session: Session, of: str | None, ignore: bool) -> list[Range]:
    """For each row that lists an exercise which has a `pain_cap`: its pain minus the cap."""
    caps = {n: cap for n, cap in caps_of(view.protocol).items() if of in (None, n)}
    prescribed = meant_by_all(view.course, session)
    found: list[Range] = []
    for effort in session.efforts:
        if effort.anything:
            found.append(RISES)
            continue
        listed = effort.exercises | (prescribed if effort.everything else set())
        for name in listed & set(caps):
            low = high = effort.pain
            if effort.in_doubt or (low is None and not ignore):
                low, high = PAIN_SCALE
            if low is None or high is None:
                continue
            if session.medicated:
                high = TOP["pain"]
            found.append((low - caps[name], high - caps[name]))
    return found


def read_over_cap(view: View, about: Plain) -> Range | None:
    """The largest excess of an exercise's pain over that exercise's `pain_cap`. No such row:
    nothing to read."""
    window = window_of(view, about.get("last", "1 session"))
    found = [
        excess
        for session in window.sessions
        for excess in excesses(view, session, about.get("of"), ignores(about))
    ]
    if not found and not (window.missing and not view.advance):
        return None
    found += [RISES] * window.missing
    return max(low for low, _ in found), max(high for _, high in found)


def better_is_higher(protocol: Plain, rule: str, about: Plain) -> bool:
    """The direction in which a reading improves."""
    if rule in ("measure", "trend"):
        of = about["of"]
        return of != "pain" and (of == "aslr" or high_is_better(protocol, of))
    return rule not in ("pain", "flare", "over_cap", "cut_short", "gap")


def closed(reading: Open) -> tuple[Any, Any]:
    """The ends of a range as numbers, infinite where they are open."""
    low, high = reading
    return (-inf if low is None else low), (inf if high is None else high)


def none_exceeds(ends: list[tuple[int, Any, Any]], last: int, by: Fraction) -> bool:
    """Whether all readings after one may lie within `by` of the best so far."""
    best = max(high for *_, high in ends[: last + 1])
    for _, low, high in ends[last + 1 :]:
        if low > best + by:
            return False
        best = max(best, min(high, best + by))
    return True


def read_plateau(view: View, about: Plain) -> Range | None:
    """Training sessions after the one at which the reading of `of`, asked on each one's date,
    last exceeded the best so far by more than `by`. The first reading is the first best; one that
    is not exactly known might have improved, and might have been the best that a later one did
    not exceed."""
    window = window_of(view, about.get("last", "stage"))
    rule, inner = about["of"], {}
    if not isinstance(rule, str):
        ((rule, inner),) = rule.items()
    readings: list[Open] = []
    for session in window.trainings:
        reading = RULES[rule](as_of(view, session.date), inner)
        if reading is None:
            reading = scale_of(view.protocol, rule, inner)
        if not better_is_higher(view.protocol, rule, inner):
            reading = less((ZERO, ZERO), reading)
        readings.append(reading)
    by = quantity(about.get("by", 0))
    ends = [(count, *closed(reading)) for count, reading in enumerate(readings)]
    if not ends:
        return None
    latest = max(
        count
        for place, (count, _, high) in enumerate(ends)
        if not place or high > max(low for _, low, _ in ends[:place]) + by
    )
    earliest = next(
        count for place, (count, *_) in enumerate(ends) if none_exceeds(ends, place, by)
    )
    shortest = len(window.trainings[latest + 1 :])
    longest = len(readings) - 1 - earliest
    if window.missing:
        longest = len(readings) + window.missing - 1
    return Fraction(shortest), Fraction(longest)


def read_cut_short(view: View, about: Plain) -> Open | None:
    """Training sessions in the window that were cut short for that reason; one without a reason
    whose completion may be below all could have been. Where the reason stands, or cannot be read,
    a session counts that came to no work at all."""
    window, why = window_of(view, about.get("last", "3 sessions")), about.get("why", "pain")
    counted = [
        session
        for session in window.sessions
        if session in window.trainings or why in session.cuts or "cut_short" in session.doubts
    ]
    if not counted:
        return None
    low = high = 0
    for session in counted:
        done, _ = completion(view, None, session) or (ZERO, ZERO)
        unsaid = not session.cuts and done < TOP["reps"] and not ignores(about)
        if why in session.cuts:
            low, high = low + 1, high + 1
        elif "cut_short" in session.doubts or unsaid:
            high += 1
    # A stretch that is not seen whole may hold any number of dates that came to no work.
    return Fraction(low), None if window.missing else Fraction(high)


def read_time_on_rung(view: View, _about: Plain) -> Range:
    """The days since the rung was reached."""
    assert view.reached is not None
    passed = Fraction((view.on - view.reached).days)
    return passed, passed


def top_of(view: View, name: str) -> Ladder:
    """The ladder of an exercise of the stage."""
    (ladder,) = [member.ladder for member in view.course.members if member.exercise == name]
    assert ladder is not None
    return ladder


def read_ladder(view: View, about: Plain) -> Range:
    """The rung, from 1; the top rung done is one more than the number of rungs. In an advance
    gate it reads the rung after what the date changed, in a refer or setback gate, and in those
    of a ladder, before."""
    after = view.advance and view.exercise is None
    course = view.course if after else view.course.before(view.on)
    place = places(course, course.changes)[about["of"]]
    rung = Fraction(place.rung + place.finished)
    return rung, rung


def done_on(view: View, slot: Slot, session: Session) -> Range:
    """A date counts once (with `per_day: k`, by how many whole doses of it were done, up to k;
    unknown work is anything from nothing to all; work in a rest is none)."""
    course, times = view.course, slot.schedule.per_day
    place = in_force(course, session.date)
    turned = [m for m in slot.members if is_open_on(course, m.exercise, session.date)]
    if not turned:
        return ZERO, ZERO
    slot = replace(slot, members=tuple(turned))
    doses = [member.on_rung(place[member.exercise].rung) for member in turned]
    if "work" in session.doubts:
        return ZERO, Fraction(times)
    if session.totals and not lists_exercises(session):
        return ZERO, Fraction(times)
    if not was_done(course, slot, session, of_any=True):
        return ZERO, ZERO
    meant = meant_by_all(course, session)
    whole = session.everything and any(dose.exercise in meant for dose in doses)
    if times == 1 or whole:
        return Fraction(times), Fraction(times)
    if any(dose.counted is None for dose in doses):
        return ZERO, Fraction(times)
    low, high = share_of_part(doses, session, meant)
    return Fraction(int(low * times)), Fraction(int(high * times))


def read_adherence(view: View, about: Plain) -> Range | None:
    """Over a window of days, done / due in percent, each exercise for itself; without `of`, the
    worst of them."""
    found = []
    for slot in view.course.slots:
        names = [member.exercise for member in slot.members]
        if about.get("of") in (None, *names):
            share = adherence_to(view, slot, about)
            found += [] if share is None else [share]
    if not found:
        return None
    return min(low for low, _ in found), min(high for _, high in found)


def adherence_to(view: View, slot: Slot, about: Plain) -> Range | None:
    """With `every: N days` an exercise is due once in each whole N days of the window that the
    stage has been seen, from when its turn came (`after`); a rest after a drop changes nothing of
    what is due; `per_week: k` k times in each seven days, rounded down; times `per_day`; without
    any of them, in each training session. A day without an entry is a day on which it was not
    done."""
    course, schedule = view.course, slot.schedule
    window = last_days(view, days(about.get("last", "7 days")))
    missing = window.missing if view.advance else 0
    first = max(view.begins, view.on - timedelta(days=days(about.get("last", "7 days")) - 1))
    last = 0 if view.settling else 1  # the date itself is no day of the window yet
    seen = [first + timedelta(days=count) for count in range((view.on - first).days + last)]
    names = [member.exercise for member in slot.members]
    closed = [day for day in seen if not any(in_force(course, day)[name].open for name in names)]
    is_open = {day for day in seen if not closed or day > closed[-1]}
    if not is_open:
        return None
    counted = [s for s in window.sessions if s.date in is_open and not view.unsettled(s)]
    if schedule.has_days:
        due = schedule.due(len(is_open) + missing)
    elif schedule.per_day > 1:
        due = (len(is_open) + missing) * schedule.per_day
    else:
        due = (len(view.trainings(counted)) + missing) * schedule.per_day
    if not due:
        return None
    done = [done_on(view, slot, session) for session in counted]
    low = sum((low for low, _ in done), ZERO)
    high = sum((high for _, high in done), ZERO) + missing * schedule.per_day
    return min(ONE, low / due) * 100, min(ONE, high / due) * 100


RULES: dict[str, Any] = {
    "ladder": read_ladder,
    "time_on_rung": read_time_on_rung,
    "adherence": read_adherence,
    "pain": read_pain,
    "aslr": read_aslr,
    "reps": read_reps,
    "time_in_stage": read_time_in_stage,
    "sessions": read_sessions,
    "rest": read_rest,
    "symmetry": read_symmetry,
    "flare": read_flare,
    "trend": read_trend,
    "measure": read_measure,
    "since_injury": read_since_injury,
    "gap": read_gap,
    "over_cap": read_over_cap,
    "plateau": read_plateau,
    "cut_short": read_cut_short,
}


def scale_of(protocol: Plain, rule: str, about: Plain) -> Open:
    """Every value that a rule can have."""
    if rule in TOP:
        return ZERO, TOP[rule]
    if rule in ("flare", "over_cap"):
        return RISES
    if rule == "measure":
        return measure_scale(protocol, about["of"])
    if rule == "trend":
        of = about["of"]
        scale = (ZERO, TOP[of]) if of in TOP else measure_scale(protocol, of)
        return less(scale, scale)
    return (ONE if rule == "ladder" else ZERO), None


# ---------------------------------------------------------------- limits and verdicts


def passes(limits: Plain, value: Fraction) -> bool:
    """Several must all hold. Boundaries are exact: `at_most: 3` passes 3, `below: 3` does not."""
    held = {
        "at_most": lambda limit: value <= limit,
        "at_least": lambda limit: value >= limit,
        "below": lambda limit: value < limit,
        "above": lambda limit: value > limit,
        "is": lambda limit: value == limit,
    }
    return all(held[name](quantity(limits[name])) for name in LIMITS if name in limits)


def judged(limits: Plain, low: Fraction | None, high: Fraction | None) -> str:
    """A limit is met if every possible value passes it, unmet if none does, unknown otherwise.

    Between two neighbouring limits all values fare alike, so one of each stretch will do; beyond
    the last one too, where an end is open.
    """
    corners = [quantity(limits[name]) for name in LIMITS if name in limits]
    ends = [*corners, *(end for end in (low, high) if end is not None)]
    low = min(ends) - 1 if low is None else low
    high = max(ends) + 1 if high is None else high
    points = sorted({low, high, *(corner for corner in corners if low <= corner <= high)})
    points = [*points, *((one + other) / 2 for one, other in pairwise(points))]
    answers = [passes(limits, point) for point in points]
    if all(answers):
        return MET
    return UNKNOWN if any(answers) else UNMET


def courses(view: View) -> list[View]:
    """What is seen for each way in which work that could not be read was training or none. A
    date alone, under `repeat`, is weighed there."""
    in_doubt = [session.date for session in view.stretch if "work" in session.doubts]
    if view.alone:
        return [view]
    found = [view]
    for day in in_doubt:
        found += [replace(each, stretch=[idle(s, day) for s in each.stretch]) for each in found]
    return found


def idle(session: Session, day: date) -> Session:
    """A session of that day as one without work."""
    if session.date != day:
        return session
    return replace(session, rows=[], lines=[], doubts=session.doubts - {"work"})


FOLDED = ("time_in_stage", "since_injury", "ladder", "time_on_rung")
"""Rules that look at no session."""


def takes_newest(rule: str, about: Plain) -> bool:
    """Rules that take the newest value, or no window: no training session matters to them."""
    if rule in (*FOLDED, "aslr", "symmetry"):
        return True
    stretch = ("during", "after", "morning")
    return (rule == "pain" and about.get("moment", "during") not in stretch) or (
        rule == "measure" and about.get("take", "newest") == "newest"
    )


def read(view: View, rule: str, about: Plain) -> Open | None:
    """Doubt only moves a verdict towards holding: what covers the readings of all courses, and
    with more than 4 dates in doubt anything. Nothing to read on some of them could be anything in
    an advance gate; in others it keeps a criterion from being met."""
    if view.unsure and rule not in FOLDED:
        return scale_of(view.protocol, rule, about)
    in_doubt = [session for session in view.stretch if "work" in session.doubts]
    if takes_newest(rule, about) or not in_doubt or view.alone:
        found: Open | None = RULES[rule](view, about)
        return found
    scale = scale_of(view.protocol, rule, about)
    if len(in_doubt) > 4:
        return scale
    readings = [RULES[rule](each, about) for each in courses(view)]
    found = [closed(reading) for reading in readings if reading is not None]
    if not found:
        return None
    low, high = min(low for low, _ in found), max(high for _, high in found)
    ends = (None if low == -inf else low), (None if high == inf else high)
    if len(found) < len(readings) and (view.advance or judged(about, *ends) == MET):
        return scale
    return ends


def ask_criterion(view: View, rule: str, about: Plain) -> Node:
    """Advance gates: what is missing could still hold anything. Refer and setback gates: nothing
    to read yet never fires it: such a criterion is unmet."""
    if rule == "ladder" and about.get("is") == "finished":
        about = {**about, "is": len(top_of(view, about["of"]).rungs) + 1}
    reading = read(view, rule, about)
    if reading is None and view.advance:
        reading = scale_of(view.protocol, rule, about)
    if reading is None:
        return {"rule": rule, "verdict": UNMET, "low": None, "high": None}
    low, high = reading
    return {"rule": rule, "verdict": judged(about, low, high), "low": low, "high": high}


def all_of(verdicts: list[str]) -> str:
    """`all` is unmet if any is unmet, else unknown if any is unknown, else met."""
    if UNMET in verdicts:
        return UNMET
    return UNKNOWN if UNKNOWN in verdicts else MET


def any_of(verdicts: list[str]) -> str:
    """`any` is met if any is met, else unknown if any is unknown, else unmet."""
    if MET in verdicts:
        return MET
    return UNKNOWN if UNKNOWN in verdicts else UNMET


def none_of(verdicts: list[str]) -> str:
    """`none` is the negation of `any`."""
    return {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}[any_of(verdicts)]


def some_of(verdicts: list[str], enough: int) -> str:
    """`some` is met when enough are met, unmet when enough can no longer be, else unknown."""
    if verdicts.count(MET) >= enough:
        return MET
    possible = verdicts.count(MET) + verdicts.count(UNKNOWN)
    return UNKNOWN if possible >= enough else UNMET


def one_key(node: Plain) -> str:
    """A mapping with one key; `from` and `choice` may stand in any mapping."""
    (key,) = [key for key in node if key not in ("from", "choice")]
    return key


def ask_repeat(view: View, about: Plain) -> Node:
    """On so many of those training sessions the criteria held, each read on that one date alone.
    A session that the window lacks is unknown; one whose work is doubtful may be none, so that
    it cannot count as met."""
    if view.unsure:
        return {"op": "repeat", "verdict": UNKNOWN, "of": []}
    window = window_of(view, about["last"])
    asked = []
    for session in window.trainings:
        node = ask(alone(view, session), about["when"])
        if "work" in session.doubts and node["verdict"] == MET:
            node = {**node, "verdict": UNKNOWN}
        asked.append(node)
    verdicts = [node["verdict"] for node in asked] + [UNKNOWN] * window.missing
    return {"op": "repeat", "verdict": some_of(verdicts, int(about["times"])), "of": asked}


def ask(view: View, when: Any) -> Node:
    """`when` takes a criterion, a combinator or a list; a list means all of them."""
    if isinstance(when, list):
        when = {"all": when}
    key = one_key(when)
    if key == "repeat":
        return ask_repeat(view, when[key])
    if key not in ("all", "any", "none", "some"):
        return ask_criterion(view, key, when[key])
    asked = [ask(view, each) for each in (when[key]["of"] if key == "some" else when[key])]
    verdicts = [each["verdict"] for each in asked]
    if key == "some":
        verdict = some_of(verdicts, int(when[key]["at_least"]))
    else:
        verdict = {"all": all_of, "any": any_of, "none": none_of}[key](verdicts)
    return {"op": key, "verdict": verdict, "of": asked}


# ---------------------------------------------------------------- the gates of a stage


def as_list(transitions: Any) -> list[Plain]:
    """Each a mapping, or a list tried in order."""
    if transitions is None:
        return []
    return list(transitions) if isinstance(transitions, list) else [transitions]


def is_open(protocol: Plain, stage: str) -> bool:
    """Neither final nor `referred`."""
    return stage != REFERRED and not protocol["stages"][stage].get("final", False)


def target(protocol: Plain, stage: str, kind: str, transition: Plain, everywhere: bool) -> str:
    """An advance's `to` defaults to the next stage, a setback's to the stage before. A
    protocol-level setback never moves anyone forward: it starts the present stage anew."""
    order = list(protocol["stages"])
    here = order.index(stage)
    if kind == "refer":
        return REFERRED
    if kind == "advance":
        return str(transition.get("to", order[min(here + 1, len(order) - 1)]))
    to = str(transition.get("to", order[max(here - 1, 0)]))
    return stage if everywhere and order.index(to) > here else to


def ask_gates(
    course: Course,
    on: date,
    kinds: Sequence[str] = ("refer", "setback", "advance"),
    injury: date | None = None,
) -> list[Node]:
    """Every `refer`, every `setback`, every `advance`; protocol-level before stage-level."""
    protocol, stage = course.protocol, course.stage
    if not is_open(protocol, stage):
        return []
    gates = []
    for kind in kinds:
        view = view_of(course, on, kind == "advance", injury)
        for everywhere, place in ((True, protocol), (False, protocol["stages"][stage])):
            for transition in as_list(place.get(kind)):
                tree = ask(view, transition["when"])
                to = target(protocol, stage, kind, transition, everywhere)
                gates.append({"kind": kind, "to": to, "verdict": tree["verdict"], "gate": tree})
    return gates


def ask_ladder(
    course: Course, member: Member, on: date, injury: date | None, held: bool
) -> list[Node]:
    """The drop gate and the climb gate of one exercise, asked of it alone, since its rung was
    reached. A climb gate sees like an advance gate, a drop gate like a setback gate. A finished
    ladder is asked for drops only; a closed one for nothing, and a resting one for no climb."""
    name, ladder = member.exercise, member.ladder
    place = places(course, course.changes)[name]
    if ladder is None or not place.open:
        return []
    gates = []
    climbs = False
    if not place.finished and not rests(course, name, on):
        tree = ask(view_of(course, on, True, injury, member), ladder.climb["when"])
        gates.append({"kind": "climb", "exercise": name, "verdict": tree["verdict"], "gate": tree})
        climbs = tree["verdict"] == MET and not held
    if ladder.drop is not None:
        view = view_of(course, on, False, injury, member)
        # Under `settle` the work of a date that climbs belongs to the new rung.
        view = replace(view, settling=settles(course.protocol) and climbs)
        tree = ask(view, ladder.drop["when"])
        drop = {"kind": "drop", "exercise": name, "verdict": tree["verdict"], "gate": tree}
        gates.insert(0, drop)
    return gates


def changed(course: Course, member: Member, gates: list[Node], on: date, held: bool) -> list[Node]:
    """A drop gate that is met drops; else a climb gate that is met climbs one rung. Nothing climbs
    while its drop gate or (`held`) a refer or setback gate of the stage is unknown."""
    said = {gate["kind"]: gate["verdict"] for gate in gates}
    ladder, place = member.ladder, places(course, course.changes)[member.exercise]
    assert ladder is not None
    before = place.rung + place.finished
    if said.get("drop") == MET and ladder.drop is not None:
        after = max(1, place.rung - int(ladder.drop.get("by", 1)))
        kind = "drop"
    elif said.get("climb") == MET and said.get("drop") != UNKNOWN and not held:
        kind, after = "climb", before + 1
    else:
        return []
    stage = course.stage
    about = {"exercise": member.exercise, "rung": (before, after)}
    return [decision(on, kind, stage, stage) | about]


def ask_ladders(
    course: Course, on: date, injury: date | None, held: bool
) -> tuple[list[Node], list[Node]]:
    """Each ladder, in the order of the stage: the gates that were asked, the climbs and drops."""
    course, asked = course.before(on), list[Node]()
    made: list[Node] = []
    for member in course.members if is_open(course.protocol, course.stage) else []:
        so_far = Course(course.protocol, [*course.decisions, *made], course.sessions)
        if not places(course, course.changes)[member.exercise].open:
            continue  # what opens on a date has yet to be done
        gates = ask_ladder(so_far, member, on, injury, held)
        asked += gates
        made += changed(so_far, member, gates, on, held) if gates else []
    return asked, made


def advise(course: Course, on: date, injury: date | None = None) -> list[Node]:
    """A list of `{when, say}`, of the protocol or a stage: moves nobody. Asked like a setback gate
    in the stage of the last decision; the met ones are given."""
    if not is_open(course.protocol, course.stage):
        return []
    view = view_of(course.before(on), on, False, injury)
    given = []
    for place in (course.protocol, course.protocol["stages"][course.stage]):
        for each in place.get("advise", []):
            tree = ask(view, each["when"])
            if tree["verdict"] == MET:
                given.append({"say": each["say"], "gate": tree})
    return given


def given(course: Course, on: date, injury: date | None = None) -> list[Node]:
    """Asked in the stage that the date begins in and, after a move, in the one it leads to."""
    decisions = course.decisions
    before = [each for each in decisions if each["date"] < on or each["kind"] == "start"]
    first = advise(Course(course.protocol, before, course.sessions), on, injury)
    said = [each["say"] for each in first]
    moved = moves_of(before) != moves_of(decisions)
    later = advise(course, on, injury) if moved else []
    return [*first, *(each for each in later if each["say"] not in said)]


# ---------------------------------------------------------------- one date, and all of them


def first_met(gates: list[Node]) -> Node | None:
    """The first that is met fires."""
    return next((gate for gate in gates if gate["verdict"] == MET), None)


def decide(
    protocol: Plain,
    sessions: list[Session],
    decisions: list[Node],
    injury: date | None = None,
) -> tuple[list[Node], list[Node]]:
    """The decisions of one date *D*, at most one of them a move, and the gates that were asked.
    `sessions` ends with that of *D*."""
    course, today = Course(protocol, decisions, sessions), sessions[-1]
    stage, on = course.stage, today.date

    def move(kind: str, to: str) -> Node:
        return decision(on, kind, stage, to)

    if today.events & {"red_flag", "reinjury"}:
        return ([] if stage == REFERRED else [move("refer", REFERRED)]), []
    if stage == REFERRED:
        cleared = "clear" in today.events
        return ([move("clear", today.goals["clear"])] if cleared else []), []
    if "override" in today.events:
        gates = ask_gates(course, on, ["refer"], injury)
        if first_met(gates) is not None:
            return [move("refer", REFERRED)], gates
        return [move("override", today.goals["override"])], gates
    dangers = ask_gates(course, on, ["refer", "setback"], injury)
    fired = first_met(dangers)
    if fired is not None:
        # The others are asked for what they show; no rung changes.
        ladders, _ = ask_ladders(course, on, injury, held=True)
        advances = ask_gates(course, on, ["advance"], injury)
        return [move(fired["kind"], fired["to"])], [*dangers, *ladders, *advances]
    held = any(gate["verdict"] == UNKNOWN for gate in dangers)
    ladders, made = ask_ladders(course, on, injury, held)
    course = Course(protocol, [*decisions, *made], sessions)
    advances = ask_gates(course, on, ["advance"], injury)
    fired = None if held else first_met(advances)
    made += [] if fired is None else [move("advance", fired["to"])]
    return made, [*dangers, *ladders, *advances]


def decision(on: date, kind: str, start: str | None, to: str) -> Node:
    return {"date": on, "kind": kind, "from": start, "to": to}


@dataclass
class Day:
    """Where a date leaves every ladder of the stage, and what `reps` counts on it."""

    rungs: dict[str, int]
    """From 1; one more than the ladder has, where its top rung is done."""
    counted: list[list[tuple[str, Fraction]]]
    """Each exercise and its whole dose; of a `one_of`, each member."""


@dataclass
class Replay:
    """What a whole log comes to."""

    decisions: list[Node]
    stage: str
    since: date | None
    outlook: list[Node]
    asked: list[Node]
    advice: list[Node] = field(default_factory=list)
    days: dict[date, Day] = field(default_factory=dict)

    @property
    def moves(self) -> list[Node]:
        return moves_of(self.decisions)

    @property
    def changes(self) -> list[Node]:
        return [each for each in self.decisions if each["kind"] in ("climb", "drop")]


def day_of_course(course: Course, today: Session) -> Day:
    found = places(course, course.changes)
    laddered = [member.exercise for member in course.members if member.ladder is not None]
    parts = counted_on(course, today)
    return Day(
        rungs={name: found[name].rung + found[name].finished for name in laddered},
        counted=[[(dose.exercise, dose.amount) for dose in doses] for _, doses in parts],
    )


def begin(protocol: Plain, on: date) -> Node:
    """The first makes a `start` decision; the first stage is where everyone starts."""
    return decision(on, "start", None, next(iter(protocol["stages"])))


def outlook_of(course: Course, on: date, injury: date | None) -> list[Node]:
    """The gates of the stage now, as asked on the last date."""
    if not is_open(course.protocol, course.stage):
        return []
    dangers = ask_gates(course.before(on), on, ["refer", "setback"], injury)
    held = any(gate["verdict"] == UNKNOWN for gate in dangers)
    ladders = [gate for m in course.members for gate in ask_ladder(course, m, on, injury, held)]
    return [*dangers, *ladders, *ask_gates(course, on, ["advance"], injury)]


def replay_sessions(
    protocol: Plain, sessions: list[Session], injury: date | None = None
) -> Replay:
    decisions: list[Node] = []
    asked: list[Node] = []
    known: dict[date, Day] = {}
    for count, today in enumerate(sessions, start=1):
        decisions = decisions or [begin(protocol, today.date)]
        made, asked = decide(protocol, sessions[:count], decisions, injury)
        decisions = [*decisions, *made]
        course = Course(protocol, decisions, sessions[:count])
        known[today.date] = day_of_course(course, today)
    if not decisions:
        return Replay([], next(iter(protocol["stages"])), None, [], [])
    newest = sessions[-1].date
    course = Course(protocol, decisions, sessions)
    return Replay(
        decisions=decisions,
        stage=course.stage,
        since=course.since,
        outlook=outlook_of(course, newest, injury),
        asked=asked,
        advice=given(course, newest, injury),
        days=known,
    )


def replay(
    protocol: Plain,
    entries: Iterable[Plain],
    injured: str | None = None,
    injury: date | None = None,
) -> Replay:
    """State is a fold of the log."""
    return replay_sessions(protocol, sessions_of(protocol, entries, injured), injury)
