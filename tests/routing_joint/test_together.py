"""Several processes at one question: what they tell one another, and that the answer is as true as of one."""

from multiprocessing import active_children
from queue import SimpleQueue
from time import sleep

import numpy as np
import pytest

from optimizer.routing.joint.alternate import solve_windows
from optimizer.routing.joint.instance import YARD, JointPlan, JointProblem, build_run
from optimizer.routing.joint.solve import solve_joint
from optimizer.routing.joint.together import Standing, Talk, helped_by
from tests.routing_joint.small import faults, fewest_buses, line_school, within_reach
from tests.routing_joint.test_against_brute_force import windows_of


def plan_of(buses: int) -> JointPlan:
    """So many buses of one run each."""
    problem = JointProblem((line_school([5] * buses, [2] * buses),), (np.full((1, buses), -np.inf),))
    return JointPlan(tuple(build_run(problem, 0, (i,)) for i in range(buses)), (YARD,) * buses)


def two_ends() -> tuple[Talk, Talk]:
    """Two processes' ends, here in one."""
    one, other = SimpleQueue[Standing](), SimpleQueue[Standing]()
    return Talk(one, [other]), Talk(other, [one])


def test_each_hears_of_fewer_buses_and_of_a_higher_bound() -> None:
    prover, finder = two_ends()
    assert finder.swap(Standing(plan_of(4), 0)).plan.buses == 4
    heard = prover.swap(Standing(plan_of(5), 3))
    assert (heard.plan.buses, heard.bound) == (4, 3)
    assert finder.swap(Standing(plan_of(4), 0)).bound == 3


def test_of_plans_with_as_many_buses_each_keeps_its_own() -> None:
    prover, finder = two_ends()
    mine, theirs = plan_of(4), plan_of(4)
    finder.swap(Standing(theirs, 0))
    assert prover.swap(Standing(mine, 0)).plan is mine


def test_bells_come_with_the_plan_they_were_found_with() -> None:
    prover, finder = two_ends()
    finder.swap(Standing(plan_of(3), 0, np.array([7])))
    heard = prover.swap(Standing(plan_of(4), 2, np.array([1])))
    assert heard.bells is not None
    assert (heard.bells[0], heard.bound) == (7, 2)


def test_what_is_no_news_is_not_told() -> None:
    told = SimpleQueue[Standing]()
    talk = Talk(SimpleQueue[Standing](), [told])
    for _ in range(3):
        talk.swap(Standing(plan_of(4), 1))
    assert told.qsize() == 1


def test_alone_nobody_is_asked() -> None:
    with helped_by(0, _fail) as talk:
        mine = Standing(plan_of(2), 1)
        assert talk.swap(mine) is mine


def test_a_failure_in_a_helper_is_ours(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="helping process failed"):
        _wait_for_a_helper_that_fails()
    assert "on purpose" in capfd.readouterr().err


@pytest.mark.parametrize("seed", [3, 4])
def test_two_processes_enclose_the_optimum(seed: int) -> None:
    problem = within_reach(seed)
    result = solve_joint(problem, seconds=20, seed=seed, workers=2)
    assert faults(problem, result.plan) == []
    assert result.bound <= fewest_buses(problem) <= result.plan.buses


def test_two_processes_keep_the_bells_of_their_plan() -> None:
    windows = windows_of(within_reach(5))
    result = solve_windows(windows, seconds=6, workers=2)
    assert faults(windows.at(result.bells), result.joint.plan) == []
    assert result.joint.bound <= result.joint.plan.buses


def _wait_for_a_helper_that_fails() -> None:
    with helped_by(1, _fail):
        while active_children():
            sleep(0.05)


def _fail(_talk: Talk, _number: int) -> None:
    raise ValueError("on purpose")
