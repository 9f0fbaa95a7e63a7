"""Several processes at one question: what they tell one another, and that the answer is as true as of one."""

import os
import subprocess
import sys
from multiprocessing import active_children
from pathlib import Path
from queue import SimpleQueue
from time import monotonic, sleep

import numpy as np
import pytest

from optimizer.routing.joint.alternate import Turns, find_plans_and_bells, solve_windows
from optimizer.routing.joint.instance import YARD, JointPlan, JointProblem, build_run
from optimizer.routing.joint.matching import match_runs
from optimizer.routing.joint.pool import Pool
from optimizer.routing.joint.solve import find_plans, solve_joint
from optimizer.routing.joint.stages import WITH_HELP, BestPlan, Stages
from optimizer.routing.joint.start import build_start
from optimizer.routing.joint.together import Standing, Talk, helped_by
from tests.routing_joint.small import faults, fewest_buses, line_school, random_problem, within_reach
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


class Oracle(Talk):
    """Somebody who always knows of this."""

    def __init__(self, known: Standing) -> None:
        super().__init__()
        self.known = known

    def swap(self, mine: Standing) -> Standing:
        return mine.joined(self.known)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_who_helps_tells_of_the_fewest_buses(seed: int) -> None:
    problem = within_reach(seed)
    me, helper = two_ends()
    start, none = build_start(problem), np.zeros(len(problem.schools), dtype=np.int64)
    find_plans(helper, 1, problem, none, start, 1.0, seed)
    heard = me.swap(Standing(start, 0)).plan
    assert faults(problem, heard) == []
    assert heard.buses == fewest_buses(problem)


@pytest.mark.parametrize("seed", [3, 5])
def test_who_helps_with_bells_tells_of_a_plan_and_its_bells(seed: int) -> None:
    windows = windows_of(within_reach(seed))
    me, helper = two_ends()
    start = build_start(windows.at(windows.earliest))
    find_plans_and_bells(helper, 1, windows, np.zeros(len(windows.schools), dtype=np.int64), start, 1.0, seed)
    heard = me.swap(Standing(plan_of(start.buses + 1), 0))
    assert heard.bells is not None
    assert faults(windows.at(heard.bells), heard.plan) == []
    assert heard.plan.buses <= start.buses


def test_a_plan_that_another_found_is_taken_and_ends_the_search() -> None:
    problem = within_reach(4)
    known = solve_joint(problem, seconds=2).plan
    alone = match_runs(problem, [build_run(problem, s, (i,)) for s, i in all_stops(problem)])
    assert known.buses < alone.buses
    best, none = BestPlan(alone, monotonic(), lambda _: None), np.zeros(len(problem.schools), dtype=np.int64)
    oracle = Oracle(Standing(known, known.buses))
    stages = Stages(problem, none, best, 60.0, np.random.default_rng(1), Pool(), oracle)
    assert stages.go_through(WITH_HELP) == known.buses
    assert best.plan is known
    assert monotonic() - best.started < 30


def test_bells_that_another_found_are_taken_with_the_plan() -> None:
    windows = windows_of(within_reach(5))
    bells, known = windows.latest, plan_of(1)
    best = BestPlan(plan_of(9), monotonic(), lambda _: None)
    none, oracle = np.zeros(len(windows.schools), dtype=np.int64), Oracle(Standing(known, 1, bells))
    turns = Turns(windows, none, best, 60.0, np.random.default_rng(1), oracle, windows.earliest)
    turns.take(0.5, prove=True)
    assert best.plan is known
    assert turns.best_bells is bells


def all_stops(problem: JointProblem) -> list[tuple[int, int]]:
    return [(s, i) for s, school in enumerate(problem.schools) for i in range(len(school))]


def test_alone_nobody_is_asked() -> None:
    with helped_by(0, _fail) as talk:
        mine = Standing(plan_of(2), 1)
        assert talk.swap(mine) is mine


def test_fewer_than_one_worker_is_refused() -> None:
    with pytest.raises(ValueError, match="0 workers"):
        solve_joint(within_reach(1), seconds=1, workers=0)


def test_two_processes_hear_each_other_and_end_together() -> None:
    with helped_by(1, _answer, plan_of(1)) as talk:
        heard = talk.swap(Standing(plan_of(3), 1))
        while heard.plan.buses > 1:
            sleep(0.05)
            heard = talk.swap(Standing(plan_of(3), 1))
    assert active_children() == []


def test_a_failure_in_a_helper_is_ours(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="helping process failed"):
        _wait_for_a_helper_that_fails()
    assert "on purpose" in capfd.readouterr().err


def test_an_answer_outlives_a_helper_that_fails_at_the_end() -> None:
    with helped_by(1, _fail):
        while active_children():
            sleep(0.05)
    assert active_children() == []


ORPHAN = """
import os, time
from optimizer.routing.joint.together import helped_by

def wait(talk, number):
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    with helped_by(1, wait):
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks whether a process lives by a signal")
def test_a_helper_does_not_outlive_who_asked(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        helper = int(parent.stdout.readline())
        os.kill(helper, 0)
        parent.kill()
    until = monotonic() + 60
    while is_alive(helper) and monotonic() < until:
        sleep(0.05)
    assert not is_alive(helper)


def is_alive(pid: int) -> bool:
    """Whether there is such a process that has not ended (it may be listed until somebody asks how)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.is_file() or state.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def test_two_processes_enclose_the_optimum() -> None:
    problem = within_reach(3)
    result = solve_joint(problem, seconds=20, seed=3, workers=2)
    assert faults(problem, result.plan) == []
    assert result.bound <= fewest_buses(problem) <= result.plan.buses


def test_two_processes_keep_the_bells_of_their_plan() -> None:
    windows = windows_of(random_problem(7, schools=5, most_stops=4))
    result = solve_windows(windows, seconds=8, workers=2)
    assert faults(windows.at(result.bells), result.joint.plan) == []
    assert result.joint.bound <= result.joint.plan.buses


def _wait_for_a_helper_that_fails() -> None:
    with helped_by(1, _fail) as talk:
        while active_children():
            sleep(0.05)
        talk.swap(Standing(plan_of(1), 0))


def _answer(talk: Talk, _number: int, plan: JointPlan) -> None:
    """Tell of a plan once a bound has been heard, and then do nothing for long."""
    while talk.swap(Standing(plan_of(9), 0)).bound < 1:
        sleep(0.05)
    talk.swap(Standing(plan, 0))
    sleep(600)


def _fail(_talk: Talk, _number: int) -> None:
    raise ValueError("on purpose")
