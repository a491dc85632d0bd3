"""A scripted patient date by date, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from rehabflow.decision import Decision, Happened
from rehabflow.printable import printable
from rehabflow.render.gates import asked_words, label_words
from rehabflow.render.json import FORMAT, identity
from rehabflow.render.listing import WIDTH
from rehabflow.simulation.blockers import Blocker, Held
from rehabflow.simulation.course import said
from rehabflow.simulation.played import Played, PlayedDate
from rehabflow.verdict import Measured, Outcome, Verdict
from rehabflow.wording import value_words

NEVER = "It shows what the protocol does with a made-up log, never what patients will do."
_LOGGED_NOT = ("date", "note", "by", "reason")


def played_text(played: Played) -> str:
    """Date by date what was logged, what happened, and what held the patient."""
    protocol = played.protocol
    lines = wrap(
        f"A made-up patient, scripted, in {protocol.id} {protocol.version}. {NEVER}", WIDTH
    )
    for each in played.dates:
        lines += ["", *_date(each)]
    return "\n".join([*lines, "", "Decision support, not medical advice: a clinician decides."])


def _date(each: PlayedDate) -> Iterator[str]:
    """`Mon 2024-01-01  hold  in acute`, and below it what was logged and why."""
    day = f"{each.date:%a} {each.date.isoformat()}"
    yield f"{day}  {_happened(each)}"
    for word, text in (("logged", _logged(each)), *_why(each)):
        yield from wrap(
            text,
            WIDTH,
            initial_indent=f"  {word:<8}",
            subsequent_indent=" " * 10,
            break_on_hyphens=False,
        )


def _happened(each: PlayedDate) -> str:
    """`start in acute`, `advance from acute to isometric`."""
    moved = [_move(one) for one in each.decision.made]
    return ", ".join(moved or [f"hold in {each.to}"])


def _move(one: Decision) -> str:
    if one.exercise is not None and one.rung is not None:
        return f"{one.kind} of {one.exercise} from rung {one.rung[0]} to {one.rung[1]}"
    if one.from_ is None:
        return f"start in {one.to}"
    return f"{one.kind} from {one.from_} to {one.to}"


def _logged(each: PlayedDate) -> str:
    rows = (
        ", ".join(f"{name} {text}" for name, text in said(row).items() if name not in _LOGGED_NOT)
        for row in each.rows
    )
    return printable("; ".join(row or "nothing" for row in rows))


def _why(each: PlayedDate) -> Iterator[tuple[str, str]]:
    """What moved the patient, or what held them."""
    for one in each.decision.made:
        if one.why is not None:
            yield "because", _cause(one.why)
    if each.held is not None:
        for verdict, word in ((Outcome.UNMET, "not met"), (Outcome.MET, "met"),
                              (Outcome.UNKNOWN, "unknown")):  # fmt: skip
            found = [b for b in each.held.blockers if b.verdict is verdict]
            if found:
                yield word, "; ".join(map(_blocker, found))
        if each.held.dangers:
            missing = dict.fromkeys(
                text for gate in each.held.dangers for text in gate.gate.missing()
            )
            yield "danger", f"could not be ruled out: {'; '.join(map(printable, missing))}"
    for undecided in each.decision.review:
        if undecided.kind == "event":
            yield "but", printable(undecided.text)


def _cause(why: Verdict | Happened) -> str:
    """The criteria that were met, or the event; never anybody's own words."""
    if isinstance(why, Happened):
        return why.event or "a clinician's word"
    met = [each for each in why.criteria() if each.verdict is Outcome.MET]
    return printable("; ".join(map(_measured, met)) or "none of what would speak against it")


def _measured(each: Measured) -> str:
    return f"{each.label} {value_words(each.value, each.unit, each.limits)}"


def _blocker(each: Blocker) -> str:
    """`leg raise 83° (at least 85°), alone`."""
    shown = each.said
    value = ""
    if isinstance(shown, Measured):
        value = f" {value_words(shown.value, shown.unit, shown.limits)}"
    alone = ", alone" * each.alone
    limits = asked_words(each.criterion)
    return printable(f"{label_words(each.criterion.rule)}{value} ({limits}){alone}")


# ---------------------------------------------------------------- JSON


def played_object(played: Played) -> dict[str, Any]:
    """The same as one object of JSON."""
    return {
        "rehabflow": FORMAT,
        "made_up": True,
        "says": NEVER,
        "protocol": identity(played.protocol),
        "dates": [_date_object(each) for each in played.dates],
    }


def _date_object(each: PlayedDate) -> dict[str, Any]:
    return {
        "date": each.date.isoformat(),
        "from": each.stage,
        "stage": each.to,
        "kind": each.decision.kind,
        "logged": [said(row) for row in each.rows],
        "decisions": [one.to_dict() for one in each.decision.made],
        "held": None if each.held is None else _held_object(each.held),
    }


def _held_object(held: Held) -> dict[str, Any]:
    return {
        "by_danger": held.by_danger,
        "dangers": [
            {"kind": each.kind, "to": each.to, "missing": [*dict.fromkeys(each.gate.missing())]}
            for each in held.dangers
        ],
        "blockers": [
            {
                "to": each.transition.to,
                "rule": each.criterion.source.id,
                "label": each.criterion.rule.called(),
                "limits": each.criterion.limits.to_dict(each.criterion.rule.in_unit()),
                "verdict": each.verdict.value,
                "alone": each.alone,
                "text": _blocker(each),
            }
            for each in held.blockers
        ],
    }
