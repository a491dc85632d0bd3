"""What a session did of what its stage prescribes, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import make
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from make import did, dose, entry, on, session

from rehabflow.entry import Entry, Work
from rehabflow.prescription import Dose, Exercise, Prescription, Share
from rehabflow.session import Session

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


SHARES = """
27 of 30                      | one  | heel-dig 3x9                                   | 9/10
set by set                    | one  | heel-dig 10+10+7                               | 9/10
in three rows                 | one  | heel-dig 10, heel-dig 10, heel-dig 7           | 9/10
all of it                     | one  | heel-dig 3x10                                  | 1
more than all                 | one  | heel-dig 5x20                                  | 1
nothing                       | one  | heel-dig 3x0                                   | 0
a third                       | one  | heel-dig 10                                    | 1/3
as prescribed                 | two  | all                                            | 1
as prescribed, and more       | two  | all, bridge 1                                  | 1
one exercise of two           | two  | heel-dig 3x10                                  | 1/2
too much of one, no other     | two  | bridge 9x9                                     | 1/2
beside what is not prescribed | one  | swim 1x1, heel-dig 3x10                        | 1
the hold of 8 seconds kept    | one  | heel-dig 3x10 @8                               | 1
held a second longer          | one  | heel-dig 3x10 @9                               | 1
held a moment shorter         | one  | heel-dig 3x10 @7.9                             | 0
a hold where none is wanted   | two  | bridge 2x6 @1                                  | 1/2
one set of three too short    | one  | heel-dig 2x10 @8, heel-dig 1x10 @7             | 2/3
an unknown amount             | one  | heel-dig                                       | 0..1
sets without repetitions      | one  | heel-dig 3x?                                   | 0..1
no sets, without repetitions  | one  | heel-dig 0x?                                   | 0
an unknown amount, too short  | one  | heel-dig @7                                    | 0
10 and an unknown amount      | one  | heel-dig 10, heel-dig                          | 1/3..1
one of two unknown            | two  | heel-dig, bridge 2x6                           | 1/2..1
one unknown, one not done     | two  | heel-dig                                       | 0..1/2
any two of three              | best | heel-dig 3x10, curl 5                          | 1
the best two of three         | best | heel-dig 3x5, curl 5, bridge 3                 | 3/4
one where two are wanted      | best | heel-dig 30                                    | 1/2
two known, one unknown        | best | heel-dig 3x10, curl 1, bridge                  | 3/5..1
totals                        | one  | reps_done 27, reps_target 30                   | 9/10
totals of more than all       | one  | reps_done 31, reps_target 30                   | 1
a target below what is wanted | one  | reps_done 10, reps_target 10                   | 1/3
a target above it             | one  | reps_done 30, reps_target 40                   | 3/4
totals of the two largest     | best | reps_done 21, reps_target 10                   | 1/2
totals where none is wanted   | none | reps_done 6, reps_target 8                     | 3/4
nothing of a target           | one  | reps_done 0, reps_target 30                    | 0
a target alone                | one  | reps_target 30                                 | 0..1
a target alone beside totals  | one  | reps_done 10, reps_target 20; 1 reps_target 20 | 1/4..1
totals beside other work      | one  | swim 1x1, reps_done 15, reps_target 30         | 1/2
listed work outranks totals   | one  | heel-dig 15, reps_done 30, reps_target 30      | 1/2
work where none is wanted     | none | swim 3x10                                      | 0..1
all where none is wanted      | none | all                                            | 0..1
a target of 0                 | one  | reps_done 0, reps_target 0                     | 0..1
"""
SHARES_OF_HEEL_DIG = """
its own share                 | two  | heel-dig 3x9                 | 9/10
its own share of the best two | best | heel-dig 3x9                 | 9/10
another's work                | two  | bridge 2x6                   | 0
an unknown amount of it       | two  | heel-dig                     | 0..1
an unknown amount of another  | two  | heel-dig 3x10, bridge        | 1
held too short                | two  | heel-dig 3x10 @7             | 0
totals                        | two  | reps_done 42, reps_target 42 | 0..1
a target alone                | two  | reps_target 42               | 0..1
as prescribed                 | two  | all                          | 1
left out of the best two      | best | curl 5, bridge 2x6           | 0
"""
TRAINS = """
prescribed work                | two  | bridge 1x1                  | yes
work of unknown amount         | two  | bridge                      | yes
other work                     | two  | swim 1x1                    | no
other work first               | two  | swim 1x1, bridge 1x1        | yes
any work where none is wanted  | none | swim 1x1                    | yes
of unknown amount, none wanted | none | swim                        | yes
all that is prescribed         | two  | all                         | yes
all where none is wanted       | none | all                         | no
0 sets                         | two  | bridge 0x6                  | no
0 sets, no repetitions         | two  | bridge 0x?                  | no
0 repetitions                  | two  | bridge 3x0                  | no
no repetitions in any set      | two  | bridge 0+0                  | no
0 where none is wanted         | none | swim 1x0                    | no
a target                       | two  | reps_target 1               | yes
a target where none is wanted  | none | reps_target 1               | yes
nothing done of a target       | two  | reps_done 0, reps_target 30 | yes
a target of 0                  | two  | reps_done 0, reps_target 0  | no
a rating alone                 | two  | pain 3                      | no
a rating where none is wanted  | none | pain 3                      | no
"""
PLANS = {"one": ONE, "two": TWO, "best": BEST, "none": make.NOTHING}


def cases(text: str) -> pytest.MarkDecorator:
    """A row is what it shows, the prescription, what was logged, and the answer."""
    rows = make.table(text)
    params = [
        pytest.param(PLANS[plan], make.log(f"1 {log}")[0], answer, id=shows)
        for shows, plan, log, answer in rows
    ]
    return pytest.mark.parametrize(("prescription", "session", "answer"), params)


def share(text: str) -> Share:
    """`9/10`, or the least and the most, `0..1`."""
    low, _, high = text.partition("..")
    return make.exact(low), make.exact(high or low)


@cases(SHARES)
def test_the_share_of_a_session(prescription: Prescription, session: Session, answer: str) -> None:
    assert prescription.completion(session) == share(answer)


@cases(SHARES_OF_HEEL_DIG)
def test_the_share_of_one_exercise(
    prescription: Prescription, session: Session, answer: str
) -> None:
    assert prescription.completion(session, "heel-dig") == share(answer)


@cases(TRAINS)
def test_what_makes_a_training_session(
    prescription: Prescription, session: Session, answer: str
) -> None:
    assert prescription.trains(session) is (answer == "yes")


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


def test_the_same_work_under_two_names_of_one_exercise_counts_once() -> None:
    curl = Exercise("curl", "Leg curl", aliases=("slow curl",))
    prescription = Prescription((Dose(curl, 3, 10),))

    def done(*works: Work) -> Share:
        return prescription.completion(session(*(entry(1, each) for each in works)))

    half = Fraction(1, 2)
    assert done(did("curl", 3, 5), did("Slow curl", 3, 5)) == (half, half)
    assert done(did("leg-curl", 3, 5), did("Slow curl", reps=(5, 5, 5))) == (half, half)
    assert done(did("curl", 3, 5), did("Slow curl", 3, 4)) == (Fraction(9, 10), Fraction(9, 10))
    assert done(did("curl", reps=5), did("Slow curl", reps=5)) == (Fraction(1, 3), Fraction(1, 3))
    assert done(did("curl", 3, 5), did("bridge", 3, 5)) == (half, half)
