"""One run of `diff`: two protocols compared, what that means, each log replayed through both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import click
from attrs import evolve, frozen

from rehabflow.cli.describing import describing
from rehabflow.cli.exit_codes import DONE, FOUND, NO_DECISION, RULE_FAILED, UNTRUSTED
from rehabflow.cli.listing import refused
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.protocol_view import named_protocol
from rehabflow.cli.streams import forgive_encodings, is_coloured
from rehabflow.comparison.meaning import Claim, claims
from rehabflow.comparison.patients import Side, Standings, Unread
from rehabflow.comparison.protocols import Comparison, compared
from rehabflow.engine import Engine
from rehabflow.errors import Problem, RehabflowError, RuleFailed
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.readers.log import FORMATS, read_log
from rehabflow.readers.protocol import is_path, load_protocol
from rehabflow.render.diff import Patients, diff_object, diff_text
from rehabflow.render.json import line
from rehabflow.render.problems import render_problems
from rehabflow.settings import settings_for
from rehabflow.timeline import Timeline


@frozen
class Asked:
    """What the command line said beside the two protocols."""

    logs: tuple[str, ...] = ()
    as_of: dt.date | None = None
    witness: str | None = None
    """A folder for the made-up logs."""
    directory: str | None = None
    """Of rules beside those that are installed."""
    style: Literal["text", "json"] = "text"
    files: tuple[str, ...] = ("", "")
    """The paths of the two protocols, where they come from files."""


def diff_protocols(old: str, new: str, asked: Asked) -> int:
    """Print what differs, and return the exit code."""
    forgive_encodings()
    paths = tuple(_paths(asked.logs))
    folder = None if asked.witness is None else _empty(Path(asked.witness))
    seen = set[str]()
    try:
        found = compared(*(_loaded(name, asked.directory, seen) for name in (old, new)))
        files = tuple(name if is_path(name) else "" for name in (old, new))
        code = _shown(found, paths, evolve(asked, files=files), folder)
    except RehabflowError as error:
        seen.update(each.field for each in error.problems if isinstance(error, RuleFailed))
        code = refused(error, asked.style)
    warn_of_plugins(asked.directory, seen)
    return code


def _loaded(name: str, directory: str | None, seen: set[str]) -> Protocol:
    if not is_path(name):
        named_protocol(name)
    with patience(name):
        protocol = load_protocol(name, rules=directory)
    seen.update(each.id for each in protocol.rules)
    return protocol


def _paths(logs: Sequence[str]) -> Iterator[str]:
    """The logs, and those of each directory, or a usage error where it has none."""
    for each in logs:
        path = Path(each)
        if not path.is_dir():
            yield each
            continue
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in FORMATS)
        if not inside:
            raise click.UsageError(f"no log is in {each!r}: a log ends in {', '.join(FORMATS)}")
        yield from map(str, inside)


def _empty(folder: Path) -> Path:
    """A folder in which nothing is that could be written over, or a usage error."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise click.UsageError(f"the folder {printable(str(folder))!r} is not empty")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise click.UsageError(
            f"{printable(str(folder))!r} cannot be a folder: {reason}"
        ) from None
    return folder


def _shown(found: Comparison, paths: Sequence[str], asked: Asked, folder: Path | None) -> int:
    """Print what was found, of the protocols and of each log."""
    code = FOUND if found.differs else DONE
    means: tuple[Claim, ...] | None = None
    try:
        with patience(found.new.id):
            means = claims(found.old, found.new)
    except RuleFailed as error:
        click.echo(render_problems(error.problems), err=True)
        code = RULE_FAILED
    for each in (example for claim in means or () for example in claim.examples):
        if folder is not None:
            (folder / each.file).write_text(each.csv(), encoding="utf-8", newline="")
    engines = Engine(found.old), Engine(found.new)
    standings: list[Standings] = []
    unread: list[Unread] = []
    for path in paths:
        one, result = _one(path, engines, asked)
        code = max(code, result)
        if isinstance(one, Standings):
            standings.append(one)
        else:
            unread.append(one)
            click.echo(f"{render_problems(one.problems)}\n{NO_DECISION}", err=True)
    patients = (standings, unread) if paths else None
    with patience(found.new.id):
        said = _described(found, means, patients, asked)
    click.echo(said)
    return code


def _described(
    found: Comparison, means: Sequence[Claim] | None, patients: Patients | None, asked: Asked
) -> str:
    """All of it in either format. Raises RuleFailed where a rule's own code fails."""
    with describing(found.new.id, f"{found.old.id} or {found.new.id}"):
        if asked.style == "json":
            return line(diff_object(found, means, patients))
        return diff_text(
            found,
            means,
            patients,
            paths=asked.files,
            colour=is_coloured(),
            filed=asked.witness is not None,
        )


def _one(
    path: str, engines: tuple[Engine, Engine], asked: Asked
) -> tuple[Standings | Unread, int]:
    """One log under both protocols, and the exit code that it asks for."""
    timelines: dict[Side, Timeline] = {}
    failed: list[Side] = []
    problems: list[Problem] = []
    result = DONE
    for side, engine in zip(_SIDES, engines, strict=True):
        try:
            with patience(path):
                timelines[side] = _timeline(path, engine, asked.as_of)
        except RehabflowError as error:
            failed.append(side)
            named = (each if each.path else evolve(each, path=path) for each in error.problems)
            problems += [each for each in named if each not in problems]
            result = max(result, RULE_FAILED if isinstance(error, RuleFailed) else UNTRUSTED)
    if problems:
        rule_failed = result == RULE_FAILED
        return Unread(printable(path), tuple(failed), tuple(problems), rule_failed), result
    return Standings(printable(path), *timelines.values()), result


def _timeline(path: str, engine: Engine, as_of: dt.date | None) -> Timeline:
    settings = settings_for(Path(path))
    today = dt.date.today()  # noqa: DTZ011  (the calendar day where the user sits)
    log = read_log(
        path,
        protocol=engine.protocol,
        default_injured=settings.injured,
        date_format=settings.date_format,
        latest=as_of or today + dt.timedelta(1),
    )
    return engine.replay(log, as_of=as_of or today)


_SIDES: tuple[Side, Side] = ("old", "new")
