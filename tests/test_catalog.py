"""What is installed: found without being imported, and named where it is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from rehabflow import catalog
from rehabflow.catalog import (
    exercise_files,
    installed_points,
    installed_protocols,
    installed_rules,
)
from rehabflow.errors import RuleFailed
from rehabflow.gate import RuleSource
from rehabflow.rule import Rule

Install = Callable[..., Path]
CACHED = (installed_points, installed_rules, installed_protocols, exercise_files)
BOMB = "raise RuntimeError('imported')\n"
RULE = '''"""A rule of somebody's own."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Entries(Rule):
    """The sessions in the window, counted."""

    unit, scale, label = "count", (0, None), "entries"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(len(window))
'''


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
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
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
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
        sys.path_importer_cache.clear()
        return folder

    return installed


# ---------------------------------------------------------------- rules


def test_the_shipped_rules_are_found_by_the_names_of_their_files() -> None:
    shipped = {
        id: each.module
        for id, each in installed_rules().items()
        if each.source.distribution == "rehabflow"
    }
    assert shipped.keys() >= {"pain", "aslr", "reps", "time_in_stage", "sessions"}
    assert all(module == f"rehabflow_rules.{id}" for id, module in shipped.items())


def test_a_rule_that_is_added_to_an_installed_package_is_found(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE, "_own.py": BOMB})
    rule = installed_rules()["entries"]
    assert rule.source == RuleSource("entries", "acme-rules", "2.1.0")
    assert rule.module == "acme_rules.entries"
    assert "_own" not in installed_rules()
    assert "__init__" not in installed_rules()


def test_rules_are_listed_without_importing_one(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": BOMB, "bomb.py": BOMB})
    assert installed_rules()["bomb"].source.distribution == "acme-rules"
    assert "acme_rules" not in sys.modules


def test_a_broken_package_breaks_no_other_rule(install: Install) -> None:
    """Its parent would be imported to find it."""
    install("acme-rules", "acme.rules", {"__init__.py": "", "entries.py": RULE})
    install("acme-parent", "acme", {"__init__.py": BOMB}, group="somebody.else")
    assert "pain" in installed_rules()
    assert "acme" not in sys.modules


def test_a_rule_is_imported_when_it_is_loaded(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE})
    rule = installed_rules()["entries"].load()
    assert issubclass(rule, Rule)
    assert (rule.__name__, rule.__module__) == ("Entries", "acme_rules.entries")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (BOMB, "RuntimeError"),
        ("import acme_nobody_has_this\n", "ModuleNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
        ("from rehabflow import Rule\n", "ValueError"),
        (RULE + "\n\nclass Second(Entries):\n    pass\n", "ValueError"),
        ("raise SystemExit(0)\n", "SystemExit"),
    ],
    ids=["raises", "lacks a module", "is no Python", "has no rule", "has two", "exits"],
)
def test_a_broken_rule_file_names_its_distribution(
    install: Install, text: str, error: str
) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    with pytest.raises(RuleFailed) as failed:
        installed_rules()["entries"].load()
    (problem,) = failed.value.problems
    assert problem.code == "RF502"
    assert problem.field == "entries"
    assert problem.message == (f"the rule 'entries' of acme-rules 2.1.0 cannot be loaded: {error}")
    assert problem.hint == "reinstall or update acme-rules"


def test_a_broken_rule_leaves_the_others_as_they_are(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": BOMB})
    assert installed_rules()["pain"].load().__name__ == "Pain"


def test_one_id_from_two_distributions_is_refused_naming_both(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE})
    install("acme-more", "acme_more", {"__init__.py": "", "entries.py": RULE})
    with pytest.raises(RuleFailed) as failed:
        installed_rules()
    (problem,) = failed.value.problems
    assert (problem.code, problem.field) == ("RF503", "entries")
    assert problem.message in {
        f"the rule 'entries' is brought by two distributions: {both}"
        for both in ("acme-rules and acme-more", "acme-more and acme-rules")
    }


def test_a_shipped_rule_cannot_be_replaced(install: Install) -> None:
    install("acme-rules", "acme_rules", {"__init__.py": "", "pain.py": RULE})
    with pytest.raises(RuleFailed) as failed:
        installed_rules()
    message = failed.value.problems[0].message
    assert "'pain'" in message
    assert "acme-rules" in message
    assert "rehabflow" in message


def test_an_entry_point_whose_package_is_gone_brings_nothing(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a folder of that name in the directory that one stands in."""
    here = tmp_path / "here"
    (here / "acme_gone").mkdir(parents=True)
    (here / "acme_gone" / "entries.py").write_text(RULE, encoding="utf-8")
    monkeypatch.chdir(here)
    install("acme-rules", "acme_gone", {}).rmdir()
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    assert "pain" in installed_rules()
    assert "entries" not in installed_rules()


def test_an_entry_point_that_names_a_module_brings_nothing(
    install: Install, tmp_path: Path
) -> None:
    install("acme-rules", "acme_rules", {}).rmdir()
    (tmp_path / "acme_rules.py").write_text(RULE, encoding="utf-8")
    assert "pain" in installed_rules()
    assert all(each.source.distribution != "acme-rules" for each in installed_rules().values())


@pytest.mark.parametrize("parent", ["", "acme.py", "acme_not_this/x.py"])
def test_an_entry_point_within_what_is_no_package_brings_nothing(
    install: Install, tmp_path: Path, parent: str
) -> None:
    """Nor does a folder of its last name that lies where packages are looked for."""
    install("acme-rules", "rules", {"entries.py": RULE})
    points = tmp_path / "acme_rules-2.1.0.dist-info" / "entry_points.txt"
    points.write_text("[rehabflow.rules]\nany = acme.rules\n", encoding="utf-8")
    if parent:
        (tmp_path / parent).parent.mkdir(exist_ok=True)
        (tmp_path / parent).write_text(BOMB, encoding="utf-8")
    assert "pain" in installed_rules()
    assert all(each.source.distribution != "acme-rules" for each in installed_rules().values())


def test_a_package_within_another_is_found_without_importing_either(install: Install) -> None:
    install("acme-rules", "acme.inner.rules", {"__init__.py": BOMB, "entries.py": RULE})
    install("acme-inner", "acme.inner", {"__init__.py": BOMB}, group="somebody.else")
    install("acme-parent", "acme", {"__init__.py": BOMB}, group="somebody.else")
    assert installed_rules()["entries"].module == "acme.inner.rules.entries"
    assert not {"acme", "acme.inner", "acme.inner.rules"} & set(sys.modules)


def test_an_entry_point_of_no_distribution_is_rehabflows_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    point = EntryPoint("builtin", "rehabflow_rules", "rehabflow.rules")
    monkeypatch.setattr(catalog, "entry_points", lambda: EntryPoints([point]))
    assert installed_rules()["pain"].source == RuleSource("pain", "rehabflow", "")


# ---------------------------------------------------------------- protocols and exercises


def test_protocols_are_found_by_the_names_of_their_files(install: Install) -> None:
    files = {"acme-knee.yaml": "", "exercises.yaml": "", "acme-knee.md": ""}
    folder = install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    found = installed_protocols()
    assert found["acme-knee"] == folder / "acme-knee.yaml"
    assert found["hamstring-strain"].is_file()
    assert "exercises" not in found
    assert folder / "exercises.yaml" in exercise_files()
    assert len(exercise_files()) == 2


def test_a_package_without_exercises_adds_none(install: Install) -> None:
    before = exercise_files()
    exercise_files.cache_clear()
    installed_points.cache_clear()
    install("acme-protocols", "acme_protocols", {"acme-knee.yaml": ""}, "rehabflow.protocols")
    assert exercise_files() == before


def test_a_protocol_in_the_directory_that_one_stands_in_is_not_installed(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    (here / "acme_gone").mkdir(parents=True)
    for name in ("knee.yaml", "exercises.yaml"):
        (here / "acme_gone" / name).write_text("", encoding="utf-8")
    monkeypatch.chdir(here)
    install("acme-protocols", "acme_gone", {}, "rehabflow.protocols").rmdir()
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    assert "knee" not in installed_protocols()
    assert len(exercise_files()) == 1
