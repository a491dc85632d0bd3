"""How far an exercise was climbed on its ladder."""

from collections.abc import Mapping
from typing import ClassVar, Self

from attrs import field, frozen

from rehabflow import Declared, Number, Reading, Rule, Window


@frozen
class Ladder(Rule):
    """The rung of an exercise's ladder, from 1, and `finished` where the top one was done.

    In an advance gate after what the date changed, in a refer or setback gate before. Finished is
    read as one more than the number of rungs.

    ```yaml
    exercises:
      - do: heel-dig
        ladder: [1x10, 2x10]
        climb: {when: {reps: {at_least: 100%}}}
    when: {ladder: {of: heel-dig, is: finished}}
    ```
    """

    unit, scale, better, label = "rung", (1, None), "higher", "ladder"
    waived: ClassVar[Mapping[str, str]] = {
        "local": "a rung is what the whole fold of the stage came to, as a stage is",
        "missing": "each climb was held back by what was missing when it was asked",
    }

    of: str
    _rungs: int = field(default=1, init=False)

    def bind(self, declared: Declared) -> Self:
        return self.bound(_rungs=declared.rungs(self.of))

    def called(self) -> str:
        return f"ladder of {self.of}"

    def in_unit(self) -> str:
        return f"rung of {self._rungs}"

    def on_scale(self) -> tuple[Number, Number]:
        return 1, self._rungs + 1

    def words(self) -> Mapping[str, Number]:
        return {"finished": self._rungs + 1}

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(window.rungs.get(self.of, 1))
