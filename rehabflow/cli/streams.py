"""Standard output and error: what they can show."""

from __future__ import annotations

import io
import os
import sys


def forgive_encodings() -> None:
    """Where a stream cannot say `✓`, the words beside it still stand."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_coloured() -> bool:
    """Whether standard output is a terminal that nobody wants without colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
