"""`rehabflow simulate`: made-up patients through a protocol."""

from __future__ import annotations

import datetime as dt

import click

from rehabflow.cli.rules import rules_option


@click.command()
@click.argument("names", metavar="PROTOCOL [NEW]", nargs=-1, required=True)
@click.option("--script", metavar="TEXT", help="A scripted patient, step by step.")
@click.option(
    "--script-file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="The same from a file.",
)
@click.option("--cohort", "size", type=click.IntRange(1, 100_000), metavar="N",
              help="So many made-up patients.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True,
              help="Which patients a cohort is made of.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 3650), default=180, show_default=True,
              help="For how long a cohort is followed.")  # fmt: skip
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default="2024-01-01",
              metavar="DATE", help="The first day of a made-up log. [2024-01-01]")  # fmt: skip
@click.option("--injury", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="When a scripted patient was hurt, for a protocol that asks.")  # fmt: skip
@click.option("--assume", "assumed", multiple=True, metavar="NAME=VALUE",
              help="Another number for a cohort: missed=0.3.")  # fmt: skip
@click.option(
    "--assumptions",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Such numbers, and how fields read, from a YAML file.",
)
@click.option("--log", type=click.Path(dir_okay=False), metavar="FILE.csv",
              help="Write the log of a scripted patient.")  # fmt: skip
@click.option("--logs", type=click.Path(file_okay=False), metavar="DIR",
              help="Write the logs of a cohort.")  # fmt: skip
@rules_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "svg"]),
    default="text",
    show_default=True,
)
def simulate(
    names: tuple[str, ...],
    script: str | None,
    script_file: str | None,
    size: int | None,
    seed: int,
    days: int,
    start: dt.datetime,
    injury: dt.datetime | None,
    assumed: tuple[str, ...],
    file: str | None,
    log: str | None,
    logs: str | None,
    directory: str | None,
    style: str,
) -> None:
    """Show what PROTOCOL does with made-up patients, never what patients will do.

    --script plays one patient: `train pain=2; 1 day; repeat 3: (train pain=1; 2 days)`.
    --cohort makes up many, from distributions that docs/simulate.md names, and tells how
    long they stay in each stage and what holds them there. With a second protocol, NEW,
    the same patients go through both.

    \b
    Exit codes: 0 done, 2 usage, or a --script or --assume that cannot be read,
    3 a protocol, script file or file of assumptions that cannot be trusted,
    4 a rule failed.
    """
    from rehabflow.cli.simulating import Wanted, run_simulation
    from rehabflow.simulation.cohort import FIRST_YEAR, LAST_YEAR

    ways = [script is not None, script_file is not None, size is not None]
    if sum(ways) != 1:
        raise click.UsageError("say one of --script, --script-file and --cohort")
    if len(names) > (1 if size is None else 2):
        many = "a script takes one protocol" if size is None else "a cohort takes two at most"
        raise click.UsageError(f"{many}, and there are {len(names)}")
    if size is None and (style == "svg" or logs or assumed or file):
        raise click.UsageError("--format svg, --logs and assumptions go with --cohort")
    if log and size is not None:
        raise click.UsageError("--log goes with a script; --logs writes those of a cohort")
    if logs and len(names) > 1:
        raise click.UsageError("--logs takes one protocol")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise click.UsageError(f"--start is in {start.year}: {FIRST_YEAR} to {LAST_YEAR}")
    if injury and (size is not None or injury > start):
        raise click.UsageError("--injury goes with a script, and is no later than --start")
    wanted = Wanted(
        names, script, script_file, size, seed, days, start.date(), injury and injury.date(),
        assumed, file, log, logs, directory, style,
    )  # fmt: skip
    raise SystemExit(run_simulation(wanted))
