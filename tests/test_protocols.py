"""Every shipped protocol passes the scenarios that stand beside it."""

from __future__ import annotations

from functools import cache

import pytest

from rehabflow import Engine, load_protocol
from rehabflow.boundaries import boundaries
from rehabflow.catalog import installed_protocols
from rehabflow.scenario import Scenario, read_scenarios

INSTALLED = installed_protocols()


@cache
def engine_of(id: str) -> Engine:
    """One engine for all scenarios of a protocol: it is immutable."""
    return Engine(load_protocol(id))


def scenarios() -> list[tuple[str, Scenario]]:
    return [
        (id, scenario)
        for id, found in sorted(INSTALLED.items())
        for scenario in read_scenarios(found.path.with_suffix(".md"), engine_of(id).protocol)
    ]


@pytest.mark.parametrize(
    ("id", "scenario"), [pytest.param(i, s, id=f"{i}: {s.title}") for i, s in scenarios()]
)
def test_scenario(id: str, scenario: Scenario) -> None:
    differences = [str(each) for each in scenario.differences(engine_of(id))]
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("id", sorted(INSTALLED))
def test_every_limit_is_shown_from_both_sides(id: str) -> None:
    """As near as a reading can come: three stands of four just miss all of them."""
    protocol = engine_of(id).protocol
    found = boundaries(protocol, read_scenarios(INSTALLED[id].path.with_suffix(".md"), protocol))
    assert len(found) > 10
    assert [each.to_dict() for each in found if not each.shown] == []


def test_every_protocol_has_scenarios() -> None:
    assert INSTALLED
    for id, found in INSTALLED.items():
        assert read_scenarios(found.path.with_suffix(".md"), engine_of(id).protocol), id
