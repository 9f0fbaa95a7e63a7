"""Runs rebuilt for bells: the same riders, no more buses, and the solver's rules of connections."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import PERIODS, District, Period, Stop
from optimizer.routing import build_runs, rebuild_runs
from optimizer.routing.half_day import build_half_day, pose_at, runs_of
from optimizer.routing.joint.matching import match_runs
from optimizer.scenario import Scenario
from tests.builders import (
    FlatTravel,
    clock_minutes,
    place,
    random_district,
    riders_by_stop,
    school,
    tiny_scenario,
)

TRAVEL = FlatTravel()
BANDS = {
    "bands_am": [{"until": "8:00", "factor": 1.0}, {"until": "24:00", "factor": 1.2}],
    "bands_pm": [{"until": "15:00", "factor": 1.1}, {"until": "24:00", "factor": 1.0}],
}


def bells_of(district: District, seed: int) -> dict[str, int]:
    dice = np.random.default_rng(seed)
    return {noun.id: clock_minutes(7, 30) + 15 * int(dice.integers(0, 7)) for noun in district.schools}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("seed", range(4))
def test_a_run_may_follow_exactly_the_schools_that_the_solver_lets_it_follow(
    seed: int, period: Period
) -> None:
    district, scenario = random_district(seed), tiny_scenario(travel=BANDS)
    bells = bells_of(district, seed)
    at = pose_at(build_half_day(period, district, scenario, TRAVEL), bells, scenario)
    half = build_problem(district, scenario, TRAVEL).am
    problem = build_problem(district, scenario, TRAVEL)
    half, day = (problem.am if period == "am" else problem.pm), problem.day
    start = [bells[school_id] for school_id in problem.school_ids]
    anchor, band = half.anchor(start, day), half.band(start, day)
    of_school: dict[int, list[int]] = {}
    for r, s in enumerate(half.school_of_run.tolist()):
        of_school.setdefault(s, []).append(r)
    seen = 0
    for s, numbers in of_school.items():
        ours = [run for run in at.runs if run.school == s]
        for run, r in zip(ours, numbers, strict=True):
            expected = anchor[s] - anchor >= half.need[band[s], :, r]
            np.testing.assert_array_equal(
                at.problem.reach[s][:, run.stops[0]] >= run.service - 1e-6, expected
            )
            seen += int(expected.sum())
    assert seen > 10


@pytest.mark.parametrize("period", PERIODS)
def test_runs_come_back_as_they_were(period: Period) -> None:
    district, scenario = random_district(3), tiny_scenario()
    half = build_half_day(period, district, scenario, TRAVEL)
    at = pose_at(half, bells_of(district, 3), scenario)
    runs = tuple(run for run in district.runs if run.period == period)
    assert {run.visits for run in runs_of(half, match_runs(at.problem, at.runs))} == {
        run.visits for run in runs
    }


class TestRebuild:
    def scattered(self, scenario: Scenario) -> District:
        dice = np.random.default_rng(5)
        nouns, stops = [], []
        for s in range(8):
            east, north = (float(v) for v in dice.integers(0, 20, 2))
            nouns.append(school(f"S{s}", east, north, f"School {s}", "elementary"))
            for k in range(18):
                dx, dy = dice.uniform(-9, 9, 2)
                stops.append(Stop(place(f"S{s}-{k}", east + dx, north + dy), f"S{s}", 3 + k % 6, 2 + k % 5))
        district = District("Scattered", tuple(nouns), tuple(stops), ())
        return replace(district, runs=build_runs(district, scenario, TRAVEL).runs)

    def test_a_school_alone_keeps_its_buses(self) -> None:
        district = random_district(1, schools=1)
        runs = [run for run in district.runs if run.period == "am"]
        rebuilt = rebuild_runs(district, tiny_scenario(), TRAVEL, bells_of(district, 1), seconds=0.1)
        assert rebuilt.before[0] == len(runs) >= rebuilt.after[0]

    def test_riders_stay_and_buses_are_spared(self) -> None:
        scenario = tiny_scenario(travel=BANDS)
        district = self.scattered(scenario)
        bells = {noun.id: clock_minutes(7, 30) + 30 * (s % 4) for s, noun in enumerate(district.schools)}
        rebuilt = rebuild_runs(district, scenario, TRAVEL, bells, promise=3, seconds=8)
        assert riders_by_stop(rebuilt.runs) == riders_by_stop(district.runs)
        assert sum(rebuilt.after) < sum(rebuilt.before)

    def test_stopped_at_once_it_has_no_more_buses_than_before(self) -> None:
        scenario = tiny_scenario()
        district = self.scattered(scenario)
        bells = bells_of(district, 2)
        rebuilt = rebuild_runs(district, scenario, TRAVEL, bells, stop=lambda: True)
        assert all(after <= before for after, before in zip(rebuilt.after, rebuilt.before, strict=True))
