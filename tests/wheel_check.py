"""The wheel where nothing else is: `python tests/wheel_check.py WHEEL [INTERPRETER...]`.

For each interpreter (this one, where none is named) the wheel is installed into a bare
environment outside the tree, with whatever it depends on, every example log is read there, and a
new protocol is begun.
It fetches packages, so it is no test for pytest; CI calls it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
KINDS = {".csv", ".jsonl", ".ndjson", ".yaml", ".yml"}


def main(wheel: Path, interpreters: list[str]) -> None:
    """Try the wheel with each interpreter; the first failure ends it."""
    for interpreter in interpreters:
        with tempfile.TemporaryDirectory() as folder:
            tried = try_wheel(wheel.resolve(), interpreter, Path(folder))
        print(f"the wheel reads {tried} example logs under {interpreter}")


def try_wheel(wheel: Path, interpreter: str, folder: Path) -> int:
    """Install the wheel into an environment in `folder` and advance each example alone."""
    run([interpreter, "-m", "venv", str(folder / "bare")], folder)
    programs = folder / "bare" / ("Scripts" if os.name == "nt" else "bin")
    run([str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel)], folder)
    shutil.copytree(EXAMPLES, folder / "logs")
    logs = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix in KINDS)
    if not logs:
        raise SystemExit("there is no example log")
    for log in logs:
        command = [str(programs / "rehabflow"), "advance", log]
        text = run(command, folder / "logs")
        said = json.loads(run([*command, "--format", "json"], folder / "logs"))
        if not text or not said["stage"] or not said["decisions"]:
            raise SystemExit(f"{log}: no decision: {said}")
    run([str(programs / "rehabflow"), "new", "protocol", "knee"], folder)
    run([str(programs / "rehabflow"), "test", "./knee.yaml"], folder)
    return len(logs)


def run(command: list[str], folder: Path) -> str:
    """What a command prints; an exit code other than 0 ends everything."""
    alone = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=folder, env=alone, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"exit code {done.returncode}: {' '.join(command)}")
    return done.stdout.decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or [sys.executable])
