"""How long runs live and riders ride: stops, driving and traffic added up by hand."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.judge.run_times import RunTime, band_factor, time_runs
from optimizer.plan import Plan
from tests.builders import FlatTravel, clock_minutes, tiny_district, tiny_plan, tiny_scenario
from tests.judge.verdicts import visits, with_run

PEAK = [{"until": "7:45", "factor": 1.0}, {"until": "8:30", "factor": 2.0}, {"until": "24:00", "factor": 1.5}]


def timed(run_id: str, plan: Plan | None = None, **travel: Any) -> RunTime:
    scenario = tiny_scenario(travel=travel)
    return time_runs(tiny_district(), scenario, FlatTravel(), plan or tiny_plan())[run_id]


def test_a_morning_run() -> None:
    """Stop a: 60 s + 10 × 6 s = 2 min, 5 to stop b: 3 min there, 5 to the school: 15.

    Riders of a sit through 5 + 3 + 5 = 13 min, those of b through 5.
    """
    time = timed("H1-am-1")
    assert (time.live_minutes, time.live_miles) == (15, 5)
    assert time.rides == (13, 5)
    assert (time.driven, time.direct) == ((10, 5), (10, 5))


def test_an_afternoon_run_is_its_mirror() -> None:
    time = timed("H1-pm-1")
    assert (time.live_minutes, time.live_miles) == (15, 5)
    assert time.rides == (5, 13)  # stop b first


def test_congestion_stretches_driving_but_not_stops() -> None:
    """E1 at 7:45 is in the second band: 10 × 2 + 5 = 25 min; H1 at 8:30 in the third: 10 × 1.5 + 5 = 20."""
    assert timed("E1-am-1", bands_am=PEAK).live_minutes == 25
    assert timed("E1-am-1", bands_am=PEAK).rides == (23, 10)
    assert timed("H1-am-1", bands_am=PEAK).live_minutes == 20
    assert timed("H1-pm-1", bands_am=PEAK).live_minutes == 15


def test_the_afternoon_band_is_that_of_the_dismissal() -> None:
    """E1 lets out at 14:45, in the second band: 10 × 2 + 5 = 25."""
    bands = [{"until": "14:45", "factor": 1.0}, {"until": "24:00", "factor": 2.0}]
    assert timed("E1-pm-1", bands_pm=bands).live_minutes == 25


@pytest.mark.parametrize(
    ("hour", "minute", "factor"), [(7, 44, 1.0), (7, 45, 2.0), (8, 29, 2.0), (8, 30, 1.5), (23, 59, 1.5)]
)
def test_a_band_ends_before_its_limit(hour: int, minute: int, factor: float) -> None:
    scenario = tiny_scenario(travel={"bands_am": PEAK})
    assert band_factor("am", clock_minutes(hour, minute), scenario) == factor


def test_the_last_band_serves_the_rest_of_the_day() -> None:
    scenario = tiny_scenario(travel={"bands_am": PEAK[:1]})
    assert band_factor("am", clock_minutes(8), scenario) == 1.0


def test_a_stated_time_is_taken_as_it_is() -> None:
    """30 stated minutes for 15 modelled: every ride doubles, and no congestion is added."""
    plan = with_run("H1-am-1", live_minutes=30.0)
    time = timed("H1-am-1", plan, bands_am=[{"until": "24:00", "factor": 1.0}])
    assert (time.live_minutes, time.rides) == (30, (26, 10))
    assert timed("H1-am-1", plan, bands_am=PEAK).live_minutes == 30


def test_dwell_follows_the_riders_of_the_visit() -> None:
    """Half the riders of b: 1 + 1 = 2 min there instead of 3."""
    plan = with_run("H1-am-1", visits=visits(("H1a", 10), ("H1b", 10)))
    assert timed("H1-am-1", plan).live_minutes == 14
