"""Every seeded fault still fits the sources; whether each is found takes minutes to see."""

from __future__ import annotations

from pathlib import Path

import pytest
import seeded_faults
from seeded_faults import FAULTS, ROOT, Fault, all_faults, read_fault

KEPT = all_faults()


def test_there_are_thirty_or_more_and_each_is_another() -> None:
    assert len(KEPT) >= 30
    assert [fault.name[:2] for fault in KEPT] == [f"{n:02}" for n in range(1, len(KEPT) + 1)]
    assert len({(fault.file, fault.old, fault.new) for fault in KEPT}) == len(KEPT)
    assert {path.suffix for path in FAULTS.iterdir()} == {".patch"}


@pytest.mark.parametrize("fault", KEPT, ids=lambda fault: fault.name)
def test_a_fault_still_fits_and_leaves_python_behind(fault: Fault) -> None:
    """One that does not fit any more is to be written anew, not taken out."""
    source = (ROOT / fault.file).read_text("utf-8")
    changed = fault.applied(source)
    assert changed != source
    compile(changed, fault.file, "exec")
    assert fault.look_in
    assert all((ROOT / test).is_file() for test in fault.look_in)


GOOD = "It is wrong.\nLook in: tests/test_rules.py\n\n--- a.py\n+++ a.py\n x\n-y\n+z\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(".\n", "\n", 1),
        GOOD.replace("Look in: ", ""),
        GOOD.replace("\n\n", "\n?\n"),
        GOOD.replace("+++ a", "+++ b"),
        GOOD.replace("\n+z", "\nz"),
    ],
)
def test_a_file_that_is_no_fault_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "01-x.patch"
    path.write_text(GOOD, encoding="utf-8")
    assert read_fault(path).applied("x\ny\n") == "x\nz\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"01-x\.patch is not"):
        read_fault(path)


@pytest.mark.parametrize("source", ["", "x\n", "ax\ny\n", "x\ny\nx\ny\n"])
def test_a_fault_fits_whole_lines_that_stand_there_once(source: str, tmp_path: Path) -> None:
    path = tmp_path / "01-x.patch"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ValueError, match="write the fault anew"):
        read_fault(path).applied(source)


def test_a_fault_is_found_or_missed_in_a_copy_that_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "test_a.py").write_text(
        "import a\n\n\ndef test_x():\n    assert a.x > 0\n", encoding="utf-8"
    )
    for new, answer in (("x = 2\n", "missed"), ("x = 0\n", "found"), ("x = = 1\n", "no answer")):
        fault = Fault("01-x", "It is wrong.", ("test_a.py",), "a.py", "x = 1\n", new)
        assert seeded_faults.try_fault(fault, tmp_path) == answer
        assert (tmp_path / "a.py").read_text(encoding="utf-8") == "x = 1\n"
