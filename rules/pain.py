"""Pain on the 0-10 numeric rating scale, at a named moment."""

from typing import Literal

from attrs import frozen

from rehabflow import Day, Feel, Number, Reading, Rule, Span, Value, Window, on_dates

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

    On a date with medication a rating is the least that it was. `quality` says which pain is
    meant: `strain` is every pain but cramp, `any` is all of it. For `ache`, `sharp` and `cramp`
    pain of another quality is 0, and pain of which no quality was written could be of any.

    ```yaml
    when: {pain: {at_most: 3, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "0-10", (0, 10), "lower", "pain"
    may_ignore = on_one_date = True

    moment: Literal["during", "after", "morning", "rest", "walking", "palpation", "test"] = (
        "during"
    )
    quality: Feel = "strain"

    def called(self) -> str:
        words = WORDS[self.moment]
        return words if self.quality in ("strain", "any") else f"{self.quality} {words}"

    def fields_read(self) -> tuple[str, ...]:
        return ("pain",) if self.moment == "during" else (f"pain_{self.moment}",)

    def default_window(self) -> Span:
        if self.moment in NEWEST:
            return Span.parse("within 7 days")
        return Span.parse("1 day" if self.moment == "morning" else "1 session")

    def measure(self, window: Window) -> Reading:
        moment, quality, ignore = self.moment, self.quality, window.ignore
        if moment in NEWEST:
            return self.newest(window, lambda day: day.rating(moment, quality, sure=ignore))
        evidence: list[tuple[Day, Value]] = []
        unrated: list[Day] = []
        unsure: list[Day] = []
        low: Number = 0
        high: Number = 0
        for day in window:
            rating = day.rating(moment, quality, sure=ignore)
            owed = day.owes or moment == "morning"
            if rating is None:
                if owed and not ignore:
                    unrated.append(day)
                    evidence.append((day, None))
            elif owed or day.settling or moment == "during":
                least, most = rating
                low = max(low, least)
                high = max(high, most)
                if least == most:
                    evidence.append((day, least))
                else:
                    evidence.append((day, rating))
                    unsure.append(day)
        if unrated:
            unknown = f"{self.called()} was not rated {on_dates(unrated)}"
            return Reading(low, 10, unknown, evidence)
        if window.missing:
            return Reading(low, 10, window.lacks(), evidence)
        if not evidence:
            return Reading.nothing(f"no {self.called()} was logged")
        if low == high:
            return Reading(low, low, None, evidence)
        unknown = f"how high {self.called()} was {on_dates(unsure)} is not certain"
        return Reading(low, high, unknown, evidence)
