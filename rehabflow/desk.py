"""Where a declaration is read: its parts are asked for, and what is wrong with them is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NoReturn

from rehabflow import tree as t
from rehabflow.entry import Number
from rehabflow.errors import Problem
from rehabflow.misspelling import misspelt
from rehabflow.nearest import nearest
from rehabflow.printable import printable

CODES = t.CODES | {
    "RF401": "value of another kind",
    "RF402": "unknown name",
    "RF403": "something is missing",
    "RF404": "another format version",
    "RF405": "not an id",
    "RF406": "not a version",
    "RF407": "not a duration",
    "RF408": "unknown rule",
    "RF409": "unknown stage",
    "RF410": "unknown exercise",
    "RF411": "number out of place",
    "RF412": "exercise twice in a stage",
    "RF413": "exercise name that is taken",
    "RF414": "name that is built in",
    "RF415": "final stage in the wrong place",
    "RF416": "way out in the wrong direction",
    "RF417": "gate without a criterion",
    "RF418": "criterion of another shape",
    "RF419": "list that must say any or all",
    "RF420": "criterion without a limit",
    "RF421": "limit not readable",
    "RF422": "limit in another unit",
    "RF423": "limit outside the scale",
    "RF424": "limits that nothing can pass",
    "RF425": "window not readable",
    "RF426": "window of the other kind",
    "RF427": "`missing` in the wrong place",
    "RF428": "parameter not readable",
    "RF429": "exercise that is not prescribed",
    "RF430": "too many problems",
    "RF431": "measure that is not declared",
    "RF432": "criterion that cannot be repeated",
    "RF433": "dose not readable",
    "RF434": "exercise linked twice or to itself",
    "RF435": "`extends` of what cannot be extended",
    "RF436": "protocol that extends itself, or too many in a row",
    "RF437": "protocol to extend that has problems of its own",
    "RF438": "part that the extended protocol does not have",
    "RF439": "change that an extending protocol cannot make",
    "RF451": "unknown ladder",
    "RF452": "ladder that nobody can climb",
    "RF453": "schedule that contradicts itself",
    "RF454": "exercise whose turn never comes",
    "RF455": "rule of a ladder in another gate",
    "RF441": "protocol that is not installed",
    "RF442": "file that cannot be read",
    "RF443": "protocol installed in another version",
}
"""What each code of a problem with a protocol, or with its text, stands for."""

MAX_PROBLEMS = 100
ABOUT = ("from", "choice", "verified")
"""Names that may stand beside any others: where a number comes from."""

_OTHER_WORDS = {
    "and": "all",
    "or": "any",
    "not": "none",
    "max": "at_most",
    "maximum": "at_most",
    "min": "at_least",
    "minimum": "at_least",
    "less_than": "below",
    "more_than": "above",
    "greater_than": "above",
    "equals": "is",
    "exercise": "do",
    "repetitions": "reps",
    "seconds": "hold",
    "name": "title",
    "next": "to",
    "if": "when",
    "criteria": "when",
    "regress": "setback",
    "progress": "advance",
}
"""What authors write for a name that is called otherwise here."""
_EXAMPLES = {
    "id": "write an id in small letters, such as `id: my-protocol`",
    "version": "write `version: 1.0.0`",
    "title": "write `title:` and what people call it",
    "stages": "write `stages:`, and below it the stages in their order",
    "exercises": "write `exercises:`, and below it the exercises",
    "cite": "write `cite:` and what is cited, in quotes",
    "rungs": "write its doses, easiest first: `rungs: [1x10, 2x10, 3x10]`",
    "ladders": "write `ladders:`, and below it the ladders by name",
    "one_of": "write the exercises of which either is enough: `one_of: [bridge, heel-dig]`",
    "do": "write the id of an exercise, such as `do: heel-dig`",
    "when": "write `when:`, and the criteria below it",
    "at_least": "write how many of them are enough, such as `at_least: 2`",
    "of": "write `of:`, and the criteria below it, each with a dash",
    "times": "write on how many of them, such as `times: 2`",
    "last": "write over which sessions, such as `last: 3 sessions`",
    "say": "write `say:`, and what is to be said",
}
"""How to give a name that must be there."""
_IN_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTS = {"a": 1, "an": 1, **{word: count for count, word in enumerate(_IN_WORDS, 1)}}
_STRETCH = re.compile(
    f"(?P<count>[0-9]{{1,5}}|{'|'.join(_COUNTS)}) *(?:training )?(?P<unit>d(?:ays?)?|w(?:eeks?)?"
    "|s(?:essions?)?)"
)
_STRETCH_UNITS = {"d": "days", "w": "weeks", "s": "sessions"}
_ONE_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_UNIT_NAMED = re.compile("[1-9][0-9]{0,4} *(?:d(?:ays?)?|w(?:eeks?)?|sessions?)")
_COUNT = re.compile("[1-9][0-9]{0,3}")
_ID = re.compile(r"[a-z](?:[-_]?[a-z0-9]){0,63}")
_TIGHT = re.compile(r"(?P<name>[a-z_]+):(?P<rest>[^\s/:].*)")


class Enough(Exception):
    """Nothing more is looked at."""


class Desk:
    """Reads one tree. What is wrong is kept in `problems`, and something harmless stands in.

    `where` is the path of a value by its names: `stages.acute.title`, `sources[0]`.
    """

    def __init__(self, tree: t.Tree) -> None:
        self.tree = tree
        self.problems: list[Problem] = []

    def refuse(
        self,
        at: t.Node,
        where: str,
        code: str,
        message: str,
        expected: str,
        hint: str = "",
        other: t.Node | None = None,
        fix: str = "",
    ) -> None:
        """Keep a problem; what is read twice, such as a ladder, is told once.

        `fix` is what to write in its place, where nobody could have meant anything else.
        """
        problem = self.tree.problem(
            at, code, message, field=where, expected=expected, hint=hint, other=other, fix=fix
        )
        if problem in self.problems:
            return
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
            return
        self.problems.append(
            self.tree.problem(
                t.Spot(),
                "RF430",
                f"more than {MAX_PROBLEMS} problems; the rest was not looked at",
                expected="a protocol",
                hint="mend the first ones, then look again",
            )
        )
        raise Enough

    def stop(
        self, at: t.Node, where: str, code: str, message: str, expected: str, hint: str
    ) -> NoReturn:
        """Keep a problem that makes all others meaningless."""
        self.refuse(at, where, code, message, expected, hint)
        raise Enough

    def unlike(
        self, node: t.Node, where: str, expected: str, hint: str = "", fix: str = ""
    ) -> None:
        """Refuse a value of another kind than expected."""
        hint = hint or "write that in its place, or take it out"
        if isinstance(node, t.Scalar) and (tight := _TIGHT.fullmatch(node.text)):
            hint = f"write a space after the colon: `{tight['name']}: {tight['rest']}`"
        empty = isinstance(node, t.Scalar) and node.value is None
        message = f"{label(where)} has no value" if empty else f"{label(where)} is {said(node)}"
        code = "RF403" if empty else "RF401"
        self.refuse(node, where, code, message, expected, hint, fix="" if empty else fix)

    def names(
        self,
        node: t.Node,
        where: str,
        what: str,
        known: Sequence[str],
        required: Iterable[str] = (),
        at: t.Node | None = None,
    ) -> t.Mapping:
        """A mapping whose names are known; `at` is where a missing one is pointed at."""
        if not isinstance(node, t.Mapping):
            dashes = isinstance(node, t.Sequence)
            hint = "write each name on a line of its own, indented by two more spaces"
            if dashes:
                hint = "take the dashes out: here, each name stands once"
            if isinstance(node, t.Scalar) and re.match("[a-z]+ *= ", node.text):
                hint = "write `:` and a space in place of `=`"
            self.unlike(node, where, f"names with values: {one_of(known)}", hint)
            return t.Mapping(())
        meant: set[str | None] = set()
        for key, _ in node.items:
            if key.text not in known and key.text not in ABOUT:
                meant.add(self.unknown(key, inner(where, key.text), what, known, node))
        self.check_about(node, where)
        for name in required:
            if node.key(name) is None and name not in meant:
                message, hint = f"{what} has no `{name}`", _EXAMPLES[name]
                self.refuse(at or node, where, "RF403", message, f"`{name}:` and its value", hint)
        return node

    def unknown(
        self, key: t.Scalar, where: str, what: str, known: Sequence[str], among: t.Mapping
    ) -> str | None:
        """Refuse a name that stands among others; the known one that was probably meant."""
        message, meant = f"{what} has no `{shown(key.text)}`", probably(key.text, known)
        hint = did_you_mean(key.text, known) or "correct the name, or take it out"
        fix = sole_spelling(key, (*known, *ABOUT), among)
        self.refuse(key, where, "RF402", message, one_of(known), hint, fix=fix)
        return meant

    def check_about(self, node: t.Mapping, where: str) -> None:
        """Refuse a `from` or `choice` that does not say where something comes from."""
        if (value := node.get("from")) is not None:
            self.texts(value, inner(where, "from"), "a list of fact ids, such as [S1.14]")
        for name in ABOUT[1:]:
            value = node.get(name)
            if value is not None and not _is(value, str, bool):
                self.unlike(value, inner(where, name), "text", text_hint(value))

    def text(self, node: t.Node | None, where: str, expected: str = "text") -> str:
        """A text; empty where there is none."""
        if node is None:
            return ""
        if isinstance(node, t.Scalar) and isinstance(node.value, str) and node.value.strip():
            return node.value
        if isinstance(node, t.Scalar) and isinstance(node.value, str):
            hint = "write something between the quotes"
            self.refuse(node, where, "RF403", f"{label(where)} is empty", expected, hint)
        else:
            fix = t.quoted(node.text) if isinstance(node, t.Scalar) and expected == "text" else ""
            self.unlike(node, where, expected, text_hint(node), fix)
        return ""

    def texts(self, node: t.Node | None, where: str, expected: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        if node is None:
            return ()
        if not isinstance(node, t.Sequence):
            text = node.text if isinstance(node, t.Scalar) else ""
            hint = f"write `[{text or '...'}]`"
            fix = f"[{text}]" if _ONE_WORD.fullmatch(text) else ""
            self.unlike(node, where, expected, hint, fix)
            return ()
        if not node.items:
            message, hint = f"{label(where)} is an empty list", "take it out, or fill it"
            self.refuse(node, where, "RF403", message, expected, hint)
        return tuple(self.text(each, f"{where}[{at}]") for at, each in enumerate(node.items))

    def word(self, node: t.Node | None, where: str, allowed: Sequence[str]) -> str | None:
        """One of some words; None where there is none of them."""
        if node is None:
            return None
        text = node.text if isinstance(node, t.Scalar) and node.value is not None else ""
        if text in allowed:
            return text
        hint = did_you_mean(text, allowed) if text else ""
        fix = misspelt(text, allowed)
        hint = hint or f"write `{where.rpartition('.')[2]}: {allowed[0]}`, if that is meant"
        message = f"{label(where)} is {said(node)}"
        self.refuse(node, where, "RF428", message, one_of(allowed), hint, fix=fix)
        return None

    def whole(self, node: t.Node | None, where: str, default: int, hint: str = "") -> int:
        """A whole number from 1 on."""
        if node is None:
            return default
        value = number(node)
        if isinstance(value, int) and value >= 1:
            return value
        expected = "a whole number from 1 on"
        text = node.text if isinstance(node, t.Scalar) else ""
        count = _COUNTS.get(text.casefold())
        name = where.rpartition(".")[2]
        hint = (
            hint or f"write{'' if count else ', for example,'} `{name}: {count or default or 1}`"
        )
        if value is None:
            self.unlike(node, where, expected, hint, text if _COUNT.fullmatch(text) else "")
        else:
            self.refuse(node, where, "RF411", f"{label(where)} is {said(node)}", expected, hint)
        return default

    def id(self, node: t.Node | None, where: str, what: str) -> str:
        """The id of something: a name for files, logs and messages."""
        text = node.text if isinstance(node, t.Scalar) else ""
        if _ID.fullmatch(text):
            return text
        if node is None or not isinstance(node, t.Scalar) or not isinstance(node.value, str):
            return self.text(node, where)
        mended = re.sub("[^a-z0-9]+", "-", text.casefold()).strip("-0123456789")[:64].strip("-")
        self.refuse(
            node,
            where,
            "RF405",
            f"`{shown(text)}` cannot be the id of {what}",
            "small letters, digits, and single `-` or `_` between them; a letter first",
            f"write `{mended}`" if mended else "write a short name such as `acute`",
        )
        return text


def number(node: t.Node | None) -> Number | None:
    """The exact number that a node is, or None."""
    value = node.value if isinstance(node, t.Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return int(value) if value.denominator == 1 else value


def about(node: t.Mapping) -> dict[str, Any]:
    """What a mapping says of where it comes from."""
    return {key.text: t.plain(value) for key, value in node.items if key.text in ABOUT}


def inner(where: str, name: str) -> str:
    """The path of a name within another."""
    return f"{where}.{name}" if where else name


def label(where: str) -> str:
    """How a value is called in a message."""
    name = where.rpartition(".")[2]
    if name.endswith("]"):
        return f"an item of `{name.partition('[')[0]}`"
    return f"`{shown(name)}`" if name else "the file"


def shown(text: str) -> str:
    """An author's text, fit for one line."""
    return printable(text, 60)


def said(node: t.Node) -> str:
    """What an author wrote, in a message."""
    if isinstance(node, t.Mapping):
        return "made of names with values"
    if isinstance(node, t.Sequence):
        return "a list"
    if node.value is None:
        return "empty"
    if isinstance(node.value, str):
        return f"the text `{shown(node.text)}`"
    return node.text if isinstance(node.value, bool) else f"the number {node.text}"


def one_of(known: Iterable[str]) -> str:
    """`one of a, b, c`."""
    names = [f"`{name}`" for name in known]
    return f"one of {', '.join(names)}" if len(names) > 1 else "".join(names)


def probably(name: str, known: Iterable[str]) -> str | None:
    """The known name that an author probably meant."""
    known = list(known)
    other = _OTHER_WORDS.get(name.casefold().strip().replace(" ", "_").replace("-", "_"))
    return other if other in known else nearest(name, known[:500])


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, as a hint."""
    found = probably(name, known)
    return f"did you mean `{found}`?" if found else ""


def sole_spelling(key: t.Scalar, known: Iterable[str], among: t.Mapping) -> str:
    """The known name that a name misspells beyond doubt; empty where another name beside it is
    that one already, or misspells it too."""
    known = list(known)
    found = misspelt(key.text, known)
    others = [name.text for name, _ in among.items if name is not key]
    taken = any(found in (each, misspelt(each, known)) for each in others if found)
    return "" if taken else found


def text_hint(node: t.Node) -> str:
    """How to make a text of what is none."""
    if not isinstance(node, t.Scalar):
        return "write one text"
    if node.value is None:
        return "write a text after the colon, or take the line out"
    return f"put quotes around it: `{t.quoted(node.text)}`"


def stretch(text: str) -> tuple[int, str] | None:
    """How many of what an author probably meant: `3d` and `three days` are 3 days."""
    found = _STRETCH.fullmatch(text.strip().casefold())
    if not found:
        return None
    word = found["count"]
    count = int(word) if word.isdigit() else _COUNTS[word]
    unit = _STRETCH_UNITS[found["unit"][0]]
    return (count, unit if count > 1 else unit.removesuffix("s")) if count else None


def unit_spelling(text: str) -> str:
    """The same stretch with its unit spelt out: `3d` is `3 days`; empty where that is unclear.

    Numbers stay as they are, and a bare `s` could be seconds.
    """
    found = stretch(text) if _UNIT_NAMED.fullmatch(text.strip().casefold()) else None
    return f"{found[0]} {found[1]}" if found else ""


def _is(node: t.Node, *kinds: type) -> bool:
    return isinstance(node, t.Scalar) and isinstance(node.value, kinds)
