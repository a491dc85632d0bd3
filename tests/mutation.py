"""Mutation testing of what decides: small changes everywhere, each to be noticed by a test.

    pip install cosmic-ray==8.7.0
    python tests/mutation.py                     every file that pyproject.toml names
    python tests/mutation.py rules/pain.py       those

cosmic-ray says which changes there are; `[tool.mutation]` in pyproject.toml says which test files
look for those of which file. They are imported once. Each change is then made in a process of its
own, forked from there: its code takes the place of the code of the functions that it touches. What
it changes outside a function is written into a copy of the tree and tested from anew; so is what
was not noticed.

A change that no test notices is to be killed with a test, or kept in `equivalent_mutants.yaml`
with the reason why no test could. Type hints are not changed. Needs a system that can fork.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
import yaml
from seeded_faults import INSTALLED_AS, ROOT, copy_to, passes, surroundings

Change = tuple[str, str, str]
"""A file, its line, and what stands in its place."""
Span = tuple[tuple[int, int], tuple[int, int]]
SURVIVED, KILLED, UNTRIED = range(3)
"""What the process of one change comes back with."""


def settings() -> dict[str, Any]:
    """What pyproject.toml says of it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["tool"]["mutation"]
    return found


def equivalent() -> dict[Change, str]:
    """The changes that change nothing, and why."""
    text = (ROOT / "tests" / "equivalent_mutants.yaml").read_text(encoding="utf-8")
    return {(each["file"], each["was"], each["is"]): each["why"] for each in yaml.safe_load(text)}


def row(change: Change, why: str) -> str:
    """A row of the table in docs/assurance.md."""
    file, was, new = (each.replace("|", "\\|") for each in change)
    return f"| `{file}` | `{was}` | {f'`{new}`' if new else 'taken out'} | {why} |"


def plan(wanted: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The files to change, those that are named or all, and the tests that look for it."""
    for patterns, tests in settings()["look-in"].items():
        for path in (each for pattern in patterns.split() for each in sorted(ROOT.glob(pattern))):
            file = path.relative_to(ROOT).as_posix()
            if path.stem != "__init__" and (not wanted or file in wanted):
                yield file, tests


# ---------------------------------------------------------------- the changes


def hints(source: str) -> list[Span]:
    """Where the type hints of a module stand, which nobody evaluates."""
    spans: list[Span] = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            hint = getattr(node, name, None)
            if isinstance(hint, ast.expr):
                end = (hint.end_lineno or 0, hint.end_col_offset or 0)
                spans.append(((hint.lineno, hint.col_offset), end))
    return spans


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """The lines that a change takes out, and those that it puts in."""
    found = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
    was, new = ([line[1:].strip() for line in found[2:] if line[:1] == mark] for mark in "-+")
    return " / ".join(filter(None, was)), " / ".join(filter(None, new))


def changes(path: Path) -> Iterator[str]:
    """What the file would be with each change that cosmic-ray makes."""
    from cosmic_ray.commands.init import _all_work_items
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = path.read_text(encoding="utf-8")
    not_evaluated = hints(source)
    for item in _all_work_items([path], {}):
        (made,) = item.mutations
        if not any(first <= made.start_pos < last for first, last in not_evaluated):
            operator = get_operator(made.operator_name)(**made.operator_args)
            after = mutate_code(source, operator, made.occurrence)
            if after is not None:
                yield after if isinstance(after, str) else after[1]


# ---------------------------------------------------------------- one change in a living process


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _own(code: CodeType) -> tuple[Any, ...]:
    """What a code does itself, beside the codes within it; two numbers of two types differ."""
    consts = ((type(c), "" if isinstance(c, CodeType) else c) for c in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (code.co_code, code.co_argcount, code.co_kwonlyargcount, *names, *consts)


def _same(before: CodeType, after: CodeType) -> bool:
    inner = list(zip(_inner(before), _inner(after), strict=False))
    return _own(before) == _own(after) and all(_same(*pair) for pair in inner)


def changed_functions(before: CodeType, after: CodeType) -> list[CodeType] | None:
    """The outermost functions that differ, as they are after; None where more than these do."""
    if _own(before) != _own(after):
        return None
    found: list[CodeType] = []
    for old, new in zip(_inner(before), _inner(after), strict=True):
        if not old.co_flags & 1:  # the body of a class
            within = changed_functions(old, new)
            if within is None:
                return None
            found += within
        elif not _same(old, new):
            if "<" in new.co_qualname:
                return None
            found.append(new)
    return found


def put_in(module: ModuleType, code: CodeType) -> None:
    """Give a function of a module other code."""
    found: Any = module
    for name in code.co_qualname.split("."):
        private = name.startswith("__") and not name.endswith("__") and found is not module
        found = vars(found)[f"_{found.__name__.lstrip('_')}{name}" if private else name]
    found = getattr(found, "fget", getattr(found, "__func__", found))
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    if not isinstance(found, FunctionType):
        raise TypeError(f"{code.co_qualname} is no function")
    found.__code__ = code


class InProcess:
    """Makes the changes of one file, once pytest has collected what looks for them."""

    def __init__(self, file: str, tests: Sequence[str], timeout: int) -> None:
        self.file, self.tests, self.timeout = file, tests, timeout
        self.told = os.fdopen(os.dup(sys.stdout.fileno()), "w")
        """Past what pytest captures, which the processes would take from each other."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The quick ones first."""
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Make each change, and print the lines of each that no test noticed."""
        path = Path(self.file)
        package = path.parts[0]
        names = {source: name for name, source in INSTALLED_AS.items()}
        module = importlib.import_module(f"{names.get(package, package)}.{path.stem}")
        source = path.read_text(encoding="utf-8")
        before = compile(source, str(path), "exec", dont_inherit=True)
        if not self._passes(session, module, []):
            raise pytest.UsageError(f"the tests of {self.file} fail without any change")
        explained = equivalent()
        for after in changes(path):
            was, new = changed_lines(source, after)
            noticed = self._notices(session, module, before, after)
            # What was made while the tests were collected was made by the code before.
            if not noticed and (self.file, was, new) not in explained:
                noticed = self._notices_from_anew(after)
            outcome = "killed" if noticed else "survived"
            print(f"{outcome}\t{was}\t{new}", file=self.told, flush=True)
        return True

    def _notices(
        self, session: pytest.Session, module: ModuleType, before: CodeType, after: str
    ) -> bool:
        try:
            code = compile(after, self.file, "exec", dont_inherit=True)
        except SyntaxError:
            return True
        functions = changed_functions(before, code)
        if functions:
            answer = self._passes(session, module, functions)
            if answer is not None:
                return not answer
        return self._notices_from_anew(after)

    def _notices_from_anew(self, after: str) -> bool:
        path = Path(self.file)
        source = path.read_text(encoding="utf-8")
        path.write_text(after, encoding="utf-8")
        try:
            return passes(Path(), self.tests, self.timeout, "mutants") is not True
        finally:
            path.write_text(source, encoding="utf-8")

    def _passes(
        self, session: pytest.Session, module: ModuleType, functions: list[CodeType]
    ) -> bool | None:
        """Whether all tests pass with that code; None where it cannot be put in."""
        process = os.fork()
        if process:
            _, status = os.waitpid(process, 0)
            code = os.waitstatus_to_exitcode(status)
            return None if code == UNTRIED else code == SURVIVED
        outcome = KILLED
        try:
            outcome = self._outcome(session, module, functions)
        finally:
            os._exit(outcome)

    def _outcome(
        self, session: pytest.Session, module: ModuleType, functions: list[CodeType]
    ) -> int:
        signal.alarm(self.timeout)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        session.config.pluginmanager.unregister(name="terminalreporter")
        try:
            for each in functions:
                put_in(module, each)
        except (KeyError, TypeError, ValueError):
            return UNTRIED
        for item, then in zip(session.items, [*session.items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=then)
            if session.testsfailed:
                return KILLED
        return SURVIVED


# ---------------------------------------------------------------- all of it


def run(folder: Path, file: str) -> Iterator[tuple[str, Change]]:
    """What came of every change of one file, in a copy: `killed` or `survived`."""
    command = [sys.executable, "tests/mutation.py", "--within", file]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=surroundings(folder, "mutants"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        outcome, *lines = line.rstrip("\n").split("\t")
        if outcome in ("killed", "survived") and len(lines) == 2:
            yield outcome, (file, *lines)
        else:
            said.append(line)
    if process.wait():
        raise SystemExit(f"{file} could not be looked at:\n{''.join(said[-30:])}")


def within(file: str) -> int:
    """Make the changes of one file, in the copy that this process stands in."""
    ((_, tests),) = plan([file])
    options = ["-p", "no:cacheprovider", *tests]
    return int(pytest.main(options, [InProcess(file, tests, settings()["timeout"])]))


def main(wanted: Sequence[str]) -> int:
    """Try all changes; 1 where one survived that nobody has explained."""
    known, unexplained = equivalent(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tree"
        copy_to(folder)
        for file, _ in plan(wanted):
            results = list(run(folder, file))
            survived = [change for outcome, change in results if outcome != "killed"]
            left = [change for change in survived if change not in known]
            unexplained += len(left)
            found = len(results) - len(survived)
            print(f"| `{file}` | {len(results)} | {found} | {len(survived) - len(left)} |")
            for _, was, new in left:
                print(f"  - {was}\n  + {new}", flush=True)
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(within(sys.argv[2]) if sys.argv[1:2] == ["--within"] else main(sys.argv[1:]))
