"""Scenarios: tables that people read, and what is said where one is wrong or does not hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rehabflow import Engine, LogError, Problem, Protocol
from rehabflow.scenario import Scenario, read_scenarios

PROTOCOL = Protocol.from_dict(
    {
        "rehabflow": 1,
        "id": "small",
        "version": "1.0.0",
        "title": "Three small stages",
        "stages": {
            "one": {
                "exercises": [{"do": "heel-dig", "sets": 3, "reps": 10}],
                "advance": {"when": {"pain": {"at_most": 3, "last": "2 sessions"}}},
            },
            "two": {
                "exercises": [{"do": "heel-dig", "sets": 3, "reps": 10}],
                "setback": {"when": {"pain": {"at_least": 6}}},
                "advance": {"when": {"sessions": {"at_least": 9}}},
            },
            "done": {"final": True},
        },
    }
)
TEXT = """\
# Small

Prose for people.

## Two calm sessions

injured: right

| date       | pain | work | stage | kind    | review |
|:-----------|-----:|------|:-----:|---------|--------|
| 2026-03-01 | 3    | all  | one   | start   | yes    |
| 2026-03-02 | 2    | all  | two   | advance | no     |
| 2026-03-03 |      | all  |       | hold    | yes    |
| 2026-03-04 | 7    | all  | one   | setback | yes    |

More prose.

## A red flag

`injury: 2026-02-27`
patient: Rosa

| date             | event    | stage    | kind |
|------------------|----------|----------|------|
| 2026-03-01 09:00 | red_flag | referred | refer |
| 2026-03-02       |          | referred | hold |"""


def read(folder: Path, text: str) -> tuple[Scenario, ...]:
    path = folder / "small.md"
    path.write_text(text, encoding="utf-8")
    return read_scenarios(path, PROTOCOL)


def refused(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(LogError) as error:
        read(folder, text)
    assert {each.path for each in error.value.problems} == {str(folder / "small.md")}
    return list(error.value.problems)


def table(*rows: str, columns: str = "date | pain | work | stage") -> str:
    names = f"| {columns} |\n|{'---|' * len(columns.split('|'))}\n"
    return "# T\n\n" + names + "".join(f"| {row} |\n" for row in rows)


def differences(folder: Path, text: str) -> list[Problem]:
    engine = Engine(PROTOCOL)
    return [each for scenario in read(folder, text) for each in scenario.differences(engine)]


def test_a_table_that_is_indented_as_markdown_allows_is_run(tmp_path: Path) -> None:
    plain = table("2026-03-01 | 3 | all | two")
    indented = plain.replace("|", "   |", 1).replace("\n|", "\n  |")
    assert len(differences(tmp_path, plain)) == len(differences(tmp_path, indented)) == 1


def test_a_table_in_a_file_that_begins_with_a_byte_order_mark_is_run(tmp_path: Path) -> None:
    (scenario,) = read(tmp_path, "\ufeff" + table("2026-03-01 | 3 | all | two"))
    assert scenario.title == "T"
    (scenario,) = read(tmp_path, "\ufeff" + table("2026-03-01 | 3 | all | two")[5:])
    assert scenario.line == 1


@pytest.mark.parametrize("rule", ["---|---|---", "  :--- | ---: | :-: ", "-|-|-|"])
def test_no_table_is_passed_over_in_silence(rule: str, tmp_path: Path) -> None:
    bare = f"## Bare\n\ndate | pain | stage\n{rule}\n2026-03-01 | 3 | two\n"
    (problem,) = refused(tmp_path, f"{table('2026-03-01 | 3 | all | one')}\n{bare}")
    assert (problem.line, problem.code) == (9, "RF603")
    assert "begin" in problem.hint


def test_a_line_of_dashes_is_no_table(tmp_path: Path) -> None:
    assert len(read(tmp_path, f"---\n\na | b\n---\n\n{TEXT}\n---\n")) == 2


def test_the_nearest_name_of_a_column_may_be_one_of_a_scenario(tmp_path: Path) -> None:
    for wrong, right in (("Stage", "stage"), ("reviews", "review"), ("pian", "pain")):
        (problem,) = refused(tmp_path, table("2026-03-01 | 3", columns=f"date | {wrong}"))
        assert problem.hint == f"did you mean {right!r}?"


def test_each_table_is_a_scenario_named_by_the_heading_before_it(tmp_path: Path) -> None:
    calm, red = read(tmp_path, TEXT)
    assert [(each.title, each.line) for each in (calm, red)] == [
        ("Two calm sessions", 9),
        ("A red flag", 23),
    ]
    assert [(each.line, each.stage, each.kind, each.review) for each in calm.expected] == [
        (11, "one", "start", True),
        (12, "two", "advance", False),
        (13, None, "hold", True),
        (14, "one", "setback", True),
    ]


def test_header_lines_between_heading_and_table_are_those_of_the_log(tmp_path: Path) -> None:
    calm, red = (each.log for each in read(tmp_path, TEXT))
    assert (calm.injured, calm.injury, calm.patient) == ("right", None, "")
    assert (red.injured, str(red.injury), red.patient) == (None, "2026-02-27", "Rosa")


def test_what_comes_out_as_the_table_says_differs_in_nothing(tmp_path: Path) -> None:
    assert differences(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("was", "now", "line", "field", "message", "expected"),
    [
        ("| two   | advance", "| one   | advance", 12, "stage", "stage is two", "one"),
        ("| two   | advance", "|       | hold", 12, "kind", "kind is advance", "hold"),
        ("| advance | no ", "| advance | yes ", 12, "review", "review is no", "yes"),
        ("| hold    | yes", "| hold    | no", 13, "review", "review is yes", "no"),
    ],
)
def test_what_comes_out_otherwise_is_said_with_its_line(
    tmp_path: Path, was: str, now: str, line: int, field: str, message: str, expected: str
) -> None:
    assert was in TEXT
    (found,) = differences(tmp_path, TEXT.replace(was, now))
    assert found == Problem(
        str(tmp_path / "small.md"),
        line,
        0,
        "RF601",
        f"Two calm sessions: {message} on 2026-03-{line - 10:02}",
        field,
        expected,
    )


def test_a_row_is_held_against_its_own_date_however_the_log_goes_on(tmp_path: Path) -> None:
    rows = ("2026-03-02 | 2 | all | two", "2026-03-01 | 2 | all | one")
    assert differences(tmp_path, table(*rows)) == []


def test_an_empty_cell_is_not_checked(tmp_path: Path) -> None:
    rows = ("2026-03-01 | 2 | all | ", "2026-03-02 | 2 | all | two")
    assert differences(tmp_path, table(*rows)) == []


def test_tables_of_one_heading_are_scenarios_of_their_own(tmp_path: Path) -> None:
    one = "| date | stage |\n|---|---|\n| 2026-03-01 | one |\n"
    assert [each.title for each in read(tmp_path, f"{one}\n## Two\n{one}\ntext\n{one}")] == [
        "",
        "Two",
        "Two",
    ]


def test_a_file_without_tables_has_no_scenarios(tmp_path: Path) -> None:
    assert read(tmp_path, "# Title\n\nProse only.\n") == ()


@pytest.mark.parametrize(
    ("row", "field", "hint"),
    [
        ("2026-03-01 | 2 | all | tow", "stage", "two"),
        ("2026-03-01 | 11 | all | one", "pain", ""),
        ("2026-02-30 | 2 | all | one", "date", ""),
        (" | 2 | all | one", "date", ""),
    ],
)
def test_a_bad_cell_is_said_with_its_line(tmp_path: Path, row: str, field: str, hint: str) -> None:
    (problem,) = refused(tmp_path, table("2026-03-05 | 2 | all | one", row))
    assert (problem.line, problem.field) == (6, field)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "moved"), ("review", "maybe"), ("stage", "nowhere")]
)
def test_what_nobody_could_answer_is_refused(tmp_path: Path, column: str, value: str) -> None:
    (problem,) = refused(tmp_path, table(f"2026-03-01 | {value}", columns=f"date | {column}"))
    assert (problem.code, problem.line) == ("RF602", 5)
    assert problem.message == f"{column} is {value!r}"


def test_the_problems_of_all_tables_are_said_at_once(tmp_path: Path) -> None:
    text = table("2026-03-01 | 11 | all | one") + "\n" + table("2026-03-01 | 2 | all | nowhere")
    assert [(each.line, each.field) for each in refused(tmp_path, text)] == [
        (5, "pain"),
        (11, "stage"),
    ]


def test_a_header_that_is_wrong_is_said_where_the_table_begins(tmp_path: Path) -> None:
    text = table("2026-03-01 | 2 | all | one").replace("# T\n", "# T\ninjured: lef\n")
    (problem,) = refused(tmp_path, text)
    assert problem.line == 4


def test_the_second_place_of_a_problem_is_a_line_of_the_file_too(tmp_path: Path) -> None:
    """Two overrides of one date that name different stages."""
    columns = "date | event | to | by | reason"
    rows = [f"2026-03-01 | override | {to} | A | b" for to in ("one", "two")]
    (problem,) = refused(tmp_path, table(*rows, columns=columns))
    assert problem.other is not None
    assert {problem.line, problem.other[0]} == {5, 6}


@pytest.mark.parametrize(
    "row",
    ["2026-03-01 | 2 | all | one | two", "2026-03-01 | 2 | all", "| 2026-03-01 | 2 | all | one"],
    ids=["a cell more", "a cell less", "an empty cell more"],
)
def test_a_row_with_another_number_of_cells_is_refused(tmp_path: Path, row: str) -> None:
    (problem,) = refused(tmp_path, table(row))
    assert (problem.code, problem.line) == ("RF603", 5)


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    rows: Any = ("2026-03-01 | 2 | 9",)
    (problem,) = refused(tmp_path, table(*rows, columns="date | pain | pain"))
    assert (problem.code, problem.line) == ("RF604", 3)


def test_a_first_cell_may_be_empty(tmp_path: Path) -> None:
    text = "# T\n\n|stage|date|\n|---|---|\n||2026-03-01|\n"
    assert [each.stage for each in read(tmp_path, text)[0].expected] == [None]
