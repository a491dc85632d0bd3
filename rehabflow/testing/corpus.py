"""The questions that a rule is asked: drawn ones, the same each time, and hand-picked corners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, field, frozen

from rehabflow.protocol import Protocol
from rehabflow.rule import Rule
from rehabflow.testing.altered import every_alteration
from rehabflow.testing.asking import Asking, Row, row
from rehabflow.testing.replica import Replica, ask_elsewhere
from rehabflow.testing.subject import Subject, subject_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

DRAWN = 110
"""How many logs are drawn."""

INJURED = dt.date(2026, 2, 20)
"""When the patients of most drawn logs were injured."""

_CORNERS: tuple[tuple[dict[str, object], ...], ...] = (
    ({"date": "2026-03-02", "note": "nothing else logged"},),
    ({"date": "2026-03-02", "work": "all"},),
    ({"date": "2026-03-02", "pain": 0, "pain_morning": 0, "aslr": 0, "work": "all"},),
    tuple({"date": f"2026-03-{day:02}", "work": "all"} for day in range(2, 9)),
    tuple({"date": f"2026-03-{day:02}", "note": "rest"} for day in range(2, 9)),
    (
        {"date": "2026-03-02", "pain": 7, "aslr": 70, "work": "all"},
        {"date": "2026-05-20", "pain": 7, "aslr": 70, "work": "all"},
    ),
    tuple({"date": "2026-03-02", "pain": 4, "aslr": 60, "work": "all"} for _ in range(3)),
    (
        {"date": "2026-03-02", "side": "left", "aslr": 80, "pain": 9},
        {"date": "2026-03-02", "side": "right", "aslr": 60, "pain": 2, "work": "all"},
    ),
)


@frozen
class Corpus:
    """A rule, and every question that it is asked, the shortest logs first."""

    subject: Subject
    askings: tuple[Asking, ...] = field(repr=False)

    @cached_property
    def questions(self) -> tuple[Asking, ...]:
        """Those, and then the same of every altered log."""
        altered = (each for asking in self.askings for each in every_alteration(asking))
        return (*self.askings, *altered)

    @cached_property
    def replica(self) -> Replica:
        """What another process answers to all of them. Raises NotReached."""
        return ask_elsewhere(self.questions, seed=1)


def corpus_of(rule: type[Rule] | Rule | str, protocol: Protocol | None = None) -> Corpus:
    """What a rule is asked, over the windows and parameters that it can have."""
    subject = subject_of(rule, protocol)
    found = [*_corners(subject), *_drawn(subject)] if subject.criteria else []
    return Corpus(subject, tuple(sorted(found, key=lambda each: len(each.rows))))


def _corners(subject: Subject) -> Iterator[Asking]:
    """One session, everything missing, a long gap, ties, both legs; and a window that is empty."""
    spans = {each.rule: each for each in reversed(subject.criteria)}
    for criterion in spans.values():
        for cells in _CORNERS:
            asking = Asking(tuple(map(row, cells)), criterion, subject.protocol)
            yield asking
            yield evolve(asking, advance=False, moved=len(cells), move="setback")


def _drawn(subject: Subject) -> Iterator[Asking]:
    """Drawn logs, each asked another criterion; every third leaves out what is missing."""
    for number, rows in enumerate(_logs(subject.protocol)):
        criterion = subject.criteria[number % len(subject.criteria)]
        advance = number % 3 != 1
        ignore = number % 6 == 1 and criterion.rule.may_ignore
        yield Asking(
            rows,
            evolve(criterion, ignore_missing=ignore),
            subject.protocol,
            advance,
            number // 4 % 7,
            "setback" if number % 5 == 2 else "advance",
            4 if number % 7 == 3 else None,
            INJURED if number % 4 else None,
        )


_logs_by_ground: dict[str, list[tuple[Row, ...]]] = {}
"""The logs that were drawn, by what they are about: drawing them takes longest."""


def _logs(protocol: Protocol) -> list[tuple[Row, ...]]:
    """Logs, drawn by hypothesis, and the same ones each time."""
    from rehabflow.testing.strategies import ground_of, rows

    ground = ground_of(protocol)
    if repr(ground) not in _logs_by_ground:
        _logs_by_ground[repr(ground)] = drawn(rows(*ground), DRAWN)
    return _logs_by_ground[repr(ground)]


def drawn(strategy: SearchStrategy[T], many: int) -> list[T]:
    """So many examples of a strategy, the same ones each time."""
    from hypothesis import HealthCheck, given, settings

    found: list[T] = []

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=many,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
    )
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found
