"""Where numbers come from, as numbered notes below what they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attrs import field, frozen

from rehabflow.desk import ABOUT
from rehabflow.printable import printable
from rehabflow.render.page import Page, tied
from rehabflow.render.phrase import sentence


@frozen
class Notes:
    """What was noted and is not shown yet; what is said twice is one note."""

    _numbers: dict[str, int] = field(factory=dict[str, int], init=False)

    def mark(self, *abouts: Mapping[str, Any], of: str = "") -> str:
        """`[3]`: the numbers of what authors say of where something comes from.

        `of` names it, where it is but a part of what the mark stands beside.
        """
        said = [f"{of}{about_words(each)}" for each in abouts if about_words(each)]
        marks = (self._numbers.setdefault(each, len(self._numbers) + 1) for each in said)
        return "".join(tied(f"[{each}]") for each in dict.fromkeys(marks))

    def show(self, page: Page) -> None:
        """All of them; the next ones are numbered anew."""
        page.reasons([sentence(text) for text in self._numbers])
        self._numbers.clear()


def about_words(about: Mapping[str, Any]) -> str:
    """`from S1.14, SX.1; choice: as in acute`; nothing where an author says nothing."""
    parts: list[str] = []
    for name in ABOUT:
        value = about.get(name)
        if isinstance(value, bool):
            parts.append(f"{name}: {'yes' if value else 'no'}")
        elif isinstance(value, str):
            parts.append(f"{name}: {printable(value).rstrip('.')}")
        elif value is not None:
            parts.append(f"{name} {', '.join(map(printable, cast(list[str], value)))}")
    return "; ".join(parts)
