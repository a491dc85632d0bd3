"""Scenarios that are drafted show what none shows, and are decided as they say."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest
from click.testing import CliRunner, Result
from test_catalog import RULE
from tested import PROTOCOL, SCENARIOS, written

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


def test_a_title_that_is_taken_gets_a_number() -> None:
    made = protocol("acute:\n  advance: {when: {aslr: {at_least: 70}}}")
    _, titles = shown(made)
    assert titles[0] == "Just met: leg raise at least 70° (acute, advance)"
    other = "| date | aslr | stage |\n|---|---|---|\n| 2026-03-01 | 20 | acute |\n"
    text = f"# {titles[0]}\n\n{other}\n# {titles[0]}, 2\n\n{other}"
    assert shown(made, scenarios_of(text, "", made))[1][0] == f"{titles[0]}, 3"


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


def test_what_is_lacking_is_appended_and_then_nothing_is(tmp_path: Path) -> None:
    path = written(tmp_path)
    beside = path.with_suffix(".md")
    result = run(path, "--boundaries", "--write")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith(f"{beside}: ")
    assert lines[0].endswith(" appended")
    assert "  limits: 3 of 3 shown from both sides" in lines
    after = beside.read_text(encoding="utf-8")
    assert after.startswith(SCENARIOS)
    again = run(path, "--boundaries", "--write")
    assert again.stdout.splitlines()[0] == f"{beside}: 0 scenarios appended"
    assert beside.read_text(encoding="utf-8") == after


def test_a_protocol_without_scenarios_gets_them(tmp_path: Path) -> None:
    path = written(tmp_path, scenarios=None)
    assert run(path, "--boundaries", "--write").exit_code == 0
    text = path.with_suffix(".md").read_text(encoding="utf-8")
    assert text.startswith("# Scenarios of small\n\n## Just met: exercise pain at most 3 ")
    assert run(path).exit_code == 0


def test_what_was_not_found_is_counted_and_fails(tmp_path: Path) -> None:
    text = PROTOCOL.replace("{pain: {at_most: 3, last: 2 sessions}}", "{gap: {at_most: 30 days}}")
    path = written(tmp_path, text.replace("stages:", "lapse_after: 3 days\nstages:"), None)
    result = run(path, "--boundaries", "--write")
    assert result.exit_code == 1
    assert ", 2 sides of a limit not found in a search\n" in result.stdout


def test_scenarios_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    bad = SCENARIOS.replace("| advance | no     |", "| sideways | no     |")
    path = written(tmp_path, scenarios=bad)
    result = run(path, "--boundaries", "--write")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "RF602" in result.stderr
    assert path.with_suffix(".md").read_text(encoding="utf-8") == bad


def test_a_rule_that_fails_drafts_nothing(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    failing = RULE.replace("return Reading", "raise OSError\n        return Reading")
    (tmp_path / "rules" / "entries.py").write_text(failing, encoding="utf-8")
    text = PROTOCOL.replace("{pain: {at_most: 3, last: 2 sessions}}", "{entries: {above: 9}}")
    path = written(tmp_path, text, None)
    result = run(path, "--boundaries", "--write", "--rules", tmp_path / "rules")
    assert (result.exit_code, result.stdout) == (4, "")
    assert not path.with_suffix(".md").exists()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--boundaries", "--write"], "--write takes a PROTOCOL"),
        (["hamstring-strain", "--boundaries", "--write"], "not an installed one"),
        (["--write"], "--write takes --record"),
    ],
)
def test_only_a_file_of_ones_own_is_written(args: list[str], told: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert told in result.stderr
