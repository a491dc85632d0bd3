"""docs/rules.md says of each shipped rule what its docstring and its class say."""

from __future__ import annotations

import os
from pathlib import Path

from rehabflow.catalog import installed_rules
from rehabflow.render.rules import parameter_words, window_lines
from rehabflow.rule_sheet import RuleSheet, rule_sheet

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
HEAD = """\
# The rules

What each shipped rule measures, as `rehabflow rules NAME` tells it too. The criteria in which a
protocol asks for them, their limits and windows are told in [protocol.md](protocol.md). This page
is made from the rules themselves.
"""


def shipped() -> dict[str, RuleSheet]:
    return {
        id: rule_sheet(rule.load())
        for id, rule in sorted(installed_rules().items())
        if rule.source.distribution == "rehabflow"
    }


def chapter(id: str, sheet: RuleSheet) -> str:
    facts = [
        *(
            (f"parameter `{each.name}`", parameter_words(each).replace("[", "[default: "))
            for each in sheet.parameters
        ),
        ("unit", sheet.unit or "depends on its parameters"),
        ("scale", sheet.scale_words()),
        ("better", sheet.better or "neither way"),
        ("window, where none is named", "; ".join(window_lines(sheet))),
        ("`missing: ignore`", "allowed in a danger" if sheet.may_ignore else "not allowed"),
        ("reads", ", ".join(f"`{name}`" for name in sheet.reads) or "no field of the log"),
    ]
    rows = "".join(f"| {name} | {said} |\n" for name, said in facts)
    text = f"{sheet.page.text}\n\n" if sheet.page.text else ""
    return (
        f"\n## `{id}`\n\n{sheet.page.summary}\n\n{text}```yaml\n{sheet.page.example}```\n\n"
        f"| | |\n|---|---|\n{rows}"
    )


def test_the_page_of_rules_is_what_the_rules_say() -> None:
    """`REHABFLOW_ACCEPT=1` writes the page anew."""
    made = HEAD + "".join(chapter(id, sheet) for id, sheet in shipped().items())
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made


def test_every_shipped_rule_has_its_chapter() -> None:
    said = PAGE.read_text(encoding="utf-8")
    assert [line for line in said.splitlines() if line.startswith("## ")] == [
        f"## `{path.stem}`" for path in sorted((PAGE.parent.parent / "rules").glob("[a-z]*.py"))
    ]
