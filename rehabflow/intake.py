"""Records into a log: what the fields of one entry must say of each other, and entries of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby, islice
from operator import attrgetter, eq
from typing import Any, Literal, cast
from typing import Protocol as Shape

from attrs import define, evolve, field, frozen

from rehabflow.dates import DateFormat, orders_of, read_date, read_day
from rehabflow.doses import work_of
from rehabflow.entry import (
    AS_TYPED,
    PAIN_FIELDS,
    PLAINLY,
    UNRATED,
    WORK_FIELDS,
    Entry,
    Event,
    Extra,
    How,
    Number,
    Ratings,
    Side,
    Work,
    name_key,
)
from rehabflow.errors import LogError, Problem, ProtocolError, RehabflowError
from rehabflow.faults import Fault, shown
from rehabflow.fields import DECIDING, DECISIONS, FIELDS, HEADER, HOW, Field, measure_field
from rehabflow.log import Log
from rehabflow.measure import OTHER, Measure
from rehabflow.nearest import did_you_mean
from rehabflow.places import Place
from rehabflow.session import Session

MAX_PROBLEMS = 10_000
MAX_KNOWN = 4096
"""How many texts of each field are remembered, with what they say."""

Leg = Literal["left", "right"]
Rest = tuple[
    dt.time | None,
    Ratings,
    Number | None,
    Number | None,
    tuple[Work, ...],
    int | None,
    int | None,
    Side | None,
    Event | None,
    str | None,
    str | None,
    str | None,
    str | None,
    Extra | None,
]
"""The fields of an Entry after its date and line: two entries may be the same but for these."""

Where = tuple[int, str]
"""The line that a record begins on, and the name of a field."""
_Decision = tuple[int, dt.date | None, str, str]
"""The line and date of an override or clear, which of the two it is, and where it goes."""

_DOSES = ("sets", "reps", "hold", "load", *HOW)
_DOSED = frozenset(_DOSES)
_CALLED_FOR = ("to", "by", "reason")
_CALLING = frozenset(("reps_done", "side", "event", "to"))
"""Fields that call for others, or for their absence, whatever stands beside them."""
_NOTED = frozenset(("side", "event", "time", "replaces", "id"))
_EXTRA = frozenset(("quality", "medicated", "cut_short", "id", "replaces"))
_NAMING = ("exercise", "work")
_ALONE = frozenset(("event", "id", "replaces"))
"""Fields by which a record is more than others that say the same."""
_WHOLE = Fault("", "")


MAX_NEAREST = 100
"""For so many unknown names the nearest known one is looked for, which takes time."""


class Vocabulary(Shape):
    """What a reader asks of a protocol: which names it knows."""

    @property
    def stage_ids(self) -> Any:
        """A `tuple[str, ...]`; pyright takes no `cached_property` for one."""

    @property
    def measures(self) -> Mapping[str, Measure]: ...
    @property
    def known_exercises(self) -> Mapping[str, str]: ...
    def knows_exercise(self, name: str, /) -> bool: ...
    def exercise_names(self) -> Iterable[str]: ...


class Source(Shape):
    """What the records stand in, and where on its line each of their values does."""

    @property
    def path(self) -> str: ...
    def place(self, line: int, field: str, fault: Fault, /) -> Place: ...


@frozen
class Expectations:
    """What the caller knows of a log before it is read; `read_log` says what each means."""

    protocol: Vocabulary | Callable[[str | None], Vocabulary] | None = None
    injured: Leg | None = None
    default_injured: Leg | None = None
    patient: str | None = None
    date_format: DateFormat | None = None
    latest: dt.date | None = None
    salvage: bool = False
    """Whether a cell that cannot be read is one that could say anything, with a warning."""
    whole: bool = True
    """Whether it is a whole log, in which each correction finds what it corrects."""

    def __attrs_post_init__(self) -> None:
        for leg in (self.injured, self.default_injured):
            if leg not in (None, "left", "right"):
                raise ValueError(f"the injured leg is {leg!r}, not 'left' or 'right'")
        if self.date_format not in (None, "dmy", "mdy"):
            raise ValueError(f"the date format is {self.date_format!r}, not 'dmy' or 'mdy'")


@define(eq=False)
class Intake:
    """Takes records one by one, keeps all that is wrong with them, and makes the log at the end.

    A record is a mapping of field names to the texts that are not empty. No two of them begin on
    one line.
    """

    source: Source
    expect: Expectations = Expectations()
    undated: bool = False
    """Whether the source has said already that its entries have no dates."""
    entries: list[Entry] = field(factory=list[Entry], init=False)
    problems: list[Problem] = field(factory=list[Problem], init=False)
    faults: list[tuple[Where, Fault]] = field(factory=list[tuple[Where, Fault]], init=False)
    _header: dict[str, Any] = field(factory=dict[str, Any], init=False)
    _first: dict[str, Where] = field(factory=dict[str, Where], init=False)
    """Where the first of a kind stands: a header's name, a side, a time with or without zone."""
    _decisions: list[_Decision] = field(factory=list[_Decision], init=False)
    _exercises: dict[str, tuple[int, str, str, str]] = field(
        factory=dict[str, tuple[int, str, str, str]], init=False
    )
    """The line, field and name of the first of each exercise, and the text that it stands in."""
    _ids: dict[str, int] = field(factory=dict[str, int], init=False)
    """The line of each record that has an id."""
    _replacing: dict[int, str] = field(factory=dict[int, str], init=False)
    """The id that a record stands in place of, by its line."""
    _bad: list[str] = field(factory=list[str], init=False)
    """The fields of the record at hand that could not be read."""
    _faulty: dict[int, Entry] = field(factory=dict[int, Entry], init=False)
    """What is left of the records that have an id and faults, by their lines."""
    _salvaged: list[tuple[Where, Fault]] = field(factory=list[tuple[Where, Fault]], init=False)
    _declared: dict[str, Field] | None = field(default=None, init=False)
    """The columns that the protocol declares; None until one may have come."""
    _was_asked: bool = field(default=False, init=False)
    _protocol: Vocabulary | None = field(default=None, init=False)
    _no_protocol: RehabflowError | None = field(default=None, init=False)
    _orders: set[DateFormat] = field(factory=lambda: {"dmy", "mdy"}, init=False)
    _ratings: dict[Ratings, Ratings] = field(factory=lambda: {UNRATED: UNRATED}, init=False)
    _known: dict[str, dict[str, Any]] = field(init=False)
    """What the texts of a field say, but for a patient's own words."""
    _read: dict[str, Callable[[str], Any]] = field(init=False)
    _read_header: dict[str, Callable[[str], Any]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        order = self.expect.date_format
        self._read = {name: each.read for name, each in FIELDS.items()}
        self._read["date"] = partial(read_date, order=order)
        self._known = {name: {} for name, each in FIELDS.items() if not each.private}
        self._read_header = {name: each.read for name, each in HEADER.items()}
        self._read_header["injury"] = partial(read_day, order=order)

    @property
    def nothing(self) -> bool:
        """Whether nothing was taken, and nothing was wrong either."""
        return not (self.entries or self.faults or self.problems)

    def refuse(self, line: int, name: str, fault: Fault) -> None:
        """Keep what is wrong with one field of a record."""
        self.faults.append(((line, name), fault))
        self._enough()

    def refuse_at(self, place: Place, name: str, fault: Fault, other: Place | None = None) -> None:
        """Keep what is wrong at a place that is not that of a field."""
        self.problems.append(place.problem(self.source.path, name, fault, other))
        self._enough()

    def _enough(self) -> None:
        if len(self.problems) + len(self.faults) > MAX_PROBLEMS:
            message = f"there are more than {MAX_PROBLEMS:,} problems; the rest was not looked at"
            fault = Fault("RF119", message, "a log", "is this the right file?")
            self.problems.append(Place(0).problem(self.source.path, "", fault))
            raise LogError(*self._told())

    def _told(self) -> list[Problem]:
        return in_order([*self.problems, *map(self._problem, self.faults)])

    def _problem(self, fault: tuple[Where, Fault]) -> Problem:
        (line, name), why = fault
        place = self.source.place(line, name, why)
        other = self.source.place(*why.other, _WHOLE) if why.other else None
        return place.problem(self.source.path, name, why, other, self.declared)

    # One record

    def head(self, line: int, values: Mapping[str, str], also: tuple[str, ...] = ()) -> None:
        """Take what a log says of itself; `also` are other names that may stand beside it."""
        for name, text in values.items():
            here = (line, name)
            if name in also:
                continue
            if name not in HEADER:
                self.refuse(*here, unknown(name, (*HEADER, *also), "the log's header"))
            elif self._first.setdefault(name, here) != here:
                other = self._first[name]
                fault = Fault("RF111", "stands twice", "each name once", at_name=True, other=other)
                self.refuse(*here, fault)
            else:
                try:
                    self._header[name] = self._read_header[name](text)
                except Fault as fault:
                    self._refuse_text(line, name, text, fault)

    def record(
        self, line: int, values: Mapping[str, str], kept: Extra | None = None
    ) -> Rest | None:
        """Take one entry.

        Answers all but its date and line, so that another may be known to say the same. None
        where something is wrong, or where it takes a look at each by itself to tell. `kept` are
        measures and doubtful fields of an entry that was read before.
        """
        before, known, blank = len(self.faults), self._known, False
        self._bad.clear()
        got: dict[str, Any] = {}
        for name, text in values.items():
            value = known[name].get(text) if name in known else None
            if value is not None:
                got[name] = value
            elif self._take(got, line, name, text):
                blank = True
        if blank:
            values = {name: text for name, text in values.items() if text.strip()}
        if "date" in got:
            self._agree_when(line, got)
        elif "date" not in values and not self.undated:
            self.refuse(line, "date", Fault("RF201", "is missing", "a date as YYYY-MM-DD"))
        if not _DOSED.isdisjoint(values):
            self._agree_work(line, values, got)
        if not _CALLING.isdisjoint(values):
            self._agree_totals(line, values, kept)
            self._agree_side(line, values, got)
            self._agree_event(line, values, got)
        if not _NOTED.isdisjoint(values) or ("date" in got and got["date"][1]):
            self._notice(line, got)
        if len(self.faults) > before or "date" not in got:
            self._refused(line, got, before)
            return None
        doubtful = self._doubtful(got)
        day, rest = self._entry(got, doubtful)
        entry = entry_of(day, line, rest)
        if kept:
            extra = evolve(entry.extra or Extra(), measures=kept.measures, doubtful=kept.doubtful)
            entry = evolve(entry, extra=extra)
        self.entries.append(entry)
        return None if doubtful or not _ALONE.isdisjoint(got) else rest

    def _refused(self, line: int, got: dict[str, Any], before: int) -> None:
        """Keep what is left of a record with faults: a correction may yet take its place."""
        bad = frozenset([*self._bad, *(name for (_, name), _ in self.faults[before:])])
        if "id" in got and "date" in got and bad.isdisjoint(("id", "replaces")):
            day, rest = self._entry(got, bad)
            self._faulty[line] = entry_of(day, line, rest)

    def _doubtful(self, got: dict[str, Any]) -> frozenset[str]:
        """The fields of the record whose text was bad; an unknown side makes all values so."""
        if not self._bad:
            return frozenset()
        bad, self._bad = frozenset(self._bad), []
        if "side" in bad:
            legs = ("aslr", f"aslr{OTHER}", *(self._declared or ()))
            values = got.keys() & {*PAIN_FIELDS, *WORK_FIELDS, *legs}
            own = {name.removesuffix(OTHER) for name in values | bad} & self._two_legged()
            both = own | {f"{name}{OTHER}" for name in own}
            for name in values:
                del got[name]
            bad = bad | values | both
        return bad

    def _two_legged(self) -> set[str]:
        """The fields that have one of the other leg beside them."""
        return {"aslr", *(n for n in self._declared or () if f"{n}{OTHER}" in self.fields)}

    def _take(self, got: dict[str, Any], line: int, name: str, text: str) -> bool:
        """Read one text, and keep what it says where others may well say the same.

        Answers whether it is blank.
        """
        if (name not in self._read or name in HOW) and not self.knows(name):
            self.refuse(line, name, unknown(name, self.fields))
            return False
        if not text and name not in FIELDS:
            return True
        try:
            value = self._read[name](text)
        except Fault as fault:
            if self.expect.salvage and name not in DECIDING:
                self._bad.append(name)
                self._salvaged.append(((line, name), fault.with_traceback(None)))
                self._enough()
            else:
                self._refuse_text(line, name, text, fault)
            return False
        if value is None:
            return True
        got[name] = value
        if name in _NAMING:
            self._notice_exercises(line, name, text, value)
        known = self._known.get(name)
        if known is not None and len(known) < MAX_KNOWN:
            known[text] = value
        return False

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of every log, and the measures that the protocol declares."""
        return {**FIELDS, **(self._declared or {})}

    @property
    def declared(self) -> Container[str]:
        """The names of the measures that the protocol declares, so far as the log has any."""
        return self._declared or ()

    def knows(self, name: str) -> bool:
        """Whether a name is that of a field, or of a measure that the protocol declares."""
        of_every_log = name in FIELDS
        return (of_every_log and name not in HOW) or self._is_declared(name) or of_every_log

    def _is_declared(self, name: str) -> bool:
        """Whether the protocol declares a measure of that name: it is asked when one comes."""
        if self._declared is None:
            self._declared = {}
            vocabulary = self._vocabulary(for_names=True)
            for measure in vocabulary.measures.values() if vocabulary else ():
                self._declared[measure.name] = measure_field(measure, other=False)
                self._declared[f"{measure.name}{OTHER}"] = measure_field(measure, other=True)
            for declared, field_ in self._declared.items():
                self._read[declared] = field_.read
                self._known[declared] = {}
        return name in self._declared

    def _refuse_text(self, line: int, name: str, text: str, fault: Fault) -> None:
        if name in ("date", "injury"):
            self._orders &= orders_of(text)
        self.refuse(line, name, fault.with_traceback(None))

    def _agree_when(self, line: int, got: Mapping[str, Any]) -> None:
        """A date must not lie ahead, nor a time beside it say another one."""
        day, time = got["date"]
        latest, clock = self.expect.latest, got.get("time")
        if latest and day > latest:
            message = f"is {day.isoformat()}, which lies ahead"
            expected = f"a date up to {latest.isoformat()}"
            self.refuse(line, "date", Fault("RF205", message, expected, "a slip in the year?"))
        if time and clock and (time.hour, time.minute) != (clock.hour, clock.minute):
            message = f"is {clock:%H:%M}, and the date says {time:%H:%M}"
            fault = Fault("RF207", message, "the time said once", other=(line, "date"))
            self.refuse(line, "time", fault)

    def _agree_work(self, line: int, values: Mapping[str, str], got: Mapping[str, Any]) -> None:
        """A dose must say of which exercise, and only once of how many sets."""
        doses = (name for name in _DOSES if name in values)
        dose = next((name for name in doses if name not in self.declared), None)
        if dose and "exercise" not in values:
            message = f"is {shown(values[dose])}, and no exercise is named"
            hint = "name the exercise; the totals of a session go under `reps_done`"
            self.refuse(line, dose, Fault("RF221", message, "an `exercise` beside it", hint))
        sets, reps = got.get("reps", (None, None))
        if "sets" in values and (sets is not None or isinstance(reps, tuple)):
            message = f"is {shown(values['reps'])}, and `sets` says how many sets as well"
            hint = "leave `sets` empty, or write the repetitions of one set"
            self.refuse(line, "reps", Fault("RF222", message, "the sets said once", hint))

    def _agree_totals(self, line: int, values: Mapping[str, str], kept: Extra | None) -> None:
        """What was done must say of how much, if only in a text that could not be read."""
        unread = kept is not None and "reps_target" in kept.doubtful
        if "reps_done" in values and "reps_target" not in values and not unread:
            message = f"is {shown(values['reps_done'])}, and there is no target"
            fault = Fault("RF223", message, "a `reps_target` beside it")
            self.refuse(line, "reps_done", fault)

    def _agree_side(self, line: int, values: Mapping[str, str], got: Mapping[str, Any]) -> None:
        """`both` says nothing of a leg raise."""
        raised = next((name for name in ("aslr", "aslr_other") if name in values), None)
        if raised and got.get("side") == "both":
            message = f"is {shown(values['side'])}, which says nothing of a leg raise"
            hint = "write the leg raise of each leg in a row of its own"
            fault = Fault("RF226", message, "left or right", hint, other=(line, raised))
            self.refuse(line, "side", fault)

    def _agree_event(self, line: int, values: Mapping[str, str], got: Mapping[str, Any]) -> None:
        """An override or clear must say where to, by whom and why; nothing else moves anyone."""
        event, to = got.get("event"), got.get("to")
        if event in DECISIONS:
            absent = [f"`{name}`" for name in _CALLED_FOR if name not in values]
            if absent:
                message = f"is {shown(values['event'])}, without {' and '.join(absent)}"
                fault = Fault("RF224", message, "`to`, `by` and `reason` beside it")
                self.refuse(line, "event", fault)
        elif to and (event or "event" not in values):
            message = f"is {shown(to)}, and no override or clear goes with it"
            hint = "write override or clear under `event`, or leave `to` empty"
            self.refuse(line, "to", Fault("RF225", message, "an `event` beside it", hint))

    def _entry(self, got: Mapping[str, Any], doubtful: frozenset[str]) -> tuple[dt.date, Rest]:
        """The fields of an Entry, equal ones shared between entries."""
        get = got.get
        day, time = got["date"]
        ratings = tuple(map(get, PAIN_FIELDS))
        work = get("work", ())
        exercise = get("exercise")
        if exercise:
            dose = get("reps", (None, None))
            said = {name: got[name] for name in HOW if name in got and name not in self.declared}
            how = How(**said) if said else PLAINLY
            named = work_of(exercise, get("sets"), dose, get("hold"), get("load"), how)
            work = named + work if work else named
        return day, (
            time or get("time"),
            self._ratings.setdefault(ratings, ratings),
            get("aslr"),
            get("aslr_other"),
            work,
            get("reps_done"),
            get("reps_target"),
            get("side"),
            get("event"),
            get("to"),
            get("by"),
            get("reason"),
            get("note"),
            self._extra(got, doubtful),
        )

    def _extra(self, got: Mapping[str, Any], doubtful: frozenset[str]) -> Extra | None:
        """What few records say; None where this one says none of it."""
        measures = tuple((name, got[name]) for name in self._declared or () if name in got)
        if not measures and not doubtful and _EXTRA.isdisjoint(got):
            return None
        get = got.get
        medicated = True if "medicated" in doubtful else get("medicated")
        return Extra(
            measures,
            medicated,
            get("quality"),
            get("cut_short"),
            get("id"),
            get("replaces"),
            doubtful,
        )

    def _notice(self, line: int, got: Mapping[str, Any]) -> None:
        """Keep what the log as a whole must say something of, and where the first of it stands."""
        day, time = got.get("date", (None, None))
        name = "date" if time else "time"
        time = time or got.get("time")
        if time:
            self._first.setdefault("zoned" if time.tzinfo else "unzoned", (line, name))
        if "side" in got:
            self._first.setdefault("side", (line, "side"))
        if got.get("event") in DECISIONS and got.get("to"):
            self._decisions.append((line, day, got["event"], got["to"]))
        if "replaces" in got:
            self._replacing[line] = got["replaces"]
        if "id" in got and self._ids.setdefault(got["id"], line) != line:
            first = self._ids[got["id"]]
            message = f"is {shown(got['id'])}, and so is that of line {first}"
            hint = "to correct an entry, name its id under `replaces`"
            self.refuse(
                line, "id", Fault("RF231", message, "each id once", hint, other=(first, "id"))
            )

    def _notice_exercises(self, line: int, name: str, text: str, value: Any) -> None:
        """Keep where an exercise stands first; a text that was read before names none anew."""
        if name == "exercise":
            self._exercises.setdefault(name_key(value), (line, name, value, text))
            return
        for each in value:
            if not each.as_prescribed:
                self._exercises.setdefault(each.key, (line, name, each.exercise, text))

    # The whole log

    def log(self, patient: str = "") -> Log:
        """The log of all that was taken. Raises LogError with every problem."""
        injured = self._injured()
        self._agree_zones()
        corrected = self._corrected()
        self._forgive(corrected)
        self._decisions = [each for each in self._decisions if each[0] not in corrected]
        self._agree_decisions()
        self._tell_orders()
        vocabulary = self._vocabulary()
        if vocabulary:
            self._check_stages(vocabulary.stage_ids)
        if self.faults or self.problems:
            raise LogError(*self._told())
        replaced = tuple(
            entry for entry in (*self.entries, *self._faulty.values()) if entry.line in corrected
        )
        if replaced:
            self.entries = [entry for entry in self.entries if entry.line not in corrected]
        sessions = self._sessions(injured)
        names = vocabulary.known_exercises if vocabulary else AS_TYPED
        faults = [*self._salvaged, *self._corrections(), *self._repeats(sessions, names)]
        if vocabulary:
            faults += self._unknown_exercises(vocabulary)
        return Log(
            self.expect.patient or self._header.get("patient") or patient,
            sessions,
            injured,
            self._header.get("injury"),
            self._header.get("protocol"),
            self.source.path,
            tuple(in_order(map(self._problem, faults))),
            replaced,
        )

    def _forgive(self, corrected: set[int]) -> None:
        """Let what is wrong with a record that another stands in place of be a warning."""
        forgiven: list[tuple[Where, Fault]] = []
        kept: list[tuple[Where, Fault]] = []
        for each in self.faults:
            (line, name), _ = each
            mended = line in corrected and line in self._faulty and name not in ("id", "replaces")
            (forgiven if mended else kept).append(each)
        self.faults = kept
        self._salvaged += forgiven

    def _corrected(self) -> set[int]:
        """The lines of the records that others stand in place of."""
        if not (self._replacing and self.expect.whole):
            return set()
        first: dict[str, int] = {}
        told, circles = 0, self._circles()
        dates = {entry.line: entry.date for entry in (*self.entries, *self._faulty.values())}
        for line, id in self._replacing.items():
            if id not in self._ids:
                message = f"is {shown(id)}, and no entry has that id"
                told += 1
                hint = did_you_mean(id, self._ids) if told <= MAX_NEAREST else ""
                fault = Fault("RF232", message, "the `id` of the entry to be corrected", hint)
                self.refuse(line, "replaces", fault)
            elif first.setdefault(id, line) != line:
                message = f"is {shown(id)}, which line {first[id]} stands in place of already"
                hint = "give the earlier correction an id, and name that one"
                fault = Fault("RF233", message, "one correction of an entry", hint)
                fault.other = (first[id], "replaces")
                self.refuse(line, "replaces", fault)
            elif line in circles:
                message = f"is {shown(id)}, which comes back to this entry itself"
                fault = Fault("RF234", message, "the `id` of another, earlier entry")
                self.refuse(line, "replaces", fault)
            elif dates.get(line, dt.date.min) > dates.get(self._ids[id], dt.date.max):
                # An earlier decision, once made, would change by an entry that came later.
                message = f"is {shown(id)}, an entry of an earlier date"
                hint = "take that one out by a correction of its own date, and write this one anew"
                fault = Fault(
                    "RF235", message, "a correction of the same or an earlier date", hint
                )
                fault.other = (self._ids[id], "date")
                self.refuse(line, "replaces", fault)
        return {self._ids[id] for id in first}

    def _circles(self) -> set[int]:
        """The lines of the records from which what they replace leads back to them."""
        circles: set[int] = set()
        followed: set[int] = set()
        for line in self._replacing:
            path: list[int] = []
            at: int | None = line
            while at is not None and at not in followed:
                followed.add(at)
                path.append(at)
                at = self._ids.get(self._replacing.get(at, ""))
            if at is not None and at in path:
                circles.update(path[path.index(at) :])
        return circles

    def _corrections(self) -> Iterator[tuple[Where, Fault]]:
        """A warning for each record that stands in place of another."""
        for line, id in self._replacing.items() if self.expect.whole else ():
            message = f"is {shown(id)}: this entry stands in place of that of line {self._ids[id]}"
            yield (line, "replaces"), Fault("RF293", message, other=(self._ids[id], "id"))

    def _vocabulary(self, *, for_names: bool = False) -> Vocabulary | None:
        """The protocol, asked for once.

        What is wrong with it is not told before what is wrong with the log, unless it is wanted
        `for_names` that only it can tell.
        """
        if not self._was_asked:
            self._was_asked, protocol = True, self.expect.protocol
            try:
                named = self._header.get("protocol")
                self._protocol = protocol(named) if callable(protocol) else protocol
            except RehabflowError as error:
                self._no_protocol = error
        failure = self._no_protocol
        if failure is None:
            return self._protocol
        broken = isinstance(failure, ProtocolError)
        if broken if for_names else not (self.faults or self.problems):
            raise failure
        return None

    def _sessions(self, injured: Leg | None) -> tuple[Session, ...]:
        """The entries by date."""
        by_date = attrgetter("date")
        self.entries.sort(key=by_date)
        path = self.source.path
        days = [entry.date for entry in self.entries]
        if not any(map(eq, days, islice(days, 1, None))):
            return tuple([_session_of(entry, injured, path) for entry in self.entries])
        return tuple(
            Session(day, tuple(entries), injured, path)
            for day, entries in groupby(self.entries, by_date)
        )

    def _injured(self) -> Leg | None:
        """The injured leg, of which the log and the caller must not disagree."""
        given, found = self.expect.injured, cast(Leg | None, self._header.get("injured"))
        if given and found and given != found:
            message = f"is {shown(found)}, and {given} was asked for"
            hint = "check that this is the right log, and which leg it is"
            self.refuse(*self._first["injured"], Fault("RF228", message, "one answer", hint))
        injured = given or found or self.expect.default_injured
        if not injured and "injured" not in self._first and "side" in self._first:
            message = "is named, and nothing says which leg is injured"
            expected = "the injured leg before the entries, or --injured left or right"
            hint = "begin the log with `injured: right` (a CSV file with `# injured: right`)"
            self.refuse(*self._first["side"], Fault("RF227", message, expected, hint))
        return injured

    def _agree_zones(self) -> None:
        """Times can only be told apart where all of them have a zone, or none."""
        zoned, unzoned = self._first.get("zoned"), self._first.get("unzoned")
        if zoned and unzoned:
            first, second = sorted((zoned, unzoned))
            has, other = ("no", "one") if second == unzoned else ("a", "none")
            message = f"has {has} time zone, and the time on line {first[0]} has {other}"
            fault = Fault("RF208", message, "a zone with every time, or with none", other=first)
            self.refuse(*second, fault)

    def _agree_decisions(self) -> None:
        """Two overrides, or two clears, of one date must name one stage."""
        first: dict[tuple[object, str], tuple[int, str]] = {}
        for line, day, event, to in self._decisions:
            earlier, other = first.setdefault((day or line, event), (line, to))
            if other != to:
                message = f"is {shown(to)}, and line {earlier} says {shown(other)}"
                expected = f"one stage for the {event} of a date"
                fault = Fault("RF229", message, expected, other=(earlier, "to"))
                self.refuse(line, "to", fault)

    def _tell_orders(self) -> None:
        """Say at each date in a local order how the dates of the log can all be read."""
        if not self._orders:
            hint = "neither day/month nor month/day fits all dates here: write YYYY-MM-DD"
        elif len(self._orders) > 1:
            hint = "day/month and month/day both fit all dates here: say --date-format dmy or mdy"
        else:
            (order,) = self._orders
            name = {"dmy": "day/month", "mdy": "month/day"}[order]
            hint = f"only {name} fits all dates here: say --date-format {order} if that is meant"
        for _, fault in self.faults:
            if fault.code == "RF204":
                fault.hint = hint

    def _check_stages(self, stages: tuple[str, ...]) -> None:
        """An override or clear must name a stage of the protocol."""
        for line, _, _, to in self._decisions:
            if to not in stages:
                hint = did_you_mean(to, stages)
                if to == "referred":
                    hint = "to refer the patient, write red_flag under `event`"
                message = f"is {shown(to)}, which is no stage of the protocol"
                fault = Fault("RF230", message, f"one of {', '.join(stages)}", hint)
                self.refuse(line, "to", fault)

    def _unknown_exercises(self, vocabulary: Vocabulary) -> Iterator[tuple[Where, Fault]]:
        """A warning for each exercise that the protocol does not know."""
        told = 0
        for line, name, exercise, text in self._exercises.values():
            if not vocabulary.knows_exercise(exercise):
                verb = "is" if name == "exercise" else "has"
                message = f"{verb} {shown(exercise)}, which the protocol does not know"
                told += 1
                known = vocabulary.exercise_names() if told <= MAX_NEAREST else ()
                hint = did_you_mean(exercise, known)
                fault = Fault("RF291", message, "the id, title or alias of an exercise", hint)
                if exercise in text:
                    fault.start, fault.length = text.index(exercise), len(exercise)
                yield (line, name), fault

    def _repeats(
        self, sessions: Iterable[Session], names: Mapping[str, str]
    ) -> Iterator[tuple[Where, Fault]]:
        """A warning for each date on which work stands twice."""
        for session in sessions:
            again = session.repeats(names) if len(session.entries) > 1 else ()
            if again:
                twin = next(
                    each
                    for each in session.entries
                    if each.work_stated(names) == again[0].work_stated(names)
                    and all(each is not other for other in again)
                )
                first, second = sorted((twin.line, again[0].line))
                message = f"is {session.date.isoformat()}, with the work of line {first} once more"
                if len(again) > 1:
                    message += f", and so in {len(again)} rows"
                message += "; it counts once"
                hint = "if it was done twice, write the time of each in the column `time`"
                fault = Fault("RF292", message, "each work once", hint, other=(first, "date"))
                yield (second, "date"), fault


def unknown(name: str, known: Iterable[str], place: str = "an entry") -> Fault:
    """A name that no field goes by."""
    known = tuple(known)
    hint = did_you_mean(name, known)
    if name in HEADER:
        hint = "write it before the entries"
    expected = "the name of a field" if hint else f"one of {', '.join(known)}"
    return Fault("RF110", f"is no field of {place}", expected, hint, at_name=True)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as they stand in their file."""
    return sorted(problems, key=attrgetter("line", "column", "code"))


# A frozen object sets each of its fields by a call of its own. These are set at once, before they
# are frozen, which takes a third of the time: a log may hold a million.


class _EntryDraft(Entry):
    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__


class _SessionDraft(Session):
    __slots__ = ()
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__


def entry_of(day: dt.date, line: int, rest: Rest) -> Entry:
    """`Entry(day, line, *rest)`."""
    draft: Any = object.__new__(_EntryDraft)
    draft.date = day
    draft.line = line
    (
        draft.time,
        draft.ratings,
        draft.aslr,
        draft.aslr_other,
        draft.work,
        draft.reps_done,
        draft.reps_target,
        draft.side,
        draft.event,
        draft.to,
        draft.by,
        draft.reason,
        draft.note,
        draft.extra,
    ) = rest
    draft.__class__ = Entry
    return cast(Entry, draft)


def _session_of(entry: Entry, injured: Leg | None, path: str) -> Session:
    """`Session(entry.date, (entry,), injured, path)`."""
    if entry.side is not None:
        return Session(entry.date, (entry,), injured, path)
    draft: Any = object.__new__(_SessionDraft)
    draft.date = entry.date
    draft.entries = (entry,)
    draft.injured = injured
    draft.path = path
    draft._merged = entry
    draft.__class__ = Session
    return cast(Session, draft)
