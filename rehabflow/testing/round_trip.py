"""Check: a rule and what it is explained by survive being written down and read again."""

from __future__ import annotations

import pickle

from rehabflow.decision import Decision
from rehabflow.errors import RuleFailed
from rehabflow.testing.asking import Asking
from rehabflow.testing.check import check_each


def _changed_by_writing(asking: Asking) -> str | None:
    rule = asking.criterion.rule
    try:
        again = pickle.loads(pickle.dumps(rule))  # noqa: S301  (written on the same line)
    except Exception as error:  # noqa: BLE001  (whatever its class does then)
        return f"it cannot be pickled: {error}"
    if again != rule or hash(again) != hash(rule):
        return f"pickled and read again, {rule!r} is {again!r}"
    try:
        view = asking.view()
        verdict = asking.criterion.explain(view)
    except RuleFailed:
        return None
    decision = Decision(view.date, "advance", "first", "last", verdict)
    try:
        restored = Decision.from_json(decision.to_json())
    except Exception as error:  # noqa: BLE001  (whatever JSON makes of it)
        return f"what it is explained by is no JSON: {error}"
    if restored != decision:
        return "what it is explained by is something else once read back from JSON"
    return None


ROUND_TRIP = check_each(
    "round_trip", "it can be pickled, and its verdict is JSON and back", _changed_by_writing
)
