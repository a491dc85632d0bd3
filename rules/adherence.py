"""How much of what was due was done."""

from attrs import frozen

from rehabflow import Day, Dose, Ends, Number, Reading, Rule, Setting, Span, Window, percent


@frozen
class Adherence(Rule):
    """How often an exercise was done of how often it was due, in percent; of several, the worst.

    `of` asks for one exercise. An exercise is due as its `every`, `per_week` and `per_day` say,
    without them in each training session. A day without an entry is one on which it was not done.

    ```yaml
    when: {adherence: {of: heel-dig, at_least: 80%, last: 14 days}}
    ```
    """

    unit, scale, better, label = "%", (0, 100), "higher", "adherence"
    window, reads = "14 days", ("work",)

    of: str | None = None

    def called(self) -> str:
        return f"adherence to {self.of}" if self.of else self.label

    def ends(self, setting: Setting, span: Span | None) -> Ends | None:
        if setting.alone or span is None or span.unit != "days" or span.count is None:
            return None
        asked = [dose for dose in setting.doses if self.of in (None, dose.exercise.id)]
        found = {each for dose in asked for each in shares(dose, setting, span.count)} | {0, 100}
        return Ends(frozenset(found), frozenset(found))

    def measure(self, window: Window) -> Reading:
        days = list(window)
        doses = days[-1].doses if days else ()
        asked = {dose.group: dose for dose in doses if self.of in (None, dose.exercise.id)}
        found = [each for dose in asked.values() if (each := share(dose, days, window))]
        cited = [(day, None) for day in days if day.trained]
        if not found:
            return Reading.nothing("nothing was due")
        low, high = (min(ends) for ends in zip(*found, strict=True))
        unknown = None
        if low != high:
            unknown = window.lacks() if window.missing else "what was done is not certain"
        return Reading(low, high, unknown, cited)


def share(dose: Dose, days: list[Day], window: Window) -> tuple[Number, Number] | None:
    """The least and the most of what was due of an exercise that was done; None: nothing was.

    What is due counts from when its turn came; a rest after a drop changes nothing of it.
    """
    waiting = [at for at, day in enumerate(days) if not day.had_turn(dose)]
    since = waiting[-1] + 1 if waiting else 0
    if since == len(days):
        return None
    seen = window.days_seen
    if waiting:
        seen = (window.date - days[waiting[-1]].date).days
    elif window.span is not None and window.span.unit == "sessions":
        seen = (window.date - days[0].date).days + 1
    seen -= days[-1].settling
    done = [day.times(dose) for day in days[since:]]
    sessions = sum(day.trained for day in days[since:]) + window.missing
    due = dose.times_due(seen + window.missing, sessions)
    if not due:
        return None
    low = min(due, sum(least for least, _ in done))
    high = min(due, sum(most for _, most in done) + window.missing * dose.per_day)
    return percent(low, due), percent(high, due)


def shares(dose: Dose, setting: Setting, days: int) -> set[Number]:
    """Every share of what is due of an exercise in so many days that can be done.

    In an advance gate all the days count, also those that the stage cannot fill yet, unless the
    turn of the exercise is still to come.
    """
    group = setting.of(dose.exercise.id)
    whole = setting.advance and any(each.after is None for each in group)
    counted = range(days - setting.settles if whole else 0, days + 1)
    due = {dose.times_due(many, trained) for many in counted for trained in range(days + 1)}
    return {percent(done, each) for each in due for done in range(each + 1) if each}
