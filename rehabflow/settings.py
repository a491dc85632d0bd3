"""`rehabflow.toml`: what stands beside a log, or above it, for all the logs below."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from rehabflow.errors import Problem, RehabflowError
from rehabflow.nearest import did_you_mean

NAME = "rehabflow.toml"
MAX_BYTES = 65_536
_CHOICES = {"injured": ("left", "right"), "date_format": ("dmy", "mdy")}
_KEYS = ("protocol", *_CHOICES)


@frozen
class Settings:
    """Defaults for logs that do not say so themselves. `protocol` is an id or a path."""

    protocol: str | None = None
    injured: Literal["left", "right"] | None = None
    date_format: Literal["dmy", "mdy"] | None = None


def settings_for(log: Path) -> Settings:
    """The settings of the nearest `rehabflow.toml`. Raises RehabflowError where it is wrong."""
    with suppress(OSError):  # a path that no file can have: reading the log will say so
        here = log.parent.resolve()
        for folder in (here, *here.parents):
            path = folder / NAME
            if path.is_file():
                return _read(path)
    return Settings()


def _read(path: Path) -> Settings:
    import tomllib

    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES} bytes")
        data: dict[str, Any] = tomllib.loads(text.decode())
    except (OSError, ValueError, RecursionError) as error:
        message = f"cannot be read as TOML: {error}"
        raise RehabflowError(Problem(str(path), 0, 0, "RF520", message)) from error
    problems = list(filter(None, (_problem(str(path), *item) for item in data.items())))
    if problems:
        raise RehabflowError(*problems)
    protocol = data.get("protocol")
    if protocol and ("/" in protocol or protocol.endswith((".yaml", ".yml"))):
        data["protocol"] = str(path.parent / protocol)
    return Settings(**data)


def _problem(path: str, key: str, value: Any) -> Problem | None:
    if key not in _KEYS:
        message = f"unknown key {key!r}"
        expected = f"one of {', '.join(_KEYS)}"
        return Problem(path, 0, 0, "RF521", message, key, expected, did_you_mean(key, _KEYS))
    if not isinstance(value, str) or not value or value not in _CHOICES.get(key, (value,)):
        expected = " or ".join(_CHOICES.get(key, ("text",)))
        return Problem(path, 0, 0, "RF522", f"{key} is {value!r}", key, expected)
    return None
