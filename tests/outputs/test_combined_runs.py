"""A run for two schools in everything that is shared: it meets both, and tells nothing of few riders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.district import District, Visit
from optimizer.judge import evaluate
from optimizer.outputs.exports.gtfs import build_feed
from optimizer.outputs.exports.layers import build_layers
from optimizer.outputs.family_reasons import neighbours_of
from optimizer.outputs.map_data import build_map_data
from optimizer.outputs.motion_data import build_motion
from optimizer.outputs.opened import OpenedPlan, open_plan
from optimizer.outputs.sharing import shared_runs
from optimizer.outputs.stop_calls import stop_calls
from optimizer.outputs.workbook.sheets import pickup_table, rides_table
from optimizer.plan import Plan, Route, TimedRun
from tests.builders import FlatTravel, stop
from tests.next_door import combined_plan, combined_runs, combining, next_door
from tests.outputs.pack import YEAR
from tests.outputs.plans import result_of, save


def opened(folder: Path, district: District | None = None, plan: Plan | None = None) -> OpenedPlan:
    district, plan = district or next_door(), plan or combined_plan()
    judged = evaluate(district, combining(), FlatTravel(), plan)
    saved = save(folder / "plan", district, judged, result_of(plan))
    return open_plan(saved, district, combining(), FlatTravel())


@pytest.fixture
def shared(tmp_path: Path) -> OpenedPlan:
    return opened(tmp_path)


def test_stop_calls_are_timed_from_the_own_school(shared: OpenedPlan) -> None:
    """7:32 at A1, where 20 board in 3 min; 1 on to B1, 10 board in 2; then 5 to Aspen: 7:43."""
    am, pm = shared.timetable.driven
    service = shared.scenario.service
    assert [(c.stop_id, c.arrives, c.leaves) for c in stop_calls(am, service)] == [
        ("A1", 452, 455),
        ("B1", 456, 458),
    ]
    assert [(c.stop_id, c.arrives, c.leaves) for c in stop_calls(pm, service)] == [
        ("B1", 922, 924),
        ("A1", 925, 928),
    ]


def test_map_draws_both_schools(shared: OpenedPlan) -> None:
    facts = build_map_data(
        shared.evaluation, shared.plan, shared.district, shared.scenario.bells.tiers, {}, FlatTravel()
    )
    am, pm = facts["runs"]
    assert (am["school"], am["also"], am["at_also"]) == ("B", "A", 463)
    assert (pm["school"], pm["also"], pm["at_also"]) == ("B", "A", 917)
    assert [school["buses"] for school in facts["schools"]] == [["1"], ["1"]]


def test_motion_stands_at_the_other_school(shared: OpenedPlan) -> None:
    aspen, cedar = ((s.place.lat, s.place.lon) for s in shared.district.schools)
    motion = build_motion(shared)
    assert motion["runs"][0]["also"] == 0
    am, pm = (motion["halves"][period]["buses"][0]["way"] for period in ("am", "pm"))
    # 7:43 to 7:48 at Aspen, then Cedar at 7:50; 15:10 from Cedar, Aspen from 15:12 to 15:17.
    assert [point[0] for point in am if tuple(point[1:3]) == aspen] == [463, 468]
    assert [point[0] for point in am if tuple(point[1:3]) == cedar] == [470, 475]
    assert [point[0] for point in pm if tuple(point[1:3]) == aspen] == [912, 917]
    for way in (am, pm):
        minutes = [point[0] for point in way]
        assert minutes == sorted(minutes)


def test_gtfs_stops_at_both_schools(shared: OpenedPlan) -> None:
    feed = build_feed(shared, YEAR)
    times = [(row["trip_id"], row["stop_id"], row["arrival_time"]) for row in feed["stop_times"]]
    assert times == [
        ("B+A-am-1", "A1", "07:32:00"),
        ("B+A-am-1", "B1", "07:36:00"),
        ("B+A-am-1", "A", "07:43:00"),
        ("B+A-am-1", "B", "07:50:00"),
        ("B+A-pm-1", "B", "15:10:00"),
        ("B+A-pm-1", "A", "15:17:00"),
        ("B+A-pm-1", "B1", "15:22:00"),
        ("B+A-pm-1", "A1", "15:25:00"),
    ]
    assert {row["stop_id"] for row in build_feed(shared, YEAR)["stops"]} == {"A", "B", "A1", "B1"}
    heads = [row["trip_headsign"] for row in build_feed(shared, YEAR)["trips"]]
    assert heads == [
        "Aspen Elementary and Cedar Middle",
        "Home from Cedar Middle and Aspen Elementary",
    ]


def test_layers_draw_the_way_by_both(shared: OpenedPlan) -> None:
    line = build_layers(shared)["runs"].geometry.iloc[0]
    ends = [(round(lat, 5), round(lon, 5)) for lon, lat in list(line.coords)[-2:]]
    assert ends == [(s.place.lat, s.place.lon) for s in shared.district.schools]


def test_families_are_told_who_rides_along(shared: OpenedPlan) -> None:
    near = neighbours_of(shared)
    assert (near["A"].aboard, near["B"].aboard) == (("B",), ("A",))
    assert (near["A"].buses, near["A"].before, near["A"].after) == (1, (), ())


def test_workbook_names_both_and_finds_the_pickup_of_each(shared: OpenedPlan) -> None:
    _, rides = rides_table(shared)
    assert {line["school"] for line in rides} == {"Cedar Middle + Aspen Elementary"}
    assert all(line["within"] for line in rides)
    _, pickups = pickup_table(shared)
    assert [(line["name"], line["earliest_pickup"], line["run"]) for line in pickups] == [
        ("Aspen Elementary", 452, "B+A-am-1"),
        ("Cedar Middle", 456, "B+A-am-1"),
    ]


def test_few_riders_on_a_combined_run_are_not_told(tmp_path: Path) -> None:
    """Cedar has 40 riders, 35 on a run of its own. Its total less those would tell the 5 on the other run."""
    few = (stop("A1", "A", -6, 0, 20), stop("B1", "B", -5, 0, 5), stop("B2", "B", 8, 0, 35))
    district = replace(next_door(), stops=few)
    runs = tuple(
        replace(run, visits=tuple(replace(v, riders=5) if v.stop_id == "B1" else v for v in run.visits))
        for run in combined_runs()
    )
    alone = tuple(
        replace(run, id=f"B-{run.period}-1", visits=(Visit("B2", 35),), also=None, stay=0.0) for run in runs
    )
    bus = combined_plan().routes[0]
    other = Route("2", "Y", (TimedRun("B-am-1", bus.am[0].at),), (TimedRun("B-pm-1", bus.pm[0].at),))
    plan = combined_plan((*runs, *alone))
    plan = replace(plan, routes=(bus, other))
    found = opened(tmp_path, district, plan)
    told = shared_runs(found.evaluation, found.plan, found.district).set_index("run_id")
    assert told["riders"].isna().all()
    # What a bus holds at the mix of its riders would tell the mix.
    assert told["capacity"].dropna().to_dict() == {"B-am-1": 30, "B-pm-1": 30}
    # With 10 of Cedar's riders on the combined run, everything may be told.
    enough = shared_runs(opened(tmp_path).evaluation, combined_plan(), next_door())
    assert enough[["riders", "capacity"]].to_numpy().tolist() == [[30, 36], [30, 36]]
