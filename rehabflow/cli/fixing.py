"""`check --fix` and `check --diff`: what is certain is mended, or shown."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from rehabflow.cli.exit_codes import DONE, FOUND
from rehabflow.errors import ProtocolError
from rehabflow.mending import Mended, mended
from rehabflow.printable import printable
from rehabflow.readers.check import problems_in
from rehabflow.readers.protocol import contents
from rehabflow.readers.yaml_text import text_of
from rehabflow.render.mends import render_difference, render_mends
from rehabflow.rewriting import rewrite


@frozen
class Fixed:
    """What came of fixing a file: an exit code, and what there is to say of it."""

    code: int = DONE
    told: str = ""


Fix = Callable[[str, str | None], Fixed]
"""What is to be done with a file before it is checked; it may name rules of a directory.

Raises RuleFailed where a rule cannot be loaded.
"""


def write_mends(file: str, directory: str | None) -> Fixed:
    """Mend a file; what was changed in it, or why it could not be written."""
    before, result = _mended(file, directory)
    if not result.changes:
        return Fixed()
    try:
        rewrite(file, before, result.data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Fixed(FOUND, f"{printable(file)}: nothing was mended: {printable(reason)}")
    return Fixed(told=render_mends(file, result.changes) + "\n")


def show_mends(file: str, directory: str | None) -> Fixed:
    """What mending would change in a file, as a unified diff; nothing is written."""
    before, result = _mended(file, directory)
    changed = render_difference(file, text_of(before), text_of(result.data))
    return Fixed(told=changed)


def _mended(file: str, directory: str | None) -> tuple[bytes, Mended]:
    """The bytes of a file, and what mending makes of them; one that cannot be read stays."""
    try:
        data = contents(file)
    except ProtocolError:
        return b"", Mended(b"")
    return data, mended(data, file, lambda each: problems_in(each, file, directory))
