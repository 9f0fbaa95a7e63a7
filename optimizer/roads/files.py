"""Road networks from files: GraphML, lines, tables of links and nodes, OpenStreetMap extracts."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.errors import Fault, InputError, refuse_if_any
from optimizer.roads.network import RoadTravel, build_road_travel
from optimizer.travel import EARTH_MILES, FloatArray

METRES_PER_MILE = 1609.344
MPH_PER_MPS = 3600 / METRES_PER_MILE
MPH_PER_KPH = 1000 / METRES_PER_MILE

TOP_MPH = 55.0  # a school bus drives no faster, whatever the road allows. Assumed
PLAIN_MPH = 25.0  # on a road that states neither speed nor class. Assumed
# Free-flow speed of a bus by OpenStreetMap's class of road, where no speed is stated. Assumed.
CLASS_MPH = {
    "motorway": 55.0,
    "trunk": 50.0,
    "primary": 40.0,
    "secondary": 35.0,
    "tertiary": 30.0,
    "unclassified": 30.0,
    "residential": 25.0,
    "road": 25.0,
    "living_street": 10.0,
    "service": 10.0,
}

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
        if the file is missing, of another kind, or holds no roads.
    """
    if not path.is_file():
        raise InputError(
            [Fault(path.name, f"is not in {path.parent}", remedy=f"Check travel.roads; {FORMATS}.")]
        )
    readers = {
        ".graphml": _read_graphml,
        ".gpkg": _read_lines,
        ".geojson": _read_lines,
        ".shp": _read_lines,
        ".csv": _read_tables,
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
    return build_road_travel(
        lat=nodes["lat"].to_numpy(dtype=float),
        lon=nodes["lon"].to_numpy(dtype=float),
        tail=tail.to_numpy()[usable].astype(np.int64),
        head=head.to_numpy()[usable].astype(np.int64),
        minutes=miles / mph.to_numpy()[usable] * 60,
        miles=miles,
        name=name,
    )


def speeds(links: pd.DataFrame) -> pd.Series[float]:
    """Miles per hour of each link, at most ``TOP_MPH``; NaN on ways that are no roads (a footway)."""
    stated = pd.Series(np.nan, index=links.index)
    for column, to_mph in (("freespeed_mps", MPH_PER_MPS), ("speed_kph", MPH_PER_KPH)):
        if column in links:
            stated = stated.fillna(pd.to_numeric(links[column], errors="coerce") * to_mph)
    if "maxspeed" in links:
        stated = stated.fillna(links["maxspeed"].map(_mph_of_maxspeed))
    if "highway" in links:
        stated = stated.fillna(links["highway"].map(_mph_of_class))
    else:
        stated = stated.fillna(PLAIN_MPH)
    return stated.where(stated > 0).clip(upper=TOP_MPH)


def _mph_of_maxspeed(text: object) -> float:
    """``35 mph``, ``50`` (km/h); of a list the first."""
    found = re.search(r"(\d+(?:\.\d+)?)(\s*mph)?", str(text))
    if found is None:
        return np.nan
    return float(found[1]) * (1.0 if found[2] else MPH_PER_KPH)


def _mph_of_class(text: object) -> float:
    """``primary``, ``motorway_link``; of a list the first."""
    found = re.search(r"[a-z_]+", str(text)) if isinstance(text, str) else None
    if found is None:
        return PLAIN_MPH
    return CLASS_MPH.get(found[0].removesuffix("_link"), np.nan)


def _read_tables(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    beside = path.with_name(path.name.replace("links", "nodes"))
    if beside == path or not beside.is_file():
        remedy = "Name the links like roads_links.csv and put roads_nodes.csv beside them."
        raise InputError([Fault(path.name, "has no table of nodes beside it", remedy=remedy)])
    ids = {"from": str, "to": str, "node": str}
    links, nodes = pd.read_csv(path, dtype=ids), pd.read_csv(beside, dtype=ids)
    needed = {path.name: (links, ("from", "to", "length_m")), beside.name: (nodes, ("node", "lon", "lat"))}
    refuse_if_any(
        Fault(file, f"has no column {column}", line=1)
        for file, (table, columns) in needed.items()
        for column in columns
        if column not in table
    )
    links = links.rename(columns={"from": "tail", "to": "head", "length_m": "metres"})
    return nodes.drop_duplicates("node").set_index("node"), links


def _read_graphml(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Only GraphML needs networkx, and it is slow to import.
    import networkx as nx  # noqa: PLC0415

    graph: Any = nx.read_graphml(path)
    graph = graph if graph.is_directed() else graph.to_directed()
    ids = list(graph.nodes)
    places = {"lat": [graph.nodes[k].get("y") for k in ids], "lon": [graph.nodes[k].get("x") for k in ids]}
    nodes = pd.DataFrame(places, index=ids).apply(pd.to_numeric)
    links = pd.DataFrame([{**data, "tail": u, "head": v} for u, v, data in graph.edges(data=True)])
    if nodes.isna().any(axis=None) or "length" not in links:
        remedy = "Save it with node attributes x, y in degrees and edge attribute length in metres."
        raise InputError([Fault(path.name, "lacks positions of nodes or lengths of edges", remedy=remedy)])
    return nodes, links.assign(metres=pd.to_numeric(links["length"]))


def _read_lines(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    import geopandas as gpd  # noqa: PLC0415 - slow to import, and only lines need it

    layers = gpd.list_layers(path)
    of_lines = layers[layers["geometry_type"].astype(str).str.contains("LineString")]
    if of_lines.empty:
        raise InputError([Fault(path.name, "has no layer of lines", remedy=f"Note that {FORMATS}.")])
    frame = gpd.read_file(path, layer=of_lines["name"].iloc[0])
    if frame.crs is None:
        raise InputError([Fault(path.name, "states no coordinate system", remedy="Save it with one.")])
    lines = frame.to_crs(4326).explode(index_parts=False).reset_index(drop=True)
    corners = [np.asarray(line.coords)[:, :2] for line in lines.geometry]
    return links_of_ways(corners, pd.DataFrame(lines.drop(columns=lines.geometry.name)))


def _read_osm(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        osmium: Any = importlib.import_module("osmium")
    except ModuleNotFoundError:
        remedy = 'Install "belltime[osm]", or save the network as GraphML with OSMnx.'
        fault = Fault(path.name, "is an OpenStreetMap extract, which needs the package osmium", remedy=remedy)
        raise InputError([fault]) from None
    corners, tags = [], []
    for way in osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if way.is_way() and "highway" in way.tags:
            corners.append([(node.lon, node.lat) for node in way.nodes if node.location.valid()])
            tags.append({key: way.tags.get(key) for key in ("highway", "oneway", "junction", "maxspeed")})
    return links_of_ways([np.array(points).reshape(-1, 2) for points in corners], pd.DataFrame(tags))


def links_of_ways(corners: list[FloatArray], ways: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut ways at every corner, so that ways which share a corner are joined there; then by direction.

    ``corners`` holds per way its longitudes and latitudes, [corners, 2].
    """
    if not corners:
        return pd.DataFrame({"lat": [], "lon": []}), pd.DataFrame({"tail": [], "head": [], "metres": []})
    # Corners within 4 inches (1e-6 degrees) are one.
    every, node = np.unique(np.round(np.vstack(corners), 6), axis=0, return_inverse=True)
    way = np.repeat(np.arange(len(corners)), [len(points) for points in corners])
    follows = np.flatnonzero(way[1:] == way[:-1])
    tail, head, way = node[follows], node[follows + 1], way[follows]
    lon, lat = np.radians(every).T
    east = (lon[head] - lon[tail]) * np.cos((lat[head] + lat[tail]) / 2)
    metres = EARTH_MILES * METRES_PER_MILE * np.hypot(lat[head] - lat[tail], east)
    forward, backward = _directions(ways)
    there = ways.iloc[way].assign(tail=tail, head=head, metres=metres)[forward[way]]
    back = ways.iloc[way].assign(tail=head, head=tail, metres=metres)[backward[way]]
    return pd.DataFrame({"lon": every[:, 0], "lat": every[:, 1]}), pd.concat([there, back], ignore_index=True)


def _directions(ways: pd.DataFrame) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each way may be driven as drawn, and against it."""

    def words(column: str) -> pd.Series[str]:
        return ways[column].astype(str).str.lower() if column in ways else pd.Series("", index=ways.index)

    oneway = words("oneway")
    implied = words("highway").isin(["motorway", "motorway_link"]) | (words("junction") == "roundabout")
    against = oneway.isin(["-1", "reverse", "t"])
    along = oneway.isin(["yes", "true", "1", "f"]) | (implied & (oneway != "no"))
    return (~against).to_numpy(dtype=bool), (~along | against).to_numpy(dtype=bool)
