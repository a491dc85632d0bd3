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

View = Literal["advance", "danger", ""]
"""Whose view a reading is in, where that of an advance may be another than that of a danger."""


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

    @property
    def is_our(self) -> bool:
        """Whether what it means is known here."""
        return self.distribution == OURS

    @property
    def counted(self) -> bool:
        """Whether it reads whole numbers only."""
        if self.rule is None or self.rule.in_unit() == YES_NO:
            return True
        return self.is_our and self.id in COUNTS

    @property
    def range(self) -> Interval:
        """Every value that it can have."""
        if self.rule is None:
            return Interval(0, 1)
        whole = Interval.of_bounds(self.rule.on_scale())
        if self.is_our and self.id == "sessions" and self.span and self.span.count:
            whole = whole & Interval(0, self.span.count)
        return whole

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

    def shaped(self, interval: Interval) -> Interval:
        """The values that it can have of an interval."""
        if interval.nothing:
            return interval
        inside = interval & self.range
        return inside.whole() if self.counted else inside

    def is_same_rule(self, other: Measurand) -> bool:
        """Whether another is the same rule with the same parameters, over any window."""
        return self._name == other._name and self.rule == other.rule

    def is_below(self, other: Measurand) -> bool:
        """Whether it is known that it never reads more than another does on the same date.

        So do the worst of a window and the worst of a wider one, a count, or sharp pain and all
        of it.
        """
        if self == other or self._name != other._name or not self.is_our or self.rule is None:
            return False
        if self.view != other.view and not self._is_seen_by(other):
            return False
        if self.rule != other.rule:
            return self.id == "pain" and self._is_part_of(other) and self._is_within(other)
        grows = self._grows()
        return (grows > 0 and self._is_within(other)) or (grows < 0 and other._is_within(self))

    def _is_seen_by(self, other: Measurand) -> bool:
        """Whether an advance looks at all that this danger does, where their views differ.

        It does at ratings: those of the date count at once, whatever settles.
        """
        views = self.view, other.view
        stretch = None not in (self.span and self.span.count, other.span and other.span.count)
        return self.id == "pain" and views == ("danger", "advance") and stretch

    @property
    def _name(self) -> tuple[str, str]:
        return self.id, self.distribution

    def _grows(self) -> int:
        """1 where a wider window can only read more, -1 where only less, 0 where that is open."""
        rule = self.rule
        assert rule is not None
        if self.id in ("pain", "sessions", "cut_short", "over_cap", "flare"):
            return 1
        if self.id == "rest":
            return -1
        take = rule.parameters().get("take")
        if self.id == "reps" and take == "worst":
            return -1
        if self.id == "measure" and take == "worst":
            return 1 if rule.is_better() == "lower" else -1
        return 0

    def _is_within(self, other: Measurand) -> bool:
        """Whether the window of another holds all of this one."""
        mine, wide = self.span, other.span
        if mine is None or wide is None or mine.newest or wide.newest:
            return mine == wide
        if mine.count is None or wide.count is None:
            # What was logged before the stage is in a window counted from before the date.
            return mine == wide or (wide.count is None and not (self.rule and self.rule.before))
        if mine.unit == "days" and wide.unit == "sessions":
            return mine.count == 1 and not (self.rule and self.rule.before)
        return mine.unit == wide.unit and mine.count <= wide.count

    def _is_part_of(self, other: Measurand) -> bool:
        """Whether pain of its quality is pain of another's as well, at the same moment."""
        assert self.rule is not None and other.rule is not None
        mine, whole = self.rule.parameters(), other.rule.parameters()
        if mine["moment"] != whole["moment"]:
            return False
        return whole["quality"] == "any" or (
            whole["quality"] == "strain" and mine["quality"] in ("ache", "sharp")
        )


def measurand(criterion: Criterion, kind: str, protocol: Protocol) -> Measurand:
    """What a criterion measures in a gate of that kind."""
    rule, source = criterion.rule, criterion.source
    view: View = "advance" if kind in ("advance", "climb") else "danger"
    span = criterion.span or rule.looks()
    if _is_seen_alike(criterion, span, protocol):
        view = ""
    return Measurand(source.id, source.distribution, rule, span, view)


def _is_seen_alike(criterion: Criterion, span: Span | None, protocol: Protocol) -> bool:
    """Whether an advance reads what a danger does, or a range that holds it."""
    ours, id = criterion.source.distribution == OURS, criterion.source.id
    if ours and id in CALENDAR:
        return True
    if ours and id == "ladder":
        return False
    if protocol.settle and not (span is not None and span.newest):
        return False
    stage_long = span is None or span.unit == "stage"
    hidden = protocol.lapse_after is not None and (stage_long or (ours and id in BY_DATE))
    return not hidden
