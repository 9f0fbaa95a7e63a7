"""Lines that students do not cross on foot: main roads, railways, rivers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from optimizer.errors import Fault, refuse_if_any
from optimizer.tables.map_layers import DEGREES, read_map_layer

if TYPE_CHECKING:
    import geopandas as gpd

ON_THE_LINE = 0.0001  # degrees, some 10 m: a stop so near stands at the roadside, not behind the road

Points = npt.NDArray[np.float64]  # [..., 2] lat, lon
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Hazards:
    """All hazards of a district as one shape in degrees, x east and y north."""

    lines: shapely.Geometry

    def crossed(self, homes: Points, stops: Points) -> Flags:
        """Whether the straight walk from each home to the stop of the same row crosses a hazard, [n].

        A stop at the line can be reached from both sides: the bus stops where the student stands.
        """
        walk = stops - homes
        length = np.maximum(np.hypot(walk[:, 0], walk[:, 1]), 1e-12)
        reached = homes + walk * np.maximum(1 - ON_THE_LINE / length, 0)[:, None]
        ends = np.stack([homes[:, ::-1], reached[:, ::-1]], axis=1)
        return np.asarray(shapely.intersects(shapely.linestrings(ends), self.lines))

    def touched(self, places: Points) -> Flags:
        """Whether each place stands at a hazard, [n]."""
        return np.asarray(shapely.dwithin(shapely.points(places[:, ::-1]), self.lines, ON_THE_LINE))


def build_hazards(lines: shapely.Geometry) -> Hazards:
    """Prepare a shape in degrees for many questions."""
    shapely.prepare(lines)
    return Hazards(lines)


def read_hazards(folder: Path) -> Hazards | None:
    """Read the district's hazards, ``None`` if it has none.

    Raises
    ------
    InputError
        with every fault of the file.
    """
    found = read_map_layer(folder, "hazards", "hazards as lines")
    if found is None:
        return None
    layer, file = found
    refuse_if_any(_faults(layer, file))
    return build_hazards(shapely.union_all(layer.to_crs(DEGREES).geometry.to_numpy()))


def _faults(layer: gpd.GeoDataFrame, file: str) -> Iterator[Fault]:
    if layer.empty:
        yield Fault(file, "holds no lines", remedy="Remove it, or draw the roads that nobody may cross.")
        return
    if layer.crs is None:
        remedy = "Add the .prj file, or export it with its coordinate system."
        yield Fault(file, "does not state its coordinate system", remedy=remedy)
        return
    for number, shape in enumerate(layer.geometry, 1):
        if shape is None or shape.is_empty or "LineString" not in shape.geom_type:
            kind = "nothing" if shape is None else shape.geom_type
            remedy = "Draw hazards as lines: a walk crosses a line or does not."
            yield Fault(file, f"is not a line (shape {number})", value=kind, remedy=remedy)
    west, south, east, north = layer.to_crs(DEGREES).total_bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        remedy = "State the coordinate system in which the file was drawn."
        yield Fault(file, "lies outside the globe: not in degrees", remedy=remedy)
