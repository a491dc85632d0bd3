"""What is read of a rule's file without running it."""

from __future__ import annotations

import pytest

from rehabflow.rule_file import RuleFile, read_package_file, read_rule_file

NONE = "a rule's file defines one subclass of Rule, and this one defines none"


def read(*lines: str) -> RuleFile:
    return read_rule_file("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("line", "base"),
    [
        ("from rehabflow import Reading, Rule", "Rule"),
        ("from rehabflow import Rule as R", "R"),
        ("from rehabflow.rule import Rule", "Rule"),
        ("import rehabflow", "rehabflow.Rule"),
        ("import os, rehabflow as rf", "rf.Rule"),
        ("from acme_rules.ours import Ours", "Ours"),
        ("from . import ours", "ours.Ours"),
    ],
)
def test_the_summary_is_the_first_line_of_its_class(line: str, base: str) -> None:
    shared = line.replace("acme_rules", "collections")
    said = read(shared, f"class Hop({base}):", '    """Hops.', "", '    More."""')
    assert said == RuleFile("Hops.")


def test_other_classes_of_a_file_are_no_rules() -> None:
    said = read(
        "from rehabflow import Rule",
        "class Plain: pass",
        "class Wrong(ValueError): pass",
        "class Worse(Wrong): pass",
        'class Hop(Rule): "Hops."',
    )
    assert said == RuleFile("Hops.")


def test_a_rule_without_a_docstring_has_no_summary() -> None:
    assert read("from rehabflow import Rule", "class Hop(Rule): pass") == RuleFile(None)


def test_a_file_without_a_rule_is_at_fault() -> None:
    assert read("from rehabflow import Rule", "class Plain: pass") == RuleFile(None, NONE)


def test_a_file_with_two_rules_is_at_fault_where_the_second_stands() -> None:
    said = read("from rehabflow import Rule", "class Hop(Rule): pass", "class Two(Hop): pass")
    assert said.fault == NONE.replace("none", "2, Hop and Two")
    assert said.line == 3


def test_several_classes_of_which_one_may_be_a_rule_are_left_to_the_import() -> None:
    said = read("from collections import abc", "class A(abc.X): 'A.'", "class B(abc.Y): 'B.'")
    assert said == RuleFile(None)


def test_a_rule_that_is_defined_on_a_condition_is_left_to_the_import() -> None:
    said = read("from rehabflow import Rule", "if True:", "    class Hop(Rule): 'Hops.'")
    assert said == RuleFile("Hops.")


@pytest.mark.parametrize(
    "line",
    [
        "import acme_nobody",
        "import os, acme_nobody.inner",
        "from acme_nobody import x",
        "from acme_nobody.inner import x",
    ],
)
def test_an_import_of_what_is_not_installed_is_at_fault(line: str) -> None:
    said = read("import rehabflow", line, "class Hop(rehabflow.Rule): 'Hops.'")
    fault = "it imports 'acme_nobody', which is not installed"
    assert said == RuleFile("Hops.", fault, 2)


@pytest.mark.parametrize(
    "lines",
    [
        ["try:", "    import acme_nobody", "except ImportError:", "    pass"],
        ["from . import acme_nobody"],
        ["from __future__ import annotations"],
        ["import wave, hypothesis"],
    ],
    ids=["may fail", "relative", "future", "installed"],
)
def test_other_imports_are_not(lines: list[str]) -> None:
    said = read(*lines, "import rehabflow", "class Hop(rehabflow.Rule): 'Hops.'")
    assert said == RuleFile("Hops.")


@pytest.mark.parametrize(
    ("data", "fault", "line"),
    [
        (b"x = 1\ny = (\n", "SyntaxError: '(' was never closed", 2),
        (b"if x:\ny\n", "IndentationError: expected an indented block", 2),
        (b"x = '\0'\n", "source code string cannot contain null bytes", 0),
        (b"# coding: nothing-such\n", "SyntaxError: ", 0),
    ],
)
def test_what_is_no_python_is_at_fault(data: bytes, fault: str, line: int) -> None:
    for said in (read_rule_file(data), read_package_file(data)):
        assert fault in str(said.fault)
        assert (said.summary, said.line) == (None, line)


def test_a_warning_of_the_compiler_is_no_fault() -> None:
    assert read(r'"\d"', "import rehabflow", "class Hop(rehabflow.Rule): 'Hops.'").fault is None


def test_a_package_file_needs_no_rule_and_its_imports() -> None:
    assert read_package_file(b"") == RuleFile(None)
    assert read_package_file(b"import acme_nobody\n").line == 1
