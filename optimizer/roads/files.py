"""Road networks from files: GraphML, lines, tables of links and nodes, OpenStreetMap extracts."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.roads.graphml import read_graphml
from optimizer.roads.link_tables import read_link_tables
from optimizer.roads.network import RoadTravel, build_road_travel
from optimizer.roads.speeds import METRES_PER_MILE, speeds
from optimizer.roads.ways import links_of_ways
from optimizer.travel import FloatArray

if TYPE_CHECKING:
    import geopandas as gpd

FORMATS = "a network is .graphml, .gpkg, .geojson, .shp, .csv (links, nodes beside it) or .osm.pbf"


def read_roads(path: Path) -> RoadTravel:
    """Read a road network; the ending of ``path`` says how.

    * ``.graphml``: nodes with ``x``, ``y``; directed edges with ``length`` in metres (as OSMnx writes).
    * ``.gpkg``, ``.geojson``, ``.shp``: the first layer of lines, joined wherever they share a vertex;
      ``oneway`` is honoured.
    * ``.csv``: directed links ``from, to, length_m``; the nodes ``node, lon, lat`` in the file of the same
      name with ``nodes`` for ``links``.
    * ``.osm.pbf``, ``.osm``: an OpenStreetMap extract; needs the package ``osmium``.

    Speeds come from ``freespeed_mps``, ``speed_kph`` or ``maxspeed``, otherwise from the class ``highway``.

    Raises
    ------
    InputError
        if the file is missing, of another kind, damaged, or holds no roads; with every fault of its numbers.
    """
    if not path.is_file():
        raise InputError(
            [Fault(path.name, f"is not in {path.parent}", remedy=f"Check travel.roads; {FORMATS}.")]
        )
    readers = {
        ".graphml": read_graphml,
        ".gpkg": _read_lines,
        ".geojson": _read_lines,
        ".shp": _read_lines,
        ".csv": read_link_tables,
        ".pbf": _read_osm,
        ".osm": _read_osm,
    }
    read = readers.get(path.suffix.lower())
    if read is None:
        raise InputError(
            [Fault(path.name, "is no road network that belltime can read", remedy=f"Note that {FORMATS}.")]
        )
    nodes, links = read(path)
    return _network(nodes, links, path.name)


def _network(nodes: pd.DataFrame, links: pd.DataFrame, name: str) -> RoadTravel:
    """Nodes (index id; lat, lon) and directed links (tail, head, metres, and what states the speed)."""
    mph = speeds(links)
    position = pd.Series(np.arange(len(nodes)), index=nodes.index)
    tail, head = links["tail"].map(position), links["head"].map(position)
    usable = (mph.notna() & tail.notna() & head.notna() & links["metres"].notna()).to_numpy()
    if not usable.any():
        raise InputError([Fault(name, "holds no roads that a bus can drive", remedy=f"Note that {FORMATS}.")])
    miles = links["metres"].to_numpy(dtype=float)[usable] / METRES_PER_MILE
    travel = build_road_travel(
        lat=nodes["lat"].to_numpy(dtype=float),
        lon=nodes["lon"].to_numpy(dtype=float),
        tail=tail.to_numpy()[usable].astype(np.int64),
        head=head.to_numpy()[usable].astype(np.int64),
        minutes=miles / mph.to_numpy()[usable] * 60,
        miles=miles,
        name=name,
    )
    if not len(travel.tail):
        remedy = "Draw two-way roads both ways: a bus must come back."
        raise InputError([Fault(name, "holds no road that leads there and back", remedy=remedy)])
    return travel


def _read_lines(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = _first_layer_of_lines(path)
    if frame.crs is None:
        raise InputError([Fault(path.name, "states no coordinate system", remedy="Save it with one.")])
    refuse_if_any(_geometry_faults(frame, path.name))
    lines = frame.to_crs(4326).explode(index_parts=False).reset_index(drop=True)
    corners = [np.asarray(line.coords)[:, :2] for line in lines.geometry]
    every = np.abs(np.vstack(corners)) if corners else np.zeros((0, 2))
    if not (every <= (180, 90)).all():
        remedy = "Save it with the coordinate system of its numbers; GeoJSON is in degrees, lon first."
        raise InputError([Fault(path.name, "has corners that are no place on Earth", remedy=remedy)])
    return links_of_ways(corners, pd.DataFrame(lines.drop(columns=lines.geometry.name)))


def _first_layer_of_lines(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only lines need it

    try:
        layers = gpd.list_layers(path)
        of_lines = layers[layers["geometry_type"].astype(str).str.contains("LineString")]
        frame = gpd.read_file(path, layer=of_lines["name"].iloc[0]) if len(of_lines) else None
    except (RuntimeError, ValueError) as error:
        problem = f"cannot be read: {str(error).split(';')[0].strip(' .')}"
        remedy = f"It may be cut off or damaged: save it again. Note that {FORMATS}."
        raise InputError([Fault(path.name, problem, remedy=remedy)]) from None
    if frame is None:
        raise InputError([Fault(path.name, "has no layer of lines", remedy=f"Note that {FORMATS}.")])
    return frame


def _geometry_faults(frame: gpd.GeoDataFrame, file: str) -> list[Fault]:
    """Roads without a line: one by one it may be a slip, many at the end of a file that is cut off."""
    lacks = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy(dtype=bool)
    if not lacks.any():
        return []
    first = int(np.flatnonzero(lacks)[0]) + 1
    problem = f"has no line for {int(lacks.sum()):,} of {len(frame):,} roads, the first is road {first:,}"
    remedy = "Take them out, or save the file again if it was cut off."
    return [Fault(file, problem, remedy=remedy)]


def _read_osm(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        osmium: Any = importlib.import_module("osmium")
    except ModuleNotFoundError:
        remedy = 'Install "belltime[osm]", or save the network as GraphML with OSMnx.'
        fault = Fault(path.name, "is an OpenStreetMap extract, which needs the package osmium", remedy=remedy)
        raise InputError([fault]) from None
    try:
        corners, tags = _ways_of_extract(osmium, path)
    except RuntimeError as error:
        remedy = "It may be cut off or damaged: fetch it again."
        raise InputError([Fault(path.name, f"cannot be read: {error}", remedy=remedy)]) from None
    return links_of_ways(corners, pd.DataFrame(tags))


def _ways_of_extract(osmium: Any, path: Path) -> tuple[list[FloatArray], list[dict[str, str | None]]]:
    """Corners of every way that is a road or path, [corners, 2] lon and lat, and what its tags say."""
    corners, tags = [], []
    for way in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if way.is_way() and "highway" in way.tags:
            points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            corners.append(np.array(points, dtype=np.float64).reshape(-1, 2))
            tags.append({key: way.tags.get(key) for key in ("highway", "oneway", "junction", "maxspeed")})
    return corners, tags
