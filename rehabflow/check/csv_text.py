"""A made-up log as the CSV that `rehabflow advance` reads."""

from __future__ import annotations

import csv
from io import StringIO

from rehabflow.check.course import Course


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
    gates = course.engine.protocol.gates()
    return any(each.source.id == "since_injury" for gate in gates for each in gate.criteria())
