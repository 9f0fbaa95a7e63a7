"""Where the children of each school live: neighbourhoods around schools, or real boundaries where given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from optimizer.demand.facts import SchoolFacts
from optimizer.demand.parameters import DemandParameters
from optimizer.demand.plane import Floats, Ints, Plane, plane_around
from optimizer.district import Place
from optimizer.errors import Fault, InputError, refuse_if_any

if TYPE_CHECKING:
    import geopandas as gpd

HOMELESS = "If they share an area, name the other in area_with."
ELEMENTARY_GRADES, MIDDLE_GRADES, HIGH_GRADES = 6, 3, 4


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The homes around one elementary school, open or closed, and the schools that their children attend.

    ``groups`` holds (alternatives, grades): at each home the nearest of the alternatives is the school for
    that many grades.
    """

    facts: SchoolFacts
    groups: tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True)
class Homes:
    """Lattice points where children may live. ``children`` per point; ``owner`` indexes neighbourhoods."""

    plane: Plane
    points: Floats
    owner: Ints
    children: Floats
    mountain: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Catchment:
    """The points of ``Homes`` that belong to one school, and the weight of each."""

    points: Ints
    weights: Floats


def build_neighbourhoods(schools: Sequence[SchoolFacts], year: int) -> tuple[Neighbourhood, ...]:
    """One neighbourhood for each elementary attendance area, attending the schools open in ``year``."""
    by_id = {school.id: school for school in schools}
    return tuple(
        Neighbourhood(school, _groups(school, by_id, year))
        for school in schools
        if school.level in ("elementary", "k8")
        and school.area_children
        and not school.area_with
        and school.lat is not None
    )


def _groups(
    school: SchoolFacts, by_id: dict[str, SchoolFacts], year: int
) -> tuple[tuple[tuple[str, ...], int], ...]:
    elementary = _open(school.id, by_id, year) or _of_the_area(school, by_id, year)
    groups = [(elementary, ELEMENTARY_GRADES)]
    groups += [
        ((other.id,), ELEMENTARY_GRADES)
        for other in by_id.values()
        if other.area_with == school.id and other.open_in(year)
    ]
    middle = [*school.feeder_middle, *([school.id] if school.level == "k8" else [])]
    for alternatives, grades in ((middle, MIDDLE_GRADES), (school.feeder_high, HIGH_GRADES)):
        groups.append((tuple(o for s in alternatives for o in _open(s, by_id, year)), grades))
    return tuple((alternatives, grades) for alternatives, grades in groups if alternatives)


def _open(school_id: str, by_id: dict[str, SchoolFacts], year: int) -> tuple[str, ...]:
    """Return the school itself, or those that received its children."""
    school = by_id[school_id]
    if school.open_in(year):
        return (school_id,)
    return tuple(o for receiver in school.receivers for o in _open(receiver, by_id, year))


def _of_the_area(closed: SchoolFacts, by_id: dict[str, SchoolFacts], year: int) -> tuple[str, ...]:
    """Elementary schools of the same area, for a school whose receivers nobody published."""
    return tuple(
        o.id
        for o in by_id.values()
        if o.area == closed.area and o.level in ("elementary", "k8") and not o.option and o.open_in(year)
    )


def build_homes(
    schools: Sequence[SchoolFacts],
    neighbourhoods: Sequence[Neighbourhood],
    parameters: DemandParameters,
    boundaries: gpd.GeoDataFrame | None = None,
) -> Homes:
    """Spread the children of each neighbourhood over its points, denser near its school.

    Raises
    ------
    InputError
        If no school has an attendance area, or two with one stand at the same place.
    """
    if not neighbourhoods:
        remedy = "Give area_children for the elementary schools."
        raise InputError([Fault("schools.csv", "no school has an attendance area", remedy=remedy)])
    places = [school.place for school in schools if school.lat is not None]
    plane = plane_around(places)
    points = _lattice(plane, places, parameters, boundaries)
    tree = KDTree(plane.miles([n.facts.place for n in neighbourhoods]))
    distance, nearest = (np.asarray(found) for found in tree.query(points, k=2))
    owner = nearest[:, 0].astype(np.int64)
    terrains = [n.facts.terrain for n in neighbourhoods]
    falloff = np.array([parameters.falloff.of(t) for t in terrains])[owner]
    density = np.exp(-distance[:, 0] / falloff)
    density *= 1 - (distance[:, 0] / distance[:, 1]) ** parameters.border_fade
    if boundaries is None:
        density[distance[:, 0] > np.array([parameters.reach.of(t) for t in terrains])[owner]] = 0
    totals = np.bincount(owner, density, minlength=len(neighbourhoods))
    refuse_if_any(
        Fault(
            "schools.csv", "has no homes nearer than another school", None, "cde_code", n.facts.id, HOMELESS
        )
        for n, total in zip(neighbourhoods, totals, strict=True)
        if total == 0
    )
    children = np.array([n.facts.area_children or 0 for n in neighbourhoods]) / totals
    mountain = np.array([t == "mountain" for t in terrains])
    return Homes(plane, points, owner, children[owner] * density, mountain[owner])


def _lattice(
    plane: Plane, places: Sequence[Place], parameters: DemandParameters, boundaries: gpd.GeoDataFrame | None
) -> Floats:
    """Points of a square lattice over the box around all schools, and the boundaries if given."""
    corners = plane.miles(places)
    if boundaries is not None:
        west, south, east, north = boundaries.to_crs(4326).total_bounds
        corners = np.vstack([corners, plane.miles([Place("", south, west), Place("", north, east)])])
    low, high = corners.min(axis=0) - parameters.margin, corners.max(axis=0) + parameters.margin
    easts, norths = (np.arange(low[i], high[i], parameters.lattice) for i in (0, 1))
    return np.column_stack([np.repeat(easts, len(norths)), np.tile(norths, len(easts))])


def build_catchments(
    schools: Sequence[SchoolFacts],
    neighbourhoods: Sequence[Neighbourhood],
    homes: Homes,
    boundaries: gpd.GeoDataFrame | None = None,
) -> dict[str, Catchment]:
    """Find the homes of each school: in its neighbourhoods, or in its real boundary if given."""
    by_id = {school.id: school for school in schools}
    found: dict[str, list[tuple[Ints, Floats]]] = {}
    order = np.argsort(homes.owner, kind="stable")
    starts = np.searchsorted(homes.owner[order], np.arange(len(neighbourhoods) + 1))
    for i, neighbourhood in enumerate(neighbourhoods):
        own = order[starts[i] : starts[i + 1]]
        for alternatives, grades in neighbourhood.groups:
            nearest = _nearest(homes, own, [by_id[a] for a in alternatives])
            for j, school_id in enumerate(alternatives):
                chosen = own[nearest == j]
                found.setdefault(school_id, []).append((chosen, homes.children[chosen] * grades))
    catchments = {school_id: _merged(parts) for school_id, parts in found.items()}
    if boundaries is not None:
        catchments |= _within(homes, boundaries, schools)
    return {school_id: c for school_id, c in catchments.items() if c.weights.sum() > 0}


def _nearest(homes: Homes, own: Ints, schools: Sequence[SchoolFacts]) -> Ints:
    if len(schools) == 1:
        return np.zeros(len(own), dtype=np.int64)
    places = homes.plane.miles([s.place for s in schools])
    squares = ((homes.points[own][:, None] - places[None]) ** 2).sum(axis=2)
    return np.asarray(squares.argmin(axis=1), dtype=np.int64)


def _merged(parts: list[tuple[Ints, Floats]]) -> Catchment:
    points, inverse = np.unique(np.concatenate([p for p, _ in parts]), return_inverse=True)
    weights = np.zeros(len(points))
    np.add.at(weights, inverse, np.concatenate([w for _, w in parts]))
    return Catchment(points, weights)


def _within(
    homes: Homes, boundaries: gpd.GeoDataFrame, schools: Sequence[SchoolFacts]
) -> dict[str, Catchment]:
    """Real attendance areas (columns ``school_id`` or ``name``, and ``geometry``) as catchments."""
    by_name = "school_id" not in boundaries.columns
    school_of = {school.name if by_name else school.id: school.id for school in schools}
    degrees = homes.plane.degrees(homes.points)
    found: dict[str, list[tuple[Ints, Floats]]] = {}
    areas = boundaries.to_crs(4326)
    for key, shape in zip(areas["name" if by_name else "school_id"], areas.geometry, strict=True):
        if key in school_of:
            points = np.flatnonzero(shapely.contains_xy(shape, degrees[:, 1], degrees[:, 0]))
            found.setdefault(school_of[key], []).append((points, homes.children[points]))
    return {school_id: _merged(parts) for school_id, parts in found.items()}
