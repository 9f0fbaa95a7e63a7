"""The ground of a map: its bounds, boundaries if the district has them, else soft outlines of areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
from shapely.geometry import MultiPoint, Point, Polygon, box

BOUNDARY_DETAIL = 0.0005  # degrees, about 50 m
AREA_MARGIN = 0.008  # degrees around an area's schools, about half a mile
MAP_PIXELS = 650  # height of a map that shows the whole district
LETTER_PIXELS = 8  # of a name's letter; a degree of longitude is shorter than one of latitude
GRID = 9

Bounds = tuple[tuple[float, float], tuple[float, float]]
Facts = Mapping[str, Any]


def bounds_of(places: Iterable[Facts]) -> Bounds:
    """South-west and north-east corner of all ``lat`` and ``lon``."""
    lats, lons = zip(*((place["lat"], place["lon"]) for place in places), strict=True)
    return (min(lats), min(lons)), (max(lats), max(lons))


def boundary_rings(boundaries: gpd.GeoDataFrame) -> list[list[list[float]]]:
    """Outer rings of all boundaries, simplified to what a map of a whole district can show."""
    parts = boundaries.geometry.simplify(BOUNDARY_DETAIL).explode(index_parts=False)
    rings = [part.exterior for part in parts if isinstance(part, Polygon)]
    return [[[round(lat, 4), round(lon, 4)] for lon, lat in ring.coords] for ring in rings]


def area_shapes(schools: Sequence[Facts]) -> list[dict[str, Any]]:
    """Draw a soft outline around the schools of each area, for the ground of the map; no legal boundary.

    Option schools draw from everywhere and are left out, and so is an area that most schools within its
    outline do not belong to: it is a category, not a place.
    """
    near = [school for school in schools if school["area"] and not school["option"]]
    shapes = []
    for area in sorted({school["area"] for school in near}):
        points = MultiPoint([(s["lon"], s["lat"]) for s in near if s["area"] == area])
        hull = points.convex_hull.buffer(AREA_MARGIN, quad_segs=4)
        inside = [s["area"] == area for s in near if hull.contains(Point(s["lon"], s["lat"]))]
        if 2 * sum(inside) < len(inside):
            continue
        ring = [[round(lat, 5), round(lon, 5)] for lon, lat in hull.exterior.coords]
        shapes.append({"name": area, "ring": ring, "hull": hull})
    return list(_labelled(shapes, schools))


def _labelled(shapes: Sequence[Facts], schools: Sequence[Facts]) -> Iterator[dict[str, Any]]:
    """Place each area's name in or beside its outline, where it covers the fewest schools and other names.

    The letters are reckoned as they are when the whole district is shown.
    """
    if not shapes:
        return
    (south, west), (north, east) = bounds_of(schools)
    pixel = max((north - south) / MAP_PIXELS, (east - west) / (2 * MAP_PIXELS), 1e-6)
    dots = [Point(school["lon"], school["lat"]).buffer(9 * pixel) for school in schools]
    names: list[Polygon] = []
    for shape in shapes:
        hull = shape["hull"]
        half_width, half_height = LETTER_PIXELS * len(shape["name"]) * pixel / 2, 8 * pixel

        def frame(at: Point, half_width: float = half_width, half_height: float = half_height) -> Polygon:
            return box(at.x - half_width, at.y - half_height, at.x + half_width, at.y + half_height)

        def burden(at: Point, middle: Point = hull.centroid) -> float:
            """Degrees from the middle, and half a degree for every school, more for every name."""
            covered = sum(map(frame(at).intersects, dots)) + 5 * sum(map(frame(at).intersects, names))
            return float(0.5 * covered + at.distance(middle))

        best = min(_places(hull, half_height), key=burden)
        names.append(frame(best))
        yield {"name": shape["name"], "ring": shape["ring"], "at": [round(best.y, 5), round(best.x, 5)]}


def _places(hull: Polygon, margin: float) -> Iterator[Point]:
    """Where a name may stand: in the middle first, else on a grid over the outline and just outside it."""
    west, south, east, north = hull.bounds
    yield hull.centroid
    for i in range(GRID):
        for j in range(GRID):
            lat = south - margin + (north - south + 2 * margin) * i / (GRID - 1)
            yield Point(west + (east - west) * j / (GRID - 1), lat)
