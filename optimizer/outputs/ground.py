"""The ground of a map: its bounds, boundaries if the district has them, else soft outlines of areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
from shapely.geometry import MultiPoint, Point, Polygon

BOUNDARY_DETAIL = 0.0005  # degrees, about 50 m
AREA_MARGIN = 0.008  # degrees around an area's schools, about half a mile

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
        middle = hull.centroid
        shapes.append({"name": area, "ring": ring, "at": [round(middle.y, 5), round(middle.x, 5)]})
    return shapes
