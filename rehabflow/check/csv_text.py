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
    if course.told_injury is not None:
        text.write(f"# injury: {course.told_injury.isoformat()}\n")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
