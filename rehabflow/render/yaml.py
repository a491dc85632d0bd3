"""A declaration as YAML that reads back as the same: exact numbers, and quotes where in doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from rehabflow.protocol import Protocol
from rehabflow.quantity import decimal, exact

WIDTH = 95

_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_.%/()-]*(?: [A-Za-z0-9_.%/()-]+)*"
    r"|[0-9]+(?:\.[0-9]+)?(?:%|(?: [A-Za-z]+)+)|[0-9]+\.[0-9]+\.[0-9]+"
)
"""A text that no YAML reader takes for anything else, if it is none of the words below."""
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}
_FOLDED = re.compile(r"[^\s\x00-\x1f\x7f-\x9f]+(?: [^\s\x00-\x1f\x7f-\x9f]+)+")


def protocol_yaml(protocol: Protocol) -> str:
    """The whole of a protocol; a file of it has the same digest."""
    return "\n".join(_block(protocol.to_dict(), 0))


def yaml_line(value: Any) -> str:
    """Plain data on one line."""
    if isinstance(value, dict):
        names = cast(dict[str, Any], value).items()
        return f"{{{', '.join(f'{_text(k)}: {yaml_line(v)}' for k, v in names)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(yaml_line, cast(list[object], value)))}]"
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = decimal(exact(value))
    # `3.0` and `3` mean the same, and have not the same digest.
    return f"{text}.0" if isinstance(value, float) and "." not in text else text


def _block(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    """Names and values, each on a line of its own."""
    for name, inside in value.items():
        yield from _named(f"{' ' * indent}{_text(name)}:", inside, indent)


def _named(head: str, value: Any, indent: int) -> Iterator[str]:
    """A value behind its name, or below it where there is no room."""
    line = f"{head} {yaml_line(value)}"
    if _is_flat(value) and len(line) <= WIDTH:
        yield line
    elif isinstance(value, dict) and value:
        yield head
        yield from _block(cast(dict[str, Any], value), indent + 2)
    elif isinstance(value, list) and value:
        yield head
        for each in cast(list[object], value):
            yield from _item(each, indent + 2)
    elif isinstance(value, str) and _FOLDED.fullmatch(value):
        yield f"{head} >-"
        yield from _folded(value, indent + 2)
    else:
        yield line


def _item(value: Any, indent: int) -> Iterator[str]:
    """A value behind a dash; of names with values, the first stands beside the dash."""
    dash = f"{' ' * indent}-"
    if isinstance(value, dict) and value and not _fits(value, indent):
        first, *rest = _block(cast(dict[str, Any], value), indent + 2)
        yield f"{dash} {first.lstrip(' ')}"
        yield from rest
    else:
        yield from _named(dash, value, indent)


def _fits(value: Any, indent: int) -> bool:
    return _is_flat(value) and indent + 2 + len(yaml_line(value)) <= WIDTH


def _is_flat(value: Any) -> bool:
    """Whether a value may stand on one line: single values, and lists of such."""
    if isinstance(value, dict):
        return all(map(_is_single, cast(dict[str, Any], value).values()))
    return _is_single(value)


def _is_single(value: Any) -> bool:
    """Whether it holds no names with values, and no list but of single values."""
    if isinstance(value, list):
        return not any(isinstance(each, dict | list) for each in cast(list[object], value))
    return not isinstance(value, dict)


def _folded(text: str, indent: int) -> Iterator[str]:
    """Words on as many lines as they need; YAML joins them by single spaces."""
    line = ""
    for word in text.split(" "):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            yield " " * indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield " " * indent + line


def _text(text: str) -> str:
    """A text, in quotes unless every reader of YAML takes it for what it is."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
