"""Mutation testing is set up for files that there are, and what it left is explained."""

from __future__ import annotations

from mutation import ROOT, changed_line, equivalent, hints, plan, row, settings


def test_every_file_that_decides_is_changed_and_looked_at() -> None:
    files = dict(plan([]))
    assert {path.stem for path in (ROOT / "rules").glob("[a-z]*.py")} <= {
        file.removeprefix("rules/").removesuffix(".py") for file in files
    }
    decides = {f"rehabflow/{name}.py" for name in ("gate", "engine", "machine", "log")}
    assert decides <= set(files)
    for tests in settings()["look-in"].values():
        assert all((ROOT / test).is_file() for test in tests)
    assert list(plan(["rules/pain.py"])) == [("rules/pain.py", files["rules/pain.py"])]


def test_what_survives_is_a_change_of_a_line_that_there_is_and_is_explained_on_the_page() -> None:
    page = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
    for change, why in equivalent().items():
        file, was, _ = change
        lines = [line.strip() for line in (ROOT / file).read_text("utf-8").splitlines()]
        assert was in lines, f"{file} has no line {was}"
        assert row(change, why) in page


def test_a_type_hint_is_found_where_it_stands() -> None:
    found = hints("def f(x: int | None) -> str: ...\ny: bool = True\nz = 1 | 2\n")
    assert sorted(found) == [((1, 9), (1, 19)), ((1, 24), (1, 27)), ((2, 3), (2, 7))]


def test_a_change_is_told_as_the_line_before_and_after() -> None:
    diff = (
        "--- mutation diff ---\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n a\n-  b > 1\n+  b >= 1\n"
    )
    assert changed_line(diff) == ("b > 1", "b >= 1")
