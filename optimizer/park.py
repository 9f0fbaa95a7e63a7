"""Instances of Park, Tae and Kim (2012): many schools, single load, as BiRD (PNAS 2019) ran them.

Coordinates are feet, distance is Manhattan, a bus drives 20 mph. Boarding takes 19 s per stop and 2.6 s per
student; a bus has 66 seats, arrives 154.4 s before the bell and has unloaded when it rings.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.routing.joint.bells import BellWindows
from optimizer.routing.joint.instance import FloatArray, IntArray, JointProblem, SchoolStops

FEET_PER_SECOND = 29.3333
SEATS = 66
STOP_SECONDS = 19.0
STUDENT_SECONDS = 2.6
UNLOAD_SECONDS = 154.4
MINUTE = 60

Rule = Literal["bird", "strict"]
"""Ride rule: BiRD leaves a stop's own boarding out of its ride; Park, Tae and Kim count it (strict)."""


@dataclass(frozen=True, slots=True, eq=False)
class ParkSchool:
    """A school with the students waiting at its stops; times in seconds past midnight."""

    school_id: str
    place: FloatArray
    bell_early: int
    bell_late: int
    stop_ids: tuple[str, ...]
    stop_places: FloatArray
    students: IntArray


@dataclass(frozen=True, slots=True)
class ParkInstance:
    """One instance by name, and the stops nobody waits at (no run need call there)."""

    name: str
    schools: tuple[ParkSchool, ...]
    idle_stops: tuple[str, ...]


def read_park(folder: Path) -> ParkInstance:
    """Read ``Schools.txt`` and ``Stops.txt`` of one instance.

    Raises
    ------
    InputError
        With every unreadable value and every stop of an unknown school.
    """
    schools = _read_rows(folder / "Schools.txt", ("ID", "X", "Y", "AMEARLY", "AMLATE"))
    stops = _read_rows(folder / "Stops.txt", ("ID", "X_COORD", "Y_COORD", "EP_ID", "STUDENT_COUNT"))
    known = {row["ID"] for row in schools}
    refuse_if_any(
        Fault("Stops.txt", "is not in Schools.txt", line, "EP_ID", row["EP_ID"])
        for line, row in enumerate(stops, start=2)
        if row["EP_ID"] not in known
    )
    waiting = [row for row in stops if int(row["STUDENT_COUNT"]) > 0]
    idle = tuple(row["ID"] for row in stops if int(row["STUDENT_COUNT"]) == 0)
    built = tuple(
        _build_school(row, [stop for stop in waiting if stop["EP_ID"] == row["ID"]]) for row in schools
    )
    return ParkInstance(folder.name, built, idle)


def travel_seconds(start: FloatArray, end: FloatArray) -> FloatArray:
    """Manhattan driving time between every start and every end, shape (starts, ends)."""
    feet = np.abs(start[:, None, :] - end[None, :, :]).sum(axis=2)
    return np.asarray(feet / FEET_PER_SECOND, dtype=np.float64)


def early_bells(instance: ParkInstance) -> IntArray:
    """The bells of the published comparison: everyone at AMEARLY."""
    return np.array([school.bell_early for school in instance.schools], dtype=np.int64)


def build_problem(instance: ParkInstance, ride: float, rule: Rule, bells: IntArray) -> JointProblem:
    """The joint choice of runs and connections once the bells are known."""
    schools = tuple(_build_stops(school, ride, rule) for school in instance.schools)
    drives = deadheads(instance)
    reach = tuple(
        bells[s] - UNLOAD_SECONDS - bells[:, None].astype(np.float64) - drive
        for s, drive in enumerate(drives)
    )
    return JointProblem(schools, reach)


def deadheads(instance: ParkInstance) -> list[FloatArray]:
    """For each school the driving time from every school to each of its stops, shape (schools, stops)."""
    places = np.array([school.place for school in instance.schools]).reshape(-1, 2)
    return [travel_seconds(places, school.stop_places) for school in instance.schools]


def _build_stops(school: ParkSchool, ride: float, rule: Rule) -> SchoolStops:
    return SchoolStops(
        name=school.school_id,
        stops=school.stop_ids,
        load=school.students,
        board=STOP_SECONDS + STUDENT_SECONDS * school.students.astype(np.float64),
        drive=travel_seconds(school.stop_places, school.stop_places),
        to_school=travel_seconds(school.stop_places, school.place[None, :])[:, 0],
        ride_limit=np.full(len(school.stop_ids), float(ride)),
        seats=SEATS,
        counts_own_boarding=rule == "strict",
    )


def _build_school(row: dict[str, str], stops: Sequence[dict[str, str]]) -> ParkSchool:
    places = [(float(stop["X_COORD"]), float(stop["Y_COORD"])) for stop in stops]
    return ParkSchool(
        school_id=row["ID"],
        place=np.array([float(row["X"]), float(row["Y"])]),
        bell_early=_seconds(row["AMEARLY"]),
        bell_late=_seconds(row["AMLATE"]),
        stop_ids=tuple(stop["ID"] for stop in stops),
        stop_places=np.array(places, dtype=np.float64).reshape(-1, 2),
        students=np.array([int(stop["STUDENT_COUNT"]) for stop in stops], dtype=np.int64),
    )


def _seconds(hhmm: str) -> int:
    """``"905"`` is 9:05, in seconds past midnight."""
    return (int(hhmm) // 100 * 60 + int(hhmm) % 100) * 60


def _read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    if not path.is_file():
        raise InputError([Fault(str(path), "is missing", remedy="Give the folder of a Park instance.")])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    refuse_if_any(
        Fault(
            path.name,
            f"is not a {'name' if column in {'ID', 'EP_ID'} else 'number'}",
            line,
            column,
            str(row.get(column)),
        )
        for line, row in enumerate(rows, start=2)
        for column in columns
        if not _is_readable(column, row.get(column))
    )
    return rows


def _is_readable(column: str, value: str | None) -> bool:
    if not value:
        return False
    if column in {"ID", "EP_ID"}:
        return True
    try:
        number = float(value)
    except ValueError:
        return False
    whole = column in {"AMEARLY", "AMLATE", "STUDENT_COUNT"}
    return number >= 0 and (not whole or value.isdigit())


def build_windows(instance: ParkInstance, ride: float, rule: Rule) -> BellWindows:
    """The joint choice of runs, connections and bells on a one-minute grid from AMEARLY to AMLATE."""
    return BellWindows(
        schools=tuple(_build_stops(school, ride, rule) for school in instance.schools),
        gap=tuple(drive + UNLOAD_SECONDS for drive in deadheads(instance)),
        earliest=early_bells(instance) // MINUTE,
        latest=np.array([school.bell_late for school in instance.schools], dtype=np.int64) // MINUTE,
        step=float(MINUTE),
    )
