"""What became of made-up patients, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from rehabflow.printable import display_width, printable
from rehabflow.render.gates import asked_words, label_words, window_words
from rehabflow.render.json import FORMAT, identity
from rehabflow.render.listing import WIDTH
from rehabflow.render.phrase import counted, named, times
from rehabflow.simulation.cohort import Blocked, Cohort, InStage, Outcomes, percentile
from rehabflow.simulation.comparison import Comparison, Pair
from rehabflow.verdict import plain_span

NEVER = "They show what a protocol does with made-up patients, never what patients will do."
_MOST = 12
"""How many criteria are shown to people."""
_SHARES = (10, 50, 90)


def made_up_words(cohort: Cohort) -> str:
    """`200 made-up patients of seed 1, 180 days each.`"""
    many = counted(cohort.size, "made-up patient")
    return f"{many} of seed {cohort.seed}, {counted(cohort.days, 'day')} each."


def outcomes_text(found: Outcomes, cohort: Cohort) -> str:
    """What became of a cohort: how long, where, and what held them."""
    lines = [*_head(cohort), "", _title(found), ""]
    lines += _said("DISCHARGED", _discharged(found, cohort))
    lines += _said("MOVES", _moves(found))
    lines += _said("HELD", _held(found))
    if found.empty:
        lines += _said("NEVER LOGGED", f"{', '.join(map(printable, found.empty))}: read, and "
                                       "left empty by all made-up patients.")  # fmt: skip
    lines += ["", "DAYS IN A STAGE, all stays together"]
    rows = [
        [str(each.reached), *_shares(each), str(each.still), _stage_words(each)]
        for each in on_the_way(found.stages)
    ]
    lines += _table(["reached", "10 %", "half", "90 %", "still there", "stage"], rows)
    lines += ["", "WHAT HELD THEM, in dates"]
    held = [each for each in ranked(found.blocked) if each.among]
    rows = [
        [str(each.alone), str(each.among), str(each.unknown), f"{each.stage}: {asks(each)}"]
        for each in held[:_MOST]
    ]
    lines += _table(["alone", "among", "unknown", "criterion"], rows)
    return "\n".join([*lines, *_foot(len(held) - _MOST)])


def comparison_text(found: Comparison, cohort: Cohort) -> str:
    """The same patients under two protocols, side by side, with the difference."""
    old, new = found.old, found.new
    lines = [*_head(cohort), "", f"OLD  {_title(old)}", f"NEW  {_title(new)}", ""]
    changed = f"{found.sooner} sooner, {found.later} later, {found.same} no different."
    lines += _said("PATIENTS", changed)
    for name, side in (("OLD", old), ("NEW", new)):
        lines += _said(name, _discharged(side, cohort))
        if side.empty:
            lines += _said("", f"Never logged: {', '.join(map(printable, side.empty))}.")
    lines += ["", "IN ALL"]
    rows = [[*_three(before, after), words] for words, before, after in _counts(found)]
    lines += _table(["old", "new", "diff", "of what"], rows)
    lines += ["", "DAYS IN A STAGE, half of those who reached it"]
    rows = [
        [*_three(_half(one), _half(other)), *_three(_reached(one), _reached(other)), words]
        for one, other in found.stages()
        if not any(each and each.final for each in (one, other))
        for words in [_stage_words(other or one)]
    ]
    head = ["old", "new", "diff", "reached", "new", "diff", "stage"]
    lines += _table(head, rows)
    lines += ["", "WHAT HELD THEM, in dates: alone, and among others"]
    held = ranked_pairs(found)
    rows = [[*_three(*_alone(each)), *_three(*_among(each)), pair_words(each)]
            for each in held[:_MOST]]  # fmt: skip
    lines += _table(["alone", "new", "diff", "among", "new", "diff", "criterion"], rows)
    return "\n".join([*lines, *_foot(len(held) - _MOST)])


def _head(cohort: Cohort) -> list[str]:
    return wrap(f"{made_up_words(cohort)} {NEVER}", WIDTH)


def _foot(more: int) -> list[str]:
    """What the columns mean, and what is left out."""
    left_out = f" {counted(more, 'more criterion').replace('criterions', 'criteria')}: "
    said = (
        "alone: it was all that held the patient on that date; among: it was not met or "
        "unknown, whatever else was; unknown: for want of data."
        + (f"{left_out}--format json." if more > 0 else "")
    )
    return ["", *wrap(said, WIDTH), "Decision support, not medical advice: a clinician decides."]


def _title(found: Outcomes) -> str:
    protocol = found.protocol
    return printable(f"{protocol.id} {protocol.version}: {protocol.title}", WIDTH - 6)


def _said(name: str, text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=f"{name:<12}", subsequent_indent=" " * 12)


def _discharged(found: Outcomes, cohort: Cohort) -> str:
    ways = ", ".join(
        f"{words} {_within(percentile(found.days, share), cohort)}"
        for share, words in zip(
            _SHARES, ("10 % within", "half within", "90 % within"), strict=True
        )
    )
    return f"{found.finished} of {cohort.size} reached the final stage; {ways}."


def _within(days: int | None, cohort: Cohort) -> str:
    return f"more than {cohort.days} days" if days is None else counted(days, "day")


def _moves(found: Outcomes) -> str:
    moves = [
        f"set back {times(found.setbacks)} ({counted(found.set_back, 'patient')})",
        f"referred {times(found.refers)} ({counted(found.referred, 'patient')})",
    ]
    if found.climbs or found.drops:
        moves.append(f"climbed a ladder {times(found.climbs)}, dropped {times(found.drops)}")
    return ", ".join(moves) + "."


def _held(found: Outcomes) -> str:
    return (
        f"on {counted(found.dates, 'date')} an advance was asked and none was made; on "
        f"{found.danger} of them a danger could not be ruled out, on {found.danger_alone} that "
        "alone held."
    )


def _counts(found: Comparison) -> Iterator[tuple[str, int, int]]:
    old, new = found.old, found.new
    yield "discharged", old.finished, new.finished
    for words, name in (
        ("set-backs", "setbacks"),
        ("refers", "refers"),
        ("climbs of a ladder", "climbs"),
        ("drops on a ladder", "drops"),
        ("dates on which an advance was asked and none was made", "dates"),
        ("of these, a danger could not be ruled out", "danger"),
        ("of these, that alone held", "danger_alone"),
    ):
        yield words, getattr(old, name), getattr(new, name)


def _stage_words(stage: InStage | None) -> str:
    return named(stage.id, stage.title) if stage is not None else ""


def _shares(stage: InStage) -> list[str]:
    return [_number(percentile(stage.days, share)) for share in _SHARES]


def on_the_way(stages: Sequence[InStage]) -> list[InStage]:
    """Those in which days can be spent: all but the final one."""
    return [each for each in stages if not each.final]


def _half(stage: InStage | None) -> int | None:
    return None if stage is None else percentile(stage.days, 50)


def _reached(stage: InStage | None) -> int | None:
    return None if stage is None else stage.reached


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _three(old: int | None, new: int | None) -> list[str]:
    """Old, new, and by how much the new one is more."""
    if old is None or new is None:
        return [_number(old), _number(new), ""]
    return [str(old), str(new), f"{new - old:+d}" if new != old else "="]


def asks(each: Blocked) -> str:
    """`leg raise at least 85°, within 7 days`."""
    criterion = each.criterion
    words = f"{label_words(criterion.rule)} {asked_words(criterion)}"
    return ", ".join(filter(None, [words, window_words(criterion)]))


def pair_words(pair: Pair) -> str:
    """`acute: exercise pain at most 3 -> at most 2`."""
    old, new = pair
    said = list(dict.fromkeys(asks(each) for each in (old, new) if each is not None))
    one = old or new
    assert one is not None
    only = "" if old and new else f" ({'old' if old else 'new'} only)"
    return f"{one.stage}: {' -> '.join(said)}{only}"


def ranked(blocked: Sequence[Blocked]) -> list[Blocked]:
    """Those that held most often alone come first."""
    return sorted(blocked, key=lambda each: (-each.alone, -each.among))


def ranked_pairs(found: Comparison) -> list[Pair]:
    """Those that held most under either come first."""
    pairs = [each for each in found.blocked() if any(one and one.among for one in each)]

    def most(pair: Pair) -> tuple[int, int]:
        ones = [each for each in pair if each is not None]
        return -max(each.alone for each in ones), -max(each.among for each in ones)

    return sorted(pairs, key=most)


def _alone(pair: Pair) -> tuple[int | None, int | None]:
    old, new = pair
    return None if old is None else old.alone, None if new is None else new.alone


def _among(pair: Pair) -> tuple[int | None, int | None]:
    old, new = pair
    return None if old is None else old.among, None if new is None else new.among


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Numbers in columns, and a text behind them that takes as many lines as it needs."""
    if not rows:
        return ["  none"]
    widths = [max(map(display_width, column)) for column in zip(head, *rows, strict=True)][:-1]
    lines: list[str] = []
    for *cells, text in (head, *rows):
        front = "  " + "  ".join(
            f"{cell:>{wide}}" for cell, wide in zip(cells, widths, strict=True)
        )
        said = wrap(text, WIDTH - len(front) - 2, break_on_hyphens=False) or [""]
        lines.append(f"{front}  {said[0]}".rstrip())
        lines += (" " * (len(front) + 4) + more for more in said[1:])
    return lines


# ---------------------------------------------------------------- JSON


def outcomes_object(found: Outcomes, cohort: Cohort) -> dict[str, Any]:
    """The same as one object of JSON, with every patient's days and every criterion."""
    return {"rehabflow": FORMAT, **_cohort_object(cohort), **_side(found)}


def comparison_object(found: Comparison, cohort: Cohort) -> dict[str, Any]:
    """Both sides, and the difference of each patient and each criterion."""
    return {
        "rehabflow": FORMAT,
        **_cohort_object(cohort),
        "old": _side(found.old),
        "new": _side(found.new),
        "difference": {
            "sooner": found.sooner,
            "later": found.later,
            "same": found.same,
            "days": found.differences(),
            **{words: after - before for words, before, after in _counts(found)},
            "blocked": [
                {
                    "old": old and _blocked_object(old),
                    "new": new and _blocked_object(new),
                    "alone": (new.alone if new else 0) - (old.alone if old else 0),
                    "among": (new.among if new else 0) - (old.among if old else 0),
                }
                for old, new in found.blocked()
            ],
        },
    }


def _cohort_object(cohort: Cohort) -> dict[str, Any]:
    return {
        "made_up": True,
        "says": NEVER,
        "patients": cohort.size,
        "seed": cohort.seed,
        "horizon": cohort.days,
        "start": cohort.start.isoformat(),
        "assumptions": cohort.assumptions.to_dict(),
    }


def _side(found: Outcomes) -> dict[str, Any]:
    return {
        "protocol": identity(found.protocol),
        "discharged": found.finished,
        "days": {**_percentiles(found.days), "of_each": found.days},
        "stages": [
            {
                "id": each.id,
                "title": each.title,
                "reached": each.reached,
                "still": each.still,
                "days": {**_percentiles(each.days), "of_each": each.days},
            }
            for each in found.stages
        ],
        "setbacks": found.setbacks,
        "set_back": found.set_back,
        "refers": found.refers,
        "referred": found.referred,
        "climbs": found.climbs,
        "drops": found.drops,
        "held": {
            "dates": found.dates,
            "danger": found.danger,
            "danger_alone": found.danger_alone,
        },
        "blocked": [_blocked_object(each) for each in found.blocked],
        "never_logged": list(found.empty),
    }


def _percentiles(days: Sequence[int | None]) -> dict[str, int | None]:
    return {f"p{share}": percentile(days, share) for share in _SHARES}


def _blocked_object(each: Blocked) -> dict[str, Any]:
    criterion = each.criterion
    rule = criterion.rule
    return {
        "stage": each.stage,
        "to": each.transition.to,
        "rule": criterion.source.id,
        "label": rule.called(),
        "parameters": rule.parameters(),
        "limits": criterion.limits.to_dict(rule.in_unit()),
        "unit": rule.in_unit(),
        "window": plain_span(criterion.span),
        "text": asks(each),
        "alone": each.alone,
        "among": each.among,
        "unknown": each.unknown,
        "patients": each.patients,
    }
