"""Groups, locks, distinct starts, schools moved and buses: kept, or refused in words."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.problem import Problem, StageAim
from optimizer.solver import solve
from tests.solver.tiny import all_bells, buses, runs_of, tiny

GRID = ((450, 460, 470, 480), (455, 470, 480, 500), (450, 470, 490, 505), (460, 480, 490, 500))


def gridded(seed: int, **changes: object) -> Problem:
    return tiny(seed, **({"choices": GRID, "today": np.full(4, 480, dtype=np.int32)} | changes))


def solved_bells(problem: Problem) -> np.ndarray:
    result = solve(problem, runs_of(problem), seconds=5, seed=1, workers=1)
    assert result.plan is not None, result.conflicts + result.notes
    bells = np.array([result.plan.bells[school] for school in problem.school_ids])
    assert all(bell in choices for bell, choices in zip(bells, problem.choices, strict=True))
    assert result.buses == buses(problem, bells)
    return bells


@pytest.mark.parametrize("seed", range(6))
def test_groups_share_a_start(seed: int) -> None:
    shared = ((450, 470, 490), (460, 480), (450, 470, 490), (460, 480))
    problem = tiny(seed, choices=shared, group_of=np.array([0, 1, 0, 1], dtype=np.int32))
    bells = solved_bells(problem)
    assert bells[0] == bells[2]
    assert bells[1] == bells[3]
    assert buses(problem, bells) == min(buses(problem, one) for one in all_bells(problem))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("most", [2, 3])
def test_distinct_starts(seed: int, most: int) -> None:
    problem = gridded(seed, distinct=most)
    bells = solved_bells(problem)
    allowed = [one for one in all_bells(problem) if len(set(one.tolist())) <= most]
    assert len(set(bells.tolist())) <= most
    assert buses(problem, bells) == min(buses(problem, one) for one in allowed)


@pytest.mark.parametrize("seed", range(6))
def test_schools_moved(seed: int) -> None:
    problem = gridded(seed, max_moved=2, choices=(*GRID[:2], (450, 470, 480), GRID[3]))
    bells = solved_bells(problem)
    allowed = [one for one in all_bells(problem) if (one != 480).sum() <= 2]
    assert (bells != 480).sum() <= 2
    assert buses(problem, bells) == min(buses(problem, one) for one in allowed)


def test_a_lock_off_the_grid_holds() -> None:
    bells = solved_bells(gridded(1, choices=((463,), *GRID[1:])))
    assert bells[0] == 463


def test_fleet_limit_that_holds_and_one_that_cannot() -> None:
    problem = gridded(2)
    best = min(buses(problem, one) for one in all_bells(problem))
    aims = (StageAim("disruption"), StageAim("buses"))
    result = solve(
        replace(problem, fleet_limit=best, stages=aims), runs_of(problem), seconds=1, seed=1, workers=1
    )
    assert result.buses == best
    result = solve(replace(problem, fleet_limit=1), runs_of(problem), seconds=1, seed=1, workers=1)
    assert (result.status, result.plan) == ("infeasible", None)
    assert "fleet limit = 1" in result.conflicts[0]


def test_yards_too_small_for_any_plan() -> None:
    result = solve(gridded(2, yard_buses=(1, 0)), (), seconds=1, seed=1, workers=1)
    assert result.status == "infeasible"
    assert "the yards hold 1 buses" in result.conflicts[0]


def test_contradictions_pass_through() -> None:
    result = solve(gridded(1, contradictions=("no start left",)), (), seconds=1, seed=1, workers=1)
    assert (result.status, result.plan, result.conflicts) == ("infeasible", None, ("no start left",))


def test_too_few_distinct_starts_names_the_rule_and_the_need() -> None:
    # Locks at 450, 455 and 460 are three starts.
    result = solve(
        gridded(1, choices=((450,), (455,), (460,), (450, 460)), distinct=2), (), seconds=1, seed=1, workers=1
    )
    assert result.status == "infeasible"
    assert result.conflicts[0].startswith("distinct = 2: windows, locks and groups need at least 3")


def test_too_few_moves_names_the_rule_and_the_need() -> None:
    # Two locks lie off today's 480.
    result = solve(
        gridded(1, choices=((450,), (455,), *GRID[2:]), max_moved=0), (), seconds=1, seed=1, workers=1
    )
    assert result.conflicts[0].startswith("max_moved = 0: windows, locks and groups move at least 3")


def test_two_rules_that_clash_only_together() -> None:
    # Today's starts are four different ones: with two distinct starts at least two schools move.
    today = np.array([450, 460, 470, 480], dtype=np.int32)
    wide = ((450, 460, 470, 480),) * 4
    result = solve(
        gridded(1, choices=wide, today=today, distinct=2, max_moved=1), (), seconds=1, seed=1, workers=1
    )
    assert "clash: with 2 distinct starts at least 2 schools move" in result.conflicts[0]
