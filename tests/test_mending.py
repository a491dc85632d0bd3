"""Mending: what is certain is written, every other byte stays, and nothing means another thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rehabflow import Problem, load_protocol
from rehabflow.codes import DOUBT_CODES
from rehabflow.desk import CODES
from rehabflow.errors import Edit
from rehabflow.explanation import explanation
from rehabflow.mending import ROUNDS, Change, mended
from rehabflow.readers.check import problems_in
from rehabflow.readers.protocol import read_protocol

ROOT = Path(__file__).parent.parent
SHOWN = sorted(code for code in {*CODES, *DOUBT_CODES} if explanation(code).fails)
SURE = set("RF302 RF304 RF305 RF307 RF315 RF402 RF406 RF408 RF409 RF410 RF428 RF438".split())
"""Codes whose page shows what `--fix` mends."""

GOOD = """\
# A made-up protocol; every comment stays.
rehabflow: 1
id: example
version: 1.2.3
title: Example   \n\
summary: "What it is: an example"
lapse_after: 14 days
exercises:
  slow-curl: {title: Slow curl, aliases: [hamstring lowering], dose: {sets: 3, reps: 8}}
stages:
  # the first weeks
  acute:
    goal: Walk without pain
    exercises:
      - {do: heel-dig, sets: 3, reps: 10, hold: 5}   # easy
      - do: slow-curl
        sets: 2
        from: [S1.14]
    advance:
      when:
        - pain: {at_most: 3, last: 3 sessions}
        - pain: {moment: morning, below: 2, last: 2 weeks}
        - aslr: {at_least: 70 deg, within: 7 days}   # the newest
        - reps: {at_least: 90 %, last: 3 sessions}
    setback: {to: acute, when: {any: [{pain: {at_least: 6}}, {flare: {above: 2}}]}}
  loading:
    exercises: [{do: bridge, sets: 3, reps: 10}]
    advance:
      when: {time_in_stage: {at_least: 7 days}}
    setback:
      to: acute
      when: {pain: {at_least: 6, last: 1 session}}
  discharged: {final: true}
"""


def look(data: bytes) -> tuple[Problem, ...]:
    return problems_in(data, "example.yaml")


def mend(text: str) -> str:
    return mended(text.encode(), "example.yaml", look).data.decode()


def errors(text: str) -> list[str]:
    return [each.code for each in look(text.encode()) if each.code not in DOUBT_CODES]


def in_good(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


# ---------------------------------------------------------------- the pages of the codes


@pytest.mark.parametrize("code", SHOWN)
def test_what_a_page_shows_is_mended_to_the_same_protocol_or_left_to_a_person(code: str) -> None:
    told = explanation(code)
    outcome = mend(told.fails)
    if code not in SURE:
        assert outcome == told.fails
        return
    assert look(outcome.encode()) == ()
    meant = read_protocol(told.mended.encode(), "example.yaml")
    assert read_protocol(outcome.encode(), "example.yaml").to_dict() == meant.to_dict()


@pytest.mark.parametrize("path", sorted((ROOT / "protocols").glob("*.yaml")), ids=lambda p: p.name)
def test_what_has_no_problem_is_left_alone(path: Path) -> None:
    data = path.read_bytes()
    assert mended(data, str(path), lambda each: problems_in(each, str(path))).data == data


# ---------------------------------------------------------------- slips of the finger

OWN = re.compile("^  (acute|loading|discharged|slow-curl):", re.MULTILINE)
"""Where the author names a thing: that name is right, whatever it is."""
TOKENS = [
    found.span()
    for found in re.finditer("[a-z][a-z_-]{3,}|: |- ", GOOD)
    if all(found.start() != own.start(1) for own in OWN.finditer(GOOD))
]


@st.composite
def slipped(draw: st.DrawFn) -> str:
    """The good protocol with one to three slips in it."""
    text = GOOD
    chosen = draw(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=3, unique=True))
    for start, end in sorted(chosen, reverse=True):
        word = text[start:end]
        if word.endswith(" "):
            slip = word.rstrip()
        else:
            at = draw(st.integers(0, len(word) - 1))
            letter = draw(st.sampled_from("aeost_-x"))
            before, here, after = word[:at], word[at], word[at + 1 :]
            slip = draw(
                st.sampled_from(
                    [
                        before + after,
                        before + letter + here + after,
                        before + letter + after,
                        before + after[:1] + here + after[1:],
                    ]
                )
            )
        text = text[:start] + slip + text[end:]
    return text


def test_the_good_one_is_good() -> None:
    assert look(GOOD.encode()) == ()


@given(slipped())
def test_a_slip_is_mended_to_what_was_meant_or_to_nothing_else(text: str) -> None:
    outcome = mend(text)
    assert len(errors(outcome)) <= len(errors(text))
    assert re.findall("[0-9]+", outcome) == re.findall("[0-9]+", text)
    assert outcome.count("\n") == text.count("\n")
    assert mend(outcome) == outcome
    for was, now, good in zip(*(each.split("\n") for each in (text, outcome, GOOD)), strict=True):
        assert now == was or _letters(now) == _letters(good) or _nearer(now, was, good)


def _letters(line: str) -> str:
    """A line without the spaces of a text, which nobody counts."""
    return line.replace(" ", "")


def _nearer(now: str, was: str, good: str) -> bool:
    """Whether one of several slips of a line is mended and the others are as they were."""
    kinds = [re.findall(r"[\w-]+|[^\w\s]", line) for line in (now, was, good)]
    if len({len(each) for each in kinds}) != 1:
        return True  # a colon or dash without its space changes what is a word
    return all(a in (b, c) for a, b, c in zip(*kinds, strict=True))


@given(slipped())
def test_line_ends_and_a_byte_order_mark_stay_as_they_are(text: str) -> None:
    plain = mend(text)
    windows = mended(
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "example.yaml", look
    ).data
    assert windows == b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()


@given(slipped())
def test_whatever_can_be_read_after_a_mend_is_the_protocol_that_was_meant(text: str) -> None:
    assume(errors(text))
    outcome = mend(text)
    assume(outcome != text and not errors(outcome))
    now = read_protocol(outcome.encode(), "example.yaml").to_dict()
    meant = read_protocol(GOOD.encode(), "example.yaml").to_dict()
    assert _criteria(now) == _criteria(meant)


def _criteria(said: object) -> object:
    """A declaration without what only people read, and without ids of the author's own."""
    if isinstance(said, dict):
        return {
            key: _criteria(value)
            for key, value in said.items()
            if key not in ("title", "summary", "goal", "id", "aliases", "from")
        }
    if isinstance(said, str):
        return re.sub("^([0-9]+ [a-z]+)s$", r"\1", said)  # `14 day` can be read as well
    return [_criteria(each) for each in said] if isinstance(said, list) else said


# ---------------------------------------------------------------- one mend after another


CERTAIN = [
    ("at_most: 3", "at_mots: 3"),
    ("at_most: 3", "at_most:3"),
    ("- pain: {at_most", "-pain: {at_most"),
    ("- pain: {at_most", "- pian: {at_most"),
    ("lapse_after: 14 days", "lapse_after: 14d"),
    ("lapse_after: 14 days", "lapse_after: 14days"),
    ("last: 2 weeks", "last: 2w"),
    ("within: 7 days", "within: 7 Days"),
    ("last: 1 session", "last: 1session"),
    ("moment: morning", "moment: mornng"),
    ("hold: 5}", "hold: 5 s}"),
    ("do: slow-curl", "do: Slow Curl"),
    ("do: slow-curl", "do: hamstring-lowering"),
    ("do: bridge", "do: brigde"),
    ("        sets: 2\n", '        sets: "2"\n'),
    ("aliases: [hamstring lowering]", "aliases: hamstrings"),
    ("from: [S1.14]", "from: S1.14"),
    ("      to: acute", "      to: acut"),
    ("    goal: Walk without pain", "    goal: Walk: without pain"),
    ("    goal: Walk without pain", "    goal: 2026"),
    ("    goal: Walk without pain", "    gaol: Walk without pain"),
    ("time_in_stage: {at_least: 7 days}", "time_in_stage: '>= 7 days'"),
    ("below: 2, last: 2 weeks", 'below: "< 2", last: 2 weeks'),
    ("at_most: 3", "at_most: \u00a03"),
    ("aslr: {", "aslr: &leg {"),
    ("  acute:\n    goal", "\tacute:\n\t\tgoal"),
    ("- do: slow-curl", "- do:\tslow-curl"),
]
"""What is right, and the same as someone may write it by mistake."""


@pytest.mark.parametrize(("good", "bad"), CERTAIN)
def test_what_can_only_have_been_meant_in_one_way_is_mended(good: str, bad: str) -> None:
    text = in_good(good, bad)
    assert errors(text)
    outcome = mend(text)
    assert look(outcome.encode()) == ()
    lines = zip(text.split("\n"), outcome.split("\n"), strict=True)
    assert 0 < sum(was != now for was, now in lines) <= 3
    assert mend(outcome) == outcome


@pytest.mark.parametrize(("good", "bad"), CERTAIN)
def test_every_mend_keeps_the_ends_of_lines(good: str, bad: str) -> None:
    text = in_good(good, bad)
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    outcome = mended(windows, "example.yaml", look).data
    assert outcome == b"\xef\xbb\xbf" + mend(text).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("at_most: 3", "at_most: three"),
        ("at_most: 3", "at_most: 30"),
        ("at_most: 3", 'at_most: "< 3"'),  # `below` is another limit
        ("at_most: 3", "at_most: 3,5"),
        ("at_most: 3", "at_mast: 3"),
        ("at_most: 3", "max: 3"),
        ("at_least: 90 %", "at_least: 0.9 deg"),
        ("at_least: 70 deg", "at_least: 3 days"),
        ("lapse_after: 14 days", "lapse_after: 14"),
        ("lapse_after: 14 days", "lapse_after: 14 sessions"),
        ("lapse_after: 14 days", "lapse_after: two weeks"),
        ("last: 1 session", "last: 1 s"),
        ("within: 7 days", "within: 7session"),
        ("within: 7 days", "last: 7 days"),
        ("version: 1.2.3", "version: v1.2"),
        ("version: 1.2.3", "version: 01.2"),
        ("id: example", "id: My Example"),
        ("aslr: {", "pain: 3 #{"),
        ("pain: {at_least: 6, last: 1 session}", "pain: 3"),
        ("pain: {at_least: 6, last: 1 session}", "pain: '< three'"),
        ("    goal: Walk without pain", "    goal: calm from: 3"),
        ("    goal: Walk without pain", "    gaol: Walk\n    goal: Run"),
        ("    goal: Walk without pain", "    gaol: Walk\n    goall: Run"),
        ("    goal: Walk without pain", "    goal: &calm Walk"),
        ("    goal: Walk without pain", '    goal: "Walk\twithout"\n\ttitle: x'),
        ("do: slow-curl", "do: 2026"),
        ("do: bridge", "do: heel-dig-2"),
        ("aliases: [hamstring lowering]", "aliases: hamstrings, curls"),
    ],
)
def test_what_could_be_meant_otherwise_is_left_to_a_person(good: str, bad: str) -> None:
    text = in_good(good, bad)
    assert errors(text)
    assert mend(text) == text


def test_an_anchor_that_something_points_to_stays() -> None:
    text = in_good("aslr: {", "aslr: &leg {").replace("reps: {at_least: 90 %", "reps: {of: *leg")
    assert mend(text) == text


def test_one_mend_may_bring_another_to_light() -> None:
    text = in_good("title: Example", "title: One: example").replace("at_most: 3", "at_mots: 3")
    outcome = mended(text.encode(), "example.yaml", look)
    assert [(each.code, each.was, each.now) for each in outcome.changes] == [
        ("RF305", "One: example", '"One: example"'),
        ("RF402", "at_mots:", "at_most:"),
    ]
    assert look(outcome.data) == ()


def test_where_more_comes_to_light_than_there_was_nothing_is_written() -> None:
    text = in_good("title: Example", "title: One: example")
    text = text.replace("at_most: 3", "at_most: 30").replace("below: 2", "below: 20")
    assert errors(text) == ["RF305"]
    assert mend(text) == text
    fewer = text.replace("below: 20", "below: 2")
    assert errors(mend(fewer)) == ["RF423"]


def test_a_mend_that_brings_a_new_problem_is_left_while_others_are_made() -> None:
    """A second dose of one exercise is what mending its name would make."""
    text = in_good("do: slow-curl", "do: heel-digg").replace("at_most: 3", "at_mots: 3")
    outcome = mend(text)
    assert errors(outcome) == ["RF410"]
    assert "at_most: 3" in outcome


def test_what_is_no_yaml_after_a_mend_either_is_left_alone() -> None:
    text = in_good("    goal: Walk without pain", "    goal: Walk: without\n      pain")
    assert errors(text) == ["RF305"]
    assert mend(text) == text


def test_a_text_that_goes_on_is_not_cut_in_two() -> None:
    text = in_good("    goal: Walk without pain", "    goal: Walk\n      pain:low")
    assert errors(text) == ["RF315"]
    assert mend(text) == text


def test_what_another_file_has_is_not_mended_here() -> None:
    other = Problem("base.yaml", 1, 1, "RF402", "no", fix=(Edit(1, 1, 2, "x"),))
    assert mended(b"abc", "example.yaml", lambda data: [other]).data == b"abc"


def test_edits_that_overlap_are_made_one_at_a_time() -> None:
    def both(data: bytes) -> list[Problem]:
        found = [
            Problem("f", 1, 1, "RF402", "no", "a", fix=(Edit(1, 1, 5, "b: 1"),)),
            Problem("f", 1, 1, "RF403", "no", "b", fix=(Edit(1, 4, 5, "2"),)),
        ]
        return [
            each for each in found if (each.field == "b") == (data == b"a: 1") or data == b"a: 1"
        ]

    outcome = mended(b"a: 1", "f", both)
    assert outcome.changes == (Change(1, 4, "RF403", "1", "2"),)


def test_mending_goes_on_for_so_many_rounds_and_no_more() -> None:
    """One bracket a round goes; only without any is it YAML."""

    def one_too_many(data: bytes) -> list[Problem]:
        many = data.count(b"]")
        return [Problem("f", 1, 1, "RF305", "no", str(many), fix=(Edit(1, 1, 2, ""),))] * (
            many > 0
        )

    assert mended(b"]" * ROUNDS + b"a", "f", one_too_many).data == b"a"
    more = b"]" * (ROUNDS + 1) + b"a"
    assert mended(more, "f", one_too_many).data == more


LADDER = """\
rehabflow: 1
id: example
version: 1.0.0
title: Example
ladders:
  more:
    rungs: [1x10, 2x10]
    climb: {when: {pain: {moment: morning, at_most: 2}}}
stages:
  acute:
    exercises: [{do: heel-dig, ladder: more}, {do: bridge, ladder: more}]
    advance: {when: {pain: {at_most: 3}}}
  discharged: {final: true}
"""


def test_a_ladder_that_is_read_twice_is_told_and_mended_once() -> None:
    assert look(LADDER.encode()) == ()
    text = LADDER.replace("morning", "mornng")
    assert errors(text) == ["RF428"]
    assert mend(text) == LADDER


@pytest.mark.parametrize(("id", "slip"), [("acute", "acut"), ("slow-curl", "slow-cur")])
def test_where_two_places_agree_the_slip_may_be_in_the_name_itself(id: str, slip: str) -> None:
    text = GOOD.replace(f"  {id}:", f"  {slip}:").replace("do: bridge,", "do: slow-curl,")
    found = [each for each in look(text.encode()) if each.fix]
    assert len(found) == 2
    assert mend(text) == text


def test_where_two_places_agree_on_a_slip_in_a_shared_name_both_are_mended() -> None:
    good = GOOD.replace("do: bridge,", "do: heel-dig,")
    assert mend(good.replace("heel-dig", "heel-digg")) == good


def test_shared_files_are_mended_too(tmp_path: Path) -> None:
    path = tmp_path / "exercises.yaml"
    text = b"rehabflow: 1\nexercises:\n  a-leap: {titel: Leap, easier: [heel-digg]}\n"
    path.write_bytes(text)
    data = mended(text, str(path), lambda each: problems_in(each, str(path))).data
    assert data == text.replace(b"titel", b"title").replace(b"heel-digg", b"heel-dig")


def test_a_version_keeps_its_numbers() -> None:
    assert "version: 1.2.0\n" in mend(in_good("version: 1.2.3", "version: 1.2"))
    assert "version: 7.0.0\n" in mend(in_good("version: 1.2.3", "version: 7"))
    assert "version: 1.10.0\n" in mend(in_good("version: 1.2.3", "version: 1.10"))


def test_a_protocol_that_extends_another_is_mended_like_any() -> None:
    head = "rehabflow: 1\nid: ours\nversion: 1.0.0\nextends: hamstring-strain\nstages:\n"
    stage = load_protocol("hamstring-strain").stage_ids[0]
    outcome = mend(f"{head}  {stage[:-1]}: {{goal: Calm}}\n")
    assert outcome == f"{head}  {stage}: {{goal: Calm}}\n"
    assert look(outcome.encode()) == ()
