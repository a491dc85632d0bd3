"""Reading a log: every broken one beside what is said of it, and no bytes that get further."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from rehabflow import Log, LogError, RehabflowError
from rehabflow.entry import Work
from rehabflow.faults import LOG_CODES
from rehabflow.measure import Measure
from rehabflow.readers import lines
from rehabflow.readers.log import FORMATS, Format, read_log, read_log_bytes
from rehabflow.readers.log_csv import BadQuote, cells_of
from rehabflow.render.problems import render_problems
from rehabflow.tree import CODES

FOLDER = Path(__file__).parent / "golden" / "logs"
LOGS = sorted(path for path in FOLDER.iterdir() if path.suffix in FORMATS)
CANARY = "CANARY-7f3"
"""Stands in every note of the logs: no problem may show it."""


@frozen
class Names:
    """What a reader asks of a protocol."""

    stage_ids: tuple[str, ...] = ("acute", "isometric", "return-to-run", "discharged")
    measures: Mapping[str, Measure] = {
        "hop": Measure("hop", "higher", "single-leg hop", "cm", 0, 300),
        "squat_ok": Measure("squat_ok", "higher", "painless squat", "yes/no", 0, 1),
    }

    known_exercises: Mapping[str, str] = {"heeldig": "heel-dig", "bridge": "bridge"}

    def knows_exercise(self, name: str) -> bool:
        return name.lower().replace(" ", "-") in self.exercise_names()

    def exercise_names(self) -> Iterable[str]:
        return "heel-dig", "bridge"


def read(data: bytes, format: Format = "csv", path: str = "maya.csv", **options: Any) -> Log:
    return read_log_bytes(data, path, format, **options)


def problems_of(data: bytes, format: Format = "csv", **options: Any) -> str:
    """What is wrong, as its author reads it."""
    with pytest.raises(LogError) as error:
        read(data, format, **options)
    return render_problems(error.value.problems)


# ---------------------------------------------------------------- what is said of broken logs


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_what_is_said_of_a_log(path: Path) -> None:
    """`REHABFLOW_ACCEPT=1` writes what is said now as what is expected."""
    try:
        log = read_log_bytes(
            path.read_bytes(),
            path.name,
            FORMATS[path.suffix],
            protocol=Names(),
            default_injured=None if path.stem in UNSAID else "right",
            injured="right" if path.stem == "injured-on-both-sides" else None,
            latest=dt.date(2026, 4, 11),
        )
        said = [f"{len(log.sessions)} sessions are read."]
        problems = log.warnings
    except LogError as error:
        said, problems = [], error.problems
        assert problems, "an error says why"
    for problem in problems:
        plain = problem.to_dict()
        assert json.loads(json.dumps(plain)) == plain
        assert problem.code in LOG_CODES | CODES
        assert CANARY not in json.dumps(plain) + problem.other_excerpt
        assert "\x1b" not in json.dumps(plain, ensure_ascii=False)
        assert len(problem.excerpt) <= 100
    assert list(problems) == sorted(problems, key=lambda each: (each.line, each.column))
    said.append(render_problems(problems))
    text = "\n\n".join(filter(None, said)) + "\n"
    expected = path.with_name(path.name + ".txt")
    if os.environ.get("REHABFLOW_ACCEPT"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


UNSAID = {"both-legs"}
"""Logs that nobody names the injured leg of."""


def test_every_expectation_has_its_log() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == {f"{path.name}.txt" for path in LOGS}
    assert sum("RF2" in said or "RF1" in said for said in map(expectation, LOGS)) >= 45


def expectation(path: Path) -> str:
    return path.with_name(path.name + ".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(LOG_CODES))
def test_every_code_is_met_in_a_test(code: str) -> None:
    """In an expectation, or in the tests below."""
    here = Path(__file__).read_text(encoding="utf-8")
    assert any(f" {code} " in said for said in map(expectation, LOGS)) or code in here


# ---------------------------------------------------------------- what a file may hold


GOOD = b"""# patient: Maya
# injured: right
date,time,pain,pain_morning,aslr,exercise,sets,reps,work,note
2026-03-02,,3,,60,heel-dig,3,10,,"slept ""badly"", then well"
2026-03-03,07:30,2.5,1,61.5,,,,heel-dig 3x10 @8s; bridge 10+10+8,
"""


def test_a_csv_log_is_read() -> None:
    log = read(GOOD)
    first, second = log.entries
    assert (log.patient, log.injured, log.path, len(log.sessions)) == (
        "Maya",
        "right",
        "maya.csv",
        2,
    )
    assert (first.date, first.line, first.pain("during"), first.aslr) == (
        dt.date(2026, 3, 2),
        4,
        3,
        60,
    )
    assert first.work == (Work("heel-dig", 3, 10),)
    assert first.note == 'slept "badly", then well'
    assert (second.time, second.pain("morning")) == (dt.time(7, 30), 1)
    assert second.work == (Work("heel-dig", 3, 10, 8), Work("bridge", None, (10, 10, 8)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r\n\r\n  \r\n,,,,,,,,,\r\n"),
        lambda data: data.replace(b"note\n", b"note,,,\n"),
        lambda data: data.replace(b",\n", b", ,,,\n"),
        lambda data: data.replace(b"2026-03-03,07:30,2.5", b'  2026-03-03 ," 07:30",  "2.5"'),
        lambda data: b"sep=,\n" + data,
        lambda data: data.rstrip(),
        lambda data: data.replace(b"injured: right", b"injured: right,,,,"),
    ],
)
def test_what_spreadsheets_add_changes_nothing(change: Callable[[bytes], bytes]) -> None:
    def said(log: Log) -> list[dict[str, Any]]:
        return [{**entry.to_dict(), "line": 0} for entry in log.entries]

    assert said(read(change(GOOD))) == said(read(GOOD))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_by_the_names_of_the_columns(separator: str) -> None:
    data = "date,pain,note\n2026-03-02,3,fine\n".replace(",", separator)
    assert read(data.encode()).entries[0].note == "fine"


def test_decimal_commas_stand_where_semicolons_part_the_cells() -> None:
    data = b'date;pain;load;exercise;work\n2026-03-02;2,5;1.5;bridge;"heel-dig 3x10 @8,5s"\n'
    entry = read(data).entries[0]
    assert (entry.pain("during"), entry.work[0].load, entry.work[1].hold) == (2.5, 1.5, 8.5)


def test_a_json_lines_log_is_read_exactly() -> None:
    row = b'{"date":"2026-03-02T18:00Z", "pain": 0.1, "note": " caf\\u00e9"}'
    entry = read(b'{"injured": "left"}\n\n  ' + row + b" \t\r\n", "jsonl").entries[0]
    assert (entry.line, entry.note) == (3, " café")
    assert entry.pain("during") == pytest.approx(0.1) and entry.pain("during") != 0.1
    assert entry.time == dt.time(18, tzinfo=dt.UTC)


def test_a_word_that_is_no_text_is_never_taken_for_one() -> None:
    rows = (
        b'{"date": "2026-03-02", "exercise": "true"}\n{"date": "2026-03-03", "exercise": true}\n'
    )
    assert problems_of(rows, "jsonl").startswith("maya.csv:2:36: RF217 exercise is not text")


def test_what_is_null_or_empty_is_absent() -> None:
    data = b'{"date": "2026-03-02", "pain": null, "aslr": "", "exercise": " ", "side": null}\n'
    entry = read(data, "jsonl").entries[0]
    assert entry.to_dict() == {"date": "2026-03-02", "line": 1}


def test_who_a_log_is_about() -> None:
    assert read(b"date\n2026-03-02\n", path="logs/ben.csv").patient == "ben"
    assert read(b"date\n2026-03-02\n", path="<stdin>").patient == ""
    assert read(GOOD, path="logs/ben.csv").patient == "Maya"
    assert read(GOOD, patient="patient 17").patient == "patient 17"


def test_entries_may_stand_in_any_order_and_dates_may_come_back() -> None:
    data = b"date,pain\n2026-03-04,4\n2026-03-02,2\n2026-03-04,5\n2026-03-03,3\n"
    log = read(data)
    assert [session.date.day for session in log.sessions] == [2, 3, 4]
    assert [entry.line for entry in log.sessions[2].entries] == [2, 4]


def test_a_date_in_a_local_order_is_read_where_the_order_is_given() -> None:
    data = b"# injury: 27.2.2026\ndate,pain\n3/4/2026,3\n2026-04-05,2\n06-04-2026 18:30,1\n"
    log = read(data, date_format="dmy")
    assert log.injury == dt.date(2026, 2, 27)
    assert [(each.date.day, each.date.month) for each in log.sessions] == [(3, 4), (5, 4), (6, 4)]
    assert read(data.replace(b"27.2", b"2.27"), date_format="mdy").sessions[0].date.month == 3
    assert "RF203" in problems_of(data, date_format="mdy")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"date_format": "ymd"}, "the date format is 'ymd'"),
        ({"injured": "Right"}, "the injured leg is 'Right'"),
        ({"default_injured": "both"}, "the injured leg is 'both'"),
        ({"format": "xlsx"}, "format is 'xlsx'"),
    ],
)
def test_a_caller_who_asks_for_what_is_not_there_is_told(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        read(GOOD, **options)


def test_the_injured_leg_is_the_callers_or_the_logs_and_else_the_default() -> None:
    sided = b"date,side\n2026-03-02,left\n"
    assert read(sided, injured="left").injured == "left"
    assert read(sided, default_injured="right").sessions[0].injured == "right"
    assert read(GOOD, default_injured="left").injured == "right"
    assert read(GOOD, injured="right").injured == "right"
    assert read(b"# injured:\n" + sided, injured="left").injured == "left"


def test_a_protocol_may_be_asked_for_by_the_id_that_the_log_names() -> None:
    asked: list[str | None] = []

    def protocol(named: str | None) -> Names:
        asked.append(named)
        if named == "unheard-of":
            raise RehabflowError
        return Names()

    read(b"# protocol: example@1.0.0\n" + GOOD, protocol=protocol)
    read(GOOD, protocol=protocol)
    assert asked == ["example@1.0.0", None]
    with pytest.raises(RehabflowError) as error:
        read(b"# protocol: unheard-of\n" + GOOD, protocol=protocol)
    assert not isinstance(error.value, LogError)
    assert "RF212" in problems_of(
        b"# protocol: unheard-of\n" + GOOD.replace(b",3,", b",13,"), protocol=protocol
    ), "what is wrong with the log is said first"


def test_only_what_lies_after_the_last_date_lies_ahead() -> None:
    data = b"date,pain\n2026-03-02,3\n2026-03-03,3\n2026-03-04,3\n2026-03-05,3\n"
    assert len(read(data, latest=dt.date(2026, 3, 5)).sessions) == 4
    assert problems_of(data, latest=dt.date(2026, 3, 3)).count("RF205") == 2


# ---------------------------------------------------------------- lines that are known already


PARTS = st.sampled_from(
    [
        "2026-03-02",
        "2026-03-03",
        "2026-02-31",
        "2026-3-04",
        "3/4/2026",
        "2026-03-09T10:00",
        "",
        '"',
    ]
)
TAILS = st.sampled_from(
    [
        "3,heel-dig,3,10,",
        "3,heel-dig,3,10,fine",
        "11,,,,",
        ",,,,,",
        "2.5,bridge,,3x10,x",
        "3,,3,,",
        '"',
    ]
)


@given(st.lists(st.tuples(PARTS, TAILS), max_size=12), st.booleans(), st.booleans())
def test_a_line_that_differs_by_its_date_alone_is_read_alike(
    rows: list[tuple[str, str]], first: bool, latest: bool
) -> None:
    """As if each were the first of its kind; in CSV ..."""
    if first:
        rows_of = [f"{day},{tail}" for day, tail in rows]
        data = "date,pain,exercise,sets,reps,note\n" + "\n".join(rows_of)
    else:
        data = "pain,exercise,sets,reps,note,date\n" + "\n".join(f"{t},{d}" for d, t in rows)
    same_without_memory(data.encode(), "csv", latest)


OBJECTS = st.sampled_from(
    [
        '"pain": 3}',
        '"pain": 3, "pain": 4}',
        '"pain": 11}',
        '"pain": "3", "exercise": "heel-dig", "sets": 3, "reps": 10}',
        '"event": "red_flag"}',
        '"event": "override", "to": "a", "by": "b", "reason": "c"}',
        '"side": "left"}',
        '"date": "2026-03-05"}',
        '"note": "x"} ',
        '"pain": 3',
    ]
)
OPENINGS = st.sampled_from(['{"date": "', '{"date":"', '{ "date": "', '{"x": "'])


@given(st.lists(st.tuples(OPENINGS, PARTS, OBJECTS), max_size=12), st.booleans())
def test_and_so_is_one_of_json(rows: list[tuple[str, str, str]], latest: bool) -> None:
    data = "\n".join(f'{opening}{day}", {rest}' for opening, day, rest in rows)
    same_without_memory(data.encode(), "jsonl", latest)


def same_without_memory(data: bytes, format: Format, latest: bool) -> None:
    day = dt.date(2026, 3, 2) if latest else None

    def outcome() -> object:
        try:
            return read(data, format, latest=day, default_injured="left")
        except LogError as error:
            return error.problems

    quick = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "MAX_KNOWN", 0)
        assert quick == outcome()


@pytest.mark.parametrize("day", ["2026-02-31", "2026-W10-1", "2026/03/04", "2026-03-09"])
def test_only_a_day_that_exists_is_taken_as_known(day: str) -> None:
    data = f"date,pain\n2026-03-02,3\n2026-03-02,3\n{day},3\n"
    said = problems_of(data.encode(), latest=dt.date(2026, 3, 8))
    assert said.startswith("maya.csv:4:1: RF20") and said.count("RF2") == 1


def test_a_session_that_was_filled_at_once_is_like_any_other() -> None:
    data = b"date,pain,aslr,side\n" + b"".join(b"2026-03-%02d,3,60,\n" % n for n in range(1, 9))
    for session in read(data, injured="right").sessions:
        (entry,) = session.entries
        again = type(session)(
            session.date, (type(entry)(entry.date, entry.line, None, entry.ratings, 60),), "right"
        )
        assert session == again and hash(session) == hash(again) and repr(session)
        assert (session.ratings, session.aslr, session.events) == (again.ratings, 60, ())
        with pytest.raises(AttributeError):
            entry.aslr = 90  # type: ignore[misc]
        with pytest.raises(AttributeError):
            session.injured = "left"  # type: ignore[misc]


def test_equal_ratings_and_work_are_kept_once() -> None:
    rows = b"2026-03-02,3,bridge,3,10,a\n2026-03-03,3,bridge,3,10,b\n"
    first, second = read(b"date,pain,exercise,sets,reps,note\n" + rows).entries
    assert first.ratings is second.ratings and first.work is second.work


def test_a_cell_that_cannot_be_found_by_its_text_is_shown_whole() -> None:
    assert '    2026-03-02,"3""4",\n               ^^^^^^' in problems_of(
        b'date,pain,note\n2026-03-02,"3""4",\n'
    )
    said = problems_of(b'- date: 2026-03-02\n  note:\n  work: "\\x62ridge 10; x 3 x 10"\n', "yaml")
    assert '    work: "\\x62ridge 10; x 3 x 10"\n        ' + " " * 4 + "^" * 24 in said


# ---------------------------------------------------------------- what no text may be


def test_a_wide_encoding_is_named() -> None:
    assert "RF104" in problems_of(GOOD.decode().encode("utf-16"))
    assert "RF104" in problems_of(GOOD.decode().encode("utf-16-be"))
    assert "RF104" in problems_of(GOOD.decode().encode("utf-32-le"), "jsonl")


def test_the_first_byte_that_is_not_utf_8_is_shown_by_its_place() -> None:
    data = b"date,note\n2026-03-02,M\xc3\xbcd\n2026-03-03,M\xfcde\n2026-03-04,M\xfcde\n"
    said = problems_of(data)
    assert said.startswith("maya.csv:3:13: RF104 the byte 0xfc")
    assert said.count("RF104") == 1


def test_a_nul_byte_is_shown_by_its_place() -> None:
    assert problems_of(b"date,note\n2026-03-02,a\0b\n").startswith(
        "maya.csv:2:13: RF105 a NUL byte"
    )


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04...", b"\x1f\x8b\x08...", b"\xd0\xcf\x11\xe0...", b"%PDF-1.7"],
)
def test_a_file_that_is_no_text_is_to_be_exported(data: bytes) -> None:
    said = problems_of(data)
    assert "RF103" in said and "export it as CSV" in said


@pytest.mark.parametrize("format", ["csv", "jsonl", "yaml"])
def test_an_endless_line_is_refused_at_once(format: Format) -> None:
    begin = time.process_time()
    said = problems_of(b"date,pain\n" + b"3" * 10_000_000 + b"\n2026-03-02,11\n", format)
    assert time.process_time() - begin < 2
    assert len(said) < 2000
    if format == "csv":
        assert "RF106" in said and "RF212" in said, "and the others are read"


@pytest.mark.parametrize("format", ["csv", "jsonl", "yaml"])
def test_lists_in_lists_end_nowhere_else(format: Format) -> None:
    assert "RF" in problems_of(b'{"date": ' + b"[" * 60_000, format)
    assert "RF" in problems_of(b'{"date": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", format)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert "RF212" in problems_of(
        b'{"date": "2026-03-02", "pain": ' + b"9" * 5000 + b"}\n", "jsonl"
    )


def test_columns_without_end_are_refused_at_once() -> None:
    begin = time.process_time()
    assert "RF110" in problems_of(b"date," + b"p" * 10 + b",x" * 20_000 + b"\n2026-03-02\n")
    assert time.process_time() - begin < 1


def test_rows_and_entries_without_end_are_refused_at_once() -> None:
    begin = time.process_time()
    assert "the row has 30,002 cells" in problems_of(b"date\n2026-03-02," + b",x" * 30_000 + b"\n")
    names = b", ".join(b'"x%d": 1' % number for number in range(5_000))
    assert "RF110" in problems_of(b'{"date": "2026-03-02", ' + names + b"}\n", "jsonl")
    assert time.process_time() - begin < 10


def test_a_file_of_nothing_but_problems_is_given_up() -> None:
    data = b"date,pain\n" + b"2026-03-02,11\n" * 20_000
    with pytest.raises(LogError) as error:
        read(data)
    codes = [problem.code for problem in error.value.problems]
    assert codes[0] == "RF119" and len(codes) == 10_002


def test_the_quotes_of_a_cell_close_on_its_line_or_on_one_below() -> None:
    lines_below = b"x\n" * 30
    assert "close on line 4" in problems_of(b'date,note\n2026-03-02,"a\nb\nc",\n2026-03-03,\n')
    assert "never close" in problems_of(b'date,note\n2026-03-02,"a\n' + lines_below + b'"\n')
    assert "RF115" in problems_of(b'date,note\n2026-03-02,"a"b\n')
    assert "RF115" in problems_of(b'date,note,pain\n2026-03-02,a,"b\n')


def test_the_last_row_may_not_be_short() -> None:
    said = problems_of(b"date,pain,aslr\n2026-03-02,3")
    assert "RF107" in said and "breaks off" in said
    assert "RF114" in problems_of(b"date,pain,aslr\n2026-03-02,3\n")
    assert len(read(b"date,pain,aslr\n2026-03-02,3,6").sessions) == 1


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_log_that_was_cut_anywhere_is_refused_or_a_beginning_of_the_whole(
    format: Format,
) -> None:
    """But for a cut in the very last cell of CSV, which no reader can see."""
    data = GOOD if format == "csv" else (FOLDER / "good.jsonl").read_bytes()
    whole = read(data, format).entries
    for cut in range(len(data)):
        try:
            entries = read(data[:cut], format).entries
        except LogError as error:
            assert all(problem.code.startswith("RF") for problem in error.problems)
            continue
        assert entries[:-1] == whole[: len(entries) - 1]
        last, full = entries[-1].to_dict(), whole[len(entries) - 1].to_dict()
        assert last | {"note": None} == full | {"note": None}


# ---------------------------------------------------------------- files and streams


def test_a_file_is_read_by_the_ending_of_its_name(tmp_path: Path) -> None:
    for name in ("maya.csv", "maya.CSV"):
        (tmp_path / name).write_bytes(GOOD)
        assert read_log(tmp_path / name).patient == "Maya"
        assert read_log(str(tmp_path / name)).path == str(tmp_path / name)
    (tmp_path / "maya.txt").write_bytes(GOOD)
    assert read_log(tmp_path / "maya.txt", format="csv").patient == "Maya"
    with pytest.raises(LogError, match=r"RF109.*--log-format"):
        read_log(tmp_path / "maya.txt")


def test_a_stream_is_read_in_the_format_that_is_named(tmp_path: Path) -> None:
    log = read_log(io.BytesIO(GOOD), format="csv")
    assert (log.path, log.patient) == ("<stream>", "Maya")
    with pytest.raises(LogError, match="<stream>: RF109"):
        read_log(io.BytesIO(GOOD))
    (tmp_path / "maya.csv").write_bytes(GOOD)
    with (tmp_path / "maya.csv").open("rb") as file:
        assert read_log(file).path == str(tmp_path / "maya.csv")


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"RF102.*at most 10 bytes"):
        read_log(io.BytesIO(GOOD), format="csv", max_bytes=10)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(10 << 30)
    begin = time.process_time()
    with pytest.raises(LogError, match="RF102"):
        read_log(huge)
    assert time.process_time() - begin < 0.5


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "folder.csv").mkdir()
    said = {
        "pipe.csv": "this is a pipe or a device",
        "folder.csv": "this is a directory",
        "loop.csv": "the file cannot be read: Too many levels of symbolic links",
        "absent.csv": "the file cannot be read: No such file or directory",
        "nul\0.csv": "the file cannot be read: ",
    }
    for name, message in said.items():
        with pytest.raises(LogError) as error:
            read_log(tmp_path / name)
        (problem,) = error.value.problems
        assert (problem.code, problem.line) == ("RF101", 0)
        assert problem.message.startswith(message)
    with pytest.raises(LogError, match="RF101"):
        read_log("/dev/zero", format="csv")


def test_a_path_is_shown_without_what_a_terminal_would_obey(tmp_path: Path) -> None:
    with pytest.raises(LogError) as error:
        read_log(tmp_path / "\x1b[31mred.csv")
    assert "\x1b" not in str(error.value)


def test_the_collector_of_cycles_works_on_as_before() -> None:
    for enabled in (True, False):
        gc.enable() if enabled else gc.disable()
        try:
            read(GOOD)
            problems_of(b"")
            assert gc.isenabled() is enabled
        finally:
            gc.enable()


# ---------------------------------------------------------------- any bytes at all


WORDS = (
    b"date pain note side work entries injured left 2026-03-02 3 11 3x10 @8s null sep= &a "
    b'- , ; { } [ ] : # " \\ \xff \0 \xe2\x80\xa8'
)
SOUP = st.lists(st.sampled_from([*WORDS.split(b" "), b" ", b"\t", b"\n", b"\r"]), max_size=40).map(
    b"".join
)
FORMAT = st.sampled_from(["csv", "jsonl", "yaml"])
SAMPLES = {
    "csv": [GOOD, (FOLDER / "times.csv").read_bytes(), (FOLDER / "quotes.csv").read_bytes()],
    "jsonl": [(FOLDER / "good.jsonl").read_bytes(), (FOLDER / "bad.jsonl").read_bytes()],
    "yaml": [(FOLDER / "good.yaml").read_bytes(), (FOLDER / "bad.yaml").read_bytes()],
}


def goes_no_further(data: bytes, format: Format) -> None:
    try:
        log = read(data, format, protocol=Names(), latest=dt.date(2026, 4, 11))
        problems = log.warnings
        assert Log.from_json(log.to_json()).sessions == log.sessions
    except LogError as error:
        problems = error.problems
        assert problems
    text = render_problems(problems)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    for problem in problems:
        assert problem.line >= 0 and problem.width >= 1


@given(st.binary(max_size=200) | SOUP, FORMAT)
def test_no_bytes_get_further_than_a_log_or_its_problems(data: bytes, format: Format) -> None:
    goes_no_further(data, format)


@given(st.data(), FORMAT)
def test_nor_does_a_log_with_a_few_bytes_changed(data: st.DataObject, format: Format) -> None:
    text = bytearray(data.draw(st.sampled_from(SAMPLES[format])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 6))
        text[at : at + length] = data.draw(st.binary(max_size=3) | SOUP.map(lambda soup: soup[:9]))
    goes_no_further(bytes(text), format)


@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8")), min_size=1),
    st.sampled_from(",;\t"),
)
def test_what_another_csv_writer_wrote_is_read_as_it_was_meant(
    cells: list[str], separator: str
) -> None:
    line = io.StringIO()
    csv.writer(line, delimiter=separator, lineterminator="").writerow(cells)
    assert [each.text for each in cells_of(line.getvalue(), separator)] == [
        cell.strip(" ") for cell in cells
    ]


@given(st.text(alphabet='ab", ', max_size=12))
def test_what_is_read_at_all_is_read_like_any_csv_reader(line: str) -> None:
    try:
        cells = cells_of(line, ",")
    except BadQuote as bad:
        assert line[bad.at] == '"'
        return
    assert ",".join(line[cell.start : cell.end] for cell in cells) == line
    if ' "' not in line and '" ' not in line:
        (row,) = csv.reader([line], strict=True) if line else ([""],)
        assert [cell.strip(" ") for cell in row] == [cell.text for cell in cells]


# ---------------------------------------------------------------- what would be read as another


@given(
    st.sampled_from(",;\t"),
    st.sampled_from(".,"),
    st.sampled_from(["pain", "aslr"]),
    st.integers(0, 99),
)
def test_a_number_with_decimals_is_itself_or_refused_in_every_dialect(
    separator: str, mark: str, name: str, tenths: int
) -> None:
    """`2,5` is never 2, 5 or 25."""
    number = f"{tenths // 10}{mark}{tenths % 10}"
    cell = f'"{number}"' if mark == separator else number
    data = f"date{separator}{name}\n2026-03-02{separator}{cell}\n".encode()
    if mark == "," and separator != ";":
        assert "RF211" in problems_of(data)
        return
    entry = read(data).entries[0]
    value = entry.pain("during") if name == "pain" else entry.aslr
    assert value is not None and value * 10 == tenths


@pytest.mark.parametrize("at", range(len(GOOD) + 1))
def test_a_quote_anywhere_swallows_no_row(at: int) -> None:
    """The log is refused, or has all its dates; a row inside a cell would hide a setback."""
    try:
        log = read(GOOD[:at] + b'"' + GOOD[at:])
    except LogError:
        return
    assert [session.date.day for session in log.sessions] == [2, 3]


def test_a_file_that_grows_while_it_is_read_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "maya.csv"
    path.write_bytes(GOOD)
    opened: list[object] = []
    real = os.open

    def opening(name: Any, *arguments: Any, **more: Any) -> int:
        opened.append(name)
        return real(name, *arguments, **more)

    class Later(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.write(b"2026-03-04,,9,,,,,,,\n")
            return data

    monkeypatch.setattr(os, "open", opening)
    assert len(read_log(path).sessions) == 2
    assert opened == [str(path)]
    stream = Later(GOOD)
    assert len(read_log(stream, format="csv").sessions) == 2
    assert len(stream.getvalue()) > len(GOOD)


def test_what_a_log_says_of_itself_may_stand_in_quotes() -> None:
    text = b'# patient: "Smith, Ann"\n# injured: "left"\ndate,pain\n2026-03-02,2\n'
    log = read(text)
    assert (log.patient, log.injured) == ("Smith, Ann", "left")
