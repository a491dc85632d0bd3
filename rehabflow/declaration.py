"""What a protocol's author wrote, already a tree, made into a Protocol: every problem at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal, NoReturn

from attrs import frozen

from rehabflow import tree as t
from rehabflow.catalog import InstalledRule
from rehabflow.declared_exercise import Exercises
from rehabflow.declared_gate import Asked, Gates, Written
from rehabflow.declared_ladder import Ladders, Shared
from rehabflow.declared_measure import declared_measures
from rehabflow.declared_prescription import Prescriptions
from rehabflow.desk import (
    ABOUT,
    Desk,
    Enough,
    about,
    did_you_mean,
    inner,
    number,
    said,
    shown,
    stretch,
    unit_spelling,
)
from rehabflow.errors import Problem, ProtocolError
from rehabflow.extension import Extension, check_based_on, extended, refuse_change
from rehabflow.gate import AllOf
from rehabflow.measure import Declared
from rehabflow.misspelling import misspelt
from rehabflow.prescription import Exercise, Prescription
from rehabflow.protocol import REFERRED, Advised, Protocol, Stage, Transition

Kind = Literal["advance", "setback", "refer"]

_ROOT = (
    *("rehabflow", "id", "version", "title", "summary", "sources", "lapse_after", "stale_after"),
    *("settle", "measures", "exercises", "ladders", "advise", "refer", "setback", "stages"),
    *("extends", "based_on"),
)
_STAGE = ("title", "goal", "exercises", "choose", "advise", "advance", "setback", "refer", "final")
_NOT_WHEN_FINAL = ("exercises", "choose", "advise", "advance", "setback", "refer")
_CITED = ("cite", "doi", "url")
_VERSION = re.compile(
    r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}(?:[-+][0-9A-Za-z][0-9A-Za-z.+-]{0,63})?"
)
_SOME_NUMBERS = re.compile(r"[vV]?([0-9]{1,9})(?:\.([0-9]{1,9}))?(?:\.([0-9]{1,9}))?")
_DURATION = re.compile(r"(?P<count>[1-9][0-9]{0,4}) (?P<unit>days?|weeks?)")


def _none_installed(name: str) -> NoReturn:
    message = f"no protocol with the id `{shown(name)}` is installed"
    raise ProtocolError(Problem(name, 0, 0, "RF441", message, expected="no `extends` here"))


@frozen
class Known:
    """What a protocol may name: installed rules, shared exercises and ladders, what to extend."""

    rules: Mapping[str, InstalledRule]
    exercises: tuple[Exercise, ...] = ()
    ladders: Shared = dict[str, t.Node]
    """Gives the shared ladders by name, when one is asked for."""
    base_of: Callable[[str], Protocol] = _none_installed
    """The installed protocol of `id` or `id@version`; raises ProtocolError."""


def declare(tree: t.Tree, known: Known) -> Protocol:
    """The protocol that a tree declares. Raises ProtocolError with every problem in it."""
    return declare_placed(tree, known).protocol


def doubts_about(tree: t.Tree, known: Known) -> tuple[Problem, ...]:
    """Warnings about the protocol that a tree declares. Raises ProtocolError like `declare`."""
    from rehabflow.doubts import doubts

    made = declare_placed(tree, known)
    found = doubts(made.protocol, made.written, made.extension.tree)
    return tuple(map(made.extension.placed, found))


@frozen
class Placed:
    """A protocol, where each criterion of it is written, and the whole declaration."""

    protocol: Protocol
    written: tuple[Written, ...]
    extension: Extension


def declare_placed(tree: t.Tree, known: Known) -> Placed:
    """The same as `declare`, with the places of what it says."""
    extension = extended(tree, known.base_of)
    author = _Author(extension.tree, known)
    try:
        protocol = author.protocol()
    except Enough:
        protocol = None
    found = author.desk.problems
    if protocol is None or found or extension.problems:
        found[:] = [*extension.problems, *map(extension.placed, found)]
        raise author.error()
    return Placed(protocol, tuple(author.gates.written), extension)


def declare_exercises(tree: t.Tree, known: Known) -> tuple[Exercise, ...]:
    """The exercises of a shared catalogue, beside those known. Raises ProtocolError."""
    author = _Author(tree, known)
    try:
        exercises = author.catalogue()
    except Enough:
        exercises = ()
    if author.desk.problems:
        raise author.error()
    return exercises


def declare_ladders(tree: t.Tree) -> Mapping[str, t.Node]:
    """The ladders of a shared file as they are written, by name. Raises ProtocolError.

    What is in them is read where a protocol uses one, for its rules are known there.
    """
    author = _Author(tree, Known({}))
    with suppress(Enough):
        author.shared_ladders()
    if author.desk.problems:
        raise author.error()
    return author.ladders.own


def declare_plain(
    data: Mapping[str, Any], rules: str | os.PathLike[str] | None = None
) -> Protocol:
    """The protocol of plain data, checked like a file against what is at hand."""
    from rehabflow.readers.protocol import installed

    try:
        tree = t.tree_of(data)
    except t.TreeError as error:
        raise ProtocolError(*error.problems) from error
    return declare(tree, installed(rules))


class _Author:
    """Reads one declaration."""

    def __init__(self, tree: t.Tree, known: Known) -> None:
        self.tree = tree
        self.desk = Desk(tree)
        self.gates = Gates(self.desk, known.rules)
        self.exercises = Exercises(self.desk, known.exercises)
        self.ladders = Ladders(self.desk, self.gates, known.ladders)
        self.prescriptions = Prescriptions(self.desk, self.exercises, self.ladders)
        self.stage_keys: dict[str, t.Scalar] = {}
        self.had_final = False
        """Whether a stage before the present one says that it is final."""
        self.loose = False
        """Whether what belongs to a stage stands among the stages."""

    def error(self) -> ProtocolError:
        return ProtocolError(
            *sorted(self.desk.problems, key=lambda each: (each.line, each.column))
        )

    def protocol(self) -> Protocol:
        root = self.tree.root
        if isinstance(root, t.Mapping) and root.key("entries") and not root.key("stages"):
            self.desk.stop(
                root,
                "",
                "RF401",
                "this is a log, not a protocol",
                "a protocol: `rehabflow: 1`, `id`, `version`, `title` and `stages`",
                "name the protocol's file here, and this one as the log",
            )
        self.format_version(root, "protocol")
        required = ("id", "version", "title", "stages")
        names = self.desk.names(root, "", "the protocol", _ROOT, required)
        self.exercises.declare(names.get("exercises"), may_replace=True)
        measures = declared_measures(names.get("measures"), self.desk)
        taken = self.exercises.taken.items()
        caps = {key: each.pain_cap for key, (each, _) in taken if each.pain_cap is not None}
        ids = {key: each.id for key, (each, _) in taken}
        self.gates.declared = Declared(measures, caps, ids)
        self.ladders.declare(names.get("ladders"))
        settle = self.settle(names.get("settle"))
        stages = self.stages(names.get("stages"))
        asked = {each.id: _prescribed(each.prescription) for each in stages if not each.final}
        self.ladders.check_unused()
        self.ladders.know(_everywhere(stages))
        self.sources(names.get("sources"))
        check_based_on(names.get("based_on"), self.desk)
        return Protocol(
            id=self.desk.id(names.get("id"), "id", "a protocol"),
            version=self.version(names.get("version")),
            title=self.desk.text(names.get("title"), "title"),
            stages=stages,
            summary=self.desk.text(names.get("summary"), "summary") or None,
            refer=self.transitions(names.get("refer"), "refer", "refer", asked),
            setback=self.transitions(names.get("setback"), "setback", "setback", asked),
            lapse_after=self.duration(names.get("lapse_after"), "lapse_after"),
            stale_after=self.duration(names.get("stale_after"), "stale_after") or 7,
            settle=settle,
            advise=self.advice(names.get("advise"), "advise", asked),
            measures=measures,
            rules=tuple(source for _, source in sorted(self.gates.sources.items())),
            source=self.source(names),
            known_exercises=ids,
        )

    def source(self, names: t.Mapping) -> dict[str, Any]:
        """The declaration as plain data, with the shared ladders that it uses."""
        said: dict[str, Any] = t.plain(names)
        taken = {name: t.plain(node) for name, node in self.ladders.taken.items()}
        has_own = isinstance(names.get("ladders"), t.Mapping)
        own: dict[str, Any] = said["ladders"] if has_own else {}
        return {**said, "ladders": {**own, **taken}} if taken else said

    def catalogue(self) -> tuple[Exercise, ...]:
        """A file of shared exercises."""
        self.format_version(self.tree.root, "catalogue of exercises")
        known = ("rehabflow", "exercises")
        names = self.desk.names(self.tree.root, "", "the catalogue", known, known[1:])
        before = len(self.exercises.by_id)
        self.exercises.declare(names.get("exercises"), may_replace=False)
        return tuple(self.exercises.by_id.values())[before:]

    def shared_ladders(self) -> None:
        """A file of shared ladders."""
        self.format_version(self.tree.root, "file of ladders")
        known = ("rehabflow", "ladders")
        names = self.desk.names(self.tree.root, "", "the ladders", known, known[1:])
        self.ladders.declare(names.get("ladders"))

    # ------------------------------------------------------------ what the head says

    def format_version(self, root: t.Node, what: str) -> None:
        if not isinstance(root, t.Mapping):
            return
        node = root.get("rehabflow")
        if node is None:
            message = f"this does not say that it is a {what} of rehabflow"
            hint = "write `rehabflow: 1` above everything else"
            self.desk.refuse(
                root, "rehabflow", "RF404", message, "`rehabflow: 1` as the first line", hint
            )
        elif not (isinstance(node, t.Scalar) and type(node.value) is int):
            message = f"`rehabflow` is {said(node)}, not a format version"
            hint = "write `rehabflow: 1`; a protocol's own version stands under `version`"
            self.desk.refuse(node, "rehabflow", "RF404", message, "`rehabflow: 1`", hint)
        elif node.value != 1:
            message = f"this is written in format version {node.text}"
            expected = "`rehabflow: 1`, the only version that this rehabflow reads"
            self.desk.stop(node, "rehabflow", "RF404", message, expected, "update rehabflow")

    def version(self, node: t.Node | None) -> str:
        text = node.text if isinstance(node, t.Scalar) and node.value is not None else ""
        if node is None or _VERSION.fullmatch(text):
            return text
        expected = "three whole numbers with dots between them, such as 1.0.0"
        numbers = _SOME_NUMBERS.fullmatch(text)
        if numbers:
            mended = ".".join(str(int(each or 0)) for each in numbers.groups())
            message, hint = f"`version` is {text}", f"write `version: {mended}`"
            fix = mended if mended.startswith(text) else ""
            self.desk.refuse(node, "version", "RF406", message, expected, hint, fix=fix)
        elif text:
            message = f"`version` is {said(node)}"
            self.desk.refuse(node, "version", "RF406", message, expected, "write `version: 1.0.0`")
        else:
            self.desk.unlike(node, "version", expected, "write `version: 1.0.0`")
        return ""

    def duration(self, node: t.Node | None, where: str) -> int | None:
        """Days."""
        text = node.text if isinstance(node, t.Scalar) and node.value is not None else ""
        if node is None:
            return None
        if found := _DURATION.fullmatch(text):
            return int(found["count"]) * (7 if found["unit"].startswith("week") else 1)
        expected = "whole days or weeks, at least 1, such as 7 days or 2 weeks"
        many, unit = stretch(text) or (number(node) if text else None, "days")
        if not (isinstance(many, int) and many > 0 and unit in ("day", "days", "week", "weeks")):
            many, unit = 7, "days"
        hint = f"write `{where}: {many} {unit}`"
        if text:
            message, fix = f"`{where}` is {said(node)}", unit_spelling(text)
            fix = "" if "session" in fix else fix
            self.desk.refuse(node, where, "RF407", message, expected, hint, fix=fix)
        else:
            self.desk.unlike(node, where, expected, hint)
        return None

    def settle(self, node: t.Node | None) -> bool:
        """Whether a date's work counts only from the next date on."""
        if node is None:
            return False
        if isinstance(node, t.Scalar) and node.value == "next morning":
            return True
        hint = "write `settle: next morning`, or take it out"
        self.desk.unlike(node, "settle", "`next morning`", hint)
        return False

    def sources(self, node: t.Node | None) -> None:
        expected = "a list of sources, each `- {cite: ..., doi: ...}`"
        if node is None:
            return
        if not isinstance(node, t.Sequence):
            self.desk.unlike(node, "sources", expected, "begin each source with a dash")
            return
        for at, each in enumerate(node.items):
            where = f"sources[{at}]"
            if isinstance(each, t.Scalar) and each.text:
                hint = f"write `- cite: {t.quoted(each.text)}`"
                self.desk.unlike(each, where, "`cite:` and what is cited", hint)
                continue
            source = self.desk.names(each, where, "a source", _CITED, ("cite",))
            for name in _CITED:
                self.desk.text(source.get(name), inner(where, name))

    # ------------------------------------------------------------ stages

    def stages(self, node: t.Node | None) -> tuple[Stage, ...]:
        if node is None:
            return ()
        if not isinstance(node, t.Mapping):
            dashes = "take the dashes out: `acute:` on a line of its own, and the rest below it"
            self.desk.unlike(
                node,
                "stages",
                "the id of each stage, and below it what it is",
                dashes if isinstance(node, t.Sequence) else "",
            )
            return ()
        self.desk.check_about(node, "stages")
        own = [(key, value) for key, value in node.items if key.text not in (*ABOUT, *_STAGE)]
        self.stage_keys = {key.text: key for key, _ in own}
        if len(own) < 2:
            hint = "write each stage's id, and below it what it is; the last is `final: true`"
            message = "nobody would ever move: a protocol needs a stage and a final stage"
            self.desk.refuse(node, "stages", "RF403", message, "at least two stages", hint)
        for key, _ in node.items:
            if key.text in _STAGE:
                self.desk.refuse(
                    key,
                    inner("stages", key.text),
                    "RF402",
                    f"`{key.text}` stands among the stages, and belongs to one of them",
                    "the id of a stage",
                    "indent it by two more spaces than the stage's id above it",
                )
                self.loose = True
        return tuple(self.stage(key, value, at) for at, (key, value) in enumerate(own))

    def stage(self, key: t.Scalar, node: t.Node, at: int) -> Stage:
        id, where, last = key.text, f"stages.{key.text}", at == len(self.stage_keys) - 1
        self.desk.id(key, where, "a stage")
        if id == REFERRED:
            self.desk.refuse(
                key,
                where,
                "RF414",
                f"a stage called `{REFERRED}` is built in",
                "another id",
                "a `refer` leads to it by itself; it needs no stage of the protocol's own",
            )
        if isinstance(node, t.Scalar) and node.value is None and self.loose:
            return Stage(id, id)
        if isinstance(node, t.Scalar) and node.value is None:
            message = f"the stage `{shown(id)}` says nothing"
            expected = "`final: true` below it" if last else "`advance:` below it, at least"
            hint = "indent what belongs to a stage by two spaces more than its id"
            self.desk.refuse(key, where, "RF403", message, expected, hint)
            return Stage(id, id)
        names = self.desk.names(node, where, "a stage", _STAGE)
        if not isinstance(node, t.Mapping):
            return Stage(id, id)
        final = self.final(names, key, where, last)
        prescription, ladders = self.prescriptions.of_stage(names, id, where)
        if not (final or last) and names.key("advance") is None:
            message = f"the stage `{shown(id)}` has no way on"
            expected = "`advance:` with a `when:` in every stage but the last"
            self.desk.refuse(key, where, "RF403", message, expected, _ADVANCE)
        asked = {id: _prescribed(prescription)}
        advance, setback, refer = (
            self.transitions(names.get(kind), f"{where}.{kind}", kind, asked, at)
            for kind in _KINDS
        )
        return Stage(
            id=id,
            title=self.desk.text(names.get("title"), f"{where}.title")
            or id.replace("-", " ").replace("_", " ").capitalize(),
            goal=self.desk.text(names.get("goal"), f"{where}.goal") or None,
            prescription=prescription,
            ladders=ladders,
            advance=advance,
            setback=setback,
            refer=refer,
            advise=self.advice(names.get("advise"), f"{where}.advise", asked),
            final=final,
            about=about(names),
        )

    def final(self, names: t.Mapping, key: t.Scalar, where: str, last: bool) -> bool:
        """Whether a stage says that it is final; the last must, and no other may."""
        node, inside = names.get("final"), f"{where}.final"
        value = node.value if isinstance(node, t.Scalar) else None
        if node is not None and not isinstance(value, bool):
            hint = "write `final: true`, or take the line out"
            self.desk.unlike(node, inside, "`final: true`", hint)
        elif value is True and not last:
            after = list(self.stage_keys.values())[-1]
            self.desk.refuse(
                node or key,
                inside,
                "RF415",
                f"`{shown(key.text)}` is final, but other stages come after it",
                "only the last stage to be final",
                f"move `{shown(key.text)}` to the end, or take `final: true` out",
                after,
            )
        elif last and value is not True and not self.had_final:
            self.desk.refuse(
                key,
                where,
                "RF415",
                f"the last stage, `{shown(key.text)}`, is not final",
                "`final: true` in the last stage",
                "add a stage at the end, such as `discharged: {final: true}`",
            )
        self.had_final = self.had_final or node is not None
        for name in _NOT_WHEN_FINAL if value is True else ():
            place = names.key(name)
            if place:
                message = f"the final stage `{shown(key.text)}` has `{name}`"
                expected = "no exercises and no way out of a final stage"
                hint = f"take `{name}` out, or take `final: true` out"
                self.desk.refuse(place, inner(where, name), "RF415", message, expected, hint)
        return value is True

    # ------------------------------------------------------------ advice and transitions

    def advice(
        self, node: t.Node | None, where: str, asked: Mapping[str, frozenset[str]]
    ) -> tuple[Advised, ...]:
        """What is said while a gate is met, of a stage or of the whole protocol."""
        if node is None:
            return ()
        if not isinstance(node, t.Sequence):
            hint = "begin each piece of advice with a dash: `- {when: ..., say: ...}`"
            self.desk.unlike(node, where, "a list of `when:` and `say:`", hint)
            return ()
        return tuple(
            self.advised(each, f"{where}[{at}]", Asked("advise", asked))
            for at, each in enumerate(node.items)
        )

    def advised(self, node: t.Node, where: str, asked: Asked) -> Advised:
        names = self.desk.names(node, where, "advice", ("when", "say"), ("when", "say"))
        when = names.get("when")
        return Advised(
            self.gates.gate(when, f"{where}.when", asked) if when else AllOf(()),
            self.desk.text(names.get("say"), f"{where}.say"),
            about(names),
        )

    def transitions(
        self,
        node: t.Node | None,
        where: str,
        kind: Kind,
        asked: Mapping[str, frozenset[str]],
        at: int | None = None,
    ) -> tuple[Transition, ...]:
        """The transitions of one kind, of the stage at a place or of the whole protocol."""
        if node is None:
            return ()
        gate = Asked(kind, asked)
        if not isinstance(node, t.Sequence):
            return (self.transition(node, where, kind, gate, at),)
        if not node.items:
            self.gates.empty(node, where)
        return tuple(
            self.transition(each, f"{where}[{nth}]", kind, gate, at)
            for nth, each in enumerate(node.items)
        )

    def transition(
        self, node: t.Node, where: str, kind: Kind, asked: Asked, at: int | None
    ) -> Transition:
        what = f"{'an' if kind == 'advance' else 'a'} {kind}"
        keys = [key for key, _ in node.items] if isinstance(node, t.Mapping) else []
        stray = next((key for key in keys if self.gates.is_criterion(key.text)), None)
        if stray and isinstance(node, t.Mapping) and node.key("when") is None:
            self.desk.refuse(
                stray,
                where,
                "RF403",
                f"`{stray.text}` stands where `when:` should",
                "`when:`, and the criteria below it",
                f"write `when:` above `{stray.text}`, and indent `{stray.text}` by two more",
            )
            return Transition(kind, None, AllOf(()))
        if isinstance(node, t.Mapping) and (place := node.key("change")):
            refuse_change(place, where, self.desk)
            return Transition(kind, None, AllOf(()))
        known = ("when",) if kind == "refer" else ("to", "when")
        if kind == "refer" and isinstance(node, t.Mapping) and (place := node.key("to")):
            self.desk.refuse(
                place,
                f"{where}.to",
                "RF416",
                "a refer always leads to `referred`",
                "no `to` in a refer",
                "take `to` out; to go back to an earlier stage, write `setback:`",
            )
            known = ("to", "when")
        names = self.desk.names(node, where, what, known, ("when",))
        when = names.get("when")
        return Transition(
            kind=kind,
            to=REFERRED if kind == "refer" else self.target(names, where, kind, at),
            gate=self.gates.gate(when, f"{where}.when", asked) if when else AllOf(()),
            about=about(names),
        )

    def target(self, names: t.Mapping, where: str, kind: Kind, at: int | None) -> str | None:
        """Where an advance or setback leads."""
        ids, node = tuple(self.stage_keys), names.get("to")
        if node is None:
            return self.usual_target(names, where, kind, at)
        to, where = self.desk.text(node, f"{where}.to", "the id of a stage"), f"{where}.to"
        if to == REFERRED:
            message, expected = "only a refer leads to `referred`", "a stage of the protocol"
            hint = f"write `refer:` in place of `{kind}:`, without `to`"
            self.desk.refuse(node, where, "RF416", message, expected, hint)
        elif to and to not in ids:
            expected = f"one of {', '.join(f'`{shown(id)}`' for id in ids)}"
            hint = did_you_mean(to, ids) or "take `to` out for the usual stage, or correct it"
            message, fix = f"there is no stage `{shown(to)}`", misspelt(to, ids)
            self.desk.refuse(node, where, "RF409", message, expected, hint, fix=fix)
        elif to and at is None and to == ids[-1]:
            message, expected = f"`{to}` is the last stage", "a stage that one can be set back to"
            hint = "take `to` out for the stage before"
            self.desk.refuse(node, where, "RF416", message, expected, hint, self.stage_keys[to])
        elif to and at is not None:
            self.check_direction(node, where, kind, to, at)
        return to

    def check_direction(self, node: t.Node, where: str, kind: Kind, to: str, at: int) -> None:
        ids = tuple(self.stage_keys)
        here, there = shown(ids[at]), ids.index(to)
        if kind == "advance" and there <= at:
            message = f"an advance from `{here}` to `{to}` does not lead to a later stage"
            later = ", ".join(f"`{shown(id)}`" for id in ids[at + 1 :])
            expected = f"a later stage: {later}" if later else "no advance from the last stage"
            hint = "write `setback:` for the way back, or take `to` out to go to the next stage"
        elif kind == "setback" and there > at:
            message = f"a setback from `{here}` to `{to}` leads to a later stage"
            expected = f"`{here}` itself or an earlier stage"
            hint = "write `advance:` for the way on"
        else:
            return
        self.desk.refuse(node, where, "RF416", message, expected, hint, self.stage_keys[to])

    def usual_target(self, names: t.Mapping, where: str, kind: Kind, at: int | None) -> str | None:
        """The next stage, or the one before."""
        ids = tuple(self.stage_keys)
        if at is None:
            return None
        if kind == "advance":
            return ids[min(at + 1, len(ids) - 1)]
        if at == 0 and names.items:
            self.desk.refuse(
                names.items[0][0],
                f"{where}.to",
                "RF416",
                f"there is no stage before `{shown(ids[0])}` to be set back to",
                f"`to: {shown(ids[0])}`",
                f"write `to: {shown(ids[0])}`, to start the stage anew",
            )
        return ids[max(at - 1, 0)]


_KINDS: tuple[Kind, Kind, Kind] = ("advance", "setback", "refer")
_ADVANCE = "write, for example, `advance: {when: {pain: {at_most: 3, last: 3 sessions}}}`"


def _everywhere(stages: tuple[Stage, ...]) -> dict[str, int]:
    """The ladders that every stage has that is not final, with the same number of rungs."""
    found = [{each.exercise: each.rungs for each in stage.ladders} for stage in stages]
    found = [each for each, stage in zip(found, stages, strict=True) if not stage.final]
    first = found[0] if found else {}
    return {id: rungs for id, rungs in first.items() if all(e.get(id) == rungs for e in found)}


def _prescribed(prescription: Prescription) -> frozenset[str]:
    return frozenset(dose.exercise.id for dose in prescription)
