"""The stages of a protocol and the ways between them as a Mermaid diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rehabflow.printable import printable
from rehabflow.protocol import Protocol, Transition
from rehabflow.render.short import when_lines

_MARKUP = re.compile(r"[^\w .,()/°≥≤=+'…×•%-]|_|(?<=-)-|%(?![ ,)]|$)")
"""What Mermaid, or the Markdown or HTML in it, could read as more than itself."""


_EVERYWHERE = "from every stage but the last"
_BUILT_IN = "from every stage<br/>when a red flag or re-injury is logged"


def diagram_text(protocol: Protocol) -> str:
    """A state diagram: the gates in short on the edges, without windows."""
    return "\n".join(_lines(protocol))


def _lines(protocol: Protocol) -> Iterator[str]:
    """Line by line. Mermaid keeps the last note of a state only, so each has but one."""
    places = {id: f"s{at}" for at, id in enumerate(protocol.stage_ids, 1)}
    yield "stateDiagram-v2"
    for at, stage in enumerate(protocol.stages, 1):
        yield f'    state "{mermaid(f"{at} {stage.title}")}" as {places[stage.id]}'
    yield '    state "a clinician" as clinician'
    yield "    [*] --> s1"
    for stage in protocol.stages:
        here = places[stage.id]
        for each in (*stage.advance, *stage.setback):
            yield f"    {here} --> {places[str(each.to)]} : {_when(each)}"
        for each in stage.refer:
            yield f"    {here} --> clinician : {_when(each)}"
        if stage.final:
            yield f"    {here} --> [*]"
    notes = [_BUILT_IN, *(f"{_EVERYWHERE}<br/>{_when(each)}" for each in protocol.refer)]
    yield f"    note right of clinician : {'<br/>or '.join(notes)}"
    backs = [f"{_back(protocol, each)}<br/>{_when(each)}" for each in protocol.setback]
    if backs:
        yield f"    note left of s1 : {_EVERYWHERE}<br/>{'<br/>or '.join(backs)}"


def _back(protocol: Protocol, setback: Transition) -> str:
    to = "the stage before" if setback.to is None else protocol.stage(setback.to).title
    return mermaid(f"back to {to}")


def _when(transition: Transition) -> str:
    """`when leg raise ≥ 80°`, and a line for each further criterion."""
    return "<br/>".join(map(mermaid, when_lines(transition)))


def mermaid(text: str) -> str:
    """A text on one line that Mermaid shows as it is."""
    said = " ".join(printable(text).split())
    return _MARKUP.sub(lambda found: f"#{ord(found[0])};", said)
