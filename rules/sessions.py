"""How many training sessions there were."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Sessions(Rule):
    """The training sessions in the window, counted; always known, 0 included.

    ```yaml
    when: {sessions: {at_least: 6}}
    ```
    """

    unit, scale, better, label = "count", (0, None), "higher", "training sessions"
    window, reads = "stage", ("work",)

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(len(window.trained), window.trained)
