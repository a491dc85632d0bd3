"""A small protocol with its scenarios, written to a folder to be tested."""

from __future__ import annotations

from pathlib import Path

from rehabflow import Protocol, load_protocol
from rehabflow.scenario import Scenario, read_scenarios

PROTOCOL = """\
rehabflow: 1
id: small
version: 1.0.0
title: Three small stages
stages:
  one:
    exercises: [{do: heel-dig, reps: 10}]
    advance: {when: {pain: {at_most: 3, last: 2 sessions}}}
  two:
    exercises: [{do: heel-dig, reps: 10}]
    setback: {when: {pain: {at_least: 6, last: 1 session}}}
    advance: {when: {sessions: {at_least: 3}}}
  done: {final: true}
"""
SCENARIOS = """\
# Small

## Just in time

| date       | pain | work | stage | kind    | review |
|------------|------|------|-------|---------|--------|
| 2026-03-01 | 3    | all  | one   | start   | yes    |
| 2026-03-02 | 3    | all  | two   | advance | no     |
| 2026-03-03 | 5    | all  | two   | hold    |        |
| 2026-03-04 | 6    | all  | one   | setback |        |

## One too many

| date       | pain | work | stage | kind    |
|------------|------|------|-------|---------|
| 2026-03-01 | 4    | all  | one   | start   |
| 2026-03-02 | 3    | all  | one   | hold    |
| 2026-03-03 | 3    | all  | two   | advance |
| 2026-03-04 | 3    | all  | two   | hold    |
| 2026-03-05 | 3    | all  | two   | hold    |
| 2026-03-06 | 3    | all  | done  | advance |

## What hurt before a clinician's override is over

| date       | pain | work | event    | to  | by | reason | stage | kind     |
|------------|------|------|----------|-----|----|--------|-------|----------|
| 2026-03-01 | 7    | all  | override | two | A  | b      | two   | override |
| 2026-03-02 | 3    | all  |          |     |    |        | two   | hold     |
"""


def written(folder: Path, protocol: str = PROTOCOL, scenarios: str | None = SCENARIOS) -> Path:
    """The path of the protocol, with the scenarios beside it."""
    path = folder / "small.yaml"
    path.write_text(protocol, encoding="utf-8")
    if scenarios is not None:
        path.with_suffix(".md").write_text(scenarios, encoding="utf-8")
    return path


def loaded(
    folder: Path, protocol: str = PROTOCOL, scenarios: str = SCENARIOS
) -> tuple[Protocol, tuple[Scenario, ...]]:
    """The protocol and its scenarios."""
    path = written(folder, protocol, scenarios)
    read = load_protocol(path)
    return read, read_scenarios(path.with_suffix(".md"), read)
