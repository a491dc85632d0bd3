"""What the protocols of two articles prescribe and say, where no scenario has a column for it."""

from __future__ import annotations

import pytest

from rehabflow import Dose, Engine, Log, load_protocol

HOME, RUNNERS = "progressive-home", "runners-hamstring"


def words(dose: Dose) -> str:
    """`2 to 3 x 30 to 60 s`, as an article would print it."""

    def span(name: str) -> str:
        top = dose.up_to.get(name)
        return f"{getattr(dose, name)}" + (f" to {top}" if top else "")

    if not dose.stated:
        return "none"
    hold = f" @{span('hold')}" if dose.hold is not None else ""
    amount = f"{span('time')} s" if dose.counts == "time" else span("reps")
    band = f" {dose.variant}" if dose.variant else ""
    return f"{span('sets')} x {amount}{hold}{band}"


def doses(id: str, stage: str) -> dict[str, list[str]]:
    prescription = next(each for each in load_protocol(id).stages if each.id == stage).prescription
    return {d.exercise.id: [words(each) for each in d.rungs or (d,)] for d in prescription}


def three(hold: str = "") -> list[str]:
    return [f"{sets} x 10{hold}" for sets in (1, 2, 3)]


def none(*ids: str) -> dict[str, list[str]]:
    return {id: ["none"] for id in ids}


def fewer(hold: str) -> list[str]:
    return [f"1 x 8{hold}", *three(hold)]


BANDS = [
    *(f"{sets} x 10 @3 to 5 band: yellow" for sets in (1, 2, 3)),
    *(f"3 x {reps} @3 to 5 band: red" for reps in (6, 8, 10)),
    *(f"3 x {reps} @3 to 5 band: green" for reps in (6, 8, 10)),
]
UP_TO_THREE = [f"{sets} x 10 to 15" for sets in (1, 2, 3)]
PRINTED: list[tuple[str, str, dict[str, list[str]]]] = [
    (
        HOME,
        "beginner",
        {
            "hamstring-set": three(" @5 to 10"),
            "seated-hamstring-set": three(" @5 to 10"),
            "standing-curl": three(" @3"),
            "prone-curl": three(),
            "ball-squeeze": three(" @3"),
            "ball-squeeze-swing": ["none"],
        },
    ),
    (HOME, "theraband", {"seated-band-curl": BANDS, "prone-band-curl": BANDS}),
    (
        HOME,
        "bridging",
        {
            "bridge": three(" @3"),
            "bridge-leg-extension": three(" @3 to 5"),
            "bridge-leg-extension-alternating": ["none"],
            "roller-bridge": fewer(" @3"),
            "roller-bridge-leg-extension": fewer(" @3 to 5"),
        },
    ),
    (
        HOME,
        "ball-curls",
        {
            "ball-curl-hips-down": three(),
            "ball-curl-hips-up": three(),
            "ball-curl-one-leg": three(),
        },
    ),
    (HOME, "nordic", {"nordic": [f"1 x {reps}" for reps in range(5, 11)]}),
    (
        RUNNERS,
        "floor",
        {
            "double-leg-glute-bridge": ["3 x 10 to 12"],
            "full-single-leg-bridge": UP_TO_THREE,
            "ball-roll-out-curl": ["3 x 10"],
            "heel-slide": ["none"],
            "bench-band-curl": ["3 x 10 to 15"],
            "machine-curl": ["3 x 10 to 15"],
            "donkey-kick": ["3 x 10"],
            "superman": ["2 to 3 x 10 to 15"],
            "alternating-superman": ["none"],
        },
    ),
    (
        RUNNERS,
        "standing",
        {
            "single-leg-deadlift": UP_TO_THREE,
            "backward-monster-walk": ["3 x 1"],
            "butt-kick-step": ["2 to 3 x 30 to 60 s"],
            **none("romanian-deadlift", "sumo-squat", "goblet-squat", "pistol-squat"),
            **none("forward-lunge", "backward-lunge", "walking-lunge", "curtsy-lunge"),
            **none("step-up", "unstable-stand"),
        },
    ),
    (
        RUNNERS,
        "explosive",
        {
            "butt-kick": ["2 to 3 x 30 to 60 s"],
            "lunge-jump": ["3 x 10 to 15"],
            **none("kettlebell-swing", "box-jump", "burpee", "tuck-jump"),
        },
    ),
]


@pytest.mark.parametrize(("id", "stage", "printed"), PRINTED, ids=[e[1] for e in PRINTED])
def test_a_stage_prescribes_what_the_article_prints(
    id: str, stage: str, printed: dict[str, list[str]]
) -> None:
    assert doses(id, stage) == printed


def test_what_waits_for_its_turn_waits_for_what_the_article_lists_before_it() -> None:
    found = {
        dose.exercise.id: dose.after.of
        for stage in load_protocol(HOME).stages
        for dose in stage.prescription
        if dose.after
    }
    assert found == {
        "ball-squeeze": ("standing-curl", "prone-curl"),
        "ball-squeeze-swing": ("ball-squeeze",),
        "bridge-leg-extension": ("bridge",),
        "bridge-leg-extension-alternating": ("bridge-leg-extension",),
        "roller-bridge": ("bridge-leg-extension",),
        "roller-bridge-leg-extension": ("roller-bridge",),
        "ball-curl-hips-up": ("ball-curl-hips-down",),
        "ball-curl-one-leg": ("ball-curl-hips-up",),
    }


def test_nobody_meets_a_jump_before_the_explosive_stage() -> None:
    for stage in load_protocol(RUNNERS).stages[:2]:
        assert all(dose.exercise.kind != "plyometric" for dose in stage.prescription)


def test_the_deadlift_goes_on_twice_a_week_while_running() -> None:
    runs = next(each for each in load_protocol(RUNNERS).stages if each.id == "walk-to-run")
    deadlift = runs.prescription.get("single-leg-deadlift")
    assert words(deadlift) == "3 x 10 to 15"
    assert deadlift.schedule is not None
    assert deadlift.schedule.per_week == 2


def test_the_nordic_goes_on_twice_a_week_while_running() -> None:
    runs = next(each for each in load_protocol(HOME).stages if each.id == "return-to-run")
    nordic = runs.prescription.get("nordic")
    assert words(nordic) == "1 x 10"
    assert nordic.schedule is not None
    assert nordic.schedule.per_week == 2


# ---------------------------------------------------------------- advice

STRETCH, WORSE, REST, CRAMP = "Stretch beside", "The morning after", "Leave a day", "A cramp."
LIGHT, DOCTOR, EASIER = "Begin with bodyweight", "See a doctor", "Take the easier form"


def said(id: str, stage: str | None, text: str) -> list[str]:
    """How the advice on the last of the rows `day pain morning [column=value]` begins."""
    rows: list[dict[str, str]] = []
    if stage:
        move = {"event": "override", "to": stage, "by": "Dr Example", "reason": "start"}
        rows = [{"date": "2026-03-01", **move}]
    for row in text.split(";"):
        day, pain, morning, *others = row.split()
        cells = {"pain": pain, "pain_morning": morning, "work": "all" if pain != "-" else "-"}
        cells |= dict(each.split("=") for each in others)
        rows.append(
            {"date": f"2026-03-{day}", **{k: v for k, v in cells.items() if v != "-"}},
        )
    timeline = Engine(load_protocol(id)).replay(Log.from_entries(rows, patient="Maya"))
    return sorted(each.say for each in timeline.advice)


@pytest.mark.parametrize(
    ("id", "stage", "text", "starts"),
    [
        (HOME, None, "02 2 1", [STRETCH]),
        (HOME, None, "02 2 1; 03 2 1", []),
        (HOME, None, "02 2 1; 03 2 2.9", []),
        (HOME, None, "02 2 1; 03 2 3", [WORSE]),
        (HOME, None, "02 2 1; 03 2 3; 04 2 3", []),
        (HOME, None, "02 2 -; 03 2 3", []),
        *((HOME, stage, "02 0 1; 03 0 1", [REST]) for stage in ("theraband", "nordic")),
        *((HOME, stage, "02 0 1; 03 0 1", [REST]) for stage in ("bridging", "ball-curls")),
        *((HOME, stage, "02 0 1; 04 0 1", []) for stage in ("theraband", "nordic")),
        *((HOME, stage, "02 0 1; 04 0 1", []) for stage in ("bridging", "ball-curls")),
        (HOME, "nordic", "02 0 1; 03 0 1; 05 0 1", []),
        (HOME, "bridging", "02 1 1 quality=cramp", [CRAMP]),
        (HOME, "bridging", "02 0.9 1 quality=cramp", []),
        (HOME, "bridging", "02 5 1 quality=ache", []),
        (HOME, "bridging", "02 5 1", []),
        (HOME, "bridging", "02 1 1 quality=cramp; 04 1 1 quality=ache", []),
        (RUNNERS, None, "02 2 1", [LIGHT, DOCTOR]),
        (RUNNERS, None, "02 2 1; 03 2 1", []),
        (RUNNERS, "standing", "02 2 1", []),
        (RUNNERS, None, "02 2 1; 05 3.9 1", []),
        (RUNNERS, None, "02 2 1; 05 4 1", [EASIER]),
        (RUNNERS, None, "02 2 1; 05 4 1; 08 2 1", []),
        (RUNNERS, None, "02 2 1; 05 2 1 cut_short=pain", [EASIER]),
        (RUNNERS, None, "02 2 1; 05 2 1 cut_short=time", []),
        (RUNNERS, None, "02 2 1; 05 2 1 cut_short=pain; 08 2 1", []),
        (RUNNERS, None, "02 2 1; 05 2 1 work=heel-slide", []),
        (RUNNERS, None, "02 2 1; 03 2 2.9", []),
        (RUNNERS, None, "02 2 1; 03 2 3", [WORSE]),
        (RUNNERS, None, "02 2 1; 03 2 3; 04 2 3", []),
    ],
)
def test_advice_is_given_from_its_limit_on(
    id: str, stage: str | None, text: str, starts: list[str]
) -> None:
    found = said(id, stage, text)
    assert len(found) == len(starts), found
    assert all(each.startswith(start) for each, start in zip(found, sorted(starts), strict=True))
