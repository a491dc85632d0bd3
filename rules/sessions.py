"""How many training sessions there were."""

from attrs import frozen

from rehabflow import Reading, Rule, Window, on_dates


@frozen
class Sessions(Rule):
    """The training sessions in the window, counted; always known, 0 included.

    Only where work could not be read, and was salvaged, is one of them none or one.

    ```yaml
    when: {sessions: {at_least: 6}}
    ```
    """

    unit, scale, better, label = "count", (0, None), "higher", "training sessions"
    window, reads = "stage", ("work",)

    def measure(self, window: Window) -> Reading:
        count = len(window.trained)
        doubtful = [day for day in window.trained if day.doubtful] if window.doubtful else []
        if doubtful:
            unknown = f"the work {on_dates(doubtful)} could not be read"
            return Reading(count - len(doubtful), count, unknown, window.trained)
        return Reading.exactly(count, window.trained)
