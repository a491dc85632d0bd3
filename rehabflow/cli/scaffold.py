"""The files of a new distribution of one rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from string import Template

_RULE = '''\
"""What $name measures: for a beginning, painful sessions."""

from attrs import frozen

from rehabflow import Reading, Rule, Window, on_dates


@frozen
class $kind(Rule):
    """The training sessions in the window with exercise pain above a number.

    A training session without a rating could be one of them, and so could each one that the
    window still lacks. `over` is the highest pain that does not count.

    ```yaml
    when: {$name: {at_most: 1, last: 3 sessions}}
    ```
    """

    unit, scale, better, label = "count", (0, None), "lower", "painful sessions"
    window, reads = "3 sessions", ("pain",)

    over: int = 3

    def measure(self, window: Window) -> Reading:
        ratings = [(day, day.pain("during")) for day in window.trained]
        unrated = [day for day, rating in ratings if rating is None]
        painful = sum(rating is not None and rating > self.over for _, rating in ratings)
        if unrated:
            unknown = f"exercise pain was not rated {on_dates(unrated)}"
        elif window.missing:
            unknown = window.lacks()
        elif ratings:
            return Reading.exactly(painful, ratings)
        else:
            return Reading.nothing("no training session was logged")
        most = painful + len(unrated) + window.missing
        return Reading(painful, most, unknown, ratings)
'''

_TEST = '''\
"""What $name measures, case by case."""

import datetime as dt
import io

import pytest

from rehabflow import Engine, load_protocol, read_log

UNRATED = None
CASES = [
    # the pain of each training session, oldest first, and the answer to "at most 1 of 3"
    ("none of them hurts", [0, 1, 2], "met"),
    ("pain of no more than 3 does not count", [3, 3, 3], "met"),
    ("one of them hurts", [2, 4, 3], "met"),
    ("two of them hurt", [4, 2, 5], "unmet"),
    ("only the last three count", [9, 9, 1, 2, 3], "met"),
    ("one that was not rated could not tip it", [1, UNRATED, 2], "met"),
    ("one that was not rated could tip it", [4, UNRATED, 2], "unknown"),
    ("one that was not rated could not save it", [4, UNRATED, 5], "unmet"),
    ("one that is still to come could tip it", [1, 4], "unknown"),
    ("none of them was rated", [UNRATED, UNRATED, UNRATED], "unknown"),
]
PROTOCOL = """
rehabflow: 1
id: example
version: 1.0.0
title: An example
stages:
  first:
    exercises: [{do: heel-dig, sets: 3, reps: 10}]
    advance:
      when:
        - $name: {at_most: 1}
        - time_in_stage: {at_least: 1000 days}
  last: {final: true}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = tmp_path_factory.mktemp("protocol") / "example.yaml"
    path.write_text(PROTOCOL)
    return Engine(load_protocol(path))


@pytest.mark.parametrize(("case", "ratings", "verdict"), CASES, ids=[row[0] for row in CASES])
def test_$name(engine: Engine, case: str, ratings: list[int | None], verdict: str) -> None:
    log = "date,pain,work\\n"
    for number, rating in enumerate(ratings):
        day = dt.date(2026, 3, 1) + dt.timedelta(days=number)
        log += f"{day},{'' if rating is UNRATED else rating},all\\n"
    read = read_log(io.BytesIO(log.encode()), format="csv", injured="right")
    (outlook,) = engine.replay(read).outlook
    asked, _ = outlook.gate.criteria()
    assert asked.verdict == verdict, asked.text
'''

_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "$distribution"
version = "0.1.0"
description = "The rule $name, for rehabflow"
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["rehabflow>=$version"]

# One package of rules; each of its files is a rule, and is called like it.
[project.entry-points."rehabflow.rules"]
$name = "$package"

[tool.setuptools]
packages = ["$package"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""

_README = """\
# $distribution

The rule `$name` for [rehabflow](https://pypi.org/project/rehabflow/): once this is installed, a
protocol may ask for it.

```yaml
when: {$name: {at_most: 1, last: 3 sessions}}
```

To make it yours, with Python 3.11 or newer, in this folder:

```sh
python3 -m venv .venv
.venv/bin/pip install -e . pytest
.venv/bin/pytest
.venv/bin/rehabflow rules $name
```

1. Change what `measure` in `$package/$name.py` answers. Where something is not logged, answer with
   the range in which the value must lie: a value that is nowhere in the log is never 0.
2. Change the table of cases in `tests/test_$name.py`: met, unmet and unknown.
3. Say in the docstring what it measures, and how a protocol asks for it. The first line is its
   summary in `rehabflow rules`.

A rule sees the sessions of its window, and nothing else: no limit, no clock, no file, no network,
no chance. Another file in `$package/` is another rule.
"""

_FILES: Mapping[str, str] = {
    "pyproject.toml": _PROJECT,
    "README.md": _README,
    "$package/__init__.py": '"""Rules for rehabflow: one file a rule, called like it."""\n',
    "$package/$name.py": _RULE,
    "tests/test_$name.py": _TEST,
}


def distribution_of(name: str) -> str:
    """What the distribution of a rule is called."""
    return "-".join(["rehabflow", "rule", *filter(None, name.split("_"))])


def files_of(name: str, version: str) -> dict[PurePosixPath, str]:
    """The files of a distribution that brings the rule of that name."""
    words = {
        "name": name,
        "kind": class_of(name),
        "distribution": distribution_of(name),
        "package": f"rehabflow_rule_{name}",
        "version": version,
    }
    return {
        PurePosixPath(Template(path).substitute(words)): Template(text).substitute(words)
        for path, text in _FILES.items()
    }


def class_of(name: str) -> str:
    """`hop_distance` as the name of a class: `HopDistance`."""
    return "".join(word.capitalize() for word in name.split("_"))
