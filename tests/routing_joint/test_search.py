"""The pieces of the search: releasing what a dive kept, remembering columns, how much to free, silence."""

from time import monotonic

import numpy as np
import pytest

from optimizer.routing.joint.dive import dive, surface
from optimizer.routing.joint.generation import generate_columns
from optimizer.routing.joint.instance import YARD, JointProblem, build_run
from optimizer.routing.joint.master import Column, Master
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.pricing import Pricer
from optimizer.routing.joint.search import SMALLEST, Reach
from optimizer.routing.joint.stages import build_root
from tests.routing_joint.small import line_school, within_reach


def solved_root(problem: JointProblem) -> Master:
    root = build_root(problem, np.zeros(len(problem.schools), dtype=np.int64))
    generate_columns(root, Pricer(problem), range(len(problem.schools)), monotonic() + 60)
    return root


def two_stops() -> JointProblem:
    """Stops 5 and 6 from the school, 2 riders each, 10 seats: one run, one bus."""
    return JointProblem((line_school([5, 6], [2, 2]),), (np.full((1, 2), -np.inf),))


def test_fixed_run_closes_its_stops_and_a_released_one_opens_them() -> None:
    root = solved_root(two_stops())
    alone = build_run(root.problem, 0, (0,))
    root.fix(alone)
    root.solve()
    # The run of stop 0 alone needs a bus, and stop 1 another.
    assert (root.value, root.open_stops()[0].tolist(), root.kept_runs()) == (2, [False, True], [alone])
    root.release(alone)
    root.solve()
    assert (root.value, root.open_stops()[0].tolist(), root.kept_runs()) == (1, [True, True], [])
    root.fix(alone)
    root.solve()
    assert root.value == 2


@pytest.mark.parametrize("seed", range(8))
def test_a_dive_after_surfacing_serves_every_stop_once(seed: int) -> None:
    problem = within_reach(seed)
    root, pricer, schools = solved_root(problem), Pricer(problem), range(len(problem.schools))
    rng = np.random.default_rng(seed)
    for _ in range(3):
        runs = dive(root, pricer, schools, monotonic() + 60, share=0.3, rounds=2, jitter=rng)
        assert runs is not None
        served = sorted((run.school, stop) for run in runs for stop in run.stops)
        assert served == [(s, i) for s, school in enumerate(problem.schools) for i in range(len(school))]
        surface(root, pricer, schools, monotonic() + 60, rng)


def test_pool_gives_columns_whose_stops_are_all_open() -> None:
    problem = two_stops()
    near, far, both = (Column(build_run(problem, 0, stops), YARD) for stops in ((0,), (1,), (1, 0)))
    pool = Pool([near, far, both])
    nothing = np.zeros(1, dtype=np.int64)
    assert pool.within(Master(problem, [np.array([0, 1])], nothing, nothing)) == [near, far, both]
    assert pool.within(Master(problem, [np.array([1])], nothing, nothing)) == [far]
    assert pool.within(Master(problem, [np.array([], dtype=np.int64)], nothing, nothing)) == []


def test_reach_grows_without_hope_and_shrinks_when_late() -> None:
    reach = Reach(200, 250)
    for _ in range(3):
        reach.learn(hopeful=False, late=False)
    assert reach.size == 200
    reach.learn(hopeful=False, late=False)
    assert reach.size == 250  # 1.3 times as many, but no more than the most
    reach.learn(hopeful=True, late=True)
    assert reach.size == 187.5
    for _ in range(9):
        reach.learn(hopeful=True, late=True)
    assert reach.size == SMALLEST


def test_linear_program_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    solved_root(two_stops())
    assert capfd.readouterr() == ("", "")
