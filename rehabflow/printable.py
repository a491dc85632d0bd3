"""Untrusted text made fit for a terminal, and how wide it is there."""

from __future__ import annotations

from unicodedata import category, east_asian_width

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: str, most: int = 0) -> str:
    r"""`text` with every control, format and unassigned character written as `\x..` or `\u....`.

    With `most`, at most so many characters of the text are kept, then `…`.
    """
    cut = most and len(text) > most
    if cut:
        text = text[:most]
    if not text.isprintable():
        text = "".join(_escaped(character) for character in text)
    return text + "…" if cut else text


def _escaped(character: str) -> str:
    if category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if category(each) in ("Mn", "Me") else 1 + (east_asian_width(each) in "WF")
        for each in text
    )
