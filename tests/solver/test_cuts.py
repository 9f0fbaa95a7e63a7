"""Cuts: no plan breaks one, and the relaxation's flow is cut where it must be."""

import numpy as np
import pytest

from optimizer.solver.board import Board, build_board
from optimizer.solver.cuts import (
    NO_DOOR,
    Cuts,
    allowance,
    broken_cuts,
    no_cuts,
    tolls_of,
    under_cuts,
    waited,
    with_cuts,
)
from optimizer.solver.prices import Clockwork, build_clockwork, with_waiting
from optimizer.solver.timespace import first_arcs
from tests.solver.tiny import all_bells, one_cut, tiny


def a_plan(
    board: Board, clock: Clockwork, bells: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Arcs, the flow of a random plan with ``bells`` on them, shares [S, K] and waiting buses [S, K]."""
    arcs = first_arcs(clock, len(clock.count))
    rows = np.arange(len(bells))
    pick = np.argmax(board.starts[board.problem.group_of] == bells[:, None], axis=1)
    share = np.zeros(clock.order.shape)
    share[rows, pick] = 1.0
    own = clock.half.school_of_run[arcs[:, 2]]
    fits = share[own, arcs[:, 3]] == 1.0
    fits &= clock.rank[arcs[:, 0], arcs[:, 1]] >= clock.rank[rows, pick][arcs[:, 0]]
    flow, left, met = np.zeros(len(arcs)), clock.buses.copy(), set()
    for arc in random.permutation(np.flatnonzero(fits)):
        school, _, run, _ = arcs[arc]
        if left[school] > 0 and run not in met:
            flow[arc], left[school] = 1.0, left[school] - 1
            met.add(run)
    stock = np.zeros(share.shape)
    for school in rows:
        waiting = 0.0
        for choice in clock.order[school, : clock.count[school]]:
            gone = flow[(arcs[:, 0] == school) & (arcs[:, 1] == choice)].sum()
            waiting += clock.buses[school] * share[school, choice] - gone
            stock[school, choice] = waiting
    return arcs, flow, share, stock


def excess(
    clock: Clockwork, cuts: Cuts, arcs: np.ndarray, flow: np.ndarray, share: np.ndarray, stock: np.ndarray
) -> float:
    """By how much the one cut is broken."""
    arc, _ = under_cuts(clock, arcs, cuts)
    _, school, choice, buses = allowance(clock, cuts)
    _, waiting, after = waited(clock, cuts)
    return float(flow[arc].sum() - (buses * share[school, choice]).sum() - stock[waiting, after].sum())


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_breaks_a_cut(seed: int) -> None:
    board, random = build_board(tiny(seed, schools=5)), np.random.default_rng(seed)
    bells = random.choice(list(all_bells(board.problem)))
    for clock in build_clockwork(board):
        plan = a_plan(board, clock, bells, random)
        assert broken_cuts(clock, plan[0], *plan[1:]).many == 0
        for _ in range(40):
            school = int(random.integers(len(clock.count)))
            first, last = np.sort(random.integers(0, clock.count[school], 2)).tolist()
            runs = np.flatnonzero(random.random(len(clock.half.school_of_run)) < 0.5).tolist()
            assert excess(clock, one_cut(school, first, last, runs), *plan) <= 0
            owner = int(random.integers(len(clock.count)))
            runs = np.flatnonzero(clock.half.school_of_run == owner).tolist()
            if runs:
                door = int(random.integers(clock.count[owner]))
                last = int(clock.count[school]) - 1
                assert excess(clock, one_cut(school, 0, last, runs, door), *plan) <= 0


def test_finds_the_link_that_half_a_school_breaks() -> None:
    """School 0 takes each of its first two bells by half and lends every bus of the second to one run.

    Of its n buses n / 2 are freed at either bell. One of these buses goes on to a run from the second bell:
    1 > 1/2, its share by then, if nobody waited. Had half a bus waited, 1 = 1/2 + 1/2 would do.
    """
    board = build_board(tiny(3, schools=4))
    clock = build_clockwork(board)[0]
    school, second = 0, int(clock.order[0, 1])
    share, stock = np.zeros(clock.order.shape), np.zeros(clock.order.shape)
    share[school, clock.order[0, :2]] = 0.5
    run = int(np.flatnonzero(clock.half.school_of_run != school)[0])
    choice = int(clock.order[clock.half.school_of_run[run], -1])
    arcs = np.array([[school, second, run, choice]], dtype=np.int32)
    share[clock.half.school_of_run[run], choice] = 1.0
    found = broken_cuts(clock, arcs, np.array([1.0]), share, stock)
    links = found.only(found.door == NO_DOOR)
    assert (0, 1, 1, [run]) in [
        (int(s), int(a), int(b), links.runs[low:high].tolist())
        for s, a, b, low, high in zip(
            links.school, links.first, links.last, links.begin[:-1], links.begin[1:], strict=True
        )
    ]
    stock[school, clock.order[0, 0]] = 0.5
    found = broken_cuts(clock, arcs, np.array([1.0]), share, stock)
    assert not ((found.door == NO_DOOR) & (found.first == 1)).any()


def test_a_toll_makes_earlier_buses_dearer() -> None:
    """A link from the second bell on, at a toll of 0.2: a bus that waits into it costs 0.2 more before."""
    board = build_board(tiny(3, schools=4))
    clock = build_clockwork(board)[0]
    tolls = tolls_of(clock, one_cut(0, 1, 1, [1, 2]), np.array([0.2]))
    first, second = clock.order[0, :2]
    assert tolls.income[0, second] == pytest.approx(0.4)
    assert tolls.income.sum() == pytest.approx(0.4)
    price = with_waiting(clock, np.full(clock.order.shape, 0.3), tolls.jump)
    assert price[0, first] == pytest.approx(0.5)
    assert price[0, second] == pytest.approx(0.3)


def test_known_cuts_come_once() -> None:
    first, second = one_cut(0, 0, 1, [1, 2]), one_cut(0, 0, 1, [1, 3])
    both = with_cuts(with_cuts(no_cuts(), first), with_cuts(first, second))
    assert both.many == 2
    assert both.only(np.array([False, True])).names == second.names
    assert with_cuts(both, first).names == both.names
