"""Pain on the 0-10 numeric rating scale, at a named moment."""

from typing import Literal

from attrs import frozen

from rehabflow import Day, Number, Reading, Rule, Span, Window, on_dates

NEWEST = ("rest", "walking", "palpation", "test")
WORDS = {
    "during": "exercise pain",
    "after": "pain after exercise",
    "morning": "morning pain",
    "rest": "pain at rest",
    "walking": "pain on walking",
    "palpation": "pain on palpation",
    "test": "pain in the leg raise",
}


@frozen
class Pain(Rule):
    """The highest pain of a window, or the newest, on the 0-10 numeric rating scale.

    `during` and `after` want a rating for every training session of the window, `morning` for
    every date with an entry: an unrated one could be anything up to 10. `during` counts the
    ratings of other sessions too, `after` does not. `rest`, `walking`, `palpation` and `test`
    take the newest rating.

    ```yaml
    when: {pain: {at_most: 3, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "0-10", (0, 10), "lower", "pain"
    may_ignore = True

    moment: Literal["during", "after", "morning", "rest", "walking", "palpation", "test"] = (
        "during"
    )

    def called(self) -> str:
        return WORDS[self.moment]

    def fields_read(self) -> tuple[str, ...]:
        return ("pain",) if self.moment == "during" else (f"pain_{self.moment}",)

    def default_window(self) -> Span:
        if self.moment in NEWEST:
            return Span.parse("within 7 days")
        return Span.parse("1 day" if self.moment == "morning" else "1 session")

    def measure(self, window: Window) -> Reading:
        if self.moment in NEWEST:
            return self.newest(window, lambda day: day.pain(self.moment))
        evidence: list[tuple[Day, Number | None]] = []
        unrated: list[Day] = []
        worst = None
        for day in window:
            rating = day.pain(self.moment)
            owed = day.trained or self.moment == "morning"
            if rating is None:
                if owed and not window.ignore:
                    unrated.append(day)
                    evidence.append((day, None))
            elif owed or self.moment == "during":
                evidence.append((day, rating))
                if worst is None or rating > worst:
                    worst = rating
        if unrated:
            unknown = f"{self.called()} was not rated {on_dates(unrated)}"
            return Reading(worst or 0, 10, unknown, evidence)
        if window.missing:
            return Reading(worst or 0, 10, window.lacks(), evidence)
        if worst is None:
            return Reading.nothing(f"no {self.called()} was logged")
        return Reading(worst, worst, None, evidence)
