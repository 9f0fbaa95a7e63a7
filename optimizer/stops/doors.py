"""Stops at the door, for students who are fetched there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.district import Place, School, Stop
from optimizer.stops.naming import free_id
from optimizer.stops.reading import Student

# About 100 m: near enough to plan a bus, too coarse to tell which house it is.
DIGITS = 3


def door_stops(
    school: School, students: Sequence[Student], taken: set[str]
) -> tuple[tuple[Stop, ...], Mapping[str, str]]:
    """Stops at the homes of these students, rounded to a block, and the stop of each student id.

    Students of one block share a stop: they may be brother and sister. Numbers follow the map and not the
    table, whose order could tell who is who.
    """
    blocks: dict[tuple[float, float], list[Student]] = {}
    for student in students:
        assert student.home is not None  # whoever has no home on the map was named before
        lat, lon = student.home
        blocks.setdefault((round(lat, DIGITS), round(lon, DIGITS)), []).append(student)
    stops: list[Stop] = []
    at: dict[str, str] = {}
    for (lat, lon), riders in sorted(blocks.items(), key=lambda item: (-item[0][0], item[0][1])):
        place = Place(free_id(f"{school.id}-d", taken), lat, lon, school.place.terrain)
        wheelchairs = sum(student.wheelchair for student in riders)
        count = len(riders)
        stops.append(Stop(place, school.id, count, count, wheelchairs=wheelchairs, walk_miles=0.0, door=True))
        at |= {student.id: place.id for student in riders}
    return tuple(stops), at
