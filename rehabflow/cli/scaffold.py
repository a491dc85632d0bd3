"""The files of a new distribution of one rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from string import Template

_RULE = '''\
"""What $name measures: for a beginning, painful sessions."""

from attrs import frozen

from rehabflow import Day, Reading, Rule, Window, on_dates


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
    window, reads = "2 sessions", ("pain",)

    over: int = 3

    def measure(self, window: Window) -> Reading:
        counts = [(day, self.counts(day)) for day in window.trained]
        if not counts and not window.missing:
            return Reading.nothing("no training session was logged")
        low = sum(least for _, (least, _) in counts)
        high = sum(most for _, (_, most) in counts) + window.missing
        cited = [(day, least if least == most else (least, most)) for day, (least, most) in counts]
        if low == high:
            return Reading.exactly(low, cited)
        unsure = [day for day, (least, most) in counts if least != most]
        unknown = f"how much it hurt {on_dates(unsure)} is not known" if unsure else window.lacks()
        return Reading(low, high, unknown, cited)

    def counts(self, day: Day) -> tuple[int, int]:
        """The least and the most that a training session counts."""
        least, most = day.rating("during") or (0, 10)  # what is not rated could be anything
        return int(least > self.over and not day.doubtful), int(most > self.over)
'''

_TEST = '''\
"""What $name measures, case by case, and that it keeps to what every rule has to."""

from collections.abc import Callable

import pytest
from $package.$name import $kind

from rehabflow.testing import Case, cases, conformance

# Numbered days, what was logged on them, and the answer on the last of them.
ADVANCING = cases(
    $kind,
    """
shows               | criterion           | log                            | verdict | value
3 does not count    | at_most: 1          | 1 all, pain 3; 2 all, pain 3   | met     | 0
one of them hurts   | at_most: 1          | 1 all, pain 3.1; 2 all, pain 3 | met     | 1
both of them hurt   | at_most: 1          | 1 all, pain 4; 2 all, pain 5   | unmet   | 2
an earlier stage    | at_most: 1          | 1 all, pain 9 // 2 all, pain 1 | met     | 0..1
another number      | over: 5, at_most: 0 | 1 all, pain 5; 2 all, pain 4   | met     | 0
unrated             | at_most: 1          | 1 all; 2 all, pain 4           | unknown | 1..2
unrated, either way | at_most: 1          | 1 all; 2 all, pain 2           | met     | 0..1
unrated, too late   | at_most: 0          | 1 all; 2 all, pain 4           | unmet   | 1..2
still to come       | at_most: 1          | 1 all, pain 4                  | unknown | 1..2
medication hides it | at_most: 1          | 1 all, pain 1, medicated yes   | unknown | 0..2
""",
)
IN_A_DANGER = cases(
    $kind,
    """
shows           | gate    | criterion   | log                          | verdict | value
a danger        | setback | at_least: 2 | 1 all, pain 4; 2 all, pain 5 | met     | 2
no danger       | setback | at_least: 2 | 1 all, pain 4; 2 all, pain 3 | unmet   | 1
nothing to read | setback | at_least: 1 | 1 aslr 60                    | unmet   | -
unrated         | setback | at_least: 2 | 1 all; 2 all, pain 5         | unknown | 1..2
""",
)


@pytest.mark.parametrize("case", [*ADVANCING, *IN_A_DANGER], ids=str)
def test_$name(case: Case) -> None:
    case.check()


@conformance($kind)
def test_it_keeps_to_what_every_rule_has_to(check: Callable[[], None]) -> None:
    check()
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

[project.optional-dependencies]
test = ["rehabflow[testing]>=$version"]

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
.venv/bin/pip install -e '.[test]'
.venv/bin/pytest
.venv/bin/rehabflow rules $name
.venv/bin/rehabflow rules verify $name
```

1. Change what `measure` in `$package/$name.py` answers. Where something is not logged, answer with
   the range in which the value must lie: a value that is nowhere in the log is never 0.
2. Change the tables of cases in `tests/test_$name.py`: met, unmet and unknown, from both sides of
   a limit. `rehabflow.testing.cases` tells how a row is written.
3. Say in the docstring what it measures, and how a protocol asks for it. The first line is its
   summary in `rehabflow rules`. The example is what `rehabflow rules verify` asks.

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
