"""District → CSV files, such that reading them gives the same district again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from optimizer.contracts import RUNS, SCHOOLS, STOPS, YARDS, Column, Table
from optimizer.district import District, Place, Run, School, Stop, Yard
from optimizer.units import clock


def write_district(district: District, folder: Path) -> None:
    """Write schools.csv, stops.csv, yards.csv and, if the district has runs, runs.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SCHOOLS.file, SCHOOLS, map(_school_cells, district.schools))
    _write(folder / STOPS.file, STOPS, map(_stop_cells, district.stops))
    _write(folder / YARDS.file, YARDS, map(_yard_cells, district.yards))
    if district.runs:
        write_runs(district.runs, folder / RUNS.file)


def write_runs(runs: Iterable[Run], path: Path) -> None:
    """Write a table of runs; every stop with the riders that the run serves there."""
    _write(path, RUNS, map(_run_cells, runs))


def _write(path: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows([_spell(cells[column.name], column) for column in table.columns] for cells in rows)


def _spell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    match column.type:
        case "clock":
            return clock(value)
        case "yes/no":
            return "yes" if value else "no"
        case "number" | "share":
            return f"{value:.{column.decimals}f}"
        case _:
            return str(value)


def _place_cells(place: Place) -> dict[str, Any]:
    return {"lat": place.lat, "lon": place.lon, "terrain": place.terrain}


def _school_cells(school: School) -> dict[str, Any]:
    facts = {
        column.name: getattr(school, column.name)
        for column in SCHOOLS.columns
        if column.name not in ("school_id", "lat", "lon", "terrain")
    }
    return {"school_id": school.id, **_place_cells(school.place), **facts}


def _stop_cells(stop: Stop) -> dict[str, Any]:
    facts = {"riders_am": stop.riders_am, "riders_pm": stop.riders_pm, "basis": stop.basis}
    return {"stop_id": stop.id, "school_id": stop.school_id, **_place_cells(stop.place), **facts}


def _yard_cells(yard: Yard) -> dict[str, Any]:
    facts = {"name": yard.name, "buses": yard.buses, "basis": yard.basis}
    return {"yard_id": yard.id, **_place_cells(yard.place), **facts}


def _run_cells(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "school_id": run.school_id,
        "period": run.period,
        "stops": " ".join(f"{visit.stop_id}:{visit.riders}" for visit in run.visits),
        "live_minutes": run.live_minutes,
        "live_miles": run.live_miles,
    }
