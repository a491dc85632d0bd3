"""What `rehabflow protocols` prints: every installed protocol, one of them, or a stage's sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rehabflow.catalog import (
    InstalledProtocol,
    broken_plugins,
    broken_protocols,
    installed_protocols,
)
from rehabflow.cli.describing import describing
from rehabflow.cli.exit_codes import DONE
from rehabflow.cli.listing import refused
from rehabflow.cli.patience import patience
from rehabflow.cli.plugins import warn_of_plugins
from rehabflow.cli.streams import forgive_encodings, is_coloured
from rehabflow.errors import LogError, ProtocolError, RehabflowError, RuleFailed
from rehabflow.nearest import did_you_mean
from rehabflow.printable import printable
from rehabflow.protocol import Protocol, Stage
from rehabflow.readers.protocol import is_path, load_protocol
from rehabflow.readers.protocol_head import ProtocolHead, read_head
from rehabflow.render.json import FORMAT, line, protocol_object, sheet_object
from rehabflow.render.listing import brought_by, listing_text
from rehabflow.render.phrase import listed
from rehabflow.render.problems import render_warnings
from rehabflow.render.protocol import protocol_text
from rehabflow.render.sheet import sheet_text
from rehabflow.render.yaml import protocol_yaml

if TYPE_CHECKING:
    from rehabflow.scenario import Scenario

_UNREADABLE = "(cannot be read)"


def list_protocols(directory: str | None, style: str) -> int:
    """Every installed protocol, without importing a rule."""
    forgive_encodings()
    try:
        broken = [*broken_protocols(), *broken_plugins(directory)]
    except RehabflowError as error:
        return refused(error, style)
    rows: list[tuple[InstalledProtocol, ProtocolHead | None]] = []
    for _, each in sorted(installed_protocols().items()):
        try:
            rows.append((each, read_head(each.path)))
        except ProtocolError as error:
            broken += error.problems
            rows.append((each, None))
    if broken:
        click.echo(render_warnings(broken), err=True)
    if style == "json":
        for each, head in rows:
            click.echo(line({"rehabflow": FORMAT, **_listed(each, head)}))
    else:
        click.echo(listing_text([_row(each, head) for each, head in rows]))
    return DONE


def show_protocol(name: str, stage: str | None, directory: str | None, style: str) -> int:
    """One protocol, whose rules are imported; with `stage`, the sheet of that stage."""
    forgive_encodings()
    found = None if is_path(name) else named_protocol(name)
    try:
        with patience(name):
            protocol = load_protocol(name, rules=directory)
            of = None if stage is None else _stage(protocol, stage)
            base = _base_of(protocol, directory)
            shown = _described(protocol, of, found, name, style, base)
    except RehabflowError as error:
        called_for = {each.field for each in error.problems if isinstance(error, RuleFailed)}
        code = refused(error, style)
    else:
        called_for, code = {each.id for each in protocol.rules}, DONE
        click.echo(shown)
    warn_of_plugins(directory, called_for)
    return code


def named_protocol(name: str) -> InstalledProtocol:
    """The installed protocol of `id` or `id@version`, or a usage error with the nearest id."""
    id, known = name.partition("@")[0], installed_protocols()
    if id not in known:
        there = f"there is {listed(sorted(known))}; a file is named by its path: ./mine.yaml"
        hint = did_you_mean(id, known) or there
        raise click.UsageError(f"there is no protocol {id!r}; {hint}")
    return known[id]


def _stage(protocol: Protocol, id: str) -> Stage:
    """The stage of an id, or a usage error with the nearest one."""
    ids = protocol.stage_ids
    if id not in ids:
        hint = did_you_mean(id, ids) or f"there is {listed(ids)}"
        raise click.UsageError(f"{protocol.id} has no stage {id!r}; {hint}")
    return protocol.stage(id)


def _base_of(protocol: Protocol, directory: str | None) -> Protocol | None:
    """What a protocol was made from, if that very version is installed and can be read."""
    based_on = protocol.source.get("based_on")
    try:
        return load_protocol(based_on, rules=directory) if based_on else None
    except RehabflowError:
        return None


def _described(
    protocol: Protocol,
    stage: Stage | None,
    found: InstalledProtocol | None,
    name: str,
    style: str,
    base: Protocol | None,
) -> str:
    """A protocol or a stage in any format; `base` is what it was made from.

    Raises RuleFailed where a rule's own code fails, and ProtocolError where a shared exercise,
    of which only people read more than decides, turns out to be wrong.
    """
    with describing(name, f"{protocol.id} {protocol.version}"):
        if style == "yaml":
            return protocol_yaml(protocol)
        if style in _DRAWN:
            return _DRAWN[style](protocol)
        if style == "json":
            return line(
                protocol_object(protocol, _origin(found, name), base)
                if stage is None
                else sheet_object(protocol, stage)
            )
        if stage is not None:
            return sheet_text(protocol, stage)
        where = brought_by(found.distribution, found.version) if found else printable(name)
        where = f"brought by {where}"
        if style == "markdown":
            return _page(protocol, found.path if found else Path(name), where, base)
        return protocol_text(protocol, where, colour=is_coloured(), base=base)


def _mermaid(protocol: Protocol) -> str:
    from rehabflow.render.diagram import diagram_text

    return diagram_text(protocol)


def _dot(protocol: Protocol) -> str:
    from rehabflow.render.dot import dot_text

    return dot_text(protocol)


def _svg(protocol: Protocol) -> str:
    from rehabflow.render.svg import svg_text

    return svg_text(protocol)


_DRAWN = {"mermaid": _mermaid, "dot": _dot, "svg": _svg}


def _page(protocol: Protocol, path: Path, brought: str, base: Protocol | None) -> str:
    """A page of Markdown, with the scenarios of a file of the same name if there is one."""
    from rehabflow.render.protocol_page import protocol_page
    from rehabflow.scenario import read_scenarios

    beside = path.with_suffix(".md")
    scenarios: tuple[Scenario, ...] = ()
    try:
        scenarios = read_scenarios(beside, protocol)
    except LogError as error:
        click.echo(render_warnings(error.problems), err=True)
    except FileNotFoundError:
        pass  # no file of scenarios
    return protocol_page(protocol, brought, scenarios, beside.name, base)


def _origin(found: InstalledProtocol | None, name: str) -> dict[str, Any]:
    return {
        "distribution": found.distribution if found else None,
        "distribution_version": found.version if found else None,
        "path": None if found else name,
    }


def _listed(each: InstalledProtocol, head: ProtocolHead | None) -> dict[str, Any]:
    return {
        "id": each.id,
        "version": head and head.version,
        "title": head and head.title,
        "distribution": each.distribution,
        "distribution_version": each.version,
    }


def _row(each: InstalledProtocol, head: ProtocolHead | None) -> tuple[str, str, str]:
    version, title = (head.version, head.title or "(no title)") if head else ("", _UNREADABLE)
    return f"{each.id} {version}".rstrip(), title, brought_by(each.distribution, each.version)
