"""One run of `advance`: every log read, folded and printed, and what the run comes to."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import click
from attrs import evolve, frozen

from rehabflow.cli.exit_codes import (
    ADVANCE_UNKNOWN,
    ADVANCED,
    DONE,
    NO_DECISION,
    NOT_RULED_OUT,
    NOW_REFERRED,
    RULE_FAILED,
    SET_BACK,
    UNTRUSTED,
    USAGE,
)
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.streams import forgive_encodings, is_coloured
from rehabflow.engine import Engine
from rehabflow.errors import LogError, Problem, RehabflowError, RuleFailed
from rehabflow.protocol import REFERRED, Protocol
from rehabflow.readers.log import read_log
from rehabflow.readers.protocol import load_protocol
from rehabflow.render.json import line, problems_object, timeline_object
from rehabflow.render.problems import render_problems
from rehabflow.settings import Settings, settings_for
from rehabflow.timeline import Timeline
from rehabflow.verdict import Outcome


@frozen
class Options:
    """What the command line said beside the logs."""

    protocol: str | None = None
    injured: Literal["left", "right"] | None = None
    as_of: dt.date | None = None
    on_date: dt.date | None = None
    style: Literal["text", "json"] = "text"
    exit_code: bool = False
    since: dt.date | None = None
    log_format: Literal["csv", "jsonl", "yaml"] | None = None
    date_format: Literal["dmy", "mdy"] | None = None
    salvage: bool = False
    directory: str | None = None
    """Of rules beside those that are installed."""


class Unnamed(RehabflowError):
    """No protocol is named for a log."""


def run(logs: Sequence[str], options: Options) -> int:
    """Print each log's result in the order given, and return the exit code."""
    forgive_encodings()
    seen: set[str] = set()
    result = max([_one(log, options, index, seen) for index, log in enumerate(logs)])
    warn_of_plugins(options.directory, seen)
    return result


def _one(log: str, options: Options, index: int, seen: set[str]) -> int:
    """The exit code of one log; what rules were `seen` to be asked for, or to fail, is kept."""
    path = "<stdin>" if log == "-" else log
    try:
        with patience(path):
            timeline = _timeline(log, path, options)
    except RehabflowError as error:
        seen.update(each.field for each in error.problems if isinstance(error, RuleFailed))
        problems = [each if each.path else evolve(each, path=path) for each in error.problems]
        if options.style == "json":
            click.echo(line(problems_object(path, problems)))
        click.echo(f"{render_problems(problems)}\n{NO_DECISION}", err=True)
        return _failure(error)
    seen.update(each.id for each in timeline.protocol.rules)
    if options.on_date:
        try:
            with patience(path):
                timeline = timeline.explain(options.on_date)
        except RehabflowError as error:
            problems = [each if each.path else evolve(each, path=path) for each in error.problems]
            if options.style == "json":
                click.echo(line(problems_object(path, problems)))
            click.echo(render_problems(problems), err=True)
            return RULE_FAILED if isinstance(error, RuleFailed) else USAGE
    if options.style == "json":
        click.echo(line(timeline_object(timeline)))
    else:
        click.echo("\n" * (index > 0) + _text(timeline, options))
    return _result(timeline, options.since) if options.exit_code else DONE


def _timeline(log: str, path: str, options: Options) -> Timeline:
    settings = Settings() if log == "-" else settings_for(Path(log))
    today = dt.date.today()  # noqa: DTZ011  (the calendar day where the user sits)
    as_of = options.as_of or today
    engines: list[Engine] = []

    def protocol(named: str | None) -> Protocol:
        """The protocol that the command line, the log's header or the settings name."""
        wanted = options.protocol or named or settings.protocol
        if wanted is None:
            message = "no protocol is named"
            hint = "name it with -p, in the log's header, or in a rehabflow.toml beside the log"
            raise Unnamed(Problem(path, 0, 0, "RF523", message, "protocol", hint=hint))
        engines.append(_engine(wanted, options.directory))
        return engines[0].protocol

    if log == "-" and sys.stdin is None:
        raise LogError(Problem(path, 0, 0, "RF525", "standard input is closed"))
    read = read_log(
        sys.stdin.buffer if log == "-" else log,
        protocol=protocol,
        format=options.log_format,
        injured=options.injured,
        default_injured=settings.injured,
        date_format=options.date_format or settings.date_format,
        latest=options.as_of or today + dt.timedelta(1),
        salvage=options.salvage,
    )
    (engine,) = engines
    return engine.replay(read, as_of=as_of)


@cache
def _engine(named: str, directory: str | None) -> Engine:
    """The engine of `id`, `id@version` or a path."""
    return Engine(load_protocol(named, rules=directory))


def _text(timeline: Timeline, options: Options) -> str:
    from rehabflow.render.text import date_text, timeline_text

    show = date_text if options.on_date else timeline_text
    return show(timeline, colour=is_coloured())


def _failure(error: RehabflowError) -> int:
    if isinstance(error, RuleFailed):
        return RULE_FAILED
    return USAGE if isinstance(error, Unnamed) else UNTRUSTED


def _result(timeline: Timeline, since: dt.date | None) -> int:
    """What the log of one patient comes to, gravest first."""
    newest = timeline.progress.date
    moves = {
        each.kind
        for each in timeline.decisions
        if each.date == newest or (since is not None and each.date >= since)
    }
    if timeline.stage == REFERRED:
        return NOW_REFERRED
    if "setback" in moves:
        return SET_BACK
    if any(each.danger or each.kind == "stale" for each in timeline.review):
        return NOT_RULED_OUT
    if "advance" in moves:
        return ADVANCED
    advances = [each.verdict for each in timeline.outlook if each.kind == "advance"]
    return ADVANCE_UNKNOWN if Outcome.UNKNOWN in advances else DONE
