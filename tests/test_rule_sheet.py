"""A rule described for those who write protocols."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import pytest
from attrs import field, frozen

from rehabflow import Reading, Rule, Span, Window
from rehabflow.catalog import installed_rules
from rehabflow.gate import RuleSource
from rehabflow.render.rules import WIDTH, rule_text, rules_text
from rehabflow.rule_sheet import Parameter, RuleSheet, rule_sheet

ACME = RuleSource("bare", "acme-rules", "2.1.0")
DOC = """Counts.

    ```yaml
    when: {sessions: {at_least: 2}}
    ```
    """


class Unread(Rule):
    __doc__ = DOC

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(0)


@frozen
class Bare(Unread):
    """Depends on what it is asked for.

    ```yaml
    when: {sessions: {at_least: 2}}
    ```
    """

    of: str
    by: Fraction | int = 0
    many: int | None = None
    strict: bool = True
    kind: Literal["ache", "sharp", "cramp"] | None = None
    other: dict[str, Any] = field(factory=dict[str, Any])
    _kept: int = field(default=0, init=False)

    window = "2 weeks"


def shipped(id: str) -> RuleSheet:
    return rule_sheet(installed_rules()[id].load())


def test_parameters_have_what_they_take_and_their_defaults() -> None:
    assert rule_sheet(Bare).parameters == (
        Parameter("of", "text", (), True),
        Parameter("by", "a number or a whole number", (), False, 0),
        Parameter("many", "a whole number", (), False),
        Parameter("strict", "true or false", (), False, True),
        Parameter("kind", "ache, sharp or cramp", ("ache", "sharp", "cramp"), False),
        Parameter("other", "a value", (), False),
    )


def test_what_depends_on_parameters_is_left_open() -> None:
    sheet = rule_sheet(Bare)
    assert (sheet.unit, sheet.scale) == (None, None)
    assert sheet.windows == {"": "last: 14 days"}
    assert sheet.to_dict()["scale"] is None


@pytest.mark.parametrize(
    ("id", "windows", "reads"),
    [
        ("sessions", {"": "last: stage"}, ("work",)),
        ("time_in_stage", {}, ()),
        ("aslr", {"": "within: 7 days"}, ("aslr", "aslr_other")),
    ],
)
def test_a_window_and_the_fields_read_are_those_of_the_rule_as_it_is_made(
    id: str, windows: dict[str, str], reads: tuple[str, ...]
) -> None:
    assert (shipped(id).windows, shipped(id).reads) == (windows, reads)


def test_a_window_that_depends_on_a_word_is_told_for_each() -> None:
    windows = shipped("pain").windows
    assert windows["moment: during"] == "last: 1 session"
    assert windows["moment: test"] == "within: 7 days"


def test_a_word_may_stand_for_no_window_at_all() -> None:
    @frozen
    class Some(Unread):
        __doc__ = DOC

        kind: Literal["now", "ever"] = "now"

        def default_window(self) -> Span | None:
            return None if self.kind == "now" else Span.parse("stage")

    sheet = rule_sheet(Some)
    assert sheet.windows == {"kind: now": "", "kind: ever": "last: stage"}
    assert "window      none (kind: now)\n" in rule_text(ACME, sheet)


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ((0, 180), "0 to 180"),
        ((0, None), "from 0"),
        ((None, Fraction(5, 2)), "up to 2.5"),
        ((None, None), "any number"),
        (None, "depends on its parameters"),
    ],
)
def test_a_scale_is_said(scale: Any, words: str) -> None:
    sheet = RuleSheet(shipped("aslr").page, (), "deg", scale, None, {}, (), False)
    assert sheet.scale_words() == words


def test_a_rule_without_an_example_is_refused() -> None:
    @frozen
    class Mute(Unread):
        """Says little."""

    with pytest.raises(ValueError, match="no example"):
        rule_sheet(Mute)


# ---------------------------------------------------------------- as text


def test_a_rule_is_shown_with_all_that_is_known_of_it() -> None:
    assert rule_text(ACME, rule_sheet(Bare)) == (
        f"bare{'':60}acme-rules 2.1.0\n"
        """
Depends on what it is asked for.

parameters  of: text; must be given
            by: a number or a whole number [0]
            many: a whole number; may be left out
            strict: true or false [true]
            kind: ache, sharp or cramp; may be left out
            other: a value; may be left out
unit        depends on its parameters
scale       depends on its parameters
better      neither way
window      last: 14 days
reads       no field of the log

In a protocol:

    when: {sessions: {at_least: 2}}"""
    )


@pytest.mark.parametrize("id", sorted(installed_rules()))
def test_every_installed_rule_is_shown_in_80_columns(id: str) -> None:
    rule = installed_rules()[id]
    sheet = shipped(id)
    text = rule_text(rule.source, sheet)
    assert max(map(len, text.splitlines())) <= WIDTH
    for each in sheet.parameters:
        assert f"{each.name}: " in text
    for word in (sheet.page.summary, *sheet.reads):
        assert word.split()[0] in text


def test_windows_by_word_share_a_line_where_they_are_the_same() -> None:
    text = rule_text(installed_rules()["pain"].source, shipped("pain"))
    assert "window      last: 1 session (moment: during, after)\n" in text
    assert "\n            last: 1 day (moment: morning)\n" in text
    assert "missing     `missing: ignore` allowed in a danger\n" in text
    assert "\nparameters  none\n" in rule_text(ACME, shipped("sessions"))


def test_a_list_is_aligned_and_fits_80_columns() -> None:
    wide = RuleSource("x" * 30, "acme-" + "y" * 40, "2.1.0")
    short = "Counts the hops of either leg, on the worse of two attempts, by date."
    rows = [(ACME, short), (RuleSource("hop", "acme", ""), None)]
    assert rules_text(rows) == (
        "bare  Counts the hops of either leg, on the worse of two        acme-rules 2.1.0\n"
        "      attempts, by date.\n"
        "hop   (no summary)                                              acme"
    )
    id, said, who, *_ = rules_text([(wide, "Counts."), *rows]).splitlines()
    assert (id, said.strip(), who.strip()) == ("x" * 30, "Counts.", f"{wide.distribution} 2.1.0")
    assert rules_text([]) == ""


def test_a_name_too_wide_for_its_place_stands_above() -> None:
    who = RuleSource("hop", "acme-" + "y" * 90, "2.1.0")
    first, second, *_ = rule_text(who, shipped("sessions")).splitlines()
    assert (first, second) == ("hop", f"{who.distribution} 2.1.0")
