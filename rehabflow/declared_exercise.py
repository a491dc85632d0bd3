"""The exercises of a declaration: its own and the shared ones."""

from __future__ import annotations

from collections.abc import Iterable

from rehabflow import tree as t
from rehabflow.declared_dose import check_dose
from rehabflow.desk import ABOUT, Desk, did_you_mean, number, said, shown
from rehabflow.entry import Number, name_key
from rehabflow.misspelling import misspelt
from rehabflow.prescription import KINDS, Exercise

_TOLD = ("position", "equipment", "sides", "dose", "easier", "harder", "cues")
_EXERCISE = ("title", "aliases", "kind", "pain_cap", *_TOLD)
FOR_PEOPLE = (*_TOLD, *ABOUT)
"""What is said of an exercise and never decides: kept in its `about`."""
_SIDES = ("each", "both", "alternating")


class Exercises:
    """Reads exercises; what is known grows while a declaration adds its own."""

    def __init__(self, desk: Desk, shared: Iterable[Exercise]) -> None:
        self.desk = desk
        self.by_id = {each.id: each for each in shared}
        self.taken: dict[str, tuple[Exercise, t.Node | None]] = {
            key: (each, None) for each in self.by_id.values() for key in each.keys
        }
        self.own_names_win = False
        """Whether what is declared here takes the names of what is shared."""
        self.shadowed: dict[str, tuple[t.Scalar, Exercise]] = {}
        """The shared exercises that lost a name, by id: to which, and where."""

    def declare(self, node: t.Node | None, *, may_replace: bool) -> None:
        """Exercises that are declared by id, beside those known or in place of one of them."""
        if node is None:
            return
        if not isinstance(node, t.Mapping):
            dashes = "write `heel-dig: {title: Supine heel dig}`, one a line, without dashes"
            self.desk.unlike(
                node,
                "exercises",
                "the id of each exercise, and below it what it is",
                dashes if isinstance(node, t.Sequence) else "",
            )
            return
        self.own_names_win = may_replace
        self.desk.check_about(node, "exercises")
        own = [(key, value) for key, value in node.items if key.text not in ABOUT]
        for key, _ in own if may_replace else ():
            shared = self.by_id.pop(key.text, None)
            for name in shared.keys if shared else ():
                del self.taken[name]
        declared = [(key, self.exercise(key, value)) for key, value in own]
        for key, names in declared:
            self.check_links(key, names)

    def exercise(self, key: t.Scalar, node: t.Node) -> t.Mapping:
        where = f"exercises.{key.text}"
        text, texts = self.desk.text, self.desk.texts
        id = self.desk.id(key, where, "an exercise")
        if isinstance(node, t.Scalar) and isinstance(node.value, str):
            expected = "names with values: `title` at least"
            self.desk.unlike(node, where, expected, f"write `{{title: {t.quoted(node.text)}}}`")
            return t.Mapping(())
        names = self.desk.names(node, where, "an exercise", _EXERCISE, ("title",), key)
        text(names.get("position"), f"{where}.position")
        texts(names.get("equipment"), f"{where}.equipment", "a list of texts")
        self.desk.word(names.get("sides"), f"{where}.sides", _SIDES)
        check_dose(names.get("dose"), f"{where}.dose", self.desk)
        texts(names.get("cues"), f"{where}.cues", "a list of texts")
        exercise = Exercise(
            id=id,
            title=text(names.get("title"), f"{where}.title"),
            kind=self.desk.word(names.get("kind"), f"{where}.kind", KINDS),
            aliases=texts(names.get("aliases"), f"{where}.aliases", "a list of other names"),
            pain_cap=self.pain_cap(names.get("pain_cap"), f"{where}.pain_cap"),
            about={
                name.text: t.plain(value) for name, value in names.items if name.text in FOR_PEOPLE
            },
        )
        self.by_id[id] = exercise
        aliases = names.get("aliases")
        others = aliases.items if isinstance(aliases, t.Sequence) else ()
        for each in (key, names.get("title"), *others):
            if isinstance(each, t.Scalar) and isinstance(each.value, str) and each.value.strip():
                self.take(each, exercise, where)
        return names

    def check_links(self, key: t.Scalar, names: t.Mapping) -> None:
        """Refuse a link to an exercise that there is not, to itself, or to one already linked."""
        linked: dict[str, t.Node] = {key.text: key}
        for name in ("easier", "harder"):
            node, where = names.get(name), f"exercises.{key.text}.{name}"
            if not isinstance(node, t.Sequence) or not node.items:
                self.desk.texts(node, where, "a list of exercise ids")
                continue
            for at, each in enumerate(node.items):
                inside = f"{where}[{at}]"
                id = self.called(each, inside).id
                first = linked.setdefault(id, each)
                if id and first is not each:
                    message, hint = f"`{id}` is linked twice", "take one of the two out"
                    if first is key:
                        message, hint = f"`{id}` is linked to itself", "take it out"
                    expected = "each other exercise once, as easier or as harder"
                    self.desk.refuse(each, inside, "RF434", message, expected, hint, first)

    def take(self, node: t.Scalar, exercise: Exercise, where: str) -> None:
        """Give an exercise a name; refuse one that another has, for a log could mean either."""
        name = name_key(node.text)
        if name in ("", "all"):
            self.desk.refuse(
                node,
                where,
                "RF414",
                f"`{shown(node.text)}` cannot be the name of an exercise",
                "a name with letters, other than `all`",
                "give it another name"
                + (": in a log, `all` is everything that the stage prescribes" if name else ""),
            )
            return
        other, place = self.taken.setdefault(name, (exercise, node))
        if other is not exercise and place is None and self.own_names_win:
            self.taken[name] = exercise, node
            self.shadowed.setdefault(other.id, (node, exercise))
        elif other is not exercise:
            whose = "of this protocol" if place else "of the shared catalogue"
            self.desk.refuse(
                node,
                where,
                "RF413",
                f"`{shown(node.text)}` is a name of the exercise `{other.id}` {whose}",
                "a name that no other exercise has (case, spaces, `-` and `_` do not count)",
                "give it another name"
                + ("" if place else f", or prescribe `{other.id}` as it is"),
                place,
            )

    def pain_cap(self, node: t.Node | None, where: str) -> Number | None:
        value, expected = number(node), "a number from 0 to 10"
        hint = "write, for example, `pain_cap: 3`, or take it out"
        if node is not None and value is None:
            self.desk.unlike(node, where, expected, hint)
        elif node is not None and value is not None and not 0 <= value <= 10:
            self.desk.refuse(node, where, "RF411", f"`pain_cap` is {said(node)}", expected, hint)
        return value

    def in_the_shadow(self, do: t.Node, where: str, shared: Exercise) -> None:
        """Refuse a shared exercise that lost a name to an own one: a log could mean either."""
        name, own = self.shadowed[shared.id]
        message = f"`{shared.id}` of the shared catalogue goes by `{shown(name.text)}` as well"
        hint = f"prescribe `{own.id}`, or give that another name"
        expected = "an exercise whose names no other exercise of this protocol has"
        self.desk.refuse(do, where, "RF413", message, expected, hint, name)

    def called(self, node: t.Node | None, where: str) -> Exercise:
        """The exercise of an id; refused where there is none."""
        id = self.desk.text(node, where, "the id of an exercise")
        found = self.by_id.get(id)
        if found is None and node is not None and id:
            by_name, _ = self.taken.get(name_key(id), (None, None))
            self.desk.refuse(
                node,
                where,
                "RF410",
                f"there is no exercise with the id `{shown(id)}`",
                "the id of an exercise of the protocol or of the shared catalogue",
                (f"write its id, `{by_name.id}`" if by_name else did_you_mean(id, self.by_id))
                or "declare it under `exercises:` at the top of the protocol",
                fix=by_name.id if by_name else self.spelling(id),
            )
        return found or Exercise(id, id)

    def spelling(self, id: str) -> str:
        """The id that another misspells beyond doubt; empty where it could be another's name."""
        found = misspelt(id, self.by_id)
        others = (name for name, (each, _) in self.taken.items() if each.id != found)
        return found and misspelt(id, (found, *others))
