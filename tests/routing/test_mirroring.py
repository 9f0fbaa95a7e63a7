"""Afternoons that mirror mornings, if asked: the same stops backwards, within the limits of both halves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.district import PERIODS, District, Place, Stop
from optimizer.riding import rider_rides
from optimizer.routing import Routing, build_runs
from optimizer.travel import FloatArray, Travel
from tests.builders import FlatTravel, place, school, tiny_scenario

MIRROR = {"mirror": True}


@dataclass(frozen=True)
class Slope:
    """The grid of minutes, half as long again westwards: mornings uphill, afternoons down."""

    label: str = "slope"

    def minutes(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        west = np.array([p.lon for p in origins])[:, None] > np.array([p.lon for p in destinations])[None, :]
        return FlatTravel().minutes(origins, destinations) * np.where(west, 1.5, 1.0)

    def miles(self, origins: Sequence[Place], destinations: Sequence[Place]) -> FloatArray:
        return FlatTravel().miles(origins, destinations)


def one_school(*stops: tuple[float, float, int, int, int]) -> District:
    """Stops (east, north, morning riders, afternoon riders, wheelchairs), S1 to SN."""
    placed = [
        Stop(place(f"S{k}", east, north), "S", am, pm, wheelchairs=chairs)
        for k, (east, north, am, pm, chairs) in enumerate(stops, 1)
    ]
    return District("One school", (school("S", 0, 0, "School", "elementary"),), tuple(placed), ())


def mirrored(district: District, travel: Travel | None = None) -> Routing:
    return build_runs(district, tiny_scenario(routing=MIRROR), travel or FlatTravel())


def stops_of(routing: Routing) -> dict[str, list[str]]:
    return {run.id: [visit.stop_id for visit in run.visits] for run in routing.runs}


def test_the_afternoon_is_the_morning_backwards() -> None:
    found = stops_of(mirrored(one_school((2, 0, 5, 5, 0), (9, 0, 5, 5, 0), (5, 0, 5, 5, 0))))
    assert found == {"S-am-1": ["S2", "S3", "S1"], "S-pm-1": ["S1", "S3", "S2"]}


def test_the_fuller_half_decides() -> None:
    # 40 seats: 20 + 20 in the morning fit one bus, 30 + 30 in the afternoon do not.
    routing = mirrored(one_school((5, 0, 20, 30, 0), (6, 0, 20, 30, 0)))
    assert [run.riders for run in routing.runs] == [20, 20, 30, 30]
    assert routing.fewest == 4


def test_a_stop_with_riders_in_one_half_is_called_at_in_that_half() -> None:
    found = stops_of(mirrored(one_school((5, 0, 5, 0, 0), (6, 0, 5, 5, 0), (-9, 0, 0, 5, 0))))
    assert {stop for run, stops in found.items() if "-am-" in run for stop in stops} == {"S1", "S2"}
    assert {stop for run, stops in found.items() if "-pm-" in run for stop in stops} == {"S2", "S3"}


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_lost_and_every_limit_holds_both_ways(seed: int) -> None:
    rng = np.random.default_rng(seed)
    spots = [(*rng.uniform(-15, 15, 2), *rng.integers(1, 50, 2), 1) for _ in range(15)]
    district, scenario, travel = one_school(*spots), tiny_scenario(routing=MIRROR), Slope()
    routing = build_runs(district, scenario, travel)
    for period in PERIODS:
        runs = [run for run in routing.runs if run.period == period]
        for stop in district.stops:
            visits = [v for run in runs for v in run.visits if v.stop_id == stop.id]
            assert sum(visit.riders for visit in visits) == stop.riders(period)
            assert sum(visit.wheelchairs for visit in visits) == stop.wheelchairs
        for run in runs:
            assert run.riders + 3 * run.wheelchairs <= 40
            assert run.wheelchairs <= 2
            if len(run.visits) > 1:
                rides = rider_rides(run, district, travel, scenario.service, 1)
                assert rides.max() <= 40 + 1e-6  # the far limit; 30 where the direct drive is within it
                direct = travel.minutes([district.stop_by_id[v.stop_id].place for v in run.visits],
                                        [district.schools[0].place])[:, 0]  # fmt: skip
                assert (rides[(direct <= 20)] <= 30 + 1e-6).all()
