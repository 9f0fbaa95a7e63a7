"""The pieces of the search: releasing what a dive kept, remembering columns, how much to free, silence."""

from time import monotonic

import numpy as np
import pytest

from optimizer.routing.joint.dive import dive, serve_once, surface
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


def test_whole_runs_where_the_linear_program_splits_them() -> None:
    """Three stops, 5 riders each and 10 seats: half of each pair, 1.5 runs; whole runs are two."""
    problem = JointProblem((line_school([5, 6, 7], [5, 5, 5]),), (np.full((1, 3), -np.inf),))
    root = Master(problem, [np.arange(3)], np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    root.add([Column(build_run(problem, 0, stops), YARD) for stops in ((0,), (1, 0), (2, 0), (2, 1))])
    root.solve()
    assert root.value == pytest.approx(1.5)
    assert root.whole_runs(most=1, seconds=10) is None
    chosen = root.whole_runs(most=2, seconds=10)
    assert chosen is not None
    assert len(chosen) == 2
    runs = serve_once(chosen, root.open_stops(), problem)
    assert sorted(stop for run in runs for stop in run.stops) == [0, 1, 2]
    # Asking for whole runs leaves the linear program as it was.
    root.solve()
    assert root.value == pytest.approx(1.5)


def test_whole_runs_leave_fixed_ones_out() -> None:
    root = solved_root(two_stops())
    alone = build_run(root.problem, 0, (0,))
    root.fix(alone)
    root.solve()
    # Stop 0 has its run already; stop 1 needs another.
    assert root.whole_runs(most=1, seconds=10) is None
    chosen = root.whole_runs(most=2, seconds=10)
    assert chosen is not None
    assert [run.stops for run in serve_once(chosen, root.open_stops(), root.problem)] == [(1,)]


def test_runs_that_serve_once_keep_the_first_and_measure_the_rest_again() -> None:
    problem = two_stops()
    both, near = build_run(problem, 0, (1, 0)), build_run(problem, 0, (0,))
    open_ = [np.array([True, True])]
    assert serve_once([both, near], open_, problem) == [both]
    # Without stop 0 the run of both boards at stop 1, 6 from the school: 2 + 6.
    left = serve_once([near, both], open_, problem)
    assert [(run.stops, run.service) for run in left] == [((0,), 7.0), ((1,), 8.0)]
    assert serve_once([both], [np.array([False, True])], problem) == [left[1]]
    assert open_[0].all()


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
