"""Runs for riders in wheelchairs: on places, on seats enough, and nobody lost."""

import pytest

from optimizer.district import PERIODS, District, Stop
from optimizer.riding import rider_rides
from optimizer.routing import build_runs
from tests.builders import FlatTravel, place, school, tiny_scenario

TRAVEL = FlatTravel()


def one_school(*stops: tuple[float, float, int, int]) -> District:
    """A school at 0, 0 with stops (east, north, riders, wheelchairs among them), S1 to SN."""
    placed = [
        Stop(place(f"S{k}", east, north), "S", riders, riders, wheelchairs=chairs)
        for k, (east, north, riders, chairs) in enumerate(stops, 1)
    ]
    return District("One school", (school("S", 0, 0, "School", "elementary"),), tuple(placed), ())


def loads(district: District, **fleet: int) -> list[tuple[int, int]]:
    """Riders and wheelchairs of the morning's runs, fullest first."""
    runs = build_runs(district, tiny_scenario(fleet=fleet), TRAVEL).runs
    return sorted(((run.riders, run.wheelchairs) for run in runs if run.period == "am"), reverse=True)


def test_wheelchairs_within_the_places_share_a_run() -> None:
    assert loads(one_school((5, 0, 10, 1), (6, 0, 10, 1))) == [(20, 2)]


def test_one_more_takes_another_run() -> None:
    found = loads(one_school((5, 0, 10, 1), (6, 0, 10, 1), (7, 0, 10, 1)))
    assert [chairs for _, chairs in found] == [2, 1]
    assert sum(riders for riders, _ in found) == 30


def test_a_wheelchair_takes_several_seats() -> None:
    # 40 seats: 36 riders and one wheelchair of 4 seats fit, 37 do not.
    assert loads(one_school((5, 0, 37, 1))) == [(37, 1)]
    assert len(loads(one_school((5, 0, 38, 1)))) == 2
    assert loads(one_school((5, 0, 38, 1)), wheelchair_seats=3) == [(38, 1)]


def test_a_stop_with_more_wheelchairs_than_places_is_shared_between_runs() -> None:
    found = loads(one_school((5, 0, 12, 5)))
    # 2 + 2 + 1 wheelchairs; all 7 others sit in the first bus.
    assert sorted(chairs for _, chairs in found) == [1, 2, 2]
    assert sum(riders for riders, _ in found) == 12


def test_without_places_they_are_named_and_the_others_ride() -> None:
    routing = build_runs(one_school((5, 0, 12, 5)), tiny_scenario(fleet={"wheelchair_places": 0}), TRAVEL)
    assert [(lost.stop_id, lost.riders, lost.period) for lost in routing.unserved] == [
        ("S1", 5, "am"),
        ("S1", 5, "pm"),
    ]
    assert "leave no place for a wheelchair" in routing.unserved[0].reason
    assert sum(run.riders for run in routing.runs) == 14


@pytest.mark.parametrize("chairs", [0, 1, 2])
def test_the_lift_counts_in_the_rides(chairs: int) -> None:
    # From 20 east past 10 east: 20 min, 60 + 60 s at the near stop, and 2 min for each wheelchair there.
    scenario = tiny_scenario(service={"wheelchair_seconds": 120, "ride_limit": {"elementary": 24}})
    district = one_school((20, 0, 10, 0), (10, 0, 10, chairs))
    runs = [run for run in build_runs(district, scenario, TRAVEL).runs if run.period == "am"]
    assert len(runs) == (2 if chairs == 2 else 1)
    longest = max(float(rider_rides(run, district, TRAVEL, scenario.service, 1).max()) for run in runs)
    assert longest == (20 if chairs == 2 else 22 + 2 * chairs)


def test_nobody_is_lost() -> None:
    district = one_school(*[(3 + k, k % 4, 5 + k, k % 3) for k in range(9)])
    scenario = tiny_scenario()
    runs = build_runs(district, scenario, TRAVEL).runs
    for period in PERIODS:
        mine = [run for run in runs if run.period == period]
        assert sum(run.riders for run in mine) == sum(stop.riders_am for stop in district.stops)
        assert sum(run.wheelchairs for run in mine) == sum(stop.wheelchairs for stop in district.stops)
        assert all(run.wheelchairs <= 2 and run.riders + 3 * run.wheelchairs <= 40 for run in mine)
