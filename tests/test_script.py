"""The script of a scripted patient: what can be said, what is told of mistakes, how it plays."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_simulation import made_of, one_stage, plainly

from rehabflow import Engine, Protocol, load_protocol
from rehabflow.render.scripted import played_object, played_text
from rehabflow.simulation import Played, Script, ScriptError, csv_text, play, read_script
from rehabflow.simulation.script import MOST_DAYS, MOST_PROBLEMS, MOST_STEPS, Step

START = dt.date(2024, 1, 1)
DISHES = {
    "dish": {"title": "A dish", "unit": "g", "range": [0, 100], "better": "higher"},
    "so": {"title": "So or not", "type": "yes/no", "better": "yes"},
}


@cache
def strain() -> Protocol:
    return load_protocol("hamstring-strain")


@cache
def measured() -> Protocol:
    stage = {"advance": {"when": {"measure": {"of": "dish", "at_least": 50}}}}
    return made_of({"one": stage, "done": {"final": True}}, measures=DISHES)


def read(text: str, protocol: Protocol | None = None) -> Script:
    return read_script(text, protocol or strain())


def played(text: str, protocol: Protocol | None = None) -> Played:
    protocol = protocol or strain()
    return play(protocol, read_script(text, protocol), START)


def refused(text: str, protocol: Protocol | None = None) -> list[tuple[int, int, str, str]]:
    """Line, column, code and hint of every problem."""
    with pytest.raises(ScriptError) as raised:
        played(text, protocol)
    assert {each.path for each in raised.value.problems} == {"--script"}
    return [(e.line, e.column, e.code, e.hint) for e in raised.value.problems]


# ---------------------------------------------------------------- reading


def test_a_script_reads_as_the_steps_that_it_says() -> None:
    script = read(
        "train pain=2 reps=80%; 1 day\n"
        "rest pain_morning=3 # a remark; with a semicolon\n"
        "\n"
        ";; 2 weeks; red_flag; reinjury side=right; clear acute; override isometric\n"
        'train work="heel-dig 2x10; bridge"'
    )
    assert script.steps == (
        Step("train", {"pain": "2"}, Fraction(4, 5)),
        Step("days", days=1),
        Step("rest", {"pain_morning": "3"}),
        Step("days", days=14),
        Step("red_flag"),
        Step("reinjury", {"side": "right"}),
        Step("clear", to="acute"),
        Step("override", to="isometric"),
        Step("train", {"work": "heel-dig 2x10; bridge"}),
    )
    assert script.steps[2].settings == {"pain_morning": "3"}
    assert script.steps[-1].settings == {"work": "heel-dig 2x10; bridge"}


@pytest.mark.parametrize(
    "text",
    [
        "repeat 2: (train; 1 day)",
        "repeat 2 (train; 1 day)",
        "repeat 2:\n\n # twice\n (\n train \n 1 day \n)",
        "repeat 1: (repeat 2: (train; 1 day);)",
        "train; 1 day; train; 1 day",
    ],
)
def test_a_repeat_is_its_steps_so_many_times(text: str) -> None:
    assert str(read(text)) == "train; 1 day; train; 1 day"


VALUES = {
    "pain": st.sampled_from(["0", "3", "2.5", "10"]),
    "aslr": st.sampled_from(["70", "85"]),
    "note": st.text("ab ;()=#", min_size=1).filter(str.strip),
    "dish": st.sampled_from(["0", "99"]),
    "dish_other": st.just("5"),
    "so": st.sampled_from(["yes", "no"]),
}
SETTINGS = st.fixed_dictionaries({}, optional=VALUES)
SHARES = st.none() | st.sampled_from([Fraction(n, 200) for n in (0, 1, 67, 160, 200)])
STEPS = st.lists(
    st.builds(Step, st.just("train"), SETTINGS, SHARES)
    | st.builds(Step, st.sampled_from(["rest", "red_flag", "reinjury"]), SETTINGS)
    | st.builds(Step, st.just("days"), days=st.integers(1, 40))
    | st.builds(Step, st.sampled_from(["clear", "override"]), to=st.sampled_from(["one", "done"])),
    min_size=1,
    max_size=8,
)


@given(STEPS)
def test_a_script_that_is_written_out_reads_the_same_again(steps: list[Step]) -> None:
    steps.append(Step("rest"))
    script = Script(tuple(steps))
    again = read(str(script), measured())
    assert again.steps == script.steps
    for one, other in zip(again.steps, steps, strict=True):
        assert dict(one.settings) == dict(other.settings)


@given(st.text('trainestpfgxd 0123=%;:()"#\n', max_size=40))
def test_any_text_is_a_script_or_is_told_why_not(text: str) -> None:
    try:
        script = read(text)
    except ScriptError as error:
        assert error.problems
        for each in error.problems:
            assert each.line >= 1
            assert each.column >= 1
            assert each.code.startswith("RF")
    else:
        assert script.steps


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trian", [(1, 1, "RF901", "did you mean 'train'?")]),
        ("train; 1 day; wait", [(1, 15, "RF901", "")]),
        ("train pian=2", [(1, 7, "RF901", "did you mean 'pain'?")]),
        ("train date=2024-01-01", [(1, 7, "RF901", "")]),
        ("train event=clear", [(1, 7, "RF901", "")]),
        ("clear akute", [(1, 7, "RF901", "did you mean 'acute'?")]),
        ("override", [(1, 9, "RF901", "")]),
        ("train pain", [(1, 7, "RF902", "write `pain=3`, say")]),
        ("train pan", [(1, 7, "RF902", "did you mean 'pain'?")]),
        ("train pain=", [(1, 12, "RF902", "")]),
        ("train pain= 3", [(1, 12, "RF902", "")]),
        ("train pain=;rest", [(1, 12, "RF902", "")]),
        ("train pain=1 pain=2", [(1, 14, "RF902", "")]),
        ('train note="x', [(1, 12, "RF902", "")]),
        ('train note="x\ny"', [(1, 12, "RF902", "")]),
        ("train reps=120%", [(1, 12, "RF902", "")]),
        ("train work=all reps=50%", [(1, 21, "RF902", "")]),
        ("train (rest)", [(1, 7, "RF902", "")]),
        ("(train)", [(1, 1, "RF901", "")]),
        ("train)", [(1, 6, "RF901", "")]),
        ("3", [(1, 1, "RF902", "write `3 days`")]),
        ("3 dyas; train", [(1, 3, "RF902", "did you mean 'days'?")]),
        ("0 days; train", [(1, 1, "RF902", "")]),
        (f"{MOST_DAYS + 1} days; train", [(1, 1, "RF902", "")]),
        ("repeat (train)", [(1, 8, "RF902", "")]),
        ("repeat x: (train)", [(1, 8, "RF902", "")]),
        ("repeat 0: (train)", [(1, 8, "RF902", "")]),
        ("repeat 3: train", [(1, 11, "RF902", "write `repeat 3: (train; 1 day)`")]),
        ("repeat 3: (train; 1 day", [(1, 11, "RF902", "")]),
        ("repeat 2: (trian; 1 day); rset", [
            (1, 12, "RF901", "did you mean 'train'?"), (1, 27, "RF901", "did you mean 'rest'?"),
        ]),
        ("repeat 2: (train; trian); rset", [
            (1, 19, "RF901", "did you mean 'train'?"), (1, 27, "RF901", "did you mean 'rest'?"),
        ]),
        ("train ) ; trian", [(1, 7, "RF901", ""), (1, 11, "RF901", "did you mean 'train'?")]),
        (f"repeat {MOST_STEPS}: (train; 1 day)", [(1, 1, "RF902", "")]),
        ("train;" * (MOST_STEPS + 1), [(1, 60005, "RF902", "")]),
        ("repeat 1:(" * 21 + "train" + ")" * 21, [(1, 201, "RF902", "")]),
        ("", [(1, 1, "RF902", "")]),
        ("3 days", [(1, 1, "RF902", "")]),
        ("train pain=11", [(1, 12, "RF212",
            "if it is of a 0-100 scale, divide each rating of that scale by 10")]),
        ("train reps=10", [(1, 12, "RF221",
            "name the exercise; the totals of a session go under `reps_done`")]),
        ("train reps_done=3", [(1, 17, "RF223", "")]),
        ("rest reps=50%", [(1, 11, "RF214", "")]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_column_and_the_nearest_name(
    text: str, found: list[tuple[int, int, str, str]]
) -> None:
    told = refused(text)
    assert [each[:3] for each in told[: len(found)]] == [each[:3] for each in found]
    for one, other in zip(told, found, strict=False):
        assert not other[3] or one[3] == other[3]


def test_mistakes_on_several_lines_are_all_told() -> None:
    told = refused('train pain=2\n1 day\n  trian note="a; b" (\ntrain aslr=200')
    assert [each[:3] for each in told] == [(3, 3, "RF901"), (4, 12, "RF212")]


@pytest.mark.parametrize("many", ["9" * 5000, "0" * 5000, str(10**18)])
def test_a_number_of_any_length_is_read_or_refused(many: str) -> None:
    assert [each[2] for each in refused(f"{many} days; train")] == ["RF902"]
    assert [each[2] for each in refused(f"repeat {many}: (train; 1 day)")] == ["RF902"]
    assert read(f"{'0' * 5000}2 days; train").steps[0].days == 2


def test_after_a_bad_number_of_times_only_that_is_told() -> None:
    for said in ("x: (train; 1 day)", "0: (train)", "10001: (train)", "x; train", "0"):
        assert [each[1:3] for each in refused(f"repeat {said}")] == [(8, "RF902")]


def test_any_number_of_empty_lines_parts_nothing() -> None:
    blank = "\n" * 5000
    assert len(read(f"repeat 2: {blank}({blank}train{blank})").steps) == 2


@pytest.mark.parametrize("mistake", ["x;", "train pain=99;", "train a=1;"])
@pytest.mark.parametrize("before", ["", "repeat 2: ("])
def test_of_very_many_mistakes_the_first_are_told(mistake: str, before: str) -> None:
    found = refused(before + mistake * 3 * MOST_PROBLEMS)
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1][2] == "RF902"


# ---------------------------------------------------------------- playing


def test_steps_up_to_the_next_day_are_of_one_date() -> None:
    days = played("rest pain_morning=1; train pain=2; 3 days; 1 day; train pain=3").dates
    assert [(each.date.day, len(each.rows)) for each in days] == [(1, 2), (5, 1)]
    assert days[0].rows[0]["pain_morning"] == "1"
    assert days[0].rows[1]["work"] == "all"


def test_days_before_the_first_step_move_it() -> None:
    (only,) = played("3 days; train").dates
    assert only.date == dt.date(2024, 1, 4)


def test_a_script_that_ends_in_days_ends_with_its_last_step() -> None:
    assert len(played("train; 3 days").dates) == 1


def test_a_share_is_exact_and_a_multiple_of_what_is_prescribed() -> None:
    stage = {
        "exercises": [{"do": "heel-dig", "sets": 1, "reps": 7}],
        "advance": {"when": {"reps": {"at_least": "80%", "last": "1 session"}}},
    }
    protocol = made_of({"one": stage, "done": {"final": True}})
    (one,) = played("train reps=80%", protocol).dates
    assert (one.rows[0]["reps_done"], one.rows[0]["reps_target"]) == (28, 35)
    assert one.to == "done"
    (other,) = played("train reps=79.5%", protocol).dates
    assert other.to == "one"


def test_a_stage_that_prescribes_nothing_is_trained_in_by_totals() -> None:
    (one,) = played("train dish=50", measured()).dates
    assert (one.rows[0]["reps_done"], one.rows[0]["reps_target"]) == (1, 1)
    assert one.to == "done"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("train; 1 day; train; rest; train", (1, 28, "RF903")),
        ("train; train time=08:00", (0, 0, "")),
        ("train time=07:00; train time=18:00", (0, 0, "")),
        ("train reps=50%", (1, 1, "RF903")),
        ("clear one; clear done", (1, 12, "RF229")),
        ("repeat 900: (3650 days); train", (1, 14, "RF903")),
    ],
)
def test_what_a_date_cannot_take_is_told_at_its_step(
    text: str, found: tuple[int, int, str]
) -> None:
    if found[2]:
        assert refused(text, measured())[0][:3] == found
    else:
        assert len(played(text, measured()).dates) == 1


def test_the_made_up_log_comes_to_the_same_again() -> None:
    text = (
        "repeat 4: (train pain=2 pain_morning=1; 1 day); train pain=6 aslr=71; 1 day; rest;"
        "1 day; red_flag; 1 week; clear acute; 1 day; override isometric; 1 day; override acute;"
        "train reps=50%; reinjury"
    )
    found = played(text)
    made = [each for date in found.dates for each in date.decision.made]
    assert plainly(Engine(strain()).replay(found.log()).decisions) == plainly(made)
    assert "made up" in found.log().patient
    first = csv_text(found.rows, "x", None).splitlines()
    assert first[:2] == ["# patient: x", "# injured: right"]
    assert first[3].endswith("made up by rehabflow simulate: no patient")


def test_an_injury_is_known_where_it_is_given() -> None:
    protocol = load_protocol("askling-l-protocol")
    script = read_script("train; 1 day; train", protocol)
    found = play(protocol, script, START, injury=dt.date(2023, 12, 20))
    assert found.log().injury == dt.date(2023, 12, 20)


# ---------------------------------------------------------------- what is shown


def test_a_date_says_what_moved_the_patient() -> None:
    text = played_text(
        played("train pain=8; 1 week; clear acute; 1 day; red_flag; 1 day; clear acute;"
               "1 day; clear isometric")
    )  # fmt: skip
    assert "start in acute, refer from acute to referred" in text
    assert "because exercise pain 8" in text
    assert "because a clinician's word" in text
    assert "because red_flag" in text
    assert "nobody" not in text.replace("moved nobody", "")
    assert "but     the clear to isometric moved nobody" in text


def test_a_date_says_which_danger_could_not_be_ruled_out() -> None:
    found = played("train")
    assert "danger  could not be ruled out: " in played_text(found)
    held = played_object(found)["dates"][0]["held"]
    assert held["dangers"][0]["kind"] == "refer"
    assert held["dangers"][0]["missing"]
    assert not held["by_danger"]


def test_a_climb_and_a_drop_are_told() -> None:
    protocol = made_of(
        {
            "one": {
                "exercises": [{
                    "do": "heel-dig",
                    "ladder": ["1x10", "2x10", "3x10"],
                    "climb": {"when": {"pain": {"at_most": 2, "last": "1 session"}}},
                    "drop": {"when": {"pain": {"at_least": 6, "last": "1 session"}}},
                }],
                "advance": {"when": {"sessions": {"at_least": 9}}},
            },
            "done": {"final": True},
        }
    )  # fmt: skip
    text = played_text(played("train pain=1; 1 day; train pain=7; 1 day; rest", protocol))
    assert "climb of heel-dig from rung 1 to 2" in text
    assert "drop of heel-dig from rung 2 to 1" in text
    assert "hold in one" in text
    assert "logged  nothing" in text


def test_what_speaks_against_an_advance_under_none_is_told_as_met() -> None:
    none = {"none": [{"pain": {"at_least": 4, "last": "1 session"}}]}
    protocol = made_of({"one": {"advance": {"when": none}}, "done": {"final": True}})
    text = played_text(played("train pain=5; 1 day; train pain=2", protocol))
    assert "met     exercise pain 5 (at least 4), alone" in text
    assert "because none of what would speak against it" in text


def test_a_session_that_a_repeat_still_lacks_is_told_without_a_value() -> None:
    repeat = {"times": 2, "last": "3 sessions", "when": [{"pain": {"at_most": 3}}]}
    protocol = made_of({"one": {"advance": {"when": {"repeat": repeat}}}, "done": {"final": True}})
    text = played_text(played("train pain=2", protocol))
    assert "unknown exercise pain (at most 3)" in text


def test_the_final_stage_holds_nobody() -> None:
    found = played("override done; 1 day; train", one_stage())
    assert [each.held for each in found.dates] == [None, None]
    assert played_object(found)["dates"][1]["held"] is None


def test_a_step_says_itself() -> None:
    assert [str(each) for each in read('train reps=66.5% note="a b"; 1 week').steps] == [
        'train note="a b" reps=66.5%',
        "7 days",
    ]
