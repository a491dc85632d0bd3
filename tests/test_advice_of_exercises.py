"""What the protocols of the first two articles say beside their moves, from both sides.

Scenarios have no column for it.
"""

from __future__ import annotations

import pytest

from rehabflow import Engine, Log, load_protocol

YOGA, REACTIVE = "yoga-hamstring-ladder", "reactive-hamstring"
CRAMP, AGAIN, WORSE = "A cramp.", "Cramp again.", "The morning after"
UNLOAD, PUSH, TOES = "Foam rolling or the heel dig", "This is not pain", "The toes are"
TWO_WEEKS, STIFF = "Two weeks in this stage", "The leg raise has not grown"
ROLL = "thigh-roll-out 25"
CRAMPED = "02 pain=5 quality=cramp all"
ECCENTRIC = "01 event=override to=eccentric by=Example reason=start"


def said(id: str, text: str) -> list[str]:
    """The advice on the last of the rows `day name=value ...`; a word without `=` is work."""
    rows = []
    for row in text.split(";"):
        day, *cells = row.split()
        named = dict(each.split("=", 1) for each in cells if "=" in each)
        work = " ".join(each for each in cells if "=" not in each)
        rows.append({"date": f"2026-03-{day}", "work": work, **named})
    protocol = load_protocol(id)
    log = Log.from_entries(rows, patient="Maya", protocol=protocol)
    timeline = Engine(protocol).replay(log)
    return [each.say for each in timeline.advice]


def raises(*degrees: int) -> str:
    """One session a day in the eccentric stage, each with a leg raise."""
    days = (f"{day:02} pain=0 aslr={angle} all" for day, angle in enumerate(degrees, 2))
    return "; ".join((ECCENTRIC, *days))


@pytest.mark.parametrize(
    ("id", "text", "starts"),
    [
        (YOGA, CRAMPED, [CRAMP]),
        (YOGA, "02 pain=0 quality=cramp all", []),
        (YOGA, "02 pain=5 quality=ache all", []),
        (YOGA, "02 pain=5 all", []),
        (YOGA, f"{CRAMPED}; 03 pain=1 quality=ache all", []),
        (YOGA, f"{CRAMPED}; 03 pain=1 quality=cramp all", [CRAMP, AGAIN]),
        (
            YOGA,
            f"{CRAMPED}; 03 pain=1 all; 04 pain=1 quality=cramp all",
            [CRAMP, AGAIN],
        ),
        (
            YOGA,
            f"{CRAMPED}; 03 pain=1 all; 04 pain=1 all; 05 pain=1 quality=cramp all",
            [CRAMP],
        ),
        *(
            (id, "02 pain=0 pain_morning=1 all; 03 pain_morning=2.9", [])
            for id in (YOGA, REACTIVE)
        ),
        *(
            (id, "02 pain=0 pain_morning=1 all; 03 pain_morning=3", [WORSE])
            for id in (YOGA, REACTIVE)
        ),
        (REACTIVE, f"02 pain=3 {ROLL}", []),
        (REACTIVE, f"02 pain=3.1 {ROLL}", [UNLOAD, PUSH]),
        (REACTIVE, "02 pain=3 toe-touch 2x10", []),
        (REACTIVE, "02 pain=3.1 toe-touch 2x10", [PUSH]),
        (REACTIVE, "02 pain=4 all; 03 pain=3 all", []),
        (REACTIVE, "02 pain=0 toe_touch=no all", [TOES]),
        (REACTIVE, "02 pain=0 toe_touch=yes all", []),
        (REACTIVE, "02 pain=0 toe_touch=no all; 09 pain=0 all", [TOES]),
        (REACTIVE, "02 pain=0 toe_touch=no all; 10 pain=0 all", []),
        (REACTIVE, f"{ECCENTRIC}; 14 pain=4 all", [PUSH]),
        (REACTIVE, f"{ECCENTRIC}; 15 pain=4 all", [PUSH, TWO_WEEKS]),
        (REACTIVE, f"{ECCENTRIC}; 15 pain=3 all", []),
        (REACTIVE, raises(70, 70, 70, 70, 70, 70), []),
        (REACTIVE, raises(70, 70, 70, 70, 70, 70, 70), [STIFF]),
        (REACTIVE, raises(70, 70, 70, 70, 70, 70, 77), [STIFF]),
        (REACTIVE, raises(70, 70, 70, 70, 70, 70, 78), []),
        (REACTIVE, raises(84, 84, 84, 84, 84, 84, 84), [STIFF]),
        (REACTIVE, raises(85, 85, 85, 85, 85, 85, 85), []),
    ],
)
def test_advice_is_given_from_its_limit_on(id: str, text: str, starts: list[str]) -> None:
    found = said(id, text)
    assert len(found) == len(starts), found
    assert all(each.startswith(start) for each, start in zip(found, starts, strict=True))
