"""One run of `simulate`: a script or a cohort, played and printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click
from attrs import evolve, frozen

from rehabflow.cli.exit_codes import DONE, RULE_FAILED, UNTRUSTED, USAGE
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.protocol_view import named_protocol
from rehabflow.cli.streams import forgive_encodings
from rehabflow.errors import Problem, ProtocolError, RehabflowError, RuleFailed
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.readers.protocol import contents, is_path, load_protocol
from rehabflow.readers.yaml_text import MAX_BYTES
from rehabflow.render.json import FORMAT, line
from rehabflow.render.problems import render_problems
from rehabflow.render.scripted import played_object, played_text
from rehabflow.render.simulated import (
    comparison_object,
    comparison_text,
    outcomes_object,
    outcomes_text,
)
from rehabflow.render.simulated_svg import comparison_svg, outcomes_svg
from rehabflow.simulation import (
    Assumptions,
    Cohort,
    ScriptError,
    compare,
    courses,
    csv_text,
    play,
    read_assumptions,
    read_script,
    simulate,
)
from rehabflow.simulation.assumed import assumed_also, fields_known
from rehabflow.simulation.played import NAME

_OUTCOMES = {"text": outcomes_text, "svg": outcomes_svg}
_COMPARISON = {"text": comparison_text, "svg": comparison_svg}


@frozen
class Wanted:
    """What the command line said."""

    names: tuple[str, ...]
    script: str | None
    script_file: str | None
    size: int | None
    seed: int
    days: int
    start: dt.date
    injury: dt.date | None
    assumed: tuple[str, ...]
    file: str | None
    log: str | None
    logs: str | None
    directory: str | None
    style: str


def run_simulation(wanted: Wanted) -> int:
    """Simulate, print, and return the exit code."""
    forgive_encodings()
    for name in wanted.names:
        if not is_path(name):
            named_protocol(name)
    seen = set[str]()
    code = DONE
    try:
        with patience(wanted.names[0]):
            protocols = [load_protocol(name, rules=wanted.directory) for name in wanted.names]
            seen.update(each.id for protocol in protocols for each in protocol.rules)
            shown = _cohort(protocols, wanted) if wanted.size else _script(protocols[0], wanted)
        click.echo(shown)
    except RehabflowError as error:
        seen.update(each.field for each in error.problems)
        if wanted.style == "json":
            problems = [each.to_dict() for each in error.problems]
            click.echo(line({"rehabflow": FORMAT, "made_up": True, "problems": problems}))
        click.echo(render_problems(error.problems), err=True)
        code = _failure(error)
    warn_of_plugins(wanted.directory, seen)
    return code


def _failure(error: RehabflowError) -> int:
    if isinstance(error, RuleFailed):
        return RULE_FAILED
    on_the_line = all(each.path in ("--script", "--assume") for each in error.problems)
    return USAGE if on_the_line else UNTRUSTED


def _script(protocol: Protocol, wanted: Wanted) -> str:
    """A scripted patient; the log is written where one is wanted."""
    text, path = wanted.script or "", "--script"
    if wanted.script_file is not None:
        path = wanted.script_file
        text = _decoded(_read(path), path)
    played = play(protocol, read_script(text, protocol, path), wanted.start, wanted.injury)
    if wanted.log is not None:
        _write([(Path(wanted.log), csv_text(played.rows, NAME, played.injury))])
    return line(played_object(played)) if wanted.style == "json" else played_text(played)


def _read(path: str) -> bytes:
    """What a file holds, whatever it is about."""
    try:
        return contents(path)
    except ProtocolError as error:
        problems = (evolve(each, expected="a file that can be read") for each in error.problems)
        raise ProtocolError(*problems) from error


def _decoded(data: bytes, path: str) -> str:
    if len(data) > MAX_BYTES:
        message = "the file is too large"
        raise ScriptError(Problem(path, 0, 0, "RF902", message, expected="at most 1 MiB"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the byte {data[error.start]:#04x} is not UTF-8 text"
        raise ScriptError(Problem(path, 0, 0, "RF902", message)) from error


def _cohort(protocols: list[Protocol], wanted: Wanted) -> str:
    """A cohort under one protocol or two; the logs are written where they are wanted."""
    cohort = Cohort(
        wanted.size or 1, wanted.seed, wanted.days, wanted.start, _assumptions(protocols, wanted)
    )
    if wanted.logs is not None:
        folder, (protocol,) = Path(wanted.logs), protocols
        _write(
            (
                folder / f"made-up-{each.patient.number}.csv",
                csv_text(each.rows, each.patient.name, each.injury),
            )
            for each in courses(protocol, cohort)
            if each.rows
        )
    if len(protocols) == 1:
        found = simulate(protocols[0], cohort)
        if wanted.style == "json":
            return line(outcomes_object(found, cohort))
        return _OUTCOMES[wanted.style](found, cohort)
    old, new = protocols
    both = compare(old, new, cohort)
    if wanted.style == "json":
        return line(comparison_object(both, cohort))
    return _COMPARISON[wanted.style](both, cohort)


def _assumptions(protocols: list[Protocol], wanted: Wanted) -> Assumptions:
    us = Assumptions()
    if wanted.file is not None:
        us = read_assumptions(_read(wanted.file), wanted.file, fields_known(protocols))
    return assumed_also(us, wanted.assumed)


def _says(path: Path, data: bytes) -> bool:
    """Whether a file says just that. A pipe or a device may have no end."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _write(files: Iterable[tuple[Path, str]]) -> None:
    """Write made-up logs, or a usage error where that is not possible.

    A file that is there and says anything else is left as it is: none of a patient is lost.
    """
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            data = text.encode()
            if path.exists() and not _says(path, data):
                message = f"{printable(str(path))} is there already, and says something else"
                raise click.UsageError(f"{message}: name another file, or remove it first")
            path.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise click.UsageError(f"a log cannot be written: {reason}") from error
