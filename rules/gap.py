"""How long ago the patient last trained."""

from attrs import frozen

from rehabflow import Reading, Rule, Span, Window


@frozen
class Gap(Rule):
    """The days since the last training session of this stage before the date asked.

    ```yaml
    when: {gap: {at_most: 3 days}}
    ```
    """

    unit, scale, better, label = "days", (0, None), "lower", "days since the last training"
    reads = ("work",)

    def looks(self) -> Span:
        return Span(None, "stage")

    def measure(self, window: Window) -> Reading:
        doubtful = None
        for day in reversed(window):
            if day.trained and day.date != window.date:
                days = (window.date - day.date).days
                if not day.doubtful:
                    least = days if doubtful is None else doubtful
                    unknown = None if least == days else "when training was last is not certain"
                    return Reading(least, days, unknown, (day,))
                doubtful = days if doubtful is None else doubtful
        if doubtful is not None:
            return Reading(doubtful, None, "whether there was any training is not certain")
        return Reading.nothing("no training session of this stage came before")
