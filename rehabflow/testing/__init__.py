"""For whoever writes a rule: tables of cases, and the checks that every rule has to pass."""

from __future__ import annotations

from rehabflow.testing.case import Case as Case
from rehabflow.testing.case import cases as cases
from rehabflow.testing.score import CHECKS as CHECKS
from rehabflow.testing.score import Score as Score
from rehabflow.testing.score import check_rule as check_rule
from rehabflow.testing.score import conformance as conformance
from rehabflow.testing.score import scorecard as scorecard
