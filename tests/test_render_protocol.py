"""A protocol as a clinician reads it: whole texts, and that nothing of it is left out.

After a change of wording, `REHABFLOW_ACCEPT=1` writes the texts anew: read every one of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from naive import quantity
from strategies import protocols
from test_render_text import check_layout

from rehabflow import Protocol, load_protocol
from rehabflow.quantity import decimal
from rehabflow.render.page import Page, Row
from rehabflow.render.protocol import protocol_text

GOLDEN = Path(__file__).parent / "golden" / "views"
Plain = dict[str, Any]


def odd() -> Protocol:
    return load_protocol(GOLDEN.parent / "odd.yaml")


def least() -> Protocol:
    """A protocol that says nothing which it need not say."""
    stages = {
        "wait": {"advance": {"when": {"time_in_stage": {"at_least": 3}}}},
        "end": {"final": True},
    }
    return Protocol.from_dict(
        {"rehabflow": 1, "id": "least", "version": "1.0.0", "title": "Wait", "stages": stages}
    )


TEXTS = {
    "least": lambda: protocol_text(least(), "brought by least.yaml"),
    "hamstring-strain": lambda: protocol_text(
        load_protocol("hamstring-strain"), "brought by rehabflow"
    ),
    "odd": lambda: protocol_text(odd(), "brought by odd.yaml"),
    "odd-narrow": lambda: protocol_text(odd(), "brought by odd.yaml", width=48),
    "odd-colour": lambda: protocol_text(odd(), "brought by odd.yaml", colour=True),
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_as_it_was_accepted(name: str) -> None:
    path, text = GOLDEN / f"{name}.txt", TEXTS[name]() + "\n"
    if os.environ.get("REHABFLOW_ACCEPT") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(TEXTS)


@pytest.mark.parametrize("name", ["least", "hamstring-strain", "odd"])
def test_an_accepted_text_keeps_to_its_80_columns_and_to_its_words(name: str) -> None:
    text = TEXTS[name]()
    check_layout(text)
    assert "Decision support, not medical advice" in text


def test_colour_adds_nothing_else() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", TEXTS["odd-colour"]()) == TEXTS["odd"]()


def test_what_an_author_wrote_is_fit_for_a_terminal() -> None:
    data = load_protocol("hamstring-strain").to_dict()
    data["title"] = "山田" * 20
    text = protocol_text(Protocol.from_dict(data), "brought by \x1b[31m\u202e")
    check_layout(text)
    assert "Brought by \\x1b[31m\\u202e" in text


# ---------------------------------------------------------------- what it was made from


def section(text: str, head: str) -> str:
    """A section on one line, up to the next empty line."""
    return " ".join(re.split(rf"^{head} ", text, flags=re.M)[1].split("\n\n")[0].split())


def test_what_a_protocol_takes_away_and_adds_is_told_with_what_it_was() -> None:
    base = load_protocol("hamstring-strain")
    data = base.to_dict() | {"id": "ours", "based_on": "hamstring-strain@1.0.0"}
    data["refer"] = {"when": {"pain": {"at_least": 9}}}
    data["setback"] = {"when": {"aslr": {"below": 30}}}
    del data["stages"]["acute"]["advance"]["when"][1]
    text = protocol_text(Protocol.from_dict(data), "brought by x", base=base)
    check_layout(text)
    said = section(text, "BASE")
    assert said.startswith("hamstring-strain 1.0.0. This differs from it in: - refer.when.")
    assert "- refer.when.pain: {at_least: 9}, new" in said
    assert "- refer.when.any: [{pain: {at_least: 8, last: 1 session}}, " in said
    assert "missing: ignore}}], is gone" in said
    assert "- setback: {when: {aslr: {below: 30}}}, new" in said
    gone = "{pain: {moment: morning, at_most: 2, last: 3 days}}, is gone"
    assert f"- stages.acute.advance.when[1]: {gone}" in said


def test_a_base_that_is_not_at_hand_or_says_the_same_is_told_so() -> None:
    base = load_protocol("hamstring-strain")
    same = Protocol.from_dict(base.to_dict() | {"id": "x", "based_on": "hamstring-strain@1.0.0"})
    assert section(protocol_text(same, "x", base=base), "BASE") == (
        "hamstring-strain 1.0.0, and says the same."
    )
    said = section(protocol_text(same, "x"), "BASE")
    assert said.startswith("hamstring-strain 1.0.0: that version is not installed here")
    assert "BASE " not in protocol_text(base, "x")


# ---------------------------------------------------------------- nothing is left out

PAINS = {
    "during": "exercise pain",
    "after": "pain after exercise",
    "morning": "morning pain",
    "rest": "pain at rest",
    "walking": "pain on walking",
    "palpation": "pain on palpation",
    "test": "pain in the leg raise",
}
LABELS = {
    "sessions": "training sessions",
    "time_in_stage": "time in stage",
    "rest": "rest between sessions",
    "flare": "rise by the next morning",
    "gap": "days since the last training",
    "since_injury": "time since the injury",
}
TITLES = {
    "aslr": "leg raise",
    "m_jump": "Jump",
    "m_fear": "Fear of it",
    "m_squat": "Painless squat",
}
UNITS = {
    "aslr": "°",
    "reps": " %",
    "symmetry": " %",
    "rest": " h",
    "flare": " points",
    "over_cap": " points",
    "time_in_stage": " days",
    "since_injury": " days",
    "gap": " days",
    "m_jump": " cm",
    "m_fear": " /100",
}
LIMITS = {"at_least": "at least", "above": "above", "at_most": "at most", "below": "below"}
WINDOWS = {
    "pain": {"during": "1 session", "after": "1 session", "morning": "1 day"},
    **dict.fromkeys(("reps", "rest", "flare", "cut_short"), "3 sessions"),
    **dict.fromkeys(("sessions", "plateau"), "stage"),
    "over_cap": "1 session",
    "trend": "7 days",
}
NONE = ("time_in_stage", "since_injury", "gap")


def label(rule: str, about: Plain) -> str:
    """What a drawn criterion measures, from how it is written alone."""
    of, besides = about.get("of"), list[str]()
    take = [f"take {about['take']}"] if about.get("take", "mean") != "mean" else []
    if rule == "pain":
        quality = about.get("quality", "strain")
        besides = ["quality any"] if quality == "any" else []
        feel = "" if quality in ("strain", "any") else f"{quality} "
        name = feel + PAINS[about.get("moment", "during")]
    elif rule == "aslr":
        name = "other leg's raise" if about.get("side") == "other" else "leg raise"
    elif rule == "reps":
        name, besides = f"repetitions of {of}" if of else "repetitions", take
    elif rule == "measure":
        take = [f"take {about['take']}"] if about.get("take", "newest") != "newest" else []
        name, besides = TITLES[str(of)], [f"of {of}", *take]
    elif rule == "symmetry":
        within = quantity(about.get("other_within", 28))
        besides = [f"of {of}", *([f"other_within {within} days"] if within != 28 else [])]
        name = f"symmetry of {TITLES[str(of)]}"
    elif rule == "trend":
        besides = [f"of {of}"]
        name = f"trend of {'exercise pain' if of == 'pain' else TITLES[str(of)]}"
    elif rule == "over_cap":
        name = f"pain over the cap of {of}" if of else "pain over an exercise's cap"
    elif rule == "cut_short":
        why = about.get("why", "pain")
        name = f"sessions cut short by {'other reasons' if why == 'other' else why}"
    elif rule == "plateau":
        asked, inside = (of, dict[str, Any]()) if isinstance(of, str) else next(iter(of.items()))
        probe = label(asked, inside)
        window = "" if asked in NONE else f", {window_of(asked, inside)}"
        by = [f"by {about['by']}"] if about.get("by") else []
        besides = [f"of {probe}{window}", *by]
        name = f"sessions without improvement of {probe.partition(' (')[0]}"
    else:
        name = LABELS[rule]
    return f"{name} ({'; '.join(besides)})" if besides else name


def window_of(rule: str, about: Plain) -> str:
    usual = WINDOWS.get(rule, "")
    if isinstance(usual, dict):
        usual = usual.get(about.get("moment", "during"), "")
    if rule == "measure" and about.get("take"):
        usual = "3 sessions"
    said, before = about.get("last", usual), " before that date" * (rule == "flare")
    if said == "stage":
        return f"this stage{before}"
    if not said:
        many = quantity(about.get("within", 7))
        return f"within {many} day{'s' * (many != 1)}"
    if said.endswith(("session", "sessions")):
        text = f"last {said}"
    else:
        many = quantity(said)
        text = f"last {many} day{'s' * (many != 1)}"
    return text.replace("last 1 ", "last ") + before


def criterion(rule: str, about: Plain, *, repeated: bool) -> str:
    """The line of a drawn criterion, its columns one space apart."""
    unit = UNITS.get(about["of"] if rule in ("measure", "trend") else rule, "")
    said: list[str] = []
    for name, words in LIMITS.items():
        if name in about:
            number = decimal(quantity(about[name]))
            tail = unit.removesuffix("s") if number == "1" and unit.endswith("s") else unit
            said.append(f"{words} {number}{tail}")
    if "is" in about:
        limit = about["is"]
        said.append(
            f"exactly {limit if limit in ('yes', 'no') else decimal(quantity(limit))}{unit}"
        )
    window = "" if repeated or rule in NONE else window_of(rule, about)
    logged = "if logged" * (about.get("missing") == "ignore")
    asked = ", ".join(filter(None, [window, logged]))
    return f"- {label(rule, about)} {' and '.join(said)} {asked}".strip()


def whole(when: Any) -> tuple[str, str, list[Any], bool]:
    """A drawn gate as a group: how many of which must be met, where, and whether by date."""
    if isinstance(when, list):
        when = {"all": when}
    ((name, inside),) = when.items()
    if name == "repeat":
        who, _, parts, _ = whole(inside["when"])
        last = inside["last"]
        which = {
            "stage": "the training sessions of this stage",
            "1 week": "the training sessions of the last 7 days",
        }.get(last, f"the last {last.replace('session', 'training session')}")
        on = f", on at least {inside['times']} of {which}, each read on its own date"
        return who, on, parts, True
    if name in ("all", "any") and len(inside) == 1:
        return whole(inside[0])
    if name in ("all", "any", "none"):
        who = {"all": "all", "any": "at least one", "none": "none"}[name]
        return f"{who} of these", "", inside, False
    if name == "some":
        return f"at least {inside['at_least']} of these", "", inside["of"], False
    return "this", "", [when], False


def clause(when: Any) -> str:
    who, on, _, _ = whole(when)
    many = who == "all of these" or bool(re.fullmatch("at least ([2-9]) of these", who))
    return f"{who} {'are' if many else 'is'} met{on}"


def lines(when: Any, *, repeated: bool = False) -> Iterator[str]:
    """A line for each criterion of a drawn gate and for each group in it, in order."""
    _, _, parts, by_date = whole(when)
    for part in parts:
        ((name, inside),) = part.items()
        if name in ("all", "any", "none", "some", "repeat"):
            who, on, _, _ = whole(part)
            yield f"- {who}{on}:"
            yield from lines(part, repeated=repeated or by_date)
        else:
            yield criterion(name, inside, repeated=repeated or by_date)


def expected(data: Plain) -> Iterator[str]:
    """What must stand in the text of a drawn protocol, in this order."""

    def ways(place: Plain, kind: str) -> Iterator[str]:
        drawn = place.get(kind, [])
        for each in drawn if isinstance(drawn, list) else [drawn]:
            yield f"when {clause(each['when'])}:"
            yield from lines(each["when"])

    def advice(place: Plain) -> Iterator[str]:
        for each in place.get("advise", []):
            yield f"“{each['say']}” while {clause(each['when'])}:"
            yield from lines(each["when"])

    yield f"{data['title']} ({data['id']} {data['version']})"
    yield data["summary"]
    yield from ways(data, "refer")
    yield from ways(data, "setback")
    yield from advice(data)
    for id, stage in data["stages"].items():
        yield f": {id}"
        if "choose" in stage:
            yield f"any {stage['choose']} of these:"
        for dose in stage.get("exercises", []):
            title = data["exercises"][dose["do"]]["title"]
            held = f" held {dose['hold']} s" if "hold" in dose else ""
            yield f"- {title} {dose.get('sets', 1)}×{dose.get('reps', 1)}{held}"
        for kind in ("advance", "setback", "refer"):
            yield from ways(stage, kind)
        yield from advice(stage)
    for source in data["sources"]:
        yield f"- {source['cite']}, doi {source['doi']}."


@given(protocols())
def test_any_protocol_is_shown_whole_and_in_order(data: Plain) -> None:
    text = protocol_text(Protocol.from_dict(data), "brought by a test")
    check_layout(text)
    said, at = " ".join(text.split()), 0
    for each in expected(data):
        found = said.find(each, at)
        assert found >= 0, each
        at = found + len(each)


def provenance(node: Any) -> Iterator[str]:
    """Every `from`, `choice` and `verified` of a declaration, in the words of a note."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "from":
                yield ", ".join(value)
            elif name in ("choice", "verified"):
                plain = {True: "yes", False: "no"}.get(value, value)
                yield f"{name}: {str(plain).rstrip('.')}"
            else:
                yield from provenance(value)
    elif isinstance(node, list):
        for each in node:
            yield from provenance(each)


@pytest.mark.parametrize(
    "protocol", [load_protocol("hamstring-strain"), odd()], ids=["own", "odd"]
)
def test_where_each_number_comes_from_is_shown(protocol: Protocol) -> None:
    said = " ".join(protocol_text(protocol, "brought by a test").split()).casefold()
    for each in provenance(protocol.to_dict()):
        assert each.casefold() in said


def test_each_mark_has_its_note_in_its_own_part() -> None:
    for part in TEXTS["odd"]().split("\n== "):
        marks, _, notes = part.partition("WHY ")
        told = re.findall(r"^ *\[([0-9]+)\]", notes, re.MULTILINE)
        assert set(re.findall(r"\[([0-9]+)\]", marks)) == set(told)
        assert told == [str(number) for number in range(1, len(told) + 1)]


def test_a_heading_wider_than_its_page_stands_without_a_rule() -> None:
    page = Page(10, colour=False)
    page.rule("In every stage")
    assert page.text() == "\n== In every stage"


def test_a_row_without_cells_needs_no_columns() -> None:
    page = Page(40, colour=False)
    page.table([Row("- ", "plain", 0, (), "nothing")], (10,))
    assert page.text() == "- nothing"
