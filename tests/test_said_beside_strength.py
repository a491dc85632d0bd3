"""What strength foundations and Askling's protocol say beside their moves, at each limit."""

from __future__ import annotations

import datetime as dt

import pytest

from rehabflow import Engine, Log, load_protocol

SHARP, MONTH, QUARTER = "Sharp pain is no muscle burn", "Monthly review", "Quarterly test"
TWO, SOON, SAME = "Two sessions a week", "The last two sessions", "More than six weeks"
WORN = "Recovery is not adequate"
HURT, PROVOKED = "It hurt in one of the three", "The last session provoked pain"
STRENGTH, ASKLING = "strength-foundations", "askling-l-protocol"


def said(id: str, stage: str, text: str, injury: dt.date | None = None) -> list[str]:
    """The advice on the last of the rows `date name=value ...`, begun in a stage."""
    rows = []
    for at, row in enumerate(text.split(";")):
        date, *cells = row.split()
        rows.append({"date": f"2026-{date}", **dict(each.split("=") for each in cells)})
        if at == 0:
            rows[0] |= {"event": "override", "to": stage, "by": "Dr Example", "reason": "start"}
    protocol = load_protocol(id)
    log = Log.from_entries(rows, protocol=protocol, injury=injury)
    return [each.say for each in Engine(protocol).replay(log).advice]


@pytest.mark.parametrize(
    ("stage", "text", "starts"),
    [
        ("acute", "03-02 pain=3 quality=ache work=all", []),
        ("acute", "03-02 pain=0.5 quality=sharp work=all", [SHARP]),
        ("acute", "03-02 pain=3 work=all", []),
        ("foundation", "03-02 pain=0 work=all; 03-04 pain=0 work=all", []),
        ("foundation", "03-02 pain=0 work=all; 03-03 pain=0 work=all", [SOON]),
        (
            "foundation",
            "03-02T18:00 pain=0 work=all; 03-04T17:59 pain=0 work=all",
            [SOON],
        ),
        (
            "foundation",
            "03-02T18:00 pain=0 work=all; 03-04T18:00 pain=0 work=all",
            [],
        ),
        (
            "foundation",
            "03-02 pain=0 work=all; 03-05 pain=0 work=all; 03-08 pain=0 work=all",
            [TWO],
        ),
        (
            "foundation",
            "03-02 pain=0 work=all; 03-05 pain=0 work=all; 03-09 pain=0 work=all",
            [],
        ),
        ("volume", "03-02 pain=0 work=all; 04-13 pain=0 work=all", []),
        ("volume", "03-02 pain=0 work=all; 04-14 pain=0 work=all", [SAME]),
        ("intermediate", "03-02 pain=0 work=all recovered=yes", []),
        ("intermediate", "03-02 pain=0 work=all recovered=no", [WORN]),
        ("intermediate", "03-02 recovered=no; 03-09 pain=0 work=all", [WORN]),
        ("intermediate", "03-02 recovered=no; 03-10 pain=0 work=all", []),
    ],
)
def test_strength_foundations_says_it_at_its_limit(
    stage: str, text: str, starts: list[str]
) -> None:
    found = said(STRENGTH, stage, text)
    assert len(found) == len(starts), found
    assert all(each.startswith(start) for each, start in zip(found, starts, strict=True))


@pytest.mark.parametrize(
    ("weeks", "starts"),
    [
        (3, []),
        (4, [MONTH]),
        (5, []),
        (7, []),
        (8, [MONTH]),
        (9, []),
        (11, []),
        (12, [MONTH]),
        (13, [QUARTER]),
        (14, []),
        (25, []),
        (26, [QUARTER]),
        (27, []),
    ],
)
def test_reviews_are_said_in_the_week_in_which_they_are_due(weeks: int, starts: list[str]) -> None:
    injury = dt.date(2026, 6, 1) - dt.timedelta(weeks=weeks)
    found = said(STRENGTH, "intermediate", "06-01 pain=0 work=all", injury)
    assert [each.split(",")[0].split(":")[0] for each in found] == starts


def test_without_the_date_of_the_injury_no_review_is_said() -> None:
    assert said(STRENGTH, "intermediate", "06-01 pain=0 work=all") == []


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("03-02 pain=0 exercise=diver", []),
        ("03-02 pain=0.5 exercise=diver", [HURT, PROVOKED]),
        ("03-02 pain=0.5 exercise=stationary-bike", [PROVOKED]),
        ("03-02 exercise=diver", []),
    ],
)
def test_askling_says_when_it_hurt(text: str, starts: list[str]) -> None:
    found = said(ASKLING, "lengthening", text)
    assert len(found) == len(starts), found
    assert all(each.startswith(start) for each, start in zip(found, starts, strict=True))
