"""Every explanation of a code: its file has that problem and no other, and mended it has none."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from rehabflow import RehabflowError, load_protocol
from rehabflow.check.examine import Examined, examine
from rehabflow.cli import main
from rehabflow.codes import DOUBT_CODES, NOTE_CODES
from rehabflow.desk import CODES
from rehabflow.explanation import FOLDER, TITLES, Explanation, explanation
from rehabflow.faults import LOG_CODES
from rehabflow.readers.check import protocol_problems
from rehabflow.readers.log import Format, read_log_bytes
from rehabflow.render.explanation import explanation_text

PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
WITHOUT_A_FILE = set(
    "RF101 RF102 RF103 RF104 RF105 RF106 RF107 RF109 RF119 RF228 RF293 "
    "RF301 RF303 RF317 RF318 RF430 RF437 RF442".split()
)
"""What no file, or no text on a page, could show; RF293 needs no mending."""
CORRECTED = {"RF232", "RF233", "RF234", "RF235"}
"""Mended, what these are about still says that an entry was corrected: RF293."""
TODAY = dt.date(2026, 4, 11)
REASONED = [code for code in PAGES if code in DOUBT_CODES or code in NOTE_CODES]
"""What is said of protocols that can be read, some of it by reasoning."""
SHOWN = [code for code in PAGES if code not in WITHOUT_A_FILE and code not in REASONED]
BESIDE = {"RF802": {"RF814"}, "RF807": {"RF804"}, "RF813": {"RF814"}}
"""What is told beside a code wherever that is: of a stage, and of the gate that makes it so."""


def codes_of(text: str, language: str) -> list[str]:
    """The codes of the problems and warnings of a protocol, or of a log kept under one."""
    try:
        if language == "yaml":
            return [each.code for each in protocol_problems(text.encode(), "example.yaml")]
        protocol = load_protocol("hamstring-strain")
        form = cast(Format, language)
        log = read_log_bytes(text.encode(), "maya", form, protocol=protocol, latest=TODAY)
        return [each.code for each in log.warnings]
    except RehabflowError as error:
        return [each.code for each in error.problems]


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["explain", *args])


def test_every_code_of_a_log_or_a_protocol_has_a_page() -> None:
    assert set(PAGES) == {*CODES, *DOUBT_CODES, *NOTE_CODES, *LOG_CODES}


@pytest.mark.parametrize("code", PAGES)
def test_a_page_begins_with_the_title_of_its_code_and_says_why_it_matters(code: str) -> None:
    page = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code}: {TITLES[code]}\n\n")
    assert re.findall("^## (.*)$", page, re.MULTILINE) == (
        [] if code in WITHOUT_A_FILE else ["A file that has it", "Mended"]
    )
    why = explanation(code).why
    assert 60 < len(why) < 500
    assert why.endswith(".")


@pytest.mark.parametrize("code", SHOWN)
def test_the_file_has_the_problem_and_no_other_and_mended_it_has_none(code: str) -> None:
    told = explanation(code)
    assert (told.language == "yaml") is (code not in LOG_CODES)
    assert set(codes_of(told.fails, told.language)) == {code}
    left = {"RF293"} if code in CORRECTED else set[str]()
    assert set(codes_of(told.mended, told.language)) == left


def looked_at(text: str, folder: Path) -> Examined:
    file = folder / "example.yaml"
    file.write_text(text, encoding="utf-8")
    return examine(str(file))


@pytest.mark.parametrize("code", REASONED)
def test_what_the_file_comes_to_is_told_and_mended_there_is_no_warning(
    code: str, tmp_path: Path
) -> None:
    told = explanation(code)
    found, mended = (looked_at(text, tmp_path) for text in (told.fails, told.mended))
    assert code in [each.code for each in (*found.problems, *found.notes)]
    assert {each.code for each in found.problems} <= {code, *BESIDE.get(code, set())}
    assert all(each.sureness for each in (*found.problems, *found.notes))
    assert mended.problems == ()
    assert code not in [each.code for each in mended.notes]


@pytest.mark.parametrize("code", [*SHOWN, *REASONED])
def test_the_mend_is_small(code: str) -> None:
    """The same file, mended: what differs is what the page is about."""
    told = explanation(code)
    if code in ("RF309", "RF316"):
        return
    fails, mended = set(told.fails.splitlines()), set(told.mended.splitlines())
    assert 0 < len(fails - mended) + len(mended - fails) <= 8


def test_a_code_without_a_page_has_its_title() -> None:
    assert explanation("RF505") == Explanation("RF505", TITLES["RF505"])


def test_the_text_has_both_files_and_fits_a_terminal() -> None:
    text = run("RF413").stdout
    told = explanation("RF413")
    assert text.startswith("RF413: exercise name that is taken\n\n")
    assert "\n\nA file that has it:\n\n    rehabflow: 1\n" in text
    assert "\n\nMended:\n\n    rehabflow: 1\n" in text
    assert f"    {told.mended.splitlines()[-1]}\n" == text.splitlines(keepends=True)[-1]
    why = text.split("\n\n")[1]
    assert max(map(len, why.splitlines())) <= 80
    assert " ".join(why.split()) == told.why


def test_what_has_no_file_is_told_in_words() -> None:
    assert explanation_text(explanation("RF442")).count("\n\n") == 1
    assert run("RF505").stdout == "RF505: date on which nothing is logged\n"


def test_small_letters_will_do_and_json_has_everything() -> None:
    result = run("rf423", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert list(told) == ["rehabflow", "code", "title", "why", "language", "fails", "mended"]
    assert (told["rehabflow"], told["code"]) == (1, "RF423")
    assert codes_of(told["fails"], told["language"]) == ["RF423"]


@pytest.mark.parametrize("code", ["RF999", "../../README", "RF4\x1b[2J"])
def test_what_is_no_code_is_a_usage_error(code: str) -> None:
    result = run(code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no code" in result.stderr
    assert "\x1b" not in result.stderr


def test_the_nearest_code_is_named() -> None:
    assert "did you mean 'RF413'?" in run("R413").stderr
