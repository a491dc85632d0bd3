"""The docstring of a rule, taken apart."""

from __future__ import annotations

import pytest

from rehabflow.catalog import installed_rules
from rehabflow.readers.protocol import read_protocol
from rehabflow.rule_page import RulePage, rule_page

DOC = """Counts something.

    More of it.

    ```yaml
    measures:
      hop: {better: higher}
    when:
      - sessions: {at_least: 2}
      - pain: {at_most: 3}
    ```
    """


def test_a_docstring_is_a_summary_a_text_and_an_example() -> None:
    page = rule_page(DOC)
    example = (
        "measures:\n  hop: {better: higher}\n"
        "when:\n  - sessions: {at_least: 2}\n  - pain: {at_most: 3}\n"
    )
    assert page == RulePage("Counts something.", "More of it.", example)


def test_what_stands_above_when_goes_to_the_head_of_the_protocol() -> None:
    text = rule_page(DOC).protocol()
    assert "title: An example\nmeasures:\n  hop: {better: higher}\nstages:\n" in text
    assert "    advance:\n      when:\n        - sessions: {at_least: 2}\n" in text


@pytest.mark.parametrize(
    ("docstring", "lacks"),
    [
        (None, "no summary"),
        ("```yaml\nwhen: {}\n```", "no summary"),
        ("Counts.", "no example"),
        ("Counts.\n\n```yaml\nsessions: {at_least: 1}\n```", "no `when:`"),
    ],
)
def test_a_docstring_that_lacks_a_part_is_refused(docstring: str | None, lacks: str) -> None:
    with pytest.raises(ValueError, match=lacks):
        rule_page(docstring)


@pytest.mark.parametrize("name", sorted(installed_rules()))
def test_every_installed_rule_has_a_page_whose_example_can_be_read(name: str) -> None:
    page = rule_page(installed_rules()[name].load().__doc__)
    protocol = read_protocol(page.protocol().encode(), "example.yaml")
    asked = {each.source.id for gate in protocol.gates() for each in gate.criteria()}
    assert name in asked
