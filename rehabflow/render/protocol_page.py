"""A protocol as a page of Markdown: its diagram, all that it says, and its scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.render.diagram import diagram_text
from rehabflow.render.differences import put_differences
from rehabflow.render.markdown import MarkdownPage, escaped
from rehabflow.render.phrase import counted
from rehabflow.render.protocol import ENDING, ProtocolView
from rehabflow.scenario import Scenario

_DIAGRAM = (
    "The ways between the stages, in short; what each asks in full, over which time, and why, "
    "stands below. A clinician alone leads back from a referral."
)
_SCENARIOS = (
    "{}, each with the whole log of a made-up patient and what is made of it day by day: [{}]({})."
)


def protocol_page(
    protocol: Protocol,
    brought: str,
    scenarios: Sequence[Scenario] = (),
    beside: str = "",
    base: Protocol | None = None,
) -> str:
    """All of it; `brought` says where it was found, `beside` where its scenarios are.

    `base` is what it was made from.
    """
    page = MarkdownPage.empty()
    view = ProtocolView(protocol, page)
    view.head(brought)
    put_differences(protocol, base, page)
    page.rule("The stages")
    page.put(_DIAGRAM)
    page.code("mermaid", diagram_text(protocol))
    view.body()
    if scenarios:
        page.rule("Scenarios")
        file = beside.rpartition("/")[2]
        many = counted(len(scenarios), "scenario")
        page.block(_SCENARIOS.format(many, escaped(printable(file)), quote(beside)))
        for each in scenarios:
            page.put(printable(each.title) or "(no heading)", "- ")
    page.put(ENDING)
    return page.text()
