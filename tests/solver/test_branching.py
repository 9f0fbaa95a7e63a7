"""Branch and bound: proves the optimum of small districts, and nothing beyond it."""

import numpy as np
import pytest

from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import build_board
from optimizer.solver.bounding import raise_bound
from optimizer.solver.branching import halve
from tests.solver.tiny import all_bells, buses, tiny


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("worse", [0, 1, 3])
def test_proves_the_optimum_and_no_more(seed: int, worse: int) -> None:
    """Whatever is known at first, branching ends with bells that are best, and their proof."""
    problem = tiny(seed, schools=5)
    board = build_board(problem)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    known = [best + worse]
    rounds = raise_bound(
        board,
        lambda _: 10.0,
        [],
        Limits(board.allowed),
        lambda: min(known),
        lambda pick: known.append(buses(problem, board.bells(pick))),
    )
    bound = max(one.bound for one in rounds)
    assert bound == best
    if worse > 0:
        assert min(known) == best


def test_proves_nothing_when_cut_short() -> None:
    problem = tiny(7, schools=5)
    board = build_board(problem)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    for most in range(1, 40):
        left = iter([10.0] * most)
        rounds = raise_bound(
            board, lambda _, left=left: next(left, 0.0), [], None, lambda: best, lambda pick: None
        )
        assert max((one.bound for one in rounds), default=0) <= best


def test_halves_the_window_of_most_runs_where_the_share_is_split() -> None:
    board = build_board(tiny(1, schools=4))
    part = board.allowed.copy()
    share = np.where(np.cumsum(part, axis=1) == 1, 1.0, 0.0)
    assert halve(board, part, share) is None
    share[2, 0], share[2, part[2].sum() - 1] = 0.7, 0.3
    halves = halve(board, part, share)
    assert halves is not None
    second, likelier = halves
    assert likelier[2, 0]
    assert not second[2, 0]
    assert ((likelier | second) == part).all()
    assert not (likelier[2] & second[2]).any()
    assert (likelier[:2] == part[:2]).all()
