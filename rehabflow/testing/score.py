"""Every check of a rule, and what came of it: as data, as an assertion, and for pytest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from rehabflow.nearest import did_you_mean
from rehabflow.protocol import Protocol
from rehabflow.rule import Rule
from rehabflow.testing.answering import ANSWERS, SCALE
from rehabflow.testing.check import Check
from rehabflow.testing.corpus import Corpus, corpus_of
from rehabflow.testing.documentation import DOCUMENTED
from rehabflow.testing.evidence import EVIDENCE
from rehabflow.testing.kit_error import refused
from rehabflow.testing.reach import LOCAL, PURE, UNCHANGED
from rehabflow.testing.round_trip import ROUND_TRIP
from rehabflow.testing.sameness import AGAIN, FINISHES, ORDER, SEED
from rehabflow.testing.subject import kind_of
from rehabflow.testing.unlogged import MISSING, UNREADABLE, UNSEEN
from rehabflow.testing.worse import WORSE

if TYPE_CHECKING:
    import pytest

_IN_ORDER = (
    *(DOCUMENTED, FINISHES, ANSWERS, SCALE, AGAIN, SEED, ORDER, PURE, UNCHANGED, LOCAL),
    *(MISSING, UNREADABLE, UNSEEN, WORSE, EVIDENCE, ROUND_TRIP),
)
CHECKS: Mapping[str, Check] = {check.name: check for check in _IN_ORDER}
"""What a rule is looked at for, by name."""


@frozen
class Score:
    """What came of one check; `said` is what was found, or why it was waived or not asked."""

    check: str
    promise: str
    result: Literal["held", "failed", "waived", "not asked"]
    said: str = ""


def scorecard(
    rule: type[Rule] | Rule | str,
    *,
    waive: Mapping[str, str] | None = None,
    protocol: Protocol | None = None,
) -> tuple[Score, ...]:
    """What comes of every check: of a class, of one with parameters, of an installed id.

    `waive` names checks that the rule need not pass, each with the reason why, beside those of
    the class's own `waived`. `protocol` stands in for the example of the docstring, whose
    parameters and measures are used otherwise.
    """
    looked = _Look(rule, waive or {}, protocol)
    return tuple(looked.score(check) for check in _IN_ORDER)


def check_rule(
    rule: type[Rule] | Rule | str,
    *,
    waive: Mapping[str, str] | None = None,
    protocol: Protocol | None = None,
) -> None:
    """Raise AssertionError, with everything that was found, unless the rule passes every check."""
    found = [each for each in scorecard(rule, waive=waive, protocol=protocol) if _is_bad(each)]
    if found:
        raise AssertionError("\n".join(f"{each.check}: {each.said}" for each in found))


def conformance(
    rule: type[Rule] | Rule | str,
    *,
    waive: Mapping[str, str] | None = None,
    protocol: Protocol | None = None,
) -> pytest.MarkDecorator:
    """A parametrisation for pytest, one `check` each: `@conformance(MyRule)` above a test that
    takes `check` and calls it."""
    import pytest

    looked = _Look(rule, waive or {}, protocol)
    return pytest.mark.parametrize("check", [looked.test(each) for each in _IN_ORDER], ids=str)


class _Look:
    """One look at a rule: what it is asked is drawn once, and so is whether it answers at all."""

    def __init__(
        self,
        rule: type[Rule] | Rule | str,
        waive: Mapping[str, str],
        protocol: Protocol | None,
    ) -> None:
        kind = kind_of(rule)
        own: Mapping[str, str] = getattr(kind, "waived", {})
        self.waive = {**own, **waive}
        for name, reason in self.waive.items():
            if name not in CHECKS:
                raise refused(
                    "RF703",
                    f"there is no check {name!r} to be waived",
                    did_you_mean(name, CHECKS) or "take it out",
                    expected=", ".join(CHECKS),
                )
            if not reason.strip():
                message = f"{name!r} is waived without a reason"
                raise refused("RF704", message, "write why the rule need not pass it")
        self.corpus: Callable[[], Corpus] = cache(lambda: corpus_of(rule, protocol))
        self.found: Callable[[Check], str | None] = cache(self._found)

    def _found(self, check: Check) -> str | None:
        return check.find(self.corpus())

    def score(self, check: Check) -> Score:
        """What comes of one check."""
        name, promise = check.name, check.promise
        if name in self.waive:
            return Score(name, promise, "waived", self.waive[name])
        if check is not DOCUMENTED:
            if not self.corpus().subject.criteria:
                said = "its docstring has no example to take its parameters from"
                return Score(name, promise, "not asked", said)
            if check is not FINISHES and self.found(FINISHES) and FINISHES.name not in self.waive:
                return Score(name, promise, "not asked", "it does not finish: see `finishes`")
        found = self.found(check)
        return Score(name, promise, "failed" if found else "held", found or "")

    def test(self, check: Check) -> OneCheck:
        return OneCheck(check.name, lambda: self.score(check))


@frozen
class OneCheck:
    """A check of one rule, to be called in a test."""

    name: str
    _score: Callable[[], Score]

    def __call__(self) -> None:
        score = self._score()
        if _is_bad(score):
            raise AssertionError(f"{score.promise}: {score.result}: {score.said}")

    def __str__(self) -> str:
        return self.name


def _is_bad(score: Score) -> bool:
    return score.result in ("failed", "not asked")
