"""What changed from a protocol to another, in words of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby, takewhile
from typing import Any

from rehabflow.comparison.change import Change, Place
from rehabflow.comparison.protocols import Comparison
from rehabflow.gate import Criterion, Gate
from rehabflow.ladder import Drop
from rehabflow.measure import Measure
from rehabflow.prescription import Dose
from rehabflow.printable import printable
from rehabflow.protocol import Advised, Transition
from rehabflow.render.dose import (
    dose_words,
    drop_words,
    exercise_words,
    steps_words,
    told_words,
    turn_words,
    when_words,
)
from rehabflow.render.gates import (
    asked_words,
    group,
    label_words,
    repeat_words,
    span_words,
    window_words,
)
from rehabflow.render.json import FORMAT, identity
from rehabflow.render.page import TIE, Page
from rehabflow.render.phrase import counted, listed, named
from rehabflow.render.protocol import measure_words
from rehabflow.render.yaml import yaml_line

_MOST, _BRIEF = 300, 60
"""How many characters of a value are shown."""
_LEAD = 40
"""How many characters of a long text are shown before the place where it changed."""
_HEADS = {"advance": "NEXT", "setback": "BACK", "refer": "REFER", "advise": "ADVICE"}
_NONE = "none"


def put_changes(comparison: Comparison, page: Page) -> None:
    """Every change below where it is; where numbers come from last."""
    told = [each for each in comparison.changes if each.level != "about"]
    for stage, inside in groupby(told, key=lambda each: each.place.stage):
        page.rule(stage_words(stage, comparison))
        for each in inside:
            page.put(change_words(each), "- ")
    rest = [each for each in comparison.changes if each.level == "about"]
    if rest:
        page.rule("Where it comes from, and how it is written")
    for each in rest:
        page.put(change_words(each), "- ")


def verdict_words(comparison: Comparison) -> str:
    """What all the changes come to, and whether the version number says so."""
    if comparison.is_layout:
        return "They say the same: nothing but layout and comments can differ."
    if not comparison.differs:
        said = "Nothing that decides or that people are told differs."
        if comparison.old.version != comparison.new.version:
            said += " The version number differs all the same."
        return said
    decides = sum(each.level == "decides" for each in comparison.changes)
    says = sum(each.level == "says" for each in comparison.changes)
    said = f"{counted(decides, 'change')} in what decides, {says} in what people are told."
    if comparison.same_version:
        said += f" Both are called version {comparison.new.version}: give the new one another."
    return said


def changes_object(comparison: Comparison) -> dict[str, Any]:
    """All changes as plain data for JSON."""
    return {
        "rehabflow": FORMAT,
        "old": identity(comparison.old),
        "new": identity(comparison.new),
        "differs": comparison.differs,
        "same_version": comparison.same_version,
        "changes": [_object(each) for each in comparison.changes],
    }


def _object(each: Change) -> dict[str, Any]:
    place = each.place
    return {
        "level": each.level,
        "kind": each.kind,
        "what": each.what,
        "stage": place.stage,
        "gate": place.kind,
        "to": place.to,
        "exercise": place.exercise,
        "text": change_words(each),
    }


def stage_words(stage: str | None, comparison: Comparison) -> str:
    """`isometric (Hold)`; what holds in every stage is said so."""
    if stage is None:
        return "In the whole protocol"
    new = stage in comparison.new.stage_ids
    of = comparison.new if new else comparison.old
    return named(stage, of.stage(stage).title)


def change_words(each: Change) -> str:
    """One change on a line: `NEXT to lift: exercise pain (last 3 sessions) at most 2, was 3`."""
    say = _WORDS.get(each.what, _plainly)
    return place_words(each.place) + say(each).replace(TIE, " ")


def place_words(place: Place) -> str:
    """`NEXT to concentric: `; nothing for what belongs to the stage itself."""
    if place.kind is None:
        return f"exercise {printable(place.exercise)}: " if place.exercise else ""
    if place.exercise is not None:
        return f"{place.kind.upper()} of {printable(place.exercise)}: "
    head = _HEADS[place.kind]
    if place.kind == "advise":
        return f"{head} “{printable(place.to or '', _MOST)}”: "
    if place.kind == "refer":
        return f"{head}: "
    if place.to == "":
        return f"{head}: "
    return f"{head} to {place.to or 'the stage before'}: "


def gate_words(gate: Gate) -> str:
    """`exercise pain at most 3 (last 3 sessions)`; what combines others, in brackets."""
    if isinstance(gate, Criterion):
        return criterion_words(gate)
    asked = group(gate)
    inside = "; ".join(map(gate_words, asked.parts))
    return inside if asked.who == "this" and not asked.on else f"{asked.head()} [{inside}]"


def criterion_words(criterion: Criterion) -> str:
    """`leg raise at least 80° (within 7 days)`."""
    window = window_words(criterion)
    return f"{label_words(criterion.rule)} {asked_words(criterion)}" + (
        f" ({window})" * bool(window)
    )


def _subject(criterion: Criterion) -> str:
    return label_words(criterion.rule)


def _stage(each: Change) -> str:
    if each.kind == "removed":
        return f"the stage {named(each.was.id, each.was.title)} is gone"
    return f"a new stage, {f'after {each.of}' if each.of else 'the first'}"


def _order(each: Change) -> str:
    return f"the stages stand in another order: {listed(each.now)}; was {listed(each.was)}"


def _exercise(each: Change) -> str:
    return _came_or_went(each, exercise_words)


def _came_or_went(each: Change, words: Callable[[Any], str]) -> str:
    return f"{words(each.now)}, new" if each.kind == "added" else f"{words(each.was)}, gone"


def _dose(each: Change) -> str:
    return _of_dose(each, lambda dose: steps_words(dose) if dose.rungs else dose_words(dose))


def _schedule(each: Change) -> str:
    return _of_dose(each, lambda dose: when_words(dose) or "in each session")


def _turn(each: Change) -> str:
    return _of_dose(each, lambda dose: turn_words(dose) or "open from the start")


def _instead(each: Change) -> str:
    def words(dose: Dose) -> str:
        alone = dose.group == dose.exercise.id
        return "for itself" if alone else f"in place of {dose.group}"

    return _of_dose(each, lambda dose: f"counts {words(dose)}")


def _note(each: Change) -> str:
    def words(dose: Dose) -> str:
        told = map(told_words, dose.rungs or (dose,))
        return "; ".join(f"“{text}”" for text in told if text) or "nothing said of it"

    return _of_dose(each, words)


def _of_dose(each: Change, words: Callable[[Dose], str]) -> str:
    return f"{printable(each.of.exercise.title)}: {_from_to(words(each.was), words(each.now))}"


def _from_to(was: str, now: str) -> str:
    return f"{now}, was {was}"


def _exercises(each: Change) -> str:
    return f"the exercises stand in another order: {listed(each.now)}; was {listed(each.was)}"


def _choose(each: Change) -> str:
    return f"a full session is any {each.now} of the exercises, was any {each.was}"


def _way(each: Change) -> str:
    if isinstance(each.now or each.was, Drop):
        return _came_or_went(each, lambda drop: f"{drop_words(drop)} when {gate_words(drop.gate)}")
    return _came_or_went(each, lambda way: f"when {gate_words(way.gate)}")


def _ladder(each: Change) -> str:
    return _came_or_went(each, lambda ladder: f"a ladder, climbed when {gate_words(ladder.climb)}")


def _target(each: Change) -> str:
    before = "the stage before"
    return f"leads to {each.now.to or before}, was {each.was.to or before}"


def _tried(each: Change) -> str:
    def words(ways: list[Transition]) -> str:
        return listed([str(way.to) for way in ways])

    return f"asked in another order: {words(each.now)}; was {words(each.was)}"


def _criterion(each: Change) -> str:
    if each.kind == "changed":
        return f"{gate_words(each.now)}, in place of {gate_words(each.was)}"
    return _came_or_went(each, gate_words)


def _limit(each: Change) -> str:
    window = window_words(each.of)
    head = _subject(each.of) + f" ({window})" * bool(window)
    return f"{head} {_from_to(asked_words(each.was), asked_words(each.now))}"


def _window(each: Change) -> str:
    was, now = (span_words(one.span) or "of one date" for one in (each.was, each.now))
    return f"{_subject(each.of)} {asked_words(each.of)}: {_from_to(was, now)}"


def _missing(each: Change) -> str:
    def words(criterion: Criterion) -> str:
        return "left out" if criterion.ignore_missing else "unknown"

    said = _from_to(words(each.was), words(each.now))
    return f"{criterion_words(each.of)}: what is not logged is {said}"


def _combinator(each: Change) -> str:
    return f"met when {_clause(each.now)}, was when {_clause(each.was)}"


def _clause(gate: Gate) -> str:
    asked = group(gate)
    return asked.clause()


def _repeat(each: Change) -> str:
    return _from_to(repeat_words(each.was), repeat_words(each.now))


def _drop(each: Change) -> str:
    return _from_to(drop_words(each.was), drop_words(each.now))


def _advice(each: Change) -> str:
    def words(advised: Advised) -> str:
        return f"said while {gate_words(advised.gate)}"

    if each.kind == "changed":
        return f"was “{printable(each.was.say, _MOST)}”"
    return _came_or_went(each, words)


def _measure(each: Change) -> str:
    measure: Measure = each.now or each.was
    head = f"the measure {printable(measure.name)}: "
    if each.kind == "changed":
        return head + _from_to(*map(measure_words, (each.was, each.now)))
    return head + _came_or_went(each, measure_words)


def _own_exercise(each: Change) -> str:
    said = printable(str((each.now or each.was).get("title")))
    what = "declared here" if each.kind == "added" else "no longer declared here"
    return f"the exercise {printable(each.of)} ({said}) is {what}"


def _final(each: Change) -> str:
    return f"{'now' if each.now else 'no longer'} the final stage"


def _settle(each: Change) -> str:
    words = {True: "from the next date on", False: "on its own date"}
    return f"the work of a date counts {_from_to(words[each.was], words[each.now])}"


def _lapse(each: Change) -> str:
    def words(days: int | None) -> str:
        return "never" if days is None else f"after a gap of more than {counted(days, 'day')}"

    return f"training lapses {_from_to(words(each.was), words(each.now))}"


def _stale(each: Change) -> str:
    was, now = (counted(days, "day") for days in (each.was, each.now))
    return f"a log is stale when older than {_from_to(was, now)}"


def _written(each: Change) -> str:
    path = printable(str(each.of))
    was, now = (_said(value, _BRIEF) for value in (each.was, each.now))
    if each.kind == "changed":
        return f"{path}: {_from_to(was, now)}"
    return f"{path}: {now}, new" if each.kind == "added" else f"{path}: {was}, gone"


def _plainly(each: Change) -> str:
    """Two values; of long texts, what stands around the first place where they differ."""
    was, now = each.was, each.now
    if isinstance(was, str) and isinstance(now, str):
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False))
        start = max(0, sum(1 for _ in alike) - _LEAD)
        was, now = (
            f"“{'…' * (start > 0)}{printable(text[start:], _MOST)}”" for text in (was, now)
        )
    else:
        was, now = (
            f"“{printable(value, _MOST)}”" if isinstance(value, str) else _said(value)
            for value in (was, now)
        )
    name = each.what.removeprefix("exercise ").replace("_", " ")
    return f"{name}: {_from_to(was, now)}"


def _said(value: object, most: int = _MOST) -> str:
    return _NONE if value is None else printable(yaml_line(value), most)


_WORDS: Mapping[str, Callable[[Change], str]] = {
    "stage": _stage,
    "order": _order,
    "final": _final,
    "exercise": _exercise,
    "exercises": _exercises,
    "dose": _dose,
    "schedule": _schedule,
    "turn": _turn,
    "instead": _instead,
    "note": _note,
    "choose": _choose,
    "way": _way,
    "target": _target,
    "tried": _tried,
    "criterion": _criterion,
    "limit": _limit,
    "window": _window,
    "missing": _missing,
    "combinator": _combinator,
    "repeat": _repeat,
    "drop": _drop,
    "ladder": _ladder,
    "advice": _advice,
    "measure": _measure,
    "own exercise": _own_exercise,
    "settle": _settle,
    "lapse_after": _lapse,
    "stale_after": _stale,
    "written": _written,
}
