"""Mutation testing is set up for files that there are, and what it left is explained."""

from __future__ import annotations

from types import ModuleType

import pytest
from mutation import (
    ROOT,
    changed_functions,
    changed_lines,
    equivalent,
    hints,
    plan,
    put_in,
    row,
    settings,
)


def test_every_file_that_decides_is_changed_and_looked_at() -> None:
    files = dict(plan([]))
    assert {path.stem for path in (ROOT / "rules").glob("[a-z]*.py")} <= {
        file.removeprefix("rules/").removesuffix(".py") for file in files
    }
    decides = {
        f"rehabflow/{name}.py" for name in ("gate", "engine", "machine", "log", "session", "entry")
    }
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


def test_a_change_is_told_as_the_lines_before_and_after() -> None:
    assert changed_lines("a\n  b > 1\n", "a\n  b >= 1\n") == ("b > 1", "b >= 1")
    assert changed_lines("@frozen\nclass A:\n", "class A:\n") == ("@frozen", "")


SOURCE = """
LIMIT = 3
class A:
    least = 1
    def f(self, x=1):
        return [y + 1 for y in x]
def g(): return 1
"""


@pytest.mark.parametrize(
    ("was", "new", "found"),
    [
        ("y + 1", "y - 1", ["A.f"]),
        ("return 1", "return 1.0", ["g"]),
        ("x=1", "x=2", None),
        ("least = 1", "least = 2", None),
        ("LIMIT = 3", "LIMIT = 4", None),
        ("return 1", "return 1  # the same", []),
    ],
)
def test_a_change_is_made_where_it_is_in_functions_alone(
    was: str, new: str, found: list[str] | None
) -> None:
    before, after = (
        compile(text, "x.py", "exec", dont_inherit=True)
        for text in (SOURCE, SOURCE.replace(was, new))
    )
    functions = changed_functions(before, after)
    assert (functions and [each.co_qualname for each in functions]) == (found or functions)
    assert (
        functions is None if found is None else [c.co_qualname for c in functions or ()] == found
    )


def test_a_function_gets_other_code_wherever_it_stands() -> None:
    text = """
from functools import cache
class A:
    @property
    def p(self): return 1
    @classmethod
    def c(cls): return 1
    @staticmethod
    def s(): return 1
    def __hidden(self): return 1
    def h(self): return self.__hidden()
@cache
def g(): return 1
"""
    module = ModuleType("x")
    before, after = (
        compile(each, "x.py", "exec", dont_inherit=True)
        for each in (text, text.replace("return 1", "return 2"))
    )
    exec(before, vars(module))  # noqa: S102
    for code in changed_functions(before, after) or ():
        put_in(module, code)
    a = module.A()
    assert [a.p, a.c(), a.s(), a.h(), module.g()] == [2] * 5
    with pytest.raises(KeyError):
        put_in(module, compile("def gone(): pass", "x.py", "exec").co_consts[0])
