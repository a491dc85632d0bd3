"""A made-up log as the text of a CSV file, which says in its first lines that it is made up."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

from rehabflow.fields import FIELDS
from rehabflow.simulation.course import INJURED, Row, said


def csv_text(rows: Sequence[Row], name: str, injury: dt.date | None) -> str:
    """The rows as `rehabflow advance` reads them back; it has to be told the protocol."""
    used = {column for row in rows for column in row}
    columns = [each for each in FIELDS if each in used]
    columns += sorted(used - set(columns))
    out = io.StringIO()
    out.write(f"# patient: {name}\n# injured: {INJURED}\n")
    if injury is not None:
        out.write(f"# injury: {injury.isoformat()}\n")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(said(row) for row in rows)
    return out.getvalue()
