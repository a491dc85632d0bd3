"""What is installed: found without being imported, and named where it is broken."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from conftest import Install

from rehabflow import Engine, Log, Protocol, Timeline, catalog, load_protocol
from rehabflow.catalog import (
    TAKEN_WORDS,
    InstalledProtocol,
    InstalledRule,
    broken_plugins,
    exercise_files,
    installed_points,
    installed_protocols,
    installed_rules,
    rules_at_hand,
)
from rehabflow.declared_gate import COMBINED, LIMITS, WINDOWS
from rehabflow.desk import ABOUT
from rehabflow.errors import Problem, ProtocolError, RehabflowError, RuleFailed
from rehabflow.gate import RuleSource
from rehabflow.readers.protocol import read_protocol
from rehabflow.rule import Rule

ONE = "a rule's file defines one subclass of Rule, and this one defines "
BOMB = "raise RuntimeError('imported')\n"
RULE = '''"""A rule of somebody's own."""

from attrs import frozen

from rehabflow import Reading, Rule, Window


@frozen
class Entries(Rule):
    """The sessions in the window, counted."""

    unit, scale, label, window = "count", (0, None), "entries", "stage"

    def measure(self, window: Window) -> Reading:
        return Reading.exactly(len(window))
'''


TERMS = RULE.replace(
    'unit, scale, label, window = "count", (0, None), "entries", "stage"',
    'unit, scale, label = "count", (0, None), "entries"\n    %s',
)
"""A rule with a line of its own in its class."""


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
    ("text", "error", "line"),
    [
        (f"\n{BOMB}", "RuntimeError: imported", 2),
        ("import acme_nobody\n", "ModuleNotFoundError: No module named 'acme_nobody'", 1),
        ("x = 1\ndef broken(:\n", "SyntaxError: invalid syntax", 2),
        ("from rehabflow import Rule\n", f"{ONE}none", 0),
        (RULE + "\n\nclass Second(Entries):\n    pass\n", f"{ONE}2, Entries and Second", 0),
        ("raise SystemExit\n", "SystemExit", 1),
    ],
    ids=["raises", "lacks a module", "is no Python", "has no rule", "has two", "exits"],
)
def test_a_broken_rule_file_names_its_distribution(
    install: Install, text: str, error: str, line: int
) -> None:
    folder = install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    with pytest.raises(RuleFailed) as failed:
        installed_rules()["entries"].load()
    (problem,) = failed.value.problems
    assert problem.code == "RF502"
    assert problem.field == "entries"
    assert problem.message == (f"the rule 'entries' of acme-rules 2.1.0 cannot be loaded: {error}")
    assert (problem.path, problem.line) == (str(folder / "entries.py"), line)
    assert problem.hint == (
        "no decision was made; reinstall or update acme-rules, or tell its author"
    )


SCALE = "two exact numbers in order, or None for an open end: `(0, None)`"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("del unit", "Entries does not say its `unit`: a text"),
        ("del label", "Entries does not say its `label`: a text"),
        ("del scale", f"Entries does not say its `scale`: {SCALE}"),
        ("unit = None", "`unit` of Entries is None, not a text"),
        ("label = 7", "`label` of Entries is 7, not a text"),
        ("scale = (0, 1.5)", f"`scale` of Entries is (0, 1.5), not {SCALE}"),
        ("scale = (3, 2)", f"`scale` of Entries is (3, 2), not {SCALE}"),
        ("scale = (0,)", f"`scale` of Entries is (0,), not {SCALE}"),
        ("scale = [0, 1]", f"`scale` of Entries is [0, 1], not {SCALE}"),
        ("better = 'more'", "`better` of Entries is 'more', not 'higher', 'lower' or None"),
        (
            "window = '3 visits'",
            "`window` of Entries is '3 visits', not a window such as '3 sessions'",
        ),
        ("reads = 'pain'", "`reads` of Entries is 'pain', not a tuple of the log's fields"),
        ("may_ignore = 1", "`may_ignore` of Entries is 1, not True or False"),
        ("before = None", "`before` of Entries is None, not True or False"),
        ("on_one_date = 'no'", "`on_one_date` of Entries is 'no', not True or False"),
        ("no measure", None),
    ],
)
def test_a_rule_that_does_not_say_what_it_measures_is_refused(
    install: Install, line: str, fault: str | None
) -> None:
    text = TERMS % line if fault else TERMS.replace("def measure", "def gauge") % "pass"
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    with pytest.raises(RuleFailed) as failed:
        installed_rules()["entries"].load()
    (problem,) = failed.value.problems
    start = "the rule 'entries' of acme-rules 2.1.0 cannot be loaded: "
    assert problem.message.startswith(start + (fault or "Entries has no `measure`"))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("def called(self): return 1 / 0", "ZeroDivisionError: division by zero"),
        ("def called(self): return None", "`called` answered None, not a text"),
        ("def fields_read(self): return 'pain'", "`fields_read` answered 'pain', not a tuple of"),
        ("def default_window(self): return '3 days'", "`default_window` answered '3 days', not a"),
        ("def in_unit(self): return 7", "`in_unit` answered 7, not a text"),
        ("def on_scale(self): return None", "`on_scale` answered None, not two exact numbers in"),
        ("def is_better(self): return 1", "`is_better` answered 1, not 'higher', 'lower' or None"),
        ("def looks(self): return 3", "`looks` answered 3, not a Span or None"),
        ("def looks_back(self): return -1", "`looks_back` answered -1, not whole days"),
        ("def asks(self): return 3", "`asks` answered 3, not a Span or None"),
        ("def parameters(self): return ()", "`parameters` answered (), not a dict"),
        ("def bound_to(self): return None", "`bound_to` answered None, not a text"),
        ("def bind(self, declared): raise KeyError(3)", "KeyError: 3"),
        ("def bind(self, declared): pass", "AttributeError: 'NoneType' object has no attribute"),
        ("def __attrs_post_init__(self): raise SystemExit", "SystemExit"),
        ("of: 'Nowhere'", "NameError: name 'Nowhere' is not defined"),
    ],
)
def test_a_rule_that_fails_while_a_protocol_is_read_is_named(
    install: Install, line: str, fault: str
) -> None:
    text = TERMS % line
    install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": text})
    with pytest.raises(RuleFailed) as failed:
        read_protocol(PROTOCOL.encode(), "example.yaml")
    (problem,) = failed.value.problems
    assert problem.code == "RF502"
    assert f"the rule 'entries' of acme-rules 2.1.0 cannot be loaded: {fault}" in problem.message
    raised = not fault.startswith("`") and "Nowhere" not in line and "pass" not in line
    assert problem.line == (text[: text.index(line)].count("\n") + 1 if raised else 0)


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
    afresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = EntryPoint("builtin", "rehabflow_rules", "rehabflow.rules")
    monkeypatch.setattr(catalog, "entry_points", lambda: EntryPoints([point]))
    assert installed_rules()["pain"].source == RuleSource("pain", "rehabflow", "")


# ---------------------------------------------------------------- protocols and exercises


def test_protocols_are_found_by_the_names_of_their_files(install: Install) -> None:
    files = {"acme-knee.yaml": "", "exercises.yaml": "", "acme-knee.md": ""}
    folder = install("acme-protocols", "acme_protocols", files, "rehabflow.protocols")
    found = installed_protocols()
    knee = InstalledProtocol("acme-knee", folder / "acme-knee.yaml", "acme-protocols", "2.1.0")
    assert found["acme-knee"] == knee
    assert found["hamstring-strain"].path.is_file()
    assert found["hamstring-strain"].distribution == "rehabflow"
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


# ---------------------------------------------------------------- broken plugins


def only(problems: tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def test_nothing_is_broken_and_no_rule_of_ours_is_read_to_find_that(
    afresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InstalledRule, "read", lambda self: pytest.fail("read"))
    assert broken_plugins() == ()


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("x = 1\ndef broken(:\n", "SyntaxError: invalid syntax", 2),
        ("import acme_nobody.at_all\n", "it imports 'acme_nobody', which is not installed", 1),
        ("from rehabflow import Reading\n", f"{ONE}none", 0),
    ],
)
def test_a_broken_rule_is_named_with_its_distribution_and_without_importing_it(
    install: Install, text: str, why: str, line: int
) -> None:
    folder = install(
        "acme-rules", "acme_rules", {"__init__.py": BOMB, "entries.py": text, "good.py": RULE}
    )
    problem = only(broken_plugins())
    message = f"the rule 'entries' of acme-rules 2.1.0 cannot be loaded: {why}"
    assert (problem.code, problem.field, problem.message) == ("RF531", "entries", message)
    assert (problem.path, problem.line) == (str(folder / "entries.py"), line)
    assert problem.hint == "reinstall or update acme-rules, or tell its author"
    assert "acme_rules" not in sys.modules


def test_a_broken_package_file_is_named(install: Install) -> None:
    files = {"__init__.py": "import acme_nobody\n", "good.py": RULE}
    folder = install("acme-rules", "acme_rules", files)
    problem = only(broken_plugins())
    assert problem.path == str(folder / "__init__.py")
    assert problem.message == (
        "no rule of acme-rules 2.1.0 can be loaded: "
        "it imports 'acme_nobody', which is not installed"
    )


def gone(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_a_package_that_is_gone_is_named_and_so_is_each_rule_that_it_had(
    install: Install,
) -> None:
    gone(install("acme-rules", "acme_rules", {"__init__.py": "", "good.py": RULE}))
    package, rule = broken_plugins()
    assert package.path == "acme-rules"
    assert package.message == (
        "'acme_rules', the package of rules of acme-rules 2.1.0, "
        "is not there, or has no file of a rule"
    )
    assert (rule.field, rule.line) == ("good", 0)
    assert "cannot be loaded: its file cannot be read: no such file" in rule.message
    with pytest.raises(RuleFailed, match=r"'good' of acme-rules 2\.1\.0 cannot be loaded: Module"):
        installed_rules()["good"].load()


@pytest.mark.parametrize("name", ["all", "any", "Hop", "hop-test", "at_least"])
def test_a_rule_that_no_protocol_could_ask_for_is_left_out(install: Install, name: str) -> None:
    folder = install("acme-rules", "acme_rules", {"__init__.py": "", f"{name}.py": RULE})
    problem = only(broken_plugins())
    assert name not in installed_rules()
    assert (problem.code, problem.path) == ("RF532", str(folder / f"{name}.py"))
    assert f"'{name}.py' of acme-rules 2.1.0 is left out: '{name}' is " in problem.message


def test_every_word_that_stands_where_a_rule_may_stand_is_taken() -> None:
    assert {*COMBINED, *LIMITS, *WINDOWS, *ABOUT, "missing"} <= TAKEN_WORDS


# ---------------------------------------------------------------- a directory of rules


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "my rules"
    folder.mkdir()
    (folder / "entries.py").write_text(RULE, encoding="utf-8")
    return folder


def test_a_directory_brings_the_rules_of_its_files(mine: Path) -> None:
    (mine / "_own.py").write_text(BOMB, encoding="utf-8")
    (mine / "notes.txt").write_text("", encoding="utf-8")
    (mine / "folder.py").mkdir()
    rules = rules_at_hand(mine)
    assert set(rules) == {*installed_rules(), "entries"}
    source = rules["entries"].source
    assert (source.distribution, source.version[:7]) == ("directory my rules", "sha256:")
    assert rules["entries"].load().__name__ == "Entries"
    assert rules["entries"].load() is rules["entries"].load()
    assert sorted(path.name for path in mine.iterdir()) == [
        "_own.py", "entries.py", "folder.py", "notes.txt"
    ]  # fmt: skip
    assert broken_plugins(mine) == ()


def test_an_edited_file_is_another_rule(mine: Path) -> None:
    before = rules_at_hand(mine)["entries"]
    first = before.load()
    (mine / "entries.py").write_text(RULE.replace("counted", "told"), encoding="utf-8")
    after = rules_at_hand(mine)["entries"]
    assert after.source.version != before.source.version
    assert first.__doc__ == "The sessions in the window, counted."
    assert after.load().__doc__ == "The sessions in the window, told."


def test_a_rule_of_a_directory_that_is_installed_is_refused_naming_both(mine: Path) -> None:
    (mine / "pain.py").write_text(RULE, encoding="utf-8")
    with pytest.raises(RuleFailed) as failed:
        rules_at_hand(mine)
    problem = only(failed.value.problems)
    assert (problem.code, problem.path) == ("RF503", str(mine / "pain.py"))
    assert problem.message == (
        "the rule 'pain' is brought by rehabflow, which is installed, and by directory my rules"
    )


def test_the_directory_of_an_installed_package_brings_nothing_new(install: Install) -> None:
    folder = install("acme-rules", "acme_rules", {"__init__.py": "", "entries.py": RULE})
    assert rules_at_hand(folder)["entries"].source.distribution == "acme-rules"


def test_a_broken_file_of_a_directory_is_named_and_fails_only_when_loaded(mine: Path) -> None:
    (mine / "bomb.py").write_text(BOMB, encoding="utf-8")
    (mine / "none.py").write_text(BOMB, encoding="utf-8")
    rules = rules_at_hand(mine)
    left_out, broken = sorted(broken_plugins(mine), key=lambda each: each.code, reverse=True)
    assert left_out.message == (
        "the file 'none.py' of the directory my rules is left out: 'none' is a word of a gate"
    )
    assert broken.hint == "mend the file, or take it out of the directory"
    for _ in range(2):
        with pytest.raises(RuleFailed, match=r"bomb\.py:1: RF502 the rule 'bomb' of directory my"):
            rules["bomb"].load()
    assert rules["entries"].load()


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RehabflowError) as failed:
        rules_at_hand(tmp_path / "nowhere")
    problem = only(failed.value.problems)
    assert (problem.code, problem.path) == ("RF533", str(tmp_path / "nowhere"))
    assert "no such file or directory" in problem.message


PROTOCOL = """\
rehabflow: 1
id: example
version: 1.0.0
title: An example
stages:
  first:
    exercises: [{do: heel-dig, sets: 3, reps: 10}]
    advance: {when: {entries: {at_least: 2}}}
  last: {final: true}
"""


def test_a_protocol_names_a_rule_only_where_the_user_named_its_directory(
    mine: Path, tmp_path: Path
) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    with pytest.raises(ProtocolError, match="there is no rule `entries`"):
        load_protocol(path)
    protocol = load_protocol(path, rules=mine)
    (source,) = protocol.rules
    assert source == rules_at_hand(mine)["entries"].source
    for again in (
        Protocol.from_json(protocol.to_json(), rules=mine),
        Protocol.from_dict(protocol.to_dict(), rules=str(mine)),
    ):
        assert again == protocol
        assert (again.digest, again.rules) == (protocol.digest, protocol.rules)
    assert str(mine) not in protocol.to_json()
    timeline = Engine(protocol).replay(Log("Maya", ()))
    assert Timeline.from_json(timeline.to_json(), rules=mine) == timeline
    with pytest.raises(ProtocolError):
        Timeline.from_json(timeline.to_json())


def test_an_engine_with_a_rule_of_a_directory_is_unpickled_where_the_directory_was_named(
    mine: Path, tmp_path: Path
) -> None:
    path, kept = tmp_path / "example.yaml", tmp_path / "engine.pickle"
    path.write_text(PROTOCOL, encoding="utf-8")
    engine = Engine(load_protocol(path, rules=mine))
    kept.write_bytes(pickle.dumps(engine))
    assert pickle.loads(kept.read_bytes()).protocol == engine.protocol  # noqa: S301
    code = (
        "import pathlib, pickle, sys, rehabflow\n"
        "path, rules, kept = sys.argv[1:]\n"
        "protocol = rehabflow.load_protocol(pathlib.Path(path), rules=rules)\n"
        "assert pickle.loads(pathlib.Path(kept).read_bytes()).protocol == protocol\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path, mine, kept], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_file_of_a_directory_that_may_not_be_read_is_told(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(RehabflowError, match=r"entries\.py: RF533 the file of a rule cannot be"):
        rules_at_hand(mine)
