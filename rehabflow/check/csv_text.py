"""A made-up log as the CSV that `rehabflow advance` reads."""

from __future__ import annotations

import csv
from io import StringIO

from rehabflow.check.course import Course
from rehabflow.check.measurand import OURS


def csv_text(course: Course) -> str:
    """Its rows below their columns; a column that says nothing is left out."""
    rows = [row.to_dict() for row in course.rows]
    columns = list(dict.fromkeys(name for row in rows for name in row if row[name] != ""))
    text = StringIO()
    if course.injury is not None and _asks_for_injury(course):
        text.write(f"# injury: {course.injury.isoformat()}\n")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _asks_for_injury(course: Course) -> bool:
    """Whether any rule may look at the date of the injury; those from elsewhere all may."""
    criteria = (each for gate in course.engine.protocol.gates() for each in gate.criteria())
    sources = {(each.source.distribution, each.source.id) for each in criteria}
    return any(source != OURS or name == "since_injury" for source, name in sources)
