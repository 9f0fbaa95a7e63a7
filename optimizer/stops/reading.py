"""The tables that stops are chosen from: students, possible stops and hazards, beside a district's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.contracts import CANDIDATES, SCHOOLS, STOPS, STUDENTS, YARDS
from optimizer.district import District, Level
from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.stops.hazards import Hazards, read_hazards
from optimizer.tables import Sheet, read_district, read_sheet
from optimizer.tables.places import coordinate_faults, duplicate_faults, reference_faults

FILES = [table.file for table in (SCHOOLS, STOPS, YARDS, STUDENTS, CANDIDATES)]


@dataclass(frozen=True, slots=True)
class Student:
    """One student who asks for a bus. ``home`` is (lat, lon), ``None`` if unknown."""

    id: str
    school_id: str
    home: tuple[float, float] | None
    level: Level | None = None
    door_to_door: bool = False
    wheelchair: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point where a bus may stop; for one school only if ``school_id`` names one."""

    id: str
    lat: float
    lon: float
    capacity: int | None = None
    school_id: str = ""


@dataclass(frozen=True)
class Town:
    """A district with its students. Its stops are those that exist today, its runs are none.

    ``candidates`` is ``None`` where the district does not say where a bus may stop.
    """

    district: District
    students: tuple[Student, ...]
    candidates: tuple[Candidate, ...] | None = None
    hazards: Hazards | None = None


def lacks_stops(folder: Path) -> bool:
    """Whether a district has students and no stops, so that stops must be chosen first."""
    return (folder / STUDENTS.file).is_file() and not (folder / STOPS.file).is_file()


def read_town(folder: Path) -> Town:
    """Read a district and its students.

    Parameters
    ----------
    folder
        holds schools.csv, yards.csv and students.csv, and perhaps stops.csv (stops that exist),
        candidates.csv and a layer of hazards.

    Raises
    ------
    InputError
        with every fault of every file.
    """
    faults: list[Fault] = []
    district = _read_own_tables(folder, faults)
    schools, students, candidates = (
        read_sheet(folder / table.file, table) for table in (SCHOOLS, STUDENTS, CANDIDATES)
    )
    if not (folder / STUDENTS.file).is_file():
        faults.append(Fault(STUDENTS.file, "is missing", remedy=f"Add it. {STUDENTS.meaning}"))
    faults += _own_faults(schools, students, candidates)
    hazards = _read_own_hazards(folder, faults)
    refuse_if_any(sorted(faults, key=_position))
    assert district is not None  # a district that cannot be read has left its faults
    return Town(
        district=district,
        students=tuple(_build_student(row.cells) for row in students.rows),
        candidates=tuple(_build_candidate(row.cells) for row in candidates.rows) or None,
        hazards=hazards,
    )


def _read_own_tables(folder: Path, faults: list[Fault]) -> District | None:
    try:
        return read_district(folder, before_stops=True)
    except InputError as refused:
        faults.extend(refused.faults)
        return None


def _read_own_hazards(folder: Path, faults: list[Fault]) -> Hazards | None:
    try:
        return read_hazards(folder)
    except InputError as refused:
        faults.extend(refused.faults)
        return None


def _own_faults(schools: Sheet, students: Sheet, candidates: Sheet) -> Iterator[Fault]:
    known = schools.ids()
    for sheet in (students, candidates):
        yield from sheet.faults
        yield from duplicate_faults([sheet])
        if known:
            yield from reference_faults(sheet, known)
    mine = {students.table.file, candidates.table.file}
    yield from (fault for fault in coordinate_faults([schools, students, candidates]) if fault.file in mine)


def _position(fault: Fault) -> tuple[int, int]:
    return FILES.index(fault.file) if fault.file in FILES else len(FILES), fault.line or 0


def _build_student(cells: dict[str, Any]) -> Student:
    known = cells["lat"] is not None and cells["lon"] is not None
    return Student(
        id=cells["student_id"],
        school_id=cells["school_id"],
        home=(cells["lat"], cells["lon"]) if known else None,
        level=_level_of(cells["grade"]),
        door_to_door=cells["service"] == "door_to_door",
        wheelchair=bool(cells["wheelchair"]),
    )


def _level_of(grade: str) -> Level | None:
    """Grades up to 5 walk as elementary students do, 6 to 8 as middle, above as high school students."""
    if not grade:
        return None
    number = int(grade) if grade.isdecimal() else 0
    if number <= 5:
        return "elementary"
    return "middle" if number <= 8 else "high"


def _build_candidate(cells: dict[str, Any]) -> Candidate:
    return Candidate(cells["candidate_id"], cells["lat"], cells["lon"], cells["capacity"], cells["school_id"])
