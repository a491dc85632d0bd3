"""What the docstring of a rule says: a summary, the rest of it, and one example in YAML."""

from __future__ import annotations

import re
from inspect import cleandoc
from textwrap import indent

from attrs import frozen

_PRESCRIBED = " [{do: heel-dig, sets: 3, reps: 10}]"
_LISTED = re.compile(r"^exercises:\n(?P<items>(?:  - .*\n|    .*\n)+)", re.MULTILINE)
"""Exercises as a stage lists them, not as a protocol declares them."""
_EXAMPLE = re.compile(r"^```yaml\n(?P<example>.*?)^```$", re.MULTILINE | re.DOTALL)

_AROUND = """\
rehabflow: 1
id: example
version: 1.0.0
title: An example
{head}stages:
  first:
    exercises:{exercises}
    advance:
      {when}
  second:
    advance: {{when: {{sessions: {{at_least: 1}}}}}}
  last: {{final: true}}
"""


@frozen
class RulePage:
    """The docstring of a rule, taken apart.

    `example` is what an author may write in a protocol: `when:` with a criterion or a list of
    them, as in an advance, and above it whatever else of a protocol it needs, such as
    `measures:`. Its stage prescribes `heel-dig`, or what `exercises:` lists with dashes.
    """

    summary: str
    text: str
    example: str

    def protocol(self) -> str:
        """A whole protocol around the example, to show that it can be read."""
        head, when, gate = self.example.partition("\nwhen:")
        if self.example.startswith("when:"):
            head, when, gate = "", self.example, ""
        indented = (when + gate).strip().replace("\n", "\n      ")
        exercises = _PRESCRIBED
        if found := _LISTED.search(f"{head}\n"):
            head = head.replace(found[0].rstrip("\n"), "")
            exercises = "\n" + indent(found["items"].rstrip("\n"), "  ")
        return _AROUND.format(head=head and f"{head}\n", when=indented, exercises=exercises)


def rule_page(docstring: str | None) -> RulePage:
    """The page of a rule from its class's docstring. Raises ValueError where a part is missing."""
    doc = cleandoc(docstring or "")
    found = _EXAMPLE.search(doc)
    summary, _, text = (_EXAMPLE.sub("", doc)).strip().partition("\n")
    if not summary:
        raise ValueError("the docstring has no summary as its first line")
    if not found:
        raise ValueError("the docstring has no example between ```yaml and ```")
    if not re.search("^when:", found["example"], re.MULTILINE):
        raise ValueError("the example has no `when:` at the beginning of a line")
    return RulePage(summary, text.strip(), found["example"])
