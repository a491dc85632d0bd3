"""What a run of the command costs as a whole process, against a hello-world of click."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
HELLO = "import click\nclick.command()(lambda: click.echo('hello'))()"
MAIN = "from rehabflow.cli import main\nmain()"
ROUNDS = 25


def cost(*command: str) -> float:
    """The least processor time of several runs, in seconds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", *command], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        times.append(spent)
    return min(times)


if __name__ == "__main__":
    log = str(HERE.parent / "examples" / "maya.csv")
    hello = cost(HELLO)
    print(f"hello-world of click: {hello * 1000:.0f} ms")
    for name, arguments in {"--help": ["--help"], "advance": ["advance", log]}.items():
        spent = cost(MAIN, *arguments)
        print(f"{name}: {spent / hello:.2f} x ({spent * 1000:.0f} ms)")
