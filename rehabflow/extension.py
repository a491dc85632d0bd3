"""A protocol that extends another: what is given in its file, laid over the whole of the other."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.declared_change import changed, swapped
from rehabflow.desk import (
    ABOUT,
    Desk,
    Enough,
    did_you_mean,
    inner,
    one_of,
    said,
    shown,
    sole_spelling,
)
from rehabflow.errors import Problem, ProtocolError
from rehabflow.protocol import Protocol

Merger = Callable[[t.Node, t.Node, str], t.Node]
"""Lays a node over another; the text is the path of both."""

_NAMED = re.compile(r"[a-z][a-z0-9_-]{0,127}(?:@[0-9A-Za-z][0-9A-Za-z.+-]{0,127})?")
_BASED_ON = re.compile(r"[a-z][a-z0-9_-]{0,127}@[0-9A-Za-z][0-9A-Za-z.+-]{0,127}")
_NOWHERE = t.Spot()
_OWN = ("rehabflow", "id", "version", "based_on")
"""What a protocol never has from another."""
_WORDS = (
    *("rehabflow", "id", "version", "title", "summary", "goal", "to", "aliases", "kind"),
    *("sources", "advise", "position", "equipment", "cues", "easier", "harder"),
)
"""What is no number, or says by itself where its numbers come from: a `from` beside it stays."""


@frozen
class Extension:
    """A whole declaration, and what is wrong with how it was put together."""

    tree: t.Tree
    problems: tuple[Problem, ...] = ()
    base: str = ""
    """Id and version of the protocol that is extended; empty where none is."""
    at: t.Node | t.Spot = _NOWHERE
    """Where that is said."""

    def placed(self, problem: Problem) -> Problem:
        """A problem; what has no place because it stands in the base is told where that is named.

        Of plain data nothing has a place.
        """
        if problem.line or not self.at.line or not problem.field:
            return problem
        message = f"`{shown(problem.field)}` of {self.base}: {problem.message}"
        made = self.tree.problem(
            self.at,
            problem.code,
            message,
            field=problem.field,
            expected=problem.expected,
            hint=problem.hint,
        )
        return evolve(made, sureness=problem.sureness)


def extended(tree: t.Tree, base_of: Callable[[str], Protocol]) -> Extension:
    """What a tree and the protocol that it `extends` make together; without that, the tree.

    `base_of` gives the installed protocol of an id, or raises ProtocolError. What stands in the
    base has no place in the text. Raises ProtocolError where there is nothing to extend.
    """
    root = tree.root
    node = root.get("extends") if isinstance(root, t.Mapping) else None
    if node is None or not isinstance(root, t.Mapping):
        return Extension(tree)
    desk = Desk(tree)
    try:
        id, base = _base(root, node, base_of, desk)
        whole = _Over(desk, f"{id} {base.version}").root(_told(base), root)
    except Enough:
        raise ProtocolError(*desk.problems) from None
    name = f"{id}@{base.version}"
    based_on = t.Scalar("based_on", "based_on"), t.Scalar(name, name)
    made = t.Tree(tree.path, tree.text, evolve(whole, items=(*whole.items, based_on)))
    return Extension(made, tuple(desk.problems), f"{id} {base.version}", node)


def check_based_on(node: t.Node | None, desk: Desk) -> None:
    """Refuse a `based_on` that names no version of a protocol."""
    if node is None:
        return
    if not (isinstance(node, t.Scalar) and _BASED_ON.fullmatch(node.text)):
        expected = "id and version of the protocol that this was made from: `id@1.0.0`"
        desk.unlike(node, "based_on", expected, "take it out; `extends` writes it by itself")


def refuse_change(place: t.Scalar, where: str, desk: Desk) -> None:
    """Refuse a `change` where there is no gate to be changed."""
    message = "there is no gate here that `change` could change"
    expected = "`when:`, and the criteria below it"
    hint = "write `when:`; `change` is for a gate of the protocol that this one `extends`"
    desk.refuse(place, inner(where, "change"), "RF439", message, expected, hint)


def _base(
    root: t.Mapping, node: t.Node, base_of: Callable[[str], Protocol], desk: Desk
) -> tuple[str, Protocol]:
    """The protocol that is extended, and the id that it is installed by."""
    text = node.text if isinstance(node, t.Scalar) and isinstance(node.value, str) else ""
    expected = "the id of an installed protocol: `id`, or `id@1.0.0` for that version alone"
    look = "`rehabflow protocols` lists those that are installed"
    if not _NAMED.fullmatch(text):
        message = f"`extends` is {said(node)}"
        desk.stop(node, "extends", "RF435", message, expected, f"{look}; a file is none of them")
    if place := root.key("based_on"):
        message = "`based_on` stands beside `extends`, which writes it by itself"
        desk.stop(place, "based_on", "RF439", message, "`extends` alone", "take `based_on` out")
    id, own = text.partition("@")[0], root.get("id")
    try:
        base = base_of(text)
    except ProtocolError as error:
        first = error.problems[0]
        if not first.line and first.code in ("RF436", "RF441", "RF443"):
            hint = first.hint if first.code != "RF441" or "did you mean" in first.hint else look
            desk.stop(node, "extends", first.code, first.message, first.expected, hint)
        message = f"`{text}` cannot be extended, as it has problems of its own"
        hint = "mend it first, or tell its author"
        desk.refuse(node, "extends", "RF437", message, "a protocol that can be read", hint)
        raise ProtocolError(*desk.problems, *error.problems) from error
    if isinstance(own, t.Scalar) and own.text in (id, base.id):
        message = f"this is called `{own.text}`, like the protocol that it extends"
        hint = f"write, for example, `id: our-{own.text}`"
        desk.stop(own, "id", "RF436", message, "an id of its own", hint)
    return id, base


def _told(base: Protocol) -> t.Mapping:
    """All that a protocol declares, without places in a text."""
    root = t.tree_of(base.to_dict()).root
    assert isinstance(root, t.Mapping)
    return root


class _Over:
    """Lays what a file gives over what the base has."""

    def __init__(self, desk: Desk, base: str) -> None:
        self.desk = desk
        self.base = base

    def root(self, base: t.Mapping, own: t.Mapping) -> t.Mapping:
        """The whole file."""
        kept = tuple(pair for pair in base.items if pair[0].text not in _OWN)
        given = tuple(pair for pair in own.items if pair[0].text != "extends")
        how: dict[str, Merger] = {
            **dict.fromkeys(("exercises", "measures", "ladders"), self.parts),
            **dict.fromkeys(("setback", "refer"), self.ways),
            "stages": self.stages,
        }
        # What the file says of itself comes first, as everywhere.
        return self.names(t.Mapping(kept), evolve(own, items=given), "", how, new_first=True)

    def names(
        self,
        base: t.Mapping,
        own: t.Mapping,
        where: str,
        how: dict[str, Merger],
        *,
        new_first: bool = False,
    ) -> t.Mapping:
        """Names with values: those of both, each once, in the base's order.

        Where a number is given, what the base says of where its own came from goes.
        """
        given = {key.text: (key, value) for key, value in own.items}
        gone = ABOUT if any(_is_number(name, how) for name in given) else ()
        both: list[tuple[t.Scalar, t.Node]] = []
        for key, value in base.items:
            if key.text in given:
                own_key, new = given.pop(key.text)
                place = inner(where, key.text)
                both.append((own_key, self.laid(value, own_key, new, place, how.get(key.text))))
            elif key.text not in gone:
                both.append((key, value))
        new_ones = list(given.values())
        items = [*new_ones, *both] if new_first else [*both, *new_ones]
        return evolve(own, items=tuple(items))

    def laid(
        self, base: t.Node, key: t.Scalar, own: t.Node, where: str, how: Merger | None
    ) -> t.Node:
        """One value over another. Nothing of the base can be taken out."""
        empty = isinstance(own, t.Scalar) and own.value is None
        if empty or (isinstance(own, t.Sequence) and not own.items):
            message = f"`{shown(key.text)}` is empty, and {self.base} has it"
            expected = "another value in its place; nothing of the base can be taken out"
            hint = "take the line out to keep what the base says"
            self.desk.refuse(key, where, "RF439", message, expected, hint)
            return base
        return how(base, own, where) if how else own

    def parts(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """Exercises, measures or ladders, each by its name."""
        if not (isinstance(base, t.Mapping) and isinstance(own, t.Mapping)):
            return own
        names = [key.text for key, _ in own.items if key.text not in ABOUT]
        return self.names(base, own, where, dict.fromkeys(names, self.part))

    def part(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """An exercise, a measure, a ladder or a dose, name by name."""
        if not (isinstance(base, t.Mapping) and isinstance(own, t.Mapping)):
            return own
        return self.names(base, own, where, dict.fromkeys(("climb", "drop"), self.ways))

    # ------------------------------------------------------------ stages

    def stages(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """The stages of the base in their order; another one would need a place among them."""
        if not (isinstance(base, t.Mapping) and isinstance(own, t.Mapping)):
            return own
        ids = [key.text for key, _ in base.items if key.text not in ABOUT]
        known: list[tuple[t.Scalar, t.Node]] = []
        for key, value in own.items:
            if key.text in (*ids, *ABOUT):
                known.append((key, value))
                continue
            message = f"{self.base} has no stage `{shown(key.text)}`, and none can be added"
            hint = did_you_mean(key.text, ids) or (
                "for other stages, begin with the whole of it: "
                f"`rehabflow protocols {self.base.partition(' ')[0]} --format yaml`"
            )
            place = inner(where, key.text)
            fix = sole_spelling(key, (*ids, *ABOUT), own)
            self.desk.refuse(key, place, "RF438", message, one_of(ids), hint, fix=fix)
        given = evolve(own, items=tuple(known))
        return self.names(base, given, where, dict.fromkeys(ids, self.stage))

    def stage(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """One stage, name by name."""
        if not (isinstance(base, t.Mapping) and isinstance(own, t.Mapping)):
            return own
        how: dict[str, Merger] = {
            **dict.fromkeys(("advance", "setback", "refer"), self.ways),
            "exercises": self.doses,
        }
        return self.names(base, own, where, how)

    def doses(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """A list in place of the base's; or single doses of it, each by its exercise."""
        if not (isinstance(base, t.Sequence) and isinstance(own, t.Mapping)):
            return own
        there = {each.text: dose for each, dose in _prescribed(base)}
        laid: dict[int, t.Node] = {}
        for key, value in own.items:
            place = inner(where, key.text)
            if key.text not in there:
                message = f"this stage of {self.base} does not prescribe `{shown(key.text)}`"
                hint = did_you_mean(key.text, there) or "for other exercises, write a whole list"
                self.desk.refuse(key, place, "RF438", message, one_of(there), hint)
            elif isinstance(value, t.Mapping) and (do := value.key("do")):
                message = "the exercise of a dose cannot be changed"
                hint = "take `do` out; for other exercises, write a whole list"
                self.desk.refuse(do, inner(place, "do"), "RF439", message, "its dose", hint)
            elif isinstance(value, t.Scalar) and value.value is not None:
                expected = "what is new of its dose, each by its name"
                self.desk.unlike(value, place, expected, f"write `{key.text}: {{sets: 2}}`")
            else:
                dose = there[key.text]
                laid[id(dose)] = self.laid(dose, key, value, place, self.part)
        return swapped(base, laid)

    # ------------------------------------------------------------ ways out

    def ways(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """The ways out of one kind: a list in place of the base's, or one that is changed.

        Where there are several, one is named by where it leads.
        """
        listed = isinstance(own, t.Sequence)
        items = own.items if isinstance(own, t.Sequence) else (own,)
        kept = [each for each in items if not _changes(each)]
        if listed and len(kept) == len(items):
            return own
        if listed and kept:
            message = "this has no `change`, and stands in a list with one that has"
            expected = "`change:` in each of the list, or `when:` in each"
            hint = "take this out to keep the base's, or write the whole list with `when:`"
            self.desk.refuse(kept[0], where, "RF439", message, expected, hint)
            return base
        there: list[t.Node] = [*base.items] if isinstance(base, t.Sequence) else [base]
        done: dict[int, t.Node] = {}
        for at, each in enumerate(items):
            place = f"{where}[{at}]" if listed else where
            nth = 0
            if isinstance(each, t.Mapping) and (len(there) > 1 or len(items) > 1):
                nth = self.meant(there, each, place)
            if nth < 0:
                continue
            first = done.setdefault(nth, each)
            if first is each:
                there[nth] = self.way(there[nth], each, place)
            else:
                message, hint = "one way out is changed twice", "take one of the two out"
                self.desk.refuse(each, place, "RF439", message, "each once", hint, first)
        return evolve(base, items=tuple(there)) if isinstance(base, t.Sequence) else there[0]

    def meant(self, there: list[t.Node], own: t.Mapping, where: str) -> int:
        """Which of several ways out leads where this one does; -1, with a problem, for no one."""
        to = _to(own)
        found = [nth for nth, each in enumerate(there) if _to(each) == to]
        if len(found) == 1:
            return found[0]
        what = f"with `to: {shown(to)}`" if to else "without `to`"
        many = "none" if not found else str(len(found))
        message = f"of the {len(there)} here in {self.base}, {many} is one {what}"
        expected = "the `to` of one of them, or none where one of them has none"
        hint = "write the whole list, each with its `when:`"
        self.desk.refuse(own, where, "RF438", message, expected, hint)
        return -1

    def way(self, base: t.Node, own: t.Node, where: str) -> t.Node:
        """One way out: another gate in place of the base's, or single limits of it."""
        if not (isinstance(base, t.Mapping) and isinstance(own, t.Mapping)):
            return own
        change, place = own.get("change"), own.key("change")
        if change is None or place is None:
            return self.names(base, own, where, {})
        if own.key("when"):
            message = "`when` and `change` stand together"
            expected = "`when` for a whole gate, or `change` for single limits of the base's"
            self.desk.refuse(place, where, "RF439", message, expected, "take one of the two out")
            return base
        gate, place_of = base.get("when"), inner(where, "change")
        given = evolve(own, items=tuple(pair for pair in own.items if pair[0] is not place))
        laid = self.names(base, given, where, {})
        assert gate is not None
        gate = changed(gate, change, place_of, self.desk)
        items = tuple((k, gate if k.text == "when" else v) for k, v in laid.items)
        return evolve(laid, items=items)


def _is_number(name: str, how: dict[str, Merger]) -> bool:
    """Whether a value may be a number that is given in place of the base's."""
    return not (name in how or name in ABOUT or name in _WORDS)


def _prescribed(node: t.Node) -> list[tuple[t.Scalar, t.Mapping]]:
    """Every dose of a stage with the id of its exercise; those of `one_of` as well."""
    found: list[tuple[t.Scalar, t.Mapping]] = []
    for each in node.items if isinstance(node, t.Sequence) else ():
        if isinstance(each, t.Mapping):
            do, one_of_them = each.get("do"), each.get("one_of")
            if isinstance(do, t.Scalar):
                found.append((do, each))
            elif one_of_them is not None:
                found += _prescribed(one_of_them)
    return found


def _changes(node: t.Node) -> bool:
    return isinstance(node, t.Mapping) and node.key("change") is not None


def _to(node: t.Node) -> str:
    """Where a way out leads, as it is written."""
    to = node.get("to") if isinstance(node, t.Mapping) else None
    return to.text if isinstance(to, t.Scalar) else ""
