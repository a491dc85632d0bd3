"""The active straight-leg raise."""

from typing import Literal

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Aslr(Rule):
    """The newest active straight-leg raise in degrees, of the injured or of the other leg.

    Of several raises on one date the lowest counts for the injured leg, the highest for the
    other. Unknown where none was measured within the window.

    ```yaml
    when: {aslr: {at_least: 80 deg, within: 7 days}}
    ```
    """

    unit, scale, better, label = "deg", (0, 180), "higher", "leg raise"
    window = "within 7 days"
    may_ignore = on_one_date = True

    side: Literal["injured", "other"] = "injured"

    def called(self) -> str:
        return "leg raise" if self.side == "injured" else "other leg's raise"

    def fields_read(self) -> tuple[str, ...]:
        return ("aslr",) if self.side == "injured" else ("aslr_other",)

    def measure(self, window: Window) -> Reading:
        other = self.side == "other"
        return self.newest(window, lambda day: day.leg_raise(other=other))
