"""District → CSV files, such that reading them gives the same district again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.contracts import RUNS, SCHOOLS, STOPS, YARDS, Column, Table
from optimizer.district import District, Place, Run, School, Stop, Visit, Yard
from optimizer.units import clock


def write_district(district: District, folder: Path) -> None:
    """Write schools.csv, stops.csv, yards.csv and, if the district has runs, runs.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SCHOOLS.file, SCHOOLS, map(_school_cells, district.schools))
    (folder / STOPS.file).write_text(stops_as_csv(district.stops), encoding="utf-8", newline="")
    _write(folder / YARDS.file, YARDS, map(_yard_cells, district.yards))
    if district.runs:
        write_runs(district.runs, folder / RUNS.file)


def write_runs(runs: Iterable[Run], path: Path) -> None:
    """Write a table of runs; every stop with the riders that the run serves there.

    Runs that serve two schools have no place in it (``ValueError``): they are a plan's, not a district's.
    """
    runs = tuple(runs)
    if any(run.also for run in runs):
        raise ValueError("a district's table of runs holds no runs that serve two schools")
    _write(path, RUNS, map(_run_cells, runs))


def stops_as_csv(stops: Iterable[Stop]) -> str:
    """Spell a table of stops, such that reading it gives the same stops again."""
    stops = tuple(stops)
    told = {
        "wheelchairs": any(stop.wheelchairs for stop in stops),
        "walk_miles": any(stop.walk_miles is not None for stop in stops),
        "door": any(stop.door for stop in stops),
    }  # a district that knows nothing of one of these has no column for it
    columns = tuple(column for column in STOPS.columns if told.get(column.name, True))
    return _as_csv(replace(STOPS, columns=columns), map(_stop_cells, stops))


def _write(path: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text(_as_csv(table, rows), encoding="utf-8", newline="")


def _as_csv(table: Table, rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows([_spell(cells[column.name], column) for column in table.columns] for cells in rows)
    return text.getvalue()


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
    names = ("riders_am", "riders_pm", "wheelchairs", "walk_miles", "door", "basis")
    facts = {name: getattr(stop, name) for name in names}
    return {"stop_id": stop.id, "school_id": stop.school_id, **_place_cells(stop.place), **facts}


def _yard_cells(yard: Yard) -> dict[str, Any]:
    facts = {"name": yard.name, "buses": yard.buses, "basis": yard.basis}
    return {"yard_id": yard.id, **_place_cells(yard.place), **facts}


def spell_visit(visit: Visit) -> str:
    """Spell a visit as in a table of runs: ``A1:12``, ``A1:12w1`` with one rider in a wheelchair."""
    return f"{visit.stop_id}:{visit.riders}" + (f"w{visit.wheelchairs}" if visit.wheelchairs else "")


def _run_cells(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "school_id": run.school_id,
        "period": run.period,
        "stops": " ".join(map(spell_visit, run.visits)),
        "live_minutes": run.live_minutes,
        "live_miles": run.live_miles,
    }
