"""What the stages of a declaration prescribe: doses, ladders, schedules, and whose turn it is."""

from __future__ import annotations

import re

from attrs import evolve, field, frozen

from rehabflow import tree as t
from rehabflow.declared_amount import AMOUNTS, Amounts, merged
from rehabflow.declared_exercise import Exercises
from rehabflow.declared_ladder import Ladders
from rehabflow.desk import ABOUT, Desk, did_you_mean, one_of, said, shown
from rehabflow.ladder import Ladder
from rehabflow.prescription import After, Dose, Exercise, Prescription
from rehabflow.schedule import Schedule

_TIMES = ("every", "per_week", "per_day")
_BESIDE = (*AMOUNTS, "ladder", "climb", "drop", "after", *_TIMES)
_DOSE = ("do", *_BESIDE)
_EVERY = re.compile("(?P<count>[1-9][0-9]{0,2}) (?P<unit>days?|weeks?)")
MAX_A_DAY = 24


@frozen
class _Read:
    """What was read of the exercises of a stage."""

    doses: dict[str, tuple[Dose, t.Node]] = field(factory=dict[str, tuple[Dose, t.Node]])
    said: dict[str, tuple[t.Mapping, str]] = field(factory=dict[str, tuple[t.Mapping, str]])


class Prescriptions:
    """Reads what stages prescribe."""

    def __init__(self, desk: Desk, exercises: Exercises, ladders: Ladders) -> None:
        self.desk = desk
        self.exercises = exercises
        self.ladders = ladders
        self.amounts = Amounts(desk)

    def of_stage(
        self, stage: t.Mapping, id: str, where: str
    ) -> tuple[Prescription, tuple[Ladder, ...]]:
        """What a stage prescribes for each training session, and the ladders of it."""
        node, inside = stage.get("exercises"), f"{where}.exercises"
        if node is not None and not isinstance(node, t.Sequence):
            hint = "begin each with a dash: `- {do: heel-dig, sets: 3, reps: 10}`"
            self.desk.unlike(node, inside, "a list of exercises with their doses", hint)
            return Prescription(), ()
        if node is not None and not node.items:
            message = "`exercises` is an empty list"
            hint = "leave `exercises` out where a stage prescribes nothing"
            self.desk.refuse(node, inside, "RF403", message, "at least one exercise", hint)
        listed = node.items if node is not None else ()
        read = _Read()
        for at, each in enumerate(listed):
            self.item(each, f"{inside}[{at}]", read)
        many = self.choose(stage.get("choose"), f"{where}.choose", len(listed))
        names = {key: each.id for key, (each, _) in self.exercises.taken.items()}
        doses = tuple(dose for dose, _ in read.doses.values())
        self.ladders.know({dose.exercise.id: len(dose.rungs) for dose in doses if dose.rungs})
        ladders = [self.ladders.ladder(dose, *read.said[dose.exercise.id], id) for dose in doses]
        self.check_turns(read)
        found = tuple(each for each in ladders if each is not None)
        return Prescription(doses, many or None, names), found

    def choose(self, node: t.Node | None, where: str, listed: int) -> int:
        many = self.desk.whole(node, where, 0)
        if node is not None and many > listed:
            exercises = "1 exercise" if listed == 1 else f"{listed} exercises"
            self.desk.refuse(
                node,
                where,
                "RF411",
                f"`choose` is {many}, and the stage prescribes {exercises}",
                f"a whole number from 1 to {listed}" if listed else "no `choose` here",
                "prescribe more, or choose fewer" if listed else "take `choose` out",
            )
        return many

    def item(self, node: t.Node, where: str, read: _Read) -> None:
        """One item of the list: an exercise, or several of which either counts."""
        if not (isinstance(node, t.Mapping) and node.key("one_of")):
            self.dose(node, where, read)
            return
        group = self.desk.names(node, where, "a choice of exercises", ("one_of", *_BESIDE))
        members, inside = group.get("one_of"), f"{where}.one_of"
        if not isinstance(members, t.Sequence) or len(members.items) < 2:
            hint = "write `one_of: [bridge, heel-dig]`, with the exercises meant"
            self.desk.unlike(members or node, inside, "a list of two exercises or more", hint)
            return
        beside = t.Mapping(tuple(p for p in group.items if p[0].text != "one_of"))
        first: str | None = None
        for at, each in enumerate(members.items):
            whole = merged(each, beside) if isinstance(each, t.Mapping) else each
            if isinstance(each, t.Scalar):
                whole = t.Mapping(
                    ((t.Scalar("do", "do"), each), *beside.items),
                    *(each.line, each.column, each.end_line, each.end_column),
                )
            first = self.dose(whole, f"{inside}[{at}]", read, first) or first

    def dose(self, node: t.Node, where: str, read: _Read, group: str | None = None) -> str | None:
        """One exercise with its dose; its id, where it is one."""
        if isinstance(node, t.Scalar) and isinstance(node.value, str):
            hint = f"write `{{do: {shown(node.text)}, sets: 1, reps: 10}}`"
            self.desk.unlike(node, where, "`do:` and the exercise's id", hint)
            return None
        names = self.desk.names(node, where, "a prescribed exercise", _DOSE, ("do",))
        do = names.get("do")
        exercise = self.exercises.called(do, f"{where}.do")
        made = self.made(exercise, names, where, group)
        id = exercise.id
        if do is None or not id:
            return None
        if id in self.exercises.shadowed:
            self.exercises.in_the_shadow(do, f"{where}.do", exercise)
        _, first = read.doses.setdefault(id, (made, do))
        if first is do:
            read.said[id] = names, where
            return id
        self.desk.refuse(
            do,
            where,
            "RF412",
            f"`{id}` stands twice in this stage",
            "each exercise once in a stage",
            "say all its sets in one place",
            first,
        )
        return id

    def made(self, exercise: Exercise, names: t.Mapping, where: str, group: str | None) -> Dose:
        rungs = self.ladders.rungs(exercise, names, where)
        plain = rungs[0] if rungs else self.amounts.dose(exercise, names, where)
        return evolve(
            plain,
            about={**plain.about, **_about(names)} if rungs else plain.about,
            rungs=rungs,
            schedule=self.schedule(names, where),
            per_day=self.per_day(names.get("per_day"), f"{where}.per_day"),
            after=self.after(names.get("after"), f"{where}.after"),
            group=group or exercise.id,
        )

    # ------------------------------------------------------------ when it is due

    def schedule(self, names: t.Mapping, where: str) -> Schedule | None:
        every, per_week = names.get("every"), names.get("per_week")
        if every is not None and per_week is not None:
            message = "`every` and `per_week` stand together"
            place, other = names.key("per_week"), names.key("every")
            hint = "take one of the two out"
            self.desk.refuse(place or names, where, "RF453", message, "one of them", hint, other)
        if every is not None:
            found = _EVERY.fullmatch(every.text) if isinstance(every, t.Scalar) else None
            if found:
                days = int(found["count"]) * (7 if found["unit"].startswith("week") else 1)
                return Schedule(every=days)
            expected = "whole days or weeks, such as `2 days`"
            message, hint = f"`every` is {said(every)}", "write, for example, `every: 2 days`"
            self.desk.refuse(every, f"{where}.every", "RF407", message, expected, hint)
        if per_week is not None:
            many = self.at_most(per_week, f"{where}.per_week", 7)
            return Schedule(per_week=many)
        return None

    def per_day(self, node: t.Node | None, where: str) -> int:
        return 1 if node is None else self.at_most(node, where, MAX_A_DAY)

    def at_most(self, node: t.Node, where: str, most: int) -> int:
        many = self.desk.whole(node, where, 1)
        if many > most:
            name = where.rpartition(".")[2]
            message, expected = f"`{name}` is {many}", f"a whole number from 1 to {most}"
            self.desk.refuse(node, where, "RF411", message, expected, f"write `{name}: {most}`")
            return most
        return many

    # ------------------------------------------------------------ whose turn it is

    def after(self, node: t.Node | None, where: str) -> After | None:
        """What opens an exercise."""
        if node is None:
            return None
        inner: t.Node | None = node
        if isinstance(node, t.Mapping):
            inner = self.desk.names(node, where, "`after`", ("one_of",), ("one_of",)).get("one_of")
        listed = inner.items if isinstance(inner, t.Sequence) else (inner,)
        ids = [self.desk.text(each, where, "the id of an exercise") for each in listed if each]
        if not ids:
            hint = "write `after: bridge`, with the exercise that comes first"
            self.desk.unlike(node, where, "the id of an exercise", hint)
            return None
        return After(tuple(ids), isinstance(node, t.Mapping))

    def check_turns(self, read: _Read) -> None:
        """Refuse an exercise that would wait for ever: for what has no ladder, or for itself."""
        laddered = sorted(id for id, (dose, _) in read.doses.items() if dose.rungs)
        for id, (dose, _) in read.doses.items():
            names, where = read.said[id]
            node = names.get("after")
            for other in dose.after.of if dose.after and node else ():
                if node is not None and other and other not in laddered:
                    message = f"`{shown(other)}` has no ladder in this stage to be finished"
                    hint = did_you_mean(other, laddered) or f"give `{shown(other)}` a `ladder:`"
                    expected = one_of(laddered) or "an exercise of this stage with a `ladder:`"
                    self.desk.refuse(node, f"{where}.after", "RF454", message, expected, hint)
            if node is not None and self.waits_for(id, id, read, set()):
                message = f"`{id}` waits for itself"
                hint = "take one `after:` of the circle out"
                expected = "an order in which each can come"
                self.desk.refuse(node, f"{where}.after", "RF454", message, expected, hint)

    def waits_for(self, id: str, target: str, read: _Read, seen: set[str]) -> bool:
        """Whether an exercise comes after another, directly or by way of others."""
        if id in seen or id not in read.doses:
            return False
        seen.add(id)
        after = read.doses[id][0].after
        others = after.of if after else ()
        return target in others or any(self.waits_for(e, target, read, seen) for e in others)


def _about(names: t.Mapping) -> dict[str, object]:
    return {key.text: t.plain(value) for key, value in names.items if key.text in ABOUT}
