"""`rehabflow.toml`: found above a log, and refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from rehabflow.errors import Problem, RehabflowError
from rehabflow.settings import Settings, settings_for


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rehabflow.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(log: Path) -> tuple[Problem, ...]:
    with pytest.raises(RehabflowError) as error:
        settings_for(log)
    return error.value.problems


def test_settings_beside_a_log_are_read(tmp_path: Path) -> None:
    text = 'protocol = "hamstring-strain"\ninjured = "right"\ndate_format = "dmy"\n'
    written(tmp_path, text)
    assert settings_for(tmp_path / "maya.csv") == Settings("hamstring-strain", "right", "dmy")


def test_settings_of_the_nearest_folder_above_count_and_no_others(tmp_path: Path) -> None:
    written(tmp_path, 'injured = "left"\ndate_format = "mdy"\n')
    written(tmp_path / "clinic", 'injured = "right"\n')
    assert settings_for(tmp_path / "maya.csv") == Settings(None, "left", "mdy")
    assert settings_for(tmp_path / "clinic" / "maya.csv") == Settings(None, "right")
    assert settings_for(tmp_path / "clinic" / "2026" / "03" / "maya.csv") == Settings(
        None, "right"
    )
    assert settings_for(tmp_path / "home" / "maya.csv") == Settings(None, "left", "mdy")


def test_a_log_named_from_where_one_stands_is_looked_for_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, 'injured = "left"\n')
    (tmp_path / "logs").mkdir()
    monkeypatch.chdir(tmp_path / "logs")
    assert settings_for(Path("maya.csv")) == Settings(injured="left")


def test_settings_are_those_of_the_folder_that_a_log_lies_in_however_it_is_reached(
    tmp_path: Path,
) -> None:
    written(tmp_path / "clinic", 'injured = "left"\n')
    written(tmp_path / "home", 'injured = "right"\n')
    (tmp_path / "clinic" / "logs").mkdir()
    (tmp_path / "home" / "linked").symlink_to(tmp_path / "clinic" / "logs")
    assert settings_for(tmp_path / "home" / "linked" / "maya.csv").injured == "left"
    up_and_down = tmp_path / "clinic" / "logs" / ".." / ".." / "home" / "maya.csv"
    assert settings_for(up_and_down).injured == "right"


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    (tmp_path / "rehabflow.toml").mkdir()
    assert settings_for(tmp_path / "maya.csv") == Settings(None, None, None)


def test_a_log_at_a_path_that_no_file_can_have_has_no_settings(tmp_path: Path) -> None:
    assert settings_for(tmp_path / ("a" * 5000) / "maya.csv") == Settings()


def test_an_empty_file_sets_nothing_and_hides_those_above(tmp_path: Path) -> None:
    written(tmp_path, 'injured = "left"\n')
    written(tmp_path / "clinic", "")
    assert settings_for(tmp_path / "clinic" / "maya.csv") == Settings()


@pytest.mark.parametrize("name", ["mine.yaml", "plans/mine.yml", "./mine.yaml", "plans/mine"])
def test_a_path_to_a_protocol_is_one_from_the_file_that_names_it(
    tmp_path: Path, name: str
) -> None:
    """What holds a / or ends in .yaml or .yml is a path."""
    written(tmp_path, f'protocol = "{name}"\n')
    found = settings_for(tmp_path / "logs" / "maya.csv").protocol
    assert found is not None
    assert Path(found) == tmp_path / name


def test_a_path_from_the_root_stays_as_it_is(tmp_path: Path) -> None:
    written(tmp_path / "clinic", f"protocol = '{tmp_path / 'mine.yaml'}'\n")
    assert settings_for(tmp_path / "clinic" / "maya.csv").protocol == str(tmp_path / "mine.yaml")


def test_an_id_stays_an_id(tmp_path: Path) -> None:
    written(tmp_path, 'protocol = "example-strain@1.0.0"\n')
    assert settings_for(tmp_path / "maya.csv").protocol == "example-strain@1.0.0"


@pytest.mark.parametrize(
    ("text", "code", "field", "message", "expected", "hint"),
    [
        (
            'protocoll = "x"',
            "RF521",
            "protocoll",
            "unknown key 'protocoll'",
            "one of protocol, injured, date_format",
            "did you mean 'protocol'?",
        ),
        (
            "[paths]",
            "RF521",
            "paths",
            "unknown key 'paths'",
            "one of protocol, injured, date_format",
            "",
        ),
        ('injured = "Right"', "RF522", "injured", "injured is 'Right'", "left or right", ""),
        ('injured = "both"', "RF522", "injured", "injured is 'both'", "left or right", ""),
        ("injured = true", "RF522", "injured", "injured is True", "left or right", ""),
        ("injured = ['left']", "RF522", "injured", "injured is ['left']", "left or right", ""),
        ('date_format = "ymd"', "RF522", "date_format", "date_format is 'ymd'", "dmy or mdy", ""),
        ("protocol = 1", "RF522", "protocol", "protocol is 1", "text", ""),
        ('protocol = ""', "RF522", "protocol", "protocol is ''", "text", ""),
        ('injured = ""', "RF522", "injured", "injured is ''", "left or right", ""),
    ],
)
def test_a_wrong_setting_is_refused(
    tmp_path: Path, text: str, code: str, field: str, message: str, expected: str, hint: str
) -> None:
    path = written(tmp_path, text)
    assert refused(tmp_path / "maya.csv") == (
        Problem(str(path), 0, 0, code, message, field, expected, hint),
    )


def test_every_wrong_setting_is_named(tmp_path: Path) -> None:
    written(tmp_path, 'injured = "both"\ndate_format = 3\nprotocol = "ok"\nother = 1\n')
    fields = [problem.field for problem in refused(tmp_path / "maya.csv")]
    assert fields == ["injured", "date_format", "other"]


@pytest.mark.parametrize(
    "content",
    [
        b"injured = left\n",
        b'injured = "left"\ninjured = "left"\n',
        b"\xff\xfe\x00",
        b"protocol = " + b"[" * 20_000,
        b"#" * 70_000 + b'\ninjured = "left"\n',
    ],
    ids=["no text", "twice", "not UTF-8", "nested without end", "too large"],
)
def test_what_is_not_toml_is_refused_with_its_path(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rehabflow.toml"
    path.write_bytes(content)
    (problem,) = refused(tmp_path / "logs" / "maya.csv")
    assert (problem.path, problem.code) == (str(path), "RF520")
    assert problem.message.startswith("cannot be read as TOML: ")
