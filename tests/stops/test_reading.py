"""Tables of a town with students: what is read, and every fault of every file at once."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from optimizer.errors import InputError
from optimizer.stops import Town, lacks_stops, read_town

MILLBROOK = Path(__file__).parents[2] / "docs" / "examples" / "millbrook"
STUDENTS = """\
student_id,school_id,lat,lon,grade,service,wheelchair
a,101,40.52,-96.01,K,,
b,103,40.52,-96.01,12,door_to_door,yes
c,102,,-96.01,,regular,no
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Millbrook, with three students."""
    town = Path(shutil.copytree(MILLBROOK, tmp_path / "millbrook"))
    (town / "students.csv").write_text(STUDENTS, encoding="utf-8")
    return town


def write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def faults(folder: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_town(folder)
    return [str(fault) for fault in refused.value.faults]


def test_students_are_read_as_their_columns_say(folder: Path) -> None:
    town: Town = read_town(folder)
    a, b, c = town.students
    assert (a.home, a.level, a.door_to_door, a.wheelchair) == ((40.52, -96.01), "elementary", False, False)
    assert (b.level, b.door_to_door, b.wheelchair) == ("high", True, True)
    assert (c.home, c.level) == (None, None)
    assert (town.candidates, town.district.stops) == (None, ())
    assert town.hazards is not None
    assert lacks_stops(folder)


def test_existing_stops_and_candidates_are_read_beside_them(folder: Path) -> None:
    stops = "stop_id,school_id,lat,lon,riders_am\nold,101,40.52,-96.01,3\n"
    write(folder, {"stops.csv": stops, "candidates.csv": "candidate_id,lat,lon,capacity\nx,40.5,-96.02,7\n"})
    town = read_town(folder)
    assert not lacks_stops(folder)
    assert [stop.id for stop in town.district.stops] == ["old"]
    assert town.candidates is not None
    assert [(point.id, point.capacity, point.school_id) for point in town.candidates] == [("x", 7, "")]


def test_all_faults_of_all_files_at_once(folder: Path) -> None:
    students = "student_id,school_id,lat,lon,grade\nb,110,40.52,-6.01,13\nb,103,40.52,-96.01,12\n"
    candidates = "candidate_id,lat,lon,capacity\nx,40.5,-96.02,0\n"
    write(folder, {"students.csv": students, "candidates.csv": candidates})
    shutil.copy(folder / "hazards.geojson", folder / "hazards.gpkg")
    found = faults(folder)
    for words in (
        'students.csv, line 2, column grade: "13" is not one of pk, ka, k, 1,',
        'students.csv, line 2, column school_id: "110" is not in schools.csv.',
        'students.csv, line 2, column lat: "40.52, -6.01" is',
        'students.csv, line 3, column student_id: "b" stands already in line 2.',
        'candidates.csv, line 2, column capacity: "0" is below 1. capacity is at least 1 students.',
        "hazards.geojson and hazards.gpkg: are all there. Keep one of them.",
    ):
        assert any(fault.startswith(words) for fault in found), words
    assert len(found) == 6


def test_a_district_without_students_says_so(folder: Path) -> None:
    (folder / "students.csv").unlink()
    assert faults(folder)[0].startswith("students.csv: is missing. Add it.")


def test_faults_of_the_district_come_with_those_of_the_students(folder: Path) -> None:
    write(
        folder,
        {"yards.csv": "yard_id,name,lat,lon\nY1,Yard,,-96\n", "students.csv": STUDENTS + "d,,40.5,-96\n"},
    )
    (yard, *others) = faults(folder)
    assert yard.startswith("yards.csv, line 2, column lat: is empty.")
    assert others[0].startswith("students.csv, line 5: has 4 cells where the header has 7")


@pytest.mark.parametrize(
    ("shape", "crs", "words"),
    [
        (Point(-96, 40.5), "EPSG:4326", '"Point" is not a line (shape 1)'),
        (LineString([(500_000, 40), (500_100, 40)]), "EPSG:4326", "lies outside the globe: not in degrees"),
        (None, "EPSG:4326", '"nothing" is not a line (shape 1)'),
    ],
)
def test_a_layer_that_is_no_hazard(
    folder: Path, shape: Point | LineString | None, crs: str, words: str
) -> None:
    other = LineString([(-96, 40.5), (-96, 40.6)])
    layer = gpd.GeoDataFrame({"name": ["x", "y"]}, geometry=[shape, other], crs="EPSG:4326")
    layer.to_file(folder / "hazards.geojson", driver="GeoJSON")
    assert words in faults(folder)[0]


def test_an_empty_or_broken_layer(folder: Path) -> None:
    empty = json.dumps({"type": "FeatureCollection", "features": []})
    write(folder, {"hazards.geojson": empty})
    assert "holds no lines" in faults(folder)[0]
    write(folder, {"hazards.geojson": "not a layer"})
    assert "cannot be read as a map layer" in faults(folder)[0]


def test_a_layer_in_metres_is_turned_into_degrees(folder: Path) -> None:
    line = LineString([(-96, 40.5), (-96, 40.6)])
    layer = gpd.GeoDataFrame({"name": ["x"]}, geometry=[line], crs="EPSG:4326").to_crs("EPSG:26914")
    (folder / "hazards.geojson").unlink()
    layer.to_file(folder / "hazards.gpkg", driver="GPKG")
    hazards = read_town(folder).hazards
    assert hazards is not None
    assert hazards.lines.bounds == pytest.approx((-96, 40.5, -96, 40.6), abs=1e-6)
