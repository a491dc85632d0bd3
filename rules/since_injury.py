"""How long ago the injury was."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class SinceInjury(Rule):
    """The days since the injury, by the log's header; a `reinjury` sets it anew.

    Unknown where the log does not say when it was.

    ```yaml
    when: {since_injury: {at_least: 14 days}}
    ```
    """

    unit, scale, better, label = "days", (0, None), "higher", "time since the injury"

    def measure(self, window: Window) -> Reading:
        if window.injury is None:
            return Reading(*self.scale, "the date of the injury is not known")
        days = (window.date - window.injury).days
        if days < 0:
            return Reading(*self.scale, "the injury is dated later than this")
        return Reading.exactly(days)
