"""Mutation testing of what decides: small changes everywhere, each to be noticed by a test.

    pip install cosmic-ray==8.7.0
    python tests/mutation.py                     every file that pyproject.toml names
    python tests/mutation.py rules/pain.py       those

cosmic-ray makes the changes, in a copy of the tree; `[tool.cosmic-ray]` in pyproject.toml says
which test files look for those of which file. A change that no test notices is to be killed with a
test, or kept in `equivalent_mutants.yaml` with the reason why no test could. Type hints are not
changed.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from seeded_faults import ROOT, copy_to, passes

Change = tuple[str, str, str]
"""A file, its line, and what stands in its place."""
Span = tuple[tuple[int, int], tuple[int, int]]


def settings() -> dict[str, Any]:
    """What pyproject.toml says of it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["tool"]["cosmic-ray"]
    return found


def equivalent() -> dict[Change, str]:
    """The changes that change nothing, and why."""
    text = (ROOT / "tests" / "equivalent_mutants.yaml").read_text(encoding="utf-8")
    return {(each["file"], each["was"], each["is"]): each["why"] for each in yaml.safe_load(text)}


def row(change: Change, why: str) -> str:
    """A row of the table in docs/assurance.md."""
    file, was, new = (each.replace("|", "\\|") for each in change)
    return f"| `{file}` | `{was}` | {f'`{new}`' if new else 'taken out'} | {why} |"


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


def changed_line(diff: str) -> tuple[str, str]:
    """The line that a change takes out, and the one that it puts in."""
    _, _, changes = diff.partition("\n+++ ")
    was, new = (
        [line[1:].strip() for line in changes.splitlines()[1:] if line[:1] == mark]
        for mark in "-+"
    )
    return " / ".join(filter(None, was)), " / ".join(filter(None, new))


def run(
    folder: Path, file: str, tests: Sequence[str], timeout: float
) -> Iterator[tuple[str, Change]]:
    """What came of every change of one file: `killed`, `survived` or `incompetent`."""
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    config, session = folder.parent / "config.toml", folder.parent / "session.sqlite"
    session.unlink(missing_ok=True)
    command = f"{sys.executable} -m pytest -x -q --tb=no --no-header -p no:cacheprovider "
    config.write_text(
        f'[cosmic-ray]\nmodule-path = "{file}"\ntimeout = {timeout}\nexcluded-modules = []\n'
        f'test-command = "{command}{" ".join(tests)}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    said = {"PYTHONPATH": str(folder), "HYPOTHESIS_PROFILE": "mutants"}
    tool = [sys.executable, "-m", "cosmic_ray.cli"]

    def cosmic_ray(act: str) -> None:
        subprocess.run(
            [*tool, act, str(config), str(session)],
            cwd=folder,
            env={**os.environ, **said},
            check=True,
        )

    cosmic_ray("init")
    not_evaluated = hints((folder / file).read_text(encoding="utf-8"))
    with use_db(session, WorkDB.Mode.open) as database:
        for item in database.work_items:
            start = item.mutations[0].start_pos
            if any(first <= start < last for first, last in not_evaluated):
                skipped = WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
                database.set_result(item.job_id, skipped)
    cosmic_ray("exec")
    with use_db(session, WorkDB.Mode.open) as database:
        for _, result in database.results:
            if result.worker_outcome != WorkerOutcome.SKIPPED:
                outcome = result.test_outcome.value if result.test_outcome else "no answer"
                yield outcome, (file, *changed_line(result.diff or ""))


def plan(wanted: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The files to change, those that are named or all, and the tests that look for it."""
    for pattern, tests in settings()["look-in"].items():
        for path in sorted(ROOT.glob(pattern)):
            file = path.relative_to(ROOT).as_posix()
            if path.stem != "__init__" and (not wanted or file in wanted):
                yield file, tests


def main(wanted: Sequence[str]) -> int:
    """Try all changes; 1 where one survived that nobody has explained."""
    known, timeout = equivalent(), settings()["timeout"]
    unexplained = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tree"
        copy_to(folder)
        for file, tests in plan(wanted):
            if not passes(folder, tests, timeout):
                print(f"{file}: its tests fail without any change; mend that first")
                return 1
            results = list(run(folder, file, tests, timeout))
            survived = [change for outcome, change in results if outcome != "killed"]
            left = [change for change in survived if change not in known]
            unexplained += len(left)
            print(
                f"{file}: {len(results)} changes, {len(results) - len(survived)} killed, "
                f"{len(survived) - len(left)} equivalent, {len(left)} survived",
                flush=True,
            )
            for _, was, new in left:
                print(f"  - {was}\n  + {new}", flush=True)
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
