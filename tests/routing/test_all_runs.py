"""Runs chosen of all there could be: riders kept, never more buses, and a bound that other runs keep to."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.build import build_problem
from optimizer.district import PERIODS, District, Period, Run, Stop, Yard
from optimizer.routing import build_runs, choose_of_all_runs, rebuild_runs
from optimizer.routing.all_runs import allow_every_run, obeys_triangles
from optimizer.routing.half_day import build_half_day, pose_at
from optimizer.routing.joint.instance import JointProblem, is_allowed
from optimizer.routing.joint.matching import match_runs
from optimizer.scenario import Scenario
from optimizer.solver import solve
from tests.builders import FlatTravel, clock_minutes, place, riders_by_stop, school, tiny_scenario
from tests.routing_joint.small import line_school

TRAVEL = FlatTravel()
SCENARIO = tiny_scenario()
# Light traffic at the bells and heavy traffic at other hours, halts of three minutes.
BUSY = tiny_scenario(
    travel={
        "bands_am": [{"until": "10:00", "factor": 1.0}, {"until": "24:00", "factor": 1.4}],
        "bands_pm": [{"until": "18:00", "factor": 1.0}, {"until": "24:00", "factor": 1.4}],
    },
    service={"stop_seconds": 180},
)


def town(
    seed: int, schools: int = 5, stops_each: int = 8, wheelchairs: int = 0, scenario: Scenario = SCENARIO
) -> District:
    """Schools within 20 minutes, stops up to 9 minutes out each way, 5 to 14 riders each; bus of 40 seats."""
    dice = np.random.default_rng(seed)
    nouns, stops = [], []
    for s in range(schools):
        east, north = (float(v) for v in dice.integers(0, 20, 2))
        nouns.append(school(f"S{s}", east, north, f"School {s}", "elementary"))
        for k in range(stops_each):
            dx, dy = dice.uniform(-9, 9, 2)
            at = place(f"S{s}-{k}", east + dx, north + dy)
            stops.append(Stop(at, f"S{s}", 5 + k % 10, 4 + k % 9, wheelchairs=wheelchairs))
    district = District("Town", tuple(nouns), tuple(stops), (Yard(place("Y", 10, 10), "Yard"),))
    return replace(district, runs=build_runs(district, scenario, TRAVEL).runs)


def bells_of(district: District) -> dict[str, int]:
    return {noun.id: clock_minutes(7, 30) + 30 * (s % 3) for s, noun in enumerate(district.schools)}


def buses(district: District, runs: tuple[Run, ...], period: Period, scenario: Scenario) -> int:
    """Buses of half a day by an exact matching of given runs."""
    half = build_half_day(period, replace(district, runs=runs), scenario, TRAVEL)
    at = pose_at(half, bells_of(district), scenario)
    return match_runs(at.problem, at.runs).buses


@pytest.mark.parametrize("scenario", [SCENARIO, BUSY], ids=["free flow", "bands"])
@pytest.mark.parametrize("seed", range(4))
def test_riders_stay_and_the_bound_holds_for_other_runs(seed: int, scenario: Scenario) -> None:
    district = town(seed, scenario=scenario)
    chosen = choose_of_all_runs(district, scenario, TRAVEL, bells_of(district), seconds=8)
    assert riders_by_stop(chosen.runs) == riders_by_stop(district.runs)
    searched = rebuild_runs(district, scenario, TRAVEL, bells_of(district), seconds=1)
    for half, period in enumerate(PERIODS):
        assert 0 < chosen.bounds[half] <= chosen.after[half] <= chosen.before[half]
        assert chosen.bounds[half] <= searched.after[half]
        assert buses(district, chosen.runs, period, scenario) == chosen.after[half]


@pytest.mark.parametrize("period", PERIODS)
def test_the_bound_allows_every_run_that_keeps_to_the_limits_in_the_worst_traffic(period: Period) -> None:
    refused = 0
    for seed in range(8):
        district = town(seed, scenario=BUSY)
        half = build_half_day(period, district, BUSY, TRAVEL)
        at = pose_at(half, bells_of(district), BUSY)
        loose = allow_every_run(half, at)
        for run in at.runs:
            assert half.calls[run.school].fits(list(run.stops))
            assert is_allowed(loose.schools[run.school], run.stops)
            refused += not is_allowed(at.problem.schools[run.school], run.stops)
    assert refused > 0  # or this would test nothing


def test_some_buses_are_spared_and_most_halves_proven() -> None:
    found = [
        choose_of_all_runs(town(seed), SCENARIO, TRAVEL, bells_of(town(seed)), seconds=8) for seed in range(4)
    ]
    assert sum(sum(one.after) for one in found) < sum(sum(one.before) for one in found)
    proven = sum(b == a for one in found for b, a in zip(one.bounds, one.after, strict=True))
    assert proven >= 6


def test_the_solver_needs_as_many_buses_at_these_bells() -> None:
    district = town(1)
    locks = {id_: f"{bell // 60}:{bell % 60:02d}" for id_, bell in bells_of(district).items()}
    chosen = choose_of_all_runs(district, SCENARIO, TRAVEL, bells_of(district), seconds=8)
    aims = {"arrival": {"planned": "aim"}, "departure": {"planned": "aim"}}
    locked = tiny_scenario(bells={"locks": locks}, service=aims)
    problem = build_problem(replace(district, runs=chosen.runs), locked, TRAVEL)
    plan = solve(problem, chosen.runs, seconds=5, workers=1).plan
    assert plan is not None
    assert plan.buses == max(chosen.after)


def test_too_short_a_time_changes_and_proves_nothing() -> None:
    district = town(2)
    chosen = choose_of_all_runs(district, SCENARIO, TRAVEL, bells_of(district), seconds=0.5)  # 40 stops: 0.8
    assert (chosen.bounds, chosen.after) == ((0, 0), chosen.before)
    assert riders_by_stop(chosen.runs) == riders_by_stop(district.runs)


def test_no_run_carries_more_wheelchairs_than_it_has_places() -> None:
    district = town(3, schools=3, wheelchairs=1)
    chosen = choose_of_all_runs(district, SCENARIO, TRAVEL, bells_of(district), seconds=8)
    places = SCENARIO.fleet.wheelchair_places
    assert max(run.wheelchairs for run in chosen.runs) <= places
    assert sum(run.wheelchairs for run in chosen.runs) == sum(run.wheelchairs for run in district.runs)


def test_runs_of_two_schools_are_refused() -> None:
    district = town(0)
    shared = replace(district.runs[0], also="S1", stay=5.0)
    with pytest.raises(ValueError, match="two schools"):
        choose_of_all_runs(replace(district, runs=(shared,)), SCENARIO, TRAVEL, bells_of(district))


class TestTriangles:
    """Stops 5 and 6 from the school on a line, and what another school's bus leaves for a run from each."""

    def problem(self, drive: float = 1.0, reach: tuple[float, float] = (15.0, 14.0)) -> JointProblem:
        stops = line_school([5, 6], [2, 2])
        stops.drive[0, 1] = stops.drive[1, 0] = drive
        return JointProblem((stops,), (np.array([reach]),))

    def test_a_line_obeys(self) -> None:
        assert obeys_triangles(self.problem())

    def test_a_stop_on_the_way_may_cost_nothing(self) -> None:
        assert obeys_triangles(self.problem(drive=1.0, reach=(15.0, 15.0)))

    def test_a_way_by_another_stop_may_not_be_shorter(self) -> None:
        # From the second stop to the school 6 minutes straight, by the first only 0.5 + 5.
        assert not obeys_triangles(self.problem(drive=0.5))

    def test_a_connection_may_not_be_easier_by_another_stop(self) -> None:
        # From the other school the second stop is 3 minutes farther than the first, which is 1 away from it.
        assert not obeys_triangles(self.problem(reach=(17.0, 14.0)))

    def test_no_connection_at_all_obeys(self) -> None:
        assert obeys_triangles(self.problem(reach=(-np.inf, -np.inf)))
