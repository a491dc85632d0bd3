"""A new rule: whether it may be called so, and its files on the disk."""

from __future__ import annotations

from importlib.metadata import version
from keyword import iskeyword
from pathlib import Path

from rehabflow.catalog import RULE_ID, TAKEN_WORDS, installed_rules
from rehabflow.cli.scaffold import class_of, distribution_of, files_of

_LONGEST = 40
_USED = ("Callable", "Case", "Day", "Reading", "Rule", "Window")


def refusal(name: str) -> str:
    """Why no new rule can be called so; nothing where one can."""
    if not RULE_ID.fullmatch(name) or len(name) > _LONGEST or name.endswith("_"):
        return (
            f"{name!r} is no name of a rule: write small letters, digits and `_`, beginning with "
            f"a letter, at most {_LONGEST}, such as hop_distance"
        )
    if iskeyword(name):
        return f"{name!r} is a word of Python; choose another name"
    if name in TAKEN_WORDS:
        return f"{name!r} is a word of a protocol's gates; choose another name"
    if class_of(name) in _USED:
        return f"{name!r} would hide {class_of(name)}, which its files use; choose another name"
    if rule := installed_rules().get(name):
        source = rule.source
        return (
            f"{source.distribution} {source.version} brings a rule {name!r}; choose another name"
        )
    return ""


def write_rule(name: str, folder: Path) -> Path:
    """Write a distribution into a folder of its own. Raises OSError, where that is there too."""
    root = folder / distribution_of(name)
    root.mkdir()
    for path, text in files_of(name, version("rehabflow")).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
