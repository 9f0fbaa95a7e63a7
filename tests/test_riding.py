"""Rides of the tiny district, computed by hand."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.district import District, Run, Visit
from optimizer.riding import leg_minutes, live_miles, measure_runs, ride_minutes, rider_rides
from optimizer.scenario import Scenario
from optimizer.travel import Travel
from tests.builders import FlatTravel, random_district
from tests.next_door import combined_runs, combining, next_door


@pytest.fixture
def runs(district: District) -> dict[str, Run]:
    return {run.id: run for run in district.runs}


def test_legs_follow_the_bus(district: District, travel: Travel, runs: dict[str, Run]) -> None:
    turned = replace(runs["E1-am-1"], visits=(Visit("E1c", 20), Visit("E1a", 10)))
    # c (0,-5) to a (-10,0) is 15 min, a to the school 10.
    assert leg_minutes(turned, district, travel).tolist() == [15, 10]
    # An afternoon leaves from the school: 5 min to c, then 15 to a.
    assert leg_minutes(replace(turned, period="pm"), district, travel).tolist() == [5, 15]


@pytest.mark.parametrize("run_id", ["E1-am-1", "E1-pm-1"])
def test_ride_is_dwell_plus_banded_driving(
    run_id: str, district: District, scenario: Scenario, travel: Travel, runs: dict[str, Run]
) -> None:
    # At the stops 1 + 10 × 0.1 and 1 + 20 × 0.1 min, 10 min of driving.
    run = runs[run_id]
    assert ride_minutes(run, district, travel, scenario.service, 1.0) == pytest.approx(2 + 3 + 10)
    assert ride_minutes(run, district, travel, scenario.service, 1.5) == pytest.approx(2 + 3 + 15)
    assert live_miles(run, district, travel) == 5


def test_morning_rides_leave_out_the_own_stop(
    district: District, scenario: Scenario, travel: Travel, runs: dict[str, Run]
) -> None:
    # From a: 5 min to b, 3 min there, 5 min to school; from b: 5 min. Twice as much driving in traffic.
    assert rider_rides(runs["E1-am-1"], district, travel, scenario.service, 1.0).tolist() == [13, 5]
    assert rider_rides(runs["E1-am-1"], district, travel, scenario.service, 2.0).tolist() == [23, 10]


def test_afternoon_rides_end_on_arrival_at_the_own_stop(
    district: District, scenario: Scenario, travel: Travel, runs: dict[str, Run]
) -> None:
    # To b 5 min; 3 min there and 5 more to a.
    assert rider_rides(runs["E1-pm-1"], district, travel, scenario.service, 1.0).tolist() == [5, 13]


def test_stated_time_and_miles_are_used_as_they_are(
    district: District, scenario: Scenario, travel: Travel, runs: dict[str, Run]
) -> None:
    run = replace(runs["E1-am-1"], live_minutes=30.0, live_miles=9.0)
    assert ride_minutes(run, district, travel, scenario.service, 1.5) == 30
    assert live_miles(run, district, travel) == 9
    assert measure_runs([run], district, travel, scenario.service).live_miles.tolist() == [9]
    # Modelled 15 min in all, 13 and 5 for the riders; stated twice as long.
    assert rider_rides(run, district, travel, scenario.service, 1.0).tolist() == pytest.approx([26, 10])


def test_many_runs_measured_together_as_one_by_one(scenario: Scenario, travel: Travel) -> None:
    district = random_district(1)
    # Runs of different schools and halves of the day, mixed.
    runs = [district.runs[k] for k in np.random.default_rng(1).permutation(len(district.runs))]
    measures = measure_runs(runs, district, travel, scenario.service)
    alone = [ride_minutes(run, district, travel, scenario.service, 1.3) for run in runs]
    assert (measures.dwell_minutes + 1.3 * measures.leg_minutes).tolist() == pytest.approx(alone)
    assert measures.live_miles.tolist() == pytest.approx([live_miles(run, district, travel) for run in runs])


def test_no_runs_at_all(district: District, scenario: Scenario, travel: Travel) -> None:
    assert len(measure_runs([], district, travel, scenario.service).leg_minutes) == 0


def test_a_run_for_two_schools_is_driven_by_way_of_the_other() -> None:
    """From A1 1 min to B1, then 5 + 2 by way of Aspen, where the bus stands 5 min; halts of 3 and 2 min."""
    district, service = next_door(), combining().service
    am, pm = combined_runs()
    travel = FlatTravel()
    assert leg_minutes(am, district, travel).tolist() == [1, 7]
    assert leg_minutes(pm, district, travel).tolist() == [7, 1]
    assert ride_minutes(am, district, travel, service, 1.0) == ride_minutes(
        pm, district, travel, service, 1.0
    )
    assert ride_minutes(am, district, travel, service, 1.0) == 8 + 5 + 5
    assert live_miles(am, district, travel) == 4
    assert rider_rides(am, district, travel, service, 1.0).tolist() == [8, 12]
    assert rider_rides(pm, district, travel, service, 1.0).tolist() == [12, 8]
    assert measure_runs([am, pm], district, travel, service).dwell_minutes.tolist() == [10, 10]
