"""What the file of a rule says, read without running any of it."""

from __future__ import annotations

import ast
import builtins
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from attrs import evolve, frozen

_LIBRARY = "rehabflow"


@frozen
class RuleFile:
    """The summary of its rule, and why it cannot be loaded where that can be seen."""

    summary: str | None
    fault: str | None = None
    line: int = 0


def read_rule_file(data: bytes) -> RuleFile:
    """A file that should define one rule: a fault that loading it would find is named."""
    tree = _parsed(data)
    if isinstance(tree, RuleFile):
        return tree
    certain, possible = _rules(tree)
    found = certain or possible
    summary = _summary(found[0]) if len(found) == 1 else None
    if missing := _missing_import(tree):
        return evolve(missing, summary=summary)
    if len(certain) > 1:
        return RuleFile(None, not_one_rule([each.name for each in certain]), certain[1].lineno)
    return RuleFile(summary, None if found else not_one_rule([]))


def read_package_file(data: bytes) -> RuleFile:
    """The `__init__.py` of a package of rules, which runs before each of them."""
    tree = _parsed(data)
    if isinstance(tree, RuleFile):
        return tree
    return _missing_import(tree) or RuleFile(None)


def not_one_rule(names: Sequence[str]) -> str:
    """Why a file is refused that defines these subclasses of Rule."""
    found = f"{len(names)}, {' and '.join(names)}" if names else "none"
    return f"a rule's file defines one subclass of Rule, and this one defines {found}"


def python_fault(error: BaseException) -> tuple[str, int]:
    """What an error says, and the line that a compiler names."""
    said = str(getattr(error, "msg", error)).partition("\n")[0]
    line: int | None = getattr(error, "lineno", None)
    return f"{type(error).__name__}{': ' * bool(said)}{said}", line or 0


def _parsed(data: bytes) -> ast.Module | RuleFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return RuleFile(None, *python_fault(error))


def _rules(tree: ast.Module) -> tuple[list[ast.ClassDef], list[ast.ClassDef]]:
    """The classes that are subclasses of Rule, and those that may be: their base is not told."""
    known = _names_of_rule(tree)
    certain: list[ast.ClassDef] = []
    possible: list[ast.ClassDef] = []
    own = {each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef)}
    told = own | set(dir(builtins))
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            bases = {ast.unparse(base) for base in each.bases}
            if bases & known:
                known.add(each.name)
                certain.append(each)
            elif bases - told:
                possible.append(each)
    nested = (each for each in ast.walk(tree) if isinstance(each, ast.ClassDef) and each.bases)
    return certain, possible or [each for each in nested if each not in tree.body]


def _names_of_rule(tree: ast.Module) -> set[str]:
    """What a file calls `rehabflow.Rule`."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module in (_LIBRARY, f"{_LIBRARY}.rule"):
            names |= {each.asname or each.name for each in node.names if each.name == "Rule"}
        elif isinstance(node, ast.Import):
            modules = (each for each in node.names if each.name == _LIBRARY)
            names |= {f"{each.asname or each.name}.Rule" for each in modules}
    return names


def _summary(rule: ast.ClassDef) -> str | None:
    said = ast.get_docstring(rule)
    return said.partition("\n")[0] if said else None


def _missing_import(tree: ast.Module) -> RuleFile | None:
    """The first import at the top level of what is not installed; nothing is imported."""
    for name, line in _imports(tree):
        root = name.partition(".")[0]
        known = root in sys.modules or root in sys.stdlib_module_names
        if not known and find_spec(root) is None:
            return RuleFile(None, f"it imports {root!r}, which is not installed", line)
    return None


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((each.name, node.lineno) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
