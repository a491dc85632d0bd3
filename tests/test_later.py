"""What is read later reads like a mapping, and once."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from rehabflow.readers.later import Later

SAID = {"dig": {"cues": ["Dig."], "dose": {"reps": 10}}, "curl": {}}


def test_nothing_is_read_before_somebody_asks_and_then_only_once() -> None:
    asked: list[None] = []

    @cache
    def read() -> Mapping[str, Mapping[str, Any]]:
        asked.append(None)
        return SAID

    dig, curl = Later(read, "dig"), Later(read, "curl")
    assert asked == []
    assert dig["cues"] == ["Dig."]
    assert (list(dig), len(dig), len(curl)) == (["cues", "dose"], 2, 0)
    assert asked == [None]


def test_it_is_equal_to_what_it_says_and_so_are_its_copies() -> None:
    dig = Later(lambda: SAID, "dig")
    assert dig == SAID["dig"]
    assert dig != Later(lambda: SAID, "curl")
    assert repr(dig) == repr(SAID["dig"])
    for copy in (deepcopy(dig), pickle.loads(pickle.dumps(dig))):  # noqa: S301  (its own)
        assert type(copy) is dict
        assert copy == dig
