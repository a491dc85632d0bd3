"""Reads a patient's log: a file or a stream in, a Log out, or every problem it has."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, get_args

from rehabflow.dates import DateFormat
from rehabflow.errors import LogError, Problem
from rehabflow.intake import Expectations, Leg, Vocabulary
from rehabflow.log import Log
from rehabflow.printable import printable

if TYPE_CHECKING:
    from rehabflow.readers.lines import LineReader
    from rehabflow.readers.log_yaml import YamlReader

Format = Literal["csv", "jsonl", "yaml"]
MAX_BYTES = 64 << 20

FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
}
"""The format of a log by the ending of its file's name."""

_OTHER_FILES = (
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"%PDF", "a PDF document"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def read_log(
    source: str | os.PathLike[str] | IO[bytes],
    *,
    protocol: Vocabulary | Callable[[str | None], Vocabulary] | None = None,
    format: Format | None = None,  # noqa: A002  (what it is, to whoever calls it)
    injured: Leg | None = None,
    default_injured: Leg | None = None,
    patient: str | None = None,
    date_format: DateFormat | None = None,
    latest: date | None = None,
    salvage: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Log:
    """The log in a file, or in a stream of bytes such as `sys.stdin.buffer`.

    The format is told by the file's name; a stream's must be named. The stages that the log names
    are checked against the `protocol`, and so are its exercises, with a warning; it may be a
    function of the id that the log names. `injured` must not disagree with the log;
    `default_injured` is for a log that does not say. `patient` goes before the log's own, which
    goes before the file's name. `date_format` says how `3/4/2026` is meant, which is a problem
    without it, and so is an entry dated after `latest`. With `salvage` a cell that cannot be read
    is a warning, and on its date could say anything; a date or an event must be readable still.

    Raises LogError with every problem of the log; warnings are in `Log.warnings`.
    """
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        kind = format or _format(path)
        data = _file(path, max_bytes)
    else:
        name = getattr(source, "name", None)
        path = name if isinstance(name, str) else "<stream>"
        kind = format or _format(path)
        data = source.read(max_bytes + 1)
    return read_log_bytes(
        data,
        path,
        kind,
        protocol=protocol,
        injured=injured,
        default_injured=default_injured,
        patient=patient,
        date_format=date_format,
        latest=latest,
        salvage=salvage,
        max_bytes=max_bytes,
    )


def read_log_bytes(
    data: bytes,
    path: str,
    format: Format,  # noqa: A002  (the same)
    *,
    protocol: Vocabulary | Callable[[str | None], Vocabulary] | None = None,
    injured: Leg | None = None,
    default_injured: Leg | None = None,
    patient: str | None = None,
    date_format: DateFormat | None = None,
    latest: date | None = None,
    salvage: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Log:
    """The same from the bytes at hand; `path` names them in problems and evidence."""
    if format not in FORMATS.values():
        raise ValueError(f"format is {format!r}, not one of {', '.join(get_args(Format))}")
    shown = printable(path)
    expect = Expectations(
        protocol, injured, default_injured, patient, date_format, latest, salvage
    )
    if len(data) > max_bytes:
        raise _too_large(shown, len(data), max_bytes)
    for magic, what in _OTHER_FILES:
        if data.startswith(magic):
            hint = "export it as CSV, encoding UTF-8"
            raise _refused(shown, "RF103", f"the file is {what}", "plain text", hint)
    if data.startswith(_WIDE) or b"\0" in data[:4]:
        hint = "save or export it again with the encoding UTF-8 (`CSV UTF-8` in a spreadsheet)"
        raise _refused(shown, "RF104", "the file is saved as UTF-16 or UTF-32", "UTF-8", hint)
    with _uncollected():
        return _reader(format)(data, shown, expect).read(_stem(shown))


def _reader(format: Format) -> type[LineReader] | type[YamlReader]:  # noqa: A002  (the same)
    """The reader of a format; a command that reads one log pays for one of them."""
    if format == "csv":
        from rehabflow.readers.log_csv import CsvReader

        return CsvReader
    if format == "jsonl":
        from rehabflow.readers.log_jsonl import JsonLinesReader

        return JsonLinesReader
    from rehabflow.readers.log_yaml import YamlReader

    return YamlReader


@contextmanager
def _uncollected() -> Generator[None]:
    """Without the collector of cycles: it would walk over all entries again and again.

    Reading makes none, and takes half as long.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _stem(path: str) -> str:
    """Who a log is about, where it does not say: its file's name. A stream has none."""
    return "" if path.startswith("<") else Path(path).stem


def _format(path: str) -> Format:
    ending = Path(path).suffix.lower()
    if ending not in FORMATS:
        expected = f"a name that ends in {', '.join(FORMATS)}"
        hint = "name the format with --log-format csv, jsonl or yaml"
        message = "the file's name does not tell its format"
        raise _refused(printable(path), "RF109", message, expected, hint)
    return FORMATS[ending]


def _file(path: str, max_bytes: int) -> bytes:
    """What a regular file holds. Nothing is waited for: a pipe or a device is refused."""
    shown = printable(path)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                hint = "to read from a pipe, give - and --log-format"
                what = "a directory" if stat.S_ISDIR(found.st_mode) else "a pipe or a device"
                raise _refused(shown, "RF101", f"this is {what}", "a file", hint)
            if found.st_size > max_bytes:
                raise _too_large(shown, found.st_size, max_bytes)
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(max_bytes + 1)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the file cannot be read: {reason}"
        raise _refused(shown, "RF101", message, "a file that can be read") from None


def _too_large(path: str, size: int, most: int) -> LogError:
    message = f"the file is {size:,} bytes"
    hint = "check that this is the right file"
    return _refused(path, "RF102", message, f"at most {most:,} bytes", hint)


def _refused(path: str, code: str, message: str, expected: str, hint: str = "") -> LogError:
    return LogError(Problem(path, 0, 0, code, message, expected=expected, hint=hint))
