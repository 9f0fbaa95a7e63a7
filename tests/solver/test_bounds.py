"""Bounds: by prices alone, under limits on bells, with choices closed, and cut short at any moment."""

from functools import partial

import numpy as np
import pytest

from optimizer.solver.ascent import Climb
from optimizer.solver.bell_rules import Limits
from optimizer.solver.board import Board, build_board
from optimizer.solver.bounding import raise_bound, whole_buses
from tests.solver.tiny import all_bells, buses, tiny

GRID = ((450, 470, 490), (450, 480, 490), (460, 470, 480), (460, 480))


def moved(board: Board) -> np.ndarray:
    """[G, K] 1 where a choice is not the school's first."""
    return (np.arange(board.starts.shape[1])[None, :] > 0).astype(np.int64).repeat(len(board.starts), axis=0)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("distinct", [2, 3])
def test_few_starts_bound_no_higher_than_the_best_plan(seed: int, distinct: int) -> None:
    problem = tiny(seed, choices=GRID, distinct=distinct)
    board = build_board(problem)
    kept = [bells for bells in all_bells(problem) if len(set(bells.tolist())) <= distinct]
    best = min(buses(problem, bells) for bells in kept)
    for found in raise_bound(board, lambda _: 10.0, [], Limits(board.allowed, distinct)):
        assert found.bound <= best


@pytest.mark.parametrize("seed", range(40))
def test_few_moves_bound_no_higher_than_the_best_plan(seed: int) -> None:
    problem = tiny(seed, choices=GRID)
    board = build_board(problem)
    limits = Limits(board.allowed, sums=((moved(board), 1),))
    first = np.array([choices[0] for choices in GRID])
    best = min(buses(problem, bells) for bells in all_bells(problem) if (bells != first).sum() <= 1)
    for found in raise_bound(board, lambda _: 10.0, [], limits):
        assert found.bound <= best


@pytest.mark.parametrize("seed", range(40))
def test_closing_choices_keeps_the_bound_below_the_best_plan(seed: int) -> None:
    problem = tiny(seed, schools=5)
    board = build_board(problem)
    best = min(buses(problem, bells) for bells in all_bells(problem))
    for known in (best, best + 1):
        for found in raise_bound(board, lambda _: 10.0, [], found=partial(int, known)):
            assert found.bound <= best


def test_a_climb_stops_when_told() -> None:
    board = build_board(tiny(1))
    asked = iter([True, True, False])
    camp = Climb(board, Limits(board.allowed))
    assert not camp.step_up(0.05, 100, lambda: next(asked))
    assert camp.steps == 2


def test_bounding_ends_without_time() -> None:
    board = build_board(tiny(1))
    assert list(raise_bound(board, lambda _: 0.0, [])) == []


def test_rounds_up_but_not_for_a_slip_of_arithmetic() -> None:
    assert whole_buses(214.2) == 215
    assert whole_buses(215.00001) == 215
