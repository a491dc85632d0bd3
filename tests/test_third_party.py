"""A rule of another distribution: built, installed, listed, verified, used, and uninstalled again.

It is examples/rehabflow-strength, beside the wheel of rehabflow in an environment where nothing
else is. Nothing is fetched: what both depend on is copied from the environment at hand.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest
from test_packaging import LEFT_BEHIND, ROOT, build

EXAMPLE = ROOT / "examples" / "rehabflow-strength"
ADVANCE = ("advance", "nora.csv", "-p", "./strength-first.yaml", "--as-of", "2026-04-24")
MAYA = ("advance", str(ROOT / "examples" / "maya.csv"), "--as-of", "2026-04-20")


class Fresh:
    """An environment of its own, and the example's folder in it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "env"
        self.example = root / "rehabflow-strength"
        # As `python -m venv` does: pip comes with Python and is not fetched.
        venv.create(self.root, with_pip=True, symlinks=os.name != "nt")
        # Without its package, so that what is tested is what is installed.
        shutil.copytree(EXAMPLE, self.example)
        shutil.rmtree(self.example / "rehabflow_strength")

    def path(self, name: str) -> Path:
        """One of the environment's folders, by its name for sysconfig."""
        roots = dict.fromkeys(("base", "platbase"), str(self.root))
        return Path(sysconfig.get_path(name, "venv", roots))

    def run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """What a program of the environment says, asked in the example's folder."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COV", "PYTEST")) and name not in {"PYTHONPATH", "VIRTUAL_ENV"}
        }
        command = [str(self.path("scripts") / program), *map(str, arguments)]
        surroundings = {**kept, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=self.example,
            env={**surroundings, "PYTHONUTF8": "1"},
        )

    def says(self, program: str, *arguments: object) -> str:
        """The same, of a program that must succeed, with nothing to complain of."""
        done = self.run(program, *arguments)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout


def needed(name: str, extras: frozenset[str], seen: dict[str, Distribution]) -> None:
    """What a distribution needs, and what that needs, without itself."""
    for wanted in distribution(name).requires or ():
        what, _, marker = wanted.partition(";")
        found = re.match(r"[\w.-]+", what)
        extra = re.search(r"extra == ['\"](\w+)['\"]", marker)
        assert found is not None
        if (extra is None or extra[1] in extras) and found[0] not in seen:
            try:
                seen[found[0]] = distribution(found[0])
            except ModuleNotFoundError:  # of another Python or system
                continue
            needed(found[0], frozenset(), seen)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheels of rehabflow and of the example."""
    folder = tmp_path_factory.mktemp("sources")
    built: list[Path] = []
    for source in (ROOT, EXAMPLE):
        tree = folder / source.name
        shutil.copytree(source, tree, ignore=LEFT_BEHIND)
        built.append(build("--wheel", tree, tmp_path_factory.mktemp("wheels")))
    return built[0], built[1]


@pytest.fixture(scope="module")
def fresh(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """An environment with both, and what they need."""
    environment = Fresh(tmp_path_factory.mktemp("fresh"))
    at_hand: dict[str, Distribution] = {}
    needed("rehabflow", frozenset({"testing"}), at_hand)
    for each in at_hand.values():
        for file in each.files or ():
            source, target = Path(str(each.locate_file(file))), environment.path("purelib") / file
            if ".." not in file.parts and source.suffix != ".pyc":
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    environment.says("python", "-m", "pip", "install", "--quiet", *wheels)
    return environment


def advanced(fresh: Fresh) -> dict[str, Any]:
    return json.loads(fresh.says("rehabflow", *ADVANCE, "--format", "json"))


def test_it_is_listed_with_its_distribution(fresh: Fresh) -> None:
    (line,) = (
        line
        for line in fresh.says("rehabflow", "rules").splitlines()
        if "strength_deficit" in line
    )
    assert "rehabflow-strength 1.2.0" in line
    shown = fresh.says("rehabflow", "rules", "strength_deficit")
    assert "error: a whole number [0]" in shown
    assert "when: {strength_deficit: {of: flexors, below: 20%, within: 7 days}}" in shown


def test_it_keeps_to_what_every_rule_has_to(fresh: Fresh) -> None:
    said = json.loads(
        fresh.says("rehabflow", "rules", "verify", "strength_deficit", "--format", "json")
    )
    assert {each["result"] for each in said["checks"]} == {"held"}


def test_its_own_tests_pass(fresh: Fresh) -> None:
    said = fresh.says("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert re.search(r"\b[1-9][0-9]* passed", said)


def test_its_protocol_decides_with_it(fresh: Fresh) -> None:
    said = advanced(fresh)
    assert [(each["date"], each["to"]) for each in said["decisions"]] == [
        ("2026-04-06", "hold"),
        ("2026-04-13", "lengthen"),
        ("2026-04-22", "run"),
    ]
    assert {
        "id": "strength_deficit",
        "distribution": "rehabflow-strength",
        "version": "1.2.0",
    } in (said["rules"])
    why = said["decisions"][1]["why"]["of"]
    (asked,) = (each for each in why if each["rule"] == "strength_deficit")
    # 5 % either way of 188 N against 265 N, rounded as it is shown.
    assert (asked["value"], asked["verdict"]) == ({"from": 21.6, "to": 35.8}, "met")
    assert [each["date"] for each in asked["evidence"]] == ["2026-04-13"]


def test_one_leg_alone_holds(fresh: Fresh) -> None:
    """The injured leg was tested on the 20th, and would pass against the older value."""
    told = fresh.says("rehabflow", *ADVANCE, "--on", "2026-04-20")
    assert "NEXT   to run (Running): unknown." in told
    assert "not certain on" in told


def test_uninstalled_again_its_protocol_is_refused_and_all_else_works(
    fresh: Fresh, wheels: tuple[Path, Path]
) -> None:
    before = fresh.says("rehabflow", *MAYA)
    fresh.says("python", "-m", "pip", "uninstall", "--quiet", "--yes", "rehabflow-strength")
    try:
        done = fresh.run("rehabflow", *ADVANCE)
        assert (done.returncode, done.stdout) == (3, "")
        assert re.search(
            r"strength-first\.yaml:\d+:\d+: RF408 there is no rule `strength_deficit`", done.stderr
        )
        assert done.stderr.endswith("No decision was made; the stage is not verified.\n")
        assert "strength" not in fresh.says("rehabflow", "rules")
        assert fresh.says("rehabflow", *MAYA) == before
    finally:
        fresh.says("python", "-m", "pip", "install", "--quiet", wheels[1])
    assert advanced(fresh)["stage"] == "run"
