"""The shapes that a schema is made of: texts, numbers, lists, and names with values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

DAYS = "[1-9][0-9]{0,4} (days?|weeks?)"
ID = "[a-z]([-_]?[a-z0-9]){0,63}"
NO = False
"""What no value fits."""


def ref(name: str, description: str = "") -> Schema:
    """What is defined under a name; in draft-07 nothing may stand beside a `$ref`."""
    pointer: Schema = {"$ref": f"#/definitions/{name}"}
    return {"description": description, "allOf": [pointer]} if description else pointer


def text(description: str = "", *examples: str) -> Schema:
    """A text that is not blank."""
    return told({"type": "string", "pattern": r"\S"}, description, examples)


def spelt(pattern: str, expected: str, description: str = "", *examples: str) -> Schema:
    """A text that is spelt in one way; `expected` is what an editor says of any other."""
    made = {"type": "string", "pattern": f"^(?:{pattern})$", "patternErrorMessage": expected}
    return told(made, description, examples)


def numeric(number: Schema, pattern: str, expected: str) -> Schema:
    """A number, or a text that is spelt in one way; in one shape, so that an editor says which."""
    kinds = [number["type"], "string"]
    return {**spelt(pattern, expected), **number, "type": kinds}


def word(words: Sequence[str], description: str = "") -> Schema:
    """One of some words."""
    return told({"enum": list(words)}, description)


def whole(description: str = "", least: int = 1, most: int | None = None) -> Schema:
    """A whole number."""
    made: Schema = {"type": "integer", "minimum": least}
    return told(made if most is None else {**made, "maximum": most}, description)


def listed(item: Schema, description: str = "", least: int = 1, most: int | None = None) -> Schema:
    """A list."""
    made: Schema = {"type": "array", "items": item, "minItems": least}
    return told(made if most is None else {**made, "maxItems": most}, description)


def either(description: str, *shapes: Schema, examples: Sequence[object] = ()) -> Schema:
    """Any of some shapes."""
    return told({"anyOf": list(shapes)}, description, examples)


def names(
    properties: Mapping[str, Any], required: Sequence[str] = (), description: str = ""
) -> Schema:
    """Names with values; beside any of them may stand where a number comes from."""
    made: Schema = {
        "type": "object",
        "properties": {**properties, **_ABOUT},
        "additionalProperties": False,
    }
    return told({**made, "required": list(required)} if required else made, description)


def called(item: Schema, description: str, name: Schema | None = None) -> Schema:
    """Things by a name of their own."""
    made: Schema = {
        "type": "object",
        "propertyNames": name or spelt(ID, "small letters, digits, and single `-` or `_`"),
        "properties": {**_ABOUT},
        "additionalProperties": item,
    }
    return told(made, description)


def told(schema: Schema, description: str, examples: Sequence[object] = ()) -> Schema:
    """A shape with what it means and how it looks."""
    said = {"description": description} if description else {}
    return {**said, **schema, **({"examples": list(examples)} if examples else {})}


def any_of_names(wanted: Sequence[str]) -> Schema:
    """At least one of some names must be there."""
    return {"anyOf": [{"required": [name]} for name in wanted]}


def about() -> dict[str, Schema]:
    """Where a number comes from, which may stand in every mapping."""
    cited = listed(text(), "The ids of the facts that this number comes from, as [S1.14].")
    own: Schema = {"type": ["string", "boolean"]}
    return {
        "from": cited,
        "choice": told(own, "The number is the authors' own, and this is why."),
        "verified": told(own, "Whether the source itself was read, or what is known of that."),
    }


_ABOUT = {name: ref(f"about-{name}") for name in ("from", "choice", "verified")}
