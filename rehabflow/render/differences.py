"""Where a protocol says otherwise than the one that it was made from, as a section of its page."""

from __future__ import annotations

from rehabflow.differences import Difference, differences
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.render.page import Page
from rehabflow.render.yaml import yaml_line

_MOST = 300
"""How many characters of a value are shown."""


def put_differences(protocol: Protocol, base: Protocol | None, page: Page) -> None:
    """Every place in which it differs from its base; nothing where it has none."""
    based_on = protocol.source.get("based_on")
    if based_on is None:
        return
    called = printable(str(based_on).replace("@", " "))
    if base is None:
        said = "that version is not installed here, so where this differs from it is not shown."
        page.section("BASE", f"{called}: {said}")
        return
    found = differences(base.source, protocol.source)
    if not found:
        page.section("BASE", f"{called}, and says the same.")
        return
    page.section("BASE", f"{called}. This differs from it in:")
    for each in found:
        page.put(_words(each), "- ", indent=7)


def _words(each: Difference) -> str:
    """`stages.acute.advance.when[0].pain.at_most: 2, was 3`."""
    path = printable(each.path)
    if each.kind == "changed":
        return f"{path}: {_said(each.now)}, was {_said(each.was)}"
    return (
        f"{path}: {_said(each.now)}, new"
        if each.kind == "added"
        else (f"{path}: {_said(each.was)}, is gone")
    )


def _said(value: object) -> str:
    return printable(yaml_line(value), _MOST)
