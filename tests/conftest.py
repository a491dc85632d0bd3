"""How hypothesis looks for counterexamples, and distributions that a test installs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from rehabflow.catalog import (
    exercise_files,
    installed_points,
    installed_protocols,
    installed_rules,
)

FIRST_LOOK = [Phase.explicit, Phase.generate]

# How long an example takes says something of the machine only: no deadline, no complaint.
desk = settings(
    deadline=None,
    print_blob=True,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("default", desk)
settings.register_profile("ci", desk, derandomize=True)
# A change that is to be noticed is noticed at once or not; nobody reads its smallest example.
settings.register_profile(
    "mutants", desk, derandomize=True, database=None, max_examples=25, phases=FIRST_LOOK
)
settings.register_profile("thorough", desk, max_examples=3000)
at_hand = "ci" if os.environ.get("CI") else "default"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", at_hand))


Install = Callable[..., Path]
CACHED = (installed_points, installed_rules, installed_protocols, exercise_files)


@pytest.fixture
def afresh() -> Iterator[None]:
    """What is installed is looked up once a process; here, once a test."""
    before = set(sys.modules)
    for each in CACHED:
        each.cache_clear()
    yield
    for each in CACHED:
        each.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith("acme"):
            del sys.modules[name]


@pytest.fixture
def install(afresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a distribution with one entry point, as pip would lay it out."""
    monkeypatch.syspath_prepend(tmp_path)

    def installed(
        name: str, package: str, files: dict[str, str], group: str = "rehabflow.rules"
    ) -> Path:
        folder = tmp_path.joinpath(*package.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        info = tmp_path / f"{name.replace('-', '_')}-2.1.0.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.1.0\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        points = f"[{group}]\nany = {package}\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        record = "".join(f"{package.replace('.', '/')}/{file},,\n" for file in files)
        (info / "RECORD").write_text(record, encoding="utf-8")
        sys.path_importer_cache.clear()
        return folder

    return installed
