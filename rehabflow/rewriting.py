"""Writing a file anew: all of it or nothing, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

import os
import stat
import tempfile
from errno import EACCES
from pathlib import Path


class ChangedMeanwhile(OSError):
    """The file is no longer what was read of it."""


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of a file that holds `before`, with the same permissions.

    Of a link, what it leads to is written. Raises OSError where it cannot be, and
    ChangedMeanwhile where the file holds something else; then nothing was changed.
    """
    target = Path(path).resolve()
    mode = target.stat().st_mode
    if not os.access(target, os.W_OK):
        raise PermissionError(EACCES, "the file may not be written")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(stat.S_IMODE(mode))
        if target.read_bytes() != before:
            raise ChangedMeanwhile(None, "it was changed by somebody else meanwhile")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def create(path: Path, data: bytes) -> None:
    """Write a file that was not there. Raises OSError where it cannot be; then none is left."""
    file = path.open("xb")
    try:
        with file:
            file.write(data)
    except OSError:
        path.unlink()
        raise
