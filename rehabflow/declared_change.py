"""Single limits of a gate that are changed where a protocol extends another: its `change:`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from rehabflow import tree as t
from rehabflow.declared_gate import COMBINED, LIMITS, WINDOWS
from rehabflow.desk import ABOUT, Desk, did_you_mean, inner, one_of, shown

_FACES = {"at_most": "up", "below": "up", "at_least": "down", "above": "down", "is": "both"}
"""Where a value fails that a limit stops."""
_SO = ("is: yes", "is: no", "is: true", "is: false")
_EXAMPLE = "write, for example, `- pain: {at_most: 2, choice: our own}`"


@frozen
class _Criterion:
    """A criterion as it is written: its rule's name, and what stands below it.

    `around` is the mapping of that one name, in which `from` or `choice` may stand beside it.
    """

    around: t.Mapping
    key: t.Scalar
    said: t.Mapping

    @property
    def parameters(self) -> dict[str, str]:
        """What tells it from others of its rule, each in one spelling."""
        kept = (*LIMITS, *WINDOWS, *ABOUT, "missing")
        pairs = [(key.text, value) for key, value in self.said.items if key.text not in kept]
        return {name: json.dumps(t.plain(value), sort_keys=True) for name, value in pairs}

    def given(self, names: tuple[str, ...]) -> list[str]:
        """Which of some names it says."""
        return [key.text for key, _ in self.said.items if key.text in names]

    def named(self) -> str:
        """`pain`, or `pain: {moment: morning}`."""
        given = [f"{name}: {text.strip(chr(34))}" for name, text in self.parameters.items()]
        return shown(f"{self.key.text}: {{{', '.join(given)}}}" if given else self.key.text)

    def limits(self) -> list[str]:
        """`at_most: 3`, as it is written."""
        pairs = [(key.text, value) for key, value in self.said.items if key.text in LIMITS]
        return [f"{k}: {shown(v.text) if isinstance(v, t.Scalar) else '...'}" for k, v in pairs]

    def faces(self) -> set[str]:
        """Which way its limits face; yes and no face each other."""
        return {
            limit if limit in _SO else _FACES[limit.partition(":")[0]] for limit in self.limits()
        }


def changed(gate: t.Node, change: t.Node, where: str, desk: Desk) -> t.Node:
    """A gate with what `change` says of its criteria; what cannot be changed stays as it is."""
    there = list(_criteria(gate))
    done: dict[int, t.Node] = {}
    made: dict[int, t.Node] = {}
    listed = isinstance(change, t.Sequence)
    items = change.items if isinstance(change, t.Sequence) else (change,)
    if not items:
        expected = "the criteria of the gate that are changed"
        desk.refuse(change, where, "RF439", "`change` is an empty list", expected, _EXAMPLE)
    for at, item in enumerate(items):
        place = f"{where}[{at}]" if listed else where
        own = _read(item, place, desk)
        if own is None:
            continue
        place = inner(place, own.key.text)
        found = _meant(own, there, place, desk)
        if found is None:
            continue
        first = done.setdefault(id(found.around), item)
        if first is not item:
            message, hint = f"`{found.named()}` is changed twice", "take one of the two out"
            expected = "each criterion once"
            desk.refuse(own.key, place, "RF439", message, expected, hint, first)
        elif _faces_as_before(own, found, place, desk):
            made[id(found.around)] = _made(own, found)
    return swapped(gate, made)


def swapped(node: t.Node, made: Mapping[int, t.Node]) -> t.Node:
    """The same nodes, with others in the place of some, which are told by their `id`."""
    if id(node) in made:
        return made[id(node)]
    if isinstance(node, t.Sequence):
        return evolve(node, items=tuple(swapped(each, made) for each in node.items))
    if isinstance(node, t.Mapping):
        return evolve(node, items=tuple((key, swapped(each, made)) for key, each in node.items))
    return node


def _criteria(node: t.Node) -> Iterator[_Criterion]:
    """Every criterion of a gate, however deep."""
    for each in node.items if isinstance(node, t.Sequence) else (node,):
        for key, value in each.items if isinstance(each, t.Mapping) else ():
            if key.text in COMBINED:
                names = value if isinstance(value, t.Mapping) else t.Mapping(())
                yield from _criteria(names.get("of") or names.get("when") or value)
            elif isinstance(value, t.Mapping):
                assert isinstance(each, t.Mapping)
                yield _Criterion(each, key, value)


def _read(node: t.Node, where: str, desk: Desk) -> _Criterion | None:
    """What is to be changed, and to what; None, with a problem, where that is not said."""
    expected = "a criterion of the gate: its rule's name, and its new limits"
    if not isinstance(node, t.Mapping):
        desk.unlike(node, where, expected, _EXAMPLE)
        return None
    desk.check_about(node, where)
    pairs = [pair for pair in node.items if pair[0].text not in ABOUT]
    if len(pairs) != 1:
        names = " and ".join(f"`{shown(key.text)}`" for key, _ in pairs[:3])
        message = f"{names} stand together" if pairs else "no criterion is named here"
        desk.refuse(node, where, "RF418", message, "one criterion to a dash", _EXAMPLE)
        return None
    ((key, value),) = pairs
    where = inner(where, key.text)
    if key.text in COMBINED:
        message = f"`{key.text}` combines criteria, and only a criterion can be changed"
        hint = "name the criterion itself: it is found wherever it stands in the gate"
        desk.refuse(key, where, "RF439", message, expected, hint)
        return None
    if not isinstance(value, t.Mapping):
        desk.unlike(value, where, expected, _EXAMPLE)
        return None
    own = _Criterion(node, key, value)
    place = value.key("missing")
    if place:
        message = "`missing` cannot be changed: it stays as it is"
        hint = "take it out, or write the whole gate below `when:`"
        desk.refuse(place, inner(where, "missing"), "RF439", message, "limits, a window", hint)
        return None
    return own


def _meant(own: _Criterion, there: list[_Criterion], where: str, desk: Desk) -> _Criterion | None:
    """The one criterion of the gate that is named; None, with a problem, where it is not one."""
    found = [
        each
        for each in there
        if (each.key.text, each.parameters) == (own.key.text, own.parameters)
    ]
    if len(found) == 1 and own.given((*LIMITS, *WINDOWS)):
        return found[0]
    if len(found) == 1:
        message = f"`{own.named()}` has neither a limit nor a window here, so nothing changes"
        desk.refuse(own.key, where, "RF439", message, one_of((*LIMITS, *WINDOWS)), _EXAMPLE)
        return None
    expected = one_of(dict.fromkeys(each.named() for each in there))
    if found:
        message = f"{len(found)} criteria of this gate are called `{own.named()}`"
        hint = "write the whole gate below `when:`, in place of `change:`"
    else:
        message = f"there is no `{own.named()}` in this gate"
        hint = _nearest(own, there) or "name it with all its parameters, as it is written there"
    desk.refuse(own.key, where, "RF438", message, expected, hint)
    return None


def _nearest(own: _Criterion, there: list[_Criterion]) -> str:
    """What was probably meant by the name of a rule, or by one of its names."""
    alike = [each for each in there if each.key.text == own.key.text]
    if not alike:
        hint = did_you_mean(own.key.text, [each.key.text for each in there])
        return hint or "to ask for more than it does, write the whole gate below `when:`"
    known = {name for each in alike for name in each.parameters}
    strange = [name for name in own.parameters if name not in known]
    return did_you_mean(strange[0], (*sorted(known), *LIMITS, *WINDOWS)) if strange else ""


def _faces_as_before(own: _Criterion, found: _Criterion, where: str, desk: Desk) -> bool:
    """Whether the limits still face the way they did; a problem where they do not."""
    if not own.given(LIMITS) or own.faces() == found.faces():
        return True
    before, now = (" and ".join(f"`{each}`" for each in it.limits()) for it in (found, own))
    message = f"`{own.named()}` says {before} there, and {now} does not face the same way"
    expected = "limits that face the same way: `at_most` or `below`, `at_least` or `above`, `is`"
    hint = "write the whole gate below `when:`, if that is meant"
    desk.refuse(own.key, where, "RF439", message, expected, hint)
    return False


def _made(own: _Criterion, found: _Criterion) -> t.Mapping:
    """The criterion that was found, with what is new.

    Where a number came from no longer says where the new one does.
    """
    gone = {*ABOUT, *own.given((*LIMITS, *WINDOWS)), *own.parameters}
    gone |= {name for names in (LIMITS, WINDOWS) if own.given(names) for name in names}
    kept = [pair for pair in found.said.items if pair[0].text not in gone]
    said = evolve(own.said, items=(*kept, *own.said.items))
    beside = [pair for pair in own.around.items if pair[0] is not own.key]
    return evolve(own.around, items=((own.key, said), *beside))
