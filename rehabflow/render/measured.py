"""Text broken into lines that fit a width, where nothing says which font will be at hand."""

from __future__ import annotations

from rehabflow.printable import display_width

_OF = {
    each: broad
    for broad, characters in {
        36: "',-./:;\\fijl| \N{NO-BREAK SPACE}",
        42: "!()I[]`rt",
        55: '"*?J_csz\N{DEGREE SIGN}',
        62: "FLTaekovxy",
        64: "$0123456789bdghnpqu{}",
        72: "ABCEKPRSVXYZ",
        80: "&DGHNOQU",
        86: "#+<=>M^w~≤≥×",
    }.items()
    for each in characters
}
_OTHER = 104
"""Hundredths of its size that a character takes at most in Helvetica, Arial or DejaVu Sans."""
_BOLD = 115


def width_of(text: str, size: int, *, bold: bool = False) -> int:
    """How wide a text is at most, in the unit of its size."""
    broad = sum(_OF.get(each, _OTHER if display_width(each) else 0) for each in text)
    return -(-broad * size * (_BOLD if bold else 100) // 10_000)


def wrapped(
    text: str, room: int, size: int, *, bold: bool = False, hanging: str = ""
) -> tuple[str, ...]:
    """The lines of a text, none wider than the room; all but the first begin with `hanging`.

    They break at spaces, not at a hyphen, where an id would look like two words. A word that is
    wider than a line breaks anywhere.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line.strip(hanging) else f"{line}{word}"
        if width_of(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line.strip(hanging):
            lines.append(line)
            line = hanging
        for each in word:
            if line.strip(hanging) and width_of(line + each, size, bold=bold) > room:
                lines.append(line)
                line = hanging
            line += each
    return (*lines, line)
