"""Where a patient stands: what each move lets the next gates see, and what may be let go of."""

from __future__ import annotations

import make
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, did, dose, on, stage, way

from rehabflow.plan import Plan, plan_of
from rehabflow.prescription import Prescription
from rehabflow.progress import Progress
from rehabflow.rule import Span, Window
from rehabflow.session import Session
from rehabflow.standing import Standing
from rehabflow.view import View

HEEL = Prescription((dose("heel-dig", 3, 10),))
CURL = Prescription((dose("curl", 3, 10),))
KINDS = ["advance", "setback", "refer", "override", "clear"]
EMPTY = Progress("sha256:0", "acute")


def plan_reading(*windows: str, prescription: Prescription = HEEL, newest: int = 0) -> Plan:
    """The plan of a stage whose gate reads those windows."""
    first = stage("acute", way("advance", "done", *windows), prescription=prescription)
    about = make.protocol(first, stage("done", final=True))
    plan = plan_of(about, first)
    return evolve(plan, newest=max(newest, plan.newest))


WIDE = plan_reading("9 sessions", "30 days", "stage", "within 30 days")


def begun(*sessions: Session, plan: Plan = WIDE, lapse_after: int | None = None) -> Standing:
    """A patient who starts with the first session, and takes them all."""
    standing = Standing(EMPTY, plan)
    standing.enter(plan, "start", sessions[0])
    for session in sessions:
        standing.take(session, lapse_after)
    return standing


def held(view: View, text: str) -> list[int]:
    return make.numbers(view.window(Span.parse(text)))


def trained(view: View, text: str) -> int:
    return len(view.window(Span.parse(text)).trained)


# ---------------------------------------------------------------- entering a stage


def test_a_start_sees_its_own_date_and_all_that_follows() -> None:
    standing = begun(on(1, ALL), on(2), on(3, ALL))
    assert (standing.since, standing.date) == (make.date(1), make.date(3))
    for view in (standing.advance, standing.danger):
        assert held(view, "stage") == [1, 2, 3]
        assert held(view, "within 7 days") == [1, 2, 3]
        assert trained(view, "stage") == 2
        assert (view.date, view.entered) == (make.date(3), make.date(1))


@pytest.mark.parametrize(
    ("kind", "stretch", "newest"),
    [
        ("advance", [4, 5], [1, 2, 3, 4, 5]),
        ("setback", [4, 5], [4, 5]),
        ("refer", [4, 5], [4, 5]),
        ("override", [3, 4, 5], [3, 4, 5]),
        ("clear", [3, 4, 5], [3, 4, 5]),
    ],
)
def test_what_a_stage_sees_depends_on_the_move_that_entered_it(
    kind: str, stretch: list[int], newest: list[int]
) -> None:
    """Entered on the 3rd; stretches see the days after it, an override's or clear's own too."""
    sessions = [on(number, ALL) for number in range(1, 6)]
    standing = begun(*sessions[:3])
    standing.enter(WIDE, kind, sessions[2])
    at_once = [number for number in stretch if number <= 3]
    for view in (standing.advance, standing.danger):
        assert held(view, "stage") == held(view, "9 sessions") == at_once
        assert held(view, "within 7 days") == [number for number in newest if number <= 3]
        assert view.entered == make.date(3)
    for session in sessions[3:]:
        standing.take(session, None)
    for view in (standing.advance, standing.danger):
        assert held(view, "stage") == held(view, "9 sessions") == held(view, "9 days") == stretch
        assert held(view, "within 7 days") == newest
        assert trained(view, "stage") == len(stretch)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("advance", True), ("setback", False), ("refer", False), ("override", True), ("clear", True)],
)
def test_right_after_a_move_a_newest_value_has_a_session_to_look_at_or_not(
    kind: str, seen: bool
) -> None:
    session = on(1, ALL)
    standing = begun(session)
    standing.enter(WIDE, kind, session)
    assert standing.danger.window(Span.parse("within 7 days")).seen is seen
    standing.take(on(2), None)
    assert standing.danger.window(Span.parse("within 7 days")).seen is True


@pytest.mark.parametrize(("kind", "count"), [("override", 1), ("clear", 1), ("setback", 0)])
def test_the_date_of_an_override_trains_for_the_stage_that_it_leads_to(
    kind: str, count: int
) -> None:
    session = on(2, did("curl", 3, 10))
    standing = begun(on(1, ALL), session)
    assert trained(standing.danger, "stage") == 1
    standing.enter(plan_reading("9 sessions", "stage", prescription=CURL), kind, session)
    assert trained(standing.danger, "stage") == count
    assert standing.trained == (make.date(2).toordinal() if count else 0)


# ---------------------------------------------------------------- a lapse


@pytest.mark.parametrize(
    ("log", "seen"),
    [
        ([on(1, ALL), on(8, ALL)], [1, 8]),
        ([on(1, ALL), on(9, ALL)], [9]),
        ([on(1, ALL), on(9)], [9]),
        ([on(1, ALL), on(5), on(9)], [5, 9]),
        ([on(1, ALL), on(2), on(9)], [2, 9]),
        ([on(1), on(9)], [1, 9]),
        ([on(1), on(9, ALL), on(17, ALL)], [17]),
        ([on(1, ALL), on(9, ALL), on(10, ALL)], [9, 10]),
        ([on(1, ALL), on(2, ALL), on(9, ALL), on(10)], [1, 2, 9, 10]),
        ([on(1, ALL), on(9), on(10), on(11, ALL)], [9, 10, 11]),
        ([on(1, ALL), on(9, ALL), on(17), on(18)], [17, 18]),
    ],
)
def test_a_longer_gap_between_training_hides_all_up_to_its_beginning_from_an_advance(
    log: list[Session], seen: list[int]
) -> None:
    """More than 7 days between two training sessions, or the last one and the date asked."""
    standing = begun(*log, lapse_after=7)
    logged = [make.number_of(session.date) for session in log]
    for text in ("stage", "9 sessions", "30 days", "within 30 days"):
        assert held(standing.advance, text) == seen, text
        assert held(standing.danger, text) == logged, text


def test_what_is_seen_begins_on_the_day_after_the_lapse() -> None:
    standing = begun(on(1, ALL), on(3, ALL), on(11, ALL), lapse_after=7)
    assert standing.advance.window(Span.parse("8 days")).missing == 0
    assert standing.advance.window(Span.parse("9 days")).missing == 1
    assert standing.danger.window(Span.parse("9 days")).missing == 0


def test_without_a_lapse_no_gap_hides_anything() -> None:
    standing = begun(on(1, ALL), on(31, ALL))
    assert held(standing.advance, "stage") == [1, 31]


def test_only_the_present_stages_training_makes_gaps_and_not_its_start() -> None:
    session = on(1, ALL)
    standing = begun(session, lapse_after=7)
    standing.enter(WIDE, "advance", session)
    standing.take(on(20), 7)
    assert held(standing.advance, "within 30 days") == [1, 20]
    standing.take(on(21, ALL), 7)
    assert held(standing.advance, "within 30 days") == [1, 20, 21]


def test_a_new_stage_forgets_the_lapse_of_the_one_before() -> None:
    last = on(10, ALL)
    standing = begun(on(1, ALL), last, lapse_after=7)
    assert held(standing.advance, "within 30 days") == [10]
    standing.enter(WIDE, "advance", last)
    assert held(standing.advance, "within 30 days") == [1, 10]
    assert standing.freeze(None).hidden_to == 0


def test_a_gate_sees_by_its_kind() -> None:
    standing = begun(on(1, ALL))
    assert standing.seen_by("advance") is standing.advance
    assert standing.seen_by("refer") is standing.seen_by("setback") is standing.danger
    assert (standing.advance.advance, standing.danger.advance) == (True, False)


# ---------------------------------------------------------------- what may be let go of


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        ("1 session", [6]),
        ("2 sessions", [5, 6]),
        ("1 day", []),
        ("2 days", [6]),
        ("4 days", [4, 5, 6]),
        ("within 1 day", [6]),
        ("within 3 days", [4, 5, 6]),
        ("stage", [1, 2, 3, 4, 5, 6]),
        ("20 sessions", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_a_progress_keeps_what_the_windows_of_a_later_date_can_reach(
    window: str, kept: list[int]
) -> None:
    daily = [on(number, ALL) for number in range(1, 7)]
    progress = begun(*daily, plan=plan_reading(window)).freeze(None)
    assert [make.number_of(session.date) for session in progress.seen] == kept
    assert progress.counted == 6 - len(kept)


def test_a_progress_keeps_the_newest_values_of_other_stages_over_an_advance() -> None:
    daily = [on(number, ALL) for number in range(1, 7)]
    standing = begun(*daily)
    standing.enter(plan_reading("1 session", newest=3), "advance", daily[-1])
    progress = standing.freeze(None)
    assert [make.number_of(session.date) for session in progress.seen] == [4, 5, 6]
    assert progress.counted == 0


def test_a_progress_says_where_the_patient_stands() -> None:
    before = begun(on(1, ALL)).freeze(None)
    standing = begun(on(1, ALL), on(12, ALL), lapse_after=7)
    progress = standing.freeze(before)
    first, last = make.date(1).toordinal(), make.date(12).toordinal()
    assert progress == Progress(
        protocol="sha256:0",
        stage="acute",
        since=make.date(1),
        date=make.date(12),
        stretch_from=first,
        newest_from=0,
        hidden_to=first,
        trained=last,
        counted=0,
        seen=(on(1, ALL), on(12, ALL)),
        before=before,
    )


def test_a_long_log_is_let_go_of_while_it_is_read() -> None:
    standing = begun(*(on(number, ALL) for number in range(1, 1001)), plan=plan_reading("3 days"))
    assert len(standing.days) <= 70
    assert trained(standing.danger, "3 days") == 3


class Hoarder(Standing):
    """Lets go of nothing."""

    __slots__ = ()

    def _trim(self) -> None:
        pass


PLANS = [
    plan_reading("1 session", newest=2),
    plan_reading("3 sessions", "2 days", newest=2),
    plan_reading("2 sessions", "within 2 days", newest=2),
    plan_reading("3 days", prescription=CURL, newest=2),
    plan_reading("stage", newest=2),
    plan_reading("within 2 days", newest=2),
]
WINDOWS = [
    ["1 session"],
    ["3 sessions", "1 session", "2 days", "1 day"],
    ["2 sessions", "within 2 days"],
    ["3 days", "2 days"],
    ["stage"],
    ["within 2 days", "within 1 day"],
]


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[Session, tuple[int, str] | None, int]]:
    """Sessions, each with the move that its date makes, if any, and how it is carried on."""
    course = []
    number = 0
    work = st.sampled_from([(), (ALL,), (did("heel-dig", 1, 1),), (did("curl", 1, 1),)])
    moves = st.none() | st.none() | st.tuples(st.integers(0, 5), st.sampled_from(KINDS))
    for _ in range(draw(st.integers(1, 14))):
        number += draw(st.sampled_from([1, 1, 1, 2, 3, 6]))
        course.append((on(number, *draw(work)), draw(moves), draw(st.integers(0, 2))))
    return course


def carried_on(standing: Standing, how: int, plan: Plan) -> Standing:
    """The same, kept in memory, or as a progress, or as a progress that came from JSON."""
    if how == 0:
        return standing
    progress = standing.freeze(None)
    return Standing(progress if how == 1 else evolve(progress, days=None), plan)


def told_by(window: Window) -> list[object]:
    """All that a window can tell a rule."""
    days = [(day.date, day.session, day.trained, day.completion()) for day in window]
    return [*days, window.missing, window.seen, len(window.trained)]


def everything(standing: Standing, windows: list[str]) -> list[object]:
    """All that a plan's windows tell an advance and a danger."""
    told: list[object] = [standing.since, standing.date, standing.trained, standing.hidden_to]
    for view in (standing.advance, standing.danger):
        for text in windows:
            told += told_by(view.window(Span.parse(text)))
    return told


@given(courses(), st.integers(0, 5), st.none() | st.integers(1, 5))
def test_what_is_let_go_of_is_never_missed(
    course: list[tuple[Session, tuple[int, str] | None, int]], first: int, lapse: int | None
) -> None:
    at = first
    lean, full = Standing(EMPTY, PLANS[at]), Hoarder(EMPTY, PLANS[at])
    for each in (lean, full):
        each.enter(PLANS[at], "start", course[0][0])
    for session, move, how in course:
        for each in (lean, full):
            each.take(session, lapse)
        assert everything(lean, WINDOWS[at]) == everything(full, WINDOWS[at])
        if move is not None:
            at, kind = move
            for each in (lean, full):
                each.enter(PLANS[at], kind, session)
            assert everything(lean, WINDOWS[at]) == everything(full, WINDOWS[at])
        lean = carried_on(lean, how, PLANS[at])


@pytest.mark.parametrize("how", [0, 1, 2], ids=["in memory", "as a progress", "out of JSON"])
def test_sessions_of_an_earlier_stage_look_alike_however_a_course_is_carried_on(how: int) -> None:
    """Trained in the first stage, advanced to one of other exercises: what a newest value sees."""
    plan = plan_reading("within 7 days", prescription=CURL)
    last = on(2)
    standing = begun(on(1, did("heel-dig", 3, 10)), last)
    standing.enter(plan, "advance", last)
    standing = carried_on(standing, how, plan)
    standing.take(on(3, did("curl", 3, 10)), None)
    window = standing.advance.window(Span.parse("within 7 days"))
    assert [day.trained for day in window] == [False, False, True]
    assert len(window.trained) == 1
    assert [day.completion() for day in window] == [(0, 1), (0, 1), (1, 1)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_leaves_the_progress_that_it_began_from_as_it_was(kind: str) -> None:
    progress = begun(on(1, ALL), on(2, ALL)).freeze(None)
    newest = on(3, did("curl", 3, 10))
    for _ in range(2):
        standing = Standing(progress, WIDE)
        standing.take(newest, None)
        window = standing.danger.window(Span.parse("stage"))
        assert [day.trained for day in window] == [True, True, False]
        assert [day.completion()[0] for day in window] == [1, 1, 0]
        assert trained(standing.danger, "stage") == 2
        standing.enter(plan_reading("within 7 days", prescription=CURL), kind, newest)
