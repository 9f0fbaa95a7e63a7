"""A folder of tables → District: every fault of every file first, and only then the district."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.contracts import RUNS, SCHOOLS, STOPS, STUDENTS, TABLES, YARDS
from optimizer.district import District, Place, Run, School, Stop, Terrain, Yard
from optimizer.errors import Fault, refuse_if_any
from optimizer.tables.cells import did_you_mean
from optimizer.tables.places import coordinate_faults, duplicate_faults, reference_faults
from optimizer.tables.sheets import Sheet, read_sheet
from optimizer.tables.visits import KnownStops, build_runs, rider_faults, visit_faults

PLACE_COLUMNS = frozenset({"school_id", "lat", "lon", "terrain"})


def read_district(
    folder: Path, name: str = "", *, stops: Path | None = None, before_stops: bool = False
) -> District:
    """Read the tables of one district.

    Parameters
    ----------
    folder
        holds schools.csv, stops.csv and yards.csv, and perhaps runs.csv.
    name
        the district's name; that of the folder (``Springfield``, ``Jeffco 2023-24``) if left out.
    stops
        a table of stops to read in place of the folder's own.
    before_stops
        whether stops are still to be chosen: stops.csv may be missing, and runs are not read.

    Raises
    ------
    InputError
        with every fault of every file; see :mod:`optimizer.contracts` for what the columns must hold.
    """
    refuse_if_any(_folder_faults(folder))
    schools, yards = (read_sheet(folder / table.file, table) for table in (SCHOOLS, YARDS))
    places = read_sheet(stops or folder / STOPS.file, replace(STOPS, required=not before_stops))
    runs = Sheet(RUNS) if before_stops else read_sheet(folder / RUNS.file, RUNS)
    faults = list(_place_faults(schools, places, yards))
    known = KnownStops.of_sheet(places) if faults else KnownStops.of(_build_stops(places, schools))
    faults += _run_faults(runs, schools.ids(), known)
    refuse_if_any(sorted(faults, key=_position))
    return District(
        name=name or _name_of(folder.resolve()),
        schools=tuple(_build_school(row.cells) for row in schools.rows),
        stops=_build_stops(places, schools),
        yards=tuple(_build_yard(row.cells) for row in yards.rows),
        runs=build_runs(runs, known),
        source=folder.as_posix(),
        digests={table.file: digest for table in TABLES if (digest := _digest(folder / table.file))},
    )


def read_runs(path: Path, district: District) -> tuple[Run, ...]:
    """Read a table of runs of a district that is already known.

    Raises
    ------
    InputError
        with every fault: of the cells, of the stops, and of riders not carried once in each period.
    """
    sheet = read_sheet(path, replace(RUNS, required=True))
    known = KnownStops.of(district.stops)
    refuse_if_any(sorted(_run_faults(sheet, district.school_index, known), key=_position))
    return build_runs(sheet, known)


def districts_in(folder: Path) -> list[Path]:
    """Find the districts in a folder of districts: sub-folders with schools, and stops or students."""
    with_schools = sorted(path.parent for path in folder.glob(f"*/{SCHOOLS.file}"))
    told = (STOPS.file, STUDENTS.file)
    return [path for path in with_schools if any((path / file).is_file() for file in told)]


def _folder_faults(folder: Path) -> Iterator[Fault]:
    if not folder.is_dir():
        beside = [path.name for path in folder.parent.iterdir()] if folder.parent.is_dir() else []
        remedy = did_you_mean(folder.name, beside) or "Give the folder that holds schools.csv."
        yield Fault(str(folder), "is not a folder", remedy=remedy)
    elif not (folder / SCHOOLS.file).exists() and (inside := districts_in(folder)):
        remedy = f"Choose one: {', '.join(path.name for path in inside)}."
        yield Fault(str(folder), "is a folder of districts", remedy=remedy)


def _place_faults(schools: Sheet, stops: Sheet, yards: Sheet) -> Iterator[Fault]:
    places = (schools, stops, yards)
    school_ids = schools.ids()
    for sheet in places:
        yield from sheet.faults
        if school_ids:
            yield from reference_faults(sheet, school_ids)
    yield from _wheelchair_faults(stops)
    yield from duplicate_faults(places)
    yield from coordinate_faults(places)


def _wheelchair_faults(stops: Sheet) -> Iterator[Fault]:
    for row in stops.rows:
        am, pm, chairs = (row.cells.get(name) for name in ("riders_am", "riders_pm", "wheelchairs"))
        if am is not None and chairs is not None and chairs > min(am, am if pm is None else pm):
            problem, remedy = "are more wheelchairs than riders", "Riders include those in wheelchairs."
            yield stops.fault(row, "wheelchairs", str(chairs), problem, remedy)


def _run_faults(runs: Sheet, school_ids: Collection[str], known: KnownStops) -> list[Fault]:
    """Find faults of the runs; riders are counted only when all else is sound: one slip is told once."""
    faults = [*runs.faults, *duplicate_faults([runs])]
    if school_ids:
        faults += reference_faults(runs, school_ids)
    if known.school_of:
        faults += visit_faults(runs, known, school_ids)
    if not faults and known.riders and runs.rows:
        faults += rider_faults(runs, known)
    return faults


def _position(fault: Fault) -> tuple[int, int]:
    return [table.file for table in TABLES].index(fault.file), fault.line or 0


def _name_of(folder: Path) -> str:
    """Name a district after its folder, and after the one above if the folder is a year's."""
    if folder.name[:4].isdecimal():
        return f"{_as_people_write(folder.parent.name)} {folder.name}"
    return _as_people_write(folder.name)


def _as_people_write(name: str) -> str:
    """``Our Town`` of a folder ``our-town``; a name with capitals is somebody's own spelling."""
    return name.replace("-", " ").replace("_", " ").title() if name == name.lower() else name


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _build_school(cells: dict[str, Any]) -> School:
    facts = {key: value for key, value in cells.items() if key not in PLACE_COLUMNS}
    return School(place=_build_place(cells["school_id"], cells, cells["terrain"]), **facts)


def _build_stops(stops: Sheet, schools: Sheet) -> tuple[Stop, ...]:
    terrain = {row.cells["school_id"]: row.cells["terrain"] for row in schools.rows}
    return tuple(_build_stop(row.cells, terrain[row.cells["school_id"]]) for row in stops.rows)


def _build_stop(cells: dict[str, Any], terrain: Terrain) -> Stop:
    return Stop(
        place=_build_place(cells["stop_id"], cells, cells["terrain"] or terrain),
        school_id=cells["school_id"],
        riders_am=cells["riders_am"],
        riders_pm=cells["riders_am"] if cells["riders_pm"] is None else cells["riders_pm"],
        basis=cells["basis"],
        wheelchairs=cells["wheelchairs"],
        walk_miles=cells["walk_miles"],
        door=cells["door"],
    )


def _build_yard(cells: dict[str, Any]) -> Yard:
    place = _build_place(cells["yard_id"], cells, cells["terrain"])
    return Yard(place=place, name=cells["name"], buses=cells["buses"], basis=cells["basis"])


def _build_place(id_: str, cells: dict[str, Any], terrain: Terrain) -> Place:
    return Place(id=id_, lat=cells["lat"], lon=cells["lon"], terrain=terrain)
