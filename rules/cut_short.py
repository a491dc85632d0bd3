"""Work that was cut short, and why."""

from typing import Literal

from attrs import frozen

from rehabflow import Day, Reading, Rule, Window, on_dates


@frozen
class CutShort(Rule):
    """The training sessions of a window that were cut short for a reason, counted.

    `why` is the reason. A session that did not do all that is prescribed and says no reason may
    have been cut short for this one. One that was cut short before any work was done counts too.

    ```yaml
    when: {cut_short: {why: pain, at_most: 0, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "count", (0, None), "lower", "sessions cut short"
    window, reads = "3 sessions", ("cut_short", "work")
    may_ignore = True

    why: Literal["pain", "time", "other"] = "pain"

    def called(self) -> str:
        return f"sessions cut short by {'other reasons' if self.why == 'other' else self.why}"

    def measure(self, window: Window) -> Reading:
        days = [day for day in window if day.trained or self.may_be_why(day)]
        if not days:
            return Reading.nothing("no training session was logged")
        certain = [day for day in days if self.why in day.session.cut_short]
        open_days = [
            day
            for day in days
            if day not in certain and self.may_have_been(day, ignore=window.ignore)
        ]
        low, high = len(certain), len(certain) + len(open_days)
        cited = [(day, int(day in certain)) for day in days]
        if window.missing:
            # What it does not hold may have more dates that came to no work than it is short of.
            return Reading(low, None, window.lacks(), cited)
        if low == high:
            return Reading(low, low, None, cited)
        if not certain and not any(day.trained for day in days):
            return Reading(0, None, "whether any work was cut short is not known", cited)
        unknown = f"why work was left undone {on_dates(open_days)} is not known"
        return Reading(low, high, unknown, cited)

    def may_be_why(self, day: Day) -> bool:
        """Whether a day says this reason, or one that could not be read."""
        return not day.session.cut_short.isdisjoint((self.why, None))

    def may_have_been(self, day: Day, *, ignore: bool) -> bool:
        """Whether a day that does not say this reason may have been cut short for it."""
        said = day.session.cut_short
        return None in said or (not said and not ignore and unfinished(day))


def unfinished(day: Day) -> bool:
    low, _ = day.completion()
    return low < 1
