"""Check: a rule says what it measures, and its example can be read."""

from __future__ import annotations

from rehabflow.testing.asking import scale_of, unit_of
from rehabflow.testing.check import Check
from rehabflow.testing.corpus import Corpus


def _undocumented(corpus: Corpus) -> str | None:
    subject = corpus.subject
    if subject.unread is not None:
        return subject.unread
    summary = (subject.kind.__doc__ or "").strip().partition("\n")[0]
    if not summary.endswith("."):
        return f"the summary {summary!r} is no sentence that ends in a full stop"
    for criterion in subject.criteria:
        rule = criterion.rule
        low, high = scale_of(rule)
        if not (unit_of(rule) and rule.called()):
            return f"{rule!r} has no unit, or no label"
        if low is not None and high is not None and low >= high:
            return f"{rule!r} has the scale {low} to {high}, which holds one value at most"
    return None


DOCUMENTED = Check(
    "documentation", "it has a summary, a unit, a label, and an example that loads", _undocumented
)
