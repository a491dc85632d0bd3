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
_OR = "<br/>or "
_BUILT_IN = "from every stage<br/>when a red flag or re-injury is logged"


def diagram_text(protocol: Protocol) -> str:
    """A state diagram: the gates in short on the edges, without windows."""
    return "\n".join(_lines(protocol))


def _lines(protocol: Protocol) -> Iterator[str]:
    """Line by line. Mermaid keeps the last note of a state only, so each has but one.

    It would write the gate of a way from a stage to itself over another, so that is a note too.
    """
    places = {id: f"s{at}" for at, id in enumerate(protocol.stage_ids, 1)}
    yield "stateDiagram-v2"
    for at, stage in enumerate(protocol.stages, 1):
        yield f'    state "{mermaid(f"{at} {stage.title}")}" as {places[stage.id]}'
    yield '    state "a clinician" as clinician'
    yield "    [*] --> s1"
    notes, aside = dict[str, list[str]](), _aside(protocol)
    for stage in protocol.stages:
        for at, each in enumerate((*stage.advance, *stage.setback), 1):
            if each.to == stage.id:
                notes.setdefault(places[stage.id], []).append(f"starts anew<br/>{_when(each)}")
            else:
                start, end = places[stage.id], places[str(each.to)]
                yield from _way(start, end, each, f"{start}w{at}" if each.to in aside else "")
        for each in stage.refer:
            yield f"    {places[stage.id]} --> clinician : {_when(each)}"
        if stage.final:
            yield f"    {places[stage.id]} --> [*]"
    refers = [_BUILT_IN, *(f"{_EVERYWHERE}<br/>{_when(each)}" for each in protocol.refer)]
    yield f"    note right of clinician : {_OR.join(refers)}"
    backs = [f"{_back(protocol, each)}<br/>{_when(each)}" for each in protocol.setback]
    if backs:
        notes.setdefault("s1", []).append(f"{_EVERYWHERE}<br/>{_OR.join(backs)}")
    for place, said in notes.items():
        yield f"    note left of {place} : {_OR.join(said)}"


def _way(start: str, end: str, way: Transition, place: str) -> Iterator[str]:
    """An arrow with its gate, which may get a place of its own."""
    if way.kind == "advance" or not place:
        yield f"    {start} --> {end} : {_when(way)}"
        return
    yield f'    state "{_when(way)}" as {place}'
    yield f"    {start} --> {place}"
    yield f"    {place} --> {end}"
    yield f"    style {place} fill:none,stroke:none"


def _aside(protocol: Protocol) -> set[str]:
    """The stages that are only led back to.

    Mermaid draws one below the stage that leads back to it, and would write the gates of the two
    ways between them over each other.
    """
    led_to = {each.to for stage in protocol.stages for each in stage.advance}
    return {*protocol.stage_ids[1:]} - led_to


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
