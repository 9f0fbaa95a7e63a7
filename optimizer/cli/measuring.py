"""The verbs of ``belltime bench``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import say, say_error


def bench_bells_verb(
    names: Annotated[str, typer.Option(help="cases or their beginnings, with commas between")] = "",
    methods: Annotated[str, typer.Option(help="methods, with commas between (default: all)")] = "",
    seconds: Annotated[float | None, typer.Option(min=0.1, help="limit of each method on each case")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    instances: Annotated[Path | None, typer.Option(help="folder of the Park instances, for ladder B")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the rows as JSON")] = None,
) -> None:
    """Bells and pairing: generated districts, Jeffco, and ladder B of the Park instances."""
    from optimizer.bench.bells import as_markdown, bench_bells

    rows = bench_bells(
        names=_listed(names),
        methods=_listed(methods),
        seconds=seconds,
        seed=seed,
        instances=instances,
        json_file=json_file,
        progress=lambda row: say_error(
            f"{row['case']} {row['method']}: {row['buses']} buses, bound {row['bound']}"
        ),
    )
    say(as_markdown(rows))


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


class RideRule(StrEnum):
    """Whether a stop's own boarding counts as ride: not in BiRD's rule, but in the strict one."""

    bird = "bird"
    strict = "strict"


class BellRule(StrEnum):
    """Bells fixed at AMEARLY (ladder C), or anywhere in the window (ladder D)."""

    fixed = "fixed"
    window = "window"


def bench_park_verb(
    instances: Annotated[Path, typer.Option(help="folder of the Park instances")],
    names: Annotated[str, typer.Option(help="instances, with commas between (default: all)")] = "",
    ride: Annotated[int, typer.Option(min=1, help="longest ride in seconds: 2700 or 5400")] = 2700,
    rule: Annotated[
        RideRule, typer.Option(help="strict counts a stop's own boarding as ride")
    ] = RideRule.bird,
    bells: Annotated[BellRule, typer.Option(help="fixed at AMEARLY, or in the window")] = BellRule.fixed,
    seconds: Annotated[float, typer.Option(min=1, help="limit of each, plan and bound together")] = 120,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    workers: Annotated[int, typer.Option(min=1, max=256, help="processes for each, one of them proves")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the rows as JSON")] = None,
    out: Annotated[Path | None, typer.Option(help="folder for the plans, as plain tables")] = None,
) -> None:
    """Runs and connections together, on the published instances of Park, Tae and Kim."""
    from optimizer.bench.park import NAMES, bench_park

    chosen = _listed(names) or list(NAMES)
    rows = bench_park(
        instances, chosen, ride, rule.value, bells.value, seconds, seed, json_file, out, say_error, workers
    )
    for row in rows:
        say(
            f"{row['instance']} {row['ride']}: {row['buses']} buses, bound {row['bound']}, {row['seconds']} s"
        )
