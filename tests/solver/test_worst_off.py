"""Lexicographic minimax of burdens, against enumeration."""

import numpy as np
import pytest

from optimizer.problem import Problem, StageAim
from optimizer.solver import solve
from optimizer.solver.board import build_board
from optimizer.solver.measures import burdens, largest_of, schools_over
from tests.solver.tiny import all_bells, buses, runs_of, tiny

STAGES = (StageAim("buses"), StageAim("minimax_shift"), StageAim("schools_moved"))


def borne(problem: Problem, bells: np.ndarray) -> list[int]:
    """Burdens of all schools, largest first."""
    moved = np.where(problem.today >= 0, np.abs(bells - problem.today), 0)
    need = np.ones(len(bells)) if problem.need is None else problem.need
    return sorted(np.rint(moved * need).astype(int).tolist(), reverse=True)


@pytest.mark.parametrize("seed", range(8))
def test_the_burdens_are_least_from_the_top(seed: int) -> None:
    need = np.array([1.0, 1.5, 1.2, 2.0])
    problem = tiny(seed, stages=STAGES, need=need)
    result = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    assert result.plan is not None
    bells = np.array(list(result.plan.bells.values()))
    every = all_bells(problem)
    fewest = min(buses(problem, one) for one in every)
    assert result.buses == fewest
    best = min(borne(problem, one) for one in every if buses(problem, one) == fewest)
    assert borne(problem, bells) == best
    stage = result.stages[1]
    assert stage.value == best[0]
    assert stage.bound is not None
    assert stage.bound <= best[0]


def test_burden_is_minutes_times_need_and_unknown_is_none() -> None:
    # 30 minutes × 1.5 = 45; no known start, no burden.
    problem = tiny(
        1,
        schools=2,
        choices=((450, 480), (450, 480)),
        today=np.array([480, -1], dtype=np.int32),
        need=np.array([1.5, 1.0]),
    )
    board = build_board(problem)
    assert burdens(board).tolist() == [[45, 0], [0, 0]]
    assert largest_of(burdens(board), board).tolist() == [[45, 0], [0, 0]]
    assert schools_over(board, 45).tolist() == [[1, 0], [0, 0]]
    assert schools_over(board, 46).tolist() == [[0, 0], [0, 0]]
