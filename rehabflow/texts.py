"""Words and texts of a log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rehabflow.entry import name_key
from rehabflow.faults import Bare, Fault, shown
from rehabflow.nearest import did_you_mean

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_ENTRY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_PROTOCOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?:@[A-Za-z0-9][A-Za-z0-9.+-]{0,63})?")


def read_word(words: Sequence[str], text: str) -> str:
    """One of a few words. Raises Fault."""
    if text in words:
        return text
    start = text.strip().casefold()
    hint = did_you_mean(text, words)
    if not hint and start:
        hint = next((f"did you mean '{word}'?" for word in words if word.startswith(start)), "")
    raise Fault("RF216", f"is {shown(text)}, not a word known here", _either(words), hint)


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}, or nothing"


def read_text(text: str) -> str | None:
    """A text as it is; None where it is blank. Raises Fault, which never holds the text."""
    if isinstance(text, Bare):
        raise Fault("RF217", "is not text", "text, in quotes, or nothing")
    half = _HALF_CHARACTER.search(text)
    if half:
        code = f"\\u{ord(half[0]):04x}"
        raise Fault("RF217", f"holds {code}, half a character", "whole characters")
    return text if text.strip() else None


@lru_cache(4096)
def read_name(text: str) -> str | None:
    """The name of one exercise; None where it is blank. Raises Fault."""
    name = read_text(text)
    if name and name_key(name) == "all":
        hint = "write `all` in the field `work`"
        raise Fault("RF216", f"is {shown(name)}, not one exercise", "an exercise's name", hint)
    return name and name.strip()


def read_so(text: str) -> bool:
    """`yes` or `no`; true and false of JSON and Python too. Raises Fault."""
    so = {"yes": True, "no": False}.get(text)
    if isinstance(text, Bare) and text.casefold() in ("true", "false"):
        so = text.casefold() == "true"
    if so is None:
        hint = did_you_mean(text, ("yes", "no"))
        word = text.strip().casefold()
        hint = hint or ("write yes" if word in ("y", "true", "1", "x") else "")
        hint = hint or ("write no" if word in ("false", "0") else "")
        raise Fault("RF216", f"is {shown(text)}, not yes or no", "yes or no, or nothing", hint)
    return so


def read_id(text: str) -> str:
    """A name that an entry goes by in its log. Raises Fault."""
    if isinstance(text, Bare) or not _ENTRY_ID.fullmatch(text):
        expected = "letters, digits, `.`, `:`, `-` and `_`, up to 64 of them"
        raise Fault("RF218", f"is {shown(text)}, not an entry's id", expected)
    return text


def read_stage(text: str) -> str | None:
    """The name of a stage; None where it is blank. Raises Fault."""
    stage = read_text(text)
    return stage and stage.strip()


def read_protocol_name(text: str) -> str:
    """A protocol's id, or id@version. Raises Fault."""
    if not _PROTOCOL.fullmatch(text):
        expected = "an id such as example-strain, or id@version"
        raise Fault("RF218", f"is {shown(text)}, not a protocol's id", expected)
    return text
