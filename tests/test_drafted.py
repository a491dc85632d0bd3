"""Scenarios that are drafted show what none shows, and are decided as they say."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
from click.testing import CliRunner, Result

from rehabflow import Engine, Protocol
from rehabflow.boundaries import boundaries
from rehabflow.cli import main
from rehabflow.drafted import drafts
from rehabflow.readers.protocol import read_protocol
from rehabflow.scenario import Scenario, scenarios_of

HEAD = "rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n"


def protocol(stages: str, top: str = "") -> Protocol:
    inside = indent(dedent(stages).strip(), "  ")
    text = f"{HEAD}{dedent(top)}stages:\n{inside}\n  done: {{final: true}}\n"
    return read_protocol(text.encode(), "example.yaml")


def shown(made: Protocol, before: tuple[Scenario, ...] = ()) -> tuple[int, list[str]]:
    """How many limits a protocol's drafts show from both sides, and the titles of the drafts."""
    found = drafts(made, before)
    text = "\n".join(each.text for each in found if each.text is not None)
    scenarios = scenarios_of(text, "drafts.md", made)
    engine = Engine(made)
    assert not [miss for each in scenarios for miss in each.misses(engine)]
    every = boundaries(made, (*before, *scenarios))
    return sum(each.shown for each in every), [each.title for each in scenarios]


WORK = "exercises: [{do: heel-dig, sets: 3, reps: 10}]"
GATES = {
    "a rating": "advance: {when: {pain: {at_most: 3, last: 3 sessions}}}",
    "decimals": "advance: {when: {pain: {below: 2.5, last: 1 session}}}",
    "another moment": "advance: {when: {pain: {moment: walking, at_most: 1}}}",
    "sharp pain": "advance: {when: {pain: {quality: sharp, at_most: 0, last: 2 sessions}}}",
    "a raise": "advance: {when: {aslr: {at_least: 70 deg}}}",
    "the other leg": "advance: {when: {aslr: {side: other, above: 70}}}",
    "two legs": "advance: {when: {symmetry: {of: aslr, at_least: 90%}}}",
    "repetitions": "advance: {when: {reps: {at_least: 90%, last: 2 sessions}}}",
    "of one exercise": "advance: {when: {reps: {of: heel-dig, at_least: 80%, last: 1 session}}}",
    "days": "advance: {when: {time_in_stage: {at_least: 4 days}}}",
    "sessions": "advance: {when: {sessions: {at_least: 3}}}",
    "no session": "advance: {when: [{sessions: {below: 1, last: 1 day}}]}",
    "cut short": "advance: {when: {cut_short: {at_most: 0, last: 2 sessions}}}",
    "a list": "advance: {when: [{pain: {at_most: 3, last: 2 sessions}}, {aslr: {at_least: 70}}]}",
    "any": "advance: {when: {any: [{aslr: {at_least: 70}}, {time_in_stage: {at_least: 9 days}}]}}",
    "none": "advance: {when: {none: [{pain: {above: 3, last: 2 sessions}}]}}",
    "repeat": "advance: {when: {repeat: "
    "{times: 2, last: 2 sessions, when: [{pain: {at_most: 3}}]}}}",
    "two limits": "advance: {when: {aslr: {at_least: 60, at_most: 80}}}",
}


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
def test_a_limit_of_any_kind_is_shown_from_both_sides(gate: str) -> None:
    made = protocol(f"acute:\n  {WORK}\n  {gate}")
    every = boundaries(made, ())
    assert every
    assert shown(made)[0] == len(every)


def test_measures_that_a_protocol_declares_are_shown() -> None:
    made = protocol(
        """
          acute:
            advance:
              when:
                - measure: {of: squat_ok, is: yes}
                - measure: {of: h_test, at_most: 10}
        """,
        """
        measures:
          h_test: {title: Insecurity, unit: /100, range: [0, 100], better: lower}
          squat_ok: {title: Squat, type: yes/no, better: yes}
        """,
    )
    assert shown(made)[0] == 2


def test_dangers_of_every_stage_and_of_ladders_are_shown() -> None:
    made = protocol(
        """
          acute:
            exercises:
              - do: heel-dig
                ladder: [1x10, 2x10]
                climb: {when: {pain: {at_most: 2, last: 1 session}}}
                drop: {when: {pain: {at_least: 5, last: 1 session}}}
            advance: {when: {ladder: {of: heel-dig, is: finished}}}
          later:
            exercises: [{do: heel-dig, sets: 3, reps: 10}]
            setback: {when: {pain: {moment: morning, at_least: 6}}}
            advance: {when: {sessions: {at_least: 2}}}
        """,
        "refer: {when: {pain: {at_least: 8, last: 1 session}}}\n",
    )
    every = boundaries(made, ())
    count, titles = shown(made)
    assert count == len(every)
    assert "Just met: exercise pain at least 5 (acute, drop of heel-dig)" in titles
    assert "Just missed: exercise pain at least 8 (any stage, refer)" in titles


def test_titles_differ_where_limits_read_alike() -> None:
    made = protocol(
        f"""
          acute:
            {WORK}
            advance:
              - {{when: [{{aslr: {{at_least: 70}}}}, {{pain: {{at_most: 3, last: 1 session}}}}]}}
              - when:
                  - aslr: {{at_least: 70, within: 2 days}}
                  - sessions: {{at_least: 9}}
        """
    )
    _, titles = shown(made)
    assert len(set(titles)) == len(titles)


def test_what_scenarios_show_already_is_not_drafted(tmp_path: Path) -> None:
    made = protocol(f"acute:\n  {WORK}\n  {GATES['a rating']}")
    first = drafts(made, ())
    text = "\n".join(each.text for each in first if each.text)
    assert drafts(made, scenarios_of(text, "", made)) == ()


def test_the_limit_alone_decides_in_a_draft() -> None:
    """Just met, the gate is met; just missed, it is the only thing that is lacking."""
    made = protocol(f"acute:\n  {WORK}\n  {GATES['a list']}")
    engine = Engine(made)
    for each in drafts(made, ()):
        assert each.text is not None
        (scenario,) = scenarios_of(each.text, "", made)
        *_, (_, decision, _) = scenario.fold(engine)
        verdicts = [m.verdict.value for m in decision.asked[0].gate.criteria()]
        assert verdicts.count("met") == (2 if each.side == "met" else 1)


def test_a_side_that_no_log_shows_is_said() -> None:
    """What lapses leaves `gap` nothing to read, so that it is never just missed."""
    made = protocol(
        "acute:\n  advance: {when: {gap: {at_most: 30 days}}}", "lapse_after: 3 days\n"
    )
    found = drafts(made, ())
    assert [(each.side, each.text) for each in found if each.text is None] == [
        ("met", None),
        ("missed", None),
    ]


def run(*args: object) -> Result:
    result = CliRunner().invoke(main, ["test", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
