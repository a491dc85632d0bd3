"""What `rehabflow test --record` prints or writes: logs as scenarios of a protocol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import click
from attrs import evolve, frozen

from rehabflow.cli.exit_codes import DONE, RULE_FAILED, UNTRUSTED
from rehabflow.cli.own_file import appended, own_scenarios, write
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.protocol_view import named_protocol
from rehabflow.cli.streams import forgive_encodings
from rehabflow.engine import Engine
from rehabflow.errors import LogError, Problem, RehabflowError, RuleFailed
from rehabflow.log import Log
from rehabflow.printable import printable
from rehabflow.protocol import Protocol
from rehabflow.readers.log import read_log
from rehabflow.readers.protocol import is_path, load_protocol
from rehabflow.recorded import recorded, shifted, title_of
from rehabflow.render.phrase import counted
from rehabflow.render.problems import render_problems, render_warnings
from rehabflow.scenario import read_text, scenarios_of
from rehabflow.settings import settings_for


@frozen
class Recording:
    """What the command line said beside the protocol and the logs."""

    write: bool = False
    shift_to: dt.date | None = None
    injured: Literal["left", "right"] | None = None
    date_format: Literal["dmy", "mdy"] | None = None
    rules: str | None = None


def record(name: str, logs: Sequence[str], how: Recording) -> int:
    """Print the logs as scenarios, or append them to the protocol's; return the exit code.

    Nothing is printed or written where a log, the protocol or its scenarios cannot be read.
    """
    forgive_encodings()
    if how.write:
        path = own_scenarios(name, "--write")
    else:
        path = (Path(name) if is_path(name) else named_protocol(name).path).with_suffix(".md")
    seen = set[str]()
    try:
        with patience(name):
            engine = Engine(load_protocol(name, rules=how.rules))
            seen.update(each.id for each in engine.protocol.rules)
            before, titles = _before(path, engine.protocol)
            sections = list(_sections(_read(logs, engine.protocol, how), engine, titles))
    except RehabflowError as error:
        seen.update(each.field for each in error.problems)
        click.echo(render_problems(error.problems), err=True)
        warn_of_plugins(how.rules, seen)
        return RULE_FAILED if isinstance(error, RuleFailed) else UNTRUSTED
    warn_of_plugins(how.rules, seen)
    text = "\n".join(sections)
    if not how.write:
        click.echo(text, nl=False)
        return DONE
    write(path, before, appended(before, text, engine.protocol))
    click.echo(f"{printable(str(path))}: {counted(len(sections), 'scenario')} appended")
    return DONE


def _before(path: Path, protocol: Protocol) -> tuple[str | None, list[str]]:
    """What the file of scenarios says, None where none is there, and the titles in it.

    It must be one that can be read.
    """
    try:
        text = read_text(path)
    except FileNotFoundError:
        return None, []
    return text, [each.title for each in scenarios_of(text, str(path), protocol)]


def _read(logs: Sequence[str], protocol: Protocol, how: Recording) -> list[Log]:
    """The logs. Raises LogError with every problem of all of them."""
    found: list[Log] = []
    problems: list[Problem] = []
    latest = dt.date.today() + dt.timedelta(1)  # noqa: DTZ011  (where the user sits)
    for each in logs:
        settings = settings_for(Path(each))
        try:
            log = read_log(
                each,
                protocol=protocol,
                injured=how.injured,
                default_injured=settings.injured,
                date_format=how.date_format or settings.date_format,
                latest=latest,
            )
        except LogError as error:
            problems += error.problems
            continue
        if log.warnings:
            click.echo(render_warnings(log.warnings), err=True)
        found.append(log if how.shift_to is None else _shifted(log, how.shift_to))
    if problems:
        raise LogError(*problems)
    return found


def _shifted(log: Log, to: dt.date) -> Log:
    try:
        return shifted(log, to)
    except OverflowError as error:
        raise click.UsageError(f"{log.path} reaches beyond the calendar from there") from error


def _sections(logs: Sequence[Log], engine: Engine, titles: list[str]) -> Iterator[str]:
    for log in logs:
        titles.append(title_of(titles))
        try:
            yield recorded(log, engine, titles[-1])
        except LogError as error:
            placed = (evolve(each, path=each.path or log.path) for each in error.problems)
            raise LogError(*placed) from error
