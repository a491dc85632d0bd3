"""What became of made-up patients as an SVG that needs nothing else: bars to hang on a wall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from attrs import frozen

from rehabflow.printable import printable
from rehabflow.render.layout import LINE, MARGIN, TITLE
from rehabflow.render.phrase import named
from rehabflow.render.simulated import (
    NEVER,
    asks,
    made_up_words,
    on_the_way,
    pair_words,
    ranked,
    ranked_pairs,
)
from rehabflow.render.svg import ALWAYS, LETTERS, lettered, opened, paper
from rehabflow.simulation.cohort import Blocked, Cohort, InStage, Outcomes, percentile
from rehabflow.simulation.comparison import Comparison

_WIDTH, _NAMES, _NUMBERS = 900, 330, 90
_BAR, _GAP = 14, 10
_NAME_CHARACTERS, _TITLE_CHARACTERS, _TEXT_CHARACTERS = 46, 76, 120
_MOST = 12
_STYLE = (
    LETTERS
    + """\
.part { font-size: 15px; font-weight: bold; }
.bar { stroke: #1f4e79; stroke-width: 1; fill: #1f4e79; }
.bar.old { fill: #9db8d2; stroke-dasharray: 4 2; }
.bar.among { fill: #c9dcee; }
.bar.among.old { fill: #eef4fb; stroke-dasharray: 4 2; }
.span { stroke: #1a1a1a; stroke-width: 2; }"""
)


@frozen
class Bar:
    """A bar from nothing to `value`, a lighter one behind it to `behind`, and a line over it."""

    kind: str
    value: int
    said: str
    behind: int = 0
    span: tuple[int, int] | None = None


@frozen
class Row:
    """A name, and its bars below each other."""

    lines: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """With the gap below it."""
        return max(LINE * len(self.lines), (_BAR + 4) * len(self.bars)) + _GAP


@frozen
class Part:
    """Rows under a heading, drawn on one scale."""

    title: str
    legend: str
    rows: tuple[Row, ...]

    @property
    def most(self) -> int:
        """What a bar over the whole width would be."""
        ends = [
            (bar.value, bar.behind, *(bar.span or ())) for row in self.rows for bar in row.bars
        ]
        return max((max(each) for each in ends), default=0) or 1


def outcomes_svg(found: Outcomes, cohort: Cohort) -> str:
    """Bars of the days in each stage, and of the dates on which each criterion held patients."""
    title = _title(found)
    stages = [
        Row(_name(each), (_days(each, "new"),)) for each in on_the_way(found.stages) if each.days
    ]
    held = [each for each in ranked(found.blocked) if each.among]
    rows = [Row(_lines(f"{e.stage}: {asks(e)}"), (_dates(e, "new"),)) for e in held]
    discharged = f"{found.finished} of {cohort.size} reached the final stage."
    return _drawn(title, discharged, cohort, "", stages, rows)


def comparison_svg(found: Comparison, cohort: Cohort) -> str:
    """The same bars for two protocols: the old one's outlined, the new one's filled."""
    title = f"{_title(found.old)} and {_title(found.new)}"
    stages = [
        Row(_name(new or old), tuple(_days(e, k) for e, k in ((old, "old"), (new, "new")) if e))
        for old, new in found.stages()
        if any(each and each.days and not each.final for each in (old, new))
    ]
    rows = [
        Row(
            _lines(pair_words(pair)),
            tuple(_dates(e, k) for e, k in zip(pair, ("old", "new"), strict=True) if e),
        )
        for pair in ranked_pairs(found)
    ]
    discharged = (
        f"Of {cohort.size}, {found.old.finished} reached the final stage under the old protocol "
        f"and {found.new.finished} under the new one: {found.sooner} sooner, {found.later} later, "
        f"{found.same} no different."
    )
    beside = " Dashed: the old protocol; drawn through: the new one."
    return _drawn(title, discharged, cohort, beside, stages, rows)


def _title(found: Outcomes) -> str:
    return printable(f"{found.protocol.id} {found.protocol.version}")


def _name(stage: InStage | None) -> tuple[str, ...]:
    assert stage is not None
    return _lines(named(stage.id, stage.title))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(wrap(printable(text), _NAME_CHARACTERS, break_on_hyphens=False))


def _days(stage: InStage, kind: str) -> Bar:
    half, low, high = (percentile(stage.days, share) or 0 for share in (50, 10, 90))
    return Bar(kind, half, f"{half} ({low} to {high})", span=(low, high))


def _dates(each: Blocked, kind: str) -> Bar:
    return Bar(kind, each.alone, f"{each.alone} of {each.among}", behind=each.among)


def _drawn(
    title: str,
    discharged: str,
    cohort: Cohort,
    beside: str,
    stages: Sequence[Row],
    held: Sequence[Row],
) -> str:
    """The whole drawing; of what held patients, the rows that are shown to people."""
    left_out = f" The {_MOST} that held most; JSON has all." * (len(held) > _MOST)
    parts = (
        Part(
            "Days in each stage",
            f"Bar: half of those who reached it; line: a tenth to nine tenths.{beside}",
            tuple(stages),
        ),
        Part(
            "What held them",
            "Dates on which the criterion alone held (dark) of those on which it was among "
            f"what held (light).{beside}{left_out}",
            tuple(held[:_MOST]),
        ),
    )
    titles = wrap(f"Made-up patients: {title}", _TITLE_CHARACTERS)
    told = [
        line
        for text in (f"{made_up_words(cohort)} {NEVER}", discharged)
        for line in wrap(text, _TEXT_CHARACTERS)
    ]
    drawn: list[str] = []
    y = 0
    for each in titles:
        y += TITLE
        drawn.append(lettered(MARGIN, y, each, "title"))
    for each in told:
        y += LINE
        drawn.append(lettered(MARGIN, y, each, "told"))
    for part in parts:
        y += 2 * TITLE
        drawn.append(lettered(MARGIN, y, part.title, "part"))
        for each in wrap(part.legend, _TEXT_CHARACTERS):
            y += LINE
            drawn.append(lettered(MARGIN, y, each, "legend"))
        y += _GAP
        for row in part.rows:
            drawn += _row(row, y, part.most)
            y += row.height
    y += TITLE
    drawn.append(lettered(MARGIN, y, ALWAYS, "always"))
    height = y + LINE
    return "\n".join(
        [
            *opened(_WIDTH, height, " ".join(titles), _STYLE),
            paper(_WIDTH, height),
            *drawn,
            "</svg>",
        ]
    )


def _row(row: Row, y: int, most: int) -> Iterator[str]:
    for at, line in enumerate(row.lines, 1):
        yield lettered(MARGIN, y + LINE * at - 3, line, "name")
    for at, bar in enumerate(row.bars):
        yield from _bar(bar, y + (_BAR + 4) * at, most)


def _bar(bar: Bar, y: int, most: int) -> Iterator[str]:
    left = MARGIN + _NAMES
    room = _WIDTH - left - _NUMBERS - MARGIN

    def wide(value: int) -> int:
        return value * room // most

    if bar.behind:
        yield _rect(f"bar among {bar.kind}", left, y, wide(bar.behind))
    yield _rect(f"bar {bar.kind}", left, y, wide(bar.value))
    if bar.span is not None:
        low, high = (left + wide(each) for each in bar.span)
        middle = y + _BAR + 2
        yield f'<path class="span" d="M {low} {middle} L {high} {middle}"/>'
    end = max(bar.value, bar.behind, *(bar.span or (0,)))
    yield lettered(left + wide(end) + 6, y + _BAR - 2, bar.said, "number")


def _rect(kind: str, x: int, y: int, width: int) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{_BAR}"/>'
