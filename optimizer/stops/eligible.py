"""Who gets a bus at all, and how far each may walk to a stop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.district import Place, School
from optimizer.scenario import PerLevel, StopsChoice
from optimizer.stops.reading import Student
from optimizer.stops.walking import Walking
from optimizer.travel import FloatArray


def homes_of(students: Sequence[Student], school: School) -> list[Place]:
    """Homes as places, on the terrain of the school; all of these students have one."""
    at = [student.home for student in students if student.home is not None]
    return [Place("", lat, lon, school.place.terrain) for lat, lon in at]


def limits(students: Sequence[Student], school: School, by_level: PerLevel) -> FloatArray:
    """Miles allowed to each student, [n]: by grade where it is known, else by the school's level."""
    return np.array([by_level.of(student.level or school.level) for student in students], dtype=np.float64)


def walks_to_school(
    students: Sequence[Student], school: School, choice: StopsChoice, walking: Walking
) -> list[bool]:
    """Whether each student walks to school: near enough, no hazard between, and not fetched at the door."""
    if not students:
        return []
    zone = limits(students, school, choice.walk_zone)
    miles = walking.safe_miles(homes_of(students, school), [school.place], zone)[:, 0]
    return [
        bool(near) and not (student.door_to_door or student.wheelchair)
        for student, near in zip(students, np.isfinite(miles), strict=True)
    ]
