"""Few distinct starts within the limit, the best of all sets, and honest when stuck."""

import numpy as np
import pytest

from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import build_board
from optimizer.solver.few_starts import exchange, few_starts
from tests.solver.tiny import all_bells, tiny

GRID = ((450, 470, 490), (450, 480, 490), (460, 470, 480), (460, 480))


def test_one_start_for_all_where_only_one_fits_all() -> None:
    board = build_board(tiny(1, choices=((450, 470), (470, 490), (460, 470), (470,))))
    pick = few_starts(board, board.allowed, 1, board.distance(np.full(4, 450)))
    assert pick is not None
    assert board.bells(pick).tolist() == [470, 470, 470, 470]


def test_says_so_where_no_start_fits_all() -> None:
    board = build_board(tiny(1, choices=GRID))
    assert few_starts(board, board.allowed, 1, board.distance(np.full(4, 470))) is None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("most", [2, 3])
def test_keeps_the_limit_and_is_the_best(seed: int, most: int) -> None:
    problem = tiny(seed, choices=GRID)
    board = build_board(problem)
    wanted = 450 + 10 * np.random.default_rng(seed).integers(0, 5, 4)
    pick = few_starts(board, board.allowed, most, board.distance(wanted))
    kept = [one for one in all_bells(problem) if len(set(one.tolist())) <= most]
    best = min(np.abs(one - wanted).sum() for one in kept)
    assert pick is not None
    assert Limits(board.allowed, most).allow(pick, board)
    assert np.abs(board.bells(pick) - wanted).sum() == best


def test_exchanges_improve_a_poor_set() -> None:
    # Groups want starts 0, 0 and 1: from {2} exchanges reach {0} at 0 + 0 + 5.
    price = np.array([[0.0, 5.0, 9.0], [0.0, 5.0, 9.0], [5.0, 0.0, 9.0]])
    assert exchange(price, [2]) == [0]
    assert exchange(price, [0]) == [0]
