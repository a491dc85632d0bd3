"""Walking through a page of the docs finds where it is not true."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import as_shown, changed, walk


def test_a_block_may_leave_out_and_may_not_make_up() -> None:
    assert as_shown("a\nb\nc\n", ["a", "…", "c"])
    assert as_shown("26 passed in 3.1s\n", ["26 passed in …"])
    assert as_shown("a\n", ["a", "…"])
    assert not as_shown("ab\n", ["a", "…"])
    assert not as_shown("a\nb\nc\n", ["a", "c"])
    assert not as_shown("a\nb\n", ["…", "d"])


def test_a_change_takes_the_place_of_lines_that_stand_there_once() -> None:
    assert changed("a\nb\nc\n", " a\n-b\n+d\n") == "a\nd\nc\n"
    assert changed("a\n\nc\n", "+b\n+\n c\n") == "a\n\nb\n\nc\n"
    for diff in ("-b\n+d\n", "-e\n", "b\n"):
        with pytest.raises(AssertionError):
            changed("a\nb\nb\n", diff)


def test_what_a_command_prints_can_be_kept_and_changed(tmp_path: Path) -> None:
    page = """
```console
$ python -c 'print("a"); print("b")' > kept.txt
```

`kept.txt`:

```diff
 a
-b
+c
```

```console
$ python -c 'print(open("kept.txt").read())'
a
c
```
"""
    assert walk(page, tmp_path) == 2
    with pytest.raises(AssertionError, match="a block of no file"):
        walk("```yaml\na: 1\n```\n", tmp_path)
    with pytest.raises(AssertionError):
        walk("```console\n$ python -c 'print(1)'\n2\n```\n", tmp_path)
    with pytest.raises(AssertionError):
        walk("```console\n$ python -c 'raise SystemExit(1)' > kept.txt\n```\n", tmp_path)
