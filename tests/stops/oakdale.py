"""Oakdale, a made-up town on a plane: positions in tenths of a mile east and north of its school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from optimizer.district import LEVELS, District, Level, Place, School, Stop, Yard
from optimizer.scenario import Scenario, StopsChoice, TravelChoice
from optimizer.stops import StopChoice, Town, choose_stops
from optimizer.stops.candidates import miles_per_degree
from optimizer.stops.hazards import Hazards, build_hazards
from optimizer.stops.reading import Candidate, Student
from optimizer.travel import StraightTravel, Travel

LAT, LON = 41.0, -93.0
Spot = tuple[float, float]
TRAVEL = StraightTravel(1, 1, 20, 20)


def degrees(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude of a point so many tenths of a mile from the school."""
    north_degree, east_degree = miles_per_degree(LAT)
    return LAT + float(0.1 * north / north_degree), LON + float(0.1 * east / east_degree)


def place(id: str, east: float, north: float) -> Place:  # noqa: A002
    return Place(id, *degrees(east, north))


def pupil(id: str, east: float, north: float, **facts: Any) -> Student:  # noqa: A002
    return Student(id, "S", degrees(east, north), **facts)


def pupils(*homes: Spot) -> tuple[Student, ...]:
    return tuple(pupil(f"p{k}", *home) for k, home in enumerate(homes))


def corner(id: str, east: float, north: float, capacity: int | None = None) -> Candidate:  # noqa: A002
    return Candidate(id, *degrees(east, north), capacity)


def road(*points: Spot) -> Hazards:
    """A hazard along these points."""
    return build_hazards(shapely.LineString([degrees(*point)[::-1] for point in points]))


def oakdale(
    students: Sequence[Student],
    candidates: Sequence[Candidate] | None = None,
    *,
    hazards: Hazards | None = None,
    stops: Sequence[Stop] = (),
    level: Level = "elementary",
) -> Town:
    """One school in the middle; walks are straight lines, half a mile is 5 units."""
    school = School(place("S", 0, 0), "Oakdale", level)
    district = District("Oakdale", (school,), tuple(stops), (Yard(place("Y", 9, 9), "Yard"),))
    given = None if candidates is None else tuple(candidates)
    return Town(district, tuple(students), given, hazards)


def existing(id: str, east: float, north: float) -> Stop:  # noqa: A002
    return Stop(place(id, east, north), "S", 1, 1)


def scenario(**choice: Any) -> Scenario:
    """Everybody may ride and walks straight lines; levels that a change leaves out keep their limit."""
    default = StopsChoice()
    limits = {"walk_zone": dict.fromkeys(LEVELS, 0.0), "walk_limit": default.walk_limit.model_dump()}
    for name in limits:
        limits[name] |= choice.pop(name, {})
    return Scenario(
        name="oakdale",
        district="oakdale",
        travel=TravelChoice(plains_factor=1.0),
        stops=StopsChoice.model_validate({"seconds": 5, **limits, **choice}),
    )


def choose(town: Town, travel: Travel = TRAVEL, **choice: Any) -> StopChoice:
    return choose_stops(town, scenario(**choice), travel)


def riders(choice: StopChoice) -> dict[str, int]:
    """Stop id → riders."""
    return {stop.id: stop.riders_am for stop in choice.district.stops}


def outcomes(choice: StopChoice) -> dict[str, object]:
    """Student id → stop id or reason."""
    return dict(choice.schools[0].outcome)


def scattered(seed: int, students: int, corners: int, capacity: int | None = None) -> Town:
    """Homes and corners anywhere within a mile of a point east of the school."""
    rng = np.random.default_rng(seed)
    homes = [tuple(rng.uniform(0, 12, 2)) for _ in range(students)]
    points = [corner(f"c{k}", *rng.uniform(0, 12, 2), capacity) for k in range(corners)]
    return replace(oakdale(pupils(*homes), points))
