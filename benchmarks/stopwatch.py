"""The time of a piece of work, disturbed by the machine as little as can be."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(work: Callable[[], object], rounds: int = 9) -> float:
    """The shortest of several runs, in seconds: the one that was disturbed least."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
