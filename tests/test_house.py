"""The rules of the house that no linter knows, checked on the sources as they are written."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import attrs
import pytest

import rehabflow

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = sorted((ROOT / "rehabflow").rglob("*.py"))
RULES = sorted((ROOT / "rules").glob("[a-z]*.py"))
SHIPPED = [*LIBRARY, *RULES, ROOT / "rules" / "__init__.py", ROOT / "protocols" / "__init__.py"]
DECIDING = [
    *(ROOT / "rehabflow" / f"{name}.py" for name in (
        "decision", "engine", "entry", "gate", "limits", "log", "plan", "prescription", "progress",
        "rule", "session", "standing", "timeline", "verdict", "view",
    )),
    *RULES,
]  # fmt: skip
TEXTS = {".cfg", ".csv", ".ini", ".jsonl", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}

# Pure parts of the standard library; a rule may also import attrs and `rehabflow` itself.
PURE = {
    "__future__", "abc", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "heapq", "itertools", "math", "operator", "re", "statistics",
    "string", "textwrap", "typing",
}  # fmt: skip
FORBIDDEN_MODULES = {
    "code", "codeop", "ctypes", "dill", "jsonpickle", "marshal", "pickle", "pty", "runpy",
    "shelve", "subprocess",
}  # fmt: skip
# The kit asks a rule in a process that it can stop, and pickles its own questions to it; `check
# --watch` starts itself anew, which alone forgets the rules as they were.
ALLOWED = {
    "rehabflow/cli/watching.py": {"subprocess"},
    "rehabflow/testing/replica.py": {"pickle", "subprocess"},
    "rehabflow/testing/round_trip.py": {"pickle"},
}
FORBIDDEN_CALLS = {"__import__", "breakpoint", "compile", "eval", "exec"}
SHELLS = {"popen", "system", *(f"exec{tail}" for tail in ("l", "le", "lp", "v", "ve", "vp"))}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=name_of)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names of what a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def docstrings(tree: ast.AST) -> set[ast.expr]:
    """The nodes of all docstrings, those of attributes among them."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


# ---------------------------------------------------------------- files and what they say


@each(SHIPPED)
def test_a_module_says_in_one_sentence_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(tree_of(path)) or ""
    assert re.fullmatch(r"[^\n]{10,}\.", said), "one line that ends in a full stop"
    assert not re.search(r"[.!?] [A-Z]", said), "one sentence"


@each(SHIPPED)
def test_a_file_is_named_after_the_concept_that_it_defines(path: Path) -> None:
    vague = {"base", "common", "constants", "core", "helpers", "misc", "shared", "types", "utils"}
    assert not vague & {path.stem, *path.parent.relative_to(ROOT).parts}


@each(RULES)
def test_a_rule_file_has_one_rule_named_like_the_file_and_described(path: Path) -> None:
    module = import_module(f"rehabflow_rules.{path.stem}")
    (rule,) = (
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, rehabflow.Rule)
        if found.__module__ == module.__name__
    )
    assert rule.__name__ == "".join(word.capitalize() for word in path.stem.split("_"))
    assert attrs.has(rule)
    assert rule.__setattr__ is not object.__setattr__, "frozen"
    summary = (rule.__doc__ or "").splitlines()[0]
    assert re.fullmatch(r"[A-Z].{10,}\.", summary), "the first line is its summary everywhere"


def test_every_public_name_is_the_same_to_type_checkers_and_at_run_time() -> None:
    typed = {
        alias.asname or alias.name: node.module
        for branch in tree_of(ROOT / "rehabflow" / "__init__.py").body
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(typed) == set(rehabflow.__all__)
    for name, module in typed.items():
        assert getattr(rehabflow, name) is getattr(import_module(str(module)), name)


def test_every_dependency_is_accounted_for() -> None:
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (wanted for extra in project["optional-dependencies"].values() for wanted in extra)
    names = {re.split(r"[^\w-]", wanted)[0] for wanted in (*project["dependencies"], *extras)}
    assert {name for name in names - {"rehabflow"} if f"`{name}`" not in said} == set()


def test_the_changelog_knows_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(project['version'])}\b", said, re.MULTILINE)


# ---------------------------------------------------------------- what code may do


@each(DECIDING)
def test_what_decides_reckons_exactly(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        where = f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float | complex), f"{where}: a float"
        if isinstance(node, ast.BinOp | ast.AugAssign):
            assert not isinstance(node.op, ast.Div), f"{where}: divide with Fraction(a, b)"
        if isinstance(node, ast.Name):
            assert node.id not in {"float", "round"}, f"{where}: {node.id}"


@each(RULES)
def test_a_rule_imports_only_attrs_public_names_and_pure_parts_of_the_library(path: Path) -> None:
    for name in imports(tree_of(path)):
        root, _, rest = name.partition(".")
        if root == "rehabflow":
            assert rest in rehabflow.__all__
        else:
            assert root in {"attrs", *PURE}


@each(SHIPPED)
def test_nothing_turns_text_into_code_or_starts_a_program(path: Path) -> None:
    tree = tree_of(path)
    imported = {name.partition(".")[0] for name in imports(tree)}
    assert imported & FORBIDDEN_MODULES == ALLOWED.get(name_of(path), set())
    for call in calls(tree):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in FORBIDDEN_CALLS, f"line {call.lineno}"
        elif isinstance(call.func, ast.Attribute):
            assert call.func.attr not in SHELLS, f"line {call.lineno}"


def test_only_installed_rules_are_imported_by_a_name_that_is_reckoned() -> None:
    """`__init__` fetches its own names; the catalog imports what an entry point registers."""
    reckoned = {
        name_of(path)
        for path in SHIPPED
        for call in calls(tree_of(path))
        if ast.unparse(call.func).endswith("import_module")
        if not all(isinstance(argument, ast.Constant) for argument in call.args)
    }
    assert reckoned <= {"rehabflow/__init__.py", "rehabflow/catalog.py"}


# ---------------------------------------------------------------- words


@each(SHIPPED)
def test_nobody_is_called_safe_or_cleared(path: Path) -> None:
    """Criteria are met or not met. The docstrings of commands are their help."""
    tree = tree_of(path)
    described = set() if path.parent.name == "cli" else docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = "" if node in described else node.value
            assert not re.search(r"\b(safe|safely|cleared)\b", said, re.IGNORECASE), said


@each(sorted((ROOT / "protocols").glob("*.yaml")))
def test_no_protocol_calls_anybody_safe_or_cleared(path: Path) -> None:
    said = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(safe to|safely|cleared)\b", said, re.IGNORECASE)


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.$}>)/-])/(?:tmp|work|root|home|farm|Users)/")
    folders = ("rehabflow", "rules", "protocols", "tests", "docs", "examples", "benchmarks", ".ci")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in TEXTS or path.name == "run"
        if not any(part.startswith(".") and part != ".ci" for part in path.relative_to(ROOT).parts)
    ]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS]
    named = [name_of(path) for path in files if place.search(path.read_text(encoding="utf-8"))]
    assert named == []
