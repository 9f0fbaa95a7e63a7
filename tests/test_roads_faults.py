"""Every kind of broken road file: all faults at once, each with file, place, value and what to do."""

import importlib.util
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from shapely import LineString

from optimizer.errors import InputError
from optimizer.roads import read_roads
from optimizer.roads.quantities import MOST_TOLD

LINKS = """\
from,to,length_m,freespeed_mps,lanes
1,2,1000,11.2,2
2,1,1000,,
2,3,500,8.9,
3,2,500,8.9,
"""
NODES = """\
node,lon,lat
1,-105.10,39.70
2,-105.09,39.70
3,-105.08,39.70
"""


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_roads(path)
    return [str(fault) for fault in refused.value.faults]


def write_tables(folder: Path, links: str | bytes = LINKS, nodes: str | bytes = NODES) -> Path:
    for name, content in (("links.csv", links), ("nodes.csv", nodes)):
        raw = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return folder / "links.csv"


def test_good_tables_are_read(tmp_path: Path) -> None:
    assert len(read_roads(write_tables(tmp_path)).tail) == 4
    assert len(read_roads(write_tables(tmp_path, LINKS.replace(",", ";"), NODES.upper())).tail) == 4


# What is replaced in the links or the nodes, by what, and all that must be said of it.
# fmt: off
SLIPS = {
    "length no number": (
        "1,2,1000", "1,2,abc",
        'links.csv, line 2, column length_m: "abc" is not a number. Give a number of metres.',
    ),
    "length below 0": (
        "1,2,1000", "1,2,-5",
        'links.csv, line 2, column length_m: "-5" is below 0. length_m is at least 0 metres.',
    ),
    "length empty": (
        "1,2,1000", "1,2,",
        "links.csv, line 2, column length_m: is empty. Give the length of the link (at least 0 metres).",
    ),
    "length endless": (
        "1,2,1000", "1,2,inf",
        'links.csv, line 2, column length_m: "inf" is not a number. Give a number of metres.',
    ),
    "speed no number": (
        "11.2", "fast",
        ('links.csv, line 2, column freespeed_mps: "fast" is not a number. '
         "Give a number of metres per second."),
    ),
    "node unknown": (
        "2,3,500", "2,9,500",
        'links.csv, line 4, column to: "9" is not in nodes.csv. Add the node, or take the link out.',
    ),
    "end empty": (
        "2,3,500", ",3,500",
        "links.csv, line 4, column from: is empty. Give the id of a node.",
    ),
    "cell too many": (
        "11.2,2", "11,2,2",
        ("links.csv, line 2: has 6 cells where the header has 5. "
         "Leave no cell out, and quote text that holds commas."),
    ),
    "column lost": (
        "length_m", "length",
        "links.csv, line 1: has no column length_m. The columns from, to, length_m are needed.",
    ),
    "column twice": (
        "lanes", "to",
        "links.csv, line 1, column to: stands twice in the header. Keep one of the two.",
    ),
    "lon no number": (
        "-105.09", "x",
        'nodes.csv, line 3, column lon: "x" is not a number. Give a number of degrees.',
    ),
    "lon empty": (
        "-105.09", "",
        ("nodes.csv, line 3, column lon: is empty. Give longitude, WGS 84; negative in the Americas "
         "(-180 to 180 degrees)."),
    ),
    "lat and lon swapped": (
        "-105.09,39.70", "39.70,-105.09",
        'nodes.csv, line 3, column lat: "-105.09" is below -90. Are lat and lon swapped?',
    ),
    "node twice": (
        "3,-105.08", "2,-105.08",
        ('links.csv, line 4, column to: "3" is not in nodes.csv. Add the node, or take the link out.\n'
         'links.csv, line 5, column from: "3" is not in nodes.csv. Add the node, or take the link out.\n'
         'nodes.csv, line 4, column node: "2" stands already in line 3. '
         "Keep one of the two, or give this node an id of its own."),
    ),
    "node without id": (
        "3,-105.08", ",-105.08",
        ('links.csv, line 4, column to: "3" is not in nodes.csv. Add the node, or take the link out.\n'
         'links.csv, line 5, column from: "3" is not in nodes.csv. Add the node, or take the link out.\n'
         "nodes.csv, line 4, column node: is empty. Give the node an id."),
    ),
}
# fmt: on


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_slip_in_a_table(slip: tuple[str, str, str], tmp_path: Path) -> None:
    old, new, words = slip
    links, nodes = LINKS.replace(old, new, 1), NODES if old in LINKS else NODES.replace(old, new, 1)
    assert "\n".join(faults_of(write_tables(tmp_path, links, nodes))) == words


def test_faults_of_both_tables_are_told_at_once(tmp_path: Path) -> None:
    links = LINKS.replace("1,2,1000", "1,2,abc").replace("3,2,500", "3,7,-1")
    told = faults_of(write_tables(tmp_path, links, NODES.replace("39.70", "north")))
    assert [words.split(":")[0] for words in told] == [
        "links.csv, line 2, column length_m",
        "links.csv, line 5, column length_m",
        "links.csv, line 5, column to",
        *(f"nodes.csv, line {line}, column lat" for line in (2, 3, 4)),
    ]


def test_a_column_wrong_throughout_is_not_told_a_thousand_times(tmp_path: Path) -> None:
    rows = "1,2,long,,\n" * (MOST_TOLD + 980)
    told = faults_of(write_tables(tmp_path, LINKS + rows))
    assert len(told) == MOST_TOLD + 1
    # Lines 2 to 5 are sound, so the last of the first 20 is line 25.
    assert told[-1] == 'links.csv, line 25, column length_m: "long" is followed by 980 more like it.'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LINKS.encode() + b"3,\xff,1,,\n", "links.csv, line 6: is not UTF-8 text (byte 0xFF)"),
        (LINKS.encode("utf-16"), "links.csv: is not UTF-8 text (it looks like UTF-16)"),
        (b"", "links.csv: is empty"),
        (b"from,to,length_m\n", "links.csv: has no rows below its header"),
    ],
)
def test_table_of_which_nothing_can_be_read(content: bytes, words: str, tmp_path: Path) -> None:
    (told,) = faults_of(write_tables(tmp_path, content))
    assert told.startswith(words)


def test_one_way_roads_that_lead_nowhere_back(tmp_path: Path) -> None:
    # Trivially a network, 1 → 2 → 3, of which no two nodes reach each other.
    links = "from,to,length_m\n1,2,1000\n2,3,500\n"
    (told,) = faults_of(write_tables(tmp_path, links))
    assert told.startswith("links.csv: holds no road that leads there and back. Draw two-way roads both ways")
    # With a way from 2 to 1 it just holds.
    assert len(read_roads(write_tables(tmp_path, links + "2,1,1000\n")).lat) == 2


def write_graphml(folder: Path, *, directed: bool = True, **changes: str) -> Path:
    graph = nx.MultiDiGraph() if directed else nx.Graph()
    graph.add_node("A", x="-105.10", y=changes.get("y", "39.70"))
    graph.add_node("B", x=changes.get("x", "-105.09"), y="39.70")
    graph.add_edge("A", "B", length=changes.get("length", "1000"))
    graph.add_edge("B", "A", length="1000")
    graph.edges[("A", "B", 0) if directed else ("A", "B")]["speed_kph"] = changes.get("speed_kph", "40")
    nx.write_graphml(graph, folder / "roads.graphml")
    return folder / "roads.graphml"


class TestGraphML:
    def test_good(self, tmp_path: Path) -> None:
        assert len(read_roads(write_graphml(tmp_path)).tail) == 2
        assert len(read_roads(write_graphml(tmp_path, directed=False)).tail) == 2

    def test_faults_are_told_at_once(self, tmp_path: Path) -> None:
        path = write_graphml(tmp_path, y="95", x="west", length="-1", speed_kph="slow")
        assert faults_of(path) == [
            'roads.graphml, column y of node A: "95" is above 90. Are lat and lon swapped?',
            'roads.graphml, column x of node B: "west" is not a number. Give a number of degrees.',
            ('roads.graphml, column length of edge A → B: "-1" is below 0. length_m is at least 0 metres.'),
            (
                'roads.graphml, column speed_kph of edge A → B: "slow" is not a number. '
                "Give a number of kilometres per hour."
            ),
        ]

    def test_cut_off(self, tmp_path: Path) -> None:
        path = write_graphml(tmp_path)
        whole = path.read_bytes()
        for size in (0, 60, len(whole) - 15):
            path.write_bytes(whole[:size])
            (told,) = faults_of(path)
            assert told.startswith("roads.graphml, line ")
            assert "is not whole XML: it is cut off or damaged. Save it again." in told

    @pytest.mark.parametrize(
        ("old", "new"), [("string", "double"), ('key="d0"', 'key="d99"'), ("graphml", "html")]
    )
    def test_not_what_it_says(self, old: str, new: str, tmp_path: Path) -> None:
        path = write_graphml(tmp_path, length="long")
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
        (told,) = faults_of(path)
        assert told.startswith("roads.graphml: is no GraphML (")


def streets(corners: list[tuple[float, float]] | None = None) -> gpd.GeoDataFrame:
    # Enough roads that half of a file is not its header alone.
    east = np.linspace(-105.2, -105.0, 300)
    drawn = [LineString([(a, 39.7), (b, 39.7)]) for a, b in pairwise(east)]
    return gpd.GeoDataFrame(geometry=[*drawn, *([LineString(corners)] if corners else [])], crs=4326)


class TestLines:
    @pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp"])
    @pytest.mark.parametrize("share", [0, 0.5, 0.95])
    def test_cut_off(self, ending: str, share: float, tmp_path: Path) -> None:
        path = tmp_path / f"roads.{ending}"
        streets().to_file(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])
        (told,) = faults_of(path)
        assert told.startswith(f"roads.{ending}: ")
        assert "cut off" in told

    def test_road_without_a_line(self, tmp_path: Path) -> None:
        frame = streets()
        frame.geometry = [None if k in (3, 7) else line for k, line in enumerate(frame.geometry)]
        frame.to_file(tmp_path / "roads.gpkg")
        (told,) = faults_of(tmp_path / "roads.gpkg")
        assert told.startswith("roads.gpkg: has no line for 2 of 299 roads, the first is road 4.")

    def test_metres_that_are_called_degrees(self, tmp_path: Path) -> None:
        streets([(480_000, 4_390_000), (481_000, 4_390_000)]).to_file(tmp_path / "roads.gpkg")
        (told,) = faults_of(tmp_path / "roads.gpkg")
        assert told.startswith(
            "roads.gpkg: has corners that are no place on Earth. Save it with the coordinate"
        )


@pytest.mark.skipif(importlib.util.find_spec("osmium") is None, reason="osmium is not installed")
@pytest.mark.parametrize(
    ("name", "content"), [("town.osm", b'<osm version="0.6"><node id="1"'), ("town.osm.pbf", b"\0\0\0\x0d")]
)
def test_extract_cut_off(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    (told,) = faults_of(tmp_path / name)
    assert told.startswith(f"{name}: cannot be read: ")
    assert told.endswith("It may be cut off or damaged: fetch it again.")
