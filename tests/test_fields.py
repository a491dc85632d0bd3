"""What one cell of a log may hold, and what is said of anything else."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehabflow.dates import orders_of, read_date, read_time
from rehabflow.doses import read_dose, read_work, work_of
from rehabflow.entry import Number, Work
from rehabflow.faults import LOG_CODES, Bare, Comma, Fault
from rehabflow.fields import FIELDS, HEADER
from rehabflow.places import is_plain, is_private, may_be_quoted, names_only
from rehabflow.scale import exact
from rehabflow.texts import read_text


def fault_of(field: str, text: str) -> tuple[str, str, str]:
    """The code, message and mend for a text that a field may not hold."""
    with pytest.raises(Fault) as error:
        (FIELDS.get(field) or HEADER[field]).read(text)
    return error.value.code, f"{field} {error.value.message}", error.value.hint


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("3", 3),
        ("10", 10),
        ("2.5", Fraction(5, 2)),
        ("2.50", Fraction(5, 2)),
        ("3.0", 3),
        ("0.000001", Fraction(1, 10**6)),
        ("999999.999999", Fraction(999_999_999_999, 10**6)),
    ],
)
def test_a_number_is_exact(text: str, number: Number) -> None:
    value = exact(text)
    assert value == number and type(value) is type(number)


HOSTILE = (
    "-1 +3 -0 03 00 1. .5 1e3 1E3 0x5 1_0 NaN nan inf Infinity -inf 1e999 5/10 n/a - -- . ~4 <3 "
    ">3 3-4 2,5 1,000 1.2.3 ７ ٣ ³ ½ 四 True true None null ten 3kg 3% 0b1 0.1234567 1234567"
).split()


@pytest.mark.parametrize("text", [*HOSTILE, "", " 3", "3 ", "3\n", "3\0", "1 0", "3 of 10"])
def test_anything_else_is_no_number(text: str) -> None:
    assert exact(text) is None
    for field in ("pain", "aslr", "sets", "load"):
        with pytest.raises(Fault):
            FIELDS[field].read(text)


@given(st.text(max_size=9))
def test_a_number_is_one_by_its_grammar_alone(text: str) -> None:
    plain = re.fullmatch(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?", text, re.ASCII)
    assert (exact(text) is not None) == (plain is not None)


@pytest.mark.parametrize(
    ("field", "text", "taken"),
    [
        ("pain", "0", True),
        ("pain", "10", True),
        ("pain", "10.0", True),
        ("pain", "10.000001", False),
        ("pain_test", "11", False),
        ("aslr", "180", True),
        ("aslr_other", "180.5", False),
        ("sets", "999999", True),
        ("sets", "1000000", False),
        ("sets", "3.0", False),
        ("reps_done", "2.5", False),
        ("hold", "8.5", True),
        ("load", "12.25", True),
    ],
)
def test_a_scale_ends_where_it_ends(field: str, text: str, taken: bool) -> None:
    try:
        FIELDS[field].read(text)
    except Fault as fault:
        assert not taken and fault.code in ("RF212", "RF213")
    else:
        assert taken


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("n/a", "leave it empty where nothing was measured"),
        ("NONE", "leave it empty where nothing was measured"),
        ("７", "write 7, in plain digits without spaces"),
        (" 3", "write 3, in plain digits without spaces"),
        ("2,5", "write 2.5, with a decimal point"),
        ("5/10", "write 5, without the scale"),
        ("5 out of 10", "write 5, without the scale"),
        ("8s", "write 8, without the unit"),
        ("60°", "write 60, without the unit"),
        ("03", "write 3, in plain digits"),
        ("2.", "write 2, in plain digits"),
        ("+3", "write 3, without the sign"),
        ("~4", "write 4 if that is the number; leave it empty where it is not known"),
        ("4?", "write 4 if that is the number; leave it empty where it is not known"),
        ("3-4", "write one number, the worse of the two"),
        (".5", "write at most 6 decimals, as in 0.5"),
        ("1e3", "write it in plain digits"),
        ("1_0", "write it in plain digits"),
        ("seven", "write 7"),
        ("1.2.3kg", ""),
        ("it hurt", ""),
    ],
)
def test_a_number_that_was_written_otherwise_can_be_mended(text: str, mend: str) -> None:
    assert fault_of("pain", text)[2] == mend


def test_a_number_outside_its_scale_is_told_apart_from_what_is_none() -> None:
    assert fault_of("pain", "11")[:2] == ("RF212", "pain is '11', outside 0 to 10")
    assert "0-100" in fault_of("pain", "80")[2]
    assert fault_of("pain", "101")[2] == ""
    assert fault_of("aslr", "-5")[2] == "leave it empty where nothing was measured"
    assert fault_of("sets", Bare("9" * 5000))[1] == f"sets is {'9' * 60}…, outside 0 to 999,999"


def test_a_decimal_comma_counts_where_it_may_stand() -> None:
    assert FIELDS["pain"].read(Comma("2,5")) == Fraction(5, 2)
    assert FIELDS["pain"].read(Comma("2.5")) == Fraction(5, 2)
    assert fault_of("pain", Comma("12,5"))[1] == "pain is '12,5', outside 0 to 10"
    assert fault_of("pain", Comma("1.000,5"))[0] == "RF211"
    assert fault_of("sets", Comma("2,5"))[0] == "RF213"


# ---------------------------------------------------------------- dates and times


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2026-03-02", (2026, 3, 2), None),
        ("2024-02-29", (2024, 2, 29), None),
        ("2026-03-02T18:05", (2026, 3, 2), dt.time(18, 5)),
        ("2026-03-02 18:05:09", (2026, 3, 2), dt.time(18, 5, 9)),
        ("2026-03-02T18:05:09.25", (2026, 3, 2), dt.time(18, 5, 9, 250_000)),
        ("2026-03-02T23:30Z", (2026, 3, 2), dt.time(23, 30, tzinfo=dt.UTC)),
        (
            "2026-03-02T23:30-05:00",
            (2026, 3, 2),
            dt.time(23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        ),
    ],
)
def test_the_day_as_written_decides(
    text: str, day: tuple[int, int, int], time: dt.time | None
) -> None:
    assert read_date(text) == (dt.date(*day), time)


MONTHS = "there are 12 months"


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        ("2026-02-31", "RF203", "February 2026 has 28 days"),
        ("2100-02-29", "RF203", "February 2100 has 28 days"),
        ("2026-04-00", "RF203", "April 2026 has 30 days"),
        ("2026-13-01", "RF203", f"{MONTHS}, and the month stands before the day: 2026-01-13?"),
        ("2026-13-13", "RF203", MONTHS),
        ("0000-01-01", "RF203", "there is no year 0"),
        ("20260302", "RF202", "write 2026-03-02"),
        ("2026-3-2", "RF202", "write 2026-03-02"),
        ("2026/03/02", "RF202", "write 2026-03-02"),
        ("2026.03.32", "RF202", ""),
        ("２０２６-03-02", "RF202", "write 2026-03-02"),
        (" 2026-03-02", "RF202", "write 2026-03-02"),
        ("2026-W10-1", "RF202", "write the day of the calendar, 2026-03-02"),
        ("2026W101", "RF202", "write the day of the calendar, 2026-03-02"),
        ("2026-W54-1", "RF202", ""),
        ("02/03/26", "RF202", "write the year in full, and first"),
        ("46083", "RF202", "a spreadsheet's number for 2026-03-02? give the column a date format"),
        ("yesterday", "RF202", ""),
        ("2026-03-02T", "RF202", "write 2026-03-02"),
        ("2026-03-02 9:30", "RF206", "write 09:30"),
        ("2026-03-02T24:00", "RF206", "midnight is 00:00 of the day that begins"),
        ("2026-03-02T10:61", "RF206", ""),
        ("2026-03-02T10:00+25:00", "RF206", ""),
        ("2026-03-02T10:00z", "RF206", ""),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_mend(text: str, code: str, mend: str) -> None:
    assert fault_of("date", text)[::2] == (code, mend)


def test_a_date_in_a_local_order_is_read_in_the_order_that_is_given_only() -> None:
    assert fault_of("date", "3/4/2026")[1] == "date is '3/4/2026': 3 April or 4 March?"
    assert fault_of("date", "13/4/2026")[1].endswith("not in the order year-month-day")
    assert fault_of("date", "31/4/2026")[::2] == ("RF203", "April 2026 has 30 days")
    assert read_date("3/4/2026", "dmy") == read_date("04-03-2026", "mdy")
    assert read_date("3.4.2026 18:00", "dmy") == (dt.date(2026, 4, 3), dt.time(18))
    assert read_date("2026-04-03", "mdy")[0] == dt.date(2026, 4, 3)
    with pytest.raises(Fault, match="RF203"):
        read_date("13/4/2026", "mdy")
    with pytest.raises(Fault, match="RF202"):
        read_date("3/4.2026", "dmy")


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("3/4/2026", {"dmy", "mdy"}),
        ("13/4/2026", {"dmy"}),
        ("4/13/2026", {"mdy"}),
        ("31/4/2026", {"dmy", "mdy"}),
        ("2026-04-13", {"dmy", "mdy"}),
        ("yesterday", {"dmy", "mdy"}),
    ],
)
def test_a_date_leaves_an_order_open_unless_only_the_other_fits(
    text: str, orders: set[str]
) -> None:
    assert orders_of(text) == orders


@given(st.dates(), st.sampled_from(["dmy", "mdy"]))
def test_every_day_is_read_back(day: dt.date, order: str) -> None:
    assert read_date(day.isoformat()) == (day, None)
    local = f"{day.day}/{day.month}" if order == "dmy" else f"{day.month}/{day.day}"
    assert read_date(f"{local}/{day.year:04}", order)[0] == day  # type: ignore[arg-type]
    assert order in orders_of(f"{local}/{day.year:04}")


def test_a_time_is_read_to_the_minute() -> None:
    assert read_time("07:30") == dt.time(7, 30)
    for text in ("7:30", "07:30:00", "07:30Z", "24:00", "07.30", "7h30", "half past", "٠٧:٣٠"):
        assert fault_of("time", text)[:2] == ("RF206", f"time is '{text}', not a time")
    assert fault_of("time", "7h30")[2] == "write 07:30"


# ---------------------------------------------------------------- work


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("10", (None, 10)),
        ("0", (None, 0)),
        ("3x10", (3, 10)),
        ("3X10", (3, 10)),
        ("3×10", (3, 10)),
        ("10+10+8", (None, (10, 10, 8))),
    ],
)
def test_repetitions_are_read(text: str, dose: object) -> None:
    assert read_dose(text) == dose


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("3 x 10", "write 3x10"),
        ("3*10", "write 3x10"),
        ("10, 10, 8", "write 10+10+8"),
        ("10-10-8", "write 10+10+8"),
        ("10 reps", "write 10, without the unit"),
        ("n/a", "leave it empty where nothing was measured"),
        ("3x", ""),
        ("03x10", ""),
        ("2.5", "write whole repetitions"),
        ("3x10x2", ""),
    ],
)
def test_other_repetitions_are_refused_with_a_mend(text: str, mend: str) -> None:
    assert fault_of("reps", text)[::2] == ("RF214", mend)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("heel-dig", (Work("heel-dig"),)),
        ("heel-dig 10", (Work("heel-dig", None, 10),)),
        ("heel-dig 3x10 @8s", (Work("heel-dig", 3, 10, 8),)),
        ("heel-dig@8.5 s", (Work("heel-dig", None, None, Fraction(17, 2)),)),
        ("single  leg bridge 10+8; ", (Work("single leg bridge", None, (10, 8)),)),
        ("90/90 bridge 3x10", (Work("90/90 bridge", 3, 10),)),
        ("all", (Work("all", as_prescribed=True),)),
        (" All ;bridge 0x10", (Work("all", as_prescribed=True), Work("bridge", 0, 10))),
    ],
)
def test_a_days_work_is_read(text: str, works: tuple[Work, ...]) -> None:
    assert read_work(text) == works


@pytest.mark.parametrize(
    ("text", "said", "meant"),
    [
        ("bridge; heel-dig 3 x 10", "the dose is not clear", "heel-dig 3 x 10"),
        ("bridge 3x10, heel-dig 10", "the dose is not clear", "bridge 3x10, heel-dig 10"),
        ("bridge 3x", "the dose is not clear", "bridge 3x"),
        ("bridge 30ss", "the dose is not clear", "bridge 30ss"),
        ("bridge 3x1.2.3s", "the dose is not clear", "bridge 3x1.2.3s"),
        ("bridge @101%", "the effort is not clear", "bridge @101%"),
        ("bridge @7% @8%", "the effort is not clear", "bridge @7% @8%"),
        ("bridge 3x10 ( - )", "no variant is named", "bridge 3x10 ( - )"),
        ("all @8s (red)", "`all` takes no dose", "all @8s (red)"),
        ("bridge 10 10", "the dose is not clear", "bridge 10 10"),
        ("bridge ; 3x10 ", "no exercise is named", "3x10"),
        ("@8s", "no exercise is named", "@8s"),
        ("bridge @8", "the hold is not clear", "bridge @8"),
        ("bridge @s", "the hold is not clear", "bridge @s"),
        ("bridge @8s @9s", "the hold is not clear", "bridge @8s @9s"),
        ("all 3x10", "`all` takes no dose", "all 3x10"),
        ("all @8s", "`all` takes no dose", "all @8s"),
    ],
)
def test_an_item_of_work_that_is_not_clear_is_pointed_at(text: str, said: str, meant: str) -> None:
    with pytest.raises(Fault) as error:
        read_work(text)
    fault = error.value
    assert fault.message == f"has '{meant}': {said}"
    assert fault.length is not None
    assert text[fault.start : fault.start + fault.length] == meant


def test_work_is_text_and_names_an_exercise() -> None:
    assert fault_of("work", ";")[1] == "work is ';', without an exercise"
    assert fault_of("work", Bare("10"))[1] == "work is 10, not a day's work"
    assert fault_of("exercise", "ALL")[2] == "write `all` in the field `work`"


def test_long_texts_are_read_in_no_time() -> None:
    for text in (" " * 60_000 + "x", "1+" * 30_000, "a;" * 30_000, "9" * 60_000, "@" * 60_000):
        for name, field in (FIELDS | HEADER).items():
            try:
                field.read(text)
            except Fault as fault:
                assert len(fault.message) < 200, name


def test_the_work_of_a_row_takes_its_sets_from_either_field() -> None:
    assert work_of("bridge", 3, (None, 10), None, 2) == (Work("bridge", 3, 10, load=2),)
    assert work_of("bridge", None, (3, 10), 8, None) == (Work("bridge", 3, 10, 8),)


# ---------------------------------------------------------------- words and text


def test_a_word_is_known_or_has_a_near_one() -> None:
    assert [FIELDS["side"].read(word) for word in ("left", "both")] == ["left", "both"]
    assert fault_of("side", "L")[2] == "did you mean 'left'?"
    assert fault_of("side", "Rigth")[2] == "did you mean 'right'?"
    assert fault_of("event", "red flag")[2] == "did you mean 'red_flag'?"
    assert fault_of("event", "fell")[2] == ""
    assert fault_of("event", " ")[0] == "RF216"
    assert fault_of("injured", "both")[0] == "RF216"


def test_a_text_is_kept_and_never_repeated_in_a_message() -> None:
    assert read_text(" fine ") == " fine "
    assert read_text("\x1b[31m") == "\x1b[31m"
    assert read_text("  ") is None
    assert fault_of("note", Bare("CANARY"))[1] == "note is not text"
    assert "CANARY" not in "".join(fault_of("by", "CANARY \ud83d"))
    assert [FIELDS["to"].read(text) for text in (" acute ", " ")] == ["acute", None]
    assert [FIELDS["exercise"].read(text) for text in (" heel dig ", " ")] == ["heel dig", None]


def test_a_protocol_is_named_by_id_and_never_by_path() -> None:
    for text in ("example", "example-strain@1.0.0", "A_b"):
        assert HEADER["protocol"].read(text) == text
    for text in ("../x", "/etc/passwd", "a@", "@1", "a b", "a.yaml", "a@b@c", "x" * 65, "a\n"):
        assert fault_of("protocol", text)[0] == "RF218"


# ---------------------------------------------------------------- what may be quoted


def test_only_values_that_are_no_ones_own_words_are_quoted() -> None:
    for text in ("", "3", "2.5", "2026-03-02", "2026-03-02T18:00Z", "3x10", "10+10+8"):
        assert is_plain(text)
    assert not any(map(is_plain, ("fine", "3 CANARY", "x")))
    assert may_be_quoted("exercise", "heel dig") and not may_be_quoted("exercise", "x" * 61)
    assert may_be_quoted("side", "left") and may_be_quoted("pain", "3")
    assert not may_be_quoted("pain", "it hurt")
    assert not may_be_quoted("note", "3") and may_be_quoted("note", "")
    assert not may_be_quoted("mood", "3") and not may_be_quoted("patient", "3")
    assert is_private("patient") and not is_private("injured") and not is_private("entries")


def test_a_line_that_could_not_be_understood_shows_names_and_marks_only() -> None:
    line = '{"date": "2026-03-02", note: CANARY, "pain" : 3, mood: "a: pain b'
    shown = names_only(line)
    assert len(shown) == len(line)
    assert re.sub("…+", "…", shown) == ('{"date": "…-…-…", note: …, "pain" : …, …: "…: … …')


def test_every_code_has_a_title_of_its_own() -> None:
    assert len(set(LOG_CODES.values())) == len(LOG_CODES)
    assert all(re.fullmatch(r"RF[12]\d\d", code) for code in LOG_CODES)
