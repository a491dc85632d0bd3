"""Problems in the format that code hosts and editors exchange findings in: SARIF 2.1.0."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rehabflow.codes import level
from rehabflow.errors import Edit, Problem
from rehabflow.explanation import explanation

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """One run with every problem, of whatever files, as plain data for JSON."""
    codes = sorted({each.code for each in problems})
    driver = {
        "name": "rehabflow",
        "version": version("rehabflow"),
        "rules": [_rule(each) for each in codes],
    }
    results = [_result(each, codes.index(each.code)) for each in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    told = explanation(code)
    rule = {"id": code, "shortDescription": _message(told.title)}
    return rule | {"fullDescription": _message(told.why)} if told.why else rule


def _result(problem: Problem, index: int) -> dict[str, Any]:
    parts = [problem.message]
    parts += [f"Expected: {problem.expected}"] * bool(problem.expected)
    parts += [f"Fix: {problem.hint}"] * bool(problem.hint)
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": level(problem.code),
        "message": _message("\n".join(parts)),
        "locations": [_location(problem, (problem.line, problem.column), problem.width)],
        "properties": problem.to_dict(),
    }
    if problem.other:
        other = {"id": 1, "message": _message("see also")} | _location(problem, problem.other, 0)
        result["relatedLocations"] = [other]
    if problem.fix:
        change = {
            "artifactLocation": {"uri": _uri(problem.path)},
            "replacements": [_replacement(each) for each in problem.fix],
        }
        told = _message(problem.hint)
        result["fixes"] = [{"description": told, "artifactChanges": [change]}]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {"startLine": edit.line, "startColumn": edit.column, "endColumn": edit.end}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _message(text: str) -> dict[str, str]:
    """A text in which no brace begins a placeholder, as the format wants it (3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _location(problem: Problem, place: tuple[int, int], width: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(problem.path)}}
    line, column = place
    if line:
        physical["region"] = {"startLine": line}
    if line and column:
        physical["region"] |= {"startColumn": column, "endColumn": column + max(1, width)}
    return {"physicalLocation": physical}


def _uri(path: str) -> str:
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(os.fsencode(Path(path).as_posix()), safe="/")
