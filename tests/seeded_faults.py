"""Small faults, each put into a copy of the sources to see that the tests find it.

    python tests/seeded_faults.py            all of them
    python tests/seeded_faults.py 07 12      those

A fault is a file in `tests/faults`: a sentence that says what is wrong, the test files to look in,
and a change without line numbers, whose old lines must stand in the source exactly once. It is
found where one of its test files fails, missed where all of them pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "tests" / "faults"
COPIED = ("rehabflow", "rules", "protocols", "tests", "docs", "examples")
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
INSTALLED_AS = {"rehabflow_rules": "rules", "rehabflow_protocols": "protocols"}
SECONDS = 180
"""How long the tests may take over one fault."""


@dataclass(frozen=True)
class Fault:
    """A change that makes the program wrong."""

    name: str
    says: str
    look_in: tuple[str, ...]
    file: str
    old: str
    new: str

    def applied(self, text: str) -> str:
        """The source with the fault in it. Raises ValueError where it does not fit."""
        old = re.compile(f"^{re.escape(self.old)}", re.MULTILINE)
        found = len(old.findall(text))
        if found != 1 or self.old == self.new:
            where = f"{self.file} has its old lines {found} times, not once"
            raise ValueError(f"{self.name}: {where}: write the fault anew")
        return old.sub(lambda _: self.new, text)


def read_fault(path: Path) -> Fault:
    """A fault from its file."""
    says, look_in, empty, old_file, new_file, *lines = path.read_text("utf-8").splitlines()
    file = old_file.removeprefix("--- ")
    fits = not empty and look_in.startswith("Look in: ") and new_file == f"+++ {file}"
    if not (fits and says.endswith(".") and all(line[:1] in ("-", "+", " ") for line in lines)):
        raise ValueError(f"{path.name} is not a sentence, `Look in: `, and a change")

    def side(marks: str) -> str:
        return "".join(f"{line[1:]}\n" for line in lines if line[0] in marks)

    tests = tuple(look_in.removeprefix("Look in: ").split())
    return Fault(path.stem, says, tests, file, side("- "), side("+ "))


def all_faults() -> list[Fault]:
    """Every fault, by its number."""
    return [read_fault(path) for path in sorted(FAULTS.glob("*.patch"))]


def copy_to(folder: Path) -> None:
    """The tree without what was installed from it, importable from where it stands."""
    folder.mkdir(exist_ok=True)
    leave = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    for package, source in INSTALLED_AS.items():
        (folder / package).symlink_to(source)


def surroundings(folder: Path, profile: str) -> dict[str, str]:
    """The environment of a run of pytest in a copy: none of the options of a run around it."""
    mine = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    said = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**mine, **said, "HYPOTHESIS_PROFILE": profile}


def passes(folder: Path, tests: Iterable[str], seconds: float, profile: str = "ci") -> bool | None:
    """Whether the tests pass in a copy; None where they can say neither."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no"]
    command += ["-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=surroundings(folder, profile),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return {0: True, 1: False}.get(done.returncode)


def try_fault(fault: Fault, folder: Path) -> str:
    """`found`, `missed`, or `no answer` where the tests neither pass nor fail in time."""
    path = folder / fault.file
    source = path.read_text("utf-8")
    path.write_text(fault.applied(source), "utf-8")
    try:
        answer = passes(folder, fault.look_in, SECONDS)
    finally:
        path.write_text(source, "utf-8")
    return "no answer" if answer is None else "missed" if answer else "found"


def main(arguments: Sequence[str]) -> int:
    """Try the faults whose numbers are named, or all; 1 where one is not found."""
    faults = [each for each in all_faults() if not arguments or each.name[:2] in arguments]
    results: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_to(folder)
        tests = sorted({test for fault in faults for test in fault.look_in})
        if not passes(folder, tests, SECONDS * len(tests)):
            print("the tests fail without any fault; mend that first")
            return 1
        for fault in faults:
            begin = time.monotonic()
            results.append(try_fault(fault, folder))
            took = time.monotonic() - begin
            print(f"{results[-1]:9} {took:5.1f} s  {fault.name}  {fault.says}", flush=True)
    print(f"{results.count('found')} of {len(faults)} found")
    return int(results.count("found") < len(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
