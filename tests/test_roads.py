"""A small grid of streets written in every format; fastest paths against networkx; places off the road."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from optimizer.district import Place
from optimizer.errors import InputError
from optimizer.roads import RoadTravel, fastest_ways, read_roads
from optimizer.roads.network import SNAP_MPH, build_road_travel
from optimizer.roads.speeds import speeds

# Four corners of a square in degrees; A → B is one-way, and E hangs on a dead end that only leads away.
#
#   C --- D
#   |     |
#   A --> B --> E
CORNERS = {"A": (39.70, -105.10), "B": (39.70, -105.09), "C": (39.71, -105.10), "D": (39.71, -105.09)}
CORNERS["E"] = (39.70, -105.08)
ONE_WAY = [("A", "B"), ("B", "E")]
TWO_WAY = [("B", "D"), ("D", "C"), ("C", "A")]
NORTH = 69.094 / 100  # miles in 0.01 degrees of latitude
EAST = NORTH * np.cos(np.radians(39.705))
CLOSE = 2e-3  # a degree of longitude is a little shorter on the northern side


def corner(name: str, north: float = 0.0) -> Place:
    lat, lon = CORNERS[name]
    return Place(name, lat + north, lon)


def _tables(folder: Path) -> Path:
    links = [*ONE_WAY, *TWO_WAY, *((b, a) for a, b in TWO_WAY)]
    metres = {"AB": EAST, "BE": EAST, "DC": EAST, "CD": EAST}
    rows = [(a, b, metres.get(a + b, NORTH) * 1609.344, 30 * 0.44704) for a, b in links]
    pd.DataFrame(rows, columns=["from", "to", "length_m", "freespeed_mps"]).to_csv(
        folder / "links.csv", index=False
    )
    nodes = [(name, lon, lat) for name, (lat, lon) in CORNERS.items()]
    pd.DataFrame(nodes, columns=["node", "lon", "lat"]).to_csv(folder / "nodes.csv", index=False)
    return folder / "links.csv"


def _graphml(folder: Path) -> Path:
    graph = nx.MultiDiGraph()
    for name, (lat, lon) in CORNERS.items():
        graph.add_node(name, x=str(lon), y=str(lat))
    for a, b in [*ONE_WAY, *TWO_WAY, *((b, a) for a, b in TWO_WAY)]:
        miles = EAST if CORNERS[a][0] == CORNERS[b][0] else NORTH
        graph.add_edge(a, b, length=str(miles * 1609.344), maxspeed="['30 mph', '40 mph']")
    nx.write_graphml(graph, folder / "roads.graphml")
    return folder / "roads.graphml"


def _geopackage(folder: Path) -> Path:
    ways = [(a, b, "yes") for a, b in ONE_WAY] + [(a, b, "no") for a, b in TWO_WAY]
    lines = [LineString([CORNERS[a][::-1], CORNERS[b][::-1]]) for a, b, _ in ways]
    table = {"oneway": [oneway for _, _, oneway in ways], "highway": "tertiary"}
    frame = gpd.GeoDataFrame(table, geometry=lines, crs=4326).to_crs(26913)
    frame.to_file(folder / "roads.gpkg", layer="streets")
    return folder / "roads.gpkg"


def _osm(folder: Path) -> Path:
    number = {name: k for k, name in enumerate(CORNERS, start=1)}
    nodes = [
        f'<node id="{number[n]}" version="1" lat="{lat}" lon="{lon}"/>' for n, (lat, lon) in CORNERS.items()
    ]
    drawn = [("ABE", "yes"), ("BDCA", "no")]
    ways = []
    for k, (corners, oneway) in enumerate(drawn, start=1):
        called = "".join(f'<nd ref="{number[name]}"/>' for name in corners)
        tags = f'<tag k="highway" v="tertiary"/><tag k="oneway" v="{oneway}"/>'
        ways.append(f'<way id="{k}" version="1">{called}{tags}</way>')
    path = folder / "roads.osm"
    path.write_text(f'<osm version="0.6">{"".join(nodes + ways)}</osm>', encoding="utf-8")
    return path


needs_osmium = pytest.mark.skipif(
    importlib.util.find_spec("osmium") is None, reason="osmium is not installed"
)


@pytest.mark.parametrize("write", [_tables, _graphml, _geopackage, pytest.param(_osm, marks=needs_osmium)])
class TestEveryFormat:
    def test_one_way_street_is_honoured(self, write: Callable[[Path], Path], tmp_path: Path) -> None:
        travel = read_roads(write(tmp_path))
        # A to B is one block east, back is three blocks: north, west, south. 30 mph is 2 min a mile.
        assert travel.miles([corner("A")], [corner("B")])[0, 0] == pytest.approx(EAST, rel=CLOSE)
        back = travel.miles([corner("B")], [corner("A")])[0, 0]
        assert back == pytest.approx(2 * NORTH + EAST, rel=CLOSE)
        assert travel.minutes([corner("B")], [corner("A")])[0, 0] == pytest.approx(2 * back, rel=CLOSE)

    def test_what_cannot_be_left_is_left_out_and_said(
        self, write: Callable[[Path], Path], tmp_path: Path
    ) -> None:
        travel = read_roads(write(tmp_path))
        assert len(travel.lat) == 4
        assert "4 of 5 nodes are used" in travel.notes[0]


@pytest.fixture
def square(tmp_path: Path) -> RoadTravel:
    return read_roads(_tables(tmp_path))


class TestWays:
    def test_the_way_is_the_fastest_one(self, square: RoadTravel) -> None:
        off = corner("B", north=-0.001)
        there, back = fastest_ways(square, [(corner("A"), off), (off, corner("A"))])
        ends = (off.lat, off.lon)
        assert there == pytest.approx(np.array([CORNERS["A"], CORNERS["A"], CORNERS["B"], ends]))
        # Not against the one-way street: round the block.
        assert back == pytest.approx(np.array([ends, *(CORNERS[n] for n in "BDCAA")]))

    def test_neighbours_at_one_node_go_straight_across(self, square: RoadTravel) -> None:
        near, farther = corner("A", north=-0.001), corner("A", north=-0.0015)
        (way,) = fastest_ways(square, [(near, farther)])
        assert way.tolist() == [[near.lat, near.lon], [farther.lat, farther.lon]]

    def test_no_legs_have_no_ways(self, square: RoadTravel) -> None:
        assert fastest_ways(square, []) == []


class TestSnapping:
    def test_way_to_the_road_is_driven_slowly(self, square: RoadTravel) -> None:
        # 0.001 degrees south of A, 0.0691 miles.
        off = corner("A", north=-0.001)
        minutes = square.minutes([off], [corner("B")]) - square.minutes([corner("A")], [corner("B")])
        assert minutes[0, 0] == pytest.approx(NORTH / 10 / SNAP_MPH * 60, rel=CLOSE)

    def test_neighbours_at_one_node_go_straight_across(self, square: RoadTravel) -> None:
        near, farther = corner("A", north=-0.001), corner("A", north=-0.0015)
        assert square.miles([near], [farther])[0, 0] == pytest.approx(NORTH / 20, rel=CLOSE)
        assert square.minutes([near], [near])[0, 0] == 0

    def test_far_places_are_named(self, square: RoadTravel) -> None:
        # 0.01 degrees are 0.69 miles, more than half a mile.
        places = [corner("A"), corner("B", north=-0.005), Place("far", 39.69, -105.10)]
        assert square.notes_on(places[:2]) == ()
        (note,) = square.notes_on(places)
        assert note.startswith("1 of 3 places lie more than 0.5 mile")
        assert note.endswith("far as far as 0.7 miles")


def _random_network(seed: int) -> tuple[RoadTravel, nx.DiGraph]:
    generator = np.random.default_rng(seed)
    nodes, links = 60, 200
    tail, head = generator.integers(0, nodes, (2, links))
    minutes, miles = generator.uniform(0.5, 5, links), generator.uniform(0.2, 3, links)
    lat, lon = 39.7 + generator.uniform(0, 0.1, nodes), -105 + generator.uniform(0, 0.1, nodes)
    graph = nx.DiGraph()
    for a, b, minute, mile in zip(tail, head, minutes, miles, strict=True):
        if a != b and (not graph.has_edge(a, b) or minute < graph[a][b]["minutes"]):
            graph.add_edge(int(a), int(b), minutes=minute, miles=mile)
    travel = build_road_travel(
        lat=lat, lon=lon, tail=tail, head=head, minutes=minutes, miles=miles, name="random"
    )
    kept = sorted(max(nx.strongly_connected_components(graph), key=len))
    return travel, nx.relabel_nodes(graph.subgraph(kept), {old: new for new, old in enumerate(kept)})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("origins", "destinations"), [(5, 12), (12, 5)])
def test_fastest_paths_are_those_of_networkx(seed: int, origins: int, destinations: int) -> None:
    travel, graph = _random_network(seed)
    nodes = len(travel.lat)
    assert nodes == len(graph) > 30
    here, there = list(range(origins)), list(range(nodes - destinations, nodes))
    places = [Place(str(k), float(travel.lat[k]), float(travel.lon[k])) for k in range(nodes)]
    minutes = travel.minutes([places[k] for k in here], [places[k] for k in there])
    miles = travel.miles([places[k] for k in here], [places[k] for k in there])
    for a, b in np.ndindex(origins, destinations):
        path = nx.dijkstra_path(graph, here[a], there[b], weight="minutes")
        assert minutes[a, b] == pytest.approx(nx.path_weight(graph, path, "minutes"))
        assert miles[a, b] == pytest.approx(nx.path_weight(graph, path, "miles"))


def test_speeds_prefer_what_is_stated() -> None:
    links = pd.DataFrame(
        {
            "speed_kph": [80.4672, None, None, None, None, None],
            "maxspeed": ["20 mph", "35 mph", "48", None, None, None],
            "highway": ["primary", "primary", "primary", "['primary_link', 'trunk']", "footway", None],
        }
    )
    # 80.4672 km/h = 50 mph; 48 km/h = 29.8 mph; a footway is no road; without any class 25 mph.
    assert speeds(links).round(1).tolist()[:4] == [50, 35, 29.8, 40]
    assert np.isnan(speeds(links)[4])
    assert speeds(links)[5] == 25
    assert speeds(pd.DataFrame({"freespeed_mps": [33.3]})).tolist() == [55]


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("roads.txt", "", "is no road network that belltime can read"),
            ("roads.csv", "from,to,length_m\n", "has no table of nodes beside it"),
            ("links.csv", "from,to\n", "has no column length_m"),
            (
                "roads.graphml",
                '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>',
                "lacks",
            ),
        ],
    )
    def test_unusable_file(self, tmp_path: Path, name: str, content: str, words: str) -> None:
        (tmp_path / name).write_text(content, encoding="utf-8")
        (tmp_path / "nodes.csv").write_text("node,lon,lat\n1,-105,39\n", encoding="utf-8")
        with pytest.raises(InputError, match=words):
            read_roads(tmp_path / name)

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"roads\.graphml: is not in"):
            read_roads(tmp_path / "roads.graphml")

    def test_no_drivable_road(self, tmp_path: Path) -> None:
        path = _tables(tmp_path)
        links = pd.read_csv(path).drop(columns="freespeed_mps").assign(highway="footway")
        links.to_csv(path, index=False)
        with pytest.raises(InputError, match="holds no roads that a bus can drive"):
            read_roads(path)

    def test_extract_without_its_reader(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "osmium", None)
        (tmp_path / "county.osm.pbf").write_bytes(b"")
        with pytest.raises(InputError, match=r"needs the package osmium.*Install \"belltime\[osm\]\""):
            read_roads(tmp_path / "county.osm.pbf")
