"""One instance: its schools, the students at their stops, and the driving between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.routing.joint.instance import FloatArray, IntArray

FEET_PER_SECOND = 29.3333
SEATS = 66
STOP_SECONDS = 19.0
STUDENT_SECONDS = 2.6
UNLOAD_SECONDS = 154.4
MINUTE = 60


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


def travel_seconds(start: FloatArray, end: FloatArray) -> FloatArray:
    """Manhattan driving time between every start and every end, shape (starts, ends)."""
    feet = np.abs(start[:, None, :] - end[None, :, :]).sum(axis=2)
    return np.asarray(feet / FEET_PER_SECOND, dtype=np.float64)


def deadheads(instance: ParkInstance) -> list[FloatArray]:
    """For each school the driving time from every school to each of its stops, shape (schools, stops)."""
    places = np.array([school.place for school in instance.schools]).reshape(-1, 2)
    return [travel_seconds(places, school.stop_places) for school in instance.schools]


def early_bells(instance: ParkInstance) -> IntArray:
    """The bells of the published comparison: everyone at AMEARLY."""
    return np.array([school.bell_early for school in instance.schools], dtype=np.int64)
