"""What a release ships: the sdist, and the wheel built from it, hold what the tree holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".*_cache", ".hypothesis", ".venv*", "__pycache__", "*.egg-info", "build", "dist"
)
Files = Mapping[str, bytes]


def build(what: str, source: Path, into: Path) -> Path:
    """Build with the setuptools that is installed here, so that nothing is fetched."""
    command = [sys.executable, "-m", "build", "--no-isolation", what, "-o", str(into), str(source)]
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist of a copy of the tree, in which a rule was deleted after an earlier build."""
    tree = tmp_path_factory.mktemp("tree") / "rehabflow"
    shutil.copytree(ROOT, tree, ignore=LEFT_BEHIND)
    stale = tree / "build" / "lib" / "rehabflow_rules" / "deleted.py"
    stale.parent.mkdir(parents=True)
    stale.touch()
    packed = build("--sdist", tree, tmp_path_factory.mktemp("sdist"))
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(packed) as archive:
        archive.extractall(unpacked, filter="data")
    (folder,) = unpacked.iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Every file of the wheel that is built from the sdist."""
    with zipfile.ZipFile(build("--wheel", sdist, tmp_path_factory.mktemp("wheel"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(folder: str, *patterns: str) -> Files:
    base = ROOT / folder
    found = (path for pattern in patterns for path in base.rglob(pattern))
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts
    }


def inside(wheel: Files, package: str) -> Files:
    start = f"{package}/"
    return {name.removeprefix(start): wheel[name] for name in wheel if name.startswith(start)}


def ending(wheel: Files, end: str) -> str:
    (text,) = (wheel[name].decode() for name in wheel if name.endswith(end))
    return text


@pytest.mark.parametrize(
    ("package", "folder", "patterns"),
    [
        ("rehabflow", "rehabflow", ("*.py", "*.md", "*.yaml", "py.typed")),
        ("rehabflow_rules", "rules", ("*.py",)),
        ("rehabflow_protocols", "protocols", ("*.py", "*.yaml", "*.md")),
    ],
)
def test_the_wheel_ships_what_the_tree_holds_and_nothing_else(
    wheel: Files, package: str, folder: str, patterns: tuple[str, ...]
) -> None:
    assert inside(wheel, package) == tree(folder, *patterns)


def test_the_wheel_has_no_other_package(wheel: Files) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = f"rehabflow-{project['version']}.dist-info"
    assert tops == {"rehabflow", "rehabflow_protocols", "rehabflow_rules", metadata}


def test_the_wheel_carries_its_licence_and_its_entry_points(wheel: Files) -> None:
    assert "Apache License" in ending(wheel, "licenses/LICENSE")
    assert "License-Expression: Apache-2.0" in ending(wheel, "METADATA")
    points = ending(wheel, "entry_points.txt")
    for line in ("rehabflow = rehabflow.cli:main", "builtin = rehabflow_rules"):
        assert line in points


@pytest.mark.parametrize("folder", ["tests", "examples", "docs"])
def test_the_sdist_also_carries_tests_examples_and_documents(sdist: Path, folder: str) -> None:
    kinds = ("*.py", "*.md", "*.csv", "*.jsonl", "*.yaml")
    packed = {path.relative_to(sdist).as_posix() for path in (sdist / folder).rglob("*")}
    assert {f"{folder}/{name}" for name in tree(folder, *kinds)} <= packed
