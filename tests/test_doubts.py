"""What `check` warns of is so: shown by a log, and true of any log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
from attrs import evolve
from conftest import Install
from hypothesis import given
from hypothesis import strategies as st
from test_catalog import RULE

from rehabflow import Engine, Log, Protocol, Timeline
from rehabflow.declaration import declare_ladders, doubts_about
from rehabflow.readers.check import problems_of, protocol_problems
from rehabflow.readers.protocol import installed, read_protocol, read_whole
from rehabflow.tree import tree_of

ROOT = Path(__file__).parent.parent
CALM = "advance: {when: {pain: {at_most: 3, last: 3 sessions}}}"


def written(*parts: str, top: str = "") -> bytes:
    """A protocol of one stage that says these parts."""
    stage = indent("\n".join(dedent(each).strip() for each in parts), " " * 4)
    head = "rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n"
    return f"{head}{top}stages:\n  acute:\n{stage}\n  done: {{final: true}}\n".encode()


def back(criterion: str) -> str:
    return f"setback: {{to: acute, when: {{{criterion}}}}}"


def codes(*parts: str, top: str = "") -> list[str]:
    return [each.code for each in protocol_problems(written(*parts, top=top), "p.yaml")]


def fate(protocol: Protocol, rows: list[dict[str, Any]]) -> Timeline:
    return Engine(protocol).replay(Log.from_entries(rows, protocol=protocol, injured="right"))


# ---------------------------------------------------------------- RF801

NEVER = [
    "rest: {below: 1000 h, last: 1 session}",
    "rest: {below: 1000 h, last: 1 day}",
    "trend: {of: pain, above: -5, last: 1 day}",
    "trend: {of: aslr, above: -5, last: 1 day}",
    "flare: {at_least: -5, last: 1 day}",
    "sessions: {at_least: 3, last: 2 sessions}",
    "sessions: {above: 2, last: 2 days}",
    "sessions: {is: 15, last: 2 weeks}",
]
MAYBE = [
    "rest: {below: 1000 h, last: 2 sessions}",
    "rest: {below: 1000 h, last: stage}",
    "trend: {of: pain, above: -5, last: 2 days}",
    "trend: {of: pain, above: -5, last: 1 session}",
    "flare: {at_least: -5, last: 2 days, missing: ignore}",
    "flare: {at_least: -5, last: 1 session, missing: ignore}",
    "sessions: {at_least: 2, last: 2 sessions}",
    "sessions: {at_least: 2}",
]


@pytest.mark.parametrize("criterion", NEVER)
def test_a_criterion_that_is_never_met_is_told_in_a_danger_and_in_an_advance(
    criterion: str,
) -> None:
    assert codes(back(criterion), CALM) == ["RF801"]
    assert codes(f"advance: {{when: {{{criterion}}}}}") == ["RF801"]


@pytest.mark.parametrize("criterion", MAYBE)
def test_one_that_may_be_met_is_not_told(criterion: str) -> None:
    assert codes(back(criterion), CALM) == []


CALENDAR = st.integers(1, 20).map(lambda day: dt.date(2026, 3, day).isoformat())
ROWS = st.lists(
    st.fixed_dictionaries(
        {"date": CALENDAR},
        optional={
            "time": st.sampled_from(["07:00", "12:30", "19:00"]),
            "pain": st.integers(0, 3),
            "pain_morning": st.integers(0, 10),
            "pain_rest": st.integers(0, 10),
            "aslr": st.integers(40, 90),
            "work": st.sampled_from(["heel-dig 3x10", "heel-dig 10; bridge 10", "all"]),
        },
    ),
    min_size=1,
    max_size=12,
)
DANGERS = {each: read_protocol(written(back(each), CALM), "p.yaml") for each in NEVER + MAYBE}
WAYS_ON = {
    each: read_protocol(written(f"advance: {{when: {{{each}}}}}"), "p.yaml") for each in NEVER
}


@pytest.mark.parametrize("criterion", NEVER)
@given(rows=ROWS)
def test_no_log_meets_a_criterion_that_is_never_met(
    criterion: str, rows: list[dict[str, Any]]
) -> None:
    for protocol in (DANGERS[criterion], WAYS_ON[criterion]):
        kinds = {each.kind for each in fate(protocol, rows).decisions}
        assert kinds <= ({"start", "advance"} if protocol is DANGERS[criterion] else {"start"})


@pytest.mark.parametrize("criterion", MAYBE)
def test_some_log_meets_one_that_may_be_met(criterion: str) -> None:
    rows = [
        {"date": f"2026-03-0{day}", "pain": 5, "pain_morning": day, "work": "heel-dig 10"}
        for day in range(2, 6)
    ]
    rows.append({"date": "2026-03-06", "pain": 5})
    assert "setback" in {each.kind for each in fate(DANGERS[criterion], rows).decisions}


def test_a_limit_that_everything_passes_is_met_without_a_reading() -> None:
    when = "advance: {when: {rest: {at_least: 0 h, last: 1 session}}}"
    assert codes(when) == []
    timeline = fate(read_protocol(written(when), "p.yaml"), [{"date": "2026-03-02", "pain": 5}])
    assert timeline.stage == "done"


def test_it_is_told_with_its_place_wherever_it_stands() -> None:
    data = written(
        """
        exercises:
          - do: heel-dig
            ladder: [1x10, 2x10]
            climb: {when: {sessions: {at_least: 3, last: 2 sessions}}}
        """,
        CALM,
        "advise: [{when: {rest: {below: 48 h, last: 1 session}}, say: Rest.}]",
    )
    first, second = protocol_problems(data, "p.yaml")
    assert [each.code for each in (first, second)] == ["RF801", "RF801"]
    assert data.decode().splitlines()[first.line - 1][first.column - 1 :].startswith("sessions:")
    assert (second.excerpt[second.column - 1 :][:4], second.width) == ("rest", 4)
    assert first.field == "stages.acute.exercises[0].climb.when.sessions"
    assert first.expected
    assert first.hint


def test_under_repeat_a_criterion_has_no_window_to_be_too_short() -> None:
    when = "repeat: {times: 2, last: 3 sessions, when: [{pain: {at_most: 3}}]}"
    assert codes(f"advance: {{when: {{{when}}}}}") == []


def test_of_a_rule_of_somebody_else_nothing_is_known(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE})
    assert codes(back("entries: {above: 5, last: 1 day}"), CALM) == []


def test_what_an_extended_protocol_says_is_told_where_it_is_named(install: Install) -> None:
    base = written(back(NEVER[0]), CALM).replace(b"id: example", b"id: acme-knee").decode()
    files = {"__init__.py": "", "acme-knee.yaml": base}
    install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    ours = b"rehabflow: 1\nid: ours\nversion: 1.0.0\nextends: acme-knee\n"
    (problem,) = protocol_problems(ours, "ours.yaml")
    assert (problem.code, problem.line, problem.column) == ("RF801", 4, 10)
    assert problem.message.startswith("`stages.acute.setback.when.rest` of acme-knee 1.0.0: ")


def test_what_a_shared_ladder_says_is_told_of_the_file_without_a_place() -> None:
    climb = {"when": {"sessions": {"at_least": 3, "last": "2 sessions"}}}
    shared = {"rehabflow": 1, "ladders": {"short": {"rungs": ["1x10", "2x10"], "climb": climb}}}
    known = evolve(installed(), ladders=lambda: declare_ladders(tree_of(shared)))
    data = written("exercises: [{do: heel-dig, ladder: short}]", CALM)
    (problem,) = read_whole(data, "p.yaml", lambda tree: doubts_about(tree, known))
    assert (problem.code, problem.path, problem.line) == ("RF801", "p.yaml", 0)
    assert problem.field == "ladders.short.climb.when.sessions"


# ---------------------------------------------------------------- RF802

UNSTATED = "exercises: [{do: heel-dig, dose: not stated}, {do: bridge, dose: not stated}]"
HALF = "exercises: [{do: heel-dig, dose: not stated}, {do: bridge, sets: 3, reps: 10}]"
REPS = "advance: {when: {reps: {at_least: 90%, last: 1 session}}}"
OF_DIG = "advance: {when: {reps: {of: heel-dig, at_least: 90%, last: 1 session}}}"


@pytest.mark.parametrize(
    ("exercises", "gate", "found"),
    [
        (UNSTATED, REPS, ["RF802"]),
        (UNSTATED, OF_DIG, ["RF802"]),
        (HALF, REPS, []),
        (HALF, OF_DIG, ["RF802"]),
        (HALF, OF_DIG.replace("heel-dig", "bridge"), []),
    ],
)
def test_repetitions_of_doses_that_nobody_states(
    exercises: str, gate: str, found: list[str]
) -> None:
    assert codes(exercises, gate) == found
    rows = [
        {"date": "2026-03-02", "pain": 1, "work": "heel-dig 3x10; bridge 3x10"},
        {"date": "2026-03-03", "pain": 1, "reps_done": 30, "reps_target": 30},
        {"date": "2026-03-04", "pain": 1, "work": "all"},
    ]
    timeline = fate(read_protocol(written(exercises, gate), "p.yaml"), rows)
    assert timeline.stage == ("acute" if found else "done")


def test_where_nothing_is_prescribed_only_totals_are_repetitions_of_it() -> None:
    (problem,) = protocol_problems(written("title: Nothing prescribed", REPS), "p.yaml")
    assert (problem.code, problem.sureness) == ("RF802", "proved for all logs")
    assert "`acute` prescribes nothing" in problem.message
    protocol = read_protocol(written("title: Nothing prescribed", REPS), "p.yaml")
    listed = [{"date": f"2026-03-0{day}", "work": "heel-dig 3x10"} for day in range(2, 9)]
    assert fate(protocol, listed).stage == "acute"
    totals = [{"date": "2026-03-02", "reps_done": 30, "reps_target": 30}]
    assert fate(protocol, totals).stage == "done"


# ---------------------------------------------------------------- RF803

MORNING = "pain: {moment: morning, at_least: 6}"
ASKED = """
advance:
  when:
    - pain: {at_most: 3, last: 3 sessions}
    - pain: {moment: morning, at_most: 2}
"""
DANGEROUS = [
    (MORNING, CALM, ["RF803"]),
    (MORNING, ASKED, []),
    (MORNING.replace("}", ", missing: ignore}"), CALM, []),
    ("pain: {at_least: 6}", CALM, []),
    ("aslr: {below: 40}", CALM, ["RF803"]),
    ("flare: {at_least: 3, last: 3 sessions}", CALM, ["RF803"]),
    ("flare: {at_least: 3, last: 3 sessions}", ASKED, []),
    ("symmetry: {of: aslr, below: 50%}", CALM, ["RF803"]),
    ("measure: {of: hop, below: 50}", CALM, ["RF803"]),
    ("gap: {above: 30 days}", CALM, []),
    (f"any: [{{pain: {{at_least: 6}}}}, {{all: [{{{MORNING}}}]}}]", CALM, ["RF803"]),
    (f"all: [{{pain: {{at_least: 6}}}}, {{{MORNING}}}]", CALM, []),
    (f"none: [{{{MORNING}}}]", CALM, []),
]
HOP = "measures:\n  hop: {title: Hop, unit: cm, range: [0, 300], better: higher}\n"


@pytest.mark.parametrize(("danger", "way_on", "found"), DANGEROUS)
def test_a_danger_on_a_score_that_nothing_else_asks_for(
    danger: str, way_on: str, found: list[str]
) -> None:
    assert codes(back(danger), way_on, top=HOP) == found
    assert codes(back(danger).replace("setback: {to: acute, ", "refer: {"), way_on, top=HOP) == (
        found
    )


@pytest.mark.parametrize(
    ("danger", "way_on"), [each[:2] for each in DANGEROUS if each[2] and each[1] == CALM]
)
def test_whoever_never_logs_that_score_is_held_for_ever(danger: str, way_on: str) -> None:
    rows = [
        {"date": f"2026-03-{day:02}", "pain": 0, "work": "heel-dig 3x10"} for day in range(2, 31)
    ]
    held = fate(read_protocol(written(back(danger), way_on, top=HOP), "p.yaml"), rows)
    assert held.stage == "acute"
    assert any(each.danger for each in held.review)
    ignored = danger.replace("}", ", missing: ignore}", 1)
    if danger.count("}") == 1:
        protocol = read_protocol(written(back(ignored), way_on, top=HOP), "p.yaml")
        assert fate(protocol, rows).stage == "done"


def test_a_danger_of_the_whole_protocol_is_told_once() -> None:
    stages = "  acute:\n    " + CALM + "\n  later:\n    " + CALM + "\n  done: {final: true}\n"
    text = (
        "rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n"
        f"refer: {{when: {{{MORNING}}}}}\nstages:\n{stages}"
    )
    (problem,) = protocol_problems(text.encode(), "p.yaml")
    assert (problem.code, problem.line) == ("RF803", 5)
    assert "`acute`" in problem.message


# ---------------------------------------------------------------- what is shipped


@pytest.mark.parametrize(
    "path", sorted((ROOT / "protocols").glob("*.yaml")), ids=lambda path: path.stem
)
def test_nothing_is_doubted_in_what_is_shipped(path: Path) -> None:
    assert problems_of(str(path)) == ()
