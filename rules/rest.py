"""The rest between training sessions."""

from collections.abc import Mapping
from itertools import pairwise
from typing import ClassVar

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Rest(Rule):
    """The shortest gap in hours between training sessions that follow each other.

    It runs from the last timed work of one to the first of the next. Where neither has a time it
    is 24 hours for each calendar day between them; where one has none, whatever that day allows.

    ```yaml
    when: {rest: {at_least: 48 h, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "hours", (0, None), "higher", "rest between sessions"
    window, reads = "3 sessions", ("time", "work")
    waived: ClassVar[Mapping[str, str]] = {
        "evidence": "a gap is cited by the session that ends it, so that the first is not cited",
    }

    def measure(self, window: Window) -> Reading:
        days = list(window.trained)
        gaps = [(late, late.hours_since(early)) for early, late in pairwise(days)]
        if not gaps:
            return Reading.nothing("there were not two training sessions to rest between")
        low = min(gap[0] for _, gap in gaps)
        high = min(gap[1] for _, gap in gaps)
        cited = [(day, gap[0] if gap[0] == gap[1] else gap) for day, gap in gaps]
        if window.missing:
            return Reading(0, high, window.lacks(), cited)
        if low == high:
            return Reading(low, high, None, cited)
        return Reading(low, high, "not every session has the time of its work", cited)
