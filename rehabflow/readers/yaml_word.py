"""What a word without quotes means: YAML 1.2, less where YAML readers do not agree."""

from __future__ import annotations

import re
from fractions import Fraction

from rehabflow.tree import MAX_DIGITS, Value

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?\Z")
_TWO_WAYS = re.compile(
    r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF))\Z|\.(?:nan|NaN|NAN)\Z"
)
_NUMBER_STARTS = frozenset("0123456789-+.")
MAY_BE_TYPED = frozenset(["", *"0123456789-+.~tfnTFN"])
"""How a word begins that may be anything but text."""
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "~": None, "": None}
_WORDS_OF_OTHERS = {"True", "TRUE", "False", "FALSE", "Null", "NULL"}


class Ambiguous(Exception):
    """A plain word that YAML readers take in more than one way; says what to write instead."""


def meaning(text: str) -> Value:
    """A number, true, false, null, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text in _WORDS_OF_OTHERS:
        raise Ambiguous(f"write {text.lower()}, or")
    if text[0] not in _NUMBER_STARTS:
        return text
    number = _NUMBER.match(text)
    if number is None:
        if _TWO_WAYS.match(text):
            raise Ambiguous(_plainly(text))
        return text
    digits = text.replace(".", "")
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise Ambiguous(f"write at most {MAX_DIGITS} digits, or")
    if number[1] is None:
        return int(text)
    return Fraction(int(digits), 10 ** len(number[1]))


def _plainly(text: str) -> str:
    """What to write instead of a number in an unusual form."""
    unsigned = re.fullmatch(r"([-+]?)0*([0-9]*)(\.[0-9]*)?", text)
    if unsigned is None or len(text) > MAX_DIGITS:
        return "write the number in plain digits, or"
    sign, whole, decimals = unsigned.groups(default="")
    mended = sign.removeprefix("+") + (whole or "0") + (decimals if decimals != "." else "")
    return f"write {mended} if it is a number, or"
