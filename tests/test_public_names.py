"""The names that `import rehabflow` offers."""

from __future__ import annotations

import pytest

import rehabflow


@pytest.mark.parametrize("name", rehabflow.__all__)
def test_a_name_is_there_and_the_same_each_time(name: str) -> None:
    assert name in dir(rehabflow)
    assert getattr(rehabflow, name) is getattr(rehabflow, name)


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="no attribute 'engines'"):
        _ = rehabflow.engines
