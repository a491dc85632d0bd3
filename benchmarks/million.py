"""Whether a log of a million sessions is replayed in linear time, and in how much memory."""

from __future__ import annotations

import json
import resource
import sys
import time

from made_up import STUCK, patient

from rehabflow import Engine, Protocol
from rehabflow.readers.log import read_log_bytes

SIZES = (125_000, 250_000, 500_000, 1_000_000)


def measure(sessions: int) -> None:
    """Read and replay one log, in a process of its own."""
    entries = patient(1, 2000)
    lines = (
        json.dumps({**entries[number % 2000], "date": _date(number)}) for number in range(sessions)
    )
    data = "".join(f"{line}\n" for line in lines).encode()
    start = time.perf_counter()
    log = read_log_bytes(data, "log.jsonl", "jsonl", max_bytes=1 << 30)
    del data
    read = time.perf_counter()
    engine = Engine(Protocol.from_dict(STUCK))
    engine.replay(log)
    done = time.perf_counter()
    assert len(log.sessions) == sessions
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{sessions:>9} sessions: read {(read - start) / sessions * 1e6:.1f}, "
        f"replay {(done - read) / sessions * 1e6:.1f} us a session, {peak} MB at most",
        flush=True,
    )


def _date(number: int) -> str:
    import datetime as dt

    return (dt.date(1000, 1, 1) + dt.timedelta(number)).isoformat()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        import subprocess

        for size in SIZES:
            subprocess.run([sys.executable, __file__, str(size)], check=True)
