"""What is wrong with one value of a log."""

from __future__ import annotations

from attrs import define

from rehabflow.printable import printable

LOG_CODES = {
    "RF101": "file cannot be opened",
    "RF102": "file too large",
    "RF103": "not a text file",
    "RF104": "not UTF-8 text",
    "RF105": "character that no text holds",
    "RF106": "line too long",
    "RF107": "cut off in the middle",
    "RF108": "no entries",
    "RF109": "format not known",
    "RF110": "unknown name",
    "RF111": "name given twice",
    "RF112": "no column `date`",
    "RF113": "more cells than columns",
    "RF114": "fewer cells than columns",
    "RF115": "quotes in the wrong place",
    "RF116": "line break inside a cell",
    "RF117": "header line not understood",
    "RF118": "not an entry",
    "RF119": "too many problems",
    "RF201": "entry without a date",
    "RF202": "not a date",
    "RF203": "day that does not exist",
    "RF204": "date in another order than year, month, day",
    "RF205": "date that lies ahead",
    "RF206": "not a time",
    "RF207": "two times that differ",
    "RF208": "time zone on some times only",
    "RF211": "not a number",
    "RF212": "number outside its scale",
    "RF213": "not a whole number",
    "RF214": "repetitions not readable",
    "RF215": "day's work not readable",
    "RF216": "not one of the known words",
    "RF217": "not text",
    "RF218": "not a protocol's id",
    "RF221": "dose without an exercise",
    "RF222": "sets said twice",
    "RF223": "repetitions done without a target",
    "RF224": "override or clear without to, by or reason",
    "RF225": "`to` without an override or clear",
    "RF226": "leg raise of both legs at once",
    "RF227": "side named, injured leg unknown",
    "RF228": "two answers to which leg is injured",
    "RF229": "two decisions of one date that disagree",
    "RF230": "not a stage of the protocol",
    "RF231": "id that stands twice",
    "RF232": "correction of what is not there",
    "RF233": "two corrections of one entry",
    "RF234": "corrections in a circle",
    "RF235": "correction of an earlier date",
    "RF291": "exercise that nothing knows",
    "RF292": "work that stands twice",
    "RF293": "entry that was corrected",
}
"""What each code of a problem or warning with a log stands for."""


class Comma(str):
    """A number with a decimal comma, in a file that may have it."""

    __slots__ = ()


class Bare(str):
    """What JSON, YAML or Python holds that is neither text nor a number: told, not quoted.

    It is never found in place of the text that it looks like.
    """

    __slots__ = ()
    __hash__ = object.__hash__


@define(eq=False)
class Fault(Exception):
    """What is wrong with one value; `message` says it with the value, after the field's name.

    `start` and `length` are the part of the text that is meant, where it is not all of it;
    `at_name` says that the column or key is meant, not its value. `other` is the record and
    the field of the second place, where two disagree.
    """

    code: str
    message: str
    expected: str = ""
    hint: str = ""
    start: int = 0
    length: int | None = None
    at_name: bool = False
    other: tuple[int, str] | None = None


def shown(text: str) -> str:
    """A value as its author wrote it, fit for a message."""
    return printable(text, 60) if isinstance(text, Bare) else f"'{printable(text, 60)}'"
