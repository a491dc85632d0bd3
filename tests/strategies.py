"""Hypothesis strategies: valid protocols, and logs that are aimed at their limits.

Logs are drawn date by date, and the naive engine tells which stage the patient is in, so that
the next date can do that stage's work and rate it just below, at or just above its limits: a
uniform generator would hardly ever advance. How far they reach is itself tested, by way of
`landmarks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, TypeVar

import naive
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")
Plain = dict[str, Any]
Case = tuple[Plain, list[Plain], str | None]

EXERCISES: Plain = {
    "x-squeeze": {
        "title": "X cushion squeeze",
        "aliases": ["x-ball-press", "xcp"],
        "pain_cap": 3,
    },
    "x-tilt": {"title": "X pelvic tilt", "aliases": ["x-rock"]},
    "x-slide": {"title": "X towel slide", "aliases": ["x-glide"]},
    "x-hop": {"title": "X low hop", "aliases": ["x-skip"], "pain_cap": 4},
}
MEASURES: Plain = {
    "m_jump": {"title": "Jump", "unit": "cm", "range": [0, 200], "better": "higher"},
    "m_fear": {"title": "Fear of it", "unit": "/100", "range": [0, 100], "better": "lower"},
    "m_squat": {"title": "Painless squat", "type": "yes/no", "better": "yes"},
}
KNOWN_OR_NOT = [*sorted(EXERCISES), "x-nobody-knows"]
FIRST_DAY = date(2026, 3, 2)


def weighted(*pairs: tuple[T, int]) -> list[T]:
    """Each value as often as its weight says; the first is what examples shrink to."""
    return [value for value, weight in pairs for _ in range(weight)]


# ---------------------------------------------------------------- protocols


@dataclass(frozen=True)
class Place:
    """Where a criterion stands, and what that allows it to be."""

    kind: str
    doses: tuple[str, ...]
    monotone: bool
    negated: bool = False
    repeated: bool = False
    """Under `repeat`: no window of its own, and only rules that one date can answer."""

    @property
    def wants_better(self) -> bool:
        return (self.kind == "advance") != self.negated

    @property
    def may_ignore(self) -> bool:
        return self.kind != "advance" and not self.negated and not self.monotone


SCALES: dict[str, tuple[list[Any], list[Any]]] = {
    "pain": ([3, 2, 4, 5, 1, 2.5], [6, 5, 7, 8, 4, 5.5]),
    "aslr": ([60, 70, "75 deg", 50, 80, "67.5 deg"], [40, 30, "45 deg", 35, "37.5 deg"]),
    "reps": (["80%", 90, "100%", 75, "87.5%", "60%"], [40, "30%", "50%", 25]),
}
UP, DOWN = ["at_least", "at_least", "above"], ["at_most", "at_most", "below"]
RULES = {
    "advance": weighted(
        ("pain", 5), ("aslr", 4), ("reps", 6), ("time_in_stage", 2), ("sessions", 2)
    ),
    "danger": weighted(
        ("pain", 8), ("aslr", 4), ("reps", 2), ("time_in_stage", 1), ("sessions", 1)
    ),
}
MOMENTS = weighted(
    ("during", 5),
    ("after", 2),
    ("morning", 3),
    ("rest", 1),
    ("walking", 1),
    ("palpation", 1),
    ("test", 1),
)
STRETCHES = weighted(
    ("1 session", 2),
    ("2 sessions", 4),
    ("3 sessions", 3),
    ("4 sessions", 1),
    ("1 day", 1),
    ("2 days", 2),
    ("3 days", 3),
    ("5 days", 1),
    ("1 week", 1),
    ("stage", 2),
)
AGES = ["7 days", "3 days", "1 day", "5 days", "1 week", "2 weeks"]


def bounds(draw: DrawFn, rule: str, place: Place) -> Plain:
    """Limits that face the expected way; seldom the other way, exactly one value, or two."""
    better, worse = SCALES[rule]
    odd = None if place.monotone else draw(st.sampled_from([None] * 9 + ["other", "is", "two"]))
    low_is_better = rule == "pain"
    wants_better = place.wants_better != (odd == "other")
    values = better if wants_better else worse
    if odd == "is":
        return {"is": draw(st.sampled_from(values))}
    down = wants_better == low_is_better
    name, value = draw(st.sampled_from(DOWN if down else UP)), draw(st.sampled_from(values))
    if name == "above" and value == "100%":
        name = "at_least"
    limits = {name: value}
    if odd == "two":
        limits |= (
            {"above": 0} if down else {"at_most": {"pain": 9, "aslr": 150, "reps": 100}[rule]}
        )
    return limits


def some_parameters(draw: DrawFn, parameters: dict[str, list[Any]]) -> Plain:
    """Each parameter now and then left to its default."""
    drawn = {}
    for name, values in parameters.items():
        value = draw(st.sampled_from([*values, None]))
        if value is not None:
            drawn[name] = value
    return drawn


NEW_SCALES: dict[str, tuple[str, list[Any], list[Any]]] = {
    "rest": ("higher", ["24 h", 20, 36, "48 h"], [12, "20 h", "23 h"]),
    "symmetry": ("higher", ["90%", 80, "87.5%"], [60, "70%"]),
    "flare": ("lower", [2, 1, 3, 0], [4, 3, 5]),
    "over_cap": ("lower", [0, 1, -1], [2, 3]),
    "cut_short": ("lower", [1, 0, 2], [2, 1, 3]),
    "gap": ("lower", ["3 days", 5, "1 week"], ["8 days", 6, "10 days"]),
    "pain": ("lower", [2, 1, 0], [4, 3]),
    "aslr": ("higher", [0, -5, -10], [-20, -10]),
    "m_jump": ("higher", [80, 90, 100], [60, 50, 40]),
    "m_fear": ("lower", [40, 30, 50], [70, 60, 80]),
    "m_squat": ("higher", ["yes"], ["no"]),
}
"""Which way is better, and limits that are wished for and feared; of `pain` and `aslr` and of
half of a measure's, the trend."""
NEW_RULES = {
    "advance": weighted(
        ("measure", 4),
        ("symmetry", 4),
        ("repeat", 3),
        ("rest", 1),
        ("flare", 2),
        ("trend", 2),
        ("over_cap", 2),
        ("since_injury", 1),
        ("gap", 1),
        ("cut_short", 2),
    ),
    "danger": weighted(
        ("flare", 3),
        ("over_cap", 3),
        ("measure", 3),
        ("plateau", 2),
        ("cut_short", 2),
        ("trend", 2),
        ("gap", 2),
        ("rest", 2),
        ("repeat", 2),
        ("symmetry", 1),
        ("since_injury", 1),
    ),
}
QUALITIES = weighted(("any", 4), ("sharp", 2), ("ache", 1), ("cramp", 1), ("strain", 1))
MAY_IGNORE = ("symmetry", "flare", "measure", "over_cap", "cut_short")
ONE_DATE = ("pain", "aslr", "reps", "symmetry", "measure")


def new_bounds(draw: DrawFn, about: str, place: Place) -> Plain:
    """A limit that faces the expected way, seldom the other."""
    better, wished, feared = NEW_SCALES[about]
    wants_better = place.wants_better != draw(st.sampled_from([False] * 9 + [True]))
    values = wished if wants_better else feared
    up = (better == "higher") == wants_better
    value = draw(st.sampled_from(values))
    if value in ("yes", "no"):
        return {"is": value}
    return {draw(st.sampled_from(UP if up else DOWN)): value}


def new_criterion(draw: DrawFn, place: Place) -> Plain:
    """One of the rules that came with `measures:`, or `repeat`."""
    rule = draw(st.sampled_from(NEW_RULES["advance" if place.kind == "advance" else "danger"]))
    while place.repeated and rule not in ONE_DATE:
        rule = draw(st.sampled_from(ONE_DATE[3:]))
    if rule == "repeat":
        return repeated(draw, place)
    if rule == "since_injury":
        wished, feared = [3, "7 days", "2 weeks"], ["8 weeks", 30]
        return {
            rule: {"at_least": draw(st.sampled_from(wished if place.wants_better else feared))}
        }
    if rule == "plateau":
        of: Any = draw(
            st.sampled_from(["aslr", "pain", {"measure": {"of": "m_jump"}}, "reps"])
            if not place.doses
            else st.sampled_from(["aslr", {"pain": {"last": "2 sessions"}}, "reps"])
        )
        about = {"of": of, "at_least": draw(st.sampled_from([4, 6, 3]))}
        return {rule: about | some_parameters(draw, {"by": [1, 2, 5]})}
    if rule == "trend":
        of = draw(st.sampled_from(["pain", "aslr", "m_fear"]))
        about = {"of": of, **new_bounds(draw, "pain" if of == "m_fear" else of, place)}
        return {rule: about | some_parameters(draw, {"last": STRETCHES})}
    about = new_parameters(draw, rule, place)
    if rule in MAY_IGNORE and place.may_ignore and draw(st.booleans()):
        about["missing"] = "ignore"
    return {rule: about}


def new_parameters(draw: DrawFn, rule: str, place: Place) -> Plain:
    """Limits, window and the rule's own."""
    if rule == "symmetry":
        of = draw(st.sampled_from(["aslr", "aslr", "m_jump"]))
        about = {"of": of, **new_bounds(draw, rule, place)}
        if not place.repeated:
            about |= some_parameters(draw, {"within": AGES})
        return about | some_parameters(draw, {"other_within": ["28 days", "4 days", "2 weeks"]})
    if rule == "measure":
        of = draw(st.sampled_from(["m_jump", "m_fear", "m_squat"]))
        about = {"of": of, **new_bounds(draw, of, place)}
        take = draw(st.sampled_from([None, None, "worst", "mean"]))
        if place.repeated:
            return about
        if take is None or of == "m_squat":
            return about | some_parameters(draw, {"within": AGES})
        return about | {"take": take} | some_parameters(draw, {"last": STRETCHES})
    about = new_bounds(draw, rule, place)
    if rule == "over_cap":
        about |= some_parameters(draw, {"of": ["x-squeeze", None, None]})
    if rule == "cut_short":
        if about.get("below") == 0:
            about["at_most"] = about.pop("below")
        about |= some_parameters(draw, {"why": ["time", "other", "pain", None]})
    if rule == "rest":
        return about | some_parameters(draw, {"last": ["2 sessions", "3 sessions", "1 week"]})
    return about if rule == "gap" else about | some_parameters(draw, {"last": STRETCHES})


def repeated(draw: DrawFn, place: Place) -> Plain:
    """`repeat`, whose criteria name no window of their own."""
    inner = replace(place, repeated=True)
    when = [criterion(draw, inner) for _ in range(draw(st.sampled_from([1, 2])))]
    for node in when:
        ((rule, about),) = node.items()
        node[rule] = {key: value for key, value in about.items() if key not in ("last", "within")}
    times = draw(st.sampled_from([2, 1, 3]))
    last = draw(st.sampled_from(["3 sessions", "4 sessions", "1 week", "stage"]))
    if place.kind != "advance":
        when = when[:1]
    return {"repeat": {"times": times, "last": last, "when": when}}


def advise(draw: DrawFn, doses: tuple[str, ...]) -> list[Plain]:
    """What to say, and when; asked like a setback gate."""
    place = Place("setback", doses, monotone=False)
    count = draw(st.sampled_from([1, 2]))
    return [{"when": when(draw, place), "say": f"Advice {number}"} for number in range(count)]


def criterion(draw: DrawFn, place: Place) -> Plain:
    if not place.monotone and draw(st.sampled_from([False, False, True])):
        return new_criterion(draw, place)
    group = RULES["advance" if place.kind == "advance" else "danger"]
    if place.repeated:
        group = [rule for rule in group if rule in ONE_DATE]
    rule = draw(st.sampled_from(group))
    if rule == "time_in_stage":
        return {rule: time_limit(draw, place)}
    if rule == "sessions":
        return {rule: count_limit(draw, place)}
    about = bounds(draw, rule, place)
    if rule == "pain":
        moment = draw(st.sampled_from(MOMENTS))
        if moment != "during":
            about["moment"] = moment
        if not place.monotone and draw(st.sampled_from([False] * 5 + [True])):
            about["quality"] = draw(st.sampled_from(QUALITIES))
        stretch = moment in ("during", "after", "morning")
        about |= some_parameters(draw, {"last": STRETCHES} if stretch else {"within": AGES})
    elif rule == "aslr":
        about |= some_parameters(draw, {"within": AGES, "side": ["injured"] * 4 + ["other"]})
    else:
        of = [*place.doses, None, None] if place.doses else [None]
        parameters = {"last": STRETCHES, "take": ["mean", "worst"], "of": of}
        about |= some_parameters(draw, parameters)
    if rule != "reps" and place.may_ignore and draw(st.sampled_from([False] * 3 + [True])):
        about["missing"] = "ignore"
    return {rule: about}


def time_limit(draw: DrawFn, place: Place) -> Plain:
    if place.wants_better:
        return {"at_least": draw(st.sampled_from([2, "3 days", 1, 0, "4 days", 5, "1 week"]))}
    return {"at_least": draw(st.sampled_from([20, "12 days", "2 weeks", 30]))}


def count_limit(draw: DrawFn, place: Place) -> Plain:
    if place.wants_better:
        about: Plain = {"at_least": draw(st.sampled_from([2, 3, 1, 4]))}
        return about | some_parameters(
            draw, {"last": ["stage", "1 week", "10 days", "5 sessions"]}
        )
    if place.monotone or draw(st.booleans()):
        return {"at_least": draw(st.sampled_from([10, 8, 14]))}
    return {"below": 1, "last": draw(st.sampled_from(["4 days", "6 days", "stage"]))}


def combinator(draw: DrawFn, place: Place, depth: int) -> Any:
    """A criterion, or criteria nested up to two deep."""
    danger = place.kind != "advance"
    plain = [("one", 5 if depth == 0 else 8), ("all", 2 if danger else 3), ("any", 2), ("some", 1)]
    if danger:
        plain[0] = ("one", 9)
    if not place.monotone:
        plain.append(("none", 1))
    shape = "one" if depth == 2 else draw(st.sampled_from(weighted(*plain)))
    if shape == "one":
        return criterion(draw, place)
    inner = place
    if shape == "none":
        inner = replace(place, negated=not place.negated)
    count = draw(st.sampled_from([1, 2] if shape == "none" else [2, 2, 3]))
    nodes = [combinator(draw, inner, depth + 1) for _ in range(count)]
    if shape == "some":
        return {"some": {"at_least": draw(st.integers(1, count)), "of": nodes}}
    return {shape: nodes}


def under_none(node: Any, inside: bool = False) -> Any:
    """Drops `missing: ignore` wherever a `none` stands above it, at whatever depth."""
    if isinstance(node, list):
        return [under_none(each, inside) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not (inside and key == "missing")}
    return {key: under_none(value, inside or key == "none") for key, value in kept.items()}


def when(draw: DrawFn, place: Place) -> Any:
    if draw(st.sampled_from(weighted((False, 5), (True, 3)))):
        count = draw(st.sampled_from([2, 3, 1])) if place.kind == "advance" else 1
        return under_none([combinator(draw, place, 1) for _ in range(count)])
    return under_none(combinator(draw, place, 0))


def goals(draw: DrawFn, kind: str, names: Sequence[str], here: int) -> Plain:
    """An advance goes to a later stage, a setback to an earlier one or the stage itself."""
    if kind == "refer":
        return {}
    if kind == "advance":
        to = draw(st.sampled_from([None] * 8 + list(names[here + 1 :])))
    elif here == 0:
        to = names[0]
    else:
        to = draw(st.sampled_from([None] * 3 + list(names[: here + 1])))
    return {} if to is None else {"to": to}


def transitions(draw: DrawFn, place: Place, names: Sequence[str], here: int) -> Any:
    """A mapping, or a list tried in order."""
    count = draw(st.sampled_from([1] * 5 + [2]))
    drawn = [
        {**goals(draw, place.kind, names, here), "when": when(draw, place)} for _ in range(count)
    ]
    return drawn if count > 1 or draw(st.sampled_from([False] * 4 + [True])) else drawn[0]


def doses(draw: DrawFn) -> list[Plain]:
    count = draw(st.sampled_from([1, 2, 3, 2, 0]))
    order = draw(st.permutations(sorted(EXERCISES))) if count else []
    prescribed = []
    for name in order[:count]:
        dose = {"do": name, "sets": [1, 2, 3, None], "reps": [10, 5, 8, 1, None]}
        drawn = {k: draw(st.sampled_from(v)) for k, v in dose.items() if k != "do"}
        drawn["hold"] = draw(st.sampled_from([None, 5, 8]))
        prescribed.append({"do": name, **{k: v for k, v in drawn.items() if v is not None}})
    return prescribed


def stage_of(draw: DrawFn, names: Sequence[str], here: int, monotone: bool) -> Plain:
    stage: Plain = {"title": f"Stage {here + 1}"}
    prescribed = doses(draw)
    if prescribed:
        stage["exercises"] = prescribed
        if draw(st.sampled_from([False, True])):
            fewer = range(1, len(prescribed))
            stage["choose"] = draw(st.sampled_from([*fewer, *fewer, len(prescribed)]))
    done = tuple(dose["do"] for dose in prescribed)
    for kind, often in (("refer", 1), ("setback", 4), ("advance", 5)):
        if kind == "advance" or draw(st.sampled_from([True] * often + [False] * (5 - often))):
            place = Place(kind, done, monotone)
            stage[kind] = transitions(draw, place, names, here)
    if not monotone and draw(st.sampled_from([False, False, True])):
        stage["advise"] = advise(draw, done)
    return stage


def everywhere(draw: DrawFn, names: Sequence[str], monotone: bool) -> Plain:
    """Protocol-level gates; no `of`, which not every stage would prescribe."""
    gates: Plain = {}
    if draw(st.sampled_from([False, False, True])):
        gates["refer"] = {"when": when(draw, Place("refer", (), monotone))}
    if draw(st.sampled_from([False, False, True])):
        to = draw(st.sampled_from([*names[:-1], None]))
        where = {} if to is None else {"to": to}
        gates["setback"] = {**where, "when": when(draw, Place("setback", (), monotone))}
    if not monotone and draw(st.sampled_from([False, False, True])):
        gates["advise"] = advise(draw, ())
    return gates


@st.composite
def any_protocol(draw: DrawFn, monotone: bool) -> Plain:
    count = draw(st.sampled_from([2, 3, 4, 3, 5]))
    names = [f"stage-{number + 1}" for number in range(count)] + ["discharged"]
    protocol: Plain = {
        "rehabflow": 1,
        "id": "drawn",
        "version": "1.0.0",
        "title": "A drawn protocol",
        "summary": "Drawn at random for the tests.",
        "sources": [{"cite": "Nobody N. Journal 2020;1(1):1-2", "doi": "10.0000/example"}],
    }
    lapse = draw(st.sampled_from([None, "4 days", "3 days", "7 days", "1 week", "2 days"]))
    if lapse is not None:
        protocol["lapse_after"] = lapse
    if not monotone:
        if draw(st.sampled_from([False, False, True])):
            protocol["settle"] = "next morning"
        protocol["measures"] = {name: dict(about) for name, about in MEASURES.items()}
        for name in ("m_jump", "m_fear"):
            of_day = draw(st.sampled_from([None, "worst", "best", "mean"]))
            protocol["measures"][name] |= {} if of_day is None else {"of_day": of_day}
    protocol["exercises"] = {name: dict(about) for name, about in EXERCISES.items()}
    protocol |= everywhere(draw, names, monotone)
    stages = {name: stage_of(draw, names, here, monotone) for here, name in enumerate(names[:-1])}
    protocol["stages"] = {**stages, names[-1]: {"final": True}}
    return protocol


def protocols() -> SearchStrategy[Plain]:
    """Protocols that are valid, with 2 to 5 stages and a final one."""
    return any_protocol(monotone=False)


def monotone_protocols() -> SearchStrategy[Plain]:
    """Protocols in which a better value never makes an advance less, or a danger more, likely:
    every limit faces the expected way, and there is neither `none` nor `missing: ignore`."""
    return any_protocol(monotone=True)


# ---------------------------------------------------------------- what a stage's gates wish for


@dataclass(frozen=True)
class Wish:
    """Limits on one field of the log; danger weighs twice, and is not wished for."""

    limits: Plain
    weight: int


Wishes = dict[str, list[Wish]]


def field_of(rule: str, about: Plain) -> str:
    if rule == "pain":
        moment = about.get("moment", "during")
        return "pain" if moment == "during" else f"pain_{moment}"
    if rule == "aslr":
        return "aslr_other" if about.get("side") == "other" else "aslr"
    return rule


NEW_FIELDS = ("symmetry", "measure", "flare", "trend", "over_cap", "plateau")
"""Rules that came with `measures:` and read fields that can be aimed at."""


def collect_new(rule: str, about: Plain, weight: int, wishes: Wishes) -> None:
    """Fields are aimed at so that what a rule makes of them comes near its limit: the other leg's
    is 100, a morning's is 1, and trends are left to chance."""
    limits = {name: limit for name, limit in about.items() if name in naive.LIMITS}
    if rule in ("measure", "symmetry"):
        wishes.setdefault(about["of"], []).append(Wish(limits, weight))
    if rule == "symmetry":
        wishes.setdefault(f"{about['of']}_other", []).append(Wish({"is": 100}, abs(weight)))
    if rule in ("flare", "over_cap"):
        name, base = ("pain_morning", 1) if rule == "flare" else ("pain", 3)
        shifted = {key: naive.quantity(limit) + base for key, limit in limits.items()}
        wishes.setdefault(name, []).append(Wish(shifted, weight))
    if rule == "trend":
        wishes.setdefault(about["of"], []).append(Wish({"at_least": 2}, 0))
    if rule == "plateau":
        of = about["of"] if isinstance(about["of"], str) else next(iter(about["of"]))
        field = {"measure": "m_jump"}.get(of, of)
        wishes.setdefault(field, []).append(Wish({"at_least": 50}, 0))


def collect(node: Any, weight: int, wishes: Wishes) -> None:
    """Every criterion under `node`, the other way round under `none`."""
    if isinstance(node, list):
        for each in node:
            collect(each, weight, wishes)
        return
    ((key, value),) = node.items()
    if key == "some":
        collect(value["of"], weight, wishes)
    elif key == "repeat":
        collect(value["when"], weight, wishes)
    elif key in NEW_FIELDS:
        collect_new(key, value, weight, wishes)
    elif key in ("all", "any", "none"):
        collect(value, -weight if key == "none" else weight, wishes)
    else:
        limits = {name: limit for name, limit in value.items() if name in naive.LIMITS}
        wishes.setdefault(field_of(key, value), []).append(Wish(limits, weight))


def wishes_of(protocol: Plain, stage: str) -> Wishes:
    wishes: Wishes = {}
    for place in (protocol, protocol["stages"][stage]):
        for kind, weight in (("refer", -2), ("setback", -2), ("advance", 1)):
            for transition in naive.as_list(place.get(kind)):
                collect(transition["when"], weight, wishes)
    return wishes


def score(wishes: list[Wish], value: Fraction) -> int:
    return sum(wish.weight for wish in wishes if naive.passes(wish.limits, value))


@dataclass(frozen=True)
class Pool:
    """Values near the limits: all of them, those that please most, those that please least."""

    every: list[Fraction]
    good: list[Fraction]
    bad: list[Fraction]


def pool_of(wishes: list[Wish], values: set[Fraction]) -> Pool:
    scores = {value: score(wishes, value) for value in sorted(values)}
    high, low = max(scores.values()), min(scores.values())
    return Pool(
        every=list(scores),
        good=[value for value, points in scores.items() if points == high],
        bad=[value for value, points in scores.items() if points == low],
    )


def pool_of_ratings(name: str, wishes: list[Wish]) -> Pool:
    """One below, at, and one above each limit."""
    if name.startswith("m_squat"):
        return pool_of(wishes, {Fraction(0), Fraction(1)})
    if name.startswith("m_"):
        top = Fraction(100)
    else:
        top = naive.TOP["aslr" if name.startswith("aslr") else "pain"]
    limits = [naive.quantity(limit) for wish in wishes for limit in wish.limits.values()]
    near = {limit + step for limit in limits for step in (-1, 0, 1)}
    return pool_of(wishes, {min(top, max(Fraction(0), value)) for value in near})


def pool_of_amounts(prescribed: Fraction, wishes: list[Wish]) -> Pool:
    """Repetitions of one exercise: one short of each limit, at it, and one over; and all."""
    limits = [naive.quantity(limit) for wish in wishes for limit in wish.limits.values()]
    near = {
        Fraction(ceil(prescribed * limit / 100) + step) for limit in limits for step in (-1, 0, 1)
    }
    amounts = {max(Fraction(0), amount) for amount in near} | {prescribed}
    shares = {min(Fraction(100), 100 * amount / prescribed): amount for amount in sorted(amounts)}
    pool = pool_of(wishes, set(shares))
    return Pool(*([shares[share] for share in part] for part in (pool.every, pool.good, pool.bad)))


MEASURED = [*MEASURES, *(f"{name}_other" for name in MEASURES)]


@dataclass(frozen=True)
class Aim:
    """What a log should do while it is in one stage."""

    ratings: dict[str, Pool]
    doses: list[Plain]
    choose: int
    amounts: dict[str, Pool]


def aim_of(protocol: Plain, stage: str) -> Aim:
    wishes = wishes_of(protocol, stage)
    about = protocol["stages"][stage]
    reps = wishes.get("reps", [])
    prescribed = {dose.exercise: dose.amount for dose in naive.prescription(protocol, stage)}
    return Aim(
        ratings={
            name: pool_of_ratings(name, wishes[name])
            for name in [*naive.PAINS, "aslr", "aslr_other", *MEASURED]
            if name in wishes
        },
        doses=list(about.get("exercises", [])),
        choose=int(about.get("choose", len(prescribed))),
        amounts={name: pool_of_amounts(full, reps) for name, full in prescribed.items()},
    )


# ---------------------------------------------------------------- logs


@dataclass(frozen=True)
class Mood:
    """How a log goes: what its days are like, which are trained on, what is rated on them, and
    what is measured only now and then."""

    days: list[str]
    trains: list[bool]
    rates: list[bool]
    measures: list[bool]
    gaps: list[int]
    length: list[int]


STEADY = Mood(
    days=weighted(("good", 14), ("any", 1), ("bad", 2)),
    trains=weighted((True, 7), (False, 1)),
    rates=weighted((True, 40), (False, 1)),
    measures=weighted((True, 4), (False, 1)),
    gaps=weighted((1, 20), (2, 5), (3, 1), (5, 1)),
    length=[16, 10, 24, 32, 12, 40],
)
MIXED = Mood(
    days=weighted(("good", 8), ("any", 3), ("bad", 3)),
    trains=weighted((True, 3), (False, 1)),
    rates=weighted((True, 9), (False, 1)),
    measures=weighted((True, 2), (False, 1)),
    gaps=weighted((1, 6), (2, 4), (3, 2), (4, 1), (8, 1)),
    length=[10, 5, 18, 28],
)
ROUGH = Mood(
    days=weighted(("good", 2), ("any", 2), ("bad", 3)),
    trains=weighted((True, 2), (False, 1)),
    rates=weighted((True, 3), (False, 1)),
    measures=weighted((True, 1), (False, 1)),
    gaps=weighted((1, 5), (2, 3), (3, 2), (5, 1), (8, 1), (9, 1)),
    length=[6, 3, 12, 20],
)
MOODS = weighted((STEADY, 6), (MIXED, 4), (ROUGH, 1))
HAPPENINGS = weighted(
    ("", 150),
    ("red_flag", 1),
    ("reinjury", 1),
    ("override", 8),
    ("clear", 1),
    ("two events", 1),
)
EXTRAS = weighted(
    ("", 20),
    ("duplicate", 3),
    ("untimed duplicate", 2),
    ("later again", 2),
    ("note", 1),
    ("second rating", 3),
    ("stray exercise", 1),
    ("other leg", 3),
    ("named side", 4),
)
STYLES = weighted(
    ("rows", 4),
    ("cell", 3),
    ("all", 2),
    ("crossed", 2),
    ("set by set", 2),
    ("totals", 3),
)
FLAWS = ["short hold", "short hold", "unknown amount", "nothing done", "one left out", "too much"]


STRETCHING = ("pain", "pain_after", "pain_morning")
SELDOM = ["pain", "pain", "pain_after", "pain_morning", "aslr", "aslr"]


def written(value: Fraction) -> Any:
    """A cell as a log has it: a whole number, or a decimal as text."""
    return int(value) if value.denominator == 1 else f"{float(value)}"


def spelled(draw: DrawFn, name: str, one_word: bool = False) -> str:
    """An id, title or alias, in any case, with spaces, `-` or `_`."""
    if name not in EXERCISES:
        return name
    aliases: list[str] = EXERCISES[name]["aliases"]
    ways = [name, name, name, aliases[0], name.upper(), name.replace("-", "_")]
    if not one_word:
        ways += [EXERCISES[name]["title"], name.replace("-", " ")]
    return str(draw(st.sampled_from(ways)))


def in_sets(dose: Plain, amount: int) -> list[int]:
    """`amount` over the prescribed sets, the last ones short; what is too much in the last."""
    each, sets = int(dose.get("reps", 1)), int(dose.get("sets", 1))
    done = [max(0, min(each, amount - each * number)) for number in range(sets)]
    done[-1] += max(0, amount - each * sets)
    return [count for count in done if count] or [0]


def as_reps(sets: list[int]) -> str:
    """`3x10` or `10+10+8`."""
    return f"{len(sets)}x{sets[0]}" if len(set(sets)) == 1 else "+".join(map(str, sets))


def dose_rows(style: str, name: str, dose: Plain, amount: int | None) -> list[Plain]:
    """One exercise, written in one of the ways that a log allows."""
    if amount is None:
        return [{"exercise": name}]
    sets = in_sets(dose, amount)
    if style == "set by set":
        return [{"exercise": name, "reps": count} for count in sets]
    if style == "rows" and len(set(sets)) == 1:
        return [{"exercise": name, "sets": len(sets), "reps": sets[0]}]
    return [{"exercise": name, "reps": as_reps(sets)}]


def amount_of(draw: DrawFn, pool: Pool, day: str, flaw: str) -> int | None:
    if flaw == "unknown amount":
        return None
    if flaw == "nothing done":
        return 0
    chosen = {"good": pool.good, "any": pool.every, "bad": pool.bad}[day]
    return int(draw(st.sampled_from(chosen))) + (3 if flaw == "too much" else 0)


def prescribed_work(draw: DrawFn, aim: Aim, style: str, day: str) -> list[Plain]:
    """The stage's work, as well as the day allows."""
    flaw = draw(st.sampled_from([""] * (40 if day == "good" else 4) + FLAWS))
    listed = aim.doses
    if aim.choose < len(listed) and draw(st.booleans()):
        listed = draw(st.permutations(listed))[: aim.choose]
    if flaw == "one left out":
        listed = listed[1:]
    rows: list[Plain] = []
    for number, dose in enumerate(listed):
        amount = amount_of(draw, aim.amounts[dose["do"]], day, flaw if number == 0 else "")
        name = spelled(draw, dose["do"], one_word=style == "cell")
        held = dose.get("hold") if draw(st.booleans()) else None
        if flaw == "short hold" and number == 0 and dose.get("hold"):
            held = dose["hold"] - 1
        holding = {} if held is None else {"hold": held}
        rows += [row | holding for row in dose_rows(style, name, dose, amount)]
    return [{"work": "; ".join(map(in_cell, rows))}] if style == "cell" and rows else rows


def in_cell(row: Plain) -> str:
    reps = row.get("reps", "")
    sets = f"{row['sets']}x{reps}" if "sets" in row else str(reps)
    held = f"@{row['hold']}s" if "hold" in row else ""
    return " ".join(part for part in (row["exercise"], sets, held) if part)


def totals(draw: DrawFn, aim: Aim, day: str) -> list[Plain]:
    """A session's totals, for logs that list no exercises."""
    counts = sorted(int(dose.get("sets", 1)) * int(dose.get("reps", 1)) for dose in aim.doses)
    full, best = sum(counts) or 20, sum(counts[len(counts) - aim.choose :]) or 15
    if day == "good" and draw(st.sampled_from([True, False])):
        whole = draw(st.sampled_from([best, full]))
        return [{"reps_done": whole, "reps_target": whole}]
    done = draw(st.sampled_from([full, full - 1, best, full // 2, None, full + 2, 0]))
    asked = draw(st.sampled_from([full, full + 2, max(1, full // 2), 0, best]))
    row = {"reps_target": asked} if done is None else {"reps_done": done, "reps_target": asked}
    if aim.doses and draw(st.sampled_from([False] * 5 + [True])):
        row |= {"exercise": aim.doses[0]["do"], "reps": 0}
    return [row]


def free_work(draw: DrawFn, style: str) -> list[Plain]:
    """Where the stage prescribes nothing, any work is training."""
    name = spelled(draw, draw(st.sampled_from(KNOWN_OR_NOT)))
    if style == "all":
        return [{"work": "all"}]
    return [{"exercise": name} if style == "cell" else {"exercise": name, "sets": 2, "reps": 6}]


def work_of(draw: DrawFn, aim: Aim, day: str) -> list[Plain]:
    style = draw(st.sampled_from(STYLES))
    if style == "totals":
        return totals(draw, aim, day)
    if not aim.doses:
        return free_work(draw, style)
    if style == "all":
        return [{"work": "all"}] if day == "good" else prescribed_work(draw, aim, "rows", day)
    return prescribed_work(draw, aim, style, day)


def ratings_of(draw: DrawFn, aim: Aim, mood: Mood, day: str, seldom: str | None) -> Plain:
    """Each field that a gate reads, near its limits, unless it is left out. Newest values are
    not measured on every date."""
    cells: Plain = {}
    for name, pool in aim.ratings.items():
        rates = mood.rates if name in STRETCHING else mood.measures
        if draw(st.sampled_from([False, False, True] if name == seldom else rates)):
            chosen = {"good": pool.good, "any": pool.every, "bad": pool.bad}[day]
            cells[name] = written(draw(st.sampled_from(chosen)))
            if name.startswith("m_squat"):
                cells[name] = "yes" if cells[name] else "no"
    return cells


def extra_entries(
    draw: DrawFn, extra: str, entries: list[Plain], aim: Aim, injured: str | None
) -> list[Plain]:
    """One more entry of the date, or the same one twice."""
    first = entries[0]
    if extra in ("duplicate", "untimed duplicate", "later again"):
        copy = {key: value for key, value in first.items() if key != "time"}
        times: dict[str, Plain] = {"later again": {"time": "18:30"}, "untimed duplicate": {}}
        return [copy | times.get(extra, {"time": first["time"]} if "time" in first else {})]
    if extra == "note":
        return [{"note": "slept well"}]
    if extra == "second rating":
        values = [
            (name, value)
            for name, pool in aim.ratings.items()
            for value in pool.every
            if not name.startswith("m_squat")
        ]
        if not values:
            return [{"pain": draw(st.integers(0, 4))}]
        name, value = draw(st.sampled_from(values))
        return [{name: written(value)}]
    if extra == "stray exercise":
        stray = draw(st.sampled_from(KNOWN_OR_NOT))
        return [
            {"exercise": spelled(draw, stray), "reps": draw(st.sampled_from(["2x5", "4+3", 0]))}
        ]
    if extra == "other leg" and injured is not None:
        other = "left" if injured == "right" else "right"
        row = {"side": other, "pain": 10, "aslr": draw(st.sampled_from([80, 20, 60]))}
        return [row | draw(st.sampled_from([{}, {"work": "all"}, {"exercise": "x-tilt"}]))]
    return []


def name_side(draw: DrawFn, entry: Plain, injured: str) -> None:
    """`both` says nothing of a leg raise."""
    legged = {"aslr", "aslr_other", *MEASURED} & set(entry)
    sides = [injured] if legged else [injured, "both"]
    entry["side"] = draw(st.sampled_from(sides))


def happenings(draw: DrawFn, stage: str, protocol: Plain) -> list[Plain]:
    """Rarely something happens; in `referred`, a clearing soon does."""
    if stage == naive.REFERRED:
        what = draw(
            st.sampled_from(weighted(("clear", 4), ("", 2), ("override", 1), ("red_flag", 1)))
        )
    else:
        what = draw(st.sampled_from(HAPPENINGS))
    if what == "":
        return []
    signed = {"by": "A. Physio", "reason": "examined"}
    names = list(protocol["stages"])
    goal = draw(st.sampled_from(names[:-1] * 3 + names))
    if what == "two events":
        second = draw(st.sampled_from(["red_flag", "clear"]))
        rest = {} if second == "red_flag" else {"to": goal, **signed}
        return [{"event": "override", "to": goal, **signed}, {"event": second, **rest}]
    if what in ("override", "clear"):
        return [{"event": what, "to": goal, **signed}]
    return [{"event": what}]


@dataclass(frozen=True)
class Patient:
    """Who logs: in what mood, which field only seldom, and which leg is injured."""

    mood: Mood
    seldom: str | None
    injured: str | None
    clock: str = ""
    """Whether work is timed: not at all, by a clock, or by one with its zone."""


def felt(draw: DrawFn, entries: list[Plain], injured: str | None) -> None:
    """Medication, the quality of pain, why work was cut short."""
    rated = [entry for entry in entries if any(name in entry for name in naive.PAINS)]
    if rated and draw(st.sampled_from([False] * 7 + [True])):
        rated[0]["quality"] = draw(st.sampled_from(["ache", "sharp", "cramp"]))
        if draw(st.booleans()):
            entries.append({"pain": draw(st.integers(0, 3))})
    if draw(st.sampled_from([False] * 24 + [True])):
        entries.append({"medicated": draw(st.sampled_from(["yes", "no"]))})
        if injured is not None and draw(st.booleans()):
            entries[-1]["side"] = "left" if injured == "right" else "right"
    if draw(st.sampled_from([False] * 7 + [True])):
        entries[0]["cut_short"] = draw(st.sampled_from(["pain", "time", "other"]))


def corrected(draw: DrawFn, entries: list[Plain]) -> list[Plain]:
    """A row that was wrong, and the one that stands in its place."""
    wrong = {**entries[0], "id": "a"}
    wrong |= {name: 10 for name in naive.PAINS if name in wrong}
    right = {**entries[0], "replaces": "a"}
    if draw(st.sampled_from([False, False, True])):
        again = {**wrong, "id": "b", "replaces": "a"}
        return [wrong, again, {**right, "replaces": "b"}, *entries[1:]]
    return [wrong, right, *entries[1:]]


TIMES = ["07:00", "18:30", "12:00", "20:00"]


def on_clock(entry: Plain, on: date, clock: str) -> Plain:
    """The entry on its date; where the clock has a zone, its time too. Corrections get their
    names from the date."""
    entry = dict(entry)
    for name in ("id", "replaces"):
        if name in entry:
            entry[name] = f"{on.isoformat()}-{entry[name]}"
    if clock == "zoned" and "time" in entry:
        zone = "+01:00" if on < date(2026, 3, 12) else "+02:00"
        return {"date": f"{on.isoformat()}T{entry.pop('time')}{zone}", **entry}
    return {"date": on.isoformat(), **entry}


def day_entries(
    draw: DrawFn, protocol: Plain, stage: str, aim: Aim | None, patient: Patient
) -> list[Plain]:
    """The entries of one date, without it."""
    mood, injured = patient.mood, patient.injured
    entries: list[Plain] = []
    if aim is not None:
        day = draw(st.sampled_from(mood.days))
        if draw(st.sampled_from(mood.trains)):
            entries += work_of(draw, aim, day)
            if patient.clock and entries and draw(st.sampled_from([True, True, False])):
                entries[0] = {**entries[0], "time": draw(st.sampled_from(TIMES))}
        cells = ratings_of(draw, aim, mood, day, patient.seldom)
        if entries and draw(st.sampled_from([True, True, False])):
            entries[0] = {**entries[0], **cells}
        elif cells:
            entries.append(cells)
        extra = draw(st.sampled_from(EXTRAS))
        if entries and extra in ("untimed duplicate", "later again"):
            entries[0]["time"] = "08:15"
        if entries and extra == "named side" and injured is not None:
            name_side(draw, entries[0], injured)
        if entries and extra:
            entries += extra_entries(draw, extra, entries, aim, injured)
        if entries:
            felt(draw, entries, injured)
            if draw(st.sampled_from([False] * 24 + [True])):
                entries = corrected(draw, entries)
    entries += happenings(draw, stage, protocol)
    return entries or [{"note": "nothing done"}]


def injury_of(injured: str | None) -> date | None:
    """The date of the injury that a log's header names: none, one before the first date, or one
    that only later dates look back at."""
    if injured is None:
        return None
    return FIRST_DAY + timedelta(days=-5 if injured == "left" else 3)


@st.composite
def logs(draw: DrawFn, protocol: Plain, injured: str | None = None) -> list[Plain]:
    """Entries that walk through a protocol, near its limits."""
    mood = draw(st.sampled_from(MOODS))
    seldom = draw(st.sampled_from([None] * 8 + SELDOM))
    clock = draw(st.sampled_from(["", "local", "zoned"]))
    patient = Patient(mood, seldom, injured, clock)
    injury = injury_of(injured)
    lapse = naive.days(protocol.get("lapse_after", "7 days"))
    gaps = [*mood.gaps, *draw(st.sampled_from([[], [lapse, lapse + 1], [lapse + 1]]))]
    aims: dict[str, Aim | None] = {}
    sessions: list[naive.Session] = []
    decisions: list[Plain] = [naive.begin(protocol, FIRST_DAY)]
    entries: list[Plain] = []
    on, after = FIRST_DAY, draw(st.sampled_from([1, 0, 3]))
    length = draw(st.sampled_from(mood.length))
    ends_late = draw(st.sampled_from([False] * 5 + [True]))
    for number in range(length):
        stage = decisions[-1]["to"]
        if stage not in aims:
            aims[stage] = aim_of(protocol, stage) if naive.is_open(protocol, stage) else None
        if aims[stage] is None and stage != naive.REFERRED:
            after -= 1
        if after < 0:
            break
        drawn = day_entries(draw, protocol, stage, aims[stage], patient)
        dated: list[Plain] = [on_clock(entry, on, clock) for entry in drawn]
        entries += dated
        sessions.append(naive.session_of(protocol, on, naive.standing(dated), injured))
        made, _ = naive.decide(protocol, sessions, decisions, injury)
        decisions += made
        late = ends_late and number == length - 2
        on += timedelta(days=lapse + 1 if late else draw(st.sampled_from(gaps)))
    return entries[::-1] if draw(st.sampled_from([False] * 5 + [True])) else entries


@st.composite
def cases(draw: DrawFn, of: SearchStrategy[Plain] | None = None) -> Case:
    """A protocol, a log aimed at it, and the injured leg (None where no entry names a side)."""
    protocol = draw(protocols() if of is None else of)
    injured = draw(st.sampled_from([None, "left", "right"]))
    return protocol, draw(logs(protocol, injured)), injured


SPOILED = [
    *naive.PAINS,
    *naive.WORK,
    *("aslr", "aslr_other", "time", "quality", "medicated", "cut_short", "side"),
    *MEASURED,
]


@st.composite
def doubtful_cases(draw: DrawFn) -> Case:
    """Cases in which some of the cells cannot be read: `doubtful` names them in their entry."""
    protocol, entries, injured = draw(cases())
    spoiled = [dict(entry) for entry in entries]
    for _ in range(draw(st.sampled_from([1, 2, 3]))):
        entry = draw(st.sampled_from(spoiled))
        stated = [name for name in SPOILED if name in entry and name != "load"]
        fields = stated or [] if "event" in entry else [*stated, "pain", "medicated"]
        if fields:
            name = draw(st.sampled_from(fields))
            entry["doubtful"] = sorted({*entry.get("doubtful", ()), name})
    return protocol, spoiled, injured


def unreadable(entry: Plain) -> Plain:
    """An entry as a log has it, with cells that nothing can be read from."""
    cells = {name: value for name, value in entry.items() if name != "doubtful"}
    bad = {"exercise": "all", "work": "@", "variant": "?:"}
    return cells | {name: bad.get(name, "?!") for name in entry.get("doubtful", ())}


# ---------------------------------------------------------------- reach


def leaves(node: Plain) -> list[Plain]:
    if "rule" in node:
        return [node]
    if node["op"] == "repeat":
        return []
    return [leaf for each in node["of"] for leaf in leaves(each)]


def limits_in(node: Any) -> list[Plain]:
    """The criteria of a `when`, in the order of its verdict tree's leaves."""
    if isinstance(node, list):
        return [each for part in node for each in limits_in(part)]
    ((key, value),) = node.items()
    if key == "some":
        return limits_in(value["of"])
    if key == "repeat":
        return []
    return limits_in(value) if key in ("all", "any", "none") else [value]


def near_a_limit(protocol: Plain, stage: str, gates: list[Plain]) -> bool:
    """A rating or a completion, known exactly, within one step of its limit."""
    steps = {"pain": 1, "aslr": 1, "reps": 4}
    whens: list[Any] = []
    for kind in ("refer", "setback", "advance"):
        for place in (protocol, protocol["stages"][stage]):
            whens += [transition["when"] for transition in naive.as_list(place.get(kind))]
    for gate, asked in zip(gates, whens, strict=False):
        for leaf, about in zip(leaves(gate["gate"]), limits_in(asked), strict=True):
            if leaf["rule"] not in steps or leaf["low"] is None or leaf["low"] != leaf["high"]:
                continue
            limits = [naive.quantity(about[name]) for name in naive.LIMITS if name in about]
            if any(abs(leaf["low"] - limit) <= steps[leaf["rule"]] for limit in limits):
                return True
    return False


def landmarks(case: Case) -> set[str]:
    """What a log reaches: `advanced`, `set back`, `gap`, `discharged`, `near a limit`, ..."""
    protocol, entries, injured = case
    replay = naive.replay(protocol, entries, injured, injury_of(injured))
    found = {decision["kind"] for decision in replay.decisions}
    dates = sorted({naive.day_of(entry) for entry in entries})
    longest = max(((b - a).days for a, b in pairwise(dates)), default=0)
    if longest > naive.days(protocol.get("lapse_after", "7 days")):
        found.add("gap")
    if protocol["stages"].get(replay.stage, {}).get("final"):
        found.add("discharged")
    last = [move for move in replay.decisions if move["date"] == dates[-1]]
    before = last[-1]["from"] if last and last[-1]["from"] else replay.stage
    if replay.asked and naive.is_open(protocol, before):
        if near_a_limit(protocol, before, replay.asked):
            found.add("near a limit")
        found |= {f"{gate['kind']} {gate['verdict']}" for gate in replay.asked}
    return found | asked_of(replay)


def asked_of(replay: naive.Replay) -> set[str]:
    """Each rule and combinator that the last date asked, by what it said; and advice."""
    found = {"advice"} if replay.advice else set[str]()
    for gate in replay.asked:
        for node in nodes(gate["gate"]):
            found.add(f"{node.get('rule', node.get('op'))} {node['verdict']}")
    return found


def nodes(node: Plain) -> list[Plain]:
    """A node of a verdict tree and all under it."""
    return [node, *(below for each in node.get("of", []) for below in nodes(each))]
