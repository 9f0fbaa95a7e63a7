"""The note that lies beside exported files: what each holds, what is left out, what is modelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimizer.judge.columns import Column
from optimizer.outputs.exports.tables import EXPORTED, tables_of
from optimizer.outputs.opened import OpenedPlan

FILES = {
    "geojson": "schools, stops, runs, yards .geojson: layers in degrees (WGS 84), times of day as text",
    "geopackage": "plan.gpkg: the same four layers in one GeoPackage",
    "csv": (
        "schools, runs, connections, routes, tiers, groups .csv, and lateness_schools, lateness_groups, "
        "lateness_connections .csv (simulated): times of day as text; a text that a "
        "spreadsheet would run as a formula has an apostrophe before it"
    ),
    "parquet": "the same tables as .parquet: times of day as minutes past midnight",
    "gtfs": (
        "gtfs.zip: a GTFS feed; each school is a GTFS route, each run a trip, each bus a block; times are "
        "whole minutes"
    ),
    "icalendar": "bells.ics and bells/: the school day of all schools, and of each",
}
SHARING = (
    (
        "A stop shows its riders as <10 or 10+. A stop of fewer than 10 riders is placed on a grid of a "
        "thousandth of a degree, about 100 m."
    ),
    (
        "A stop at a door where fewer than 10 ride is in no file, nor are length, cost and far end of what "
        "drives there: lines and trips pass it over, and a run to doors only has neither."
    ),
    (
        "A count of 1 to 9 riders or students is left out, and a second count wherever a sum would tell the "
        "only one left out. Empty also means unknown."
    ),
    "Pickup, return and ride times of a school are left out where fewer than 10 riders make them.",
    "Minutes of runs, rides and deadheads are whole: the seconds would tell how many riders board.",
)


def write_readme(opened: OpenedPlan, folder: Path, formats: Sequence[str]) -> Path:
    """Write ``README.txt``."""
    parts = [
        f"{opened.title}\n{opened.headline}\n",
        _list("Files", [FILES[name] for name in formats]),
        _list("Left out, so that no child can be recognised", SHARING),
        _list(
            "To know",
            [
                "Lines of runs are straight between stops; they are not the streets driven.",
                "Times at stops are planned from modelled driving times, not observed.",
                *(f"Modelled: {words}" for words in opened.modelled),
            ],
        ),
    ]
    parts += [
        _list(f"Columns of {table}", [f"{name}: {column.meaning}" for name, column in columns.items()])
        for table, columns in _columns(opened).items()
    ]
    path = folder / "README.txt"
    path.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    return path


def _columns(opened: OpenedPlan) -> dict[str, dict[str, Column]]:
    """Table → its columns, only those that are written."""
    return {
        name: {column: EXPORTED[name][column] for column in frame.columns}
        for name, frame in tables_of(opened).items()
    }


def _list(heading: str, lines: Sequence[str]) -> str:
    return f"{heading}\n" + "".join(f"- {line}\n" for line in lines)
