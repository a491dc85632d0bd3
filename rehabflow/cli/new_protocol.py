"""A new protocol: whether it may be called so, and its files on the disk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from rehabflow.catalog import installed_protocols

SCHEMA = "rehabflow.schema.json"
"""The file beside it by which an editor completes and explains it."""
_MODEL = Path(__file__).parent.with_name("scaffolds") / "my-protocol.yaml"
_LONGEST = 40
_NAME = re.compile("[a-z](?:[-_]?[a-z0-9])*")
_SHARED = ("exercises", "ladders")
_YAML = ("false", "null", "true")


def refusal(name: str) -> str:
    """Why no new protocol can be called so, and how it could be; nothing where it can."""
    taken = installed_protocols()
    why = _why_not(name, taken)
    return f"{why}; {_instead(name, taken)!r} would do" if why else ""


def write_protocol(name: str, schema: str, folder: Path) -> list[Path]:
    """Write a protocol, its scenarios and, where none is, the schema; returns what was written.

    Raises OSError where one of the first two is there already, or where one cannot be written;
    then nothing is left.
    """
    written: list[Path] = []
    try:
        for ending in (".yaml", ".md"):
            text = _MODEL.with_suffix(ending).read_text(encoding="utf-8")
            _create(folder / f"{name}{ending}", _called(text, name), written)
        if not (folder / SCHEMA).exists():
            _create(folder / SCHEMA, schema, written)
    except OSError:
        for path in written:
            path.unlink()
        raise
    return written


def _create(path: Path, text: str, written: list[Path]) -> None:
    """Make a file that was not there, and remember it."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        written.append(path)
        file.write(text)


def _called(text: str, name: str) -> str:
    """The text of the model under another name: `at-home` is titled `At home`."""
    title = re.sub("[-_]", " ", name)
    text = text.replace("My protocol", title[0].upper() + title[1:])
    return text.replace(_MODEL.stem, name)


def _why_not(name: str, taken: Collection[str]) -> str:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return (
            f"{name!r} is no name of a protocol: write small letters and digits, with single `-` "
            f"or `_` between them, beginning with a letter, at most {_LONGEST}"
        )
    if name in _SHARED:
        return f"{name}.yaml is what the {name} that protocols share are called"
    if name in _YAML:
        return f"{name!r} is no text in YAML"
    if name in taken:
        return f"{name!r} is installed already"
    return ""


def _instead(name: str, taken: Collection[str]) -> str:
    """The nearest name that a new protocol can have."""
    last = re.split(r"[/\\]", name)[-1].removesuffix(".yaml").removesuffix(".yml")
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    idea = re.sub("[^a-z0-9_]+", "-", plain)
    idea = re.sub("[-_]*([-_])", r"\1", idea).lstrip("0123456789-_")[: _LONGEST - 3].strip("-_")
    return f"my-{idea or 'protocol'}" if _why_not(idea, taken) else idea
