"""Bounds from any prices hold against every way to serve the stops, and pricing never overlooks a proof."""

from time import monotonic

import numpy as np
import pytest

from optimizer.routing.joint.generation import generate_columns, whole_buses
from optimizer.routing.joint.instance import JointProblem, Run
from optimizer.routing.joint.master import Duals
from optimizer.routing.joint.predecessors import cheapest_before
from optimizer.routing.joint.pricing import ZERO, Pricer
from optimizer.routing.joint.solve import solve_joint
from optimizer.routing.joint.stages import build_root
from tests.routing_joint.small import all_runs, fewest_buses, routings, within_reach


def random_duals(problem: JointProblem, seed: int) -> Duals:
    """Prices of no linear program at all, some of them far too high."""
    rng = np.random.default_rng(seed)
    stop = tuple(rng.choice([0.0, 0.2, 0.7], len(school)) for school in problem.schools)
    follow = rng.choice([0.0, 0.3, 0.8, 1.2], len(problem.schools))
    return Duals(stop, follow, follow + rng.choice([0.0, 0.5, 2.0], len(follow)), np.zeros(0))


def reduced_cost(problem: JointProblem, run: Run, duals: Duals) -> float:
    gained = duals.stop[run.school][list(run.stops)].sum() + duals.gain[run.school]
    return cheapest_before(problem, run, duals.follow)[1] - float(gained)


@pytest.mark.parametrize("work", [0, 1_000_000])
@pytest.mark.parametrize("seed", range(15))
def test_shortfall_covers_every_routing(seed: int, work: int) -> None:
    problem = within_reach(seed)
    duals = random_duals(problem, seed)
    for s, school in enumerate(problem.schools):
        gains = [
            sum(-min(reduced_cost(problem, run, duals), 0.0) for run in routing)
            for routing in routings(all_runs(problem, s), frozenset(range(len(school))))
        ]
        assert Pricer(problem).bound_shortfall(duals, s, work) >= max(gains) - 1e-9


@pytest.mark.parametrize("seed", range(15))
def test_quick_pricing_finds_only_gains_and_claims_none_only_if_there_is_none(seed: int) -> None:
    problem = within_reach(seed, most_stops=4)
    duals = random_duals(problem, seed)
    for s in range(len(problem.schools)):
        priced = Pricer(problem).price(duals, s)
        assert all(reduced_cost(problem, column.run, duals) < ZERO for column in priced.columns)
        if np.isfinite(priced.shortfall):
            assert min(reduced_cost(problem, run, duals) for run in all_runs(problem, s)) >= 2 * ZERO
        else:
            assert priced.columns


@pytest.mark.parametrize("seed", range(10))
def test_bound_when_the_clock_is_out_before_it_starts(seed: int) -> None:
    problem = within_reach(seed)
    result = solve_joint(problem, seconds=0.0, seed=seed)
    assert result.bound <= fewest_buses(problem) <= result.plan.buses


@pytest.mark.parametrize("seed", range(10))
def test_bound_of_an_unfinished_linear_program(seed: int) -> None:
    problem = within_reach(seed)
    root = build_root(problem, np.zeros(len(problem.schools), dtype=np.int64))
    # Runs of one stop each are all the columns there are: their prices are far from the last ones.
    bound = generate_columns(root, Pricer(problem), range(len(problem.schools)), monotonic() - 1, prove=True)
    assert whole_buses(bound) <= fewest_buses(problem)
