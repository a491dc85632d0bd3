"""The same questions asked in another process: it can be stopped, and hashes texts otherwise."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from typing import Any

from attrs import frozen

from rehabflow.testing.answer import NoAnswer, answer_of
from rehabflow.testing.asking import Asking

DEADLINE = 20.0
"""Seconds in which all questions must be answered; a thousand take less than one."""


class NotReached(Exception):
    """The other process cannot have the rule: it is not found there by its name."""


@frozen
class Replica:
    """What another process answered; `stopped` where the deadline came first."""

    lines: tuple[str, ...]
    stopped: bool


def line_of(asking: Asking) -> str:
    """What a rule answers, on one line."""
    try:
        answer = answer_of(asking)
    except NoAnswer as error:
        return str(error).partition("\n")[0]
    cited = ", ".join(f"{date.isoformat()}: {value}" for date, value in answer.cited)
    return " ".join(f"{answer}, {answer.unknown}, citing [{cited}]".split())


def ask_elsewhere(askings: Sequence[Asking], seed: int, deadline: float | None = None) -> Replica:
    """The answers of a process that hashes texts by another seed. Raises NotReached."""
    kind = type(askings[0].criterion.rule) if askings else Replica
    module: Any = sys.modules.get(kind.__module__)
    found = {"path": sys.path, "module": kind.__module__, "file": getattr(module, "__file__", "")}
    try:
        asked = pickle.dumps(list(askings))
    except (AttributeError, TypeError, pickle.PicklingError) as error:
        raise NotReached(str(error)) from error
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603  (this interpreter, and this module)
            command,
            input=json.dumps(found).encode() + b"\n" + asked,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            timeout=DEADLINE if deadline is None else deadline,
        )
    except subprocess.TimeoutExpired as error:
        return Replica(tuple((error.stdout or b"").decode().splitlines()), True)
    if done.returncode:
        raise NotReached(done.stderr.decode().strip().rpartition("\n")[2])
    return Replica(tuple(done.stdout.decode().splitlines()), False)


def main() -> None:
    """Be the other process: questions come in, as the kit itself pickled them; answers go out."""
    found = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = found["path"]
    if find_spec(found["module"]) is None:
        spec = spec_from_file_location(found["module"], found["file"])
        assert spec and spec.loader
        sys.modules[found["module"]] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    askings: list[Asking] = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  (the kit's own)
    lines, sys.stdout = sys.stdout, sys.stderr
    for asking in askings:
        lines.write(line_of(asking) + "\n")
        lines.flush()


if __name__ == "__main__":
    main()
