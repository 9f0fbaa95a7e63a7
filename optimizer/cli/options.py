"""Arguments that several verbs share, and how they write a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import say

DONE, OUR_FAULT, NO_PLAN, BAD_INPUT = 0, 1, 2, 3

ScenarioPath = Annotated[Path, typer.Argument(help="scenario file (TOML)", metavar="SCENARIO")]
PlanPath = Annotated[Path, typer.Argument(help="plan folder", metavar="PLAN")]
PlanPaths = Annotated[list[Path], typer.Argument(help="plan folders", metavar="PLAN PLAN...")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="write it as JSON")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="change one key, e.g. bells.high.earliest=8:30"),
]


def write_text(path: Path, text: str) -> None:
    """Write a file, its folder if need be, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    say(f"written: {path}")
