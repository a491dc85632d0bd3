"""What a criterion measures, apart from the limits that it is held against."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from rehabflow.check.interval import Interval
from rehabflow.gate import Criterion, Repeat
from rehabflow.measure import YES_NO
from rehabflow.protocol import Protocol
from rehabflow.rule import Rule, Span

OURS = "rehabflow"
"""The distribution whose rules are known here; of others only what each rule says of itself."""
COUNTS = frozenset(
    "sessions time_in_stage time_on_rung gap since_injury cut_short plateau ladder".split()
)
"""Our rules that read whole numbers."""
CALENDAR = frozenset(["time_in_stage", "since_injury"])
"""Our rules that an advance and a danger read alike, whatever lapses or settles."""
BY_DATE = frozenset(["sessions", "gap", "ladder", "time_on_rung"])
"""Our rules whose reading is exact even where something is hidden from an advance."""

ALWAYS_READ = CALENDAR | {"sessions", "ladder", "time_on_rung"}
"""Our rules that read something on every date, so that a danger never finds nothing there."""
UNLIKE = frozenset(["ladder", "adherence", "plateau"])
"""Our rules of which an advance may read what a danger does not, whatever lapses or settles."""

View = Literal["advance", "danger", "climb", "drop", ""]
"""Whose view a reading is in; none where all read the same."""
VIEWS: dict[str, View] = {"advance": "advance", "climb": "climb", "drop": "drop"}
"""The views of the gates of a kind; those of the others are that of a danger."""


@frozen
class Measurand:
    """A rule with its parameters over a window; or, as `repeat`, all that one asks.

    Two criteria with the same measurand read the same value on every date.
    """

    id: str
    distribution: str
    rule: Rule | None = field(hash=False)
    span: Span | None
    view: View = ""
    repeat: Repeat | None = field(default=None, hash=False)
    ignores: bool = False
    """Whether what is not logged is left out."""
    alike: bool = False
    """Whether an advance reads what a danger does, or a range that holds it."""

    @property
    def is_our(self) -> bool:
        """Whether what it means is known here."""
        return self.distribution == OURS

    @property
    def counted(self) -> bool:
        """Whether it reads whole numbers only."""
        if self.rule is None:
            return True
        return self.is_our and (self.id in COUNTS or self.rule.in_unit() == YES_NO)

    @property
    def scale(self) -> Interval:
        """Every value that a reading can name."""
        return Interval(0, 1) if self.rule is None else Interval.of_bounds(self.rule.on_scale())

    @property
    def range(self) -> Interval:
        """Every value that there can be; a reading of which little is known may name more."""
        if self.is_our and self.id == "sessions" and self.span and self.span.count:
            return self.scale & Interval(0, self.span.count)
        return self.scale

    @property
    def fields(self) -> tuple[str, ...]:
        """The log fields that it reads."""
        return () if self.rule is None else self.rule.fields_read()

    @property
    def unit(self) -> str:
        """The unit of its values; of `repeat`, which is so or not, that of a yes or no."""
        return YES_NO if self.rule is None else self.rule.in_unit()

    @property
    def lower_is_better(self) -> bool:
        """Whether a lower value is known to be the better one."""
        return self.rule is not None and self.rule.is_better() == "lower"

    @property
    def may_be_empty(self) -> bool:
        """Whether there may be nothing to read."""
        return self.rule is not None and not (self.is_our and self.id in ALWAYS_READ)

    @property
    def fires_nothing(self) -> bool:
        """Whether nothing to read is not met, as in a danger; else it could be anything."""
        return self.view in ("danger", "drop")

    def shaped(self, interval: Interval) -> Interval:
        """The values that there can be of an interval."""
        return self.named(interval) & self.range if not interval.nothing else interval

    def named(self, interval: Interval) -> Interval:
        """The values that a reading can name of an interval."""
        if interval.nothing:
            return interval
        inside = interval & self.scale
        return inside.whole() if self.counted else inside

    def is_same_rule(self, other: Measurand) -> bool:
        """Whether another is the same rule with the same parameters, over any window."""
        mine, others = (self.id, self.distribution), (other.id, other.distribution)
        return mine == others and self.rule == other.rule

    def is_same_reading(self, other: Measurand) -> bool:
        """The same in another view, or where another leaves out what is not logged."""
        return self.is_same_rule(other) and self.span == other.span


def measurand(criterion: Criterion, kind: str, protocol: Protocol) -> Measurand:
    """What a criterion measures in a gate of that kind."""
    rule, source = criterion.rule, criterion.source
    span = criterion.span or rule.looks()
    ours = source.distribution == OURS
    view = "" if ours and source.id in CALENDAR else VIEWS.get(kind, "danger")
    return Measurand(
        source.id,
        source.distribution,
        rule,
        span,
        view,
        ignores=criterion.ignore_missing,
        alike=_is_seen_alike(source.id, span, protocol, ours=ours),
    )


def _is_seen_alike(id: str, span: Span | None, protocol: Protocol, *, ours: bool) -> bool:
    """Whether an advance reads what a danger does, or a range that holds it."""
    if ours and id in UNLIKE:
        return False
    if protocol.settle and not (ours and span is not None and span.newest):
        return False
    stage_long = span is None or span.unit == "stage"
    hidden = protocol.lapse_after is not None and (stage_long or (ours and id in BY_DATE))
    return not hidden
