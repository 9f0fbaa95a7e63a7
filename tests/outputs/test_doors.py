"""A stop at a child's door is in nothing that is shared, nor is what would tell where it is."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from optimizer.district import Place, Stop, Visit
from optimizer.judge import evaluate
from optimizer.judge.lateness import simulate
from optimizer.outputs.doors import is_shared
from optimizer.outputs.motion_data import build_motion
from optimizer.outputs.opened import OpenedPlan, open_plan
from optimizer.outputs.sharing import shared_stops
from tests.builders import FlatTravel, tiny_district, tiny_plan, tiny_scenario
from tests.outputs.pack import write_files, write_pack
from tests.outputs.plans import result_of, save

# E1a is the far end of Aspen's first run, E1c all of its second: no stop of theirs is anywhere near these.
HOMES = {
    "E1a": (Place("0042-d1", 39.70211, -105.19663), 1),
    "E1c": (Place("0042-d2", 39.65271, -105.09887), 2),
}
# As they would be written: exactly, or on the rough grid.
TELLING = ("0042-d1", "0042-d2", "39.702", "105.196", "105.197", "39.652", "39.653", "105.098", "105.099")


def open_with_doors(folder: Path, *, door: bool = True) -> OpenedPlan:
    """Open the tiny plan with one child fetched at E1a and two at E1c, one of each in a wheelchair."""
    plan, plain, choices, travel = tiny_plan(), tiny_district(), tiny_scenario(), FlatTravel()

    def moved(stop: Stop) -> Stop:
        if stop.id not in HOMES:
            return stop
        place, riders = HOMES[stop.id]
        return Stop(place, stop.school_id, riders, riders, wheelchairs=1, walk_miles=0.0, door=door)

    def fetched(visit: Visit) -> Visit:
        if visit.stop_id not in HOMES:
            return visit
        place, riders = HOMES[visit.stop_id]
        return Visit(place.id, riders, 1)

    runs = tuple(replace(run, visits=tuple(map(fetched, run.visits))) for run in plan.runs)
    district = replace(plain, stops=tuple(map(moved, plain.stops)), runs=runs)
    plan = replace(plan, runs=runs)
    judged = evaluate(district, choices, travel, plan)
    saved = save(folder / "tiny", district, judged, result_of(plan))
    return open_plan(saved, district, choices, travel, simulate(district, choices, travel, plan, days=20))


@pytest.fixture
def opened(tmp_path: Path) -> OpenedPlan:
    return open_with_doors(tmp_path)


@pytest.mark.parametrize(
    ("am", "pm", "door", "shared"),
    [
        (1, 1, False, True),
        (10, 10, True, True),
        (9, 9, True, False),
        (10, 9, True, False),
        (1, 1, True, False),
    ],
)
def test_a_stop_at_a_door_is_shared_of_ten_riders(am: int, pm: int, door: bool, shared: bool) -> None:
    assert is_shared(Stop(Place("X", 39.7, -105.1), "E1", am, pm, door=door)) is shared


def told(folder: Path) -> dict[str, set[str]]:
    """File → what of :data:`TELLING` can be read in it; what lies in archives and databases is read too."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".png"):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as inside:
                text = "\n".join(inside.read(name).decode("utf-8", "replace") for name in inside.namelist())
        elif path.suffix == ".gpkg":
            layers = [gpd.read_file(path, layer=name) for name in gpd.list_layers(path)["name"]]
            text = "\n".join(layer.to_csv() for layer in layers)
        elif path.suffix == ".parquet":
            text = pd.read_parquet(path).to_csv()
        found[path.relative_to(folder).as_posix()] = {telling for telling in TELLING if telling in text}
    return found


def written(opened: OpenedPlan, folder: Path) -> dict[str, set[str]]:
    return told(write_pack(opened, folder / "pack")) | told(write_files(opened, folder / "files"))


def test_no_file_shows_a_door(opened: OpenedPlan, tmp_path: Path) -> None:
    found = written(opened, tmp_path)
    assert {path: telling for path, telling in found.items() if telling} == {}
    assert {"map.html", "motion.html", "workbook.xlsx", "gtfs.zip", "plan.gpkg", "stops.geojson"} <= set(
        found
    )


def test_the_search_would_find_one(tmp_path: Path) -> None:
    """The same stops in the street are told, roughly: in maps, in motion, and in the exports."""
    found = written(open_with_doors(tmp_path, door=False), tmp_path)
    for path in ("map.html", "motion.html", "gtfs.zip", "plan.gpkg", "stops.geojson", "runs.geojson"):
        assert {"39.702", "105.197"} <= found[path]


def test_runs_and_connections_do_not_tell_how_far_a_door_is(opened: OpenedPlan, tmp_path: Path) -> None:
    folder = write_files(opened, tmp_path / "files")

    def table(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    for run in table("runs"):
        away = "starts" if run["period"] == "am" else "ends"
        silent = [run[name] == "" for name in ("live_minutes", "live_miles", "longest_ride", away)]
        assert silent == [run["run_id"] in ("E1-am-1", "E1-am-2", "E1-pm-1", "E1-pm-2")] * 4
        assert run["at"]
    # In the afternoon buses 1 and 2 come from a door; in the morning they come from Aspen itself.
    for name in ("connections", "lateness_connections"):
        for row in table(name):
            assert (row["slack"] == "") == (row["period"] == "pm" and row["bus"] in "12")
    assert [row["deadhead_miles"] == "" for row in table("routes")] == [True, True, False]


def test_lines_and_trips_pass_a_door_over(opened: OpenedPlan, tmp_path: Path) -> None:
    folder = write_files(opened, tmp_path / "files")
    runs = gpd.read_file(folder / "runs.geojson").set_index("run_id").geometry
    assert list(runs["E1-am-1"].coords) == [(-105.15, 39.7), (-105.1, 39.7)]
    assert runs["E1-am-2"] is None
    with zipfile.ZipFile(folder / "gtfs.zip") as feed:
        trips = {
            row["trip_id"] for row in csv.DictReader(feed.read("trips.txt").decode("utf-8").splitlines())
        }
    assert "E1-am-1" in trips
    assert not {"E1-am-2", "E1-pm-2"} & trips


def test_buses_are_drawn_without_doors(opened: OpenedPlan) -> None:
    motion, stops = build_motion(opened), shared_stops(opened.plan, opened.district)
    places = {of.position for of in stops.values()}
    others = [of.place for of in opened.district.schools] + [yard.place for yard in opened.district.yards]
    places |= {(round(place.lat, 5), round(place.lon, 5)) for place in others}
    for half in motion["halves"].values():
        for bus in half["buses"]:
            assert {(lat, lon) for _, lat, lon, _ in bus["way"]} <= places
            assert all(here[0] <= there[0] for here, there in pairwise(bus["way"]))
    # The second run of Aspen, to a door alone, is over when it begins: at the school.
    spans = {run["id"]: (run["starts"], run["ends"]) for run in motion["runs"]}
    assert spans["E1-am-2"] == (455, 455)
    assert spans["E1-pm-2"] == (895, 895)
