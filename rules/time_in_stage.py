"""How long the patient has been in the present stage."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class TimeInStage(Rule):
    """The days from the date on which the present stage was entered; always known.

    ```yaml
    when: {time_in_stage: {at_least: 3 days}}
    ```
    """

    unit, scale, better, label = "days", (0, None), "higher", "time in stage"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly((window.date - window.entered).days)
