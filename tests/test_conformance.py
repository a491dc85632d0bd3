"""Every shipped rule passes every check of the kit."""

from __future__ import annotations

import pytest

from rehabflow.catalog import installed_rules
from rehabflow.testing import conformance
from rehabflow.testing.score import OneCheck


def _every() -> list[object]:
    """One parameter for each check of each rule."""
    return [
        pytest.param(check, id=f"{name}-{check}")
        for name in sorted(installed_rules())
        for check in conformance(name).args[1]
    ]


@pytest.mark.parametrize("check", _every())
def test_a_shipped_rule_passes(check: OneCheck) -> None:
    check()
