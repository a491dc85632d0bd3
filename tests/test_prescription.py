"""What a session did of what its stage prescribes, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import make
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from make import ALL, did, dose, entry, on, session

from rehabflow.log import Entry, Session, Work
from rehabflow.prescription import Dose, Exercise, Prescription, Share

HEEL = dose("heel-dig", sets=3, reps=10, hold=8)
BRIDGE = dose("bridge", sets=2, reps=6)
CURL = dose("curl", reps=5)
ONE = Prescription((HEEL,))
TWO = Prescription((HEEL, BRIDGE))
BEST = Prescription((HEEL, BRIDGE, CURL), choose=2)

NAMES = ["heel-dig", "bridge", "curl", "swim"]
WORKS = st.lists(
    st.builds(
        Work,
        st.sampled_from(NAMES),
        st.sampled_from([None, 0, 1, 3]),
        st.sampled_from([None, None, 0, 1, 4, 10, 12]),
        st.sampled_from([None, 4, 8, Fraction(17, 2)]),
    )
    | st.builds(Work, st.sampled_from(NAMES), reps=st.sampled_from([(4,), (10, 9, 8), (0, 0)])),
    max_size=3,
)
DOSES = st.lists(
    st.sampled_from([HEEL, BRIDGE, CURL]), unique_by=lambda dose: dose.exercise.id, max_size=3
)


@st.composite
def prescriptions(draw: st.DrawFn) -> Prescription:
    doses = draw(DOSES)
    choose = draw(st.none() | st.integers(1, len(doses))) if doses else None
    return Prescription(tuple(doses), choose)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """One date's work, and perhaps totals, some of them without what was done of it."""
    rows = [entry(1, *draw(WORKS))]
    for target in draw(st.lists(st.sampled_from([0, 10, 40]), max_size=2, unique=True)):
        done = draw(st.none() | st.integers(0, 45))
        rows.append(entry(1, reps_target=target, reps_done=done))
    return session(*rows)


def filled(session: Session, prescription: Prescription) -> list[Session]:
    """The session with its unknown amounts filled in: with nothing, a part, all and more."""
    rows: list[list[Entry]] = []
    for row in session.entries:
        ways: list[Entry] = []
        amounts = [[0, 1, 7, 30, 45] if work.done is None else [None] for work in row.work]
        for chosen in product(*amounts):
            works = zip(row.work, chosen, strict=True)
            work = tuple(w if n is None else evolve(w, sets=None, reps=n) for w, n in works)
            ways.append(evolve(row, work=work))
        if row.reps_target and row.reps_done is None:
            ways = [evolve(row, reps_done=done) for done in (0, 1, row.reps_target, 1000)]
        rows.append(ways)
    return [evolve(session, entries=way) for way in product(*rows)]


def plain_share(session: Session, prescription: Prescription) -> Fraction:
    """The mean of done / prescribed, each at most 1, as the contract says it; all is known."""
    shares = []
    for each in prescription:
        amounts = [
            work.done or 0
            for work in session.work
            if work.exercise == each.exercise.id
            and not (each.hold and work.hold is not None and work.hold < each.hold)
        ]
        shares.append(min(Fraction(1), Fraction(sum(amounts), each.total)))
    best = sorted(shares, reverse=True)[: prescription.choose]
    return sum(best, Fraction(0)) / len(best)


def lists_prescribed(session: Session, prescription: Prescription) -> bool:
    return bool({w.exercise for w in session.work} & {d.exercise.id for d in prescription})


@given(sessions(), prescriptions(), st.booleans())
def test_a_share_lies_between_nothing_and_all(
    session: Session, prescription: Prescription, of_one: bool
) -> None:
    of = prescription.doses[0].exercise.id if of_one and prescription.doses else None
    low, high = prescription.completion(session, of)
    assert 0 <= low <= high <= 1


@given(sessions(), prescriptions(), st.booleans())
def test_the_range_holds_every_way_to_fill_in_what_is_unknown_and_is_no_wider(
    session: Session, prescription: Prescription, of_one: bool
) -> None:
    of = prescription.doses[0].exercise.id if of_one and prescription.doses else None
    low, high = prescription.completion(session, of)
    ways = [prescription.completion(each, of) for each in filled(session, prescription)]
    assert (low, high) == (min(a for a, _ in ways), max(b for _, b in ways))


@given(sessions(), prescriptions())
def test_known_work_is_the_mean_of_what_was_done_of_each_exercise(
    session: Session, prescription: Prescription
) -> None:
    for each in filled(session, prescription):
        if lists_prescribed(each, prescription):
            share = plain_share(each, prescription)
            assert prescription.completion(each) == (share, share)


CASES: list[tuple[str, Prescription, Session, Share]] = [
    ("27 of 30", ONE, on(1, did("heel-dig", 3, 9)), (Fraction(9, 10), Fraction(9, 10))),
    ("set by set", ONE, on(1, did("heel-dig", reps=(10, 10, 7))), (Fraction(9, 10),) * 2),
    ("all of it", ONE, on(1, did("heel-dig", 3, 10)), (1, 1)),
    ("more than all", ONE, on(1, did("heel-dig", 5, 20)), (1, 1)),
    ("nothing", ONE, on(1, did("heel-dig", 3, 0)), (0, 0)),
    ("a third", ONE, on(1, did("heel-dig", 1, 10)), (Fraction(1, 3), Fraction(1, 3))),
    ("as prescribed", TWO, on(1, ALL), (1, 1)),
    ("as prescribed, whatever else", TWO, on(1, ALL, did("bridge", 1, 1)), (1, 1)),
    ("one exercise of two", TWO, on(1, did("heel-dig", 3, 10)), (Fraction(1, 2),) * 2),
    ("too much of one is nothing of the other", TWO, on(1, did("bridge", 9, 9)), (Fraction(1, 2),) * 2),
    ("what is not prescribed beside it", ONE, on(1, did("swim", 1, 1), did("heel-dig", 3, 10)), (1, 1)),
    ("the hold of 8 seconds kept", ONE, on(1, did("heel-dig", 3, 10, 8)), (1, 1)),
    ("held a second longer", ONE, on(1, did("heel-dig", 3, 10, 9)), (1, 1)),
    ("held a moment shorter", ONE, on(1, did("heel-dig", 3, 10, Fraction(79, 10))), (0, 0)),
    ("no hold logged", ONE, on(1, did("heel-dig", 3, 10)), (1, 1)),
    ("a hold where none is prescribed", TWO, on(1, did("bridge", 2, 6, 1)), (Fraction(1, 2),) * 2),
    ("one set held too short", ONE, on(1, did("heel-dig", 2, 10, 8), did("heel-dig", 1, 10, 7)), (Fraction(2, 3),) * 2),
    ("an unknown amount", ONE, on(1, did("heel-dig")), (0, 1)),
    ("sets without repetitions", ONE, on(1, did("heel-dig", 3)), (0, 1)),
    ("an unknown amount held too short", ONE, on(1, did("heel-dig", hold=7)), (0, 0)),
    ("10 and an unknown amount", ONE, on(1, did("heel-dig", 1, 10), did("heel-dig")), (Fraction(1, 3), 1)),
    ("one of two unknown", TWO, on(1, did("heel-dig"), did("bridge", 2, 6)), (Fraction(1, 2), 1)),
    ("one of two unknown, one not done", TWO, on(1, did("heel-dig")), (0, Fraction(1, 2))),
    ("any two of three", BEST, on(1, did("heel-dig", 3, 10), did("curl", 1, 5)), (1, 1)),
    ("the best two of three", BEST, on(1, did("heel-dig", 3, 5), did("curl", 1, 5), did("bridge", 1, 3)), (Fraction(3, 4),) * 2),
    ("one where two are wanted", BEST, on(1, did("heel-dig", 3, 10)), (Fraction(1, 2),) * 2),
    ("two known, one unknown", BEST, on(1, did("heel-dig", 3, 10), did("curl", 1, 1), did("bridge")), (Fraction(3, 5), 1)),
    ("totals", ONE, on(1, reps_done=27, reps_target=30), (Fraction(9, 10),) * 2),
    ("totals of more than all", ONE, on(1, reps_done=31, reps_target=30), (1, 1)),
    ("a target below the prescription", ONE, on(1, reps_done=10, reps_target=10), (Fraction(1, 3),) * 2),
    ("a target above the prescription", ONE, on(1, reps_done=30, reps_target=40), (Fraction(3, 4),) * 2),
    ("totals against the two largest", BEST, on(1, reps_done=21, reps_target=10), (Fraction(1, 2),) * 2),
    ("totals where nothing is prescribed", make.NOTHING, on(1, reps_done=6, reps_target=8), (Fraction(3, 4),) * 2),
    ("nothing of a target", ONE, on(1, reps_done=0, reps_target=30), (0, 0)),
    ("a target alone", ONE, on(1, reps_target=30), (0, 1)),
    ("a target alone beside totals", ONE, session(entry(1, reps_done=10, reps_target=20), entry(1, reps_target=20)), (Fraction(1, 4), 1)),
    ("totals beside other work", ONE, on(1, did("swim", 1, 1), reps_done=15, reps_target=30), (Fraction(1, 2),) * 2),
    ("listed work outranks totals", ONE, on(1, did("heel-dig", 1, 15), reps_done=30, reps_target=30), (Fraction(1, 2),) * 2),
    ("work where nothing is prescribed", make.NOTHING, on(1, did("swim", 3, 10)), (0, 1)),
    ("all of nothing prescribed", make.NOTHING, on(1, ALL), (0, 1)),
    ("a target of 0", ONE, on(1, reps_done=0, reps_target=0), (0, 1)),
]


@pytest.mark.parametrize(
    ("prescription", "session", "share"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_share_of_a_session(prescription: Prescription, session: Session, share: Share) -> None:
    assert prescription.completion(session) == share


OF_ONE: list[tuple[str, Prescription, Session, Share]] = [
    ("its own share", TWO, on(1, did("heel-dig", 3, 9)), (Fraction(9, 10),) * 2),
    ("another's work", TWO, on(1, did("bridge", 2, 6)), (0, 0)),
    ("an unknown amount of it", TWO, on(1, did("heel-dig")), (0, 1)),
    ("an unknown amount of another", TWO, on(1, did("heel-dig", 3, 10), did("bridge")), (1, 1)),
    ("totals", TWO, on(1, reps_done=42, reps_target=42), (0, 1)),
    ("as prescribed", TWO, on(1, ALL), (1, 1)),
    ("left out of the best two", BEST, on(1, did("curl", 1, 5), did("bridge", 2, 6)), (0, 0)),
]


@pytest.mark.parametrize(
    ("prescription", "session", "share"),
    [case[1:] for case in OF_ONE],
    ids=[case[0] for case in OF_ONE],
)
def test_the_share_of_one_exercise(
    prescription: Prescription, session: Session, share: Share
) -> None:
    assert prescription.completion(session, "heel-dig") == share


TRAINS: list[tuple[str, Prescription, Session, bool]] = [
    ("prescribed work", TWO, on(1, did("bridge", 1, 1)), True),
    ("work of unknown amount", TWO, on(1, did("bridge")), True),
    ("other work", TWO, on(1, did("swim", 1, 1)), False),
    ("other work first", TWO, on(1, did("swim", 1, 1), did("bridge", 1, 1)), True),
    ("any work where nothing is prescribed", make.NOTHING, on(1, did("swim", 1, 1)), True),
    ("all that is prescribed", TWO, on(1, ALL), True),
    ("all where nothing is prescribed", make.NOTHING, on(1, ALL), False),
    ("0 sets", TWO, on(1, did("bridge", 0, 6)), False),
    ("0 sets without repetitions", TWO, on(1, did("bridge", 0)), False),
    ("0 repetitions", TWO, on(1, did("bridge", 3, 0)), False),
    ("no repetitions in any set", TWO, on(1, did("bridge", reps=(0, 0))), False),
    ("0 repetitions where nothing is prescribed", make.NOTHING, on(1, did("swim", 1, 0)), False),
    ("a target", TWO, on(1, reps_target=1), True),
    ("a target where nothing is prescribed", make.NOTHING, on(1, reps_target=1), True),
    ("nothing done of a target", TWO, on(1, reps_done=0, reps_target=30), True),
    ("a target of 0", TWO, on(1, reps_target=0), False),
    ("a rating alone", TWO, on(1, pain=3), False),
    ("a rating where nothing is prescribed", make.NOTHING, on(1, pain=3), False),
]


@pytest.mark.parametrize(
    ("prescription", "session", "answer"),
    [case[1:] for case in TRAINS],
    ids=[case[0] for case in TRAINS],
)
def test_what_makes_a_training_session(
    prescription: Prescription, session: Session, answer: bool
) -> None:
    assert prescription.trains(session) is answer


@pytest.mark.parametrize(
    "name", ["heel-dig", "Heel_Dig", "HEEL DIG", "supine heel dig", "heels-down", "HeelsDown"]
)
def test_an_exercise_is_matched_by_id_title_or_alias_whatever_their_marks(name: str) -> None:
    exercise = Exercise("heel-dig", "Supine heel dig", aliases=("heels down",))
    prescription = Prescription((Dose(exercise, sets=2, reps=5),))
    assert prescription.trains(on(1, did(name, 1, 1)))
    assert prescription.completion(on(1, did(name, 1, 5))) == (Fraction(1, 2), Fraction(1, 2))


def test_work_under_two_names_of_one_exercise_adds_up() -> None:
    exercise = Exercise("heel-dig", "Supine heel dig")
    prescription = Prescription((Dose(exercise, sets=3, reps=10),))
    logged = on(1, did("heel-dig", 2, 10), did("supine heel dig", 1, 7))
    assert prescription.completion(logged) == (Fraction(9, 10), Fraction(9, 10))


def test_a_prescription_lists_its_doses_in_order_and_a_dose_its_repetitions() -> None:
    assert list(TWO) == [HEEL, BRIDGE]
    assert list(make.NOTHING) == []
    assert (HEEL.total, BRIDGE.total, CURL.total, Dose(CURL.exercise).total) == (30, 12, 5, 1)
