"""Bounds, plans, prices and bells against trying everything, on cases small enough for that."""

from itertools import product

import numpy as np
import pytest

from optimizer.routing.joint.alternate import solve_windows
from optimizer.routing.joint.bells import BellWindows, choose_bells
from optimizer.routing.joint.instance import JointProblem, build_run
from optimizer.routing.joint.master import Duals
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.predecessors import cheapest_before
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.solve import solve_joint
from tests.routing_joint.small import all_runs, faults, fewest_buses, random_problem, within_reach


@pytest.mark.parametrize("seed", range(25))
def test_bound_and_plan_enclose_the_optimum(seed: int) -> None:
    problem = random_problem(seed)
    result = solve_joint(problem, seconds=1.0, seed=seed)
    served = not result.unserved
    assert not served or faults(problem, result.plan) == []
    if served:
        assert result.bound <= fewest_buses(problem) <= result.plan.buses


def test_most_small_cases_are_solved_and_proven() -> None:
    results = [solve_joint(random_problem(seed), seconds=1.0) for seed in range(25)]
    assert sum(result.is_optimal for result in results) >= 20


@pytest.mark.parametrize("seed", range(30))
def test_exact_pricing_finds_the_least_reduced_cost(seed: int) -> None:
    problem = random_problem(seed, most_stops=4)
    rng = np.random.default_rng(seed)
    schools = len(problem.schools)
    stop = tuple(rng.choice([0.0, 0.2, 0.7], len(school)) for school in problem.schools)
    follow = rng.choice([0.0, 0.3, 0.8, 1.2], schools)
    gain = follow + rng.choice([0.0, 0.5], schools)
    duals = Duals(stop, follow, gain, np.zeros(0))
    for s, school in enumerate(problem.schools):
        costs = [
            cheapest_before(problem, run, follow)[1] - stop[s][list(run.stops)].sum() - gain[s]
            for run in all_runs(problem, s)
        ]
        priced = Pricer(problem).price_exactly(duals, s)
        assert priced.shortfall == pytest.approx(-min(0.0, *costs, 0.0) * len(school), abs=1e-4)


def windows_of(problem: JointProblem) -> BellWindows:
    """The same schools with bells 0 to 2 steps of 10 after 0, 20, 40 …; gap undone from the reach."""
    bells = np.arange(len(problem.schools)) * 2
    time = bells * 10.0
    gap = tuple(time[s] - time[:, None] - reach for s, reach in enumerate(problem.reach))
    return BellWindows(problem.schools, gap, bells, bells + 2, 10.0)


@pytest.mark.parametrize("seed", range(8))
def test_bells_are_the_best_for_their_runs(seed: int) -> None:
    problem = random_problem(seed)
    windows = windows_of(problem)
    if solve_joint(problem, seconds=0.5).unserved:
        pytest.skip("a stop of this random case is out of reach")
    runs = solve_joint(problem, seconds=0.5).plan.runs
    bells, chosen = choose_bells(windows, runs, windows.earliest, seconds=5)
    assert chosen == runs
    spans = [range(first, last + 1) for first, last in zip(windows.earliest, windows.latest, strict=True)]
    least = min(match_runs(windows.at(np.array(choice)), runs).buses for choice in product(*spans))
    assert match_runs(windows.at(bells), runs).buses == least


@pytest.mark.parametrize("seed", range(8))
def test_bells_and_runs_are_the_best_of_all_runs(seed: int) -> None:
    windows = windows_of(within_reach(seed))
    problem = windows.at(windows.earliest)
    alone = tuple(
        build_run(problem, s, (i,)) for s, school in enumerate(problem.schools) for i in range(len(school))
    )
    others = [run for s in range(len(problem.schools)) for run in all_runs(problem, s)]
    bells, chosen = choose_bells(windows, alone, windows.earliest, seconds=10, others=others)
    spans = [range(first, last + 1) for first, last in zip(windows.earliest, windows.latest, strict=True)]
    least = min(fewest_buses(windows.at(np.array(choice))) for choice in product(*spans))
    plan = match_runs(windows.at(bells), chosen)
    assert faults(windows.at(bells), plan) == []
    assert plan.buses == least


@pytest.mark.parametrize("seed", range(6))
def test_bound_for_any_bells_holds_for_all_bells(seed: int) -> None:
    problem = random_problem(seed)
    windows = windows_of(problem)
    result = solve_windows(windows, seconds=1.5, seed=seed)
    if result.joint.unserved:
        pytest.skip("a stop of this random case is out of reach")
    spans = [range(first, last + 1) for first, last in zip(windows.earliest, windows.latest, strict=True)]
    least = min(fewest_buses(windows.at(np.array(choice))) for choice in product(*spans))
    assert faults(windows.at(result.bells), result.joint.plan) == []
    assert result.joint.bound <= least <= result.joint.plan.buses


@pytest.mark.parametrize("seed", [7, 39])
def test_a_plan_that_is_not_proven_keeps_the_bells_it_was_found_with(seed: int) -> None:
    windows = windows_of(random_problem(seed, schools=5, most_stops=4))
    result = solve_windows(windows, seconds=0.5, seed=seed)
    assert faults(windows.at(result.bells), result.joint.plan) == []
