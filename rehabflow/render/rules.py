"""The rules at hand as text for people: a list of them, or one described."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rehabflow.gate import RuleSource
from rehabflow.printable import display_width, printable
from rehabflow.render.listing import WIDTH, brought_by, listing_text
from rehabflow.rule_sheet import Parameter, RuleSheet


def rules_text(rules: Sequence[tuple[RuleSource, str | None]]) -> str:
    """A line or two for each rule: its id, its summary, and who brings it."""
    return listing_text(
        [
            (source.id, said or "(no summary)", brought_by(source.distribution, source.version))
            for source, said in rules
        ]
    )


def rule_text(source: RuleSource, sheet: RuleSheet) -> str:
    """One rule with everything that a protocol's author may want to know of it."""
    who = brought_by(source.distribution, source.version)
    lines = [*_pair(printable(source.id), who), ""]
    lines += _wrapped(sheet.page.summary)
    for paragraph in filter(None, sheet.page.text.split("\n\n")):
        lines += ["", *_wrapped(paragraph)]
    lines.append("")
    for at, each in enumerate(sheet.parameters):
        lines += _fact("parameters" if at == 0 else "", f"{each.name}: {parameter_words(each)}")
    lines += [] if sheet.parameters else _fact("parameters", "none")
    lines += _fact("unit", sheet.unit or "depends on its parameters")
    lines += _fact("scale", sheet.scale_words())
    lines += _fact("better", sheet.better or "neither way")
    for at, said in enumerate(window_lines(sheet)):
        lines += _fact("window" if at == 0 else "", said)
    lines += _fact("missing", "`missing: ignore` allowed in a danger") if sheet.may_ignore else []
    lines += _fact("reads", ", ".join(sheet.reads) or "no field of the log")
    lines += ["", "In a protocol:", ""]
    lines += [f"    {printable(line)}".rstrip() for line in sheet.page.example.splitlines()]
    return "\n".join(lines)


def parameter_words(parameter: Parameter) -> str:
    """What a parameter takes, and what it is where none is given."""
    if parameter.required:
        return f"{parameter.takes}; must be given"
    default = parameter.default
    if isinstance(default, bool):
        default = str(default).lower()
    return (
        f"{parameter.takes}; may be left out"
        if default is None
        else f"{parameter.takes} [{default}]"
    )


def window_lines(sheet: RuleSheet) -> list[str]:
    """The window where an author names none; of words with the same window, one line."""
    if "" in sheet.windows or not sheet.windows:
        return [sheet.windows.get("", "none")]
    name = next(iter(sheet.windows)).partition(":")[0]
    by_window: dict[str, list[str]] = {}
    for said, window in sheet.windows.items():
        by_window.setdefault(window or "none", []).append(said.partition(": ")[2])
    return [f"{window} ({name}: {', '.join(words)})" for window, words in by_window.items()]


def _pair(left: str, right: str) -> list[str]:
    space = WIDTH - display_width(left) - display_width(right)
    return [f"{left}{' ' * space}{right}"] if space > 1 else [left, right]


def _wrapped(text: str) -> list[str]:
    return wrap(printable(" ".join(text.split())), WIDTH)


def _fact(name: str, said: str) -> list[str]:
    start = f"{name:<12}"
    return wrap(start + printable(said), WIDTH, subsequent_indent=" " * 12, drop_whitespace=True)
