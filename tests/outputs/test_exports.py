"""Exports read back as what was planned, tell of no child, and refuse what they cannot write."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import icalendar
import pandas as pd
import pytest

from optimizer.district import Place
from optimizer.errors import InputError
from optimizer.judge.lateness import simulate
from optimizer.outputs.exports import FORMATS, SchoolYear, export_plan
from optimizer.outputs.file_names import file_names
from optimizer.outputs.opened import OpenedPlan
from optimizer.outputs.sharing import hide_few, rider_band, shared_position
from optimizer.outputs.stop_calls import stop_calls
from tests.builders import FlatTravel
from tests.outputs.opened_plans import HOSTILE, open_tiny

LABOR_DAY = date(2023, 9, 4)
# Monday 14 August to Friday 15 September: five weeks of five days, but for Labor Day.
YEAR = SchoolYear(
    date(2023, 8, 14), date(2023, 9, 15), "America/Denver", "https://district.example", (LABOR_DAY,)
)


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path)


@pytest.fixture
def few(tmp_path: Path) -> OpenedPlan:
    return open_tiny(tmp_path, few=True)


@pytest.mark.parametrize(("riders", "band"), [(0, "0"), (1, "<10"), (9, "<10"), (10, "10+")])
def test_riders_come_in_bands(riders: int, band: str) -> None:
    assert rider_band(riders) == band


def test_stops_of_few_riders_are_placed_roughly() -> None:
    place = Place("X", 39.700449, -105.100651)
    assert shared_position(place, 9) == (39.7, -105.101)
    assert shared_position(place, 10) == (39.70045, -105.10065)


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ([30, 20, 0], [30, 20, 0]),
        ([30, 20, 5], [30, None, None]),  # 55 - 30 - 20 would tell the 5
        ([30, 4, 5], [30, None, None]),  # only their sum of 9 can be told
        ([5], [None]),
    ],
)
def test_a_second_count_hides_the_only_one_left_out(counts: list[int], left: list[int | None]) -> None:
    shown = hide_few(pd.Series(counts, dtype="Int64"))
    assert [None if pd.isna(count) else count for count in shown] == left


def test_file_names_are_safe_and_differ() -> None:
    assert list(file_names(["../x", "..\\X", "con", "§"], ".ics").values()) == [
        "x.ics",
        "X-2.ics",
        "school-con.ics",
        "school.ics",
    ]


def test_stops_are_called_at_as_the_rides_say(opened: OpenedPlan) -> None:
    driven = {run.time.run.id: run for run in opened.timetable.driven}
    service = opened.scenario.service
    # E1's first morning run arrives 7:35 = 455 after 15 min of ride from leaving a: it leaves a at 440 having
    # stood there from 438, drives 5, stands 3 at b, and drives 5 more.
    morning = [(c.stop_id, c.arrives, c.leaves) for c in stop_calls(driven["E1-am-1"], service)]
    assert morning == [("E1a", 440.0, 442.0), ("E1b", 447.0, 450.0)]
    # Afternoon: leaves 14:55 = 895, at b from 900 to 903, at a from 908 to 910.
    afternoon = [(c.stop_id, c.arrives, c.leaves) for c in stop_calls(driven["E1-pm-1"], service)]
    assert afternoon == [("E1b", 900.0, 903.0), ("E1a", 908.0, 910.0)]


def layer(folder: Path, name: str) -> list[dict[str, Any]]:
    found = json.loads((folder / f"{name}.geojson").read_text("utf-8"))
    return [
        {**feature["properties"], "at": feature["geometry"]["coordinates"]} for feature in found["features"]
    ]


def test_geojson_layers(few: OpenedPlan, tmp_path: Path) -> None:
    export_plan(few, tmp_path / "out", ["geojson"])
    schools = {school["school_id"]: school for school in layer(tmp_path / "out", "schools")}
    assert schools["E1"]["at"] == [-105.1, 39.7]
    assert (schools["E1"]["bell"], schools["E1"]["riders_am"], schools["E2"]["riders_am"]) == (
        "7:45",
        50,
        None,
    )
    stops = {stop["stop_id"]: stop for stop in layer(tmp_path / "out", "stops")}
    assert (stops["E1a"]["riders_am"], stops["E2a"]["riders_am"]) == ("10+", "<10")
    run = next(run for run in layer(tmp_path / "out", "runs") if run["run_id"] == "E1-am-1")
    assert run["at"] == [[-105.2, 39.7], [-105.15, 39.7], [-105.1, 39.7]]
    assert run["line"].startswith("straight between stops")
    assert [yard["buses"] for yard in layer(tmp_path / "out", "yards")] == [2, 1]


def test_geopackage_holds_the_same_layers(opened: OpenedPlan, tmp_path: Path) -> None:
    export_plan(opened, tmp_path / "out", ["geopackage", "geojson"])
    for name in ("schools", "stops", "runs", "yards"):
        read = gpd.read_file(tmp_path / "out" / "plan.gpkg", layer=name)
        assert read.crs == "EPSG:4326"
        assert len(read) == len(layer(tmp_path / "out", name))


def test_csv_spells_times_and_runs_no_formula(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, school={"name": HOSTILE})
    export_plan(opened, tmp_path / "out", ["csv"])
    with (tmp_path / "out" / "schools.csv").open(encoding="utf-8", newline="") as file:
        aspen = next(csv.DictReader(file))
    assert aspen["name"] == "'" + HOSTILE
    assert (aspen["bell"], aspen["minutes_moved"], aspen["earliest_pickup"]) == ("7:45", "-60", "7:20")


def test_lateness_is_shared_without_counts_of_riders_and_not_of_the_few(tmp_path: Path) -> None:
    plan = open_tiny(tmp_path, few=True)
    lateness = simulate(plan.district, plan.scenario, FlatTravel(), plan.plan, days=20)
    export_plan(replace(plan, lateness=lateness), tmp_path / "out", ["csv", "parquet", "geojson"])
    with (tmp_path / "out" / "lateness_schools.csv").open(encoding="utf-8", newline="") as file:
        schools = {row["school_id"]: row for row in csv.DictReader(file)}
    told = lateness.schools.set_index("school_id")["late_after_bell"]
    assert float(schools["H1"]["late_after_bell"]) == pytest.approx(told["H1"], abs=1e-4)
    # E2 has five riders: nothing is said of them.
    assert (schools["E2"]["late_after_bell"], schools["E2"]["late_over_15"]) == ("", "")
    for name in ("schools", "groups", "connections"):
        table = pd.read_parquet(tmp_path / "out" / f"lateness_{name}.parquet")
        assert not {"riders", "student_minutes", "am_student_minutes"} & set(table.columns)
    features = {school["school_id"]: school for school in layer(tmp_path / "out", "schools")}
    assert features["H1"]["late_after_bell"] == pytest.approx(told["H1"], abs=1e-4)
    assert features["E2"]["late_after_bell"] is None


def test_parquet_keeps_minutes_and_text(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, school={"name": HOSTILE})
    export_plan(opened, tmp_path / "out", ["parquet"])
    schools = pd.read_parquet(tmp_path / "out" / "schools.parquet")
    assert schools.loc[0, "name"] == HOSTILE
    assert schools.loc[0, "bell"] == 465


def feed(folder: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(folder / "gtfs.zip") as zipped:
        return {
            name.removesuffix(".txt"): list(csv.DictReader(io.StringIO(zipped.read(name).decode("utf-8"))))
            for name in zipped.namelist()
        }


def test_gtfs_tells_the_runs(opened: OpenedPlan, tmp_path: Path) -> None:
    export_plan(opened, tmp_path / "out", ["gtfs"], YEAR)
    found = feed(tmp_path / "out")
    calls = [row for row in found["stop_times"] if row["trip_id"] == "E1-am-1"]
    assert [(row["stop_id"], row["arrival_time"]) for row in calls] == [
        ("E1a", "07:20:00"),
        ("E1b", "07:27:00"),
        ("E1", "07:35:00"),
    ]
    # A halt as long as its riders take would tell how many they are.
    assert all(row["arrival_time"] == row["departure_time"] for row in found["stop_times"])
    blocks = {row["trip_id"]: row["block_id"] for row in found["trips"]}
    assert (blocks["E1-am-1"], blocks["H1-pm-1"], blocks["E2-am-1"]) == ("1", "1", "3")
    assert found["calendar_dates"] == [
        {"service_id": "school-days", "date": "20230904", "exception_type": "2"}
    ]


def test_gtfs_refers_to_nothing_that_is_missing(opened: OpenedPlan, tmp_path: Path) -> None:
    export_plan(opened, tmp_path / "out", ["gtfs"], YEAR)
    found = feed(tmp_path / "out")
    stops = {row["stop_id"] for row in found["stops"]}
    assert {row["stop_id"] for row in found["stop_times"]} == stops
    assert {row["trip_id"] for row in found["stop_times"]} == {row["trip_id"] for row in found["trips"]}
    assert {row["route_id"] for row in found["trips"]} == {row["route_id"] for row in found["routes"]}


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # the reader's, in pandas 3
def test_a_public_reader_accepts_the_feed(opened: OpenedPlan, tmp_path: Path) -> None:
    partridge = pytest.importorskip("partridge", reason="partridge, which reads GTFS, is not installed")
    export_plan(opened, tmp_path / "out", ["gtfs"], YEAR)
    path = str(tmp_path / "out" / "gtfs.zip")
    # Five weeks of five days, less Labor Day.
    assert len(partridge.read_service_ids_by_date(path)) == 5 * 5 - 1
    read = partridge.load_feed(path)
    assert len(read.trips) == 12
    # Twelve runs: four of them call at one stop, eight at two, and each at its school.
    assert len(read.stop_times) == 4 * 2 + 8 * 3


def test_equal_plans_make_equal_feeds(opened: OpenedPlan, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_plan(opened, tmp_path / name, ["gtfs", "icalendar"], YEAR)
    for file in ("gtfs.zip", "bells.ics", "bells/E1.ics"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_calendars_tell_bells_in_the_districts_time(tmp_path: Path) -> None:
    opened = open_tiny(tmp_path, school={"name": HOSTILE})
    export_plan(opened, tmp_path / "out", ["icalendar"], YEAR)
    calendar = icalendar.Calendar.from_ical((tmp_path / "out" / "bells" / "E1.ics").read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == f"{HOSTILE}: school day"
    starts, ends = event.decoded("DTSTART"), event.decoded("DTEND")
    assert event["DTSTART"].params["TZID"] == "America/Denver"
    assert starts == datetime(2023, 8, 14, 7, 45, tzinfo=ZoneInfo("America/Denver"))
    assert (ends - starts).total_seconds() == 420 * 60
    assert event["EXDATE"].dts[0].dt.date() == LABOR_DAY
    every = icalendar.Calendar.from_ical((tmp_path / "out" / "bells.ics").read_bytes())
    assert len(every.walk("VEVENT")) == 4


def test_a_readme_says_what_is_left_out_and_modelled(opened: OpenedPlan, tmp_path: Path) -> None:
    *_, readme = export_plan(opened, tmp_path / "out", list(FORMATS), YEAR)
    text = readme.read_text("utf-8")
    assert "not the streets driven" in text
    assert "Modelled: riders" in text
    assert "<10 or 10+" in text


def test_what_cannot_be_written_is_refused_at_once(opened: OpenedPlan, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        export_plan(opened, tmp_path / "out", ["csv", "shapefile", "gtfs"])
    assert [fault.value for fault in refused.value.faults] == ["shapefile", "gtfs"]
    assert not (tmp_path / "out").exists()


def test_a_school_year_checks_itself() -> None:
    with pytest.raises(InputError) as refused:
        SchoolYear(date(2024, 5, 1), date(2023, 8, 1), "Denver", "district.example")
    assert [fault.column for fault in refused.value.faults] == ["last day", "timezone", "website"]
    with pytest.raises(InputError, match="holds no school day"):
        SchoolYear(
            date(2023, 9, 2), date(2023, 9, 3), "America/Denver", "https://district.example"
        )  # a weekend
