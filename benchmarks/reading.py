"""What reading a JSON Lines log costs, strictly and into sessions, against msgspec's structs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import msgspec
from made_up import patient

from rehabflow.readers.log import read_log_bytes

ROUNDS, LINES = 7, 20_000


class Entry(msgspec.Struct):
    date: str
    pain: int | None = None
    pain_morning: int | None = None
    aslr: int | None = None
    work: str | None = None


def best(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    data = "".join(json.dumps(entry) + "\n" for entry in patient(1, LINES)).encode()
    decoder = msgspec.json.Decoder(Entry)
    assert len(read_log_bytes(data, "log.jsonl", "jsonl").sessions) == LINES
    assert len(decoder.decode_lines(data)) == LINES
    theirs = best(lambda: decoder.decode_lines(data))
    ours = best(lambda: read_log_bytes(data, "log.jsonl", "jsonl"))
    print(
        f"read {LINES} lines: {ours / theirs:.1f} x msgspec "
        f"({ours / LINES * 1e6:.2f} and {theirs / LINES * 1e6:.2f} us a line)"
    )
