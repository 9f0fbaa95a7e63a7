"""Other plans about as good: within the buses allowed, within every rule, and really different."""

import numpy as np
import pytest

from optimizer.plan import Plan
from optimizer.problem import Problem, StageAim
from optimizer.solver import solve
from optimizer.solver.alternatives import KEPT, distance, find_alternative
from tests.solver.test_windows import widened
from tests.solver.tiny import all_bells, buses, runs_of, tiny


def two_plans(problem: Problem, within: int) -> tuple[Plan, Plan]:
    first = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    assert first.plan is not None
    other = find_alternative(
        problem,
        runs_of(problem),
        [first.plan],
        within=within,
        bound=first.bound,
        seconds=1,
        seed=2,
        workers=1,
    )
    assert other.plan is not None
    return first.plan, other.plan


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("within", [0, 1])
def test_most_of_the_farthest_distance_is_kept(seed: int, within: int) -> None:
    problem = tiny(seed, stages=(StageAim("buses"), StageAim("cost")))
    first, other = two_plans(problem, within)
    assert other.buses <= first.buses + within
    here = np.array(list(first.bells.values()))
    apart = [
        np.average(np.abs(bells - here), weights=problem.students)
        for bells in all_bells(problem)
        if buses(problem, bells) <= first.buses + within
    ]
    assert KEPT * max(apart) - 0.1 <= distance(problem, first, other) <= max(apart) + 1e-9


def test_a_third_plan_differs_from_both() -> None:
    problem = tiny(3, schools=6, stages=(StageAim("buses"), StageAim("cost")))
    first, second = two_plans(problem, 1)
    third = find_alternative(
        problem,
        runs_of(problem),
        [first, second],
        within=1,
        bound=0,
        seconds=1,
        seed=3,
        workers=1,
    ).plan
    assert third is not None
    assert min(distance(problem, one, third) for one in (first, second)) > 0


def test_limits_of_the_scenario_hold() -> None:
    choices = ((450, 465, 480), (460, 470, 480), (450, 480, 500), (480, 490, 500))
    today = np.full(4, 480, dtype=np.int32)
    problem = tiny(4, choices=choices, today=today, max_moved=2)
    first, other = two_plans(problem, 1)
    assert sum(bell != 480 for bell in other.bells.values()) <= 2
    assert other.buses <= first.buses + 1


def test_windows_of_the_first_plan_are_used() -> None:
    problem = widened(tiny(8, schools=3), early=10, late=5)
    first, other = two_plans(problem, 0)
    assert other.buses <= first.buses


def test_distance_is_minutes_a_student() -> None:
    # 100 students by 30 minutes, 300 by 10: (3000 + 3000) / 400 = 15.
    problem = tiny(1, schools=2, students=np.array([100, 300], dtype=np.int32))
    one, other = (Plan("", bells, (), ()) for bells in ({"00": 450, "01": 480}, {"00": 480, "01": 490}))
    assert distance(problem, one, other) == 15.0
