"""Where a bus may stop for one school: where it does today, where the district says, or where roads cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.district import Place, School, Stop
from optimizer.roads import RoadTravel
from optimizer.stops.reading import Candidate
from optimizer.travel import EARTH_MILES, FloatArray, Travel

NO_LIMIT = 1_000_000  # students at a stop without a capacity


@dataclass(frozen=True, slots=True)
class Spot:
    """A possible stop. ``name`` is what its id is made from; empty: it gets a number."""

    place: Place
    capacity: int
    name: str = ""
    existing: Stop | None = None


def spots_of(
    school: School,
    homes: FloatArray,
    *,
    stops: Sequence[Stop],
    given: Sequence[Candidate] | None,
    travel: Travel,
    reach: float,
    lattice: float,
    capacity: int | None,
) -> list[Spot]:
    """Possible stops for students at ``homes`` ([n, 2] lat and lon), none farther than ``reach`` from all.

    Existing stops always, then the district's own list if it has one, else crossings of the road network,
    else a lattice around the school: a point of it gives no home away.
    """
    most = capacity or NO_LIMIT
    spots = [Spot(rounded(stop.place), most, stop.id, stop) for stop in stops]
    if given is not None:
        mine = [point for point in given if point.school_id in ("", school.id)]
        places = [rounded(Place(point.id, point.lat, point.lon, school.place.terrain)) for point in mine]
        kept = near_any(points(places), homes, reach)
        return spots + [
            Spot(place, point.capacity or most, f"{school.id}-{point.id}")
            for place, point, near in zip(places, mine, kept, strict=True)
            if near
        ]
    at = (
        crossings(travel) if isinstance(travel, RoadTravel) else lattice_around(school, homes, lattice, reach)
    )
    at = np.round(at[near_any(at, homes, reach)], 6)
    return spots + [Spot(Place("", lat, lon, school.place.terrain), most) for lat, lon in at.tolist()]


def rounded(place: Place) -> Place:
    """A place as a table of stops writes it, so that what is planned is what is read again."""
    return replace(place, lat=round(place.lat, 6), lon=round(place.lon, 6))


def crossings(roads: RoadTravel) -> FloatArray:
    """Nodes where three or more roads meet, [n, 2] lat and lon."""
    pairs = np.unique(np.sort(np.column_stack([roads.tail, roads.head]), axis=1), axis=0)
    meeting = np.bincount(pairs.ravel(), minlength=len(roads.lat)) >= 3
    return np.column_stack([roads.lat[meeting], roads.lon[meeting]])


def lattice_around(school: School, homes: FloatArray, spacing: float, reach: float) -> FloatArray:
    """Points of a square lattice through the school that are near any home, [n, 2] lat and lon."""
    if not len(homes):
        return np.empty((0, 2))
    origin, step = (
        np.array([school.place.lat, school.place.lon]),
        spacing / miles_per_degree(school.place.lat),
    )
    found: set[tuple[int, int]] = set()
    wide = np.ceil(reach / spacing).astype(int)
    around = np.mgrid[-wide : wide + 1, -wide : wide + 1].reshape(2, -1).T
    for cell in np.unique(np.rint((homes - origin) / step).astype(int), axis=0):
        found.update(map(tuple, cell + around))
    return np.asarray(origin + np.array(sorted(found)) * step, dtype=np.float64)


def near_any(
    places: FloatArray, homes: FloatArray, reach: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each place lies within ``reach`` straight miles of some home, [places]."""
    if not len(places) or not len(homes):
        return np.zeros(len(places), dtype=bool)
    from scipy.spatial import KDTree  # noqa: PLC0415 - only here

    scale = miles_per_degree(float(homes[:, 0].mean()))
    away, _ = KDTree(homes * scale).query(places * scale)
    near: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.asarray(away) <= reach
    return near


def miles_per_degree(lat: float) -> FloatArray:
    """Miles of one degree north and of one degree east."""
    north = np.pi * EARTH_MILES / 180
    return np.array([north, north * np.cos(np.radians(lat))])


def points(places: Sequence[Place]) -> FloatArray:
    """Degrees of places, [n, 2] lat and lon."""
    return np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(-1, 2)
