"""`rehabflow.comparison.meaning`: what is proved holds in every log, what is shown is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from compared import BASE, Plain, at
from hypothesis import assume, given
from hypothesis import strategies as st
from ladder_strategies import cases as laddered
from strategies import cases, injury_of

from rehabflow import Engine, Log, Protocol, RehabflowError, read_log
from rehabflow.check.course import Course, Row
from rehabflow.comparison.meaning import Claim, Proof, claims, grown
from rehabflow.comparison.pairs import pairs
from rehabflow.comparison.trials import Trials, work_words
from rehabflow.comparison.twins import Twins
from rehabflow.nudges import nudges


def nudged(source: Plain, data: st.DataObject) -> tuple[Protocol, Protocol]:
    """A protocol, and what one small change makes of it, in either order."""
    old = Protocol.from_dict(source)
    units = {
        each.source.id: each.rule.in_unit() for gate in old.gates() for each in gate.criteria()
    }
    found = list(nudges(old.source, units))
    assume(found)
    try:
        new = Protocol.from_dict(data.draw(st.sampled_from(found)).data)
    except RehabflowError:
        assume(False)
        raise
    return (old, new) if data.draw(st.booleans()) else (new, old)


def replayed(log: Log, old: Protocol, new: Protocol) -> Iterator[Twins]:
    """A log under both, date by date, as long as both stand in the same stage."""
    courses = [Course.begin(Engine(each)) for each in (old, new)]
    courses = [evolve(each, progress=each.engine.begin(log.injury)) for each in courses]
    for day, session in enumerate(log.sessions):
        courses = [after(each, session, day) for each in courses]
        twins = Twins(*courses)
        yield twins
        if not twins.together:
            return


def after(course: Course, session: object, day: int) -> Course:
    decision = course.engine.step(course.progress, session)  # type: ignore[arg-type]
    assert decision.progress is not None
    row = Row(day, {})
    return evolve(
        course, progress=decision.progress, row=row, decision=decision, before=course, day=day + 1
    )


@given(st.data())
def test_no_log_speaks_against_what_is_proved(data: st.DataObject) -> None:
    """Of two gates whose relation is proved, no date of any log answers otherwise."""
    source, entries, injured = data.draw(st.one_of(cases(), laddered()))
    old, new = nudged(source, data)
    log = Log.from_entries(entries, protocol=old, injured=injured, injury=injury_of(injured))
    proofs = [Proof(each, new) for each in pairs(old, new)]
    for twins in replayed(log, old, new):
        for proof in proofs:
            direction = twins.direction(proof.pair)
            if direction == "old only":
                assert not proof.laxer
            elif direction == "new only":
                assert not proof.stricter
            elif direction is not None:
                assert not (proof.same_met and proof.same_unmet)


@given(st.data())
def test_each_example_is_so_when_its_file_is_read(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([OLD, BASE]))
    old, new = nudged(source, data)
    for claim in claims(old, new, most=80):
        with TemporaryDirectory() as folder:
            assert_shown(claim, old, new, Path(folder))


# ---------------------------------------------------------------- each kind of change

HEAD: Plain = {"rehabflow": 1, "id": "small", "version": "1.0.0", "title": "Small"}
OLD: Plain = {
    **HEAD,
    "lapse_after": "7 days",
    "stages": {
        "one": {
            "exercises": [{"do": "bridge", "sets": 2, "reps": 10}],
            "advance": {
                "when": [
                    {"pain": {"at_most": 3, "last": "2 sessions"}},
                    {"reps": {"at_least": "90%", "last": "2 sessions"}},
                    {"time_in_stage": {"at_least": "2 days"}},
                ]
            },
            "setback": {
                "to": "one",
                "when": {"any": [{"pain": {"at_least": 6}}, {"aslr": {"below": 40}}]},
            },
        },
        "two": {
            "exercises": [
                {
                    "do": "bridge",
                    "ladder": ["1x10", "2x10"],
                    "climb": {"when": {"pain": {"at_most": 2}}},
                    "drop": {"when": {"pain": {"above": 5}}},
                }
            ],
            "advance": {"when": {"time_in_stage": {"at_least": "3 days"}}},
            "setback": {"when": {"pain": {"moment": "morning", "at_least": 6}}},
        },
        "done": {"final": True},
    },
    "refer": {"when": {"pain": {"at_least": 8}}},
}
ADVANCE = ("stages", "one", "advance", "when")
BACK = ("stages", "one", "setback", "when")
LADDER = ("stages", "two", "exercises", 0)
RATINGS = [
    (moment, quality)
    for moment in ("during", "after", "rest", "walking")
    for quality in ("strain", "any", "ache", "sharp")
]
ASKED = OLD["stages"]["one"]["advance"]["when"]
FEARED = OLD["stages"]["one"]["setback"]["when"]["any"]
AT_REST = {"when": {"pain": {"moment": "rest", "at_least": 5}}}
GONE = "two setback: gone, shown, old only"
CASES: dict[str, tuple[Plain, list[str]]] = {
    "nothing": (OLD, []),
    "stricter limit": (
        at(*ADVANCE, 0, "pain", "at_most", now=2, base=OLD),
        ["one advance: stricter, proved, old only"],
    ),
    "laxer limit": (
        at(*ADVANCE, 0, "pain", "at_most", now=4, base=OLD),
        ["one advance: laxer, proved, new only"],
    ),
    "longer window": (
        at(*ADVANCE, 0, "pain", "last", now="3 sessions", base=OLD),
        ["one advance: stricter, proved, old only"],
    ),
    "one laxer, one stricter": (
        at(
            *ADVANCE,
            0,
            "pain",
            "at_most",
            now=4,
            base=at(*ADVANCE, 1, "reps", "at_least", now="100%", base=OLD),
        ),
        ["one advance: neither, shown, old only, new only"],
    ),
    "a criterion more": (
        at(
            *ADVANCE,
            now=[*ASKED, {"aslr": {"at_least": 80}}],
            base=OLD,
        ),
        ["one advance: stricter, proved, old only"],
    ),
    "the same otherwise said": (
        at(*ADVANCE, 2, now={"none": [{"time_in_stage": {"below": "2 days"}}]}, base=OLD),
        ["one advance: equivalent, proved"],
    ),
    "a danger the same otherwise said": (
        at(*BACK, "any", 0, now={"none": [{"pain": {"below": 6}}]}, base=OLD),
        ["one setback: laxer, proved, new only"],
    ),
    "a criterion that adds nothing": (
        at(
            *BACK,
            "any",
            now=[*FEARED, {"pain": {"at_least": 7}}],
            base=OLD,
        ),
        ["one setback: equivalent, proved"],
    ),
    "a danger that fires earlier": (
        at(*BACK, "any", 0, "pain", "at_least", now=5, base=OLD),
        ["one setback: laxer, proved, new only"],
    ),
    "what is missing left out": (
        at(*BACK, "any", 0, "pain", now={"at_least": 6, "missing": "ignore"}, base=OLD),
        ["one setback: neither, shown, old holds"],
    ),
    "a refer of every stage": (
        at("refer", "when", "pain", "at_least", now=7, base=OLD),
        ["* refer: laxer, proved, new only"],
    ),
    "a way gone": (
        at("stages", "two", "setback", base=OLD),
        ["two setback: gone, shown, old only"],
    ),
    "a way new": (
        at(
            "stages",
            "two",
            "refer",
            now=AT_REST,
            base=OLD,
        ),
        ["two refer: new, shown, new only"],
    ),
    "a way that leads elsewhere": (
        at("stages", "one", "advance", "to", now="done", base=OLD),
        ["one advance: new, shown, new only", "one advance: gone, shown, old only"],
    ),
    "climb": (
        at(*LADDER, "climb", "when", "pain", "at_most", now=1, base=OLD),
        ["two climb: stricter, proved, old only"],
    ),
    "drop": (
        at(*LADDER, "drop", "when", "pain", "above", now=4, base=OLD),
        ["two drop: laxer, proved, new only"],
    ),
    "no drop": (at(*LADDER, "drop", base=OLD), ["two drop: gone, shown, old only"]),
    "no ladder": (
        at("stages", "two", "exercises", now=[{"do": "bridge", "reps": 10}], base=OLD),
        [
            "two climb: gone, shown, old only (the doses of the stage)",
            "two drop: gone, shown, old only (the doses of the stage)",
        ],
    ),
    "dose": (
        at("stages", "one", "exercises", 0, "sets", now=3, base=OLD),
        ["one advance: stricter, searched, old only (the doses of the stage)"],
    ),
    "lapse": (
        at("lapse_after", now="4 days", base=OLD),
        [
            "one advance: stricter, searched, old only (lapse_after)",
            "two climb: open, searched (lapse_after)",
        ],
    ),
}


def told(claim: Claim) -> str:
    """`one advance: stricter, proved, old only (the doses of the stage)`."""
    place = claim.pair.place
    shown = [claim.relation, claim.how, *(each.direction for each in claim.examples)]
    rests_on = f" ({', '.join(claim.pair.rests_on)})" if claim.pair.rests_on else ""
    return f"{place.stage or '*'} {place.kind}: {', '.join(shown)}{rests_on}"


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_a_gate_means_what_it_means(name: str, tmp_path: Path) -> None:
    source, expected = CASES[name]
    old, new = Protocol.from_dict(OLD), Protocol.from_dict(source)
    found = claims(old, new, most=400)
    assert [told(each) for each in found] == expected
    for claim in found:
        assert_shown(claim, old, new, tmp_path)


def assert_shown(claim: Claim, old: Protocol, new: Protocol, folder: Path) -> None:
    """Each example, written to a file and read anew, parts the two on its newest date."""
    for example in claim.examples:
        path = folder / example.file
        path.write_text(example.csv(), encoding="utf-8")
        if example.differs:
            made = [
                [
                    (one.kind, one.to, one.rung)
                    for one in Engine(each).replay(read_log(path, protocol=each)).decisions
                    if one.date == example.rows[-1].date
                ]
                for each in (old, new)
            ]
            assert made[0] != made[1]


@pytest.mark.parametrize("name", ["laxer limit", "climb"])
def test_a_log_that_speaks_against_a_proof_counts_for_more(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Were the reasoning wrong, what is found would still be told."""
    expected = {
        "laxer limit": "one advance: laxer, searched, new only",
        "climb": "two climb: stricter, searched, old only",
    }
    stricter = name != "climb"
    monkeypatch.setattr(Proof, "stricter", stricter)
    monkeypatch.setattr(Proof, "laxer", not stricter)
    found = claims(Protocol.from_dict(OLD), Protocol.from_dict(CASES[name][0]), most=400)
    assert [told(each) for each in found] == [expected[name]]


def test_a_gate_of_too_many_ways_is_not_reasoned_about() -> None:
    """But searched all the same."""
    many = [{"pain": {"moment": each, "quality": how, "at_least": 6}} for each, how in RATINGS]
    old = at(*BACK, now={"some": {"at_least": 8, "of": many}}, base=OLD)
    new = at(*BACK, now={"some": {"at_least": 9, "of": many}}, base=OLD)
    (found,) = claims(Protocol.from_dict(old), Protocol.from_dict(new), most=60)
    assert found.how != "proved"


def test_what_rules_out_a_danger_of_too_many_ways_is_not_reasoned_about() -> None:
    many = [{"pain": {"moment": each, "quality": how, "at_least": 6}} for each, how in RATINGS]
    more = [*many, {"pain": {"at_least": 7}}, {"pain": {"at_least": 6}}]
    old, new = (at(*BACK, now={"any": each}, base=OLD) for each in ([*many, more[-1]], more))
    (found,) = claims(Protocol.from_dict(old), Protocol.from_dict(new), most=60)
    assert told(found) == "one setback: open, searched"


def test_a_measure_that_is_another_under_one_name_is_not_reasoned_about() -> None:
    measures = {"hop": {"title": "Hop", "unit": "cm", "range": [0, 300], "better": "higher"}}
    old = {
        **at(*ADVANCE, now=[*ASKED, {"measure": {"of": "hop", "at_least": 90}}], base=OLD),
        "measures": measures,
    }
    new = at("measures", "hop", "of_day", now="best", base=old)
    (found,) = claims(Protocol.from_dict(old), Protocol.from_dict(new), most=100)
    assert told(found) == "one advance: open, searched (the measures)"


def test_a_measure_of_one_protocol_alone_is_left_out_of_the_logs() -> None:
    new = {
        **at(*ADVANCE, now=[*ASKED, {"measure": {"of": "hop", "at_least": 90}}], base=OLD),
        "measures": {"hop": {"title": "Hop", "unit": "cm", "range": [0, 300], "better": "higher"}},
    }
    (found,) = claims(Protocol.from_dict(OLD), Protocol.from_dict(new), most=300)
    assert told(found) == "one advance: stricter, proved, old only"
    (example,) = found.examples
    assert "hop" not in example.columns
    trials = Trials(Protocol.from_dict(OLD), Protocol.from_dict(new), "one", (found.pair,))
    tried = list(grown(trials, (Engine(trials.old), Engine(trials.new))))
    assert len(tried) > 100
    assert all("hop" not in row.cells for each in tried for row in each.rows)


def test_a_long_example_keeps_its_dates() -> None:
    old, new = (at(*ADVANCE, now={"sessions": {"at_least": many}}, base=OLD) for many in (40, 41))
    (found,) = claims(Protocol.from_dict(old), Protocol.from_dict(new), most=400)
    (example,) = found.examples
    assert len(example.rows) == 40


def test_the_date_of_an_injury_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    old, new = (
        Protocol.from_dict(at(*ADVANCE, now={"since_injury": {"at_least": many}}, base=OLD))
        for many in (3, 4)
    )
    (found,) = claims(old, new, most=400)
    assert found.examples
    assert found.examples[0].csv().startswith("# injury: ")
    assert_shown(found, old, new, tmp_path)


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ({"sets": 3, "reps": 10, "hold": 5}, "bridge 3x10 @5s"),
        (
            {"sets": 2, "reps": 8, "variant": {"band": "red"}, "per_day": 2},
            "bridge 4x8 (band: red)",
        ),
        ({"sets": 3, "time": "30 s"}, "bridge 3x30s"),
        ({"distance": "40 m", "effort": "70 %"}, "bridge 1x40m @70%"),
        ({"dose": "not stated"}, ""),
    ],
)
def test_a_dose_is_written_as_a_log_says_that_it_was_done(dose: Plain, words: str) -> None:
    source = at("stages", "one", "exercises", now=[{"do": "bridge", **dose}], base=OLD)
    source["stages"]["one"]["advance"] = {"when": {"sessions": {"at_least": 2}}}
    protocol = Protocol.from_dict(source)
    (made,) = protocol.stage("one").prescription
    assert work_words(made) == words
    if words:
        rows = [{"date": "2026-03-01", "work": words}]
        (session,) = Log.from_entries(rows, protocol=protocol).sessions
        assert protocol.stage("one").prescription.completion(session) == (1, 1)
