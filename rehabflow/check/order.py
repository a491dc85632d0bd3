"""What is known of two readings of one date beside each other: of one rule, or of part of it."""

from __future__ import annotations

from rehabflow.check.measurand import Measurand

NARROWED = frozenset(["pain", "aslr", "measure", "symmetry", "flare", "cut_short"])
"""Our rules of which a reading that leaves out what is not logged lies within the whole one."""


def is_below(one: Measurand, other: Measurand) -> bool:
    """Whether one is known never to read more than another on the same date.

    So do the worst of a window and the worst of a wider one, a count, or sharp pain and all of
    it. Where there is nothing to read in one of the two, nothing is said.
    """
    if one == other or not _are_ours(one, other):
        return False
    if _looks_at_less(one, other):
        return one.id == "pain" and _is_within(one, other)
    if not (_are_seen_alike(one, other) and _ignore_alike(one, other)):
        return False
    return _is_less_of(one, other)


def is_within(one: Measurand, other: Measurand) -> bool:
    """Whether both read the same, but that one of the two may know less of it."""
    if one == other or not one.is_same_reading(other):
        return False
    return _are_seen_alike(one, other) and _ignore_alike(one, other)


def narrows(one: Measurand, other: Measurand) -> bool:
    """Whether wherever one is known, another reads the same or a range within it."""
    if not (one.is_our and one.is_same_reading(other) and one.ignores == other.ignores):
        return False
    return one.view != other.view and _is_seen_by(one, other)


def lifts(one: Measurand, other: Measurand) -> bool:
    """Whether the lower end of another is never below that of one that is known to be high.

    Known to be high: the lower end of its range lies above that of the scale. Then there is
    something to read for the other as well.
    """
    if one == other or not _are_ours(one, other) or not _is_seen_by(one, other):
        return False
    if one.ignores is not other.ignores and (one.ignores or one.id != "pain"):
        return False
    if one.is_same_reading(other):
        return one.ignores is not other.ignores
    if not _is_less_of(one, other):
        return False
    if one.id == "reps":
        return _of(one) is None and _are_of_sessions(other, one)
    if one.id == "measure":
        return one.lower_is_better
    if one.id == "rest":
        return _are_of_sessions(other, one, least=2)
    return True


def caps(one: Measurand, other: Measurand) -> bool:
    """Whether the upper end of another is never above that of one that is known to be low.

    Known to be low: the upper end of its range lies below that of the scale. Then there is
    something to read for the other as well.
    """
    if one == other or not _are_ours(one, other) or not _is_seen_by(one, other):
        return False
    if one.ignores is not other.ignores or one.rule != other.rule:
        return False
    if not _is_less_of(other, one):
        return False
    if one.id == "sessions":
        return True
    if one.id == "pain" and _moment(one) == "morning":
        return not one.ignores and _is_full_with(other, one)
    if one.id in ("pain", "flare"):
        return not one.ignores and _are_of_sessions(other, one)
    if one.id == "cut_short":
        return _are_of_sessions(other, one)
    return one.id in ("reps", "rest") or (one.id == "measure" and not one.lower_is_better)


def _are_ours(one: Measurand, other: Measurand) -> bool:
    """Whether both are one rule that is known here."""
    return (
        one.is_our and other.is_our and one.id == other.id and None not in (one.rule, other.rule)
    )


def _is_less_of(one: Measurand, other: Measurand) -> bool:
    if one.rule != other.rule:
        return one.id == "pain" and _is_part_of(one, other) and _is_window_in(one, other)
    grows = _grows(one)
    return (grows > 0 and _is_within(one, other)) or (grows < 0 and _is_within(other, one))


def _is_window_in(one: Measurand, other: Measurand) -> bool:
    return one.span == other.span or _is_within(one, other)


def _are_seen_alike(one: Measurand, other: Measurand) -> bool:
    """Whether two views read the same, but that one may know less of it."""
    return _is_seen_by(one, other) or _is_seen_by(other, one)


def _is_seen_by(one: Measurand, other: Measurand) -> bool:
    """Whether what is known in the view of one is known in that of another."""
    views = one.view, other.view
    both = views in (("advance", "danger"), ("climb", "drop"))
    return one.view == other.view or (both and one.alike and other.alike)


def _ignore_alike(one: Measurand, other: Measurand) -> bool:
    return one.ignores is other.ignores or (one.is_our and one.id in NARROWED)


def _looks_at_less(danger: Measurand, advance: Measurand) -> bool:
    """Whether an advance looks at all that a danger does, where their views differ.

    It does at ratings: those of the date count at once, whatever settles.
    """
    views = danger.view, advance.view
    stretch = None not in (danger.span and danger.span.count, advance.span and advance.span.count)
    return (
        views in (("danger", "advance"), ("drop", "climb"))
        and not (danger.alike and advance.alike)
        and danger.rule == advance.rule
        and stretch
    )


def _grows(at: Measurand) -> int:
    """1 where a wider window can only read more, -1 where only less, 0 where that is open."""
    rule = at.rule
    assert rule is not None
    if at.id in ("pain", "sessions", "cut_short", "over_cap", "flare"):
        return 1
    if at.id == "rest":
        return -1
    worst = rule.parameters().get("take") == "worst"
    if at.id == "reps" and worst:
        return -1
    if at.id == "measure" and worst:
        return 1 if at.lower_is_better else -1
    return 0


def _is_within(one: Measurand, other: Measurand) -> bool:
    """Whether the window of another holds all of one."""
    mine, wide = one.span, other.span
    assert one.rule is not None
    if mine is None or wide is None or mine.newest or wide.newest:
        return False
    if wide.count is None:
        # What was logged before the stage is in a window counted from before the date.
        return mine.count is None or not one.rule.before
    if mine.count is None:
        return False
    if mine.unit == "days" and wide.unit == "sessions":
        return mine.count == 1 and not one.rule.before
    return mine.unit == wide.unit and mine.count <= wide.count


def _are_of_sessions(narrow: Measurand, wide: Measurand, least: int = 1) -> bool:
    """Whether a window of at least so many sessions is read wherever a wider one is.

    Of all of a stage an advance may know what a window that is not yet full does not hold.
    """
    mine, span = narrow.span, wide.span
    assert mine is not None
    assert span is not None
    if mine.count is None or mine.unit != "sessions" or mine.count < least:
        return False
    return span.unit == "sessions" or (span.count is None and narrow.fires_nothing)


def _is_full_with(narrow: Measurand, wide: Measurand) -> bool:
    """Whether a window lacks nothing wherever a wider one lacks nothing."""
    assert wide.span is not None
    return wide.span.count is not None or narrow.fires_nothing


def _is_part_of(one: Measurand, other: Measurand) -> bool:
    """Whether pain of its quality is pain of another's as well, at the same moment."""
    assert one.rule is not None
    assert other.rule is not None
    mine, whole = one.rule.parameters(), other.rule.parameters()
    if mine["moment"] != whole["moment"]:
        return False
    return whole["quality"] == "any" or (
        whole["quality"] == "strain" and mine["quality"] in ("ache", "sharp")
    )


def _moment(at: Measurand) -> object:
    return at.rule.parameters()["moment"] if at.rule else None


def _of(at: Measurand) -> object:
    return at.rule.parameters().get("of") if at.rule else None
