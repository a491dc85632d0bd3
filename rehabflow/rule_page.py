"""What the docstring of a rule says: a summary, the rest of it, and one example in YAML."""

from __future__ import annotations

import re
from inspect import cleandoc

from attrs import frozen

_EXAMPLE = re.compile(r"^```yaml\n(?P<example>.*?)^```$", re.MULTILINE | re.DOTALL)

_AROUND = """\
rehabflow: 1
id: example
version: 1.0.0
title: An example
{head}stages:
  first:
    exercises: [{{do: heel-dig, sets: 3, reps: 10}}]
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
    `measures:`. Its stage prescribes `heel-dig`.
    """

    summary: str
    text: str
    example: str

    def protocol(self) -> str:
        """A whole protocol around the example, to show that it can be read."""
        head, when, gate = self.example.partition("when:")
        indented = (when + gate).rstrip().replace("\n", "\n      ")
        return _AROUND.format(head=head, when=indented)


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
