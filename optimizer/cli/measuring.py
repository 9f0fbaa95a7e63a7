"""The verbs of ``belltime bench``."""

from __future__ import annotations

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
