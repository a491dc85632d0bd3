"""Every shipped rule passes every check of the kit, or says why it need not."""

from __future__ import annotations

import pytest

from rehabflow.catalog import installed_rules
from rehabflow.testing import CHECKS, conformance
from rehabflow.testing.corpus import corpus_of
from rehabflow.testing.score import OneCheck

SHIPPED = sorted(installed_rules())
WAIVED = [
    (name, check)
    for name in SHIPPED
    for check in getattr(installed_rules()[name].load(), "waived", ())
]


def _every() -> list[object]:
    """One parameter for each check of each rule."""
    return [
        pytest.param(check, id=f"{name}-{check}")
        for name in SHIPPED
        for check in conformance(name).args[1]
    ]


@pytest.mark.parametrize("check", _every())
def test_a_shipped_rule_passes(check: OneCheck) -> None:
    check()


@pytest.mark.parametrize(("name", "check"), WAIVED)
def test_what_a_shipped_rule_waives_it_does_not_pass(name: str, check: str) -> None:
    assert CHECKS[check].find(corpus_of(name)) is not None
