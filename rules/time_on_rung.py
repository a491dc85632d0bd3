"""How long an exercise has had its present dose."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class TimeOnRung(Rule):
    """The days since the exercise reached the present rung of its ladder; always known.

    It stands in a `climb` or a `drop` only.

    ```yaml
    exercises:
      - do: heel-dig
        ladder: [1x10, 2x10]
        climb: {when: {time_on_rung: {at_least: 1 week}}}
    when: {ladder: {of: heel-dig, is: finished}}
    ```
    """

    unit, scale, better, label = "days", (0, None), "higher", "time on the rung"
    on_a_rung = True
    waived: ClassVar[Mapping[str, str]] = {
        "unseen": "a climb that what is not seen held back leaves the rung as long as it was",
    }

    def measure(self, window: Window) -> Reading:
        return Reading.exactly((window.date - (window.reached or window.entered)).days)
