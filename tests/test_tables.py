"""Tables are read as planners' spreadsheets write them, and written so that they read back the same."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from optimizer.contracts import TABLES, contract_as_markdown
from optimizer.district import District, Visit
from optimizer.errors import InputError
from optimizer.tables import (
    districts_in,
    read_boundaries,
    read_district,
    read_runs,
    write_district,
    write_runs,
)

DATA = Path(__file__).parents[1] / "data"

SCHOOLS = """\
school_id,name,level,lat,lon,terrain,frl_share,option,bell_today,bell_adopted
0030,Adams Elementary,elementary,39.87,-105.06,,0.37,,7:46AM,0.3236
0099,Cedar High,High,39.80,-105.10,mountain,,Yes,0830,
"""
STOPS = """\
stop_id,school_id,lat,lon,riders_am,riders_pm
A1,0030,39.871,-105.061,12,
C1,0099,39.801,-105.101,"1,030",25.0
"""
YARDS = """\
yard_id,name,lat,lon
Y1,"North yard, gate 2",39.83,-105.07
"""


def write(folder: Path, encoding: str = "utf-8", **tables: str) -> Path:
    for name, text in {"schools": SCHOOLS, "stops": STOPS, "yards": YARDS, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding=encoding, newline="")
    return folder


def test_cells_are_read_as_their_columns_say(tmp_path: Path) -> None:
    adams, cedar = read_district(write(tmp_path)).schools
    assert (adams.id, adams.name, adams.level) == ("0030", "Adams Elementary", "elementary")
    assert (adams.bell_today, adams.bell_adopted) == (466, 466)  # 7 * 60 + 46, and 0.3236 * 1440 = 465.98
    assert (adams.frl_share, adams.option, adams.students, adams.capacity) == (0.37, False, 0, None)
    assert (cedar.level, cedar.option, cedar.bell_today) == ("high", True, 510)


def test_empty_cells_of_a_stop_follow_its_riders_and_its_school(tmp_path: Path) -> None:
    a1, c1 = read_district(write(tmp_path)).stops
    assert (a1.riders_am, a1.riders_pm, a1.place.terrain) == (12, 12, "plains")
    assert (c1.riders_am, c1.riders_pm, c1.place.terrain) == (1030, 25, "mountain")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_read_the_same(delimiter: str, tmp_path: Path) -> None:
    as_commas = read_district(write(tmp_path))
    stops = STOPS.replace('"1,030"', "1030").replace(",", delimiter)
    assert read_district(write(tmp_path, stops=stops)).stops == as_commas.stops


def test_a_spreadsheet_leaves_marks_that_change_nothing(tmp_path: Path) -> None:
    plain = read_district(write(tmp_path)).schools
    header, *rows = SCHOOLS.splitlines()
    marked = [header.upper() + ",,", *(row + ",," for row in rows), "", "," * 11, ""]
    folder = write(tmp_path, encoding="utf-8-sig", schools="\r\n".join(marked))
    assert read_district(folder).schools == plain


def test_digests_and_source_tell_what_was_read(tmp_path: Path) -> None:
    district = read_district(write(tmp_path, travel="from_id,to_id,minutes,miles\n"), name="Jeffco")
    assert (district.name, district.source) == ("Jeffco", tmp_path.as_posix())
    assert sorted(district.digests) == ["schools.csv", "stops.csv", "travel.csv", "yards.csv"]
    assert district.digests["yards.csv"] == sha256(YARDS.encode()).hexdigest()


def test_written_tables_read_back_as_the_same_district(district: District, tmp_path: Path) -> None:
    write_district(district, tmp_path)
    again = read_district(tmp_path, district.name)
    assert replace(again, source=district.source, digests={}) == district


def test_every_fact_survives_writing(district: District, tmp_path: Path) -> None:
    school = replace(
        district.schools[0],
        grades="K-5",
        capacity=500,
        option=True,
        day_minutes=415,
        feeder_high="H1",
        note='called "the, A"',
    )
    place = replace(district.stops[0].place, terrain="mountain", lat=39.123456)
    stop = replace(district.stops[0], place=place, riders_pm=7, basis="modelled")
    yard = replace(district.yards[0], buses=None, basis="")
    facts = replace(
        district,
        schools=(school, *district.schools[1:]),
        stops=(stop, *district.stops[1:]),
        yards=(yard, *district.yards[1:]),
        runs=(),
    )
    write_district(facts, tmp_path)
    again = read_district(tmp_path)
    assert (again.schools, again.stops, again.yards) == (facts.schools, facts.stops, facts.yards)


def test_written_runs_read_back_with_what_their_system_stated(district: District, tmp_path: Path) -> None:
    runs = (replace(district.runs[0], live_minutes=15.25, live_miles=5.125), *district.runs[1:])
    write_runs(runs, tmp_path / "runs.csv")
    assert read_runs(tmp_path / "runs.csv", district) == runs


def test_a_visit_without_riders_takes_all_of_the_stop(tmp_path: Path) -> None:
    rows = ("1,0030,am,A1", "2,0030,pm,A1", "3,0099,am,C1:1000", "4,0099,am,C1:30", "5,0099,pm,C1")
    runs = "\n".join(("run_id,school_id,period,stops", *rows))
    visits = [run.visits for run in read_district(write(tmp_path, runs=runs)).runs]
    assert visits[:3] == [(Visit("A1", 12),), (Visit("A1", 12),), (Visit("C1", 1000),)]


def test_runs_of_a_plan_must_carry_every_rider(district: District, tmp_path: Path) -> None:
    write_runs(district.runs[1:], tmp_path / "runs.csv")
    with pytest.raises(InputError, match='"E1a" has 10 riders in the morning and its runs carry 0'):
        read_runs(tmp_path / "runs.csv", district)


def test_swapped_coordinates_that_are_both_possible_are_seen(tmp_path: Path) -> None:
    # Florida: 27.9 and -82.5 are both a latitude, so only the neighbours tell.
    florida = {name: text.replace("39.8", "27.9").replace("-105.", "-82.") for name, text in
               (("schools", SCHOOLS), ("stops", STOPS), ("yards", YARDS))}  # fmt: skip
    write(tmp_path, **florida | {"stops": florida["stops"].replace("27.901,-82.101", "-82.101,27.901")})
    with pytest.raises(InputError, match=r"line 3, column lat: .* Are lat and lon swapped\?") as refused:
        read_district(tmp_path)
    assert len(refused.value.faults) == 1


def test_districts_of_a_folder_are_found_by_their_schools(tmp_path: Path) -> None:
    for name in ("2023-24", "2022-23", "sources"):
        (tmp_path / name).mkdir()
    write(tmp_path / "2023-24")
    write(tmp_path / "2022-23")
    (tmp_path / "sources" / "schools.csv").touch()
    assert districts_in(tmp_path) == [tmp_path / "2022-23", tmp_path / "2023-24"]


def test_the_page_of_the_tables_is_printed_from_the_contracts() -> None:
    page = (DATA / "README.md").read_text("utf-8")
    assert page == contract_as_markdown(), "write contract_as_markdown() to data/README.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_meaning(table: object) -> None:
    assert all(column.meaning for column in table.columns)  # type: ignore[attr-defined]


@pytest.mark.parametrize("folder", districts_in(DATA / "jeffco"), ids=lambda path: path.name)
def test_shipped_districts_have_no_fault(folder: Path) -> None:
    assert len(read_district(folder).schools) > 100


def shapes(crs: str | None = "EPSG:4326", **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[box(-105.1, 39.7, -105.0, 39.8)], crs=crs)


def test_a_district_without_boundaries_has_none(tmp_path: Path) -> None:
    assert read_boundaries(tmp_path) is None


def test_boundaries_come_in_degrees(tmp_path: Path) -> None:
    # EPSG:2232 is Colorado Central in feet.
    shapes(school_id=["0030"], colour=["red"]).to_crs("EPSG:2232").to_file(tmp_path / "boundaries.gpkg")
    found = read_boundaries(tmp_path)
    assert found is not None
    assert list(found.columns) == ["school_id", "geometry"]
    assert list(found.school_id) == ["0030"]
    assert found.total_bounds == pytest.approx([-105.1, 39.7, -105.0, 39.8])


BROKEN_SHAPES = {
    "no name": (shapes(colour=["red"]), "has neither a column school_id nor a column name. It has: colour."),
    "ids as numbers": (shapes(school_id=[30]), "column school_id: is not text in every shape"),
    "no polygon": (
        shapes(name=["Adams"]).set_geometry([Point(-105, 39.7)], crs="EPSG:4326"),
        '"Adams" is not a polygon',
    ),
    "feet called degrees": (
        shapes(name=["Adams"]).set_geometry([box(3e6, 1.6e6, 3.1e6, 1.7e6)], crs="EPSG:4326"),
        '"Adams" lies outside the globe: not in degrees',
    ),
}


@pytest.mark.parametrize(("broken", "words"), BROKEN_SHAPES.values(), ids=BROKEN_SHAPES.keys())
def test_broken_boundaries_give_one_fault(broken: gpd.GeoDataFrame, words: str, tmp_path: Path) -> None:
    broken.to_file(tmp_path / "boundaries.geojson")
    with pytest.raises(InputError) as refused:
        read_boundaries(tmp_path)
    (fault,) = refused.value.faults
    assert fault.file == "boundaries.geojson"
    assert words in str(fault)


def test_boundaries_of_an_unknown_coordinate_system_are_refused(tmp_path: Path) -> None:
    shapes(name=["Adams"]).to_file(tmp_path / "boundaries.shp")
    (tmp_path / "boundaries.prj").unlink()
    with pytest.raises(InputError, match=r"boundaries\.shp: does not state its coordinate system"):
        read_boundaries(tmp_path)


def test_boundaries_that_are_no_map_layer_are_refused(tmp_path: Path) -> None:
    (tmp_path / "boundaries.geojson").write_text("school_id,name\n", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a map layer"):
        read_boundaries(tmp_path)


CHAIRS = """\
stop_id,school_id,lat,lon,riders_am,wheelchairs
A1,0030,39.871,-105.061,12,3
C1,0099,39.801,-105.101,10,
"""


def test_wheelchairs_are_shared_out_between_runs(tmp_path: Path) -> None:
    runs = "run_id,school_id,period,stops\n1,0030,am,A1:8w2\n2,0030,am,A1:4w1\n3,0099,am,C1\n"
    runs += "4,0030,pm,A1\n5,0099,pm,C1:10\n"
    district = read_district(write(tmp_path, stops=CHAIRS, runs=runs))
    assert [run.wheelchairs for run in district.runs] == [2, 1, 0, 3, 0]
    write_district(district, tmp_path / "again")
    assert read_district(tmp_path / "again").runs == district.runs


@pytest.mark.parametrize(
    ("stops", "visits", "words"),
    [
        (CHAIRS, "A1:8 A1:4", "is called at twice by this run"),
        (CHAIRS, "A1:12w2", '"A1" has 3 riders in wheelchairs in the morning and its runs carry 2'),
        (CHAIRS, "A1:12w13", 'holds "A1:12w13", with more wheelchairs than riders'),
        (CHAIRS, "A1:12w", 'holds "A1:12w", which is no stop'),
        (CHAIRS.replace("12,3", "2,3"), "A1", '"3" are more wheelchairs than riders'),
    ],
)
def test_wheelchairs_that_do_not_add_up(tmp_path: Path, stops: str, visits: str, words: str) -> None:
    runs = f"run_id,school_id,period,stops\n1,0030,am,{visits}\n2,0099,am,C1\n3,0030,pm,A1\n4,0099,pm,C1\n"
    with pytest.raises(InputError) as refused:
        read_district(write(tmp_path, stops=stops, runs=runs))
    assert words in str(refused.value)
