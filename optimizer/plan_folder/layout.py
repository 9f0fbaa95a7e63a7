"""The files and columns of a plan folder, and how one is told from any other folder."""

from __future__ import annotations

import json
from pathlib import Path

from optimizer.errors import Fault, InputError

KIND = "belltime plan"
OUR_FILES = (
    "scenario.toml", "bells.csv", "routes.csv", "runs.csv", "stops.csv", "result.json",
    "evaluation.json", "solver.log", "report.md", "map.html",
)  # fmt: skip
BELL_COLUMNS = (
    "school_id", "name", "level", "area", "lat", "lon", "students", "bell_today", "bell_today_basis",
    "bell", "dismissal", "tier", "minutes_moved",
)  # fmt: skip
ROUTE_COLUMNS = (
    "bus", "yard_id", "period", "order", "run_id", "school_id", "first_stop", "at_school", "last_stop",
    "deadhead_minutes", "slack", "tier",
)  # fmt: skip
RUN_COLUMNS = ("run_id", "school_id", "period", "stops", "live_minutes", "live_miles")
# The other school of a run that serves two, minutes that the bus stands there, and when it arrives (pm:
# leaves): columns only of plans with such runs.
ALSO, STAY, AT_ALSO = "also_school_id", "stay_minutes", "at_also_school"


def refuse_foreign_folder(folder: Path) -> None:
    """Raise if something that is not a plan folder already stands at ``folder``; an empty folder is fine."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if kind_of(folder) != KIND:
        raise InputError(
            [Fault(str(folder), "exists and is not a plan folder", remedy="Name another with --out.")]
        )


def kind_of(folder: Path) -> object:
    """Read what a folder says that it is; ``None`` if it says nothing."""
    try:
        found = json.loads((folder / "result.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found.get("kind") if isinstance(found, dict) else None
