"""Arrival windows: chains by hand, and small districts by enumeration."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.problem import HalfDay, Problem
from optimizer.solver import solve
from optimizer.solver.annealing import Walker
from optimizer.solver.arrivals import settle_chain
from optimizer.solver.board import build_board
from optimizer.solver.bounding import optimistic_bound, raise_bound, whole_buses
from optimizer.solver.windows import ShiftedChoices, has_windows, relaxed_board, settled_board, shifts_between
from tests.solver.tiny import all_bells, buses, runs_of, tiny


def widened(problem: Problem, early: int, late: int) -> Problem:
    am, pm = (replace(half, early=early, late=late) for half in problem.halves)
    return replace(problem, am=am, pm=pm)


def test_a_chain_that_fits_stays_at_its_aims() -> None:
    assert settle_chain([400, 430, 460], [30, 25], early=15, late=5) == [0, 0, 0]


def test_a_connection_short_of_minutes_takes_the_fewest() -> None:
    # 33 needed, 30 there: 3 minutes off the aims in all, by one run or both.
    assert sum(map(abs, settle_chain([400, 430], [33], early=15, late=5))) == 3


def test_the_whole_window_makes_a_connection_and_a_minute_more_does_not() -> None:
    assert settle_chain([400, 430], [50], early=15, late=5) == [-15, 5]
    with pytest.raises(ValueError, match="no moments"):
        settle_chain([400, 430], [51], early=15, late=5)


def test_a_window_is_used_once_along_a_chain() -> None:
    # Each connection lacks 10: alone each fits into 20 minutes, together they take all of them.
    assert settle_chain([400, 430, 460], [40, 40], early=15, late=5) == [-15, -5, 5]
    with pytest.raises(ValueError, match="no moments"):
        settle_chain([400, 430, 460], [40, 41], early=15, late=5)


def test_room_behind_a_short_connection_is_used() -> None:
    # The second connection has 10 to spare, so the middle run can come late.
    assert settle_chain([400, 430, 470], [38, 30], early=0, late=8) == [0, 8, 0]


def test_shifts_to_try_hold_both_ends_and_the_aim_first() -> None:
    half = replace(tiny(1).am, early=15, late=7)
    assert shifts_between(half, 5).tolist() == [0, -5, 5, 7, -10, -15]


def fewest(half: HalfDay, bells: np.ndarray, day: np.ndarray) -> int:
    """Buses of one half with windows: every chain that can be driven, then the fewest that hold all runs."""
    aim, band, own = half.anchor(bells, day), half.band(bells, day), half.school_of_run
    everything = (1 << half.runs) - 1
    chains: set[int] = set()

    def extend(mask: int, last: int, at: int) -> None:
        chains.add(mask)
        for run in range(half.runs):
            if not mask >> run & 1:
                s = own[run]
                then = max(aim[s] - half.early, at + half.need[band[s], own[last], run])
                if then <= aim[s] + half.late:
                    extend(mask | 1 << run, run, then)

    for run in range(half.runs):
        extend(1 << run, run, aim[own[run]] - half.early)
    best = [0] + [half.runs] * everything
    for mask in range(1, everything + 1):
        low = mask & -mask
        best[mask] = min(1 + best[mask ^ chain] for chain in chains if chain & low and chain & ~mask == 0)
    return best[everything]


def fewest_with_windows(problem: Problem) -> int:
    return min(
        max(fewest(half, bells, problem.day) for half in problem.halves) for bells in all_bells(problem)
    )


@pytest.mark.parametrize("seed", range(30))
def test_small_districts_by_enumeration(seed: int) -> None:
    problem = widened(tiny(seed, schools=3), early=10, late=5)
    best = fewest_with_windows(problem)
    result = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    assert result.buses == best
    assert result.bound <= best
    assert "whole window" in result.notes[0]


@pytest.mark.parametrize("seed", range(40))
def test_the_relaxed_bound_never_exceeds_the_optimum(seed: int) -> None:
    # 40 minutes are more than some connections need: a bus may be due before it left.
    problem = widened(tiny(seed, schools=3), early=25, late=15)
    best, board = fewest_with_windows(problem), relaxed_board(problem)
    assert optimistic_bound(board) <= best
    for found in raise_bound(board, lambda _: 10.0, []):
        assert whole_buses(found.worth.bound) <= best


@pytest.mark.parametrize("seed", range(10))
def test_windows_never_cost_a_bus(seed: int) -> None:
    problem = tiny(seed, schools=5)
    aimed = solve(problem, runs_of(problem), seconds=1, seed=1, workers=1)
    assert aimed.notes == ()
    assert not has_windows(problem)
    wide = widened(problem, early=10, late=5)
    windowed = solve(wide, runs_of(wide), seconds=1, seed=1, workers=1)
    assert windowed.plan is not None
    assert aimed.plan is not None
    assert windowed.plan.buses <= aimed.plan.buses


@pytest.mark.parametrize("seed", range(10))
def test_settled_and_shifted_boards_count_the_same_buses(seed: int) -> None:
    board = build_board(widened(tiny(seed, schools=5), early=10, late=5))
    choices, random = ShiftedChoices(board), np.random.default_rng(seed)
    shifted = choices.build()
    pick = np.array([random.integers(n) for n in shifted.groups.options], dtype=np.int32)
    plain, shifts = choices.split(pick)
    fleet = Walker(shifted, pick, 0).fleet
    assert Walker(settled_board(board, shifts), plain, 0).fleet == fleet
    at_aim, _ = choices.split(choices.at_aim(plain))
    assert (at_aim == plain).all()
    assert Walker(shifted, choices.at_aim(plain), 0).fleet == buses(board.problem, board.bells(plain))
