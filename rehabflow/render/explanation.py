"""Why a code matters, as text for a terminal."""

from __future__ import annotations

from textwrap import fill, indent

from rehabflow.explanation import Explanation


def explanation_text(told: Explanation) -> str:
    """Its title, why it matters, a file that has it, and the same file mended."""
    parts = [f"{told.code}: {told.title}"]
    if told.why:
        parts.append(fill(told.why, 80, break_long_words=False, break_on_hyphens=False))
    for label, text in (("A file that has it:", told.fails), ("Mended:", told.mended)):
        if text:
            parts += [label, indent(text.rstrip(), "    ")]
    return "\n\n".join(parts)
