"""Rules that each do one thing that a rule may not, for the kit to find."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from attrs import evolve, field, frozen

from rehabflow import Day, Number, Reading, Rule, Window, on_dates


@frozen
class Worst(Rule):
    """The highest pain of the window, done right.

    ```yaml
    when: {worst: {at_most: 3, last: 2 sessions}}
    ```
    """

    unit, better, label = "0-10", "lower", "pain"
    scale: ClassVar[tuple[Number | None, Number | None]] = (0, 10)
    window, reads = "2 sessions", ("pain",)
    may_ignore = True

    def measure(self, window: Window) -> Reading:
        ranges = [(day, found) for day in window if (found := day.rating("during")) is not None]
        rated = [(day, low if low == high else (low, high)) for day, (low, high) in ranges]
        worst = max((low for _, (low, _) in ranges), default=0)
        most = max((high for _, (_, high) in ranges), default=0)
        unrated = [day for day in window.trained if day.rating("during") is None]
        if unrated and not window.ignore:
            unknown = f"not rated {on_dates(unrated)}"
            return Reading(worst, 10, unknown, [*rated, *unrated])
        if window.missing:
            return Reading(worst, 10, window.lacks(), rated)
        if not rated:
            return Reading.nothing("no pain was logged")
        if worst < most:
            return Reading(worst, most, "a rating is not certain", rated)
        return Reading.exactly(worst, rated)


# ---------------------------------------------------------------- documentation


@frozen
class Undocumented(Worst):
    # It has no docstring on purpose.
    pass


@frozen
class UnreadableExample(Worst):
    """The highest pain.

    ```yaml
    when: {unreadable_example: {at_mots: 3}}
    ```
    """


@frozen
class ExampleOfAnother(Worst):
    """The highest pain.

    ```yaml
    when: {sessions: {at_least: 3}}
    ```
    """


@frozen
class NoSentence(Worst):
    """The highest pain

    ```yaml
    when: {no_sentence: {at_most: 3}}
    ```
    """


@frozen
class Unlabelled(Worst):
    """The highest pain.

    ```yaml
    when: {unlabelled: {at_most: 3}}
    ```
    """

    label = ""


@frozen
class OneValue(Worst):
    """The highest pain.

    ```yaml
    when: {one_value: {at_most: 3}}
    ```
    """

    scale = (3, 3)


@frozen
class NeedsMore(Worst):
    """A parameter that has to be given, and no example to take it from."""

    of: str = field(kw_only=True)


# ---------------------------------------------------------------- finishes


@frozen
class Hangs(Worst):
    def measure(self, window: Window) -> Reading:
        while any(day.pain("during") == 7 for day in window):
            pass
        return super().measure(window)


# ---------------------------------------------------------------- answers


@frozen
class Raises(Worst):
    def measure(self, window: Window) -> Reading:
        next(iter(window))
        return super().measure(window)


@frozen
class Exits(Worst):
    def measure(self, window: Window) -> Reading:
        sys.exit(3)


@frozen
class AnswersANumber(Worst):
    def measure(self, window: Window) -> Any:
        return 3


@frozen
class AnswersAFloat(Worst):
    def measure(self, window: Window) -> Reading:
        return evolve(super().measure(window), high=10.0)


@frozen
class AnswersTrue(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading.exactly(bool(len(window)), window)


@frozen
class CitesDates(Worst):
    def measure(self, window: Window) -> Reading:
        dates: Any = [day.date for day in window]
        return evolve(super().measure(window), evidence=dates)


@frozen
class RaisesLate(Worst):
    def measure(self, window: Window) -> Reading:
        return evolve(super().measure(window), evidence=self.late())

    def late(self) -> Iterator[Day]:
        yield next(iter(()))


# ---------------------------------------------------------------- scale


@frozen
class OffScale(Worst):
    def measure(self, window: Window) -> Reading:
        return evolve(super().measure(window), high=11, unknown="something")


@frozen
class UpsideDown(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading(10, 0, "something")


@frozen
class OpenEnded(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading(0, None, "something")


@frozen
class SaysNothing(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading(0, 10)


@frozen
class EmptyWithAValue(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading(0, 0, "nothing", (), True)


# ---------------------------------------------------------------- again, seed, order


COUNTED: list[int] = []


@frozen
class Remembers(Worst):
    def measure(self, window: Window) -> Reading:
        COUNTED.append(1)
        return Reading.exactly(len(COUNTED) % 10)


SEEN: set[dt.date] = set()


@frozen
class RemembersDates(Worst):
    def measure(self, window: Window) -> Reading:
        SEEN.update(day.date for day in window)
        return Reading.exactly(len(SEEN) % 11)


@frozen
class TakesAnyOfASet(Worst):
    def measure(self, window: Window) -> Reading:
        names = {f"exercise-{number}" for number in range(10)}
        return Reading.exactly(int(next(iter(names))[-1]))


@frozen
class TakesTheFirstEntry(Worst):
    def measure(self, window: Window) -> Reading:
        ratings = [day.session.entries[0].pain("during") for day in window]
        return Reading.exactly(max((each or 0 for each in ratings), default=0))


# ---------------------------------------------------------------- pure


def asking(what: Any) -> type[Rule]:
    """A rule that calls something else first."""

    @frozen
    class Asks(Worst):
        def measure(self, window: Window) -> Reading:
            what()
            return super().measure(window)

    return Asks


class Born(dt.date):
    """A date of somebody's own."""


clock = time.time
HERE = Path(__file__)
IMPURE: dict[str, Any] = {
    "time.time": clock,
    "time.monotonic": time.monotonic,
    "datetime.date.today": dt.date.today,
    "datetime.datetime.now": lambda: dt.datetime.now(dt.UTC),
    "random.random": random.random,
    "random.Random.choice": lambda: random.choice([1, 2]),  # noqa: S311
    "os._Environ.__getitem__": lambda: os.environ.get("HOME"),
    "os.getenv": lambda: os.getenv("HOME"),
    "posix.urandom": lambda: os.urandom(1),
    "io.open": lambda: open(__file__).close(),  # noqa: PTH123
    "pathlib.Path.read_text": HERE.read_text,
    "socket.getfqdn": socket.getfqdn,
    "subprocess.run": lambda: subprocess.run(["true"], check=False),
    "builtins.print": lambda: print("hello"),
    "builtins.id": lambda: id(clock),
}


@frozen
class HidesItsClock(Worst):
    def measure(self, window: Window) -> Reading:
        try:
            late = time.time() > 0
        except Exception:  # noqa: BLE001
            late = False
        return Reading.exactly(int(late))


@frozen
class ReadsItsOwnClock(Worst):
    def measure(self, window: Window) -> Reading:
        return Reading.exactly(Born.today().day % 10)


# ---------------------------------------------------------------- unchanged, local


@frozen
class ChangesItsWindow(Worst):
    def measure(self, window: Window) -> Reading:
        window.missing = 0
        return super().measure(window)


@frozen
class ChangesADay(Worst):
    def measure(self, window: Window) -> Reading:
        for day in window:
            day.trained = False
        return super().measure(window)


@frozen
class DropsADay(Worst):
    def measure(self, window: Window) -> Reading:
        if len(window) > 1:
            window._days.pop()
        return super().measure(window)


@frozen
class ChangesASession(Worst):
    def measure(self, window: Window) -> Reading:
        for day in window:
            object.__setattr__(day.session, "path", "elsewhere.csv")
            object.__setattr__(day.session, "entries", ())
        return super().measure(window)


@frozen
class LooksElsewhere(Worst):
    def measure(self, window: Window) -> Reading:
        ratings = [day.pain("during") for day in window._days]
        return Reading.exactly(max((each or 0 for each in ratings), default=0), window)


# ---------------------------------------------------------------- missing, unseen, direction


@frozen
class MissingIsZero(Worst):
    def measure(self, window: Window) -> Reading:
        rated = [(day, day.pain("during") or 0) for day in window]
        return Reading.exactly(max((found for _, found in rated), default=0), rated)


@frozen
class NewestMissingIsZero(Worst):
    window = "within 7 days"

    def measure(self, window: Window) -> Reading:
        return self.newest(window, lambda day: day.pain("walking") or 0)


@frozen
class UnratedLeftOut(Worst):
    def measure(self, window: Window) -> Reading:
        rated = [(day, found) for day in window if (found := day.pain("during")) is not None]
        if not rated:
            return Reading(0, 10, "no pain was logged")
        return Reading.exactly(max(found for _, found in rated), rated)


@frozen
class UnreadLeftOut(Worst):
    """Takes what cannot be read for what was not logged, where that may be left out."""

    def measure(self, window: Window) -> Reading:
        rated = [(day, found) for day in window if (found := day.pain("during")) is not None]
        if not window.ignore or not rated:
            return super().measure(window)
        return Reading.exactly(max(found for _, found in rated), rated)


@frozen
class FullAsItIs(Worst):
    """Takes a window that is not full yet for a full one."""

    def measure(self, window: Window) -> Reading:
        full = Window(window.date, window.entered, list(window))
        return super().measure(full)


@frozen
class FewerIsBetter(Worst):
    """A pain in the negative, called better where it is higher than it is."""

    better = "higher"


@frozen
class InvertsPain(Worst):
    def measure(self, window: Window) -> Reading:
        right = super().measure(window)
        if right.low is None or right.high is None:
            return right
        return evolve(right, low=10 - right.high, high=10 - right.low)


@frozen
class MoreRaiseIsWorse(Worst):
    better, reads, scale = "lower", ("aslr",), (0, 180)
    window = "within 7 days"

    def measure(self, window: Window) -> Reading:
        return self.newest(window, lambda day: day.aslr)


@frozen
class MoreWorkIsWorse(Worst):
    better, reads, scale = "lower", ("work",), (0, 1)

    def measure(self, window: Window) -> Reading:
        days = list(window.trained)
        if not days:
            return Reading.nothing("no training session was logged")
        low, high = days[-1].completion()
        return Reading(low, high, None if low == high else "unclear", [days[-1]])


@frozen
class OpenWhenBad(Worst):
    """Open at the top where there is little pain, and closed where there is much."""

    scale = (0, None)

    def measure(self, window: Window) -> Reading:
        rated = [(day, found) for day in window if (found := day.pain("during")) is not None]
        worst = max((found for _, found in rated), default=0)
        return Reading(worst, None if worst < 5 else worst, "little is known", rated)


@frozen
class NeitherSide(FullAsItIs):
    """Nothing is promised where neither side is the better one."""

    better = None


# ---------------------------------------------------------------- evidence


@frozen
class CitesNothing(Worst):
    def measure(self, window: Window) -> Reading:
        return evolve(super().measure(window), evidence=())


@frozen
class CitesElsewhere(Worst):
    def measure(self, window: Window) -> Reading:
        right = super().measure(window)
        return evolve(right, evidence=[*window._days[:1], *right.evidence])


@frozen
class CitesTooLittle(Worst):
    def measure(self, window: Window) -> Reading:
        if len(window) == 1:
            return Reading.exactly(next(iter(window)).pain("during").numerator)  # type: ignore[union-attr]
        return evolve(super().measure(window), evidence=list(window)[:1])


# ---------------------------------------------------------------- round trips


@frozen
class CannotBePickled(Worst):
    def __reduce__(self) -> str:
        raise pickle.PicklingError("not this one")


@frozen
class PicklesToAnother(Worst):
    bound: int = field(default=1, init=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Worst, ()


@frozen
class ParameterIsNoJson(Worst):
    at: frozenset[int] = frozenset({1})


@frozen
class ParameterIsATuple(Worst):
    at: tuple[int, ...] = (1, 2)


@frozen
class Prints(Worst):
    def measure(self, window: Window) -> Reading:
        print("hello")
        return super().measure(window)
