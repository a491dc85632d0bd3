"""Before and after a change: the same made-up patients through two protocols."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from rehabflow.protocol import REFERRED, Protocol
from rehabflow.simulation.cohort import Blocked, Cohort, InStage, Outcomes, simulated

Pair = tuple[Blocked | None, Blocked | None]
_Key = tuple[str, str | None, str, str, int]


@frozen
class Comparison:
    """The same patients under two protocols."""

    old: Outcomes
    new: Outcomes

    @property
    def sooner(self) -> int:
        """Patients who finish sooner under the new one, or under it only."""
        return sum(_before(new, old) for old, new in self._days())

    @property
    def later(self) -> int:
        """Patients who finish later under the new one, or no more."""
        return sum(_before(old, new) for old, new in self._days())

    @property
    def same(self) -> int:
        """Patients who take as long under both."""
        return len(self.old.days) - self.sooner - self.later

    def differences(self) -> list[int | None]:
        """Days to discharge of each patient, new less old; None where either never came."""
        return [None if old is None or new is None else new - old for old, new in self._days()]

    def stages(self) -> Iterator[tuple[InStage | None, InStage | None]]:
        """The stages of both, by id: the old one's in order, then those that are new."""
        old, new = ({each.id: each for each in side.stages} for side in (self.old, self.new))
        ids = [each for each in dict.fromkeys((*old, *new)) if each != REFERRED]
        yield from ((old.get(id), new.get(id)) for id in (*ids, REFERRED))

    def blocked(self) -> Iterator[Pair]:
        """The criteria of both: those of one stage and way out that ask the same rule.

        Their limits and windows may differ; that is what is to be compared.
        """
        old, new = _by_key(self.old), _by_key(self.new)
        yield from ((old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))

    def _days(self) -> Iterator[tuple[int | None, int | None]]:
        return zip(self.old.days, self.new.days, strict=True)


def compare(old: Protocol, new: Protocol, cohort: Cohort) -> Comparison:
    """The same patients through two protocols; they log what either of the two asks for.

    Raises RuleFailed where a rule fails.
    """
    return Comparison(*simulated((old, new), cohort))


def _before(one: int | None, other: int | None) -> bool:
    return one is not None and (other is None or one < other)


def _by_key(found: Outcomes) -> dict[_Key, Blocked]:
    """Each criterion by its stage, its way out, its rule, and the how-manieth it is of these."""
    seen = Counter[tuple[str, ...]]()
    made: dict[_Key, Blocked] = {}
    for each in found.blocked:
        rule = each.criterion.rule
        asks = json.dumps(rule.parameters(), sort_keys=True, default=str)
        key = (each.stage, str(each.transition.to), each.criterion.source.id, asks)
        seen[key] += 1
        made[*key, seen[key]] = each
    return made
