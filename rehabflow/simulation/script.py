"""The script of a scripted patient: training, rest and days that pass, read from a short text."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import define, evolve, field, frozen

from rehabflow.errors import LogError, Problem, RehabflowError
from rehabflow.faults import shown
from rehabflow.fields import FIELDS
from rehabflow.log import Log
from rehabflow.measure import OTHER
from rehabflow.nearest import did_you_mean
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.tree import Source, Spot

Verb = Literal["train", "rest", "red_flag", "reinjury", "clear", "override", "days"]
VERBS = ("train", "rest", "red_flag", "reinjury", "clear", "override", "repeat")
MOST_STEPS, MOST_DAYS, MOST_PROBLEMS, _DEEPEST = 10_000, 3650, 1_000, 20
_WORD = re.compile(r'[^\s;()="#]+')
_GAP = re.compile(r"(?:[ \t\r]|#[^\n]*)+")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)%")
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_NO_SETTING = ("date", "event", "to", "by", "reason", "id", "replaces")
"""Fields that the steps themselves say, or that no script needs."""


class ScriptError(RehabflowError):
    """A script that cannot be played; `problems` says where and why, all of it at once."""


@frozen
class Step:
    """One step: what happens, with the fields of the log that it sets.

    `share` is how much of the prescription is done, where `reps=80%` says so; `days` how many
    days pass; `to` the stage of an override or clear; `at` where in the script it stands.
    """

    verb: Verb
    settings: Mapping[str, str] = field(factory=dict[str, str], hash=False)
    share: Fraction | None = None
    days: int = 0
    to: str | None = None
    at: Spot = field(default=Spot(), eq=False)

    def __str__(self) -> str:
        if self.verb == "days":
            return f"{self.days} day{'s' * (self.days != 1)}"
        parts = [self.verb, *([self.to] if self.to else [])]
        parts += [f"{name}={_quoted(text)}" for name, text in self.settings.items()]
        if self.share is not None:
            parts.append(f"reps={float(self.share * 100):g}%")
        return " ".join(parts)


@frozen
class Script:
    """A script as it was read: its steps one after the other, repeats written out."""

    steps: tuple[Step, ...]
    source: Source = field(default=Source(), eq=False, repr=False)

    def __str__(self) -> str:
        return "; ".join(map(str, self.steps))


def read_script(text: str, protocol: Protocol, path: str = "--script") -> Script:
    """The script that a text holds. Raises ScriptError with every problem.

    Steps are parted by `;` or by ends of lines; `#` begins a remark.

        train [FIELD=VALUE]...      a training as the stage prescribes: work `all`, unless it says
                                    otherwise; `reps=80%` is that share of it
        rest [FIELD=VALUE]...       something logged without work
        3 days, 1 week              time passes
        red_flag, reinjury          an event; it takes settings too
        override STAGE, clear STAGE a clinician's word
        repeat 5: ( ... )           the steps in the parentheses, so many times

    A field is that of any log, or a measure that the protocol declares. A value with a blank, a
    `;` or a parenthesis in it stands in double quotes.
    """
    reader = _Reader(Source(path, text), protocol)
    steps = reader.steps(0)
    if not reader.problems and not any(each.verb != "days" for each in steps):
        reader.refuse(Spot(1, 1), "RF902", "nothing is logged in this script", "`train`, say")
    if reader.problems:
        raise ScriptError(*reader.problems)
    return Script(tuple(steps), reader.source)


class _Unread(Exception):
    """The rest of a step cannot be read: its problem is told."""


@define(eq=False)
class _Reader:
    """Reads from left to right; after what cannot be read it goes on with the next step."""

    source: Source
    protocol: Protocol
    at: int = 0
    problems: list[Problem] = field(factory=list[Problem])
    ends: list[int] = field(init=False)
    """Where the lines end."""

    def __attrs_post_init__(self) -> None:
        self.ends = [found.start() for found in re.finditer("\n", self.text)]

    @property
    def text(self) -> str:
        return self.source.text

    def spot(self, start: int, stop: int) -> Spot:
        line = bisect_left(self.ends, start)
        column = start - (self.ends[line - 1] if line else -1)
        return Spot(line + 1, column, line + 1, column + max(1, stop - start))

    def refuse(
        self, at: Spot, code: str, message: str, expected: str = "", hint: str = ""
    ) -> None:
        self.tell(self.source.problem(at, code, message, expected=expected, hint=hint))

    def tell(self, problem: Problem) -> None:
        """Keep a problem; after very many, say so and read no further."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        elif len(self.problems) == MOST_PROBLEMS:
            message = f"there are more than {MOST_PROBLEMS:,} problems: the rest is not read"
            self.problems.append(evolve(problem, code="RF902", message=message, hint=""))
            self.at = len(self.text)

    def skip(self, *, lines: bool = False) -> None:
        """Pass over blanks and remarks; over ends of lines too, where they part nothing."""
        while True:
            if found := _GAP.match(self.text, self.at):
                self.at = found.end()
            elif lines and self.next() == "\n":
                self.at += 1
            else:
                return

    def next(self) -> str:
        """The character at hand; nothing at the end."""
        return self.text[self.at : self.at + 1]

    def word(self) -> tuple[str, Spot]:
        """The word at hand, and where it stands; an empty one where there is none."""
        self.skip()
        found = _WORD.match(self.text, self.at)
        start, self.at = self.at, found.end() if found else self.at
        return (found[0] if found else ""), self.spot(start, self.at)

    # Steps

    def steps(self, depth: int) -> list[Step]:
        """The steps up to the end, or up to the parenthesis that closes."""
        made: list[Step] = []
        while True:
            self.skip()
            if self.next() == "" or (self.next() == ")" and depth):
                return made
            if self.next() in ";\n":
                self.at += 1
                continue
            try:
                made += self.step(depth)
                self.end_of_step()
            except _Unread:
                self.recover(depth)
            if len(made) > MOST_STEPS:
                message = f"there are more than {MOST_STEPS:,} steps, repeats written out"
                self.refuse(self.spot(self.at - 1, self.at), "RF902", message, "fewer")
                self.at = len(self.text)
                return []

    def end_of_step(self) -> None:
        self.skip()
        if self.next() not in ("", ";", "\n", ")"):
            rest = self.spot(self.at, self.at + 1)
            self.refuse(rest, "RF902", f"{shown(self.next())} parts no steps", "`;`")
            raise _Unread

    def recover(self, depth: int) -> None:
        """Go on at the next `;`, end of a line or of the repeat; a text in quotes is one word."""
        while self.next() not in ("", ";", "\n", ")"):
            if self.next() == '"' and (close := self.text.find('"', self.at + 1)) > 0:
                self.at = close
            self.at += 1
        if not depth:
            self.at += self.next() == ")"

    def step(self, depth: int) -> list[Step]:
        verb, at = self.word()
        if verb.isascii() and verb.isdigit():
            return [Step("days", days=self.passing(verb, at), at=at)]
        if verb.removesuffix(":") == "repeat":
            return self.repeat(at, depth)
        if verb in _LOGGED:
            return [self.logged(_LOGGED[verb], at)]
        if verb in _TO_A_STAGE:
            return [Step(_TO_A_STAGE[verb], to=self.stage(), at=at)]
        known = (*VERBS, *_UNITS)
        hint = did_you_mean(verb, known)
        self.refuse(
            at if verb else self.spot(self.at, self.at + 1),
            "RF901",
            f"{shown(verb or self.next())} is no step of a script",
            f"one of {', '.join(VERBS)}, or days that pass, as in `3 days`",
            hint,
        )
        raise _Unread

    def passing(self, count: str, at: Spot) -> int:
        unit, place = self.word()
        if unit not in _UNITS:
            message = f"{shown(unit)} is no stretch of time" if unit else "days or weeks?"
            hint = did_you_mean(unit, _UNITS) if unit else f"write `{printable(count, 60)} days`"
            self.refuse(place if unit else at, "RF902", message, "day, days, week, weeks", hint)
            raise _Unread
        days = _whole(count) * _UNITS[unit]
        if not 1 <= days <= MOST_DAYS:
            message = f"{printable(count, 60)} {unit} cannot pass"
            self.refuse(at, "RF902", message, f"1 to {MOST_DAYS:,} days")
        return days

    def repeat(self, at: Spot, depth: int) -> list[Step]:
        count, place = self.word()
        times = count.removesuffix(":")
        is_known = times.isascii() and times.isdigit() and 1 <= _whole(times) <= MOST_STEPS
        if not is_known:
            message = f"repeat takes a number of times, not {shown(count)}"
            self.refuse(place, "RF902", message, f"a whole number from 1 to {MOST_STEPS:,}")
        self.skip(lines=True)
        if self.next() != "(":
            if not is_known:
                raise _Unread
            hint = f"write `repeat {times}: (train; 1 day)`"
            message = "repeat takes what it repeats in parentheses"
            self.refuse(self.spot(self.at, self.at + 1), "RF902", message, "`(`", hint)
            raise _Unread
        opened = self.at
        if depth >= _DEEPEST:
            message = f"repeats stand within each other more than {_DEEPEST} deep"
            self.refuse(at, "RF902", message)
            self.at = len(self.text)
            raise _Unread
        self.at += 1
        steps = self.steps(depth + 1)
        if self.next() != ")":
            message = "this parenthesis is not closed"
            self.refuse(self.spot(opened, opened + 1), "RF902", message, "`)`")
            raise _Unread
        self.at += 1
        if not is_known:
            return []
        if len(steps) * _whole(times) > MOST_STEPS:
            message = f"there are more than {MOST_STEPS:,} steps, repeats written out"
            self.refuse(at, "RF902", message, "fewer")
            raise _Unread
        return steps * _whole(times)

    def stage(self) -> str:
        to, at = self.word()
        ids = self.protocol.stage_ids
        if to not in ids:
            message = f"{shown(to)} is no stage of {self.protocol.id}"
            self.refuse(at, "RF901", message, f"one of {', '.join(ids)}", did_you_mean(to, ids))
            raise _Unread
        return to

    # Settings

    def logged(self, verb: Verb, at: Spot) -> Step:
        """A step that logs something: its settings are read as the cells of a row."""
        places: dict[str, Spot] = {}
        settings: dict[str, str] = {}
        share: Fraction | None = None
        for name, text, name_at, text_at in self.settings():
            if name in places:
                self.refuse(name_at, "RF902", f"{name} is set twice", "each field once")
                continue
            places[name] = text_at
            found = _SHARE.fullmatch(text)
            if name == "reps" and verb == "train" and found:
                share = Fraction(found[1]) / 100
                if share > 1:
                    self.refuse(text_at, "RF902", f"reps is {text}", "0% to 100%")
            else:
                settings[name] = text
        if share is not None and not settings.keys().isdisjoint(STATED):
            message = "a share of the training, beside work that is stated"
            self.refuse(places["reps"], "RF902", message, "one of the two")
        step = Step(verb, settings, share, at=at)
        self.check(step, places)
        return step

    def settings(self) -> Iterator[tuple[str, str, Spot, Spot]]:
        """Each `FIELD=VALUE` of a step whose field there is."""
        measures = self.protocol.measures
        known = [name for name in FIELDS if name not in _NO_SETTING]
        known += [name + tail for name in measures for tail in ("", OTHER)]
        while True:
            name, at = self.word()
            if not name:
                return
            if self.next() != "=":
                hint = f"write `{name}=3`, say" if name in known else did_you_mean(name, known)
                self.refuse(at, "RF902", f"{shown(name)} is not set to anything", "`=`", hint)
                raise _Unread
            self.at += 1
            text, place = self.value()
            if name in known:
                yield name, text, at, place
                continue
            message = f"{shown(name)} is no field that a step may set"
            expected = "a field of the log, or a measure of the protocol"
            self.refuse(at, "RF901", message, expected, did_you_mean(name, known))

    def value(self) -> tuple[str, Spot]:
        start = self.at
        if self.next() == '"':
            close = self.text.find('"', start + 1)
            if close < 0 or "\n" in self.text[start:close]:
                message = "these quotes are not closed"
                self.refuse(self.spot(start, start + 1), "RF902", message, '`"`')
                raise _Unread
            self.at = close + 1
            return self.text[start + 1 : close], self.spot(start + 1, close)
        text, place = self.word()
        if not text or self.text[start] in " \t":
            message = "a field is set to nothing"
            self.refuse(self.spot(start, start + 1), "RF902", message, "a value right after `=`")
            raise _Unread
        return text, place

    def check(self, step: Step, places: Mapping[str, Spot]) -> None:
        """Tell what no log may say, as reading a log tells it, at its place in the script."""
        row = {"date": dt.date(2024, 1, 1).isoformat(), **cells(step)}
        try:
            Log.from_entries([row], injured="right", protocol=self.protocol)
        except LogError as error:
            for each in error.problems:
                at = places.get(each.field, step.at)
                problem = self.source.problem(
                    at,
                    each.code,
                    f"{each.field} {each.message}".replace(
                        f"{each.field} {each.field}", each.field
                    ),
                    field=each.field,
                    expected=each.expected,
                    hint=each.hint,
                )
                self.tell(problem)


_LOGGED: dict[str, Verb] = {
    "train": "train",
    "rest": "rest",
    "red_flag": "red_flag",
    "reinjury": "reinjury",
}
_TO_A_STAGE: dict[str, Verb] = {"override": "override", "clear": "clear"}
STATED = ("work", "exercise", "reps_done", "reps_target")
"""Fields that say what was done, so that it is not `all`."""


def cells(step: Step) -> dict[str, str]:
    """The cells of a step's row, but for its date and what a share of a training is."""
    row = dict(step.settings)
    if step.verb == "train" and step.share is None and row.keys().isdisjoint(STATED):
        row["work"] = "all"
    if step.verb not in ("train", "rest", "days"):
        row["event"] = step.verb
    if step.to is not None:
        row |= {"to": step.to, "by": "nobody", "reason": "made up: scripted"}
    return row


def _whole(digits: str) -> int:
    """A whole number; of one that is far too large for anything, a large one."""
    return int(digits.lstrip("0")[:10] or "0")


def _quoted(text: str) -> str:
    return text if _WORD.fullmatch(text) else f'"{text}"'
