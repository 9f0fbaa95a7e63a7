"""Map layers in a district's folder, in any format that geopandas reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import Fault, InputError, refuse_if_any

if TYPE_CHECKING:
    import geopandas as gpd

DEGREES = "EPSG:4326"
ENDINGS = ("geojson", "gpkg", "shp")


def read_map_layer(folder: Path, name: str, shapes: str) -> tuple[gpd.GeoDataFrame, str] | None:
    """Read the layer ``name`` and tell its file's name; ``None`` if the folder has none.

    ``shapes`` says what to export, as in "boundaries" or "hazards as lines".

    Raises
    ------
    InputError
        if it is there twice, or cannot be read.
    """
    found = [path for ending in ENDINGS if (path := folder / f"{name}.{ending}").is_file()]
    if not found:
        return None
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        refuse_if_any([Fault(names, "are all there", remedy="Keep one of them.")])
    return _read(found[0], shapes), found[0].name


def _read(path: Path, shapes: str) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - a second to load, and few commands need it

    try:
        layer = gpd.read_file(path)
    except (RuntimeError, ValueError):
        layer = None
    if not isinstance(layer, gpd.GeoDataFrame):
        remedy = f"Export the {shapes}, in GeoJSON, GeoPackage or Shapefile."
        raise InputError([Fault(path.name, "cannot be read as a map layer", remedy=remedy)])
    return layer
