"""A second, slow and obvious engine, written from the contract's text alone.

Only tests use it: whatever it and the real engine disagree about is a fault in one of them, or
a sentence of the contract that can be read in two ways. Every date is decided anew from the
whole log; the only thing carried on is the list of decisions made so far. Each function stands
for a sentence of the contract, which its docstring quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

Plain = Mapping[str, Any]
Node = dict[str, Any]
Range = tuple[Fraction, Fraction]

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
ZERO, ONE = Fraction(0), Fraction(1)
TOP = {"pain": Fraction(10), "aslr": Fraction(180), "reps": Fraction(100)}


# ---------------------------------------------------------------- what plain values say


def absent(entry: Plain, name: str) -> bool:
    """Every field but `date` may be absent or empty."""
    return entry.get(name) is None or entry.get(name) == ""


def number(value: object) -> Fraction:
    """Arithmetic is exact."""
    return Fraction(str(value))


def cell(entry: Plain, name: str) -> Fraction | None:
    return None if absent(entry, name) else number(entry[name])


def quantity(value: object) -> Fraction:
    """A limit may carry its unit (`90%`, `75 deg`, `3 days`, `2 weeks`)."""
    found = re.fullmatch(r"([0-9./]+)\s*(%|deg|days?|weeks?)?", str(value).strip())
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


def folded(name: str) -> str:
    """Ignoring case, spaces, `-` and `_`."""
    return re.sub(r"[\s_-]", "", name).casefold()


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

    @property
    def amount(self) -> Fraction | None:
        return None if self.repetitions is None else sum(self.repetitions, ZERO)


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


@dataclass
class Session:
    """All the entries of one calendar date; order inside it never matters."""

    date: date
    pains: dict[str, Fraction] = field(default_factory=dict)
    aslr: dict[str, Fraction] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    events: set[str] = field(default_factory=set)
    goals: dict[str, str] = field(default_factory=dict)

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
    return Item(exercise_id(protocol, name), counted, alone, hold, load, stated)


def items_of_cell(protocol: Plain, text: str) -> list[Item]:
    """A day's work in one cell: `heel-dig 3x10 @8s; bridge 10+10+8`."""
    items = []
    for part in (part.strip() for part in text.split(";")):
        if part in ("", "all"):
            continue
        words = part.split()
        hold = load = None
        while words[-1].startswith("@"):
            word = words.pop()[1:]
            if word.endswith("kg"):
                load = number(word[:-2])
            else:
                hold = number(word.removesuffix("s"))
        reps = words.pop() if re.fullmatch(r"[0-9x+]+", words[-1]) else ""
        items.append(item_of(protocol, " ".join(words), None, reps, hold, load))
    return items


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
            )
        )
    items += items_of_cell(protocol, text)
    return Row(
        items=tuple(sorted(items, key=lambda item: (item.exercise, str(item.repetitions)))),
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


def worst_pains(entries: Iterable[Plain], injured: str | None) -> dict[str, Fraction]:
    """The worst counts: highest pain; pain in a row of the other leg is not the injured one's."""
    worst: dict[str, Fraction] = {}
    for entry in entries:
        for name in PAINS:
            rated = cell(entry, name)
            if rated is not None and leg_of(entry, injured) != "other":
                worst[name] = max(rated, worst.get(name, rated))
    return worst


def worst_raises(entries: Iterable[Plain], injured: str | None) -> dict[str, Fraction]:
    """Lowest ASLR of the injured leg, highest of the other. A leg raise in a row whose `side`
    is the other leg is the other leg's."""
    raised: dict[str, list[Fraction]] = {"injured": [], "other": []}
    for entry in entries:
        own, other = cell(entry, "aslr"), cell(entry, "aslr_other")
        if own is not None:
            raised["other" if leg_of(entry, injured) == "other" else "injured"].append(own)
        if other is not None:
            raised["other"].append(other)
    worst = {}
    if raised["injured"]:
        worst["injured"] = min(raised["injured"])
    if raised["other"]:
        worst["other"] = max(raised["other"])
    return worst


def session_of(
    protocol: Plain, day: date, entries: Sequence[Plain], injured: str | None
) -> Session:
    """A session is all the entries of one calendar date."""
    own = [entry for entry in entries if leg_of(entry, injured) != "other"]
    happened = [entry for entry in entries if not absent(entry, "event")]
    goals: dict[str, str] = {}
    for entry in happened:
        if entry["event"] in ("override", "clear"):
            goal = goals.setdefault(entry["event"], entry["to"])
            if goal != entry["to"]:
                raise ValueError("two of one date that name different stages are a problem")
    return Session(
        date=day,
        pains=worst_pains(entries, injured),
        aslr=worst_raises(entries, injured),
        rows=counted_once(row_of(protocol, entry) for entry in own),
        events={str(entry["event"]) for entry in happened},
        goals=goals,
    )


def sessions_of(
    protocol: Plain, entries: Iterable[Plain], injured: str | None = None
) -> list[Session]:
    """Sessions are taken in date order; entries may be in any order."""
    by_day: dict[date, list[Plain]] = {}
    for entry in entries:
        by_day.setdefault(day_of(entry), []).append(entry)
    return [session_of(protocol, day, by_day[day], injured) for day in sorted(by_day)]


# ---------------------------------------------------------------- a session seen from a stage


@dataclass(frozen=True)
class Dose:
    exercise: str
    repetitions: Fraction
    hold: Fraction | None


def prescription(protocol: Plain, stage: str) -> list[Dose]:
    """`exercises` of a stage are its prescription (`sets` and `reps` default to 1)."""
    return [
        Dose(
            str(dose["do"]),
            number(dose.get("sets", 1)) * number(dose.get("reps", 1)),
            number(dose["hold"]) if "hold" in dose else None,
        )
        for dose in protocol["stages"][stage].get("exercises", [])
    ]


def is_work(item: Item) -> bool:
    """0 sets or 0 repetitions is no work; an exercise without repetitions is work of unknown
    amount."""
    return item.amount is None or item.amount > 0


def is_training(protocol: Plain, stage: str, session: Session) -> bool:
    """One with work that the stage prescribes, or with a target; where the stage prescribes
    nothing, any work."""
    doses = [dose.exercise for dose in prescription(protocol, stage)]
    if session.totals:
        return True
    if not doses:
        return any(is_work(item) for item in session.items)
    return session.everything or any(
        is_work(item) and item.exercise in doses for item in session.items
    )


def lists_prescribed(doses: list[Dose], session: Session) -> bool:
    """Work done of a prescribed exercise, 0 repetitions of it too."""
    names = [dose.exercise for dose in doses]
    return session.everything or any(item.exercise in names for item in session.items)


def share_of_dose(dose: Dose, session: Session) -> Range:
    """Done / prescribed, each at most 1. A shorter `hold` than prescribed earns nothing; no hold
    logged earns all. Work of unknown amount is anything from nothing to all."""
    if session.everything:
        return ONE, ONE
    done, unknown = ZERO, False
    for item in session.items:
        if item.exercise != dose.exercise:
            continue
        if dose.hold is not None and item.hold is not None and item.hold < dose.hold:
            continue
        if item.amount is None:
            unknown = True
        else:
            done += item.amount
    share = min(ONE, done / dose.repetitions)
    return share, ONE if unknown else share


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, ZERO) / len(values)


def best(values: Iterable[Fraction], choose: int) -> list[Fraction]:
    """With `choose: k`, over the best k."""
    return sorted(values, reverse=True)[:choose]


def share_of_totals(doses: list[Dose], choose: int, session: Session) -> Range:
    """`reps_done` / the larger of its target and the prescription (with `choose`, its k
    largest); a target alone is work of unknown amount."""
    prescribed = sum(best([dose.repetitions for dose in doses], choose), ZERO)
    target = sum((target for _, target in session.totals), ZERO)
    done = sum((done for done, _ in session.totals if done is not None), ZERO)
    share = min(ONE, done / max(target, prescribed))
    return share, ONE if any(done is None for done, _ in session.totals) else share


def completion(protocol: Plain, stage: str, of: str | None, session: Session) -> Range:
    """Each training session's completion, in percent."""
    doses = prescription(protocol, stage)
    choose = int(protocol["stages"][stage].get("choose", len(doses)))
    if of is not None and lists_prescribed(doses, session):
        low, high = share_of_dose(next(d for d in doses if d.exercise == of), session)
    elif of is not None:
        low, high = ZERO, ONE  # totals, where `of` asks for one exercise
    elif lists_prescribed(doses, session) and doses:
        shares = [share_of_dose(dose, session) for dose in doses]
        low = mean(best([share[0] for share in shares], choose))
        high = mean(best([share[1] for share in shares], choose))
    elif session.totals:
        low, high = share_of_totals(doses, choose, session)
    else:
        low, high = ZERO, ONE  # exercises, where the stage prescribes none
    return low * 100, high * 100


# ---------------------------------------------------------------- what a gate sees


@dataclass(frozen=True)
class View:
    """What one gate sees on the date *D*, from a stage entered at `since`."""

    protocol: Plain
    stage: str
    since: date
    on: date
    advance: bool
    stretch: list[Session]
    begins: date
    newest: list[Session]

    def trainings(self, sessions: Iterable[Session]) -> list[Session]:
        return [s for s in sessions if is_training(self.protocol, self.stage, s)]


def stretch_begins(decisions: list[Node]) -> date:
    """Stretch rules see the present stage: the sessions after the date of the move that entered
    it; from that date on, where it was the start, an override or a clear."""
    entered = decisions[-1]
    own_date = entered["kind"] in ("start", "override", "clear")
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


def view_of(
    protocol: Plain, sessions: list[Session], decisions: list[Node], on: date, advance: bool
) -> View:
    """Everything up to and including *D* that the stage entered last may see."""
    stage, since = decisions[-1]["to"], decisions[-1]["date"]
    begins, newest = stretch_begins(decisions), newest_begins(decisions)
    stretch = [s for s in sessions if begins <= s.date <= on]
    hidden = None
    if advance:
        trainings = [s for s in stretch if is_training(protocol, stage, s)]
        hidden = lapse(protocol, trainings, on)
    if hidden is not None:
        begins = hidden + timedelta(days=1)  # what is seen begins on the day after it
        newest = max(newest, begins)  # newest values too
    return View(
        protocol=protocol,
        stage=stage,
        since=since,
        on=on,
        advance=advance,
        stretch=[s for s in stretch if s.date >= begins],
        begins=begins,
        newest=[s for s in sessions if newest <= s.date <= on],
    )


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


def window_of(view: View, last: object) -> Window:
    """`last: N sessions`, `last: N days`, `last: stage`. In a refer or setback gate only what
    was there to log counts."""
    text = str(last)
    if text == "stage":
        return Window(view.stretch, view.trainings(view.stretch), 0)
    if "session" in text:
        window = last_sessions(view, int(text.partition(" ")[0]))
    else:
        window = last_days(view, days(text))
    return window if view.advance else Window(window.sessions, window.trainings, 0)


# ---------------------------------------------------------------- rules measure


def read_stretch_pain(view: View, moment: str, about: Plain) -> Range | None:
    """The highest rating in the window. Every training session in it should have one: an
    unrated one could be anything up to 10. `during` counts ratings of other sessions in the
    window too, `after` does not. `morning`: every session in it should have one."""
    name = {"during": "pain", "after": "pain_after", "morning": "pain_morning"}[moment]
    window = window_of(view, about.get("last", "1 day" if moment == "morning" else "1 session"))
    owing = window.sessions if moment == "morning" else window.trainings
    counted = window.trainings if moment == "after" else window.sessions
    ratings = [session.pains[name] for session in counted if name in session.pains]
    left_out = any(name not in session.pains for session in owing)
    if about.get("missing") == "ignore":
        left_out, owing = False, []
    if not owing and not ratings:
        return None
    highest = max(ratings, default=ZERO)
    return highest, TOP["pain"] if left_out or window.missing else highest


def read_newest(
    view: View, values: list[tuple[date, Fraction]], about: Plain, top: Fraction
) -> Range | None:
    """Rules that take the newest value take its greatest age, `within: N days` (a value dated
    *D* minus N days is still in). Nothing to read: for a newest value no session at all."""
    oldest = view.on - timedelta(days=days(about.get("within", "7 days")))
    young = [value for day, value in values if day >= oldest]
    if young:
        return young[-1], young[-1]
    if about.get("missing") == "ignore" or not view.newest:
        return None
    return ZERO, top


def read_pain(view: View, about: Plain) -> Range | None:
    """`moment`: `during` (default), `after`, `morning`; `rest`, `walking`, `palpation`, `test`."""
    moment = about.get("moment", "during")
    if moment in ("during", "after", "morning"):
        return read_stretch_pain(view, moment, about)
    name = f"pain_{moment}"
    values = [(s.date, s.pains[name]) for s in view.newest if name in s.pains]
    return read_newest(view, values, about, TOP["pain"])


def read_aslr(view: View, about: Plain) -> Range | None:
    """`aslr`, `side`: `injured` (default), `other`: the newest."""
    side = about.get("side", "injured")
    values = [(s.date, s.aslr[side]) for s in view.newest if side in s.aslr]
    return read_newest(view, values, about, TOP["aslr"])


def read_reps(view: View, about: Plain) -> Range | None:
    """Then the mean over the window's sessions, or the worst. A session missing from the window
    is anything from nothing to all."""
    window = window_of(view, about.get("last", "3 sessions"))
    if not window.trainings:
        return None
    shares = [
        completion(view.protocol, view.stage, about.get("of"), session)
        for session in window.trainings
    ]
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
    """Training sessions that are there: always exact."""
    count = Fraction(len(window_of(view, about.get("last", "stage")).trainings))
    return count, count


RULES = {
    "pain": read_pain,
    "aslr": read_aslr,
    "reps": read_reps,
    "time_in_stage": read_time_in_stage,
    "sessions": read_sessions,
}


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


def judged(limits: Plain, low: Fraction, high: Fraction) -> str:
    """A limit is met if every possible value passes it, unmet if none does, unknown otherwise.

    Between two neighbouring limits all values fare alike, so one of each stretch will do.
    """
    corners = [quantity(limits[name]) for name in LIMITS if name in limits]
    points = sorted({low, high, *(corner for corner in corners if low <= corner <= high)})
    points = [*points, *((one + other) / 2 for one, other in pairwise(points))]
    answers = [passes(limits, point) for point in points]
    if all(answers):
        return MET
    return UNKNOWN if any(answers) else UNMET


def ask_criterion(view: View, rule: str, about: Plain) -> Node:
    """Advance gates: what is missing could still hold anything. Refer and setback gates: nothing
    to read yet never fires it: such a criterion is unmet."""
    reading = RULES[rule](view, about)
    if reading is None and view.advance:
        reading = ZERO, TOP[rule]
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


def ask(view: View, when: Any) -> Node:
    """`when` takes a criterion, a combinator or a list; a list means all of them."""
    if isinstance(when, list):
        when = {"all": when}
    key = one_key(when)
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
    protocol: Plain,
    sessions: list[Session],
    decisions: list[Node],
    on: date,
    kinds: Sequence[str] = ("refer", "setback", "advance"),
) -> list[Node]:
    """Every `refer`, every `setback`, every `advance`; protocol-level before stage-level."""
    stage = decisions[-1]["to"]
    if not is_open(protocol, stage):
        return []
    gates = []
    for kind in kinds:
        view = view_of(protocol, sessions, decisions, on, advance=kind == "advance")
        for everywhere, place in ((True, protocol), (False, protocol["stages"][stage])):
            for transition in as_list(place.get(kind)):
                tree = ask(view, transition["when"])
                to = target(protocol, stage, kind, transition, everywhere)
                gates.append({"kind": kind, "to": to, "verdict": tree["verdict"], "gate": tree})
    return gates


# ---------------------------------------------------------------- one date, and all of them


def first_met(gates: list[Node]) -> Node | None:
    """The first that is met fires, except that no advance fires while a refer or setback gate
    is unknown: a danger that cannot be ruled out holds."""
    danger = any(gate["verdict"] == UNKNOWN and gate["kind"] != "advance" for gate in gates)
    for gate in gates:
        if gate["verdict"] == MET and not (gate["kind"] == "advance" and danger):
            return gate
    return None


def decide(
    protocol: Plain, sessions: list[Session], decisions: list[Node]
) -> tuple[tuple[str, str] | None, list[Node]]:
    """At each, on its date *D*, at most one move is made: its kind and goal, or None; and the
    gates that were asked. `sessions` ends with that of *D*."""
    today = sessions[-1]
    stage = decisions[-1]["to"]
    if today.events & {"red_flag", "reinjury"}:
        return (None if stage == REFERRED else ("refer", REFERRED)), []
    if stage == REFERRED:
        if "clear" in today.events:
            return ("clear", today.goals["clear"]), []
        return None, []
    if "override" in today.events:
        gates = ask_gates(protocol, sessions, decisions, today.date, kinds=["refer"])
        if any(gate["verdict"] == MET for gate in gates):
            return ("refer", REFERRED), gates
        return ("override", today.goals["override"]), gates
    gates = ask_gates(protocol, sessions, decisions, today.date)
    fired = first_met(gates)
    return (None if fired is None else (fired["kind"], fired["to"])), gates


def decision(on: date, kind: str, start: str | None, to: str) -> Node:
    return {"date": on, "kind": kind, "from": start, "to": to}


@dataclass
class Replay:
    """What a whole log comes to."""

    decisions: list[Node]
    stage: str
    since: date | None
    outlook: list[Node]
    asked: list[Node]


def begin(protocol: Plain, on: date) -> Node:
    """The first makes a `start` decision; the first stage is where everyone starts."""
    return decision(on, "start", None, next(iter(protocol["stages"])))


def replay_sessions(protocol: Plain, sessions: list[Session]) -> Replay:
    decisions: list[Node] = []
    asked: list[Node] = []
    for count, today in enumerate(sessions, start=1):
        decisions = decisions or [begin(protocol, today.date)]
        move, asked = decide(protocol, sessions[:count], decisions)
        if move is not None:
            kind, to = move
            decisions = [*decisions, decision(today.date, kind, decisions[-1]["to"], to)]
    if not decisions:
        return Replay([], next(iter(protocol["stages"])), None, [], [])
    return Replay(
        decisions=decisions,
        stage=decisions[-1]["to"],
        since=decisions[-1]["date"],
        outlook=ask_gates(protocol, sessions, decisions, sessions[-1].date),
        asked=asked,
    )


def replay(protocol: Plain, entries: Iterable[Plain], injured: str | None = None) -> Replay:
    """State is a fold of the log."""
    return replay_sessions(protocol, sessions_of(protocol, entries, injured))
