"""Attendance boundaries of a district, in degrees, from any file that geopandas reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import Fault, refuse_if_any
from optimizer.tables.map_layers import DEGREES, read_map_layer

if TYPE_CHECKING:
    import geopandas as gpd

NAMES = ("school_id", "name")


def read_boundaries(folder: Path) -> gpd.GeoDataFrame | None:
    """Read the district's boundaries, or ``None`` if it has none.

    Returns
    -------
    GeoDataFrame
        ``school_id`` (text) and/or ``name``, and polygons in EPSG:4326.

    Raises
    ------
    InputError
        with every fault of the file.
    """
    layer = read_map_layer(folder, "boundaries", "boundaries")
    if layer is None:
        return None
    shapes, file = layer
    refuse_if_any(_column_faults(shapes, file))
    shapes = shapes.to_crs(DEGREES)
    refuse_if_any(_shape_faults(shapes, file))
    return shapes[[name for name in NAMES if name in shapes.columns] + ["geometry"]]


def _column_faults(shapes: gpd.GeoDataFrame, file: str) -> Iterator[Fault]:
    if not any(name in shapes.columns for name in NAMES):
        there = ", ".join(str(name) for name in shapes.columns if name != "geometry") or "none"
        yield Fault(file, "has neither a column school_id nor a column name", remedy=f"It has: {there}.")
    if "school_id" in shapes.columns and not all(isinstance(id_, str) for id_ in shapes["school_id"]):
        yield Fault(
            file,
            "is not text in every shape",
            column="school_id",
            remedy='Write ids as text: "0030", not 30.',
        )
    if shapes.crs is None:
        remedy = "Add the .prj file, or export it with its coordinate system."
        yield Fault(file, "does not state its coordinate system", remedy=remedy)
    if shapes.empty:
        yield Fault(file, "holds no shapes", remedy="Remove it, or add one polygon for each boundary.")


def _shape_faults(shapes: gpd.GeoDataFrame, file: str) -> Iterator[Fault]:
    named = shapes["name"] if "name" in shapes.columns else shapes["school_id"]
    for name, shape in zip(named, shapes.geometry, strict=True):
        if shape is None or shape.is_empty or "Polygon" not in shape.geom_type:
            yield Fault(
                file, "is not a polygon", value=str(name), remedy="Draw it as a polygon, or remove it."
            )
            continue
        west, south, east, north = shape.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            remedy = "State the coordinate system in which the file was drawn."
            yield Fault(file, "lies outside the globe: not in degrees", value=str(name), remedy=remedy)
