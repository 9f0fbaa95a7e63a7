"""Stops that cannot be served get a named outcome, and no rider is lost."""

import numpy as np
import pytest

from optimizer.routing.joint.instance import JointProblem, SchoolStops, find_unserved
from optimizer.routing.joint.solve import JointResult, solve_joint
from tests.routing_joint.small import line_school


def alone(*schools: SchoolStops) -> JointProblem:
    """Schools that share no bus."""
    return JointProblem(schools, tuple(np.full((len(schools), len(school)), -np.inf) for school in schools))


def riders(problem: JointProblem, result: JointResult) -> tuple[int, int, int]:
    """Riders in, on runs, and listed as unserved."""
    loads = [school.load for school in problem.schools]
    on_runs = sum(int(loads[run.school][stop]) for run in result.plan.runs for stop in run.stops)
    return sum(int(load.sum()) for load in loads), on_runs, sum(u.riders for u in result.unserved)


@pytest.mark.parametrize(
    ("places", "load", "words"),
    [
        ([5.0, 8.0], [3, 11], "11 riders are more than 10 seats"),
        ([5.0, 101.0], [3, 4], "even a direct drive exceeds its ride limit of 100"),
        ([5.0, np.inf], [3, 4], "no way leads from it to the school"),
        ([5.0, 8.0], [3, 0], "nobody waits there"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
def test_each_is_named_and_the_rest_is_served(places: list[float], load: list[int], words: str) -> None:
    problem = alone(line_school(places, load))
    result = solve_joint(problem, seconds=1)
    assert [(u.stop, u.reason) for u in result.unserved] == [(1, words)]
    total, on_runs, unserved = riders(problem, result)
    assert (on_runs, unserved) == (3, total - 3)


def test_ride_limit_that_no_drive_meets_leaves_no_run() -> None:
    problem = alone(line_school([5, 6], [2, 2], ride=1))
    result = solve_joint(problem, seconds=1)
    assert (result.plan.buses, result.bound, len(result.unserved)) == (0, 0, 2)
    assert riders(problem, result) == (4, 0, 4)


def test_numbers_of_stops_stay_those_of_the_whole_problem() -> None:
    problem = alone(line_school([101, 5, 6], [1, 2, 2]))
    result = solve_joint(problem, seconds=1)
    assert sorted(stop for run in result.plan.runs for stop in run.stops) == [1, 2]


def test_school_without_stops() -> None:
    problem = alone(line_school([], []), line_school([5, 6], [2, 2]))
    result = solve_joint(problem, seconds=1)
    assert (result.plan.buses, result.bound) == (1, 1)


def test_stops_at_one_place() -> None:
    problem = alone(line_school([5, 5, 5], [4, 4, 4]))
    result = solve_joint(problem, seconds=1)
    assert find_unserved(problem) == []
    # 12 riders, 10 seats, whole stops: two runs.
    assert (result.plan.buses, result.bound) == (2, 2)
    assert riders(problem, result) == (12, 12, 0)
