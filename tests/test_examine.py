"""What is found in a protocol is so: proved of every log, or shown by the one that is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import frozen
from conftest import Install
from test_catalog import RULE

from rehabflow import Engine, Outcome, Protocol, Timeline, read_log
from rehabflow.check.boxes import Reasoning
from rehabflow.check.collisions import redundant
from rehabflow.check.course import Course
from rehabflow.check.csv_text import csv_text
from rehabflow.check.examine import Examined, examine, findings
from rehabflow.check.finding import Finding
from rehabflow.check.labour import MOST_IN_ALL
from rehabflow.check.signs import done, reading
from rehabflow.check.study import Study, Way
from rehabflow.check.witness import Search, shrunk, step
from rehabflow.codes import DOUBT_CODES, NOTE_CODES
from rehabflow.explanation import explanation
from rehabflow.gate import Criterion
from rehabflow.protocol import Stage
from rehabflow.readers.protocol import read_protocol
from rehabflow.render.examined import examined_text
from rehabflow.verdict import Verdict

ROOT = Path(__file__).parent.parent
MET, UNMET = Outcome.MET, Outcome.UNMET
HEAD = "rehabflow: 1\nid: example\nversion: 1.0.0\ntitle: Example\n"
ON = "advance: {when: {pain: {at_most: 3, last: 3 sessions}}}"
DIG = "exercises: [{do: heel-dig, sets: 3, reps: 10}]"
PAGES = sorted({*DOUBT_CODES, *NOTE_CODES} - {"RF801", "RF802", "RF803"})


def written(*stages: Iterable[str], top: str = "") -> str:
    """A protocol of stages that say these lines: `one`, `two`, ..., and then `done`."""
    said = HEAD + top + "stages:\n"
    for name, lines in zip(("one", "two", "three"), stages, strict=False):
        said += f"  {name}:\n" + "".join(f"    {line}\n" for line in lines)
    return said + "  done: {final: true}\n"


def looked_at(text: str, path: Path) -> Examined:
    file = path / "example.yaml"
    file.write_text(text, encoding="utf-8")
    return examine(str(file))


def codes(text: str, path: Path) -> list[str]:
    """The codes of the warnings and the notes."""
    found = looked_at(text, path)
    return sorted(each.code for each in (*found.problems, *found.notes))


# ---------------------------------------------------------------- what is found, and what is not

LADDER = """exercises:
      - do: heel-dig
        ladder: [1x10, 2x10]
        climb: {when: {pain: {at_most: CLIMB, last: 1 session}}}
        drop: {when: {pain: {at_least: 4, last: 1 session}}}"""
WALK = "pain: {moment: walking, at_most: 2}"
CASES: dict[str, tuple[str, list[str]]] = {
    "a danger of the whole protocol that can never be met is told once": (
        written(
            [ON],
            [ON],
            top="refer: {when: {all: [{pain: {above: 8}}, {pain: {below: 8}}]}}\n",
        ),
        ["RF804"],
    ),
    "the second of a list of advances can never be met": (
        written(
            [
                "advance:",
                f"  - when: [{{pain: {{at_most: 3}}}}, {{{WALK}}}]",
                "  - {to: done, when: {all: [{pain: {above: 3}}, {pain: {at_most: 3}}]}}",
            ]
        ),
        ["RF804"],
    ),
    "a window holds all of another": (
        written(
            [
                "advance:",
                "  when:",
                "    - pain: {above: 3, last: 1 session}",
                "    - pain: {at_most: 3, last: 3 sessions}",
            ]
        ),
        ["RF804", "RF807"],
    ),
    "a count that no whole number is": (
        written(["advance: {when: {sessions: {above: 2, below: 3}}}"]),
        ["RF804", "RF807"],
    ),
    "a climb that can never be met": (
        written([LADDER.replace("CLIMB, last: 1 session", "3, above: 3"), ON]),
        ["RF424"],
    ),
    "a climb and a drop on one value": (
        written([LADDER.replace("CLIMB", "4"), ON]),
        ["RF808"],
    ),
    "a climb and a drop that lie beside each other": (
        written([LADDER.replace("CLIMB", "3"), ON]),
        [],
    ),
    "an advice that is always given": (
        written([ON, "advise: [{when: {pain: {at_most: 10}}, say: Rest}]"]),
        ["RF805"],
    ),
    "an advice that is never given": (
        written(
            [
                ON,
                "advise:",
                "  - when: {all: [{pain: {above: 3}}, {pain: {below: 3}}]}",
                "    say: Rest",
            ]
        ),
        ["RF804"],
    ),
    "a stage that is passed over": (
        written(["advance: {to: three, when: {pain: {at_most: 3}}}"], [ON], [ON]),
        ["RF806"],
    ),
    "a stage to which a setback leads": (
        written(
            ["advance: {to: three, when: {pain: {at_most: 3}}}"],
            [ON],
            [ON, "setback: {when: {pain: {at_least: 6}}}"],
        ),
        [],
    ),
    "an advance beside a danger of the whole protocol that is met wherever it is": (
        written([ON], top="setback: {to: one, when: {pain: {at_most: 5, last: 2 sessions}}}\n"),
        ["RF807", "RF809", "RF811"],
    ),
    "an advance and a danger that one reading can meet, in the second stage": (
        written([ON], [ON, "refer: {when: {pain: {at_least: 3, last: 3 sessions}}}"]),
        ["RF808"],
    ),
    "what is left out in a danger is not known in an advance": (
        written([ON, "setback: {to: one, when: {pain: {above: 3, missing: ignore}}}"]),
        [],
    ),
    "two setbacks of which the first says more": (
        written(
            [
                ON,
                "setback:",
                "  - {to: one, when: {pain: {at_least: 5, last: 3 sessions}}}",
                "  - {to: one, when: {pain: {at_least: 7, last: 1 session}}}",
            ]
        ),
        ["RF809"],
    ),
    "two setbacks of which the first says less": (
        written(
            [
                ON,
                "setback:",
                "  - {to: one, when: {pain: {at_least: 7, last: 1 session}}}",
                "  - {to: one, when: {pain: {at_least: 5, last: 3 sessions}}}",
            ]
        ),
        [],
    ),
    "a hole beside an overlap": (
        written(
            [
                ON,
                "setback: {to: one, when: {pain: {at_least: 4, at_most: 6}}}",
                "refer: {when: {pain: {at_least: 6, at_most: 8}}}",
            ]
        ),
        ["RF811", "RF811"],
    ),
    "a zone that a danger of two criteria goes on with": (
        written(
            [
                ON,
                "setback: {to: one, when: {pain: {at_least: 4, at_most: 6}}}",
                "refer: {when: {all: [{pain: {above: 6}}, {time_in_stage: {at_least: 2}}]}}",
            ]
        ),
        [],
    ),
    "zones of a score of which more is better": (
        written(
            [
                "advance: {when: {aslr: {at_least: 70}}}",
                "setback: {to: one, when: {aslr: {below: 40, above: 30}}}",
                "refer: {when: {aslr: {at_most: 20}}}",
            ]
        ),
        ["RF811"],
    ),
    "a share in the wrong unit in a danger": (
        written([ON, DIG, "setback: {to: one, when: {reps: {below: 0.5 %, last: 1 session}}}"]),
        ["RF812", "RF815"],
    ),
    "radians": (
        written(["advance: {when: {aslr: {at_least: 1.2}}}"]),
        ["RF812"],
    ),
    "a rest that is longer than what lapses": (
        written(
            [DIG, "advance: {when: {rest: {at_least: 168 h, last: 3 sessions}}}"],
            top="lapse_after: 3 days\n",
        ),
        ["RF813", "RF814"],
    ),
    "a rest that what lapses still allows": (
        written(
            [DIG, "advance: {when: {rest: {at_least: 72 h, last: 3 sessions}}}"],
            top="lapse_after: 3 days\n",
        ),
        [],
    ),
    "a gap that is longer than what lapses": (
        written([DIG, "advance: {when: {gap: {at_least: 6}}}"], top="lapse_after: 5 days\n"),
        ["RF813", "RF814"],
    ),
    "a window of one session does not lapse": (
        written(
            [
                "exercises: [{do: heel-dig, sets: 3, reps: 10, every: 7 days}]",
                "advance: {when: {reps: {at_least: 90%, last: 1 session}}}",
            ],
            top="lapse_after: 4 days\n",
        ),
        [],
    ),
    "the second stage is where the perfect patient stays": (
        written([ON, DIG], [DIG, "advance: {when: {flare: {at_least: 3, last: 3 sessions}}}"]),
        ["RF814"],
    ),
    "the stricter of two under any, and the laxer of two under all": (
        written(
            [
                "advance:",
                "  when:",
                "    any:",
                "      - pain: {at_most: 3, last: 2 sessions}",
                "      - pain: {at_most: 2, last: 2 sessions}",
                "      - all: [{aslr: {at_least: 70}}, {aslr: {at_least: 60}}]",
            ]
        ),
        ["RF816", "RF816"],
    ),
    "a criterion beside `repeat` and beside one that implies it": (
        written(
            [
                "advance:",
                "  when:",
                "    - repeat: {times: 1, last: 3 sessions, when: [{pain: {at_most: 2}}]}",
                "    - pain: {at_most: 3, last: 3 sessions}",
                "    - pain: {at_most: 4, last: 3 sessions}",
            ]
        ),
        ["RF816"],
    ),
    "steady readings that somebody is referred by": (
        written(
            ["advance: {when: {pain: {at_most: 4, last: 2 sessions}}}"],
            [
                "advance: {when: {pain: {at_most: 1, last: 3 sessions}}}",
                "refer: {when: {pain: {at_least: 2, last: 1 session}}}",
                "setback: {when: {pain: {at_least: 2, last: 2 sessions}}}",
            ],
        ),
        [],
    ),
    "two setbacks of which the first always comes first": (
        written(
            ["advance: {when: {pain: {at_most: 6, last: 1 session}}}"],
            ["advance: {when: {pain: {at_most: 4, last: 2 sessions}}}"],
            [
                "advance: {when: {pain: {at_most: 1, last: 3 sessions}}}",
                "setback:",
                "  - {to: one, when: {pain: {at_least: 4, last: 1 session}}}",
                "  - {to: two, when: {pain: {at_least: 4, last: 2 sessions}}}",
            ],
        ),
        ["RF810", "RF817", "RF817"],
    ),
    "the first stage is where the perfect patient stays": (
        written(["advance: {when: {flare: {at_least: 3, last: 3 sessions}}}", DIG], [ON]),
        ["RF814"],
    ),
    "one whom a danger refers meanwhile": (
        written(
            [
                "advance: {when: [{aslr: {at_least: 70}}, {time_in_stage: {at_least: 3}}]}",
                "refer: {when: {time_in_stage: {is: 2}}}",
            ],
            ["advance: {when: {aslr: {at_least: 80}}}", "setback: {when: {aslr: {below: 68}}}"],
        ),
        ["RF814", "RF817"],
    ),
    "a hole in dangers of the whole protocol, a ladder without a drop": (
        written(
            [ON, LADDER.replace("CLIMB", "3").rpartition("\n")[0]],
            [ON],
            top="refer: {when: {pain: {at_least: 5, at_most: 8}}}\n",
        ),
        ["RF811"],
    ),
    "limits that touch in each of two ways": (
        written(
            [
                "advance:",
                "  when:",
                "    any:",
                "      - {aslr: {at_least: 70}}",
                "      - all: [{aslr: {at_least: 70}}, {gap: {at_most: 3}}]",
            ],
            [
                "advance: {when: {aslr: {at_least: 80}}}",
                "setback: {when: {aslr: {below: 70}}}",
            ],
        ),
        ["RF817"],
    ),
    "a newest value beside a window that lapses": (
        written(
            [
                "exercises: [{do: heel-dig, sets: 3, reps: 10, every: 7 days}]",
                "advance: {when: [{aslr: {at_least: 70}}, {sessions: {at_least: 1}}]}",
            ],
            top="lapse_after: 4 days\n",
        ),
        [],
    ),
    "limits of a change that is smaller than can be told": (
        written(["advance: {when: {trend: {of: aslr, at_least: 3, last: 7 days}}}"]),
        ["RF814", "RF817"],
    ),
    "limits of pain that touch": (
        written(
            ["advance: {when: {pain: {at_most: 0, last: 2 sessions}}}"],
            [ON, "setback: {when: {pain: {above: 0, last: 1 session}}}"],
        ),
        ["RF808", "RF817"],
    ),
    "limits of pain on whole points that are two apart": (
        written(
            ["advance: {when: {pain: {below: 3, last: 2 sessions}}}"],
            [ON, "setback: {when: {pain: {at_least: 5, last: 1 session}}}"],
        ),
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_found_of_made_protocols(case: str, tmp_path: Path) -> None:
    text, expected = CASES[case]
    assert codes(text, tmp_path) == expected


def test_what_a_protocol_has_from_its_base_is_told_where_the_base_is_named(
    tmp_path: Path,
) -> None:
    text = (
        "rehabflow: 1\nid: mine\nversion: 1.0.0\nextends: hamstring-strain\n"
        "stages:\n  acute:\n    advance: {when: {pain: {at_most: 10}}}\n"
    )
    found = looked_at(text, tmp_path)
    assert found.perfect is not None
    assert ("RF805", 7) in [(each.code, each.line) for each in found.problems]
    assert {each.line for each in (*found.problems, *found.notes)} == {4, 7}


# ---------------------------------------------------------------- a log shows what is told


@frozen
class Told:
    """A finding and what its log comes to, read from a file and replayed."""

    study: Study
    finding: Finding
    timeline: Timeline

    @property
    def stage(self) -> str:
        """The stage that it is about."""
        at = self.finding.at
        if isinstance(at, Criterion):
            return next(
                way.stage.id for way in self.study.gates() if at in list(way.gate.criteria())
            )
        return at.stage.id if isinstance(at, Way) else at.id

    def ways(self) -> Iterator[tuple[Way, Verdict]]:
        """Each way that its last date was asked for, and the answer."""
        stage = self.study.protocol.stage(self.stage)
        asked = [each for each in self.timeline.asked if each.exercise is None]
        for way, each in zip(self.study.ways(stage), asked, strict=True):
            yield way, each.gate
        for each in self.timeline.asked:
            for pair in self.study.ladders(stage):
                for way in pair:
                    if way and (way.kind, way.exercise) == (each.kind, each.exercise):
                        yield way, each.gate

    def answer(self, way: Way) -> Outcome:
        """What a way answers on its last date."""
        return next(gate.verdict for each, gate in self.ways() if each == way)

    def named(self) -> list[Outcome]:
        """What the gates that its message names answered."""
        return [gate.verdict for way, gate in self.ways() if way.words in self.finding.message]

    def criteria_met(self) -> int:
        """How many criteria with the limits of its own, or of its gate, are met."""
        at = self.finding.at
        if isinstance(at, Way):
            return sum(gate.verdict is MET for way, gate in self.ways() if way == at)
        assert isinstance(at, Criterion)
        gates = [gate for _, gate in self.ways()]
        gates += [each.gate for each in self.timeline.advice]
        said = [each for gate in gates for each in gate.criteria()]
        return sum(each.limits == at.limits and each.verdict is MET for each in said)

    def stays(self) -> bool:
        """Whether the patient stays where it is told, for days, or is referred from there."""
        if self.timeline.stage == "referred":
            return self.timeline.decisions[-1].from_ == self.stage
        first, last = self.timeline.log.sessions[0].date, self.timeline.log.sessions[-1].date
        return self.timeline.stage == self.stage and (last - first).days >= 10

    def passes_over(self) -> bool:
        """Whether the last date advances from before the stage to one after it."""
        order = self.timeline.protocol.stage_ids
        last = self.timeline.decisions[-1]
        assert last.from_ is not None
        assert isinstance(self.finding.at, Stage)
        at = order.index(self.finding.at.id)
        return last.kind == "advance" and order.index(last.from_) < at < order.index(last.to)

    def bounces(self) -> bool:
        """Whether the patient went back twice, the last time on the last date."""
        backs = [each for each in self.timeline.decisions if each.kind == "setback"]
        return len(backs) > 1 and backs[-1].date == self.timeline.log.sessions[-1].date

    def sways(self) -> bool:
        """Whether the patient went on and, on the last date, back."""
        kinds = [each.kind for each in self.timeline.decisions]
        return kinds[-2:] == ["advance", "setback"]

    def falls(self) -> bool:
        """Whether the last date lies in a hole, or in both zones."""
        if "makes both" in self.finding.message:
            return self.named() == [MET, MET]
        kept = next(gate for way, gate in self.ways() if way == self.finding.at)
        read = [each.value for each in kept.criteria()]
        return all(gate.verdict is not MET for way, gate in self.ways() if way.is_danger) and any(
            isinstance(value, int | Fraction) for value in read
        )


SHOWS: dict[str, Callable[[Told], bool]] = {
    "RF804": Told.stays,
    "RF805": lambda told: told.criteria_met() > 0,
    "RF806": Told.passes_over,
    "RF807": Told.stays,
    "RF808": lambda told: told.named() == [MET, MET],
    "RF809": lambda told: told.named() == [MET, MET],
    "RF810": Told.bounces,
    "RF811": Told.falls,
    "RF812": lambda told: told.criteria_met() > 0,
    "RF813": Told.stays,
    "RF814": Told.stays,
    "RF815": lambda told: told.named() == [MET, MET],
    "RF816": lambda told: told.criteria_met() > 0,
    "RF817": Told.sways,
    "RF818": Told.bounces,
}
"""What a log has to show, by the code of what it is told with."""
EVERY = {**{code: explanation(code).fails for code in PAGES}} | {
    name: text for name, (text, found) in CASES.items() if found and found != ["RF424"]
}


def told_of(protocol: Protocol, folder: Path) -> Iterator[Told]:
    study = Study(protocol)
    for number, finding in enumerate(findings(study)):
        if finding.witness is not None:
            file = folder / f"{number}.csv"
            file.write_text(csv_text(finding.witness), encoding="utf-8")
            log = read_log(file, protocol=protocol)
            yield Told(study, finding, Engine(protocol).replay(log))


@pytest.mark.parametrize("name", EVERY)
def test_every_log_shows_what_it_is_told_with(name: str, tmp_path: Path) -> None:
    for told in told_of(read_protocol(EVERY[name].encode(), "p.yaml"), tmp_path):
        assert SHOWS[told.finding.code](told), told.finding.message


@pytest.mark.parametrize("code", sorted(SHOWS))
def test_of_every_code_there_is_a_log(code: str, tmp_path: Path) -> None:
    text = explanation("RF807" if code == "RF804" else code).fails
    told = told_of(read_protocol(text.encode(), "p.yaml"), tmp_path)
    assert code in [each.finding.code for each in told]


def test_a_stage_that_nobody_who_does_well_passes_over_is_told_without_a_log() -> None:
    never = "advance: {to: three, when: {flare: {at_least: 3}}}"
    text = written([DIG, never], [DIG, ON], [DIG, ON])
    found = findings(Study(read_protocol(text.encode(), "p.yaml")))
    assert [each.witness for each in found if each.code == "RF806"] == [None]


SHIPPED = sorted(each.stem for each in (ROOT / "protocols").glob("*.yaml"))


@pytest.mark.parametrize("id", [each for each in SHIPPED if each not in ("exercises", "ladders")])
def test_of_what_is_shipped_every_log_shows_what_it_is_told_with(id: str, tmp_path: Path) -> None:
    data = (ROOT / "protocols" / f"{id}.yaml").read_bytes()
    found = list(told_of(read_protocol(data, f"{id}.yaml"), tmp_path))
    assert all(SHOWS[told.finding.code](told) for told in found)
    assert {told.finding.code for told in found} <= {*NOTE_CODES}


def test_a_log_of_a_hole_has_a_reading_in_it(tmp_path: Path) -> None:
    zones = "setback: {to: one, when: {pain: {at_least: 4, at_most: 6}}}"
    (problem,) = looked_at(
        written([DIG, ON, zones, "refer: {when: {pain: {at_least: 8}}}"]), tmp_path
    ).problems
    assert problem.message.startswith("`pain` above 6 and below 8 is worse than what makes")
    assert problem.witness.endswith("date,pain\n2026-01-05,7\n")


def test_who_is_set_back_from_a_stage_has_not_got_on_from_it(tmp_path: Path) -> None:
    """Training every second day is tried all the same, and gets on."""
    back = "setback: {when: {time_in_stage: {at_least: 3 days}}}"
    found = looked_at(written([DIG, ON], [DIG, ON, back]), tmp_path)
    assert found.perfect is not None
    assert {each.stage: each.days for each in found.perfect.stays} == {"one": 2, "two": None}
    (problem,) = [each for each in found.problems if each.code == "RF814"]
    assert "does not advance from `two`" in problem.message
    spaced = (
        "setback: {when: {all: [{rest: {below: 48 h, last: 2 sessions}}, {sessions: {is: 2}}]}}"
    )
    found = looked_at(written([DIG, ON], [DIG, ON, spaced]), tmp_path)
    assert found.perfect is not None
    assert [each.stage for each in found.perfect.stays if each.days is None] == []


# ---------------------------------------------------------------- what somebody may not log

SHARP = "setback: {to: one, when: {pain: {moment: morning, at_least: 6}}}"


def test_who_never_logs_a_score_is_shown_to_be_held(tmp_path: Path) -> None:
    """By the perfect patient who leaves that score out."""
    text = written([DIG, ON, SHARP])
    (problem,) = looked_at(text, tmp_path).problems
    assert (problem.code, problem.sureness) == ("RF803", "shown by the log below")
    assert "pain_morning" not in problem.witness
    file = tmp_path / "made-up.csv"
    file.write_text(problem.witness, encoding="utf-8")
    protocol = read_protocol(text.encode(), "p.yaml")
    held = Engine(protocol).replay(read_log(file, protocol=protocol))
    assert held.stage == "one"
    assert [each.danger for each in held.review] == [True]


def test_who_is_not_held_by_a_score_is_not_shown_to_be(tmp_path: Path) -> None:
    """The perfect patient is on the way before there is a second training to answer to."""
    text = written(
        [
            "advance: {when: {pain: {at_most: 3}}}",
            "setback: {to: one, when: {flare: {at_least: 3, last: 1 session}}}",
        ]
    )
    (problem,) = looked_at(text, tmp_path).problems
    assert (problem.code, problem.witness) == ("RF803", "")
    assert problem.sureness == "certain of whoever trains as prescribed"


# ---------------------------------------------------------------- rules of somebody else


def test_of_a_rule_of_somebody_else_its_scale_and_limits_count(
    install: Install, tmp_path: Path
) -> None:
    install("acme-rules", "acme_checked", {"__init__.py": "", "entries.py": RULE})
    count = "entries: {LIMIT, last: 2 sessions}"
    both = ", ".join(f"{{{count.replace('LIMIT', each)}}}" for each in ("above: 2", "at_most: 2"))
    text = written([ON, f"setback: {{to: one, when: {{all: [{both}]}}}}"])
    found = looked_at(text, tmp_path)
    assert [each.code for each in found.problems] == ["RF804"]
    assert found.perfect is not None
    protocol = read_protocol(text.encode(), "p.yaml")
    criterion = next(protocol.stages[0].setback[0].gate.criteria())
    at = Reasoning(protocol).measurand(criterion, "setback")
    assert reading(at, 3, protocol.stages[0], protocol) is None


def test_a_made_up_log_says_when_the_injury_was_where_a_rule_may_ask(tmp_path: Path) -> None:
    text = written(["advance: {when: [{since_injury: {at_least: 3}}, {pain: {at_most: 10}}]}"])
    found = looked_at(text, tmp_path)
    (problem,) = found.problems
    assert problem.code == "RF805"
    assert problem.witness.startswith("# injury: 2026-01-05\ndate,")


def test_a_gate_of_too_many_ways_is_left_alone(tmp_path: Path) -> None:
    two = ["any: [{pain: {at_most: N, last: 2 sessions}}, {aslr: {at_least: 7N, within: 9 days}}]"]
    many = ", ".join(f"{{{two[0].replace('N', str(n % 4))}}}" for n in range(14))
    text = written([f"advance: {{when: {{some: {{at_least: 7, of: [{many}]}}}}}}", ON])
    assert looked_at(text.replace("    " + ON + "\n", ""), tmp_path).perfect is not None


# ---------------------------------------------------------------- cells that read a value

DOSES = """exercises:
      - {do: heel-dig, sets: 3, reps: 10}
      - {do: bridge, sets: 2, time: 30 s}"""
TOP = """measures:
  hop: {title: Hop, unit: cm, range: [0, 200], better: higher}
  calm: {title: Calm, type: yes/no, better: yes}
exercises:
  drill: {title: Drill, pain_cap: 4}
"""
READ = [
    ("pain: {at_least: 4, quality: sharp, last: 1 session}", 5),
    ("pain: {at_least: 4, moment: morning}", 4),
    ("aslr: {at_least: 60, side: other}", 60),
    ("measure: {of: hop, at_least: 60}", 61),
    ("measure: {of: calm, is: no}", 0),
    ("symmetry: {of: aslr, at_least: 90 %}", 90),
    ("symmetry: {of: hop, at_least: 120 %}", 120),
    ("reps: {at_least: 50 %, last: 1 session}", 50),
    ("reps: {of: heel-dig, at_least: 50 %, last: 1 session}", 50),
    ("over_cap: {at_least: 2, last: 1 session}", 2),
    ("cut_short: {why: time, at_least: 1, last: 1 session}", 1),
    ("sessions: {at_most: 0, last: 1 day}", 0),
]


@pytest.mark.parametrize(("criterion", "value"), READ)
def test_a_date_of_made_up_cells_reads_the_value(criterion: str, value: int) -> None:
    lines = [
        "exercises: [{do: heel-dig, sets: 3, reps: 10}, {do: drill, sets: 2, reps: 10}]",
        "advance: {when: {time_in_stage: {at_least: 99}}}",
        f"advise: [{{when: {{{criterion}}}, say: A}}]",
    ]
    protocol = read_protocol(written(lines, top=TOP).encode(), "p.yaml")
    stage = protocol.stages[0]
    gate = stage.advise[0].gate
    assert isinstance(gate, Criterion)
    at = Reasoning(protocol).measurand(gate, "advise")
    cells = reading(at, value, stage, protocol)
    assert cells is not None
    course = step(Course.begin(Engine(protocol)), cells)
    assert course.decision is not None
    ((said,),) = [list(each.gate.criteria()) for each in course.decision.advice]
    assert said.value == value


def test_a_part_of_what_is_prescribed_is_no_more_than_the_share() -> None:
    lines = [
        "exercises: [{do: heel-dig, sets: 3, reps: 10}, {do: bridge, dose: not stated}]",
        "advance: {when: {reps: {at_least: 50 %, last: 1 session}}}",
    ]
    stage = read_protocol(written(lines).encode(), "p.yaml").stages[0]
    assert done(stage, Fraction(100, 3)) == {"work": "heel-dig 1x10; bridge"}


def test_a_log_is_made_no_shorter_than_it_can_be_read() -> None:
    protocol = read_protocol(written([ON]).encode(), "p.yaml")
    cells = {"exercise": "heel-dig", "reps": 10, "note": "none"}
    course = Course.begin(Engine(protocol)).then(cells)
    short = shrunk(course, lambda each: each.row is not None and "reps" in each.row.cells)
    assert short.row is not None
    assert short.row.cells == {"exercise": "heel-dig", "reps": 10}


def test_no_pain_is_so_far_over_a_cap() -> None:
    lines = [
        "exercises: [{do: drill, sets: 3, reps: 10}]",
        "advance: {when: {over_cap: {at_most: 9}}}",
    ]
    protocol = read_protocol(written(lines, top=TOP).encode(), "p.yaml")
    (criterion,) = protocol.stages[0].advance[0].gate.criteria()
    at = Reasoning(protocol).measurand(criterion, "advance")
    assert reading(at, 9, protocol.stages[0], protocol) is None


def test_no_date_alone_reads_what_spans_several() -> None:
    lines = [
        "advance: {when: {rest: {at_least: 24 h}}}",
        "advise:",
        "  - {when: {over_cap: {at_least: 2}}, say: A}",
        "  - {when: {symmetry: {of: aslr, at_least: 90 %}}, say: B}",
    ]
    protocol = read_protocol(written(lines).encode(), "p.yaml")
    stage = protocol.stages[0]
    rest, cap, symmetry = [
        Reasoning(protocol).measurand(each, "advise")
        for each in (
            *stage.advance[0].gate.criteria(),
            *(each for one in stage.advise for each in one.gate.criteria()),
        )
    ]
    assert reading(rest, 24, stage, protocol) is None
    assert reading(cap, 2, stage, protocol) is None
    assert reading(symmetry, 100_000, stage, protocol) is None


# ---------------------------------------------------------------- how much is looked at

TWICE = "setback: {to: one, when: {pain: {at_least: 3}}}"
BESIDE = "advance: {when: [{pain: {at_most: 3}}, {pain: {at_most: 4}}]}"


def bounded(text: str, path: Path) -> Examined:
    found = looked_at(text, path)
    assert not found.is_whole
    assert "too much to look at all of it" in examined_text([("mine.yaml", found)])
    return found


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4, 6, 8, 12, 16, 24])
def test_with_less_reasoning_nothing_false_is_told(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = written([DIG, BESIDE, TWICE], [DIG, ON, TWICE])
    whole = looked_at(text, tmp_path)
    monkeypatch.setattr("rehabflow.check.labour.MOST_IN_ALL", most)
    some = bounded(text, tmp_path)
    for few, many in ((some.problems, whole.problems), (some.notes, whole.notes)):
        assert {each.message for each in few} <= {each.message for each in many}


def test_what_two_gates_have_in_common_is_looked_at_no_further_than_the_bound() -> None:
    protocol = read_protocol(written([DIG, ON, TWICE]).encode(), "p.yaml")
    study = Study(protocol)
    on, back = study.ways(protocol.stages[0])[::-1]
    boxes = study.boxes(on) or (), study.boxes(back) or ()
    study.reasoning.labour.in_all = MOST_IN_ALL
    assert list(study.reasoning.together(*boxes)) == []


@pytest.mark.parametrize("most", [0, 30, 100])
def test_with_less_searching_less_is_shown(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = written([DIG, ON, TWICE], ["advance: {when: {reps: {at_least: 0.5 %}}}", DIG])
    monkeypatch.setattr("rehabflow.check.witness.MOST_IN_ALL", most)
    found = bounded(text, tmp_path)
    assert "RF812" in [each.code for each in found.problems]


def test_what_implies_another_is_looked_for_no_further_than_the_bound() -> None:
    study = Study(read_protocol(written([DIG, BESIDE]).encode(), "p.yaml"))
    assert [each.code for each in redundant(study)] == ["RF816"]
    study.reasoning.labour.in_all = MOST_IN_ALL
    assert list(redundant(study)) == []


def test_a_search_stops_in_the_middle_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(read_protocol(written([DIG, ON]).encode(), "p.yaml"))
    (on,) = study.ways(study.protocol.stages[0])
    tried: list[Course] = []

    def goal(course: Course) -> bool:
        tried.append(course)
        return False

    counts: list[int] = []
    for most in (100, 1000):
        monkeypatch.setattr("rehabflow.check.witness.MOST_IN_ALL", most)
        search = Search(study.engine)
        tried.clear()
        assert search.witness(on.stage, study.boxes(on) or (), goal) is None
        assert search.is_spent
        counts.append(len(tried))
    assert 0 < counts[0] < counts[1]


def test_stages_after_many_that_nobody_leaves_are_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehabflow.check.perfect.MOST_IN_ALL", 1)
    never = "advance: {when: {flare: {at_least: 3}}}"
    found = bounded(written([DIG, never], [DIG, never]), tmp_path)
    assert [each.field for each in found.problems if each.code == "RF814"] == ["stages.one"]
    assert "one not in 400, two not looked at." in " ".join(
        examined_text([("mine.yaml", found)]).split()
    )
