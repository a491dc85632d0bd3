"""What reading a JSON Lines log costs, strictly and into sessions, against msgspec's structs."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import msgspec
from made_up import patient
from stopwatch import best

from rehabflow.readers.log import read_log_bytes

LINES = 20_000


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What the lines hold, typed as far as msgspec can."""

    date: dt.date
    pain: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    pain_morning: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None
    aslr: Annotated[int, msgspec.Meta(ge=0, le=180)] | None = None
    work: str | None = None


def compare(name: str, entries: list[dict[str, Any]]) -> None:
    """Print what one log costs."""
    data = "".join(json.dumps(entry) + "\n" for entry in entries).encode()
    decoder = msgspec.json.Decoder(Entry)
    assert len(read_log_bytes(data, "log.jsonl", "jsonl").sessions) == LINES
    together = best(lambda: decoder.decode_lines(data))
    each = best(lambda: [decoder.decode(line) for line in data.splitlines()])
    ours = best(lambda: read_log_bytes(data, "log.jsonl", "jsonl"))
    print(
        f"{name}: {ours / together:.1f} x msgspec decoding all lines at once, {ours / each:.1f} x "
        f"line by line ({ours / LINES * 1e6:.2f}, {together / LINES * 1e6:.2f} and "
        f"{each / LINES * 1e6:.2f} us a line)"
    )


if __name__ == "__main__":
    made = patient(1, LINES)
    compare("lines that repeat but for the date", made)
    unlike = [{**each, "aslr": n % 181, "pain": n % 11} for n, each in enumerate(made)]
    compare("lines that seldom repeat", unlike)
